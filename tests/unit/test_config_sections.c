/* SPDX-License-Identifier: MIT */
/* What an owner sets so that a sale leads to the next: offers, steps, needs, questions and more. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../config/config.h"
#include "../../config/keys.h"

/* What follows it begins in line 6. */
#define SHOP "[shop]\nname = A\naddress = B\ncountry = IE\ncurrency = EUR\n"

static struct config config;

static void read_good(const char *text)
{
    struct config_faults faults;
    if (config_parse("f", text, strlen(text), &config, &faults) != CONFIG_OK)
        fail_msg("%s", faults.text);
}

static void read_seed(void)
{
    char *text;
    size_t length;
    assert_int_equal(config_read_file("tests/fuzz/fuzz_ini/all_sections.ini", &text, &length, NULL),
                     CONFIG_OK);
    read_good(text);
    free(text);
}

static void assert_wrong(const char *text, const char *expected)
{
    struct config_faults faults;
    memset(&config, 0x5A, sizeof config);
    assert_int_equal(config_parse("f", text, strlen(text), &config, &faults), CONFIG_WRONG);
    assert_string_equal(faults.text, expected);
    config_faults_free(&faults);
    for (size_t i = 0; i < sizeof config; i++)
        assert_int_equal(((const unsigned char *)&config)[i], 0x5A);
}

static void assert_selectors(const struct config_selectors *list, int32_t count, int32_t at,
                             enum config_selects selects, const char *text)
{
    assert_int_equal(list->count, count);
    assert_int_equal(list->list[at].selects, selects);
    assert_string_equal(list->list[at].text, text);
}

static void assert_range(const struct config_range *range, bool given, int64_t least, int64_t most)
{
    assert_int_equal(range->given, given);
    assert_int_equal(range->least, least);
    assert_int_equal(range->most, most);
}

static void a_price_off_reaches_its_place(void **state)
{
    (void)state;
    read_seed();
    assert_int_equal(config.offer_count, 5);
    const struct config_offer *offer = &config.offers[0];
    assert_string_equal(offer->name, "friend");
    assert_int_equal(offer->line, 10);
    assert_int_equal(offer->to, CONFIG_FOR_FRIEND);
    assert_int_equal(offer->benefit, CONFIG_PERCENT);
    assert_int_equal(offer->percent, 10);
    assert_int_equal(offer->referrer, 10);
    assert_int_equal(offer->at_most_minor, 500);
    assert_int_equal(offer->offline_limit_minor, 500);
    assert_int_equal(offer->return_days, 30);
    assert_int_equal(offer->days, 90);
    assert_int_equal(offer->weekdays, 0);
    assert_int_equal(offer->tags, 0);
    assert_range(&offer->visit, false, 0, 0);
    offer = &config.offers[2];
    assert_string_equal(offer->name, "1st");
    assert_int_equal(offer->to, CONFIG_FOR_NEXT);
    assert_int_equal(offer->benefit, CONFIG_AMOUNT);
    assert_int_equal(offer->amount_minor, 300);
    assert_int_equal(offer->minimum_minor, 2000);
    assert_int_equal(offer->days, 30);
    assert_int_equal(offer->per_customer, 2);
    assert_int_equal(offer->total, 500);
    assert_int_equal(offer->budget_month_minor, 9000);
}

