/* SPDX-License-Identifier: MIT */
/* A host in C: every function of comeback.h, from the shared object itself, held to its manual. */
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

enum { FDS = 256 };

static struct host_api api;

static int load(void **state)
{
    (void)state;
    api = host_need_api();
    return 0;
}

static void check_error(const comeback_sale *sale, const char *part)
{
    const char *text = host_field(&api, sale, "error");
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" does not quote \"%s\"", text, part);
}

static void check_field(const comeback_sale *sale, const char *field, const char *expected)
{
    assert_string_equal(host_field(&api, sale, field), expected);
}

static comeback_sale *finished(comeback *shop, const char *ref, const char *print)
{
    comeback_sale *sale = host_begin(&api, shop, ref);
    host_set(&api, sale, "print", print);
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    return sale;
}

static int scan(comeback_sale *sale, const char *code)
{
    return api.scan(sale, code, (size_t)-1);
}

/* A finished sale's card, or its note; of a static buffer each. */
static const char *new_code(comeback *shop, const char *ref, const char *field)
{
    static char codes[2][32];
    char *code = codes[field[0] == 'c'];
    comeback_sale *sale = finished(shop, ref, "card");
    snprintf(code, sizeof codes[0], "%.31s", host_field(&api, sale, field));
    assert_int_equal(strlen(code), 14);
    api.free(sale);
    return code;
}

/* --- the object --------------------------------------------------------------------------------
 */

static void the_object_exports_seventeen_names_and_the_one_a_jvm_looks_for(void **state)
{
    (void)state;
    static const char *const words[] = {
        "sh", "-c", "nm -D --defined-only \"$0\" | sed 's/.* //; s/@.*//' | LC_ALL=C sort", NULL,
        NULL};
    const char *copy[5];
    char out[HOST_TEXT];
    memcpy(copy, words, sizeof words);
    copy[3] = host_built("libcomeback.so");
    assert_int_equal(host_run(out, sizeof out, copy), 0);
    assert_string_equal(out, "COMEBACK_0\nCOMEBACK_JNI_0\nJNI_OnLoad\n"
                             "comeback_close\ncomeback_drain\ncomeback_error\ncomeback_open\n"
                             "comeback_sale_add_item\ncomeback_sale_begin\ncomeback_sale_cancel\n"
                             "comeback_sale_finish\ncomeback_sale_free\ncomeback_sale_get\n"
                             "comeback_sale_item_set\ncomeback_sale_look\ncomeback_sale_scan\n"
                             "comeback_sale_set\ncomeback_sale_slip\ncomeback_sale_tag\n"
                             "comeback_version\n");
}

static void it_stays_loaded_after_the_last_dlclose(void **state)
{
    struct host_api first, second, again;
    const char *why;
    void *one = host_load(&first, &why), *two = host_load(&second, &why);
    (void)state;
    assert_ptr_equal(one, two);
    assert_ptr_equal(first.open, second.open);
    assert_int_equal(dlclose(one), 0);
    assert_int_equal(dlclose(two), 0);
    assert_non_null(dlopen(host_built("libcomeback.so"), RTLD_NOW | RTLD_NOLOAD));
    assert_string_equal(first.version(), "0.1.0");
    assert_non_null(host_load(&again, &why));
    assert_ptr_equal(again.open, first.open);
}

/* --- opening -----------------------------------------------------------------------------------
 */

static void check_not_opened(const char *path, int status, const char *part)
{
    comeback *shop = (comeback *)&api; /* must stay as it was */
    assert_int_equal(api.open(path, &shop), status);
    assert_ptr_equal(shop, &api);
    if (strstr(api.error(NULL), part) == NULL)
        fail_msg("\"%s\" does not quote \"%s\"", api.error(NULL), part);
}

static void what_cannot_be_opened_is_refused_by_name(void **state)
{
    const struct host_shop *shop = *state;
    char path[HOST_PATH + 64], longer[4096];
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    snprintf(path, sizeof path, "%s/none.ini", shop->folder);
    check_not_opened(path, COMEBACK_CONFIG, "none.ini");
    snprintf(path, sizeof path, "%s/no/folder/comeback.ini", shop->folder);
    check_not_opened(path, COMEBACK_CONFIG, "no/folder");
    check_not_opened(shop->folder, COMEBACK_CONFIG, shop->folder);
    check_not_opened("", COMEBACK_CONFIG, "");
    check_not_opened(longer, COMEBACK_CONFIG, "xxxx");
    assert_int_equal(api.open(shop->config, NULL), COMEBACK_ARGUMENT);
}

static void every_mistake_of_the_settings_is_told_at_once(void **state)
{
    const struct host_shop *shop = *state;
    host_edit(shop, "comeback.ini", "percent = 10 ", "percent = 110 ");
    host_edit(shop, "comeback.ini", "card_every = 30", "card_evry = 30");
    check_not_opened(shop->config, COMEBACK_CONFIG, "110");
    assert_non_null(strstr(api.error(NULL), "card_evry"));
    assert_non_null(strstr(api.error(NULL), "comeback.ini:27:"));
}

static void a_shop_without_its_store_is_refused(void **state)
{
    const struct host_shop *shop = *state;
    char from[HOST_PATH + 64], to[HOST_PATH + 64];
    snprintf(from, sizeof from, "%s/store/comeback.db", shop->folder);
    snprintf(to, sizeof to, "%s/store/away.db", shop->folder);
    assert_int_equal(rename(from, to), 0);
    check_not_opened(shop->config, COMEBACK_STORE, from);
}

static void without_a_path_the_environment_names_the_settings(void **state)
{
    const struct host_shop *shop = *state;
    comeback *opened = NULL;
    setenv("COMEBACK_CONFIG", shop->config, 1);
    assert_int_equal(api.open(NULL, &opened), COMEBACK_OK);
    assert_int_equal(host_tell(&api, opened, "1", NULL), COMEBACK_OK);
    api.close(opened);
    setenv("COMEBACK_CONFIG", "/nowhere/comeback.ini", 1);
    check_not_opened(NULL, COMEBACK_CONFIG, "/nowhere/comeback.ini");
    unsetenv("COMEBACK_CONFIG");
}

