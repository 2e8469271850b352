/* SPDX-License-Identifier: MIT */
#include "shop_helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/clock.h"
#include "../../plugin/forget.h"
#include "../../plugin/projection.h"
#include "../../plugin/rebuild.h"
#include "../../plugin/reply.h"
#include "../../plugin/step.h"

static struct till till;

static const struct line bike[] = {{"BIKE", "City bike", 49900}, {NULL, NULL, 0}};
static const struct line bike_and_bell[] = {
    {"BIKE", "City bike", 49900}, {"BELL", "Bell", 900}, {NULL, NULL, 0}};
static const struct line service[] = {{"SERVICE", "Service", 3500}, {NULL, NULL, 0}};
static const struct line bike_back[] = {{"BIKE", "City bike", -49900}, {NULL, NULL, 0}};
static const struct line other_bike[] = {
    {"BIKE", "City bike", -49900}, {"BIKE2", "Tour bike", 59900}, {NULL, NULL, 0}};

static const char sections[] = "\n[step service]\nitems = sku:BIKE, sku:BIKE2\n"
                               "text = We check your bike, free\ndue = 6 months\n"
                               "closes = sku:SERVICE\n"
                               "\n[step chain]\nitems = sku:BIKE\ntext = We oil your chain\n"
                               "due = 3 weeks\n"
                               "\n[need filter]\ntext = A filter for your machine\ndue = 3 months\n"
                               "\n[need hint]\ntext = Show the new saddles\n";

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    till_add_sections(&till, sections);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

static void assert_note(const char *line)
{
    const struct bytes *text = &till.outcome.note_text;
    if (memmem(text->data, text->length, line, strlen(line)) == NULL)
        fail_msg("\"%s\" is not in:\n%.*s", line, (int)text->length, (const char *)text->data);
}

static void assert_no_note_has(const char *line)
{
    const struct bytes *text = &till.outcome.note_text;
    if (text->length > 0 && memmem(text->data, text->length, line, strlen(line)) != NULL)
        fail_msg("\"%s\" is in:\n%.*s", line, (int)text->length, (const char *)text->data);
}

static void an_item_begins_its_step_and_the_note_has_it_with_its_day(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&till, .customer = "ann", .lines = bike);
    const struct answer_step *step = till_open_step(answer, "service");
    assert_non_null(step);
    assert_int_equal(step->due_day, till_date(2025, 7, 6));
    assert_string_equal(step->sku, "BIKE");
    assert_note("27 January 2025: We oil your chain");
    assert_note("6 July 2025: We check your bike, free");
    till_assert_verified(&till);
}

static void the_soonest_two_stand_on_a_note(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike, .need = "filter");
    assert_note("27 January 2025: We oil your chain");
    assert_note("6 April 2025: A filter for your machine");
    assert_no_note_has("We check your bike");
}

