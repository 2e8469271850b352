/* SPDX-License-Identifier: MIT */
#include "checkout.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "clock.h"
#include "decide.h"
#include "promise.h"
#include "record.h"
#include "settings_local.h"

enum {
    CHECKPOINT_FRAMES = 1000,      /* in a host that nobody drains for */
    CHECKPOINT_DRAIN_FRAMES = 500, /* where there is time for it */
    NOBODY_PRINTS_MS = 60000,
    DRAIN_WAIT_MS = 2000,
    DRAIN_JOB_MS = 30000,
    SPOOL_WAIT_MS = 5,
    LOCKED_MS = 100,
};

static bool is_recent(int64_t at_ms, int64_t now_ms)
{
    return at_ms != 0 && now_ms - at_ms < LOCKED_MS;
}

static int64_t wait_until_ms(const struct shop *shop, const struct sale *sale)
{
    int64_t now_ms = clock_monotonic_ms();
    bool waited = is_recent(sale->locked_ms, now_ms) || is_recent(shop->locked_ms, now_ms);
    return waited ? now_ms : now_ms + SHOP_WAIT_MS;
}

static int waited(struct sale *sale, int status)
{
    if (status == COMEBACK_BUSY)
        sale->locked_ms = clock_monotonic_ms();
    return status;
}

void checkout_outcome_free(struct checkout_outcome *outcome)
{
    bytes_free(&outcome->note_text);
    bytes_free(&outcome->card_text);
}

/* What was appended is gone with the transaction, the settings event too. */
static void undo(struct shop *shop, int64_t seq_before)
{
    store_rollback(shop->store);
    shop->settings->seq = seq_before;
}

static int expand(struct shop *shop, const struct slip_template *slip,
                  const struct slip_values *values, struct bytes *out, struct fault *fault)
{
    const struct profile *profile = shop_profile(shop);
    return slip_expand(slip, values, profile->columns, out, fault);
}

static const struct slip_template *slip_of(struct shop *shop, const struct answer *answer,
                                           enum settings_slip slip)
{
    const struct settings *settings = shop->settings;
    if (answer->in_other_language)
        return settings_local_slip(shop->settings, slip, answer->slip_language);
    return slip == SETTINGS_NOTE ? settings->note : settings->card;
}

int checkout_slip_texts(struct shop *shop, struct checkout_outcome *out, struct fault *fault)
{
    struct slip_values values;
    const struct config *config = &shop->settings->config;
    const struct answer *answer = &out->answer;
    int status = COMEBACK_OK;
    out->profile = *shop_profile(shop);
    if (answer->note.made) {
        struct bytes *into = answer->note.on_card ? &out->card_text : &out->note_text;
        slip_note_values(config, answer, &values);
        memcpy(out->next_benefit, values.text[SLIP_NEXT_BENEFIT], sizeof out->next_benefit);
        values.logo = shop->settings->logo;
        status = expand(shop, slip_of(shop, answer, SETTINGS_NOTE), &values, into, fault);
        /* A cut between what is kept and what is given away. */
        if (answer->note.on_card)
            bytes_add_text(into, "=\n");
    }
    if (answer->card.made && status == COMEBACK_OK) {
        slip_card_values(config, answer, &values);
        values.logo = shop->settings->logo;
        status =
            expand(shop, slip_of(shop, answer, SETTINGS_CARD), &values, &out->card_text, fault);
    }
    return status;
}

static int add_job(struct shop *shop, const struct sale *sale, const struct desk *desk,
                   const char *slip, int64_t code, struct bytes *text, struct checkout_outcome *out,
                   struct fault *fault)
{
    const struct config_print *print = &shop->settings->config.print;
    const char *printer = desk->printer == NULL ? print->printer : desk->printer;
    if (printer[0] == '\0' || text->length == 0)
        return COMEBACK_OK;
    bytes_add_byte(text, 0);
    text->length--;
    if (text->failed)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    const struct job job = {.made_ms = clock_now_ms(),
                            .slip = slip,
                            .code = code,
                            .printer = printer,
                            .profile = print->profile,
                            .stale_s = print->stale_s,
                            .text = (const char *)text->data,
                            .host = sale->host,
                            .ref = sale->ref};
    int64_t *id = strcmp(slip, "card") == 0 ? &out->card_job : &out->note_job;
    int status = queue_add(shop->store, &job, id, fault);
    if (status == COMEBACK_OK)
        out->jobs[out->job_count++] = *id;
    return status;
}

