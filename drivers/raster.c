/* SPDX-License-Identifier: MIT */
#include "raster.h"

#include <string.h>

enum { ESC = 0x1b, GS = 0x1d, DLE = 0x10, EOT = 0x04, ENQ = 0x05, DC4 = 0x14, LF = 0x0a };

enum {
    ANY_ROWS_MOST = 255, /* where nothing is known of a model's limit */
    BAND_DOTS = 24,
    FEED_UNITS_MOST = 255,
    FEED_BYTES = 3,
    MARGIN_BYTES = 8, /* GS L there and back */
    GRAPHICS_HEADER = 17,
};

/* Rows from y on, of which the first `bytes` bytes are sent. */
struct slice {
    const struct bitmap *bitmap;
    unsigned y, rows;
    size_t bytes;
};

struct method {
    uint32_t command;   /* enum profile_command */
    size_t slice_bytes; /* what one slice more costs */
    unsigned step_rows; /* that are printed at once */
    uint16_t (*rows_most)(const struct profile *profile);
    void (*put)(struct slice *slice, struct bytes *out); /* rows may become less */
};

static void put_number(uint8_t *out, size_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        out[i] = (uint8_t)(value >> 8 * i);
}

static size_t used_bytes(const struct bitmap *bitmap, unsigned y)
{
    const uint8_t *row = bitmap->rows + y * bitmap->stride;
    size_t bytes = bitmap->stride;
    while (bytes > 0 && row[bytes - 1] == 0)
        bytes--;
    return bytes;
}

/* At least one, for no command takes a width of 0; at most `limit`. */
static size_t widest(const struct bitmap *bitmap, unsigned y, unsigned rows, size_t limit)
{
    size_t widest = 1;
    for (unsigned end = y + rows; y < end && widest < limit; y++) {
        size_t bytes = used_bytes(bitmap, y);
        if (bytes > widest)
            widest = bytes;
    }
    return widest < limit ? widest : limit;
}

static bool is_realtime(uint8_t first, uint8_t second)
{
    return first == DLE && (second == EOT || second == ENQ || second == DC4);
}

void raster_defuse(uint8_t *data, size_t length)
{
    enum { ONE_DOT_MORE = 0x02 };
    uint8_t *end = data + length, *next = data;
    while ((next = memchr(next, DLE, (size_t)(end - next))) != NULL) {
        if (++next < end && is_realtime(DLE, *next))
            *next |= ONE_DOT_MORE;
    }
}

static void put_rows(const struct slice *slice, struct bytes *out)
{
    const struct bitmap *bitmap = slice->bitmap;
    uint8_t *room = bytes_grow(out, slice->bytes * slice->rows);
    if (room == NULL)
        return;
    for (unsigned i = 0; i < slice->rows; i++)
        memcpy(room + i * slice->bytes, bitmap->rows + (slice->y + i) * bitmap->stride,
               slice->bytes);
    raster_defuse(room, slice->bytes * slice->rows);
}

/* A header may look like one, too; with a row less it does not. */
static bool is_misread(const struct slice *slice, const uint8_t *header, size_t length)
{
    for (size_t i = 1; i < length; i++) {
        if (is_realtime(header[i - 1], header[i]))
            return slice->rows > 1;
    }
    return false;
}

/* GS v 0 */

static uint16_t raster_rows_most(const struct profile *profile)
{
    return profile->raster_rows_most;
}

static void put_raster(struct slice *slice, struct bytes *out)
{
    uint8_t header[] = {GS, 'v', '0', 0, 0, 0, 0, 0};
    put_number(header + 4, slice->bytes, 2);
    put_number(header + 6, slice->rows, 2);
    if (is_misread(slice, header, sizeof header)) {
        slice->rows--;
        put_raster(slice, out);
        return;
    }
    bytes_add(out, header, sizeof header);
    put_rows(slice, out);
}

/* GS ( L, and GS 8 L where two bytes do not hold the length */

static uint16_t graphics_rows_most(const struct profile *profile)
{
    return profile->graphics_rows_most;
}

static size_t graphics_header(const struct slice *slice, uint8_t out[GRAPHICS_HEADER])
{
    /* Function 112: one tone, not scaled, the first colour. */
    static const uint8_t store[] = {48, 112, 48, 1, 1, 49, 0, 0, 0, 0};
    size_t length = sizeof store + slice->bytes * slice->rows;
    size_t length_bytes = length > UINT16_MAX ? 4 : 2;
    out[0] = GS;
    out[1] = length_bytes == 4 ? '8' : '(';
    out[2] = 'L';
    put_number(out + 3, length, length_bytes);
    uint8_t *parameters = out + 3 + length_bytes;
    memcpy(parameters, store, sizeof store);
    put_number(parameters + 6, slice->bytes * 8, 2);
    put_number(parameters + 8, slice->rows, 2);
    return 3 + length_bytes + sizeof store;
}

