/* SPDX-License-Identifier: MIT */
/* The `comeback` program from outside: each command's exit code and words, on shops of its own. */
#include "../../plugin/drain.h"
#undef fail /* cmocka has a macro of this name, too */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <jansson.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "built.h"

enum { OUTPUT_MOST = 1 << 20, CODE_ROOM = 16, TRIES = 200, TRY_US = 50000 };

static char program[PATH_MAX], folder[64];
static char out[OUTPUT_MOST], err[OUTPUT_MOST]; /* of the last run */

static void slurp(const char *name, char *into)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t length = fread(into, 1, OUTPUT_MOST - 1, file);
    into[length] = '\0';
    fclose(file);
}

static void put(const char *name, const void *data, size_t length)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, length, file), length);
    fclose(file);
}

static void put_text(const char *name, const char *text)
{
    put(name, text, strlen(text));
}

/* A line of shell in the test's folder, $C being the program; its exit code. */
static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int run(const char *format, ...)
{
    char line[4096], whole[2 * PATH_MAX + sizeof line];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    snprintf(whole, sizeof whole, "cd '%s' && C='%s' && { %s ; } >out 2>err", folder, program,
             line);
    int status = system(whole);
    slurp("out", out);
    slurp("err", err);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool exists(const char *name)
{
    char path[PATH_MAX];
    struct stat file;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return stat(path, &file) == 0;
}

static json_t *out_json(void)
{
    json_error_t error;
    json_t *object = json_loads(out, 0, &error);
    if (object == NULL)
        fail_msg("line %d: %s in %s", error.line, error.text, out);
    return object;
}

static void text_in(const json_t *object, const char *name, char *into, size_t room)
{
    const json_t *value = json_object_get(object, name);
    if (json_is_array(value))
        value = json_array_get(value, 0);
    assert_true(json_is_string(value));
    snprintf(into, room, "%s", json_string_value(value));
}

static void expect_member(const char *name, const char *expected)
{
    char text[512];
    json_t *object = out_json();
    text_in(object, name, text, sizeof text);
    assert_string_equal(text, expected);
    json_decref(object);
}

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/command-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    return run("$C init shop && cp -r shop fresh && export COMEBACK_CONFIG=") == 0 ? 0 : 1;
}

static int remove_folder(void **state)
{
    char line[128];
    (void)state;
    snprintf(line, sizeof line, "rm -rf '%s'", folder);
    return system(line);
}

#define SHOP "$C -c shop/comeback.ini "

/* Tells a sale and returns the first of its notes or cards. */
static void tell(const char *json, const char *codes, char code[CODE_ROOM])
{
    put_text("sale.json", json);
    assert_int_equal(run(SHOP "sale sale.json"), 0);
    json_t *reply = out_json();
    text_in(reply, codes, code, CODE_ROOM);
    json_decref(reply);
}

