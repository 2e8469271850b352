/* SPDX-License-Identifier: MIT */
#include "sales_index.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../sale.h"
#include "command.h"
#include "sales_lines.h"

#define DAY_MS       INT64_C(86400000)
#define MINUTE_MS    INT64_C(60000)
#define YEAR_1990_MS INT64_C(631152000000) /* the bounds of sale_set */
enum { FIRST_SALES = 1024, DATE_BYTES = 10 };

/* What is known while the lines are gone through in order. */
struct grouping {
    struct sales_index *index;
    struct csv_record record;
    int64_t now_ms;
    int64_t wall_ms;       /* of the last local time, */
    struct moment local;   /* and what it is: the lines of a sale mostly have one */
    uint32_t previous;     /* sale of the last good line; SALES_NONE */
    uint32_t unknown_line; /* number of a broken line behind that, of nobody knows which sale; 0 */
};

static int read_header(struct sales_index *index)
{
    struct csv_record header = {.count = 0};
    int status = EXIT_DONE;
    if (!csv_read(&index->csv, &header))
        status = tell(EXIT_REFUSED, "%s: empty, expected a header", index->name);
    else if (header.mistake != NULL)
        status = tell(EXIT_REFUSED, "%s:%ld: %s", index->name, header.line, header.mistake);
    else
        status =
            export_columns_read(index->name, &header, index->options->columns, &index->columns);
    csv_record_free(&header);
    return status;
}

static int bind_kinds(struct sales_index *index)
{
    struct export_kinds *kinds = &index->options->kinds;
    for (int i = 0; i < kinds->count; i++) {
        kinds->rules[i].column = export_columns_find(&index->columns, kinds->rules[i].field);
        if (kinds->rules[i].column < 0)
            return tell(EXIT_USAGE, "--kind: no column is named as field \"%s\"",
                        kinds->rules[i].field);
    }
    return EXIT_DONE;
}

static int decide_decimal(struct sales_index *index)
{
    const struct decimal_survey *survey = &index->survey;
    index->decimal = index->options->decimal;
    if (index->decimal == 0 && survey->points != survey->commas)
        index->decimal = survey->points ? '.' : ',';
    if (survey->line == 0 || index->decimal != 0)
        return EXIT_DONE;
    return tell(EXIT_REFUSED,
                "%s:%ld: %s: \"%s\" may be thousands or decimals, and %s; say --decimal . or "
                "--decimal ,",
                index->name, survey->line, survey->field, survey->value,
                survey->points ? "the other amounts of the file contradict each other"
                               : "no other amount of the file decides it");
}

static void spoil(struct sales_index *index, uint32_t sale, uint32_t line)
{
    if (index->sales[sale].broken_line == 0)
        index->sales[sale].broken_line = line;
}

/* A line that is not understood, of a ref that is. */
static void spoil_key(struct sales_index *index, uint32_t key, uint32_t line)
{
    if (index->keys.list[key].sales > 0)
        spoil(index, index->keys.list[key].last_sale, line);
    else
        index->keys.list[key].pending_line = line;
}

static void break_line(struct grouping *group, const struct sales_line *line, const char *why)
{
    export_account_refuse(&group->index->account, line->number, 1, why);
    if (line->key != SALES_KEY_NONE)
        spoil_key(group->index, line->key, line->number);
    else
        group->unknown_line = line->number;
}

static void set_aside(struct grouping *group, const struct sales_line *line)
{
    struct sales_index *index = group->index;
    struct sales_line_fault fault;
    sales_line_explain(index, line, &group->record, &fault);
    bool stray =
        fault.stray && (line->key == SALES_KEY_NONE || index->keys.list[line->key].lines == 0);
    if (line->state == LINE_EMPTY || line->state == LINE_HEADER || stray)
        export_account_skip(&index->account, line->number, fault.why);
    else
        break_line(group, line, fault.why);
}

static uint32_t find_sale(const struct sales_index *index, uint32_t key, int32_t day)
{
    const struct sales_key *of = &index->keys.list[key];
    uint32_t sale = of->sales > 0 ? of->last_sale : SALES_NONE;
    while (sale != SALES_NONE && index->sales[sale].day != day)
        sale = index->sales[sale].earlier;
    return sale;
}

