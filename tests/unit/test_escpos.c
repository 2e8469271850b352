/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/escpos.h"
#include "../../drivers/paper/decode.h"
#include "profile_helper.h"
#include "../../drivers/paper/paper.h"

#define BEGIN_SLIP "\x1b@\x1c.\x1bR\0\x1bt\x13\x1b\x33\x18"
#define BEGIN_INSIDE                                                                               \
    "\x1c.\x1bR\0\x1bt\x13\x1bM\0\x1b\x33\x18\x1b \0\x1b"                                          \
    "a\0\x1b"                                                                                      \
    "E\0\x1bG\0\x1b-\0\x1b{\0\x1bV\0\x1d"                                                          \
    "B\0\x1d!\0\x1dL\0\0\x1dW\x40\x02"
#define END_INSIDE "\x1b\x32\x1bt\0"
#define CUT        "\x1dV\x42\x18"
#define LEFT                                                                                       \
    "\x1b"                                                                                         \
    "a\0"
#define BLANK " \n"

static struct escpos *open_encoder(const char *profile)
{
    struct escpos *escpos = NULL;
    assert_int_equal(escpos_open(test_profile(profile), NULL, &escpos, NULL), DRV_OK);
    return escpos;
}

static int encode(const char *profile, const char *text, size_t length, enum escpos_place place,
                  struct bytes *out, struct drv_fault *fault)
{
    struct escpos *escpos = open_encoder(profile);
    struct document *document = NULL;
    assert_int_equal(document_parse(text, length, &document, fault), DRV_OK);
    int status = escpos_encode(escpos, document, place, out, fault);
    document_free(document);
    escpos_close(escpos);
    return status;
}

static void assert_bytes(const char *profile, enum escpos_place place, const char *text,
                         const char *bytes, size_t length)
{
    struct bytes out = {0};
    struct drv_fault fault = {"no fault"};
    if (encode(profile, text, strlen(text), place, &out, &fault) != DRV_OK)
        fail_msg("%s: %s", text, fault.text);
    assert_int_equal(decode_strict(out.data, out.length, NULL), DRV_OK);
    assert_int_equal(out.length, length);
    assert_memory_equal(out.data, bytes, length);
    bytes_free(&out);
}

/* A small generator, so that a failure can be repeated. */
static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* A literal's bytes, NULs and all. */
#define BYTES(literal) (literal), sizeof(literal) - 1

static void a_slip_begins_with_a_reset_and_ends_with_a_cut(void **state)
{
    (void)state;
    assert_bytes("known-80", ESCPOS_SLIP, "|Hello", BYTES(BEGIN_SLIP "Hello\n" CUT));
    assert_bytes("known-80", ESCPOS_SLIP, "", BYTES(BEGIN_SLIP BLANK CUT));
}

static void inside_a_receipt_nothing_is_reset_or_cut_and_all_is_put_back(void **state)
{
    (void)state;
    assert_bytes("known-80", ESCPOS_INSIDE, "|Hello", BYTES(BEGIN_INSIDE "Hello\n" END_INSIDE));
    assert_bytes("known-80", ESCPOS_INSIDE, "|\"_`^^^x",
                 BYTES(BEGIN_INSIDE "\x1b-\x02\x1b"
                                    "E\x01\x1d"
                                    "B\x01\x1d!\x11x\n\x1b-\0\x1b"
                                    "E\0\x1d"
                                    "B\0\x1d!\0\x1b-\x01\x1b-\0" END_INSIDE));
}

static void a_cut_parts_two_slips_and_the_last_is_not_cut_twice(void **state)
{
    (void)state;
    assert_bytes("known-80", ESCPOS_SLIP, "|a\n=\n|b", BYTES(BEGIN_SLIP "a\n" CUT "b\n" CUT));
    assert_bytes("known-80", ESCPOS_SLIP, "|a\n=\n", BYTES(BEGIN_SLIP "a\n" CUT BLANK));
}

static void a_cut_inside_a_receipt_is_refused(void **state)
{
    (void)state;
    struct bytes out = {0};
    struct drv_fault fault;
    bytes_add_text(&out, "kept");
    assert_int_equal(encode("known-80", "a\n=\nb", 5, ESCPOS_INSIDE, &out, &fault), DRV_INVALID);
    assert_string_equal(fault.text, "line 2: a cut \"=\" has no place inside a receipt");
    assert_int_equal(out.length, 4);
    bytes_free(&out);
}

