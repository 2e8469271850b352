/* SPDX-License-Identifier: MIT */
#include "slip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../drivers/document.h"
#include "code.h"
#include "projection.h"
#include "step.h"

enum { TEMPLATE_LIMIT = 16384, PARTS_MAX = 256, NESTING_MAX = 4 };

enum part_kind { PART_LITERAL, PART_FIELD, PART_OPEN, PART_CLOSE };

struct part {
    enum part_kind kind;
    enum slip_field field;
    bool property; /* the field stands inside {…} */
    const char *text;
    size_t length;
};

struct slip_template {
    char *text;
    size_t length;
    struct part parts[PARTS_MAX];
    int count;
};

static const char *const field_names[SLIP_FIELDS] = {
    [SLIP_SHOP_NAME] = "shop.name",
    [SLIP_SHOP_ADDRESS] = "shop.address",
    [SLIP_SHOP_LOGO] = "shop.logo",
    [SLIP_PRINTED] = "printed",
    [SLIP_VISIT] = "visit",
    [SLIP_VISITS_EVERY] = "visits.every",
    [SLIP_VISITS_AT] = "visits.at",
    [SLIP_VISITS_GIFT] = "visits.gift",
    [SLIP_CODE] = "code",
    [SLIP_CODE_QR] = "code.qr",
    [SLIP_CODE_128] = "code.128",
    [SLIP_CODE_FROM] = "code.from",
    [SLIP_CODE_UNTIL] = "code.until",
    [SLIP_FRIEND_PERCENT] = "friend.percent",
    [SLIP_FRIEND_MINIMUM] = "friend.minimum",
    [SLIP_FRIEND_AT_MOST] = "friend.at_most",
    [SLIP_CARD_UNTIL] = "card.until",
    [SLIP_REFERRER_PERCENT] = "referrer.percent",
    [SLIP_THANKS] = "thanks",
    [SLIP_STEP_1] = "step.1",
    [SLIP_STEP_2] = "step.2",
    [SLIP_PEN] = "pen",
    [SLIP_FRIEND_BENEFIT] = "friend.benefit",
    [SLIP_REFERRER_BENEFIT] = "referrer.benefit",
    [SLIP_NEXT_BENEFIT] = "next.benefit",
    [SLIP_NEXT_UNTIL] = "next.until",
};

struct reader {
    const char *name;
    struct slip_template *slip;
    const char *start;
    struct part open[NESTING_MAX]; /* the sections that are open */
    int depth;
    unsigned seen;
    struct fault *fault;
};

static int line_of(const struct reader *reader, const char *place)
{
    int line = 1;
    for (const char *cursor = reader->start; cursor < place; cursor++)
        line += *cursor == '\n';
    return line;
}

static int mistake(struct reader *reader, const char *place, const char *what, const char *found,
                   size_t length)
{
    return fail(reader->fault, COMEBACK_CONFIG, "%s:%d: found \"%.*s\", expected %s", reader->name,
                line_of(reader, place), (int)(length < 60 ? length : 60), found, what);
}

static int add_part(struct reader *reader, struct part part)
{
    if (part.kind == PART_LITERAL && part.length == 0)
        return COMEBACK_OK;
    if (reader->slip->count == PARTS_MAX)
        return mistake(reader, part.text, "at most 256 parts", part.text, part.length);
    reader->slip->parts[reader->slip->count++] = part;
    return COMEBACK_OK;
}

static bool find_field(const char *name, size_t length, enum slip_field *out)
{
    for (int i = 0; i < SLIP_FIELDS; i++)
        if (strlen(field_names[i]) == length && memcmp(field_names[i], name, length) == 0) {
            *out = (enum slip_field)i;
            return true;
        }
    return false;
}

/* Is the place inside a ReceiptLine property, that is after an unescaped { of its line? */
static bool in_property(const struct reader *reader, const char *place)
{
    int depth = 0;
    const char *line = place;
    while (line > reader->start && line[-1] != '\n')
        line--;
    for (; line < place; line++) {
        if (*line == '\\' && line + 1 < place)
            line++;
        else if (*line == '{')
            depth++;
        else if (*line == '}')
            depth--;
    }
    return depth > 0;
}

static int check_section(struct reader *reader, const struct part *part)
{
    if (part->kind == PART_OPEN && reader->depth == NESTING_MAX)
        return mistake(reader, part->text, "at most 4 sections within one another", part->text,
                       part->length);
    if (part->kind == PART_OPEN)
        reader->open[reader->depth++] = *part;
    if (part->kind == PART_CLOSE &&
        (reader->depth == 0 || reader->open[--reader->depth].field != part->field))
        return mistake(reader, part->text, "the end of the section opened last", part->text,
                       part->length);
    return COMEBACK_OK;
}

