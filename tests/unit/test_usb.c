/* SPDX-License-Identifier: MIT */
/* The USB wire against a mocked bus. A script stands behind the endpoints: what it got is kept,
 * what it is to say is put there. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../drivers/transport.h"
#include "../doubles/usb_mock.h"

enum { JOB_BYTES = 50000, CLASS_PRINTER = 7, CLASS_VENDOR = 0xFF, MS = 5000 };

static const struct profile profile = {.name = "test", .dots = 384, .dpi = 203};

#define TM_T20_ID                                                                                  \
    "\0\x40"                                                                                       \
    "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;DES:EPSON TM-T20;"
#define T20_URI "usb://EPSON/TM-T20II?serial=J4CF012345"

static const struct usb_mock_options t20 = {
    .vendor = 0x04B8,
    .product = 0x0E15,
    .maker = "EPSON",
    .model = "TM-T20II",
    .serial = "J4CF012345",
    .id = (const uint8_t *)TM_T20_ID,
    .id_length = sizeof TM_T20_ID - 1,
    .settings = {{.class = CLASS_PRINTER, .subclass = 1, .protocol = 2, .out = 0x01, .in = 0x82}},
    .usblp = true,
};

struct script {
    uint8_t got[2 * JOB_BYTES];
    size_t got_length;
    uint8_t say[4096];
    size_t say_length;
    uint8_t port_status;
};

static size_t script_receive(void *context, const uint8_t *bytes, size_t length)
{
    struct script *script = context;
    size_t room = sizeof script->got - script->got_length;
    if (length > room)
        length = room;
    memcpy(script->got + script->got_length, bytes, length);
    script->got_length += length;
    return length;
}

static size_t script_answer(void *context, uint8_t *out, size_t capacity)
{
    struct script *script = context;
    size_t count = script->say_length < capacity ? script->say_length : capacity;
    memcpy(out, script->say, count);
    memmove(script->say, script->say + count, script->say_length - count);
    script->say_length -= count;
    return count;
}

static uint8_t script_port_status(void *context)
{
    return ((struct script *)context)->port_status;
}

/* A bus with one printer, unless a test adds more. */
struct bench {
    struct usb_mock_bus *bus;
    struct usb_mock_options options;
    struct usb_mock *device;
    struct script script;
    struct journal journal;
    char journal_path[64];
    struct transport *wire;
    struct drv_fault fault;
    uint8_t job[JOB_BYTES];
};

static struct usb_mock_behind behind(struct script *script)
{
    return (struct usb_mock_behind){script, script_receive, script_answer, script_port_status};
}

static void plug_in(struct bench *bench, const struct usb_mock_options *options)
{
    struct usb_mock_behind script = behind(&bench->script);
    bench->options = *options;
    bench->device = usb_mock_add(bench->bus, &bench->options, &script);
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    for (size_t i = 0; i < sizeof bench->job; i++)
        bench->job[i] = (uint8_t)(i * 7 + i / 251);
    bench->script.port_status = 0x18;
    strcpy(bench->journal_path, "/tmp/usb-journal-XXXXXX");
    int fd = mkstemp(bench->journal_path);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(journal_open(bench->journal_path, &bench->journal, NULL), DRV_OK);
    bench->bus = usb_mock_bus_new();
    *state = bench;
    return 0;
}

static int set_up_t20(void **state)
{
    set_up(state);
    plug_in(*state, &t20);
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    if (bench->wire != NULL)
        transport_usb.close(bench->wire);
    usb_mock_bus_free(bench->bus);
    journal_close(&bench->journal);
    unlink(bench->journal_path);
    free(bench);
    return 0;
}

static int open_place(struct bench *bench, const char *place)
{
    struct transport_target target = {place, &profile, &bench->journal};
    bench->fault.text[0] = '\0';
    return transport_usb.open(&target, deadline_after(MS), &bench->wire, &bench->fault);
}

static void open_wire(struct bench *bench)
{
    int status = open_place(bench, "//EPSON/TM-T20II?serial=J4CF012345");
    assert_string_equal(bench->fault.text, "");
    assert_int_equal(status, DRV_OK);
}

static void close_wire(struct bench *bench)
{
    transport_usb.close(bench->wire);
    bench->wire = NULL;
}

static void check_refused(struct bench *bench, const char *place, int status, const char *text)
{
    assert_int_equal(open_place(bench, place), status);
    assert_string_equal(bench->fault.text, text);
    assert_null(bench->wire);
}

