/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../config/offers_check.h"

/* Its sections begin in line 6. */
#define SHOP "[shop]\nname = A\naddress = B\ncountry = IE\ncurrency = EUR\n"

enum { TODAY = 20819 }; /* 2027-01-01 */

static void assert_told(const char *text, const char *expected)
{
    struct config *config = malloc(sizeof *config);
    struct config_faults faults;
    assert_non_null(config);
    if (config_parse("f", text, strlen(text), config, &faults) != CONFIG_OK)
        fail_msg("%s", faults.text);
    int status = offers_check(config, TODAY, &faults);
    free(config);
    if (expected == NULL) {
        if (status != CONFIG_OK)
            fail_msg("%s", faults.text);
        assert_null(faults.text);
        return;
    }
    assert_int_equal(status, CONFIG_WRONG);
    assert_string_equal(faults.text, expected);
    config_faults_free(&faults);
}

#define ONE(lines) "[offer one]\nfor = next\n" lines
#define GIFT       "gift = a cake\ncost = 2.00\n"

struct told {
    const char *text, *sentence; /* NULL: none */
};

static void assert_each_is_told(const struct told *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char text[1000], expected[1000];
        strcpy(stpcpy(text, SHOP), rows[i].text);
        if (rows[i].sentence != NULL)
            strcpy(stpcpy(stpcpy(expected, "[offer one] in line 6: "), rows[i].sentence), "\n");
        assert_told(text, rows[i].sentence != NULL ? expected : NULL);
    }
}

static void what_never_applies_is_told(void **state)
{
    static const struct told rows[] = {
        {ONE(GIFT "until = 2026-12-31\n"), "it ended on 2026-12-31 and is promised no more"},
        {ONE(GIFT "until = 2027-01-01\n"), NULL},
        {"[offer one]\nfor = friend\n" GIFT "[print]\ncard = never\n",
         "never promised: it stands on a card, and [print] has card = never"},
        {ONE(GIFT) "[print]\nnote = never\ncard = never\n",
         "never promised: it stands on a note, and [print] has note = never and card = never"},
        {ONE(GIFT) "[print]\nnote = never\n", NULL},
        {"[offer one]\nfor = visits\nevery = 6\n" GIFT "[print]\nnote = never\ncard = never\n",
         NULL},
        {"[offer one]\nfor = referrer\n" GIFT,
         "it thanks who gave a card, and no offer for = friend prints one"},
        {ONE(GIFT "weekdays = sun\n") "[print]\npen = yes\n", NULL},
        {ONE(GIFT "weekdays = mon-wed\ndays = 3\n"),
         "with days = 3 it may be over before one of its weekdays comes"},
        {ONE(GIFT "weekdays = mon-wed\ndays = 7\n"), NULL},
        {ONE(GIFT "weekdays = mon-sun\ndays = 3\n"), NULL},
        {ONE(GIFT "stage = first\nvisit = 2-\n"),
         "no customer is at that stage at those visits; first is visit 1, growing from 2 on, "
         "mature from 6 on"},
        {ONE(GIFT "stage = growing mature\nvisit = 1\n"),
         "no customer is at that stage at those visits; first is visit 1, growing from 2 on, "
         "mature from 6 on"},
        {ONE(GIFT "stage = mature\nvisit = -4\n") "[stage]\nmature_visits = 5\n",
         "no customer is at that stage at those visits; first is visit 1, growing from 2 on, "
         "mature from 5 on"},
        {ONE(GIFT "stage = mature\nvisit = -5\n") "[stage]\nmature_visits = 5\n", NULL},
        {ONE(GIFT "stage = first growing\nvisit = 2-\n"), NULL},
        {ONE(GIFT "tags = new referral\naway = 60-\n"),
         "away asks for a visit before, and tags without repeat has first visits only: nobody is "
         "promised it"},
        {ONE(GIFT "visit = 1\naway = 60-\n"),
         "away asks for a visit before, and visit = 1 has first visits only: nobody is promised "
         "it"},
        {ONE(GIFT "stage = first\naway = 60-\n"),
         "away asks for a visit before, and stage = first has first visits only: nobody is "
         "promised it"},
        {ONE(GIFT "tags = new repeat\naway = 60-\nvisit = 1-2\n"), NULL},
        {ONE(GIFT "tags = new\nvisit = 2-\n"),
         "tags without repeat are of first visits only, and visit leaves these out: nobody is "
         "promised it"},
        {ONE(GIFT "tags = unidentified\nstage = growing\n"),
         "tags without repeat are of first visits only, and stage leaves these out: nobody is "
         "promised it"},
        {ONE(GIFT "tags = new\nvisit = 1-\nstage = growing\n"),
         "tags without repeat are of first visits only, and stage leaves these out: nobody is "
         "promised it"},
        {ONE(GIFT "tags = new\nvisit = 1-\n"), NULL},
        {ONE(GIFT "visit = 2\n") "[privacy]\nprofiling = no\n",
         "it goes by tags, visit, away or stage, and [privacy] has profiling = no: nobody is "
         "promised it"},
        {ONE(GIFT "tags = new\n") "[privacy]\nprofiling = no\n",
         "it goes by tags, visit, away or stage, and [privacy] has profiling = no: nobody is "
         "promised it"},
        {ONE(GIFT "stage = first\n") "[privacy]\nprofiling = no\n",
         "it goes by tags, visit, away or stage, and [privacy] has profiling = no: nobody is "
         "promised it"},
        {ONE(GIFT "away = 60-\n") "[privacy]\nprofiling = no\n",
         "it goes by tags, visit, away or stage, and [privacy] has profiling = no: nobody is "
         "promised it"},
        {ONE(GIFT "away = 60-\n") "[privacy]\nprofiling = consent\n", NULL},
        {ONE(GIFT "basket = 20.00-\n") "[privacy]\nprofiling = no\n", NULL},
        {ONE(GIFT "items = sku:1, category:a\nexcept = category:a, sku:1, sku:2\n"),
         "except takes out all that items names: it is for nothing"},
        {ONE(GIFT "items = sku:1, category:a\nexcept = category:1, sku:1\n"), NULL},
        {ONE("amount = 3.00\nminimum = 50.00\nbasket = 10.00-49.99\n"),
         "who is promised it pays at most 49.99, and it is honoured from 50.00 on: few will reach "
         "it"},
        {ONE("amount = 3.00\nminimum = 50.00\nbasket = 10.00-50.00\n"), NULL},
    };
    (void)state;
    assert_each_is_told(rows, sizeof rows / sizeof rows[0]);
}

