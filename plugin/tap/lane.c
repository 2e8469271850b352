/* SPDX-License-Identifier: MIT */
#include "lane.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../checkout.h"
#include "../clock.h"

enum {
    DRAIN_MS = 30000,
    DRAIN_JOB_MS = 10000,
    DRAIN_ALONE_MS = 5000, /* so long a slip may take though a till waits */
    TURN_LOOK_MS = 20,
};

struct lane {
    struct tap *tap;
    char uri[QUEUE_URI];
    pthread_mutex_t mutex; /* over what follows */
    struct lane_place *first, *last;
    bool kept; /* slips that could not be printed wait */
};

int lane_open(struct tap *tap, const char *uri, struct lane **out, struct fault *fault)
{
    if (strlen(uri) >= QUEUE_URI)
        return fail(fault, COMEBACK_LIMIT, "printer \"%.80s...\": at most %d bytes", uri,
                    QUEUE_URI - 1);
    struct lane *lane = calloc(1, sizeof *lane);
    if (lane == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    lane->tap = tap;
    memcpy(lane->uri, uri, strlen(uri) + 1);
    pthread_mutex_init(&lane->mutex, NULL);
    *out = lane;
    return COMEBACK_OK;
}

void lane_close(struct lane *lane)
{
    if (lane == NULL)
        return;
    pthread_mutex_destroy(&lane->mutex);
    free(lane);
}

const char *lane_uri(const struct lane *lane)
{
    return lane->uri;
}

void lane_join(struct lane *lane, struct lane_place *place)
{
    if (place->stands)
        return;
    *place = (struct lane_place){.stands = true};
    pthread_mutex_lock(&lane->mutex);
    if (lane->last == NULL)
        lane->first = place;
    else
        lane->last->behind = place;
    lane->last = place;
    pthread_mutex_unlock(&lane->mutex);
}

static void unlink_place(struct lane *lane, const struct lane_place *place)
{
    struct lane_place *before = NULL, *at = lane->first;
    while (at != NULL && at != place) {
        before = at;
        at = at->behind;
    }
    if (at == NULL)
        return;
    if (before == NULL)
        lane->first = at->behind;
    else
        before->behind = at->behind;
    if (lane->last == at)
        lane->last = before;
}

void lane_leave(struct lane *lane, struct lane_place *place)
{
    if (!place->stands)
        return;
    pthread_mutex_lock(&lane->mutex);
    unlink_place(lane, place);
    pthread_mutex_unlock(&lane->mutex);
    *place = (struct lane_place){.stands = false};
}

bool lane_is_wanted(struct lane *lane, const struct lane_place *place)
{
    pthread_mutex_lock(&lane->mutex);
    bool wanted = place->behind != NULL;
    pthread_mutex_unlock(&lane->mutex);
    return wanted;
}

static bool is_first(struct lane *lane, const struct lane_place *place)
{
    pthread_mutex_lock(&lane->mutex);
    bool first = lane->first == place;
    pthread_mutex_unlock(&lane->mutex);
    return first;
}

/* Not by drain_open, which may wait for the store: we send no slip, and leave the entry alone. */
static int take_journal(struct lane *lane, struct lane_wire *wire, struct drv_fault *fault)
{
    struct shop *shop = tap_shop(lane->tap);
    char path[DRAIN_PATH];
    if (shop == NULL)
        return DRV_OK;
    drain_journal_path(shop->store_folder, lane->uri, path);
    int status = journal_open(path, &wire->journal, fault);
    wire->locked = status == DRV_OK;
    if (status == DRV_OK || status == DRV_BUSY)
        return status;
    /* A disk that is full or read-only is no reason not to print. */
    tap_say(lane->tap, TAP_SAYS_PRINTER, "%s: printed unlocked: %s", lane->uri, fault->text);
    return DRV_OK;
}

static int open_wire(struct lane *lane, struct lane_wire *wire, struct drv_fault *fault)
{
    struct tap_settings settings = {.profile = *profile_find("generic-80")};
    tap_settings(lane->tap, &settings);
    wire->profile = settings.profile;
    const struct printer_port port = {.uri = lane->uri,
                                      .folder = tap_folder(lane->tap),
                                      .profile = &wire->profile,
                                      .journal = wire->locked ? &wire->journal : NULL};
    return transport_open(&port, deadline_after(LANE_OPEN_MS), &wire->transport, fault);
}

int lane_take(struct lane *lane, struct lane_place *place, struct lane_wire *out,
              struct drv_fault *fault)
{
    if (!is_first(lane, place))
        return drv_fail(fault, DRV_BUSY, "%s: another till prints", lane->uri);
    int status = take_journal(lane, out, fault);
    if (status == DRV_OK)
        status = open_wire(lane, out, fault);
    if (status != DRV_OK)
        lane_give(out);
    return status;
}

void lane_give(struct lane_wire *wire)
{
    if (wire->transport != NULL)
        wire->transport->ops->close(wire->transport);
    if (wire->locked)
        journal_close(&wire->journal);
    *wire = (struct lane_wire){.transport = NULL};
}

/* Its own lock says whether it runs. */
static bool serve_runs(const struct shop *shop)
{
    char path[DRAIN_PATH];
    snprintf(path, sizeof path, "%s/serve.lock", shop->store_folder);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool runs = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return runs;
}

struct draining {
    struct lane *lane;
    struct lane_place place;
    int64_t alone_until_ms;
};

static bool is_stopped(void *context)
{
    struct draining *draining = context;
    bool waited_for = lane_is_wanted(draining->lane, &draining->place) &&
                      clock_monotonic_ms() >= draining->alone_until_ms;
    return waited_for || tap_stops(draining->lane->tap);
}

static bool has_kept(struct lane *lane)
{
    pthread_mutex_lock(&lane->mutex);
    bool kept = lane->kept;
    pthread_mutex_unlock(&lane->mutex);
    return kept;
}

static void set_kept(struct lane *lane, bool kept)
{
    pthread_mutex_lock(&lane->mutex);
    lane->kept = kept;
    pthread_mutex_unlock(&lane->mutex);
}

static void drain(struct lane *lane, struct shop *shop, struct draining *draining)
{
    const struct drain_guard guard = checkout_guard(shop);
    int64_t now_ms = clock_monotonic_ms();
    const struct drain_window window = {
        .until_ms = now_ms + DRAIN_MS,
        .patience = {.job_ms = DRAIN_JOB_MS, .stopped = is_stopped, .context = draining}};
    struct drain_setup setup;
    struct drain_tally tally = {.ended = 0};
    struct fault fault = {{0}};
    draining->alone_until_ms = now_ms + DRAIN_ALONE_MS;
    int status = checkout_setup(shop, &setup, &fault);
    if (status == COMEBACK_OK)
        status = drain_printer(&guard, &setup, lane->uri, &window, &tally, &fault);
    set_kept(lane, status != COMEBACK_OK || tally.kept);
    if (status != COMEBACK_OK || tally.kept)
        tap_say(lane->tap, TAP_SAYS_CARD, "%s: cards wait: %.300s", lane->uri,
                status != COMEBACK_OK ? fault.text : tally.reason);
}

void lane_drain(struct lane *lane, bool slips_wait)
{
    struct shop *shop = tap_shop(lane->tap);
    struct draining draining = {.lane = lane};
    if (shop == NULL || !(slips_wait || has_kept(lane)) || serve_runs(shop))
        return;
    lane_join(lane, &draining.place);
    while (!is_first(lane, &draining.place) && !tap_stops(lane->tap))
        poll(NULL, 0, TURN_LOOK_MS);
    if (!tap_stops(lane->tap))
        drain(lane, shop, &draining);
    lane_leave(lane, &draining.place);
}
