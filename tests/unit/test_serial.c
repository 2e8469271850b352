/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../drivers/paper/body.h"
#include "../../drivers/serial.h"
#include "../../drivers/serial_settings.h"
#include "../doubles/pty_printer.h"

#define OPS (&transport_serial)

enum { PATIENCE_MS = 20000 };

struct line {
    char folder[64];
    struct pty_printer *printer;
    struct transport *wire;
    struct drv_fault fault;
};

static int set_up(void **state)
{
    struct line *line = calloc(1, sizeof *line);
    strcpy(line->folder, "/tmp/test-serial-XXXXXX");
    assert_non_null(mkdtemp(line->folder));
    *state = line;
    return 0;
}

static int tear_down(void **state)
{
    struct line *line = *state;
    if (line->wire != NULL)
        OPS->close(line->wire);
    if (line->printer != NULL)
        pty_printer_stop(line->printer);
    rmdir(line->folder);
    free(line);
    return 0;
}

static void start(struct line *line, int baud)
{
    struct pty_options options = {.folder = line->folder, .baud = baud};
    line->printer = pty_printer_start(&options);
    assert_non_null(line->printer);
}

static int open_place(struct line *line, const char *place)
{
    struct transport_target target = {.place = place};
    return OPS->open(&target, deadline_after(1000), &line->wire, &line->fault);
}

static int open_with(struct line *line, const char *query)
{
    char place[256];
    snprintf(place, sizeof place, "%s%s", pty_printer_path(line->printer), query);
    return open_place(line, place);
}

static void open_well(struct line *line, const char *query)
{
    if (open_with(line, query) != DRV_OK)
        fail_msg("%s", line->fault.text);
}

/* As the delivery does: what is not taken waits for room. Returns how much was taken. */
static size_t send(struct line *line, const uint8_t *bytes, size_t length, int timeout_ms,
                   int *status)
{
    int64_t deadline_ms = deadline_after(timeout_ms);
    size_t sent = 0, taken = 0;
    *status = DRV_OK;
    while (*status == DRV_OK && sent < length && deadline_left_ms(deadline_ms) > 0) {
        *status = OPS->write(line->wire, bytes + sent, length - sent, &taken, &line->fault);
        if (*status != DRV_OK)
            break;
        sent += taken;
        if (sent < length)
            *status = OPS->wait(line->wire, true, deadline_ms, &line->fault);
    }
    return sent;
}

static void send_all(struct line *line, const uint8_t *bytes, size_t length)
{
    int status;
    assert_int_equal(send(line, bytes, length, PATIENCE_MS, &status), length);
    assert_int_equal(status, DRV_OK);
}

static int finish(struct line *line, int timeout_ms, enum printer_result *result)
{
    return OPS->finish(line->wire, deadline_after(timeout_ms), result, &line->fault);
}

static void fill(uint8_t *bytes, size_t length)
{
    uint32_t seed = 1;
    for (size_t i = 0; i < length; i++) {
        seed = seed * 1103515245 + 12345;
        bytes[i] = (uint8_t)(seed >> 16);
    }
}

static void sleep_ms(int ms)
{
    poll(NULL, 0, ms);
}

static void assert_received(struct line *line, const uint8_t *bytes, size_t length)
{
    uint8_t *got = malloc(length + 1);
    for (int i = 0; i < 500 && pty_printer_received(line->printer, got, 0) < length; i++)
        sleep_ms(2);
    assert_int_equal(pty_printer_received(line->printer, got, length + 1), length);
    assert_memory_equal(got, bytes, length);
    free(got);
}

static void assert_check(const char *place, int status, const char *text)
{
    struct drv_fault fault = {""};
    assert_int_equal(OPS->check(place, &fault), status);
    assert_string_equal(fault.text, text);
}

static void every_setting_can_be_named(void **state)
{
    (void)state;
    assert_check("/dev/ttyUSB0", DRV_OK, "");
    assert_check("/dev/rfcomm0?flow=none", DRV_OK, "");
    assert_check("/dev/ttyS0?baud=38400&bits=7&parity=even&stop=2&flow=xonxoff", DRV_OK, "");
    assert_check("/dev/ttyS0?flow=dtrdsr&baud=50&parity=odd", DRV_OK, "");
    assert_check("/dev/ttyS0?baud=4000000&flow=rtscts&bits=8&stop=1&parity=none", DRV_OK, "");
}

