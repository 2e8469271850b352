/* SPDX-License-Identifier: MIT */
#include "offer.h"

#include <stdio.h>
#include <string.h>

#include "projection.h"
#include "promise_next.h"
#include "who.h"
#include "worth.h"

static bool in_shop_currency(const struct desk *desk, const struct sale *sale)
{
    return strcmp(sale->currency, desk->config->shop.currency) == 0;
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

void offer_card_of(const struct config *config, const struct config_offer *friend,
                   const struct config_offer *thanks, struct card_terms *out)
{
    bool own = choose_next(config, CONFIG_FOR_REFERRER, NULL) == NULL && friend->referrer > 0;
    *out = (struct card_terms){.giver_of_friend = own, .return_days = friend->return_days};
    benefit_of_offer(friend, &out->gets);
    if (thanks != NULL)
        benefit_of_offer(thanks, &out->giver);
    if (own)
        out->giver = (struct benefit){.given = true,
                                      .sort = CONFIG_PERCENT,
                                      .percent = friend->referrer,
                                      .minimum_minor = friend->minimum_minor,
                                      .at_most_minor = friend->at_most_minor};
    if (own)
        memcpy(out->giver.name, friend->name, sizeof out->giver.name);
}

/* What counts in the budget of the friend's offer. */
static int64_t own_liability(const struct card_terms *terms)
{
    return benefit_liability(&terms->gets) +
           (terms->giver_of_friend ? benefit_liability(&terms->giver) : 0);
}

/* Of the first offer that is printed these days: of cards, which need not be today's. */
static void name_giver(const struct chooser *chooser, struct note *note)
{
    const struct config *config = chooser->desk->config;
    const struct config_offer *friend = choose_next(config, CONFIG_FOR_FRIEND, NULL);
    const struct config_offer *thanks = choose_next(config, CONFIG_FOR_REFERRER, NULL);
    while (friend != NULL && !choose_is_for(chooser, friend))
        friend = choose_next(config, CONFIG_FOR_FRIEND, friend);
    while (thanks != NULL && !choose_is_for(chooser, thanks))
        thanks = choose_next(config, CONFIG_FOR_REFERRER, thanks);
    if (friend == NULL)
        return;
    struct card_terms terms;
    offer_card_of(config, friend, thanks, &terms);
    note->giver = terms.giver;
}

static int make_note(const struct desk *desk, const struct sale *sale, struct answer *answer,
                     struct fault *fault)
{
    const struct chooser untargeted = {
        .desk = desk, .sale = sale, .answer = answer, .untargeted = true};
    answer->note.made = true;
    answer->note.visit = answer->visit > 0 ? answer->visit : 1;
    answer->note.until_day = answer->day + OFFER_NOTE_DAYS;
    name_giver(&untargeted, &answer->note);
    return in_shop_currency(desk, sale) ? promise_next(desk, sale, answer, fault) : COMEBACK_OK;
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
    int64_t paid = sale->applied_minor > 0 ? answer->best : 0;
    int status = store_query(desk->store, THANKS_NEXT, &row, fault, "iii", answer->person,
                             joined_or_self(answer), paid);
    if (status <= 0)
        return status;
    json_t *terms = json_loads(store_text(row, 0), 0, NULL);
    answer->note.thanks_day = sqlite3_column_int(row, 1);
    worth_read_thanks(terms, &answer->note.thanks);
    json_decref(terms);
    store_done(row);
    return COMEBACK_OK;
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

int offer_card_terms(const struct chooser *chooser, struct card_terms *terms, int32_t *until_day,
                     bool *offered, struct fault *fault)
{
    const struct config *config = chooser->desk->config;
    const struct config_offer *friend = NULL, *thanks = NULL;
    bool has = false;
    int status = choose_first(chooser, CONFIG_FOR_REFERRER, &thanks, fault);
    while (status == COMEBACK_OK && !has &&
           (friend = choose_next(config, CONFIG_FOR_FRIEND, friend)) != NULL) {
        if (!choose_is_for(chooser, friend))
            continue;
        offer_card_of(config, friend, thanks, terms);
        status = choose_has_room(chooser, friend, own_liability(terms), &has, fault);
    }
    *offered = has;
    if (has)
        *until_day = chooser->answer->day + friend->days;
    return status;
}

/* Where the owner said "ask" and nobody has, the cashier is to. */
static int make_card(const struct desk *desk, const struct sale *sale, struct answer *answer,
                     struct fault *fault)
{
    enum config_when when = desk->config->print.card;
    bool asked = sale->print == PRINT_CARD, may = false, offered = false;
    struct card card = {.made = true};
    struct chooser chooser;
    if (when == CONFIG_NEVER || !in_shop_currency(desk, sale))
        return COMEBACK_OK;
    int status = may_have_card(desk, answer, asked, &may, fault);
    if (status == COMEBACK_OK && may)
        status = choose_begin(desk, sale, answer, &chooser, fault);
    if (status == COMEBACK_OK && may)
        status = offer_card_terms(&chooser, &card.terms, &card.until_day, &offered, fault);
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
        status = make_note(desk, sale, answer, fault);
    /* No card without a paper to keep: it is what the giver is known by when thanks are due. */
    answer->note.on_card = answer->note.made && !on_receipt;
    return status == COMEBACK_OK && answer->note.made && answer->person != 0
               ? name_thanks(desk, sale, answer, fault)
               : COMEBACK_OK;
}
