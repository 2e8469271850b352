/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "document_value.h"

enum {
    CELL_LEAST = 3,
    CELL_MOST = 8,
    BAR_LEAST = 2,
    BAR_MOST = 4,
    HEIGHT_LEAST = 24,
    HEIGHT_MOST = 240,
    HEIGHT_USUAL = 72,
};

static const struct {
    const char *word;
    uint8_t symbol;
} symbols[] = {
    {"upc", DOCUMENT_UPC},       {"ean", DOCUMENT_EAN},       {"jan", DOCUMENT_EAN},
    {"code39", DOCUMENT_CODE39}, {"itf", DOCUMENT_ITF},       {"codabar", DOCUMENT_CODABAR},
    {"nw7", DOCUMENT_CODABAR},   {"code93", DOCUMENT_CODE93}, {"code128", DOCUMENT_CODE128},
    {"qrcode", DOCUMENT_QR},
};

static uint8_t symbol_named(struct value item)
{
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        if (value_is(item, symbols[i].word))
            return symbols[i].symbol;
    }
    return DOCUMENT_SYMBOLS;
}

static char level_named(struct value item)
{
    static const char levels[] = "lmqh";
    char c = value_length(item) == 1 ? (char)(*item.start | 0x20) : '\0';
    return c != '\0' && strchr(levels, c) != NULL ? c : '\0';
}

static void take_number(unsigned number, unsigned least, unsigned most, uint8_t *out)
{
    if (*out == 0 && number >= least && number <= most)
        *out = (uint8_t)number;
}

static void take_numbers(struct document_option *option, unsigned cell, unsigned bar,
                         unsigned height)
{
    take_number(cell, CELL_LEAST, CELL_MOST, &option->cell_dots);
    take_number(bar, BAR_LEAST, BAR_MOST, &option->bar_dots);
    take_number(height, HEIGHT_LEAST, HEIGHT_MOST, &option->height_dots);
}

static void take_item(struct document_option *option, struct value item)
{
    unsigned number;
    if (option->symbol == DOCUMENT_SYMBOLS)
        option->symbol = symbol_named(item);
    if (option->level == '\0')
        option->level = level_named(item);
    option->hri = option->hri || value_is(item, "hri");
    option->dither = option->dither && !value_is(item, "threshold");
    if (value_number(item, DOCUMENT_WIDTH_MOST, &number))
        take_numbers(option, number, number, number);
}

/* The first item that can be a thing is that thing; what is not named goes back to its default. */
int document_apply_option(struct document_reader *reader, struct value list)
{
    struct document_option option = {.symbol = DOCUMENT_SYMBOLS, .dither = true};
    struct value item;
    while (value_next(&list, &item))
        take_item(&option, item);
    take_numbers(&option, CELL_LEAST, BAR_LEAST, HEIGHT_USUAL);
    if (option.symbol == DOCUMENT_SYMBOLS)
        option.symbol = DOCUMENT_CODE128;
    if (option.level == '\0')
        option.level = 'l';
    reader->option = option;
    return DRV_OK;
}

void document_reset_option(struct document_reader *reader)
{
    document_apply_option(reader, (struct value){NULL, NULL});
}

/*
 * Control bytes other than tab and line ends have no place in a code: printers look for their
 * real-time commands (DLE DC4 opens a drawer) even inside the data of other commands.
 */
static const char *forbidden_in(struct value value)
{
    static const bool forbidden[256] = {
        [0 ... 8] = true, [11 ... 12] = true, [14 ... 31] = true, [0x7f] = true};
    const char *p = value.start;
    while (p < value.end && !forbidden[(uint8_t)*p])
        p++;
    return p < value.end ? p : NULL;
}

static int check_code(struct document_reader *reader, struct value value)
{
    if (value.start == value.end)
        return drv_fail(reader->fault, DRV_INVALID, "line %u: the code is empty: \"\"",
                        reader->number);
    if (value_length(value) > DOCUMENT_CODE_BYTES_MOST)
        return drv_fail(reader->fault, DRV_LIMIT, "line %u: a code of \"%zu\" bytes; at most %d",
                        reader->number, value_length(value), DOCUMENT_CODE_BYTES_MOST);
    const char *forbidden = forbidden_in(value);
    if (forbidden == NULL)
        return DRV_OK;
    return drv_fail(reader->fault, DRV_INVALID,
                    "line %u: a control character in a code: \"\\x%02x\"", reader->number,
                    (uint8_t)*forbidden);
}

int document_apply_code(struct document_reader *reader, struct value value)
{
    const struct document_option *option = &reader->option;
    int status = check_code(reader, value);
    if (status != DRV_OK)
        return status;
    document_add_line(reader, DOCUMENT_CODE)->code = (struct document_code){
        .offset = (uint32_t)(value.start - reader->document->text),
        .length = (uint16_t)value_length(value),
        .symbol = option->symbol,
        .module_dots = option->symbol == DOCUMENT_QR ? option->cell_dots : option->bar_dots,
        .height_dots = option->height_dots,
        .level = option->level,
        .align = reader->align,
        .hri = option->hri,
    };
    return DRV_OK;
}

int document_apply_image(struct document_reader *reader, struct value value)
{
    if (++reader->images > DOCUMENT_IMAGES_MOST)
        return drv_fail(reader->fault, DRV_LIMIT, "line %u: \"%u\" pictures; at most %d",
                        reader->number, reader->images, DOCUMENT_IMAGES_MOST);
    document_add_line(reader, DOCUMENT_IMAGE)->image = (struct document_image){
        .offset = (uint32_t)(value.start - reader->document->text),
        .length = (uint32_t)value_length(value),
        .align = reader->align,
        .dither = reader->option.dither,
    };
    return DRV_OK;
}