/* Writes until all was taken; the first failure ends it. */
static int write_all(struct bench *bench, size_t length, size_t *taken)
{
    int64_t until_ms = deadline_after(MS);
    int status = DRV_OK;
    *taken = 0;
    while (status == DRV_OK && *taken < length && deadline_left_ms(until_ms) > 0) {
        size_t count = 0;
        status = transport_usb.write(bench->wire, bench->job + *taken, length - *taken, &count,
                                     &bench->fault);
        *taken += count;
        if (status == DRV_OK)
            status = transport_usb.wait(bench->wire, true, until_ms, &bench->fault);
    }
    return status;
}

static int finish(struct bench *bench, int timeout_ms)
{
    enum printer_result result = PRINTER_UNCONFIRMED;
    int status =
        transport_usb.finish(bench->wire, deadline_after(timeout_ms), &result, &bench->fault);
    assert_int_equal(result, PRINTER_UNCONFIRMED);
    return status;
}

static void send_job(struct bench *bench, size_t length)
{
    size_t taken;
    assert_int_equal(write_all(bench, length, &taken), DRV_OK);
    assert_int_equal(taken, length);
    assert_int_equal(finish(bench, MS), DRV_OK);
    assert_int_equal(transport_usb.pending(bench->wire), 0);
}

static void check_got(struct bench *bench, size_t length)
{
    usb_mock_lock(bench->bus);
    assert_int_equal(bench->script.got_length, length);
    assert_memory_equal(bench->script.got, bench->job, length);
    usb_mock_unlock(bench->bus);
}

static void say(struct bench *bench, const void *bytes, size_t length)
{
    usb_mock_lock(bench->bus);
    memcpy(bench->script.say + bench->script.say_length, bytes, length);
    bench->script.say_length += length;
    usb_mock_unlock(bench->bus);
}

/* What comes within the time, until `capacity` bytes are there. */
static size_t hear(struct bench *bench, uint8_t *out, size_t capacity, int timeout_ms)
{
    int64_t until_ms = deadline_after(timeout_ms);
    size_t heard = 0;
    do {
        size_t count = 0;
        assert_int_equal(transport_usb.wait(bench->wire, false, until_ms, &bench->fault), DRV_OK);
        assert_int_equal(
            transport_usb.read(bench->wire, out + heard, capacity - heard, &count, &bench->fault),
            DRV_OK);
        heard += count;
    } while (heard < capacity && deadline_left_ms(until_ms) > 0);
    return heard;
}

static void a_job_comes_out_as_it_was_sent(void **state)
{
    struct bench *bench = *state;
    open_wire(bench);
    send_job(bench, JOB_BYTES);
    check_got(bench, JOB_BYTES);
    struct usb_mock_counts counts = usb_mock_counts(bench->device);
    assert_int_equal(counts.longest_out, 16384);
    assert_int_equal(counts.most_in_flight, 1);
}

static void nothing_is_set_or_reset_that_need_not_be(void **state)
{
    struct bench *bench = *state;
    open_wire(bench);
    send_job(bench, 100);
    close_wire(bench);
    struct usb_mock_counts counts = usb_mock_counts(bench->device);
    assert_int_equal(counts.resets, 0);
    assert_int_equal(counts.set_configurations, 0);
    assert_int_equal(counts.set_alternates, 0);
    assert_int_equal(counts.clear_halts, 0);
    assert_int_equal(counts.claims, 1);
    assert_int_equal(counts.releases, 1);
}

static void usblp_is_taken_noted_and_given_back(void **state)
{
    struct bench *bench = *state;
    struct journal_entry on_disk;
    struct journal copy;
    open_wire(bench);
    assert_false(usb_mock_usblp_bound(bench->device));
    assert_string_equal(bench->journal.entry.detached, "1-1:1.0");
    journal_close(&bench->journal);
    assert_int_equal(journal_open(bench->journal_path, &copy, NULL), DRV_OK);
    on_disk = copy.entry;
    journal_close(&copy);
    assert_string_equal(on_disk.detached, "1-1:1.0");
    assert_int_equal(journal_open(bench->journal_path, &bench->journal, NULL), DRV_OK);
    close_wire(bench);
    assert_true(usb_mock_usblp_bound(bench->device));
    assert_string_equal(bench->journal.entry.detached, "");
    struct usb_mock_counts counts = usb_mock_counts(bench->device);
    assert_int_equal(counts.detaches, 1);
    assert_int_equal(counts.attaches, 1);
}

static void usblp_is_never_taken_while_its_node_is_open(void **state)
{
    struct bench *bench = *state;
    usb_mock_hold_node(bench->device, true);
    check_refused(bench, "//", DRV_BUSY, "another program holds /dev/usb/lp0");
    assert_true(usb_mock_usblp_bound(bench->device));
    struct usb_mock_counts counts = usb_mock_counts(bench->device);
    assert_int_equal(counts.detaches, 0);
    assert_int_equal(counts.claims, 0);
    assert_string_equal(bench->journal.entry.detached, "");
    usb_mock_hold_node(bench->device, false);
    open_wire(bench);
}

