/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { MAX_SYMBOLS = 1000 };

void machine_codes_start(struct codes *codes)
{
    codes->module_dots = codes->bar_dots = 3;
    codes->bar_height_dots = 162;
    codes->level = SYMBOL_L;
    codes->symbol_ready = false;
    bytes_reset(&codes->data);
}

void machine_codes_free(struct codes *codes)
{
    bytes_free(&codes->data);
}

static int set_module(struct machine *machine, const struct token *token)
{
    uint32_t dots = token_field(token, 2);
    if (dots >= 1 && dots <= 16)
        machine->codes.module_dots = (uint8_t)dots;
    return DRV_OK;
}

static int set_level(struct machine *machine, const struct token *token)
{
    uint32_t level = token_field(token, 2);
    if (level < '0' || level > '3')
        return DRV_OK;
    machine->codes.level = (enum symbol_level)(level - '0');
    machine->codes.symbol_ready = false;
    return DRV_OK;
}

static int store_symbol(struct machine *machine, const struct token *token)
{
    bytes_reset(&machine->codes.data);
    bytes_add(&machine->codes.data, token->tail, token->tail_length);
    machine->codes.symbol_ready = false;
    if (machine->codes.data.failed)
        return drv_fail(machine->fault, DRV_MEMORY, "no memory for the data of a code");
    return DRV_OK;
}

/* Data that fits no symbol leaves one of no modules: the printer draws nothing then. */
static int make_symbol(struct machine *machine)
{
    if (machine->codes.symbol_ready)
        return DRV_OK;
    if (++machine->codes.symbols_made > MAX_SYMBOLS)
        return drv_fail(machine->fault, DRV_LIMIT, "\"%u\" codes are more than %d",
                        machine->codes.symbols_made, MAX_SYMBOLS);
    machine->codes.symbol.modules = 0;
    machine->codes.symbol_ready = true;
    int status = symbol_qr(machine->codes.data.data, machine->codes.data.length,
                           machine->codes.level, &machine->codes.symbol, machine->fault);
    return status == DRV_MEMORY ? status : DRV_OK;
}

void machine_add_harmless(struct bytes *out, const uint8_t *data, size_t length)
{
    for (size_t at = 0; at < length;) {
        utf8proc_int32_t code_point;
        utf8proc_ssize_t step =
            utf8proc_iterate(data + at, (utf8proc_ssize_t)(length - at), &code_point);
        bool harmless = step > 0 && code_point >= 0x20 && (code_point < 0x7F || code_point > 0x9F);
        code_point_add(out, harmless ? (uint32_t)code_point : MACHINE_NO_GLYPH);
        at += step > 0 ? (size_t)step : 1;
    }
}

static void draw_symbol(const struct machine *machine, struct bitmap *out)
{
    unsigned module = machine->codes.module_dots;
    for (unsigned y = 0; y < machine->codes.symbol.modules; y++)
        for (unsigned x = 0; x < machine->codes.symbol.modules; x++)
            if (symbol_is_black(&machine->codes.symbol, x, y))
                bitmap_fill(out, x * module, y * module, module, module);
}

static int place_symbol(struct machine *machine, uint16_t side_dots)
{
    struct bytes text = {0};
    struct bitmap dots = {0};
    bytes_add_text(&text, "[QR ");
    machine_add_harmless(&text, machine->codes.data.data, machine->codes.data.length);
    bytes_add(&text, "]", 2);
    int status = text.failed || !bitmap_new(side_dots, side_dots, &dots)
                     ? drv_fail(machine->fault, DRV_MEMORY, "no memory for a code")
                     : DRV_OK;
    if (status == DRV_OK) {
        draw_symbol(machine, &dots);
        status = machine_place_bitmap(machine, &dots, machine->codes.module_dots,
                                      (const char *)text.data);
    }
    bitmap_free(&dots);
    bytes_free(&text);
    return status;
}

static int print_symbol(struct machine *machine, const struct token *token)
{
    (void)token;
    if (!machine_takes_block(machine) || machine->codes.data.length == 0)
        return DRV_OK;
    int status = make_symbol(machine);
    unsigned side = machine->codes.symbol.modules * machine->codes.module_dots;
    if (status != DRV_OK || side == 0 || side > machine_block_room_dots(machine))
        return status;
    return place_symbol(machine, (uint16_t)side);
}

const struct machine_action machine_symbol_actions[] = {
    {COMMAND_QR_MODULE, set_module},
    {COMMAND_QR_LEVEL, set_level},
    {COMMAND_QR_STORE, store_symbol},
    {COMMAND_QR_PRINT, print_symbol},
    {COMMAND_OTHER, NULL},
};
