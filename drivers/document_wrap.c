/* SPDX-License-Identifier: MIT */
#include "document.h"

#include <string.h>

#include "cluster.h"
#include "document_reader.h"
#include "markup.h"
#include "text.h"

struct look {
    uint8_t flags, size;
};

/* A walk over one line, a word, a codepoint or a mark at a time. */
struct walk {
    const char *end;
    const char *text_end; /* of the plain stretch that the walk is in */
    struct look look;
    unsigned cells;
    uint32_t before;  /* the character that the walk has passed; 0 where the line begins */
    const char *stop; /* the last place where the line can break, or NULL */
    struct look look_at_stop;
};

static void apply_mark(struct walk *walk, const struct markup_token *token)
{
    switch (token->kind) {
    case MARKUP_TOGGLE:
        walk->look.flags ^= token->value;
        break;
    case MARKUP_SIZE:
        walk->look.size = walk->look.size == token->value ? 0 : token->value;
        break;
    case MARKUP_BREAK:
        walk->cells = 0;
        walk->stop = NULL;
        walk->before = 0;
        break;
    case MARKUP_TEXT:
        walk->cells +=
            text_width(NULL, token->text, token->length) * markup_width_scale(walk->look.size);
        break;
    case MARKUP_NOTHING:
        break;
    }
}

static void note_stop(struct walk *walk, const char *p)
{
    walk->stop = p;
    walk->look_at_stop = walk->look;
}

/* A word, or what is left of it, with the blank before it: a line breaks nowhere in one. */
static const char *advance_word(struct walk *walk, const char *p)
{
    const char *start = p;
    if (*p == ' ' || (walk->before != 0 && cluster_can_break(walk->before, (uint8_t)*p)))
        note_stop(walk, p);
    do {
        p++;
    } while (p < walk->text_end && text_is_plain(*p) && *p != ' ');
    walk->cells += (unsigned)(p - start) * markup_width_scale(walk->look.size);
    walk->before = (uint8_t)p[-1];
    return p;
}

static const char *advance_character(struct walk *walk, const char *p)
{
    uint32_t codepoint;
    unsigned cells;
    text_next(p, walk->text_end, &codepoint);
    if (walk->before != 0 && cluster_can_break(walk->before, codepoint))
        note_stop(walk, p);
    p += cluster_next(NULL, p, walk->text_end, &cells);
    walk->cells += cells * markup_width_scale(walk->look.size);
    walk->before = codepoint;
    return p;
}

static const char *advance_text(struct walk *walk, const char *p)
{
    return text_is_plain(*p) ? advance_word(walk, p) : advance_character(walk, p);
}

static const char *advance(struct walk *walk, const char *p)
{
    if (p < walk->text_end)
        return advance_text(walk, p);
    struct markup_token token;
    size_t taken = markup_next(p, walk->end, &token);
    if (token.kind == MARKUP_TEXT && token.text == p) {
        walk->text_end = p + taken;
        return advance_text(walk, p);
    }
    apply_mark(walk, &token);
    return p + taken;
}

static void add_flags(struct bytes *out, uint8_t flags)
{
    static const struct {
        uint8_t flag;
        char mark;
    } marks[] = {{MARKUP_UNDERLINE, '_'}, {MARKUP_EMPHASIS, '"'}, {MARKUP_INVERT, '`'}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (flags & marks[i].flag)
            bytes_add_byte(out, (uint8_t)marks[i].mark);
    }
}

/* An escape without meaning reads as nothing; it keeps two sizes from running together. */
static void add_size(struct bytes *out, uint8_t size, bool part_before, bool part_after)
{
    static const char parting[] = "\\!";
    if (size == 0)
        return;
    if (part_before)
        bytes_add_text(out, parting);
    bytes_add(out, "^^^^^^^", size);
    if (part_after)
        bytes_add_text(out, parting);
}

static bool reads_as_rule(const char *start, const char *end)
{
    const char *p = start;
    while (p < end && *p == *start)
        p++;
    return p == end && (*start == '-' || *start == '=');
}

