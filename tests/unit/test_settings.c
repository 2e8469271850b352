/* SPDX-License-Identifier: MIT */
/* The settings of a shop that is open: where they are looked for, kept, and what of them is not. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shop_helper.h"

#define SHOP "[shop]\nname = A\naddress = B\ncountry = IE\ncurrency = EUR\n"

static struct till till;
static char home[PATH_MAX]; /* the working folder to go back to */

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    return getcwd(home, sizeof home) == NULL;
}

static int close_till(void **state)
{
    (void)state;
    int status = chdir(home);
    till_close(&till);
    return status;
}

static void close_shop(void)
{
    shop_close(till.shop);
    till.shop = NULL;
}

static const char *notice(void)
{
    return SELL(&till)->notice;
}

/* --- where the file is --- */

static void a_relative_path_is_that_of_the_folder_at_opening(void **state)
{
    (void)state;
    close_shop();
    assert_int_equal(chdir(till.folder), 0);
    assert_int_equal(shop_open("comeback.ini", &till.shop, NULL), COMEBACK_OK);
    assert_int_equal(chdir("/"), 0);
    assert_string_equal(notice(), "");
    till_set(&till, "print", "least", "999.00");
    assert_false(SELL(&till, .customer = "7")->note.made);
}

static void another_shop_in_the_working_folder_is_not_ours(void **state)
{
    struct till other;
    (void)state;
    till_open(&other);
    till_set(&other, "shop", "name", "Other Shop");
    close_shop();
    assert_int_equal(chdir(till.folder), 0);
    assert_int_equal(shop_open("comeback.ini", &till.shop, NULL), COMEBACK_OK);
    assert_int_equal(chdir(other.folder), 0);
    assert_string_equal(notice(), "");
    assert_string_equal(till.shop->settings->config.shop.name, "Your Shop");
    till_close(&other);
}

static void the_path_that_was_kept_is_absolute(void **state)
{
    char expected[160];
    (void)state;
    close_shop();
    assert_int_equal(chdir(till.folder), 0);
    assert_int_equal(shop_open("./comeback.ini", &till.shop, NULL), COMEBACK_OK);
    snprintf(expected, sizeof expected, "%s/comeback.ini", till.folder);
    assert_string_equal(till.shop->path, expected);
}

/* --- where the store is --- */

static void move_store(void)
{
    char from[128];
    close_shop();
    strcpy(from, till_path(&till, "store"));
    assert_int_equal(rename(from, till_path(&till, "data")), 0);
    till_set(&till, "store", "path", "data");
    assert_int_equal(shop_open(till_path(&till, "comeback.ini"), &till.shop, NULL), COMEBACK_OK);
}

static void a_mistake_does_not_hide_a_store_that_lies_elsewhere(void **state)
{
    (void)state;
    move_store();
    SELL(&till, .ref = "1");
    till_set(&till, "print", "least", "5,00");
    till_reopen(&till);
    assert_non_null(strstr(notice(), "settings not in force since "));
    assert_non_null(strstr(notice(), "print.least: found \"5,00\""));
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale WHERE ref='1'"), 1);
    till_set(&till, "print", "least", "5.00");
    assert_string_equal(notice(), "");
}

static void a_mistake_at_the_first_opening_is_refused(void **state)
{
    struct fault fault = {{0}};
    struct shop *shop = NULL;
    (void)state;
    close_shop();
    till_set(&till, "print", "least", "5,00");
    assert_int_equal(shop_open(till_path(&till, "comeback.ini"), &shop, &fault), COMEBACK_CONFIG);
    assert_null(shop);
    assert_non_null(strstr(fault.text, "print.least: found \"5,00\""));
}

/* Only who knows the printers can judge these, and a till that is started again must not stand. */
static void a_printer_that_cannot_be_is_a_mistake_like_any_other(void **state)
{
    static const struct {
        const char *key, *value, *told;
    } cases[] = {
        {"profile", "epson-tm-l9O",
         "comeback.ini:21: print.profile: found \"epson-tm-l9O\", expected one of "},
        {"printer", "sokcet://x",
         "comeback.ini:20: print.printer: found \"sokcet://x\", expected "
         "the scheme cups, file, serial, socket, usb or virtual"},
        {"printer", "serial:/dev/ttyS0?flow=foo",
         "comeback.ini:20: print.printer: found \"serial:/dev/ttyS0?flow=foo\", expected rtscts, "},
    };
    (void)state;
    assert_string_equal(notice(), "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        till_set(&till, "print", cases[i].key, cases[i].value);
        close_shop();
        assert_int_equal(shop_open(till_path(&till, "comeback.ini"), &till.shop, NULL),
                         COMEBACK_OK);
        if (strstr(notice(), cases[i].told) == NULL)
            fail_msg("found \"%s\"", notice());
        till_set(&till, "print", "profile", "generic-80");
        till_set(&till, "print", "printer", "virtual:paper");
    }
}

