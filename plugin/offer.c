/* SPDX-License-Identifier: MIT */
#include "offer.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "projection.h"
#include "who.h"

int64_t offer_discount(int32_t percent, const struct card_terms *terms, int64_t base_minor)
{
    if (base_minor <= 0 || base_minor < terms->minimum_minor)
        return 0;
    int64_t discount = base_minor * percent / 100;
    return terms->at_most_minor > 0 && discount > terms->at_most_minor ? terms->at_most_minor
                                                                       : discount;
}

static bool in_shop_currency(const struct desk *desk, const struct sale *sale)
{
    return strcmp(sale->currency, desk->config->shop.currency) == 0;
}

static bool over(int32_t until_day, int32_t day)
{
    return until_day != 0 && day > until_day;
}

/* The cashier's key decides where the owner said "ask", and never against the owner's "never". */
static bool wanted(enum config_when when, bool asked)
{
    return when == CONFIG_ALWAYS || (when == CONFIG_ASK && asked);
}

static bool prints_nothing(const struct desk *desk, const struct sale *sale,
                           const struct answer *answer)
{
    return answer->history || desk->late || sale->copy || sale->print == PRINT_NONE ||
           !projection_counts(sale->kind, sale->total_minor) ||
           who_is_listed(desk->config->shop.staff, sale->customer_id);
}

static bool large_enough(const struct desk *desk, const struct sale *sale)
{
    return sale->total_minor + sale->applied_minor >= desk->config->print.least_minor;
}

static void fill_visits(const struct desk *desk, const struct sale *sale, struct answer *answer)
{
    const struct config_visits *visits = &desk->config->visits_offer;
    if (!visits->present || over(visits->until_day, answer->day) || !in_shop_currency(desk, sale))
        return;
    answer->note.every = visits->every;
    answer->note.at = (answer->note.visit / visits->every + 1) * visits->every;
    snprintf(answer->note.gift, sizeof answer->note.gift, "%s", visits->gift);
}

static void make_note(const struct desk *desk, const struct sale *sale, struct answer *answer)
{
    const struct config_friend *offer = &desk->config->friend_offer;
    answer->note.made = true;
    answer->note.visit = answer->visit > 0 ? answer->visit : 1;
    answer->note.until_day = answer->day + OFFER_NOTE_DAYS;
    if (offer->present && !over(offer->until_day, answer->day))
        answer->note.referrer = offer->referrer;
    fill_visits(desk, sale, answer);
}

static int64_t joined_or_self(const struct answer *answer)
{
    return answer->join_with == 0 ? answer->person : answer->join_with;
}

/* What a friend's purchase earned and this sale does not use up, the first of it. */
static int name_thanks(const struct desk *desk, const struct sale *sale, struct answer *answer,
                       struct fault *fault)
{
    sqlite3_stmt *row;
    struct note *note = &answer->note;
    int64_t paid = sale->applied_minor > 0 ? answer->best : 0;
    int status = store_query(desk->store, THANKS_NEXT, &row, fault, "iii", answer->person,
                             joined_or_self(answer), paid);
    if (status <= 0)
        return status;
    json_t *terms = json_loads(store_text(row, 0), 0, NULL);
    int32_t percent = answer_read_card_terms(terms).referrer, due_day = sqlite3_column_int(row, 1);
    json_decref(terms);
    store_done(row);
    words_fill(note->thanks, sizeof note->thanks, WORDS_LINE, answer->slip_language,
               due_day <= answer->day ? W_THANKS : W_THANKS_FROM,
               &(struct words_values){.percent = percent, .day = due_day});
    return COMEBACK_OK;
}

static int budget_left(const struct desk *desk, int32_t day, int64_t liability, bool *left,
                       struct fault *fault)
{
    int64_t budget = desk->config->friend_offer.budget_month_minor, promised;
    int status = store_number(desk->store, PROMISED_IN, 0, &promised, fault, "ti", "friend",
                              (int64_t)clock_month(day));
    if (status == COMEBACK_OK)
        *left = budget == 0 || promised + liability <= budget;
    return status;
}

