/* SPDX-License-Identifier: MIT */
/* What somebody agreed to, with the version of the text, and what becomes of it. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../plugin/consent.h"
#include "../../plugin/export.h"
#include "../../plugin/forget.h"
#include "../../plugin/rebuild.h"
#include "../../plugin/reply.h"

#define TEXT "We may write to you about your bike."
#define NEED "\n[need filter]\ntext = A filter\n"
#define PURPOSE                                                                                    \
    NEED "\n[consent contact]\ntext = " TEXT "\n[consent profiling]\ntext = We may look\n"

static struct till till;

static void add_purposes(struct till *at)
{
    char *text = till_read(at, "comeback.ini"), *longer = calloc(1, strlen(text) + 256);
    sprintf(longer, "%s%s", text, PURPOSE);
    till_write(at, "comeback.ini", longer);
    free(longer);
    free(text);
}

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    add_purposes(&till);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

static bool is_given_at(struct till *at, int64_t person, const char *purpose)
{
    struct desk desk = shop_desk(at->shop, false);
    bool given = false;
    assert_int_equal(consent_is_given(&desk, person, purpose, &given, NULL), COMEBACK_OK);
    return given;
}

static bool is_given(int64_t person, const char *purpose)
{
    return is_given_at(&till, person, purpose);
}

static int64_t tell(int day, const char *consent)
{
    return SELL(&till, .day = day, .customer = "7", .till = "T1", .cashier = "Ann",
                .consent = consent)
        ->person;
}

static void what_was_given_holds_until_it_is_withdrawn(void **state)
{
    (void)state;
    int64_t person = tell(0, "contact");
    assert_true(is_given(person, "contact"));
    assert_false(is_given(person, "profiling"));
    tell(1, "-contact profiling");
    assert_false(is_given(person, "contact"));
    assert_true(is_given(person, "profiling"));
    tell(2, NULL);
    assert_true(is_given(person, "profiling"));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM consent"), 3);
}

static void it_says_when_at_which_till_and_by_which_cashier(void **state)
{
    (void)state;
    char version[CONSENT_VERSION];
    tell(0, "contact");
    consent_version(TEXT, version);
    assert_int_equal(till_number(&till, "SELECT at_ms FROM consent"),
                     ((int64_t)DAY_0 * 24 + 12) * 3600000);
    assert_int_equal(till_number(&till, "SELECT till='T1' AND length(cashier)=16 FROM consent"), 1);
    assert_int_equal(till_number(&till, "SELECT (SELECT cashier FROM consent)="
                                        "(SELECT json_extract(body, '$.cashier') FROM event"
                                        " WHERE kind=2)"),
                     1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE body LIKE '%contact%'"
                                        " AND kind<>1"),
                     0);
}

static void a_text_that_changed_must_be_agreed_to_anew(void **state)
{
    (void)state;
    int64_t person = tell(0, "contact");
    till_set(&till, "consent contact", "text", "We may write to you and to your friends.");
    assert_false(is_given(person, "contact"));
    till_set(&till, "consent contact", "text", TEXT);
    assert_true(is_given(person, "contact"));
}

/* A host that tells a sale again asks nobody. */
static void told_again_it_is_agreed_to_the_text_of_then(void **state)
{
    (void)state;
    int64_t person = SELL(&till, .ref = "A", .customer = "7", .consent = "contact")->person;
    till_set(&till, "consent contact", "text", "We may write to you and to your friends.");
    SELL(&till, .ref = "A", .customer = "7", .consent = "contact");
    assert_false(is_given(person, "contact"));
    till_set(&till, "consent contact", "text", TEXT);
    assert_true(is_given(person, "contact"));
}

static void the_version_is_eight_digits_that_go_with_the_text(void **state)
{
    char version[CONSENT_VERSION], other[CONSENT_VERSION];
    (void)state;
    consent_version(TEXT, version);
    assert_int_equal(strspn(version, "0123456789abcdef"), 8);
    consent_version(TEXT " ", other);
    assert_string_not_equal(version, other);
}

static void a_purpose_without_a_text_is_not_kept_and_the_notice_says_so(void **state)
{
    (void)state;
    tell(0, "newsletter contact");
    assert_string_equal(till.outcome.answer.notice,
                        "consent \"newsletter\": the settings have no [consent newsletter]");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM consent"), 1);
}

static void nobody_known_can_agree_to_nothing(void **state)
{
    (void)state;
    SELL(&till, .consent = "contact", .print = "none");
    assert_string_equal(till.outcome.answer.notice,
                        "consent \"contact\": of nobody known, not kept");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM consent"), 0);
}

