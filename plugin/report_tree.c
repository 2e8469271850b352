/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdlib.h>

#include "comeback.h"

struct friend
{
    int64_t person, giver; /* 0: not known */
    int64_t value_minor;
    bool told, again;
    int generation; /* 0: not known yet */
    int walk;       /* the last walk that met them, from 1 */
};

struct tree {
    struct friend *list; /* by person, as they come */
    int count, capacity;
};

static bool grow(struct tree *tree)
{
    int capacity = tree->capacity == 0 ? 256 : 2 * tree->capacity;
    struct friend *list = realloc(tree->list, (size_t)capacity * sizeof *list);
    if (list == NULL)
        return false;
    tree->list = list;
    tree->capacity = capacity;
    return true;
}

static int take(struct report_run *run, void *state, const struct report_past *past,
                struct fault *fault)
{
    struct tree *tree = state;
    if (past->first_tag != COMEBACK_REFERRAL)
        return COMEBACK_OK;
    if (tree->count == tree->capacity && !grow(tree))
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    struct friend *who = &tree->list[tree->count++];
    *who = (struct friend){.person = past->person,
                           .told = report_on(run, past->visits[0].day),
                           .again = past->count > 1,
                           .giver = past->giver};
    for (int i = 0; i < past->count; i++)
        if (__builtin_add_overflow(who->value_minor, past->visits[i].value_minor,
                                   &who->value_minor))
            return fail(fault, COMEBACK_LIMIT, "tree: a sum is more than 64 bits hold");
    return COMEBACK_OK;
}

static struct friend *find(const struct tree *tree, int64_t person)
{
    int from = 0, to = tree->count;
    while (from < to) {
        int middle = (from + to) / 2;
        if (tree->list[middle].person < person)
            from = middle + 1;
        else
            to = middle;
    }
    return from < tree->count && tree->list[from].person == person ? &tree->list[from] : NULL;
}

/* Of a ring, beginning with `who`, everybody is as many from its other end as it has members. */
static void close_ring(const struct tree *tree, struct friend *who)
{
    int length = 0;
    struct friend *at = who;
    do {
        length++;
        at = find(tree, at->giver);
    } while (at != who);
    do {
        at->generation = length;
        at = find(tree, at->giver);
    } while (at != who);
}

/* Up from `who` to whom is known, twice: to find the end, and to count from there. */
static void find_generation(const struct tree *tree, struct friend *who, int walk)
{
    int steps = 0;
    struct friend *at = who;
    while (at != NULL && at->generation == 0 && at->walk != walk) {
        at->walk = walk;
        at = find(tree, at->giver);
    }
    if (at != NULL && at->generation == 0)
        close_ring(tree, at);
    int generation = at == NULL ? 0 : at->generation;
    struct friend *end = at;
    for (at = who; at != end && at->generation == 0; at = find(tree, at->giver))
        steps++;
    for (at = who; steps > 0; at = find(tree, at->giver), steps--)
        at->generation = generation + steps;
}

static int count_friend(struct report *report, const struct friend *who, struct fault *fault)
{
    struct report_generation *to = &report->tree[who->generation - 1];
    to->friends++;
    to->again += who->again;
    if (__builtin_add_overflow(to->value_minor, who->value_minor, &to->value_minor))
        return fail(fault, COMEBACK_LIMIT, "tree: a sum is more than 64 bits hold");
    return COMEBACK_OK;
}

static int count_tree(struct report *report, const struct tree *tree, struct fault *fault)
{
    int status = COMEBACK_OK;
    for (int i = 0; i < tree->count; i++)
        if (tree->list[i].told && tree->list[i].generation > report->generation_count)
            report->generation_count = tree->list[i].generation;
    report->tree = calloc((size_t)report->generation_count + 1, sizeof *report->tree);
    if (report->tree == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    for (int i = 0; i < tree->count && status == COMEBACK_OK; i++)
        if (tree->list[i].told)
            status = count_friend(report, &tree->list[i], fault);
    return status;
}

static int end(struct report_run *run, void *state, struct fault *fault)
{
    struct tree *tree = state;
    for (int i = 0; i < tree->count; i++)
        find_generation(tree, &tree->list[i], i + 1);
    return count_tree(run->report, tree, fault);
}

static void clear(void *state)
{
    free(((struct tree *)state)->list);
}

const struct report_part report_part_tree = {sizeof(struct tree), NULL, take, end, clear};
