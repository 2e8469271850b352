/* SPDX-License-Identifier: MIT */
#include "step.h"

#include <stdio.h>
#include <string.h>

#include "appointment.h"
#include "pressed.h"
#include "projection.h"
#include "select.h"
#include "step_parts.h"

enum { AHEAD_DAYS = 14 }; /* where the settings have the step no more */

static const struct {
    const char *word;
    int64_t how;
} ways[] = {
    {"kept", CLOSED_KEPT},
    {"not_now", CLOSED_NOT_NOW},
    {"not_relevant", CLOSED_NOT_RELEVANT},
};

const struct config_step *step_config(const struct config *config, const char *name)
{
    for (int32_t i = 0; i < config->step_count; i++)
        if (strcmp(config->steps[i].name, name) == 0)
            return &config->steps[i];
    return NULL;
}

const struct config_step *step_need(const struct config *config, const char *name)
{
    const struct config_step *step = step_config(config, name);
    return step != NULL && step->is_need ? step : NULL;
}

static void list_needs(const struct config *config, struct answer *answer)
{
    answer->need_count = 0;
    for (int32_t i = 0; i < config->step_count; i++) {
        const struct config_step *step = &config->steps[i];
        if (!step->is_need)
            continue;
        struct answer_need *need = &answer->needs[answer->need_count++];
        memcpy(need->name, step->name, sizeof need->name);
        memcpy(need->text, step->text, sizeof need->text);
    }
}

static bool is_open(const struct answer_step *step)
{
    return step->how == 0 && !step->withdrawn;
}

static bool is_touched(const struct answer_step *step)
{
    return step->from_now || !is_open(step);
}

bool step_is_touched(const struct answer *answer)
{
    for (int i = 0; i < answer->step_count; i++)
        if (is_touched(&answer->steps[i]))
            return true;
    return false;
}

static bool is_named_before(const struct answer *answer, int place)
{
    for (int i = 0; i < place; i++)
        if (is_open(&answer->steps[i]) &&
            strcmp(answer->steps[i].name, answer->steps[place].name) == 0)
            return true;
    return false;
}

int step_nth_open(const struct answer *answer, int n, bool spoken_of)
{
    for (int i = 0; i < answer->step_count; i++) {
        const struct answer_step *step = &answer->steps[i];
        if (is_open(step) && (step->spoken_of || !spoken_of) && !is_named_before(answer, i) &&
            n-- == 0)
            return i;
    }
    return -1;
}

/* Where there is no place left, what this sale leaves as it is gives way, the latest first. */
struct answer_step *step_new_place(struct answer *answer)
{
    if (answer->step_count < ANSWER_STEPS_MAX)
        return &answer->steps[answer->step_count++];
    for (int i = answer->step_count - 1; i >= 0; i--)
        if (!is_touched(&answer->steps[i]))
            return &answer->steps[i];
    return NULL;
}

/* The columns of STEPS_OF_PERSON and STEPS_OF_SALE. */
void step_read_row(sqlite3_stmt *row, struct answer_step *step)
{
    *step = (struct answer_step){
        .kind = sqlite3_column_int64(row, 1),
        .sort = sqlite3_column_int64(row, 6),
        .minute = sqlite3_column_int(row, 7),
        .begun_day = sqlite3_column_int(row, 8),
        .due_day = sqlite3_column_int(row, 9),
    };
    snprintf(step->host, sizeof step->host, "%s", store_text(row, 0));
    snprintf(step->ref, sizeof step->ref, "%s", store_text(row, 2));
    snprintf(step->name, sizeof step->name, "%s", store_text(row, 3));
    snprintf(step->text, sizeof step->text, "%s", store_text(row, 4));
    snprintf(step->sku, sizeof step->sku, "%s", store_text(row, 5));
}

