/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own_notes.h"
#include "suspicion.h"

static int compare(const struct report_look *a, const struct report_look *b)
{
    if (a->day != b->day)
        return a->day > b->day ? -1 : 1;
    int order = strcmp(a->host, b->host);
    if (order == 0)
        order = strcmp(a->ref, b->ref);
    return order == 0 ? strcmp(a->why, b->why) : order;
}

/* In its place; what is not among the first is dropped. */
static void insert(struct report *report, const struct report_look *look)
{
    int at = report->look_count;
    while (at > 0 && compare(look, &report->look[at - 1]) < 0)
        at--;
    if (at == REPORT_LOOK_MOST)
        return;
    if (report->look_count < REPORT_LOOK_MOST)
        report->look_count++;
    memmove(&report->look[at + 1], &report->look[at],
            (size_t)(report->look_count - 1 - at) * sizeof *look);
    report->look[at] = *look;
}

int report_look_at(struct report_run *run, const char *why, const struct report_row *row,
                   struct fault *fault, const char *format, ...)
{
    struct report_look look = {.day = row->day};
    va_list arguments;
    snprintf(look.why, sizeof look.why, "%s", why);
    snprintf(look.host, sizeof look.host, "%s", row->host);
    snprintf(look.ref, sizeof look.ref, "%s", row->ref);
    va_start(arguments, format);
    vsnprintf(look.text, sizeof look.text, format, arguments);
    va_end(arguments);
    insert(run->report, &look);
    return report_add_now(run, LOOK_COUNT, 1, row, fault);
}

static int look_at_flagged(struct report_run *run, const struct suspicion *sale,
                           struct fault *fault)
{
    const struct report_row row = {sale->host, sale->ref, sale->day};
    char names[SUSPICION_REASON], reason[SUSPICION_REASON];
    suspicion_names(sale->flags, names);
    suspicion_reason(sale->flags, reason);
    return report_look_at(run, names, &row, fault, "%s", reason);
}

/* Of those that the list has no room for only that they are. */
static int flagged(struct report_run *run, struct fault *fault)
{
    struct suspicion *list = calloc(REPORT_LOOK_MOST, sizeof *list);
    int64_t count = 0;
    if (list == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status = suspicion_list(run->store, list, REPORT_LOOK_MOST, &count, fault);
    for (int i = 0; i < count && i < REPORT_LOOK_MOST && status == COMEBACK_OK; i++)
        status = look_at_flagged(run, &list[i], fault);
    if (status == COMEBACK_OK && count > REPORT_LOOK_MOST)
        status = report_add_now(run, LOOK_COUNT, count - REPORT_LOOK_MOST, NULL, fault);
    free(list);
    return status;
}

static int own_notes(struct report_run *run, struct fault *fault)
{
    struct own_notes *list = calloc(OWN_NOTES_MAX, sizeof *list);
    int count = 0;
    if (list == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status = own_notes_find(run->store, run->report->seen_day, list, &count, fault);
    for (int i = 0; i < count && status == COMEBACK_OK; i++) {
        const struct report_row row = {"", list[i].name, run->report->seen_day};
        status = report_look_at(run, "own_notes", &row, fault,
                                "cashier %s took %" PRId64 " of %" PRId64
                                " notes that paid a promise from among their own, which are"
                                " %.0f %% of all notes",
                                list[i].name, list[i].own, list[i].redeemed, 100 * list[i].share);
    }
    free(list);
    return status;
}

static int budgets(struct report_run *run, struct fault *fault)
{
    const struct report *report = run->report;
    int status = COMEBACK_OK;
    for (int i = 0; i < report->budget_count && status == COMEBACK_OK; i++) {
        const struct report_budget *budget = &report->budgets[i];
        const struct report_row row = {"", budget->name, run->query->today};
        uint8_t digits = run->query->config->currency_digits;
        char given[32], most[32];
        if (budget->given_minor <= budget->budget_minor)
            continue;
        config_format_money(given, sizeof given, budget->given_minor, digits);
        config_format_money(most, sizeof most, budget->budget_minor, digits);
        status = report_look_at(run, "budget", &row, fault,
                                "%s was promised this month, and %s is the budget", given, most);
    }
    return status;
}

int report_look(struct report_run *run, struct fault *fault)
{
    int status = flagged(run, fault);
    if (status == COMEBACK_OK)
        status = budgets(run, fault);
    return status == COMEBACK_OK ? own_notes(run, fault) : status;
}
