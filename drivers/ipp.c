/* SPDX-License-Identifier: MIT */
#include "ipp.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { FIRST_VALUE_TAG = 0x10, HEADER_BYTES = 8, LENGTH_DIGITS = 7 };

static void add_number(struct bytes *out, uint32_t value, int bytes)
{
    while (bytes-- > 0)
        bytes_add_byte(out, (uint8_t)(value >> bytes * 8));
}

static void add_text(struct bytes *out, const char *text)
{
    size_t length = strnlen(text, IPP_TEXT_MAX_BYTES);
    add_number(out, (uint32_t)length, 2);
    bytes_add(out, text, length);
}

void ipp_add(struct bytes *out, enum ipp_tag tag, const char *name, const char *value)
{
    bytes_add_byte(out, (uint8_t)tag);
    add_text(out, name);
    add_text(out, value);
}

void ipp_begin(struct bytes *out, enum ipp_operation operation)
{
    add_number(out, 0x0101, 2);
    add_number(out, operation, 2);
    add_number(out, 1, 4);
    bytes_add_byte(out, IPP_TAG_OPERATION);
    ipp_add(out, IPP_TAG_CHARSET, "attributes-charset", "utf-8");
    ipp_add(out, IPP_TAG_LANGUAGE, "attributes-natural-language", "en");
}

void ipp_end(struct bytes *out)
{
    bytes_add_byte(out, IPP_TAG_END);
}

static uint16_t read_two(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

bool ipp_open(struct ipp_reader *reader, const uint8_t *answer, size_t length, uint16_t *status)
{
    if (length < HEADER_BYTES || answer[0] < 1 || answer[0] > 2)
        return false;
    *reader = (struct ipp_reader){.at = answer + HEADER_BYTES, .end = answer + length};
    *status = read_two(answer + 2);
    return true;
}

/* Two bytes of length and what they count. */
static bool take_run(struct ipp_reader *reader, const uint8_t **out, size_t *length)
{
    if (reader->end - reader->at < 2)
        return false;
    size_t run = read_two(reader->at);
    reader->at += 2;
    if ((size_t)(reader->end - reader->at) < run)
        return false;
    *out = reader->at;
    *length = run;
    reader->at += run;
    return true;
}

bool ipp_next(struct ipp_reader *reader, struct ipp_value *out)
{
    for (; reader->at < reader->end && *reader->at < FIRST_VALUE_TAG; reader->at++)
        reader->group = *reader->at == IPP_TAG_END ? 0 : *reader->at;
    struct ipp_value value = {.group = reader->group};
    if (reader->at == reader->end || value.group == 0)
        return false;
    value.tag = *reader->at++;
    if (!take_run(reader, &value.name, &value.name_length) ||
        !take_run(reader, &value.bytes, &value.length))
        return false;
    if (value.name_length > 0) {
        reader->name = value.name;
        reader->name_length = value.name_length;
    }
    value.name = reader->name;
    value.name_length = reader->name_length;
    *out = value;
    return true;
}

bool ipp_is_named(const struct ipp_value *value, const char *name)
{
    return value->name_length == strlen(name) && memcmp(value->name, name, value->name_length) == 0;
}

int32_t ipp_integer(const struct ipp_value *value, int32_t otherwise)
{
    bool number = value->tag == IPP_TAG_INTEGER || value->tag == IPP_TAG_ENUM;
    const uint8_t *at = value->bytes;
    if (value->tag == IPP_TAG_BOOLEAN && value->length == 1)
        return at[0] != 0;
    if (!number || value->length != 4)
        return otherwise;
    return (int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]);
}

/* RFC 8011, appendix B. */
static const struct {
    uint16_t status;
    const char *name;
} statuses[] = {
    {0x0000, "successful-ok"},
    {0x0001, "successful-ok-ignored-or-substituted-attributes"},
    {0x0002, "successful-ok-conflicting-attributes"},
    {0x0400, "client-error-bad-request"},
    {0x0401, "client-error-forbidden"},
    {0x0402, "client-error-not-authenticated"},
    {0x0403, "client-error-not-authorized"},
    {0x0404, "client-error-not-possible"},
    {0x0405, "client-error-timeout"},
    {0x0406, "client-error-not-found"},
    {0x0407, "client-error-gone"},
    {0x0408, "client-error-request-entity-too-large"},
    {0x0409, "client-error-request-value-too-long"},
    {0x040A, "client-error-document-format-not-supported"},
    {0x040B, "client-error-attributes-or-values-not-supported"},
    {0x040C, "client-error-uri-scheme-not-supported"},
    {0x040D, "client-error-charset-not-supported"},
    {0x040E, "client-error-conflicting-attributes"},
    {0x040F, "client-error-compression-not-supported"},
    {0x0410, "client-error-compression-error"},
    {0x0411, "client-error-document-format-error"},
    {0x0412, "client-error-document-access-error"},
    {0x0500, "server-error-internal-error"},
    {0x0501, "server-error-operation-not-supported"},
    {0x0502, "server-error-service-unavailable"},
    {0x0503, "server-error-version-not-supported"},
    {0x0504, "server-error-device-error"},
    {0x0505, "server-error-temporary-error"},
    {0x0506, "server-error-not-accepting-jobs"},
    {0x0507, "server-error-busy"},
    {0x0508, "server-error-job-canceled"},
    {0x0509, "server-error-multiple-document-jobs-not-supported"},
};

const char *ipp_status_name(uint16_t status, char room[static 16])
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (statuses[i].status == status)
            return statuses[i].name;
    snprintf(room, 16, "status 0x%04X", status);
    return room;
}

/* HTTP */

