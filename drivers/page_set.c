/* SPDX-License-Identifier: MIT */
#include "page_set.h"

#include <string.h>

enum { EURO = 0x20ac };

/* An entry that is not the first is left empty where iconv does not know it. */
static int load_entry(struct page_set_entry *entry, struct drv_fault *fault)
{
    int status = text_page_open(entry->name, &entry->page, fault);
    if (status == DRV_OK && !entry->euro)
        text_page_remove(&entry->page, EURO);
    return status;
}

static void list_pages(const struct profile *profile, const char *only, struct page_set *set)
{
    for (int i = 0; i < PROFILE_PAGES && profile->pages[i].name != NULL; i++) {
        const struct profile_page *page = &profile->pages[i];
        bool ours =
            only != NULL ? strcmp(only, page->name) == 0 : profile->commands & PROFILE_ESC_T;
        if (ours && !page->aside && set->count < PAGE_SET_MOST)
            set->entries[set->count++] = (struct page_set_entry){
                .number = page->number, .euro = page->euro, .name = page->name};
    }
}

static void note_page(struct page_set *set)
{
    const struct text_page *page = &set->entries[set->loaded].page;
    for (unsigned i = 0; i < page->count; i++) {
        uint16_t codepoint = page->entries[i].codepoint;
        if (codepoint < PAGE_SET_DIRECT_END)
            set->masks[codepoint - PAGE_SET_DIRECT_FIRST] |= UINT32_C(1) << set->loaded;
    }
    set->loaded++;
}

int page_set_open(const struct profile *profile, const char *only, struct page_set *out,
                  struct drv_fault *fault)
{
    struct page_set set = {.profile = profile};
    list_pages(profile, only, &set);
    if (set.count == 0 && only != NULL)
        return drv_fail(fault, DRV_UNSUPPORTED, "profile \"%s\" has no code page \"%s\"",
                        profile->name, only);
    set.told = set.count > 0;
    if (!set.told)
        set.count = 1;
    else if (load_entry(&set.entries[0], fault) != DRV_OK)
        return DRV_UNSUPPORTED;
    note_page(&set);
    *out = set;
    return DRV_OK;
}

const struct text_page *page_set_load_next(struct page_set *set)
{
    if (set->loaded == set->count)
        return NULL;
    struct page_set_entry *entry = &set->entries[set->loaded];
    load_entry(entry, NULL);
    note_page(set);
    return &entry->page;
}

void page_set_load(struct page_set *set)
{
    while (page_set_load_next(set) != NULL)
        ;
}

static uint32_t search_mask(const struct page_set *set, uint32_t codepoint)
{
    uint32_t mask = 0;
    for (unsigned i = 0; i < set->loaded; i++)
        mask |= (uint32_t)text_page_has(&set->entries[i].page, codepoint) << i;
    return mask;
}

uint32_t page_set_mask(const struct page_set *set, uint32_t codepoint)
{
    if (codepoint < PAGE_SET_DIRECT_FIRST)
        return 0;
    return codepoint < PAGE_SET_DIRECT_END ? set->masks[codepoint - PAGE_SET_DIRECT_FIRST]
                                           : search_mask(set, codepoint);
}

const char *page_set_first_loss(struct page_set *set, const char *text, size_t length,
                                enum text_loss least)
{
    page_set_load(set);
    return page_set_first_loss_yet(set, text, length, least);
}

const char *page_set_first_loss_yet(const struct page_set *set, const char *text, size_t length,
                                    enum text_loss least)
{
    for (const char *p = text, *end = text + length; p < end;) {
        uint32_t codepoint;
        size_t taken = text_next(p, end, &codepoint);
        if (text_loss(&text_ascii, codepoint) >= least && page_set_mask(set, codepoint) == 0)
            return p;
        p += taken;
    }
    return NULL;
}
