/* SPDX-License-Identifier: MIT */
/* The words that a profile's file says its facts in, and the code pages that it may name. */
#ifndef COMEBACK_DRIVERS_PROFILE_WORDS_H
#define COMEBACK_DRIVERS_PROFILE_WORDS_H

#include <stddef.h>

#include "profile.h"

/* One bit of a set, or one value of an enum. A list of them ends with a NULL word. */
struct profile_word {
    const char *word;
    uint32_t value;
    const char *meaning; /* for people */
};
extern const struct profile_word profile_command_words[]; /* enum profile_command */
extern const struct profile_word profile_code_words[];    /* enum profile_code */
extern const struct profile_word profile_answer_words[];  /* enum profile_answers */
extern const struct profile_word profile_cut_words[];     /* enum profile_cut */

/* NULL where the list has no such word, or value. */
const struct profile_word *profile_word_find(const struct profile_word *list, const char *word,
                                             size_t length);
const struct profile_word *profile_word_of(const struct profile_word *list, uint32_t value);
/*
 * The words of a set with `between` between them, "none" of an empty one, cut where `capacity`
 * ends. Returns the length needed, as snprintf does.
 */
size_t profile_words_of_set(const struct profile_word *list, uint32_t set, const char *between,
                            char *out, size_t capacity);

/* The page of that name with its name, `aside` and nothing else; NULL where we know none. */
const struct profile_page *profile_page_known(const char *name, size_t length);

#endif
