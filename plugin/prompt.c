/* SPDX-License-Identifier: MIT */
#include "prompt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "projection.h"
#include "step.h"
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

static void add_line(struct bytes *out, const char *line)
{
    if (out->length > 0)
        bytes_add_byte(out, '\n');
    bytes_add_text(out, line);
}

static void add_step(const struct answer *answer, const struct answer_step *step, struct bytes *out)
{
    char line[WORDS_LINE];
    const char *text =
        step->text[0] != '\0' ? step->text : words_text(answer->language, W_APPOINTMENT);
    words_fill(line, sizeof line, WORDS_LINE, answer->language,
               step->due_day == step->begun_day ? W_STEP_WAITS : W_STEP_DUE,
               &(struct words_values){.day = step->due_day, .text = text});
    add_line(out, line);
}

static void add_question(const struct answer_question *question, struct bytes *out)
{
    char key[CONFIG_NAME + 16];
    add_line(out, question->text);
    for (int i = 0; i < question->answer_count; i++) {
        snprintf(key, sizeof key, " [%d %s]", i + 1, question->answers[i]);
        for (char *gap = key; (gap = strchr(gap, '_')) != NULL;)
            *gap = ' ';
        bytes_add_text(out, key);
    }
}

void prompt_keys(const struct answer *answer, struct bytes *out)
{
    for (int i = 0; i < ANSWER_STEPS_SHOWN; i++) {
        int place = step_nth_open(answer, i, true);
        if (place >= 0)
            add_step(answer, &answer->steps[place], out);
    }
    if (answer->question.answer_count > 0 && answer->question.answer[0] == '\0')
        add_question(&answer->question, out);
}
