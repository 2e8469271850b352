/* SPDX-License-Identifier: MIT */
#include "drain.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../drivers/document.h"
#include "../drivers/escpos.h"
#include "../drivers/pace.h"
#include "clock.h"
#include "printer_model.h"
#include "settings.h"
#include "stored_logo.h"

enum { LOGO_MS = 2000 };

/* One printer's round. */
struct round {
    const struct drain_guard *guard;
    const struct drain_setup *setup;
    const char *printer;
    const struct drain_window *window;
    struct journal *journal;
    struct drain_tally *tally;
    struct fault *fault;
    /* Of the last job; its code pages took long to find. */
    struct escpos *escpos;
    const struct profile *encoded_for;
    struct profile other; /* an own profile that another till's settings named */
    bool logo_asked;      /* and what the printer keeps, if it does */
    bool logo_kept;
    struct picture_stored logo;
};

void drain_journal_path(const char *store_folder, const char *printer, char out[DRAIN_PATH])
{
    uint8_t hash[16];
    char name[2 * 8 + 1];
    crypto_generichash(hash, sizeof hash, (const uint8_t *)printer, strlen(printer), NULL, 0);
    sodium_bin2hex(name, sizeof name, hash, 8);
    snprintf(out, DRAIN_PATH, "%s/printer-%s.lock", store_folder, name);
}

/* Asked only of a journal that says its slip is on its way: where its sender was killed, taking the
 * lock for a moment keeps nobody off for long. */
static bool is_held(const char *path)
{
    struct journal journal;
    int status = journal_open(path, &journal, NULL);
    if (status == DRV_OK)
        journal_close(&journal);
    return status == DRV_BUSY;
}

bool drain_waits(const char *store_folder, const char *printer, struct drain_wait *out)
{
    char path[DRAIN_PATH];
    struct journal_entry entry;
    drain_journal_path(store_folder, printer, path);
    if (journal_peek(path, &entry, NULL) != DRV_OK || entry.stage != JOURNAL_SENDING ||
        entry.reason[0] == '\0' || !is_held(path))
        return false;
    out->job = entry.ticket;
    snprintf(out->reason, sizeof out->reason, "%s", entry.reason);
    return true;
}

const char *drain_reason(const struct printer_claim *claim)
{
    bool silent = claim->result == PRINTER_UNCONFIRMED && claim->reason[0] == '\0';
    return silent ? "it took all bytes and says nothing more" : claim->reason;
}

struct printer_port drain_port(const struct drain_setup *setup, const char *printer,
                               const struct profile *profile, struct journal *journal)
{
    static const enum printer_answers answers[] = {
        [CONFIG_AS_PROFILE] = PRINTER_AS_PROFILE,
        [CONFIG_ANSWERS] = PRINTER_ANSWERS,
        [CONFIG_ANSWERS_NOT] = PRINTER_ANSWERS_NOT,
    };
    bool configured = strcmp(setup->print.printer, printer) == 0;
    return (struct printer_port){
        .uri = printer,
        .folder = setup->folder,
        .profile = profile,
        .journal = journal,
        .process_id = configured ? answers[setup->print.process_id] : PRINTER_AS_PROFILE,
        .exclusive = configured && setup->print.exclusive,
    };
}

static int encoder_for(struct round *round, const struct profile *profile, struct drv_fault *fault)
{
    struct escpos *escpos;
    if (round->encoded_for == profile)
        return DRV_OK;
    int status = escpos_open(profile, settings_code_page(&round->setup->print), &escpos, fault);
    if (status != DRV_OK)
        return status;
    escpos_close(round->escpos);
    round->escpos = escpos;
    round->encoded_for = profile;
    return DRV_OK;
}

