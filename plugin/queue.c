/* SPDX-License-Identifier: MIT */
#include "queue.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "log.h"

enum { WRITE_WAIT_MS = 2000 };

/* Cards that failed longer ago than this were swept long since. */
#define SWEEP_MS INT64_C(604800000)

static const char torn_mark[] = "replaces a torn slip\n";
static const char not_printed[] = "not printed";

int queue_add(struct store *store, const struct job *job, int64_t *id, struct fault *fault)
{
    int status =
        store_run(store, JOB_INSERT, fault, "itittittt", job->made_ms, job->slip, job->code,
                  job->printer, job->profile, job->stale_s, job->text, job->host, job->ref);
    if (status == COMEBACK_OK)
        *id = sqlite3_last_insert_rowid(store->db);
    return status;
}

int queue_list(struct store *store, int limit,
               void (*visit)(void *context, const struct queue_line *line), void *context,
               struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, JOB_LIST, &row, fault, "i", (int64_t)limit);
    while (status == 1) {
        const struct queue_line line = {
            .id = sqlite3_column_int64(row, 0),
            .made_ms = sqlite3_column_int64(row, 1),
            .ended_ms = sqlite3_column_int64(row, 2),
            .state = (enum job_state)sqlite3_column_int(row, 3),
            .slip = store_text(row, 4),
            .printer = store_text(row, 5),
            .result = store_text(row, 6),
            .reason = store_text(row, 7),
            .host = store_text(row, 8),
            .ref = store_text(row, 9),
            .torn = (enum job_torn)sqlite3_column_int(row, 10),
        };
        visit(context, &line);
        status = store_next(store, row, fault);
    }
    store_done(row);
    return status;
}

int queue_unprinted(struct store *store, int64_t since_ms, int64_t *count, struct fault *fault)
{
    return store_number(store, JOB_UNPRINTED_COUNT, 0, count, fault, "i", since_ms);
}

static void fill_backlog(sqlite3_stmt *row, int64_t count, int column, struct queue_backlog *out)
{
    out->count = count;
    out->oldest_ms = count == 0 ? 0 : clock_now_ms() - sqlite3_column_int64(row, column);
    snprintf(out->reason, sizeof out->reason, "%s", count == 0 ? "" : store_text(row, column + 1));
}

int queue_front(struct store *store, const char *printer, struct queue_backlog *out,
                struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, JOB_FRONT, &row, fault, "t", printer);
    if (status < 0)
        return status;
    fill_backlog(row, status, 0, out);
    store_done(row);
    return COMEBACK_OK;
}

int queue_waiting(struct store *store, struct queue_backlog *out, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, JOB_WAITING_COUNT, &row, fault, "");
    if (status < 0)
        return status;
    fill_backlog(row, sqlite3_column_int64(row, 0), 1, out);
    store_done(row);
    return COMEBACK_OK;
}

int queue_printers(struct store *store, bool ever, struct queue_printers *out, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, ever ? JOB_PRINTERS_EVER : JOB_PRINTERS, &row, fault, "");
    for (out->count = 0; status == 1 && out->count < QUEUE_PRINTERS_MAX; out->count++) {
        snprintf(out->uris[out->count], QUEUE_URI, "%s", store_text(row, 0));
        status = store_next(store, row, fault);
    }
    store_done(row);
    return status < 0 ? status : COMEBACK_OK;
}

int queue_next(struct store *store, const char *printer, struct queued *out, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, JOB_NEXT, &row, fault, "t", printer);
    if (status == 1) {
        *out = (struct queued){
            .id = sqlite3_column_int64(row, 0),
            .made_ms = sqlite3_column_int64(row, 1),
            .code = sqlite3_column_int64(row, 3),
            .stale_s = sqlite3_column_int64(row, 5),
            .state = (enum job_state)sqlite3_column_int(row, 7),
            .replaced = sqlite3_column_int(row, 10),
        };
        snprintf(out->slip, sizeof out->slip, "%s", store_text(row, 2));
        snprintf(out->profile, sizeof out->profile, "%s", store_text(row, 4));
        snprintf(out->reason, sizeof out->reason, "%s", store_text(row, 8));
        bytes_add_text(&out->text, store_text(row, 6));
    }
    store_done(row);
    return status;
}