static void a_setting_that_no_port_has_is_refused(void **state)
{
    (void)state;
    assert_check("/dev/ttyS0?baud=fast", DRV_INVALID, "baud \"fast\": expected 50 to 4000000");
    assert_check("/dev/ttyS0?baud=", DRV_INVALID, "baud \"\": expected 50 to 4000000");
    assert_check("/dev/ttyS0?baud=49", DRV_INVALID, "baud \"49\": expected 50 to 4000000");
    assert_check("/dev/ttyS0?baud=-9600", DRV_INVALID, "baud \"-9600\": expected 50 to 4000000");
    assert_check("/dev/ttyS0?baud=4000001", DRV_INVALID,
                 "baud \"4000001\": expected 50 to 4000000");
    assert_check("/dev/ttyS0?baud=18446744073709561216", DRV_INVALID,
                 "baud \"18446744073709561216\": expected 50 to 4000000");
    assert_check("/dev/ttyS0?bits=9", DRV_INVALID, "bits \"9\": expected 7 or 8");
    assert_check("/dev/ttyS0?parity=mark", DRV_INVALID,
                 "parity \"mark\": expected none, even or odd");
    assert_check("/dev/ttyS0?stop=1.5", DRV_INVALID, "stop \"1.5\": expected 1 or 2");
    assert_check("/dev/ttyS0?flow=RTSCTS", DRV_INVALID,
                 "flow \"RTSCTS\": expected rtscts, dtrdsr, xonxoff or none");
    assert_check("/dev/ttyS0?speed=9600", DRV_INVALID, "parameter \"speed\" is not known here");
}

static void a_value_that_is_too_long_is_refused_and_not_passed_over(void **state)
{
    (void)state;
    char place[900] = "/dev/ttyS0?baud=";
    memset(place + strlen(place), '0', 600);
    strcat(place, "9600");
    struct drv_fault fault = {""};
    assert_int_equal(OPS->check(place, &fault), DRV_INVALID);
}

static void a_place_that_is_no_device_is_refused(void **state)
{
    (void)state;
    assert_check("ttyS0", DRV_INVALID,
                 "printer \"serial:ttyS0\": expected a device such as serial:/dev/ttyUSB0");
    assert_check("/dev/", DRV_INVALID,
                 "printer \"serial:/dev/\": expected a device such as serial:/dev/ttyUSB0");
    assert_check("?baud=9600", DRV_INVALID,
                 "printer \"serial:?baud=9600\": expected a device such as serial:/dev/ttyUSB0");
}

static void what_was_set_is_what_the_kernel_has(void **state)
{
    struct line *line = *state;
    struct termios have;
    start(line, 0);
    open_well(line, "?baud=38400&stop=2&flow=rtscts");
    pty_printer_settings(line->printer, &have);
    assert_int_equal(cfgetospeed(&have), B38400);
    assert_int_equal(have.c_cflag & (CSIZE | PARENB | CSTOPB), CS8 | CSTOPB);
    assert_int_equal(have.c_cflag & CRTSCTS, CRTSCTS);
    assert_int_equal(have.c_cflag & (CLOCAL | CREAD | HUPCL), CLOCAL | CREAD);
    assert_int_equal(have.c_iflag & (IXON | IXOFF | IXANY | ICRNL | ISTRIP), 0);
    assert_int_equal(have.c_oflag & OPOST, 0);
    assert_int_equal(have.c_lflag & (ICANON | ECHO | ISIG | IEXTEN), 0);
    int raised = pty_printer_shim(line->printer)->lines & (TIOCM_DTR | TIOCM_RTS);
    assert_int_equal(raised, TIOCM_DTR | TIOCM_RTS);
}

static void without_a_word_it_is_9600_baud_and_rts_cts(void **state)
{
    struct line *line = *state;
    struct termios have;
    start(line, 0);
    open_well(line, "");
    pty_printer_settings(line->printer, &have);
    assert_int_equal(cfgetospeed(&have), B9600);
    assert_int_equal(have.c_cflag & (CSIZE | CSTOPB | CRTSCTS), CS8 | CRTSCTS);
}

