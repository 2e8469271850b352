/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../plugin/select.h"

enum { AHEAD_DAYS = 14, NEAR_DAYS = 3, YEAR_AT_MOST = 366, NEVER = -1000000 };

static const char appointment[] = "appointment";

static bool is_bought(const struct telling *told, const struct ledger_line *line)
{
    return told->kind != SALE_ADVICE && !(told->kind == SALE_EXCHANGE && line->amount_minor < 0) &&
           line->pieces > 0 && line->amount_minor >= 0;
}

static int sold(const struct past *past, int step, int deed, struct rest rest)
{
    const struct telling *told = &past->deeds[deed].told;
    int pieces = 0;
    if (!rest.late)
        return rest.pieces;
    for (int i = 0; i < told->line_count; i++)
        if (told->lines[i].ware == past->steps[step].rest.ware && is_bought(told, &told->lines[i]))
            pieces += told->lines[i].pieces;
    return pieces;
}

static int brought(const struct past *past, int step, int deed)
{
    int pieces = 0;
    for (int i = 0; i < past->step_event_count; i++) {
        const struct step_event *event = &past->step_events[i];
        if (event->step == step && event->back != 0 && event->bought == deed &&
            !past->deeds[event->deed].voided)
            pieces += event->back;
    }
    return pieces;
}

static bool is_left(const struct past *past, int step, int deed, struct rest rest)
{
    int back = brought(past, step, deed);
    return back == 0 || sold(past, step, deed, rest) > back;
}

static bool is_begun(const struct past *past, int step)
{
    const struct step *begun = &past->steps[step];
    return past->deeds[begun->deed].holds && is_left(past, step, begun->deed, begun->rest);
}

/* The latest day to which sales moved it, but for one of them; NEVER: none did. */
static int moved_to(const struct past *past, int step, int but)
{
    int due = NEVER;
    for (int i = 0; i < past->step_event_count; i++) {
        const struct step_event *event = &past->step_events[i];
        if (event->step == step && event->again && event->due > due && event->deed != but &&
            past->deeds[event->deed].holds && is_left(past, step, event->deed, event->rest))
            due = event->due;
    }
    return due;
}

static bool holds(const struct past *past, int step)
{
    const struct step *begun = &past->steps[step];
    bool over = begun->sort == STEP_APPOINTMENT && brought(past, step, begun->deed) > 0;
    return is_begun(past, step) || (moved_to(past, step, -1) != NEVER && !over);
}

static bool is_closed(const struct past *past, int step)
{
    for (int i = 0; i < past->step_event_count; i++)
        if (past->step_events[i].step == step && past->step_events[i].how != 0 &&
            past->deeds[past->step_events[i].deed].standing == 1)
            return true;
    return false;
}

static int due_day(const struct past *past, int step)
{
    int due = past->steps[step].due, moved = moved_to(past, step, -1);
    return past->steps[step].sort != STEP_APPOINTMENT && moved > due ? moved : due;
}

static int by_ref(int left, int right)
{
    char a[16], b[16];
    snprintf(a, sizeof a, "L%d", left);
    snprintf(b, sizeof b, "L%d", right);
    return strcmp(a, b);
}

static int by_day(const void *left, const void *right)
{
    const struct step *a = &((const struct seen_step *)left)->step;
    const struct step *b = &((const struct seen_step *)right)->step;
    if (a->due != b->due)
        return a->due - b->due;
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : by_ref(a->deed, b->deed);
}

static struct seen_step seen(const struct past *past, int step)
{
    struct seen_step found = {.step = past->steps[step], .place = step};
    found.step.due = due_day(past, step);
    return found;
}

static void find_open(const struct past *past, struct expected *out)
{
    static struct seen_step open[LEDGER_PROMISES];
    int count = 0;
    for (int i = 0; i < past->step_count; i++)
        if (is(past, out->whom, past->steps[i].person) && holds(past, i) && !is_closed(past, i))
            open[count++] = seen(past, i);
    qsort(open, (size_t)count, sizeof open[0], by_day);
    out->step_count = count < LEDGER_STEPS_SEEN ? count : LEDGER_STEPS_SEEN;
    memcpy(out->steps, open, (size_t)out->step_count * sizeof open[0]);
}

