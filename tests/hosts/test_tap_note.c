/* SPDX-License-Identifier: MIT */
/*
 * `comeback tap` with what it was taught: notes that go into receipts, and everything that must not
 * wait for them.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tap_counter.h"

enum { ROOM = 64 << 10, HOLD_MS = 150, GENEROUS_MS = 2000 };

static const char pulse[] = {0x1b, 'p', 0, 0x32, (char)0xfa};
static const char cut[] = {'\n', '\n', 0x1d, 'V', 1};

static size_t write_receipt(char out[static ROOM], const char *number, const char *customer)
{
    int length = snprintf(out, ROOM,
                          "\x1b@YOUR SHOP\nReceipt: %s\nCustomer: %s\nFlat white  9.40\n"
                          "TOTAL  9.40\nCash  10.00\nThank you\n",
                          number, customer);
    memcpy(out + length, cut, sizeof cut);
    return (size_t)length + sizeof cut;
}

/* The host's bytes with others in one place between them; how many others. */
static size_t count_added(const char *came, size_t count, const char *sent, size_t length)
{
    size_t at = 0;
    assert_true(count >= length);
    while (at < length && came[at] == sent[at])
        at++;
    assert_memory_equal(came + (count - (length - at)), sent + at, length - at);
    return count - length;
}

/* A connection of its own, from beginning to end; how much more came out than went in. */
static size_t print(struct counter *counter, int port, int printer, const char *number,
                    const char *customer)
{
    static char sent[ROOM], came[ROOM];
    size_t length = write_receipt(sent, number, customer);
    int till = counter_connect(counter, port);
    int wire = counter_accept(counter, printer);
    counter_send(till, sent, length);
    close(till);
    size_t count = counter_read_all(wire, came, sizeof came);
    close(wire);
    return count_added(came, count, sent, length);
}

static int make_taught(void **state)
{
    int failed = host_make_shop(state);
    if (failed == 0) {
        host_edit(*state, "comeback.ini", "; number = Receipt: {}", "number = Receipt: {}");
        host_edit(*state, "comeback.ini", "; total = TOTAL {}", "total = TOTAL {}");
        host_edit(*state, "comeback.ini", "; customer = Customer: {}", "customer = Customer: {}");
        host_edit(*state, "comeback.ini", "; paid = Change *", "paid = any");
    }
    return failed;
}

static void a_receipt_gets_its_note_once(void **state)
{
    struct counter counter;
    counter_open(&counter, *state, 1);
    assert_true(print(&counter, 0, 0, "17", "") > 100);
    assert_int_equal(print(&counter, 0, 0, "17", ""), 0);
    counter_await_line(&counter, "receipt 17 came before");
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale WHERE host='tap'"), 1);
    counter_close(&counter);
    host_check_clean(*state);
}

static void a_receipt_that_found_the_printer_off_gets_its_note_when_it_comes_again(void **state)
{
    static char sent[ROOM];
    struct counter counter;
    counter_open(&counter, *state, 1);
    counter_unplug(&counter, 0);
    size_t length = write_receipt(sent, "17", "");
    int till = counter_connect(&counter, 0);
    counter_send(till, sent, length);
    assert_true(counter_is_reset(till));
    close(till);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale WHERE host='tap'"), 0);
    counter_plug(&counter, 0);
    assert_true(print(&counter, 0, 0, "17", "") > 100);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale WHERE host='tap'"), 1);
    counter_close(&counter);
    host_check_clean(*state);
}

static void a_receipt_of_a_till_that_has_gone_waits_for_the_printer_and_gets_its_note(void **state)
{
    static char sent[ROOM], came[ROOM];
    struct counter counter;
    counter_open(&counter, *state, 1);
    counter_unplug(&counter, 0);
    size_t length = write_receipt(sent, "17", "");
    int till = counter_connect(&counter, 0);
    counter_send(till, sent, length);
    close(till);
    usleep(1500000);
    counter_plug(&counter, 0);
    int printer = counter_accept(&counter, 0);
    size_t count = counter_read_all(printer, came, sizeof came);
    assert_true(count_added(came, count, sent, length) > 100);
    close(printer);
    counter_close(&counter);
}

