/* SPDX-License-Identifier: MIT */
#include "printer.h"

#include <limits.h>
#include <stdio.h>

#include "transport.h"

enum { JOB_MAX_BYTES = 8 << 20 };

struct job {
    const struct transport_ops *ops;
    char place[PATH_MAX];
    const struct profile *profile;
    const uint8_t *bytes;
    size_t length;
    int64_t deadline_ms;
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

static int resolve(struct job *job, const char *place, const char *folder, struct drv_fault *fault)
{
    if (job->ops->is_path)
        place = without_host(place);
    bool relative = job->ops->is_path && place[0] != '/';
    if (relative && (folder == NULL || folder[0] != '/'))
        return drv_fail(fault, DRV_INVALID, "path \"%.80s\": relative to nothing", place);
    int length = relative ? snprintf(job->place, sizeof job->place, "%s/%s", folder, place)
                          : snprintf(job->place, sizeof job->place, "%s", place);
    if (length < 0 || (size_t)length >= sizeof job->place)
        return drv_fail(fault, DRV_LIMIT, "path \"%.80s\": longer than %zu bytes", place,
                        sizeof job->place - 1);
    return DRV_OK;
}

static int prepare(struct job *job, const char *uri, const char *folder, struct drv_fault *fault)
{
    const char *place;
    int status = transport_find(uri, &job->ops, &place, fault);
    if (status != DRV_OK)
        return status;
    if (job->length == 0)
        return drv_fail(fault, DRV_INVALID, "a job of \"0\" bytes");
    if (job->length > JOB_MAX_BYTES)
        return drv_fail(fault, DRV_LIMIT, "a job of \"%zu\" bytes is larger than %d", job->length,
                        JOB_MAX_BYTES);
    return resolve(job, place, folder, fault);
}

/* From the first byte that was taken on, the printer may print what it has. */
static int write_job(const struct job *job, struct transport *transport,
                     enum printer_result *result, struct drv_fault *fault)
{
    struct drv_fault cause = {""};
    size_t taken = 0;
    int status =
        job->ops->write(transport, job->bytes, job->length, job->deadline_ms, &taken, &cause);
    if (status == DRV_OK)
        return DRV_OK;
    *result = taken == 0 ? PRINTER_NOT_PRINTED : PRINTER_UNCONFIRMED;
    return drv_fail(fault, status, "%zu of %zu bytes were taken: %.180s", taken, job->length,
                    cause.text);
}

static int send(const struct job *job, enum printer_result *result, struct drv_fault *fault)
{
    struct transport_target target = {job->place, job->profile};
    struct transport *transport;
    int status = job->ops->open(&target, job->deadline_ms, &transport, fault);
    if (status != DRV_OK)
        return status;
    status = write_job(job, transport, result, fault);
    if (status == DRV_OK)
        status = job->ops->finish(transport, job->deadline_ms, result, fault);
    job->ops->close(transport);
    return status;
}

int printer_send(const char *uri, const char *folder, const struct profile *profile,
                 const uint8_t *bytes, size_t length, int timeout_ms, struct printer_claim *claim)
{
    struct job job = {.profile = profile,
                      .bytes = bytes,
                      .length = length,
                      .deadline_ms = deadline_after(timeout_ms)};
    struct drv_fault fault = {""};
    claim->result = PRINTER_NOT_PRINTED;
    int status = prepare(&job, uri, folder, &fault);
    if (status == DRV_OK)
        status = send(&job, &claim->result, &fault);
    snprintf(claim->reason, sizeof claim->reason, "%.159s", fault.text);
    return status;
}
