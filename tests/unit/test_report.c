/* SPDX-License-Identifier: MIT */
/* The owner's report: small pasts that can be counted by hand, and large ones that Python counts.
 */
#include "shop_helper.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../plugin/code.h"
#include "../../plugin/report.h"
#include "built.h"

enum { LAST_DAY = 47481 /* 2099-12-31 */, JANUARY = 55 * 12 /* 2025-01, of DAY_0 */ };

static struct till till;
static struct report *report;
static char program[PATH_MAX];

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    report = NULL;
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    report_free(report);
    till_close(&till);
    return 0;
}

static const struct report_query *everything(int today)
{
    static struct report_query query;
    query = (struct report_query){.to_day = LAST_DAY,
                                  .today = DAY_0 + today,
                                  .window_days = REPORT_WINDOW_DAYS,
                                  .currency = "EUR"};
    return &query;
}

static void make(const struct report_query *query)
{
    struct fault fault = {{0}};
    report_free(report);
    report = NULL;
    if (report_make(till.shop->store, query, &report, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
}

static void expect(enum report_number number, int64_t value)
{
    if (report->all.values[number] != value)
        fail_msg("%s: found %lld, expected %lld", report_numbers[number].name,
                 (long long)report->all.values[number], (long long)value);
}

static int64_t in_month(int month, enum report_number number)
{
    for (int i = 0; i < report->month_count; i++)
        if (report->months[i].month == month)
            return report->months[i].values[number];
    return 0;
}

static void every_number_has_a_name_of_its_own_and_says_what_it_counts(void **state)
{
    (void)state;
    for (int i = 0; i < REPORT_NUMBERS; i++) {
        const struct report_number_text *text = &report_numbers[i];
        assert_non_null(text->name);
        assert_true(strlen(text->counts) > 20);
        assert_int_equal(strspn(text->name, "abcdefghijklmnopqrstuvwxyz_."), strlen(text->name));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(text->name, report_numbers[j].name);
    }
}

/* Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3. */
static void the_bounds_of_a_share_are_those_of_the_literature(void **state)
{
    static const struct {
        int64_t numerator, denominator;
        double low, high;
    } rows[] = {
        {81, 263, 0.2553, 0.3662},
        {15, 148, 0.0624, 0.1605},
        {0, 20, 0.0000, 0.1611},
        {1, 29, 0.0061, 0.1718},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct report_share share = report_wilson(rows[i].numerator, rows[i].denominator);
        assert_true(fabs(share.low - rows[i].low) < 0.00005);
        assert_true(fabs(share.high - rows[i].high) < 0.00005);
    }
}

static void the_bounds_of_a_share_stay_between_0_and_1(void **state)
{
    (void)state;
    for (int64_t denominator = 1; denominator < 200; denominator++)
        for (int64_t numerator = 0; numerator <= denominator; numerator++) {
            struct report_share share = report_wilson(numerator, denominator);
            assert_true(share.low >= 0 && share.low <= share.share && share.share <= share.high &&
                        share.high <= 1);
        }
    struct report_share nothing = report_wilson(0, 0);
    assert_true(nothing.share == 0 && nothing.low == 0 && nothing.high == 1);
    struct report_share huge = report_wilson(INT64_MAX / 2, INT64_MAX);
    assert_true(huge.low > 0.499 && huge.high < 0.501);
}

static void a_shop_without_sales_has_a_report_of_noughts(void **state)
{
    (void)state;
    make(everything(0));
    for (int i = 0; i < REPORT_NUMBERS; i++)
        assert_int_equal(report->all.values[i], 0);
    assert_int_equal(report->month_count, 0);
    assert_int_equal(report->end_day, -1);
    assert_false(report->gap_known);
}

static void a_customer_is_made_on_the_second_day_and_in_its_month(void **state)
{
    (void)state;
    SELL(&till, .customer = "7", .day = 20);
    SELL(&till, .customer = "7", .day = 20);
    make(everything(40));
    expect(CUSTOMERS_MADE, 0);
    expect(SALES_NEW, 2);
    expect(VISITS_NEW, 1);
    SELL(&till, .customer = "7", .day = 30);
    SELL(&till, .customer = "7", .day = 35);
    make(everything(40));
    expect(CUSTOMERS_MADE, 1);
    expect(CUSTOMERS_FIRST, 1);
    expect(VISITS_REPEAT, 2);
    assert_int_equal(in_month(JANUARY, CUSTOMERS_FIRST), 1);
    assert_int_equal(in_month(JANUARY, CUSTOMERS_MADE), 0);
    assert_int_equal(in_month(JANUARY + 1, CUSTOMERS_MADE), 1);
    assert_int_equal(report->month_count, 2);
}

static void a_visit_that_fell_makes_nobody(void **state)
{
    (void)state;
    SELL(&till, .customer = "7", .day = 1);
    SELL(&till, .customer = "7", .day = 2, .ref = "B");
    SELL(&till, .kind = "void", .original = "B", .day = 2);
    make(everything(40));
    expect(CUSTOMERS_MADE, 0);
    expect(SALES_ALL, 1);
    expect(VALUE_ALL, 2000);
}

static void what_came_back_of_a_sale_is_not_in_its_value(void **state)
{
    (void)state;
    SELL(&till, .customer = "7", .ref = "A", .total_minor = 5000);
    SELL(&till, .kind = "return", .original = "A", .total_minor = -1500, .day = 1);
    SELL(&till, .customer = "7", .currency = "USD", .total_minor = 900, .day = 1);
    make(everything(40));
    expect(VALUE_NEW, 3500);
    expect(VALUE_REPEAT, 0);
    expect(VALUE_ALL, 3500);
    expect(SALES_OTHER_CURRENCY, 1);
    expect(SALES_ALL, 2);
}

/* 20 gaps of 1 to 20 days: 18 of them, 9 of 10, are of 18 days or fewer. */
static void make_gaps(void)
{
    char name[16];
    for (int gap = 1; gap <= 20; gap++) {
        snprintf(name, sizeof name, "gap%d", gap);
        SELL(&till, .customer = name, .day = 100 - gap);
        SELL(&till, .customer = name, .day = 100);
    }
}

static void who_is_kept_is_told_by_the_shops_own_gap(void **state)
{
    (void)state;
    make_gaps();
    make(everything(0));
    assert_true(report->gap_known);
    expect(GAP_COUNT, 20);
    expect(GAP_DAYS, 18);
    expect(CUSTOMERS_KEPT, 20);
    SELL(&till, .day = 117);
    make(everything(0));
    expect(CUSTOMERS_KEPT, 20);
    SELL(&till, .day = 118);
    make(everything(0));
    expect(CUSTOMERS_KEPT, 0);
    expect(CUSTOMERS_MADE, 20);
}

static void with_fewer_than_20_gaps_nobody_is_said_to_be_kept(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        SELL(&till, .customer = "7", .day = i);
    make(everything(0));
    expect(GAP_COUNT, 19);
    assert_false(report->gap_known);
    expect(CUSTOMERS_KEPT, 0);
    SELL(&till, .customer = "7", .day = 20);
    make(everything(0));
    assert_true(report->gap_known);
    expect(GAP_DAYS, 1);
}

static void only_who_had_the_time_to_come_again_counts_in_the_rate(void **state)
{
    (void)state;
    SELL(&till, .customer = "within", .day = 0);
    SELL(&till, .customer = "within", .day = 60);
    SELL(&till, .customer = "late", .day = 0);
    SELL(&till, .customer = "late", .day = 61);
    SELL(&till, .customer = "young", .day = 2);
    SELL(&till, .customer = "young", .day = 3);
    make(everything(0));
    expect(REPEAT_MATURE, 2);
    expect(REPEAT_RETURNED, 1);
    expect(REPEAT_IMMATURE, 1);
    SELL(&till, .day = 62);
    make(everything(0));
    expect(REPEAT_MATURE, 3);
    expect(REPEAT_RETURNED, 2);
    expect(REPEAT_IMMATURE, 0);
}

/* Of those who lost their notes nothing is known, so a rate of the others would be a boast. */
static void who_was_nobody_at_first_is_made_and_in_no_rate(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .day = 0)->note.code;
    SELL(&till, .day = 10, .note = note);
    SELL(&till, .day = 90);
    make(everything(0));
    expect(CUSTOMERS_MADE, 1);
    expect(CUSTOMERS_FIRST, 0);
    expect(REPEAT_MATURE, 0);
    expect(SALES_UNIDENTIFIED, 2);
    expect(VISITS_UNIDENTIFIED, 2);
    expect(NOTES_HANDED, 3);
    expect(NOTES_BACK, 1);
}

static void a_note_shown_on_its_own_day_did_not_come_back(void **state)
{
    (void)state;
    int64_t note = SELL(&till, .day = 0)->note.code;
    SELL(&till, .day = 0, .note = note);
    make(everything(0));
    expect(NOTES_BACK, 0);
    SELL(&till, .day = 1, .note = note);
    SELL(&till, .day = 2, .note = note);
    make(everything(0));
    expect(NOTES_BACK, 1);
}

/* The story of a card: handed, shown by a friend, thanked for. */
static void a_card_is_followed_until_its_giver_is_thanked(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "giver", .day = 0)->card.code;
    assert_true(card != 0);
    make(everything(0));
    expect(CARDS_HANDED, 1);
    expect(PROMISES_CARDS, 1);
    expect(PROMISES_CARDS_MINOR, 1000);
    expect(PROMISES_MINOR, 1000);
    expect(PROMISES_GIFTS, 1);

    SELL(&till, .card = card, .day = 1, .minute = 900, .applied_minor = 200, .ref = "F");
    make(everything(1));
    expect(CARDS_BACK, 1);
    expect(FRIENDS_FIRST, 1);
    expect(FRIENDS_RETURNED, 0);
    expect(SALES_REFERRAL, 1);
    expect(SALES_REFERRAL_PAPER, 1);
    expect(SALES_REFERRAL_CHECKED, 0);
    expect(PROMISES_CARDS, 0);
    expect(PROMISES_THANKS_PENDING, 1);
    expect(PROMISES_MINOR, 500);
    make(everything(15));
    expect(PROMISES_THANKS_PENDING, 0);
    expect(PROMISES_THANKS_DUE, 1);
    expect(PROMISES_THANKS_MINOR, 500);

    SELL(&till, .customer = "giver", .day = 16, .applied_minor = 200, .print = "none");
    make(everything(16));
    expect(THANKS_PAID, 1);
    expect(PROMISES_THANKS_DUE, 0);
    expect(PROMISES_MINOR, 0);
}

