/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../checkout.h"
#include "../history.h"
#include "../projection.h"
#include "../tag.h"
#include "arguments.h"
#include "files.h"
#include "sales_file.h"
#include "session.h"
#include "terminal.h"

enum { WAIT_MS = 10000, TAGS = 4 };

struct replay {
    struct sales_file file;
    struct shop *shop;
    struct progress progress;
    int64_t later; /* in the spool, not yet tagged */
};

/* What the store says by now of the sales of this run. */
struct totals {
    int64_t sales[TAGS], visits[TAGS];
};

static struct sale *next_sale(void *context)
{
    struct replay *replay = context;
    progress_draw(&replay->progress, (int64_t)replay->file.next, (int64_t)replay->file.count);
    return sales_file_next(&replay->file);
}

static void hear(void *context, int status, const struct fault *fault)
{
    struct replay *replay = context;
    if (status < 0)
        sales_file_refuse(&replay->file, fault->text);
}

static int tell_history(struct replay *replay)
{
    const struct history_source source = {replay, next_sale, hear};
    struct fault fault = {{0}};
    if (history_record(replay->shop, &source, &fault) == COMEBACK_OK)
        return EXIT_DONE;
    return tell(EXIT_REFUSED, "%s; sales before that are kept, tell the file once more",
                fault.text);
}

static void tell_live_sale(struct replay *replay, struct sale *sale)
{
    const struct checkout_options options = {.note_to_printer = true};
    struct checkout_outcome outcome = {.job_count = 0};
    struct fault fault = {{0}};
    struct scan scan;
    for (int i = 0; i < sale->scan_count; i++)
        checkout_scan(replay->shop, sale, sale->scans[i], &scan, &fault);
    int status = checkout_finish(replay->shop, sale, options, &outcome, &fault);
    if (status < 0)
        sales_file_refuse(&replay->file, fault.text);
    replay->later += status == COMEBACK_LATER;
    checkout_outcome_free(&outcome);
}

static int tell_live(struct replay *replay)
{
    struct sale *sale;
    while ((sale = next_sale(replay)) != NULL)
        tell_live_sale(replay, sale);
    return EXIT_DONE;
}

struct row {
    int64_t origin, seq, person, day, tag;
};

static int by_event(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    if (a->origin != b->origin)
        return a->origin < b->origin ? -1 : 1;
    return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static int by_visit(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    return a->day < b->day ? -1 : a->day > b->day;
}

/* Only what stands and is tagged at all counts: no return, no training, nothing voided. */
static int find_row(struct store *store, const struct sale *sale, struct row *out,
                    struct fault *fault)
{
    sqlite3_stmt *found;
    int status = store_query(store, SALE_FIND, &found, fault, "tit", sale->host,
                             (int64_t)sale->kind, sale->ref);
    if (status <= 0)
        return status;
    bool standing = sqlite3_column_int64(found, 6) != 0;
    *out = (struct row){sqlite3_column_int64(found, 0), sqlite3_column_int64(found, 1),
                        sqlite3_column_int64(found, 2), sqlite3_column_int64(found, 3),
                        sqlite3_column_int64(found, 7)};
    store_done(found);
    status =
        out->person == 0 ? COMEBACK_OK : projection_person(store, out->person, &out->person, fault);
    return status == COMEBACK_OK ? standing : status;
}

static int find_rows(struct replay *replay, struct store *store, struct row *rows, size_t *count,
                     struct fault *fault)
{
    struct sale sale;
    for (size_t i = 0; i < replay->file.count; i++) {
        if (!sales_file_identity(&replay->file, i, &sale))
            continue;
        int status = find_row(store, &sale, &rows[*count], fault);
        if (status < 0)
            return status;
        *count += (size_t)status;
    }
    return COMEBACK_OK;
}

static size_t drop_repeated(struct row *rows, size_t count)
{
    size_t kept = 0;
    qsort(rows, count, sizeof *rows, by_event);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || by_event(&rows[kept - 1], &rows[i]) != 0)
            rows[kept++] = rows[i];
    return kept;
}

static void count_rows(struct row *rows, size_t count, struct totals *totals)
{
    const struct row *before = NULL;
    count = drop_repeated(rows, count);
    qsort(rows, count, sizeof *rows, by_visit);
    for (size_t i = 0; i < count; i++) {
        totals->sales[rows[i].tag & 3]++;
        if (rows[i].tag == COMEBACK_UNIDENTIFIED) {
            totals->visits[COMEBACK_UNIDENTIFIED]++;
            continue;
        }
        if (before == NULL || by_visit(before, &rows[i]) != 0)
            totals->visits[rows[i].tag & 3]++;
        before = &rows[i];
    }
}

