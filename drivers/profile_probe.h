/* SPDX-License-Identifier: MIT */
/*
 * Numbered probes by which a person finds out what an unknown printer knows: each prints its number
 * and something that can be seen to have come out right, or not. The numbers stay what they are, so
 * that they can be ticked later. Every probe begins with ESC @ and ends with LF.
 */
#ifndef COMEBACK_DRIVERS_PROFILE_PROBE_H
#define COMEBACK_DRIVERS_PROFILE_PROBE_H

#include <stdbool.h>

#include "bytes.h"
#include "profile.h"

enum profile_probe_kind {
    PROBE_HARMLESS, /* who does not know it prints odd letters at most */
    PROBE_CODES,    /* who does not know it may take what follows for its data */
    PROBE_CUT,      /* moves the blade, or nothing */
};

struct profile_probe {
    uint8_t number; /* 1 to 99, rising */
    uint8_t kind;
    const char *what;  /* on the paper, in ASCII */
    const char *right; /* asked of the person: what it looks like where it is right, UTF-8 */
};
/* NULL behind the last. */
const struct profile_probe *profile_probe_at(size_t index);

enum { PROBE_NUMBERS = 100 };

/* The bytes of one probe, appended. Memory failure shows in *out. */
void profile_probe_put(const struct profile_probe *probe, struct bytes *out);

/*
 * What is known of a printer that is like that one once these numbers were ticked. What is not
 * ticked it does not know; but where none of the codes, or of the cuts, is ticked, they were not
 * tried and stay as they were.
 */
void profile_probe_apply(const bool ticked[PROBE_NUMBERS], const struct profile *like,
                         struct profile *out);

#endif
