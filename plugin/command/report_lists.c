/* SPDX-License-Identifier: MIT */
#include "report_lists.h"

#include <stdio.h>

#include "../clock.h"

enum { MONTH_TEXT = 32 };

static json_t *integer_or_null(bool known, int64_t number)
{
    return known ? json_integer(number) : json_null();
}

static json_t *real_or_null(bool known, double number)
{
    return known ? json_real(number) : json_null();
}

static json_t *month_json(int32_t month)
{
    char text[MONTH_TEXT];
    snprintf(text, sizeof text, "%04d-%02d", 1970 + month / 12, month % 12 + 1);
    return json_string(text);
}

static json_t *day_json(int32_t day)
{
    char date[CLOCK_TEXT];
    clock_iso_date(day, date);
    return day < 0 ? json_null() : json_string(date);
}

static json_t *curve_json(const struct report_curve *curve)
{
    json_t *rows = json_array();
    for (int i = 0; i < curve->count; i++) {
        const struct report_curve_row *row = &curve->rows[i];
        json_array_append_new(rows, json_pack("{si sI sI sf sf sf}", "day", (int)row->day,
                                              "at_risk", (json_int_t)row->at_risk, "events",
                                              (json_int_t)row->events, "survival", row->survival,
                                              "low", row->low, "high", row->high));
    }
    return rows;
}

static void set_curves(json_t *object, const struct report *report)
{
    const struct report_curves *curves = &report->curves;
    const struct report_logrank *test = &curves->logrank;
    json_object_set_new(object, "curves.return", curve_json(&curves->come_again));
    json_object_set_new(object, "curves.staying", curve_json(&curves->staying));
    json_object_set_new(object, "curves.return_by_origin",
                        json_pack("{so so}", "new", curve_json(&curves->of_new), "referral",
                                  curve_json(&curves->of_referral)));
    json_object_set_new(object, "curves.logrank",
                        test->known ? json_pack("{sf sf}", "chi2", test->chi2, "p", test->p)
                                    : json_null());
}

static void set_cohorts(json_t *object, const struct report *report)
{
    json_t *cohorts = json_array();
    for (int i = 0; i < report->cohort_count; i++) {
        const struct report_cohort *row = &report->cohorts[i];
        json_t *active = json_array();
        for (int j = 0; j < row->active_count; j++)
            json_array_append_new(active, json_integer(row->active[j]));
        json_array_append_new(cohorts, json_pack("{so sI so}", "month", month_json(row->month),
                                                 "size", (json_int_t)row->size, "active", active));
    }
    json_object_set_new(object, "cohorts", cohorts);
}

static json_t *discounts_json(const char *place, const struct report_discount *rows, int count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++) {
        bool known = rows[i].taken_minor + rows[i].paid_minor != 0;
        json_array_append_new(
            list, json_pack("{si sI sI sI so}", place, i + 1, "sales", (json_int_t)rows[i].sales,
                            "taken_minor", (json_int_t)rows[i].taken_minor, "paid_minor",
                            (json_int_t)rows[i].paid_minor, "share",
                            real_or_null(known, report_discount_share(&rows[i]))));
    }
    return list;
}

static void set_discounts(json_t *object, const struct report *report)
{
    json_object_set_new(object, "discounts",
                        discounts_json("visit", report->discounts, REPORT_DISCOUNT_VISITS));
    json_object_set_new(object, "discount_life",
                        discounts_json("tenth", report->life, REPORT_LIFE_PARTS));
}

static void set_tree(json_t *object, const struct report *report)
{
    json_t *tree = json_array();
    for (int i = 0; i < report->generation_count; i++)
        json_array_append_new(tree, json_pack("{si sI sI sI}", "generation", i + 1, "friends",
                                              (json_int_t)report->tree[i].friends, "again",
                                              (json_int_t)report->tree[i].again, "value_minor",
                                              (json_int_t)report->tree[i].value_minor));
    json_object_set_new(object, "tree", tree);
}