static void xon_xoff_is_taken_from_the_printer_by_nothing_but_xon(void **state)
{
    struct line *line = *state;
    struct termios have;
    start(line, 0);
    open_well(line, "?flow=xonxoff");
    pty_printer_settings(line->printer, &have);
    assert_int_equal(have.c_iflag & (IXON | IXOFF | IXANY), IXON);
    assert_int_equal(have.c_cflag & CRTSCTS, 0);
    assert_int_equal(have.c_cc[VSTART], 0x11);
    assert_int_equal(have.c_cc[VSTOP], 0x13);
}

static void flow_control_that_another_program_left_is_taken_away(void **state)
{
    struct line *line = *state;
    struct termios have;
    start(line, 0);
    int fd = open(pty_printer_path(line->printer), O_RDWR | O_NOCTTY);
    tcgetattr(fd, &have);
    have.c_cflag |= CRTSCTS;
    have.c_iflag |= IXON | IXANY | IXOFF;
    assert_int_equal(tcsetattr(fd, TCSANOW, &have), 0);
    close(fd);
    open_well(line, "?flow=none");
    pty_printer_settings(line->printer, &have);
    assert_int_equal(have.c_cflag & CRTSCTS, 0);
    assert_int_equal(have.c_iflag & (IXON | IXANY | IXOFF), 0);
}

static void assert_open_fails(struct line *line, const char *query, int status, const char *said)
{
    char expected[256];
    assert_int_equal(open_with(line, query), status);
    assert_null(line->wire);
    snprintf(expected, sizeof expected, "\"%s\": %s", pty_printer_path(line->printer), said);
    assert_string_equal(line->fault.text, expected);
}

static void a_setting_that_the_port_does_not_keep_is_refused(void **state)
{
    struct line *line = *state;
    start(line, 0);
    assert_open_fails(line, "?bits=7", DRV_UNSUPPORTED, "the port does not keep bits \"7\"");
    assert_open_fails(line, "?parity=even", DRV_UNSUPPORTED,
                      "the port does not keep parity \"even\"");
    open_well(line, "");
}

static void a_port_without_modem_lines_is_refused(void **state)
{
    struct line *line = *state;
    start(line, 0);
    pty_printer_shim(line->printer)->missing = 1;
    assert_open_fails(line, "", DRV_UNSUPPORTED, "the port has no modem lines");
}

static void what_is_not_a_serial_port_is_refused(void **state)
{
    struct line *line = *state;
    assert_int_equal(open_place(line, "/dev/null"), DRV_UNSUPPORTED);
    assert_string_equal(line->fault.text, "\"/dev/null\": not a serial port");
    assert_int_equal(open_place(line, "/dev/no-such-tty"), DRV_GONE);
    assert_string_equal(line->fault.text, "\"/dev/no-such-tty\": No such file or directory");
    assert_null(line->wire);
}

static void a_refused_open_leaves_no_descriptor(void **state)
{
    struct line *line = *state;
    start(line, 0);
    int before = dup(0);
    close(before);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(open_with(line, "?bits=7"), DRV_UNSUPPORTED);
        assert_int_equal(open_place(line, "/dev/null"), DRV_UNSUPPORTED);
    }
    int after = dup(0);
    close(after);
    assert_int_equal(after, before);
}

static void a_link_leads_to_the_port(void **state)
{
    struct line *line = *state;
    char link[128], name[128];
    start(line, 0);
    snprintf(link, sizeof link, "%s/pci-0000:00:14.0-usb-0:2:1.0-port0", line->folder);
    assert_int_equal(symlink(pty_printer_path(line->printer), link), 0);
    assert_int_equal(open_place(line, link), DRV_OK);
    send_all(line, (const uint8_t *)"by a link", 9);
    assert_received(line, (const uint8_t *)"by a link", 9);
    assert_string_equal(
        serial_lasting_name(line->folder, pty_printer_path(line->printer), name, sizeof name),
        link);
    assert_string_equal(serial_lasting_name(line->folder, "/dev/ttyS0", name, sizeof name),
                        "/dev/ttyS0");
    assert_string_equal(serial_lasting_name("/no/such/folder", "/dev/ttyS0", name, sizeof name),
                        "/dev/ttyS0");
    unlink(link);
}

