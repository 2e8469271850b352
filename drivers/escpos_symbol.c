/* SPDX-License-Identifier: MIT */
#include "escpos_symbol.h"

#include <string.h>

#include "bitmap.h"
#include "code128.h"
#include "document_parts.h"
#include "layout_code.h"
#include "raster.h"
#include "symbol.h"
#include "symbol_data.h"

enum { ESC = 0x1b, GS = 0x1d, EOT = 4, ENQ = 5, DLE = 0x10, DC4 = 0x14 };
enum { QR_HEAD = 3 };

/* At power-on and after ESC @: TM-T88III specification, APG 10.01 p. 343 (TM-L90, TM-T88III). */
enum { BAR_HEIGHT_AT_POWER_ON = 162, BAR_WIDTH_AT_POWER_ON = 3 };
enum { NO_TEXT = 0, TEXT_BELOW = 2, FONT_A = 0 }; /* of GS H and GS f */

/*
 * m of GS k, function B: TM-T88III specification p. 149. Digits go without the check digit, which
 * every printer computes and some cannot be told.
 */
static const struct {
    uint16_t profile_code;
    uint8_t gs_k;
    uint8_t digits; /* 0: all of the data goes */
} natives[SYMBOL_KINDS] = {
    [SYMBOL_UPC_A] = {PROFILE_UPC_A, 65, 11},    [SYMBOL_UPC_E] = {PROFILE_UPC_E, 66, 11},
    [SYMBOL_EAN13] = {PROFILE_EAN13, 67, 12},    [SYMBOL_EAN8] = {PROFILE_EAN8, 68, 7},
    [SYMBOL_CODE39] = {PROFILE_CODE39, 69, 0},   [SYMBOL_ITF] = {PROFILE_ITF, 70, 0},
    [SYMBOL_CODABAR] = {PROFILE_CODABAR, 71, 0}, [SYMBOL_CODE93] = {PROFILE_CODE93, 72, 0},
    [SYMBOL_CODE128] = {PROFILE_CODE128, 73, 0}, [SYMBOL_QR] = {PROFILE_QR, 0, 0},
};

/* One function of GS ( k for QR codes (cn 49), its parameters and then its data. */
static void put_function(struct bytes *out, uint8_t function, const void *parameters, size_t count,
                         const void *data, size_t length)
{
    size_t size = 2 + count + length;
    const uint8_t head[] = {GS, '(', 'k', (uint8_t)size, (uint8_t)(size >> 8), 49, function};
    bytes_add(out, head, sizeof head);
    bytes_add(out, parameters, count);
    bytes_add(out, data, length);
}

static uint8_t level_number(char level)
{
    static const char levels[] = "lmqh";
    return (uint8_t)(48 + (strchr(levels, level) - levels));
}

static void put_qr(const struct layout_code *code, struct pen *pen)
{
    struct bytes *out = pen->out;
    const uint8_t model_2[] = {50, 0}, store[] = {48}, print[] = {48};
    const uint8_t module[] = {code->module_dots}, level[] = {level_number(code->level)};
    if (pen->place != ESCPOS_SLIP)
        put_function(out, 65, model_2, sizeof model_2, NULL, 0);
    put_function(out, 67, module, sizeof module, NULL, 0);
    put_function(out, 69, level, sizeof level, NULL, 0);
    put_function(out, 80, store, sizeof store, code->data, code->length);
    put_function(out, 81, print, sizeof print, NULL, 0);
}

static void put_setting(struct bytes *out, uint8_t prefix, char name, uint8_t value)
{
    const uint8_t command[] = {prefix, (uint8_t)name, value};
    bytes_add(out, command, sizeof command);
}

/* Values as GS k 73 takes them: sets by {B and {C, pairs of digits by their number. */
static void put_values(const struct code128 *bars, struct bytes *out)
{
    bool in_c = bars->values[0] == CODE128_START_C;
    bytes_add_text(out, in_c ? "{C" : "{B");
    for (unsigned i = 1; i < bars->count - 2u; i++) {
        uint8_t value = bars->values[i];
        bool change = value == (in_c ? CODE128_TO_B : CODE128_TO_C);
        if (change)
            in_c = !in_c;
        if (change)
            bytes_add_text(out, in_c ? "{C" : "{B");
        else if (!in_c && value + ' ' == '{')
            bytes_add_text(out, "{{");
        else
            bytes_add_byte(out, in_c ? value : (uint8_t)(value + ' '));
    }
}

/* Printable text is never in set A, and never over 2 * (SYMBOL_TEXT_MOST + 1) bytes. */
static void put_code128(const struct symbol_data *data, struct bytes *out)
{
    struct code128 bars;
    size_t start = out->length;
    bytes_add_byte(out, 0);
    if (code128_encode(data->text, data->length, &bars))
        put_values(&bars, out);
    if (!out->failed)
        out->data[start] = (uint8_t)(out->length - start - 1);
}

static void put_counted(const struct symbol_data *data, struct bytes *out)
{
    char upc_a[12];
    uint8_t digits = natives[data->kind].digits;
    const char *text = data->text;
    if (data->kind == SYMBOL_UPC_E) {
        symbol_expand_upc_e(data->text, upc_a);
        text = upc_a;
    }
    uint8_t length = digits != 0 ? digits : data->length;
    bytes_add_byte(out, length);
    bytes_add(out, text, length);
}

