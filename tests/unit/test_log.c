/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shop_helper.h"

#include "../../plugin/code.h"
#include "../../plugin/forget.h"
#include "../../plugin/log.h"
#include "../../plugin/promise.h"
#include "../../plugin/rebuild.h"

static struct till till;

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

/* xorshift32: the same history each time. */
static uint32_t seed;

static uint32_t draw(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % below;
}

/* Reading the log without the keys says neither who served nor who was served. */
static void the_log_names_no_cashier(void **state)
{
    static const char of[] = "SELECT json_extract(body, '$.cashier') FROM event WHERE kind=2 AND"
                             " json_extract(body, '$.ref')=";
    char sql[512];
    (void)state;
    SELL(&till, .ref = "A", .cashier = "Magdalena");
    SELL(&till, .ref = "B", .cashier = "Magdalena");
    SELL(&till, .ref = "C", .cashier = "Bo");
    SELL(&till, .ref = "D");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE body LIKE '%agdalen%'"),
                     0);
    snprintf(sql, sizeof sql, "SELECT (%s'A')=(%s'B')", of, of);
    assert_int_equal(till_number(&till, sql), 1);
    snprintf(sql, sizeof sql, "SELECT (%s'A')<>(%s'C')", of, of);
    assert_int_equal(till_number(&till, sql), 1);
    snprintf(sql, sizeof sql, "SELECT (%s'A') GLOB replace(hex(zeroblob(8)), '0', '[0-9a-f]')", of);
    assert_int_equal(till_number(&till, sql), 1);
    snprintf(sql, sizeof sql, "SELECT (%s'D') IS NULL", of);
    assert_int_equal(till_number(&till, sql), 1);
}

static void a_verdict_of_the_log_that_is_not_known_is_a_refusal(void **state)
{
    static const char *const verdicts[] = {"99", "-1", "4294967296"};
    (void)state;
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        char text[96];
        struct answer answer;
        snprintf(text, sizeof text, "{\"scans\": [{\"code\": 1, \"verdict\": %s}]}", verdicts[i]);
        json_t *body = json_loads(text, 0, NULL);
        assert_non_null(body);
        answer_from_json(&answer, body);
        json_decref(body);
        assert_int_equal(answer.scan_count, 1);
        assert_true(promise_refused(answer.scans[0].verdict));
    }
}

static void events_are_counted_without_gaps(void **state)
{
    (void)state;
    for (int i = 0; i < 10; i++)
        SELL(&till, .customer = "7", .day = i);
    TELL(&till, .ref = "S1", .customer = "7", .total_minor = 1);
    SELL(&till, .kind = "void", .original = "S1");
    assert_int_equal(till_number(&till, "SELECT min(seq) FROM event"), 1);
    assert_int_equal(till_number(&till, "SELECT max(seq)-count(*) FROM event"), 0);
    assert_int_equal(till_number(&till, "SELECT count(DISTINCT origin) FROM event"), 1);
}

static void a_transaction_that_failed_leaves_no_gap(void **state)
{
    (void)state;
    SELL(&till, .customer = "7");
    till_sql(&till, "CREATE TRIGGER full BEFORE INSERT ON sale BEGIN SELECT raise(ABORT, 'full');"
                    "END");
    assert_int_equal(TELL(&till, .customer = "7", .day = 1), COMEBACK_LATER);
    till_sql(&till, "DROP TRIGGER full");
    SELL(&till, .customer = "7", .day = 2);
    assert_int_equal(till_number(&till, "SELECT max(seq)-count(*) FROM event"), 0);
    till_assert_verified(&till);
}

static void the_hybrid_clock_never_goes_back(void **state)
{
    (void)state;
    SELL(&till);
    /* The clock stood an hour ahead, and was put right. */
    till_sql(&till,
             "UPDATE event SET hlc=hlc+(3600000<<16) WHERE seq=(SELECT max(seq) FROM event)");
    int64_t ahead = till_number(&till, "SELECT max(hlc) FROM event");
    SELL(&till);
    assert_int_equal(till_number(&till, "SELECT hlc FROM event ORDER BY seq DESC LIMIT 1"),
                     ahead + 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event a JOIN event b ON"
                                        " b.seq=a.seq+1 WHERE b.hlc<=a.hlc"),
                     0);
}

