/* SPDX-License-Identifier: MIT */
/* The first half of the index: every line read once. Of sales_index.c alone. */
#ifndef COMEBACK_SALES_LINES_H
#define COMEBACK_SALES_LINES_H

#include "sales_index.h"

enum sales_line_state {
    LINE_GOOD,
    LINE_BROKEN,
    LINE_EMPTY,
    LINE_HEADER,
};

/* Fills in lines, keys, dates and the survey. EXIT_REFUSED where memory is out, told. */
int sales_lines_read(struct sales_index *index, struct progress *progress);

/* Why a line is not good. Its record is read again. */
struct sales_line_fault {
    char why[160];
    bool stray; /* too few fields, and no ref or no time: perhaps no line of a sale at all */
};
void sales_line_explain(const struct sales_index *index, const struct sales_line *line,
                        struct csv_record *record, struct sales_line_fault *out);

#endif
