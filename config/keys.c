/* SPDX-License-Identifier: MIT */
#include "keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "codes.h"

enum {
    EXPECTED_SIZE = KEYS_TEXT,
    WHERE_SIZE = 2 * INI_NAME_MAX + 2,
    MONEY_MOST = 1000000000,
    NEAR = 2, /* edits within which an unknown name is taken for a slip of the fingers */
};

/* How many decimals an amount may have: one number where the currency is known, else all. */
struct decimals {
    uint8_t least;
    uint8_t most;
};

struct key_type {
    /* True where the value is right; *number is then set, and not used for a text. */
    bool (*read)(const struct key *key, const char *value, struct decimals decimals,
                 int64_t *number);
    void (*expect)(char *out, const struct key *key, struct decimals decimals);
    void (*show)(char *out, const struct key *key); /* the default; NULL where there is none */
    bool is_text;
};

/* Texts */

static bool read_text(const struct key *key, const char *value, struct decimals decimals,
                      int64_t *number)
{
    (void)decimals;
    (void)number;
    size_t length = strlen(value);
    bool blank = value[strspn(value, " ")] == '\0';
    return length < key->size && (!blank || (length == 0 && key->least == 0));
}

static void expect_text(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, EXPECTED_SIZE, "a text of %" PRId64 " to %zu bytes", key->least, key->size - 1);
}

/* As comeback.h has it. */
static bool read_host(const struct key *key, const char *value, struct decimals decimals,
                      int64_t *number)
{
    static const char may_have[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789._-";
    (void)decimals;
    (void)number;
    size_t length = strlen(value);
    return length > 0 && length < key->size && strspn(value, may_have) == length;
}

static void expect_host(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, EXPECTED_SIZE, "1 to %zu of A-Z a-z 0-9 . _ -", key->size - 1);
}

static bool read_country(const struct key *key, const char *value, struct decimals decimals,
                         int64_t *number)
{
    (void)key;
    (void)decimals;
    (void)number;
    return codes_is_country(value);
}

static void expect_country(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, EXPECTED_SIZE, "a country of ISO 3166 in two capitals, such as IE");
}

static bool read_currency(const struct key *key, const char *value, struct decimals decimals,
                          int64_t *number)
{
    (void)key;
    (void)decimals;
    (void)number;
    uint8_t digits;
    return config_currency_digits(value, &digits);
}

static void expect_currency(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, EXPECTED_SIZE, "a currency of ISO 4217 in three capitals, such as EUR");
}

/* Numbers */

static bool in_range(const struct key *key, int64_t number)
{
    return number >= key->least && number <= key->most;
}

static bool read_whole(const struct key *key, const char *value, struct decimals decimals,
                       int64_t *number)
{
    (void)decimals;
    return config_parse_money(value, 0, number) && in_range(key, *number);
}

static void expect_whole(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, EXPECTED_SIZE, "a whole number from %" PRId64 " to %" PRId64, key->least,
             key->most);
}

static void expect_dots(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    snprintf(out, EXPECTED_SIZE,
             "dots from %" PRId64 " to %" PRId64 ", such as 384 for 58 mm paper", key->least,
             key->most);
}

static bool read_money(const struct key *key, const char *value, struct decimals decimals,
                       int64_t *number)
{
    for (uint8_t digits = decimals.least; digits <= decimals.most; digits++) {
        if (config_parse_money(value, digits, number))
            return in_range(key, *number);
    }
    return false;
}

static void expect_money(char *out, const struct key *key, struct decimals decimals)
{
    uint8_t digits = decimals.least == decimals.most ? decimals.least : 2;
    char least[24];
    char most[24];
    char example[24];
    config_format_money(least, sizeof least, key->least, digits);
    config_format_money(most, sizeof most, key->most, digits);
    config_format_money(example, sizeof example, 500, digits);
    snprintf(out, EXPECTED_SIZE, "an amount such as %s, from %s to %s", example, least, most);
}

static bool read_word(const struct key *key, const char *value, struct decimals decimals,
                      int64_t *number)
{
    (void)decimals;
    for (int i = 0; key->words[i] != NULL; i++) {
        if (strcmp(key->words[i], value) == 0) {
            *number = i;
            return true;
        }
    }
    return false;
}

