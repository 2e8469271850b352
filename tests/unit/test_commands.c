/* SPDX-License-Identifier: MIT */
/* The tables of commands: what bisection rests on, and every row cut off at every byte. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "../../drivers/paper/commands_rows.h"
#include "../../drivers/paper/decode.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

enum { LINE = 400 };

static int compare_prefixes(const struct command *one, const struct command *other)
{
    size_t length =
        one->prefix_length < other->prefix_length ? one->prefix_length : other->prefix_length;
    return memcmp(one->prefix, other->prefix, length);
}

/* Rows of one prefix stand together, and no prefix begins another: so bisection finds the first. */
static void tables_are_sorted_by_prefix(void **state)
{
    (void)state;
    const struct command_table *const tables[] = {&commands_epson, &commands_gs,
                                                  &commands_dialects};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (size_t row = 1; row < tables[i]->count; row++) {
            const struct command *one = &tables[i]->rows[row - 1], *other = &tables[i]->rows[row];
            int order = compare_prefixes(one, other);
            if (order > 0 || (order == 0 && one->prefix_length != other->prefix_length))
                fail_msg("%s (%s) stands before %s (%s)", one->name, one->what, other->name,
                         other->what);
        }
}

static void a_name_and_what_tell_one_row(void **state)
{
    (void)state;
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        if (command_find(command->name, command->what) != command)
            fail_msg("%s (%s) is there twice", command->name, command->what);
    assert_null(command_find("ESC a", "cut"));
    assert_int_equal(command_find("text", "text")->id, COMMAND_TEXT);
}

static void every_row_can_be_told_from_those_before_it(void **state)
{
    (void)state;
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        size_t count = 0;
        for (const struct command_field *field = command->fields;
             field != NULL && field->name[0] != '\0'; field++, count++) {
            assert_true(field->size >= 1 && field->size <= 8);
            assert_true(field->ranges <= FIELD_RANGES);
            assert_true(field->ranges == 0 || field->size == 1);
        }
        if (command->selectors > count)
            fail_msg("%s (%s) has no %u fields", command->name, command->what, command->selectors);
    }
}

/* The tail of least bytes: for GS C ; five empty numbers, for BMP a file of a header only. */
static size_t put_tail(const struct command *command, const uint8_t *fields, uint8_t *tail,
                       size_t room)
{
    if (command->tail == NULL || command->tail->measure == NULL)
        return 0;
    if (command->tail == &tail_numerals)
        memcpy(tail, ";;;;;", 5);
    if (command->tail == &tail_colour_rows || command->tail == &tail_colour_columns)
        tail[0] = '1';
    return command->tail->measure(fields, tail, room);
}

static void put_fields(const struct command *command, uint8_t *out)
{
    static const char bmp[] = "BM\x3e";
    for (const struct command_field *field = command->fields;
         field != NULL && field->name[0] != '\0'; field++) {
        out[0] = field->ranges > 0 ? field->range[0] : 0;
        if (field->kind == FIELD_KEY)
            memset(out, 'A', field->size);
        if (strcmp(field->name, "file_bytes") == 0)
            out[0] = (uint8_t)bmp[2];
        out += field->size;
    }
}

/* A command of the least values of a row. */
static size_t put_command(const struct command *command, uint8_t *out)
{
    size_t at = command->prefix_length, fixed = fields_length(command->fields);
    memset(out, 0, LINE);
    memcpy(out, command->prefix, at);
    uint8_t *fields = out + at + command->length_bytes;
    put_fields(command, fields);
    at += command->length_bytes + fixed;
    size_t tail = put_tail(command, fields, out + at, LINE - at);
    if (command->length_bytes > 0)
        out[command->prefix_length] = (uint8_t)(fixed + tail);
    assert_true(tail < LINE - at);
    return at + tail;
}

