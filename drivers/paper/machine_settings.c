/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

#include <string.h>

enum { DEFAULT_SPACING_DOTS = 30 };

unsigned machine_to_dots(const struct machine *machine, uint32_t value, uint16_t unit)
{
    uint32_t dots = value * machine->roll.dpi / unit;
    return dots > UINT16_MAX ? UINT16_MAX : dots;
}

static void set_default_units(struct machine *machine, bool x, bool y)
{
    uint16_t dpi = machine->roll.dpi;
    if (x)
        machine->settings.unit_x = dpi;
    if (y)
        machine->settings.unit_y = dpi == 180 ? 360 : dpi; /* TM-T88III's half dots: GS P */
}

void machine_settings_start(struct machine *machine)
{
    struct settings *settings = &machine->settings;
    *settings = (struct settings){.wide = 1,
                                  .high = 1,
                                  .spacing_dots = DEFAULT_SPACING_DOTS,
                                  .area_dots = machine->roll.width_dots};
    set_default_units(machine, true, true);
    for (int i = 0; i < MACHINE_TAB_STOPS; i++)
        settings->tab_dots[i] = (uint16_t)((i + 1) * 8 * font_width_dots(FONT_A));
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
        (uint16_t)machine_to_dots(machine, token_field(token, 0), machine->settings.unit_x);
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
        (uint16_t)machine_to_dots(machine, token_field(token, 0), machine->settings.unit_y);
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
    unsigned x = machine_to_dots(machine, token_field(token, 0), machine->settings.unit_x);
    if (x <= machine_area_dots(machine))
        line_move_to(&machine->line, (uint16_t)x);
    return DRV_OK;
}

static int move_by(struct machine *machine, const struct token *token)
{
    uint32_t n = token_field(token, 0);
    bool left = n >= 0x8000;
    unsigned way = machine_to_dots(machine, left ? 0x10000 - n : n, machine->settings.unit_x);
    unsigned x = machine->line.x_dots;
    if (left ? way <= x : x + way <= machine_area_dots(machine))
        line_move_to(&machine->line, (uint16_t)(left ? x - way : x + way));
    return DRV_OK;
}

static int set_tab_stops(struct machine *machine, const struct token *token)
{
    unsigned cell = font_width_dots(machine->settings.font) * machine->settings.wide;
    uint16_t *stops = machine->settings.tab_dots;
    memset(stops, 0, sizeof machine->settings.tab_dots);
    for (size_t i = 0; i < MACHINE_TAB_STOPS && i + 1 < token->tail_length; i++) {
        if (i > 0 && token->tail[i] <= token->tail[i - 1])
            break;
        stops[i] = (uint16_t)(token->tail[i] * cell);
    }
    return DRV_OK;
}

static int set_left_margin(struct machine *machine, const struct token *token)
{
    unsigned margin = machine_to_dots(machine, token_field(token, 0), machine->settings.unit_x);
    if (!machine->line.filled && margin < machine->roll.width_dots)
        machine->settings.margin_dots = (uint16_t)margin;
    return DRV_OK;
}

static int set_area_width(struct machine *machine, const struct token *token)
{
    unsigned width = machine_to_dots(machine, token_field(token, 0), machine->settings.unit_x);
    unsigned head = machine->roll.width_dots;
    if (!machine->line.filled)
        machine->settings.area_dots = (uint16_t)(width < head ? width : head);
    return DRV_OK;
}

const struct machine_action machine_settings_actions[] = {
    {COMMAND_CODE_PAGE, select_code_page},
    {COMMAND_COUNTRY, select_country},
    {COMMAND_JUSTIFY, justify},
    {COMMAND_PRINT_MODE, set_print_mode},
    {COMMAND_SIZE, set_size},
    {COMMAND_EMPHASIS, set_emphasis},
    {COMMAND_DOUBLE_STRIKE, set_double_strike},
    {COMMAND_UNDERLINE, set_underline},
    {COMMAND_FONT, set_font},
    {COMMAND_INVERT, set_inverted},
    {COMMAND_UPSIDE_DOWN, set_upside_down},
    {COMMAND_ROTATE, set_rotated},
    {COMMAND_CHARACTER_SPACE, set_character_space},
    {COMMAND_DEFAULT_SPACING, set_default_spacing},
    {COMMAND_SPACING, set_spacing},
    {COMMAND_POSITION, move_to},
    {COMMAND_RELATIVE_POSITION, move_by},
    {COMMAND_TAB_STOPS, set_tab_stops},
    {COMMAND_LEFT_MARGIN, set_left_margin},
    {COMMAND_AREA_WIDTH, set_area_width},
    {COMMAND_MOTION_UNITS, set_motion_units},
    {COMMAND_OTHER, NULL},
};
