/* SPDX-License-Identifier: MIT */
/*
 * JSON as text where there is too much of it to build it first: byte by byte what jansson's
 * JSON_COMPACT writes. Memory running out is told by bytes.failed.
 */
#ifndef COMEBACK_JSON_TEXT_H
#define COMEBACK_JSON_TEXT_H

#include <jansson.h>
#include <stdint.h>

#include "../drivers/bytes.h"

/* text must be UTF-8. */
void json_text_string(struct bytes *out, const char *text);
void json_text_integer(struct bytes *out, int64_t value);
/* A tree of ours: no text in it has a NUL, and it is not deep. A quarter of jansson's
 * instructions, which calls back for each mark and remembers each object to find loops. */
void json_text_value(struct bytes *out, const json_t *value);

#endif
