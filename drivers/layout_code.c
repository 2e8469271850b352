/* SPDX-License-Identifier: MIT */
#include "layout_code.h"

#include "document_parts.h"
#include "symbol.h"

enum { QUOTED_MOST = 60 };

static const char *const names[DOCUMENT_SYMBOLS] = {
    [DOCUMENT_QR] = "qrcode",   [DOCUMENT_CODE128] = "code128", [DOCUMENT_UPC] = "upc",
    [DOCUMENT_EAN] = "ean",     [DOCUMENT_CODE39] = "code39",   [DOCUMENT_ITF] = "itf",
    [DOCUMENT_CODABAR] = "nw7", [DOCUMENT_CODE93] = "code93",
};

static unsigned quiet_dots(const struct symbol_size *size, unsigned module_dots)
{
    return (size->quiet_left + size->quiet_right) * module_dots;
}

static int refuse_width(const struct layout_code *code, const struct symbol_size *size,
                        unsigned line, struct drv_fault *fault)
{
    unsigned least = SYMBOL_MODULE_LEAST_DOTS;
    return drv_fail(fault, DRV_INVALID, "line %u: %s \"%.*s\" needs %u dots, its place has %u",
                    line, names[code->symbol],
                    code->length < QUOTED_MOST ? code->length : QUOTED_MOST, code->data,
                    symbol_dots(size, least) + quiet_dots(size, least), code->width_dots);
}

/* GS1 and most scanners want bars at least 15 % as high as they are long. */
static void heighten(struct layout_code *code)
{
    unsigned least = (code->dots * 15u + 99) / 100;
    if (code->height_dots < least)
        code->height_dots = (uint8_t)(least < UINT8_MAX ? least : UINT8_MAX);
}

/* In the middle the quiet zones are free by themselves, but where the symbol takes nearly all. */
static void keep_quiet(struct layout_code *code, const struct symbol_size *size)
{
    unsigned left = size->quiet_left * code->module_dots;
    unsigned right = size->quiet_right * code->module_dots;
    unsigned beside = (code->width_dots - code->dots) / 2u;
    if (code->align == 1 && beside >= left && beside >= right)
        return;
    code->left_dots = (uint16_t)(code->left_dots + left);
    code->width_dots = (uint16_t)(code->width_dots - left - right);
}

int layout_fit_code(struct layout_code *code, unsigned line, struct drv_fault *fault)
{
    struct symbol_size size;
    struct drv_fault why;
    int status = symbol_measure(code, &size, &why);
    if (status != DRV_OK)
        return drv_fail(fault, status, "line %u: %s", line, why.text);
    unsigned module_dots = symbol_fit(&size, code->module_dots, code->width_dots);
    if (module_dots == 0)
        return refuse_width(code, &size, line, fault);
    code->modules = size.modules;
    code->module_dots = (uint8_t)module_dots;
    code->dots = (uint16_t)symbol_dots(&size, module_dots);
    if (code->symbol != DOCUMENT_QR)
        heighten(code);
    keep_quiet(code, &size);
    return DRV_OK;
}

unsigned layout_code_left_dots(const struct layout_code *code)
{
    return code->left_dots + (unsigned)(code->width_dots - code->dots) * code->align / 2;
}