static void a_month_has_its_last_day_where_it_is_shorter(void **state)
{
    static const struct {
        int32_t count;
        enum config_due unit;
        int from[3], to[3];
    } cases[] = {
        {1, CONFIG_MONTHS, {2025, 1, 31}, {2025, 2, 28}},
        {1, CONFIG_MONTHS, {2024, 1, 31}, {2024, 2, 29}},
        {6, CONFIG_MONTHS, {2025, 8, 31}, {2026, 2, 28}},
        {12, CONFIG_MONTHS, {2025, 12, 31}, {2026, 12, 31}},
        {1, CONFIG_YEARS, {2024, 2, 29}, {2025, 2, 28}},
        {4, CONFIG_YEARS, {2024, 2, 29}, {2028, 2, 29}},
        {2, CONFIG_WEEKS, {2025, 2, 20}, {2025, 3, 6}},
        {10, CONFIG_DAYS, {2025, 12, 25}, {2026, 1, 4}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const int *from = cases[i].from, *to = cases[i].to;
        const struct config_span span = {cases[i].count, cases[i].unit};
        assert_int_equal(step_due_day(&span, till_date(from[0], from[1], from[2])),
                         till_date(to[0], to[1], to[2]));
    }
}

static void a_span_beyond_the_calendar_is_no_day_at_all(void **state)
{
    (void)state;
    int32_t day = till_date(2025, 1, 6);
    for (int unit = CONFIG_DAYS; unit <= CONFIG_YEARS; unit++) {
        const struct config_span span = {INT32_MAX, (enum config_due)unit};
        assert_int_equal(step_due_day(&span, day), day);
    }
}

static void a_day_on_which_the_shop_is_closed_goes_to_the_next_open_one(void **state)
{
    struct config_shop shop = {.open = 0x3F}; /* mon-sat */
    (void)state;
    shop.closed[0] = till_date(2026, 12, 25);
    shop.closed[1] = till_date(2026, 12, 26);
    shop.closed_count = 2;
    assert_int_equal(step_open_day(&shop, till_date(2026, 12, 24)), till_date(2026, 12, 24));
    assert_int_equal(step_open_day(&shop, till_date(2026, 12, 25)), till_date(2026, 12, 28));
    assert_int_equal(step_open_day(&shop, till_date(2026, 12, 20)), till_date(2026, 12, 21));
    shop.open = 0;
    assert_int_equal(step_open_day(&shop, till_date(2026, 12, 20)), till_date(2026, 12, 20));
}

static void a_step_is_due_on_an_open_day(void **state)
{
    (void)state;
    till_set(&till, "shop", "open", "mon-sat");
    const struct answer *answer = SELL(&till, .customer = "ann", .lines = bike);
    assert_int_equal(till_open_step(answer, "service")->due_day,
                     till_date(2025, 7, 7)); /* the 6th is a Sunday */
}

static void the_till_speaks_of_a_step_when_it_is_near_and_no_sooner(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike);
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .day = 6)), "");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .day = 7)),
                        "27 Jan: We oil your chain [Kept] [Not now] [Not relevant]");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "bob", .day = 7)), "");
}

static void a_prompt_names_two_steps_at_most(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike, .need = "filter");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .day = 180)),
                        "27 Jan: We oil your chain [Kept] [Not now] [Not relevant]\n"
                        "6 Apr: A filter for your machine [Kept] [Not now] [Not relevant]");
}

static void a_key_closes_a_step_and_the_till_speaks_of_it_no_more(void **state)
{
    static const struct {
        const char *keys;
        int64_t how;
    } cases[] = {
        {"chain=kept", CLOSED_KEPT},
        {"chain=not_now", CLOSED_NOT_NOW},
        {"chain=not_relevant", CLOSED_NOT_RELEVANT},
    };
    static const char *const customers[] = {"ann", "bob", "cid"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SELL(&till, .customer = customers[i], .lines = bike);
        SELL(&till, .customer = customers[i], .day = 14, .keys = cases[i].keys);
        assert_string_equal(till.outcome.answer.notice, "");
        assert_int_equal(till_number(&till, "SELECT how FROM closed ORDER BY hlc DESC LIMIT 1"),
                         cases[i].how);
        assert_false(till_has_step(LOOK(&till, .customer = customers[i], .day = 21), "chain"));
        assert_true(till_has_step(&till.outcome.answer, "service"));
    }
    till_assert_verified(&till);
}

static void a_key_for_nothing_open_or_with_another_word_is_told(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike);
    SELL(&till, .customer = "ann", .day = 7, .keys = "chain=later");
    assert_string_equal(till.outcome.answer.notice,
                        "answer.chain: found \"later\", expected kept, not_now or not_relevant");
    SELL(&till, .customer = "ann", .day = 8, .keys = "filter=kept");
    assert_string_equal(till.outcome.answer.notice, "answer.filter: nothing of that name is open");
    SELL(&till, .customer = "ann", .day = 9, .keys = "wheels=kept");
    assert_string_equal(till.outcome.answer.notice,
                        "answer.wheels: no step, need or question has that name");
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 9), "chain"));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM closed"), 0);
}

static void an_item_closes_a_step_at_a_later_visit_and_not_at_the_same(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike);
    SELL(&till, .customer = "ann", .lines = service);
    assert_true(till_has_step(&till.outcome.answer, "service"));
    SELL(&till, .customer = "ann", .day = 100, .lines = service);
    assert_false(till_has_step(&till.outcome.answer, "service"));
    assert_int_equal(till_number(&till, "SELECT how FROM closed"), CLOSED_KEPT);
    till_assert_verified(&till);
}