/* One unused card at a time; unasked, only one in card_every days. */
static int may_have_card(const struct desk *desk, const struct answer *answer, bool asked,
                         bool *may, struct fault *fault)
{
    int64_t open = 0, latest = INT32_MIN;
    int status = COMEBACK_OK;
    *may = asked;
    if (answer->person == 0) {
        *may = asked || answer->known;
        return COMEBACK_OK;
    }
    status = store_number(desk->store, CARDS_OPEN, 0, &open, fault, "iii", answer->person,
                          joined_or_self(answer), (int64_t)answer->day);
    if (status == COMEBACK_OK)
        status = store_number(desk->store, CARD_LATEST, INT32_MIN, &latest, fault, "ii",
                              answer->person, joined_or_self(answer));
    bool due = answer->known && answer->day - latest >= desk->config->print.card_every_days;
    *may = open == 0 && (asked || due);
    return status;
}

int offer_friend_terms(const struct desk *desk, int32_t day, struct card_terms *terms,
                       int32_t *until_day, bool *offered, struct fault *fault)
{
    const struct config_friend *offer = &desk->config->friend_offer;
    *offered = offer->present && !over(offer->until_day, day);
    if (!*offered)
        return COMEBACK_OK;
    *terms = (struct card_terms){offer->percent, offer->referrer, offer->minimum_minor,
                                 offer->at_most_minor, offer->return_days};
    *until_day = day + offer->days;
    int64_t sides = 1 + (terms->referrer > 0);
    return budget_left(desk, day, terms->at_most_minor * sides, offered, fault);
}

/* Where the owner said "ask" and nobody has, the cashier is to. */
static int make_card(const struct desk *desk, const struct sale *sale, struct answer *answer,
                     struct fault *fault)
{
    enum config_when when = desk->config->print.card;
    bool asked = sale->print == PRINT_CARD, may = false, offered = false;
    struct card card = {.made = true};
    if (when == CONFIG_NEVER || !in_shop_currency(desk, sale))
        return COMEBACK_OK;
    int status = may_have_card(desk, answer, asked, &may, fault);
    if (status == COMEBACK_OK && may)
        status =
            offer_friend_terms(desk, answer->day, &card.terms, &card.until_day, &offered, fault);
    if (status != COMEBACK_OK || !offered)
        return status;
    if (wanted(when, asked))
        answer->card = card;
    else if (sale->print == PRINT_AS_SET)
        answer->ask |= ASK_CARD;
    return COMEBACK_OK;
}

static bool wants_note(const struct desk *desk, const struct sale *sale, struct answer *answer)
{
    enum config_when when = desk->config->print.note;
    if (when == CONFIG_ASK && sale->print == PRINT_AS_SET)
        answer->ask |= ASK_NOTE;
    return wanted(when, sale->print == PRINT_NOTE);
}

int offer_slips(const struct desk *desk, const struct sale *sale, struct answer *answer,
                struct fault *fault)
{
    bool large = large_enough(desk, sale);
    /* What is written down for the customer is worth a note. */
    bool told_next = sale->need[0] != '\0' || sale->next_at[0] != '\0';
    bool showed_paper = (answer->shown & (SHOWN_NOTE | SHOWN_CARD)) != 0;
    answer->note = (struct note){0};
    answer->card = (struct card){0};
    answer->ask = 0;
    if (prints_nothing(desk, sale, answer) ||
        !(large || showed_paper || told_next || sale->kind == SALE_ADVICE))
        return COMEBACK_OK;
    int status = large ? make_card(desk, sale, answer, fault) : COMEBACK_OK;
    if (status != COMEBACK_OK)
        return status;
    bool on_receipt = wants_note(desk, sale, answer);
    if (on_receipt || answer->card.made)
        make_note(desk, sale, answer);
    /* No card without a paper to keep: it is what the giver is known by when thanks are due. */
    answer->note.on_card = answer->note.made && !on_receipt;
    return answer->note.made && answer->person != 0 ? name_thanks(desk, sale, answer, fault)
                                                    : COMEBACK_OK;
}
