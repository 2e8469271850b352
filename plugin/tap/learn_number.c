/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "learn_parts.h"

enum {
    POINTS_NUMBER = 60,
    POINTS_ORDER = 40,
    POINTS_REFERENCE = 24, /* a card's, as often as not: several receipts must speak for it */
    POINTS_MARKED = 5,     /* No, # or : between label and number */
    POINTS_HASH = 45,      /* "#0004" in a row of its own or of the date's */
    POINTS_PADDED = 27,    /* "000471" in a column of its own beside a date */
    POINTS_SHAPE = 30,     /* "56-1-2" beside a date */
    POINTS_BETWEEN = -5,   /* a word between label and number */
    POINTS_BELOW = -10,    /* the number stands below its label */
    POINTS_NO = 26,        /* "No. of something: 5" */
    POINTS_COUNTER = 25,   /* "SI# 000118": whatever is called so is counted */
    POINTS_ANY = 5,        /* of several receipts: what changes is worth more */
    POINTS_SHORT = -3,     /* of an order: those of one day, called out */
    POINTS_LATE = -3,      /* behind the items */
    BETWEEN_MOST = 3,
    LATIN_END = 0x250,
    SHAPE = 32,
    SHORT_MOST = 3, /* digits of a number that may be a day's */
    PADDED_LEAST = 5,
    TITLE_WORDS = 5, /* "Boleta de venta electrónica" */
    SERIES_MOST = 4, /* letters of a word between: "FS 1A/33" */
};

static int word_end(const struct pattern_row *row, int at)
{
    while (row->point[at] != ' ')
        at++;
    while (strchr(",;.)]", (int)(row->point[at - 1] < 0x80 ? row->point[at - 1] : 'a')) != NULL)
        at--;
    return at;
}

/* Where the word of the row ends that begins there. */
static int blank_after(const struct pattern_row *row, int at)
{
    while (row->point[at] != ' ')
        at++;
    return at;
}

static bool row_has_date(const struct pattern_row *row)
{
    for (int at = 1; at < row->count - 1; at++) {
        int end = at;
        while (row->point[end] != ' ')
            end++;
        if (end > at && pattern_is_date_or_time(row, at, end))
            return true;
        at = end;
    }
    return false;
}

/* The shape of [start, end), "AB-123" as "AA-999" or "A-9"; false where it is too long or has marks
 * of patterns in it. */
static bool shape_of(const struct pattern_row *row, int start, int end, bool whole, char out[SHAPE])
{
    int length = 0, last = 0;
    for (int at = start; at < end; at++) {
        uint32_t point = row->point[at];
        int class = pattern_is_digit(point) ? '9' : pattern_is_letter(point) ? 'A' : 0;
        if (class == last && class != 0 && !whole)
            continue;
        last = class;
        if (length == SHAPE - 1 || (class == 0 && point != '-' && point != '/' && point != '.'))
            return false;
        out[length++] = class == 0 ? (char)point : (char)class;
    }
    out[length] = '\0';
    return true;
}

/* The first letter or digit behind the marks that part a label from its number. */
static int skip_marks(const struct pattern_row *row, int at)
{
    while (at < row->count - 1 && !pattern_is_digit(row->point[at]) &&
           !pattern_is_letter(row->point[at]))
        at++;
    return at;
}

/* How many words stand between the label, which ends before word `at`, and its number: "No.", and
 * up to two others before that, as in "Boleta electrónica N° 5". */
static int words_between(const struct receipt_words *words, int at)
{
    for (int i = at; i < words->count && i < at + BETWEEN_MOST && !words->list[i].digits; i++) {
        int no = receipt_words_at(words, i, WORDS_NO);
        if (no > 0)
            return i + no - at;
    }
    return 0;
}

/* The label once more in another script: "Invoice No رقم الفاتورة: 5". */
static int words_of_other_script(const struct receipt_words *words, int at)
{
    int count = 0;
    while (at + count < words->count && count < BETWEEN_MOST && !words->list[at + count].digits &&
           words->row->point[words->list[at + count].start] >= LATIN_END)
        count++;
    return count;
}

