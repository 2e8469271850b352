/* SPDX-License-Identifier: MIT */
/* GS1-128 and GS1 DataBar Expanded: their data says more than what is drawn. */
#include "bars_parts.h"

#include <string.h>
#include <zint.h>

#include "../status.h"

enum {
    ITEMS_MOST = 2400,
    GS1_BYTES_MOST = ITEMS_MOST,
    FNC1 = 102,
    FNC3 = 96,
    SET_A = 0,
    SET_B = 1,
    SET_C = 2,
    SETS = 3
};
enum { FNC1_ITEM = 0x100, FNC3_ITEM = 0x103, NO_WAY = 10000 };

/* The data as what is drawn: characters, and function characters above them. */
struct message {
    uint16_t items[ITEMS_MOST];
    size_t count;
    size_t field; /* where the data of the application identifier begins */
    bool in_field;
};

static void add_item(struct message *message, uint16_t item)
{
    message->items[message->count++] = item;
}

/* A new application identifier: of two digits, unless a bracket comes. */
static void begin_element(struct message *message)
{
    message->field = message->count + 2;
    message->in_field = false;
}

static bool add_escape(struct message *message, uint8_t letter, struct bars *out)
{
    if (letter == '1' || letter == '3') {
        add_item(message, letter == '1' ? FNC1_ITEM : FNC3_ITEM);
        begin_element(message);
        return true;
    }
    if (letter == 0 || strchr("{()*", letter) == NULL)
        return false;
    add_item(message, letter);
    bytes_add_byte(&out->text, letter);
    return true;
}

static bool add_check_digit(struct message *message, struct bars *out)
{
    uint8_t digits[ITEMS_MOST];
    size_t count = 0;
    for (size_t i = message->field; i < message->count; i++) {
        if (message->items[i] < '0' || message->items[i] > '9')
            return false;
        digits[count++] = (uint8_t)message->items[i];
    }
    uint8_t check = bars_check_digit(digits, count);
    add_item(message, check);
    bytes_add_byte(&out->text, check);
    return true;
}

static void add_bracket(struct message *message, uint8_t bracket)
{
    if (bracket != ')' || message->in_field)
        return;
    message->field = message->count;
    message->in_field = true;
}

static bool add_plain(struct message *message, uint8_t byte, struct bars *out)
{
    if (byte == '*')
        return add_check_digit(message, out);
    bool prints = byte >= ' ' && byte < 0x7F;
    bytes_add_byte(&out->text, prints ? byte : ' ');
    if (byte == '(' || byte == ')')
        add_bracket(message, byte);
    else if (byte != ' ')
        add_item(message, byte);
    return true;
}

static bool read_message(const uint8_t *data, size_t length, struct message *message,
                         struct bars *out, size_t *taken)
{
    begin_element(message);
    for (size_t i = 0; i < length; i++) {
        bool escape = data[i] == '{';
        bool ends = i + 1 == length;
        *taken = i + 1 + (escape && !ends);
        if (escape && ends)
            return false;
        if (escape ? !add_escape(message, data[i + 1], out) : !add_plain(message, data[i], out))
            return false;
        i += escape;
    }
    for (size_t i = 0; i < message->count; i++)
        if (message->items[i] < FNC1_ITEM)
            bytes_add_byte(&out->said, (uint8_t)message->items[i]);
    return message->count > 0;
}

/* Code 128: the fewest values, over the sets in which each item can be said. */

struct way {
    uint16_t cost[ITEMS_MOST + 3][SETS]; /* from this item on, being in that set */
};

static bool is_digit(uint16_t item)
{
    return item >= '0' && item <= '9';
}

/* How many items one value of the set says here: 0 to 2. */
static size_t said_in(const struct message *message, size_t at, int set)
{
    uint16_t item = message->items[at];
    if (item == FNC1_ITEM)
        return 1;
    if (set == SET_C)
        return at + 1 < message->count && is_digit(item) && is_digit(message->items[at + 1]) ? 2
                                                                                             : 0;
    if (item == FNC3_ITEM)
        return 1;
    return set == SET_A ? item < 0x60 : item >= ' ';
}

