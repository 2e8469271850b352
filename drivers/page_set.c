/* SPDX-License-Identifier: MIT */
#include "page_set.h"

#include <string.h>

#include "document_parts.h"

enum { DRAWN_LINE = 0x2500 };

/* How many characters of a text lose so much, on each page. */
struct losses {
    const struct page_set *set;
    unsigned of[PROFILE_PAGES][TEXT_LOSSES];
};

int page_set_open(const struct profile *profile, const char *only, struct page_set *out,
                  struct drv_fault *fault)
{
    struct page_set set = {0};
    for (int i = 0; i < PROFILE_PAGES && profile->pages[i].name != NULL; i++) {
        const struct profile_page *page = &profile->pages[i];
        if (page->aside || (only != NULL && strcmp(only, page->name) != 0))
            continue;
        struct page_set_entry *entry = &set.entries[set.count++];
        entry->number = page->number;
        int status = text_page_open(page->name, &entry->page, fault);
        if (status != DRV_OK)
            return status;
    }
    if (set.count == 0)
        return drv_fail(fault, DRV_UNSUPPORTED, "profile \"%s\" has no code page \"%s\"",
                        profile->name, only != NULL ? only : "");
    *out = set;
    return DRV_OK;
}

static void count_character(struct losses *losses, uint32_t codepoint, unsigned times)
{
    for (unsigned i = 0; i < losses->set->count; i++) {
        enum text_loss loss = text_loss(&losses->set->entries[i].page, codepoint);
        losses->of[i][loss] += times;
    }
}

/* Most slips are, and are to be laid out within microseconds: eight bytes at a time. */
static bool is_ascii(const char *text, size_t length)
{
    uint64_t eight, seen = 0;
    size_t i = 0;
    for (; i + sizeof eight <= length; i += sizeof eight) {
        memcpy(&eight, text + i, sizeof eight);
        seen |= eight;
    }
    for (; i < length; i++)
        seen |= (uint8_t)text[i];
    return (seen & 0x8080808080808080u) == 0;
}

static void count_text(struct losses *losses, const char *text, size_t length)
{
    for (const char *p = text, *end = text + length; p < end;) {
        uint32_t codepoint = (uint8_t)*p;
        size_t taken = codepoint < 0x80 ? 1 : text_next(p, end, &codepoint);
        if (codepoint >= 0x80)
            count_character(losses, codepoint, 1);
        p += taken;
    }
}

/* One that is lost weighs more than any number without their marks, and so on. */
static bool loses_less(const unsigned ours[TEXT_LOSSES], const unsigned theirs[TEXT_LOSSES])
{
    int loss = TEXT_LOST;
    while (loss > TEXT_PLAIN && ours[loss] == theirs[loss])
        loss--;
    return ours[loss] < theirs[loss];
}

static const struct page_set_entry *least(const struct losses *losses)
{
    unsigned best = 0;
    for (unsigned i = 1; i < losses->set->count; i++)
        if (loses_less(losses->of[i], losses->of[best]))
            best = i;
    return &losses->set->entries[best];
}

const struct page_set_entry *page_set_for_text(const struct page_set *set, const char *text,
                                               size_t length)
{
    struct losses losses = {.set = set};
    count_text(&losses, text, length);
    return least(&losses);
}

/* Where a page has no lines they are drawn in ASCII: never lost. */
static void count_drawn(struct losses *losses, unsigned cells)
{
    for (unsigned i = 0; i < losses->set->count; i++)
        if (!text_page_has(&losses->set->entries[i].page, DRAWN_LINE))
            losses->of[i][TEXT_PLAIN] += cells;
}

const struct page_set_entry *
page_set_for_document(const struct page_set *set, const struct document *document, unsigned columns)
{
    struct losses losses = {.set = set};
    bool plain = is_ascii(document->text, document->text_length);
    for (uint32_t i = 0; i < document->run_count && !plain; i++)
        count_text(&losses, document->text + document->runs[i].offset, document->runs[i].length);
    for (uint32_t i = 0; i < document->line_count; i++)
        if (document->lines[i].kind == DOCUMENT_RULE ||
            document->lines[i].kind == DOCUMENT_BOX_BEGIN)
            count_drawn(&losses, columns);
    return least(&losses);
}
