/* SPDX-License-Identifier: MIT */
/* Exports as POS programs write them: which sales they are, and what is told of the rest. */
#include "../../plugin/command/command.h"
#include "../../plugin/command/export_amount.h"
#include "../../plugin/command/export_encoding.h"
#include "../../plugin/command/sales_file.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 1 << 16 };

static int original_err = -1;
static FILE *captured;
static char told[ROOM], sales[ROOM]; /* of the last file read */
static int64_t refused, skipped;
static char reasons[ROOM]; /* of the last file read, as JSON */

static void capture_begin(void)
{
    fflush(stderr);
    captured = tmpfile();
    original_err = dup(STDERR_FILENO);
    assert_true(captured != NULL && original_err >= 0);
    assert_true(dup2(fileno(captured), STDERR_FILENO) >= 0);
}

static void capture_end(void)
{
    fflush(stderr);
    assert_true(dup2(original_err, STDERR_FILENO) >= 0);
    close(original_err);
    rewind(captured);
    size_t length = fread(told, 1, sizeof told - 1, captured);
    told[length] = '\0';
    fclose(captured);
}

static void add(char *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(char *out, const char *format, ...)
{
    size_t length = strlen(out);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out + length, ROOM - length, format, arguments);
    va_end(arguments);
}

/* kind host ref at total currency [customer] {quantity sku name amount}… */
static void list_sale(const struct sale *sale)
{
    char at[CLOCK_TEXT];
    clock_format(sale->at, at);
    add(sales, "%s %s %s %s %" PRId64, sale_kind_name(sale->kind), sale->host, sale->ref, at,
        sale->total_minor);
    add(sales, "%s%s", sale->currency[0] == '\0' ? "" : " ", sale->currency);
    add(sales, "%s%s", sale->customer_id[0] == '\0' ? "" : " by ", sale->customer_id);
    add(sales, "%s%s", sale->original[0] == '\0' ? "" : " undoes ", sale->original);
    for (int i = 0; i < sale->item_count; i++) {
        const struct sale_item *item = &sale->items[i];
        const char *sku = sale_item_text(sale, item->sku), *name = sale_item_text(sale, item->name);
        add(sales, " {%" PRId64 " %s%s%s %" PRId64 "}", item->quantity_milli, sku,
            sku[0] != '\0' && name[0] != '\0' ? "/" : "", name, item->amount_minor);
    }
    add(sales, "\n");
}

static int read_bytes(const void *data, size_t length, struct export_options *options)
{
    struct progress progress = {.shown = false};
    struct sales_file file;
    struct bytes text = {0};
    const struct sale *sale;
    bytes_add(&text, data, length);
    sales[0] = reasons[0] = '\0';
    strcpy(options->shop_currency, "GBP");
    capture_begin();
    int status = sales_file_open(&file, "f.csv", &text, options, &progress);
    if (status == EXIT_DONE) {
        while ((sale = sales_file_next(&file)) != NULL)
            list_sale(sale);
        export_account_end(&file.index.account);
        refused = file.index.account.refused;
        skipped = file.index.account.skipped;
        json_t *list = export_account_json(&file.index.account);
        char *dump = json_dumps(list, 0);
        snprintf(reasons, sizeof reasons, "%s", dump);
        free(dump);
        json_decref(list);
        sales_file_close(&file);
    }
    capture_end();
    bytes_free(&text);
    return status;
}

static int read_text(const char *text, struct export_options *options)
{
    return read_bytes(text, strlen(text), options);
}

/* With words as they are typed. */
static int read_with(const char *text, struct export_words words)
{
    struct export_options options = {.columns = NULL};
    capture_begin();
    int status = export_options_read(&words, &options);
    capture_end();
    return status == EXIT_DONE ? read_text(text, &options) : status;
}

static const char lines_of[] = "ref=No,at=When,item.name=What,item.quantity=Qty,item.price=Each";
#define HEADER      "No,When,What,Qty,Each\n"
#define EXPORT(...) ((struct export_words){.columns = lines_of, __VA_ARGS__})

static void expect(int status, int expected_status, const char *expected_sales,
                   const char *expected_told)
{
    assert_string_equal(told, expected_told);
    assert_int_equal(status, expected_status);
    if (status == EXIT_DONE)
        assert_string_equal(sales, expected_sales);
}

/* ---- times ---- */

static void every_way_of_writing_a_time_is_read(void **state)
{
    static const struct {
        const char *text, *expected;
        uint8_t orders;
    } cases[] = {
        {"2011-03-07T08:26:00Z", "2011-03-07T08:26:00+00:00", EXPORT_ANY_ORDER},
        {"2011-03-07 08:26:01.5+01:00", "2011-03-07T08:26:01+01:00", EXPORT_ANY_ORDER},
        {"2011-03-07 08:26:00 -0530", "2011-03-07T08:26:00-05:30", EXPORT_ANY_ORDER},
        {"2011-03-07 08:26:00 UTC", "2011-03-07T08:26:00+00:00", EXPORT_ANY_ORDER},
        {"2011-03-07 08:26+01", "2011-03-07T08:26:00+01:00", EXPORT_ANY_ORDER},
        {"2011/3/7 8:26Z", "2011-03-07T08:26:00+00:00", EXPORT_ANY_ORDER},
        {"7.3.2011 8:26:59,123Z", "2011-03-07T08:26:59+00:00", EXPORT_ANY_ORDER},
        {"07.03.11 08:26Z", "2011-03-07T08:26:00+00:00", EXPORT_ANY_ORDER},
        {"25/12/2011 8:26 AMZ", "2011-12-25T08:26:00+00:00", EXPORT_DMY},
        {"12/25/2011, 8:26:00\xE2\x80\xAFPM Z", "2011-12-25T20:26:00+00:00", EXPORT_MDY},
        {"1/13/2011 12:05 am Z", "2011-01-13T00:05:00+00:00", EXPORT_MDY},
        {"13-1-2011 12:05pmZ", "2011-01-13T12:05:00+00:00", EXPORT_DMY},
        {"99/12/31 0:00Z", "1999-12-31T00:00:00+00:00", EXPORT_YMD},
        {"31/12/89 0:00Z", "2089-12-31T00:00:00+00:00", EXPORT_DMY},
        {"20110307 08:26Z", "2011-03-07T08:26:00+00:00", EXPORT_ANY_ORDER},
        {"1299486360", "2011-03-07T08:26:00+00:00", EXPORT_ANY_ORDER},
        {"1299486360999", "2011-03-07T08:26:00+00:00", EXPORT_ANY_ORDER},
        {"999999999", "2001-09-09T01:46:39+00:00", EXPORT_ANY_ORDER},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct export_time time;
        int32_t day;
        char text[CLOCK_TEXT];
        assert_true(export_time_read(cases[i].text, strlen(cases[i].text), &time));
        assert_int_equal(time.orders, cases[i].orders);
        assert_true(export_time_day(&time, EXPORT_ANY_ORDER, &day));
        int64_t wall_ms = day * INT64_C(86400000) + time.of_day_ms;
        clock_format((struct moment){wall_ms - time.offset_min * INT64_C(60000), time.offset_min},
                     text);
        assert_string_equal(text, cases[i].expected);
    }
}

static void what_is_no_time_is_none(void **state)
{
    static const char *const cases[] = {"",
                                        "yesterday",
                                        "2011-02-29",
                                        "2011-13-07",
                                        "2011-03",
                                        "32/12/2011",
                                        "13/13/2011",
                                        "2011-03-07 24:00",
                                        "2011-03-07 8:60",
                                        "2011-03-07 8",
                                        "2011-03-07x",
                                        "2011-03-07 08:26x",
                                        "2011-03-07 13:00 PM",
                                        "2011-03-07 0:30 AM",
                                        "2011-03-07 08:26 +1",
                                        "2011-03-07 08:26 +24:00",
                                        "2011-03/07",
                                        "20110229",
                                        "2011030",
                                        "12994863601",
                                        "2011-03-07 08:26:",
                                        "2011-03-07 08:2",
                                        "111/3/7",
                                        "7/3/111",
                                        "1.2.3.4"};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct export_time time = {.of_day_ms = 77};
        if (export_time_read(cases[i], strlen(cases[i]), &time))
            fail_msg("\"%s\" was read", cases[i]);
        assert_int_equal(time.of_day_ms, 77);
    }
}

