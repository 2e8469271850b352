/* SPDX-License-Identifier: MIT */
#include "standing_parts.h"

#include <string.h>

enum { ESC = 0x1b, FS = 0x1c, GS = 0x1d };

const struct standing_facet_row standing_facets[FACET_COUNT] = {
    [FACET_PAGE] = {.setting = STANDING_PAGE, .power_on = STANDING_UNSAID},
    [FACET_COUNTRY] = {.setting = STANDING_COUNTRY, .power_on = STANDING_UNSAID},
    [FACET_KANJI] = {.setting = STANDING_KANJI, .power_on = STANDING_UNSAID},
    [FACET_KANJI_CODE] = {.setting = STANDING_KANJI, .power_on = STANDING_UNSAID},
    [FACET_KANJI_CODING] = {.setting = STANDING_KANJI, .power_on = STANDING_UNSAID},
    [FACET_KANJI_STYLE] = {.setting = STANDING_KANJI, .power_on = STANDING_UNSAID},
    [FACET_KANJI_SIZE] = {.setting = STANDING_KANJI},
    [FACET_KANJI_SPACES] = {.setting = STANDING_KANJI,
                            .power_on = STANDING_UNSAID,
                            .is_length = true,
                            .has_own = true},
    [FACET_FONT] = {.setting = STANDING_FONT, .length = 3, .bytes = {ESC, 'M', 0}},
    [FACET_SIZE] = {.setting = STANDING_SIZE, .length = 3, .bytes = {GS, '!', 0}},
    [FACET_EMPHASIS] = {.setting = STANDING_EMPHASIS, .length = 3, .bytes = {ESC, 'E', 0}},
    [FACET_UNDERLINED] = {.setting = STANDING_UNDERLINE, .length = 3, .bytes = {ESC, '-', 0}},
    [FACET_UNDERLINE_DOTS] = {.setting = STANDING_UNDERLINE,
                              .power_on = 1,
                              .length = 3,
                              .bytes = {ESC, '-', 1}},
    [FACET_STRIKE] = {.setting = STANDING_STRIKE, .length = 3, .bytes = {ESC, 'G', 0}},
    [FACET_INVERT] = {.setting = STANDING_INVERT, .length = 3, .bytes = {GS, 'B', 0}},
    [FACET_UPSIDE_DOWN] = {.setting = STANDING_UPSIDE_DOWN,
                           .begins_line = true,
                           .length = 3,
                           .bytes = {ESC, '{', 0}},
    [FACET_ROTATION] = {.setting = STANDING_ROTATION, .length = 3, .bytes = {ESC, 'V', 0}},
    [FACET_SPACE] = {.setting = STANDING_SPACE,
                     .is_length = true,
                     .has_own = true,
                     .length = 3,
                     .bytes = {ESC, ' ', 0}},
    [FACET_LINE_SPACING] = {.setting = STANDING_LINE_SPACING,
                            .power_on = STANDING_UNSAID,
                            .is_length = true,
                            .has_own = true,
                            .length = 2,
                            .bytes = {ESC, '2'}},
    [FACET_ALIGN] = {.setting = STANDING_ALIGN,
                     .begins_line = true,
                     .length = 3,
                     .bytes = {ESC, 'a', 0}},
    [FACET_MARGIN] = {.setting = STANDING_MARGIN,
                      .is_length = true,
                      .begins_line = true,
                      .length = 4,
                      .bytes = {GS, 'L', 0, 0}},
    [FACET_WIDTH] = {.setting = STANDING_WIDTH,
                     .power_on = STANDING_UNSAID,
                     .is_length = true,
                     .begins_line = true},
    [FACET_UNITS] = {.setting = STANDING_UNITS},
    [FACET_TABS] = {.setting = STANDING_TABS, .power_on = STANDING_UNSAID},
    [FACET_COLOUR] = {.setting = STANDING_COLOUR, .length = 3, .bytes = {ESC, 'r', 0}},
    [FACET_STYLE] = {.setting = STANDING_COLOUR, .power_on = STANDING_UNSAID},
    [FACET_SMOOTHING] = {.setting = STANDING_SMOOTHING, .power_on = STANDING_UNSAID},
    [FACET_OWN_CHARACTERS] = {.setting = STANDING_OWN_CHARACTERS,
                              .length = 3,
                              .bytes = {ESC, '%', 0}},
    [FACET_BARCODE_HEIGHT] = {.setting = STANDING_BARCODE, .power_on = STANDING_UNSAID},
    [FACET_BARCODE_WIDTH] = {.setting = STANDING_BARCODE, .power_on = STANDING_UNSAID},
    [FACET_BARCODE_TEXT] = {.setting = STANDING_BARCODE, .length = 3, .bytes = {GS, 'H', 0}},
    [FACET_BARCODE_FONT] = {.setting = STANDING_BARCODE, .length = 3, .bytes = {GS, 'f', 0}},
    [FACET_SYMBOL] = {.setting = STANDING_SYMBOL, .power_on = STANDING_UNSAID},
    [FACET_STORED] = {.setting = STANDING_STORED, .power_on = STANDING_UNSAID},
    [FACET_PAGE_AREA] = {.setting = STANDING_PAGE_AREA, .power_on = STANDING_UNSAID},
    [FACET_MODE] = {.setting = STANDING_MODE},
    [FACET_DEVICE] = {.setting = STANDING_DEVICE},
    [FACET_MACRO] = {.setting = STANDING_MACRO},
    [FACET_OTHER] = {.setting = STANDING_OTHER},
};

