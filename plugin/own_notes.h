/* SPDX-License-Identifier: MIT */
/*
 * Cashiers who redeem notes that they printed more often than chance has it: docs/report.md, "What
 * needs a look". A note is redeemed where it is shown at a standing sale that paid a promise.
 */
#ifndef COMEBACK_OWN_NOTES_H
#define COMEBACK_OWN_NOTES_H

#include "store.h"

enum { OWN_NOTES_DAYS = 90, OWN_NOTES_LEAST = 5, OWN_NOTES_MAX = 64, OWN_NOTES_NAME = 65 };

struct own_notes {
    int64_t cashier;           /* sale.cashier */
    char name[OWN_NOTES_NAME]; /* as the table cashier has it, else 12 hex digits */
    int64_t handed, redeemed, own;
    double share; /* of the notes handed out that are theirs */
    double chance;
};

/*
 * Of notes handed out and redeemed in the 90 days that end with end_day, of which it is known who
 * printed them and who redeemed them: cashiers with at least OWN_NOTES_LEAST of their own and a
 * chance below 0.001, the least likely first. *count is at most OWN_NOTES_MAX. None where fewer
 * than two cashiers handed out notes. Reads all notes of these days.
 */
int own_notes_find(struct store *store, int32_t end_day, struct own_notes list[OWN_NOTES_MAX],
                   int *count, struct fault *fault);

/* P(X >= least) of a binomial X of `trials` with probability `share`, 0 to 1; summed from
 * logarithms, so that small ones are right too. */
double own_notes_chance(int64_t trials, int64_t least, double share);

#endif
