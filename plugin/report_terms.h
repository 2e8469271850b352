/* SPDX-License-Identifier: MIT */
/*
 * What terms of a promise may cost. A shop writes the same few terms on millions of notes, so those
 * met are remembered by their text, a megabyte of them at most.
 */
#ifndef COMEBACK_REPORT_TERMS_H
#define COMEBACK_REPORT_TERMS_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"

struct report_terms {
    bool in_words; /* a service or a gift: no price is cut */
    int64_t cost_minor;
    int64_t most_minor; /* what it may cost; -1: it has no bound */
};

struct report_terms_seen;
struct report_terms_seen *report_terms_new(void); /* NULL: no memory */
void report_terms_free(struct report_terms_seen *seen);

/* text: a JSON object, as `reward` and `code` keep it. COMEBACK_STORE where it is none. */
int report_terms_read(struct report_terms_seen *seen, const char *text, struct report_terms *out,
                      struct fault *fault);

#endif
