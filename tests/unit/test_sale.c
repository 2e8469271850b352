/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../plugin/sale.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static struct sale sale;
static struct fault fault;

static int start(void **state)
{
    (void)state;
    fault.text[0] = '\0';
    return sale_start(&sale, "pos", &fault);
}

static int clear(void **state)
{
    (void)state;
    sale_clear(&sale);
    return 0;
}

static int set(const char *field, const char *text)
{
    return sale_set(&sale, field, text, strlen(text), &fault);
}

static void assert_refused(const char *field, const char *text, const char *told)
{
    fault.text[0] = '\0';
    assert_int_equal(set(field, text), COMEBACK_VALUE);
    assert_string_equal(fault.text, told);
}

static void texts_have_their_lengths(void **state)
{
    static const struct {
        const char *field;
        size_t room;
        size_t offset;
    } fields[] = {
        {"ref", 64, offsetof(struct sale, ref)},
        {"cart", 64, offsetof(struct sale, cart)},
        {"till", 32, offsetof(struct sale, till)},
        {"cashier", 32, offsetof(struct sale, cashier)},
        {"customer.id", 64, offsetof(struct sale, customer_id)},
        {"customer.name", 64, offsetof(struct sale, customer_name)},
        {"referrer.id", 64, offsetof(struct sale, referrer_id)},
        {"original", 64, offsetof(struct sale, original)},
        {"next.text", 64, offsetof(struct sale, next_text)},
        {"consent", 128, offsetof(struct sale, consent)},
    };
    char text[160], told[200];
    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *kept = (const char *)&sale + fields[i].offset;
        memset(text, 'x', sizeof text);
        text[fields[i].room] = '\0';
        assert_int_equal(set(fields[i].field, text), COMEBACK_OK);
        assert_string_equal(kept, text);
        text[fields[i].room] = 'x';
        text[fields[i].room + 1] = '\0';
        snprintf(told, sizeof told, "%s: %zu bytes, expected at most %zu", fields[i].field,
                 fields[i].room + 1, fields[i].room);
        assert_refused(fields[i].field, text, told);
        assert_int_equal(strlen(kept), fields[i].room);
        snprintf(told, sizeof told, "%s: not UTF-8 text, or a NUL inside", fields[i].field);
        assert_refused(fields[i].field, "caf\xE9", told);
        assert_int_equal(sale_set(&sale, fields[i].field, "a\0b", 3, &fault), COMEBACK_VALUE);
        assert_string_equal(fault.text, told);
        assert_int_equal(set(fields[i].field, "caf\xC3\xA9"), COMEBACK_OK);
        assert_int_equal(set(fields[i].field, ""), COMEBACK_OK);
        assert_string_equal(kept, "");
    }
}

