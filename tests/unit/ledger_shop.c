/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/promise.h"
#include "../../plugin/queue.h"
#include "../../plugin/rebuild.h"
#include "../../plugin/suspicion.h"

static const char *const kind_names[] = {"sale", "return",   "exchange",
                                         "void", "training", "advice"};
static const char *const print_names[] = {NULL, "note", "card", "none"};

enum { SPOOL_MS = 2000 };

static uint32_t seed_now;
static int step_now;

void shop_says_where(uint32_t seed, int step)
{
    seed_now = seed;
    step_now = step;
}

__attribute__((format(printf, 3, 4))) static void set(struct sale *sale, const char *field,
                                                      const char *format, ...)
{
    char text[128];
    struct fault fault = {{0}};
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (sale_set(sale, field, text, strlen(text), &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
}

static void set_who(struct sale *sale, const struct telling *told)
{
    if (told->known_by[BY_ID] != 0)
        set(sale, "customer.id", "%d", told->known_by[BY_ID]);
    if (told->known_by[BY_PHONE] != 0)
        set(sale, "customer.phone", "085 012 34%02d", told->known_by[BY_PHONE]);
    if (told->known_by[BY_EMAIL] != 0)
        set(sale, "customer.email", "m%d@example.org", told->known_by[BY_EMAIL]);
    if (told->known_by[BY_TOKEN] != 0)
        set(sale, "payment.token", "token-%d", told->known_by[BY_TOKEN]);
    if (told->referrer != 0)
        set(sale, "referrer.id", "%d", told->referrer);
    if (told->someone_else)
        set(sale, "answer.who", "someone_else");
}

static void set_moment(struct sale *sale, const char *field, int day, int minute)
{
    char date[CLOCK_TEXT];
    clock_iso_date(DAY_0 + day, date);
    if (minute == 0)
        set(sale, field, "%.10s", date);
    else
        set(sale, field, "%.10sT%02d:%02d:00+00:00", date, minute / 60, minute % 60);
}

static void set_keys(struct sale *sale, const struct telling *told)
{
    char field[40];
    if (told->need != NULL)
        set(sale, "need", "%s", told->need);
    if (told->next_day != 0)
        set_moment(sale, "next.at", told->next_day, told->next_minute);
    if (told->consent != 0)
        set(sale, "consent", told->consent > 0 ? "profiling" : "-profiling");
    for (int i = 0; i < told->key_count; i++) {
        snprintf(field, sizeof field, "answer.%s", told->keys[i].name);
        set(sale, field, "%s", told->keys[i].word);
    }
}

static void add_scan(struct sale *sale, int64_t code)
{
    char text[CODE_TEXT];
    code_format(code, text);
    assert_int_equal(sale_add_scan(sale, text, strlen(text), NULL), COMEBACK_OK);
}

static void set_rest(struct sale *sale, const struct telling *told)
{
    set(sale, "kind", "%s", kind_names[told->kind]);
    set(sale, "ref", "L%d", told->ref);
    set(sale, "till", "T%d", told->till);
    set(sale, "total_minor", "%lld", (long long)told->total);
    set(sale, "discount.applied_minor", "%lld", (long long)told->applied);
    if (told->cart != 0)
        set(sale, "cart", "C%d", told->cart);
    if (told->original != 0)
        set(sale, "original", "L%d", told->original);
    if (told->print != PRINT_AS_SET)
        set(sale, "print", "%s", print_names[told->print]);
    if (told->copy)
        set(sale, "copy", "1");
    if (told->foreign)
        set(sale, "currency", "USD");
}

static struct sale sale_of(const struct telling *told)
{
    struct sale sale;
    assert_int_equal(sale_start(&sale, "pos", NULL), COMEBACK_OK);
    set_rest(&sale, told);
    set_moment(&sale, "at", told->day, told->minute == 0 ? 720 : told->minute);
    set_keys(&sale, told);
    set_who(&sale, told);
    for (int i = 0; i < told->line_count; i++) {
        const struct ware *ware = &ledger_wares[told->lines[i].ware];
        assert_int_equal(sale_add_item(&sale, ware->sku, ware->name, ware->category,
                                       told->lines[i].pieces * 1000, told->lines[i].amount_minor,
                                       NULL),
                         COMEBACK_OK);
    }
    for (int i = 0; i < told->scan_count; i++)
        add_scan(&sale, told->scans[i]);
    assert_int_equal(sale_complete(&sale, NULL), COMEBACK_OK);
    return sale;
}

static void tell_difference(const struct telling *told, const char *what, int64_t shop,
                            int64_t rules)
{
    struct sale sale = sale_of(told);
    json_t *object = sale_to_json(&sale);
    char *text = json_dumps(object, JSON_COMPACT);
    fail_msg("seed %u, step %d: %s: the shop says %lld, the rules %lld\n%s%s", seed_now, step_now,
             what, (long long)shop, (long long)rules, text,
             told->late      ? " late"
             : told->history ? " history"
                             : "");
}

void same(const struct telling *told, const char *what, int64_t shop, int64_t rules)
{
    if (shop != rules)
        tell_difference(told, what, shop, rules);
}

int shop_tells(struct till *till, const struct telling *told)
{
    struct sale sale = sale_of(told);
    checkout_outcome_free(&till->outcome);
    till->outcome = (struct checkout_outcome){.job_count = 0};
    till->fault.text[0] = '\0';
    int status = checkout_finish(
        till->shop, &sale, (struct checkout_options){.history = told->history, .late = told->late},
        &till->outcome, &till->fault);
    sale_clear(&sale);
    return status;
}

int shop_puts_aside(struct till *till, const struct telling *told)
{
    sqlite3 *other;
    int taken = 0;
    struct telling live = *told;
    live.late = false;
    assert_int_equal(sqlite3_open(till_path(till, "store/comeback.db"), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    int status = shop_tells(till, &live);
    sqlite3_close(other);
    assert_int_equal(checkout_take_spool(till->shop, SPOOL_MS, &taken, NULL), COMEBACK_OK);
    same(told, "sales taken out of the spool", taken, status == COMEBACK_LATER);
    return status;
}

void shop_looks(struct till *till, const struct telling *told, struct answer *out)
{
    struct sale sale = sale_of(told);
    if (checkout_look(till->shop, &sale, out, &till->fault) != COMEBACK_OK)
        fail_msg("look: %s", till->fault.text);
    sale_clear(&sale);
}

void shop_scans(struct till *till, const struct telling *told, int64_t code, struct scan *out)
{
    char text[CODE_TEXT];
    struct sale sale = sale_of(told);
    code_format(code, text);
    if (checkout_scan(till->shop, &sale, text, out, &till->fault) != COMEBACK_OK)
        fail_msg("scan: %s", till->fault.text);
    sale_clear(&sale);
}

void shop_cancels(struct till *till, int cart)
{
    struct telling told = {.ref = LEDGER_DEEDS, .cart = cart};
    struct sale sale = sale_of(&told);
    assert_int_equal(checkout_cancel(till->shop, &sale, NULL), COMEBACK_OK);
    sale_clear(&sale);
}

void shop_unlocks(struct till *till, int number, int day)
{
    char name[16];
    struct desk desk = shop_desk(till->shop, false);
    snprintf(name, sizeof name, "T%d", number);
    assert_int_equal(store_begin_write(till->shop->store, 0, NULL), COMEBACK_OK);
    assert_int_equal(promise_unlock(&desk, name, DAY_0 + day, NULL), COMEBACK_OK);
    assert_int_equal(store_commit(till->shop->store, NULL), COMEBACK_OK);
}

bool shop_drops(struct till *till, int64_t code)
{
    char sql[96];
    snprintf(sql, sizeof sql, "SELECT coalesce(max(id), 0) FROM job WHERE state=0 AND code=%lld",
             (long long)code);
    int64_t job = till_number(till, sql);
    if (job != 0)
        assert_int_equal(queue_drop(till->shop->store, job, NULL), COMEBACK_OK);
    return job != 0;
}

int shop_reviews(struct till *till, int ref, int look)
{
    char text[16];
    struct desk desk = shop_desk(till->shop, false);
    snprintf(text, sizeof text, "L%d", ref);
    assert_int_equal(store_begin_write(till->shop->store, 0, NULL), COMEBACK_OK);
    int status = suspicion_review(&desk, "pos", text, look, NULL);
    assert_int_equal(store_commit(till->shop->store, NULL), COMEBACK_OK);
    return status;
}

static int64_t sent_or(int64_t promise, const struct answer *answer)
{
    return promise == 0 ? answer->sent.promise : promise;
}

static bool pays(const struct answer *answer, int64_t promise)
{
    for (int i = 0; i < answer->paid_count; i++)
        if (answer->paid[i] == promise)
            return true;
    return false;
}

static void same_paid(const struct telling *told, const struct expected *expected,
                      const struct answer *answer)
{
    int64_t best = expected->best < 0 ? 0 : sent_or(expected->dues[expected->best].promise, answer);
    same(told, "discount", answer->discount_minor, expected->discount);
    same(told, "best", answer->best, best);
    same(told, "paid", answer->paid_count, expected->paid_count);
    for (int i = 0; i < expected->paid_count; i++)
        same(told, "one paid", pays(answer, sent_or(expected->paid[i], answer)), true);
    same(told, "waits", answer->waits.promise,
         expected->has_waiting ? sent_or(expected->waits, answer) : 0);
}

static void same_persons(const struct past *past, const struct telling *told,
                         const struct expected *expected, const struct answer *answer)
{
    if (expected->whom.person != 0)
        same(told, "person", answer->person, number_of(past, expected->whom.person));
    same(told, "join_with", answer->join_with, number_of(past, expected->whom.other));
    same(told, "conflict", answer->conflict, number_of(past, expected->conflict));
    same(told, "flags", answer->flags, expected->flags);
}

static void same_worth(const struct telling *told, const struct expected *expected,
                       const struct answer *answer)
{
    same_paid(told, expected, answer);
    same(told, "undone", answer->undone_count, expected->undone != 0);
    if (expected->undone != 0)
        same(told, "undone_minor", answer->undone[0].minor, expected->undone_minor);
    same(told, "scans", answer->scan_count, expected->scan_count);
    for (int i = 0; i < expected->scan_count; i++)
        same(told, "verdict", answer->scans[i].verdict, expected->verdicts[i]);
}

static void same_name(const struct telling *told, const char *what, const char *shop,
                      const char *rules)
{
    if (strcmp(shop, rules) != 0)
        print_error("%s: the shop says \"%s\", the rules \"%s\"\n", what, shop, rules);
    same(told, what, strcmp(shop, rules) == 0, true);
}

static void same_next(const struct past *past, const struct telling *told,
                      const struct expected *expected, const struct next_promise *said)
{
    const struct promise *open =
        expected->next_open < 0 ? NULL : &past->promises[expected->next_open];
    const struct config_offer *offer = expected->next.offer;
    same_name(told, "next", said->benefit.name,
              open != NULL ? name_of(open->terms) : name_of(expected->next));
    if (open != NULL || offer != NULL)
        same(told, "next.until", said->benefit.until_day - DAY_0,
             open != NULL ? open->until : told->day + offer->days);
    if (open != NULL)
        same(told, "next.number", said->number, open->number);
}

static void same_stage(const struct telling *told, const struct expected *expected,
                       const struct answer *answer)
{
    same(told, "stage", answer->stage, expected->stage);
    same(told, "away", answer->away_days, expected->away);
    /* Of who has none and whom nothing is promised nobody asked for it. */
    if (expected->arm >= 0) {
        same(told, "arm", answer->arm, expected->arm);
        same(told, "control", answer->control, expected->control);
    }
    same(told, "a surprise may be given", answer->surprise.eligible, expected->eligible);
}

static void same_slips(const struct past *past, const struct telling *told,
                       const struct expected *expected, const struct answer *answer)
{
    same(told, "note", answer->note.made, expected->has_note);
    same(told, "card", answer->card.made, expected->has_card);
    same(told, "ask", answer->ask, expected->ask);
    same(told, "note.at", answer->note.at,
         expected->visits.offer == NULL ? 0 : expected->visits_at);
    same_name(told, "visits", answer->note.gift.name, name_of(expected->visits));
    same_next(past, told, expected, &answer->note.next);
    if (!expected->has_card)
        return;
    same_name(told, "card's offer", answer->card.terms.gets.name, name_of(expected->gets));
    same_name(told, "giver's offer", answer->card.terms.giver.name, name_of(expected->giver));
    same(told, "card.until", answer->card.until_day - DAY_0,
         told->day + expected->gets.offer->days);
}

static bool step_is_same(const struct seen_step *expected, const struct answer_step *said)
{
    char ref[16] = "";
    if (expected->place >= 0)
        snprintf(ref, sizeof ref, "L%d", expected->step.deed);
    return strcmp(said->name, expected->step.name) == 0 && strcmp(said->ref, ref) == 0 &&
           said->due_day - DAY_0 == expected->step.due && said->from_now == expected->from_now &&
           said->how == expected->how && said->withdrawn == expected->withdrawn;
}

static bool steps_are_same(const struct expected *expected, const struct answer *answer)
{
    bool same_ones = answer->step_count == expected->step_count;
    for (int i = 0; i < expected->step_count && same_ones; i++)
        same_ones = step_is_same(&expected->steps[i], &answer->steps[i]);
    return same_ones;
}

static void tell_steps(const struct expected *expected, const struct answer *answer)
{
    for (int i = 0; i < answer->step_count; i++)
        print_error("shop: %s of %s, due %d, how %d%s%s\n", answer->steps[i].name,
                    answer->steps[i].ref, answer->steps[i].due_day - DAY_0,
                    (int)answer->steps[i].how, answer->steps[i].from_now ? ", from now" : "",
                    answer->steps[i].withdrawn ? ", withdrawn" : "");
    for (int i = 0; i < expected->step_count; i++)
        print_error("rules: %s of L%d, due %d, how %d%s%s\n", expected->steps[i].step.name,
                    expected->steps[i].step.deed, expected->steps[i].step.due,
                    expected->steps[i].how, expected->steps[i].from_now ? ", from now" : "",
                    expected->steps[i].withdrawn ? ", withdrawn" : "");
}

static void same_steps(const struct telling *told, const struct expected *expected,
                       const struct answer *answer)
{
    const char *question = expected->question == NULL ? "" : expected->question;
    const char *word = expected->answer == NULL ? "" : expected->answer;
    bool same_ones = steps_are_same(expected, answer);
    if (!same_ones)
        tell_steps(expected, answer);
    same(told, "steps are the same", same_ones, true);
    same(told, "question", strcmp(answer->question.name, question), 0);
    same(told, "its answer", strcmp(answer->question.answer, word), 0);
}

void assert_as_expected(const struct past *past, const struct telling *told,
                        const struct expected *expected, const struct answer *answer)
{
    same(told, "tag", answer->tag, expected->tag);
    same(told, "visit", answer->visit, expected->visit);
    same(told, "via", answer->via, expected->via);
    same(told, "shown", answer->shown, expected->shown);
    same_persons(past, told, expected, answer);
    same_worth(told, expected, answer);
    same_stage(told, expected, answer);
    same_slips(past, told, expected, answer);
    same_steps(told, expected, answer);
}

/* One that fell keeps a tag that nothing asks for. */
void assert_deed(const struct past *past, const struct till *till, int ref)
{
    const struct deed *deed = &past->deeds[ref];
    char sql[256];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM sale WHERE host='pos' AND kind=%d AND ref='L%d' AND"
             " standing=%d AND taken_minor=%lld AND holds=%d AND (standing<>1 OR tag=%d)",
             (int)deed->told.kind, ref, deed->standing, (long long)deed->taken, deed->holds,
             deed->tag);
    if (counts(&deed->told) && till_number(till, sql) != 1)
        fail_msg("seed %u, step %d: there is none: %s", seed_now, step_now, sql);
}

/* What was promised of each offer, and counts. */
static void assert_tallies(const struct past *past, const struct till *till)
{
    char sql[128];
    for (int i = 0; i < past_rules(past)->offer_count; i++) {
        const char *name = past_rules(past)->offers[i].name;
        snprintf(sql, sizeof sql, "SELECT coalesce(sum(count), 0) FROM promised WHERE offer='%s'",
                 name);
        if (till_number(till, sql) != promised_times(past, name))
            fail_msg("seed %u: %s: %lld, the rules say %lld", seed_now, sql,
                     (long long)till_number(till, sql), (long long)promised_times(past, name));
        snprintf(sql, sizeof sql, "SELECT coalesce(sum(minor), 0) FROM promised WHERE offer='%s'",
                 name);
        if (till_number(till, sql) != promised_in(past, name, 0))
            fail_msg("seed %u: %s: %lld, the rules say %lld", seed_now, sql,
                     (long long)till_number(till, sql), (long long)promised_in(past, name, 0));
    }
}

static void assert_budget(const struct till *till, const char *name, int month, int64_t rules)
{
    char sql[128];
    snprintf(sql, sizeof sql,
             "SELECT coalesce(sum(minor), 0) FROM promised WHERE offer='%s' AND month=%d", name,
             month);
    if (till_number(till, sql) != rules)
        fail_msg("seed %u: %s: %lld, the rules say %lld", seed_now, sql,
                 (long long)till_number(till, sql), (long long)rules);
}

/* Month by month what counts in the budgets of offers and of the gift. */
static void assert_budgets(const struct past *past, const struct till *till)
{
    for (int month = clock_month(DAY_0); month <= clock_month(DAY_0 + LEDGER_DAYS); month++) {
        assert_budget(till, "[gift]", month, surprises_in(past, month));
        for (int i = 0; i < past_rules(past)->offer_count; i++)
            assert_budget(till, past_rules(past)->offers[i].name, month,
                          promised_in(past, past_rules(past)->offers[i].name, month));
    }
}

static void assert_verified(const struct till *till)
{
    struct rebuild_report report;
    struct bytes text = {0};
    assert_int_equal(rebuild_verify(till->shop->store, &report, &text, NULL), COMEBACK_OK);
    if (report.differences != 0 || report.gaps != 0)
        fail_msg("seed %u, step %d: verify: %.*s", seed_now, step_now, (int)text.length,
                 (const char *)text.data);
    bytes_free(&text);
}

void assert_store(const struct past *past, const struct till *till)
{
    assert_tallies(past, till);
    assert_budgets(past, till);
    if (till_number(till, "SELECT count(*) FROM code WHERE until_day-issued_day>540") != 0)
        fail_msg("seed %u: a code lives for too long", seed_now);

    for (int i = 1; i < past->deed_count; i++)
        assert_deed(past, till, i);
    assert_verified(till);
}