static void a_closing_whose_sale_is_voided_did_not_happen(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike);
    SELL(&till, .ref = "closer", .customer = "ann", .day = 100, .lines = service);
    SELL(&till, .kind = "void", .original = "closer", .day = 100, .nothing = true);
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 101), "service"));
    till_assert_verified(&till);
}

static void a_step_goes_with_the_item_that_comes_back(void **state)
{
    (void)state;
    SELL(&till, .ref = "b", .customer = "ann", .lines = bike_and_bell, .total_minor = 50800);
    SELL(&till, .ref = "r", .kind = "return", .original = "b", .customer = "ann", .day = 3,
         .total_minor = -49900, .lines = bike_back);
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 4), "service"));
    SELL(&till, .kind = "void", .original = "r", .day = 4, .nothing = true);
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 4), "service"));
    till_assert_verified(&till);
}

static void a_step_stays_where_another_item_comes_back(void **state)
{
    static const struct line bell_back[] = {{"BELL", "Bell", -900}, {NULL, NULL, 0}};
    (void)state;
    SELL(&till, .ref = "b", .customer = "ann", .lines = bike_and_bell, .total_minor = 50800);
    SELL(&till, .kind = "return", .original = "b", .customer = "ann", .day = 3, .total_minor = -900,
         .lines = bell_back);
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 4), "service"));
}

static void a_return_that_names_no_sale_withdraws_all_the_same(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike_and_bell, .total_minor = 50800);
    SELL(&till, .kind = "return", .customer = "ann", .day = 3, .total_minor = -49900,
         .lines = bike_back);
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 4), "service"));
    till_assert_verified(&till);
}

static void an_exchange_withdraws_one_step_and_begins_another(void **state)
{
    (void)state;
    SELL(&till, .ref = "b", .customer = "ann", .lines = bike);
    SELL(&till, .kind = "exchange", .original = "b", .customer = "ann", .day = 10,
         .total_minor = 10000, .lines = other_bike);
    const struct answer_step *step =
        till_open_step(LOOK(&till, .customer = "ann", .day = 11), "service");
    assert_non_null(step);
    assert_string_equal(step->sku, "BIKE2");
    assert_int_equal(step->due_day, till_date(2025, 7, 16));
    assert_false(till_has_step(&till.outcome.answer, "chain"));
    till_assert_verified(&till);
}

static void a_voided_sale_has_no_step(void **state)
{
    (void)state;
    SELL(&till, .ref = "b", .customer = "ann", .lines = bike);
    SELL(&till, .kind = "void", .original = "b", .nothing = true);
    assert_int_equal(LOOK(&till, .customer = "ann", .day = 20)->step_count, 0);
}

static void a_step_begun_again_while_it_is_open_moves(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike);
    SELL(&till, .ref = "again", .customer = "ann", .day = 10, .lines = bike);
    assert_int_equal(till_open_step(&till.outcome.answer, "service")->due_day,
                     till_date(2025, 7, 16));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step WHERE name='service'"), 1);
    SELL(&till, .kind = "void", .original = "again", .day = 10, .nothing = true);
    assert_int_equal(till_open_step(LOOK(&till, .customer = "ann", .day = 11), "service")->due_day,
                     till_date(2025, 7, 6));
    till_assert_verified(&till);
}

static void a_step_that_moved_stays_where_its_first_sale_falls(void **state)
{
    (void)state;
    SELL(&till, .ref = "first", .customer = "ann", .lines = bike);
    SELL(&till, .customer = "ann", .day = 10, .lines = bike);
    SELL(&till, .kind = "void", .original = "first", .day = 11, .nothing = true);
    assert_int_equal(till_open_step(LOOK(&till, .customer = "ann", .day = 12), "service")->due_day,
                     till_date(2025, 7, 16));
    till_assert_verified(&till);
}

/* A sale is rung up wrongly, rung up anew, and only then is the first one voided. */
static void a_step_stays_where_one_of_two_sales_of_a_day_is_voided(void **state)
{
    (void)state;
    SELL(&till, .ref = "wrong", .customer = "ann", .lines = bike);
    SELL(&till, .ref = "right", .customer = "ann", .lines = bike, .minute = 800);
    SELL(&till, .kind = "void", .original = "wrong", .nothing = true);
    assert_int_equal(till_open_step(LOOK(&till, .customer = "ann", .day = 12), "service")->due_day,
                     till_date(2025, 7, 6));
    SELL(&till, .kind = "void", .original = "right", .day = 1, .nothing = true);
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 12), "service"));
    till_assert_verified(&till);
}

