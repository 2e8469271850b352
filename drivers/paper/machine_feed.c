/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

#include <stdlib.h>
#include <string.h>

bool machine_in_page(const struct machine *machine)
{
    return machine->in_page;
}

/* How far to the right justification moves what is so wide. */
static uint16_t justified(const struct machine *machine, unsigned width_dots)
{
    unsigned area = machine_area_dots(machine);
    return width_dots >= area ? 0 : (uint16_t)((area - width_dots) * machine->settings.justify / 2);
}

/* The same, where ESC { may have turned the line round: left is then right. */
static uint16_t placed(const struct machine *machine, unsigned width_dots, bool turned)
{
    unsigned area = machine_area_dots(machine), x = justified(machine, width_dots);
    if (turned)
        x = width_dots >= area ? 0 : area - width_dots - x;
    return (uint16_t)(machine->line_margin_dots + x);
}

/* The row under the head; behind it lie those over which the paper was fed back. */
static uint32_t head_row(const struct machine *machine)
{
    return machine->roll.height_dots - machine->back_dots;
}

/* Rows under the head, and on by so many; they are white but where the paper had been fed back. */
static int pass_rows(struct machine *machine, uint32_t count, uint8_t **rows)
{
    uint32_t first = head_row(machine);
    uint32_t again = count < machine->back_dots ? count : machine->back_dots;
    int status = count == again ? DRV_OK : roll_add_rows(&machine->roll, count - again, rows);
    if (status != DRV_OK)
        return status;
    machine->back_dots -= again;
    *rows = machine->roll.dots.data + first * machine->roll.stride;
    return DRV_OK;
}

static int feed_rows(struct machine *machine, uint32_t count)
{
    uint8_t *rows;
    return count == 0 ? DRV_OK : pass_rows(machine, count, &rows);
}

/* Whole dots of so many steps; what is left over is fed with the next ones. */
static uint32_t steps_to_dots(struct machine *machine, uint32_t steps)
{
    uint32_t all = machine->step_carry + steps;
    machine->step_carry = (uint16_t)(all % machine->step_parts);
    return all / machine->step_parts;
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
    unsigned moved = machine->settings.justify == 0
                         ? 0
                         : justified(machine, (unsigned)count_characters(text) * cell);
    roll_add_text(&machine->roll, (machine->line_margin_dots + moved) / cell, text->data,
                  text->length, head_row(machine), machine->line.height_dots);
}

static int burn_line(struct machine *machine, uint32_t feed_steps)
{
    struct line *line = &machine->line;
    uint8_t *rows;
    uint32_t dots = steps_to_dots(machine, feed_steps);
    uint32_t height = line->height_dots > dots ? line->height_dots : dots;
    bool turned = machine->settings.upside_down, white = machine->back_dots == 0;
    if (turned && !line_turn(line))
        return machine_out_of_memory(machine);
    note_line(machine);
    int status = height == 0 ? DRV_OK : pass_rows(machine, height, &rows);
    if (status == DRV_OK && height > 0)
        line_burn(line, rows, placed(machine, line->end_dots, turned), white);
    return status;
}

static void end_line(struct machine *machine)
{
    line_clear(&machine->line);
    machine_open_line(machine);
}

int machine_print_line(struct machine *machine, uint32_t feed_steps)
{
    if (machine->in_page) {
        machine->page.x_dots = 0;
        machine->page.y_dots += (int32_t)(feed_steps / machine->step_parts);
        return DRV_OK;
    }
    int status = burn_line(machine, feed_steps);
    end_line(machine);
    return status;
}

bool machine_takes_block(const struct machine *machine)
{
    return machine->in_page || !machine->line.filled;
}

unsigned machine_block_room_dots(const struct machine *machine)
{
    if (!machine->in_page)
        return machine_area_dots(machine);
    uint32_t line = page_line_dots(&machine->page);
    return line > (uint32_t)machine->page.x_dots ? line - (uint32_t)machine->page.x_dots : 0;
}

static int place_on_page(struct machine *machine, const struct block *block)
{
    struct page *page = &machine->page;
    int32_t height = (int32_t)(block->height_dots < UINT16_MAX ? block->height_dots : UINT16_MAX);
    struct page_block place = {.rows = block->rows,
                               .stride = block->stride,
                               .width_dots = block->width_dots,
                               .height_dots = (uint32_t)height,
                               .x_dots = page->x_dots,
                               .y_dots = page->y_dots + (int32_t)block->below_dots - height};
    if (!page_put(page, &place) ||
        !page_note_picture(page, &place, block->module_dots, block->text))
        return machine_out_of_memory(machine);
    page->x_dots += (int32_t)block->width_dots;
    return DRV_OK;
}

