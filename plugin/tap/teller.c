/* SPDX-License-Identifier: MIT */
#include "teller.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../checkout.h"
#include "../clock.h"
#include "../render.h"
#include "receipt_dates.h"
#include "recent.h"

enum { REF = TELLER_REF, DECIMAL = 10, HASH_TEXT = 2 * 8 + 1, REPRINT_DAYS = 31 };

_Static_assert((int)RECENT_REF == (int)REF, "a ref is found as it was told");

/* A receipt on its way to a note. */
struct telling {
    struct teller *teller;
    struct shop *shop;
    const struct splice_receipt *receipt;
    struct tap_rows rows;
    struct tap_reading reading;
    int32_t day;
    struct receipt_dates dates;
    char name[REF]; /* that it is seen by */
    char ref[REF];  /* that its sale is told by */
    struct sale sale;
    struct checkout_outcome outcome;
};

static void check_patterns(struct teller *teller)
{
    struct fault fault = {{0}};
    for (int field = 0; field < TAP_FIELDS; field++)
        if (tap_pattern_check((enum tap_field)field, teller->settings.patterns.text[field],
                              &fault) != COMEBACK_OK)
            tap_say(teller->tap, TAP_SAYS_PATTERN, "[tap] %s: %.300s",
                    tap_field_name((enum tap_field)field), fault.text);
}

void teller_start(struct teller *teller, struct tap *tap, const char *printer)
{
    *teller = (struct teller){.tap = tap, .printer = printer};
    teller->has_settings = tap_settings(tap, &teller->settings);
    if (teller->has_settings)
        check_patterns(teller);
}

/* Reading. */

static bool read_receipt(struct telling *telling)
{
    static const enum tap_saying sayings[] = {
        [TAP_NOT_PAID] = TAP_SAYS_NOT_PAID, [TAP_COPY] = TAP_SAYS_COPY,
        [TAP_VOIDED] = TAP_SAYS_VOIDED,     [TAP_UNREAD] = TAP_SAYS_UNREAD,
        [TAP_PICTURE] = TAP_SAYS_PICTURE,
    };
    const struct tap_settings *settings = &telling->teller->settings;
    struct tap_reading *reading = &telling->reading;
    struct fault fault = {{0}};
    int status = tap_rows(&settings->profile, telling->receipt->bytes, telling->receipt->length,
                          &telling->rows, &fault);
    if (status != COMEBACK_OK) {
        tap_say(telling->teller->tap, TAP_SAYS_UNREAD, "no note: %.300s", fault.text);
        return false;
    }
    tap_read(&settings->patterns, &telling->rows, settings->currency_digits, reading);
    if (reading->verdict != TAP_SALE)
        tap_say(telling->teller->tap, sayings[reading->verdict], "no note: %s", reading->why);
    return reading->verdict == TAP_SALE;
}

/* Its name. */

static void put_day(int32_t day, char out[static 9])
{
    struct civil_date date = clock_civil(day);
    snprintf(out, 9, "%04u%02u%02u", (unsigned)date.year % 10000, (unsigned)date.month % 100,
             (unsigned)date.day % 100);
}

