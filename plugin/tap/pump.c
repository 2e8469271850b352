/* SPDX-License-Identifier: MIT */
#include "pump.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../drivers/owed.h"
#include "../clock.h"
#include "teller.h"

enum {
    CHUNK = 16 << 10,
    ANSWERS = 512,
    TURN_MS = 10,     /* between looks whether it is our turn */
    TICK_MS = 10,     /* between looks at a wire that cannot be polled */
    RETRY_MS = 1000,  /* of a printer that is not there */
    LOOK_MS = 500,    /* at one that can: what it notices by itself */
    QUIET_MS = 2000,  /* after the host's last byte: the printer has nothing more to say */
    HURRIED_MS = 300, /* the same, where another till waits */
    FINISH_MS = 2000,
};

struct pump {
    struct tap *tap;
    struct lane *lane;
    struct lane_place place;
    struct lane_wire wire;
    struct pump_host host;
    struct teller teller;
    struct splice *splice; /* NULL: no memory for it */
    struct bytes unread;   /* came while the printer was not there: not told before it is */
    struct bytes out;      /* for the printer ... */
    size_t gone;           /* ... which has taken so many of them */
    uint8_t said[ANSWERS]; /* by the printer, for the host */
    size_t said_length;
    struct bytes record;
    bool greeted;     /* it had its turn once: from then on it takes one when there are bytes */
    bool began;       /* a byte went to the printer in this turn */
    bool was_refused; /* the printer was not there once */
    bool host_ended, stopping, left, over;
    int64_t active_ms; /* when a byte last went either way */
    int64_t give_up_ms;
    int64_t retry_ms; /* not before then */
    struct pump_result result;
};

static size_t waiting(const struct pump *pump)
{
    return pump->out.length - pump->gone;
}

static size_t kept(const struct pump *pump)
{
    return waiting(pump) + pump->unread.length;
}

static const struct transport_ops *ops_of(const struct pump *pump)
{
    return pump->wire.transport == NULL ? NULL : pump->wire.transport->ops;
}

static void end(struct pump *pump, enum pump_end how)
{
    pump->over = true;
    pump->result.end = how;
}

static void show_life(struct pump *pump)
{
    pump->active_ms = clock_monotonic_ms();
    if (!pump->stopping)
        pump->give_up_ms = pump->active_ms + PUMP_STUCK_MS;
}

/* What the filter makes of what comes. */

static void open_filter(struct pump *pump)
{
    struct drv_fault fault = {{0}};
    teller_start(&pump->teller, pump->tap, lane_uri(pump->lane));
    const struct splice_options options = {
        .power_on = pump->teller.settings.power_on, .ask = teller_ask, .context = &pump->teller};
    if (splice_new(&options, &pump->splice, &fault) != DRV_OK)
        tap_say(pump->tap, TAP_SAYS_REFUSED, "receipts pass without notes: %s", fault.text);
}

static void keep_record(struct pump *pump, const uint8_t *bytes, size_t length)
{
    if (tap_records(pump->tap) && pump->record.length + length <= SPLICE_RECEIPT_MAX)
        bytes_add(&pump->record, bytes, length);
}

static void filter(struct pump *pump, const uint8_t *bytes, size_t length)
{
    if (pump->splice == NULL)
        bytes_add(&pump->out, bytes, length);
    else if (splice_take(pump->splice, bytes, length, clock_monotonic_ms(), &pump->out) != DRV_OK)
        pump->out.failed = true;
}

static void take(struct pump *pump, const uint8_t *bytes, size_t length)
{
    keep_record(pump, bytes, length);
    if (pump->was_refused)
        bytes_add(&pump->unread, bytes, length);
    else
        filter(pump, bytes, length);
    pump->out.failed = pump->out.failed || pump->unread.failed;
    show_life(pump);
}

static int64_t filter_due_ms(const struct pump *pump)
{
    return pump->splice == NULL ? INT64_MAX : splice_due_ms(pump->splice);
}

