/* SPDX-License-Identifier: MIT */
/*
 * bench_decode: bytes a second that become sheets of dots, by what they are. Inside the time:
 * paper_print of a whole job, from bytes to sheets with their text, and paper_free; for the rows of
 * tokens, only finding where each command ends. Outside: making the job. Each job is some MiB, cut
 * into sheets that are shorter than the limit of paper.h.
 *
 * A byte of text becomes 44 bytes of page: decode_text is one sheet, whose memory comes back from
 * the round before; decode_text_long is 63 of them at once, 83 MB that the kernel has to find and
 * clear in each round, which takes most of that time.
 *
 * memcpy_mb_s is how fast this machine copies the same bytes into fresh memory, beside which the
 * others can be told apart from machine to machine. Cheating would be to count white rows, or
 * rows that are clipped; the pictures here are as wide as the head and grey.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/commands.h"
#include "../../drivers/paper/paper.h"
#include "measure.h"

enum {
    ROUNDS = 31,
    MOST_SHEETS = 63,
    HEAD_DOTS = 576,
    HEAD_BYTES = HEAD_DOTS / 8,
    JOB_BYTES = 7 << 20
};
enum { RASTER_ROWS = 2303, SHEET_RASTERS = 8, SHEET_LINES = 600, COLUMN_BYTES = 3 };

static const struct profile profile = {
    .name = "bench", .dots = HEAD_DOTS, .dpi = 203, .columns = 48, .pages = {{"CP437", 0}}};

static void add_noise(struct bytes *out, size_t length, uint64_t *random)
{
    uint8_t *at = bytes_grow(out, length);
    for (size_t i = 0; at != NULL && i < length; i++)
        at[i] = (uint8_t)measure_random(random);
}

static void add_raster(struct bytes *out, uint64_t *random)
{
    static const uint8_t head[] = {
        0x1D, 'v', '0', 0, HEAD_BYTES, 0, RASTER_ROWS & 0xFF, RASTER_ROWS >> 8};
    bytes_add(out, head, sizeof head);
    add_noise(out, (size_t)HEAD_BYTES * RASTER_ROWS, random);
}

static void add_columns(struct bytes *out, uint64_t *random)
{
    static const uint8_t head[] = {0x1B, '*', 33, HEAD_DOTS & 0xFF, HEAD_DOTS >> 8};
    bytes_add(out, head, sizeof head);
    add_noise(out, (size_t)HEAD_DOTS * COLUMN_BYTES, random);
    bytes_add_byte(out, '\n');
}

/* What stands on receipts: a line of 48 characters, words on its left and a price on its right. */
static void add_line(struct bytes *out, uint64_t *random)
{
    static const char *const words[] = {"Espresso", "doppio", "fresh",  "Orange", "juice",   "with",
                                        "Sandwich", "Tuna",   "and",    "Cheese", "organic", "Milk",
                                        "1l",       "Bread",  "Butter", "salted", "Total",   "VAT"};
    char line[64];
    int used = 0;
    while (used < 30)
        used += snprintf(line + used, sizeof line - (size_t)used, "%s ",
                         words[measure_random(random) % (sizeof words / sizeof words[0])]);
    snprintf(line + used, sizeof line - (size_t)used, "%*u.%02u\n", 45 - used,
             (unsigned)(measure_random(random) % 200), (unsigned)(measure_random(random) % 100));
    bytes_add_text(out, line);
}

static const struct kind {
    const char *name;
    void (*add)(struct bytes *out, uint64_t *random);
    unsigned a_sheet, sheets;
} kinds[] = {
    {"decode_text", add_line, SHEET_LINES, 1},
    {"decode_text_long", add_line, SHEET_LINES, MOST_SHEETS},
    {"decode_raster", add_raster, SHEET_RASTERS, MOST_SHEETS},
    {"decode_columns", add_columns, SHEET_LINES, MOST_SHEETS},
};

/* As many as fit the job and 64 sheets. */
static void make_job(const struct kind *kind, struct bytes *out)
{
    uint64_t random = 0x9E3779B97F4A7C15u;
    for (unsigned i = 1; out->length < JOB_BYTES && i / kind->a_sheet < kind->sheets; i++) {
        kind->add(out, &random);
        if (i % kind->a_sheet == 0)
            bytes_add(out, "\x1dV\x00", 3);
    }
    if (out->failed)
        exit(1);
}

static int64_t print_job(const struct bytes *job)
{
    struct paper *paper;
    struct drv_fault fault;
    int64_t start_ns = measure_now_ns();
    if (paper_print(job->data, job->length, &profile, &paper, &fault) != DRV_OK) {
        fprintf(stderr, "bench_decode: %s\n", fault.text);
        exit(1);
    }
    paper_free(paper);
    return measure_now_ns() - start_ns;
}

/* The commands alone, of nobody's page: what every reader of a stream pays. */
static int64_t read_job(const struct bytes *job)
{
    struct token token = {0};
    size_t commands = 0;
    int64_t start_ns = measure_now_ns();
    for (size_t at = 0; token_next(job->data, job->length, at, &token); at += token.length)
        commands++;
    int64_t took_ns = measure_now_ns() - start_ns;
    if (commands == 0)
        exit(1);
    return took_ns;
}

static int64_t copy_job(const struct bytes *job)
{
    struct bytes copy = {0};
    int64_t start_ns = measure_now_ns();
    bytes_add(&copy, job->data, job->length);
    bytes_free(&copy);
    return measure_now_ns() - start_ns;
}

static void measure(const char *name, const struct bytes *job, int64_t (*run)(const struct bytes *))
{
    struct samples samples = samples_new(ROUNDS);
    for (int i = 0; i < ROUNDS; i++)
        samples_add(&samples, run(job));
    printf("%s_mb_s %.0f\n", name, (double)job->length * 1000 / (double)samples_at(&samples, 0.5));
    samples_free(&samples);
}

int main(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct bytes job = {0};
        make_job(&kinds[i], &job);
        char name[32];
        snprintf(name, sizeof name, "%s_tokens", kinds[i].name);
        measure(kinds[i].name, &job, print_job);
        measure(name, &job, read_job);
        if (i + 1 == sizeof kinds / sizeof kinds[0])
            measure("memcpy", &job, copy_job);
        bytes_free(&job);
    }
    return 0;
}
