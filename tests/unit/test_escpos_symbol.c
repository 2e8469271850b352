/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../drivers/document_parts.h"
#include "../../drivers/escpos_symbol.h"
#include "../../drivers/layout_code.h"
#include "../../drivers/paper/decode.h"
#include "../../drivers/paper/paper.h"
#include "../../drivers/symbol.h"

#define BYTES(literal) (literal), sizeof(literal) - 1

enum { EVERY_CODE = 0x3ff };

static const struct profile knows_all = {.name = "knows-all",
                                         .dots = 576,
                                         .dpi = 203,
                                         .columns = 48,
                                         .commands =
                                             PROFILE_GS_AREA | PROFILE_GS_V0 | PROFILE_ESC_3,
                                         .codes = EVERY_CODE,
                                         .qr_module_most = 16,
                                         .raster_rows_most = 2303};

static struct layout_code code_of(uint8_t symbol, const char *data, size_t length)
{
    return (struct layout_code){.data = data,
                                .length = (uint16_t)length,
                                .width_dots = 576,
                                .symbol = symbol,
                                .module_dots = 3,
                                .height_dots = 80,
                                .level = 'm'};
}

static struct bytes put_at(struct layout_code code, const struct profile *profile,
                           enum escpos_place place)
{
    struct bytes out = {0};
    struct drv_fault fault = {"no fault"};
    struct pen pen = {.profile = profile, .out = &out, .place = place};
    if (escpos_put_symbol(&pen, &code, &fault) != DRV_OK)
        fail_msg("%.*s: %s", code.length, code.data, fault.text);
    return out;
}

static struct bytes put(struct layout_code code, const struct profile *profile)
{
    return put_at(code, profile, ESCPOS_INSIDE);
}

static void assert_put_at(enum escpos_place place, struct layout_code code, const char *bytes,
                          size_t length)
{
    struct bytes out = put_at(code, &knows_all, place);
    assert_int_equal(out.length, length);
    assert_memory_equal(out.data, bytes, length);
    bytes_free(&out);
}

static void assert_put(struct layout_code code, const char *bytes, size_t length)
{
    assert_put_at(ESCPOS_INSIDE, code, bytes, length);
}

#define BARS(m, n, data) "\x1dhP\x1dw\x03\x1dH\0\x1dk" m n data "\x1dh\xa2\x1dw\x03"

/* Data as Epson's manual has it in its examples, or as npm libraries send it (bench-outputs). */
static void each_kind_goes_as_epson_takes_it(void **state)
{
    (void)state;
    assert_put(code_of(DOCUMENT_UPC, BYTES("036000291452")),
               BYTES(BARS("A", "\x0b", "03600029145")));
    assert_put(code_of(DOCUMENT_UPC, BYTES("01234565")), BYTES(BARS("B", "\x0b", "01234500006")));
    assert_put(code_of(DOCUMENT_EAN, BYTES("5901234123457")),
               BYTES(BARS("C", "\x0c", "590123412345")));
    assert_put(code_of(DOCUMENT_EAN, BYTES("9638507")), BYTES(BARS("D", "\x07", "9638507")));
    assert_put(code_of(DOCUMENT_CODE39, BYTES("*A-1*")), BYTES(BARS("E", "\x03", "A-1")));
    assert_put(code_of(DOCUMENT_ITF, BYTES("0012")), BYTES(BARS("F", "\x04", "0012")));
    assert_put(code_of(DOCUMENT_CODABAR, BYTES("a1b")), BYTES(BARS("G", "\x03", "A1B")));
    assert_put(code_of(DOCUMENT_CODE93, BYTES("Code 93")), BYTES(BARS("H", "\x07", "Code 93")));
    assert_put(code_of(DOCUMENT_CODE128, BYTES("No.123456")),
               BYTES(BARS("I", "\x0a", "{BNo.{C\x0c\x22\x38")));
    assert_put(code_of(DOCUMENT_CODE128, BYTES("{a")), BYTES(BARS("I", "\x05", "{B{{a")));
}