/* Where there is no place left, what the sale leaves as it is gives way, the latest first. */
static void put(struct seen_step step, struct expected *out)
{
    int place = out->step_count;
    if (place == LEDGER_STEPS_SEEN)
        for (place--; place >= 0; place--)
            if (!out->steps[place].from_now && !out->steps[place].withdrawn &&
                out->steps[place].how == 0)
                break;
    if (place < 0)
        return;
    out->steps[place] = step;
    out->step_count += place == out->step_count;
}

static void withdraw(const struct past *past, int step, struct expected *out)
{
    for (int i = 0; i < out->step_count; i++)
        if (out->steps[i].place == step) {
            out->steps[i].withdrawn = true;
            return;
        }
    struct seen_step found = seen(past, step);
    found.withdrawn = true;
    put(found, out);
}

static void move_to(int step, int due, struct expected *out)
{
    for (int i = 0; i < out->step_count; i++)
        if (out->steps[i].place == step)
            out->steps[i].step.due = due;
}

static void take_back(int step, int pieces, int bought, struct expected *out)
{
    out->backs[out->back_count++] =
        (struct seen_back){.place = step, .pieces = pieces, .bought = bought};
}

static const struct config_step *find_config(const struct past *past, const char *name)
{
    const struct config *rules = past_rules(past);
    for (int i = 0; i < rules->step_count; i++)
        if (strcmp(rules->steps[i].name, name) == 0)
            return &rules->steps[i];
    return NULL;
}

static bool is_of(const struct config_selectors *selectors, int number)
{
    const struct ware *ware = &ledger_wares[number];
    return select_item(selectors, ware->sku, ware->name, ware->category);
}

/* What the ticket brings back of it and did not take from another sale. */
static int pieces_back(const struct past *past, const struct telling *told, int step,
                       struct rest rest, const struct expected *out)
{
    const char *name = past->steps[step].name;
    const struct config_step *config = find_config(past, name);
    int ware = rest.late ? past->steps[step].rest.ware : rest.ware, pieces = 0;
    for (int i = 0; i < told->line_count; i++) {
        const struct ledger_line *line = &told->lines[i];
        bool meant = line->ware == ware ||
                     (!rest.late && config != NULL && is_of(&config->items, line->ware));
        if (meant && (told->kind == SALE_RETURN || line->amount_minor < 0))
            pieces += abs(line->pieces);
    }
    for (int i = 0; i < out->back_count; i++)
        if (strcmp(past->steps[out->backs[i].place].name, name) == 0)
            pieces -= out->backs[i].pieces;
    return pieces;
}

/* The day on which a step is due without what `bought` has of it; NEVER: then there is none. */
static int without(const struct past *past, int step, int bought)
{
    int moved = moved_to(past, step, bought), due = past->steps[step].due;
    bool begun = past->steps[step].deed != bought && is_begun(past, step);
    return moved == NEVER && !begun ? NEVER : moved > due ? moved : due;
}

static void bring_back(const struct past *past, const struct telling *told, int step, int bought,
                       struct rest rest, struct expected *out)
{
    int pieces = pieces_back(past, told, step, rest, out), had = sold(past, step, bought, rest);
    int left = had == 0 ? ALL_PIECES : had - brought(past, step, bought);
    int otherwise = without(past, step, bought);
    if (pieces <= 0 || left <= 0)
        return;
    if ((had == 0 || pieces >= left) && otherwise == NEVER)
        withdraw(past, step, out);
    else if (had == 0 || pieces >= left)
        move_to(step, otherwise, out);
    take_back(step, had == 0 ? ALL_PIECES : pieces < left ? pieces : left, bought, out);
}