static void an_interface_that_another_program_has_is_left(void **state)
{
    struct bench *bench = *state;
    usb_mock_hold_interface(bench->device, true);
    check_refused(bench, "//", DRV_BUSY, "another program holds the USB interface \"1-1:1.0\"");
    usb_mock_hold_interface(bench->device, false);
    open_wire(bench);
    close_wire(bench);
    /* It was not bound when we came, so it is not when we go. */
    assert_false(usb_mock_usblp_bound(bench->device));
}

static void missing_rights_are_told_with_the_rule_that_gives_them(void **state)
{
    struct bench *bench = *state;
    usb_mock_deny(bench->device, true);
    check_refused(bench, "//EPSON/TM-T20II", DRV_IO,
                  "no right to use \"" T20_URI
                  "\": the udev rule 60-comeback.rules gives it to the group lp");
    usb_mock_deny(bench->device, false);
    usb_mock_deny_node(bench->device, true);
    check_refused(bench, "//EPSON/TM-T20II", DRV_IO,
                  "no right to use /dev/usb/lp0: the udev rule 60-comeback.rules gives it to the "
                  "group lp");
    assert_true(usb_mock_usblp_bound(bench->device));
}

/* In a process of its own, which never closes the wire. */
static void open_and_die(struct bench *bench)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct transport_target target = {"//", &profile, &bench->journal};
        size_t taken;
        int status = transport_usb.open(&target, deadline_after(MS), &bench->wire, NULL);
        if (status == DRV_OK)
            status = transport_usb.write(bench->wire, bench->job, 100, &taken, NULL);
        raise(status == DRV_OK ? SIGKILL : SIGTERM);
    }
    int how;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how));
    assert_int_equal(WTERMSIG(how), SIGKILL);
    int64_t until_ms = deadline_after(MS);
    while (usb_mock_claimed(bench->device) && deadline_left_ms(until_ms) > 0)
        usleep(1000);
    journal_close(&bench->journal);
    assert_int_equal(journal_open(bench->journal_path, &bench->journal, NULL), DRV_OK);
}

static int recover(struct bench *bench)
{
    struct transport_target target = {"//", &profile, &bench->journal};
    return transport_usb.recover(&target, &bench->fault);
}

static void what_a_killed_process_took_is_given_back(void **state)
{
    struct bench *bench = *state;
    open_and_die(bench);
    assert_string_equal(bench->journal.entry.detached, "1-1:1.0");
    assert_false(usb_mock_usblp_bound(bench->device));
    assert_int_equal(recover(bench), DRV_OK);
    assert_true(usb_mock_usblp_bound(bench->device));
    assert_string_equal(bench->journal.entry.detached, "");
    assert_int_equal(recover(bench), DRV_OK);
    assert_int_equal(usb_mock_counts(bench->device).attaches, 1);
}

static void who_prints_after_a_killed_process_gives_back_for_it(void **state)
{
    struct bench *bench = *state;
    open_and_die(bench);
    open_wire(bench);
    close_wire(bench);
    assert_true(usb_mock_usblp_bound(bench->device));
    assert_string_equal(bench->journal.entry.detached, "");
}

static void a_note_of_what_was_unplugged_since_just_goes(void **state)
{
    struct bench *bench = *state;
    open_and_die(bench);
    usb_mock_unplug(bench->device);
    assert_int_equal(recover(bench), DRV_OK);
    assert_string_equal(bench->journal.entry.detached, "");
    usb_mock_plug(bench->device);
    strcpy(bench->journal.entry.detached, "1-1:1.0");
    assert_int_equal(recover(bench), DRV_OK);
    assert_string_equal(bench->journal.entry.detached, "");
    assert_int_equal(usb_mock_counts(bench->device).attaches, 0);
}

static void short_writes_go_on_at_the_byte(void **state)
{
    struct bench *bench = *state;
    bench->options.short_bytes = 700;
    open_wire(bench);
    send_job(bench, JOB_BYTES);
    check_got(bench, JOB_BYTES);
    assert_true(usb_mock_counts(bench->device).out_transfers >= JOB_BYTES / 700);
}

static void a_stall_is_cleared_and_goes_on_at_the_byte(void **state)
{
    struct bench *bench = *state;
    usb_mock_stall(bench->device, true, 1, 1000);
    open_wire(bench);
    send_job(bench, JOB_BYTES);
    check_got(bench, JOB_BYTES);
    assert_int_equal(usb_mock_counts(bench->device).clear_halts, 1);
}

