/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "step_parts.h"

bool step_comes_back(const struct sale *sale, const struct sale_item *item)
{
    return sale->kind == SALE_RETURN || (sale->kind == SALE_EXCHANGE && item->amount_minor < 0);
}

static bool has_come_back(const struct sale *sale, const char *key)
{
    for (int i = 0; i < sale->item_count; i++)
        if (step_comes_back(sale, &sale->items[i]) &&
            strcmp(step_item_key(sale, &sale->items[i]), key) == 0)
            return true;
    return false;
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

static void withdraw(const struct answer_step *found, struct answer *answer)
{
    struct answer_step *step = find_same(answer, found);
    if (step == NULL) {
        step = step_new_place(answer);
        if (step == NULL)
            return;
        *step = *found;
    }
    step->withdrawn = true;
}

static int withdraw_of(const struct desk *desk, const struct sale *sale, const char *host,
                       int64_t kind, const char *ref, struct answer *answer, struct fault *fault)
{
    sqlite3_stmt *row;
    struct answer_step step;
    int status = store_query(desk->store, STEPS_OF_SALE, &row, fault, "tit", host, kind, ref);
    while (status == 1) {
        step_read_row(row, &step);
        if (has_come_back(sale, step.sku))
            withdraw(&step, answer);
        status = store_next(desk->store, row, fault);
    }
    store_done(row);
    return status;
}

/* Of the sale that is named, or those that were found to have sold what comes back. */
int step_withdraw_items(const struct desk *desk, const struct sale *sale, struct answer *answer,
                        struct fault *fault)
{
    static const int64_t kinds[] = {SALE_SALE, SALE_EXCHANGE};
    int status = COMEBACK_OK;
    if (sale->kind != SALE_RETURN && sale->kind != SALE_EXCHANGE)
        return COMEBACK_OK;
    for (size_t i = 0; i < 2 && status == COMEBACK_OK && sale->original[0] != '\0'; i++)
        status = withdraw_of(desk, sale, sale->host, kinds[i], sale->original, answer, fault);
    for (int i = 0; i < answer->undone_count && status == COMEBACK_OK; i++)
        status = withdraw_of(desk, sale, answer->undone[i].host, answer->undone[i].kind,
                             answer->undone[i].ref, answer, fault);
    return status;
}
