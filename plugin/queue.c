/* SPDX-License-Identifier: MIT */
#include "queue.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../drivers/document.h"
#include "../drivers/escpos.h"
#include "../drivers/printer.h"
#include "../drivers/profile.h"
#include "clock.h"
#include "log.h"

enum { WRITE_WAIT_MS = 2000, SEND_MS = 30000, PRINTERS_MAX = 16, URI_MAX = 256 };

/* Cards that failed longer ago than this were swept long since. */
#define SWEEP_MS INT64_C(604800000)

static const char copy_mark[] = "COPY\n";

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
        };
        visit(context, &line);
        status = store_next(store, row, fault);
    }
    store_done(row);
    return status;
}

int queue_oldest(struct store *store, const char *printer, int64_t *oldest_ms, struct fault *fault)
{
    int64_t now_ms = clock_now_ms(), made_ms;
    int status = store_number(store, JOB_OLDEST, now_ms, &made_ms, fault, "t", printer);
    if (status == COMEBACK_OK)
        *oldest_ms = now_ms - made_ms;
    return status;
}

int queue_unprinted(struct store *store, int64_t since_ms, int64_t *count, struct fault *fault)
{
    return store_number(store, JOB_UNPRINTED_COUNT, 0, count, fault, "i", since_ms);
}

int queue_waiting(struct store *store, int64_t *count, int64_t *oldest_ms, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, JOB_WAITING_COUNT, &row, fault, "");
    if (status < 0)
        return status;
    *count = sqlite3_column_int64(row, 0);
    *oldest_ms = *count == 0 ? 0 : clock_now_ms() - sqlite3_column_int64(row, 1);
    store_done(row);
    return COMEBACK_OK;
}

/* A job read out of the store, owned. */
struct held_job {
    int64_t id, made_ms, code, stale_s, state;
    char slip[16];
    char profile[32];
    struct bytes text;
};

static void held_free(struct held_job *job)
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

static int log_result(struct store *store, int64_t id, const char *slip, int64_t code,
                      const char *result, const char *reason, struct fault *fault)
{
    return append_body(store, EVENT_SLIP,
                       json_pack("{sI ss sI ss ss}", "job", (json_int_t)id, "slip", slip, "code",
                                 (json_int_t)code, "result", result, "reason", reason),
                       fault);
}

static int cancel_code(struct store *store, int64_t code, const char *why, struct fault *fault)
{
    if (code == 0)
        return COMEBACK_OK;
    return append_body(store, EVENT_CANCELLED,
                       json_pack("{sI ss}", "code", (json_int_t)code, "why", why), fault);
}