static void two_stalls_in_a_row_end_it(void **state)
{
    struct bench *bench = *state;
    size_t taken;
    usb_mock_stall(bench->device, true, USB_MOCK_ALWAYS, 1000);
    open_wire(bench);
    assert_int_equal(write_all(bench, JOB_BYTES, &taken), DRV_IO);
    assert_string_equal(bench->fault.text,
                        "printer \"EPSON TM-T20II\": it refuses what it is sent, twice in a row");
    assert_int_equal(taken - transport_usb.pending(bench->wire), 1000);
    check_got(bench, 1000);
    assert_int_equal(usb_mock_counts(bench->device).clear_halts, 1);
}

static void after_a_failure_nothing_more_goes_out(void **state)
{
    struct bench *bench = *state;
    size_t taken, count = 99;
    uint8_t byte;
    usb_mock_fail(bench->device, 1, 64);
    open_wire(bench);
    assert_int_equal(write_all(bench, 500, &taken), DRV_IO);
    assert_string_equal(bench->fault.text, "printer \"EPSON TM-T20II\": a transfer failed");
    assert_int_equal(transport_usb.write(bench->wire, bench->job, 5, &count, &bench->fault),
                     DRV_IO);
    assert_int_equal(transport_usb.wait(bench->wire, true, deadline_after(MS), NULL), DRV_IO);
    assert_int_equal(transport_usb.read(bench->wire, &byte, 1, &count, NULL), DRV_IO);
    assert_int_equal(transport_usb.port_status(bench->wire, &byte, NULL), DRV_IO);
    assert_int_equal(finish(bench, MS), DRV_IO);
    assert_int_equal(count, 99);
    assert_int_equal(transport_usb.pending(bench->wire), 436);
    check_got(bench, 64);
}

static void a_printer_that_takes_nothing_is_waited_for_until_the_deadline(void **state)
{
    struct bench *bench = *state;
    size_t taken = 0;
    usb_mock_nak(bench->device, true);
    open_wire(bench);
    assert_int_equal(transport_usb.write(bench->wire, bench->job, 500, &taken, NULL), DRV_OK);
    assert_int_equal(taken, 500);
    assert_int_equal(transport_usb.write(bench->wire, bench->job, 500, &taken, NULL), DRV_OK);
    assert_int_equal(taken, 0);
    assert_int_equal(transport_usb.wait(bench->wire, true, deadline_after(100), NULL), DRV_OK);
    assert_int_equal(transport_usb.pending(bench->wire), 500);
    assert_int_equal(finish(bench, 100), DRV_TIMEOUT);
    assert_string_equal(bench->fault.text,
                        "printer \"EPSON TM-T20II\": it takes no more, time is up");
    assert_int_equal(transport_usb.pending(bench->wire), 500);
    usb_mock_nak(bench->device, false);
    close_wire(bench);
    check_got(bench, 0);
}

static void what_was_taken_of_a_transfer_is_known_after_time_is_up(void **state)
{
    struct bench *bench = *state;
    size_t taken = 0;
    open_wire(bench);
    usb_mock_lock(bench->bus);
    bench->script.got_length = sizeof bench->script.got - 300;
    usb_mock_unlock(bench->bus);
    assert_int_equal(transport_usb.write(bench->wire, bench->job, 1000, &taken, NULL), DRV_OK);
    assert_int_equal(taken, 1000);
    assert_int_equal(finish(bench, 50), DRV_TIMEOUT);
    assert_int_equal(transport_usb.pending(bench->wire), 700);
}

static void closing_in_mid_transfer_leaves_nothing_behind(void **state)
{
    struct bench *bench = *state;
    size_t taken;
    for (int i = 0; i < 5; i++) {
        usb_mock_nak(bench->device, true);
        open_wire(bench);
        assert_int_equal(transport_usb.write(bench->wire, bench->job, 16384, &taken, NULL), DRV_OK);
        int64_t soon_ms = deadline_after(1000);
        close_wire(bench);
        assert_true(deadline_left_ms(soon_ms) > 0);
        assert_true(usb_mock_usblp_bound(bench->device));
        usb_mock_nak(bench->device, false);
    }
    check_got(bench, 0);
}

static void what_it_says_is_heard_and_wakes_who_waits(void **state)
{
    struct bench *bench = *state;
    uint8_t heard[8];
    open_wire(bench);
    say(bench, "\x37\x22zzzz\0", 7);
    int64_t soon_ms = deadline_after(2000);
    assert_int_equal(hear(bench, heard, 7, MS), 7);
    assert_true(deadline_left_ms(soon_ms) > 0);
    assert_memory_equal(heard, "\x37\x22zzzz\0", 7);
    say(bench, "\x12", 1);
    assert_int_equal(hear(bench, heard, 1, MS), 1);
    assert_int_equal(heard[0], 0x12);
}

static void much_that_it_says_is_heard_in_order(void **state)
{
    struct bench *bench = *state;
    uint8_t heard[4096];
    open_wire(bench);
    say(bench, bench->job, 4000);
    assert_int_equal(hear(bench, heard, 4000, MS), 4000);
    assert_memory_equal(heard, bench->job, 4000);
}