/* On a slip that bears a code these are never empty, so what is in their sections is printed. */
#define FILLED_WITH_CODE                                                                           \
    (1u << SLIP_SHOP_NAME | 1u << SLIP_PRINTED | 1u << SLIP_CODE | 1u << SLIP_CODE_FROM |          \
     1u << SLIP_CODE_UNTIL | 1u << SLIP_CARD_UNTIL)

static bool is_printed(const struct reader *reader)
{
    for (int i = 0; i < reader->depth; i++)
        if ((FILLED_WITH_CODE & 1u << reader->open[i].field) == 0)
            return false;
    return true;
}

static int check_place(struct reader *reader, const struct part *part)
{
    if (part->kind == PART_FIELD && part->field == SLIP_SHOP_LOGO && !part->property)
        return mistake(reader, part->text, "{image:{{shop.logo}}}", part->text, part->length);
    return COMEBACK_OK;
}

/* *cursor stands on "{{"; *literal is where the text before it began. */
static int read_tag(struct reader *reader, const char **cursor, const char **literal)
{
    const char *open = *cursor, *close = strstr(open, "}}");
    struct part part = {.kind = PART_FIELD, .text = open};
    if (close == NULL)
        return mistake(reader, open, "}}", open, strcspn(open, "\n"));
    const char *name = open + 2, *after = close + 2, *before = open;
    part.length = (size_t)(after - open);
    if (*name == '#' || *name == '/')
        part.kind = *name++ == '#' ? PART_OPEN : PART_CLOSE;
    if (!find_field(name, (size_t)(close - name), &part.field))
        return mistake(reader, open, "a field's name", name, (size_t)(close - name));
    part.property = in_property(reader, open);
    bool alone = part.kind != PART_FIELD && (open == reader->start || open[-1] == '\n') &&
                 (*after == '\n' || *after == '\0');
    if (alone && *after == '\n')
        after++;
    if (part.kind == PART_FIELD && is_printed(reader))
        reader->seen |= 1u << part.field;
    int status = check_place(reader, &part);
    if (status == COMEBACK_OK)
        status = check_section(reader, &part);
    if (status == COMEBACK_OK)
        status = add_part(reader, (struct part){.kind = PART_LITERAL,
                                                .text = *literal,
                                                .length = (size_t)(before - *literal)});
    if (status == COMEBACK_OK)
        status = add_part(reader, part);
    *cursor = *literal = after;
    return status;
}

static int read_parts(struct reader *reader, unsigned required)
{
    const char *cursor = reader->start, *literal = cursor;
    int status = COMEBACK_OK;
    while (status == COMEBACK_OK && (cursor = strstr(cursor, "{{")) != NULL)
        status = read_tag(reader, &cursor, &literal);
    if (status == COMEBACK_OK)
        status = add_part(
            reader,
            (struct part){.kind = PART_LITERAL, .text = literal, .length = strlen(literal)});
    if (status == COMEBACK_OK && reader->depth > 0) {
        const struct part *open = &reader->open[reader->depth - 1];
        status = mistake(reader, open->text, "an end of this section", open->text, open->length);
    }
    for (int i = 0; i < SLIP_FIELDS && status == COMEBACK_OK; i++)
        if ((required & ~reader->seen & 1u << i) != 0)
            status =
                fail(reader->fault, COMEBACK_CONFIG, "%s: {{%s}} is missing; it must be printed",
                     reader->name, field_names[i]);
    return status;
}

int slip_parse(const char *name, const char *text, unsigned required, struct slip_template **out,
               struct fault *fault)
{
    size_t length = strlen(text);
    if (length > TEMPLATE_LIMIT)
        return fail(fault, COMEBACK_CONFIG, "%s: %zu bytes, expected at most %d", name, length,
                    TEMPLATE_LIMIT);
    struct slip_template *slip = calloc(1, sizeof *slip);
    char *copy = strdup(text);
    if (slip == NULL || copy == NULL) {
        free(slip);
        free(copy);
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    }
    slip->text = copy;
    slip->length = length;
    struct reader reader = {.name = name, .slip = slip, .start = copy, .fault = fault};
    int status = read_parts(&reader, required);
    if (status == COMEBACK_OK)
        *out = slip;
    else
        slip_free(slip);
    return status;
}

void slip_free(struct slip_template *slip)
{
    if (slip == NULL)
        return;
    free(slip->text);
    free(slip);
}

bool slip_has(const struct slip_template *slip, enum slip_field field)
{
    for (int i = 0; i < slip->count; i++)
        if (slip->parts[i].kind == PART_FIELD && slip->parts[i].field == field)
            return true;
    return false;
}

static const char *value_of(const struct slip_values *values, enum slip_field field)
{
    const char *logo = values->logo == NULL ? "" : values->logo;
    return field == SLIP_SHOP_LOGO ? logo : values->text[field];
}