static void weekdays_on_which_the_shop_is_closed_are_told(void **state)
{
    (void)state;
    assert_told("[shop]\nname = A\naddress = B\ncountry = IE\ncurrency = EUR\nopen = tue-sat\n"
                "[offer one]\nfor = next\n" GIFT "weekdays = sun mon\n",
                "[offer one] in line 7: on none of its weekdays is the shop open, so it is never "
                "honoured\n");
    assert_told("[shop]\nname = A\naddress = B\ncountry = IE\ncurrency = EUR\nopen = tue-sat\n"
                "[offer one]\nfor = next\n" GIFT "weekdays = sun-tue\n",
                NULL);
}

#define NOW_AND_THEN "[gift]\ntext = a chocolate\none_in = 40\n"

static void a_gift_never_given_or_never_stopped_is_told(void **state)
{
    (void)state;
    assert_told(SHOP NOW_AND_THEN "cost = 0.60\nbudget_month = 0.60\nstage = growing\n", NULL);
    assert_told(SHOP NOW_AND_THEN, NULL);
    assert_told(SHOP NOW_AND_THEN "budget_month = 30.00\n",
                "[gift]: budget_month never stops it: without cost it counts as nothing\n");
    assert_told(SHOP NOW_AND_THEN "stage = growing\n[privacy]\nprofiling = no\n",
                "[gift]: never given: it goes by stage, and [privacy] has profiling = no\n");
    assert_told(SHOP NOW_AND_THEN "[privacy]\nprofiling = no\n", NULL);
}

static void what_does_nothing_is_told(void **state)
{
    static const struct told rows[] = {
        {ONE("amount = 3.00\nminimum = 9.00\nat_most = 3.00\n"),
         "at_most = 3.00 is never reached: no more than 3.00 is taken off"},
        {ONE("amount = 3.00\nminimum = 9.00\nat_most = 2.99\n"),
         "at_most is always reached: 2.99 is taken off, whatever is bought; amount = 2.99 says "
         "it"},
        {ONE("percent = 10\nminimum = 50.00\nat_most = 5.00\n"),
         "at_most is always reached: 5.00 is taken off, whatever is bought; amount = 5.00 says "
         "it"},
        {ONE("percent = 10\nminimum = 49.90\nat_most = 5.00\n"), NULL},
        {ONE("percent = 10\nat_most = 5.00\n"), NULL},
        {ONE(GIFT "at_most = 5.00\n"), "at_most does nothing: a gift cuts no price"},
        {ONE("service = We fit it\nat_most = 5.00\n"),
         "at_most does nothing: a service cuts no price"},
        {ONE("percent = 10\ncost = 5.00\n"),
         "cost does nothing: what percent costs is what it takes off"},
        {ONE("amount = 1.00\nminimum = 5.00\ncost = 5.00\n"),
         "cost does nothing: what amount costs is what it takes off"},
        {ONE("item = sku:1\nat_most = 5.00\ncost = 2.00\n"), NULL},
        {ONE("gift = a cake\nbudget_month = 9.00\n"),
         "budget_month never stops it: without cost, a gift counts as nothing"},
        {ONE("service = We fit it\nbudget_month = 9.00\n"),
         "budget_month never stops it: without cost, a service counts as nothing"},
    };
    (void)state;
    assert_each_is_told(rows, sizeof rows / sizeof rows[0]);
}