static void what_an_offer_is_for_reaches_its_place(void **state)
{
    (void)state;
    read_seed();
    const struct config_offer *offer = &config.offers[2];
    assert_selectors(&offer->items, 3, 0, CONFIG_CATEGORY, "bread");
    assert_selectors(&offer->items, 3, 1, CONFIG_SKU, "4711");
    assert_selectors(&offer->items, 3, 2, CONFIG_ITEM_NAME, "Inner tube");
    assert_selectors(&offer->except, 1, 0, CONFIG_ITEM_NAME, "Gift card");
    /* Friday over the weekend to Monday, and Wednesday. */
    assert_int_equal(offer->weekdays, 0x75);
    assert_int_equal(offer->tags, CONFIG_TAG_NEW | CONFIG_TAG_REFERRAL);
    assert_int_equal(offer->stages, CONFIG_STAGE_FIRST | CONFIG_STAGE_GROWING);
    assert_range(&offer->visit, true, 1, 3);
    assert_range(&offer->basket_minor, true, 2000, 20000);
    assert_range(&offer->away_days, false, 0, 0);
    /* date -u -d 2026-10-01 +%s, over 86400; and so for 2027-10-01 */
    assert_int_equal(offer->from_day, 20727);
    assert_int_equal(offer->until_day, 21092);
    assert_range(&config.offers[3].away_days, true, 60, INT64_MAX);
}

static void what_is_given_in_words_reaches_its_place(void **state)
{
    (void)state;
    read_seed();
    assert_string_equal(config.offers[1].name, "thanks-2");
    assert_int_equal(config.offers[1].to, CONFIG_FOR_REFERRER);
    assert_int_equal(config.offers[1].benefit, CONFIG_SERVICE);
    assert_string_equal(config.offers[1].words, "We fit it; free");
    assert_int_equal(config.offers[1].cost_minor, 400);
    assert_int_equal(config.offers[3].benefit, CONFIG_ITEM);
    assert_string_equal(config.offers[3].words, "category:cake, sku:9");
    assert_selectors(&config.offers[3].free_of, 2, 1, CONFIG_SKU, "9");
    assert_int_equal(config.offers[4].to, CONFIG_FOR_VISITS);
    assert_int_equal(config.offers[4].benefit, CONFIG_GIFT);
    assert_string_equal(config.offers[4].words, "a small present");
    assert_int_equal(config.offers[4].every, 6);
}

static void steps_needs_and_questions_reach_their_places(void **state)
{
    (void)state;
    read_seed();
    assert_int_equal(config.step_count, 2);
    assert_string_equal(config.steps[0].name, "service");
    assert_false(config.steps[0].is_need);
    assert_string_equal(config.steps[0].text, "We check your bike, free");
    assert_selectors(&config.steps[0].items, 1, 0, CONFIG_CATEGORY, "bike");
    assert_selectors(&config.steps[0].closes, 1, 0, CONFIG_SKU, "SERVICE");
    assert_int_equal(config.steps[0].due.count, 6);
    assert_int_equal(config.steps[0].due.unit, CONFIG_MONTHS);
    assert_int_equal(config.steps[0].ahead_days, 14);
    assert_string_equal(config.steps[1].name, "filter");
    assert_true(config.steps[1].is_need);
    assert_int_equal(config.steps[1].due.count, 0);
    assert_int_equal(config.steps[1].ahead_days, 14);
    assert_int_equal(config.question_count, 1);
    assert_string_equal(config.questions[0].name, "heard");
    assert_string_equal(config.questions[0].text, "How did you hear of us?");
    assert_int_equal(config.questions[0].answer_count, 3);
    assert_string_equal(config.questions[0].answers[1], "geh\xC3\xB6rt_2");
    assert_string_equal(config.questions[0].answers[2], "web-seite");
    assert_int_equal(config.questions[0].stages, CONFIG_STAGE_FIRST);
}