static void tick(struct pump *pump)
{
    int64_t now_ms = clock_monotonic_ms();
    if (filter_due_ms(pump) <= now_ms && splice_tick(pump->splice, now_ms, &pump->out) != DRV_OK)
        pump->out.failed = true;
}

static void end_filter(struct pump *pump)
{
    if (pump->splice == NULL)
        return;
    int status = splice_end(pump->splice, clock_monotonic_ms(), &pump->out);
    const char *refusal = splice_refusal(pump->splice);
    if (refusal[0] != '\0')
        tap_say(pump->tap, TAP_SAYS_REFUSED, "no note: %s", refusal);
    if (status == DRV_LIMIT)
        tap_say(pump->tap, TAP_SAYS_HOST,
                "a till vanished in the midst of a picture; what prints next may be swallowed");
    else if (status != DRV_OK)
        pump->out.failed = true;
}

static void end_host(struct pump *pump)
{
    if (pump->host_ended)
        return;
    pump->host_ended = true;
    if (pump->host.is_deaf)
        pump->host.out_fd = -1;
    if (pump->unread.length == 0)
        end_filter(pump);
    show_life(pump);
}

static void read_on(struct pump *pump)
{
    if (pump->unread.length == 0)
        return;
    struct bytes unread = pump->unread;
    pump->unread = (struct bytes){0};
    filter(pump, unread.data, unread.length);
    bytes_free(&unread);
    if (pump->host_ended)
        end_filter(pump);
}

/* The host. */

static void lose_host(struct pump *pump)
{
    end_host(pump);
    pump->host.out_fd = -1;
    pump->said_length = 0;
}

static void hear_host(struct pump *pump)
{
    uint8_t chunk[CHUNK];
    ssize_t count = read(pump->host.in_fd, chunk, sizeof chunk);
    if (count > 0)
        take(pump, chunk, (size_t)count);
    else if (count == 0)
        end_host(pump);
    else if (errno != EAGAIN && errno != EINTR)
        lose_host(pump);
}

static ssize_t write_host(int fd, const uint8_t *bytes, size_t length)
{
    ssize_t count = send(fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    return count < 0 && errno == ENOTSOCK ? write(fd, bytes, length) : count;
}

static void answer_host(struct pump *pump)
{
    ssize_t count = write_host(pump->host.out_fd, pump->said, pump->said_length);
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
        /* It may have shut both directions and still be owed its paper. */
        pump->host.out_fd = -1;
        pump->said_length = 0;
    } else if (count > 0) {
        pump->said_length -= (size_t)count;
        memmove(pump->said, pump->said + count, pump->said_length);
        pump->active_ms = clock_monotonic_ms();
    }
}

/* The printer. */

/* After a slip of ours that was broken off: until it is paid, the printer swallows what comes. */
static void pay_owed(struct pump *pump)
{
    struct bytes first = {0};
    const struct journal_entry *entry = &pump->wire.journal.entry;
    if (!pump->wire.locked || (entry->owed_nuls == 0 && entry->owed_cut == 0))
        return;
    owed_add_part(&first, entry->owed_nuls);
    bytes_add(&first, pump->out.data + pump->gone, waiting(pump));
    if (first.failed) {
        bytes_free(&first);
        return;
    }
    bytes_free(&pump->out);
    pump->out = first;
    pump->gone = 0;
}

static void note_paid(struct pump *pump)
{
    struct journal_entry *entry = &pump->wire.journal.entry;
    if (!pump->wire.locked || !pump->began || (entry->owed_nuls == 0 && entry->owed_cut == 0))
        return;
    entry->owed_nuls = entry->owed_cut = 0;
    journal_write(&pump->wire.journal, false, NULL);
}

static void fail_printer(struct pump *pump, const char *text)
{
    tap_say(pump->tap, TAP_SAYS_PRINTER, "%s: %s%s", lane_uri(pump->lane), text,
            pump->began ? "; a receipt was broken off" : "");
    end(pump, pump->began ? PUMP_BROKEN : PUMP_REFUSED);
}

