/* SPDX-License-Identifier: MIT */
/*
 * What a receipt comes to: which are told, as what, and which get a note, all through the splice as
 * a connection has it. Whatever is refused must come out byte for byte.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../plugin/clock.h"
#include "../../plugin/code.h"
#include "../../plugin/tap/teller.h"
#undef fail
#include "shop_helper.h"

enum { SAID = 8192, JOB = 1024 };

/* A tap beside a till of the same shop; what it says is kept. */
struct stand {
    struct till till;
    struct tap *tap;
    char said[SAID];
    bool power_on;
};

static void say(void *context, const char *text)
{
    struct stand *stand = context;
    size_t length = strlen(stand->said);
    snprintf(stand->said + length, SAID - length, "%s\n", text);
}

static void open_tap(struct stand *stand)
{
    static char config[128];
    struct fault fault = {{0}};
    snprintf(config, sizeof config, "%s", till_path(&stand->till, "comeback.ini"));
    const struct tap_options options = {.config = config,
                                        .folder = stand->till.folder,
                                        .stop_fd = -1,
                                        .say = say,
                                        .context = stand};
    assert_int_equal(tap_open(&options, &stand->tap, &fault), COMEBACK_OK);
}

static void stand_open(struct stand *stand)
{
    memset(stand, 0, sizeof *stand);
    till_open(&stand->till);
    till_set(&stand->till, "tap", "host", "pos");
    till_set(&stand->till, "tap", "number", "Receipt: {}");
    till_set(&stand->till, "tap", "total", "TOTAL {}");
    till_set(&stand->till, "tap", "customer", "Customer: {}");
    till_set(&stand->till, "tap", "cashier", "Cashier: {}");
    till_set(&stand->till, "tap", "till", "Till: {}");
    till_set(&stand->till, "tap", "code", "Code: {}");
    till_set(&stand->till, "tap", "paid", "Cash *");
    open_tap(stand);
}

static void stand_close(struct stand *stand)
{
    tap_close(stand->tap);
    till_close(&stand->till);
}

/* One setting more, in force at once. */
static void stand_set(struct stand *stand, const char *section, const char *key, const char *value)
{
    till_set(&stand->till, section, key, value);
    tap_refresh(stand->tap);
}

/* A connection of its own; what the printer gets is the caller's. */
static struct bytes pass_to(struct stand *stand, bool arrives, const char *job, size_t length)
{
    struct teller teller;
    struct splice *splice = NULL;
    struct bytes out = {0};
    struct drv_fault fault = {{0}};
    stand->said[0] = '\0';
    tap_refresh(stand->tap);
    teller_start(&teller, stand->tap, "virtual:till7");
    const struct splice_options options = {true, teller_ask, &teller};
    assert_int_equal(splice_new(&options, &splice, &fault), DRV_OK);
    assert_int_equal(splice_take(splice, (const uint8_t *)job, length, 0, &out), DRV_OK);
    assert_int_equal(splice_end(splice, 1, &out), DRV_OK);
    splice_free(splice);
    if (arrives)
        teller_settle(&teller);
    teller_undo(&teller);
    assert_false(out.failed);
    return out;
}

static struct bytes pass(struct stand *stand, const char *job, size_t length)
{
    return pass_to(stand, true, job, length);
}

static size_t write_receipt(char out[JOB], const char *number, const char *total, const char *rows)
{
    int length = snprintf(out, JOB,
                          "\x1b@YOUR SHOP\nReceipt: %s\n1 Flat white   %s\nTOTAL       %s\n%s"
                          "Thank you\n\n\n\x1b"
                          "i",
                          number, total, total, rows);
    assert_true(length > 0 && length < JOB);
    return (size_t)length;
}

/* How many bytes more came out than went in; those that went in are there, in order. */
static size_t added(struct stand *stand, const char *job, size_t length)
{
    struct bytes out = pass(stand, job, length);
    size_t at = 0;
    assert_true(out.length >= length);
    while (at < length && out.data[at] == (uint8_t)job[at])
        at++;
    if (at < length)
        assert_memory_equal(out.data + (out.length - (length - at)), job + at, length - at);
    size_t more = out.length - length;
    bytes_free(&out);
    return more;
}