static void what_holds_for_the_whole_shop_reaches_its_place(void **state)
{
    (void)state;
    read_seed();
    assert_int_equal(config.shop.open, 0x3E);
    assert_int_equal(config.shop.closed_count, 2);
    /* date -u -d 2026-12-25 +%s, over 86400 */
    assert_int_equal(config.shop.closed[0], 20812);
    assert_int_equal(config.shop.closed[1], 20813);
    assert_true(config.print.pen);
    assert_int_equal(config.stage.mature_visits, 4);
    assert_int_equal(config.stage.mature_days, 365);
    assert_true(config.stage.any_first);
    assert_true(config.surprise.present);
    assert_string_equal(config.surprise.text, "a chocolate");
    assert_int_equal(config.surprise.one_in, 40);
    assert_int_equal(config.surprise.cost_minor, 60);
    assert_int_equal(config.surprise.budget_month_minor, 3000);
    assert_int_equal(config.surprise.least_minor, 500);
    assert_int_equal(config.surprise.stages, CONFIG_STAGE_GROWING | CONFIG_STAGE_MATURE);
    assert_int_equal(config.effect.holdout, 10);
    assert_int_equal(config.effect.detect_points, 5);
    assert_int_equal(config.privacy.keep_months, 0);
    assert_int_equal(config.privacy.profiling, CONFIG_PROFILING_CONSENT);
    assert_true(config.privacy.cashier_names);
    assert_int_equal(config.consent_count, 1);
    assert_string_equal(config.consents[0].name, "contact");
    assert_string_equal(config.consents[0].text, "We may write to you about your bike.");
    assert_int_equal(config.targets.made, 20);
    assert_int_equal(config.targets.kept, 60);
}

static void what_is_not_said_has_its_default(void **state)
{
    (void)state;
    read_good(SHOP);
    assert_int_equal(config.shop.open, 0x7F);
    assert_int_equal(config.shop.closed_count, 0);
    assert_false(config.print.pen);
    assert_int_equal(config.offer_count + config.step_count + config.question_count, 0);
    assert_int_equal(config.consent_count, 0);
    assert_false(config.surprise.present);
    assert_int_equal(config.stage.mature_visits, 6);
    assert_int_equal(config.stage.mature_days, 180);
    assert_false(config.stage.any_first);
    assert_int_equal(config.effect.holdout, 0);
    assert_int_equal(config.effect.detect_points, 3);
    assert_int_equal(config.privacy.keep_months, 36);
    assert_int_equal(config.privacy.profiling, CONFIG_PROFILING_YES);
    assert_false(config.privacy.cashier_names);
    assert_int_equal(config.targets.made + config.targets.kept, 0);
    read_good(SHOP "[offer next]\npercent = 5\n");
    assert_int_equal(config.offers[0].days, 90);
    assert_int_equal(config.offers[0].return_days, 14);
}

