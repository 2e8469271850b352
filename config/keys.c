/* SPDX-License-Identifier: MIT */
#include "keys.h"

#include <stdio.h>
#include <string.h>

/* Each in the order of its enum in config.h, or of the bools. */
static const char *const when_words[] = {"never", "ask", "always", NULL};
static const char *const note_on_words[] = {"receipt", "printer", NULL};
static const char *const no_yes_words[] = {"no", "yes", NULL};
static const char *const answers_words[] = {"profile", "yes", "no", NULL};
static const char *const cut_words[] = {"profile", "none", "gs-v", "gs-v0", "esc-i", NULL};
static const char *const code_words[] = {"qr", "code128", "both", NULL};
static const char *const per_words[] = {"shop", "day", "till", "till-day", NULL};
/* Also NAME of an offer, where it is one of these. */
static const char *const for_words[] = {"friend", "referrer", "visits", "next", NULL};
static const char *const tag_words[] = {"unidentified", "new", "repeat", "referral", NULL};
static const char *const stage_words[] = {"first", "growing", "mature", NULL};
static const char *const mature_words[] = {"service", "any", NULL};
static const char *const profiling_words[] = {"yes", "consent", "no", NULL};
static const char *const page_words[] = {"profile", "cp437", "cp850", "cp858", "cp1252", NULL};
const char *const config_language_words[] = {"country", "en", "de", "fr", "es",
                                             "it",      "nl", "pt", "pl", NULL};

/* The place of a field in its record, which is struct config where the section is no family. */
#define PLACE(record, field)                                                                       \
    .offset = offsetof(struct record, field), .size = sizeof(((struct record *)NULL)->field)
#define TEXT(record, field) .type = &type_text, PLACE(record, field), .least = 1
#define WHOLE(record, field, low, top)                                                             \
    .type = &type_whole, PLACE(record, field), .least = (low), .most = (top)
#define MONEY(record, field, low)                                                                  \
    .type = &type_money, PLACE(record, field), .least = (low), .most = TYPES_MONEY_MOST
#define WORD(record, field, list) .type = &type_word, PLACE(record, field), .words = (list)
#define BITS(record, field, list) .type = &type_bits, PLACE(record, field), .words = (list)
#define PATTERN(record, field)    .type = &type_text, PLACE(record, field), .text = ""
#define DATE(record, field)       .type = &type_date, PLACE(record, field)
#define WEEKDAYS(record, field)   .type = &type_weekdays, PLACE(record, field)
#define SELECTORS(record, field)  .type = &type_selectors, PLACE(record, field)
#define RANGE(record, field, low, top)                                                             \
    .type = &type_range, PLACE(record, field), .least = (low), .most = (top)

static const char shop[] = "shop";
static const char print[] = "print";
static const char stage[] = "stage";
static const char offer[] = "offer NAME";
static const char step[] = "step NAME";
static const char need[] = "need NAME";
static const char question[] = "question NAME";
static const char gift[] = "gift";
static const char effect[] = "effect";
static const char privacy[] = "privacy";
static const char consent[] = "consent NAME";
static const char targets[] = "targets";
static const char tap[] = "tap";
static const char serve[] = "serve";
static const char store[] = "store";

