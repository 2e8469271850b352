/* SPDX-License-Identifier: MIT */
/* The module for Dolibarr's TakePOS in doubles of its host: dolibarr/till.php. The real host:
 * real/dolibarr. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

static char object[PATH_MAX];

/* A card that somebody else gave away, in TILL_CARD. */
static void give_card(const struct host_shop *where)
{
    char out[HOST_TEXT], code[16] = "";
    const char *const words[] = {"sh",
                                 "-c",
                                 "echo '{\"ref\":\"c\",\"total_minor\":5000,\"customer.id\":"
                                 "\"9\",\"print\":\"card\"}' | \"$1\" -c \"$2\" sale -",
                                 "sh",
                                 host_built("comeback"),
                                 where->config,
                                 NULL};
    assert_int_equal(host_run(out, sizeof out, words), 0);
    const char *cards = strstr(out, "\"cards\"");
    assert_non_null(cards);
    assert_int_equal(sscanf(cards, "\"cards\": [ \"%15[A-Z0-9-]", code), 1);
    setenv("TILL_CARD", code, 1);
}

static void run(const struct host_shop *where, const char *script, const char *mode,
                const char *expected)
{
    char out[HOST_TEXT];
    const char *const words[] = {"php", script, object, where->config, mode, NULL};
    snprintf(object, sizeof object, "%s", host_built("libcomeback.so"));
    int status = host_run(out, sizeof out, words);
    assert_string_equal(out, expected);
    assert_int_equal(status, 0);
}

static void run_till(const struct host_shop *where, const char *mode, const char *expected)
{
    run(where, "tests/hosts/dolibarr/till.php", mode, expected);
}

static const char a_day[] =
    "installed: yes\n"
    "the script: yes\n"
    "an ordinary basket: \n"
    "paid: unidentified: nothing was shown\n"
    "a gift: Thank you\n"
    "its receipt: yes\n"
    "its receipt again: Thank you\n"
    "a note before the first article:  CODE is kept for the first article\n"
    "no markup in the script: yes\n"
    "with the article: new: same visit as earlier today\n"
    "paid: new: same visit as earlier today\n"
    "a customer: new: customer id, may be a regular\n"
    "paid: new: customer id, may be a regular\n"
    "mistyped: mistyped: read it again\n"
    "a card: referral: card of DAY, paper's word\n"
    "discounts: -4.00 at 20, -1.00 at 0\n"
    "one line deleted by the cashier: referral: card of DAY, paper's word\n"
    "discounts: -4.00 at 20\n"
    "paid: referral: card of DAY, paper's word\n"
    "printed from another tab in the same moment: \n"
    "told twice: referral: card of DAY, paper's word\n"
    "its note comes once: yes\n"
    "the key: referral: card of DAY, paper's word\n"
    "dropped: \n"
    "a return: 0\n"
    "deleted: 0\n"
    "the kitchen: "
    "<dol_print_object_total><dol_line_feed><dol_line_feed><dol_cut_paper_full><dol_open_drawer>\n"
    "printed: "
    "<dol_print_object_total><note><dol_line_feed><dol_line_feed><dol_cut_paper_full><dol_open_"
    "drawer>\n"
    "again: "
    "<dol_print_object_total><dol_line_feed><dol_line_feed><dol_cut_paper_full><dol_open_drawer>\n"
    "where the owner has the tag: "
    "<note><dol_print_object_total><dol_line_feed><dol_line_feed><dol_cut_paper_full><dol_open_"
    "drawer>\n"
    "and again: "
    "<dol_print_object_total><dol_line_feed><dol_line_feed><dol_cut_paper_full><dol_open_drawer>\n"
    "library gone: Comeback cannot be reached: sell as usual, and tell the owner\n"
    "paid: Comeback cannot be reached: sell as usual, and tell the owner\n"
    "printed: "
    "<dol_print_object_total><dol_line_feed><dol_line_feed><dol_cut_paper_full><dol_open_drawer>\n"
    "log: Comeback: comeback serve does not answer at /nowhere/till.so\n"
    "database broken: \n"
    "printed: "
    "<dol_print_object_total><dol_line_feed><dol_line_feed><dol_cut_paper_full><dol_open_drawer>\n"
    "no database: 0\n"
    "switched off: 0\n";

