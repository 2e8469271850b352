/* SPDX-License-Identifier: MIT */
/*
 * The code pages of one profile, and which of them says a text best: one page a slip, one switch.
 * No pointer leads out of it; it may be copied, and nothing is to be freed.
 */
#ifndef COMEBACK_DRIVERS_PAGE_SET_H
#define COMEBACK_DRIVERS_PAGE_SET_H

#include <stddef.h>
#include <stdint.h>

#include "document.h"
#include "profile.h"
#include "status.h"
#include "text.h"

struct page_set {
    uint8_t count;
    struct page_set_entry {
        uint8_t number; /* ESC t n */
        struct text_page page;
    } entries[PROFILE_PAGES];
};

/*
 * All of the profile's pages, or `only` the one of that name. DRV_UNSUPPORTED where the profile has
 * no such page or none at all, or iconv does not know one.
 */
int page_set_open(const struct profile *profile, const char *only, struct page_set *out,
                  struct drv_fault *fault);

/*
 * The page on which the fewest characters are lost; of equals the one that takes the marks off the
 * fewest letters; of equals the one that replaces the fewest by plain forms, the cells of lines
 * that the document draws counted; of equals the first.
 */
const struct page_set_entry *page_set_for_text(const struct page_set *set, const char *text,
                                               size_t length);
const struct page_set_entry *page_set_for_document(const struct page_set *set,
                                                   const struct document *document,
                                                   unsigned columns);

#endif