static size_t sell(struct stand *stand, const char *number, const char *total, const char *rows)
{
    char job[JOB];
    size_t length = write_receipt(job, number, total, rows);
    return added(stand, job, length);
}

static const char paid[] = "Cash   20.00\n";

static int64_t sales(const struct stand *stand)
{
    return till_number(&stand->till, "SELECT count(*) FROM sale");
}

static void a_paid_receipt_is_told_and_gets_its_note(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    assert_true(sell(&stand, "A-17", "9.40", "Customer: C5\nCashier: Rosa\nTill: 3\nCash 20.00\n") >
                100);
    assert_string_equal(stand.said, "");
    assert_int_equal(sales(&stand), 1);
    assert_int_equal(till_number(&stand.till, "SELECT count(*) FROM sale WHERE host='pos' AND "
                                              "ref='A-17' AND total_minor=940"),
                     1);
    stand_close(&stand);
}

static void the_second_printing_of_a_number_is_let_through(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    assert_true(sell(&stand, "17", "9.40", paid) > 0);
    assert_int_equal(sell(&stand, "17", "9.40", paid), 0);
    assert_string_equal(stand.said, "no note: receipt 17 came before\n");
    tap_close(stand.tap);
    open_tap(&stand);
    assert_int_equal(sell(&stand, "17", "9.40", paid), 0);
    assert_int_equal(sales(&stand), 1);
    stand_close(&stand);
}

static void what_is_no_sale_is_not_told(void **state)
{
    static const struct {
        const char *number, *total, *rows, *said;
    } cases[] = {
        {"18", "9.40", "", "paid"},
        {"19", "9.40", "Cash 20.00\n*** REPRINT ***\n", "REPRINT"},
        {"20", "9.40", "Cash 20.00\nVOID\n", "VOID"},
        {"21", "-9.40", "Cash -9.40\n", ""},
        {"22", "nothing", "Cash 0\n", "total"},
        {"", "9.40", "Cash 20.00\n", "number"},
    };
    struct stand stand;
    (void)state;
    stand_open(&stand);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        /* Each kind is said once a minute: a tap of its own for each. */
        tap_close(stand.tap);
        open_tap(&stand);
        assert_int_equal(sell(&stand, cases[i].number, cases[i].total, cases[i].rows), 0);
        assert_memory_equal(stand.said, "no note: ", 9);
        assert_non_null(strstr(stand.said, cases[i].said));
    }
    assert_int_equal(sales(&stand), 0);
    stand_close(&stand);
}

static void a_kind_of_trouble_is_told_once_a_minute(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    assert_int_equal(sell(&stand, "18", "9.40", ""), 0);
    assert_true(strlen(stand.said) > 0);
    assert_int_equal(sell(&stand, "19", "9.40", ""), 0);
    assert_string_equal(stand.said, "");
    stand_close(&stand);
}

static void a_pulse_is_not_even_asked_about(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    assert_int_equal(added(&stand, "\x1bp\x00\x32\xfa", 5), 0);
    assert_string_equal(stand.said, "");
    stand_close(&stand);
}

static void tell_by_adapter(struct stand *stand, const char *ref, const char *total_minor)
{
    struct sale sale = {.kind = SALE_SALE};
    struct checkout_outcome outcome = {.job_count = 0};
    struct fault fault = {{0}};
    assert_int_equal(sale_start(&sale, "pos", &fault), COMEBACK_OK);
    assert_int_equal(sale_set(&sale, "ref", ref, strlen(ref), &fault), COMEBACK_OK);
    assert_int_equal(sale_set(&sale, "total_minor", total_minor, strlen(total_minor), &fault),
                     COMEBACK_OK);
    assert_int_equal(sale_complete(&sale, &fault), COMEBACK_OK);
    assert_int_equal(checkout_finish(stand->till.shop, &sale,
                                     (struct checkout_options){.late = false}, &outcome, &fault),
                     COMEBACK_OK);
    checkout_outcome_free(&outcome);
    sale_clear(&sale);
}

