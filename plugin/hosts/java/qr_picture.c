/* SPDX-License-Identifier: MIT */
#include "qr_picture.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "../../../drivers/document_parts.h"
#include "../../../drivers/layout.h"
#include "../../../drivers/qr.h"
#include "../../../drivers/symbol.h"

enum { TEXT_MOST = 100, MODULE_LEAST_DOTS = 2, MODULE_MOST_DOTS = 16, WHITE = 0xFF };

/* A byte a dot, the quiet zone around it; NULL where memory is out. */
static uint8_t *grey_of(const struct bitmap *symbol, unsigned quiet_dots, unsigned side_dots)
{
    uint8_t *grey = malloc((size_t)side_dots * side_dots);
    if (grey == NULL)
        return NULL;
    memset(grey, WHITE, (size_t)side_dots * side_dots);
    for (unsigned y = 0; y < symbol->height_dots; y++)
        for (unsigned x = 0; x < symbol->width_dots; x++)
            if (bitmap_is_black(symbol, x, y))
                grey[(size_t)(y + quiet_dots) * side_dots + x + quiet_dots] = 0;
    return grey;
}

static bool add_png(const uint8_t *grey, unsigned side_dots, struct bytes *out)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = side_dots,
                       .height = side_dots,
                       .format = PNG_FORMAT_GRAY};
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    uint8_t *png = malloc(size);
    bool made = png != NULL && png_image_write_to_memory(&image, png, &size, 0, grey, 0, NULL) != 0;
    if (made)
        bytes_add(out, png, size);
    png_image_free(&image);
    free(png);
    return made && !out->failed;
}

bool qr_picture(const char *text, int module_dots, struct bytes *out)
{
    struct bitmap symbol;
    struct drv_fault fault;
    size_t length = strlen(text);
    if (length == 0 || length > TEXT_MOST || module_dots < MODULE_LEAST_DOTS ||
        module_dots > MODULE_MOST_DOTS)
        return false;
    const struct layout_code code = {.data = text,
                                     .length = length,
                                     .symbol = DOCUMENT_QR,
                                     .level = 'm',
                                     .module_dots = (uint8_t)module_dots};
    if (symbol_draw(&code, &symbol, &fault) != DRV_OK)
        return false;
    unsigned quiet_dots = QR_QUIET_MODULES * (unsigned)module_dots;
    unsigned side_dots = symbol.width_dots + 2 * quiet_dots;
    uint8_t *grey = grey_of(&symbol, quiet_dots, side_dots);
    bool made = grey != NULL && add_png(grey, side_dots, out);
    free(grey);
    bitmap_free(&symbol);
    return made;
}
