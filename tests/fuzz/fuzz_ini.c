/* SPDX-License-Identifier: MIT */
/*
 * config_parse over any bytes: clang -fsanitize=fuzzer,address,undefined. What is accepted keeps
 * the promises of config.h; what is refused says why and leaves the output alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
    if (kept)
        return;
    fprintf(stderr, "not kept: %s\n", promise);
    abort();
}

static void require_good(const struct config *config, const struct config_faults *faults)
{
    const struct config_friend *offer = &config->friend_offer;
    uint8_t digits = 99;
    require(faults->text == NULL && faults->count == 0, "a good file has no faults");
    require(config->shop.name[0] != '\0' && config->shop.address[0] != '\0', "a shop has a name");
    require(config_currency_digits(config->shop.currency, &digits), "a currency is known");
    require(digits == config->currency_digits, "the decimals are those of the currency");
    require(!offer->present || (offer->percent >= 1 && offer->percent <= 100), "a percent is one");
    require(config->print.least_minor >= 0 && offer->at_most_minor >= 0, "amounts are positive");
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
    if (status == CONFIG_OK)
        require_good(&config, &faults);
    else
        require_refused(&config, &before, &faults);
    config_faults_free(&faults);
    free(text);
    return 0;
}
