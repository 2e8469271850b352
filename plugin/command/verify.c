/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "../rebuild.h"
#include "arguments.h"
#include "session.h"

enum { WAIT_MS = 2000 };

static int verify(struct shop *shop, struct rebuild_report *report, struct bytes *text,
                  struct fault *fault)
{
    struct store *store;
    int status = shop_lock(shop, WAIT_MS, &store, fault);
    if (status != COMEBACK_OK)
        return status;
    status = rebuild_verify(store, report, text, fault);
    shop_unlock(shop);
    return status;
}

static void print_report(const struct rebuild_report *report, const struct bytes *text, bool json)
{
    if (json) {
        json_t *object =
            json_pack("{sI sI sI ss%}", "events", (json_int_t)report->events, "differences",
                      (json_int_t)report->differences, "gaps", (json_int_t)report->gaps, "tables",
                      text->length == 0 ? "" : (const char *)text->data, text->length);
        json_dumpf(object, stdout, JSON_INDENT(2));
        puts("");
        json_decref(object);
        return;
    }
    if (text->length > 0)
        fwrite(text->data, 1, text->length, stdout);
    printf("%" PRId64 " events, %" PRId64 " differences, %" PRId64 " gaps\n", report->events,
           report->differences, report->gaps);
}

static int run(struct call *call)
{
    bool json = false;
    const struct argument known[] = {{"json", &json, NULL}, {NULL, NULL, NULL}};
    struct rebuild_report report;
    struct bytes text = {0};
    struct fault fault = {{0}};
    struct shop *shop;
    int status = arguments_read(call, known, 0, 0);
    if (status != GO_ON)
        return status;
    status = session_open(call, &shop);
    if (status != EXIT_DONE)
        return status;
    if (verify(shop, &report, &text, &fault) != COMEBACK_OK) {
        status = tell(EXIT_REFUSED, "%s", fault.text);
    } else {
        print_report(&report, &text, json);
        status = report.differences == 0 && report.gaps == 0 ? EXIT_DONE : EXIT_REFUSED;
    }
    bytes_free(&text);
    shop_close(shop);
    return status;
}

const struct command command_verify = {
    "verify", "compare the log with what was made of it", "[--json]",
    "Makes tags, visits and codes anew from the log, beside the store, and compares row by row;\n"
    "tills go on selling meanwhile. Counts events that are missing between others as gaps.\n\n"
    "  --json  {\"events\", \"differences\", \"gaps\", \"tables\"}\n\n"
    "exit: 0 the same, 1 differences or gaps, 2 used wrongly\n"
    "example: comeback verify\n",
    run};
