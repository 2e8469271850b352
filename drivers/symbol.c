/* SPDX-License-Identifier: MIT */
#include "symbol.h"

#include <string.h>
#include <zint.h>

/* Digits, the densest that a QR code of version 40 holds. */
enum { QR_MAX_BYTES = 7089 };

/* zint keeps a row as bytes with the least significant bit leftmost. */
static bool zint_is_black(const struct zint_symbol *zint, int x, int y)
{
    return zint->encoded_data[y][x >> 3] >> (x & 7) & 1;
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

static int encode(struct zint_symbol *zint, const uint8_t *data, size_t length,
                  struct drv_fault *fault)
{
    int error = ZBarcode_Encode(zint, data, (int)length);
    if (error >= ZINT_ERROR || zint->width != zint->rows || zint->width > SYMBOL_MAX_MODULES)
        return drv_fail(fault, error == ZINT_ERROR_MEMORY ? DRV_MEMORY : DRV_LIMIT,
                        "\"%zu\" bytes do not fit a QR code: %s", length, zint->errtxt);
    return DRV_OK;
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
    zint->symbology = BARCODE_QRCODE;
    zint->input_mode = DATA_MODE;
    zint->option_1 = (int)level + 1;
    int status = encode(zint, data, length, fault);
    if (status == DRV_OK)
        copy_modules(zint, out);
    ZBarcode_Delete(zint);
    return status;
}

bool symbol_is_black(const struct symbol *symbol, unsigned x, unsigned y)
{
    return symbol->rows[y][x >> 3] >> (7 - (x & 7)) & 1;
}
