/* SPDX-License-Identifier: MIT */
#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { SHOWN_BYTES = 60 };

struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
}

/* The length of the character that can be shown at `at`, or 0. */
static size_t shown_character(const char *at, size_t left)
{
    utf8proc_int32_t point;
    utf8proc_ssize_t length =
        utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)left, &point);
    if (length < 1 || point < 0x20 || (point >= 0x7F && point < 0xA0))
        return 0;
    return (size_t)length;
}

static void write_quoted(FILE *out, struct span found)
{
    fputc('"', out);
    size_t at = 0;
    while (at < found.length && at < SHOWN_BYTES) {
        size_t length = shown_character(found.text + at, found.length - at);
        if (length == 0)
            fprintf(out, "\\x%02x", (unsigned char)found.text[at]);
        fwrite(found.text + at, 1, length, out);
        at += length > 0 ? length : 1;
    }
    fputs(at < found.length ? "…\"" : "\"", out);
}

static void write_fault(FILE *out, const char *where, struct span found)
{
    if (where != NULL)
        fprintf(out, "%s: ", where);
    fputs("found ", out);
    if (found.text != NULL)
        write_quoted(out, found);
    else
        fputs("nothing", out);
    fputs(", expected ", out);
}

/* open_memstream reports a lack of memory at the latest when it is closed. */
static char *close_text(FILE *stream, char **text)
{
    bool lost = ferror(stream) != 0;
    if (fclose(stream) == 0 && !lost)
        return *text;
    free(*text);
    return NULL;
}

static void keep(struct fault_list *list, int line, char *text)
{
    if (text == NULL)
        list->failed = true;
    else
        list->faults[list->kept++] = (struct fault){line, text};
}

void fault_add(struct fault_list *list, int line, const char *where, struct span found,
               const char *expected, ...)
{
    list->count++;
    if (list->kept == FAULTS_KEPT || list->failed)
        return;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) {
        list->failed = true;
        return;
    }
    write_fault(out, where, found);
    va_list arguments;
    va_start(arguments, expected);
    vfprintf(out, expected, arguments);
    va_end(arguments);
    keep(list, line, close_text(out, &text));
}

/* Insertion sort: stable, so the mistakes of one line stay in the order in which they were found.
 */
static void sort_by_line(struct fault_list *list)
{
    for (size_t i = 1; i < list->kept; i++) {
        struct fault fault = list->faults[i];
        size_t at = i;
        for (; at > 0 && list->faults[at - 1].line > fault.line; at--)
            list->faults[at] = list->faults[at - 1];
        list->faults[at] = fault;
    }
}

static char *join(const struct fault_list *list, const char *name)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < list->kept; i++)
        fprintf(out, "%s:%d: %s\n", name, list->faults[i].line, list->faults[i].text);
    if (list->count > list->kept)
        fprintf(out, "%s: and %zu more mistakes\n", name, list->count - list->kept);
    return close_text(out, &text);
}

static void empty(struct fault_list *list)
{
    for (size_t i = 0; i < list->kept; i++)
        free(list->faults[i].text);
    *list = (struct fault_list){0};
}

int fault_tell(struct fault_list *list, const char *name, struct config_faults *out)
{
    int status = list->failed ? CONFIG_MEMORY : list->count > 0 ? CONFIG_WRONG : CONFIG_OK;
    if (status == CONFIG_WRONG && out != NULL) {
        sort_by_line(list);
        out->text = join(list, name);
        out->count = list->count;
        if (out->text == NULL)
            status = CONFIG_MEMORY;
    }
    empty(list);
    return status;
}
