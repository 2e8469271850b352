/* SPDX-License-Identifier: MIT */
/*
 * What one printer model can do, as far as we need it to lay out and encode a slip. A constant
 * table; nothing is allocated.
 */
#ifndef COMEBACK_DRIVERS_PROFILE_H
#define COMEBACK_DRIVERS_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

/* What a model answers, each only where a source says so. */
enum profile_answers {
    PROFILE_REALTIME = 1 << 0, /* DLE EOT 1 to 4: silence before a job means that it is not there */
    PROFILE_ASB = 1 << 1,      /* GS a */
    PROFILE_GS_R = 1 << 2,     /* GS r 1, in its turn: what stood before it was interpreted */
    PROFILE_PROCESS_ID = 1 << 3, /* GS ( H 48: what stood before it is printed */
    PROFILE_RECOVER = 1 << 4,    /* DLE ENQ 1 */
    PROFILE_CLEAR = 1 << 5,      /* DLE DC4 8, and says 37 25 00 */
};

enum { PROFILE_PAGES = 8 };

struct profile_page {
    const char *name; /* iconv's, "CP858"; NULL ends a list */
    uint8_t number;   /* ESC t n that selects it */
};

struct profile {
    const char *name;                         /* "generic-80" */
    uint16_t dots;                            /* printable width of the head: 384, 512 or 576 */
    uint16_t dpi;                             /* 203 or 180 */
    uint8_t columns;                          /* font A, 12 dots wide: 32, 42 or 48 */
    struct profile_page pages[PROFILE_PAGES]; /* the one that is preferred first */
    bool draws_code128;                       /* GS k 73; else it is sent as a picture */
    const char *source;                       /* where these facts come from */

    /* Delivery. All 0 where nothing is known of a model. */
    uint8_t answers;             /* enum profile_answers */
    uint16_t buffer_bytes;       /* what it takes in while it prints nothing; 0: not known */
    const char *delivery_source; /* where these come from */
};

/* NULL where no profile has that name. */
const struct profile *profile_find(const char *name);
/* The table, ended by an entry whose name is NULL. */
const struct profile *profile_all(void);

#endif
