/* SPDX-License-Identifier: MIT */
/*
 * What the tests of the filter share: a host whose bytes go through one, with a clock that the test
 * moves, and streams that are tried in all chunkings. A note is asked for and given whenever it can
 * be. Ends the test where something fails.
 */
#ifndef COMEBACK_TESTS_SPLICE_HOST_H
#define COMEBACK_TESTS_SPLICE_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "../../plugin/tap/splice.h"

#define BYTES(literal) (const uint8_t *)(literal), sizeof(literal) - 1
#define NOTE           "<a note>\n"
#define ESC            "\x1b"
#define GS             "\x1d"
#define DLE            "\x10"
#define START          ESC "@"
#define CUT            ESC "i"

/* What was asked. */
struct asked {
    int count, more_follow;
    size_t place, length, fed_length;
    uint8_t fed[32];
    struct bytes receipt;
};

struct host {
    struct splice *splice;
    struct asked asked;
    struct bytes out;
    int64_t now_ms;
};

void host_open(struct host *host);
void host_close(struct host *host);
void host_send(struct host *host, const uint8_t *bytes, size_t length);
void host_end(struct host *host);
/* The clock goes on, and the filter is called if it said that it is to be. */
void host_pass_time(struct host *host, int64_t ms);
void host_check_out(const struct host *host, const uint8_t *bytes, size_t length);

#define SEND(host, text)      host_send(host, BYTES(text))
#define CHECK_OUT(host, text) host_check_out(host, BYTES(text))

/* What a host sends until its connection ends. */
struct stream {
    const char *bytes;
    size_t length;
    int place;           /* where the note goes; -1: nowhere */
    const char *refusal; /* "" where it was asked, or there is nothing to ask */
};

#define STREAM(before, behind)                                                                     \
    {                                                                                              \
        before behind, sizeof(before behind) - 1, sizeof(before) - 1, ""                           \
    }
#define REFUSED(text, why)                                                                         \
    {                                                                                              \
        text, sizeof(text) - 1, -1, why                                                            \
    }

void stream_check_chunks(const struct stream *stream, const size_t *chunks, size_t count);
/* Whole, in two, in single bytes, at random. */
void stream_check(const struct stream *stream);

void streams_check(const struct stream *streams, size_t count);

#define CHECK_STREAMS(list) streams_check(list, sizeof(list) / sizeof(list)[0])

/* Below ../shared/data, beside the project. */
size_t recording_read(const char *name, uint8_t *bytes, size_t room);
void recordings_or_skip(void);

#endif
