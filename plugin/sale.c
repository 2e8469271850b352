/* SPDX-License-Identifier: MIT */
#include "sale.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
    ANSWER_PREFIX = 7, /* "answer." */
    SHOWN_VALUE = 60,
    ITEM_TEXT_LIMIT = SALE_ITEMS_MAX * 3 * (SALE_ITEM_TEXT_MAX + 1) + 1,
};
#define YEAR_1990_MS INT64_C(631152000000) /* clocks that lost their battery say 1970 or 1980 */
#define MINUTE_MS    INT64_C(60000)
#define DAY_MINUTES  INT64_C(1440)

static const char *const kind_names[] = {"sale", "return",   "exchange",
                                         "void", "training", "advice"};
static const char *const print_names[] = {"", "note", "card", "none"};
static const char *const takes_names[] = {
    [TAKES_NONE] = "",
    [TAKES_NOTE] = "note",
    [TAKES_CARD] = "card",
    [TAKES_NOTE | TAKES_CARD] = "note card",
};

struct field {
    const char *name;
    int (*set)(struct sale *, const struct field *, const char *, size_t, struct fault *);
    size_t offset;
    size_t room; /* with the NUL */
};

static int refuse(const struct field *field, const char *text, size_t length, const char *expected,
                  struct fault *fault)
{
    int shown = (int)(length < SHOWN_VALUE ? length : SHOWN_VALUE);
    return fail(fault, COMEBACK_VALUE, "%s: found \"%.*s\"%s, expected %s", field->name, shown,
                text, length > SHOWN_VALUE ? "…" : "", expected);
}

static bool is_text(const char *text, size_t length)
{
    const utf8proc_uint8_t *cursor = (const utf8proc_uint8_t *)text, *end = cursor + length;
    while (cursor < end) {
        utf8proc_int32_t point = *cursor;
        utf8proc_ssize_t used = 1;
        if (point >= 0x80)
            used = utf8proc_iterate(cursor, end - cursor, &point);
        if (used <= 0 || point == 0)
            return false;
        cursor += used;
    }
    return true;
}

static int set_text(struct sale *sale, const struct field *field, const char *text, size_t length,
                    struct fault *fault)
{
    if (length >= field->room)
        return fail(fault, COMEBACK_VALUE, "%s: %zu bytes, expected at most %zu", field->name,
                    length, field->room - 1);
    if (!is_text(text, length))
        return fail(fault, COMEBACK_VALUE, "%s: not UTF-8 text, or a NUL inside", field->name);
    char *place = (char *)sale + field->offset;
    memcpy(place, text, length);
    place[length] = '\0';
    return COMEBACK_OK;
}

static bool find_name(const char *const *names, int count, const char *text, size_t length,
                      int *out)
{
    for (int i = 0; i < count; i++)
        if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0) {
            *out = i;
            return true;
        }
    return false;
}

static int set_kind(struct sale *sale, const struct field *field, const char *text, size_t length,
                    struct fault *fault)
{
    int kind = SALE_SALE;
    if (length > 0 && !find_name(kind_names, 6, text, length, &kind))
        return refuse(field, text, length, "sale, return, exchange, void, training or advice",
                      fault);
    sale->kind = (enum sale_kind)kind;
    return COMEBACK_OK;
}

static int set_print(struct sale *sale, const struct field *field, const char *text, size_t length,
                     struct fault *fault)
{
    int print;
    if (!find_name(print_names, 4, text, length, &print))
        return refuse(field, text, length, "note, card or none", fault);
    sale->print = (enum sale_print)print;
    return COMEBACK_OK;
}

static int set_takes(struct sale *sale, const struct field *field, const char *text, size_t length,
                     struct fault *fault)
{
    int takes;
    if (!find_name(takes_names, 4, text, length, &takes))
        return refuse(field, text, length, "note, card or \"note card\"", fault);
    sale->takes = (unsigned)takes;
    return COMEBACK_OK;
}

static int set_at(struct sale *sale, const struct field *field, const char *text, size_t length,
                  struct fault *fault)
{
    struct moment at = {0};
    if (length > 0 && !clock_parse(text, length, &at))
        return refuse(field, text, length, "a time such as 2026-11-12T14:03:00+00:00", fault);
    if (length > 0 && at.at_ms < YEAR_1990_MS)
        return refuse(field, text, length, "a time after 1989", fault);
    if (length > 0 && clock_is_after_tomorrow(at, clock_now_ms()))
        return refuse(field, text, length, "a time not after tomorrow", fault);
    sale->at = at;
    sale->at_told = length > 0;
    return COMEBACK_OK;
}