/* Asked once a round, which is as long as something waits. */
static const struct picture_stored *stored_logo(struct round *round, const struct queued *job,
                                                const struct profile *profile)
{
    static const char mark[] = "{image:";
    if (memmem(job->text.data, job->text.length, mark, strlen(mark)) == NULL)
        return NULL;
    if (!round->logo_asked) {
        const struct printer_port port =
            drain_port(round->setup, round->printer, profile, round->journal);
        int left_ms = clock_left_ms(round->window->until_ms) / 4;
        round->logo_kept = stored_logo_is_there(
            round->setup->store_folder, &port, left_ms < LOGO_MS ? left_ms : LOGO_MS, &round->logo);
        round->logo_asked = true;
    }
    return round->logo_kept ? &round->logo : NULL;
}

static int render(struct round *round, const struct queued *job, const struct profile *profile,
                  struct bytes *out, struct drv_fault *fault)
{
    struct document *document = NULL;
    int status = document_parse((const char *)job->text.data, job->text.length, &document, fault);
    if (status == DRV_OK)
        status = encoder_for(round, profile, fault);
    if (status == DRV_OK) {
        escpos_set_stored(round->escpos, stored_logo(round, job, profile));
        status = escpos_encode(round->escpos, document, ESCPOS_SLIP, out, fault);
    }
    if (status == DRV_OK && out->failed)
        status = drv_fail(fault, DRV_MEMORY, "out of memory");
    document_free(document);
    return status;
}

static int end(struct round *round, const struct queued *job, const char *result,
               const char *reason, bool cancel_code)
{
    struct store *store;
    int status = round->guard->lock(round->guard->context, &store, round->fault);
    if (status != COMEBACK_OK)
        return status;
    status = queue_end(store, job, result, reason, cancel_code, round->fault);
    round->guard->unlock(round->guard->context);
    if (status == COMEBACK_OK)
        round->tally->ended++;
    return status;
}

static int tear(struct round *round, const struct queued *job, const char *reason)
{
    struct store *store;
    int status = round->guard->lock(round->guard->context, &store, round->fault);
    if (status != COMEBACK_OK)
        return status;
    status = queue_tear(store, job, reason, round->fault);
    round->guard->unlock(round->guard->context);
    if (status == COMEBACK_OK)
        round->tally->ended++;
    return status;
}

/* What is known already is not written again: a host may come by many times a second. */
static int put_back(struct round *round, const struct queued *job, const char *reason)
{
    struct store *store;
    if (job->state == JOB_WAITING && strcmp(job->reason, reason) == 0)
        return COMEBACK_OK;
    int status = round->guard->lock(round->guard->context, &store, round->fault);
    if (status != COMEBACK_OK)
        return status;
    status = queue_put_back(store, job, reason, round->fault);
    round->guard->unlock(round->guard->context);
    return status;
}

/* The printer has to be waited for, and with it the jobs behind this one. */
static int keep(struct round *round, const struct queued *job, const char *reason)
{
    round->tally->kept = true;
    snprintf(round->tally->reason, sizeof round->tally->reason, "%s", reason);
    return put_back(round, job, reason);
}

static bool is_the_same_next_time(int drv_status)
{
    return drv_status == DRV_INVALID || drv_status == DRV_UNSUPPORTED || drv_status == DRV_LIMIT;
}

static int conclude(struct round *round, const struct queued *job, int drv_status,
                    const struct printer_claim *claim)
{
    if (claim->result == PRINTER_NOT_PRINTED && claim->torn)
        return tear(round, job, claim->reason);
    if (claim->result == PRINTER_NOT_PRINTED && !is_the_same_next_time(drv_status))
        return keep(round, job, claim->reason);
    return end(round, job, printer_result_name(claim->result), drain_reason(claim), false);
}

/* A journal that knows of no slip at all is new, or was lost with what it knew. */
static int settle(struct round *round, const struct queued *job)
{
    struct printer_claim claim;
    if (printer_past(round->journal, job->id, &claim) != PRINTER_UNTOUCHED)
        return conclude(round, job, DRV_OK, &claim);
    if (round->journal->entry.stage == JOURNAL_IDLE)
        return tear(round, job, "torn: what became of it is not known");
    return put_back(round, job, job->reason);
}

