/* SPDX-License-Identifier: MIT */
#include "look.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../drivers/pace.h"

enum { LOOK_MS = 5000, STORE_WAIT_MS = 500 };

static void say(struct look *look, bool ready, const char *words)
{
    look->ready = ready;
    snprintf(look->words, sizeof look->words, "%.*s", LOOK_WORDS - 1, words);
}

/* A file, or the folder of the virtual printer: asking would make it. */
static void look_at_path(const struct drain_setup *setup, const char *printer, struct look *out)
{
    char path[STORE_PATH + QUEUE_URI], parent[sizeof path], words[sizeof path + 64];
    const char *place = strchr(printer, ':') + 1;
    snprintf(path, sizeof path, "%s%s%s", place[0] == '/' ? "" : setup->folder,
             place[0] == '/' ? "" : "/", place);
    memcpy(parent, path, sizeof path);
    const char *wanted = access(path, F_OK) == 0 ? path : dirname(parent);
    bool writable = access(wanted, W_OK) == 0;
    snprintf(words, sizeof words, "%s: %s", wanted, strerror(errno));
    say(out, writable, writable ? "no printer, but a path that can be written" : words);
}

static void tell_last(const struct journal_entry *entry, struct look *out)
{
    if (entry->stage != JOURNAL_ENDED || entry->reason[0] == '\0' ||
        entry->result > PRINTER_NOT_PRINTED)
        return;
    snprintf(out->last, sizeof out->last, "%s: %s",
             printer_result_name((enum printer_result)entry->result), entry->reason);
}

static void ask(const struct drain_setup *setup, const char *printer, const struct profile *profile,
                struct journal *journal, struct look *out)
{
    struct printer_port port = drain_port(setup, printer, profile, journal);
    struct printer_state state;
    struct drv_fault fault = {{0}};
    if (journal != NULL)
        tell_last(&journal->entry, out);
    if (printer_look(&port, LOOK_MS, &state, &fault) != DRV_OK) {
        say(out, false, fault.text);
        return;
    }
    out->ready = state_fault(&state) == STATE_FINE;
    state_words(&state, out->words, sizeof out->words);
}

/* False where nothing kept its next job waiting, or the store cannot be asked. */
static bool find_backlog(const char *store_folder, const char *printer, struct queue_backlog *out)
{
    struct store *store;
    if (store_open(store_folder, STORE_WAIT_MS, &store, NULL) != COMEBACK_OK)
        return false;
    int status = queue_front(store, printer, out, NULL);
    store_close(store);
    return status == COMEBACK_OK && out->reason[0] != '\0';
}

static void tell_at_work(const struct drain_setup *setup, const char *printer, struct look *out)
{
    char words[LOOK_WORDS];
    struct drain_wait wait;
    struct queue_backlog backlog;
    bool waits = drain_waits(setup->store_folder, printer, &wait);
    bool waited = !waits && find_backlog(setup->store_folder, printer, &backlog);
    if (waits)
        snprintf(words, sizeof words, "at work, waits: %.200s", wait.reason);
    else if (waited)
        snprintf(words, sizeof words, "at work; last: %.200s", backlog.reason);
    else
        snprintf(words, sizeof words, "at work: another process is at it");
    say(out, !waits && !waited, words);
}

static void ask_alone(const struct drain_setup *setup, const char *printer,
                      const struct profile *profile, struct look *out)
{
    char path[DRAIN_PATH];
    struct journal journal;
    struct drv_fault fault = {{0}};
    drain_journal_path(setup->store_folder, printer, path);
    int status = journal_open(path, &journal, &fault);
    if (status == DRV_BUSY)
        tell_at_work(setup, printer, out);
    else if (status != DRV_OK)
        say(out, false, fault.text);
    else
        ask(setup, printer, profile, &journal, out);
    if (status == DRV_OK)
        journal_close(&journal);
}

void look_at(const struct drain_setup *setup, const char *printer, const struct profile *profile,
             struct look *out)
{
    struct drv_fault fault = {{0}};
    *out = (struct look){.ready = false};
    if (printer_check(printer, &fault) != DRV_OK)
        say(out, false, fault.text);
    else if (pace_least_ms(printer, 0) == 0)
        look_at_path(setup, printer, out);
    else if (setup->store_folder[0] == '\0')
        ask(setup, printer, profile, NULL, out);
    else
        ask_alone(setup, printer, profile, out);
}
