/* SPDX-License-Identifier: MIT */
/*
 * One slip over one wire. Here the printer is a script, so that the very bytes of the conversation
 * can be seen; test_delivery_body.c has a printer with a body.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>

#include "../../drivers/bytes.h"
#include "../../drivers/delivery.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1
#define QUESTIONS   "\x10\x04\1\x10\x04\2\x10\x04\3\x10\x04\4"
#define WELL        "\x12\x12\x12\x12"
#define ASB_ON      "\x1d\x61\x0e"
#define ASB_OFF     "\x1d\x61\0"
#define SLIP        "\x1b@card\n\x1dVB\0"
#define PARTING     "\n\x1dVB\0"
#define GS_R        "\x1dr\1\x1dr\1"
#define ASK_ID      "\x1d(H\6\0\x30\x30"

static const struct profile full = {
    .name = "full", .answers = PROFILE_REALTIME | PROFILE_ASB | PROFILE_GS_R | PROFILE_PROCESS_ID};
static const struct profile gs_r = {.name = "gs-r", .answers = PROFILE_REALTIME | PROFILE_GS_R};
static const struct profile stranger = {.name = "stranger"};

/* What comes back once so many bytes have gone out, in order. */
struct reply {
    size_t after;
    const char *bytes;
    size_t length;
};

struct scripted {
    struct transport base;
    struct bytes out;
    const struct reply *replies; /* ended by length 0 */
    size_t most_a_write;         /* 0: all */
    size_t gone_after;           /* bytes; 0: never */
    size_t stuck_after;          /* takes no more; 0: never */
    size_t never_leave;          /* bytes that stay pending */
    int64_t now_ms;
    bool finished;
};

static int script_write(struct transport *wire, const uint8_t *bytes, size_t length, size_t *taken,
                        struct drv_fault *fault)
{
    struct scripted *script = (struct scripted *)wire;
    size_t room =
        script->most_a_write > 0 && length > script->most_a_write ? script->most_a_write : length;
    if (script->stuck_after > 0 && script->out.length + room > script->stuck_after)
        room = script->stuck_after - script->out.length;
    if (script->gone_after > 0 && script->out.length + room > script->gone_after)
        return drv_fail(fault, DRV_GONE, "unplugged");
    bytes_add(&script->out, bytes, room);
    *taken = room;
    return DRV_OK;
}

static int script_read(struct transport *wire, uint8_t *buffer, size_t capacity, size_t *count,
                       struct drv_fault *fault)
{
    struct scripted *script = (struct scripted *)wire;
    const struct reply *reply = script->replies;
    (void)fault;
    if (reply == NULL || reply->length == 0 || script->out.length < reply->after)
        return DRV_OK;
    assert_true(reply->length <= capacity);
    memcpy(buffer, reply->bytes, reply->length);
    *count = reply->length;
    script->replies++;
    return DRV_OK;
}

static int script_wait(struct transport *wire, bool room, int64_t until_ms, struct drv_fault *fault)
{
    struct scripted *script = (struct scripted *)wire;
    (void)fault;
    script->now_ms += room ? 1 : 10;
    if (script->now_ms > until_ms)
        script->now_ms = until_ms;
    return DRV_OK;
}

static size_t script_pending(struct transport *wire)
{
    const struct scripted *script = (const struct scripted *)wire;
    return script->never_leave < script->out.length ? script->never_leave : script->out.length;
}

static int script_finish(struct transport *wire, int64_t deadline_ms, enum printer_result *result,
                         struct drv_fault *fault)
{
    (void)deadline_ms;
    (void)result;
    (void)fault;
    ((struct scripted *)wire)->finished = true;
    return DRV_OK;
}

static int64_t script_now_ms(struct transport *wire)
{
    return ((struct scripted *)wire)->now_ms;
}

static const struct transport_ops script_ops = {
    .scheme = "script",
    .write = script_write,
    .read = script_read,
    .wait = script_wait,
    .pending = script_pending,
    .finish = script_finish,
    .now_ms = script_now_ms,
};

static struct scripted script;
static struct journal journal;
static struct printer_claim claim;

