/* SPDX-License-Identifier: MIT */
/* The adapter for opensourcepos in doubles of its host: opensourcepos/till.php. The real host:
 * real/opensourcepos. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

/* A card that somebody else gave away, in the environment. */
static void give_card(const struct host_shop *where, const char *giver, const char *variable)
{
    char out[HOST_TEXT], code[16] = "";
    const char *const words[] = {"sh",
                                 "-c",
                                 "echo '{\"ref\":\"'$3'\",\"total_minor\":5000,\"customer.id\":"
                                 "\"'$3'\",\"print\":\"card\"}' | \"$1\" -c \"$2\" sale -",
                                 "sh",
                                 host_built("comeback"),
                                 where->config,
                                 giver,
                                 NULL};
    assert_int_equal(host_run(out, sizeof out, words), 0);
    const char *cards = strstr(out, "\"cards\"");
    assert_non_null(cards);
    assert_int_equal(sscanf(cards, "\"cards\": [ \"%15[A-Z0-9-]", code), 1);
    setenv(variable, code, 1);
}

static const char expected[] =
    "an ordinary basket: -\n"
    "a sale: unidentified: nothing was shown\n"
    "note in the receipt: yes\n"
    "a note scanned: new: same visit as earlier today | CODE note of DAY\n"
    "its sale: new: same visit as earlier today\n"
    "a customer: new: customer id, may be a regular\n"
    "their sale: new: customer id, may be a regular\n"
    "a card scanned: referral: card of DAY, paper's word | CODE card of DAY | 1.53 off for the "
    "paper shown\n"
    "discounts: [\"1.53\",\"0\"]\n"
    "more in the basket: referral: card of DAY, paper's word | CODE card of DAY | 2.73 off for the "
    "paper shown\n"
    "discounts: [\"2.73\",\"0\",\"0\"]\n"
    "the friend: referral: card of DAY, paper's word\n"
    "left in the session: [\"comeback_last\"]\n"
    "with another session id: referral: card of DAY, paper's word | CODE card of DAY | 1.53 off "
    "for "
    "the paper shown\n"
    "another basket has no code: - [\"0.00\"]\n"
    "put aside: [\"0.00\"]\n"
    "after a payment: referral: card of DAY, paper's word | CODE card of DAY [\"0\"]\n"
    "without it: [\"1.20\"]\n"
    "nobody known any more: [\"0.00\"]\n"
    "weighed: 100\n"
    "free and less: 230\n"
    "beside a percent: 250 [\"5\",\"2.50\"]\n"
    "made a percent by the cashier: 0\n"
    "a third: 99\n"
    "yen: 150\n"
    "dinar, stored with two decimals: 1520 [\"1.520\"]\n"
    "euro, shown without cents: 200 [\"2.00\"]\n"
    "an item whose number is a code: yes\n"
    "an item that looks like a code: yes\n"
    "a return: not tagged: return, no note\n"
    "a quote: -\n"
    "nobody logged in: yes\n"
    "typed with the payment, where 3.5 has a field for it: yes\n"
    "the next basket has no code of one that failed: []\n"
    "library gone, receipt shown: yes\n"
    "no markup of ours in it: yes\n"
    "told: Comeback was not told of this sale: comeback serve does not answer at "
    "/nowhere/<b>till.sock (No such file or directory), and the library is not loaded (PATH cannot "
    "be "
    "loaded)\n"
    "a server that hangs, asked in one request: 1\n"
    "database in pieces, page as it was: -\n"
    "log: error Comeback: Typed property CodeIgniter\\Database\\BaseConnection::$pdo\n";

static void run_till(const struct host_shop *where, const char *form)
{
    char object[PATH_MAX], out[HOST_TEXT];
    const char *const words[] = {
        "php", "tests/hosts/opensourcepos/till.php", form, object, where->config, NULL};
    snprintf(object, sizeof object, "%s", host_built("libcomeback.so"));
    give_card(where, "9", "TILL_CARD");
    give_card(where, "10", "TILL_CARD_2");
    int status = host_run(out, sizeof out, words);
    assert_string_equal(out, expected);
    assert_int_equal(status, 0);
}

