/* SPDX-License-Identifier: MIT */
#include "report_page.h"

#include <math.h>
#include <stdio.h>

#include "chart.h"
#include "html.h"
#include "report_drawing.h"

enum { COHORT_MONTHS = 12 };

/* What a curve was on days that an owner knows. */
static void add_curve_row(struct bytes *out, const struct report_curve *rows,
                          const struct curve *curve, int32_t day)
{
    const struct curve_point *point = curve_at(curve, day);
    int at = (int)(point - curve->points) - 1;
    html_add(out, "<tr><th scope=\"row\">%d</th>", (int)day);
    page_share(out, point->share);
    html_add(out, "<td>%.1f to %.1f %%</td>", point->low * 100, point->high * 100);
    page_count(out, rows->rows[at < 0 ? 0 : at].at_risk);
    page_end_row(out);
}

/* Of days on which it has happened to somebody; else of the last one. */
static void add_curve_table(struct bytes *out, const struct report_curve *rows,
                            const struct curve *curve, const char *caption, const char *share)
{
    static const int32_t days[] = {7, 14, 30, 60, 90, 180, 365, 730, 1095, 1460};
    const char *const heads[] = {"days", share, "95 times in 100 between", "watched that long",
                                 NULL};
    page_begin_table(out, caption, heads);
    int count = 0;
    for (size_t i = 0; i < sizeof days / sizeof days[0] && days[i] <= curve->end_day; i++) {
        if (curve_at(curve, days[i])->share == curve->points[0].share)
            continue;
        add_curve_row(out, rows, curve, days[i]);
        count++;
    }
    if (count == 0)
        add_curve_row(out, rows, curve, curve->end_day);
    page_end_table(out);
}

/* Nothing where too few were at risk. */
static void add_curve(struct bytes *out, const struct chart *chart, const struct report_curve *rows,
                      bool came, const char *caption, const char *share)
{
    struct report_drawing drawing;
    if (!report_drawing_make(rows, came, "", &drawing))
        return;
    chart_curves(out, chart, &drawing.curve, 1);
    add_curve_table(out, rows, &drawing.curve, caption, share);
    report_drawing_free(&drawing);
}

static void add_origin_curves(struct bytes *out, const struct report_curves *curves)
{
    static const struct chart chart = {
        "origin", "How soon they come again, by how they first came",
        "Two curves with their bounds: the share that came again, by days since the first visit. "
        "Solid: sent by a friend. Dashed: by themselves."};
    struct report_drawing sent = {.points = NULL}, alone = {.points = NULL};
    bool both = report_drawing_make(&curves->of_referral, true, "sent by a friend", &sent) &&
                report_drawing_make(&curves->of_new, true, "by themselves", &alone);
    const struct curve pair[] = {sent.curve, alone.curve};
    if (both) {
        chart_curves(out, &chart, pair, CHART_CURVES);
        add_curve_table(out, &curves->of_referral, &sent.curve, "Sent by a friend", "came again");
        add_curve_table(out, &curves->of_new, &alone.curve, "By themselves", "came again");
    }
    report_drawing_free(&sent);
    report_drawing_free(&alone);
}

static void add_origins(struct bytes *out, const struct report_view *view)
{
    char sentence[REPORT_SENTENCE];
    report_say_origin(view, sentence);
    if (sentence[0] == '\0')
        return;
    bytes_add_text(out, "<h3>By how they first came</h3>\n");
    page_paragraph(out, sentence);
    add_origin_curves(out, &view->report->curves);
}

void page_add_return(struct bytes *out, const struct report_view *view)
{
    static const struct chart chart = {
        "return", "How soon new customers come again",
        "A rising curve with its bounds: the share of those first seen that came again, by days "
        "since their first visit. The table below has the numbers."};
    char sentence[REPORT_SENTENCE];
    report_say_return(view, sentence);
    if (sentence[0] == '\0')
        return;
    page_begin_section(out, chart.title, sentence);
    add_curve(out, &chart, &view->report->curves.come_again, true,
              "Share that came again, also of those who could not be watched for that long "
              "(Kaplan and Meier)",
              "came again");
    add_origins(out, view);
    page_end_section(out);
}

void page_add_staying(struct bytes *out, const struct report_view *view)
{
    static const struct chart chart = {
        "staying", "How long customers stay",
        "A falling curve with its bounds: the share of those first seen that are still customers, "
        "by days since their first visit. The table below has the numbers."};
    char sentence[REPORT_SENTENCE];
    report_say_staying(view, sentence);
    if (sentence[0] == '\0')
        return;
    page_begin_section(out, chart.title, sentence);
    add_curve(out, &chart, &view->report->curves.staying, false, "Share that are still customers",
              "still here");
    page_end_section(out);
}

/* From white to half the ink of the curves, on which black still reads well (4.9 : 1); what is
 * printed in grey tells the same. */