static void the_hybrid_clock_is_milliseconds_in_its_upper_48_bits(void **state)
{
    (void)state;
    int64_t before_ms = clock_now_ms();
    SELL(&till);
    int64_t hlc = till_number(&till, "SELECT max(hlc) FROM event");
    assert_in_range(hlc >> 16, before_ms, clock_now_ms());
}

static void settings_are_events_and_each_sale_names_its_revision(void **state)
{
    (void)state;
    SELL(&till, .ref = "A");
    SELL(&till, .ref = "B");
    till_set(&till, "print", "least", "6.00");
    SELL(&till, .ref = "C");
    till_reopen(&till);
    SELL(&till, .ref = "D");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=1"), 2);
    static const char revision[] =
        "SELECT count(*) FROM event s JOIN event e ON e.kind=1 AND"
        " e.origin=json_extract(s.body, '$.settings[0]') AND e.seq=json_extract(s.body,"
        " '$.settings[1]') WHERE s.kind=2 AND json_extract(s.body, '$.ref') IN (%s)"
        " AND json_extract(e.body, '$.ini') LIKE '%%least = %s%%'";
    char sql[512];
    snprintf(sql, sizeof sql, revision, "'A', 'B'", "5.00");
    assert_int_equal(till_number(&till, sql), 2);
    snprintf(sql, sizeof sql, revision, "'C', 'D'", "6.00");
    assert_int_equal(till_number(&till, sql), 2);
}

static void settings_that_turn_bad_leave_the_last_good_ones_in_force(void **state)
{
    char *good = till_read(&till, "comeback.ini");
    (void)state;
    SELL(&till);
    till_set(&till, "print", "least", "much");
    const struct answer *answer = SELL(&till, .customer = "7");
    assert_true(answer->note.made);
    assert_non_null(strstr(answer->notice, "settings not in force since "));
    assert_non_null(strstr(answer->notice, "print.least: found \"much\""));
    till_reopen(&till);
    answer = SELL(&till, .customer = "8");
    assert_true(answer->note.made);
    assert_non_null(strstr(answer->notice, "print.least: found \"much\""));
    till_write(&till, "comeback.ini", good);
    assert_string_equal(SELL(&till, .customer = "9")->notice, "");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=1"), 1);
    free(good);
}

static void a_sale_told_twice_is_one_sale_with_the_first_answer(void **state)
{
    (void)state;
    struct answer first = *SELL(&till, .ref = "A", .customer = "7");
    SELL(&till, .ref = "B", .customer = "7", .day = 1);
    int64_t events = till_number(&till, "SELECT count(*) FROM event");
    const struct answer *again = SELL(&till, .ref = "A", .customer = "7");
    assert_int_equal(again->tag, first.tag);
    assert_string_equal(again->why, first.why);
    assert_int_equal(again->visit, first.visit);
    assert_int_equal(again->card.code, first.card.code);
    assert_int_equal(till.outcome.job_count, 0);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event"), events);
}

static void the_same_ref_of_another_kind_is_another_sale(void **state)
{
    (void)state;
    SELL(&till, .ref = "A");
    SELL(&till, .ref = "A", .kind = "return", .total_minor = -100);
    SELL(&till, .ref = "A", .kind = "exchange", .total_minor = 100);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale"), 3);
}

static void told_again_with_other_content_is_a_conflict_and_recorded(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    assert_int_equal(TELL(&till, .ref = "A", .total_minor = 2001), COMEBACK_CONFLICT);
    assert_string_equal(till.fault.text,
                        "ref \"A\": told before with total_minor 2000 EUR, now 2001 EUR");
    assert_int_equal(TELL(&till, .ref = "A", .currency = "USD"), COMEBACK_CONFLICT);
    assert_int_equal(TELL(&till, .ref = "A", .day = 1), COMEBACK_CONFLICT);
    assert_string_equal(till.fault.text, "ref \"A\": told before with total_minor 2000 EUR, now"
                                         " 2000 EUR; day 2025-01-06, now 2025-01-07");
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=4"), 3);
    assert_int_equal(till_number(&till, "SELECT total_minor FROM sale WHERE ref='A'"), 2000);
    till_assert_verified(&till);
}