static const char keys_expected[] =
    "an ordinary basket: How did you hear of us? friend web | need: filter belt\n"
    "no markup of the settings: yes\n"
    "a forged key: How did you hear of us? friend web | need: filter belt\n"
    "chosen: How did you hear of us? friend web | need: filter [belt]\n"
    "let go: How did you hear of us? friend web | need: filter belt\n"
    "paid: How did you hear of us? friend web | need: filter belt | print: card\n"
    "answered: How did you hear of us? (friend) ([web]) | need: filter belt | print: card\n"
    "answered once more: unidentified: nothing was shown | answer.heard: answered before, which "
    "stands / How did you hear of us? (friend) ([web]) | need: filter belt | print: card\n"
    "a need: How did you hear of us? (friend) ([web]) | need: ([filter]) belt | print: card\n"
    "an appointment: yes\n"
    "one in the past: unidentified: nothing was shown | next.at \"1999-05-12\": is before the "
    "sale\n"
    "nothing that could be meant: unidentified: nothing was shown | next.at \"1999-05-12\": is "
    "before the sale\n"
    "a customer: Ask: a card for a friend? card | DATE: We check your bike kept not_now "
    "not_relevant | How did you hear of us? friend web | need: filter belt | May we write to you? "
    "contact -contact\n"
    "chosen: Ask: a card for a friend? [card] | DATE: We check your bike [kept] not_now "
    "not_relevant | How did you hear of us? friend web | need: filter belt | May we write to you? "
    "[contact] -contact\n"
    "paid: repeat: customer id, visit 2 / How did you hear of us? friend web | need: filter belt | "
    "May we write to you? -contact\n"
    "a consent, withdrawn: How did you hear of us? friend web | need: filter belt | May we write "
    "to you? ([-contact])\n"
    "the first one, looked at again: -\n"
    "and pressed: -\n"
    "dropped: How did you hear of us? friend web | need: filter belt\n"
    "nothing in the basket: How did you hear of us? friend web | need: filter belt | May we write "
    "to you? contact -contact | advice\n"
    "advice: repeat: customer id, visit 2 / How did you hear of us? friend web | need: filter belt "
    "| May we write to you? contact -contact | advice\n"
    "library gone: Comeback cannot be reached: sell as usual, and tell the owner / How did you "
    "hear of us? friend web | need: filter belt | print: card\n"
    "and there again: unidentified: nothing was shown / How did you hear of us? (friend) ([web]) | "
    "need: filter belt | print: card\n";

static const char while_locked[] =
    "installed: yes\n"
    "a code: The code is kept and will be checked when the sale is paid\n"
    "the next page asks again: yes\n"
    "paid: The sale is kept; its tag comes later\n"
    "soon: yes\n";

static void takepos_sells_and_is_never_harmed(void **state)
{
    host_skip_if_sanitized();
    give_card(*state);
    run_till(*state, NULL, a_day);
    /* One of its two discount lines was deleted by the cashier. */
    assert_string_equal(host_sql(*state, "SELECT json_extract(body, '$.total_minor'),"
                                         " json_extract(body, '$.applied') FROM event"
                                         " WHERE kind=2 AND json_extract(body, '$.ref')='TC1-4'"),
                        "4600 400\n");
    assert_string_equal(host_sql(*state, "SELECT ref, total_minor, original FROM sale"
                                         " WHERE host='dolibarr' AND kind=1"),
                        "AV-90 -4800 TC1-1\n");
    assert_string_equal(host_sql(*state, "SELECT total_minor, ref=original FROM sale"
                                         " WHERE host='dolibarr' AND kind=3"),
                        "-2000 1\n");
    /* Neither the invoice that is not of TakePOS nor the one told without a library. */
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale WHERE host='dolibarr'"), 9);
    host_check_clean(*state);
}

