/* SPDX-License-Identifier: MIT */
#include "symbol.h"

#include <string.h>

#include "code128.h"
#include "document_parts.h"
#include "qr.h"
#include "symbol_data.h"

/* GS w and GS ( k know no larger modules. */
enum { BAR_MODULE_MOST_DOTS = 6, QR_MODULE_MOST_DOTS = 16 };

static const uint8_t wide_dots[BAR_MODULE_MOST_DOTS + 1] = {[2] = 5, 8, 10, 13, 16};

static void count_code39(const struct symbol_data *data, struct symbol_size *size);
static void count_itf(const struct symbol_data *data, struct symbol_size *size);
static void count_codabar(const struct symbol_data *data, struct symbol_size *size);
static void count_code93(const struct symbol_data *data, struct symbol_size *size);
static void count_code128(const struct symbol_data *data, struct symbol_size *size);

/*
 * Quiet zones: GS1 General Specifications 5.2.3.4 (UPC and EAN), ISO/IEC 15417, 16388, 16390, 18004
 * and EN 798.
 */
static const struct shape {
    struct symbol_size size;
    void (*count)(const struct symbol_data *data, struct symbol_size *size); /* NULL: fixed */
} shapes[SYMBOL_KINDS] = {
    [SYMBOL_UPC_A] = {{95, 0, 9, 9, BAR_MODULE_MOST_DOTS}, NULL},
    [SYMBOL_UPC_E] = {{51, 0, 9, 7, BAR_MODULE_MOST_DOTS}, NULL},
    [SYMBOL_EAN13] = {{95, 0, 11, 7, BAR_MODULE_MOST_DOTS}, NULL},
    [SYMBOL_EAN8] = {{67, 0, 7, 7, BAR_MODULE_MOST_DOTS}, NULL},
    [SYMBOL_CODE39] = {{0, 0, 10, 10, BAR_MODULE_MOST_DOTS}, count_code39},
    [SYMBOL_ITF] = {{0, 0, 10, 10, BAR_MODULE_MOST_DOTS}, count_itf},
    [SYMBOL_CODABAR] = {{0, 0, 10, 10, BAR_MODULE_MOST_DOTS}, count_codabar},
    [SYMBOL_CODE93] = {{0, 0, 10, 10, BAR_MODULE_MOST_DOTS}, count_code93},
    [SYMBOL_CODE128] = {{0, 0, CODE128_QUIET_MODULES, CODE128_QUIET_MODULES, BAR_MODULE_MOST_DOTS},
                        count_code128},
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
    *out = (struct symbol_size){(uint16_t)modules, 0, QR_QUIET_MODULES, QR_QUIET_MODULES,
                                QR_MODULE_MOST_DOTS};
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
    unsigned most = size->module_most_dots;
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