static void columns_are_placed_by_the_dot(void **state)
{
    (void)state;
    /* 47 cells for two columns, 23 and 24 wide; 5 right-aligned in the second ends at dot 576 */
    assert_bytes("known-80", ESCPOS_SLIP, "|Total | 12.50",
                 BYTES(BEGIN_SLIP "Total\x1b$\x04\x02"
                                  "12.50\n" CUT));
    /* 26 free cells, then 27: ESC a says the middle in one byte less, and to the dot */
    assert_bytes("known-58", ESCPOS_SLIP, "odd: 5",
                 BYTES(BEGIN_SLIP "\x1b"
                                  "a\x01odd: 5\n" LEFT CUT));
    assert_bytes("known-58", ESCPOS_SLIP, "odd 5",
                 BYTES(BEGIN_SLIP "\x1b"
                                  "a\x01odd 5\n" LEFT CUT));
}

static void settings_are_sent_where_they_change(void **state)
{
    (void)state;
    assert_bytes("known-80", ESCPOS_SLIP, "|a\"b\"_c_^^d\n|^^e^^f",
                 BYTES(BEGIN_SLIP "a\x1b"
                                  "E\x01"
                                  "b\x1b-\x02\x1b"
                                  "E\0c\x1b-\0\x1d!\x01"
                                  "d\ne\x1d!\0f\n" CUT));
    assert_bytes("known-80", ESCPOS_SLIP, "|^wide\n\n|^^^^both",
                 BYTES(BEGIN_SLIP "\x1d!\x10wide\n\x1d!\0" BLANK "\x1d!\x22"
                                  "both\n\x1d!\0" CUT));
}

static void emphasis_and_size_are_said_at_once_where_that_is_shorter(void **state)
{
    (void)state;
    assert_bytes("known-80", ESCPOS_SLIP, "|\"^^^a\"^^^b",
                 BYTES(BEGIN_SLIP "\x1b!\x38"
                                  "a\x1b!\0"
                                  "b\n" CUT));
    /* ESC ! knows sizes to 2, and thinner underlines than ours */
    assert_bytes("known-80", ESCPOS_SLIP, "|\"^^^^a",
                 BYTES(BEGIN_SLIP "\x1b"
                                  "E\x01\x1d!\x22"
                                  "a\n\x1b"
                                  "E\0\x1d!\0" CUT));
}

static void an_alignment_stays_until_another_is_needed(void **state)
{
    (void)state;
    assert_bytes("known-58", ESCPOS_SLIP,
                 "one\n\ntwo\nright|\n|12345678901234567890123456789012\n|x",
                 BYTES(BEGIN_SLIP "\x1b"
                                  "a\x01one\n" BLANK "two\n\x1b"
                                  "a\x02right\n12345678901234567890123456789012\n" LEFT "x\n" CUT));
}

static void encode_for(const struct profile *profile, enum escpos_place place, const char *text,
                       struct bytes *out)
{
    struct escpos *escpos = NULL;
    struct document *document = NULL;
    assert_int_equal(escpos_open(profile, NULL, &escpos, NULL), DRV_OK);
    assert_int_equal(document_parse(text, strlen(text), &document, NULL), DRV_OK);
    assert_int_equal(escpos_encode(escpos, document, place, out, NULL), DRV_OK);
    document_free(document);
    escpos_close(escpos);
}

static void assert_bytes_for(const struct profile *profile, const char *text, const char *bytes,
                             size_t length)
{
    struct bytes out = {0};
    encode_for(profile, ESCPOS_SLIP, text, &out);
    assert_int_equal(out.length, length);
    assert_memory_equal(out.data, bytes, length);
    bytes_free(&out);
}

#define BEGIN_EXACT "\x1b@\x1c.\x1bR\0\x1bt\x13\x1b\x33\x30"

/* 24 units of half a dot and 48 for each row; a byte holds four of them. */
static void blank_rows_are_line_feeds_and_feed_of_the_cut_where_the_unit_is_known(void **state)
{
    (void)state;
    struct profile profile = *test_profile("known-80");
    profile.units_per_dot = 2;
    assert_bytes_for(&profile, "|a\n\n|b\n\n", BYTES(BEGIN_EXACT "a\n\nb\n\x1dV\x42\x78"));
    assert_bytes_for(&profile, "|a\n\n\n\n\n\n", BYTES(BEGIN_EXACT "a\n\n\n\x1dV\x42\xd8"));
}

