/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "comeback.h"

static const struct report_part *const parts[REPORT_PARTS] = {
    &report_part_curves, &report_part_cohorts, &report_part_upsell, &report_part_discounts,
    &report_part_tree,   &report_part_effect,  &report_part_gift,   &report_part_targets,
};

bool report_was_known(const struct report_past *past)
{
    return past->first_tag == COMEBACK_NEW || past->first_tag == COMEBACK_REFERRAL;
}

bool report_on(const struct report_run *run, int32_t day)
{
    return day >= run->query->from_day && day <= run->query->to_day;
}

int report_pasts_begin(struct report_run *run, struct report_pasts *pasts, struct fault *fault)
{
    int status = COMEBACK_OK;
    for (int i = 0; i < REPORT_PARTS && status == COMEBACK_OK; i++) {
        pasts->states[i] = calloc(1, parts[i]->size);
        if (pasts->states[i] == NULL && parts[i]->size > 0)
            return fail(fault, COMEBACK_MEMORY, "out of memory");
        if (parts[i]->begin != NULL)
            status = parts[i]->begin(run, pasts->states[i], fault);
    }
    return status;
}

static bool grow(struct report_past *past)
{
    int capacity = past->capacity == 0 ? 64 : 2 * past->capacity;
    struct report_visit *visits = realloc(past->visits, (size_t)capacity * sizeof *visits);
    if (visits == NULL)
        return false;
    past->visits = visits;
    past->capacity = capacity;
    return true;
}

struct report_visit *report_pasts_visit(const struct report_run *run, struct report_pasts *pasts,
                                        const struct report_row *row)
{
    struct report_past *past = &pasts->past;
    if (past->count == past->capacity && !grow(past))
        return NULL;
    struct report_visit *visit = &past->visits[past->count++];
    visit->day = row->day;
    visit->valued = true;
    visit->sales = visit->drawn = visit->given = visit->value_minor = 0;
    if (run->query->hear != NULL) {
        snprintf(visit->host, sizeof visit->host, "%s", row->host);
        snprintf(visit->ref, sizeof visit->ref, "%s", row->ref);
    }
    return visit;
}

int report_pasts_take(struct report_run *run, struct report_pasts *pasts, struct fault *fault)
{
    struct report_past *past = &pasts->past;
    int status = COMEBACK_OK;
    for (int i = 0; i < REPORT_PARTS && status == COMEBACK_OK && past->count > 0; i++)
        status = parts[i]->take(run, pasts->states[i], past, fault);
    *past = (struct report_past){.visits = past->visits, .capacity = past->capacity};
    return status;
}

int report_pasts_end(struct report_run *run, struct report_pasts *pasts, struct fault *fault)
{
    int status = COMEBACK_OK;
    for (int i = 0; i < REPORT_PARTS && status == COMEBACK_OK; i++)
        if (parts[i]->end != NULL)
            status = parts[i]->end(run, pasts->states[i], fault);
    return status;
}

void report_pasts_clear(struct report_pasts *pasts)
{
    for (int i = 0; i < REPORT_PARTS; i++) {
        if (pasts->states[i] != NULL && parts[i]->clear != NULL)
            parts[i]->clear(pasts->states[i]);
        free(pasts->states[i]);
    }
    free(pasts->past.visits);
}
