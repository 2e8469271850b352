/* SPDX-License-Identifier: MIT */
#include "sales_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../sale.h"
#include "command.h"

enum { DRAW_EVERY = 4096, FIRST_LINES = 4096, TIME_TEXT = 40, SHOWN = 60 };

static const char too_many[] = "more fields than the header",
                  too_few[] = "fewer fields than the header";
static const struct csv_field nothing = {"", 0};

/* What the line before had, since lines of one sale stand together mostly. */
struct reading {
    struct sales_index *index;
    struct csv_record record;
    struct bytes key;
    char time_text[TIME_TEXT];
    size_t time_length;
    struct export_time time;
};

/* The field of a role; nothing where the record is too short or the file has no such column. */
static struct csv_field field_of(const struct sales_index *index, const struct csv_record *record,
                                 enum export_role role)
{
    int place = index->columns.place[role];
    return place >= 0 && place < record->count ? record->fields[place] : nothing;
}

static bool is_empty(const struct csv_record *record)
{
    for (int i = 0; i < record->count; i++)
        if (record->fields[i].length > 0)
            return false;
    return true;
}

static bool is_header(const struct sales_index *index, struct csv_field ref)
{
    size_t length = strlen(index->columns.ref_header);
    return ref.length == length && memcmp(ref.text, index->columns.ref_header, length) == 0;
}

static bool has_nul(struct csv_field field)
{
    return memchr(field.text, '\0', field.length) != NULL;
}

static struct csv_field kind_of(const struct sales_index *index, const struct csv_record *record)
{
    struct export_kinds *kinds = &index->options->kinds;
    for (int i = 0; i < kinds->count; i++) {
        struct export_kind *rule = &kinds->rules[i];
        struct csv_field field =
            rule->column < record->count ? record->fields[rule->column] : nothing;
        if (export_kind_matches(rule, field.text, field.length))
            return (struct csv_field){rule->kind, strlen(rule->kind)};
    }
    struct csv_field told = field_of(index, record, EXPORT_KIND);
    const char *usual = sale_kind_name(SALE_SALE);
    return told.length > 0 ? told : (struct csv_field){usual, strlen(usual)};
}

static void add_text(struct bytes *out, struct csv_field field)
{
    bytes_add(out, field.text, field.length);
    bytes_add_byte(out, 0);
}

static bool find_key(struct reading *reading, struct csv_field ref, uint32_t *out)
{
    struct sales_index *index = reading->index;
    struct csv_field kind = kind_of(index, &reading->record);
    struct csv_field host = field_of(index, &reading->record, EXPORT_HOST);
    const char *usual = index->options->host;
    *out = SALES_KEY_NONE;
    if (ref.length == 0 || has_nul(ref) || has_nul(kind) || has_nul(host))
        return true;
    bytes_reset(&reading->key);
    add_text(&reading->key, kind);
    add_text(&reading->key, host.length > 0 ? host : (struct csv_field){usual, strlen(usual)});
    add_text(&reading->key, ref);
    if (!reading->key.failed)
        *out = sales_keys_find(&index->keys, (char *)reading->key.data, reading->key.length);
    return *out != SALES_KEY_NONE;
}

/* False where something stands there that is no time. */
static bool read_time(struct reading *reading, struct csv_field at, struct export_time *out)
{
    if (at.length == 0)
        return true;
    if (at.length == reading->time_length && memcmp(at.text, reading->time_text, at.length) == 0) {
        *out = reading->time;
        return true;
    }
    if (!export_time_read(at.text, at.length, out))
        return false;
    reading->time_length = at.length <= TIME_TEXT ? at.length : 0;
    memcpy(reading->time_text, at.text, reading->time_length);
    reading->time = *out;
    return true;
}

static bool add_clock(const struct reading *reading, struct export_time *time)
{
    struct csv_field clock = field_of(reading->index, &reading->record, EXPORT_TIME);
    return clock.length == 0 || time->orders == 0 ||
           export_time_add_clock(clock.text, clock.length, time);
}

static void survey_amount(struct sales_index *index, const struct export_column *column,
                          struct csv_field field, long line)
{
    struct decimal_survey *survey = &index->survey;
    enum export_decimal found = export_amount_decimal(field.text, field.length);
    survey->points = survey->points || found == EXPORT_POINT;
    survey->commas = survey->commas || found == EXPORT_COMMA;
    if (found != EXPORT_AMBIGUOUS || survey->line != 0)
        return;
    survey->line = line;
    survey->field = column->name;
    snprintf(survey->value, sizeof survey->value, "%.*s", (int)field.length, field.text);
}

static void survey_amounts(struct reading *reading)
{
    struct sales_index *index = reading->index;
    for (int i = 0; i < index->columns.count; i++) {
        const struct export_column *column = &index->columns.list[i];
        struct csv_field field = reading->record.fields[column->place];
        if (export_role_is_decimal(column->role) && field.length > 0)
            survey_amount(index, column, field, reading->record.line);
    }
}