/* Of the store's whole folder, so that no index, WAL or spool is forgotten. */
static bool folder_holds(const char *what)
{
    char command[160];
    snprintf(command, sizeof command, "grep -rqa -e '%s' '%s/store'", what, till.folder);
    return system(command) == 0;
}

static void persons_stand_apart_from_the_log(void **state)
{
    (void)state;
    SELL(&till, .customer = "CUSTOMER-0815", .name = "Aoife Nightingale",
         .referrer = "REFERRER-4711");
    SELL(&till, .customer = "CUSTOMER-0815", .day = 1);
    assert_false(folder_holds("CUSTOMER-0815"));
    assert_false(folder_holds("REFERRER-4711"));
    assert_true(folder_holds("Aoife Nightingale"));
    assert_int_equal(
        till_number(&till, "SELECT count(*) FROM event WHERE body LIKE '%Nightingale%'"), 0);
    assert_int_equal(
        till_number(&till, "SELECT count(*) FROM person WHERE name='Aoife Nightingale'"), 1);
    /* Once the row is gone, so is every trace of the name. */
    till_sql(&till, "PRAGMA secure_delete=ON; DELETE FROM person; PRAGMA wal_checkpoint(TRUNCATE)");
    assert_false(folder_holds("Nightingale"));
}

static void a_sale_put_aside_names_nobody_for_longer_than_it_waits(void **state)
{
    sqlite3 *other;
    (void)state;
    SELL(&till);
    assert_int_equal(sqlite3_open(till_path(&till, "store/comeback.db"), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(TELL(&till, .customer = "CUSTOMER-0815"), COMEBACK_LATER);
    sqlite3_close(other);
    assert_true(folder_holds("CUSTOMER-0815"));
    SELL(&till);
    assert_false(folder_holds("CUSTOMER-0815"));
}

struct past {
    int sales;
    int64_t notes[64], cards[64];
    int note_count, card_count;
};

static void keep_codes(struct past *past, const struct answer *answer)
{
    if (answer->note.made && answer->note.code != 0)
        past->notes[past->note_count++ % 64] = answer->note.code;
    if (answer->card.made)
        past->cards[past->card_count++ % 64] = answer->card.code;
}

static int64_t one_of(const int64_t codes[64], int count, uint32_t of)
{
    return count == 0 || draw(of) != 0 ? 0 : codes[draw((uint32_t)(count < 64 ? count : 64))];
}

static void sell_at_random(struct till *at, struct past *past, int day)
{
    char customer[16];
    static const char *const prints[] = {NULL, NULL, NULL, "card", "note", "none"};
    static const struct line baskets[][2] = {
        {{"TEA", "Tea", 900}}, {{"MUG", "Mug", 1200}}, {{"POT", "Pot", 3500}}};
    char phone[24], email[24];
    snprintf(customer, sizeof customer, "%u", draw(40));
    snprintf(phone, sizeof phone, "085 012 34%02u", draw(30));
    snprintf(email, sizeof email, "c%u@example.org", draw(30));
    const struct ticket ticket = {
        .day = day,
        .minute = 1 + (int)draw(1400),
        .total_minor = 1 + draw(6000),
        .customer = draw(3) == 0 ? customer : NULL,
        .referrer = draw(20) == 0 ? "3" : NULL,
        .phone = draw(4) == 0 ? phone : NULL,
        .email = draw(6) == 0 ? email : NULL,
        .someone_else = draw(10) == 0,
        .lines = baskets[draw(3)],
        .note = one_of(past->notes, past->note_count, 3),
        .card = one_of(past->cards, past->card_count, 4),
        .print = prints[draw(6)],
        .applied_minor = draw(3) == 0 ? 100 : 0,
        .currency = draw(30) == 0 ? "USD" : NULL,
    };
    keep_codes(past, till_sell(at, &ticket));
}

/* Of a customer, or of nobody; it names no sale. */
static void return_at_random(struct till *at, int day)
{
    static const struct line lines[][2] = {{{"TEA", "Tea", -900}}, {{"MUG", "Mug", -1200}}};
    char customer[16];
    snprintf(customer, sizeof customer, "%u", draw(40));
    SELL(at, .day = day, .kind = "return", .customer = draw(4) == 0 ? NULL : customer,
         .lines = lines[draw(2)], .total_minor = -900);
}

/* A return or void, in part or in full, of any sale told before or not yet. */
static void undo_at_random(struct till *at, int day)
{
    char original[32];
    int from = at->refs >= 100000 ? 100000 : 0;
    snprintf(original, sizeof original, "S%d",
             from + 1 + (int)draw((uint32_t)(at->refs - from + 5)));
    SELL(at, .day = day, .kind = draw(3) == 0 ? "void" : "return", .original = original,
         .total_minor = -(int64_t)(1 + draw(6000)));
}

static void guess_at_random(struct till *at, int day)
{
    struct store *store;
    SCAN(at, .day = day, .till = draw(2) == 0 ? "T1" : "T2",
         .code = (INT64_C(2) << 53) + (int64_t)draw(1000) * 12345);
    if (draw(8) != 0)
        return;
    assert_int_equal(shop_lock(at->shop, 0, &store, NULL), COMEBACK_OK);
    struct desk desk = shop_desk(at->shop, false);
    assert_int_equal(store_begin_write(store, 0, NULL), COMEBACK_OK);
    assert_int_equal(promise_unlock(&desk, "T1", DAY_0 + day, NULL), COMEBACK_OK);
    assert_int_equal(store_commit(store, NULL), COMEBACK_OK);
    shop_unlock(at->shop);
}

/* Days go on with the sales, and now and then one is told late. */
static void live_at_random(struct till *at, struct past *past)
{
    int day = past->sales++ / 8;
    uint32_t what = draw(20);
    if (draw(25) == 0)
        day -= (int)draw(20);
    if (what == 0)
        guess_at_random(at, day);
    else if (what <= 2)
        undo_at_random(at, day);
    else if (what == 3)
        return_at_random(at, day);
    else
        sell_at_random(at, past, day);
}

static void fast(struct till *at)
{
    /* Nobody pulls the plug here. */
    till_sql(at, "PRAGMA synchronous=OFF");
}

static void the_log_rebuilds_the_projections_of_a_random_past(void **state)
{
    struct past past = {0};
    (void)state;
    seed = 20250106;
    fast(&till);
    for (int i = 0; i < 2000; i++)
        live_at_random(&till, &past);
    /* The past was no idle one. */
    assert_true(till_number(&till, "SELECT count(*) FROM alias") > 5);
    assert_true(till_number(&till, "SELECT count(*) FROM used") > 50);
    assert_true(till_number(&till, "SELECT count(*) FROM event WHERE kind=5") > 20);
    assert_true(till_number(&till, "SELECT count(*) FROM sale WHERE tag=3") > 20);
    assert_true(till_number(&till, "SELECT count(*) FROM guess") > 5);
    assert_true(till_number(&till, "SELECT count(*) FROM undone") > 5);
    assert_true(till_number(&till, "SELECT count(*) FROM shown") > 50);
    assert_true(till_number(&till, "SELECT count(*) FROM sale WHERE flags<>0") > 5);
    assert_true(till_number(&till, "SELECT count(*) FROM sale WHERE holds=0 AND standing=1") > 2);
    assert_true(till_number(&till, "SELECT count(*) FROM code WHERE id<0") > 2);
    till_assert_verified(&till);
}

static void verify_finds_each_row_that_was_changed_by_hand(void **state)
{
    static const char *const changes[] = {
        "UPDATE sale SET tag=1 WHERE ref='B'",
        "UPDATE code SET until_day=until_day+1 WHERE id=(SELECT min(id) FROM code)",
        "DELETE FROM used",
        "UPDATE reward SET terms='{}'",
        "INSERT INTO alias VALUES(1, 2)",
        "UPDATE promised SET minor=0",
        "INSERT INTO guess VALUES('T1', 1, 1)",
        "DELETE FROM shown",
        "DELETE FROM giver",
        "UPDATE begun SET day=day+1",
        "INSERT INTO undone VALUES('pos', 0, 'A', 'pos', 'X', 1)",
        "INSERT INTO forgotten VALUES(1)",
    };
    (void)state;
    int64_t card = SELL(&till, .ref = "A", .customer = "7")->card.code;
    SELL(&till, .ref = "B", .customer = "7", .day = 1);
    SELL(&till, .ref = "C", .card = card, .day = 1, .applied_minor = 200);
    till_assert_verified(&till);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct rebuild_report report;
        struct bytes text = {0};
        char *before = till_projections(&till);
        till_sql(&till, "SAVEPOINT changed");
        till_sql(&till, changes[i]);
        char *after = till_projections(&till);
        assert_string_not_equal(before, after);
        till_sql(&till, "RELEASE changed");
        assert_int_equal(rebuild_verify(till.shop->store, &report, &text, NULL), COMEBACK_OK);
        assert_true(report.differences > 0);
        assert_true(text.length > 0);
        bytes_free(&text);
        free(before);
        free(after);
    }
}

static void verify_finds_an_event_that_is_gone(void **state)
{
    struct rebuild_report report;
    struct bytes text = {0};
    (void)state;
    SELL(&till);
    SELL(&till);
    till_sql(&till, "DELETE FROM event WHERE seq=2");
    assert_int_equal(rebuild_verify(till.shop->store, &report, &text, NULL), COMEBACK_OK);
    assert_int_equal(report.gaps, 1);
    bytes_free(&text);
}

static void verify_leaves_nothing_behind(void **state)
{
    char command[128];
    (void)state;
    SELL(&till);
    till_assert_verified(&till);
    snprintf(command, sizeof command, "ls '%s/store' | grep -q verify", till.folder);
    assert_int_not_equal(system(command), 0);
}

static void copy_store(const struct till *from, const char *name)
{
    char command[256];
    snprintf(command, sizeof command, "cp -r '%s/store' '%s/%s'", from->folder, from->folder, name);
    assert_int_equal(system(command), 0);
}

static void merge(struct till *into, const struct till *from)
{
    char folder[96];
    struct fault fault = {{0}};
    snprintf(folder, sizeof folder, "%s/before", from->folder);
    if (rebuild_merge(into->shop->store, folder, &fault) != COMEBACK_OK)
        fail_msg("merge: %s", fault.text);
}

static void assert_same_projections(const struct till *one, const struct till *other)
{
    char *here = till_projections(one), *there = till_projections(other);
    assert_string_equal(here, there);
    free(here);
    free(there);
}

/* Both tills see each other's paper, as the tills of one shop do. */
static void two_logs_merged_in_either_order_give_equal_projections(void **state)
{
    struct till other;
    struct past past = {0};
    (void)state;
    till_open_beside(&other, &till);
    seed = 42;
    fast(&till);
    fast(&other);
    for (int i = 0; i < 800; i++)
        live_at_random(draw(2) == 0 ? &till : &other, &past);
    char *before = till_projections(&till);
    till_sql(&till, "PRAGMA wal_checkpoint(TRUNCATE)");
    till_sql(&other, "PRAGMA wal_checkpoint(TRUNCATE)");
    copy_store(&till, "before");
    copy_store(&other, "before");
    merge(&till, &other);
    merge(&other, &till);
    assert_same_projections(&till, &other);
    char *after = till_projections(&till);
    assert_string_not_equal(before, after);
    till_assert_verified(&till);
    till_assert_verified(&other);
    merge(&till, &other); /* again, for nothing */
    assert_same_projections(&till, &other);
    free(before);
    free(after);
    till_close(&other);
}

static void who_is_known_by_one_id_at_two_tills_is_one_after_the_merge(void **state)
{
    struct till other;
    (void)state;
    till_open_beside(&other, &till);
    SELL(&till, .customer = "7");
    assert_int_equal(SELL(&other, .customer = "7", .day = 1)->tag, COMEBACK_NEW);
    till_sql(&other, "PRAGMA wal_checkpoint(TRUNCATE)");
    copy_store(&other, "before");
    merge(&till, &other);
    assert_int_equal(SELL(&till, .customer = "7", .day = 2)->visit, 3);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE tag=1"), 1);
    till_assert_verified(&till);
    till_close(&other);
}

static void merge_with(struct till *into, struct till *from)
{
    char command[128];
    till_sql(from, "PRAGMA wal_checkpoint(TRUNCATE)");
    snprintf(command, sizeof command, "rm -rf '%s/before'", from->folder);
    assert_int_equal(system(command), 0);
    copy_store(from, "before");
    merge(into, from);
}

static void forget(struct till *at, int64_t person)
{
    struct forget_report report;
    struct fault fault = {{0}};
    if (forget_person(at->shop->store, person, &report, &fault) != COMEBACK_OK)
        fail_msg("forget: %s", fault.text);
}

/* What made them one is gone by then. */
static void who_was_one_by_an_id_of_two_tills_stays_one_when_forgotten(void **state)
{
    struct till other;
    (void)state;
    till_open_beside(&other, &till);
    SELL(&till, .customer = "7");
    SELL(&other, .customer = "7", .day = 1);
    merge_with(&till, &other);
    forget(&till, SELL(&till, .customer = "7", .day = 2)->person);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM alias"), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE tag=1"), 1);
    till_assert_verified(&till);
    till_close(&other);
}