static int begin(struct round *round, const struct queued *job, const struct bytes *bytes,
                 bool *ours)
{
    struct store *store;
    int status = round->guard->lock(round->guard->context, &store, round->fault);
    if (status != COMEBACK_OK)
        return status;
    status = queue_begin(store, job, bytes, ours, round->fault);
    round->guard->unlock(round->guard->context);
    return status;
}

/* Twice what it takes at least, where that is long; never more than is left. */
static int job_ms(const struct round *round, size_t length)
{
    int left_ms = clock_left_ms(round->window->until_ms);
    int least_ms = pace_least_ms(round->printer, length);
    int usual_ms = round->window->patience.job_ms;
    int wanted_ms = usual_ms / 2 < least_ms ? least_ms : usual_ms / 2;
    return left_ms / 2 < wanted_ms ? left_ms : 2 * wanted_ms;
}

static int send(struct round *round, struct queued *job, const struct profile *profile,
                const struct bytes *bytes)
{
    struct printer_port port = drain_port(round->setup, round->printer, profile, round->journal);
    struct printer_patience patience = round->window->patience;
    struct printer_claim claim = {.result = PRINTER_NOT_PRINTED};
    bool ours = false;
    int status = begin(round, job, bytes, &ours);
    if (status != COMEBACK_OK || !ours)
        return status;
    job->state = JOB_BEGUN;
    patience.job_ms = job_ms(round, bytes->length);
    int sent = printer_send(&port, bytes->data, bytes->length, job->id, &patience, &claim);
    return conclude(round, job, sent, &claim);
}

static int send_in_time(struct round *round, struct queued *job, const struct profile *profile,
                        const struct bytes *bytes)
{
    char reason[QUEUE_REASON];
    int least_ms = pace_least_ms(round->printer, bytes->length);
    if (clock_left_ms(round->window->until_ms) >= least_ms)
        return send(round, job, profile, bytes);
    snprintf(reason, sizeof reason, "it takes %d ms, and who drains gave less", least_ms);
    return keep(round, job, reason);
}

static int end_stale(struct round *round, const struct queued *job)
{
    char reason[QUEUE_REASON];
    snprintf(reason, sizeof reason, "stale: the customer is gone%s%.200s",
             job->reason[0] != '\0' ? "; last: " : "", job->reason);
    return end(round, job, "not printed", reason, true);
}

/* NULL where nobody knows the name. */
static const struct profile *profile_of(struct round *round, const char *name)
{
    const struct drain_setup *setup = round->setup;
    const struct profile *profile = profile_find(name);
    char *own = NULL;
    if (setup->profile.name != NULL && strcmp(name, setup->print.profile) == 0)
        return &setup->profile;
    if (profile != NULL)
        return profile;
    round->encoded_for = NULL;
    int status = printer_model_find(setup->folder, name, &round->other, &own, NULL);
    free(own);
    return status == COMEBACK_OK ? &round->other : NULL;
}

static int print_job(struct round *round, struct queued *job)
{
    struct bytes bytes = {0};
    struct drv_fault fault = {{0}};
    const struct profile *profile = profile_of(round, job->profile);
    if (clock_now_ms() - job->made_ms > job->stale_s * 1000)
        return end_stale(round, job);
    if (profile == NULL)
        return end(round, job, "not printed", "no such printer profile", true);
    int status = render(round, job, profile, &bytes, &fault) == DRV_OK
                     ? send_in_time(round, job, profile, &bytes)
                     : end(round, job, "not printed", fault.text, true);
    bytes_free(&bytes);
    return status;
}

/* 1, 0 where none is left, or a failure. */
static int take_next(struct round *round, struct queued *job)
{
    struct store *store;
    int status = round->guard->lock(round->guard->context, &store, round->fault);
    if (status != COMEBACK_OK)
        return status;
    status = queue_next(store, round->printer, job, round->fault);
    round->guard->unlock(round->guard->context);
    return status;
}

