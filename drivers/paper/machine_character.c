/* SPDX-License-Identifier: MIT */
/*
 * Kanji mode as the Asian models have it; ours begins with it off, as a Western one does. A
 * double-byte character is 24 by 24 dots: a glyph of font A in its middle, or a hollow box. Which
 * code a model reads it does not say: Shift JIS or JIS once FS C has asked for either, else
 * GB18030, which the Chinese makers' printers begin with.
 */
#include "machine_parts.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

enum { KANJI_DOTS = 24, FS_C_ENCODING = 48 };

const struct user_character *machine_user_character(const struct machine *machine, uint8_t byte)
{
    const struct user_character *table = machine->user[machine->settings.font];
    unsigned index = byte - (unsigned)MACHINE_USER_FIRST;
    if (!machine->settings.user_characters || table == NULL || index >= MACHINE_USER_CODES)
        return NULL;
    return table[index].serial > 0 ? &table[index] : NULL;
}

void machine_character_start(struct machine *machine)
{
    for (int font = 0; font < FONT_COUNT; font++) {
        free(machine->user[font]);
        machine->user[font] = NULL;
    }
    machine->kanji_begun_length = 0;
}

const struct stamp *machine_stamp(struct machine *machine, const struct stamp_key *key,
                                  const struct cell *cell)
{
    const struct stamp *stamp = stamps_find(&machine->stamps, key);
    if (stamp != NULL)
        return stamp;
    if (stamps_are_many(&machine->stamps)) {
        if (!line_bake(&machine->line))
            return NULL;
        stamps_drop(&machine->stamps);
        machine->style++;
    }
    return stamps_draw(&machine->stamps, key, cell, machine->roll.width_dots);
}

/* ESC &. */

/* Columns of y bytes, the uppermost dot in the highest bit of the first one. */
static void read_columns(const uint8_t *columns, unsigned bytes, unsigned width, struct cell *cell)
{
    for (unsigned x = 0; x < width && x < cell->width_dots; x++)
        for (unsigned y = 0; y < 8 * bytes && y < cell->height_dots; y++)
            if (columns[x * bytes + y / 8] & (0x80 >> y % 8))
                cell->rows[y] |= 0x80000000U >> x;
}

static void define(struct machine *machine, uint8_t code, const uint8_t *columns, unsigned bytes,
                   unsigned width)
{
    struct user_character *user = &machine->user[machine->settings.font][code - MACHINE_USER_FIRST];
    machine->user_serial = (uint16_t)(machine->user_serial % UINT16_MAX + 1);
    user->serial = machine->user_serial;
    font_empty_cell(machine->settings.font, &user->cell);
    read_columns(columns, bytes, width, &user->cell);
}

/* y c1 c2, then for each code its width and so many columns of y bytes. */
static int define_characters(struct machine *machine, const struct token *token)
{
    const uint8_t *at = token->bytes + 2, *end = token->bytes + token->length;
    struct user_character **table = &machine->user[machine->settings.font];
    if (token->length < 5 || at[0] == 0 || at[1] < MACHINE_USER_FIRST || at[2] > 0x7E)
        return DRV_OK;
    unsigned bytes = at[0];
    int code = at[1], last = at[2];
    if (*table == NULL)
        *table = calloc(MACHINE_USER_CODES, sizeof **table);
    if (*table == NULL)
        return machine_out_of_memory(machine);
    for (at += 3; code <= last && at < end; code++) {
        unsigned width = *at++;
        if ((size_t)(end - at) < (size_t)width * bytes)
            break;
        define(machine, (uint8_t)code, at, bytes, width);
        at += (size_t)width * bytes;
    }
    return DRV_OK;
}

static int use_user_characters(struct machine *machine, const struct token *token)
{
    machine->settings.user_characters = token_field(token, 0) & 1;
    return DRV_OK;
}

static int cancel_character(struct machine *machine, const struct token *token)
{
    struct user_character *table = machine->user[machine->settings.font];
    uint32_t index = token_field(token, 0) - MACHINE_USER_FIRST;
    if (table != NULL && index < MACHINE_USER_CODES)
        table[index].serial = 0;
    return DRV_OK;
}

/* Kanji. */

