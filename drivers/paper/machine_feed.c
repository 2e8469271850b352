/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

uint16_t machine_area_dots(const struct machine *machine)
{
    const struct settings *settings = &machine->settings;
    uint16_t room = machine->roll.width_dots - settings->margin_dots;
    return settings->area_dots < room ? settings->area_dots : room;
}

/* How far to the right justification moves what is so wide. */
static uint16_t justified(const struct machine *machine, unsigned width_dots)
{
    unsigned area = machine_area_dots(machine);
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
int machine_print_line(struct machine *machine, unsigned feed_dots)
{
    struct line *line = &machine->line;
    uint16_t area = machine_area_dots(machine);
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

bool machine_takes_block(const struct machine *machine)
{
    return !machine->line.filled;
}

unsigned machine_block_room_dots(const struct machine *machine)
{
    return machine_area_dots(machine);
}

static void burn_block(const struct machine *machine, const struct block *block, size_t x,
                       uint8_t *rows)
{
    size_t end = machine->settings.margin_dots + machine_area_dots(machine);
    const uint8_t *from = block->rows;
    for (uint32_t y = 0; y < block->height_dots; y++) {
        bits_put(rows, end, x, from, block->width_dots);
        rows += machine->roll.stride;
        from += block->stride;
    }
}

int machine_place(struct machine *machine, const struct block *block)
{
    uint8_t *rows;
    if (!machine_takes_block(machine) || block->width_dots == 0 || block->height_dots == 0)
        return DRV_OK;
    uint16_t area = machine_area_dots(machine);
    uint16_t x = machine->settings.margin_dots + justified(machine, block->width_dots);
    struct paper_block place = {.y_dots = machine->roll.height_dots,
                                .height_dots = block->height_dots,
                                .x_dots = x,
                                .width_dots =
                                    (uint16_t)(block->width_dots < area ? block->width_dots : area),
                                .module_dots = block->module_dots};
    int status = roll_add_rows(&machine->roll, block->height_dots, &rows);
    if (status != DRV_OK)
        return status;
    roll_add_picture(&machine->roll, place, block->text);
    burn_block(machine, block, x, rows);
    return DRV_OK;
}

int machine_place_bitmap(struct machine *machine, const struct bitmap *dots, uint16_t module_dots,
                         const char *text)
{
    struct block block = {dots->rows,        dots->stride, dots->width_dots,
                          dots->height_dots, module_dots,  text};
    return machine_place(machine, &block);
}

int machine_skip(struct machine *machine, uint32_t height_dots)
{
    return roll_feed(&machine->roll, height_dots);
}

static int feed_line(struct machine *machine, const struct token *token)
{
    (void)token;
    return machine_print_line(machine, machine->settings.spacing_dots);
}

static int feed_lines(struct machine *machine, const struct token *token)
{
    uint32_t lines = token_field(token, 0);
    if (lines == 0)
        return machine->line.filled ? machine_print_line(machine, 0) : DRV_OK;
    int status = DRV_OK;
    for (uint32_t i = 0; status == DRV_OK && i < lines; i++)
        status = machine_print_line(machine, machine->settings.spacing_dots);
    return status;
}

static int feed_dots(struct machine *machine, const struct token *token)
{
    unsigned dots = machine_to_dots(machine, token_field(token, 0), machine->settings.unit_y);
    return machine->line.filled ? machine_print_line(machine, dots)
                                : roll_feed(&machine->roll, dots);
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
    unsigned dots = machine_to_dots(machine, token_field(token, 1), machine->settings.unit_y);
    int status = roll_feed(&machine->roll, dots);
    return status != DRV_OK ? status : cut(machine, token);
}

const struct machine_action machine_feed_actions[] = {
    {COMMAND_LINE_FEED, feed_line},
    {COMMAND_FEED_LINES, feed_lines},
    {COMMAND_FEED, feed_dots},
    {COMMAND_CUT, cut},
    {COMMAND_FEED_AND_CUT, feed_and_cut},
    {COMMAND_OTHER, NULL},
};