static void expect_word(char *out, const struct key *key, struct decimals decimals)
{
    (void)decimals;
    size_t used = 0;
    for (int i = 0; key->words[i] != NULL; i++) {
        const char *join = i == 0 ? "" : key->words[i + 1] != NULL ? ", " : " or ";
        used += (size_t)snprintf(out + used, EXPECTED_SIZE - used, "%s%s", join, key->words[i]);
    }
}

/* Reads "dd:dd" or the like: the pattern's d are digits, gathered into a number at each of them. */
static bool read_pattern(const char *value, const char *pattern, int *numbers)
{
    for (; *pattern != '\0'; value++, pattern++) {
        bool digit = *value >= '0' && *value <= '9';
        if (*pattern == 'd' ? !digit : *value != *pattern)
            return false;
        if (digit)
            *numbers = *numbers * 10 + (*value - '0');
        else
            numbers++;
    }
    return *value == '\0';
}

static bool read_clock(const struct key *key, const char *value, struct decimals decimals,
                       int64_t *number)
{
    (void)key;
    (void)decimals;
    int clock[2] = {0};
    if (!read_pattern(value, "dd:dd", clock) || clock[0] > 23 || clock[1] > 59)
        return false;
    *number = clock[0] * 60 + clock[1];
    return true;
}

static void expect_clock(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, EXPECTED_SIZE, "a time of day from 00:00 to 23:59");
}

/* A day that has passed is no mistake: a good file must not turn wrong by waiting. */
static bool read_date(const struct key *key, const char *value, struct decimals decimals,
                      int64_t *number)
{
    (void)decimals;
    int date[3] = {0};
    if (!read_pattern(value, "dddd-dd-dd", date))
        return false;
    struct tm day = {.tm_year = date[0] - 1900, .tm_mon = date[1] - 1, .tm_mday = date[2]};
    int64_t second = timegm(&day);
    /* timegm turns 30 February into 2 March, and so tells that there is none. */
    if (day.tm_mon != date[1] - 1 || day.tm_mday != date[2])
        return false;
    *number = second / 86400;
    return in_range(key, *number);
}

static void expect_date(char *out, const struct key *key, struct decimals decimals)
{
    (void)key;
    (void)decimals;
    snprintf(out, EXPECTED_SIZE, "a date such as 2027-02-19, from 2000-01-01 to 2199-12-31");
}

/* Defaults */

static void show_text(char *out, const struct key *key)
{
    snprintf(out, KEYS_TEXT, "%s", key->text == NULL ? "" : key->text);
}

/* A default out of its range stands for nothing. */
static void show_whole(char *out, const struct key *key)
{
    if (in_range(key, key->number))
        snprintf(out, KEYS_TEXT, "%" PRId64, key->number);
}

static void show_money(char *out, const struct key *key)
{
    if (in_range(key, key->number))
        config_format_money(out, KEYS_TEXT, key->number, 2);
}

static void show_word(char *out, const struct key *key)
{
    snprintf(out, KEYS_TEXT, "%s", key->words[key->number]);
}

static void show_clock(char *out, const struct key *key)
{
    snprintf(out, KEYS_TEXT, "%02d:%02d", (int)key->number / 60, (int)key->number % 60);
}

static const struct key_type type_text = {read_text, expect_text, show_text, true};
static const struct key_type type_host = {read_host, expect_host, show_text, true};
static const struct key_type type_country = {read_country, expect_country, NULL, true};
static const struct key_type type_currency = {read_currency, expect_currency, NULL, true};
static const struct key_type type_whole = {read_whole, expect_whole, show_whole, false};
static const struct key_type type_dots = {read_whole, expect_dots, show_whole, false};
static const struct key_type type_money = {read_money, expect_money, show_money, false};
static const struct key_type type_word = {read_word, expect_word, show_word, false};
static const struct key_type type_clock = {read_clock, expect_clock, show_clock, false};
static const struct key_type type_date = {read_date, expect_date, NULL, false};

/* Each in the order of its enum in config.h, or of the bools. */
static const char *const when_words[] = {"never", "ask", "always", NULL};
static const char *const note_on_words[] = {"receipt", "printer", NULL};
static const char *const no_yes_words[] = {"no", "yes", NULL};
static const char *const answers_words[] = {"profile", "yes", "no", NULL};
static const char *const cut_words[] = {"profile", "none", "gs-v", "gs-v0", "esc-i", NULL};
static const char *const code_words[] = {"qr", "code128", "both", NULL};
static const char *const per_words[] = {"shop", "day", "till", "till-day", NULL};
static const char *const page_words[] = {"profile", "cp437", "cp850", "cp858", "cp1252", NULL};
const char *const config_language_words[] = {"country", "en", "de", "fr", "es",
                                             "it",      "nl", "pt", "pl", NULL};