static uint32_t add_sale(struct sales_index *index, uint32_t key, struct moment at, int32_t day)
{
    struct sales_key *of = &index->keys.list[key];
    if (index->count == index->capacity) {
        uint32_t capacity = index->capacity == 0 ? FIRST_SALES : 2 * index->capacity;
        struct sales_entry *sales = realloc(index->sales, capacity * sizeof *sales);
        if (sales == NULL)
            return SALES_NONE;
        index->sales = sales;
        index->capacity = capacity;
    }
    index->sales[index->count] =
        (struct sales_entry){.at = at,
                             .day = day,
                             .key = key,
                             .first_line = SALES_NONE,
                             .earlier = of->sales > 0 ? of->last_sale : SALES_NONE,
                             .broken_line = of->pending_line};
    of->pending_line = 0;
    of->sales++;
    of->last_sale = index->count;
    return index->count++;
}

static void append(struct grouping *group, uint32_t number, uint32_t line)
{
    struct sales_index *index = group->index;
    struct sales_entry *sale = &index->sales[number];
    if (sale->first_line == SALES_NONE)
        sale->first_line = line;
    else
        index->lines[sale->last_line].next = line;
    sale->last_line = line;
    sale->line_count++;
    if (group->unknown_line != 0 && group->previous == number)
        spoil(index, number, group->unknown_line);
    group->unknown_line = 0;
    group->previous = number;
}

/* The time of a line as it stands there, for telling. */
static const char *time_text(struct grouping *group, const struct sales_line *line, char out[61])
{
    sales_index_line(group->index, line, &group->record);
    const struct csv_field *at = &group->record.fields[group->index->columns.place[EXPORT_AT]];
    snprintf(out, 61, "%.*s", (int)(at->length < 60 ? at->length : 60), at->text);
    fault_make_utf8(out);
    return out;
}

static int tell_ambiguous(struct grouping *group, const struct sales_line *line)
{
    char text[61];
    return tell(EXIT_REFUSED,
                "%s:%" PRIu32 ": at: \"%s\" may be of several days, and %s; say --dates dmy, mdy "
                "or ymd",
                group->index->name, line->number, time_text(group, line, text),
                group->index->dates == 0 ? "the other dates of the file contradict each other"
                                         : "no other date of the file decides it");
}

static int tell_no_zone(struct grouping *group, const struct sales_line *line)
{
    char text[61];
    return tell(EXIT_REFUSED,
                "%s:%" PRIu32 ": at: \"%s\" has no offset from UTC; say --zone, such as --zone "
                "Europe/London",
                group->index->name, line->number, time_text(group, line, text));
}

static void break_time(struct grouping *group, const struct sales_line *line, const char *expected)
{
    char text[61], why[160];
    snprintf(why, sizeof why, "at: found \"%s\", expected %s", time_text(group, line, text),
             expected);
    break_line(group, line, why);
}

static struct moment moment_of(struct grouping *group, const struct export_time *time, int32_t day)
{
    const struct export_options *options = group->index->options;
    const struct export_zone *zone = &options->zone;
    int64_t wall_ms = day * DAY_MS + time->of_day_ms;
    if (time->offset_min == EXPORT_LOCAL) {
        if (wall_ms != group->wall_ms)
            group->local = export_zone_moment(zone, wall_ms);
        group->wall_ms = wall_ms;
        return group->local;
    }
    struct moment at = {wall_ms - time->offset_min * MINUTE_MS, time->offset_min};
    if (options->zone_told)
        at.offset_min = export_zone_offset(zone, at.at_ms);
    return at;
}

/* EXIT_DONE with *usable false where the line alone is refused. */
static int read_moment(struct grouping *group, const struct sales_line *line, struct moment *at,
                       bool *usable)
{
    const struct sales_index *index = group->index;
    uint8_t told = index->options->dates;
    const char *expected = NULL;
    int32_t day;
    *usable = false;
    if (told != 0 && (line->time.orders & told) == 0)
        return break_time(group, line, "a date in the order of --dates"), EXIT_DONE;
    if (!export_time_day(&line->time, told != 0 ? told : index->dates, &day))
        return tell_ambiguous(group, line);
    if (line->time.offset_min == EXPORT_LOCAL && !index->options->zone_told)
        return tell_no_zone(group, line);
    *at = moment_of(group, &line->time, day);
    if (at->at_ms < YEAR_1990_MS)
        expected = "a time after 1989";
    else if (clock_is_after_tomorrow(*at, group->now_ms))
        expected = "a time not after tomorrow";
    if (expected != NULL)
        return break_time(group, line, expected), EXIT_DONE;
    *usable = true;
    return EXIT_DONE;
}

static int place_at(struct grouping *group, uint32_t number, struct moment at)
{
    struct sales_index *index = group->index;
    uint32_t key = index->lines[number].key;
    int32_t day = clock_day(at, index->options->day_starts_minute);
    uint32_t sale = find_sale(index, key, day);
    if (sale == SALES_NONE)
        sale = add_sale(index, key, at, day);
    if (sale == SALES_NONE)
        return tell(EXIT_REFUSED, "%s: out of memory", index->name);
    if (at.at_ms < index->sales[sale].at.at_ms)
        index->sales[sale].at = at;
    append(group, sale, number);
    return EXIT_DONE;
}