static int32_t number(const struct token *token)
{
    return (int32_t)token_field(token, 0);
}

/* Many commands take n or its digit: 1 and "1" are the same. */
static int32_t digit(const struct token *token)
{
    int32_t n = number(token);
    return n >= '0' ? n - '0' : n;
}

static int32_t switched(const struct token *token)
{
    return number(token) & 1;
}

static int32_t on(const struct token *token)
{
    (void)token;
    return 1;
}

static int32_t off(const struct token *token)
{
    (void)token;
    return 0;
}

static int32_t unsaid(const struct token *token)
{
    (void)token;
    return STANDING_UNSAID;
}

static int32_t unique(const struct token *token)
{
    (void)token;
    return STANDING_UNIQUE;
}

static int32_t two_bytes(const struct token *token)
{
    return number(token) << 8 | (int32_t)token_field(token, 1);
}

static int32_t coding(const struct token *token)
{
    return token->body_length >= 2 && token->body[0] == 48 ? token->body[1] & 3 : STANDING_LEAVES;
}

/* A model without font C ignores what asks for it. */
static int32_t font(const struct token *token)
{
    return digit(token) <= 1 ? digit(token) : STANDING_UNKNOWN;
}

static int32_t bang_font(const struct token *token)
{
    return number(token) & 1;
}

static int32_t bang_emphasis(const struct token *token)
{
    return number(token) >> 3 & 1;
}

/* As GS ! has it: 10h is twice as wide, 01h twice as high. */
static int32_t bang_size(const struct token *token)
{
    return (number(token) & 0x20 ? 0x10 : 0) | (number(token) & 0x10 ? 0x01 : 0);
}

static int32_t bang_underline(const struct token *token)
{
    return number(token) >> 7 & 1;
}

static int32_t underlined(const struct token *token)
{
    return digit(token) > 0;
}

static int32_t underline_dots(const struct token *token)
{
    return digit(token) > 0 ? digit(token) : STANDING_LEAVES;
}

/* Whether both share one thickness is a matter of the model. */
static int32_t kanji_underline_dots(const struct token *token)
{
    return digit(token) > 0 ? STANDING_UNKNOWN : STANDING_LEAVES;
}

/* As GS ! has it, which Kanji follow, too: the last counts (TM-T88III specification p. 152). */
static int32_t kanji_size(const struct token *token)
{
    return (number(token) & 0x04 ? 0x10 : 0) | (number(token) & 0x08 ? 0x01 : 0);
}

static int32_t kanji_quadruple(const struct token *token)
{
    return number(token) & 1 ? 0x11 : 0;
}

/* Whether Kanji follow ESC ! is a matter of the model. */
static int32_t doubtful(const struct token *token)
{
    (void)token;
    return STANDING_DOUBTFUL;
}

