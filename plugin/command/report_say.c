/* SPDX-License-Identifier: MIT */
#include "report_say.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void add(char out[REPORT_SENTENCE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void add(char out[REPORT_SENTENCE], const char *format, ...)
{
    size_t used = strlen(out);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out + used, REPORT_SENTENCE - used, format, arguments);
    va_end(arguments);
}

static int64_t value(const struct report_view *view, enum report_number number)
{
    return view->report->all.values[number];
}

static void add_count(char out[REPORT_SENTENCE], const struct report_view *view,
                      enum report_number number)
{
    char count[REPORT_TEXT];
    report_format_count(count, value(view, number));
    add(out, "%s", count);
}

/* Each behind its words. */
struct counted {
    const char *before;
    enum report_number number;
};
static void add_counts(char out[REPORT_SENTENCE], const struct report_view *view,
                       const struct counted *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        add(out, "%s", list[i].before);
        add_count(out, view, list[i].number);
    }
}

static int percent(double share)
{
    return (int)lround(share * 100);
}

/* The row in whose step that day of the curve is; NULL before the first. */
static const struct report_curve_row *row_at(const struct report_curve *curve, int32_t day)
{
    const struct report_curve_row *found = NULL;
    for (int i = 0; i < curve->count && curve->rows[i].day <= day; i++)
        found = &curve->rows[i];
    return found;
}

/* Nothing of days on which nobody had come to the event, nor of those that nobody was watched. */
static void add_at_days(char out[REPORT_SENTENCE], const char *begin,
                        const struct report_curve *curve, bool came)
{
    static const int32_t days[] = {30, 60, 180, 365};
    const char *before = begin;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        const struct report_curve_row *row = row_at(curve, days[i]);
        if (row == NULL || row->survival >= 1 || curve->rows[curve->count - 1].day < days[i])
            continue;
        double share = came ? 1 - row->survival : row->survival;
        double low = came ? 1 - row->high : row->low, high = came ? 1 - row->low : row->high;
        add(out, "%s%d %% (%d to %d) after %" PRId32 " days", before, percent(share), percent(low),
            percent(high), days[i]);
        before = ", ";
    }
    add(out, "%s", before == begin ? "" : ".");
}

static void add_too_few(char out[REPORT_SENTENCE], const struct report_curve *curve)
{
    add(out, "Not enough yet: %" PRId64 " of %d customers first seen and watched.",
        report_curve_most(curve), REPORT_PERCENT_LEAST);
}

void report_say_return(const struct report_view *view, char out[REPORT_SENTENCE])
{
    const struct report_curve *curve = &view->report->curves.come_again;
    out[0] = '\0';
    if (curve->count == 0)
        return;
    if (!report_curve_is_told(curve)) {
        add_too_few(out, curve);
        return;
    }
    if (curve->median_day >= 0)
        add(out, "Half of those first seen came again by day %" PRId32 ".", curve->median_day);
    else
        add(out, "Fewer than half of those first seen came again so far.");
    add_at_days(out, " Came again: ", curve, true);
}

void report_say_origin(const struct report_view *view, char out[REPORT_SENTENCE])
{
    const struct report_logrank *test = &view->report->curves.logrank;
    const struct report_curve *sent = &view->report->curves.of_referral;
    const struct report_curve *alone = &view->report->curves.of_new;
    out[0] = '\0';
    if (!test->known)
        return;
    add(out, "Those sent by a friend beside those who came by themselves: ");
    if (!report_curve_is_told(sent) || !report_curve_is_told(alone)) {
        add(out, "not enough yet, %" PRId64 " and %" PRId64 " of %d each.", report_curve_most(sent),
            report_curve_most(alone), REPORT_PERCENT_LEAST);
        return;
    }
    add(out, "a difference as large as this comes by chance ");
    if (test->p < 0.001)
        add(out, "less than once in 1,000 times");
    else
        add(out, "%.*f times in 100", test->p < 0.1 ? 1 : 0, test->p * 100);
    add(out, " (log-rank).");
}

void report_say_staying(const struct report_view *view, char out[REPORT_SENTENCE])
{
    const struct report_curve *curve = &view->report->curves.staying;
    out[0] = '\0';
    if (curve->count == 0)
        return;
    if (!report_curve_is_told(curve)) {
        add_too_few(out, curve);
        return;
    }
    add(out, "Who stays away for longer than %" PRId64 " days, as 1 of 10 gaps between visits, is ",
        value(view, GAP_DAYS));
    add(out, "taken to be lost.");
    if (curve->median_day >= 0)
        add(out, " Half were lost by day %" PRId32 ".", curve->median_day);
    add_at_days(out, " Still customers: ", curve, false);
}

void report_say_upsell(const struct report_view *view, char out[REPORT_SENTENCE])
{
    char share[REPORT_TEXT];
    out[0] = '\0';
    if (value(view, UPSELL_VISITS) == 0)
        return;
    report_format_percent(share, &view->report->all, UPSELL_ABOVE_SHARE);
    add(out, "Of ");
    add_count(out, view, UPSELL_VISITS);
    add(out, " visits of who had been here three times or more, ");
    add_count(out, view, UPSELL_ABOVE);
    add(out, " were worth more than that customer's own median%s%s.", share[0] == '\0' ? "" : ", ",
        share);
    if (report_is_known(view->report, UPSELL_MEDIAN_PERCENT))
        add(out, " The middle one is %" PRId64 " %% of it.", value(view, UPSELL_MEDIAN_PERCENT));
}

