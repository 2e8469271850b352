/* SPDX-License-Identifier: MIT */
/* What those who read commands share; for decode*.c. */
#ifndef COMEBACK_DRIVERS_PAPER_DECODE_PARTS_H
#define COMEBACK_DRIVERS_PAPER_DECODE_PARTS_H

#include "commands.h"

/* One group of a tail of items. Begin with one of zeros. */
struct decode_item {
    const uint8_t *fields;
    const uint8_t *dots;
    size_t dots_length;
    size_t end; /* offset behind it in the tail */
};

/* False where no whole group is left; `end` then stays behind the last one. */
bool decode_next_item(const struct token *token, struct decode_item *item);

uint32_t decode_number(const uint8_t *bytes, size_t size);

#endif