/* clang-format off: one row a setting */
const struct key config_keys[] = {
    {shop, "name", TEXT(config, shop.name), .required = true},
    {shop, "address", TEXT(config, shop.address), .required = true},
    {shop, "logo", &type_text, PLACE(config, shop.logo), .text = ""},
    {shop, "country", &type_country, PLACE(config, shop.country), .required = true},
    {shop, "currency", &type_currency, PLACE(config, shop.currency), .required = true},
    {shop, "day_starts", &type_clock, PLACE(config, shop.day_starts_minute)},
    {shop, "language", WORD(config, shop.language, config_language_words)},
    {shop, "staff", &type_text, PLACE(config, shop.staff), .text = ""},
    {shop, "walk_in", &type_text, PLACE(config, shop.walk_in), .text = ""},
    {shop, "payment_token", WORD(config, shop.payment_token, no_yes_words)},
    {shop, "open", WEEKDAYS(config, shop.open), .number = 0x7F},
    {shop, "closed", &type_dates, PLACE(config, shop.closed),
     .count = offsetof(struct config, shop.closed_count)},
    {print, "printer", &type_text, PLACE(config, print.printer), .text = ""},
    {print, "profile", TEXT(config, print.profile), .text = "generic-80"},
    {print, "width", &type_dots, PLACE(config, print.width_dots), .least = 96, .most = 2048},
    {print, "cut", WORD(config, print.cut, cut_words)},
    {print, "note", WORD(config, print.note, when_words), .number = CONFIG_ALWAYS},
    {print, "card", WORD(config, print.card, when_words), .number = CONFIG_ALWAYS},
    {print, "note_on", WORD(config, print.note_on_printer, note_on_words)},
    {print, "card_every", WHOLE(config, print.card_every_days, 0, 365), .number = 30},
    {print, "least", MONEY(config, print.least_minor, 0)},
    {print, "stale", WHOLE(config, print.stale_s, 1, 86400), .number = 120},
    {print, "exclusive", WORD(config, print.exclusive, no_yes_words)},
    {print, "process_id", WORD(config, print.process_id, answers_words)},
    {print, "code", WORD(config, print.code, code_words)},
    {print, "code_page", WORD(config, print.code_page, page_words)},
    {print, "note_slip", TEXT(config, print.note_slip), .text = "note.receipt"},
    {print, "card_slip", TEXT(config, print.card_slip), .text = "card.receipt"},
    {print, "pen", WORD(config, print.pen, no_yes_words)},
    {offer, "for", WORD(config_offer, to, for_words), .number = -1},
    {offer, "percent", WHOLE(config_offer, percent, 1, 100)},
    {offer, "amount", MONEY(config_offer, amount_minor, 1)},
    {offer, "item", SELECTORS(config_offer, free_of), .most = CONFIG_WORDS - 1},
    {offer, "service", TEXT(config_offer, words)},
    {offer, "gift", TEXT(config_offer, words)},
    {offer, "cost", MONEY(config_offer, cost_minor, 0)},
    {offer, "referrer", WHOLE(config_offer, referrer, 0, 100)},
    {offer, "minimum", MONEY(config_offer, minimum_minor, 0)},
    {offer, "at_most", MONEY(config_offer, at_most_minor, 1)},
    {offer, "items", SELECTORS(config_offer, items)},
    {offer, "except", SELECTORS(config_offer, except)},
    {offer, "weekdays", WEEKDAYS(config_offer, weekdays)},
    {offer, "return_days", WHOLE(config_offer, return_days, 0, 365), .number = 14},
    {offer, "days", WHOLE(config_offer, days, 1, 365), .number = 90},
    {offer, "from", DATE(config_offer, from_day)},
    {offer, "until", DATE(config_offer, until_day)},
    {offer, "every", WHOLE(config_offer, every, 2, 100)},
    {offer, "tags", BITS(config_offer, tags, tag_words)},
    {offer, "visit", RANGE(config_offer, visit, 1, 100000)},
    {offer, "away", RANGE(config_offer, away_days, 1, 36500)},
    {offer, "basket", &type_money_range, PLACE(config_offer, basket_minor), .least = 0,
     .most = TYPES_MONEY_MOST},
    {offer, "stage", BITS(config_offer, stages, stage_words)},
    {offer, "per_customer", WHOLE(config_offer, per_customer, 1, 100000)},
    {offer, "total", WHOLE(config_offer, total, 1, 1000000000)},
    {offer, "budget_month", MONEY(config_offer, budget_month_minor, 1)},
    {offer, "offline_limit", MONEY(config_offer, offline_limit_minor, 0)},
    {stage, "mature_visits", WHOLE(config, stage.mature_visits, 2, 1000), .number = 6},
    {stage, "mature_days", WHOLE(config, stage.mature_days, 1, 1460), .number = 180},
    {stage, "mature", WORD(config, stage.any_first, mature_words)},
    {step, "items", SELECTORS(config_step, items), .required = true},
    {step, "text", TEXT(config_step, text), .required = true},
    {step, "due", &type_span, PLACE(config_step, due)},
    {step, "closes", SELECTORS(config_step, closes)},
    {step, "ahead", &type_ahead, PLACE(config_step, ahead_days), .most = 365, .number = 14},
    {need, "text", TEXT(config_step, text), .required = true},
    {need, "due", &type_span, PLACE(config_step, due)},
    {need, "closes", SELECTORS(config_step, closes)},
    {need, "ahead", &type_ahead, PLACE(config_step, ahead_days), .most = 365, .number = 14},
    {question, "text", TEXT(config_question, text), .required = true},
    {question, "answers", &type_answers, PLACE(config_question, answers),
     .count = offsetof(struct config_question, answer_count), .required = true},
    {question, "stage", BITS(config_question, stages, stage_words)},
    {gift, "text", TEXT(config, surprise.text), .required = true},
    {gift, "one_in", WHOLE(config, surprise.one_in, 2, 10000), .required = true},
    {gift, "cost", MONEY(config, surprise.cost_minor, 0)},
    {gift, "budget_month", MONEY(config, surprise.budget_month_minor, 1)},
    {gift, "stage", BITS(config, surprise.stages, stage_words)},
    {gift, "least", MONEY(config, surprise.least_minor, 0)},
    {effect, "holdout", WHOLE(config, effect.holdout, 0, 50)},
    {effect, "detect", WHOLE(config, effect.detect_points, 1, 50), .number = 3},
    {privacy, "keep_months", WHOLE(config, privacy.keep_months, 0, 600), .number = 36},
    {privacy, "profiling", WORD(config, privacy.profiling, profiling_words)},
    {privacy, "cashier_names", WORD(config, privacy.cashier_names, no_yes_words)},
    {consent, "text", TEXT(config_consent, text), .required = true},
    {targets, "made", WHOLE(config, targets.made, 1, 1000000)},
    {targets, "kept", WHOLE(config, targets.kept, 1, 100)},
    {tap, "host", &type_host, PLACE(config, tap.host), .text = "tap"},
    {tap, "number", PATTERN(config, tap.number)},
    {tap, "total", PATTERN(config, tap.total)},
    {tap, "customer", PATTERN(config, tap.customer)},
    {tap, "cashier", PATTERN(config, tap.cashier)},
    {tap, "till", PATTERN(config, tap.till)},
    {tap, "code", PATTERN(config, tap.code)},
    {tap, "paid", PATTERN(config, tap.paid)},
    {tap, "reprint", PATTERN(config, tap.reprint)},
    {tap, "void", PATTERN(config, tap.voided)},
    {tap, "number_per", WORD(config, tap.number_per, per_words)},
    {tap, "power_on", WORD(config, tap.power_on, no_yes_words)},
    {serve, "page", &type_place, PLACE(config, serve.page), .text = ""},
    {store, "path", TEXT(config, store.path), .text = "store"},
    {store, "keys", TEXT(config, store.keys), .text = "keys"},
    {0},
};