/* The head is 576 dots wide: where its middle is taken to be must be said. */
static void narrow_paper_in_a_wide_printer_is_told_to_it(void **state)
{
    (void)state;
    struct profile profile = *profile_find("epson-tm-t20ii");
    struct bytes out = {0};
    assert_true(profile_set_width(&profile, 384));
    encode_for(&profile, ESCPOS_SLIP, "x", &out);
    assert_non_null(memmem(out.data, out.length,
                           "\x1dL\0\0\x1dW\x80\x01\x1b"
                           "a\x01x\n",
                           13));
    bytes_reset(&out);
    encode_for(&profile, ESCPOS_INSIDE, "x", &out);
    assert_non_null(memmem(out.data, out.length, LEFT "\x1dW\x40\x02\x1b\x32\x1bt\0", 12));
    bytes_free(&out);
}

static void text_comes_on_one_code_page(void **state)
{
    (void)state;
    assert_bytes("known-80", ESCPOS_SLIP, "|Caf\u00e9 5,00 \u20ac",
                 BYTES(BEGIN_SLIP "Caf\x82 5,00 \xd5\n" CUT));
}

static void rules_are_drawn_across_the_paper(void **state)
{
    (void)state;
    assert_bytes("known-58", ESCPOS_SLIP, "-\n{width:2;align:right}\n-",
                 BYTES(BEGIN_SLIP "\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4"
                                  "\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4\xc4"
                                  "\n\x1b"
                                  "a\x02\xc4\xc4\n" LEFT CUT));
}

#define QR(cell, level)                                                                            \
    "\x1d(k\x03\0\x31\x43" cell "\x1d(k\x03\0\x31\x45" level                                       \
    "\x1d(k\x11\0\x31\x50\x30HJ4K-7M2P-X9QD\x1d(k\x03\0\x31\x51\x30"

static void a_code_is_set_up_stored_and_printed_by_the_printer(void **state)
{
    (void)state;
    assert_bytes("known-80", ESCPOS_SLIP, "{code:HJ4K-7M2P-X9QD;option:qrcode,6,m}",
                 BYTES(BEGIN_SLIP BLANK "\x1b"
                                        "a\x01" QR("\x06", "\x31") BLANK LEFT CUT));
    assert_bytes("known-80", ESCPOS_SLIP, "|^^x\n|{code:HJ4K-7M2P-X9QD;option:qrcode}",
                 BYTES(BEGIN_SLIP "\x1d!\x01x\n\x1d!\0" BLANK "\x1dL\x0c\0\x1dW\x28\x02" QR(
                     "\x03", "\x30") "\x1dL\0\0\x1dW\x40\x02" BLANK CUT));
}

static void codes_on_42_columns_stand_in_the_middle_of_the_text(void **state)
{
    (void)state;
    assert_bytes("known-80-42", ESCPOS_SLIP, "{code:HJ4K-7M2P-X9QD;option:qrcode}|",
                 BYTES(BEGIN_SLIP BLANK
                       "\x1dL\x0c\0\x1dW\xe0\x01\x1b"
                       "a\x02" QR("\x03", "\x30") "\x1dL\0\0\x1dW\0\x02" BLANK LEFT CUT));
}

static void a_code_too_wide_is_refused_before_a_byte_is_written(void **state)
{
    (void)state;
    struct bytes out = {0};
    struct drv_fault fault;
    const char *text = "a\n{width:4;option:qrcode,8}\n{code:HJ4K}";
    assert_int_equal(encode("known-58", text, strlen(text), ESCPOS_SLIP, &out, &fault),
                     DRV_INVALID);
    assert_string_equal(fault.text, "line 3: qrcode \"HJ4K\" needs 58 dots, its place has 48");
    assert_int_equal(out.length, 0);
    bytes_free(&out);
}

#define BARS(height, width, count, data) "\x1dh" height "\x1dw" width "\x1dH\0\x1dkI" count data
#define BARS_BACK                        "\x1dh\xa2\x1dw\x03"
#define CENTRED(symbol)                                                                            \
    "\x1b"                                                                                         \
    "a\x01" symbol LEFT

