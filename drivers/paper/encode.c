/* SPDX-License-Identifier: MIT */
#include "encode.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "decode.h"
#include "encode_parts.h"

int encode_refuse(const struct encoding *encoding, const char *format, ...)
{
    char text[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return drv_fail(encoding->fault, DRV_INVALID, "command %zu: %s", encoding->number, text);
}

int encode_number(const struct encoding *encoding, const char *key, const json_t *value,
                  uint32_t least, uint32_t most, uint32_t *out)
{
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value))
        return encode_refuse(encoding, "\"%s\" is missing or no number", key);
    if (number < least || number > most)
        return encode_refuse(encoding, "\"%s\": \"%lld\" is not %u to %u", key, (long long)number,
                             least, most);
    *out = (uint32_t)number;
    return DRV_OK;
}

static int hex_digit(char digit)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = digit == '\0' ? NULL : strchr(digits, digit);
    return at == NULL ? -1 : (int)(at - digits);
}

static int add_unknown(struct encoding *encoding)
{
    const json_t *value = json_object_get(encoding->object, "hex");
    const char *hex = json_string_value(value);
    size_t length = json_string_length(value);
    if (hex == NULL || length % 2 != 0)
        return encode_refuse(encoding, "\"hex\" is missing or not whole bytes");
    for (size_t i = 0; i < length; i += 2) {
        int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);
        if (high < 0 || low < 0)
            return encode_refuse(encoding, "\"hex\": \"%.2s\" is no byte", hex + i);
        bytes_add_byte(&encoding->bytes, (uint8_t)(high << 4 | low));
    }
    return DRV_OK;
}

static int add_length(struct encoding *encoding, size_t length)
{
    uint8_t size = encoding->command->length_bytes;
    if (size < sizeof length && length >> (8 * size) != 0 && size > 0)
        return encode_refuse(encoding, "\"%zu\" bytes are more than %s can hold", length,
                             encoding->command->name);
    for (size_t i = 0; i < size; i++)
        bytes_add_byte(&encoding->bytes, (uint8_t)(length >> (8 * i)));
    return DRV_OK;
}

static int refuse_reading(struct drv_fault *fault, size_t number, const struct command *command)
{
    return drv_fail(
        fault, DRV_INVALID,
        "command %zu: %s (%s) of these fields and data would be read as another command", number,
        command->name, command->what);
}

static int add_command(struct encoding *encoding, struct text_reading *reading)
{
    struct bytes body = {0};
    struct token token = {0};
    int status = encode_body(encoding, &body);
    bytes_add(&encoding->bytes, encoding->command->prefix, encoding->command->prefix_length);
    if (status == DRV_OK)
        status = add_length(encoding, body.length);
    bytes_add(&encoding->bytes, body.data, body.length);
    encoding->bytes.failed |= body.failed;
    bytes_free(&body);
    if (status != DRV_OK || encoding->bytes.failed)
        return status;
    if (!token_as(encoding->command, encoding->bytes.data, encoding->bytes.length, &token))
        return refuse_reading(encoding->fault, encoding->number, encoding->command);
    if (!text_follow(reading, &token))
        return drv_fail(encoding->fault, DRV_MEMORY, "no memory for a code page");
    return DRV_OK;
}

static bool is_one_of(const char *key, const char *const *names)
{
    while (*names != NULL && strcmp(*names, key) != 0)
        names++;
    return *names != NULL;
}

static bool is_field(const char *key, const struct command_field *fields)
{
    while (fields != NULL && fields->name[0] != '\0' && strcmp(fields->name, key) != 0)
        fields++;
    return fields != NULL && fields->name[0] != '\0';
}

static bool knows(const struct command *command, const char *key)
{
    static const char *const everywhere[] = {"offset", "length", "name", "what", "dialect", NULL};
    static const char *const of_text[] = {"text", "byte", "code", NULL};
    if (is_one_of(key, everywhere))
        return true;
    if (command->id == COMMAND_TEXT)
        return is_one_of(key, of_text);
    if (command->id == COMMAND_UNKNOWN)
        return strcmp(key, "hex") == 0;
    const struct command_tail *tail = command->tail;
    bool data = tail != NULL && tail->kind == TAIL_DATA && strcmp(key, "data_bytes") == 0;
    bool rest = tail == NULL ? command->length_bytes > 0 : tail->kind == TAIL_ITEMS;
    return is_field(key, command->fields) || data || (rest && strcmp(key, "parameters") == 0) ||
           (tail != NULL && strcmp(key, tail->name) == 0);
}

static int check_keys(const struct encoding *encoding)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)encoding->object, key, value)
    {
        if (!knows(encoding->command, key))
            return encode_refuse(encoding, "\"%.40s\" is no field of %s", key,
                                 encoding->command->name);
    }
    return DRV_OK;
}

static int find_command(struct encoding *encoding)
{
    const char *name = json_string_value(json_object_get(encoding->object, "name"));
    const char *what = json_string_value(json_object_get(encoding->object, "what"));
    if (name == NULL)
        return encode_refuse(encoding, "\"name\" is missing or no string");
    encoding->command = command_find(name, what == NULL ? "" : what);
    if (encoding->command == NULL)
        return encode_refuse(encoding, "\"%.40s\" (\"%.40s\") is no command", name,
                             what == NULL ? "" : what);
    return check_keys(encoding);
}

static int encode_object(struct encoding *encoding, struct text_reading *reading)
{
    int status = find_command(encoding);
    if (status != DRV_OK)
        return status;
    if (encoding->command->id == COMMAND_TEXT)
        return encode_text(encoding, reading);
    if (encoding->command->id == COMMAND_UNKNOWN)
        return add_unknown(encoding);
    return add_command(encoding, reading);
}

