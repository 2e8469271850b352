/* SPDX-License-Identifier: MIT */
#include "tap_hosts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind {
    PIECE_END,
    PIECE_RAW,
    PIECE_HEADING,
    PIECE_ITEMS,
    PIECE_TOTAL,
    PIECE_FEEDS,
    PIECE_CUT,
    PIECE_PULSE,
    PIECE_RASTER
};

struct piece {
    enum kind kind;
    const char *bytes;
    size_t length;
};

#define RAW(literal)                                                                               \
    {                                                                                              \
        PIECE_RAW, (literal), sizeof(literal) - 1                                                  \
    }
#define HEADING                                                                                    \
    {                                                                                              \
        PIECE_HEADING, NULL, 0                                                                     \
    }
#define ITEMS                                                                                      \
    {                                                                                              \
        PIECE_ITEMS, NULL, 0                                                                       \
    }
#define TOTAL                                                                                      \
    {                                                                                              \
        PIECE_TOTAL, NULL, 0                                                                       \
    }
#define FEEDS                                                                                      \
    {                                                                                              \
        PIECE_FEEDS, NULL, 0                                                                       \
    }
#define CUT                                                                                        \
    {                                                                                              \
        PIECE_CUT, NULL, 0                                                                         \
    }
#define PULSE                                                                                      \
    {                                                                                              \
        PIECE_PULSE, NULL, 0                                                                       \
    }
#define RASTER                                                                                     \
    {                                                                                              \
        PIECE_RASTER, NULL, 0                                                                      \
    }

enum { PIECES_MOST = 16, LINES_MOST = 64 };

