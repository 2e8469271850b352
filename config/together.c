/* SPDX-License-Identifier: MIT */
/* Settings that are right one by one and cannot be meant together. A field not given is 0. */
#include <stdio.h>
#include <string.h>

#include "judge.h"

static bool is_offer(const struct judged *judged)
{
    return judged->row != NULL && strcmp(judged->row->name, "offer NAME") == 0;
}

/* What an offer is for, and what it gives. */

static void tell_missing(const struct judging *judging, size_t section, const char *name)
{
    const struct key *key = keys_find(judging->sections[section].row, name);
    char expected[KEYS_TEXT];
    key->type->expect(expected, key, judging->decimals);
    judge_tell(judging, section, name, NULL, expected);
}

/* Where NAME is one of the words, it says what the offer is for. */
static void find_for(const struct judging *judging, size_t section, struct config_offer *offer)
{
    const struct key *key = keys_find(judging->sections[section].row, "for");
    if (judge_entry(judging, section, "for") == NULL &&
        !key->type->read(key, offer->name, judging->decimals, offer))
        tell_missing(judging, section, "for");
}

/* In the order of enum config_benefit. */
static const char *const benefits[] = {"percent", "amount", "item", "service", "gift"};
static const char expected_benefits[] = "one of percent, amount, item, service or gift";

static void tell_second_benefit(const struct judging *judging, size_t section,
                                const struct ini_entry *first, const struct ini_entry *second)
{
    char expected[KEYS_TEXT];
    snprintf(expected, sizeof expected, "%s; %s stands in line %d already", expected_benefits,
             first->key, first->line);
    if (second->value != NULL)
        judge_tell(judging, section, second->key, second, expected);
}

/* What is given in words is read by its own key; a free item is told as it stands. */
static void find_benefit(const struct judging *judging, size_t section, struct config_offer *offer)
{
    const struct ini_entry *found = NULL;
    for (size_t i = 0; i < sizeof benefits / sizeof benefits[0]; i++) {
        const struct ini_entry *entry = judge_entry(judging, section, benefits[i]);
        if (entry != NULL && found != NULL) {
            bool later = entry->line > found->line;
            tell_second_benefit(judging, section, later ? found : entry, later ? entry : found);
        } else if (entry != NULL) {
            found = entry;
            offer->benefit = (enum config_benefit)i;
        }
    }
    if (found == NULL)
        judge_tell(judging, section, NULL, NULL, expected_benefits);
    else if (offer->benefit == CONFIG_ITEM && offer->free_of.count > 0)
        snprintf(offer->words, sizeof offer->words, "%s", found->value);
}

void together_finish_offers(const struct judging *judging)
{
    for (size_t i = 0; i < judging->ini->section_count; i++) {
        if (!is_offer(&judging->sections[i]))
            continue;
        struct config_offer *offer = judging->sections[i].record;
        find_for(judging, i, offer);
        find_benefit(judging, i, offer);
        if (offer->to == CONFIG_FOR_VISITS && judge_entry(judging, i, "every") == NULL)
            tell_missing(judging, i, "every");
    }
}

/* Names that the field answer.NAME knows. */

static const char *const answered[] = {"step NAME", "need NAME", "question NAME"};
static const char *const taken[] = {"who", "appointment"};

