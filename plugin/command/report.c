/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../clock.h"
#include "arguments.h"
#include "files.h"
#include "report_csv.h"
#include "report_read.h"
#include "report_tables.h"
#include "report_views.h"
#include "session.h"
#include "shift.h"

enum { NAME = 64, DAY_MS = 24 * 60 * 60 * 1000 };

struct words {
    const char *from, *to, *month, *window, *html, *shift;
    bool json, csv, explain, all, print;
};

/* What --explain gathers while the store is read. */
struct gathered {
    bool one;
    enum report_number number;
    const struct report_list_text *list; /* instead of a number; NULL: one of these */
    struct report_examples *examples;    /* of all numbers */
    FILE *rows;                          /* of the one */
    size_t table;                        /* that --csv is asked for, where `one` */
};

static bool read_date(const char *text, int32_t *out)
{
    char whole[CLOCK_TEXT];
    struct moment moment;
    int length = snprintf(whole, sizeof whole, "%.10sT00:00:00Z", text);
    if (strlen(text) != 10 || !clock_parse(whole, (size_t)length, &moment))
        return false;
    *out = (int32_t)(moment.at_ms / DAY_MS);
    return *out >= 0;
}

static int read_day(const char *option, const char *text, int32_t *out)
{
    if (text == NULL || read_date(text, out))
        return GO_ON;
    return tell(EXIT_USAGE, "report: --%s: found \"%s\", expected a date such as 2026-11-30",
                option, text);
}

static int read_month(const char *text, int32_t *from, int32_t *to)
{
    char date[CLOCK_TEXT];
    snprintf(date, sizeof date, "%.7s-01", text);
    if (strlen(text) != 7 || !read_date(date, from))
        return tell(EXIT_USAGE, "report: --month: found \"%s\", expected a month such as 2026-11",
                    text);
    int32_t month = clock_month(*from);
    for (*to = *from; clock_month(*to + 1) == month;)
        ++*to;
    return GO_ON;
}

static int read_days(const struct words *words, struct report_query *query)
{
    if (words->month != NULL && (words->from != NULL || words->to != NULL))
        return tell(EXIT_USAGE, "report: --month and --from or --to: one of them");
    if (words->month != NULL)
        return read_month(words->month, &query->from_day, &query->to_day);
    int status = read_day("from", words->from, &query->from_day);
    if (status == GO_ON)
        status = read_day("to", words->to, &query->to_day);
    if (status == GO_ON && query->from_day > query->to_day)
        status = tell(EXIT_USAGE, "report: --from %s is after --to %s", words->from, words->to);
    return status;
}

static int read_window(const struct words *words, struct report_query *query)
{
    long days = REPORT_WINDOW_DAYS;
    if (words->window != NULL &&
        !argument_number("report: --window", words->window, 1, REPORT_GAP_MOST, &days))
        return EXIT_USAGE;
    query->window_days = (int32_t)days;
    return GO_ON;
}

static bool find_name(const char *name, const char *const *names, size_t count, size_t *out)
{
    for (*out = 0; *out < count; ++*out)
        if (strcmp(name, names[*out]) == 0)
            return true;
    return false;
}

static int no_such(const char *what, const char *name, const char *near, const char *where)
{
    return tell(EXIT_USAGE, "report: no %s \"%s\"; %s%s%s", what, name,
                near == NULL ? where : "did you mean ", near == NULL ? "" : near,
                near == NULL ? "" : "?");
}

static int find_table(const char *name, struct gathered *out)
{
    const char *names[REPORT_LISTS];
    for (size_t i = 0; i < REPORT_LISTS; i++)
        names[i] = report_list_texts[i].name;
    if (find_name(name, names, REPORT_LISTS, &out->table))
        return GO_ON;
    return no_such("list", name, nearest_name(name, names, REPORT_LISTS),
                   "the lists are those of comeback report --explain");
}

/* A share's name without what --json adds to it: its bounds, and what it is of. */
static void cut_part(const char *name, char out[NAME])
{
    static const char *const parts[] = {".low", ".high", ".numerator", ".denominator"};
    snprintf(out, NAME, "%s", name);
    char *point = strrchr(out, '.');
    for (size_t i = 0; point != NULL && i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(point, parts[i]) == 0) {
            *point = '\0';
            return;
        }
}

