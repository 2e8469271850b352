/* SPDX-License-Identifier: MIT */
/*
 * Any bytes through the decoder and onto paper: no crash, no hang, and what comes out holds: the
 * JSON makes the same bytes again, and what strict understands has nothing unknown in it. Bytes
 * that begin with { are tried as JSON too.
 */
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/decode.h"
#include "../../drivers/paper/encode.h"
#include "../../drivers/paper/paper.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void draw(const struct paper_sheet *sheet)
{
    struct bytes out = {0};
    /* Long white rolls would cost all the time and show nothing new. */
    if (sheet->height_dots > 3000)
        return;
    if (paper_png(sheet, &out, NULL) != DRV_OK || paper_terminal(sheet, 80, &out) != DRV_OK)
        abort();
    bytes_free(&out);
}

static void check_round_trip(const uint8_t *bytes, size_t length)
{
    struct bytes json = {0}, back = {0};
    if (decode_json(bytes, length, &json, NULL) != DRV_OK ||
        encode_json(json.data, json.length, &back, NULL) != DRV_OK || back.length != length ||
        (length > 0 && memcmp(back.data, bytes, length) != 0))
        abort();
    bytes_add_byte(&json, 0);
    if (decode_strict(bytes, length, NULL) == DRV_OK &&
        strstr((char *)json.data, "\"name\":\"unknown\"") != NULL)
        abort();
    bytes_free(&json);
    bytes_free(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const uint16_t heads[] = {384, 512, 576, 97};
    struct profile profile = {.name = "fuzz",
                              .dots = heads[length % 4],
                              .dpi = length % 4 == 1 ? 180 : 203,
                              .columns = 32,
                              .pages = {{.name = "CP858", .number = 19},
                                        {.name = "CP1252", .number = 16},
                                        {.name = "CP850", .number = 2},
                                        {.name = "CP437", .number = 0}}};
    struct paper *paper;
    struct bytes made = {0};
    if (length > 0 && bytes[0] == '{')
        encode_json(bytes, length, &made, NULL);
    bytes_free(&made);
    check_round_trip(bytes, length);
    if (paper_print(bytes, length, &profile, &paper, NULL) != DRV_OK)
        return 0;
    for (size_t i = 0; i < paper_sheet_count(paper); i++)
        draw(paper_sheet_at(paper, i));
    paper_free(paper);
    return 0;
}