static bool is_one_of(const char *const *words, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

/* The section's NAME, where answer.NAME is its field. */
static const char *answered_name(const struct judging *judging, size_t section)
{
    const struct key_section *row = judging->sections[section].row;
    if (row == NULL || !is_one_of(answered, sizeof answered / sizeof answered[0], row->name))
        return NULL;
    return judging->ini->sections[section].name + keys_family_length(row);
}

static void tell_name(const struct judging *judging, size_t section, const char *name)
{
    const struct ini_section *stands = &judging->ini->sections[section];
    char expected[KEYS_TEXT];
    if (is_one_of(taken, sizeof taken / sizeof taken[0], name)) {
        snprintf(expected, sizeof expected, "another name: answer.%s has a meaning of its own",
                 name);
        fault_add(judging->faults, stands->line, stands->name, span_of(name), "%s", expected);
        return;
    }
    for (size_t i = 0; i < section; i++) {
        const char *other = answered_name(judging, i);
        if (other == NULL || strcmp(other, name) != 0)
            continue;
        fault_add(judging->faults, stands->line, stands->name, span_of(name),
                  "another name: answer.%s could mean [%s] in line %d, too", name,
                  judging->ini->sections[i].name, judging->ini->sections[i].line);
        return;
    }
}

void together_judge_names(const struct judging *judging)
{
    for (size_t i = 0; i < judging->ini->section_count; i++) {
        const char *name = answered_name(judging, i);
        if (name != NULL)
            tell_name(judging, i, name);
    }
}

/* Values */

/* True where it is wrong; *expected is told then. */
static bool percent_is_never_reached(const struct judging *judging, const void *record,
                                     char *expected)
{
    const struct config_offer *offer = record;
    uint8_t digits = judging->config->currency_digits;
    int64_t least_minor = offer->minimum_minor * offer->percent / 100;
    char least[24];
    char minimum[24];
    config_format_money(least, sizeof least, least_minor, digits);
    config_format_money(minimum, sizeof minimum, offer->minimum_minor, digits);
    snprintf(expected, KEYS_TEXT, "at least %s, which is %d %% of the minimum %s", least,
             (int)offer->percent, minimum);
    return offer->at_most_minor > 0 && offer->at_most_minor < least_minor;
}

static bool budget_is_below_one(const struct judging *judging, const void *record, char *expected)
{
    const struct config_offer *offer = record;
    const struct {
        const char *key;
        int64_t minor;
    } costs[] = {
        [CONFIG_PERCENT] = {"at_most", offer->at_most_minor},
        [CONFIG_AMOUNT] = {"amount", offer->amount_minor},
        [CONFIG_ITEM] = {"at_most", offer->at_most_minor},
        [CONFIG_SERVICE] = {"cost", offer->cost_minor},
        [CONFIG_GIFT] = {"cost", offer->cost_minor},
    };
    const char *one = offer->to == CONFIG_FOR_FRIEND ? "card" : "promise";
    char cost[24];
    config_format_money(cost, sizeof cost, costs[offer->benefit].minor,
                        judging->config->currency_digits);
    snprintf(expected, KEYS_TEXT, "at least %s, what one %s may cost by %s", cost, one,
             costs[offer->benefit].key);
    return offer->budget_month_minor > 0 && offer->budget_month_minor < costs[offer->benefit].minor;
}

static bool budget_has_no_bound(const struct judging *judging, const void *record, char *expected)
{
    const struct config_offer *offer = record;
    (void)judging;
    snprintf(expected, KEYS_TEXT, "at_most beside it; without it one %s may cost any amount",
             offer->to == CONFIG_FOR_FRIEND ? "card" : "promise");
    return offer->budget_month_minor > 0 &&
           (offer->benefit == CONFIG_PERCENT || offer->benefit == CONFIG_ITEM);
}

static bool ends_before_it_begins(const struct judging *judging, const void *record, char *expected)
{
    const struct config_offer *offer = record;
    (void)judging;
    snprintf(expected, KEYS_TEXT, "no day before that of from");
    return offer->from_day > 0 && offer->until_day > 0 && offer->from_day > offer->until_day;
}

static bool is_not_for(enum config_for to, const void *record, char *expected)
{
    static const char *const words[] = {"friend", "referrer", "visits", "next"};
    int32_t is_for = (int32_t)((const struct config_offer *)record)->to;
    snprintf(expected, KEYS_TEXT, "this key in an offer for = %s only", words[to]);
    /* Below zero where its own mistake is told already. */
    return is_for >= 0 && is_for != (int32_t)to;
}

static bool is_not_for_visits(const struct judging *judging, const void *record, char *expected)
{
    (void)judging;
    return is_not_for(CONFIG_FOR_VISITS, record, expected);
}

static bool is_not_for_friend(const struct judging *judging, const void *record, char *expected)
{
    (void)judging;
    return is_not_for(CONFIG_FOR_FRIEND, record, expected);
}

static bool gift_budget_is_below_one(const struct judging *judging, const void *record,
                                     char *expected)
{
    const struct config_surprise *gift = &judging->config->surprise;
    char cost[24];
    (void)record;
    config_format_money(cost, sizeof cost, gift->cost_minor, judging->config->currency_digits);
    snprintf(expected, KEYS_TEXT, "at least %s, what one costs", cost);
    return gift->budget_month_minor > 0 && gift->budget_month_minor < gift->cost_minor;
}

/* The serials' high-water mark lies beside the keys, so that an old copy of the store is harmless.
 */
static bool store_and_keys_are_one(const struct judging *judging, const void *record,
                                   char *expected)
{
    const struct config_store *store = &judging->config->store;
    (void)record;
    snprintf(expected, KEYS_TEXT, "two folders for store.path and store.keys");
    return strcmp(store->path, store->keys) == 0;
}

static const struct contradiction {
    const char *section;
    const char *keys[2]; /* told of the first of them that stands in the file */
    const char *beside;  /* told only where this key of the section is not there; NULL: always */
    bool (*is_found)(const struct judging *judging, const void *record, char *expected);
} contradictions[] = {
    {"offer NAME", {"at_most"}, NULL, percent_is_never_reached},
    {"offer NAME", {"budget_month"}, NULL, budget_is_below_one},
    {"offer NAME", {"budget_month"}, "at_most", budget_has_no_bound},
    {"offer NAME", {"until"}, NULL, ends_before_it_begins},
    {"offer NAME", {"every"}, NULL, is_not_for_visits},
    {"offer NAME", {"referrer"}, NULL, is_not_for_friend},
    {"offer NAME", {"offline_limit"}, NULL, is_not_for_friend},
    {"gift", {"budget_month"}, NULL, gift_budget_is_below_one},
    {"store", {"keys", "path"}, NULL, store_and_keys_are_one},
};

static void judge_contradiction(const struct judging *judging, size_t section,
                                const struct contradiction *contradiction)
{
    char expected[KEYS_TEXT];
    const struct ini_entry *entry = judge_entry(judging, section, contradiction->keys[0]);
    if (entry == NULL && contradiction->keys[1] != NULL)
        entry = judge_entry(judging, section, contradiction->keys[1]);
    bool beside = contradiction->beside != NULL &&
                  judge_entry(judging, section, contradiction->beside) != NULL;
    if (entry != NULL && entry->value != NULL && !beside &&
        contradiction->is_found(judging, judging->sections[section].record, expected))
        judge_tell(judging, section, entry->key, entry, expected);
}

void together_judge_values(const struct judging *judging)
{
    for (size_t i = 0; i < judging->ini->section_count; i++) {
        const struct key_section *row = judging->sections[i].row;
        for (size_t j = 0; j < sizeof contradictions / sizeof contradictions[0]; j++)
            if (row != NULL && strcmp(row->name, contradictions[j].section) == 0)
                judge_contradiction(judging, i, &contradictions[j]);
    }
}
