/* SPDX-License-Identifier: MIT */
/*
 * A shop that sells: bench_live COMEBACK.INI SALES tells so many sales of five years through
 * finish, as a till does, with notes shown, cards given to friends, steps, needs, answers and what
 * was promised taken off. Nothing is waited for on the disk. A fifth of the sales begin a customer,
 * of whom three in five have a number and the others their notes; a seventh are nobody's. The same
 * sales in every run.
 *
 *   live_sales_per_s
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/checkout.h"
#include "../../plugin/code.h"
#include "measure.h"

enum { DAYS = 1825, NOTE_DAYS = 300, CARDS = 64, CACHE_KIB = 1024 * 1024 };

struct person {
    int64_t note; /* the last one; 0: none */
    int32_t note_day;
    bool named;
};

struct live {
    struct shop *shop;
    struct person *people;
    size_t seen;
    int64_t cards[CARDS]; /* given away and not shown yet; 0: none */
    int32_t first_day;
    uint64_t random;
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_live: %s: %s\n", what, why);
    exit(1);
}

static size_t draw(struct live *live, size_t among)
{
    return (size_t)(measure_random(&live->random) >> 16) % among;
}

static void set(struct sale *sale, const char *field, const char *text)
{
    struct fault fault = {{0}};
    if (sale_set(sale, field, text, strlen(text), &fault) != COMEBACK_OK)
        die(field, fault.text);
}

/* A scan waits for no disk either, but has all that comes after it wait again. */
static void hurry(struct store *store)
{
    store_execute(store, "PRAGMA synchronous=OFF", NULL);
}

static void scan(struct live *live, struct sale *sale, int64_t code)
{
    char text[CODE_TEXT];
    struct scan out;
    struct fault fault = {{0}};
    code_format(code, text);
    if (checkout_scan(live->shop, sale, text, &out, &fault) != COMEBACK_OK)
        die(text, fault.text);
    hurry(live->shop->store);
}

static void add_item(struct live *live, struct sale *sale)
{
    static const struct {
        const char *sku, *name, *category;
        int64_t minor;
    } items[] = {
        {"LOAF", "Loaf", "bread", 320},    {"BELL", "Bell", "parts", 1290},
        {"TYRE", "Tyre", "parts", 2450},   {"PUMP", "Pump", "parts", 3190},
        {"BIKE", "Bike", "bike", 24900},   {"FILTER", "Filter", "filter", 990},
        {"SERVICE", "Service", "work", 0},
    };
    size_t i = draw(live, 20);
    i = i < sizeof items / sizeof items[0] ? i : i % 4;
    sale_add_item(sale, items[i].sku, items[i].name, items[i].category, 1000, items[i].minor, NULL);
    sale->total_minor = items[i].minor;
    sale->total_told = true;
}