static void what_a_field_refuses_is_quoted_with_what_is_expected(void **state)
{
    static const struct {
        const char *field, *text, *told;
    } cases[] = {
        {"kind", "Sale",
         "kind: found \"Sale\", expected sale, return, exchange, void, training or advice"},
        {"print", "both", "print: found \"both\", expected note, card or none"},
        {"takes", "all", "takes: found \"all\", expected note, card or \"note card\""},
        {"copy", "yes", "copy: found \"yes\", expected 1 or 0"},
        {"copy", "2", "copy: found \"2\", expected 1 or 0"},
        {"currency", "eur", "currency: found \"eur\", expected three capitals such as EUR"},
        {"currency", "EURO", "currency: found \"EURO\", expected three capitals such as EUR"},
        {"total_minor", "12.50",
         "total_minor: found \"12.50\", expected a whole number of minor units"},
        {"total_minor", "+1", "total_minor: found \"+1\", expected a whole number of minor units"},
        {"total_minor", "-", "total_minor: found \"-\", expected a whole number of minor units"},
        {"total_minor", " 1", "total_minor: found \" 1\", expected a whole number of minor units"},
        {"total_minor", "9999999999999999999",
         "total_minor: found \"9999999999999999999\", expected a whole number of minor units"},
        {"total_minor", "1000000000001",
         "total_minor: found \"1000000000001\", expected -1000000000000 to 1000000000000"},
        {"total_minor", "-1000000000001",
         "total_minor: found \"-1000000000001\", expected -1000000000000 to 1000000000000"},
        {"discount.applied_minor", "-1",
         "discount.applied_minor: found \"-1\", expected 0 to 1000000000000"},
        {"at", "yesterday",
         "at: found \"yesterday\", expected a time such as 2026-11-12T14:03:00+00:00"},
        {"at", "1989-12-31T23:59:59Z",
         "at: found \"1989-12-31T23:59:59Z\", expected a time after 1989"},
        {"at", "2999-01-01T00:00:00Z",
         "at: found \"2999-01-01T00:00:00Z\", expected a time not after tomorrow"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_refused(cases[i].field, cases[i].text, cases[i].told);
    /* Nothing of it was kept. */
    assert_int_equal(sale.kind, SALE_SALE);
    assert_int_equal(sale.total_minor, 0);
    assert_false(sale.total_told || sale.at_told || sale.copy);
}

static void a_long_value_is_quoted_in_part(void **state)
{
    char text[300];
    (void)state;
    memset(text, '7', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(set("total_minor", text), COMEBACK_VALUE);
    assert_true(strlen(fault.text) < 160);
    assert_non_null(strstr(fault.text, "7\"\xE2\x80\xA6, expected"));
}

static void what_is_quoted_is_always_utf8(void **state)
{
    char text[80];
    (void)state;
    assert_refused(
        "kind", "s\xFFle",
        "kind: found \"s?le\", expected sale, return, exchange, void, training or advice");
    memset(text, 'x', 59);
    strcpy(text + 59, "\xE2\x82\xAC and more");
    assert_int_equal(set("kind", text), COMEBACK_VALUE);
    assert_non_null(strstr(fault.text, "xxx?\"\xE2\x80\xA6, expected sale"));
    assert_int_equal(set("colour\xC3", "x"), COMEBACK_UNKNOWN_FIELD);
    assert_string_equal(fault.text, "unknown field \"colour?\"");
}

static void the_ends_of_each_range_are_in_it(void **state)
{
    (void)state;
    assert_int_equal(set("total_minor", "1000000000000"), COMEBACK_OK);
    assert_int_equal(sale.total_minor, SALE_MINOR_MAX);
    assert_int_equal(set("total_minor", "-1000000000000"), COMEBACK_OK);
    assert_int_equal(set("total_minor", "0"), COMEBACK_OK);
    assert_true(sale.total_told);
    assert_int_equal(set("total_minor", ""), COMEBACK_OK);
    assert_false(sale.total_told);
    assert_int_equal(set("at", "2000-01-01T00:00:00Z"), COMEBACK_OK);
    assert_int_equal(set("discount.applied_minor", "0"), COMEBACK_OK);
}

static void every_kind_and_key_is_known_by_name(void **state)
{
    static const char *const kinds[] = {"sale", "return", "exchange", "void", "training", "advice"};
    static const char *const prints[] = {"", "note", "card", "none"};
    (void)state;
    for (int i = 0; i < 6; i++) {
        assert_int_equal(set("kind", kinds[i]), COMEBACK_OK);
        assert_int_equal(sale.kind, i);
        assert_string_equal(sale_kind_name(sale.kind), kinds[i]);
    }
    assert_int_equal(set("kind", ""), COMEBACK_OK);
    assert_int_equal(sale.kind, SALE_SALE);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(set("print", prints[i]), COMEBACK_OK);
        assert_int_equal(sale.print, i);
    }
}

static void an_appointment_is_a_day_or_a_time(void **state)
{
    static const char told[] =
        "next.at: found \"%s\", expected a day such as 2027-05-12, or a time "
        "such as 2027-05-12T14:30:00+00:00";
    static const char *const wrong[] = {"tomorrow",   "2027-02-29",  "2027-5-12",
                                        "12.05.2027", "2027-05-12 ", "2027-05-12T14:30",
                                        "2027-05-1\n"};
    char text[200];
    int32_t day, minute;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(text, sizeof text, told, wrong[i]);
        assert_refused("next.at", wrong[i], text);
        assert_string_equal(sale.next_at, "");
    }
    assert_int_equal(set("next.at", "2027-05-12"), COMEBACK_OK);
    assert_true(sale_read_next_at(sale.next_at, 10, &day, &minute));
    assert_int_equal(day, 20950);
    assert_int_equal(minute, 0);
    assert_int_equal(set("next.at", "2027-05-12T14:30:00+02:00"), COMEBACK_OK);
    assert_true(sale_read_next_at(sale.next_at, strlen(sale.next_at), &day, &minute));
    assert_int_equal(day, 20950);
    assert_int_equal(minute, 14 * 60 + 30);
    assert_int_equal(set("next.at", ""), COMEBACK_OK);
    assert_string_equal(sale.next_at, "");
}

static void an_answer_is_kept_by_its_name_and_told_anew_replaced(void **state)
{
    (void)state;
    assert_int_equal(set("answer.service", "kept"), COMEBACK_OK);
    assert_int_equal(set("answer.heard", "2"), COMEBACK_OK);
    assert_int_equal(set("answer.service", "not_now"), COMEBACK_OK);
    assert_int_equal(sale.answer_count, 2);
    assert_string_equal(sale.answers[0].value, "not_now");
    assert_int_equal(set("answer.service", ""), COMEBACK_OK);
    assert_int_equal(set("answer.service", ""), COMEBACK_OK);
    assert_int_equal(sale.answer_count, 1);
    assert_string_equal(sale.answers[0].id, "heard");
    assert_refused("answer.heard", "a word of more than 32 bytes, which no answer is",
                   "answer.heard: found \"a word of more than 32 bytes, which no answer is\", "
                   "expected UTF-8 text of at most 32 bytes");
    assert_string_equal(sale.answers[0].value, "2");
}

static void more_answers_than_eight_are_refused(void **state)
{
    char field[32];
    (void)state;
    for (int i = 0; i < 9; i++) {
        snprintf(field, sizeof field, "answer.q%d", i);
        assert_int_equal(set(field, "1"), i < 8 ? COMEBACK_OK : COMEBACK_LIMIT);
    }
    assert_string_equal(fault.text, "answer.q8: more than 8 answers in one sale");
    assert_int_equal(set("answer.q3", "2"), COMEBACK_OK);
}

static void an_answer_that_no_name_can_have_is_an_unknown_field(void **state)
{
    static const char *const names[] = {"answer.Heard", "answer.a b", "answer.\xC3\xA9",
                                        "answer.abcdefghijklmnopqrstuvwxyz0123456"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_int_equal(set(names[i], "1"), COMEBACK_UNKNOWN_FIELD);
    assert_int_equal(sale.answer_count, 0);
}

/* What the spool keeps is the same sale when it is read. */
static void an_appointment_and_answers_come_back_from_json(void **state)
{
    struct bytes unknown = {0};
    struct sale read = {.kind = SALE_SALE};
    (void)state;
    assert_int_equal(set("ref", "1"), COMEBACK_OK);
    assert_int_equal(set("total_minor", "100"), COMEBACK_OK);
    assert_int_equal(set("need", "filter"), COMEBACK_OK);
    assert_int_equal(set("next.at", "2027-05-12T14:30:00+02:00"), COMEBACK_OK);
    assert_int_equal(set("next.text", "Fitting"), COMEBACK_OK);
    assert_int_equal(set("answer.heard", "friend"), COMEBACK_OK);
    assert_int_equal(set("answer.service", "kept"), COMEBACK_OK);
    assert_int_equal(sale_complete(&sale, &fault), COMEBACK_OK);
    json_t *object = sale_to_json(&sale);
    assert_int_equal(sale_from_json(&read, object, &unknown, &fault), COMEBACK_OK);
    assert_int_equal(unknown.length, 0);
    assert_string_equal(read.need, "filter");
    assert_string_equal(read.next_at, "2027-05-12T14:30:00+02:00");
    assert_string_equal(read.next_text, "Fitting");
    assert_int_equal(read.answer_count, 2);
    assert_string_equal(read.answers[1].id, "service");
    assert_string_equal(read.answers[1].value, "kept");
    json_decref(object);
    sale_clear(&read);
}

static void an_unknown_field_is_named_and_harms_nothing(void **state)
{
    static const char *const names[] = {"colour", "", "answer.", "KIND", "customer"};
    char told[64];
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(set(names[i], "x"), COMEBACK_UNKNOWN_FIELD);
        snprintf(told, sizeof told, "unknown field \"%s\"", names[i]);
        assert_string_equal(fault.text, told);
    }
}

static void a_host_has_a_plain_name(void **state)
{
    static const char *const bad[] = {"",    "my pos", "caf\xC3\xA9",
                                      "a/b", "a\nb",   "123456789012345678901234567890123"};
    struct sale other = {.kind = SALE_VOID};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char told[120];
        assert_int_equal(sale_start(&other, bad[i], &fault), COMEBACK_VALUE);
        snprintf(told, sizeof told, "host: found \"%s\", expected 1 to 32 letters, digits, . _ -",
                 bad[i]);
        assert_string_equal(fault.text, told);
        assert_int_equal(other.kind, SALE_VOID);
    }
    assert_int_equal(sale_start(&other, "My_POS-2.0", NULL), COMEBACK_OK);
    assert_int_equal(sale_start(&other, "12345678901234567890123456789012", NULL), COMEBACK_OK);
}