/* The C library's own conversion is the oracle, hour by hour. */
static void a_zone_is_as_the_tz_database_has_it(void **state)
{
    static const char *const names[] = {
        "Europe/London",  "America/New_York",    "Pacific/Apia",    "Africa/Casablanca",
        "Asia/Kathmandu", "Australia/Lord_Howe", "America/Caracas", "Etc/GMT+12"};
    (void)state;
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        struct export_zone zone;
        assert_int_equal(export_zone_read(names[n], &zone, NULL), COMEBACK_OK);
        setenv("TZ", names[n], 1);
        tzset();
        for (time_t at = 631152000; at < 1790000000; at += 1801) {
            struct tm local;
            assert_non_null(localtime_r(&at, &local));
            int64_t at_ms = (int64_t)at * 1000;
            assert_int_equal(export_zone_offset(&zone, at_ms) * 60, local.tm_gmtoff);
            int64_t wall_ms = at_ms + local.tm_gmtoff * INT64_C(1000);
            struct moment back = export_zone_moment(&zone, wall_ms);
            /* The same wall clock, and never the second of two. */
            assert_int_equal(back.at_ms + back.offset_min * INT64_C(60000), wall_ms);
            assert_true(back.at_ms <= at_ms);
        }
        unsetenv("TZ");
        tzset();
    }
}

static void an_hour_left_out_is_the_next_and_one_shown_twice_is_the_first(void **state)
{
    (void)state;
    int status = read_with(HEADER "1,2011-03-27 00:59,a,1,1\n2,2011-03-27 01:30,a,1,1\n"
                                  "3,2011-03-27 02:30,a,1,1\n4,2011-10-30 01:30,a,1,1\n"
                                  "5,2011-10-30 02:00,a,1,1\n",
                           EXPORT(.zone = "Europe/London"));
    expect(status, EXIT_DONE,
           "sale replay 1 2011-03-27T00:59:00+00:00 100 GBP {1000 a 100}\n"
           "sale replay 2 2011-03-27T02:30:00+01:00 100 GBP {1000 a 100}\n"
           "sale replay 3 2011-03-27T02:30:00+01:00 100 GBP {1000 a 100}\n"
           "sale replay 4 2011-10-30T01:30:00+01:00 100 GBP {1000 a 100}\n"
           "sale replay 5 2011-10-30T02:00:00+00:00 100 GBP {1000 a 100}\n",
           "");
}

static void an_unknown_zone_is_refused_and_tz_is_left_alone(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "Europe/Londn", "", "../zoneinfo/UTC", "/etc/localtime", "posixrules/x", "zone.tab"};
    setenv("TZ", "Asia/Tokyo", 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char expected[200];
        struct export_zone zone = {.count = 77};
        struct fault fault;
        assert_int_equal(export_zone_read(cases[i], &zone, &fault), COMEBACK_VALUE);
        snprintf(expected, sizeof expected,
                 "zone: found \"%s\", expected a name of the tz database such as Europe/London",
                 cases[i]);
        assert_string_equal(fault.text, expected);
        assert_int_equal(zone.count, 77);
    }
    struct export_zone zone;
    assert_int_equal(export_zone_read("Europe/London", &zone, NULL), COMEBACK_OK);
    assert_string_equal(getenv("TZ"), "Asia/Tokyo");
    unsetenv("TZ");
    tzset();
    expect(read_with(HEADER, EXPORT(.zone = "Mars/Phobos")), EXIT_USAGE, "",
           "comeback: --zone: found \"Mars/Phobos\", expected a name of the tz database such as "
           "Europe/London\n");
}

static void mixed_time_formats_are_read_line_by_line(void **state)
{
    (void)state;
    int status = read_with(HEADER "1,2011-03-07,a,1,1\n2,25/12/2011 8:00 PM,a,1,1\n"
                                  "3,12/26/2011 20:00,a,1,1\n4,27.12.2011 20:00:30,a,1,1\n"
                                  "5,1325016000,a,1,1\n6,2011-12-27T20:01:00Z,a,1,1\n"
                                  "7,5/5/2012,a,1,1\n",
                           EXPORT(.zone = "Europe/London"));
    expect(status, EXIT_DONE,
           "sale replay 1 2011-03-07T12:00:00+00:00 100 GBP {1000 a 100}\n"
           "sale replay 2 2011-12-25T20:00:00+00:00 100 GBP {1000 a 100}\n"
           "sale replay 3 2011-12-26T20:00:00+00:00 100 GBP {1000 a 100}\n"
           "sale replay 5 2011-12-27T20:00:00+00:00 100 GBP {1000 a 100}\n"
           "sale replay 4 2011-12-27T20:00:30+00:00 100 GBP {1000 a 100}\n"
           "sale replay 6 2011-12-27T20:01:00+00:00 100 GBP {1000 a 100}\n"
           "sale replay 7 2012-05-05T12:00:00+01:00 100 GBP {1000 a 100}\n",
           "");
}

static void one_sure_date_decides_the_order_of_all(void **state)
{
    (void)state;
    int status =
        read_with(HEADER "1,3/4/2011,a,1,1\n2,25/3/2011,a,1,1\n", EXPORT(.zone = "Europe/London"));
    expect(status, EXIT_DONE,
           "sale replay 2 2011-03-25T12:00:00+00:00 100 GBP {1000 a 100}\n"
           "sale replay 1 2011-04-03T12:00:00+01:00 100 GBP {1000 a 100}\n",
           "");
    status =
        read_with(HEADER "1,3/4/2011,a,1,1\n2,3/25/2011,a,1,1\n", EXPORT(.zone = "Europe/London"));
    expect(status, EXIT_DONE,
           "sale replay 1 2011-03-04T12:00:00+00:00 100 GBP {1000 a 100}\n"
           "sale replay 2 2011-03-25T12:00:00+00:00 100 GBP {1000 a 100}\n",
           "");
}

static void dates_that_nothing_decides_are_asked_for(void **state)
{
    static const char undecided[] = HEADER "1,3/4/2011,a,1,1\n";
    (void)state;
    expect(read_with(undecided, EXPORT(.zone = "Europe/London")), EXIT_REFUSED, "",
           "comeback: f.csv:2: at: \"3/4/2011\" may be of several days, and no other date of the "
           "file decides it; say --dates dmy, mdy or ymd\n");
    expect(read_with(HEADER "1,25/3/2011,a,1,1\n2,3/25/2011,a,1,1\n3,3/4/2011,a,1,1\n",
                     EXPORT(.zone = "Europe/London")),
           EXIT_REFUSED, "",
           "comeback: f.csv:4: at: \"3/4/2011\" may be of several days, and the other dates of the "
           "file contradict each other; say --dates dmy, mdy or ymd\n");
    expect(read_with(undecided, EXPORT(.zone = "UTC", .dates = "dmy")), EXIT_DONE,
           "sale replay 1 2011-04-03T12:00:00+00:00 100 GBP {1000 a 100}\n", "");
    expect(read_with(undecided, EXPORT(.zone = "UTC", .dates = "mdy")), EXIT_DONE,
           "sale replay 1 2011-03-04T12:00:00+00:00 100 GBP {1000 a 100}\n", "");
    expect(read_with(HEADER "1,03/04/11,a,1,1\n", EXPORT(.zone = "UTC", .dates = "ymd")), EXIT_DONE,
           "sale replay 1 2003-04-11T12:00:00+00:00 100 GBP {1000 a 100}\n", "");
    expect(read_with(HEADER "1,25/3/2011,a,1,1\n", EXPORT(.zone = "UTC", .dates = "mdy")),
           EXIT_DONE, "",
           "comeback: f.csv:2: at: found \"25/3/2011\", expected a date in the order of --dates\n");
    expect(read_with(undecided, EXPORT(.dates = "dym")), EXIT_USAGE, "",
           "comeback: --dates: found \"dym\", expected dmy, mdy or ymd\n");
}