static void put_hash(const struct telling *telling, char out[static HASH_TEXT])
{
    uint8_t hash[KEYS_HASH_BYTES];
    /* The identity key is the one that never changes, so no lock is needed. */
    keys_identity_hash(&telling->shop->keys, "receipt", telling->teller->settings.host,
                       (const char *)telling->rows.text.data, hash);
    for (size_t i = 0; i < HASH_TEXT / 2; i++)
        snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

/* Of that day, where its number needs one; as long as snprintf says. */
static int put_ref(const struct telling *telling, int32_t on_day, char out[static REF])
{
    const struct tap_settings *settings = &telling->teller->settings;
    const char *number = telling->reading.value[TAP_NUMBER];
    const char *till = telling->reading.value[TAP_TILL];
    bool by_till = settings->number_per >= CONFIG_PER_TILL && till[0] != '\0';
    bool by_day =
        settings->number_per == CONFIG_PER_DAY || settings->number_per == CONFIG_PER_TILL_DAY;
    char day[9], hash[HASH_TEXT];
    put_day(on_day, day);
    if (number[0] != '\0')
        return snprintf(out, REF, "%s%s%s%s%s", by_day ? day : "", by_day ? "-" : "",
                        by_till ? till : "", by_till ? "-" : "", number);
    put_hash(telling, hash);
    return snprintf(out, REF, "tap-%s-%s", day, hash);
}

static bool name_receipt(struct telling *telling)
{
    receipt_dates_of(&telling->rows, &telling->dates);
    bytes_add_byte(&telling->rows.text, 0);
    int length = telling->rows.text.failed ? REF : put_ref(telling, telling->day, telling->ref);
    if (length < REF)
        return true;
    tap_say(telling->teller->tap, TAP_SAYS_SALE, "no note: number \"%.80s\" is too long",
            telling->reading.value[TAP_NUMBER]);
    return false;
}

static bool say_before(const struct telling *telling, const char *ref)
{
    tap_say(telling->teller->tap, TAP_SAYS_COPY, "no note: receipt %s came before", ref);
    return true;
}

static bool says_today(const struct telling *telling)
{
    return receipt_dates_have(&telling->dates, telling->day) ||
           receipt_dates_have(&telling->dates, clock_day(clock_now(), 0));
}

/* What does not say its day is none that is asked for on a later one: a till's clock may be wrong,
 * and its numbers begin anew. */
static int32_t seen_day(const struct telling *telling)
{
    return says_today(telling) ? telling->day : ~telling->day;
}

/* Does it say another day than today, on which one of its number came by and said the same? */
static bool is_of_another_day(const struct telling *telling)
{
    const struct teller *teller = telling->teller;
    char ref[REF];
    for (int i = 0; i < telling->dates.count && !says_today(telling); i++) {
        int32_t day = telling->dates.day[i];
        if (day < telling->day && day >= telling->day - REPRINT_DAYS &&
            put_ref(telling, day, ref) < REF &&
            seen_before(tap_seen(teller->tap), teller->settings.host, ref, day))
            return say_before(telling, ref);
    }
    return false;
}

/* What a host's adapter has told just now, and no receipt was found for yet. */
static void find_told(struct telling *telling)
{
    struct teller *teller = telling->teller;
    struct recent recent;
    int64_t total_minor = strtoll(telling->reading.value[TAP_TOTAL], NULL, DECIMAL);
    if (telling->reading.value[TAP_NUMBER][0] != '\0')
        return;
    recent_find(telling->shop, teller->settings.host, total_minor, &recent);
    for (int i = 0; i < recent.count; i++)
        if (seen_first(tap_seen(teller->tap), teller->settings.host, recent.refs[i],
                       telling->day)) {
            memcpy(telling->ref, recent.refs[i], sizeof telling->ref);
            return;
        }
}

/* Copies in one connection: more followed the one that was told, so no note was taken. */

static void keep_owed(struct telling *telling)
{
    struct teller *teller = telling->teller;
    struct teller_owed *owed = &teller->owed[teller->owed_next];
    teller->owed_next = (teller->owed_next + 1) % TELLER_OWED;
    memcpy(owed->name, telling->name, sizeof owed->name);
    memcpy(owed->ref, telling->ref, sizeof owed->ref);
}

static bool take_owed(struct telling *telling)
{
    for (int i = 0; i < TELLER_OWED; i++) {
        struct teller_owed *owed = &telling->teller->owed[i];
        if (strcmp(owed->name, telling->name) != 0)
            continue;
        memcpy(telling->ref, owed->ref, sizeof telling->ref);
        owed->name[0] = '\0';
        return true;
    }
    return false;
}

/* Of a host without numbers nobody could find again what its adapter has told. */
static void keep_told(struct telling *telling)
{
    struct teller *teller = telling->teller;
    if (teller->told_count == TELLER_TOLD || strcmp(telling->name, telling->ref) != 0)
        return;
    struct teller_told *told = &teller->told[teller->told_count++];
    memcpy(told->name, telling->name, sizeof told->name);
    told->day = seen_day(telling);
}

void teller_settle(struct teller *teller)
{
    teller->told_count = 0;
}

void teller_undo(struct teller *teller)
{
    for (int i = 0; i < teller->told_count; i++)
        seen_forget(tap_seen(teller->tap), teller->settings.host, teller->told[i].name,
                    teller->told[i].day);
    teller->told_count = 0;
}

/* The same rows again are the same receipt, whatever was told meanwhile. */
static bool comes_first(struct telling *telling)
{
    struct teller *teller = telling->teller;
    memcpy(telling->name, telling->ref, sizeof telling->name);
    if (seen_first(tap_seen(teller->tap), teller->settings.host, telling->ref, seen_day(telling))) {
        find_told(telling);
        return true;
    }
    if (take_owed(telling))
        return true;
    say_before(telling, telling->ref);
    return false;
}

/* Telling. */

/* What does not fit is left out: the sale counts without it. */
static void set_optional(struct telling *telling, const char *name, enum tap_field field)
{
    const char *value = telling->reading.value[field];
    struct fault fault = {{0}};
    if (value[0] != '\0' &&
        sale_set(&telling->sale, name, value, strlen(value), &fault) != COMEBACK_OK)
        tap_say(telling->teller->tap, TAP_SAYS_SALE, "left out: %.300s", fault.text);
}

static int fill_sale(struct telling *telling, struct fault *fault)
{
    struct sale *sale = &telling->sale;
    const char *total = telling->reading.value[TAP_TOTAL];
    const char *code = telling->reading.value[TAP_CODE];
    int status = sale_start(sale, telling->teller->settings.host, fault);
    if (status == COMEBACK_OK)
        status = sale_set(sale, "ref", telling->ref, strlen(telling->ref), fault);
    if (status == COMEBACK_OK)
        status = sale_set(sale, "total_minor", total, strlen(total), fault);
    set_optional(telling, "customer.id", TAP_CUSTOMER);
    set_optional(telling, "cashier", TAP_CASHIER);
    set_optional(telling, "till", TAP_TILL);
    if (status == COMEBACK_OK && code[0] != '\0' && strlen(code) <= SALE_SCAN_TEXT_MAX)
        status = sale_add_scan(sale, code, strlen(code), fault);
    return status == COMEBACK_OK ? sale_complete(sale, fault) : status;
}

static bool tell_sale(struct telling *telling)
{
    struct teller *teller = telling->teller;
    struct fault fault = {{0}};
    int status = fill_sale(telling, &fault);
    if (status == COMEBACK_OK)
        status = checkout_finish(telling->shop, &telling->sale,
                                 (struct checkout_options){.printer = teller->printer},
                                 &telling->outcome, &fault);
    if (telling->outcome.job_count > 0)
        teller->slips_wait = true;
    if (status == COMEBACK_LATER)
        tap_say(teller->tap, TAP_SAYS_LATER, "no note: %s", telling->outcome.answer.notice);
    else if (status == COMEBACK_CONFLICT)
        tap_say(teller->tap, TAP_SAYS_SALE,
                "no note: receipt %s was told before with another day or total; do its numbers "
                "begin anew? [tap] number_per",
                telling->ref);
    else if (status < 0)
        tap_say(teller->tap, TAP_SAYS_SALE, "no note: receipt %s: %.300s", telling->ref,
                fault.text);
    return status == COMEBACK_OK;
}

/* The note. */

/* A note with a job of its own is no part of the receipt: note_on = printer. */
static bool has_note(const struct telling *telling)
{
    return telling->outcome.note_text.length > 0 && telling->outcome.note_job == 0 &&
           !telling->receipt->more_follows;
}

static void put_note(struct telling *telling, struct bytes *note)
{
    const struct tap_settings *settings = &telling->teller->settings;
    const struct bytes *text = &telling->outcome.note_text;
    struct fault fault = {{0}};
    size_t before = note->length;
    if (!has_note(telling))
        return;
    int status = render_note_amid(&settings->profile, settings->page, (const char *)text->data,
                                  text->length, telling->receipt->standing, note, &fault);
    if (status == COMEBACK_OK)
        bytes_add(note, telling->receipt->fed, telling->receipt->fed_length);
    else
        tap_say(telling->teller->tap, TAP_SAYS_NOTE, "no note in receipt %s: %.300s", telling->ref,
                fault.text);
    if (status != COMEBACK_OK || note->failed)
        note->length = before;
}

static void free_telling(struct telling *telling)
{
    tap_rows_free(&telling->rows);
    sale_clear(&telling->sale);
    checkout_outcome_free(&telling->outcome);
}

void teller_ask(void *context, const struct splice_receipt *receipt, struct bytes *note)
{
    struct teller *teller = context;
    struct telling telling = {.teller = teller, .shop = tap_shop(teller->tap), .receipt = receipt};
    if (telling.shop == NULL || !teller->has_settings)
        return;
    telling.day = clock_day(clock_now(), teller->settings.day_starts_minute);
    if (read_receipt(&telling) && name_receipt(&telling) && !is_of_another_day(&telling) &&
        comes_first(&telling)) {
        keep_told(&telling);
        if (receipt->more_follows)
            keep_owed(&telling);
        if (tell_sale(&telling))
            put_note(&telling, note);
    }
    free_telling(&telling);
}
