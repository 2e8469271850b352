/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "../../drivers/state.h"

static void check_words(const struct printer_state *state, const char *expected)
{
    char words[200];
    state_words(state, words, sizeof words);
    assert_string_equal(words, expected);
}

static void take_round(struct printer_state *state, const char *bytes)
{
    for (uint8_t n = 1; n <= 4; n++)
        state_take_realtime(state, n, (uint8_t)bytes[n - 1]);
}

static void what_nobody_told_is_unknown(void **unused)
{
    (void)unused;
    struct printer_state state = {0};
    assert_int_equal(state_fault(&state), STATE_FINE);
    check_words(&state, "says nothing");
}

/* The replies that real printers send; TM-T88III specification p. 84. */
static void real_time_replies_become_words(void **unused)
{
    (void)unused;
    static const struct {
        const char *bytes;
        enum state_fault fault;
        const char *words;
    } cases[] = {
        {"\x12\x12\x12\x12", STATE_FINE, "ready"},
        {"\x12\x12\x12\x1e", STATE_FINE, "ready, paper near its end"},
        {"\x1a\x32\x12\x72", STATE_PAPER_OUT, "the paper is out"},
        {"\x1a\x32\x12\x7e", STATE_PAPER_OUT, "the paper is out"},
        {"\x1a\x16\x12\x12", STATE_COVER_OPEN, "the cover is open"},
        {"\x1a\x36\x12\x72", STATE_COVER_OPEN, "the cover is open, the paper is out"},
        {"\x1a\x52\x1a\x12", STATE_CUTTER_JAMMED, "the cutter is jammed"},
        {"\x1a\x52\x32\x12", STATE_UNRECOVERABLE, "an error that needs service"},
        {"\x1a\x52\x52\x12", STATE_RECOVERING, "too hot or a wrong voltage: it goes on by itself"},
        {"\x1a\x1a\x12\x12", STATE_FEEDING, "its feed button is held"},
        {"\x1a\x12\x12\x12", STATE_OFFLINE, "offline"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct printer_state state = {0};
        take_round(&state, cases[i].bytes);
        assert_int_equal(state_fault(&state), cases[i].fault);
        check_words(&state, cases[i].words);
    }
}

static void a_new_round_takes_back_what_is_over(void **unused)
{
    (void)unused;
    struct printer_state state = {0};
    take_round(&state, "\x1a\x32\x12\x72");
    take_round(&state, "\x12\x12\x12\x12");
    assert_int_equal(state_fault(&state), STATE_FINE);
    check_words(&state, "ready");
}

/* TM-T88III specification p. 143 to 145. */
static void automatic_status_becomes_words(void **unused)
{
    (void)unused;
    static const struct {
        uint8_t bytes[4];
        const char *words;
    } cases[] = {
        {{0x10, 0, 0, 0x0f}, "ready"},
        {{0x10, 0, 3, 0x0f}, "ready, paper near its end"},
        {{0x18, 0, 0x0c, 0x0f}, "the paper is out"},
        {{0x38, 0, 0, 0x0f}, "the cover is open"},
        {{0x18, 8, 0, 0x0f}, "the cutter is jammed"},
        {{0x18, 0x20, 0, 0x0f}, "an error that needs service"},
        {{0x18, 0x40, 0, 0x0f}, "too hot or a wrong voltage: it goes on by itself"},
        {{0x18, 4, 0, 0x0f}, "an error"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct printer_state state = {0};
        state_take_asb(&state, cases[i].bytes);
        check_words(&state, cases[i].words);
    }
}

static void only_some_faults_break_a_slip(void **unused)
{
    (void)unused;
    assert_true(state_breaks(STATE_PAPER_OUT));
    assert_true(state_breaks(STATE_COVER_OPEN));
    assert_true(state_breaks(STATE_CUTTER_JAMMED));
    assert_true(state_breaks(STATE_UNRECOVERABLE));
    assert_false(state_breaks(STATE_FINE));
    assert_false(state_breaks(STATE_RECOVERING));
    assert_false(state_breaks(STATE_FEEDING));
    assert_false(state_breaks(STATE_OFFLINE));
}

/* USB printer class 1.1, 4.2.2. */
static void the_port_tells_paper_selection_and_error(void **unused)
{
    (void)unused;
    static const struct {
        uint8_t byte;
        enum state_fault fault;
    } cases[] = {
        {0x18, STATE_FINE}, {0x38, STATE_PAPER_OUT}, {0x08, STATE_OFFLINE}, {0x10, STATE_OFFLINE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct printer_state state = {0};
        state_take_port(&state, cases[i].byte);
        assert_int_equal(state_fault(&state), cases[i].fault);
    }
}

/* A port that says for ever that all is well must not hide what the printer itself says. */
static void of_two_findings_the_bad_news_wins(void **unused)
{
    (void)unused;
    struct printer_state told = {0}, port = {0};
    state_take_asb(&told, (const uint8_t[]){0x18, 0, 0x0c, 0x0f});
    state_take_port(&port, 0x18);
    state_merge(&told, &port);
    assert_int_equal(state_fault(&told), STATE_PAPER_OUT);
    struct printer_state fine = {0}, bad = {0};
    take_round(&fine, "\x12\x12\x12\x12");
    state_take_port(&bad, 0x38);
    state_merge(&fine, &bad);
    assert_int_equal(state_fault(&fine), STATE_PAPER_OUT);
}

static void words_never_overrun_their_room(void **unused)
{
    (void)unused;
    struct printer_state state = {0};
    take_round(&state, "\x1a\x76\x7a\x7e");
    for (size_t room = 0; room < 60; room++) {
        char words[64];
        memset(words, '#', sizeof words);
        state_words(&state, words, room);
        assert_int_equal(words[room], '#');
        if (room > 0)
            assert_true(strlen(words) < room);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_nobody_told_is_unknown),
        cmocka_unit_test(real_time_replies_become_words),
        cmocka_unit_test(a_new_round_takes_back_what_is_over),
        cmocka_unit_test(automatic_status_becomes_words),
        cmocka_unit_test(only_some_faults_break_a_slip),
        cmocka_unit_test(the_port_tells_paper_selection_and_error),
        cmocka_unit_test(of_two_findings_the_bad_news_wins),
        cmocka_unit_test(words_never_overrun_their_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
