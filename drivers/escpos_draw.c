/* SPDX-License-Identifier: MIT */
#include "escpos_draw.h"

#include "raster.h"

/* White below a row where the printer's own are higher: 30 dots at power-on on most models. */
enum { GAP_DOTS = 6 };

struct drawn {
    size_t row;
    size_t start, length; /* in drawing.bytes */
};

void drawing_begin(struct drawing *drawing)
{
    bytes_reset(&drawing->rows);
    bytes_reset(&drawing->bytes);
    drawing->next = 0;
    drawing->notice.text[0] = '\0';
}

bool drawing_is_possible(struct drawing *drawing)
{
    if (!drawing->asked)
        shaped_open(&drawing->shaped, &drawing->missing);
    drawing->asked = true;
    return drawing->shaped != NULL;
}

static void notice(struct drawing *drawing, unsigned line, const struct drv_fault *why)
{
    if (drawing->notice.text[0] == '\0')
        drv_fail(&drawing->notice, DRV_UNSUPPORTED, "line %u is not drawn: %.200s", line,
                 why->text);
}

static int keep(struct drawing *drawing, const struct profile *profile, size_t index,
                const struct bitmap *bitmap, struct drv_fault *fault)
{
    struct drawn drawn = {.row = index, .start = drawing->bytes.length};
    raster_put(profile, bitmap, &drawing->bytes);
    drawn.length = drawing->bytes.length - drawn.start;
    bytes_add(&drawing->rows, &drawn, sizeof drawn);
    if (drawing->bytes.failed || drawing->rows.failed)
        return drv_fail(fault, DRV_MEMORY, "no memory for a drawn row of \"%s\"", profile->name);
    return DRV_OK;
}

int drawing_add(struct drawing *drawing, const struct profile *profile, size_t index,
                const struct layout_row *row, const struct layout_piece *pieces,
                struct drv_fault *fault)
{
    struct bitmap bitmap;
    struct drv_fault why = {{0}};
    unsigned gap = profile->commands & PROFILE_ESC_3 ? 0 : GAP_DOTS;
    if (!drawing_is_possible(drawing)) {
        notice(drawing, row->number, &drawing->missing);
        return DRV_OK;
    }
    int status =
        shaped_row(drawing->shaped, pieces, row->piece_count, profile->dots, gap, &bitmap, &why);
    if (status == DRV_UNSUPPORTED)
        notice(drawing, row->number, &why);
    if (status != DRV_OK)
        return status == DRV_UNSUPPORTED ? DRV_OK : drv_fail(fault, status, "%s", why.text);
    status = keep(drawing, profile, index, &bitmap, fault);
    bitmap_free(&bitmap);
    return status;
}

void drawing_rewind(struct drawing *drawing)
{
    drawing->next = 0;
}

bool drawing_next(struct drawing *drawing, size_t index, const uint8_t **bytes, size_t *length)
{
    const struct drawn *rows = (const struct drawn *)drawing->rows.data;
    if (drawing->next == drawing->rows.length / sizeof *rows || rows[drawing->next].row != index)
        return false;
    const struct drawn *drawn = &rows[drawing->next++];
    *bytes = drawing->bytes.data + drawn->start;
    *length = drawn->length;
    return true;
}

void drawing_free(struct drawing *drawing)
{
    shaped_close(drawing->shaped);
    bytes_free(&drawing->rows);
    bytes_free(&drawing->bytes);
}
