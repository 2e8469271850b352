/* SPDX-License-Identifier: MIT */
/*
 * The code pages of one profile. The first is read at once, the others when a text needs them, for
 * each costs iconv up to a millisecond. The first PAGE_SET_MOST are used, none that is `aside`. A
 * page holds a euro only where the profile says that it is proven. Where the model is not known to
 * understand ESC t only a page that was asked for by name is used, and without one there is nothing
 * but ASCII.
 *
 * It may be copied, and nothing is to be freed; the profile must outlive it.
 */
#ifndef COMEBACK_DRIVERS_PAGE_SET_H
#define COMEBACK_DRIVERS_PAGE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile.h"
#include "status.h"
#include "text.h"

/* Letters of Latin, Greek, Cyrillic and Hebrew, whose pages are told by one look-up. */
enum { PAGE_SET_DIRECT_FIRST = 0xa0, PAGE_SET_DIRECT_END = 0x600 };
enum { PAGE_SET_MOST = 32 };

struct page_set {
    const struct profile *profile;
    bool told;     /* the page in force is to be told by ESC t */
    uint8_t count; /* at least 1 */
    uint8_t loaded;
    struct page_set_entry {
        uint8_t number; /* ESC t n */
        bool euro;
        const char *name;
        struct text_page page;
    } entries[PAGE_SET_MOST];
    uint32_t masks[PAGE_SET_DIRECT_END - PAGE_SET_DIRECT_FIRST];
};

/*
 * All of the profile's pages, or `only` the one of that name. DRV_UNSUPPORTED where the profile has
 * no such page, or iconv does not know it or the first one.
 */
int page_set_open(const struct profile *profile, const char *only, struct page_set *out,
                  struct drv_fault *fault);
/* One page more, or NULL where all are there; one that iconv does not know is an empty one. */
const struct text_page *page_set_load_next(struct page_set *set);
void page_set_load(struct page_set *set); /* all */

/* The pages that have a codepoint beyond ASCII, the first in bit 0; of those loaded. */
uint32_t page_set_mask(const struct page_set *set, uint32_t codepoint);

/* What is lost of a text on all pages together: its first character that loses so much; or NULL. */
const char *page_set_first_loss(struct page_set *set, const char *text, size_t length,
                                enum text_loss least);
/* The same on those pages that are loaded. */
const char *page_set_first_loss_yet(const struct page_set *set, const char *text, size_t length,
                                    enum text_loss least);

#endif