static void a_sale_needs_a_ref_and_a_total_or_items(void **state)
{
    (void)state;
    assert_int_equal(sale_complete(&sale, &fault), COMEBACK_VALUE);
    assert_string_equal(fault.text, "ref: missing");
    set("ref", "A");
    assert_int_equal(sale_complete(&sale, &fault), COMEBACK_VALUE);
    assert_string_equal(fault.text, "total_minor: missing, and there are no items");
    sale_add_item(&sale, "1", NULL, NULL, 1000, 250, NULL);
    sale_add_item(&sale, NULL, NULL, NULL, -2000, -50, NULL);
    assert_int_equal(sale_complete(&sale, &fault), COMEBACK_OK);
    assert_int_equal(sale.total_minor, 200);
    assert_in_range(sale.at.at_ms, clock_now_ms() - 5000, clock_now_ms());
    set("kind", "void");
    assert_int_equal(sale_complete(&sale, &fault), COMEBACK_VALUE);
    assert_string_equal(fault.text, "original: missing; a void names the ref it undoes");
}

static void items_that_add_up_beyond_the_range_are_refused(void **state)
{
    (void)state;
    set("ref", "A");
    sale_add_item(&sale, NULL, NULL, NULL, 1000, SALE_MINOR_MAX, NULL);
    assert_int_equal(sale_complete(&sale, &fault), COMEBACK_OK);
    sale_add_item(&sale, NULL, NULL, NULL, 1000, 1, NULL);
    assert_int_equal(sale_complete(&sale, &fault), COMEBACK_VALUE);
    assert_string_equal(fault.text, "total_minor: the items add up to \"1000000000001\"");
}

