/* SPDX-License-Identifier: MIT */
/*
 * The serial number counter, by Epson's programming guide for paper rolls, Ver. 10.01, p. 635 (GS C
 * 0) and Microcom's 814M specification, p. 50 (GS C 1): from a to b by n, each value r times, and
 * around. Where a is b, n 0 or r 0, it stands still.
 */
#include "machine_parts.h"

#include <stdio.h>

enum { FILL_SPACES, FILL_ZEROS, FILL_RIGHT, MAX_DIGITS = 5, NUMERALS = 5 };

void machine_counter_start(struct counter *counter)
{
    *counter = (struct counter){.from = 1, .to = UINT16_MAX, .step = 1, .repeat = 1, .value = 1};
}

static int set_style(struct machine *machine, const struct token *token)
{
    uint32_t digits = token_field(token, 0), fill = token_field(token, 1);
    fill -= fill >= '0' ? '0' : 0;
    if (digits > MAX_DIGITS || fill > FILL_RIGHT)
        return DRV_OK;
    machine->counter.digits = (uint8_t)digits;
    machine->counter.fill = (uint8_t)fill;
    return DRV_OK;
}

/* "sa;sb;sn;sr;sc;", numbers in digits of which none is above 65535. */
static bool read_numerals(const uint8_t *text, size_t length, uint16_t numbers[static NUMERALS])
{
    uint32_t value = 0;
    size_t count = 0;
    for (size_t i = 0; i < length && count < NUMERALS; i++) {
        if (text[i] == ';') {
            numbers[count++] = (uint16_t)value;
            value = 0;
            continue;
        }
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
        if (value > UINT16_MAX)
            return false;
    }
    return count == NUMERALS;
}

/* GS C ; says in digits what GS C 1 and GS C 2 say. */
static int set_range_in_digits(struct machine *machine, const struct token *token)
{
    uint16_t numbers[NUMERALS];
    if (read_numerals(token->tail, token->tail_length, numbers))
        machine->counter = (struct counter){.from = numbers[0],
                                            .to = numbers[1],
                                            .step = numbers[2],
                                            .repeat = numbers[3],
                                            .value = numbers[4],
                                            .digits = machine->counter.digits,
                                            .fill = machine->counter.fill};
    return DRV_OK;
}

static int set_range(struct machine *machine, const struct token *token)
{
    struct counter *counter = &machine->counter;
    counter->from = (uint16_t)token_field(token, 0);
    counter->to = (uint16_t)token_field(token, 1);
    counter->step = (uint16_t)token_field(token, 2);
    counter->repeat = (uint16_t)token_field(token, 3);
    counter->repeated = 0;
    return DRV_OK;
}

static int set_value(struct machine *machine, const struct token *token)
{
    machine->counter.value = (uint16_t)token_field(token, 0);
    machine->counter.repeated = 0;
    return DRV_OK;
}

static bool counts(const struct counter *counter)
{
    return counter->from != counter->to && counter->step > 0 && counter->repeat > 0;
}

static void keep_in_range(struct counter *counter)
{
    uint16_t low = counter->from < counter->to ? counter->from : counter->to;
    uint16_t high = counter->from < counter->to ? counter->to : counter->from;
    if (counts(counter) && (counter->value < low || counter->value > high))
        counter->value = counter->from;
}

static void count(struct counter *counter)
{
    if (!counts(counter) || ++counter->repeated < counter->repeat)
        return;
    counter->repeated = 0;
    bool up = counter->from < counter->to;
    unsigned left = up ? counter->to - counter->value : counter->value - counter->to;
    if (left < counter->step)
        counter->value = counter->from;
    else
        counter->value =
            (uint16_t)(up ? counter->value + counter->step : counter->value - counter->step);
}

/* The last digits of the number where it has more than are asked for. */
static int write_number(const struct counter *counter, char out[static 16])
{
    static const unsigned powers[MAX_DIGITS + 1] = {100000, 10, 100, 1000, 10000, 100000};
    unsigned value = counter->value % powers[counter->digits];
    int digits = counter->digits;
    if (counter->fill == FILL_ZEROS)
        return snprintf(out, 16, "%0*u", digits, value);
    return snprintf(out, 16, "%*u", counter->fill == FILL_RIGHT ? -digits : digits, value);
}

static int print_counter(struct machine *machine, const struct token *token)
{
    (void)token;
    char digits[16];
    int status = DRV_OK;
    keep_in_range(&machine->counter);
    int length = write_number(&machine->counter, digits);
    for (int i = 0; status == DRV_OK && i < length; i++)
        status = machine_put_character(machine, (uint8_t)digits[i]);
    count(&machine->counter);
    return status;
}

const struct machine_action machine_counter_actions[] = {
    {COMMAND_COUNTER_STYLE, set_style}, {COMMAND_COUNTER_RANGE, set_range},
    {COMMAND_COUNTER_SET, set_value},   {COMMAND_COUNTER_DIGITS, set_range_in_digits},
    {COMMAND_COUNTER, print_counter},   {COMMAND_OTHER, NULL},
};
