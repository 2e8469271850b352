/* SPDX-License-Identifier: MIT */
#include "splice_command.h"

#include <string.h>

/* By number; what is not here is a setting, or has a row below. */
static const uint8_t kinds[COMMAND_COUNT] = {
    [COMMAND_TEXT] = SPLICE_TEXT,
    [COMMAND_COLUMN_IMAGE] = SPLICE_PICTURE,
    [COMMAND_RASTER_IMAGE] = SPLICE_PICTURE,
    [COMMAND_VARIABLE_IMAGE] = SPLICE_PICTURE,
    [COMMAND_NV_IMAGE] = SPLICE_PICTURE,
    [COMMAND_PRINT_DOWNLOAD] = SPLICE_PICTURE,
    [COMMAND_BARCODE] = SPLICE_PICTURE,
    [COMMAND_BARCODE_NUL] = SPLICE_PICTURE,
    [COMMAND_QR_PRINT] = SPLICE_PICTURE,
    [COMMAND_PAGE_DRAW] = SPLICE_PICTURE,
    [COMMAND_RUN_MACRO] = SPLICE_PICTURE,
    [COMMAND_COUNTER] = SPLICE_PICTURE,
    [COMMAND_PRINT_PAGE_AND_KEEP] = SPLICE_PICTURE,
    [COMMAND_LINE_FEED] = SPLICE_FEED,
    [COMMAND_FEED_LINES] = SPLICE_FEED,
    [COMMAND_FEED] = SPLICE_FEED,
    [COMMAND_FEED_BACK] = SPLICE_FEED,
    [COMMAND_FEED_LINES_BACK] = SPLICE_FEED,
    [COMMAND_CUT] = SPLICE_CUT,
    [COMMAND_CUT_LATER] = SPLICE_CUT,
    [COMMAND_FEED_AND_CUT] = SPLICE_FEED_AND_CUT,
    [COMMAND_CUT_AND_BACK] = SPLICE_FEED_AND_CUT,
    [COMMAND_STATUS] = SPLICE_AT_ONCE,
    [COMMAND_IDENTITY] = SPLICE_AT_ONCE,
    [COMMAND_AUTOMATIC_STATUS] = SPLICE_AT_ONCE,
    [COMMAND_PROCESS_ID] = SPLICE_AT_ONCE,
    [COMMAND_DRAWER] = SPLICE_AT_ONCE,
    [COMMAND_DRAWER_NOW] = SPLICE_AT_ONCE,
};

/*
 * By names, of commands without a number of their own and of families under one number. `what` is
 * how the description begins; no name: any. The first that fits.
 */
static const struct {
    const char *name, *what;
    enum splice_kind kind;
} rows[] = {
    /* The tables call so whatever a printer answers to ... */
    {NULL, "send ", SPLICE_AT_ONCE},
    {NULL, "read ", SPLICE_AT_ONCE},
    {"DLE ENQ", "", SPLICE_AT_ONCE},
    {"DLE DC4", "power off", SPLICE_AT_ONCE},
    {"DLE DC4", "clear the buffers", SPLICE_AT_ONCE},
    {"GS ( H", "", SPLICE_AT_ONCE},
    {"GS j", "", SPLICE_AT_ONCE},
    {"FS ( e", "", SPLICE_AT_ONCE},
    {"US DC1", "ask or set", SPLICE_AT_ONCE},
    {"GS ( G", "scan and send", SPLICE_AT_ONCE},
    {"FS ( g", "image scanner: send", SPLICE_AT_ONCE},
    {"FS ( g", "", SPLICE_SETTING},
    /* ... and drawers; of BEL and external devices, what hangs on them says which. */
    {NULL, "drawer", SPLICE_AT_ONCE},
    {NULL, "external device", SPLICE_AT_ONCE},
    {"BEL", "", SPLICE_AT_ONCE},

    {"GS ( V", "feed and cut", SPLICE_FEED_AND_CUT},
    {"GS ( V", "cut", SPLICE_CUT},
    {"GS ( V", "set a cut position", SPLICE_CUT},
    {"ESC w", "full cut", SPLICE_CUT},
    {"ESC d", "cut", SPLICE_CUT},
    {"ESC * r", "end of document cut", SPLICE_SETTING},
    {"ESC * r", "end of document", SPLICE_CUT},

    {"GS ( L", "print", SPLICE_PICTURE},
    {"GS ( k", "print", SPLICE_PICTURE},
    {"GS ( A", "test print", SPLICE_PICTURE},
    {"DC2 T", "", SPLICE_PICTURE},
    {"ESC |", "", SPLICE_PICTURE},
    {"ESC b", "barcode", SPLICE_PICTURE},
    {"GS k", "", SPLICE_PICTURE},
    {NULL, "image ", SPLICE_PICTURE},
    {NULL, "print QR", SPLICE_PICTURE},
    {NULL, "print PDF417", SPLICE_PICTURE},
    {NULL, "print a logo", SPLICE_PICTURE},
    {NULL, "row of dots", SPLICE_PICTURE},
};

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static enum splice_kind kind_by_name(const struct command *command)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if ((rows[i].name == NULL || strcmp(command->name, rows[i].name) == 0) &&
            begins(command->what, rows[i].what))
            return rows[i].kind;
    return SPLICE_SETTING;
}

static bool is_blank(const struct token *token)
{
    size_t i = 0;
    while (i < token->length && token->bytes[i] == ' ')
        i++;
    return i == token->length;
}

enum splice_kind splice_kind(const struct token *token)
{
    enum command_id id = token->command->id;
    if (id == COMMAND_TEXT)
        return is_blank(token) ? SPLICE_SETTING : SPLICE_TEXT;
    /* Some hosts pad with thousands. */
    if (token->bytes[0] == 0)
        return SPLICE_SETTING;
    bool named = id == COMMAND_OTHER || id == COMMAND_GRAPHICS || id == COMMAND_SYMBOL;
    return named ? kind_by_name(token->command) : (enum splice_kind)kinds[id];
}

enum { FAMILY_BYTES = 5 }; /* an introducer, "(", a letter and a length */

static size_t lacking_of_family(const uint8_t *bytes, size_t available)
{
    size_t needed = FAMILY_BYTES;
    if (available >= FAMILY_BYTES)
        needed += bytes[3] + 256U * bytes[4];
    return needed > available ? needed - available : 0;
}

size_t splice_lacking(const struct token *token, size_t available)
{
    bool unknown = token->command->id == COMMAND_UNKNOWN;
    if (token->cut_off)
        return token->lacking > 0 ? token->lacking : 1;
    if (unknown && token->length == 2 && token->bytes[1] == '(')
        return lacking_of_family(token->bytes, available);
    return 0;
}

static bool is_longer(const struct command *row, const struct command *than)
{
    return row->selectors > 0 && row->prefix_length == than->prefix_length &&
           memcmp(row->prefix, than->prefix, row->prefix_length) == 0;
}

bool splice_may_grow(const struct token *token)
{
    const struct command *row;
    if (token->command->prefix_length == 0)
        return false;
    for (size_t i = 0; token->body_length == 0 && (row = command_at(i)) != NULL; i++)
        if (is_longer(row, token->command))
            return true;
    return false;
}
