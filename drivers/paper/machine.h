/* SPDX-License-Identifier: MIT */
/*
 * What understands ESC/POS and burns it: fed token by token, it lays rows upon its roll. It knows
 * no time and moves no paper. A cut is only asked for; whoever moves the paper makes it, before the
 * next token. The limits are those of paper.h.
 */
#ifndef COMEBACK_DRIVERS_PAPER_MACHINE_H
#define COMEBACK_DRIVERS_PAPER_MACHINE_H

#include "commands.h"
#include "graphics_store.h"
#include "roll.h"

struct machine;

/* What left no dots on paper. */
struct machine_events {
    unsigned drawer_pulses, buzzes;
};

/* Failures leave their text in fault, which must live until another one is set. */
int machine_new(const struct profile *profile, struct machine **out, struct drv_fault *fault);
void machine_free(struct machine *machine); /* NULL is fine */
void machine_set_fault(struct machine *machine, struct drv_fault *fault);

int machine_run(struct machine *machine, const struct token *token);
/*
 * The next token of a macro that GS ^ runs; false where none is running. It comes before anything
 * else that is to be run, and is run like everything else, so that cuts in a macro are made.
 */
bool machine_replay(struct machine *machine, struct token *out);
/* As switched on: all settings, and no line. The roll stays. DRV_MEMORY. */
int machine_restart(struct machine *machine);
/* Forgets the line that waits to be printed, and the cut. Settings and roll stay. */
void machine_clear(struct machine *machine);
/* Does something wait for a line feed? */
bool machine_has_line(const struct machine *machine);
/* The paper under the head; it lives as long as the machine. */
struct roll *machine_roll(struct machine *machine);

/* NV memory, which stays whatever happens, and what was downloaded since ESC @. */
struct graphics_store *machine_nv(struct machine *machine);
const struct graphics_store *machine_downloads(const struct machine *machine);

/*
 * What a symbol of GS ( k cn takes, as it is stored; all 0 where nothing of that kind is.
 * DRV_MEMORY, DRV_LIMIT.
 */
struct machine_symbol_size {
    uint16_t width_dots, height_dots;
    bool printable;
};
int machine_symbol_size(struct machine *machine, uint8_t kind, struct machine_symbol_size *out);

bool machine_wants_cut(const struct machine *machine);
int machine_cut(struct machine *machine, struct paper *paper);
struct machine_events machine_events(const struct machine *machine);
/* Counts codes and cleared rows anew, for a printer that is never done. */
void machine_forgive(struct machine *machine);

#endif