/* One connection: each receipt with its own number and total; how many bytes more came out. */
static size_t sell_at_once(struct stand *stand, const char *const numbers[], size_t count)
{
    char jobs[5 * JOB];
    size_t length = 0;
    assert_true(count <= 5);
    for (size_t i = 0; i < count; i++)
        length += write_receipt(jobs + length, numbers[i], "9.40", paid);
    return added(stand, jobs, length);
}

/* The rows of a receipt that says a day so long ago, as most of Europe writes it. */
static void write_day(char out[64], int32_t day)
{
    struct civil_date date = clock_civil(day);
    snprintf(out, 64, "%02d/%02d/%d 10:31\n%s", date.day, date.month, date.year, paid);
}

static void a_second_printing_on_a_later_day_is_known_by_the_day_it_says(void **state)
{
    static const char *const per[] = {"shop", "day"};
    (void)state;
    for (size_t i = 0; i < sizeof per / sizeof *per; i++) {
        struct stand stand;
        char rows[64], ref[32] = "17", said[80];
        stand_open(&stand);
        stand_set(&stand, "tap", "number_per", per[i]);
        int32_t day = clock_day(clock_now(), 0) - 3;
        struct civil_date date = clock_civil(day);
        if (strcmp(per[i], "day") == 0)
            snprintf(ref, sizeof ref, "%04d%02d%02d-17", date.year, date.month, date.day);
        assert_true(seen_first(tap_seen(stand.tap), "pos", ref, day));
        write_day(rows, day);
        snprintf(said, sizeof said, "no note: receipt %s came before\n", ref);
        assert_int_equal(sell(&stand, "17", "9.40", rows), 0);
        assert_string_equal(stand.said, said);
        assert_int_equal(sales(&stand), 0);
        /* The same number on its day is another receipt. */
        write_day(rows, clock_day(clock_now(), 0));
        assert_true(sell(&stand, "17", "9.40", rows) > 0);
        assert_int_equal(sales(&stand), 1);
        stand_close(&stand);
    }
}

/* Its numbers begin anew each day, and it says today what it said on a day nine days ago, when that
 * was not its day, either. */
static void a_till_whose_clock_is_wrong_gets_its_notes(void **state)
{
    struct stand stand;
    char rows[64];
    int32_t day = clock_day(clock_now(), 0) - 9;
    (void)state;
    stand_open(&stand);
    stand_set(&stand, "tap", "number_per", "day");
    assert_true(seen_first(tap_seen(stand.tap), "pos", "17", ~day));
    write_day(rows, day);
    assert_true(sell(&stand, "17", "9.40", rows) > 0);
    assert_int_equal(sell(&stand, "17", "9.40", rows), 0);
    assert_true(sell(&stand, "18", "9.40", rows) > 0);
    stand_close(&stand);
}

static void of_copies_in_one_connection_the_last_has_the_note(void **state)
{
    static const char *const copies[] = {"17", "17", "17"};
    static const char *const others[] = {"18", "19", "18"};
    static const char *const again[] = {"20", "20"};
    struct stand stand;
    (void)state;
    stand_open(&stand);
    assert_true(sell_at_once(&stand, copies, 3) > 100);
    assert_int_equal(sales(&stand), 1);
    assert_int_equal(sell(&stand, "17", "9.40", paid), 0);
    assert_true(sell_at_once(&stand, others, 3) > 100);
    assert_int_equal(sales(&stand), 3);
    assert_true(sell(&stand, "20", "9.40", paid) > 100);
    assert_int_equal(sell_at_once(&stand, again, 2), 0);
    assert_int_equal(sales(&stand), 4);
    stand_close(&stand);
}

