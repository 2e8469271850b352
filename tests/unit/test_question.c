/* SPDX-License-Identifier: MIT */
#include "shop_helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/rebuild.h"
#include "../../plugin/reply.h"

static struct till till;

static const char sections[] = "\n[question heard]\ntext = How did you hear of us?\n"
                               "answers = friend walked_by web\nstage = first\n"
                               "\n[question rides]\ntext = Where do you ride?\n"
                               "answers = town hills\n";

static const char heard_keys[] = "How did you hear of us? [1 friend] [2 walked by] [3 web]";
static const char rides_keys[] = "Where do you ride? [1 town] [2 hills]";

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

static int64_t answers(const char *question, const char *answer)
{
    char sql[160];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM asked WHERE name='%s' AND answer='%s'",
             question, answer);
    return till_number(&till, sql);
}

static void a_shop_without_a_question_asks_none(void **state)
{
    (void)state;
    till_drop_section(&till, "question heard");
    till_drop_section(&till, "question rides");
    assert_string_equal(till_prompts(SELL(&till, .customer = "ann")), "");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM asked"), 0);
}

static void a_first_visit_is_asked_the_first_question_with_its_keys(void **state)
{
    (void)state;
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann")), heard_keys);
    assert_string_equal(till_prompts(LOOK(&till)), heard_keys);
    assert_string_equal(till_prompts(SELL(&till, .customer = "ann")), heard_keys);
    assert_int_equal(answers("heard", ""), 1);
}

static void who_works_here_is_asked_nothing(void **state)
{
    (void)state;
    till_set(&till, "shop", "staff", "17 23");
    assert_string_equal(SELL(&till, .customer = "23")->question.name, "");
    assert_string_equal(SELL(&till, .customer = "2")->question.name, "heard");
}

static void an_answer_is_the_word_or_its_number(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .keys = "heard=walked_by");
    assert_string_equal(till_prompts(&till.outcome.answer), "");
    SELL(&till, .customer = "bob", .keys = "heard=2");
    assert_int_equal(answers("heard", "walked_by"), 2);
    till_assert_verified(&till);
}

static void a_word_that_is_no_answer_is_told_and_not_counted(void **state)
{
    static const char *const words[] = {"0", "4", "Friend", "22", "tv"};
    char keys[32], told[128];
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        snprintf(keys, sizeof keys, "heard=%s", words[i]);
        snprintf(told, sizeof told, "answer.heard: found \"%s\", expected friend, walked_by or web",
                 words[i]);
        SELL(&till, .keys = keys);
        assert_string_equal(till.outcome.answer.notice, told);
        assert_string_equal(till_prompts(&till.outcome.answer), heard_keys);
    }
    assert_int_equal(answers("heard", ""), 5);
}

static void who_has_answered_is_asked_the_next_question(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .keys = "heard=web");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann")), rides_keys);
    assert_string_equal(till_prompts(LOOK(&till, .customer = "bob")), heard_keys);
    SELL(&till, .customer = "ann", .keys = "rides=1");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann")), "");
}

static void a_later_visit_is_asked_what_is_for_its_stage(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .day = 1)), rides_keys);
    till_set(&till, "question rides", "stage", "mature");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .day = 1)), "");
}

static void without_profiling_everybody_is_asked_the_same(void **state)
{
    (void)state;
    till_set(&till, "privacy", "profiling", "no");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann")), rides_keys);
    SELL(&till, .customer = "ann");
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .day = 1)), rides_keys);
}

static void who_has_not_answered_is_asked_again(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann");
    assert_string_equal(till_prompts(SELL(&till, .customer = "ann", .minute = 800)), heard_keys);
    assert_int_equal(answers("heard", ""), 2);
}

static void a_question_that_was_not_asked_is_not_answered(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .keys = "rides=hills");
    assert_string_equal(till.outcome.answer.notice, "answer.rides: was not asked at this sale");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM asked WHERE name='rides'"), 0);
    SELL(&till, .kind = "return", .customer = "ann", .total_minor = -100, .keys = "heard=web");
    assert_string_equal(till.outcome.answer.notice, "answer.heard: not used with a return");
    assert_int_equal(answers("heard", "web"), 0);
}

