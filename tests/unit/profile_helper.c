/* SPDX-License-Identifier: MIT */
#include "profile_helper.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#define WESTERN                                                                                    \
    {.name = "CP858", .number = 19, .euro = true}, {.name = "CP1252", .number = 16, .euro = true}, \
        {.name = "CP850", .number = 2},                                                            \
    {                                                                                              \
        .name = "CP437", .number = 0                                                               \
    }
#define KNOWN                                                                                      \
    .commands = PROFILE_ESC_T | PROFILE_ESC_R | PROFILE_FS_DOT | PROFILE_ESC_DOLLAR |              \
                PROFILE_ESC_3 | PROFILE_ESC_M | PROFILE_ESC_MINUS | PROFILE_GS_SIZE |              \
                PROFILE_GS_B | PROFILE_GS_AREA | PROFILE_ESC_STYLE | PROFILE_GS_V0,                \
    .cut = PROFILE_CUT_GS_V, .raster_rows_most = 2303, .qr_module_most = 16
#define KNOWN_80    .dots = 576, .dpi = 203, .columns = 48, KNOWN
#define KNOWN_80_42 .dots = 512, .dpi = 180, .columns = 42, KNOWN

static const struct profile profiles[] = {
    {.name = "known-80", KNOWN_80, .pages = {WESTERN}, .codes = PROFILE_QR},
    {.name = "known-80-42", KNOWN_80_42, .pages = {WESTERN}, .codes = PROFILE_QR},
    {.name = "known-58",
     .dots = 384,
     .dpi = 203,
     .columns = 32,
     KNOWN,
     .pages = {WESTERN},
     .codes = PROFILE_QR},
    {.name = "bars-80", KNOWN_80, .pages = {WESTERN}, .codes = PROFILE_QR | PROFILE_CODE128},
    {.name = "bars-80-42", KNOWN_80_42, .pages = {WESTERN}, .codes = PROFILE_QR | PROFILE_CODE128},
    {.name = "pages-80",
     KNOWN_80,
     .pages = {WESTERN,
               {.name = "CP852", .number = 18},
               {.name = "CP866", .number = 17},
               {.name = "CP737", .number = 14},
               {.name = "CP860", .number = 3},
               {.name = "CP863", .number = 4},
               {.name = "CP865", .number = 5},
               {.name = "CP857", .number = 13}},
     .codes = PROFILE_QR},
    {.name = "lines-80",
     KNOWN_80,
     .pages = {{.name = "CP858", .number = 19, .euro = true}, {.name = "CP866", .number = 17}},
     .codes = PROFILE_QR},
    {.name = "bare-80",
     .dots = 576,
     .dpi = 203,
     .columns = 48,
     .pages = {WESTERN},
     .commands = PROFILE_GS_V0,
     .raster_rows_most = 255,
     .blade_lines = 4},
    {.name = "bare-58",
     .dots = 384,
     .dpi = 203,
     .columns = 32,
     .commands = PROFILE_GS_V0,
     .raster_rows_most = 255,
     .blade_lines = 4},
};

const struct profile *test_profile(const char *name)
{
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++)
        if (strcmp(profiles[i].name, name) == 0)
            return &profiles[i];
    fail_msg("no test profile \"%s\"", name);
    return NULL;
}
