/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "../clock.h"
#include "plot.h"
#include "report_drawing.h"
#include "report_say.h"
#include "report_tables.h"
#include "terminal.h"

enum { COHORT_MONTHS = 11, NAME = 20 }; /* that 80 columns have room for */

static int64_t value(const struct report_view *view, enum report_number number)
{
    return view->report->all.values[number];
}

static void print_title(const char *title)
{
    printf("\n%s\n", title);
}

static void print_sentence(const char *title, const char *sentence)
{
    if (sentence[0] == '\0')
        return;
    print_title(title);
    report_print_wrapped(sentence);
}

static void print_sales(const struct report_view *view)
{
    char head[REPORT_TEXT], count[REPORT_TEXT];
    snprintf(head, sizeof head, "value, %s", view->config->shop.currency);
    printf("\n%-18s %10s %12s %21s\n", "Sales by tag", "sales", "visits", head);
    for (size_t i = 0; i < REPORT_SALES_ROWS; i++) {
        const struct report_sales_row *row = &report_sales_rows[i];
        char sales[REPORT_TEXT], visits[REPORT_TEXT], money[REPORT_TEXT];
        report_format_count(sales, value(view, row->sales));
        report_format_count(visits, value(view, row->visits));
        report_format_amount(money, view->config, value(view, row->value));
        printf("%-18s %10s %12s %21s\n", row->title, sales, visits, money);
    }
    report_format_count(count, value(view, SALES_OTHER_CURRENCY));
    if (value(view, SALES_OTHER_CURRENCY) > 0)
        printf("  %s of these in other currencies, in no value\n", count);
}

static void print_month(const struct report_view *view, const struct report_period *month)
{
    printf("%04d-%02d", 1970 + month->month / 12, month->month % 12 + 1);
    for (size_t i = 0; i < REPORT_MONTH_COLUMNS; i++) {
        const struct report_month_column *column = &report_month_columns[i];
        if (report_is_known(view->report, column->number))
            printf("%*" PRId64, column->width, month->values[column->number]);
        else
            printf("%*s", column->width, "-");
    }
    puts("");
}

static void print_months(const struct report_view *view)
{
    if (view->report->month_count < 2)
        return;
    printf("\n%-7s", "Month");
    for (size_t i = 0; i < REPORT_MONTH_COLUMNS; i++)
        printf("%*s", report_month_columns[i].width, report_month_columns[i].title);
    puts("");
    for (int i = 0; i < view->report->month_count; i++)
        if (!report_month_is_empty(&view->report->months[i]))
            print_month(view, &view->report->months[i]);
}

static void print_curve(const char *title, const char *sentence, const struct report_curve *rows,
                        bool came)
{
    struct report_drawing drawing;
    print_sentence(title, sentence);
    if (!report_drawing_make(rows, came, title, &drawing))
        return;
    plot_curve(&drawing.curve, terminal_has_utf8());
    report_drawing_free(&drawing);
}

static void print_curves(const struct report_view *view)
{
    const struct report_curves *curves = &view->report->curves;
    char sentence[REPORT_SENTENCE];
    report_say_return(view, sentence);
    print_curve("How soon they come again", sentence, &curves->come_again, true);
    report_say_origin(view, sentence);
    if (sentence[0] != '\0')
        report_print_wrapped(sentence);
    report_say_staying(view, sentence);
    print_curve("How long they stay", sentence, &curves->staying, false);
}

/* "2010-12    885  37  32  38": the size, and what part of it came in each month after. */
static void print_cohort(const struct report_cohort *cohort)
{
    printf("  %04d-%02d %7" PRId64, 1970 + cohort->month / 12, cohort->month % 12 + 1,
           cohort->size);
    for (int i = 1; i < cohort->active_count && i <= COHORT_MONTHS; i++)
        if (cohort->size < REPORT_PERCENT_LEAST)
            printf("%5s", "-");
        else
            printf("%5.0f", 100.0 * (double)cohort->active[i] / (double)cohort->size);
    puts("");
}

static void print_cohorts(const struct report_view *view)
{
    const struct report *report = view->report;
    if (report->cohort_count == 0)
        return;
    print_title("Of those first seen in a month, percent that came in the k-th month after");
    printf("  %-7s %7s", "month", "first");
    for (int i = 1; i <= COHORT_MONTHS; i++)
        printf("%5d", i);
    puts("");
    for (int i = 0; i < report->cohort_count; i++)
        print_cohort(&report->cohorts[i]);
}

static void print_upsell(const struct report_view *view)
{
    char sentence[REPORT_SENTENCE];
    report_say_upsell(view, sentence);
    print_sentence("Basket against their own", sentence);
}

static void print_discounts_of(const char *head, const struct report_discount *rows, int count)
{
    double most = 0;
    for (int i = 0; i < count; i++) {
        double share = report_discount_share(&rows[i]);
        most = share > most ? share : most;
    }
    printf("  %-7s %9s %7s\n", head, "sales", "share");
    for (int i = 0; i < count; i++) {
        double share = report_discount_share(&rows[i]);
        bool last = count == REPORT_DISCOUNT_VISITS && i == count - 1;
        printf("  %5d%-2s %9" PRId64 " %5.1f %%  ", i + 1, last ? "+" : "", rows[i].sales,
               share * 100);
        plot_bar(share, most, terminal_has_utf8());
        puts("");
    }
}