/* The line that is wrong is the last one. */
static const struct {
    const char *text, *told;
} values[] = {
#define NEXT            "[offer next]\npercent = 5\n"
#define WHOLE(low, top) "a whole number from " #low " to " #top
#define MONEY(low)      "an amount such as 5.00, from " low " to 10000000.00"
#define SELECTORS                                                                                  \
    "1 to 8 of category:NAME, sku:ID or name:WORDS with commas between, of at most 63 bytes each"
#define TEXT63 "a text of 1 to 63 bytes"
    {"open =", "shop.open: found \"\", expected days such as mon-sat or mon wed fri"},
    {"open = mon-", "shop.open: found \"mon-\", expected days such as mon-sat or mon wed fri"},
    {"open = Mon", "shop.open: found \"Mon\", expected days such as mon-sat or mon wed fri"},
    {"open = mon,tue",
     "shop.open: found \"mon,tue\", expected days such as mon-sat or mon wed fri"},
    {"closed = 2026-12-25, 2026-12-26", "shop.closed: found \"2026-12-25, 2026-12-26\", expected 1 "
                                        "to 64 dates such as 2026-12-25, with blanks between"},
    {"[print]\npen = on", "print.pen: found \"on\", expected no or yes"},
    {"[offer next]\npercent = 101", "offer next.percent: found \"101\", expected " WHOLE(1, 100)},
    {"[offer next]\namount = 0.00", "offer next.amount: found \"0.00\", expected " MONEY("0.01")},
    {"[offer next]\nitem = cake",
     "offer next.item: found \"cake\", expected " SELECTORS " and 63 in all"},
    {"[offer next]\nservice =", "offer next.service: found \"\", expected " TEXT63},
    {"[offer next]\ngift = \" \"", "offer next.gift: found \" \", expected " TEXT63},
    {"[offer x]\ngift = a\nfor = all",
     "offer x.for: found \"all\", expected friend, referrer, visits or next"},
    {NEXT "cost = -1.00", "offer next.cost: found \"-1.00\", expected " MONEY("0.00")},
    {NEXT "minimum = 1", "offer next.minimum: found \"1\", expected " MONEY("0.00")},
    {NEXT "at_most = 0.00", "offer next.at_most: found \"0.00\", expected " MONEY("0.01")},
    {NEXT "items = category:bread sku:1,",
     "offer next.items: found \"category:bread sku:1,\", expected " SELECTORS},
    {NEXT "items = colour:red", "offer next.items: found \"colour:red\", expected " SELECTORS},
    {NEXT "items = sku:1,sku:2,sku:3,sku:4,sku:5,sku:6,sku:7,sku:8,sku:9",
     "offer next.items: found \"sku:1,sku:2,sku:3,sku:4,sku:5,sku:6,sku:7,sku:8,sku:9\", "
     "expected " SELECTORS},
    {NEXT "except = sku: ,sku:2", "offer next.except: found \"sku: ,sku:2\", expected " SELECTORS},
    {NEXT "weekdays = weekend",
     "offer next.weekdays: found \"weekend\", expected days such as mon-sat or mon wed fri"},
    {"[offer friend]\ngift = a\nreturn_days = 366",
     "offer friend.return_days: found \"366\", expected " WHOLE(0, 365)},
    {NEXT "days = 0", "offer next.days: found \"0\", expected " WHOLE(1, 365)},
    {NEXT "from = tomorrow", "offer next.from: found \"tomorrow\", expected a date such as "
                             "2027-02-19, from 2000-01-01 to 2199-12-31"},
    {"[offer visits]\ngift = a\nevery = 101",
     "offer visits.every: found \"101\", expected " WHOLE(2, 100)},
    {NEXT "tags = new,repeat", "offer next.tags: found \"new,repeat\", expected one or more of "
                               "unidentified new repeat referral"},
    {NEXT "visit = 5-3", "offer next.visit: found \"5-3\", expected a range such as 3, 3-, -3 or "
                         "3-5, from 1 to 100000, the smaller first"},
    {NEXT "visit = 0", "offer next.visit: found \"0\", expected a range such as 3, 3-, -3 or 3-5, "
                       "from 1 to 100000, the smaller first"},
    {NEXT "visit = -", "offer next.visit: found \"-\", expected a range such as 3, 3-, -3 or 3-5, "
                       "from 1 to 100000, the smaller first"},
    {NEXT "away = 3--5", "offer next.away: found \"3--5\", expected a range such as 3, 3-, -3 or "
                         "3-5, from 1 to 36500, the smaller first"},
    {NEXT "basket = 20-", "offer next.basket: found \"20-\", expected a range of amounts such as "
                          "20.00-, -50.00 or 20.00-50.00, the smaller first"},
    {NEXT "basket = 10000000.01-",
     "offer next.basket: found \"10000000.01-\", expected a range of amounts such as 20.00-, "
     "-50.00 or 20.00-50.00, the smaller first"},
    {NEXT "stage = old",
     "offer next.stage: found \"old\", expected one or more of first growing mature"},
    {NEXT "per_customer = 0", "offer next.per_customer: found \"0\", expected " WHOLE(1, 100000)},
    {NEXT "total = 1000000001",
     "offer next.total: found \"1000000001\", expected " WHOLE(1, 1000000000)},
    {NEXT "budget_month = 0.00",
     "offer next.budget_month: found \"0.00\", expected " MONEY("0.01")},
    {"[offer friend]\ngift = a\noffline_limit = 5",
     "offer friend.offline_limit: found \"5\", expected " MONEY("0.00")},
    {"[offer friend]\ngift = a\nreferrer = 101",
     "offer friend.referrer: found \"101\", expected " WHOLE(0, 100)},
    {"[stage]\nmature_visits = 1", "stage.mature_visits: found \"1\", expected " WHOLE(2, 1000)},
    {"[stage]\nmature_days = 1461", "stage.mature_days: found \"1461\", expected " WHOLE(1, 1460)},
    {"[stage]\nmature = price", "stage.mature: found \"price\", expected service or any"},
    {"[step a]\ntext = b\nitems = b", "step a.items: found \"b\", expected " SELECTORS},
    {"[step a]\nitems = sku:1\ntext =", "step a.text: found \"\", expected " TEXT63},
    {"[need a]\ntext = b\ndue = 1 months",
     "need a.due: found \"1 months\", expected a time such as 14 days, 2 weeks, 6 months or 1 "
     "year, at most 10 years"},
    {"[need a]\ntext = b\ndue = 0 days",
     "need a.due: found \"0 days\", expected a time such as 14 days, 2 weeks, 6 months or 1 year, "
     "at most 10 years"},
    {"[need a]\ntext = b\ndue = 11 years",
     "need a.due: found \"11 years\", expected a time such as 14 days, 2 weeks, 6 months or 1 "
     "year, at most 10 years"},
    {"[need a]\ntext = b\ndue = 6 months or so",
     "need a.due: found \"6 months or so\", expected a time such as 14 days, 2 weeks, 6 months or "
     "1 year, at most 10 years"},
    {"[need a]\ntext = b\nahead = 53 weeks", "need a.ahead: found \"53 weeks\", expected a time "
                                             "such as 14 days or 2 weeks, at most 365 days"},
    {"[need a]\ntext = b\nahead = 1 month", "need a.ahead: found \"1 month\", expected a time such "
                                            "as 14 days or 2 weeks, at most 365 days"},
    {"[need a]\ntext = b\ncloses = b", "need a.closes: found \"b\", expected " SELECTORS},
#define ANSWERS                                                                                    \
    "2 to 6 different words with blanks between, each 1 to 32 bytes of letters, digits, _ and -, " \
    "none a mere number"
    {"[question a]\ntext = b\nanswers = yes",
     "question a.answers: found \"yes\", expected " ANSWERS},
    {"[question a]\ntext = b\nanswers = yes yes",
     "question a.answers: found \"yes yes\", expected " ANSWERS},
    {"[question a]\ntext = b\nanswers = 2 1",
     "question a.answers: found \"2 1\", expected " ANSWERS},
    {"[question a]\ntext = b\nanswers = yes, no",
     "question a.answers: found \"yes, no\", expected " ANSWERS},
    {"[question a]\ntext = b\nanswers = a b c d e f g",
     "question a.answers: found \"a b c d e f g\", expected " ANSWERS},
    {"[question a]\ntext = b\nanswers = no a23456789012345678901234567890123",
     "question a.answers: found \"no a23456789012345678901234567890123\", expected " ANSWERS},
    {"[gift]\ntext = a\none_in = 1", "gift.one_in: found \"1\", expected " WHOLE(2, 10000)},
    {"[gift]\ntext = a\none_in = 2\ncost = 1", "gift.cost: found \"1\", expected " MONEY("0.00")},
    {"[gift]\ntext = a\none_in = 2\nleast = 1", "gift.least: found \"1\", expected " MONEY("0.00")},
    {"[effect]\nholdout = 51", "effect.holdout: found \"51\", expected " WHOLE(0, 50)},
    {"[effect]\ndetect = 0", "effect.detect: found \"0\", expected " WHOLE(1, 50)},
    {"[privacy]\nkeep_months = 601", "privacy.keep_months: found \"601\", expected " WHOLE(0, 600)},
    {"[privacy]\nprofiling = maybe",
     "privacy.profiling: found \"maybe\", expected yes, consent or no"},
    {"[privacy]\ncashier_names = 1", "privacy.cashier_names: found \"1\", expected no or yes"},
    {"[consent a]\ntext =", "consent a.text: found \"\", expected a text of 1 to 255 bytes"},
    {"[targets]\nmade = 0", "targets.made: found \"0\", expected " WHOLE(1, 1000000)},
    {"[targets]\nkept = 101", "targets.kept: found \"101\", expected " WHOLE(1, 100)},
};

