/* SPDX-License-Identifier: MIT */
#include "profile.h"

#include <stddef.h>
#include <string.h>

/*
 * Of the 50 models of escpos-printer-db CP437 is 0 on 48, CP850 2 on 37, CP1252 16 on 33 and CP858
 * 19 on 32, among them each one that a profile names here; so Epson counts in its manuals.
 */
#define WESTERN_PAGES                                                                              \
    .pages = {{"CP858", 19, true}, {"CP1252", 16, true}, {"CP850", 2, false}, {"CP437", 0, false}}
#define HEAD_72_MM .dots = 576, .dpi = 203, .columns = 48
#define HEAD_512   .dots = 512, .dpi = 180, .columns = 42
#define HEAD_48_MM .dots = 384, .dpi = 203, .columns = 32

#define EPSON_COMMANDS                                                                             \
    (PROFILE_ESC_T | PROFILE_ESC_R | PROFILE_FS_DOT | PROFILE_ESC_DOLLAR | PROFILE_ESC_3 |         \
     PROFILE_ESC_M | PROFILE_ESC_MINUS | PROFILE_GS_SIZE | PROFILE_GS_B | PROFILE_GS_AREA |        \
     PROFILE_ESC_STYLE | PROFILE_GS_V0)
#define AS_BEFORE                                                                                  \
    .commands = EPSON_COMMANDS, .cut = PROFILE_CUT_GS_V, .qr_module_most = 8,                      \
    .raster_rows_most = 2303

/* In all of Epson's command references since the TM-T88III's. */
#define EPSON_STATUS (PROFILE_REALTIME | PROFILE_ASB | PROFILE_GS_R | PROFILE_RECOVER)

/*
 * TM-T88V and TM-T20II answer process IDs too by all that is told of them, but the list of models
 * in Epson's reference was not to be had: `comeback printers --test` finds it out, and
 * `process_id = yes` says so.
 */
static const struct profile profiles[] = {
    {.name = "generic-80",
     HEAD_72_MM,
     WESTERN_PAGES,
     AS_BEFORE,
     .codes = PROFILE_QR,
     .source = "escpos-printer-db: TM-T20II, 72 mm head; pages as on most models there",
     .delivery_source = "nothing is known, so nothing is trusted"},
    {.name = "generic-80-42",
     HEAD_512,
     WESTERN_PAGES,
     AS_BEFORE,
     .codes = PROFILE_QR,
     .source = "escpos-printer-db: TM-T88III to TM-T88V; pages as on most models there",
     .delivery_source = "nothing is known, so nothing is trusted"},
    {.name = "generic-58",
     HEAD_48_MM,
     WESTERN_PAGES,
     AS_BEFORE,
     .codes = PROFILE_QR,
     .source = "escpos-printer-db: POS-5890, 48 mm head, these pages, no barcodes of its own",
     .delivery_source = "nothing is known, so nothing is trusted"},
    {.name = "epson-tm-t20ii",
     HEAD_72_MM,
     WESTERN_PAGES,
     AS_BEFORE,
     .codes = PROFILE_QR | PROFILE_CODE128,
     .source = "escpos-printer-db: TM-T20II: pages, barcodes of GS k 65 and up",
     .answers = EPSON_STATUS,
     .buffer_bytes = 4096,
     .delivery_source = "Epson's ESC/POS command reference: dle_eot, gs_la, gs_lr, dle_enq"},
    {.name = "epson-tm-t88iii",
     HEAD_512,
     WESTERN_PAGES,
     AS_BEFORE,
     .codes = PROFILE_QR | PROFILE_CODE128,
     .source = "escpos-printer-db: TM-T88III: pages; TM-T88III specification: GS k 73, GS h and "
               "GS w from 162 and 3",
     .answers = EPSON_STATUS,
     .buffer_bytes = 4096,
     .delivery_source = "TM-T88III specification p. 17, 23, 84, 143; no GS ( H: Application "
                        "Programming Guide 10.01 p. 425"},
    {.name = "epson-tm-t88v",
     HEAD_512,
     WESTERN_PAGES,
     AS_BEFORE,
     .codes = PROFILE_QR | PROFILE_CODE128,
     .source = "escpos-printer-db: TM-T88V: pages, barcodes of GS k 65 and up",
     .answers = EPSON_STATUS,
     .buffer_bytes = 4096,
     .delivery_source = "Epson's ESC/POS command reference: dle_eot, gs_la, gs_lr, dle_enq"},
    {.name = "epson-tm-l90",
     HEAD_72_MM,
     WESTERN_PAGES,
     AS_BEFORE,
     .codes = PROFILE_QR | PROFILE_CODE128,
     .source = "escpos-printer-db: TM-L90: pages, barcodes of GS k 65 and up; Application "
               "Programming Guide 10.01 p. 343 (GS h from 162)",
     .answers = EPSON_STATUS | PROFILE_PROCESS_ID | PROFILE_CLEAR,
     .buffer_bytes = 4096,
     .delivery_source = "Application Programming Guide 10.01 p. 425 (GS ( H: all but eight models "
                        "named there), p. 395 (DLE DC4 8)"},
    {.name = NULL},
};

const struct profile *profile_find(const char *name)
{
    for (const struct profile *p = profiles; p->name != NULL; p++) {
        if (strcmp(p->name, name) == 0)
            return p;
    }
    return NULL;
}

const struct profile *profile_all(void)
{
    return profiles;
}
