/* SPDX-License-Identifier: MIT */
#include "config.h"

/*
 * The files beside this one, byte for byte and ended by a NUL. The assembler looks for them from
 * the folder in which the compiler runs, which is that of the Makefile.
 */
/* NOLINTBEGIN(bugprone-macro-parentheses): a name in an assembler string takes none. */
#define EMBED(symbol, file)                                                                        \
    __asm__(".pushsection .rodata, \"a\"\n"                                                        \
            ".global " #symbol "\n"                                                                \
            ".hidden " #symbol "\n" #symbol ":\n"                                                  \
            ".incbin \"" file "\"\n"                                                               \
            ".byte 0\n"                                                                            \
            ".popsection\n");                                                                      \
    extern const char symbol[] __attribute__((visibility("hidden")))
/* NOLINTEND(bugprone-macro-parentheses) */

EMBED(config_default_ini, "config/comeback.ini");
EMBED(config_default_note, "config/note.receipt");
EMBED(config_default_card, "config/card.receipt");

static const struct config_default_file files[] = {
    {"comeback.ini", config_default_ini},
    {"note.receipt", config_default_note},
    {"card.receipt", config_default_card},
    {NULL, NULL},
};

const struct config_default_file *config_default_files(void)
{
    return files;
}