static void a_key_pressed_after_the_sale_is_kept_too(void **state)
{
    (void)state;
    int64_t person = SELL(&till, .ref = "A", .customer = "7")->person;
    SELL(&till, .ref = "A", .customer = "7", .consent = "contact");
    assert_true(is_given(person, "contact"));
    SELL(&till, .ref = "A", .customer = "7", .consent = "-contact");
    assert_false(is_given(person, "contact"));
}

/* Whether it was a slip of the key, or the host told the sale again: nobody is asked twice. */
static void check_listed(const struct answer *answer, const char *expected)
{
    json_t *list = reply_consents(answer);
    char *text = json_dumps(list, JSON_COMPACT);
    assert_string_equal(text, expected);
    free(text);
    json_decref(list);
}

#define LISTED(contact, profiling)                                                                 \
    "[{\"id\":\"contact\",\"text\":\"" TEXT "\",\"given\":" contact                                \
    "},{\"id\":\"profiling\",\"text\":\"We may look\",\"given\":" profiling "}]"

static void hosts_read_what_a_customer_may_agree_to_and_has_agreed_to(void **state)
{
    (void)state;
    check_listed(LOOK(&till, .customer = "7"), LISTED("false", "false"));
    check_listed(SELL(&till, .customer = "7", .consent = "contact"), LISTED("true", "false"));
    check_listed(SELL(&till, .ref = "r", .customer = "7", .day = 1, .consent = "profiling"),
                 LISTED("true", "true"));
    check_listed(SELL(&till, .ref = "r", .customer = "7", .day = 1, .consent = "-contact"),
                 LISTED("false", "true"));
    check_listed(SELL(&till, .ref = "r", .customer = "7", .day = 1), LISTED("false", "true"));
    check_listed(LOOK(&till, .customer = "7", .day = 2), LISTED("false", "true"));
}

static void nobody_known_is_asked_for_no_consent(void **state)
{
    (void)state;
    check_listed(SELL(&till, .ref = "n"), "[]");
    check_listed(SELL(&till, .ref = "n"), "[]");
}

static void of_two_words_at_one_sale_the_withdrawal_stands(void **state)
{
    (void)state;
    int64_t person =
        SELL(&till, .ref = "A", .customer = "7", .consent = "-contact contact")->person;
    assert_string_equal(till.outcome.answer.notice,
                        "consent \"contact\": withdrawn at this sale, which stands");
    assert_false(is_given(person, "contact"));
    SELL(&till, .ref = "B", .day = 1, .customer = "7", .consent = "contact -contact");
    assert_string_equal(till.outcome.answer.notice,
                        "consent \"contact\": withdrawn at this sale, which stands");
    assert_false(is_given(person, "contact"));
    SELL(&till, .ref = "B", .day = 1, .customer = "7", .consent = "contact");
    assert_string_equal(till.outcome.answer.notice,
                        "consent \"contact\": withdrawn at this sale, which stands");
    assert_false(is_given(person, "contact"));
    SELL(&till, .ref = "C", .day = 2, .customer = "7", .consent = "contact");
    assert_string_equal(till.outcome.answer.notice, "");
    assert_true(is_given(person, "contact"));
}

/* A host that never told when its sales were, and tells one again after another. */
static void a_sale_told_again_says_what_was_said_then(void **state)
{
    char now[CLOCK_TEXT];
    (void)state;
    clock_format((struct moment){clock_now_ms() - 5000, 0}, now);
    int64_t person =
        SELL(&till, .ref = "A", .at = now, .customer = "7", .consent = "contact")->person;
    clock_format((struct moment){clock_now_ms() - 1000, 0}, now);
    SELL(&till, .ref = "B", .at = now, .customer = "7", .consent = "-contact");
    clock_format((struct moment){clock_now_ms(), 0}, now);
    SELL(&till, .ref = "A", .at = now, .customer = "7", .consent = "contact");
    assert_false(is_given(person, "contact"));
}

static void a_text_that_changed_is_not_agreed_to_by_telling_a_sale_again(void **state)
{
    (void)state;
    int64_t person = SELL(&till, .ref = "A", .customer = "7", .consent = "contact")->person;
    till_set(&till, "consent contact", "text", "We may ring you at night.");
    SELL(&till, .ref = "A", .customer = "7", .consent = "contact");
    assert_false(is_given(person, "contact"));
}

