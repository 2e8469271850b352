/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "../symbol.h"
#include "barcode.h"
#include "line.h"
#include "pages.h"

enum {
    MAX_SYMBOLS = 1000,
    MIN_HEAD_DOTS = 96, /* one character of the widest size */
    MAX_HEAD_DOTS = 1024,
    DEFAULT_SPACING_DOTS = 30,
    TAB_STOPS = 32,
    NO_GLYPH = 0xFFFD,
    GS_K_CODE128 = 73,
};

/* What ESC @ puts back. */
struct settings {
    enum font font;
    uint8_t wide, high; /* 1 to 8 */
    uint8_t underline_dots;
    bool emphasis, double_strike, inverted, rotated, upside_down;
    uint8_t justify;         /* 0 left, 1 centre, 2 right */
    uint16_t unit_x, unit_y; /* parts of an inch */
    uint16_t character_space_dots;
    uint16_t spacing_dots;
    uint16_t margin_dots;
    uint16_t area_dots;
    uint16_t tab_dots[TAB_STOPS]; /* rising; 0 ends them */
    uint8_t module_dots;
    enum symbol_level level;
    uint8_t bar_dots, bar_height_dots;
};

struct machine {
    struct settings settings;
    struct profile_page own_pages[PROFILE_PAGES];
    struct code_pages pages;
    struct roll roll;
    struct line line;
    struct cell cells[256]; /* of the present style and code page */
    bool cell_ready[256];
    struct bytes symbol_data;
    struct symbol symbol;
    bool symbol_ready;
    unsigned symbols_made;
    bool cut_asked;
    struct drv_fault *fault;
};

static unsigned to_dots(const struct machine *machine, uint32_t value, uint16_t unit)
{
    return value * machine->roll.dpi / unit;
}

static uint16_t area_dots(const struct machine *machine)
{
    const struct settings *settings = &machine->settings;
    uint16_t room = machine->roll.width_dots - settings->margin_dots;
    return settings->area_dots < room ? settings->area_dots : room;
}

/* How far to the right justification moves what is so wide. */
static uint16_t justified(const struct machine *machine, unsigned width_dots)
{
    unsigned area = area_dots(machine);
    return width_dots >= area ? 0 : (area - width_dots) * machine->settings.justify / 2;
}

static size_t count_characters(const struct bytes *text)
{
    size_t count = 0;
    for (size_t i = 0; i < text->length; i++)
        count += (text->data[i] & 0xC0) != 0x80;
    return count;
}

static void note_line(struct machine *machine)
{
    const struct bytes *text = &machine->line.text;
    unsigned cell = font_width_dots(FONT_A);
    size_t indent = (machine->settings.margin_dots +
                     justified(machine, (unsigned)count_characters(text) * cell)) /
                    cell;
    roll_add_text(&machine->roll, indent, text->data, text->length, machine->line.height_dots);
}

/* Burns the buffer and feeds as far as asked, at least the height of what was burnt. */
static int print_line(struct machine *machine, unsigned feed_dots)
{
    struct line *line = &machine->line;
    uint16_t area = area_dots(machine);
    uint16_t x = justified(machine, line->end_dots);
    uint8_t *rows;
    if (machine->settings.upside_down) {
        line_turn(line);
        x = line->end_dots >= area ? 0 : area - line->end_dots - x;
    }
    note_line(machine);
    unsigned height = line->height_dots > feed_dots ? line->height_dots : feed_dots;
    int status = height == 0 ? DRV_OK : roll_add_rows(&machine->roll, height, &rows);
    if (status == DRV_OK && height > 0)
        line_burn(line, rows, machine->settings.margin_dots + x);
    line_clear(line);
    return status;
}

static void draw_cell(const struct machine *machine, uint8_t byte, struct cell *cell)
{
    const struct settings *settings = &machine->settings;
    uint16_t code_point = machine->pages.current.code_point[byte];
    font_cell(settings->font, code_point == 0 ? NO_GLYPH : code_point, cell);
    if (settings->emphasis || settings->double_strike)
        cell_embolden(cell);
    if (settings->underline_dots > 0 && !settings->inverted && !settings->rotated)
        cell_underline(cell, settings->underline_dots);
    if (settings->inverted)
        cell_invert(cell);
    if (settings->rotated)
        cell_rotate(cell);
}