static void an_answer_after_the_sale_counts_once(void **state)
{
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann", .till = "T1");
    for (int i = 0; i < 3; i++) {
        SELL(&till, .ref = "v", .customer = "ann", .till = "T1", .keys = "heard=web");
        assert_string_equal(till.outcome.answer.notice, "");
        assert_string_equal(till_prompts(&till.outcome.answer), "");
    }
    SELL(&till, .ref = "v", .customer = "ann", .till = "T1", .keys = "heard=friend");
    assert_string_equal(till.outcome.answer.notice, "answer.heard: answered before, which stands");
    assert_int_equal(answers("heard", "web"), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM asked"), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=12"), 1);
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann")), rides_keys);
    till_assert_verified(&till);
}

static void a_sale_told_again_without_an_answer_still_asks(void **state)
{
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann");
    assert_string_equal(till_prompts(SELL(&till, .ref = "v", .customer = "ann")), heard_keys);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=12"), 0);
}

/* Square td-p/99498. */
static void the_next_customer_cannot_answer_the_one_befores_prompt(void **state)
{
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann", .till = "T1");
    SELL(&till, .customer = "bob", .till = "T1", .keys = "heard=friend");
    SELL(&till, .ref = "v", .customer = "ann", .till = "T1", .keys = "heard=web");
    assert_string_equal(till.outcome.answer.notice,
                        "answer.heard: the till has gone on, not counted");
    assert_string_equal(till_prompts(&till.outcome.answer), "");
    assert_int_equal(answers("heard", "web"), 0);
    assert_int_equal(answers("heard", "friend"), 1);
    assert_int_equal(till_number(&till,
                                 "SELECT count(*) FROM asked a JOIN sale s USING (host, kind, ref)"
                                 " WHERE a.answer='friend' AND a.ref<>'v'"),
                     1);
}

static void another_tills_next_sale_takes_no_question_away(void **state)
{
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann", .till = "T1");
    SELL(&till, .customer = "bob", .till = "T2");
    SELL(&till, .ref = "v", .customer = "ann", .till = "T1", .keys = "heard=web");
    assert_string_equal(till.outcome.answer.notice, "");
    assert_int_equal(answers("heard", "web"), 1);
}

static void a_question_is_gone_when_many_have_been_served_elsewhere(void **state)
{
    (void)state;
    SELL(&till, .ref = "v", .customer = "ann", .till = "T1");
    for (int i = 0; i < 64; i++)
        SELL(&till, .till = "T2");
    SELL(&till, .ref = "v", .customer = "ann", .till = "T1", .keys = "heard=web");
    assert_string_equal(till.outcome.answer.notice,
                        "answer.heard: the till has gone on, not counted");
}

static void an_answer_of_somebody_who_takes_the_note_later_is_theirs(void **state)
{
    (void)state;
    till_set(&till, "print", "note", "ask");
    SELL(&till, .ref = "v", .keys = "heard=web");
    SELL(&till, .ref = "v", .print = "note");
    int64_t note = till.outcome.answer.note.code;
    assert_true(note != 0);
    assert_string_equal(till_prompts(LOOK(&till, .note = note)),
                        "Ask: a note for the next visit? [Note]\n"
                        "Where do you ride? [1 town] [2 hills]");
    till_assert_verified(&till);
}

static void two_persons_that_become_one_have_answered_once(void **state)
{
    (void)state;
    SELL(&till, .keys = "heard=web");
    int64_t note = till.outcome.answer.note.code;
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann", .note = note)), rides_keys);
}

static void a_late_sale_was_asked_only_where_it_was_answered(void **state)
{
    const struct checkout_options late = {.late = true};
    (void)state;
    assert_int_equal(till_tell(&till, &(const struct ticket){.customer = "ann"}, late),
                     COMEBACK_OK);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM asked"), 0);
    assert_int_equal(
        till_tell(&till, &(const struct ticket){.customer = "bob", .keys = "heard=1"}, late),
        COMEBACK_OK);
    assert_int_equal(answers("heard", "friend"), 1);
    till_assert_verified(&till);
}

static void what_was_before_was_not_asked(void **state)
{
    (void)state;
    assert_int_equal(till_tell(&till, &(const struct ticket){.customer = "ann", .keys = "heard=1"},
                               (struct checkout_options){.history = true}),
                     COMEBACK_OK);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM asked"), 0);
}

