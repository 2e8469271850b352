/* SPDX-License-Identifier: MIT */
/*
 * A CSV of sales, our own or a POS's export, in order of time. export_columns.h says which fields
 * it may have, sales_index.h which lines make a sale.
 *
 * The text stays in memory as it is; a sale is read when its turn comes. What its lines say of the
 * sale itself must be the same wherever it is not empty; a currency must stand on the first line.
 * Totals are sums of the items where none is given. An item's amount is item.amount_minor, else
 * item.amount, else item.quantity × item.price, rounded once to the currency's minor unit, half
 * away from zero; its quantity is 1 where none is given, rounded to thousandths.
 * A void without `original` undoes the sale of its own ref.
 *
 * What is nothing in a database's dump, NULL or \N, is nothing here. A phone or an e-mail address
 * that cannot be one is told and not used; its sale is.
 *
 * A sale with a line that is not understood is left out whole, for half a sale would stay in the
 * log for ever. Every such line is told and counted: export_account.h.
 */
#ifndef COMEBACK_SALES_FILE_H
#define COMEBACK_SALES_FILE_H

#include "../sale.h"
#include "sales_index.h"

#define SALES_FILE_MAX (INT64_C(4) << 30)

struct sales_file {
    struct sales_index index;
    uint32_t next;    /* in index.sales */
    struct sale sale; /* what sales_file_next handed out last */
    uint8_t digits;   /* decimals of its currency */
    struct csv_record record;
    struct { /* what the lines so far said of the sale, by column */
        size_t offset, length;
    } said[EXPORT_COLUMNS_MAX];
    struct bytes said_text;
};

/* text is converted to UTF-8 and the caller's to keep. EXIT_DONE, or EXIT_REFUSED or EXIT_USAGE
 * with everything freed. options is the caller's to keep, too. */
int sales_file_open(struct sales_file *file, const char *name, struct bytes *text,
                    struct export_options *options, struct progress *progress);
void sales_file_close(struct sales_file *file);

/* The next sale that is understood, complete; NULL at the end. Lives until the next call. */
struct sale *sales_file_next(struct sales_file *file);
/* The sale handed out last was refused, and why. */
void sales_file_refuse(struct sales_file *file, const char *why);

/* Who an entry is, for looking it up once it was told; false where it was refused. Of *out only
 * host, kind and ref are set. */
bool sales_file_identity(const struct sales_file *file, uint32_t number, struct sale *out);

#endif
