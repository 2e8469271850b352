/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include "comeback.h"
#include "report_survival.h"

struct curves {
    struct survival of_new, of_referral, staying;
};

/* The age at which they had lapsed; -1: they had not by then. */
static int32_t lapsed_at(const struct report_past *past, int32_t seen_day, int64_t gap_days)
{
    for (int i = 0; i < past->count; i++) {
        int32_t next = i + 1 < past->count ? past->visits[i + 1].day : seen_day;
        if (next - past->visits[i].day > gap_days)
            return past->visits[i].day + (int32_t)gap_days - past->visits[0].day;
    }
    return -1;
}

static int take(struct report_run *run, void *state, const struct report_past *past,
                struct fault *fault)
{
    const struct report *report = run->report;
    struct curves *curves = state;
    int32_t first = past->visits[0].day, censored = report->seen_day - first;
    int32_t entry = run->query->from_day - first;
    (void)fault;
    if (!report_was_known(past))
        return COMEBACK_OK;
    bool again = past->count > 1;
    survival_add(past->first_tag == COMEBACK_NEW ? &curves->of_new : &curves->of_referral, entry,
                 again ? past->visits[1].day - first : censored, again);
    if (!report->gap_known)
        return COMEBACK_OK;
    int32_t lapsed = lapsed_at(past, report->seen_day, report->all.values[GAP_DAYS]);
    survival_add(&curves->staying, entry, lapsed >= 0 ? lapsed : censored, lapsed >= 0);
    return COMEBACK_OK;
}

static void tell_median(struct report *report, enum report_number number,
                        const struct report_curve *curve)
{
    report->unknown[number] = curve->median_day < 0;
    if (curve->median_day >= 0)
        report->all.values[number] = curve->median_day;
}

static int end(struct report_run *run, void *state, struct fault *fault)
{
    struct report_curves *out = &run->report->curves;
    const struct curves *curves = state;
    int status = survival_estimate(&curves->of_new, &curves->of_referral, &out->come_again, fault);
    if (status == COMEBACK_OK)
        status = survival_estimate(&curves->of_new, NULL, &out->of_new, fault);
    if (status == COMEBACK_OK)
        status = survival_estimate(&curves->of_referral, NULL, &out->of_referral, fault);
    if (status == COMEBACK_OK)
        status = survival_estimate(&curves->staying, NULL, &out->staying, fault);
    if (status != COMEBACK_OK)
        return status;
    out->logrank = survival_compare(&curves->of_new, &curves->of_referral);
    tell_median(run->report, RETURN_MEDIAN_DAY, &out->come_again);
    tell_median(run->report, STAYING_MEDIAN_DAY, &out->staying);
    return COMEBACK_OK;
}

const struct report_part report_part_curves = {sizeof(struct curves), NULL, take, end, NULL};