/* Digits with a sign; 18 digits at most, so that it cannot overflow. */
static bool parse_integer(const char *text, size_t length, int64_t *out)
{
    size_t i = length > 0 && text[0] == '-' ? 1 : 0;
    if (length == i || length - i > 18)
        return false;
    int64_t value = 0;
    for (; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = text[0] == '-' ? -value : value;
    return true;
}

static int read_minor(const struct field *field, const char *text, size_t length, int64_t least,
                      int64_t *out, struct fault *fault)
{
    int64_t value = 0;
    if (length > 0 && !parse_integer(text, length, &value))
        return refuse(field, text, length, "a whole number of minor units", fault);
    if (value < least || value > SALE_MINOR_MAX)
        return refuse(field, text, length,
                      least == 0 ? "0 to 1000000000000" : "-1000000000000 to 1000000000000", fault);
    *out = value;
    return COMEBACK_OK;
}

static int set_total(struct sale *sale, const struct field *field, const char *text, size_t length,
                     struct fault *fault)
{
    int status = read_minor(field, text, length, -SALE_MINOR_MAX, &sale->total_minor, fault);
    if (status == COMEBACK_OK)
        sale->total_told = length > 0;
    return status;
}

static int set_applied(struct sale *sale, const struct field *field, const char *text,
                       size_t length, struct fault *fault)
{
    return read_minor(field, text, length, 0, &sale->applied_minor, fault);
}

static int set_currency(struct sale *sale, const struct field *field, const char *text,
                        size_t length, struct fault *fault)
{
    bool good = length == 3 || length == 0;
    for (size_t i = 0; i < length && good; i++)
        good = text[i] >= 'A' && text[i] <= 'Z';
    if (!good)
        return refuse(field, text, length, "three capitals such as EUR", fault);
    return set_text(sale, field, text, length, fault);
}

static int set_copy(struct sale *sale, const struct field *field, const char *text, size_t length,
                    struct fault *fault)
{
    if (length > 1 || (length == 1 && text[0] != '0' && text[0] != '1'))
        return refuse(field, text, length, "1 or 0", fault);
    sale->copy = length == 1 && text[0] == '1';
    return COMEBACK_OK;
}

static int set_who(struct sale *sale, const struct field *field, const char *text, size_t length,
                   struct fault *fault)
{
    static const char someone_else[] = "someone_else";
    bool told = length == sizeof someone_else - 1 && memcmp(text, someone_else, length) == 0;
    if (length > 0 && !told)
        return refuse(field, text, length, "someone_else", fault);
    sale->someone_else = told;
    return COMEBACK_OK;
}

/* A day as told, or the instant; how it is meant is decided with the sale's day at hand. */
static int set_next_at(struct sale *sale, const struct field *field, const char *text,
                       size_t length, struct fault *fault)
{
    int32_t day, minute;
    if (length > 0 && (length >= field->room || !sale_read_next_at(text, length, &day, &minute)))
        return refuse(field, text, length,
                      "a day such as 2027-05-12, or a time such as 2027-05-12T14:30:00+00:00",
                      fault);
    return set_text(sale, field, text, length, fault);
}

static bool is_name(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length < CONFIG_NAME &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length;
}

static void forget_answer(struct sale *sale, int place)
{
    sale->answer_count--;
    memmove(&sale->answers[place], &sale->answers[place + 1],
            (size_t)(sale->answer_count - place) * sizeof sale->answers[0]);
}

/* field->name is all of "answer.ID". */
static int set_answer(struct sale *sale, const struct field *field, const char *text, size_t length,
                      struct fault *fault)
{
    const char *id = field->name + ANSWER_PREFIX;
    int place = 0;
    if (length >= CONFIG_NAME || !is_text(text, length))
        return refuse(field, text, length, "UTF-8 text of at most 32 bytes", fault);
    while (place < sale->answer_count && strcmp(sale->answers[place].id, id) != 0)
        place++;
    if (length == 0 && place < sale->answer_count)
        forget_answer(sale, place);
    if (length == 0)
        return COMEBACK_OK;
    if (place == SALE_ANSWERS_MAX)
        return fail(fault, COMEBACK_LIMIT, "%s: more than %d answers in one sale", field->name,
                    SALE_ANSWERS_MAX);
    struct sale_answer *answer = &sale->answers[place];
    snprintf(answer->id, sizeof answer->id, "%s", id);
    snprintf(answer->value, sizeof answer->value, "%.*s", (int)length, text);
    sale->answer_count += place == sale->answer_count;
    return COMEBACK_OK;
}

#define TEXT(name, member)                                                                         \
    {                                                                                              \
        name, set_text, offsetof(struct sale, member), sizeof(((struct sale *)0)->member)          \
    }
#define OWN(name, setter)                                                                          \
    {                                                                                              \
        name, setter, 0, 0                                                                         \
    }
static const struct field fields[] = {
    OWN("kind", set_kind),
    TEXT("ref", ref),
    TEXT("cart", cart),
    OWN("at", set_at),
    TEXT("till", till),
    TEXT("cashier", cashier),
    {"currency", set_currency, offsetof(struct sale, currency), 4},
    OWN("total_minor", set_total),
    TEXT("customer.id", customer_id),
    TEXT("customer.phone", customer_phone),
    TEXT("customer.email", customer_email),
    TEXT("customer.name", customer_name),
    TEXT("customer.language", customer_language),
    TEXT("payment.token", payment_token),
    OWN("answer.who", set_who),
    TEXT("referrer.id", referrer_id),
    TEXT("original", original),
    OWN("discount.applied_minor", set_applied),
    OWN("copy", set_copy),
    OWN("print", set_print),
    OWN("takes", set_takes),
    TEXT("need", need),
    {"next.at", set_next_at, offsetof(struct sale, next_at), sizeof(((struct sale *)0)->next_at)},
    TEXT("next.text", next_text),
    TEXT("consent", consent),
};
#undef TEXT
#undef OWN

static const struct field *find_field(const char *name)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

bool sale_read_next_at(const char *text, size_t length, int32_t *day, int32_t *minute)
{
    char whole[CLOCK_TEXT];
    struct moment at;
    bool day_alone = length == sizeof "2027-05-12" - 1;
    snprintf(whole, sizeof whole, "%.*s%s", (int)(length < CLOCK_TEXT ? length : 0), text,
             day_alone ? "T00:00:00Z" : "");
    if (!clock_parse(whole, strlen(whole), &at))
        return false;
    *day = clock_day(at, 0);
    *minute = (int32_t)(at.at_ms / MINUTE_MS + at.offset_min - *day * DAY_MINUTES);
    return true;
}

int sale_set(struct sale *sale, const char *field, const char *text, size_t length,
             struct fault *fault)
{
    const struct field *known = find_field(field);
    const struct field answer = {.name = field};
    if (known == NULL && strncmp(field, "answer.", ANSWER_PREFIX) == 0 &&
        is_name(field + ANSWER_PREFIX))
        return set_answer(sale, &answer, text, length, fault);
    if (known == NULL)
        return fail(fault, COMEBACK_UNKNOWN_FIELD, "unknown field \"%.60s\"", field);
    return known->set(sale, known, text, length, fault);
}

int sale_start(struct sale *sale, const char *host, struct fault *fault)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t length = strlen(host);
    if (length == 0 || length >= sizeof sale->host || strspn(host, allowed) != length)
        return fail(fault, COMEBACK_VALUE,
                    "host: found \"%.60s\", expected 1 to 32 letters, digits, . _ -", host);
    *sale = (struct sale){0};
    memcpy(sale->host, host, length);
    return COMEBACK_OK;
}