static int read_open(const struct desk *desk, struct answer *answer, struct fault *fault)
{
    sqlite3_stmt *row;
    int64_t other = answer->join_with != 0 ? answer->join_with : answer->person;
    int status =
        store_query(desk->store, STEPS_OF_PERSON, &row, fault, "ii", answer->person, other);
    while (status == 1 && answer->step_count < ANSWER_STEPS_MAX) {
        step_read_row(row, &answer->steps[answer->step_count++]);
        status = store_next(desk->store, row, fault);
    }
    store_done(row);
    return status < 0 ? status : COMEBACK_OK;
}

/* What an item is known by: its sku; its name where it has none. */
const char *step_item_key(const struct sale *sale, const struct sale_item *item)
{
    const char *sku = sale_item_text(sale, item->sku);
    return sku[0] != '\0' ? sku : sale_item_text(sale, item->name);
}

static bool is_bought(const struct sale *sale, const struct sale_item *item)
{
    return sale->kind != SALE_ADVICE && !step_comes_back(sale, item) && item->quantity_milli > 0 &&
           item->amount_minor >= 0;
}

bool step_names_item(const struct config_selectors *selectors, const struct sale *sale,
                     const struct sale_item *item)
{
    return select_item(selectors, sale_item_text(sale, item->sku), sale_item_text(sale, item->name),
                       sale_item_text(sale, item->category));
}

/* The first item bought that one of the selectors names; NULL. */
static const struct sale_item *find_bought(const struct sale *sale,
                                           const struct config_selectors *selectors)
{
    for (int i = 0; i < sale->item_count && selectors->count > 0; i++) {
        const struct sale_item *item = &sale->items[i];
        if (is_bought(sale, item) && step_names_item(selectors, sale, item))
            return item;
    }
    return NULL;
}

/* It cannot overflow: SALE_ITEMS_MAX of at most SALE_MINOR_MAX. */
static int64_t count_bought(const struct sale *sale, const struct config_selectors *selectors)
{
    int64_t quantity_milli = 0;
    for (int i = 0; i < sale->item_count; i++)
        if (is_bought(sale, &sale->items[i]) && step_names_item(selectors, sale, &sale->items[i]))
            quantity_milli += sale->items[i].quantity_milli;
    return quantity_milli;
}

/* By what is bought, or by coming: at a later visit than the one that began it. */
static void close_by_visit(const struct desk *desk, const struct sale *sale, struct answer *answer)
{
    for (int i = 0; i < answer->step_count; i++) {
        struct answer_step *step = &answer->steps[i];
        const struct config_step *config = step_config(desk->config, step->name);
        if (!is_open(step) || step->begun_day >= answer->day)
            continue;
        bool bought = step->sort != STEP_APPOINTMENT && config != NULL &&
                      find_bought(sale, &config->closes) != NULL;
        if (bought || appointment_is_kept(answer, step))
            step->how = CLOSED_KEPT;
    }
}

static int64_t read_how(const char *word)
{
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (strcmp(ways[i].word, word) == 0)
            return ways[i].how;
    return 0;
}

bool step_is_of_sale(const struct answer_step *step, const struct sale *sale)
{
    return step->kind == (int64_t)sale->kind && strcmp(step->host, sale->host) == 0 &&
           strcmp(step->ref, sale->ref) == 0;
}

/* Whoever pressed a key after the sale did not mean what it began, nor what a later day did. */
static bool is_later(const struct answer *answer, const struct sale *sale,
                     const struct answer_step *step)
{
    return step_is_of_sale(step, sale) || step->begun_day > answer->day;
}

/* A key goes before what an item says. */
static bool close_named(const struct sale *sale, const char *name, int64_t how, bool again,
                        struct answer *answer)
{
    bool found = false;
    for (int i = 0; i < answer->step_count; i++) {
        struct answer_step *step = &answer->steps[i];
        if (strcmp(step->name, name) != 0 || step->withdrawn ||
            (again && is_later(answer, sale, step)))
            continue;
        found = true;
        if (how != 0)
            step->how = how;
    }
    return found;
}

static bool is_question(const struct config *config, const char *name)
{
    for (int32_t i = 0; i < config->question_count; i++)
        if (strcmp(config->questions[i].name, name) == 0)
            return true;
    return false;
}

