/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "step_parts.h"

/* What a step rests on at one sale: that began it, or that began it once more. */
struct part {
    struct answer_step step;
    char sku[SALE_ITEM_TEXT_MAX + 1]; /* of the item, or its name; "": it has a category alone */
    bool told;          /* the log says how much of all that the step names was sold */
    int64_t sold_milli; /* 0: nobody knows */
    int64_t left_milli; /* not yet brought back */
    bool others;        /* other sales have the step */
    int32_t others_day;
};

bool step_comes_back(const struct sale *sale, const struct sale_item *item)
{
    return sale->kind == SALE_RETURN || (sale->kind == SALE_EXCHANGE && item->amount_minor < 0);
}

void step_take_back(struct answer *answer, const char *host, int64_t kind, const char *ref,
                    const char *name, int64_t quantity_milli)
{
    if (answer->back_count == ANSWER_STEPS_MAX)
        return;
    struct answer_back *back = &answer->backs[answer->back_count++];
    back->kind = kind;
    back->quantity_milli = quantity_milli;
    snprintf(back->host, sizeof back->host, "%s", host);
    snprintf(back->ref, sizeof back->ref, "%s", ref);
    snprintf(back->name, sizeof back->name, "%s", name);
}

/* The columns of STEPS_OF_SALE and STEPS_MOVED_BY_SALE. */
static void read_part(sqlite3_stmt *row, struct part *part)
{
    step_read_row(row, &part->step);
    snprintf(part->sku, sizeof part->sku, "%s", store_text(row, 10));
    part->told = sqlite3_column_type(row, 11) != SQLITE_NULL;
    part->sold_milli = sqlite3_column_int64(row, 12);
    part->left_milli = part->sold_milli - sqlite3_column_int64(row, 13);
    part->others = sqlite3_column_type(row, 14) != SQLITE_NULL;
    part->others_day = sqlite3_column_int(row, 14);
}

static bool is_meant(const struct desk *desk, const struct sale *sale, const struct part *part,
                     const struct sale_item *item)
{
    const struct config_step *config = step_config(desk->config, part->step.name);
    bool same = part->sku[0] != '\0' && strcmp(step_item_key(sale, item), part->sku) == 0;
    return step_comes_back(sale, item) &&
           (same || (part->told && config != NULL && step_names_item(&config->items, sale, item)));
}

/* What the sale brings back of it and was not bought with another sale. INT64_MAX: a line says not
 * how much. */
static int64_t count_back(const struct desk *desk, const struct sale *sale, const struct part *part,
                          const struct answer *answer)
{
    int64_t quantity_milli = 0;
    for (int i = 0; i < sale->item_count; i++) {
        if (!is_meant(desk, sale, part, &sale->items[i]))
            continue;
        if (sale->items[i].quantity_milli == 0)
            return INT64_MAX;
        quantity_milli += llabs(sale->items[i].quantity_milli);
    }
    for (int i = 0; i < answer->back_count; i++)
        if (strcmp(answer->backs[i].name, part->step.name) == 0)
            quantity_milli -= answer->backs[i].quantity_milli;
    return quantity_milli;
}

/* A step that is among the open ones stands there already. */
static struct answer_step *find_same(struct answer *answer, const struct answer_step *wanted)
{
    for (int i = 0; i < answer->step_count; i++) {
        struct answer_step *step = &answer->steps[i];
        if (step->kind == wanted->kind && strcmp(step->host, wanted->host) == 0 &&
            strcmp(step->ref, wanted->ref) == 0 && strcmp(step->name, wanted->name) == 0)
            return step;
    }
    return NULL;
}

/* Nothing of it is left; other sales may have the step all the same. */
static void withdraw(const struct part *part, struct answer *answer)
{
    struct answer_step *step = find_same(answer, &part->step);
    if (step != NULL && part->others)
        step->due_day = part->others_day;
    if (part->others)
        return;
    if (step == NULL) {
        step = step_new_place(answer);
        if (step == NULL)
            return;
        *step = part->step;
    }
    step->withdrawn = true;
}

struct bought {
    const char *host, *ref;
    int64_t kind;
};

static void bring_back(const struct desk *desk, const struct sale *sale,
                       const struct bought *bought, const struct part *part, struct answer *answer)
{
    int64_t quantity_milli = count_back(desk, sale, part, answer);
    bool is_known = part->sold_milli > 0;
    if (quantity_milli <= 0 || (is_known && part->left_milli <= 0))
        return;
    if (!is_known || quantity_milli >= part->left_milli)
        withdraw(part, answer);
    if (quantity_milli > part->left_milli)
        quantity_milli = part->left_milli;
    step_take_back(answer, bought->host, bought->kind, bought->ref, part->step.name,
                   is_known ? quantity_milli : 0);
}

static int bring_back_each(const struct desk *desk, const struct sale *sale,
                           const struct bought *bought, enum statement statement,
                           struct answer *answer, struct fault *fault)
{
    sqlite3_stmt *row;
    struct part part;
    int status = store_query(desk->store, statement, &row, fault, "tit", bought->host, bought->kind,
                             bought->ref);
    while (status == 1) {
        read_part(row, &part);
        bring_back(desk, sale, bought, &part, answer);
        status = store_next(desk->store, row, fault);
    }
    store_done(row);
    return status;
}

static int bring_back_to(const struct desk *desk, const struct sale *sale,
                         const struct bought *bought, struct answer *answer, struct fault *fault)
{
    int status = bring_back_each(desk, sale, bought, STEPS_OF_SALE, answer, fault);
    return status == COMEBACK_OK
               ? bring_back_each(desk, sale, bought, STEPS_MOVED_BY_SALE, answer, fault)
               : status;
}

/* To the sale that is named, or those that were found to have sold what comes back. */
int step_withdraw_items(const struct desk *desk, const struct sale *sale, struct answer *answer,
                        struct fault *fault)
{
    static const int64_t kinds[] = {SALE_SALE, SALE_EXCHANGE};
    int status = COMEBACK_OK;
    if (sale->kind != SALE_RETURN && sale->kind != SALE_EXCHANGE)
        return COMEBACK_OK;
    for (size_t i = 0; i < 2 && status == COMEBACK_OK && sale->original[0] != '\0'; i++) {
        const struct bought bought = {sale->host, sale->original, kinds[i]};
        status = bring_back_to(desk, sale, &bought, answer, fault);
    }
    for (int i = 0; i < answer->undone_count && status == COMEBACK_OK; i++) {
        const struct undone *undone = &answer->undone[i];
        const struct bought bought = {undone->host, undone->ref, undone->kind};
        status = bring_back_to(desk, sale, &bought, answer, fault);
    }
    return status;
}
