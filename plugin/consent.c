/* SPDX-License-Identifier: MIT */
#include "consent.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "projection.h"

/* One word of the field: a purpose, and whether it is given or withdrawn. */
struct told {
    char purpose[CONFIG_NAME];
    bool given;
};

void consent_version(const char *text, char out[CONSENT_VERSION])
{
    uint8_t hash[crypto_generichash_BYTES_MIN];
    crypto_generichash(hash, sizeof hash, (const uint8_t *)text, strlen(text), NULL, 0);
    sodium_bin2hex(out, CONSENT_VERSION, hash, (CONSENT_VERSION - 1) / 2);
}

/* The text that the settings have for a purpose; NULL: they do not have it. */
static const char *find_text(const struct config *config, const char *purpose)
{
    for (int32_t i = 0; i < config->consent_count; i++)
        if (strcmp(config->consents[i].name, purpose) == 0)
            return config->consents[i].text;
    return NULL;
}

/* The next word from *cursor on; false at the end. One that is too long names no purpose. */
static bool next_told(const char **cursor, struct told *out)
{
    const char *word = *cursor + strspn(*cursor, " ");
    size_t length = strcspn(word, " ");
    *cursor = word + length;
    if (length == 0)
        return false;
    out->given = word[0] != '-';
    snprintf(out->purpose, sizeof out->purpose, "%.*s", (int)length - !out->given,
             word + !out->given);
    return true;
}

/* Is it withdrawn by any of these words? */
static bool is_withdrawn(const char *words, const char *purpose)
{
    struct told told;
    while (next_told(&words, &told))
        if (!told.given && strcmp(told.purpose, purpose) == 0)
            return true;
    return false;
}

static void tell_overruled(struct answer *answer, const char *purpose)
{
    answer_add_line(answer->notice, "consent \"%s\": withdrawn at this sale, which stands",
                    purpose);
}

static int keep_one(const struct desk *desk, const struct sale *sale, int64_t at_ms,
                    const struct told *told, const char *text, struct answer *answer,
                    struct fault *fault)
{
    char version[CONSENT_VERSION], cashier[ANSWER_CASHIER];
    int64_t stands = told->given;
    consent_version(text, version);
    answer_cashier(desk->keys, sale, cashier);
    int status =
        store_run(desk->store, CONSENT_PUT, fault, "itiittt", answer->person, told->purpose, at_ms,
                  (int64_t)told->given, version, sale->till, cashier);
    if (status == COMEBACK_OK && told->given && sqlite3_changes(desk->store->db) == 0)
        status = store_number(desk->store, CONSENT_AT, 1, &stands, fault, "iti", answer->person,
                              told->purpose, at_ms);
    if (status == COMEBACK_OK && stands != told->given)
        tell_overruled(answer, told->purpose);
    return status;
}

int consent_is_given(const struct desk *desk, int64_t person, const char *purpose, bool *given,
                     struct fault *fault)
{
    char version[CONSENT_VERSION];
    int64_t found = 0;
    const char *text = find_text(desk->config, purpose);
    int status = COMEBACK_OK;
    if (text != NULL && person != 0) {
        consent_version(text, version);
        status = store_number(desk->store, CONSENT_LAST, 0, &found, fault, "itt", person, purpose,
                              version);
    }
    if (status == COMEBACK_OK)
        *given = found != 0;
    return status;
}

int consent_find(const struct desk *desk, const struct sale *sale, struct answer *answer,
                 struct fault *fault)
{
    int status = COMEBACK_OK;
    answer->consent_count = 0;
    if (!answer->known || answer->history || !projection_counts(sale->kind, sale->total_minor))
        return COMEBACK_OK;
    for (int32_t i = 0; i < desk->config->consent_count && status == COMEBACK_OK; i++) {
        const struct config_consent *from = &desk->config->consents[i];
        struct answer_consent *to = &answer->consents[answer->consent_count++];
        memcpy(to->name, from->name, sizeof to->name);
        memcpy(to->text, from->text, sizeof to->text);
        status = consent_is_given(desk, answer->person, to->name, &to->given, fault);
    }
    return status;
}

int consent_keep(const struct desk *desk, const struct sale *sale, int64_t at_ms,
                 struct answer *answer, struct fault *fault)
{
    const char *cursor = sale->consent;
    struct told told;
    int status = COMEBACK_OK;
    while (status == COMEBACK_OK && next_told(&cursor, &told)) {
        const char *text = find_text(desk->config, told.purpose);
        if (text == NULL)
            answer_add_line(answer->notice, "consent \"%s\": the settings have no [consent %s]",
                            told.purpose, told.purpose);
        else if (answer->person == 0)
            answer_add_line(answer->notice, "consent \"%s\": of nobody known, not kept",
                            told.purpose);
        else if (told.given && is_withdrawn(sale->consent, told.purpose))
            tell_overruled(answer, told.purpose);
        else
            status = keep_one(desk, sale, at_ms, &told, text, answer, fault);
    }
    return status == COMEBACK_OK ? consent_find(desk, sale, answer, fault) : status;
}