/* Where the number begins behind the label's words. */
static int number_start(const struct receipt_words *words, int at, int *points)
{
    const struct pattern_row *row = words->row;
    int no = words_between(words, at);
    no += words_of_other_script(words, at + no);
    int behind = words->list[at + no - 1].end;
    int start = skip_marks(row, behind);
    bool marked = no > 0 || (row->point[behind] != ' ' && row->point[behind] < 0x2E80);
    if (at + no < words->count && !words->list[at + no].digits &&
        words->list[at + no].start == start) {
        int end = word_end(row, start);
        if (!pattern_has_digit(row, start, end) && end - start <= SERIES_MOST) {
            start = skip_marks(row, end);
            *points += POINTS_BETWEEN;
        }
    }
    *points += marked ? POINTS_MARKED : 0;
    return start;
}

static bool is_number(const struct receipt_row *row, int start, int end)
{
    bool amount = row->tail > 0 && row->amount.sure && start >= row->tail;
    return end > start && pattern_has_digit(&row->row, start, end) && !amount &&
           !pattern_is_date_or_time(&row->row, start, end) && row->row.point[end] != '%';
}

/* Where on paper a character stands, as far as all are as wide. */
static int column_of(const struct pattern_row *row, int at)
{
    return row->offset[0] + at;
}

/* The word of the row below that stands under [start, end) of the label's; 0: none does. */
static int word_under(const struct pattern_row *label, int start, int end,
                      const struct pattern_row *row)
{
    int first = column_of(label, start), last = column_of(label, end);
    for (int at = 1, behind; at < row->count - 1; at = behind + 1) {
        behind = blank_after(row, at);
        if (behind > at && column_of(row, at) < last && column_of(row, behind) > first)
            return at;
    }
    return 0;
}

/* "P.V. No 0001" is that word's, whatever stands above. */
static bool has_own_label(const struct pattern_row *row, int start)
{
    return start > 2 && row->point[start - 1] == ' ' && row->point[start - 2] != ' ' &&
           !pattern_is_digit(row->point[start - 2]);
}

/* "B001-00012044" or "000118", and nothing else in the row. */
static bool is_counter_alone(const struct pattern_row *row)
{
    bool letter = false;
    int end = row->count - 1;
    for (int at = 1; at < end; at++)
        letter |= pattern_is_letter(row->point[at]);
    return end > 1 && blank_after(row, 1) == end && pattern_has_digit(row, 1, end) &&
           (letter || row->point[1] == '0');
}

/* "DY123456  36512345" are a printer's. */
static bool has_other_number(const struct pattern_row *row, int start)
{
    for (int at = 1, end; at < row->count - 1; at = end + 1) {
        end = blank_after(row, at);
        if (end > at && at > start && end - at >= PADDED_LEAST && pattern_has_digit(row, at, end) &&
            !pattern_is_date_or_time(row, at, end))
            return true;
    }
    return false;
}

/* "Invoice No." above, the number at the start of the row below or under it. */
static void add_below(const struct receipt_rows *rows, int i, const struct receipt_words *words,
                      int at, int taken, int points, struct learn_candidates *out)
{
    const struct pattern_row *label = words->row;
    if (i + 1 >= rows->count || pattern_has_digit(label, words->list[at].start, label->count))
        return;
    const struct receipt_row *next = &rows->list[i + 1];
    int no = words_between(words, at + taken);
    int label_end = words->list[at + taken + no - 1].end;
    bool alone = at + taken + no == words->count ||
                 (words->count <= TITLE_WORDS && is_counter_alone(&next->row));
    bool column = skip_marks(label, label_end) > label_end + 1;
    bool first = words->list[at].start <= 2;
    int start = first ? skip_marks(&next->row, 1)
                      : word_under(label, words->list[at].start, label_end, &next->row);
    int end = start > 0 && !has_own_label(&next->row, start) ? word_end(&next->row, start) : 0;
    struct learn_place place = {.row = &next->row, .label = 1, .start = start, .end = end};
    char shape[SHAPE];
    place.above = label;
    points += POINTS_BELOW + (no > 0 ? POINTS_MARKED : 0);
    bool several = no == 0 && !column && has_other_number(&next->row, start);
    if ((!alone && !column) || several || start == 0 || !is_number(next, start, end))
        return;
    learn_add(out, &place, points);
    place.shape = shape;
    if (!first && shape_of(&next->row, start, end, true, shape))
        learn_add(out, &place, points - 1);
}

