/* SPDX-License-Identifier: MIT */
#include "bars.h"

#include <string.h>
#include <utf8proc.h>
#include <zint.h>

#include "../status.h"
#include "bars_parts.h"
#include "barcode.h"
#include "pages.h"

enum { ANY_LENGTH = 255, DIGIT_ELEMENTS = 4, GUARD_ELEMENTS = 3 };

void bars_free(struct bars *bars)
{
    bytes_free(&bars->said);
    bytes_free(&bars->text);
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_code39(uint8_t byte)
{
    return byte != 0 && strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%+-./*", byte) != NULL;
}

static bool is_codabar(uint8_t byte)
{
    return byte != 0 && strchr("0123456789ABCDabcd$+-./:", byte) != NULL;
}

static bool is_ascii(uint8_t byte)
{
    return byte < 0x80;
}

static bool is_byte(uint8_t byte)
{
    (void)byte;
    return true;
}

uint8_t bars_check_digit(const uint8_t *digits, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (unsigned)(digits[i] - '0') * ((count - i) % 2 == 1 ? 3 : 1);
    return (uint8_t)('0' + (10 - sum % 10) % 10);
}

/* Drawing. */

static int zint_status(int error)
{
    if (error < ZINT_ERROR)
        return DRV_OK;
    if (error == ZINT_ERROR_MEMORY)
        return DRV_MEMORY;
    return error == ZINT_ERROR_TOO_LONG ? DRV_LIMIT : DRV_INVALID;
}

/* zint keeps a row as bytes with the least significant bit leftmost. */
static void take_elements(const struct zint_symbol *zint, struct bars *out)
{
    bool black = true;
    out->count = 1;
    out->elements[0] = 0;
    for (int x = 0; x < zint->width; x++) {
        if ((zint->encoded_data[0][x >> 3] >> (x & 7) & 1) != black) {
            black = !black;
            out->elements[out->count++] = 0;
        }
        out->elements[out->count - 1]++;
    }
    /* Its Codabar ends with a gap. */
    if (!black)
        out->count--;
}

/* A length of 0 says to zint that the text ends with a NUL, which ours does not. */
int bars_by_zint(int symbology, int input_mode, const uint8_t *text, size_t length,
                 struct bars *out)
{
    if (length == 0)
        return DRV_INVALID;
    struct zint_symbol *zint = ZBarcode_Create();
    if (zint == NULL)
        return DRV_MEMORY;
    zint->symbology = symbology;
    zint->input_mode = input_mode;
    zint->show_hrt = 0;
    int status = zint_status(ZBarcode_Encode(zint, text, (int)length));
    if (status == DRV_OK && zint->rows != 1)
        status = DRV_LIMIT;
    if (status == DRV_OK)
        take_elements(zint, out);
    ZBarcode_Delete(zint);
    return status;
}

void bars_of_code128(const struct code128 *code, struct bars *out)
{
    bool black = true;
    out->count = 1;
    out->elements[0] = 0;
    for (unsigned x = 0; x < code128_modules(code); x++) {
        if (code128_is_black(code, x) != black) {
            black = !black;
            out->elements[out->count++] = 0;
        }
        out->elements[out->count - 1]++;
    }
}

static void say(struct bars *out, const uint8_t *data, size_t length)
{
    bytes_add(&out->said, data, length);
    bytes_add(&out->text, data, length);
}

/* The kinds of data. */

/* zint draws right check digits only; the same bars say the digit before the last of an EAN-8. */
static int patch_last_digit(uint8_t digit, struct bars *out)
{
    uint8_t text[] = "0000000";
    struct bars other = {.count = 0};
    text[6] = digit;
    int status = bars_by_zint(BARCODE_EANX, DATA_MODE, text, sizeof text - 1, &other);
    if (status != DRV_OK)
        return status;
    size_t from = other.count - GUARD_ELEMENTS - 2 * DIGIT_ELEMENTS;
    size_t to = out->count - GUARD_ELEMENTS - DIGIT_ELEMENTS;
    memcpy(out->elements + to, other.elements + from, DIGIT_ELEMENTS);
    return DRV_OK;
}

/* `digits` without its check digit, which stands behind it where length tells so. */
static int read_checked(int symbology, size_t digits, const uint8_t *data, size_t length,
                        struct bars *out)
{
    uint8_t check = bars_check_digit(data, digits);
    int status = bars_by_zint(symbology, DATA_MODE, data, digits, out);
    if (status == DRV_OK && length > digits && data[digits] != check)
        status = patch_last_digit(data[digits], out);
    say(out, data, digits);
    say(out, length > digits ? data + digits : &check, 1);
    return status;
}

static int read_upc_a(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    (void)taken;
    return read_checked(BARCODE_UPCA, 11, data, length, out);
}

static int read_ean13(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    (void)taken;
    return read_checked(BARCODE_EANX, 12, data, length, out);
}

static int read_ean8(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    (void)taken;
    return read_checked(BARCODE_EANX, 7, data, length, out);
}

static bool all_zero(const uint8_t *digits, size_t count)
{
    while (count > 0 && digits[count - 1] == '0')
        count--;
    return count == 0;
}

/* UPC-A with zeros left out: GS1 General Specifications, 5.2.2.4. */
static bool shorten(const uint8_t upc_a[11], uint8_t out[UPC_E_DIGITS])
{
    const uint8_t *maker = upc_a + 1, *item = upc_a + 6;
    memcpy(out, upc_a, UPC_E_DIGITS);
    if (maker[2] <= '2' && all_zero(maker + 3, 2) && all_zero(item, 2)) {
        memcpy(out + 3, item + 2, 3);
        out[6] = maker[2];
    } else if (all_zero(maker + 3, 2) && all_zero(item, 3)) {
        memcpy(out + 4, item + 3, 2);
        out[6] = '3';
    } else if (maker[4] == '0' && all_zero(item, 4)) {
        out[5] = item[4];
        out[6] = '4';
    } else if (all_zero(item, 4) && item[4] >= '5') {
        out[6] = item[4];
    } else {
        return false;
    }
    return true;
}

/* And with them put in again. */
static void lengthen(const uint8_t upc_e[UPC_E_DIGITS], uint8_t out[11])
{
    uint8_t last = upc_e[6];
    memset(out, '0', 11);
    memcpy(out, upc_e, last <= '2' ? 3 : 6);
    if (last <= '2') {
        out[3] = last;
        memcpy(out + 8, upc_e + 3, 3);
    } else if (last == '3') {
        out[4] = out[5] = '0';
        memcpy(out + 3, upc_e + 3, 1);
        memcpy(out + 9, upc_e + 4, 2);
    } else if (last == '4') {
        out[5] = '0';
        out[10] = upc_e[5];
    } else {
        out[10] = last;
    }
}

bool bars_to_upc_e(const uint8_t *data, size_t length, uint8_t out[UPC_E_DIGITS])
{
    if (length > 6 && data[0] != '0')
        return false;
    if (length >= 11)
        return shorten(data, out);
    out[0] = '0';
    memcpy(out + (length == 6), data, length == 6 ? 6 : UPC_E_DIGITS);
    return true;
}

static int read_upc_e(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    uint8_t digits[UPC_E_DIGITS], whole[11];
    (void)taken;
    if (!bars_to_upc_e(data, length, digits))
        return DRV_INVALID;
    lengthen(digits, whole);
    uint8_t check = bars_check_digit(whole, sizeof whole);
    bool has_check = length == 8 || length == 12;
    if (has_check && data[length - 1] != check)
        return DRV_INVALID;
    say(out, digits, sizeof digits);
    say(out, &check, 1);
    return bars_by_zint(BARCODE_UPCE, DATA_MODE, digits, sizeof digits, out);
}

/* Start and stop need not be sent; a star within ends the code. */
static int read_code39(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    const uint8_t *from = data + (data[0] == '*');
    const uint8_t *end = memchr(from, '*', (size_t)(data + length - from));
    size_t count = (size_t)((end != NULL ? end : data + length) - from);
    *taken = end != NULL ? (size_t)(end - data) + 1 : length;
    bytes_add(&out->said, from, count);
    bytes_add_byte(&out->text, '*');
    bytes_add(&out->text, from, count);
    bytes_add_byte(&out->text, '*');
    return bars_by_zint(BARCODE_CODE39, DATA_MODE, from, count, out);
}

static int read_itf(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    (void)taken;
    length -= length % 2;
    say(out, data, length);
    return bars_by_zint(BARCODE_C25INTER, DATA_MODE, data, length, out);
}

static int read_codabar(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    (void)taken;
    say(out, data, length);
    return bars_by_zint(BARCODE_CODABAR, DATA_MODE, data, length, out);
}

/* The text of a control character is a square and the letter of its pair in Code 93. */
static void add_code93_text(struct bytes *text, uint8_t byte)
{
    static const char letters[] = "UABCDEFGHIJKLMNOPQRSTUVWXYZABCDE";
    if (byte < ' ' || byte == 0x7F) {
        code_point_add(text, 0x25A0);
        bytes_add_byte(text, byte == 0x7F ? 'T' : (uint8_t)letters[byte]);
        return;
    }
    bytes_add_byte(text, byte);
}

static int read_code93(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    (void)taken;
    bytes_add(&out->said, data, length);
    code_point_add(&out->text, 0x25A1);
    for (size_t i = 0; i < length; i++)
        add_code93_text(&out->text, data[i]);
    code_point_add(&out->text, 0x25A1);
    return bars_by_zint(BARCODE_CODE93, DATA_MODE, data, length, out);
}

/* What cannot be printed is a blank. */
static void add_code128_text(struct bars *out)
{
    for (size_t i = 0; i < out->said.length; i++) {
        uint8_t byte = out->said.data[i];
        bool prints = byte >= ' ' && (byte < 0x7F || byte > 0x9F);
        code_point_add(&out->text, prints ? byte : ' ');
    }
}

static int read_code128(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    struct code128 code;
    (void)taken;
    if (!barcode_read(data, length, &code, &out->said))
        return DRV_INVALID;
    bars_of_code128(&code, out);
    add_code128_text(out);
    return DRV_OK;
}

static int read_code128_auto(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    (void)taken;
    bytes_add(&out->said, data, length);
    add_code128_text(out);
    return bars_by_zint(BARCODE_CODE128, DATA_MODE, data, length, out);
}

static int read_item(int symbology, const uint8_t *data, size_t length, struct bars *out)
{
    uint8_t check = bars_check_digit(data, length);
    bytes_add_text(&out->said, "01");
    bytes_add_text(&out->text, "(01)");
    say(out, data, length);
    say(out, &check, 1);
    return bars_by_zint(symbology, DATA_MODE, data, length, out);
}

static int read_databar(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    (void)taken;
    return read_item(BARCODE_DBAR_OMN, data, length, out);
}

static int read_databar_limited(const uint8_t *data, size_t length, struct bars *out, size_t *taken)
{
    if (data[0] <= '1')
        return read_item(BARCODE_DBAR_LTD, data, length, out);
    *taken = 1;
    return DRV_INVALID;
}

static const struct system {
    const char *name;
    uint8_t least, most; /* bytes */
    bool two_widths;
    bool (*takes)(uint8_t byte);
    int (*read)(const uint8_t *data, size_t length, struct bars *out, size_t *taken);
} systems[] = {
    [BARS_UPC_A] = {"UPC-A", 11, 12, false, is_digit, read_upc_a},
    [BARS_UPC_E] = {"UPC-E", 6, 12, false, is_digit, read_upc_e},
    [BARS_EAN13] = {"EAN-13", 12, 13, false, is_digit, read_ean13},
    [BARS_EAN8] = {"EAN-8", 7, 8, false, is_digit, read_ean8},
    [BARS_CODE39] = {"Code 39", 1, ANY_LENGTH, true, is_code39, read_code39},
    [BARS_ITF] = {"ITF", 2, ANY_LENGTH, true, is_digit, read_itf},
    [BARS_CODABAR] = {"Codabar", 2, ANY_LENGTH, true, is_codabar, read_codabar},
    [BARS_CODE93] = {"Code 93", 1, ANY_LENGTH, false, is_ascii, read_code93},
    [BARS_CODE128] = {"Code 128", 2, ANY_LENGTH, false, is_ascii, read_code128},
    [BARS_GS1_128] = {"GS1-128", 2, ANY_LENGTH, false, is_ascii, bars_gs1_128},
    [BARS_DATABAR] = {"GS1 DataBar", 13, 13, false, is_digit, read_databar},
    [BARS_DATABAR_TRUNCATED] = {"GS1 DataBar Truncated", 13, 13, false, is_digit, read_databar},
    [BARS_DATABAR_LIMITED] = {"GS1 DataBar Limited", 13, 13, false, is_digit, read_databar_limited},
    [BARS_DATABAR_EXPANDED] = {"GS1 DataBar Expanded", 2, ANY_LENGTH, false, is_ascii,
                               bars_databar_expanded},
    [BARS_CODE128_AUTO] = {"Code 128", 1, ANY_LENGTH, false, is_byte, read_code128_auto},
};

/* UPC-E is 6 to 8 digits, or UPC-A. */
bool bars_takes_length(enum bars_system system, size_t length)
{
    const struct system *row = &systems[system];
    bool gap = system == BARS_UPC_E && length > 8 && length < 11;
    return length >= row->least && length <= row->most && !gap;
}

int bars_read(enum bars_system system, const uint8_t *data, size_t length, struct bars *out,
              size_t *taken)
{
    const struct system *row = &systems[system];
    out->name = row->name;
    out->two_widths = row->two_widths;
    *taken = 0;
    if (!bars_takes_length(system, length))
        return DRV_INVALID;
    while (*taken < length)
        if (!row->takes(data[(*taken)++]))
            return DRV_INVALID;
    int status = row->read(data, length, out, taken);
    for (size_t i = 0; row->two_widths && i < out->count; i++)
        out->elements[i] = out->elements[i] > 1 ? 2 : 1;
    return out->said.failed || out->text.failed ? DRV_MEMORY : status;
}

unsigned bars_width_dots(const struct bars *bars, unsigned thin_dots, unsigned thick_dots)
{
    unsigned width = 0;
    for (size_t i = 0; i < bars->count; i++) {
        bool thick = bars->two_widths && bars->elements[i] > 1;
        width += thick ? thick_dots : bars->elements[i] * thin_dots;
    }
    return width;
}

size_t bars_data_most(enum bars_system system)
{
    return systems[system].most;
}