static const struct style {
    const char *name;
    bool note_due;
    const char *line_end, *letters;
    struct piece pieces[PIECES_MOST];
} styles[] = {
    {"python-escpos",
     true,
     "\n",
     "\204\201",
     {RAW("\033@\033a\1\033M\0\033!\060"), HEADING, RAW("\033!\0\033a\0\033t\0"), ITEMS,
      RAW("\033E\1"), TOTAL, RAW("\033E\0\033d\6"), CUT, PULSE}},
    {"python-escpos, no reset",
     true,
     "\n",
     "\344",
     {RAW("\033a1\033M0\033-0\033E0\035!\0"), HEADING, ITEMS, TOTAL, FEEDS, CUT}},
    {"escpos-php",
     true,
     "\n",
     "\204",
     {RAW("\033@\033a\1\033!\040"), HEADING, RAW("\033!\0\033a\0"), ITEMS, RAW("\033!\020"), TOTAL,
      RAW("\033!\0\033d\1"), CUT, PULSE}},
    {"node-thermal-printer",
     true,
     "\n",
     "\204",
     {RAW("\033a\1\033E\1"), HEADING, RAW("\033E\0\033a\0"), ITEMS, TOTAL, RAW("\n\n\n\033d\4"),
      CUT, RAW("\033@")}},
    {"receipt-printer-encoder",
     true,
     "\n\r",
     "\204",
     {RAW("\033@\034.\033a\1\035!\021"), HEADING, RAW("\035!\0\033a\0\033t\0"), ITEMS, TOTAL, FEEDS,
      CUT, RAW("\n\r")}},
    {"receiptline",
     true,
     "\n",
     "",
     {RAW("\033@\035a\0\033M0\034(A\2\0\060\0\033 \0\034S\0\0\0333\0\035!\0\033a0\034.\033t\020"),
      HEADING, ITEMS, TOTAL, FEEDS, CUT, RAW("\035r1")}},
    {"uniCenta family",
     true,
     "\r\n",
     "?",
     {RAW("\033=\1"), RASTER, RAW("\033=\1"), HEADING, RAW("\033=\1\033!\0"), ITEMS,
      RAW("\033=\1\033!\001"), TOTAL, RAW("\033=\1\033!\0\r\n\r\n\r\n\r\n"), CUT}},
    {"CORE-POS",
     true,
     "\n",
     "",
     {RAW("\033!\1\n\n"), HEADING, ITEMS, RAW("\033!\011"), TOTAL,
      RAW("\033!\1\035w\2\035hQ\035kI\010{AAB1234\n\n\n\n\n\n\n"), CUT}},
    {"Dolibarr",
     true,
     "\n",
     "\202",
     {RAW("\033@\033a\1"), HEADING, RAW("\033a\0"), ITEMS, TOTAL, RAW("\n"), CUT, RAW("\033p0<x")}},
    {"ViewTouch",
     true,
     "\n",
     "",
     {RAW("\033@\033!\0\033r\0\033U\0\033<"), PULSE, HEADING, RAW("\033d\2"), ITEMS, TOTAL,
      RAW("\033d\010"), CUT}},
    {"FloCafe",
     true,
     "\n",
     "\303\244\342\202\271",
     {RAW("\033@\033a\1"), HEADING, RAW("\033a\0"), ITEMS, RAW("\033E\1"), TOTAL,
      RAW("\033E\0\n\n\n"), CUT}},
    {"Sultan",
     true,
     "\n",
     "\303\251",
     {RAW("\033@\033a\0"), HEADING, ITEMS, TOTAL, RAW("\n\n\n"), CUT, RAW("\033p\0\031\303\272")}},
    {"Chinese",
     true,
     "\n",
     "\260\241\304\343",
     {RAW("\033@\034&\033a\1\034!\014"), HEADING, RAW("\034!\0\033a\0"), ITEMS, TOTAL, FEEDS, CUT}},
    {"Chinese, its own mode", true, "\n", "\260\241", {HEADING, ITEMS, TOTAL, RAW("\033d\3"), CUT}},
    {"beeping kitchen",
     true,
     "\n",
     "",
     {RAW("\033@\035!\021"), HEADING, ITEMS, RAW("\035!\0"), TOTAL, RAW("\033B\3\2"), FEEDS, CUT}},
    {"QR below",
     true,
     "\n",
     "",
     {RAW("\033@"), HEADING, ITEMS, TOTAL,
      RAW("\033a\1\035(k\4\0\061\101\062\0\035(k\3\0\061\103\6\035(k\3\0\061\105\061\035("
          "k\014\0\061\120\060https://x\035(k\3\0\061\121\060\033a\0"),
      FEEDS, CUT}},
    {"node-escpos",
     true,
     "\n",
     "",
     {RAW("\033@\033a\1"), HEADING, ITEMS, TOTAL, RAW("\035Z\2\033Z\3L\6\011\0https://x\n"), FEEDS,
      CUT}},
    {"margins",
     true,
     "\n",
     "\204",
     {RAW("\033@\035L\060\0\035W\300\1\0333\062\033 \1"), HEADING, ITEMS, TOTAL, FEEDS, CUT}},
    {"units",
     true,
     "\n",
     "",
     {RAW("\033@\035P\264\264\0333\036"), HEADING, ITEMS, RAW("\033E\1"), TOTAL, FEEDS, CUT}},
    {"inverted total",
     true,
     "\n",
     "",
     {RAW("\033@"), HEADING, ITEMS, RAW("\035B\1\035!\021"), TOTAL, FEEDS, CUT,
      RAW("\035B\0\035!\0")}},
    {"Spain",
     true,
     "\n",
     "\135\244",
     {RAW("\033@\033R\7\033t\2"), HEADING, ITEMS, TOTAL, FEEDS, CUT}},
    {"tear bar", true, "\n", "", {RAW("\033@"), HEADING, ITEMS, TOTAL, RAW("\n\n\n\n\n")}},
    {"two copies",
     true,
     "\n",
     "",
     {RAW("\033@"), HEADING, TOTAL, FEEDS, CUT, HEADING, TOTAL, FEEDS, CUT}},
    {"customer display first",
     true,
     "\n",
     "",
     {RAW("\033=\2THANK YOU\033=\1\033@"), HEADING, ITEMS, TOTAL, FEEDS, CUT}},
    {"Odoo", false, "\n", "", {RAW("\033@"), RASTER, RASTER, RAW("\035VA\n")}},
    {"CUPS filter",
     false,
     "\n",
     "",
     {RAW("\033@"), RASTER, RASTER, RASTER, RASTER, RAW("\033J\030"), CUT, PULSE}},
    {"page mode",
     false,
     "\n",
     "",
     {RAW("\033@\033L\033W\0\0\0\0\0\2\0\2"), HEADING, ITEMS, TOTAL, RAW("\033i")}},
    {"upside down", false, "\n", "", {RAW("\033@\033{\1"), HEADING, ITEMS, TOTAL, FEEDS, CUT}},
    {"rotated", false, "\n", "", {RAW("\033@\033V\1"), HEADING, ITEMS, TOTAL, FEEDS, CUT}},
    {"macro", false, "\n", "", {RAW("\033@\035:"), HEADING, ITEMS, TOTAL, FEEDS, CUT}},
    {"own characters", false, "\n", "", {RAW("\033@\033%\1"), HEADING, ITEMS, TOTAL, FEEDS, CUT}},
    {"display as well", false, "\n", "", {RAW("\033@\033=\3"), HEADING, ITEMS, TOTAL, FEEDS, CUT}},
    {"Star",
     false,
     "\n",
     "",
     {RAW("\033@\033\035a\1"), HEADING, RAW("\033\035a\0"), ITEMS, TOTAL, RAW("\033d\3")}},
    {"unknown bytes",
     false,
     "\n",
     "",
     {RAW("\033@"), HEADING, ITEMS, RAW("\033\237\037\376"), TOTAL, FEEDS, CUT}},
    {"unfinished line", false, "\n", "", {RAW("\033@"), HEADING, ITEMS, TOTAL, RAW("Bye"), CUT}},
    {"drawer alone", false, "\n", "", {RAW("\033@"), PULSE}},
    {"cut alone", false, "\n", "", {FEEDS, CUT}},
};

