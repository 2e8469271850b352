/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdlib.h>

struct report_spent {
    struct report_spent_promise *list; /* by promise */
    size_t count, capacity;
    int64_t not_voided; /* uses of the last of them by sales that are not */
    bool held;          /* the last of them was used by a sale that holds */
};

static bool grow(struct report_spent *spent)
{
    size_t capacity = spent->capacity == 0 ? 256 : 2 * spent->capacity;
    struct report_spent_promise *list = realloc(spent->list, capacity * sizeof *list);
    if (list == NULL)
        return false;
    spent->list = list;
    spent->capacity = capacity;
    return true;
}

/* The last one, or a new one behind it; NULL: no memory. */
static struct report_spent_promise *last(struct report_spent *spent, int64_t promise)
{
    if (spent->count > 0 && spent->list[spent->count - 1].promise == promise)
        return &spent->list[spent->count - 1];
    if (spent->count == spent->capacity && !grow(spent))
        return NULL;
    spent->not_voided = 0;
    spent->held = false;
    spent->list[spent->count] = (struct report_spent_promise){.promise = promise};
    return &spent->list[spent->count++];
}

/* The columns of REPORT_SPENT. */
static int take(struct report_run *run, sqlite3_stmt *use, struct fault *fault)
{
    struct report_spent *spent = run->spent;
    struct report_spent_promise *promise = last(spent, sqlite3_column_int64(use, 0));
    bool holds = sqlite3_column_int(use, 1) == 1;
    if (promise == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    if (holds && !spent->held)
        promise->taken_minor = sqlite3_column_int64(use, 3);
    spent->held = spent->held || holds;
    spent->not_voided += sqlite3_column_int(use, 2);
    promise->spent = spent->held || spent->not_voided > 1;
    return COMEBACK_OK;
}

int report_spent(struct report_run *run, struct fault *fault)
{
    sqlite3_stmt *row;
    run->spent = calloc(1, sizeof *run->spent);
    if (run->spent == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status = store_query(run->store, REPORT_SPENT, &row, fault, "");
    return report_each(run, row, status, take, fault);
}

const struct report_spent_promise *report_spent_find(const struct report_run *run, int64_t promise)
{
    const struct report_spent *spent = run->spent;
    size_t from = 0, to = spent->count;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (spent->list[middle].promise < promise)
            from = middle + 1;
        else
            to = middle;
    }
    return from < spent->count && spent->list[from].promise == promise ? &spent->list[from] : NULL;
}

void report_spent_free(struct report_run *run)
{
    if (run->spent != NULL)
        free(run->spent->list);
    free(run->spent);
    run->spent = NULL;
}