static void unread_answers_do_not_keep_a_job_from_ending(void **state)
{
    struct bench *bench = *state;
    uint8_t heard[16];
    open_wire(bench);
    say(bench, "0123456789", 10);
    send_job(bench, JOB_BYTES);
    check_got(bench, JOB_BYTES);
    assert_int_equal(hear(bench, heard, 10, MS), 10);
    assert_memory_equal(heard, "0123456789", 10);
}

static void a_silent_wait_ends_in_time(void **state)
{
    struct bench *bench = *state;
    open_wire(bench);
    int64_t start_ms = deadline_after(0);
    assert_int_equal(transport_usb.wait(bench->wire, false, deadline_after(120), NULL), DRV_OK);
    int64_t took_ms = deadline_after(0) - start_ms;
    assert_true(took_ms >= 119 && took_ms < 1000);
}

static void empty_packets_are_asked_for_a_few_times_a_second(void **state)
{
    struct bench *bench = *state;
    bench->options.empty_in = true;
    open_wire(bench);
    assert_int_equal(transport_usb.wait(bench->wire, false, deadline_after(300), NULL), DRV_OK);
    unsigned asked = usb_mock_counts(bench->device).in_transfers;
    assert_true(asked >= 3 && asked <= 8);
    uint8_t heard[3];
    say(bench, "abc", 3);
    assert_int_equal(hear(bench, heard, 3, MS), 3);
}

static void a_back_channel_that_stalls_is_done_without(void **state)
{
    struct bench *bench = *state;
    usb_mock_stall(bench->device, false, USB_MOCK_ALWAYS, 0);
    open_wire(bench);
    assert_int_equal(transport_usb.wait(bench->wire, false, deadline_after(200), NULL), DRV_OK);
    send_job(bench, 1000);
    check_got(bench, 1000);
    assert_int_equal(usb_mock_counts(bench->device).clear_halts, 1);
}

static void a_printer_without_back_channel_prints(void **state)
{
    struct bench *bench = *state;
    struct usb_mock_options options = t20;
    uint8_t byte;
    size_t count = 7;
    options.settings[0].in = 0;
    options.settings[0].protocol = 1;
    plug_in(bench, &options);
    open_wire(bench);
    send_job(bench, 1000);
    check_got(bench, 1000);
    assert_int_equal(transport_usb.wait(bench->wire, false, deadline_after(20), NULL), DRV_OK);
    assert_int_equal(transport_usb.read(bench->wire, &byte, 1, &count, NULL), DRV_OK);
    assert_int_equal(count, 0);
    assert_int_equal(usb_mock_counts(bench->device).in_transfers, 0);
}

static void the_back_channel_of_a_star_is_left_alone(void **state)
{
    struct bench *bench = *state;
    struct usb_mock_options options = t20;
    options.vendor = 0x0519;
    plug_in(bench, &options);
    open_wire(bench);
    send_job(bench, 1000);
    assert_int_equal(usb_mock_counts(bench->device).in_transfers, 0);
}

static void the_port_status_is_told_also_while_it_takes_nothing(void **state)
{
    struct bench *bench = *state;
    uint8_t status = 0;
    size_t taken;
    open_wire(bench);
    usb_mock_nak(bench->device, true);
    assert_int_equal(transport_usb.write(bench->wire, bench->job, 500, &taken, NULL), DRV_OK);
    usb_mock_lock(bench->bus);
    bench->script.port_status = 0x30;
    usb_mock_unlock(bench->bus);
    assert_int_equal(transport_usb.port_status(bench->wire, &status, NULL), DRV_OK);
    assert_int_equal(status, 0x30);
}

static void a_printer_without_port_status_says_so(void **state)
{
    struct bench *bench = *state;
    uint8_t status = 0x55;
    bench->options.no_port_status = true;
    open_wire(bench);
    assert_int_equal(transport_usb.port_status(bench->wire, &status, &bench->fault),
                     DRV_UNSUPPORTED);
    assert_string_equal(bench->fault.text, "the printer has no port status");
    assert_int_equal(status, 0x55);
    send_job(bench, 100);
}

static void a_known_printer_of_a_vendors_class_is_found(void **state)
{
    struct bench *bench = *state;
    static const struct usb_mock_options options = {
        .vendor = 0x04B8,
        .product = 0x0202,
        .settings = {{.class = CLASS_VENDOR, .out = 0x01, .in = 0x82}},
        .usblp = true,
    };
    uint8_t status;
    plug_in(bench, &options);
    assert_int_equal(open_place(bench, "//04b8/0202"), DRV_OK);
    send_job(bench, 1000);
    check_got(bench, 1000);
    assert_int_equal(usb_mock_counts(bench->device).detaches, 0);
    assert_int_equal(transport_usb.port_status(bench->wire, &status, &bench->fault),
                     DRV_UNSUPPORTED);
    assert_string_equal(bench->fault.text, "\"04b8:0202\" is not of the printer class");
}