static void the_form_for_3_4_sells_and_never_harms_a_sale(void **state)
{
    host_skip_if_sanitized();
    run_till(*state, "events");
}

static void the_plugin_for_3_5_does_the_same(void **state)
{
    host_skip_if_sanitized();
    run_till(*state, "plugin");
}

static const char keys_expected[] =
    "before any sale: The next sale has begun: this key does not count any more.\n"
    "a sale: How did you hear of us? 1 friend 2 web | To come back to: 3 A filter <for> your "
    "machine 4 A new belt | For a friend: 5 Card\n"
    "no markup of the settings: yes\n"
    "its lines: unidentified: nothing was shown\n"
    "a token of the host in the form: yes\n"
    "answered: How did you hear of us? (1 friend) ([2 web]) | To come back to: 3 A filter <for> "
    "your machine 4 A new belt | For a friend: 5 Card\n"
    "answered once more: unidentified: nothing was shown | answer.heard: answered before, which "
    "stands / How did you hear of us? (1 friend) ([2 web]) | To come back to: 3 A filter <for> "
    "your machine 4 A new belt | For a friend: 5 Card\n"
    "a need: How did you hear of us? (1 friend) ([2 web]) | To come back to: ([3 A filter <for> "
    "your machine]) 4 A new belt | For a friend: 5 Card\n"
    "a card: How did you hear of us? (1 friend) ([2 web]) | To come back to: ([3 A filter <for> "
    "your machine]) 4 A new belt | For a friend: ([5 Card])\n"
    "an appointment: yes\n"
    "one in the past: unidentified: nothing was shown | next.at \"1999-05-12\": is before the "
    "sale\n"
    "nothing that could be meant: yes\n"
    "the empty register: How did you hear of us? (1 friend) ([2 web]) | To come back to: ([3 A "
    "filter <for> your machine]) 4 A new belt | For a friend: ([5 Card])\n"
    "which is: 218 text/javascript\n"
    "its own script: yes\n"
    "the next basket: -\n"
    "too late: The next sale has begun: this key does not count any more.\n"
    "a customer: repeat: customer id, visit 2 / Ask: a card for a friend? 1 Card | DATE: We check "
    "your bike 2 Kept 3 Not now 4 Not relevant | How did you hear of us? 5 friend 6 web | To come "
    "back to: 7 A filter <for> your machine 8 A new belt | May we write to you? 9 ✓ ✗\n"
    "chosen: Ask: a card for a friend? 1 Card | DATE: We check your bike 2 Kept [3 Not now] 4 Not "
    "relevant | How did you hear of us? 5 friend 6 web | To come back to: 7 A filter <for> your "
    "machine 8 A new belt | May we write to you? 9 ✓ ✗\n"
    "another word: Ask: a card for a friend? 1 Card | DATE: We check your bike [2 Kept] 3 Not now "
    "4 Not relevant | How did you hear of us? 5 friend 6 web | To come back to: 7 A filter <for> "
    "your machine 8 A new belt | May we write to you? 9 ✓ ✗\n"
    "let go: Ask: a card for a friend? 1 Card | DATE: We check your bike [2 Kept] 3 Not now 4 Not "
    "relevant | How did you hear of us? 5 friend 6 web | To come back to: 7 A filter <for> your "
    "machine 8 A new belt | May we write to you? [9 ✓] ✗\n"
    "all: Ask: a card for a friend? [1 Card] | DATE: We check your bike [2 Kept] 3 Not now 4 Not "
    "relevant | How did you hear of us? 5 friend 6 web | To come back to: [7 A filter <for> your "
    "machine] 8 A new belt | May we write to you? [9 ✓] ✗\n"
    "told with the sale: repeat: customer id, visit 2 / How did you hear of us? 1 friend 2 web | "
    "To come back to: ([3 A filter <for> your machine]) 4 A new belt | May we write to you? 5 ✗\n"
    "a consent, withdrawn: How did you hear of us? 1 friend 2 web | To come back to: ([3 A filter "
    "<for> your machine]) 4 A new belt | May we write to you? ([5 ✗])\n"
    "gone with it: yes\n"
    "given up: yes\n"
    "nothing in the basket: How did you hear of us? 1 friend 2 web | To come back to: 3 A filter "
    "<for> your machine 4 A new belt | May we write to you? 5 ✓ 6 ✗ | Nothing sold? 7 Keep it as "
    "advice\n"
    "advice: repeat: customer id, visit 2\n"
    "its keys after it: How did you hear of us? 1 friend 2 web | To come back to: 3 A filter <for> "
    "your machine ([4 A new belt]) | May we write to you? 5 ✓ 6 ✗ | For a friend: 7 Card\n"
    "no card for nothing sold: How did you hear of us? 1 friend 2 web | To come back to: 3 A "
    "filter <for> your machine ([4 A new belt]) | May we write to you? 5 ✓ 6 ✗ | For a friend: (7 "
    "Card)\n"
    "a return: -\n"
    "library gone: 9 / How did you hear of us? 1 friend 2 web | To come back to: 3 A filter <for> "
    "your machine 4 A new belt | For a friend: 5 Card\n"
    "and there again: How did you hear of us? (1 friend) ([2 web]) | To come back to: 3 A filter "
    "<for> your machine 4 A new belt | For a friend: 5 Card\n"
    "log: empty\n";

