/* SPDX-License-Identifier: MIT */
#include "serial_settings.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "transport.h"

enum { BAUD_MIN = 50, BAUD_MAX = 4000000, BAUD_OFF_PERCENT = 2 };
enum { XON = 0x11, XOFF = 0x13 };

struct word {
    const char *text;
    int value;
    tcflag_t cflag, iflag;
};

static const struct word bits_words[] = {{"7", 7, CS7, 0}, {"8", 8, CS8, 0}, {NULL, 0, 0, 0}};
static const struct word stop_words[] = {{"1", 1, 0, 0}, {"2", 2, CSTOPB, 0}, {NULL, 0, 0, 0}};
static const struct word parity_words[] = {{"none", SP_PARITY_NONE, 0, 0},
                                           {"even", SP_PARITY_EVEN, PARENB, 0},
                                           {"odd", SP_PARITY_ODD, PARENB | PARODD, 0},
                                           {NULL, 0, 0, 0}};
static const struct word flow_words[] = {{"none", SERIAL_NONE, 0, 0},
                                         {"rtscts", SERIAL_RTSCTS, CRTSCTS, 0},
                                         {"dtrdsr", SERIAL_DTRDSR, 0, 0},
                                         {"xonxoff", SERIAL_XONXOFF, 0, IXON},
                                         {NULL, 0, 0, 0}};

static const struct choice {
    const char *name;
    const char *expected;
    const struct word *words;
    size_t offset;
    tcflag_t cmask, imask;
} choices[] = {
    {"bits", "7 or 8", bits_words, offsetof(struct serial_settings, bits), CSIZE, 0},
    {"parity", "none, even or odd", parity_words, offsetof(struct serial_settings, parity),
     PARENB | PARODD | CMSPAR, 0},
    {"stop", "1 or 2", stop_words, offsetof(struct serial_settings, stop), CSTOPB, 0},
    /* With IXANY any byte of the printer's, a status for one, would set a stopped line going. */
    {"flow", "rtscts, dtrdsr, xonxoff or none", flow_words, offsetof(struct serial_settings, flow),
     CRTSCTS, IXON | IXOFF | IXANY},
};
enum { CHOICE_COUNT = sizeof choices / sizeof choices[0] };

static int *field(struct serial_settings *settings, const struct choice *choice)
{
    return (int *)(void *)((char *)settings + choice->offset);
}

static int value_of(const struct serial_settings *settings, const struct choice *choice)
{
    return *(const int *)(const void *)((const char *)settings + choice->offset);
}

static int read_choice(const char *place, const struct choice *choice,
                       struct serial_settings *settings, struct drv_fault *fault)
{
    char text[SERIAL_PATH_BYTES], quoted[TRANSPORT_QUOTE];
    if (!transport_parameter(place, choice->name, text, sizeof text))
        return DRV_OK;
    for (const struct word *word = choice->words; word->text != NULL; word++)
        if (strcmp(word->text, text) == 0) {
            *field(settings, choice) = word->value;
            return DRV_OK;
        }
    return drv_fail(fault, DRV_INVALID, "%s \"%s\": expected %s", choice->name,
                    transport_quote(text, quoted), choice->expected);
}

static int read_baud(const char *place, int *baud, struct drv_fault *fault)
{
    char text[SERIAL_PATH_BYTES], quoted[TRANSPORT_QUOTE];
    if (!transport_parameter(place, "baud", text, sizeof text))
        return DRV_OK;
    size_t digits = strspn(text, "0123456789");
    long value = digits > 0 && digits < 9 && text[digits] == '\0' ? strtol(text, NULL, 10) : 0;
    if (value < BAUD_MIN || value > BAUD_MAX)
        return drv_fail(fault, DRV_INVALID, "baud \"%s\": expected %d to %d",
                        transport_quote(text, quoted), BAUD_MIN, BAUD_MAX);
    *baud = (int)value;
    return DRV_OK;
}

static int read_path(const char *place, char path[static SERIAL_PATH_BYTES],
                     struct drv_fault *fault)
{
    char quoted[TRANSPORT_QUOTE];
    size_t length = strcspn(place, "?");
    if (place[0] != '/' || place[length - 1] == '/')
        return drv_fail(fault, DRV_INVALID,
                        "printer \"serial:%s\": expected a device such as serial:/dev/ttyUSB0",
                        transport_quote(place, quoted));
    if (length >= SERIAL_PATH_BYTES)
        return drv_fail(fault, DRV_LIMIT, "printer \"serial:%s...\": a path has at most %d bytes",
                        transport_quote(place, quoted), SERIAL_PATH_BYTES - 1);
    memcpy(path, place, length);
    path[length] = '\0';
    return DRV_OK;
}

