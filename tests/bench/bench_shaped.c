/* SPDX-License-Identifier: MIT */
/*
 * bench_shaped: what a row of 20 Arabic letters costs that Pango draws: the first of a process,
 * with the opening of the libraries and the fonts, and the median of the following, of which no two
 * say the same. The memory is what the process took meanwhile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/shaped.h"
#include "measure.h"

enum { ROUNDS = 20, ROWS = 500, LETTERS = 20, WIDTH_DOTS = 576 };

static void die(const char *why)
{
    fprintf(stderr, "bench_shaped: %s\n", why);
    exit(1);
}

/* Beh to ghain and feh to yeh, most of which join on both sides. */
static void say(char out[2 * LETTERS + 1], uint64_t *random)
{
    for (int i = 0; i < LETTERS; i++) {
        uint32_t letter = 0x628 + (uint32_t)(measure_random(random) % 18);
        out[2 * i] = (char)(0xc0 | letter >> 6);
        out[2 * i + 1] = (char)(0x80 | (letter & 0x3f));
    }
    out[2 * LETTERS] = '\0';
}

static int64_t time_row(struct shaped *shaped, uint64_t *random)
{
    char text[2 * LETTERS + 1];
    struct bitmap bitmap;
    struct drv_fault fault;
    say(text, random);
    struct layout_piece piece = {.text = text,
                                 .length = 2 * LETTERS,
                                 .repeat = 1,
                                 .cells = LETTERS,
                                 .width = 1,
                                 .height = 1};
    int64_t start_ns = measure_now_ns();
    if (shaped_row(shaped, &piece, 1, WIDTH_DOTS, 0, &bitmap, &fault) != DRV_OK)
        die(fault.text);
    int64_t took_ns = measure_now_ns() - start_ns;
    bitmap_free(&bitmap);
    return took_ns;
}

static long memory_kib(void)
{
    char line[256];
    long kib = 0;
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "Rss: %ld kB", &kib) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return kib;
}

int main(void)
{
    struct shaped *shaped = NULL;
    struct drv_fault fault;
    uint64_t random = 0x9E3779B97F4A7C15u;
    int64_t quietest_ns = INT64_MAX;
    long before_kib = memory_kib();
    int64_t start_ns = measure_now_ns();
    if (shaped_open(&shaped, &fault) != DRV_OK)
        die(fault.text);
    int64_t open_ns = measure_now_ns() - start_ns, first_ns = time_row(shaped, &random);
    long after_kib = memory_kib();
    for (int i = 0; i < ROUNDS; i++) {
        struct samples round = samples_new(ROWS);
        for (int j = 0; j < ROWS; j++)
            samples_add(&round, time_row(shaped, &random));
        int64_t median_ns = samples_at(&round, 0.5);
        quietest_ns = median_ns < quietest_ns ? median_ns : quietest_ns;
        samples_free(&round);
    }
    printf("shaped_open_us %.2f\nshaped_first_us %.2f\nshaped_warm_us %.2f\nshaped_kib %ld\n",
           (double)open_ns / 1000, (double)first_ns / 1000, (double)quietest_ns / 1000,
           after_kib - before_kib);
    shaped_close(shaped);
    return 0;
}
