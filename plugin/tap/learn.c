/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn_parts.h"

enum {
    POINTS_TOTAL_LEAST = 40,
    POINTS_NUMBER_LEAST = 25,
    POINTS_NAME_LEAST = 10,
    POINTS_MISSING = -30, /* a receipt has no such row */
    POINTS_CHANGES = 30,  /* no two receipts have the same */
    POINTS_INSTEAD = -40, /* a receipt itself says that another sum was paid */
};

struct learning {
    struct receipt_rows rows[LEARN_RECEIPTS];
    int count;
    uint8_t digits;
    char total[LEARN_RECEIPTS][TAP_VALUE];
    bool alike; /* all have one total, so that they may be one receipt, printed again */
};

struct sort {
    enum tap_field field;
    int least;   /* points that a pattern needs to be proposed */
    bool in_all; /* a receipt without it speaks against it as well */
    bool varies; /* a value in two of several receipts speaks against it as well */
    bool later;  /* the later of two with as many points */
    void (*collect)(const struct receipt_rows *rows, struct learn_candidates *out);
};

static const struct sort sorts[] = {
    {TAP_TOTAL, POINTS_TOTAL_LEAST, true, false, true, learn_totals},
    {TAP_NUMBER, POINTS_NUMBER_LEAST, true, true, false, learn_numbers},
    {TAP_CUSTOMER, POINTS_NAME_LEAST, false, false, true, learn_names},
    {TAP_CASHIER, POINTS_NAME_LEAST, false, false, true, learn_names},
    {TAP_TILL, POINTS_NAME_LEAST, false, false, true, learn_names},
};

/* What one pattern finds in all receipts. */
struct trial {
    char value[LEARN_RECEIPTS][TAP_VALUE];
    int found;
    int instead;  /* totals of which their receipt says that it was not paid */
    bool several; /* in one of them */
};

static void try_pattern(const struct learning *learning, enum tap_field field, const char *pattern,
                        struct trial *out)
{
    *out = (struct trial){0};
    for (int i = 0; i < learning->count; i++) {
        struct receipt_finding found;
        enum receipt_found how =
            receipt_find(&learning->rows[i], learning->digits, field, pattern, &found);
        out->several |= how == FOUND_SEVERAL;
        out->found += how != FOUND_NOTHING;
        out->instead += field == TAP_TOTAL && how == FOUND_ONE &&
                        receipt_rows_instead(&learning->rows[i], found.row) >= 0;
        memcpy(out->value[i], found.value, TAP_VALUE);
    }
}

static bool has_value_twice(const struct trial *trial, int count)
{
    for (int i = 1; i < count; i++)
        for (int k = 0; k < i; k++)
            if (strcmp(trial->value[i], trial->value[k]) == 0)
                return true;
    return false;
}

/* Does it find in some receipt what it was made of, and not what stands before that? */
static bool finds(const struct trial *trial, int count, const char *value)
{
    int i = 0;
    while (i < count && strcmp(trial->value[i], value) != 0)
        i++;
    return i < count;
}

/* Is it the total once more, in a column of its own? */
static bool is_total(const struct learning *learning, const struct trial *trial)
{
    for (int i = 0; i < learning->count; i++) {
        const char *total = learning->total[i];
        for (const char *at = trial->value[i]; *at != '\0'; at++)
            if (*at >= '0' && *at <= '9' && *at != *total++)
                return false;
        if (*total != '\0')
            return false;
    }
    return true;
}

/* What a pattern is worth with what it finds; below 0 where it cannot be. */
static int weigh(const struct learning *learning, const struct sort *sort,
                 const struct learn_candidate *candidate)
{
    struct trial trial;
    int points = candidate->points;
    try_pattern(learning, sort->field, candidate->pattern, &trial);
    bool found = sort->field == TAP_TOTAL ? trial.found > 0
                                          : finds(&trial, learning->count, candidate->value);
    if (!found)
        return -1;
    if (!sort->in_all)
        return points;
    points += POINTS_MISSING * (learning->count - trial.found) + POINTS_INSTEAD * trial.instead;
    if (trial.several)
        return -1;
    if (!sort->varies || learning->count < 2 || learning->alike)
        return points;
    return has_value_twice(&trial, learning->count) || is_total(learning, &trial)
               ? -1
               : points + POINTS_CHANGES;
}

static void propose(const struct learning *learning, const struct sort *sort,
                    struct learn_candidates *candidates, char out[TAP_PATTERN])
{
    int best = sort->least - 1;
    *candidates = (struct learn_candidates){.field = sort->field};
    for (int i = 0; i < learning->count; i++)
        sort->collect(&learning->rows[i], candidates);
    for (int i = 0; i < candidates->count; i++) {
        int points = weigh(learning, sort, &candidates->list[i]);
        if (points + sort->later <= best)
            continue;
        best = points;
        memcpy(out, candidates->list[i].pattern, TAP_PATTERN);
    }
}

static void note_totals(struct learning *learning, const char *pattern)
{
    learning->alike = true;
    for (int i = 0; i < learning->count; i++) {
        struct receipt_finding found;
        receipt_find(&learning->rows[i], learning->digits, TAP_TOTAL, pattern, &found);
        memcpy(learning->total[i], found.value, TAP_VALUE);
        learning->alike &= strcmp(learning->total[0], learning->total[i]) == 0;
    }
}

/* Is there a payment below the total in every receipt? */
static bool all_are_paid(const struct learning *learning, const char *total)
{
    bool all = *total != '\0';
    for (int i = 0; i < learning->count && all; i++) {
        struct receipt_finding found;
        receipt_find(&learning->rows[i], learning->digits, TAP_TOTAL, total, &found);
        all = found.row >= 0 && receipt_rows_payment(&learning->rows[i], found.row) >= 0;
    }
    return all;
}

static bool read_receipts(struct learning *learning, const struct tap_rows *receipts, int count)
{
    for (int i = 0; i < count && i < LEARN_RECEIPTS; i++) {
        if (!receipt_rows_read(&receipts[i], learning->digits, &learning->rows[i]))
            return false;
        learning->count = i + 1;
    }
    return true;
}

static void learn(struct learning *learning, struct learn_candidates *candidates,
                  struct tap_patterns *out)
{
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
        propose(learning, &sorts[i], candidates, out->text[sorts[i].field]);
        if (sorts[i].field == TAP_TOTAL)
            note_totals(learning, out->text[TAP_TOTAL]);
    }
    if (out->text[TAP_NUMBER][0] == '\0')
        snprintf(out->text[TAP_NUMBER], TAP_PATTERN, "none");
    if (all_are_paid(learning, out->text[TAP_TOTAL]))
        snprintf(out->text[TAP_PAID], TAP_PATTERN, "any");
}

void tap_learn(const struct tap_rows *receipts, int count, uint8_t currency_digits,
               struct tap_patterns *out)
{
    struct learning learning = {.digits = currency_digits};
    struct learn_candidates *candidates = malloc(sizeof *candidates);
    *out = (struct tap_patterns){0};
    if (candidates != NULL && read_receipts(&learning, receipts, count) && learning.count > 0)
        learn(&learning, candidates, out);
    for (int i = 0; i < learning.count; i++)
        receipt_rows_free(&learning.rows[i]);
    free(candidates);
}