static void
who_was_forgotten_at_another_till_is_one_with_nobody_by_what_is_deleted_here(void **state)
{
    struct till other;
    (void)state;
    till_open_beside(&other, &till);
    SELL(&other, .customer = "7");
    SELL(&till, .customer = "7", .day = 1);
    merge_with(&till, &other);
    forget(&other, till_number(&other, "SELECT person FROM identity"));
    merge_with(&till, &other);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM identity"), 1);
    till_assert_verified(&till);
    till_close(&other);
}

static void after_a_merge_with_a_clock_that_is_ahead_ours_goes_on_from_there(void **state)
{
    struct till other;
    (void)state;
    till_open_beside(&other, &till);
    SELL(&till, .customer = "7");
    SELL(&other, .customer = "7", .day = 1);
    till_sql(&other, "UPDATE event SET hlc=hlc+(3600000<<16)");
    till_sql(&other, "PRAGMA wal_checkpoint(TRUNCATE)");
    copy_store(&other, "before");
    merge(&till, &other);
    int64_t ahead = till_number(&till, "SELECT max(hlc) FROM event");
    SELL(&till, .customer = "7", .day = 2);
    assert_true(till_number(&till, "SELECT max(hlc) FROM event") > ahead);
    till_assert_verified(&till);
    till_close(&other);
}