static void set_offers(json_t *object, const struct report *report)
{
    json_t *offers = json_array();
    for (int i = 0; i < report->offer_count; i++) {
        const struct report_offer *row = &report->offers[i];
        json_array_append_new(
            offers,
            json_pack("{ss ss sI sI sI sI sI sI sI sb}", "offer", row->name, "for", row->to,
                      "promised", (json_int_t)row->promised, "used", (json_int_t)row->used, "open",
                      (json_int_t)row->open, "expired", (json_int_t)row->expired, "taken_minor",
                      (json_int_t)row->taken_minor, "cost_minor", (json_int_t)row->cost_minor,
                      "open_minor", (json_int_t)row->open_minor, "unbounded", row->unbounded));
    }
    json_object_set_new(object, "offers", offers);
}

static void set_budgets(json_t *object, const struct report *report)
{
    json_t *budgets = json_array();
    for (int i = 0; i < report->budget_count; i++)
        json_array_append_new(
            budgets, json_pack("{ss sI sI}", "offer", report->budgets[i].name, "given_minor",
                               (json_int_t)report->budgets[i].given_minor, "budget_minor",
                               (json_int_t)report->budgets[i].budget_minor));
    json_object_set_new(object, "budgets", budgets);
}

static json_t *arm_json(const struct report_arm *arm)
{
    return json_pack("{sI sI sI}", "first", (json_int_t)arm->first, "mature",
                     (json_int_t)arm->mature, "returned", (json_int_t)arm->returned);
}

static json_t *effect_json(const struct report_effect *effect)
{
    return json_pack("{so so so so so so so sb}", "since", day_json(effect->since_day), "control",
                     arm_json(&effect->control), "treated", arm_json(&effect->treated),
                     "difference", real_or_null(effect->known, effect->difference), "low",
                     real_or_null(effect->known, effect->low), "high",
                     real_or_null(effect->known, effect->high), "needed",
                     integer_or_null(effect->needed > 0, effect->needed), "enough", effect->enough);
}

static void set_effect(json_t *object, const struct report *report)
{
    json_t *effect = effect_json(&report->effect), *gift = effect_json(&report->gift);
    json_object_del(gift, "since");
    json_object_set_new(effect, "gift", gift);
    json_object_set_new(object, "effect", effect);
}

static void set_answers(json_t *object, const struct report *report)
{
    json_t *answers = json_array();
    for (int i = 0; i < report->answer_count; i++)
        json_array_append_new(answers,
                              json_pack("{ss ss sI}", "question", report->answers[i].question,
                                        "answer", report->answers[i].answer, "count",
                                        (json_int_t)report->answers[i].count));
    json_object_set_new(object, "answers", answers);
}

static void set_look(json_t *object, const struct report *report)
{
    json_t *look = json_array();
    for (int i = 0; i < report->look_count; i++) {
        const struct report_look *row = &report->look[i];
        json_array_append_new(look, json_pack("{ss ss ss so ss}", "why", row->why, "host",
                                              row->host, "ref", row->ref, "day", day_json(row->day),
                                              "text", row->text));
    }
    json_object_set_new(object, "look", look);
}

static void set_targets(json_t *object, const struct report *report)
{
    struct report_share kept = report_wilson(report->year_kept, report->year_made);
    bool known = kept.denominator > 0;
    bool month = report->target_month >= 0;
    json_t *made = json_pack("{so so so}", "target",
                             integer_or_null(report->made_target > 0, report->made_target), "month",
                             month ? month_json(report->target_month) : json_null(), "this_month",
                             integer_or_null(month, report->made_in_month));
    json_t *year = json_pack("{so sI sI so so so}", "target",
                             integer_or_null(report->kept_target > 0, report->kept_target), "made",
                             (json_int_t)report->year_made, "kept", (json_int_t)report->year_kept,
                             "share", real_or_null(known, kept.share), "low",
                             real_or_null(known, kept.low), "high", real_or_null(known, kept.high));
    json_object_set_new(object, "targets", json_pack("{so so}", "made", made, "kept", year));
}

void report_set_lists(json_t *object, const struct report *report)
{
    static void (*const parts[])(json_t *, const struct report *) = {
        set_curves,  set_cohorts, set_discounts, set_tree, set_offers,
        set_budgets, set_effect,  set_answers,   set_look, set_targets};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        parts[i](object, report);
}