static void a_need_without_a_day_waits_for_the_next_visit(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .need = "hint");
    assert_note("Next visit: Show the new saddles");
    assert_string_equal(till_prompts(&till.outcome.answer), "");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .day = 1)),
                        "Show the new saddles [Kept] [Not now] [Not relevant]");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM said"), 0);
}

static void a_need_that_is_heard_again_is_not_spoken_of_as_due(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .need = "hint");
    SELL(&till, .customer = "ann", .day = 1, .need = "hint");
    assert_string_equal(till_prompts(&till.outcome.answer), "");
    assert_note("Next visit: Show the new saddles");
}

static void a_need_that_is_in_no_list_is_kept_apart_from_the_log(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .need = "a red helmet");
    assert_string_equal(till.outcome.answer.notice,
                        "need \"a red helmet\": is in no [need …], nothing follows");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM said WHERE what='need'"), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step"), 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE body LIKE '%helmet%'"),
                     0);
}

static void a_need_of_somebody_without_a_name_is_known_by_the_note(void **state)
{
    (void)state;
    SELL(&till, .need = "hint");
    int64_t note = till.outcome.answer.note.code;
    assert_true(note != 0);
    assert_string_equal(till_prompts(LOOK(&till, .note = note, .day = 1)),
                        "Show the new saddles [Kept] [Not now] [Not relevant]");
}

static void a_need_of_nobody_without_a_note_is_told_and_not_kept(void **state)
{
    (void)state;
    SELL(&till, .need = "hint", .print = "none");
    assert_string_equal(till.outcome.answer.notice,
                        "need \"hint\": nobody is known and there is no note");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step"), 0);
}

static void a_small_sale_with_a_need_has_its_note(void **state)
{
    (void)state;
    SELL(&till, .need = "hint", .total_minor = 100);
    assert_note("Next visit: Show the new saddles");
}

static void what_is_looked_at_in_advice_is_not_bought(void **state)
{
    (void)state;
    SELL(&till, .kind = "advice", .customer = "ann", .nothing = true, .lines = bike);
    assert_false(till_has_step(&till.outcome.answer, "service"));
    SELL(&till, .customer = "ann", .day = 1, .lines = bike);
    SELL(&till, .kind = "advice", .customer = "ann", .day = 2, .nothing = true, .lines = service);
    assert_true(till_has_step(&till.outcome.answer, "service"));
}

/* The owner shortened it meanwhile. */
static void a_step_begun_again_keeps_its_later_day(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike);
    int32_t due_day = till_open_step(&till.outcome.answer, "service")->due_day;
    till_set(&till, "step service", "due", "30 days");
    assert_string_equal(till.shop->settings_fault, "");
    assert_int_equal(
        till_open_step(SELL(&till, .customer = "ann", .day = 1, .lines = bike), "service")->due_day,
        due_day);
    assert_int_equal(till_open_step(SELL(&till, .customer = "ann", .day = 2), "service")->due_day,
                     due_day);
}

static void advice_is_a_visit_with_a_need_and_an_appointment(void **state)
{
    (void)state;
    const struct answer *answer =
        SELL(&till, .kind = "advice", .customer = "ann", .nothing = true, .need = "filter",
             .next_at = "2025-01-20T14:30:00+01:00", .next_text = "Fitting");
    assert_int_equal(answer->visit, 1);
    assert_note("20 January 2025, 14:30: Fitting");
    assert_note("6 April 2025: A filter for your machine");
    assert_int_equal(LOOK(&till, .customer = "ann", .day = 2)->visit, 2);
    till_assert_verified(&till);
}