static void reading_an_event_that_is_not_there_says_so(void **state)
{
    json_t *body = NULL;
    struct fault fault = {{0}};
    (void)state;
    SELL(&till);
    assert_int_equal(log_read(till.shop->store, till.shop->store->origin, 99, &body, &fault),
                     COMEBACK_NOTHING);
    assert_null(body);
    assert_non_null(strstr(fault.text, "event 99 of "));
}

static void append_guess(struct store *store, struct event *event)
{
    json_t *body = json_pack("{ss sI}", "till", "t", "day", (json_int_t)DAY_0);
    *event = (struct event){.kind = EVENT_GUESS, .body = body};
    assert_int_equal(log_append(store, event, NULL), COMEBACK_OK);
    json_decref(body);
}

/* Two stores as two tills have them: what one knows of the log's end is not kept for its next
 * transaction, nor what it took back. */
static void numbers_go_on_where_the_log_ends_now(void **state)
{
    (void)state;
    struct store *one = till.shop->store, *other = NULL;
    struct event first, event;
    assert_int_equal(store_open(one->folder, 0, &other, NULL), COMEBACK_OK);
    assert_int_equal(store_begin_write(one, 0, NULL), COMEBACK_OK);
    append_guess(one, &first);
    append_guess(one, &event);
    assert_int_equal(event.seq, first.seq + 1);
    assert_true(event.hlc > first.hlc);
    store_rollback(one);
    assert_int_equal(store_begin_write(other, 0, NULL), COMEBACK_OK);
    for (int i = 0; i < 3; i++)
        append_guess(other, &event);
    assert_int_equal(event.seq, first.seq + 2);
    assert_int_equal(store_commit(other, NULL), COMEBACK_OK);
    store_close(other);
    int64_t hlc = event.hlc;
    assert_int_equal(store_begin_write(one, 0, NULL), COMEBACK_OK);
    append_guess(one, &event);
    assert_int_equal(event.seq, first.seq + 3);
    assert_true(event.hlc > hlc);
    assert_int_equal(store_commit(one, NULL), COMEBACK_OK);
}