/* Base64 has nothing in it that would have to be escaped, and there is much of it. */
static void add_value(struct bytes *out, const struct part *part, const char *value)
{
    if (part->field == SLIP_SHOP_LOGO)
        bytes_add(out, value, strlen(value));
    else if (part->property)
        document_escape_property(out, value, strlen(value));
    else
        document_escape_text(out, value, strlen(value));
}

/* At once what it is likely to take, so that it need not move while it grows. */
static void reserve(const struct slip_template *slip, const struct slip_values *values,
                    struct bytes *out)
{
    enum { USUAL_VALUES = 2048 };
    bytes_grow(out, slip->length + USUAL_VALUES + strlen(value_of(values, SLIP_SHOP_LOGO)));
    bytes_reset(out);
}

static void fill_in(const struct slip_template *slip, const struct slip_values *values,
                    struct bytes *out)
{
    int silent = 0; /* how many of the sections open here do not stay */
    for (int i = 0; i < slip->count; i++) {
        const struct part *part = &slip->parts[i];
        if (part->kind == PART_OPEN)
            silent += silent > 0 || value_of(values, part->field)[0] == '\0';
        else if (part->kind == PART_CLOSE)
            silent -= silent > 0;
        else if (silent == 0 && part->kind == PART_LITERAL)
            bytes_add(out, part->text, part->length);
        else if (silent == 0)
            add_value(out, part, value_of(values, part->field));
    }
}

int slip_expand(const struct slip_template *slip, const struct slip_values *values,
                unsigned columns, struct bytes *out, struct fault *fault)
{
    struct bytes filled = {0};
    reserve(slip, values, &filled);
    fill_in(slip, values, &filled);
    int status = filled.failed
                     ? DRV_MEMORY
                     : document_wrap((const char *)filled.data, filled.length, columns, out);
    bytes_free(&filled);
    if (status == DRV_OK && !out->failed)
        return COMEBACK_OK;
    return fail(fault, status == DRV_MEMORY || out->failed ? COMEBACK_MEMORY : COMEBACK_CONFIG,
                "a slip is not ReceiptLine that can be printed");
}

static void set(struct slip_values *out, enum slip_field field, const char *text)
{
    snprintf(out->text[field], SLIP_VALUE, "%s", text);
}

static void set_number(struct slip_values *out, enum slip_field field, int64_t number)
{
    if (number != 0)
        snprintf(out->text[field], SLIP_VALUE, "%lld", (long long)number);
}

/* The customer's; where nobody asked for it the shop's. */
static enum language language_of(const struct config *config, const struct answer *answer)
{
    return answer->in_other_language ? answer->slip_language
                                     : words_language(config->shop.language, config->shop.country);
}

static void set_money(struct slip_values *out, enum slip_field field, const struct config *config,
                      int64_t minor)
{
    char amount[32];
    if (minor == 0)
        return;
    config_format_money(amount, sizeof amount, minor, config->currency_digits);
    words_localize_amount(out->language, amount);
    snprintf(out->text[field], SLIP_VALUE, "%s %s", amount, config->shop.currency);
}

static void set_date(struct slip_values *out, enum slip_field field, int32_t day)
{
    char date[CLOCK_TEXT];
    words_long_date(out->language, day, date);
    set(out, field, date);
}

/* Bars without hyphens: with them they are too long for 58 mm paper. */
static void set_bars(struct slip_values *out, const char *code)
{
    char *next = out->text[SLIP_CODE_128];
    for (; *code != '\0'; code++)
        if (*code != '-')
            *next++ = *code;
    *next = '\0';
}

static void set_code(struct slip_values *out, const struct config *config, int64_t code)
{
    char text[CODE_TEXT];
    code_format(code, text);
    set(out, SLIP_CODE, text);
    if (config->print.code != CONFIG_CODE_128)
        set(out, SLIP_CODE_QR, text);
    if (config->print.code != CONFIG_CODE_QR)
        set_bars(out, text);
}

static void set_shop(struct slip_values *out, const struct config *config,
                     const struct answer *answer)
{
    *out = (struct slip_values){.language = language_of(config, answer)};
    set(out, SLIP_SHOP_NAME, config->shop.name);
    set(out, SLIP_SHOP_ADDRESS, config->shop.address);
    set_date(out, SLIP_PRINTED, answer->day);
}

static void set_step(struct slip_values *out, enum slip_field field, const struct answer *answer,
                     const struct answer_step *step)
{
    char time[8];
    snprintf(time, sizeof time, "%02u:%02u", (unsigned)step->minute / 60 % 24,
             (unsigned)step->minute % 60);
    bool dated = step->due_day > answer->day ||
                 (step->due_day == answer->day && step->sort == STEP_APPOINTMENT);
    words_fill(out->text[field], SLIP_VALUE, SLIP_VALUE, out->language,
               !dated             ? W_STEP_NEXT
               : step->minute > 0 ? W_STEP_AT
                                  : W_STEP_ON,
               &(struct words_values){.day = step->due_day,
                                      .time = time,
                                      .text = step->text[0] != '\0'
                                                  ? step->text
                                                  : words_text(out->language, W_APPOINTMENT)});
}

