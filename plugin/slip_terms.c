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

/* Of an amount nothing is above it. */
static bool has_bound(const struct config *config)
{
    for (int32_t i = 0; i < config->offer_count; i++) {
        const struct config_offer *offer = &config->offers[i];
        if (offer->to == CONFIG_FOR_FRIEND && offer->at_most_minor > 0 &&
            (offer->benefit == CONFIG_PERCENT || offer->benefit == CONFIG_ITEM))
            return true;
    }
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
    {"what is taken off at most: {{friend.at_most}}",
     {SLIP_FRIEND_AT_MOST, SLIP_FRIEND_AT_MOST},
     has_bound},
    {"who offers it: {{shop.address}}", {SLIP_SHOP_ADDRESS, SLIP_SHOP_ADDRESS}, has_offer},
};

static bool says_where(const char *text)
{
    return strstr(text, "www.") != NULL || strstr(text, "://") != NULL;
}

/* Fields that stand only where that offer is a percentage, and what says any sort. */
static const struct {
    enum config_for to;
    enum slip_field percent, benefit;
    const char *percent_name, *benefit_name;
} sorts[] = {
    {CONFIG_FOR_FRIEND, SLIP_FRIEND_PERCENT, SLIP_FRIEND_BENEFIT, "friend.percent",
     "friend.benefit"},
    {CONFIG_FOR_REFERRER, SLIP_REFERRER_PERCENT, SLIP_REFERRER_BENEFIT, "referrer.percent",
     "referrer.benefit"},
};

/* The first offer of that kind which is no percentage; NULL. */
static const struct config_offer *find_other(const struct config *config, enum config_for to)
{
    for (int32_t i = 0; i < config->offer_count; i++)
        if (config->offers[i].to == to && config->offers[i].benefit != CONFIG_PERCENT)
            return &config->offers[i];
    return NULL;
}

static int line_of(const char *text, const char *field)
{
    const char *end = strstr(text, field);
    int line = 1;
    for (; end != NULL && text < end; text++)
        line += *text == '\n';
    return line;
}

static int look_at_sorts(const struct config *config, const char *name, const char *text,
                         const struct slip_template *slip, struct bytes *lines)
{
    char line[NAME_ROOM + 200];
    int silent = 0;
    for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++) {
        const struct config_offer *other = find_other(config, sorts[i].to);
        if (other == NULL || !slip_has(slip, sorts[i].percent) || slip_has(slip, sorts[i].benefit))
            continue;
        snprintf(
            line, sizeof line,
            "%.*s:%d: {{%s}} says nothing of [offer %s], which is no percentage; {{%s}} does\n",
            NAME_ROOM, name, line_of(text, sorts[i].percent_name), sorts[i].percent_name,
            other->name, sorts[i].benefit_name);
        bytes_add_text(lines, line);
        silent++;
    }
    return silent;
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
    return missing + look_at_sorts(config, name, text, slip, lines);
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