/* What the cashier pressed. */
static void press(struct live *live, struct sale *sale)
{
    static const struct {
        size_t one_in;
        const char *field, *text;
    } keys[] = {
        {4, "print", "card"},          {10, "need", "filter"},
        {4, "answer.heard", "friend"}, {4, "answer.heard", "web"},
        {4, "answer.service", "kept"}, {8, "answer.service", "not_now"},
        {5, "answer.filter", "kept"},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (draw(live, keys[i].one_in) == 0)
            set(sale, keys[i].field, keys[i].text);
}

static struct sale begin_sale(struct live *live, size_t number, int32_t day)
{
    struct sale sale;
    char text[40], date[CLOCK_TEXT];
    sale_start(&sale, "bench", NULL);
    snprintf(text, sizeof text, "L%zu", number);
    set(&sale, "ref", text);
    clock_iso_date(day, date);
    snprintf(text, sizeof text, "%.10sT%02zu:%02zu:00+00:00", date, 9 + draw(live, 9),
             draw(live, 60));
    set(&sale, "at", text);
    snprintf(text, sizeof text, "till %zu", draw(live, 8));
    set(&sale, "till", text);
    snprintf(text, sizeof text, "c%zu", draw(live, 12));
    set(&sale, "cashier", text);
    add_item(live, &sale);
    press(live, &sale);
    return sale;
}

/* One that was never here: a third of them with a card, where somebody has one to give. */
static struct person *meet(struct live *live, struct sale *sale)
{
    struct person *person = &live->people[live->seen++];
    int64_t *card = &live->cards[draw(live, CARDS)];
    *person = (struct person){.named = draw(live, 5) < 3};
    if (*card != 0 && draw(live, 3) == 0) {
        scan(live, sale, *card);
        *card = 0;
    }
    return person;
}

/* Half of those who come again are among the newest fifth. */
static struct person *meet_again(struct live *live, struct sale *sale, int32_t day)
{
    size_t i = draw(live, live->seen);
    if (draw(live, 2) == 0)
        i = live->seen - 1 - i / 5;
    struct person *person = &live->people[i];
    if (person->note != 0 && day - person->note_day < NOTE_DAYS && draw(live, 5) != 0)
        scan(live, sale, person->note);
    return person;
}

/* NULL: nobody whom we know. */
static struct person *choose(struct live *live, struct sale *sale, int32_t day, bool is_new)
{
    char text[24];
    if (draw(live, 7) == 0 && !is_new)
        return NULL;
    struct person *person =
        is_new || live->seen == 0 ? meet(live, sale) : meet_again(live, sale, day);
    snprintf(text, sizeof text, "C%zu", (size_t)(person - live->people));
    if (person->named)
        set(sale, "customer.id", text);
    return person;
}

static void take_off(struct live *live, struct sale *sale)
{
    struct answer answer;
    struct fault fault = {{0}};
    char text[24];
    if (checkout_look(live->shop, sale, &answer, &fault) != COMEBACK_OK)
        die("look", fault.text);
    if (answer.discount_minor <= 0 || answer.discount_minor > sale->total_minor)
        return;
    snprintf(text, sizeof text, "%lld", (long long)answer.discount_minor);
    set(sale, "discount.applied_minor", text);
    sale->total_minor -= answer.discount_minor;
}

static void finish(struct live *live, struct sale *sale, struct person *person, int32_t day)
{
    struct fault fault = {{0}};
    struct checkout_outcome out = {.job_count = 0};
    if (sale_complete(sale, &fault) != COMEBACK_OK ||
        checkout_finish(live->shop, sale, (struct checkout_options){.late = false}, &out, &fault) !=
            COMEBACK_OK)
        die(sale->ref, fault.text);
    if (out.answer.card.made)
        live->cards[draw(live, CARDS)] = out.answer.card.code;
    if (person != NULL && out.answer.note.made && out.answer.note.code != 0) {
        person->note = out.answer.note.code;
        person->note_day = day;
    }
    checkout_outcome_free(&out);
}

static void sell(struct live *live, size_t number, size_t sales)
{
    int32_t day = live->first_day + (int32_t)((double)number * DAYS / (double)sales);
    struct sale sale = begin_sale(live, number, day);
    struct person *person = choose(live, &sale, day, number % 5 == 0);
    if (sale.scan_count > 0 || (person != NULL && person->named))
        take_off(live, &sale);
    finish(live, &sale, person, day);
    sale_clear(&sale);
}

static void have_alone(struct store *store)
{
    char sql[96];
    snprintf(sql, sizeof sql, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-%d", CACHE_KIB);
    store_execute(store, sql, NULL);
    hurry(store);
}

int main(int count, char **words)
{
    size_t sales = count == 3 ? strtoul(words[2], NULL, 10) : 0;
    struct live live = {.random = 0x9E3779B97F4A7C15u};
    struct fault fault = {{0}};
    if (sales == 0) {
        fprintf(stderr, "usage: bench_live COMEBACK.INI SALES\n");
        return 2;
    }
    live.people = calloc(sales / 5 + 2, sizeof *live.people);
    live.first_day = clock_day(clock_now(), 0) - DAYS;
    if (live.people == NULL || shop_open(words[1], &live.shop, &fault) != COMEBACK_OK)
        die(words[1], fault.text);
    have_alone(live.shop->store);
    int64_t begun_ns = measure_now_ns();
    for (size_t i = 0; i < sales; i++)
        sell(&live, i, sales);
    printf("live_sales_per_s %.0f\n", (double)sales * 1e9 / (double)(measure_now_ns() - begun_ns));
    shop_close(live.shop);
    free(live.people);
    return 0;
}
