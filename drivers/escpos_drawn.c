/* SPDX-License-Identifier: MIT */
#include "escpos_drawn.h"

#include <string.h>

#include "bitmap.h"
#include "escpos.h"
#include "paper/paper.h"
#include "raster.h"

/* A printer that can say everything; its pages are those that the virtual printer has glyphs of. */
static const struct profile able = {
    .name = "dots",
    .maker = "",
    .model = "",
    .dpi = 203,
    .units_per_dot = 1,
    .pages = {{"CP858", 19, true, false},
              {"CP1252", 16, true, false},
              {"CP852", 18, false, false},
              {"CP437", 0, false, false},
              {"CP866", 17, false, false}},
    .commands = PROFILE_ESC_T | PROFILE_ESC_DOLLAR | PROFILE_ESC_3 | PROFILE_ESC_MINUS |
                PROFILE_GS_SIZE | PROFILE_GS_B | PROFILE_GS_AREA | PROFILE_GS_V0,
    .text = "",
};

static bool make_able(const struct profile *profile, unsigned dots, struct profile *out)
{
    *out = able;
    out->dots = profile->dots;
    out->columns = profile->columns;
    return dots == profile->dots || profile_set_width(out, dots);
}

static int encode(const struct profile *profile, const struct document *document, struct bytes *out,
                  struct drv_fault *fault)
{
    struct escpos *escpos;
    int status = escpos_open(profile, NULL, &escpos, fault);
    if (status != DRV_OK)
        return status;
    status = escpos_encode(escpos, document, ESCPOS_INSIDE, out, fault);
    if (status == DRV_OK && escpos_notice(escpos)[0] != '\0')
        status = drv_fail(fault, DRV_UNSUPPORTED, "%.200s", escpos_notice(escpos));
    escpos_close(escpos);
    return status;
}

/* Paper may be narrower than the head, within which ESC a would move what is not as wide. */
static unsigned head_dots(const struct profile *profile)
{
    const struct profile *model = profile_find(profile->name);
    return model != NULL && model->dots > profile->dots ? model->dots : profile->dots;
}

static int put_sheet(const struct profile *profile, const struct paper_sheet *sheet,
                     struct bytes *out, struct drv_fault *fault)
{
    struct bitmap whole;
    size_t stride = sheet->stride;
    if (!bitmap_new((uint16_t)head_dots(profile), (uint16_t)sheet->height_dots, &whole))
        return drv_fail(fault, DRV_MEMORY, "no memory for a slip of dots");
    for (uint32_t y = 0; y < sheet->height_dots; y++)
        memcpy(whole.rows + y * whole.stride, sheet->dots + y * stride, stride);
    raster_put_whole(profile, &whole, out);
    bitmap_free(&whole);
    return out->failed ? drv_fail(fault, DRV_MEMORY, "no memory for a slip of dots") : DRV_OK;
}

static int print(const struct profile *profile, const struct profile *drawn,
                 const struct bytes *slip, struct bytes *out, struct drv_fault *fault)
{
    struct paper *paper = NULL;
    int status = paper_print(slip->data, slip->length, drawn, &paper, fault);
    if (status == DRV_OK && paper_sheet_count(paper) > 0)
        status = put_sheet(profile, paper_sheet_at(paper, 0), out, fault);
    paper_free(paper);
    return status;
}

int escpos_drawn(const struct profile *profile, unsigned dots, const struct document *document,
                 struct bytes *out, struct drv_fault *fault)
{
    struct profile drawn;
    struct bytes slip = {0};
    size_t before = out->length;
    if (!raster_is_exact(profile))
        return drv_fail(fault, DRV_UNSUPPORTED, "\"%s\" prints pictures by ESC * alone",
                        profile->name);
    if (!make_able(profile, dots, &drawn))
        return drv_fail(fault, DRV_UNSUPPORTED, "\"%u\" dots are no line of text", dots);
    int status = encode(&drawn, document, &slip, fault);
    if (status == DRV_OK)
        status = print(profile, &drawn, &slip, out, fault);
    if (status != DRV_OK)
        out->length = before;
    bytes_free(&slip);
    return status;
}