static void two_who_are_one_have_one_word(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .consent = "contact")->note.code;
    int64_t person = SELL(&till, .day = 1, .customer = "7", .note = note)->person;
    assert_true(is_given(person, "contact"));
    till_assert_verified(&till);
}

static void an_export_tells_it_and_forgetting_forgets_it(void **state)
{
    struct forget_report report;
    json_t *object = NULL;
    (void)state;
    int64_t person = tell(0, "contact");
    assert_int_equal(export_person(till.shop->store, person, &object, NULL), COMEBACK_OK);
    const json_t *list = json_object_get(object, "consents"), *first = json_array_get(list, 0);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(json_string_value(json_object_get(first, "purpose")), "contact");
    assert_int_equal(json_integer_value(json_object_get(first, "given")), 1);
    json_decref(object);
    assert_int_equal(forget_person(till.shop->store, person, &report, NULL), COMEBACK_OK);
    assert_int_equal(report.consents, 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM consent"), 0);
}

static void a_sale_told_once_more_brings_back_no_consent_of_who_is_forgotten(void **state)
{
    struct forget_report report;
    (void)state;
    int64_t person = SELL(&till, .ref = "A", .customer = "7", .consent = "contact")->person;
    assert_int_equal(forget_person(till.shop->store, person, &report, NULL), COMEBACK_OK);
    SELL(&till, .ref = "A", .customer = "7", .consent = "contact");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM consent"), 0);
    till_assert_verified(&till);
}

static void an_export_has_what_the_shop_said_it_would_do(void **state)
{
    json_t *object = NULL;
    (void)state;
    int64_t person = SELL(&till, .customer = "7", .need = "filter")->person;
    assert_int_equal(export_person(till.shop->store, person, &object, NULL), COMEBACK_OK);
    const json_t *first = json_array_get(json_object_get(object, "steps"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "name")), "filter");
    assert_string_equal(json_string_value(json_object_get(first, "text")), "A filter");
    assert_string_equal(json_string_value(json_object_get(first, "begun")), "2025-01-06");
    assert_int_equal(json_array_size(json_object_get(object, "answers")), 0);
    json_decref(object);
}

static void merge(struct till *into, struct till *from)
{
    struct fault fault = {{0}};
    if (rebuild_merge(into->shop->store, till_path(from, "store"), &fault) != COMEBACK_OK)
        fail_msg("merge: %s", fault.text);
}

static void the_later_word_of_two_tills_holds_at_both(void **state)
{
    struct till other;
    (void)state;
    till_open_beside(&other, &till);
    add_purposes(&other);
    SELL(&till, .day = 1, .customer = "7", .consent = "contact");
    SELL(&other, .day = 2, .customer = "7", .consent = "-contact profiling");
    merge(&till, &other);
    merge(&other, &till);
    int64_t person = LOOK(&till, .day = 3, .customer = "7")->person;
    assert_int_equal(LOOK(&other, .day = 3, .customer = "7")->person, person);
    assert_false(is_given(person, "contact"));
    assert_true(is_given(person, "profiling"));
    assert_false(is_given_at(&other, person, "contact"));
    assert_true(is_given_at(&other, person, "profiling"));
    till_close(&other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_given_holds_until_it_is_withdrawn),
        TEST(it_says_when_at_which_till_and_by_which_cashier),
        TEST(told_again_it_is_agreed_to_the_text_of_then),
        TEST(a_text_that_changed_must_be_agreed_to_anew),
        cmocka_unit_test(the_version_is_eight_digits_that_go_with_the_text),
        TEST(a_purpose_without_a_text_is_not_kept_and_the_notice_says_so),
        TEST(nobody_known_can_agree_to_nothing),
        TEST(a_key_pressed_after_the_sale_is_kept_too),
        TEST(hosts_read_what_a_customer_may_agree_to_and_has_agreed_to),
        TEST(nobody_known_is_asked_for_no_consent),
        TEST(of_two_words_at_one_sale_the_withdrawal_stands),
        TEST(a_sale_told_again_says_what_was_said_then),
        TEST(a_text_that_changed_is_not_agreed_to_by_telling_a_sale_again),
        TEST(two_who_are_one_have_one_word),
        TEST(an_export_tells_it_and_forgetting_forgets_it),
        TEST(a_sale_told_once_more_brings_back_no_consent_of_who_is_forgotten),
        TEST(an_export_has_what_the_shop_said_it_would_do),
        TEST(the_later_word_of_two_tills_holds_at_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