/* One line of its own; what was decorated where it begins and where it ends stays so. */
static void add_part(struct bytes *out, uint8_t align, const char *start, const char *end,
                     struct look before, struct look after)
{
    while (end > start && end[-1] == ' ')
        end--;
    if (align == 0)
        bytes_add_byte(out, '|');
    add_size(out, before.size, false, start < end && *start == '^');
    add_flags(out, before.flags);
    if (start < end && reads_as_rule(start, end))
        bytes_add_byte(out, '\\');
    bytes_add(out, start, (size_t)(end - start));
    add_size(out, after.size, start < end && end[-1] == '^', false);
    add_flags(out, after.flags);
    if (align == 2)
        bytes_add_byte(out, '|');
}

static void add_broken(struct bytes *out, const struct segment *segment, unsigned room)
{
    const char *begin = segment->start;
    struct look before = {0};
    struct walk walk = {.end = segment->end};
    for (const char *p = begin; p < segment->end;) {
        p = advance(&walk, p);
        if (walk.cells <= room || walk.stop == NULL)
            continue;
        add_part(out, segment->align, begin, walk.stop, before, walk.look_at_stop);
        bytes_add_byte(out, '\n');
        before = walk.look_at_stop;
        for (begin = walk.stop; begin < segment->end && *begin == ' '; begin++)
            ;
        p = begin;
        walk = (struct walk){.end = segment->end, .look = before};
    }
    add_part(out, segment->align, begin, segment->end, before, (struct look){0});
}

static bool is_too_wide(const struct segment *segment, unsigned room)
{
    struct walk walk = {.end = segment->end};
    for (const char *p = segment->start; p < segment->end;) {
        p = advance(&walk, p);
        if (walk.cells > room)
            return true;
    }
    return false;
}

static bool can_break(const struct document_reader *reader, const struct segment *segment)
{
    return segment->form == SEGMENT_TEXT && reader->format.wrap && reader->format.width_count == 0;
}

/* Few bytes, no property, no larger letters and not too many columns: no character has more cells
 * than bytes. Most lines are that, and need not be taken apart. */
static bool is_surely_narrow(const char *start, const char *end, unsigned room)
{
    size_t length = (size_t)(end - start), bars = 0;
    if (length > room || memchr(start, '{', length) != NULL || memchr(start, '^', length) != NULL)
        return false;
    for (const char *p = start; p < end; p++)
        bars += *p == '|';
    return bars < DOCUMENT_COLUMNS_MOST;
}

static unsigned room_in(const struct document_reader *reader, unsigned columns)
{
    unsigned borders = reader->format.border == DOCUMENT_BORDER_LINE ? 2 : 0;
    return columns > borders ? columns - borders : 1;
}

static int wrap_line(struct document_reader *reader, const char *start, const char *end,
                     unsigned columns, struct bytes *out)
{
    if (is_surely_narrow(start, end, room_in(reader, columns))) {
        bytes_add(out, start, (size_t)(end - start));
        return DRV_OK;
    }
    struct segment segments[DOCUMENT_COLUMNS_MOST];
    size_t count = segment_split(start, end, &reader->passed, segments);
    int status = document_check_line(reader, end - start, segments, count);
    if (status == DRV_OK && count == 0)
        status = DRV_LIMIT;
    if (status == DRV_OK && count == 1 && segments[0].form == SEGMENT_PROPERTY)
        status = document_read_property(reader, &segments[0]);
    if (status != DRV_OK)
        return status;
    unsigned room = room_in(reader, columns);
    if (count == 1 && can_break(reader, &segments[0]) && is_too_wide(&segments[0], room))
        add_broken(out, &segments[0], room);
    else
        bytes_add(out, start, (size_t)(end - start));
    return DRV_OK;
}

static int wrap_all(struct document_reader *reader, unsigned columns, struct bytes *out)
{
    const char *next = reader->start;
    while (next != NULL) {
        const char *line = next;
        const char *end = segment_line_end(line, reader->end, &next);
        int status = wrap_line(reader, line, end, columns, out);
        if (status != DRV_OK)
            return status;
        if (next != NULL)
            bytes_add_byte(out, '\n');
    }
    return out->failed ? DRV_MEMORY : DRV_OK;
}

int document_wrap(const char *text, size_t length, unsigned columns, struct bytes *out)
{
    struct document_reader reader;
    int status = document_reader_open(&reader, text, length, NULL);
    if (status != DRV_OK)
        return status;
    size_t before = out->length;
    status = wrap_all(&reader, columns, out);
    if (status != DRV_OK)
        out->length = before;
    document_reader_close(&reader, NULL);
    return status;
}