static void what_gives_all_away_is_told(void **state)
{
    static const struct told rows[] = {
        {ONE("percent = 100\n"), "with percent = 100 the customer pays nothing"},
        {ONE("percent = 100\nat_most = 5.00\n"),
         "who buys for 5.00 pays nothing; minimum = 0.00 does not prevent it"},
        {ONE("amount = 3.00\n"),
         "who buys for 3.00 pays nothing; minimum = 0.00 does not prevent it"},
        {ONE("amount = 3.00\nminimum = 3.00\n"),
         "who buys for 3.00 pays nothing; minimum = 3.00 does not prevent it"},
        {ONE("amount = 3.00\nminimum = 3.01\n"), NULL},
        {ONE("percent = 99\n"), NULL},
    };
    (void)state;
    assert_each_is_told(rows, sizeof rows / sizeof rows[0]);
}

static void an_offer_behind_one_for_all_it_is_for_is_told(void **state)
{
    static const struct {
        const char *first, *second;
        bool told;
    } rows[] = {
        {"\n", "", true},
        {"tags = new repeat\n", "tags = new\n", true},
        {"tags = new\n", "tags = new repeat\n", false},
        {"tags = new\n", "", false},
        {"visit = 1-5\n", "visit = 2-4\n", true},
        {"visit = 2-4\n", "visit = 2-4\n", true},
        {"visit = 2-4\n", "visit = 1-4\n", false},
        {"visit = 2-4\n", "visit = 2-5\n", false},
        {"away = 30-\n", "away = 60-90\n", true},
        {"away = 60-\n", "away = 30-\n", false},
        {"basket = 10.00-\n", "basket = 20.00-\n", true},
        {"basket = 10.00-\n", "\n", false},
        {"stage = first growing\n", "stage = first\n", true},
        {"stage = first\n", "stage = growing\n", false},
        {"from = 2027-01-01\n", "from = 2027-02-01\n", true},
        {"from = 2027-01-02\n", "from = 2027-01-02\n", true},
        {"from = 2027-01-02\n", "from = 2027-01-01\n", false},
        {"from = 2027-01-02\n", "\n", false},
        {"until = 2027-03-01\n", "until = 2027-02-01\n", true},
        {"until = 2027-03-01\n", "until = 2027-03-01\n", true},
        {"until = 2027-03-01\n", "until = 2027-03-02\n", false},
        {"until = 2027-03-01\n", "\n", false},
        {"total = 500\n", "\n", false},
        {"per_customer = 1\n", "\n", false},
        {"budget_month = 90.00\n", "\n", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[1000];
        snprintf(text, sizeof text,
                 SHOP "[offer one]\nfor = next\namount = 1.00\nminimum = 5.00\n%s"
                      "[offer two]\nfor = next\namount = 2.00\nminimum = 5.00\n%s",
                 rows[i].first, rows[i].second);
        assert_told(text, rows[i].told
                              ? "[offer two] in line 11: never promised: [offer one] in line 6 "
                                "stands before it, and whoever fits this one fits that\n"
                              : NULL);
    }
}

static void offers_for_something_else_stand_beside_each_other(void **state)
{
    (void)state;
    assert_told(SHOP "[offer friend]\n" GIFT "[offer visits]\nevery = 6\n" GIFT
                     "[offer next]\n" GIFT "[offer referrer]\n" GIFT,
                NULL);
    assert_told(SHOP "[offer a]\nfor = friend\n" GIFT "[offer b]\nfor = friend\n" GIFT,
                "[offer b] in line 10: never promised: [offer a] in line 6 stands before it, and "
                "whoever fits this one fits that\n");
}

static void a_service_goes_before_a_price_for_who_is_mature(void **state)
{
    (void)state;
    assert_told(SHOP "[offer price]\nfor = next\npercent = 5\n[offer words]\nfor = next\n" GIFT,
                NULL);
    assert_told(SHOP "[offer price]\nfor = next\npercent = 5\n[offer words]\nfor = next\n" GIFT
                     "stage = first growing\n",
                "[offer words] in line 9: never promised: [offer price] in line 6 stands before "
                "it, and whoever fits this one fits that\n");
    assert_told(SHOP "[offer price]\nfor = next\npercent = 5\n[offer words]\nfor = next\n" GIFT
                     "[stage]\nmature = any\n",
                "[offer words] in line 9: never promised: [offer price] in line 6 stands before "
                "it, and whoever fits this one fits that\n");
    assert_told(SHOP "[offer price]\nfor = next\npercent = 5\nstage = mature\n[offer words]\n"
                     "for = next\n" GIFT,
                "[offer price] in line 6: never promised: a mature customer has [offer words] in "
                "line 10, a service or gift, before a price; [stage] mature = any would change "
                "that\n");
    assert_told(SHOP "[offer price]\nfor = next\npercent = 5\nstage = mature\n[offer words]\n"
                     "for = next\n" GIFT "[stage]\nmature = any\n",
                NULL);
    assert_told(SHOP "[offer price]\nfor = next\npercent = 5\nstage = mature\n[offer words]\n"
                     "for = next\n" GIFT "visit = 10-\n",
                NULL);
}

static void two_thanks_for_one_card_are_told(void **state)
{
    (void)state;
    assert_told(SHOP "[offer friend]\npercent = 10\nreferrer = 10\n[offer thanks]\n"
                     "for = referrer\n" GIFT,
                "[offer friend] in line 6: referrer = 10 does nothing: [offer thanks] in line 9 is "
                "what who gave the card gets\n");
    assert_told(SHOP "[offer friend]\npercent = 10\nreferrer = 0\n[offer thanks]\n"
                     "for = referrer\n" GIFT,
                NULL);
}

static void a_friend_and_their_giver_together_may_take_too_much(void **state)
{
    (void)state;
    assert_told(SHOP "[offer friend]\npercent = 30\nreferrer = 21\nminimum = 20.00\n",
                "[offer friend] in line 6: a friend who buys for 20.00 and the thanks for it, "
                "referrer = 21, cost 10.20 together, more than half of it\n");
    assert_told(SHOP "[offer friend]\npercent = 30\nreferrer = 20\nminimum = 20.00\n", NULL);
    assert_told(SHOP "[offer friend]\npercent = 30\nreferrer = 30\nat_most = 6.00\n", NULL);
    assert_told(SHOP "[offer friend]\npercent = 50\nreferrer = 50\n",
                "[offer friend] in line 6: a friend who buys for 100.00 and the thanks for it, "
                "referrer = 50, cost 100.00 together, all of it\n");
    assert_told(SHOP "[offer friend]\namount = 4.00\nminimum = 10.00\n[offer thanks]\n"
                     "for = referrer\nservice = We fit it\ncost = 4.00\n",
                "[offer friend] in line 6: a friend who buys for 10.00 and the thanks for it, "
                "[offer thanks] in line 9, cost 8.00 together, more than half of it\n");
    assert_told(SHOP "[offer friend]\namount = 4.00\nminimum = 10.00\n[offer thanks]\n"
                     "for = referrer\npercent = 10\nminimum = 60.00\n",
                "[offer friend] in line 6: a friend who buys for 10.00 and the thanks for it, "
                "[offer thanks] in line 9, cost 10.00 together, all of it\n");
    assert_told(SHOP "[offer friend]\namount = 4.00\nminimum = 10.00\n[offer thanks]\n"
                     "for = referrer\nitem = sku:1\nat_most = 1.00\n",
                NULL);
    assert_told(SHOP "[offer friend]\namount = 4.00\nminimum = 10.00\n[offer thanks]\n"
                     "for = referrer\nitem = sku:1\nat_most = 1.01\n",
                "[offer friend] in line 6: a friend who buys for 10.00 and the thanks for it, "
                "[offer thanks] in line 9, cost 5.01 together, more than half of it\n");
    assert_told(SHOP "[offer friend]\namount = 4.00\nminimum = 10.00\n[offer thanks]\n"
                     "for = referrer\nitem = sku:1\nat_most = 1.01\ncost = 0.50\n",
                NULL);
    assert_told(SHOP "[offer friend]\npercent = 60\nreferrer = 0\n", NULL);
}

static void the_default_offers_are_sound(void **state)
{
    (void)state;
    for (enum config_language l = CONFIG_ENGLISH; l <= CONFIG_POLISH; l++)
        assert_told(config_default_files(l)->text, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_never_applies_is_told),
        cmocka_unit_test(weekdays_on_which_the_shop_is_closed_are_told),
        cmocka_unit_test(a_gift_never_given_or_never_stopped_is_told),
        cmocka_unit_test(what_does_nothing_is_told),
        cmocka_unit_test(what_gives_all_away_is_told),
        cmocka_unit_test(an_offer_behind_one_for_all_it_is_for_is_told),
        cmocka_unit_test(offers_for_something_else_stand_beside_each_other),
        cmocka_unit_test(a_service_goes_before_a_price_for_who_is_mature),
        cmocka_unit_test(two_thanks_for_one_card_are_told),
        cmocka_unit_test(a_friend_and_their_giver_together_may_take_too_much),
        cmocka_unit_test(the_default_offers_are_sound),
    };
    return cmocka_run_group_tests_name("offers check", tests, NULL, NULL);
}
