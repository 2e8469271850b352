/* SPDX-License-Identifier: MIT */
#include "symbol.h"

#include <string.h>
#include <zint.h>

#include "code128.h"
#include "document_parts.h"
#include "qr.h"
#include "symbol_data.h"

/* Digits, the densest that a QR code of version 40 holds. */
enum { QR_MAX_BYTES = 7089, BAR_MODULE_MOST_DOTS = 6 };

static const uint8_t wide_dots[BAR_MODULE_MOST_DOTS + 1] = {[2] = 5, 8, 10, 13, 16};

static void count_code39(const struct symbol_data *data, struct symbol_size *size);
static void count_itf(const struct symbol_data *data, struct symbol_size *size);
static void count_codabar(const struct symbol_data *data, struct symbol_size *size);
static void count_code93(const struct symbol_data *data, struct symbol_size *size);
static void count_code128(const struct symbol_data *data, struct symbol_size *size);

/*
 * Quiet zones: GS1 General Specifications 5.2.3.4 (UPC and EAN), ISO/IEC 15417, 16388, 16390, 18004
 * and EN 798. `said` is how many characters zint wants to have: it computes the check digit.
 */
static const struct shape {
    struct symbol_size size;
    uint8_t zint, said;
    void (*count)(const struct symbol_data *data, struct symbol_size *size); /* NULL: fixed */
} shapes[SYMBOL_KINDS] = {
    [SYMBOL_UPC_A] = {{95, 0, 9, 9}, BARCODE_UPCA, 11, NULL},
    [SYMBOL_UPC_E] = {{51, 0, 9, 7}, BARCODE_UPCE, 7, NULL},
    [SYMBOL_EAN13] = {{95, 0, 11, 7}, BARCODE_EANX, 12, NULL},
    [SYMBOL_EAN8] = {{67, 0, 7, 7}, BARCODE_EANX, 7, NULL},
    [SYMBOL_CODE39] = {{0, 0, 10, 10}, BARCODE_CODE39, SYMBOL_TEXT_MOST, count_code39},
    [SYMBOL_ITF] = {{0, 0, 10, 10}, BARCODE_C25INTER, SYMBOL_TEXT_MOST, count_itf},
    [SYMBOL_CODABAR] = {{0, 0, 10, 10}, BARCODE_CODABAR, SYMBOL_TEXT_MOST, count_codabar},
    [SYMBOL_CODE93] = {{0, 0, 10, 10}, BARCODE_CODE93, SYMBOL_TEXT_MOST, count_code93},
    [SYMBOL_CODE128] = {{0, 0, CODE128_QUIET_MODULES, CODE128_QUIET_MODULES}, 0, 0, count_code128},
};

/* Six narrow elements and three wide ones, then a narrow gap but for the last; two stars. */
static void count_code39(const struct symbol_data *data, struct symbol_size *size)
{
    unsigned characters = data->length + 2u;
    size->modules = (uint16_t)(characters * 7 - 1);
    size->wide = (uint16_t)(characters * 3);
}

/* Two digits are six narrow elements and four wide ones; before them 4, after them 1 wide and 2. */
static void count_itf(const struct symbol_data *data, struct symbol_size *size)
{
    size->modules = (uint16_t)(6 + data->length * 3);
    size->wide = (uint16_t)(1 + data->length * 2);
}

/* Seven elements of which two or three are wide, then a narrow gap but for the last. */
static void count_codabar(const struct symbol_data *data, struct symbol_size *size)
{
    unsigned wide = 0;
    for (unsigned i = 0; i < data->length; i++)
        wide += strchr("0123456789-$", data->text[i]) != NULL ? 2 : 3;
    size->modules = (uint16_t)(data->length * 8 - 1 - wide);
    size->wide = (uint16_t)wide;
}

