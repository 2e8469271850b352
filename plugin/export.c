/* SPDX-License-Identifier: MIT */
#include "export.h"

#include <sodium.h>
#include <string.h>

#include "code.h"

enum { BLOB_MAX = 256 };

static const struct {
    const char *name;
    enum statement statement;
} parts[] = {
    {"known_by", EXPORT_KNOWN_BY}, {"called", EXPORT_CALLED}, {"said", EXPORT_SAID},
    {"consents", EXPORT_CONSENTS}, {"sales", EXPORT_SALES},   {"codes", EXPORT_CODES},
    {"rewards", EXPORT_REWARDS},   {"steps", EXPORT_STEPS},   {"answers", EXPORT_ANSWERS},
    {"slips", EXPORT_SLIPS},
};

static json_t *blob_text(sqlite3_stmt *row, int column)
{
    char hex[2 * BLOB_MAX + 1] = "";
    int length = sqlite3_column_bytes(row, column);
    if (length <= BLOB_MAX)
        sodium_bin2hex(hex, sizeof hex, sqlite3_column_blob(row, column), (size_t)length);
    return json_string(hex);
}

static json_t *code_text(int64_t id)
{
    char text[CODE_TEXT];
    code_format(id, text);
    return json_string(text);
}

/* What the store keeps as JSON is that here, too. */
static json_t *text_value(const char *name, const char *text)
{
    bool is_json = strcmp(name, "items") == 0 || strcmp(name, "terms") == 0;
    json_t *value = is_json ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
    return value != NULL ? value : json_string(text);
}

static json_t *value_of(sqlite3_stmt *row, int column)
{
    const char *name = sqlite3_column_name(row, column);
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
        return strcmp(name, "code") == 0 ? code_text(sqlite3_column_int64(row, column))
                                         : json_integer(sqlite3_column_int64(row, column));
    case SQLITE_TEXT:
        return text_value(name, store_text(row, column));
    case SQLITE_BLOB:
        return blob_text(row, column);
    default:
        return json_null();
    }
}

static json_t *row_object(sqlite3_stmt *row)
{
    json_t *object = json_object();
    for (int i = 0; i < sqlite3_column_count(row); i++)
        json_object_set_new(object, sqlite3_column_name(row, i), value_of(row, i));
    return object;
}

static int add_part(struct store *store, int64_t person, size_t part, json_t *out,
                    struct fault *fault)
{
    sqlite3_stmt *row;
    json_t *list = json_array();
    int status = store_query(store, parts[part].statement, &row, fault, "i", person);
    while (status == 1) {
        if (json_array_append_new(list, row_object(row)) != 0)
            status = fail(fault, COMEBACK_MEMORY, "out of memory");
        else
            status = store_next(store, row, fault);
    }
    store_done(row);
    if (json_object_set_new(out, parts[part].name, list) != 0 && status >= 0)
        status = fail(fault, COMEBACK_MEMORY, "out of memory");
    return status < 0 ? status : COMEBACK_OK;
}

int export_person(struct store *store, int64_t person, json_t **out, struct fault *fault)
{
    json_t *object = json_object();
    int status = COMEBACK_OK;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == COMEBACK_OK; i++)
        status = add_part(store, person, i, object, fault);
    if (status == COMEBACK_OK)
        *out = object;
    else
        json_decref(object);
    return status;
}
