/* SPDX-License-Identifier: MIT */
#include "profile_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "profile_words.h"

enum { TEXT_MAX = 400, DOTS_LEAST = 96, DOTS_MOST = 2048, FONT_A_DOTS = 12 };

struct reader {
    const struct profile_hearer *hearer;
    const struct profile *table; /* NULL: of a model */
    unsigned line;
    unsigned mistakes;
    unsigned seen; /* bits by place in the table of keys */
    unsigned page_count;
    bool pages_told; /* none, or those of page_count */
    char source[PROFILE_LINE_MAX + 1];
    struct profile profile;
};

struct key {
    const char *name;
    /* True where the value is right; else it has told why not. */
    bool (*take)(struct reader *reader, const struct key *key, const char *value);
    uint32_t least, most; /* of a number */
    size_t offset, size;  /* in struct profile */
    const struct profile_word *words;
    bool required;   /* in a model */
    bool of_a_model; /* refused in an own profile */
    bool of_an_own;
    bool is_fact;
    bool repeats;
};

static void tell(struct reader *reader, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void tell(struct reader *reader, unsigned line, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list values;
    if (reader->mistakes++ >= PROFILE_MISTAKES_MOST || reader->hearer->mistake == NULL)
        return;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    reader->hearer->mistake(reader->hearer->context, line, text);
}

static bool refuse(struct reader *reader, const struct key *key, const char *found,
                   const char *expected)
{
    tell(reader, reader->line, "%s: found \"%.60s\", expected %s", key->name, found, expected);
    return false;
}

/* Digits alone, of at most five places. */
static bool read_number(const char *text, uint32_t *out)
{
    uint32_t number = 0;
    size_t length = strspn(text, "0123456789");
    if (length == 0 || length > 5 || text[length] != '\0')
        return false;
    for (; *text != '\0'; text++)
        number = number * 10 + (uint32_t)(*text - '0');
    *out = number;
    return true;
}

static void store(struct reader *reader, const struct key *key, uint32_t value)
{
    char *place = (char *)&reader->profile + key->offset;
    if (key->size == sizeof(uint8_t))
        memcpy(place, &(uint8_t){(uint8_t)value}, sizeof(uint8_t));
    else if (key->size == sizeof(uint16_t))
        memcpy(place, &(uint16_t){(uint16_t)value}, sizeof(uint16_t));
    else
        memcpy(place, &value, sizeof value);
}

static bool take_number(struct reader *reader, const struct key *key, const char *value)
{
    uint32_t number;
    char expected[64];
    snprintf(expected, sizeof expected, "a whole number from %u to %u", (unsigned)key->least,
             (unsigned)key->most);
    if (!read_number(value, &number) || number < key->least || number > key->most)
        return refuse(reader, key, value, expected);
    store(reader, key, number);
    return true;
}

static bool refuse_word(struct reader *reader, const struct key *key, const char *found,
                        size_t length, const char *expected)
{
    char word[64], known[TEXT_MAX / 2 + 40];
    uint32_t all = 0;
    for (const struct profile_word *each = key->words; each->word != NULL; each++)
        all |= each->value;
    snprintf(word, sizeof word, "%.*s", length < 60 ? (int)length : 60, found);
    size_t prefix = (size_t)snprintf(known, sizeof known, "%s", expected);
    profile_words_of_set(key->words, all, ", ", known + prefix, sizeof known - prefix);
    return refuse(reader, key, word, known);
}

static bool take_set(struct reader *reader, const struct key *key, const char *value)
{
    uint32_t set = 0;
    for (const char *p = value; *p != '\0' && strcmp(value, "none") != 0;) {
        size_t length = strcspn(p, " ");
        const struct profile_word *word = profile_word_find(key->words, p, length);
        if (word == NULL || (set & word->value) != 0)
            return refuse_word(reader, key, p, length, "none, or each once of ");
        set |= word->value;
        p += length;
        p += strspn(p, " ");
    }
    store(reader, key, set);
    return true;
}

/* The first value of an enum is 0, which no set can hold. */
static bool take_word(struct reader *reader, const struct key *key, const char *value)
{
    const struct profile_word *word = profile_word_find(key->words, value, strlen(value));
    if (word == NULL)
        return refuse(reader, key, value, "none, gs-v, gs-v0 or esc-i");
    store(reader, key, word->value);
    return true;
}

static bool take_name(struct reader *reader, const struct key *key, const char *value)
{
    size_t length = strlen(value);
    return length <= key->most || refuse(reader, key, value, "a name of at most 40 bytes");
}

static bool take_source(struct reader *reader, const struct key *key, const char *value)
{
    (void)key;
    snprintf(reader->source, sizeof reader->source, "%s", value);
    return true;
}

static bool take_like(struct reader *reader, const struct key *key, const char *value)
{
    const struct profile *like = reader->table;
    while (like->name != NULL && strcmp(like->name, value) != 0)
        like++;
    if (like->name == NULL)
        return refuse(reader, key, value, "a profile of `comeback printers --profiles`");
    reader->profile = *like;
    return true;
}

static bool has_number(const struct reader *reader, uint32_t number)
{
    for (unsigned i = 0; i < reader->page_count; i++) {
        if (reader->profile.pages[i].number == number)
            return true;
    }
    return false;
}

/* "19 CP858" or "19 CP858 euro" */
static bool read_page(const char *value, struct profile_page *out)
{
    char number[8];
    uint32_t n;
    size_t digits = strcspn(value, " ");
    const char *name = value + digits + strspn(value + digits, " ");
    size_t length = strcspn(name, " ");
    const char *rest = name + length + strspn(name + length, " ");
    const struct profile_page *known = profile_page_known(name, length);
    snprintf(number, sizeof number, "%.*s", digits < 7 ? (int)digits : 7, value);
    if (known == NULL || !read_number(number, &n) || n > 255 ||
        (rest[0] != '\0' && strcmp(rest, "euro") != 0))
        return false;
    *out = *known;
    out->number = (uint8_t)n;
    out->euro = rest[0] != '\0';
    return true;
}

static bool take_page(struct reader *reader, const struct key *key, const char *value)
{
    struct profile_page page = {.name = NULL};
    bool none = strcmp(value, "none") == 0;
    if (reader->pages_told && (none || reader->page_count == 0))
        return refuse(reader, key, value, "none alone, or pages alone");
    if (!none && !read_page(value, &page))
        return refuse(reader, key, value,
                      "a number from 0 to 255, a code page that is known, and "
                      "euro where it has one, such as 19 CP858 euro");
    if (!none && has_number(reader, page.number))
        return refuse(reader, key, value, "a number that no other page has");
    if (reader->page_count == PROFILE_PAGES - 1)
        return refuse(reader, key, value, "no more than 47 pages");
    if (!reader->pages_told)
        memset(reader->profile.pages, 0, sizeof reader->profile.pages);
    reader->pages_told = true;
    if (!none)
        reader->profile.pages[reader->page_count++] = page;
    return true;
}

#define PLACE(field)                                                                               \
    .offset = offsetof(struct profile, field), .size = sizeof(((struct profile *)NULL)->field),    \
    .is_fact = true
#define NUMBER(field, low, high) .take = take_number, PLACE(field), .least = (low), .most = (high)
#define SET(field, list)         .take = take_set, PLACE(field), .words = (list), .required = true
#define OF_A_MODEL               .of_a_model = true, .is_fact = true
#define NAME(longest)            .take = take_name, .most = (longest), OF_A_MODEL

static const struct key keys[] = {
    {"like", .take = take_like, .of_an_own = true},
    {"source", .take = take_source, .repeats = true},
    {"maker", NAME(40)},
    {"model", NAME(40)},
    {"dots", NUMBER(dots, DOTS_LEAST, DOTS_MOST), .required = true},
    {"dpi", NUMBER(dpi, 90, 600), .required = true},
    {"columns", NUMBER(columns, 8, 200), .required = true},
    {"columns_b", NUMBER(columns_b, 0, 255)},
    {"units_per_dot", NUMBER(units_per_dot, 0, 4)},
    {"page", .take = take_page, .is_fact = true, .repeats = true},
    {"commands", SET(commands, profile_command_words)},
    {"codes", SET(codes, profile_code_words)},
    {"answers", SET(answers, profile_answer_words)},
    {"cut", .take = take_word, PLACE(cut), .words = profile_cut_words, .required = true},
    {"blade_lines", NUMBER(blade_lines, 0, 20)},
    {"qr_module_most", NUMBER(qr_module_most, 0, 16)},
    {"raster_rows_most", NUMBER(raster_rows_most, 0, 65535)},
    {"graphics_rows_most", NUMBER(graphics_rows_most, 0, 65535)},
    {"buffer_bytes", NUMBER(buffer_bytes, 0, 65535)},
};
enum { KEYS = sizeof keys / sizeof keys[0], LIKE = 0 };

static const struct key *find_key(const struct reader *reader, const char *name)
{
    for (const struct key *key = keys; key < keys + KEYS; key++) {
        bool here = reader->table == NULL ? !key->of_an_own : !key->of_a_model;
        if (here && strcmp(key->name, name) == 0)
            return key;
    }
    return NULL;
}

/* Facts that are right one by one and cannot be meant together. */

/* Layout gives each character 12 dots (profile.h): with more columns it ends beside the head. */
static bool font_a_is_no_font(const struct profile *profile)
{
    unsigned cell_dots = profile->dots / profile->columns;
    return cell_dots < FONT_A_DOTS || cell_dots > 2 * FONT_A_DOTS;
}

static bool font_b_is_wider(const struct profile *profile)
{
    return profile->columns_b != 0 && profile->columns_b < profile->columns;
}

static bool feed_has_no_unit(const struct profile *profile)
{
    return (profile->commands & PROFILE_ESC_J) != 0 && profile->units_per_dot == 0;
}

static bool raster_has_no_limit(const struct profile *profile)
{
    return (profile->commands & PROFILE_GS_V0) != 0 && profile->raster_rows_most == 0;
}

static bool graphics_have_no_limit(const struct profile *profile)
{
    return (profile->commands & PROFILE_GS_L) != 0 && profile->graphics_rows_most == 0;
}

static bool logos_have_no_graphics(const struct profile *profile)
{
    return (profile->commands & (PROFILE_GS_NV | PROFILE_GS_L)) == PROFILE_GS_NV;
}

static bool qr_has_no_module(const struct profile *profile)
{
    return (profile->codes & PROFILE_QR) != 0 && profile->qr_module_most == 0;
}

static const struct contradiction {
    bool (*is_found)(const struct profile *profile);
    const char *told;
} contradictions[] = {
    {font_a_is_no_font, "columns: expected dots to be 12 to 24 times as many"},
    {font_b_is_wider, "columns_b: expected no less than columns"},
    {feed_has_no_unit, "units_per_dot: expected beside esc-j"},
    {raster_has_no_limit, "raster_rows_most: expected beside gs-v0"},
    {graphics_have_no_limit, "graphics_rows_most: expected beside gs-l"},
    {logos_have_no_graphics, "commands: expected gs-l beside gs-nv"},
    {qr_has_no_module, "qr_module_most: expected beside qr"},
};

static void judge_together(struct reader *reader)
{
    for (size_t i = 0; i < sizeof contradictions / sizeof contradictions[0]; i++) {
        if (contradictions[i].is_found(&reader->profile))
            tell(reader, 0, "%s", contradictions[i].told);
    }
}

static void judge_missing(struct reader *reader)
{
    if (reader->table != NULL) {
        if ((reader->seen & 1u << LIKE) == 0)
            tell(reader, 0, "like: found nothing, expected the profile that it is like");
        return;
    }
    for (unsigned i = 0; i < KEYS; i++) {
        if (keys[i].required && (reader->seen & 1u << i) == 0)
            tell(reader, 0, "%s: found nothing, expected it in every profile", keys[i].name);
    }
}

/* Where the order is wrong the value is not looked at: it would be laid under what follows. */
static bool is_in_order(struct reader *reader, const struct key *key, const char *value)
{
    bool alike = (reader->seen & 1u << LIKE) != 0;
    if (reader->table == NULL && key->is_fact && reader->source[0] == '\0')
        return refuse(reader, key, value, "a line source = above it");
    if (reader->table != NULL && key->is_fact && !alike)
        return refuse(reader, key, value, "a line like = above it");
    if (!key->repeats && (reader->seen & 1u << (key - keys)) != 0)
        return refuse(reader, key, value, "the key once");
    return true;
}

static void take(struct reader *reader, const char *name, const char *value)
{
    const struct key *key = find_key(reader, name);
    if (key == NULL) {
        tell(reader, reader->line, "\"%.40s\": found an unknown key", name);
        return;
    }
    bool good = is_in_order(reader, key, value) && key->take(reader, key, value);
    reader->seen |= 1u << (key - keys);
    const struct profile_fact fact = {reader->line, key->name, value, reader->source};
    if (good && key->is_fact && reader->hearer->fact != NULL)
        reader->hearer->fact(reader->hearer->context, &fact);
}

static bool is_clean(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            return false;
    }
    return true;
}

