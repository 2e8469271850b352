/* SPDX-License-Identifier: MIT */
/*
 * Nodes of usblp and of a parallel port, as far as their drivers can be told apart from outside:
 * here open, stat and ioctl know two paths more than the system does, and what they open is a
 * socket, which is ready for more when the other end has read. The drivers themselves run in
 * tests/lab.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/lp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../../drivers/transport.h"

#define USB_NODE      "/dev/usb/lp77"
#define PARALLEL_NODE "/dev/lp77"
#define DISK          "/dev/sdz77"

enum { USB_MAJOR_NUMBER = 180, LP_MAJOR_NUMBER = 6, DISK_MAJOR = 8, FLAGS_KEPT = 4 };

static struct {
    unsigned major_number;
    int open_errors[2]; /* of the first open and of the second */
    unsigned opens;
    int flags[FLAGS_KEPT];
    int ours, printers; /* the two ends */
    int port_status;    /* negative: an errno */
    unsigned asked;
} node;

static bool is_node(const char *path)
{
    return strcmp(path, USB_NODE) == 0 || strcmp(path, PARALLEL_NODE) == 0;
}

int open(const char *path, int flags, ...)
{
    if (!is_node(path))
        return (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0600);
    unsigned nth = node.opens++;
    node.flags[nth % FLAGS_KEPT] = flags;
    if (nth < 2 && node.open_errors[nth] != 0) {
        errno = node.open_errors[nth];
        return -1;
    }
    return node.ours;
}

int stat(const char *restrict path, struct stat *restrict out)
{
    if (!is_node(path) && strcmp(path, DISK) != 0)
        return fstatat(AT_FDCWD, path, out, 0);
    bool disk = strcmp(path, DISK) == 0;
    *out = (struct stat){.st_mode = disk ? S_IFBLK : S_IFCHR,
                         .st_rdev = makedev(disk ? DISK_MAJOR : node.major_number, 77)};
    return 0;
}

int fstat(int fd, struct stat *out)
{
    if (fd != node.ours)
        return fstatat(fd, "", out, AT_EMPTY_PATH);
    *out = (struct stat){.st_mode = S_IFCHR, .st_rdev = makedev(node.major_number, 77)};
    return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (fd != node.ours)
        return (int)syscall(SYS_ioctl, fd, request, argument);
    bool usb = node.major_number == USB_MAJOR_NUMBER;
    if (usb && _IOC_TYPE(request) == 'P' && _IOC_NR(request) == 2)
        return 0;
    errno = ENOTTY;
    if (request != LPGETSTATUS)
        return -1;
    node.asked++;
    errno = -node.port_status;
    if (node.port_status < 0)
        return -1;
    *(int *)argument = node.port_status;
    return 0;
}

static int make_node(void **state)
{
    int ends[2], small = 1;
    sigset_t pipe_set;
    (void)state;
    sigemptyset(&pipe_set);
    sigaddset(&pipe_set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_set, NULL);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0)
        return -1;
    memset(&node, 0, sizeof node);
    node.ours = ends[0];
    node.printers = ends[1];
    node.major_number = USB_MAJOR_NUMBER;
    return setsockopt(node.ours, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
}

static int drop_node(void **state)
{
    sigset_t pending;
    (void)state;
    if (node.printers >= 0)
        close(node.printers);
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE);
}

static int open_path(const char *path, struct transport **out, struct drv_fault *fault)
{
    const struct transport_target target = {.place = path};
    return transport_file.open(&target, deadline_after(100), out, fault);
}

