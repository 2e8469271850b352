/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "clock.h"

/* What the gift now and then may cost, among the offers: no offer can be called so. */
static const char gift_budget[] = "[gift]";

static int add(struct report_run *run, const char *name, bool is_gift, int64_t budget_minor,
               struct fault *fault)
{
    struct report *report = run->report;
    struct report_budget *budget = &report->budgets[report->budget_count];
    if (budget_minor == 0)
        return COMEBACK_OK;
    *budget = (struct report_budget){.is_gift = is_gift, .budget_minor = budget_minor};
    snprintf(budget->name, sizeof budget->name, "%s", is_gift ? "gift" : name);
    int status = store_number(run->store, PROMISED_IN, 0, &budget->given_minor, fault, "ti", name,
                              (int64_t)clock_month(run->query->today));
    if (status == COMEBACK_OK)
        status = report_add_now(run, BUDGETS_GIVEN, budget->given_minor, NULL, fault);
    if (status == COMEBACK_OK)
        status = report_add_now(run, BUDGETS_ALL, budget_minor, NULL, fault);
    report->budget_count++;
    return status;
}

int report_budgets(struct report_run *run, struct fault *fault)
{
    const struct config *config = run->query->config;
    int status = COMEBACK_OK;
    if (config == NULL)
        return COMEBACK_OK;
    run->report->budgets = calloc((size_t)config->offer_count + 1, sizeof *run->report->budgets);
    if (run->report->budgets == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    for (int i = 0; i < config->offer_count && status == COMEBACK_OK; i++)
        status =
            add(run, config->offers[i].name, false, config->offers[i].budget_month_minor, fault);
    if (status == COMEBACK_OK && config->surprise.present)
        status = add(run, gift_budget, true, config->surprise.budget_month_minor, fault);
    return status;
}