static int lines_of(const char *text)
{
    int lines = 1;
    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

static void a_wrong_value_is_told_with_what_was_expected(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char text[600], expected[600];
        snprintf(text, sizeof text, SHOP "%s\n", values[i].text);
        snprintf(expected, sizeof expected, "f:%d: %s\n", 5 + lines_of(values[i].text),
                 values[i].told);
        assert_wrong(text, expected);
    }
}

static void values_of_all_forms_are_read(void **state)
{
    (void)state;
    read_good(SHOP "open = sun\n" NEXT "visit = -3\naway = 7\nbasket = -50.00\n"
                   "weekdays = mon\ntags = unidentified repeat repeat\n"
                   "[need a]\ntext = b\ndue = 1 week\nahead = 0 days\n"
                   "[need b]\ntext = b\ndue = 10 years\nahead = 1 day\n");
    assert_int_equal(config.shop.open, 0x40);
    assert_range(&config.offers[0].visit, true, 1, 3);
    assert_range(&config.offers[0].away_days, true, 7, 7);
    assert_range(&config.offers[0].basket_minor, true, 0, 5000);
    assert_int_equal(config.offers[0].weekdays, 1);
    assert_int_equal(config.offers[0].tags, CONFIG_TAG_UNIDENTIFIED | CONFIG_TAG_REPEAT);
    assert_int_equal(config.steps[0].due.unit, CONFIG_WEEKS);
    assert_int_equal(config.steps[0].ahead_days, 0);
    assert_int_equal(config.steps[1].due.unit, CONFIG_YEARS);
    assert_int_equal(config.steps[1].ahead_days, 1);
    read_good("[shop]\nname = A\naddress = B\ncountry = JP\ncurrency = JPY\n" NEXT
              "basket = 500-\n");
    assert_range(&config.offers[0].basket_minor, true, 500, INT64_MAX);
}