static void a_shop_can_be_opened_many_times_at_once(void **state)
{
    comeback *shops[8];
    char ref[16];
    for (int i = 0; i < 8; i++)
        shops[i] = host_open(&api, *state);
    for (int i = 0; i < 8; i++) {
        snprintf(ref, sizeof ref, "%d", i);
        assert_int_equal(host_tell(&api, shops[i], ref, NULL), COMEBACK_OK);
        api.close(shops[i]);
    }
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), 8);
}

/* --- arguments ---------------------------------------------------------------------------------
 */

static void every_call_refuses_null_handles(void **state)
{
    comeback_sale *sale = NULL;
    const uint8_t *bytes;
    size_t length;
    (void)state;
    assert_int_equal(api.open("x", NULL), COMEBACK_ARGUMENT);
    assert_int_equal(api.drain(NULL, 0), COMEBACK_ARGUMENT);
    assert_int_equal(api.begin(NULL, "till", "1", &sale), COMEBACK_ARGUMENT);
    assert_int_equal(api.set(NULL, "ref", "1", 1), COMEBACK_ARGUMENT);
    assert_int_equal(api.add_item(NULL, "a", "b", "c", 1, 1), COMEBACK_ARGUMENT);
    assert_int_equal(api.item_set(NULL, "sku", "1", 1), COMEBACK_ARGUMENT);
    assert_int_equal(api.scan(NULL, "x", 1), COMEBACK_ARGUMENT);
    assert_int_equal(api.look(NULL), COMEBACK_ARGUMENT);
    assert_int_equal(api.finish(NULL), COMEBACK_ARGUMENT);
    assert_int_equal(api.cancel(NULL), COMEBACK_ARGUMENT);
    assert_int_equal(api.tag(NULL), COMEBACK_ARGUMENT);
    assert_int_equal(api.get(NULL, "tag", NULL, 0, NULL), COMEBACK_ARGUMENT);
    assert_int_equal(api.slip(NULL, "note", &bytes, &length), COMEBACK_ARGUMENT);
    assert_null(sale);
    api.free(NULL);
    api.close(NULL);
    assert_non_null(api.error(NULL));
}

static void null_arguments_beside_a_good_handle_are_refused(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = NULL;
    const uint8_t *bytes = NULL;
    size_t length = 7;
    char buffer[4] = "abc";
    assert_int_equal(api.begin(shop, NULL, "1", &sale), COMEBACK_ARGUMENT);
    assert_int_equal(api.begin(shop, "till", "1", NULL), COMEBACK_ARGUMENT);
    assert_int_equal(api.begin(shop, "till", NULL, &sale), COMEBACK_OK);
    assert_int_equal(api.set(sale, NULL, "1", 1), COMEBACK_ARGUMENT);
    assert_int_equal(api.set(sale, "ref", NULL, 1), COMEBACK_ARGUMENT);
    assert_int_equal(api.set(sale, "ref", NULL, 0), COMEBACK_OK);
    assert_int_equal(api.item_set(sale, NULL, "1", 1), COMEBACK_ARGUMENT);
    assert_int_equal(api.scan(sale, NULL, 1), COMEBACK_ARGUMENT);
    assert_int_equal(api.add_item(sale, NULL, NULL, NULL, 1000, 100), COMEBACK_OK);
    assert_int_equal(api.get(sale, NULL, buffer, 4, &length), COMEBACK_ARGUMENT);
    assert_int_equal(api.get(sale, "tag", NULL, 4, &length), COMEBACK_ARGUMENT);
    assert_int_equal(api.slip(sale, NULL, &bytes, &length), COMEBACK_ARGUMENT);
    assert_int_equal(api.slip(sale, "note", NULL, &length), COMEBACK_ARGUMENT);
    assert_int_equal(api.slip(sale, "note", &bytes, NULL), COMEBACK_ARGUMENT);
    assert_null(bytes);
    assert_int_equal(length, 7);
    assert_string_equal(buffer, "abc");
    api.free(sale);
    api.close(shop);
}

static void a_host_is_named_in_plain_letters(void **state)
{
    static const char *const bad[] = {"", "two words", "\xc3\xa9", "a/b",
                                      "0123456789012345678901234567890123"};
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(api.begin(shop, bad[i], "1", &sale), COMEBACK_VALUE);
        assert_non_null(strstr(api.error(shop), bad[i]));
        assert_null(sale);
    }
    assert_int_equal(api.begin(shop, "a-pos.2_0", "1", &sale), COMEBACK_OK);
    api.free(sale);
    api.close(shop);
}

static void the_error_is_of_this_shop_and_the_last(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = NULL;
    assert_string_equal(api.error(shop), "");
    assert_int_equal(api.begin(shop, "till", "\xff", &sale), COMEBACK_VALUE);
    assert_string_equal(api.error(shop), "ref: not UTF-8 text, or a NUL inside");
    assert_int_equal(api.begin(shop, "a\nb\x7f\xff", "1", &sale), COMEBACK_VALUE);
    assert_string_equal(api.error(shop),
                        "host: found \"a b ?\", expected 1 to 32 letters, digits, . _ -");
    assert_int_equal(api.drain(shop, -1), COMEBACK_ARGUMENT);
    assert_int_equal(api.drain(shop, 60001), COMEBACK_ARGUMENT);
    assert_string_equal(api.error(shop), "timeout_ms: expected 0 to 60000");
    api.close(shop);
    /* Likely at the same address. */
    shop = host_open(&api, *state);
    assert_string_equal(api.error(shop), "");
    api.close(shop);
}

/* --- fields ------------------------------------------------------------------------------------
 */

static const char text_33[] = "012345678901234567890123456789012";
static const char text_65[] = "01234567890123456789012345678901234567890123456789012345678901234";