static int make_slips(struct shop *shop, const struct sale *sale, int recorded,
                      const struct desk *desk, struct checkout_outcome *out, struct fault *fault)
{
    const struct answer *answer = &out->answer;
    int status = checkout_slip_texts(shop, out, fault);
    /* A receipt that is out already takes no note. */
    bool note = recorded == RECORD_NEW ? desk->note_to_printer : (answer->added & ASK_NOTE) != 0;
    bool card = recorded == RECORD_NEW || (answer->added & ASK_CARD) != 0;
    if (status == COMEBACK_OK && note && (sale->takes & TAKES_NOTE) == 0)
        status = add_job(shop, sale, desk, "note", answer->note.code, &out->note_text, out, fault);
    if (status == COMEBACK_OK && card && (sale->takes & TAKES_CARD) == 0)
        status =
            add_job(shop, sale, desk, "card", out->answer.card.code, &out->card_text, out, fault);
    return status;
}

static int record(struct shop *shop, struct sale *sale, struct checkout_options options,
                  struct checkout_outcome *out, struct fault *fault)
{
    int status = settings_keep(shop->store, shop->settings, fault);
    if (status != COMEBACK_OK)
        return status;
    shop_fill_currency(shop, sale);
    struct desk desk = shop_desk(shop, options.note_to_printer);
    desk.late = options.late;
    desk.paid = true;
    desk.printer = options.printer;
    int recorded = record_sale(&desk, sale, options.history, &out->answer, fault);
    if (recorded < 0)
        return recorded;
    return options.history || options.late ? COMEBACK_OK
                                           : make_slips(shop, sale, recorded, &desk, out, fault);
}

/* This sale's own job waits already, behind those that a printer kept waiting. */
static void tell_backlog(struct shop *shop, struct checkout_outcome *out)
{
    const char *printer = shop->settings->config.print.printer;
    struct queue_backlog front;
    struct drain_wait wait;
    if (out->job_count == 0 || queue_front(shop->store, printer, &front, NULL) != COMEBACK_OK)
        return;
    if (drain_waits(shop->store_folder, printer, &wait))
        answer_add_line(out->answer.notice, "slips wait: %.200s", wait.reason);
    else if (front.reason[0] != '\0')
        answer_add_line(out->answer.notice, "slips wait: %.200s", front.reason);
    else if (front.oldest_ms > NOBODY_PRINTS_MS)
        answer_add_line(out->answer.notice,
                        "slips have waited %lld s and nobody prints: start `comeback serve`",
                        (long long)front.oldest_ms / 1000);
}

static void tell_owner(struct shop *shop, struct checkout_outcome *out)
{
    char since[CLOCK_TEXT];
    if (shop->settings_fault[0] != '\0') {
        clock_format((struct moment){shop->settings_fault_ms, clock_now().offset_min}, since);
        answer_add_line(out->answer.notice, "settings not in force since %.16s: %.200s", since,
                        shop->settings_fault);
    }
    if (shop->store_moved)
        answer_add_line(out->answer.notice,
                        "[store] names other folders now: in force at the next open");
    tell_backlog(shop, out);
}

void checkout_poke(struct shop *shop)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (snprintf(address.sun_path, sizeof address.sun_path, "%s/serve.sock", shop->store_folder) >=
        (int)sizeof address.sun_path)
        return;
    if (shop->poke_fd < 0)
        shop->poke_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (shop->poke_fd >= 0)
        (void)!sendto(shop->poke_fd, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL,
                      (const struct sockaddr *)&address, sizeof address);
}

static void empty(struct checkout_outcome *out)
{
    checkout_outcome_free(out);
    *out = (struct checkout_outcome){.job_count = 0};
}

/* A slip that cannot be made costs the sale its slips and no more. */
static int record_without_slips(struct shop *shop, struct sale *sale,
                                struct checkout_options options, struct checkout_outcome *out,
                                struct fault *fault)
{
    struct fault why = *fault;
    empty(out);
    options.late = true;
    int status = store_begin_write(shop->store, 0, fault);
    if (status == COMEBACK_OK)
        status = record(shop, sale, options, out, fault);
    if (status == COMEBACK_OK)
        answer_add_line(out->answer.notice, "no slips: %.200s", why.text);
    return status;
}