static void an_offer_gives_exactly_one_thing(void **state)
{
    (void)state;
    assert_wrong(SHOP "[offer next]\ndays = 3\n",
                 "f:6: offer next: found nothing, expected one of percent, amount, item, service "
                 "or gift\n");
    assert_wrong(SHOP "[offer next]\ngift = a\ndays = 3\npercent = 5\n",
                 "f:9: offer next.percent: found \"5\", expected one of percent, amount, item, "
                 "service or gift; gift stands in line 7 already\n");
    assert_wrong(SHOP "[offer next]\namount = 1.00\nitem = sku:1\nservice = a\n",
                 "f:8: offer next.item: found \"sku:1\", expected one of percent, amount, item, "
                 "service or gift; amount stands in line 7 already\n"
                 "f:9: offer next.service: found \"a\", expected one of percent, amount, item, "
                 "service or gift; amount stands in line 7 already\n");
}

static void what_an_offer_is_for_is_its_name_or_told(void **state)
{
    (void)state;
    read_good(SHOP "[offer visits]\nfor = next\ngift = a\n[offer b]\nfor = visits\nevery = 3\n"
                   "gift = a\n");
    assert_int_equal(config.offers[0].to, CONFIG_FOR_NEXT);
    assert_int_equal(config.offers[1].to, CONFIG_FOR_VISITS);
    assert_wrong(SHOP "[offer b]\ngift = a\n",
                 "f:6: offer b.for: found nothing, expected friend, referrer, visits or next\n");
    assert_wrong(SHOP "[offer b]\ngift = a\nevery = 3\n",
                 "f:6: offer b.for: found nothing, expected friend, referrer, visits or next\n");
    assert_wrong(SHOP "[offer b]\nfor = visits\ngift = a\n",
                 "f:6: offer b.every: found nothing, expected a whole number from 2 to 100\n");
    assert_wrong(
        SHOP "[offer next]\ngift = a\nevery = 3\nreferrer = 5\noffline_limit = 1.00\n",
        "f:8: offer next.every: found \"3\", expected this key in an offer for = visits "
        "only\n"
        "f:9: offer next.referrer: found \"5\", expected this key in an offer for = friend "
        "only\n"
        "f:10: offer next.offline_limit: found \"1.00\", expected this key in an offer for "
        "= friend only\n");
}

