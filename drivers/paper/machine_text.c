/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

#include <string.h>

enum { MAX_RUN = LINE_PIECES };

uint16_t machine_area_dots(const struct machine *machine)
{
    return machine->line_area_dots;
}

void machine_open_line(struct machine *machine)
{
    const struct settings *settings = &machine->settings;
    uint16_t room = machine->roll.width_dots - settings->margin_dots;
    machine->line_margin_dots = settings->margin_dots;
    machine->line_area_dots = settings->area_dots < room ? settings->area_dots : room;
}

/*
 * Where the area is narrower than the character that begins a line, it grows to the right, then to
 * the left, for that line (TM-T88III specification p. 129, GS W).
 */
static void widen_line(struct machine *machine, unsigned width_dots)
{
    unsigned head = machine->roll.width_dots;
    unsigned wanted = width_dots < head ? width_dots : head;
    if (wanted <= machine->line_area_dots)
        return;
    if (wanted > head - machine->line_margin_dots)
        machine->line_margin_dots = (uint16_t)(head - wanted);
    machine->line_area_dots = (uint16_t)wanted;
}

static int put_on_line(struct machine *machine, const struct stamp *stamp)
{
    struct line *line = &machine->line;
    if (line->x_dots + (unsigned)stamp->width_dots > machine->line_area_dots) {
        int status = line->x_dots > 0
                         ? machine_print_line(machine, machine->settings.standard.spacing_steps)
                         : DRV_OK;
        if (status != DRV_OK)
            return status;
        widen_line(machine, stamp->width_dots);
    }
    return line_put(line, stamp) ? DRV_OK : machine_out_of_memory(machine);
}

static void strip_rows(const struct stamp *stamp, unsigned strip, uint8_t *rows)
{
    const uint16_t *words = stamp->words + strip * stamp->height_dots;
    for (unsigned y = 0; y < stamp->height_dots; y++) {
        rows[2 * y] = (uint8_t)(words[y] >> 8);
        rows[2 * y + 1] = (uint8_t)words[y];
    }
}

static int put_strips(struct machine *machine, const struct stamp *stamp, struct page_block block)
{
    uint8_t rows[2 * STAMP_MAX_HEIGHT_DOTS];
    block.rows = rows;
    block.stride = 2;
    for (unsigned strip = 0; strip < stamp->strips; strip++) {
        unsigned left = stamp->width_dots - strip * STAMP_STRIP_DOTS;
        block.width_dots = left < STAMP_STRIP_DOTS ? left : STAMP_STRIP_DOTS;
        strip_rows(stamp, strip, rows);
        if (!page_put(&machine->page, &block))
            return machine_out_of_memory(machine);
        block.x_dots += STAMP_STRIP_DOTS;
    }
    return DRV_OK;
}

static int put_on_page(struct machine *machine, const struct stamp *stamp, const uint8_t *text,
                       size_t text_length)
{
    struct page *page = &machine->page;
    if (page->x_dots > 0 && page->x_dots + stamp->width_dots > (int32_t)page_line_dots(page))
        machine_print_line(machine, machine->settings.page.spacing_steps);
    struct page_block block = {.width_dots = stamp->width_dots,
                               .height_dots = stamp->height_dots,
                               .x_dots = page->x_dots,
                               .y_dots = page->y_dots + PAGE_BELOW_DOTS - stamp->height_dots};
    int status = put_strips(machine, stamp, block);
    if (status == DRV_OK && !page_note_text(page, &block, text, text_length))
        status = machine_out_of_memory(machine);
    page->x_dots += stamp->width_dots;
    return status;
}

int machine_put_stamp(struct machine *machine, const struct stamp *stamp, const uint8_t *text,
                      size_t text_length)
{
    if (machine->in_page)
        return put_on_page(machine, stamp, text, text_length);
    int status = put_on_line(machine, stamp);
    bytes_add(&machine->line.text, text, text_length);
    return status;
}

static const struct stamp *find_stamp(struct machine *machine, uint8_t byte, uint32_t code_point)
{
    const struct user_character *user = machine_user_character(machine, byte);
    struct stamp_key key = {.code_point = user != NULL ? byte : code_point,
                            .user = user != NULL ? user->serial : 0,
                            .font = (uint8_t)machine->settings.font,
                            .wide = machine->settings.wide,
                            .high = machine->settings.high};
    struct cell cell;
    machine_style_key(machine, &key);
    if (user != NULL)
        cell = user->cell;
    else
        font_cell(machine->settings.font, code_point, &cell);
    return machine_stamp(machine, &key, &cell);
}

static const struct byte_look *look_at(struct machine *machine, uint8_t byte)
{
    struct byte_look *look = &machine->looks[byte];
    if (look->style == machine->style)
        return look;
    uint16_t meant = machine->pages.current.code_point[byte];
    uint32_t code_point = meant == 0 ? MACHINE_NO_GLYPH : meant;
    look->stamp = find_stamp(machine, byte, code_point);
    if (look->stamp == NULL)
        return NULL;
    const struct stamp *stamp = look->stamp;
    look->piece = line_piece_of(stamp, 0);
    look->inked = stamp->bottom > 0;
    look->width_dots = stamp->width_dots;
    look->text_length = code_point_utf8(code_point, look->text);
    look->style = machine->style;
    look->quick_style = stamp->strips == 1 ? machine->style : 0;
    return look;
}