static void what_is_appended_as_text_is_read_as_part_of_the_body(void **state)
{
    struct store *store = till.shop->store;
    struct bytes more = {0};
    struct event event = {.kind = EVENT_GUESS, .more = &more};
    json_t *empty = json_object(), *read = NULL;
    (void)state;
    bytes_add_text(&more, "\"items\":[[\"a\\nb\",1]]");
    event.body = empty;
    assert_int_equal(store_begin_write(store, 0, NULL), COMEBACK_OK);
    assert_int_equal(log_append(store, &event, NULL), COMEBACK_OK);
    assert_int_equal(log_read(store, event.origin, event.seq, &read, NULL), COMEBACK_OK);
    store_rollback(store);
    json_t *expected = json_pack("{s[[si]]}", "items", "a\nb", 1);
    assert_true(json_equal(read, expected));
    json_decref(expected);
    json_decref(read);
    json_decref(empty);
    bytes_free(&more);
}

static void append_sale_of(struct store *store, const char *ref, int day)
{
    json_t *body = json_pack("{ss si ss si ss si}", "host", "pos", "kind", 0, "ref", ref,
                             "total_minor", 100, "currency", "EUR", "day", day);
    struct event event = {.kind = EVENT_SALE, .body = body};
    assert_int_equal(log_append(store, &event, NULL), COMEBACK_OK);
    json_decref(body);
}