static bool has_appointment(const struct answer *answer)
{
    for (int i = 0, place; (place = step_nth_open(answer, i, false)) >= 0; i++)
        if (answer->steps[place].sort == STEP_APPOINTMENT)
            return true;
    return false;
}

/* What the shop will do next, the soonest first. */
static void set_steps(struct slip_values *out, const struct config *config,
                      const struct answer *answer)
{
    static const enum slip_field fields[ANSWER_STEPS_SHOWN] = {SLIP_STEP_1, SLIP_STEP_2};
    for (int i = 0; i < ANSWER_STEPS_SHOWN; i++) {
        int place = step_nth_open(answer, i, false);
        if (place >= 0)
            set_step(out, fields[i], answer, &answer->steps[place]);
    }
    if (config->print.pen && !has_appointment(answer))
        set(out, SLIP_PEN, "1");
}

enum form { BRIEF, WHOLE };

static void set_benefit(struct slip_values *out, enum slip_field field, const struct config *config,
                        const struct benefit *benefit, enum form form)
{
    benefit_words(benefit, out->language, config, form == BRIEF, out->text[field]);
}

static void set_giver(struct slip_values *out, const struct config *config,
                      const struct benefit *giver)
{
    if (giver->sort == CONFIG_PERCENT)
        set_number(out, SLIP_REFERRER_PERCENT, giver->percent);
    set_benefit(out, SLIP_REFERRER_BENEFIT, config, giver, BRIEF);
}

static void set_next(struct slip_values *out, const struct config *config,
                     const struct benefit *next)
{
    if (!next->given)
        return;
    set_benefit(out, SLIP_NEXT_BENEFIT, config, next, WHOLE);
    set_date(out, SLIP_NEXT_UNTIL, next->until_day);
}

static void set_thanks(struct slip_values *out, const struct config *config,
                       const struct answer *answer)
{
    static const enum word words[2][2] = {{W_WAITS_FROM, W_WAITS}, {W_THANKS_FROM, W_THANKS}};
    const struct benefit *thanks = &answer->note.thanks;
    char gift[BENEFIT_WORDS];
    set(out, SLIP_THANKS, answer->note.thanks_told);
    if (!thanks->given)
        return;
    benefit_words(thanks, out->language, config, false, gift);
    words_fill(out->text[SLIP_THANKS], SLIP_VALUE, WORDS_LINE, out->language,
               words[thanks->sort == CONFIG_PERCENT][answer->note.thanks_day <= answer->day],
               &(struct words_values){
                   .percent = thanks->percent, .gift = gift, .day = answer->note.thanks_day});
}

void slip_note_values(const struct config *config, const struct answer *answer,
                      struct slip_values *out)
{
    const struct note *note = &answer->note;
    set_shop(out, config, answer);
    set_number(out, SLIP_VISIT, note->visit);
    /* Where there is much to say, the card alone says what a friend's visit brings its giver. */
    if (step_nth_open(answer, ANSWER_STEPS_SHOWN - 1, false) < 0)
        set_giver(out, config, &note->giver);
    set_next(out, config, &note->next.benefit);
    set_thanks(out, config, answer);
    if (note->every > 0) {
        set_number(out, SLIP_VISITS_EVERY, note->every);
        set_number(out, SLIP_VISITS_AT, note->at);
        set_benefit(out, SLIP_VISITS_GIFT, config, &note->gift, WHOLE);
    }
    if (note->code != 0) {
        set_code(out, config, note->code);
        set(out, SLIP_CODE_FROM, words_text(out->language, W_TOMORROW));
        set_date(out, SLIP_CODE_UNTIL, note->until_day);
    }
    set_steps(out, config, answer);
}

void slip_card_values(const struct config *config, const struct answer *answer,
                      struct slip_values *out)
{
    const struct card *card = &answer->card;
    const struct benefit *gets = &card->terms.gets;
    set_shop(out, config, answer);
    set_code(out, config, card->code);
    set_date(out, SLIP_CARD_UNTIL, card->until_day);
    if (gets->sort == CONFIG_PERCENT)
        set_number(out, SLIP_FRIEND_PERCENT, gets->percent);
    set_benefit(out, SLIP_FRIEND_BENEFIT, config, gets, BRIEF);
    set_giver(out, config, &card->terms.giver);
    set_money(out, SLIP_FRIEND_MINIMUM, config, gets->minimum_minor);
    set_money(out, SLIP_FRIEND_AT_MOST, config, gets->at_most_minor);
}
