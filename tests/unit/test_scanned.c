/* SPDX-License-Identifier: MIT */
/*
 * Codes on the virtual printer's paper, read by scanners that are not ours: zbarimg, and zxing-cpp
 * by code_oracle.py. Neither reads GS1 DataBar Limited and composite symbols.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../drivers/paper/barcode_matrix.h"
#include "../../drivers/paper/bars.h"
#include "../../drivers/paper/paper.h"

/* A code amid text, centred; zxing-cpp finds a MaxiCode only where nothing else is. */
struct job {
    uint8_t system;       /* m of GS k, or cn of GS ( k */
    const char *settings; /* bytes before it, without NUL */
    const char *data;     /* of GS ( k with what stands before it */
    const char *said;
};

static void add_bars(const struct job *job, struct bytes *out)
{
    size_t length = strlen(job->data);
    bytes_add_text(out, "\x1dk");
    bytes_add_byte(out, job->system);
    if (job->system >= BARS_UPC_A)
        bytes_add_byte(out, (uint8_t)length);
    bytes_add(out, job->data, length + (job->system < BARS_UPC_A));
}

/* GS ( k cn fn and parameters. */
static void add_function(uint8_t cn, uint8_t fn, const void *parameters, size_t length,
                         struct bytes *out)
{
    bytes_add_text(out, "\x1d(k");
    bytes_add_byte(out, (uint8_t)(length + 2));
    bytes_add_byte(out, (uint8_t)((length + 2) >> 8));
    bytes_add_byte(out, cn);
    bytes_add_byte(out, fn);
    bytes_add(out, parameters, length);
}

static void add_symbol(const struct job *job, struct bytes *out)
{
    add_function(job->system, 80, job->data, strlen(job->data), out);
    add_function(job->system, 81, "0", 1, out);
}

/* Bytes, or of a symbol each function, how many parameters, and these. */
static void add_settings(const struct job *job, struct bytes *out)
{
    const char *at = job->settings != NULL ? job->settings : "";
    if (*at == 0x1d)
        bytes_add_text(out, at);
    for (; *at != 0 && *at != 0x1d; at += 2 + at[1])
        add_function(job->system, (uint8_t)at[0], at + 2, (size_t)at[1], out);
}

static void print_bytes(const struct bytes *bytes, uint16_t dots, const char *path)
{
    struct profile profile = {
        .name = "test", .dots = dots, .dpi = dots == 512 ? 180 : 203, .pages = {{.name = "CP437"}}};
    struct paper *paper;
    struct bytes png = {0};
    struct drv_fault fault;
    if (paper_print(bytes->data, bytes->length, &profile, &paper, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    assert_int_equal(paper_png(paper_sheet_at(paper, 0), &png, NULL), DRV_OK);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(png.data, 1, png.length, file), png.length);
    fclose(file);
    bytes_free(&png);
    paper_free(paper);
}

static void print_png(const struct job *job, uint16_t dots, const char *path)
{
    struct bytes bytes = {0};
    bool alone = job->system == MATRIX_MAXICODE;
    bytes_add_text(&bytes, alone ? ""
                                 : "Before\n\x1b"
                                   "a\x01");
    add_settings(job, &bytes);
    (job->system >= MATRIX_PDF417 && job->system < MATRIX_END ? add_symbol : add_bars)(job, &bytes);
    bytes_add_text(&bytes, alone ? "" : "\nAfter\n");
    print_bytes(&bytes, dots, path);
    bytes_free(&bytes);
}

static void run_scanner(const char *command, char *out, size_t capacity)
{
    FILE *scanner = popen(command, "r");
    assert_non_null(scanner);
    size_t length = fread(out, 1, capacity - 1, scanner);
    out[length] = '\0';
    pclose(scanner);
}

/* Each on a sheet of its own; the scanner is run once, for it may take long to begin. */
static void check_scanned(const struct job *jobs, size_t count, uint16_t dots, const char *scanner)
{
    char folder[] = "/tmp/scanned-XXXXXX", path[64], said[4096];
    struct bytes command = {0}, expected = {0};
    assert_non_null(mkdtemp(folder));
    bytes_add_text(&command, scanner);
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, " %s/%02zu.png", folder, i);
        print_png(&jobs[i], dots, path + 1);
        bytes_add_text(&command, path);
        bytes_add_text(&expected, jobs[i].said);
        bytes_add_byte(&expected, '\n');
    }
    bytes_add(&command, " 2>/dev/null", sizeof " 2>/dev/null");
    bytes_add_byte(&expected, 0);
    run_scanner((const char *)command.data, said, sizeof said);
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%02zu.png", folder, i);
        unlink(path);
    }
    rmdir(folder);
    assert_string_equal(said, (const char *)expected.data);
    bytes_free(&command);
    bytes_free(&expected);
}

