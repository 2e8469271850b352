/* SPDX-License-Identifier: MIT */
#include "benefit.h"

#include <stdio.h>
#include <string.h>

#include "select.h"

enum { DAYS_OF_WEEK = 7, MONDAY_SHIFT = 3 }; /* 1970-01-01 was a Thursday */

void benefit_of_offer(const struct config_offer *offer, struct benefit *out)
{
    *out = (struct benefit){
        .given = true,
        .sort = offer->benefit,
        .percent = offer->percent,
        .amount_minor = offer->amount_minor,
        .free_of = offer->free_of,
        .minimum_minor = offer->minimum_minor,
        .at_most_minor = offer->at_most_minor,
        .cost_minor = offer->cost_minor,
        .items = offer->items,
        .except = offer->except,
        .weekdays = offer->weekdays,
    };
    snprintf(out->name, sizeof out->name, "%s", offer->name);
    if (benefit_is_words(out))
        snprintf(out->words, sizeof out->words, "%s", offer->words);
}

bool benefit_is_words(const struct benefit *benefit)
{
    return benefit->sort >= CONFIG_SERVICE;
}

int64_t benefit_liability(const struct benefit *benefit)
{
    int64_t at_most = benefit->at_most_minor;
    if (!benefit->given)
        return 0;
    if (benefit->sort == CONFIG_AMOUNT)
        return at_most > 0 && at_most < benefit->amount_minor ? at_most : benefit->amount_minor;
    if (benefit->sort == CONFIG_PERCENT || (benefit->sort == CONFIG_ITEM && at_most > 0))
        return at_most;
    return benefit->cost_minor;
}

bool benefit_on_day(const struct benefit *benefit, int32_t day)
{
    int weekday = ((day + MONDAY_SHIFT) % DAYS_OF_WEEK + DAYS_OF_WEEK) % DAYS_OF_WEEK;
    return benefit->weekdays == 0 || (benefit->weekdays & 1u << weekday) != 0;
}

static bool names(const struct config_selectors *selectors, const struct sale *sale,
                  const struct sale_item *item)
{
    return select_item(selectors, sale_item_text(sale, item->sku), sale_item_text(sale, item->name),
                       sale_item_text(sale, item->category));
}

static bool is_meant(const struct benefit *benefit, const struct sale *sale,
                     const struct sale_item *item)
{
    bool among = benefit->items.count == 0 || names(&benefit->items, sale, item);
    return among && !names(&benefit->except, sale, item);
}

static bool is_selective(const struct benefit *benefit)
{
    return benefit->items.count > 0 || benefit->except.count > 0;
}

static int64_t told_minor(const struct sale *sale)
{
    return sale->total_minor + sale->applied_minor;
}

static int64_t base_minor(const struct benefit *benefit, const struct sale *sale)
{
    int64_t sum_minor = 0;
    if (!is_selective(benefit))
        return told_minor(sale);
    for (int i = 0; i < sale->item_count; i++)
        if (is_meant(benefit, sale, &sale->items[i]))
            sum_minor += sale->items[i].amount_minor;
    return sum_minor;
}

/* Of two coffees one is free; of half a kilogram no more than that. */
static int64_t single_minor(const struct sale_item *item)
{
    enum { ONE_MILLI = 1000 };
    return item->quantity_milli > ONE_MILLI ? item->amount_minor * ONE_MILLI / item->quantity_milli
                                            : item->amount_minor;
}

static int64_t dearest_minor(const struct benefit *benefit, const struct sale *sale)
{
    int64_t most_minor = 0;
    for (int i = 0; i < sale->item_count; i++) {
        int64_t minor = single_minor(&sale->items[i]);
        if (minor > most_minor && names(&benefit->free_of, sale, &sale->items[i]))
            most_minor = minor;
    }
    return most_minor;
}

static int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool benefit_is_reached(const struct benefit *benefit, const struct sale *sale)
{
    int64_t base = base_minor(benefit, sale);
    bool needs_any = is_selective(benefit) || !benefit_is_words(benefit);
    return benefit->given && base >= benefit->minimum_minor && (base > 0 || !needs_any);
}

