/* SPDX-License-Identifier: MIT */
#include "machine_parts.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { MAX_SYMBOLS = 1000, FUNCTION_STORE = 80, FUNCTION_PRINT = 81, PRINT_MODE = '0' };

void machine_codes_start(struct codes *codes)
{
    codes->width = 3;
    codes->height_dots = 162;
    codes->text_place = 0;
    codes->text_font = FONT_A;
    matrix_settings_start(&codes->settings);
    codes->data.kind = 0;
    codes->symbol_ready = false;
}

void machine_codes_free(struct codes *codes)
{
    matrix_data_free(&codes->data);
    bitmap_free(&codes->symbol);
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

/* Data that fits no symbol leaves one of no dots: the printer draws nothing then. */
static int make_symbol(struct machine *machine)
{
    struct codes *codes = &machine->codes;
    struct matrix_place place = {machine_block_room_dots(machine), machine->roll.dpi};
    if (codes->symbol_ready && codes->room_dots == place.room_dots)
        return DRV_OK;
    if (++codes->symbols_made > MAX_SYMBOLS)
        return drv_fail(machine->fault, DRV_LIMIT, "\"%u\" codes are more than %d",
                        codes->symbols_made, MAX_SYMBOLS);
    bitmap_free(&codes->symbol);
    codes->symbol_ready = true;
    codes->room_dots = place.room_dots;
    int status =
        matrix_draw(&codes->data, &codes->settings, &place, &codes->symbol, &codes->module_dots);
    return status == DRV_MEMORY ? drv_fail(machine->fault, status, "no memory for a code") : DRV_OK;
}

static int place_symbol(struct machine *machine)
{
    const struct codes *codes = &machine->codes;
    struct bytes text = {0};
    bytes_add_byte(&text, '[');
    bytes_add_text(&text, matrix_name(&codes->data, &codes->settings));
    bytes_add_byte(&text, ' ');
    if (codes->data.linear.length > 0) {
        machine_add_harmless(&text, codes->data.linear.data, codes->data.linear.length);
        bytes_add_byte(&text, '|');
    }
    machine_add_harmless(&text, codes->data.bytes.data, codes->data.bytes.length);
    bytes_add(&text, "]", 2);
    int status = text.failed
                     ? drv_fail(machine->fault, DRV_MEMORY, "no memory for the text of a code")
                     : machine_place_bitmap(machine, &codes->symbol, codes->module_dots,
                                            (const char *)text.data);
    bytes_free(&text);
    return status;
}

/* Of a symbol that is too wide: functions 581 and 681 say so, those of the older ones do not. */
static bool feeds_anyway(uint8_t kind)
{
    return kind == MATRIX_AZTEC || kind == MATRIX_DATAMATRIX;
}

static int print_symbol(struct machine *machine, uint8_t kind)
{
    if (!machine_takes_block(machine) || machine->codes.data.kind != kind)
        return DRV_OK;
    int status = make_symbol(machine);
    const struct bitmap *symbol = &machine->codes.symbol;
    if (status != DRV_OK || symbol->width_dots == 0)
        return status;
    if (symbol->width_dots <= machine_block_room_dots(machine))
        return place_symbol(machine);
    return feeds_anyway(kind) ? machine_skip(machine, symbol->height_dots) : DRV_OK;
}

int machine_symbol_size(struct machine *machine, uint8_t kind, struct machine_symbol_size *out)
{
    *out = (struct machine_symbol_size){.printable = false};
    if (machine->codes.data.kind != kind)
        return DRV_OK;
    int status = make_symbol(machine);
    out->width_dots = machine->codes.symbol.width_dots;
    out->height_dots = machine->codes.symbol.height_dots;
    out->printable = out->width_dots > 0 && out->width_dots <= machine_block_room_dots(machine);
    return status;
}

/* GS ( k cn fn and its parameters. */
static int run_function(struct machine *machine, const struct token *token)
{
    struct codes *codes = &machine->codes;
    if (token->body_length < 3)
        return DRV_OK;
    uint8_t kind = token->body[0], function = token->body[1];
    const uint8_t *parameters = token->body + 2;
    size_t length = token->body_length - 2;
    if (kind < MATRIX_PDF417 || kind >= MATRIX_END)
        return DRV_OK;
    if (function == FUNCTION_PRINT)
        return parameters[0] == PRINT_MODE ? print_symbol(machine, kind) : DRV_OK;
    if (function > FUNCTION_PRINT)
        return DRV_OK;
    codes->symbol_ready = false;
    if (function != FUNCTION_STORE)
        matrix_set(&codes->settings, kind, function, parameters, length);
    else if (!matrix_store(&codes->data, kind, parameters, length))
        return drv_fail(machine->fault, DRV_MEMORY, "no memory for the data of a code");
    return DRV_OK;
}

const struct machine_action machine_symbol_actions[] = {
    {COMMAND_QR_MODEL, run_function},
    {COMMAND_QR_MODULE, run_function},
    {COMMAND_QR_LEVEL, run_function},
    {COMMAND_QR_STORE, run_function},
    {COMMAND_QR_PRINT, run_function},
    {COMMAND_SYMBOL, run_function},
    {COMMAND_OTHER, NULL},
};