static int count_told(struct replay *replay, struct totals *totals)
{
    struct fault fault = {{0}};
    struct store *store;
    size_t count = 0;
    struct row *rows = malloc((replay->file.count + 1) * sizeof *rows);
    if (rows == NULL)
        return tell(EXIT_REFUSED, "out of memory");
    int status = shop_lock(replay->shop, WAIT_MS, &store, &fault);
    if (status == COMEBACK_OK) {
        status = store_begin_read(store, WAIT_MS, &fault);
        if (status == COMEBACK_OK)
            status = find_rows(replay, store, rows, &count, &fault);
        store_rollback(store);
        shop_unlock(replay->shop);
    }
    if (status == COMEBACK_OK)
        count_rows(rows, count, totals);
    free(rows);
    return status == COMEBACK_OK ? EXIT_DONE : tell(EXIT_REFUSED, "%s", fault.text);
}

static const int order[TAGS] = {COMEBACK_NEW, COMEBACK_REPEAT, COMEBACK_REFERRAL,
                                COMEBACK_UNIDENTIFIED};

static json_t *counts_json(const int64_t *counts)
{
    json_t *object = json_object();
    for (int i = 0; i < TAGS; i++)
        json_object_set_new(object, tag_name(order[i]), json_integer(counts[order[i]]));
    return object;
}

static void print_counts(const char *name, const int64_t *counts)
{
    printf("%-8s", name);
    for (int i = 0; i < TAGS; i++)
        printf(" %12" PRId64, counts[order[i]]);
    puts("");
}

static void print_totals(const struct replay *replay, const struct totals *totals, bool json)
{
    const struct sales_file *file = &replay->file;
    if (json) {
        json_t *object = json_pack(
            "{so so s{sI sI} sI}", "sales", counts_json(totals->sales), "visits",
            counts_json(totals->visits), "lines", "read", (json_int_t)file->lines, "refused",
            (json_int_t)file->lines_refused, "later", (json_int_t)replay->later);
        json_dumpf(object, stdout, 0);
        puts("");
        json_decref(object);
        return;
    }
    printf("%-8s %12s %12s %12s %12s\n", "", "new", "repeat", "referral", "unidentified");
    print_counts("sales", totals->sales);
    print_counts("visits", totals->visits);
    printf("%" PRId64 " lines read, %" PRId64 " of them not understood or refused\n", file->lines,
           file->lines_refused);
    if (replay->later > 0)
        printf("%" PRId64 " sales are kept aside and tagged when the store is free\n",
               replay->later);
}

static int replay_file(struct replay *replay, bool history, bool json)
{
    struct totals totals = {{0}, {0}};
    replay->progress = progress_begin();
    int status = history ? tell_history(replay) : tell_live(replay);
    progress_end(&replay->progress);
    int counted = count_told(replay, &totals);
    if (counted != EXIT_DONE)
        return counted;
    print_totals(replay, &totals, json);
    return replay->file.lines_refused > 0 ? EXIT_REFUSED : status;
}

static int run(struct call *call)
{
    bool history = false, json = false;
    const struct argument known[] = {
        {"history", &history, NULL}, {"json", &json, NULL}, {NULL, NULL, NULL}};
    struct replay replay = {.later = 0};
    struct bytes text = {0};
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    const char *path = call->words[0];
    status = session_open(call, &replay.shop);
    if (status != EXIT_DONE)
        return status;
    status = file_read(path, SALES_FILE_MAX, &text);
    if (status == EXIT_DONE)
        status =
            sales_file_open(&replay.file, strcmp(path, "-") == 0 ? "standard input" : path, &text);
    if (status == EXIT_DONE) {
        status = replay_file(&replay, history, json);
        sales_file_close(&replay.file);
    }
    bytes_free(&text);
    shop_close(replay.shop);
    return status;
}

const struct command command_replay = {
    "replay", "tell many sales of a CSV in order of time", "FILE.csv [--history] [--json]",
    "FILE (-: standard input; at most 4 GiB) has a header with the field names of comeback.h, "
    "such\n"
    "as ref,at,total_minor,customer.id; besides host, scan (codes separated by blanks) and\n"
    "item.sku item.name item.category item.quantity_milli item.amount_minor: consecutive lines of\n"
    "one host, kind and ref are one sale. ref and at must be there. UTF-8, commas, RFC 4180.\n"
    "A sale with a line that is not understood is left out and told as FILE:LINE: why.\n\n"
    "  --history  tags only: no slips, nothing paid; else as if told at the till now, the slips\n"
    "             waiting in the queue\n"
    "  --json     {\"sales\": {\"new\", \"repeat\", \"referral\", \"unidentified\"}, \"visits\": "
    "{…}, …}\n\n"
    "Counted are the sales of this file that stand: no returns, nothing voided or taken back.\n"
    "An unidentified sale is a visit of its own.\n\n"
    "exit: 0 all told, 1 a line was refused, 2 used wrongly\n"
    "example: comeback replay 2025.csv --history\n",
    run};