void sale_clear(struct sale *sale)
{
    free(sale->items);
    bytes_free(&sale->item_text);
    *sale = (struct sale){0};
}

const char *sale_kind_name(enum sale_kind kind)
{
    return kind_names[kind];
}

const char *sale_print_name(enum sale_print print)
{
    return print_names[print];
}

const char *sale_item_text(const struct sale *sale, size_t offset)
{
    return (const char *)sale->item_text.data + offset;
}

static int keep_text(struct sale *sale, const char *what, const char *text, size_t length,
                     size_t *offset, struct fault *fault)
{
    if (length > SALE_ITEM_TEXT_MAX || !is_text(text, length))
        return fail(fault, COMEBACK_VALUE, "item %s: expected UTF-8 text of at most %d bytes", what,
                    SALE_ITEM_TEXT_MAX);
    size_t at = sale->item_text.length;
    if (at + length >= ITEM_TEXT_LIMIT)
        return fail(fault, COMEBACK_LIMIT, "item %s: more text than %d items have", what,
                    SALE_ITEMS_MAX);
    bytes_add(&sale->item_text, text, length);
    bytes_add_byte(&sale->item_text, 0);
    if (sale->item_text.failed)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    *offset = at;
    return COMEBACK_OK;
}

static int grow_items(struct sale *sale, struct fault *fault)
{
    if (sale->item_count == SALE_ITEMS_MAX)
        return fail(fault, COMEBACK_LIMIT, "more than %d items", SALE_ITEMS_MAX);
    if (sale->item_count < sale->item_capacity)
        return COMEBACK_OK;
    int capacity = sale->item_capacity == 0 ? 8 : 2 * sale->item_capacity;
    struct sale_item *items = realloc(sale->items, (size_t)capacity * sizeof *items);
    if (items == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    sale->items = items;
    sale->item_capacity = capacity;
    return COMEBACK_OK;
}

static int in_range(const char *what, int64_t value, struct fault *fault)
{
    if (value < -SALE_MINOR_MAX || value > SALE_MINOR_MAX)
        return fail(fault, COMEBACK_VALUE,
                    "item %s: found \"%" PRId64 "\", expected -1000000000000 to 1000000000000",
                    what, value);
    return COMEBACK_OK;
}

int sale_add_item(struct sale *sale, const char *sku, const char *name, const char *category,
                  int64_t quantity_milli, int64_t amount_minor, struct fault *fault)
{
    const char *const names[] = {"sku", "name", "category"};
    const char *const texts[] = {sku, name, category};
    size_t offsets[3];
    int status = in_range("quantity_milli", quantity_milli, fault);
    if (status == COMEBACK_OK)
        status = in_range("amount_minor", amount_minor, fault);
    if (status == COMEBACK_OK)
        status = grow_items(sale, fault);
    for (int i = 0; i < 3 && status == COMEBACK_OK; i++) {
        const char *text = texts[i] == NULL ? "" : texts[i];
        status = keep_text(sale, names[i], text, strlen(text), &offsets[i], fault);
    }
    if (status == COMEBACK_OK)
        sale->items[sale->item_count++] =
            (struct sale_item){offsets[0], offsets[1], offsets[2], quantity_milli, amount_minor};
    return status;
}

int sale_item_set(struct sale *sale, const char *field, const char *text, size_t length,
                  struct fault *fault)
{
    if (sale->item_count == 0)
        return fail(fault, COMEBACK_STATE, "%.60s: no item was added yet", field);
    struct sale_item *item = &sale->items[sale->item_count - 1];
    const struct {
        const char *name;
        size_t *offset;
        int64_t *number;
    } item_fields[] = {
        {"sku", &item->sku, NULL},
        {"name", &item->name, NULL},
        {"category", &item->category, NULL},
        {"quantity_milli", NULL, &item->quantity_milli},
        {"amount_minor", NULL, &item->amount_minor},
    };
    for (size_t i = 0; i < sizeof item_fields / sizeof item_fields[0]; i++) {
        const struct field number = {.name = item_fields[i].name};
        if (strcmp(item_fields[i].name, field) != 0)
            continue;
        if (item_fields[i].number != NULL)
            return read_minor(&number, text, length, -SALE_MINOR_MAX, item_fields[i].number, fault);
        if (item_fields[i].offset != NULL)
            return keep_text(sale, field, text, length, item_fields[i].offset, fault);
    }
    return fail(fault, COMEBACK_UNKNOWN_FIELD, "unknown item field \"%.60s\"", field);
}

int sale_add_scan(struct sale *sale, const char *text, size_t length, struct fault *fault)
{
    if (sale->scan_count == SALE_SCANS_MAX)
        return fail(fault, COMEBACK_LIMIT, "more than %d codes in one sale", SALE_SCANS_MAX);
    if (length > SALE_SCAN_TEXT_MAX || !is_text(text, length))
        return fail(fault, COMEBACK_TYPO, "code: not a code of at most %d bytes",
                    SALE_SCAN_TEXT_MAX);
    char *place = sale->scans[sale->scan_count++];
    memcpy(place, text, length);
    place[length] = '\0';
    return COMEBACK_OK;
}

static int sum_items(struct sale *sale, struct fault *fault)
{
    int64_t total = 0;
    for (int i = 0; i < sale->item_count; i++)
        total += sale->items[i].amount_minor;
    if (sale->item_count == 0 && sale->kind != SALE_ADVICE && sale->kind != SALE_VOID)
        return fail(fault, COMEBACK_VALUE, "total_minor: missing, and there are no items");
    if (total < -SALE_MINOR_MAX || total > SALE_MINOR_MAX)
        return fail(fault, COMEBACK_VALUE, "total_minor: the items add up to \"%" PRId64 "\"",
                    total);
    sale->total_minor = total;
    return COMEBACK_OK;
}

int sale_complete(struct sale *sale, struct fault *fault)
{
    if (sale->ref[0] == '\0')
        return fail(fault, COMEBACK_VALUE, "ref: missing");
    if ((sale->kind == SALE_VOID) && sale->original[0] == '\0')
        return fail(fault, COMEBACK_VALUE, "original: missing; a void names the ref it undoes");
    if (!sale->at_told)
        sale->at = clock_now();
    return sale->total_told ? COMEBACK_OK : sum_items(sale, fault);
}