static void
a_receipt_that_waited_for_a_printer_that_went_off_gets_its_note_when_it_comes_again(void **state)
{
    static char sent[ROOM];
    struct counter counter;
    counter_open(&counter, *state, 1);
    int before = counter_connect(&counter, 0);
    int wire = counter_accept(&counter, 0);
    int till = counter_connect(&counter, 0);
    counter_send(till, sent, write_receipt(sent, "17", ""));
    usleep(1000 * HOLD_MS * 4);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale WHERE host='tap'"), 1);
    counter_unplug(&counter, 0);
    counter_reset(wire);
    assert_true(counter_is_reset(till));
    close(till);
    close(before);
    counter_plug(&counter, 0);
    assert_true(print(&counter, 0, 0, "17", "") > 100);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale WHERE host='tap'"), 1);
    counter_close(&counter);
    host_check_clean(*state);
}

static void a_receipt_that_a_printer_did_not_take_gets_its_note_when_it_comes_again(void **state)
{
    enum { MUCH = 900 << 10 };
    static char sent[ROOM], much[MUCH];
    struct counter counter;
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int wire = counter_accept(&counter, 0);
    memset(much, '\n', sizeof much);
    memcpy(much, "Takings\n", 8);
    memcpy(much + sizeof much - 2, "\x1bi", 2);
    counter_send(till, much, sizeof much);
    counter_send(till, sent, write_receipt(sent, "17", ""));
    usleep(1000 * HOLD_MS * 4);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale WHERE host='tap'"), 1);
    counter_reset(wire);
    assert_true(counter_is_reset(till));
    close(till);
    assert_true(print(&counter, 0, 0, "17", "") > 100);
    counter_close(&counter);
}

static void what_is_held_goes_out_by_itself(void **state)
{
    static char sent[ROOM], came[ROOM];
    struct counter counter;
    counter_open(&counter, *state, 1);
    size_t length = write_receipt(sent, "17", "");
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, sent, length);
    size_t count = counter_read_for(printer, came, sizeof came, HOLD_MS * 4);
    assert_true(count_added(came, count, sent, length) > 100);
    close(till);
    close(printer);
    counter_close(&counter);
}

static void a_drawer_behind_the_cut_opens_at_once(void **state)
{
    static char sent[ROOM], came[ROOM];
    struct counter counter;
    counter_open(&counter, *state, 1);
    size_t length = write_receipt(sent, "17", "");
    memcpy(sent + length, pulse, sizeof pulse);
    length += sizeof pulse;
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, sent, length);
    size_t count = counter_read_for(printer, came, sizeof came, HOLD_MS * 4);
    assert_true(count_added(came, count, sent, length) > 100);
    assert_memory_equal(came + count - sizeof pulse, pulse, sizeof pulse);
    close(till);
    close(printer);
    counter_close(&counter);
}

static void a_question_behind_the_cut_is_answered(void **state)
{
    static char sent[ROOM], came[ROOM];
    struct counter counter;
    counter_open(&counter, *state, 1);
    size_t length = write_receipt(sent, "17", "");
    memcpy(sent + length, "\x1dr\x01", 3);
    length += 3;
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, sent, length);
    size_t count = counter_read_for(printer, came, sizeof came, HOLD_MS * 4);
    assert_true(count_added(came, count, sent, length) > 100);
    counter_send(printer, "", 1);
    counter_expect(till, "", 1);
    close(till);
    close(printer);
    counter_close(&counter);
}

static void the_card_follows_as_a_job_of_its_own(void **state)
{
    static char came[ROOM];
    struct counter counter;
    counter_open(&counter, *state, 1);
    assert_true(print(&counter, 0, 0, "17", "C5") > 100);
    int printer = counter_accept(&counter, 0);
    assert_true(counter_read_all(printer, came, sizeof came) > 500);
    close(printer);
    int64_t until_ms = host_now_ms() + COUNTER_SOON_MS;
    while (host_sql_number(*state, "SELECT count(*) FROM job WHERE state=2 AND slip='card' AND "
                                   "result='unconfirmed'") != 1)
        assert_true(host_now_ms() < until_ms);
    counter_close(&counter);
}