struct setting {
    const char *field, *good, *bad;
};
static const struct setting settings[] = {
    {"kind", "exchange", "Sale"},
    {"ref", "T-1", text_65},
    {"cart", "basket 7", text_65},
    {"at", "2026-03-01T09:00:00+01:00", "2026-03-01"},
    {"at", "1990-01-02T00:00:00+00:00", "1989-12-30T00:00:00+00:00"},
    {"at", "2026-03-01T09:00:00-11:30", "2199-01-01T00:00:00+00:00"},
    {"at", "2026-02-28T09:00:00+00:00", "2026-02-30T09:00:00+00:00"},
    {"till", "2", text_33},
    {"cashier", "Zo\xc3\xab", "\xc3"},
    {"currency", "USD", "usd"},
    {"currency", "JPY", "EURO"},
    {"total_minor", "-1000000000000", "-1000000000001"},
    {"total_minor", "1000000000000", "1000000000001"},
    {"total_minor", "0", "12.50"},
    {"total_minor", "0099", "99999999999999999999"},
    {"customer.id", "4711", text_65},
    {"customer.phone", "+353 1 555 0100", "\xed\xa0\x80"},
    {"customer.email", "a@example.org", "\xff"},
    {"customer.name",
     "Ann O\xe2\x80\x99"
     "Neill",
     text_65},
    {"customer.language", "en", "\xf5\x80\x80\x80"},
    {"payment.token", "tok_1", "\x80"},
    {"referrer.id", "99", text_65},
    {"original", "T-0", text_65},
    {"discount.applied_minor", "425", "-1"},
    {"copy", "1", "yes"},
    {"print", "card", "all"},
    {"need", "a lamp", "\xc0\x80"},
    {"next.at", "2026-12-01", "\xe0\x80\x80"},
    {"next.text", "a check", "\xfe"},
    {"consent", "post", "\xc3("},
    {"answer.who", "someone_else", "me"},
    {"answer.1", "yes", "\xf4\x90\x80\x80"},
};

static void every_field_takes_what_its_manual_says_and_refuses_the_rest(void **state)
{
    comeback *shop = host_open(&api, *state);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        comeback_sale *sale = host_begin(&api, shop, "1");
        const struct setting *it = &settings[i];
        host_set(&api, sale, it->field, it->good);
        if (api.set(sale, it->field, it->bad, (size_t)-1) != COMEBACK_VALUE)
            fail_msg("%s took \"%s\"", it->field, it->bad);
        check_error(sale, strcmp(it->field, "answer.1") == 0 ? "answer" : it->field);
        if (api.set(sale, it->field, "1\0002", 3) != COMEBACK_VALUE)
            fail_msg("%s took a NUL", it->field);
        host_set(&api, sale, it->field, "");
        api.free(sale);
    }
    api.close(shop);
}

static void an_unknown_field_harms_nothing(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = host_begin(&api, shop, "1");
    assert_int_equal(api.set(sale, "customer.shoe", "43", 2), COMEBACK_UNKNOWN_FIELD);
    check_error(sale, "customer.shoe");
    assert_int_equal(api.set(sale, "", "43", 2), COMEBACK_UNKNOWN_FIELD);
    assert_int_equal(api.set(sale, "answer.", "43", 2), COMEBACK_UNKNOWN_FIELD);
    assert_int_equal(api.get(sale, "shoe", NULL, 0, NULL), COMEBACK_UNKNOWN_FIELD);
    assert_int_equal(api.get(sale, "scan.0.why", NULL, 0, NULL), COMEBACK_UNKNOWN_FIELD);
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    api.free(sale);
    api.close(shop);
}

static void an_appointment_without_a_day_is_none_and_the_owner_told(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = host_begin(&api, shop, "1");
    host_set(&api, sale, "next.text", "a check");
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    check_field(sale, "tag", "unidentified");
    check_field(sale, "notice", "next.text \"a check\": without next.at there is no appointment");
    api.free(sale);
    api.close(shop);
}

static void a_phone_is_read_back_at_the_next_sale(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = host_begin(&api, shop, "1");
    host_set(&api, sale, "at", "2026-01-05T12:00:00Z");
    host_set(&api, sale, "customer.phone", "+353 1 555 0100");
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    check_field(sale, "tag", "new");
    check_field(sale, "prompts", "");
    api.free(sale);
    sale = host_begin(&api, shop, "2");
    host_set(&api, sale, "at", "2026-01-06T12:00:00Z");
    host_set(&api, sale, "customer.phone", "01 555 0100");
    assert_int_equal(api.look(sale), COMEBACK_OK);
    check_field(sale, "why", "repeat: phone, visit 2");
    check_field(sale, "prompts", "Phone ends in 00, visit 2. Someone else?");
    host_set(&api, sale, "answer.who", "someone_else");
    assert_int_equal(api.look(sale), COMEBACK_OK);
    check_field(sale, "tag", "new");
    check_field(sale, "prompts", "");
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    api.free(sale);
    api.close(shop);
}

static void every_answer_can_be_read(void **state)
{
    static const char *const fields[] = {
        "tag",        "why",        "grade",   "prompts", "discount_minor", "scan.0.discount_minor",
        "scan.0.why", "scan.0.say", "display", "cards",   "notes",          "jobs",
        "visit",      "question",   "steps",   "needs",   "consents",       "next",
        "gift",       "ask",        "notice",  "error",   "json",
    };
    comeback *shop = host_open(&api, *state);
    const char *card = new_code(shop, "1", "cards");
    comeback_sale *sale = host_begin(&api, shop, "2");
    assert_int_equal(scan(sale, card), COMEBACK_OK);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
            if (host_field(&api, sale, fields[i])[0] == '?')
                fail_msg("%s: %s", fields[i], host_field(&api, sale, fields[i]));
        if (round == 1)
            check_field(sale, "prompts", "Take off 4.25 EUR");
        if (round < 2)
            assert_int_equal(round == 0 ? api.look(sale) : api.finish(sale), COMEBACK_OK);
    }
    check_field(sale, "tag", "referral");
    check_field(sale, "grade", "paper");
    check_field(sale, "discount_minor", "425");
    check_field(sale, "prompts", ""); /* it is paid */
    check_field(sale, "visit", "1");
    check_field(sale, "jobs", "");
    check_field(sale, "question", "null");
    check_field(sale, "steps", "[]");
    check_field(sale, "needs", "[]");
    check_field(sale, "consents", "[]");
    check_field(sale, "next", "null");
    check_field(sale, "gift", "null");
    check_field(sale, "ask", "[]");
    assert_int_equal(api.tag(sale), COMEBACK_REFERRAL);
    assert_int_equal(strlen(host_field(&api, sale, "notes")), 14);
    api.free(sale);
    api.close(shop);
}

