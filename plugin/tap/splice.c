/* SPDX-License-Identifier: MIT */
#include "splice.h"

#include <stdlib.h>
#include <string.h>

#include "splice_command.h"

enum { FED_MAX = 32, LONG_TAIL = 4096, ROUNDS_MAX = 2048 };
enum { HEADER_BYTES = 5 /* that tell which command of several it is */ };
enum { DEVICE_PRINTER = 1 << 0 };

static const char torn_off[] = "after a pause, on paper that may have been torn off";

struct splice {
    struct splice_options options;
    /* Of the stream, from the receipt under way on; the offsets below are in it. */
    struct bytes text;
    size_t begin; /* of the receipt under way */
    size_t sent;
    size_t read; /* up to here it is understood ... */
    size_t wake; /* ... and no command more before so many bytes are there */
    size_t skip; /* bytes to come of a command that was too long to be kept */
    bool lacked_one;
    bool broken; /* out of memory: nothing is understood any more */
    bool ended;

    enum dialect dialect;
    uint8_t device; /* n of ESC = */
    struct standing *head, *at_begin, *at_place, *at_cut;

    /* Of the receipt under way. */
    bool has_text, has_picture;
    bool too_long;
    bool placed; /* everything behind `place` is held */
    size_t place;
    size_t cut; /* behind the candidate; 0: none */
    bool cut_feeds;
    int64_t due_ms;
    int64_t printed_ms;
    uint8_t fed[FED_MAX]; /* feeds since the last print ... */
    size_t fed_length;
    size_t fed_before; /* ... and those of them that stand before the place */

    const char *refusal;
};

static bool fill_in(struct splice *splice, const struct splice_options *options)
{
    struct standing **standings[] = {&splice->head, &splice->at_begin, &splice->at_place,
                                     &splice->at_cut};
    *splice = (struct splice){
        .options = *options, .device = DEVICE_PRINTER, .due_ms = INT64_MAX, .refusal = ""};
    for (size_t i = 0; i < sizeof standings / sizeof standings[0]; i++) {
        *standings[i] = standing_new(options->power_on);
        if (*standings[i] == NULL)
            return false;
    }
    return true;
}

int splice_new(const struct splice_options *options, struct splice **out, struct drv_fault *fault)
{
    struct splice *splice = calloc(1, sizeof *splice);
    if (splice == NULL || !fill_in(splice, options)) {
        splice_free(splice);
        return drv_fail(fault, DRV_MEMORY, "no memory for a tap");
    }
    *out = splice;
    return DRV_OK;
}

void splice_free(struct splice *splice)
{
    if (splice == NULL)
        return;
    standing_free(splice->head);
    standing_free(splice->at_begin);
    standing_free(splice->at_place);
    standing_free(splice->at_cut);
    bytes_free(&splice->text);
    free(splice);
}

const char *splice_refusal(const struct splice *splice)
{
    return splice->refusal;
}

/* Going out. */

static void pass(struct splice *splice, struct bytes *out)
{
    size_t end = splice->placed ? splice->place : splice->text.length;
    if (end <= splice->sent)
        return;
    bytes_add(out, splice->text.data + splice->sent, end - splice->sent);
    splice->sent = end;
}

static void release(struct splice *splice)
{
    splice->placed = false;
    splice->due_ms = INT64_MAX;
}

/* Receipts. */

/* `standing` becomes that of its start. */
static void begin(struct splice *splice, size_t at, const struct standing *standing)
{
    standing_set(splice->at_begin, standing);
    release(splice);
    splice->begin = at;
    splice->cut = 0;
    splice->has_text = splice->has_picture = splice->too_long = false;
    splice->fed_length = splice->fed_before = 0;
}

static bool is_away(const struct splice *splice)
{
    return (splice->device & DEVICE_PRINTER) == 0;
}

static bool is_foreign(enum dialect dialect)
{
    return dialect != DIALECT_EPSON && dialect != DIALECT_CLONE;
}

/* Why no note can stand at the head, but for the line. */
static const char *obstacle(const struct splice *splice)
{
    if (splice->too_long)
        return "in a receipt longer than 4 MiB";
    if (is_foreign(splice->dialect))
        return "in another maker's language";
    if (splice->device != DEVICE_PRINTER)
        return "while a display is written to";
    return standing_obstacle(splice->head);
}

static void set_place(struct splice *splice)
{
    if (splice->placed || !splice->has_text || splice->sent > splice->read ||
        !standing_at_line_start(splice->head) || obstacle(splice) != NULL)
        return;
    splice->placed = true;
    splice->place = splice->read;
    splice->fed_before = splice->fed_length;
    standing_set(splice->at_place, splice->head);
}