static void where_serve_runs_the_card_is_left_to_it(void **state)
{
    static char came[ROOM];
    const struct host_shop *shop = *state;
    struct counter counter;
    char program[HOST_PATH * 2], letter;
    int said;
    snprintf(program, sizeof program, "%s", host_built("comeback"));
    const char *const words[] = {program, "-c", shop->config, "serve", NULL};
    pid_t serve = host_start(words, &said);
    assert_int_equal(read(said, &letter, 1), 1);
    counter_open(&counter, shop, 1);
    assert_true(print(&counter, 0, 0, "17", "C5") > 100);
    int printer = counter_accept(&counter, 0);
    assert_true(counter_read_all(printer, came, sizeof came) > 500);
    close(printer);
    assert_false(counter_comes(&counter, 0, GENEROUS_MS));
    assert_int_equal(host_sql_number(shop, "SELECT count(*) FROM job WHERE state=2"), 1);
    counter_close(&counter);
    kill(serve, SIGTERM);
    assert_int_equal(host_wait(serve), 0);
    close(said);
}

static void the_card_of_a_till_that_stays_connected_follows_too(void **state)
{
    static char sent[ROOM], came[ROOM];
    struct counter counter;
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, sent, write_receipt(sent, "17", "C5"));
    assert_true(counter_read_all(printer, came, sizeof came) > 100);
    close(printer);
    printer = counter_accept(&counter, 0);
    assert_true(counter_read_all(printer, came, sizeof came) > 500);
    close(printer);
    counter_send(till, sent, write_receipt(sent, "18", ""));
    printer = counter_accept(&counter, 0);
    counter_expect(printer, "\x1b@YOUR SHOP\nReceipt: 18\n", 24);
    close(till);
    close(printer);
    counter_close(&counter);
}

static void a_card_that_could_not_be_printed_follows_the_next_receipt(void **state)
{
    static char sent[ROOM], came[ROOM];
    struct counter counter;
    counter_open(&counter, *state, 1);
    size_t length = write_receipt(sent, "17", "C5");
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_unplug(&counter, 0);
    counter_send(till, sent, length);
    close(till);
    counter_read_all(printer, came, sizeof came);
    close(printer);
    counter_await_line(&counter, "cards wait: ");
    counter_plug(&counter, 0);
    assert_true(print(&counter, 0, 0, "18", "") > 100);
    printer = counter_accept(&counter, 0);
    assert_true(counter_read_all(printer, came, sizeof came) > 500);
    close(printer);
    counter_close(&counter);
}

static void a_store_that_is_locked_costs_the_note_alone(void **state)
{
    struct counter counter;
    counter_open(&counter, *state, 1);
    pid_t holder = host_lock_store(*state, false);
    int64_t began_ms = host_now_ms();
    assert_int_equal(print(&counter, 0, 0, "17", ""), 0);
    assert_true(host_now_ms() - began_ms < GENEROUS_MS);
    host_unlock_store(holder);
    counter_await_line(&counter, "tagged later");
    assert_true(print(&counter, 0, 0, "18", "") > 100);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), 2);
    counter_close(&counter);
}

/* Of eight tills one has a printer that takes nothing, and one holds a cut for its whole time. */
static void no_till_waits_for_another(void **state)
{
    static char sent[ROOM], picture[3 << 20];
    struct counter counter;
    char number[16];
    counter_open(&counter, *state, COUNTER_PRINTERS);
    int stuck = counter_connect(&counter, 0);
    int stuck_printer = counter_accept(&counter, 0);
    send(stuck, picture, sizeof picture, MSG_DONTWAIT | MSG_NOSIGNAL);
    int slow = counter_connect(&counter, 1);
    int slow_printer = counter_accept(&counter, 1);
    counter_send(slow, sent, write_receipt(sent, "S1", ""));
    int64_t began_ms = host_now_ms();
    for (int i = 2; i < COUNTER_PRINTERS; i++) {
        snprintf(number, sizeof number, "N%d", i);
        /* Whether a busy machine leaves it the 40 ms for its note is another question. */
        print(&counter, i, i, number, "");
    }
    assert_true(host_now_ms() - began_ms < GENEROUS_MS);
    close(stuck_printer);
    close(stuck);
    close(slow_printer);
    close(slow);
    counter_close(&counter);
}