struct head {
    unsigned code;
    size_t length; /* with its empty line */
    size_t body;   /* SIZE_MAX: until the end */
    bool in_chunks;
};

/* The line at *at without its end; NULL where that has not come. */
static const char *take_line(const char *at, const char *end, size_t *length, const char **next)
{
    const char *feed = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    if (feed == NULL)
        return NULL;
    *next = feed + 1;
    *length = (size_t)(feed - at);
    if (*length > 0 && at[*length - 1] == '\r')
        (*length)--;
    return at;
}

static bool read_decimal(const char *text, size_t length, size_t *out)
{
    size_t sum = 0;
    if (length == 0 || length > LENGTH_DIGITS)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (!isdigit((unsigned char)text[i]))
            return false;
        sum = sum * 10 + (size_t)(text[i] - '0');
    }
    *out = sum;
    return true;
}

/* What follows the colon, without blanks; NULL where the field has another name. */
static const char *field_value(const char *line, size_t *length, const char *name)
{
    size_t named = strlen(name);
    if (*length <= named || line[named] != ':' || strncasecmp(line, name, named) != 0)
        return NULL;
    const char *value = line + named + 1, *end = line + *length;
    while (value < end && isblank((unsigned char)*value))
        value++;
    while (end > value && isblank((unsigned char)end[-1]))
        end--;
    *length = (size_t)(end - value);
    return value;
}

static bool read_field(struct head *head, const char *line, size_t length)
{
    size_t rest = length;
    const char *value = field_value(line, &rest, "Content-Length");
    if (value != NULL)
        return read_decimal(value, rest, &head->body);
    rest = length;
    value = field_value(line, &rest, "Transfer-Encoding");
    if (value == NULL)
        return true;
    head->in_chunks = true;
    return rest == strlen("chunked") && strncasecmp(value, "chunked", rest) == 0;
}

/* "HTTP/1.1 200 OK" */
static bool read_status_line(struct head *head, const char *line, size_t length)
{
    size_t code;
    if (length < 12 || memcmp(line, "HTTP/1.", 7) != 0 || line[8] != ' ' ||
        !read_decimal(line + 9, 3, &code) || (length > 12 && line[12] != ' '))
        return false;
    head->code = (unsigned)code;
    return true;
}

static enum ipp_http read_head(const char *bytes, size_t length, struct head *head)
{
    const char *at = bytes, *end = bytes + length, *line;
    size_t line_length;
    *head = (struct head){.body = SIZE_MAX};
    for (bool first = true; (line = take_line(at, end, &line_length, &at)) != NULL; first = false) {
        if (first ? !read_status_line(head, line, line_length)
                  : !read_field(head, line, line_length))
            return IPP_HTTP_WRONG;
        if (line_length == 0) {
            head->length = (size_t)(at - bytes);
            return IPP_HTTP_WHOLE;
        }
    }
    return IPP_HTTP_MORE;
}

static bool read_chunk_length(const char *line, size_t length, size_t *out)
{
    size_t sum = 0, i = 0;
    for (; i < length && isxdigit((unsigned char)line[i]); i++) {
        char digit = (char)tolower((unsigned char)line[i]);
        sum = sum * 16 + (size_t)(isdigit((unsigned char)digit) ? digit - '0' : digit - 'a' + 10);
        if (i >= LENGTH_DIGITS)
            return false;
    }
    *out = sum;
    return i > 0 && (i == length || line[i] == ';' || line[i] == ' ');
}

/* Walks the chunks, and puts them together at `to` unless that is NULL. */
static enum ipp_http walk_chunks(const char *at, size_t length, uint8_t *to, size_t *sum)
{
    const char *end = at + length, *line;
    size_t line_length, chunk;
    *sum = 0;
    while ((line = take_line(at, end, &line_length, &at)) != NULL) {
        if (!read_chunk_length(line, line_length, &chunk))
            return IPP_HTTP_WRONG;
        if (chunk == 0)
            return IPP_HTTP_WHOLE;
        if ((size_t)(end - at) <= chunk)
            return IPP_HTTP_MORE;
        if (to != NULL)
            memmove(to + *sum, at, chunk);
        *sum += chunk;
        at += chunk;
        if (take_line(at, end, &line_length, &at) == NULL)
            return IPP_HTTP_MORE;
        if (line_length != 0)
            return IPP_HTTP_WRONG;
    }
    return IPP_HTTP_MORE;
}

static enum ipp_http read_body(const struct head *head, uint8_t *body, size_t length, bool ended,
                               size_t *out)
{
    if (head->in_chunks) {
        enum ipp_http found = walk_chunks((const char *)body, length, NULL, out);
        return found == IPP_HTTP_WHOLE ? walk_chunks((const char *)body, length, body, out) : found;
    }
    if (head->body == SIZE_MAX)
        *out = length;
    else
        *out = head->body;
    bool whole = head->body == SIZE_MAX ? ended : length >= head->body;
    return whole ? IPP_HTTP_WHOLE : IPP_HTTP_MORE;
}

enum ipp_http ipp_http_read(uint8_t *bytes, size_t length, bool ended, struct ipp_http_answer *out)
{
    struct head head;
    enum ipp_http found = IPP_HTTP_MORE;
    /* 100 Continue and the like come before the answer. */
    do {
        found = read_head((const char *)bytes, length, &head);
        if (found != IPP_HTTP_WHOLE)
            return found;
        bytes += head.length;
        length -= head.length;
    } while (head.code < 200);
    size_t body;
    found = read_body(&head, bytes, length, ended, &body);
    if (found == IPP_HTTP_WHOLE)
        *out = (struct ipp_http_answer){.code = head.code, .body = bytes, .length = body};
    return found;
}