static int start(void **state)
{
    (void)state;
    bytes_free(&script.out);
    script = (struct scripted){.base = {&script_ops}, .now_ms = 1000};
    memset(&journal.entry, 0, sizeof journal.entry);
    return 0;
}

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
    bytes_free(&script.out);
    return 0;
}

static int deliver(const struct profile *profile)
{
    const struct printer_port port = {.profile = profile, .journal = &journal};
    const struct printer_patience patience = {.job_ms = 10000, .hold_ms = 0};
    journal.entry.next_id = 0; /* the ID is four blanks */
    return delivery_run(&script_ops, &script.base, &port, BYTES(SLIP), 1, &patience, &claim);
}

static void check_out(const char *bytes, size_t length)
{
    assert_int_equal(script.out.length, length);
    assert_memory_equal(script.out.data, bytes, length);
}

static void check_claim(enum printer_result result, bool torn, const char *reason)
{
    assert_string_equal(claim.reason, reason);
    assert_string_equal(printer_result_name(claim.result), printer_result_name(result));
    assert_int_equal(claim.torn, torn);
}

#define LENGTH(text) (sizeof(text) - 1)
#define ASKED        LENGTH(QUESTIONS)
#define SENT         (ASKED + LENGTH(ASB_ON SLIP ASK_ID "    "))

static void a_printer_that_answers_the_id_has_printed(void **state)
{
    (void)state;
    static const struct reply replies[] = {
        {ASKED, WELL, 4}, {SENT, "\x37\x22    \0", 7}, {0, NULL, 0}};
    script.replies = replies;
    assert_int_equal(deliver(&full), DRV_OK);
    check_claim(PRINTER_PRINTED, false, "");
    check_out(QUESTIONS ASB_ON SLIP ASK_ID "    " ASB_OFF,
              LENGTH(QUESTIONS ASB_ON SLIP ASK_ID "    " ASB_OFF));
    assert_true(script.finished);
    assert_int_equal(journal.entry.stage, JOURNAL_ENDED);
    assert_int_equal(journal.entry.owed_cut, 0);
}

static void an_old_id_confirms_nothing(void **state)
{
    (void)state;
    static const struct reply replies[] = {
        {ASKED, WELL, 4}, {SENT, "\x37\x22   !\0", 7}, {SENT, WELL WELL, 8}, {0, NULL, 0}};
    script.replies = replies;
    assert_int_equal(deliver(&full), DRV_TIMEOUT);
    assert_int_not_equal(claim.result, PRINTER_PRINTED);
}

static void two_status_answers_mean_processed_and_one_stray_byte_does_not(void **state)
{
    (void)state;
    enum { ALL = ASKED + LENGTH(SLIP) + 6 };
    static const struct reply stray[] = {{ASKED, WELL, 4}, {ALL, "\x01", 1}, {0, NULL, 0}};
    static const struct reply both[] = {{ASKED, WELL, 4}, {ALL, "\0\0", 2}, {0, NULL, 0}};
    script.replies = both;
    assert_int_equal(deliver(&gs_r), DRV_OK);
    check_claim(PRINTER_PROCESSED, false, "");
    start(NULL);
    script.replies = stray;
    deliver(&gs_r);
    assert_int_not_equal(claim.result, PRINTER_PROCESSED);
}

static void gs_r_tells_of_the_paper_too(void **state)
{
    (void)state;
    enum { ALL = ASKED + LENGTH(SLIP GS_R) };
    static const struct reply near_end[] = {{ASKED, WELL, 4}, {ALL, "\3\3", 2}, {0, NULL, 0}};
    static const struct reply out[] = {{ASKED, WELL, 4}, {ALL, "\x0f\x0f", 2}, {0, NULL, 0}};
    script.replies = near_end;
    assert_int_equal(deliver(&gs_r), DRV_OK);
    check_claim(PRINTER_PROCESSED, false, "");
    assert_int_equal(claim.state.paper_near_end, TOLD_YES);
    start(NULL);
    script.replies = out;
    assert_int_equal(deliver(&gs_r), DRV_IO);
    check_claim(PRINTER_NOT_PRINTED, true, "torn: the paper is out; 11 of 11 bytes had left");
}