#define FAMILY(list, counter, top)                                                                 \
    .records = offsetof(struct config, list), .count = offsetof(struct config, counter),           \
    .record_size = sizeof(((struct config *)NULL)->list[0]), .most = (top)

const struct key_section config_sections[] = {
    {shop, .required = true},
    {.name = print},
    {offer, FAMILY(offers, offer_count, CONFIG_OFFERS_MAX),
     .line = offsetof(struct config_offer, line)},
    {.name = stage},
    {step, FAMILY(steps, step_count, CONFIG_STEPS_MAX)},
    {need, FAMILY(steps, step_count, CONFIG_STEPS_MAX),
     .mark = offsetof(struct config_step, is_need)},
    {question, FAMILY(questions, question_count, CONFIG_QUESTIONS_MAX)},
    {gift, .present = offsetof(struct config, surprise.present)},
    {.name = effect},
    {.name = privacy},
    {consent, FAMILY(consents, consent_count, CONFIG_CONSENTS_MAX)},
    {.name = targets},
    {.name = tap},
    {.name = serve},
    {.name = store},
    {0},
};
/* clang-format on */

void keys_expected(const struct key *key, char out[KEYS_TEXT])
{
    key->type->expect(out, key, (struct decimals){0, 4});
}

void keys_default(const struct key *key, char out[KEYS_TEXT])
{
    out[0] = '\0';
    if (!key->required && key->type->show != NULL)
        key->type->show(out, key);
}

size_t keys_family_length(const struct key_section *section)
{
    return section->record_size > 0 ? strcspn(section->name, " ") + 1 : 0;
}

const struct key_section *keys_section(const char *name)
{
    for (const struct key_section *section = config_sections; section->name != NULL; section++) {
        size_t family = keys_family_length(section);
        if (family > 0 ? strncmp(section->name, name, family) == 0
                       : strcmp(section->name, name) == 0)
            return section;
    }
    return NULL;
}

const struct key *keys_find(const struct key_section *section, const char *name)
{
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->section, section->name) == 0 && strcmp(key->name, name) == 0)
            return key;
    }
    return NULL;
}

void keys_store_defaults(const struct key_section *section, void *record)
{
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->section, section->name) != 0)
            continue;
        if (key->text != NULL)
            snprintf(types_place(key, record), key->size, "%s", key->text);
        else if (key->number != 0)
            types_store_number(key, record, key->number);
    }
}
