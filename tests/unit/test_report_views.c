/* SPDX-License-Identifier: MIT */
/* What the owner sees of the report: the first screen, all of it, the page, and a till's shift. */
#include "shop_helper.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "built.h"

static struct till till;
static char program[PATH_MAX];

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

/* A line of shell, $F being the shop's folder and $C the program on this shop. */
static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int run(const char *format, ...)
{
    char line[4096], whole[3 * PATH_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    snprintf(whole, sizeof whole, "F='%s' C='%s -c %s/comeback.ini'; { %s ; }", till.folder,
             program, till.folder, line);
    return built_shell(whole);
}

static void expect_output(const char *line, const char *golden)
{
    run("{ %s; } > $F/found", line);
    char *found = till_read(&till, "found");
    assert_string_equal(found, golden);
    free(found);
}

/* Thirty customers, of whom two in three come again, each a day later than the one before; the last
 * sale is nobody's. */
static void live_a_quarter(void)
{
    char name[16];
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "%d", i);
        SELL(&till, .customer = name, .day = i / 10, .total_minor = 1000);
        if (i % 3 != 0)
            SELL(&till, .customer = name, .day = 3 + i, .total_minor = 2000);
    }
    SELL(&till, .day = 90);
}

static void the_first_screen_says_what_a_shop_is_about(void **state)
{
    (void)state;
    till_set(&till, "targets", "made", "25");
    till_set(&till, "targets", "kept", "60");
    live_a_quarter();
    expect_output("$C report",
                  "Your Shop, 6 January 2025 to 6 April 2025\n"
                  "Customers made             20  0 in April 2025; target 25 a month\n"
                  "  of these kept             0  0 % (0 to 16); the year's 0 %, target 60 %\n"
                  "Back in 60 days            20  of 30, 67 % (49 to 81); 0 too new to say\n"
                  "Sales                      51  new 30, repeat 20\n"
                  "  referral                  0  checked 0, on paper's word 0\n"
                  "  identified               50  of 51, 98 %; unidentified 1\n"
                  "Notes back                  0  of 1 handed out\n"
                  "Cards with friend           0  of 25 handed out, 0 % (0 to 13)\n"
                  "Friends back                0  of none who came\n"
                  "Steps kept                  0  of none due\n"
                  "Of month's budget    0.00 EUR  promised of 200.00; open at most 0.00\n"
                  "Needs a look                0\n"
                  "(a to b): 95 times in 100 between a and b. More: report --all, --html, "
                  "--explain\n");
}

static void a_shop_with_one_sale_has_no_percentage_and_no_curve(void **state)
{
    (void)state;
    SELL(&till, .customer = "7", .day = 0);
    assert_int_equal(run("$C report --all > $F/all && ! grep -n ' %%' $F/all"), 0);
    assert_int_equal(run("grep -q 'not enough yet: 0 of 20 gaps between visits' $F/all"), 0);
    assert_int_equal(run("! grep -q 'How soon' $F/all"), 0);
    assert_int_equal(run("$C report --html - | grep -c '<svg' | grep -qx 0"), 0);
}

static void few_customers_are_not_enough_yet_for_a_curve(void **state)
{
    (void)state;
    for (int i = 0; i < 19; i++)
        SELL(&till, .customer = (char[]){(char)('a' + i), '\0'}, .day = 0);
    SELL(&till, .customer = "a", .day = 3, .total_minor = 123456700);
    expect_output("$C report --all | sed -n '/^How soon/,/^$/p'",
                  "How soon they come again\n"
                  "  Not enough yet: 19 of 20 customers first seen and watched.\n\n");
    assert_int_equal(run("$C report --html - > $F/page.html && grep -q 'Not enough yet: 19 of 20' "
                         "$F/page.html && ! grep -q 'id=\"return-t\"' $F/page.html"),
                     0);
    assert_int_equal(run("$C report --all | grep -q '^repeat .* 1,234,567.00$'"), 0);
    SELL(&till, .customer = "t", .day = 0);
    expect_output("$C report --all | sed -n '/^How soon/,/100/p'",
                  "How soon they come again\n"
                  "  Fewer than half of those first seen came again so far.\n"
                  "  100 % |                                                                  \n");
}

