/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

#include <stdlib.h>
#include <string.h>

enum { MIN_HEAD_DOTS = 96 /* one character of the widest size */ };

int machine_out_of_memory(struct machine *machine)
{
    return drv_fail(machine->fault, DRV_MEMORY, "no memory for what is to be printed");
}

static int initialize(struct machine *machine, const struct token *token)
{
    (void)token;
    machine_settings_start(machine);
    machine_character_start(machine);
    machine_counter_start(&machine->counter);
    machine_codes_start(&machine->codes);
    machine_graphics_start(&machine->graphics);
    machine_page_end(machine);
    machine->page.direction = PAGE_RIGHT;
    line_clear(&machine->line);
    machine_open_line(machine);
    machine->style++;
    if (!code_pages_start(&machine->pages))
        return drv_fail(machine->fault, DRV_MEMORY, "no memory for a code page");
    return DRV_OK;
}

static int select_device(struct machine *machine, const struct token *token)
{
    machine->disabled = (token_field(token, 0) & 1) == 0;
    return DRV_OK;
}

static const struct machine_action life_actions[] = {
    {COMMAND_INITIALIZE, initialize},
    {COMMAND_PERIPHERAL, select_device},
    {COMMAND_OTHER, NULL},
};

static const struct machine_action *const rooms[] = {
    life_actions,
    machine_text_actions,
    machine_character_actions,
    machine_feed_actions,
    machine_settings_actions,
    machine_page_actions,
    machine_counter_actions,
    machine_macro_actions,
    machine_image_actions,
    machine_graphics_actions,
    machine_symbol_actions,
    machine_barcode_actions,
};

static void take_actions(struct machine *machine)
{
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++)
        for (const struct machine_action *action = rooms[i]; action->run != NULL; action++)
            machine->run[action->id] = action->run;
}

/* Moves paper or buffer only: what bytes look like stays. */
static bool keeps_style(enum command_id id)
{
    return id == COMMAND_TEXT || id == COMMAND_TAB || id == COMMAND_LINE_FEED;
}

/* A cut that was to come when the paper is so long. */
static void come_to_cut(struct machine *machine)
{
    if (machine->cut_at_dots == 0 || machine->line.filled ||
        machine->roll.height_dots < machine->cut_at_dots)
        return;
    machine->cut_at_dots = machine->uncut_dots = 0;
    machine->cut_asked = true;
}

int machine_run(struct machine *machine, const struct token *token)
{
    enum command_id id = token->command->id;
    if (machine->disabled && id != COMMAND_PERIPHERAL)
        return DRV_OK;
    if (machine->macro.recording && id != COMMAND_MACRO)
        machine_record(machine, token);
    if (machine->run[id] == NULL)
        return DRV_OK;
    if (!keeps_style(id))
        machine->style++;
    int status = machine->run[id](machine, token);
    come_to_cut(machine);
    return status;
}

static int check(const struct profile *profile, struct drv_fault *fault)
{
    if (profile->dots < MIN_HEAD_DOTS || profile->dots > MACHINE_MAX_HEAD_DOTS)
        return drv_fail(fault, DRV_UNSUPPORTED, "a head of \"%u\" dots is not between %d and %d",
                        profile->dots, MIN_HEAD_DOTS, MACHINE_MAX_HEAD_DOTS);
    if (profile->dpi == 0)
        return drv_fail(fault, DRV_UNSUPPORTED, "\"0\" dots an inch");
    return DRV_OK;
}

static struct machine *set_up(const struct profile *profile)
{
    struct machine *machine = calloc(1, sizeof *machine);
    if (machine == NULL)
        return NULL;
    take_actions(machine);
    memcpy(machine->own_pages, profile->pages, sizeof machine->own_pages);
    machine->pages.own = profile->commands & PROFILE_ESC_T ? machine->own_pages : NULL;
    machine->roll = (struct roll){
        .width_dots = profile->dots, .dpi = profile->dpi, .stride = (profile->dots + 7U) / 8};
    if (profile->cut != PROFILE_CUT_NONE)
        machine->blade_dots = profile->blade_lines * (uint32_t)MACHINE_DEFAULT_SPACING_DOTS;
    machine->step_parts = profile->units_per_dot;
    if (machine->step_parts == 0)
        machine->step_parts = profile->dpi == 180 ? 2 : 1;
    line_start(&machine->line, profile->dots, machine->roll.stride);
    return machine;
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
    page_free(&machine->page);
    stamps_drop(&machine->stamps);
    machine_character_start(machine);
    bytes_free(&machine->macro.bytes);
    machine_codes_free(&machine->codes);
    machine_graphics_free(&machine->graphics);
    free(machine);
}

void machine_set_fault(struct machine *machine, struct drv_fault *fault)
{
    machine->fault = machine->roll.fault = fault;
}

int machine_restart(struct machine *machine)
{
    machine->cut_asked = machine->disabled = false;
    machine->cut_at_dots = 0;
    bytes_free(&machine->macro.bytes);
    machine->macro = (struct macro){.runs_left = 0};
    machine->page.height_dots = 0;
    return initialize(machine, NULL);
}

void machine_clear(struct machine *machine)
{
    line_clear(&machine->line);
    machine_open_line(machine);
    machine_page_end(machine);
    machine->kanji_begun_length = 0;
    machine->macro.runs_left = 0;
    machine->cut_asked = false;
    machine->cut_at_dots = 0;
    machine->back_dots = 0;
}

bool machine_has_line(const struct machine *machine)
{
    return machine->line.filled || !page_is_empty(&machine->page);
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
    machine->cut_at_dots = 0;
    machine->back_dots = 0;
    return roll_cut_above(&machine->roll, machine->uncut_dots, paper);
}

struct machine_events machine_events(const struct machine *machine)
{
    return machine->events;
}

void machine_forgive(struct machine *machine)
{
    machine->codes.symbols_made = machine->codes.barcodes_made = 0;
    machine->cleared_rows = 0;
}
