/* SPDX-License-Identifier: MIT */
#include "sales_file.h"

#include <stdio.h>
#include <string.h>

#include "../../config/config.h"
#include "../email.h"
#include "../phone.h"
#include "command.h"
#include "export_encoding.h"
#include "sales_item.h"

enum { SHOWN = 60, USUAL_DIGITS = 2 };

int sales_file_open(struct sales_file *file, const char *name, struct bytes *text,
                    struct export_options *options, struct progress *progress)
{
    struct fault fault;
    const char *from;
    memset(file, 0, sizeof *file);
    if (export_to_utf8(text, &from, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s: %s", name, fault.text);
    if (from != NULL)
        tell(EXIT_DONE, "%s: not UTF-8; read as %s", name, from);
    bool marked = text->length >= 3 && memcmp(text->data, "\xEF\xBB\xBF", 3) == 0;
    size_t begin = marked ? 3 : 0;
    if (text->length == begin)
        return tell(EXIT_REFUSED, "%s: empty, expected a header", name);
    int status = sales_index_read(&file->index, name, (const char *)text->data + begin,
                                  text->length - begin, options, progress);
    if (status != EXIT_DONE)
        sales_file_close(file);
    return status;
}

void sales_file_close(struct sales_file *file)
{
    sale_clear(&file->sale);
    csv_record_free(&file->record);
    bytes_free(&file->said_text);
    sales_index_free(&file->index);
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

static int set_total(struct sales_file *file, const struct export_column *column,
                     const struct csv_field *field, struct fault *fault)
{
    struct sale *sale = &file->sale;
    int status =
        sales_item_money(&file->index, column, field, file->digits, &sale->total_minor, fault);
    sale->total_told = status == COMEBACK_OK;
    return status;
}

static int set_applied(struct sales_file *file, const struct export_column *column,
                       const struct csv_field *field, struct fault *fault)
{
    int64_t minor;
    int status = sales_item_money(&file->index, column, field, file->digits, &minor, fault);
    if (status == COMEBACK_OK && minor < 0)
        return fail(fault, COMEBACK_VALUE, "%s: found \"%.*s\", expected 0 or more", column->name,
                    (int)(field->length < SHOWN ? field->length : SHOWN), field->text);
    if (status == COMEBACK_OK)
        file->sale.applied_minor = minor;
    return status;
}

static int set_field(struct sales_file *file, const struct export_column *column,
                     const struct csv_field *field, struct fault *fault)
{
    switch (column->role) {
    case EXPORT_FIELD:
        return sale_set(&file->sale, column->name, field->text, field->length, fault);
    case EXPORT_SCAN:
        return add_scans(&file->sale, field, fault);
    case EXPORT_TOTAL:
        return set_total(file, column, field, fault);
    case EXPORT_APPLIED:
        return set_applied(file, column, field, fault);
    default: /* of the line, or part of the sale's key */
        return COMEBACK_OK;
    }
}

static int disagree(struct sales_file *file, int i, const struct csv_field *field,
                    struct fault *fault)
{
    size_t length = file->said[i].length;
    return fail(fault, COMEBACK_VALUE, "%s: found \"%.*s\", expected \"%.*s\" as on another line",
                file->index.columns.list[i].name,
                (int)(field->length < SHOWN ? field->length : SHOWN), field->text,
                (int)(length < SHOWN ? length : SHOWN),
                (const char *)file->said_text.data + file->said[i].offset);
}

static bool is_of_sale(enum export_role role)
{
    return role == EXPORT_FIELD || (role >= EXPORT_CURRENCY && role < EXPORT_SKU);
}

/* So databases, data frames and spreadsheets write that there is nothing; taken for a number it
 * would be one customer of many. */
static bool is_nothing(const struct csv_field *field)
{
    static const char *const words[] = {"", "NULL", "null", "\\N", "nan", "NaN", "<NA>", "#N/A"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (field->length == strlen(words[i]) && memcmp(field->text, words[i], field->length) == 0)
            return true;
    return false;
}

/* What a line says of the sale: taken the first time, the same from then on. */
static int hear_field(struct sales_file *file, int i, const struct csv_field *field,
                      struct fault *fault)
{
    const struct export_column *column = &file->index.columns.list[i];
    if (file->said[i].length > 0) {
        bool same =
            file->said[i].length == field->length &&
            memcmp(file->said_text.data + file->said[i].offset, field->text, field->length) == 0;
        return same ? COMEBACK_OK : disagree(file, i, field, fault);
    }
    file->said[i].offset = file->said_text.length;
    file->said[i].length = field->length;
    bytes_add(&file->said_text, field->text, field->length);
    if (file->said_text.failed)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    return set_field(file, column, field, fault);
}

static int hear_line(struct sales_file *file, struct fault *fault)
{
    int status = COMEBACK_OK;
    for (int i = 0; i < file->index.columns.count && status == COMEBACK_OK; i++) {
        const struct export_column *column = &file->index.columns.list[i];
        const struct csv_field *field = &file->record.fields[column->place];
        if (is_of_sale(column->role) && !is_nothing(field))
            status = hear_field(file, i, field, fault);
    }
    if (status == COMEBACK_OK)
        status = sales_item_add(&file->index, &file->record, file->digits, &file->sale, fault);
    return status;
}

/* Of the first line, before any amount is read: decimals depend on the currency. What a later line
 * says must then be this one. */
static int hear_currency(struct sales_file *file, struct fault *fault)
{
    const struct export_options *options = file->index.options;
    const char *usual = options->currency[0] != '\0' ? options->currency : options->shop_currency;
    struct csv_field told = {usual, strlen(usual)};
    for (int i = 0; i < file->index.columns.count; i++) {
        const struct export_column *column = &file->index.columns.list[i];
        if (column->role != EXPORT_CURRENCY)
            continue;
        if (file->record.fields[column->place].length > 0)
            told = file->record.fields[column->place];
        int status = hear_field(file, i, &told, fault);
        if (status != COMEBACK_OK)
            return status;
    }
    int status = sale_set(&file->sale, "currency", told.text, told.length, fault);
    file->digits = USUAL_DIGITS;
    if (status == COMEBACK_OK)
        config_currency_digits(file->sale.currency, &file->digits);
    return status;
}

static int start_sale(struct sales_file *file, const struct sales_entry *entry, struct fault *fault)
{
    const struct sales_keys *keys = &file->index.keys;
    const char *kind = sales_key_kind(keys, entry->key);
    struct sale *sale = &file->sale;
    char ref[sizeof sale->ref];
    sale_clear(sale);
    memset(file->said, 0, sizeof file->said);
    bytes_reset(&file->said_text);
    int status = sale_start(sale, sales_key_host(keys, entry->key), fault);
    if (status == COMEBACK_OK)
        status = sale_set(sale, "kind", kind, strlen(kind), fault);
    if (status == COMEBACK_OK && !sales_index_ref(&file->index, entry, ref))
        status = fail(fault, COMEBACK_VALUE, "ref: %zu bytes, expected at most 64, with its day 53",
                      strlen(sales_key_ref(keys, entry->key)));
    if (status == COMEBACK_OK)
        status = sale_set(sale, "ref", ref, strlen(ref), fault);
    sale->at = entry->at;
    sale->at_told = true;
    return status;
}

static int read_lines(struct sales_file *file, const struct sales_entry *entry, uint32_t *at,
                      struct fault *fault)
{
    int status = start_sale(file, entry, fault);
    for (*at = entry->first_line; *at != SALES_NONE; *at = file->index.lines[*at].next) {
        sales_index_line(&file->index, &file->index.lines[*at], &file->record);
        if (status == COMEBACK_OK && *at == entry->first_line)
            status = hear_currency(file, fault);
        if (status == COMEBACK_OK)
            status = hear_line(file, fault);
        if (status != COMEBACK_OK)
            return status;
    }
    *at = entry->first_line;
    if (file->sale.kind == SALE_VOID && file->sale.original[0] == '\0')
        memcpy(file->sale.original, file->sale.ref, sizeof file->sale.ref);
    return sale_complete(&file->sale, fault);
}

static void tell_unused(struct sales_file *file, long line, int status, const struct fault *fault)
{
    char why[sizeof fault->text + 16];
    if (status == COMEBACK_OK)
        return;
    snprintf(why, sizeof why, "%s; not used", fault->text);
    export_account_note(&file->index.account, line, why);
}

/* The sale is told all the same; unsaid, a column that holds something else would never be seen. */
static void judge_contacts(struct sales_file *file, long line)
{
    const struct sale *sale = &file->sale;
    const char *country = file->index.options->shop_country;
    struct fault fault;
    char phone[PHONE_TEXT], email[EMAIL_TEXT];
    if (sale->customer_phone[0] != '\0')
        tell_unused(file, line, phone_normalise(sale->customer_phone, country, phone, &fault),
                    &fault);
    if (sale->customer_email[0] != '\0')
        tell_unused(file, line, email_normalise(sale->customer_email, (size_t)-1, email, &fault),
                    &fault);
}

static bool read_sale(struct sales_file *file, struct sales_entry *entry)
{
    struct fault fault;
    uint32_t at;
    fault.text[0] = '\0';
    if (read_lines(file, entry, &at, &fault) == COMEBACK_OK) {
        judge_contacts(file, file->index.lines[at].number);
        return true;
    }
    entry->refused = true;
    export_account_refuse(&file->index.account, file->index.lines[at].number, entry->line_count,
                          fault.text);
    return false;
}

struct sale *sales_file_next(struct sales_file *file)
{
    while (file->next < file->index.count) {
        struct sales_entry *entry = &file->index.sales[file->next++];
        if (!entry->refused && read_sale(file, entry))
            return &file->sale;
    }
    return NULL;
}

void sales_file_refuse(struct sales_file *file, const char *why)
{
    struct sales_entry *entry = &file->index.sales[file->next - 1];
    entry->refused = true;
    export_account_refuse(&file->index.account, file->index.lines[entry->first_line].number,
                          entry->line_count, why);
}

bool sales_file_identity(const struct sales_file *file, uint32_t number, struct sale *out)
{
    const struct sales_entry *entry = &file->index.sales[number];
    const char *kind = sales_key_kind(&file->index.keys, entry->key);
    return !entry->refused &&
           sale_start(out, sales_key_host(&file->index.keys, entry->key), NULL) == COMEBACK_OK &&
           sale_set(out, "kind", kind, strlen(kind), NULL) == COMEBACK_OK &&
           sales_index_ref(&file->index, entry, out->ref);
}
