/* SPDX-License-Identifier: MIT */
/*
 * The JSON of decode.h back into bytes: the same bytes for every JSON that decode_json wrote, and
 * other ones exactly where an argument was changed. "offset" and "length" may stand anywhere and
 * say nothing; lengths inside of commands (pL pH) follow their data. "name" and "what" find the
 * command; every field must be there and nothing else. Text is turned into bytes by the code page
 * or two-byte code in force at that place; where several bytes mean a character the lowest is
 * taken, unless "byte" or "code" tells which.
 *
 * A value may be any that its bytes can hold, defined or not: that is for decode_strict to judge.
 * But a command that would be read back as something else (an image whose rows are not as many as
 * its fields say) is refused.
 *
 * Limits: 1 GiB of JSON, 8 MiB of bytes.
 */
#ifndef COMEBACK_DRIVERS_PAPER_ENCODE_H
#define COMEBACK_DRIVERS_PAPER_ENCODE_H

#include <stddef.h>
#include <stdint.h>

#include "../bytes.h"
#include "../status.h"

enum { ENCODE_MAX_JSON = 1 << 30 };

/* Appends. DRV_INVALID names the command, counted from 1, and its field; DRV_LIMIT; DRV_MEMORY. */
int encode_json(const uint8_t *json, size_t length, struct bytes *out, struct drv_fault *fault);

#endif