static void print_discounts(const struct report_view *view)
{
    char sentence[REPORT_SENTENCE];
    report_say_discounts(view, sentence);
    print_sentence("Discounts by visit", sentence);
    if (sentence[0] == '\0')
        return;
    print_discounts_of("visit", view->report->discounts, REPORT_DISCOUNT_VISITS);
    puts("  and by tenth of the visits of those with ten or more");
    print_discounts_of("tenth", view->report->life, REPORT_LIFE_PARTS);
}

static void print_tree(const struct report_view *view)
{
    if (view->report->generation_count == 0)
        return;
    print_title("Friends, and friends of friends");
    printf("  %10s %9s %11s %21s\n", "generation", "friends", "came again", "value");
    for (int i = 0; i < view->report->generation_count; i++) {
        const struct report_generation *row = &view->report->tree[i];
        char money[REPORT_TEXT];
        report_format_money(money, view->config, row->value_minor);
        printf("  %10d %9" PRId64 " %11" PRId64 " %21s\n", i + 1, row->friends, row->again, money);
    }
}

static void print_offer(const struct report_view *view, const struct report_offer *offer)
{
    char taken[REPORT_TEXT], cost[REPORT_TEXT], open[REPORT_TEXT];
    report_format_amount(taken, view->config, offer->taken_minor);
    report_format_amount(cost, view->config, offer->cost_minor);
    report_format_amount(open, view->config, offer->open_minor);
    printf("  %-*.*s %8" PRId64 " %6" PRId64 " %6" PRId64 " %7" PRId64 " %9s %8s %8s%s\n", NAME - 4,
           NAME - 4, offer->name, offer->promised, offer->used, offer->open, offer->expired, taken,
           cost, open, offer->unbounded ? "+" : "");
}

static void print_offers(const struct report_view *view)
{
    char sentence[REPORT_SENTENCE];
    report_say_promised(view, sentence);
    print_sentence("Offers", sentence);
    if (view->report->offer_count == 0)
        return;
    printf("  %-*s %8s %6s %6s %7s %9s %8s %8s\n", NAME - 4, "offer", "promised", "used", "open",
           "expired", "taken", "cost", "at most");
    for (int i = 0; i < view->report->offer_count; i++)
        print_offer(view, &view->report->offers[i]);
}

static void print_budgets(const struct report_view *view)
{
    if (view->report->budget_count == 0)
        return;
    print_title("Budgets of this month");
    for (int i = 0; i < view->report->budget_count; i++) {
        const struct report_budget *budget = &view->report->budgets[i];
        char given[REPORT_TEXT], all[REPORT_TEXT];
        report_format_amount(given, view->config, budget->given_minor);
        report_format_money(all, view->config, budget->budget_minor);
        printf("  %-*s %12s of %s\n", NAME, budget->is_gift ? "a gift now and then" : budget->name,
               given, all);
    }
}

static void print_effect(const struct report_view *view)
{
    char sentence[REPORT_SENTENCE];
    report_say_effect(view, &view->report->effect, sentence);
    print_sentence("Does it work?", sentence);
    report_say_effect(view, &view->report->gift, sentence);
    if (sentence[0] != '\0')
        report_print_wrapped(sentence);
}

static void print_steps(const struct report_view *view)
{
    char sentence[REPORT_SENTENCE];
    report_say_steps(view, sentence);
    print_sentence("Steps and needs", sentence);
    if (value(view, STEPS_DUE) == 0)
        return;
    for (size_t i = 0; i < REPORT_STEP_ROWS; i++) {
        int64_t count = value(view, report_step_rows[i].number);
        printf("  %-*s %9" PRId64 "  ", NAME, report_step_rows[i].title, count);
        plot_bar((double)count, (double)value(view, STEPS_DUE), terminal_has_utf8());
        puts("");
    }
}

static void print_questions(const struct report_view *view)
{
    char sentence[REPORT_SENTENCE];
    report_say_questions(view, sentence);
    print_sentence("Questions", sentence);
    for (int i = 0; i < view->report->answer_count; i++) {
        const struct report_answer *row = &view->report->answers[i];
        printf("  %-*.*s %-*.*s %9" PRId64 "\n", NAME, NAME, row->question, NAME, NAME, row->answer,
               row->count);
    }
}

static void print_look(const struct report_view *view)
{
    char sentence[REPORT_SENTENCE];
    if (view->report->look_count > 0)
        print_title("Needs a look");
    for (int i = 0; i < view->report->look_count; i++) {
        const struct report_look *row = &view->report->look[i];
        char date[CLOCK_TEXT];
        clock_iso_date(row->day, date);
        printf("  %s  %s%s%s\n", date, row->host, row->host[0] == '\0' ? "" : " ", row->ref);
        report_print_wrapped(row->text);
    }
    if (value(view, LOOK_COUNT) > view->report->look_count)
        printf("  and %" PRId64 " more\n", value(view, LOOK_COUNT) - view->report->look_count);
    if (view->report->look_count > 0)
        report_print_wrapped(REPORT_LOOK_WORDS);
    report_say_returns(view, sentence);
    if (sentence[0] != '\0') {
        puts("");
        report_print_wrapped(sentence);
    }
}

void report_print_all(const struct report_view *view)
{
    static void (*const parts[])(const struct report_view *) = {
        print_sales,     print_months,    print_curves,  print_cohorts, print_upsell,
        print_discounts, print_offers,    print_budgets, print_tree,    print_effect,
        print_steps,     print_questions, print_look,
    };
    report_print_screen(view);
    if (view->report->all.values[SALES_ALL] == 0)
        return;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        parts[i](view);
}
