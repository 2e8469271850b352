/* SPDX-License-Identifier: MIT */
#include "printer.h"

#include <limits.h>
#include <stdio.h>

#include "delivery.h"
#include "transport.h"

enum { JOB_MAX_BYTES = 8 << 20, OPEN_MS = 5000 };

/* A port whose URI is found and whose path is absolute. */
struct place {
    const struct transport_ops *ops;
    char text[PATH_MAX];
    struct transport_target target;
};

const char *printer_result_name(enum printer_result result)
{
    static const char *const names[] = {
        [PRINTER_PRINTED] = "printed",
        [PRINTER_PROCESSED] = "processed",
        [PRINTER_UNCONFIRMED] = "unconfirmed",
        [PRINTER_NOT_PRINTED] = "not printed",
    };
    return names[result];
}

int printer_check(const char *uri, struct drv_fault *fault)
{
    const struct transport_ops *ops;
    const char *place;
    return transport_find(uri, &ops, &place, fault);
}

/* file:///dev/lp0 is file:/dev/lp0 with an empty host. */
static const char *without_host(const char *place)
{
    return place[0] == '/' && place[1] == '/' && place[2] == '/' ? place + 2 : place;
}

static int resolve(struct place *out, const char *place, const char *folder,
                   struct drv_fault *fault)
{
    if (out->ops->is_path)
        place = without_host(place);
    bool relative = out->ops->is_path && place[0] != '/';
    if (relative && (folder == NULL || folder[0] != '/'))
        return drv_fail(fault, DRV_INVALID, "path \"%.80s\": relative to nothing", place);
    int length = relative ? snprintf(out->text, sizeof out->text, "%s/%s", folder, place)
                          : snprintf(out->text, sizeof out->text, "%s", place);
    if (length < 0 || (size_t)length >= sizeof out->text)
        return drv_fail(fault, DRV_LIMIT, "path \"%.80s\": longer than %zu bytes", place,
                        sizeof out->text - 1);
    return DRV_OK;
}

static int find(struct place *out, const struct printer_port *port, struct drv_fault *fault)
{
    const char *place;
    int status = transport_find(port->uri, &out->ops, &place, fault);
    if (status == DRV_OK)
        status = resolve(out, place, port->folder, fault);
    out->target = (struct transport_target){out->text, port->profile, port->journal};
    return status;
}

static int check_length(size_t length, struct drv_fault *fault)
{
    if (length == 0)
        return drv_fail(fault, DRV_INVALID, "a job of \"0\" bytes");
    if (length > JOB_MAX_BYTES)
        return drv_fail(fault, DRV_LIMIT, "a job of \"%zu\" bytes is larger than %d", length,
                        JOB_MAX_BYTES);
    return DRV_OK;
}

int printer_send(const struct printer_port *port, const uint8_t *bytes, size_t length,
                 int64_t ticket, const struct printer_patience *patience,
                 struct printer_claim *claim)
{
    struct place place;
    struct transport *wire;
    struct drv_fault fault = {""};
    *claim = (struct printer_claim){.result = PRINTER_NOT_PRINTED};
    int64_t deadline_ms = deadline_after(patience->job_ms);
    /* Who is not there is told soon; the caller knows better than a wire whether to try again. */
    int64_t open_ms = deadline_after(patience->job_ms < OPEN_MS ? patience->job_ms : OPEN_MS);
    int status = check_length(length, &fault);
    if (status == DRV_OK)
        status = find(&place, port, &fault);
    if (status == DRV_OK)
        status = place.ops->open(&place.target, open_ms, &wire, &fault);
    if (status != DRV_OK) {
        snprintf(claim->reason, sizeof claim->reason, "%.159s", fault.text);
        return status;
    }
    struct printer_patience rest = *patience;
    rest.job_ms = deadline_left_ms(deadline_ms);
    status = delivery_run(wire->ops, wire, port, bytes, length, ticket, &rest, claim);
    wire->ops->close(wire);
    return status;
}

int transport_open(const struct printer_port *port, int64_t deadline_ms, struct transport **out,
                   struct drv_fault *fault)
{
    struct place place;
    int status = find(&place, port, fault);
    return status == DRV_OK ? place.ops->open(&place.target, deadline_ms, out, fault) : status;
}

int printer_look(const struct printer_port *port, int timeout_ms, struct printer_state *state,
                 struct drv_fault *fault)
{
    struct transport *wire;
    int64_t deadline_ms = deadline_after(timeout_ms);
    int status = transport_open(port, deadline_ms, &wire, fault);
    if (status != DRV_OK)
        return status;
    status =
        delivery_look(wire->ops, wire, port->profile, deadline_left_ms(deadline_ms), state, fault);
    wire->ops->close(wire);
    return status;
}

int printer_recover(const struct printer_port *port, struct drv_fault *fault)
{
    struct place place;
    int status = find(&place, port, fault);
    if (status != DRV_OK || place.ops->recover == NULL || port->journal == NULL)
        return status;
    return place.ops->recover(&place.target, fault);
}

int printer_list(transport_visit *visit, void *context, struct drv_fault *fault)
{
    int status = DRV_OK;
    for (const struct transport_ops *const *wire = transport_all(); *wire != NULL; wire++)
        if ((*wire)->list != NULL && status == DRV_OK)
            status = (*wire)->list(visit, context, fault);
    return status;
}

enum printer_past printer_past(const struct journal *journal, int64_t ticket,
                               struct printer_claim *claim)
{
    const struct journal_entry *entry = &journal->entry;
    bool ended = entry->stage == JOURNAL_ENDED;
    bool nothing_out = ended && entry->result == PRINTER_NOT_PRINTED && entry->torn == 0;
    if (entry->ticket != ticket || entry->stage == JOURNAL_IDLE || nothing_out)
        return PRINTER_UNTOUCHED;
    if (ended) {
        *claim = (struct printer_claim){.result = (enum printer_result)entry->result,
                                        .torn = entry->torn != 0};
        snprintf(claim->reason, sizeof claim->reason, "%s", entry->reason);
        return PRINTER_ENDED;
    }
    *claim = (struct printer_claim){.result = PRINTER_NOT_PRINTED, .torn = true};
    snprintf(claim->reason, sizeof claim->reason, "torn: we were interrupted");
    return PRINTER_INTERRUPTED;
}
