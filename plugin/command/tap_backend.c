/* SPDX-License-Identifier: MIT */
#include "tap_backend.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>

#include "../tap/backend.h"
#include "tap_stand.h"

bool tap_backend_is_meant(void)
{
    /* cupsd puts the device's URI where argv[0] is. */
    const char *path = (const char *)(uintptr_t)getauxval(AT_EXECFN);
    return path != NULL && backend_is_meant(path);
}

/* One line by the protocol of filter(7). */
static int say_error(const char *text)
{
    fprintf(stderr, "ERROR: %s\n", text);
    return BACKEND_STOP;
}

static void say(void *context, const char *text)
{
    (void)context;
    fprintf(stderr, "WARNING: %s\n", text);
}

/* class, URI, make and model, what people read */
static int list_devices(void)
{
    char path[STORE_PATH];
    bool found = shop_find_config(path, NULL) == COMEBACK_OK;
    printf("direct comeback:%s \"Comeback\" \"Comeback: next-visit notes in receipts\"\n",
           found ? path : "/");
    return BACKEND_OK;
}

static int print(struct tap_stand *stand, const struct backend_job *job)
{
    char uri[TAP_STAND_URI];
    struct lane *lane = NULL;
    struct fault fault = {{0}};
    const char *named = job->printer[0] == '\0' ? NULL : job->printer;
    if (tap_stand_printer(stand, named, uri) != EXIT_DONE)
        return say_error("no printer: see the line before, and the queue's device URI");
    if (lane_open(stand->tap, uri, &lane, &fault) != COMEBACK_OK)
        return say_error(fault.text);
    int status = backend_print(stand->tap, lane, job);
    if (status != BACKEND_OK)
        fprintf(stderr, "ERROR: %s: the receipt did not come out\n", uri);
    lane_close(lane);
    return status;
}

int tap_backend_run(int count, char **words)
{
    struct backend_job job;
    struct tap_stand stand;
    struct fault fault = {{0}};
    if (count == 1)
        return list_devices();
    if (backend_read(count, words, getenv("DEVICE_URI"), &job, &fault) != COMEBACK_OK)
        return say_error(fault.text);
    const struct call call = {.config = job.config[0] == '\0' ? NULL : job.config};
    if (tap_stand_open(&call, &(const struct tap_stand_wishes){.say = say}, &stand) != EXIT_DONE)
        return say_error("out of memory or descriptors");
    int status = print(&stand, &job);
    tap_stand_close(&stand);
    return status;
}