static void all_sales_of_a_visit_are_of_the_grade_of_its_card(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "giver", .day = 0)->card.code;
    SELL(&till, .customer = "friend", .day = 1, .ref = "B", .card = card);
    SELL(&till, .customer = "friend", .day = 1, .ref = "A");
    SELL(&till, .customer = "friend", .day = 1, .ref = "C");
    make(everything(1));
    expect(SALES_REFERRAL, 3);
    expect(SALES_REFERRAL_CHECKED, 3);
    expect(SALES_REFERRAL_PAPER, 0);
    expect(VISITS_REFERRAL_CHECKED, 1);
    expect(VALUE_REFERRAL_CHECKED, 6000);
}

static void thanks_go_with_the_friends_purchase(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "giver", .day = 0)->card.code;
    SELL(&till, .card = card, .day = 1, .applied_minor = 200, .ref = "F");
    SELL(&till, .kind = "return", .original = "F", .day = 2, .total_minor = -2000);
    make(everything(3));
    expect(THANKS_CLAWED_BACK, 1);
    expect(FRIENDS_FIRST, 0);
    expect(CARDS_BACK, 0);
    expect(PROMISES_CARDS, 1); /* open again for a friend, once */
}

static void thanks_wait_for_the_owners_look_and_not_for_ones_own(void **state)
{
    (void)state;
    int64_t card = SELL(&till, .customer = "giver", .day = 0)->card.code;
    SELL(&till, .card = card, .customer = "friend", .day = 1, .applied_minor = 200, .ref = "F");
    till_sql(&till, "UPDATE sale SET flags=2 WHERE ref='F'");
    make(everything(30));
    expect(PROMISES_THANKS_HELD, 1);
    expect(PROMISES_THANKS_DUE, 0);
    expect(THANKS_CLAWED_BACK, 0);
    till_sql(&till, "UPDATE sale SET look=-1 WHERE ref='F'");
    make(everything(30));
    expect(PROMISES_THANKS_HELD, 0);
    expect(THANKS_CLAWED_BACK, 1);
    till_sql(&till, "UPDATE sale SET look=0, person=(SELECT person FROM sale WHERE ref<>'F')"
                    " WHERE ref='F'");
    make(everything(30));
    expect(PROMISES_THANKS_HELD, 0);
    expect(THANKS_CLAWED_BACK, 1);
}

