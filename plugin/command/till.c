/* SPDX-License-Identifier: MIT */
#include "till.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../drivers/document.h"
#include "../../drivers/escpos.h"
#include "../../drivers/printer.h"
#include "files.h"

enum { PRINT_MS = 10000, ESCPOS_MAX = 1 << 20 };

static const char reset[] = "\x1b@";
static const char feed_and_cut[] = "\n\n\x1dVB";

static void add_line(struct bytes *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add_line(struct bytes *out, const char *format, ...)
{
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    bytes_add_text(out, line);
    bytes_add_text(out, "\n");
}

static void add_amount(struct bytes *out, const char *look, const char *name, int64_t minor)
{
    add_line(out, "|%s%s | %s%s%lld.%02lld|", look, name, look, minor < 0 ? "-" : "",
             llabs(minor) / 100, llabs(minor) % 100);
}

/* ReceiptLine, as a till that knows it would write. */
static void write_receipt(const struct till_receipt *receipt, struct bytes *out)
{
    add_line(out, "^^^\"%s\"", receipt->shop);
    add_line(out, "%s\n", receipt->address);
    add_line(out, "|%s | %s|", receipt->date, receipt->ref);
    add_line(out, "-");
    for (const struct till_item *item = receipt->items; item->name != NULL; item++)
        add_amount(out, "", item->name, item->amount_minor);
    if (receipt->discount_minor != 0)
        add_amount(out, "", "Discount", -receipt->discount_minor);
    add_line(out, "-");
    add_amount(out, "^^", "TOTAL EUR", receipt->total_minor);
    bytes_add_text(out, "\n");
}

int till_make_receipt(const struct till_receipt *receipt, const struct profile *profile,
                      struct bytes *out)
{
    struct drv_fault fault = {{0}};
    struct bytes text = {0};
    struct document *document = NULL;
    struct escpos *escpos = NULL;
    write_receipt(receipt, &text);
    int status = document_parse((const char *)text.data, text.length, &document, &fault);
    if (status == DRV_OK)
        status = escpos_open(profile, NULL, &escpos, &fault);
    bytes_add(out, reset, 2);
    if (status == DRV_OK)
        status = escpos_encode(escpos, document, ESCPOS_INSIDE, out, &fault);
    bytes_add(out, receipt->note, receipt->note_length);
    bytes_add(out, feed_and_cut, sizeof feed_and_cut); /* its NUL is the cut's last byte */
    escpos_close(escpos);
    document_free(document);
    bytes_free(&text);
    return status == DRV_OK && !out->failed ? EXIT_DONE
                                            : tell(EXIT_REFUSED, "receipt: %s", fault.text);
}

int till_print(const struct till_paper *paper, const struct profile *profile,
               const struct bytes *escpos)
{
    char uri[PATH_MAX + 16];
    struct printer_claim claim;
    const struct printer_port port = {.uri = uri, .folder = "/", .profile = profile};
    const struct printer_patience patience = {.job_ms = PRINT_MS};
    snprintf(uri, sizeof uri, "virtual:%s", paper->printer_folder);
    if (printer_send(&port, escpos->data, escpos->length, 0, &patience, &claim) != DRV_OK)
        return tell(EXIT_REFUSED, "%s: %s", uri, claim.reason);
    return EXIT_DONE;
}

static int is_picture(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && strcmp(entry->d_name + length - 4, ".png") == 0;
}

static int take_picture(struct till_paper *paper, const char *file, int number, const char *what,
                        int sheet)
{
    char from[PATH_MAX + 64], to[PATH_MAX + 64], name[32];
    if (paper->picture_count == sizeof paper->pictures / sizeof paper->pictures[0])
        return tell(EXIT_REFUSED, "more than 64 pictures");
    snprintf(name, sizeof name, sheet == 0 ? "%02d-%.16s.png" : "%02d-%.16s-%d.png", number, what,
             sheet + 1);
    snprintf(from, sizeof from, "%s/%.40s", paper->printer_folder, file);
    snprintf(to, sizeof to, "%s/%s", paper->folder, name);
    if (rename(from, to) != 0)
        return tell(EXIT_REFUSED, "%s: %s", to, strerror(errno));
    memcpy(paper->pictures[paper->picture_count++], name, sizeof name);
    return EXIT_DONE;
}

/* 000003.png's bytes are in 000003.escpos. */
static int read_bytes(const struct till_paper *paper, const char *file, struct bytes *out)
{
    char path[PATH_MAX + 64];
    snprintf(path, sizeof path, "%s/%.6s.escpos", paper->printer_folder, file);
    return file_read(path, ESCPOS_MAX, out);
}

int till_gather(struct till_paper *paper, int number, const char *what, struct bytes *escpos)
{
    struct dirent **found;
    int count = scandir(paper->printer_folder, &found, is_picture, alphasort);
    int status = EXIT_DONE;
    if (count < 0)
        return errno == ENOENT
                   ? EXIT_DONE
                   : tell(EXIT_REFUSED, "%s: %s", paper->printer_folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        if (i == 0 && escpos != NULL)
            status = read_bytes(paper, found[i]->d_name, escpos);
        if (status == EXIT_DONE)
            status = take_picture(paper, found[i]->d_name, number, what, i);
        free(found[i]);
    }
    free(found);
    return status;
}
