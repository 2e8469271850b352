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

/* The text with the first letter that is lost; *letter is where. NULL: none is. */
static const char *find_lost(const struct slip_texts *slip, const struct page_set *set,
                             const char **letter)
{
    const struct text_page *page = page_of(slip, set);
    for (int i = 0; i < TEXTS; i++) {
        const char *text = slip->texts[i].text;
        *letter = text_first_lost(page, text, strlen(text));
        if (*letter != NULL)
            return slip->texts[i].name;
    }
    return NULL;
}

static int letter_length(const char *letter)
{
    uint32_t codepoint;
    return (int)text_next(letter, letter + strlen(letter), &codepoint);
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
    struct page_set set;
    struct drv_fault fault = {{0}};
    if (page_set_open(profile, settings_code_page(&config->print), &set, &fault) != DRV_OK) {
        snprintf(out, capacity, "%s", fault.text);
        return false;
    }
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        const char *letter, *name = find_lost(&slips[i], &set, &letter);
        if (name == NULL)
            continue;
        snprintf(out, capacity,
                 "%s: \"%.*s\" in %s prints as \"?\": no page of %s has all letters of it",
                 slips[i].slip, letter_length(letter), letter, name, profile->name);
        return false;
    }
    snprintf(out, capacity, "the printer has all that stand on slips");
    return true;
}
