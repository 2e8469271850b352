/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

#include <utf8proc.h>

#include "bars.h"

/* GS w: dots of a thin element (or a module) and of a thick one: TM-T88 manual p. 5-23. */
static const struct {
    uint8_t thin_dots, thick_dots;
} widths[] = {[2] = {2, 5}, [3] = {3, 8}, [4] = {4, 10}, [5] = {5, 13}, [6] = {6, 16}};

enum {
    MAX_BARCODES = 20000,
    WIDTH_MOST = sizeof widths / sizeof widths[0] - 1,
    TEXT_ABOVE = 1,
    TEXT_BELOW = 2
};
/* GS k 0 to 6 are the first of 65 on. */
enum { SYSTEMS_BY_NUL = 7 };

static int set_height(struct machine *machine, const struct token *token)
{
    uint32_t dots = token_field(token, 0);
    if (dots >= 1)
        machine->codes.height_dots = (uint8_t)dots;
    return DRV_OK;
}

static int set_width(struct machine *machine, const struct token *token)
{
    uint32_t n = token_field(token, 0);
    if (n >= 2 && n <= WIDTH_MOST)
        machine->codes.width = (uint8_t)n;
    return DRV_OK;
}

static int set_text_place(struct machine *machine, const struct token *token)
{
    machine_take_digit(token, TEXT_ABOVE | TEXT_BELOW, &machine->codes.text_place);
    return DRV_OK;
}

static int set_text_font(struct machine *machine, const struct token *token)
{
    machine_take_digit(token, FONT_B, &machine->codes.text_font);
    return DRV_OK;
}

/* How the code and its text lie in one picture. */
struct plan {
    unsigned bars_dots, text_dots; /* widths */
    unsigned text_height_dots;     /* of one line; 0 without text */
    unsigned bars_y_dots, below_dots;
    unsigned width_dots, height_dots;
};

static unsigned count_characters(const struct bytes *text)
{
    unsigned count = 0;
    for (size_t i = 0; i < text->length; i++)
        count += (text->data[i] & 0xC0) != 0x80;
    return count;
}

static struct plan plan_code(const struct codes *codes, const struct bars *bars)
{
    struct cell cell;
    struct plan plan = {.bars_dots = bars_width_dots(bars, widths[codes->width].thin_dots,
                                                     widths[codes->width].thick_dots)};
    font_cell((enum font)codes->text_font, ' ', &cell);
    bool above = codes->text_place & TEXT_ABOVE, below = codes->text_place & TEXT_BELOW;
    if (above || below) {
        plan.text_height_dots = cell.height_dots;
        plan.text_dots = count_characters(&bars->text) * cell.width_dots;
    }
    plan.bars_y_dots = above ? plan.text_height_dots : 0;
    plan.below_dots = below ? plan.text_height_dots : 0;
    plan.width_dots = plan.bars_dots > plan.text_dots ? plan.bars_dots : plan.text_dots;
    plan.height_dots = codes->height_dots + (above + below) * plan.text_height_dots;
    return plan;
}

static void draw_bars(const struct codes *codes, const struct bars *bars, const struct plan *plan,
                      struct bitmap *out)
{
    unsigned x = (plan->width_dots - plan->bars_dots) / 2;
    for (size_t i = 0; i < bars->count; i++) {
        bool thick = bars->two_widths && bars->elements[i] > 1;
        unsigned dots = thick ? widths[codes->width].thick_dots
                              : (unsigned)bars->elements[i] * widths[codes->width].thin_dots;
        if (i % 2 == 0)
            bitmap_fill(out, x, plan->bars_y_dots, dots, codes->height_dots);
        x += dots;
    }
}

static void draw_cell(const struct cell *cell, unsigned x, unsigned y, struct bitmap *out)
{
    for (unsigned row = 0; row < cell->height_dots; row++)
        for (unsigned column = 0; column < cell->width_dots; column++)
            if (cell->rows[row] & (0x80000000U >> column))
                bitmap_fill(out, x + column, y + row, 1, 1);
}

static void draw_text(const struct codes *codes, const struct bars *bars, const struct plan *plan,
                      unsigned y, struct bitmap *out)
{
    unsigned x = (plan->width_dots - plan->text_dots) / 2;
    for (size_t at = 0; at < bars->text.length;) {
        utf8proc_int32_t code_point;
        struct cell cell;
        at += (size_t)utf8proc_iterate(bars->text.data + at,
                                       (utf8proc_ssize_t)(bars->text.length - at), &code_point);
        font_cell((enum font)codes->text_font, (uint32_t)code_point, &cell);
        draw_cell(&cell, x, y, out);
        x += cell.width_dots;
    }
}

static void draw_code(const struct codes *codes, const struct bars *bars, const struct plan *plan,
                      struct bitmap *out)
{
    draw_bars(codes, bars, plan, out);
    if (codes->text_place & TEXT_ABOVE)
        draw_text(codes, bars, plan, 0, out);
    if (codes->text_place & TEXT_BELOW)
        draw_text(codes, bars, plan, plan->bars_y_dots + codes->height_dots, out);
}