static void a_time_without_an_offset_asks_for_a_zone(void **state)
{
    (void)state;
    expect(
        read_with(HEADER "1,2010-12-01 08:26:00,a,1,1\n", EXPORT(.zone = NULL)), EXIT_REFUSED, "",
        "comeback: f.csv:2: at: \"2010-12-01 08:26:00\" has no offset from UTC; say --zone, such "
        "as --zone Europe/London\n");
}

static void with_a_zone_the_business_day_is_that_of_the_zone(void **state)
{
    (void)state;
    int status = read_with(HEADER "1,2011-07-01T23:30:00Z,a,1,1\n1,2011-07-02 00:45,b,1,1\n",
                           EXPORT(.zone = "Europe/London"));
    expect(status, EXIT_DONE,
           "sale replay 1 2011-07-02T00:30:00+01:00 200 GBP {1000 a 100} {1000 b 100}\n", "");
}

static void a_time_out_of_range_is_refused(void **state)
{
    (void)state;
    expect(read_with(HEADER "1,1989-12-31,a,1,1\n2,2199-01-01,a,1,1\n", EXPORT(.zone = "UTC")),
           EXIT_DONE, "",
           "comeback: f.csv:2: at: found \"1989-12-31\", expected a time after 1989\n"
           "comeback: f.csv:3: at: found \"2199-01-01\", expected a time not after tomorrow\n");
    assert_int_equal(refused, 2);
}

/* ---- amounts ---- */

static void every_way_of_writing_an_amount_is_read(void **state)
{
    static const struct {
        const char *text;
        int64_t digits;
        int places;
        char decimal; /* that the file has; 0: not known */
    } cases[] = {
        {"0", 0, 0, 0},
        {"1234.56", 123456, 2, 0},
        {"1,234.56", 123456, 2, 0},
        {"1.234,56", 123456, 2, 0},
        {"1 234,56", 123456, 2, 0},
        {"1\xC2\xA0"
         "234,56",
         123456, 2, 0},
        {"1\xE2\x80\xAF"
         "234,56",
         123456, 2, 0},
        {"1'234.56", 123456, 2, 0},
        {"1\xE2\x80\x99"
         "234.56",
         123456, 2, 0},
        {"12,34,567.00", 123456700, 2, 0},
        {"1,234,567", 1234567, 0, 0},
        {"1 234", 1234, 0, 0},
        {"0.250", 250, 3, 0},
        {".5", 5, 1, 0},
        {"5.", 5, 0, 0},
        {"1,234", 1234, 0, '.'},
        {"1,234", 1234, 3, ','},
        {"1.234", 1234, 3, '.'},
        {"1.234", 1234, 0, ','},
        {"1234.567", 1234567, 3, 0},
        {"-2.55", -255, 2, 0},
        {"2.55-", -255, 2, 0},
        {"(2.55)", -255, 2, 0},
        {"\xE2\x88\x92"
         "2.55",
         -255, 2, 0},
        {"+2.55", 255, 2, 0},
        {"\xC2\xA3"
         "2.55",
         255, 2, 0},
        {"-\xC2\xA3"
         "2.55",
         -255, 2, 0},
        {"\xC2\xA3-2.55", -255, 2, 0},
        {"($ 2.55)", -255, 2, 0},
        {"2,55 \xE2\x82\xAC", 255, 2, 0},
        {"2,55\xC2\xA0\xE2\x82\xAC", 255, 2, 0},
        {"EUR 2,55-", -255, 2, 0},
        {"2.55 GBP", 255, 2, 0},
        {"kr. 2,55", 255, 2, 0},
        {"2,55 z\xC5\x82", 255, 2, 0},
        {"999999999999999999", 999999999999999999, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct export_amount amount;
        if (!export_amount_read(cases[i].text, strlen(cases[i].text), cases[i].decimal, &amount))
            fail_msg("\"%s\" was not read", cases[i].text);
        assert_int_equal(amount.digits, cases[i].digits);
        assert_int_equal(amount.places, cases[i].places);
    }
}

static void what_is_no_amount_is_none(void **state)
{
    static const struct {
        const char *text;
        char decimal;
    } cases[] = {{"", 0},
                 {"abc", 0},
                 {"-", 0},
                 {".", 0},
                 {"1,234", 0},
                 {"1.234", 0},
                 {"1,50", '.'},
                 {"1.50", ','},
                 {"1,23,4", 0},
                 {"1.2.3", 0},
                 {"1,2345.6", 0},
                 {"1.234.567,8.9", 0},
                 {"--1", 0},
                 {"-1-", 0},
                 {"(1", 0},
                 {"(-1)", 0},
                 {"1e5", 0},
                 {"1x", 0},
                 {"\xC2\xA3"
                  "1 GBP",
                  0},
                 {"1 2", 0},
                 {"1,234,567", ','},
                 {"1234567890123456789", 0},
                 {"12a", 0},
                 {"1,234 567", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct export_amount amount = {77, 77};
        if (export_amount_read(cases[i].text, strlen(cases[i].text), cases[i].decimal, &amount))
            fail_msg("\"%s\" was read", cases[i].text);
        assert_int_equal(amount.digits, 77);
    }
}

static void a_product_is_rounded_once_half_away_from_zero(void **state)
{
    static const struct {
        struct export_amount a, b;
        int digits;
        int64_t expected;
    } cases[] = {
        {{3, 0}, {333, 3}, 2, 100},  /* 0.999 */
        {{1, 0}, {5, 3}, 2, 1},      /* 0.005 */
        {{-1, 0}, {5, 3}, 2, -1},    /* -0.005 */
        {{1, 0}, {4999, 6}, 2, 0},   /* 0.004999 */
        {{15, 1}, {115, 2}, 2, 173}, /* 1.725 */
        {{1005, 3}, {1, 0}, 2, 101}, /* 1.005, which a double rounds to 1.00 */
        {{2, 0}, {255, 2}, 0, 5},    /* yen */
        {{1, 0}, {255, 2}, 3, 2550}, /* dinars */
        {{999999, 6}, {1, 0}, 3, 1000}, {{1000000000, 18}, {1000000000, 18}, 2, 0},
    };
    int64_t out = 77;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(
            export_amount_product(cases[i].a, cases[i].b, cases[i].digits, SALE_MINOR_MAX, &out));
        assert_int_equal(out, cases[i].expected);
    }
    out = 77;
    const struct export_amount most = {999999999999999999, 0}, one = {1, 0};
    assert_false(export_amount_product(most, most, 4, INT64_MAX, &out));
    assert_false(export_amount_product(most, one, 0, SALE_MINOR_MAX, &out));
    assert_false(export_amount_product((struct export_amount){-SALE_MINOR_MAX - 1, 0}, one, 0,
                                       SALE_MINOR_MAX, &out));
    assert_int_equal(out, 77);
    assert_true(export_amount_product((struct export_amount){-SALE_MINOR_MAX, 0}, one, 0,
                                      SALE_MINOR_MAX, &out));
    assert_int_equal(out, -SALE_MINOR_MAX);
}

static void decimal_commas_and_thousands_are_decided_by_the_file(void **state)
{
    (void)state;
    int status = read_with("No;When;What;Qty;Each\n1;2011-03-07;a;1,000;1.234,50\n"
                           "2;2011-03-07;b;2;1.234\n",
                           EXPORT(.zone = "UTC"));
    expect(status, EXIT_DONE,
           "sale replay 1 2011-03-07T12:00:00+00:00 123450 GBP {1000 a 123450}\n"
           "sale replay 2 2011-03-07T12:00:00+00:00 246800 GBP {2000 b 246800}\n",
           "");
}

static void an_amount_that_nothing_decides_is_asked_for(void **state)
{
    static const char undecided[] = HEADER "1,2011-03-07,a,1,\"1,234\"\n";
    (void)state;
    expect(read_with(undecided, EXPORT(.zone = "UTC")), EXIT_REFUSED, "",
           "comeback: f.csv:2: item.price: \"1,234\" may be thousands or decimals, and no other "
           "amount of the file decides it; say --decimal . or --decimal ,\n");
    expect(read_with(HEADER "1,2011-03-07,a,1.5,\"2,50\"\n2,2011-03-07,a,1,1.234\n",
                     EXPORT(.zone = "UTC")),
           EXIT_REFUSED, "",
           "comeback: f.csv:3: item.price: \"1.234\" may be thousands or decimals, and the other "
           "amounts of the file contradict each other; say --decimal . or --decimal ,\n");
    expect(read_with(undecided, EXPORT(.zone = "UTC", .decimal = ".")), EXIT_DONE,
           "sale replay 1 2011-03-07T12:00:00+00:00 123400 GBP {1000 a 123400}\n", "");
    expect(read_with(undecided, EXPORT(.zone = "UTC", .decimal = ",")), EXIT_DONE,
           "sale replay 1 2011-03-07T12:00:00+00:00 123 GBP {1000 a 123}\n", "");
    expect(read_with(HEADER "1,2011-03-07,a,1,2.50\n", EXPORT(.zone = "UTC", .decimal = ",")),
           EXIT_DONE, "",
           "comeback: f.csv:2: item.price: found \"2.50\", expected an amount such as 2,55\n");
    expect(read_with(undecided, EXPORT(.decimal = ";")), EXIT_USAGE, "",
           "comeback: --decimal: found \";\", expected one of .,\n");
}

static void totals_come_from_what_is_given(void **state)
{
    static const char header[] = "ref,at,total,discount.applied,item.name,item.quantity,item.price,"
                                 "item.amount,item.amount_minor\n";
    static const struct {
        const char *line, *sales, *told;
    } cases[] = {
        {"1,2025-01-01,9.99,,a,2,1.50,,\n", "999 GBP {2000 a 300}", ""},
        {"1,2025-01-01,,,a,2,1.50,5.00,\n", "500 GBP {2000 a 500}", ""},
        {"1,2025-01-01,,,a,2,1.50,,7\n", "7 GBP {2000 a 7}", ""},
        {"1,2025-01-01,,,a,,1.50,,\n", "150 GBP {1000 a 150}", ""},
        {"1,2025-01-01,,,a,0.3335,1.00,,\n", "33 GBP {334 a 33}", ""},
        {"1,2025-01-01,-3,,,,,,\n", "-300 GBP", ""},
        {"1,2025-01-01,,,a,2,,,\n", "", "item.amount: missing"},
        {"1,2025-01-01,,,a,two,1,,\n", "",
         "item.quantity: found \"two\", expected an amount such as 2.55"},
        {"1,2025-01-01,,,a,1,99999999999,,\n", "",
         "item.price: found \"99999999999\", expected at most 1000000000000 minor units"},
        {"1,2025-01-01,,,a,9999999999,1,,\n", "",
         "item.quantity: found \"9999999999\", expected at most 1000000000"},
        {"1,2025-01-01,1,-1,,,,,\n", "", "discount.applied: found \"-1\", expected 0 or more"},
        {"1,2025-01-01,,,,,,,\n", "", "total_minor: missing, and there are no items"},
    };
    char text[512], sale[512], why[512];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(text, sizeof text, "%s%s", header, cases[i].line);
        snprintf(sale, sizeof sale, "sale replay 1 2025-01-01T12:00:00+00:00 %s\n", cases[i].sales);
        snprintf(why, sizeof why, "comeback: f.csv:2: %s\n", cases[i].told);
        expect(read_with(text, (struct export_words){.zone = "UTC"}), EXIT_DONE,
               cases[i].sales[0] == '\0' ? "" : sale, cases[i].told[0] == '\0' ? "" : why);
    }
    expect(read_with("ref,at,total,total_minor\n", (struct export_words){.zone = "UTC"}),
           EXIT_REFUSED, "",
           "comeback: f.csv:1: columns \"total\" and \"total_minor\" say the same; name one\n");
}

