/* SPDX-License-Identifier: MIT */
/*
 * RFC 4180 out of memory, a record at a time. Our own and not libcsv, which knows no line numbers,
 * takes a lone CR for the end of a record, and cannot go on behind a mistake; replay needs all
 * three, and to read a record again by its offset.
 *
 * Fields are split by commas or whatever `delimiter` is; a field may stand in quotes, then with
 * delimiters, line breaks and doubled quotes inside. In a field that does not begin with one, a
 * quote is a letter, which RFC 4180 forbids and many exports write. LF or CRLF. Empty lines are
 * skipped. Limits: CSV_FIELDS_MAX fields, CSV_RECORD_MAX bytes a record.
 */
#ifndef COMEBACK_CSV_H
#define COMEBACK_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "../../drivers/bytes.h"

enum { CSV_FIELDS_MAX = 256, CSV_RECORD_MAX = 64 * 1024 };

struct csv {
    const char *text;
    size_t length;
    size_t offset; /* of the record that is read next */
    long line;     /* that it begins on, from 1 */
    char delimiter;
};

struct csv_field {
    const char *text; /* not NUL-terminated */
    size_t length;
};

struct csv_record {
    size_t offset;
    long line;
    int count;
    struct csv_field fields[CSV_FIELDS_MAX];
    size_t doubled[CSV_FIELDS_MAX]; /* 1 + offset in unquoted, for it may move while it grows */
    struct bytes unquoted;          /* where doubled quotes were; fields point here */
    const char *mistake;            /* why the record cannot be read; NULL */
    bool unended;                   /* the text ends without a line break behind it */
};

/* The one of , ; tab | that the first line has most of outside quotes; a comma where none. */
char csv_find_delimiter(const char *text, size_t length);

/*
 * False at the end of the text. A record with a mistake is one line long, so that reading goes on
 * behind it; `count` says how many of its fields came before that. `record` starts zeroed and ends
 * with csv_record_free; what it held is overwritten.
 */
bool csv_read(struct csv *csv, struct csv_record *record);
void csv_record_free(struct csv_record *record);

#endif