/* A drawer says that the copy before it was the last, and has the note. */
static void a_copy_behind_the_one_with_the_note_has_none(void **state)
{
    static const char pulse[] = {0x1b, 'p', 0, 50, (char)250};
    struct stand stand;
    char jobs[3 * JOB + sizeof pulse];
    size_t more[2];
    (void)state;
    stand_open(&stand);
    for (size_t i = 0; i < 2; i++) {
        const char *number = i == 0 ? "21" : "22";
        size_t length = write_receipt(jobs, number, "9.40", paid);
        length += write_receipt(jobs + length, number, "9.40", paid);
        memcpy(jobs + length, pulse, sizeof pulse);
        length += sizeof pulse;
        if (i == 1)
            length += write_receipt(jobs + length, number, "9.40", paid);
        more[i] = added(&stand, jobs, length);
    }
    assert_true(more[0] > 100);
    assert_int_equal(more[1], more[0]);
    stand_close(&stand);
}

static void what_did_not_come_out_gets_its_note_when_it_is_printed_again(void **state)
{
    struct stand stand;
    char job[JOB];
    (void)state;
    stand_open(&stand);
    size_t length = write_receipt(job, "17", "9.40", paid);
    struct bytes lost = pass_to(&stand, false, job, length);
    bytes_free(&lost);
    assert_true(sell(&stand, "17", "9.40", paid) > 100);
    assert_int_equal(sell(&stand, "17", "9.40", paid), 0);
    assert_int_equal(sales(&stand), 1);
    stand_close(&stand);
}

static void a_copy_of_a_sale_that_an_adapter_told_is_that_sale(void **state)
{
    static const char *const copies[] = {"14:01", "14:01"};
    struct stand stand;
    (void)state;
    stand_open(&stand);
    stand_set(&stand, "tap", "number", "none");
    tell_by_adapter(&stand, "FA-1", "940");
    assert_true(sell_at_once(&stand, copies, 2) > 100);
    assert_int_equal(sales(&stand), 1);
    stand_close(&stand);
}

static void a_sale_that_an_adapter_told_is_the_same_sale(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    tell_by_adapter(&stand, "17", "940");
    assert_true(sell(&stand, "17", "9.40", paid) > 0);
    assert_int_equal(sales(&stand), 1);
    assert_int_equal(till_number(&stand.till, "SELECT count(*) FROM code"), 1);
    stand_close(&stand);
}

static void a_receipt_without_a_number_is_the_sale_just_told_of_its_total(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    stand_set(&stand, "tap", "number", "none");
    tell_by_adapter(&stand, "FA-1", "940");
    tell_by_adapter(&stand, "FA-2", "500");
    tell_by_adapter(&stand, "FA-3", "940");
    assert_true(sell(&stand, "14:01", "9.40", paid) > 0);
    assert_true(sell(&stand, "14:02", "9.40", paid) > 0);
    assert_int_equal(sell(&stand, "14:02", "9.40", paid), 0);
    assert_int_equal(sales(&stand), 3);
    /* Nobody told a third one of that total. */
    assert_true(sell(&stand, "14:03", "9.40", paid) > 0);
    assert_int_equal(sales(&stand), 4);
    stand_close(&stand);
}

static void a_sale_told_long_ago_is_another_sale(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    stand_set(&stand, "tap", "number", "none");
    tell_by_adapter(&stand, "FA-1", "940");
    till_sql(&stand.till, "UPDATE event SET logged_ms=logged_ms-121000");
    assert_true(sell(&stand, "14:01", "9.40", paid) > 0);
    assert_int_equal(sales(&stand), 2);
    stand_close(&stand);
}

static void another_total_under_a_number_is_said_to_the_owner(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    SELL(&stand.till, .ref = "unused");
    till_sql(&stand.till, "UPDATE sale SET host='pos', ref='17'");
    assert_int_equal(sell(&stand, "17", "9.40", paid), 0);
    assert_string_equal(stand.said,
                        "no note: receipt 17 was told before with another day or total; "
                        "do its numbers begin anew? [tap] number_per\n");
    stand_close(&stand);
}