/* Nobody can be lost before the gap has passed: that all are here until then is nothing to tell. */
static void staying_is_told_of_days_on_which_somebody_was_lost(void **state)
{
    char name[16];
    (void)state;
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "%d", i);
        SELL(&till, .customer = name, .day = 0);
        if (i % 2 == 0)
            SELL(&till, .customer = name, .day = 50);
    }
    SELL(&till, .day = 200);
    expect_output("$C report --all | sed -n '/^How long/,/100 %/p' | sed '$d'",
                  "How long they stay\n"
                  "  Who stays away for longer than 50 days, as 1 of 10 gaps between visits, is\n"
                  "  taken to be lost. Half were lost by day 50. Still customers: 50 % (34 to 64)\n"
                  "  after 60 days.\n");
}

static void an_empty_shop_is_told_so_in_80_columns(void **state)
{
    (void)state;
    expect_output(
        "$C report",
        "Your Shop\n"
        "  Nothing is sold yet. A report needs sales: comeback replay FILE.csv --history\n"
        "  brings in those of the past, and every sale from now on is counted.\n");
}

/* 20 of 30 come again, the last at an age of 30 days: two thirds, (49 to 81), from there on. */
static const char in_ascii[] =
    "  100 % |                                                                  \n"
    "       |                                                                  \n"
    "       |                    . . . . . . . . . . . . . . . . . . . . . . . \n"
    "       |                . .  *********************************************\n"
    "       |            . .   ****                                            \n"
    "       |        . .   ***** . . . . . . . . . . . . . . . . . . . . . . . \n"
    "       |      .    **** . .                                               \n"
    "       |    .   ****. .                                                   \n"
    "       |    ***** .                                                       \n"
    "    0 % |***** .                                                           \n"
    "       ++---------+---------+---------+---------+---------+---------+-----\n"
    "        0         14        28        42        56        70        84    days\n";

static void a_curve_is_drawn_in_what_the_locale_can_write(void **state)
{
    (void)state;
    live_a_quarter();
    assert_int_equal(run("LC_ALL=C $C report --all > $F/ascii"), 0);
    assert_int_equal(run("LC_ALL=C.UTF-8 $C report --all > $F/utf8"), 0);
    assert_int_equal(run("! LC_ALL=C grep -q '[^ -~]' $F/ascii"), 0);
    expect_output("sed -n '/^How soon/,/days$/p' $F/ascii | sed -n '/100 %/,$p'", in_ascii);
    assert_int_equal(run("LC_ALL=C.UTF-8 grep -q '⡀' $F/utf8"), 0);
    assert_int_equal(run("LC_ALL=C.UTF-8 awk 'length($0) > 80 { exit 1 }' $F/utf8"), 0);
}

static void bars_too_narrow_for_their_numbers_have_the_highest_alone(void **state)
{
    enum { FIVE_YEARS = 5 * 365 };
    char name[16];
    (void)state;
    for (int i = 0; i < 72; i++) {
        snprintf(name, sizeof name, "%d", i);
        SELL(&till, .customer = name, .day = 31 * i - FIVE_YEARS);
        SELL(&till, .customer = name, .day = 31 * i + 1 - FIVE_YEARS);
    }
    for (int day = 1; day <= 2; day++)
        SELL(&till, .customer = "one more", .day = day);
    assert_int_equal(run("$C report --html - | sed -n '/\"months-t\"/,/<.svg>/p' > $F/bars"), 0);
    expect_output("grep -c '<rect class=.whole' $F/bars", "73\n");
    expect_output("grep -o '>[0-9]*<.text>' $F/bars", ">2</text>\n");
}