/* Of the sale that is named, or the one that was found to have sold what comes back. */
static void withdraw_items(const struct past *past, const struct telling *told,
                           struct expected *out)
{
    int from = told->original != 0 ? told->original : out->undone;
    if ((told->kind != SALE_RETURN && told->kind != SALE_EXCHANGE) || from == 0 ||
        past->deeds[from].told.kind == SALE_ADVICE)
        return;
    for (int i = 0; i < past->step_count; i++)
        if (past->steps[i].deed == from && past->steps[i].rest.ware >= 0 && holds(past, i))
            bring_back(past, told, i, from, past->steps[i].rest, out);
    for (int i = 0; i < past->step_event_count; i++) {
        const struct step_event *event = &past->step_events[i];
        if (event->again && event->deed == from && past->steps[event->step].rest.ware >= 0 &&
            holds(past, event->step))
            bring_back(past, told, event->step, from, event->rest, out);
    }
}

/* The ware of the first line bought that one of the selectors names; -1. */
static int bought(const struct telling *told, const struct config_selectors *selectors)
{
    for (int i = 0; i < told->line_count; i++) {
        if (is_bought(told, &told->lines[i]) && is_of(selectors, told->lines[i].ware))
            return told->lines[i].ware;
    }
    return -1;
}

static int pieces_bought(const struct telling *told, const struct config_selectors *selectors)
{
    int pieces = 0;
    for (int i = 0; i < told->line_count; i++)
        if (is_bought(told, &told->lines[i]) && is_of(selectors, told->lines[i].ware))
            pieces += told->lines[i].pieces;
    return pieces;
}

/* By what is bought, or by coming: at a later visit than the one that began it. */
static void close_by_visit(const struct past *past, const struct telling *told,
                           struct expected *out)
{
    for (int i = 0; i < out->step_count; i++) {
        struct seen_step *open = &out->steps[i];
        const struct config_step *config = find_config(past, open->step.name);
        if (open->withdrawn || open->step.begun >= told->day)
            continue;
        bool came =
            open->step.sort == STEP_APPOINTMENT && abs(told->day - open->step.due) <= NEAR_DAYS;
        if (came || (open->step.sort != STEP_APPOINTMENT && config != NULL &&
                     bought(told, &config->closes) >= 0))
            open->how = CLOSED_KEPT;
    }
}

static int how_of(const char *word)
{
    return strcmp(word, "kept") == 0           ? CLOSED_KEPT
           : strcmp(word, "not_now") == 0      ? CLOSED_NOT_NOW
           : strcmp(word, "not_relevant") == 0 ? CLOSED_NOT_RELEVANT
                                               : 0;
}

static bool is_same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* False: it was told before, with the same word. */
static bool press(const struct past *past, struct press key, struct expected *out)
{
    for (int i = 0; i < past->press_count; i++) {
        const struct press *before = &past->presses[i];
        if (before->deed == key.deed && is_same_text(before->name, key.name) &&
            is_same_text(before->word, key.word) && before->day == key.day &&
            before->minute == key.minute)
            return false;
    }
    out->presses[out->press_count++] = key;
    return true;
}

/* Pressed after the sale, a key does not mean what that sale began, nor what a later day did. */
static bool is_named(const struct telling *told, const struct seen_step *open, const char *name,
                     bool again)
{
    bool later = again && (open->step.deed == told->ref || open->step.begun > told->day);
    return strcmp(open->step.name, name) == 0 && !open->withdrawn && !later;
}

static bool is_of_ours(const struct past *past, const struct telling *told, const char *name,
                       bool again, const struct expected *out)
{
    bool found = strcmp(name, appointment) == 0 || find_config(past, name) != NULL;
    for (int i = 0; i < out->step_count; i++)
        found = found || is_named(told, &out->steps[i], name, again);
    return found;
}

static void close_by_keys(const struct past *past, const struct telling *told, bool again,
                          struct expected *out)
{
    for (int k = 0; k < told->key_count; k++) {
        const char *name = told->keys[k].name, *word = told->keys[k].word;
        struct press key = {.deed = told->ref, .name = name, .word = word};
        if (how_of(word) == 0 || !is_of_ours(past, told, name, again, out) ||
            !press(past, key, out))
            continue;
        for (int i = 0; i < out->step_count; i++)
            if (is_named(told, &out->steps[i], name, again))
                out->steps[i].how = how_of(word);
    }
}

