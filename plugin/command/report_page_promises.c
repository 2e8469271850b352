/* SPDX-License-Identifier: MIT */
#include "report_page.h"

#include <stdio.h>

#include "../clock.h"
#include "chart.h"
#include "html.h"
#include "report_tables.h"

static int64_t value(const struct report_view *view, enum report_number number)
{
    return view->report->all.values[number];
}

static void add_offer(struct bytes *out, const struct report_view *view,
                      const struct report_offer *offer)
{
    char open[REPORT_TEXT];
    page_word(out, offer->name);
    page_text(out, offer->to);
    page_count(out, offer->promised);
    page_count(out, offer->used);
    page_count(out, offer->open);
    page_count(out, offer->expired);
    page_amount(out, view, offer->taken_minor);
    page_amount(out, view, offer->cost_minor);
    report_format_amount(open, view->config, offer->open_minor);
    html_add(out, "<td>%.40s%s</td>", open, offer->unbounded ? " and more" : "");
    page_end_row(out);
}

static void add_budgets(struct bytes *out, const struct report_view *view)
{
    static const char *const heads[] = {"budget of this month", "given", "of", NULL};
    if (view->report->budget_count == 0)
        return;
    page_begin_table(out, "What was promised this month, of what may be", heads);
    for (int i = 0; i < view->report->budget_count; i++) {
        const struct report_budget *budget = &view->report->budgets[i];
        page_word(out, budget->is_gift ? "a gift now and then" : budget->name);
        page_amount(out, view, budget->given_minor);
        page_amount(out, view, budget->budget_minor);
        page_end_row(out);
    }
    page_end_table(out);
}

void page_add_offers(struct bytes *out, const struct report_view *view)
{
    static const char *const heads[] = {"offer",   "for",       "promised", "used",         "open",
                                        "expired", "taken off", "cost",     "open at most", NULL};
    char sentence[REPORT_SENTENCE];
    report_say_promised(view, sentence);
    page_begin_section(out, "Offers", sentence);
    if (view->report->offer_count > 0) {
        page_begin_table(out, "What each offer promised, and what it came to", heads);
        for (int i = 0; i < view->report->offer_count; i++)
            add_offer(out, view, &view->report->offers[i]);
        page_end_table(out);
    }
    add_budgets(out, view);
    page_end_section(out);
}

void page_add_friends(struct bytes *out, const struct report_view *view)
{
    char head[REPORT_TEXT];
    const char *const heads[] = {"generation", "friends", "came again", head, NULL};
    snprintf(head, sizeof head, "value, %.3s", view->config->shop.currency);
    if (view->report->generation_count == 0)
        return;
    page_begin_section(out, "Friends, and friends of friends",
                       "Generation 1 was sent by somebody who was not sent.");
    page_begin_table(out, "Customers who were sent, by generation", heads);
    for (int i = 0; i < view->report->generation_count; i++) {
        const struct report_generation *row = &view->report->tree[i];
        html_add(out, "<tr><th scope=\"row\">%d</th>", i + 1);
        page_count(out, row->friends);
        page_count(out, row->again);
        page_amount(out, view, row->value_minor);
        page_end_row(out);
    }
    page_end_table(out);
    page_end_section(out);
}

static void add_arm(struct bytes *out, const char *name, const struct report_arm *arm)
{
    page_word(out, name);
    page_count(out, arm->first);
    page_count(out, arm->mature);
    page_count(out, arm->returned);
    page_share(out, arm->mature == 0 ? 0 : (double)arm->returned / (double)arm->mature);
    page_end_row(out);
}

static void add_arms(struct bytes *out, const struct chart *chart,
                     const struct report_effect *effect, const char *treated)
{
    static const char *const heads[] = {"arm",       "first seen", "had the time",
                                        "came back", "share",      NULL};
    const struct chart_interval interval = {effect->low * 100, effect->difference * 100,
                                            effect->high * 100};
    chart_interval(out, chart, &interval);
    page_begin_table(out, chart->title, heads);
    add_arm(out, treated, &effect->treated);
    add_arm(out, "without", &effect->control);
    page_end_table(out);
}