#define PLACE(field)                                                                               \
    .offset = offsetof(struct config, field), .size = sizeof(((struct config *)NULL)->field)
#define TEXT(field)            .type = &type_text, PLACE(field), .least = 1
#define WHOLE(field, low, top) .type = &type_whole, PLACE(field), .least = (low), .most = (top)
#define MONEY(field, low)      .type = &type_money, PLACE(field), .least = (low), .most = MONEY_MOST
#define WORD(field, list)      .type = &type_word, PLACE(field), .words = (list)
#define PATTERN(field)         .type = &type_text, PLACE(field), .text = ""
/* Days since 1970-01-01 of 2000-01-01 and 2199-12-31. */
#define DATE(field) .type = &type_date, PLACE(field), .least = 10957, .most = 84005

static const char shop[] = "shop";
static const char print[] = "print";
static const char friend_offer[] = "offer friend";
static const char visits_offer[] = "offer visits";
static const char tap[] = "tap";
static const char store[] = "store";

/* clang-format off: one row a setting */
const struct key config_keys[] = {
    {shop, "name", TEXT(shop.name), .required = true},
    {shop, "address", TEXT(shop.address), .required = true},
    {shop, "logo", &type_text, PLACE(shop.logo), .text = ""},
    {shop, "country", &type_country, PLACE(shop.country), .required = true},
    {shop, "currency", &type_currency, PLACE(shop.currency), .required = true},
    {shop, "day_starts", &type_clock, PLACE(shop.day_starts_minute)},
    {shop, "language", WORD(shop.language, config_language_words)},
    {shop, "staff", &type_text, PLACE(shop.staff), .text = ""},
    {shop, "walk_in", &type_text, PLACE(shop.walk_in), .text = ""},
    {shop, "payment_token", WORD(shop.payment_token, no_yes_words)},
    {print, "printer", &type_text, PLACE(print.printer), .text = ""},
    {print, "profile", TEXT(print.profile), .text = "generic-80"},
    {print, "width", &type_dots, PLACE(print.width_dots), .least = 96, .most = 2048},
    {print, "cut", WORD(print.cut, cut_words)},
    {print, "note", WORD(print.note, when_words), .number = CONFIG_ALWAYS},
    {print, "card", WORD(print.card, when_words), .number = CONFIG_ALWAYS},
    {print, "note_on", WORD(print.note_on_printer, note_on_words)},
    {print, "card_every", WHOLE(print.card_every_days, 0, 365), .number = 30},
    {print, "least", MONEY(print.least_minor, 0)},
    {print, "stale", WHOLE(print.stale_s, 1, 86400), .number = 120},
    {print, "exclusive", WORD(print.exclusive, no_yes_words)},
    {print, "process_id", WORD(print.process_id, answers_words)},
    {print, "code", WORD(print.code, code_words)},
    {print, "code_page", WORD(print.code_page, page_words)},
    {print, "note_slip", TEXT(print.note_slip), .text = "note.receipt"},
    {print, "card_slip", TEXT(print.card_slip), .text = "card.receipt"},
    {friend_offer, "percent", WHOLE(friend_offer.percent, 1, 100), .required = true},
    {friend_offer, "referrer", WHOLE(friend_offer.referrer, 0, 100)},
    {friend_offer, "minimum", MONEY(friend_offer.minimum_minor, 0)},
    {friend_offer, "at_most", MONEY(friend_offer.at_most_minor, 1)},
    {friend_offer, "return_days", WHOLE(friend_offer.return_days, 0, 365), .number = 14},
    {friend_offer, "days", WHOLE(friend_offer.days, 1, 365), .number = 90},
    {friend_offer, "budget_month", MONEY(friend_offer.budget_month_minor, 1)},
    {friend_offer, "until", DATE(friend_offer.until_day)},
    {visits_offer, "every", WHOLE(visits_offer.every, 2, 100), .required = true},
    {visits_offer, "gift", TEXT(visits_offer.gift), .required = true},
    {visits_offer, "until", DATE(visits_offer.until_day)},
    {tap, "host", &type_host, PLACE(tap.host), .text = "tap"},
    {tap, "number", PATTERN(tap.number)},
    {tap, "total", PATTERN(tap.total)},
    {tap, "customer", PATTERN(tap.customer)},
    {tap, "cashier", PATTERN(tap.cashier)},
    {tap, "till", PATTERN(tap.till)},
    {tap, "code", PATTERN(tap.code)},
    {tap, "paid", PATTERN(tap.paid)},
    {tap, "reprint", PATTERN(tap.reprint)},
    {tap, "void", PATTERN(tap.voided)},
    {tap, "number_per", WORD(tap.number_per, per_words)},
    {tap, "power_on", WORD(tap.power_on, no_yes_words)},
    {store, "path", TEXT(store.path), .text = "store"},
    {store, "keys", TEXT(store.keys), .text = "keys"},
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

/* What becomes of a section that does not stand in the file. */
static const struct section {
    const char *name;
    bool required;
    size_t present_offset; /* of the bool that tells that it stands; 0: none */
} sections[] = {
    {shop, true, 0},
    {print, false, 0},
    {friend_offer, false, offsetof(struct config, friend_offer.present)},
    {visits_offer, false, offsetof(struct config, visits_offer.present)},
    {tap, false, 0},
    {store, false, 0},
    {0},
};

/* Places in struct config */

static void store_number(struct config *config, const struct key *key, int64_t number)
{
    char *place = (char *)config + key->offset;
    if (key->size == sizeof(int64_t))
        memcpy(place, &number, sizeof number);
    else if (key->size == sizeof(bool))
        memcpy(place, &(bool){number != 0}, sizeof(bool));
    else
        memcpy(place, &(int32_t){(int32_t)number}, sizeof(int32_t));
}

static void store_text(struct config *config, const struct key *key, const char *text)
{
    memcpy((char *)config + key->offset, text, strlen(text) + 1);
}

static void store_defaults(struct config *config)
{
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (!key->type->is_text)
            store_number(config, key, key->number);
        else if (key->text != NULL)
            store_text(config, key, key->text);
    }
}

