/* SPDX-License-Identifier: MIT */
#include "escpos_pen.h"

#include "markup.h"

enum { ESC = 0x1b, FS = 0x1c, GS = 0x1d, LF = 0x0a };
enum { CODE_PAGE_AT_POWER_ON = 0, FEED_AT_CUT_UNITS = 24 };

/* How sizes, underline and emphasis are said. */
enum { STYLE_COMMANDS = PROFILE_GS_SIZE | PROFILE_ESC_MINUS, BANG_SIZE_MOST = 2 };

static bool knows(const struct profile *profile, uint32_t commands)
{
    return (profile->commands & commands) == commands;
}

static void put_setting(struct bytes *out, uint8_t prefix, uint8_t name, uint8_t value)
{
    const uint8_t command[] = {prefix, name, value};
    bytes_add(out, command, sizeof command);
}

static void put_dots(struct bytes *out, uint8_t prefix, uint8_t name, unsigned dots)
{
    const uint8_t command[] = {prefix, name, (uint8_t)dots, (uint8_t)(dots >> 8)};
    bytes_add(out, command, sizeof command);
}

struct opening {
    uint32_t needs;
    uint8_t bytes[3], length;
};

static void put_openings(struct pen *pen, const struct opening *openings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (knows(pen->profile, openings[i].needs))
            bytes_add(pen->out, openings[i].bytes, openings[i].length);
}

/* ASCII is what it is in the USA. */
static const struct opening before_page[] = {{PROFILE_ESC_R, {ESC, 'R', 0}, 3}};

/*
 * Multi-byte models take bytes of the upper half for halves of a character until told not to; so
 * this goes wherever such bytes may follow, also where the model is not known to need it.
 */
static void put_kanji_off(struct pen *pen)
{
    static const uint8_t kanji_off[] = {FS, '.'};
    if (pen->page != PEN_NO_PAGE || knows(pen->profile, PROFILE_FS_DOT))
        bytes_add(pen->out, kanji_off, sizeof kanji_off);
}

/*
 * Where a motion unit is not known (a host may have set it by GS P), a line spacing of 24 units is
 * at most 24 dots, for none is coarser than a dot; where it is less, the printer takes the height
 * of the characters. So a row with a character is 24 dots on every model.
 */
static bool is_row_exact(const struct pen *pen)
{
    return pen->place == ESCPOS_SLIP && pen->profile->units_per_dot > 0 &&
           knows(pen->profile, PROFILE_ESC_3);
}

static void put_spacing(struct pen *pen)
{
    uint8_t units_per_dot = is_row_exact(pen) ? pen->profile->units_per_dot : 1;
    if (knows(pen->profile, PROFILE_ESC_3))
        put_setting(pen->out, ESC, '3', (uint8_t)(LAYOUT_ROW_DOTS * units_per_dot));
}

/* A host may have left any of these on; after ESC @ they are off. */
static const struct opening inside[] = {
    {PROFILE_ESC_STYLE, {ESC, ' ', 0}, 3}, /* space between characters */
    {0, {ESC, 'a', 0}, 3},
    {0, {ESC, 'E', 0}, 3},
    {PROFILE_ESC_STYLE, {ESC, 'G', 0}, 3}, /* double strike */
    {PROFILE_ESC_MINUS, {ESC, '-', 0}, 3},
    {PROFILE_ESC_STYLE, {ESC, '{', 0}, 3}, /* upside down */
    {PROFILE_ESC_STYLE, {ESC, 'V', 0}, 3}, /* rotation */
    {PROFILE_GS_B, {GS, 'B', 0}, 3},
    {PROFILE_GS_SIZE, {GS, '!', 0}, 3},
};

void pen_page(struct pen *pen, uint8_t number)
{
    if (pen->page != number)
        put_setting(pen->out, ESC, 't', number);
    pen->page = number;
}

