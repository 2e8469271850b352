/* SPDX-License-Identifier: MIT */
/*
 * As much of the Internet Printing Protocol as handing a job to CUPS takes (RFC 8010, RFC 8011),
 * and of the HTTP it travels in (RFC 9112). Requests are built into a `struct bytes`, which says
 * at its end whether memory was out. Answers are read in place: what is pointed to lies in them.
 * They come from outside: nothing is read beyond their length, whatever their own lengths say.
 */
#ifndef COMEBACK_DRIVERS_IPP_H
#define COMEBACK_DRIVERS_IPP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

enum ipp_operation { IPP_PRINT_JOB = 0x0002, IPP_GET_PRINTER_ATTRIBUTES = 0x000B };

enum ipp_tag {
    IPP_TAG_OPERATION = 0x01, /* begins a group */
    IPP_TAG_END = 0x03,
    IPP_TAG_PRINTER = 0x04, /* begins a group */
    IPP_TAG_INTEGER = 0x21,
    IPP_TAG_BOOLEAN = 0x22,
    IPP_TAG_ENUM = 0x23,
    IPP_TAG_TEXT = 0x41,
    IPP_TAG_NAME = 0x42,
    IPP_TAG_KEYWORD = 0x44,
    IPP_TAG_URI = 0x45,
    IPP_TAG_CHARSET = 0x47,
    IPP_TAG_LANGUAGE = 0x48,
    IPP_TAG_MIME = 0x49,
};

enum { IPP_OK_LAST = 0x00FF, IPP_NOT_FOUND = 0x0406, IPP_TEXT_MAX_BYTES = 1023 };

/* Version 1.1, with the two attributes that every request begins with. */
void ipp_begin(struct bytes *out, enum ipp_operation operation);
/* At most IPP_TEXT_MAX_BYTES of name and value each; an empty name adds a value to the last. */
void ipp_add(struct bytes *out, enum ipp_tag tag, const char *name, const char *value);
/* What follows is the document. */
void ipp_end(struct bytes *out);

struct ipp_reader {
    const uint8_t *at, *end;
    uint8_t group;
    const uint8_t *name; /* of the last attribute: a further value has none of its own */
    size_t name_length;
};

struct ipp_value {
    uint8_t group, tag;
    const uint8_t *name, *bytes;
    size_t name_length, length;
};

/* False where it is no answer; otherwise *status is its code. */
bool ipp_open(struct ipp_reader *reader, const uint8_t *answer, size_t length, uint16_t *status);
/* False at the end, and where the rest makes no sense. */
bool ipp_next(struct ipp_reader *reader, struct ipp_value *out);
bool ipp_is_named(const struct ipp_value *value, const char *name);
/* Of an integer, an enum or a boolean; `otherwise` where it is none of these. */
int32_t ipp_integer(const struct ipp_value *value, int32_t otherwise);
/* "client-error-not-found"; "status 0x0499" for one that has no name, in `room`. */
const char *ipp_status_name(uint16_t status, char room[static 16]);

enum ipp_http {
    IPP_HTTP_WHOLE,
    IPP_HTTP_MORE,  /* not all of it is there */
    IPP_HTTP_WRONG, /* no HTTP, or of a sort we cannot read */
};
struct ipp_http_answer {
    unsigned code; /* 200 */
    uint8_t *body;
    size_t length;
};
/*
 * An answer as it came so far; `ended`: nothing more will come. What has no length lasts until
 * then; one in chunks is put together in its place once it is whole. *out is valid for
 * IPP_HTTP_WHOLE only.
 */
enum ipp_http ipp_http_read(uint8_t *bytes, size_t length, bool ended, struct ipp_http_answer *out);

#endif