static bool add_line(struct sales_index *index, const struct sales_line *line)
{
    if (index->line_count == index->line_capacity) {
        uint32_t capacity = index->line_capacity == 0 ? FIRST_LINES : 2 * index->line_capacity;
        struct sales_line *lines = realloc(index->lines, capacity * sizeof *lines);
        if (lines == NULL)
            return false;
        index->lines = lines;
        index->line_capacity = capacity;
    }
    index->lines[index->line_count++] = *line;
    return true;
}

static enum sales_line_state judge(struct reading *reading, struct csv_field ref,
                                   struct sales_line *line)
{
    struct sales_index *index = reading->index;
    const struct csv_record *record = &reading->record;
    if (record->mistake == NULL && is_empty(record))
        return LINE_EMPTY;
    if (record->mistake == NULL && is_header(index, ref))
        return LINE_HEADER;
    if (!read_time(reading, field_of(index, record, EXPORT_AT), &line->time) ||
        !add_clock(reading, &line->time))
        return LINE_BROKEN;
    return record->mistake == NULL && line->key != SALES_KEY_NONE ? LINE_GOOD : LINE_BROKEN;
}

static bool take_line(struct reading *reading)
{
    struct sales_index *index = reading->index;
    struct sales_line line = {.offset = reading->record.offset,
                              .number = (uint32_t)reading->record.line,
                              .next = SALES_NONE};
    struct csv_field ref = field_of(index, &reading->record, EXPORT_REF);
    if (!find_key(reading, ref, &line.key))
        return false;
    line.state = (uint8_t)judge(reading, ref, &line);
    if (line.state == LINE_GOOD) {
        index->keys.list[line.key].lines++;
        index->dates &= line.time.orders == 0 ? EXPORT_ANY_ORDER : line.time.orders;
        survey_amounts(reading);
    }
    return add_line(index, &line);
}

static void check_width(const struct sales_index *index, struct csv_record *record)
{
    if (record->mistake == NULL && record->count != index->columns.width)
        record->mistake = record->count < index->columns.width ? too_few : too_many;
}

int sales_lines_read(struct sales_index *index, struct progress *progress)
{
    struct reading reading = {.index = index};
    bool room = true;
    while (room && csv_read(&index->csv, &reading.record)) {
        check_width(index, &reading.record);
        room = take_line(&reading);
        if (index->line_count % DRAW_EVERY == 0)
            progress_draw(progress, (int64_t)index->csv.offset, (int64_t)index->length);
    }
    csv_record_free(&reading.record);
    bytes_free(&reading.key);
    return room ? EXIT_DONE : tell(EXIT_REFUSED, "%s: out of memory", index->name);
}

void sales_index_line(const struct sales_index *index, const struct sales_line *line,
                      struct csv_record *record)
{
    struct csv csv = index->csv;
    csv.offset = line->offset;
    csv.line = line->number;
    csv_read(&csv, record);
    check_width(index, record);
}

static void explain_field(const struct sales_index *index, const struct sales_line *line,
                          const struct csv_record *record, char *why, size_t room)
{
    struct csv_field ref = field_of(index, record, EXPORT_REF);
    struct csv_field at = field_of(index, record, EXPORT_AT);
    struct csv_field clock = field_of(index, record, EXPORT_TIME);
    if (line->key == SALES_KEY_NONE)
        snprintf(why, room, ref.length == 0 ? "ref: missing" : "a NUL inside host, kind or ref");
    else if (line->time.orders != 0)
        snprintf(why, room, "time: found \"%.*s\", expected a time of day such as 14:03:00",
                 (int)(clock.length < SHOWN ? clock.length : SHOWN), clock.text);
    else
        snprintf(why, room, "at: found \"%.*s\", expected a time such as 2026-11-12T14:03:00+00:00",
                 (int)(at.length < SHOWN ? at.length : SHOWN), at.text);
}

void sales_line_explain(const struct sales_index *index, const struct sales_line *line,
                        struct csv_record *record, struct sales_line_fault *out)
{
    sales_index_line(index, line, record);
    bool cut =
        record->unended && (record->mistake == too_few ||
                            (record->mistake != NULL && record->count < index->columns.width));
    *out =
        (struct sales_line_fault){.stray = record->mistake == too_few && !cut &&
                                           (line->key == SALES_KEY_NONE || line->time.orders == 0)};
    if (line->state == LINE_EMPTY)
        snprintf(out->why, sizeof out->why, "only empty fields");
    else if (line->state == LINE_HEADER)
        snprintf(out->why, sizeof out->why, "the header once more");
    else if (cut)
        snprintf(out->why, sizeof out->why, "the file ends within this line");
    else if (record->mistake != NULL)
        snprintf(out->why, sizeof out->why, "%s", record->mistake);
    else
        explain_field(index, line, record, out->why, sizeof out->why);
    fault_make_utf8(out->why);
}
