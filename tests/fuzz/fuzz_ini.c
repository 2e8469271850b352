/* SPDX-License-Identifier: MIT */
/*
 * config_parse over any bytes: clang -fsanitize=fuzzer,address,undefined. What is accepted keeps
 * the promises of config.h and can be checked; what is refused says why and leaves the output
 * alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../config/config.h"
#include "../../config/offers_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
    if (kept)
        return;
    fprintf(stderr, "not kept: %s\n", promise);
    abort();
}

static bool in_order(const struct config_range *range)
{
    return !range->given || range->least <= range->most;
}

static void require_selectors(const struct config_selectors *list)
{
    require(list->count >= 0 && list->count <= CONFIG_SELECTORS_MAX, "selectors are few");
    for (int32_t i = 0; i < list->count; i++)
        require(list->list[i].text[0] != '\0', "a selector names something");
}

static void require_offer(const struct config_offer *offer)
{
    require(offer->name[0] != '\0' && offer->line > 0, "an offer has a name and a line");
    require(offer->to <= CONFIG_FOR_NEXT, "an offer is for something");
    require(offer->benefit != CONFIG_PERCENT || (offer->percent >= 1 && offer->percent <= 100),
            "a percent is one");
    require(offer->benefit != CONFIG_AMOUNT || offer->amount_minor > 0, "an amount is one");
    require(offer->benefit != CONFIG_ITEM || offer->free_of.count > 0, "a free item is one");
    require(offer->benefit < CONFIG_ITEM || offer->words[0] != '\0', "words say something");
    require(offer->to != CONFIG_FOR_VISITS || offer->every >= 2, "visits are counted");
    require(offer->at_most_minor >= 0 && offer->minimum_minor >= 0 && offer->cost_minor >= 0,
            "an offer's amounts are positive");
    require(in_order(&offer->visit) && in_order(&offer->away_days) &&
                in_order(&offer->basket_minor),
            "a range begins before it ends");
    require_selectors(&offer->items);
    require_selectors(&offer->except);
}

static void require_steps(const struct config *config)
{
    for (int32_t i = 0; i < config->step_count; i++) {
        const struct config_step *step = &config->steps[i];
        require(step->name[0] != '\0' && step->text[0] != '\0', "a step says what");
        require(step->is_need || step->items.count > 0, "a step begins with an item");
        require(step->ahead_days >= 0 && step->due.count >= 0, "a step is not due before");
    }
    for (int32_t i = 0; i < config->question_count; i++)
        require(config->questions[i].answer_count >= 2 &&
                    config->questions[i].answer_count <= CONFIG_ANSWERS_MAX,
                "a question has answers");
}

/* Each warning is one line of text that names an offer, whatever is set. */
static void require_checked(const struct config *config)
{
    struct config_faults found;
    size_t lines = 0;
    int status = offers_check(config, 20819, &found);
    require(status == CONFIG_OK || status == CONFIG_WRONG, "offers can be checked");
    for (const char *at = found.text; at != NULL && *at != '\0'; at = strchr(at, '\n') + 1) {
        require(strncmp(at, "[offer ", 7) == 0, "a warning names its offer");
        lines++;
    }
    require(lines == found.count && (status == CONFIG_OK) == (lines == 0), "warnings are counted");
    config_faults_free(&found);
}

static void require_good(const struct config *config, const struct config_faults *faults)
{
    uint8_t digits = 99;
    require(faults->text == NULL && faults->count == 0, "a good file has no faults");
    require(config->shop.name[0] != '\0' && config->shop.address[0] != '\0', "a shop has a name");
    require(config_currency_digits(config->shop.currency, &digits), "a currency is known");
    require(digits == config->currency_digits, "the decimals are those of the currency");
    require(config->print.least_minor >= 0, "amounts are positive");
    require(config->offer_count <= CONFIG_OFFERS_MAX && config->step_count <= CONFIG_STEPS_MAX,
            "sections are few");
    for (int32_t i = 0; i < config->offer_count; i++)
        require_offer(&config->offers[i]);
    require_steps(config);
    require(strcmp(config->shop.country, "FR") != 0 ||
                (config->print.note != CONFIG_ALWAYS && config->print.card != CONFIG_ALWAYS),
            "in France always is ask");
}

static void require_refused(const struct config *config, const struct config *before,
                            const struct config_faults *faults)
{
    require(memcmp((const char *)config, (const char *)before, sizeof *config) == 0,
            "a refusal leaves the output alone");
    require(faults->count > 0 && faults->text != NULL, "a refusal says why");
    require(strncmp(faults->text, "f:", 2) == 0, "a fault begins with the name");
    /* Longer than what a fault quotes of its input, so that no input can forge it. */
    require(strstr(faults->text,
                   "\", expected a value that iniparser reads as it stands, not as \"") == NULL,
            "what is accepted reads as it stands");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Exactly as large as the input, so that a read beyond its end is seen. */
    char *text = malloc(size > 0 ? size : 1);
    struct config before;
    struct config config;
    struct config_faults faults;
    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    memset(&before, 0x5A, sizeof before);
    memcpy(&config, &before, sizeof config);
    int status = config_parse("f", text, size, &config, &faults);
    if (status != CONFIG_OK)
        require_refused(&config, &before, &faults);
    else {
        require_good(&config, &faults);
        require_checked(&config);
    }
    config_faults_free(&faults);
    free(text);
    return 0;
}