static int finish_locked(struct shop *shop, struct sale *sale, struct checkout_options options,
                         int wait_ms, struct checkout_outcome *out, struct fault *fault)
{
    int64_t seq_before = shop->settings->seq;
    int status = store_begin_write(shop->store, wait_ms, fault);
    if (status != COMEBACK_OK)
        return status;
    status = record(shop, sale, options, out, fault);
    if (status == COMEBACK_CONFIG) {
        undo(shop, seq_before);
        status = record_without_slips(shop, sale, options, out, fault);
    }
    if (status != COMEBACK_OK && status != COMEBACK_CONFLICT) {
        undo(shop, seq_before);
        return status;
    }
    int committed = store_commit(shop->store, fault);
    if (committed != COMEBACK_OK) {
        shop->settings->seq = seq_before;
        return committed;
    }
    tell_owner(shop, out);
    if (out->job_count > 0)
        checkout_poke(shop);
    store_checkpoint(shop->store, CHECKPOINT_FRAMES);
    return status;
}

/* Behind the disk only, and not behind another thread that waits for it: then the sale gets a file
 * of its own. */
static int append_aside(struct shop *shop, const json_t *object, struct fault *fault)
{
    struct spool own;
    int status;
    if (shop_lock_mutex(&shop->spool_mutex, SPOOL_WAIT_MS)) {
        status = spool_append(&shop->spool, object, fault);
        pthread_mutex_unlock(&shop->spool_mutex);
        return status;
    }
    spool_open(&own, shop->store_folder);
    status = spool_append(&own, object, fault);
    spool_close(&own);
    return status;
}

