/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "paper_sheet.h"

struct profile sheet_profile(uint16_t dots)
{
    return (struct profile){.name = "test",
                            .dots = dots,
                            .dpi = dots == 512 ? 180 : 203,
                            .columns = (uint8_t)(dots / 12),
                            .commands = PROFILE_ESC_T,
                            .pages = {{.name = "CP437", .number = 0},
                                      {.name = "KATAKANA", .number = 1},
                                      {.name = "CP858", .number = 19},
                                      {.name = "CP1252", .number = 16}}};
}

struct paper *sheet_print(uint16_t dots, const void *bytes, size_t length)
{
    struct profile profile = sheet_profile(dots);
    struct paper *paper = NULL;
    struct drv_fault fault = {""};
    if (paper_print(bytes, length, &profile, &paper, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    return paper;
}

const struct paper_sheet *sheet_first(const struct paper *paper)
{
    const struct paper_sheet *sheet = paper_sheet_at(paper, 0);
    assert_non_null(sheet);
    return sheet;
}

bool sheet_is_black(const struct paper_sheet *sheet, unsigned x, unsigned y)
{
    return sheet->dots[y * sheet->stride + x / 8] >> (7 - x % 8) & 1;
}

size_t sheet_count_black(const struct paper_sheet *sheet)
{
    size_t black = 0;
    for (unsigned y = 0; y < sheet->height_dots; y++)
        for (unsigned x = 0; x < sheet->width_dots; x++)
            black += sheet_is_black(sheet, x, y);
    return black;
}

void picture_of_letter(char letter, bool font_b, struct picture *out)
{
    char job[] = {0x1b, 'M', (char)font_b, letter, '\n'};
    struct paper *paper = sheet_print(384, job, sizeof job);
    const struct paper_sheet *sheet = sheet_first(paper);
    *out = (struct picture){.width = font_b ? 9 : 12, .height = font_b ? 17 : 24};
    for (unsigned y = 0; y < out->height; y++)
        for (unsigned x = 0; x < out->width; x++)
            out->black[y][x] = sheet_is_black(sheet, x, y);
    paper_free(paper);
}

void picture_enlarge(struct picture *picture, unsigned wide, unsigned high)
{
    static struct picture large;
    large = (struct picture){.width = picture->width * wide, .height = picture->height * high};
    for (unsigned y = 0; y < large.height; y++)
        for (unsigned x = 0; x < large.width; x++)
            large.black[y][x] = picture->black[y / high][x / wide];
    *picture = large;
}

void picture_turn_clockwise(struct picture *picture)
{
    static struct picture turned;
    turned = (struct picture){.width = picture->height, .height = picture->width};
    for (unsigned y = 0; y < turned.height; y++)
        for (unsigned x = 0; x < turned.width; x++)
            turned.black[y][x] = picture->black[picture->height - 1 - x][y];
    *picture = turned;
}

static void grow(struct picture *picture, unsigned width, unsigned height)
{
    assert_true(width <= PICTURE_MAX_DOTS && height <= PICTURE_MAX_DOTS);
    picture->width = picture->width > width ? picture->width : width;
    picture->height = picture->height > height ? picture->height : height;
}

void picture_fill(struct picture *picture, unsigned x, unsigned y, unsigned width, unsigned height)
{
    grow(picture, x + width, y + height);
    for (unsigned row = y; row < y + height; row++)
        for (unsigned column = x; column < x + width; column++)
            picture->black[row][column] = true;
}

void picture_invert(struct picture *picture)
{
    for (unsigned y = 0; y < picture->height; y++)
        for (unsigned x = 0; x < picture->width; x++)
            picture->black[y][x] = !picture->black[y][x];
}

void picture_lay(struct picture *picture, unsigned x, unsigned y, const struct picture *over_it)
{
    static struct picture copy;
    const struct picture *over = &copy;
    copy = *over_it; /* which may be the same picture */
    grow(picture, x + over->width, y + over->height);
    for (unsigned row = 0; row < over->height; row++)
        for (unsigned column = 0; column < over->width; column++)
            picture->black[y + row][x + column] |= over->black[row][column];
}

void sheet_check_only(const struct paper_sheet *sheet, unsigned x, unsigned y,
                      const struct picture *picture)
{
    for (unsigned row = 0; row < sheet->height_dots; row++)
        for (unsigned column = 0; column < sheet->width_dots; column++) {
            bool inside =
                row >= y && row < y + picture->height && column >= x && column < x + picture->width;
            bool wanted = inside && picture->black[row - y][column - x];
            if (sheet_is_black(sheet, column, row) != wanted)
                fail_msg("dot %u, %u is not %s", column, row, wanted ? "black" : "white");
        }
    assert_true(y + picture->height <= sheet->height_dots);
}
