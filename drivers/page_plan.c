/* SPDX-License-Identifier: MIT */
#include "page_plan.h"

#include <string.h>

#include "document_parts.h"

enum { DRAWN_LINE = 0x2500, TYPOGRAPHY_PAGES = 4 };

/* Those whose plain form takes other cells, and the lines of layout_plan.c. */
static const uint16_t widened[] = {
    0xc6, 0xde, 0xdf, 0xe6, 0xfe, 0x152, 0x153, 0x1e9e, 0x2026, 0x20ac, 0x2122,
};
static const uint16_t lines[] = {
    0x2500, 0x2502, 0x250c, 0x2510, 0x2514, 0x2518, 0x251c, 0x2524, 0x252c, 0x2534, 0x253c,
};

/* One character that some pages have and others have not. */
struct step {
    uint32_t mask;     /* pages that have it */
    uint32_t switched; /* pages that are come to for it */
    uint16_t codepoint;
    bool must; /* no page but those will do */
    uint8_t from, page;
};

/* How many characters of a document lose so much, on each page. */
struct losses {
    struct page_plan *plan;
    unsigned of[PAGE_SET_MOST][TEXT_LOSSES];
    unsigned everywhere; /* on no page */
};

static uint32_t all_pages(const struct page_set *set)
{
    return (uint32_t)((UINT64_C(1) << set->loaded) - 1);
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

/* Calls `visit` with each run that is not ASCII, until it answers false. */
static bool visit_runs(const struct document *document,
                       bool (*visit)(void *context, const char *text, size_t length), void *context)
{
    for (uint32_t i = 0; i < document->run_count; i++) {
        const char *text = document->text + document->runs[i].offset;
        size_t length = document->runs[i].length;
        if (!is_ascii(text, length) && !visit(context, text, length))
            return false;
    }
    return true;
}

static bool is_all_on(const struct text_page *page, const char *text, size_t length)
{
    for (const char *p = text, *end = text + length; p < end;) {
        uint32_t codepoint = (uint8_t)*p;
        size_t taken = codepoint < 0x80 ? 1 : text_next(p, end, &codepoint);
        if (codepoint >= 0x80 && !text_page_has(page, codepoint))
            return false;
        p += taken;
    }
    return true;
}

static bool visit_page(void *context, const char *text, size_t length)
{
    return is_all_on(context, text, length);
}

static void count_character(struct losses *losses, uint32_t codepoint)
{
    const struct page_set *set = losses->plan->set;
    uint32_t mask = page_set_mask(set, codepoint);
    if (mask == all_pages(set))
        return;
    enum text_loss loss = text_loss(&text_ascii, codepoint);
    losses->everywhere += mask == 0 && loss >= TEXT_BARE;
    for (unsigned i = 0; i < set->loaded; i++)
        losses->of[i][loss] += !(mask >> i & 1);
}

static bool visit_count(void *context, const char *text, size_t length)
{
    for (const char *p = text, *end = text + length; p < end;) {
        uint32_t codepoint;
        p += text_next(p, end, &codepoint);
        if (codepoint >= 0x80)
            count_character(context, codepoint);
    }
    return true;
}

/* Where a page has no lines they are drawn in ASCII: never lost. */
static void count_lines(struct losses *losses, const struct document *document, unsigned cells)
{
    const struct page_set *set = losses->plan->set;
    for (uint32_t i = 0; i < document->line_count; i++) {
        uint8_t kind = document->lines[i].kind;
        if (kind != DOCUMENT_RULE && kind != DOCUMENT_BOX_BEGIN)
            continue;
        for (unsigned j = 0; j < set->loaded; j++)
            if (!text_page_has(&set->entries[j].page, DRAWN_LINE))
                losses->of[j][TEXT_PLAIN] += cells;
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

static unsigned best_page(const struct losses *losses)
{
    unsigned best = 0;
    for (unsigned i = 1; i < losses->plan->set->loaded; i++)
        if (loses_less(losses->of[i], losses->of[best]))
            best = i;
    return best;
}

static bool draws_lines(const struct document *document)
{
    for (uint32_t i = 0; i < document->line_count; i++)
        if (document->lines[i].kind == DOCUMENT_RULE ||
            document->lines[i].kind == DOCUMENT_BOX_BEGIN)
            return true;
    return false;
}

static bool is_said_by(const struct document *document, const struct text_page *page)
{
    return visit_runs(document, visit_page, (void *)page) &&
           (text_page_has(page, DRAWN_LINE) || !draws_lines(document));
}

static bool visit_letters(void *context, const char *text, size_t length)
{
    return page_set_first_loss_yet(context, text, length, TEXT_BARE) == NULL;
}

/*
 * Pages are loaded one by one until one says all, or until nothing is missing but typography: for
 * a dash no more than a few are tried. False where none says all.
 */
static bool find_page(struct page_plan *plan, const struct document *document)
{
    struct page_set *set = plan->set;
    for (plan->first = 0; plan->first < set->loaded; plan->first++)
        if (is_said_by(document, &set->entries[plan->first].page))
            return true;
    for (; set->loaded < TYPOGRAPHY_PAGES || !visit_runs(document, visit_letters, set);
         plan->first++) {
        const struct text_page *page = page_set_load_next(set);
        if (page == NULL || is_said_by(document, page))
            return page != NULL;
    }
    return false;
}

static void add_some(struct page_plan *plan, const uint16_t *codepoints, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (page_set_mask(plan->set, codepoints[i]) != 0)
            text_page_add(&plan->own_cells, codepoints[i]);
}

static bool is_widened(uint32_t codepoint)
{
    for (size_t i = 0; i < sizeof widened / sizeof widened[0]; i++)
        if (widened[i] == codepoint)
            return true;
    return false;
}

/* A run that some page cannot say is taken for a row that is drawn. */
static bool visit_add(void *context, const char *text, size_t length)
{
    struct page_plan *plan = context;
    if (!plan->lacks || page_set_first_loss(plan->set, text, length, TEXT_BARE) == NULL)
        page_plan_add(plan, text, length);
    return true;
}

/* Widths come before the order of printing, which comes from widths: so the document's order. */
static int choose_widths(struct page_plan *plan, const struct document *document,
                         struct drv_fault *fault)
{
    plan->own_cells = text_ascii;
    plan->cells = &plan->own_cells;
    add_some(plan, widened, sizeof widened / sizeof widened[0]);
    add_some(plan, lines, sizeof lines / sizeof lines[0]);
    plan->widths_chosen = false;
    page_plan_begin(plan);
    visit_runs(document, visit_add, plan);
    int status = page_plan_solve(plan, fault);
    if (status != DRV_OK)
        return status;
    const struct step *steps = (const struct step *)plan->steps.data;
    for (size_t i = 0; i < plan->steps.length / sizeof *steps; i++)
        if (!(steps[i].mask >> steps[i].page & 1) && is_widened(steps[i].codepoint))
            text_page_remove(&plan->own_cells, steps[i].codepoint);
    plan->widths_chosen = true;
    return DRV_OK;
}

int page_plan_document(struct page_plan *plan, struct page_set *set,
                       const struct document *document, unsigned columns, struct drv_fault *fault)
{
    plan->set = set;
    plan->several = plan->lacks = false;
    if (find_page(plan, document)) {
        plan->cells = &set->entries[plan->first].page;
        return DRV_OK;
    }
    struct losses losses = {.plan = plan};
    visit_runs(document, visit_count, &losses);
    count_lines(&losses, document, columns);
    unsigned best = best_page(&losses);
    plan->first = (uint8_t)best;
    plan->lacks = losses.everywhere > 0;
    plan->several = losses.of[best][TEXT_LOST] + losses.of[best][TEXT_BARE] > losses.everywhere;
    plan->cells = &set->entries[best].page;
    return plan->several ? choose_widths(plan, document, fault) : DRV_OK;
}

int page_plan_draw(struct page_plan *plan, const struct document *document, struct drv_fault *fault)
{
    int status = choose_widths(plan, document, fault);
    plan->several = true;
    for (size_t i = 0; i < sizeof widened / sizeof widened[0]; i++)
        if (page_set_mask(plan->set, widened[i]) == 0 &&
            text_loss(&text_ascii, widened[i]) >= TEXT_BARE)
            text_page_add(&plan->own_cells, widened[i]);
    return status;
}

void page_plan_begin(struct page_plan *plan)
{
    bytes_reset(&plan->steps);
    plan->next = 0;
}

/* The pages between which the plan chooses for it; 0 where there is nothing to choose. */
static uint32_t choice(const struct page_plan *plan, uint32_t codepoint)
{
    uint32_t mask = page_set_mask(plan->set, codepoint);
    bool plainly = is_widened(codepoint) && !text_page_has(plan->cells, codepoint);
    return mask == all_pages(plan->set) || plainly ? 0 : mask;
}

void page_plan_add(struct page_plan *plan, const char *text, size_t length)
{
    for (const char *p = text, *end = text + length; p < end;) {
        uint32_t codepoint = (uint8_t)*p;
        p += codepoint < 0x80 ? 1 : text_next(p, end, &codepoint);
        uint32_t mask = codepoint < 0x80 ? 0 : choice(plan, codepoint);
        if (mask == 0)
            continue;
        struct step step = {.mask = mask, .codepoint = (uint16_t)codepoint};
        step.must = text_loss(&text_ascii, codepoint) >= TEXT_BARE ||
                    (plan->widths_chosen && is_widened(codepoint));
        bytes_add(&plan->steps, &step, sizeof step);
    }
}

enum { SWITCH_SHIFT = 32, PLAIN = 1 };
static const uint64_t one_switch = UINT64_C(1) << SWITCH_SHIFT, never = UINT64_C(1) << 63;

static unsigned cheapest(const uint64_t *costs, unsigned count)
{
    unsigned best = 0;
    for (unsigned i = 1; i < count; i++)
        if (costs[i] < costs[best])
            best = i;
    return best;
}

/* From the costs before a step to those after it. */
static void take_step(struct step *step, uint64_t costs[PAGE_SET_MOST], unsigned count)
{
    step->from = (uint8_t)cheapest(costs, count);
    uint64_t come = costs[step->from] + one_switch;
    for (unsigned i = 0; i < count; i++) {
        if (come < costs[i]) {
            costs[i] = come;
            step->switched |= UINT32_C(1) << i;
        }
        if (!(step->mask >> i & 1))
            costs[i] = step->must ? never : costs[i] + PLAIN;
    }
}

int page_plan_solve(struct page_plan *plan, struct drv_fault *fault)
{
    struct step *steps = (struct step *)plan->steps.data;
    size_t count = plan->steps.length / sizeof *steps;
    uint64_t costs[PAGE_SET_MOST] = {0};
    if (plan->steps.failed)
        return drv_fail(fault, DRV_MEMORY, "no memory to choose \"%zu\" code pages", count);
    for (size_t i = 0; i < count; i++)
        take_step(&steps[i], costs, plan->set->loaded);
    unsigned page = cheapest(costs, plan->set->loaded);
    for (size_t i = count; i > 0; i--) {
        struct step *step = &steps[i - 1];
        step->page = (uint8_t)page;
        page = step->switched >> page & 1 ? step->from : page;
    }
    plan->first = (uint8_t)page;
    return DRV_OK;
}

unsigned page_plan_next(struct page_plan *plan, uint32_t codepoint, unsigned now,
                        const struct text_page **from)
{
    const struct page_set *set = plan->set;
    *from = &set->entries[now].page;
    if (!plan->several)
        return now;
    bool chosen = choice(plan, codepoint) != 0;
    bool everywhere = page_set_mask(set, codepoint) == all_pages(set);
    if (chosen)
        now = ((const struct step *)plan->steps.data)[plan->next++].page;
    *from = chosen || everywhere ? &set->entries[now].page : &text_ascii;
    return now;
}

void page_plan_free(struct page_plan *plan)
{
    bytes_free(&plan->steps);
}
