/* SPDX-License-Identifier: MIT */
/*
 * What the tables of commands are written with; for commands*.c. Tables are sorted by prefix, byte
 * by byte, and no prefix begins another one (test_commands holds that), so that a row is found by
 * bisection.
 */
#ifndef COMEBACK_DRIVERS_PAPER_COMMANDS_ROWS_H
#define COMEBACK_DRIVERS_PAPER_COMMANDS_ROWS_H

#include "commands.h"

#define DLE "\x10"
#define ESC "\x1b"
#define FS  "\x1c"
#define GS  "\x1d"
#define RS  "\x1e"
#define US  "\x1f"

#define PREFIX(text) .prefix = (text), .prefix_length = sizeof(text) - 1
#define FIELDS(...)                                                                                \
    .fields = (const struct command_field[])                                                       \
    {                                                                                              \
        __VA_ARGS__,                                                                               \
        {                                                                                          \
            .name = ""                                                                             \
        }                                                                                          \
    }
#define BYTE(...)                                                                                  \
    {                                                                                              \
        FIELD_OF(1, __VA_ARGS__)                                                                   \
    }
#define WORD(...)                                                                                  \
    {                                                                                              \
        FIELD_OF(2, __VA_ARGS__)                                                                   \
    }
#define LONG(...)                                                                                  \
    {                                                                                              \
        FIELD_OF(4, __VA_ARGS__)                                                                   \
    }
#define FIELD_OF(bytes, label, ...) .name = (label), .size = (bytes), __VA_ARGS__
#define KEY(label, letters)                                                                        \
    {                                                                                              \
        .name = (label), .size = (letters), .kind = FIELD_KEY                                      \
    }

/* Values of a byte that are defined, by pairs of the least and the most. Many commands take n or
   its digit. */
#define RANGES(...)       .ranges = sizeof((const uint8_t[]){__VA_ARGS__}) / 2, .range = {__VA_ARGS__}
#define IS(value)         RANGES(value, value)
#define DIGITS(low, high) RANGES(low, high, (low) + '0', (high) + '0')

struct command_table {
    const struct command *rows;
    size_t count;
};

/* Epson's controls, DLE, ESC and FS; Epson's GS; everybody else's. */
extern const struct command_table commands_epson, commands_gs, commands_dialects;

extern const struct command_tail tail_numbers, tail_data, tail_data_nul, tail_data_rs, tail_stops,
    tail_numerals, tail_counted, tail_raster, tail_variable, tail_columns, tail_download,
    tail_characters, tail_nv_images, tail_kanji, tail_nv_memory, tail_graphics_rows,
    tail_graphics_columns, tail_colour_rows, tail_colour_columns, tail_bitmap, tail_pairs,
    tail_values, tail_switches, tail_page_columns, tail_page_rows, tail_settings, tail_clone_qr,
    tail_bematech_qr, tail_star_columns, tail_star_rows, tail_star_long, tail_star_qr,
    tail_daruma_qr, tail_daruma_setup, tail_diebold_counted, tail_diebold_digits, tail_raster_row,
    tail_star_pdf417, tail_star_parts, tail_clone_rows, tail_clone_wide;

#endif
