/* SPDX-License-Identifier: MIT */
#include "sales_item.h"

#include <string.h>

enum { SHOWN = 60, MILLI_DIGITS = 3 };

static const struct export_amount one = {1, 0};
static const struct csv_field nothing = {"", 0};

static struct csv_field field_of(const struct sales_index *index, const struct csv_record *record,
                                 enum export_role role)
{
    int place = index->columns.place[role];
    return place < 0 ? nothing : record->fields[place];
}

static int refuse(const char *name, const struct csv_field *field, const char *expected,
                  struct fault *fault)
{
    return fail(fault, COMEBACK_VALUE, "%s: found \"%.*s\", expected %s", name,
                (int)(field->length < SHOWN ? field->length : SHOWN), field->text, expected);
}

static int read_decimal(const struct sales_index *index, const char *name,
                        const struct csv_field *field, struct export_amount *out,
                        struct fault *fault)
{
    if (export_amount_read(field->text, field->length, index->decimal, out))
        return COMEBACK_OK;
    return refuse(name, field,
                  index->decimal == ',' ? "an amount such as 2,55" : "an amount such as 2.55",
                  fault);
}

static int multiply(const char *name, const struct csv_field *field, struct export_amount a,
                    struct export_amount b, int digits, int64_t *out, struct fault *fault)
{
    if (export_amount_product(a, b, digits, SALE_MINOR_MAX, out))
        return COMEBACK_OK;
    return refuse(name, field, "at most 1000000000000 minor units", fault);
}

int sales_item_money(const struct sales_index *index, const struct export_column *column,
                     const struct csv_field *field, int digits, int64_t *out, struct fault *fault)
{
    struct export_amount amount;
    int status = read_decimal(index, column->name, field, &amount, fault);
    if (status == COMEBACK_OK)
        status = multiply(column->name, field, amount, one, digits, out, fault);
    return status;
}

/* The line's amount out of the decimals that it has. */
static int find_amount(const struct sales_index *index, const struct csv_record *record,
                       struct export_amount quantity, int digits, int64_t *out, struct fault *fault)
{
    struct csv_field field = field_of(index, record, EXPORT_AMOUNT);
    const char *name = field.length > 0 ? "item.amount" : "item.price";
    struct export_amount amount;
    if (field.length > 0)
        quantity = one;
    else
        field = field_of(index, record, EXPORT_PRICE);
    if (field.length == 0)
        return fail(fault, COMEBACK_VALUE, "%s: missing",
                    index->columns.place[EXPORT_AMOUNT] >= 0  ? "item.amount"
                    : index->columns.place[EXPORT_PRICE] >= 0 ? "item.price"
                                                              : "item.amount_minor");
    int status = read_decimal(index, name, &field, &amount, fault);
    if (status == COMEBACK_OK)
        status = multiply(name, &field, quantity, amount, digits, out, fault);
    return status;
}

static int read_quantity(const struct sales_index *index, const struct csv_record *record,
                         struct export_amount *quantity, int64_t *milli, struct fault *fault)
{
    struct csv_field field = field_of(index, record, EXPORT_QUANTITY);
    if (field.length == 0)
        return COMEBACK_OK;
    int status = read_decimal(index, "item.quantity", &field, quantity, fault);
    if (status == COMEBACK_OK &&
        !export_amount_product(*quantity, one, MILLI_DIGITS, SALE_MINOR_MAX, milli))
        status = refuse("item.quantity", &field, "at most 1000000000", fault);
    return status;
}

/* The last two of these go before what decimals say. */
static int set_own_numbers(const struct sales_index *index, const struct csv_record *record,
                           struct sale *sale, struct fault *fault)
{
    static const struct {
        enum export_role role;
        const char *name;
    } numbers[] = {{EXPORT_QUANTITY_MILLI, "quantity_milli"},
                   {EXPORT_AMOUNT_MINOR, "amount_minor"}};
    int status = COMEBACK_OK;
    for (size_t i = 0; i < 2 && status == COMEBACK_OK; i++) {
        struct csv_field field = field_of(index, record, numbers[i].role);
        if (field.length > 0)
            status = sale_item_set(sale, numbers[i].name, field.text, field.length, fault);
    }
    return status;
}

/* Cut behind what an item's text may have, so that it is refused there. */
static int copy_text(const struct csv_field *field, const char *name,
                     char out[SALE_ITEM_TEXT_MAX + 2], struct fault *fault)
{
    size_t length = field->length <= SALE_ITEM_TEXT_MAX ? field->length : SALE_ITEM_TEXT_MAX + 1;
    if (memchr(field->text, '\0', length) != NULL)
        return fail(fault, COMEBACK_VALUE, "item %s: a NUL inside", name);
    memcpy(out, field->text, length);
    out[length] = '\0';
    return COMEBACK_OK;
}

static bool has_item(const struct sales_index *index, const struct csv_record *record)
{
    for (int role = EXPORT_SKU; role < EXPORT_ROLES; role++)
        if (field_of(index, record, (enum export_role)role).length > 0)
            return true;
    return false;
}

int sales_item_add(const struct sales_index *index, const struct csv_record *record, int digits,
                   struct sale *sale, struct fault *fault)
{
    static const char *const names[] = {"sku", "name", "category"};
    char text[3][SALE_ITEM_TEXT_MAX + 2];
    struct export_amount quantity = one;
    int64_t milli = 1000, amount_minor = 0;
    int status = COMEBACK_OK;
    if (!has_item(index, record))
        return COMEBACK_OK;
    for (int i = 0; i < 3 && status == COMEBACK_OK; i++) {
        struct csv_field field = field_of(index, record, (enum export_role)(EXPORT_SKU + i));
        status = copy_text(&field, names[i], text[i], fault);
    }
    if (status == COMEBACK_OK)
        status = read_quantity(index, record, &quantity, &milli, fault);
    if (status == COMEBACK_OK && field_of(index, record, EXPORT_AMOUNT_MINOR).length == 0)
        status = find_amount(index, record, quantity, digits, &amount_minor, fault);
    if (status == COMEBACK_OK)
        status = sale_add_item(sale, text[0], text[1], text[2], milli, amount_minor, fault);
    if (status == COMEBACK_OK)
        status = set_own_numbers(index, record, sale, fault);
    return status;
}