static void one_key_answers_before_payment_and_after_it(void **state)
{
    host_skip_if_sanitized();
    host_set_keys(*state, "dolibarr");
    run(*state, "tests/hosts/dolibarr/keys.php", NULL, keys_expected);
    assert_string_equal(host_sql(*state, "SELECT ref, name, word FROM pressed"
                                         " WHERE host='dolibarr' ORDER BY 1, 2"),
                        "TC1-1 need filter\nTC1-1 next.at 47248:870\n"
                        "TC1-2 answer.service kept\nadvice-4 need belt\n");
    assert_string_equal(host_sql(*state, "SELECT purpose, given FROM consent"), "contact 0\n");
    assert_string_equal(host_sql(*state, "SELECT ref, answer FROM sale WHERE answer<>''"
                                         " ORDER BY ref"),
                        "TC1-1 web\nTC1-5 web\n");
    host_check_clean(*state);
}

static void a_locked_store_delays_no_payment(void **state)
{
    host_skip_if_sanitized();
    give_card(*state);
    pid_t holder = host_lock_store(*state, true);
    run_till(*state, "locked", while_locked);
    host_unlock_store(holder);
    host_check_clean(*state);
    assert_int_equal(host_sql_number(*state, "SELECT count(*) FROM sale WHERE host='dolibarr'"), 1);
}

static void a_products_reference_is_searched_and_a_code_is_not(void **state)
{
    char out[HOST_TEXT], bare[16] = "";
    give_card(*state);
    const char *card = getenv("TILL_CARD");
    snprintf(bare, sizeof bare, "%.4s%.4s%.4s", card, card + 5, card + 10);
    const char *const words[] = {"node",
                                 "tests/hosts/dolibarr/search.js",
                                 card,
                                 bare,
                                 "REF000000123",
                                 "PR0000000123",
                                 "K000-0000-0001",
                                 "teapot",
                                 NULL};
    assert_int_equal(host_run(out, sizeof out, words), 0);
    assert_string_equal(out, "a code\na code\nthe till searches\nthe till searches\na code\n"
                             "the till searches\n");
}

static void without_its_binding_the_payment_stands(void **state)
{
    const struct host_shop *where = *state;
    char out[HOST_TEXT], folder[PATH_MAX];
    const char *const copy[] = {"cp", "-r", "plugin/hosts/dolibarr/comeback", folder, NULL};
    snprintf(folder, sizeof folder, "%s/alone", where->root);
    assert_int_equal(host_run(out, sizeof out, copy), 0);
    setenv("TILL_MODULE", folder, 1);
    run_till(where, NULL,
             "installed: yes\n"
             "a code: -\n"
             "paid: -\n"
             "its receipt: Thank you\n"
             "log: Comeback: custom/comeback/Comeback.php cannot be read\n"
             "the owner reads: custom/comeback/Comeback.php cannot be read\n");
    unsetenv("TILL_MODULE");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takepos_sells_and_is_never_harmed, host_make_shop,
                                        host_remove_shop),
        cmocka_unit_test_setup_teardown(one_key_answers_before_payment_and_after_it, host_make_shop,
                                        host_remove_shop),
        cmocka_unit_test_setup_teardown(a_locked_store_delays_no_payment, host_make_shop,
                                        host_remove_shop),
        cmocka_unit_test_setup_teardown(a_products_reference_is_searched_and_a_code_is_not,
                                        host_make_shop, host_remove_shop),
        cmocka_unit_test_setup_teardown(without_its_binding_the_payment_stands, host_make_shop,
                                        host_remove_shop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