static void two_currencies_in_one_file_are_read_sale_by_sale(void **state)
{
    static const char text[] = "ref,at,currency,total\n1,2025-01-01,EUR,12.50\n"
                               "2,2025-01-01,JPY,1250\n3,2025-01-01,KWD,1.2345\n4,2025-01-01,,2\n"
                               "5,2025-01-01,eur,2\n";
    (void)state;
    expect(read_with(text, (struct export_words){.zone = "UTC", .currency = "USD"}), EXIT_DONE,
           "sale replay 1 2025-01-01T12:00:00+00:00 1250 EUR\n"
           "sale replay 2 2025-01-01T12:00:00+00:00 1250 JPY\n"
           "sale replay 3 2025-01-01T12:00:00+00:00 1235 KWD\n"
           "sale replay 4 2025-01-01T12:00:00+00:00 200 USD\n",
           "comeback: f.csv:6: currency: found \"eur\", expected three capitals such as EUR\n");
    expect(read_with("ref,at,currency,item.amount\n1,2025-01-01,EUR,1\n1,2025-01-01,JPY,1\n",
                     (struct export_words){.zone = "UTC"}),
           EXIT_DONE, "",
           "comeback: f.csv:3: currency: found \"JPY\", expected \"EUR\" as on another line\n");
    expect(read_with(text, (struct export_words){.currency = "ZZZ"}), EXIT_USAGE, "",
           "comeback: --currency: found \"ZZZ\", expected a currency such as EUR\n");
}

/* ---- columns ---- */

static void columns_are_named_by_a_mapping(void **state)
{
    (void)state;
    expect(read_with("x,\"Net, \"\"total\"\"\", When ,No\nq,5,2025-01-01,7\n",
                     (struct export_words){
                         .columns = "total=\"Net, \"\"total\"\"\",at=When,ref=No,customer.id=No",
                         .zone = "UTC",
                         .host = "till-2"}),
           EXIT_DONE, "sale till-2 7 2025-01-01T12:00:00+00:00 500 GBP by 7\n", "");
}

static void a_mapping_that_cannot_be_meant_is_refused(void **state)
{
    static const struct {
        const char *columns;
        int status;
        const char *told;
    } cases[] = {
        {"ref=No,at=Whem", EXIT_REFUSED, "f.csv:1: no column \"Whem\"; did you mean \"When\"?"},
        {"ref=Invoice,at=When", EXIT_REFUSED,
         "f.csv:1: no column \"Invoice\"; the first is \"No\""},
        {"ref=No,when=When", EXIT_USAGE, "--columns: unknown field \"when\""},
        {"ref=No,ref=When", EXIT_USAGE, "--columns: field \"ref\" stands there twice"},
        {"ref=No", EXIT_REFUSED,
         "f.csv:1: column \"at\" is missing; say which it is: --columns at=Header,…"},
        {"ref=No,at", EXIT_USAGE, "--columns: found \"at\", expected FIELD=Header,…"},
        {"ref=No,at=", EXIT_USAGE, "--columns: found \"at=\", expected FIELD=Header,…"},
        {"ref=\"No,at=When", EXIT_USAGE,
         "--columns: found \"ref=\"No,at=When\", expected FIELD=Header,…"},
        {"ref=\"No\"x", EXIT_USAGE, "--columns: found \"ref=\"No\"x\", expected FIELD=Header,…"},
        {"", EXIT_USAGE, "--columns: found \"\", expected FIELD=Header,…"},
        {"ref=No,at=Qty", EXIT_REFUSED, "f.csv:1: column \"Qty\" stands there twice"},
    };
    char expected[256];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(expected, sizeof expected, "comeback: %s\n", cases[i].told);
        expect(read_with("No,When,Qty,Qty\n", (struct export_words){.columns = cases[i].columns}),
               cases[i].status, "", expected);
    }
}

