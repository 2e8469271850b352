/* SPDX-License-Identifier: MIT */
#include "learn_parts.h"

enum {
    POINTS_COLON = 20,  /* "Cashier: Rosa" */
    POINTS_PHRASE = 15, /* "served by Rosa" */
    POINTS_DIGITS = 12, /* "Kasse 2" */
    POINTS_START = 2,   /* the label begins its row or its column */
};

static enum receipt_sort sort_of(enum tap_field field)
{
    if (field == TAP_CASHIER)
        return WORDS_CASHIER;
    return field == TAP_TILL ? WORDS_TILL : WORDS_CUSTOMER;
}

/* A name ends where its column does, a till's number at a blank. */
static int value_end(const struct pattern_row *row, int start, enum tap_field field)
{
    int at = start;
    while (at < row->count - 1 &&
           (row->point[at] != ' ' || (field != TAP_TILL && row->point[at + 1] != ' ')))
        at++;
    return at;
}

/* A card's digits behind stars, or none. */
static bool is_name(const struct receipt_row *row, int start, int end)
{
    if (end <= start || (row->tail > 0 && row->amount.sure && end > row->tail))
        return false;
    for (int at = start; at < end; at++)
        if (row->row.point[at] == '*' || row->row.point[at] == ':' ||
            (row->row.point[at] == 'x' && row->row.point[at + 1] == 'x'))
            return false;
    return true;
}

static int weigh(const struct receipt_words *words, int at, int taken, bool no, bool colon,
                 bool digits)
{
    const struct pattern_row *row = words->row;
    int label = words->list[at].start;
    int points = label == 1 || row->point[label - 2] == ' ' ? POINTS_START : 0;
    if (colon)
        return points + POINTS_COLON;
    if (taken > 1 && !no)
        return points + POINTS_PHRASE;
    return digits ? points + POINTS_DIGITS : 0;
}

static void add_name(const struct receipt_row *row, const struct receipt_words *words, int at,
                     struct learn_candidates *out)
{
    int taken = receipt_words_at(words, at, sort_of(out->field));
    if (taken == 0)
        return;
    int no = at + taken < words->count ? receipt_words_at(words, at + taken, WORDS_NO) : 0;
    int behind = words->list[at + taken + no - 1].end, start = behind;
    bool colon = false;
    while (start < row->row.count - 1 && !pattern_is_digit(row->row.point[start]) &&
           !pattern_is_letter(row->row.point[start]))
        colon |= row->row.point[start++] == ':';
    int end = value_end(&row->row, start, out->field);
    bool digits = pattern_has_digit(&row->row, start, end);
    int points = weigh(words, at, taken, no > 0, colon, digits);
    /* Whom a wrong name stands for would be one customer with everybody else. */
    bool certain = out->field != TAP_CUSTOMER || colon || digits;
    struct learn_place place = {
        .row = &row->row, .label = words->list[at].start, .start = start, .end = end};
    if (points > 0 && certain && is_name(row, start, end) &&
        (out->field != TAP_TILL || digits || colon))
        learn_add(out, &place, points);
}

void learn_names(const struct receipt_rows *rows, struct learn_candidates *out)
{
    for (int i = 0; i < rows->count; i++) {
        struct receipt_words words;
        receipt_words_of(&rows->list[i].row, &words);
        for (int at = 0; at < words.count; at++)
            add_name(&rows->list[i], &words, at, out);
    }
}
