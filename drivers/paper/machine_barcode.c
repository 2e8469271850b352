/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

#include "barcode.h"

enum { GS_K_CODE128 = 73 };

static int set_bar_height(struct machine *machine, const struct token *token)
{
    uint32_t dots = token_field(token, 0);
    if (dots >= 1)
        machine->codes.bar_height_dots = (uint8_t)dots;
    return DRV_OK;
}

static int set_bar_width(struct machine *machine, const struct token *token)
{
    uint32_t dots = token_field(token, 0);
    if (dots >= 2 && dots <= 6)
        machine->codes.bar_dots = (uint8_t)dots;
    return DRV_OK;
}

static void draw_bars(const struct code128 *bars, unsigned module_dots, struct bitmap *out)
{
    unsigned modules = code128_modules(bars);
    for (unsigned x = 0; x < modules; x++)
        if (code128_is_black(bars, x))
            bitmap_fill(out, x * module_dots, 0, module_dots, out->height_dots);
}

static int place_bars(struct machine *machine, const struct code128 *bars, const struct bytes *said)
{
    struct bytes text = {0};
    struct bitmap dots = {0};
    unsigned module = machine->codes.bar_dots, width = code128_modules(bars) * module;
    if (width > machine_block_room_dots(machine))
        return DRV_OK;
    bytes_add_text(&text, "[Code 128 ");
    machine_add_harmless(&text, said->data, said->length);
    bytes_add(&text, "]", 2);
    int status = text.failed || said->failed ||
                         !bitmap_new((uint16_t)width, machine->codes.bar_height_dots, &dots)
                     ? drv_fail(machine->fault, DRV_MEMORY, "no memory for a barcode")
                     : DRV_OK;
    if (status == DRV_OK) {
        draw_bars(bars, module, &dots);
        status = machine_place_bitmap(machine, &dots, (uint16_t)module, (const char *)text.data);
    }
    bitmap_free(&dots);
    bytes_free(&text);
    return status;
}

static int print_barcode(struct machine *machine, const struct token *token)
{
    struct code128 bars;
    struct bytes said = {0};
    if (!machine_takes_block(machine) || token_field(token, 0) != GS_K_CODE128 ||
        !barcode_read(token->tail, token->tail_length, &bars, &said))
        return DRV_OK;
    int status = place_bars(machine, &bars, &said);
    bytes_free(&said);
    return status;
}

const struct machine_action machine_barcode_actions[] = {
    {COMMAND_BARCODE, print_barcode},
    {COMMAND_BARCODE_HEIGHT, set_bar_height},
    {COMMAND_BARCODE_WIDTH, set_bar_width},
    {COMMAND_OTHER, NULL},
};
