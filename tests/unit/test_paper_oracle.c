/* SPDX-License-Identifier: MIT */
/*
 * Random streams in standard and page mode, printed by drivers/paper and by an interpreter that
 * knows nothing of it (paper_oracle.py, which says what it writes): each sheet, row and dot.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/paper.h"

enum { STREAMS = 2000, MOST_BYTES = 1 << 24 };

struct stream {
    uint16_t dots, dpi;
    uint8_t blade_lines;
    uint8_t *bytes;
    uint32_t length;
};

static void read_whole(FILE *oracle, void *to, size_t length)
{
    assert_int_equal(fread(to, 1, length, oracle), length);
}

static uint32_t read_number(FILE *oracle, size_t bytes)
{
    uint8_t at[4] = {0};
    read_whole(oracle, at, bytes);
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint8_t *read_bytes(FILE *oracle, uint32_t length)
{
    assert_true(length <= MOST_BYTES);
    uint8_t *bytes = malloc(length + 1);
    assert_non_null(bytes);
    read_whole(oracle, bytes, length);
    return bytes;
}

static struct stream read_stream(FILE *oracle)
{
    struct stream stream = {.dots = (uint16_t)read_number(oracle, 2),
                            .dpi = (uint16_t)read_number(oracle, 2),
                            .blade_lines = (uint8_t)read_number(oracle, 1),
                            .length = read_number(oracle, 4)};
    stream.bytes = read_bytes(oracle, stream.length);
    return stream;
}

static struct paper *print(const struct stream *stream)
{
    struct profile profile = {.name = "oracle",
                              .dots = stream->dots,
                              .dpi = stream->dpi,
                              .cut = PROFILE_CUT_GS_V,
                              .blade_lines = stream->blade_lines};
    struct paper *paper = NULL;
    struct drv_fault fault = {""};
    if (paper_print(stream->bytes, stream->length, &profile, &paper, &fault) != DRV_OK)
        fail_msg("%s", fault.text);
    return paper;
}

/* The first row that is not as expected; the sheet's height where each is. */
static uint32_t first_difference(const struct paper_sheet *sheet, const uint8_t *rows,
                                 uint32_t count)
{
    uint32_t y = 0;
    while (y < count && y < sheet->height_dots &&
           memcmp(sheet->dots + y * sheet->stride, rows + y * sheet->stride, sheet->stride) == 0)
        y++;
    return y;
}

static void compare_sheet(FILE *oracle, const struct paper_sheet *sheet, unsigned seed,
                          unsigned index)
{
    bool cut = read_number(oracle, 1);
    uint32_t height = read_number(oracle, 4);
    uint8_t *rows = read_bytes(oracle, (uint32_t)(height * sheet->stride));
    uint32_t same = first_difference(sheet, rows, height);
    if (same < height || height != sheet->height_dots || cut != sheet->cut)
        fail_msg("paper_oracle.py %u 1: sheet %u differs from row %u on; %u rows%s, expected %u%s",
                 seed, index, same, sheet->height_dots, sheet->cut ? ", cut" : "", height,
                 cut ? ", cut" : "");
    free(rows);
}

static void compare_stream(FILE *oracle, unsigned seed)
{
    struct stream stream = read_stream(oracle);
    struct paper *paper = print(&stream);
    uint32_t sheets = read_number(oracle, 4);
    if (paper_sheet_count(paper) != sheets)
        fail_msg("paper_oracle.py %u 1: %zu sheets, expected %u", seed, paper_sheet_count(paper),
                 sheets);
    for (unsigned i = 0; i < sheets; i++)
        compare_sheet(oracle, paper_sheet_at(paper, i), seed, i);
    paper_free(paper);
    free(stream.bytes);
}

/* COMEBACK_ORACLE_FIRST and _COUNT try others. */
static unsigned setting(const char *name, unsigned normally)
{
    const char *text = getenv(name);
    return text == NULL ? normally : (unsigned)strtoul(text, NULL, 10);
}

static void random_streams_leave_the_same_dots_as_by_another_interpreter(void **state)
{
    char command[100];
    unsigned first = setting("COMEBACK_ORACLE_FIRST", 1);
    unsigned count = setting("COMEBACK_ORACLE_COUNT", STREAMS);
    (void)state;
    snprintf(command, sizeof command, "/usr/bin/python3 -B tests/unit/paper_oracle.py %u %u", first,
             count);
    FILE *oracle = popen(command, "r");
    assert_non_null(oracle);
    for (unsigned i = 0; i < count; i++)
        compare_stream(oracle, first + i);
    assert_int_equal(fgetc(oracle), EOF);
    assert_int_equal(pclose(oracle), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_streams_leave_the_same_dots_as_by_another_interpreter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