static const char *charset(const struct kanji_settings *kanji)
{
    static const char *const names[] = {
        [KANJI_GB18030] = "GB18030", [KANJI_JIS] = "EUC-JP", [KANJI_SHIFT_JIS] = "SHIFT_JIS"};
    return kanji->utf8 ? "UTF-8" : names[kanji->code];
}

static size_t utf8_length(uint8_t first)
{
    return first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
}

/* How many bytes the character has that begins so; 1 where it is an ordinary one. */
static size_t character_length(const struct kanji_settings *kanji, const uint8_t *bytes,
                               size_t length)
{
    if (kanji->utf8)
        return utf8_length(bytes[0]);
    if (kanji->code == KANJI_JIS)
        return bytes[0] >= 0x21 && bytes[0] <= 0x7E ? 2 : 1;
    if (bytes[0] < 0x81 || bytes[0] == 0xFF)
        return 1;
    if (kanji->code == KANJI_SHIFT_JIS)
        return bytes[0] >= 0xA0 && bytes[0] <= 0xDF ? 1 : 2;
    return length > 1 && bytes[1] >= 0x30 && bytes[1] <= 0x39 ? 4 : 2;
}

/* MACHINE_NO_GLYPH where the code has no such character. */
static uint32_t code_point_of(const struct kanji_settings *kanji, const uint8_t *bytes,
                              size_t length)
{
    char in[4];
    uint8_t out[4];
    char *from = in, *to = (char *)out;
    size_t from_left = length, to_left = sizeof out;
    iconv_t converter = iconv_open("UCS-4BE", charset(kanji));
    if (converter == (iconv_t)-1)
        return MACHINE_NO_GLYPH;
    for (size_t i = 0; i < length; i++)
        in[i] = (char)(bytes[i] | (!kanji->utf8 && kanji->code == KANJI_JIS ? 0x80 : 0));
    size_t failed = iconv(converter, &from, &from_left, &to, &to_left);
    iconv_close(converter);
    if (failed == (size_t)-1 || to_left > 0)
        return MACHINE_NO_GLYPH;
    return (uint32_t)out[0] << 24 | (uint32_t)out[1] << 16 | (uint32_t)out[2] << 8 | out[3];
}

static int put_kanji(struct machine *machine, uint32_t code_point)
{
    const struct settings *settings = &machine->settings;
    const struct mode_settings *mode = machine_mode(machine);
    const struct kanji_settings *kanji = &settings->kanji;
    struct stamp_key key = {
        .code_point = code_point, .font = FONT_COUNT, .wide = kanji->wide, .high = kanji->high};
    struct cell cell;
    uint8_t text[4];
    machine_style_key(machine, &key);
    key.underline_dots =
        kanji->underlined && !key.inverted && !key.turned ? settings->underline_dots : 0;
    key.space_dots = (uint16_t)(mode->kanji_right_dots * kanji->wide);
    font_wide_cell(code_point, mode->kanji_left_dots, &cell);
    const struct stamp *stamp = machine_stamp(machine, &key, &cell);
    if (stamp == NULL)
        return machine_out_of_memory(machine);
    return machine_put_stamp(machine, stamp, text, code_point_utf8(code_point, text));
}

/* UTF-8 has narrow characters too, of which the font has the glyphs. */
static int put_narrow(struct machine *machine, uint32_t code_point)
{
    struct stamp_key key = {.code_point = code_point,
                            .font = (uint8_t)machine->settings.font,
                            .wide = machine->settings.wide,
                            .high = machine->settings.high};
    struct cell cell;
    uint8_t text[4];
    machine_style_key(machine, &key);
    font_cell(machine->settings.font, code_point, &cell);
    const struct stamp *stamp = machine_stamp(machine, &key, &cell);
    if (stamp == NULL)
        return machine_out_of_memory(machine);
    return machine_put_stamp(machine, stamp, text, code_point_utf8(code_point, text));
}

static int put_whole(struct machine *machine, const uint8_t *bytes, size_t length)
{
    const struct kanji_settings *kanji = &machine->settings.kanji;
    if (length == 1)
        return machine_put_character(machine, bytes[0]);
    uint32_t code_point = code_point_of(kanji, bytes, length);
    bool narrow = kanji->utf8 && code_point_width(code_point) < 2;
    return narrow ? put_narrow(machine, code_point) : put_kanji(machine, code_point);
}