static void other_devices_are_no_printers(void **state)
{
    struct bench *bench = *state;
    static const struct usb_mock_options scanner = {
        .vendor = 0x04B8,
        .product = 0x0203,
        .settings = {{.class = CLASS_VENDOR, .out = 0x01, .in = 0x82}},
    };
    static const struct usb_mock_options ipp = {
        .vendor = 0x04B8,
        .product = 0x0E15,
        .settings = {{.class = CLASS_PRINTER, .subclass = 1, .protocol = 4, .out = 1, .in = 0x82}},
    };
    struct usb_mock_behind script = behind(&bench->script);
    usb_mock_add(bench->bus, &scanner, &script);
    usb_mock_add(bench->bus, &ipp, &script);
    check_refused(bench, "//", DRV_GONE, "printer \"usb://\" is not attached, nor is any other");
}

/* Setting 0 is unidirectional, 1 bidirectional, 2 without a way out. */
static const struct usb_mock_options alternates = {
    .vendor = 0x04B8,
    .product = 0x0E15,
    .maker = "EPSON",
    .model = "TM-T20II",
    .serial = "J4CF012345",
    .settings =
        {
            {.class = CLASS_PRINTER, .subclass = 1, .protocol = 1, .out = 0x01},
            {.alternate = 1,
             .class = CLASS_PRINTER,
             .subclass = 1,
             .protocol = 2,
             .out = 0x03,
             .in = 0x84},
            {.alternate = 2, .class = CLASS_PRINTER, .subclass = 1, .protocol = 2, .in = 0x84},
        },
};

static void the_bidirectional_setting_is_chosen(void **state)
{
    struct bench *bench = *state;
    uint8_t heard[3];
    plug_in(bench, &alternates);
    open_wire(bench);
    assert_int_equal(usb_mock_alternate(bench->device), 1);
    say(bench, "abc", 3);
    send_job(bench, 1000);
    check_got(bench, 1000);
    assert_int_equal(hear(bench, heard, 3, MS), 3);
    assert_int_equal(usb_mock_counts(bench->device).set_alternates, 1);
}

static void a_setting_that_is_set_is_not_set_again(void **state)
{
    struct bench *bench = *state;
    struct usb_mock_options options = alternates;
    options.first_alternate = 1;
    plug_in(bench, &options);
    open_wire(bench);
    send_job(bench, 1000);
    assert_int_equal(usb_mock_counts(bench->device).set_alternates, 0);
}

static void a_second_printer_in_one_device_is_named_by_its_interface(void **state)
{
    struct bench *bench = *state;
    struct usb_mock_options options = t20;
    options.settings[1] = (struct usb_mock_setting){
        .interface = 1, .class = CLASS_PRINTER, .subclass = 1, .protocol = 2, .out = 3, .in = 0x84};
    plug_in(bench, &options);
    check_refused(bench, "//EPSON/TM-T20II", DRV_INVALID,
                  "several printers fit \"usb://EPSON/TM-T20II\": " T20_URI ", " T20_URI
                  "&interface=1");
    assert_int_equal(open_place(bench, "//EPSON/TM-T20II?interface=1"), DRV_OK);
    assert_string_equal(bench->journal.entry.detached, "1-1:1.1");
    send_job(bench, 1000);
    check_got(bench, 1000);
    assert_true(usb_mock_usblp_bound(bench->device)); /* on interface 0 */
    close_wire(bench);
    assert_int_equal(usb_mock_counts(bench->device).attaches, 1);
}

static const struct usb_mock_options citizen = {
    .vendor = 0x2730,
    .product = 0x0FFF,
    .id = (const uint8_t *)"\0\x99MANUFACTURER:CITIZEN;MODEL:CT-S310II;SERN:77;",
    .id_length = 46,
    .settings = {{.class = CLASS_PRINTER, .subclass = 1, .protocol = 2, .out = 2, .in = 0x81}},
};

static void of_several_printers_one_must_be_named(void **state)
{
    struct bench *bench = *state;
    struct usb_mock_behind script = behind(&bench->script);
    usb_mock_add(bench->bus, &citizen, &script);
    check_refused(bench, "", DRV_INVALID,
                  "several printers fit \"usb://\": " T20_URI
                  ", usb://CITIZEN/CT-S310II?serial=77");
    assert_int_equal(open_place(bench, "//citizen/ct-s310ii"), DRV_OK);
}

