/* SPDX-License-Identifier: MIT */
/* The report's numbers beside those of an independent computation (tests/unit/report_oracle): over
 * a real year, as history and as if it were sold now, and over random small shops. */
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <cmocka.h>

#include "built.h"

static const char year[] = "../shared/data/online-retail-lines.csv.xz";
static char folder[] = "/tmp/comeback-year-XXXXXX";
static char program[PATH_MAX], library[PATH_MAX];

/* A line of shell: $C is the program, $L the library, $F a folder of this test's own, $O the
 * computation. */
static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int run(const char *format, ...)
{
    char line[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    return built_shell(line);
}

static void the_computation_agrees_with_published_tables(void **state)
{
    (void)state;
    assert_int_equal(run("/usr/bin/python3 -B $O/published.py"), 0);
}

static void sell_the_year(const char *shop, const char *how)
{
    if (access(year, R_OK) != 0) {
        print_message("not compared: %s is not there\n", year);
        skip();
    }
    assert_int_equal(
        run("rm -rf $F/%s && $C init --country GB $F/%s > $F/out && { test -f $F/year.csv ||"
            " xz -dc %s > $F/year.csv; } && $C -c $F/%s/comeback.ini replay $F/year.csv %s "
            "--columns"
            " ref=InvoiceNo,at=InvoiceDate,customer.id=CustomerID,item.sku=StockCode,"
            "item.name=Description,item.quantity=Quantity,item.price=UnitPrice"
            " --kind return:ref~^C --zone Europe/London --currency GBP --host shop > $F/out",
            shop, shop, year, shop, how),
        0);
}

/* Whole, with another window, of days from after the first sale on, and of one month. */
static const char reports[] = "$F/1.json,60 $F/2.json,7 $F/3.json,30,2011-03-05,2011-10-20"
                              " $F/4.json,60,2011-07-01,2011-07-31";

static void report_the_year(const char *shop)
{
    assert_int_equal(run("R=\"$C -c $F/%s/comeback.ini report --json\"; $R > $F/1.json && $R "
                         "--window 7 > $F/2.json"
                         " && $R --window 30 --from 2011-03-05 --to 2011-10-20 > $F/3.json"
                         " && $R --month 2011-07 > $F/4.json",
                         shop),
                     0);
}

static void expect_as_the_log_has_it(const char *shop)
{
    assert_int_equal(
        run("/usr/bin/python3 -B $O $F/%s/store/comeback.db $(date +%%F) %s", shop, reports), 0);
}

static void a_real_year_as_history_is_reported_as_computed(void **state)
{
    (void)state;
    sell_the_year("history", "--history");
    report_the_year("history");
    assert_int_equal(run("/usr/bin/python3 -B $O/year.py $F/year.csv %s", reports), 0);
    expect_as_the_log_has_it("history");
}

static void a_real_year_sold_live_is_reported_as_computed(void **state)
{
    (void)state;
    sell_the_year("live", "");
    report_the_year("live");
    expect_as_the_log_has_it("live");
}

/* COMEBACK_SHOPS: how many; all that offers, steps, questions and gifts can be is drawn. */
static void random_shops_are_reported_as_computed(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    print_message("Python cannot load a library that is sanitized\n");
    skip();
#endif
    assert_int_equal(run("mkdir $F/shops && /usr/bin/python3 -B $O/shops.py 1"
                         " ${COMEBACK_SHOPS:-200} $C $L $F/shops"),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_computation_agrees_with_published_tables),
        cmocka_unit_test(a_real_year_as_history_is_reported_as_computed),
        cmocka_unit_test(a_real_year_sold_live_is_reported_as_computed),
        cmocka_unit_test(random_shops_are_reported_as_computed),
    };
    built_find("comeback", program);
    built_find("libcomeback.so", library);
    setenv("C", program, 1);
    setenv("L", library, 1);
    if (mkdtemp(folder) == NULL)
        return perror(folder), 1;
    setenv("F", folder, 1);
    setenv("O", "tests/unit/report_oracle", 1);
    int failed = cmocka_run_group_tests_name("report_year", tests, NULL, NULL);
    run("rm -rf $F");
    return failed;
}
