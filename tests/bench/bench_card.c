/* SPDX-License-Identifier: MIT */
/*
 * bench_card: what one card and one note cost and weigh. Inside the time of a card: slip_expand of
 * the parsed template with other fields each time (another code, another shop address, another
 * date), document_parse of that text, escpos_encode into an empty buffer. Outside: reading and
 * parsing the template, opening the encoder, which a shop does once.
 *
 * Rounds are some way apart: on a core shared with another thread a round takes up to 1.8 times as
 * long as alone. The quietest round's median is the figure; the median of all stands beside it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../config/config.h"
#include "../../drivers/document.h"
#include "../../drivers/escpos.h"
#include "../../plugin/code.h"
#include "../../plugin/slip.h"
#include "../../plugin/words.h"
#include "measure.h"

enum { ROUNDS = 20, SLIPS = 2000, PAUSE_US = 50000, DAY = 20769 };

static const char profile_name[] = "epson-tm-t20ii"; /* draws codes itself */

struct bench {
    const struct profile *profile;
    struct escpos *escpos;
    struct slip_template *slip;
    struct bytes text, bytes;
};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_card: %s: %s\n", what, why);
    exit(1);
}

static const char *default_text(const char *name)
{
    for (const struct config_default_file *file = config_default_files(CONFIG_ENGLISH);
         file->name != NULL; file++)
        if (strcmp(file->name, name) == 0)
            return file->text;
    die(name, "no such default");
    return NULL;
}

/* As the plugin would say it, but for a code, day and address that differ from the last. */
static void vary(struct slip_values *values, uint64_t *random)
{
    int64_t id = (int64_t)(measure_random(random) & ((INT64_C(1) << 55) - 1));
    code_format(id | INT64_C(1) << 54, values->text[SLIP_CODE]);
    memcpy(values->text[SLIP_CODE_QR], values->text[SLIP_CODE], CODE_TEXT);
    snprintf(values->text[SLIP_SHOP_ADDRESS], SLIP_VALUE, "%d Your Street, Your Town",
             (int)(measure_random(random) % 999));
    words_long_date(LANGUAGE_ENGLISH, DAY + (int32_t)(measure_random(random) % 365),
                    values->text[SLIP_CARD_UNTIL]);
    words_long_date(LANGUAGE_ENGLISH, DAY + (int32_t)(measure_random(random) % 365),
                    values->text[SLIP_CODE_UNTIL]);
}

static void make(struct bench *bench, const struct slip_values *values, enum escpos_place place)
{
    struct document *document = NULL;
    struct fault fault = {{0}};
    struct drv_fault drv_fault = {{0}};
    bench->text.length = bench->bytes.length = 0;
    if (slip_expand(bench->slip, values, bench->profile->columns, &bench->text, &fault) < 0)
        die("slip_expand", fault.text);
    if (document_parse((const char *)bench->text.data, bench->text.length, &document, &drv_fault) !=
            DRV_OK ||
        escpos_encode(bench->escpos, document, place, &bench->bytes, &drv_fault) != DRV_OK)
        die("encode", drv_fault.text);
    document_free(document);
}

/* The median of one round, in ns; its samples are added to all. */
static int64_t time_round(struct bench *bench, struct slip_values *values, enum escpos_place place,
                          uint64_t *random, struct samples *all)
{
    struct samples round = samples_new(SLIPS);
    for (int i = 0; i < SLIPS; i++) {
        vary(values, random);
        int64_t start_ns = measure_now_ns();
        make(bench, values, place);
        int64_t took_ns = measure_now_ns() - start_ns;
        samples_add(&round, took_ns);
        samples_add(all, took_ns);
    }
    int64_t median_ns = samples_at(&round, 0.5);
    samples_free(&round);
    return median_ns;
}

static void time_slip(struct bench *bench, const char *name, struct slip_values *values,
                      enum escpos_place place)
{
    struct samples all = samples_new((size_t)ROUNDS * SLIPS);
    uint64_t random = 0x9E3779B97F4A7C15u;
    int64_t quietest_ns = INT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t median_ns = time_round(bench, values, place, &random, &all);
        quietest_ns = median_ns < quietest_ns ? median_ns : quietest_ns;
        usleep(PAUSE_US);
    }
    printf("%s_quiet_us %.2f\n%s_p50_us %.2f\n%s_bytes %zu\n", name, (double)quietest_ns / 1000,
           name, (double)samples_at(&all, 0.5) / 1000, name, bench->bytes.length);
    samples_free(&all);
}

static void open_slip(struct bench *bench, const char *name, unsigned required)
{
    struct fault fault = {{0}};
    slip_free(bench->slip);
    bench->slip = NULL;
    if (slip_parse(name, default_text(name), required, &bench->slip, &fault) < 0)
        die(name, fault.text);
}

int main(void)
{
    struct drv_fault fault = {{0}};
    struct config_faults faults = {0};
    struct config config;
    struct slip_values values;
    struct answer answer = {
        .day = DAY,
        .note = {.made = true,
                 .code = 1,
                 .until_day = DAY + 365,
                 .visit = 1,
                 .every = 6,
                 .at = 6,
                 .gift = {.given = true, .sort = CONFIG_GIFT, .words = "a small present"}},
        .card = {.made = true,
                 .code = 1,
                 .until_day = DAY + 90,
                 .terms = {.gets = {.given = true,
                                    .sort = CONFIG_PERCENT,
                                    .percent = 10,
                                    .minimum_minor = 1000,
                                    .at_most_minor = 500},
                           .giver = {.given = true, .sort = CONFIG_PERCENT, .percent = 10},
                           .return_days = 14}},
    };
    struct bench bench = {.profile = profile_find(profile_name)};
    const char *ini = default_text("comeback.ini");
    if (config_parse("comeback.ini", ini, strlen(ini), &config, &faults) != CONFIG_OK)
        die("comeback.ini", faults.text);
    if (escpos_open(bench.profile, NULL, &bench.escpos, &fault) != DRV_OK)
        die(profile_name, fault.text);
    open_slip(&bench, "card.receipt", SLIP_CARD_REQUIRED);
    slip_card_values(&config, &answer, &values);
    time_slip(&bench, "card", &values, ESCPOS_SLIP);
    open_slip(&bench, "note.receipt", SLIP_NOTE_REQUIRED);
    slip_note_values(&config, &answer, &values);
    time_slip(&bench, "note", &values, ESCPOS_INSIDE);
    slip_free(bench.slip);
    escpos_close(bench.escpos);
    bytes_free(&bench.text);
    bytes_free(&bench.bytes);
    return 0;
}