/* Python's own reader of XML: what is not closed, not escaped or told twice is refused. */
static const char judge_page[] =
    "import re, sys, xml.etree.ElementTree as E\n"
    "text = open(sys.argv[1], encoding='utf-8').read()\n"
    "root = E.fromstring(text[len('<!DOCTYPE html>'):])\n"
    "X, S = '{http://www.w3.org/1999/xhtml}', '{http://www.w3.org/2000/svg}'\n"
    "ids = [e.get('id') for e in root.iter() if e.get('id')]\n"
    "assert len(ids) == len(set(ids)), ids\n"
    "charts = list(root.iter(S + 'svg'))\n"
    "assert len(charts) >= int(sys.argv[2]), len(charts)\n"
    "for svg in charts:\n"
    "    named = svg.get('aria-labelledby').split()\n"
    "    assert svg.get('role') == 'img'\n"
    "    assert [svg[0].tag, svg[1].tag] == [S + 'title', S + 'desc']\n"
    "    assert [svg[0].get('id'), svg[1].get('id')] == named and svg[1].text\n"
    "for section in root.iter(X + 'section'):\n"
    "    tables = len(list(section.iter(X + 'table')))\n"
    "    assert tables >= len(list(section.iter(S + 'svg'))), section[0].text\n"
    "for table in root.iter(X + 'table'):\n"
    "    width = len(table.find(X + 'thead')[0])\n"
    "    assert all(len(row) == width for row in table.find(X + 'tbody')), table[0].text\n"
    "for e in root.iter():\n"
    "    assert not e.tag.endswith(('script', 'img', 'link', 'iframe', 'object')), e.tag\n"
    "    assert not any(a.startswith('on') or a in ('src', 'href') for a in e.keys())\n"
    "assert 'url(' not in text and '@import' not in text\n"
    "assert \"default-src 'none'\" in text\n"
    "assert root.find('.//' + X + 'h1')[0].text == sys.argv[3], root.find('.//' + X + "
    "'h1')[0].text\n"
    "assert len(text.encode()) <= 200000\n";

static void the_page_is_well_formed_and_needs_nothing_else(void **state)
{
    (void)state;
    live_a_quarter();
    till_write(&till, "judge.py", judge_page);
    assert_int_equal(run("$C report --html $F/page.html && python3 $F/judge.py $F/page.html 3 "
                         "'Your Shop'"),
                     0);
    assert_int_equal(run("$C report --html - | cmp - $F/page.html"), 0);
}

static void what_a_shop_is_called_is_text_on_its_page(void **state)
{
    (void)state;
    till_set(&till, "shop", "name", "</title><script>alert(1)</script> & Co 'x'");
    SELL(&till, .customer = "<i>", .ref = "</td><b>&", .day = 0);
    SELL(&till, .customer = "<i>", .day = 0);
    SELL(&till, .customer = "<i>", .day = 0);
    SELL(&till, .customer = "<i>", .day = 0);
    SELL(&till, .customer = "<i>", .ref = "</td><b>", .day = 0);
    till_write(&till, "judge.py", judge_page);
    assert_int_equal(run("$C report --html $F/page.html && python3 $F/judge.py $F/page.html 0 "
                         "\"</title><script>alert(1)</script> & Co 'x'\""),
                     0);
    assert_int_equal(run("grep -q '&lt;/td&gt;&lt;b&gt;' $F/page.html"), 0);
}

static void an_empty_shop_has_a_page_that_says_so(void **state)
{
    (void)state;
    till_write(&till, "judge.py", judge_page);
    assert_int_equal(run("$C report --html $F/page.html && python3 $F/judge.py $F/page.html 0 "
                         "'Your Shop' && grep -q 'Nothing is sold yet' $F/page.html"),
                     0);
}

static void a_page_that_cannot_be_written_is_said(void **state)
{
    (void)state;
    assert_int_equal(run("$C report --html $F/none/page.html 2> $F/err"), 1);
    assert_int_equal(run("printf 'comeback: %%s/none/page.html: No such file or directory\\n' $F |"
                         " cmp - $F/err"),
                     0);
}