static int place_code(struct machine *machine, const struct bars *bars, const struct plan *plan)
{
    struct bytes text = {0};
    struct bitmap dots = {0};
    bytes_add_byte(&text, '[');
    bytes_add_text(&text, bars->name);
    bytes_add_byte(&text, ' ');
    machine_add_harmless(&text, bars->said.data, bars->said.length);
    bytes_add(&text, "]", 2);
    int status = DRV_OK;
    if (text.failed || !bitmap_new((uint16_t)plan->width_dots, (uint16_t)plan->height_dots, &dots))
        status = drv_fail(machine->fault, DRV_MEMORY, "no memory for a barcode");
    if (status == DRV_OK) {
        draw_code(&machine->codes, bars, plan, &dots);
        status = machine_place(
            machine, &(struct block){.rows = dots.rows,
                                     .stride = dots.stride,
                                     .width_dots = dots.width_dots,
                                     .height_dots = dots.height_dots,
                                     .below_dots = plan->below_dots,
                                     .module_dots = widths[machine->codes.width].thin_dots,
                                     .text = (const char *)text.data});
    }
    bitmap_free(&dots);
    bytes_free(&text);
    return status;
}

/* A code that is too wide, or no code: the paper moves all the same. */
static int print_code(struct machine *machine, const struct bars *bars, bool whole)
{
    struct plan plan = plan_code(&machine->codes, bars);
    if (whole && plan.bars_dots <= machine_block_room_dots(machine) &&
        plan.width_dots <= UINT16_MAX)
        return place_code(machine, bars, &plan);
    return machine_skip(machine, plan.height_dots);
}

/* What a refused code leaves over is data like any other. Only once: it may hold another. */
static int run_rest(struct machine *machine, const uint8_t *bytes, size_t length)
{
    struct token token;
    int status = DRV_OK;
    bool recording = machine->macro.recording;
    if (machine->codes.in_rest)
        return DRV_OK;
    machine->codes.in_rest = true;
    machine->macro.recording = false; /* the whole command was recorded */
    for (size_t at = 0; status == DRV_OK && token_next(bytes, length, at, &token);
         at += token.length)
        status = machine_run(machine, &token);
    machine->codes.in_rest = false;
    machine->macro.recording = recording;
    return status;
}

static int print_data(struct machine *machine, enum bars_system system, const uint8_t *data,
                      size_t length, size_t *taken)
{
    struct bars bars = {.count = 0};
    if (++machine->codes.barcodes_made > MAX_BARCODES)
        return drv_fail(machine->fault, DRV_LIMIT, "\"%u\" barcodes are more than %d",
                        machine->codes.barcodes_made, MAX_BARCODES);
    int status = bars_read(system, data, length, &bars, taken);
    status = status == DRV_MEMORY ? drv_fail(machine->fault, status, "no memory for a barcode")
                                  : print_code(machine, &bars, status == DRV_OK);
    bars_free(&bars);
    return status;
}

/* GS k m n d1 … dn: of a length that is none, all is data like any other. */
static int print_counted(struct machine *machine, const struct token *token)
{
    enum bars_system system = (enum bars_system)token->body[0];
    const uint8_t *data = token->body + 2;
    size_t taken = 0, length = token->body_length - 2;
    if (system < BARS_UPC_A || system >= BARS_END)
        return DRV_OK;
    if (!machine_takes_block(machine))
        return run_rest(machine, token->body + 1, token->body_length - 1);
    int status = bars_takes_length(system, length)
                     ? print_data(machine, system, data, length, &taken)
                     : DRV_OK;
    return status != DRV_OK ? status : run_rest(machine, data + taken, length - taken);
}

/* GS k m d1 … dk NUL: those of fixed length end there, and need no NUL. */
static int print_terminated(struct machine *machine, const struct token *token)
{
    uint8_t m = token->body[0];
    const uint8_t *data = token->body + 1;
    size_t whole = token->body_length - 1, taken = 0;
    if (m >= SYSTEMS_BY_NUL)
        return DRV_OK;
    if (!machine_takes_block(machine))
        return run_rest(machine, data, whole);
    enum bars_system system = (enum bars_system)(BARS_UPC_A + m);
    size_t most = bars_data_most(system), length = whole - 1;
    bool by_nul = length <= most;
    int status = print_data(machine, system, data, by_nul ? length : most, &taken);
    if (by_nul && (taken == length || taken == 0))
        taken = whole;
    return status != DRV_OK ? status : run_rest(machine, data + taken, whole - taken);
}

const struct machine_action machine_barcode_actions[] = {
    {COMMAND_BARCODE, print_counted},
    {COMMAND_BARCODE_NUL, print_terminated},
    {COMMAND_BARCODE_HEIGHT, set_height},
    {COMMAND_BARCODE_WIDTH, set_width},
    {COMMAND_BARCODE_TEXT, set_text_place},
    {COMMAND_BARCODE_FONT, set_text_font},
    {COMMAND_OTHER, NULL},
};