static void a_short_buffer_stays_as_it_was_and_the_length_is_whole(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = finished(shop, "1", "");
    char buffer[16];
    for (size_t capacity = 0; capacity <= 12; capacity++) {
        size_t length = 0;
        memset(buffer, '#', sizeof buffer);
        assert_int_equal(api.get(sale, "tag", buffer, capacity, &length), COMEBACK_SPACE);
        assert_int_equal(length, strlen("unidentified"));
        assert_memory_equal(buffer, "################", sizeof buffer);
    }
    assert_int_equal(api.get(sale, "tag", NULL, 0, NULL), COMEBACK_SPACE);
    assert_int_equal(api.get(sale, "tag", buffer, 13, NULL), COMEBACK_OK);
    assert_string_equal(buffer, "unidentified");
    api.free(sale);
    api.close(shop);
}

/* --- items -------------------------------------------------------------------------------------
 */

static void items_make_the_total_where_none_was_told(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = host_begin(&api, shop, "1");
    host_set(&api, sale, "total_minor", "");
    assert_int_equal(api.item_set(sale, "sku", "1", 1), COMEBACK_STATE);
    assert_int_equal(api.finish(sale), COMEBACK_VALUE);
    check_error(sale, "total_minor: missing");
    assert_int_equal(api.add_item(sale, "A1", "Tea", "drinks", 2000, 700), COMEBACK_OK);
    assert_int_equal(api.add_item(sale, NULL, "Voucher", NULL, 1000, -200), COMEBACK_OK);
    assert_int_equal(api.item_set(sale, "sku", "V", 1), COMEBACK_OK);
    assert_int_equal(api.item_set(sale, "name", "Voucher \xe2\x82\xac", (size_t)-1), COMEBACK_OK);
    assert_int_equal(api.item_set(sale, "category", "", 0), COMEBACK_OK);
    assert_int_equal(api.item_set(sale, "quantity_milli", "3000", 4), COMEBACK_OK);
    assert_int_equal(api.item_set(sale, "amount_minor", "-50", 3), COMEBACK_OK);
    assert_int_equal(api.item_set(sale, "amount_minor", "5.0", 3), COMEBACK_VALUE);
    assert_int_equal(api.item_set(sale, "colour", "red", 3), COMEBACK_UNKNOWN_FIELD);
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    assert_int_equal(host_sql_number(*state, "SELECT total_minor FROM sale"), 650);
    api.free(sale);
    api.close(shop);
}

static void a_ticket_has_at_most_5000_items(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = host_begin(&api, shop, "1");
    char name[130];
    memset(name, 'n', 129);
    name[129] = '\0';
    assert_int_equal(api.add_item(sale, "1", name, NULL, 1000, 1), COMEBACK_VALUE);
    assert_int_equal(api.add_item(sale, "1", "\xff", NULL, 1000, 1), COMEBACK_VALUE);
    assert_int_equal(api.add_item(sale, "1", "1", NULL, INT64_MAX, 1), COMEBACK_VALUE);
    assert_int_equal(api.add_item(sale, "1", "1", NULL, 1, INT64_MIN), COMEBACK_VALUE);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(api.add_item(sale, "1", name + 1, "c", 1000, 1), COMEBACK_OK);
    assert_int_equal(api.add_item(sale, "1", NULL, NULL, 1000, 1), COMEBACK_LIMIT);
    check_error(sale, "5000");
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    api.free(sale);
    api.close(shop);
    host_check_clean(*state);
}

/* --- order -------------------------------------------------------------------------------------
 */

static void check_ended(comeback_sale *sale)
{
    assert_int_equal(api.set(sale, "ref", "2", 1), COMEBACK_STATE);
    assert_int_equal(api.add_item(sale, "1", NULL, NULL, 1000, 1), COMEBACK_STATE);
    assert_int_equal(api.item_set(sale, "sku", "1", 1), COMEBACK_STATE);
    assert_int_equal(scan(sale, "K000-0000-0000"), COMEBACK_STATE);
    assert_int_equal(api.look(sale), COMEBACK_STATE);
    assert_int_equal(api.finish(sale), COMEBACK_STATE);
    assert_int_equal(api.cancel(sale), COMEBACK_STATE);
}

static void calls_too_early_or_too_late_are_refused(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = host_begin(&api, shop, NULL), *dropped = host_begin(&api, shop, "2");
    const uint8_t *bytes;
    size_t length;
    assert_int_equal(api.tag(sale), COMEBACK_UNIDENTIFIED);
    check_field(sale, "tag", "");
    assert_int_equal(api.slip(sale, "note", &bytes, &length), COMEBACK_STATE);
    assert_int_equal(api.look(sale), COMEBACK_OK);
    assert_int_equal(api.slip(sale, "note", &bytes, &length), COMEBACK_STATE);
    assert_int_equal(api.finish(sale), COMEBACK_VALUE);
    check_error(sale, "ref: missing");
    host_set(&api, sale, "ref", "1");
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    check_ended(sale);
    assert_int_equal(api.cancel(dropped), COMEBACK_OK);
    check_ended(dropped);
    assert_int_equal(api.slip(dropped, "note", &bytes, &length), COMEBACK_STATE);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), 1);
    api.free(sale);
    api.free(dropped);
    api.close(shop);
}