/* A time of today's clock some days ago, for what must have happened on another day. */
static const char *days_ago(int days)
{
    static char text[32];
    time_t then = time(NULL) - (time_t)days * 24 * 60 * 60;
    struct tm utc;
    gmtime_r(&then, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT10:00:00Z", &utc);
    return text;
}

static void what_is_not_known_names_the_nearest(void **state)
{
    static const struct {
        const char *words, *expected;
    } cases[] = {
        {"", "comeback: no command; see comeback --help\n"},
        {"sael x", "comeback: unknown command \"sael\"; did you mean sale?\n"},
        {"till", "comeback: unknown command \"till\"; see comeback --help\n"},
        {"--hepl", "comeback: unknown option \"--hepl\"; did you mean --help?\n"},
        {"-x", "comeback: unknown option \"-x\"; see comeback --help\n"},
        {"-c", "comeback: -c: its value is missing\n"},
        {"check --jsno", "comeback: check: unknown option \"--jsno\"; did you mean --json?\n"},
        {"check -j", "comeback: check: unknown option \"-j\"\n"},
        {"preview card --png", "comeback: preview: --png: its value is missing\n"},
        {"init", "comeback: init: something is missing; usage: comeback init DIR\n"},
        {"init a b", "comeback: init: \"b\" is one word too many; usage: comeback init DIR\n"},
        {"preview nte", "comeback: preview: found \"nte\", expected note, card, shift or a file\n"},
        {"queue rn", "comeback: queue: found \"rn\", expected list, run, retry, drop or reprint\n"},
        {"queue drop", "comeback: queue drop: expected the number of one job\n"},
        {"queue run --timeout x",
         "comeback: --timeout: found \"x\", expected a whole number of 0 to 600000\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(run("$C %s", cases[i].words), 2);
        assert_string_equal(err, cases[i].expected);
        assert_string_equal(out, "");
    }
}

static void every_command_has_help_with_exit_codes_and_an_example(void **state)
{
    static const char *const names[] = {"init",    "demo",    "sale",   "replay", "code",
                                        "unlock",  "preview", "print",  "decode", "encode",
                                        "queue",   "check",   "verify", "serve",  "backup",
                                        "restore", "export",  "forget", "tap"};
    char first[64];
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(run("$C %s --help", names[i]), 0);
        snprintf(first, sizeof first, "usage: comeback %s", names[i]);
        assert_memory_equal(out, first, strlen(first));
        assert_null(strstr(out, " \n"));
        assert_non_null(strstr(out, "\nexit: 0 "));
        assert_non_null(strstr(out, "\nexample: "));
        assert_string_equal(err, "");
    }
    assert_int_equal(run("$C --help"), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_non_null(strstr(out, names[i]));
    assert_int_equal(run("$C --version"), 0);
    assert_memory_equal(out, "comeback ", 9);
}

static void init_makes_a_shop_and_leaves_one_alone(void **state)
{
    (void)state;
    assert_int_equal(run("$C init a"), 0);
    assert_true(exists("a/comeback.ini"));
    assert_int_equal(run("$C -c a/comeback.ini check"), 0);
    assert_int_equal(run("md5sum a/keys/* > before; $C init a"), 1);
    assert_string_equal(err, "comeback: a/comeback.ini: is there already\n");
    assert_int_equal(run("mv a/comeback.ini kept.ini; $C init a; e=$?; mv kept.ini a/comeback.ini; "
                         "exit $e"),
                     1);
    assert_string_equal(err,
                        "comeback: a/keys/comeback.keys: is there without comeback.ini: a shop "
                        "that lost its settings, or what a broken off init left\n");
    assert_int_equal(run("md5sum -c before"), 0);
    assert_int_equal(run("$C init no/such/place"), 1);
    assert_string_equal(err, "comeback: no/such/place: No such file or directory\n");
}

static void init_makes_a_shop_of_a_country(void **state)
{
    (void)state;
    assert_int_equal(run("$C init --country DE de"), 0);
    assert_non_null(strstr(out, "\nfor:  a shop in DE, paid in EUR; till and slips in German\n"));
    assert_int_equal(run("$C -c de/comeback.ini check && cat de/*.receipt"), 0);
    assert_non_null(strstr(out, "N\u00c4CHSTER BESUCH"));
    assert_non_null(strstr(out, "F\u00dcR FREUNDE"));
    assert_int_equal(run("$C -c de/comeback.ini preview note --receiptline"), 0);
    assert_non_null(strstr(out, "6. Besuch: ein Pr\u00e4sent von uns"));
    assert_int_equal(run("$C init --country PL pl && $C -c pl/comeback.ini preview card --text"),
                     0);
    assert_non_null(strstr(out, "Przy zakupach od 10,00 PLN"));
    assert_int_equal(run("$C init --country FR fr"), 0);
    assert_non_null(strstr(out, "\nlaw:  in France slips are printed when the customer asks"));
    assert_int_equal(run("$C init --country CH --language it ch && grep '^language' ch/*.ini"), 0);
    assert_non_null(strstr(out, "paid in CHF; till and slips in Italian\n"));
    assert_non_null(strstr(out, "\nlook: the amounts in comeback.ini are made for euros"));
    assert_non_null(strstr(out, "\nlanguage = it  "));
}

static void init_refuses_a_place_that_is_none_and_makes_nothing(void **state)
{
    (void)state;
    assert_int_equal(run("$C init --country PS ps"), 2);
    assert_string_equal(err,
                        "comeback: init: country \"PS\": which currency is paid there? name it "
                        "with --currency\n");
    assert_int_equal(run("$C init --new-code-key --language de shop"), 2);
    assert_string_equal(err, "comeback: init: --country, --currency and --language make a shop, "
                             "--new-code-key changes one\n");
    assert_false(exists("ps"));
}

static void settings_are_found_by_option_then_environment_then_folder(void **state)
{
    (void)state;
    assert_int_equal(run("cd shop && $C unlock T1"), 0);
    assert_int_equal(run("cd shop && COMEBACK_CONFIG=/nowhere/x $C unlock T1"), 1);
    assert_string_equal(err, "comeback: /nowhere/x: No such file or directory\n");
    assert_int_equal(run("cd shop && COMEBACK_CONFIG=/nowhere/x $C -c comeback.ini unlock T1"), 0);
    assert_int_equal(run("HOME='%s/none' XDG_CONFIG_HOME= $C unlock T1", folder), 1);
    assert_memory_equal(err, "comeback: no comeback.ini: none in ", 35);
}

static void a_sale_is_answered_and_its_slips_wait(void **state)
{
    char note[CODE_ROOM], card[CODE_ROOM], sale[256];
    (void)state;
    snprintf(sale, sizeof sale, "{\"ref\":\"A1\",\"at\":\"%s\",\"total_minor\":940,\"colour\":1}",
             days_ago(9));
    tell(sale, "notes", note);
    expect_member("tag", "unidentified");
    assert_string_equal(err, "comeback: sale.json: not used: colour\n");
    snprintf(sale, sizeof sale, "{\"ref\":\"A2\",\"total_minor\":940,\"scan\":[\"%s\"]}", note);
    tell(sale, "cards", card);
    expect_member("tag", "repeat");
    snprintf(
        sale, sizeof sale,
        "{\"ref\":\"A3\",\"scan\":[\"%s\"],\"items\":[{\"name\":\"Tart\",\"amount_minor\":2000}]}",
        card);
    put_text("sale.json", sale);
    assert_int_equal(run(SHOP "sale - < sale.json"), 0);
    expect_member("tag", "referral");
    expect_member("grade", "paper");
    assert_int_equal(run(SHOP "queue --json"), 0);
    json_t *queue = out_json();
    const json_t *jobs = json_object_get(queue, "jobs");
    assert_int_equal(json_array_size(jobs), 4); /* three notes, and the card of A2 */
    json_decref(queue);
}

static void bad_json_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *text;
        size_t length;
        const char *expected;
    } cases[] = {
#define CASE(text, expected) {text, sizeof(text) - 1, "comeback: bad.json" expected "\n"}
        CASE("", ":1:0: '[' or '{' expected near end of file"),
        CASE("{\"ref\":\"1\",\"total", ":1:17: premature end of input near '\"total'"),
        CASE("{\"ref\":\"a\xff\"}", ":1:9: unable to decode byte 0xff near '\"a'"),
        CASE("{\"ref\":\"a\0\"}", ": a NUL byte at offset 9"),
        CASE("{\"ref\":\"a\",\"ref\":\"b\"}", ":1:16: duplicate object key near '\"ref\"'"),
        CASE("[]", ": a sale is a JSON object"),
        CASE("{\"ref\":\"1\"}", ": total_minor: missing, and there are no items"),
        CASE("{\"total_minor\":1}", ": ref: missing"),
        CASE("{\"ref\":\"1\",\"total_minor\":1.5}",
             ": total_minor: expected text or a whole number"),
        CASE("{\"ref\":\"1\",\"total_minor\":1000000000001}",
             ": total_minor: found \"1000000000001\", expected -1000000000000 to 1000000000000"),
        CASE("{\"ref\":\"1\",\"total_minor\":1,\"at\":\"2999-01-01T00:00:00Z\"}",
             ": at: found \"2999-01-01T00:00:00Z\", expected a time not after tomorrow"),
        CASE("{\"ref\":\"1\",\"total_minor\":1,\"currency\":\"eur\"}",
             ": currency: found \"eur\", expected three capitals such as EUR"),
        CASE("{\"ref\":\"1\",\"items\":3}", ": items: expected an array"),
        CASE("{\"ref\":\"1\",\"scan\":[3]}", ": scan[0]: expected text"),
#undef CASE
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put("bad.json", cases[i].text, cases[i].length);
        assert_int_equal(run(SHOP "sale bad.json"), 1);
        assert_string_equal(err, cases[i].expected);
        assert_string_equal(out, "");
    }
    assert_int_equal(run("head -c 4194305 /dev/zero > bad.json; " SHOP "sale bad.json"), 1);
    assert_string_equal(err, "comeback: bad.json: more than 4194304 bytes\n");
    assert_int_equal(run(SHOP "sale none.json"), 1);
    assert_string_equal(err, "comeback: none.json: No such file or directory\n");
}

static void a_sale_told_with_other_content_is_refused(void **state)
{
    char note[CODE_ROOM];
    (void)state;
    tell("{\"ref\":\"B1\",\"total_minor\":940}", "notes", note);
    put_text("sale.json", "{\"ref\":\"B1\",\"total_minor\":941}");
    assert_int_equal(run(SHOP "sale sale.json"), 1);
    assert_string_equal(err, "comeback: ref \"B1\": told before with total_minor 940 EUR, now 941 "
                             "EUR\n");
    expect_member("error", "ref \"B1\": told before with total_minor 940 EUR, now 941 EUR");
}

