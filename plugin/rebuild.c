/* SPDX-License-Identifier: MIT */
#include "rebuild.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "code.h"
#include "projection.h"

enum { READ_WAIT_MS = 2000 };

static int apply_one(void *context, const struct event *event, struct fault *fault)
{
    return projection_apply(context, event, NULL, fault);
}

/* The whole log is sorted, which no till has the memory for. Not inside a transaction. */
static int sort_on_disk(struct store *store, struct fault *fault)
{
    return store_execute(store, "PRAGMA temp_store=FILE", fault);
}

static void sort_in_memory(struct store *store)
{
    store_execute(store, "PRAGMA temp_store=MEMORY", NULL);
}

/* Two tills may have met the same customer before they knew of each other. */
static int join_identities(struct store *from, struct store *into, struct fault *fault)
{
    sqlite3_stmt *row;
    json_t *body = json_object();
    struct event event = {.kind = EVENT_JOINED, .body = body};
    int status = store_query(from, IDENTITY_TWICE, &row, fault, "");
    while (status == 1) {
        event.person = sqlite3_column_int64(row, 0);
        json_object_set_new(body, "with", json_integer(sqlite3_column_int64(row, 1)));
        status = projection_apply(into, &event, NULL, fault);
        if (status == COMEBACK_OK)
            status = store_next(from, row, fault);
    }
    store_done(row);
    json_decref(body);
    return status;
}

static int apply_log(struct store *from, struct store *into, struct fault *fault)
{
    int status = join_identities(from, into, fault);
    if (status == COMEBACK_OK)
        status = log_walk(from, apply_one, into, fault);
    return status == COMEBACK_OK ? projection_settle(into, fault) : status;
}

static int create_beside(struct store *store, char folder[STORE_PATH + 16], struct store **out,
                         struct fault *fault)
{
    snprintf(folder, STORE_PATH + 16, "%s/verify-%d", store->folder, (int)getpid());
    int status = store_create(folder, fault);
    return status == COMEBACK_OK ? store_open(folder, 0, out, fault) : status;
}

static void remove_beside(const char *folder)
{
    static const char *const names[] = {"comeback.db", "comeback.db-wal", "comeback.db-shm"};
    char path[STORE_PATH + 48];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static int scalar(struct store *store, const char *sql, int64_t *out, struct fault *fault)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return fail(fault, COMEBACK_STORE, "verify: %s", sqlite3_errmsg(store->db));
    int step = sqlite3_step(statement);
    if (step == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return step == SQLITE_ROW
               ? COMEBACK_OK
               : fail(fault, COMEBACK_STORE, "verify: %s", sqlite3_errmsg(store->db));
}

static int compare_table(struct store *store, const char *table, struct rebuild_report *report,
                         struct bytes *text, struct fault *fault)
{
    char sql[256], line[128];
    int64_t here = 0, there = 0;
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM (SELECT * FROM main.%s EXCEPT SELECT * FROM again.%s)", table,
             table);
    int status = scalar(store, sql, &here, fault);
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM (SELECT * FROM again.%s EXCEPT SELECT * FROM main.%s)", table,
             table);
    if (status == COMEBACK_OK)
        status = scalar(store, sql, &there, fault);
    if (status != COMEBACK_OK || here + there == 0)
        return status;
    report->differences += here + there;
    snprintf(line, sizeof line, "%s: %lld rows not in the log, %lld missing\n", table,
             (long long)here, (long long)there);
    bytes_add_text(text, line);
    return COMEBACK_OK;
}

static int compare(struct store *store, struct rebuild_report *report, struct bytes *text,
                   struct fault *fault)
{
    int status = COMEBACK_OK;
    for (const char *const *table = schema_projections(); *table != NULL && status == COMEBACK_OK;
         table++)
        status = compare_table(store, *table, report, text, fault);
    return status;
}

static int attach(struct store *store, const char *folder, const char *name, struct fault *fault)
{
    char sql[STORE_PATH + 64];
    sqlite3_snprintf(sizeof sql, sql, "ATTACH '%q/comeback.db' AS %s", folder, name);
    return store_execute(store, sql, fault);
}

