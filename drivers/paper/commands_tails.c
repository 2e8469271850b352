/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "commands_rows.h"

static size_t little_endian(const uint8_t *bytes, size_t size)
{
    size_t value = 0;
    for (size_t i = 0; i < size; i++)
        value |= (size_t)bytes[i] << (8 * i);
    return value;
}

static size_t whole_bytes(size_t dots)
{
    return (dots + 7) / 8;
}

size_t column_bytes(uint8_t mode)
{
    return mode >= 32 ? 3 : 1;
}

/* Ended by a byte. */

static size_t measure_to(uint8_t end, const uint8_t *tail, size_t available)
{
    const uint8_t *at = memchr(tail, end, available);
    return at == NULL ? MEASURE_CUT_OFF : (size_t)(at - tail) + 1;
}

static size_t measure_nul(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)fields;
    return measure_to(0, tail, available);
}

static size_t measure_rs(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)fields;
    return measure_to(0x1E, tail, available);
}

enum { NUMERALS = 5 };

/* GS C ; five numbers in digits, each with a semicolon behind it. */
static size_t measure_numerals(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)fields;
    int found = 0;
    for (size_t i = 0; i < available; i++) {
        if (tail[i] == ';' && ++found == NUMERALS)
            return i + 1;
        if (tail[i] != ';' && (tail[i] < '0' || tail[i] > '9'))
            return MEASURE_NONE;
    }
    return MEASURE_CUT_OFF;
}

/* Measured by fields. */

static size_t measure_counted(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return fields[1];
}

static size_t measure_raster(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return little_endian(fields + 1, 2) * little_endian(fields + 3, 2);
}

static size_t line_raster(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return little_endian(fields + 1, 2);
}

/* GS Q 0 m x y: x columns of y bytes. */
static size_t line_variable(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return little_endian(fields + 3, 2);
}

static size_t measure_columns(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return column_bytes(fields[0]) * little_endian(fields + 1, 2);
}

static size_t line_columns(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return column_bytes(fields[0]);
}

/* GS * x y: x times 8 columns of y bytes. */
static size_t measure_download(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return (size_t)fields[0] * fields[1] * 8;
}

static size_t line_download(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return fields[1];
}

/* FS 2 c1 c2: 24 columns of 24 dots. */
static size_t measure_kanji(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)fields;
    (void)tail;
    (void)available;
    return 72;
}

static size_t line_three(const uint8_t *fields, const uint8_t *item)
{
    (void)fields;
    (void)item;
    return 3;
}

/* FS g 1 m a1..a4 nL nH. */
static size_t measure_nv_memory(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return little_endian(fields + 5, 2);
}

/* Items. */

/* ESC & y c1 c2: for each character its width x, and x columns of y bytes. */
static size_t measure_characters(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    size_t at = 0;
    for (int code = fields[1]; code <= fields[2]; code++) {
        if (at >= available)
            return MEASURE_CUT_OFF;
        at += 1 + (size_t)tail[at] * fields[0];
    }
    return at;
}

static size_t line_characters(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return fields[0];
}

static size_t dots_characters(const uint8_t *fields, const uint8_t *item)
{
    return (size_t)item[0] * fields[0];
}

/* FS q n: n images, each x y, and x times 8 columns of y bytes. */
static size_t dots_nv_image(const uint8_t *fields, const uint8_t *item)
{
    (void)fields;
    return little_endian(item, 2) * little_endian(item + 2, 2) * 8;
}

static size_t measure_nv_images(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    size_t at = 0;
    for (int image = 0; image < fields[0]; image++) {
        if (at > available || available - at < 4)
            return MEASURE_CUT_OFF;
        at += 4 + dots_nv_image(fields, tail + at);
    }
    return at;
}

static size_t line_nv_image(const uint8_t *fields, const uint8_t *item)
{
    (void)fields;
    return little_endian(item + 2, 2);
}

