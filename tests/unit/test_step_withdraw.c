/* SPDX-License-Identifier: MIT */
/* A step stands while some of what it rests on is left with the customer. */
#include "shop_helper.h"

#include <string.h>

#include "../../plugin/clock.h"

static struct till till;

static const struct line bike[] = {{"BIKE", "City bike", 49900}, {NULL, NULL, 0}};
static const struct line bike_and_bell[] = {
    {"BIKE", "City bike", 49900}, {"BELL", "Bell", 900}, {NULL, NULL, 0}};
static const struct line bike_back[] = {{"BIKE", "City bike", -49900}, {NULL, NULL, 0}};
static const struct line other_bike[] = {
    {"BIKE", "City bike", -49900}, {"BIKE2", "Tour bike", 59900}, {NULL, NULL, 0}};
static const struct line two_bikes[] = {
    {"BIKE", "City bike", 49900}, {"BIKE", "City bike", 49900}, {NULL, NULL, 0}};

static const char sections[] = "\n[step service]\nitems = sku:BIKE, sku:BIKE2\n"
                               "text = We check your bike, free\ndue = 6 months\n"
                               "\n[step chain]\nitems = sku:BIKE\ntext = We oil your chain\n"
                               "due = 3 weeks\n";

static int open_till(void **state)
{
    (void)state;
    till_open(&till);
    till_add_sections(&till, sections);
    return 0;
}

static int close_till(void **state)
{
    (void)state;
    till_close(&till);
    return 0;
}

/* Two bikes of one kind are two bikes: the shop still has one to check. */
static void a_step_stays_while_one_of_two_equal_items_is_left(void **state)
{
    (void)state;
    SELL(&till, .ref = "b", .customer = "ann", .lines = two_bikes, .total_minor = 99800);
    SELL(&till, .ref = "r1", .kind = "return", .original = "b", .customer = "ann", .day = 3,
         .total_minor = -49900, .lines = bike_back);
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 4), "service"));
    SELL(&till, .ref = "r2", .kind = "return", .customer = "ann", .day = 4, .total_minor = -49800,
         .lines = bike_back);
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 5), "service"));
    SELL(&till, .kind = "void", .original = "r1", .day = 5, .nothing = true);
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 6), "service"));
    till_assert_verified(&till);
}

/* A till with a key for a department and no article. */
static void a_step_of_an_item_with_a_category_alone_goes_with_it(void **state)
{
    static const struct line one[] = {{"", NULL, 49900}, {NULL, NULL, 0}};
    static const struct line one_back[] = {{"", NULL, -49900}, {NULL, NULL, 0}};
    (void)state;
    till_add_sections(&till, "\n[step oil]\nitems = category:bike\ntext = Oil it\ndue = 5 days\n");
    SELL(&till, .ref = "b", .customer = "ann", .lines = one, .category = "bike",
         .total_minor = 99800);
    SELL(&till, .kind = "return", .original = "b", .customer = "ann", .day = 1,
         .total_minor = -49900, .lines = one_back, .category = "bell");
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 2), "oil"));
    SELL(&till, .ref = "m", .customer = "ann", .day = 2, .lines = one, .category = "bike",
         .total_minor = 99800);
    SELL(&till, .kind = "return", .original = "b", .customer = "ann", .day = 3,
         .total_minor = -49900, .lines = one_back, .category = "bike");
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 4), "oil"));
    SELL(&till, .kind = "return", .original = "m", .customer = "ann", .day = 4,
         .total_minor = -49900, .lines = one_back, .category = "bike");
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 5), "oil"));
    till_assert_verified(&till);
}

static void a_step_rests_on_thousandths(void **state)
{
    static const struct line cloth[] = {{"CLOTH", "Cloth", 2500}, {NULL, NULL, 0}};
    static const struct line cloth_back[] = {{"CLOTH", "Cloth", -1000}, {NULL, NULL, 0}};
    (void)state;
    till_add_sections(&till, "\n[step seam]\nitems = sku:CLOTH\ntext = We sew it\ndue = 3 days\n");
    SELL(&till, .ref = "c", .customer = "ann", .lines = cloth, .quantity_milli = 2500,
         .total_minor = 2500);
    SELL(&till, .kind = "return", .original = "c", .customer = "ann", .day = 1, .lines = cloth_back,
         .quantity_milli = 2499, .total_minor = -1000);
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 2), "seam"));
    SELL(&till, .kind = "return", .original = "c", .customer = "ann", .day = 2, .lines = cloth_back,
         .quantity_milli = 1, .total_minor = -1);
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 3), "seam"));
    till_assert_verified(&till);
}

/* One step is begun once a sale, whichever of its items there are. */
static void a_step_stays_while_another_item_that_it_names_is_left(void **state)
{
    static const struct line both[] = {
        {"BIKE", "City bike", 49900}, {"BIKE2", "Tour bike", 59900}, {NULL, NULL, 0}};
    static const struct line tour_back[] = {{"BIKE2", "Tour bike", -59900}, {NULL, NULL, 0}};
    (void)state;
    SELL(&till, .ref = "b", .customer = "ann", .lines = both, .total_minor = 109800);
    SELL(&till, .kind = "return", .original = "b", .customer = "ann", .day = 3,
         .total_minor = -49900, .lines = bike_back);
    const struct answer *answer = LOOK(&till, .customer = "ann", .day = 4);
    assert_true(till_has_step(answer, "service"));
    assert_false(till_has_step(answer, "chain"));
    SELL(&till, .kind = "return", .original = "b", .customer = "ann", .day = 4,
         .total_minor = -58900, .lines = tour_back);
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 5), "service"));
    till_assert_verified(&till);
}