static sqlite3 *open_store(const char *shop)
{
    char path[PATH_MAX];
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/%s/store/comeback.db", folder, shop);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static void a_busy_store_makes_a_sale_wait_and_loses_nothing(void **state)
{
    sqlite3 *db = open_store("shop");
    (void)state;
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    put_text("sale.json", "{\"ref\":\"LATER\",\"total_minor\":940}");
    assert_int_equal(run(SHOP "sale sale.json"), 0);
    expect_member("tag", "");
    assert_non_null(strstr(out, "\"notice\": \"tagged later: "));
    assert_int_equal(run(SHOP "check"), 0);
    assert_non_null(strstr(out, "sales that wait to be tagged: 1; "));
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(run(SHOP "queue run"), 0);
    assert_int_equal(run(SHOP "check"), 0);
    assert_non_null(strstr(out, "spool     ok     empty"));
    put_text("sale.json", "{\"ref\":\"LATER\",\"total_minor\":940}");
    assert_int_equal(run(SHOP "sale sale.json"), 0);
    expect_member("tag", "unidentified");
}

/* C1: new on day 1 (two sales, one visit), repeat on day 2; its first line in the file is the
 * later one. C2: new, then taken back. One without a name; one return. */
static const char history[] =
    "ref,at,total_minor,customer.id,kind,original,item.name,item.amount_minor\r\n"
    "H3,2025-03-02T09:00:00+00:00,,C1,,,\"Tart, \"\"large\"\"\",900\r\n"
    "H3,,,,,,\"two\r\nlines\",100\r\n"
    "H1,2025-03-01T09:00:00+00:00,500,C1,,,,\r\n"
    "H2,2025-03-01T10:00:00+00:00,700,C1,,,,\r\n"
    "\r\n"
    "H4,2025-03-01T11:00:00+00:00,800,,,,,\r\n"
    "H5,2025-03-01T12:00:00+00:00,900,C2,,,,\r\n"
    "H6,2025-03-03T12:00:00+00:00,-900,C2,return,H5,,\r\n";

static void history_is_tagged_in_order_of_time(void **state)
{
    static const char expected[] =
        "{\"sales\": {\"new\": 2, \"repeat\": 1, \"referral\": 0, \"unidentified\": 1}, "
        "\"visits\": {\"new\": 1, \"repeat\": 1, \"referral\": 0, \"unidentified\": 1}, "
        "\"lines\": {\"read\": 7, \"refused\": 0, \"skipped\": 0, \"reasons\": []}, "
        "\"later\": 0}\n";
    (void)state;
    put_text("history.csv", history);
    assert_int_equal(run("rm -rf h && cp -r fresh h && $C -c h/comeback.ini replay history.csv "
                         "--history --json"),
                     0);
    assert_string_equal(out, expected);
    assert_string_equal(err, "");
    /* Told again, from a pipe: nothing is counted twice, and no slip is made. */
    assert_int_equal(run("$C -c h/comeback.ini replay - --history --json < history.csv"), 0);
    assert_string_equal(out, expected);
    assert_int_equal(run("$C -c h/comeback.ini queue"), 0);
    assert_string_equal(out, "no jobs\n");
    assert_int_equal(run("$C -c h/comeback.ini verify"), 0);
    assert_string_equal(out, "7 events, 0 differences, 0 gaps\n");
}

static void a_sale_of_several_lines_keeps_its_items_and_their_sum(void **state)
{
    sqlite3_stmt *row;
    (void)state;
    put_text("history.csv", history);
    assert_int_equal(run("rm -rf h && cp -r fresh h && $C -c h/comeback.ini replay history.csv "
                         "--history"),
                     0);
    sqlite3 *db = open_store("h");
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT json_extract(body, '$.items'),"
                                        " json_extract(body, '$.total_minor') FROM event"
                                        " WHERE json_extract(body, '$.ref')='H3'",
                                        -1, &row, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(row, 0),
                        "[[\"\",\"Tart, \\\"large\\\"\",\"\",1000,900],"
                        "[\"\",\"two\\r\\nlines\",\"\",1000,100]]");
    assert_int_equal(sqlite3_column_int(row, 1), 1000);
    sqlite3_finalize(row);
    sqlite3_close(db);
}

static void a_live_replay_reads_scans_and_queues_slips(void **state)
{
    char note[CODE_ROOM], csv[512];
    (void)state;
    assert_int_equal(run("rm -rf live && cp -r fresh live"), 0);
    snprintf(csv, sizeof csv, "{\"ref\":\"1\",\"at\":\"%s\",\"total_minor\":940}", days_ago(9));
    put_text("sale.json", csv);
    assert_int_equal(run("$C -c live/comeback.ini sale sale.json"), 0);
    json_t *reply = out_json();
    text_in(reply, "notes", note, sizeof note);
    json_decref(reply);
    snprintf(csv, sizeof csv, "ref,at,total_minor,scan\n2,%s,940, %s  %s\n", days_ago(2), note,
             note);
    put_text("live.csv", csv);
    assert_int_equal(run("$C -c live/comeback.ini replay live.csv --json"), 0);
    assert_non_null(strstr(out, "\"sales\": {\"new\": 0, \"repeat\": 1,"));
    assert_int_equal(run("$C -c live/comeback.ini queue --json"), 0);
    json_t *queue = out_json();
    assert_int_equal(json_array_size(json_object_get(queue, "jobs")), 3);
    json_decref(queue);
}

static void each_line_not_understood_is_told_and_the_rest_is_kept(void **state)
{
    static const struct {
        const char *lines, *expected;
    } cases[] = {
#define GOOD "9,2025-01-01T10:00:00Z,100,,,\n"
        {"1,2025-01-01T10:00:00Z,5.00,,,\n" GOOD,
         "2: total_minor: found \"5.00\", expected a whole number of minor units"},
        {GOOD "1,yesterday,500,,,\n",
         "3: at: found \"yesterday\", expected a time such as 2026-11-12T14:03:00+00:00"},
        {"1,,500,,,\n" GOOD, "2: at: missing"},
        {",2025-01-01T10:00:00Z,500,,,\n" GOOD, "2: ref: missing"},
        {"1,2025-01-01T10:00:00Z,500\n" GOOD, "2: fewer fields than the header"},
        {"1,2025-01-01T10:00:00Z,5\"0,,,\n" GOOD,
         "2: total_minor: found \"5\"0\", expected a whole number of minor units"},
        {"1,2025-01-01T10:00:00Z,\"500\"0,,,\n" GOOD, "2: text behind a closing quote"},
        {GOOD "1,2025-01-01T10:00:00Z,\"500,,,\n", "3: a quote is not closed"},
        {GOOD "1,2025-01-01T10:00:00Z,500,\u00e9C\xff\u00e9,,\n",
         "3: customer.id: not UTF-8 text, or a NUL inside"},
        {GOOD "1,2025-01-01T10:00:00Z,500,,Tart,\n", "3: item.amount_minor: missing"},
        {"1,2025-01-01T10:00:00Z,500,,A,1\n1,,501,,B,2\n" GOOD,
         "3: total_minor: found \"501\", expected \"500\" as on another line"},
        {"1,2025-01-01T10:00:00Z,500,,A,1\n1,x\n1,,,,B,2\n" GOOD,
         "3: fewer fields than the header\n"
         "comeback: bad.csv:2: sale left out: line 3 of it is not understood"},
        {GOOD "9,2025-01-01T10:00:00Z,100,,,\n1,2025-01-01T10:00:00Z,500,,A,x\n",
         "4: amount_minor: found \"x\", expected a whole number of minor units"},
#undef GOOD
    };
    char text[512], expected[512];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(text, sizeof text,
                 "ref,at,total_minor,customer.id,item.name,item.amount_minor\n%s", cases[i].lines);
        put_text("bad.csv", text);
        assert_int_equal(run("rm -rf h && cp -r fresh h && $C -c h/comeback.ini replay bad.csv "
                             "--history --json"),
                         1);
        snprintf(expected, sizeof expected, "comeback: bad.csv:%s\n", cases[i].expected);
        assert_string_equal(err, expected);
        assert_non_null(strstr(out, "\"unidentified\": 1}, \"visits\""));
    }
}

static void a_csv_that_cannot_be_meant_is_refused_whole(void **state)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", "comeback: bad.csv: empty, expected a header\n"},
        {"\xEF\xBB\xBF", "comeback: bad.csv: empty, expected a header\n"},
        {"ref,total_minor\n1,2\n",
         "comeback: bad.csv:1: column \"at\" is missing; say which it is: --columns at=Header,…\n"},
        {"ref,at,ref\n", "comeback: bad.csv:1: column \"ref\" stands there twice\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put_text("bad.csv", cases[i].text);
        assert_int_equal(run(SHOP "replay bad.csv --history"), 1);
        assert_string_equal(err, cases[i].expected);
        assert_string_equal(out, "");
    }
    put_text("bad.csv", "ref,at,customer_id,total_minor\n");
    assert_int_equal(run(SHOP "replay bad.csv --history"), 0);
    assert_string_equal(err,
                        "comeback: bad.csv:1: column \"customer_id\" is not known and not used\n");
}

static void told_with_other_content_a_line_of_history_is_refused(void **state)
{
    (void)state;
    put_text("one.csv", "ref,at,total_minor\n1,2025-01-01T10:00:00Z,100\n");
    put_text("other.csv", "ref,at,total_minor\n1,2025-01-01T10:00:00Z,101\n");
    assert_int_equal(run("rm -rf h && cp -r fresh h && $C -c h/comeback.ini replay one.csv "
                         "--history && $C -c h/comeback.ini replay other.csv --history"),
                     1);
    assert_string_equal(err, "comeback: other.csv:2: ref \"1\": told before with total_minor 100 "
                             "EUR, now 101 EUR\n");
}