/* GS ( L 112 m fn a bx by c x y: rows; 113: columns. */
static size_t line_graphics_rows(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return whole_bytes(little_endian(fields + 6, 2));
}

static size_t measure_graphics_rows(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return line_graphics_rows(fields, NULL) * little_endian(fields + 8, 2);
}

static size_t line_graphics_columns(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return whole_bytes(little_endian(fields + 8, 2));
}

static size_t measure_graphics_columns(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return line_graphics_columns(fields, NULL) * little_endian(fields + 6, 2);
}

/* GS ( L 67 and 83 m fn a kc1 kc2 b x y: b colours, each c and rows; 68 and 84: columns. */
static size_t dots_colour_rows(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return whole_bytes(little_endian(fields + 6, 2)) * little_endian(fields + 8, 2);
}

static size_t measure_colour_rows(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return fields[5] * (1 + dots_colour_rows(fields, NULL));
}

static size_t dots_colour_columns(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return whole_bytes(little_endian(fields + 8, 2)) * little_endian(fields + 6, 2);
}

static size_t measure_colour_columns(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return fields[5] * (1 + dots_colour_columns(fields, NULL));
}

/* GS ( E 8 y c1 c2: as ESC &, one field later. 9 x c1 c2: for each character y rows of x bytes. */
static size_t line_page(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return fields[1];
}

static size_t dots_page(const uint8_t *fields, const uint8_t *item)
{
    return (size_t)item[0] * fields[1];
}

enum { BITMAP_FIELDS = 7, BITMAP_HEADER = 62 };

/* GS D: a BMP file of one bit a dot, its header read as fields; it says how long it is. */
static size_t measure_bitmap(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    size_t file = little_endian(fields + BITMAP_FIELDS + 2, 4);
    return file < BITMAP_HEADER ? MEASURE_NONE : file - BITMAP_HEADER;
}

static size_t line_bitmap(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return (little_endian(fields + BITMAP_FIELDS + 18, 4) + 31) / 32 * 4;
}

/* Dialects. */

/* ESC Z version level size and a length of 2 bytes. */
static size_t measure_clone_qr(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return little_endian(fields + 3, 2);
}

/* GS k Q level size version mode and a length of 2 bytes. */
static size_t measure_bematech_qr(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return little_endian(fields + 5, 2);
}

/* ESC | 3 h w text n: n bytes. */
static size_t measure_diebold_counted(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return fields[4];
}

/* ESC | of other kinds: as many digits as the kind has, EAN-13 or the others' 12 and 8. */
static size_t measure_diebold_digits(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    size_t most = fields[0] == '0' ? 13 : fields[0] == '7' ? 12 : 8, count = 0;
    while (count < most && count < available && tail[count] >= '0' && tail[count] <= '9')
        count++;
    return count;
}

/* ESC 81h, a length that counts the two fields behind it. */
static size_t measure_daruma_qr(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    size_t length = little_endian(fields, 2);
    return length < 2 ? MEASURE_NONE : length - 2;
}

static size_t measure_daruma_setup(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)fields;
    (void)tail;
    (void)available;
    return 40;
}

/* ESC K n NUL: n columns of 8 dots. */
static size_t measure_star_columns(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return little_endian(fields, 2);
}

/* ESC X n: n columns of 24 dots. */
static size_t measure_star_long(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return 3 * little_endian(fields, 2);
}

/* ESC k n: 24 rows of n bytes. */
static size_t measure_star_rows(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return 24 * little_endian(fields, 2);
}

static size_t line_one(const uint8_t *fields, const uint8_t *item)
{
    (void)fields;
    (void)item;
    return 1;
}

/* DC2 * y x: y rows of x bytes. */
static size_t measure_clone_rows(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return (size_t)fields[1] * fields[2];
}

static size_t line_clone_rows(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return fields[2];
}

enum { CLONE_HEAD_BYTES = 48 };

