/* SPDX-License-Identifier: MIT */
#include "report_views.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of fewer a percentage says more than is known. */
enum { PERCENT_LEAST = 20 };

void report_format_count(char out[REPORT_TEXT], int64_t count)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, count), used = 0;
    for (int i = 0; i < length; i++) {
        out[used++] = digits[i];
        if (i + 1 < length && (length - 1 - i) % 3 == 0 && digits[i] != '-')
            out[used++] = ',';
    }
    out[used] = '\0';
}

static int percent(double share)
{
    return (int)(share * 100 + 0.5);
}

bool report_is_share(enum report_number number)
{
    enum report_unit unit = report_numbers[number].unit;
    return unit == REPORT_SHARE || unit == REPORT_PART;
}

void report_format_share(char out[REPORT_TEXT], const struct report_period *period,
                         enum report_number number)
{
    char all[REPORT_TEXT];
    struct report_share share = report_share(period, number);
    report_format_count(all, share.denominator);
    int used = snprintf(out, REPORT_TEXT, "of %.20s", share.denominator == 0 ? "none" : all);
    if (share.denominator >= PERCENT_LEAST)
        used += snprintf(out + used, REPORT_TEXT - (size_t)used, ", %d %%", percent(share.share));
    if (share.denominator >= PERCENT_LEAST && report_numbers[number].unit == REPORT_SHARE)
        snprintf(out + used, REPORT_TEXT - (size_t)used, ", 95 %% between %d and %d",
                 percent(share.low), percent(share.high));
}

bool report_is_known(const struct report *report, enum report_number number)
{
    return !report->unknown[number];
}

void report_format(char out[REPORT_TEXT], const struct report_view *view, enum report_number number)
{
    const struct report_period *all = &view->report->all;
    enum report_unit unit = report_numbers[number].unit;
    char part[REPORT_TEXT], share[REPORT_TEXT];
    if (!report_is_known(view->report, number)) {
        snprintf(out, REPORT_TEXT, "not enough yet");
    } else if (report_is_share(number)) {
        report_format_count(part, all->values[report_numbers[number].of]);
        report_format_share(share, all, number);
        snprintf(out, REPORT_TEXT, "%.26s %.64s", part, share);
    } else if (unit == REPORT_MINOR) {
        config_format_money(part, sizeof part, all->values[number], view->config->currency_digits);
        snprintf(out, REPORT_TEXT, "%.40s %.3s", part, view->config->shop.currency);
    } else {
        report_format_count(out, all->values[number]);
    }
}