/* The names of numbers, and behind them those of lists and of what else --json has. */
static int find_explained(const char *name, struct gathered *out)
{
    const char *names[REPORT_NUMBERS + REPORT_TEXTS];
    char whole[NAME];
    size_t at, count = sizeof names / sizeof names[0];
    for (size_t i = 0; i < count; i++)
        names[i] = i < REPORT_NUMBERS ? report_numbers[i].name
                                      : report_list_texts[i - REPORT_NUMBERS].name;
    cut_part(name, whole);
    if (!find_name(name, names, count, &at) &&
        !(find_name(whole, names, REPORT_NUMBERS, &at) && report_is_share((enum report_number)at)))
        return no_such("number", name, nearest_name(name, names, count),
                       "see comeback report --explain");
    if (at < REPORT_NUMBERS)
        out->number = (enum report_number)at;
    else
        out->list = &report_list_texts[at - REPORT_NUMBERS];
    return GO_ON;
}

/* A shift is of a time of its own. */
static int check_words(const struct words *words)
{
    bool days =
        words->from != NULL || words->to != NULL || words->month != NULL || words->window != NULL;
    int views = words->csv + words->explain + words->all + (words->html != NULL);
    if (words->print && words->shift == NULL)
        return tell(EXIT_USAGE, "report: --print: only a --shift is printed");
    if (words->shift != NULL && (days || views > 0))
        return tell(EXIT_USAGE, "report: --shift: beside it stand --print and --json alone");
    if (views + words->json > 1)
        return tell(EXIT_USAGE, "report: --json, --csv, --html, --all and --explain: one of them");
    return GO_ON;
}

static int read_words(struct call *call, struct words *words, struct report_query *query,
                      struct gathered *gathered)
{
    const struct argument known[] = {
        {"from", NULL, &words->from},       {"to", NULL, &words->to},
        {"month", NULL, &words->month},     {"window", NULL, &words->window},
        {"json", &words->json, NULL},       {"csv", &words->csv, NULL},
        {"explain", &words->explain, NULL}, {"all", &words->all, NULL},
        {"html", NULL, &words->html},       {"shift", NULL, &words->shift},
        {"print", &words->print, NULL},     {NULL, NULL, NULL},
    };
    int status = arguments_read(call, known, 0, 1);
    if (status != GO_ON)
        return status;
    gathered->one = call->count == 1;
    if (gathered->one && !words->explain && !words->csv)
        return tell(EXIT_USAGE,
                    "report: \"%s\" is one word too many; a name stands behind --explain or --csv",
                    call->words[0]);
    status = check_words(words);
    if (status == GO_ON && gathered->one)
        status = words->csv ? find_table(call->words[0], gathered)
                            : find_explained(call->words[0], gathered);
    if (status == GO_ON)
        status = read_days(words, query);
    return status == GO_ON ? read_window(words, query) : status;
}

/* Rows go to a file of no name first: whoever reads our output slowly must not hold the store. */
static void hear(void *context, enum report_number number, const struct report_row *row)
{
    struct gathered *gathered = context;
    if (!gathered->one)
        report_keep_example(gathered->examples, number, row);
    else if (number == gathered->number)
        fprintf(gathered->rows, "%d\t%s\t%s\n", row->day, row->host, row->ref);
}

static int begin_gathering(struct gathered *gathered, struct report_query *query)
{
    if (gathered->one)
        gathered->rows = tmpfile();
    else
        gathered->examples = calloc(1, sizeof *gathered->examples);
    query->hear = hear;
    query->context = gathered;
    if (gathered->rows == NULL && gathered->examples == NULL)
        return tell(EXIT_REFUSED, "report: room for the rows: %m");
    return EXIT_DONE;
}

static void end_gathering(struct gathered *gathered)
{
    free(gathered->examples);
    if (gathered->rows != NULL)
        fclose(gathered->rows);
}

static int print_rows(FILE *rows)
{
    char line[160], *rest;
    if (fflush(rows) != 0 || ferror(rows) != 0)
        return tell(EXIT_REFUSED, "report: room for the rows: %m");
    rewind(rows);
    while (fgets(line, sizeof line, rows) != NULL) {
        rest = line;
        line[strcspn(line, "\n")] = '\0';
        struct report_row row = {.day = (int32_t)strtol(strsep(&rest, "\t"), NULL, 10)};
        row.host = strsep(&rest, "\t");
        row.ref = rest == NULL ? "" : rest;
        report_print_row(&row);
    }
    return EXIT_DONE;
}

