/* SPDX-License-Identifier: MIT */
#include "../queue.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "../checkout.h"
#include "../clock.h"
#include "arguments.h"
#include "session.h"

enum { LIST_MAX = 1000, WAIT_MS = 2000, TIMEOUT_USUAL_MS = 30000, TIMEOUT_MAX_MS = 600000 };

static const char *const state_names[] = {
    [JOB_WAITING] = "waiting",
    [JOB_BEGUN] = "begun",
    [JOB_ENDED] = "ended",
    [JOB_DROPPED] = "dropped",
};

struct listing {
    const char *store_folder;
    json_t *jobs;
    int64_t since_ms; /* 0: all; else those that ended since, and those that still wait */
    int not_printed;  /* and not replaced */
};

static json_t *time_json(int64_t at_ms)
{
    char text[CLOCK_TEXT];
    clock_format((struct moment){.at_ms = at_ms}, text);
    return at_ms == 0 ? json_null() : json_string(text);
}

/* What its sender is at is not in the store before it ends; why it waited before is. */
static void find_reason(const struct listing *listing, const struct queue_line *line,
                        char out[QUEUE_REASON])
{
    struct drain_wait wait;
    if (line->state == JOB_BEGUN && drain_waits(listing->store_folder, line->printer, &wait) &&
        wait.job == line->id)
        snprintf(out, QUEUE_REASON, "waits: %.240s", wait.reason);
    else if (line->state == JOB_BEGUN && line->reason[0] != '\0')
        snprintf(out, QUEUE_REASON, "again, after: %.240s", line->reason);
    else
        snprintf(out, QUEUE_REASON, "%s", line->reason);
}

static void add_job(void *context, const struct queue_line *line)
{
    struct listing *listing = context;
    char reason[QUEUE_REASON];
    find_reason(listing, line, reason);
    bool waits = line->state <= JOB_BEGUN, kept = waits && reason[0] != '\0';
    if (line->ended_ms < listing->since_ms && !waits)
        return;
    bool not_printed = strcmp(line->result, "not printed") == 0 && line->torn != JOB_REPLACED;
    listing->not_printed += kept || not_printed;
    json_array_insert_new(listing->jobs, 0,
                          json_pack("{sI so so ss ss ss ss ss sb ss ss}", "id",
                                    (json_int_t)line->id, "made", time_json(line->made_ms), "ended",
                                    time_json(line->ended_ms), "state", state_names[line->state],
                                    "slip", line->slip, "printer", line->printer, "result",
                                    line->result, "reason", reason, "torn", line->torn != JOB_WHOLE,
                                    "host", line->host, "ref", line->ref));
}

static const char *text_in(const json_t *job, const char *name)
{
    return json_string_value(json_object_get(job, name));
}

static void print_job(const json_t *job)
{
    const char *result = text_in(job, "result"), *reason = text_in(job, "reason");
    printf("%6lld  %.16s  %-4s  %-12s %-20s %s%s%s\n",
           (long long)json_integer_value(json_object_get(job, "id")), text_in(job, "made"),
           text_in(job, "slip"), text_in(job, "ref"), text_in(job, "printer"),
           result[0] != '\0' ? result : text_in(job, "state"), reason[0] != '\0' ? ": " : "",
           reason);
}

static void print_jobs(const json_t *jobs, bool json)
{
    size_t i;
    json_t *job;
    if (json) {
        json_t *object = json_pack("{sO}", "jobs", jobs);
        json_dumpf(object, stdout, JSON_INDENT(2));
        puts("");
        json_decref(object);
        return;
    }
    if (json_array_size(jobs) == 0)
        puts("no jobs");
    json_array_foreach((json_t *)jobs, i, job)
    {
        print_job(job);
    }
}

static int list(struct shop *shop, int64_t since_ms, bool json, int *not_printed)
{
    struct listing listing = {
        .store_folder = shop->store_folder, .jobs = json_array(), .since_ms = since_ms};
    struct fault fault = {{0}};
    struct store *store;
    int status = shop_lock(shop, WAIT_MS, &store, &fault);
    if (status == COMEBACK_OK) {
        status = queue_list(store, LIST_MAX, add_job, &listing, &fault);
        shop_unlock(shop);
    }
    if (status == COMEBACK_OK)
        print_jobs(listing.jobs, json);
    *not_printed = listing.not_printed;
    json_decref(listing.jobs);
    return status == COMEBACK_OK ? EXIT_DONE : tell(EXIT_REFUSED, "%s", fault.text);
}

static int run_list(struct shop *shop, const struct call *call, long timeout_ms, bool json)
{
    int not_printed;
    (void)call;
    (void)timeout_ms;
    return list(shop, 0, json, &not_printed);
}

static int run_drain(struct shop *shop, const struct call *call, long timeout_ms, bool json)
{
    struct fault fault = {{0}};
    int64_t since_ms = clock_now_ms();
    int not_printed = 0;
    (void)call;
    if (checkout_drain(shop, (int)timeout_ms, &fault) < 0)
        return tell(EXIT_REFUSED, "%s", fault.text);
    int status = list(shop, since_ms, json, &not_printed);
    return not_printed > 0 ? EXIT_REFUSED : status;
}