static void look_changes_nothing_and_follows_the_basket(void **state)
{
    comeback *shop = host_open(&api, *state);
    const char *card = new_code(shop, "1", "cards");
    int64_t events = host_sql_number(*state, "SELECT count(*) FROM event");
    comeback_sale *sale = host_begin(&api, shop, NULL);
    assert_int_equal(scan(sale, card), COMEBACK_OK);
    assert_int_equal(api.look(sale), COMEBACK_OK);
    check_field(sale, "discount_minor", "425");
    host_set(&api, sale, "total_minor", "900");
    assert_int_equal(api.look(sale), COMEBACK_OK);
    check_field(sale, "discount_minor", "0");
    host_set(&api, sale, "total_minor", "100000");
    assert_int_equal(api.look(sale), COMEBACK_OK);
    check_field(sale, "discount_minor", "500");
    check_field(sale, "cards", "");
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM event"), events);
    api.free(sale);
    api.close(shop);
}

/* --- codes -------------------------------------------------------------------------------------
 */

static void a_mistyped_code_is_told_at_once_and_never_kept(void **state)
{
    comeback *shop = host_open(&api, *state);
    char code[32];
    snprintf(code, sizeof code, "%s", new_code(shop, "1", "cards"));
    comeback_sale *sale = host_begin(&api, shop, "2");
    code[13] = code[13] == 'A' ? 'B' : 'A';
    assert_int_equal(scan(sale, code), COMEBACK_TYPO);
    assert_int_equal(scan(sale, ""), COMEBACK_TYPO);
    assert_int_equal(scan(sale, "5901234123457"), COMEBACK_TYPO);
    assert_int_equal(api.scan(sale, "K000\0000-0000", 12), COMEBACK_TYPO);
    assert_int_equal(scan(sale, text_65), COMEBACK_TYPO);
    check_field(sale, "scan.0.why", "?-2");
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    check_field(sale, "tag", "unidentified");
    api.free(sale);
    api.close(shop);
}

static void case_blanks_and_hyphens_do_not_matter(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = host_begin(&api, shop, "2");
    char told[64] = "";
    const char *code = new_code(shop, "1", "cards");
    for (const char *p = code; *p != '\0'; p++)
        if (*p != '-')
            sprintf(told + strlen(told), "%c ", *p >= 'A' ? *p + 32 : *p);
    assert_int_equal(scan(sale, told), COMEBACK_OK);
    assert_int_equal(scan(sale, code), COMEBACK_OK);
    assert_int_equal(api.look(sale), COMEBACK_OK);
    assert_int_equal(api.tag(sale), COMEBACK_REFERRAL);
    check_field(sale, "scan.1.why", "?-2");
    api.free(sale);
    api.close(shop);
}

static void a_ninth_code_is_one_too_many(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = host_begin(&api, shop, "all");
    char ref[16];
    for (int i = 0; i < 9; i++) {
        snprintf(ref, sizeof ref, "%d", i);
        assert_int_equal(scan(sale, new_code(shop, ref, "notes")),
                         i < 8 ? COMEBACK_OK : COMEBACK_LIMIT);
    }
    check_error(sale, "more than 8 codes");
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    api.free(sale);
    api.close(shop);
    host_check_clean(*state);
}

static void another_shops_code_is_refused_with_one_text_for_the_customer(void **state)
{
    void *other_state;
    assert_int_equal(host_make_shop(&other_state), 0);
    comeback *other = host_open(&api, other_state), *shop = host_open(&api, *state);
    comeback_sale *sale = host_begin(&api, shop, "1");
    assert_int_equal(scan(sale, new_code(other, "1", "cards")), COMEBACK_REFUSED);
    check_field(sale, "scan.0.why", "not a code of this shop");
    check_field(sale, "scan.0.say", "We can't take this card today.");
    check_field(sale, "display", "We can't take this card today.");
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    check_field(sale, "tag", "unidentified");
    api.free(sale);
    api.close(shop);
    api.close(other);
    host_remove_shop(&other_state);
}

static void a_note_tells_who_came_back(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *first = host_begin(&api, shop, "1"), *second = host_begin(&api, shop, "2");
    host_set(&api, first, "at", host_day(-3));
    assert_int_equal(api.finish(first), COMEBACK_OK);
    assert_int_equal(scan(second, host_field(&api, first, "notes")), COMEBACK_OK);
    assert_int_equal(api.finish(second), COMEBACK_OK);
    assert_int_equal(api.tag(second), COMEBACK_REPEAT);
    check_field(second, "visit", "2");
    api.free(first);
    api.free(second);
    api.close(shop);
}

/* --- reservations ------------------------------------------------------------------------------
 */

static const char elsewhere[] = "card is at another till now";

static void cancel_gives_back_and_free_does_not(void **state)
{
    comeback *shop = host_open(&api, *state);
    const char *card = new_code(shop, "0", "cards");
    comeback_sale *first = host_begin(&api, shop, "1"), *second = host_begin(&api, shop, "2");
    assert_int_equal(scan(first, card), COMEBACK_OK);
    assert_int_equal(scan(second, card), COMEBACK_REFUSED);
    check_field(second, "scan.0.why", elsewhere);
    check_field(second, "error", elsewhere);
    assert_int_equal(api.cancel(first), COMEBACK_OK);
    api.free(first);
    assert_int_equal(scan(second, card), COMEBACK_OK);
    assert_memory_equal(host_field(&api, second, "scan.0.why"), "card of ", 8);
    api.free(second);
    comeback_sale *third = host_begin(&api, shop, "3");
    assert_int_equal(scan(third, card), COMEBACK_REFUSED);
    api.free(third);
    api.close(shop);
}

static void a_reservation_ends_after_a_quarter_of_an_hour(void **state)
{
    comeback *shop = host_open(&api, *state);
    const char *card = new_code(shop, "0", "cards");
    comeback_sale *first = host_begin(&api, shop, "1"), *second = host_begin(&api, shop, "2");
    assert_int_equal(scan(first, card), COMEBACK_OK);
    int64_t left_ms = host_sql_number(
        *state, "SELECT until_ms - CAST(strftime('%s','now') AS INTEGER)*1000 FROM reservation");
    assert_in_range(left_ms, 890000, 901000);
    /* The clock cannot be moved here, so the store's hour is: all but a second are over … */
    host_sql(*state, "UPDATE reservation SET until_ms = until_ms - 899000 + 4000");
    assert_int_equal(scan(second, card), COMEBACK_REFUSED);
    /* … and now the last. */
    host_sql(*state, "UPDATE reservation SET until_ms = until_ms - 6000");
    assert_int_equal(scan(second, card), COMEBACK_OK);
    assert_int_equal(scan(first, card), COMEBACK_REFUSED);
    api.free(first);
    api.free(second);
    api.close(shop);
}