/* 501 dots of bars are at least 76 high; on 512 dots they are two dots a module. */
static void bars_are_the_printers_own_where_a_source_says_so(void **state)
{
    (void)state;
    static const char text[] = "{code:HJ4K7M2PX9QD;option:code128,3,72}";
    assert_bytes("bars-80", ESCPOS_SLIP, text,
                 BYTES(BEGIN_SLIP CENTRED(BARS("\x4c", "\x03", "\x0e", "{BHJ4K7M2PX9QD")) CUT));
    assert_bytes("bars-80-42", ESCPOS_SLIP, text,
                 BYTES(BEGIN_SLIP "\x1dL\0\0\x1dW\xf8\x01" CENTRED(
                     BARS("\x48", "\x02", "\x0e", "{BHJ4K7M2PX9QD") "\x1dL\0\0\x1dW\0\x02") CUT));
}

static void bars_change_to_pairs_of_digits_and_double_a_brace(void **state)
{
    (void)state;
    assert_bytes(
        "bars-80", ESCPOS_SLIP, "{code:A12345678}",
        BYTES(BEGIN_SLIP CENTRED(BARS("\x48", "\x02", "\x09", "{BA{C\x0c\x22\x38\x4e")) CUT));
    assert_bytes("bars-80", ESCPOS_SLIP, "{code:123456\\x7b}",
                 BYTES(BEGIN_SLIP CENTRED(BARS("\x48", "\x02", "\x09", "{C\x0c\x22\x38{B{{")) CUT));
}

/* Inside a receipt too they leave behind what they found at power-on, and end as it began. */
static void bars_in_a_receipt_put_their_settings_back(void **state)
{
    (void)state;
    assert_bytes(
        "bars-80", ESCPOS_INSIDE, "{code:AB}",
        BYTES(BEGIN_INSIDE CENTRED(BARS("\x48", "\x02", "\x04", "{BAB") BARS_BACK) END_INSIDE));
}

/* Start B, A, check, stop: 46 modules of 2 dots, in the middle of 384. */
static void bars_are_a_picture_where_nothing_is_known(void **state)
{
    (void)state;
    static const char text[] = "{option:code128,2,48;code:A}";
    static const char modules[] = "1101001000010100011000100010110001100011101011";
    struct bytes out = {0};
    struct paper *paper;
    assert_int_equal(encode("known-58", text, strlen(text), ESCPOS_SLIP, &out, NULL), DRV_OK);
    assert_null(memmem(out.data, out.length, "\x1dk", 2));
    assert_int_equal(paper_print(out.data, out.length, test_profile("known-58"), &paper, NULL),
                     DRV_OK);
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    for (unsigned y = 0; y < 48; y++)
        for (unsigned x = 0; x < 384; x++) {
            bool inside = x >= 146 && x < 146 + 92;
            bool black = sheet->dots[y * sheet->stride + x / 8] >> (7 - x % 8) & 1;
            assert_int_equal(black, inside && modules[(x - 146) / 2] == '1');
        }
    paper_free(paper);
    bytes_free(&out);
}

/* A printer obeys its real-time commands within pictures and codes: none may stand there. */
static void no_bars_hold_what_a_printer_takes_for_a_command(void **state)
{
    (void)state;
    static const char *const profiles[] = {"known-80", "bars-80"};
    uint32_t seed = 3;
    for (int round = 0; round < 2000; round++) {
        char text[48];
        struct bytes out = {0};
        size_t count = 3 + next_random(&seed) % 20;
        int length = snprintf(text, sizeof text, "{option:%u;code:", 2 + next_random(&seed) % 3);
        for (size_t i = 0; i < count; i++)
            text[length++] = "0124561620"[next_random(&seed) % 10];
        text[length++] = '}';
        if (encode(profiles[round % 2], text, (size_t)length, ESCPOS_SLIP, &out, NULL) == DRV_OK)
            for (size_t i = 0; i + 1 < out.length; i++)
                assert_false(out.data[i] == 0x10 && out.data[i + 1] >= 4 && out.data[i + 1] <= 20);
        bytes_free(&out);
    }
}

static void bars_too_long_are_refused_before_a_byte_is_written(void **state)
{
    (void)state;
    struct bytes out = {0};
    struct drv_fault fault;
    const char *text = "a\n{code:HJ4K-7M2P-X9QD}";
    assert_int_equal(encode("known-58", text, strlen(text), ESCPOS_SLIP, &out, &fault),
                     DRV_INVALID);
    assert_string_equal(fault.text,
                        "line 2: code128 \"HJ4K-7M2P-X9QD\" needs 418 dots, its place has 384");
    assert_int_equal(out.length, 0);
    bytes_free(&out);
}