static void a_card_is_owed_to_the_end_of_its_days_of_grace(void **state)
{
    (void)state;
    SELL(&till, .customer = "giver", .day = 0);
    make(everything(93));
    expect(PROMISES_CARDS, 1);
    make(everything(94));
    expect(PROMISES_CARDS, 0);
    expect(CARDS_HANDED, 1);
}

static void a_promise_without_upper_bound_is_counted_apart(void **state)
{
    (void)state;
    till_set(&till, "offer friend", "budget_month", NULL);
    till_set(&till, "offer friend", "at_most", NULL);
    SELL(&till, .customer = "giver", .day = 0);
    make(everything(0));
    expect(PROMISES_CARDS, 1);
    expect(PROMISES_UNBOUNDED, 1);
    expect(PROMISES_MINOR, 0);
}

static void what_the_owner_should_look_at_is_counted(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++)
        SELL(&till, .customer = "often", .day = 0, .minute = 600 + i);
    SELL(&till, .ref = "A", .customer = "7", .day = 1);
    assert_int_equal(TELL(&till, .ref = "A", .customer = "7", .day = 1, .total_minor = 1),
                     COMEBACK_CONFLICT);
    assert_int_equal(TELL(&till, .ref = "A", .customer = "7", .day = 1, .total_minor = 2),
                     COMEBACK_CONFLICT);
    SELL(&till, .kind = "return", .day = 2, .total_minor = -100);
    SELL(&till, .customer = "7", .day = 3, .ref = "C");
    SELL(&till, .kind = "void", .original = "A", .day = 3);
    assert_int_equal(SCAN(&till, .till = "T1", .day = 4, .code = (INT64_C(3) << 53) ^ 0x155),
                     VERDICT_FOREIGN);
    make(everything(4));
    expect(FLAGGED_OFTEN, till_number(&till, "SELECT count(*) FROM sale WHERE flags & 4"));
    assert_in_range(report->all.values[FLAGGED_OFTEN], 1, 6);
    expect(CONFLICTS_RETOLD, 1);
    expect(RETURNS_WITHOUT_ORIGINAL, 1);
    expect(RETURNS_UNMATCHED, 1);
    expect(TAGS_CORRECTED, 1); /* C was repeat and is new */
    expect(GUESSES, 1);
}