static void the_delimiter_is_found_or_told(void **state)
{
    static const char *const texts[] = {
        "ref,at,total\n1,2025-01-01,5\n", "ref;at;total\n1;2025-01-01;5\n",
        "ref\tat\ttotal\n1\t2025-01-01\t5\n", "ref|at|total\r\n1|2025-01-01|5\r\n"};
    static const char sale[] = "sale replay 1 2025-01-01T12:00:00+00:00 500 GBP\n";
    (void)state;
    for (size_t i = 0; i < 4; i++)
        expect(read_with(texts[i], (struct export_words){.zone = "UTC"}), EXIT_DONE, sale, "");
    expect(read_with("No;a,b,c,d;When;Sum\n1;x,y;2025-01-01;5\n",
                     (struct export_words){
                         .zone = "UTC", .columns = "ref=No,at=When,total=Sum", .delimiter = ";"}),
           EXIT_DONE, "sale replay 1 2025-01-01T12:00:00+00:00 500 GBP\n", "");
    expect(read_with(texts[2], (struct export_words){.zone = "UTC", .delimiter = "tab"}), EXIT_DONE,
           sale, "");
    expect(read_with(texts[2], (struct export_words){.delimiter = "x"}), EXIT_USAGE, "",
           "comeback: --delimiter: found \"x\", expected one of ,;|\t\n");
}

static void quotes_and_line_breaks_within_them_are_read(void **state)
{
    (void)state;
    expect(read_with(HEADER "1,2011-03-07,\"12\"\" tart, \nlarge\",1,\"2.50\"\n"
                            "2,2011-03-07,\"\",1,2\n",
                     EXPORT(.zone = "UTC")),
           EXIT_DONE,
           "sale replay 1 2011-03-07T12:00:00+00:00 250 GBP {1000 12\" tart, \nlarge 250}\n"
           "sale replay 2 2011-03-07T12:00:00+00:00 200 GBP {1000  200}\n",
           "");
}

static void a_quote_within_a_field_is_a_letter(void **state)
{
    (void)state;
    expect(read_with(HEADER "1,2011-03-07,19\" rack,1,2.50\n2,2011-03-07,Bar \"Nut\",1,2\n"
                            "3,2011-03-07, \"Tart\",1,2\n",
                     EXPORT(.zone = "UTC")),
           EXIT_DONE,
           "sale replay 1 2011-03-07T12:00:00+00:00 250 GBP {1000 19\" rack 250}\n"
           "sale replay 2 2011-03-07T12:00:00+00:00 200 GBP {1000 Bar \"Nut\" 200}\n",
           "comeback: f.csv:4: blanks before a field's opening quote\n");
}

static void a_time_of_day_may_have_a_column_of_its_own(void **state)
{
    (void)state;
    expect(read_with("No;Datum;Uhrzeit;Summe\n"
                     "1;03.02.2025;09:12:44;3,50\n"
                     "2;14.02.2025;;3,50\n"
                     "3;14.02.2025;9 Uhr;3,50\n"
                     "4;14.07.2025;6:02 PM;3,50\n",
                     (struct export_words){.columns = "ref=No,at=Datum,time=Uhrzeit,total=Summe",
                                           .zone = "Europe/Berlin"}),
           EXIT_DONE,
           "sale replay 1 2025-02-03T09:12:44+01:00 350 GBP\n"
           "sale replay 2 2025-02-14T12:00:00+01:00 350 GBP\n"
           "sale replay 4 2025-07-14T18:02:00+02:00 350 GBP\n",
           "comeback: f.csv:4: time: found \"9 Uhr\", expected a time of day such as 14:03:00\n");
}

static void what_programs_write_for_nothing_is_nobody(void **state)
{
    (void)state;
    expect(read_with("ref,at,total_minor,customer.id\n"
                     "1,2025-01-01,5,NULL\n2,2025-01-01,5,\\N\n3,2025-01-01,5,NULLER\n"
                     "4,2025-01-01,5,nan\n5,2025-01-01,5,NaN\n6,2025-01-01,5,<NA>\n"
                     "7,2025-01-01,5,#N/A\n8,2025-01-01,5,nana\n",
                     (struct export_words){.zone = "UTC"}),
           EXIT_DONE,
           "sale replay 1 2025-01-01T12:00:00+00:00 5 GBP\n"
           "sale replay 2 2025-01-01T12:00:00+00:00 5 GBP\n"
           "sale replay 3 2025-01-01T12:00:00+00:00 5 GBP by NULLER\n"
           "sale replay 4 2025-01-01T12:00:00+00:00 5 GBP\n"
           "sale replay 5 2025-01-01T12:00:00+00:00 5 GBP\n"
           "sale replay 6 2025-01-01T12:00:00+00:00 5 GBP\n"
           "sale replay 7 2025-01-01T12:00:00+00:00 5 GBP\n"
           "sale replay 8 2025-01-01T12:00:00+00:00 5 GBP by nana\n",
           "");
}

static void a_phone_that_cannot_be_one_is_told_and_its_sale_kept(void **state)
{
    (void)state;
    expect(
        read_with("ref,at,total_minor,customer.phone,customer.email\n"
                  "1,2025-01-01,5,+353 85 012 3456,ann@example.org\n2,2025-01-01,5,Ann Lee,Ann\n",
                  (struct export_words){.zone = "UTC"}),
        EXIT_DONE,
        "sale replay 1 2025-01-01T12:00:00+00:00 5 GBP\n"
        "sale replay 2 2025-01-01T12:00:00+00:00 5 GBP\n",
        "comeback: f.csv:3: customer.phone: found \"A\" after 0 digits, expected digits alone, a + "
        "before them, blanks and ( ) - . / between them; not used\n"
        "comeback: f.csv:3: customer.email: found no \"@\", expected one; not used\n");
    assert_int_equal(refused, 0);
}

static void a_pos_export_without_our_names_is_told_how_to_name_them(void **state)
{
    (void)state;
    expect(read_with("Date,Receipt,Total\n1,2,3\n", (struct export_words){.zone = "UTC"}),
           EXIT_REFUSED, "",
           "comeback: f.csv:1: column \"ref\" is missing; say which it is: --columns "
           "ref=Header,…\n");
}

/* ---- encodings ---- */

static void expect_tart(const void *data, size_t length, const char *expected_told)
{
    struct export_options options = {.columns = NULL};
    assert_int_equal(export_options_read(&(struct export_words){.zone = "UTC"}, &options),
                     EXIT_DONE);
    expect(read_bytes(data, length, &options), EXIT_DONE,
           "sale replay 1 2025-01-01T12:00:00+00:00 5 GBP {1000 Cr\xC3\xA8me 5}\n", expected_told);
}

static void a_byte_order_mark_is_no_part_of_the_header(void **state)
{
    static const char text[] = "\xEF\xBB\xBFref,at,item.name,item.amount_minor\n"
                               "1,2025-01-01,Cr\xC3\xA8me,5\n";
    (void)state;
    expect_tart(text, sizeof text - 1, "");
}

static void latin_1_is_recognised_and_told_once(void **state)
{
    static const char text[] = "ref,at,item.name,item.amount_minor\n1,2025-01-01,Cr\xE8me,5\n";
    (void)state;
    expect_tart(text, sizeof text - 1, "comeback: f.csv: not UTF-8; read as WINDOWS-1252\n");
    /* 0x81 has no meaning in Windows-1252. */
    static const char other[] =
        "ref,at,item.name,item.amount_minor,x\n1,2025-01-01,Cr\xE8me,5,\x81\n";
    expect_tart(other, sizeof other - 1,
                "comeback: f.csv: not UTF-8; read as ISO-8859-1\n"
                "comeback: f.csv:1: column \"x\" is not known and not used\n");
}