static void a_card_pays_once_and_only_where_the_host_took_it_off(void **state)
{
    comeback *shop = host_open(&api, *state);
    const char *card = new_code(shop, "0", "cards");
    comeback_sale *unpaid = host_begin(&api, shop, "1"), *paid = host_begin(&api, shop, "2"),
                  *late = host_begin(&api, shop, "3");
    assert_int_equal(scan(unpaid, card), COMEBACK_OK);
    assert_int_equal(api.finish(unpaid), COMEBACK_OK);
    assert_int_equal(scan(paid, card), COMEBACK_OK);
    host_set(&api, paid, "discount.applied_minor", "425");
    assert_int_equal(api.finish(paid), COMEBACK_OK);
    assert_int_equal(api.tag(paid), COMEBACK_REFERRAL);
    assert_int_equal(scan(late, card), COMEBACK_REFUSED);
    assert_memory_equal(host_field(&api, late, "scan.0.why"), "card used on ", 13);
    api.free(unpaid);
    api.free(paid);
    api.free(late);
    api.close(shop);
    host_check_clean(*state);
}

/* --- slips -------------------------------------------------------------------------------------
 */

static void slip_of(comeback_sale *sale, const char *form, const uint8_t **bytes, size_t *length)
{
    int status = api.slip(sale, form, bytes, length);
    if (status != COMEBACK_OK || *length == 0)
        fail_msg("%s: %d: %s", form, status, host_field(&api, sale, "error"));
}

static bool holds(const uint8_t *bytes, size_t length, const char *part)
{
    return memmem(bytes, length, part, strlen(part)) != NULL;
}

static void slips_come_in_every_form(void **state)
{
    static const struct {
        const char *form, *begins;
    } forms[] = {
        {"note.png", "\x89PNG"}, {"card.png", "\x89PNG"}, {"note.html", "<"}, {"card.html", "<"},
        {"note.text", "---"},    {"card.text", ""},       {"card", "\x1b"},   {"note", ""}};
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = finished(shop, "1", "card");
    const uint8_t *bytes = NULL;
    size_t length = 0;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        slip_of(sale, forms[i].form, &bytes, &length);
        if (memcmp(bytes, forms[i].begins, strlen(forms[i].begins)) != 0)
            fail_msg("%s begins with %02x", forms[i].form, bytes[0]);
    }
    slip_of(sale, "note.text", &bytes, &length);
    assert_true(holds(bytes, length, host_field(&api, sale, "notes")));
    slip_of(sale, "card.html", &bytes, &length);
    assert_true(holds(bytes, length, host_field(&api, sale, "cards")));
    assert_int_equal(api.slip(sale, "card.2", &bytes, &length), COMEBACK_NOTHING);
    assert_int_equal(api.slip(sale, "card.2.png", &bytes, &length), COMEBACK_NOTHING);
    assert_int_equal(api.slip(sale, "note.gif", &bytes, &length), COMEBACK_UNKNOWN_FIELD);
    assert_int_equal(api.slip(sale, "bill", &bytes, &length), COMEBACK_UNKNOWN_FIELD);
    assert_int_equal(api.slip(sale, "", &bytes, &length), COMEBACK_UNKNOWN_FIELD);
    api.free(sale);
    api.close(shop);
}

static void a_card_that_the_host_prints_itself_comes_out_once_and_stays_good(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = finished(shop, "1", "card"), *next = host_begin(&api, shop, "2");
    const uint8_t *bytes = NULL;
    size_t length = 0;
    char card[32];
    snprintf(card, sizeof card, "%s", host_field(&api, sale, "cards"));
    slip_of(sale, "card.text", &bytes, &length);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM job WHERE state=0"), 1);
    slip_of(sale, "card", &bytes, &length);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM job WHERE state=0"), 0);
    assert_int_equal(api.drain(shop, 1000), 0);
    assert_int_equal(api.scan(next, card, strlen(card)), COMEBACK_OK);
    api.free(next);
    api.free(sale);
    api.close(shop);
    host_check_clean(*state);
}

static void what_was_scanned_stays_with_the_basket_when_its_ref_changes(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *first = finished(shop, "1", "card"), *draft = NULL;
    char card[32];
    snprintf(card, sizeof card, "%s", host_field(&api, first, "cards"));
    assert_int_equal(api.begin(shop, "till", "DRAFT", &draft), COMEBACK_OK);
    host_set(&api, draft, "total_minor", "4250");
    assert_int_equal(api.scan(draft, card, strlen(card)), COMEBACK_OK);
    host_set(&api, draft, "ref", "D1");
    assert_int_equal(api.finish(draft), COMEBACK_OK);
    assert_int_equal(api.tag(draft), COMEBACK_REFERRAL);
    check_field(draft, "notice",
                "a discount was offered and discount.applied_minor not told: it waits for the next "
                "visit");
    api.free(draft);
    api.free(first);
    api.close(shop);
}

static void a_note_stands_inside_a_receipt_without_reset_or_cut(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = finished(shop, "1", "");
    const uint8_t *bytes = NULL;
    size_t length = 0;
    slip_of(sale, "note", &bytes, &length);
    assert_false(holds(bytes, length, "\x1b@"));
    assert_false(holds(bytes, length, "\x1dV"));
    assert_false(holds(bytes, length, "\x1bi"));
    assert_false(holds(bytes, length, "\x1bp"));
    assert_true(holds(bytes, length, host_field(&api, sale, "notes")));
    assert_int_equal(api.slip(sale, "card", &bytes, &length), COMEBACK_NOTHING);
    api.free(sale);
    api.close(shop);
}