static void a_store_that_is_moved_while_it_is_open_is_told(void **state)
{
    static const char told[] = "[store] names other folders now: in force at the next open";
    (void)state;
    assert_string_equal(notice(), "");
    till_set(&till, "store", "path", "data");
    assert_string_equal(notice(), told);
    till_set(&till, "store", "path", "store");
    assert_string_equal(notice(), "");
    till_set(&till, "store", "keys", "other");
    assert_string_equal(notice(), told);
}

static struct config_store found_in(const char *text)
{
    struct config_store found;
    assert_int_equal(config_find_store(text, strlen(text), &found), CONFIG_OK);
    return found;
}

static void assert_store(const char *text, const char *path, const char *keys)
{
    struct config_store found = found_in(text);
    assert_string_equal(found.path, path);
    assert_string_equal(found.keys, keys);
}

static void the_store_is_found_where_its_own_lines_are_right(void **state)
{
    (void)state;
    assert_store("", "store", "keys");
    assert_store("[shop]\nname = \n[store]\npath = data\n", "data", "keys");
    assert_store("[store]\nkeys = /k\n[print]\nleast = 5,00\nwhat = 1\n", "store", "/k");
    assert_store("[store]\npath = data\nkeys = \n", "data", "keys");
    assert_store("[store]\npath = x;y\nkeys = k\n", "store", "k");
    assert_store("[store]\npath = keys\n", "store", "keys");
    assert_store("[stoer]\npath = data\n", "store", "keys");
}

/* --- what is kept --- */

static void assert_without_staff(const char *text, const char *expected)
{
    struct config config;
    char *copy = config_without_staff(text, strlen(text));
    assert_non_null(copy);
    assert_string_equal(copy, expected);
    assert_int_equal(config_parse("f", copy, strlen(copy), &config, NULL), CONFIG_OK);
    assert_string_equal(config.shop.staff, "");
    free(copy);
}

static void the_staff_are_left_out_of_what_is_kept(void **state)
{
    (void)state;
    assert_without_staff(SHOP, SHOP);
    assert_without_staff(SHOP "staff = 17 23\n[print]\nleast = 1.00\n",
                         SHOP "staff =\n[print]\nleast = 1.00\n");
    assert_without_staff(SHOP "staff = 17 ; 17 is Anna\n", SHOP "staff =\n");
    assert_without_staff(SHOP "staff=\"17 = 23\"", SHOP "staff=");
    assert_without_staff(SHOP "staff =   '17'   \n", SHOP "staff =\n");
    assert_without_staff(SHOP "staff =\n", SHOP "staff =\n");
}

static void no_id_of_the_staff_is_in_the_log(void **state)
{
    (void)state;
    till_set(&till, "shop", "staff", "0871234567");
    SELL(&till);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=1"), 1);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE body LIKE '%0871234%'"),
                     0);
    assert_false(SELL(&till, .customer = "0871234567")->note.made);
    till_reopen(&till);
    SELL(&till);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM event WHERE kind=1"), 1);
    assert_false(SELL(&till, .customer = "0871234567")->note.made);
}

/* --- when they are read --- */

static void a_file_that_changed_since_it_was_read_is_read_again(void **state)
{
    struct settings *settings = NULL;
    (void)state;
    const char *path = till.shop->path;
    assert_int_equal(settings_read(path, &settings, NULL), COMEBACK_OK);
    struct settings_stamp stamp = settings->stamp;
    assert_false(settings_changed(path, settings, &stamp));
    char *text = till_read(&till, "card.receipt"), longer[8192];
    snprintf(longer, sizeof longer, "%s\n", text);
    till_write(&till, "card.receipt", longer);
    stamp = settings->stamp;
    assert_true(settings_changed(path, settings, &stamp));
    assert_false(settings_changed(path, settings, &stamp));
    settings_free(settings);
    free(text);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(a_relative_path_is_that_of_the_folder_at_opening),
        TILL_TEST(another_shop_in_the_working_folder_is_not_ours),
        TILL_TEST(the_path_that_was_kept_is_absolute),
        TILL_TEST(a_mistake_does_not_hide_a_store_that_lies_elsewhere),
        TILL_TEST(a_mistake_at_the_first_opening_is_refused),
        TILL_TEST(a_printer_that_cannot_be_is_a_mistake_like_any_other),
        TILL_TEST(a_store_that_is_moved_while_it_is_open_is_told),
        cmocka_unit_test(the_store_is_found_where_its_own_lines_are_right),
        cmocka_unit_test(the_staff_are_left_out_of_what_is_kept),
        TILL_TEST(no_id_of_the_staff_is_in_the_log),
        TILL_TEST(a_file_that_changed_since_it_was_read_is_read_again),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
