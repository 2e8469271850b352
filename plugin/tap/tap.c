/* SPDX-License-Identifier: MIT */
#include "tap.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../clock.h"

enum { RETRY_MS = 5000, AGAIN_MS = 60000, TEXT = 512 };

struct saying {
    int64_t due_ms;
    int held_back;
};

struct tap {
    struct tap_options options;
    pthread_mutex_t opening; /* one thread at a time tries to open the shop */
    int64_t retry_ms;
    pthread_mutex_t mutex; /* over everything below, and never held for long */
    struct shop *shop;
    struct seen *seen;
    bool has_settings;
    struct tap_settings settings;
    struct saying sayings[TAP_SAYINGS];
};

int tap_open(const struct tap_options *options, struct tap **out, struct fault *fault)
{
    struct tap *tap = calloc(1, sizeof *tap);
    if (tap == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    tap->options = *options;
    pthread_mutex_init(&tap->opening, NULL);
    pthread_mutex_init(&tap->mutex, NULL);
    tap_refresh(tap);
    *out = tap;
    return COMEBACK_OK;
}

void tap_close(struct tap *tap)
{
    if (tap == NULL)
        return;
    seen_close(tap->seen);
    shop_close(tap->shop);
    pthread_mutex_destroy(&tap->opening);
    pthread_mutex_destroy(&tap->mutex);
    free(tap);
}

const char *tap_folder(const struct tap *tap)
{
    return tap->options.folder;
}

int tap_stop_fd(const struct tap *tap)
{
    return tap->options.stop_fd;
}

bool tap_stops(const struct tap *tap)
{
    struct pollfd stop = {.fd = tap->options.stop_fd, .events = POLLIN};
    return poll(&stop, 1, 0) > 0;
}

/* Whether it is to be said now; *before counts the times that it was not. */
static bool is_due(struct tap *tap, enum tap_saying saying, int *before)
{
    int64_t now_ms = clock_monotonic_ms();
    pthread_mutex_lock(&tap->mutex);
    struct saying *said = &tap->sayings[saying];
    bool due = now_ms >= said->due_ms;
    *before = said->held_back;
    said->held_back = due ? 0 : said->held_back + 1;
    if (due)
        said->due_ms = now_ms + AGAIN_MS;
    pthread_mutex_unlock(&tap->mutex);
    return due;
}

void tap_say(struct tap *tap, enum tap_saying saying, const char *format, ...)
{
    char text[TEXT], line[TEXT + 48];
    int before;
    va_list arguments;
    if (tap->options.say == NULL || !is_due(tap, saying, &before))
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(line, sizeof line, before > 0 ? "%s (and %d times since the last)" : "%s", text,
             before);
    tap->options.say(tap->options.context, line);
}

bool tap_records(const struct tap *tap)
{
    return tap->options.record != NULL;
}

void tap_record(struct tap *tap, const uint8_t *bytes, size_t length)
{
    if (tap->options.record != NULL)
        tap->options.record(tap->options.context, bytes, length);
}

void tap_patterns_of(const struct config_tap *from, struct tap_patterns *out)
{
    const char *const texts[TAP_FIELDS] = {
        [TAP_NUMBER] = from->number,     [TAP_TOTAL] = from->total,
        [TAP_CUSTOMER] = from->customer, [TAP_CASHIER] = from->cashier,
        [TAP_TILL] = from->till,         [TAP_CODE] = from->code,
        [TAP_PAID] = from->paid,         [TAP_REPRINT] = from->reprint,
        [TAP_VOID] = from->voided,
    };
    for (int field = 0; field < TAP_FIELDS; field++)
        snprintf(out->text[field], TAP_PATTERN, "%s", texts[field]);
}

static void take_settings(struct tap *tap, const struct settings *from)
{
    const struct config *config = &from->config;
    struct tap_settings *to = &tap->settings;
    tap_patterns_of(&config->tap, &to->patterns);
    memcpy(to->host, config->tap.host, sizeof to->host);
    to->power_on = config->tap.power_on;
    to->number_per = config->tap.number_per;
    to->currency_digits = config->currency_digits;
    to->day_starts_minute = config->shop.day_starts_minute;
    to->profile = from->profile;
    to->profile.text = NULL; /* the settings' own */
    to->page = settings_code_page(&config->print);
    tap->has_settings = true;
}

static void open_shop(struct tap *tap)
{
    struct fault fault = {{0}};
    struct shop *shop = NULL;
    struct seen *seen = NULL;
    int status = shop_open(tap->options.config, &shop, &fault);
    if (status == COMEBACK_OK)
        status = seen_open(shop->store_folder, &shop->keys, &seen, &fault);
    if (status != COMEBACK_OK) {
        shop_close(shop);
        fault.text[strcspn(fault.text, "\n")] = '\0';
        tap_say(tap, TAP_SAYS_SHOP, "receipts pass without notes: %.400s", fault.text);
        return;
    }
    pthread_mutex_lock(&tap->mutex);
    tap->shop = shop;
    tap->seen = seen;
    pthread_mutex_unlock(&tap->mutex);
}

static void tell_notice(struct tap *tap)
{
    const char *notice = tap_seen(tap) == NULL ? "" : seen_notice(tap_seen(tap));
    if (notice[0] != '\0')
        tap_say(tap, TAP_SAYS_SHOP, "%.400s", notice);
}

static void try_to_open(struct tap *tap)
{
    if (pthread_mutex_trylock(&tap->opening) != 0)
        return;
    int64_t now_ms = clock_monotonic_ms();
    if (tap_shop(tap) == NULL && now_ms >= tap->retry_ms) {
        tap->retry_ms = now_ms + RETRY_MS;
        open_shop(tap);
        tell_notice(tap);
    }
    pthread_mutex_unlock(&tap->opening);
}

static bool has_settings(struct tap *tap)
{
    pthread_mutex_lock(&tap->mutex);
    bool has = tap->has_settings;
    pthread_mutex_unlock(&tap->mutex);
    return has;
}

/* While another till's sale is written, what was last seen is good enough. */
void tap_refresh(struct tap *tap)
{
    try_to_open(tap);
    struct shop *shop = tap_shop(tap);
    if (shop == NULL)
        return;
    shop_refresh(shop);
    if (!shop_lock_mutex(&shop->mutex, has_settings(tap) ? 0 : SHOP_WAIT_MS))
        return;
    pthread_mutex_lock(&tap->mutex);
    take_settings(tap, shop->settings);
    pthread_mutex_unlock(&tap->mutex);
    shop_unlock(shop);
}

bool tap_settings(struct tap *tap, struct tap_settings *out)
{
    pthread_mutex_lock(&tap->mutex);
    bool has = tap->has_settings;
    if (has)
        *out = tap->settings;
    pthread_mutex_unlock(&tap->mutex);
    return has;
}

struct shop *tap_shop(struct tap *tap)
{
    pthread_mutex_lock(&tap->mutex);
    struct shop *shop = tap->shop;
    pthread_mutex_unlock(&tap->mutex);
    return shop;
}

struct seen *tap_seen(struct tap *tap)
{
    pthread_mutex_lock(&tap->mutex);
    struct seen *seen = tap->seen;
    pthread_mutex_unlock(&tap->mutex);
    return seen;
}