static int put_character(struct machine *machine, uint8_t byte)
{
    const struct settings *settings = &machine->settings;
    struct line *line = &machine->line;
    struct cell *cell = &machine->cells[byte];
    uint16_t code_point = machine->pages.current.code_point[byte];
    if (!machine->cell_ready[byte])
        draw_cell(machine, byte, cell);
    machine->cell_ready[byte] = true;
    unsigned end = line->x_dots + cell->width_dots * settings->wide;
    int status = DRV_OK;
    if (end > area_dots(machine) && line->x_dots > 0)
        status = print_line(machine, settings->spacing_dots);
    line_put(line, cell, settings->wide, settings->high);
    code_point_add(&line->text, code_point == 0 ? NO_GLYPH : code_point);
    line_skip(line, settings->character_space_dots * settings->wide);
    return status;
}

static int print_text(struct machine *machine, const struct token *token)
{
    int status = DRV_OK;
    for (size_t i = 0; status == DRV_OK && i < token->length; i++)
        status = put_character(machine, token->bytes[i]);
    return status;
}

static int tab(struct machine *machine, const struct token *token)
{
    (void)token;
    const uint16_t *stops = machine->settings.tab_dots;
    for (size_t i = 0; i < TAB_STOPS && stops[i] > 0; i++)
        if (stops[i] > machine->line.x_dots && stops[i] < area_dots(machine)) {
            line_move_to(&machine->line, stops[i]);
            break;
        }
    return DRV_OK;
}

static int feed_line(struct machine *machine, const struct token *token)
{
    (void)token;
    return print_line(machine, machine->settings.spacing_dots);
}

static int feed_lines(struct machine *machine, const struct token *token)
{
    uint32_t lines = token_field(token, 0);
    if (lines == 0)
        return machine->line.filled ? print_line(machine, 0) : DRV_OK;
    int status = DRV_OK;
    for (uint32_t i = 0; status == DRV_OK && i < lines; i++)
        status = print_line(machine, machine->settings.spacing_dots);
    return status;
}

static int feed_dots(struct machine *machine, const struct token *token)
{
    unsigned dots = to_dots(machine, token_field(token, 0), machine->settings.unit_y);
    return machine->line.filled ? print_line(machine, dots) : roll_feed(&machine->roll, dots);
}

static void set_default_units(struct machine *machine, bool x, bool y)
{
    uint16_t dpi = machine->roll.dpi;
    if (x)
        machine->settings.unit_x = dpi;
    if (y)
        machine->settings.unit_y = dpi == 180 ? 360 : dpi; /* TM-T88III's half dots: GS P */
}

static int initialize(struct machine *machine, const struct token *token)
{
    (void)token;
    struct settings *settings = &machine->settings;
    *settings = (struct settings){.wide = 1,
                                  .high = 1,
                                  .spacing_dots = DEFAULT_SPACING_DOTS,
                                  .area_dots = machine->roll.width_dots,
                                  .module_dots = 3,
                                  .bar_dots = 3,
                                  .bar_height_dots = 162};
    set_default_units(machine, true, true);
    for (int i = 0; i < TAB_STOPS; i++)
        settings->tab_dots[i] = (uint16_t)((i + 1) * 8 * font_width_dots(FONT_A));
    line_clear(&machine->line);
    bytes_reset(&machine->symbol_data);
    machine->symbol_ready = false;
    if (!code_pages_start(&machine->pages))
        return drv_fail(machine->fault, DRV_MEMORY, "no memory for a code page");
    return DRV_OK;
}

static int select_code_page(struct machine *machine, const struct token *token)
{
    if (!code_pages_select(&machine->pages, (uint8_t)token_field(token, 0)))
        return drv_fail(machine->fault, DRV_MEMORY, "no memory for a code page");
    return DRV_OK;
}

static int select_country(struct machine *machine, const struct token *token)
{
    code_pages_set_country(&machine->pages, (uint8_t)token_field(token, 0));
    return DRV_OK;
}

/* Many commands take n or its digit: 1 and "1" are the same. Other values leave *out as it is. */
static void take_digit(const struct token *token, uint8_t most, uint8_t *out)
{
    uint32_t n = token_field(token, 0);
    if (n >= '0')
        n -= '0';
    if (n <= most)
        *out = (uint8_t)n;
}

static bool is_on(const struct token *token)
{
    return token_field(token, 0) & 1;
}

