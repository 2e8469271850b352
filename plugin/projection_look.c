/* SPDX-License-Identifier: MIT */
#include "projection_look.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "code.h"

enum { CASHIER_DIGITS = 12 };

static int64_t number_of(const json_t *body, const char *name)
{
    return json_integer_value(json_object_get(body, name));
}

static const char *text_of(const json_t *body, const char *name)
{
    const char *text = json_string_value(json_object_get(body, name));
    return text == NULL ? "" : text;
}

int64_t projection_cashier(const json_t *body)
{
    char digits[CASHIER_DIGITS + 1] = "";
    const char *hash = text_of(body, "cashier");
    if (strlen(hash) < CASHIER_DIGITS)
        return 0;
    memcpy(digits, hash, CASHIER_DIGITS);
    return (int64_t)strtoull(digits, NULL, 16);
}

static bool sent(const json_t *scan)
{
    int64_t code = number_of(scan, "code"), verdict = number_of(scan, "verdict");
    return code > 0 && code_kind(code) == CODE_CARD &&
           (verdict == VERDICT_GOOD || verdict == VERDICT_ELSEWHERE || verdict == VERDICT_LOCKED);
}

int64_t projection_sent_with(const json_t *body)
{
    size_t i;
    json_t *scan;
    if (number_of(body, "via") == 0)
        return 0;
    json_array_foreach(json_object_get(body, "scans"), i, scan)
    {
        if (sent(scan))
            return number_of(scan, "code");
    }
    return 0;
}

int projection_review(struct store *store, const struct event *event,
                      struct corrections *corrections, struct fault *fault)
{
    const json_t *body = event->body;
    (void)corrections;
    return store_run(store, SALE_SET_LOOK, fault, "titi", text_of(body, "host"),
                     number_of(body, "kind"), text_of(body, "ref"), number_of(body, "look"));
}
