/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "../backup.h"
#include "../settings.h"
#include "arguments.h"

enum { PATH_ROOM = STORE_PATH + 16 };

static int find_places(const char *folder, char store[STORE_PATH], char keys[STORE_PATH],
                       struct fault *fault)
{
    char config[PATH_ROOM], whole[STORE_PATH];
    struct config_store where;
    snprintf(config, sizeof config, "%.*s/comeback.ini", STORE_PATH - 1, folder);
    if (access(config, R_OK) != 0)
        return fail(fault, COMEBACK_CONFIG, "%s: %m; expected the folder of a shop", config);
    settings_find_store(config, &where);
    int status = settings_folder(config, whole, fault);
    if (status == COMEBACK_OK)
        status = settings_path(whole, where.path, store, fault);
    return status == COMEBACK_OK ? settings_path(whole, where.keys, keys, fault) : status;
}

static int open_keys(const char *folder, char store[STORE_PATH], struct keys *keys,
                     struct fault *fault)
{
    char keys_folder[STORE_PATH];
    int status = find_places(folder, store, keys_folder, fault);
    return status == COMEBACK_OK ? keys_open(keys_folder, keys, fault) : status;
}

static int merge(const char *path, const char *folder, char store[STORE_PATH],
                 struct merge_report *report, struct fault *fault)
{
    struct keys keys;
    int status = open_keys(folder, store, &keys, fault);
    if (status != COMEBACK_OK)
        return status;
    status = backup_merge(path, store, &keys, report, fault);
    keys_close(&keys);
    return status;
}

static int run_merge(const struct call *call, bool json)
{
    char store[STORE_PATH];
    struct merge_report report;
    struct fault fault = {{0}};
    if (merge(call->words[0], call->words[1], store, &report, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    if (json)
        printf("{\"events\": %" PRId64 "}\n", report.events);
    else
        printf("merged: %" PRId64 " events into %s\nnext:   comeback verify\n", report.events,
               store);
    return EXIT_DONE;
}

static int restore(const char *file, const char *folder, char store[STORE_PATH],
                   struct restore_report *report, struct fault *fault)
{
    struct keys keys;
    int status = open_keys(folder, store, &keys, fault);
    if (status != COMEBACK_OK)
        return status;
    status = backup_restore(file, store, &keys, report, fault);
    keys_close(&keys);
    return status;
}

static void print_report(const char *store, const struct restore_report *report, bool json)
{
    if (json) {
        json_t *object = json_pack("{ss sI sI ss*}", "store", store, "events",
                                   (json_int_t)report->events, "dropped", (json_int_t)report->jobs,
                                   "aside", report->aside[0] == '\0' ? NULL : report->aside);
        json_dumpf(object, stdout, JSON_INDENT(2));
        puts("");
        json_decref(object);
        return;
    }
    printf("restored: %s, %" PRId64 " events; %" PRId64 " slips that waited in the copy are "
           "dropped\n",
           store, report->events, report->jobs);
    if (report->aside[0] != '\0')
        printf("aside:    %s is the store as it was\n", report->aside);
    printf("next:     comeback verify\n");
}

static int run(struct call *call)
{
    bool json = false, merges = false;
    const struct argument known[] = {
        {"merge", &merges, NULL}, {"json", &json, NULL}, {NULL, NULL, NULL}};
    char store[STORE_PATH];
    struct restore_report report;
    struct fault fault = {{0}};
    int status = arguments_read(call, known, 2, 2);
    if (status != GO_ON)
        return status;
    if (merges)
        return run_merge(call, json);
    if (restore(call->words[0], call->words[1], store, &report, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    print_report(store, &report, json);
    return EXIT_DONE;
}

const struct command command_restore = {
    "restore", "put a copy of the store back in its place, or take another till's in",
    "[--merge] [--json] FILE DIR",
    "DIR is the shop's folder; FILE is what `comeback backup` made. Refuses while any process has\n"
    "the store open, and where the copy is damaged or was made with other keys. The store that\n"
    "was there is moved aside and kept; sales that wait in its spool are taken in by the new "
    "one.\n"
    "For who owns the store, or root: its owner, group and modes stay.\n\n"
    "The store put back counts its own events from 1 under a new origin, and prints none of the\n"
    "slips that waited when it was copied. Numbers of codes go on where keys/serials says. Where\n"
    "that was lost, too: comeback init --new-code-key DIR, before the first sale.\n\n"
    "  --merge  FILE is another store of the same shop, with the same keys: what backup made, the\n"
    "           store's folder or its shop's. Its sales, customers and promises are taken in, and\n"
    "           it stays as it is; taken in again, it brings what is new. In whatever order "
    "stores\n"
    "           are taken in, each then knows the same. Tills go on; while the store works, some\n"
    "           seconds for each million sales, they put their sales aside\n"
    "  --json   {\"store\", \"events\", \"dropped\", \"aside\"}; with --merge {\"events\"}, how "
    "many came\n\n"
    "exit: 0 restored, 1 refused, 2 used wrongly\n"
    "example: comeback restore comeback-20261122-064500.db /srv/shop\n"
    "example: comeback restore --merge /mnt/till2/shop /srv/shop\n",
    run};