static void items_have_their_limits(void **state)
{
    char text[130];
    (void)state;
    memset(text, 'x', sizeof text);
    text[129] = '\0';
    assert_int_equal(sale_add_item(&sale, NULL, text, NULL, 1000, 1, &fault), COMEBACK_VALUE);
    assert_string_equal(fault.text, "item name: expected UTF-8 text of at most 128 bytes");
    assert_int_equal(sale_add_item(&sale, "\xFF", NULL, NULL, 1000, 1, &fault), COMEBACK_VALUE);
    assert_string_equal(fault.text, "item sku: expected UTF-8 text of at most 128 bytes");
    assert_int_equal(sale_add_item(&sale, NULL, NULL, NULL, INT64_MIN, 1, &fault), COMEBACK_VALUE);
    assert_string_equal(fault.text, "item quantity_milli: found \"-9223372036854775808\", expected"
                                    " -1000000000000 to 1000000000000");
    assert_int_equal(sale_add_item(&sale, NULL, NULL, NULL, 1, INT64_MAX, &fault), COMEBACK_VALUE);
    assert_int_equal(sale.item_count, 0);
    text[128] = '\0';
    for (int i = 0; i < SALE_ITEMS_MAX; i++)
        assert_int_equal(sale_add_item(&sale, "1", text, NULL, 1000, 1, &fault), COMEBACK_OK);
    assert_int_equal(sale_add_item(&sale, "1", NULL, NULL, 1000, 1, &fault), COMEBACK_LIMIT);
    char told[40];
    snprintf(told, sizeof told, "more than %d items", SALE_ITEMS_MAX);
    assert_string_equal(fault.text, told);
    assert_string_equal(sale_item_text(&sale, sale.items[SALE_ITEMS_MAX - 1].name), text);
}

