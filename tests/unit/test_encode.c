/* SPDX-License-Identifier: MIT */
/* Whatever was read is written again, byte by byte; what was edited changes where it was edited. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/commands.h"
#include "../../drivers/paper/decode.h"
#include "../../drivers/paper/encode.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

enum { MAX_SAMPLE = 1 << 17, LINE = 160 };

static void check_same(const uint8_t *bytes, size_t length, const char *where)
{
    struct bytes json = {0}, back = {0};
    struct drv_fault fault = {""};
    assert_int_equal(decode_json(bytes, length, &json, &fault), DRV_OK);
    if (encode_json(json.data, json.length, &back, &fault) != DRV_OK)
        fail_msg("%s: %s\n%.*s", where, fault.text, (int)json.length, (char *)json.data);
    assert_int_equal(back.length, length);
    if (length > 0 && memcmp(back.data, bytes, length) != 0)
        fail_msg("%s: other bytes came back", where);
    bytes_free(&json);
    bytes_free(&back);
}

static void random_bytes_come_back(void **state)
{
    (void)state;
    static const uint8_t spice[] = "\x10\x1b\x1c\x1d\x1d\x1f(kLvEq&*D0A0C\x00\x01\x02\x30\x31\x04";
    unsigned seed = 7;
    for (int round = 0; round < 4000; round++) {
        uint8_t job[240];
        size_t length = (size_t)rand_r(&seed) % sizeof job;
        for (size_t i = 0; i < length; i++) {
            unsigned dice = (unsigned)rand_r(&seed);
            job[i] = dice & 0x300 ? spice[dice % (sizeof spice - 1)] : (uint8_t)dice;
        }
        check_same(job, length, "random");
    }
}

/* In two-byte codes and UTF-8 every run of bytes must come back, also such as are no characters. */
static void text_of_every_coding_comes_back(void **state)
{
    (void)state;
    static const struct {
        const char *begins;
        size_t length;
    } codings[] = {{"", 0},
                   {"\x1c&", 2},
                   {"\x1c"
                    "C\x00\x1c&",
                    5},
                   {"\x1c"
                    "C\x01\x1c&",
                    5},
                   {"\x1c(C\x02\x00\x30\x02", 7},
                   {"\x1bR\x02", 3},
                   {"\x1bt\x10", 3},
                   {"\x1bt\x34", 3}};
    unsigned seed = 9;
    for (size_t i = 0; i < sizeof codings / sizeof codings[0]; i++)
        for (int round = 0; round < 300; round++) {
            uint8_t job[80];
            memcpy(job, codings[i].begins, codings[i].length);
            for (size_t at = codings[i].length; at < sizeof job; at++)
                job[at] = (uint8_t)(0x20 + (unsigned)rand_r(&seed) % 0xE0);
            check_same(job, sizeof job, "text");
        }
}

/* The shortest command of a row: fields of their least defined values, tails of zeros. */
static size_t put_least(const struct command *command, uint8_t *out)
{
    size_t at = command->prefix_length, fixed = fields_length(command->fields);
    memset(out, 0, LINE);
    memcpy(out, command->prefix, at);
    out[at] = command->length_bytes > 0 ? (uint8_t)fixed : 0;
    uint8_t *fields = out + at + command->length_bytes;
    const struct command_field *field = command->fields;
    for (uint8_t *byte = fields; field != NULL && field->name[0] != '\0'; field++) {
        *byte = field->ranges > 0 ? field->range[0] : 0;
        byte += field->size;
    }
    at += command->length_bytes + fixed;
    size_t tail = 0;
    if (command->tail != NULL && command->tail->measure != NULL)
        tail = command->tail->measure(fields, out + at, LINE - at);
    if (command->length_bytes > 0)
        out[command->prefix_length] = (uint8_t)(fixed + tail);
    return tail < LINE - at ? at + tail : 0;
}

static void every_row_comes_back(void **state)
{
    (void)state;
    const struct command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        uint8_t job[LINE];
        size_t length = put_least(command, job);
        if (length > 0)
            check_same(job, length, command->what);
    }
}

static size_t read_sample(const char *folder, const char *name, uint8_t *out)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    size_t length = fread(out, 1, MAX_SAMPLE, file);
    fclose(file);
    return length;
}

/* One that is whole and some with a few bytes changed, taken out or doubled. */
static void check_mutants(uint8_t *job, size_t length, const char *name, unsigned *seed)
{
    check_same(job, length, name);
    for (int round = 0; round < 20 && length > 8; round++) {
        size_t at = (size_t)rand_r(seed) % (length - 8);
        memmove(job + at, job + at + (unsigned)rand_r(seed) % 8, 8);
        job[(size_t)rand_r(seed) % length] = (uint8_t)rand_r(seed);
        check_same(job, length, name);
    }
}

static int check_folder(const char *path)
{
    uint8_t *job = malloc(MAX_SAMPLE);
    DIR *folder = opendir(path);
    int read = 0;
    unsigned seed = 11;
    assert_non_null(job);
    for (const struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        size_t length = read_sample(path, entry->d_name, job);
        if (length > 0 && entry->d_name[0] != '.' && ++read)
            check_mutants(job, length, entry->d_name, &seed);
    }
    if (folder != NULL)
        closedir(folder);
    free(job);
    return read;
}

