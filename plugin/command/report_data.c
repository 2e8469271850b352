/* SPDX-License-Identifier: MIT */
#include "report_views.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "../clock.h"
#include "report_lists.h"

enum { SHARE_DIGITS = 6 };

static bool is_told(const struct report_view *view, const struct report_period *period,
                    enum report_number number)
{
    return period == &view->report->all || !report_numbers[number].now;
}

static void format_month(char out[REPORT_TEXT], const struct report_view *view,
                         const struct report_period *period)
{
    if (period == &view->report->all)
        snprintf(out, REPORT_TEXT, "all");
    else
        snprintf(out, REPORT_TEXT, "%04d-%02d", 1970 + period->month / 12, period->month % 12 + 1);
}

static json_t *number_or_null(bool known, json_t *number)
{
    if (known)
        return number;
    json_decref(number);
    return json_null();
}

static void set_part(json_t *object, const char *name, const char *part, json_t *number)
{
    char whole[REPORT_TEXT];
    snprintf(whole, sizeof whole, "%.60s.%s", name, part);
    json_object_set_new(object, whole, number);
}

static void set_share(json_t *object, enum report_number number, struct report_share share,
                      bool known)
{
    const char *name = report_numbers[number].name;
    bool bounded = report_numbers[number].unit == REPORT_SHARE;
    known = known && share.denominator > 0;
    json_object_set_new(object, name, number_or_null(known, json_real(share.share)));
    set_part(object, name, "numerator", number_or_null(known, json_integer(share.numerator)));
    set_part(object, name, "denominator", json_integer(share.denominator));
    if (bounded) {
        set_part(object, name, "low", number_or_null(known, json_real(share.low)));
        set_part(object, name, "high", number_or_null(known, json_real(share.high)));
    }
}

static void set_numbers(json_t *object, const struct report_view *view,
                        const struct report_period *period)
{
    for (enum report_number i = 0; i < REPORT_NUMBERS; i++) {
        const char *name = report_numbers[i].name;
        bool known = report_is_known(view->report, i);
        if (!is_told(view, period, i))
            continue;
        if (report_is_share(i))
            set_share(object, i, report_share(period, i), known);
        else
            json_object_set_new(object, name,
                                number_or_null(known, json_integer(period->values[i])));
    }
}

json_t *report_month_json(const struct report_view *view, const struct report_period *month)
{
    char text[REPORT_TEXT];
    format_month(text, view, month);
    json_t *object = json_pack("{ss}", "month", text);
    set_numbers(object, view, month);
    return object;
}

static json_t *months_json(const struct report_view *view)
{
    json_t *months = json_array();
    for (int i = 0; i < view->report->month_count; i++)
        json_array_append_new(months, report_month_json(view, &view->report->months[i]));
    return months;
}

static void set_day(json_t *object, const char *name, int32_t day, bool known)
{
    char date[CLOCK_TEXT];
    clock_iso_date(day, date);
    json_object_set_new(object, name, known ? json_string(date) : json_null());
}

void report_print_json(const struct report_view *view)
{
    const struct report *report = view->report;
    json_t *object = json_pack("{ss si}", "currency", view->config->shop.currency, "window_days",
                               (int)view->query->window_days);
    set_day(object, "first_day", report->first_day, report->first_day > 0);
    set_day(object, "last_day", report->last_day, report->last_day >= 0);
    set_day(object, "end_day", report->end_day, report->end_day >= 0);
    set_numbers(object, view, &report->all);
    json_object_set_new(object, "months", months_json(view));
    report_set_lists(object, report);
    json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(SHARE_DIGITS));
    puts("");
    json_decref(object);
}

static void print_share(const char *month, enum report_number number, struct report_share share)
{
    size_t told = report_numbers[number].unit == REPORT_SHARE ? 3 : 1;
    const struct {
        const char *part;
        double value;
    } parts[] = {{"", share.share}, {".low", share.low}, {".high", share.high}};
    for (size_t i = 0; i < told; i++)
        printf("%s,%s%s,%.*f,%" PRId64 ",%" PRId64 "\n", month, report_numbers[number].name,
               parts[i].part, SHARE_DIGITS, parts[i].value, share.numerator, share.denominator);
}

/* A number that is not known has no line. */
static void print_numbers(const struct report_view *view, const struct report_period *period)
{
    char month[REPORT_TEXT];
    format_month(month, view, period);
    for (enum report_number i = 0; i < REPORT_NUMBERS; i++) {
        if (!is_told(view, period, i) || !report_is_known(view->report, i))
            continue;
        struct report_share share = {.denominator = 0};
        if (report_is_share(i))
            share = report_share(period, i);
        else
            printf("%s,%s,%" PRId64 ",,\n", month, report_numbers[i].name, period->values[i]);
        if (share.denominator > 0)
            print_share(month, i, share);
    }
}

void report_print_csv(const struct report_view *view)
{
    puts("month,name,value,numerator,denominator");
    print_numbers(view, &view->report->all);
    for (int i = 0; i < view->report->month_count; i++)
        print_numbers(view, &view->report->months[i]);
}