int serial_settings_read(const char *place, struct serial_settings *out, struct drv_fault *fault)
{
    static const char *const names[] = {"baud", "bits", "parity", "stop", "flow", NULL};
    struct serial_settings settings = {
        .baud = 9600, .bits = 8, .parity = SP_PARITY_NONE, .stop = 1, .flow = SERIAL_RTSCTS};
    int status = read_path(place, settings.path, fault);
    if (status == DRV_OK)
        status = transport_check_parameters(place, names, fault);
    if (status == DRV_OK)
        status = read_baud(place, &settings.baud, fault);
    for (size_t i = 0; status == DRV_OK && i < CHOICE_COUNT; i++)
        status = read_choice(place, &choices[i], &settings, fault);
    if (status == DRV_OK)
        *out = settings;
    return status;
}

static const struct word *chosen(const struct serial_settings *settings,
                                 const struct choice *choice)
{
    const struct word *word = choice->words;
    while (word->value != value_of(settings, choice))
        word++;
    return word;
}

/* libserialport reports success for RTS/CTS and sets the bit in the wrong word, so that it never
 * is in force; nor does it take away what the last user has left there. */
static void set_choices(const struct serial_settings *settings, struct termios *line)
{
    for (size_t i = 0; i < CHOICE_COUNT; i++) {
        const struct word *word = chosen(settings, &choices[i]);
        line->c_cflag = (line->c_cflag & ~choices[i].cmask) | word->cflag;
        line->c_iflag = (line->c_iflag & ~choices[i].imask) | word->iflag;
    }
    /* Its DTR must not fall when the port is closed; libserialport leaves that to chance. */
    line->c_cflag = (line->c_cflag & ~(tcflag_t)HUPCL) | CLOCAL | CREAD;
    line->c_cc[VSTART] = XON;
    line->c_cc[VSTOP] = XOFF;
    /* So that "nothing has come" is EAGAIN, and 0 is a hang-up and nothing else. */
    line->c_cc[VMIN] = 1;
    line->c_cc[VTIME] = 0;
}

static int check_baud(const struct serial_settings *settings, struct sp_port *port,
                      struct drv_fault *fault)
{
    struct sp_port_config *config;
    int baud = 0;
    if (sp_new_config(&config) != SP_OK)
        return drv_fail(fault, DRV_MEMORY, "\"%.80s\": out of memory", settings->path);
    if (sp_get_config(port, config) != SP_OK || sp_get_config_baudrate(config, &baud) != SP_OK)
        baud = 0;
    sp_free_config(config);
    if (abs(baud - settings->baud) > settings->baud / 100 * BAUD_OFF_PERCENT)
        return drv_fail(fault, DRV_UNSUPPORTED, "\"%.80s\": the port makes %d of baud \"%d\"",
                        settings->path, baud, settings->baud);
    return DRV_OK;
}

static int check_choices(const struct serial_settings *settings, const struct termios *line,
                         struct drv_fault *fault)
{
    for (size_t i = 0; i < CHOICE_COUNT; i++) {
        const struct word *word = chosen(settings, &choices[i]);
        if ((line->c_cflag & choices[i].cmask) != word->cflag ||
            (line->c_iflag & choices[i].imask) != word->iflag)
            return drv_fail(fault, DRV_UNSUPPORTED, "\"%.80s\": the port does not keep %s \"%s\"",
                            settings->path, choices[i].name, word->text);
    }
    return DRV_OK;
}

static void raise_lines(int fd)
{
    int ours = TIOCM_DTR | TIOCM_RTS;
    ioctl(fd, TIOCMBIS, &ours);
}

int serial_settings_apply(const struct serial_settings *settings, struct sp_port *port,
                          struct drv_fault *fault)
{
    int fd;
    struct termios line;
    if (sp_get_port_handle(port, &fd) != SP_OK || sp_set_baudrate(port, settings->baud) != SP_OK)
        return drv_fail(fault, DRV_UNSUPPORTED, "\"%.80s\": the port takes no baud \"%d\"",
                        settings->path, settings->baud);
    if (tcgetattr(fd, &line) != 0)
        return drv_fail(fault, DRV_GONE, "\"%.80s\": %m", settings->path);
    set_choices(settings, &line);
    /* What tcsetattr answers says little: it succeeds when any one of the settings was kept. */
    tcsetattr(fd, TCSANOW, &line);
    if (tcgetattr(fd, &line) != 0)
        return drv_fail(fault, DRV_GONE, "\"%.80s\": %m", settings->path);
    int status = check_choices(settings, &line, fault);
    if (status == DRV_OK)
        status = check_baud(settings, port, fault);
    if (status == DRV_OK)
        raise_lines(fd);
    return status;
}

int64_t serial_byte_ns(const struct serial_settings *settings)
{
    int line_bits = 1 + settings->bits + (settings->parity != SP_PARITY_NONE) + settings->stop;
    return INT64_C(1000000000) * line_bits / settings->baud;
}