static void a_second_opener_is_told_that_it_is_busy(void **state)
{
    struct line *line = *state;
    start(line, 0);
    open_well(line, "");
    struct line other = {.printer = line->printer};
    assert_open_fails(&other, "", DRV_BUSY, "Device or resource busy");
    OPS->close(line->wire);
    line->wire = NULL;
    open_well(line, "");
}

static void a_port_that_another_program_has_locked_is_busy(void **state)
{
    struct line *line = *state;
    start(line, 0);
    int fd = open(pty_printer_path(line->printer), O_RDWR | O_NOCTTY);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    assert_open_fails(line, "", DRV_BUSY, "Device or resource busy");
    flock(fd, LOCK_UN);
    assert_int_equal(ioctl(fd, TIOCEXCL), 0);
    assert_open_fails(line, "", DRV_BUSY, "Device or resource busy");
    assert_int_equal(ioctl(fd, TIOCNXCL), 0);
    open_well(line, "");
    close(fd);
}

static void an_open_port_is_not_handed_on_to_a_child_process(void **state)
{
    struct line *line = *state;
    char command[128];
    start(line, 0);
    open_well(line, "");
    snprintf(command, sizeof command, "! ls -l /proc/self/fd | grep -q '%s$'",
             pty_printer_path(line->printer));
    assert_int_equal(system(command), 0);
}

static void every_byte_comes_once_and_in_order_at_9600_baud(void **state)
{
    struct line *line = *state;
    enum { JOB = 2000 };
    uint8_t job[JOB];
    enum printer_result result = PRINTER_UNCONFIRMED;
    fill(job, sizeof job);
    start(line, 9600);
    open_well(line, "?baud=9600");
    send_all(line, job, sizeof job);
    assert_int_equal(finish(line, PATIENCE_MS, &result), DRV_OK);
    assert_int_equal(result, PRINTER_UNCONFIRMED);
    assert_int_equal(OPS->pending(line->wire), 0);
    assert_received(line, job, sizeof job);
    assert_in_range(pty_printer_shim(line->printer)->most, 100, 128);
}

static void dtr_dsr_keeps_still_less_on_its_way(void **state)
{
    struct line *line = *state;
    uint8_t job[1000];
    enum printer_result result = PRINTER_UNCONFIRMED;
    fill(job, sizeof job);
    start(line, 38400);
    open_well(line, "?baud=38400&flow=dtrdsr");
    send_all(line, job, sizeof job);
    assert_int_equal(finish(line, PATIENCE_MS, &result), DRV_OK);
    assert_received(line, job, sizeof job);
    assert_in_range(pty_printer_shim(line->printer)->most, 50, 64);
}

static void what_the_printer_says_is_heard(void **state)
{
    struct line *line = *state;
    uint8_t heard[8] = {0};
    size_t count = 9;
    start(line, 0);
    open_well(line, "");
    assert_int_equal(OPS->read(line->wire, heard, sizeof heard, &count, &line->fault), DRV_OK);
    assert_int_equal(count, 0);
    pty_printer_say(line->printer, "\x00\x12\x0D\x7F\xFF", 5);
    assert_int_equal(OPS->wait(line->wire, false, deadline_after(PATIENCE_MS), &line->fault),
                     DRV_OK);
    sleep_ms(5);
    assert_int_equal(OPS->read(line->wire, heard, sizeof heard, &count, &line->fault), DRV_OK);
    assert_int_equal(count, 5);
    assert_memory_equal(heard, "\x00\x12\x0D\x7F\xFF", 5);
}

static void waiting_ends_when_it_was_to_end(void **state)
{
    struct line *line = *state;
    start(line, 0);
    open_well(line, "");
    int64_t until_ms = deadline_after(60);
    assert_int_equal(OPS->wait(line->wire, false, until_ms, &line->fault), DRV_OK);
    assert_int_equal(deadline_left_ms(until_ms), 0);
}

/* A line falls in mid-job. The other end is slow, so that something is on its way then. */
static void drop_line(struct line *line, const char *query, int low)
{
    uint8_t job[600] = {0};
    int status;
    start(line, 2400);
    open_well(line, query);
    send_all(line, job, 64);
    pty_printer_set_line(line->printer, low, false);
    assert_int_equal(send(line, job, sizeof job, 300, &status), 0);
    assert_int_equal(status, DRV_OK);
}