/* result and what follows from it, in one transaction. */
static int end_job(struct store *store, const struct held_job *job, const char *result,
                   const char *reason, bool cancel, struct fault *fault)
{
    int status = store_begin_write(store, WRITE_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    status = store_run(store, JOB_END, fault, "iiitt", job->id, (int64_t)JOB_ENDED, clock_now_ms(),
                       result, reason);
    if (status == COMEBACK_OK)
        status = log_result(store, job->id, job->slip, job->code, result, reason, fault);
    if (status == COMEBACK_OK && cancel)
        status = cancel_code(store, job->code, reason, fault);
    if (status == COMEBACK_OK)
        return store_commit(store, fault);
    store_rollback(store);
    return status;
}

static int begin_job(struct store *store, const struct held_job *job, const struct bytes *bytes,
                     bool *ours, struct fault *fault)
{
    int status = store_begin_write(store, WRITE_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    status = store_run(store, JOB_BEGIN, fault, "ibi", job->id, (const void *)bytes->data,
                       bytes->length, clock_now_ms());
    *ours = sqlite3_changes(store->db) == 1;
    if (status == COMEBACK_OK)
        return store_commit(store, fault);
    store_rollback(store);
    return status;
}

static int next_job(struct store *store, const char *printer, struct held_job *out,
                    struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, JOB_NEXT, &row, fault, "t", printer);
    if (status == 1) {
        *out = (struct held_job){
            .id = sqlite3_column_int64(row, 0),
            .made_ms = sqlite3_column_int64(row, 1),
            .code = sqlite3_column_int64(row, 3),
            .stale_s = sqlite3_column_int64(row, 5),
            .state = sqlite3_column_int64(row, 7),
        };
        snprintf(out->slip, sizeof out->slip, "%s", store_text(row, 2));
        snprintf(out->profile, sizeof out->profile, "%s", store_text(row, 4));
        bytes_add_text(&out->text, store_text(row, 6));
    }
    store_done(row);
    return status;
}

static int render(const struct held_job *job, const struct profile *profile, struct bytes *out,
                  struct drv_fault *fault)
{
    struct document *document = NULL;
    struct escpos *escpos = NULL;
    int status = document_parse((const char *)job->text.data, job->text.length, &document, fault);
    if (status == DRV_OK)
        status = escpos_open(profile, &escpos, fault);
    if (status == DRV_OK)
        status = escpos_encode(escpos, document, ESCPOS_SLIP, out, fault);
    if (status == DRV_OK && out->failed)
        status = drv_fail(fault, DRV_MEMORY, "out of memory");
    escpos_close(escpos);
    document_free(document);
    return status;
}

struct drain {
    const struct queue_guard *guard;
    const char *folder;
    int64_t until_ms;
    int ended;
    struct fault *fault;
};

static int end_guarded(struct drain *drain, const struct held_job *job, const char *result,
                       const char *reason, bool cancel)
{
    struct store *store;
    int status = drain->guard->lock(drain->guard->context, &store, drain->fault);
    if (status != COMEBACK_OK)
        return status;
    status = end_job(store, job, result, reason, cancel, drain->fault);
    drain->guard->unlock(drain->guard->context);
    if (status == COMEBACK_OK)
        drain->ended++;
    return status;
}

/* The bytes are stored before the first is sent, so that what went out is known after a crash. */
static int send_job(struct drain *drain, const struct held_job *job, const char *printer,
                    const struct profile *profile, const struct bytes *bytes)
{
    struct store *store;
    struct printer_claim claim = {.result = PRINTER_NOT_PRINTED};
    bool ours = false;
    int status = drain->guard->lock(drain->guard->context, &store, drain->fault);
    if (status != COMEBACK_OK)
        return status;
    status = begin_job(store, job, bytes, &ours, drain->fault);
    drain->guard->unlock(drain->guard->context);
    if (status != COMEBACK_OK || !ours)
        return status;
    int64_t left_ms = drain->until_ms - clock_monotonic_ms();
    int timeout_ms = left_ms < 100 ? 100 : left_ms > SEND_MS ? SEND_MS : (int)left_ms;
    printer_send(printer, drain->folder, profile, bytes->data, bytes->length, timeout_ms, &claim);
    return end_guarded(drain, job, printer_result_name(claim.result), claim.reason, false);
}

static int print_job(struct drain *drain, const struct held_job *job, const char *printer)
{
    struct bytes bytes = {0};
    struct drv_fault fault = {{0}};
    const struct profile *profile = profile_find(job->profile);
    if (job->state == JOB_BEGUN)
        return end_guarded(drain, job, "unconfirmed", "interrupted: it may have come out", false);
    if (clock_now_ms() - job->made_ms > job->stale_s * 1000)
        return end_guarded(drain, job, "not printed", "stale: the customer is gone", true);
    if (profile == NULL)
        return end_guarded(drain, job, "not printed", "no such printer profile", true);
    int status = render(job, profile, &bytes, &fault);
    status = status == DRV_OK ? send_job(drain, job, printer, profile, &bytes)
                              : end_guarded(drain, job, "not printed", fault.text, true);
    bytes_free(&bytes);
    return status;
}

static int drain_printer(struct drain *drain, const char *printer)
{
    int status = COMEBACK_OK;
    while (status == COMEBACK_OK && clock_monotonic_ms() <= drain->until_ms) {
        struct store *store;
        struct held_job job = {0};
        status = drain->guard->lock(drain->guard->context, &store, drain->fault);
        if (status != COMEBACK_OK)
            return status;
        int found = next_job(store, printer, &job, drain->fault);
        drain->guard->unlock(drain->guard->context);
        status = found == 1 ? print_job(drain, &job, printer) : found;
        held_free(&job);
        if (found != 1)
            break;
    }
    return status;
}

int queue_lock_printer(const char *store_folder, const char *printer)
{
    char path[STORE_PATH + 64], name[2 * 8 + 1];
    uint8_t hash[16];
    crypto_generichash(hash, sizeof hash, (const uint8_t *)printer, strlen(printer), NULL, 0);
    sodium_bin2hex(name, sizeof name, hash, 8);
    snprintf(path, sizeof path, "%s/printer-%s.lock", store_folder, name);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static int waiting_printers(struct store *store, char printers[PRINTERS_MAX][URI_MAX], int *count,
                            struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, JOB_PRINTERS, &row, fault, "");
    for (*count = 0; status == 1 && *count < PRINTERS_MAX; (*count)++) {
        snprintf(printers[*count], URI_MAX, "%s", store_text(row, 0));
        status = store_next(store, row, fault);
    }
    store_done(row);
    return status < 0 ? status : COMEBACK_OK;
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
    return cancel_code(store, code, "not printed in time", fault);
}

/* A card that did not come out while its customer was there was never handed out: it must not
 * count as the one unused card. */
static int cancel_unprinted(struct store *store, struct fault *fault)
{
    bool found = true;
    int status = store_begin_write(store, WRITE_WAIT_MS, fault);
    if (status != COMEBACK_OK)
        return status;
    while (status == COMEBACK_OK && found)
        status = cancel_next(store, clock_now_ms(), &found, fault);
    if (status == COMEBACK_OK)
        return store_commit(store, fault);
    store_rollback(store);
    return status;
}

static int sweep(struct store *store, struct fault *fault)
{
    sqlite3_stmt *row;
    int64_t now_ms = clock_now_ms();
    int status = store_query(store, JOB_UNPRINTED, &row, fault, "ii", now_ms, now_ms - SWEEP_MS);
    store_done(row);
    return status == 1 ? cancel_unprinted(store, fault) : status;
}

int queue_drain(const struct queue_guard *guard, const char *folder, int64_t until_ms, int *ended,
                struct fault *fault)
{
    char printers[PRINTERS_MAX][URI_MAX], store_folder[STORE_PATH];
    struct store *store;
    struct drain drain = {guard, folder, until_ms, 0, fault};
    int count = 0;
    int status = guard->lock(guard->context, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    memcpy(store_folder, store->folder, sizeof store_folder);
    status = sweep(store, fault);
    if (status == COMEBACK_OK)
        status = waiting_printers(store, printers, &count, fault);
    guard->unlock(guard->context);
    for (int i = 0; i < count && status == COMEBACK_OK; i++) {
        int lock = queue_lock_printer(store_folder, printers[i]);
        if (lock < 0)
            continue;
        status = drain_printer(&drain, printers[i]);
        close(lock);
    }
    *ended = drain.ended;
    return status;
}

static int read_for_change(struct store *store, int64_t id, struct held_job *job, char result[32],
                           struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, JOB_STATE, &row, fault, "i", id);
    if (status == 1) {
        *job = (struct held_job){
            .id = id, .state = sqlite3_column_int64(row, 0), .code = sqlite3_column_int64(row, 1)};
        snprintf(job->slip, sizeof job->slip, "%s", store_text(row, 2));
        snprintf(result, 32, "%s", store_text(row, 3));
    }
    store_done(row);
    if (status == 0)
        return fail(fault, COMEBACK_NOTHING, "no job \"%lld\"", (long long)id);
    return status < 0 ? status : COMEBACK_OK;
}

static int refuse_cancelled(struct store *store, const struct held_job *job, struct fault *fault)
{
    int64_t cancelled;
    int status = store_number(store, CODE_CANCELLED, 0, &cancelled, fault, "i", job->code);
    if (status == COMEBACK_OK && cancelled != 0)
        status =
            fail(fault, COMEBACK_STATE, "job %lld: its code was cancelled", (long long)job->id);
    return status;
}

/* One change of one job, read and written in one transaction. */
static int change(struct store *store, int64_t id, int wait_ms,
                  int (*act)(struct store *, const struct held_job *, const char *result,
                             struct fault *),
                  struct fault *fault)
{
    struct held_job job = {0};
    char result[32];
    int status = store_begin_write(store, wait_ms, fault);
    if (status != COMEBACK_OK)
        return status;
    status = read_for_change(store, id, &job, result, fault);
    if (status == COMEBACK_OK)
        status = act(store, &job, result, fault);
    if (status == COMEBACK_OK)
        return store_commit(store, fault);
    store_rollback(store);
    return status;
}

static int withdraw(struct store *store, const struct held_job *job, const char *result,
                    const char *reason, struct fault *fault)
{
    if (job->state != JOB_WAITING)
        return fail(fault, COMEBACK_STATE, "job %lld: not waiting any more", (long long)job->id);
    int status = store_run(store, JOB_END, fault, "iiitt", job->id, (int64_t)JOB_DROPPED,
                           clock_now_ms(), result, reason);
    return status == COMEBACK_OK
               ? log_result(store, job->id, job->slip, job->code, result, reason, fault)
               : status;
}

static int drop(struct store *store, const struct held_job *job, const char *result,
                struct fault *fault)
{
    (void)result;
    int status = withdraw(store, job, "not printed", "dropped", fault);
    return status == COMEBACK_OK ? cancel_code(store, job->code, "dropped", fault) : status;
}

static int give(struct store *store, const struct held_job *job, const char *result,
                struct fault *fault)
{
    (void)result;
    return withdraw(store, job, "given to the host", "it prints the slip itself", fault);
}

static int retry(struct store *store, const struct held_job *job, const char *result,
                 struct fault *fault)
{
    if (job->state != JOB_ENDED || strcmp(result, "not printed") != 0)
        return fail(fault, COMEBACK_STATE, "job %lld: only what was not printed can be tried again",
                    (long long)job->id);
    int status = refuse_cancelled(store, job, fault);
    return status == COMEBACK_OK ? store_run(store, JOB_AGAIN, fault, "ii", job->id, clock_now_ms())
                                 : status;
}

static int copy_job(struct store *store, const struct held_job *job, const char *result,
                    struct fault *fault)
{
    (void)result;
    if (job->state != JOB_ENDED)
        return fail(fault, COMEBACK_STATE, "job %lld: not printed yet", (long long)job->id);
    int status = refuse_cancelled(store, job, fault);
    return status == COMEBACK_OK
               ? store_run(store, JOB_COPY, fault, "iit", job->id, clock_now_ms(), copy_mark)
               : status;
}

int queue_drop(struct store *store, int64_t id, struct fault *fault)
{
    return change(store, id, WRITE_WAIT_MS, drop, fault);
}

int queue_give(struct store *store, int64_t id, int wait_ms, struct fault *fault)
{
    return change(store, id, wait_ms, give, fault);
}

int queue_retry(struct store *store, int64_t id, struct fault *fault)
{
    return change(store, id, WRITE_WAIT_MS, retry, fault);
}

int queue_reprint(struct store *store, int64_t id, int64_t *copy, struct fault *fault)
{
    int status = change(store, id, WRITE_WAIT_MS, copy_job, fault);
    if (status == COMEBACK_OK)
        *copy = sqlite3_last_insert_rowid(store->db);
    return status;
}