static void a_kill_in_the_hold_leaves_the_receipt_to_be_printed_again(void **state)
{
    static char sent[ROOM];
    struct counter counter;
    counter_open(&counter, *state, 1);
    size_t length = write_receipt(sent, "17", "");
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, sent, length);
    counter_expect(printer, sent, length - sizeof cut);
    kill(counter.tap, SIGKILL);
    assert_int_equal(host_wait(counter.tap), 128 + SIGKILL);
    counter.tap = 0;
    close(till);
    close(printer);
    counter_close(&counter);
    counter_open(&counter, *state, 1);
    assert_true(print(&counter, 0, 0, "17", "") > 100);
    counter_close(&counter);
    host_check_clean(*state);
}

static void a_pattern_that_changes_holds_from_the_next_connection(void **state)
{
    struct counter counter;
    counter_open(&counter, *state, 1);
    assert_true(print(&counter, 0, 0, "17", "") > 100);
    host_edit(*state, "comeback.ini", "number = Receipt: {}", "number = Bon: {}");
    assert_int_equal(print(&counter, 0, 0, "18", ""), 0);
    counter_await_line(&counter, "no note: ");
    counter_close(&counter);
}

static void check_names_a_wrong_pattern(void **state)
{
    char out[HOST_TEXT];
    host_edit(*state, "comeback.ini", "total = TOTAL {}", "total = TOTAL");
    assert_int_equal(host_comeback(*state, out, sizeof out, "check", NULL), 1);
    assert_non_null(strstr(out, "tap       WRONG  [tap] total: "));
    host_edit(*state, "comeback.ini", "total = TOTAL", "; total = TOTAL");
    assert_int_equal(host_comeback(*state, out, sizeof out, "check", NULL), 1);
    assert_non_null(strstr(out, "tap       WRONG  [tap] total: found nothing; without it no "
                                "receipt is read\n"));
}

#define TAUGHT(name) cmocka_unit_test_setup_teardown(name, make_taught, host_remove_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TAUGHT(a_receipt_gets_its_note_once),
        TAUGHT(a_receipt_that_found_the_printer_off_gets_its_note_when_it_comes_again),
        TAUGHT(a_receipt_of_a_till_that_has_gone_waits_for_the_printer_and_gets_its_note),
        TAUGHT(a_receipt_that_waited_for_a_printer_that_went_off_gets_its_note_when_it_comes_again),
        TAUGHT(a_receipt_that_a_printer_did_not_take_gets_its_note_when_it_comes_again),
        TAUGHT(what_is_held_goes_out_by_itself),
        TAUGHT(a_drawer_behind_the_cut_opens_at_once),
        TAUGHT(a_question_behind_the_cut_is_answered),
        TAUGHT(the_card_follows_as_a_job_of_its_own),
        TAUGHT(where_serve_runs_the_card_is_left_to_it),
        TAUGHT(the_card_of_a_till_that_stays_connected_follows_too),
        TAUGHT(a_card_that_could_not_be_printed_follows_the_next_receipt),
        TAUGHT(a_store_that_is_locked_costs_the_note_alone),
        TAUGHT(no_till_waits_for_another),
        TAUGHT(a_kill_in_the_hold_leaves_the_receipt_to_be_printed_again),
        TAUGHT(a_pattern_that_changes_holds_from_the_next_connection),
        TAUGHT(check_names_a_wrong_pattern),
    };
    return cmocka_run_group_tests_name("tap note", tests, NULL, NULL);
}
