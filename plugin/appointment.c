/* SPDX-License-Identifier: MIT */
#include "appointment.h"

#include <stdio.h>
#include <string.h>

#include "pressed.h"
#include "projection.h"
#include "step_parts.h"

enum { NEAR_DAYS = 3 };

const char appointment_name[] = "appointment";

bool appointment_is_kept(const struct answer *answer, const struct answer_step *step)
{
    int32_t apart = answer->day - step->due_day;
    return step->sort == STEP_APPOINTMENT && apart >= -NEAR_DAYS && apart <= NEAR_DAYS;
}

static bool is_same_moment(const struct answer_step *a, const struct answer_step *b)
{
    return a->due_day == b->due_day && a->minute == b->minute;
}

/* Is it what is open? What it is for is part of it. */
static bool is_same(const struct answer_step *open, const struct answer_step *made)
{
    return open != NULL && is_same_moment(open, made) && strcmp(open->text, made->text) == 0;
}

/* One stands at a time: another takes its place. Told alike by a second sale it is of both. */
static void make(const struct sale *sale, const struct answer_step *made, struct answer *answer)
{
    struct answer_step *open = step_find_open(answer, appointment_name);
    if (is_same(open, made)) {
        open->from_now = true;
        open->moved_day = open->due_day;
        return;
    }
    if (open != NULL && step_is_of_sale(open, sale)) {
        *open = *made;
        return;
    }
    if (open != NULL) {
        open->withdrawn = true;
        step_take_back(answer, open->host, open->kind, open->ref, open->name, 0);
    }
    step_add(made, answer);
}

/* Told once more. What the sale told before stays as it is, but for what it is for; and where
 * something became of it since, the sale has no other. */
static int judge(const struct desk *desk, const struct sale *sale, const struct answer_step *made,
                 const struct answer_key *key, struct answer *answer, bool *over,
                 struct fault *fault)
{
    const struct answer_step *open = step_find_open(answer, appointment_name);
    bool before = false, begun = false, own = false;
    int status = pressed_before(desk, sale, key, &before, fault);
    if (status == COMEBACK_OK)
        status = step_was_begun(desk, sale, appointment_name, answer, NULL, &begun, fault);
    if (status == COMEBACK_OK && open != NULL)
        status = step_was_begun(desk, sale, appointment_name, answer, open, &own, fault);
    if (status != COMEBACK_OK)
        return status;
    bool nothing_new = before ? !own || !is_same_moment(open, made) : begun && !own;
    *over = nothing_new || (own && is_same(open, made));
    if (!before)
        pressed_keep(key, answer);
    return COMEBACK_OK;
}

int appointment_begin(const struct desk *desk, const struct sale *sale, bool again,
                      struct answer *answer, struct fault *fault)
{
    struct answer_step step = {
        .sort = STEP_APPOINTMENT, .begun_day = answer->day, .from_now = true};
    struct answer_key key = {.name = "next.at"};
    bool over = false;
    int status = COMEBACK_OK;
    if (sale->next_at[0] == '\0' && sale->next_text[0] != '\0')
        answer_add_line(answer->notice, "next.text \"%s\": without next.at there is no appointment",
                        sale->next_text);
    if (sale->next_at[0] == '\0' ||
        !sale_read_next_at(sale->next_at, strlen(sale->next_at), &step.due_day, &step.minute))
        return COMEBACK_OK;
    if (step.due_day < answer->day || !step_is_somebody(answer)) {
        answer_add_line(answer->notice, "next.at \"%s\": %s", sale->next_at,
                        step.due_day < answer->day ? "is before the sale"
                                                   : "nobody is known and there is no note");
        return COMEBACK_OK;
    }
    snprintf(step.name, sizeof step.name, "%s", appointment_name);
    snprintf(step.text, sizeof step.text, "%s", sale->next_text);
    snprintf(key.word, sizeof key.word, "%d:%d", (int)step.due_day, (int)step.minute);
    if (again)
        status = judge(desk, sale, &step, &key, answer, &over, fault);
    else
        pressed_keep(&key, answer);
    if (status == COMEBACK_OK && !over)
        make(sale, &step, answer);
    return status;
}
