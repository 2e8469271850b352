/* SPDX-License-Identifier: MIT */
/*
 * One slip to a printer with a body, in its own time. Every test holds the claim against the paper:
 * what may be said is what a person finds in the tray.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "../../drivers/bytes.h"
#include "../../drivers/delivery.h"
#include "../doubles/body_wire.h"

enum { ALL_BUT_IDS = PROFILE_REALTIME | PROFILE_ASB | PROFILE_GS_R | PROFILE_RECOVER };

static const struct profile with_ids = {
    .name = "with-ids",
    .dots = 576,
    .dpi = 203,
    .columns = 48,
    .pages = {{.name = "CP858", .number = 19}, {.name = "CP437", .number = 0}},
    .answers = ALL_BUT_IDS | PROFILE_PROCESS_ID | PROFILE_CLEAR};

static struct profile profile; /* of this test */
static struct body *body;
static struct journal journal;
static struct printer_claim claim;
static struct body_wire_options options;
static bool exclusive, relayed;
static int hold_ms, sleeps_ms;
static bool (*stopped)(void *context);

static int open_journal(void **state)
{
    (void)state;
    journal.fd = memfd_create("journal", MFD_CLOEXEC);
    return journal.fd < 0;
}

static int close_journal(void **state)
{
    (void)state;
    journal_close(&journal);
    return 0;
}

static void make_body(struct body_options made)
{
    made.profile = &profile;
    body_free(body);
    assert_int_equal(body_new(&made, &body, NULL), DRV_OK);
    options = (struct body_wire_options){.body = body};
}

static int start(void **state)
{
    (void)state;
    profile = with_ids;
    memset(&journal.entry, 0, sizeof journal.entry);
    exclusive = relayed = false;
    hold_ms = 600000;
    sleeps_ms = 0;
    stopped = NULL;
    make_body((struct body_options){0});
    return 0;
}

static int stop(void **state)
{
    (void)state;
    body_free(body);
    body = NULL;
    return 0;
}

/* A slip of so many lines between two that name it, with a cut behind. */
static void make_slip(struct bytes *out, char name, int lines)
{
    char line[64];
    bytes_add(out, "\x1b@", 2);
    for (int i = 0; i <= lines + 1; i++) {
        const char *what = i == 0 ? "begin" : i > lines ? "end" : "line";
        snprintf(line, sizeof line, "%s %c %-30d.\n", what, name, i);
        bytes_add_text(out, line);
    }
    bytes_add(out, "\x1dVB\0", 4);
}

/* As if the machine had been asleep: one wait, once the slip has gone out, takes so long. */
static int sleep_long(struct transport *wire, bool room, int64_t until_ms, struct drv_fault *fault)
{
    int64_t wake_ms = wire->ops->now_ms(wire) + sleeps_ms;
    if (room || body_wire_written(wire) < 800)
        return transport_body.wait(wire, room, until_ms, fault);
    while (sleeps_ms > 0 && wire->ops->now_ms(wire) < wake_ms)
        if (body_advance(body, wake_ms * 1000, fault) != DRV_OK)
            return DRV_MEMORY;
    bool woken = sleeps_ms > 0;
    sleeps_ms = 0;
    return woken ? DRV_OK : transport_body.wait(wire, room, until_ms, fault);
}

static int deliver(const struct bytes *slip)
{
    const struct printer_port port = {
        .profile = &profile, .journal = &journal, .exclusive = exclusive};
    const struct printer_patience patience = {
        .job_ms = 30000, .hold_ms = hold_ms, .stopped = stopped};
    struct transport *wire;
    assert_int_equal(body_wire_new(&options, &wire), DRV_OK);
    struct transport_ops ops = transport_body;
    ops.is_relayed = relayed;
    if (sleeps_ms > 0)
        ops.wait = sleep_long;
    wire->ops = &ops;
    int status = delivery_run(&ops, wire, &port, slip->data, slip->length, 1, &patience, &claim);
    wire->ops->close(wire);
    return status;
}

static int deliver_lines(char name, int lines)
{
    struct bytes slip = {0};
    make_slip(&slip, name, lines);
    int status = deliver(&slip);
    bytes_free(&slip);
    return status;
}

static void script(const char *text)
{
    struct drv_fault fault = {""};
    if (body_script(body, text, &fault) != DRV_OK)
        fail_msg("%s: %s", text, fault.text);
}