/* The latest of that name; NULL. */
static struct seen_step *still_open(struct expected *out, const char *name)
{
    for (int i = out->step_count - 1; i >= 0; i--)
        if (out->steps[i].how == 0 && !out->steps[i].withdrawn &&
            strcmp(out->steps[i].step.name, name) == 0)
            return &out->steps[i];
    return NULL;
}

static bool is_open_on(const struct config_shop *shop, int32_t day)
{
    time_t noon = day * (time_t)86400 + 43200;
    int weekday = (gmtime(&noon)->tm_wday + 6) % 7;
    bool open = (shop->open & 1u << weekday) != 0;
    for (int i = 0; i < shop->closed_count; i++)
        open = open && shop->closed[i] != day;
    return open;
}

static int32_t open_day(const struct config_shop *shop, int32_t day)
{
    for (int i = 0; i < YEAR_AT_MOST; i++)
        if (is_open_on(shop, day + i))
            return day + i;
    return day;
}

/* The same day of a later month, or its last. */
static int32_t months_later(int32_t day, int months)
{
    time_t noon = day * (time_t)86400 + 43200;
    struct tm date = *gmtime(&noon);
    int of_month = date.tm_mday;
    date.tm_mday = 1;
    date.tm_mon += months + 1;
    time_t end = timegm(&date) - 86400;
    struct tm last = *gmtime(&end);
    last.tm_mday = of_month < last.tm_mday ? of_month : last.tm_mday;
    return (int32_t)(timegm(&last) / 86400);
}

static int32_t later(const struct config_span *span, int32_t day)
{
    return span->unit == CONFIG_DAYS     ? day + span->count
           : span->unit == CONFIG_WEEKS  ? day + 7 * span->count
           : span->unit == CONFIG_MONTHS ? months_later(day, span->count)
                                         : months_later(day, 12 * span->count);
}

static void add(const struct step *step, struct expected *out)
{
    put((struct seen_step){.step = *step, .place = -1, .from_now = true, .rest = step->rest}, out);
}

static void begin(const struct past *past, const struct telling *told,
                  const struct config_step *config, struct rest rest, struct expected *out)
{
    struct seen_step *open = still_open(out, config->name);
    struct step step = {.name = config->name,
                        .deed = told->ref,
                        .sort = config->is_need ? STEP_NEED : STEP_OF_ITEM,
                        .rest = rest,
                        .begun = told->day,
                        .due = told->day};
    if (config->due.count > 0)
        step.due =
            open_day(&past_rules(past)->shop, later(&config->due, DAY_0 + told->day)) - DAY_0;
    if (open == NULL) {
        add(&step, out);
        return;
    }
    open->from_now = true;
    open->moved = step.due;
    open->rest = rest;
    open->step.due = step.due > open->step.due ? step.due : open->step.due;
}

static void begin_items(const struct past *past, const struct telling *told, bool late,
                        struct expected *out)
{
    const struct config *rules = past_rules(past);
    for (int i = 0; i < rules->step_count; i++) {
        int ware = rules->steps[i].is_need ? -1 : bought(told, &rules->steps[i].items);
        struct rest rest = {.ware = ware, .late = late};
        if (ware < 0)
            continue;
        rest.pieces = pieces_bought(told, &rules->steps[i].items);
        begin(past, told, &rules->steps[i], rest, out);
    }
}

/* One stands at a time: another takes its place; told alike it is of both sales. */
static void make_appointment(const struct telling *told, struct expected *out)
{
    struct seen_step *open = still_open(out, appointment);
    struct step step = {.name = appointment,
                        .deed = told->ref,
                        .sort = STEP_APPOINTMENT,
                        .rest = {.ware = -1},
                        .begun = told->day,
                        .due = told->next_day,
                        .minute = told->next_minute};
    if (told->next_day < told->day)
        return;
    if (open != NULL && open->step.due == step.due && open->step.minute == step.minute) {
        open->from_now = true;
        open->moved = step.due;
        open->rest = step.rest;
        return;
    }
    if (open != NULL && open->step.deed == told->ref) {
        *open = (struct seen_step){.step = step, .place = -1, .from_now = true, .rest = step.rest};
        return;
    }
    if (open != NULL) {
        open->withdrawn = true;
        take_back(open->place, ALL_PIECES, open->step.deed, out);
    }
    add(&step, out);
}