static void read_fact(struct reader *reader, const char *text, size_t length)
{
    char line[PROFILE_LINE_MAX + 1];
    memcpy(line, text, length);
    while (length > 0 && line[length - 1] == ' ')
        length--;
    line[length] = '\0';
    size_t name = strcspn(line, " =");
    const char *equals = line + name + strspn(line + name, " ");
    const char *value = equals + 1 + (*equals == '=' ? strspn(equals + 1, " ") : 0);
    if (name == 0 || *equals != '=' || *value == '\0') {
        tell(reader, reader->line, "found \"%.60s\", expected key = value", line);
        return;
    }
    line[name] = '\0';
    take(reader, line, value);
}

static void read_line(struct reader *reader, const char *text, size_t length)
{
    if (length > 0 && text[length - 1] == '\r')
        length--;
    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    if (length > PROFILE_LINE_MAX)
        tell(reader, reader->line, "found a line of %zu bytes, expected at most %d", length,
             PROFILE_LINE_MAX);
    else if (!is_clean(text, length))
        tell(reader, reader->line, "found a control character");
    else if (length > 0 && *text != '#')
        read_fact(reader, text, length);
}

static void read_lines(struct reader *reader, const char *text, size_t length)
{
    for (const char *end = text + length; text < end;) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t bytes = (size_t)((stop == NULL ? end : stop) - text);
        reader->line++;
        read_line(reader, text, bytes);
        text += bytes + 1;
    }
}

static int read_all(struct reader *reader, const char *text, size_t length, struct profile *out)
{
    if (length > PROFILE_FILE_MAX) {
        tell(reader, 0, "found %zu bytes, expected at most %d", length, PROFILE_FILE_MAX);
        return DRV_LIMIT;
    }
    read_lines(reader, text, length);
    judge_missing(reader);
    if (reader->mistakes == 0)
        judge_together(reader);
    if (reader->mistakes > 0)
        return DRV_INVALID;
    *out = reader->profile;
    return DRV_OK;
}

int profile_read_model(const char *text, size_t length, const struct profile_hearer *hearer,
                       struct profile *out)
{
    struct reader reader = {.hearer = hearer};
    return read_all(&reader, text, length, out);
}

int profile_read_own(const char *text, size_t length, const struct profile *table,
                     const struct profile_hearer *hearer, struct profile *out)
{
    struct reader reader = {.hearer = hearer, .table = table};
    return read_all(&reader, text, length, out);
}
