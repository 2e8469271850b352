/* SPDX-License-Identifier: MIT */
/* How a printer feels, in words, without printing and without leaving anything behind. */
#ifndef COMEBACK_LOOK_H
#define COMEBACK_LOOK_H

#include "../drain.h"

enum { LOOK_WORDS = 256 };

struct look {
    /* Also where another process is at it and nothing keeps its slips waiting: nobody was asked. */
    bool ready;
    char words[LOOK_WORDS]; /* "ready, paper near its end", or why it could not be asked */
    char last[LOOK_WORDS];  /* what became of its last slip, where that left something to say; "" */
};

/* setup->store_folder "": nothing is known of its past, and it is not held. */
void look_at(const struct drain_setup *setup, const char *printer, const struct profile *profile,
             struct look *out);

#endif