static void a_slip_lives_until_its_sale_is_freed(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = finished(shop, "1", "card");
    const uint8_t *first = NULL, *again = NULL, *other;
    size_t length = 0, same = 0, ignored;
    slip_of(sale, "note", &first, &length);
    uint8_t *copy = malloc(length);
    memcpy(copy, first, length);
    slip_of(sale, "card.png", &other, &ignored);
    assert_int_equal(host_tell(&api, shop, "2", "4711"), COMEBACK_OK);
    assert_true(api.drain(shop, 5000) >= 0);
    slip_of(sale, "note", &again, &same);
    assert_ptr_equal(first, again);
    assert_int_equal(length, same);
    assert_memory_equal(first, copy, length);
    free(copy);
    api.free(sale);
    api.close(shop);
}

static void what_is_no_sale_prints_nothing(void **state)
{
    static const struct {
        const char *field, *value;
    } nothings[] = {{"kind", "return"},     {"kind", "training"},   {"copy", "1"},
                    {"print", "none"},      {"total_minor", "499"}, {"kind", "void"},
                    {"total_minor", "-100"}};
    comeback *shop = host_open(&api, *state);
    const uint8_t *bytes = NULL;
    size_t length = 0;
    char ref[16];
    for (size_t i = 0; i < sizeof nothings / sizeof nothings[0]; i++) {
        snprintf(ref, sizeof ref, "%zu", i);
        comeback_sale *sale = host_begin(&api, shop, ref);
        host_set(&api, sale, "original", "0");
        host_set(&api, sale, nothings[i].field, nothings[i].value);
        assert_int_equal(api.finish(sale), COMEBACK_OK);
        if (api.slip(sale, "note", &bytes, &length) != COMEBACK_NOTHING)
            fail_msg("%s=%s has a note", nothings[i].field, nothings[i].value);
        check_field(sale, "notes", "");
        api.free(sale);
    }
    api.close(shop);
}

/* --- told again --------------------------------------------------------------------------------
 */

static void a_sale_told_again_gets_its_first_answer(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *first = finished(shop, "1", ""), *again = host_begin(&api, shop, "1");
    char notes[32];
    snprintf(notes, sizeof notes, "%s", host_field(&api, first, "notes"));
    host_set(&api, again, "customer.id", "4711");
    assert_int_equal(api.finish(again), COMEBACK_OK);
    check_field(again, "notes", notes);
    check_field(again, "tag", "unidentified");
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), 1);
    api.free(first);
    api.free(again);
    api.close(shop);
}

static void a_card_can_be_asked_for_afterwards(void **state)
{
    comeback *shop = host_open(&api, *state);
    comeback_sale *first = finished(shop, "1", ""), *asked = finished(shop, "1", "card"),
                  *again = finished(shop, "1", "card");
    char card[32];
    check_field(first, "cards", "");
    snprintf(card, sizeof card, "%s", host_field(&api, asked, "cards"));
    assert_int_equal(strlen(card), 14);
    check_field(asked, "tag", "unidentified");
    check_field(again, "cards", card);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM job"), 1);
    api.free(first);
    api.free(asked);
    api.free(again);
    api.close(shop);
    host_check_clean(*state);
}

static void a_sale_told_again_otherwise_is_a_conflict(void **state)
{
    static const struct {
        const char *field, *value;
    } others[] = {{"total_minor", "4251"}, {"currency", "USD"}, {"at", NULL}};
    comeback *shop = host_open(&api, *state);
    comeback_sale *sale = finished(shop, "1", "");
    api.free(sale);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        sale = host_begin(&api, shop, "1");
        host_set(&api, sale, others[i].field,
                 others[i].value == NULL ? host_day(-5) : others[i].value);
        assert_int_equal(api.finish(sale), COMEBACK_CONFLICT);
        check_error(sale, "1");
        api.free(sale);
    }
    assert_int_equal(host_sql_number(*state, "SELECT total_minor FROM sale"), 4250);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM event WHERE kind=4"), 3);
    api.close(shop);
    host_check_clean(*state);
}

static void a_return_bears_the_same_number_and_is_another_ticket(void **state)
{
    comeback *shop = host_open(&api, *state);
    api.free(finished(shop, "1", ""));
    comeback_sale *sale = host_begin(&api, shop, "1");
    host_set(&api, sale, "kind", "return");
    host_set(&api, sale, "original", "1");
    host_set(&api, sale, "total_minor", "-4250");
    assert_int_equal(api.finish(sale), COMEBACK_OK);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale"), 2);
    api.free(sale);
    api.close(shop);
    host_check_clean(*state);
}

/* --- paper -------------------------------------------------------------------------------------
 */

/* What a scanner that is not ours reads; it talks about D-Bus on stderr. */
static const char *scan_picture(const char *path)
{
    static char text[HOST_TEXT];
    const char *const words[] = {"sh", "-c", "zbarimg -q --raw \"$0\" 2>/dev/null", path, NULL};
    assert_int_equal(host_run(text, sizeof text, words), 0);
    text[strcspn(text, "\n")] = '\0';
    return text;
}

static void the_card_on_paper_reads_and_its_code_is_taken(void **state)
{
    const struct host_shop *where = *state;
    char path[HOST_PATH + 64];
    comeback *shop = host_open(&api, where);
    comeback_sale *sale = finished(shop, "1", "card"), *friend = host_begin(&api, shop, "2");
    assert_int_equal(api.drain(shop, 10000), 1);
    assert_int_equal(api.drain(shop, 0), 0);
    snprintf(path, sizeof path, "%s/paper/000001.png", where->folder);
    const char *read = scan_picture(path);
    check_field(sale, "cards", read);
    assert_int_equal(scan(friend, read), COMEBACK_OK);
    assert_int_equal(api.finish(friend), COMEBACK_OK);
    assert_int_equal(api.tag(friend), COMEBACK_REFERRAL);
    api.free(sale);
    api.free(friend);
    api.close(shop);
}

static void the_note_as_a_picture_reads_and_its_code_is_taken(void **state)
{
    const struct host_shop *where = *state;
    char path[HOST_PATH + 64];
    comeback *shop = host_open(&api, where);
    comeback_sale *sale = finished(shop, "1", ""), *next = host_begin(&api, shop, "2");
    const uint8_t *bytes = NULL;
    size_t length = 0;
    slip_of(sale, "note.png", &bytes, &length);
    snprintf(path, sizeof path, "%s/note.png", where->folder);
    host_write(path, bytes, length);
    const char *read = scan_picture(path);
    check_field(sale, "notes", read);
    assert_int_equal(scan(next, read), COMEBACK_OK);
    api.free(sale);
    api.free(next);
    api.close(shop);
}

