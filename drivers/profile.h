/* SPDX-License-Identifier: MIT */
/*
 * What one printer model can do, as far as we need it to lay out and encode a slip. A constant
 * table; nothing is allocated.
 */
#ifndef COMEBACK_DRIVERS_PROFILE_H
#define COMEBACK_DRIVERS_PROFILE_H

#include <stdint.h>

struct profile {
    const char *name;         /* "generic-80" */
    uint16_t dots;            /* printable width of the head: 384, 512 or 576 */
    uint16_t dpi;             /* 203 or 180 */
    uint8_t columns;          /* font A, 12 dots wide: 32, 42 or 48 */
    const char *code_page;    /* iconv's name of the one page used, "CP858" */
    uint8_t code_page_number; /* ESC t n that selects it */
    const char *source;       /* where these facts come from */
};

/* NULL where no profile has that name. */
const struct profile *profile_find(const char *name);
/* The table, ended by an entry whose name is NULL. */
const struct profile *profile_all(void);

#endif
