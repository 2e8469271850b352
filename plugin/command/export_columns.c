/* SPDX-License-Identifier: MIT */
#include "export_columns.h"

#include <stdio.h>
#include <string.h>

#include "../sale.h"
#include "command.h"

static const struct {
    const char *name;
    enum export_role role;
} roles[] = {
    {"host", EXPORT_HOST},
    {"kind", EXPORT_KIND},
    {"ref", EXPORT_REF},
    {"at", EXPORT_AT},
    {"time", EXPORT_TIME},
    {"currency", EXPORT_CURRENCY},
    {"scan", EXPORT_SCAN},
    {"total", EXPORT_TOTAL},
    {"discount.applied", EXPORT_APPLIED},
    {"item.sku", EXPORT_SKU},
    {"item.name", EXPORT_ITEM_NAME},
    {"item.category", EXPORT_CATEGORY},
    {"item.quantity_milli", EXPORT_QUANTITY_MILLI},
    {"item.amount_minor", EXPORT_AMOUNT_MINOR},
    {"item.quantity", EXPORT_QUANTITY},
    {"item.price", EXPORT_PRICE},
    {"item.amount", EXPORT_AMOUNT},
};

static const char *const exclusive[][2] = {{"total", "total_minor"},
                                           {"discount.applied", "discount.applied_minor"},
                                           {"item.quantity", "item.quantity_milli"}};

bool export_role_is_decimal(enum export_role role)
{
    return role == EXPORT_TOTAL || role == EXPORT_APPLIED || role >= EXPORT_QUANTITY;
}

static bool find_role(const char *name, enum export_role *out)
{
    struct sale probe = {.kind = SALE_SALE};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (strcmp(roles[i].name, name) == 0) {
            *out = roles[i].role;
            return true;
        }
    *out = EXPORT_FIELD;
    return sale_set(&probe, name, "", 0, NULL) != COMEBACK_UNKNOWN_FIELD;
}

int export_columns_find(const struct export_columns *columns, const char *name)
{
    for (int i = 0; i < columns->count; i++)
        if (strcmp(columns->list[i].name, name) == 0)
            return columns->list[i].place;
    return -1;
}

static int add_column(struct export_columns *columns, const char *name, enum export_role role,
                      int place)
{
    if (columns->count == EXPORT_COLUMNS_MAX)
        return tell(EXIT_REFUSED, "more than %d columns with a meaning", EXPORT_COLUMNS_MAX);
    struct export_column *column = &columns->list[columns->count++];
    *column = (struct export_column){.role = role, .place = place};
    snprintf(column->name, sizeof column->name, "%s", name);
    columns->place[role] = place;
    columns->has_items = columns->has_items || role >= EXPORT_SKU;
    return EXIT_DONE;
}

/* A header field as text, cut, without blanks around it. */
static void copy_header(const struct csv_field *field, char out[EXPORT_HEADER])
{
    const char *text = field->text, *end = text + field->length;
    while (text < end && *text == ' ')
        text++;
    while (end > text && end[-1] == ' ')
        end--;
    size_t length = (size_t)(end - text) < EXPORT_HEADER ? (size_t)(end - text) : EXPORT_HEADER - 1;
    memcpy(out, text, length);
    out[length] = '\0';
}

static int read_own_names(const char *file, const struct csv_record *header,
                          struct export_columns *out)
{
    char name[EXPORT_HEADER];
    enum export_role role;
    for (int i = 0; i < header->count; i++) {
        copy_header(&header->fields[i], name);
        if (strlen(name) >= EXPORT_NAME || !find_role(name, &role))
            continue;
        if (export_columns_find(out, name) >= 0)
            return tell(EXIT_REFUSED, "%s:1: column \"%s\" stands there twice", file, name);
        if (add_column(out, name, role, i) != EXIT_DONE)
            return EXIT_REFUSED;
    }
    return EXIT_DONE;
}

static void tell_unknown(const char *file, const struct csv_record *header,
                         const struct export_columns *columns)
{
    char name[EXPORT_HEADER];
    for (int i = 0; i < header->count; i++) {
        copy_header(&header->fields[i], name);
        if (export_columns_find(columns, name) < 0)
            tell(EXIT_DONE, "%s:1: column \"%s\" is not known and not used", file, name);
    }
}