static bool has_paused(const struct splice *splice, int64_t now_ms)
{
    return now_ms - splice->printed_ms > SPLICE_PAUSE_MS;
}

/* Of a receipt with a mark that ends without a place, where nothing else is in the way. */
static const char *why_no_place(const struct splice *splice, const char *otherwise)
{
    const char *why = obstacle(splice);
    if (!splice->has_text)
        return "in a receipt without text";
    return why != NULL ? why : otherwise;
}

static void ask(struct splice *splice, bool more_follows, struct bytes *out)
{
    struct bytes note = {0};
    struct splice_receipt receipt = {.bytes = splice->text.data + splice->begin,
                                     .length = splice->cut - splice->begin,
                                     .place = splice->place - splice->begin,
                                     .fed = splice->fed,
                                     .fed_length = splice->cut_feeds ? 0 : splice->fed_before,
                                     .standing = splice->at_place,
                                     .start = splice->at_begin,
                                     .more_follows = more_follows};
    splice->refusal = "";
    splice->options.ask(splice->options.context, &receipt, &note);
    if (!more_follows && !note.failed)
        bytes_add(out, note.data, note.length);
    bytes_free(&note);
}

/* It has been cut, and is over. */
static void end_receipt(struct splice *splice, bool more_follows, struct bytes *out)
{
    pass(splice, out);
    ask(splice, more_follows, out);
    begin(splice, splice->cut, splice->at_cut);
}

static void refuse(struct splice *splice, const char *why)
{
    splice->refusal = why;
    begin(splice, splice->read, splice->head);
}

/* Tokens. */

static void on_print(struct splice *splice, enum splice_kind kind, int64_t now_ms,
                     struct bytes *out)
{
    if (splice->cut > 0)
        end_receipt(splice, true, out);
    release(splice);
    splice->has_text |= kind == SPLICE_TEXT;
    splice->has_picture |= kind == SPLICE_PICTURE;
    splice->printed_ms = now_ms;
    splice->fed_length = 0;
}

/* The LF that prints a line feeds no more than it must. */
static void on_feed(struct splice *splice, const uint8_t *bytes, size_t length, bool is_line_feed)
{
    if ((is_line_feed && !splice->placed) || length > FED_MAX - splice->fed_length)
        return;
    memcpy(splice->fed + splice->fed_length, bytes, length);
    splice->fed_length += length;
}

static void on_cut(struct splice *splice, bool feeds, bool at_line_start, int64_t now_ms)
{
    if (!splice->has_text && !splice->has_picture) {
        begin(splice, splice->read, splice->head);
    } else if (!splice->placed) {
        refuse(splice, why_no_place(splice, at_line_start ? "behind a cut that came in pieces"
                                                          : "within a line"));
    } else if (splice->cut > 0) {
        return;
    } else if (has_paused(splice, now_ms)) {
        refuse(splice, torn_off);
    } else {
        splice->cut = splice->read;
        splice->cut_feeds = feeds;
        splice->due_ms = now_ms + SPLICE_HOLD_MS;
        standing_set(splice->at_cut, splice->head);
    }
}

static void on_haste(struct splice *splice, struct bytes *out)
{
    if (splice->cut > 0)
        end_receipt(splice, false, out);
    release(splice);
}

/* To a printer that is not selected nothing is said but what it hears in real time. */
static enum splice_kind kind_of(const struct splice *splice, const struct token *token)
{
    bool is_text = token->command->id == COMMAND_TEXT;
    enum splice_kind kind = splice_kind(token);
    if (is_away(splice))
        return kind == SPLICE_AT_ONCE ? kind : SPLICE_SETTING;
    return token->length > SPLICE_COMMAND_MAX && !is_text ? SPLICE_PICTURE : kind;
}

static void follow(struct splice *splice, const struct token *token)
{
    bool selects = token->command->id == COMMAND_PERIPHERAL;
    if (is_away(splice) && !selects)
        return;
    standing_follow(splice->head, token);
    splice->dialect = dialect_after(splice->dialect, token);
    if (selects)
        splice->device = (uint8_t)token_field(token, 0);
}

static void step(struct splice *splice, const struct token *token, int64_t now_ms,
                 struct bytes *out)
{
    enum splice_kind kind = kind_of(splice, token);
    bool at_line_start = standing_at_line_start(splice->head);
    follow(splice, token);
    splice->read += token->length;
    splice->lacked_one = false;
    if (kind == SPLICE_TEXT || kind == SPLICE_PICTURE)
        on_print(splice, kind, now_ms, out);
    else if (kind == SPLICE_FEED)
        on_feed(splice, token->bytes, token->length, token->command->id == COMMAND_LINE_FEED);
    else if (kind == SPLICE_CUT || kind == SPLICE_FEED_AND_CUT)
        on_cut(splice, kind == SPLICE_FEED_AND_CUT, at_line_start, now_ms);
    else if (kind == SPLICE_AT_ONCE)
        on_haste(splice, out);
    set_place(splice);
}

