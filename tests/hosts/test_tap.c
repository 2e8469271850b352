/* SPDX-License-Identifier: MIT */
/*
 * `comeback tap` as a wire: what goes through it, in whatever way hosts and printers come, stall,
 * answer and vanish. Nothing is taught here, so no receipt has a note, and every byte counts.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tap_counter.h"

enum { BIG = 3 << 20 };

static const char receipt[] = "\x1b@YOUR SHOP\nTOTAL 9.40\n\n\n\x1dV\x42\x00";

static void what_a_till_sends_comes_out_as_it_is(void **state)
{
    struct counter counter;
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, receipt, sizeof receipt);
    close(till);
    counter_expect(printer, receipt, sizeof receipt);
    assert_false(counter_is_reset(printer));
    close(printer);
    counter_close(&counter);
}

static void every_chunking_comes_out_as_one(void **state)
{
    struct counter counter;
    char came[sizeof receipt * 2];
    counter_open(&counter, *state, 1);
    for (size_t size = 1; size <= sizeof receipt; size += 5) {
        int till = counter_connect(&counter, 0);
        int printer = counter_accept(&counter, 0);
        for (size_t at = 0; at < sizeof receipt; at += size)
            counter_send(till, receipt + at,
                         at + size < sizeof receipt ? size : sizeof receipt - at);
        close(till);
        assert_int_equal(counter_read_all(printer, came, sizeof came), sizeof receipt);
        assert_memory_equal(came, receipt, sizeof receipt);
        close(printer);
    }
    counter_close(&counter);
}

static void the_printers_answers_go_back_at_once(void **state)
{
    struct counter counter;
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, "\x10\x04\x01", 3);
    counter_expect(printer, "\x10\x04\x01", 3);
    counter_send(printer, "\x12", 1);
    counter_expect(till, "\x12", 1);
    close(till);
    close(printer);
    counter_close(&counter);
}

static void a_till_that_ended_its_side_still_hears_the_printer(void **state)
{
    struct counter counter;
    char came[4];
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, "\x1dr\x01", 3);
    shutdown(till, SHUT_WR);
    assert_int_equal(counter_read_all(printer, came, sizeof came), 3);
    usleep(200000);
    counter_send(printer, "\x00", 1);
    close(printer);
    assert_int_equal(counter_read_all(till, came, sizeof came), 1);
    close(till);
    counter_close(&counter);
}

static void a_printer_that_is_off_is_a_connection_that_is_reset(void **state)
{
    struct counter counter;
    counter_open(&counter, *state, 1);
    counter_unplug(&counter, 0);
    int till = counter_connect(&counter, 0);
    assert_true(counter_is_reset(till));
    close(till);
    counter_await_line(&counter, "refused");
    counter_close(&counter);
}

static void a_till_that_sent_all_and_went_is_printed_when_the_printer_is_back(void **state)
{
    struct counter counter;
    counter_open(&counter, *state, 1);
    counter_unplug(&counter, 0);
    int till = counter_connect(&counter, 0);
    counter_send(till, receipt, sizeof receipt);
    close(till);
    usleep(2500000);
    counter_plug(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_expect(printer, receipt, sizeof receipt);
    close(printer);
    counter_close(&counter);
}

static void a_printer_that_resets_resets_the_till(void **state)
{
    struct counter counter;
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, receipt, sizeof receipt);
    counter_expect(printer, receipt, sizeof receipt);
    counter_reset(printer);
    assert_true(counter_is_reset(till));
    close(till);
    counter_await_line(&counter, "a receipt was broken off");
    counter_close(&counter);
}

static void a_printer_that_closes_closes_the_till(void **state)
{
    struct counter counter;
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, receipt, sizeof receipt);
    counter_expect(printer, receipt, sizeof receipt);
    close(printer);
    assert_false(counter_is_reset(till));
    close(till);
    counter_close(&counter);
}

static void what_a_till_sent_before_it_reset_is_printed(void **state)
{
    struct counter counter;
    char came[sizeof receipt * 2];
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, receipt, sizeof receipt);
    counter_expect(printer, receipt, sizeof receipt);
    counter_reset(till);
    assert_int_equal(counter_read_all(printer, came, sizeof came), 0);
    close(printer);
    counter_close(&counter);
}

static char *big_job(void)
{
    char *job = malloc(BIG);
    assert_non_null(job);
    for (size_t i = 0; i < BIG; i++)
        job[i] = (char)(i * 31 + i / 4096);
    return job;
}

static void send_all_from_a_child(int till, const char *job)
{
    pid_t child = host_fork();
    if (child != 0)
        return;
    for (size_t at = 0; at < BIG;) {
        ssize_t sent = send(till, job + at, BIG - at, MSG_NOSIGNAL);
        if (sent <= 0)
            _exit(1);
        at += (size_t)sent;
    }
    shutdown(till, SHUT_WR);
    _exit(0);
}

/* More than the tap reads ahead: so the till has to wait, and nothing is lost. */
static void a_printer_that_takes_nothing_holds_the_till_up(void **state)
{
    struct counter counter;
    char *job = big_job(), *came = malloc(BIG + 1);
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    send_all_from_a_child(till, job);
    usleep(500000);
    assert_int_equal(counter_read_all(printer, came, BIG + 1), BIG);
    assert_memory_equal(came, job, BIG);
    close(printer);
    close(till);
    counter_close(&counter);
    free(job);
    free(came);
}