/* A character may come in pieces: whoever feeds the machine hands on what has arrived. */
int machine_print_kanji(struct machine *machine, const uint8_t *bytes, size_t length)
{
    uint8_t *begun = machine->kanji_begun;
    size_t *have = &machine->kanji_begun_length;
    uint8_t whole[4];
    for (size_t i = 0; i < length; i++) {
        memcpy(whole, begun, *have);
        whole[*have] = bytes[i];
        size_t wanted = character_length(&machine->settings.kanji, whole, *have + 1);
        if (*have + 1 < wanted) {
            begun[(*have)++] = bytes[i];
            continue;
        }
        int status = put_whole(machine, whole, *have + 1);
        *have = 0;
        if (status != DRV_OK)
            return status;
    }
    return DRV_OK;
}

static int begin_kanji(struct machine *machine, const struct token *token)
{
    (void)token;
    machine->settings.kanji.on = true;
    return DRV_OK;
}

static int end_kanji(struct machine *machine, const struct token *token)
{
    (void)token;
    machine->settings.kanji.on = false;
    return DRV_OK;
}

static int set_kanji_code(struct machine *machine, const struct token *token)
{
    uint8_t n = UINT8_MAX;
    machine_take_digit(token, 2, &n);
    if (n != UINT8_MAX)
        machine->settings.kanji.code = n == 0 ? KANJI_JIS : KANJI_SHIFT_JIS;
    return DRV_OK;
}

/* FS ( C pL pH fn m: 1 or "1" is one byte a character, 2 or "2" UTF-8. */
static int set_encoding(struct machine *machine, const struct token *token)
{
    if (token->body_length < 2 || token->body[0] != FS_C_ENCODING)
        return DRV_OK;
    uint8_t m = token->body[1];
    if (m == 1 || m == '1' || m == 2 || m == '2')
        machine->settings.kanji.utf8 = m == 2 || m == '2';
    return DRV_OK;
}

static int set_kanji_style(struct machine *machine, const struct token *token)
{
    uint32_t n = token_field(token, 0);
    struct kanji_settings *kanji = &machine->settings.kanji;
    kanji->wide = n & 0x04 ? 2 : 1;
    kanji->high = n & 0x08 ? 2 : 1;
    kanji->underlined = n & 0x80;
    return DRV_OK;
}

static int set_kanji_quadruple(struct machine *machine, const struct token *token)
{
    struct kanji_settings *kanji = &machine->settings.kanji;
    kanji->wide = kanji->high = token_field(token, 0) & 1 ? 2 : 1;
    return DRV_OK;
}

static int set_kanji_underline(struct machine *machine, const struct token *token)
{
    uint8_t dots = UINT8_MAX;
    machine_take_digit(token, 2, &dots);
    if (dots <= 2)
        machine->settings.kanji.underlined = dots > 0;
    if (dots == 1 || dots == 2)
        machine->settings.underline_dots = dots;
    return DRV_OK;
}

static int set_kanji_spaces(struct machine *machine, const struct token *token)
{
    struct mode_settings *mode = machine_mode(machine);
    uint16_t unit = machine_unit_along(machine);
    mode->kanji_left_dots = (uint16_t)machine_to_dots(machine, token_field(token, 0), unit);
    mode->kanji_right_dots = (uint16_t)machine_to_dots(machine, token_field(token, 1), unit);
    return DRV_OK;
}

const struct machine_action machine_character_actions[] = {
    {COMMAND_DEFINE_CHARACTERS, define_characters},
    {COMMAND_USER_CHARACTERS, use_user_characters},
    {COMMAND_CANCEL_CHARACTER, cancel_character},
    {COMMAND_KANJI, begin_kanji},
    {COMMAND_KANJI_END, end_kanji},
    {COMMAND_KANJI_CODE, set_kanji_code},
    {COMMAND_KANJI_CODING, set_encoding},
    {COMMAND_KANJI_MODE_STYLE, set_kanji_style},
    {COMMAND_KANJI_QUADRUPLE, set_kanji_quadruple},
    {COMMAND_KANJI_UNDERLINE, set_kanji_underline},
    {COMMAND_KANJI_SPACES, set_kanji_spaces},
    {COMMAND_OTHER, NULL},
};