static bool is_late(const struct pump *pump)
{
    return clock_monotonic_ms() >= pump->give_up_ms;
}

/* A host that is still there hears at once that the printer is not; one that has gone, and thinks
 * that its receipt is on paper, may yet be right. */
static bool is_worth_a_retry(struct pump *pump)
{
    int64_t until_ms = pump->active_ms + PUMP_AWAY_MS;
    if (pump->began)
        return false;
    /* While the wire was tried it may have sent all, and gone. */
    if (!pump->host_ended && !pump->was_refused) {
        pump->was_refused = true;
        return true;
    }
    if (!pump->host_ended)
        return false;
    if (until_ms < pump->give_up_ms)
        pump->give_up_ms = until_ms;
    return true;
}

static void take_turn(struct pump *pump)
{
    struct drv_fault fault = {{0}};
    bool wanted = kept(pump) > 0 || (!pump->greeted && !pump->host_ended);
    if (pump->wire.transport != NULL || !wanted || clock_monotonic_ms() < pump->retry_ms)
        return;
    lane_join(pump->lane, &pump->place);
    int status = lane_take(pump->lane, &pump->place, &pump->wire, &fault);
    if (status == DRV_OK) {
        pump->greeted = true;
        read_on(pump);
        pump->was_refused = false;
        pay_owed(pump);
        show_life(pump);
        return;
    }
    bool soon = status == DRV_BUSY || !pump->was_refused;
    pump->retry_ms = clock_monotonic_ms() + (soon ? TURN_MS : RETRY_MS);
    if (is_late(pump) || (status != DRV_BUSY && !is_worth_a_retry(pump)))
        fail_printer(pump, fault.text);
}

static void give_turn(struct pump *pump)
{
    lane_give(&pump->wire);
    lane_leave(pump->lane, &pump->place);
    pump->left = pump->began = pump->was_refused = false;
}

/* A reset has ended both directions, an end only the printer's. */
static bool has_reset(const struct pump *pump)
{
    const struct transport_ops *ops = ops_of(pump);
    struct pollfd fd = {.fd = ops->descriptor == NULL ? -1 : ops->descriptor(pump->wire.transport)};
    return !pump->left && poll(&fd, 1, 0) > 0 && (fd.revents & POLLHUP) != 0;
}

/* Where it has closed its side in good order the host is to see the same and no more. */
static void lose_printer(struct pump *pump, int status, const char *text)
{
    const struct transport_ops *ops = ops_of(pump);
    bool has_all = waiting(pump) == 0 && filter_due_ms(pump) == INT64_MAX &&
                   (ops->pending == NULL || ops->pending(pump->wire.transport) == 0);
    if (status == DRV_GONE && has_all && !has_reset(pump))
        end(pump, PUMP_DONE);
    else
        fail_printer(pump, text);
}

static void forget_gone(struct pump *pump)
{
    if (pump->gone == pump->out.length)
        bytes_reset(&pump->out);
    else if (pump->gone < PUMP_AHEAD)
        return;
    else {
        memmove(pump->out.data, pump->out.data + pump->gone, waiting(pump));
        pump->out.length -= pump->gone;
    }
    pump->gone = 0;
}

static void push(struct pump *pump)
{
    struct drv_fault fault = {{0}};
    size_t taken = 1;
    while (!pump->over && pump->wire.transport != NULL && waiting(pump) > 0 && taken > 0) {
        taken = 0;
        int status = ops_of(pump)->write(pump->wire.transport, pump->out.data + pump->gone,
                                         waiting(pump), &taken, &fault);
        pump->gone += taken;
        pump->began = pump->began || taken > 0;
        if (taken > 0)
            show_life(pump);
        if (status != DRV_OK)
            lose_printer(pump, status, fault.text);
    }
    forget_gone(pump);
}

