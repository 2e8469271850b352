/* SPDX-License-Identifier: MIT */
/* How an export is to be read: what stands behind `comeback replay FILE`. */
#ifndef COMEBACK_EXPORT_OPTIONS_H
#define COMEBACK_EXPORT_OPTIONS_H

#include "export_kind.h"
#include "export_zone.h"

/* As typed; NULL where not told. */
struct export_words {
    const char *columns, *zone, *currency, *host, *dates, *decimal, *delimiter;
};

/* What is 0 is found out from the file. export_kinds_free frees the kinds. */
struct export_options {
    const char *columns; /* a mapping; NULL: the header has our own names */
    struct export_kinds kinds;
    bool zone_told;
    struct export_zone zone;
    char currency[4]; /* of lines without one; "": the shop's */
    char host[33];    /* of lines without one */
    uint8_t dates;    /* EXPORT_DMY …; 0: found out */
    char decimal;     /* '.' or ','; 0: found out */
    char delimiter;   /* 0: found out */
    bool daily_refs;  /* every ref has its day in front */

    char shop_currency[4], shop_country[3];
    int32_t day_starts_minute;
};

/* Fills in all but the kinds and what is the shop's. EXIT_DONE or EXIT_USAGE, told. */
int export_options_read(const struct export_words *words, struct export_options *out);

#endif