static void pass_time(int64_t ms)
{
    struct transport *wire;
    assert_int_equal(body_wire_new(&options, &wire), DRV_OK);
    int64_t until_ms = wire->ops->now_ms(wire) + ms;
    uint8_t heard[64];
    size_t count = 0;
    while (wire->ops->now_ms(wire) < until_ms &&
           wire->ops->wait(wire, false, until_ms, NULL) == DRV_OK &&
           wire->ops->read(wire, heard, sizeof heard, &count, NULL) == DRV_OK)
        continue;
    wire->ops->close(wire);
}

/* What lies in the tray. */
struct tray {
    int whole, parts, sheets;
};

static struct tray look(char name)
{
    struct tray tray = {0};
    char begin[32], end[32];
    struct body_sheet sheet;
    snprintf(begin, sizeof begin, "begin %c", name);
    snprintf(end, sizeof end, "end %c", name);
    for (size_t i = 0; i < body_sheet_count(body); i++) {
        assert_true(body_sheet_at(body, i, &sheet));
        bool has_begin = strstr(sheet.sheet->text, begin) != NULL;
        bool has_end = strstr(sheet.sheet->text, end) != NULL;
        bool whole = has_begin && has_end && sheet.end == BODY_CUT;
        tray.whole += whole;
        tray.parts += !whole && (has_begin || has_end);
        tray.sheets++;
    }
    return tray;
}

static void check_claim(enum printer_result result, bool torn)
{
    if (claim.result != result || claim.torn != torn)
        fail_msg("claimed %s%s: %s", printer_result_name(claim.result), claim.torn ? ", torn" : "",
                 claim.reason);
}

static void check_torn(const char *why)
{
    char expected[100];
    check_claim(PRINTER_NOT_PRINTED, true);
    snprintf(expected, sizeof expected, "torn: %s; ", why);
    if (strncmp(claim.reason, expected, strlen(expected)) != 0)
        fail_msg("expected \"%s...\", found \"%s\"", expected, claim.reason);
}

/* After whatever happened: the next slip comes out whole, on a sheet of its own. */
static void check_next(char name)
{
    assert_int_equal(deliver_lines(name, 10), DRV_OK);
    check_claim(PRINTER_PRINTED, false);
    struct tray tray = look(name);
    assert_int_equal(tray.whole, 1);
    assert_int_equal(tray.parts, 0);
}

static void a_slip_is_printed_when_the_printer_says_so(void **state)
{
    (void)state;
    assert_int_equal(deliver_lines('a', 20), DRV_OK);
    check_claim(PRINTER_PRINTED, false);
    assert_int_equal(look('a').whole, 1);
    assert_int_equal(look('a').sheets, 1);
    assert_int_equal(journal.entry.owed_cut, 0);
}

static void slips_come_out_in_order_each_once(void **state)
{
    (void)state;
    for (char name = 'a'; name < 'f'; name++)
        check_next(name);
    assert_int_equal(look('a').sheets, 5);
}

static void a_model_without_ids_is_processed_at_best(void **state)
{
    (void)state;
    profile.answers = ALL_BUT_IDS;
    make_body((struct body_options){0});
    assert_int_equal(deliver_lines('a', 20), DRV_OK);
    check_claim(PRINTER_PROCESSED, false);
}

static void a_silent_stranger_is_unconfirmed(void **state)
{
    (void)state;
    make_body((struct body_options){.silent = true});
    profile.answers = 0;
    assert_int_equal(deliver_lines('a', 20), DRV_OK);
    check_claim(PRINTER_UNCONFIRMED, false);
    pass_time(10000);
    assert_int_equal(look('a').whole, 1);
}

static void unasked_bytes_change_nothing(void **state)
{
    (void)state;
    make_body((struct body_options){.chatty = true});
    for (char name = 'a'; name < 'f'; name++)
        check_next(name);
}

static void late_answers_are_waited_for(void **state)
{
    (void)state;
    make_body((struct body_options){.answer_ms = 400});
    check_next('a');
}

static void near_end_prints_and_is_told(void **state)
{
    (void)state;
    assert_int_equal(body_happen(body, BODY_NEAR_END, NULL), DRV_OK);
    check_next('a');
    assert_int_equal(claim.state.paper_near_end, TOLD_YES);
}

