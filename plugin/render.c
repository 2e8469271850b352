/* SPDX-License-Identifier: MIT */
#include "render.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "../drivers/document.h"
#include "../drivers/escpos.h"
#include "../drivers/paper/paper.h"

enum { GAP_DOTS = 16 }; /* between two sheets in one picture */

struct job {
    struct escpos *escpos;
    struct document *document;
    const struct profile *profile;
    bool inside;
};

static int make_escpos(const struct job *job, struct bytes *out, struct drv_fault *fault)
{
    return escpos_encode(job->escpos, job->document, job->inside ? ESCPOS_INSIDE : ESCPOS_SLIP, out,
                         fault);
}

static int make_text(const struct job *job, struct bytes *out, struct drv_fault *fault)
{
    return escpos_plain(job->escpos, job->document, out, fault);
}

/* All sheets below one another, a cut shown as a gap; dots are the caller's to free. */
static int stack_sheets(const struct paper *paper, struct paper_sheet *out, struct bytes *dots,
                        struct drv_fault *fault)
{
    if (paper_sheet_count(paper) == 0)
        return drv_fail(fault, DRV_INVALID, "an empty slip");
    *out = *paper_sheet_at(paper, 0);
    out->height_dots = 0;
    for (size_t i = 0; i < paper_sheet_count(paper); i++) {
        const struct paper_sheet *sheet = paper_sheet_at(paper, i);
        uint32_t gap = i == 0 ? 0 : GAP_DOTS;
        uint8_t *blank = bytes_grow(dots, gap * sheet->stride);
        if (blank != NULL)
            memset(blank, 0, gap * sheet->stride);
        bytes_add(dots, sheet->dots, sheet->height_dots * sheet->stride);
        out->height_dots += sheet->height_dots + gap;
    }
    out->dots = dots->data;
    return dots->failed ? drv_fail(fault, DRV_MEMORY, "out of memory") : DRV_OK;
}

static int make_png(const struct job *job, struct bytes *out, struct drv_fault *fault)
{
    struct bytes bytes = {0}, dots = {0};
    struct paper *paper = NULL;
    struct paper_sheet sheet;
    int status = escpos_encode(job->escpos, job->document, ESCPOS_SLIP, &bytes, fault);
    if (status == DRV_OK)
        status = paper_print(bytes.data, bytes.length, job->profile, &paper, fault);
    if (status == DRV_OK)
        status = stack_sheets(paper, &sheet, &dots, fault);
    if (status == DRV_OK)
        status = paper_png(&sheet, out, fault);
    paper_free(paper);
    bytes_free(&dots);
    bytes_free(&bytes);
    return status;
}

static void add_escaped(struct bytes *out, const struct bytes *text)
{
    static const struct {
        char letter;
        const char *entity;
    } entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
    for (size_t i = 0; i < text->length; i++) {
        const char *entity = NULL;
        for (size_t e = 0; e < sizeof entities / sizeof entities[0]; e++)
            if (entities[e].letter == (char)text->data[i])
                entity = entities[e].entity;
        if (entity != NULL)
            bytes_add_text(out, entity);
        else
            bytes_add_byte(out, text->data[i]);
    }
}

static void add_base64(struct bytes *out, const struct bytes *data)
{
    size_t room = sodium_base64_encoded_len(data->length, sodium_base64_VARIANT_ORIGINAL);
    uint8_t *place = bytes_grow(out, room);
    if (place == NULL)
        return;
    sodium_bin2base64((char *)place, room, data->data, data->length,
                      sodium_base64_VARIANT_ORIGINAL);
    out->length--; /* its NUL */
}

/* The paper as a picture, and its words for who does not see it. */
static int make_html(const struct job *job, struct bytes *out, struct drv_fault *fault)
{
    struct bytes text = {0}, png = {0};
    int status = make_text(job, &text, fault);
    if (status == DRV_OK)
        status = make_png(job, &png, fault);
    if (status == DRV_OK) {
        bytes_add_text(out, "<img class=\"comeback-slip\" alt=\"");
        add_escaped(out, &text);
        bytes_add_text(out, "\" src=\"data:image/png;base64,");
        add_base64(out, &png);
        bytes_add_text(out, "\">");
    }
    bytes_free(&png);
    bytes_free(&text);
    return status;
}

static const struct {
    const char *form;
    int (*make)(const struct job *, struct bytes *, struct drv_fault *);
} forms[] = {{"", make_escpos}, {"text", make_text}, {"html", make_html}, {"png", make_png}};

static int make(struct job *job, const char *page, const char *text, size_t length, size_t form,
                struct bytes *out, struct drv_fault *fault)
{
    int status = document_parse(text, length, &job->document, fault);
    if (status == DRV_OK)
        status = escpos_open(job->profile, page, &job->escpos, fault);
    if (status == DRV_OK)
        status = forms[form].make(job, out, fault);
    escpos_close(job->escpos);
    document_free(job->document);
    return status;
}

int render_slip(const struct profile *profile, const char *page, const char *text, size_t length,
                const char *form, bool inside, struct bytes *out, struct fault *fault)
{
    struct job job = {.profile = profile, .inside = inside};
    struct drv_fault why = {{0}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(forms[i].form, form) != 0)
            continue;
        int status = make(&job, page, text, length, i, out, &why);
        if (status == DRV_OK && !out->failed)
            return COMEBACK_OK;
        return fail(fault, status == DRV_MEMORY || out->failed ? COMEBACK_MEMORY : COMEBACK_VALUE,
                    "slip: %s", why.text);
    }
    return fail(fault, COMEBACK_UNKNOWN_FIELD, "unknown form of a slip \"%.40s\"", form);
}