int64_t benefit_worth(const struct benefit *benefit, const struct sale *sale)
{
    int64_t worth = 0;
    if (benefit_is_words(benefit) || !benefit_is_reached(benefit, sale))
        return 0;
    int64_t base = base_minor(benefit, sale);
    if (benefit->sort == CONFIG_PERCENT)
        worth = base * benefit->percent / 100;
    else if (benefit->sort == CONFIG_AMOUNT)
        worth = least_of(benefit->amount_minor, base);
    else
        worth = dearest_minor(benefit, sale);
    if (benefit->at_most_minor > 0)
        worth = least_of(worth, benefit->at_most_minor);
    worth = least_of(worth, told_minor(sale));
    return worth > 0 ? worth : 0;
}

/* Words */

struct writer {
    char *out;
    enum language language;
    const struct config *config;
};

static void add(const struct writer *writer, enum word word, const struct words_values *values)
{
    size_t used = strlen(writer->out);
    if (used > 0 && used + 2 < BENEFIT_WORDS)
        used += (size_t)snprintf(writer->out + used, BENEFIT_WORDS - used, ", ");
    if (used + 1 < BENEFIT_WORDS)
        words_fill(writer->out + used, BENEFIT_WORDS - used, WORDS_LINE, writer->language, word,
                   values);
}

static void add_amount(const struct writer *writer, enum word word, int64_t minor)
{
    char amount[32];
    if (minor == 0)
        return;
    config_format_money(amount, sizeof amount, minor, writer->config->currency_digits);
    add(writer, word,
        &(struct words_values){.amount = amount, .currency = writer->config->shop.currency});
}

static void add_items(const struct writer *writer, enum word word,
                      const struct config_selectors *selectors)
{
    char list[BENEFIT_WORDS] = "";
    size_t used = 0;
    for (int i = 0; i < selectors->count && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "",
                                 selectors->list[i].text);
    if (selectors->count > 0)
        add(writer, word, &(struct words_values){.gift = list});
}

/* "Mon-Thu, Sat": the table's text has the seven names, parted by blanks. */
static void add_weekdays(const struct writer *writer, uint32_t weekdays)
{
    char names[64], list[80] = "", *rest = NULL, *name[DAYS_OF_WEEK];
    size_t used = 0;
    snprintf(names, sizeof names, "%s", words_text(writer->language, W_WEEKDAYS));
    for (int i = 0; i < DAYS_OF_WEEK; i++)
        name[i] = strtok_r(i == 0 ? names : NULL, " ", &rest);
    for (int from = 0, to; from < DAYS_OF_WEEK && used < sizeof list; from = to) {
        to = from + 1;
        if ((weekdays & 1u << from) == 0)
            continue;
        while (to < DAYS_OF_WEEK && (weekdays & 1u << to) != 0)
            to++;
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s%s%s", used > 0 ? ", " : "",
                                 name[from], to - from > 1 ? "-" : "",
                                 to - from > 1 ? name[to - 1] : "");
    }
    if (weekdays != 0)
        add(writer, W_AS_IT_STANDS, &(struct words_values){.gift = list});
}

static void add_what(const struct writer *writer, const struct benefit *benefit)
{
    if (benefit->sort == CONFIG_PERCENT)
        add(writer, W_PERCENT_OFF, &(struct words_values){.percent = benefit->percent});
    else if (benefit->sort == CONFIG_AMOUNT)
        add_amount(writer, W_AMOUNT_OFF, benefit->amount_minor);
    else if (benefit->sort == CONFIG_ITEM)
        add_items(writer, W_ONE_FREE, &benefit->free_of);
    else
        add(writer, W_AS_IT_STANDS, &(struct words_values){.gift = benefit->words});
}