static void a_code_is_looked_up_without_counting(void **state)
{
    char note[CODE_ROOM];
    (void)state;
    tell("{\"ref\":\"C1\",\"total_minor\":940}", "notes", note);
    assert_int_equal(run(SHOP "code %s --json", note), 0);
    expect_member("kind", "note");
    expect_member("code", note);
    assert_int_equal(run(SHOP "code $(echo %s | tr -d - | tr A-Z a-z)", note), 0);
    assert_memory_equal(out, note, strlen(note));
    note[13] = note[13] == '0' ? '1' : '0';
    for (int i = 0; i < 7; i++)
        assert_int_equal(run(SHOP "code %s --json", note), 1);
    expect_member("why", "mistyped: read it again");
    assert_int_equal(run(SHOP "code SAMPLE"), 1);
    assert_string_equal(out, "SAMPLE: refused: mistyped: read it again\n");
}

static void check_says_that_who_made_a_shop_has_every_right(void **state)
{
    (void)state;
    assert_int_equal(run("rm -rf r && cp -r fresh r && $C -c r/comeback.ini check"), 0);
    assert_int_equal(
        run("$C -c r/comeback.ini check | grep \"^rights    ok     $(id -un) has all$\""), 0);
}

static void a_shop_gets_a_new_code_key_and_knows_its_old_codes(void **state)
{
    char before[CODE_ROOM], after[CODE_ROOM], expected[512];
    (void)state;
    tell("{\"ref\":\"K1\",\"total_minor\":940}", "notes", before);
    assert_int_equal(run("$C init --new-code-key shop"), 0);
    snprintf(expected, sizeof expected,
             "made: code key 2 in shop/keys/comeback.keys; new codes have it, printed ones stay "
             "good\nkeep: a copy of shop/keys somewhere else, instead of the one you have\n");
    assert_string_equal(out, expected);
    tell("{\"ref\":\"K2\",\"total_minor\":940}", "notes", after);
    assert_int_equal(run(SHOP "code %s", before), 0);
    assert_int_equal(run(SHOP "code %s", after), 0);
    assert_int_equal(run("$C init --new-code-key nowhere"), 1);
    assert_string_equal(err, "comeback: nowhere/keys: No such file or directory\n");
    assert_int_equal(run("$C init --new-code-key --group games shop"), 2);
    assert_string_equal(err, "comeback: init: --group makes a shop, --new-code-key changes one\n");
    assert_int_equal(run("$C init --group nosuchgroup other-shop"), 1);
    assert_string_equal(err, "comeback: group \"nosuchgroup\": there is none of this name\n");
    assert_false(exists("other-shop"));
}

static void a_copy_is_made_checked_and_put_back(void **state)
{
    char expected[512];
    (void)state;
    assert_int_equal(run("rm -rf b && cp -r fresh b && mkdir stick && echo '{\"ref\":\"1\","
                         "\"total_minor\":940}' >one.json && $C -c b/comeback.ini sale one.json"),
                     0);
    assert_int_equal(run("$C -c b/comeback.ini backup stick/a.db --json"), 0);
    expect_member("file", "stick/a.db");
    assert_int_equal(run("$C -c b/comeback.ini backup stick/a.db"), 1);
    assert_string_equal(err, "comeback: stick/a.db: is there already\n");
    assert_int_equal(run("$C -c b/comeback.ini backup --keys stick"), 0);
    assert_non_null(strstr(out, " events, "));
    assert_non_null(strstr(out, "; who has both files can make codes\n"));
    assert_int_equal(run("test \"$(ls stick | sed 's/[0-9]/#/g' | tr '\n' ' ')\" ="
                         " 'a.db comeback-########-######.db comeback-########-######.db.keys '"
                         " && cmp stick/*.keys b/keys/comeback.keys"
                         " && test $(stat -c %%a stick/*.keys) = 600"),
                     0);
    assert_int_equal(run("sed -i s/1/2/ one.json && $C -c b/comeback.ini sale one.json"
                         " && $C restore stick/a.db b"),
                     0);
    snprintf(expected, sizeof expected, "%s/b/store.before-restore-1 is the store as it was",
             folder);
    assert_non_null(strstr(out, expected));
    assert_int_equal(run("$C -c b/comeback.ini verify"), 0);
    assert_int_equal(run("$C -c b/comeback.ini export --code K000-0000-0000"), 1);
    assert_int_equal(run("$C restore stick b"), 1);
    assert_int_equal(run("$C restore stick/a.db stick"), 1);
    assert_string_equal(err, "comeback: stick/comeback.ini: No such file or directory; expected "
                             "the folder of a shop\n");
    assert_int_equal(run("$C restore stick/a.db"), 2);
}

static void a_person_is_told_what_is_kept_and_forgotten(void **state)
{
    char card[CODE_ROOM];
    (void)state;
    static const char sale[] =
        "{\"ref\":\"P%d\",\"host\":\"pos\",\"total_minor\":940,\"print\":\"card\","
        "\"customer.id\":\"77\",\"customer.phone\":\"085 765 4321\","
        "\"customer.email\":\"bea@example.org\",\"customer.name\":\"Beatrix Oak\"}";
    char text[512];
    snprintf(text, sizeof text, sale, 1);
    tell(text, "cards", card);
    static const char *const ways[] = {"--customer pos:77", "--phone '+353 85 7654321'",
                                       "--phone 0857654321", "--email Bea@Example.org"};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        assert_int_equal(run(SHOP "export %s", ways[i]), 0);
        assert_non_null(strstr(out, "\"name\": \"Beatrix Oak\""));
        json_decref(out_json());
    }
    assert_int_equal(run(SHOP "export --code %s", card), 1);
    snprintf(text, sizeof text,
             "comeback: code: \"%s\" is a card's, which says who gave it and not who holds it\n",
             card);
    assert_string_equal(err, text);
    assert_int_equal(run(SHOP "export --customer 77"), 1);
    assert_string_equal(err, "comeback: customer: found \"77\", expected HOST:ID\n");
    assert_int_equal(run(SHOP "forget --phone 0857654321 --email bea@example.org"), 2);
    assert_string_equal(err, "comeback: forget: found 2 of --customer, --phone, --email, --code; "
                             "expected one\n");
    assert_int_equal(run(SHOP "forget --phone 0857654321 </dev/null"), 2);
    assert_string_equal(err, "comeback: forget: --yes is needed where nobody can be asked\n");
    assert_int_equal(run(SHOP "export --phone 0857654321 >/dev/null"), 0);
    assert_int_equal(run(SHOP "forget --phone 0857654321 --yes --json"), 0);
    json_t *report = out_json();
    assert_int_equal(json_integer_value(json_object_get(report, "ways")), 3);
    assert_true(json_is_true(json_object_get(report, "found")));
    json_decref(report);
    assert_int_equal(run("! grep -rl 'Beatrix\\|bea@\\|7654321' shop/store shop/keys"), 0);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        assert_int_equal(run(SHOP "export %s", ways[i]), 1);
    assert_string_equal(err, "comeback: email \"Bea@Example.org\": nobody is known so\n");
    assert_int_equal(run(SHOP "forget --customer pos:77 --yes"), 1);
    assert_string_equal(err, "comeback: customer \"pos:77\": nobody is known so\n");
    assert_int_equal(run(SHOP "verify"), 0);
}

static void what_may_hold_a_forgotten_person_still_is_named(void **state)
{
    (void)state;
    assert_int_equal(run("rm -rf f && cp -r fresh f && mkdir f/store.before-restore-3"
                         " && touch f/store/spool/x.spool.bad && echo '{\"ref\":\"1\","
                         "\"total_minor\":940,\"customer.phone\":\"0857654321\"}' >one.json"
                         " && $C -c f/comeback.ini sale one.json"),
                     0);
    assert_int_equal(run("$C -c f/comeback.ini forget --phone 0857654321 --yes"), 0);
    assert_non_null(strstr(out, "may hold them still: "));
    assert_non_null(strstr(out, "/f/store.before-restore-3\n"));
    assert_non_null(strstr(out, "/f/store/spool/x.spool.bad\n"));
    assert_non_null(strstr(out, "copies made by `comeback backup` hold them"));
}

