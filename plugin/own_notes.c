/* SPDX-License-Identifier: MIT */
#include "own_notes.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { CASHIERS_MAX = 1024 };
#define CHANCE_TOLD 0.001

static double log_factorial(int64_t number)
{
    int sign;
    return lgamma_r((double)number + 1, &sign);
}

static double log_term(int64_t trials, int64_t hits, double share)
{
    return log_factorial(trials) - log_factorial(hits) - log_factorial(trials - hits) +
           (double)hits * log(share) + (double)(trials - hits) * log1p(-share);
}

double own_notes_chance(int64_t trials, int64_t least, double share)
{
    double sum = 0;
    if (least <= 0 || share >= 1)
        return least <= trials ? 1 : 0;
    if (share <= 0)
        return 0;
    for (int64_t hits = trials; hits >= least; hits--)
        sum += exp(log_term(trials, hits, share));
    return sum > 1 ? 1 : sum;
}

struct counts {
    struct own_notes *cashiers;
    int count;
    int64_t handed;
};

/* The columns of OWN_NOTES: cashier, handed, redeemed, own, name. */
static struct own_notes read_cashier(sqlite3_stmt *row)
{
    struct own_notes cashier = {.cashier = sqlite3_column_int64(row, 0),
                                .handed = sqlite3_column_int64(row, 1),
                                .redeemed = sqlite3_column_int64(row, 2),
                                .own = sqlite3_column_int64(row, 3)};
    const char *name = store_text(row, 4);
    if (name[0] != '\0')
        snprintf(cashier.name, sizeof cashier.name, "%s", name);
    else
        snprintf(cashier.name, sizeof cashier.name, "%012" PRIx64, cashier.cashier);
    return cashier;
}

static int read_all(struct store *store, int32_t end_day, struct counts *counts,
                    struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, OWN_NOTES, &row, fault, "ii",
                             (int64_t)end_day - OWN_NOTES_DAYS + 1, (int64_t)end_day);
    while (status == 1 && counts->count < CASHIERS_MAX) {
        struct own_notes *cashier = &counts->cashiers[counts->count++];
        *cashier = read_cashier(row);
        counts->handed += cashier->handed;
        status = store_next(store, row, fault);
    }
    store_done(row);
    return status < 0 ? status : COMEBACK_OK;
}

static int by_chance(const void *left, const void *right)
{
    const struct own_notes *a = left, *b = right;
    if (a->chance != b->chance)
        return a->chance < b->chance ? -1 : 1;
    return (a->cashier > b->cashier) - (a->cashier < b->cashier);
}

static bool is_told(struct own_notes *cashier, int64_t handed)
{
    cashier->share = (double)cashier->handed / (double)handed;
    cashier->chance = own_notes_chance(cashier->redeemed, cashier->own, cashier->share);
    return cashier->own >= OWN_NOTES_LEAST && cashier->chance < CHANCE_TOLD;
}

static void choose(struct counts *counts, struct own_notes list[OWN_NOTES_MAX], int *count)
{
    int printers = 0, told = 0;
    for (int i = 0; i < counts->count; i++)
        printers += counts->cashiers[i].handed > 0;
    for (int i = 0; i < counts->count && printers >= 2; i++)
        if (is_told(&counts->cashiers[i], counts->handed))
            counts->cashiers[told++] = counts->cashiers[i];
    qsort(counts->cashiers, (size_t)told, sizeof *counts->cashiers, by_chance);
    *count = told < OWN_NOTES_MAX ? told : OWN_NOTES_MAX;
    for (int i = 0; i < *count; i++)
        list[i] = counts->cashiers[i];
}

int own_notes_find(struct store *store, int32_t end_day, struct own_notes list[OWN_NOTES_MAX],
                   int *count, struct fault *fault)
{
    struct counts counts = {.cashiers = calloc(CASHIERS_MAX, sizeof *counts.cashiers)};
    if (counts.cashiers == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status = read_all(store, end_day, &counts, fault);
    if (status == COMEBACK_OK)
        choose(&counts, list, count);
    free(counts.cashiers);
    return status;
}
