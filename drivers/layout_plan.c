/* SPDX-License-Identifier: MIT */
#include "layout_plan.h"

#include <stdbool.h>

static bool is_boxed(const struct document_format *format)
{
    return format->border == DOCUMENT_BORDER_LINE;
}

static int width_at(const struct document_format *format, unsigned column)
{
    if (format->width_count == 0)
        return DOCUMENT_FILL;
    return column < format->width_count ? format->widths[column] : 0;
}

/* Every column takes at least one cell and its border. */
static unsigned columns_most(const struct document_format *format, unsigned paper)
{
    unsigned border = (unsigned)format->border;
    return is_boxed(format) ? (paper - 1) / 2 : (paper + border) / (border + 1);
}

static unsigned border_cells(const struct document_format *format, unsigned count)
{
    if (count == 0)
        return 0;
    return is_boxed(format) ? count + 1 : (count - 1) * (unsigned)format->border;
}

/* Takes a cell from the widest fixed column, of equals from the last. */
static void narrow_widest(int widths[], unsigned count)
{
    unsigned widest = count;
    for (unsigned i = 0; i < count; i++) {
        if (widths[i] > 0 && (widest == count || widths[i] >= widths[widest]))
            widest = i;
    }
    widths[widest]--;
}

/* Divides the paper; returns the cells that nothing takes. */
static unsigned divide(struct plan *plan, int widths[], int free_cells)
{
    int fills = 0, filled = 0;
    for (unsigned i = 0; i < plan->count; i++) {
        fills += widths[i] == DOCUMENT_FILL;
        free_cells -= widths[i] > 0 ? widths[i] : 0;
    }
    for (; fills > free_cells; free_cells++)
        narrow_widest(widths, plan->count);
    for (unsigned i = 0; i < plan->count; i++)
        plan->widths[i] = (uint16_t)widths[i];
    if (fills == 0)
        return (unsigned)free_cells;
    for (unsigned i = 0; i < plan->count; i++) {
        if (widths[i] == DOCUMENT_FILL)
            plan->widths[i] = (uint16_t)((free_cells + filled++) / fills);
    }
    return 0;
}

static void align(struct plan *plan, const struct document_format *format, unsigned paper,
                  unsigned unused)
{
    plan->left = unused * format->align / 2;
    plan->width = paper - unused;
}

void plan_text(struct plan *plan, const struct document_format *format, unsigned column_count,
               unsigned paper)
{
    int widths[DOCUMENT_COLUMNS_MOST];
    unsigned most = columns_most(format, paper);
    unsigned columns = column_count > format->width_count ? column_count : format->width_count;
    *plan = (struct plan){.border = is_boxed(format) ? 1 : (unsigned)format->border};
    for (unsigned i = 0; i < columns && plan->count < most; i++) {
        int width = width_at(format, i);
        if (width == 0)
            continue;
        widths[plan->count] = width;
        plan->columns[plan->count++] = (uint8_t)i;
    }
    int free_cells = (int)paper - (int)border_cells(format, plan->count);
    align(plan, format, paper, divide(plan, widths, free_cells));
}

static int block_width(const struct document_format *format)
{
    int sum = 0;
    unsigned count = 0;
    for (unsigned i = 0; i < format->width_count; i++) {
        if (format->widths[i] == DOCUMENT_FILL)
            return DOCUMENT_FILL;
        sum += format->widths[i];
        count += format->widths[i] > 0;
    }
    return format->width_count == 0 ? DOCUMENT_FILL : sum + (int)border_cells(format, count);
}

void plan_block(struct plan *plan, const struct document_format *format, unsigned paper)
{
    int width = block_width(format);
    *plan = (struct plan){.count = width != 0};
    align(plan, format, paper, divide(plan, &width, (int)paper));
}

void box_paint(uint8_t strokes[BOX_CELLS], const struct plan *plan, uint8_t upright)
{
    unsigned x = plan->left;
    for (unsigned i = 0; i < plan->count; i++) {
        strokes[x] |= BOX_RIGHT | upright;
        for (unsigned stop = x + plan->widths[i]; x < stop;)
            strokes[++x] |= BOX_LEVEL;
        strokes[++x] |= BOX_LEFT | upright;
    }
}

struct stroke_text {
    uint16_t codepoint;
    char text[4], ascii[2];
};

/* By strokes; a single stroke is drawn as the whole line. */
static const struct stroke_text stroke_texts[] = {
    {0x0020, " ", " "},      {0x2500, "\u2500", "-"}, {0x2500, "\u2500", "-"},
    {0x2500, "\u2500", "-"}, {0x2502, "\u2502", "|"}, {0x2518, "\u2518", "+"},
    {0x2514, "\u2514", "+"}, {0x2534, "\u2534", "+"}, {0x2502, "\u2502", "|"},
    {0x2510, "\u2510", "+"}, {0x250c, "\u250c", "+"}, {0x252c, "\u252c", "+"},
    {0x2502, "\u2502", "|"}, {0x2524, "\u2524", "+"}, {0x251c, "\u251c", "+"},
    {0x253c, "\u253c", "+"},
};

const char *box_text(uint8_t strokes, const struct text_page *page)
{
    const struct stroke_text *text = &stroke_texts[strokes];
    bool drawn = page != NULL && text_page_has(page, text->codepoint);
    return drawn ? text->text : text->ascii;
}