static void tills_of_one_printer_print_one_after_another(void **state)
{
    enum { TILLS = 8 };
    struct counter counter;
    char came[sizeof receipt * 2], sent[TILLS][sizeof receipt];
    int tills[TILLS];
    counter_open_with(&counter, *state, 1, TILLS, NULL);
    for (int i = 0; i < TILLS; i++) {
        memcpy(sent[i], receipt, sizeof receipt);
        sent[i][3] = (char)('A' + i);
        tills[i] = counter_connect(&counter, i);
        /* In the order in which they came; half of each, so that they are all under way. */
        counter_send(tills[i], sent[i], 10);
        usleep(20000);
    }
    for (int i = TILLS - 1; i >= 0; i--) {
        counter_send(tills[i], sent[i] + 10, sizeof receipt - 10);
        close(tills[i]);
    }
    for (int i = 0; i < TILLS; i++) {
        int printer = counter_accept(&counter, 0);
        assert_int_equal(counter_read_all(printer, came, sizeof came), sizeof receipt);
        assert_memory_equal(came, sent[i], sizeof receipt);
        close(printer);
    }
    counter_close(&counter);
}

static void a_till_that_only_stays_connected_lets_others_print(void **state)
{
    struct counter counter;
    char came[sizeof receipt * 2];
    counter_open_with(&counter, *state, 1, 2, NULL);
    int idle = counter_connect(&counter, 0);
    int first = counter_accept(&counter, 0);
    counter_send(idle, receipt, sizeof receipt);
    counter_expect(first, receipt, sizeof receipt);
    int till = counter_connect(&counter, 1);
    counter_send(till, receipt, sizeof receipt);
    close(till);
    assert_int_equal(counter_read_all(first, came, sizeof came), 0);
    close(first);
    int second = counter_accept(&counter, 0);
    assert_int_equal(counter_read_all(second, came, sizeof came), sizeof receipt);
    close(second);
    counter_send(idle, "again", 5);
    int third = counter_accept(&counter, 0);
    counter_expect(third, "again", 5);
    close(idle);
    close(third);
    counter_close(&counter);
}

/* The lock is named for the printer as comeback.ini has it: by the one file that is there. */
static void who_comes_when_all_places_are_taken_gets_the_first_that_is_free(void **state)
{
    enum { PLACES = 64 };
    struct counter counter;
    int tills[PLACES];
    counter_open(&counter, *state, 1);
    for (int i = 0; i < PLACES; i++)
        tills[i] = counter_connect(&counter, 0);
    int late = counter_connect(&counter, 0);
    assert_true(counter_is_silent(late, 100));
    close(tills[PLACES - 1]);
    assert_true(counter_is_silent(late, 2000));
    int later = counter_connect(&counter, 0);
    assert_true(counter_is_reset(later));
    counter_await_line(&counter, "refused: 64 tills are connected");
    close(later);
    close(late);
    for (int i = 0; i < PLACES - 1; i++)
        close(tills[i]);
    counter_close(&counter);
}