static void without_paper_nothing_is_sent(void **state)
{
    (void)state;
    assert_int_equal(body_happen(body, BODY_PAPER_OUT, NULL), DRV_OK);
    assert_int_equal(deliver_lines('a', 20), DRV_IO);
    check_claim(PRINTER_NOT_PRINTED, false);
    assert_string_equal(claim.reason, "the paper is out");
    assert_int_equal(body_happen(body, BODY_PAPER_IN, NULL), DRV_OK);
    pass_time(10000);
    assert_int_equal(look('a').sheets, 0);
    check_next('b');
}

static void paper_that_ends_in_mid_slip_tears_it_and_the_rest_is_let_out(void **state)
{
    (void)state;
    script("paper-out@200");
    script("paper-in@+60s");
    assert_int_equal(deliver_lines('a', 20), DRV_IO);
    check_torn("the paper is out");
    assert_int_equal(look('a').whole, 0);
    assert_int_equal(look('a').parts, 2);
    assert_int_equal(journal.entry.owed_cut, 0);
    check_next('b');
}

static void a_long_slip_torn_by_paper_is_not_continued(void **state)
{
    (void)state;
    script("paper-out@200");
    script("paper-in@+60s");
    assert_int_equal(deliver_lines('a', 400), DRV_IO);
    check_torn("the paper is out");
    assert_int_equal(look('a').whole, 0);
    struct body_sheet sheet;
    for (size_t i = 0; i < body_sheet_count(body); i++) {
        body_sheet_at(body, i, &sheet);
        assert_null(strstr(sheet.sheet->text, "end a"));
    }
    check_next('b');
}

static void paper_that_never_comes_is_torn_at_the_end_of_patience_and_owed(void **state)
{
    (void)state;
    hold_ms = 5000;
    script("paper-out@200");
    assert_int_equal(deliver_lines('a', 400), DRV_IO);
    check_torn("the paper is out");
    assert_int_equal(journal.entry.owed_cut, 1);
    assert_int_equal(deliver_lines('b', 10), DRV_IO);
    check_claim(PRINTER_NOT_PRINTED, false);
    body_happen(body, BODY_PAPER_IN, NULL);
    pass_time(20000);
    check_next('c');
    assert_int_equal(look('b').whole + look('b').parts, 0);
}

static void a_cover_opened_in_mid_slip_tears_it(void **state)
{
    (void)state;
    script("cover-open@200");
    script("cover-close@+20s");
    assert_int_equal(deliver_lines('a', 20), DRV_IO);
    check_torn("the cover is open");
    check_next('b');
}

static void a_jammed_cutter_is_asked_to_go_on_once_it_is_cleared(void **state)
{
    (void)state;
    body_happen(body, BODY_CUTTER_JAM, NULL);
    script("cutter-clear@15s");
    assert_int_equal(deliver_lines('a', 20), DRV_IO);
    check_torn("the cutter is jammed");
    check_next('b');
}

static void switched_off_and_on_is_torn(void **state)
{
    (void)state;
    script("power-off@200");
    script("power-on@+3s");
    options.half_open = true; /* a serial line tells nothing of it */
    assert_int_not_equal(deliver_lines('a', 20), DRV_OK);
    check_claim(PRINTER_NOT_PRINTED, true);
    check_next('b');
    assert_int_equal(look('a').whole, 0);
}

static char seen_meanwhile[160];

static bool look_into_journal(void *context)
{
    (void)context;
    if (body_port_status(body) & 0x20)
        snprintf(seen_meanwhile, sizeof seen_meanwhile, "%s", journal.entry.reason);
    return false;
}

static void what_is_waited_for_can_be_looked_up(void **state)
{
    (void)state;
    stopped = look_into_journal;
    script("paper-out@200");
    script("paper-in@+60s");
    snprintf(journal.entry.reason, sizeof journal.entry.reason, "of an older slip");
    deliver_lines('a', 20);
    assert_string_equal(seen_meanwhile, "the paper is out");
    check_next('b');
    assert_string_equal(journal.entry.reason, "");
}

/* The answers to the first one's question come while the second one is on its way. */
static void an_old_answer_to_gs_r_confirms_no_new_slip(void **state)
{
    (void)state;
    profile.answers = ALL_BUT_IDS;
    make_body((struct body_options){.speed_mm_s = 20});
    hold_ms = 1000;
    script("paper-out@200");
    deliver_lines('a', 20);
    check_torn("the paper is out");
    assert_int_equal(journal.entry.owed_cut, 1);
    body_happen(body, BODY_PAPER_IN, NULL);
    script("paper-out@900");
    deliver_lines('b', 20);
    check_torn("the paper is out");
    assert_int_equal(look('b').whole, 0);
}

