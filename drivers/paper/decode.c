/* SPDX-License-Identifier: MIT */
#include "decode.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "commands.h"
#include "decode_parts.h"
#include "decode_text.h"

struct writer {
    struct bytes *out;
    struct text_reading reading;
    bool first;
};

static void add_number(struct bytes *out, size_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", number);
    bytes_add_text(out, text);
}

static void add_hex(struct bytes *out, const uint8_t *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    bytes_add_byte(out, '"');
    for (size_t i = 0; i < length; i++) {
        bytes_add_byte(out, (uint8_t)digits[bytes[i] >> 4]);
        bytes_add_byte(out, (uint8_t)digits[bytes[i] & 15]);
    }
    bytes_add_byte(out, '"');
}

static void add_json_character(struct bytes *out, uint32_t code_point)
{
    char escape[8];
    if (code_point == '"' || code_point == '\\')
        bytes_add_byte(out, '\\');
    if (code_point >= 0x20) {
        code_point_add(out, code_point);
        return;
    }
    snprintf(escape, sizeof escape, "\\u%04x", (unsigned)code_point);
    bytes_add_text(out, escape);
}

static void add_json_text(struct bytes *out, const uint8_t *text, size_t length)
{
    bytes_add_byte(out, '"');
    for (size_t at = 0; at < length;) {
        utf8proc_int32_t code_point;
        at += (size_t)utf8proc_iterate(text + at, (utf8proc_ssize_t)(length - at), &code_point);
        add_json_character(out, (uint32_t)code_point);
    }
    bytes_add_byte(out, '"');
}

/* A NUL is left to the numbers: most readers of JSON refuse it. */
static bool is_plain_utf8(const uint8_t *text, size_t length)
{
    if (memchr(text, 0, length) != NULL)
        return false;
    for (size_t at = 0; at < length;) {
        utf8proc_int32_t code_point;
        utf8proc_ssize_t step =
            utf8proc_iterate(text + at, (utf8proc_ssize_t)(length - at), &code_point);
        if (step <= 0)
            return false;
        at += (size_t)step;
    }
    return true;
}

static void add_key(struct bytes *out, const char *key)
{
    bytes_add_text(out, ",\"");
    bytes_add_text(out, key);
    bytes_add_text(out, "\":");
}

static void add_member(struct bytes *out, const char *key, const char *value)
{
    add_key(out, key);
    add_json_text(out, (const uint8_t *)value, strlen(value));
}

static void begin_command(struct writer *writer, size_t offset, size_t length, const char *name,
                          const char *what)
{
    bytes_add_text(writer->out, writer->first ? "{\"offset\":" : ",\n{\"offset\":");
    writer->first = false;
    add_number(writer->out, offset);
    add_key(writer->out, "length");
    add_number(writer->out, length);
    add_member(writer->out, "name", name);
    add_member(writer->out, "what", what);
}

static void write_unknown(struct writer *writer, const struct token *token)
{
    begin_command(writer, token->offset, token->length, "unknown",
                  token->cut_off ? "cut off" : "unknown");
    add_key(writer->out, "hex");
    add_hex(writer->out, token->bytes, token->length);
    bytes_add_byte(writer->out, '}');
}

static bool runs_on(const struct text_piece *piece)
{
    return piece->sure && piece->code_point != 0;
}

/* Characters that alone tell their bytes; the offset behind them. */
static size_t write_run(struct writer *writer, const struct token *token, size_t from)
{
    struct bytes text = {0};
    struct text_piece piece;
    size_t at = from;
    for (; at < token->length; at += piece.length) {
        piece = text_piece_at(&writer->reading, token->bytes + at, token->length - at);
        if (!runs_on(&piece))
            break;
        add_json_character(&text, piece.code_point);
    }
    begin_command(writer, token->offset + from, at - from, "text", "text");
    add_key(writer->out, "text");
    bytes_add_byte(writer->out, '"');
    bytes_add(writer->out, text.data, text.length);
    bytes_add_text(writer->out, "\"}");
    writer->out->failed |= text.failed;
    bytes_free(&text);
    return at;
}

/* One that does not: it stands by itself, with its number. */
static void write_odd(struct writer *writer, const struct token *token, size_t at,
                      const struct text_piece *piece)
{
    uint32_t code = 0;
    for (size_t i = 0; i < piece->length; i++)
        code = code << 8 | token->bytes[at + i];
    begin_command(writer, token->offset + at, piece->length, "text",
                  piece->code_point == 0 ? "not in this code page" : "text");
    if (piece->code_point != 0) {
        add_key(writer->out, "text");
        bytes_add_byte(writer->out, '"');
        add_json_character(writer->out, piece->code_point);
        bytes_add_byte(writer->out, '"');
    }
    add_key(writer->out, piece->length == 1 ? "byte" : "code");
    add_number(writer->out, code);
    bytes_add_byte(writer->out, '}');
}

static void write_text(struct writer *writer, const struct token *token)
{
    for (size_t at = 0; at < token->length;) {
        struct text_piece piece =
            text_piece_at(&writer->reading, token->bytes + at, token->length - at);
        if (runs_on(&piece)) {
            at = write_run(writer, token, at);
            continue;
        }
        write_odd(writer, token, at, &piece);
        at += piece.length;
    }
}

static void add_numbers(struct bytes *out, const uint8_t *bytes, size_t length)
{
    bytes_add_byte(out, '[');
    for (size_t i = 0; i < length; i++) {
        if (i > 0)
            bytes_add_byte(out, ',');
        add_number(out, bytes[i]);
    }
    bytes_add_byte(out, ']');
}

static void add_parameters(struct bytes *out, const uint8_t *bytes, size_t length)
{
    if (length == 0)
        return;
    add_key(out, "parameters");
    add_numbers(out, bytes, length);
}

