/* SPDX-License-Identifier: MIT */
#include "sales_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

enum column_kind { COLUMN_UNUSED, COLUMN_FIELD, COLUMN_HOST, COLUMN_ITEM, COLUMN_SCAN };

struct column {
    enum column_kind kind;
    char name[64]; /* of an item's field without "item." */
};

static const char usual_host[] = "replay";
static const char *const item_fields[] = {"sku", "name", "category", "quantity_milli",
                                          "amount_minor"};
static const char *const key_fields[] = {"host", "kind", "ref"};

static void refuse_line(struct sales_file *file, long line, const char *why)
{
    tell(EXIT_REFUSED, "%s:%ld: %s", file->name, line, why);
    file->lines_refused++;
}

static int find_column(const struct sales_file *file, const char *name)
{
    for (int i = 0; i < file->column_count; i++)
        if (file->columns[i].kind != COLUMN_ITEM && strcmp(file->columns[i].name, name) == 0)
            return i;
    return -1;
}

static bool is_item_field(const char *name)
{
    for (size_t i = 0; i < sizeof item_fields / sizeof item_fields[0]; i++)
        if (strcmp(item_fields[i], name) == 0)
            return true;
    return false;
}

static enum column_kind kind_of(const char *name)
{
    struct sale probe = {.kind = SALE_SALE};
    if (strcmp(name, "host") == 0)
        return COLUMN_HOST;
    if (strcmp(name, "scan") == 0)
        return COLUMN_SCAN;
    if (strncmp(name, "item.", 5) == 0)
        return is_item_field(name + 5) ? COLUMN_ITEM : COLUMN_UNUSED;
    return sale_set(&probe, name, "", 0, NULL) == COMEBACK_UNKNOWN_FIELD ? COLUMN_UNUSED
                                                                         : COLUMN_FIELD;
}

static int read_column(struct sales_file *file, const struct csv_field *field)
{
    struct column column = {.kind = COLUMN_UNUSED};
    snprintf(column.name, sizeof column.name, "%.*s", (int)field->length, field->text);
    if (field->length < sizeof column.name)
        column.kind = kind_of(column.name);
    if (column.kind == COLUMN_UNUSED)
        tell(EXIT_DONE, "%s:1: column \"%s\" is not known and not used", file->name, column.name);
    for (int i = 0; i < file->column_count; i++)
        if (file->columns[i].kind == column.kind && strcmp(file->columns[i].name, column.name) == 0)
            return tell(EXIT_REFUSED, "%s:1: column \"%s\" stands there twice", file->name,
                        column.name);
    if (column.kind == COLUMN_ITEM) {
        memmove(column.name, column.name + 5, strlen(column.name + 5) + 1);
        file->has_items = true;
    }
    file->columns[file->column_count++] = column;
    return EXIT_DONE;
}

static int read_header(struct sales_file *file)
{
    static const char *const needed[] = {"ref", "at"};
    struct csv_record *record = &file->records[0];
    if (file->csv.length >= 3 && memcmp(file->csv.text, "\xEF\xBB\xBF", 3) == 0)
        return tell(EXIT_REFUSED, "%s:1: begins with a byte order mark (EF BB BF): save it without",
                    file->name);
    if (!csv_read(&file->csv, record))
        return tell(EXIT_REFUSED, "%s: empty, expected a header", file->name);
    if (record->mistake != NULL)
        return tell(EXIT_REFUSED, "%s:%ld: %s", file->name, record->line, record->mistake);
    file->columns = calloc((size_t)record->count, sizeof *file->columns);
    if (file->columns == NULL)
        return tell(EXIT_REFUSED, "out of memory");
    for (int i = 0; i < record->count; i++)
        if (read_column(file, &record->fields[i]) != EXIT_DONE)
            return EXIT_REFUSED;
    for (size_t i = 0; i < 2; i++)
        if (find_column(file, needed[i]) < 0)
            return tell(EXIT_REFUSED, "%s:1: column \"%s\" is missing", file->name, needed[i]);
    return EXIT_DONE;
}

static bool read_line(const struct sales_file *file, struct csv *csv, struct csv_record *record)
{
    if (!csv_read(csv, record))
        return false;
    if (record->mistake == NULL && record->count != file->column_count)
        record->mistake = "not as many fields as the header";
    return true;
}

