/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

#include <stdlib.h>
#include <string.h>

enum { MIN_HEAD_DOTS = 96 /* one character of the widest size */ };

static int initialize(struct machine *machine, const struct token *token)
{
    (void)token;
    machine_settings_start(machine);
    machine_codes_start(&machine->codes);
    line_clear(&machine->line);
    if (!code_pages_start(&machine->pages))
        return drv_fail(machine->fault, DRV_MEMORY, "no memory for a code page");
    return DRV_OK;
}

static const struct machine_action life_actions[] = {
    {COMMAND_INITIALIZE, initialize},
    {COMMAND_OTHER, NULL},
};

static const struct machine_action *const rooms[] = {
    life_actions,
    machine_text_actions,
    machine_feed_actions,
    machine_settings_actions,
    machine_image_actions,
    machine_symbol_actions,
    machine_barcode_actions,
};

static void take_actions(struct machine *machine)
{
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++)
        for (const struct machine_action *action = rooms[i]; action->run != NULL; action++)
            machine->run[action->id] = action->run;
}

/* Moves paper or buffer only: the cells drawn so far stay good. */
static bool keeps_style(enum command_id id)
{
    return id == COMMAND_TEXT || id == COMMAND_TAB || id == COMMAND_LINE_FEED;
}

int machine_run(struct machine *machine, const struct token *token)
{
    enum command_id id = token->command->id;
    if (machine->run[id] == NULL)
        return DRV_OK;
    if (!keeps_style(id))
        memset(machine->cell_ready, 0, sizeof machine->cell_ready);
    return machine->run[id](machine, token);
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
    machine_codes_free(&machine->codes);
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
    machine->codes.symbols_made = 0;
}
