/* SPDX-License-Identifier: MIT */
/* How SQLite goes about each statement; its own EXPLAIN QUERY PLAN is the judge. */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

#include "../../plugin/schema.h"

struct planned {
    const char *name, *sql;
};

static const struct planned statements[] = {
#define STATEMENT(name, sql) {#name, sql},
#include "../../plugin/statements.h"
#undef STATEMENT
};

/* What reads a whole table for a reason, and why no sale waits for it. */
static const struct planned reads_all[] = {
    {"EVENT_WALK", "verify reads the log"},
    {"EVENT_COUNT", "backup counts it"},
    {"CODE_LAST_ISSUED", "restore asks once, of a store that nobody has open"},
    {"FORGET_SLIPS", "forget, which then rewrites the whole store"},
    {"EXPORT_CODES", "a customer's export is rare"},
    {"EXPORT_SLIPS", "a customer's export is rare"},
    {"JOBS_OF_A_COPY_END", "restore, of a store that nobody has open"},
    {"RESERVATIONS_ALL_END", "restore, of a store that nobody has open"},
    {"OWN_NOTES", "the report compares all notes of a quarter"},
    {"SALE_LAST_DAY", "the report and the owner's list look for their last day"},
    {"RETENTION_COUNT", "check counts who is due"},
    {"CASHIERS_KEPT", "is there one?"},
    {"CASHIERS_FORGET", "serve, where their names are kept no more"},
    {"THANKS_LATE", "after all events of several stores were applied"},
    {"FLAGGED", "the owner's list is rare"},
    {"DOUBT_NAMED", "the owner's word is rare, and no till waits for it"},
    {"REPORT_DAYS_SOLD", "the report counts every sale"},
    {"REPORT_SOLD", "the report counts every sale"},
    {"REPORT_TAKEN", "the report counts what was taken off"},
    {"REPORT_SPENT", "the report counts what was used"},
    {"REPORT_OFFERED", "the report counts every promise"},
    {"REPORT_STEPS", "the report counts every step"},
    {"REPORT_ASKED", "the report counts questions"},
    {"REPORT_ANSWERS", "the report counts answers"},
    {"REPORT_SETTINGS", "settings; an index of them alone"},
    {"REPORT_CODES", "the report counts every code"},
    {"REPORT_CODES_AT", "the report counts every code"},
    {"REPORT_THANKS", "the report counts what is promised"},
    {"REPORT_WAITING", "the report counts what is promised"},
    {"REPORT_RETURNS", "the report counts every return"},
    {"REPORT_LOSSES", "the report compares all uses"},
    {"REPORT_EVENTS", "conflicts and corrections; an index of them alone"},
    {"REPORT_GUESSES", "the report counts guesses"},
    {"IDENTITY_TWICE", "verify compares all persons"},
    {"RESERVATIONS_OLD", "holds the baskets of the last 15 minutes alone"},
    {"JOB_LIST", "the newest of them, by key and with a limit"},
    {"JOB_WAITING_COUNT", "check counts them; an index of the waiting alone"},
    {"JOB_PRINTERS_EVER", "serve asks once, at its start"},
    {"JOB_PRINTERS", "drain looks for printers; an index of the waiting alone"},
};

static int open_empty(void **state)
{
    sqlite3 *db;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK)
        return -1;
    *state = db;
    for (const struct schema_step *step = schema_steps(); step->version != 0; step++)
        if (sqlite3_exec(db, step->sql, NULL, NULL, NULL) != SQLITE_OK)
            return -1;
    return 0;
}

static int close_db(void **state)
{
    return sqlite3_close(*state);
}

static bool may_read_all(const char *name)
{
    for (size_t i = 0; i < sizeof reads_all / sizeof reads_all[0]; i++)
        if (strcmp(reads_all[i].name, name) == 0)
            return true;
    return false;
}

/* A host's sales are as good as all sales. */
static bool reads_a_host(const char *detail)
{
    return strstr(detail, "PRIMARY KEY (host=?)") != NULL ||
           strstr(detail, "PRIMARY KEY (host=? AND kind=?)") != NULL;
}

/* Is the step "SCAN table" for one of the schema's tables or its alias, and not a list of values?
 */
static bool reads_a_table(sqlite3 *db, const char *detail)
{
    char name[64];
    sqlite3_stmt *find;
    if (sscanf(detail, "SCAN %63s", name) != 1 || name[0] == '(' || strcmp(name, "CONSTANT") == 0)
        return false;
    /* "o" is the list of origins that EVENT_CLOCK makes; single letters else stand for tables. */
    if (strcmp(name, "o") == 0)
        return false;
    if (strlen(name) == 1)
        return true;
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT 1 FROM sqlite_schema WHERE name=?1", -1, &find, NULL),
        SQLITE_OK);
    sqlite3_bind_text(find, 1, name, -1, SQLITE_STATIC);
    bool found = sqlite3_step(find) == SQLITE_ROW;
    sqlite3_finalize(find);
    return found;
}

static bool scans(sqlite3 *db, const struct planned *planned)
{
    char sql[16384];
    sqlite3_stmt *plan;
    bool scan = false;
    snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", planned->sql);
    if (sqlite3_prepare_v2(db, sql, -1, &plan, NULL) != SQLITE_OK)
        fail_msg("%s: %s", planned->name, sqlite3_errmsg(db));
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        scan = scan || reads_a_table(db, detail) || reads_a_host(detail);
    }
    sqlite3_finalize(plan);
    return scan;
}

static void no_statement_of_a_sale_reads_a_whole_table(void **state)
{
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
        if (scans(*state, &statements[i]) && !may_read_all(statements[i].name))
            fail_msg("%s reads a whole table: %s", statements[i].name, statements[i].sql);
}

static void a_scan_is_seen(void **state)
{
    const struct planned scan = {"scan", "SELECT * FROM sale WHERE total_minor=?1"};
    const struct planned host = {"host", "SELECT * FROM sale WHERE host='a' AND kind=0"};
    const struct planned search = {"search",
                                   "SELECT * FROM sale WHERE host='a' AND kind=0 AND ref='1'"};
    assert_true(scans(*state, &scan));
    assert_true(scans(*state, &host));
    assert_false(scans(*state, &search));
}

static bool plans(sqlite3 *db, const char *name, const char *step)
{
    char sql[4096];
    sqlite3_stmt *plan;
    bool found = false;
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
        if (strcmp(statements[i].name, name) == 0)
            snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", statements[i].sql);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &plan, NULL), SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW)
        found = found || strcmp((const char *)sqlite3_column_text(plan, 3), step) == 0;
    sqlite3_finalize(plan);
    return found;
}

/* Or the report of 200,000 sales takes minutes. */
static void a_note_is_not_looked_for_at_each_sale_that_was_ever_paid_by_a_promise(void **state)
{
    assert_true(plans(*state, "OWN_NOTES", "SEARCH h USING PRIMARY KEY (code=?)"));
}

static void the_days_of_customers_are_read_from_an_index_alone(void **state)
{
    assert_true(
        plans(*state, "REPORT_DAYS_SOLD", "SEARCH s USING COVERING INDEX sale_person (person>?)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_statement_of_a_sale_reads_a_whole_table, open_empty,
                                        close_db),
        cmocka_unit_test_setup_teardown(a_scan_is_seen, open_empty, close_db),
        cmocka_unit_test_setup_teardown(
            a_note_is_not_looked_for_at_each_sale_that_was_ever_paid_by_a_promise, open_empty,
            close_db),
        cmocka_unit_test_setup_teardown(the_days_of_customers_are_read_from_an_index_alone,
                                        open_empty, close_db),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