static bool same_field(const struct csv_field *a, const struct csv_field *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static bool same_sale(const struct sales_file *file, const struct csv_record *a,
                      const struct csv_record *b)
{
    for (size_t i = 0; i < sizeof key_fields / sizeof key_fields[0]; i++) {
        int column = find_column(file, key_fields[i]);
        if (column >= 0 && !same_field(&a->fields[column], &b->fields[column]))
            return false;
    }
    return true;
}

static int add_entry(struct sales_file *file, struct sales_entry entry)
{
    if (file->count == file->capacity) {
        size_t capacity = file->capacity == 0 ? 1024 : 2 * file->capacity;
        struct sales_entry *entries = realloc(file->entries, capacity * sizeof *entries);
        if (entries == NULL)
            return tell(EXIT_REFUSED, "%s: out of memory", file->name);
        file->entries = entries;
        file->capacity = capacity;
    }
    file->entries[file->count++] = entry;
    return EXIT_DONE;
}

static int begin_sale(struct sales_file *file, const struct csv_record *record)
{
    const struct csv_field *at = &record->fields[find_column(file, "at")];
    struct sales_entry entry = {.offset = record->offset, .line = (uint32_t)record->line};
    struct sale probe = {.kind = SALE_SALE};
    struct fault fault = {{0}};
    if (at->length == 0)
        fault_set(&fault, "at: missing");
    else
        sale_set(&probe, "at", at->text, at->length, &fault);
    if (fault.text[0] != '\0') {
        refuse_line(file, record->line, fault.text);
        entry.refused = 1;
    }
    entry.at_ms = probe.at.at_ms;
    return add_entry(file, entry);
}

/* A line of the sale before it; between the two there may be one that could not be read. */
static void go_on_with_sale(struct sales_file *file, const struct csv_record *record,
                            long broken_line)
{
    char why[80];
    struct sales_entry *entry = &file->entries[file->count - 1];
    if (broken_line == 0 || entry->refused != 0) {
        file->lines_refused += entry->refused;
        return;
    }
    snprintf(why, sizeof why, "sale left out: line %ld inside it cannot be read", broken_line);
    refuse_line(file, record->line, why);
    entry->refused = 1;
}

static int read_index(struct sales_file *file)
{
    struct csv_record *before = NULL;
    long broken_line = 0;
    for (int turn = 0;; turn = !turn) {
        struct csv_record *record = &file->records[turn];
        if (!read_line(file, &file->csv, record))
            return EXIT_DONE;
        file->lines++;
        if (record->mistake != NULL) {
            refuse_line(file, record->line, record->mistake);
            broken_line = record->line;
            turn = !turn; /* `before` stays what it is */
            continue;
        }
        if (before != NULL && file->has_items && same_sale(file, before, record))
            go_on_with_sale(file, record, broken_line);
        else if (begin_sale(file, record) != EXIT_DONE)
            return EXIT_REFUSED;
        broken_line = 0;
        before = record;
    }
}

static int by_time(const void *left, const void *right)
{
    const struct sales_entry *a = left, *b = right;
    if (a->at_ms != b->at_ms)
        return a->at_ms < b->at_ms ? -1 : 1;
    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

int sales_file_open(struct sales_file *file, const char *name, const struct bytes *text)
{
    *file = (struct sales_file){
        .name = name,
        .csv = {.text = (const char *)text->data, .length = text->length, .line = 1},
    };
    int status = read_header(file);
    if (status == EXIT_DONE)
        status = read_index(file);
    if (status == EXIT_DONE && file->count > 0)
        qsort(file->entries, file->count, sizeof *file->entries, by_time);
    if (status != EXIT_DONE)
        sales_file_close(file);
    return status;
}

void sales_file_close(struct sales_file *file)
{
    sale_clear(&file->sale);
    csv_record_free(&file->records[0]);
    csv_record_free(&file->records[1]);
    free(file->columns);
    free(file->entries);
    *file = (struct sales_file){.name = NULL};
}

/* Field by name of a record, or an empty one. */
static struct csv_field field_of(const struct sales_file *file, const struct csv_record *record,
                                 const char *name)
{
    int column = find_column(file, name);
    return column < 0 ? (struct csv_field){"", 0} : record->fields[column];
}

static int start_sale(const struct sales_file *file, const struct csv_record *record,
                      struct sale *sale, struct fault *fault)
{
    char host[40];
    struct csv_field told = field_of(file, record, "host");
    if (told.length >= sizeof host)
        return fail(fault, COMEBACK_VALUE, "host: %zu bytes, expected at most 32", told.length);
    snprintf(host, sizeof host, "%.*s", (int)told.length, told.text);
    return sale_start(sale, host[0] == '\0' ? usual_host : host, fault);
}

static int add_scans(struct sale *sale, const struct csv_field *field, struct fault *fault)
{
    const char *cursor = field->text, *end = cursor + field->length;
    int status = COMEBACK_OK;
    while (cursor < end && status == COMEBACK_OK) {
        const char *blank = memchr(cursor, ' ', (size_t)(end - cursor));
        const char *stop = blank == NULL ? end : blank;
        if (stop > cursor)
            status = sale_add_scan(sale, cursor, (size_t)(stop - cursor), fault);
        cursor = stop + 1;
    }
    return status;
}

static int set_fields(const struct sales_file *file, const struct csv_record *record,
                      struct sale *sale, struct fault *fault)
{
    int status = COMEBACK_OK;
    for (int i = 0; i < file->column_count && status == COMEBACK_OK; i++) {
        const struct csv_field *field = &record->fields[i];
        if (field->length == 0)
            continue;
        if (file->columns[i].kind == COLUMN_FIELD)
            status = sale_set(sale, file->columns[i].name, field->text, field->length, fault);
        else if (file->columns[i].kind == COLUMN_SCAN)
            status = add_scans(sale, field, fault);
    }
    return status;
}

static bool has_item(const struct sales_file *file, const struct csv_record *record)
{
    for (int i = 0; i < file->column_count; i++)
        if (file->columns[i].kind == COLUMN_ITEM && record->fields[i].length > 0)
            return true;
    return false;
}

static int add_item(const struct sales_file *file, const struct csv_record *record,
                    struct sale *sale, struct fault *fault)
{
    bool has_amount = false;
    if (!has_item(file, record))
        return COMEBACK_OK;
    int status = sale_add_item(sale, NULL, NULL, NULL, 1000, 0, fault);
    for (int i = 0; i < file->column_count && status == COMEBACK_OK; i++) {
        const struct csv_field *field = &record->fields[i];
        if (file->columns[i].kind != COLUMN_ITEM || field->length == 0)
            continue;
        has_amount = has_amount || strcmp(file->columns[i].name, "amount_minor") == 0;
        status = sale_item_set(sale, file->columns[i].name, field->text, field->length, fault);
    }
    if (status == COMEBACK_OK && !has_amount)
        status = fail(fault, COMEBACK_VALUE, "item.amount_minor: missing");
    return status;
}

static int agree(const struct sales_file *file, const struct csv_record *first,
                 const struct csv_record *record, struct fault *fault)
{
    for (int i = 0; i < file->column_count; i++) {
        const struct csv_field *field = &record->fields[i];
        bool of_sale =
            file->columns[i].kind == COLUMN_FIELD || file->columns[i].kind == COLUMN_SCAN;
        if (of_sale && field->length > 0 && !same_field(field, &first->fields[i]))
            return fail(fault, COMEBACK_VALUE, "%s: found \"%.*s\", expected what line %ld says",
                        file->columns[i].name, (int)(field->length < 60 ? field->length : 60),
                        field->text, first->line);
    }
    return COMEBACK_OK;
}

/* The lines behind the first; *line is the one being read, *lines counts them. */
static int read_further_lines(struct sales_file *file, struct csv *csv, long *line, int64_t *lines,
                              struct fault *fault)
{
    const struct csv_record *first = &file->records[0];
    struct csv_record *record = &file->records[1];
    int status = COMEBACK_OK;
    while (status == COMEBACK_OK && file->has_items && read_line(file, csv, record) &&
           record->mistake == NULL && same_sale(file, first, record)) {
        *line = record->line;
        ++*lines;
        status = agree(file, first, record, fault);
        if (status == COMEBACK_OK)
            status = add_item(file, record, &file->sale, fault);
    }
    return status;
}

static bool read_sale(struct sales_file *file, struct sales_entry *entry)
{
    struct csv csv = {file->csv.text, file->csv.length, entry->offset, entry->line};
    struct fault fault = {{0}};
    long line = entry->line;
    int64_t lines = 1;
    read_line(file, &csv, &file->records[0]);
    sale_clear(&file->sale);
    int status = start_sale(file, &file->records[0], &file->sale, &fault);
    if (status == COMEBACK_OK)
        status = set_fields(file, &file->records[0], &file->sale, &fault);
    if (status == COMEBACK_OK)
        status = add_item(file, &file->records[0], &file->sale, &fault);
    if (status == COMEBACK_OK)
        status = read_further_lines(file, &csv, &line, &lines, &fault);
    if (status == COMEBACK_OK)
        status = sale_complete(&file->sale, &fault);
    if (status == COMEBACK_OK)
        return true;
    refuse_line(file, line, fault.text);
    file->lines_refused += lines - 1;
    entry->refused = 1;
    return false;
}

struct sale *sales_file_next(struct sales_file *file)
{
    while (file->next < file->count) {
        struct sales_entry *entry = &file->entries[file->next++];
        if (entry->refused == 0 && read_sale(file, entry))
            return &file->sale;
    }
    return NULL;
}

void sales_file_refuse(struct sales_file *file, const char *why)
{
    struct sales_entry *entry = &file->entries[file->next - 1];
    entry->refused = 1;
    refuse_line(file, entry->line, why);
}

bool sales_file_identity(struct sales_file *file, size_t index, struct sale *out)
{
    const struct sales_entry *entry = &file->entries[index];
    struct csv csv = {file->csv.text, file->csv.length, entry->offset, entry->line};
    if (entry->refused != 0 || !read_line(file, &csv, &file->records[0]) ||
        start_sale(file, &file->records[0], out, NULL) != COMEBACK_OK)
        return false;
    struct csv_field kind = field_of(file, &file->records[0], "kind");
    struct csv_field ref = field_of(file, &file->records[0], "ref");
    return sale_set(out, "kind", kind.text, kind.length, NULL) == COMEBACK_OK &&
           sale_set(out, "ref", ref.text, ref.length, NULL) == COMEBACK_OK;
}
