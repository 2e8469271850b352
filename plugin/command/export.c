/* SPDX-License-Identifier: MIT */
#include "../export.h"

#include <stdio.h>

#include "../checkout.h"
#include "arguments.h"
#include "session.h"
#include "whom.h"

enum { WAIT_MS = 2000, SPOOL_MS = 30000 };

static int read_person(const struct desk *desk, const struct whom *whom, json_t **out,
                       struct fault *fault)
{
    int64_t person;
    int status = store_begin_read(desk->store, WAIT_MS, fault);
    if (status == COMEBACK_OK)
        status = whom_find(desk, whom, &person, fault);
    if (status == COMEBACK_OK)
        status = export_person(desk->store, person, out, fault);
    store_rollback(desk->store);
    return status;
}

static int export_from(struct shop *shop, const struct whom *whom)
{
    struct fault fault = {{0}};
    struct store *store;
    json_t *object = NULL;
    int taken, status = checkout_take_spool(shop, SPOOL_MS, &taken, &fault);
    if (status == COMEBACK_OK)
        status = shop_lock(shop, WAIT_MS, &store, &fault);
    if (status == COMEBACK_OK) {
        struct desk desk = shop_desk(shop, false);
        status = read_person(&desk, whom, &object, &fault);
        shop_unlock(shop);
    }
    if (status != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    json_dumpf(object, stdout, JSON_INDENT(2));
    puts("");
    json_decref(object);
    return EXIT_DONE;
}

static int run(struct call *call)
{
    struct whom whom = {.phone = NULL};
    const struct argument known[] = {{"customer", NULL, &whom.customer},
                                     {"phone", NULL, &whom.phone},
                                     {"email", NULL, &whom.email},
                                     {"code", NULL, &whom.code},
                                     {NULL, NULL, NULL}};
    struct shop *shop;
    int status = arguments_read(call, known, 0, 0);
    if (status != GO_ON)
        return status;
    status = whom_check(call, &whom);
    if (status == EXIT_DONE)
        status = session_open(call, &shop);
    if (status != EXIT_DONE)
        return status;
    status = export_from(shop, &whom);
    shop_close(shop);
    return status;
}

const struct command command_export = {
    "export", "everything that is kept of one person, as JSON",
    "--customer HOST:ID | --phone NUMBER | --email ADDRESS | --code CODE",
    "For a customer who asks. Ways of knowing are kept as keyed hashes, and so told; besides "
    "names,\n"
    "what was said, sales with their items, codes handed out, rewards, and texts of slips. "
    "Nothing\n"
    "of who sent them or whom they sent.\n\n"
    "  --customer HOST:ID  the POS's own customer number, HOST being its name\n"
    "  --phone NUMBER      as people write it in the shop's country, or +…\n"
    "  --email ADDRESS\n"
    "  --code CODE         of one of their notes; a card does not say who holds it\n\n"
    "exit: 0 told, 1 refused or nobody known so, 2 used wrongly\n"
    "example: comeback export --phone '085 123 4567' >person.json\n",
    run};