/* The frame around the commands is read here, so that one command is in memory at a time. */
struct frame {
    const char *json;
    size_t length, at;
};

static char next_sign(struct frame *frame)
{
    while (frame->at < frame->length && strchr(" \t\r\n", frame->json[frame->at]) != NULL &&
           frame->json[frame->at] != '\0')
        frame->at++;
    return frame->at < frame->length ? frame->json[frame->at] : '\0';
}

static bool take(struct frame *frame, const char *text)
{
    size_t length = strlen(text);
    next_sign(frame);
    if (frame->length - frame->at < length || memcmp(frame->json + frame->at, text, length) != 0)
        return false;
    frame->at += length;
    return true;
}

static int refuse_frame(const struct frame *frame, struct drv_fault *fault)
{
    size_t left = frame->length - frame->at;
    return drv_fail(fault, DRV_INVALID, "at byte %zu: \"%.*s\", expected {\"commands\": [{…}, …]}",
                    frame->at, (int)(left < 20 ? left : 20), frame->json + frame->at);
}

/* What is made, and where each command begins in it. */
struct result {
    struct bytes bytes;
    struct bytes places; /* struct place */
};

struct place {
    size_t offset;
    const struct command *command;
};

static int append(const struct encoding *encoding, struct result *result)
{
    struct place place = {result->bytes.length, encoding->command};
    bytes_add(&result->bytes, encoding->bytes.data, encoding->bytes.length);
    bytes_add(&result->places, &place, sizeof place);
    if (result->bytes.failed || result->places.failed || encoding->bytes.failed)
        return drv_fail(encoding->fault, DRV_MEMORY, "no memory for the bytes of the commands");
    if (result->bytes.length > DECODE_MAX_BYTES)
        return drv_fail(encoding->fault, DRV_LIMIT, "\"%zu\" bytes are more than the limit of %d",
                        result->bytes.length, DECODE_MAX_BYTES);
    return DRV_OK;
}

static bool is_read(const struct command *command)
{
    return command->id != COMMAND_TEXT && command->id != COMMAND_UNKNOWN;
}

/* Whoever reads all of it must read each command where it was put, no shorter and no longer. Some
   are told from longer ones by what follows them, so this comes last. */
static int check_reads_back(const struct result *result, struct drv_fault *fault)
{
    enum dialect dialect = dialect_guess(result->bytes.data, result->bytes.length);
    size_t count = result->places.length / sizeof(struct place);
    const struct place *places = (const struct place *)(const void *)result->places.data;
    for (size_t i = 0; i < count; i++) {
        struct token token = {0};
        size_t end = i + 1 < count ? places[i + 1].offset : result->bytes.length;
        if (!is_read(places[i].command))
            continue;
        token_next_in(dialect, result->bytes.data, result->bytes.length, places[i].offset, &token);
        if (token.command != places[i].command || token.length != end - places[i].offset)
            return refuse_reading(fault, i + 1, places[i].command);
        dialect = dialect_after(dialect, &token);
    }
    return DRV_OK;
}

static int encode_next(struct frame *frame, struct encoding *encoding, struct text_reading *reading,
                       struct result *result)
{
    json_error_t error;
    next_sign(frame);
    json_t *object =
        json_loadb(frame->json + frame->at, frame->length - frame->at,
                   JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (object == NULL)
        return encode_refuse(encoding, "%s", error.text);
    frame->at += (size_t)error.position;
    encoding->object = object;
    bytes_reset(&encoding->bytes);
    int status = encode_object(encoding, reading);
    json_decref(object);
    return status == DRV_OK ? append(encoding, result) : status;
}

static int encode_all(struct frame *frame, struct text_reading *reading, struct result *result,
                      struct drv_fault *fault)
{
    struct encoding encoding = {.number = 1, .fault = fault};
    int status = DRV_OK;
    if (!take(frame, "{") || !take(frame, "\"commands\"") || !take(frame, ":") || !take(frame, "["))
        return refuse_frame(frame, fault);
    while (next_sign(frame) != ']') {
        if (encoding.number > 1 && !take(frame, ","))
            status = refuse_frame(frame, fault);
        if (status == DRV_OK)
            status = encode_next(frame, &encoding, reading, result);
        if (status != DRV_OK)
            break;
        encoding.number++;
    }
    bytes_free(&encoding.bytes);
    if (status == DRV_OK && (!take(frame, "]") || !take(frame, "}") || next_sign(frame) != '\0' ||
                             frame->at < frame->length))
        status = refuse_frame(frame, fault);
    return status;
}

int encode_json(const uint8_t *json, size_t length, struct bytes *out, struct drv_fault *fault)
{
    if (length > ENCODE_MAX_JSON)
        return drv_fail(fault, DRV_LIMIT, "\"%zu\" bytes of JSON are more than the limit of %d",
                        length, ENCODE_MAX_JSON);
    struct frame frame = {(const char *)json, length, 0};
    struct text_reading reading = {.kanji = false};
    struct result result = {.bytes = {0}};
    int status =
        text_start(&reading) ? DRV_OK : drv_fail(fault, DRV_MEMORY, "no memory for a code page");
    if (status == DRV_OK)
        status = encode_all(&frame, &reading, &result, fault);
    if (status == DRV_OK)
        status = check_reads_back(&result, fault);
    if (status == DRV_OK)
        bytes_add(out, result.bytes.data, result.bytes.length);
    if (status == DRV_OK && out->failed)
        status = drv_fail(fault, DRV_MEMORY, "no memory for the bytes of the commands");
    text_end(&reading);
    bytes_free(&result.bytes);
    bytes_free(&result.places);
    return status;
}
