/* SPDX-License-Identifier: MIT */
#include "report_page.h"

#include <inttypes.h>
#include <stdio.h>

#include "chart.h"
#include "html.h"
#include "report_headline.h"
#include "report_tables.h"

static int64_t value(const struct report_view *view, enum report_number number)
{
    return view->report->all.values[number];
}

static void add_tile(struct bytes *out, const struct report_headline *headline)
{
    bytes_add_text(out, "<div class=\"tile\"><h2>");
    html_text(out, headline->title);
    bytes_add_text(out, "</h2><b>");
    html_text(out, headline->figure);
    bytes_add_text(out, "</b><p>");
    html_text(out, headline->words);
    bytes_add_text(out, "</p></div>\n");
}

void page_add_tiles(struct bytes *out, const struct report_view *view)
{
    struct report_headline headlines[REPORT_HEADLINES];
    report_headlines(view, headlines);
    bytes_add_text(out, "<div class=\"tiles\">\n");
    for (size_t i = 0; i < REPORT_HEADLINES; i++)
        add_tile(out, &headlines[i]);
    bytes_add_text(out, "</div>\n<p class=\"soft note\">(a to b): 95 times in 100 between a and b. "
                        "Of fewer than 20 there is no percentage.</p>\n");
}

/* The last CHART_BARS months of which there is anything. */
static int collect_months(const struct report *report, struct chart_bar bars[CHART_BARS])
{
    int count = 0, first = 0;
    for (int i = report->month_count - 1, left = CHART_BARS; i >= 0 && left > 0; i--) {
        left -= !report_month_is_empty(&report->months[i]);
        first = i;
    }
    for (int i = first; i < report->month_count && count < CHART_BARS; i++) {
        const struct report_period *month = &report->months[i];
        struct chart_bar *bar = &bars[count];
        if (report_month_is_empty(month))
            continue;
        int64_t made = month->values[CUSTOMERS_MADE], kept = month->values[CUSTOMERS_KEPT];
        snprintf(bar->label, sizeof bar->label, "%04d-%02d", 1970 + month->month / 12,
                 month->month % 12 + 1);
        snprintf(bar->value, sizeof bar->value, "%" PRId64, made);
        bar->whole = (double)made;
        bar->part = report->gap_known ? (double)kept : (double)made;
        count++;
    }
    return count;
}

static void add_month_table(struct bytes *out, const struct report_view *view)
{
    const char *heads[REPORT_MONTH_COLUMNS + 2] = {"month"};
    for (size_t i = 0; i < REPORT_MONTH_COLUMNS; i++)
        heads[i + 1] = report_month_columns[i].head;
    page_begin_table(out, "Customers, sales by tag, and paper, by month", heads);
    for (int i = 0; i < view->report->month_count; i++) {
        const struct report_period *month = &view->report->months[i];
        if (report_month_is_empty(month))
            continue;
        page_month(out, month->month);
        for (size_t j = 0; j < REPORT_MONTH_COLUMNS; j++) {
            enum report_number number = report_month_columns[j].number;
            if (report_is_known(view->report, number))
                page_count(out, month->values[number]);
            else
                page_text(out, "-");
        }
        page_end_row(out);
    }
    page_end_table(out);
}

void page_add_months(struct bytes *out, const struct report_view *view)
{
    struct chart_bar bars[CHART_BARS];
    const struct chart chart = {"months", "Customers made, by month",
                                "A bar for each month, as high as customers were made in it; its "
                                "dark part is of those who are still customers. The table below "
                                "has the numbers."};
    int count = collect_months(view->report, bars);
    page_begin_section(out, "Customers made, month by month",
                       count > 1 && view->report->gap_known
                           ? "Made: came a second time on another day. The dark part is kept: "
                             "their last visit is nearer than the shop's own gap between visits."
                           : "Made: came a second time on another day. Kept: their last visit is "
                             "nearer than the shop's own gap between visits.");
    if (count > 1)
        chart_bars(out, &chart, bars, count);
    add_month_table(out, view);
    page_end_section(out);
}

void page_add_sales(struct bytes *out, const struct report_view *view)
{
    char head[REPORT_TEXT];
    const char *const heads[] = {"tag", "sales", "visits", head, NULL};
    snprintf(head, sizeof head, "value, %.3s", view->config->shop.currency);
    page_begin_section(out, "Sales by tag",
                       "New, repeat and referral are what the till could know; the unidentified "
                       "are nobody's, and not new.");
    page_begin_table(out, "Sales, visits and what was paid, less what came back", heads);
    for (size_t i = 0; i < REPORT_SALES_ROWS; i++) {
        const struct report_sales_row *row = &report_sales_rows[i];
        page_word(out, row->title);
        page_count(out, value(view, row->sales));
        page_count(out, value(view, row->visits));
        page_amount(out, view, value(view, row->value));
        page_end_row(out);
    }
    page_end_table(out);
    page_end_section(out);
}