static int justify(struct machine *machine, const struct token *token)
{
    if (!machine->line.filled)
        take_digit(token, 2, &machine->settings.justify);
    return DRV_OK;
}

static int set_print_mode(struct machine *machine, const struct token *token)
{
    uint32_t n = token_field(token, 0);
    struct settings *settings = &machine->settings;
    settings->font = n & 0x01 ? FONT_B : FONT_A;
    settings->emphasis = n & 0x08;
    settings->high = n & 0x10 ? 2 : 1;
    settings->wide = n & 0x20 ? 2 : 1;
    settings->underline_dots = n & 0x80 ? 1 : 0;
    return DRV_OK;
}

static int set_size(struct machine *machine, const struct token *token)
{
    uint32_t n = token_field(token, 0);
    if (n & 0x88)
        return DRV_OK;
    machine->settings.wide = (uint8_t)((n >> 4) + 1);
    machine->settings.high = (uint8_t)((n & 7) + 1);
    return DRV_OK;
}

static int set_emphasis(struct machine *machine, const struct token *token)
{
    machine->settings.emphasis = is_on(token);
    return DRV_OK;
}

static int set_double_strike(struct machine *machine, const struct token *token)
{
    machine->settings.double_strike = is_on(token);
    return DRV_OK;
}

static int set_underline(struct machine *machine, const struct token *token)
{
    take_digit(token, 2, &machine->settings.underline_dots);
    return DRV_OK;
}

static int set_font(struct machine *machine, const struct token *token)
{
    uint8_t font = machine->settings.font;
    take_digit(token, FONT_B, &font);
    machine->settings.font = font;
    return DRV_OK;
}

static int set_inverted(struct machine *machine, const struct token *token)
{
    machine->settings.inverted = is_on(token);
    return DRV_OK;
}

static int set_upside_down(struct machine *machine, const struct token *token)
{
    if (!machine->line.filled)
        machine->settings.upside_down = is_on(token);
    return DRV_OK;
}

static int set_rotated(struct machine *machine, const struct token *token)
{
    uint8_t turn = machine->settings.rotated;
    take_digit(token, 2, &turn);
    machine->settings.rotated = turn > 0;
    return DRV_OK;
}

static int set_character_space(struct machine *machine, const struct token *token)
{
    machine->settings.character_space_dots =
        (uint16_t)to_dots(machine, token_field(token, 0), machine->settings.unit_x);
    return DRV_OK;
}

static int set_default_spacing(struct machine *machine, const struct token *token)
{
    (void)token;
    machine->settings.spacing_dots = DEFAULT_SPACING_DOTS;
    return DRV_OK;
}

static int set_spacing(struct machine *machine, const struct token *token)
{
    machine->settings.spacing_dots =
        (uint16_t)to_dots(machine, token_field(token, 0), machine->settings.unit_y);
    return DRV_OK;
}

static int set_motion_units(struct machine *machine, const struct token *token)
{
    uint32_t x = token_field(token, 0), y = token_field(token, 1);
    machine->settings.unit_x = (uint16_t)x;
    machine->settings.unit_y = (uint16_t)y;
    set_default_units(machine, x == 0, y == 0);
    return DRV_OK;
}

static int move_to(struct machine *machine, const struct token *token)
{
    unsigned x = to_dots(machine, token_field(token, 0), machine->settings.unit_x);
    if (x <= area_dots(machine))
        line_move_to(&machine->line, (uint16_t)x);
    return DRV_OK;
}

static int move_by(struct machine *machine, const struct token *token)
{
    uint32_t n = token_field(token, 0);
    bool left = n >= 0x8000;
    unsigned way = to_dots(machine, left ? 0x10000 - n : n, machine->settings.unit_x);
    unsigned x = machine->line.x_dots;
    if (left ? way <= x : x + way <= area_dots(machine))
        line_move_to(&machine->line, (uint16_t)(left ? x - way : x + way));
    return DRV_OK;
}

static int set_tab_stops(struct machine *machine, const struct token *token)
{
    unsigned cell = font_width_dots(machine->settings.font) * machine->settings.wide;
    uint16_t *stops = machine->settings.tab_dots;
    memset(stops, 0, sizeof machine->settings.tab_dots);
    for (size_t i = 0; i < TAB_STOPS && i + 1 < token->tail_length; i++) {
        if (i > 0 && token->tail[i] <= token->tail[i - 1])
            break;
        stops[i] = (uint16_t)(token->tail[i] * cell);
    }
    return DRV_OK;
}

