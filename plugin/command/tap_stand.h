/* SPDX-License-Identifier: MIT */
/*
 * What `comeback tap` and the CUPS backend stand on: the tap with its settings, signals that end
 * it, and what it tells the owner, which goes to standard error.
 */
#ifndef COMEBACK_TAP_STAND_H
#define COMEBACK_TAP_STAND_H

#include "../tap/tap.h"
#include "command.h"

enum { TAP_STAND_URI = 256 };

struct tap_stand {
    struct tap *tap;
    char config[STORE_PATH]; /* "": there is none */
    char folder[STORE_PATH];
    int signal_fd;
    const char *record; /* a file that the next receipt is kept in; NULL: none, or done */
};

struct tap_stand_wishes {
    const char *record;                           /* a file for the next receipt; NULL: none */
    void (*say)(void *context, const char *text); /* NULL: on standard error, as commands tell */
};

/*
 * Blocks SIGTERM, SIGINT and SIGPIPE, so it comes before any thread. Where `config` of the call is
 * missing or wrong that is told, and no failure. It stays where it is until closed.
 */
int tap_stand_open(const struct call *call, const struct tap_stand_wishes *wishes,
                   struct tap_stand *out);
void tap_stand_close(struct tap_stand *stand);

/* named: a URI, or NULL for the printer of comeback.ini. Told where it is none. */
int tap_stand_printer(const struct tap_stand *stand, const char *named,
                      char out[static TAP_STAND_URI]);

#endif