/* What is not among the 43 takes two characters; start, stop and two checks; a last bar. */
static void count_code93(const struct symbol_data *data, struct symbol_size *size)
{
    static const char single[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";
    unsigned characters = 4;
    for (unsigned i = 0; i < data->length; i++)
        characters += data->text[i] != '\0' && strchr(single, data->text[i]) != NULL ? 1 : 2;
    size->modules = (uint16_t)(characters * 9 + 1);
}

static void count_code128(const struct symbol_data *data, struct symbol_size *size)
{
    struct code128 bars;
    if (code128_encode(data->text, data->length, &bars))
        size->modules = (uint16_t)code128_modules(&bars);
}

static int measure_qr(const struct layout_code *code, struct symbol_size *out,
                      struct drv_fault *fault)
{
    unsigned modules = qr_modules(code->data, code->length, code->level);
    if (code->length == 0)
        return drv_fail(fault, DRV_INVALID, "\"\" is no data for a QR code");
    if (modules == 0)
        return drv_fail(fault, DRV_LIMIT, "a QR code of level %c cannot hold \"%u\" bytes",
                        code->level, code->length);
    *out = (struct symbol_size){(uint16_t)modules, 0, QR_QUIET_MODULES, QR_QUIET_MODULES};
    return DRV_OK;
}

static struct symbol_size size_of(const struct symbol_data *data)
{
    const struct shape *shape = &shapes[data->kind];
    struct symbol_size size = shape->size;
    if (shape->count != NULL)
        shape->count(data, &size);
    return size;
}

int symbol_measure(const struct layout_code *code, struct symbol_size *out, struct drv_fault *fault)
{
    struct symbol_data data;
    if (code->symbol == DOCUMENT_QR)
        return measure_qr(code, out, fault);
    int status = symbol_data_read(code, &data, fault);
    if (status == DRV_OK)
        *out = size_of(&data);
    return status;
}

unsigned symbol_dots(const struct symbol_size *size, unsigned module_dots)
{
    unsigned wide = module_dots <= BAR_MODULE_MOST_DOTS ? wide_dots[module_dots] : 0;
    return size->modules * module_dots + size->wide * wide;
}

unsigned symbol_fit(const struct symbol_size *size, unsigned module_dots, unsigned place_dots)
{
    unsigned quiet = (unsigned)size->quiet_left + size->quiet_right;
    unsigned most = size->wide > 0 ? BAR_MODULE_MOST_DOTS : SYMBOL_MODULE_MOST_DOTS;
    for (unsigned dots = module_dots < most ? module_dots : most; dots >= SYMBOL_MODULE_LEAST_DOTS;
         dots--)
        if (symbol_dots(size, dots) + quiet * dots <= place_dots)
            return dots;
    return 0;
}

size_t symbol_text(const struct layout_code *code, char out[SYMBOL_TEXT_MOST + 3])
{
    struct symbol_data data;
    if (symbol_data_read(code, &data, NULL) != DRV_OK || data.kind == SYMBOL_QR)
        return 0;
    size_t stars = data.kind == SYMBOL_CODE39;
    out[0] = '*';
    for (size_t i = 0; i < data.length; i++)
        out[stars + i] = data.text[i] < ' ' || data.text[i] == 0x7f ? ' ' : data.text[i];
    out[stars + data.length] = '*';
    out[2 * stars + data.length] = '\0';
    return 2 * stars + data.length;
}

/* zint keeps a row as bytes with the least significant bit leftmost. */
static bool zint_is_black(const struct zint_symbol *zint, int x, int y)
{
    return zint->encoded_data[y][x >> 3] >> (x & 7) & 1;
}

static int refuse_zint(const struct zint_symbol *zint, int error, size_t length,
                       struct drv_fault *fault)
{
    return drv_fail(fault, error == ZINT_ERROR_MEMORY ? DRV_MEMORY : DRV_LIMIT,
                    "\"%zu\" bytes cannot be drawn as a code: %s", length, zint->errtxt);
}

static int last_of_run(const struct zint_symbol *zint, int x, int y)
{
    bool black = zint_is_black(zint, x, y);
    while (x + 1 < zint->width && zint_is_black(zint, x + 1, y) == black)
        x++;
    return x;
}

static void repeat_row(struct bitmap *out, unsigned y, unsigned times)
{
    uint8_t *row = out->rows + y * out->stride;
    for (unsigned i = 1; i < times; i++)
        memcpy(row + i * out->stride, row, out->stride);
}

/* Elements of two modules or more are wide ones where the symbol knows but two widths. */
static void draw_bars(const struct zint_symbol *zint, bool two_widths, unsigned module_dots,
                      struct bitmap *out)
{
    unsigned at = 0;
    for (int x = 0, last; x < zint->width; x = last + 1) {
        last = last_of_run(zint, x, 0);
        unsigned modules = (unsigned)(last - x + 1);
        unsigned dots = two_widths && modules > 1 ? wide_dots[module_dots] : modules * module_dots;
        if (zint_is_black(zint, x, 0))
            bitmap_fill(out, at, 0, dots, 1);
        at += dots;
    }
}

static int draw_by_zint(const struct symbol_data *data, unsigned module_dots, struct bitmap *out,
                        struct drv_fault *fault)
{
    const struct shape *shape = &shapes[data->kind];
    int length = data->length < shape->said ? data->length : shape->said;
    struct zint_symbol *zint = ZBarcode_Create();
    if (zint == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory for a code");
    zint->symbology = shape->zint;
    int status = DRV_OK;
    int error = ZBarcode_Encode(zint, (const uint8_t *)data->text, length);
    if (error >= ZINT_ERROR)
        status = refuse_zint(zint, error, data->length, fault);
    else
        draw_bars(zint, size_of(data).wide > 0, module_dots, out);
    ZBarcode_Delete(zint);
    return status;
}

static int draw_code128(const struct symbol_data *data, unsigned module_dots, struct bitmap *out)
{
    struct code128 bars;
    if (!code128_encode(data->text, data->length, &bars))
        return DRV_INVALID;
    for (unsigned x = 0; x < code128_modules(&bars); x++)
        if (code128_is_black(&bars, x))
            bitmap_fill(out, x * module_dots, 0, module_dots, 1);
    return DRV_OK;
}

/* In the version that was measured, though mixed modes may do with a smaller one. */
static int encode_qr(struct zint_symbol *zint, const uint8_t *data, size_t length, int level,
                     int version, struct drv_fault *fault)
{
    zint->symbology = BARCODE_QRCODE;
    zint->input_mode = DATA_MODE;
    zint->option_1 = level + 1;
    zint->option_2 = version;
    int error = ZBarcode_Encode(zint, data, (int)length);
    if (error >= ZINT_ERROR || zint->width != zint->rows || zint->width > SYMBOL_MAX_MODULES)
        return drv_fail(fault, error == ZINT_ERROR_MEMORY ? DRV_MEMORY : DRV_LIMIT,
                        "\"%zu\" bytes do not fit a QR code: %s", length, zint->errtxt);
    return DRV_OK;
}

static void draw_modules(const struct zint_symbol *zint, unsigned module_dots, struct bitmap *out)
{
    for (int y = 0; y < zint->rows; y++) {
        unsigned top = (unsigned)y * module_dots;
        for (int x = 0, last; x < zint->width; x = last + 1) {
            last = last_of_run(zint, x, y);
            if (zint_is_black(zint, x, y))
                bitmap_fill(out, (unsigned)x * module_dots, top,
                            (unsigned)(last - x + 1) * module_dots, 1);
        }
        repeat_row(out, top, module_dots);
    }
}

static int draw_qr(const struct layout_code *code, unsigned modules, struct bitmap *out,
                   struct drv_fault *fault)
{
    static const char levels[] = "lmqh";
    struct zint_symbol *zint = ZBarcode_Create();
    if (zint == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory for a QR code");
    int status =
        encode_qr(zint, (const uint8_t *)code->data, code->length,
                  (int)(strchr(levels, code->level) - levels), ((int)modules - 17) / 4, fault);
    if (status == DRV_OK)
        draw_modules(zint, code->module_dots, out);
    ZBarcode_Delete(zint);
    return status;
}

static int draw(const struct layout_code *code, const struct symbol_size *size, struct bitmap *out,
                struct drv_fault *fault)
{
    struct symbol_data data;
    if (code->symbol == DOCUMENT_QR)
        return draw_qr(code, size->modules, out, fault);
    int status = symbol_data_read(code, &data, fault);
    if (status == DRV_OK && data.kind == SYMBOL_CODE128)
        status = draw_code128(&data, code->module_dots, out);
    else if (status == DRV_OK)
        status = draw_by_zint(&data, code->module_dots, out, fault);
    if (status == DRV_OK)
        repeat_row(out, 0, out->height_dots);
    return status;
}

static int check_module(const struct layout_code *code, struct drv_fault *fault)
{
    unsigned most = code->symbol == DOCUMENT_QR ? SYMBOL_MODULE_MOST_DOTS : BAR_MODULE_MOST_DOTS;
    if (code->module_dots >= SYMBOL_MODULE_LEAST_DOTS && code->module_dots <= most)
        return DRV_OK;
    return drv_fail(fault, DRV_LIMIT, "modules are %d to %u dots wide, not \"%u\"",
                    SYMBOL_MODULE_LEAST_DOTS, most, code->module_dots);
}

int symbol_draw(const struct layout_code *code, struct bitmap *out, struct drv_fault *fault)
{
    struct symbol_size size = {0};
    struct bitmap bitmap;
    int status = symbol_measure(code, &size, fault);
    if (status == DRV_OK)
        status = check_module(code, fault);
    if (status != DRV_OK)
        return status;
    unsigned width = symbol_dots(&size, code->module_dots);
    unsigned height = code->symbol == DOCUMENT_QR ? width : code->height_dots;
    if (!bitmap_new((uint16_t)width, (uint16_t)height, &bitmap))
        return drv_fail(fault, DRV_MEMORY, "no memory for a code");
    status = draw(code, &size, &bitmap, fault);
    if (status == DRV_OK)
        *out = bitmap;
    else
        bitmap_free(&bitmap);
    return status;
}

static void copy_modules(const struct zint_symbol *zint, struct symbol *out)
{
    memset(out, 0, sizeof *out);
    out->modules = (uint16_t)zint->width;
    for (int y = 0; y < zint->rows; y++)
        for (int x = 0; x < zint->width; x++)
            if (zint_is_black(zint, x, y))
                out->rows[y][x >> 3] |= (uint8_t)(0x80 >> (x & 7));
}

int symbol_qr(const uint8_t *data, size_t length, enum symbol_level level, struct symbol *out,
              struct drv_fault *fault)
{
    if (length == 0)
        return drv_fail(fault, DRV_INVALID, "\"\" is no data for a QR code");
    if (length > QR_MAX_BYTES)
        return drv_fail(fault, DRV_LIMIT, "\"%zu\" bytes are more than a QR code holds (%d)",
                        length, QR_MAX_BYTES);
    struct zint_symbol *zint = ZBarcode_Create();
    if (zint == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory for a QR code");
    int status = encode_qr(zint, data, length, (int)level, 0, fault);
    if (status == DRV_OK)
        copy_modules(zint, out);
    ZBarcode_Delete(zint);
    return status;
}

bool symbol_is_black(const struct symbol *symbol, unsigned x, unsigned y)
{
    return symbol->rows[y][x >> 3] >> (7 - (x & 7)) & 1;
}