static void an_appointment_is_kept_by_a_visit_within_three_days(void **state)
{
    static const struct {
        const char *customer;
        int day;
        bool kept;
    } cases[] = {
        {"ann", 9, false}, {"bob", 10, false}, {"cid", 11, true},
        {"dan", 14, true}, {"eve", 17, true},  {"fay", 18, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SELL(&till, .customer = cases[i].customer, .next_at = "2025-01-20");
        SELL(&till, .customer = cases[i].customer, .day = cases[i].day);
        assert_int_equal(till_has_step(&till.outcome.answer, "appointment"), !cases[i].kept);
    }
    till_assert_verified(&till);
}

static void an_appointment_of_today_is_not_kept_by_making_it(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .next_at = "2025-01-06");
    assert_true(till_has_step(&till.outcome.answer, "appointment"));
}

static void a_new_appointment_takes_the_place_of_the_one_that_is_open(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .next_at = "2025-02-20", .next_text = "Fitting");
    SELL(&till, .ref = "n", .customer = "ann", .day = 5, .next_at = "2025-02-12T09:05:00Z");
    assert_note("12 February 2025, 09:05: Appointment");
    assert_no_note_has("Fitting");
    const struct answer *answer = LOOK(&till, .customer = "ann", .day = 6);
    assert_int_equal(answer->step_count, 1);
    assert_int_equal(answer->steps[0].due_day, till_date(2025, 2, 12));
    SELL(&till, .kind = "void", .original = "n", .day = 6, .nothing = true);
    answer = LOOK(&till, .customer = "ann", .day = 7);
    assert_string_equal(till_open_step(answer, "appointment")->text, "Fitting");
    till_assert_verified(&till);
}

static void what_is_past_its_day_stands_on_a_note_without_it(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike, .next_at = "2025-01-08T10:00:00Z");
    SELL(&till, .customer = "ann", .day = 30);
    assert_note("Next visit: Appointment");
    assert_note("Next visit: We oil your chain");
    assert_no_note_has("2025, 10:00");
}

static void an_appointment_of_the_same_day_stands_on_its_note(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .next_at = "2025-01-06T16:00:00Z");
    assert_note("6 January 2025, 16:00: Appointment");
}

static void what_an_appointment_is_for_stays_out_of_the_log(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .next_at = "2025-02-20", .next_text = "Knee brace");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE body LIKE '%Knee%'"), 0);
    assert_string_equal(
        till_open_step(LOOK(&till, .customer = "ann", .day = 1), "appointment")->text,
        "Knee brace");
}

static void an_appointment_that_cannot_be_is_told(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .next_at = "2025-01-05");
    assert_string_equal(till.outcome.answer.notice, "next.at \"2025-01-05\": is before the sale");
    SELL(&till, .customer = "ann", .next_text = "Fitting");
    assert_string_equal(till.outcome.answer.notice,
                        "next.text \"Fitting\": without next.at there is no appointment");
    SELL(&till, .next_at = "2025-02-05", .print = "none");
    assert_string_equal(till.outcome.answer.notice,
                        "next.at \"2025-02-05\": nobody is known and there is no note");
    SELL(&till, .kind = "return", .customer = "ann", .total_minor = -100, .next_at = "2025-02-05",
         .keys = "chain=kept");
    assert_string_equal(till.outcome.answer.notice, "answer.chain: not used with a return\n"
                                                    "next.at: not used with a return");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step"), 0);
}

static void a_line_for_the_pen_stands_where_there_is_no_appointment(void **state)
{
    (void)state;
    till_set(&till, "print", "pen", "yes");
    SELL(&till, .customer = "ann");
    assert_note("Next appointment: ....................");
    SELL(&till, .customer = "bob", .next_at = "2025-02-20");
    assert_no_note_has("Next appointment");
}

static void a_key_pressed_after_the_sale_closes_a_step_once(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike);
    SELL(&till, .ref = "v", .customer = "ann", .day = 14);
    for (int i = 0; i < 3; i++) {
        SELL(&till, .ref = "v", .customer = "ann", .day = 14, .keys = "chain=kept");
        assert_string_equal(till.outcome.answer.notice, "");
        assert_false(till_has_step(&till.outcome.answer, "chain"));
    }
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=12"), 1);
    SELL(&till, .ref = "v", .customer = "ann", .day = 14, .keys = "chain=not_now");
    assert_string_equal(till.outcome.answer.notice, "answer.chain: answered before, which stands");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM closed"), 1);
    till_assert_verified(&till);
}