/* The cut that was jammed is done once more, and asked about once more. */
static void behind_a_jam_no_answer_is_left_for_the_next_slip(void **state)
{
    (void)state;
    profile.answers = ALL_BUT_IDS;
    make_body((struct body_options){0});
    body_happen(body, BODY_CUTTER_JAM, NULL);
    script("cutter-clear@15s");
    assert_int_equal(deliver_lines('a', 20), DRV_IO);
    check_torn("the cutter is jammed");
    assert_int_equal(journal.entry.owed_cut, 0);
    script("paper-out@900");
    deliver_lines('b', 20);
    check_torn("the paper is out");
}

/* Our process may have slept from before the paper's end until somebody had brought new paper. */
static void paper_that_ended_and_came_between_two_looks_tears_too(void **state)
{
    (void)state;
    struct bytes slip = {0};
    make_slip(&slip, 'a', 20);
    sleeps_ms = 30000;
    script("paper-out@200");
    script("paper-in@+2s");
    assert_int_equal(deliver(&slip), DRV_IO);
    bytes_free(&slip);
    check_torn("the paper is out");
    assert_int_equal(look('a').whole, 0);
}

/* Who changes the paper often switches the printer off for it. */
static void switched_off_while_we_wait_for_paper_nothing_is_waited_for(void **state)
{
    (void)state;
    static const uint8_t not_answered[] = {0, PROFILE_ASB}; /* and with it the power-on notice */
    for (size_t i = 0; i < sizeof not_answered; i++) {
        start(NULL);
        profile.answers &= (uint8_t)~not_answered[i];
        make_body((struct body_options){0});
        options.is_line = options.half_open = true;
        script("paper-out@200");
        script("power-off@+5s");
        script("paper-in@+1s");
        script("power-on@+2s");
        assert_int_equal(deliver_lines('a', 20), DRV_IO);
        check_torn("the paper is out");
        assert_in_range(body_now_us(body) / 1000, 8000, 15000);
        assert_int_equal(journal.entry.owed_cut, 1);
        check_next('b');
    }
}

static bool share_a_sheet(const char *one, const char *other)
{
    struct body_sheet sheet;
    for (size_t i = 0; i < body_sheet_count(body); i++) {
        assert_true(body_sheet_at(body, i, &sheet));
        if (strstr(sheet.sheet->text, one) != NULL && strstr(sheet.sheet->text, other) != NULL)
            return true;
    }
    return false;
}

static void what_hangs_there_after_a_power_loss_is_cut_off_before_the_next(void **state)
{
    (void)state;
    script("power-off@200"); /* by then all of it has arrived, the cut too */
    script("power-on@+3s");
    assert_int_equal(deliver_lines('a', 20), DRV_GONE);
    check_claim(PRINTER_NOT_PRINTED, true);
    pass_time(5000);
    check_next('b');
    assert_int_equal(look('a').parts, 1);
    assert_false(share_a_sheet("begin a", "begin b"));
}

static void what_a_print_server_took_may_not_have_reached_the_printer(void **state)
{
    (void)state;
    static const char qr[] = "\x1d(k\x2b\0\x31\x50\x30"
                             "0123456789012345678901234567890123456789";
    struct bytes slip = {0};
    for (int i = 0; i < 2; i++) {
        start(NULL);
        relayed = i == 1;
        bytes_reset(&slip);
        bytes_add(&slip, "\x1b@begin a\n\n\n\n\n\n\n\n\n", 18);
        bytes_add(&slip, qr, sizeof qr - 1);
        bytes_add(&slip, "end a\n\x1dVB\0", 10);
        script("power-off@200");
        assert_int_equal(deliver(&slip), DRV_GONE);
        check_claim(PRINTER_NOT_PRINTED, true);
        assert_int_equal(journal.entry.owed_cut, 1);
        assert_int_equal(journal.entry.owed_nuls, relayed ? sizeof qr - 2 : 0);
    }
    bytes_free(&slip);
}

static void a_printer_that_was_switched_on_is_sent_no_more_of_the_slip(void **state)
{
    (void)state;
    struct body_totals totals;
    script("power-off@200");
    script("power-on@+3s");
    options.is_line = options.flow = true;
    options.baud = 9600;
    options.link_bytes = 128;
    assert_int_not_equal(deliver_lines('a', 800), DRV_OK);
    check_torn("it was switched off and on");
    body_totals(body, &totals);
    assert_in_range(totals.received_bytes, 300, 2000);
    check_next('b');
}