static int write_page(const struct report_view *view, const char *path)
{
    struct bytes page = {0};
    report_write_page(view, &page);
    int status = page.failed ? tell(EXIT_REFUSED, "%s: out of memory", path)
                             : file_write(path, page.data, page.length);
    bytes_free(&page);
    return status;
}

static int print(const struct report_view *view, const struct words *words,
                 const struct gathered *gathered)
{
    if (words->json)
        report_print_json(view);
    else if (words->csv && gathered->one)
        report_print_table(view, gathered->table);
    else if (words->csv)
        report_print_csv(view);
    else if (words->html != NULL)
        return write_page(view, words->html);
    else if (words->all)
        report_print_all(view);
    else if (!words->explain)
        report_print_screen(view);
    else if (!gathered->one)
        report_print_explained(view, gathered->examples);
    else {
        report_print_one(view, gathered->number);
        return print_rows(gathered->rows);
    }
    return EXIT_DONE;
}

static int report_shop(const struct call *call, const struct words *words,
                       struct report_query *query, struct gathered *gathered)
{
    struct config config;
    struct report *report;
    struct fault fault = {{0}};
    struct shop *shop;
    int status = session_open(call, &shop);
    if (status != EXIT_DONE)
        return status;
    if (report_read(shop, query, &config, &report, &fault) == COMEBACK_OK) {
        const struct report_view view = {report, query, &config};
        status = print(&view, words, gathered);
        report_free(report);
    } else {
        status = tell(EXIT_REFUSED, "%s", fault.text);
    }
    shop_close(shop);
    return status;
}

static int run(struct call *call)
{
    struct words words = {.from = NULL};
    struct gathered gathered = {.one = false};
    struct report_query query = {.to_day = REPORT_DAY_LAST};
    int status = read_words(call, &words, &query, &gathered);
    if (status != GO_ON)
        return status;
    if (gathered.list != NULL) {
        report_print_list(gathered.list);
        return EXIT_DONE;
    }
    if (words.shift != NULL)
        return shift_tell(call, words.shift, words.print, words.json);
    status = words.explain ? begin_gathering(&gathered, &query) : EXIT_DONE;
    if (status == EXIT_DONE)
        status = report_shop(call, &words, &query, &gathered);
    end_gathering(&gathered);
    return status;
}

const struct command command_report = {
    "report", "does this shop make customers?",
    "[--from DATE] [--to DATE] [--month YYYY-MM] [--window DAYS]\n"
    "                       [--all | --html FILE | --json | --csv [NAME] |\n"
    "                        --explain [NAME]]\n"
    "       comeback report --shift TILL [--print] [--json]",
    "Customers made and kept, sales by tag, how many new customers come again, what became of\n"
    "notes, cards, friends and steps, what is promised, and what the owner should look at. Tills\n"
    "go on selling.\n\n"
    "  --from DATE      count from that day on, such as 2026-11-01; the rest is known all the\n"
    "                   same: who came first in May is not new in June, and who was made in May\n"
    "                   and came in July is kept\n"
    "  --to DATE        up to that day\n"
    "  --month YYYY-MM  that month\n"
    "  --window DAYS    within how many days a new customer is to come again; 60\n"
    "  --all            the months, curves, cohorts, discounts, offers, friends, the effect of\n"
    "                   promises, steps and what to look at, below the first screen\n"
    "  --html FILE      all of it as one page with charts, to be read and printed by any browser;\n"
    "                   -: standard output\n"
    "  --json           one object: a number's name to its value, and lists by their names\n"
    "  --csv            month,name,value,numerator,denominator; the month \"all\" is the whole\n"
    "  --csv NAME       one list as a table: cohorts, offers, look, curves.return and the others\n"
    "                   that --explain names; months: every number, a line a month\n"
    "  --explain        every number, what it counts, and the ten latest sales that it counts\n"
    "  --explain NAME   one number, and all that it counts; or one list, and what it tells\n"
    "  --shift TILL     five lines of that till since this was last asked of it\n"
    "  --print          puts them on the shop's printer, too\n\n"
    "Money is in minor units in JSON and CSV. A share comes with the bounds between which it lies\n"
    "95 times in 100 (Wilson); of fewer than 20 there is no percentage. docs/report.md has the\n"
    "rest.\n\n"
    "exit: 0 done, 1 the store cannot be read, 2 used wrongly\n"
    "example: comeback report --month 2026-11\n",
    run};