static void utf_16_with_a_mark_is_converted(void **state)
{
    static const char text[] =
        "\uFEFFref,at,item.name,item.amount_minor\n1,2025-01-01,Cr\xE8me,5\n";
    uint8_t little[256], big[256];
    size_t length = 0;
    (void)state;
    /* The mark is three bytes of this source, the rest Latin-1. */
    little[0] = big[1] = 0xFF;
    little[1] = big[0] = 0xFE;
    length = 2;
    for (const char *c = text + 3; *c != '\0'; c++, length += 2) {
        little[length] = big[length + 1] = (uint8_t)*c;
        little[length + 1] = big[length] = 0;
    }
    expect_tart(little, length, "comeback: f.csv: not UTF-8; read as UTF-16LE\n");
    expect_tart(big, length, "comeback: f.csv: not UTF-8; read as UTF-16BE\n");
}

static void utf_8_with_damage_stays_utf_8(void **state)
{
    (void)state;
    expect(read_with("ref,at,total_minor,customer.id\n1,2025-01-01,5,\u00e9\u00e9\n"
                     "2,2025-01-01,5,\xff\n",
                     (struct export_words){.zone = "UTC"}),
           EXIT_DONE, "sale replay 1 2025-01-01T12:00:00+00:00 5 GBP by \u00e9\u00e9\n",
           "comeback: f.csv:3: customer.id: not UTF-8 text, or a NUL inside\n");
}

static void a_file_longer_than_a_piece_is_converted_whole(void **state)
{
    enum { LINES = 9000 };
    struct bytes text = {0};
    const char *from;
    (void)state;
    for (int i = 0; i < LINES; i++)
        bytes_add_text(&text, "caf\xE9 cr\xE8me\x80\n");
    assert_int_equal(export_to_utf8(&text, &from, NULL), COMEBACK_OK);
    assert_string_equal(from, "WINDOWS-1252");
    assert_int_equal(text.length, LINES * strlen("caf\u00e9 cr\u00e8me\u20ac\n"));
    assert_memory_equal(text.data + text.length - 16, "caf\u00e9 cr\u00e8me\u20ac\n", 16);
    bytes_free(&text);
}

/* ---- which lines make a sale ---- */

static void lines_of_one_ref_are_one_sale_wherever_they_stand(void **state)
{
    (void)state;
    expect(read_with(HEADER "1,2011-03-07 09:05,a,1,1\n2,2011-03-07 09:00,b,1,2\n"
                            "1,2011-03-07 09:04,c,1,4\n3,2011-03-07 10:00,d,1,8\n"
                            "1,,e,1,16\n2,,f,1,32\n",
                     EXPORT(.zone = "UTC")),
           EXIT_DONE,
           "sale replay 2 2011-03-07T09:00:00+00:00 3400 GBP {1000 b 200} {1000 f 3200}\n"
           "sale replay 1 2011-03-07T09:04:00+00:00 2100 GBP {1000 a 100} {1000 c 400} "
           "{1000 e 1600}\n"
           "sale replay 3 2011-03-07T10:00:00+00:00 800 GBP {1000 d 800}\n",
           "");
}

static void the_same_ref_on_two_days_is_two_sales(void **state)
{
    static const char text[] = HEADER "1,2011-03-07 09:00,a,1,1\n1,2011-03-08 09:00,b,1,1\n"
                                      "2,2011-03-08 09:01,c,1,1\n1,2011-03-07 09:01,d,1,1\n";
    (void)state;
    expect(
        read_with(text, EXPORT(.zone = "UTC")), EXIT_DONE,
        "sale replay 2011-03-07/1 2011-03-07T09:00:00+00:00 200 GBP {1000 a 100} {1000 d 100}\n"
        "sale replay 2011-03-08/1 2011-03-08T09:00:00+00:00 100 GBP {1000 b 100}\n"
        "sale replay 2 2011-03-08T09:01:00+00:00 100 GBP {1000 c 100}\n",
        "comeback: f.csv: refs that stand on several days: 1, told with the day in front, such as "
        "\"2011-03-07/1\"; --daily-refs does so with every ref\n");
    struct export_options options = {.daily_refs = true};
    assert_int_equal(
        export_options_read(&(struct export_words){.columns = lines_of, .zone = "UTC"}, &options),
        EXIT_DONE);
    expect(read_text(text, &options), EXIT_DONE,
           "sale replay 2011-03-07/1 2011-03-07T09:00:00+00:00 200 GBP {1000 a 100} {1000 d 100}\n"
           "sale replay 2011-03-08/1 2011-03-08T09:00:00+00:00 100 GBP {1000 b 100}\n"
           "sale replay 2011-03-08/2 2011-03-08T09:01:00+00:00 100 GBP {1000 c 100}\n",
           "");
}

static void a_business_day_begins_when_the_shop_says(void **state)
{
    struct export_options options = {.day_starts_minute = 240};
    (void)state;
    assert_int_equal(
        export_options_read(&(struct export_words){.columns = lines_of, .zone = "UTC"}, &options),
        EXIT_DONE);
    expect(read_text(HEADER "1,2011-03-07 23:59,a,1,1\n1,2011-03-08 00:01,b,1,1\n", &options),
           EXIT_DONE, "sale replay 1 2011-03-07T23:59:00+00:00 200 GBP {1000 a 100} {1000 b 100}\n",
           "");
}

static void a_ref_too_long_for_its_day_is_refused(void **state)
{
    char text[512], expected[512];
    (void)state;
    snprintf(text, sizeof text, HEADER "%054d,2011-03-07,a,1,1\n%054d,2011-03-08,a,1,1\n", 7, 7);
    snprintf(
        expected, sizeof expected,
        "comeback: f.csv: refs that stand on several days: 1, told with the day in front, such as "
        "\"\"; --daily-refs does so with every ref\n"
        "comeback: f.csv:2: ref: 54 bytes, expected at most 64, with its day 53\n"
        "comeback: f.csv:3: ref: 54 bytes, expected at most 64, with its day 53\n");
    expect(read_with(text, EXPORT(.zone = "UTC")), EXIT_DONE, "", expected);
}

static void lines_that_disagree_on_the_customer_leave_the_sale_out(void **state)
{
    static const char mapping[] = "ref=No,at=When,customer.id=Who,item.price=Each";
    (void)state;
    expect(read_with("No,When,Who,Each\n1,2011-03-07,,1\n1,2011-03-07,C1,1\n1,2011-03-07,C2,1\n"
                     "2,2011-03-07,,1\n2,2011-03-07,C2,1\n",
                     (struct export_words){.columns = mapping, .zone = "UTC"}),
           EXIT_DONE,
           "sale replay 2 2011-03-07T12:00:00+00:00 200 GBP by C2 {1000  100} {1000  100}\n",
           "comeback: f.csv:4: customer.id: found \"C2\", expected \"C1\" as on another line\n");
    assert_int_equal(refused, 3);
}

