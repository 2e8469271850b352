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
    {'S', {CODE128_SHIFT, CODE128_SHIFT, NONE}},
    {'{', {NONE, '{' - ' ', NONE}},
};

struct reading {
    struct code128 code;
    struct bytes said;
    enum set set;
    bool shifted; /* the next character alone is of the other set */
};

static void add(struct reading *reading, uint8_t value)
{
    reading->code.values[reading->code.count++] = value;
}

/* The set that the next character is of. */
static enum set set_now(const struct reading *reading)
{
    if (!reading->shifted)
        return reading->set;
    return reading->set == SET_A ? SET_B : SET_A;
}

static bool read_escape(struct reading *reading, char letter)
{
    enum set set = letter == '{' ? set_now(reading) : reading->set;
    for (unsigned i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        uint8_t value = escapes[i].value[set];
        if (escapes[i].letter != letter || value == NONE || (reading->shifted && letter != '{'))
            continue;
        add(reading, value);
        if (letter == '{')
            bytes_add_byte(&reading->said, '{');
        if (letter >= 'A' && letter <= 'C')
            reading->set = (enum set)(letter - 'A');
        reading->shifted = letter == 'S';
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
    enum set set = set_now(reading);
    if (set == SET_C)
        return read_pair(reading, byte);
    if (set == SET_A ? byte >= 0x60 : byte < ' ' || byte > 0x7f)
        return false;
    reading->shifted = false;
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
    return !reading->shifted;
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