static void skip_without(const char *probe, const char *what)
{
    char command[200];
    snprintf(command, sizeof command, "%s >/dev/null 2>&1", probe);
    if (system(command) == 0)
        return;
    print_message("skipped: no %s\n", what);
    skip();
}

static const struct job bars[] = {
    {0, NULL, "01234567890", "EAN-13:0012345678905"},
    {BARS_UPC_E, NULL, "425261", "EAN-13:0042100005264"},
    {2, NULL, "590123412345", "EAN-13:5901234123457"},
    {BARS_EAN8, NULL, "9638507", "EAN-8:96385074"},
    {4, NULL, "AB-12 $%", "CODE-39:AB-12 $%"},
    {5, NULL, "0123456789", "I2/5:0123456789"},
    {BARS_CODABAR, NULL, "A12-34$B", "Codabar:A12-34$B"},
    {BARS_CODE93, NULL, "Abc-12", "CODE-93:Abc-12"},
    {BARS_CODE128, NULL, "{BNo.{C\x0c\x22\x38", "CODE-128:No.123456"},
    {BARS_GS1_128, NULL, "(01)9501234567890*", "CODE-128:0195012345678903"},
    {BARS_DATABAR, NULL, "0950110153001", "DataBar:0109501101530010"},
    {BARS_DATABAR_EXPANDED, "\x1dw\x02", "(01)9889876543210*{1(3202)012345",
     "DataBar-Exp:01988987654321063202012345"},
    {BARS_CODE128_AUTO, NULL, "auto 12", "CODE-128:auto 12"},
    {MATRIX_QR, "C\x01\x06", "0Hello QR", "QR-Code:Hello QR"},
    {MATRIX_DATABAR, NULL,
     "0\x48"
     "0950110153001",
     "DataBar:0109501101530010"},
    {MATRIX_DATABAR, NULL,
     "0\x49"
     "0950110153001",
     "DataBar:0109501101530010"},
    {MATRIX_DATABAR, "G\x02\x00\x02",
     "0\x4c"
     "0198898765432106{13202012345",
     "DataBar-Exp:01988987654321063202012345"},
};

static void zbar_reads_every_kind_of_bars(void **state)
{
    (void)state;
    static const char scanner[] = "zbarimg -q -Supce.enable=0 -Supca.enable=0 -Sdatabar.enable "
                                  "-Sdatabar-exp.enable -Scodabar.enable -Scode93.enable";
    skip_without("zbarimg --version", "zbarimg");
    check_scanned(bars, sizeof bars / sizeof bars[0], 576, scanner);
}

