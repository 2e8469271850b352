/* SPDX-License-Identifier: MIT */
#include "profile_words.h"

#include <stdio.h>
#include <string.h>

const struct profile_word profile_command_words[] = {
    {"esc-t", PROFILE_ESC_T, "code pages"},
    {"esc-r", PROFILE_ESC_R, "national characters"},
    {"fs-dot", PROFILE_FS_DOT, "Kanji mode off"},
    {"esc-dollar", PROFILE_ESC_DOLLAR, "absolute position"},
    {"esc-3", PROFILE_ESC_3, "line spacing"},
    {"esc-j", PROFILE_ESC_J, "feed by motion units"},
    {"esc-m", PROFILE_ESC_M, "fonts"},
    {"esc-minus", PROFILE_ESC_MINUS, "underline"},
    {"gs-size", PROFILE_GS_SIZE, "characters of 1 to 8 times the size"},
    {"gs-b", PROFILE_GS_B, "white on black"},
    {"gs-area", PROFILE_GS_AREA, "left margin and width"},
    {"esc-style", PROFILE_ESC_STYLE, "spacing, double strike, rotation, upside down"},
    {"gs-v0", PROFILE_GS_V0, "pictures row by row"},
    {"gs-l", PROFILE_GS_L, "graphics by GS ( L"},
    {"esc-star", PROFILE_ESC_STAR, "pictures column by column"},
    {"gs-nv", PROFILE_GS_NV, "logos kept by the printer"},
    {"gs-i", PROFILE_GS_I, "tells maker and model"},
    {NULL, 0, NULL},
};

const struct profile_word profile_code_words[] = {
    {"upc-a", PROFILE_UPC_A, "UPC-A"},
    {"upc-e", PROFILE_UPC_E, "UPC-E"},
    {"ean13", PROFILE_EAN13, "EAN-13"},
    {"ean8", PROFILE_EAN8, "EAN-8"},
    {"code39", PROFILE_CODE39, "Code 39"},
    {"itf", PROFILE_ITF, "ITF"},
    {"codabar", PROFILE_CODABAR, "Codabar"},
    {"code93", PROFILE_CODE93, "Code 93"},
    {"code128", PROFILE_CODE128, "Code 128"},
    {"qr", PROFILE_QR, "QR Code"},
    {NULL, 0, NULL},
};

const struct profile_word profile_answer_words[] = {
    {"realtime", PROFILE_REALTIME, "DLE EOT 1 to 4"},
    {"asb", PROFILE_ASB, "automatic status"},
    {"gs-r", PROFILE_GS_R, "GS r 1"},
    {"process-id", PROFILE_PROCESS_ID, "GS ( H 48"},
    {"recover", PROFILE_RECOVER, "DLE ENQ 1"},
    {"clear", PROFILE_CLEAR, "DLE DC4 8"},
    {NULL, 0, NULL},
};

const struct profile_word profile_cut_words[] = {
    {"none", PROFILE_CUT_NONE, "a tear bar"},
    {"gs-v", PROFILE_CUT_GS_V, "GS V 66: feeds to the blade by itself"},
    {"gs-v0", PROFILE_CUT_GS_V0, "GS V 0 or 1"},
    {"esc-i", PROFILE_CUT_ESC_I, "ESC i"},
    {NULL, 0, NULL},
};

/*
 * iconv's names. Aside: right to left (862, 864, 1255, 1256); marks upon letters (874, 1258);
 * letters that 737, 775, 850, 852, 866, 1250 to 1252 or 1257 have, too, on every model that has it.
 */
static const struct profile_page known_pages[] = {
    {.name = "CP437"},
    {.name = "CP737"},
    {.name = "CP771", .aside = true},
    {.name = "CP772", .aside = true},
    {.name = "CP774", .aside = true},
    {.name = "CP775"},
    {.name = "CP850"},
    {.name = "CP851", .aside = true},
    {.name = "CP852"},
    {.name = "CP855", .aside = true},
    {.name = "CP857"},
    {.name = "CP858"},
    {.name = "CP860", .aside = true},
    {.name = "CP861", .aside = true},
    {.name = "CP862", .aside = true},
    {.name = "CP863", .aside = true},
    {.name = "CP864", .aside = true},
    {.name = "CP865", .aside = true},
    {.name = "CP866"},
    {.name = "CP869", .aside = true},
    {.name = "CP874", .aside = true},
    {.name = "CP1125", .aside = true},
    {.name = "CP1250"},
    {.name = "CP1251"},
    {.name = "CP1252"},
    {.name = "CP1253"},
    {.name = "CP1254"},
    {.name = "CP1255", .aside = true},
    {.name = "CP1256", .aside = true},
    {.name = "CP1257"},
    {.name = "CP1258", .aside = true},
    {.name = "ISO8859-1", .aside = true},
    {.name = "ISO8859-2", .aside = true},
    {.name = "ISO8859-7", .aside = true},
    {.name = "ISO8859-15", .aside = true},
    {.name = "RK1048", .aside = true},
    {.name = NULL},
};

const struct profile_word *profile_word_find(const struct profile_word *list, const char *word,
                                             size_t length)
{
    for (; list->word != NULL; list++) {
        if (strlen(list->word) == length && memcmp(list->word, word, length) == 0)
            return list;
    }
    return NULL;
}

const struct profile_word *profile_word_of(const struct profile_word *list, uint32_t value)
{
    while (list->word != NULL && list->value != value)
        list++;
    return list->word == NULL ? NULL : list;
}

static void append(char *out, size_t capacity, size_t *length, const char *text)
{
    if (*length < capacity)
        snprintf(out + *length, capacity - *length, "%s", text);
    *length += strlen(text);
}

size_t profile_words_of_set(const struct profile_word *list, uint32_t set, const char *between,
                            char *out, size_t capacity)
{
    size_t length = 0;
    for (; list->word != NULL; list++) {
        if ((set & list->value) == 0)
            continue;
        append(out, capacity, &length, length == 0 ? "" : between);
        append(out, capacity, &length, list->word);
    }
    if (length == 0)
        append(out, capacity, &length, "none");
    return length;
}

const struct profile_page *profile_page_known(const char *name, size_t length)
{
    for (const struct profile_page *page = known_pages; page->name != NULL; page++) {
        if (strlen(page->name) == length && memcmp(page->name, name, length) == 0)
            return page;
    }
    return NULL;
}