static int set_left_margin(struct machine *machine, const struct token *token)
{
    unsigned margin = to_dots(machine, token_field(token, 0), machine->settings.unit_x);
    if (!machine->line.filled && margin < machine->roll.width_dots)
        machine->settings.margin_dots = (uint16_t)margin;
    return DRV_OK;
}

static int set_area_width(struct machine *machine, const struct token *token)
{
    unsigned width = to_dots(machine, token_field(token, 0), machine->settings.unit_x);
    unsigned head = machine->roll.width_dots;
    if (!machine->line.filled)
        machine->settings.area_dots = (uint16_t)(width < head ? width : head);
    return DRV_OK;
}

static int cut(struct machine *machine, const struct token *token)
{
    (void)token;
    machine->cut_asked |= !machine->line.filled;
    return DRV_OK;
}

static int feed_and_cut(struct machine *machine, const struct token *token)
{
    if (machine->line.filled)
        return DRV_OK;
    unsigned dots = to_dots(machine, token_field(token, 1), machine->settings.unit_y);
    int status = roll_feed(&machine->roll, dots);
    return status != DRV_OK ? status : cut(machine, token);
}

/* 8 dots a column lie three times as far apart as 24 do: each is burnt three times. */
static uint32_t stretch_column(uint8_t dots)
{
    uint32_t column = 0;
    for (int bit = 0; bit < 8; bit++)
        if (dots >> bit & 1)
            column |= 7U << (3 * bit);
    return column;
}

