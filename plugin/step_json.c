/* SPDX-License-Identifier: MIT */
#include "step_json.h"

#include <stdio.h>

#include "projection.h"

static json_t *with_quantity(json_t *object, int64_t quantity_milli)
{
    if (quantity_milli != 0)
        json_object_set_new(object, "quantity", json_integer(quantity_milli));
    return object;
}

/* What somebody said of an appointment stays apart from the log. */
static json_t *begun(const struct answer_step *step)
{
    const char *text = step->sort == STEP_APPOINTMENT ? "" : step->text;
    return with_quantity(json_pack("{ss sI sI sI ss ss}", "name", step->name, "sort",
                                   (json_int_t)step->sort, "due", (json_int_t)step->due_day,
                                   "minute", (json_int_t)step->minute, "sku", step->sku, "text",
                                   text),
                         step->quantity_milli);
}

static json_t *named(const struct answer_step *step)
{
    return json_pack("{ss sI ss ss}", "host", step->host, "kind", (json_int_t)step->kind, "ref",
                     step->ref, "name", step->name);
}

static json_t *moved(const struct answer_step *step)
{
    json_t *object = named(step);
    json_object_set_new(object, "due", json_integer(step->moved_day));
    if (step->quantity_milli != 0)
        json_object_set_new(object, "sku", json_string(step->sku));
    return with_quantity(object, step->quantity_milli);
}

static json_t *closed(const struct answer_step *step)
{
    json_t *object = named(step);
    json_object_set_new(object, "how", json_integer(step->how));
    return object;
}

static bool begins(const struct answer_step *step)
{
    return step->from_now && step->host[0] == '\0';
}

static bool moves(const struct answer_step *step)
{
    return step->from_now && step->host[0] != '\0';
}

static bool closes(const struct answer_step *step)
{
    return step->how != 0;
}

static void add_list(json_t *body, const char *name, const struct answer *answer,
                     bool (*belongs)(const struct answer_step *),
                     json_t *(*make)(const struct answer_step *))
{
    json_t *list = NULL;
    for (int i = 0; i < answer->step_count; i++) {
        if (!belongs(&answer->steps[i]))
            continue;
        if (list == NULL)
            list = json_array();
        json_array_append_new(list, make(&answer->steps[i]));
    }
    if (list != NULL)
        json_object_set_new(body, name, list);
}

static void add_backs(json_t *body, const struct answer *answer)
{
    json_t *list = answer->back_count > 0 ? json_array() : NULL;
    for (int i = 0; i < answer->back_count; i++) {
        const struct answer_back *back = &answer->backs[i];
        json_array_append_new(list, with_quantity(json_pack("{ss sI ss ss}", "host", back->host,
                                                            "kind", (json_int_t)back->kind, "ref",
                                                            back->ref, "name", back->name),
                                                  back->quantity_milli));
    }
    if (list != NULL)
        json_object_set_new(body, "withdraws", list);
}

static void add_keys(json_t *body, const struct answer *answer)
{
    json_t *keys = answer->key_count > 0 ? json_object() : NULL;
    for (int i = 0; i < answer->key_count; i++)
        json_object_set_new(keys, answer->keys[i].name, json_string(answer->keys[i].word));
    if (keys != NULL)
        json_object_set_new(body, "keys", keys);
}

void step_json_add(json_t *body, const struct answer *answer)
{
    if (answer->person != 0)
        add_list(body, "begins", answer, begins, begun);
    add_list(body, "moves", answer, moves, moved);
    add_list(body, "closes", answer, closes, closed);
    add_backs(body, answer);
    add_keys(body, answer);
    if (answer->question.name[0] != '\0')
        json_object_set_new(body, "asked", json_string(answer->question.name));
    if (answer->question.answer[0] != '\0')
        json_object_set_new(body, "answer", json_string(answer->question.answer));
}

static void text_into(char *out, size_t room, const json_t *body, const char *name)
{
    const char *text = json_string_value(json_object_get(body, name));
    snprintf(out, room, "%s", text == NULL ? "" : text);
}

void step_json_read_question(struct answer *answer, const json_t *body)
{
    struct answer_question *question = &answer->question;
    text_into(question->name, sizeof question->name, body, "asked");
    text_into(question->answer, sizeof question->answer, body, "answer");
}
