/* SPDX-License-Identifier: MIT */
/*
 * What a person sees on paper, as an own profile: numbered probes are printed, those that came out
 * right are ticked, and what that says is written beside comeback.ini, where the shop reads it.
 */
#ifndef COMEBACK_PRINTERS_PROBE_H
#define COMEBACK_PRINTERS_PROBE_H

#include <jansson.h>

#include "session.h"

struct probe_wishes {
    const char *ticked; /* "1,2,5-7": of an earlier print; NULL: print */
    bool all;           /* codes and cuts, too, without asking */
    bool yes;           /* without asking at all */
    uint8_t answers;    /* enum profile_answers that were heard: written, too */
};

/*
 * Prints, asks at the terminal which came out right unless told not to, and writes. What it tells
 * goes into *json where that is no NULL, else to standard output. EXIT_DONE or EXIT_REFUSED.
 */
int printers_probe(const struct printing *printing, const struct probe_wishes *wishes,
                   json_t *json);

#endif