static void add_heat(struct bytes *out, double share)
{
    static const int white = 255, ink[3] = {109, 152, 191};
    double depth = sqrt(share < 0 ? 0 : share > 1 ? 1 : share);
    int mixed[3];
    for (int i = 0; i < 3; i++)
        mixed[i] = (int)lround(white + (ink[i] - white) * depth);
    html_add(out, "<td style=\"background:#%02x%02x%02x\">%.0f</td>", (unsigned)mixed[0],
             (unsigned)mixed[1], (unsigned)mixed[2], share * 100);
}

static void add_cohort(struct bytes *out, const struct report_cohort *cohort)
{
    char size[REPORT_TEXT];
    page_month(out, cohort->month);
    report_format_count(size, cohort->size);
    html_add(out, "<td class=\"size\">%.20s</td>", size);
    for (int i = 1; i < cohort->active_count && i <= COHORT_MONTHS; i++)
        if (cohort->size < REPORT_PERCENT_LEAST)
            bytes_add_text(out, "<td>-</td>");
        else
            add_heat(out, (double)cohort->active[i] / (double)cohort->size);
    for (int i = cohort->active_count > 1 ? cohort->active_count : 1; i <= COHORT_MONTHS; i++)
        bytes_add_text(out, "<td></td>");
    page_end_row(out);
}

void page_add_cohorts(struct bytes *out, const struct report_view *view)
{
    static const char *const heads[COHORT_MONTHS + 3] = {
        "first seen", "customers", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"};
    if (view->report->cohort_count == 0)
        return;
    page_begin_section(out, "Who first came in a month, and comes still",
                       "Of those first seen in a month, the percentage with a visit in the first, "
                       "second … calendar month after it. Months that have not passed are empty.");
    bytes_add_text(out, "<div class=\"heat\">\n");
    page_begin_table(out, "Percent of each month's new customers that came in the k-th month after",
                     heads);
    for (int i = 0; i < view->report->cohort_count; i++)
        add_cohort(out, &view->report->cohorts[i]);
    page_end_table(out);
    bytes_add_text(out, "</div>\n");
    page_end_section(out);
}

void page_add_upsell(struct bytes *out, const struct report_view *view)
{
    char sentence[REPORT_SENTENCE];
    report_say_upsell(view, sentence);
    if (sentence[0] == '\0')
        return;
    page_begin_section(out, "Baskets against their own", sentence);
    page_end_section(out);
}

static void add_discount_chart(struct bytes *out, const struct chart *chart,
                               const struct report_discount *rows, int count)
{
    struct chart_bar bars[CHART_BARS] = {{.whole = 0}};
    for (int i = 0; i < count; i++) {
        bool last = count == REPORT_DISCOUNT_VISITS && i == count - 1;
        double share = report_discount_share(&rows[i]);
        snprintf(bars[i].label, sizeof bars[i].label, "%d%s", i + 1, last ? "+" : "");
        snprintf(bars[i].value, sizeof bars[i].value, "%.1f", share * 100);
        bars[i].whole = bars[i].part = share;
    }
    chart_bars(out, chart, bars, count);
}

static void add_discount_table(struct bytes *out, const struct report_view *view,
                               const char *caption, const char *head,
                               const struct report_discount *rows, int count)
{
    const char *const heads[] = {head, "sales", "taken off", "paid", "share", NULL};
    char label[24];
    page_begin_table(out, caption, heads);
    for (int i = 0; i < count; i++) {
        bool last = count == REPORT_DISCOUNT_VISITS && i == count - 1;
        snprintf(label, sizeof label, "%d%s", i + 1, last ? " and later" : "");
        page_word(out, label);
        page_count(out, rows[i].sales);
        page_amount(out, view, rows[i].taken_minor);
        page_amount(out, view, rows[i].paid_minor);
        page_share(out, report_discount_share(&rows[i]));
        page_end_row(out);
    }
    page_end_table(out);
}

void page_add_discounts(struct bytes *out, const struct report_view *view)
{
    static const struct chart by_visit = {
        "discounts", "Discount by visit",
        "A bar for each visit of a customer, the first to the twelfth and all later ones: percent "
        "that promises took off."};
    static const struct chart by_tenth = {
        "life", "Discount by tenth of a customer's life",
        "A bar for each tenth of the visits of those with ten or more: percent that promises took "
        "off."};
    const struct report *report = view->report;
    char sentence[REPORT_SENTENCE];
    report_say_discounts(view, sentence);
    if (sentence[0] == '\0')
        return;
    page_begin_section(out, "What promises take off, visit by visit", sentence);
    add_discount_chart(out, &by_visit, report->discounts, REPORT_DISCOUNT_VISITS);
    add_discount_table(out, view, "By visit of a customer", "visit", report->discounts,
                       REPORT_DISCOUNT_VISITS);
    page_paragraph(out, "The same by tenth of the visits of those with ten or more: is it cheapest "
                        "a third of the way?");
    add_discount_chart(out, &by_tenth, report->life, REPORT_LIFE_PARTS);
    add_discount_table(out, view, "By tenth of the visits of those with ten or more", "tenth",
                       report->life, REPORT_LIFE_PARTS);
    page_end_section(out);
}
