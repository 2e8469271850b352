/* SPDX-License-Identifier: MIT */
#include "stage.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "consent.h"
#include "person.h"
#include "projection.h"

enum { ARMS = 10000, PERCENT_ARMS = 100 };

static int32_t arm_of(const struct keys *keys, const char *scope, const char *value)
{
    uint8_t hash[KEYS_HASH_BYTES];
    uint64_t number;
    keys_identity_hash(keys, "arm", scope, value, hash);
    memcpy(&number, hash, sizeof number);
    return (int32_t)(number % ARMS);
}

static int32_t draw_arm(const struct desk *desk, const struct sale *sale,
                        const struct answer *answer)
{
    char person[24];
    if (answer->person == 0)
        return arm_of(desk->keys, sale->host, sale->ref);
    snprintf(person, sizeof person, "%" PRId64, answer->person);
    return arm_of(desk->keys, "", person);
}

static int32_t days_since(const struct person_past *past, int32_t day)
{
    return past->days_before == 0 ? -1 : (int32_t)(day - past->last_before);
}

static enum stage stage_of(const struct config_stage *stage, const struct answer *answer)
{
    if (answer->visit <= 1)
        return STAGE_FIRST;
    bool recent = answer->away_days >= 0 && answer->away_days <= stage->mature_days;
    return recent && answer->visit >= stage->mature_visits ? STAGE_MATURE : STAGE_GROWING;
}

int stage_find(const struct desk *desk, const struct sale *sale, const struct person_past *past,
               struct answer *answer, struct fault *fault)
{
    int64_t arm = past->arm;
    int status = COMEBACK_OK;
    if (!projection_counts(sale->kind, sale->total_minor))
        return COMEBACK_OK;
    answer->away_days = days_since(past, answer->day);
    answer->stage = stage_of(&desk->config->stage, answer);
    /* Who came before anybody was promised anything is in no experiment by that. */
    if (answer->history)
        return COMEBACK_OK;
    /* Sales that fell have an arm, too. */
    if (arm < 0 && answer->person != 0)
        status = store_number(desk->store, PERSON_ARM, -1, &arm, fault, "ii", answer->person,
                              answer->join_with == 0 ? answer->person : answer->join_with);
    if (status != COMEBACK_OK)
        return status;
    answer->arm = arm >= 0 ? (int32_t)arm : draw_arm(desk, sale, answer);
    answer->control = answer->arm < desk->config->effect.holdout * PERCENT_ARMS;
    return COMEBACK_OK;
}

int stage_may_target(const struct desk *desk, const struct answer *answer, bool *may,
                     struct fault *fault)
{
    enum config_profiling profiling = desk->config->privacy.profiling;
    *may = profiling == CONFIG_PROFILING_YES;
    if (profiling != CONFIG_PROFILING_CONSENT || answer->person == 0)
        return COMEBACK_OK;
    return consent_is_given(desk, answer->person, "profiling", may, fault);
}

bool stage_fits(enum stage stage, uint32_t stages)
{
    return stages == 0 || (stages & 1u << stage) != 0;
}
