/* SPDX-License-Identifier: MIT */
/* Which profile is in force: the table's, an owner's own, and what the settings say over both. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../plugin/printer_model.h"
#include "shop_helper.h"

static struct till till;

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

static void write_own(const char *text)
{
    mkdir(till_path(&till, "printers"), 0777);
    till_write(&till, "printers/generic-80.profile", text);
}

static const char *notice(void)
{
    return SELL(&till)->notice;
}

static const struct profile *in_force(void)
{
    return shop_profile(till.shop);
}

static void an_own_profile_of_that_name_takes_the_place_of_the_tables(void **state)
{
    (void)state;
    assert_int_equal(in_force()->dots, 576);
    write_own("like = generic-80\ndots = 512\ndpi = 180\ncolumns = 42\n");
    assert_string_equal(notice(), "");
    assert_int_equal(in_force()->dots, 512);
    assert_int_equal(in_force()->columns, 42);
    assert_string_equal(in_force()->name, "generic-80");
    assert_int_equal(till.outcome.profile.columns, 42);
    assert_int_equal(unlink(till_path(&till, "printers/generic-80.profile")), 0);
    shop_refresh(till.shop);
    assert_string_equal(notice(), "");
    assert_int_equal(in_force()->dots, 576);
}

static void a_profile_may_be_named_by_its_path(void **state)
{
    (void)state;
    till_write(&till, "bar.profile", "like = epson-tm-l90\ncut = none\n");
    till_set(&till, "print", "profile", "bar.profile");
    assert_string_equal(notice(), "");
    assert_string_equal(in_force()->name, "epson-tm-l90");
    assert_int_equal(in_force()->cut, PROFILE_CUT_NONE);
}

static void a_path_without_a_file_and_a_name_of_nobody_are_told(void **state)
{
    (void)state;
    till_set(&till, "print", "profile", "none.profile");
    assert_non_null(strstr(notice(), ": print.profile: found \"none.profile\", "
                                     "expected one of `comeback printers --profiles`, or the path "
                                     "of a file that ends in .profile"));
    till_set(&till, "print", "profile", "../generic-80");
    assert_non_null(strstr(notice(), "\"../generic-80\": found a /, expected a name"));
}

/* As with every file of the settings: what was good stays in force, and the mistakes are told. */
static void an_own_profile_that_turns_bad_changes_nothing(void **state)
{
    (void)state;
    write_own("like = generic-80\ncut = none\n");
    assert_string_equal(notice(), "");
    write_own("like = generic-80\ncut = nnoe\ndosts = 1\n");
    const char *told = notice();
    assert_non_null(strstr(told, "printers/generic-80.profile:2: cut: found \"nnoe\", expected "
                                 "none, gs-v, gs-v0 or esc-i\n"));
    assert_non_null(strstr(told, "printers/generic-80.profile:3: \"dosts\": found an unknown key"));
    assert_int_equal(in_force()->cut, PROFILE_CUT_NONE);
}

/* A till that is started anew meanwhile goes on with what the log has. */
static void the_last_good_own_profile_is_kept_in_the_log(void **state)
{
    (void)state;
    write_own("like = generic-80\ncut = none\nblade_lines = 7\n");
    SELL(&till, .ref = "1");
    write_own("like = generic-80\ncut = nnoe\n");
    till_reopen(&till);
    assert_non_null(strstr(notice(), "settings not in force since "));
    assert_int_equal(in_force()->cut, PROFILE_CUT_NONE);
    assert_int_equal(in_force()->blade_lines, 7);
    assert_int_equal(
        till_number(&till, "SELECT count(*) FROM event WHERE body LIKE '%blade_lines%'"), 1);
}

static void narrow_paper_and_the_cut_are_set_over_the_profile(void **state)
{
    (void)state;
    till_set(&till, "print", "width", "384");
    till_set(&till, "print", "cut", "esc-i");
    assert_string_equal(notice(), "");
    assert_int_equal(in_force()->dots, 384);
    assert_int_equal(in_force()->columns, 32);
    assert_int_equal(in_force()->cut, PROFILE_CUT_ESC_I);
    till_set(&till, "print", "width", "640");
    const char *told = notice();
    if (strstr(told, "print.width: found \"640\", expected at most the 576 dots of generic-80") ==
        NULL)
        fail_msg("%s", told);
    assert_int_equal(in_force()->dots, 384);
}

static void paths_are_relative_to_the_folder_of_the_settings(void **state)
{
    (void)state;
    static const struct {
        const char *name, *path;
    } cases[] = {
        {"generic-80", "/shop/printers/generic-80.profile"},
        {"bar.profile", "/shop/bar.profile"},
        {"a/bar.profile", "/shop/a/bar.profile"},
        {"/etc/bar.profile", "/etc/bar.profile"},
        {".profile", "/shop/printers/.profile.profile"},
    };
    char path[STORE_PATH];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(printer_model_path("/shop", cases[i].name, path, NULL), COMEBACK_OK);
        assert_string_equal(path, cases[i].path);
    }
    assert_int_equal(printer_model_path("/shop", "", path, NULL), COMEBACK_CONFIG);
    assert_int_equal(printer_model_path("/shop", "a/b", path, NULL), COMEBACK_CONFIG);
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(an_own_profile_of_that_name_takes_the_place_of_the_tables),
        TILL_TEST(a_profile_may_be_named_by_its_path),
        TILL_TEST(a_path_without_a_file_and_a_name_of_nobody_are_told),
        TILL_TEST(an_own_profile_that_turns_bad_changes_nothing),
        TILL_TEST(the_last_good_own_profile_is_kept_in_the_log),
        TILL_TEST(narrow_paper_and_the_cut_are_set_over_the_profile),
        cmocka_unit_test(paths_are_relative_to_the_folder_of_the_settings),
    };
    return cmocka_run_group_tests_name("printer model", tests, NULL, NULL);
}