struct heard {
    int rows[REPORT_NUMBERS];
    bool sold;
    int status;
};

static void hear(void *context, enum report_number number, const struct report_row *row)
{
    struct heard *heard = context;
    heard->rows[number]++;
    assert_true(strlen(row->ref) > 0);
}

static void every_count_names_as_many_rows_as_it_counts(void **state)
{
    struct heard heard = {.sold = false};
    struct report_query query = *everything(20);
    (void)state;
    query.hear = hear;
    query.context = &heard;
    make_gaps();
    int64_t card = SELL(&till, .day = 101, .customer = "giver")->card.code;
    SELL(&till, .day = 102, .card = card, .applied_minor = 200);
    make(&query);
    expect(FRIENDS_FIRST, 1);
    for (int i = 0; i < REPORT_NUMBERS; i++)
        if (report_numbers[i].unit == REPORT_COUNT && i != GAP_COUNT)
            assert_int_equal(heard.rows[i], report->all.values[i]);
}

static void sell_meanwhile(void *context, enum report_number number, const struct report_row *row)
{
    struct heard *heard = context;
    struct till other = till;
    (void)number, (void)row;
    if (heard->sold)
        return;
    heard->sold = true;
    other.refs = 500;
    other.outcome = (struct checkout_outcome){.job_count = 0};
    assert_int_equal(shop_open(till_path(&till, "comeback.ini"), &other.shop, NULL), COMEBACK_OK);
    heard->status = TELL(&other, .customer = "8", .day = 3);
    checkout_outcome_free(&other.outcome);
    shop_close(other.shop);
}

static void a_till_sells_while_the_report_is_read(void **state)
{
    struct heard heard = {.sold = false};
    struct report_query query = *everything(20);
    (void)state;
    query.hear = sell_meanwhile;
    query.context = &heard;
    for (int day = 0; day < 3; day++)
        SELL(&till, .customer = "7", .day = day);
    make(&query);
    assert_true(heard.sold);
    assert_int_equal(heard.status, COMEBACK_OK);
    expect(SALES_ALL, 3);
    assert_int_equal(report->end_day, DAY_0 + 2);
    make(everything(20));
    expect(SALES_ALL, 4);
}

