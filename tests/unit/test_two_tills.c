/* SPDX-License-Identifier: MIT */
/* Two tills with a store each: what they do apart, and one truth when they are joined. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shop_helper.h"

#include "../../plugin/backup.h"
#include "../../plugin/code.h"
#include "../../plugin/projection.h"
#include "../../plugin/promise.h"
#include "../../plugin/suspicion.h"
#include "built.h"

enum { OUTPUT_MOST = 1 << 14, WAIT_MS = 2000, LATER = 15 * 60, FOREIGN_CODES = 12345 };

#define LOSSES                                                                                     \
    "SELECT count(*) FROM used u JOIN sale s ON s.host=u.host AND s.kind=u.kind AND s.ref=u.ref"   \
    " WHERE s.holds=1 AND EXISTS (SELECT 1 FROM used v WHERE v.promise=u.promise AND"              \
    " (v.hlc, v.origin, v.seq)<(u.hlc, u.origin, u.seq))"

static struct till one, two;
static char program[PATH_MAX], out[OUTPUT_MOST];

static void add_section(struct till *till, const char *section)
{
    char *text = till_read(till, "comeback.ini"), *longer = calloc(1, strlen(text) + 256);
    sprintf(longer, "%s\n%s", text, section);
    till_write(till, "comeback.ini", longer);
    assert_string_equal(till->shop->settings_fault, "");
    free(longer);
    free(text);
}

static int open_tills(void **state)
{
    (void)state;
    till_open(&one);
    till_open_beside(&two, &one);
    return 0;
}

static int close_tills(void **state)
{
    (void)state;
    till_close(&two);
    till_close(&one);
    return 0;
}

static void merge(struct till *into, const struct till *from)
{
    struct fault fault = {{0}};
    struct merge_report report;
    char path[128], store[128];
    snprintf(path, sizeof path, "%s", till_path(from, "store"));
    snprintf(store, sizeof store, "%s", till_path(into, "store"));
    if (backup_merge(path, store, &into->shop->keys, &report, &fault) != COMEBACK_OK)
        fail_msg("merge: %s", fault.text);
    till_assert_verified(into);
}

/* Rows of what is no projection and is the same in all stores that were joined. */
static void assert_same_rows(const char *sql)
{
    assert_int_equal(till_number(&one, sql), till_number(&two, sql));
}

static void assert_joined(void)
{
    char *first = till_projections(&one), *second = till_projections(&two);
    assert_string_equal(first, second);
    free(first);
    free(second);
    assert_same_rows("SELECT count(*) FROM event");
    assert_same_rows("SELECT sum(person%100003) FROM identity");
    assert_same_rows("SELECT count(*)*1000+sum(given)*10+sum(length(till)) FROM consent");
    assert_same_rows("SELECT count(*) FROM person WHERE language='fr'");
    assert_same_rows("SELECT sum(length(text)) FROM said");
}

/* Of what two tills tell within one millisecond nobody can say which was first. */
static void wait_a_tick(void)
{
    usleep(2000);
}

static void join(void)
{
    merge(&one, &two);
    merge(&two, &one);
    assert_joined();
}

static void let_cards_of_others_take_off(const char *limit)
{
    till_set(&one, "offer friend", "offline_limit", limit);
    till_set(&two, "offer friend", "offline_limit", limit);
    assert_string_equal(two.shop->settings_fault, "");
}

static void lock(struct till *till, int32_t day)
{
    for (int i = 1; i <= PROMISE_GUESSES; i++)
        assert_int_equal(SCAN(till, .till = "T2", .day = day,
                              .code = ((int64_t)CODE_CARD << 53) + i * FOREIGN_CODES),
                         VERDICT_FOREIGN);
}

static int64_t card_of_one(void)
{
    const struct answer *answer = SELL(&one, .customer = "giver", .print = "card");
    assert_true(answer->card.made);
    return answer->card.code;
}