unsigned dice_below(struct dice *dice, unsigned most)
{
    dice->state = dice->state * 1664525U + 1013904223U;
    return (dice->state >> 9) % most;
}

size_t host_style_count(void)
{
    return sizeof styles / sizeof styles[0];
}

struct maker {
    const struct style *style;
    struct dice *dice;
    struct host_receipt *out;
};

/* A library writes NUL where a string of C or a padding ended. */
static void add_nuls(struct maker *maker)
{
    if (dice_below(maker->dice, 16) == 0)
        bytes_add(&maker->out->bytes, "\0\0", 1 + dice_below(maker->dice, 2));
}

static void add_line(struct maker *maker, const char *text)
{
    struct host_receipt *out = maker->out;
    add_nuls(maker);
    if (out->line_count < LINES_MOST)
        out->lines[out->line_count++] = out->bytes.length;
    bytes_add_text(&out->bytes, text);
    bytes_add_text(&out->bytes, maker->style->line_end);
}

static void add_raw(struct maker *maker, const struct piece *piece)
{
    bytes_add(&maker->out->bytes, piece->bytes, piece->length);
}

static void add_heading(struct maker *maker, const struct piece *piece)
{
    char line[80];
    (void)piece;
    snprintf(line, sizeof line, "Shop %s", maker->style->letters);
    add_line(maker, line);
    snprintf(line, sizeof line, "Receipt %u", dice_below(maker->dice, 100000));
    add_line(maker, line);
    add_line(maker, "");
}

