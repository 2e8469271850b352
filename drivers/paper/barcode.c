/* SPDX-License-Identifier: MIT */
#include "barcode.h"

enum set { SET_A, SET_B, SET_C, SET_COUNT };
enum { NONE = 255, PAIRS = 100 };

/* What { and a letter are worth in each set. */
static const struct {
    char letter;
    uint8_t value[SET_COUNT];
} escapes[] = {
    {'A', {NONE, CODE128_TO_A, CODE128_TO_A}},
    {'B', {CODE128_TO_B, NONE, CODE128_TO_B}},
    {'C', {CODE128_TO_C, CODE128_TO_C, NONE}},
    {'1', {102, 102, 102}},
    {'2', {97, 97, NONE}},
    {'3', {96, 96, NONE}},
    {'4', {101, 100, NONE}},
    {'{', {NONE, '{' - ' ', NONE}},
};

struct reading {
    struct code128 code;
    struct bytes said;
    enum set set;
};

static void add(struct reading *reading, uint8_t value)
{
    reading->code.values[reading->code.count++] = value;
}

static bool read_escape(struct reading *reading, char letter)
{
    for (unsigned i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        uint8_t value = escapes[i].value[reading->set];
        if (escapes[i].letter != letter || value == NONE)
            continue;
        add(reading, value);
        if (letter == '{')
            bytes_add_byte(&reading->said, '{');
        if (letter >= 'A' && letter <= 'C')
            reading->set = (enum set)(letter - 'A');
        return true;
    }
    return false;
}

static bool read_pair(struct reading *reading, uint8_t byte)
{
    if (byte >= PAIRS)
        return false;
    add(reading, byte);
    bytes_add_byte(&reading->said, (uint8_t)('0' + byte / 10));
    bytes_add_byte(&reading->said, (uint8_t)('0' + byte % 10));
    return true;
}

/* Set A has the control characters where B has the small letters. */
static bool read_character(struct reading *reading, uint8_t byte)
{
    if (reading->set == SET_C)
        return read_pair(reading, byte);
    if (reading->set == SET_A ? byte >= 0x60 : byte < ' ' || byte > 0x7f)
        return false;
    add(reading, (uint8_t)(byte < ' ' ? byte + 64 : byte - ' '));
    bytes_add_byte(&reading->said, byte);
    return true;
}

static bool read_start(struct reading *reading, const uint8_t *data, size_t length)
{
    if (length < 2 || length > UINT8_MAX || data[0] != '{' || data[1] < 'A' || data[1] > 'C')
        return false;
    reading->set = (enum set)(data[1] - 'A');
    add(reading, (uint8_t)(CODE128_START_A + reading->set));
    return true;
}

static bool read_all(struct reading *reading, const uint8_t *data, size_t length)
{
    if (!read_start(reading, data, length))
        return false;
    for (size_t i = 2; i < length; i++) {
        bool escape = data[i] == '{';
        if (escape && i + 1 == length)
            return false;
        if (escape ? !read_escape(reading, (char)data[i + 1]) : !read_character(reading, data[i]))
            return false;
        i += escape;
    }
    return true;
}

bool barcode_read(const uint8_t *data, size_t length, struct code128 *out, struct bytes *said)
{
    struct reading reading = {.set = SET_B};
    bool read = read_all(&reading, data, length);
    if (read) {
        code128_end(&reading.code);
        *out = reading.code;
        bytes_add(said, reading.said.data, reading.said.length);
        said->failed = said->failed || reading.said.failed;
    }
    bytes_free(&reading.said);
    return read;
}
