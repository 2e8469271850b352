/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <string.h>

#include "commands_rows.h"

enum { TABLES = 3, MAX_PREFIX = 7 };

static const struct command text_command = {COMMAND_TEXT, "text", "text", PREFIX("")};
static const struct command unknown_command = {COMMAND_UNKNOWN, "unknown", "unknown", PREFIX("")};

static size_t little_endian(const uint8_t *bytes, size_t size)
{
    size_t value = 0;
    for (size_t i = 0; i < size; i++)
        value |= (size_t)bytes[i] << (8 * i);
    return value;
}

const char *dialect_name(enum dialect dialect)
{
    static const char *const names[DIALECT_COUNT] = {
        [DIALECT_EPSON] = "Epson",       [DIALECT_DISPLAY] = "customer display",
        [DIALECT_STAR] = "Star",         [DIALECT_STAR_RASTER] = "Star raster",
        [DIALECT_BEMATECH] = "Bematech", [DIALECT_DARUMA] = "Daruma",
        [DIALECT_ELGIN] = "Elgin",       [DIALECT_DIEBOLD] = "Diebold",
        [DIALECT_CLONE] = "clone",
    };
    return names[dialect];
}

size_t fields_length(const struct command_field *fields)
{
    size_t length = 0;
    for (; fields != NULL && fields->name[0] != '\0'; fields++)
        length += fields->size;
    return length;
}

bool field_defines(const struct command_field *field, const uint8_t *bytes)
{
    for (size_t i = 0; i < field->ranges; i++)
        if (bytes[0] >= field->range[2 * i] && bytes[0] <= field->range[2 * i + 1])
            return true;
    return field->ranges == 0;
}

/* Undecided: the bytes end where the field would stand that tells this row from others. */
enum match { MATCH_NONE, MATCH_UNDECIDED, MATCH_CUT_OFF, MATCH_WHOLE };

/* False where the bytes that are there already tell that it is another row. */
static bool selects(const struct command *command, const uint8_t *fields, size_t available)
{
    for (size_t i = 0, at = 0; i < command->selectors && at < available; i++) {
        if (!field_defines(&command->fields[i], fields + at))
            return false;
        at += command->fields[i].size;
    }
    return true;
}

static bool is_length_wrong(const struct command *command, size_t body, size_t fixed)
{
    return command->length_bytes > 0 && body < fixed;
}

static enum match cut_off_by(struct token *out, size_t lacking)
{
    out->lacking = lacking;
    return MATCH_CUT_OFF;
}

static enum match match_tail(const struct command *command, const uint8_t *fields, size_t fixed,
                             size_t available, size_t *tail, struct token *out)
{
    if (command->length_bytes == 0) {
        bool measured = command->tail != NULL && command->tail->measure != NULL;
        *tail = measured ? command->tail->measure(fields, fields + fixed, available) : 0;
    }
    if (*tail == MEASURE_NONE)
        return MATCH_NONE;
    if (*tail > available)
        return cut_off_by(out, *tail == MEASURE_CUT_OFF ? 1 : *tail - available);
    return MATCH_WHOLE;
}

/* The prefix is there. */
static enum match match_row(const struct command *command, const uint8_t *bytes, size_t available,
                            struct token *out)
{
    size_t at = command->prefix_length, fixed = fields_length(command->fields), tail = 0;
    if (available - at < command->length_bytes)
        return cut_off_by(out, 1);
    size_t body = little_endian(bytes + at, command->length_bytes);
    at += command->length_bytes;
    const uint8_t *fields = bytes + at;
    if (is_length_wrong(command, body, fixed) || !selects(command, fields, available - at))
        return MATCH_NONE;
    if (available == at && command->selectors > 0 && command->length_bytes == 0) {
        out->lacking = fixed;
        return MATCH_UNDECIDED;
    }
    if (available - at < fixed)
        return cut_off_by(out, (command->length_bytes > 0 ? body : fixed) - (available - at));
    at += fixed;
    tail = body - (command->length_bytes > 0 ? fixed : 0);
    enum match match = match_tail(command, fields, fixed, available - at, &tail, out);
    if (match == MATCH_WHOLE)
        *out = (struct token){.command = command,
                              .offset = out->offset,
                              .length = at + tail,
                              .bytes = bytes,
                              .fields = fields,
                              .tail = bytes + at,
                              .tail_length = tail,
                              .body = fields,
                              .body_length = fixed + tail};
    return match;
}

/* Where the row stands to the bytes: before, behind, or 0 where one begins with the other. */
static int compare(const struct command *command, const uint8_t *bytes, size_t available)
{
    size_t length = command->prefix_length < available ? command->prefix_length : available;
    for (size_t i = 0; i < length; i++)
        if ((uint8_t)command->prefix[i] != bytes[i])
            return (uint8_t)command->prefix[i] - bytes[i];
    return 0;
}

static size_t first_row(const struct command_table *table, const uint8_t *bytes, size_t available)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&table->rows[middle], bytes, available) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Which rows are asked: those of the stream's own dialect, everybody's, the rest of families. */
enum scope { SCOPE_DIALECT, SCOPE_COMMON, SCOPE_REST };

static bool is_in_scope(const struct command *command, enum dialect dialect, enum scope scope)
{
    if (scope == SCOPE_DIALECT)
        return command->dialect == dialect;
    return !command->own && command->undefined == (scope == SCOPE_REST);
}