void benefit_words(const struct benefit *benefit, enum language language,
                   const struct config *config, bool brief, char out[BENEFIT_WORDS])
{
    const struct writer writer = {out, language, config};
    out[0] = '\0';
    if (!benefit->given)
        return;
    add_what(&writer, benefit);
    add_items(&writer, W_ON_ITEMS, &benefit->items);
    add_items(&writer, W_EXCEPT_ITEMS, &benefit->except);
    if (!brief && !benefit_is_words(benefit))
        add_amount(&writer, W_AT_MOST, benefit->at_most_minor);
    if (!brief)
        add_amount(&writer, W_FROM_AMOUNT, benefit->minimum_minor);
    add_weekdays(&writer, benefit->weekdays);
}

void benefit_lacks(const struct benefit *benefit, const struct sale *sale, int32_t day,
                   enum language language, const struct config *config, char out[BENEFIT_WORDS])
{
    const struct writer writer = {out, language, config};
    out[0] = '\0';
    if (!benefit_on_day(benefit, day)) {
        add_weekdays(&writer, benefit->weekdays);
    } else if (!benefit_is_reached(benefit, sale)) {
        add_amount(&writer, W_FROM_AMOUNT, benefit->minimum_minor);
        add_items(&writer, W_ON_ITEMS, &benefit->items);
    } else if (benefit->sort == CONFIG_ITEM && benefit_worth(benefit, sale) == 0) {
        add_items(&writer, W_ONE_FREE, &benefit->free_of);
    }
}

/* JSON */

static const char *const selects_words[] = {
    [CONFIG_SKU] = "sku", [CONFIG_CATEGORY] = "category", [CONFIG_ITEM_NAME] = "name"};

static json_t *selectors_to_json(const struct config_selectors *selectors)
{
    json_t *list = json_array();
    for (int i = 0; i < selectors->count; i++)
        json_array_append_new(list, json_sprintf("%s:%s", selects_words[selectors->list[i].selects],
                                                 selectors->list[i].text));
    return list;
}

static bool read_selector(const char *text, struct config_selector *out)
{
    for (size_t i = 0; text != NULL && i < sizeof selects_words / sizeof selects_words[0]; i++) {
        size_t length = strlen(selects_words[i]);
        if (strncmp(text, selects_words[i], length) != 0 || text[length] != ':')
            continue;
        out->selects = (enum config_selects)i;
        snprintf(out->text, sizeof out->text, "%s", text + length + 1);
        return true;
    }
    return false;
}

static void read_selectors(const json_t *list, struct config_selectors *out)
{
    size_t i;
    json_t *text;
    json_array_foreach(list, i, text)
    {
        if (out->count < CONFIG_SELECTORS_MAX &&
            read_selector(json_string_value(text), &out->list[out->count]))
            out->count++;
    }
}

static void set_number(json_t *object, const char *name, int64_t number)
{
    if (number != 0)
        json_object_set_new(object, name, json_integer(number));
}

static void set_selectors(json_t *object, const char *name,
                          const struct config_selectors *selectors)
{
    if (selectors->count > 0)
        json_object_set_new(object, name, selectors_to_json(selectors));
}

static void set_what(json_t *object, const struct benefit *benefit)
{
    if (benefit->sort == CONFIG_PERCENT)
        json_object_set_new(object, "percent", json_integer(benefit->percent));
    else if (benefit->sort == CONFIG_AMOUNT)
        json_object_set_new(object, "amount", json_integer(benefit->amount_minor));
    else if (benefit->sort == CONFIG_ITEM)
        json_object_set_new(object, "item", selectors_to_json(&benefit->free_of));
    else
        json_object_set_new(object, benefit->sort == CONFIG_GIFT ? "gift" : "service",
                            json_string(benefit->words));
}

static json_t *terms_to_json(const struct benefit *benefit)
{
    json_t *object = json_object();
    set_what(object, benefit);
    set_number(object, "minimum", benefit->minimum_minor);
    set_number(object, "at_most", benefit->at_most_minor);
    set_number(object, "cost", benefit->cost_minor);
    set_selectors(object, "items", &benefit->items);
    set_selectors(object, "except", &benefit->except);
    set_number(object, "weekdays", benefit->weekdays);
    set_number(object, "until", benefit->until_day);
    return object;
}

