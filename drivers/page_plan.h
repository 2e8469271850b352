/* SPDX-License-Identifier: MIT */
/*
 * Which page says which character of a document, so that ESC t is sent least often.
 *
 * What it costs, and in this order: a character that is lost or bare of its marks although some
 * page has it (never done); a switch of pages; a character in its plain form. So a dash, a quote, a
 * euro or a drawn line is said by a page that has it where that is in force anyway, else plainly:
 * nothing is switched for it. Of equals the page that stands first in the profile, and the longer
 * stay. Where one page says all no more is looked for, nor, for typography alone, behind the
 * fourth; else dynamic programming over the characters that not all pages have, in the order in
 * which they are printed.
 *
 * Plain forms that take another number of cells ("EUR" for the euro) are the same throughout a
 * document: the whole form only where the plan, in the document's own order, says each one whole.
 *
 * The set must outlive the plan. Zero-initialise; ends with page_plan_free.
 */
#ifndef COMEBACK_DRIVERS_PAGE_PLAN_H
#define COMEBACK_DRIVERS_PAGE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"
#include "document.h"
#include "page_set.h"

struct page_plan {
    struct page_set *set;
    uint8_t first;                 /* the page that is in force at the beginning */
    bool several;                  /* else all is said by the first */
    bool lacks;                    /* something is on no page and loses more than its look */
    const struct text_page *cells; /* what layout.h needs to know: the characters that are said
                                      whole where their plain form is of another width */
    bool widths_chosen;
    struct text_page own_cells;
    struct bytes steps;
    uint32_t next;
};

/* Before the document is laid out. DRV_MEMORY. */
int page_plan_document(struct page_plan *plan, struct page_set *set,
                       const struct document *document, unsigned columns, struct drv_fault *fault);
/*
 * After it, where something lacks and rows with such characters will be drawn: these then take the
 * cells that they have in Unicode, and whatever stands beside them needs no page. DRV_MEMORY.
 */
int page_plan_draw(struct page_plan *plan, const struct document *document,
                   struct drv_fault *fault);

/*
 * Of a plan with several pages, once the layout stands: all text that is printed as text, in its
 * order, and then page_plan_solve. DRV_MEMORY.
 */
void page_plan_begin(struct page_plan *plan);
void page_plan_add(struct page_plan *plan, const char *text, size_t length);
int page_plan_solve(struct page_plan *plan, struct drv_fault *fault);
/*
 * Then, character by character in the same order: the page that is to be in force for it, `now`
 * where it does not matter, and in *from the page that its bytes come from.
 */
unsigned page_plan_next(struct page_plan *plan, uint32_t codepoint, unsigned now,
                        const struct text_page **from);

void page_plan_free(struct page_plan *plan);

#endif
