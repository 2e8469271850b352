/* SPDX-License-Identifier: MIT */
#include "segment.h"

#include <stdbool.h>
#include <string.h>

#include "markup.h"

/* A column as it stands between its bars. */
struct raw {
    const char *start, *end;
    const char *last_brace;
    unsigned braces; /* not hidden by a backslash */
    bool blank_before, blank_after;
};

enum { RAW_MOST = DOCUMENT_COLUMNS_MOST + 2 }; /* the outermost two may be nothing but alignment */

static bool is_empty(const struct raw *raw)
{
    return raw->start == raw->end;
}

static void finish(struct raw *raw, const char *end)
{
    raw->end = end;
    raw->blank_before = !is_empty(raw) && markup_is_blank(raw->start[0]);
    raw->blank_after = !is_empty(raw) && markup_is_blank(end[-1]);
}

static const bool matters[256] = {['|'] = true, ['{'] = true, ['}'] = true, ['\\'] = true};

static size_t cut_at_bars(const char *start, const char *end, struct raw raws[RAW_MOST])
{
    size_t count = 0;
    struct raw *raw = &raws[0];
    *raw = (struct raw){.start = start};
    for (const char *p = start; p < end; p++) {
        if (!matters[(uint8_t)*p])
            continue;
        if (*p == '|') {
            finish(raw, p);
            if (++count == RAW_MOST)
                return 0;
            raw = &raws[count];
            *raw = (struct raw){.start = p + 1};
        } else if (*p == '{' || *p == '}') {
            raw->braces++;
            raw->last_brace = p;
        } else if (*p == '\\' && markup_hides(p, end)) {
            p++;
        }
    }
    finish(raw, end);
    return count + 1;
}

/*
 * The outermost bars of a line are alignment, not columns: "text|" is as " text", "|text" as
 * "text ", and an empty column outside of them does not exist.
 */
static size_t drop_outer_bars(struct raw **raws, size_t count)
{
    struct raw *first = *raws, *last = first + count - 1;
    if (count > 1 && !is_empty(first) && !first->blank_after)
        first->blank_before = true;
    if (count > 1 && !is_empty(last) && !last->blank_before)
        last->blank_after = true;
    if (count > 1 && is_empty(first)) {
        ++*raws;
        count--;
    }
    if (count > 1 && is_empty(last))
        count--;
    return count;
}

static bool is_all(const struct segment *segment, char c)
{
    for (const char *p = segment->start; p < segment->end; p++) {
        if (*p != c)
            return false;
    }
    return segment->start < segment->end;
}

static enum segment_form form_of(const struct segment *segment, const struct raw *raw, bool single)
{
    const char *last = segment->end - 1;
    if (raw->braces == 2 && segment->start[0] == '{' && raw->last_brace == last && *last == '}')
        return SEGMENT_PROPERTY;
    if (raw->braces > 0)
        return SEGMENT_WRONG;
    if (single && is_all(segment, '-'))
        return SEGMENT_RULE;
    if (single && is_all(segment, '='))
        return SEGMENT_CUT;
    return SEGMENT_TEXT;
}

static void trim(const char **start, const char **end)
{
    while (*start < *end && markup_is_blank(**start))
        ++*start;
    while (*start < *end && markup_is_blank((*end)[-1]))
        --*end;
}

size_t segment_split(const char *start, const char *end,
                     struct segment segments[DOCUMENT_COLUMNS_MOST])
{
    trim(&start, &end);
    struct raw all[RAW_MOST], *raws = all;
    size_t count = cut_at_bars(start, end, raws);
    if (count > 0)
        count = drop_outer_bars(&raws, count);
    if (count > DOCUMENT_COLUMNS_MOST)
        return 0;
    for (size_t i = 0; i < count; i++) {
        struct segment *segment = &segments[i];
        segment->start = raws[i].start;
        segment->end = raws[i].end;
        segment->align = (uint8_t)(1 + raws[i].blank_before - raws[i].blank_after);
        trim(&segment->start, &segment->end);
        segment->form = form_of(segment, &raws[i], count == 1);
    }
    return count;
}

const char *segment_line_end(const char *p, const char *end, const char **next)
{
    while (p < end && *p != '\n' && *p != '\r')
        p++;
    *next = NULL;
    if (p < end)
        *next = p + (end - p >= 2 && p[0] == '\r' && p[1] == '\n' ? 2 : 1);
    return p;
}