/* A code with a good check and a wrong tag is another shop's. */
static void code_of_another_shop(int number, char code[static CODE_ROOM])
{
    char sale[64];
    snprintf(sale, sizeof sale, "{\"ref\":\"%d\",\"total_minor\":940}", number);
    put_text("sale.json", sale);
    assert_int_equal(run("$C -c other/comeback.ini sale sale.json"), 0);
    json_t *reply = out_json();
    text_in(reply, "notes", code, CODE_ROOM);
    json_decref(reply);
}

static void unlock_forgives_the_guesses_of_a_till(void **state)
{
    char card[CODE_ROOM], foreign[CODE_ROOM], sale[256];
    (void)state;
    tell("{\"ref\":\"U1\",\"total_minor\":940,\"print\":\"card\"}", "cards", card);
    assert_int_equal(run("rm -rf other && $C init other"), 0);
    for (int i = 0; i < 5; i++) {
        code_of_another_shop(i, foreign);
        snprintf(sale, sizeof sale,
                 "{\"ref\":\"G%d\",\"till\":\"T9\",\"total_minor\":940,\"scan\":[\"%s\"]}", i,
                 foreign);
        put_text("sale.json", sale);
        assert_int_equal(run(SHOP "sale sale.json"), 0);
    }
    snprintf(sale, sizeof sale,
             "{\"ref\":\"G9\",\"till\":\"T9\",\"total_minor\":2000,\"scan\":[\"%s\"]}", card);
    put_text("sale.json", sale);
    assert_int_equal(run(SHOP "sale sale.json"), 0);
    assert_non_null(strstr(out, "\"why\": \"too many wrong codes: wait or unlock\""));
    assert_non_null(strstr(out, "\"tag\": \"referral\""));
    assert_int_equal(run(SHOP "unlock T8"), 0);
    assert_string_equal(out, "till \"T8\": was not locked: it had no wrong codes today\n");
    assert_int_equal(run(SHOP "unlock T9"), 0);
    assert_string_equal(out,
                        "till \"T9\": today's wrong codes are forgiven, promises are paid again\n");
    assert_int_equal(run(SHOP "unlock T9"), 0);
    assert_string_equal(out, "till \"T9\": was not locked: it had no wrong codes today\n");
    snprintf(sale, sizeof sale,
             "{\"ref\":\"G10\",\"till\":\"T9\",\"total_minor\":2000,\"scan\":[\"%s\"]}", card);
    put_text("sale.json", sale);
    assert_int_equal(run(SHOP "sale sale.json"), 0);
    assert_non_null(strstr(out, "\"discount_minor\": 200"));
    code_of_another_shop(11, foreign);
    snprintf(sale, sizeof sale,
             "{\"ref\":\"G11\",\"till\":\"T9\",\"total_minor\":940,\"scan\":[\"%s\"]}", foreign);
    put_text("sale.json", sale);
    assert_int_equal(run(SHOP "sale sale.json"), 0);
    assert_int_equal(run(SHOP "unlock T9"), 0);
    assert_string_equal(out,
                        "till \"T9\": was not locked; 1 of today's wrong codes are forgiven\n");
    assert_int_equal(run(SHOP "unlock 123456789012345678901234567890123"), 1);
}

static void a_preview_draws_bars_where_the_settings_want_them(void **state)
{
    (void)state;
    assert_int_equal(run("rm -rf p && mkdir p && cp fresh/*.ini fresh/*.receipt p/"), 0);
    assert_int_equal(run("sed -i 's/^code = .*/code = both/' p/comeback.ini; "
                         "$C -c p/comeback.ini preview note --printer generic-58 --png p.png"),
                     0);
    assert_int_equal(run("zbarimg -q p.png 2>/dev/null"), 0);
    assert_string_equal(out, "QR-Code:SAMPLE\nCODE-128:SAMPLE CODE!\n");
    assert_int_equal(run("sed -i 's/^code = .*/code = code128/' p/comeback.ini; "
                         "$C -c p/comeback.ini preview card --receiptline"),
                     0);
    assert_non_null(strstr(out, "\n{code:SAMPLE CODE!;option:code128,3,72}\n"));
    assert_null(strstr(out, "qrcode"));
}

static void a_preview_of_a_file_fills_its_fields_where_there_are_settings(void **state)
{
    (void)state;
    put_text("mine.receipt", "{{shop.name}}, {{code}}, visit {{visit}}, until {{card.until}}\n");
    assert_int_equal(run("$C -c fresh/comeback.ini preview mine.receipt --text"), 0);
    assert_non_null(strstr(out, "Your Shop, SAMPLE, visit 1, until"));
    assert_int_equal(run("$C -c fresh/comeback.ini preview ./gone.receipt"), 1);
    put_text("plain.receipt", "a | b\n");
    assert_int_equal(run("$C preview plain.receipt --text --printer generic-58"), 0);
    assert_string_equal(out, "a                              b\n\n");
    /* A letter of private use is in no font. */
    put_text("unknown.receipt", "a\xee\x80\x80z\n");
    assert_int_equal(run("$C preview unknown.receipt --printer epson-tm-t88v"), 0);
    assert_non_null(strstr(out, " a?z "));
    assert_string_equal(
        err, "comeback: line 1 is not drawn: no font has all letters of \"a\xee\x80\x80z\"\n");
    put_text("wrong.receipt", "{{nobody}}\n");
    assert_int_equal(run("$C -c fresh/comeback.ini preview wrong.receipt"), 1);
    assert_string_equal(err, "comeback: wrong.receipt:1: found \"nobody\", expected "
                             "a field's name\n");
}

static void a_preview_reads_the_settings_only_and_says_sample(void **state)
{
    (void)state;
    assert_int_equal(run("rm -rf p && mkdir p && cp fresh/*.ini fresh/*.receipt p/"), 0);
    assert_int_equal(run("$C -c p/comeback.ini preview card --png p.png --escpos p.escpos"), 0);
    assert_int_equal(run("test \"$(ls p)\" = \"$(cd p && ls *.ini *.receipt)\""), 0);
    assert_int_equal(run("zbarimg -q --raw p.png 2>/dev/null"), 0);
    assert_string_equal(out, "SAMPLE\n");
    assert_int_equal(run("$C decode p.escpos --strict"), 0);
    assert_int_equal(run("$C -c p/comeback.ini preview note --receiptline"), 0);
    assert_non_null(strstr(out, "{code:SAMPLE;option:qrcode"));
    assert_int_equal(run("$C -c p/comeback.ini preview note --printer generic-58 --text"), 0);
    for (const char *line = out; *line != '\0'; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= 32);
    assert_int_equal(run("COLUMNS=80 $C -c p/comeback.ini preview note"), 0);
    assert_non_null(strstr(out, "YOUR NEXT VISIT"));
    assert_int_equal(run("$C -c p/comeback.ini preview note --printer generic-8"), 1);
    assert_string_equal(err, "comeback: printer: found \"generic-8\", expected a URI or a profile "
                             "such as generic-80\n");
    assert_int_equal(run("sed -i '/offer friend/,/budget/d' p/comeback.ini; "
                         "$C -c p/comeback.ini preview card"),
                     1);
    assert_memory_equal(err, "comeback: card: there is no offer for friends", 45);
}

