/* SPDX-License-Identifier: MIT */
#include "splice_host.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA "../shared/data/"

static void ask(void *context, const struct splice_receipt *receipt, struct bytes *note)
{
    struct asked *asked = context;
    asked->count++;
    asked->more_follow += receipt->more_follows;
    asked->place = receipt->place;
    asked->length = receipt->length;
    asked->fed_length = receipt->fed_length;
    memcpy(asked->fed, receipt->fed, receipt->fed_length);
    bytes_reset(&asked->receipt);
    bytes_add(&asked->receipt, receipt->bytes, receipt->length);
    assert_true(receipt->place <= receipt->length);
    assert_true(standing_at_line_start(receipt->standing));
    bytes_add_text(note, NOTE);
}

void host_open(struct host *host)
{
    *host = (struct host){.now_ms = 1000};
    struct splice_options options = {.ask = ask, .context = &host->asked};
    struct drv_fault fault;
    assert_int_equal(splice_new(&options, &host->splice, &fault), DRV_OK);
}

void host_close(struct host *host)
{
    splice_free(host->splice);
    bytes_free(&host->asked.receipt);
    bytes_free(&host->out);
}

void host_send(struct host *host, const uint8_t *bytes, size_t length)
{
    assert_int_equal(splice_take(host->splice, bytes, length, host->now_ms, &host->out), DRV_OK);
}

void host_end(struct host *host)
{
    assert_int_equal(splice_end(host->splice, host->now_ms, &host->out), DRV_OK);
}

void host_pass_time(struct host *host, int64_t ms)
{
    host->now_ms += ms;
    if (splice_due_ms(host->splice) <= host->now_ms)
        assert_int_equal(splice_tick(host->splice, host->now_ms, &host->out), DRV_OK);
}

void host_check_out(const struct host *host, const uint8_t *bytes, size_t length)
{
    assert_int_equal(host->out.length, length);
    if (length > 0)
        assert_memory_equal(host->out.data, bytes, length);
}

void stream_check_chunks(const struct stream *stream, const size_t *chunks, size_t count)
{
    struct host host;
    size_t at = 0;
    host_open(&host);
    for (size_t i = 0; i < count; at += chunks[i++])
        host_send(&host, (const uint8_t *)stream->bytes + at, chunks[i]);
    assert_int_equal(at, stream->length);
    host_end(&host);
    size_t place = stream->place < 0 ? stream->length : (size_t)stream->place;
    struct bytes wanted = {0};
    bytes_add(&wanted, stream->bytes, place);
    if (stream->place >= 0)
        bytes_add_text(&wanted, NOTE);
    bytes_add(&wanted, stream->bytes + place, stream->length - place);
    host_check_out(&host, wanted.data, wanted.length);
    assert_string_equal(splice_refusal(host.splice), stream->refusal);
    bytes_free(&wanted);
    host_close(&host);
}

void stream_check(const struct stream *stream)
{
    static size_t chunks[1 << 16];
    size_t length = stream->length;
    stream_check_chunks(stream, &length, 1);
    for (size_t i = 1; i < length; i += 1 + length / 4096 * 7)
        stream_check_chunks(stream, (size_t[]){i, length - i}, 2);
    for (size_t i = 0; i < length; i++)
        chunks[i] = 1;
    stream_check_chunks(stream, chunks, length);
    for (unsigned round = 0; round < 20; round++) {
        size_t count = 0, left = length;
        for (; left > 0; left -= chunks[count++])
            chunks[count] = 1 + (size_t)rand() % (left < 40 ? left : 40);
        stream_check_chunks(stream, chunks, count);
    }
}

void streams_check(const struct stream *streams, size_t count)
{
    for (size_t i = 0; i < count; i++)
        stream_check(&streams[i]);
}

size_t recording_read(const char *name, uint8_t *bytes, size_t room)
{
    char path[256];
    snprintf(path, sizeof path, DATA "%s", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("no %s", path);
    size_t length = fread(bytes, 1, room, file);
    fclose(file);
    return length;
}

void recordings_or_skip(void)
{
    FILE *file = fopen(DATA "pos/chromis-receipt.bin", "rb");
    if (file == NULL) {
        print_message("skipped: no " DATA " beside this tree\n");
        skip();
    } else {
        fclose(file);
    }
}
