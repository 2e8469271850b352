/* SPDX-License-Identifier: MIT */
#include "decode.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "commands.h"
#include "pages.h"

/* What a byte of text is worth in the code page in force. */
enum meaning { MEANING_NOT_ASKED, MEANING_NONE, MEANING_SHARED, MEANING_OWN };

struct writer {
    struct bytes *out;
    struct code_pages pages;
    uint8_t meanings[256]; /* of the page in force, as far as asked */
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

static void add_unknown(struct writer *writer, size_t offset, const uint8_t *bytes, size_t length,
                        const char *what)
{
    begin_command(writer, offset, length, "unknown", what);
    add_key(writer->out, "hex");
    add_hex(writer->out, bytes, length);
    bytes_add_byte(writer->out, '}');
}

static enum meaning find_meaning(const struct code_page *page, uint8_t byte)
{
    if (page->code_point[byte] == 0)
        return MEANING_NONE;
    return code_page_is_unique(page, byte) ? MEANING_OWN : MEANING_SHARED;
}

static enum meaning byte_meaning(struct writer *writer, uint8_t byte)
{
    if (writer->meanings[byte] == MEANING_NOT_ASKED)
        writer->meanings[byte] = (uint8_t)find_meaning(&writer->pages.current, byte);
    return (enum meaning)writer->meanings[byte];
}

/* A byte that is not alone in its meaning stands by itself, with its number. */
static void add_text(struct writer *writer, const struct token *token, size_t from, size_t to,
                     enum meaning meaning)
{
    const struct code_page *page = &writer->pages.current;
    if (meaning == MEANING_NONE) {
        add_unknown(writer, token->offset + from, token->bytes + from, to - from,
                    "not in this code page");
        return;
    }
    begin_command(writer, token->offset + from, to - from, "text", "text");
    add_key(writer->out, "text");
    bytes_add_byte(writer->out, '"');
    for (size_t i = from; i < to; i++)
        add_json_character(writer->out, page->code_point[token->bytes[i]]);
    bytes_add_byte(writer->out, '"');
    if (meaning == MEANING_SHARED) {
        add_key(writer->out, "byte");
        add_number(writer->out, token->bytes[from]);
    }
    bytes_add_byte(writer->out, '}');
}

static void write_text(struct writer *writer, const struct token *token)
{
    for (size_t from = 0, to; from < token->length; from = to) {
        enum meaning meaning = byte_meaning(writer, token->bytes[from]);
        to = from + 1;
        while (meaning != MEANING_SHARED && to < token->length &&
               byte_meaning(writer, token->bytes[to]) == meaning)
            to++;
        add_text(writer, token, from, to, meaning);
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

static void add_parameters(struct bytes *out, const struct token *token)
{
    if (token->tail_length == 0)
        return;
    add_key(out, "parameters");
    add_numbers(out, token->tail, token->tail_length);
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

static void add_symbol_data(struct bytes *out, const struct token *token)
{
    add_data(out, token->tail, token->tail_length);
}

static void add_terminated_data(struct bytes *out, const struct token *token)
{
    add_data(out, token->tail, token->tail_length - 1);
}

/* One string a row or column, "#" for a black dot and "." for a white one. */
static void add_dots(struct bytes *out, const struct token *token, size_t bytes_a_line)
{
    add_key(out, "dots");
    bytes_add_byte(out, '[');
    for (size_t i = 0; bytes_a_line > 0 && i < token->tail_length; i++) {
        if (i % bytes_a_line == 0)
            bytes_add_text(out, i == 0 ? "\"" : "\",\"");
        for (int bit = 7; bit >= 0; bit--)
            bytes_add_byte(out, token->tail[i] >> bit & 1 ? '#' : '.');
    }
    bytes_add_text(out, token->tail_length > 0 ? "\"]" : "]");
}

static void add_rows(struct bytes *out, const struct token *token)
{
    add_dots(out, token, token_field(token, 1));
}

static void add_columns(struct bytes *out, const struct token *token)
{
    add_dots(out, token, column_bytes((uint8_t)token_field(token, 0)));
}

static void (*const tail_writers[])(struct bytes *, const struct token *) = {
    [TAIL_NUMBERS] = add_parameters,       [TAIL_DATA] = add_symbol_data,
    [TAIL_DATA_NUL] = add_terminated_data, [TAIL_ROWS] = add_rows,
    [TAIL_COLUMNS] = add_columns,
};

static void write_command(struct writer *writer, const struct token *token)
{
    const struct command *command = token->command;
    begin_command(writer, token->offset, token->length, command->name, command->what);
    for (size_t i = 0; i < COMMAND_FIELDS && command->fields[i].size > 0; i++) {
        add_key(writer->out, command->fields[i].name);
        add_number(writer->out, token_field(token, i));
    }
    if (command->tail != TAIL_NONE)
        tail_writers[command->tail](writer->out, token);
    bytes_add_byte(writer->out, '}');
}

static bool changes_page(enum command_id id)
{
    return id == COMMAND_INITIALIZE || id == COMMAND_CODE_PAGE || id == COMMAND_COUNTRY;
}

/* Keeps the code page in step. False where memory is out. */
static bool follow(struct code_pages *pages, const struct token *token)
{
    if (token->command->id == COMMAND_INITIALIZE)
        return code_pages_start(pages);
    if (token->command->id == COMMAND_CODE_PAGE)
        return code_pages_select(pages, (uint8_t)token_field(token, 0));
    if (token->command->id == COMMAND_COUNTRY)
        code_pages_set_country(pages, (uint8_t)token_field(token, 0));
    return true;
}

static bool write_token(struct writer *writer, const struct token *token)
{
    if (token->command->id == COMMAND_TEXT)
        write_text(writer, token);
    else if (token->command->id == COMMAND_UNKNOWN)
        add_unknown(writer, token->offset, token->bytes, token->length,
                    token->cut_off ? "cut off" : "unknown");
    else
        write_command(writer, token);
    if (changes_page(token->command->id))
        memset(writer->meanings, MEANING_NOT_ASKED, sizeof writer->meanings);
    return follow(&writer->pages, token) && !writer->out->failed;
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
    struct token token = {0};
    bytes_add_text(&json, "{\"commands\":[");
    bool whole = code_pages_start(&writer.pages);
    for (size_t at = 0; whole && token_next(bytes, length, at, &token); at += token.length)
        whole = write_token(&writer, &token);
    bytes_add_text(&json, "]}");
    if (whole)
        bytes_add(out, json.data, json.length);
    if (!whole || json.failed || out->failed)
        status = drv_fail(fault, DRV_MEMORY, "no memory for %zu bytes as JSON", length);
    code_pages_free(&writer.pages);
    bytes_free(&json);
    return status;
}

/* Where the token is not understood: an offset into it, or its length where all is well. */
static size_t first_stranger(const struct code_pages *pages, const struct token *token)
{
    if (token->command->id == COMMAND_UNKNOWN)
        return 0;
    if (token->command->id != COMMAND_TEXT)
        return token->length;
    size_t at = 0;
    while (at < token->length && pages->current.code_point[token->bytes[at]] != 0)
        at++;
    return at;
}

static int judge(struct code_pages *pages, const struct token *token, struct drv_fault *fault)
{
    size_t at = first_stranger(pages, token);
    if (at < token->length)
        return drv_fail(fault, DRV_INVALID, "offset %zu: \"%02x\" %s", token->offset + at,
                        token->bytes[at],
                        token->cut_off ? "begins a command that is cut off" : "is not understood");
    if (!follow(pages, token))
        return drv_fail(fault, DRV_MEMORY, "no memory for a code page");
    return DRV_OK;
}

int decode_strict(const uint8_t *bytes, size_t length, struct drv_fault *fault)
{
    int status = check_length(length, fault);
    struct code_pages pages = {0};
    struct token token = {0};
    if (status == DRV_OK && !code_pages_start(&pages))
        status = drv_fail(fault, DRV_MEMORY, "no memory for a code page");
    for (size_t at = 0; status == DRV_OK && token_next(bytes, length, at, &token);
         at += token.length)
        status = judge(&pages, &token, fault);
    code_pages_free(&pages);
    return status;
}
