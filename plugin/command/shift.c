/* SPDX-License-Identifier: MIT */
#include "shift.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "../../drivers/document.h"
#include "../checkout.h"
#include "../clock.h"
#include "../queue.h"
#include "../words.h"

enum { WAIT_MS = 2000, LINES = 5, FIGURE = 64, TEXT = 160 };

struct line {
    enum word word;
    char figure[FIGURE];
};

static void fill_lines(const struct report_shift *shift, struct line out[LINES])
{
    static const enum word words[LINES] = {W_SHIFT_MADE, W_SHIFT_AGAIN, W_SHIFT_FRIENDS,
                                           W_SHIFT_STEPS, W_SHIFT_PAPER};
    const int64_t counts[] = {shift->made, shift->again, shift->friends};
    for (size_t i = 0; i < LINES; i++)
        out[i].word = words[i];
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        snprintf(out[i].figure, FIGURE, "%" PRId64, counts[i]);
    snprintf(out[3].figure, FIGURE, "%" PRId64 " / %" PRId64, shift->steps_kept, shift->steps_due);
    snprintf(out[4].figure, FIGURE, "%" PRId64 " / %" PRId64 ", %" PRId64 " / %" PRId64,
             shift->notes_handed, shift->notes_back, shift->cards_handed, shift->cards_back);
}

static enum language language_of(const struct config *config)
{
    return words_language(config->shop.language, config->shop.country);
}

/* "Till 2, since 22 November 2026, 09:00" */
static void say_since(const struct report_shift *shift, const char *till,
                      const struct config *config, char out[TEXT])
{
    const struct moment since = {shift->since_ms, clock_now().offset_min};
    char moment[CLOCK_TEXT], time[8];
    clock_format(since, moment);
    snprintf(time, sizeof time, "%.5s", moment + sizeof "2026-11-22T" - 1);
    const struct words_values values = {.day = clock_day(since, 0), .kind = till, .time = time};
    words_fill(out, TEXT, TEXT, language_of(config), W_SHIFT_SINCE, &values);
}