static int drop(struct store *store, int64_t id, const struct queue_target *now, int64_t *copy,
                struct fault *fault)
{
    (void)now;
    *copy = id;
    return queue_drop(store, id, fault);
}

static int retry(struct store *store, int64_t id, const struct queue_target *now, int64_t *copy,
                 struct fault *fault)
{
    *copy = id;
    return queue_retry(store, id, now, fault);
}

static int change(struct shop *shop, const struct call *call, bool json, const char *what,
                  int (*apply)(struct store *, int64_t, const struct queue_target *, int64_t *,
                               struct fault *))
{
    struct fault fault = {{0}};
    struct store *store;
    long id;
    int64_t job;
    if (!argument_number("job", call->words[1], 1, 1L << 40, &id))
        return EXIT_USAGE;
    int status = shop_lock(shop, WAIT_MS, &store, &fault);
    if (status == COMEBACK_OK) {
        const struct config_print *print = &shop->settings->config.print;
        const struct queue_target now = {print->printer, print->profile};
        status = apply(store, id, &now, &job, &fault);
        shop_unlock(shop);
    }
    if (status != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    printf(json ? "{\"job\": %" PRId64 "}\n" : "job %" PRId64 " %s\n", job, what);
    return EXIT_DONE;
}

static int run_drop(struct shop *shop, const struct call *call, long timeout_ms, bool json)
{
    (void)timeout_ms;
    return change(shop, call, json, "is dropped, its code cancelled", drop);
}

static int run_retry(struct shop *shop, const struct call *call, long timeout_ms, bool json)
{
    (void)timeout_ms;
    return change(shop, call, json, "waits again", retry);
}

static int run_reprint(struct shop *shop, const struct call *call, long timeout_ms, bool json)
{
    (void)timeout_ms;
    return change(shop, call, json, "waits, marked COPY", queue_reprint);
}

static const struct action {
    const char *name;
    int words;
    int (*run)(struct shop *, const struct call *, long timeout_ms, bool json);
} actions[] = {
    {"list", 1, run_list},   {"run", 1, run_drain},       {"drop", 2, run_drop},
    {"retry", 2, run_retry}, {"reprint", 2, run_reprint},
};

static const struct action *find_action(const struct call *call)
{
    const char *name = call->count == 0 ? "list" : call->words[0];
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(actions[i].name, name) != 0)
            continue;
        if (call->count == 0 || call->count == actions[i].words)
            return &actions[i];
        tell(EXIT_USAGE, "queue %s: expected %s", name,
             actions[i].words == 2 ? "the number of one job" : "no more words");
        return NULL;
    }
    tell(EXIT_USAGE, "queue: found \"%s\", expected list, run, retry, drop or reprint", name);
    return NULL;
}

static int run(struct call *call)
{
    bool json = false;
    const char *timeout = NULL;
    const struct argument known[] = {
        {"json", &json, NULL}, {"timeout", NULL, &timeout}, {NULL, NULL, NULL}};
    struct shop *shop;
    long timeout_ms = TIMEOUT_USUAL_MS;
    int status = arguments_read(call, known, 0, 2);
    if (status != GO_ON)
        return status;
    const struct action *action = find_action(call);
    if (action == NULL ||
        (timeout != NULL && !argument_number("--timeout", timeout, 0, TIMEOUT_MAX_MS, &timeout_ms)))
        return EXIT_USAGE;
    status = session_open(call, &shop);
    if (status != EXIT_DONE)
        return status;
    status = action->run(shop, call, timeout_ms, json);
    shop_close(shop);
    return status;
}

const struct command command_queue = {
    "queue", "print jobs and their results",
    "[list | run [--timeout MS] | drop ID | retry ID | reprint ID] [--json]",
    "Without a word lists the newest 1,000 jobs, oldest first, with their results, or why they "
    "wait.\n\n"
    "  run         prints what waits; lists that, and what still waits, with why; --timeout MS\n"
    "              (default 30000)\n"
    "  drop ID     does not print a waiting job, and cancels its code\n"
    "  retry ID    a job that was not printed waits again (but for a card that went\n"
    "              stale: its code is cancelled); not one that may be on paper in part\n"
    "  reprint ID  a copy of an ended job, marked COPY 1, COPY 2 and so on; none of a used card.\n"
    "              What is tried again or copied goes to the printer that the settings name now.\n"
    "  --json      {\"jobs\": [{\"id\", \"made\", \"ended\", \"state\", \"slip\", \"printer\", "
    "\"result\",\n"
    "              \"reason\", \"torn\", \"host\", \"ref\"}]}; {\"job\": ID} of drop, retry, "
    "reprint\n\n"
    "exit: 0 done; 1 refused, or of run: a job was not printed, or still waits and says why;\n"
    "      2 used wrongly\n"
    "example: comeback queue run --timeout 5000\n",
    run};
