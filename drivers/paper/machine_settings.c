/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

#include <string.h>

enum {
    MAX_FEED_INCHES = 40,    /* TM-T88III specification, ESC d and ESC J */
    MAX_SPACE_DOTS = 0x7FFF, /* far beyond any head */
};

unsigned machine_to_dots(const struct machine *machine, uint32_t value, uint16_t unit)
{
    uint32_t dots = value * machine->roll.dpi / unit;
    return dots > UINT16_MAX ? UINT16_MAX : dots;
}

/* With its lines up or down the paper, a page's lines run along the paper's feed. */
static bool runs_along_feed(const struct machine *machine)
{
    enum page_direction direction = machine->page.direction;
    return machine->in_page && (direction == PAGE_UP || direction == PAGE_DOWN);
}

uint16_t machine_unit_along(const struct machine *machine)
{
    return runs_along_feed(machine) ? machine->settings.unit_y : machine->settings.unit_x;
}

uint16_t machine_unit_across(const struct machine *machine)
{
    return runs_along_feed(machine) ? machine->settings.unit_x : machine->settings.unit_y;
}

uint32_t machine_to_steps(const struct machine *machine, uint32_t value)
{
    uint32_t per_inch = (uint32_t)machine->roll.dpi * machine->step_parts;
    uint32_t steps = value * per_inch / machine_unit_across(machine);
    return steps > MAX_FEED_INCHES * per_inch ? MAX_FEED_INCHES * per_inch : steps;
}

struct mode_settings *machine_mode(struct machine *machine)
{
    return machine->in_page ? &machine->settings.page : &machine->settings.standard;
}

static void set_default_units(struct machine *machine, bool x, bool y)
{
    uint16_t dpi = machine->roll.dpi;
    if (x)
        machine->settings.unit_x = dpi;
    if (y)
        machine->settings.unit_y = (uint16_t)(dpi * machine->step_parts); /* half dots: GS P */
}

void machine_settings_start(struct machine *machine)
{
    struct mode_settings mode = {.spacing_steps =
                                     (uint32_t)MACHINE_DEFAULT_SPACING_DOTS * machine->step_parts};
    machine->settings = (struct settings){.wide = 1,
                                          .high = 1,
                                          .underline_dots = 1,
                                          .standard = mode,
                                          .page = mode,
                                          .kanji = {.wide = 1, .high = 1},
                                          .area_dots = machine->roll.width_dots};
    set_default_units(machine, true, true);
    for (int i = 0; i < MACHINE_TAB_STOPS; i++)
        machine->settings.tab_dots[i] = (uint16_t)((i + 1) * 8 * font_width_dots(FONT_A));
}

void machine_style_key(const struct machine *machine, struct stamp_key *key)
{
    const struct settings *settings = &machine->settings;
    const struct mode_settings *mode = machine->in_page ? &settings->page : &settings->standard;
    key->bold = settings->emphasis || settings->double_strike;
    key->inverted = settings->inverted;
    key->turned = settings->turned && !machine->in_page;
    if (settings->underlined && !key->inverted && !key->turned)
        key->underline_dots = settings->underline_dots;
    uint32_t space = (uint32_t)mode->space_dots * (key->turned ? key->high : key->wide);
    key->space_dots = (uint16_t)(space < MAX_SPACE_DOTS ? space : MAX_SPACE_DOTS);
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

void machine_take_digit(const struct token *token, uint8_t most, uint8_t *out)
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
    if (machine->in_page || !machine->line.filled)
        machine_take_digit(token, 2, &machine->settings.justify);
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
    settings->underlined = n & 0x80;
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
    uint8_t dots = UINT8_MAX;
    machine_take_digit(token, 2, &dots);
    if (dots <= 2)
        machine->settings.underlined = dots > 0;
    if (dots == 1 || dots == 2)
        machine->settings.underline_dots = dots;
    return DRV_OK;
}

static int set_font(struct machine *machine, const struct token *token)
{
    uint8_t font = machine->settings.font;
    machine_take_digit(token, FONT_B, &font);
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
    if (machine->in_page || !machine->line.filled)
        machine->settings.upside_down = is_on(token);
    return DRV_OK;
}

static int set_turned(struct machine *machine, const struct token *token)
{
    uint8_t turn = machine->settings.turned;
    machine_take_digit(token, 2, &turn);
    machine->settings.turned = turn > 0;
    return DRV_OK;
}

static int set_character_space(struct machine *machine, const struct token *token)
{
    machine_mode(machine)->space_dots =
        (uint16_t)machine_to_dots(machine, token_field(token, 0), machine_unit_along(machine));
    return DRV_OK;
}

static int set_default_spacing(struct machine *machine, const struct token *token)
{
    (void)token;
    machine_mode(machine)->spacing_steps =
        (uint32_t)MACHINE_DEFAULT_SPACING_DOTS * machine->step_parts;
    return DRV_OK;
}

static int set_spacing(struct machine *machine, const struct token *token)
{
    machine_mode(machine)->spacing_steps = machine_to_steps(machine, token_field(token, 0));
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

static int set_tab_stops(struct machine *machine, const struct token *token)
{
    const struct settings *settings = &machine->settings;
    unsigned cell =
        (font_width_dots(settings->font) + machine_mode(machine)->space_dots) * settings->wide;
    uint16_t *stops = machine->settings.tab_dots;
    memset(stops, 0, sizeof machine->settings.tab_dots);
    for (size_t i = 0; i < MACHINE_TAB_STOPS && i + 1 < token->tail_length; i++) {
        if (i > 0 && token->tail[i] <= token->tail[i - 1])
            break;
        unsigned stop = token->tail[i] * cell;
        stops[i] = (uint16_t)(stop < UINT16_MAX ? stop : UINT16_MAX);
    }
    return DRV_OK;
}

/* In page mode the two are only kept. Beyond the head, all of it is margin: GS L. */
static int set_left_margin(struct machine *machine, const struct token *token)
{
    unsigned margin = machine_to_dots(machine, token_field(token, 0), machine->settings.unit_x);
    unsigned head = machine->roll.width_dots;
    if (!machine->in_page && machine->line.filled)
        return DRV_OK;
    machine->settings.margin_dots = (uint16_t)(margin < head ? margin : head);
    machine_open_line(machine);
    return DRV_OK;
}

static int set_area_width(struct machine *machine, const struct token *token)
{
    unsigned width = machine_to_dots(machine, token_field(token, 0), machine->settings.unit_x);
    unsigned head = machine->roll.width_dots;
    if (!machine->in_page && machine->line.filled)
        return DRV_OK;
    machine->settings.area_dots = (uint16_t)(width < head ? width : head);
    machine_open_line(machine);
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
    {COMMAND_ROTATE, set_turned},
    {COMMAND_CHARACTER_SPACE, set_character_space},
    {COMMAND_DEFAULT_SPACING, set_default_spacing},
    {COMMAND_SPACING, set_spacing},
    {COMMAND_TAB_STOPS, set_tab_stops},
    {COMMAND_LEFT_MARGIN, set_left_margin},
    {COMMAND_AREA_WIDTH, set_area_width},
    {COMMAND_MOTION_UNITS, set_motion_units},
    {COMMAND_OTHER, NULL},
};