static enum match match_table(const struct command_table *table, enum dialect dialect,
                              enum scope scope, const uint8_t *bytes, size_t available,
                              struct token *out)
{
    enum match best = MATCH_NONE;
    for (size_t i = first_row(table, bytes, available);
         best < MATCH_CUT_OFF && i < table->count &&
         compare(&table->rows[i], bytes, available) == 0;
         i++) {
        const struct command *command = &table->rows[i];
        if (!is_in_scope(command, dialect, scope))
            continue;
        enum match match = available < command->prefix_length
                               ? cut_off_by(out, command->prefix_length - available)
                               : match_row(command, bytes, available, out);
        best = match > best ? match : best;
    }
    return best;
}

static enum match match_any(enum dialect dialect, const uint8_t *bytes, size_t available,
                            struct token *out)
{
    const struct command_table *epson = bytes[0] == GS[0] ? &commands_gs : &commands_epson;
    const struct {
        const struct command_table *table;
        enum scope scope;
    } passes[] = {{&commands_dialects, SCOPE_DIALECT},
                  {epson, SCOPE_COMMON},
                  {&commands_dialects, SCOPE_COMMON},
                  {epson, SCOPE_REST}};
    enum match best = MATCH_NONE;
    for (size_t i = dialect == DIALECT_EPSON; best < MATCH_CUT_OFF && i < 4; i++) {
        enum match match =
            match_table(passes[i].table, dialect, passes[i].scope, bytes, available, out);
        best = match > best ? match : best;
    }
    return best == MATCH_UNDECIDED ? MATCH_CUT_OFF : best;
}

static bool is_text(uint8_t byte)
{
    return byte >= 0x20;
}

#define EACH_BYTE(value) (UINT64_MAX / 255 * (value))

/* Eight bytes at a time while none of them is below 20h: the borrow of a byte that is sets its
   top bit, which a byte of 80h and more has by itself. */
static size_t text_length(const uint8_t *bytes, size_t available)
{
    size_t length = 0;
    uint64_t word;
    for (; available - length >= sizeof word; length += sizeof word) {
        memcpy(&word, bytes + length, sizeof word);
        if (((word - EACH_BYTE(0x20)) & ~word & EACH_BYTE(0x80)) != 0)
            break;
    }
    while (length < available && is_text(bytes[length]))
        length++;
    return length;
}

static bool is_introducer(uint8_t byte)
{
    return byte == DLE[0] || (byte >= ESC[0] && byte <= GS[0]) || byte == US[0];
}

/* A printer drops an introducer with the byte after it; of the family "(" also what it measures. */
static size_t unknown_length(const uint8_t *bytes, size_t available)
{
    if (available == 1 || !is_introducer(bytes[0]))
        return 1;
    if (bytes[1] != '(' || available < 5)
        return 2;
    size_t length = 5 + little_endian(bytes + 3, 2);
    return length <= available ? length : 2;
}

bool token_next_in(enum dialect dialect, const uint8_t *bytes, size_t length, size_t offset,
                   struct token *out)
{
    if (offset >= length)
        return false;
    const uint8_t *start = bytes + offset;
    size_t available = length - offset;
    *out = (struct token){.command = &text_command, .offset = offset, .bytes = start};
    if (is_text(*start) && dialect != DIALECT_STAR_RASTER) {
        out->length = text_length(start, available);
        return true;
    }
    enum match match = match_any(dialect, start, available, out);
    if (match == MATCH_WHOLE)
        return true;
    if (match == MATCH_NONE && is_text(*start)) {
        out->length = 1;
        return true;
    }
    out->command = &unknown_command;
    out->cut_off = match == MATCH_CUT_OFF;
    out->length = out->cut_off ? available : unknown_length(start, available);
    return true;
}

bool token_next(const uint8_t *bytes, size_t length, size_t offset, struct token *out)
{
    return token_next_in(DIALECT_EPSON, bytes, length, offset, out);
}

bool token_as(const struct command *command, const uint8_t *bytes, size_t length, struct token *out)
{
    struct token token = {0};
    if (length < command->prefix_length || compare(command, bytes, length) != 0 ||
        match_row(command, bytes, length, &token) != MATCH_WHOLE || token.length != length)
        return false;
    *out = token;
    return true;
}

enum dialect dialect_after(enum dialect dialect, const struct token *token)
{
    if (token->command->enters > 0)
        return (enum dialect)(token->command->enters - 1);
    bool star = dialect == DIALECT_STAR || dialect == DIALECT_STAR_RASTER;
    bool epsons = token->fields != NULL && token->command->dialect == DIALECT_EPSON &&
                  (token->bytes[0] == FS[0] || token->bytes[0] == GS[0]);
    return star && epsons ? DIALECT_EPSON : dialect;
}

uint32_t token_field(const struct token *token, size_t index)
{
    const uint8_t *at = token->fields;
    for (size_t i = 0; i < index; i++)
        at += token->command->fields[i].size;
    size_t size = token->command->fields[index].size;
    return (uint32_t)little_endian(at, size < 4 ? size : 4);
}

static const struct command_table *const tables[TABLES] = {&commands_epson, &commands_gs,
                                                           &commands_dialects};

const struct command *command_at(size_t index)
{
    for (size_t i = 0; i < TABLES; index -= tables[i++]->count)
        if (index < tables[i]->count)
            return &tables[i]->rows[index];
    return NULL;
}

const struct command *command_find(const char *name, const char *what)
{
    if (strcmp(name, text_command.name) == 0)
        return &text_command;
    if (strcmp(name, unknown_command.name) == 0)
        return &unknown_command;
    for (size_t i = 0; i < TABLES; i++)
        for (const struct command *row = tables[i]->rows; row < tables[i]->rows + tables[i]->count;
             row++)
            if (strcmp(row->name, name) == 0 && strcmp(row->what, what) == 0)
                return row;
    return NULL;
}
