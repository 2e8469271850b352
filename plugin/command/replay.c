/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../checkout.h"
#include "../history.h"
#include "../tag.h"
#include "arguments.h"
#include "files.h"
#include "export_options.h"
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
    progress_draw(&replay->progress, replay->file.next, replay->file.index.count);
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
    int status = store_query(store, SALE_TAG, &found, fault, "tit", sale->host, (int64_t)sale->kind,
                             sale->ref);
    if (status == 1)
        *out = (struct row){sqlite3_column_int64(found, 0), sqlite3_column_int64(found, 1),
                            sqlite3_column_int64(found, 2), sqlite3_column_int64(found, 3),
                            sqlite3_column_int64(found, 4)};
    store_done(found);
    return status;
}

static int find_rows(struct replay *replay, struct store *store, struct row *rows, size_t *count,
                     struct fault *fault)
{
    struct sale sale;
    for (uint32_t i = 0; i < replay->file.index.count; i++) {
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
    struct row *rows = malloc(((size_t)replay->file.index.count + 1) * sizeof *rows);
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

static void print_json(const struct replay *replay, const struct totals *totals)
{
    const struct sales_index *index = &replay->file.index;
    json_t *object = json_pack(
        "{so so s{sI sI sI so} sI}", "sales", counts_json(totals->sales), "visits",
        counts_json(totals->visits), "lines", "read", (json_int_t)index->line_count, "refused",
        (json_int_t)index->account.refused, "skipped", (json_int_t)index->account.skipped,
        "reasons", export_account_json(&index->account), "later", (json_int_t)replay->later);
    json_dumpf(object, stdout, 0);
    puts("");
    json_decref(object);
}

static void print_totals(const struct replay *replay, const struct totals *totals)
{
    const struct sales_index *index = &replay->file.index;
    printf("%-8s %12s %12s %12s %12s\n", "", "new", "repeat", "referral", "unidentified");
    print_counts("sales", totals->sales);
    print_counts("visits", totals->visits);
    printf("%" PRIu32 " lines read, %" PRId64 " of them not understood or refused, %" PRId64
           " of no sale\n",
           index->line_count, index->account.refused, index->account.skipped);
    export_account_print(&index->account);
    if (replay->later > 0)
        printf("%" PRId64 " sales are kept aside and tagged when the store is free\n",
               replay->later);
}

static int replay_file(struct replay *replay, bool history, bool json)
{
    struct totals totals = {{0}, {0}};
    const struct export_account *account = &replay->file.index.account;
    int status = history ? tell_history(replay) : tell_live(replay);
    progress_end(&replay->progress);
    export_account_end(account);
    int counted = count_told(replay, &totals);
    if (counted != EXIT_DONE)
        return counted;
    if (json)
        print_json(replay, &totals);
    else
        print_totals(replay, &totals);
    return account->refused > 0 ? EXIT_REFUSED : status;
}

/* It may be meant; it may as well be a shop whose settings nobody looked at yet. */
static void tell_other_currency(const char *path, const struct export_options *options)
{
    if (options->currency[0] != '\0' && strcmp(options->currency, options->shop_currency) != 0)
        tell(EXIT_DONE,
             "%s: told in %s, and the shop's currency is %s: tagged all the same, but "
             "the report counts it apart",
             path, options->currency, options->shop_currency);
}

static int open_and_replay(struct call *call, struct export_options *options, bool history,
                           bool json)
{
    struct replay replay = {.progress = progress_begin()};
    struct bytes text = {0};
    const char *path = call->words[0];
    int status = session_open(call, &replay.shop);
    if (status != EXIT_DONE)
        return status;
    const struct config *config = &replay.shop->settings->config;
    memcpy(options->shop_currency, config->shop.currency, sizeof options->shop_currency);
    memcpy(options->shop_country, config->shop.country, sizeof options->shop_country);
    options->day_starts_minute = config->shop.day_starts_minute;
    tell_other_currency(path, options);
    status = file_read(path, SALES_FILE_MAX, &text);
    if (status == EXIT_DONE)
        status = sales_file_open(&replay.file, strcmp(path, "-") == 0 ? "standard input" : path,
                                 &text, options, &replay.progress);
    if (status == EXIT_DONE) {
        status = replay_file(&replay, history, json);
        sales_file_close(&replay.file);
    }
    bytes_free(&text);
    shop_close(replay.shop);
    return status;
}

static int run(struct call *call)
{
    bool history = false, json = false;
    struct export_words words = {.columns = NULL};
    struct export_options options = {.columns = NULL};
    const struct argument known[] = {{"history", &history, NULL},
                                     {"json", &json, NULL},
                                     {"daily-refs", &options.daily_refs, NULL},
                                     {"columns", NULL, &words.columns},
                                     {"zone", NULL, &words.zone},
                                     {"currency", NULL, &words.currency},
                                     {"host", NULL, &words.host},
                                     {"dates", NULL, &words.dates},
                                     {"decimal", NULL, &words.decimal},
                                     {"delimiter", NULL, &words.delimiter},
                                     {NULL, NULL, NULL}};
    const struct argument_list kinds[] = {{"kind", export_kinds_take, &options.kinds},
                                          {NULL, NULL, NULL}};
    int status = arguments_read_lists(call, known, kinds, 1, 1);
    if (status == GO_ON) {
        status = export_options_read(&words, &options);
        if (status == EXIT_DONE)
            status = open_and_replay(call, &options, history, json);
    }
    export_kinds_free(&options.kinds);
    return status;
}

static const char manual[] =
    "FILE (-: standard input; at most 4 GiB) is a CSV: what a POS exports, or one whose header "
    "has\n"
    "the field names of comeback.h, such as ref,at,total_minor,customer.id. Besides those: host,\n"
    "scan (codes separated by blanks), item.sku item.name item.category item.quantity_milli\n"
    "item.amount_minor, and as decimals item.quantity, item.price (of one), item.amount (of the\n"
    "line), total, discount.applied. ref and at must be there; time where at is a date alone.\n"
    "Lines of one host, kind and ref on one business day are one sale, wherever they stand; "
    "totals\n"
    "are the sum of the items where none is given. A sale with a line that is not understood is\n"
    "left out and told as FILE:LINE: why.\n\n"
    "  --columns FIELD=Header,…  which header means which field; FIELD=\"Net, total\" where a "
    "comma\n"
    "             is in it. Other columns are not used\n"
    "  --kind KIND:FIELD~REGEX   lines of which FIELD matches (POSIX extended) are of a return, "
    "an\n"
    "             exchange, a void …; may stand more than once, the first that matches decides.\n"
    "             A column of the POS's own words: kind=Type --kind return:kind~Refund\n"
    "             --kind sale:kind~.\n"
    "  --zone NAME        of the tz database: where times without an offset are local, and what "
    "the\n"
    "             business day goes by. Of an hour that is there twice the first is meant\n"
    "  --currency EUR     of lines that do not say; else the shop's\n"
    "  --host NAME        of lines that do not say; else replay\n"
    "  --dates dmy        or mdy, ymd; else found out from dates that can be read in one way only\n"
    "  --decimal ,        or .; likewise\n"
    "  --delimiter \";\"    or , | tab; else what the header has most of\n"
    "  --daily-refs       every ref gets its day in front, as 2011-03-07/123; else only those "
    "that\n"
    "             stand on several days. For a POS whose numbers begin anew every day\n"
    "  --history  tags only: no slips, nothing paid; else as if told at the till now, the slips\n"
    "             waiting in the queue\n"
    "  --json     {\"sales\": {\"new\", \"repeat\", \"referral\", \"unidentified\"}, \"visits\": "
    "{…},\n"
    "             \"lines\": {\"read\", \"refused\", \"skipped\", \"reasons\": [{\"reason\", "
    "\"lines\",\n"
    "             \"line\", \"value\"}]}, \"later\"}\n\n"
    "UTF-8, UTF-16 with a byte order mark, else Windows-1252. Prices and quantities are\n"
    "multiplied exactly and rounded once a line, half away from zero. NULL, null, \\N, nan,\n"
    "NaN, <NA> and #N/A are nothing.\n"
    "Counted are the sales of this file that stand: no returns, nothing voided or taken back.\n"
    "An unidentified sale is a visit of its own.\n\n"
    "exit: 0 all told, 1 a line was refused, 2 used wrongly\n"
    "example: comeback replay 2025.csv --history\n"
    "example: comeback replay year.csv --history --zone Europe/London --kind return:ref~^C \\\n"
    "    --columns ref=InvoiceNo,at=InvoiceDate,item.quantity=Quantity,item.price=UnitPrice\n";

const struct command command_replay = {
    "replay", "tell many sales of a CSV in order of time",
    "FILE.csv [--columns FIELD=Header,…] [--kind KIND:FIELD~REGEX]… [--zone NAME]\n"
    "                       [--currency EUR] [--host NAME] [--dates dmy|mdy|ymd] [--decimal .|,]\n"
    "                       [--delimiter C] [--daily-refs] [--history] [--json]",
    manual, run};