/* As php, npm and python libraries send it for the same job. */
static void a_qr_code_goes_with_model_module_and_level(void **state)
{
    (void)state;
    struct layout_code code =
        code_of(DOCUMENT_QR, BYTES("https://r.example.org/c/AB12CD34EF56GH78"));
    code.module_dots = 5;
    assert_put(code, BYTES("\x1d(k\x04\0\x31\x41\x32\0\x1d(k\x03\0\x31\x43\x05\x1d(k\x03\0\x31\x45"
                           "1\x1d(k+\0\x31P0https://r.example.org/c/AB12CD34EF56GH78\x1d(k\x03\0"
                           "1Q0"));
}

/* Some libraries send 12 digits by function B, as we do; their settings come in another order. */
static void the_same_ean_13_stands_in_what_others_send(void **state)
{
    (void)state;
    static const char *const files[] = {"php.bin", "ntp.bin", "receiptline.bin", "floor.bin"};
    struct bytes out = put(code_of(DOCUMENT_EAN, BYTES("5901234123457")), &knows_all);
    const uint8_t *ours = memmem(out.data, out.length, "\x1dk", 2);
    assert_non_null(ours);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        static uint8_t theirs[16 * 1024];
        char path[80];
        snprintf(path, sizeof path, "../shared/data/escpos/bench-outputs/%s", files[i]);
        FILE *file = fopen(path, "rb");
        if (file == NULL) {
            print_message("skipped: no %s\n", path);
            bytes_free(&out);
            skip();
        }
        size_t length = fread(theirs, 1, sizeof theirs, file);
        fclose(file);
        assert_non_null(memmem(theirs, length, ours, 16));
    }
    bytes_free(&out);
}

/* After ESC @ the model of a QR code is 2 and text is in font A; nobody asks what bars leave. */
static void after_a_reset_less_is_said(void **state)
{
    (void)state;
    assert_put_at(ESCPOS_SLIP, code_of(DOCUMENT_EAN, BYTES("9638507")),
                  BYTES("\x1dhP\x1dw\x03\x1dH\0\x1dk"
                        "D\x07"
                        "9638507"));
    assert_put_at(
        ESCPOS_SLIP, code_of(DOCUMENT_QR, BYTES("A")),
        BYTES("\x1d(k\x03\0\x31\x43\x03\x1d(k\x03\0\x31\x45\x31\x1d(k\x04\0\x31P0A\x1d(k\x03\0"
              "1Q0"));
}

static void digits_below_bars_are_the_printers_own(void **state)
{
    (void)state;
    struct layout_code code = code_of(DOCUMENT_EAN, BYTES("9638507"));
    const struct pen pen = {.profile = &knows_all};
    code.hri = true;
    assert_true(escpos_puts_text(&pen, &code));
    assert_put_at(ESCPOS_SLIP, code,
                  BYTES("\x1dhP\x1dw\x03\x1dH\x02\x1dk"
                        "D\x07"
                        "9638507"));
    assert_put(code, BYTES("\x1dhP\x1dw\x03\x1dH\x02\x1d"
                           "f\0\x1dk"
                           "D\x07"
                           "9638507\x1dh\xa2\x1dw\x03\x1dH\0"));
    code.hri = false;
    assert_false(escpos_puts_text(&pen, &code));
    code = code_of(DOCUMENT_CODE39, BYTES("A-1"));
    code.hri = true;
    assert_false(escpos_puts_text(&pen, &code));
    assert_put(code, BYTES(BARS("E", "\x03", "A-1")));
}

static void the_area_is_put_back(void **state)
{
    (void)state;
    struct layout_code code = code_of(DOCUMENT_EAN, BYTES("9638507"));
    code.align = 1;
    assert_put(code, BYTES("\x1b"
                           "a\x01" BARS("D", "\x07", "9638507")));
    code.left_dots = 24;
    code.width_dots = 480;
    code.align = 2;
    assert_put(code, BYTES("\x1dL\x18\0\x1dW\xe0\x01\x1b"
                           "a\x02" BARS("D", "\x07", "9638507") "\x1dL\0\0\x1dW\x40\x02"));
}

static bool goes_as_dots(struct layout_code code, const struct profile *profile)
{
    struct bytes out = put(code, profile);
    bool bars = memmem(out.data, out.length, "\x1dk", 2) != NULL;
    bool square = memmem(out.data, out.length, "\x1d(k", 3) != NULL;
    bool dots = memmem(out.data, out.length, "\x1dv0", 3) != NULL;
    assert_true((bars || square) != dots);
    bytes_free(&out);
    return dots;
}