static int64_t begun_day(struct store *store)
{
    sqlite3_stmt *row;
    assert_int_equal(store_query(store, BEGUN_DAYS, &row, NULL, "i", INT64_C(-1)), 1);
    int64_t day = sqlite3_column_int64(row, 1);
    store_done(row);
    return day;
}

static void the_first_day_is_the_earliest_told_and_not_undone(void **state)
{
    struct store *store = till.shop->store;
    (void)state;
    assert_int_equal(store_begin_write(store, 0, NULL), COMEBACK_OK);
    append_sale_of(store, "1", 20);
    append_sale_of(store, "2", 10);
    append_sale_of(store, "3", 30);
    assert_int_equal(begun_day(store), 10);
    store_rollback(store);
    assert_int_equal(store_begin_write(store, 0, NULL), COMEBACK_OK);
    append_sale_of(store, "4", 15);
    assert_int_equal(begun_day(store), 15);
    store_rollback(store);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(the_log_names_no_cashier),
        cmocka_unit_test(a_verdict_of_the_log_that_is_not_known_is_a_refusal),
        TILL_TEST(numbers_go_on_where_the_log_ends_now),
        TILL_TEST(what_is_appended_as_text_is_read_as_part_of_the_body),
        TILL_TEST(events_are_counted_without_gaps),
        TILL_TEST(a_transaction_that_failed_leaves_no_gap),
        TILL_TEST(the_hybrid_clock_never_goes_back),
        TILL_TEST(the_hybrid_clock_is_milliseconds_in_its_upper_48_bits),
        TILL_TEST(settings_are_events_and_each_sale_names_its_revision),
        TILL_TEST(settings_that_turn_bad_leave_the_last_good_ones_in_force),
        TILL_TEST(a_sale_told_twice_is_one_sale_with_the_first_answer),
        TILL_TEST(the_same_ref_of_another_kind_is_another_sale),
        TILL_TEST(told_again_with_other_content_is_a_conflict_and_recorded),
        TILL_TEST(persons_stand_apart_from_the_log),
        TILL_TEST(a_sale_put_aside_names_nobody_for_longer_than_it_waits),
        TILL_TEST(the_log_rebuilds_the_projections_of_a_random_past),
        TILL_TEST(verify_finds_each_row_that_was_changed_by_hand),
        TILL_TEST(verify_finds_an_event_that_is_gone),
        TILL_TEST(verify_leaves_nothing_behind),
        TILL_TEST(two_logs_merged_in_either_order_give_equal_projections),
        TILL_TEST(who_is_known_by_one_id_at_two_tills_is_one_after_the_merge),
        TILL_TEST(who_was_one_by_an_id_of_two_tills_stays_one_when_forgotten),
        TILL_TEST(who_was_forgotten_at_another_till_is_one_with_nobody_by_what_is_deleted_here),
        TILL_TEST(after_a_merge_with_a_clock_that_is_ahead_ours_goes_on_from_there),
        TILL_TEST(reading_an_event_that_is_not_there_says_so),
        TILL_TEST(the_first_day_is_the_earliest_told_and_not_undone),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