static void a_line_not_understood_spoils_its_own_sale_only(void **state)
{
    static const struct {
        const char *lines, *told;
        int64_t refused;
    } cases[] = {
#define GOOD "9,2011-03-07,a,1,1\n"
        {"1,2011-03-07,a,1,1\n" GOOD "1,soon,b,1,1\n",
         "4: at: found \"soon\", expected a time such as 2026-11-12T14:03:00+00:00\n"
         "comeback: f.csv:2: sale left out: line 4 of it is not understood",
         2},
        {"1,soon,b,1,1\n" GOOD "1,2011-03-07,a,1,1\n",
         "2: at: found \"soon\", expected a time such as 2026-11-12T14:03:00+00:00\n"
         "comeback: f.csv:4: sale left out: line 2 of it is not understood",
         2},
        {"1,2011-03-07,a,1,1\n" GOOD "1,2011-03-07,b,c,1,1\n",
         "4: more fields than the header\n"
         "comeback: f.csv:2: sale left out: line 4 of it is not understood",
         2},
        {"1,2011-03-07,a,1,1\n,2011-03-07,b,1,1\n1,2011-03-07,c,1,1\n" GOOD,
         "3: ref: missing\ncomeback: f.csv:2: sale left out: line 3 of it is not understood", 3},
        {GOOD ",2011-03-07,b,1,1\n", "3: ref: missing", 1},
        {GOOD "1,2011-03-07,b\n", "3: fewer fields than the header", 1},
        {"1,2011-03-07,a,1,1\n1,2011-03-07,\"a,1,1\n" GOOD,
         "3: a quote is not closed\n"
         "comeback: f.csv:2: sale left out: line 3 of it is not understood",
         2},
        {GOOD "1,,a,1,1\n", "3: at: missing", 1},
        {"1,2011-03-07,a,1,1\n" GOOD "1,2011-03-07,b,1,x\n",
         "4: item.price: found \"x\", expected an amount such as 2.55", 2},
#undef GOOD
    };
    char text[512], expected[512];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(text, sizeof text, "%s%s", HEADER, cases[i].lines);
        snprintf(expected, sizeof expected, "comeback: f.csv:%s\n", cases[i].told);
        expect(read_with(text, EXPORT(.zone = "UTC")), EXIT_DONE,
               "sale replay 9 2011-03-07T12:00:00+00:00 100 GBP {1000 a 100}\n", expected);
        assert_int_equal(refused, cases[i].refused);
        assert_int_equal(skipped, 0);
    }
}

static void what_is_plainly_no_line_of_a_sale_is_skipped(void **state)
{
    (void)state;
    expect(read_with(HEADER "1,2011-03-07,a,1,1\n,,,,\n" HEADER
                            "1,2011-03-07,b,1,1\nTotal,2.00\n,end of report\n",
                     EXPORT(.zone = "UTC")),
           EXIT_DONE, "sale replay 1 2011-03-07T12:00:00+00:00 200 GBP {1000 a 100} {1000 b 100}\n",
           "comeback: f.csv:3: only empty fields\ncomeback: f.csv:4: the header once more\n"
           "comeback: f.csv:6: fewer fields than the header\n"
           "comeback: f.csv:7: fewer fields than the header\n");
    assert_int_equal(refused, 0);
    assert_int_equal(skipped, 4);
    assert_string_equal(
        reasons,
        "[{\"reason\": \"only empty fields\", \"lines\": 1, \"line\": 3, \"value\": \"\"}, "
        "{\"reason\": \"the header once more\", \"lines\": 1, \"line\": 4, \"value\": \"\"}, "
        "{\"reason\": \"fewer fields than the header\", \"lines\": 2, \"line\": 6, \"value\": "
        "\"\"}]");
}

static void a_file_that_ends_in_mid_line_loses_that_sale_alone(void **state)
{
    static const char good[] = "sale replay 1 2011-03-07T12:00:00+00:00 100 GBP {1000 a 100}\n";
    static const char *const ends[] = {"2,2011-03-07,b", "2,2011-03-07,\"b,1,1", "2"};
    char text[256];
    (void)state;
    /* All its fields are there; only the line break is not. */
    expect(read_with(HEADER "1,2011-03-07,a,1,1", EXPORT(.zone = "UTC")), EXIT_DONE, good, "");
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(text, sizeof text, "%s1,2011-03-07,a,1,1\n%s", HEADER, ends[i]);
        expect(read_with(text, EXPORT(.zone = "UTC")), EXIT_DONE, good,
               "comeback: f.csv:3: the file ends within this line\n");
        assert_int_equal(refused, 1);
    }
    expect(read_with(HEADER "1,2011-03-07,a,1,1\n2,2011-03-07,a,1,1\n2,2011-03-07,b,1",
                     EXPORT(.zone = "UTC")),
           EXIT_DONE, good,
           "comeback: f.csv:4: the file ends within this line\n"
           "comeback: f.csv:3: sale left out: line 4 of it is not understood\n");
    /* In the midst of a character. */
    expect(read_with(HEADER "1,2011-03-07,a,1,1\n2,2011-03-07,caf\u00e9,1,1\n3,2011-03-07,\xC3",
                     EXPORT(.zone = "UTC")),
           EXIT_DONE,
           "sale replay 1 2011-03-07T12:00:00+00:00 100 GBP {1000 a 100}\n"
           "sale replay 2 2011-03-07T12:00:00+00:00 100 GBP {1000 caf\u00e9 100}\n",
           "comeback: f.csv:4: the file ends within this line\n");
}

/* ---- kinds ---- */

static void kinds_are_told_by_the_look_of_a_field(void **state)
{
    struct export_options options = {.columns = NULL};
    (void)state;
    assert_int_equal(export_options_read(&EXPORT(.zone = "UTC"), &options), EXIT_DONE);
    assert_int_equal(export_kinds_take(&options.kinds, "return:ref~^C"), EXIT_DONE);
    assert_int_equal(export_kinds_take(&options.kinds, "void:item.name~^VOID( |$)"), EXIT_DONE);
    expect(read_text(HEADER "C1,2011-03-07 09:00,a,-2,1.50\n1,2011-03-07 09:01,b,1,1\n"
                            "1,2011-03-07 09:02,VOID b,1,1\n2,2011-03-07 09:03,VOIDED,1,1\n"
                            "C3,2011-03-07 09:04,VOID,1,1\n",
                     &options),
           EXIT_DONE,
           "return replay C1 2011-03-07T09:00:00+00:00 -300 GBP {-2000 a -300}\n"
           "sale replay 1 2011-03-07T09:01:00+00:00 100 GBP {1000 b 100}\n"
           "void replay 1 2011-03-07T09:02:00+00:00 100 GBP undoes 1 {1000 VOID b 100}\n"
           "sale replay 2 2011-03-07T09:03:00+00:00 100 GBP {1000 VOIDED 100}\n"
           "return replay C3 2011-03-07T09:04:00+00:00 100 GBP {1000 VOID 100}\n",
           "");
    assert_int_equal(export_kinds_take(&options.kinds, "return:till~x"), EXIT_DONE);
    expect(read_text(HEADER, &options), EXIT_USAGE, "",
           "comeback: --kind: no column is named as field \"till\"\n");
    export_kinds_free(&options.kinds);
}

static void a_kind_that_cannot_be_meant_is_refused(void **state)
{
    static const struct {
        const char *rule, *told;
    } cases[] = {
        {"refund:ref~^C", "found \"refund:ref~^C\", expected KIND:FIELD~REGEX such as "
                          "return:ref~^C"},
        {"return", "found \"return\", expected KIND:FIELD~REGEX such as return:ref~^C"},
        {"return:~C", "found \"return:~C\", expected KIND:FIELD~REGEX such as return:ref~^C"},
        {"return:ref~(", "\"(\": Unmatched ( or \\("},
    };
    char expected[200];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct export_kinds kinds = {.count = 0};
        capture_begin();
        int status = export_kinds_take(&kinds, cases[i].rule);
        capture_end();
        snprintf(expected, sizeof expected, "comeback: --kind: %s\n", cases[i].told);
        assert_string_equal(told, expected);
        assert_int_equal(status, EXIT_USAGE);
        assert_int_equal(kinds.count, 0);
    }
}

/* ---- the account ---- */