void pen_area(struct pen *pen, unsigned left_dots, unsigned width_dots)
{
    put_dots(pen->out, GS, 'L', left_dots);
    put_dots(pen->out, GS, 'W', width_dots);
}

static void put_plain_looks(struct pen *pen)
{
    put_openings(pen, inside, sizeof inside / sizeof inside[0]);
    if (!knows(pen->profile, STYLE_COMMANDS))
        put_setting(pen->out, ESC, '!', 0);
}

void pen_begin(struct pen *pen, enum escpos_place place)
{
    static const uint8_t initialize[] = {ESC, '@'};
    pen->place = place;
    if (place == ESCPOS_SLIP)
        bytes_add(pen->out, initialize, sizeof initialize);
    put_kanji_off(pen);
    put_openings(pen, before_page, sizeof before_page / sizeof before_page[0]);
    if (pen->page != PEN_NO_PAGE)
        put_setting(pen->out, ESC, 't', (uint8_t)pen->page);
    if (place == ESCPOS_INSIDE && knows(pen->profile, PROFILE_ESC_M))
        put_setting(pen->out, ESC, 'M', 0);
    put_spacing(pen);
    if (place == ESCPOS_INSIDE)
        put_plain_looks(pen);
    if (knows(pen->profile, PROFILE_GS_AREA) && (place == ESCPOS_INSIDE || pen->wider_dots != 0))
        pen_area(pen, 0, pen->profile->dots);
}

/* ESC - 0 leaves the thickness, which ESC ! of the host would then draw with (Epson's ESC -). */
static void put_back_thin_line(struct pen *pen)
{
    put_setting(pen->out, ESC, '-', 1);
    put_setting(pen->out, ESC, '-', 0);
}

void pen_put_back(struct pen *pen)
{
    static const uint8_t spacing_at_power_on[] = {ESC, '2'};
    pen_style_plain(pen);
    pen_feed_blanks(pen);
    pen_align(pen, 0);
    if (pen->underlined)
        put_back_thin_line(pen);
    if (pen->wider_dots != 0 && knows(pen->profile, PROFILE_GS_AREA))
        put_dots(pen->out, GS, 'W', pen->wider_dots);
    if (knows(pen->profile, PROFILE_ESC_3))
        bytes_add(pen->out, spacing_at_power_on, sizeof spacing_at_power_on);
    if (pen->page != PEN_NO_PAGE)
        put_setting(pen->out, ESC, 't', CODE_PAGE_AT_POWER_ON);
}

static void set_size(struct pen *pen, uint8_t width, uint8_t height)
{
    if (pen->width != width || pen->height != height)
        put_setting(pen->out, GS, '!', (uint8_t)((width - 1) << 4 | (height - 1)));
}

static void set_flags(struct pen *pen, uint8_t flags)
{
    static const struct {
        uint8_t flag, prefix, name, on;
        uint32_t needs;
    } settings[] = {
        /* two dots thick, as the reference draws it */
        {MARKUP_UNDERLINE, ESC, '-', 2, PROFILE_ESC_MINUS},
        {MARKUP_EMPHASIS, ESC, 'E', 1, 0},
        {MARKUP_INVERT, GS, 'B', 1, PROFILE_GS_B},
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        if ((pen->flags ^ flags) & settings[i].flag && knows(pen->profile, settings[i].needs))
            put_setting(pen->out, settings[i].prefix, settings[i].name,
                        flags & settings[i].flag ? settings[i].on : 0);
    }
    pen->underlined = pen->underlined || flags & MARKUP_UNDERLINE;
}

static uint8_t bang(uint8_t flags, uint8_t width, uint8_t height)
{
    return (uint8_t)((flags & MARKUP_EMPHASIS ? 1 << 3 : 0) | (height > 1 ? 1 << 4 : 0) |
                     (width > 1 ? 1 << 5 : 0) | (flags & MARKUP_UNDERLINE ? 1 << 7 : 0));
}

