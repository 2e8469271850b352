/* SPDX-License-Identifier: MIT */
#include "letters.h"

#include <stdio.h>
#include <string.h>

#include "../../drivers/page_set.h"
#include "../../drivers/shaped.h"

enum { TEXTS = 4, PROMISED = CONFIG_OFFERS_MAX * BENEFIT_WORDS };

struct slip_texts {
    const char *slip;
    struct {
        const char *name, *text;
    } texts[TEXTS];
};

static bool can_draw(void)
{
    struct shaped *shaped = NULL;
    bool can = shaped_open(&shaped, NULL) == DRV_OK;
    shaped_close(shaped);
    return can;
}

/* How a letter that no page has comes out. */
static void say_how(uint32_t codepoint, enum text_loss least, bool drawn, char *out,
                    size_t capacity)
{
    uint8_t printed[TEXT_BYTES_MOST];
    int cells = least == TEXT_LOST ? 1 : (int)text_put(&text_ascii, codepoint, printed);
    if (drawn)
        snprintf(out, capacity, "is drawn as a picture");
    else
        snprintf(out, capacity, "prints as \"%.*s\"", cells,
                 least == TEXT_LOST ? "?" : (const char *)printed);
}

/* Names the first letter that loses so much or more; false where none does. */
static bool tell_loss(const struct slip_texts *slip, struct page_set *set, const char *lack,
                      enum text_loss least, bool drawn, char *out, size_t capacity)
{
    uint32_t codepoint;
    char how[32];
    for (int i = 0; i < TEXTS && slip->texts[i].text != NULL; i++) {
        const char *text = slip->texts[i].text, *end = text + strlen(text);
        const char *letter = page_set_first_loss(set, text, strlen(text), least);
        if (letter == NULL)
            continue;
        int length = (int)text_next(letter, end, &codepoint);
        say_how(codepoint, least, drawn, how, sizeof how);
        snprintf(out, capacity, "%s: \"%.*s\" in %s %s: %s all letters of it", slip->slip, length,
                 letter, slip->texts[i].name, how, lack);
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

/* What notes and cards say of all offers, one behind the other. */
static void gather_promised(const struct config *config, char out[PROMISED])
{
    char words[BENEFIT_WORDS];
    struct benefit benefit;
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < config->offer_count; i++) {
        benefit_of_offer(&config->offers[i], &benefit);
        benefit_words(&benefit, words_language(config->shop.language, config->shop.country), config,
                      false, words);
        used += (size_t)snprintf(out + used, PROMISED - used, "%s", words);
    }
}

bool letters_are_there(const struct settings *settings, const struct profile *profile, char *out,
                       size_t capacity)
{
    const struct config *config = &settings->config;
    char promised[PROMISED];
    gather_promised(config, promised);
    const struct slip_texts slips[] = {
        {"note",
         {{"shop.name", config->shop.name},
          {"what is promised", promised},
          {config->print.note_slip, settings->note_text}}},
        {"card",
         {{"shop.name", config->shop.name},
          {"shop.address", config->shop.address},
          {"what is promised", promised},
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
    bool drawn = can_draw();
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++)
        if (tell_loss(&slips[i], &set, lack, TEXT_LOST, drawn, out, capacity))
            return drawn;
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++)
        if (tell_loss(&slips[i], &set, lack, TEXT_BARE, drawn, out, capacity))
            return true;
    snprintf(out, capacity, "the printer has all that stand on slips");
    return true;
}
