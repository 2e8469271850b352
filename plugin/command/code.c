/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../clock.h"
#include "../code.h"
#include "../promise.h"
#include "arguments.h"
#include "session.h"

enum { WAIT_MS = 2000 };

static bool in_store(const struct scan *scan)
{
    return scan->person != 0;
}

static bool is_card(const struct scan *scan)
{
    return scan->id != 0 && code_kind(scan->id) == CODE_CARD;
}

static int judge(struct shop *shop, const char *text, struct scan *scan, struct card_terms *terms,
                 struct fault *fault)
{
    struct store *store;
    int status = shop_lock(shop, WAIT_MS, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    struct desk desk = shop_desk(shop, false);
    desk.language = LANGUAGE_ENGLISH; /* as this command is */
    int32_t today = clock_day(clock_now(), desk.config->shop.day_starts_minute);
    const struct basket basket = {.host = "", .cart = "", .day = today};
    status = store_begin_read(store, WAIT_MS, fault);
    if (status == COMEBACK_OK)
        status = promise_judge(&desk, text, &basket, scan, fault);
    if (status == COMEBACK_OK && is_card(scan) && in_store(scan))
        status = promise_terms(&desk, scan->id, terms, fault);
    store_rollback(store);
    shop_unlock(shop);
    return status < 0 ? status : COMEBACK_OK;
}

/* In words, and in numbers what has any. */
static json_t *terms_json(const struct scan *scan, const struct card_terms *terms,
                          const struct config *config)
{
    char gets[BENEFIT_WORDS], giver[BENEFIT_WORDS];
    int32_t referrer = terms->giver.sort == CONFIG_PERCENT ? terms->giver.percent : 0;
    if (!is_card(scan) || !in_store(scan))
        return json_null();
    benefit_words(&terms->gets, LANGUAGE_ENGLISH, config, false, gets);
    benefit_words(&terms->giver, LANGUAGE_ENGLISH, config, false, giver);
    return json_pack("{ss ss ss sI sI sI sI sI sI}", "offer", terms->gets.name, "friend", gets,
                     "giver", giver, "percent", (json_int_t)terms->gets.percent, "amount_minor",
                     (json_int_t)terms->gets.amount_minor, "referrer", (json_int_t)referrer,
                     "minimum_minor", (json_int_t)terms->gets.minimum_minor, "at_most_minor",
                     (json_int_t)terms->gets.at_most_minor, "return_days",
                     (json_int_t)terms->return_days);
}

static json_t *date_json(bool known, int32_t day)
{
    char date[CLOCK_TEXT];
    clock_iso_date(day, date);
    return known ? json_string(date) : json_null();
}

static void print_json(const struct scan *scan, const char *code, const struct card_terms *terms,
                       const struct config *config)
{
    bool ours = scan->verdict != VERDICT_TYPO && scan->verdict != VERDICT_FOREIGN;
    const char *kind = is_card(scan) ? "card" : "note";
    json_t *object = json_pack(
        "{ss sb so ss so so so so}", "code", code, "good", !promise_refused(scan->verdict), "kind",
        ours ? json_string(kind) : json_null(), "why", scan->why, "issued",
        date_json(in_store(scan), scan->issued_day), "until",
        date_json(in_store(scan), scan->until_day), "used",
        date_json(scan->used_day != 0, scan->used_day), "terms", terms_json(scan, terms, config));
    json_dumpf(object, stdout, JSON_INDENT(2));
    puts("");
    json_decref(object);
}

static void print_card(const struct card_terms *terms, const struct config *config)
{
    char gets[BENEFIT_WORDS], giver[BENEFIT_WORDS];
    benefit_words(&terms->gets, LANGUAGE_ENGLISH, config, false, gets);
    benefit_words(&terms->giver, LANGUAGE_ENGLISH, config, false, giver);
    printf("a friend's first purchase: %s%s%s\n", gets,
           terms->giver.given ? "; then for who gave it: " : "", giver);
}

static void print_words(const struct scan *scan, const char *code, const struct card_terms *terms,
                        const struct config *config)
{
    char issued[CLOCK_TEXT], until[CLOCK_TEXT];
    printf("%s: %s%s\n", code, promise_refused(scan->verdict) ? "refused: " : "good: ", scan->why);
    if (!in_store(scan))
        return;
    words_long_date(LANGUAGE_ENGLISH, scan->issued_day, issued);
    words_long_date(LANGUAGE_ENGLISH, scan->until_day, until);
    printf("%s of %s, until %s\n", is_card(scan) ? "card" : "note", issued, until);
    if (is_card(scan))
        print_card(terms, config);
    else
        puts("says who this is; has no promise of its own");
}

static int run(struct call *call)
{
    bool json = false;
    const struct argument known[] = {{"json", &json, NULL}, {NULL, NULL, NULL}};
    struct scan scan = {.id = 0};
    struct card_terms terms = {.return_days = 0};
    struct fault fault = {{0}};
    struct shop *shop;
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    if (session_open(call, &shop) != EXIT_DONE)
        return EXIT_REFUSED;
    char code[CODE_TEXT];
    if (judge(shop, call->words[0], &scan, &terms, &fault) != COMEBACK_OK) {
        status = tell(EXIT_REFUSED, "%s", fault.text);
    } else {
        code_format(scan.id, code);
        const char *shown = scan.verdict == VERDICT_TYPO ? call->words[0] : code;
        if (json)
            print_json(&scan, shown, &terms, &shop->settings->config);
        else
            print_words(&scan, shown, &terms, &shop->settings->config);
        status = promise_refused(scan.verdict) ? EXIT_REFUSED : EXIT_DONE;
    }
    shop_close(shop);
    return status;
}

const struct command command_code = {
    "code", "what a code is worth now, and why not", "CODE [--json]",
    "Looks, and changes nothing: no guess is counted, nothing is reserved. Blanks, hyphens and\n"
    "case do not matter.\n\n"
    "  --json  {\"code\", \"good\", \"kind\", \"why\", \"issued\", \"until\", \"used\", "
    "\"terms\"}\n\n"
    "exit: 0 worth something now, 1 refused, 2 used wrongly\n"
    "example: comeback code HJ4K-7M2P-X9QD\n",
    run};
