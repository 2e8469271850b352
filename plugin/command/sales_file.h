/* SPDX-License-Identifier: MIT */
/*
 * A CSV of sales in order of time. The header names fields as comeback.h does, besides `host`
 * ("replay" where there is none), `item.sku item.name item.category item.quantity_milli
 * item.amount_minor`, and `scan`, codes separated by blanks. ref and at must be there. With item
 * columns, consecutive lines of one (host, kind, ref) are one sale; what else they say must be
 * empty or the same.
 *
 * The text stays in memory as it is, and an index of 24 bytes a sale is sorted; a sale is read when
 * its turn comes. A sale with a line that is not understood is left out whole, for half a sale
 * would stay in the log for ever. Every such line is told as FILE:LINE: why, and counted.
 */
#ifndef COMEBACK_SALES_FILE_H
#define COMEBACK_SALES_FILE_H

#include "../sale.h"
#include "csv.h"

#define SALES_FILE_MAX (INT64_C(4) << 30)

struct sales_entry {
    int64_t at_ms;
    uint64_t offset;
    uint32_t line;
    uint32_t refused; /* not understood, or refused when it was told */
};

struct column;

struct sales_file {
    const char *name;
    struct csv csv; /* over the whole text, which the caller keeps */
    struct column *columns;
    int column_count;
    bool has_items;
    struct sales_entry *entries; /* by time; at one time by place in the file */
    size_t count, capacity;
    size_t next;
    struct sale sale; /* what sales_file_next handed out last */
    struct csv_record records[2];
    int64_t lines, lines_refused;
};

/* EXIT_DONE, or EXIT_REFUSED with everything freed. */
int sales_file_open(struct sales_file *file, const char *name, const struct bytes *text);
void sales_file_close(struct sales_file *file);

/* The next sale that is understood, complete; NULL at the end. Lives until the next call. */
struct sale *sales_file_next(struct sales_file *file);
/* The sale handed out last was refused, and why. */
void sales_file_refuse(struct sales_file *file, const char *why);

/* Who an entry is, for looking it up once it was told; false where it was refused. The texts are
 * as large as struct sale's. */
bool sales_file_identity(struct sales_file *file, size_t index, struct sale *out);

#endif