static void numbers_that_begin_anew_have_day_and_till_before_them(void **state)
{
    static const struct {
        const char *per, *like;
    } cases[] = {
        {"day", "2_______-17"},
        {"till", "3-17"},
        {"till-day", "2_______-3-17"},
    };
    struct stand stand;
    (void)state;
    stand_open(&stand);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char sql[128];
        stand_set(&stand, "tap", "number_per", cases[i].per);
        assert_true(sell(&stand, "17", "9.40", "Till: 3\nCash 20.00\n") > 0);
        snprintf(sql, sizeof sql, "SELECT count(*) FROM sale WHERE ref LIKE '%s'", cases[i].like);
        assert_int_equal(till_number(&stand.till, sql), 1);
    }
    assert_int_equal(sales(&stand), 3);
    stand_close(&stand);
}

static void a_host_without_numbers_is_known_by_what_it_prints(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    stand_set(&stand, "tap", "number", "none");
    assert_true(sell(&stand, "14:02", "9.40", paid) > 0);
    assert_int_equal(sell(&stand, "14:02", "9.40", paid), 0);
    assert_true(sell(&stand, "14:03", "9.40", paid) > 0);
    assert_int_equal(sales(&stand), 2);
    assert_int_equal(
        till_number(&stand.till,
                    "SELECT count(*) FROM sale WHERE ref LIKE 'tap-2_______-________________'"),
        2);
    stand_close(&stand);
}

static void a_code_in_the_receipt_says_who_came_back(void **state)
{
    struct stand stand;
    char rows[64], code[CODE_TEXT];
    (void)state;
    stand_open(&stand);
    assert_true(sell(&stand, "17", "9.40", paid) > 0);
    code_format(till_number(&stand.till, "SELECT id FROM code"), code);
    snprintf(rows, sizeof rows, "Code: %s\nCash 20.00\n", code);
    assert_true(sell(&stand, "18", "9.40", rows) > 0);
    assert_int_equal(till_number(&stand.till, "SELECT count(DISTINCT person) FROM sale"), 1);
    stand_close(&stand);
}

static void a_store_that_is_locked_costs_the_note_and_not_the_sale(void **state)
{
    struct stand stand;
    int taken = 0;
    struct fault fault = {{0}};
    (void)state;
    stand_open(&stand);
    till_sql(&stand.till, "BEGIN IMMEDIATE");
    int64_t began_ms = clock_monotonic_ms();
    assert_int_equal(sell(&stand, "17", "9.40", paid), 0);
    assert_true(clock_monotonic_ms() - began_ms < 500);
    assert_memory_equal(stand.said, "no note: tagged later: ", 23);
    till_sql(&stand.till, "ROLLBACK");
    assert_int_equal(checkout_take_spool(stand.till.shop, 1000, &taken, &fault), COMEBACK_OK);
    assert_int_equal(sales(&stand), 1);
    stand_close(&stand);
}

static void a_card_goes_to_the_printer_of_its_till(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    assert_true(sell(&stand, "17", "9.40", "Customer: C5\nCash 20.00\n") > 0);
    assert_int_equal(till_number(&stand.till, "SELECT count(*) FROM job"), 1);
    assert_int_equal(
        till_number(&stand.till,
                    "SELECT count(*) FROM job WHERE printer='virtual:till7' AND slip='card'"),
        1);
    stand_close(&stand);
}

static void a_note_that_is_a_slip_of_its_own_is_no_part_of_a_receipt(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    stand_set(&stand, "print", "note_on", "printer");
    assert_int_equal(sell(&stand, "17", "9.40", paid), 0);
    assert_int_equal(till_number(&stand.till, "SELECT count(*) FROM job WHERE slip='note'"), 1);
    stand_close(&stand);
}