static void assert_close_returns_soon(struct line *line)
{
    OPS->close(line->wire);
    line->wire = NULL;
    assert_true(pty_printer_shim(line->printer)->waited_ms < 5000);
}

static void cts_low_holds_the_bytes_and_close_returns_soon(void **state)
{
    struct line *line = *state;
    uint8_t none;
    char expected[200];
    enum printer_result result = PRINTER_UNCONFIRMED;
    drop_line(line, "?baud=38400", TIOCM_CTS);
    size_t came = pty_printer_received(line->printer, &none, 0);
    size_t held = OPS->pending(line->wire);
    assert_in_range(held, 64 - came, 64);
    assert_int_equal(finish(line, 30, &result), DRV_TIMEOUT);
    snprintf(expected, sizeof expected, "\"%s\": the last %zu bytes were held back, CTS is low",
             pty_printer_path(line->printer), held);
    assert_string_equal(line->fault.text, expected);
    assert_int_equal(result, PRINTER_NOT_PRINTED);
    assert_int_equal(pty_printer_received(line->printer, &none, 0), came);
    assert_close_returns_soon(line);
}

static void dsr_low_stops_us_before_the_next_bytes(void **state)
{
    struct line *line = *state;
    uint8_t none;
    drop_line(line, "?baud=38400&flow=dtrdsr", TIOCM_DSR);
    assert_close_returns_soon(line);
    assert_int_equal(pty_printer_received(line->printer, &none, 0), 64);
}

static void what_the_printer_has_confirmed_stays_so_whatever_is_left(void **state)
{
    struct line *line = *state;
    enum printer_result result = PRINTER_PRINTED;
    drop_line(line, "?baud=38400", TIOCM_CTS);
    assert_int_equal(finish(line, 5, &result), DRV_TIMEOUT);
    assert_int_equal(result, PRINTER_PRINTED);
}

static void the_job_goes_on_when_cts_rises_again(void **state)
{
    struct line *line = *state;
    uint8_t job[900];
    int status;
    fill(job, sizeof job);
    start(line, 115200);
    open_well(line, "?baud=115200");
    pty_printer_set_line(line->printer, TIOCM_CTS, false);
    size_t sent = send(line, job, sizeof job, 50, &status);
    assert_int_equal(sent, 0);
    pty_printer_set_line(line->printer, TIOCM_CTS, true);
    send_all(line, job, sizeof job);
    assert_received(line, job, sizeof job);
}

static void cts_is_of_no_concern_where_flow_is_none(void **state)
{
    struct line *line = *state;
    uint8_t job[300];
    fill(job, sizeof job);
    start(line, 0);
    pty_printer_set_line(line->printer, TIOCM_CTS | TIOCM_DSR, false);
    open_well(line, "?flow=none&baud=115200");
    send_all(line, job, sizeof job);
    assert_received(line, job, sizeof job);
}

static void xoff_holds_and_xon_lets_go(void **state)
{
    struct line *line = *state;
    uint8_t job[700];
    int status;
    fill(job, sizeof job);
    start(line, 38400);
    open_well(line, "?flow=xonxoff&baud=38400");
    send_all(line, job, 100);
    pty_printer_say(line->printer, "\x13", 1);
    sleep_ms(20);
    size_t sent = 100 + send(line, job + 100, 600, 60, &status);
    assert_int_equal(status, DRV_OK);
    assert_true(sent <= 100 + SERIAL_AHEAD_BYTES);
    pty_printer_say(line->printer, "\x11", 1);
    send_all(line, job + sent, sizeof job - sent);
    assert_received(line, job, sizeof job);
}

static void close_returns_soon_after_xoff(void **state)
{
    struct line *line = *state;
    uint8_t job[700];
    int status;
    fill(job, sizeof job);
    start(line, 9600);
    open_well(line, "?flow=xonxoff&baud=9600");
    send(line, job, sizeof job, 100, &status);
    pty_printer_say(line->printer, "\x13", 1);
    sleep_ms(20);
    assert_close_returns_soon(line);
}