static void of_two_alike_the_serial_number_tells(void **state)
{
    struct bench *bench = *state;
    struct usb_mock_options other = t20;
    struct script second = {.port_status = 0x18};
    struct usb_mock_behind script = behind(&second);
    other.serial = "OTHER";
    struct usb_mock *device = usb_mock_add(bench->bus, &other, &script);
    check_refused(bench, "//EPSON/TM-T20II", DRV_INVALID,
                  "several printers fit \"usb://EPSON/TM-T20II\": " T20_URI
                  ", usb://EPSON/TM-T20II?serial=OTHER");
    assert_int_equal(open_place(bench, "//EPSON/TM-T20II?serial=OTHER"), DRV_OK);
    send_job(bench, 100);
    assert_int_equal(second.got_length, 100);
    check_got(bench, 0);
    assert_int_equal(usb_mock_counts(device).detaches, 1);
    assert_int_equal(usb_mock_counts(bench->device).detaches, 0);
    close_wire(bench);
}

static void a_printer_that_is_not_there_is_told_with_those_that_are(void **state)
{
    struct bench *bench = *state;
    check_refused(bench, "//EPSON/TM-T88V", DRV_GONE,
                  "printer \"usb://EPSON/TM-T88V\" is not attached; attached: " T20_URI);
}

static void an_id_that_lies_is_no_harm(void **state)
{
    struct bench *bench = *state;
    plug_in(bench, &citizen);
    assert_int_equal(open_place(bench, "//CITIZEN/CT-S310II?serial=77"), DRV_OK);
}

static void a_printer_without_id_is_known_by_its_strings(void **state)
{
    struct bench *bench = *state;
    struct usb_mock_options options = t20;
    options.id = NULL;
    options.model = "EPSON TM-T20II";
    plug_in(bench, &options);
    open_wire(bench);
}

static void unplugging_in_mid_transfer_is_told(void **state)
{
    struct bench *bench = *state;
    size_t taken;
    uint8_t byte;
    open_wire(bench);
    send_job(bench, 1000);
    usb_mock_nak(bench->device, true);
    assert_int_equal(transport_usb.write(bench->wire, bench->job, 500, &taken, NULL), DRV_OK);
    usb_mock_unplug(bench->device);
    assert_int_equal(transport_usb.wait(bench->wire, true, deadline_after(MS), &bench->fault),
                     DRV_GONE);
    assert_string_equal(bench->fault.text, "printer \"EPSON TM-T20II\": it was unplugged");
    assert_int_equal(transport_usb.pending(bench->wire), 500);
    assert_int_equal(transport_usb.port_status(bench->wire, &byte, NULL), DRV_GONE);
    close_wire(bench);
    assert_string_equal(bench->journal.entry.detached, "");
    check_refused(bench, "//EPSON/TM-T20II", DRV_GONE,
                  "printer \"usb://EPSON/TM-T20II\" is not attached, nor is any other");
}

static void unplugging_while_nothing_is_sent_is_told(void **state)
{
    struct bench *bench = *state;
    size_t taken;
    open_wire(bench);
    usb_mock_unplug(bench->device);
    assert_int_equal(transport_usb.wait(bench->wire, false, deadline_after(MS), NULL), DRV_GONE);
    assert_int_equal(transport_usb.write(bench->wire, bench->job, 5, &taken, NULL), DRV_GONE);
}

static void what_it_said_before_it_was_unplugged_is_still_told(void **state)
{
    struct bench *bench = *state;
    uint8_t heard[4];
    size_t count = 0;
    open_wire(bench);
    say(bench, "abc", 3);
    assert_int_equal(transport_usb.wait(bench->wire, false, deadline_after(MS), NULL), DRV_OK);
    usb_mock_unplug(bench->device);
    assert_int_equal(transport_usb.read(bench->wire, heard, 4, &count, NULL), DRV_OK);
    assert_int_equal(count, 3);
    assert_int_equal(transport_usb.wait(bench->wire, false, deadline_after(MS), NULL), DRV_GONE);
    assert_int_equal(transport_usb.read(bench->wire, heard, 4, &count, NULL), DRV_GONE);
}

static void a_printer_that_is_plugged_in_again_is_found_by_the_same_name(void **state)
{
    struct bench *bench = *state;
    open_wire(bench);
    usb_mock_unplug(bench->device);
    usb_mock_plug(bench->device);
    /* What is open belongs to what was unplugged. */
    assert_int_equal(transport_usb.wait(bench->wire, false, deadline_after(MS), NULL), DRV_GONE);
    close_wire(bench);
    open_wire(bench);
    send_job(bench, 1000);
    check_got(bench, 1000);
    close_wire(bench);
    assert_true(usb_mock_usblp_bound(bench->device));
}

struct list {
    char text[1024];
};