static struct press next_key(const struct telling *told)
{
    return (struct press){.deed = told->ref, .day = told->next_day, .minute = told->next_minute};
}

/* Of one day those that were open before come first. */
static void sort_by_day(struct expected *out)
{
    for (int i = 1; i < out->step_count; i++)
        for (int k = i; k > 0 && out->steps[k - 1].step.due > out->steps[k].step.due; k--) {
            struct seen_step later = out->steps[k - 1];
            out->steps[k - 1] = out->steps[k];
            out->steps[k] = later;
        }
}

void find_steps(const struct past *past, const struct telling *told, struct expected *out)
{
    if (told->history)
        return;
    if (counts(told) && out->whom.person != 0)
        find_open(past, out);
    withdraw_items(past, told, out);
    if (!counts(told))
        return;
    close_by_visit(past, told, out);
    close_by_keys(past, told, false, out);
    if (out->whom.person == 0 && out->shown == 0 && !out->has_note && !out->has_card)
        return;
    const struct config_step *need = told->need == NULL ? NULL : find_config(past, told->need);
    begin_items(past, told, false, out);
    if (need != NULL && need->is_need) {
        press(past, (struct press){.deed = told->ref, .name = need->name}, out);
        begin(past, told, need, (struct rest){.ware = -1}, out);
    }
    if (told->next_day >= told->day && told->next_day != 0) {
        press(past, next_key(told), out);
        make_appointment(told, out);
    }
    sort_by_day(out);
}

static bool was_begun(const struct past *past, const struct deed *deed, const char *name)
{
    int ref = deed->told.ref;
    for (int i = 0; i < past->step_count; i++)
        if (past->steps[i].deed == ref && strcmp(past->steps[i].name, name) == 0)
            return true;
    for (int i = 0; i < past->step_event_count; i++) {
        const struct step_event *event = &past->step_events[i];
        if (event->deed == ref && event->again && strcmp(past->steps[event->step].name, name) == 0)
            return true;
    }
    return false;
}

/* Did this sale tell the one that is open, alone or with another? */
static bool has_own(const struct past *past, const struct telling *told, struct expected *out)
{
    const struct seen_step *open = still_open(out, appointment);
    bool own = open != NULL && open->step.deed == told->ref;
    for (int i = 0; i < past->step_event_count && open != NULL; i++) {
        const struct step_event *event = &past->step_events[i];
        own = own || (event->step == open->place && event->deed == told->ref && event->again);
    }
    return own;
}

/* What the sale did when it was told first is not done again. */
void find_steps_again(const struct past *past, const struct deed *deed, const struct telling *told,
                      struct expected *out)
{
    const struct config_step *need = told->need == NULL ? NULL : find_config(past, told->need);
    bool known = deed->person != 0 || out->has_note || out->has_card;
    if (!counts(told) || told->history || told->copy)
        return;
    if (deed->person != 0)
        find_open(past, out);
    close_by_keys(past, told, true, out);
    if (deed->person == 0 && known)
        begin_items(past, told, true, out);
    if (known && need != NULL && need->is_need &&
        press(past, (struct press){.deed = told->ref, .name = need->name}, out) &&
        !was_begun(past, deed, need->name))
        begin(past, told, need, (struct rest){.ware = -1}, out);
    if (known && told->next_day != 0 && told->next_day >= told->day &&
        press(past, next_key(told), out) &&
        (!was_begun(past, deed, appointment) || has_own(past, told, out)))
        make_appointment(told, out);
    sort_by_day(out);
}

static bool has_answered(const struct past *past, struct whom whom, const char *name)
{
    for (int i = 0; i < past->asked_count; i++)
        if (past->asked[i].answer != NULL && strcmp(past->asked[i].name, name) == 0 &&
            is(past, whom, past->deeds[past->asked[i].deed].person))
            return true;
    return false;
}

/* A word of the list, or its number. */
static const char *word_of(const struct config_question *question, const char *told)
{
    for (int i = 0; i < question->answer_count; i++)
        if (strcmp(question->answers[i], told) == 0 || atoi(told) == i + 1)
            return question->answers[i];
    return NULL;
}