static void a_need_told_after_the_sale_begins_once(void **state)
{
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann");
    for (int i = 0; i < 3; i++)
        SELL(&till, .ref = "v", .customer = "ann", .need = "filter", .next_at = "2025-02-20",
             .next_text = "Fitting");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=12"), 1);
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 1), "filter"));
    assert_string_equal(till_open_step(&till.outcome.answer, "appointment")->text, "Fitting");
    SELL(&till, .customer = "ann", .day = 1, .keys = "filter=not_now");
    SELL(&till, .ref = "v", .customer = "ann", .need = "filter");
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 2), "filter"));
    till_assert_verified(&till);
}

static void a_sale_told_again_begins_and_moves_nothing(void **state)
{
    (void)state;
    SELL(&till, .ref = "b", .customer = "ann", .lines = bike);
    SELL(&till, .ref = "b", .customer = "ann", .lines = bike);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=12"), 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step"), 2);
    assert_int_equal(till.outcome.answer.step_count, 2);
}

static void an_appointment_told_anew_with_its_sale_is_another(void **state)
{
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann", .next_at = "2025-02-20");
    SELL(&till, .ref = "v", .customer = "ann", .next_at = "2025-02-12");
    assert_int_equal(
        till_open_step(LOOK(&till, .customer = "ann", .day = 1), "appointment")->due_day,
        till_date(2025, 2, 12));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step"), 1);
    till_assert_verified(&till);
}

static void who_takes_the_note_after_all_has_the_steps_of_the_sale(void **state)
{
    (void)state;
    till_set(&till, "print", "note", "ask");
    SELL(&till, .ref = "b", .lines = bike);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step"), 0);
    SELL(&till, .ref = "b", .lines = bike, .print = "note");
    assert_note("27 January 2025: We oil your chain");
    int64_t note = till.outcome.answer.note.code;
    SELL(&till, .ref = "b", .lines = bike, .print = "note");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step"), 2);
    assert_true(till_has_step(LOOK(&till, .note = note, .day = 1), "service"));
    till_assert_verified(&till);
}

static void two_persons_that_become_one_have_one_customers_steps(void **state)
{
    (void)state;
    SELL(&till, .lines = bike);
    int64_t note = till.outcome.answer.note.code;
    SELL(&till, .customer = "ann", .need = "filter");
    const struct answer *answer = LOOK(&till, .customer = "ann", .note = note, .day = 10);
    assert_true(till_has_step(answer, "service") && till_has_step(answer, "filter"));
    SELL(&till, .customer = "ann", .note = note, .day = 10, .keys = "service=kept");
    answer = LOOK(&till, .customer = "ann", .day = 11);
    assert_true(!till_has_step(answer, "service") && till_has_step(answer, "filter"));
    till_assert_verified(&till);
}

static void one_key_closes_what_two_that_became_one_both_had(void **state)
{
    (void)state;
    SELL(&till, .lines = bike);
    int64_t note = till.outcome.answer.note.code;
    SELL(&till, .customer = "ann", .day = 1, .lines = bike);
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .note = note, .day = 14)),
                        "27 Jan: We oil your chain [Kept] [Not now] [Not relevant]");
    SELL(&till, .customer = "ann", .note = note, .day = 14, .keys = "chain=kept");
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 15), "chain"));
}

/* Both tills sell the same bike's step to one customer; whatever is taken in first. */
static void two_tills_have_the_same_steps_whichever_takes_the_other_in(void **state)
{
    struct till other;
    (void)state;
    till_open_beside(&other, &till);
    till_add_sections(&other, sections);
    SELL(&till, .ref = "b", .customer = "ann", .lines = bike, .next_at = "2025-02-20");
    SELL(&other, .customer = "ann", .day = 3, .lines = bike, .keys = "chain=kept");
    SELL(&till, .customer = "ann", .day = 20, .keys = "chain=not_now");
    SELL(&other, .kind = "return", .original = "b", .customer = "ann", .day = 5,
         .total_minor = -49900, .lines = bike_back);
    char folder[96];
    struct fault fault = {{0}};
    snprintf(folder, sizeof folder, "%s/store", other.folder);
    assert_int_equal(rebuild_merge(till.shop->store, folder, &fault), COMEBACK_OK);
    char *one = till_projections(&till);
    till_assert_verified(&till);
    snprintf(folder, sizeof folder, "%s/store", till.folder);
    assert_int_equal(rebuild_merge(other.shop->store, folder, &fault), COMEBACK_OK);
    char *two = till_projections(&other);
    assert_string_equal(one, two);
    assert_non_null(strstr(one, "\nstep|"));
    assert_non_null(strstr(one, "\nclosed|"));
    free(one);
    free(two);
    till_close(&other);
}

