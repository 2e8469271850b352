/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include <string.h>
#include <utf8proc.h>

#include "../../drivers/text.h"
#include "pattern_amount.h"

enum { REF_MOST = 64 }; /* bytes of a ticket number: comeback.h */

uint32_t pattern_fold(uint32_t point)
{
    enum { SIGMA = 0x3C3, LAST_SIGMA = 0x3C2 };
    uint32_t small = (uint32_t)utf8proc_tolower((utf8proc_int32_t)point);
    return small == LAST_SIGMA ? SIGMA : small;
}

void pattern_row_read(const char *text, size_t length, struct pattern_row *out)
{
    const char *at = text, *end = text + (length < UINT16_MAX ? length : UINT16_MAX);
    while (at < end && *at == ' ')
        at++;
    out->text = text;
    out->point[0] = ' ';
    out->offset[0] = (uint16_t)(at - text);
    out->count = 1;
    while (at < end && out->count < PATTERN_ROW - 1) {
        uint32_t point;
        out->offset[out->count] = (uint16_t)(at - text);
        at += text_next(at, end, &point);
        out->point[out->count++] = pattern_fold(point);
    }
    while (out->count > 1 && out->point[out->count - 1] == ' ')
        at = text + out->offset[--out->count];
    out->offset[out->count] = (uint16_t)(at - text);
    out->point[out->count++] = ' ';
    out->offset[out->count] = (uint16_t)(at - text);
}

bool pattern_row_is_empty(const struct pattern_row *row)
{
    return row->count <= 2;
}

bool pattern_is_letter(uint32_t point)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

static bool is_word(uint32_t point)
{
    return pattern_is_digit(point) || pattern_is_letter(point);
}

static struct pattern_span trim(struct pattern_span span)
{
    while (span.start < span.end && *span.start == ' ')
        span.start++;
    while (span.end > span.start && span.end[-1] == ' ')
        span.end--;
    return span;
}

static const char *find(struct pattern_span in, const char *what)
{
    return memmem(in.start, (size_t)(in.end - in.start), what, strlen(what));
}

static void part_row(struct pattern_span row, struct pattern *out)
{
    const char *open = find(row, "{");
    const char *close = find(row, "}");
    out->captures = open != NULL && close != NULL && close > open;
    if (!out->captures) {
        out->left = row;
        out->shape = out->right = (struct pattern_span){row.end, row.end};
        return;
    }
    out->left = (struct pattern_span){row.start, open};
    out->shape = (struct pattern_span){open + 1, close};
    out->right = (struct pattern_span){close + 1, row.end};
}

bool pattern_next(const char **rest, struct pattern *out)
{
    static const char next[] = " // ", other[] = " | ";
    while (**rest == ' ')
        ++*rest;
    if (**rest == '\0')
        return false;
    struct pattern_span all = {*rest, *rest + strlen(*rest)};
    const char *end = find(all, other);
    *rest = end == NULL ? all.end : end + strlen(other);
    all.end = end == NULL ? all.end : end;
    *out = (struct pattern){.before = {all.start, all.start}};
    const char *below = find(all, next);
    out->below = below != NULL;
    if (below != NULL) {
        out->before = trim((struct pattern_span){all.start, below});
        all.start = below + strlen(next);
    }
    part_row(trim(all), out);
    return true;
}

/* A row read from one of its ends. */
struct reading {
    const struct pattern_row *row;
    bool backwards;
    bool reach[PATTERN_ROW + 1]; /* the words so far may end before the character there */
};

static uint32_t point_at(const struct reading *reading, int i)
{
    const struct pattern_row *row = reading->row;
    return row->point[reading->backwards ? row->count - 1 - i : i];
}

static bool reach_character(struct reading *reading, uint32_t point)
{
    bool any = false;
    for (int i = reading->row->count; i > 0; i--)
        any |= reading->reach[i] = reading->reach[i - 1] && point_at(reading, i - 1) == point;
    reading->reach[0] = false;
    return any;
}

/* One blank or more. None, where one has just been there, so that " * " may stand for a single one;
 * or beside a value, where a mark parts it from its label as well: "No:1234567". */
static bool reach_blanks(struct reading *reading, bool beside_value)
{
    bool any = false, was = reading->reach[0];
    reading->reach[0] = false;
    for (int i = 1; i <= reading->row->count; i++) {
        uint32_t last = point_at(reading, i - 1);
        bool here = reading->reach[i];
        if (last == ' ')
            reading->reach[i] = here || was || reading->reach[i - 1];
        else
            reading->reach[i] = here && beside_value && !is_word(last);
        was = here;
        any |= reading->reach[i];
    }
    return any;
}

static bool reach_anything(struct reading *reading)
{
    bool any = false;
    for (int i = 0; i <= reading->row->count; i++)
        reading->reach[i] = any |= reading->reach[i];
    return any;
}

static uint32_t take(struct pattern_span *words, bool backwards)
{
    uint32_t point;
    const char *start = words->start;
    if (backwards) {
        start = words->end - 1;
        while (start > words->start && ((uint8_t)*start & 0xC0) == 0x80)
            start--;
    }
    size_t length = text_next(start, words->end, &point);
    if (backwards)
        words->end = start;
    else
        words->start += length;
    return pattern_fold(point);
}

/* From that end of the row, over the words up to the value; false where they do not stand there. */
static bool reach_over(struct reading *reading, const struct pattern_row *row,
                       struct pattern_span words, bool backwards, bool to_value)
{
    *reading = (struct reading){.row = row, .backwards = backwards, .reach = {true}};
    bool any = reach_blanks(reading, false);
    for (uint32_t point = '*', last; any && words.start < words.end;) {
        last = point;
        point = take(&words, backwards);
        if (point == '*')
            any = reach_anything(reading);
        else if (point == ' ')
            any = reach_blanks(reading, to_value && words.start == words.end && last != '*');
        else
            any = reach_character(reading, point);
    }
    return any;
}