static void add_data(struct bytes *out, const uint8_t *data, size_t length)
{
    bool text = is_plain_utf8(data, length);
    add_key(out, text ? "data" : "data_bytes");
    if (text)
        add_json_text(out, data, length);
    else
        add_numbers(out, data, length);
}

static void add_byte_dots(struct bytes *out, uint8_t byte)
{
    uint8_t *dots = bytes_grow(out, 8);
    for (int i = 0; dots != NULL && i < 8; i++)
        dots[i] = byte >> (7 - i) & 1 ? '#' : '.';
}

/* One string a line; lines of no bytes cannot be parted, so they are one. */
static void add_dots(struct bytes *out, const uint8_t *bytes, size_t length, size_t line_bytes)
{
    add_key(out, "dots");
    bytes_add_byte(out, '[');
    for (size_t i = 0; i < length; i++) {
        if (i == 0 || (line_bytes > 0 && i % line_bytes == 0))
            bytes_add_text(out, i == 0 ? "\"" : "\",\"");
        add_byte_dots(out, bytes[i]);
    }
    bytes_add_text(out, length > 0 ? "\"]" : "]");
}

static bool are_letters(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] < 0x20 || bytes[i] > 0x7E)
            return false;
    return true;
}

static void add_field(struct bytes *out, const struct command_field *field, const uint8_t *bytes)
{
    if (field->kind == FIELD_NUMBER)
        add_number(out, decode_number(bytes, field->size));
    else if (are_letters(bytes, field->size))
        add_json_text(out, bytes, field->size);
    else
        add_numbers(out, bytes, field->size);
}

static void add_fields(struct bytes *out, const struct command_field *fields, const uint8_t *bytes)
{
    for (; fields != NULL && fields->name[0] != '\0'; fields++) {
        add_key(out, fields->name);
        add_field(out, fields, bytes);
        bytes += fields->size;
    }
}

static void add_item(struct bytes *out, const struct token *token, const struct decode_item *item)
{
    const struct command_tail *tail = token->command->tail;
    size_t start = out->length;
    add_fields(out, tail->item, item->fields);
    if (tail->item_dots != NULL)
        add_dots(out, item->dots, item->dots_length, tail->line_bytes(token->fields, item->fields));
    if (!out->failed)
        out->data[start] = '{'; /* the comma before the first key */
    bytes_add_byte(out, '}');
}

static void add_items(struct bytes *out, const struct token *token)
{
    struct decode_item item = {0};
    add_key(out, token->command->tail->name);
    bytes_add_byte(out, '[');
    for (bool first = true; decode_next_item(token, &item); first = false) {
        if (!first)
            bytes_add_byte(out, ',');
        add_item(out, token, &item);
    }
    bytes_add_byte(out, ']');
    add_parameters(out, token->tail + item.end, token->tail_length - item.end);
}

static void add_tail(struct bytes *out, const struct token *token)
{
    const struct command_tail *tail = token->command->tail;
    size_t length = token->tail_length - (tail == NULL ? 0 : tail->end_bytes);
    if (tail == NULL || (tail->kind == TAIL_NUMBERS && tail->measure == NULL)) {
        add_parameters(out, token->tail, length);
    } else if (tail->kind == TAIL_NUMBERS) {
        add_key(out, tail->name);
        add_numbers(out, token->tail, length);
    } else if (tail->kind == TAIL_DATA) {
        add_data(out, token->tail, length);
    } else if (tail->kind == TAIL_DOTS) {
        add_dots(out, token->tail, length, tail->line_bytes(token->fields, NULL));
    } else {
        add_items(out, token);
    }
}

static void write_command(struct writer *writer, const struct token *token)
{
    const struct command *command = token->command;
    begin_command(writer, token->offset, token->length, command->name, command->what);
    if (command->dialect != DIALECT_EPSON)
        add_member(writer->out, "dialect", dialect_name(command->dialect));
    add_fields(writer->out, command->fields, token->fields);
    add_tail(writer->out, token);
    bytes_add_byte(writer->out, '}');
}

static bool write_token(struct writer *writer, const struct token *token)
{
    if (token->command->id == COMMAND_TEXT)
        write_text(writer, token);
    else if (token->command->id == COMMAND_UNKNOWN)
        write_unknown(writer, token);
    else
        write_command(writer, token);
    return text_follow(&writer->reading, token) && !writer->out->failed;
}

static int check_length(size_t length, struct drv_fault *fault)
{
    if (length > DECODE_MAX_BYTES)
        return drv_fail(fault, DRV_LIMIT, "\"%zu\" bytes are more than the limit of %d", length,
                        DECODE_MAX_BYTES);
    return DRV_OK;
}

int decode_json(const uint8_t *bytes, size_t length, struct bytes *out, struct drv_fault *fault)
{
    int status = check_length(length, fault);
    if (status != DRV_OK)
        return status;
    struct bytes json = {0};
    struct writer writer = {.out = &json, .first = true};
    writer.reading.dialect = dialect_guess(bytes, length);
    struct token token = {0};
    bytes_add_text(&json, "{\"commands\":[");
    bool whole = text_start(&writer.reading);
    for (size_t at = 0; whole && token_next_in(writer.reading.dialect, bytes, length, at, &token);
         at += token.length)
        whole = write_token(&writer, &token);
    bytes_add_text(&json, "]}");
    if (whole)
        bytes_add(out, json.data, json.length);
    if (!whole || json.failed || out->failed)
        status = drv_fail(fault, DRV_MEMORY, "no memory for %zu bytes as JSON", length);
    text_end(&writer.reading);
    bytes_free(&json);
    return status;
}