/* Their text is their data, whoever makes the printer; and a row is as high as the text. */
static bool puts_text(const struct layout_code *code, const struct symbol_data *data,
                      const struct profile *profile)
{
    bool digits =
        data->kind == SYMBOL_UPC_A || data->kind == SYMBOL_EAN13 || data->kind == SYMBOL_EAN8;
    return code->hri && digits && profile->commands & PROFILE_ESC_3;
}

static void put_bars(const struct layout_code *code, const struct symbol_data *data,
                     struct pen *pen)
{
    bool text = puts_text(code, data, pen->profile);
    struct bytes *out = pen->out;
    put_setting(out, GS, 'h', code->height_dots);
    put_setting(out, GS, 'w', code->module_dots);
    put_setting(out, GS, 'H', text ? TEXT_BELOW : NO_TEXT);
    if (text && pen->place != ESCPOS_SLIP)
        put_setting(out, GS, 'f', FONT_A);
    put_setting(out, GS, 'k', natives[data->kind].gs_k);
    (data->kind == SYMBOL_CODE128 ? put_code128 : put_counted)(data, out);
    if (pen->place == ESCPOS_SLIP)
        return;
    put_setting(out, GS, 'h', BAR_HEIGHT_AT_POWER_ON);
    put_setting(out, GS, 'w', BAR_WIDTH_AT_POWER_ON);
    if (text)
        put_setting(out, GS, 'H', NO_TEXT);
}

static bool is_whole(const struct layout_code *code, const struct profile *profile)
{
    return code->left_dots == 0 && code->width_dots == profile->dots;
}

static bool is_printable(const struct symbol_data *data)
{
    for (size_t i = 0; i < data->length; i++)
        if (data->text[i] < ' ' || data->text[i] == 0x7f)
            return false;
    return true;
}

/* Nor may the count make a DLE that stands before what completes a real-time command. */
static bool holds_no_command(const struct layout_code *code)
{
    size_t size = QR_HEAD + (size_t)code->length;
    uint8_t low = (uint8_t)size, high = (uint8_t)(size >> 8);
    bool begins = low == DLE && (high == EOT || high == ENQ || high == DC4);
    return !begins && memchr(code->data, DLE, code->length) == NULL;
}

/* Wide elements may be three times as wide as narrow ones, and not all makers say what theirs are.
 */
static bool bars_fit(const struct layout_code *code)
{
    struct symbol_size size;
    if (symbol_measure(code, &size, NULL) != DRV_OK || code->module_dots > size.module_most_dots)
        return false;
    unsigned quiet = (unsigned)size.quiet_left + size.quiet_right;
    unsigned most = (size.modules + 3u * size.wide + quiet) * code->module_dots;
    return size.wide == 0 || most <= code->width_dots;
}

static bool can_be_told(const struct layout_code *code, const struct symbol_data *data,
                        const struct profile *profile)
{
    if (data->kind == SYMBOL_QR)
        return code->module_dots <= profile->qr_module_most && holds_no_command(code);
    bool known_to_all = data->kind != SYMBOL_UPC_E || data->text[0] == '0';
    return known_to_all && is_printable(data) && bars_fit(code);
}

static bool can_be_placed(const struct layout_code *code, const struct pen *pen)
{
    bool placed = code->align == 0 || pen_knows_middle(pen);
    return pen->profile->commands & PROFILE_GS_AREA || (is_whole(code, pen->profile) && placed);
}

static bool is_native(const struct layout_code *code, const struct symbol_data *data,
                      const struct pen *pen)
{
    return pen->profile->codes & natives[data->kind].profile_code && can_be_placed(code, pen) &&
           can_be_told(code, data, pen->profile);
}

static void put_code(const struct layout_code *code, const struct symbol_data *data,
                     struct pen *pen)
{
    if (data->kind == SYMBOL_QR)
        put_qr(code, pen);
    else
        put_bars(code, data, pen);
}

/* A symbol is printed at the start of a line, so only area and alignment can place it. */
static void put_native(const struct layout_code *code, const struct symbol_data *data,
                       struct pen *pen)
{
    unsigned x_dots = layout_code_left_dots(code);
    int alignment = pen_alignment_of(pen, x_dots, code->dots);
    if (is_whole(code, pen->profile))
        alignment = code->align;
    if (alignment != PEN_CANNOT_PLACE) {
        pen_align(pen, alignment);
        put_code(code, data, pen);
        return;
    }
    pen_area(pen, code->left_dots, code->width_dots);
    pen_align(pen, code->align);
    put_code(code, data, pen);
    pen_area(pen, 0, pen->profile->dots);
}

static int put_drawn(const struct layout_code *code, struct pen *pen, struct drv_fault *fault)
{
    struct bitmap bitmap;
    int status = symbol_draw(code, &bitmap, fault);
    if (status != DRV_OK)
        return status;
    pen_align(pen, 0);
    raster_put_at(pen->profile, &bitmap, layout_code_left_dots(code), pen->out);
    bitmap_free(&bitmap);
    return DRV_OK;
}

int escpos_put_symbol(struct pen *pen, const struct layout_code *code, struct drv_fault *fault)
{
    struct symbol_data data;
    int status = symbol_data_read(code, &data, fault);
    if (status != DRV_OK)
        return status;
    if (!is_native(code, &data, pen))
        return put_drawn(code, pen, fault);
    put_native(code, &data, pen);
    return DRV_OK;
}

bool escpos_puts_text(const struct pen *pen, const struct layout_code *code)
{
    struct symbol_data data;
    return code->hri && symbol_data_read(code, &data, NULL) == DRV_OK &&
           puts_text(code, &data, pen->profile) && is_native(code, &data, pen);
}