static void put_graphics(struct slice *slice, struct bytes *out)
{
    static const uint8_t print[] = {GS, '(', 'L', 2, 0, 48, 50};
    uint8_t header[GRAPHICS_HEADER];
    size_t length = graphics_header(slice, header);
    if (is_misread(slice, header, length)) {
        slice->rows--;
        put_graphics(slice, out);
        return;
    }
    bytes_add(out, header, length);
    put_rows(slice, out);
    bytes_add(out, print, sizeof print);
}

/* ESC * */

static uint16_t band_rows_most(const struct profile *profile)
{
    (void)profile;
    return BAND_DOTS;
}

/* Up to the last black dot; at least one. */
static unsigned used_dots(const struct slice *slice)
{
    unsigned last = 0;
    for (unsigned i = 0; i < slice->rows; i++)
        last |= slice->bitmap->rows[(slice->y + i) * slice->bitmap->stride + slice->bytes - 1];
    return last == 0 ? 1 : (unsigned)slice->bytes * 8 - (unsigned)__builtin_ctz(last);
}

/* Eight dots of a column, the uppermost being the highest bit; below the slice it is white. */
static uint8_t column_byte(const struct slice *slice, unsigned x, unsigned from)
{
    unsigned value = 0;
    for (unsigned i = from; i < from + 8; i++) {
        bool black = i < slice->rows && bitmap_is_black(slice->bitmap, x, slice->y + i);
        value = value << 1 | black;
    }
    return (uint8_t)value;
}

static void put_columns(const struct slice *slice, unsigned dots, struct bytes *out)
{
    enum { COLUMN_BYTES = BAND_DOTS / 8 };
    uint8_t *room = bytes_grow(out, (size_t)dots * COLUMN_BYTES);
    if (room == NULL)
        return;
    for (unsigned i = 0; i < dots * COLUMN_BYTES; i++)
        room[i] = column_byte(slice, i / COLUMN_BYTES, i % COLUMN_BYTES * 8);
    raster_defuse(room, (size_t)dots * COLUMN_BYTES);
}

/* A line without a dot would be as high as the line spacing, which may be less. */
static void put_band(struct slice *slice, struct bytes *out)
{
    unsigned dots = used_dots(slice);
    const uint8_t header[] = {ESC, '*', 33, (uint8_t)dots, (uint8_t)(dots >> 8)};
    bytes_add(out, header, sizeof header);
    put_columns(slice, dots, out);
    bytes_add_byte(out, LF);
}

/* What they have in common */

static const struct method methods[] = {
    {PROFILE_GS_V0, 8, 1, raster_rows_most, put_raster},
    {PROFILE_GS_L, 22, 1, graphics_rows_most, put_graphics},
    {PROFILE_ESC_STAR, 6, BAND_DOTS, band_rows_most, put_band},
};

struct pen {
    const struct profile *profile;
    const struct method *method;
    const struct bitmap *bitmap;
    size_t bytes; /* of the widest row */
    struct bytes *out;
    bool even; /* all rows are sent as wide as that */
};

static const struct method *method_of(const struct profile *profile)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (profile->commands & methods[i].command)
            return &methods[i];
    }
    return &methods[0];
}

static bool can_feed(const struct profile *profile)
{
    return profile->commands & PROFILE_ESC_J && profile->units_per_dot > 0;
}

static unsigned feed_rows_most(const struct profile *profile)
{
    return FEED_UNITS_MOST / profile->units_per_dot;
}

static void feed(const struct pen *pen, unsigned rows)
{
    unsigned most = feed_rows_most(pen->profile);
    for (; rows > 0; rows -= rows < most ? rows : most) {
        unsigned units = (rows < most ? rows : most) * pen->profile->units_per_dot;
        const uint8_t command[] = {ESC, 'J', (uint8_t)units};
        bytes_add(pen->out, command, sizeof command);
    }
}

static unsigned white_rows(const struct bitmap *bitmap, unsigned y)
{
    unsigned from = y;
    while (y < bitmap->height_dots && bitmap_row_is_white(bitmap, y))
        y++;
    return y - from;
}

static bool is_worth_feeding(const struct pen *pen, unsigned y, unsigned rows)
{
    unsigned most = feed_rows_most(pen->profile);
    size_t cost = (rows + most - 1) / most * FEED_BYTES;
    bool at_edge = y == 0 || y + rows == pen->bitmap->height_dots;
    if (!at_edge)
        cost += pen->method->slice_bytes;
    return rows * pen->bytes > cost;
}

/* White rows from y on that are fed instead of sent; 0: none. */
static unsigned rows_to_feed(const struct pen *pen, unsigned y)
{
    unsigned rows = white_rows(pen->bitmap, y);
    return rows > 0 && can_feed(pen->profile) && is_worth_feeding(pen, y, rows) ? rows : 0;
}

