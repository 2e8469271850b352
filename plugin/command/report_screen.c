/* SPDX-License-Identifier: MIT */
#include "report_views.h"

#include <inttypes.h>
#include <stdio.h>

#include "../clock.h"
#include "../words.h"

static int64_t value(const struct report_view *view, enum report_number number)
{
    return view->report->all.values[number];
}

static void print_title(const struct report_view *view)
{
    char from[CLOCK_TEXT], to[CLOCK_TEXT];
    words_long_date(LANGUAGE_ENGLISH, view->report->first_day, from);
    words_long_date(LANGUAGE_ENGLISH, view->report->last_day, to);
    bool one_day = view->report->first_day == view->report->last_day;
    printf("%s, %s%s%s\n\n", view->config->shop.name, from, one_day ? "" : " to ",
           one_day ? "" : to);
}

/* "Customers made        2,845  words" */
static void print_count(const struct report_view *view, const char *title,
                        enum report_number number, const char *words)
{
    char count[REPORT_TEXT];
    report_format_count(count, value(view, number));
    printf("%-18s %10s  %s\n", title, count, words);
}

/* "  of these kept       1,623  of 2,845, 57 %, 95 % between 55 and 59" */
static void print_share(const struct report_view *view, const char *title,
                        enum report_number number, const char *words)
{
    char share[REPORT_TEXT], line[2 * REPORT_TEXT];
    report_format_share(share, &view->report->all, number);
    snprintf(line, sizeof line, "%s%s%s", share, words[0] == '\0' ? "" : "; ", words);
    print_count(view, title, report_numbers[number].of, line);
}

static void print_kept(const struct report_view *view)
{
    char words[REPORT_TEXT];
    if (!view->report->gap_known) {
        printf("  of these kept  not enough yet: %" PRId64 " of %d gaps between visits\n",
               value(view, GAP_COUNT), REPORT_GAPS_LEAST);
        return;
    }
    print_share(view, "  of these kept", CUSTOMERS_KEPT_SHARE, "");
    snprintf(words, sizeof words, "last here under %" PRId64 " days ago, as 9 of 10 gaps",
             value(view, GAP_DAYS));
    printf("%-29s  %s\n", "", words);
}

static void print_customers(const struct report_view *view)
{
    char words[REPORT_TEXT], young[REPORT_TEXT];
    print_count(view, "Customers made", CUSTOMERS_MADE, "came a second time on another day");
    print_kept(view);
    print_share(view, "New ones back", REPEAT_RATE, "");
    report_format_count(young, value(view, REPEAT_IMMATURE));
    snprintf(words, sizeof words, "within %d days; too young to say: %.24s",
             view->query->window_days, young);
    printf("%-29s  %s\n", "", words);
}

static const struct {
    const char *title;
    enum report_number sales, visits, value;
} columns[] = {
    {"new", SALES_NEW, VISITS_NEW, VALUE_NEW},
    {"repeat", SALES_REPEAT, VISITS_REPEAT, VALUE_REPEAT},
    {"referral, checked", SALES_REFERRAL_CHECKED, VISITS_REFERRAL_CHECKED, VALUE_REFERRAL_CHECKED},
    {"referral, by paper", SALES_REFERRAL_PAPER, VISITS_REFERRAL_PAPER, VALUE_REFERRAL_PAPER},
    {"unidentified", SALES_UNIDENTIFIED, VISITS_UNIDENTIFIED, VALUE_UNIDENTIFIED},
};

static void print_column(const struct report_view *view, size_t i)
{
    char sales[REPORT_TEXT], visits[REPORT_TEXT], money[REPORT_TEXT];
    report_format_count(sales, value(view, columns[i].sales));
    report_format_count(visits, value(view, columns[i].visits));
    config_format_money(money, sizeof money, value(view, columns[i].value),
                        view->config->currency_digits);
    printf("%-18s %10s %12s %20s\n", columns[i].title, sales, visits, money);
}

static void print_sales(const struct report_view *view)
{
    char currency[REPORT_TEXT], count[REPORT_TEXT];
    char other[REPORT_TEXT] = "new, repeat or referral";
    int64_t elsewhere = value(view, SALES_OTHER_CURRENCY);
    report_format_count(count, elsewhere);
    snprintf(currency, sizeof currency, "value, %s", view->config->shop.currency);
    if (elsewhere > 0)
        snprintf(other, sizeof other, "%.24s in other currencies", count);
    printf("\n%-18s %10s %12s %20s\n", "", "sales", "visits", currency);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        print_column(view, i);
    print_share(view, "identified", SALES_IDENTIFIED_SHARE, other);
    puts("");
}