static void run_keys(const struct host_shop *where, const char *form)
{
    char object[PATH_MAX], out[HOST_TEXT];
    const char *const words[] = {
        "php", "tests/hosts/opensourcepos/keys.php", form, object, where->config, NULL};
    host_set_keys(where, "opensourcepos");
    snprintf(object, sizeof object, "%s", host_built("libcomeback.so"));
    int status = host_run(out, sizeof out, words);
    assert_string_equal(out, keys_expected);
    assert_int_equal(status, 0);
    assert_string_equal(host_sql(where, "SELECT substr(ref, 1, 6), name, word FROM pressed"
                                        " WHERE host='opensourcepos' ORDER BY 1, 2"),
                        "1 need filter\n1 next.at 47248:870\n2 answer.service kept\n"
                        "2 need filter\nadvice need belt\n");
    assert_string_equal(host_sql(where, "SELECT purpose, given FROM consent"), "contact 0\n");
    assert_string_equal(host_sql(where, "SELECT ref, answer FROM sale WHERE answer<>''"
                                        " ORDER BY ref"),
                        "1 web\n4 web\n");
    host_check_clean(where);
}

static void one_key_answers_in_the_form_for_3_4(void **state)
{
    host_skip_if_sanitized();
    run_keys(*state, "events");
}

static void and_in_the_plugin_for_3_5(void **state)
{
    host_skip_if_sanitized();
    run_keys(*state, "plugin");
}

static void without_its_binding_the_receipt_still_prints(void **state)
{
    const struct host_shop *where = *state;
    char out[HOST_TEXT], folder[PATH_MAX];
    const char *const copy[] = {"cp", "-r", "plugin/hosts/opensourcepos/ComebackPlugin", folder,
                                NULL};
    const char *const till[] = {
        "php", "tests/hosts/opensourcepos/till.php", "events", "none", "none", NULL};
    snprintf(folder, sizeof folder, "%s/alone", where->root);
    assert_int_equal(host_run(out, sizeof out, copy), 0);
    setenv("TILL_ADAPTER", folder, 1);
    int status = host_run(out, sizeof out, till);
    unsetenv("TILL_ADAPTER");
    assert_string_equal(out,
                        "a code: yes\n"
                        "receipt: yes\n"
                        "log: error Comeback: app/Plugins/ComebackPlugin/Comeback.php cannot be "
                        "read\n");
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_form_for_3_4_sells_and_never_harms_a_sale,
                                        host_make_shop, host_remove_shop),
        cmocka_unit_test_setup_teardown(the_plugin_for_3_5_does_the_same, host_make_shop,
                                        host_remove_shop),
        cmocka_unit_test_setup_teardown(one_key_answers_in_the_form_for_3_4, host_make_shop,
                                        host_remove_shop),
        cmocka_unit_test_setup_teardown(and_in_the_plugin_for_3_5, host_make_shop,
                                        host_remove_shop),
        cmocka_unit_test_setup_teardown(without_its_binding_the_receipt_still_prints,
                                        host_make_shop, host_remove_shop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