static void a_sum_that_64_bits_do_not_hold_is_refused(void **state)
{
    struct report *untouched = NULL;
    (void)state;
    SELL(&till, .customer = "7");
    SELL(&till, .customer = "7");
    till_sql(&till, "UPDATE sale SET total_minor=9000000000000000000");
    assert_int_equal(report_make(till.shop->store, everything(0), &untouched, &till.fault),
                     COMEBACK_LIMIT);
    assert_string_equal(till.fault.text, "value.all_minor: its sum is more than 64 bits hold");
    assert_null(untouched);
    /* The transaction is over: the till goes on. */
    SELL(&till, .customer = "7");
}

static void a_sale_of_a_clock_that_died_is_of_the_first_day_there_is(void **state)
{
    (void)state;
    SELL(&till, .ref = "A", .customer = "7");
    till_sql(&till, "UPDATE sale SET day=3655");
    SELL(&till, .ref = "B", .customer = "7");
    make(everything(40));
    expect(SALES_ALL, 2);
    assert_int_equal(report->first_day, 7305 /* 1990-01-01 */);
    assert_int_equal(report->months[0].month, (1990 - 1970) * 12);
    assert_int_equal(report->cohorts[0].month, (1990 - 1970) * 12);
    assert_int_equal(report->months[0].values[SALES_ALL], 1);
    assert_int_equal(report->months[report->month_count - 1].values[SALES_ALL], 1);
}

/* 100,000 sales of 40,000 persons; their rows alone are more than this. */
static void many_sales_take_little_memory(void **state)
{
    enum { MEBIBYTE = 1024 * 1024 };
    (void)state;
    till_sql(&till, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<100000)"
                    "INSERT INTO sale(host, kind, ref, origin, seq, person, day, total_minor,"
                    " currency, shown, via, told, tag, standing) SELECT 'pos', 0,"
                    " printf('a reference of some length %07d', i), 1, i, 1+(i*7919)%40000,"
                    " 20094+i%400, 100, 'EUR', 1, 0, 2, 2, 1 FROM n");
    sqlite3_int64 before = sqlite3_memory_used();
    sqlite3_memory_highwater(1);
    make(everything(0));
    assert_in_range(sqlite3_memory_highwater(0) - before, 0, 6 * MEBIBYTE);
    expect(SALES_ALL, 100000);
}

static uint32_t drawn;

/* Numerical Recipes' generator: the past is the same in every run. */
static uint32_t draw(uint32_t of)
{
    drawn = drawn * 1664525 + 1013904223;
    return (uint32_t)(((uint64_t)drawn * of) >> 32);
}

enum { PAST_DAYS = 240, CODES = 128 };

struct past {
    int first_day; /* from DAY_0 */
    int64_t notes[CODES], cards[CODES];
    int note_count, card_count;
};

static int64_t one_of(const int64_t codes[CODES], int count, uint32_t of)
{
    return count == 0 || draw(of) != 0 ? 0 : codes[draw((uint32_t)(count < CODES ? count : CODES))];
}

static void sell_at_random(struct past *past, int day)
{
    char customer[16], phone[24];
    snprintf(customer, sizeof customer, "%u", draw(150));
    snprintf(phone, sizeof phone, "085 012 3%03u", draw(200));
    const struct ticket ticket = {
        .day = day,
        .minute = 1 + (int)draw(1400),
        .total_minor = 100 + draw(6000),
        .customer = draw(4) == 0 ? customer : NULL,
        .phone = draw(8) == 0 ? phone : NULL,
        .someone_else = draw(20) == 0,
        .referrer = draw(30) == 0 ? "3" : NULL,
        .note = one_of(past->notes, past->note_count, 3),
        .card = one_of(past->cards, past->card_count, 5),
        .print = draw(3) == 0 ? "card" : NULL,
        .applied_minor = draw(2) == 0 ? 100 : 0,
        .currency = draw(40) == 0 ? "USD" : NULL,
    };
    const struct answer *answer = till_sell(&till, &ticket);
    if (answer->note.made && answer->note.code != 0)
        past->notes[past->note_count++ % CODES] = answer->note.code;
    if (answer->card.made)
        past->cards[past->card_count++ % CODES] = answer->card.code;
}

static void undo_at_random(int day)
{
    char original[32];
    snprintf(original, sizeof original, "S%u", 1 + draw((uint32_t)till.refs));
    bool named = draw(4) != 0;
    SELL(&till, .day = day, .kind = named && draw(3) == 0 ? "void" : "return",
         .original = named ? original : NULL, .total_minor = -(int64_t)(1 + draw(6000)));
}