/* ESC ! says all of it at once, and takes back what GS ! and ESC E said: one or the other. */
static void set_bang(struct pen *pen, uint8_t flags, uint8_t width, uint8_t height)
{
    uint8_t before = bang(pen->flags, pen->width, pen->height), now = bang(flags, width, height);
    if (before != now)
        put_setting(pen->out, ESC, '!', now);
    if ((pen->flags ^ flags) & MARKUP_INVERT && knows(pen->profile, PROFILE_GS_B))
        put_setting(pen->out, GS, 'B', flags & MARKUP_INVERT ? 1 : 0);
}

static bool is_small(uint8_t width, uint8_t height)
{
    return width <= BANG_SIZE_MOST && height <= BANG_SIZE_MOST;
}

/* Emphasis and size at once; of underlines ESC ! knows only the thin one. */
static bool is_bang_shorter(const struct pen *pen, uint8_t flags, uint8_t width, uint8_t height)
{
    bool sized = pen->width != width || pen->height != height;
    return sized && (pen->flags ^ flags) & MARKUP_EMPHASIS &&
           !((pen->flags | flags) & MARKUP_UNDERLINE) && is_small(pen->width, pen->height) &&
           is_small(width, height);
}

static void set_style(struct pen *pen, uint8_t flags, uint8_t width, uint8_t height)
{
    if (pen->flags == flags && pen->width == width && pen->height == height)
        return;
    if (is_bang_shorter(pen, flags, width, height)) {
        set_bang(pen, flags, width, height);
    } else if (knows(pen->profile, STYLE_COMMANDS)) {
        set_flags(pen, flags);
        set_size(pen, width, height);
    } else {
        set_bang(pen, flags, width, height);
    }
    pen->flags = flags;
    pen->width = width;
    pen->height = height;
}

bool pen_can_all(const struct profile *profile)
{
    return knows(profile, STYLE_COMMANDS | PROFILE_GS_B | PROFILE_ESC_DOLLAR);
}

bool pen_can_style(const struct profile *profile, const struct layout_piece *piece)
{
    return (is_small(piece->width, piece->height) || knows(profile, STYLE_COMMANDS)) &&
           (!(piece->flags & MARKUP_INVERT) || knows(profile, PROFILE_GS_B));
}

void pen_style(struct pen *pen, const struct layout_piece *piece)
{
    set_style(pen, piece->flags, piece->width, piece->height);
}

void pen_style_plain(struct pen *pen)
{
    set_style(pen, 0, 1, 1);
}

static unsigned end_of(const struct layout_piece *piece)
{
    return piece->x_dots + piece->cells * LAYOUT_CELL_DOTS;
}

static bool are_joined(const struct layout_piece *pieces, unsigned count)
{
    for (unsigned i = 1; i < count; i++)
        if (pieces[i].x_dots != end_of(&pieces[i - 1]))
            return false;
    return count > 0;
}

static bool are_on_cells(const struct layout_piece *pieces, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (pieces[i].x_dots % LAYOUT_CELL_DOTS != 0)
            return false;
    return true;
}

bool pen_knows_middle(const struct pen *pen)
{
    return pen->wider_dots == 0 || knows(pen->profile, PROFILE_GS_AREA);
}

int pen_alignment_of(const struct pen *pen, unsigned x_dots, unsigned width_dots)
{
    int right_dots = (int)pen->profile->dots - (int)(x_dots + width_dots);
    if (x_dots == 0)
        return right_dots == 0 ? pen->align : 0;
    if (!pen_knows_middle(pen) || (right_dots != 0 && right_dots != (int)x_dots))
        return PEN_CANNOT_PLACE;
    return right_dots == 0 ? 2 : 1;
}

int pen_alignment(const struct pen *pen, const struct layout_piece *pieces, unsigned count)
{
    if (are_joined(pieces, count)) {
        unsigned x_dots = pieces[0].x_dots;
        int alignment = pen_alignment_of(pen, x_dots, end_of(&pieces[count - 1]) - x_dots);
        if (alignment != PEN_CANNOT_PLACE)
            return alignment;
    }
    bool placed = knows(pen->profile, PROFILE_ESC_DOLLAR) || are_on_cells(pieces, count);
    return placed ? 0 : PEN_CANNOT_PLACE;
}