static bool is_known(const struct config *config, const char *name)
{
    return strcmp(name, appointment_name) == 0 || step_config(config, name) != NULL;
}

static void refuse_key(const struct desk *desk, const struct sale_answer *told,
                       struct answer *answer)
{
    if (is_known(desk->config, told->id))
        answer_add_line(answer->notice, "answer.%s: nothing of that name is open", told->id);
    else
        answer_add_line(answer->notice, "answer.%s: no step, need or question has that name",
                        told->id);
}

static void refuse_word(const struct sale_answer *told, struct answer *answer)
{
    answer_add_line(answer->notice,
                    "answer.%s: found \"%s\", expected kept, not_now or not_relevant", told->id,
                    told->value);
}

/* Once more told, it may be what the sale did before: then all is well. */
static int judge_missed(const struct desk *desk, const struct sale *sale,
                        const struct sale_answer *told, int64_t how, bool again,
                        struct answer *answer, struct fault *fault)
{
    sqlite3_stmt *row;
    int64_t before = 0;
    int status = COMEBACK_OK;
    if (again && answer->person != 0) {
        status = store_query(desk->store, STEP_TOUCHED, &row, fault, "ittit", answer->person,
                             told->id, sale->host, (int64_t)sale->kind, sale->ref);
        while (status == 1) {
            before = before != 0 ? before : sqlite3_column_int64(row, 1);
            status = store_next(desk->store, row, fault);
        }
        store_done(row);
    }
    if (status != COMEBACK_OK || before == how)
        return status;
    if (before != 0)
        answer_add_line(answer->notice, "answer.%s: answered before, which stands", told->id);
    else
        refuse_key(desk, told, answer);
    return COMEBACK_OK;
}

static int close_by_key(const struct desk *desk, const struct sale *sale,
                        const struct sale_answer *told, const struct answer_key *key, bool again,
                        struct answer *answer, struct fault *fault)
{
    int64_t how = read_how(told->value);
    bool found = close_named(sale, told->id, how, again, answer);
    bool ours = found || is_known(desk->config, told->id);
    if (!found && is_question(desk->config, told->id))
        return COMEBACK_OK;
    if (ours && how == 0)
        refuse_word(told, answer);
    else if (ours)
        pressed_keep(key, answer);
    return found || (ours && how == 0) ? COMEBACK_OK
                                       : judge_missed(desk, sale, told, how, again, answer, fault);
}

static int close_by_keys(const struct desk *desk, const struct sale *sale, bool again,
                         struct answer *answer, struct fault *fault)
{
    int status = COMEBACK_OK;
    for (int i = 0; i < sale->answer_count && status == COMEBACK_OK; i++) {
        const struct sale_answer *told = &sale->answers[i];
        struct answer_key key;
        bool before = false;
        snprintf(key.name, sizeof key.name, "answer.%s", told->id);
        snprintf(key.word, sizeof key.word, "%s", told->value);
        if (again)
            status = pressed_before(desk, sale, &key, &before, fault);
        if (status == COMEBACK_OK && before)
            status = judge_missed(desk, sale, told, read_how(told->value), again, answer, fault);
        else if (status == COMEBACK_OK)
            status = close_by_key(desk, sale, told, &key, again, answer, fault);
    }
    return status;
}

struct answer_step *step_find_open(struct answer *answer, const char *name)
{
    for (int i = answer->step_count - 1; i >= 0; i--)
        if (is_open(&answer->steps[i]) && strcmp(answer->steps[i].name, name) == 0)
            return &answer->steps[i];
    return NULL;
}

/* Is there somebody who can come back to it? */
bool step_is_somebody(const struct answer *answer)
{
    return answer->person != 0 || answer->shown != 0 || answer->note.made || answer->card.made;
}