static void burn_rows(const struct machine *machine, const struct block *block, size_t x,
                      uint8_t *rows, bool white)
{
    size_t end = (size_t)machine->line_margin_dots + machine->line_area_dots;
    const uint8_t *from = block->rows;
    void (*burn)(uint8_t *, size_t, size_t, const uint8_t *, size_t) = white ? bits_put : bits_or;
    for (uint32_t y = 0; y < block->height_dots; y++) {
        burn(rows, end, x, from, block->width_dots);
        rows += machine->roll.stride;
        from += block->stride;
    }
}

static bool is_black(const struct block *block, uint32_t x, uint32_t y)
{
    return block->rows[y * block->stride + x / 8] >> (7 - x % 8) & 1;
}

/* A half turn of what is shown of it. */
static void burn_turned(const struct machine *machine, const struct block *block,
                        uint32_t shown_dots, size_t x, uint8_t *rows)
{
    for (uint32_t y = 0; y < block->height_dots; y++, rows += machine->roll.stride)
        for (uint32_t i = 0; i < shown_dots; i++)
            if (is_black(block, shown_dots - 1 - i, block->height_dots - 1 - y))
                rows[(x + i) / 8] |= (uint8_t)(0x80 >> (x + i) % 8);
}

static int place_on_roll(struct machine *machine, const struct block *block)
{
    uint8_t *rows;
    bool turned = machine->settings.upside_down && !block->upright;
    bool white = machine->back_dots == 0;
    uint16_t area = machine_area_dots(machine);
    struct paper_block place = {.y_dots = head_row(machine),
                                .height_dots = block->height_dots,
                                .x_dots = placed(machine, block->width_dots, turned),
                                .width_dots =
                                    (uint16_t)(block->width_dots < area ? block->width_dots : area),
                                .module_dots = block->module_dots};
    int status = pass_rows(machine, block->height_dots, &rows);
    if (status != DRV_OK)
        return status;
    roll_add_picture(&machine->roll, place, block->text);
    if (turned)
        burn_turned(machine, block, place.width_dots, place.x_dots, rows);
    else
        burn_rows(machine, block, place.x_dots, rows, white);
    return DRV_OK;
}

int machine_place(struct machine *machine, const struct block *block)
{
    if (!machine_takes_block(machine) || block->width_dots == 0 || block->height_dots == 0)
        return DRV_OK;
    return machine->in_page ? place_on_page(machine, block) : place_on_roll(machine, block);
}

int machine_place_bitmap(struct machine *machine, const struct bitmap *dots, uint16_t module_dots,
                         const char *text)
{
    struct block block = {.rows = dots->rows,
                          .stride = dots->stride,
                          .width_dots = dots->width_dots,
                          .height_dots = dots->height_dots,
                          .module_dots = module_dots,
                          .text = text};
    return machine_place(machine, &block);
}

int machine_skip(struct machine *machine, uint32_t height_dots)
{
    return machine->in_page ? DRV_OK : feed_rows(machine, height_dots);
}

static int put_rows_on_page(struct machine *machine, const uint8_t *rows, size_t stride,
                            unsigned width_dots, unsigned height_dots)
{
    struct page *page = &machine->page;
    struct page_block place = {.rows = rows,
                               .stride = stride,
                               .width_dots = width_dots,
                               .height_dots = height_dots,
                               .x_dots = page->x_dots,
                               .y_dots = page->y_dots + PAGE_BELOW_DOTS - (int32_t)height_dots};
    page->x_dots += (int32_t)width_dots;
    return page_put(page, &place) ? DRV_OK : machine_out_of_memory(machine);
}

int machine_put_rows(struct machine *machine, const uint8_t *rows, size_t stride,
                     unsigned width_dots, unsigned height_dots)
{
    struct line *line = &machine->line;
    if (machine->in_page)
        return put_rows_on_page(machine, rows, stride, width_dots, height_dots);
    unsigned area = machine_area_dots(machine);
    unsigned room = area > line->x_dots ? area - line->x_dots : 0;
    unsigned shown = width_dots < room ? width_dots : room;
    return line_put_rows(line, rows, stride, shown, height_dots) ? DRV_OK
                                                                 : machine_out_of_memory(machine);
}

