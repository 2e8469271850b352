/* SPDX-License-Identifier: MIT */
/*
 * Which column of an export says what. Either the header has our own names, or a mapping says which
 * header means which of them: FIELD=Header,FIELD="Net, total",… , a header in quotes as in CSV
 * where a comma or a quote is in it. Blanks around a header do not matter, capitals do. One header
 * may mean several fields.
 *
 * Names are those of comeback.h, and besides: host, scan, time (of day, where `at` is a date
 * alone); of the line item.sku item.name item.category item.quantity_milli item.amount_minor; and
 * as decimals item.quantity, item.price (of one), item.amount (of the line), total,
 * discount.applied.
 */
#ifndef COMEBACK_EXPORT_COLUMNS_H
#define COMEBACK_EXPORT_COLUMNS_H

#include <stdbool.h>

#include "csv.h"

enum { EXPORT_COLUMNS_MAX = 64, EXPORT_NAME = 64, EXPORT_HEADER = 128 };

enum export_role {
    EXPORT_FIELD, /* any other that sale_set knows */
    EXPORT_HOST,
    EXPORT_KIND,
    EXPORT_REF,
    EXPORT_AT,
    EXPORT_TIME,
    EXPORT_CURRENCY,
    EXPORT_SCAN,
    EXPORT_TOTAL,
    EXPORT_APPLIED,
    EXPORT_SKU, /* from here on of the line, not of the sale */
    EXPORT_ITEM_NAME,
    EXPORT_CATEGORY,
    EXPORT_QUANTITY_MILLI,
    EXPORT_AMOUNT_MINOR,
    EXPORT_QUANTITY,
    EXPORT_PRICE,
    EXPORT_AMOUNT,
    EXPORT_ROLES,
};

struct export_column {
    enum export_role role;
    int place; /* in a record, from 0 */
    char name[EXPORT_NAME];
};

struct export_columns {
    int count;
    struct export_column list[EXPORT_COLUMNS_MAX];
    int place[EXPORT_ROLES]; /* by role; -1: none. Of EXPORT_FIELD unused */
    int width;               /* fields of a record */
    bool has_items;
    char ref_header[EXPORT_HEADER]; /* by which a repeated header is known */
};

/* mapping NULL: our own names; a column with another is told. Else EXIT_REFUSED, told. */
int export_columns_read(const char *file, const struct csv_record *header, const char *mapping,
                        struct export_columns *out);
/* Place in a record of a field by its name, or -1. */
int export_columns_find(const struct export_columns *columns, const char *name);
/* Whether a decimal stands there. */
bool export_role_is_decimal(enum export_role role);

#endif