void page_add_effect(struct bytes *out, const struct report_view *view)
{
    static const struct chart promises = {
        "effect", "What promises change, in percentage points",
        "The difference between those with promises and those without, and its bounds, beside 0. "
        "The table below has the numbers."};
    static const struct chart gifts = {
        "gift", "What the gift changes, in percentage points",
        "The difference between those who had the gift and those who could have had it, and its "
        "bounds, beside 0. The table below has the numbers."};
    const struct report *report = view->report;
    char sentence[REPORT_SENTENCE];
    report_say_effect(view, &report->effect, sentence);
    page_begin_section(out, "Does it work?", sentence);
    if (report->effect.known)
        add_arms(out, &promises, &report->effect, "with promises");
    report_say_effect(view, &report->gift, sentence);
    page_paragraph(out, sentence);
    if (report->gift.known)
        add_arms(out, &gifts, &report->gift, "with a gift");
    page_end_section(out);
}

void page_add_steps(struct bytes *out, const struct report_view *view)
{
    static const struct chart chart = {"steps", "What became of the steps that were due",
                                       "A bar each for kept, not now, not relevant, and those of "
                                       "which nothing was said. The table below has the numbers."};
    static const char *const heads[] = {"step", "count", NULL};
    struct chart_bar bars[REPORT_STEP_ROWS] = {{.whole = 0}};
    char sentence[REPORT_SENTENCE];
    report_say_steps(view, sentence);
    if (sentence[0] == '\0')
        return;
    page_begin_section(out, "Steps and needs", sentence);
    for (size_t i = 0; i < REPORT_STEP_ROWS; i++) {
        int64_t count = value(view, report_step_rows[i].number);
        snprintf(bars[i].label, sizeof bars[i].label, "%s", report_step_rows[i].title);
        snprintf(bars[i].value, sizeof bars[i].value, "%lld", (long long)count);
        bars[i].whole = (double)count;
        bars[i].part = i == 0 ? (double)count : 0;
    }
    chart_bars(out, &chart, bars, REPORT_STEP_ROWS);
    page_begin_table(out, chart.title, heads);
    for (size_t i = 0; i < REPORT_STEP_ROWS; i++) {
        page_word(out, report_step_rows[i].title);
        page_count(out, value(view, report_step_rows[i].number));
        page_end_row(out);
    }
    page_end_table(out);
    page_end_section(out);
}

void page_add_questions(struct bytes *out, const struct report_view *view)
{
    static const char *const heads[] = {"question", "answer", "times", NULL};
    char sentence[REPORT_SENTENCE];
    report_say_questions(view, sentence);
    if (sentence[0] == '\0')
        return;
    page_begin_section(out, "Questions", sentence);
    page_begin_table(out, "Answers", heads);
    for (int i = 0; i < view->report->answer_count; i++) {
        page_word(out, view->report->answers[i].question);
        page_text(out, view->report->answers[i].answer);
        page_count(out, view->report->answers[i].count);
        page_end_row(out);
    }
    page_end_table(out);
    page_end_section(out);
}

static void add_look_row(struct bytes *out, const struct report_look *row)
{
    char date[CLOCK_TEXT];
    clock_iso_date(row->day, date);
    html_add(out, "<tr><th scope=\"row\">%s</th><td class=\"words\">", date);
    html_foreign(out, row->text);
    bytes_add_text(out, "</td><td class=\"words\">");
    html_foreign(out, row->host);
    bytes_add_text(out, " ");
    html_foreign(out, row->ref);
    bytes_add_text(out, "</td></tr>\n");
}

void page_add_look(struct bytes *out, const struct report_view *view)
{
    static const char *const heads[] = {"day", "what", "sale", NULL};
    char sentence[REPORT_SENTENCE];
    report_say_returns(view, sentence);
    if (view->report->look_count == 0 && sentence[0] == '\0')
        return;
    page_begin_section(out, "Needs a look", sentence);
    if (view->report->look_count > 0) {
        bytes_add_text(out, "<div class=\"list\">\n");
        page_begin_table(out, "The latest first, at most 20", heads);
        for (int i = 0; i < view->report->look_count; i++)
            add_look_row(out, &view->report->look[i]);
        page_end_table(out);
        bytes_add_text(out, "</div>\n");
        page_paragraph(out, REPORT_LOOK_WORDS);
    }
    page_end_section(out);
}
