/* SPDX-License-Identifier: MIT */
#include "export_options.h"

#include <stdio.h>
#include <string.h>

#include "../../config/config.h"
#include "../sale.h"
#include "command.h"
#include "export_time.h"

static const char usual_host[] = "replay";

static int read_host(const char *word, struct export_options *out)
{
    struct sale probe;
    struct fault fault;
    if (sale_start(&probe, word == NULL ? usual_host : word, &fault) != COMEBACK_OK)
        return tell(EXIT_USAGE, "--%s", fault.text);
    memcpy(out->host, probe.host, sizeof out->host);
    return EXIT_DONE;
}

static int read_currency(const char *word, struct export_options *out)
{
    uint8_t digits;
    if (word == NULL)
        return EXIT_DONE;
    if (strlen(word) != 3 || !config_currency_digits(word, &digits))
        return tell(EXIT_USAGE, "--currency: found \"%.60s\", expected a currency such as EUR",
                    word);
    snprintf(out->currency, sizeof out->currency, "%s", word);
    return EXIT_DONE;
}

static int read_zone(const char *word, struct export_options *out)
{
    struct fault fault;
    if (word == NULL)
        return EXIT_DONE;
    if (export_zone_read(word, &out->zone, &fault) != COMEBACK_OK)
        return tell(EXIT_USAGE, "--%s", fault.text);
    out->zone_told = true;
    return EXIT_DONE;
}

static int read_dates(const char *word, struct export_options *out)
{
    out->dates = word == NULL ? 0 : export_time_order(word);
    if (word != NULL && out->dates == 0)
        return tell(EXIT_USAGE, "--dates: found \"%.60s\", expected dmy, mdy or ymd", word);
    return EXIT_DONE;
}

static int read_sign(const char *option, const char *word, const char *allowed, char *out)
{
    if (word == NULL)
        return EXIT_DONE;
    if (strlen(word) != 1 || strchr(allowed, word[0]) == NULL)
        return tell(EXIT_USAGE, "--%s: found \"%.60s\", expected one of %s", option, word, allowed);
    *out = word[0];
    return EXIT_DONE;
}

int export_options_read(const struct export_words *words, struct export_options *out)
{
    /* A tab is hard to type. */
    const char *delimiter = words->delimiter;
    if (delimiter != NULL && (strcmp(delimiter, "tab") == 0 || strcmp(delimiter, "\\t") == 0))
        delimiter = "\t";
    out->columns = words->columns;
    int status = read_host(words->host, out);
    if (status == EXIT_DONE)
        status = read_currency(words->currency, out);
    if (status == EXIT_DONE)
        status = read_zone(words->zone, out);
    if (status == EXIT_DONE)
        status = read_dates(words->dates, out);
    if (status == EXIT_DONE)
        status = read_sign("decimal", words->decimal, ".,", &out->decimal);
    if (status == EXIT_DONE)
        status = read_sign("delimiter", delimiter, ",;|\t", &out->delimiter);
    return status;
}
