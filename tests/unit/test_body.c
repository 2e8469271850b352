/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/body.h"
#include "../doubles/body_wire.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

enum { ALL = 0xFF, SECOND_US = 1000000 };

static struct profile profile = {.name = "test",
                                 .dots = 384,
                                 .dpi = 203,
                                 .columns = 32,
                                 .code_page = "CP858",
                                 .code_page_number = 19,
                                 .answers = ALL};

static struct body *body_with(struct body_options options)
{
    struct body *body = NULL;
    struct drv_fault fault = {""};
    options.profile = &profile;
    if (body_new(&options, &body, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    return body;
}

static void advance(struct body *body, int64_t duration_us)
{
    struct drv_fault fault = {""};
    if (body_advance(body, body_now_us(body) + duration_us, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
}

static void happen(struct body *body, enum body_event event)
{
    assert_int_equal(body_happen(body, event, NULL), DRV_OK);
    advance(body, 0);
}

static void script(struct body *body, const char *text)
{
    struct drv_fault fault = {""};
    if (body_script(body, text, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
}

static void send(struct body *body, const uint8_t *bytes, size_t length)
{
    assert_int_equal(body_receive(body, bytes, length), length);
    advance(body, 0);
}

/* As a wire that waits for room. */
static void send_slowly(struct body *body, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        size_t taken = body_receive(body, bytes, length);
        bytes += taken;
        length -= taken;
        int64_t next = body_next_us(body);
        assert_true(taken > 0 || next != BODY_NEVER);
        advance(body, next == BODY_NEVER ? 0 : next - body_now_us(body));
    }
}

/* What it says, as "12 37 22 ..". */
static const char *answer(struct body *body)
{
    static char text[1024];
    uint8_t bytes[256];
    size_t count = body_answer(body, bytes, sizeof bytes);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        sprintf(text + 3 * i, "%02X ", bytes[i]);
    if (count > 0)
        text[3 * count - 1] = '\0';
    return text;
}

static struct body_sheet sheet_at(const struct body *body, size_t index)
{
    struct body_sheet sheet = {NULL, BODY_CUT, 0};
    assert_true(body_sheet_at(body, index, &sheet));
    return sheet;
}

static void check_sheet(const struct body *body, size_t index, enum body_end end, uint32_t rows,
                        const char *text)
{
    struct body_sheet sheet = sheet_at(body, index);
    assert_int_equal(sheet.end, end);
    assert_int_equal(sheet.sheet->height_dots, rows);
    assert_string_equal(sheet.sheet->text, text);
}

static void a_slip_takes_the_time_that_paper_takes(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.cut_ms = 300});
    send(body, BYTES("one\ntwo\n\x1dV\x01"));
    /* 60 rows of 1/203 inch at 150 mm/s are 50.05 ms. */
    assert_int_equal(body_next_us(body), 25025);
    advance(body, 50049);
    check_sheet(body, 0, BODY_STILL, 59, "one\ntwo\n");
    advance(body, 1);
    assert_int_equal(body_next_us(body), 350050);
    advance(body, 299999);
    check_sheet(body, 0, BODY_STILL, 60, "one\ntwo\n");
    advance(body, 1);
    check_sheet(body, 0, BODY_CUT, 60, "one\ntwo\n");
    assert_int_equal(sheet_at(body, 0).ended_us, 350050);
    assert_int_equal(body_sheet_count(body), 1);
    assert_int_equal(body_next_us(body), BODY_NEVER);
    body_free(body);
}

static void a_wire_takes_ten_bits_a_byte(void **state)
{
    (void)state;
    struct body *body = body_with((struct body_options){.buffer_bytes = 4096});
    struct transport *wire;
    static uint8_t bytes[960];
    size_t taken = 0;
    memset(bytes, '\0', sizeof bytes);
    assert_int_equal(body_wire_new(&(struct body_wire_options){.body = body, .baud = 9600}, &wire),
                     DRV_OK);
    assert_int_equal(transport_body.write(wire, bytes, sizeof bytes, &taken, NULL), DRV_OK);
    assert_int_equal(taken, sizeof bytes);
    assert_int_equal(transport_body.wait(wire, false, 500, NULL), DRV_OK);
    assert_int_equal(transport_body.now_ms(wire), 500);
    assert_int_equal(transport_body.pending(wire), 481);
    assert_int_equal(transport_body.wait(wire, false, 1001, NULL), DRV_OK);
    assert_int_equal(transport_body.pending(wire), 0);
    transport_body.close(wire);
    body_free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_takes_the_time_that_paper_takes),
        cmocka_unit_test(a_wire_takes_ten_bits_a_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
