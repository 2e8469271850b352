/* SPDX-License-Identifier: MIT */
/*
 * serial: over ftdi_sio with a printer that drops CTS, and over 8250: a null-modem cable to a
 * printer that says XOFF, and a port whose CTS is low for ever. Not seen here: CTS that rises again
 * on an 8250, because QEMU's 16550 lets nobody outside drive it; that is seen on the adapter.
 */
#include "lab.h"

#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define ADAPTER "/dev/ttyUSB0"
#define FAST    "serial:" ADAPTER "?baud=115200&flow=rtscts"

enum { CLOSE_MOST_MS = 10000 }; /* the kernel's own wait in close is 30 s */

static void start_adapter(const char *speed)
{
    const char *const argv[] = {"usbip_ftdi", "ftdi", "1", "--speed", speed, NULL};
    lab_await_path(ADAPTER, false);
    lab_start(argv);
    lab_await_path(ADAPTER, true);
    assert_int_equal(system("udevadm settle"), 0);
}

static void over_an_adapter_a_slip_is_printed_under_flow_control(void **state)
{
    const struct lab_job job = {.uri = FAST, .title = "adapter", .lines = 200, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    start_adapter("150");
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("ftdi", &job, 1);
    assert_int_equal(lab_total("ftdi", "flow"), 1);
    assert_in_range(lab_total("ftdi", "baud"), 114000, 117000);
    assert_int_equal(lab_total("ftdi", "lost"), 0);
}

static void while_cts_is_low_nothing_goes_out_and_nothing_is_lost(void **state)
{
    const struct lab_job job = {.uri = FAST, .title = "held", .lines = 100, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    start_adapter("2000");
    pid_t sender = lab_send_begin(&job);
    lab_await_total("ftdi", "received", 500);
    lab_ask("ftdi", "cts 0");
    uint64_t held = lab_total("ftdi", "received");
    lab_watch_waiting("serial, CTS is low", sender, 4000);
    assert_int_equal(lab_total("ftdi", "received"), held);
    lab_ask("ftdi", "cts 1");
    lab_send_end(sender, &sent);
    lab_check_printed(&sent);
    lab_check_whole("ftdi", &job, 1);
    assert_int_equal(lab_total("ftdi", "lost"), 0);
}

static void a_close_does_not_wait_for_cts(void **state)
{
    const struct lab_job job = {
        .uri = FAST, .title = "stuck", .lines = 200, .ticket = 1, .job_ms = 3000};
    struct lab_sent sent;
    (void)state;
    start_adapter("2000");
    pid_t sender = lab_send_begin(&job);
    lab_await_total("ftdi", "received", 500);
    lab_ask("ftdi", "cts 0");
    lab_send_end(sender, &sent);
    lab_check_refused(&sent, DRV_TIMEOUT, true, "");
    assert_in_range(sent.took_ms, 0, CLOSE_MOST_MS);
}

static void an_adapter_pulled_out_in_mid_slip_leaves_a_torn_slip_and_a_whole_one(void **state)
{
    const struct lab_job job = {.uri = FAST, .title = "torn", .lines = 200, .ticket = 1};
    const struct lab_job replacement = {.uri = FAST, .title = "whole", .lines = 30, .ticket = 2};
    struct lab_sent sent;
    (void)state;
    start_adapter("2000");
    pid_t sender = lab_send_begin(&job);
    lab_await_total("ftdi", "received", 1000);
    lab_ask("ftdi", "adapter 0");
    lab_send_end(sender, &sent);
    lab_check_refused(&sent, DRV_GONE, true, "");
    lab_await_path(ADAPTER, false);
    lab_ask("ftdi", "adapter 1");
    lab_await_path(ADAPTER, true);
    assert_int_equal(system("udevadm settle"), 0);
    lab_send(&replacement, &sent);
    lab_check_printed(&sent);
    lab_check_whole("ftdi", &replacement, 1);
    lab_check_whole("ftdi", &job, 0);
}

static void a_port_is_found_by_the_links_of_udev(void **state)
{
    static const char *const patterns[] = {"/dev/serial/by-id/*LAB0002*", "/dev/serial/by-path/*"};
    struct lab_sent sent;
    char uri[300];
    (void)state;
    start_adapter("2000");
    for (int64_t i = 0; i < 2; i++) {
        glob_t links;
        assert_int_equal(glob(patterns[i], 0, NULL, &links), 0);
        snprintf(uri, sizeof uri, "serial:%s?baud=115200", links.gl_pathv[0]);
        globfree(&links);
        const struct lab_job job = {.uri = uri, .title = "link", .lines = 10, .ticket = i + 1};
        lab_send(&job, &sent);
        lab_check_printed(&sent);
        lab_check_whole("ftdi", &job, (unsigned)i + 1);
    }
}

/* Of the UARTs on PCI cards: 0 and 1 are joined by a cable, 2 has its CTS low. */
static void find_uart(unsigned wanted, char out[static 32])
{
    char device[PATH_MAX];
    glob_t ports;
    unsigned seen = 0;
    out[0] = '\0';
    assert_int_equal(glob("/sys/class/tty/ttyS*/device", 0, NULL, &ports), 0);
    for (size_t i = 0; i < ports.gl_pathc; i++) {
        const char *path = ports.gl_pathv[i];
        if (realpath(path, device) == NULL || strstr(device, "/0000:") == NULL)
            continue;
        if (seen++ == wanted)
            snprintf(out, 32, "/dev/%.*s", (int)strcspn(path + 15, "/"), path + 15);
    }
    globfree(&ports);
    assert_string_not_equal(out, "");
}

static void over_a_uart_xoff_holds_the_slip_and_xon_lets_it_go(void **state)
{
    char near[32], far[32], uri[80];
    const char *const argv[] = {"tty_printer", "uart",         far,    "--busy-left",
                                "2048",        "--ready-left", "3072", NULL};
    const struct lab_job job = {.uri = uri, .title = "uart", .lines = 300, .ticket = 1};
    struct lab_sent sent;
    (void)state;
    find_uart(0, near);
    find_uart(1, far);
    snprintf(uri, sizeof uri, "serial:%s?baud=115200&flow=xonxoff", near);
    lab_start(argv);
    lab_send(&job, &sent);
    lab_check_printed(&sent);
    lab_check_whole("uart", &job, 1);
    assert_int_equal(lab_total("uart", "lost"), 0);
    assert_true(lab_total("uart", "stops") > 0);
}

static int lines_of(const char *port)
{
    int lines = -1, fd = open(port, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(ioctl(fd, TIOCMGET, &lines), 0);
    close(fd);
    return lines;
}

/* QEMU's mouse sends bytes of its own, so that any reason may be told. */
static void a_uart_whose_cts_never_rises_is_given_up_in_time(void **state)
{
    char port[32], uri[80];
    const struct lab_job job = {
        .uri = uri, .title = "deaf", .lines = 50, .ticket = 1, .job_ms = 3000};
    struct lab_sent sent;
    (void)state;
    find_uart(2, port);
    assert_int_equal(lines_of(port) & TIOCM_CTS, 0);
    snprintf(uri, sizeof uri, "serial:%s?baud=9600&flow=rtscts", port);
    lab_send(&job, &sent);
    assert_int_equal(sent.claim.result, PRINTER_NOT_PRINTED);
    assert_false(sent.claim.torn);
    assert_in_range(sent.took_ms, 0, CLOSE_MOST_MS);
}

#define TEST(function) cmocka_unit_test_teardown(function, lab_end)
const struct CMUnitTest lab_serial_tests[] = {
    TEST(over_an_adapter_a_slip_is_printed_under_flow_control),
    TEST(while_cts_is_low_nothing_goes_out_and_nothing_is_lost),
    TEST(a_close_does_not_wait_for_cts),
    TEST(an_adapter_pulled_out_in_mid_slip_leaves_a_torn_slip_and_a_whole_one),
    TEST(a_port_is_found_by_the_links_of_udev),
    TEST(over_a_uart_xoff_holds_the_slip_and_xon_lets_it_go),
    TEST(a_uart_whose_cts_never_rises_is_given_up_in_time),
};
const size_t lab_serial_count = sizeof lab_serial_tests / sizeof lab_serial_tests[0];