static void the_last_item_can_be_set_by_field(void **state)
{
    (void)state;
    assert_int_equal(sale_item_set(&sale, "sku", "1", 1, &fault), COMEBACK_STATE);
    assert_string_equal(fault.text, "sku: no item was added yet");
    sale_add_item(&sale, "1", "one", NULL, 1000, 100, NULL);
    sale_add_item(&sale, "2", "two", NULL, 1000, 200, NULL);
    assert_int_equal(sale_item_set(&sale, "name", "zwei", 4, &fault), COMEBACK_OK);
    assert_int_equal(sale_item_set(&sale, "amount_minor", "-5", 2, &fault), COMEBACK_OK);
    assert_string_equal(sale_item_text(&sale, sale.items[1].name), "zwei");
    assert_string_equal(sale_item_text(&sale, sale.items[0].name), "one");
    assert_int_equal(sale.items[1].amount_minor, -5);
    assert_int_equal(sale_item_set(&sale, "colour", "x", 1, &fault), COMEBACK_UNKNOWN_FIELD);
    assert_string_equal(fault.text, "unknown item field \"colour\"");
    assert_int_equal(sale_item_set(&sale, "amount_minor", "x", 1, &fault), COMEBACK_VALUE);
    assert_string_equal(fault.text,
                        "amount_minor: found \"x\", expected a whole number of minor units");
}

/* A host that sets one item again and again does not fill the memory. */
static void setting_an_item_for_ever_stays_within_bounds(void **state)
{
    char text[129];
    (void)state;
    memset(text, 'x', 128);
    text[128] = '\0';
    sale_add_item(&sale, "1", NULL, NULL, 1000, 1, NULL);
    int status = COMEBACK_OK;
    for (int i = 0; i < 100000 && status == COMEBACK_OK; i++)
        status = sale_item_set(&sale, "name", text, 128, &fault);
    assert_int_equal(status, COMEBACK_LIMIT);
    assert_true(sale.item_text.length <= SALE_ITEMS_MAX * 3 * (SALE_ITEM_TEXT_MAX + 1));
}

static void eight_codes_a_sale(void **state)
{
    (void)state;
    for (int i = 0; i < SALE_SCANS_MAX; i++)
        assert_int_equal(sale_add_scan(&sale, "ABC", 3, &fault), COMEBACK_OK);
    assert_int_equal(sale_add_scan(&sale, "ABC", 3, &fault), COMEBACK_LIMIT);
    assert_string_equal(fault.text, "more than 8 codes in one sale");
}

static void a_code_too_long_or_not_text_is_a_typo(void **state)
{
    char text[66];
    (void)state;
    memset(text, 'G', sizeof text);
    assert_int_equal(sale_add_scan(&sale, text, 65, &fault), COMEBACK_TYPO);
    assert_string_equal(fault.text, "code: not a code of at most 64 bytes");
    assert_int_equal(sale_add_scan(&sale, "G\0G", 3, &fault), COMEBACK_TYPO);
    assert_int_equal(sale_add_scan(&sale, text, 64, &fault), COMEBACK_OK);
    assert_int_equal(sale.scan_count, 1);
}

static int from_json(const char *text, struct bytes *unknown)
{
    json_t *object = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    assert_non_null(object);
    sale_clear(&sale);
    int status = sale_from_json(&sale, object, unknown, &fault);
    json_decref(object);
    return status;
}

static const char whole_sale[] =
    "{\"host\":\"mypos\",\"ref\":\"A1\",\"kind\":\"exchange\",\"at\":\"2026-11-12T14:03:00+01:00\","
    "\"till\":\"T1\",\"cashier\":\"Bo\",\"currency\":\"EUR\",\"total_minor\":1234,"
    "\"customer.id\":\"7\",\"customer.name\":\"Zo\xC3\xAB\",\"referrer.id\":\"8\",\"original\":"
    "\"A0\","
    "\"discount.applied_minor\":100,\"copy\":true,\"print\":\"card\",\"cart\":\"basket\","
    "\"items\":[{\"sku\":\"1\",\"name\":\"Tea\",\"category\":\"drinks\",\"quantity_milli\":1500,"
    "\"amount_minor\":1334}],\"scan\":[\"HJ4K-7M2P-X9QD\",\"x\"]}";