void pen_align(struct pen *pen, int alignment)
{
    if (pen->align != alignment)
        put_setting(pen->out, ESC, 'a', (uint8_t)alignment);
    pen->align = (uint8_t)alignment;
}

static void move_by_blanks(struct pen *pen, unsigned x_dots)
{
    pen_style_plain(pen);
    for (unsigned at = pen->x_dots; at + LAYOUT_CELL_DOTS <= x_dots; at += LAYOUT_CELL_DOTS)
        bytes_add_byte(pen->out, ' ');
}

void pen_move_to(struct pen *pen, unsigned x_dots)
{
    if (pen->x_dots == x_dots || pen->align != 0)
        return;
    if (knows(pen->profile, PROFILE_ESC_DOLLAR))
        put_dots(pen->out, ESC, '$', x_dots);
    else
        move_by_blanks(pen, x_dots);
    pen->x_dots = (uint16_t)x_dots;
}

void pen_end_row(struct pen *pen)
{
    bytes_add_byte(pen->out, LF);
    pen->x_dots = 0;
}

/* A row without characters is as high as the line spacing alone. */
void pen_feed_blanks(struct pen *pen)
{
    static const uint8_t blank[] = {' ', LF};
    bool exact = is_row_exact(pen);
    for (; pen->blank_rows > 0; pen->blank_rows--) {
        pen_style_plain(pen);
        bytes_add(pen->out, blank + exact, sizeof blank - exact);
    }
}

void pen_blank_row(struct pen *pen)
{
    if (pen->blank_rows == UINT8_MAX)
        pen_feed_blanks(pen);
    pen->blank_rows++;
}

/* GS V 66 feeds from the head to the cutter, which are some 15 mm apart, and n units more. */
static const struct {
    uint8_t bytes[3], length;
    bool feeds;
} cuts[] = {
    [PROFILE_CUT_NONE] = {{0}, 0, false},
    [PROFILE_CUT_GS_V] = {{GS, 'V', 66}, 3, true},
    [PROFILE_CUT_GS_V0] = {{GS, 'V', 1}, 3, false},
    [PROFILE_CUT_ESC_I] = {{ESC, 'i'}, 2, false},
};

/* Lines to the blade are counted as at power-on. */
static void feed_to_blade(struct pen *pen)
{
    static const uint8_t usual[] = {ESC, '2'};
    bool spaced = knows(pen->profile, PROFILE_ESC_3);
    if (pen->profile->blade_lines == 0)
        return;
    bytes_add(pen->out, usual, spaced ? sizeof usual : 0);
    put_setting(pen->out, ESC, 'd', pen->profile->blade_lines);
    put_spacing(pen);
}

/* The blank rows before it and half a row more, as far as one byte says. */
static uint8_t take_blanks(struct pen *pen)
{
    unsigned row_units = LAYOUT_ROW_DOTS * pen->profile->units_per_dot;
    unsigned units = FEED_AT_CUT_UNITS;
    for (; pen->blank_rows > 0 && units + row_units <= UINT8_MAX; pen->blank_rows--)
        units += row_units;
    return (uint8_t)units;
}

void pen_cut(struct pen *pen)
{
    uint8_t kind = pen->profile->cut;
    uint8_t units = cuts[kind].feeds && is_row_exact(pen) ? take_blanks(pen) : FEED_AT_CUT_UNITS;
    pen_style_plain(pen);
    pen_feed_blanks(pen);
    pen_align(pen, 0);
    if (!cuts[kind].feeds)
        feed_to_blade(pen);
    bytes_add(pen->out, cuts[kind].bytes, cuts[kind].length);
    if (cuts[kind].feeds)
        bytes_add_byte(pen->out, units);
}