/* The note is handed out after the other till has sold: its sale was the first until then. */
static void a_note_taken_later_may_make_another_tills_first_visit_a_later_one(void **state)
{
    (void)state;
    till_set(&one, "print", "note", "ask");
    SELL(&one, .ref = "nobody", .day = 0);
    SELL(&two, .ref = "first", .customer = "7", .day = 12);
    wait_a_tick();
    int64_t note = SELL(&one, .ref = "nobody", .day = 0, .print = "note")->note.code;
    SELL(&one, .customer = "7", .day = 15, .note = note);
    assert_int_equal(till_number(&two, "SELECT tag FROM sale WHERE ref='first'"), COMEBACK_NEW);
    merge(&one, &two);
    merge(&two, &one);
    assert_joined();
    assert_int_equal(till_number(&one, "SELECT tag FROM sale WHERE ref='first'"), COMEBACK_REPEAT);
}

static void without_a_limit_a_card_of_another_till_tags_and_takes_nothing_off(void **state)
{
    (void)state;
    const struct answer *answer = SELL(&two, .day = 1, .customer = "f", .card = card_of_one());
    assert_int_equal(answer->tag, COMEBACK_REFERRAL);
    assert_int_equal(answer->scans[0].verdict, VERDICT_ELSEWHERE);
    assert_int_equal(answer->discount_minor, 0);
}

static void with_a_limit_it_takes_off_at_most_that(void **state)
{
    (void)state;
    let_cards_of_others_take_off("1.50");
    int64_t card = card_of_one();
    assert_int_equal(LOOK(&two, .day = 1, .customer = "f", .card = card)->discount_minor, 150);
    assert_int_equal(
        LOOK(&two, .day = 1, .customer = "f", .card = card, .total_minor = 1200)->discount_minor,
        120);
    assert_int_equal(
        LOOK(&two, .day = 1, .customer = "f", .card = card, .total_minor = 999)->discount_minor, 0);
    /* At the till that printed it the card's own terms are known. */
    assert_int_equal(LOOK(&one, .day = 1, .customer = "f", .card = card)->discount_minor, 200);
}

static void what_the_offer_takes_off_at_most_holds_below_the_limit(void **state)
{
    (void)state;
    let_cards_of_others_take_off("9.00");
    assert_int_equal(
        LOOK(&two, .day = 1, .customer = "f", .card = card_of_one(), .total_minor = 100000)
            ->discount_minor,
        500);
}

/* As a card of this till does. */
static void shown_it_goes_before_whom_the_host_names(void **state)
{
    (void)state;
    let_cards_of_others_take_off("1.50");
    const struct answer *answer =
        LOOK(&two, .day = 1, .customer = "f", .card = card_of_one(), .referrer = "another");
    assert_int_equal(answer->discount_minor, 150);
    assert_int_equal(answer->sent.promise, 0);
}

static void at_a_locked_till_what_it_takes_off_waits(void **state)
{
    (void)state;
    let_cards_of_others_take_off("1.50");
    int64_t card = card_of_one();
    lock(&two, 1);
    assert_int_equal(
        SELL(&two, .till = "T2", .day = 1, .customer = "f", .card = card)->discount_minor, 0);
    assert_int_equal(LOOK(&two, .day = 2, .customer = "f")->discount_minor, 150);
}

static void it_is_used_up_at_the_till_that_took_it(void **state)
{
    (void)state;
    let_cards_of_others_take_off("5.00");
    int64_t card = card_of_one();
    SELL(&two, .day = 1, .customer = "f", .card = card, .total_minor = 1800, .applied_minor = 200);
    const struct answer *answer = LOOK(&two, .day = 2, .customer = "g", .card = card);
    assert_int_equal(answer->scans[0].verdict, VERDICT_USED);
    assert_int_equal(answer->discount_minor, 0);
}

static void the_givers_thanks_come_out_when_the_stores_are_joined(void **state)
{
    (void)state;
    let_cards_of_others_take_off("5.00");
    int64_t card = card_of_one();
    SELL(&two, .day = 1, .customer = "f", .card = card, .total_minor = 1800, .applied_minor = 200);
    assert_int_equal(LOOK(&one, .day = 15, .customer = "giver")->discount_minor, 0);
    join();
    assert_int_equal(LOOK(&one, .day = 14, .customer = "giver")->discount_minor, 0);
    assert_int_equal(LOOK(&one, .day = 15, .customer = "giver")->discount_minor, 200);
    assert_int_equal(LOOK(&two, .day = 15, .customer = "giver")->discount_minor, 200);
}

