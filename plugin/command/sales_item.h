/* SPDX-License-Identifier: MIT */
/* One line of an export as an item of its sale, and the decimals that a line may say. */
#ifndef COMEBACK_SALES_ITEM_H
#define COMEBACK_SALES_ITEM_H

#include "../sale.h"
#include "sales_index.h"

/* Adds the item of a line, where it has one. digits: decimals of the sale's currency. */
int sales_item_add(const struct sales_index *index, const struct csv_record *record, int digits,
                   struct sale *sale, struct fault *fault);

/* A decimal field in minor units of a currency with that many decimals. */
int sales_item_money(const struct sales_index *index, const struct export_column *column,
                     const struct csv_field *field, int digits, int64_t *out, struct fault *fault);

#endif
