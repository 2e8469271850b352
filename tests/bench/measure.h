/* SPDX-License-Identifier: MIT */
/*
 * What the benches share: a clock, and samples of it in nanoseconds. A figure is printed as one
 * line `NAME VALUE` on standard output; tests/bench/run makes the table of them.
 */
#ifndef COMEBACK_BENCH_MEASURE_H
#define COMEBACK_BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>

struct samples {
    int64_t *ns;
    size_t count, room;
};

int64_t measure_now_ns(void);

/* Room for that many; ends the program where memory is out. */
struct samples samples_new(size_t room);
/* Beyond the room nothing is kept. */
void samples_add(struct samples *samples, int64_t ns);
/* The smallest sample that `share` (0 to 1) of all do not exceed; sorts them. 0 of none. */
int64_t samples_at(struct samples *samples, double share);
void samples_free(struct samples *samples);

/* A xorshift generator: the same sales in every run. */
uint64_t measure_random(uint64_t *state);

#endif