static void samples_and_their_mutants_come_back(void **state)
{
    (void)state;
    static const char *const folders[] = {"bench-outputs", "crossescpos",   "enocperez",
                                          "escpos-tools",  "preview-tools", "../pos"};
    int read = 0;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char path[256];
        snprintf(path, sizeof path, "../shared/data/escpos/%s", folders[i]);
        read += check_folder(path);
    }
    if (read == 0) {
        print_message("skipped: no samples in ../shared/data/escpos\n");
        skip();
    }
    assert_true(read > 20);
}

struct edit {
    const uint8_t *bytes;
    size_t length;
    const char *from, *to; /* in the JSON */
    const uint8_t *expected;
    size_t expected_length;
};

static const struct edit edits[] = {
    {BYTES("\x1b"
           "a\x01"),
     "\"n\":1", "\"n\":2",
     BYTES("\x1b"
           "a\x02")},
    {BYTES("\x1b$\x10\x00"), "\"n\":16", "\"n\":272", BYTES("\x1b$\x10\x01")},
    {BYTES("one two\n"), "two", "\xc3\xa9", BYTES("one \x82\n")},
    {BYTES("\x1bt\x13x"), "\"text\":\"x\"", "\"text\":\"\xe2\x82\xac\"", BYTES("\x1bt\x13\xd5")},
    {BYTES("\x1dv0\x00\x01\x00\x02\x00\xf0\x01"), "####....", "#.##....",
     BYTES("\x1dv0\x00\x01\x00\x02\x00\xb0\x01")},
    {BYTES("\x1d(k\x05\x00"
           "1P0QR"),
     "\"data\":\"QR\"", "\"data\":\"QRS\"",
     BYTES("\x1d(k\x06\x00"
           "1P0QRS")},
    {BYTES("\x1d(L\x06\x00\x30\x45G1\x01\x01"), "\"key\":\"G1\"", "\"key\":\"G2\"",
     BYTES("\x1d(L\x06\x00\x30\x45G2\x01\x01")},
    {BYTES("\x1d(E\x04\x00\x05\x03\x50\x00"), "\"n\":80", "\"n\":58",
     BYTES("\x1d(E\x04\x00\x05\x03\x3a\x00")},
    {BYTES("\x1d(E\x0a\x00\x03\x01"
           "00100000"),
     "00100000", "00100001",
     BYTES("\x1d(E\x0a\x00\x03\x01"
           "00100001")},
    {BYTES("\x1b"
           "D\x08\x10\x00"),
     "[8,16]", "[8,16,24]",
     BYTES("\x1b"
           "D\x08\x10\x18\x00")},
    {BYTES("\x1b&\x01\x41\x41\x02\x80\x01"), "#.......", "##......",
     BYTES("\x1b&\x01\x41\x41\x02\xc0\x01")},
    {BYTES("\x1dk\x04"
           "ABC\x00"),
     "ABC", "ABD",
     BYTES("\x1dk\x04"
           "ABD\x00")},
    {BYTES("\x1c&\xb0\xa1\x1c."), "\xe5\x95\x8a", "\xe9\x98\xbf", BYTES("\x1c&\xb0\xa2\x1c.")},
    {BYTES("\x1c(C\x02\x00\x30\x02\xc3\xa9"), "\xc3\xa9", "\xe4\xb8\xad",
     BYTES("\x1c(C\x02\x00\x30\x02\xe4\xb8\xad")},
    {BYTES("\x1bY"), "\"1b59\"", "\"1b58\"", BYTES("\x1bX")},
};

static void an_edited_argument_changes_its_own_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        const struct edit *edit = &edits[i];
        struct bytes json = {0}, edited = {0}, back = {0};
        struct drv_fault fault = {""};
        assert_int_equal(decode_json(edit->bytes, edit->length, &json, NULL), DRV_OK);
        bytes_add_byte(&json, '\0');
        const char *text = (char *)json.data, *at = strstr(text, edit->from);
        if (at == NULL)
            fail_msg("%s is not in %s", edit->from, text);
        bytes_add(&edited, text, (size_t)(at - text));
        bytes_add_text(&edited, edit->to);
        bytes_add_text(&edited, at + strlen(edit->from));
        if (encode_json(edited.data, edited.length, &back, &fault) != DRV_OK)
            fail_msg("%s: %s", edit->to, fault.text);
        assert_int_equal(back.length, edit->expected_length);
        assert_memory_equal(back.data, edit->expected, back.length);
        bytes_free(&json);
        bytes_free(&edited);
        bytes_free(&back);
    }
}

struct refusal {
    const char *json;
    const char *text;
};

#define FRAME(commands) "{\"commands\":[" commands "]}"
#define JUSTIFY(rest)   FRAME("{\"name\":\"ESC a\",\"what\":\"justify\"" rest "}")