static void settle(struct pump *pump)
{
    const struct transport_ops *ops = ops_of(pump);
    if (pump->teller.told_count > 0 && ops != NULL && waiting(pump) == 0 &&
        (ops->pending == NULL || ops->pending(pump->wire.transport) == 0))
        teller_settle(&pump->teller);
}

static void hear_printer(struct pump *pump)
{
    struct drv_fault fault = {{0}};
    const struct transport_ops *ops = ops_of(pump);
    size_t count = 0;
    if (pump->over || ops == NULL || ops->read == NULL || pump->said_length == ANSWERS)
        return;
    int status = ops->read(pump->wire.transport, pump->said + pump->said_length,
                           ANSWERS - pump->said_length, &count, &fault);
    if (status != DRV_OK) {
        lose_printer(pump, status, fault.text);
        return;
    }
    if (count > 0)
        pump->active_ms = clock_monotonic_ms();
    pump->said_length = pump->host.out_fd < 0 ? 0 : pump->said_length + count;
}

/* What it notices by itself: a cable that was pulled. */
static void look_at_printer(struct pump *pump)
{
    struct drv_fault fault = {{0}};
    if (pump->over || pump->wire.transport == NULL)
        return;
    int status =
        ops_of(pump)->wait(pump->wire.transport, waiting(pump) > 0, deadline_after(0), &fault);
    if (status != DRV_OK)
        lose_printer(pump, status, fault.text);
}

/* The end. */

static bool is_quiet(struct pump *pump)
{
    int quiet_ms =
        lane_is_wanted(pump->lane, &pump->place) || tap_stops(pump->tap) ? HURRIED_MS : QUIET_MS;
    return clock_monotonic_ms() >= pump->active_ms + quiet_ms;
}

static void finish(struct pump *pump)
{
    struct drv_fault fault = {{0}};
    enum printer_result result = PRINTER_UNCONFIRMED;
    int status = pump->left ? DRV_OK
                            : ops_of(pump)->finish(pump->wire.transport, deadline_after(FINISH_MS),
                                                   &result, &fault);
    if (status != DRV_OK)
        fail_printer(pump, fault.text);
    else
        end(pump, PUMP_DONE);
}

/* The host has said all and the printer has it all. */
static void come_to_end(struct pump *pump)
{
    const struct transport_ops *ops = ops_of(pump);
    if (pump->over || !pump->host_ended || kept(pump) > 0)
        return;
    if (ops == NULL) {
        end(pump, PUMP_DONE);
        return;
    }
    if (!pump->left && ops->leave != NULL) {
        ops->leave(pump->wire.transport);
        pump->left = true;
    }
    bool nothing_to_hear = ops->read == NULL || pump->host.out_fd < 0;
    bool arrived = ops->pending == NULL || ops->pending(pump->wire.transport) == 0;
    if (arrived && (nothing_to_hear || is_quiet(pump)))
        finish(pump);
}

/* A connection that only stays open keeps nobody from the printer. */
static void yield_turn(struct pump *pump)
{
    bool silent = clock_monotonic_ms() >= pump->active_ms + PUMP_YIELD_MS;
    bool idle = !pump->host_ended && waiting(pump) == 0 && filter_due_ms(pump) == INT64_MAX;
    if (pump->over || pump->wire.transport == NULL || !silent || !idle ||
        !(pump->teller.slips_wait || lane_is_wanted(pump->lane, &pump->place)))
        return;
    if (ops_of(pump)->leave != NULL) {
        ops_of(pump)->leave(pump->wire.transport);
        pump->left = true;
    }
    finish(pump);
    if (pump->result.end != PUMP_DONE)
        return;
    pump->over = false;
    note_paid(pump);
    give_turn(pump);
    lane_drain(pump->lane, pump->teller.slips_wait);
    pump->teller.slips_wait = false;
}