/* The line is ten times as fast as the paper, so the printer says busy again and again. */
static void assert_nothing_is_lost(struct line *line, const char *query, bool xonxoff)
{
    enum { LINES = 60, LINE_BYTES = 33 };
    uint8_t job[LINES * LINE_BYTES];
    struct body *body = NULL;
    struct body_options made = {.profile = profile_find("generic-58"),
                                .buffer_bytes = 600,
                                .busy_left_bytes = 128,
                                .ready_left_bytes = 256,
                                .speed_mm_s = 250};
    assert_int_equal(body_new(&made, &body, &line->fault), DRV_OK);
    struct pty_options options = {
        .folder = line->folder, .baud = 115200, .body = body, .xonxoff = xonxoff};
    line->printer = pty_printer_start(&options);
    assert_non_null(line->printer);
    memset(job, 'x', sizeof job);
    for (int i = 1; i <= LINES; i++)
        job[i * LINE_BYTES - 1] = '\n';
    open_well(line, query);
    send_all(line, job, sizeof job);
    assert_received(line, job, sizeof job);
    assert_int_equal(pty_printer_lost(line->printer), 0);
    assert_true(pty_printer_busy_count(line->printer) > 2);
    OPS->close(line->wire);
    pty_printer_stop(line->printer);
    line->wire = NULL;
    line->printer = NULL;
    body_free(body);
}

static void a_printer_slower_than_its_line_loses_nothing_by_rts_cts(void **state)
{
    assert_nothing_is_lost(*state, "?baud=115200&flow=rtscts", false);
}

static void a_printer_slower_than_its_line_loses_nothing_by_dtr_dsr(void **state)
{
    assert_nothing_is_lost(*state, "?baud=115200&flow=dtrdsr", false);
}

static void a_printer_slower_than_its_line_loses_nothing_by_xon_xoff(void **state)
{
    assert_nothing_is_lost(*state, "?baud=115200&flow=xonxoff", true);
}

static void a_job_broken_off_while_cts_is_low_fits_what_the_printer_keeps_free(void **state)
{
    struct line *line = *state;
    uint8_t job[3000];
    int status;
    struct body *body = NULL;
    struct body_options made = {.profile = profile_find("generic-58"),
                                .buffer_bytes = 600,
                                .busy_left_bytes = 128,
                                .ready_left_bytes = 256,
                                .speed_mm_s = 1};
    assert_int_equal(body_new(&made, &body, &line->fault), DRV_OK);
    struct pty_options options = {.folder = line->folder, .baud = 115200, .body = body};
    line->printer = pty_printer_start(&options);
    memset(job, '\n', sizeof job);
    open_well(line, "?baud=115200");
    size_t sent = send(line, job, sizeof job, 300, &status);
    assert_in_range(sent, 400, 600);
    assert_true(pty_printer_busy_count(line->printer) > 0);
    assert_close_returns_soon(line);
    assert_received(line, job, sent);
    assert_int_equal(pty_printer_lost(line->printer), 0);
    pty_printer_stop(line->printer);
    line->printer = NULL;
    body_free(body);
}

struct unplugging {
    struct pty_printer *printer;
    int after_ms;
};

static void *unplug(void *argument)
{
    const struct unplugging *plan = argument;
    sleep_ms(plan->after_ms);
    pty_printer_hang_up(plan->printer);
    return NULL;
}

static void a_hang_up_in_mid_job_ends_it_as_gone(void **state)
{
    struct line *line = *state;
    static uint8_t job[20000];
    int status;
    pthread_t thread;
    enum printer_result result = PRINTER_UNCONFIRMED;
    start(line, 9600);
    open_well(line, "");
    struct unplugging plan = {line->printer, 60};
    pthread_create(&thread, NULL, unplug, &plan);
    size_t sent = send(line, job, sizeof job, PATIENCE_MS, &status);
    pthread_join(thread, NULL);
    assert_int_equal(status, DRV_GONE);
    assert_true(sent > 0 && sent < sizeof job);
    assert_true(OPS->pending(line->wire) > 0);
    assert_int_equal(finish(line, 100, &result), DRV_GONE);
    assert_int_equal(result, PRINTER_NOT_PRINTED);
}