/* A card that comes back at the same till before its giver can have met anybody. */
static void hurry_at_random(int day)
{
    char giver[16];
    int minute = 1 + (int)draw(1400);
    snprintf(giver, sizeof giver, "giver%u", draw(1000));
    int64_t card =
        SELL(&till, .day = day, .minute = minute, .till = "T1", .customer = giver)->card.code;
    SELL(&till, .day = day, .minute = minute + 3, .till = "T1", .card = card);
}

static void crowd_at_random(int day)
{
    for (int i = 0; i < 6; i++)
        SELL(&till, .day = day, .minute = 600 + i, .customer = "149");
}

static void tell_again_at_random(int day)
{
    char ref[32];
    snprintf(ref, sizeof ref, "S%u", 1 + draw((uint32_t)till.refs));
    TELL(&till, .ref = ref, .day = day, .total_minor = 7777);
}

/* So near to today that cards are still good. */
static void live_a_random_past(void)
{
    struct past past = {.first_day = (int)(clock_now_ms() / 86400000) - DAY_0 - PAST_DAYS - 1};
    till_sql(&till, "PRAGMA synchronous=OFF"); /* nobody pulls the plug here */
    till_set(&till, "offer friend", "budget_month", NULL);
    drawn = 4711;
    for (int i = 0; i < 12 * PAST_DAYS; i++) {
        int day = past.first_day + i / 12 - (draw(25) == 0 ? (int)draw(20) : 0);
        uint32_t what = draw(30);
        if (what < 3 && till.refs > 0)
            undo_at_random(day);
        else if (what == 3 && till.refs > 0)
            tell_again_at_random(day);
        else if (what == 4 && draw(4) == 0)
            hurry_at_random(day);
        else if (what == 4 && draw(8) == 0)
            crowd_at_random(day);
        else if (what == 4)
            SCAN(&till, .day = day, .till = "T1",
                 .code = (INT64_C(2) << 53) + (int64_t)draw(1000) * 12345);
        else
            sell_at_random(&past, day);
    }
}