static void give_up(struct pump *pump)
{
    if (!pump->over && is_late(pump) && (kept(pump) > 0 || pump->host_ended))
        fail_printer(pump, "it takes nothing");
}

static void heed_stop(struct pump *pump)
{
    if (pump->stopping || !tap_stops(pump->tap))
        return;
    pump->stopping = true;
    end_host(pump);
    pump->give_up_ms = clock_monotonic_ms() + PUMP_STOP_MS;
}

/* Sleep. */

enum { HOST_IN, HOST_OUT, PRINTER, STOP, FDS };

static int earlier(int one, int other)
{
    return one < other ? one : other;
}

static int sleep_ms(const struct pump *pump)
{
    const struct transport_ops *ops = ops_of(pump);
    int64_t due_ms = filter_due_ms(pump);
    int ms = due_ms < clock_monotonic_ms() + LOOK_MS ? clock_left_ms(due_ms) : LOOK_MS;
    if (ops == NULL)
        return kept(pump) > 0 || !pump->greeted ? earlier(ms, TURN_MS) : ms;
    bool polled = ops->descriptor != NULL && ops->descriptor(pump->wire.transport) >= 0;
    /* No event tells that the last byte was acknowledged. */
    return polled && !pump->host_ended ? ms : earlier(ms, TICK_MS);
}

static int printer_fd(const struct pump *pump)
{
    const struct transport_ops *ops = ops_of(pump);
    bool wanted = pump->said_length < ANSWERS || waiting(pump) > 0;
    return ops == NULL || ops->descriptor == NULL || !wanted
               ? -1
               : ops->descriptor(pump->wire.transport);
}

/* True where the host has something for us. */
static bool sleep_until_next(const struct pump *pump)
{
    bool hears = !pump->host_ended && kept(pump) < PUMP_AHEAD;
    bool stops = tap_stops(pump->tap);
    short room = waiting(pump) > 0 ? POLLOUT : 0;
    short answers = pump->said_length < ANSWERS ? POLLIN : 0;
    struct pollfd fds[FDS] = {
        [HOST_IN] = {.fd = hears ? pump->host.in_fd : -1, .events = POLLIN},
        [HOST_OUT] = {.fd = pump->said_length > 0 ? pump->host.out_fd : -1, .events = POLLOUT},
        [PRINTER] = {.fd = printer_fd(pump), .events = (short)(room | answers)},
        [STOP] = {.fd = stops ? -1 : tap_stop_fd(pump->tap), .events = POLLIN},
    };
    return poll(fds, FDS, sleep_ms(pump)) > 0 && fds[HOST_IN].revents != 0;
}

static void step(struct pump *pump)
{
    take_turn(pump);
    push(pump);
    settle(pump);
    hear_printer(pump);
    look_at_printer(pump);
    if (pump->said_length > 0 && pump->host.out_fd >= 0)
        answer_host(pump);
    come_to_end(pump);
    yield_turn(pump);
    give_up(pump);
    if (pump->over)
        return;
    if (sleep_until_next(pump))
        hear_host(pump);
    tick(pump);
    heed_stop(pump);
    if (pump->out.failed)
        fail_printer(pump, "out of memory");
}

struct pump_result pump_run(struct tap *tap, struct lane *lane, const struct pump_host *host)
{
    struct pump pump = {.tap = tap, .lane = lane, .host = *host};
    tap_refresh(tap);
    open_filter(&pump);
    show_life(&pump);
    pump.give_up_ms = pump.active_ms + PUMP_STUCK_MS;
    while (!pump.over)
        step(&pump);
    if (pump.result.end == PUMP_DONE)
        note_paid(&pump);
    else
        teller_undo(&pump.teller);
    give_turn(&pump);
    pump.result.slips_wait = pump.teller.slips_wait;
    splice_free(pump.splice);
    tap_record(tap, pump.record.data, pump.record.length);
    bytes_free(&pump.record);
    bytes_free(&pump.unread);
    bytes_free(&pump.out);
    return pump.result;
}