static struct transport *open_node(void)
{
    struct transport *wire = NULL;
    struct drv_fault fault = {""};
    const char *path = node.major_number == LP_MAJOR_NUMBER ? PARALLEL_NODE : USB_NODE;
    if (open_path(path, &wire, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    return wire;
}

/* Until the node is no longer ready. */
static size_t fill(struct transport *wire)
{
    static const uint8_t bytes[512];
    size_t sum = 0, taken = 1;
    while (taken > 0) {
        assert_int_equal(wire->ops->write(wire, bytes, sizeof bytes, &taken, NULL), DRV_OK);
        sum += taken;
    }
    return sum;
}

static void take_all(void)
{
    uint8_t bytes[4096];
    while (read(node.printers, bytes, sizeof bytes) > 0)
        continue;
}

static void a_node_is_opened_in_both_directions(void **state)
{
    (void)state;
    struct transport *wire = open_node();
    assert_int_equal(node.flags[0], O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    assert_non_null(wire->ops->read);
    wire->ops->close(wire);
}

static void a_node_that_may_only_be_written_says_nothing(void **state)
{
    (void)state;
    node.open_errors[0] = EACCES;
    struct transport *wire = open_node();
    assert_int_equal(node.opens, 2);
    assert_int_equal(node.flags[1], O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    wire->ops->close(wire);
}

static void a_node_that_cannot_be_opened_is_told(void **state)
{
    (void)state;
    static const struct {
        int first, second, status;
        const char *text;
    } cases[] = {
        {EBUSY, 0, DRV_BUSY, "\"/dev/usb/lp77\": Device or resource busy"},
        {ENODEV, 0, DRV_GONE, "\"/dev/usb/lp77\": No such device"},
        {EACCES, EACCES, DRV_IO, "\"/dev/usb/lp77\": Permission denied"},
        {EACCES, EBUSY, DRV_BUSY, "\"/dev/usb/lp77\": Device or resource busy"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct transport *wire = NULL;
        struct drv_fault fault = {""};
        node.opens = 0;
        node.open_errors[0] = cases[i].first;
        node.open_errors[1] = cases[i].second;
        assert_int_equal(open_path(USB_NODE, &wire, &fault), cases[i].status);
        assert_string_equal(fault.text, cases[i].text);
        assert_null(wire);
    }
    close(node.ours);
}

static void what_a_printer_says_is_read_from_its_node(void **state)
{
    (void)state;
    struct transport *wire = open_node();
    uint8_t answer[8];
    size_t count = 99;
    assert_int_equal(wire->ops->read(wire, answer, sizeof answer, &count, NULL), DRV_OK);
    assert_int_equal(count, 0);
    assert_int_equal(write(node.printers, "\x14\x12", 2), 2);
    assert_int_equal(wire->ops->wait(wire, false, deadline_after(5000), NULL), DRV_OK);
    assert_int_equal(wire->ops->read(wire, answer, sizeof answer, &count, NULL), DRV_OK);
    assert_int_equal(count, 2);
    assert_memory_equal(answer, "\x14\x12", 2);
    wire->ops->close(wire);
}

static void the_port_status_is_told(void **state)
{
    (void)state;
    struct transport *wire = open_node();
    uint8_t status = 0;
    node.port_status = 0x38;
    assert_int_equal(wire->ops->port_status(wire, &status, NULL), DRV_OK);
    assert_int_equal(status, 0x38);
    wire->ops->close(wire);
}

/* Each refusal may cost five seconds. */
static void a_port_that_tells_no_status_is_asked_once(void **state)
{
    (void)state;
    struct transport *wire = open_node();
    struct drv_fault fault = {""};
    uint8_t status = 0x5A;
    node.port_status = -EIO;
    for (int i = 0; i < 3; i++)
        assert_int_equal(wire->ops->port_status(wire, &status, &fault), DRV_UNSUPPORTED);
    assert_string_equal(fault.text, "it does not tell the status of its port");
    assert_int_equal(node.asked, 1);
    assert_int_equal(status, 0x5A);
    wire->ops->close(wire);
}

static void a_port_that_is_unplugged_is_gone(void **state)
{
    (void)state;
    struct transport *wire = open_node();
    struct drv_fault fault = {""};
    uint8_t status;
    node.port_status = -ENODEV;
    assert_int_equal(wire->ops->port_status(wire, &status, &fault), DRV_GONE);
    assert_string_equal(fault.text, "No such device");
    wire->ops->close(wire);
}

static void *take_later(void *argument)
{
    (void)argument;
    usleep(200000);
    take_all();
    return NULL;
}

static void finish_waits_for_the_last_transfer(void **state)
{
    (void)state;
    struct transport *wire = open_node();
    enum printer_result result = PRINTER_UNCONFIRMED;
    pthread_t thread;
    fill(wire);
    assert_true(wire->ops->pending(wire) > 0);
    pthread_create(&thread, NULL, take_later, NULL);
    int64_t begin_ms = deadline_after(0);
    assert_int_equal(wire->ops->finish(wire, deadline_after(5000), &result, NULL), DRV_OK);
    assert_in_range(deadline_after(0) - begin_ms, 190, 2000);
    pthread_join(thread, NULL);
    assert_int_equal(result, PRINTER_UNCONFIRMED);
    assert_int_equal(wire->ops->pending(wire), 0);
    wire->ops->close(wire);
}

static void a_transfer_that_does_not_end_is_told(void **state)
{
    (void)state;
    struct transport *wire = open_node();
    struct drv_fault fault = {""};
    enum printer_result result = PRINTER_UNCONFIRMED;
    char expected[80];
    fill(wire);
    int64_t begin_ms = deadline_after(0);
    assert_int_equal(wire->ops->finish(wire, deadline_after(200), &result, &fault), DRV_TIMEOUT);
    assert_in_range(deadline_after(0) - begin_ms, 190, 500);
    snprintf(expected, sizeof expected, "\"%zu\" bytes were not transferred in time",
             wire->ops->pending(wire));
    assert_string_equal(fault.text, expected);
    assert_int_equal(result, PRINTER_UNCONFIRMED);
    wire->ops->close(wire);
}

static void a_node_that_is_unplugged_is_gone(void **state)
{
    (void)state;
    struct transport *wire = open_node();
    struct drv_fault fault = {""};
    enum printer_result result = PRINTER_UNCONFIRMED;
    fill(wire);
    size_t pending = wire->ops->pending(wire);
    close(node.printers);
    node.printers = -1;
    assert_int_equal(wire->ops->wait(wire, false, deadline_after(5000), &fault), DRV_GONE);
    assert_string_equal(fault.text, "No such device");
    assert_true(pending > 0);
    assert_int_equal(wire->ops->pending(wire), pending);
    assert_int_equal(wire->ops->finish(wire, deadline_after(5000), &result, &fault), DRV_GONE);
    assert_int_equal(result, PRINTER_UNCONFIRMED);
    wire->ops->close(wire);
}

static void a_parallel_port_only_tells_its_status(void **state)
{
    (void)state;
    node.major_number = LP_MAJOR_NUMBER;
    struct transport *wire = open_node();
    uint8_t status = 0;
    node.port_status = 0xDF;
    assert_null(wire->ops->read);
    assert_int_equal(wire->ops->port_status(wire, &status, NULL), DRV_OK);
    assert_int_equal(status, 0xDF);
    wire->ops->close(wire);
}

/* lp has no poll: it says that it has room, and takes nothing. Here the room is made in between. */
static void a_node_that_looks_ready_and_is_not_is_not_asked_in_haste(void **state)
{
    (void)state;
    node.major_number = LP_MAJOR_NUMBER;
    struct transport *wire = open_node();
    fill(wire);
    take_all();
    int64_t begin_ms = deadline_after(0);
    for (int i = 0; i < 10; i++)
        assert_int_equal(wire->ops->wait(wire, true, deadline_after(5000), NULL), DRV_OK);
    assert_in_range(deadline_after(0) - begin_ms, 95, 1000);
    wire->ops->close(wire);
}

static void a_serial_line_is_refused(void **state)
{
    (void)state;
    struct transport *wire = NULL;
    struct drv_fault fault = {""};
    char expected[240];
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    const char *path = ptsname(terminal);
    assert_int_equal(open_path(path, &wire, &fault), DRV_UNSUPPORTED);
    snprintf(expected, sizeof expected, "\"%s\": a serial line; expected serial:%s", path, path);
    assert_string_equal(fault.text, expected);
    assert_null(wire);
    close(terminal);
    close(node.ours);
}

static void a_disk_is_refused(void **state)
{
    (void)state;
    struct transport *wire = NULL;
    struct drv_fault fault = {""};
    assert_int_equal(open_path(DISK, &wire, &fault), DRV_UNSUPPORTED);
    assert_string_equal(fault.text, "\"/dev/sdz77\": a disk, not a printer");
    assert_null(wire);
    close(node.ours);
}

/* /dev/zero would answer without end. */
static void a_device_that_is_no_printer_is_not_listened_to(void **state)
{
    (void)state;
    static const char *const paths[] = {"/dev/null", "/dev/zero"};
    for (size_t i = 0; i < 2; i++) {
        struct transport *wire = NULL;
        size_t taken = 0;
        assert_int_equal(open_path(paths[i], &wire, NULL), DRV_OK);
        assert_null(wire->ops->read);
        assert_null(wire->ops->port_status);
        assert_int_equal(wire->ops->write(wire, (const uint8_t *)"A", 1, &taken, NULL), DRV_OK);
        assert_int_equal(taken, 1);
        wire->ops->close(wire);
    }
    close(node.ours);
}

#define WITH_NODE(test) cmocka_unit_test_setup_teardown(test, make_node, drop_node)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_NODE(a_node_is_opened_in_both_directions),
        WITH_NODE(a_node_that_may_only_be_written_says_nothing),
        WITH_NODE(a_node_that_cannot_be_opened_is_told),
        WITH_NODE(what_a_printer_says_is_read_from_its_node),
        WITH_NODE(the_port_status_is_told),
        WITH_NODE(a_port_that_tells_no_status_is_asked_once),
        WITH_NODE(a_port_that_is_unplugged_is_gone),
        WITH_NODE(finish_waits_for_the_last_transfer),
        WITH_NODE(a_transfer_that_does_not_end_is_told),
        WITH_NODE(a_node_that_is_unplugged_is_gone),
        WITH_NODE(a_parallel_port_only_tells_its_status),
        WITH_NODE(a_node_that_looks_ready_and_is_not_is_not_asked_in_haste),
        WITH_NODE(a_serial_line_is_refused),
        WITH_NODE(a_disk_is_refused),
        WITH_NODE(a_device_that_is_no_printer_is_not_listened_to),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