/*
 * Bytes to wait for before the next look. Which of several commands it is may show with the next
 * one, while it is short. What only its own bytes end (data up to a NUL) lacked one, got it, and
 * lacks one: it is not looked at anew with every one of them.
 */
static size_t patience(struct splice *splice, size_t there, size_t lacking)
{
    bool before = splice->lacked_one;
    splice->lacked_one = lacking == 1 && there > LONG_TAIL;
    if (there < SPLICE_COMMAND_MAX)
        return 1;
    return before && splice->lacked_one ? there / 8 : lacking;
}

static bool exceeds(size_t there, size_t lacking)
{
    return there > SPLICE_COMMAND_MAX || lacking > SPLICE_COMMAND_MAX - there;
}

/* What is under way and so long must be print. */
static void expect(struct splice *splice, size_t lacking, int64_t now_ms, struct bytes *out)
{
    size_t length = splice->text.length, there = length - splice->read;
    bool is_long = there >= HEADER_BYTES && exceeds(there, lacking);
    size_t wait = patience(splice, there, lacking);
    splice->wake = wait < SIZE_MAX - length ? length + wait : SIZE_MAX;
    if (splice->placed && is_long && !is_away(splice))
        on_print(splice, SPLICE_SETTING, now_ms, out);
}

/* The command at `read`, and what it lacks; false where nothing is there. */
static bool look(const struct splice *splice, struct token *token, size_t *lacking)
{
    const struct bytes *text = &splice->text;
    if (!token_next_in(splice->dialect, text->data, text->length, splice->read, token))
        return false;
    *lacking = splice_lacking(token, text->length - splice->read);
    bool is_last = splice->read + token->length == text->length;
    if (*lacking == 0 && is_last && !splice->ended && splice_may_grow(token))
        *lacking = 1;
    return true;
}

static void read_on(struct splice *splice, int64_t now_ms, struct bytes *out)
{
    struct token token;
    size_t lacking;
    while (splice->text.length >= splice->wake && look(splice, &token, &lacking)) {
        if (lacking > 0)
            expect(splice, lacking, now_ms, out);
        else
            step(splice, &token, now_ms, out);
    }
}

/* Time and limits. */

static void lapse(struct splice *splice, struct bytes *out)
{
    on_haste(splice, out);
    pass(splice, out);
    set_place(splice);
}

static bool holds(const struct splice *splice)
{
    return splice->placed && splice->text.length > splice->sent;
}

static void start_clock(struct splice *splice, int64_t now_ms)
{
    if (!holds(splice))
        splice->due_ms = INT64_MAX;
    else if (splice->due_ms == INT64_MAX)
        splice->due_ms = now_ms + SPLICE_HOLD_MS;
}

int64_t splice_due_ms(const struct splice *splice)
{
    return splice->due_ms;
}

static int verdict(const struct bytes *out)
{
    return out->failed ? DRV_MEMORY : DRV_OK;
}

int splice_tick(struct splice *splice, int64_t now_ms, struct bytes *out)
{
    if (now_ms >= splice->due_ms)
        lapse(splice, out);
    return verdict(out);
}

/* A command of which the rest will go by unread: nobody knows what it does. */
static void skip_command(struct splice *splice)
{
    struct token token;
    size_t lacking = 0;
    splice->wake = 0;
    if (!look(splice, &token, &lacking) || lacking == 0)
        return;
    standing_follow(splice->head, &token);
    splice->skip = lacking;
    splice->read = splice->text.length;
}

static void forget_receipt(struct splice *splice, struct bytes *out)
{
    release(splice);
    splice->cut = 0;
    splice->too_long = true;
    pass(splice, out);
    if (splice->text.length - splice->read > SPLICE_RECEIPT_MAX)
        skip_command(splice);
    splice->begin = splice->read;
}

static void keep_limits(struct splice *splice, struct bytes *out)
{
    if (splice->placed && splice->text.length - splice->place > SPLICE_HELD_MAX)
        lapse(splice, out);
    if (splice->text.length - splice->begin > SPLICE_RECEIPT_MAX)
        forget_receipt(splice, out);
}