/* Where the rows that are sent in one go from y on end. */
static unsigned stretch_end(const struct pen *pen, unsigned y)
{
    unsigned end = y, height = pen->bitmap->height_dots, step = pen->method->step_rows;
    while (end < height && rows_to_feed(pen, end) == 0) {
        unsigned white = white_rows(pen->bitmap, end);
        end += white > 0 ? white : 1;
    }
    end = y + (end - y + step - 1) / step * step;
    return end < height ? end : height;
}

static void put_stretch(const struct pen *pen, unsigned y, unsigned end)
{
    unsigned most = pen->method->rows_most(pen->profile);
    if (most == 0)
        most = ANY_ROWS_MOST;
    while (y < end) {
        struct slice slice = {pen->bitmap, y, end - y < most ? end - y : most, 1};
        slice.bytes = pen->even ? pen->bytes : widest(pen->bitmap, y, slice.rows, pen->bytes);
        pen->method->put(&slice, pen->out);
        y += slice.rows;
    }
}

static void put_bitmap(const struct pen *pen)
{
    for (unsigned y = 0; y < pen->bitmap->height_dots;) {
        unsigned white = rows_to_feed(pen, y);
        unsigned end = white > 0 ? y + white : stretch_end(pen, y);
        if (white > 0)
            feed(pen, white);
        else
            put_stretch(pen, y, end);
        y = end;
    }
}

/* Bands leave no gap only where lines are no higher; who knows no ESC 3 is given back its own. */
static void put_spaced(const struct pen *pen)
{
    static const uint8_t spacing[] = {ESC, '3', BAND_DOTS}, spacing_back[] = {ESC, '2'};
    bool is_foreign =
        pen->method->command == PROFILE_ESC_STAR && (pen->profile->commands & PROFILE_ESC_3) == 0;
    if (is_foreign)
        bytes_add(pen->out, spacing, sizeof spacing);
    put_bitmap(pen);
    if (is_foreign)
        bytes_add(pen->out, spacing_back, sizeof spacing_back);
}

static size_t bytes_of(const struct profile *profile, const struct bitmap *bitmap)
{
    return widest(bitmap, 0, bitmap->height_dots, (profile->dots + 7u) / 8);
}

static void put(const struct profile *profile, const struct bitmap *bitmap, bool even,
                struct bytes *out)
{
    struct pen pen = {profile, method_of(profile), bitmap, 0, out, even};
    if (bitmap->width_dots == 0)
        return;
    pen.bytes = bytes_of(profile, bitmap);
    put_spaced(&pen);
}

void raster_put(const struct profile *profile, const struct bitmap *bitmap, struct bytes *out)
{
    put(profile, bitmap, false, out);
}

unsigned raster_even_dots(const struct profile *profile, const struct bitmap *bitmap)
{
    bool bands = method_of(profile)->command == PROFILE_ESC_STAR;
    return bands || bitmap->width_dots == 0 ? 0 : (unsigned)bytes_of(profile, bitmap) * 8;
}

void raster_put_even(const struct profile *profile, const struct bitmap *bitmap, struct bytes *out)
{
    put(profile, bitmap, true, out);
}

void raster_put_whole(const struct profile *profile, const struct bitmap *bitmap, struct bytes *out)
{
    const struct pen pen = {profile, method_of(profile), bitmap, bitmap->stride, out, true};
    put_stretch(&pen, 0, bitmap->height_dots);
}

bool raster_is_exact(const struct profile *profile)
{
    return method_of(profile)->command != PROFILE_ESC_STAR;
}

static void put_margin(unsigned dots, struct bytes *out)
{
    const uint8_t command[] = {GS, 'L', (uint8_t)dots, (uint8_t)(dots >> 8)};
    bytes_add(out, command, sizeof command);
}

static void put_shifted(const struct profile *profile, const struct bitmap *bitmap, unsigned x_dots,
                        struct bytes *out)
{
    struct bitmap wide;
    unsigned width = x_dots + bitmap->width_dots;
    if (!bitmap_new((uint16_t)(width < profile->dots ? width : profile->dots), bitmap->height_dots,
                    &wide)) {
        out->failed = true;
        return;
    }
    bitmap_draw(&wide, x_dots, 0, bitmap);
    raster_put(profile, &wide, out);
    bitmap_free(&wide);
}

void raster_put_at(const struct profile *profile, const struct bitmap *bitmap, unsigned x_dots,
                   struct bytes *out)
{
    bool by_margin = profile->commands & PROFILE_GS_AREA &&
                     (size_t)bitmap->height_dots * (x_dots / 8) > MARGIN_BYTES;
    if (x_dots == 0) {
        raster_put(profile, bitmap, out);
    } else if (by_margin) {
        put_margin(x_dots, out);
        raster_put(profile, bitmap, out);
        put_margin(0, out);
    } else {
        put_shifted(profile, bitmap, x_dots, out);
    }
}
