/* SPDX-License-Identifier: MIT */
/*
 * What the connections of one tap share: the shop, as far as it can be opened, its settings as they
 * were last seen, and what the owner is told. Nothing here can keep a receipt from its printer:
 * without a shop the tap lets everything through, and tries to open the shop again every RETRY_MS.
 * May be used by many threads at once; no call waits for the store but tap_refresh, at most some
 * 100 ms.
 */
#ifndef COMEBACK_TAP_TAP_H
#define COMEBACK_TAP_TAP_H

#include "../shop.h"
#include "receipt.h"
#include "seen.h"

/* What the owner is told; each at most once a minute, with how often it was held back. */
enum tap_saying {
    TAP_SAYS_SHOP,     /* no shop: everything passes as it came */
    TAP_SAYS_PATTERN,  /* one of [tap] is wrong */
    TAP_SAYS_NOT_PAID, /* why a receipt has no note ... */
    TAP_SAYS_COPY,
    TAP_SAYS_VOIDED,
    TAP_SAYS_UNREAD,
    TAP_SAYS_PICTURE,
    TAP_SAYS_REFUSED,
    TAP_SAYS_SALE,
    TAP_SAYS_LATER,
    TAP_SAYS_NOTE,
    TAP_SAYS_PRINTER, /* ... and what is wrong with wires */
    TAP_SAYS_HOST,
    TAP_SAYS_CARD,
    TAP_SAYINGS
};

/* What its texts point to lives as long as the tap. */
struct tap_options {
    const char *config; /* comeback.ini; NULL: as the library looks */
    const char *folder; /* of it: what relative paths of printers are relative to */
    int stop_fd;        /* readable: come to an end, within 5 s; -1: never */
    /* One line; also from several threads at once. */
    void (*say)(void *context, const char *text);
    /* All that came over one connection, at most SPLICE_RECEIPT_MAX; NULL: nobody keeps it. */
    void (*record)(void *context, const uint8_t *bytes, size_t length);
    void *context;
};

/* A copy: what changes in the file is seen by the next connection. */
struct tap_settings {
    struct tap_patterns patterns;
    char host[33];
    bool power_on;
    enum config_per number_per;
    uint8_t currency_digits;
    int32_t day_starts_minute;
    struct profile profile;
    const char *page; /* as of settings_code_page */
};

void tap_patterns_of(const struct config_tap *from, struct tap_patterns *out);

struct tap;

/* COMEBACK_MEMORY; a shop that cannot be opened is said, and no failure. */
int tap_open(const struct tap_options *options, struct tap **out, struct fault *fault);
/* When no connection is left. NULL is fine. */
void tap_close(struct tap *tap);

const char *tap_folder(const struct tap *tap);
int tap_stop_fd(const struct tap *tap);
bool tap_stops(const struct tap *tap);
void tap_say(struct tap *tap, enum tap_saying saying, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Does anybody keep what comes? */
bool tap_records(const struct tap *tap);
void tap_record(struct tap *tap, const uint8_t *bytes, size_t length);

/* Before a connection: opens the shop where there is none, takes in what changed in its files. */
void tap_refresh(struct tap *tap);
/* False, and *out untouched, while there is no shop. */
bool tap_settings(struct tap *tap, struct tap_settings *out);
/* NULL while there is none; what it was once it stays until tap_close. */
struct shop *tap_shop(struct tap *tap);
struct seen *tap_seen(struct tap *tap);

#endif