static void a_printer_without_paper_is_sent_questions_only(void **state)
{
    (void)state;
    static const struct reply replies[] = {
        {ASKED, "\x1a\x32\x12\x72", 4}, {2 * ASKED, "\x1a\x32\x12\x72", 4}, {0, NULL, 0}};
    script.replies = replies;
    assert_int_equal(deliver(&full), DRV_IO);
    check_claim(PRINTER_NOT_PRINTED, false, "the paper is out");
    check_out(QUESTIONS QUESTIONS, 2 * ASKED);
    assert_int_equal(journal.entry.stage, JOURNAL_IDLE);
}

/* The first round may have been answered by what a picture of another job looked like. */
static void bad_news_told_once_does_not_count(void **state)
{
    (void)state;
    static const struct reply replies[] = {{ASKED, "\x1a\x32\x12\x72", 4},
                                           {2 * ASKED, WELL, 4},
                                           {SENT + ASKED, "\x37\x22    \0", 7},
                                           {0, NULL, 0}};
    script.replies = replies;
    assert_int_equal(deliver(&full), DRV_OK);
    check_claim(PRINTER_PRINTED, false, "");
}

static void a_known_model_that_says_nothing_is_sent_nothing(void **state)
{
    (void)state;
    assert_int_equal(deliver(&full), DRV_TIMEOUT);
    check_claim(PRINTER_NOT_PRINTED, false, "it says nothing: switched off, or in other hands");
    assert_memory_equal(script.out.data, QUESTIONS, ASKED);
    assert_null(memchr(script.out.data, '@', script.out.length));
}

static void a_stranger_that_says_nothing_is_unconfirmed(void **state)
{
    (void)state;
    assert_int_equal(deliver(&stranger), DRV_OK);
    check_claim(PRINTER_UNCONFIRMED, false, "");
    check_out(QUESTIONS SLIP, LENGTH(QUESTIONS SLIP));
}

static void short_writes_are_resumed_at_the_byte(void **state)
{
    (void)state;
    script.most_a_write = 1;
    assert_int_equal(deliver(&stranger), DRV_OK);
    check_out(QUESTIONS SLIP, LENGTH(QUESTIONS SLIP));
}

static void bytes_that_have_not_left_are_not_unconfirmed_but_torn(void **state)
{
    (void)state;
    script.never_leave = 3;
    assert_int_equal(deliver(&stranger), DRV_TIMEOUT);
    check_claim(PRINTER_NOT_PRINTED, true, "torn: no answer to it; 8 of 11 bytes had left");
    /* GS V B lacks its last byte, at least. */
    assert_int_equal(journal.entry.owed_cut, 1);
    assert_int_equal(journal.entry.owed_nuls, 3);
}

static void what_is_owed_goes_out_first(void **state)
{
    (void)state;
    journal.entry.owed_cut = 1;
    journal.entry.owed_nuls = 2;
    assert_int_equal(deliver(&stranger), DRV_OK);
    check_out("\0\0" QUESTIONS "\n\x1dVB\0" SLIP, LENGTH("\0\0" QUESTIONS "\n\x1dVB\0" SLIP));
    assert_int_equal(journal.entry.owed_cut, 0);
    assert_int_equal(journal.entry.owed_nuls, 0);
}

/* A print server has taken what was owed, and the first of the slip, and was unplugged with it. */
static void what_was_owed_stays_owed_until_it_has_arrived(void **state)
{
    (void)state;
    struct transport_ops ops = script_ops;
    const struct printer_port port = {.profile = &stranger, .journal = &journal};
    const struct printer_patience patience = {.job_ms = 10000};
    ops.is_relayed = true;
    journal.entry.owed_cut = 1;
    journal.entry.owed_nuls = 100;
    script.most_a_write = 4;
    script.gone_after = 100 + ASKED + LENGTH(PARTING) + 6;
    assert_int_equal(delivery_run(&ops, &script.base, &port, BYTES(SLIP), 1, &patience, &claim),
                     DRV_GONE);
    assert_true(claim.torn);
    assert_int_equal(journal.entry.owed_cut, 1);
    assert_int_equal(journal.entry.owed_nuls, 100);
}

