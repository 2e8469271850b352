/* SPDX-License-Identifier: MIT */
/*
 * Any bytes in any chunks through the filter of the tap. What comes out, without the notes, is what
 * went in, with what completes a last command; no byte is held for longer than before a cut and
 * behind it together; with the clock standing still, chunks make no difference.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/tap/splice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD = 4, STREAM_MAX = 4096, NOTES = 4096, LONGEST_HOLD_MS = 2 * SPLICE_HOLD_MS };

static const char note_text[] = "a note\n";

struct run {
    struct splice *splice;
    struct bytes out;
    size_t notes[NOTES]; /* offsets in out */
    size_t note_count;
    int64_t now_ms;
};

static void require(bool kept, const char *promise)
{
    if (kept)
        return;
    fprintf(stderr, "not kept: %s\n", promise);
    abort();
}

static void ask(void *context, const struct splice_receipt *receipt, struct bytes *note)
{
    struct run *run = context;
    require(receipt->place <= receipt->length, "the place is in the receipt");
    require(standing_at_line_start(receipt->standing), "the place is at the start of a line");
    require(standing_obstacle(receipt->standing) == NULL, "nothing is in the way at the place");
    if (receipt->more_follows || run->note_count == NOTES)
        return;
    run->notes[run->note_count++] = run->out.length;
    bytes_add_text(note, note_text);
}

static void open_run(struct run *run, bool power_on)
{
    struct splice_options options = {.power_on = power_on, .ask = ask, .context = run};
    *run = (struct run){.now_ms = 1000};
    require(splice_new(&options, &run->splice, NULL) == DRV_OK, "there is memory");
}

static void close_run(struct run *run)
{
    splice_free(run->splice);
    bytes_free(&run->out);
}

static size_t out_without_notes(const struct run *run)
{
    return run->out.length - run->note_count * (sizeof note_text - 1);
}

static bool completes(uint8_t byte)
{
    return byte <= 1 || byte == 0x1E;
}

static void check_bytes(const struct run *run, const uint8_t *bytes, size_t length)
{
    size_t from = 0, at = 0, left = out_without_notes(run);
    require(left >= length && left <= length + SPLICE_FILL_MAX, "nothing is lost or added");
    for (size_t i = 0; i <= run->note_count; i++) {
        size_t end = i < run->note_count ? run->notes[i] : run->out.length;
        for (; from < end; from++, at++)
            require(at < length ? run->out.data[from] == bytes[at] : completes(run->out.data[from]),
                    "what comes out is what went in");
        if (i < run->note_count)
            require(memcmp(run->out.data + from, note_text, sizeof note_text - 1) == 0,
                    "the note stands whole where it was asked for");
        from += sizeof note_text - 1;
    }
}

static void pass_time(struct run *run, int64_t ms)
{
    int64_t then_ms = run->now_ms + ms, due_ms;
    while ((due_ms = splice_due_ms(run->splice)) <= then_ms) {
        require(due_ms >= run->now_ms && due_ms <= run->now_ms + SPLICE_HOLD_MS, "it is due soon");
        run->now_ms = due_ms;
        require(splice_tick(run->splice, run->now_ms, &run->out) == DRV_OK, "there is memory");
        require(splice_due_ms(run->splice) > run->now_ms, "a tick does what is due");
    }
    run->now_ms = then_ms;
}

/* By a little generator, so that few bytes of input make many chunks. */
static unsigned next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

static void send_chunks(struct run *run, const uint8_t *bytes, size_t length, uint32_t seed,
                        bool clock_stands)
{
    static const uint16_t steps_ms[] = {0, 0, 0, 40, 149, 150, 200, 6000};
    static int64_t arrived_ms[STREAM_MAX];
    unsigned most = 1 + next(&seed) % 64;
    for (size_t at = 0; at < length;) {
        size_t chunk = 1 + next(&seed) % most;
        chunk = chunk < length - at ? chunk : length - at;
        for (size_t i = 0; i < chunk; i++)
            arrived_ms[at + i] = run->now_ms;
        require(splice_take(run->splice, bytes + at, chunk, run->now_ms, &run->out) == DRV_OK,
                "there is memory");
        at += chunk;
        if (clock_stands)
            continue;
        pass_time(run, steps_ms[next(&seed) % 8]);
        size_t gone = out_without_notes(run);
        require(gone == at || run->now_ms - arrived_ms[gone] <= LONGEST_HOLD_MS,
                "nothing is held for long");
    }
}

static void end_run(struct run *run)
{
    int status = splice_end(run->splice, run->now_ms, &run->out);
    require(status == DRV_OK || status == DRV_LIMIT, "an end ends");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct run one, other;
    if (size <= HEAD || size > HEAD + STREAM_MAX)
        return 0;
    uint32_t seed = data[1] | (uint32_t)data[2] << 8 | (uint32_t)data[3] << 16;
    const uint8_t *bytes = data + HEAD;
    size_t length = size - HEAD;
    bool power_on = data[0] & 1, clock_stands = data[0] & 2;
    open_run(&one, power_on);
    send_chunks(&one, bytes, length, seed, clock_stands);
    end_run(&one);
    check_bytes(&one, bytes, length);
    if (clock_stands) {
        open_run(&other, power_on);
        require(splice_take(other.splice, bytes, length, other.now_ms, &other.out) == DRV_OK,
                "there is memory");
        end_run(&other);
        require(one.out.length == other.out.length &&
                    memcmp(one.out.data, other.out.data, one.out.length) == 0,
                "chunks make no difference");
        close_run(&other);
    }
    close_run(&one);
    return 0;
}