static void add_items(struct maker *maker, const struct piece *piece)
{
    static const char *const names[] = {
        "Coffee", "Tea", "A long name of a thing that wraps around the edge of any paper there is"};
    char line[160];
    (void)piece;
    for (unsigned i = dice_below(maker->dice, 6) + 1; i > 0; i--) {
        snprintf(line, sizeof line, "%-20s%s %5u.%02u", names[dice_below(maker->dice, 3)],
                 maker->style->letters, dice_below(maker->dice, 900), dice_below(maker->dice, 100));
        add_line(maker, line);
    }
    add_line(maker, "--------------------");
}

static void add_total(struct maker *maker, const struct piece *piece)
{
    char line[80];
    (void)piece;
    snprintf(line, sizeof line, "TOTAL %u.%02u", dice_below(maker->dice, 900),
             dice_below(maker->dice, 100));
    add_line(maker, line);
}

struct choice {
    const char *bytes;
    size_t length;
};

static void add_choice(struct maker *maker, const struct choice *choices, unsigned count)
{
    const struct choice *choice = &choices[dice_below(maker->dice, count)];
    bytes_add(&maker->out->bytes, choice->bytes, choice->length);
}

static void add_feeds(struct maker *maker, const struct piece *piece)
{
    static const struct choice feeds[] = {{"", 0},          {"\n\n\n", 3},   {"\033d\5", 3},
                                          {"\033J\140", 3}, {"\r\n\r\n", 4}, {"\n\0\n\0", 4},
                                          {"\033d\1\n", 4}};
    (void)piece;
    add_choice(maker, feeds, sizeof feeds / sizeof feeds[0]);
    add_nuls(maker);
}

static void add_cut(struct maker *maker, const struct piece *piece)
{
    static const struct choice cuts[] = {{"\033i", 2},
                                         {"\033m", 2},
                                         {"\035V\0", 3},
                                         {"\035V\1", 3},
                                         {"\035V"
                                          "1",
                                          3},
                                         {"\035VA\3", 4},
                                         {"\035VB\0", 4},
                                         {"\035VA\012", 4},
                                         {"\035V"
                                          "0",
                                          3}};
    (void)piece;
    maker->out->cut = true;
    add_choice(maker, cuts, sizeof cuts / sizeof cuts[0]);
}

static void add_pulse(struct maker *maker, const struct piece *piece)
{
    static const struct choice pulses[] = {
        {"\033p\0\062\372", 5}, {"\033p0<x", 5}, {"\020\024\1\0\5", 5}, {"", 0}};
    (void)piece;
    add_choice(maker, pulses, sizeof pulses / sizeof pulses[0]);
}

static void add_raster(struct maker *maker, const struct piece *piece)
{
    static const uint8_t head[] = {0x1d, 'v', '0', 0, 8, 0, 24, 0};
    (void)piece;
    bytes_add(&maker->out->bytes, head, sizeof head);
    for (int i = 0; i < 8 * 24; i++)
        bytes_add_byte(&maker->out->bytes, (uint8_t)dice_below(maker->dice, 256));
}

void host_receipt_make(size_t style, struct dice *dice, struct host_receipt *out)
{
    static void (*const add[])(struct maker *, const struct piece *) = {
        [PIECE_RAW] = add_raw,     [PIECE_HEADING] = add_heading, [PIECE_ITEMS] = add_items,
        [PIECE_TOTAL] = add_total, [PIECE_FEEDS] = add_feeds,     [PIECE_CUT] = add_cut,
        [PIECE_PULSE] = add_pulse, [PIECE_RASTER] = add_raster,
    };
    struct maker maker = {&styles[style], dice, out};
    *out = (struct host_receipt){.style = styles[style].name, .note_due = styles[style].note_due};
    out->lines = calloc(LINES_MOST, sizeof *out->lines);
    if (out->lines == NULL)
        abort();
    for (const struct piece *piece = styles[style].pieces;
         piece < styles[style].pieces + PIECES_MOST && piece->kind != PIECE_END; piece++)
        add[piece->kind](&maker, piece);
}

void host_receipt_free(struct host_receipt *receipt)
{
    bytes_free(&receipt->bytes);
    free(receipt->lines);
}