static int put_columns(struct machine *machine, const struct token *token)
{
    uint8_t mode = (uint8_t)token_field(token, 0);
    unsigned wide = mode & 1 ? 1 : 2;
    size_t step = column_bytes(mode);
    for (const uint8_t *at = token->tail; at < token->tail + token->tail_length; at += step) {
        uint32_t column = step == 1 ? stretch_column(at[0])
                                    : (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
        if (machine->line.x_dots + wide <= area_dots(machine))
            line_put_column(&machine->line, column, wide);
    }
    return DRV_OK;
}

static void note_picture(struct machine *machine, struct paper_block place, const char *text)
{
    place.y_dots = machine->roll.height_dots;
    place.x_dots = machine->settings.margin_dots + justified(machine, place.width_dots);
    roll_add_picture(&machine->roll, place, text);
}

static void double_width(const uint8_t *from, size_t length, uint8_t *out)
{
    memset(out, 0, 2 * length);
    for (size_t i = 0; i < 8 * length; i++)
        if (from[i >> 3] >> (7 - (i & 7)) & 1)
            out[i >> 2] |= (uint8_t)(0xC0 >> (2 * (i & 3)));
}

static void burn_raster(const struct machine *machine, const struct token *token, uint8_t *rows)
{
    uint8_t wide_row[2 * MAX_HEAD_DOTS / 8];
    uint32_t mode = token_field(token, 0) & 3;
    size_t length = token_field(token, 1), height = token_field(token, 2);
    size_t wide = mode & 1 ? 2 : 1, high = mode & 2 ? 2 : 1;
    size_t x = machine->settings.margin_dots + justified(machine, (unsigned)(length * 8 * wide));
    size_t end = machine->settings.margin_dots + area_dots(machine);
    size_t shown = length < machine->roll.stride ? length : machine->roll.stride;
    for (size_t y = 0; y < height * high; y++, rows += machine->roll.stride) {
        const uint8_t *from = token->tail + y / high * length;
        if (wide == 2)
            double_width(from, shown, wide_row);
        bits_or(rows, end, x, wide == 2 ? wide_row : from, shown * 8 * wide);
    }
}

/* Like the printers, takes no raster image while something waits in the buffer. */
static int print_raster(struct machine *machine, const struct token *token)
{
    uint32_t mode = token_field(token, 0) & 3;
    uint32_t width = token_field(token, 1) * 8 << (mode & 1);
    uint32_t height = token_field(token, 2) << (mode >> 1);
    uint8_t *rows;
    char text[40];
    if (machine->line.filled || width == 0 || height == 0)
        return DRV_OK;
    uint16_t shown = (uint16_t)(width < area_dots(machine) ? width : area_dots(machine));
    snprintf(text, sizeof text, "[image %ux%u]", width, height);
    note_picture(machine, (struct paper_block){.width_dots = shown, .height_dots = height}, text);
    int status = roll_add_rows(&machine->roll, height, &rows);
    if (status == DRV_OK)
        burn_raster(machine, token, rows);
    return status;
}

static int set_module(struct machine *machine, const struct token *token)
{
    uint32_t dots = token_field(token, 2);
    if (dots >= 1 && dots <= 16)
        machine->settings.module_dots = (uint8_t)dots;
    return DRV_OK;
}

static int set_level(struct machine *machine, const struct token *token)
{
    uint32_t level = token_field(token, 2);
    if (level < '0' || level > '3')
        return DRV_OK;
    machine->settings.level = (enum symbol_level)(level - '0');
    machine->symbol_ready = false;
    return DRV_OK;
}

static int store_symbol(struct machine *machine, const struct token *token)
{
    bytes_reset(&machine->symbol_data);
    bytes_add(&machine->symbol_data, token->tail, token->tail_length);
    machine->symbol_ready = false;
    if (machine->symbol_data.failed)
        return drv_fail(machine->fault, DRV_MEMORY, "no memory for the data of a code");
    return DRV_OK;
}

/* Data that fits no symbol leaves one of no modules: the printer draws nothing then. */
static int make_symbol(struct machine *machine)
{
    if (machine->symbol_ready)
        return DRV_OK;
    if (++machine->symbols_made > MAX_SYMBOLS)
        return drv_fail(machine->fault, DRV_LIMIT, "\"%u\" codes are more than %d",
                        machine->symbols_made, MAX_SYMBOLS);
    machine->symbol.modules = 0;
    machine->symbol_ready = true;
    int status = symbol_qr(machine->symbol_data.data, machine->symbol_data.length,
                           machine->settings.level, &machine->symbol, machine->fault);
    return status == DRV_MEMORY ? status : DRV_OK;
}

static void add_harmless(struct bytes *out, const uint8_t *data, size_t length)
{
    for (size_t at = 0; at < length;) {
        utf8proc_int32_t code_point;
        utf8proc_ssize_t step =
            utf8proc_iterate(data + at, (utf8proc_ssize_t)(length - at), &code_point);
        bool harmless = step > 0 && code_point >= 0x20 && (code_point < 0x7F || code_point > 0x9F);
        code_point_add(out, harmless ? (uint32_t)code_point : NO_GLYPH);
        at += step > 0 ? (size_t)step : 1;
    }
}

static int note_symbol(struct machine *machine, uint16_t side_dots)
{
    struct bytes text = {0};
    bytes_add_text(&text, "[QR ");
    add_harmless(&text, machine->symbol_data.data, machine->symbol_data.length);
    bytes_add(&text, "]", 2);
    if (!text.failed)
        note_picture(machine,
                     (struct paper_block){.width_dots = side_dots,
                                          .height_dots = side_dots,
                                          .module_dots = machine->settings.module_dots},
                     (const char *)text.data);
    bool failed = text.failed;
    bytes_free(&text);
    return failed ? drv_fail(machine->fault, DRV_MEMORY, "no memory for a code") : DRV_OK;
}

static void burn_symbol(const struct machine *machine, uint8_t *rows)
{
    static const uint8_t black[2] = {0xFF, 0xFF};
    unsigned module = machine->settings.module_dots;
    unsigned side = machine->symbol.modules * module;
    size_t left = machine->settings.margin_dots + justified(machine, side);
    for (unsigned y = 0; y < side; y++, rows += machine->roll.stride)
        for (unsigned x = 0; x < machine->symbol.modules; x++)
            if (symbol_is_black(&machine->symbol, x, y / module))
                bits_or(rows, machine->roll.width_dots, left + x * module, black, module);
}

static int print_symbol(struct machine *machine, const struct token *token)
{
    (void)token;
    uint8_t *rows;
    if (machine->line.filled || machine->symbol_data.length == 0)
        return DRV_OK;
    int status = make_symbol(machine);
    unsigned side = machine->symbol.modules * machine->settings.module_dots;
    if (status != DRV_OK || side == 0 || side > area_dots(machine))
        return status;
    status = note_symbol(machine, (uint16_t)side);
    if (status == DRV_OK)
        status = roll_add_rows(&machine->roll, side, &rows);
    if (status == DRV_OK)
        burn_symbol(machine, rows);
    return status;
}

static int set_bar_height(struct machine *machine, const struct token *token)
{
    uint32_t dots = token_field(token, 0);
    if (dots >= 1)
        machine->settings.bar_height_dots = (uint8_t)dots;
    return DRV_OK;
}

static int set_bar_width(struct machine *machine, const struct token *token)
{
    uint32_t dots = token_field(token, 0);
    if (dots >= 2 && dots <= 6)
        machine->settings.bar_dots = (uint8_t)dots;
    return DRV_OK;
}

static int note_bars(struct machine *machine, const struct bytes *said, uint16_t width_dots)
{
    struct bytes text = {0};
    bytes_add_text(&text, "[Code 128 ");
    add_harmless(&text, said->data, said->length);
    bytes_add(&text, "]", 2);
    if (!text.failed)
        note_picture(machine,
                     (struct paper_block){.width_dots = width_dots,
                                          .height_dots = machine->settings.bar_height_dots,
                                          .module_dots = machine->settings.bar_dots},
                     (const char *)text.data);
    bool failed = text.failed || said->failed;
    bytes_free(&text);
    return failed ? drv_fail(machine->fault, DRV_MEMORY, "no memory for a barcode") : DRV_OK;
}

static void burn_bars(const struct machine *machine, const struct code128 *bars, uint8_t *rows)
{
    static const uint8_t black[1] = {0xFF};
    unsigned module = machine->settings.bar_dots, modules = code128_modules(bars);
    size_t left = machine->settings.margin_dots + justified(machine, modules * module);
    for (unsigned y = 0; y < machine->settings.bar_height_dots; y++, rows += machine->roll.stride)
        for (unsigned x = 0; x < modules; x++)
            if (code128_is_black(bars, x))
                bits_or(rows, machine->roll.width_dots, left + x * module, black, module);
}

static int burn_barcode(struct machine *machine, const struct code128 *bars,
                        const struct bytes *said)
{
    uint8_t *rows;
    unsigned width = code128_modules(bars) * machine->settings.bar_dots;
    if (width > area_dots(machine))
        return DRV_OK;
    int status = note_bars(machine, said, (uint16_t)width);
    if (status == DRV_OK)
        status = roll_add_rows(&machine->roll, machine->settings.bar_height_dots, &rows);
    if (status == DRV_OK)
        burn_bars(machine, bars, rows);
    return status;
}

static int print_barcode(struct machine *machine, const struct token *token)
{
    struct code128 bars;
    struct bytes said = {0};
    if (machine->line.filled || token_field(token, 0) != GS_K_CODE128 ||
        !barcode_read(token->tail, token->tail_length, &bars, &said))
        return DRV_OK;
    int status = burn_barcode(machine, &bars, &said);
    bytes_free(&said);
    return status;
}

static int (*const handlers[COMMAND_COUNT])(struct machine *, const struct token *) = {
    [COMMAND_TEXT] = print_text,
    [COMMAND_TAB] = tab,
    [COMMAND_LINE_FEED] = feed_line,
    [COMMAND_INITIALIZE] = initialize,
    [COMMAND_CODE_PAGE] = select_code_page,
    [COMMAND_COUNTRY] = select_country,
    [COMMAND_JUSTIFY] = justify,
    [COMMAND_PRINT_MODE] = set_print_mode,
    [COMMAND_SIZE] = set_size,
    [COMMAND_EMPHASIS] = set_emphasis,
    [COMMAND_DOUBLE_STRIKE] = set_double_strike,
    [COMMAND_UNDERLINE] = set_underline,
    [COMMAND_FONT] = set_font,
    [COMMAND_INVERT] = set_inverted,
    [COMMAND_UPSIDE_DOWN] = set_upside_down,
    [COMMAND_ROTATE] = set_rotated,
    [COMMAND_CHARACTER_SPACE] = set_character_space,
    [COMMAND_DEFAULT_SPACING] = set_default_spacing,
    [COMMAND_SPACING] = set_spacing,
    [COMMAND_FEED_LINES] = feed_lines,
    [COMMAND_FEED] = feed_dots,
    [COMMAND_POSITION] = move_to,
    [COMMAND_RELATIVE_POSITION] = move_by,
    [COMMAND_TAB_STOPS] = set_tab_stops,
    [COMMAND_LEFT_MARGIN] = set_left_margin,
    [COMMAND_AREA_WIDTH] = set_area_width,
    [COMMAND_MOTION_UNITS] = set_motion_units,
    [COMMAND_CUT] = cut,
    [COMMAND_FEED_AND_CUT] = feed_and_cut,
    [COMMAND_COLUMN_IMAGE] = put_columns,
    [COMMAND_RASTER_IMAGE] = print_raster,
    [COMMAND_BARCODE] = print_barcode,
    [COMMAND_BARCODE_HEIGHT] = set_bar_height,
    [COMMAND_BARCODE_WIDTH] = set_bar_width,
    [COMMAND_QR_MODULE] = set_module,
    [COMMAND_QR_LEVEL] = set_level,
    [COMMAND_QR_STORE] = store_symbol,
    [COMMAND_QR_PRINT] = print_symbol,
};

/* Moves paper or buffer only: the cells drawn so far stay good. */
static bool keeps_style(enum command_id id)
{
    return id == COMMAND_TEXT || id == COMMAND_TAB || id == COMMAND_LINE_FEED;
}

int machine_run(struct machine *machine, const struct token *token)
{
    enum command_id id = token->command->id;
    if (handlers[id] == NULL)
        return DRV_OK;
    if (!keeps_style(id))
        memset(machine->cell_ready, 0, sizeof machine->cell_ready);
    return handlers[id](machine, token);
}

static int check(const struct profile *profile, struct drv_fault *fault)
{
    if (profile->dots < MIN_HEAD_DOTS || profile->dots > MAX_HEAD_DOTS)
        return drv_fail(fault, DRV_UNSUPPORTED, "a head of \"%u\" dots is not between %d and %d",
                        profile->dots, MIN_HEAD_DOTS, MAX_HEAD_DOTS);
    if (profile->dpi == 0)
        return drv_fail(fault, DRV_UNSUPPORTED, "\"0\" dots an inch");
    return DRV_OK;
}

static struct machine *set_up(const struct profile *profile)
{
    struct machine *machine = calloc(1, sizeof *machine);
    if (machine == NULL)
        return NULL;
    memcpy(machine->own_pages, profile->pages, sizeof machine->own_pages);
    machine->pages.own = machine->own_pages;
    machine->roll = (struct roll){
        .width_dots = profile->dots, .dpi = profile->dpi, .stride = (profile->dots + 7U) / 8};
    if (line_start(&machine->line, profile->dots, machine->roll.stride))
        return machine;
    free(machine);
    return NULL;
}

int machine_new(const struct profile *profile, struct machine **out, struct drv_fault *fault)
{
    int status = check(profile, fault);
    if (status != DRV_OK)
        return status;
    struct machine *machine = set_up(profile);
    if (machine == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory for a printer of \"%u\" dots", profile->dots);
    machine_set_fault(machine, fault);
    status = machine_restart(machine);
    if (status == DRV_OK)
        *out = machine;
    else
        machine_free(machine);
    return status;
}

void machine_free(struct machine *machine)
{
    if (machine == NULL)
        return;
    code_pages_free(&machine->pages);
    roll_free(&machine->roll);
    line_free(&machine->line);
    bytes_free(&machine->symbol_data);
    free(machine);
}

void machine_set_fault(struct machine *machine, struct drv_fault *fault)
{
    machine->fault = machine->roll.fault = fault;
}

int machine_restart(struct machine *machine)
{
    memset(machine->cell_ready, 0, sizeof machine->cell_ready);
    machine->cut_asked = false;
    return initialize(machine, NULL);
}

void machine_clear(struct machine *machine)
{
    line_clear(&machine->line);
    machine->cut_asked = false;
}

bool machine_has_line(const struct machine *machine)
{
    return machine->line.filled;
}

struct roll *machine_roll(struct machine *machine)
{
    return &machine->roll;
}

bool machine_wants_cut(const struct machine *machine)
{
    return machine->cut_asked;
}

int machine_cut(struct machine *machine, struct paper *paper)
{
    machine->cut_asked = false;
    return roll_cut(&machine->roll, true, paper);
}

void machine_forgive(struct machine *machine)
{
    machine->symbols_made = 0;
}
