/* SPDX-License-Identifier: MIT */
#include "ledger.h"

static bool is_wanted(const struct telling *told, enum config_when when, enum sale_print key)
{
    return when == CONFIG_ALWAYS || (when == CONFIG_ASK && told->print == key);
}

static bool may_have_card(const struct past *past, const struct telling *told,
                          const struct expected *out)
{
    bool open = false, known = (out->shown & (SHOWN_IDENTITY | SHOWN_NOTE)) != 0;
    int latest = INT32_MIN / 2;
    for (int i = 0; i < past->code_count; i++) {
        const struct code *code = &past->codes[i];
        if (code->id < 0 || code_kind(code->id) != CODE_CARD || code->cancelled ||
            !is(past, out->whom, code->person))
            continue;
        latest = code->issued > latest ? code->issued : latest;
        open = open || (code->until >= told->day && !is_spent(past, code->id));
    }
    bool due = known && (out->whom.person == 0 ||
                         told->day - latest >= past_rules(past)->print.card_every_days);
    return !open && (told->print == PRINT_CARD || due);
}

void find_slips(const struct past *past, const struct telling *told, struct expected *out)
{
    const struct config_print *print = &past_rules(past)->print;
    bool large = told->total + told->applied >= print->least_minor;
    bool showed_paper = (out->shown & (SHOWN_NOTE | SHOWN_CARD)) != 0;
    out->next_open = -1;
    if (!counts(told) || told->late || told->history || told->copy || told->print == PRINT_NONE ||
        !(large || showed_paper || told->kind == SALE_ADVICE || told->need != NULL ||
          told->next_day != 0))
        return;
    bool may = large && !told->foreign && print->card != CONFIG_NEVER &&
               may_have_card(past, told, out) && find_card_offer(past, told, false, out->whom, out);
    out->has_card = may && is_wanted(told, print->card, PRINT_CARD);
    out->has_note = out->has_card || is_wanted(told, print->note, PRINT_NOTE);
    out->has_code = out->has_note && ((out->shown & SHOWN_NO_CODE) == 0 || out->household);
    if (may && print->card == CONFIG_ASK && told->print == PRINT_AS_SET)
        out->ask |= ASK_CARD;
    if (print->note == CONFIG_ASK && told->print == PRINT_AS_SET)
        out->ask |= ASK_NOTE;
    find_note_offers(past, told, out);
}
