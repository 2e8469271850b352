/* SPDX-License-Identifier: MIT */
#include "question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "projection.h"
#include "stage.h"
#include "who.h"

static const struct config_question *find_config(const struct config *config, const char *name)
{
    for (int32_t i = 0; i < config->question_count; i++)
        if (strcmp(config->questions[i].name, name) == 0)
            return &config->questions[i];
    return NULL;
}

/* Which questions are for this customer, by bit of their place in the settings. Who must not be
 * judged by what we know of them is asked what everybody is asked. */
static int find_fitting(const struct desk *desk, const struct answer *answer, uint32_t *fitting,
                        struct fault *fault)
{
    bool may_target = true;
    uint32_t found = 0, targeted = 0;
    for (int32_t i = 0; i < desk->config->question_count; i++) {
        const struct config_question *question = &desk->config->questions[i];
        if (stage_fits(answer->stage, question->stages))
            found |= 1u << i;
        if (question->stages != 0)
            targeted |= 1u << i;
    }
    int status =
        (found & targeted) != 0 ? stage_may_target(desk, answer, &may_target, fault) : COMEBACK_OK;
    if (status == COMEBACK_OK)
        *fitting = may_target ? found : found & ~targeted;
    return status;
}

/* Takes out of `open` what this customer has answered. */
static int leave_out_answered(const struct desk *desk, const struct answer *answer, uint32_t *open,
                              struct fault *fault)
{
    sqlite3_stmt *row;
    int64_t other = answer->join_with != 0 ? answer->join_with : answer->person;
    if (answer->person == 0 || *open == 0)
        return COMEBACK_OK;
    int status = store_query(desk->store, ANSWERED_BY, &row, fault, "ii", answer->person, other);
    while (status == 1) {
        const struct config_question *found = find_config(desk->config, store_text(row, 0));
        if (found != NULL)
            *open &= ~(1u << (found - desk->config->questions));
        status = store_next(desk->store, row, fault);
    }
    store_done(row);
    return status;
}

static void ask(const struct config_question *found, struct answer_question *question)
{
    snprintf(question->name, sizeof question->name, "%s", found->name);
    snprintf(question->text, sizeof question->text, "%s", found->text);
    memcpy(question->answers, found->answers, sizeof question->answers);
    question->answer_count = found->answer_count;
}

static int find_due(const struct desk *desk, struct answer *answer, struct fault *fault)
{
    uint32_t open = 0;
    int status = find_fitting(desk, answer, &open, fault);
    if (status == COMEBACK_OK)
        status = leave_out_answered(desk, answer, &open, fault);
    for (int32_t i = 0; i < desk->config->question_count && status == COMEBACK_OK; i++)
        if ((open & 1u << i) != 0) {
            ask(&desk->config->questions[i], &answer->question);
            break;
        }
    return status;
}

/* A word of the list, or its number; NULL. */
static const char *read_word(const struct config_question *question, const char *told)
{
    bool is_number = told[0] >= '1' && told[0] <= '9' && told[1] == '\0';
    if (is_number && told[0] - '0' <= question->answer_count)
        return question->answers[told[0] - '1'];
    for (int32_t i = 0; i < question->answer_count; i++)
        if (strcmp(question->answers[i], told) == 0)
            return question->answers[i];
    return NULL;
}

static void refuse_word(const struct config_question *question, const char *told,
                        struct answer *answer)
{
    char words[ANSWER_LINES] = "";
    int32_t last = question->answer_count - 1;
    for (int32_t i = 0; i <= last; i++) {
        const char *before = i == 0 ? "" : i == last ? " or " : ", ";
        snprintf(words + strlen(words), sizeof words - strlen(words), "%s%s", before,
                 question->answers[i]);
    }
    answer_add_line(answer->notice, "answer.%s: found \"%s\", expected %s", question->name, told,
                    words);
}

static void take_answer(const struct config_question *question, const char *told,
                        struct answer *answer)
{
    const char *word = read_word(question, told);
    if (word == NULL)
        refuse_word(question, told, answer);
    else if (strcmp(answer->question.name, question->name) != 0)
        answer_add_line(answer->notice, "answer.%s: was not asked at this sale", question->name);
    else
        snprintf(answer->question.answer, sizeof answer->question.answer, "%s", word);
}

static void take_answers(const struct desk *desk, const struct sale *sale, struct answer *answer)
{
    for (int i = 0; i < sale->answer_count; i++) {
        const struct config_question *question = find_config(desk->config, sale->answers[i].id);
        if (question != NULL)
            take_answer(question, sale->answers[i].value, answer);
    }
}

int question_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
                  struct fault *fault)
{
    if (desk->config->question_count == 0 || answer->history ||
        !projection_counts(sale->kind, sale->total_minor) ||
        who_is_listed(desk->config->shop.staff, sale->customer_id))
        return COMEBACK_OK;
    int status = find_due(desk, answer, fault);
    if (status != COMEBACK_OK)
        return status;
    take_answers(desk, sale, answer);
    /* Nobody was there to ask it. */
    if (desk->late && answer->question.answer[0] == '\0')
        answer->question = (struct answer_question){.answer_count = 0};
    return COMEBACK_OK;
}

/* What was answered by now, and whether the till has gone on to its next customer. */
static int read_state(const struct desk *desk, const struct sale *sale, int64_t origin, int64_t seq,
                      struct answer *answer, bool *gone, struct fault *fault)
{
    sqlite3_stmt *row;
    int64_t since = 0;
    struct answer_question *question = &answer->question;
    int status = store_query(desk->store, ANSWERED_AT, &row, fault, "titt", sale->host,
                             (int64_t)sale->kind, sale->ref, question->name);
    if (status == 1)
        snprintf(question->answer, sizeof question->answer, "%s", store_text(row, 0));
    store_done(row);
    if (status >= 0)
        status = store_number(desk->store, TILL_SOLD_SINCE, 0, &since, fault, "iitt", origin, seq,
                              sale->host, sale->till);
    *gone = since != 0;
    return status;
}

static void take_late(const struct config_question *question, const char *told, bool gone,
                      struct answer *answer)
{
    bool stands = answer->question.answer[0] != '\0';
    const char *word = read_word(question, told);
    if (!stands && !gone)
        take_answer(question, told, answer);
    else if (!stands)
        answer_add_line(answer->notice, "answer.%s: the till has gone on, not counted",
                        question->name);
    else if (word == NULL || strcmp(word, answer->question.answer) != 0)
        answer_add_line(answer->notice, "answer.%s: answered before, which stands", question->name);
}

int question_find_again(const struct desk *desk, const struct sale *sale, int64_t origin,
                        int64_t seq, bool *answered, struct answer *answer, struct fault *fault)
{
    const struct config_question *asked = find_config(desk->config, answer->question.name);
    bool gone = false;
    int status = COMEBACK_OK;
    *answered = false;
    if (answer->question.name[0] == '\0' || asked == NULL) {
        take_answers(desk, sale, answer);
        return COMEBACK_OK;
    }
    status = read_state(desk, sale, origin, seq, answer, &gone, fault);
    bool stood = answer->question.answer[0] != '\0';
    for (int i = 0; i < sale->answer_count && status == COMEBACK_OK; i++) {
        const struct config_question *told = find_config(desk->config, sale->answers[i].id);
        if (told == asked)
            take_late(asked, sale->answers[i].value, gone, answer);
        else if (told != NULL)
            take_answer(told, sale->answers[i].value, answer);
    }
    *answered = !stood && answer->question.answer[0] != '\0';
    if (!gone && status == COMEBACK_OK)
        ask(asked, &answer->question);
    return status;
}
