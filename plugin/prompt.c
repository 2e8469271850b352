/* SPDX-License-Identifier: MIT */
#include "prompt.h"

#include "projection.h"
#include "words.h"

static void add(struct answer *answer, enum word word, const struct words_values *values)
{
    words_add_line(answer->prompts, ANSWER_LINES, answer->language, word, values);
}

static void take_off(const struct desk *desk, const struct sale *sale, struct answer *answer)
{
    char amount[32];
    if (answer->discount_minor == 0 || sale->applied_minor > 0 || desk->paid)
        return;
    config_format_money(amount, sizeof amount, answer->discount_minor,
                        desk->config->currency_digits);
    add(answer, W_TAKE_OFF,
        &(struct words_values){.amount = amount, .currency = desk->config->shop.currency});
}

/* A wrong digit makes somebody else of a customer, and a household has one phone. */
static void confirm_phone(const struct sale *sale, struct answer *answer)
{
    if (answer->named_by != SHOWN_PHONE || sale->someone_else || answer->visit == 0)
        return;
    words_fill(answer->confirm, sizeof answer->confirm, ANSWER_CONFIRM, answer->language,
               W_CONFIRM_PHONE,
               &(struct words_values){.ending = answer->phone_ending, .visit = answer->visit});
}

void prompt_cashier(const struct desk *desk, const struct sale *sale, struct answer *answer)
{
    take_off(desk, sale, answer);
    if (answer->conflict != 0)
        add(answer, W_CONFLICT, NULL);
    confirm_phone(sale, answer);
}