/* Whether an answer is to the old slip's question or to the new one's, it does not say. */
static void who_does_not_answer_for_an_old_slip_is_not_believed_of_a_new_one(void **state)
{
    (void)state;
    enum { OLD = ASKED + LENGTH(PARTING GS_R), ALL = OLD + ASKED + LENGTH(SLIP) };
    static const struct reply replies[] = {{ASKED, WELL, 4},           {OLD + ASKED, WELL, 4},
                                           {ALL, "\0\0", 2},           {ALL + ASKED, WELL, 4},
                                           {ALL + 2 * ASKED, WELL, 4}, {0, NULL, 0}};
    journal.entry.owed_cut = 1;
    script.replies = replies;
    assert_int_equal(deliver(&gs_r), DRV_OK);
    check_claim(PRINTER_UNCONFIRMED, false, "");
    assert_memory_equal(script.out.data, QUESTIONS PARTING GS_R QUESTIONS SLIP, ALL);
    assert_int_equal(journal.entry.owed_cut, 1);
}

static void who_has_answered_for_an_old_slip_is_believed_of_a_new_one(void **state)
{
    (void)state;
    enum { OLD = ASKED + LENGTH(PARTING GS_R), ALL = OLD + ASKED + LENGTH(SLIP GS_R) };
    static const struct reply replies[] = {{ASKED, WELL, 4}, {OLD, "\0\0", 2},
                                           {OLD, "\0\0", 2}, {OLD + ASKED, WELL, 4},
                                           {ALL, "\0\0", 2}, {0, NULL, 0}};
    journal.entry.owed_cut = 1;
    script.replies = replies;
    assert_int_equal(deliver(&gs_r), DRV_OK);
    check_claim(PRINTER_PROCESSED, false, "");
    check_out(QUESTIONS PARTING GS_R QUESTIONS SLIP GS_R, ALL);
    assert_int_equal(journal.entry.owed_cut, 0);
}

static void unplugged_before_the_slip_leaves_nothing_torn(void **state)
{
    (void)state;
    script.gone_after = ASKED;
    assert_int_equal(deliver(&stranger), DRV_GONE);
    check_claim(PRINTER_NOT_PRINTED, false, "unplugged");
}

static void unplugged_in_the_middle_is_torn_and_owed(void **state)
{
    (void)state;
    script.most_a_write = 4;
    script.gone_after = ASKED + 9;
    assert_int_equal(deliver(&stranger), DRV_GONE);
    check_claim(PRINTER_NOT_PRINTED, true, "torn: unplugged; 8 of 11 bytes had left");
    assert_int_equal(journal.entry.owed_nuls, 3);
    assert_int_equal(journal.entry.owed_cut, 1);
}

static void a_wire_that_takes_no_more_ends_at_the_deadline(void **state)
{
    (void)state;
    script.stuck_after = ASKED + 4;
    int64_t begun_ms = script.now_ms;
    assert_int_equal(deliver(&stranger), DRV_TIMEOUT);
    check_claim(PRINTER_NOT_PRINTED, true,
                "torn: it takes no more, time is up; 4 of 11 bytes had left");
    assert_in_range(script.now_ms - begun_ms, 10000, 10100);
}

static void all_taken_and_never_printed_is_stuck(void **state)
{
    (void)state;
    static const struct reply replies[] = {{ASKED, WELL, 4}, {0, NULL, 0}};
    const struct profile ids_only = {.answers = PROFILE_PROCESS_ID};
    script.replies = replies;
    /* The questions go on being asked; that nobody answers any more is another finding. */
    deliver(&ids_only);
    assert_int_not_equal(claim.result, PRINTER_PRINTED);
    const struct profile mute = {.answers = PROFILE_PROCESS_ID};
    start(NULL);
    assert_int_equal(deliver(&mute), DRV_OK);
    check_claim(PRINTER_UNCONFIRMED, false,
                "stuck: it took all bytes and did not say that they are printed");
    assert_int_equal(claim.state.stuck, TOLD_YES);
}

static bool once_it_has(void *context)
{
    return script.out.length >= *(const size_t *)context;
}

static void deliver_until(size_t stopped_after)
{
    const struct printer_port port = {.profile = &stranger};
    const struct printer_patience patience = {
        .job_ms = 600000, .hold_ms = 600000, .stopped = once_it_has, .context = &stopped_after};
    delivery_run(&script_ops, &script.base, &port, BYTES(SLIP), 1, &patience, &claim);
}

