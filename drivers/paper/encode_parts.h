/* SPDX-License-Identifier: MIT */
/* What the files of the encoder share; for encode*.c. */
#ifndef COMEBACK_DRIVERS_PAPER_ENCODE_PARTS_H
#define COMEBACK_DRIVERS_PAPER_ENCODE_PARTS_H

#include <jansson.h>

#include "../status.h"
#include "commands.h"
#include "decode_text.h"

/* One command on its way to bytes. */
struct encoding {
    size_t number; /* of the command, from 1 */
    const json_t *object;
    const struct command *command;
    struct bytes bytes; /* of this command only */
    struct drv_fault *fault;
};

/* "command 3: " and the text. */
int encode_refuse(const struct encoding *encoding, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A whole number of least to most. */
int encode_number(const struct encoding *encoding, const char *key, const json_t *value,
                  uint32_t least, uint32_t most, uint32_t *out);

/* "text", "byte" and "code" to encoding->bytes. */
int encode_text(struct encoding *encoding, struct text_reading *reading);
/* Fields and tail of encoding->command, behind its prefix and length. */
int encode_body(struct encoding *encoding, struct bytes *body);

#endif