/* A line of shell in the shop's folder, $C being the program on this shop. */
static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int run(const char *format, ...)
{
    char line[2048], whole[3 * PATH_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    snprintf(whole, sizeof whole,
             "F='%s' C='%s -c %s/comeback.ini report' O='/usr/bin/python3 -B"
             " tests/unit/report_oracle.py'; { %s ; }",
             till.folder, program, till.folder, line);
    return built_shell(whole);
}

static void expect_as_python_counts(const char *window, const char *options, const char *days)
{
    char today[CLOCK_TEXT];
    clock_iso_date(clock_day(clock_now(), 0), today);
    assert_int_equal(
        run("$C --json --window %s %s > $F/r.json && $C --csv --window %s %s > $F/r.csv", window,
            options, window, options),
        0);
    assert_int_equal(
        run("$O $F/store/comeback.db $F/r.json $F/r.csv %s %s %s", window, today, days), 0);
}

/* A past in which a number never occurs would not try that number. What steps, questions and offers
 * come to is tried elsewhere. */
static void expect_all_numbers_tried(void)
{
    struct report_query query = *everything(0);
    query.today = clock_day(clock_now(), 0);
    make(&query);
    for (int i = 0; i <= TAGS_CORRECTED; i++)
        if (report_numbers[i].unit != REPORT_SHARE && report_numbers[i].unit != REPORT_PART &&
            i != PROMISES_FRIENDS_MINOR && i != PROMISES_UNBOUNDED && i != RETURNS_MATCHED &&
            report->all.values[i] == 0)
            fail_msg("%s is never tried", report_numbers[i].name);
}

static void python_counts_the_same_of_a_random_past(void **state)
{
    char from[CLOCK_TEXT], to[CLOCK_TEXT], options[160], days[160];
    int32_t today = clock_day(clock_now(), 0);
    (void)state;
    live_a_random_past();
    expect_all_numbers_tried();
    expect_as_python_counts("60", "", "");
    expect_as_python_counts("7", "", "");
    clock_iso_date(today - 150, from);
    clock_iso_date(today - 61, to);
    snprintf(options, sizeof options, "--from %.20s --to %.20s", from, to);
    snprintf(days, sizeof days, "%.20s %.20s", from, to);
    expect_as_python_counts("30", options, days);
}

static void python_counts_the_same_of_a_real_year(void **state)
{
    static const char export[] = "../shared/data/online-retail-lines.csv.xz";
    (void)state;
    if (access(export, R_OK) != 0) {
        print_message("not compared: %s is not there\n", export);
        skip();
    }
    till_set(&till, "shop", "currency", "GBP");
    assert_int_equal(
        run("xz -dc %s > $F/year.csv && %s -c $F/comeback.ini replay $F/year.csv --history "
            "--columns"
            " ref=InvoiceNo,at=InvoiceDate,customer.id=CustomerID,item.sku=StockCode,"
            "item.name=Description,item.quantity=Quantity,item.price=UnitPrice"
            " --kind return:ref~^C --zone Europe/London --currency GBP --host shop > $F/out",
            export, program),
        0);
    assert_int_equal(run("$C --json > $F/r.json && $O --year $F/year.csv $F/r.json"), 0);
    expect_as_python_counts("60", "", "");
    make(everything(0));
    expect(SALES_NEW, 4606);
    expect(SALES_REPEAT, 13930);
    expect(SALES_UNIDENTIFIED, 3526);
    expect(VISITS_NEW, 4339);
    expect(VISITS_REPEAT, 12427);
}

static void a_month_reads_the_same_alone_and_in_its_year(void **state)
{
    struct report_query query = *everything(0);
    (void)state;
    make_gaps();
    SELL(&till, .customer = "gap9", .day = 150);
    make(&query);
    struct report_period march = {.month = 0};
    for (int i = 0; i < report->month_count; i++)
        if (report->months[i].month == JANUARY + 2)
            march = report->months[i];
    assert_true(march.values[CUSTOMERS_FIRST] > 0);
    query.from_day = 20148; /* 2025-03-01 */
    query.to_day = 20178;
    make(&query);
    for (int i = 0; i < REPORT_NUMBERS; i++)
        if (!report_numbers[i].now)
            expect(i, march.values[i]);
}

/* More lines than this, or wider ones, and the owner's first look is not whole. */
static void the_first_screen_fits_a_terminal(void **state)
{
    (void)state;
    make_gaps();
    for (int i = 0; i < 30; i++)
        SELL(&till, .day = 101 + i, .total_minor = 99999999);
    assert_int_equal(
        run("$C > $F/screen && LC_ALL=C.UTF-8 awk 'length($0) > 80 { exit 1 }' $F/screen"), 0);
    assert_int_equal(run("wc -l < $F/screen | grep -qx 14"), 0);
    assert_int_equal(run("grep -q '^Customers made *20  ' $F/screen"), 0);
    assert_int_equal(run("$C --all > $F/all && LC_ALL=C.UTF-8 awk 'length($0) > 80 { exit 1 }'"
                         " $F/all"),
                     0);
}

static void of_few_there_is_no_percentage(void **state)
{
    (void)state;
    for (int i = 0; i < 19; i++)
        SELL(&till, .customer = i % 2 == 0 ? "7" : NULL, .day = i);
    assert_int_equal(run("$C > $F/screen && grep -q '^  identified *10  of 19; ' $F/screen"), 0);
    assert_int_equal(run("grep -q 'not enough yet: 9 of 20 gaps between visits' $F/screen"), 0);
    SELL(&till, .day = 19);
    assert_int_equal(run("$C > $F/screen && grep -q '^  identified *10  of 20, 50 %%; ' $F/screen"),
                     0);
}

static void months_in_which_nothing_was_are_not_listed(void **state)
{
    (void)state;
    SELL(&till, .day = 0);
    SELL(&till, .day = 400);
    assert_int_equal(run("$C --all > $F/screen && grep -c '^20[0-9][0-9]-' $F/screen | grep -qx 2"),
                     0);
    assert_int_equal(run("grep -q '^2025-01 .* 1  ' $F/screen && grep -q '^2026-02 ' $F/screen"),
                     0);
}

static void an_empty_shop_is_told_so(void **state)
{
    (void)state;
    assert_int_equal(run("$C > $F/screen && grep -q 'Nothing is sold yet' $F/screen"), 0);
    assert_int_equal(run("$C --json | grep -q '\"sales.all\": 0'"), 0);
    SELL(&till, .day = 0);
    assert_int_equal(run("$C --from 2025-01-07 | grep -q 'the last sale is of 6 January 2025'"), 0);
}

static void explain_lists_every_row_of_one_number_and_ten_of_each(void **state)
{
    (void)state;
    make_gaps();
    assert_int_equal(run("$C --explain customers.made > $F/out && grep -c ' pos S' $F/out | "
                         "grep -qx 20"),
                     0);
    assert_int_equal(run("head -1 $F/out | grep -qx 'customers.made: 20'"), 0);
    assert_int_equal(run("$C --explain | awk '/^customers.made:/ { on = 1 } /^$/ { on = 0 }"
                         " on && / pos S/' | wc -l | grep -qx 10"),
                     0);
    assert_int_equal(run("$C --explain | awk 'length($0) > 80 { exit 1 }'"), 0);
}

static void what_is_meant_wrongly_is_refused_with_its_words(void **state)
{
    static const struct {
        const char *words, *told;
    } rows[] = {
        {"--month 2026-13", "report: --month: found \"2026-13\", expected a month such as 2026-11"},
        {"--from 2026-02-30",
         "report: --from: found \"2026-02-30\", expected a date such as 2026-11-30"},
        {"--to tomorrow", "report: --to: found \"tomorrow\", expected a date such as 2026-11-30"},
        {"--from 2026-02-02 --to 2026-02-01", "report: --from 2026-02-02 is after --to 2026-02-01"},
        {"--month 2026-11 --to 2026-11-30", "report: --month and --from or --to: one of them"},
        {"--window 0", "report: --window: found \"0\", expected a whole number of 1 to 1460"},
        {"--json --csv", "report: --json, --csv, --html, --all and --explain: one of them"},
        {"--explain custmers.made",
         "report: no number \"custmers.made\"; did you mean customers.made?"},
        {"customers.made", "report: \"customers.made\" is one word too many; a name stands behind "
                           "--explain or --csv"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(run("$C %s 2> $F/err", rows[i].words), 2);
        till_write(&till, "told", rows[i].told);
        assert_int_equal(run("printf 'comeback: %%s\\n' \"$(cat $F/told)\" | cmp - $F/err"), 0);
    }
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_has_a_name_of_its_own_and_says_what_it_counts),
        cmocka_unit_test(the_bounds_of_a_share_are_those_of_the_literature),
        cmocka_unit_test(the_bounds_of_a_share_stay_between_0_and_1),
        TILL_TEST(a_shop_without_sales_has_a_report_of_noughts),
        TILL_TEST(a_customer_is_made_on_the_second_day_and_in_its_month),
        TILL_TEST(a_visit_that_fell_makes_nobody),
        TILL_TEST(what_came_back_of_a_sale_is_not_in_its_value),
        TILL_TEST(who_is_kept_is_told_by_the_shops_own_gap),
        TILL_TEST(with_fewer_than_20_gaps_nobody_is_said_to_be_kept),
        TILL_TEST(only_who_had_the_time_to_come_again_counts_in_the_rate),
        TILL_TEST(who_was_nobody_at_first_is_made_and_in_no_rate),
        TILL_TEST(a_note_shown_on_its_own_day_did_not_come_back),
        TILL_TEST(a_card_is_followed_until_its_giver_is_thanked),
        TILL_TEST(all_sales_of_a_visit_are_of_the_grade_of_its_card),
        TILL_TEST(thanks_go_with_the_friends_purchase),
        TILL_TEST(thanks_wait_for_the_owners_look_and_not_for_ones_own),
        TILL_TEST(a_card_is_owed_to_the_end_of_its_days_of_grace),
        TILL_TEST(a_promise_without_upper_bound_is_counted_apart),
        TILL_TEST(what_the_owner_should_look_at_is_counted),
        TILL_TEST(every_count_names_as_many_rows_as_it_counts),
        TILL_TEST(a_till_sells_while_the_report_is_read),
        TILL_TEST(a_sum_that_64_bits_do_not_hold_is_refused),
        TILL_TEST(a_sale_of_a_clock_that_died_is_of_the_first_day_there_is),
        TILL_TEST(many_sales_take_little_memory),
        TILL_TEST(a_month_reads_the_same_alone_and_in_its_year),
        TILL_TEST(the_first_screen_fits_a_terminal),
        TILL_TEST(of_few_there_is_no_percentage),
        TILL_TEST(months_in_which_nothing_was_are_not_listed),
        TILL_TEST(an_empty_shop_is_told_so),
        TILL_TEST(explain_lists_every_row_of_one_number_and_ten_of_each),
        TILL_TEST(what_is_meant_wrongly_is_refused_with_its_words),
        TILL_TEST(python_counts_the_same_of_a_random_past),
        TILL_TEST(python_counts_the_same_of_a_real_year),
    };
    built_find("comeback", program);
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