void step_add(const struct answer_step *begun, struct answer *answer)
{
    struct answer_step *place = step_new_place(answer);
    if (place != NULL)
        *place = *begun;
    else
        answer_add_line(answer->notice, "step %s: more than %d of one sale", begun->name,
                        ANSWER_STEPS_MAX);
}

/* item: what is bought; NULL of a need. */
static void begin(const struct desk *desk, const struct sale *sale,
                  const struct config_step *config, const struct sale_item *item,
                  struct answer *answer)
{
    struct answer_step *open = step_find_open(answer, config->name);
    struct answer_step step = {
        .sort = config->is_need ? STEP_NEED : STEP_OF_ITEM,
        .begun_day = answer->day,
        .due_day = answer->day,
        .from_now = true,
    };
    if (config->due.count > 0)
        step.due_day = step_open_day(&desk->config->shop, step_due_day(&config->due, answer->day));
    snprintf(step.name, sizeof step.name, "%s", config->name);
    snprintf(step.text, sizeof step.text, "%s", config->text);
    snprintf(step.sku, sizeof step.sku, "%s", item == NULL ? "" : step_item_key(sale, item));
    step.quantity_milli = item == NULL ? 0 : count_bought(sale, &config->items);
    if (open == NULL) {
        step_add(&step, answer);
        return;
    }
    /* Also where the day stays: the step then stands while this sale does. */
    open->from_now = true;
    open->moved_day = step.due_day;
    open->quantity_milli = step.quantity_milli;
    memcpy(open->sku, step.sku, sizeof open->sku);
    if (step.due_day > open->due_day)
        open->due_day = step.due_day;
}

static void begin_items(const struct desk *desk, const struct sale *sale, struct answer *answer)
{
    for (int32_t i = 0; i < desk->config->step_count; i++) {
        const struct config_step *step = &desk->config->steps[i];
        const struct sale_item *item = step->is_need ? NULL : find_bought(sale, &step->items);
        if (item != NULL)
            begin(desk, sale, step, item, answer);
    }
}

/* The columns of STEP_TOUCHED. */
static bool is_step(sqlite3_stmt *row, const struct answer_step *which)
{
    return which == NULL || (sqlite3_column_int64(row, 3) == which->kind &&
                             strcmp(store_text(row, 2), which->host) == 0 &&
                             strcmp(store_text(row, 4), which->ref) == 0);
}

int step_was_begun(const struct desk *desk, const struct sale *sale, const char *name,
                   const struct answer *answer, const struct answer_step *which, bool *begun,
                   struct fault *fault)
{
    sqlite3_stmt *row;
    bool found = false;
    if (answer->person == 0) {
        *begun = false;
        return COMEBACK_OK;
    }
    int status = store_query(desk->store, STEP_TOUCHED, &row, fault, "ittit", answer->person, name,
                             sale->host, (int64_t)sale->kind, sale->ref);
    while (status == 1) {
        found = found || (sqlite3_column_int64(row, 0) != 0 && is_step(row, which));
        status = store_next(desk->store, row, fault);
    }
    store_done(row);
    if (status == COMEBACK_OK)
        *begun = found;
    return status;
}

static int begin_told(const struct desk *desk, const struct sale *sale,
                      const struct config_step *need, bool again, struct answer *answer,
                      struct fault *fault)
{
    struct answer_key key = {.name = "need"};
    bool before = false, begun = false;
    int status = COMEBACK_OK;
    snprintf(key.word, sizeof key.word, "%s", need->name);
    if (again)
        status = pressed_before(desk, sale, &key, &before, fault);
    if (status == COMEBACK_OK && again && !before)
        status = step_was_begun(desk, sale, need->name, answer, NULL, &begun, fault);
    if (status != COMEBACK_OK || before)
        return status;
    pressed_keep(&key, answer);
    if (!begun)
        begin(desk, sale, need, NULL, answer);
    return COMEBACK_OK;
}