void queued_free(struct queued *job)
{
    bytes_free(&job->text);
}

static int append_body(struct store *store, enum event_kind kind, json_t *body, struct fault *fault)
{
    if (body == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    struct event event = {.kind = kind, .at_ms = clock_now_ms(), .body = body};
    int status = log_append(store, &event, fault);
    json_decref(body);
    return status;
}

static int cancel(struct store *store, int64_t code, const char *why, struct fault *fault)
{
    if (code == 0)
        return COMEBACK_OK;
    return append_body(store, EVENT_CANCELLED,
                       json_pack("{sI ss}", "code", (json_int_t)code, "why", why), fault);
}

struct ending {
    enum job_state state;
    const char *result, *reason;
    enum job_torn torn;
};

static int write_ending(struct store *store, const struct queued *job, const struct ending *ending,
                        struct fault *fault)
{
    int status = store_run(store, JOB_END, fault, "iiitti", job->id, (int64_t)ending->state,
                           clock_now_ms(), ending->result, ending->reason, (int64_t)ending->torn);
    if (status != COMEBACK_OK)
        return status;
    return append_body(store, EVENT_SLIP,
                       json_pack("{sI ss sI ss ss}", "job", (json_int_t)job->id, "slip", job->slip,
                                 "code", (json_int_t)job->code, "result", ending->result, "reason",
                                 ending->reason),
                       fault);
}

/* Commits or undoes, by the status so far. */
static int close_write(struct store *store, int status, struct fault *fault)
{
    if (status == COMEBACK_OK)
        return store_commit(store, fault);
    store_rollback(store);
    return status;
}

int queue_begin(struct store *store, const struct queued *job, const struct bytes *bytes,
                bool *ours, struct fault *fault)
{
    int status = store_begin_write(store, WRITE_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    status = store_run(store, JOB_BEGIN, fault, "ibi", job->id, (const void *)bytes->data,
                       bytes->length, clock_now_ms());
    *ours = sqlite3_changes(store->db) == 1;
    return close_write(store, status, fault);
}

int queue_put_back(struct store *store, const struct queued *job, const char *reason,
                   struct fault *fault)
{
    int status = store_begin_write(store, WRITE_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    return close_write(store, store_run(store, JOB_WAIT, fault, "it", job->id, reason), fault);
}

int queue_end(struct store *store, const struct queued *job, const char *result, const char *reason,
              bool cancel_code, struct fault *fault)
{
    const struct ending ending = {JOB_ENDED, result, reason, JOB_WHOLE};
    int status = store_begin_write(store, WRITE_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    status = write_ending(store, job, &ending, fault);
    if (status == COMEBACK_OK && cancel_code)
        status = cancel(store, job->code, reason, fault);
    return close_write(store, status, fault);
}

static int replace(struct store *store, const struct queued *job, const char *reason,
                   struct fault *fault)
{
    char told[QUEUE_REASON];
    struct ending ending = {JOB_ENDED, not_printed, told, JOB_REPLACED};
    int status = store_run(store, JOB_REPLACE, fault, "iit", job->id, clock_now_ms(), torn_mark);
    if (status != COMEBACK_OK)
        return status;
    snprintf(told, sizeof told, "%.190s; job %lld replaces it", reason,
             (long long)sqlite3_last_insert_rowid(store->db));
    return write_ending(store, job, &ending, fault);
}

static int give_up(struct store *store, const struct queued *job, const char *reason,
                   struct fault *fault)
{
    char told[QUEUE_REASON];
    struct ending ending = {JOB_ENDED, not_printed, told, JOB_TORN};
    snprintf(told, sizeof told,
             job->replaced == QUEUE_REPLACEMENTS ? "%.190s; given up: torn %d times" : "%.190s",
             reason, job->replaced + 1);
    return write_ending(store, job, &ending, fault);
}

int queue_tear(struct store *store, const struct queued *job, const char *reason,
               struct fault *fault)
{
    bool again = strcmp(job->slip, "card") == 0 && job->replaced < QUEUE_REPLACEMENTS;
    int status = store_begin_write(store, WRITE_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    status = again ? replace(store, job, reason, fault) : give_up(store, job, reason, fault);
    return close_write(store, status, fault);
}

static int cancel_next(struct store *store, int64_t now_ms, bool *found, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, JOB_UNPRINTED, &row, fault, "ii", now_ms, now_ms - SWEEP_MS);
    *found = status == 1;
    if (status != 1)
        return status;
    int64_t code = sqlite3_column_int64(row, 0);
    store_done(row);
    return cancel(store, code, "not printed in time", fault);
}

static int cancel_unprinted(struct store *store, struct fault *fault)
{
    bool found = true;
    int status = store_begin_write(store, WRITE_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    while (status == COMEBACK_OK && found)
        status = cancel_next(store, clock_now_ms(), &found, fault);
    return close_write(store, status, fault);
}

/* Looks first: mostly there is nothing, and a reader need not wait for a writer. */
int queue_sweep(struct store *store, struct fault *fault)
{
    sqlite3_stmt *row;
    int64_t now_ms = clock_now_ms();
    int status = store_query(store, JOB_UNPRINTED, &row, fault, "ii", now_ms, now_ms - SWEEP_MS);
    store_done(row);
    return status == 1 ? cancel_unprinted(store, fault) : status;
}

/* What a change of one job goes by. */
struct standing {
    struct queued job;
    const struct queue_target *now; /* NULL: it goes nowhere */
    enum job_torn torn;
    char result[32];
};

static int read_for_change(struct store *store, int64_t id, struct standing *out,
                           struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, JOB_STATE, &row, fault, "i", id);
    if (status == 1) {
        out->job = (struct queued){.id = id,
                                   .state = (enum job_state)sqlite3_column_int(row, 0),
                                   .code = sqlite3_column_int64(row, 1)};
        out->torn = (enum job_torn)sqlite3_column_int(row, 4);
        snprintf(out->job.slip, sizeof out->job.slip, "%s", store_text(row, 2));
        snprintf(out->result, sizeof out->result, "%s", store_text(row, 3));
    }
    store_done(row);
    if (status == 0)
        return fail(fault, COMEBACK_NOTHING, "no job \"%lld\"", (long long)id);
    return status < 0 ? status : COMEBACK_OK;
}

static int refuse_cancelled(struct store *store, const struct queued *job, struct fault *fault)
{
    int64_t cancelled;
    int status = store_number(store, CODE_CANCELLED, 0, &cancelled, fault, "i", job->code);
    if (status == COMEBACK_OK && cancelled != 0)
        status =
            fail(fault, COMEBACK_STATE, "job %lld: its code was cancelled", (long long)job->id);
    return status;
}

/* One change of one job, read and written in one transaction. */
static int change(struct store *store, int64_t id, const struct queue_target *now, int wait_ms,
                  int (*act)(struct store *, const struct standing *, struct fault *),
                  struct fault *fault)
{
    struct standing standing = {.now = now};
    int status = store_begin_write(store, wait_ms, fault);
    if (status != COMEBACK_OK)
        return status;
    status = read_for_change(store, id, &standing, fault);
    if (status == COMEBACK_OK)
        status = act(store, &standing, fault);
    return close_write(store, status, fault);
}

static int withdraw(struct store *store, const struct queued *job, const char *result,
                    const char *reason, struct fault *fault)
{
    const struct ending ending = {JOB_DROPPED, result, reason, JOB_WHOLE};
    if (job->state != JOB_WAITING)
        return fail(fault, COMEBACK_STATE, "job %lld: not waiting any more", (long long)job->id);
    return write_ending(store, job, &ending, fault);
}

static int drop(struct store *store, const struct standing *standing, struct fault *fault)
{
    int status = withdraw(store, &standing->job, not_printed, "dropped", fault);
    return status == COMEBACK_OK ? cancel(store, standing->job.code, "dropped", fault) : status;
}

static int give(struct store *store, const struct standing *standing, struct fault *fault)
{
    return withdraw(store, &standing->job, "given to the host", "it prints the slip itself", fault);
}

static int refuse_nowhere(const struct queue_target *now, struct fault *fault)
{
    if (now->printer[0] != '\0')
        return COMEBACK_OK;
    return fail(fault, COMEBACK_STATE, "print.printer: no printer is named in the settings");
}

static int retry(struct store *store, const struct standing *standing, struct fault *fault)
{
    const struct queued *job = &standing->job;
    long long id = job->id;
    if (job->state != JOB_ENDED)
        return fail(fault, COMEBACK_STATE, "job %lld: only what was not printed can be tried again",
                    id);
    if (standing->torn != JOB_WHOLE || strcmp(standing->result, not_printed) != 0)
        return fail(fault, COMEBACK_STATE,
                    "job %lld: it may be on paper; `comeback queue reprint %lld` prints a copy "
                    "that says so",
                    id, id);
    int status = refuse_nowhere(standing->now, fault);
    if (status == COMEBACK_OK)
        status = refuse_cancelled(store, job, fault);
    return status == COMEBACK_OK
               ? store_run(store, JOB_AGAIN, fault, "iitt", job->id, clock_now_ms(),
                           standing->now->printer, standing->now->profile)
               : status;
}

static int refuse_spent(struct store *store, const struct queued *job, struct fault *fault)
{
    int64_t spent;
    int status = store_number(store, JOB_CARD_SPENT, 0, &spent, fault, "i", job->id);
    if (status == COMEBACK_OK && spent != 0)
        status = fail(fault, COMEBACK_STATE, "job %lld: its card is used up", (long long)job->id);
    return status;
}

static int add_copy(struct store *store, const struct standing *standing, struct fault *fault)
{
    char mark[32];
    int64_t copies, id = standing->job.id;
    int status = store_number(store, JOB_COPIES, 0, &copies, fault, "i", id);
    if (status != COMEBACK_OK)
        return status;
    snprintf(mark, sizeof mark, "COPY %lld\n", (long long)copies + 1);
    return store_run(store, JOB_COPY, fault, "iittt", id, clock_now_ms(), mark,
                     standing->now->printer, standing->now->profile);
}

static int copy_job(struct store *store, const struct standing *standing, struct fault *fault)
{
    const struct queued *job = &standing->job;
    if (job->state != JOB_ENDED)
        return fail(fault, COMEBACK_STATE, "job %lld: not printed yet", (long long)job->id);
    int status = refuse_nowhere(standing->now, fault);
    if (status == COMEBACK_OK)
        status = refuse_cancelled(store, job, fault);
    if (status == COMEBACK_OK)
        status = refuse_spent(store, job, fault);
    return status == COMEBACK_OK ? add_copy(store, standing, fault) : status;
}

int queue_drop(struct store *store, int64_t id, struct fault *fault)
{
    return change(store, id, NULL, WRITE_WAIT_MS, drop, fault);
}

int queue_give(struct store *store, int64_t id, int wait_ms, struct fault *fault)
{
    return change(store, id, NULL, wait_ms, give, fault);
}

int queue_retry(struct store *store, int64_t id, const struct queue_target *now,
                struct fault *fault)
{
    return change(store, id, now, WRITE_WAIT_MS, retry, fault);
}

int queue_reprint(struct store *store, int64_t id, const struct queue_target *now, int64_t *copy,
                  struct fault *fault)
{
    int status = change(store, id, now, WRITE_WAIT_MS, copy_job, fault);
    if (status == COMEBACK_OK)
        *copy = sqlite3_last_insert_rowid(store->db);
    return status;
}
