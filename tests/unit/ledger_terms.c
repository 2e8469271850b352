/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <time.h>

#include "../../plugin/select.h"

static bool has_selectors(struct terms terms)
{
    return !terms.of_giver && (terms.offer->items.count > 0 || terms.offer->except.count > 0);
}

static bool names(const struct config_selectors *selectors, const struct ledger_line *line)
{
    const struct ware *ware = &ledger_wares[line->ware];
    return select_item(selectors, ware->sku, ware->name, ware->category);
}

static int64_t base_of(struct terms terms, const struct telling *told)
{
    int64_t sum = 0;
    if (!has_selectors(terms))
        return told->total + told->applied;
    for (int i = 0; i < told->line_count; i++) {
        const struct ledger_line *line = &told->lines[i];
        bool among = terms.offer->items.count == 0 || names(&terms.offer->items, line);
        if (among && !names(&terms.offer->except, line))
            sum += line->amount_minor;
    }
    return sum;
}

const char *name_of(struct terms terms)
{
    return terms.offer == NULL ? "" : terms.offer->name;
}

bool is_words(struct terms terms)
{
    return !terms.of_giver &&
           (terms.offer->benefit == CONFIG_SERVICE || terms.offer->benefit == CONFIG_GIFT);
}

bool is_on_day(struct terms terms, int day)
{
    time_t noon = (DAY_0 + day) * (time_t)86400 + 43200;
    int weekday = (gmtime(&noon)->tm_wday + 6) % 7;
    return terms.of_giver || terms.offer->weekdays == 0 ||
           (terms.offer->weekdays & 1u << weekday) != 0;
}

bool is_reached(struct terms terms, const struct telling *told)
{
    int64_t base = base_of(terms, told);
    bool needs_any = !is_words(terms) || has_selectors(terms);
    return base >= terms.offer->minimum_minor && (base > 0 || !needs_any);
}

static int64_t dearest_one(const struct config_selectors *free_of, const struct telling *told)
{
    int64_t most = 0;
    for (int i = 0; i < told->line_count; i++) {
        const struct ledger_line *line = &told->lines[i];
        int64_t one = line->pieces > 1 ? line->amount_minor / line->pieces : line->amount_minor;
        if (names(free_of, line) && one > most)
            most = one;
    }
    return most;
}

static int64_t least(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

int64_t worth_of(struct terms terms, const struct telling *told)
{
    const struct config_offer *offer = terms.offer;
    int64_t base = base_of(terms, told), worth;
    if (is_words(terms) || !is_reached(terms, told))
        return 0;
    if (terms.of_giver)
        worth = base * offer->referrer / 100;
    else if (offer->benefit == CONFIG_PERCENT)
        worth = base * offer->percent / 100;
    else if (offer->benefit == CONFIG_AMOUNT)
        worth = least(offer->amount_minor, base);
    else
        worth = dearest_one(&offer->free_of, told);
    if (offer->at_most_minor > 0)
        worth = least(worth, offer->at_most_minor);
    if (terms.limit > 0)
        worth = least(worth, terms.limit);
    return least(worth, told->total + told->applied);
}

int64_t liability_of(struct terms terms)
{
    const struct config_offer *offer = terms.offer;
    if (offer == NULL)
        return 0;
    if (terms.of_giver || offer->benefit == CONFIG_PERCENT)
        return offer->at_most_minor;
    if (offer->benefit == CONFIG_AMOUNT)
        return offer->at_most_minor > 0 ? least(offer->amount_minor, offer->at_most_minor)
                                        : offer->amount_minor;
    bool bounded = offer->benefit == CONFIG_ITEM && offer->at_most_minor > 0;
    return bounded ? offer->at_most_minor : offer->cost_minor;
}