int machine_put_character(struct machine *machine, uint8_t byte)
{
    const struct byte_look *look = look_at(machine, byte);
    if (look == NULL)
        return machine_out_of_memory(machine);
    return machine_put_stamp(machine, look->stamp, look->text, look->text_length);
}

/*
 * Puts as many as are ordinary: drawn already, a strip wide, fitting into the line. What the line
 * says of itself is kept in variables meanwhile, for a third of the time goes into this loop.
 */
static size_t put_quickly(struct machine *machine, const uint8_t *bytes, size_t length)
{
    struct line *line = &machine->line;
    struct line_piece *piece = line->pieces + line->piece_count;
    const struct line_piece *last = line->pieces + LINE_PIECES;
    const struct byte_look *looks = machine->looks;
    const uint32_t style = machine->style;
    uint8_t *to = bytes_grow(&line->text, 4 * length);
    unsigned x = line->x_dots, height = line->height_dots, area = machine->line_area_dots;
    bool plain = line->plain;
    size_t i = 0;
    if (to == NULL)
        return 0;
    for (; i < length && piece < last; i++) {
        const struct byte_look *look = &looks[bytes[i]];
        if (look->quick_style != style || x + look->width_dots > area)
            break;
        *piece = look->piece;
        piece->x_dots = (uint16_t)x;
        piece += look->inked;
        x += look->width_dots;
        plain &= look->piece.plain;
        height = look->piece.height_dots > height ? look->piece.height_dots : height;
        memcpy(to, look->text, sizeof look->text);
        to += look->text_length;
    }
    line->piece_count = (size_t)(piece - line->pieces);
    line->plain = plain;
    line->text.length = (size_t)(to - line->text.data);
    line_advance_to(line, x, height);
    return i;
}

static int print_text(struct machine *machine, const struct token *token)
{
    const struct kanji_settings *kanji = &machine->settings.kanji;
    size_t at = 0;
    int status = DRV_OK;
    if (kanji->on || kanji->utf8)
        return machine_print_kanji(machine, token->bytes, token->length);
    while (status == DRV_OK && at < token->length) {
        if (!machine->in_page)
            at += put_quickly(machine, token->bytes + at,
                              token->length - at < MAX_RUN ? token->length - at : MAX_RUN);
        if (at < token->length)
            status = machine_put_character(machine, token->bytes[at++]);
    }
    return status;
}

static unsigned position(const struct machine *machine)
{
    return machine->in_page ? (unsigned)machine->page.x_dots : machine->line.x_dots;
}

static unsigned line_room(const struct machine *machine)
{
    return machine->in_page ? page_line_dots(&machine->page) : machine->line_area_dots;
}

static void go_to(struct machine *machine, unsigned x_dots)
{
    if (machine->in_page)
        machine->page.x_dots = (int32_t)x_dots;
    else
        line_move_to(&machine->line, (uint16_t)x_dots);
}

static uint16_t next_stop(const struct machine *machine)
{
    const uint16_t *stops = machine->settings.tab_dots;
    for (size_t i = 0; i < MACHINE_TAB_STOPS && stops[i] > 0; i++)
        if (stops[i] > position(machine))
            return stops[i];
    return 0;
}

/*
 * A stop beyond the area moves to its very end, so that the next character wraps; from there the
 * line is printed first (TM-T88III specification, HT).
 */
static int tab(struct machine *machine, const struct token *token)
{
    (void)token;
    uint16_t stop = next_stop(machine);
    int status = DRV_OK;
    if (stop > line_room(machine) && position(machine) >= line_room(machine)) {
        status = machine_print_line(machine, machine_mode(machine)->spacing_steps);
        stop = next_stop(machine);
    }
    unsigned room = line_room(machine);
    if (status == DRV_OK && stop > 0)
        go_to(machine, stop < room ? stop : room);
    return status;
}

static int move_to(struct machine *machine, const struct token *token)
{
    unsigned x = machine_to_dots(machine, token_field(token, 0), machine_unit_along(machine));
    if (x <= line_room(machine))
        go_to(machine, x);
    return DRV_OK;
}

static int move_by(struct machine *machine, const struct token *token)
{
    uint32_t n = token_field(token, 0);
    bool left = n >= 0x8000;
    unsigned way = machine_to_dots(machine, left ? 0x10000 - n : n, machine_unit_along(machine));
    unsigned x = position(machine);
    if (left ? way <= x : x + way <= line_room(machine))
        go_to(machine, left ? x - way : x + way);
    return DRV_OK;
}

const struct machine_action machine_text_actions[] = {
    {COMMAND_TEXT, print_text},           {COMMAND_TAB, tab},    {COMMAND_POSITION, move_to},
    {COMMAND_RELATIVE_POSITION, move_by}, {COMMAND_OTHER, NULL},
};
