/* SPDX-License-Identifier: MIT */
#include "page.h"

#include "font.h"

#include <stdlib.h>
#include <string.h>

struct page_note {
    struct paper_block place; /* on the page */
    size_t text, length;
    enum page_direction direction;
};

static bool runs_across(const struct page *page)
{
    return page->direction == PAGE_RIGHT || page->direction == PAGE_LEFT;
}

uint32_t page_line_dots(const struct page *page)
{
    return runs_across(page) ? page->area.width_dots : page->area.height_dots;
}

uint32_t page_depth_dots(const struct page *page)
{
    return runs_across(page) ? page->area.height_dots : page->area.width_dots;
}

void page_go_home(struct page *page)
{
    page->x_dots = 0;
    page->y_dots = PAGE_BASE_DOTS;
}

static int32_t most(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* Cuts off what lies outside of the area. False where nothing is left. */
static bool clip(const struct page *page, struct page_block *block, uint32_t *skipped_x)
{
    int32_t left = most(block->x_dots, 0), top = most(block->y_dots, 0);
    int32_t right =
        least(block->x_dots + (int32_t)block->width_dots, (int32_t)page_line_dots(page));
    int32_t foot =
        least(block->y_dots + (int32_t)block->height_dots, (int32_t)page_depth_dots(page));
    if (left >= right || top >= foot)
        return false;
    *skipped_x = (uint32_t)(left - block->x_dots);
    if (block->rows != NULL)
        block->rows += (size_t)(top - block->y_dots) * block->stride;
    block->x_dots = left;
    block->y_dots = top;
    block->width_dots = (uint32_t)(right - left);
    block->height_dots = (uint32_t)(foot - top);
    return true;
}

/* Where a dot of the direction lies on the page. */
static void turn_point(const struct page *page, int32_t x, int32_t y, int32_t *page_x,
                       int32_t *page_y)
{
    const struct page_area *area = &page->area;
    int32_t right = area->x_dots + area->width_dots - 1,
            foot = area->y_dots + area->height_dots - 1;
    switch (page->direction) {
    case PAGE_RIGHT:
        *page_x = area->x_dots + x;
        *page_y = area->y_dots + y;
        break;
    case PAGE_UP:
        *page_x = area->x_dots + y;
        *page_y = foot - x;
        break;
    case PAGE_LEFT:
        *page_x = right - x;
        *page_y = foot - y;
        break;
    case PAGE_DOWN:
        *page_x = right - y;
        *page_y = area->y_dots + x;
        break;
    }
}

/* The rectangle on the page that a clipped block covers. */
static struct paper_block covered(const struct page *page, const struct page_block *block)
{
    int32_t x[2], y[2];
    turn_point(page, block->x_dots, block->y_dots, &x[0], &y[0]);
    turn_point(page, block->x_dots + (int32_t)block->width_dots - 1,
               block->y_dots + (int32_t)block->height_dots - 1, &x[1], &y[1]);
    return (struct paper_block){.x_dots = (uint16_t)least(x[0], x[1]),
                                .y_dots = (uint32_t)least(y[0], y[1]),
                                .width_dots = (uint16_t)(abs(x[1] - x[0]) + 1),
                                .height_dots = (uint32_t)abs(y[1] - y[0]) + 1};
}

static bool have_rows(struct page *page, uint32_t rows)
{
    size_t wanted = rows * page->stride;
    if (wanted <= page->dots.length)
        return true;
    size_t length = wanted - page->dots.length;
    uint8_t *room = bytes_grow(&page->dots, length);
    if (room != NULL)
        memset(room, 0, length);
    return room != NULL;
}

static bool is_black(const struct page_block *block, uint32_t x, uint32_t y)
{
    return block->rows[y * block->stride + x / 8] >> (7 - x % 8) & 1;
}

static void put_turned(struct page *page, const struct page_block *block, uint32_t skipped_x)
{
    int32_t x, y;
    for (uint32_t down = 0; down < block->height_dots; down++)
        for (uint32_t right = 0; right < block->width_dots; right++)
            if (is_black(block, skipped_x + right, down)) {
                turn_point(page, block->x_dots + (int32_t)right, block->y_dots + (int32_t)down, &x,
                           &y);
                page->dots.data[(size_t)y * page->stride + (size_t)x / 8] |=
                    (uint8_t)(0x80 >> x % 8);
            }
}

static void put_upright(struct page *page, const struct page_block *block)
{
    size_t x = page->area.x_dots + (size_t)block->x_dots;
    uint8_t *row = page->dots.data + (page->area.y_dots + (size_t)block->y_dots) * page->stride;
    const uint8_t *from = block->rows;
    for (uint32_t y = 0; y < block->height_dots; y++, row += page->stride, from += block->stride)
        bits_or(row, x + block->width_dots, x, from, block->width_dots);
}

static void reach(struct page *page)
{
    uint32_t foot = (uint32_t)page->area.y_dots + page->area.height_dots;
    page->end_dots = page->end_dots > foot ? page->end_dots : foot;
}

bool page_put(struct page *page, const struct page_block *block)
{
    struct page_block shown = *block;
    uint32_t skipped_x;
    reach(page);
    if (!clip(page, &shown, &skipped_x))
        return true;
    struct paper_block place = covered(page, &shown);
    if (!have_rows(page, place.y_dots + place.height_dots))
        return false;
    if (page->direction == PAGE_RIGHT && skipped_x == 0)
        put_upright(page, &shown);
    else
        put_turned(page, &shown, skipped_x);
    return true;
}

static struct page_note *notes_of(const struct page *page, size_t *count)
{
    *count = page->notes.length / sizeof(struct page_note);
    return (struct page_note *)(void *)page->notes.data;
}

static bool add_note(struct page *page, struct paper_block place, const void *text, size_t length)
{
    struct page_note note = {place, page->text.length, length, page->direction};
    bytes_add(&page->text, text, length);
    bytes_add(&page->notes, &note, sizeof note);
    return !page->text.failed && !page->notes.failed;
}

/* Two rectangles side by side, as letters of one line are; *joined takes the one around both. */
static bool join(const struct page *page, const struct paper_block *a, const struct paper_block *b,
                 struct paper_block *joined)
{
    bool across = runs_across(page);
    *joined = *a;
    if (across ? a->y_dots != b->y_dots || a->height_dots != b->height_dots
               : a->x_dots != b->x_dots || a->width_dots != b->width_dots)
        return false;
    joined->x_dots = a->x_dots < b->x_dots ? a->x_dots : b->x_dots;
    joined->y_dots = a->y_dots < b->y_dots ? a->y_dots : b->y_dots;
    if (across)
        joined->width_dots = (uint16_t)(a->width_dots + b->width_dots);
    else
        joined->height_dots = a->height_dots + b->height_dots;
    return across
               ? a->x_dots + a->width_dots == b->x_dots || b->x_dots + b->width_dots == a->x_dots
               : a->y_dots + a->height_dots == b->y_dots || b->y_dots + b->height_dots == a->y_dots;
}

bool page_note_text(struct page *page, const struct page_block *block, const uint8_t *text,
                    size_t length)
{
    struct page_block shown = {.width_dots = block->width_dots,
                               .height_dots = block->height_dots,
                               .x_dots = block->x_dots,
                               .y_dots = block->y_dots};
    uint32_t skipped_x;
    size_t count;
    struct page_note *notes = notes_of(page, &count);
    struct paper_block joined;
    if (!clip(page, &shown, &skipped_x))
        return true;
    struct paper_block place = covered(page, &shown);
    struct page_note *last = count > 0 ? &notes[count - 1] : NULL;
    bool joins = last != NULL && last->place.module_dots == UINT16_MAX &&
                 last->direction == page->direction && join(page, &last->place, &place, &joined);
    place.module_dots = UINT16_MAX;
    if (!joins)
        return add_note(page, place, text, length);
    last->place = joined;
    last->length += length;
    bytes_add(&page->text, text, length);
    return !page->text.failed;
}

bool page_note_picture(struct page *page, const struct page_block *block, uint16_t module_dots,
                       const char *text)
{
    struct page_block shown = *block;
    uint32_t skipped_x;
    if (!clip(page, &shown, &skipped_x))
        return true;
    struct paper_block place = covered(page, &shown);
    place.module_dots = module_dots;
    return add_note(page, place, text, strlen(text) + 1);
}

static bool overlaps(const struct page_area *area, const struct paper_block *place)
{
    return place->x_dots < area->x_dots + area->width_dots &&
           area->x_dots < place->x_dots + place->width_dots &&
           place->y_dots < (uint32_t)area->y_dots + area->height_dots &&
           area->y_dots < place->y_dots + place->height_dots;
}

static void clear_row(uint8_t *row, unsigned x, unsigned end)
{
    uint8_t left = (uint8_t) ~(0xFFU >> x % 8), right = (uint8_t)(0xFFU >> end % 8);
    if (x / 8 == end / 8) {
        row[x / 8] &= left | right;
        return;
    }
    row[x / 8] &= left;
    memset(row + x / 8 + 1, 0, end / 8 - x / 8 - 1);
    if (end % 8 != 0)
        row[end / 8] &= right;
}

uint32_t page_clear_area(struct page *page)
{
    const struct page_area *area = &page->area;
    size_t count, kept = 0, y = area->y_dots, foot = y + area->height_dots;
    size_t rows = page->stride == 0 ? 0 : page->dots.length / page->stride;
    struct page_note *notes = notes_of(page, &count);
    for (foot = foot < rows ? foot : rows; y < foot; y++)
        clear_row(page->dots.data + y * page->stride, area->x_dots,
                  (unsigned)area->x_dots + area->width_dots);
    for (size_t i = 0; i < count; i++)
        if (!overlaps(area, &notes[i].place))
            notes[kept++] = notes[i];
    page->notes.length = kept * sizeof *notes;
    return foot > area->y_dots ? (uint32_t)(foot - area->y_dots) : 0;
}

void page_clear(struct page *page)
{
    bytes_reset(&page->dots);
    bytes_reset(&page->notes);
    bytes_reset(&page->text);
    page->end_dots = 0;
}

bool page_is_empty(const struct page *page)
{
    return page->end_dots == 0;
}

static int compare_notes(const void *left, const void *right)
{
    const struct paper_block *a = &((const struct page_note *)left)->place;
    const struct paper_block *b = &((const struct page_note *)right)->place;
    if (a->y_dots != b->y_dots)
        return a->y_dots < b->y_dots ? -1 : 1;
    return (a->x_dots > b->x_dots) - (a->x_dots < b->x_dots);
}

static bool is_text(const struct page_note *note)
{
    return note->place.module_dots == UINT16_MAX;
}

static size_t characters(const struct bytes *text)
{
    size_t count = 0;
    for (size_t i = 0; i < text->length; i++)
        count += (text->data[i] & 0xC0) != 0x80;
    return count;
}

/* The texts that begin in one row, each in its column; returns how many notes that were. */
static size_t say_line(const struct page *page, const struct page_note *notes, size_t count,
                       struct roll *roll, uint32_t top)
{
    struct bytes line = {0};
    size_t said = 0;
    uint32_t height = 0;
    for (;
         said < count && is_text(&notes[said]) && notes[said].place.y_dots == notes[0].place.y_dots;
         said++) {
        const struct page_note *note = &notes[said];
        size_t column = note->place.x_dots / font_width_dots(FONT_A), at = characters(&line);
        if (at > 0 && at >= column)
            column = at + 1;
        for (; at < column; at++)
            bytes_add_byte(&line, ' ');
        bytes_add(&line, page->text.data + note->text, note->length);
        height = note->place.height_dots > height ? note->place.height_dots : height;
    }
    roll_add_text(roll, 0, line.data, line.length, top + notes[0].place.y_dots, height);
    roll->text.failed |= line.failed;
    bytes_free(&line);
    return said;
}

static void say_notes(const struct page *page, struct roll *roll, uint32_t top)
{
    size_t count, said;
    struct page_note *notes = notes_of(page, &count);
    if (count > 0)
        qsort(notes, count, sizeof *notes, compare_notes);
    for (size_t i = 0; i < count; i += said) {
        said = 1;
        if (is_text(&notes[i])) {
            said = say_line(page, &notes[i], count - i, roll, top);
            continue;
        }
        struct paper_block place = notes[i].place;
        place.y_dots += top;
        roll_add_picture(roll, place, (const char *)page->text.data + notes[i].text);
    }
}

int page_print(struct page *page, struct roll *roll)
{
    uint32_t top = roll->height_dots;
    uint8_t *rows;
    if (page->end_dots == 0)
        return DRV_OK;
    int status = roll_add_rows(roll, page->end_dots, &rows);
    if (status != DRV_OK)
        return status;
    size_t length = page->end_dots * page->stride;
    if (page->dots.length > 0)
        memcpy(rows, page->dots.data, page->dots.length < length ? page->dots.length : length);
    say_notes(page, roll, top);
    return DRV_OK;
}

void page_free(struct page *page)
{
    bytes_free(&page->dots);
    bytes_free(&page->notes);
    bytes_free(&page->text);
}
