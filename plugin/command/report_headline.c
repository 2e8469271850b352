/* SPDX-License-Identifier: MIT */
#include "report_headline.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../words.h"

static int64_t value(const struct report_view *view, enum report_number number)
{
    return view->report->all.values[number];
}

static void begin(struct report_headline *out, const char *title, const struct report_view *view,
                  enum report_number figure)
{
    char count[REPORT_TEXT];
    report_format_count(count, value(view, figure));
    snprintf(out->title, sizeof out->title, "%s", title);
    snprintf(out->figure, sizeof out->figure, "%.20s", count);
}

static void add(struct report_headline *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void add(struct report_headline *out, const char *format, ...)
{
    size_t used = strlen(out->words);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out->words + used, sizeof out->words - used, format, arguments);
    va_end(arguments);
}

static void add_count(struct report_headline *out, const char *before,
                      const struct report_view *view, enum report_number number)
{
    char count[REPORT_TEXT];
    report_format_count(count, value(view, number));
    add(out, "%s%.20s", before, count);
}

/* "of 3,741 due, 35 % (34 to 37)" */
static void add_share(struct report_headline *out, const struct report_view *view,
                      enum report_number number, const char *which)
{
    char percent[REPORT_TEXT];
    report_format_percent(percent, &view->report->all, number);
    if (value(view, report_numbers[number].among) == 0)
        add(out, "of none");
    else
        add_count(out, "of ", view, report_numbers[number].among);
    add(out, "%s%s%.30s", which, percent[0] == '\0' ? "" : ", ", percent);
}

static void tell_made(const struct report_view *view, struct report_headline *out)
{
    const struct report *report = view->report;
    char month[REPORT_TEXT], count[REPORT_TEXT];
    begin(out, "Customers made", view, CUSTOMERS_MADE);
    if (report->target_month < 0)
        return;
    report_format_month(month, report->target_month);
    report_format_count(count, report->made_in_month);
    add(out, "%.20s in %.20s", count, month);
    if (report->made_target > 0)
        add(out, "; target %" PRId32 " a month", report->made_target);
}

/* "84 % (82 to 85); the year's 81 %, target 60 %": of how many stands in the line above. */
static void add_kept_target(const struct report_view *view, struct report_headline *out)
{
    const struct report *report = view->report;
    char percent[REPORT_TEXT];
    report_format_percent(percent, &report->all, CUSTOMERS_KEPT_SHARE);
    if (percent[0] == '\0')
        add_share(out, view, CUSTOMERS_KEPT_SHARE, "");
    add(out, "%.30s; ", percent);
    if (report->year_made < REPORT_PERCENT_LEAST)
        add(out, "target %" PRId32 " %%, not enough yet", report->kept_target);
    else
        add(out, "the year's %.0f %%, target %" PRId32 " %%",
            100.0 * (double)report->year_kept / (double)report->year_made, report->kept_target);
}

static void tell_kept(const struct report_view *view, struct report_headline *out)
{
    begin(out, "of these kept", view, CUSTOMERS_KEPT);
    out->of_before = true;
    if (!report_is_known(view->report, CUSTOMERS_KEPT)) {
        snprintf(out->figure, sizeof out->figure, "-");
        add(out, "not enough yet: %" PRId64 " of %d gaps between visits", value(view, GAP_COUNT),
            REPORT_GAPS_LEAST);
        return;
    }
    if (view->report->kept_target > 0)
        add_kept_target(view, out);
    else
        add_share(out, view, CUSTOMERS_KEPT_SHARE, "");
}

static void tell_back(const struct report_view *view, struct report_headline *out)
{
    begin(out, "", view, REPEAT_RETURNED);
    snprintf(out->title, sizeof out->title, "Back in %" PRId32 " days", view->query->window_days);
    add_share(out, view, REPEAT_RATE, "");
    add_count(out, "; ", view, REPEAT_IMMATURE);
    add(out, " too new to say");
}

