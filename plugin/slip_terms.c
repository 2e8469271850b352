/* SPDX-License-Identifier: MIT */
#include "slip_terms.h"

#include <stdio.h>
#include <string.h>

enum { NAME_ROOM = 300, FIELDS_MAX = 2 };

static bool has_minimum(const struct config *config)
{
    for (int32_t i = 0; i < config->offer_count; i++)
        if (config->offers[i].to == CONFIG_FOR_FRIEND && config->offers[i].minimum_minor > 0)
            return true;
    return false;
}

static bool has_offer(const struct config *config)
{
    for (int32_t i = 0; i < config->offer_count; i++)
        if (config->offers[i].to == CONFIG_FOR_FRIEND)
            return true;
    return false;
}

/* One of the fields is enough; the sentence says whole what each of its parts does. */
static const struct {
    const char *lacks;
    enum slip_field fields[FIELDS_MAX];
    bool (*applies)(const struct config *);
} terms[] = {
    {"the offer: {{friend.benefit}}", {SLIP_FRIEND_BENEFIT, SLIP_FRIEND_PERCENT}, has_offer},
    {"the minimum: {{friend.minimum}}", {SLIP_FRIEND_MINIMUM, SLIP_FRIEND_MINIMUM}, has_minimum},
    {"who offers it: {{shop.address}}", {SLIP_SHOP_ADDRESS, SLIP_SHOP_ADDRESS}, has_offer},
};

static bool says_where(const char *text)
{
    return strstr(text, "www.") != NULL || strstr(text, "://") != NULL;
}

static int look_at(const struct config *config, const char *name, const char *text,
                   const struct slip_template *slip, struct bytes *lines)
{
    char line[NAME_ROOM + 100];
    int missing = 0;
    for (size_t i = 0; i < sizeof terms / sizeof terms[0] && !says_where(text); i++) {
        if (!terms[i].applies(config) || slip_has(slip, terms[i].fields[0]) ||
            slip_has(slip, terms[i].fields[1]))
            continue;
        snprintf(line, sizeof line, "%.*s: lacks %s\n", NAME_ROOM, name, terms[i].lacks);
        bytes_add_text(lines, line);
        missing++;
    }
    return missing;
}

int slip_terms_missing(const struct settings *settings, struct bytes *lines)
{
    const struct config *config = &settings->config;
    char name[NAME_ROOM];
    int missing =
        look_at(config, config->print.card_slip, settings->card_text, settings->card, lines);
    for (int i = 0; i < LANGUAGES; i++) {
        const struct settings_local *local = &settings->local[i];
        if (local->text[SETTINGS_CARD] == NULL)
            continue;
        snprintf(name, sizeof name, "%s in %s", config->print.card_slip,
                 words_code((enum language)i));
        missing +=
            look_at(config, name, local->text[SETTINGS_CARD], local->slip[SETTINGS_CARD], lines);
    }
    return missing;
}
