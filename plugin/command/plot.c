/* SPDX-License-Identifier: MIT */
#include "plot.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    COLUMNS = 66,
    ROWS = 10,
    MARGIN = 7, /* of "  100 %" */
    DOTS_WIDE = 2,
    DOTS_HIGH = 4,
    WIDTH_MOST = COLUMNS * DOTS_WIDE,
    HEIGHT_MOST = ROWS * DOTS_HIGH,
    AXIS_MARKS = 8,
};

/* Dots of the paper drawn on, from the upper left; a dot is a cell where there is no Braille. */
struct canvas {
    int width, height;
    char dots[HEIGHT_MOST][WIDTH_MOST]; /* 0, BOUND or LINE */
};
enum { BOUND = 1, LINE = 2 };

static int row_of(const struct canvas *canvas, double share)
{
    double inside = share < 0 ? 0 : share > 1 ? 1 : share;
    return (int)lround((1 - inside) * (canvas->height - 1));
}

static int32_t day_of(const struct canvas *canvas, const struct curve *curve, int column)
{
    int last = canvas->width > 1 ? canvas->width - 1 : 1;
    return (int32_t)((int64_t)curve->end_day * column / last);
}

static void draw_line(struct canvas *canvas, int column, int from, int to)
{
    int step = from < to ? 1 : -1;
    for (int row = from; row != to; row += step)
        canvas->dots[row][column] = LINE;
    canvas->dots[to][column] = LINE;
}

static void draw_bound(struct canvas *canvas, int column, double share)
{
    char *dot = &canvas->dots[row_of(canvas, share)][column];
    if (*dot == 0)
        *dot = BOUND;
}

static void draw(struct canvas *canvas, const struct curve *curve)
{
    int before = row_of(canvas, curve->points[0].share);
    for (int column = 0; column < canvas->width; column++) {
        const struct curve_point *point = curve_at(curve, day_of(canvas, curve, column));
        int row = row_of(canvas, point->share);
        draw_line(canvas, column, before, row);
        before = row;
    }
    for (int column = 0; column < canvas->width; column += DOTS_WIDE) {
        const struct curve_point *point = curve_at(curve, day_of(canvas, curve, column));
        draw_bound(canvas, column, point->low);
        draw_bound(canvas, column, point->high);
    }
}

static void print_braille(const struct canvas *canvas, int row, int column)
{
    static const unsigned char bits[DOTS_HIGH][DOTS_WIDE] = {
        {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    unsigned cell = 0;
    for (int y = 0; y < DOTS_HIGH; y++)
        for (int x = 0; x < DOTS_WIDE; x++)
            if (canvas->dots[row * DOTS_HIGH + y][column * DOTS_WIDE + x] != 0)
                cell |= bits[y][x];
    if (cell == 0)
        putchar(' ');
    else
        printf("%c%c%c", 0xE2, (int)(0xA0 | cell >> 6), (int)(0x80 | (cell & 0x3F)));
}

static void print_row(const struct canvas *canvas, int row, bool utf8)
{
    static const char ascii[] = {[0] = ' ', [BOUND] = '.', [LINE] = '*'};
    int percent = (ROWS - 1 - row) * 100 / (ROWS - 1);
    if (row == 0 || row == ROWS - 1)
        printf("%5d %% |", percent);
    else
        printf("%*s|", MARGIN, "");
    for (int column = 0; column < COLUMNS; column++) {
        if (utf8)
            print_braille(canvas, row, column);
        else
            putchar(ascii[(int)canvas->dots[row][column]]);
    }
    puts("");
}

/* Marks where the days are round, each with its number from there on. */
static void print_axis(const struct curve *curve)
{
    char marks[COLUMNS + 1], days[COLUMNS + 1], number[16];
    int32_t step = curve_axis_days(curve->end_day, AXIS_MARKS);
    memset(marks, '-', sizeof marks - 1);
    memset(days, ' ', sizeof days - 1);
    for (int64_t day = 0; day <= curve->end_day; day += step) {
        int column = (int)(day * (COLUMNS - 1) / curve->end_day);
        int length = snprintf(number, sizeof number, "%" PRId64, day);
        marks[column] = '+';
        if (column + length <= COLUMNS)
            memcpy(days + column, number, (size_t)length);
    }
    printf("%*s+%.*s\n%*s%.*s days\n", MARGIN, "", COLUMNS, marks, MARGIN + 1, "", COLUMNS - 1,
           days);
}

void plot_curve(const struct curve *curve, bool utf8)
{
    struct canvas canvas = {.width = utf8 ? WIDTH_MOST : COLUMNS,
                            .height = utf8 ? HEIGHT_MOST : ROWS};
    if (curve->count == 0 || curve->end_day < 1)
        return;
    draw(&canvas, curve);
    for (int row = 0; row < ROWS; row++)
        print_row(&canvas, row, utf8);
    print_axis(curve);
}

void plot_bar(double value, double most, bool utf8)
{
    /* U+258F is an eighth of a cell, U+2588 a whole one. */
    enum { EIGHTHS = 8, WHOLE = 0x88 };
    double part = most <= 0 || !(value > 0) ? 0 : value >= most ? 1 : value / most;
    int eighths = (int)lround(part * PLOT_BAR * EIGHTHS);
    if (!utf8)
        eighths = (int)lround(part * PLOT_BAR) * EIGHTHS;
    for (int i = 0; i < eighths / EIGHTHS; i++)
        printf("%s", utf8 ? "\xE2\x96\x88" : "#");
    if (eighths % EIGHTHS != 0)
        printf("\xE2\x96%c", WHOLE + EIGHTHS - eighths % EIGHTHS);
}
