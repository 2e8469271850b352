/* SPDX-License-Identifier: MIT */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int64_t measure_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

struct samples samples_new(size_t room)
{
    struct samples samples = {.ns = calloc(room, sizeof(int64_t)), .room = room};
    if (samples.ns == NULL) {
        perror("samples");
        exit(1);
    }
    return samples;
}

void samples_add(struct samples *samples, int64_t ns)
{
    if (samples->count < samples->room)
        samples->ns[samples->count++] = ns;
}

static int compare(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

int64_t samples_at(struct samples *samples, double share)
{
    if (samples->count == 0)
        return 0;
    qsort(samples->ns, samples->count, sizeof samples->ns[0], compare);
    size_t rank = (size_t)(share * (double)samples->count);
    return samples->ns[rank < samples->count ? rank : samples->count - 1];
}

void samples_free(struct samples *samples)
{
    free(samples->ns);
    *samples = (struct samples){0};
}

uint64_t measure_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}
