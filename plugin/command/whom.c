/* SPDX-License-Identifier: MIT */
#include "whom.h"

#include <stdio.h>
#include <string.h>

#include "../code.h"
#include "../email.h"
#include "../person.h"
#include "../phone.h"
#include "../projection.h"

enum { HOST_MAX = 32 };

int whom_check(const struct call *call, const struct whom *whom)
{
    int count = (whom->customer != NULL) + (whom->phone != NULL) + (whom->email != NULL) +
                (whom->code != NULL);
    if (count == 1)
        return EXIT_DONE;
    return tell(EXIT_USAGE, "%s: found %d of --customer, --phone, --email, --code; expected one",
                call->command->name, count);
}

void whom_words(const struct whom *whom, char *out, size_t room)
{
    const struct {
        const char *name, *value;
    } ways[] = {{"customer", whom->customer},
                {"phone", whom->phone},
                {"email", whom->email},
                {"code", whom->code}};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (ways[i].value != NULL)
            snprintf(out, room, "%s \"%.100s\"", ways[i].name, ways[i].value);
}

static int find_key(const struct desk *desk, enum person_sort sort, const char *scope,
                    const char *value, int64_t *person, struct fault *fault)
{
    const struct person_key key = {sort, scope, value};
    return person_find(desk->store, desk->keys, &key, person, fault);
}

static int find_customer(const struct desk *desk, const char *text, int64_t *person,
                         struct fault *fault)
{
    char host[HOST_MAX + 1];
    const char *colon = strchr(text, ':');
    if (colon == NULL || colon == text || colon - text > HOST_MAX)
        return fail(fault, COMEBACK_VALUE, "customer: found \"%.100s\", expected HOST:ID", text);
    snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
    return find_key(desk, PERSON_BY_ID, host, colon + 1, person, fault);
}

static int find_phone(const struct desk *desk, const char *text, int64_t *person,
                      struct fault *fault)
{
    char number[PHONE_TEXT];
    int status = phone_normalise(text, desk->config->shop.country, number, fault);
    return status == COMEBACK_OK ? find_key(desk, PERSON_BY_PHONE, "", number, person, fault)
                                 : status;
}

static int find_email(const struct desk *desk, const char *text, int64_t *person,
                      struct fault *fault)
{
    char address[EMAIL_TEXT];
    int status = email_normalise(text, (size_t)-1, address, fault);
    return status == COMEBACK_OK ? find_key(desk, PERSON_BY_EMAIL, "", address, person, fault)
                                 : status;
}

static int find_code(const struct desk *desk, const char *text, int64_t *person,
                     struct fault *fault)
{
    int64_t id;
    sqlite3_stmt *row;
    if (!code_parse(text, strlen(text), &id))
        return fail(fault, COMEBACK_VALUE, "code: found \"%.40s\", expected a note's code", text);
    if (code_kind(id) == CODE_CARD)
        return fail(fault, COMEBACK_VALUE,
                    "code: \"%.40s\" is a card's, which says who gave it and not who holds it",
                    text);
    int status = store_query(desk->store, CODE_FIND, &row, fault, "i", id);
    int64_t holder = status == 1 ? sqlite3_column_int64(row, 0) : 0;
    store_done(row);
    int64_t forgotten = 0;
    if (status >= 0)
        status = store_number(desk->store, IS_FORGOTTEN, 0, &forgotten, fault, "i", holder);
    if (status != COMEBACK_OK || holder == 0 || forgotten > 0)
        return status;
    return projection_person(desk->store, holder, person, fault);
}

int whom_find(const struct desk *desk, const struct whom *whom, int64_t *person,
              struct fault *fault)
{
    char words[160];
    int64_t found = 0;
    int status = whom->customer != NULL ? find_customer(desk, whom->customer, &found, fault)
                 : whom->phone != NULL  ? find_phone(desk, whom->phone, &found, fault)
                 : whom->email != NULL  ? find_email(desk, whom->email, &found, fault)
                                        : find_code(desk, whom->code, &found, fault);
    if (status != COMEBACK_OK)
        return status;
    whom_words(whom, words, sizeof words);
    if (found == 0)
        return fail(fault, COMEBACK_NOTHING, "%s: nobody is known so", words);
    *person = found;
    return COMEBACK_OK;
}