static int place_line(struct grouping *group, uint32_t number)
{
    const struct sales_line *line = &group->index->lines[number];
    const struct sales_key *key = &group->index->keys.list[line->key];
    struct moment at;
    bool usable;
    if (line->time.orders == 0) {
        if (key->sales > 0)
            append(group, key->last_sale, number);
        else
            break_line(group, line, "at: missing");
        return EXIT_DONE;
    }
    int status = read_moment(group, line, &at, &usable);
    return status == EXIT_DONE && usable ? place_at(group, number, at) : status;
}

static int group_lines(struct sales_index *index)
{
    struct grouping group = {
        .index = index, .now_ms = clock_now_ms(), .wall_ms = INT64_MIN, .previous = SALES_NONE};
    int status = EXIT_DONE;
    for (uint32_t i = 0; i < index->line_count && status == EXIT_DONE; i++) {
        if (index->lines[i].state == LINE_GOOD)
            status = place_line(&group, i);
        else
            set_aside(&group, &index->lines[i]);
    }
    csv_record_free(&group.record);
    return status;
}

static void leave_out_spoiled(struct sales_index *index)
{
    char why[80];
    for (uint32_t i = 0; i < index->count; i++) {
        struct sales_entry *sale = &index->sales[i];
        if (sale->broken_line == 0)
            continue;
        snprintf(why, sizeof why, "sale left out: line %" PRIu32 " of it is not understood",
                 sale->broken_line);
        export_account_refuse(&index->account, index->lines[sale->first_line].number,
                              sale->line_count, why);
        sale->refused = true;
    }
}

static void tell_repeated_refs(const struct sales_index *index)
{
    char ref[65] = "";
    uint32_t keys = 0;
    for (uint32_t i = 0; i < index->count && !index->options->daily_refs; i++) {
        const struct sales_entry *sale = &index->sales[i];
        if (index->keys.list[sale->key].sales < 2 || sale->earlier != SALES_NONE)
            continue;
        if (keys++ == 0)
            sales_index_ref(index, sale, ref);
    }
    if (keys > 0)
        tell(EXIT_DONE,
             "%s: refs that stand on several days: %" PRIu32
             ", told with the day in front, such as "
             "\"%s\"; --daily-refs does so with every ref",
             index->name, keys, ref);
}

static int by_time(const void *left, const void *right)
{
    const struct sales_entry *a = left, *b = right;
    if (a->at.at_ms != b->at.at_ms)
        return a->at.at_ms < b->at.at_ms ? -1 : 1;
    return a->first_line < b->first_line ? -1 : a->first_line > b->first_line;
}

int sales_index_read(struct sales_index *index, const char *name, const char *text, size_t length,
                     struct export_options *options, struct progress *progress)
{
    char delimiter = options->delimiter;
    if (delimiter == 0)
        delimiter = csv_find_delimiter(text, length);
    *index = (struct sales_index){.name = name,
                                  .text = text,
                                  .length = length,
                                  .csv = {text, length, 0, 1, delimiter},
                                  .options = options,
                                  .account = {.file = name},
                                  .dates = EXPORT_ANY_ORDER};
    int status = read_header(index);
    if (status == EXIT_DONE)
        status = bind_kinds(index);
    if (status == EXIT_DONE)
        status = sales_lines_read(index, progress);
    if (status == EXIT_DONE)
        status = decide_decimal(index);
    if (status == EXIT_DONE)
        status = group_lines(index);
    if (status != EXIT_DONE)
        return status;
    leave_out_spoiled(index);
    tell_repeated_refs(index);
    if (index->count > 0)
        qsort(index->sales, index->count, sizeof *index->sales, by_time);
    return EXIT_DONE;
}

void sales_index_free(struct sales_index *index)
{
    sales_keys_free(&index->keys);
    free(index->lines);
    free(index->sales);
    *index = (struct sales_index){.name = NULL};
}

bool sales_index_ref(const struct sales_index *index, const struct sales_entry *sale, char out[65])
{
    char date[CLOCK_TEXT];
    const char *ref = sales_key_ref(&index->keys, sale->key);
    bool with_day = index->options->daily_refs || index->keys.list[sale->key].sales > 1;
    if (strlen(ref) > 64 - (with_day ? DATE_BYTES + 1 : 0))
        return false;
    clock_iso_date(sale->day, date);
    snprintf(out, 65, "%s%s%s", with_day ? date : "", with_day ? "/" : "", ref);
    return true;
}