/* A letter of our words is a cell wide. */
static unsigned width_of(const char *text)
{
    unsigned width = 0;
    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

/* Label and figure side by side, or one below the other where both are too wide: a column's words
 * would be torn. */
static void add_line(const struct line *line, const char *label, unsigned columns,
                     struct bytes *out)
{
    char widths[32];
    unsigned figure = width_of(line->figure) + 1;
    bool beside = width_of(label) + 1 + figure <= columns;
    snprintf(widths, sizeof widths, "{width:* %u}\n", figure);
    bytes_add_text(out, beside ? widths : "{width:auto}\n|");
    document_escape_text(out, label, strlen(label));
    bytes_add_text(out, beside ? " | " : "\n");
    document_escape_text(out, line->figure, strlen(line->figure));
    bytes_add_text(out, beside ? "\n" : "|\n");
}

static void add_head(const struct report_shift *shift, const char *till,
                     const struct config *config, struct bytes *out)
{
    char since[TEXT];
    say_since(shift, till, config, since);
    document_escape_text(out, config->shop.name, strlen(config->shop.name));
    bytes_add_text(out, "\n");
    document_escape_text(out, since, strlen(since));
    bytes_add_text(out, "\n-\n");
}

void shift_slip(const struct report_shift *shift, const char *till, const struct config *config,
                unsigned columns, struct bytes *out)
{
    struct bytes text = {0};
    struct line lines[LINES];
    fill_lines(shift, lines);
    add_head(shift, till, config, &text);
    for (size_t i = 0; i < LINES; i++)
        add_line(&lines[i], words_text(language_of(config), lines[i].word), columns, &text);
    if (text.failed || document_wrap((const char *)text.data, text.length, columns, out) != DRV_OK)
        out->failed = true;
    bytes_free(&text);
}

static int queue_slip(struct shop *shop, const struct report_shift *shift, const char *till,
                      int64_t *id, struct fault *fault)
{
    const struct config *config = &shop->settings->config;
    struct bytes text = {0};
    shift_slip(shift, till, config, shop_profile(shop)->columns, &text);
    bytes_add_byte(&text, '\0');
    const struct job job = {.made_ms = clock_now_ms(),
                            .slip = "shift",
                            .printer = config->print.printer,
                            .profile = config->print.profile,
                            .stale_s = config->print.stale_s,
                            .text = (const char *)text.data,
                            .host = "",
                            .ref = till};
    int status = text.failed ? fail(fault, COMEBACK_MEMORY, "out of memory")
                             : store_begin_write(shop->store, WAIT_MS, fault);
    if (status == COMEBACK_OK) {
        status = queue_add(shop->store, &job, id, fault);
        if (status == COMEBACK_OK)
            status = store_commit(shop->store, fault);
        else
            store_rollback(shop->store);
    }
    if (status == COMEBACK_OK)
        checkout_poke(shop);
    bytes_free(&text);
    return status;
}

static void print_lines(const struct report_shift *shift, const char *till,
                        const struct config *config)
{
    struct line lines[LINES];
    char since[TEXT];
    fill_lines(shift, lines);
    say_since(shift, till, config, since);
    puts(since);
    for (size_t i = 0; i < LINES; i++)
        printf("%16s  %s\n", lines[i].figure, words_text(language_of(config), lines[i].word));
}

static void print_json(const struct report_shift *shift, const char *till, int64_t job)
{
    char since[CLOCK_TEXT];
    clock_format((struct moment){shift->since_ms, clock_now().offset_min}, since);
    json_t *object = json_pack(
        "{ss ss sb sI sI sI sI sI sI sI sI sI}", "till", till, "since", since, "first_time",
        shift->first_time, "made", (json_int_t)shift->made, "again", (json_int_t)shift->again,
        "friends", (json_int_t)shift->friends, "steps.kept", (json_int_t)shift->steps_kept,
        "steps.due", (json_int_t)shift->steps_due, "notes.handed", (json_int_t)shift->notes_handed,
        "notes.back", (json_int_t)shift->notes_back, "cards.handed",
        (json_int_t)shift->cards_handed, "cards.back", (json_int_t)shift->cards_back);
    if (job != 0)
        json_object_set_new(object, "job", json_integer(job));
    json_dumpf(object, stdout, JSON_INDENT(2));
    puts("");
    json_decref(object);
}

/* What was counted is shown though its slip could not be queued: it is not counted again. */
static int tell_locked(struct shop *shop, const char *till, bool print, bool json)
{
    struct report_shift shift;
    struct fault fault = {{0}};
    int64_t job = 0;
    int status = report_shift(shop->store, till, clock_now_ms(), WAIT_MS, &shift, &fault);
    if (status != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    if (print)
        status = queue_slip(shop, &shift, till, &job, &fault);
    if (json)
        print_json(&shift, till, job);
    else
        print_lines(&shift, till, &shop->settings->config);
    return status == COMEBACK_OK ? EXIT_DONE : tell(EXIT_REFUSED, "--print: %s", fault.text);
}

static bool has_printer(const struct shop *shop)
{
    return shop->settings->config.print.printer[0] != '\0';
}

int shift_tell(const struct call *call, const char *till, bool print, bool json)
{
    struct shop *shop;
    struct store *store;
    struct fault fault = {{0}};
    int status = session_open(call, &shop);
    if (status != EXIT_DONE)
        return status;
    if (shop_lock(shop, WAIT_MS, &store, &fault) != COMEBACK_OK) {
        status = tell(EXIT_REFUSED, "%s", fault.text);
    } else {
        status = print && !has_printer(shop)
                     ? tell(EXIT_REFUSED, "print.printer: no printer is named in the settings")
                     : tell_locked(shop, till, print, json);
        shop_unlock(shop);
    }
    shop_close(shop);
    return status;
}