static bool is_whole_row(const struct pattern_row *row, struct pattern_span words)
{
    struct reading reading;
    return reach_over(&reading, row, words, false, false) && reach_blanks(&reading, false) &&
           reading.reach[row->count];
}

static int class_of(uint32_t point)
{
    return pattern_is_digit(point) ? '9' : pattern_is_letter(point) ? 'a' : 0;
}

/* A run of 9 or A of the shape against the row from `at`; where it ends there, or -1. */
static int match_run(const struct pattern_row *row, int at, int class, int least)
{
    int end = at;
    while (end < row->count && class_of(row->point[end]) == class)
        end++;
    return end - at >= least ? end : -1;
}

/* Where the value of that shape ends that begins at `at`, or -1. Runs are taken whole, so that no
 * part of a longer number fits. */
static int match_shape(const struct pattern_row *row, int at, struct pattern_span shape)
{
    if (is_word(row->point[at]) && is_word(row->point[at - 1]))
        return -1;
    while (at >= 0 && shape.start < shape.end) {
        uint32_t point = take(&shape, false);
        int least = 1;
        if (point != '9' && point != 'a') {
            at = at < row->count && row->point[at] == point ? at + 1 : -1;
            continue;
        }
        for (; shape.start < shape.end && (*shape.start | 0x20) == (char)(point | 0x20); least++)
            shape.start++;
        at = match_run(row, at, (int)point, least);
    }
    if (at < 0 || at >= row->count || (is_word(row->point[at]) && is_word(row->point[at - 1])))
        return -1;
    return at;
}

static int bytes_between(const struct pattern_row *row, int start, int end)
{
    return row->offset[end] - row->offset[start];
}

bool pattern_has_digit(const struct pattern_row *row, int start, int end)
{
    while (start < end && !pattern_is_digit(row->point[start]))
        start++;
    return start < end;
}

/* How many runs of digits the mark parts; 0: there is something else, or a run of three or of more
 * than four, which no day, month, year, hour or minute has. */
static int groups_of(const struct pattern_row *row, int start, int end, uint32_t mark)
{
    int groups = 0, run = 0;
    for (int at = start; at < end; at++) {
        bool digit = pattern_is_digit(row->point[at]);
        bool ends = run > 0 && (!digit || at == end - 1);
        if (ends && run + digit == 3)
            return 0;
        run = digit ? run + 1 : 0;
        if (run > 4 || (!digit && (row->point[at] != mark || at == start || at == end - 1)))
            return 0;
        groups += run == 1;
    }
    return groups;
}

/* Of a number "56-1-2" the ends are shorter. */
bool pattern_is_date_or_time(const struct pattern_row *row, int start, int end)
{
    static const char marks[] = "./-";
    if (groups_of(row, start, end, ':') >= 2)
        return true;
    for (const char *mark = marks; *mark != '\0'; mark++)
        if (groups_of(row, start, end, (uint32_t)*mark) == 3 && end - start >= 6 &&
            end - start <= 10 && (*mark != '-' || end - start >= 8))
            return true;
    return false;
}

/* How far a value that begins there can reach. */
static int value_limit(const struct pattern_row *row, enum pattern_value kind, int start)
{
    int end = start;
    bool words = kind == PATTERN_PHRASE || kind == PATTERN_AMOUNT;
    while (end < row->count && bytes_between(row, start, end + 1) < TAP_VALUE &&
           (row->point[end] != ' ' || (words && row->point[end - 1] != ' ')))
        end++;
    return end;
}

static bool is_value(const struct pattern_row *row, enum pattern_value kind, uint8_t digits,
                     int start, int end)
{
    struct amount amount;
    if (row->point[end - 1] == ' ')
        return false;
    if (kind == PATTERN_AMOUNT)
        return amount_read(row->point + start, end - start, digits, &amount);
    return kind != PATTERN_NUMBERED ||
           (pattern_has_digit(row, start, end) && bytes_between(row, start, end) <= REF_MOST);
}

/* The longest value from `start` behind which the rest can stand; 0: none. */
static int value_end(const struct pattern *pattern, enum pattern_value kind, uint8_t digits,
                     const struct reading *right, int start)
{
    const struct pattern_row *row = right->row;
    if (pattern->shape.start < pattern->shape.end) {
        int end = match_shape(row, start, pattern->shape);
        return end > start && right->reach[row->count - end] ? end : 0;
    }
    for (int end = value_limit(row, kind, start); end > start; end--)
        if (right->reach[row->count - end] && is_value(row, kind, digits, start, end))
            return end;
    return 0;
}

bool pattern_match(const struct pattern *pattern, enum pattern_value kind, uint8_t currency_digits,
                   const struct pattern_row *above, const struct pattern_row *row, int *start,
                   int *end)
{
    struct reading left, right;
    if (pattern->below && (above == NULL || !is_whole_row(above, pattern->before)))
        return false;
    if (!pattern->captures) {
        *start = *end = 0;
        return is_whole_row(row, pattern->left);
    }
    if (!reach_over(&left, row, pattern->left, false, true) ||
        !reach_over(&right, row, pattern->right, true, true))
        return false;
    for (int at = 1; at < row->count; at++) {
        int found = left.reach[at] && row->point[at] != ' '
                        ? value_end(pattern, kind, currency_digits, &right, at)
                        : 0;
        if (found > 0) {
            *start = at;
            *end = found;
            return true;
        }
    }
    return false;
}