void find_question(const struct past *past, const struct telling *told, struct expected *out)
{
    const struct config *rules = past_rules(past);
    const struct config_question *due = NULL;
    for (int i = rules->question_count - 1; i >= 0; i--) {
        const struct config_question *question = &rules->questions[i];
        bool fits = question->stages == 0 ||
                    (may_profile(past, out) && (question->stages & 1u << out->stage) != 0);
        if (fits && !has_answered(past, out->whom, question->name))
            due = question;
    }
    if (due == NULL || told->history || !counts(told))
        return;
    out->question = due->name;
    for (int k = 0; k < told->key_count; k++)
        if (strcmp(told->keys[k].name, due->name) == 0 && word_of(due, told->keys[k].word) != NULL)
            out->answer = word_of(due, told->keys[k].word);
    /* Nobody was there to ask it. */
    if (told->late && out->answer == NULL)
        out->question = NULL;
}

bool is_gone(const struct past *past, const struct deed *deed)
{
    for (int i = deed->told.ref + 1; i < past->deed_count; i++)
        if (past->deeds[i].told.ref != 0 && past->deeds[i].origin == deed->origin &&
            past->deeds[i].told.till == deed->told.till)
            return true;
    return false;
}

void find_question_again(const struct past *past, const struct deed *deed,
                         const struct telling *told, struct expected *out)
{
    const struct config *rules = past_rules(past);
    const struct asked *asked = NULL;
    for (int i = 0; i < past->asked_count; i++)
        if (past->asked[i].deed == told->ref)
            asked = &past->asked[i];
    if (asked == NULL || asked->answer != NULL || is_gone(past, deed) || !counts(told) ||
        told->history || told->copy)
        return;
    for (int i = 0; i < rules->question_count; i++)
        for (int k = 0; k < told->key_count; k++)
            if (strcmp(rules->questions[i].name, asked->name) == 0 &&
                strcmp(told->keys[k].name, asked->name) == 0 &&
                word_of(&rules->questions[i], told->keys[k].word) != NULL) {
                out->question = asked->name;
                out->answer = word_of(&rules->questions[i], told->keys[k].word);
            }
}

/* One that is made anew by its own sale takes its own place. */
static void learn_begun(struct past *past, const struct step *begun, int person)
{
    for (int i = 0; i < past->step_count; i++)
        if (past->steps[i].deed == begun->deed && strcmp(past->steps[i].name, begun->name) == 0) {
            past->steps[i].due = begun->due;
            past->steps[i].minute = begun->minute;
            return;
        }
    past->steps[past->step_count] = *begun;
    past->steps[past->step_count++].person = person;
}

static void learn_asked(struct past *past, const struct telling *told,
                        const struct expected *expected)
{
    for (int i = 0; i < past->asked_count; i++)
        if (past->asked[i].deed == told->ref) {
            past->asked[i].answer = expected->answer;
            return;
        }
    past->asked[past->asked_count++] =
        (struct asked){expected->question, expected->answer, told->ref};
}

void learn_steps(struct past *past, const struct telling *told, const struct expected *expected,
                 int person)
{
    for (int i = 0; i < expected->step_count; i++) {
        const struct seen_step *found = &expected->steps[i];
        bool begins = found->place < 0;
        if (begins) {
            learn_begun(past, &found->step, person);
        } else if (found->from_now || found->how != 0) {
            past->step_events[past->step_event_count++] =
                (struct step_event){.step = found->place,
                                    .deed = told->ref,
                                    .again = found->from_now,
                                    .due = found->moved,
                                    .rest = found->rest,
                                    .how = found->how};
        }
    }
    for (int i = 0; i < expected->back_count; i++)
        past->step_events[past->step_event_count++] =
            (struct step_event){.step = expected->backs[i].place,
                                .deed = told->ref,
                                .back = expected->backs[i].pieces,
                                .bought = expected->backs[i].bought};
    if (expected->question != NULL)
        learn_asked(past, told, expected);
    for (int i = 0; i < expected->press_count; i++)
        past->presses[past->press_count++] = expected->presses[i];
}