/* --- a good guest ------------------------------------------------------------------------------
 */

static int list_folder(const char *path, int *numbers)
{
    int count = 0;
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.' && atoi(entry->d_name) != dirfd(folder) && count < FDS)
            numbers[count++] = atoi(entry->d_name);
    closedir(folder);
    return count;
}

static void check_close_on_exec(const int *before, int count)
{
    int now[FDS], ours = 0;
    int now_count = list_folder("/proc/self/fd", now);
    for (int i = 0; i < now_count; i++) {
        bool old = false;
        for (int j = 0; j < count; j++)
            old = old || before[j] == now[i];
        if (!old && (fcntl(now[i], F_GETFD) & FD_CLOEXEC) == 0)
            fail_msg("descriptor %d reaches the children of the host", now[i]);
        ours += !old;
    }
    /* The store, its WAL and the serials at least. */
    assert_true(ours >= 3);
}

/* A day in short, with its mistakes. */
static void live(const struct host_shop *where, const int *fds, int count)
{
    char path[HOST_PATH + 64];
    const uint8_t *bytes;
    size_t length;
    int tasks[FDS];
    comeback *shop = host_open(&api, where), *none;
    comeback_sale *sale = host_begin(&api, shop, "1");
    scan(sale, "K000-0000-0000");
    api.set(sale, "at", "yesterday", 9);
    host_set(&api, sale, "print", "card");
    api.finish(sale);
    api.slip(sale, "card.png", &bytes, &length);
    api.drain(shop, 5000);
    snprintf(path, sizeof path, "%s/nowhere/comeback.ini", where->folder);
    assert_int_equal(api.open(path, &none), COMEBACK_CONFIG);
    if (fds != NULL)
        check_close_on_exec(fds, count);
    assert_int_equal(list_folder("/proc/self/task", tasks), 1);
    api.free(sale);
    api.close(shop);
}

static void nothing_is_left_open_and_no_thread_runs(void **state)
{
    int before[FDS], after[FDS];
    int count = list_folder("/proc/self/fd", before);
    live(*state, before, count);
    assert_int_equal(list_folder("/proc/self/fd", after), count);
    assert_memory_equal(before, after, (size_t)count * sizeof before[0]);
}

static void nothing_is_written_to_the_hosts_streams(void **state)
{
    const struct host_shop *where = *state;
    char path[HOST_PATH + 64];
    int kept[2] = {dup(1), dup(2)};
    snprintf(path, sizeof path, "%s/said", where->folder);
    int said = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    fflush(NULL);
    for (int i = 0; i < 2; i++)
        dup2(said, i + 1);
    live(where, NULL, 0);
    fflush(NULL);
    for (int i = 0; i < 2; i++) {
        dup2(kept[i], i + 1);
        close(kept[i]);
    }
    assert_int_equal(lseek(said, 0, SEEK_END), 0);
    close(said);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, host_make_shop, host_remove_shop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_object_exports_seventeen_names_and_the_one_a_jvm_looks_for),
        cmocka_unit_test(it_stays_loaded_after_the_last_dlclose),
        TEST(what_cannot_be_opened_is_refused_by_name),
        TEST(every_mistake_of_the_settings_is_told_at_once),
        TEST(a_shop_without_its_store_is_refused),
        TEST(without_a_path_the_environment_names_the_settings),
        TEST(a_shop_can_be_opened_many_times_at_once),
        cmocka_unit_test(every_call_refuses_null_handles),
        TEST(null_arguments_beside_a_good_handle_are_refused),
        TEST(a_host_is_named_in_plain_letters),
        TEST(the_error_is_of_this_shop_and_the_last),
        TEST(every_field_takes_what_its_manual_says_and_refuses_the_rest),
        TEST(an_unknown_field_harms_nothing),
        TEST(an_appointment_without_a_day_is_none_and_the_owner_told),
        TEST(a_phone_is_read_back_at_the_next_sale),
        TEST(every_answer_can_be_read),
        TEST(a_short_buffer_stays_as_it_was_and_the_length_is_whole),
        TEST(items_make_the_total_where_none_was_told),
        TEST(a_ticket_has_at_most_5000_items),
        TEST(calls_too_early_or_too_late_are_refused),
        TEST(look_changes_nothing_and_follows_the_basket),
        TEST(a_mistyped_code_is_told_at_once_and_never_kept),
        TEST(case_blanks_and_hyphens_do_not_matter),
        TEST(a_ninth_code_is_one_too_many),
        TEST(another_shops_code_is_refused_with_one_text_for_the_customer),
        TEST(a_note_tells_who_came_back),
        TEST(cancel_gives_back_and_free_does_not),
        TEST(a_reservation_ends_after_a_quarter_of_an_hour),
        TEST(a_card_pays_once_and_only_where_the_host_took_it_off),
        TEST(slips_come_in_every_form),
        TEST(a_card_that_the_host_prints_itself_comes_out_once_and_stays_good),
        TEST(what_was_scanned_stays_with_the_basket_when_its_ref_changes),
        TEST(a_note_stands_inside_a_receipt_without_reset_or_cut),
        TEST(a_slip_lives_until_its_sale_is_freed),
        TEST(what_is_no_sale_prints_nothing),
        TEST(a_sale_told_again_gets_its_first_answer),
        TEST(a_card_can_be_asked_for_afterwards),
        TEST(a_sale_told_again_otherwise_is_a_conflict),
        TEST(a_return_bears_the_same_number_and_is_another_ticket),
        TEST(the_card_on_paper_reads_and_its_code_is_taken),
        TEST(the_note_as_a_picture_reads_and_its_code_is_taken),
        TEST(nothing_is_left_open_and_no_thread_runs),
        TEST(nothing_is_written_to_the_hosts_streams),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
