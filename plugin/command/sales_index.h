/* SPDX-License-Identifier: MIT */
/*
 * Which lines of an export make one sale: those of one (host, kind, ref) on one business day,
 * wherever they stand. Everything that is one question for the whole file is decided here: the
 * order of dates and the decimal sign.
 *
 * - A line without a time belongs to the sale of its ref that stands above it; a sale's time is the
 *   earliest of its lines.
 * - One ref on several business days is several sales: a POS whose numbers begin anew every day.
 *   Their refs get the day in front, "2011-03-07/123", so that they stay apart in the log; likewise
 *   every ref where `daily_refs` is set, so that another day's file names them in the same way.
 * - A line that is not understood spoils its sale, for half a sale would stay in the log for ever:
 *   that of its ref on the day above it, else the next; where its ref cannot be read, the sale
 * whose lines stand on both sides of it.
 * - Skipped, spoiling nothing: a line of empty fields, the header once more, and one with too few
 *   fields that has no ref or no time and whose ref no other line has: the footer of a report.
 *
 * The index takes 48 bytes a line and about 100 a sale; the text stays as it is.
 */
#ifndef COMEBACK_SALES_INDEX_H
#define COMEBACK_SALES_INDEX_H

#include "export_account.h"
#include "export_amount.h"
#include "export_columns.h"
#include "export_options.h"
#include "export_time.h"
#include "sales_keys.h"
#include "terminal.h"

#define SALES_NONE UINT32_MAX

struct sales_line {
    uint64_t offset;
    uint32_t number;         /* from 1, the header's being 1 */
    uint32_t key;            /* SALES_KEY_NONE: its ref cannot be read */
    uint32_t next;           /* line of the same sale; SALES_NONE */
    struct export_time time; /* of no order where the line has none */
    uint8_t state;
};

struct sales_entry {
    struct moment at;
    int32_t day; /* the business day */
    uint32_t key;
    uint32_t first_line, last_line; /* in lines[] */
    uint32_t line_count;
    uint32_t earlier;     /* the sale of this key before it; SALES_NONE */
    uint32_t broken_line; /* number of one of its lines that is not understood; 0 */
    bool refused;         /* not understood, or refused when it was told */
};

/* Does the file write 1.5 or 1,5? */
struct decimal_survey {
    bool points, commas;
    long line; /* of the first amount that may be either; 0 */
    const char *field;
    char value[40];
};

struct sales_index {
    const char *name;
    const char *text; /* the caller's; UTF-8 without a byte order mark */
    size_t length;
    struct csv csv;
    struct export_options *options; /* the caller's; it caches what its rules last matched */
    struct export_columns columns;
    struct export_account account;
    struct sales_keys keys;
    struct sales_line *lines;
    uint32_t line_count, line_capacity;
    struct sales_entry *sales; /* by time; at one time by place in the file */
    uint32_t count, capacity;
    uint8_t dates; /* orders in which every date is one */
    char decimal;  /* '.', ',' or 0 */
    struct decimal_survey survey;
};

/* EXIT_DONE, or EXIT_REFUSED or EXIT_USAGE, told; free it in any case. length > 0. */
int sales_index_read(struct sales_index *index, const char *name, const char *text, size_t length,
                     struct export_options *options, struct progress *progress);
void sales_index_free(struct sales_index *index);

/* The record of a line, with a mistake where it has not as many fields as the header. */
void sales_index_line(const struct sales_index *index, const struct sales_line *line,
                      struct csv_record *record);
/* The ref as it is told: with its day in front where that is needed. False where that is too long
 * for a ref of comeback.h. */
bool sales_index_ref(const struct sales_index *index, const struct sales_entry *sale, char out[65]);

#endif
