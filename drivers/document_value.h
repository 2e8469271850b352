/* SPDX-License-Identifier: MIT */
/*
 * The value of a property, its escapes undone, and the words and numbers in it. Values lie in the
 * document's text.
 */
#ifndef COMEBACK_DRIVERS_DOCUMENT_VALUE_H
#define COMEBACK_DRIVERS_DOCUMENT_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "document_reader.h"

struct value {
    const char *start, *end;
};

static inline size_t value_length(struct value value)
{
    return (size_t)(value.end - value.start);
}

/* Upper and lower case are the same; the word is in lower case, and not empty. */
bool value_is(struct value value, const char *word);

/* Digits only, nothing else; large numbers come as `most`. */
bool value_number(struct value value, unsigned most, unsigned *number);

/*
 * Takes the next item of a list parted by one comma or any blanks; false after the last. A comma
 * beside a blank parts twice and so makes an empty item, as in the reference.
 */
bool value_next(struct value *list, struct value *item);

/* What each property does; those that print add lines. */
int document_apply_text(struct document_reader *reader, struct value value);
int document_apply_border(struct document_reader *reader, struct value value);
int document_apply_width(struct document_reader *reader, struct value value);
int document_apply_align(struct document_reader *reader, struct value value);
int document_apply_option(struct document_reader *reader, struct value value);
int document_apply_image(struct document_reader *reader, struct value value);
int document_apply_code(struct document_reader *reader, struct value value);

#endif