static void tell_sales(const struct report_view *view, struct report_headline *out)
{
    begin(out, "Sales", view, SALES_ALL);
    add_count(out, "new ", view, SALES_NEW);
    add_count(out, ", repeat ", view, SALES_REPEAT);
}

static void tell_referral(const struct report_view *view, struct report_headline *out)
{
    begin(out, "referral", view, SALES_REFERRAL);
    out->of_before = true;
    add_count(out, "checked ", view, SALES_REFERRAL_CHECKED);
    add_count(out, ", on paper's word ", view, SALES_REFERRAL_PAPER);
}

static void tell_identified(const struct report_view *view, struct report_headline *out)
{
    begin(out, "identified", view, SALES_IDENTIFIED);
    out->of_before = true;
    add_share(out, view, SALES_IDENTIFIED_SHARE, "");
    add_count(out, "; unidentified ", view, SALES_UNIDENTIFIED);
}

static void tell_notes(const struct report_view *view, struct report_headline *out)
{
    begin(out, "Notes back", view, NOTES_BACK);
    add_share(out, view, NOTES_BACK_SHARE, " handed out");
}

static void tell_cards(const struct report_view *view, struct report_headline *out)
{
    begin(out, "Cards with friend", view, CARDS_BACK);
    add_share(out, view, CARDS_CONVERSION, " handed out");
}

static void tell_friends(const struct report_view *view, struct report_headline *out)
{
    begin(out, "Friends back", view, FRIENDS_RETURNED);
    add_share(out, view, FRIENDS_RETURNED_SHARE, " who came");
}

static void tell_steps(const struct report_view *view, struct report_headline *out)
{
    begin(out, "Steps kept", view, STEPS_KEPT);
    add_share(out, view, STEPS_KEPT_SHARE, " due");
    if (value(view, STEPS_OPEN) > 0)
        add_count(out, "; nothing said of ", view, STEPS_OPEN);
}

static void tell_given(const struct report_view *view, struct report_headline *out)
{
    char given[REPORT_TEXT], budget[REPORT_TEXT], promised[REPORT_TEXT];
    report_format_money(given, view->config, value(view, BUDGETS_GIVEN));
    report_format_amount(budget, view->config, value(view, BUDGETS_ALL));
    report_format_amount(promised, view->config, value(view, PROMISES_MINOR));
    snprintf(out->title, sizeof out->title, "Of month's budget");
    snprintf(out->figure, sizeof out->figure, "%.20s", value(view, BUDGETS_ALL) > 0 ? given : "-");
    if (value(view, BUDGETS_ALL) > 0)
        add(out, "promised of %.20s; ", budget);
    else
        add(out, "no budget is set; ");
    add(out, "open at most %.20s", promised);
    if (value(view, PROMISES_UNBOUNDED) > 0)
        add_count(out, ", unbounded ", view, PROMISES_UNBOUNDED);
}

static void tell_look(const struct report_view *view, struct report_headline *out)
{
    char date[CLOCK_TEXT];
    begin(out, "Needs a look", view, LOOK_COUNT);
    if (view->report->look_count == 0)
        return;
    words_short_date(LANGUAGE_ENGLISH, view->report->look[0].day, date);
    add(out, "the latest: %.30s, %.16s", view->report->look[0].why, date);
}

void report_headlines(const struct report_view *view, struct report_headline out[REPORT_HEADLINES])
{
    static void (*const tellers[REPORT_HEADLINES])(const struct report_view *,
                                                   struct report_headline *) = {
        tell_made,  tell_kept,  tell_back,    tell_sales, tell_referral, tell_identified,
        tell_notes, tell_cards, tell_friends, tell_steps, tell_given,    tell_look,
    };
    memset(out, 0, REPORT_HEADLINES * sizeof *out);
    for (size_t i = 0; i < REPORT_HEADLINES; i++)
        tellers[i](view, &out[i]);
}