static const struct refusal refusals[] = {
    {"", "at byte 0: \"\", expected {\"commands\": [{…}, …]}"},
    {"[]", "at byte 0: \"[]\", expected {\"commands\": [{…}, …]}"},
    {"{\"commands\":[]", "at byte 14: \"\", expected {\"commands\": [{…}, …]}"},
    {"{\"commands\":[]}x", "at byte 15: \"x\", expected {\"commands\": [{…}, …]}"},
    {FRAME("1"), "command 1: '[' or '{' expected near '1'"},
    {FRAME("{}"), "command 1: \"name\" is missing or no string"},
    {FRAME("{\"name\":\"ESC a\"}"), "command 1: \"ESC a\" (\"\") is no command"},
    {JUSTIFY(""), "command 1: \"n\" is missing"},
    {JUSTIFY(",\"n\":256"), "command 1: \"n\": \"256\" is not 0 to 255"},
    {JUSTIFY(",\"n\":-1"), "command 1: \"n\": \"-1\" is not 0 to 255"},
    {JUSTIFY(",\"n\":\"1\""), "command 1: \"n\" is missing or no number"},
    {JUSTIFY(",\"n\":1,\"m\":1"), "command 1: \"m\" is no field of ESC a"},
    {FRAME("{\"name\":\"LF\",\"what\":\"print and feed a line\"},"
           "{\"name\":\"ESC $\",\"what\":\"absolute position\",\"n\":65536}"),
     "command 2: \"n\": \"65536\" is not 0 to 65535"},
    {FRAME("{\"name\":\"text\",\"what\":\"text\",\"text\":\"\\u4e2d\"}"),
     "command 1: \"text\": \"\xe4\xb8\xad\" is not in the code page in force"},
    {FRAME("{\"name\":\"text\",\"what\":\"text\",\"text\":\"a\\n\"}"),
     "command 1: \"text\": \"\n\" is not in the code page in force"},
    {FRAME("{\"name\":\"text\",\"what\":\"text\",\"text\":\"a\",\"byte\":98}"),
     "command 1: \"text\" is not what the bytes mean in the code page"},
    {FRAME("{\"name\":\"GS V\",\"what\":\"feed and cut\",\"m\":1,\"n\":3}"),
     "command 1: GS V (feed and cut) of these fields and data would be read as another command"},
    {FRAME("{\"name\":\"GS v 0\",\"what\":\"image by rows\",\"m\":0,\"x\":1,\"y\":2,"
           "\"dots\":[\"########\"]}"),
     "command 1: GS v 0 (image by rows) of these fields and data would be read as another "
     "command"},
    {FRAME("{\"name\":\"GS v 0\",\"what\":\"image by rows\",\"m\":0,\"x\":1,\"y\":1,"
           "\"dots\":[\"#######\"]}"),
     "command 1: \"dots\": \"#######\" is not whole bytes of # and ."},
    {FRAME("{\"name\":\"GS ( L\",\"what\":\"delete an NV graphic\",\"m\":48,\"fn\":66,"
           "\"key\":\"ABC\"}"),
     "command 1: \"key\" has \"3\" letters, expected 2"},
    {FRAME("{\"name\":\"GS k\",\"what\":\"barcode\",\"m\":67,\"n\":1}"),
     "command 1: either \"data\" or \"data_bytes\" is expected"},
    {FRAME("{\"name\":\"unknown\",\"what\":\"unknown\",\"hex\":\"1bzz\"}"),
     "command 1: \"hex\": \"zz\" is no byte"},
};

static void a_wrong_command_is_named_with_its_field(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct bytes out = {0};
        struct drv_fault fault = {""};
        const char *json = refusals[i].json;
        assert_int_equal(encode_json((const uint8_t *)json, strlen(json), &out, &fault),
                         DRV_INVALID);
        assert_string_equal(fault.text, refusals[i].text);
        assert_int_equal(out.length, 0);
    }
}

static void json_that_was_laid_out_anew_is_read(void **state)
{
    (void)state;
    static const char json[] =
        " { \"commands\" :\n [\n { \"what\": \"justify\", \"n\": 1,\n"
        "\"name\": \"ESC a\" } ,\n{\"name\":\"text\",\"text\":\"A\"}\n ] } \n";
    struct bytes out = {0};
    struct drv_fault fault = {""};
    assert_int_equal(encode_json((const uint8_t *)json, strlen(json), &out, &fault), DRV_OK);
    assert_int_equal(out.length, 4);
    assert_memory_equal(out.data, "\x1b\x61\x01\x41", 4);
    bytes_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bytes_come_back),
        cmocka_unit_test(text_of_every_coding_comes_back),
        cmocka_unit_test(every_row_comes_back),
        cmocka_unit_test(samples_and_their_mutants_come_back),
        cmocka_unit_test(an_edited_argument_changes_its_own_bytes),
        cmocka_unit_test(a_wrong_command_is_named_with_its_field),
        cmocka_unit_test(json_that_was_laid_out_anew_is_read),
    };
    return cmocka_run_group_tests_name("encode", tests, NULL, NULL);
}