static void thanks_come_out_though_the_other_clock_was_behind(void **state)
{
    (void)state;
    let_cards_of_others_take_off("5.00");
    int64_t card = card_of_one();
    SELL(&two, .day = 1, .customer = "f", .card = card, .total_minor = 1800, .applied_minor = 200);
    /* An hour behind: by its clock the card was used before it was printed. */
    till_sql(&two, "UPDATE event SET hlc=hlc-(3600000<<16);"
                   "UPDATE used SET hlc=hlc-(3600000<<16)");
    till_assert_verified(&two);
    join();
    assert_int_equal(LOOK(&two, .day = 15, .customer = "giver")->discount_minor, 200);
}

static void of_two_uses_the_first_counts_and_the_other_is_a_loss(void **state)
{
    (void)state;
    let_cards_of_others_take_off("5.00");
    int64_t card = card_of_one();
    SELL(&two, .day = 1, .customer = "f", .card = card, .total_minor = 1800, .applied_minor = 200);
    wait_a_tick();
    SELL(&one, .day = 2, .customer = "g", .card = card, .total_minor = 1800, .applied_minor = 200);
    assert_int_equal(till_number(&one, LOSSES), 0);
    join();
    assert_int_equal(till_number(&one, LOSSES), 1);
    assert_int_equal(till_number(&one, "SELECT count(*) FROM reward WHERE offer='thanks'"), 1);
    /* Thanks are due so long after the first of them. */
    assert_int_equal(LOOK(&one, .day = 15, .customer = "giver")->discount_minor, 200);
}

static void a_promise_that_both_paid_is_spent_once_and_for_all(void **state)
{
    (void)state;
    int64_t card = card_of_one();
    join();
    SELL(&one, .day = 1, .customer = "f", .card = card, .total_minor = 1800, .applied_minor = 200);
    SELL(&two, .day = 1, .customer = "g", .card = card, .total_minor = 1800, .applied_minor = 200);
    join();
    assert_int_equal(till_number(&two, LOSSES), 1);
    assert_int_equal(LOOK(&two, .day = 2, .customer = "h", .card = card)->scans[0].verdict,
                     VERDICT_USED);
}

static void budgets_of_both_count_together(void **state)
{
    (void)state;
    till_set(&one, "offer friend", "budget_month", "10.00");
    till_set(&two, "offer friend", "budget_month", "10.00");
    assert_true(SELL(&one, .customer = "a", .print = "card")->card.made);
    assert_false(SELL(&one, .customer = "b", .print = "card")->card.made);
    assert_true(SELL(&two, .customer = "c", .print = "card")->card.made);
    join();
    assert_int_equal(till_number(&one, "SELECT minor FROM promised WHERE offer='friend'"), 2000);
    assert_false(SELL(&two, .day = 1, .customer = "d", .print = "card")->card.made);
}

static void one_customer_of_two_tills_is_one(void **state)
{
    (void)state;
    SELL(&one, .day = 0, .phone = "085 123 4567", .customer = "7");
    SELL(&two, .day = 1, .phone = "085 123 4567");
    assert_int_equal(till_number(&two, "SELECT tag FROM sale"), COMEBACK_NEW);
    join();
    assert_int_equal(till_number(&two, "SELECT count(*) FROM sale WHERE tag=2"), 1);
    assert_int_equal(LOOK(&two, .day = 2, .customer = "7")->visit, 3);
}

static int64_t flagged(struct till *till)
{
    struct suspicion list[4];
    int64_t count = -1;
    assert_int_equal(suspicion_list(till->shop->store, list, 4, &count, NULL), COMEBACK_OK);
    return count;
}

static void review(struct till *till, const char *ref, int look)
{
    struct desk desk = shop_desk(till->shop, false);
    assert_int_equal(store_begin_write(desk.store, WAIT_MS, NULL), COMEBACK_OK);
    assert_int_equal(suspicion_review(&desk, "pos", ref, look, NULL), COMEBACK_OK);
    assert_int_equal(store_commit(desk.store, NULL), COMEBACK_OK);
}

static void a_circle_over_two_tills_is_seen_when_they_are_joined(void **state)
{
    (void)state;
    SELL(&one, .customer = "b", .referrer = "a", .print = "card");
    int64_t card = one.outcome.answer.card.code;
    let_cards_of_others_take_off("5.00");
    SELL(&two, .ref = "BACK", .day = 3, .customer = "a", .card = card, .total_minor = 1800,
         .applied_minor = 200);
    assert_int_equal(two.outcome.answer.flags, 0);
    join();
    assert_int_equal(flagged(&one), 1);
    review(&two, "BACK", 1);
    merge(&one, &two);
    assert_int_equal(flagged(&one), 0);
    assert_joined();
}

