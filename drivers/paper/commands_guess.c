/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "commands.h"

/* A stream that says nothing of itself for so long is one of text. */
enum { GUESS_BYTES = 64 << 10 };

/* How badly a stream reads. */
struct reading {
    size_t faults;  /* not understood, cut off, or of a value that is not defined */
    size_t foreign; /* of a maker that this is not */
    size_t own;     /* of the maker that it is read for, single bytes aside */
};

static bool is_fault(const struct token *token)
{
    const struct command *command = token->command;
    if (command->id == COMMAND_UNKNOWN || command->undefined)
        return true;
    const uint8_t *at = token->fields;
    for (const struct command_field *field = command->fields;
         field != NULL && field->name[0] != '\0'; field++) {
        if (!field_defines(field, at))
            return true;
        at += field->size;
    }
    return false;
}

/* Elgin's, displays' and what many makers share goes with every language. */
static bool is_foreign(const struct token *token, enum dialect dialect)
{
    enum dialect of = (enum dialect)token->command->dialect;
    bool somebodys = of == DIALECT_STAR || of == DIALECT_BEMATECH || of == DIALECT_DARUMA;
    return somebodys && of != dialect;
}

/* Where the n of one of Epson's commands is left over, it is often 0. */
static bool is_left_over(const struct token *token, enum dialect first)
{
    return first != DIALECT_EPSON && token->bytes[0] == 0;
}

static struct reading read_as(enum dialect first, const uint8_t *bytes, size_t length)
{
    struct reading reading = {0, 0, 0};
    struct token token = {0};
    enum dialect dialect = first;
    for (size_t at = 0; at < GUESS_BYTES && token_next_in(dialect, bytes, length, at, &token);
         at += token.length) {
        reading.faults += is_fault(&token) || is_left_over(&token, first);
        reading.foreign += is_foreign(&token, first);
        reading.own += token.command->dialect == first && token.command->prefix_length > 1;
        dialect = dialect_after(dialect, &token);
    }
    return reading;
}

/* One command proves nothing: it may be what is left of one of Epson's that was cut off. */
enum { ENOUGH_OWN = 2 };

static bool is_better(const struct reading *one, const struct reading *other)
{
    if (one->own < ENOUGH_OWN)
        return false;
    if (one->faults != other->faults)
        return one->faults < other->faults;
    return one->foreign < other->foreign;
}

/* A few settings and then ESC p without its times: Daruma's job for the drawer. */
static bool is_daruma_drawer(const uint8_t *bytes, size_t length)
{
    struct token token = {0};
    size_t count = 0, at = 0;
    for (; token_next(bytes, length, at, &token); at += token.length) {
        if (token.cut_off || token.command->id == COMMAND_TEXT)
            break;
        count++;
    }
    return count > 0 && length - at == 2 && memcmp(bytes + at, "\x1bp", 2) == 0;
}

enum dialect dialect_guess(const uint8_t *bytes, size_t length)
{
    static const enum dialect others[] = {DIALECT_BEMATECH, DIALECT_DARUMA, DIALECT_STAR};
    enum dialect best = DIALECT_EPSON;
    struct reading least = read_as(best, bytes, length);
    for (size_t i = 0; i < sizeof others / sizeof others[0] && least.faults + least.foreign > 0;
         i++) {
        struct reading reading = read_as(others[i], bytes, length);
        if (is_better(&reading, &least)) {
            least = reading;
            best = others[i];
        }
    }
    return best == DIALECT_EPSON && least.faults == 1 && is_daruma_drawer(bytes, length)
               ? DIALECT_DARUMA
               : best;
}