/* DC2 V n: n rows of 384 dots. */
static size_t measure_clone_wide(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return CLONE_HEAD_BYTES * little_endian(fields + 1, 2);
}

static size_t line_clone_wide(const uint8_t *fields, const uint8_t *item)
{
    (void)fields;
    (void)item;
    return CLONE_HEAD_BYTES;
}

/* ESC GS x D n: n bytes; ESC GS y D 2 a m n: n bytes. */
static size_t measure_star_pdf417(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return little_endian(fields, 2);
}

static size_t measure_star_parts(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return little_endian(fields + 2, 2);
}

/* ESC GS y D 1 m n: n bytes. */
static size_t measure_star_qr(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return little_endian(fields + 1, 2);
}

/* Star's raster mode, b n: one row of n bytes. */
static size_t measure_raster_row(const uint8_t *fields, const uint8_t *tail, size_t available)
{
    (void)tail;
    (void)available;
    return little_endian(fields, 2);
}

static size_t line_raster_row(const uint8_t *fields, const uint8_t *item)
{
    (void)item;
    return little_endian(fields, 2);
}

static const struct command_field item_width[] = {BYTE("x"), {.name = ""}};
static const struct command_field item_height[] = {BYTE("y"), {.name = ""}};
static const struct command_field item_size[] = {WORD("x"), WORD("y"), {.name = ""}};
static const struct command_field item_colour[] = {BYTE("c", RANGES('1', '4')), {.name = ""}};
static const struct command_field item_pair[] = {BYTE("a"), BYTE("n"), {.name = ""}};
static const struct command_field item_value[] = {BYTE("a"), WORD("n"), {.name = ""}};
static const struct command_field item_switch[] = {BYTE("a"), KEY("bits", 8), {.name = ""}};
static const struct command_field item_setting[] = {BYTE("m"), BYTE("n"), {.name = ""}};

const struct command_tail tail_numbers = {.name = "parameters", .kind = TAIL_NUMBERS};
const struct command_tail tail_data = {.name = "data", .kind = TAIL_DATA};
const struct command_tail tail_data_nul = {
    .name = "data", .kind = TAIL_DATA, .end_bytes = 1, .end = 0, .measure = measure_nul};
const struct command_tail tail_data_rs = {
    .name = "data", .kind = TAIL_DATA, .end_bytes = 1, .end = 0x1E, .measure = measure_rs};
const struct command_tail tail_stops = {
    .name = "columns", .kind = TAIL_NUMBERS, .end_bytes = 1, .end = 0, .measure = measure_nul};
const struct command_tail tail_numerals = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_numerals};
const struct command_tail tail_counted = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_counted};
const struct command_tail tail_nv_memory = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_nv_memory};
const struct command_tail tail_clone_qr = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_clone_qr};
const struct command_tail tail_bematech_qr = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_bematech_qr};
const struct command_tail tail_diebold_counted = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_diebold_counted};
const struct command_tail tail_diebold_digits = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_diebold_digits};
const struct command_tail tail_daruma_qr = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_daruma_qr};
const struct command_tail tail_daruma_setup = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_daruma_setup};
const struct command_tail tail_star_qr = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_star_qr};
const struct command_tail tail_star_pdf417 = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_star_pdf417};
const struct command_tail tail_star_parts = {
    .name = "data", .kind = TAIL_DATA, .measure = measure_star_parts};

const struct command_tail tail_raster = {
    .name = "dots", .kind = TAIL_DOTS, .measure = measure_raster, .line_bytes = line_raster};
const struct command_tail tail_variable = {
    .name = "dots", .kind = TAIL_DOTS, .measure = measure_raster, .line_bytes = line_variable};
const struct command_tail tail_columns = {
    .name = "dots", .kind = TAIL_DOTS, .measure = measure_columns, .line_bytes = line_columns};
