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

enum { BLOCK = 16 };
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

static const bool matters[256] = {
    ['|'] = true, ['{'] = true, ['}'] = true, ['\\'] = true, [';'] = true};

static const char *pass_text(const char *p, const char *end)
{
    while (p < end && !matters[(uint8_t)*p])
        p++;
    return p;
}

static size_t cut_at_bars(const char *start, const char *end, struct passed *passed,
                          struct raw raws[RAW_MOST])
{
    size_t count = 0;
    struct raw *raw = &raws[0];
    *raw = (struct raw){.start = start};
    for (const char *p = pass_text(start, end); p < end; p = pass_text(p + 1, end)) {
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
        if (*p == '{' || *p == ';')
            p = segment_pass_picture(p + 1, end, passed) - 1;
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

size_t segment_split(const char *start, const char *end, struct passed *passed,
                     struct segment segments[DOCUMENT_COLUMNS_MOST])
{
    trim(&start, &end);
    struct raw all[RAW_MOST], *raws = all;
    size_t count = cut_at_bars(start, end, passed, raws);
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
    const char *feed = memchr(p, '\n', (size_t)(end - p));
    const char *stop = feed != NULL ? feed : end;
    const char *back = memchr(p, '\r', (size_t)(stop - p));
    *next = feed != NULL ? feed + 1 : NULL;
    if (back == NULL)
        return stop;
    if (back + 1 != feed)
        *next = back + 1;
    return back;
}

static bool is_base64(uint8_t c)
{
    return (uint8_t)((c | 0x20) - 'a') < 26 || (uint8_t)(c - '/') < 11 || c == '+' || c == '=';
}

/* The same of many bytes at a time; a lane that is true has all bits set. */
static bool is_all_base64(const char block[static BLOCK])
{
    uint8_t bytes __attribute__((vector_size(BLOCK)));
    uint64_t halves[2];
    memcpy(&bytes, block, sizeof bytes);
    bytes = (uint8_t __attribute__((vector_size(BLOCK))))(
        ((bytes | 0x20) - 'a' < 26) | (bytes - '/' < 11) | (bytes == '+') | (bytes == '='));
    memcpy(halves, &bytes, sizeof halves);
    return (halves[0] & halves[1]) == UINT64_MAX;
}

static size_t picture_key(const char *p, const char *end)
{
    static const char *const keys[] = {"image:", "i:"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        size_t length = strlen(keys[i]);
        if ((size_t)(end - p) >= length && memcmp(p, keys[i], length) == 0)
            return length;
    }
    return 0;
}

static const char *pass_base64(const char *p, const char *end)
{
    while (end - p >= BLOCK && is_all_base64(p))
        p += BLOCK;
    while (p < end && is_base64((uint8_t)*p))
        p++;
    return p;
}

const char *segment_pass_picture(const char *p, const char *end, struct passed *passed)
{
    size_t key = p < end && *p == 'i' ? picture_key(p, end) : 0;
    if (key == 0)
        return p;
    if (passed->start != p)
        *passed = (struct passed){p, pass_base64(p + key, end)};
    return passed->end;
}