/* Not now: durable beside the store, tagged by whoever next holds its lock. */
static int put_aside(struct shop *shop, const struct sale *sale, struct checkout_outcome *out,
                     struct fault *fault)
{
    json_t *object = sale_to_json(sale);
    char why[200];
    snprintf(why, sizeof why, "%.180s", fault->text);
    empty(out);
    if (object == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status = append_aside(shop, object, fault);
    json_decref(object);
    if (status != COMEBACK_OK)
        return status;
    answer_add_line(out->answer.notice, "tagged later: %s", why);
    return COMEBACK_LATER;
}

struct spool_pass {
    struct shop *shop;
    int64_t wait_until_ms; /* for the write lock */
    bool open;
    int64_t seq_before;
    int taken;
};

static int record_waiting(struct shop *shop, const json_t *object, struct fault *fault)
{
    struct bytes unknown = {0};
    struct sale sale = {.kind = SALE_SALE};
    struct checkout_outcome out = {.job_count = 0};
    int status = sale_from_json(&sale, object, &unknown, fault);
    if (status == COMEBACK_OK)
        status = sale_complete(&sale, fault);
    if (status == COMEBACK_OK)
        status = record(shop, &sale, (struct checkout_options){.late = true}, &out, fault);
    empty(&out);
    sale_clear(&sale);
    bytes_free(&unknown);
    return status;
}

/* A sale that fails leaves nothing behind, and those before it stand. */
static int record_apart(struct shop *shop, const json_t *object, struct fault *fault)
{
    int64_t seq_before = shop->settings->seq;
    const struct store_tail tail = shop->store->tail;
    const struct store_begun begun = shop->store->begun;
    int status = store_execute(shop->store, "SAVEPOINT one", fault);
    if (status != COMEBACK_OK)
        return status;
    status = record_waiting(shop, object, fault);
    if (status != COMEBACK_OK && status != COMEBACK_CONFLICT) {
        shop->settings->seq = seq_before;
        shop->store->tail = tail;
        shop->store->begun = begun;
        store_execute(shop->store, "ROLLBACK TO one", NULL);
    }
    int released = store_execute(shop->store, "RELEASE one", NULL);
    return status == COMEBACK_OK && released != COMEBACK_OK
               ? fail(fault, released, "a waiting sale could not be taken in")
               : status;
}

static int take_one(void *context, const json_t *object, struct fault *fault)
{
    struct spool_pass *pass = context;
    int status = pass->open ? COMEBACK_OK
                            : store_begin_write(pass->shop->store,
                                                clock_left_ms(pass->wait_until_ms), fault);
    if (status != COMEBACK_OK)
        return status;
    pass->open = true;
    status = record_apart(pass->shop, object, fault);
    if (status == COMEBACK_OK)
        pass->taken++;
    return status;
}

static int commit_taken(void *context, struct fault *fault)
{
    struct spool_pass *pass = context;
    if (!pass->open)
        return COMEBACK_OK;
    pass->open = false;
    int status = store_commit(pass->shop->store, fault);
    if (status != COMEBACK_OK)
        pass->shop->settings->seq = pass->seq_before;
    else
        pass->seq_before = pass->shop->settings->seq;
    return status;
}

/* With the mutex held; one slice. How many lines are done with, or a failure. */
static int take_slice(struct shop *shop, int64_t wait_until_ms, int *taken, struct fault *fault)
{
    struct spool_pass pass = {
        .shop = shop, .wait_until_ms = wait_until_ms, .seq_before = shop->settings->seq};
    const struct spool_taker taker = {&pass, take_one, commit_taken};
    int done = spool_take(&shop->spool, &taker, clock_monotonic_ms() + SHOP_SLICE_MS, fault);
    if (pass.open)
        undo(shop, pass.seq_before);
    *taken = pass.taken;
    return done;
}

int checkout_take_spool(struct shop *shop, int for_ms, int *taken, struct fault *fault)
{
    int64_t until_ms = clock_monotonic_ms() + for_ms;
    int done = 1, slice;
    *taken = 0;
    while (done > 0 && clock_monotonic_ms() < until_ms && spool_waits(&shop->spool)) {
        int64_t wait_until_ms = clock_monotonic_ms() + SHOP_WAIT_MS;
        struct store *store;
        int status = shop_lock(shop, SHOP_WAIT_MS, &store, fault);
        if (status != COMEBACK_OK)
            return status;
        done = take_slice(shop, wait_until_ms, &slice, fault);
        shop_unlock(shop);
        *taken += slice;
    }
    return done < 0 ? done : COMEBACK_OK;
}

/* Anything but the host's own mistakes puts the sale aside rather than lose it. */
static bool is_ours_to_carry(int status)
{
    return status < 0 && status != COMEBACK_VALUE && status != COMEBACK_ARGUMENT &&
           status != COMEBACK_CONFLICT;
}

static int finish_in_store(struct shop *shop, struct sale *sale, struct checkout_options options,
                           struct checkout_outcome *out, struct fault *fault)
{
    int64_t until_ms = wait_until_ms(shop, sale);
    struct store *store;
    int taken, status = shop_lock(shop, clock_left_ms(until_ms), &store, fault);
    if (status != COMEBACK_OK)
        return status;
    /* Whatever is wrong there is not this sale's business. */
    if (spool_waits(&shop->spool))
        take_slice(shop, until_ms, &taken, NULL);
    status = finish_locked(shop, sale, options, clock_left_ms(until_ms), out, fault);
    shop_unlock(shop);
    return status;
}

int checkout_finish(struct shop *shop, struct sale *sale, struct checkout_options options,
                    struct checkout_outcome *out, struct fault *fault)
{
    struct fault own = {{0}};
    struct fault *why = fault == NULL ? &own : fault;
    int status = waited(sale, finish_in_store(shop, sale, options, out, why));
    return is_ours_to_carry(status) && !options.history ? put_aside(shop, sale, out, why) : status;
}

static int scan_locked(struct shop *shop, const struct sale *sale, const char *code, int wait_ms,
                       struct scan *out, struct fault *fault)
{
    struct desk desk = shop_desk(shop, false);
    struct moment at = sale->at_told ? sale->at : clock_now();
    int32_t day = clock_day(at, desk.config->shop.day_starts_minute);
    struct basket basket = decide_basket(sale, day);
    int status = store_begin_light(shop->store, wait_ms, fault);
    if (status != COMEBACK_OK)
        return status;
    status = promise_judge(&desk, code, &basket, out, fault);
    if (status == COMEBACK_OK && out->verdict == VERDICT_FOREIGN)
        status = promise_guessed(&desk, out->id, sale->till, day, fault);
    if (status == COMEBACK_OK && !promise_refused(out->verdict))
        status = promise_reserve(&desk, out->id, sale->host, decide_cart(sale), fault);
    if (status == COMEBACK_OK)
        return store_commit(shop->store, fault);
    store_rollback(shop->store);
    return status;
}

int checkout_scan(struct shop *shop, struct sale *sale, const char *code, struct scan *out,
                  struct fault *fault)
{
    int64_t until_ms = wait_until_ms(shop, sale);
    struct store *store;
    int status = shop_lock(shop, clock_left_ms(until_ms), &store, fault);
    if (status != COMEBACK_OK)
        return waited(sale, status);
    status = scan_locked(shop, sale, code, clock_left_ms(until_ms), out, fault);
    shop_unlock(shop);
    return waited(sale, status);
}

int checkout_look(struct shop *shop, struct sale *sale, struct answer *out, struct fault *fault)
{
    int64_t until_ms = wait_until_ms(shop, sale);
    struct store *store;
    struct answer answer;
    int status = shop_lock(shop, clock_left_ms(until_ms), &store, fault);
    if (status != COMEBACK_OK)
        return waited(sale, status);
    shop_fill_currency(shop, sale);
    struct desk desk = shop_desk(shop, false);
    status = store_begin_read(store, clock_left_ms(until_ms), fault);
    if (status == COMEBACK_OK)
        status = decide(&desk, sale, false, &answer, fault);
    store_rollback(store);
    shop_unlock(shop);
    if (status == COMEBACK_OK)
        *out = answer;
    return waited(sale, status);
}

int checkout_cancel(struct shop *shop, struct sale *sale, struct fault *fault)
{
    int64_t until_ms = wait_until_ms(shop, sale);
    struct store *store;
    int status = shop_lock(shop, clock_left_ms(until_ms), &store, fault);
    if (status != COMEBACK_OK)
        return waited(sale, status);
    struct desk desk = shop_desk(shop, false);
    status = store_begin_light(store, clock_left_ms(until_ms), fault);
    if (status == COMEBACK_OK) {
        status = promise_release(&desk, sale->host, decide_cart(sale), fault);
        if (status == COMEBACK_OK)
            status = store_commit(store, fault);
        else
            store_rollback(store);
    }
    shop_unlock(shop);
    return waited(sale, status);
}

void checkout_give(struct shop *shop, int64_t job)
{
    struct store *store;
    if (job == 0 || shop_lock(shop, SHOP_WAIT_MS, &store, NULL) != COMEBACK_OK)
        return;
    queue_give(store, job, SHOP_WAIT_MS, NULL);
    shop_unlock(shop);
}

static int guard_lock(void *context, struct store **store, struct fault *fault)
{
    return shop_lock(context, DRAIN_WAIT_MS, store, fault);
}

static void guard_unlock(void *context)
{
    shop_unlock(context);
}

int checkout_setup(struct shop *shop, struct drain_setup *out, struct fault *fault)
{
    struct store *store;
    int status = guard_lock(shop, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    snprintf(out->folder, sizeof out->folder, "%s", shop->folder);
    snprintf(out->store_folder, sizeof out->store_folder, "%s", shop->store_folder);
    out->print = shop->settings->config.print;
    out->profile = shop->settings->profile;
    guard_unlock(shop);
    return COMEBACK_OK;
}

struct drain_guard checkout_guard(struct shop *shop)
{
    return (struct drain_guard){shop, guard_lock, guard_unlock};
}

static void checkpoint(struct shop *shop)
{
    struct store *store;
    if (shop_lock(shop, 0, &store, NULL) != COMEBACK_OK)
        return;
    store_checkpoint(store, CHECKPOINT_DRAIN_FRAMES);
    shop_unlock(shop);
}

int checkout_drain(struct shop *shop, int timeout_ms, struct fault *fault)
{
    const struct drain_guard guard = checkout_guard(shop);
    /* Nobody is to be waited for here: until then at most, whatever the printer needs. */
    const struct drain_window window = {.until_ms = clock_monotonic_ms() + timeout_ms,
                                        .patience = {.job_ms = DRAIN_JOB_MS}};
    struct drain_setup setup;
    struct drain_tally tally = {.ended = 0};
    int taken, spooled = checkout_take_spool(shop, timeout_ms, &taken, fault);
    int status = spooled == COMEBACK_BUSY ? spooled : checkout_setup(shop, &setup, fault);
    if (status == COMEBACK_OK)
        status = drain_all(&guard, &setup, &window, &tally, fault);
    if (status == COMEBACK_OK)
        checkpoint(shop);
    if (status == COMEBACK_OK && tally.ended == 0)
        status = spooled;
    return status == COMEBACK_OK ? tally.ended : status;
}

int checkout_tidy(struct shop *shop, int for_ms, struct queue_printers *printers,
                  struct fault *fault)
{
    struct store *store;
    int taken, spooled = checkout_take_spool(shop, for_ms, &taken, fault);
    if (spooled == COMEBACK_BUSY)
        return spooled;
    int status = guard_lock(shop, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    status = queue_sweep(store, fault);
    if (status == COMEBACK_OK)
        status = queue_printers(store, false, printers, fault);
    store_checkpoint(store, CHECKPOINT_DRAIN_FRAMES);
    guard_unlock(shop);
    return status == COMEBACK_OK ? spooled : status;
}