static void a_slip_is_on_the_page_that_says_it_best(void **state)
{
    (void)state;
    assert_bytes("known-80", ESCPOS_SLIP, "|\u0160koda \u2013 5,00 \u20ac",
                 BYTES("\x1b@\x1c.\x1bR\0\x1bt\x10\x1b\x33\x18\x8akoda \x96 5,00 \x80\n" CUT));
}

static void an_unknown_code_page_is_refused(void **state)
{
    (void)state;
    struct profile profile = *test_profile("known-80");
    profile.pages[0].name = "CP-none";
    struct escpos *escpos = NULL;
    struct drv_fault fault;
    assert_int_equal(escpos_open(&profile, NULL, &escpos, &fault), DRV_UNSUPPORTED);
    assert_string_equal(fault.text, "no code page \"CP-none\" on this machine");
    assert_null(escpos);
    escpos_close(NULL);
}

static void every_profile_prints_what_fits_its_head(void **state)
{
    (void)state;
    for (const struct profile *profile = profile_all(); profile->name != NULL; profile++) {
        assert_ptr_equal(profile_find(profile->name), profile);
        assert_true(profile->columns * 12 <= profile->dots);
        struct escpos *escpos = NULL;
        assert_int_equal(escpos_open(profile, NULL, &escpos, NULL), DRV_OK);
        escpos_close(escpos);
    }
    assert_null(profile_find("generic"));
}

/* The commands of a slip by name, without what they carry. */
static void list_commands(const struct bytes *slip, struct bytes *names)
{
    struct bytes json = {0};
    assert_int_equal(decode_json(slip->data, slip->length, &json, NULL), DRV_OK);
    bytes_add_byte(&json, '\0');
    for (const char *p = (char *)json.data; (p = strstr(p, "\"name\":\"")) != NULL;) {
        p += strlen("\"name\":\"");
        bytes_add(names, p, strcspn(p, "\""));
        bytes_add_byte(names, ' ');
    }
    bytes_add_byte(names, '\0');
    bytes_free(&json);
}

static void nothing_in_a_field_reaches_the_printer_as_a_command(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        char value[8];
        for (size_t i = 0; i < sizeof value; i++)
            value[i] = (char)next_random(&seed);
        struct bytes text = {0}, slip = {0}, names = {0};
        bytes_add_text(&text, "|.");
        document_escape_text(&text, value, sizeof value);
        bytes_add_text(&text, "\n{option:qrcode;code:.");
        document_escape_property(&text, value, sizeof value);
        bytes_add_text(&text, "}");
        struct drv_fault fault = {"no fault"};
        if (encode("known-80", (char *)text.data, text.length, ESCPOS_SLIP, &slip, &fault) !=
            DRV_OK)
            fail_msg("round %d: %s", round, fault.text);
        assert_int_equal(decode_strict(slip.data, slip.length, NULL), DRV_OK);
        list_commands(&slip, &names);
        /* A letter that no page has makes the row a picture. */
        bool drawn = strstr((char *)names.data, "GS v 0") != NULL;
        assert_string_equal((char *)names.data,
                            drawn ? "ESC @ FS . ESC R ESC t ESC 3 GS v 0 text LF ESC a "
                                    "GS ( k GS ( k GS ( k GS ( k text LF ESC a GS V "
                                  : "ESC @ FS . ESC R ESC t ESC 3 text LF text LF ESC a "
                                    "GS ( k GS ( k GS ( k GS ( k text LF ESC a GS V ");
        bytes_free(&names);
        bytes_free(&slip);
        bytes_free(&text);
    }
}

/* Control characters of C0 and C1, what overrides the direction of text, and what is no UTF-8. */
static size_t hostile_at(unsigned index, char out[8])
{
    static const char *const others[] = {
        "\u2028", "\u2029",   "\u200e",       "\u200f",   "\u202a",           "\u202b",
        "\u202c", "\u202d",   "\u202e",       "\u2066",   "\u2067",           "\u2068",
        "\u2069", "\u061c",   "\ufeff",       "\ufff9",   "\u200b",           "\u200d",
        "\xff",   "\xc0\x9b", "\xed\xa0\x80", "\xe2\x82", "\xf4\x90\x80\x80",
    };
    bool c1 = index >= 0x80 && index < 0xa0;
    out[0] = c1 ? '\xc2' : (char)index;
    out[1] = (char)index;
    if (index < 0xa0)
        return c1 ? 2 : 1;
    index -= 0xa0;
    if (index == sizeof others / sizeof others[0])
        return 0;
    memcpy(out, others[index], strlen(others[index]));
    return strlen(others[index]);
}