static void a_sale_told_late_begins_its_steps_and_prints_nothing(void **state)
{
    (void)state;
    assert_int_equal(
        till_tell(&till,
                  &(const struct ticket){
                      .customer = "ann", .lines = bike, .next_at = "2025-02-20", .need = "filter"},
                  (struct checkout_options){.late = true}),
        COMEBACK_OK);
    assert_int_equal(till.outcome.note_text.length, 0);
    const struct answer *answer = LOOK(&till, .customer = "ann", .day = 1);
    assert_true(till_has_step(answer, "service") && till_has_step(answer, "filter") &&
                till_has_step(answer, "appointment"));
    till_assert_verified(&till);
}

static void a_key_that_came_by_the_spool_closes_a_step_too(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike);
    SELL(&till, .ref = "v", .customer = "ann", .day = 14);
    assert_int_equal(till_tell(&till,
                               &(const struct ticket){
                                   .ref = "v", .customer = "ann", .day = 14, .keys = "chain=kept"},
                               (struct checkout_options){.late = true}),
                     COMEBACK_OK);
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 15), "chain"));
    till_assert_verified(&till);
}

static void nothing_begins_any_more_for_who_is_forgotten(void **state)
{
    struct forget_report report;
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann");
    assert_int_equal(forget_person(till.shop->store, till.outcome.answer.person, &report, NULL),
                     COMEBACK_OK);
    SELL(&till, .ref = "v", .customer = "ann", .need = "hint", .next_at = "2025-02-20",
         .next_text = "Fitting");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step"), 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM said"), 0);
    till_assert_verified(&till);
}

static void a_sale_of_the_day_before_told_late_closes_nothing_that_began_after_it(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .day = 10, .lines = bike);
    SELL(&till, .customer = "ann", .day = 9, .lines = service);
    assert_true(till_has_step(&till.outcome.answer, "service"));
}

static void what_was_before_begins_no_step(void **state)
{
    (void)state;
    assert_int_equal(till_tell(&till, &(const struct ticket){.customer = "ann", .lines = bike},
                               (struct checkout_options){.history = true}),
                     COMEBACK_OK);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step"), 0);
}

static void a_step_that_the_settings_lost_is_still_owed(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike);
    till_drop_section(&till, "step service");
    till_drop_section(&till, "step chain");
    till_drop_section(&till, "need filter");
    till_drop_section(&till, "need hint");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .day = 7)),
                        "27 Jan: We oil your chain [Kept] [Not now] [Not relevant]");
    SELL(&till, .customer = "ann", .day = 7, .keys = "chain=kept");
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 8), "chain"));
}

static void add_needs(int count)
{
    char text[128];
    for (int i = 0; i < count; i++) {
        snprintf(text, sizeof text,
                 "\n[need n%d]\ntext = Number %d\ndue = %d days\ncloses = sku:N%d\n", i, i, 30 + i,
                 i);
        till_add_sections(&till, text);
    }
}

/* Of whom much is open, nothing is lost sight of. */
static void all_that_is_open_of_a_customer_is_closed_by_its_item(void **state)
{
    enum { NEEDS = 28 };
    static const struct line last[] = {{"N27", "Last", 900}, {NULL, NULL, 0}};
    char need[16];
    (void)state;
    add_needs(NEEDS);
    SELL(&till, .customer = "ann", .lines = bike);
    for (int i = 0; i < NEEDS; i++) {
        snprintf(need, sizeof need, "n%d", i);
        SELL(&till, .customer = "ann", .need = need);
    }
    SELL(&till, .customer = "ann", .day = 5, .need = "n27", .next_at = "2025-09-01");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step WHERE name='n27'"), 1);
    SELL(&till, .customer = "ann", .day = 6, .lines = last);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM closed"), 1);
    till_assert_verified(&till);
}

