/* SPDX-License-Identifier: MIT */
#include "projection_steps.h"

static int64_t number_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

static int begin(struct store *store, const struct event *event, const json_t *step,
                 struct fault *fault)
{
    const json_t *body = event->body;
    int64_t day = number_of(body, "day");
    int status = store_run(store, STEP_PUT, fault, "tittiiiiitt", text_of(body, "host"),
                           number_of(body, "kind"), text_of(body, "ref"), text_of(step, "name"),
                           event->person, day, number_of(step, "due"), number_of(step, "minute"),
                           number_of(step, "sort"), text_of(step, "sku"), text_of(step, "text"));
    return status == COMEBACK_OK ? store_run(store, BEGUN_PUT, fault, "ti", "step", day) : status;
}

static int move(struct store *store, const struct event *event, const json_t *step,
                struct fault *fault)
{
    const json_t *body = event->body;
    return store_run(store, MOVED_PUT, fault, "titttiti", text_of(step, "host"),
                     number_of(step, "kind"), text_of(step, "ref"), text_of(step, "name"),
                     text_of(body, "host"), number_of(body, "kind"), text_of(body, "ref"),
                     number_of(step, "due"));
}

static int close_one(struct store *store, const struct event *event, const json_t *step,
                     struct fault *fault)
{
    const json_t *body = event->body;
    return store_run(store, CLOSED_INSERT, fault, "tittiiititii", text_of(step, "host"),
                     number_of(step, "kind"), text_of(step, "ref"), text_of(step, "name"),
                     event->hlc, event->origin, event->seq, text_of(body, "host"),
                     number_of(body, "kind"), text_of(body, "ref"), number_of(body, "day"),
                     number_of(step, "how"));
}

static int withdraw(struct store *store, const struct event *event, const json_t *step,
                    struct fault *fault)
{
    return store_run(store, BACK_INSERT, fault, "titttt", text_of(step, "host"),
                     number_of(step, "kind"), text_of(step, "ref"), text_of(step, "name"),
                     text_of(event->body, "host"), text_of(event->body, "ref"));
}

static const struct {
    const char *list;
    int (*apply)(struct store *, const struct event *, const json_t *, struct fault *);
} lists[] = {
    {"begins", begin},
    {"moves", move},
    {"closes", close_one},
    {"withdraws", withdraw},
};

static int press(struct store *store, const struct event *event, struct fault *fault)
{
    const char *name;
    json_t *word;
    json_object_foreach(json_object_get(event->body, "keys"), name, word)
    {
        int status = store_run(store, PRESSED_INSERT, fault, "tittt", text_of(event->body, "host"),
                               number_of(event->body, "kind"), text_of(event->body, "ref"), name,
                               json_string_value(word) == NULL ? "" : json_string_value(word));
        if (status != COMEBACK_OK)
            return status;
    }
    return COMEBACK_OK;
}

int projection_steps(struct store *store, const struct event *event, struct fault *fault)
{
    int status = COMEBACK_OK;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        size_t k;
        json_t *step;
        json_array_foreach(json_object_get(event->body, lists[i].list), k, step)
        {
            status = lists[i].apply(store, event, step, fault);
            if (status != COMEBACK_OK)
                return status;
        }
    }
    return press(store, event, fault);
}

int projection_answer(struct store *store, const struct event *event, struct fault *fault)
{
    const json_t *body = event->body;
    if (text_of(body, "answer")[0] == '\0')
        return COMEBACK_OK;
    return store_run(store, SALE_SET_ANSWER, fault, "titt", text_of(body, "host"),
                     number_of(body, "kind"), text_of(body, "ref"), text_of(body, "answer"));
}