static void print_says_what_became_of_it(void **state)
{
    (void)state;
    put_text("hello.receipt", "Hello\n");
    assert_int_equal(run("$C print hello.receipt --printer virtual:roll --json"), 0);
    expect_member("result", "printed");
    json_t *said = out_json();
    assert_true(json_is_false(json_object_get(said, "torn")));
    assert_true(json_is_string(json_object_get(said, "state")));
    json_decref(said);
    assert_true(exists("roll/000001.png"));
    assert_int_equal(run("$C print - --printer file:raw < hello.receipt"), 0);
    assert_string_equal(out, "file:raw: unconfirmed: it took all bytes and says nothing more\n");
    assert_int_equal(run("$C decode raw --text"), 0);
    assert_non_null(strstr(out, "Hello"));
    put_text("pair.receipt", "a | b\n");
    assert_int_equal(run("$C print pair.receipt --printer file:small --profile generic-58"), 0);
    assert_int_equal(run("$C decode small --text --printer generic-58"), 0);
    assert_memory_equal(out, "a                              b\n", 33);
    assert_int_equal(run("$C print pair.receipt --printer file:small --profile epson-tm-t88"), 1);
    assert_string_equal(err,
                        "comeback: printer: found \"epson-tm-t88\", expected a URI or a profile "
                        "such as epson-tm-t88v\n");
    assert_int_equal(run("$C print hello.receipt --printer file:none/x --json"), 1);
    expect_member("result", "not printed");
    assert_non_null(strstr(err, "none/x\": No such file or directory"));
    assert_int_equal(run("$C print hello.receipt --printer nix:x --json"), 1);
    assert_non_null(strstr(err, "printer \"nix:x\": expected the scheme "));
    assert_int_equal(run("$C print - --printer file:raw --timeout 1x < hello.receipt"), 2);
    assert_string_equal(
        err, "comeback: --timeout: found \"1x\", expected a whole number of 0 to 600000\n");
    put_text("bad.receipt", "{code:1;option:itf}\n");
    assert_int_equal(run("$C print bad.receipt --printer virtual:roll --json"), 1);
    expect_member("result", "not printed");
    assert_int_equal(run("$C print hello.receipt"), 1);
    assert_int_equal(run(SHOP "print hello.receipt"), 0);
    assert_string_equal(out, "virtual:paper: printed\n");
    assert_true(exists("shop/paper"));
}

