/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../clock.h"
#include "../doubt.h"
#include "../own_notes.h"
#include "../suspicion.h"
#include "arguments.h"
#include "session.h"

enum { WAIT_MS = 2000, SHOWN_MAX = 50 };

/* What waits for the owner. */
struct waiting {
    struct suspicion sales[SHOWN_MAX];
    int64_t count; /* of all, more than are in `sales` */
    struct own_notes cashiers[OWN_NOTES_MAX];
    int cashier_count;
    struct doubtful {
        char host[33], ref[65];
        int32_t day;
        enum doubt_kind kind;
    } doubts[SHOWN_MAX]; /* to be seen: the latest first */
    int64_t doubt_count; /* of all */
};

static int shown_of(const struct waiting *waiting)
{
    return waiting->count < SHOWN_MAX ? (int)waiting->count : SHOWN_MAX;
}

static int doubts_of(const struct waiting *waiting)
{
    return waiting->doubt_count < SHOWN_MAX ? (int)waiting->doubt_count : SHOWN_MAX;
}

static int keep_doubt(void *context, const struct doubt *doubt, struct fault *fault)
{
    struct waiting *waiting = context;
    int at = waiting->doubt_count < SHOWN_MAX ? (int)waiting->doubt_count : SHOWN_MAX;
    (void)fault;
    if (!doubt->open)
        return COMEBACK_OK;
    waiting->doubt_count++;
    while (at > 0 && waiting->doubts[at - 1].day < doubt->day)
        at--;
    if (at == SHOWN_MAX)
        return COMEBACK_OK;
    size_t behind = (size_t)(doubts_of(waiting) - 1 - at);
    memmove(&waiting->doubts[at + 1], &waiting->doubts[at], behind * sizeof waiting->doubts[0]);
    struct doubtful *place = &waiting->doubts[at];
    *place = (struct doubtful){.day = doubt->day, .kind = doubt->kind};
    snprintf(place->host, sizeof place->host, "%s", doubt->host);
    snprintf(place->ref, sizeof place->ref, "%s", doubt->ref);
    return COMEBACK_OK;
}

static int find_inside(struct store *store, int32_t today, struct waiting *out, struct fault *fault)
{
    int64_t end_day;
    int status = suspicion_list(store, out->sales, SHOWN_MAX, &out->count, fault);
    if (status == COMEBACK_OK)
        status = doubt_each(store, today, keep_doubt, out, fault);
    if (status == COMEBACK_OK)
        status = store_number(store, SALE_LAST_DAY, 0, &end_day, fault, "");
    return status == COMEBACK_OK
               ? own_notes_find(store, (int32_t)end_day, out->cashiers, &out->cashier_count, fault)
               : status;
}