/* A %s of the text becomes the hostile bytes, as they are or escaped for a text. */
static void fill_in(const char *text, const char *hostile, size_t length, bool escaped,
                    struct bytes *out)
{
    bytes_reset(out);
    for (const char *p = text, *slot; p != NULL; p = slot != NULL ? slot + 2 : NULL) {
        slot = strstr(p, "%s");
        bytes_add(out, p, slot != NULL ? (size_t)(slot - p) : strlen(p));
        if (slot != NULL && escaped)
            document_escape_text(out, hostile, length);
        else if (slot != NULL)
            bytes_add(out, hostile, length);
    }
}

/* What another text may change is let out. "refused" where the document is. */
static void list_others(const char *profile, const struct bytes *text, bool drawn, char out[512])
{
    static const char *const let_out[] = {"text ", "LF ", "ESC $ ", "ESC t ", "ESC a ", "GS v 0 "};
    struct bytes slip = {0}, names = {0};
    struct escpos *escpos = open_encoder(profile);
    struct document *document = NULL;
    strcpy(out, "refused");
    if (document_parse((char *)text->data, text->length, &document, NULL) == DRV_OK &&
        escpos_encode(escpos, document, ESCPOS_SLIP, &slip, NULL) == DRV_OK) {
        assert_int_equal(decode_strict(slip.data, slip.length, NULL), DRV_OK);
        list_commands(&slip, &names);
        snprintf(out, 512, "%s", (char *)names.data);
    }
    for (size_t i = 0; i < sizeof let_out / sizeof let_out[0] - !drawn; i++)
        for (char *p; (p = strstr(out, let_out[i])) != NULL;)
            memmove(p, p + strlen(let_out[i]), strlen(p + strlen(let_out[i])) + 1);
    bytes_free(&slip);
    bytes_free(&names);
    document_free(document);
    escpos_close(escpos);
}

static void assert_harmless(const char *profile, const char *text, bool may_be_refused, bool drawn)
{
    char hostile[8], expected[512], found[512];
    struct bytes filled = {0};
    size_t length;
    fill_in(text, "", 0, false, &filled);
    list_others(profile, &filled, drawn, expected);
    assert_string_not_equal(expected, "refused");
    for (unsigned i = 0; (length = hostile_at(i, hostile)) > 0; i++)
        for (int escaped = 0; escaped < 2; escaped++) {
            if (!escaped && strchr("\n\r\t -=|{}\\^\"_`;:,~", hostile[0]) != NULL && i < 0x80)
                continue; /* the language itself, and NUL */
            if (i >= 0x20 && i < 0x7f)
                continue;
            fill_in(text, hostile, length, escaped, &filled);
            list_others(profile, &filled, drawn, found);
            if (strcmp(found, expected) != 0 && !(may_be_refused && strcmp(found, "refused") == 0))
                fail_msg("%s: %u in \"%s\" becomes %s, not %s", profile, i, text, found, expected);
        }
    bytes_free(&filled);
}

static void no_control_character_reaches_the_printer(void **state)
{
    (void)state;
    static const char *const profiles[] = {"known-80", "pages-80", "bare-80", "bars-80"};
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
        assert_harmless(profiles[i], "|a%sb%s\n|\"b%s\n|^^z%s\n|`%si%s\nlast%s", true, false);
        assert_harmless(profiles[i], "|\u0160%s\u0416%s | \u00e9%s\u2013%s", true, true);
        assert_harmless(profiles[i], "{code:A%sB;option:qrcode}\nx", true, true);
        assert_harmless(profiles[i], "{code:A%sB;option:code39,2}\nx", true, true);
        assert_harmless(profiles[i], "{code:%s590123412345;option:ean}\nx", true, true);
        assert_harmless(profiles[i],
                        "{image:iVBORw0KGgoAAAANSUhEUgAAAAgAAAACAQAAAABN%"
                        "s76BAAAAADElEQVR4nGMIZVgFAAGtAQCSBG9WAAAAAElFTkSuQmCC}\nx",
                        true, true);
    }
}

