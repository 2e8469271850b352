/* SPDX-License-Identifier: MIT */
/*
 * What offers, stages, the gift, steps and questions add to finish: two shops of this run, one with
 * the settings of `init` and one with all of these besides and one customer in eleven held out, are
 * told the same sales in turn, now the one first and now the other, 80 % of them of known
 * customers. Nothing is waited for on the disk, so that the difference is not lost in it.
 *
 *   bench_offers [SALES]   offers_none_us, offers_all_us: medians; offers_add_us: their difference
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/checkout.h"
#include "../../plugin/setup.h"
#include "measure.h"

enum { USUAL_SALES = 20000, PEOPLE = 2000, DAY_0 = 20094, SALES_A_DAY = 200 };

static const char everything[] =
    "\n[offer early]\nfor = next\namount = 3.00\nminimum = 20.00\nitems = category:bread\n"
    "weekdays = mon-sat\ndays = 30\nvisit = 1-5\nstage = first growing\nper_customer = 3\n"
    "[offer tenth]\nfor = next\npercent = 10\nat_most = 5.00\nbudget_month = 100000.00\n"
    "total = 1000000\naway = 3-\n"
    "[offer check]\nfor = next\nservice = We check it\ncost = 1.00\nstage = mature\n"
    "[offer thanks]\nfor = referrer\nservice = We fit it\ncost = 4.00\nbudget_month = 100000.00\n"
    "[gift]\ntext = a chocolate\none_in = 40\ncost = 0.60\n"
    "budget_month = 100000.00\n"
    "[step service]\nitems = category:bike\ntext = We check your bike\ndue = 6 months\n"
    "closes = sku:SERVICE\n[need filter]\ntext = A filter\ndue = 3 months\n"
    "[question heard]\ntext = How did you hear of us?\nanswers = friend web\n";

struct side {
    char folder[64];
    struct shop *shop;
    struct samples samples;
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_offers: %s: %s\n", what, why);
    exit(1);
}

static void add_settings(const char *folder, const char *text)
{
    char path[96];
    snprintf(path, sizeof path, "%s/comeback.ini", folder);
    FILE *file = fopen(path, "a");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        die(path, "cannot be written");
}

/* In the section that `init` has written. */
static void hold_out(const char *folder)
{
    char command[128];
    snprintf(command, sizeof command, "sed -i 's/^holdout = 0 /holdout = 9 /' '%s/comeback.ini'",
             folder);
    if (system(command) != 0)
        die(folder, "cannot be written");
}

static void open_side(struct side *side, const char *settings, size_t sales)
{
    struct fault fault = {{0}};
    char path[96];
    strcpy(side->folder, "/tmp/comeback-XXXXXX");
    if (mkdtemp(side->folder) == NULL || setup_shop(side->folder, NULL, &fault) != COMEBACK_OK)
        die("setup", fault.text);
    add_settings(side->folder, settings);
    if (settings[0] != '\0')
        hold_out(side->folder);
    snprintf(path, sizeof path, "%s/comeback.ini", side->folder);
    if (shop_open(path, &side->shop, &fault) != COMEBACK_OK)
        die("open", fault.text);
    store_execute(side->shop->store, "PRAGMA synchronous=OFF", NULL);
    side->samples = samples_new(sales);
}

static void close_side(struct side *side)
{
    char command[96];
    shop_close(side->shop);
    samples_free(&side->samples);
    snprintf(command, sizeof command, "rm -rf '%s'", side->folder);
    if (system(command) != 0)
        die(side->folder, "cannot be removed");
}

static void set(struct sale *sale, const char *field, const char *text)
{
    struct fault fault = {{0}};
    if (sale_set(sale, field, text, strlen(text), &fault) != COMEBACK_OK)
        die(field, fault.text);
}

static struct sale make_sale(size_t number, uint64_t random)
{
    struct sale sale;
    char text[40], date[CLOCK_TEXT];
    sale_start(&sale, "pos", NULL);
    snprintf(text, sizeof text, "S%zu", number);
    set(&sale, "ref", text);
    clock_iso_date(DAY_0 + (int32_t)(number / SALES_A_DAY), date);
    snprintf(text, sizeof text, "%.10sT12:00:00+00:00", date);
    set(&sale, "at", text);
    if (random % 5 != 0) {
        snprintf(text, sizeof text, "C%d", (int)(random / 5 % PEOPLE));
        set(&sale, "customer.id", text);
    }
    sale_add_item(&sale, "4711", "Rye", "bread", 1000, 2500, NULL);
    set(&sale, "total_minor", "2500");
    sale_complete(&sale, NULL);
    return sale;
}

static void finish(struct side *side, size_t number, uint64_t random)
{
    struct fault fault = {{0}};
    struct checkout_outcome out = {.job_count = 0};
    struct sale sale = make_sale(number, random);
    int64_t begun_ns = measure_now_ns();
    if (checkout_finish(side->shop, &sale, (struct checkout_options){.late = false}, &out,
                        &fault) != COMEBACK_OK)
        die("finish", fault.text);
    samples_add(&side->samples, measure_now_ns() - begun_ns);
    checkout_outcome_free(&out);
    sale_clear(&sale);
}

int main(int count, char **words)
{
    size_t sales = count > 1 ? strtoul(words[1], NULL, 10) : USUAL_SALES;
    uint64_t state = 1;
    struct side plain, offers;
    open_side(&plain, "", sales);
    open_side(&offers, everything, sales);
    for (size_t i = 0; i < sales; i++) {
        uint64_t random = measure_random(&state);
        finish(i % 2 == 0 ? &plain : &offers, i, random);
        finish(i % 2 == 0 ? &offers : &plain, i, random);
    }
    double plain_us = (double)samples_at(&plain.samples, 0.5) / 1000;
    double offers_us = (double)samples_at(&offers.samples, 0.5) / 1000;
    printf("offers_none_us %.1f\noffers_all_us %.1f\noffers_add_us %.1f\n", plain_us, offers_us,
           offers_us - plain_us);
    close_side(&plain);
    close_side(&offers);
    return 0;
}
