/* SPDX-License-Identifier: MIT */
#include "tag.h"

#include "code.h"
#include "projection.h"

static const char *const names[] = {"unidentified", "new", "repeat", "referral"};
static const char *const grades[] = {"", "paper", "checked"};

static const enum word kind_words[] = {
    [SALE_SALE] = W_KIND_SALE, [SALE_RETURN] = W_KIND_RETURN,     [SALE_EXCHANGE] = W_KIND_EXCHANGE,
    [SALE_VOID] = W_KIND_VOID, [SALE_TRAINING] = W_KIND_TRAINING, [SALE_ADVICE] = W_KIND_ADVICE,
};

/* In the order of knowing; a note comes after all of them. */
static const struct {
    int64_t shown;
    enum word fresh, regular, repeat;
} ways[] = {
    {SHOWN_ID, W_NEW_ID, W_NEW_ID_REGULAR, W_REPEAT_ID},
    {SHOWN_PHONE, W_NEW_PHONE, W_NEW_PHONE_REGULAR, W_REPEAT_PHONE},
    {SHOWN_EMAIL, W_NEW_EMAIL, W_NEW_EMAIL_REGULAR, W_REPEAT_EMAIL},
    {SHOWN_TOKEN, W_NEW_TOKEN, W_NEW_TOKEN_REGULAR, W_REPEAT_TOKEN},
    {0, W_NEW_FIRST_VISIT, W_NEW_FIRST_VISIT_REGULAR, W_REPEAT_ID},
};

const char *tag_name(int64_t tag)
{
    return names[tag >= 0 && tag < 4 ? tag : 0];
}

const char *tag_grade(int64_t via)
{
    return grades[via >= 0 && via < 3 ? via : 0];
}

/* The first code shown of that kind that counts; NULL where there is none. */
static const struct scan *shown_code(const struct answer *answer, enum code_kind kind)
{
    for (int i = 0; i < answer->scan_count; i++) {
        const struct scan *scan = &answer->scans[i];
        if (scan->id != 0 && code_kind(scan->id) == kind && !promise_refused(scan->verdict))
            return scan;
    }
    return NULL;
}

/* The first of the ways in `shown`; the last row where there is none. */
static size_t first_way(int64_t shown)
{
    size_t way = 0;
    while (ways[way].shown != 0 && (shown & ways[way].shown) == 0)
        way++;
    return way;
}

static enum word repeat_word(const struct answer *answer, struct words_values *values)
{
    const struct scan *note = shown_code(answer, CODE_NOTE);
    if ((answer->shown & SHOWN_ELSEWHERE) != 0)
        return W_REPEAT_ELSEWHERE;
    if (answer->named_by != 0 || note == NULL)
        return ways[first_way(answer->named_by)].repeat;
    values->day = note->issued_day;
    return W_REPEAT_NOTE;
}

static enum word referral_word(const struct answer *answer, struct words_values *values)
{
    bool checked = answer->via == VIA_CHECKED;
    const struct scan *card = shown_code(answer, CODE_CARD);
    if (card == NULL)
        return checked ? W_REFERRAL_SENT_CHECKED : W_REFERRAL_SENT_PAPER;
    if (card->verdict == VERDICT_ELSEWHERE)
        return checked ? W_REFERRAL_ELSEWHERE_CHECKED : W_REFERRAL_ELSEWHERE_PAPER;
    values->day = card->issued_day;
    return checked ? W_REFERRAL_CARD_CHECKED : W_REFERRAL_CARD_PAPER;
}

static enum word tagged_word(const struct answer *answer, bool that_day,
                             struct words_values *values)
{
    size_t way = first_way(answer->shown);
    if (answer->tag == COMEBACK_UNIDENTIFIED)
        return answer->scan_count > 0 ? W_UNIDENTIFIED_NO_CODE : W_UNIDENTIFIED_NOTHING;
    if (answer->tag == COMEBACK_REPEAT)
        return repeat_word(answer, values);
    if (that_day)
        return answer->tag == COMEBACK_NEW ? W_NEW_SAME_VISIT : W_REFERRAL_SAME_VISIT;
    if (answer->tag == COMEBACK_REFERRAL)
        return referral_word(answer, values);
    return answer->may_be_regular ? ways[way].regular : ways[way].fresh;
}

static enum word untagged_word(const struct answer *answer, const struct sale *sale,
                               struct words_values *values)
{
    values->kind = words_text(answer->language, kind_words[sale->kind]);
    return sale->kind == SALE_SALE ? W_NOT_TAGGED_BELOW_0 : W_NOT_TAGGED;
}

void tag_explain(struct answer *answer, const struct sale *sale, const struct person_past *past)
{
    struct words_values values = {.visit = answer->visit};
    bool counts = projection_counts(sale->kind, sale->total_minor);
    enum word word = counts ? tagged_word(answer, past->that_day, &values)
                            : untagged_word(answer, sale, &values);
    words_fill(answer->why, sizeof answer->why, WORDS_WHY_CHARACTERS, answer->language, word,
               &values);
}