/* Notes on the customer, where staff see them (RepairDesk#60, OCA/pos#858). */
static void what_was_heard_at_the_counter_is_there_at_the_next_visit(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .need = "hint");
    SELL(&till, .customer = "bob");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .day = 30)),
                        "Show the new saddles [Kept] [Not now] [Not relevant]");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "bob", .day = 30)), "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)
    const struct CMUnitTest tests[] = {
        TEST(an_item_begins_its_step_and_the_note_has_it_with_its_day),
        TEST(the_soonest_two_stand_on_a_note),
        cmocka_unit_test(a_month_has_its_last_day_where_it_is_shorter),
        cmocka_unit_test(a_span_beyond_the_calendar_is_no_day_at_all),
        cmocka_unit_test(a_day_on_which_the_shop_is_closed_goes_to_the_next_open_one),
        TEST(a_step_is_due_on_an_open_day),
        TEST(the_till_speaks_of_a_step_when_it_is_near_and_no_sooner),
        TEST(a_prompt_names_two_steps_at_most),
        TEST(a_key_closes_a_step_and_the_till_speaks_of_it_no_more),
        TEST(a_key_for_nothing_open_or_with_another_word_is_told),
        TEST(an_item_closes_a_step_at_a_later_visit_and_not_at_the_same),
        TEST(a_closing_whose_sale_is_voided_did_not_happen),
        TEST(a_step_goes_with_the_item_that_comes_back),
        TEST(a_step_stays_where_another_item_comes_back),
        TEST(a_return_that_names_no_sale_withdraws_all_the_same),
        TEST(an_exchange_withdraws_one_step_and_begins_another),
        TEST(a_voided_sale_has_no_step),
        TEST(a_step_begun_again_while_it_is_open_moves),
        TEST(a_step_that_moved_stays_where_its_first_sale_falls),
        TEST(a_step_stays_where_one_of_two_sales_of_a_day_is_voided),
        TEST(a_need_without_a_day_waits_for_the_next_visit),
        TEST(a_need_that_is_heard_again_is_not_spoken_of_as_due),
        TEST(a_need_that_is_in_no_list_is_kept_apart_from_the_log),
        TEST(a_need_of_somebody_without_a_name_is_known_by_the_note),
        TEST(a_need_of_nobody_without_a_note_is_told_and_not_kept),
        TEST(a_small_sale_with_a_need_has_its_note),
        TEST(what_is_looked_at_in_advice_is_not_bought),
        TEST(a_step_begun_again_keeps_its_later_day),
        TEST(advice_is_a_visit_with_a_need_and_an_appointment),
        TEST(an_appointment_is_kept_by_a_visit_within_three_days),
        TEST(an_appointment_of_today_is_not_kept_by_making_it),
        TEST(a_new_appointment_takes_the_place_of_the_one_that_is_open),
        TEST(what_is_past_its_day_stands_on_a_note_without_it),
        TEST(an_appointment_of_the_same_day_stands_on_its_note),
        TEST(what_an_appointment_is_for_stays_out_of_the_log),
        TEST(an_appointment_that_cannot_be_is_told),
        TEST(a_line_for_the_pen_stands_where_there_is_no_appointment),
        TEST(a_key_pressed_after_the_sale_closes_a_step_once),
        TEST(a_need_told_after_the_sale_begins_once),
        TEST(a_sale_told_again_begins_and_moves_nothing),
        TEST(an_appointment_told_anew_with_its_sale_is_another),
        TEST(who_takes_the_note_after_all_has_the_steps_of_the_sale),
        TEST(two_persons_that_become_one_have_one_customers_steps),
        TEST(one_key_closes_what_two_that_became_one_both_had),
        TEST(two_tills_have_the_same_steps_whichever_takes_the_other_in),
        TEST(a_sale_told_late_begins_its_steps_and_prints_nothing),
        TEST(a_key_that_came_by_the_spool_closes_a_step_too),
        TEST(nothing_begins_any_more_for_who_is_forgotten),
        TEST(a_sale_of_the_day_before_told_late_closes_nothing_that_began_after_it),
        TEST(what_was_before_begins_no_step),
        TEST(a_step_that_the_settings_lost_is_still_owed),
        TEST(all_that_is_open_of_a_customer_is_closed_by_its_item),
        TEST(what_was_heard_at_the_counter_is_there_at_the_next_visit),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