static void while_a_slip_of_ours_is_printed_a_receipt_waits(void **state)
{
    struct counter counter;
    const struct host_shop *shop = *state;
    char command[HOST_PATH * 2], out[HOST_TEXT];
    counter_open(&counter, shop, 1);
    int till = counter_connect(&counter, 0);
    close(counter_accept(&counter, 0));
    assert_false(counter_is_reset(till));
    close(till);
    snprintf(command, sizeof command, "ls %.200s/store/printer-*.lock", shop->folder);
    const char *const words[] = {"sh", "-c", command, NULL};
    assert_int_equal(host_run(out, sizeof out, words), 0);
    out[strcspn(out, "\n")] = '\0';
    int lock = open(out, O_RDWR | O_CLOEXEC);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
    till = counter_connect(&counter, 0);
    counter_send(till, receipt, sizeof receipt);
    close(till);
    assert_false(counter_comes(&counter, 0, 500));
    close(lock);
    int printer = counter_accept(&counter, 0);
    counter_expect(printer, receipt, sizeof receipt);
    close(printer);
    counter_close(&counter);
}

static void a_stop_lets_what_came_go_out(void **state)
{
    struct counter counter;
    char came[sizeof receipt * 2];
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, receipt, sizeof receipt);
    counter_expect(printer, receipt, sizeof receipt - 10);
    kill(counter.tap, SIGTERM);
    assert_int_equal(counter_read_all(printer, came, sizeof came), 10);
    close(printer);
    assert_int_equal(counter_stop(&counter), 0);
    close(till);
    counter_close(&counter);
}

static void a_stop_does_not_wait_for_a_printer_that_takes_nothing(void **state)
{
    struct counter counter;
    char *job = big_job();
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    send_all_from_a_child(till, job);
    usleep(300000);
    assert_int_equal(counter_stop(&counter), 0);
    close(till);
    close(printer);
    counter_close(&counter);
    free(job);
}

static void a_tap_that_was_killed_listens_again_at_once(void **state)
{
    struct counter counter;
    char place[64], uri[64], program[HOST_PATH * 2];
    counter_open(&counter, *state, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, receipt, 12);
    counter_expect(printer, receipt, 12);
    kill(counter.tap, SIGKILL);
    assert_int_equal(host_wait(counter.tap), 128 + SIGKILL);
    close(counter.said);
    close(till);
    close(printer);
    snprintf(program, sizeof program, "%s", host_built("comeback"));
    snprintf(place, sizeof place, "127.0.0.1:%u", counter.tap_port[0]);
    snprintf(uri, sizeof uri, "socket://127.0.0.1:%u", counter.printer_port[0]);
    const char *const words[] = {
        program, "-c", counter.shop->config, "tap", "--listen", place, "--printer", uri, NULL};
    counter.tap = host_start(words, &counter.said);
    counter_await_line(&counter, "listening at");
    till = counter_connect(&counter, 0);
    printer = counter_accept(&counter, 0);
    counter_send(till, receipt, sizeof receipt);
    counter_expect(printer, receipt, sizeof receipt);
    close(till);
    close(printer);
    counter_close(&counter);
}

static void the_next_receipt_is_kept_for_learning_and_a_pulse_is_not(void **state)
{
    static const char pulse[] = "\x1bp\x00\x32\xfa";
    struct counter counter;
    char path[HOST_PATH], kept[512] = "", long_receipt[200];
    const char *const more[] = {"--record", path, NULL};
    memset(long_receipt, 'x', sizeof long_receipt);
    snprintf(path, sizeof path, "%.200s/receipt.bin", ((struct host_shop *)*state)->root);
    counter_open_with(&counter, *state, 1, 1, more);
    for (int i = 0; i < 2; i++) {
        const char *job = i == 0 ? pulse : long_receipt;
        size_t length = i == 0 ? sizeof pulse : sizeof long_receipt;
        int till = counter_connect(&counter, 0);
        int printer = counter_accept(&counter, 0);
        counter_send(till, job, length);
        close(till);
        counter_expect(printer, job, length);
        close(printer);
    }
    counter_await_line(&counter, "a receipt of 200 bytes");
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(kept, 1, sizeof kept, file), sizeof long_receipt);
    fclose(file);
    assert_memory_equal(kept, long_receipt, sizeof long_receipt);
    counter_close(&counter);
}