static void what_a_profile_does_not_name_goes_as_dots(void **state)
{
    (void)state;
    static const struct {
        uint8_t symbol;
        const char *text;
        uint16_t bit;
    } cases[] = {
        {DOCUMENT_UPC, "036000291452", PROFILE_UPC_A},  {DOCUMENT_UPC, "01234565", PROFILE_UPC_E},
        {DOCUMENT_EAN, "4006381333931", PROFILE_EAN13}, {DOCUMENT_EAN, "96385074", PROFILE_EAN8},
        {DOCUMENT_CODE39, "A", PROFILE_CODE39},         {DOCUMENT_ITF, "12", PROFILE_ITF},
        {DOCUMENT_CODABAR, "A1B", PROFILE_CODABAR},     {DOCUMENT_CODE93, "A", PROFILE_CODE93},
        {DOCUMENT_CODE128, "A", PROFILE_CODE128},       {DOCUMENT_QR, "A", PROFILE_QR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct layout_code code = code_of(cases[i].symbol, cases[i].text, strlen(cases[i].text));
        struct profile profile = knows_all;
        profile.codes = cases[i].bit;
        assert_false(goes_as_dots(code, &profile));
        profile.codes = EVERY_CODE & ~cases[i].bit;
        assert_true(goes_as_dots(code, &profile));
    }
}

static void what_a_printer_cannot_surely_be_told_goes_as_dots(void **state)
{
    (void)state;
    struct layout_code code = code_of(DOCUMENT_QR, BYTES("A"));
    struct profile profile = knows_all;
    profile.qr_module_most = 8;
    code.module_dots = 8;
    assert_false(goes_as_dots(code, &profile));
    code.module_dots = 9;
    assert_true(goes_as_dots(code, &profile));
    assert_true(goes_as_dots(code_of(DOCUMENT_UPC, BYTES("11234562")), &knows_all));
    assert_true(goes_as_dots(code_of(DOCUMENT_QR, BYTES("A\x10\x14\x01\0\x01")), &knows_all));
    assert_false(goes_as_dots(code_of(DOCUMENT_QR, BYTES("A\tB\r\n")), &knows_all));
    assert_true(goes_as_dots(code_of(DOCUMENT_CODE128, BYTES("A\tB")), &knows_all));
    assert_true(goes_as_dots(code_of(DOCUMENT_CODE128, BYTES("A\0")), &knows_all));
    assert_true(goes_as_dots(code_of(DOCUMENT_CODE93, BYTES("\x04")), &knows_all));
    code = code_of(DOCUMENT_EAN, BYTES("9638507"));
    code.width_dots = 504;
    assert_false(goes_as_dots(code, &knows_all));
    profile.commands = PROFILE_GS_V0;
    assert_true(goes_as_dots(code, &profile));
}

/* One character and its stars: 20 modules, 9 wide elements, and 20 modules of white; of 3 dots. */
static void where_wide_elements_might_not_fit_bars_go_as_dots(void **state)
{
    (void)state;
    struct layout_code code = code_of(DOCUMENT_CODE39, BYTES("A"));
    code.width_dots = 60 + 9 * 9 + 60;
    assert_false(goes_as_dots(code, &knows_all));
    code.width_dots--;
    assert_true(goes_as_dots(code, &knows_all));
    code = code_of(DOCUMENT_CODE93, BYTES("A"));
    code.width_dots = 200;
    assert_false(goes_as_dots(code, &knows_all));
}

/* pL 16 and pH 4 or 5 or 20 would be what real-time commands begin with. */
static void no_count_of_bytes_makes_a_real_time_command(void **state)
{
    (void)state;
    static char data[6 * 1024];
    memset(data, 'a', sizeof data);
    for (uint16_t length = 1020; length < 1310; length++) {
        struct bytes out = put(code_of(DOCUMENT_QR, data, length), &knows_all);
        for (size_t i = 0; i + 1 < out.length; i++)
            if (out.data[i] == 0x10)
                assert_true(out.data[i + 1] != 4 && out.data[i + 1] != 5 && out.data[i + 1] != 20);
        bytes_free(&out);
    }
}

static bool begins_real_time_command(const struct bytes *out, size_t at)
{
    return out->data[at] == 0x10 && memchr("\x04\x05\x14", out->data[at + 1], 3) != NULL;
}

/* Each byte at each place of 16, for then the count of bytes is DLE itself. */
static void no_byte_of_any_data_gets_through_as_a_command(void **state)
{
    (void)state;
    for (unsigned i = 0; i < DOCUMENT_SYMBOLS * 256 * 2; i++) {
        char data[16];
        struct bytes out = {0};
        memset(data, '1', sizeof data);
        data[i % 2 * 8] = (char)(i / 2);
        data[i % 2 * 8 + 1] = '\x04';
        for (size_t length = 1; length <= sizeof data; length++) {
            struct layout_code code = code_of((uint8_t)(i / 512), data, length);
            struct pen pen = {.profile = &knows_all, .out = &out};
            if (escpos_put_symbol(&pen, &code, NULL) != DRV_OK)
                continue;
            assert_int_equal(decode_strict(out.data, out.length, NULL), DRV_OK);
            for (size_t at = 0; at + 1 < out.length; at++)
                assert_false(begins_real_time_command(&out, at));
            bytes_reset(&out);
        }
        bytes_free(&out);
    }
}

static void what_is_refused_leaves_nothing_behind(void **state)
{
    (void)state;
    struct layout_code code = code_of(DOCUMENT_EAN, BYTES("4006381333930"));
    struct bytes out = {0};
    struct drv_fault fault;
    bytes_add_text(&out, "ab");
    struct pen pen = {.profile = &knows_all, .out = &out};
    assert_int_equal(escpos_put_symbol(&pen, &code, &fault), DRV_INVALID);
    assert_string_equal(fault.text, "the check digit of EAN-13 \"4006381333930\" is 1, not 0");
    assert_int_equal(out.length, 2);
    bytes_free(&out);
}

#define QR_LINK "https://example.org/?c=HJ4K"
#define QR_TEN  "HJ4K-7m2p "
#define QR_LONG QR_LINK QR_TEN QR_TEN QR_TEN QR_TEN QR_TEN QR_TEN QR_TEN QR_TEN QR_TEN "."

/* Every kind, and what scanners say of it; zbar says UPC as the EAN-13 that it is. */
static const struct {
    uint8_t symbol;
    const char *text, *zbar, *zxing;
    char level;
} scanned[] = {
    {DOCUMENT_UPC, "036000291452", "EAN-13:0036000291452", "UPCA 036000291452", 0},
    {DOCUMENT_UPC, "04252614", "EAN-13:0042100005264", "UPCE 04252614", 0},
    {DOCUMENT_EAN, "4006381333931", "EAN-13:4006381333931", "EAN13 4006381333931", 0},
    {DOCUMENT_EAN, "96385074", "EAN-8:96385074", "EAN8 96385074", 0},
    {DOCUMENT_CODE39, "A-1 $", "CODE-39:A-1 $", "Code39 A-1 $", 0},
    {DOCUMENT_ITF, "00123456", "I2/5:00123456", "ITF 00123456", 0},
    {DOCUMENT_CODABAR, "A12-34B", "Codabar:A12-34B", "Codabar 12-34", 0},
    {DOCUMENT_CODE93, "A+b", "CODE-93:A+b", "Code93 A+b", 0},
    {DOCUMENT_CODE128, "Ab{1234", "CODE-128:Ab{1234", "Code128 Ab{1234", 0},
    {DOCUMENT_QR, QR_LINK, "QR-Code:" QR_LINK, "QRCode " QR_LINK, 'l'},
    {DOCUMENT_QR, QR_LINK, "QR-Code:" QR_LINK, "QRCode " QR_LINK, 'h'},
    {DOCUMENT_QR, QR_LONG, "QR-Code:" QR_LONG, "QRCode " QR_LONG, 'm'},
    {DOCUMENT_QR, QR_LONG, "QR-Code:" QR_LONG, "QRCode " QR_LONG, 'q'},
    {DOCUMENT_QR, "0123456789", "QR-Code:0123456789", "QRCode 0123456789", 'm'},
};
enum { SCANNED = sizeof scanned / sizeof scanned[0], SHEETS_MOST = 400, SAID_MOST = 64 * 1024 };

/* A folder of pictures 000.png and on, and what a scanner should say of them, a line each. */
struct sheets {
    char folder[32];
    unsigned count;
    struct bytes zbar, zxing;
};

static void name_sheet(const struct sheets *sheets, unsigned number, char path[64])
{
    snprintf(path, 64, "%s/%03u.png", sheets->folder, number);
}

static void save_sheet(const struct sheets *sheets, const struct bytes *job,
                       const struct profile *profile)
{
    struct paper *paper;
    struct bytes png = {0};
    char path[64];
    assert_int_equal(paper_print(job->data, job->length, profile, &paper, NULL), DRV_OK);
    assert_int_equal(paper_png(paper_sheet_at(paper, 0), &png, NULL), DRV_OK);
    name_sheet(sheets, sheets->count, path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(png.data, 1, png.length, file), png.length);
    assert_int_equal(fclose(file), 0);
    bytes_free(&png);
    paper_free(paper);
}

static void add_said(struct bytes *said, const char *text)
{
    bytes_add_text(said, text);
    bytes_add_byte(said, '\n');
}

/* Where it fits with modules as large as asked; other sizes come by other modules. */
static void print_sheet(struct sheets *sheets, size_t kind, const struct profile *profile,
                        uint8_t module_dots)
{
    struct layout_code code =
        code_of(scanned[kind].symbol, scanned[kind].text, strlen(scanned[kind].text));
    struct bytes job = {0};
    code.module_dots = module_dots;
    code.level = scanned[kind].level;
    code.width_dots = profile->dots;
    code.align = (uint8_t)(sheets->count % 3);
    assert_int_equal(layout_fit_code(&code, 1, NULL), DRV_OK);
    if (code.module_dots != module_dots)
        return;
    bytes_add_text(&job, "\n\n");
    struct pen pen = {.profile = profile, .out = &job};
    assert_int_equal(escpos_put_symbol(&pen, &code, NULL), DRV_OK);
    bytes_add_text(&job, "\n\n");
    save_sheet(sheets, &job, profile);
    add_said(&sheets->zbar, scanned[kind].zbar);
    add_said(&sheets->zxing, scanned[kind].zxing);
    sheets->count++;
    bytes_free(&job);
}

static void print_sheets(struct sheets *sheets, uint16_t codes)
{
    static const uint16_t heads[] = {384, 512, 576};
    strcpy(sheets->folder, "/tmp/scanned-XXXXXX");
    assert_non_null(mkdtemp(sheets->folder));
    for (size_t kind = 0; kind < SCANNED; kind++)
        for (size_t head = 0; head < 3; head++)
            for (uint8_t module = 2; module <= 8; module++) {
                struct profile profile = knows_all;
                profile.codes = codes;
                profile.dots = heads[head];
                profile.dpi = heads[head] == 512 ? 180 : 203;
                print_sheet(sheets, kind, &profile, module);
            }
    assert_true(sheets->count > 2 * SCANNED && sheets->count < SHEETS_MOST);
}

static void assert_all_read(const struct sheets *sheets, const char *scanner,
                            const struct bytes *expected)
{
    static char said[SAID_MOST];
    char command[200];
    snprintf(command, sizeof command, "%s %s/*.png 2>/dev/null", scanner, sheets->folder);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t length = fread(said, 1, sizeof said, pipe);
    pclose(pipe);
    size_t same = 0;
    while (same < length && same < expected->length && said[same] == expected->data[same])
        same++;
    if (same != length || same != expected->length)
        fail_msg("%s, after \"%.*s\": \"%.60s\", not \"%.60s\"", sheets->folder,
                 same < 60 ? (int)same : 60, said + (same < 60 ? 0 : same - 60), said + same,
                 expected->data + same);
}

static void remove_sheets(struct sheets *sheets)
{
    for (unsigned i = 0; i < sheets->count; i++) {
        char path[64];
        name_sheet(sheets, i, path);
        unlink(path);
    }
    rmdir(sheets->folder);
    bytes_free(&sheets->zbar);
    bytes_free(&sheets->zxing);
}

static const char zbar[] = "zbarimg -q -Supca.enable=0 -Supce.enable=0 -Scodabar.enable "
                           "-Scode93.enable";
static const char zxing[] = "/usr/bin/python3 -B tests/unit/code_oracle.py";

static void skip_without(const char *probe, const char *what)
{
    char command[200];
    snprintf(command, sizeof command, "%s >/dev/null 2>&1", probe);
    if (system(command) == 0)
        return;
    print_message("skipped: no %s\n", what);
    skip();
}

static void assert_scanned(uint16_t codes)
{
    struct sheets sheets = {0};
    skip_without("zbarimg --version", "zbarimg");
    skip_without("/usr/bin/python3 -c 'import zxingcpp, PIL'", "zxing-cpp for python3, or no PIL");
    print_sheets(&sheets, codes);
    assert_all_read(&sheets, zbar, &sheets.zbar);
    assert_all_read(&sheets, zxing, &sheets.zxing);
    remove_sheets(&sheets);
}

static struct paper *print_bars(size_t kind, struct profile profile, uint16_t codes,
                                uint8_t module_dots, uint8_t align)
{
    struct layout_code code =
        code_of(scanned[kind].symbol, scanned[kind].text, strlen(scanned[kind].text));
    struct paper *paper;
    profile.codes = codes;
    code.module_dots = module_dots;
    code.width_dots = (uint16_t)(profile.dots - 24);
    code.align = align;
    assert_int_equal(layout_fit_code(&code, 1, NULL), DRV_OK);
    struct bytes job = put(code, &profile);
    assert_int_equal(paper_print(job.data, job.length, &profile, &paper, NULL), DRV_OK);
    bytes_free(&job);
    return paper;
}

/* The virtual printer knows the widths of elements and where to align by a table of its own. */
static void our_dots_stand_where_the_printers_would(void **state)
{
    (void)state;
    for (size_t i = 0; i < SCANNED * 5 * 3; i++) {
        size_t kind = i / 15;
        uint8_t module = (uint8_t)(2 + i / 3 % 5), align = (uint8_t)(i % 3);
        if (scanned[kind].symbol == DOCUMENT_QR)
            continue;
        struct paper *ours = print_bars(kind, knows_all, 0, module, align);
        struct paper *theirs = print_bars(kind, knows_all, EVERY_CODE, module, align);
        const struct paper_sheet *left = paper_sheet_at(ours, 0);
        const struct paper_sheet *right = paper_sheet_at(theirs, 0);
        if (left->height_dots != right->height_dots ||
            memcmp(left->dots, right->dots, left->stride * left->height_dots) != 0)
            fail_msg("%s, module %u, align %u", scanned[kind].zbar, module, align);
        paper_free(ours);
        paper_free(theirs);
    }
}

static void scanners_read_every_kind_that_goes_as_dots(void **state)
{
    (void)state;
    assert_scanned(0);
}

static void scanners_read_every_kind_that_a_printer_draws(void **state)
{
    (void)state;
    assert_scanned(EVERY_CODE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_goes_as_epson_takes_it),
        cmocka_unit_test(a_qr_code_goes_with_model_module_and_level),
        cmocka_unit_test(the_same_ean_13_stands_in_what_others_send),
        cmocka_unit_test(after_a_reset_less_is_said),
        cmocka_unit_test(digits_below_bars_are_the_printers_own),
        cmocka_unit_test(the_area_is_put_back),
        cmocka_unit_test(what_a_profile_does_not_name_goes_as_dots),
        cmocka_unit_test(what_a_printer_cannot_surely_be_told_goes_as_dots),
        cmocka_unit_test(where_wide_elements_might_not_fit_bars_go_as_dots),
        cmocka_unit_test(no_count_of_bytes_makes_a_real_time_command),
        cmocka_unit_test(no_byte_of_any_data_gets_through_as_a_command),
        cmocka_unit_test(what_is_refused_leaves_nothing_behind),
        cmocka_unit_test(our_dots_stand_where_the_printers_would),
        cmocka_unit_test(scanners_read_every_kind_that_goes_as_dots),
        cmocka_unit_test(scanners_read_every_kind_that_a_printer_draws),
    };
    return cmocka_run_group_tests_name("escpos_symbol", tests, NULL, NULL);
}