static uint8_t value_in(const struct message *message, size_t at, int set)
{
    uint16_t item = message->items[at];
    if (item >= FNC1_ITEM)
        return item == FNC1_ITEM ? FNC1 : FNC3;
    if (set == SET_C)
        return (uint8_t)((item - '0') * 10 + (message->items[at + 1] - '0'));
    return (uint8_t)(item < ' ' ? item + 64 : item - ' ');
}

static uint16_t stay(const struct message *message, const struct way *way, size_t at, int set)
{
    size_t step = said_in(message, at, set);
    return step == 0 ? NO_WAY : (uint16_t)(1 + way->cost[at + step][set]);
}

/* The set that is best from here on for who is in `set`. */
static int best_set(const struct message *message, const struct way *way, size_t at, int set)
{
    int best = set;
    unsigned least = stay(message, way, at, set);
    for (int other = SETS - 1; other >= 0; other--)
        if (stay(message, way, at, other) + 1U < least) {
            best = other;
            least = stay(message, way, at, other) + 1U;
        }
    return best;
}

static void find_way(const struct message *message, struct way *way)
{
    memset(way, 0, sizeof *way);
    for (size_t at = message->count; at-- > 0;)
        for (int set = 0; set < SETS; set++) {
            int best = best_set(message, way, at, set);
            way->cost[at][set] = (uint16_t)(stay(message, way, at, best) + (best != set));
        }
}

static int first_set(const struct way *way)
{
    if (way->cost[0][SET_C] <= way->cost[0][SET_B] && way->cost[0][SET_C] <= way->cost[0][SET_A])
        return SET_C;
    return way->cost[0][SET_B] <= way->cost[0][SET_A] ? SET_B : SET_A;
}

static void write_values(const struct message *message, const struct way *way, struct code128 *out)
{
    static const uint8_t switches[SETS] = {CODE128_TO_A, CODE128_TO_B, CODE128_TO_C};
    int set = first_set(way);
    out->values[out->count++] = (uint8_t)(CODE128_START_A + set);
    out->values[out->count++] = FNC1;
    for (size_t at = 0; at < message->count; at += said_in(message, at, set)) {
        int best = best_set(message, way, at, set);
        if (best != set)
            out->values[out->count++] = switches[best];
        set = best;
        out->values[out->count++] = value_in(message, at, set);
    }
    code128_end(out);
}

int bars_gs1_128(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    struct message message = {.count = 0};
    struct code128 code = {.count = 0};
    struct way way;
    if (!read_message(data, length, &message, out, taken))
        return DRV_INVALID;
    find_way(&message, &way);
    if (way.cost[0][first_set(&way)] + 4U > CODE128_VALUES_MOST)
        return DRV_LIMIT;
    write_values(&message, &way, &code);
    bars_of_code128(&code, out);
    return DRV_OK;
}

/* zint wants each application identifier in brackets; where they end it does not ask. */
static void add_bracketed(struct bytes *text, const struct message *message)
{
    bool begins = true;
    for (size_t i = 0, left = 0; i < message->count; i++) {
        if (message->items[i] >= FNC1_ITEM) {
            begins = true;
            continue;
        }
        if (begins)
            bytes_add_byte(text, '[');
        left = begins ? 2 : left;
        begins = false;
        bytes_add_byte(text, (uint8_t)message->items[i]);
        if (left > 0 && --left == 0)
            bytes_add_byte(text, ']');
    }
}

static int bracket(const uint8_t *data, size_t length, struct bars *out, struct bytes *text,
                   size_t *taken)
{
    struct message message = {.count = 0};
    if (!read_message(data, length, &message, out, taken))
        return DRV_INVALID;
    add_bracketed(text, &message);
    return text->failed ? DRV_MEMORY : DRV_OK;
}

int bars_gs1_brackets(const uint8_t *data, size_t length, struct bytes *out)
{
    struct bars unused = {.count = 0};
    size_t taken;
    int status = length <= GS1_BYTES_MOST ? bracket(data, length, &unused, out, &taken) : DRV_LIMIT;
    bars_free(&unused);
    return status;
}

int bars_databar_expanded(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    struct bytes text = {0};
    int status = bracket(data, length, out, &text, taken);
    if (status == DRV_OK)
        status =
            bars_by_zint(BARCODE_DBAR_EXP, GS1_MODE | GS1NOCHECK_MODE, text.data, text.length, out);
    bytes_free(&text);
    return status;
}