/* Names */

static int smallest(int a, int b, int c)
{
    int least = a < b ? a : b;
    return least < c ? least : c;
}

/* Levenshtein's distance, by rows. Both names have at most INI_NAME_MAX bytes. */
static int edits_between(const char *a, const char *b)
{
    int row[INI_NAME_MAX + 1];
    int length = (int)strlen(b);
    for (int j = 0; j <= length; j++)
        row[j] = j;
    for (int i = 0; a[i] != '\0'; i++) {
        int diagonal = row[0];
        row[0] = i + 1;
        for (int j = 0; j < length; j++) {
            int above = row[j + 1];
            row[j + 1] = smallest(above + 1, row[j] + 1, diagonal + (a[i] != b[j]));
            diagonal = above;
        }
    }
    return row[length];
}

/* Names of three letters are all two edits from each other. */
static bool is_near(const char *name, const char *known, int *best)
{
    int edits = edits_between(name, known);
    if (edits > NEAR || edits * 2 > (int)strlen(known) || edits >= *best)
        return false;
    *best = edits;
    return true;
}

static const struct section *find_section(const char *name)
{
    for (const struct section *section = sections; section->name != NULL; section++) {
        if (strcmp(section->name, name) == 0)
            return section;
    }
    return NULL;
}

static const struct key *find_key(const char *section, const char *name)
{
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->section, section) == 0 && strcmp(key->name, name) == 0)
            return key;
    }
    return NULL;
}

static const struct ini_section *section_in_file(const struct ini *ini, const char *name)
{
    for (size_t i = 0; i < ini->section_count; i++) {
        if (strcmp(ini->sections[i].name, name) == 0)
            return &ini->sections[i];
    }
    return NULL;
}

static const struct ini_entry *entry_in_file(const struct ini *ini, const char *section,
                                             const char *name)
{
    for (size_t i = 0; i < ini->entry_count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        if (strcmp(entry->section->name, section) == 0 && strcmp(entry->key, name) == 0)
            return entry;
    }
    return NULL;
}

/* Unknown names */

