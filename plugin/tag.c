/* SPDX-License-Identifier: MIT */
#include "tag.h"

#include <stdio.h>

#include "code.h"
#include "projection.h"

static const char *const names[] = {"unidentified", "new", "repeat", "referral"};
static const char *const grades[] = {"", "paper", "checked"};

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

static void explain_repeat(struct answer *answer)
{
    char date[CLOCK_TEXT];
    const struct scan *note = shown_code(answer, CODE_NOTE);
    if ((answer->shown & SHOWN_ELSEWHERE) != 0) {
        snprintf(answer->why, sizeof answer->why, "repeat: note of another till");
    } else if ((answer->shown & SHOWN_ID) == 0 && note != NULL) {
        clock_short_date(note->issued_day, date);
        snprintf(answer->why, sizeof answer->why, "repeat: note of %.9s, visit %d", date,
                 answer->visit);
    } else {
        snprintf(answer->why, sizeof answer->why, "repeat: customer id, visit %d", answer->visit);
    }
}

static void explain_referral(struct answer *answer)
{
    char date[CLOCK_TEXT];
    const char *grade = answer->via == VIA_CHECKED ? "checked" : "paper's word";
    const struct scan *card = shown_code(answer, CODE_CARD);
    if (card == NULL) {
        snprintf(answer->why, sizeof answer->why, "referral: sent by a customer, %s",
                 answer->via == VIA_CHECKED ? "checked" : "paper");
    } else if (card->verdict == VERDICT_ELSEWHERE) {
        snprintf(answer->why, sizeof answer->why, "referral: other till's card, %.12s",
                 answer->via == VIA_CHECKED ? "checked" : "paper");
    } else {
        clock_short_date(card->issued_day, date);
        snprintf(answer->why, sizeof answer->why, "referral: card of %.6s, %s", date, grade);
    }
}

void tag_explain(struct answer *answer, const struct sale *sale, const struct person_past *past)
{
    if (!projection_counts(sale->kind, sale->total_minor)) {
        snprintf(answer->why, sizeof answer->why, "not tagged: %s",
                 sale->total_minor < 0 && sale->kind == SALE_SALE ? "total below 0"
                                                                  : sale_kind_name(sale->kind));
    } else if (answer->tag == COMEBACK_UNIDENTIFIED) {
        snprintf(answer->why, sizeof answer->why, "unidentified: %s",
                 answer->scan_count > 0 ? "no code that counts" : "nothing was shown");
    } else if (past->that_day && answer->tag != COMEBACK_REPEAT) {
        snprintf(answer->why, sizeof answer->why, "%s: same visit as earlier today",
                 tag_name(answer->tag));
    } else if (answer->tag == COMEBACK_REPEAT) {
        explain_repeat(answer);
    } else if (answer->tag == COMEBACK_REFERRAL) {
        explain_referral(answer);
    } else {
        snprintf(answer->why, sizeof answer->why, "new: %s",
                 (answer->shown & SHOWN_ID) != 0 ? "first sale of this customer id"
                                                 : "first visit");
    }
}