static void a_wrong_pattern_is_named(void **state)
{
    struct stand stand;
    (void)state;
    stand_open(&stand);
    stand_set(&stand, "tap", "total", "TOTAL");
    assert_int_equal(sell(&stand, "17", "9.40", paid), 0);
    assert_memory_equal(stand.said, "[tap] total: ", 13);
    stand_close(&stand);
}

static void what_is_too_long_is_left_out_or_said(void **state)
{
    struct stand stand;
    char number[38], rows[160];
    (void)state;
    stand_open(&stand);
    memset(number, '7', sizeof number);
    number[37] = '\0';
    stand_set(&stand, "tap", "number_per", "till");
    snprintf(rows, sizeof rows, "Till: %s\n%s", number, paid);
    assert_int_equal(sell(&stand, number, "9.40", rows), 0);
    assert_non_null(strstr(stand.said, "is too long"));
    snprintf(rows, sizeof rows, "Cashier: %s\n%s", number, paid);
    tap_close(stand.tap);
    open_tap(&stand);
    assert_true(sell(&stand, "17", "9.40", rows) > 0);
    assert_memory_equal(stand.said, "left out: ", 10);
    stand_close(&stand);
}

static void a_shop_that_cannot_be_opened_is_said_and_everything_passes(void **state)
{
    struct stand stand;
    char *text;
    (void)state;
    stand_open(&stand);
    tap_close(stand.tap);
    shop_close(stand.till.shop);
    stand.till.shop = NULL;
    text = till_read(&stand.till, "comeback.ini");
    assert_int_equal(unlink(till_path(&stand.till, "comeback.ini")), 0);
    stand.said[0] = '\0';
    open_tap(&stand);
    assert_memory_equal(stand.said, "receipts pass without notes: ", 29);
    assert_int_equal(sell(&stand, "17", "9.40", paid), 0);
    till_write(&stand.till, "comeback.ini", text);
    free(text);
    till_reopen(&stand.till);
    stand_close(&stand);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paid_receipt_is_told_and_gets_its_note),
        cmocka_unit_test(the_second_printing_of_a_number_is_let_through),
        cmocka_unit_test(a_second_printing_on_a_later_day_is_known_by_the_day_it_says),
        cmocka_unit_test(a_till_whose_clock_is_wrong_gets_its_notes),
        cmocka_unit_test(of_copies_in_one_connection_the_last_has_the_note),
        cmocka_unit_test(a_copy_behind_the_one_with_the_note_has_none),
        cmocka_unit_test(what_did_not_come_out_gets_its_note_when_it_is_printed_again),
        cmocka_unit_test(a_copy_of_a_sale_that_an_adapter_told_is_that_sale),
        cmocka_unit_test(what_is_no_sale_is_not_told),
        cmocka_unit_test(a_kind_of_trouble_is_told_once_a_minute),
        cmocka_unit_test(a_pulse_is_not_even_asked_about),
        cmocka_unit_test(a_sale_that_an_adapter_told_is_the_same_sale),
        cmocka_unit_test(a_receipt_without_a_number_is_the_sale_just_told_of_its_total),
        cmocka_unit_test(a_sale_told_long_ago_is_another_sale),
        cmocka_unit_test(another_total_under_a_number_is_said_to_the_owner),
        cmocka_unit_test(numbers_that_begin_anew_have_day_and_till_before_them),
        cmocka_unit_test(a_host_without_numbers_is_known_by_what_it_prints),
        cmocka_unit_test(a_code_in_the_receipt_says_who_came_back),
        cmocka_unit_test(a_store_that_is_locked_costs_the_note_and_not_the_sale),
        cmocka_unit_test(a_card_goes_to_the_printer_of_its_till),
        cmocka_unit_test(a_note_that_is_a_slip_of_its_own_is_no_part_of_a_receipt),
        cmocka_unit_test(a_wrong_pattern_is_named),
        cmocka_unit_test(what_is_too_long_is_left_out_or_said),
        cmocka_unit_test(a_shop_that_cannot_be_opened_is_said_and_everything_passes),
    };
    return cmocka_run_group_tests_name("teller", tests, NULL, NULL);
}