/* "INV/26/33" has no label: that is a part of the number. */
static bool is_glued(const struct receipt_words *words, int last, int start)
{
    int behind = words->list[last].end;
    uint32_t mark = words->row->point[behind];
    return start == behind + 1 && (mark == '/' || mark == '-' || mark == '_');
}

/* "Z-Bon 118" counts days. */
static bool is_of_days(const struct receipt_words *words, int at)
{
    const struct receipt_word *before = &words->list[at > 0 ? at - 1 : 0];
    return at > 0 && before->end - before->start == 1 && words->row->point[before->start] == 'z' &&
           words->list[at].start == before->end + 1;
}

static void add_labelled(const struct receipt_rows *rows, int i, const struct receipt_words *words,
                         int at, enum receipt_sort sort, int points, struct learn_candidates *out)
{
    const struct receipt_row *row = &rows->list[i];
    int taken = receipt_words_at(words, at, sort);
    int label = words->list[at].start;
    bool column = label > 2 && row->row.point[label - 1] == ' ' && row->row.point[label - 2] == ' ';
    bool other = at > 0 && !column && receipt_words_at(words, at - 1, WORDS_OTHER) > 0;
    if (taken == 0 || other || is_of_days(words, at))
        return;
    points += i > rows->last ? POINTS_LATE : 0;
    int start = number_start(words, at + taken, &points);
    int end = start < row->row.count - 1 ? word_end(&row->row, start) : start;
    struct learn_place place = {.row = &row->row, .label = label, .start = start, .end = end};
    if (is_glued(words, at + taken - 1, start))
        return;
    points += sort == WORDS_ORDER && end - start <= SHORT_MOST ? POINTS_SHORT : 0;
    if (is_number(row, start, end))
        learn_add(out, &place, points);
    else
        add_below(rows, i, words, at, taken, points, out);
}

/* Is it digits that - or / part, "56-1-2"? */
static bool is_parted(const struct pattern_row *row, int start, int end)
{
    int marks = 0;
    for (int at = start; at < end; at++) {
        bool mark = row->point[at] == '-' || row->point[at] == '/';
        if (!mark && !pattern_is_digit(row->point[at]))
            return false;
        marks += mark;
    }
    return marks > 0 && pattern_is_digit(row->point[start]) &&
           pattern_is_digit(row->point[end - 1]);
}

/* Are there no items in row i? */
static bool is_outside(const struct receipt_rows *rows, int i)
{
    return i < rows->first || i > rows->last;
}

/* "#0004" where nothing else is in the row, or its date. */
static void add_hash(const struct receipt_row *row, bool dated, int at, int end,
                     struct learn_candidates *out)
{
    bool alone = at == 1 && end == row->row.count - 1;
    struct learn_place place = {.row = &row->row, .label = at, .start = at + 1, .end = end};
    if (row->row.point[at] == '#' && (alone || dated) && is_number(row, at + 1, end))
        learn_add(out, &place, POINTS_HASH);
}

static bool are_digits(const struct pattern_row *row, int at, int end)
{
    while (at < end && pattern_is_digit(row->point[at]))
        at++;
    return at == end;
}

/* Where another word of digits alone is in the row, nobody knows which of them it is. */
static bool is_only_digits(const struct pattern_row *row, int start)
{
    enum { FEW = 2 }; /* of a till, or a count of items */
    for (int at = 1, end; at < row->count - 1; at = end + 1) {
        end = blank_after(row, at);
        if (at != start && end - at > FEW && are_digits(row, at, end))
            return false;
    }
    return true;
}

/* Is it digits with zeros before them, in a column of its own? Lengths of it are the register's. */
static bool is_padded(const struct pattern_row *row, int at, int end)
{
    bool apart = at == 1 || (at > 2 && row->point[at - 2] == ' ');
    bool closed = end == row->count - 1 || row->point[end + 1] == ' ';
    return apart && closed && row->point[at] == '0' && end - at >= PADDED_LEAST &&
           are_digits(row, at, end) && is_only_digits(row, at);
}