static void every_operation_after_a_hang_up_says_gone_at_once(void **state)
{
    struct line *line = *state;
    uint8_t byte = 0;
    size_t count = 77;
    start(line, 0);
    open_well(line, "");
    pty_printer_hang_up(line->printer);
    int64_t until_ms = deadline_after(PATIENCE_MS);
    assert_int_equal(OPS->wait(line->wire, false, until_ms, &line->fault), DRV_GONE);
    assert_int_equal(OPS->wait(line->wire, true, until_ms, &line->fault), DRV_GONE);
    assert_int_equal(OPS->read(line->wire, &byte, 1, &count, &line->fault), DRV_GONE);
    assert_int_equal(OPS->write(line->wire, &byte, 1, &count, &line->fault), DRV_GONE);
    assert_int_equal(count, 77);
    assert_true(deadline_left_ms(until_ms) > PATIENCE_MS / 2);
}

/* Looks a second while the line is held; the processor's time is for a bench to tell. */
static void a_held_line_is_not_asked_without_end(void **state)
{
    struct line *line = *state;
    uint8_t job[600] = {0};
    int status;
    start(line, 115200);
    open_well(line, "?baud=115200");
    pty_printer_set_line(line->printer, TIOCM_CTS, false);
    send(line, job, sizeof job, 300, &status);
    unsigned before = pty_printer_shim(line->printer)->asked;
    send(line, job, sizeof job, 500, &status);
    assert_true(pty_printer_shim(line->printer)->asked - before < 60);
}

static void count_uri(void *context, const char *uri, const char *description)
{
    struct drv_fault fault = {""};
    assert_non_null(description);
    assert_memory_equal(uri, "serial:/dev/", 12);
    assert_int_equal(OPS->check(uri + 7, &fault), DRV_OK);
    ++*(int *)context;
}

static void every_port_that_is_listed_can_be_named(void **state)
{
    (void)state;
    int count = 0;
    struct drv_fault fault;
    assert_int_equal(OPS->list(count_uri, &count, &fault), DRV_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting_can_be_named),
        cmocka_unit_test(a_setting_that_no_port_has_is_refused),
        cmocka_unit_test(a_value_that_is_too_long_is_refused_and_not_passed_over),
        cmocka_unit_test(a_place_that_is_no_device_is_refused),
        TEST(what_was_set_is_what_the_kernel_has),
        TEST(without_a_word_it_is_9600_baud_and_rts_cts),
        TEST(xon_xoff_is_taken_from_the_printer_by_nothing_but_xon),
        TEST(flow_control_that_another_program_left_is_taken_away),
        TEST(a_setting_that_the_port_does_not_keep_is_refused),
        TEST(a_port_without_modem_lines_is_refused),
        TEST(what_is_not_a_serial_port_is_refused),
        TEST(a_refused_open_leaves_no_descriptor),
        TEST(a_link_leads_to_the_port),
        TEST(a_second_opener_is_told_that_it_is_busy),
        TEST(a_port_that_another_program_has_locked_is_busy),
        TEST(an_open_port_is_not_handed_on_to_a_child_process),
        TEST(every_byte_comes_once_and_in_order_at_9600_baud),
        TEST(dtr_dsr_keeps_still_less_on_its_way),
        TEST(what_the_printer_says_is_heard),
        TEST(waiting_ends_when_it_was_to_end),
        TEST(cts_low_holds_the_bytes_and_close_returns_soon),
        TEST(dsr_low_stops_us_before_the_next_bytes),
        TEST(what_the_printer_has_confirmed_stays_so_whatever_is_left),
        TEST(the_job_goes_on_when_cts_rises_again),
        TEST(cts_is_of_no_concern_where_flow_is_none),
        TEST(xoff_holds_and_xon_lets_go),
        TEST(close_returns_soon_after_xoff),
        TEST(a_printer_slower_than_its_line_loses_nothing_by_rts_cts),
        TEST(a_printer_slower_than_its_line_loses_nothing_by_dtr_dsr),
        TEST(a_printer_slower_than_its_line_loses_nothing_by_xon_xoff),
        TEST(a_job_broken_off_while_cts_is_low_fits_what_the_printer_keeps_free),
        TEST(a_hang_up_in_mid_job_ends_it_as_gone),
        TEST(every_operation_after_a_hang_up_says_gone_at_once),
        TEST(a_held_line_is_not_asked_without_end),
        TEST(every_port_that_is_listed_can_be_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