static void tell_section(const struct ini_section *section, struct fault_list *faults)
{
    char found[INI_NAME_MAX + 3];
    snprintf(found, sizeof found, "[%s]", section->name);
    const char *near = NULL;
    int best = NEAR + 1;
    for (const struct section *known = sections; known->name != NULL; known++) {
        if (is_near(section->name, known->name, &best))
            near = known->name;
    }
    if (near != NULL)
        fault_add(faults, section->line, section->name, span_of(found), "[%s]", near);
    else
        fault_add(faults, section->line, section->name, span_of(found),
                  "[shop], [print], [offer friend], [offer visits], [tap] or [store]");
}

static const struct key *near_key(const struct ini_entry *entry)
{
    const struct key *near = NULL;
    int best = NEAR + 1;
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->section, entry->section->name) == 0 &&
            is_near(entry->key, key->name, &best))
            near = key;
    }
    return near;
}

/* The same name in another section. */
static const struct key *stray_key(const struct ini_entry *entry)
{
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->name, entry->key) == 0)
            return key;
    }
    return NULL;
}

static void list_keys(char *out, size_t capacity, const char *section)
{
    size_t used = 0;
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->section, section) == 0)
            used += (size_t)snprintf(out + used, capacity - used, "%s%s", used > 0 ? ", " : "",
                                     key->name);
    }
}

static void tell_key(const struct ini_entry *entry, const char *where, struct fault_list *faults)
{
    const struct key *near = near_key(entry);
    const struct key *stray = stray_key(entry);
    struct span found = span_of(entry->key);
    char names[EXPECTED_SIZE];
    if (near != NULL)
        fault_add(faults, entry->line, where, found, "%s", near->name);
    else if (stray != NULL)
        fault_add(faults, entry->line, where, found, "this key in [%s]", stray->section);
    else {
        list_keys(names, sizeof names, entry->section->name);
        fault_add(faults, entry->line, where, found, "one of %s", names);
    }
}

/* Values */

static void judge_value(const struct key *key, const struct ini_entry *entry, const char *where,
                        struct decimals decimals, struct config *config, struct fault_list *faults)
{
    int64_t number = 0;
    char expected[EXPECTED_SIZE];
    if (!key->type->read(key, entry->value, decimals, &number)) {
        key->type->expect(expected, key, decimals);
        fault_add(faults, entry->line, where, span_of(entry->value), "%s", expected);
    } else if (key->type->is_text) {
        store_text(config, key, entry->value);
    } else {
        store_number(config, key, number);
    }
}

static void judge_entry(const struct ini_entry *entry, struct decimals decimals,
                        struct config *config, struct fault_list *faults)
{
    if (find_section(entry->section->name) == NULL)
        return;
    char where[WHERE_SIZE];
    snprintf(where, sizeof where, "%s.%s", entry->section->name, entry->key);
    const struct key *key = find_key(entry->section->name, entry->key);
    if (key == NULL)
        tell_key(entry, where, faults);
    else if (entry->value != NULL)
        judge_value(key, entry, where, decimals, config, faults);
}

/* Amounts are read by the currency's decimals, wherever in the file the currency stands. */
static struct decimals find_decimals(const struct ini *ini)
{
    const struct ini_entry *entry = entry_in_file(ini, shop, "currency");
    uint8_t digits;
    if (entry == NULL || entry->value == NULL || !config_currency_digits(entry->value, &digits))
        return (struct decimals){0, 4};
    return (struct decimals){digits, digits};
}

/* What is missing */

static void tell_missing(const struct ini *ini, const struct key *key, int line,
                         struct fault_list *faults)
{
    if (!key->required || entry_in_file(ini, key->section, key->name) != NULL)
        return;
    char where[WHERE_SIZE];
    char expected[EXPECTED_SIZE];
    snprintf(where, sizeof where, "%s.%s", key->section, key->name);
    key->type->expect(expected, key, find_decimals(ini));
    fault_add(faults, line, where, (struct span){0}, "%s", expected);
}

static void judge_missing(const struct ini *ini, const struct section *section,
                          struct fault_list *faults)
{
    const struct ini_section *stands = section_in_file(ini, section->name);
    if (stands == NULL && (!section->required || ini->section_lost))
        return;
    int line = stands != NULL ? stands->line : ini->last_line > 0 ? ini->last_line : 1;
    for (const struct key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->section, section->name) == 0)
            tell_missing(ini, key, line, faults);
    }
}

