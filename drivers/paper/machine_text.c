/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

static void draw_cell(const struct machine *machine, uint8_t byte, struct cell *cell)
{
    const struct settings *settings = &machine->settings;
    uint16_t code_point = machine->pages.current.code_point[byte];
    font_cell(settings->font, code_point == 0 ? MACHINE_NO_GLYPH : code_point, cell);
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
    if (end > machine_area_dots(machine) && line->x_dots > 0)
        status = machine_print_line(machine, settings->spacing_dots);
    line_put(line, cell, settings->wide, settings->high);
    code_point_add(&line->text, code_point == 0 ? MACHINE_NO_GLYPH : code_point);
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
    for (size_t i = 0; i < MACHINE_TAB_STOPS && stops[i] > 0; i++)
        if (stops[i] > machine->line.x_dots && stops[i] < machine_area_dots(machine)) {
            line_move_to(&machine->line, stops[i]);
            break;
        }
    return DRV_OK;
}

const struct machine_action machine_text_actions[] = {
    {COMMAND_TEXT, print_text},
    {COMMAND_TAB, tab},
    {COMMAND_OTHER, NULL},
};
