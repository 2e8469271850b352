/* SPDX-License-Identifier: MIT */
#include "escpos_symbol.h"

#include <string.h>

#include "code128.h"
#include "document_parts.h"

enum { GS = 0x1d, GS_K_CODE128 = 73 };

/* At power-on and after ESC @: TM-T88III specification, APG 10.01 p. 343 (TM-L90, TM-T88III). */
enum { BAR_HEIGHT_AT_POWER_ON = 162, BAR_WIDTH_AT_POWER_ON = 3 };

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

static void put_qr(const struct layout_code *code, struct bytes *out)
{
    const uint8_t model_2[] = {50, 0}, store[] = {48}, print[] = {48};
    const uint8_t module[] = {code->module_dots}, level[] = {level_number(code->level)};
    put_function(out, 65, model_2, sizeof model_2, NULL, 0);
    put_function(out, 67, module, sizeof module, NULL, 0);
    put_function(out, 69, level, sizeof level, NULL, 0);
    put_function(out, 80, store, sizeof store, code->data, code->length);
    put_function(out, 81, print, sizeof print, NULL, 0);
}

static void put_bar_setting(struct bytes *out, char name, uint8_t value)
{
    const uint8_t command[] = {GS, (uint8_t)name, value};
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

/* The count is known when the data stands; it is never over 2 * (CODE128_TEXT_MOST + 1). */
static void put_native_bars(const struct layout_code *code, const struct code128 *bars,
                            struct bytes *out)
{
    const uint8_t print[] = {GS, 'k', GS_K_CODE128, 0};
    put_bar_setting(out, 'h', code->height_dots);
    put_bar_setting(out, 'w', code->module_dots);
    put_bar_setting(out, 'H', 0);
    bytes_add(out, print, sizeof print);
    size_t start = out->length;
    put_values(bars, out);
    if (!out->failed)
        out->data[start - 1] = (uint8_t)(out->length - start);
    put_bar_setting(out, 'h', BAR_HEIGHT_AT_POWER_ON);
    put_bar_setting(out, 'w', BAR_WIDTH_AT_POWER_ON);
}

static void draw_row(const struct code128 *bars, unsigned module_dots, unsigned dots, uint8_t *row,
                     size_t stride)
{
    memset(row, 0, stride);
    for (unsigned x = 0; x < dots; x++)
        if (code128_is_black(bars, x / module_dots))
            row[x / 8] |= (uint8_t)(0x80 >> x % 8);
}

/*
 * No bar is less than two dots wide, so no byte of a row is DLE (one dot within white), with which
 * real-time commands begin that printers obey even within pictures.
 */
static void put_picture_of_bars(const struct layout_code *code, const struct code128 *bars,
                                struct bytes *out)
{
    unsigned dots = code->modules * code->module_dots;
    size_t stride = (dots + 7) / 8;
    const uint8_t head[] = {
        GS, 'v', '0', 0, (uint8_t)stride, (uint8_t)(stride >> 8), code->height_dots, 0};
    bytes_add(out, head, sizeof head);
    uint8_t *rows = bytes_grow(out, stride * code->height_dots);
    if (rows == NULL)
        return;
    draw_row(bars, code->module_dots, dots, rows, stride);
    for (unsigned y = 1; y < code->height_dots; y++)
        memcpy(rows + y * stride, rows, stride);
}

void escpos_put_symbol(const struct layout_code *code, bool native, struct bytes *out)
{
    struct code128 bars;
    if (code->symbol == DOCUMENT_QR)
        put_qr(code, out);
    else if (code128_encode(code->data, code->length, &bars))
        (native ? put_native_bars : put_picture_of_bars)(code, &bars, out);
}