static int find(struct shop *shop, struct waiting *out, struct fault *fault)
{
    struct store *store;
    int status = shop_lock(shop, WAIT_MS, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    int32_t today = clock_day(clock_now(), shop->settings->config.shop.day_starts_minute);
    status = store_begin_read(store, WAIT_MS, fault);
    if (status == COMEBACK_OK)
        status = find_inside(store, today, out, fault);
    store_rollback(store);
    shop_unlock(shop);
    return status;
}

static json_t *sale_object(const struct suspicion *sale)
{
    char date[CLOCK_TEXT], names[SUSPICION_REASON], reason[SUSPICION_REASON];
    clock_iso_date(sale->day, date);
    suspicion_names(sale->flags, names);
    suspicion_reason(sale->flags, reason);
    return json_pack("{ss ss ss ss ss}", "host", sale->host, "ref", sale->ref, "day", date, "why",
                     names, "text", reason);
}

static json_t *cashier_object(const struct own_notes *cashier)
{
    return json_pack("{ss sI sI sI sf sf}", "cashier", cashier->name, "handed",
                     (json_int_t)cashier->handed, "redeemed", (json_int_t)cashier->redeemed, "own",
                     (json_int_t)cashier->own, "share", cashier->share, "chance", cashier->chance);
}

static json_t *doubt_object(const struct doubtful *doubt)
{
    char date[CLOCK_TEXT];
    clock_iso_date(doubt->day, date);
    return json_pack("{ss ss ss ss ss}", "host", doubt->host, "ref", doubt->ref, "day", date, "why",
                     doubt_texts[doubt->kind].why, "text", doubt_texts[doubt->kind].text);
}

static void print_json(const struct waiting *waiting)
{
    json_t *sales = json_array(), *cashiers = json_array(), *doubts = json_array();
    int shown = shown_of(waiting);
    for (int i = 0; i < shown; i++)
        json_array_append_new(sales, sale_object(&waiting->sales[i]));
    for (int i = 0; i < waiting->cashier_count; i++)
        json_array_append_new(cashiers, cashier_object(&waiting->cashiers[i]));
    for (int i = 0; i < doubts_of(waiting); i++)
        json_array_append_new(doubts, doubt_object(&waiting->doubts[i]));
    json_t *object =
        json_pack("{so sI so so sI}", "sales", sales, "more", (json_int_t)(waiting->count - shown),
                  "cashiers", cashiers, "doubts", doubts, "more_doubts",
                  (json_int_t)(waiting->doubt_count - doubts_of(waiting)));
    json_dumpf(object, stdout, JSON_INDENT(2));
    puts("");
    json_decref(object);
}

static void print_sale(const struct suspicion *sale)
{
    char date[CLOCK_TEXT], reason[SUSPICION_REASON];
    clock_iso_date(sale->day, date);
    suspicion_reason(sale->flags, reason);
    printf("%s  %s %s: %s\n", date, sale->host, sale->ref, reason);
}

static void print_doubts(const struct waiting *waiting)
{
    for (int i = 0; i < doubts_of(waiting); i++) {
        const struct doubtful *doubt = &waiting->doubts[i];
        char date[CLOCK_TEXT];
        clock_iso_date(doubt->day, date);
        printf("%s  %s %s: %s\n", date, doubt->host, doubt->ref, doubt_texts[doubt->kind].text);
    }
    if (waiting->doubt_count > SHOWN_MAX)
        printf("and %" PRId64 " more\n", waiting->doubt_count - SHOWN_MAX);
    if (waiting->doubt_count > 0)
        puts("seen: comeback review seen HOST REF; after 30 days they leave by themselves");
}

static void print_cashier(const struct own_notes *cashier)
{
    printf("cashier %s: %" PRId64 " of %" PRId64 " notes redeemed were of their own, who printed"
           " %.0f %% of all; by chance once in %.0f\n",
           cashier->name, cashier->own, cashier->redeemed, 100 * cashier->share,
           cashier->chance > 0 ? 1 / cashier->chance : 1e15);
}

static void print_words(const struct waiting *waiting)
{
    int shown = shown_of(waiting);
    for (int i = 0; i < shown; i++)
        print_sale(&waiting->sales[i]);
    if (waiting->count > shown)
        printf("and %" PRId64 " more\n", waiting->count - shown);
    for (int i = 0; i < waiting->cashier_count; i++)
        print_cashier(&waiting->cashiers[i]);
    if (waiting->count > 0)
        puts("decide: comeback review allow HOST REF, or comeback review refuse HOST REF");
    print_doubts(waiting);
    if (waiting->count + waiting->cashier_count + waiting->doubt_count == 0)
        puts("nothing waits for you");
}

static int print_list(struct shop *shop, bool json)
{
    struct fault fault = {{0}};
    struct waiting *waiting = calloc(1, sizeof *waiting);
    if (waiting == NULL)
        return tell(EXIT_REFUSED, "out of memory");
    int status = find(shop, waiting, &fault);
    if (status == COMEBACK_OK && json)
        print_json(waiting);
    else if (status == COMEBACK_OK)
        print_words(waiting);
    free(waiting);
    return status == COMEBACK_OK ? EXIT_DONE : tell(EXIT_REFUSED, "%s", fault.text);
}

static int decide_inside(struct shop *shop, const char *host, const char *ref, enum look look,
                         struct fault *fault)
{
    struct desk desk = shop_desk(shop, false);
    int64_t kind = 0;
    int status = look == LOOK_SEEN ? doubt_find(desk.store, host, ref, &kind, fault) : COMEBACK_OK;
    if (status == COMEBACK_OK)
        status = store_begin_write(desk.store, WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    status = look == LOOK_SEEN ? suspicion_append(&desk, host, kind, ref, look, fault)
                               : suspicion_review(&desk, host, ref, look, fault);
    if (status == COMEBACK_OK)
        return store_commit(desk.store, fault);
    store_rollback(desk.store);
    return status;
}

static const struct answer_word {
    const char *word, *done;
    enum look look;
} answer_words[] = {
    {"allow", "allowed", LOOK_ALLOWED},
    {"refuse", "refused", LOOK_REFUSED},
    {"seen", "seen", LOOK_SEEN},
};

static const struct answer_word *find_word(const char *word)
{
    for (size_t i = 0; i < sizeof answer_words / sizeof answer_words[0]; i++)
        if (strcmp(answer_words[i].word, word) == 0)
            return &answer_words[i];
    return NULL;
}

static int decide(struct shop *shop, const char *host, const char *ref,
                  const struct answer_word *word)
{
    struct store *store;
    struct fault fault = {{0}};
    int status = shop_lock(shop, WAIT_MS, &store, &fault);
    if (status == COMEBACK_OK) {
        status = decide_inside(shop, host, ref, word->look, &fault);
        shop_unlock(shop);
    }
    if (status != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    printf("%s: %s %s\n", word->done, host, ref);
    return EXIT_DONE;
}

static int check_words(const struct call *call, bool json)
{
    if (call->count == 0)
        return EXIT_DONE;
    if (find_word(call->words[0]) == NULL)
        return tell(EXIT_USAGE, "review: found \"%.40s\", expected allow, refuse or seen",
                    call->words[0]);
    if (call->count != 3 || json)
        return tell(EXIT_USAGE, "review %s: expected HOST REF", call->words[0]);
    return EXIT_DONE;
}

static int run(struct call *call)
{
    bool json = false;
    const struct argument known[] = {{"json", &json, NULL}, {NULL, NULL, NULL}};
    struct shop *shop;
    int status = arguments_read(call, known, 0, 3);
    if (status != GO_ON)
        return status;
    status = check_words(call, json);
    if (status == EXIT_DONE)
        status = session_open(call, &shop);
    if (status != EXIT_DONE)
        return status;
    status = call->count == 0
                 ? print_list(shop, json)
                 : decide(shop, call->words[1], call->words[2], find_word(call->words[0]));
    shop_close(shop);
    return status;
}

const struct command command_review = {
    "review", "sales that wait for your look, and what you decide",
    "[--json] | (allow | refuse | seen) HOST REF",
    "Lists flagged sales that nobody has decided, the latest first, at most 50, each with the\n"
    "reason:\n"
    "  circle     who gave the card was sent by this customer within 12 months\n"
    "  household  a phone or e-mail of several people\n"
    "  quick      giver and friend bought at one till within ten minutes\n"
    "  often      one customer more than four times that day\n"
    "For the first three the giver's thanks wait: `allow` pays them when they are due, `refuse`\n"
    "never; either takes back the other. HOST and REF are those of the list.\n\n"
    "Below them, at most 50 too, sales that took off what another sale had paid already, that\n"
    "were told again otherwise, or that named two known customers. Nothing waits for you there:\n"
    "`seen` takes a sale off this list and off the report's, and 30 days after its day it leaves\n"
    "by itself. And cashiers who redeem notes that they printed more often than chance has it, in\n"
    "the 90 days to the last sale. Nothing of all this refused a sale.\n\n"
    "  --json  {\"sales\": [{\"host\", \"ref\", \"day\", \"why\", \"text\"}], \"more\",\n"
    "          \"cashiers\": [{\"cashier\", \"handed\", \"redeemed\", \"own\", \"share\", "
    "\"chance\"}],\n"
    "          \"doubts\": [{\"host\", \"ref\", \"day\", \"why\", \"text\"}], \"more_doubts\"}\n\n"
    "exit: 0 done, 1 refused, such as a sale that is not flagged, 2 used wrongly\n"
    "example: comeback review allow mypos T1-000123\n",
    run};