static void add_padded(const struct receipt_rows *rows, int i, int at, int end,
                       struct learn_candidates *out)
{
    const struct receipt_row *row = &rows->list[i];
    char shape[SHAPE];
    bool dated = row_has_date(&row->row) || (i > 0 && row_has_date(&rows->list[i - 1].row)) ||
                 (i + 1 < rows->count && row_has_date(&rows->list[i + 1].row));
    struct learn_place place = {
        .row = &row->row, .label = 1, .start = at, .end = end, .shape = shape};
    if (dated && is_outside(rows, i) && is_padded(&row->row, at, end) &&
        shape_of(&row->row, at, end, true, shape))
        learn_add(out, &place, POINTS_PADDED);
}

/* What no word says: "#0004", "000471", or "56-1-2" in the row of the date. */
static void add_bare(const struct receipt_rows *rows, int i, struct learn_candidates *out)
{
    const struct receipt_row *row = &rows->list[i];
    bool dated = row_has_date(&row->row);
    char shape[SHAPE];
    for (int at = 1, end; at < row->row.count - 1; at = end + 1) {
        end = blank_after(&row->row, at);
        if (end == at)
            continue;
        struct learn_place place = {
            .row = &row->row, .label = at, .start = at, .end = end, .shape = shape};
        add_hash(row, dated, at, end, out);
        add_padded(rows, i, at, end, out);
        if (!dated || !is_number(row, at, end) || !is_parted(&row->row, at, end) ||
            !shape_of(&row->row, at, end, false, shape))
            continue;
        learn_add(out, &place, POINTS_SHAPE);
        /* With the marks of the date before it, where a telephone's number has the same shape. */
        place.label = 1;
        learn_add(out, &place, POINTS_SHAPE - 1);
    }
}

static bool begins_column(const struct pattern_row *row, int at)
{
    return at <= 2 || (row->point[at - 1] == ' ' && row->point[at - 2] == ' ');
}

/* Is what stands before it a part of the same, as in "POS-88123"? */
static bool is_glued_to(const struct pattern_row *row, int at)
{
    return row->point[at - 1] == '-' || row->point[at - 1] == '/';
}

/* Does a word of the row, no part of [start, end), say that the number is of another thing? Behind
 * the number a column of its own says nothing of it. */
static bool is_beside_other(const struct receipt_words *words, int start, int end)
{
    for (int i = 0; i < words->count; i++) {
        int at = words->list[i].start;
        bool apart = at > end && begins_column(words->row, at);
        if ((at < start || at >= end) && !apart && receipt_words_at(words, i, WORDS_OTHER) > 0)
            return true;
        if (apart)
            return false;
    }
    return false;
}

/* "No. Nota: 5", in a language whose word for a receipt is not known, of the words from `first`. */
static void add_no(const struct receipt_row *row, const struct receipt_words *words, int first,
                   int between, struct learn_candidates *out)
{
    int at = receipt_words_at(words, first, WORDS_NO), value = first + at;
    if (at == 0)
        return;
    while (value < words->count && value - first < between && !words->list[value].digits)
        value++;
    if (value == words->count)
        return;
    int end = blank_after(&row->row, words->list[value].start);
    while (value > first + at && is_glued_to(&row->row, words->list[value].start))
        value--;
    struct learn_place place = {.row = &row->row,
                                .label = words->list[first].start,
                                .start = words->list[value].start,
                                .end = end};
    if (!is_beside_other(words, place.start, end) && is_number(row, place.start, end))
        learn_add(out, &place, POINTS_NO);
}

/* At the start of a row; behind its date; or of a column, where what is counted has two parts. */
static void add_numbered(const struct receipt_row *row, const struct receipt_words *words,
                         struct learn_candidates *out)
{
    int first = 0;
    while (row_has_date(&row->row) && first < words->count && words->list[first].digits)
        first++;
    if (first < words->count)
        add_no(row, words, first, first == 0 ? BETWEEN_MOST : 0, out);
    for (int at = first + 1; at < words->count; at++)
        if (words->list[at].start > 2 && begins_column(&row->row, words->list[at].start))
            add_no(row, words, at, BETWEEN_MOST, out);
}

static bool is_of_other(const struct receipt_words *words, int at)
{
    static const enum receipt_sort others[] = {WORDS_OTHER, WORDS_PART, WORDS_CUSTOMER,
                                               WORDS_CASHIER, WORDS_TILL};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (receipt_words_at(words, at, others[i]) > 0)
            return true;
    return false;
}

