/* SPDX-License-Identifier: MIT */
#include "learn_parts.h"

/* What speaks for a row being what the customer pays. */
enum {
    POINTS_TOTAL = 60,  /* its words say so */
    POINTS_SUM = 40,    /* "total" alone */
    POINTS_PART = -50,  /* a subtotal, a tax */
    POINTS_AFTER = -15, /* "Total due incl. VAT": it says what is in it */
    POINTS_PAYMENT = -40,
    POINTS_CHANGE_FITS = 40, /* it is what was given less what came back */
    POINTS_PAID_FITS = 25,   /* one payment below it is as much */
    POINTS_AGAIN = 15,       /* a row below it is as much, in words that nobody knows */
    POINTS_LARGEST = 10,     /* nothing above it is more */
    POINTS_SURE = 10,        /* it has its decimals or a currency */
    POINTS_LATE = -20,       /* a payment stands above it */
    POINTS_NOTHING = -60,    /* "To pay 0.00": what is left of more that stands above it */
};

struct label {
    int best; /* POINTS_TOTAL, POINTS_SUM or 0 */
    bool including;
    int points;
};

static enum receipt_sort longest_sort(const struct receipt_words *words, int at, int *length)
{
    static const enum receipt_sort sorts[] = {WORDS_TOTAL, WORDS_PART, WORDS_PAYMENT,
                                              WORDS_INCLUDING, WORDS_SUM};
    enum receipt_sort found = WORDS_SORTS;
    *length = 0;
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
        int taken = receipt_words_at(words, at, sorts[i]);
        if (taken > *length) {
            *length = taken;
            found = sorts[i];
        }
    }
    return found;
}

/* "Taxes incl." says as little of a row as "incl. taxes". */
static bool is_included(const struct receipt_words *words, int behind)
{
    return behind < words->count && receipt_words_at(words, behind, WORDS_INCLUDING) > 0;
}

static void weigh_word(struct label *label, enum receipt_sort sort)
{
    if (sort == WORDS_TOTAL && label->best < POINTS_TOTAL)
        label->best = POINTS_TOTAL;
    else if (sort == WORDS_SUM && label->best < POINTS_SUM)
        label->best = POINTS_SUM;
    else if (sort == WORDS_INCLUDING)
        label->including = label->best > 0;
    else if (sort == WORDS_PART && !label->including)
        label->points += label->best == POINTS_TOTAL ? POINTS_AFTER : POINTS_PART;
    else if (sort == WORDS_PAYMENT)
        label->points += POINTS_PAYMENT;
}

static struct label weigh_label(const struct pattern_row *row, int end)
{
    struct label label = {0};
    struct receipt_words words;
    receipt_words_of(row, &words);
    for (int i = 0, length; i < words.count && words.list[i].start < end; i += length) {
        length = i > 0 && words.list[i - 1].digits ? receipt_words_at(&words, i, WORDS_COUNT) : 0;
        if (length > 0)
            continue;
        enum receipt_sort sort = longest_sort(&words, i, &length);
        length = length > 0 ? length : 1;
        if (sort != WORDS_PART || label.best == 0 || !is_included(&words, i + length))
            weigh_word(&label, sort);
    }
    label.points += label.best;
    return label;
}

/* What stood above a row. */
struct above {
    int64_t largest;
    bool payment;
};

static void pass(struct above *above, const struct receipt_rows *rows, int i)
{
    const struct receipt_row *row = &rows->list[i];
    if (row->tail == 0 || !row->amount.sure)
        return;
    above->largest = row->amount.minor > above->largest ? row->amount.minor : above->largest;
    above->payment |=
        receipt_rows_is_payment(rows, i) && weigh_label(&row->row, row->tail).best == 0;
}

static bool stands_again(const struct receipt_rows *rows, int i)
{
    for (int at = i + 1; at < rows->count; at++)
        if (rows->list[at].tail > 0 && rows->list[at].amount.sure &&
            rows->list[at].amount.minor == rows->list[i].amount.minor)
            return true;
    return false;
}

static int weigh_sums(const struct receipt_rows *rows, int i, const struct above *above)
{
    const struct amount *amount = &rows->list[i].amount;
    int points = amount->sure ? POINTS_SURE : -POINTS_SURE;
    points += receipt_rows_change_fits(rows, i) ? POINTS_CHANGE_FITS : 0;
    points += receipt_rows_payment_fits(rows, i) ? POINTS_PAID_FITS : 0;
    points += amount->minor >= above->largest ? POINTS_LARGEST : -POINTS_LARGEST;
    points += amount->minor == 0 && above->largest > 0 ? POINTS_NOTHING : 0;
    return points + (above->payment ? POINTS_LATE : 0);
}

/* A row of an amount alone has its label above. */
static void add_row(const struct receipt_rows *rows, int i, const struct above *above,
                    struct learn_candidates *out)
{
    const struct receipt_row *row = &rows->list[i];
    bool alone = row->tail == 1;
    if (row->tail == 0 || (alone && (i == 0 || rows->list[i - 1].tail > 0)))
        return;
    const struct pattern_row *name = alone ? &rows->list[i - 1].row : NULL;
    struct label label = alone ? weigh_label(name, name->count) : weigh_label(&row->row, row->tail);
    int sums = weigh_sums(rows, i, above);
    /* An only item stands again as well, in the total. */
    if (label.best > 0 && !receipt_rows_payment_fits(rows, i) && stands_again(rows, i))
        sums += POINTS_AGAIN;
    struct learn_place place = {
        .row = &row->row, .label = 1, .start = row->tail, .end = row->tail_end, .above = name};
    if (label.best > 0 || sums >= POINTS_PAID_FITS + POINTS_LARGEST + POINTS_SURE)
        learn_add(out, &place, label.points + sums);
}

void learn_totals(const struct receipt_rows *rows, struct learn_candidates *out)
{
    struct above above = {0};
    for (int i = 0; i < rows->count; i++) {
        add_row(rows, i, &above, out);
        pass(&above, rows, i);
    }
}
