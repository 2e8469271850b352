/* SPDX-License-Identifier: MIT */
#include "pressed.h"

int pressed_before(const struct desk *desk, const struct sale *sale, const struct answer_key *key,
                   bool *before, struct fault *fault)
{
    int64_t found = 0;
    int status = store_number(desk->store, IS_PRESSED, 0, &found, fault, "tittt", sale->host,
                              (int64_t)sale->kind, sale->ref, key->name, key->word);
    if (status == COMEBACK_OK)
        *before = found != 0;
    return status;
}

void pressed_keep(const struct answer_key *key, struct answer *answer)
{
    if (answer->key_count < ANSWER_KEYS_MAX)
        answer->keys[answer->key_count++] = *key;
}
