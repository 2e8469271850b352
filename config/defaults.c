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
EMBED(config_note_en, "config/note.receipt");
EMBED(config_card_en, "config/card.receipt");
EMBED(config_note_de, "config/note.de.receipt");
EMBED(config_card_de, "config/card.de.receipt");
EMBED(config_note_fr, "config/note.fr.receipt");
EMBED(config_card_fr, "config/card.fr.receipt");
EMBED(config_note_es, "config/note.es.receipt");
EMBED(config_card_es, "config/card.es.receipt");
EMBED(config_note_it, "config/note.it.receipt");
EMBED(config_card_it, "config/card.it.receipt");
EMBED(config_note_nl, "config/note.nl.receipt");
EMBED(config_card_nl, "config/card.nl.receipt");
EMBED(config_note_pt, "config/note.pt.receipt");
EMBED(config_card_pt, "config/card.pt.receipt");
EMBED(config_note_pl, "config/note.pl.receipt");
EMBED(config_card_pl, "config/card.pl.receipt");

#define FILES(note, card)                                                                          \
    {                                                                                              \
        {"comeback.ini", config_default_ini}, {"note.receipt", note}, {"card.receipt", card},      \
    }

static const struct config_default_file files[][4] = {
    [CONFIG_ENGLISH] = FILES(config_note_en, config_card_en),
    [CONFIG_GERMAN] = FILES(config_note_de, config_card_de),
    [CONFIG_FRENCH] = FILES(config_note_fr, config_card_fr),
    [CONFIG_SPANISH] = FILES(config_note_es, config_card_es),
    [CONFIG_ITALIAN] = FILES(config_note_it, config_card_it),
    [CONFIG_DUTCH] = FILES(config_note_nl, config_card_nl),
    [CONFIG_PORTUGUESE] = FILES(config_note_pt, config_card_pt),
    [CONFIG_POLISH] = FILES(config_note_pl, config_card_pl),
};

const struct config_default_file *config_default_files(enum config_language language)
{
    return files[language == CONFIG_LANGUAGE_OF_COUNTRY ? CONFIG_ENGLISH : language];
}
