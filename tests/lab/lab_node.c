/* SPDX-License-Identifier: MIT */
/* file: with the node of usblp, which answers, and what it is told of the port. */
#include "lab.h"

#define URI "file:" LAB_LP_NODE

static const char *const quick[] = {"--speed", "2000", NULL};

static void a_slip_through_usblp_is_printed(void **state)
{
    const struct lab_job job = {.uri = URI, .title = "node", .lines = 40, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(quick);
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("usb", &job, 1);
    lab_check_driver("usblp");
}

static void through_usblp_too_bytes_wait_and_arrive_once(void **state)
{
    static const char *const small[] = {"--buffer", "256", "--speed", "400", NULL};
    const struct lab_job job = {.uri = URI, .title = "waits", .lines = 200, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(small);
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("usb", &job, 1);
}

static void a_node_that_goes_away_in_mid_slip_is_torn(void **state)
{
    const struct lab_job job = {.uri = URI, .title = "gone", .lines = 200, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(quick);
    lab_ask("usb", "script unplug@2000b");
    lab_send(&job, &sent);
    lab_check_refused(&sent, DRV_GONE, true, "");
    lab_await_path(LAB_LP_NODE, false);
}

static void a_node_without_paper_is_not_begun(void **state)
{
    const struct lab_job job = {.uri = URI, .title = "no paper", .lines = 10, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    lab_start_usb(quick);
    lab_ask("usb", "happen paper-out");
    lab_send(&job, &sent);
    lab_check_refused(&sent, DRV_IO, false, "paper is out");
    lab_ask("usb", "happen paper-in");
    assert_int_equal(lab_total("usb", "sheets"), 0);
}

#define TEST(function) cmocka_unit_test_teardown(function, lab_end)
const struct CMUnitTest lab_node_tests[] = {
    TEST(a_slip_through_usblp_is_printed),
    TEST(through_usblp_too_bytes_wait_and_arrive_once),
    TEST(a_node_that_goes_away_in_mid_slip_is_torn),
    TEST(a_node_without_paper_is_not_begun),
};
const size_t lab_node_count = sizeof lab_node_tests / sizeof lab_node_tests[0];
