/* SPDX-License-Identifier: MIT */
#include "who.h"

#include <stdio.h>
#include <string.h>

#include "email.h"
#include "phone.h"
#include "projection.h"

bool who_is_listed(const char *list, const char *id)
{
    size_t length = strlen(id);
    for (const char *found = list; length > 0 && (found = strstr(found, id)) != NULL; found++)
        if ((found == list || found[-1] == ' ') && strchr(" ", found[length]) != NULL)
            return true;
    return false;
}

static int read_id(const struct desk *desk, const struct sale *sale, char value[WHO_VALUE],
                   struct fault *fault)
{
    (void)fault;
    if (!who_is_listed(desk->config->shop.walk_in, sale->customer_id))
        snprintf(value, WHO_VALUE, "%s", sale->customer_id);
    return COMEBACK_OK;
}

static int read_phone(const struct desk *desk, const struct sale *sale, char value[WHO_VALUE],
                      struct fault *fault)
{
    return sale->customer_phone[0] == '\0'
               ? COMEBACK_OK
               : phone_normalise(sale->customer_phone, desk->config->shop.country, value, fault);
}

static int read_email(const struct desk *desk, const struct sale *sale, char value[WHO_VALUE],
                      struct fault *fault)
{
    (void)desk;
    return sale->customer_email[0] == '\0'
               ? COMEBACK_OK
               : email_normalise(sale->customer_email, (size_t)-1, value, fault);
}

static int read_token(const struct desk *desk, const struct sale *sale, char value[WHO_VALUE],
                      struct fault *fault)
{
    (void)fault;
    if (desk->config->shop.payment_token)
        snprintf(value, WHO_VALUE, "%s", sale->payment_token);
    return COMEBACK_OK;
}

/* In the order of knowing. */
static const struct {
    enum person_sort sort;
    int64_t shown;
    bool scoped; /* means something to its host only */
    int (*read)(const struct desk *, const struct sale *, char *, struct fault *);
} ways[WHO_WAYS] = {
    {PERSON_BY_ID, SHOWN_ID, true, read_id},
    {PERSON_BY_PHONE, SHOWN_PHONE, false, read_phone},
    {PERSON_BY_EMAIL, SHOWN_EMAIL, false, read_email},
    {PERSON_BY_TOKEN, SHOWN_TOKEN, true, read_token},
};

/* What a household has one of. */
static bool is_often_shared(enum person_sort sort)
{
    return sort == PERSON_BY_PHONE || sort == PERSON_BY_EMAIL;
}

void who_read(const struct desk *desk, const struct sale *sale, struct who *out, char *notice)
{
    out->count = 0;
    for (int i = 0; i < WHO_WAYS; i++) {
        struct who_way *way = &out->ways[out->count];
        struct fault why = {{0}};
        way->value[0] = '\0';
        if (ways[i].read(desk, sale, way->value, &why) != COMEBACK_OK && notice != NULL)
            answer_add_line(notice, "%s; not used", why.text);
        if (way->value[0] == '\0')
            continue;
        way->shown = ways[i].shown;
        way->key = (struct person_key){ways[i].sort, ways[i].scoped ? sale->host : "", way->value};
        out->count++;
    }
}

/* Two known persons stay two; *other is left where both share the way already. */
static int meet_other(const struct desk *desk, const struct who_way *way, int64_t other,
                      struct answer *answer, struct fault *fault)
{
    bool has;
    int status = person_has(desk->store, desk->keys, &way->key, answer->person, &has, fault);
    if (status != COMEBACK_OK || has)
        return status;
    answer->share |= way->shown;
    if (!answer_clashes(answer, other))
        answer->clashes[answer->clash_count++] = other;
    return COMEBACK_OK;
}

static int meet_way(const struct desk *desk, const struct who_way *way, int64_t named,
                    struct answer *answer, struct fault *fault)
{
    answer->shown |= way->shown;
    if (named == 0) {
        answer->attach |= way->shown;
    } else if (answer->person == 0) {
        answer->person = named;
        answer->named_by = way->shown;
    } else if (named != answer->person) {
        return meet_other(desk, way, named, answer, fault);
    }
    return COMEBACK_OK;
}

/* The cashier says that it is not whom the phone names: one who shares it, or somebody new. */
static int meet_someone_else(const struct desk *desk, const struct who_way *way,
                             struct answer *answer, struct fault *fault)
{
    int64_t sharer;
    int status = person_find_shared(desk->store, desk->keys, &way->key, &sharer, fault);
    if (status != COMEBACK_OK)
        return status;
    answer->shown |= way->shown;
    answer->flags |= FLAG_HOUSEHOLD;
    /* Who comes with an id of their own that is new is not that one either. */
    if (answer->person == 0 && answer->attach == 0 && sharer != 0) {
        answer->person = sharer;
        answer->named_by = way->shown;
    } else if (answer->person == 0 || answer->person != sharer) {
        answer->share |= way->shown;
    }
    return COMEBACK_OK;
}

int who_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
             struct fault *fault)
{
    struct who who;
    int status = COMEBACK_OK;
    who_read(desk, sale, &who, answer->notice);
    for (int i = 0; i < who.count && status == COMEBACK_OK; i++) {
        const struct who_way *way = &who.ways[i];
        int64_t named;
        status = person_find(desk->store, desk->keys, &way->key, &named, fault);
        if (status != COMEBACK_OK)
            break;
        bool other = sale->someone_else && is_often_shared(way->key.sort) && named != 0;
        status = other ? meet_someone_else(desk, way, answer, fault)
                       : meet_way(desk, way, named, answer, fault);
        if (way->key.sort == PERSON_BY_PHONE)
            phone_ending(way->value, answer->phone_ending);
    }
    return status;
}

int who_attach(const struct desk *desk, const struct sale *sale, const struct answer *answer,
               struct fault *fault)
{
    struct who who;
    int status = COMEBACK_OK;
    if ((answer->attach | answer->share) == 0)
        return COMEBACK_OK;
    who_read(desk, sale, &who, NULL);
    for (int i = 0; i < who.count && status == COMEBACK_OK; i++) {
        const struct who_way *way = &who.ways[i];
        if ((way->shown & (answer->attach | answer->share)) != 0)
            status = person_attach(desk->store, desk->keys, &way->key, answer->person,
                                   (way->shown & answer->share) != 0, fault);
    }
    return status;
}

int who_sent(const struct desk *desk, const struct sale *sale, bool *told, int64_t *person,
             struct fault *fault)
{
    const struct person_key key = {PERSON_BY_ID, sale->host, sale->referrer_id};
    *told = sale->referrer_id[0] != '\0' &&
            !who_is_listed(desk->config->shop.walk_in, sale->referrer_id);
    return *told ? person_find(desk->store, desk->keys, &key, person, fault) : COMEBACK_OK;
}