static void a_reset_wire_is_torn(void **state)
{
    (void)state;
    script("reset@300b");
    assert_int_equal(deliver_lines('a', 400), DRV_GONE);
    check_claim(PRINTER_NOT_PRINTED, true);
    check_next('b');
}

static void unplugged_in_a_picture_the_next_slip_is_whole(void **state)
{
    (void)state;
    struct bytes slip = {0};
    bytes_add(&slip, "\x1b@begin a\n\x1dv0\0\x48\0\xc8\0", 19);
    memset(bytes_grow(&slip, 72 * 200), 0x55, 72 * 200);
    bytes_add(&slip, "end a\n\x1dVB\0", 10);
    script("unplug@5000b");
    assert_int_equal(deliver(&slip), DRV_GONE);
    check_claim(PRINTER_NOT_PRINTED, true);
    assert_int_equal(journal.entry.owed_cut, 1);
    assert_true(journal.entry.owed_nuls > 9000);
    body_happen(body, BODY_PLUG, NULL);
    bytes_free(&slip);
    check_next('b');
    assert_int_equal(look('a').whole, 0);
}

static void unplugged_within_a_code_the_next_slip_is_whole(void **state)
{
    (void)state;
    static const char qr[] = "\x1d(k\x2b\0\x31\x50\x30"
                             "0123456789012345678901234567890123456789";
    static const char barcode[] = "\x1dkI\x20{B0123456789012345678901234567890";
    const struct {
        const char *bytes;
        size_t length;
    } codes[] = {{qr, sizeof qr - 1}, {barcode, sizeof barcode - 1}};
    for (size_t i = 0; i < 2; i++) {
        start(NULL);
        struct bytes slip = {0};
        bytes_add(&slip, "\x1b@begin a\n", 10);
        bytes_add(&slip, codes[i].bytes, codes[i].length);
        bytes_add(&slip, "end a\n\x1dVB\0", 10);
        options.most_a_write = 7;
        options.baud = 9600;
        script("unplug@50b");
        assert_int_equal(deliver(&slip), DRV_GONE);
        check_claim(PRINTER_NOT_PRINTED, true);
        body_happen(body, BODY_PLUG, NULL);
        bytes_free(&slip);
        check_next('b');
        assert_int_equal(look('a').whole, 0);
    }
}

/* Also within the length of a command, where a question would be taken for the rest of it. */
static void wherever_it_stops_the_next_slip_is_whole(void **state)
{
    (void)state;
    static const char card[] = "\x1b@begin a\n\x1d(k\4\0\x31\x41\x32\0\x1d(k\3\0\x31\x43\6"
                               "\x1d(k\x0b\0\x31\x50\x30HTTP://X"
                               "\x1d(k\3\0\x31\x51\x30\x1b$\1\0\x1dkI\5{B123"
                               "\x1dv0\0\2\0\2\0abcd\x1b*\x21\2\0abcdefend a\n\x1dVB\0";
    for (size_t at = 1; at < sizeof card - 1; at++) {
        struct bytes slip = {0};
        char unplug[32];
        start(NULL);
        options.most_a_write = 1;
        snprintf(unplug, sizeof unplug, "unplug@%zub", at + 15); /* questions, status on */
        script(unplug);
        bytes_add(&slip, card, sizeof card - 1);
        deliver(&slip);
        bytes_free(&slip);
        body_happen(body, BODY_PLUG, NULL);
        check_next('b');
    }
}

static void a_small_buffer_on_a_slow_line_takes_everything_once(void **state)
{
    (void)state;
    make_body((struct body_options){.buffer_bytes = 45});
    options.baud = 9600;
    options.flow = true;
    options.most_a_write = 13;
    check_next('a');
    assert_int_equal(look('a').sheets, 1);
}

/* Over USB its questions stand behind the slip for as long as it has no room for that. */
static void a_printer_that_is_silent_because_it_is_busy_was_not_switched_off(void **state)
{
    (void)state;
    make_body((struct body_options){.nak_when_full = true, .speed_mm_s = 100});
    options.link_bytes = 65536;
    assert_int_equal(deliver_lines('a', 300), DRV_OK);
    check_claim(PRINTER_PRINTED, false);
    assert_int_equal(look('a').whole, 1);
}

