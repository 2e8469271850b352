/* SPDX-License-Identifier: MIT */
#include "render.h"

#include "../drivers/document.h"
#include "../drivers/escpos.h"
#include "../drivers/escpos_drawn.h"

static bool has_page(const struct profile *profile, int number)
{
    for (int i = 0; i < PROFILE_PAGES && profile->pages[i].name != NULL; i++)
        if (profile->pages[i].number == number)
            return true;
    return false;
}

/*
 * The model without what cannot be put back where the printer stands so. A page that the model is
 * not known to have may not have been taken: then nobody knows which one is in force.
 */
static struct profile narrowed(const struct profile *profile, const struct standing *standing)
{
    struct profile narrow = *profile;
    narrow.codes = 0;
    narrow.commands &= ~(uint32_t)(PROFILE_ESC_R | PROFILE_FS_DOT | PROFILE_GS_NV);
    if (!has_page(profile, standing_code_page(standing)))
        narrow.commands &= ~(uint32_t)PROFILE_ESC_T;
    if (standing_is_plain(standing, STANDING_MARGIN) && standing_is_plain(standing, STANDING_WIDTH))
        narrow.commands &= ~(uint32_t)PROFILE_GS_AREA;
    return narrow;
}

struct note {
    const struct profile *profile;
    const char *page;
    const struct document *document;
    const struct standing *standing;
    struct bytes slip;
};

/* Lost letters are no text: dots say them. */
static int write_text(struct note *note, struct drv_fault *fault)
{
    struct profile narrow = narrowed(note->profile, note->standing);
    bool paged = has_page(note->profile, standing_code_page(note->standing));
    struct escpos *escpos;
    int status = escpos_open(&narrow, paged ? note->page : NULL, &escpos, fault);
    if (status != DRV_OK)
        return status;
    status = escpos_encode(escpos, note->document, ESCPOS_INSIDE, &note->slip, fault);
    if (status == DRV_OK && escpos_notice(escpos)[0] != '\0')
        status = drv_fail(fault, DRV_UNSUPPORTED, "%.200s", escpos_notice(escpos));
    escpos_close(escpos);
    return status;
}

static int write_dots(struct note *note, struct drv_fault *fault)
{
    unsigned dots = standing_area_dots(note->standing, note->profile->dots);
    return escpos_drawn(note->profile, dots, note->document, &note->slip, fault);
}

/* Slip and what puts it back, or neither. */
static int put_note(struct note *note, int (*write)(struct note *, struct drv_fault *),
                    struct bytes *out, struct drv_fault *fault)
{
    struct bytes back = {0};
    bytes_reset(&note->slip);
    int status = write(note, fault);
    if (status == DRV_OK &&
        !standing_put_back(note->standing, note->slip.data, note->slip.length, &back))
        status = drv_fail(fault, DRV_UNSUPPORTED, "the printer's settings there are not known");
    if (status == DRV_OK) {
        bytes_add(out, note->slip.data, note->slip.length);
        bytes_add(out, back.data, back.length);
    }
    bytes_free(&back);
    return status;
}

/* Without these text is refused whatever it is: no need to write it, which may open Pango. */
static bool takes_text(const struct standing *standing)
{
    return standing_knows(standing, STANDING_PAGE) && standing_knows(standing, STANDING_KANJI) &&
           standing_knows(standing, STANDING_FONT);
}

static int put_note_somehow(struct note *note, struct bytes *out, struct drv_fault *why)
{
    size_t before = out->length;
    int status = DRV_UNSUPPORTED;
    if (takes_text(note->standing))
        status = put_note(note, write_text, out, why);
    if (status != DRV_OK && status != DRV_MEMORY)
        status = put_note(note, write_dots, out, why);
    bytes_free(&note->slip);
    if (out->failed)
        out->length = before;
    return out->failed ? DRV_MEMORY : status;
}

int render_note_amid(const struct profile *profile, const char *page, const char *text,
                     size_t length, const struct standing *standing, struct bytes *out,
                     struct fault *fault)
{
    struct note note = {.profile = profile, .page = page, .standing = standing};
    const char *obstacle = standing_obstacle(standing);
    if (obstacle == NULL && !standing_at_line_start(standing))
        obstacle = "within a line";
    if (obstacle != NULL)
        return fail(fault, COMEBACK_REFUSED, "no note %s", obstacle);
    struct document *document = NULL;
    struct drv_fault why = {{0}};
    int status = document_parse(text, length, &document, &why);
    if (status == DRV_OK) {
        note.document = document;
        status = put_note_somehow(&note, out, &why);
        document_free(document);
    }
    if (status == DRV_OK)
        return COMEBACK_OK;
    if (status == DRV_UNSUPPORTED)
        return fail(fault, COMEBACK_REFUSED, "no note: %s", why.text);
    return fail(fault, status == DRV_MEMORY ? COMEBACK_MEMORY : COMEBACK_VALUE, "slip: %s",
                why.text);
}