static void sell_now(const char *customer, const char *at_till)
{
    SELL(&till, .customer = customer, .till = at_till, .day = clock_day(clock_now(), 0) - DAY_0);
}

static void a_shift_is_five_lines_since_the_last_one(void **state)
{
    (void)state;
    SELL(&till, .customer = "7", .day = 0);
    sell_now("7", "2");
    sell_now("8", "2");
    sell_now(NULL, "2");
    sell_now("9", "3");
    assert_int_equal(run("$C report --shift 2 > $F/shift && sed 1d $F/shift > $F/lines"), 0);
    assert_int_equal(run("head -1 $F/shift | grep -q '^Till 2, since '"), 0);
    expect_output("cat $F/lines", "               1  Customers made\n"
                                  "               1  Came again\n"
                                  "               0  Friends\n"
                                  "           0 / 0  Steps kept / due\n"
                                  "    1 / 0, 2 / 0  Notes / back, cards / back\n");
    expect_output("$C report --shift 2 | sed 1d", "               0  Customers made\n"
                                                  "               0  Came again\n"
                                                  "               0  Friends\n"
                                                  "           0 / 0  Steps kept / due\n"
                                                  "    0 / 0, 0 / 0  Notes / back, cards / back\n");
}

static void a_shift_is_told_in_the_language_of_its_till(void **state)
{
    (void)state;
    SELL(&till, .till = "2", .day = 0);
    till_set(&till, "shop", "language", "de");
    assert_int_equal(run("$C report --shift 2 | grep -q '^Kasse 2, seit '"), 0);
    assert_int_equal(run("$C report --shift 2 | grep -q ' Kunden gewonnen$'"), 0);
}

static void a_shift_comes_out_of_the_printer_as_any_slip(void **state)
{
    (void)state;
    sell_now("7", "|2{code:1}");
    assert_int_equal(run("$C queue run > $F/out; rm -f $F/paper/*; "
                         "$C report --shift '|2{code:1}' --print > $F/out && "
                         "$C queue run > $F/out && cat $F/paper/*.escpos > $F/slip.bin"),
                     0);
    expect_output("$C decode --text $F/slip.bin | sed 's/since .*/since/; s/ *$//; /^$/d'",
                  "                   Your Shop\n"
                  " Till |2{code:1}, since\n"
                  "------------------------------------------------\n"
                  "Customers made                                 0\n"
                  "Came again                                     0\n"
                  "Friends                                        0\n"
                  "Steps kept / due                           0 / 0\n"
                  "Notes / back, cards / back          0 / 0, 1 / 0\n");
}

static void a_shift_is_shown_before_anything_is_printed(void **state)
{
    (void)state;
    till_set(&till, "shop", "language", "pl");
    expect_output("$C preview shift --text | sed 's/od .*/od/; s/ *$//; /^$/d'",
                  "                    Your Shop\n"
                  "        Kasa SAMPLE, od\n"
                  "------------------------------------------------\n"
                  "Pozyskani klienci                              3\n"
                  "Wrócili                                       12\n"
                  "Znajomi                                        1\n"
                  "Obietnice spełnione / planowane            2 / 3\n"
                  "Kupony / wróciły, karty / wróciły  14 / 5, 6 / 1\n");
    /* Where there is no room beside it, the figure stands below; no word is torn. */
    expect_output("$C preview shift --text --printer generic-58 | sed 's/ *$//; /^$/d' | tail -5",
                  "Obietnice spełnione / planowane\n"
                  "                           2 / 3\n"
                  "Kupony / wróciły, karty /\n"
                  "wróciły\n"
                  "                   14 / 5, 6 / 1\n");
}