static void a_black_hole_is_never_called_printed(void **state)
{
    (void)state;
    script("black-hole@300b");
    assert_int_not_equal(deliver_lines('a', 400), DRV_OK);
    assert_int_not_equal(claim.result, PRINTER_PRINTED);
    assert_int_not_equal(claim.result, PRINTER_PROCESSED);
}

/* Nobody else prints there: the rest of a torn slip may be thrown away. */
static void only_an_exclusive_printer_is_cleared(void **state)
{
    (void)state;
    exclusive = true;
    script("paper-out@200");
    script("paper-in@+60s");
    assert_int_equal(deliver_lines('a', 100), DRV_IO);
    check_torn("the paper is out");
    struct body_sheet sheet;
    for (size_t i = 0; i < body_sheet_count(body); i++) {
        body_sheet_at(body, i, &sheet);
        assert_null(strstr(sheet.sheet->text, "end a"));
    }
    check_next('b');
}

/* The first slip waits in the printer for paper when we give up; its ID comes during the second. */
static void an_answer_to_an_old_slip_confirms_no_new_one(void **state)
{
    (void)state;
    hold_ms = 1000;
    script("paper-out@200");
    deliver_lines('a', 20);
    check_torn("the paper is out");
    body_happen(body, BODY_PAPER_IN, NULL);
    script("paper-out@900");
    deliver_lines('b', 20);
    assert_int_not_equal(claim.result, PRINTER_PRINTED);
    assert_int_equal(look('b').whole, 0);
}

static void automatic_status_is_off_when_we_leave(void **state)
{
    (void)state;
    uint8_t heard[64];
    check_next('a');
    while (body_answer(body, heard, sizeof heard) > 0)
        continue;
    body_happen(body, BODY_COVER_OPEN, NULL);
    pass_time(1);
    assert_int_equal(body_answer(body, heard, sizeof heard), 0);
}

int main(void)
{
#define ON_BODY(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        ON_BODY(a_slip_is_printed_when_the_printer_says_so),
        ON_BODY(slips_come_out_in_order_each_once),
        ON_BODY(a_model_without_ids_is_processed_at_best),
        ON_BODY(a_silent_stranger_is_unconfirmed),
        ON_BODY(unasked_bytes_change_nothing),
        ON_BODY(late_answers_are_waited_for),
        ON_BODY(near_end_prints_and_is_told),
        ON_BODY(without_paper_nothing_is_sent),
        ON_BODY(paper_that_ends_in_mid_slip_tears_it_and_the_rest_is_let_out),
        ON_BODY(a_long_slip_torn_by_paper_is_not_continued),
        ON_BODY(paper_that_never_comes_is_torn_at_the_end_of_patience_and_owed),
        ON_BODY(a_cover_opened_in_mid_slip_tears_it),
        ON_BODY(a_jammed_cutter_is_asked_to_go_on_once_it_is_cleared),
        ON_BODY(switched_off_and_on_is_torn),
        ON_BODY(what_is_waited_for_can_be_looked_up),
        ON_BODY(an_old_answer_to_gs_r_confirms_no_new_slip),
        ON_BODY(behind_a_jam_no_answer_is_left_for_the_next_slip),
        ON_BODY(paper_that_ended_and_came_between_two_looks_tears_too),
        ON_BODY(switched_off_while_we_wait_for_paper_nothing_is_waited_for),
        ON_BODY(what_hangs_there_after_a_power_loss_is_cut_off_before_the_next),
        ON_BODY(what_a_print_server_took_may_not_have_reached_the_printer),
        ON_BODY(a_printer_that_was_switched_on_is_sent_no_more_of_the_slip),
        ON_BODY(a_reset_wire_is_torn),
        ON_BODY(unplugged_in_a_picture_the_next_slip_is_whole),
        ON_BODY(unplugged_within_a_code_the_next_slip_is_whole),
        ON_BODY(wherever_it_stops_the_next_slip_is_whole),
        ON_BODY(a_small_buffer_on_a_slow_line_takes_everything_once),
        ON_BODY(a_printer_that_is_silent_because_it_is_busy_was_not_switched_off),
        ON_BODY(a_black_hole_is_never_called_printed),
        ON_BODY(only_an_exclusive_printer_is_cleared),
        ON_BODY(an_answer_to_an_old_slip_confirms_no_new_one),
        ON_BODY(automatic_status_is_off_when_we_leave),
    };
    return cmocka_run_group_tests(tests, open_journal, close_journal);
}
