/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "../../drivers/paper/body.h"

static const struct profile profile = {.name = "test",
                                       .dots = 384,
                                       .dpi = 203,
                                       .columns = 32,
                                       .pages = {{.name = "CP437"}},
                                       .commands = PROFILE_GS_NV,
                                       .answers = PROFILE_REALTIME | PROFILE_ASB | PROFILE_GS_R};

static struct body *switch_on(uint32_t nv_write_ms)
{
    struct body *body;
    struct drv_fault fault;
    struct body_options options = {
        .profile = &profile, .speed_mm_s = UINT32_MAX, .nv_write_ms = nv_write_ms};
    if (body_new(&options, &body, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    return body;
}

static void send(struct body *body, const void *bytes, size_t length)
{
    assert_int_equal(body_receive(body, bytes, length), length);
    assert_int_equal(body_advance(body, body_now_us(body), NULL), DRV_OK);
}
#define SEND(body, bytes) send(body, bytes, sizeof(bytes) - 1)

static void check_said(struct body *body, const void *bytes, size_t length)
{
    uint8_t said[200];
    assert_int_equal(body_answer(body, said, sizeof said), length);
    assert_memory_equal(said, bytes, length);
}
#define CHECK(body, bytes) check_said(body, bytes, sizeof(bytes) - 1)

#define ASK_KEYS                                                                                   \
    "\x1d(L\x04\x00"                                                                               \
    "0@KC"
#define ASK_ROOM                                                                                   \
    "\x1d(L\x02\x00"                                                                               \
    "03"
#define DEFINE_AB                                                                                  \
    "\x1d(L\x0c\x00"                                                                               \
    "0C0AB\1"                                                                                      \
    "\x08\x00\x01\x00"                                                                             \
    "1\xff"
#define ACK "\x06"
#define NAK "\x15"
#define CAN "\x18"

static void define(struct body *body, unsigned number)
{
    uint8_t job[] = DEFINE_AB;
    job[8] = (uint8_t)('0' + number / 10);
    job[9] = (uint8_t)('0' + number % 10);
    send(body, job, sizeof job - 1);
}

static void it_tells_how_much_memory_there_is(void **state)
{
    (void)state;
    struct body *body = switch_on(UINT32_MAX);
    SEND(body, "\x1d(L\x02\x00"
               "00"
               "\x1d(L\x02\x00"
               "0\0");
    CHECK(body, "\x37\x30"
                "262144\0"
                "\x37\x30"
                "262144\0");
    SEND(body, DEFINE_AB ASK_ROOM);
    CHECK(body, "\x37\x31"
                "262127\0");
    SEND(body, "\x1d(L\x0c\x00"
               "0S0AB\1"
               "\x10\x00\x01\x00"
               "1\xff"
               "\x1d(L\x02\x00"
               "04");
    CHECK(body, "\x37\x32"
                "262144\0"); /* 16 dots need another byte */
    body_free(body);
}

static void a_list_of_keys_waits_for_the_host(void **state)
{
    (void)state;
    struct body *body = switch_on(UINT32_MAX);
    SEND(body, ASK_KEYS);
    CHECK(body, "\x37\x72\x40\0");
    SEND(body, ACK ASK_KEYS NAK);
    CHECK(body, "\x37\x72\x40\0"
                "\x37\x72\x40\0");
    SEND(body, ACK DEFINE_AB ASK_KEYS);
    CHECK(body, "\x37\x72\x40"
                "AB\0");
    SEND(body, CAN ASK_ROOM);
    CHECK(body, "\x37\x31"
                "262127\0");
    body_free(body);
}

static void more_than_forty_keys_come_in_blocks(void **state)
{
    (void)state;
    struct body *body = switch_on(UINT32_MAX);
    char first[84] = "\x37\x72\x41";
    for (unsigned i = 0; i < 41; i++)
        define(body, i);
    for (unsigned i = 0; i < 40; i++)
        snprintf(first + 3 + 2 * i, 3, "%02u", i);
    SEND(body, ASK_KEYS);
    check_said(body, first, sizeof first);
    SEND(body, NAK);
    check_said(body, first, sizeof first);
    SEND(body, ACK);
    CHECK(body, "\x37\x72\x40"
                "40\0");
    SEND(body, NAK);
    CHECK(body, "\x37\x72\x40"
                "40\0");
    SEND(body, ACK ASK_KEYS CAN ASK_KEYS);
    uint8_t said[200];
    assert_int_equal(body_answer(body, said, sizeof said), 2 * sizeof first);
    body_free(body);
}

static void what_is_no_answer_ends_the_list_and_is_run(void **state)
{
    (void)state;
    struct body *body = switch_on(UINT32_MAX);
    SEND(body, ASK_KEYS ASK_ROOM);
    CHECK(body, "\x37\x72\x40\0"
                "\x37\x31"
                "262144\0");
    SEND(body, ASK_KEYS);
    CHECK(body, "\x37\x72\x40\0");
    assert_int_equal(body_happen(body, BODY_POWER_OFF, NULL), DRV_OK);
    assert_int_equal(body_happen(body, BODY_POWER_ON, NULL), DRV_OK);
    SEND(body, "\x15" ASK_ROOM);
    CHECK(body, "\x3b\x31\0"
                "\x37\x31"
                "262144\0");
    body_free(body);
}

static void a_printer_that_keeps_nothing_says_nothing(void **state)
{
    (void)state;
    struct profile plain = profile;
    struct body_options options = {.profile = &plain, .speed_mm_s = UINT32_MAX};
    struct body *body;
    plain.commands = 0;
    assert_int_equal(body_new(&options, &body, NULL), DRV_OK);
    SEND(body, ASK_KEYS ASK_ROOM);
    CHECK(body, "");
    body_free(body);
}

static void nv_memory_outlives_the_power(void **state)
{
    (void)state;
    struct body *body = switch_on(UINT32_MAX);
    SEND(body, DEFINE_AB "\x1d(L\x0c\x00"
                         "0S0CD\1"
                         "\x08\x00\x01\x00"
                         "1\xff");
    assert_int_equal(body_happen(body, BODY_POWER_OFF, NULL), DRV_OK);
    assert_int_equal(body_happen(body, BODY_POWER_ON, NULL), DRV_OK);
    SEND(body, ASK_KEYS "\x06"
                        "\x1d(L\x04\x00"
                        "0PKC");
    CHECK(body, "\x3b\x31\0"
                "\x37\x72\x40"
                "AB\0"
                "\x37\x73\x40\0");
    assert_int_equal(body_nv_writes(body), 1);
    body_free(body);
}

static void it_is_busy_while_it_writes_and_hears_nothing(void **state)
{
    (void)state;
    struct body *body = switch_on(300);
    SEND(body, DEFINE_AB ASK_ROOM);
    assert_true(body_busy(body));
    SEND(body, "\x10\x04\x01");
    CHECK(body, "");
    assert_int_equal(body_next_us(body), 300 * 1000);
    assert_int_equal(body_advance(body, 300 * 1000 - 1, NULL), DRV_OK);
    assert_true(body_busy(body));
    CHECK(body, "");
    assert_int_equal(body_advance(body, 300 * 1000, NULL), DRV_OK);
    assert_false(body_busy(body));
    CHECK(body, "\x37\x31"
                "262127\0");
    SEND(body, "\x10\x04\x01");
    CHECK(body, "\x12");
    body_free(body);
}

static void full_memory_takes_nothing_more(void **state)
{
    (void)state;
    struct body *body = switch_on(UINT32_MAX);
    SEND(body, DEFINE_AB);
    assert_int_equal(body_script(body, "nv-full@0ms", NULL), DRV_OK);
    define(body, 77);
    SEND(body, ASK_KEYS "\x06" ASK_ROOM);
    CHECK(body, "\x37\x72\x40"
                "AB\0"
                "\x37\x31"
                "0\0");
    body_free(body);
}

#define QR_DATA                                                                                    \
    "\x1d(k\x05\x00"                                                                               \
    "1P0AB"
#define QR_SIZE                                                                                    \
    "\x1d(k\x03\x00"                                                                               \
    "1R0"

static void it_tells_the_size_of_a_symbol_before_it_prints_it(void **state)
{
    (void)state;
    struct body *body = switch_on(UINT32_MAX);
    SEND(body, QR_SIZE);
    CHECK(body, "\x37\x36"
                "0\x1f"
                "0\x1f"
                "1\x1f"
                "1\0");
    SEND(body, QR_DATA QR_SIZE); /* 21 modules of 3 dots */
    CHECK(body, "\x37\x36"
                "63\x1f"
                "63\x1f"
                "1\x1f"
                "0\0");
    SEND(body, "\x1dW\x3e\x00" QR_SIZE); /* a dot too narrow */
    CHECK(body, "\x37\x36"
                "63\x1f"
                "63\x1f"
                "1\x1f"
                "1\0");
    SEND(body, "\x1b@"
               "\x1d(k\x03\x00"
               "0A\x02"
               "\x1d(k\x05\x00"
               "0P0AB"
               "\x1d(k\x03\x00"
               "0R0");
    /* 17 modules for the start, two indicators and two columns, 18 for the stop. The length, AB and
       4 check words are 3 rows of 3 modules. */
    CHECK(body, "\x37\x2f"
                "309\x1f"
                "27\x1f"
                "1\x1f"
                "0\0");
    SEND(body, "x" QR_DATA QR_SIZE); /* within a line it cannot be printed */
    CHECK(body, "\x37\x36"
                "63\x1f"
                "63\x1f"
                "1\x1f"
                "1\0");
    body_free(body);
}

static void it_tells_its_status_by_dle_dc4(void **state)
{
    (void)state;
    struct body *body = switch_on(UINT32_MAX);
    SEND(body, "\x10\x14\x07\x01");
    CHECK(body, "\x10\x00\x00\x0f");
    assert_int_equal(body_happen(body, BODY_COVER_OPEN, NULL), DRV_OK);
    SEND(body, "\x10\x14\x07\x01"
               "\x10\x14\x07\x05");
    CHECK(body, "\x38\x00\x00\x0f");
    body_free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_tells_how_much_memory_there_is),
        cmocka_unit_test(a_list_of_keys_waits_for_the_host),
        cmocka_unit_test(more_than_forty_keys_come_in_blocks),
        cmocka_unit_test(what_is_no_answer_ends_the_list_and_is_run),
        cmocka_unit_test(a_printer_that_keeps_nothing_says_nothing),
        cmocka_unit_test(nv_memory_outlives_the_power),
        cmocka_unit_test(it_is_busy_while_it_writes_and_hears_nothing),
        cmocka_unit_test(full_memory_takes_nothing_more),
        cmocka_unit_test(it_tells_the_size_of_a_symbol_before_it_prints_it),
        cmocka_unit_test(it_tells_its_status_by_dle_dc4),
    };
    return cmocka_run_group_tests_name("body_graphics", tests, NULL, NULL);
}