static void assert_is_whole(const struct sale *read)
{
    assert_string_equal(read->host, "mypos");
    assert_string_equal(read->ref, "A1");
    assert_int_equal(read->kind, SALE_EXCHANGE);
    assert_int_equal(read->at.at_ms, 1794488580000);
    assert_int_equal(read->at.offset_min, 60);
    assert_string_equal(read->till, "T1");
    assert_string_equal(read->cashier, "Bo");
    assert_string_equal(read->currency, "EUR");
    assert_int_equal(read->total_minor, 1234);
    assert_string_equal(read->customer_id, "7");
    assert_string_equal(read->customer_name, "Zo\xC3\xAB");
    assert_string_equal(read->referrer_id, "8");
    assert_string_equal(read->original, "A0");
    assert_string_equal(read->cart, "basket");
    assert_int_equal(read->applied_minor, 100);
    assert_true(read->copy && read->total_told && read->at_told);
    assert_int_equal(read->print, PRINT_CARD);
    assert_int_equal(read->scan_count, 2);
    assert_string_equal(read->scans[0], "HJ4K-7M2P-X9QD");
    assert_int_equal(read->item_count, 1);
    assert_string_equal(sale_item_text(read, read->items[0].category), "drinks");
    assert_int_equal(read->items[0].quantity_milli, 1500);
    assert_int_equal(read->items[0].amount_minor, 1334);
}

static void a_sale_as_json_is_read_whole(void **state)
{
    struct bytes unknown = {0};
    (void)state;
    assert_int_equal(from_json(whole_sale, &unknown), COMEBACK_OK);
    assert_is_whole(&sale);
    assert_int_equal(unknown.length, 0);
}

static void a_sale_written_as_json_is_the_same_when_read(void **state)
{
    struct bytes unknown = {0};
    struct sale again = {.kind = SALE_SALE};
    (void)state;
    assert_int_equal(from_json(whole_sale, &unknown), COMEBACK_OK);
    json_t *object = sale_to_json(&sale);
    assert_int_equal(sale_from_json(&again, object, &unknown, &fault), COMEBACK_OK);
    assert_is_whole(&again);
    json_decref(object);
    sale_clear(&again);
    assert_int_equal(unknown.length, 0);
}

static void numbers_may_be_text_and_null_is_nothing(void **state)
{
    struct bytes unknown = {0};
    (void)state;
    assert_int_equal(from_json("{\"ref\":7,\"total_minor\":\"12\",\"till\":null,\"copy\":false,"
                               "\"items\":[{\"amount_minor\":12}]}",
                               &unknown),
                     COMEBACK_OK);
    assert_string_equal(sale.host, "command");
    assert_string_equal(sale.ref, "7");
    assert_int_equal(sale.total_minor, 12);
    assert_int_equal(sale.items[0].quantity_milli, 1000);
    assert_false(sale.copy);
}

static void unknown_names_are_gathered_and_harm_nothing(void **state)
{
    struct bytes unknown = {0};
    (void)state;
    assert_int_equal(from_json("{\"ref\":\"A\",\"colour\":\"red\",\"size\":4}", &unknown),
                     COMEBACK_OK);
    bytes_add_byte(&unknown, 0);
    assert_string_equal((const char *)unknown.data, "colour size");
    bytes_free(&unknown);
}