static void an_exchange_of_one_of_two_leaves_the_other_its_step(void **state)
{
    static const struct line two_at_once[] = {{"BIKE", "City bike", 99800}, {NULL, NULL, 0}};
    (void)state;
    SELL(&till, .ref = "b", .customer = "ann", .lines = two_at_once, .quantity_milli = 2000,
         .total_minor = 99800);
    SELL(&till, .ref = "x", .kind = "exchange", .original = "b", .customer = "ann", .day = 10,
         .total_minor = 10000, .lines = other_bike);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM step WHERE name='service'"), 1);
    assert_int_equal(till_open_step(LOOK(&till, .customer = "ann", .day = 11), "service")->due_day,
                     till_date(2025, 7, 16));
    SELL(&till, .kind = "void", .original = "x", .day = 11, .nothing = true);
    assert_int_equal(till_open_step(LOOK(&till, .customer = "ann", .day = 12), "service")->due_day,
                     till_date(2025, 7, 6));
    till_assert_verified(&till);
}

/* The bell stays with the customer, so the sale holds; the bike that moved the step does not. */
static void a_step_goes_back_to_its_day_where_what_moved_it_comes_back(void **state)
{
    (void)state;
    SELL(&till, .ref = "first", .customer = "ann", .lines = bike, .total_minor = 49900);
    SELL(&till, .ref = "again", .customer = "ann", .day = 10, .lines = bike_and_bell,
         .total_minor = 50800);
    SELL(&till, .kind = "return", .original = "again", .customer = "ann", .day = 12,
         .total_minor = -49900, .lines = bike_back);
    assert_int_equal(till_open_step(LOOK(&till, .customer = "ann", .day = 13), "service")->due_day,
                     till_date(2025, 7, 6));
    SELL(&till, .kind = "return", .original = "first", .customer = "ann", .day = 13,
         .total_minor = -49800, .lines = bike_back);
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 14), "service"));
    till_assert_verified(&till);
}

/* The clock went back between the two; day 0 is 6 January. */
static void a_step_is_due_by_the_sales_that_stand_and_no_other(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike, .total_minor = 49900);
    SELL(&till, .ref = "late", .customer = "ann", .day = 20, .lines = bike, .total_minor = 49900);
    SELL(&till, .customer = "ann", .day = 10, .lines = bike, .total_minor = 49900);
    assert_int_equal(till_open_step(LOOK(&till, .customer = "ann", .day = 21), "service")->due_day,
                     till_date(2025, 7, 26));
    SELL(&till, .kind = "void", .original = "late", .day = 22, .nothing = true);
    assert_int_equal(till_open_step(LOOK(&till, .customer = "ann", .day = 23), "service")->due_day,
                     till_date(2025, 7, 16));
    till_assert_verified(&till);
}

/* Which of several sales it was bought with is not told: it is taken back from one of them. */
static void one_item_back_is_taken_from_one_sale(void **state)
{
    (void)state;
    SELL(&till, .customer = "ann", .lines = bike_and_bell, .total_minor = 50800);
    SELL(&till, .customer = "ann", .day = 2, .lines = bike_and_bell, .total_minor = 50800);
    for (int day = 3; day <= 4; day++) {
        assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = day), "service"));
        SELL(&till, .kind = "return", .customer = "ann", .day = day, .total_minor = -49900,
             .lines = bike_back);
    }
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 5), "service"));
    till_assert_verified(&till);
}

/* A log of before had no quantities: what it says came back did so wholly. */
static void what_came_back_in_an_old_log_came_back_wholly(void **state)
{
    (void)state;
    SELL(&till, .ref = "b", .customer = "ann", .lines = two_bikes, .total_minor = 99800);
    SELL(&till, .kind = "return", .original = "b", .customer = "ann", .day = 3,
         .total_minor = -49900, .lines = bike_back);
    assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = 4), "service"));
    till_sql(&till, "UPDATE event SET body=json_remove(body, '$.withdraws[0].quantity',"
                    " '$.withdraws[1].quantity') WHERE json_extract(body, '$.withdraws')<>''");
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 4), "service"));
    till_assert_verified(&till);
}

static void of_an_old_sale_the_lines_say_how_much_there_was(void **state)
{
    (void)state;
    SELL(&till, .ref = "b", .customer = "ann", .lines = two_bikes, .total_minor = 99800);
    till_sql(&till, "UPDATE event SET body=json_remove(body, '$.begins[0].quantity',"
                    " '$.begins[1].quantity') WHERE json_extract(body, '$.begins')<>''");
    for (int day = 3; day <= 4; day++) {
        assert_true(till_has_step(LOOK(&till, .customer = "ann", .day = day), "service"));
        SELL(&till, .kind = "return", .original = "b", .customer = "ann", .day = day,
             .total_minor = day == 3 ? -49900 : -49800, .lines = bike_back);
    }
    assert_false(till_has_step(LOOK(&till, .customer = "ann", .day = 5), "service"));
    till_assert_verified(&till);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)
    const struct CMUnitTest tests[] = {
        TEST(a_step_stays_while_one_of_two_equal_items_is_left),
        TEST(a_step_of_an_item_with_a_category_alone_goes_with_it),
        TEST(a_step_rests_on_thousandths),
        TEST(a_step_stays_while_another_item_that_it_names_is_left),
        TEST(an_exchange_of_one_of_two_leaves_the_other_its_step),
        TEST(a_step_goes_back_to_its_day_where_what_moved_it_comes_back),
        TEST(a_step_is_due_by_the_sales_that_stand_and_no_other),
        TEST(one_item_back_is_taken_from_one_sale),
        TEST(what_came_back_in_an_old_log_came_back_wholly),
        TEST(of_an_old_sale_the_lines_say_how_much_there_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
