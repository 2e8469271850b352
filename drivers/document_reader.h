/* SPDX-License-Identifier: MIT */
/*
 * Reading a document line by line: the state that ReceiptLine properties leave behind for the
 * lines below them. Used by document_parse and document_wrap.
 */
#ifndef COMEBACK_DRIVERS_DOCUMENT_READER_H
#define COMEBACK_DRIVERS_DOCUMENT_READER_H

#include "document_parts.h"
#include "segment.h"

/* What {option:} says of the codes and pictures below it. */
struct document_option {
    uint8_t symbol; /* enum document_symbol */
    uint8_t cell_dots, bar_dots, height_dots;
    char level;
    bool hri, dither;
};

struct document_reader {
    const char *start, *end; /* the text, in normal form C and without a byte order mark */
    struct bytes normal;     /* empty where the caller's text was in that form already */
    struct passed passed;
    struct document *document;
    struct document_format format;
    bool format_changed;
    struct document_option option;
    unsigned images; /* so far */
    uint8_t align;   /* of the property that is being read */
    uint16_t number; /* of the line being read, from 1 */
    struct drv_fault *fault;
};

/* Judges the text as a whole and takes the memory; the text must outlive the reader. */
int document_reader_open(struct document_reader *reader, const char *text, size_t length,
                         struct drv_fault *fault);
/* Frees what reading needed, and the document unless *out takes it (out may be NULL). */
void document_reader_close(struct document_reader *reader, struct document **out);

/* Adds a line of the format in force. */
struct document_line *document_add_line(struct document_reader *reader, enum document_kind kind);

/* DRV_LIMIT where the line is too long for what it is; segment_split's answer. */
int document_check_line(const struct document_reader *reader, ptrdiff_t length,
                        const struct segment *segments, size_t count);

/* As it is where no {option:} was said. */
void document_reset_option(struct document_reader *reader);

/* One {property} of its own line, braces included. */
int document_read_property(struct document_reader *reader, const struct segment *segment);

#endif