/* print sends without a job, and the journal knows but one slip: what it knew comes first. */
static void print_settles_what_a_kill_left_before_it_sends(void **state)
{
    char store[PATH_MAX], path[DRAIN_PATH], note[CODE_ROOM];
    struct journal journal;
    (void)state;
    assert_int_equal(run("rm -rf shop && cp -r fresh shop"), 0);
    tell("{\"ref\":\"1\",\"total_minor\":940}", "notes", note);
    sqlite3 *db = open_store("shop");
    assert_int_equal(sqlite3_exec(db, "UPDATE job SET state=1", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    snprintf(store, sizeof store, "%.64s/shop/store", folder);
    drain_journal_path(store, "virtual:paper", path);
    assert_int_equal(journal_open(path, &journal, NULL), DRV_OK);
    journal.entry.ticket = 1;
    journal.entry.stage = JOURNAL_SENDING;
    assert_int_equal(journal_write(&journal, true, NULL), DRV_OK);
    journal_close(&journal);
    put_text("hello.receipt", "Hello\n");
    assert_int_equal(run(SHOP "print hello.receipt"), 0);
    assert_int_equal(run(SHOP "queue"), 0);
    assert_non_null(strstr(out, "not printed: torn: we were interrupted"));
}

static void encode_makes_the_bytes_that_decode_read(void **state)
{
    static const char bytes[] = "\x1b@\x1bt\x13\xd5 4.20\n\x1d(k\x03\0001C\x05\x1d\xff\0\x1dV\0";
    (void)state;
    put("job.bin", bytes, sizeof bytes - 1);
    assert_int_equal(run("$C decode job.bin --json > job.json"), 0);
    assert_int_equal(run("$C encode job.json --out back.bin && cmp job.bin back.bin"), 0);
    assert_int_equal(run("$C encode - < job.json | cmp job.bin -"), 0);
    put_text("bad.json", "{\"commands\":[{\"name\":\"ESC a\",\"what\":\"justify\",\"n\":256}]}");
    assert_int_equal(run("$C encode bad.json --out none.bin"), 1);
    assert_string_equal(err, "comeback: bad.json: command 1: \"n\": \"256\" is not 0 to 255\n");
    assert_int_equal(run("test ! -e none.bin"), 0);
}

static void decode_strict_fails_at_the_first_byte_not_understood(void **state)
{
    static const char bytes[] = "\x1b@Hi\n\x1b\xff";
    (void)state;
    put("odd.bin", bytes, sizeof bytes - 1);
    assert_int_equal(run("$C decode odd.bin --strict"), 1);
    assert_memory_equal(err, "comeback: odd.bin: ", 19);
    assert_int_equal(run("$C decode odd.bin --text"), 0);
    assert_non_null(strstr(out, "Hi"));
    assert_int_equal(run("$C decode odd.bin --json"), 0);
    json_t *object = out_json();
    assert_int_equal(json_array_size(json_object_get(object, "commands")), 4);
    json_decref(object);
    put_text("empty.bin", "");
    assert_int_equal(run("$C decode empty.bin"), 1);
    assert_string_equal(err, "comeback: nothing was printed or fed: no paper to show\n");
}

static void jobs_are_run_dropped_retried_and_reprinted(void **state)
{
    char note[CODE_ROOM];
    (void)state;
    assert_int_equal(run("rm -rf shop && cp -r fresh shop"), 0);
    tell("{\"ref\":\"1\",\"total_minor\":940}", "notes", note);
    assert_int_equal(run(SHOP "queue run --timeout 5000"), 0);
    assert_non_null(strstr(out, "printed"));
    assert_int_equal(run("zbarimg -q --raw shop/paper/000001.png 2>/dev/null"), 0);
    out[strcspn(out, "\n")] = '\0';
    assert_string_equal(out, note);
    assert_int_equal(run(SHOP "queue drop 1"), 1);
    assert_string_equal(err, "comeback: job 1: not waiting any more\n");
    assert_int_equal(run(SHOP "queue reprint 1 --json"), 0);
    assert_string_equal(out, "{\"job\": 2}\n");
    assert_int_equal(run(SHOP "queue drop 2"), 0);
    assert_int_equal(run(SHOP "queue retry 9"), 1);
    assert_string_equal(err, "comeback: no job \"9\"\n");
    assert_int_equal(run(SHOP "queue retry x"), 2);
    /* A printer that is not there: the job waits until it is. */
    assert_int_equal(run("sed -i 's/^printer.*/printer = virtual:gone\\/paper/' shop/comeback.ini"),
                     0);
    tell("{\"ref\":\"2\",\"total_minor\":940}", "notes", note);
    assert_int_equal(run(SHOP "queue run"), 1);
    assert_non_null(strstr(out, "waiting: "));
    assert_non_null(strstr(out, "No such file or directory"));
    assert_int_equal(run(SHOP "check"), 1);
    assert_non_null(strstr(out, "jobs      WRONG  1 wait, the oldest for 0 s: "));
    assert_int_equal(run(SHOP "queue retry 3"), 1);
    assert_string_equal(err, "comeback: job 3: only what was not printed can be tried again\n");
    assert_int_equal(run("mkdir shop/gone; " SHOP "queue run"), 0);
    assert_true(exists("shop/gone/paper/000001.png"));
}

static void a_run_lists_what_still_waits(void **state)
{
    char note[CODE_ROOM], store[96], path[DRAIN_PATH];
    struct journal journal;
    (void)state;
    assert_int_equal(run("rm -rf shop && cp -r fresh shop"), 0);
    tell("{\"ref\":\"1\",\"total_minor\":940}", "notes", note);
    snprintf(store, sizeof store, "%.64s/shop/store", folder);
    drain_journal_path(store, "virtual:paper", path);
    assert_int_equal(journal_open(path, &journal, NULL), DRV_OK);
    assert_int_equal(run(SHOP "queue run"), 0);
    assert_non_null(strstr(out, " waiting\n"));
    journal_close(&journal);
    assert_int_equal(run(SHOP "queue run"), 0);
    assert_null(strstr(out, "waiting"));
    assert_int_equal(run(SHOP "queue run"), 0);
    assert_string_equal(out, "no jobs\n");
}

static void check_names_offers_that_are_in_each_others_way(void **state)
{
    (void)state;
    assert_int_equal(run("rm -rf k && cp -r fresh k && $C -c k/comeback.ini check"), 0);
    assert_non_null(strstr(out, "\noffers    ok     2, none in the way of another\n"));
    assert_int_equal(run("printf '[offer late]\nfor = friend\ngift = a cake\n' >>k/comeback.ini; "
                         "sed -i 's/^budget_month/; budget_month/' k/comeback.ini; "
                         "$C -c k/comeback.ini check"),
                     0);
    char *line = strstr(out, "\noffers    look   [offer late] in line ");
    assert_non_null(line);
    assert_non_null(strstr(line, ": never promised: [offer friend] in line 38 stands before it, "
                                 "and whoever fits this one fits that\n"));
    assert_int_equal(run("$C -c k/comeback.ini check --json"), 0);
    assert_non_null(strstr(out, "\"name\": \"offers\",\n      \"good\": true,\n      \"look\": "
                                "true,\n"));
}

static void a_refused_sale_names_what_was_not_used(void **state)
{
    (void)state;
    assert_int_equal(
        run("printf '{\"ref\":\"A9\",\"totl_minor\":940}' >typo.json; " SHOP "sale typo.json"), 1);
    assert_string_equal(err, "comeback: typo.json: total_minor: missing, and there are no items\n"
                             "comeback: typo.json: not used: totl_minor\n");
}

static void check_asks_for_the_consent_that_profiling_needs(void **state)
{
    (void)state;
    assert_int_equal(run("rm -rf k && cp -r fresh k && sed -i 's/^profiling = yes/profiling = "
                         "consent/' k/comeback.ini; $C -c k/comeback.ini check"),
                     0);
    assert_non_null(
        strstr(out, "\nprivacy   look   who it was is kept for 36 months; due: 0\n"
                    "                 profiling = consent, and there is no [consent profiling]: "
                    "nobody can consent, and what goes by tags, visit, away or stage is for "
                    "nobody\n"));
    assert_int_equal(run("printf '[consent profiling]\ntext = Offers of your own?\n' "
                         ">>k/comeback.ini; $C -c k/comeback.ini check"),
                     0);
    assert_non_null(strstr(out, "\nprivacy   ok     who it was is kept for 36 months; due: 0\n"));
}

static void check_says_how_many_customers_an_answer_takes(void **state)
{
    (void)state;
    assert_int_equal(run("rm -rf k && cp -r fresh k && $C -c k/comeback.ini check"), 0);
    assert_non_null(strstr(
        out, "\neffect    ok     to see 3 points more than 20 %, taken because the last "
             "year saw too few, come again within 60 days takes 2943 customers with promises and "
             "as many without\n                 with holdout = 10: 29430 first visits\n"));
    assert_int_equal(run("sed -i 's/^detect = .*/detect = 5/; s/^holdout = .*/holdout = 10/' "
                         "k/comeback.ini; $C -c k/comeback.ini check"),
                     0);
    assert_non_null(strstr(
        out, "come again within 60 days takes 1094 customers with promises and as many "
             "without\n                 with holdout = 10: 0 without and 0 with promises had "
             "60 days to come again: not enough yet\n"));
}

/* Whatever keeps us from looking, as missing rights do. */
static void check_does_not_say_of_serve_what_it_cannot_know(void **state)
{
    (void)state;
    assert_int_equal(run("rm -rf k && cp -r fresh k && ln -sf serve.lock k/store/serve.lock && "
                         "$C -c k/comeback.ini check"),
                     0);
    assert_non_null(strstr(out, "serve     ok     cannot tell: Too many levels of symbolic links"));
}

static void check_names_a_letter_that_the_printer_lacks(void **state)
{
    (void)state;
    assert_int_equal(run("rm -rf k && cp -r fresh k && $C -c k/comeback.ini check"), 0);
    assert_non_null(strstr(out, "letters   ok     the printer has all that stand on slips\n"));
    assert_int_equal(run("sed -i 's/^name = .*/name = Caf\u00e9 \u20ac \u2013/; "
                         "s/^address = .*/address = \u0160koda/' k/comeback.ini; "
                         "$C -c k/comeback.ini check"),
                     0);
    assert_int_equal(run("sed -i 's/^code_page = .*/code_page = cp858/' k/comeback.ini; "
                         "$C -c k/comeback.ini check"),
                     0);
    assert_non_null(strstr(out, "letters   ok     card: \"\u0160\" in shop.address is drawn as "
                                "a picture: print.code_page, CP858, has not all letters of it\n"));
    assert_int_equal(run("sed -i 's/^address = .*/address = \u0160\u0416/' k/comeback.ini; "
                         "$C -c k/comeback.ini check"),
                     0);
    assert_non_null(strstr(out, "letters   ok     card: \"\u0416\" in shop.address is drawn as "
                                "a picture: print.code_page, CP858, has not all letters of it\n"));
    assert_int_equal(run("cp fresh/comeback.ini k/; sed -i 's/^|Keep/|\u0416\u00f3d\u017a/' "
                         "k/note.receipt; $C -c k/comeback.ini check"),
                     0);
    assert_non_null(strstr(out, "note: \"\u0416\" in note.receipt is drawn as a picture"));
}

static void check_says_that_the_disk_is_nearly_full(void **state)
{
    (void)state;
    if (run("unshare -m sh -c 'mkdir -p m && mount -t tmpfs -o size=4m none m'") != 0)
        skip(); /* it takes the right to mount */
    assert_int_equal(run("unshare -m sh -c \"mount -t tmpfs -o size=4m none m && "
                         "cp -r fresh m/shop && $C -c m/shop/comeback.ini check\""),
                     1);
    assert_non_null(strstr(out, "store     WRONG  "));
    assert_non_null(strstr(out, " KiB of its disk are free; make room\n"));
}

static void check_names_what_is_wrong(void **state)
{
    (void)state;
    assert_int_equal(run("rm -rf k && cp -r fresh k && $C -c k/comeback.ini check"), 0);
    assert_non_null(strstr(out, "once means once in this store"));
    assert_int_equal(run("sed -i 's/^least.*/least = 5,00/' k/comeback.ini; "
                         "$C -c k/comeback.ini check"),
                     1);
    assert_non_null(strstr(out, "settings  WRONG  k/comeback.ini:"));
    assert_non_null(strstr(out, "print.least: found \"5,00\""));
    assert_int_equal(run("cp fresh/comeback.ini k/; sed -i 's/^printer.*/printer = usb:x/' "
                         "k/comeback.ini; $C -c k/comeback.ini check --json"),
                     1);
    json_t *object = out_json();
    assert_true(json_is_false(json_object_get(object, "good")));
    json_decref(object);
    assert_int_equal(run("cp fresh/comeback.ini k/; chmod o+r k/keys/comeback.keys; "
                         "$C -c k/comeback.ini check"),
                     1);
    assert_non_null(strstr(out, "lets everybody make codes"));
    assert_int_equal(run("rm k/store/comeback.db; chmod o-r k/keys/comeback.keys; "
                         "$C -c k/comeback.ini check"),
                     1);
    assert_non_null(strstr(out, "store     WRONG"));
    assert_int_equal(run("$C -c nowhere/comeback.ini check"), 1);
    assert_non_null(strstr(out, "settings  WRONG"));
}

static void verify_finds_a_changed_row_and_a_missing_event(void **state)
{
    (void)state;
    put_text("history.csv", history);
    assert_int_equal(run("rm -rf h && cp -r fresh h && $C -c h/comeback.ini replay history.csv "
                         "--history && $C -c h/comeback.ini verify"),
                     0);
    sqlite3 *db = open_store("h");
    assert_int_equal(sqlite3_exec(db, "UPDATE sale SET tag=3 WHERE ref='H1'", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(run("$C -c h/comeback.ini verify"), 1);
    assert_memory_equal(out, "sale: 1 rows not in the log, 1 missing\n", 39);
    assert_int_equal(sqlite3_exec(db,
                                  "UPDATE sale SET tag=1 WHERE ref='H1';"
                                  "DELETE FROM event WHERE seq=3",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(run("$C -c h/comeback.ini verify --json"), 1);
    json_t *object = out_json();
    assert_int_equal(json_integer_value(json_object_get(object, "gaps")), 1);
    json_decref(object);
}

static pid_t start_serve(void)
{
    char config[PATH_MAX], log[PATH_MAX];
    snprintf(config, sizeof config, "%s/shop/comeback.ini", folder);
    snprintf(log, sizeof log, "%s/serve.log", folder);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    if (freopen(log, "w", stdout) == NULL)
        _exit(3);
    execl(program, program, "-c", config, "serve", (char *)NULL);
    _exit(4);
}

static bool appears(const char *name)
{
    for (int i = 0; i < TRIES && !exists(name); i++)
        usleep(TRY_US);
    return exists(name);
}

static void serve_prints_what_comes_until_it_is_told_to_stop(void **state)
{
    char note[CODE_ROOM];
    int status;
    (void)state;
    assert_int_equal(run("rm -rf shop && cp -r fresh shop"), 0);
    pid_t pid = start_serve();
    assert_true(appears("shop/store/serve.sock"));
    tell("{\"ref\":\"1\",\"total_minor\":940}", "notes", note);
    assert_true(appears("shop/paper/000001.png"));
    assert_int_equal(run(SHOP "serve"), 1);
    assert_non_null(strstr(err, "another comeback serve runs for this store"));
    assert_int_equal(run(SHOP "check"), 0);
    assert_non_null(strstr(out, "serve     ok     running"));
    kill(pid, SIGTERM);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_false(exists("shop/store/serve.sock"));
    slurp("serve.log", out);
    assert_memory_equal(out, "serving ", 8);
    assert_int_equal(run(SHOP "check"), 0);
    assert_non_null(strstr(out, "serve     ok     not running"));
}

/* The code behind the Nth "note" of a step is what a scanner reads on its picture. */
static void the_demo_prints_paper_that_a_scanner_reads(void **state)
{
    char note[CODE_ROOM];
    (void)state;
    assert_int_equal(run("$C demo --out d"), 0);
    assert_string_equal(err, "");
    const char *first = strstr(out, "prints   note ");
    assert_non_null(first);
    snprintf(note, sizeof note, "%.14s", first + strlen("prints   note "));
    const char *const tags[] = {"UNIDENTIFIED",
                                "NEW  ",
                                "REPEAT",
                                "REFERRAL",
                                "Visit 6: give a scone",
                                "card used on",
                                "mistyped: read it again",
                                "took off 1.37 EUR"};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        assert_non_null(strstr(out, tags[i]));
    assert_null(strchr(out, '\033'));
    assert_int_equal(run("zbarimg -q --raw d/01-receipt.png 2>/dev/null"), 0);
    out[strcspn(out, "\n")] = '\0';
    assert_string_equal(out, note);
    assert_int_equal(run("$C -c d/shop/comeback.ini code %s", note), 0);
    assert_int_equal(run("zbarimg -q --raw d/02-card.png 2>/dev/null"), 0);
    assert_int_equal(run("$C -c d/shop/comeback.ini verify"), 0);
}

static void the_demo_replaces_a_demo_and_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(run("$C demo --out e && touch e/old && $C demo --out e"), 0);
    assert_false(exists("e/old"));
    assert_int_equal(run("mkdir mine; touch mine/letter; $C demo --out mine"), 1);
    assert_string_equal(err,
                        "comeback: mine: File exists, and is not a demo of before; name another "
                        "with --out\n");
    assert_true(exists("mine/letter"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_known_names_the_nearest),
        cmocka_unit_test(every_command_has_help_with_exit_codes_and_an_example),
        cmocka_unit_test(init_makes_a_shop_and_leaves_one_alone),
        cmocka_unit_test(init_makes_a_shop_of_a_country),
        cmocka_unit_test(init_refuses_a_place_that_is_none_and_makes_nothing),
        cmocka_unit_test(settings_are_found_by_option_then_environment_then_folder),
        cmocka_unit_test(a_sale_is_answered_and_its_slips_wait),
        cmocka_unit_test(bad_json_is_refused_with_its_place),
        cmocka_unit_test(a_sale_told_with_other_content_is_refused),
        cmocka_unit_test(a_busy_store_makes_a_sale_wait_and_loses_nothing),
        cmocka_unit_test(history_is_tagged_in_order_of_time),
        cmocka_unit_test(a_sale_of_several_lines_keeps_its_items_and_their_sum),
        cmocka_unit_test(a_live_replay_reads_scans_and_queues_slips),
        cmocka_unit_test(each_line_not_understood_is_told_and_the_rest_is_kept),
        cmocka_unit_test(a_csv_that_cannot_be_meant_is_refused_whole),
        cmocka_unit_test(told_with_other_content_a_line_of_history_is_refused),
        cmocka_unit_test(a_code_is_looked_up_without_counting),
        cmocka_unit_test(check_says_that_who_made_a_shop_has_every_right),
        cmocka_unit_test(a_shop_gets_a_new_code_key_and_knows_its_old_codes),
        cmocka_unit_test(a_copy_is_made_checked_and_put_back),
        cmocka_unit_test(a_person_is_told_what_is_kept_and_forgotten),
        cmocka_unit_test(what_may_hold_a_forgotten_person_still_is_named),
        cmocka_unit_test(unlock_forgives_the_guesses_of_a_till),
        cmocka_unit_test(a_preview_draws_bars_where_the_settings_want_them),
        cmocka_unit_test(a_preview_of_a_file_fills_its_fields_where_there_are_settings),
        cmocka_unit_test(a_preview_reads_the_settings_only_and_says_sample),
        cmocka_unit_test(print_says_what_became_of_it),
        cmocka_unit_test(print_settles_what_a_kill_left_before_it_sends),
        cmocka_unit_test(encode_makes_the_bytes_that_decode_read),
        cmocka_unit_test(decode_strict_fails_at_the_first_byte_not_understood),
        cmocka_unit_test(jobs_are_run_dropped_retried_and_reprinted),
        cmocka_unit_test(check_names_a_letter_that_the_printer_lacks),
        cmocka_unit_test(check_says_that_the_disk_is_nearly_full),
        cmocka_unit_test(check_names_what_is_wrong),
        cmocka_unit_test(a_run_lists_what_still_waits),
        cmocka_unit_test(check_names_offers_that_are_in_each_others_way),
        cmocka_unit_test(a_refused_sale_names_what_was_not_used),
        cmocka_unit_test(check_asks_for_the_consent_that_profiling_needs),
        cmocka_unit_test(check_says_how_many_customers_an_answer_takes),
        cmocka_unit_test(check_does_not_say_of_serve_what_it_cannot_know),
        cmocka_unit_test(verify_finds_a_changed_row_and_a_missing_event),
        cmocka_unit_test(serve_prints_what_comes_until_it_is_told_to_stop),
        cmocka_unit_test(the_demo_prints_paper_that_a_scanner_reads),
        cmocka_unit_test(the_demo_replaces_a_demo_and_nothing_else),
    };
    built_find("comeback", program);
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