const struct command_tail tail_download = {
    .name = "dots", .kind = TAIL_DOTS, .measure = measure_download, .line_bytes = line_download};
const struct command_tail tail_kanji = {
    .name = "dots", .kind = TAIL_DOTS, .measure = measure_kanji, .line_bytes = line_three};
const struct command_tail tail_graphics_rows = {.name = "dots",
                                                .kind = TAIL_DOTS,
                                                .measure = measure_graphics_rows,
                                                .line_bytes = line_graphics_rows};
const struct command_tail tail_graphics_columns = {.name = "dots",
                                                   .kind = TAIL_DOTS,
                                                   .measure = measure_graphics_columns,
                                                   .line_bytes = line_graphics_columns};
const struct command_tail tail_bitmap = {
    .name = "dots", .kind = TAIL_DOTS, .measure = measure_bitmap, .line_bytes = line_bitmap};
const struct command_tail tail_star_columns = {
    .name = "dots", .kind = TAIL_DOTS, .measure = measure_star_columns, .line_bytes = line_one};
const struct command_tail tail_clone_rows = {.name = "dots",
                                             .kind = TAIL_DOTS,
                                             .measure = measure_clone_rows,
                                             .line_bytes = line_clone_rows};
const struct command_tail tail_clone_wide = {.name = "dots",
                                             .kind = TAIL_DOTS,
                                             .measure = measure_clone_wide,
                                             .line_bytes = line_clone_wide};
const struct command_tail tail_star_long = {
    .name = "dots", .kind = TAIL_DOTS, .measure = measure_star_long, .line_bytes = line_three};
const struct command_tail tail_star_rows = {
    .name = "dots", .kind = TAIL_DOTS, .measure = measure_star_rows, .line_bytes = line_raster_row};
const struct command_tail tail_raster_row = {.name = "dots",
                                             .kind = TAIL_DOTS,
                                             .measure = measure_raster_row,
                                             .line_bytes = line_raster_row};

const struct command_tail tail_characters = {.name = "characters",
                                             .kind = TAIL_ITEMS,
                                             .measure = measure_characters,
                                             .line_bytes = line_characters,
                                             .item = item_width,
                                             .item_dots = dots_characters};
const struct command_tail tail_page_columns = {.name = "characters",
                                               .kind = TAIL_ITEMS,
                                               .line_bytes = line_page,
                                               .item = item_width,
                                               .item_dots = dots_page};
const struct command_tail tail_page_rows = {.name = "characters",
                                            .kind = TAIL_ITEMS,
                                            .line_bytes = line_page,
                                            .item = item_height,
                                            .item_dots = dots_page};
const struct command_tail tail_nv_images = {.name = "images",
                                            .kind = TAIL_ITEMS,
                                            .measure = measure_nv_images,
                                            .line_bytes = line_nv_image,
                                            .item = item_size,
                                            .item_dots = dots_nv_image};
const struct command_tail tail_colour_rows = {.name = "colours",
                                              .kind = TAIL_ITEMS,
                                              .measure = measure_colour_rows,
                                              .line_bytes = line_graphics_rows,
                                              .item = item_colour,
                                              .item_dots = dots_colour_rows};
const struct command_tail tail_colour_columns = {.name = "colours",
                                                 .kind = TAIL_ITEMS,
                                                 .measure = measure_colour_columns,
                                                 .line_bytes = line_graphics_columns,
                                                 .item = item_colour,
                                                 .item_dots = dots_colour_columns};
const struct command_tail tail_pairs = {.name = "settings", .kind = TAIL_ITEMS, .item = item_pair};
const struct command_tail tail_values = {
    .name = "settings", .kind = TAIL_ITEMS, .item = item_value};
const struct command_tail tail_switches = {
    .name = "switches", .kind = TAIL_ITEMS, .item = item_switch};
const struct command_tail tail_settings = {
    .name = "settings", .kind = TAIL_ITEMS, .item = item_setting};
