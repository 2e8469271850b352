/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../reply.h"
#include "arguments.h"
#include "files.h"
#include "session.h"

enum { FILE_LIMIT = 4 << 20 }; /* 5,000 items of 128-byte texts */

static int parse(const char *name, const struct bytes *text, json_t **out)
{
    json_error_t error;
    /* jansson would stop at the NUL and call the rest garbage. */
    const uint8_t *nul = text->length == 0 ? NULL : memchr(text->data, 0, text->length);
    if (nul != NULL)
        return tell(EXIT_REFUSED, "%s: a NUL byte at offset %td", name, nul - text->data);
    *out = json_loadb((const char *)text->data, text->length, JSON_REJECT_DUPLICATES, &error);
    if (*out == NULL)
        return tell(EXIT_REFUSED, "%s:%d:%d: %s", name, error.line, error.column, error.text);
    return EXIT_DONE;
}

static int read_sale(const char *path, struct sale *sale)
{
    struct bytes text = {0}, unknown = {0};
    struct fault fault = {{0}};
    json_t *object = NULL;
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    int status = file_read(path, FILE_LIMIT, &text);
    if (status == EXIT_DONE)
        status = parse(name, &text, &object);
    if (status == EXIT_DONE && (sale_from_json(sale, object, &unknown, &fault) != COMEBACK_OK ||
                                sale_complete(sale, &fault) != COMEBACK_OK))
        status = tell(EXIT_REFUSED, "%s: %s", name, fault.text);
    if (unknown.length > 0)
        tell(EXIT_DONE, "%s: not used: %.*s", name, (int)unknown.length, (char *)unknown.data);
    json_decref(object);
    bytes_free(&text);
    bytes_free(&unknown);
    return status;
}

/* Before the customer pays: reserves, and counts wrong codes. finish judges them all again, so a
 * store that is busy now is no failure. */
static int scan_codes(struct shop *shop, struct sale *sale, struct fault *fault)
{
    struct scan scan;
    for (int i = 0; i < sale->scan_count; i++) {
        int status = checkout_scan(shop, sale, sale->scans[i], &scan, fault);
        if (status != COMEBACK_OK && status != COMEBACK_BUSY)
            return status;
    }
    return COMEBACK_OK;
}

static void print_reply(const struct checkout_outcome *outcome, int status, const char *error)
{
    bool done = status == COMEBACK_OK;
    json_t *reply = reply_json(outcome, done, done, error);
    json_dumpf(reply, stdout, JSON_INDENT(2));
    puts("");
    json_decref(reply);
}

static int finish(struct shop *shop, struct sale *sale)
{
    struct checkout_outcome outcome = {.job_count = 0};
    struct fault fault = {{0}};
    int status = scan_codes(shop, sale, &fault);
    if (status == COMEBACK_OK)
        status = checkout_finish(shop, sale, (struct checkout_options){.note_to_printer = true},
                                 &outcome, &fault);
    print_reply(&outcome, status, status < 0 ? fault.text : "");
    checkout_outcome_free(&outcome);
    return status < 0 ? tell(EXIT_REFUSED, "%s", fault.text) : EXIT_DONE;
}

static int run(struct call *call)
{
    static const struct argument known[] = {{NULL, NULL, NULL}};
    struct shop *shop;
    struct sale sale = {.kind = SALE_SALE};
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    status = read_sale(call->words[0], &sale);
    if (status == EXIT_DONE)
        status = session_open(call, &shop);
    if (status == EXIT_DONE) {
        status = finish(shop, &sale);
        shop_close(shop);
    }
    sale_clear(&sale);
    return status;
}

const struct command command_sale = {
    "sale", "tell one sale as JSON, get the answer as JSON", "FILE",
    "FILE (-: standard input) is one object of at most 4 MiB, with the fields of comeback(3):\n"
    "{\"ref\": \"T1-000123\", \"total_minor\": 4250, \"customer.id\": \"C17\",\n"
    " \"items\": [{\"sku\", \"name\", \"category\", \"quantity_milli\", \"amount_minor\"}],\n"
    " \"scan\": [\"HJ4K-7M2P-X9QD\"]}\n"
    "\"need\", \"next.at\", \"answer.ID\" and \"consent\" may come later: the same sale, told "
    "once\n"
    "more with them and with the \"at\" that it had.\n"
    "\"question\", \"steps\", \"needs\" and \"consents\" of the answer say which keys there are.\n"
    "\"host\" is \"command\" where it is not told. Unknown fields are named and harm nothing.\n"
    "Note and card wait in the queue: comeback queue run. Where the store is busy the sale is "
    "kept\n"
    "beside it, \"tag\" is empty and \"notice\" says so.\n\n"
    "exit: 0 told, 1 refused, 2 used wrongly\n"
    "example: echo '{\"ref\":\"1\",\"total_minor\":940}' | comeback sale -\n",
    run};