static void add_to_list(void *context, const char *uri, const char *description)
{
    struct list *list = context;
    size_t used = strlen(list->text);
    snprintf(list->text + used, sizeof list->text - used, "%s|%s\n", uri, description);
}

static void what_is_attached_is_listed(void **state)
{
    struct bench *bench = *state;
    struct usb_mock_behind script = behind(&bench->script);
    struct list list = {""};
    usb_mock_add(bench->bus, &citizen, &script);
    usb_mock_hold_node(bench->device, true);
    assert_int_equal(transport_usb.list(add_to_list, &list, &bench->fault), DRV_OK);
    assert_string_equal(list.text, T20_URI "|EPSON TM-T20II\n"
                                           "usb://CITIZEN/CT-S310II?serial=77|CITIZEN CT-S310II\n");
    assert_int_equal(usb_mock_counts(bench->device).claims, 0);
    assert_int_equal(usb_mock_counts(bench->device).detaches, 0);
}

static void what_is_attached_is_listed_without_rights(void **state)
{
    struct bench *bench = *state;
    struct list list = {""};
    usb_mock_deny(bench->device, true);
    assert_int_equal(transport_usb.list(add_to_list, &list, &bench->fault), DRV_OK);
    assert_string_equal(list.text,
                        T20_URI "|EPSON TM-T20II (no right to use it: see 60-comeback.rules)\n");
}

static void a_wire_without_journal_works(void **state)
{
    struct bench *bench = *state;
    struct transport_target target = {"//", &profile, NULL};
    assert_int_equal(transport_usb.recover(&target, NULL), DRV_OK);
    assert_int_equal(transport_usb.open(&target, deadline_after(MS), &bench->wire, NULL), DRV_OK);
    send_job(bench, 100);
    close_wire(bench);
    assert_true(usb_mock_usblp_bound(bench->device));
}

int main(int argc, char **argv)
{
    (void)argc;
    if (usb_mock_enter(argv) < 0) {
        perror("starting below umockdev");
        return 1;
    }
#define T20(test)   cmocka_unit_test_setup_teardown(test, set_up_t20, tear_down)
#define EMPTY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T20(a_job_comes_out_as_it_was_sent),
        T20(nothing_is_set_or_reset_that_need_not_be),
        T20(usblp_is_taken_noted_and_given_back),
        T20(usblp_is_never_taken_while_its_node_is_open),
        T20(an_interface_that_another_program_has_is_left),
        T20(missing_rights_are_told_with_the_rule_that_gives_them),
        T20(what_a_killed_process_took_is_given_back),
        T20(who_prints_after_a_killed_process_gives_back_for_it),
        T20(a_note_of_what_was_unplugged_since_just_goes),
        T20(short_writes_go_on_at_the_byte),
        T20(a_stall_is_cleared_and_goes_on_at_the_byte),
        T20(two_stalls_in_a_row_end_it),
        T20(after_a_failure_nothing_more_goes_out),
        T20(a_printer_that_takes_nothing_is_waited_for_until_the_deadline),
        T20(what_was_taken_of_a_transfer_is_known_after_time_is_up),
        T20(closing_in_mid_transfer_leaves_nothing_behind),
        T20(what_it_says_is_heard_and_wakes_who_waits),
        T20(much_that_it_says_is_heard_in_order),
        T20(unread_answers_do_not_keep_a_job_from_ending),
        T20(a_silent_wait_ends_in_time),
        T20(empty_packets_are_asked_for_a_few_times_a_second),
        T20(a_back_channel_that_stalls_is_done_without),
        EMPTY(a_printer_without_back_channel_prints),
        EMPTY(the_back_channel_of_a_star_is_left_alone),
        T20(the_port_status_is_told_also_while_it_takes_nothing),
        T20(a_printer_without_port_status_says_so),
        EMPTY(a_known_printer_of_a_vendors_class_is_found),
        EMPTY(other_devices_are_no_printers),
        EMPTY(the_bidirectional_setting_is_chosen),
        EMPTY(a_setting_that_is_set_is_not_set_again),
        EMPTY(a_second_printer_in_one_device_is_named_by_its_interface),
        T20(of_several_printers_one_must_be_named),
        T20(of_two_alike_the_serial_number_tells),
        T20(a_printer_that_is_not_there_is_told_with_those_that_are),
        EMPTY(an_id_that_lies_is_no_harm),
        EMPTY(a_printer_without_id_is_known_by_its_strings),
        T20(unplugging_in_mid_transfer_is_told),
        T20(unplugging_while_nothing_is_sent_is_told),
        T20(what_it_said_before_it_was_unplugged_is_still_told),
        T20(a_printer_that_is_plugged_in_again_is_found_by_the_same_name),
        T20(what_is_attached_is_listed),
        T20(what_is_attached_is_listed_without_rights),
        T20(a_wire_without_journal_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