static void what_cannot_be_meant_together_is_told(void **state)
{
    (void)state;
    assert_wrong(
        SHOP "[offer next]\nitem = sku:1\nbudget_month = 9.00\n",
        "f:8: offer next.budget_month: found \"9.00\", expected at_most beside it; without "
        "it one promise may cost any amount\n");
    assert_wrong(SHOP "[offer next]\namount = 9.01\nbudget_month = 9.00\n",
                 "f:8: offer next.budget_month: found \"9.00\", expected at least 9.01, what one "
                 "promise may cost by amount\n");
    assert_wrong(SHOP "[offer next]\nservice = a\ncost = 9.01\nbudget_month = 9.00\n",
                 "f:9: offer next.budget_month: found \"9.00\", expected at least 9.01, what one "
                 "promise may cost by cost\n");
    assert_wrong(SHOP "[offer next]\ngift = a\nfrom = 2027-02-20\nuntil = 2027-02-19\n",
                 "f:9: offer next.until: found \"2027-02-19\", expected no day before that of "
                 "from\n");
    read_good(SHOP "[offer next]\ngift = a\nfrom = 2027-02-19\nuntil = 2027-02-19\n");
    read_good(SHOP "[offer next]\namount = 9.00\nbudget_month = 9.00\n"
                   "[gift]\ntext = a\none_in = 9\ncost = 2.00\nbudget_month = 2.00\n");
    assert_wrong(SHOP "[gift]\ntext = a\none_in = 9\ncost = 2.00\nbudget_month = 1.99\n",
                 "f:10: gift.budget_month: found \"1.99\", expected at least 2.00, what one "
                 "costs\n");
}

static void a_name_that_an_answer_could_mean_twice_is_told(void **state)
{
    (void)state;
    assert_wrong(SHOP "[need a]\ntext = b\n[step a]\ntext = b\nitems = sku:1\n"
                      "[question a]\ntext = b\nanswers = c d\n",
                 "f:8: step a: found \"a\", expected another name: answer.a could mean [need a] in "
                 "line 6, too\n"
                 "f:11: question a: found \"a\", expected another name: answer.a could mean [need "
                 "a] in line 6, too\n");
    assert_wrong(SHOP "[need who]\ntext = b\n[question appointment]\ntext = b\nanswers = c d\n",
                 "f:6: need who: found \"who\", expected another name: answer.who has a meaning of "
                 "its own\n"
                 "f:8: question appointment: found \"appointment\", expected another name: "
                 "answer.appointment has a meaning of its own\n");
    read_good(SHOP "[need a]\ntext = b\n[offer a]\nfor = next\ngift = b\n[consent a]\ntext = b\n");
}

static void what_is_missing_is_told_at_its_section(void **state)
{
    (void)state;
    assert_wrong(SHOP "[step a]\n[need b]\n[question c]\n[consent d]\n[gift]\n",
                 "f:6: step a.items: found nothing, expected " SELECTORS "\n"
                 "f:6: step a.text: found nothing, expected " TEXT63 "\n"
                 "f:7: need b.text: found nothing, expected " TEXT63 "\n"
                 "f:8: question c.text: found nothing, expected a text of 1 to 95 bytes\n"
                 "f:8: question c.answers: found nothing, expected " ANSWERS "\n"
                 "f:9: consent d.text: found nothing, expected a text of 1 to 255 bytes\n"
                 "f:10: gift.text: found nothing, expected " TEXT63 "\n"
                 "f:10: gift.one_in: found nothing, expected " WHOLE(2, 10000) "\n");
}

