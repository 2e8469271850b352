/* SPDX-License-Identifier: MIT */
/*
 * What is known of telephone numbers by country. Regions that share a calling code share its plan.
 *
 * In lists of prefixes, separated by blanks and tried in their order, x is any digit.
 */
#ifndef COMEBACK_PHONE_TABLE_H
#define COMEBACK_PHONE_TABLE_H

#include <stdint.h>

struct phone_region {
    char region[3]; /* ISO 3166, and AC TA XK as commonly used */
    uint16_t code;
    char area[5]; /* of the whole region, where numbers are dialled without it; else empty */
};

struct phone_plan {
    uint16_t code;       /* calling code */
    uint8_t least, most; /* digits of a national number, without trunk prefix */
    char first;          /* lowest digit that a national number begins with */
    char trunk[14];      /* prefixes that are dropped */
    char exit[23];       /* prefixes of an international number, beside 00 */
};

/* NULL where there is none. */
const struct phone_region *phone_region_find(const char region[3]);
const struct phone_plan *phone_plan_find(unsigned code);

#endif