static void a_list_is_explained_by_a_sentence(void **state)
{
    (void)state;
    expect_output("$C report --explain tree",
                  "tree: a list, in --all, --html, --json and --csv NAME\n"
                  "  Friends by generation: the first were sent by somebody who was not sent, the\n"
                  "  second by these.\n");
    assert_int_equal(run("$C report --explain | grep -c ': a list, ' | grep -qx 15"), 0);
    expect_output("$C report --explain cohort 2>&1",
                  "comeback: report: no number \"cohort\"; did you mean cohorts?\n");
    expect_output("$C report --explain end_day",
                  "end_day: in --json\n"
                  "  The last day of all with a sale that stands, whatever --to says.\n");
}

static void every_name_that_a_program_reads_is_explained(void **state)
{
    (void)state;
    SELL(&till, .customer = "7", .day = 0);
    assert_int_equal(run("{ $C report --json | python3 -c 'import json, sys;"
                         "print(*json.load(sys.stdin), sep=\"\\n\")';"
                         " $C report --csv | sed 1d | cut -d, -f2; } | sort -u > $F/names;"
                         " test $(wc -l < $F/names) -gt 120 &&"
                         " while read name; do $C report --explain $name > $F/told || exit 1;"
                         " done < $F/names"),
                     0);
    assert_int_equal(run("$C report --explain sales.all.low 2> $F/err"), 2);
    assert_int_equal(
        run("$C report --explain repeat.rate.low | head -1 | grep -q '^repeat.rate: '"), 0);
}

static void what_is_asked_of_a_shift_wrongly_is_refused(void **state)
{
    static const struct {
        const char *words, *told;
    } rows[] = {
        {"--print", "report: --print: only a --shift is printed"},
        {"--shift 1 --month 2026-11", "report: --shift: beside it stand --print and --json alone"},
        {"--shift 1 --html -", "report: --shift: beside it stand --print and --json alone"},
        {"--shift 1 --json", "till \"1\" has told no sale; those that have: \"2\""},
    };
    (void)state;
    SELL(&till, .till = "2", .day = 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool asked = strncmp(rows[i].told, "till", 4) == 0;
        assert_int_equal(run("$C report %s 2> $F/err", rows[i].words), asked ? 1 : 2);
        till_write(&till, "told", rows[i].told);
        assert_int_equal(run("printf 'comeback: %%s\\n' \"$(cat $F/told)\" | cmp - $F/err"), 0);
    }
}

#define TILL_TEST(name) cmocka_unit_test_setup_teardown(name, open_till, close_till)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TILL_TEST(the_first_screen_says_what_a_shop_is_about),
        TILL_TEST(a_shop_with_one_sale_has_no_percentage_and_no_curve),
        TILL_TEST(few_customers_are_not_enough_yet_for_a_curve),
        TILL_TEST(bars_too_narrow_for_their_numbers_have_the_highest_alone),
        TILL_TEST(staying_is_told_of_days_on_which_somebody_was_lost),
        TILL_TEST(an_empty_shop_is_told_so_in_80_columns),
        TILL_TEST(a_curve_is_drawn_in_what_the_locale_can_write),
        TILL_TEST(the_page_is_well_formed_and_needs_nothing_else),
        TILL_TEST(what_a_shop_is_called_is_text_on_its_page),
        TILL_TEST(an_empty_shop_has_a_page_that_says_so),
        TILL_TEST(a_page_that_cannot_be_written_is_said),
        TILL_TEST(a_shift_is_five_lines_since_the_last_one),
        TILL_TEST(a_shift_is_told_in_the_language_of_its_till),
        TILL_TEST(a_shift_comes_out_of_the_printer_as_any_slip),
        TILL_TEST(a_shift_is_shown_before_anything_is_printed),
        TILL_TEST(a_list_is_explained_by_a_sentence),
        TILL_TEST(every_name_that_a_program_reads_is_explained),
        TILL_TEST(what_is_asked_of_a_shift_wrongly_is_refused),
    };
    built_find("comeback", program);
    return cmocka_run_group_tests_name("report views", tests, NULL, NULL);
}
