/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../drivers/picture_store.h"
#include "../doubles/script_wire.h"

#define BYTES(text) (text), sizeof(text) - 1
#define END                                                                                        \
    {                                                                                              \
        NULL, 0, NULL, 0                                                                           \
    }
#define HEALTH BYTES("\x10\4\1\x10\4\2\x10\4\3\x10\4\4")
#define WELL   BYTES("\x16\x12\x12\x12")
#define KEYS   BYTES("\x1d(L\4\0\x30\x40KC")
#define FREE   BYTES("\x1d(L\2\0\x30\x33")

static const struct profile keeper = {.name = "a model that keeps pictures",
                                      .dots = 576,
                                      .dpi = 203,
                                      .commands = PROFILE_GS_NV | PROFILE_GS_I,
                                      .answers = PROFILE_REALTIME};
static const struct printer_port port = {.uri = "script:", .profile = &keeper};

static struct script_wire wire;
static struct inquiry *inquiry;
static struct drv_fault fault;

static void start(const struct script_turn *turns)
{
    script_wire_start(&wire, turns);
    fault.text[0] = '\0';
    if (inquiry_open_on(&wire.transport, &port, 60000, &inquiry, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
}

static void end(void)
{
    script_wire_end(&wire);
    inquiry_close(inquiry);
}

static void a_printer_tells_maker_model_and_serial_number(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {{HEALTH, WELL},
                                               {BYTES("\x1dI\x42"), BYTES("_EPSON\0")},
                                               {BYTES("\x1dI\x43"), BYTES("_TM-T81\0")},
                                               {BYTES("\x1dI\x44"), BYTES("_J4CF012345\0")},
                                               END};
    struct inquiry_identity who;
    start(turns);
    assert_int_equal(inquiry_identify(inquiry, &who, &fault), DRV_OK);
    assert_string_equal(who.maker, "EPSON");
    assert_string_equal(who.model, "TM-T81");
    assert_string_equal(who.serial, "J4CF012345");
    end();
}

/* What comes too late would be taken for the answer to the next question. */
static void after_one_silence_nothing_more_is_asked(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {{HEALTH, WELL},
                                               {BYTES("\x1dI\x42"), BYTES("_EPSON\0")},
                                               {BYTES("\x1dI\x43"), NULL, 0},
                                               END};
    static const struct script_turn silent[] = {{HEALTH, WELL}, {BYTES("\x1dI\x42"), NULL, 0}, END};
    struct inquiry_identity who;
    start(turns);
    assert_int_equal(inquiry_identify(inquiry, &who, &fault), DRV_OK);
    assert_string_equal(who.maker, "EPSON");
    assert_string_equal(who.model, "");
    assert_string_equal(who.serial, "");
    end();
    start(silent);
    assert_int_equal(inquiry_identify(inquiry, &who, &fault), DRV_TIMEOUT);
    assert_string_equal(fault.text, "it does not say who it is");
    end();
}

static void who_is_not_well_is_not_asked(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {
        {HEALTH, BYTES("\x1e\x32\x12\x72")}, {HEALTH, BYTES("\x1e\x32\x12\x72")}, END};
    script_wire_start(&wire, turns);
    assert_int_equal(inquiry_open_on(&wire.transport, &port, 60000, &inquiry, &fault), DRV_IO);
    assert_string_equal(fault.text, "the paper is out");
    script_wire_end(&wire);
}

static void who_says_nothing_at_all_is_not_asked(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {
        {HEALTH, NULL, 0}, {HEALTH, NULL, 0}, {HEALTH, NULL, 0}, END};
    script_wire_start(&wire, turns);
    assert_int_equal(inquiry_open_on(&wire.transport, &port, 60000, &inquiry, &fault), DRV_TIMEOUT);
    assert_string_equal(fault.text, "it says nothing: switched off, or in other hands");
    script_wire_end(&wire);
}

static void every_block_of_the_list_is_acknowledged(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {{HEALTH, WELL},
                                               {KEYS, BYTES("\x37rACBCC\0")},
                                               {BYTES("\6"), BYTES("\x37r@~~\0")},
                                               {BYTES("\6"), NULL, 0},
                                               END};
    struct picture_keys keys;
    start(turns);
    assert_int_equal(picture_store_list(inquiry, &keys, &fault), DRV_OK);
    assert_int_equal(keys.count, 3);
    assert_true(picture_store_has(&keys, "CB"));
    assert_true(picture_store_has(&keys, "CC"));
    assert_true(picture_store_has(&keys, "~~"));
    assert_false(picture_store_has(&keys, "CD"));
    assert_false(picture_store_has(&keys, "\x1f\x1f"));
    end();
}

static void a_list_of_forty_keys_fits_a_block(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {
        {HEALTH, WELL},
        {KEYS, BYTES("\x37r@00010203040506070809101112131415161718192021222324252627282930313233"
                     "343536373839\0")},
        {BYTES("\6"), NULL, 0},
        END};
    struct picture_keys keys;
    start(turns);
    assert_int_equal(picture_store_list(inquiry, &keys, &fault), DRV_OK);
    assert_int_equal(keys.count, 40);
    assert_true(picture_store_has(&keys, "39"));
    end();
}

static void what_is_no_list_is_refused(void **state)
{
    (void)state;
    static const struct {
        struct script_turn turns[3];
        const char *told;
    } cases[] = {
        {{{HEALTH, WELL}, {KEYS, BYTES("\x37r@ABC\0")}, END},
         "found \"@ABC\", expected a list of keys"},
        {{{HEALTH, WELL}, {KEYS, BYTES("\x37rBAB\0")}, END},
         "found \"BAB\", expected a list of keys"},
        {{{HEALTH, WELL}, {KEYS, BYTES("\x37r@A\x7f\0")}, END}, "found \"A\x7f\", expected a key"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct picture_keys keys = {.count = 7};
        start(cases[i].turns);
        assert_int_equal(picture_store_list(inquiry, &keys, &fault), DRV_INVALID);
        assert_string_equal(fault.text, cases[i].told);
        assert_int_equal(keys.count, 7);
        end();
    }
}

static void who_does_not_list_its_keys_is_given_up(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {{HEALTH, WELL}, {KEYS, NULL, 0}, END};
    struct picture_keys keys;
    start(turns);
    assert_int_equal(picture_store_list(inquiry, &keys, &fault), DRV_TIMEOUT);
    assert_string_equal(fault.text, "it does not list what it keeps");
    end();
}

static struct bitmap nine_dots(void)
{
    struct bitmap dots;
    assert_true(bitmap_new(9, 2, &dots));
    bitmap_fill(&dots, 0, 0, 9, 1);
    bitmap_fill(&dots, 8, 1, 1, 1);
    return dots;
}

static struct picture_keys keys_of(const char *taken)
{
    struct picture_keys keys = {.count = 0};
    for (; taken[0] != '\0'; taken += 2) {
        unsigned place = (taken[0] - 32u) * 95 + taken[1] - 32u;
        keys.bits[place / 8] |= (uint8_t)(1 << place % 8);
        keys.count++;
    }
    return keys;
}

#define DEFINE "\x1d(L\xf\0\x30\x43\x30"
#define DOTS   "\1\x9\0\2\0\x31\xff\x80\0\x80"

static void a_picture_is_put_under_a_key_that_nobody_has(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {{HEALTH, WELL},
                                               {FREE, BYTES("\x37\x31"
                                                            "4\0")},
                                               {BYTES(DEFINE "CD" DOTS), NULL, 0},
                                               {KEYS, BYTES("\x37r@CBCCCD\0")},
                                               {BYTES("\6"), NULL, 0},
                                               END};
    struct bitmap dots = nine_dots();
    const struct picture_keys taken = keys_of("CBCC");
    char key[2] = "";
    start(turns);
    assert_int_equal(picture_store_find(inquiry, &dots, &taken, key, &fault), DRV_OK);
    assert_int_equal(picture_store_define(inquiry, &dots, key, &fault), DRV_OK);
    assert_memory_equal(key, "CD", 2);
    bitmap_free(&dots);
    end();
}

static void what_has_no_room_is_not_sent(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {{HEALTH, WELL},
                                               {FREE, BYTES("\x37\x31"
                                                            "3\0")},
                                               END};
    struct bitmap dots = nine_dots();
    const struct picture_keys taken = keys_of("");
    char key[2] = "";
    start(turns);
    assert_int_equal(picture_store_find(inquiry, &dots, &taken, key, &fault), DRV_LIMIT);
    assert_string_equal(fault.text, "\"3\" bytes are free, the picture takes 4");
    assert_memory_equal(key, "\0", 2);
    bitmap_free(&dots);
    end();
}

static void who_does_not_say_how_much_room_there_is_is_sent_nothing(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {{HEALTH, WELL}, {FREE, NULL, 0}, END};
    struct bitmap dots = nine_dots();
    const struct picture_keys taken = keys_of("");
    char key[2] = "";
    start(turns);
    assert_int_equal(picture_store_find(inquiry, &dots, &taken, key, &fault), DRV_TIMEOUT);
    assert_string_equal(fault.text, "it does not say how much room it has");
    bitmap_free(&dots);
    end();
}

static void where_all_keys_are_taken_nothing_is_sent(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {{HEALTH, WELL}, END};
    struct bitmap dots = nine_dots();
    struct picture_keys taken;
    char key[2] = "";
    memset(&taken, 0xff, sizeof taken);
    taken.count = PICTURE_KEYS_MOST;
    start(turns);
    assert_int_equal(picture_store_find(inquiry, &dots, &taken, key, &fault), DRV_LIMIT);
    assert_string_equal(fault.text, "all \"9025\" keys are taken");
    bitmap_free(&dots);
    end();
}

static void what_was_not_kept_is_told(void **state)
{
    (void)state;
    static const struct script_turn turns[] = {{HEALTH, WELL},
                                               {BYTES(DEFINE "CB" DOTS), NULL, 0},
                                               {KEYS, BYTES("\x37r@\0")},
                                               {BYTES("\6"), NULL, 0},
                                               END};
    struct bitmap dots = nine_dots();
    start(turns);
    assert_int_equal(picture_store_define(inquiry, &dots, "CB", &fault), DRV_IO);
    assert_string_equal(fault.text, "it did not keep the picture under \"CB\"");
    bitmap_free(&dots);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_printer_tells_maker_model_and_serial_number),
        cmocka_unit_test(after_one_silence_nothing_more_is_asked),
        cmocka_unit_test(who_is_not_well_is_not_asked),
        cmocka_unit_test(who_says_nothing_at_all_is_not_asked),
        cmocka_unit_test(every_block_of_the_list_is_acknowledged),
        cmocka_unit_test(a_list_of_forty_keys_fits_a_block),
        cmocka_unit_test(what_is_no_list_is_refused),
        cmocka_unit_test(who_does_not_list_its_keys_is_given_up),
        cmocka_unit_test(a_picture_is_put_under_a_key_that_nobody_has),
        cmocka_unit_test(what_has_no_room_is_not_sent),
        cmocka_unit_test(who_does_not_say_how_much_room_there_is_is_sent_nothing),
        cmocka_unit_test(where_all_keys_are_taken_nothing_is_sent),
        cmocka_unit_test(what_was_not_kept_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
