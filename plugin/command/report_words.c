/* SPDX-License-Identifier: MIT */
#include "report_views.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../clock.h"
#include "../words.h"

int64_t report_curve_most(const struct report_curve *curve)
{
    int64_t most = 0;
    for (int i = 0; i < curve->count; i++)
        most = curve->rows[i].at_risk > most ? curve->rows[i].at_risk : most;
    return most;
}

bool report_curve_is_told(const struct report_curve *curve)
{
    return report_curve_most(curve) >= REPORT_PERCENT_LEAST;
}

/* Commas into what stands before the point, if there is one. */
static void group(char out[REPORT_TEXT], const char *number)
{
    size_t whole = strcspn(number, "."), used = 0;
    for (size_t i = 0; i < whole; i++) {
        out[used++] = number[i];
        if (i + 1 < whole && (whole - 1 - i) % 3 == 0 && number[i] != '-')
            out[used++] = ',';
    }
    snprintf(out + used, REPORT_TEXT - used, "%s", number + whole);
}

void report_format_count(char out[REPORT_TEXT], int64_t count)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRId64, count);
    group(out, digits);
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
    if (share.denominator >= REPORT_PERCENT_LEAST)
        used += snprintf(out + used, REPORT_TEXT - (size_t)used, ", %d %%", percent(share.share));
    if (share.denominator >= REPORT_PERCENT_LEAST && report_numbers[number].unit == REPORT_SHARE)
        snprintf(out + used, REPORT_TEXT - (size_t)used, ", 95 %% between %d and %d",
                 percent(share.low), percent(share.high));
}

bool report_is_known(const struct report *report, enum report_number number)
{
    return !report->unknown[number];
}

void report_format_percent(char out[REPORT_TEXT], const struct report_period *period,
                           enum report_number number)
{
    struct report_share share = report_share(period, number);
    int used = 0;
    out[0] = '\0';
    if (share.denominator >= REPORT_PERCENT_LEAST)
        used = snprintf(out, REPORT_TEXT, "%d %%", percent(share.share));
    if (share.denominator >= REPORT_PERCENT_LEAST && report_numbers[number].unit == REPORT_SHARE)
        snprintf(out + used, REPORT_TEXT - (size_t)used, " (%d to %d)", percent(share.low),
                 percent(share.high));
}

void report_format_amount(char out[REPORT_TEXT], const struct config *config, int64_t minor)
{
    char number[32];
    config_format_money(number, sizeof number, minor, config->currency_digits);
    group(out, number);
}

void report_format_money(char out[REPORT_TEXT], const struct config *config, int64_t minor)
{
    char amount[REPORT_TEXT];
    report_format_amount(amount, config, minor);
    snprintf(out, REPORT_TEXT, "%.40s %.3s", amount, config->shop.currency);
}

void report_format_month(char out[REPORT_TEXT], int32_t month)
{
    char date[CLOCK_TEXT];
    int32_t day = 0;
    clock_date(1970 + month / 12, month % 12 + 1, 1, &day);
    words_long_date(LANGUAGE_ENGLISH, day, date);
    snprintf(out, REPORT_TEXT, "%s", strchr(date, ' ') + 1);
}

void report_format_days(char *out, size_t room, const struct report *report)
{
    char from[CLOCK_TEXT], to[CLOCK_TEXT];
    words_long_date(LANGUAGE_ENGLISH, report->first_day, from);
    words_long_date(LANGUAGE_ENGLISH, report->last_day, to);
    if (report->first_day == report->last_day)
        snprintf(out, room, "%s", from);
    else
        snprintf(out, room, "%s to %s", from, to);
}

void report_format_nothing(char *out, size_t room, const struct report_view *view)
{
    char last[CLOCK_TEXT];
    words_long_date(LANGUAGE_ENGLISH, view->report->end_day, last);
    if (view->report->end_day < 0)
        snprintf(out, room,
                 "Nothing is sold yet. A report needs sales: comeback replay FILE.csv --history "
                 "brings in "
                 "those of the past, and every sale from now on is counted.");
    else
        snprintf(out, room, "Nothing was sold in these days; the last sale is of %s.", last);
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
        report_format_money(out, view->config, all->values[number]);
    } else {
        report_format_count(part, all->values[number]);
        snprintf(out, REPORT_TEXT, "%.26s%s", part, unit == REPORT_PERCENT ? " %" : "");
    }
}

void report_print_wrapped(const char *text)
{
    enum { WIDTH = 80, INDENT = 2, ROOM = WIDTH - INDENT };
    while (strlen(text) > ROOM) {
        size_t length = ROOM;
        while (length > 0 && text[length] != ' ')
            length--;
        if (length == 0)
            length = ROOM;
        printf("%*s%.*s\n", INDENT, "", (int)length, text);
        text += length + (text[length] == ' ');
    }
    printf("%*s%s\n", INDENT, "", text);
}