static void a_section_of_a_family_has_a_name(void **state)
{
    (void)state;
    assert_wrong(SHOP "[offer]\n[offre friend]\n[needs b]\n[offer a b]\n"
                      "[offer a23456789012345678901234567890123]\n",
                 "f:6: offer: found \"[offer]\", expected [offer NAME]\n"
                 "f:7: offre friend: found \"[offre friend]\", expected [offer friend]\n"
                 "f:8: needs b: found \"[needs b]\", expected [need b]\n"
                 "f:9: offer a b: found \"[offer a b]\", expected [offer NAME], NAME of 1 to 32 of "
                 "a-z 0-9 - _\n"
                 "f:10: offer a23456789012345678901234567890123: found \"[offer "
                 "a23456789012345678901234567890123]\", expected [offer NAME], NAME of 1 to 32 of "
                 "a-z 0-9 - _\n");
    read_good(SHOP "[offer -_9a2345678901234567890123456789]\nfor = next\ngift = a\n");
    assert_string_equal(config.offers[0].name, "-_9a2345678901234567890123456789");
}

static void more_sections_than_there_may_be_are_told(void **state)
{
    static const struct {
        const char *family, *lines;
        int most, lines_each;
    } families[] = {
        {"offer", "for = next\ngift = a\n", CONFIG_OFFERS_MAX, 3},
        {"need", "text = a\n", CONFIG_STEPS_MAX, 2},
        {"question", "text = a\nanswers = b c\n", CONFIG_QUESTIONS_MAX, 3},
        {"consent", "text = a\n", CONFIG_CONSENTS_MAX, 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        char text[4000] = SHOP, expected[200];
        size_t used = strlen(text);
        for (int n = 0; n < families[i].most; n++)
            used += (size_t)snprintf(text + used, sizeof text - used, "[%s n%d]\n%s",
                                     families[i].family, n, families[i].lines);
        read_good(text);
        snprintf(text + used, sizeof text - used, "[%s last]\n%s", families[i].family,
                 families[i].lines);
        snprintf(expected, sizeof expected,
                 "f:%d: %s last: found \"[%s last]\", expected at most %d of them\n",
                 6 + families[i].most * families[i].lines_each, families[i].family,
                 families[i].family, families[i].most);
        assert_wrong(text, expected);
    }
}

static void a_key_of_another_section_or_of_none_is_told(void **state)
{
    (void)state;
    assert_wrong(SHOP NEXT "one_in = 3\nminmum = 1.00\n[effect]\nhold = 3\n[targets]\nx = 1\n",
                 "f:8: offer next.one_in: found \"one_in\", expected this key in [gift]\n"
                 "f:9: offer next.minmum: found \"minmum\", expected minimum\n"
                 "f:11: effect.hold: found \"hold\", expected one of holdout, detect\n"
                 "f:13: targets.x: found \"x\", expected one of made, kept\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_price_off_reaches_its_place),
        cmocka_unit_test(what_an_offer_is_for_reaches_its_place),
        cmocka_unit_test(what_is_given_in_words_reaches_its_place),
        cmocka_unit_test(steps_needs_and_questions_reach_their_places),
        cmocka_unit_test(what_holds_for_the_whole_shop_reaches_its_place),
        cmocka_unit_test(what_is_not_said_has_its_default),
        cmocka_unit_test(a_wrong_value_is_told_with_what_was_expected),
        cmocka_unit_test(values_of_all_forms_are_read),
        cmocka_unit_test(an_offer_gives_exactly_one_thing),
        cmocka_unit_test(what_an_offer_is_for_is_its_name_or_told),
        cmocka_unit_test(what_cannot_be_meant_together_is_told),
        cmocka_unit_test(a_name_that_an_answer_could_mean_twice_is_told),
        cmocka_unit_test(what_is_missing_is_told_at_its_section),
        cmocka_unit_test(a_section_of_a_family_has_a_name),
        cmocka_unit_test(more_sections_than_there_may_be_are_told),
        cmocka_unit_test(a_key_of_another_section_or_of_none_is_told),
    };
    return cmocka_run_group_tests_name("config sections", tests, NULL, NULL);
}
