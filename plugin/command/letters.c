/* SPDX-License-Identifier: MIT */
#include "letters.h"

#include <stdio.h>
#include <string.h>

#include "../../drivers/page_set.h"

enum { TEXTS = 3 };

struct slip_texts {
    const char *slip;
    struct {
        const char *name, *text;
    } texts[TEXTS];
};

static const struct text_page *page_of(const struct slip_texts *slip, const struct page_set *set)
{
    struct bytes all = {0};
    for (int i = 0; i < TEXTS; i++)
        bytes_add_text(&all, slip->texts[i].text);
    const struct page_set_entry *entry =
        page_set_for_text(set, (const char *)all.data, all.failed ? 0 : all.length);
    bytes_free(&all);
    return &entry->page;
}

/* Names the first letter that loses so much or more; false where none does. */
static bool tell_loss(const struct slip_texts *slip, const struct page_set *set, const char *lack,
                      enum text_loss least, char *out, size_t capacity)
{
    const struct text_page *page = page_of(slip, set);
    uint32_t codepoint;
    uint8_t printed[TEXT_BYTES_MOST];
    for (int i = 0; i < TEXTS; i++) {
        const char *text = slip->texts[i].text, *end = text + strlen(text);
        const char *letter = text_first_loss(page, text, strlen(text), least);
        if (letter == NULL)
            continue;
        int length = (int)text_next(letter, end, &codepoint);
        int cells = least == TEXT_LOST ? 1 : (int)text_put(page, codepoint, printed);
        snprintf(out, capacity, "%s: \"%.*s\" in %s prints as \"%.*s\": %s all letters of it",
                 slip->slip, length, letter, slip->texts[i].name, cells,
                 least == TEXT_LOST ? "?" : (const char *)printed, lack);
        return true;
    }
    return false;
}

/* The owner can name another page, but not a page that the printer has not. */
static void say_what_lacks(const struct config_print *print, const struct profile *profile,
                           char *out, size_t capacity)
{
    const char *page = settings_code_page(print);
    if (page == NULL)
        snprintf(out, capacity, "no page of %s has", profile->name);
    else
        snprintf(out, capacity, "print.code_page, %s, has not", page);
}

bool letters_are_there(const struct settings *settings, const struct profile *profile, char *out,
                       size_t capacity)
{
    const struct config *config = &settings->config;
    const struct slip_texts slips[] = {
        {"note",
         {{"shop.name", config->shop.name},
          {"the gift", config->visits_offer.gift},
          {config->print.note_slip, settings->note_text}}},
        {"card",
         {{"shop.name", config->shop.name},
          {"shop.address", config->shop.address},
          {config->print.card_slip, settings->card_text}}},
    };
    char lack[64];
    struct page_set set;
    struct drv_fault fault = {{0}};
    if (page_set_open(profile, settings_code_page(&config->print), &set, &fault) != DRV_OK) {
        snprintf(out, capacity, "%s", fault.text);
        return false;
    }
    say_what_lacks(&config->print, profile, lack, sizeof lack);
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++)
        if (tell_loss(&slips[i], &set, lack, TEXT_LOST, out, capacity))
            return false;
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++)
        if (tell_loss(&slips[i], &set, lack, TEXT_BARE, out, capacity))
            return true;
    snprintf(out, capacity, "the printer has all that stand on slips");
    return true;
}