/* "SI# 000118233": a label that nobody knows, and a number with a counter's zeros. */
static void add_counter(const struct receipt_rows *rows, int i, const struct receipt_words *words,
                        int at, struct learn_candidates *out)
{
    const struct receipt_row *row = &rows->list[i];
    const struct receipt_word *label = &words->list[at];
    if (at + 1 == words->count || label->digits || row->row.point[label->end] != '#' ||
        !is_outside(rows, i) || is_of_other(words, at))
        return;
    int start = words->list[at + 1].start, end = blank_after(&row->row, start);
    struct learn_place place = {
        .row = &row->row, .label = label->start, .start = start, .end = end};
    if (end - start >= PADDED_LEAST && row->row.point[start] == '0' &&
        are_digits(&row->row, start, end))
        learn_add(out, &place, POINTS_COUNTER);
}

/* Behind "COO:" where that and the number are one word. */
static int glued_start(const struct pattern_row *row, int at, int end)
{
    int start = at;
    for (; at < end - 1; at++)
        if (row->point[at] == ':')
            start = at + 1;
    return start;
}

/* Two letters and eight digits, in a row of their own: a uniform invoice of Taiwan. */
static bool add_uniform_invoice(struct learn_place place, struct learn_candidates *out)
{
    char shape[SHAPE];
    if (!shape_of(place.row, place.start, place.end, true, shape) ||
        (strcmp(shape, "AA-99999999") != 0 && strcmp(shape, "AA99999999") != 0))
        return false;
    place.shape = shape;
    learn_add(out, &place, POINTS_SHAPE);
    return true;
}

/* What stands alone in its row, by its shape and by the row above, which may be the shop's own. */
static void add_alone(const struct receipt_rows *rows, int i, struct learn_candidates *out)
{
    const struct receipt_row *row = &rows->list[i];
    char shape[SHAPE];
    int end = row->row.count - 1;
    struct learn_place place = {.row = &row->row, .label = 1, .start = 1, .end = end};
    if (add_uniform_invoice(place, out) || !shape_of(&row->row, 1, end, false, shape))
        return;
    place.shape = shape;
    learn_add(out, &place, POINTS_ANY);
    place.above = i > 0 ? &rows->list[i - 1].row : NULL;
    place.literal = true;
    if (i > 0 && rows->list[i - 1].tail == 0)
        learn_add(out, &place, POINTS_ANY - 1);
}

/* Above or below the items, whatever has two digits and is no word of another thing. */
static void add_any(const struct receipt_rows *rows, int i, const struct receipt_words *words,
                    struct learn_candidates *out)
{
    const struct receipt_row *row = &rows->list[i];
    /* "XXXXXXXXXXX2007  Appr 118204": what else is there is the bank's. */
    if (!is_outside(rows, i) || receipt_rows_card(&row->row) > 0)
        return;
    for (int at = 0; at < words->count; at++) {
        int word = words->list[at].start, end = blank_after(&row->row, word);
        int start = glued_start(&row->row, word, end);
        bool other = is_of_other(words, start > word || at == 0 ? at : at - 1);
        struct learn_place place = {.row = &row->row, .label = 1, .start = start, .end = end};
        if (other || row->row.point[word - 1] != ' ' || end - start < 2 ||
            !is_number(row, start, end))
            continue;
        if (start == 1 && end == row->row.count - 1)
            add_alone(rows, i, out);
        else
            learn_add(out, &place, POINTS_ANY);
    }
}

void learn_numbers(const struct receipt_rows *rows, struct learn_candidates *out)
{
    for (int i = 0; i < rows->count; i++) {
        struct receipt_words words;
        receipt_words_of(&rows->list[i].row, &words);
        for (int at = 0; at < words.count; at++) {
            add_labelled(rows, i, &words, at, WORDS_NUMBER, POINTS_NUMBER, out);
            add_labelled(rows, i, &words, at, WORDS_ORDER, POINTS_ORDER, out);
            add_labelled(rows, i, &words, at, WORDS_REFERENCE, POINTS_REFERENCE, out);
        }
        for (int at = 0; at < words.count; at++)
            add_counter(rows, i, &words, at, out);
        add_numbered(&rows->list[i], &words, out);
        add_bare(rows, i, out);
        add_any(rows, i, &words, out);
    }
}
