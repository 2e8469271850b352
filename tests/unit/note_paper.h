/* SPDX-License-Identifier: MIT */
/*
 * Whether paper with a note amid a host's bytes is the paper without it: the note's rows cut out,
 * all others are the same to the dot, and all other sheets are. On the virtual printer, which knows
 * nothing of what put the note there.
 */
#ifndef COMEBACK_TESTS_NOTE_PAPER_H
#define COMEBACK_TESTS_NOTE_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../drivers/profile.h"

/* A host's bytes, with a note at `place`; and what it goes on to print. */
struct note_scene {
    const struct profile *profile;
    const uint8_t *host;
    size_t host_length, place;
    const uint8_t *note;
    size_t note_length;
    const uint8_t *next;
    size_t next_length;
};

enum note_verdict {
    NOTE_IS_AMID, /* and nothing else changed */
    NOTE_IS_AMISS,
    NOTE_IS_UNSEEN, /* the host's bytes cannot be printed, or print nothing: no judgement */
};

/* *why of NOTE_IS_AMISS, static. */
enum note_verdict note_judge(const struct note_scene *scene, const char **why);

#endif