static void print_paper(const struct report_view *view)
{
    print_share(view, "Notes back", NOTES_BACK_SHARE, "");
    print_share(view, "Cards with friend", CARDS_CONVERSION, "");
    print_share(view, "Friends back", FRIENDS_RETURNED_SHARE, "");
}

static void print_promises(const struct report_view *view)
{
    char money[REPORT_TEXT], unbounded[REPORT_TEXT] = "";
    int64_t thanks = value(view, PROMISES_THANKS_PENDING) + value(view, PROMISES_THANKS_DUE);
    report_format(money, view, PROMISES_MINOR);
    if (value(view, PROMISES_UNBOUNDED) > 0)
        snprintf(unbounded, sizeof unbounded, " and %" PRId64 " without bound",
                 value(view, PROMISES_UNBOUNDED));
    printf("Promised     at most %s%s: cards %" PRId64 ", thanks %" PRId64 "; gifts %" PRId64 "\n",
           money, unbounded, value(view, PROMISES_CARDS), thanks, value(view, PROMISES_GIFTS));
    printf("Thanks       pending %" PRId64 ", due %" PRId64 ", paid %" PRId64
           ", clawed back %" PRId64 "\n",
           value(view, PROMISES_THANKS_PENDING), value(view, PROMISES_THANKS_DUE),
           value(view, THANKS_PAID), value(view, THANKS_CLAWED_BACK));
}

static void print_doubts(const struct report_view *view)
{
    printf("Flagged      household %" PRId64 ", quick %" PRId64 ", often %" PRId64 "\n",
           value(view, FLAGGED_HOUSEHOLD), value(view, FLAGGED_QUICK), value(view, FLAGGED_OFTEN));
    printf("Look at      conflicts %" PRId64 ", losses %" PRId64 ", wrong codes %" PRId64
           ", tags corrected %" PRId64 "\n",
           value(view, CONFLICTS_RETOLD) + value(view, CONFLICTS_PERSONS), value(view, LOSSES),
           value(view, GUESSES), value(view, TAGS_CORRECTED));
    printf("Returns      naming no sale %" PRId64 ": found one for %" PRId64 ", none for %" PRId64
           "\n",
           value(view, RETURNS_WITHOUT_ORIGINAL), value(view, RETURNS_MATCHED),
           value(view, RETURNS_UNMATCHED));
}

static const struct {
    int width;
    enum report_number number;
} cells[] = {
    {7, CUSTOMERS_MADE}, {7, CUSTOMERS_KEPT},     {7, SALES_NEW},    {8, SALES_REPEAT},
    {9, SALES_REFERRAL}, {9, SALES_UNIDENTIFIED}, {8, NOTES_HANDED}, {6, NOTES_BACK},
    {7, CARDS_HANDED},   {5, CARDS_BACK},
};

/* Between a history that was read in and today there may be years. */
static bool is_empty(const struct report_period *month)
{
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        if (month->values[cells[i].number] != 0)
            return false;
    return true;
}

static void print_month(const struct report_view *view, const struct report_period *month)
{
    printf("%04d-%02d", 1970 + month->month / 12, month->month % 12 + 1);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        if (report_is_known(view->report, cells[i].number))
            printf("%*" PRId64, cells[i].width, month->values[cells[i].number]);
        else
            printf("%*s", cells[i].width, "-");
    }
    puts("");
}

static void print_months(const struct report_view *view)
{
    if (view->report->month_count < 2)
        return;
    printf("\n%7s%7s%7s%7s%8s%9s%9s%8s%6s%7s%5s\n", "month", "made", "kept", "new", "repeat",
           "referral", "unident.", "notes", "back", "cards", "back");
    for (int i = 0; i < view->report->month_count; i++)
        if (!is_empty(&view->report->months[i]))
            print_month(view, &view->report->months[i]);
}

/* What there is to say where nothing was sold in these days. */
static void print_nothing(const struct report_view *view)
{
    char last[CLOCK_TEXT];
    if (view->report->end_day < 0) {
        printf("%s: nothing is sold yet. A report needs sales: comeback replay FILE.csv --history "
               "brings in\nthose of the past, and every sale from now on is counted.\n",
               view->config->shop.name);
        return;
    }
    words_long_date(LANGUAGE_ENGLISH, view->report->end_day, last);
    printf("%s: nothing was sold in these days; the last sale is of %s.\n", view->config->shop.name,
           last);
}

void report_print_screen(const struct report_view *view)
{
    if (value(view, SALES_ALL) == 0) {
        print_nothing(view);
        return;
    }
    print_title(view);
    print_customers(view);
    print_sales(view);
    print_paper(view);
    print_promises(view);
    print_doubts(view);
    print_months(view);
    puts("\ncomeback report --explain tells what each number counts, with examples");
}
