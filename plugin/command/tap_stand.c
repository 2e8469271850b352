/* SPDX-License-Identifier: MIT */
#include "tap_stand.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "../../drivers/printer.h"
#include "files.h"
#include "session.h"

enum {
    /* A drawer's pulse, or what a till sends at its start, is no receipt. */
    RECORD_LEAST = 64,
};

static void say(void *context, const char *text)
{
    (void)context;
    tell(EXIT_DONE, "tap: %s", text);
}

static void record(void *context, const uint8_t *bytes, size_t length)
{
    struct tap_stand *stand = context;
    const char *path =
        length < RECORD_LEAST ? NULL : __atomic_exchange_n(&stand->record, NULL, __ATOMIC_ACQ_REL);
    if (path != NULL && file_write(path, bytes, length) == EXIT_DONE)
        tell(EXIT_DONE, "tap: %s: a receipt of %zu bytes; see comeback tap --learn", path, length);
}

static int catch_signals(struct tap_stand *stand)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGPIPE);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    if (sigprocmask(SIG_BLOCK, &stop, NULL) == 0) {
        sigdelset(&stop, SIGPIPE);
        stand->signal_fd = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    return stand->signal_fd >= 0 ? EXIT_DONE : tell(EXIT_REFUSED, "signals: %m");
}

/* A tap without settings still prints. */
static void find_config(const struct call *call, struct tap_stand *stand)
{
    struct fault fault = {{0}};
    if (session_find_config(call, stand->config, &fault) != COMEBACK_OK) {
        tell(EXIT_DONE, "tap: %s", fault.text);
        stand->config[0] = '\0';
    } else if (settings_folder(stand->config, stand->folder, &fault) != COMEBACK_OK) {
        tell(EXIT_DONE, "tap: %s", fault.text);
    }
    if (stand->folder[0] == '\0' && getcwd(stand->folder, sizeof stand->folder) == NULL)
        strcpy(stand->folder, "/");
}

int tap_stand_open(const struct call *call, const struct tap_stand_wishes *wishes,
                   struct tap_stand *out)
{
    struct fault fault = {{0}};
    *out = (struct tap_stand){.signal_fd = -1, .record = wishes->record};
    find_config(call, out);
    int status = catch_signals(out);
    if (status != EXIT_DONE)
        return status;
    const struct tap_options options = {.config = out->config[0] == '\0' ? NULL : out->config,
                                        .folder = out->folder,
                                        .stop_fd = out->signal_fd,
                                        .say = wishes->say == NULL ? say : wishes->say,
                                        .record = wishes->record == NULL ? NULL : record,
                                        .context = out};
    if (tap_open(&options, &out->tap, &fault) == COMEBACK_OK)
        return EXIT_DONE;
    close(out->signal_fd);
    return tell(EXIT_REFUSED, "%s", fault.text);
}

void tap_stand_close(struct tap_stand *stand)
{
    tap_close(stand->tap);
    close(stand->signal_fd);
}

static int read_printer(const struct tap_stand *stand, char out[static TAP_STAND_URI])
{
    struct settings *settings = NULL;
    struct fault fault = {{0}};
    if (stand->config[0] == '\0')
        return tell(EXIT_REFUSED, "tap: no comeback.ini and no --printer: nowhere to print");
    if (settings_read(stand->config, &settings, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    snprintf(out, TAP_STAND_URI, "%s", settings->config.print.printer);
    settings_free(settings);
    return out[0] == '\0' ? tell(EXIT_REFUSED, "%s: print.printer: found nothing, expected a URI",
                                 stand->config)
                          : EXIT_DONE;
}

int tap_stand_printer(const struct tap_stand *stand, const char *named,
                      char out[static TAP_STAND_URI])
{
    struct drv_fault fault = {{0}};
    if (named != NULL && strlen(named) >= TAP_STAND_URI)
        return tell(EXIT_USAGE, "--printer: \"%.60s...\": at most %d bytes", named,
                    TAP_STAND_URI - 1);
    if (named != NULL)
        memcpy(out, named, strlen(named) + 1);
    int status = named != NULL ? EXIT_DONE : read_printer(stand, out);
    if (status == EXIT_DONE && printer_check(out, &fault) != DRV_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    return status;
}