const struct standing_rule standing_rules[] = {
    {COMMAND_CODE_PAGE, FACET_PAGE, number},
    {COMMAND_COUNTRY, FACET_COUNTRY, number},
    {COMMAND_KANJI, FACET_KANJI, on},
    {COMMAND_KANJI_END, FACET_KANJI, off},
    {COMMAND_KANJI_CODE, FACET_KANJI_CODE, digit},
    {COMMAND_KANJI_CODING, FACET_KANJI_CODING, coding},
    {COMMAND_KANJI_MODE_STYLE, FACET_KANJI_STYLE, bang_underline},
    {COMMAND_KANJI_MODE_STYLE, FACET_KANJI_SIZE, kanji_size},
    {COMMAND_KANJI_QUADRUPLE, FACET_KANJI_SIZE, kanji_quadruple},
    {COMMAND_KANJI_UNDERLINE, FACET_KANJI_STYLE, digit},
    {COMMAND_KANJI_UNDERLINE, FACET_UNDERLINE_DOTS, kanji_underline_dots},
    {COMMAND_KANJI_SPACES, FACET_KANJI_SPACES, two_bytes},
    {COMMAND_FONT, FACET_FONT, font},
    {COMMAND_PRINT_MODE, FACET_FONT, bang_font},
    {COMMAND_PRINT_MODE, FACET_SIZE, bang_size},
    {COMMAND_PRINT_MODE, FACET_KANJI_SIZE, doubtful},
    {COMMAND_PRINT_MODE, FACET_EMPHASIS, bang_emphasis},
    {COMMAND_PRINT_MODE, FACET_UNDERLINED, bang_underline},
    {COMMAND_SIZE, FACET_SIZE, number},
    {COMMAND_SIZE, FACET_KANJI_SIZE, number},
    {COMMAND_EMPHASIS, FACET_EMPHASIS, switched},
    {COMMAND_UNDERLINE, FACET_UNDERLINED, underlined},
    {COMMAND_UNDERLINE, FACET_UNDERLINE_DOTS, underline_dots},
    {COMMAND_DOUBLE_STRIKE, FACET_STRIKE, switched},
    {COMMAND_INVERT, FACET_INVERT, switched},
    {COMMAND_UPSIDE_DOWN, FACET_UPSIDE_DOWN, switched},
    {COMMAND_ROTATE, FACET_ROTATION, digit},
    {COMMAND_CHARACTER_SPACE, FACET_SPACE, number},
    {COMMAND_DEFAULT_SPACING, FACET_LINE_SPACING, unsaid},
    {COMMAND_SPACING, FACET_LINE_SPACING, number},
    {COMMAND_JUSTIFY, FACET_ALIGN, digit},
    {COMMAND_LEFT_MARGIN, FACET_MARGIN, number},
    {COMMAND_AREA_WIDTH, FACET_WIDTH, number},
    {COMMAND_MOTION_UNITS, FACET_UNITS, two_bytes},
    {COMMAND_TAB_STOPS, FACET_TABS, unique},
    {COMMAND_COLOUR, FACET_COLOUR, digit},
    {COMMAND_CHARACTER_STYLE, FACET_STYLE, unique},
    {COMMAND_SMOOTHING, FACET_SMOOTHING, switched},
    {COMMAND_USER_CHARACTERS, FACET_OWN_CHARACTERS, switched},
    {COMMAND_BARCODE_HEIGHT, FACET_BARCODE_HEIGHT, number},
    {COMMAND_BARCODE_WIDTH, FACET_BARCODE_WIDTH, number},
    {COMMAND_BARCODE_TEXT, FACET_BARCODE_TEXT, digit},
    {COMMAND_BARCODE_FONT, FACET_BARCODE_FONT, digit},
    {COMMAND_QR_MODEL, FACET_SYMBOL, unique},
    {COMMAND_QR_MODULE, FACET_SYMBOL, unique},
    {COMMAND_QR_LEVEL, FACET_SYMBOL, unique},
    {COMMAND_QR_STORE, FACET_SYMBOL, unique},
    {COMMAND_SYMBOL, FACET_SYMBOL, unique},
    {COMMAND_DEFINE_CHARACTERS, FACET_STORED, unique},
    {COMMAND_CANCEL_CHARACTER, FACET_STORED, unique},
    {COMMAND_DEFINE_KANJI, FACET_STORED, unique},
    {COMMAND_CANCEL_KANJI, FACET_STORED, unique},
    {COMMAND_DOWNLOAD_IMAGE, FACET_STORED, unique},
    {COMMAND_BITMAP, FACET_STORED, unique},
    {COMMAND_COUNTER, FACET_STORED, unique},
    {COMMAND_COUNTER_STYLE, FACET_STORED, unique},
    {COMMAND_COUNTER_RANGE, FACET_STORED, unique},
    {COMMAND_COUNTER_SET, FACET_STORED, unique},
    {COMMAND_COUNTER_DIGITS, FACET_STORED, unique},
    {COMMAND_PAGE_DIRECTION, FACET_PAGE_AREA, unique},
    {COMMAND_PAGE_AREA, FACET_PAGE_AREA, unique},
    {COMMAND_PAGE_CONTROL, FACET_PAGE_AREA, unique},
    {COMMAND_PAGE_MODE, FACET_MODE, on},
    {COMMAND_STANDARD_MODE, FACET_MODE, off},
    {COMMAND_PRINT_PAGE, FACET_MODE, off},
    {COMMAND_OTHER, FACET_OTHER, NULL},
};