static const struct job symbols[] = {
    {MATRIX_PDF417, NULL, "0PDF417 data", "PDF417 PDF417 data"},
    {MATRIX_PDF417, "A\x01\x03", "0PDF417 data", "PDF417 PDF417 data"},
    {MATRIX_PDF417, "F\x01\x01", "0PDF417 data", "PDF417 PDF417 data"},
    {MATRIX_QR, NULL, "0https://example.org/?a=\xc3\xa9", "QRCode https://example.org/?a=\\xe9"},
    {MATRIX_QR, "A\x02\x33\x00", "0123", "MircoQRCode 123"},
    {MATRIX_MAXICODE, "A\x01\x34", "0MaxiCode data", "MaxiCode MaxiCode data"},
    {MATRIX_MAXICODE, NULL,
     "0152382802\x1d"
     "840\x1d"
     "001\x1d"
     "message",
     "MaxiCode 152382802\\x1d840\\x1d001\\x1dmessage"},
    {MATRIX_AZTEC, "C\x01\x04", "0Aztec data", "Aztec Aztec data"},
    {MATRIX_AZTEC, "B\x02\x01\x00", "0Aztec", "Aztec Aztec"},
    {MATRIX_AZTEC, "B\x02\x00\x08", "0Aztec data", "Aztec Aztec data"},
    {MATRIX_DATAMATRIX, NULL, "0Data Matrix", "DataMatrix Data Matrix"},
    {MATRIX_DATAMATRIX,
     "C\x01\x04"
     "B\x03\x31\x08\x00",
     "0Data Matrix", "DataMatrix Data Matrix"},
    {MATRIX_DATAMATRIX, "B\x03\x00\x18\x18", "0Data Matrix", "DataMatrix Data Matrix"},
    {BARS_DATABAR_TRUNCATED, NULL, "0950110153001", "DataBar 09501101530010"},
    {BARS_ITF, NULL, "0123456789", "ITF 0123456789"},
};

static void zxing_reads_every_kind_of_symbol(void **state)
{
    (void)state;
    skip_without("/usr/bin/python3 -c 'import zxingcpp, PIL'", "python3-zxing-cpp");
    check_scanned(symbols, sizeof symbols / sizeof symbols[0], 576,
                  "/usr/bin/python3 -B tests/unit/code_oracle.py");
}

#define OUTPUTS "../shared/data/escpos/bench-outputs/"
#define LINK    "https://r.example.org/c/AB12CD34EF56GH78\n"
#define NUMBER  "5901234123457\n"

static bool load(const char *name, struct bytes *out)
{
    char path[200];
    snprintf(path, sizeof path, OUTPUTS "%s", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    uint8_t *at = bytes_grow(out, 1 << 20);
    assert_non_null(at);
    out->length = fread(at, 1, 1 << 20, file);
    fclose(file);
    return true;
}

/* One job, said by nineteen programs of others; two of them say the QR code in no dialect. */
static void zbar_reads_the_codes_that_other_libraries_send(void **state)
{
    (void)state;
    static const struct {
        const char *name, *said;
    } outputs[] = {
        {"escpos.bin", NUMBER},           {"nodeescpos_core.bin", NUMBER},
        {"floor.bin", LINK NUMBER},       {"floor_nv.bin", LINK NUMBER},
        {"ntp.bin", LINK NUMBER},         {"pe.bin", LINK NUMBER},
        {"pe_column.bin", LINK NUMBER},   {"pe_graphics.bin", LINK NUMBER},
        {"pe_raster.bin", LINK NUMBER},   {"pe_swqr.bin", LINK NUMBER},
        {"php.bin", LINK NUMBER},         {"php_bit.bin", LINK NUMBER},
        {"php_column.bin", LINK NUMBER},  {"php_graphics.bin", LINK NUMBER},
        {"receiptline.bin", LINK NUMBER}, {"rl_epson.bin", LINK NUMBER},
        {"rl_escpos.bin", LINK NUMBER},   {"rl_generic.bin", LINK NUMBER},
        {"rpe.bin", LINK NUMBER},
    };
    char path[] = "/tmp/scanned-XXXXXX", command[256], said[4096];
    skip_without("zbarimg --version", "zbarimg");
    skip_without("test -d " OUTPUTS, OUTPUTS);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    snprintf(command, sizeof command, "zbarimg -q --raw %s 2>/dev/null", path);
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        struct bytes bytes = {0};
        assert_true(load(outputs[i].name, &bytes));
        print_bytes(&bytes, 576, path);
        run_scanner(command, said, sizeof said);
        if (strcmp(said, outputs[i].said) != 0)
            fail_msg("%s: read \"%s\", not \"%s\"", outputs[i].name, said, outputs[i].said);
        bytes_free(&bytes);
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zbar_reads_every_kind_of_bars),
        cmocka_unit_test(zxing_reads_every_kind_of_symbol),
        cmocka_unit_test(zbar_reads_the_codes_that_other_libraries_send),
    };
    return cmocka_run_group_tests_name("scanned", tests, NULL, NULL);
}
