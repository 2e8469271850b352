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

enum set { SET_B, SET_C, SET_A, SETS };
enum { NO_WAY = 200 };

static const uint8_t starts[SETS] = {CODE128_START_B, CODE128_START_C, CODE128_START_A};
static const uint8_t changes[SETS] = {CODE128_TO_B, CODE128_TO_C, CODE128_TO_A};

/* How many values it takes to say the rest of a text from each place on, in each set. */
struct costs {
    bool controls; /* characters that A alone has; without them it is of no use */
    uint8_t of[SETS][CODE128_TEXT_MOST + 2];
};

/* What comes next: `skip` characters said in `set`, there for this time only or from now on. */
struct step {
    uint8_t cost, set, skip;
    bool shift;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static unsigned pair_value(const char *text)
{
    return (unsigned)(text[0] - '0') * 10 + (unsigned)(text[1] - '0');
}

/* Set A has the control characters where B has the small letters. */
static bool can_say(enum set set, const char *text, size_t left)
{
    if (set == SET_C)
        return left >= 2 && is_digit(text[0]) && is_digit(text[1]) && pair_value(text) != DLE_PAIR;
    return set == SET_A ? *text < 0x60 : *text >= ' ';
}

static enum set sets_of(const struct costs *costs)
{
    return costs->controls ? SETS : SET_A;
}

static struct step step_to(enum set from, enum set to, bool shift, const struct costs *costs,
                           size_t at)
{
    uint8_t skip = to == SET_C ? 2 : 1;
    unsigned cost = 1u + (from != to) + costs->of[shift ? from : to][at + skip];
    return (struct step){(uint8_t)cost, (uint8_t)to, skip, shift};
}

/* The cheapest; of equals the one in B, and no shift. */
static struct step best_step(const char *text, size_t length, size_t at, enum set from,
                             const struct costs *costs)
{
    struct step best = {.cost = NO_WAY};
    for (enum set to = 0; to < sets_of(costs); to++) {
        if (!can_say(to, text + at, length - at))
            continue;
        struct step step = step_to(from, to, false, costs, at);
        if (step.cost < best.cost)
            best = step;
        bool shifts = from != to && from != SET_C && to != SET_C;
        if (shifts && (step = step_to(from, to, true, costs, at)).cost < best.cost)
            best = step;
    }
    return best;
}

/* A change of set is a value too, and comes right before what it is for. */
static void find_costs(const char *text, size_t length, struct costs *costs)
{
    for (enum set set = 0; set < sets_of(costs); set++)
        costs->of[set][length] = 0;
    for (size_t at = length; at-- > 0;)
        for (enum set set = 0; set < sets_of(costs); set++)
            costs->of[set][at] = best_step(text, length, at, set, costs).cost;
}

/* False where it is not ASCII. */
static bool look_for_controls(const char *text, size_t length, struct costs *costs)
{
    for (size_t i = 0; i < length; i++) {
        if ((uint8_t)text[i] > 0x7f)
            return false;
        if (text[i] < ' ')
            costs->controls = true;
    }
    return true;
}

static void add(struct code128 *code, unsigned value)
{
    code->values[code->count++] = (uint8_t)value;
}

static unsigned value_of(enum set set, const char *text)
{
    if (set == SET_C)
        return pair_value(text);
    return (unsigned)(*text < ' ' ? *text + 64 : *text - ' ');
}

static enum set cheapest_start(const struct costs *costs)
{
    enum set best = SET_B;
    for (enum set set = SET_C; set < sets_of(costs); set++)
        if (costs->of[set][0] < costs->of[best][0])
            best = set;
    return best;
}

static void add_text(const char *text, size_t length, const struct costs *costs,
                     struct code128 *out)
{
    enum set set = cheapest_start(costs);
    add(out, starts[set]);
    for (size_t at = 0; at < length;) {
        struct step step = best_step(text, length, at, set, costs);
        if (step.set != set)
            add(out, step.shift ? CODE128_SHIFT : changes[step.set]);
        add(out, value_of(step.set, text + at));
        set = step.shift ? set : (enum set)step.set;
        at += step.skip;
    }
}

bool code128_encode(const char *text, size_t length, struct code128 *out)
{
    struct costs costs = {0};
    if (length == 0 || length > CODE128_TEXT_MOST || !look_for_controls(text, length, &costs))
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
