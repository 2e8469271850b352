/* SPDX-License-Identifier: MIT */
#include "forget.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"

enum { WRITE_WAIT_MS = 2000 };

static int list_persons(struct store *store, int64_t person, json_t **out, struct fault *fault)
{
    sqlite3_stmt *row;
    json_t *list = json_array();
    int status = store_query(store, PERSON_ALL, &row, fault, "i", person);
    while (status == 1) {
        json_array_append_new(list, json_integer(sqlite3_column_int64(row, 0)));
        status = store_next(store, row, fault);
    }
    store_done(row);
    if (status == COMEBACK_OK)
        *out = list;
    else
        json_decref(list);
    return status;
}

static int delete_rows(struct store *store, enum statement statement, int64_t person,
                       int64_t *count, struct fault *fault)
{
    int status = store_run(store, statement, fault, "i", person);
    if (status == COMEBACK_OK)
        *count += sqlite3_changes64(store->db);
    return status;
}

static int empty_slips(struct store *store, int64_t person, int64_t *count, struct fault *fault)
{
    int status = store_run(store, FORGET_SLIPS, fault, "ii", person, clock_now_ms());
    if (status == COMEBACK_OK)
        *count += sqlite3_changes64(store->db);
    return status;
}

static int delete_one(struct store *store, int64_t person, struct forget_report *report,
                      struct fault *fault)
{
    int64_t names = 0;
    int status = delete_rows(store, FORGET_IDENTITY, person, &report->ways, fault);
    if (status == COMEBACK_OK)
        status = delete_rows(store, FORGET_SAID, person, &report->sayings, fault);
    if (status == COMEBACK_OK)
        status = delete_rows(store, FORGET_CONSENT, person, &report->consents, fault);
    if (status == COMEBACK_OK)
        status = delete_rows(store, FORGET_NAME, person, &names, fault);
    if (status == COMEBACK_OK)
        status = empty_slips(store, person, &report->slips, fault);
    report->persons++;
    return status;
}

static int delete_all(struct store *store, const json_t *persons, struct forget_report *report,
                      struct fault *fault)
{
    int status = COMEBACK_OK;
    for (size_t i = 0; i < json_array_size(persons) && status == COMEBACK_OK; i++)
        status = delete_one(store, json_integer_value(json_array_get(persons, i)), report, fault);
    return status;
}

static int append_event(struct store *store, int64_t person, json_t *persons, struct fault *fault)
{
    json_t *body = json_pack("{sO}", "persons", persons);
    struct event event = {
        .kind = EVENT_FORGOTTEN, .at_ms = clock_now_ms(), .person = person, .body = body};
    int status = body == NULL ? fail(fault, COMEBACK_MEMORY, "out of memory")
                              : log_append(store, &event, fault);
    json_decref(body);
    return status;
}

static int forget_inside(struct store *store, int64_t person, struct forget_report *report,
                         struct fault *fault)
{
    json_t *persons = NULL;
    int status = list_persons(store, person, &persons, fault);
    if (status == COMEBACK_OK)
        status = delete_all(store, persons, report, fault);
    if (status == COMEBACK_OK)
        status = append_event(store, person, persons, fault);
    if (status == COMEBACK_OK)
        status = store_run(store, META_UNCLEAN, fault, "");
    json_decref(persons);
    return status;
}

int forget_person(struct store *store, int64_t person, struct forget_report *out,
                  struct fault *fault)
{
    struct forget_report report = {.persons = 0};
    int status = store_execute(store, "PRAGMA secure_delete=ON", fault);
    if (status == COMEBACK_OK)
        status = store_begin_write(store, WRITE_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    status = forget_inside(store, person, &report, fault);
    if (status != COMEBACK_OK) {
        store_rollback(store);
        return status;
    }
    status = store_commit(store, fault);
    if (status == COMEBACK_OK)
        *out = report;
    return status;
}

int forget_is_unclean(struct store *store, bool *unclean, struct fault *fault)
{
    int64_t count;
    int status = store_number(store, META_IS_UNCLEAN, 0, &count, fault, "");
    if (status == COMEBACK_OK)
        *unclean = count > 0;
    return status;
}

/* The store as it was before it was brought up to date. */
static int remove_copies(const char *folder, int *copies, struct fault *fault)
{
    static const char prefix[] = "comeback.db.v";
    int status = COMEBACK_OK;
    DIR *opened = opendir(folder);
    if (opened == NULL)
        return fail(fault, COMEBACK_STORE, "%s: %s", folder, strerror(errno));
    for (struct dirent *entry; status == COMEBACK_OK && (entry = readdir(opened)) != NULL;) {
        if (strncmp(entry->d_name, prefix, sizeof prefix - 1) != 0)
            continue;
        if (unlinkat(dirfd(opened), entry->d_name, 0) != 0)
            status =
                fail(fault, COMEBACK_STORE, "%s/%s: %s", folder, entry->d_name, strerror(errno));
        else
            ++*copies;
    }
    closedir(opened);
    return status;
}

/* In memory the new file would not fit; a temporary one has no name and none of who is forgotten.
 */
static int rewrite(struct store *store, struct fault *fault)
{
    int status = store_execute(store, "PRAGMA temp_store=FILE", fault);
    if (status == COMEBACK_OK)
        status = store_execute(store, "VACUUM", fault);
    store_execute(store, "PRAGMA temp_store=MEMORY", NULL);
    return status;
}

static int empty_wal(struct store *store, struct fault *fault)
{
    int code = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    if (code == SQLITE_OK)
        return COMEBACK_OK;
    if (code == SQLITE_BUSY)
        return fail(fault, COMEBACK_BUSY, "%s/comeback.db-wal: in use by another process",
                    store->folder);
    return fail(fault, COMEBACK_STORE, "%s/comeback.db-wal: %s", store->folder,
                sqlite3_errmsg(store->db));
}

static int unmark(struct store *store, struct fault *fault)
{
    int status = store_begin_write(store, WRITE_WAIT_MS, fault);
    if (status == COMEBACK_OK)
        status = store_run(store, META_CLEAN, fault, "");
    if (status == COMEBACK_OK)
        return store_commit(store, fault);
    store_rollback(store);
    return status;
}

int forget_clean(struct store *store, int wait_ms, int *copies, struct fault *fault)
{
    int removed = 0;
    store->wait_until_ms = clock_monotonic_ms() + wait_ms;
    int status = remove_copies(store->folder, &removed, fault);
    if (status == COMEBACK_OK)
        status = rewrite(store, fault);
    if (status == COMEBACK_OK)
        status = empty_wal(store, fault);
    if (status == COMEBACK_OK)
        status = unmark(store, fault);
    if (status == COMEBACK_OK)
        *copies = removed;
    return status;
}