static void assert_plain(const char *profile, const char *text, const char *expected)
{
    struct escpos *escpos = open_encoder(profile);
    struct document *document = NULL;
    assert_int_equal(document_parse(text, strlen(text), &document, NULL), DRV_OK);
    struct bytes out = {0};
    assert_int_equal(escpos_plain(escpos, document, &out, NULL), DRV_OK);
    bytes_add_byte(&out, '\0');
    assert_string_equal((char *)out.data, expected);
    bytes_free(&out);
    document_free(document);
    escpos_close(escpos);
}

/* Checked once against npm receiptline 4.0.4's text output, but for the cut. */
static void plain_text_has_the_same_places(void **state)
{
    (void)state;
    assert_plain("known-58",
                 "{border:line;width:* 4 8}\n|ITEM|QTY|AMOUNT|\n-\nBoiled peanuts | 1| 5.00\n"
                 "{border:space;width:auto}\n-\n^wide\ncentred\n=\n\u017dofie \u65e5|",
                 "+----------------+----+--------+\n"
                 "|      ITEM      | QTY| AMOUNT |\n"
                 "+----------------+----+--------+\n"
                 "|Boiled peanuts  |   1|    5.00|\n"
                 "+----------------+----+--------+\n"
                 "--------------------------------\n"
                 "            w i d e\n"
                 "             centred\n"
                 "- - - - - - - - - - - - - - - -\n"
                 "                        \u017dofie \u65e5\n");
}

static void plain_text_shows_codes_as_their_data(void **state)
{
    (void)state;
    assert_plain("known-58",
                 "{option:qrcode}\n{code:HJ4K-7M2P-X9QD}\n"
                 "|{code:https\\x3a//r.example.org/c/AB12CD34EF56GH78\\n}",
                 "\n         HJ4K-7M2P-X9QD\n\n"
                 "\n https://r.example.org/c/AB12CD\n 34EF56GH78\n\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slip_begins_with_a_reset_and_ends_with_a_cut),
        cmocka_unit_test(inside_a_receipt_nothing_is_reset_or_cut_and_all_is_put_back),
        cmocka_unit_test(a_cut_parts_two_slips_and_the_last_is_not_cut_twice),
        cmocka_unit_test(a_cut_inside_a_receipt_is_refused),
        cmocka_unit_test(columns_are_placed_by_the_dot),
        cmocka_unit_test(settings_are_sent_where_they_change),
        cmocka_unit_test(emphasis_and_size_are_said_at_once_where_that_is_shorter),
        cmocka_unit_test(an_alignment_stays_until_another_is_needed),
        cmocka_unit_test(blank_rows_are_line_feeds_and_feed_of_the_cut_where_the_unit_is_known),
        cmocka_unit_test(narrow_paper_in_a_wide_printer_is_told_to_it),
        cmocka_unit_test(text_comes_on_one_code_page),
        cmocka_unit_test(rules_are_drawn_across_the_paper),
        cmocka_unit_test(a_code_is_set_up_stored_and_printed_by_the_printer),
        cmocka_unit_test(codes_on_42_columns_stand_in_the_middle_of_the_text),
        cmocka_unit_test(a_code_too_wide_is_refused_before_a_byte_is_written),
        cmocka_unit_test(bars_are_the_printers_own_where_a_source_says_so),
        cmocka_unit_test(bars_change_to_pairs_of_digits_and_double_a_brace),
        cmocka_unit_test(bars_in_a_receipt_put_their_settings_back),
        cmocka_unit_test(bars_are_a_picture_where_nothing_is_known),
        cmocka_unit_test(no_bars_hold_what_a_printer_takes_for_a_command),
        cmocka_unit_test(bars_too_long_are_refused_before_a_byte_is_written),
        cmocka_unit_test(a_slip_is_on_the_page_that_says_it_best),
        cmocka_unit_test(an_unknown_code_page_is_refused),
        cmocka_unit_test(every_profile_prints_what_fits_its_head),
        cmocka_unit_test(nothing_in_a_field_reaches_the_printer_as_a_command),
        cmocka_unit_test(no_control_character_reaches_the_printer),
        cmocka_unit_test(plain_text_has_the_same_places),
        cmocka_unit_test(plain_text_shows_codes_as_their_data),
    };
    return cmocka_run_group_tests_name("escpos", tests, NULL, NULL);
}