/* What stands before the receipt under way is done with. */
static void drop_read(struct splice *splice)
{
    size_t gone = splice->begin < splice->sent ? splice->begin : splice->sent;
    if (gone == 0)
        return;
    splice->text.length -= gone;
    memmove(splice->text.data, splice->text.data + gone, splice->text.length);
    splice->begin -= gone;
    splice->sent -= gone;
    splice->read -= gone;
    splice->wake -= gone < splice->wake ? gone : splice->wake;
    splice->place -= gone < splice->place ? gone : splice->place;
    splice->cut -= gone < splice->cut ? gone : splice->cut;
}

static void give_up(struct splice *splice, struct bytes *out)
{
    splice->broken = true;
    splice->refusal = "out of memory";
    release(splice);
    pass(splice, out);
}

static void take(struct splice *splice, const uint8_t *bytes, size_t length, int64_t now_ms,
                 struct bytes *out)
{
    bytes_add(&splice->text, bytes, length);
    if (splice->text.failed) {
        give_up(splice, out);
        bytes_add(out, bytes, length);
        return;
    }
    read_on(splice, now_ms, out);
    pass(splice, out);
    keep_limits(splice, out);
    drop_read(splice);
    start_clock(splice, now_ms);
}

int splice_take(struct splice *splice, const uint8_t *bytes, size_t length, int64_t now_ms,
                struct bytes *out)
{
    splice_tick(splice, now_ms, out);
    size_t skipped = splice->broken ? length : length < splice->skip ? length : splice->skip;
    bytes_add(out, bytes, skipped);
    splice->skip -= splice->broken ? 0 : skipped;
    if (skipped < length)
        take(splice, bytes + skipped, length - skipped, now_ms, out);
    return verdict(out);
}

/* The end. */

static const char *why_no_end(const struct splice *splice, int64_t now_ms)
{
    bool within = splice->read < splice->text.length;
    if (!splice->placed)
        return why_no_place(splice, within ? "within a command" : "within a line");
    if (within)
        return "within a command";
    return has_paused(splice, now_ms) ? torn_off : NULL;
}

static void end_uncut(struct splice *splice, int64_t now_ms, struct bytes *out)
{
    const char *why = why_no_end(splice, now_ms);
    if (why != NULL) {
        splice->refusal = why;
        release(splice);
        return;
    }
    splice->cut = splice->read;
    splice->cut_feeds = false;
    standing_set(splice->at_cut, splice->head);
    end_receipt(splice, false, out);
}

static int fill(struct bytes *bytes, uint8_t value, size_t count)
{
    uint8_t *room = bytes_grow(bytes, count);
    if (room == NULL)
        return DRV_MEMORY;
    memset(room, value, count);
    return DRV_OK;
}

/* ESC = 0 would switch some printers off; Star's ESC b is ended by RS. */
static uint8_t filler(const struct token *token)
{
    if (token->length < 2 || token->bytes[0] != 0x1B)
        return 0;
    if (token->bytes[1] == '=')
        return DEVICE_PRINTER;
    return token->bytes[1] == 'b' && token->length > 2 && token->bytes[2] >= '0' ? 0x1E : 0;
}

/* By one while it is short: it may be whole before it has what it seems to lack. */
static int add_to(struct splice *splice, const struct token *token, size_t lacking,
                  struct bytes *out)
{
    size_t there = splice->text.length - splice->read;
    size_t count = there < SPLICE_COMMAND_MAX ? 1 : lacking;
    int status = fill(out, filler(token), count);
    return status == DRV_OK ? fill(&splice->text, filler(token), count) : status;
}

static int complete(struct splice *splice, struct bytes *out)
{
    struct token token;
    size_t lacking;
    int status = DRV_OK, rounds = 0;
    if (splice->skip > 0)
        return splice->skip > SPLICE_FILL_MAX ? DRV_LIMIT : fill(out, 0, splice->skip);
    while (status == DRV_OK && look(splice, &token, &lacking)) {
        if (lacking == 0)
            splice->read += token.length;
        else if (lacking > SPLICE_FILL_MAX || ++rounds > ROUNDS_MAX)
            status = DRV_LIMIT;
        else
            status = add_to(splice, &token, lacking, out);
    }
    return status;
}

int splice_end(struct splice *splice, int64_t now_ms, struct bytes *out)
{
    splice_tick(splice, now_ms, out);
    if (splice->broken)
        return verdict(out);
    splice->ended = true;
    splice->wake = 0;
    read_on(splice, now_ms, out);
    if (splice->cut > 0)
        end_receipt(splice, false, out);
    else if (splice->has_text || splice->has_picture)
        end_uncut(splice, now_ms, out);
    release(splice);
    pass(splice, out);
    int status = complete(splice, out);
    return out->failed ? DRV_MEMORY : status;
}