static void without_a_shop_it_prints_all_the_same(void **state)
{
    struct host_shop none = *(struct host_shop *)*state;
    struct counter counter;
    snprintf(none.config, sizeof none.config, "%.200s/nothing.ini", none.root);
    counter_open(&counter, &none, 1);
    int till = counter_connect(&counter, 0);
    int printer = counter_accept(&counter, 0);
    counter_send(till, receipt, sizeof receipt);
    close(till);
    counter_expect(printer, receipt, sizeof receipt);
    close(printer);
    counter_close(&counter);
}

static void it_is_used_wrongly_in_a_word(void **state)
{
    static const struct {
        const char *words[5], *text;
        int status;
    } cases[] = {
        {{NULL}, "comeback: tap: --listen ADDR:PORT is needed; see comeback tap --help\n", 2},
        {{"--listen", ":0", "--listen", ":0", "--printer=file:/x"},
         "comeback: tap: found 2 --listen and 1 --printer, expected as many\n",
         2},
        {{"--listen", "9100", NULL},
         "comeback: --listen: found \"9100\", expected such as 0.0.0.0:9100\n",
         1},
        {{"--listen", ":99999", NULL},
         "comeback: --listen: found \":99999\", expected such as 0.0.0.0:9100\n",
         1},
        {{"--listen", "printer:9100", NULL},
         "comeback: --listen: \"printer:9100\": Name or service not known\n",
         1},
        {{"--listen", ":0", "--printer", "lp0", NULL},
         "comeback: printer \"lp0\": expected a URI such as socket://192.168.1.40:9100 or "
         "file:/dev/usb/lp0\n",
         1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[HOST_TEXT];
        const char *const *w = cases[i].words;
        int status =
            host_comeback(*state, out, sizeof out, "tap", w[0], w[1], w[2], w[3], w[4], NULL);
        assert_string_equal(out, cases[i].text);
        assert_int_equal(status, cases[i].status);
    }
}

#define SHOP_TEST(name) cmocka_unit_test_setup_teardown(name, host_make_shop, host_remove_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_TEST(what_a_till_sends_comes_out_as_it_is),
        SHOP_TEST(every_chunking_comes_out_as_one),
        SHOP_TEST(the_printers_answers_go_back_at_once),
        SHOP_TEST(a_till_that_ended_its_side_still_hears_the_printer),
        SHOP_TEST(a_printer_that_is_off_is_a_connection_that_is_reset),
        SHOP_TEST(a_till_that_sent_all_and_went_is_printed_when_the_printer_is_back),
        SHOP_TEST(a_printer_that_resets_resets_the_till),
        SHOP_TEST(a_printer_that_closes_closes_the_till),
        SHOP_TEST(who_comes_when_all_places_are_taken_gets_the_first_that_is_free),
        SHOP_TEST(what_a_till_sent_before_it_reset_is_printed),
        SHOP_TEST(a_printer_that_takes_nothing_holds_the_till_up),
        SHOP_TEST(tills_of_one_printer_print_one_after_another),
        SHOP_TEST(a_till_that_only_stays_connected_lets_others_print),
        SHOP_TEST(while_a_slip_of_ours_is_printed_a_receipt_waits),
        SHOP_TEST(a_stop_lets_what_came_go_out),
        SHOP_TEST(a_stop_does_not_wait_for_a_printer_that_takes_nothing),
        SHOP_TEST(a_tap_that_was_killed_listens_again_at_once),
        SHOP_TEST(the_next_receipt_is_kept_for_learning_and_a_pulse_is_not),
        SHOP_TEST(without_a_shop_it_prints_all_the_same),
        SHOP_TEST(it_is_used_wrongly_in_a_word),
    };
    return cmocka_run_group_tests_name("tap", tests, NULL, NULL);
}