static int count_log(struct store *store, struct rebuild_report *report, struct fault *fault)
{
    int status = scalar(store, "SELECT count(*) FROM event", &report->events, fault);
    return status == COMEBACK_OK
               ? scalar(store,
                        "SELECT count(*) FROM (SELECT count(*) AS n, max(seq) AS last, min(seq) AS "
                        "first FROM event GROUP BY origin) WHERE n<>last OR first<>1",
                        &report->gaps, fault)
               : status;
}

static int fill_again(struct store *store, struct store *again, struct fault *fault)
{
    int status = store_begin_write(again, 0, fault);
    if (status == COMEBACK_OK)
        status = apply_log(store, again, fault);
    return status == COMEBACK_OK ? store_commit(again, fault) : status;
}

/* One read transaction sees log and projections of the same moment, while tills go on selling.
 * SQLite takes its view of the attached file only when that is first read: after it was filled. */
static int verify_with(struct store *store, struct store *again, struct rebuild_report *report,
                       struct bytes *text, struct fault *fault)
{
    int status = store_begin_read(store, READ_WAIT_MS, fault);
    if (status == COMEBACK_OK)
        status = count_log(store, report, fault);
    if (status == COMEBACK_OK)
        status = fill_again(store, again, fault);
    if (status == COMEBACK_OK)
        status = compare(store, report, text, fault);
    store_rollback(store);
    return status;
}

int rebuild_verify(struct store *store, struct rebuild_report *report, struct bytes *text,
                   struct fault *fault)
{
    char folder[STORE_PATH + 16];
    struct store *again = NULL;
    *report = (struct rebuild_report){0};
    int status = create_beside(store, folder, &again, fault);
    if (status == COMEBACK_OK)
        status = sort_on_disk(store, fault);
    if (status == COMEBACK_OK)
        status = attach(store, folder, "again", fault);
    if (status == COMEBACK_OK)
        status = verify_with(store, again, report, text, fault);
    store_execute(store, "DETACH again", NULL);
    sort_in_memory(store);
    store_close(again);
    remove_beside(folder);
    return status;
}

/* Where both stores have a row of one key, what stays does not depend on which of them took in the
 * other: what was said of one sale or at one moment otherwise, the text that sorts first; of two
 * words on one consent, that it is withdrawn. WHERE 1 parts the table from ON CONFLICT. */
#define TAKE_EVENTS "INSERT OR IGNORE INTO main.event SELECT * FROM other.event;"
#define TAKE_IDENTITIES                                                                            \
    "INSERT INTO main.identity SELECT * FROM other.identity WHERE 1 ON CONFLICT DO UPDATE SET"     \
    " shared=min(shared, excluded.shared), ending=max(ending, excluded.ending);"
#define TAKE_NAMES                                                                                 \
    "INSERT INTO main.person SELECT * FROM other.person WHERE 1 ON CONFLICT DO UPDATE SET"         \
    " name=max(name, excluded.name), language=max(language, excluded.language);"
#define TAKE_SAYINGS                                                                               \
    "INSERT INTO main.said SELECT * FROM other.said WHERE 1 ON CONFLICT DO UPDATE SET"             \
    " text=min(text, excluded.text), day=min(day, excluded.day);"
#define TAKE_CONSENTS                                                                              \
    "INSERT INTO main.consent SELECT * FROM other.consent WHERE 1 ON CONFLICT DO UPDATE SET"       \
    " given=excluded.given, version=excluded.version, till=excluded.till,"                         \
    " cashier=excluded.cashier WHERE (excluded.given, excluded.version, excluded.till,"            \
    " excluded.cashier)<(given, version, till, cashier);"
#define TAKE_CASHIERS                                                                              \
    "INSERT INTO main.cashier SELECT * FROM other.cashier WHERE 1 ON CONFLICT DO UPDATE SET"       \
    " name=min(name, excluded.name);"

/* A folder that was copied by hand goes on under the same origin: what the two told since then
 * bears the same numbers, and one of each would be lost. */