static void check_cuts(const struct command *command, const uint8_t *job, size_t before,
                       size_t length)
{
    struct drv_fault fault = {""};
    char expected[80];
    snprintf(expected, sizeof expected, "offset %zu: \"%02x\" begins a command that is cut off",
             before, job[before]);
    for (size_t cut = before + 1; cut < length; cut++) {
        /* At the end of all bytes ESC F without its n is another maker's, and whole. */
        if (strcmp(command->name, "ESC F") == 0 && cut == before + 2)
            continue;
        if (decode_strict(job, cut, &fault) != DRV_INVALID)
            fail_msg("%s (%s) passes with %zu of %zu bytes", command->name, command->what,
                     cut - before, length - before);
        assert_string_equal(fault.text, expected);
    }
    if (decode_strict(job, length, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
}

static void every_command_of_epson_cut_off_anywhere_is_refused(void **state)
{
    (void)state;
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        uint8_t job[LINE + 8] = "ab\n";
        if (command->dialect != DIALECT_EPSON || command->undefined)
            continue;
        size_t length = put_command(command, job);
        check_cuts(command, job, 0, length);
        memmove(job + 3, job, length);
        memcpy(job, "ab\n", 3);
        check_cuts(command, job, 3, 3 + length);
    }
}

struct refusal {
    const uint8_t *bytes;
    size_t length;
    const char *text;
};

static const struct refusal refusals[] = {
    {BYTES("\x01"), "offset 0: \"01\" is not understood"},
    {BYTES("a\x02"), "offset 1: \"02\" is not understood"},
    {BYTES("\x06"), "offset 0: \"06\" is not understood"},
    {BYTES("\x11"), "offset 0: \"11\" is not understood"},
    {BYTES("\x1b\x01"), "offset 0: \"1b\" is not understood"},
    {BYTES("\x1b\xff"), "offset 0: \"1b\" is not understood"},
    {BYTES("\x1bY1"), "offset 0: \"1b\" is not understood"},
    {BYTES("\x1b(Z\x01\x00\x00"), "offset 0: \"1b\" is not understood"},
    {BYTES("\x1c\x01"), "offset 0: \"1c\" is not understood"},
    {BYTES("\x1cZ"), "offset 0: \"1c\" is not understood"},
    {BYTES("\x1d\x01"), "offset 0: \"1d\" is not understood"},
    {BYTES("\x1dq"), "offset 0: \"1d\" is not understood"},
    {BYTES("\x1d(Z\x02\x00\x30\x30"), "offset 0: \"1d\" is not understood"},
    {BYTES("\x1dk\x07"
           "12\x00"),
     "offset 0: \"1d\" is not understood"},
    {BYTES("\x1dk\x50\x01"
           "1"),
     "offset 0: \"1d\" is not understood"},
    {BYTES("\x1dv1\x00"), "offset 0: \"1d\" is not understood"},
    {BYTES("\x1d"
           "C3\x00"),
     "offset 0: \"1d\" is not understood"},
    {BYTES("\x1dg1"), "offset 0: \"1d\" is not understood"},
    {BYTES("\x10\x01"), "offset 0: \"10\" is not understood"},
    {BYTES("\x10\x14\x09"), "offset 0: \"10\" is not understood"},
    {BYTES("ok\n\x10\x04\x05"),
     "offset 3: DLE EOT (send real-time status): n: \"5\" is not defined"},
    {BYTES("\x10\x05\x03"), "offset 0: DLE ENQ (recover): n: \"3\" is not defined"},
    {BYTES("\x10\x14\x01\x00\x09"), "offset 0: DLE DC4 (pulse now): t: \"9\" is not defined"},
    {BYTES("\x10\x14\x08\x01\x03\x14\x01\x06\x02\x09"),
     "offset 0: DLE DC4 (clear the buffers): d7: \"9\" is not defined"},
    {BYTES("\x1b"
           "a\x07"),
     "offset 0: ESC a (justify): n: \"7\" is not defined"},
    {BYTES("\x1b-\x03"), "offset 0: ESC - (underline): n: \"3\" is not defined"},
    {BYTES("\x1bM\x05"), "offset 0: ESC M (font): n: \"5\" is not defined"},
    {BYTES("\x1bR\x12"), "offset 0: ESC R (international characters): n: \"18\" is not defined"},
    {BYTES("\x1bT\x04"), "offset 0: ESC T (direction in the page): n: \"4\" is not defined"},
    {BYTES("\x1bV\x03"), "offset 0: ESC V (rotate): n: \"3\" is not defined"},
    {BYTES("\x1bt\xc8"), "offset 0: ESC t (code page): n: \"200\" is not defined"},
    {BYTES("\x1bp\x02\x19\xfa"), "offset 0: ESC p (drawer pulse): m: \"2\" is not defined"},
    {BYTES("\x1br\x02"), "offset 0: ESC r (colour): n: \"2\" is not defined"},
    {BYTES("\x1b=\x00"), "offset 0: ESC = (select peripheral): n: \"0\" is not defined"},
    {BYTES("\x1b?\x1f"), "offset 0: ESC ? (cancel a character): n: \"31\" is not defined"},
    {BYTES("\x1b*\x02\x01\x00\xff"), "offset 0: ESC *: \"2\" is no function that is defined"},
    {BYTES("\x1c"
           "C\x03"),
     "offset 0: FS C (Kanji code system): n: \"3\" is not defined"},
    {BYTES("\x1c-\x04"), "offset 0: FS - (Kanji underline): n: \"4\" is not defined"},
    {BYTES("\x1cp\x00\x00"), "offset 0: FS p (print an NV image): n: \"0\" is not defined"},
    {BYTES("\x1d!\x08"), "offset 0: GS ! (character size): n: \"8\" is not defined"},
    {BYTES("\x1d!\x80"), "offset 0: GS ! (character size): n: \"128\" is not defined"},
    {BYTES("\x1dH\x04"), "offset 0: GS H (place of barcode text): n: \"4\" is not defined"},
    {BYTES("\x1dI\x05"), "offset 0: GS I (send printer ID): n: \"5\" is not defined"},
    {BYTES("\x1dV\x09"), "offset 0: GS V (cut): m: \"9\" is not defined"},
    {BYTES("\x1d"
           "f\x05"),
     "offset 0: GS f (font of barcode text): n: \"5\" is not defined"},
    {BYTES("\x1dh\x00"), "offset 0: GS h (barcode height): n: \"0\" is not defined"},
    {BYTES("\x1dr\x03"), "offset 0: GS r (send a status): n: \"3\" is not defined"},
    {BYTES("\x1dw\x00"), "offset 0: GS w (barcode module width): n: \"0\" is not defined"},
    {BYTES("\x1d/\x04"), "offset 0: GS / (print the downloaded image): m: \"4\" is not defined"},
    {BYTES("\x1dv0\x04\x01\x00\x01\x00\xff"),
     "offset 0: GS v 0 (image by rows): m: \"4\" is not defined"},
    {BYTES("\x1d(A\x02\x00\x03\x01"), "offset 0: GS ( A (test print): n: \"3\" is not defined"},
    {BYTES("\x1d(A\x03\x00\x00\x02\x00"),
     "offset 0: GS ( A (test print): \"1\" bytes of data, expected 0"},
    {BYTES("\x1d(H\x02\x00\x30\x30"), "offset 0: GS ( H: \"48\" is no function that is defined"},
    {BYTES("\x1d(L\x02\x00\x30\x05"), "offset 0: GS ( L: \"48\" is no function that is defined"},
    {BYTES("\x1d(L\x0c\x00\x30\x70\x30\x01\x01\x31\x08\x00\x02\x00\xff\xff"), NULL},
    {BYTES("\x1d(L\x0b\x00\x30\x70\x30\x01\x01\x31\x08\x00\x02\x00\xff"),
     "offset 0: GS ( L (store graphics): \"1\" bytes of data, expected 2"},
    {BYTES("\x1d(k\x03\x00\x31\x43\x11"),
     "offset 0: GS ( k (QR module size): n: \"17\" is not defined"},
    {BYTES("\x1d(k\x03\x00\x31\x45\x2f"),
     "offset 0: GS ( k (QR error correction): n: \"47\" is not defined"},
    {BYTES("\x1d(k\x03\x00\x39\x41\x01"),
     "offset 0: GS ( k: \"57\" is no function that is defined"},
    {BYTES("\x1d(E\x05\x00\x05\x03\x50\x00\x01"),
     "offset 0: GS ( E (set values): \"4\" bytes of data, expected 3"},
    {BYTES("\x1d(k\x0a\x00\x31\x50\x30"), "offset 0: \"1d\" begins a command that is cut off"},
    {BYTES("\x1d"
           "8L\xff\xff\xff\xff\x30"),
     "offset 0: \"1d\" begins a command that is cut off"},
};

static void what_is_not_defined_is_refused_with_its_offset(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct drv_fault fault = {"passed"};
        int status = decode_strict(refusals[i].bytes, refusals[i].length, &fault);
        assert_int_equal(status, refusals[i].text == NULL ? DRV_OK : DRV_INVALID);
        if (refusals[i].text != NULL)
            assert_string_equal(fault.text, refusals[i].text);
    }
}

/* A long run is measured by words of eight bytes: every place of its end, and every neighbour. */
static void text_ends_at_the_first_control_wherever_it_stands(void **state)
{
    (void)state;
    uint8_t job[40];
    for (size_t end = 1; end < sizeof job; end++)
        for (unsigned control = 0; control < 0x20; control++) {
            struct token token = {0};
            memset(job, control & 1 ? 0x20 : 0xFF, sizeof job);
            job[end] = (uint8_t)control;
            assert_true(token_next(job, sizeof job, 0, &token));
            assert_int_equal(token.command->id, COMMAND_TEXT);
            assert_int_equal(token.length, end);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_sorted_by_prefix),
        cmocka_unit_test(a_name_and_what_tell_one_row),
        cmocka_unit_test(every_row_can_be_told_from_those_before_it),
        cmocka_unit_test(every_command_of_epson_cut_off_anywhere_is_refused),
        cmocka_unit_test(what_is_not_defined_is_refused_with_its_offset),
        cmocka_unit_test(text_ends_at_the_first_control_wherever_it_stands),
    };
    return cmocka_run_group_tests_name("commands", tests, NULL, NULL);
}