static int begin_need(const struct desk *desk, const struct sale *sale, bool again,
                      struct answer *answer, struct fault *fault)
{
    const struct config_step *need = step_need(desk->config, sale->need);
    if (sale->need[0] == '\0')
        return COMEBACK_OK;
    if (need == NULL)
        answer_add_line(answer->notice, "need \"%.60s\": is in no [need …], nothing follows",
                        sale->need);
    else if (!step_is_somebody(answer))
        answer_add_line(answer->notice, "need \"%s\": nobody is known and there is no note",
                        sale->need);
    else
        return begin_told(desk, sale, need, again, answer, fault);
    return COMEBACK_OK;
}

static void sort_by_day(struct answer *answer)
{
    for (int i = 1; i < answer->step_count; i++) {
        struct answer_step moved = answer->steps[i];
        int place = i;
        for (; place > 0 && answer->steps[place - 1].due_day > moved.due_day; place--)
            answer->steps[place] = answer->steps[place - 1];
        answer->steps[place] = moved;
    }
}

static void mark_spoken_of(const struct desk *desk, struct answer *answer)
{
    for (int i = 0; i < answer->step_count; i++) {
        struct answer_step *step = &answer->steps[i];
        const struct config_step *config = step_config(desk->config, step->name);
        int32_t ahead = config == NULL ? AHEAD_DAYS : config->ahead_days;
        step->spoken_of = is_open(step) && !step->from_now && step->begun_day < answer->day &&
                          step->due_day - ahead <= answer->day;
    }
}

/* What was told with a sale that is no visit. */
static void refuse_all(const struct sale *sale, struct answer *answer)
{
    for (int i = 0; i < sale->answer_count; i++)
        answer_add_line(answer->notice, "answer.%s: not used with a %s", sale->answers[i].id,
                        sale_kind_name(sale->kind));
    if (sale->next_at[0] != '\0')
        answer_add_line(answer->notice, "next.at: not used with a %s", sale_kind_name(sale->kind));
}

static bool may_have_steps(const struct desk *desk, const struct answer *answer)
{
    return desk->config->step_count > 0 || answer->steps_begun;
}

int step_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
              struct fault *fault)
{
    int status = COMEBACK_OK;
    list_needs(desk->config, answer);
    if (answer->history)
        return COMEBACK_OK;
    bool counts = projection_counts(sale->kind, sale->total_minor);
    if (counts && answer->person != 0 && may_have_steps(desk, answer))
        status = read_open(desk, answer, fault);
    if (status == COMEBACK_OK && may_have_steps(desk, answer))
        status = step_withdraw_items(desk, sale, answer, fault);
    if (!counts)
        refuse_all(sale, answer);
    if (status != COMEBACK_OK || !counts)
        return status;
    close_by_visit(desk, sale, answer);
    status = close_by_keys(desk, sale, false, answer, fault);
    if (status == COMEBACK_OK && step_is_somebody(answer))
        begin_items(desk, sale, answer);
    if (status == COMEBACK_OK)
        status = begin_need(desk, sale, false, answer, fault);
    if (status == COMEBACK_OK)
        status = appointment_begin(desk, sale, false, answer, fault);
    sort_by_day(answer);
    mark_spoken_of(desk, answer);
    return status;
}

int step_find_again(const struct desk *desk, const struct sale *sale, bool nobody_before,
                    struct answer *answer, struct fault *fault)
{
    int status = COMEBACK_OK;
    list_needs(desk->config, answer);
    if (answer->history || !projection_counts(sale->kind, sale->total_minor))
        return COMEBACK_OK;
    if (answer->person != 0)
        status = read_open(desk, answer, fault);
    if (status == COMEBACK_OK)
        status = close_by_keys(desk, sale, true, answer, fault);
    if (status == COMEBACK_OK && nobody_before && answer->person != 0)
        begin_items(desk, sale, answer);
    if (status == COMEBACK_OK)
        status = begin_need(desk, sale, true, answer, fault);
    if (status == COMEBACK_OK)
        status = appointment_begin(desk, sale, true, answer, fault);
    sort_by_day(answer);
    mark_spoken_of(desk, answer);
    return status;
}