static int check_origins(struct store *store, const char *other_folder, struct fault *fault)
{
    int64_t differ = 0;
    int status = scalar(store,
                        "SELECT count(*) FROM main.event m JOIN other.event o ON o.origin=m.origin"
                        " AND o.seq=m.seq WHERE m.hlc<>o.hlc OR m.body<>o.body",
                        &differ, fault);
    if (status != COMEBACK_OK || differ == 0)
        return status;
    return fail(fault, COMEBACK_CONFLICT,
                "%s: %lld of its events bear the numbers of others here: one store is a copy of"
                " the other, and both went on",
                other_folder, (long long)differ);
}

/* A keys folder that was copied counts its serials apart, and each number comes twice: a code would
 * say two customers. A code of an id below 0 is on no paper: the host said who sent somebody. */
#define CODES_TWICE                                                                                \
    " FROM main.code m JOIN other.code o ON o.id=m.id WHERE m.person<>o.person AND m.id>=0"

static int check_codes(struct store *store, struct fault *fault)
{
    int64_t twice = 0, first = 0;
    char text[CODE_TEXT];
    int status = scalar(store, "SELECT count(*)" CODES_TWICE, &twice, fault);
    if (status != COMEBACK_OK || twice == 0)
        return status;
    status = scalar(store, "SELECT min(m.id)" CODES_TWICE, &first, fault);
    if (status != COMEBACK_OK)
        return status;
    code_format(first, text);
    return fail(fault, COMEBACK_CONFLICT,
                "codes that both stores handed out, to different customers: %lld, such as %s; one"
                " keys folder is a copy of the other's",
                (long long)twice, text);
}

static int take_rows(struct store *store, const char *other_folder, struct fault *fault)
{
    int status = attach(store, other_folder, "other", fault);
    if (status != COMEBACK_OK)
        return status;
    status = store_begin_write(store, READ_WAIT_MS, fault);
    if (status == COMEBACK_OK)
        status = check_origins(store, other_folder, fault);
    if (status == COMEBACK_OK)
        status = check_codes(store, fault);
    if (status == COMEBACK_OK)
        status = store_execute(
            store, TAKE_EVENTS TAKE_IDENTITIES TAKE_NAMES TAKE_SAYINGS TAKE_CONSENTS TAKE_CASHIERS,
            fault);
    return status;
}

#define FORGOTTEN_IN_THE_LOG                                                                       \
    "(SELECT json_each.value FROM main.event, json_each(body, '$.persons') WHERE kind=11)"

/* Whoever was forgotten at one till is forgotten at all of them, whatever comes from there. Before
 * the projections are made, so that those rest on nothing that is gone. */
static int forget_again(struct store *store, struct fault *fault)
{
    return store_execute(store,
                         "DELETE FROM identity WHERE person IN " FORGOTTEN_IN_THE_LOG ";"
                         "DELETE FROM person WHERE id IN " FORGOTTEN_IN_THE_LOG ";"
                         "DELETE FROM said WHERE person IN " FORGOTTEN_IN_THE_LOG ";"
                         "DELETE FROM consent WHERE person IN " FORGOTTEN_IN_THE_LOG ";",
                         fault);
}

static int empty_projections(struct store *store, struct fault *fault)
{
    int status = COMEBACK_OK;
    for (const char *const *table = schema_projections(); *table != NULL && status == COMEBACK_OK;
         table++) {
        char sql[64];
        snprintf(sql, sizeof sql, "DELETE FROM main.%s", *table);
        status = store_execute(store, sql, fault);
    }
    return status;
}

int rebuild_merge(struct store *store, const char *other_folder, struct fault *fault)
{
    int status = sort_on_disk(store, fault);
    if (status == COMEBACK_OK)
        status = take_rows(store, other_folder, fault);
    if (status == COMEBACK_OK)
        status = forget_again(store, fault);
    if (status == COMEBACK_OK)
        status = empty_projections(store, fault);
    if (status == COMEBACK_OK)
        status = apply_log(store, store, fault);
    if (status == COMEBACK_OK)
        status = store_commit(store, fault);
    else
        store_rollback(store);
    store_execute(store, "DETACH other", NULL);
    sort_in_memory(store);
    return status;
}
