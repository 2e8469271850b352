/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "learn_parts.h"

struct writer {
    char *at, *end;
    bool failed;
};

static void write_text(struct writer *writer, const char *text, size_t length)
{
    /* One * is as good as two, and one blank. */
    if (length == 1 && (*text == '*' || *text == ' ') && writer->at[-1] == *text)
        return;
    writer->failed |= (size_t)(writer->end - writer->at) <= length;
    if (writer->failed)
        return;
    memcpy(writer->at, text, length);
    writer->at += length;
}

static bool is_leader(const struct pattern_row *row, int at)
{
    uint32_t point = row->point[at];
    bool mark = point == '.' || point == '-' || point == '_' || point == '=' || point == '*';
    return mark && (row->point[at - 1] == point || row->point[at + 1] == point);
}

/* Ends a word of the pattern's language, or is one. */
static bool is_special(uint32_t point)
{
    return point == '{' || point == '}' || point == '|' || point == '*';
}

/* What changes from one receipt to the next, as *; of dates their marks stay, which no telephone's
 * number has. */
static void write_digits(struct writer *writer, const struct pattern_row *row, int start, int end)
{
    bool dated = pattern_is_date_or_time(row, start, end);
    write_text(writer, "*", 1);
    for (int at = start; dated && at < end; at++) {
        char mark = (char)row->point[at];
        if (pattern_is_digit(row->point[at]))
            continue;
        write_text(writer, &mark, 1);
        write_text(writer, "*", 1);
    }
}

static void write_word(struct writer *writer, const struct pattern_row *row, int start, int end)
{
    for (int at = start; at < end; at++) {
        const char *text = row->text + row->offset[at];
        size_t length = (size_t)(row->offset[at + 1] - row->offset[at]);
        bool any = is_special(row->point[at]) || is_leader(row, at);
        write_text(writer, any ? "*" : text, any ? 1 : length);
    }
}

/* Is it "items", which one of them is "item"? */
static bool is_counted(const struct pattern_row *row, int start)
{
    struct receipt_words words;
    receipt_words_of(row, &words);
    for (int i = 1; i < words.count; i++)
        if (words.list[i].start == start)
            return words.list[i - 1].digits && receipt_words_at(&words, i, WORDS_COUNT) > 0;
    return false;
}

/* Words as they stand, and rows of dots as *. */
static void write_words(struct writer *writer, const struct pattern_row *row, int start, int end)
{
    for (int at = start; at < end;) {
        int word = at;
        while (at < end && row->point[at] != ' ')
            at++;
        if (pattern_has_digit(row, word, at))
            write_digits(writer, row, word, at);
        else if (is_counted(row, word))
            write_text(writer, "*", 1);
        else
            write_word(writer, row, word, at);
        if (at < end)
            write_text(writer, " ", 1);
        at += at < end;
    }
}

/* Of the row of a value that stands below its label: whatever else is in it may change. */
static void write_beside(struct writer *writer, const struct pattern_row *row, int end)
{
    for (int at = 1; at < end; at++) {
        int word = at;
        while (at < end && row->point[at] != ' ')
            at++;
        if (at > word)
            write_digits(writer, row, word, at);
        write_text(writer, " ", 1);
    }
}

/* What stands before the label: of the same text, where nothing parts it; else another column. */
static void write_before(struct writer *writer, const struct pattern_row *row, int label)
{
    bool apart = label >= 2 && row->point[label - 1] == ' ' && row->point[label - 2] == ' ';
    if (label <= 1)
        return;
    if (!apart && !pattern_has_digit(row, 1, label)) {
        write_words(writer, row, 1, label);
        return;
    }
    write_text(writer, "*", 1);
    if (row->point[label - 1] == ' ')
        write_text(writer, " ", 1);
}

static void write_after(struct writer *writer, const struct pattern_row *row, int end)
{
    if (end >= row->count - 1)
        return;
    if (row->point[end] == ' ')
        write_text(writer, " ", 1);
    write_text(writer, "*", 1);
}

static void write_place(struct writer *writer, const struct learn_place *place)
{
    if (place->above != NULL) {
        const struct pattern_row *above = place->above;
        if (place->literal)
            write_word(writer, above, 1, above->count - 1);
        else
            write_words(writer, above, 1, above->count - 1);
        write_text(writer, " // ", strlen(" // "));
        write_beside(writer, place->row, place->start);
    } else {
        write_before(writer, place->row, place->label);
        write_words(writer, place->row, place->label, place->start);
    }
    write_text(writer, "{", 1);
    if (place->shape != NULL)
        write_text(writer, place->shape, strlen(place->shape));
    write_text(writer, "}", 1);
    write_after(writer, place->row, place->end);
}

static void keep(struct learn_candidates *candidates, const struct learn_place *place,
                 const char *pattern, int points)
{
    const struct pattern_row *row = place->row;
    for (int i = 0; i < candidates->count; i++) {
        struct learn_candidate *known = &candidates->list[i];
        if (strcmp(known->pattern, pattern) != 0)
            continue;
        known->points = points > known->points ? points : known->points;
        return;
    }
    if (candidates->count == LEARN_CANDIDATES)
        return;
    struct learn_candidate *added = &candidates->list[candidates->count++];
    snprintf(added->pattern, sizeof added->pattern, "%s", pattern);
    snprintf(added->value, sizeof added->value, "%.*s",
             row->offset[place->end] - row->offset[place->start],
             row->text + row->offset[place->start]);
    added->points = points;
}

void learn_add(struct learn_candidates *candidates, const struct learn_place *place, int points)
{
    char buffer[TAP_PATTERN + 1] = "\n"; /* something that what comes first can be held against */
    struct writer writer = {.at = buffer + 1, .end = buffer + sizeof buffer};
    write_place(&writer, place);
    if (writer.failed)
        return;
    *writer.at = '\0';
    if (receipt_wrong_pattern(candidates->field, buffer + 1) == NULL)
        keep(candidates, place, buffer + 1, points);
}