static int feed_line(struct machine *machine, const struct token *token)
{
    (void)token;
    return machine_print_line(machine, machine_mode(machine)->spacing_steps);
}

static int feed_lines(struct machine *machine, const struct token *token)
{
    uint32_t lines = token_field(token, 0);
    uint32_t spacing = machine_mode(machine)->spacing_steps;
    if (lines == 0)
        return machine->line.filled ? machine_print_line(machine, 0) : DRV_OK;
    int status = DRV_OK;
    for (uint32_t i = 0; status == DRV_OK && i < lines; i++)
        status = machine_print_line(machine, spacing);
    return status;
}

static int feed_dots(struct machine *machine, const struct token *token)
{
    uint32_t steps = machine_to_steps(machine, token_field(token, 0));
    if (machine->in_page || machine->line.filled)
        return machine_print_line(machine, steps);
    return feed_rows(machine, steps_to_dots(machine, steps));
}

/* What waits is printed without feeding first; no further than to where the paper begins. */
static int feed_back(struct machine *machine, uint32_t steps)
{
    uint32_t dots = steps / machine->step_parts;
    if (machine->in_page)
        return DRV_OK;
    int status = machine->line.filled ? machine_print_line(machine, 0) : DRV_OK;
    uint32_t room = head_row(machine);
    machine->back_dots += dots < room ? dots : room;
    return status;
}

static int feed_dots_back(struct machine *machine, const struct token *token)
{
    return feed_back(machine, machine_to_steps(machine, token_field(token, 0)));
}

static int feed_lines_back(struct machine *machine, const struct token *token)
{
    return feed_back(machine, token_field(token, 0) * machine_mode(machine)->spacing_steps);
}

/* GS T: to the start of the line, over what waits or below it. */
static int start_line(struct machine *machine, const struct token *token)
{
    uint32_t n = token_field(token, 0);
    if (machine->in_page || !machine->line.filled)
        return DRV_OK;
    if (n == 1 || n == '1')
        return machine_print_line(machine, machine->settings.standard.spacing_steps);
    if (n == 0 || n == '0')
        end_line(machine);
    return DRV_OK;
}

/* A cut within a line, or in page mode, is not made. */
static bool takes_cut(const struct machine *machine)
{
    return !machine->in_page && !machine->line.filled;
}

/* Where it stands: what has not come to the blade yet stays in the printer. */
static int cut(struct machine *machine, const struct token *token)
{
    (void)token;
    machine->cut_asked |= takes_cut(machine);
    machine->uncut_dots = machine->blade_dots;
    return DRV_OK;
}

static int feed_and_cut(struct machine *machine, const struct token *token)
{
    if (!takes_cut(machine))
        return DRV_OK;
    uint32_t steps = machine_to_steps(machine, token_field(token, 1));
    int status = feed_rows(machine, steps_to_dots(machine, steps));
    machine->cut_asked = status == DRV_OK;
    machine->uncut_dots = 0;
    return status;
}

/* GS V 97: where the paper has come so far, printing or feeding. */
static int cut_later(struct machine *machine, const struct token *token)
{
    if (!takes_cut(machine))
        return DRV_OK;
    uint32_t steps = machine_to_steps(machine, token_field(token, 1));
    machine->cut_at_dots = head_row(machine) + steps / machine->step_parts;
    return DRV_OK;
}

static int pulse_drawer(struct machine *machine, const struct token *token)
{
    (void)token;
    machine->events.drawer_pulses++;
    return DRV_OK;
}

static int buzz(struct machine *machine, const struct token *token)
{
    (void)token;
    machine->events.buzzes++;
    return DRV_OK;
}

const struct machine_action machine_feed_actions[] = {
    {COMMAND_LINE_FEED, feed_line},
    {COMMAND_FEED_LINES, feed_lines},
    {COMMAND_FEED, feed_dots},
    {COMMAND_FEED_BACK, feed_dots_back},
    {COMMAND_FEED_LINES_BACK, feed_lines_back},
    {COMMAND_LINE_START, start_line},
    {COMMAND_CUT, cut},
    {COMMAND_FEED_AND_CUT, feed_and_cut},
    {COMMAND_CUT_LATER, cut_later},
    {COMMAND_CUT_AND_BACK, feed_and_cut},
    {COMMAND_DRAWER, pulse_drawer},
    {COMMAND_DRAWER_NOW, pulse_drawer},
    {COMMAND_BUZZER, buzz},
    {COMMAND_BUZZER_NOW, buzz},
    {COMMAND_OTHER, NULL},
};