void report_say_discounts(const struct report_view *view, char out[REPORT_SENTENCE])
{
    struct report_discount all = {0};
    char taken[REPORT_TEXT];
    out[0] = '\0';
    for (int i = 0; i < REPORT_DISCOUNT_VISITS; i++) {
        all.taken_minor += view->report->discounts[i].taken_minor;
        all.paid_minor += view->report->discounts[i].paid_minor;
    }
    if (all.taken_minor == 0)
        return;
    report_format_money(taken, view->config, all.taken_minor);
    add(out, "%s was taken off for promises, %.1f %% of what these visits were worth.", taken,
        report_discount_share(&all) * 100);
}

static void add_needed(char out[REPORT_SENTENCE], const struct report_effect *effect)
{
    char needed[REPORT_TEXT];
    report_format_count(needed, effect->needed);
    if (effect->needed > 0)
        add(out, " It takes %s in each arm.", needed);
}

static void add_arms(char out[REPORT_SENTENCE], const struct report_effect *effect)
{
    char returned[REPORT_TEXT], mature[REPORT_TEXT];
    report_format_count(returned, effect->treated.returned);
    report_format_count(mature, effect->treated.mature);
    add(out, "%s of %s and ", returned, mature);
    report_format_count(returned, effect->control.returned);
    report_format_count(mature, effect->control.mature);
    add(out, "%s of %s", returned, mature);
    if (effect->known)
        add(out, "; a difference of %+.1f points (%+.1f to %+.1f)", effect->difference * 100,
            effect->low * 100, effect->high * 100);
    add(out, ". ");
}

void report_say_effect(const struct report_view *view, const struct report_effect *effect,
                       char out[REPORT_SENTENCE])
{
    bool gift = effect == &view->report->gift;
    out[0] = '\0';
    if (!effect->known && gift)
        return;
    if (!effect->known && effect->since_day < 0) {
        add(out, "Nobody is refused anything, so nobody can know what the promises do: [effect] "
                 "holdout would tell.");
        add_needed(out, effect);
        return;
    }
    add(out, gift ? "Back after a gift, and without one: " : "Back with promises, and without: ");
    add_arms(out, effect);
    if (!effect->enough)
        add(out, "Not enough yet.");
    else if (effect->low > 0)
        add(out, "So more come back.");
    else if (effect->high < 0)
        add(out, "So fewer come back.");
    else
        add(out, "So there may be no difference.");
    if (!effect->enough)
        add_needed(out, effect);
}

void report_say_steps(const struct report_view *view, char out[REPORT_SENTENCE])
{
    static const struct counted list[] = {{"Begun: ", STEPS_BEGUN},
                                          {"; withdrawn: ", STEPS_WITHDRAWN},
                                          {"; due: ", STEPS_DUE},
                                          {"; of these kept: ", STEPS_KEPT}};
    char share[REPORT_TEXT];
    out[0] = '\0';
    if (value(view, STEPS_BEGUN) + value(view, STEPS_DUE) == 0)
        return;
    report_format_percent(share, &view->report->all, STEPS_KEPT_SHARE);
    add_counts(out, view, list, sizeof list / sizeof list[0]);
    add(out, "%s%s.", share[0] == '\0' ? "" : ", ", share);
}

void report_say_questions(const struct report_view *view, char out[REPORT_SENTENCE])
{
    char share[REPORT_TEXT];
    out[0] = '\0';
    if (value(view, QUESTIONS_ELIGIBLE) == 0)
        return;
    report_format_percent(share, &view->report->all, QUESTIONS_ASKED_SHARE);
    add(out, "Asked and answered ");
    add_count(out, view, QUESTIONS_ASKED);
    add(out, " of ");
    add_count(out, view, QUESTIONS_ELIGIBLE);
    add(out, " times that a question was due%s%s.", share[0] == '\0' ? "" : ", ", share);
}

void report_say_promised(const struct report_view *view, char out[REPORT_SENTENCE])
{
    static const struct counted list[] = {{". Cards: ", PROMISES_CARDS},
                                          {"; gifts: ", PROMISES_GIFTS},
                                          {"; thanks pending: ", PROMISES_THANKS_PENDING},
                                          {", due: ", PROMISES_THANKS_DUE},
                                          {", paid: ", THANKS_PAID},
                                          {", clawed back: ", THANKS_CLAWED_BACK}};
    char money[REPORT_TEXT];
    report_format_money(money, view->config, value(view, PROMISES_MINOR));
    out[0] = '\0';
    add(out, "Promised by now: at most %s", money);
    if (value(view, PROMISES_UNBOUNDED) > 0)
        add(out, " and %" PRId64 " without bound", value(view, PROMISES_UNBOUNDED));
    add_counts(out, view, list, sizeof list / sizeof list[0]);
    add(out, ".");
}

void report_say_returns(const struct report_view *view, char out[REPORT_SENTENCE])
{
    static const struct counted list[] = {
        {"Returns that named no sale: ", RETURNS_WITHOUT_ORIGINAL},
        {"; found one for ", RETURNS_MATCHED},
        {", none for ", RETURNS_UNMATCHED},
        {". Tags corrected: ", TAGS_CORRECTED}};
    out[0] = '\0';
    if (value(view, RETURNS_WITHOUT_ORIGINAL) + value(view, TAGS_CORRECTED) == 0)
        return;
    add_counts(out, view, list, sizeof list / sizeof list[0]);
    add(out, ".");
}
