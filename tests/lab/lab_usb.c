/* SPDX-License-Identifier: MIT */
/* usb: against a real USB stack: vhci_hcd, usbfs, usblp, and nodes as udev gives them. */
#include "lab.h"

#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TILL = 1000 };

static const char *const as_it_is[] = {NULL};
static const char *const quick[] = {"--speed", "2000", NULL};
static const char *const small_and_slow[] = {"--buffer", "256", "--speed", "400", NULL};

static void a_slip_is_printed_and_usblp_comes_back(void **state)
{
    const struct lab_job job = {.uri = LAB_USB_URI, .title = "first", .lines = 40, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(quick);
    uint64_t configurations = lab_total("usb", "configurations");
    lab_check_driver("usblp");
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("usb", &job, 1);
    lab_await_path(LAB_LP_NODE, true);
    lab_check_driver("usblp");
    assert_int_equal(lab_total("usb", "configurations"), configurations);
    assert_int_equal(lab_total("usb", "soft_resets"), 0);
}

static void slips_come_out_in_their_order_each_once(void **state)
{
    struct lab_job job = {.uri = LAB_USB_URI, .lines = 10};
    static const char *const titles[] = {"one", "two", "three"};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(quick);
    for (size_t i = 0; i < 3; i++) {
        job.title = titles[i];
        job.ticket = (int64_t)i + 1;
        lab_send(&job, &sent);
        lab_check_printed(&sent);
    }
    for (size_t i = 0; i < 3; i++) {
        job.title = titles[i];
        lab_check_whole("usb", &job, 1);
    }
    const char *sheets = lab_ask("usb", "sheets");
    assert_true(strstr(sheets, "one, line 1 ") < strstr(sheets, "two, line 1 "));
    assert_true(strstr(sheets, "two, line 1 ") < strstr(sheets, "three, line 1 "));
}

static void a_printer_whose_node_is_open_is_left_alone(void **state)
{
    const struct lab_job job = {.uri = LAB_USB_URI, .title = "intruder", .lines = 5, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(as_it_is);
    int holder = open(LAB_LP_NODE, O_WRONLY);
    assert_true(holder >= 0);
    lab_send(&job, &sent);
    lab_check_driver("usblp");
    assert_int_equal(write(holder, "x", 1), 1);
    close(holder);
    lab_check_refused(&sent, DRV_BUSY, false, "another program holds " LAB_LP_NODE);
    lab_await_total("usb", "received", 1);
    assert_int_equal(lab_total("usb", "received"), 1);
}

static void usblp_comes_back_after_a_kill(void **state)
{
    struct lab_job job = {.uri = LAB_USB_URI, .title = "killed", .lines = 200, .ticket = 7};
    struct printer_claim claim;
    struct lab_sent sent;
    (void)state;
    lab_start_usb(quick);
    lab_ask("usb", "trickle 1280");
    pid_t sender = lab_send_begin(&job);
    lab_await_total("usb", "received", 1280);
    lab_kill(sender);
    lab_ask("usb", "trickle all");
    lab_check_driver("");
    assert_int_equal(lab_recover(job.uri, 7, &claim), PRINTER_INTERRUPTED);
    assert_true(claim.torn);
    lab_check_driver("usblp");
    lab_await_path(LAB_LP_NODE, true);
    lab_check_whole("usb", &job, 0);

    job.title = "again";
    job.ticket = 8;
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("usb", &job, 1);
    lab_check_driver("usblp");
}

static void a_printer_pulled_out_in_mid_transfer_leaves_a_torn_slip_and_a_whole_one(void **state)
{
    struct lab_job job = {.uri = LAB_USB_URI, .title = "torn", .lines = 200, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(small_and_slow);
    lab_ask("usb", "script unplug@2000b");
    lab_send(&job, &sent);
    lab_check_refused(&sent, DRV_GONE, true, "unplugged");
    lab_await_path(LAB_LP_NODE, false);
    lab_ask("usb", "happen plug");
    lab_await_path(LAB_LP_NODE, true);

    struct lab_job replacement = {
        .uri = LAB_USB_URI, .title = "replaces", .lines = 30, .ticket = 2};
    lab_send(&replacement, &sent);
    lab_check_printed(&sent);
    lab_check_whole("usb", &replacement, 1);
    lab_check_whole("usb", &job, 0);
}

static void a_printer_that_is_not_there_is_told_at_once(void **state)
{
    const struct lab_job job = {.uri = LAB_USB_URI, .title = "nowhere", .lines = 5, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    lab_await_path(LAB_LP_NODE, false);
    lab_send(&job, &sent);
    lab_check_refused(&sent, DRV_GONE, false, "not attached");
}

static void bytes_that_had_to_wait_arrive_once_and_in_order(void **state)
{
    const struct lab_job job = {.uri = LAB_USB_URI, .title = "patient", .lines = 300, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(small_and_slow);
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("usb", &job, 1);
}

static void a_long_silence_in_mid_slip_is_waited_out(void **state)
{
    const struct lab_job job = {.uri = LAB_USB_URI, .title = "pause", .lines = 100, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(quick);
    lab_ask("usb", "trickle 640");
    pid_t sender = lab_send_begin(&job);
    lab_await_total("usb", "received", 640);
    lab_watch_waiting("usb, the printer says NAK", sender, 4000);
    lab_ask("usb", "trickle all");
    lab_send_end(sender, &sent);
    lab_check_printed(&sent);
    lab_check_whole("usb", &job, 1);
}

static void time_that_is_up_in_mid_slip_leaves_it_torn_and_the_next_one_whole(void **state)
{
    struct lab_job job = {
        .uri = LAB_USB_URI, .title = "late", .lines = 200, .ticket = 1, .job_ms = 2000};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(quick);
    lab_ask("usb", "trickle 2000");
    lab_send(&job, &sent);
    lab_check_refused(&sent, DRV_TIMEOUT, true, "");
    lab_check_driver("usblp");
    lab_ask("usb", "trickle all");

    job = (struct lab_job){.uri = LAB_USB_URI, .title = "on time", .lines = 30, .ticket = 2};
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("usb", &job, 1);
}

static void a_stall_is_cleared_and_nothing_is_lost(void **state)
{
    const struct lab_job job = {.uri = LAB_USB_URI, .title = "stalled", .lines = 60, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(quick);
    lab_ask("usb", "trickle 640");
    pid_t sender = lab_send_begin(&job);
    lab_await_total("usb", "received", 640);
    lab_ask("usb", "stall 1");
    lab_ask("usb", "trickle all");
    lab_send_end(sender, &sent);
    lab_check_printed(&sent);
    lab_check_whole("usb", &job, 1);
    assert_int_equal(lab_total("usb", "halts_cleared"), 1);
}

static void without_rights_the_way_to_get_them_is_told(void **state)
{
    const struct lab_job job = {
        .uri = LAB_USB_URI, .title = "stranger", .lines = 5, .ticket = 1, .user = TILL};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(as_it_is);
    lab_send(&job, &sent);
    lab_check_refused(&sent, DRV_IO, false, "no right to use");
    lab_check_refused(&sent, DRV_IO, false, "60-comeback.rules");
    assert_int_equal(lab_total("usb", "received"), 0);
    lab_check_driver("usblp");
}

static void the_group_lp_is_enough_to_print(void **state)
{
    const struct group *lp = getgrnam("lp");
    assert_non_null(lp);
    const struct lab_job job = {.uri = LAB_USB_URI,
                                .title = "till",
                                .lines = 20,
                                .ticket = 1,
                                .user = TILL,
                                .group = lp->gr_gid};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(quick);
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("usb", &job, 1);
    lab_check_driver("usblp");
}

/* Debian's own rules know printers by their class alone. */
static void a_printer_of_a_vendors_class_is_found_and_our_rule_gives_it_to_lp(void **state)
{
    static const char *const vendor[] = {"vendor", "--speed", "2000", NULL};
    const struct group *lp = getgrnam("lp");
    assert_non_null(lp);
    const struct lab_job job = {.uri = LAB_USB_URI,
                                .title = "vendor",
                                .lines = 20,
                                .ticket = 1,
                                .user = TILL,
                                .group = lp->gr_gid};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(vendor);
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("usb", &job, 1);
    lab_check_driver("usblp");
}

/* One that never answers has no other way to say it. */
static void without_answers_the_port_status_says_that_the_paper_is_out(void **state)
{
    static const char *const silent[] = {"--silent", NULL};
    static const char *const uris[] = {LAB_USB_URI, "file:" LAB_LP_NODE};
    struct lab_job job = {.profile = "generic-80", .title = "no paper", .lines = 10};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(silent);
    lab_ask("usb", "happen paper-out");
    for (int64_t i = 0; i < 2; i++) {
        job.uri = uris[i];
        job.ticket = i + 1;
        lab_send(&job, &sent);
        lab_check_refused(&sent, DRV_IO, false, "the paper is out");
    }
}

#define GADGET_URI "usb://EPSON/TM-L90?serial=LAB0003"
/* 600 lines of it are more than the 16 KiB that the gadget and a transfer of ours hold each. */
#define LONG_TITLE "gadget gadget gadget gadget"

static void start_gadget(const char *speed)
{
    const char *const argv[] = {"gadget_printer", "gadget", "--speed", speed, NULL};
    lab_await_path(LAB_LP_NODE, false);
    lab_start(argv);
    lab_await_path(LAB_LP_NODE, true);
    assert_int_equal(system("udevadm settle"), 0);
}

/* The other side is Linux's own: our idea of a device is not in it. */
static void a_gadget_of_linux_takes_long_slips_piece_by_piece(void **state)
{
    const struct lab_job job = {
        .uri = GADGET_URI, .title = LONG_TITLE, .lines = 600, .ticket = 1, .job_ms = 50000};
    struct lab_sent sent;
    (void)state;
    start_gadget("2000");
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("gadget", &job, 1);
    lab_check_driver("usblp");
}

static void a_transfer_that_a_gadget_has_taken_in_part_is_counted_to_the_byte(void **state)
{
    struct lab_job job = {
        .uri = GADGET_URI, .title = LONG_TITLE, .lines = 600, .ticket = 1, .job_ms = 3000};
    struct lab_sent sent;
    (void)state;
    start_gadget("2000");
    lab_ask("gadget", "script black-hole@9000b");
    lab_send(&job, &sent);
    lab_check_refused(&sent, DRV_TIMEOUT, true, "");
    lab_ask("gadget", "happen plug");
    job = (struct lab_job){.uri = GADGET_URI, .title = "next", .lines = 20, .ticket = 2};
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("gadget", &job, 1);
}

#define TEST(function) cmocka_unit_test_teardown(function, lab_end)
const struct CMUnitTest lab_usb_tests[] = {
    TEST(a_slip_is_printed_and_usblp_comes_back),
    TEST(slips_come_out_in_their_order_each_once),
    TEST(a_printer_whose_node_is_open_is_left_alone),
    TEST(usblp_comes_back_after_a_kill),
    TEST(a_printer_pulled_out_in_mid_transfer_leaves_a_torn_slip_and_a_whole_one),
    TEST(a_printer_that_is_not_there_is_told_at_once),
    TEST(bytes_that_had_to_wait_arrive_once_and_in_order),
    TEST(a_long_silence_in_mid_slip_is_waited_out),
    TEST(time_that_is_up_in_mid_slip_leaves_it_torn_and_the_next_one_whole),
    TEST(a_stall_is_cleared_and_nothing_is_lost),
    TEST(without_answers_the_port_status_says_that_the_paper_is_out),
    TEST(without_rights_the_way_to_get_them_is_told),
    TEST(the_group_lp_is_enough_to_print),
    TEST(a_printer_of_a_vendors_class_is_found_and_our_rule_gives_it_to_lp),
    TEST(a_gadget_of_linux_takes_long_slips_piece_by_piece),
    TEST(a_transfer_that_a_gadget_has_taken_in_part_is_counted_to_the_byte),
};
const size_t lab_usb_count = sizeof lab_usb_tests / sizeof lab_usb_tests[0];
