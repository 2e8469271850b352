/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "document_value.h"

int document_apply_text(struct document_reader *reader, struct value value)
{
    reader->format.wrap = !value_is(value, "nowrap");
    return DRV_OK;
}

static int border_of(struct value value)
{
    unsigned cells;
    if (value_is(value, "line"))
        return DOCUMENT_BORDER_LINE;
    if (value_is(value, "none"))
        return 0;
    return value_number(value, DOCUMENT_WIDTH_MOST, &cells) && cells <= 2 ? (int)cells : 1;
}

int document_apply_border(struct document_reader *reader, struct value value)
{
    int before = reader->format.border, after = border_of(value);
    reader->format.border = after;
    if (before >= 0 && after < 0)
        document_add_line(reader, DOCUMENT_BOX_BEGIN);
    if (before < 0 && after >= 0)
        document_add_line(reader, DOCUMENT_BOX_END);
    return DRV_OK;
}

static int width_of(struct value item)
{
    unsigned cells;
    if (value_is(item, "*"))
        return DOCUMENT_FILL;
    return value_number(item, DOCUMENT_WIDTH_MOST, &cells) ? (int)cells : 0;
}

int document_apply_width(struct document_reader *reader, struct value value)
{
    int16_t widths[DOCUMENT_COLUMNS_MOST] = {0};
    uint8_t count = 0;
    bool automatic = false;
    struct value list = value, item;
    while (value_next(&list, &item)) {
        if (count == DOCUMENT_COLUMNS_MOST)
            return drv_fail(reader->fault, DRV_LIMIT, "line %u: more than %d widths: \"%.*s\"",
                            reader->number, DOCUMENT_COLUMNS_MOST, (int)(value.end - value.start),
                            value.start);
        widths[count++] = (int16_t)width_of(item);
        automatic = automatic || value_is(item, "auto");
    }
    reader->format.width_count = automatic ? 0 : count;
    memcpy(reader->format.widths, widths, count * sizeof widths[0]);
    return DRV_OK;
}

int document_apply_align(struct document_reader *reader, struct value value)
{
    reader->format.align = value_is(value, "left") ? 0 : value_is(value, "right") ? 2 : 1;
    return DRV_OK;
}
