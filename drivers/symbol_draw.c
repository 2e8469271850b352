/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>
#include <zint.h>

#include "code128.h"
#include "document_parts.h"
#include "symbol.h"
#include "symbol_data.h"

enum { QR_MODULES_OF_VERSION_0 = 17, QR_MODULES_A_VERSION = 4 };

/* How zint calls a symbol, and of how many characters it is told: it computes check digits. */
static const struct {
    int symbology;
    uint8_t told_most;
} zint_symbols[SYMBOL_KINDS] = {
    [SYMBOL_UPC_A] = {BARCODE_UPCA, 11},
    [SYMBOL_UPC_E] = {BARCODE_UPCE, 7},
    [SYMBOL_EAN13] = {BARCODE_EANX, 12},
    [SYMBOL_EAN8] = {BARCODE_EANX, 7},
    [SYMBOL_CODE39] = {BARCODE_CODE39, SYMBOL_TEXT_MOST},
    [SYMBOL_ITF] = {BARCODE_C25INTER, SYMBOL_TEXT_MOST},
    [SYMBOL_CODABAR] = {BARCODE_CODABAR, SYMBOL_TEXT_MOST},
    [SYMBOL_CODE93] = {BARCODE_CODE93, SYMBOL_TEXT_MOST},
};

/* zint keeps a row as bytes with the least significant bit leftmost. */
static bool is_black(const struct zint_symbol *zint, int x, int y)
{
    return zint->encoded_data[y][x >> 3] >> (x & 7) & 1;
}

static int last_of_run(const struct zint_symbol *zint, int x, int y)
{
    bool black = is_black(zint, x, y);
    while (x + 1 < zint->width && is_black(zint, x + 1, y) == black)
        x++;
    return x;
}

static void repeat_row(struct bitmap *out, unsigned y, unsigned times)
{
    uint8_t *row = out->rows + y * out->stride;
    for (unsigned i = 1; i < times; i++)
        memcpy(row + i * out->stride, row, out->stride);
}

/* wide_dots 0: elements are as many modules as they are; else those of more than one are wide. */
static void draw_row(const struct zint_symbol *zint, int y, unsigned module_dots,
                     unsigned wide_dots, unsigned top, struct bitmap *out)
{
    unsigned at = 0;
    for (int x = 0, last; x < zint->width; x = last + 1) {
        last = last_of_run(zint, x, y);
        unsigned modules = (unsigned)(last - x + 1);
        unsigned dots = modules > 1 && wide_dots > 0 ? wide_dots : modules * module_dots;
        if (is_black(zint, x, y))
            bitmap_fill(out, at, top, dots, 1);
        at += dots;
    }
}

static int encode(struct zint_symbol *zint, const void *data, size_t length,
                  struct drv_fault *fault)
{
    int error = ZBarcode_Encode(zint, data, (int)length);
    if (error < ZINT_ERROR)
        return DRV_OK;
    return drv_fail(fault, error == ZINT_ERROR_MEMORY ? DRV_MEMORY : DRV_LIMIT,
                    "\"%zu\" bytes cannot be drawn as a code: %s", length, zint->errtxt);
}

static void draw_bars(struct zint_symbol *zint, const struct layout_code *code,
                      const struct symbol_size *size, struct bitmap *out)
{
    const struct symbol_size one_wide = {.wide = size->wide > 0};
    draw_row(zint, 0, code->module_dots, symbol_dots(&one_wide, code->module_dots), 0, out);
    repeat_row(out, 0, out->height_dots);
}

static void draw_square(const struct zint_symbol *zint, unsigned module_dots, struct bitmap *out)
{
    for (int y = 0; y < zint->rows; y++) {
        draw_row(zint, y, module_dots, 0, (unsigned)y * module_dots, out);
        repeat_row(out, (unsigned)y * module_dots, module_dots);
    }
}

/* In the version that was measured, though mixed modes may do with a smaller one. */
static int draw_qr(struct zint_symbol *zint, const struct layout_code *code,
                   const struct symbol_size *size, struct bitmap *out, struct drv_fault *fault)
{
    static const char levels[] = "lmqh";
    zint->symbology = BARCODE_QRCODE;
    zint->option_1 = (int)(strchr(levels, code->level) - levels) + 1;
    zint->option_2 = (size->modules - QR_MODULES_OF_VERSION_0) / QR_MODULES_A_VERSION;
    int status = encode(zint, code->data, code->length, fault);
    if (status == DRV_OK)
        draw_square(zint, code->module_dots, out);
    return status;
}

static int draw_by_zint(const struct layout_code *code, const struct symbol_data *data,
                        const struct symbol_size *size, struct bitmap *out, struct drv_fault *fault)
{
    struct zint_symbol *zint = ZBarcode_Create();
    if (zint == NULL)
        return drv_fail(fault, DRV_MEMORY, "no memory for a code");
    zint->input_mode = DATA_MODE;
    int status;
    if (data->kind == SYMBOL_QR) {
        status = draw_qr(zint, code, size, out, fault);
    } else {
        uint8_t most = zint_symbols[data->kind].told_most;
        zint->symbology = zint_symbols[data->kind].symbology;
        status = encode(zint, data->text, data->length < most ? data->length : most, fault);
        if (status == DRV_OK)
            draw_bars(zint, code, size, out);
    }
    ZBarcode_Delete(zint);
    return status;
}

/* As code128.h says the text, for zint does not take the fewest values. */
static int draw_code128(const struct layout_code *code, const struct symbol_data *data,
                        struct bitmap *out)
{
    struct code128 bars;
    if (!code128_encode(data->text, data->length, &bars))
        return DRV_INVALID;
    for (unsigned x = 0; x < code128_modules(&bars); x++)
        if (code128_is_black(&bars, x))
            bitmap_fill(out, x * code->module_dots, 0, code->module_dots, 1);
    repeat_row(out, 0, out->height_dots);
    return DRV_OK;
}

static int draw(const struct layout_code *code, const struct symbol_size *size, struct bitmap *out,
                struct drv_fault *fault)
{
    struct symbol_data data;
    int status = symbol_data_read(code, &data, fault);
    if (status != DRV_OK)
        return status;
    if (data.kind == SYMBOL_CODE128)
        return draw_code128(code, &data, out);
    return draw_by_zint(code, &data, size, out, fault);
}

static int check_module(const struct symbol_size *size, unsigned module_dots,
                        struct drv_fault *fault)
{
    if (module_dots >= SYMBOL_MODULE_LEAST_DOTS && module_dots <= size->module_most_dots)
        return DRV_OK;
    return drv_fail(fault, DRV_LIMIT, "modules are %d to %u dots wide, not \"%u\"",
                    SYMBOL_MODULE_LEAST_DOTS, size->module_most_dots, module_dots);
}

int symbol_draw(const struct layout_code *code, struct bitmap *out, struct drv_fault *fault)
{
    struct symbol_size size = {0};
    struct bitmap bitmap;
    int status = symbol_measure(code, &size, fault);
    if (status == DRV_OK)
        status = check_module(&size, code->module_dots, fault);
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