static void json_of_the_wrong_form_is_refused_by_name(void **state)
{
    static const struct {
        const char *text, *told;
    } cases[] = {
        {"[]", "a sale is a JSON object"},
        {"\"x\"", "a sale is a JSON object"},
        {"{\"total_minor\":1.5}", "total_minor: expected text or a whole number"},
        {"{\"ref\":{}}", "ref: expected text or a whole number"},
        {"{\"ref\":[1]}", "ref: expected text or a whole number"},
        {"{\"host\":\"a b\"}", "host: found \"a b\", expected 1 to 32 letters, digits, . _ -"},
        {"{\"host\":7}", "host: expected text"},
        {"{\"items\":{}}", "items: expected an array"},
        {"{\"items\":[1]}",
         "items[0]: expected an object with whole numbers quantity_milli, amount_minor"},
        {"{\"items\":[{\"amount_minor\":1},{\"amount_minor\":\"1\"}]}",
         "items[1]: expected an object with whole numbers quantity_milli, amount_minor"},
        {"{\"items\":[{\"amount_minor\":1,\"quantity_milli\":0.5}]}",
         "items[0]: expected an object with whole numbers quantity_milli, amount_minor"},
        {"{\"items\":[{\"amount_minor\":1,\"name\":7}]}", "items[0]: name: expected text"},
        {"{\"scan\":\"x\"}", "scan: expected an array of codes"},
        {"{\"scan\":[\"x\",7]}", "scan[1]: expected text"},
        {"{\"ref\":\"a\\u0000b\"}", "ref: not UTF-8 text, or a NUL inside"},
        {"{\"total_minor\":9223372036854775807}",
         "total_minor: found \"9223372036854775807\", expected a whole number of minor units"},
        {"{\"scan\":[1,2]}", "scan[0]: expected text"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes unknown = {0};
        assert_int_equal(from_json(cases[i].text, &unknown), COMEBACK_VALUE);
        assert_string_equal(fault.text, cases[i].told);
        bytes_free(&unknown);
    }
}

static void more_items_or_codes_than_the_limit_are_refused(void **state)
{
    struct bytes unknown = {0}, text = {0};
    (void)state;
    bytes_add_text(&text, "{\"items\":[");
    for (int i = 0; i <= SALE_ITEMS_MAX; i++)
        bytes_add_text(&text, i == 0 ? "{\"amount_minor\":1}" : ",{\"amount_minor\":1}");
    bytes_add_text(&text, "]}");
    bytes_add_byte(&text, 0);
    assert_int_equal(from_json((const char *)text.data, &unknown), COMEBACK_LIMIT);
    bytes_free(&text);
    assert_int_equal(
        from_json("{\"scan\":[\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"]}", &unknown),
        COMEBACK_LIMIT);
}

#define SALE_TEST(name) cmocka_unit_test_setup_teardown(name, start, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SALE_TEST(texts_have_their_lengths),
        SALE_TEST(what_a_field_refuses_is_quoted_with_what_is_expected),
        SALE_TEST(a_long_value_is_quoted_in_part),
        SALE_TEST(what_is_quoted_is_always_utf8),
        SALE_TEST(the_ends_of_each_range_are_in_it),
        SALE_TEST(every_kind_and_key_is_known_by_name),
        SALE_TEST(an_appointment_is_a_day_or_a_time),
        SALE_TEST(an_answer_is_kept_by_its_name_and_told_anew_replaced),
        SALE_TEST(more_answers_than_eight_are_refused),
        SALE_TEST(an_answer_that_no_name_can_have_is_an_unknown_field),
        SALE_TEST(an_appointment_and_answers_come_back_from_json),
        SALE_TEST(an_unknown_field_is_named_and_harms_nothing),
        SALE_TEST(a_host_has_a_plain_name),
        SALE_TEST(a_sale_needs_a_ref_and_a_total_or_items),
        SALE_TEST(items_that_add_up_beyond_the_range_are_refused),
        SALE_TEST(items_have_their_limits),
        SALE_TEST(the_last_item_can_be_set_by_field),
        SALE_TEST(setting_an_item_for_ever_stays_within_bounds),
        SALE_TEST(eight_codes_a_sale),
        SALE_TEST(a_code_too_long_or_not_text_is_a_typo),
        SALE_TEST(a_sale_as_json_is_read_whole),
        SALE_TEST(a_sale_written_as_json_is_the_same_when_read),
        SALE_TEST(numbers_may_be_text_and_null_is_nothing),
        SALE_TEST(unknown_names_are_gathered_and_harm_nothing),
        SALE_TEST(json_of_the_wrong_form_is_refused_by_name),
        SALE_TEST(more_items_or_codes_than_the_limit_are_refused),
    };
    return cmocka_run_group_tests_name("sale", tests, NULL, NULL);
}
