/* SPDX-License-Identifier: MIT */
#include "report_terms.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 4096, TEXT = 224 };

struct place {
    char text[TEXT]; /* "": empty */
    struct report_terms terms;
};

struct report_terms_seen {
    struct place places[PLACES];
};

struct report_terms_seen *report_terms_new(void)
{
    return calloc(1, sizeof(struct report_terms_seen));
}

void report_terms_free(struct report_terms_seen *seen)
{
    free(seen);
}

/* FNV-1a. */
static uint32_t hash_of(const char *text, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (uint8_t)text[i]) * 16777619u;
    return hash;
}

static bool has(const json_t *terms, const char *name)
{
    const json_t *value = json_object_get(terms, name);
    return value != NULL && !json_is_null(value);
}

static struct report_terms terms_of(const json_t *object)
{
    int64_t bound = json_integer_value(json_object_get(object, "liability"));
    struct report_terms terms = {
        .in_words = has(object, "service") || has(object, "gift"),
        .cost_minor = json_integer_value(json_object_get(object, "cost")),
    };
    terms.most_minor = terms.in_words ? terms.cost_minor : bound == 0 ? -1 : bound;
    return terms;
}

static int parse(const char *text, size_t length, struct report_terms *out, struct fault *fault)
{
    json_t *object = json_loadb(text, length, 0, NULL);
    if (!json_is_object(object)) {
        json_decref(object);
        return fail(fault, COMEBACK_STORE, "terms \"%.100s\" are no object", text);
    }
    *out = terms_of(object);
    json_decref(object);
    return COMEBACK_OK;
}

int report_terms_read(struct report_terms_seen *seen, const char *text, struct report_terms *out,
                      struct fault *fault)
{
    size_t length = strlen(text);
    if (length == 0 || length >= TEXT)
        return parse(text, length, out, fault);
    struct place *place = &seen->places[hash_of(text, length) % PLACES];
    if (strcmp(place->text, text) != 0) {
        int status = parse(text, length, &place->terms, fault);
        if (status != COMEBACK_OK) {
            place->text[0] = '\0';
            return status;
        }
        memcpy(place->text, text, length + 1);
    }
    *out = place->terms;
    return COMEBACK_OK;
}