static void judge_sections(const struct ini *ini, struct config *config, struct fault_list *faults)
{
    for (size_t i = 0; i < ini->section_count; i++) {
        if (find_section(ini->sections[i].name) == NULL)
            tell_section(&ini->sections[i], faults);
    }
    for (const struct section *section = sections; section->name != NULL; section++) {
        judge_missing(ini, section, faults);
        if (section->present_offset != 0 && section_in_file(ini, section->name) != NULL)
            *((bool *)config + section->present_offset) = true;
    }
}

/* Settings that are right one by one and cannot be meant together. A field not given is 0. */

static bool percent_is_never_reached(const struct config *config, char *expected)
{
    const struct config_friend *offer = &config->friend_offer;
    int64_t least_minor = offer->minimum_minor * offer->percent / 100;
    char least[24];
    char minimum[24];
    config_format_money(least, sizeof least, least_minor, config->currency_digits);
    config_format_money(minimum, sizeof minimum, offer->minimum_minor, config->currency_digits);
    snprintf(expected, EXPECTED_SIZE, "at least %s, which is %d %% of the minimum %s", least,
             (int)offer->percent, minimum);
    return offer->at_most_minor > 0 && offer->at_most_minor < least_minor;
}

static bool budget_is_below_one_card(const struct config *config, char *expected)
{
    const struct config_friend *offer = &config->friend_offer;
    char at_most[24];
    config_format_money(at_most, sizeof at_most, offer->at_most_minor, config->currency_digits);
    snprintf(expected, EXPECTED_SIZE, "at least %s, what one card may cost by at_most", at_most);
    return offer->budget_month_minor > 0 && offer->budget_month_minor < offer->at_most_minor;
}

static bool budget_has_no_bound(const struct config *config, char *expected)
{
    snprintf(expected, EXPECTED_SIZE, "at_most beside it; without it one card may cost any amount");
    return config->friend_offer.budget_month_minor > 0;
}

/* The serials' high-water mark lies beside the keys, so that an old copy of the store is harmless.
 */
static bool store_and_keys_are_one(const struct config *config, char *expected)
{
    snprintf(expected, EXPECTED_SIZE, "two folders for store.path and store.keys");
    return strcmp(config->store.path, config->store.keys) == 0;
}

static const struct contradiction {
    const char *section;
    const char *keys[2]; /* told of the first of them that stands in the file */
    const char *beside;  /* told only where this key of the section is not there; NULL: always */
    bool (*is_found)(const struct config *config, char *expected);
} contradictions[] = {
    {friend_offer, {"at_most"}, NULL, percent_is_never_reached},
    {friend_offer, {"budget_month"}, NULL, budget_is_below_one_card},
    {friend_offer, {"budget_month"}, "at_most", budget_has_no_bound},
    {store, {"keys", "path"}, NULL, store_and_keys_are_one},
};

static void tell_contradiction(const struct contradiction *contradiction, const struct ini *ini,
                               const struct config *config, struct fault_list *faults)
{
    char expected[EXPECTED_SIZE];
    const struct ini_entry *entry =
        entry_in_file(ini, contradiction->section, contradiction->keys[0]);
    if (entry == NULL && contradiction->keys[1] != NULL)
        entry = entry_in_file(ini, contradiction->section, contradiction->keys[1]);
    bool beside = contradiction->beside != NULL &&
                  entry_in_file(ini, contradiction->section, contradiction->beside) != NULL;
    if (entry == NULL || entry->value == NULL || beside ||
        !contradiction->is_found(config, expected))
        return;
    char where[WHERE_SIZE];
    snprintf(where, sizeof where, "%s.%s", entry->section->name, entry->key);
    fault_add(faults, entry->line, where, span_of(entry->value), "%s", expected);
}

static void judge_together(const struct ini *ini, const struct config *config,
                           struct fault_list *faults)
{
    for (size_t i = 0; i < sizeof contradictions / sizeof *contradictions; i++)
        tell_contradiction(&contradictions[i], ini, config, faults);
}

void keys_judge(const struct ini *ini, struct config *config, struct fault_list *faults)
{
    struct decimals decimals = find_decimals(ini);
    store_defaults(config);
    config->currency_digits = decimals.least;
    for (size_t i = 0; i < ini->entry_count; i++)
        judge_entry(&ini->entries[i], decimals, config, faults);
    judge_sections(ini, config, faults);
    /* Amounts of an unknown currency cannot be compared. */
    if (decimals.least == decimals.most)
        judge_together(ini, config, faults);
}