static void of_two_decisions_the_later_holds_at_both(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        SELL(&one, .ref = i == 4 ? "FIFTH" : NULL, .customer = "runner");
    join();
    review(&one, "FIFTH", 1);
    wait_a_tick();
    review(&two, "FIFTH", -1);
    join();
    assert_int_equal(till_number(&one, "SELECT look FROM sale WHERE ref='FIFTH'"), -1);
}

static void steps_consents_words_and_languages_come_together(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        add_section(i == 0 ? &one : &two, "[consent contact]\ntext = We may write to you\n"
                                          "[need filter]\ntext = A filter\ndue = 3 months\n");
    SELL(&one, .customer = "7", .need = "filter", .consent = "contact");
    SELL(&two, .day = 1, .customer = "7", .need = "filter", .language = "fr",
         .consent = "-contact");
    SELL(&two, .day = 1, .customer = "8", .need = "blue");
    join();
    assert_true(till_number(&one, "SELECT count(*) FROM step") > 0);
    assert_int_equal(till_number(&one, "SELECT count(*) FROM consent"), 2);
}

static void what_is_taken_in_twice_is_there_once(void **state)
{
    (void)state;
    SELL(&one, .customer = "7");
    SELL(&two, .customer = "8");
    join();
    char *before = till_projections(&one);
    merge(&one, &two);
    char *after = till_projections(&one);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

static void three_stores_taken_in_in_any_order_are_one(void **state)
{
    struct till three;
    (void)state;
    till_open_beside(&three, &one);
    three.refs = 200000;
    SELL(&one, .customer = "7", .print = "card");
    SELL(&two, .day = 1, .customer = "7");
    SELL(&three, .day = 2, .customer = "7", .referrer = "9");
    SELL(&three, .day = 2, .kind = "void", .original = "S1", .nothing = true);
    merge(&one, &two);
    merge(&one, &three);
    merge(&two, &three);
    merge(&two, &one);
    assert_joined();
    till_close(&three);
}

static void a_folder_that_was_copied_by_hand_and_went_on_is_refused(void **state)
{
    struct fault fault = {{0}};
    struct merge_report report;
    char sql[128], store[128], path[128];
    (void)state;
    snprintf(sql, sizeof sql, "UPDATE meta SET value=%lld WHERE name='origin'",
             (long long)one.shop->store->origin);
    till_sql(&two, sql);
    till_reopen(&two);
    SELL(&one, .customer = "7");
    SELL(&two, .customer = "8");
    char *before = till_projections(&one);
    snprintf(path, sizeof path, "%s/store", two.folder);
    snprintf(store, sizeof store, "%s/store", one.folder);
    assert_int_equal(backup_merge(path, store, &one.shop->keys, &report, &fault),
                     COMEBACK_CONFLICT);
    assert_non_null(strstr(fault.text, "one store is a copy of the other, and both went on"));
    char *after = till_projections(&one);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

/* As if the other till had a copy of the keys folder, made before the first sale. */
static void put_serials_back(const struct till *till, uint8_t *bytes, size_t size)
{
    FILE *file = fopen(till_path(till, "keys/serials"), "r+b");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static size_t read_serials(const struct till *till, uint8_t *bytes, size_t room)
{
    FILE *file = fopen(till_path(till, "keys/serials"), "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, room, file);
    fclose(file);
    return size;
}

static void stores_that_counted_in_copies_of_a_keys_folder_are_refused(void **state)
{
    struct fault fault = {{0}};
    struct merge_report report;
    uint8_t serials[1024];
    char store[128], text[CODE_TEXT];
    (void)state;
    size_t size = read_serials(&one, serials, sizeof serials);
    int64_t first = SELL(&one, .print = "note")->note.code;
    put_serials_back(&one, serials, size);
    assert_int_equal(SELL(&two, .print = "note")->note.code, first);
    code_format(first, text);
    char *before = till_projections(&one);
    snprintf(store, sizeof store, "%s/store", one.folder);
    assert_int_equal(backup_merge(two.folder, store, &one.shop->keys, &report, &fault),
                     COMEBACK_CONFLICT);
    assert_non_null(strstr(fault.text, "handed out, to different customers: 1, such as"));
    assert_non_null(strstr(fault.text, text));
    char *after = till_projections(&one);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

static void a_store_of_other_keys_is_refused_and_nothing_changes(void **state)
{
    struct till other;
    struct fault fault = {{0}};
    struct merge_report report;
    char store[128];
    (void)state;
    till_open(&other);
    SELL(&other, .print = "card");
    snprintf(store, sizeof store, "%s/store", one.folder);
    assert_int_equal(backup_merge(other.folder, store, &one.shop->keys, &report, &fault),
                     COMEBACK_STORE);
    assert_non_null(strstr(fault.text, "its codes were made with other keys than"));
    assert_int_equal(till_number(&one, "SELECT count(*) FROM sale"), 0);
    till_close(&other);
}

/* The program's exit code; what it said is in `out`. */
static int run(const char *words)
{
    char line[PATH_MAX + 512];
    snprintf(line, sizeof line, "'%s' restore --merge %s 2>&1", program, words);
    FILE *pipe = popen(line, "r"); /* NOLINT(cert-env33-c): a line of our own making */
    assert_non_null(pipe);
    out[fread(out, 1, sizeof out - 1, pipe)] = '\0';
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void the_command_takes_a_shops_folder_or_a_backup(void **state)
{
    struct backup_report report;
    char words[300], path[128], expected[300];
    (void)state;
    SELL(&two, .customer = "8");
    int64_t events = till_number(&two, "SELECT count(*) FROM event");
    snprintf(words, sizeof words, "%s %s", two.folder, one.folder);
    assert_int_equal(run(words), 0);
    snprintf(expected, sizeof expected,
             "merged: %lld events into %s/store\nnext:   comeback verify\n", (long long)events,
             one.folder);
    assert_string_equal(out, expected);
    SELL(&two, .day = 1, .customer = "8");
    snprintf(path, sizeof path, "%s/two.db", two.folder);
    assert_int_equal(backup_write(two.shop->store, path, &report, NULL), COMEBACK_OK);
    snprintf(words, sizeof words, "--json %s %s", path, one.folder);
    assert_int_equal(run(words), 0);
    assert_string_equal(out, "{\"events\": 1}\n");
    assert_int_equal(till_number(&one, "SELECT count(*) FROM sale"), 2);
    snprintf(words, sizeof words, "%s/nowhere %s", two.folder, one.folder);
    assert_int_equal(run(words), 1);
    snprintf(expected, sizeof expected,
             "comeback: %s/nowhere: neither a store's file nor its folder\n", two.folder);
    assert_string_equal(out, expected);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_tills, close_tills)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_note_taken_later_may_make_another_tills_first_visit_a_later_one),
        TEST(without_a_limit_a_card_of_another_till_tags_and_takes_nothing_off),
        TEST(with_a_limit_it_takes_off_at_most_that),
        TEST(what_the_offer_takes_off_at_most_holds_below_the_limit),
        TEST(shown_it_goes_before_whom_the_host_names),
        TEST(at_a_locked_till_what_it_takes_off_waits),
        TEST(it_is_used_up_at_the_till_that_took_it),
        TEST(the_givers_thanks_come_out_when_the_stores_are_joined),
        TEST(thanks_come_out_though_the_other_clock_was_behind),
        TEST(of_two_uses_the_first_counts_and_the_other_is_a_loss),
        TEST(a_promise_that_both_paid_is_spent_once_and_for_all),
        TEST(budgets_of_both_count_together),
        TEST(one_customer_of_two_tills_is_one),
        TEST(a_circle_over_two_tills_is_seen_when_they_are_joined),
        TEST(of_two_decisions_the_later_holds_at_both),
        TEST(steps_consents_words_and_languages_come_together),
        TEST(what_is_taken_in_twice_is_there_once),
        TEST(three_stores_taken_in_in_any_order_are_one),
        TEST(a_folder_that_was_copied_by_hand_and_went_on_is_refused),
        TEST(stores_that_counted_in_copies_of_a_keys_folder_are_refused),
        TEST(a_store_of_other_keys_is_refused_and_nothing_changes),
        TEST(the_command_takes_a_shops_folder_or_a_backup),
    };
    built_find("comeback", program);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
