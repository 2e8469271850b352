/* SPDX-License-Identifier: MIT */
#include "paper.h"

#include <stdlib.h>

#include "machine.h"

enum { MAX_BYTES = 8 << 20 };

static int run(struct machine *machine, const struct token *token, struct paper *paper)
{
    int status = machine_run(machine, token);
    return status == DRV_OK && machine_wants_cut(machine) ? machine_cut(machine, paper) : status;
}

static int print_all(struct machine *machine, const uint8_t *bytes, size_t length,
                     struct paper *paper)
{
    struct token token;
    enum dialect dialect = dialect_guess(bytes, length);
    int status = DRV_OK;
    for (size_t at = 0; status == DRV_OK && token_next_in(dialect, bytes, length, at, &token);
         at += token.length) {
        dialect = dialect_after(dialect, &token);
        status = run(machine, &token, paper);
        struct token again;
        while (status == DRV_OK && machine_replay(machine, &again))
            status = run(machine, &again, paper);
    }
    return status != DRV_OK ? status : roll_cut(machine_roll(machine), false, paper);
}

int paper_print(const uint8_t *bytes, size_t length, const struct profile *profile,
                struct paper **out, struct drv_fault *fault)
{
    struct machine *machine = NULL;
    struct paper *paper = NULL;
    if (length > MAX_BYTES)
        return drv_fail(fault, DRV_LIMIT, "\"%zu\" bytes are more than the limit of %d", length,
                        MAX_BYTES);
    int status = machine_new(profile, &machine, fault);
    if (status != DRV_OK)
        return status;
    paper = calloc(1, sizeof *paper);
    status = paper == NULL ? drv_fail(fault, DRV_MEMORY, "no memory for paper")
                           : print_all(machine, bytes, length, paper);
    machine_free(machine);
    if (status == DRV_OK)
        *out = paper;
    else
        paper_free(paper);
    return status;
}

void paper_free(struct paper *paper)
{
    if (paper == NULL)
        return;
    for (size_t i = 0; i < paper->count; i++)
        sheet_free(&paper->sheets[i]);
    free(paper);
}

size_t paper_sheet_count(const struct paper *paper)
{
    return paper->count;
}

const struct paper_sheet *paper_sheet_at(const struct paper *paper, size_t index)
{
    return index < paper->count ? &paper->sheets[index] : NULL;
}
