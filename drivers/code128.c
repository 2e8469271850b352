/* SPDX-License-Identifier: MIT */
#include "code128.h"

enum { STOP = 106, CHECK_MODULUS = 103, MODULES = 11, STOP_MODULES = 13, DLE_PAIR = 16 };

/* The modules of each value, the leftmost the highest bit: ISO/IEC 15417, table 1. */
static const uint16_t patterns[] = {
    0x6cc, 0x66c, 0x666, 0x498, 0x48c, 0x44c, 0x4c8, 0x4c4, 0x464, 0x648, 0x644,  0x624,
    0x59c, 0x4dc, 0x4ce, 0x5cc, 0x4ec, 0x4e6, 0x672, 0x65c, 0x64e, 0x6e4, 0x674,  0x76e,
    0x74c, 0x72c, 0x726, 0x764, 0x734, 0x732, 0x6d8, 0x6c6, 0x636, 0x518, 0x458,  0x446,
    0x588, 0x468, 0x462, 0x688, 0x628, 0x622, 0x5b8, 0x58e, 0x46e, 0x5d8, 0x5c6,  0x476,
    0x776, 0x68e, 0x62e, 0x6e8, 0x6e2, 0x6ee, 0x758, 0x746, 0x716, 0x768, 0x762,  0x71a,
    0x77a, 0x642, 0x78a, 0x530, 0x50c, 0x4b0, 0x486, 0x42c, 0x426, 0x590, 0x584,  0x4d0,
    0x4c2, 0x434, 0x432, 0x612, 0x650, 0x7ba, 0x614, 0x47a, 0x53c, 0x4bc, 0x49e,  0x5e4,
    0x4f4, 0x4f2, 0x7a4, 0x794, 0x792, 0x6de, 0x6f6, 0x7b6, 0x578, 0x51e, 0x45e,  0x5e8,
    0x5e2, 0x7a8, 0x7a2, 0x5de, 0x5ee, 0x75e, 0x7ae, 0x684, 0x690, 0x69c, 0x18eb,
};

/* How many values it takes to say the rest of a text from each place on, in either set. */
struct costs {
    uint8_t in_b[CODE128_TEXT_MOST + 2], in_c[CODE128_TEXT_MOST + 2];
};

enum { NO_WAY = 200 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static unsigned pair_value(const char *text)
{
    return (unsigned)(text[0] - '0') * 10 + (unsigned)(text[1] - '0');
}

static bool is_pair(const char *text, size_t length, size_t at)
{
    return length - at >= 2 && is_digit(text[at]) && is_digit(text[at + 1]) &&
           pair_value(text + at) != DLE_PAIR;
}

static uint8_t lesser(uint8_t left, uint8_t right)
{
    return left < right ? left : right;
}

/* A change of set is a value too, and comes right before what it is for. */
static void find_costs(const char *text, size_t length, struct costs *costs)
{
    costs->in_b[length] = costs->in_c[length] = 0;
    for (size_t at = length; at-- > 0;) {
        uint8_t letter = (uint8_t)(1 + costs->in_b[at + 1]);
        uint8_t pair =
            is_pair(text, length, at) ? (uint8_t)(1 + costs->in_c[at + 2]) : (uint8_t)NO_WAY;
        costs->in_b[at] = lesser(letter, (uint8_t)(1 + pair));
        costs->in_c[at] = lesser(pair, (uint8_t)(1 + letter));
    }
}

static bool is_printable(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < ' ' || text[i] > '~')
            return false;
    return true;
}

static void add(struct code128 *code, unsigned value)
{
    code->values[code->count++] = (uint8_t)value;
}

static void add_text(const char *text, size_t length, const struct costs *costs,
                     struct code128 *out)
{
    bool in_c = costs->in_c[0] < costs->in_b[0];
    add(out, in_c ? CODE128_START_C : CODE128_START_B);
    for (size_t at = 0; at < length;) {
        bool pair = is_pair(text, length, at) &&
                    1 + !in_c + costs->in_c[at + 2] < 1 + in_c + costs->in_b[at + 1];
        if (pair != in_c)
            add(out, pair ? CODE128_TO_C : CODE128_TO_B);
        add(out, pair ? pair_value(text + at) : (unsigned)(text[at] - ' '));
        in_c = pair;
        at += pair ? 2 : 1;
    }
}

bool code128_encode(const char *text, size_t length, struct code128 *out)
{
    struct costs costs;
    if (length == 0 || length > CODE128_TEXT_MOST || !is_printable(text, length))
        return false;
    find_costs(text, length, &costs);
    out->count = 0;
    add_text(text, length, &costs, out);
    code128_end(out);
    return true;
}

void code128_end(struct code128 *code)
{
    unsigned sum = code->values[0];
    for (unsigned i = 1; i < code->count; i++)
        sum += i * code->values[i];
    add(code, sum % CHECK_MODULUS);
    add(code, STOP);
}

unsigned code128_modules(const struct code128 *code)
{
    return (unsigned)code->count * MODULES + STOP_MODULES - MODULES;
}

bool code128_is_black(const struct code128 *code, unsigned x)
{
    unsigned last = code->count - 1u;
    unsigned index = x / MODULES < last ? x / MODULES : last;
    unsigned width = index == last ? STOP_MODULES : MODULES;
    return patterns[code->values[index]] >> (width - 1 - (x - index * MODULES)) & 1;
}