static int settle_all(struct round *round)
{
    int found = 1, status = COMEBACK_OK;
    while (found == 1 && status == COMEBACK_OK) {
        struct queued job = {.id = 0};
        found = take_next(round, &job);
        if (found == 1 && job.state != JOB_BEGUN)
            found = 0;
        status = found == 1 ? settle(round, &job) : found;
        queued_free(&job);
    }
    return status;
}

/* *taken is false where somebody else is at the printer; the fault says so. */
static int take_printer(struct round *round, bool *taken)
{
    char path[DRAIN_PATH];
    struct drv_fault fault = {{0}};
    *taken = false;
    drain_journal_path(round->setup->store_folder, round->printer, path);
    int opened = journal_open(path, round->journal, &fault);
    if (opened == DRV_BUSY) {
        fault_set(round->fault, "\"%.160s\": another process is at it", round->printer);
        return COMEBACK_OK;
    }
    if (opened != DRV_OK)
        return fail(round->fault, COMEBACK_STORE, "%s", fault.text);
    int status = settle_all(round);
    if (status != COMEBACK_OK)
        journal_close(round->journal);
    *taken = status == COMEBACK_OK;
    return status;
}

int drain_open(const struct drain_guard *guard, const struct drain_setup *setup,
               const char *printer, struct journal *out, struct fault *fault)
{
    struct drain_tally tally = {.ended = 0};
    struct journal journal = {.fd = -1};
    struct round round = {.guard = guard,
                          .setup = setup,
                          .printer = printer,
                          .journal = &journal,
                          .tally = &tally,
                          .fault = fault};
    bool taken;
    int status = take_printer(&round, &taken);
    if (taken)
        *out = journal;
    return status == COMEBACK_OK && !taken ? COMEBACK_BUSY : status;
}

static bool is_over(const struct round *round)
{
    const struct printer_patience *patience = &round->window->patience;
    return round->tally->kept || clock_left_ms(round->window->until_ms) == 0 ||
           (patience->stopped != NULL && patience->stopped(patience->context));
}

static int print_all(struct round *round)
{
    int found, status;
    do {
        struct queued job = {.id = 0};
        found = take_next(round, &job);
        status = found == 1 ? print_job(round, &job) : found;
        queued_free(&job);
    } while (found == 1 && status == COMEBACK_OK && !is_over(round));
    return status;
}

int drain_printer(const struct drain_guard *guard, const struct drain_setup *setup,
                  const char *printer, const struct drain_window *window, struct drain_tally *tally,
                  struct fault *fault)
{
    struct drain_tally own = {.ended = 0};
    struct journal journal = {.fd = -1};
    struct round round = {.guard = guard,
                          .setup = setup,
                          .printer = printer,
                          .window = window,
                          .journal = &journal,
                          .tally = &own,
                          .fault = fault};
    bool taken;
    int status = take_printer(&round, &taken);
    if (taken) {
        status = print_all(&round);
        journal_close(&journal);
    }
    escpos_close(round.escpos);
    tally->ended += own.ended;
    if (own.kept) {
        tally->kept = true;
        memcpy(tally->reason, own.reason, sizeof tally->reason);
    }
    return status;
}

static int find_printers(const struct drain_guard *guard, struct queue_printers *out,
                         struct fault *fault)
{
    struct store *store;
    int status = guard->lock(guard->context, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    status = queue_sweep(store, fault);
    if (status == COMEBACK_OK)
        status = queue_printers(store, false, out, fault);
    guard->unlock(guard->context);
    return status;
}

int drain_all(const struct drain_guard *guard, const struct drain_setup *setup,
              const struct drain_window *window, struct drain_tally *tally, struct fault *fault)
{
    struct queue_printers printers;
    int status = find_printers(guard, &printers, fault);
    if (status != COMEBACK_OK)
        return status;
    for (int i = 0; i < printers.count; i++) {
        struct fault own = {{0}};
        int drained = drain_printer(guard, setup, printers.uris[i], window, tally, &own);
        if (drained != COMEBACK_OK && status == COMEBACK_OK)
            status = fail(fault, drained, "%s", own.text);
    }
    return status;
}
