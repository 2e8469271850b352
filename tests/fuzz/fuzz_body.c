/* SPDX-License-Identifier: MIT */
/*
 * Any bytes, events, faults and steps of time for the virtual printer's body: no crash, no answer
 * without a cause, no clock that goes back, and every row that was moved is on a piece of paper.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/paper/body.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum {
    MOST_ROWS = 60000, /* long white rolls would cost all the time and show nothing new */
    /* NAK, to a list of forty keys that is sent once more. */
    ANSWER_A_BYTE = 3 + 40 * 2 + 1,
    ANSWER_AN_EVENT = 4 + 4 + 3, /* ASB before and after, the power-on notice */
    CHAT_BYTES = 5,
    CHAT_US = 500000,
};

struct input {
    const uint8_t *at, *end;
};

/* What must hold, counted beside the body. */
struct tally {
    uint64_t offered, said, events;
    int64_t now_us;
};

static uint8_t next(struct input *input)
{
    return input->at < input->end ? *input->at++ : 0;
}

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_answers(struct body *body, struct tally *tally)
{
    uint8_t said[128];
    size_t count;
    while ((count = body_answer(body, said, sizeof said)) > 0)
        tally->said += count;
    uint64_t chats = (uint64_t)(body_now_us(body) / CHAT_US);
    check(tally->said <= tally->offered * ANSWER_A_BYTE + (tally->events + 1) * ANSWER_AN_EVENT +
                             chats * CHAT_BYTES);
}

static void check_paper(const struct body *body)
{
    struct body_totals totals;
    struct body_sheet sheet;
    uint64_t rows = 0;
    for (size_t i = 0; i < body_sheet_count(body); i++) {
        check(body_sheet_at(body, i, &sheet));
        check(memchr(sheet.sheet->text, '\0', 1 << 24) != NULL);
        rows += sheet.sheet->height_dots;
    }
    body_totals(body, &totals);
    check(rows == totals.moved_rows);
}

static void offer(struct body *body, struct input *input, struct tally *tally)
{
    size_t length = next(input), left = (size_t)(input->end - input->at);
    if (length > left)
        length = left;
    size_t taken = body_receive(body, input->at, length);
    check(taken <= length);
    /* What was looked at may be answered though it was not taken. */
    tally->offered += length;
    input->at += length;
    body_hang_up(body);
}

static void write_script(struct body *body, struct input *input, struct tally *tally)
{
    static const char *const units[] = {"", "b", "ms", "s"};
    char text[64];
    unsigned event = next(input) % BODY_EVENT_COUNT, value = next(input), unit = next(input) % 8;
    snprintf(text, sizeof text, "%s@%s%u%s", body_event_name(event), unit > 5 ? "+" : "", value,
             units[unit > 5 ? unit - 4 : unit % 4]);
    if (body_script(body, text, NULL) == DRV_OK)
        tally->events++;
}

static int step(struct body *body, struct input *input, struct tally *tally)
{
    int64_t now_us = body_now_us(body), then_us = now_us;
    switch (next(input) % 6) {
    case 0:
    case 1:
        offer(body, input, tally);
        break;
    case 2:
        tally->events++;
        if (body_happen(body, next(input) % BODY_EVENT_COUNT, NULL) != DRV_OK)
            return DRV_LIMIT;
        break;
    case 3:
        write_script(body, input, tally);
        break;
    case 4:
        then_us = now_us + ((int64_t)next(input) << next(input) % 20);
        break;
    default:
        then_us = body_next_us(body);
        check(then_us >= now_us);
        if (then_us == BODY_NEVER)
            then_us = now_us;
    }
    int status = body_advance(body, then_us, NULL);
    check(body_now_us(body) >= now_us);
    check(status != DRV_OK || body_now_us(body) == then_us);
    return status;
}

static int make(struct input *input, const struct profile *profile, struct body **out)
{
    static const uint32_t buffers[] = {0, 45, 2, 300}, speeds[] = {0, 1, UINT32_MAX, 10000};
    uint8_t how = next(input), more = next(input);
    struct body_options options = {.profile = profile,
                                   .buffer_bytes = buffers[how & 3],
                                   .speed_mm_s = speeds[how >> 2 & 3],
                                   .cut_ms = how & 0x10 ? UINT32_MAX : 0,
                                   .answer_ms = how & 0x20 ? 700 : 0,
                                   .silent = (more & 7) == 7,
                                   .chatty = more & 8,
                                   .nak_when_full = more & 16};
    return body_new(&options, out, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const struct profile profile = {
        .name = "fuzz",
        .commands = UINT32_MAX,
        .dots = 96,
        .dpi = 203,
        .columns = 8,
        .pages = {{.name = "CP858", .number = 19}, {.name = "CP437", .number = 0}},
        .answers = 0xFF};
    struct input input = {bytes, bytes + length};
    struct tally tally = {0};
    struct body_totals totals = {0};
    struct body *body;
    if (make(&input, &profile, &body) != DRV_OK)
        abort();
    int status = DRV_OK;
    while (status == DRV_OK && input.at < input.end && totals.moved_rows < MOST_ROWS) {
        status = step(body, &input, &tally);
        check_answers(body, &tally);
        body_totals(body, &totals);
    }
    if (status == DRV_OK)
        check_paper(body);
    body_free(body);
    return 0;
}