static void a_reason_is_told_twenty_times_and_counted_on(void **state)
{
    char text[4096] = HEADER, expected[8192] = "";
    (void)state;
    for (int i = 0; i < 25; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d,day %d,a,1,1\n", i, i);
        if (i < EXPORT_TOLD_MAX)
            snprintf(expected + strlen(expected), sizeof expected - strlen(expected),
                     "comeback: f.csv:%d: at: found \"day %d\", expected a time such as "
                     "2026-11-12T14:03:00+00:00\n",
                     i + 2, i);
    }
    strcat(text, "x,2011-03-07,a,?,1\n");
    strcat(expected, "comeback: f.csv:27: item.quantity: found \"?\", expected an amount such as "
                     "2.55\ncomeback: f.csv: and 5 more like line 2\n");
    expect(read_with(text, EXPORT(.zone = "UTC")), EXIT_DONE, "", expected);
    assert_int_equal(refused, 26);
    assert_string_equal(
        reasons,
        "[{\"reason\": \"at: found \\\"day 0\\\", expected a time such as "
        "2026-11-12T14:03:00+00:00\", \"lines\": 25, \"line\": 2, \"value\": \"day 0\"}, "
        "{\"reason\": \"item.quantity: found \\\"?\\\", expected an amount such as 2.55\", "
        "\"lines\": 1, \"line\": 27, \"value\": \"?\"}]");
}

static void reasons_beyond_the_last_are_counted_together(void **state)
{
    struct export_account account = {.file = "f.csv"};
    int64_t lines = 0;
    (void)state;
    capture_begin();
    for (int i = 0; i < 40; i++) {
        char why[8] = {(char)('A' + i / 26), (char)('a' + i % 26), '\0'};
        export_account_refuse(&account, i + 1, 2, why);
    }
    capture_end();
    assert_int_equal(account.count, EXPORT_REASONS_MAX);
    for (int i = 0; i < account.count; i++)
        lines += account.reasons[i].lines;
    assert_int_equal(lines, 80);
    assert_string_equal(account.reasons[EXPORT_REASONS_MAX - 1].why, "other reasons");
    assert_int_equal(account.reasons[EXPORT_REASONS_MAX - 1].lines, 18);
}

/* ---- a real year ---- */

static char program[PATH_MAX], folder[64];

static int run(const char *line, char *out, size_t room)
{
    char whole[3 * PATH_MAX];
    snprintf(whole, sizeof whole, "C='%s' D='%s'; { %s ; } 2>&1", program, folder, line);
    FILE *pipe = popen(whole, "r");
    assert_non_null(pipe);
    size_t length = fread(out, 1, room - 1, pipe);
    out[length] = '\0';
    int status = pclose(pipe);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

#define YEAR "../shared/data/online-retail-lines.csv.xz"

static void a_real_year_is_tagged_as_was_counted_by_others(void **state)
{
    static char out[ROOM];
    (void)state;
    if (access(YEAR, R_OK) != 0 || access(program, X_OK) != 0) {
        print_message("skipped: no %s or no %s\n", YEAR, program);
        skip();
    }
    strcpy(folder, "/tmp/import-XXXXXX");
    assert_non_null(mkdtemp(folder));
    assert_int_equal(run("$C init $D/shop >&2 && sed -i 's/^currency = .*/currency = GBP/' "
                         "$D/shop/comeback.ini",
                         out, sizeof out),
                     0);
    int status = run(
        "xz -dc " YEAR " | $C -c $D/shop/comeback.ini replay - --history --json --columns "
        "ref=InvoiceNo,at=InvoiceDate,customer.id=CustomerID,item.sku=StockCode,"
        "item.name=Description,item.quantity=Quantity,item.price=UnitPrice --kind return:ref~^C "
        "--zone Europe/London --currency GBP --host shop; status=$?; rm -rf $D; exit $status",
        out, sizeof out);
    assert_string_equal(
        out, "{\"sales\": {\"new\": 4606, \"repeat\": 13930, \"referral\": 0, \"unidentified\": "
             "3526}, \"visits\": {\"new\": 4339, \"repeat\": 12427, \"referral\": 0, "
             "\"unidentified\": 3526}, \"lines\": {\"read\": 541909, \"refused\": 0, \"skipped\": "
             "0, \"reasons\": []}, \"later\": 0}\n");
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_of_writing_a_time_is_read),
        cmocka_unit_test(what_is_no_time_is_none),
        cmocka_unit_test(a_zone_is_as_the_tz_database_has_it),
        cmocka_unit_test(an_hour_left_out_is_the_next_and_one_shown_twice_is_the_first),
        cmocka_unit_test(an_unknown_zone_is_refused_and_tz_is_left_alone),
        cmocka_unit_test(mixed_time_formats_are_read_line_by_line),
        cmocka_unit_test(one_sure_date_decides_the_order_of_all),
        cmocka_unit_test(dates_that_nothing_decides_are_asked_for),
        cmocka_unit_test(a_time_without_an_offset_asks_for_a_zone),
        cmocka_unit_test(with_a_zone_the_business_day_is_that_of_the_zone),
        cmocka_unit_test(a_time_out_of_range_is_refused),
        cmocka_unit_test(every_way_of_writing_an_amount_is_read),
        cmocka_unit_test(what_is_no_amount_is_none),
        cmocka_unit_test(a_product_is_rounded_once_half_away_from_zero),
        cmocka_unit_test(decimal_commas_and_thousands_are_decided_by_the_file),
        cmocka_unit_test(an_amount_that_nothing_decides_is_asked_for),
        cmocka_unit_test(totals_come_from_what_is_given),
        cmocka_unit_test(two_currencies_in_one_file_are_read_sale_by_sale),
        cmocka_unit_test(columns_are_named_by_a_mapping),
        cmocka_unit_test(a_mapping_that_cannot_be_meant_is_refused),
        cmocka_unit_test(the_delimiter_is_found_or_told),
        cmocka_unit_test(quotes_and_line_breaks_within_them_are_read),
        cmocka_unit_test(a_quote_within_a_field_is_a_letter),
        cmocka_unit_test(a_time_of_day_may_have_a_column_of_its_own),
        cmocka_unit_test(what_programs_write_for_nothing_is_nobody),
        cmocka_unit_test(a_phone_that_cannot_be_one_is_told_and_its_sale_kept),
        cmocka_unit_test(a_pos_export_without_our_names_is_told_how_to_name_them),
        cmocka_unit_test(a_byte_order_mark_is_no_part_of_the_header),
        cmocka_unit_test(latin_1_is_recognised_and_told_once),
        cmocka_unit_test(utf_16_with_a_mark_is_converted),
        cmocka_unit_test(utf_8_with_damage_stays_utf_8),
        cmocka_unit_test(a_file_longer_than_a_piece_is_converted_whole),
        cmocka_unit_test(lines_of_one_ref_are_one_sale_wherever_they_stand),
        cmocka_unit_test(the_same_ref_on_two_days_is_two_sales),
        cmocka_unit_test(a_business_day_begins_when_the_shop_says),
        cmocka_unit_test(a_ref_too_long_for_its_day_is_refused),
        cmocka_unit_test(lines_that_disagree_on_the_customer_leave_the_sale_out),
        cmocka_unit_test(a_line_not_understood_spoils_its_own_sale_only),
        cmocka_unit_test(what_is_plainly_no_line_of_a_sale_is_skipped),
        cmocka_unit_test(a_file_that_ends_in_mid_line_loses_that_sale_alone),
        cmocka_unit_test(kinds_are_told_by_the_look_of_a_field),
        cmocka_unit_test(a_kind_that_cannot_be_meant_is_refused),
        cmocka_unit_test(a_reason_is_told_twenty_times_and_counted_on),
        cmocka_unit_test(reasons_beyond_the_last_are_counted_together),
        cmocka_unit_test(a_real_year_is_tagged_as_was_counted_by_others),
    };
    const char *build = getenv("COMEBACK_BUILD");
    snprintf(program, sizeof program, "%s/comeback", build == NULL ? "build" : build);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