json_t *benefit_to_json(const struct benefit *benefit)
{
    json_t *object = terms_to_json(benefit);
    set_number(object, "liability", benefit_liability(benefit));
    return object;
}

json_t *benefit_named_to_json(const struct benefit *benefit)
{
    json_t *object = terms_to_json(benefit);
    json_object_set_new(object, "name", json_string(benefit->name));
    return object;
}

static int64_t number_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static void read_what(const json_t *object, struct benefit *out)
{
    static const struct {
        const char *name;
        enum config_benefit sort;
    } sorts[] = {{"percent", CONFIG_PERCENT},
                 {"amount", CONFIG_AMOUNT},
                 {"item", CONFIG_ITEM},
                 {"service", CONFIG_SERVICE},
                 {"gift", CONFIG_GIFT}};
    for (size_t i = 0; i < sizeof sorts / sizeof sorts[0] && !out->given; i++) {
        out->given = json_object_get(object, sorts[i].name) != NULL;
        out->sort = sorts[i].sort;
        const char *words = json_string_value(json_object_get(object, sorts[i].name));
        if (out->given && words != NULL)
            snprintf(out->words, sizeof out->words, "%s", words);
    }
}

static void read_name(const json_t *object, const char *otherwise, char out[CONFIG_NAME])
{
    const char *name = json_string_value(json_object_get(object, "name"));
    snprintf(out, CONFIG_NAME, "%s", name == NULL ? otherwise : name);
}

void benefit_from_json(const json_t *object, struct benefit *out)
{
    *out = (struct benefit){.given = false};
    read_what(object, out);
    if (!out->given)
        return;
    read_name(object, "", out->name);
    out->percent = (int32_t)number_of(object, "percent");
    out->amount_minor = number_of(object, "amount");
    out->minimum_minor = number_of(object, "minimum");
    out->at_most_minor = number_of(object, "at_most");
    out->cost_minor = number_of(object, "cost");
    out->weekdays = (uint32_t)number_of(object, "weekdays");
    out->until_day = (int32_t)number_of(object, "until");
    read_selectors(json_object_get(object, "item"), &out->free_of);
    read_selectors(json_object_get(object, "items"), &out->items);
    read_selectors(json_object_get(object, "except"), &out->except);
}

json_t *card_terms_to_json(const struct card_terms *terms)
{
    json_t *object = benefit_to_json(&terms->gets);
    int64_t liability = benefit_liability(&terms->gets);
    json_object_set_new(object, "offer", json_string("friend"));
    if (strcmp(terms->gets.name, "friend") != 0)
        json_object_set_new(object, "name", json_string(terms->gets.name));
    set_number(object, "return_days", terms->return_days);
    if (terms->giver_of_friend) {
        json_object_set_new(object, "referrer", json_integer(terms->giver.percent));
        liability += benefit_liability(&terms->giver);
    } else if (terms->giver.given) {
        json_t *giver = benefit_to_json(&terms->giver);
        json_object_set_new(giver, "name", json_string(terms->giver.name));
        json_object_set_new(object, "giver", giver);
    }
    set_number(object, "liability", liability);
    return object;
}

static void read_giver_of_friend(const json_t *object, struct card_terms *out)
{
    out->giver_of_friend = number_of(object, "referrer") > 0;
    if (!out->giver_of_friend)
        return;
    out->giver = (struct benefit){
        .given = true,
        .sort = CONFIG_PERCENT,
        .percent = (int32_t)number_of(object, "referrer"),
        .minimum_minor = out->gets.minimum_minor,
        .at_most_minor = number_of(object, "at_most"),
    };
    memcpy(out->giver.name, out->gets.name, sizeof out->giver.name);
}

void card_terms_from_json(const json_t *object, struct card_terms *out)
{
    const json_t *giver = json_object_get(object, "giver");
    *out = (struct card_terms){.return_days = (int32_t)number_of(object, "return_days")};
    benefit_from_json(object, &out->gets);
    read_name(object, "friend", out->gets.name);
    benefit_from_json(giver, &out->giver);
    if (giver == NULL)
        read_giver_of_friend(object, out);
}