/* One word of a mapping: up to a comma, or in quotes. False where a quote is not closed. */
static bool read_word(const char **cursor, char stop, char *out, size_t room)
{
    bool quoted = **cursor == '"';
    size_t length = 0;
    for (*cursor += quoted; **cursor != '\0'; (*cursor)++) {
        if (!quoted && (**cursor == stop || **cursor == ','))
            break;
        if (quoted && **cursor == '"' && *++*cursor != '"') {
            quoted = false;
            break;
        }
        if (length + 1 == room)
            return false;
        out[length++] = **cursor;
    }
    out[length] = '\0';
    return !quoted;
}

static int header_missing(const char *file, const struct csv_record *header, const char *wanted)
{
    static const struct csv_field none = {"", 0};
    char names[CSV_FIELDS_MAX][EXPORT_HEADER];
    const char *list[CSV_FIELDS_MAX];
    for (int i = 0; i < header->count; i++) {
        copy_header(header->fields[i].length < EXPORT_NAME ? &header->fields[i] : &none, names[i]);
        list[i] = names[i];
    }
    const char *near = nearest_name(wanted, list, (size_t)header->count);
    if (near != NULL)
        return tell(EXIT_REFUSED, "%s:1: no column \"%s\"; did you mean \"%s\"?", file, wanted,
                    near);
    return tell(EXIT_REFUSED, "%s:1: no column \"%s\"; the first is \"%s\"", file, wanted,
                names[0]);
}

static int find_header(const char *file, const struct csv_record *header, const char *wanted,
                       int *place)
{
    char name[EXPORT_HEADER];
    int found = 0;
    for (int i = 0; i < header->count; i++) {
        copy_header(&header->fields[i], name);
        if (strcmp(name, wanted) == 0) {
            *place = i;
            found++;
        }
    }
    if (found > 1)
        return tell(EXIT_REFUSED, "%s:1: column \"%s\" stands there twice", file, wanted);
    return found == 1 ? EXIT_DONE : header_missing(file, header, wanted);
}

static int read_pair(const char *file, const struct csv_record *header, const char **cursor,
                     struct export_columns *out)
{
    char name[EXPORT_NAME], wanted[EXPORT_HEADER];
    const char *begin = *cursor;
    enum export_role role;
    int place = -1;
    if (!read_word(cursor, '=', name, sizeof name) || *(*cursor)++ != '=' ||
        !read_word(cursor, '\0', wanted, sizeof wanted) || wanted[0] == '\0' ||
        (**cursor != ',' && **cursor != '\0'))
        return tell(EXIT_USAGE, "--columns: found \"%.60s\", expected FIELD=Header,…", begin);
    if (!find_role(name, &role))
        return tell(EXIT_USAGE, "--columns: unknown field \"%s\"", name);
    if (export_columns_find(out, name) >= 0)
        return tell(EXIT_USAGE, "--columns: field \"%s\" stands there twice", name);
    int status = find_header(file, header, wanted, &place);
    return status == EXIT_DONE ? add_column(out, name, role, place) : status;
}

static int read_mapping(const char *file, const struct csv_record *header, const char *mapping,
                        struct export_columns *out)
{
    const char *cursor = mapping;
    int status = read_pair(file, header, &cursor, out);
    while (status == EXIT_DONE && *cursor == ',') {
        cursor++;
        status = read_pair(file, header, &cursor, out);
    }
    return status;
}

static int check(const char *file, const struct export_columns *columns)
{
    static const char *const needed[] = {"ref", "at"};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (export_columns_find(columns, needed[i]) < 0)
            return tell(EXIT_REFUSED,
                        "%s:1: column \"%s\" is missing; say which it is: --columns %s=Header,…",
                        file, needed[i], needed[i]);
    for (size_t i = 0; i < sizeof exclusive / sizeof exclusive[0]; i++)
        if (export_columns_find(columns, exclusive[i][0]) >= 0 &&
            export_columns_find(columns, exclusive[i][1]) >= 0)
            return tell(EXIT_REFUSED, "%s:1: columns \"%s\" and \"%s\" say the same; name one",
                        file, exclusive[i][0], exclusive[i][1]);
    return EXIT_DONE;
}

int export_columns_read(const char *file, const struct csv_record *header, const char *mapping,
                        struct export_columns *out)
{
    *out = (struct export_columns){.width = header->count};
    for (int i = 0; i < EXPORT_ROLES; i++)
        out->place[i] = -1;
    int status = mapping == NULL ? read_own_names(file, header, out)
                                 : read_mapping(file, header, mapping, out);
    if (status == EXIT_DONE)
        status = check(file, out);
    if (status != EXIT_DONE)
        return status;
    copy_header(&header->fields[out->place[EXPORT_REF]], out->ref_header);
    if (mapping == NULL)
        tell_unknown(file, header, out);
    return status;
}