/*
 * Harmless are questions, drawers, buzzers, buttons and sensors; what is darker or faster, which a
 * note is, too; which font Kanji have, which a note never has; heating and sleep. Of other makers'
 * commands only what all cheap printers have: their QR code, which node-escpos sends to every
 * printer, and looks that Epson has no name for.
 */
static const struct {
    const char *name;
    enum standing_effect effect;
} others[] = {
    {"NUL", STANDING_HARMLESS},     {"DLE EOT", STANDING_HARMLESS}, {"ESC ( A", STANDING_HARMLESS},
    {"ESC <", STANDING_HARMLESS},   {"ESC U", STANDING_HARMLESS},   {"ESC c 3", STANDING_HARMLESS},
    {"ESC c 4", STANDING_HARMLESS}, {"ESC c 5", STANDING_HARMLESS}, {"ESC u", STANDING_HARMLESS},
    {"ESC v", STANDING_HARMLESS},   {"FS ( A", STANDING_HARMLESS},  {"FS ( C", STANDING_HARMLESS},
    {"FS ( e", STANDING_HARMLESS},  {"GS ( B", STANDING_HARMLESS},  {"GS ( D", STANDING_HARMLESS},
    {"GS ( H", STANDING_HARMLESS},  {"GS ( K", STANDING_HARMLESS},  {"GS ( V", STANDING_HARMLESS},
    {"GS E", STANDING_HARMLESS},    {"GS g 2", STANDING_HARMLESS},  {"GS j", STANDING_HARMLESS},
    {"GS z 0", STANDING_HARMLESS},  {"BEL", STANDING_HARMLESS},     {"ENQ", STANDING_HARMLESS},
    {"SUB", STANDING_HARMLESS},     {"ESC B", STANDING_HARMLESS},   {"ESC 7", STANDING_HARMLESS},
    {"ESC 8", STANDING_HARMLESS},   {"DC2 #", STANDING_HARMLESS},   {"GS Z", STANDING_HARMLESS},
    {"ESC Z", STANDING_PRINTS},     {"ESC 4", STANDING_LOOKS},      {"ESC 5", STANDING_LOOKS},
    {"SO", STANDING_LOOKS},         {"SI", STANDING_LOOKS},         {"DC2", STANDING_LOOKS},
    {"DC4", STANDING_LOOKS},        {"ESC SO", STANDING_LOOKS},     {"ESC SI", STANDING_LOOKS},
    {"ESC H", STANDING_LOOKS},      {"GS ( k", STANDING_HARMLESS},  {"GS ( C", STANDING_HARMLESS},
    {"GS FF", STANDING_HARMLESS},   {"FS g 1", STANDING_HARMLESS},  {"FS g 2", STANDING_HARMLESS},
    {"ESC c 0", STANDING_PAPER},    {"ESC c 1", STANDING_PAPER},    {"ESC 9", STANDING_LOOKS},
    {"GS x", STANDING_HARMLESS},    {"ESC w", STANDING_HARMLESS},   {"DC2 *", STANDING_PRINTS},
    {"DC2 V", STANDING_PRINTS},     {"DC2 q", STANDING_HARMLESS},
};

enum standing_effect standing_effect(const struct command *command)
{
    bool known = command->dialect == DIALECT_EPSON || command->dialect == DIALECT_CLONE;
    for (size_t i = 0; known && !command->undefined && i < sizeof others / sizeof others[0]; i++)
        if (strcmp(command->name, others[i].name) == 0)
            return others[i].effect;
    return STANDING_FOREIGN;
}
