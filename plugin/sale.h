/* SPDX-License-Identifier: MIT */
/*
 * One ticket as the host told it, before we think about it. Fields are set by name through one
 * table, whoever tells them: the C interface, a JSON sale, a line of CSV, or the spool.
 */
#ifndef COMEBACK_SALE_H
#define COMEBACK_SALE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../config/config.h"
#include "../drivers/bytes.h"
#include "clock.h"
#include "fault.h"

enum sale_kind {
    SALE_SALE,
    SALE_RETURN,
    SALE_EXCHANGE,
    SALE_VOID,
    SALE_TRAINING,
    SALE_ADVICE,
};

enum sale_takes { TAKES_NONE = 0, TAKES_NOTE = 1, TAKES_CARD = 2 };
enum sale_print { PRINT_AS_SET, PRINT_NOTE, PRINT_CARD, PRINT_NONE };

enum {
    SALE_ITEMS_MAX = 5000, /* a real ticket of 1,114 lines was met */
    SALE_SCANS_MAX = 8,
    SALE_ANSWERS_MAX = 8,
    SALE_ITEM_TEXT_MAX = 128,
    SALE_SCAN_TEXT_MAX = 64,
};
#define SALE_MINOR_MAX INT64_C(1000000000000)

struct sale_item {
    size_t sku, name, category; /* offsets into item_text, each NUL-terminated there */
    int64_t quantity_milli;
    int64_t amount_minor;
};

struct sale {
    char host[33];
    char ref[65];
    char cart[65];
    enum sale_kind kind;
    struct moment at;
    bool at_told;
    char till[33];
    char cashier[33];
    char currency[4];
    int64_t total_minor;
    bool total_told;
    char customer_id[65];
    char customer_phone[41]; /* as told; who.h makes sense of it */
    char customer_email[255];
    char customer_name[65];
    char customer_language[17];
    char payment_token[129];
    bool someone_else; /* answer.who: not whom phone and e-mail name */
    char need[129];
    char referrer_id[65];
    char original[65];
    int64_t applied_minor;
    bool copy;
    enum sale_print print;
    unsigned takes;    /* TAKES_NOTE | TAKES_CARD: the host prints these itself */
    int64_t locked_ms; /* monotonic: it waited in vain for the store; 0: it did not */
    struct sale_answer {
        char id[CONFIG_NAME]; /* of "answer.ID" */
        char value[CONFIG_NAME];
    } answers[SALE_ANSWERS_MAX];
    int answer_count;
    char next_at[41]; /* a date or a moment, as told */
    char next_text[65];
    char consent[129]; /* purposes, separated by blanks; -NAME is withdrawn */

    char scans[SALE_SCANS_MAX][SALE_SCAN_TEXT_MAX + 1];
    int scan_count;

    struct sale_item *items;
    int item_count;
    int item_capacity;
    struct bytes item_text;
};

/* Checks the host's name; the rest is empty. */
int sale_start(struct sale *sale, const char *host, struct fault *fault);
void sale_clear(struct sale *sale);

int sale_set(struct sale *sale, const char *field, const char *text, size_t length,
             struct fault *fault);
int sale_add_item(struct sale *sale, const char *sku, const char *name, const char *category,
                  int64_t quantity_milli, int64_t amount_minor, struct fault *fault);
int sale_item_set(struct sale *sale, const char *field, const char *text, size_t length,
                  struct fault *fault);
/* Keeps the text of a code; what it is worth is decided with the store. */
int sale_add_scan(struct sale *sale, const char *text, size_t length, struct fault *fault);

/* Of next.at: its day, and the minute of that day, 0 where no time was told. False where it is
 * neither a day nor a time. */
bool sale_read_next_at(const char *text, size_t length, int32_t *day, int32_t *minute);

/* What must hold before finish: a ref, a total or items. Fills in at and total. */
int sale_complete(struct sale *sale, struct fault *fault);

const char *sale_kind_name(enum sale_kind kind);
const char *sale_print_name(enum sale_print print); /* "" for PRINT_AS_SET */
const char *sale_item_text(const struct sale *sale, size_t offset);

/*
 * A JSON sale: {"host":"…","ref":"…", fields as flat text or numbers, "items":[{…}], "scan":["…"]}.
 * sale must be zeroed; unknown names are gathered in `unknown` (blank-separated) and harm nothing.
 */
int sale_from_json(struct sale *sale, const json_t *object, struct bytes *unknown,
                   struct fault *fault);
/* A new reference to the same, complete: what the spool keeps. NULL where memory is out. */
json_t *sale_to_json(const struct sale *sale);
/* "items":[[sku, name, category, quantity_milli, amount_minor], …] behind what is in `out`, or
 * nothing where there are none: what the log keeps. A ticket has a thousand of them, which is why
 * they are text at once. */
void sale_write_items(const struct sale *sale, struct bytes *out);

#endif