static void who_is_told_to_stop_stops_soon(void **state)
{
    (void)state;
    script.stuck_after = ASKED + 4;
    int64_t begun_ms = script.now_ms;
    deliver_until(ASKED + 4);
    assert_true(claim.torn);
    assert_in_range(script.now_ms - begun_ms, 1, 3000);
}

static void who_is_told_to_stop_begins_no_slip(void **state)
{
    (void)state;
    deliver_until(ASKED);
    check_claim(PRINTER_NOT_PRINTED, false, "not begun: we are to end");
    check_out(QUESTIONS, ASKED);
}

/* A parallel port: nothing is ever said over it, but it has a line for the paper. */
static int paper_empty(struct transport *wire, uint8_t *status, struct drv_fault *fault)
{
    (void)wire;
    (void)fault;
    *status = 0x38;
    return DRV_OK;
}

static void a_port_is_looked_at_before_the_slip_also_where_nothing_can_answer(void **state)
{
    (void)state;
    struct transport_ops ops = script_ops;
    const struct printer_port port = {.profile = &stranger};
    const struct printer_patience patience = {.job_ms = 10000};
    ops.read = NULL;
    ops.port_status = paper_empty;
    assert_int_equal(delivery_run(&ops, &script.base, &port, BYTES(SLIP), 1, &patience, &claim),
                     DRV_IO);
    check_claim(PRINTER_NOT_PRINTED, false, "the paper is out");
    assert_int_equal(script.out.length, 0);
}

/* Who only asks must not set a cutter going that somebody has his fingers in. */
static void a_look_moves_nothing(void **state)
{
    (void)state;
    static const struct profile epson = {.answers = PROFILE_REALTIME | PROFILE_RECOVER};
    static const struct reply replies[] = {
        {ASKED, "\x1a\x12\x1a\x12", 4}, {2 * ASKED, "\x1a\x12\x1a\x12", 4}, {0, NULL, 0}};
    struct printer_state found;
    script.replies = replies;
    assert_int_equal(delivery_look(&script_ops, &script.base, &epson, 5000, &found, NULL), DRV_OK);
    assert_int_equal(found.cutter_jammed, TOLD_YES);
    check_out(QUESTIONS QUESTIONS, 2 * ASKED);
}

int main(void)
{
#define SCRIPTED(test) cmocka_unit_test_setup(test, start)
    const struct CMUnitTest tests[] = {
        SCRIPTED(a_printer_that_answers_the_id_has_printed),
        SCRIPTED(an_old_id_confirms_nothing),
        SCRIPTED(two_status_answers_mean_processed_and_one_stray_byte_does_not),
        SCRIPTED(gs_r_tells_of_the_paper_too),
        SCRIPTED(a_printer_without_paper_is_sent_questions_only),
        SCRIPTED(bad_news_told_once_does_not_count),
        SCRIPTED(a_known_model_that_says_nothing_is_sent_nothing),
        SCRIPTED(a_stranger_that_says_nothing_is_unconfirmed),
        SCRIPTED(short_writes_are_resumed_at_the_byte),
        SCRIPTED(bytes_that_have_not_left_are_not_unconfirmed_but_torn),
        SCRIPTED(what_is_owed_goes_out_first),
        SCRIPTED(what_was_owed_stays_owed_until_it_has_arrived),
        SCRIPTED(who_does_not_answer_for_an_old_slip_is_not_believed_of_a_new_one),
        SCRIPTED(who_has_answered_for_an_old_slip_is_believed_of_a_new_one),
        SCRIPTED(unplugged_before_the_slip_leaves_nothing_torn),
        SCRIPTED(unplugged_in_the_middle_is_torn_and_owed),
        SCRIPTED(a_wire_that_takes_no_more_ends_at_the_deadline),
        SCRIPTED(all_taken_and_never_printed_is_stuck),
        SCRIPTED(who_is_told_to_stop_stops_soon),
        SCRIPTED(who_is_told_to_stop_begins_no_slip),
        SCRIPTED(a_port_is_looked_at_before_the_slip_also_where_nothing_can_answer),
        SCRIPTED(a_look_moves_nothing),
    };
    return cmocka_run_group_tests(tests, open_journal, close_journal);
}
