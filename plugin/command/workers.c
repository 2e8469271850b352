/* SPDX-License-Identifier: MIT */
#include "workers.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../clock.h"
#include "command.h"

enum {
    JOB_MS = 30000,
    HOLD_MS = 15 * 60 * 1000, /* until somebody has put paper in */
    ROUND_MS = 60 * 60 * 1000,
    RETRY_FIRST_MS = 1000,
    RETRY_STEP_MS = 1000,
    RETRY_LAST_MS = 5000,
    SILENT_MS = 2 * JOB_MS, /* no operation on a wire outlives one job's patience */
};

enum worker_state { WORKER_FREE, WORKER_RUNS, WORKER_DONE };

struct worker {
    struct workers *all;
    pthread_t thread;
    enum worker_state state;
    bool poked;
    int64_t due_ms; /* until then it must have shown that it lives */
    char printer[QUEUE_URI];
    char reason[QUEUE_REASON]; /* why its jobs wait; "" */
    char told[QUEUE_REASON];   /* the failure last told: what goes wrong each second is said once */
};

struct workers {
    struct shop *shop;
    pthread_mutex_t mutex; /* over everything below */
    pthread_cond_t wake;
    bool stopping;
    struct worker list[QUEUE_PRINTERS_MAX];
};

int workers_open(struct shop *shop, struct workers **out, struct fault *fault)
{
    pthread_condattr_t monotonic;
    struct workers *workers = calloc(1, sizeof *workers);
    if (workers == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    workers->shop = shop;
    for (int i = 0; i < QUEUE_PRINTERS_MAX; i++)
        workers->list[i].all = workers;
    pthread_mutex_init(&workers->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&workers->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *out = workers;
    return COMEBACK_OK;
}

/* Asked by the printer's wire some times a second, which is also how it shows that it lives. */
static bool is_stopped(void *context)
{
    struct worker *worker = context;
    pthread_mutex_lock(&worker->all->mutex);
    worker->due_ms = clock_monotonic_ms() + SILENT_MS;
    bool stopping = worker->all->stopping;
    pthread_mutex_unlock(&worker->all->mutex);
    return stopping;
}

static void tell_failure(struct worker *worker, const char *text)
{
    if (strncmp(text, worker->told, sizeof worker->told - 1) != 0 && text[0] != '\0')
        tell(EXIT_REFUSED, "%s: %s", worker->printer, text);
    snprintf(worker->told, sizeof worker->told, "%.255s", text);
}

/* True where its jobs have to wait. */
static bool print_round(struct worker *worker)
{
    const struct drain_guard guard = checkout_guard(worker->all->shop);
    const struct drain_window window = {
        .until_ms = clock_monotonic_ms() + ROUND_MS,
        .patience = {
            .job_ms = JOB_MS, .hold_ms = HOLD_MS, .stopped = is_stopped, .context = worker}};
    struct drain_setup setup;
    struct drain_tally tally = {.ended = 0};
    struct fault fault = {{0}};
    int status = checkout_setup(worker->all->shop, &setup, &fault);
    if (status == COMEBACK_OK)
        status = drain_printer(&guard, &setup, worker->printer, &window, &tally, &fault);
    bool failed = status != COMEBACK_OK;
    tell_failure(worker, failed ? fault.text : "");
    pthread_mutex_lock(&worker->all->mutex);
    snprintf(worker->reason, sizeof worker->reason, "%.255s", failed ? fault.text : tally.reason);
    pthread_mutex_unlock(&worker->all->mutex);
    return failed || tally.kept;
}

static struct timespec timespec_of(int64_t at_ms)
{
    return (struct timespec){.tv_sec = at_ms / 1000, .tv_nsec = (at_ms % 1000) * 1000000};
}

static int next_retry_ms(const struct worker *worker, int retry_ms)
{
    if (worker->poked)
        return RETRY_FIRST_MS;
    return retry_ms + RETRY_STEP_MS < RETRY_LAST_MS ? retry_ms + RETRY_STEP_MS : RETRY_LAST_MS;
}

/* False where this worker is done; what pokes it after that starts another. */
static bool rest(struct worker *worker, bool kept, int *retry_ms)
{
    struct workers *all = worker->all;
    struct timespec until = timespec_of(clock_monotonic_ms() + *retry_ms);
    int waited = 0;
    pthread_mutex_lock(&all->mutex);
    worker->due_ms = clock_monotonic_ms() + *retry_ms + SILENT_MS;
    while (kept && !worker->poked && !all->stopping && waited == 0)
        waited = pthread_cond_timedwait(&all->wake, &all->mutex, &until);
    bool again = !all->stopping && (kept || worker->poked);
    *retry_ms = next_retry_ms(worker, *retry_ms);
    worker->poked = false;
    if (!again)
        worker->state = WORKER_DONE;
    pthread_mutex_unlock(&all->mutex);
    return again;
}

static void *work(void *context)
{
    struct worker *worker = context;
    int retry_ms = RETRY_FIRST_MS;
    bool kept;
    do
        kept = print_round(worker);
    while (rest(worker, kept, &retry_ms));
    return NULL;
}

static void start(struct worker *worker, const char *printer)
{
    snprintf(worker->printer, sizeof worker->printer, "%s", printer);
    worker->reason[0] = worker->told[0] = '\0';
    worker->poked = false;
    worker->due_ms = clock_monotonic_ms() + SILENT_MS;
    int error = pthread_create(&worker->thread, NULL, work, worker);
    if (error == 0)
        worker->state = WORKER_RUNS;
    else
        tell(EXIT_REFUSED, "%s: no thread: %s", printer, strerror(error));
}

/* With the mutex held; a thread that is done holds it no more. */
static void gather_done(struct workers *workers)
{
    for (struct worker *worker = workers->list; worker < workers->list + QUEUE_PRINTERS_MAX;
         worker++)
        if (worker->state == WORKER_DONE) {
            pthread_join(worker->thread, NULL);
            worker->state = WORKER_FREE;
        }
}

static struct worker *find(struct workers *workers, const char *printer)
{
    struct worker *room = NULL;
    for (struct worker *worker = workers->list; worker < workers->list + QUEUE_PRINTERS_MAX;
         worker++) {
        if (worker->state == WORKER_FREE)
            room = worker;
        else if (strcmp(worker->printer, printer) == 0)
            return worker;
    }
    return room;
}

void workers_send(struct workers *workers, const struct queue_printers *printers, bool poked)
{
    pthread_mutex_lock(&workers->mutex);
    gather_done(workers);
    for (int i = 0; i < printers->count; i++) {
        struct worker *worker = find(workers, printers->uris[i]);
        if (worker != NULL && worker->state == WORKER_FREE)
            start(worker, printers->uris[i]);
        else if (worker != NULL && poked)
            worker->poked = true;
    }
    pthread_cond_broadcast(&workers->wake);
    pthread_mutex_unlock(&workers->mutex);
}

bool workers_alive(struct workers *workers)
{
    bool alive = true;
    int64_t now_ms = clock_monotonic_ms();
    pthread_mutex_lock(&workers->mutex);
    for (int i = 0; i < QUEUE_PRINTERS_MAX; i++)
        if (workers->list[i].state == WORKER_RUNS && workers->list[i].due_ms < now_ms)
            alive = false;
    pthread_mutex_unlock(&workers->mutex);
    return alive;
}

/* Of the slip that it sends just now, else of its last round. */
static bool find_reason(const struct worker *worker, char out[QUEUE_REASON])
{
    struct drain_wait wait;
    bool waits = drain_waits(worker->all->shop->store_folder, worker->printer, &wait);
    snprintf(out, QUEUE_REASON, "%s", waits ? wait.reason : worker->reason);
    return out[0] != '\0';
}

void workers_status(struct workers *workers, char out[static WORKERS_STATUS])
{
    const struct worker *waits = NULL;
    char reason[QUEUE_REASON], own[QUEUE_REASON];
    int running = 0;
    pthread_mutex_lock(&workers->mutex);
    for (int i = 0; i < QUEUE_PRINTERS_MAX; i++) {
        const struct worker *worker = &workers->list[i];
        if (worker->state != WORKER_RUNS)
            continue;
        running++;
        if (find_reason(worker, own)) {
            waits = worker;
            memcpy(reason, own, sizeof reason);
        }
    }
    snprintf(out, WORKERS_STATUS, running == 0 ? "idle" : "printers at work: %d%s%.100s%s%.160s",
             running, waits == NULL ? "" : "; ", waits == NULL ? "" : waits->printer,
             waits == NULL ? "" : ": ", waits == NULL ? "" : reason);
    pthread_mutex_unlock(&workers->mutex);
}

static void await(struct worker *worker)
{
    pthread_mutex_lock(&worker->all->mutex);
    bool started = worker->state != WORKER_FREE;
    pthread_mutex_unlock(&worker->all->mutex);
    if (started)
        pthread_join(worker->thread, NULL);
}

void workers_close(struct workers *workers)
{
    if (workers == NULL)
        return;
    pthread_mutex_lock(&workers->mutex);
    workers->stopping = true;
    pthread_cond_broadcast(&workers->wake);
    pthread_mutex_unlock(&workers->mutex);
    for (int i = 0; i < QUEUE_PRINTERS_MAX; i++)
        await(&workers->list[i]);
    pthread_cond_destroy(&workers->wake);
    pthread_mutex_destroy(&workers->mutex);
    free(workers);
}
