/* SPDX-License-Identifier: MIT */
/*
 * Macros, by the TM-T88III specification, p. 121 and 131: what is recorded is also printed, ESC @
 * keeps it, GS ^ while recording ends and clears it, so that no macro holds a GS ^. The waits and
 * the button of GS ^ are not waited for.
 */
#include "machine_parts.h"

/* What does not fit any more is left out whole. */
void machine_record(struct machine *machine, const struct token *token)
{
    struct macro *macro = &machine->macro;
    size_t room = MACHINE_MACRO_BYTES - macro->bytes.length;
    macro->full |= token->length > room;
    if (!macro->full)
        bytes_add(&macro->bytes, token->bytes, token->length);
}

static int start_or_end(struct machine *machine, const struct token *token)
{
    (void)token;
    struct macro *macro = &machine->macro;
    macro->recording = !macro->recording;
    macro->runs_left = 0;
    if (macro->recording) {
        bytes_reset(&macro->bytes);
        macro->full = false;
    }
    return macro->bytes.failed ? machine_out_of_memory(machine) : DRV_OK;
}

static int run(struct machine *machine, const struct token *token)
{
    struct macro *macro = &machine->macro;
    if (macro->recording)
        bytes_reset(&macro->bytes);
    macro->recording = false;
    macro->runs_left = macro->bytes.length == 0 ? 0 : token_field(token, 0);
    macro->at = 0;
    return DRV_OK;
}

bool machine_replay(struct machine *machine, struct token *out)
{
    struct macro *macro = &machine->macro;
    if (macro->runs_left == 0)
        return false;
    if (macro->at >= macro->bytes.length) {
        macro->at = 0;
        if (--macro->runs_left == 0)
            return false;
    }
    token_next(macro->bytes.data, macro->bytes.length, macro->at, out);
    macro->at += out->length;
    return true;
}

const struct machine_action machine_macro_actions[] = {
    {COMMAND_MACRO, start_or_end},
    {COMMAND_RUN_MACRO, run},
    {COMMAND_OTHER, NULL},
};