static void two_tills_have_the_same_answers_whichever_takes_the_other_in(void **state)
{
    struct till other;
    char folder[96];
    struct fault fault = {{0}};
    (void)state;
    till_open_beside(&other, &till);
    till_add_sections(&other, sections);
    SELL(&till, .ref = "v", .customer = "ann");
    SELL(&other, .customer = "ann", .keys = "heard=2");
    SELL(&till, .ref = "v", .customer = "ann", .keys = "heard=1");
    SELL(&other, .ref = "w", .customer = "bob", .keys = "heard=3");
    snprintf(folder, sizeof folder, "%s/store", other.folder);
    assert_int_equal(rebuild_merge(till.shop->store, folder, &fault), COMEBACK_OK);
    char *one = till_projections(&till);
    till_assert_verified(&till);
    snprintf(folder, sizeof folder, "%s/store", till.folder);
    assert_int_equal(rebuild_merge(other.shop->store, folder, &fault), COMEBACK_OK);
    char *two = till_projections(&other);
    assert_string_equal(one, two);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM asked WHERE answer<>''"), 3);
    assert_string_equal(till_prompts(LOOK(&till, .customer = "ann")), rides_keys);
    free(one);
    free(two);
    till_close(&other);
}

static json_t *reply(const struct answer *answer)
{
    struct checkout_outcome outcome = {.answer = *answer};
    json_t *object = reply_json(&outcome, true, false, "");
    assert_non_null(object);
    return object;
}

static void assert_json(const json_t *value, const char *expected)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    assert_string_equal(text, expected);
    free(text);
}

static void hosts_read_question_steps_and_needs_as_json(void **state)
{
    static const char more[] = "\n[need filter]\ntext = A new filter\ndue = 3 months\n"
                               "\n[need hint]\ntext = Saddles\n";
    (void)state;
    till_add_sections(&till, more);
    SELL(&till, .customer = "ann", .need = "hint", .next_at = "2025-02-20T14:30:00Z",
         .next_text = "Fitting", .keys = "heard=1");
    json_t *object = reply(LOOK(&till, .customer = "ann", .day = 1));
    assert_json(json_object_get(object, "question"),
                "{\"id\":\"rides\",\"text\":\"Where do you ride?\",\"answers\":[\"town\","
                "\"hills\"]}");
    assert_json(json_object_get(object, "steps"),
                "[{\"id\":\"hint\",\"text\":\"Saddles\",\"due\":null,\"sort\":\"need\","
                "\"answers\":[\"kept\",\"not_now\",\"not_relevant\"]},"
                "{\"id\":\"appointment\",\"text\":\"Fitting\",\"due\":\"2025-02-20T14:30\","
                "\"sort\":\"appointment\",\"answers\":[]}]");
    assert_json(json_object_get(object, "needs"), "[{\"id\":\"filter\",\"text\":\"A new filter\"},"
                                                  "{\"id\":\"hint\",\"text\":\"Saddles\"}]");
    json_decref(object);
    object = reply(SELL(&till, .customer = "bob", .keys = "heard=1"));
    assert_json(json_object_get(object, "question"), "null");
    assert_json(json_object_get(object, "steps"), "[]");
    json_decref(object);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)
    const struct CMUnitTest tests[] = {
        TEST(a_shop_without_a_question_asks_none),
        TEST(a_first_visit_is_asked_the_first_question_with_its_keys),
        TEST(who_works_here_is_asked_nothing),
        TEST(an_answer_is_the_word_or_its_number),
        TEST(a_word_that_is_no_answer_is_told_and_not_counted),
        TEST(who_has_answered_is_asked_the_next_question),
        TEST(a_later_visit_is_asked_what_is_for_its_stage),
        TEST(without_profiling_everybody_is_asked_the_same),
        TEST(who_has_not_answered_is_asked_again),
        TEST(a_question_that_was_not_asked_is_not_answered),
        TEST(an_answer_after_the_sale_counts_once),
        TEST(a_sale_told_again_without_an_answer_still_asks),
        TEST(the_next_customer_cannot_answer_the_one_befores_prompt),
        TEST(another_tills_next_sale_takes_no_question_away),
        TEST(a_question_is_gone_when_many_have_been_served_elsewhere),
        TEST(an_answer_of_somebody_who_takes_the_note_later_is_theirs),
        TEST(two_persons_that_become_one_have_answered_once),
        TEST(a_late_sale_was_asked_only_where_it_was_answered),
        TEST(what_was_before_was_not_asked),
        TEST(two_tills_have_the_same_answers_whichever_takes_the_other_in),
        TEST(hosts_read_question_steps_and_needs_as_json),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
