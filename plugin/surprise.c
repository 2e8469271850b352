/* SPDX-License-Identifier: MIT */
#include "surprise.h"

#include <string.h>

#include "clock.h"
#include "projection.h"
#include "stage.h"
#include "who.h"

static bool is_a_sale(const struct desk *desk, const struct sale *sale, const struct answer *answer)
{
    return !answer->history && !desk->late && !sale->copy && sale->kind != SALE_ADVICE &&
           projection_counts(sale->kind, sale->total_minor) &&
           strcmp(sale->currency, desk->config->shop.currency) == 0 &&
           !who_is_listed(desk->config->shop.staff, sale->customer_id);
}

static int within_budget(const struct desk *desk, const struct config_surprise *gift, int32_t day,
                         bool *within, struct fault *fault)
{
    int64_t given = 0;
    int status = COMEBACK_OK;
    if (gift->budget_month_minor > 0)
        status = store_number(desk->store, PROMISED_IN, 0, &given, fault, "ti", "[gift]",
                              (int64_t)clock_month(day));
    *within = gift->budget_month_minor == 0 || given + gift->cost_minor <= gift->budget_month_minor;
    return status;
}

static bool is_drawn(const struct keys *keys, const struct sale *sale, int32_t one_in)
{
    uint8_t hash[KEYS_HASH_BYTES];
    uint64_t number;
    keys_identity_hash(keys, "gift", sale->host, sale->ref, hash);
    memcpy(&number, hash, sizeof number);
    return number % (uint64_t)one_in == 0;
}

static int find_eligible(const struct desk *desk, const struct answer *answer, bool *eligible,
                         struct fault *fault)
{
    const struct config_surprise *gift = &desk->config->surprise;
    bool may_target = true;
    int status = COMEBACK_OK;
    if (gift->stages != 0)
        status = stage_may_target(desk, answer, &may_target, fault);
    *eligible = may_target && stage_fits(answer->stage, gift->stages);
    return status == COMEBACK_OK && *eligible
               ? within_budget(desk, gift, answer->day, eligible, fault)
               : status;
}

int surprise_draw(const struct desk *desk, const struct sale *sale, struct answer *answer,
                  struct fault *fault)
{
    const struct config_surprise *gift = &desk->config->surprise;
    struct answer_surprise *surprise = &answer->surprise;
    if (!gift->present || answer->control || sale->total_minor < gift->least_minor ||
        !is_a_sale(desk, sale, answer))
        return COMEBACK_OK;
    int status = find_eligible(desk, answer, &surprise->eligible, fault);
    if (status != COMEBACK_OK || !surprise->eligible)
        return status;
    surprise->cost_minor = gift->cost_minor;
    memcpy(surprise->text, gift->text, sizeof surprise->text);
    surprise->given = desk->paid && is_drawn(desk->keys, sale, gift->one_in);
    if (surprise->given)
        words_add_line(answer->prompts, ANSWER_LINES, answer->language, W_SURPRISE,
                       &(struct words_values){.gift = gift->text});
    return COMEBACK_OK;
}
