/* SPDX-License-Identifier: MIT */
#include "phone.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "phone_table.h"

enum {
    E164_DIGITS = 15,
    E164_LEAST = 7, /* +683 4123 */
    TYPED_DIGITS = 26,
    ARGENTINA = 54,
};

struct typed {
    char digits[TYPED_DIGITS + 1];
    size_t count;
    bool plus;
    bool exit; /* begins with an exit code */
};

struct reading {
    const struct phone_plan *plan;
    char national[E164_DIGITS + 1];
};

struct points {
    utf8proc_int32_t first, last;
};

static const struct points separators[] = {
    {'\t', '\t'},     {' ', ' '},       {'(', ')'},       {'-', '/'},       {'[', '['},
    {']', ']'},       {'~', '~'},       {0xA0, 0xA0},     {0xAD, 0xAD},     {0x2000, 0x2015},
    {0x202A, 0x202F}, {0x205F, 0x2060}, {0x2066, 0x2069}, {0x2212, 0x2212}, {0x3000, 0x3000},
    {0xFE63, 0xFE63}, {0xFEFF, 0xFEFF}, {0xFF08, 0xFF09}, {0xFF0D, 0xFF0F},
};

/* Each script's zero, its nine others behind it. */
static const utf8proc_int32_t zeros[] = {
    '0', 0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0E50, 0x0ED0, 0x1040, 0x17E0, 0xFF10,
};

static bool is_separator(utf8proc_int32_t point)
{
    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++)
        if (point >= separators[i].first && point <= separators[i].last)
            return true;
    return false;
}

static int digit_of(utf8proc_int32_t point)
{
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
        if (point >= zeros[i] && point <= zeros[i] + 9)
            return (int)(point - zeros[i]);
    return -1;
}

static bool take(struct typed *typed, utf8proc_int32_t point)
{
    int digit = digit_of(point);
    if (digit >= 0 && typed->count < TYPED_DIGITS) {
        typed->digits[typed->count++] = (char)('0' + digit);
        return true;
    }
    if ((point == '+' || point == 0xFF0B) && typed->count == 0 && !typed->plus) {
        typed->plus = true;
        return true;
    }
    return is_separator(point);
}

static int refuse_point(const struct typed *typed, utf8proc_int32_t point, struct fault *fault)
{
    char quoted[FAULT_POINT];
    if (digit_of(point) >= 0)
        return fail(fault, COMEBACK_VALUE,
                    "customer.phone: found more than %d digits, expected at most %d", TYPED_DIGITS,
                    E164_DIGITS);
    fault_quote_point(point, quoted);
    return fail(fault, COMEBACK_VALUE,
                "customer.phone: found %s after %zu digits, expected digits alone, a + before "
                "them, blanks and ( ) - . / between them",
                quoted, typed->count);
}

static int read_digits(const char *text, struct typed *typed, struct fault *fault)
{
    const utf8proc_uint8_t *cursor = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t left = (utf8proc_ssize_t)strnlen(text, PHONE_INPUT + 1);
    if (left > PHONE_INPUT)
        return fail(fault, COMEBACK_VALUE,
                    "customer.phone: found more than %d bytes, expected a phone number",
                    PHONE_INPUT);
    while (left > 0) {
        utf8proc_int32_t point;
        utf8proc_ssize_t used = utf8proc_iterate(cursor, left, &point);
        if (used <= 0)
            return fail(fault, COMEBACK_VALUE,
                        "customer.phone: found bytes that are not UTF-8, expected a phone number");
        if (!take(typed, point))
            return refuse_point(typed, point, fault);
        cursor += used;
        left -= used;
    }
    return COMEBACK_OK;
}

/*
 * How many of the digits the next prefix of the list takes, which leaves from least to most of
 * them; 0 where none is left. *list moves behind it.
 */
static size_t next_prefix(const char **list, const char *digits, size_t least, size_t most)
{
    size_t count = strlen(digits);
    while (**list != '\0') {
        const char *pattern = *list;
        size_t length = strcspn(pattern, " ");
        *list += length + strspn(pattern + length, " ");
        size_t same = 0;
        while (same < length &&
               (pattern[same] == digits[same] || (pattern[same] == 'x' && digits[same] != '\0')))
            same++;
        if (same == length && count >= length + least && count <= length + most)
            return length;
    }
    return 0;
}

static bool fits(const struct phone_plan *plan, const char *national)
{
    size_t count = strlen(national);
    return count >= plan->least && count <= plan->most && national[0] >= plan->first;
}

/*
 * At home a mobile is dialled 0, area, 15, subscriber; from abroad 9, area, subscriber. Areas have
 * two digits (11, alone with that beginning), three or four; with the subscriber they are ten.
 */
static void mark_argentine_mobile(char *digits)
{
    char *area = digits + (digits[0] == '0');
    if (strlen(area) != 12)
        return;
    bool capital = strncmp(area, "11", 2) == 0;
    for (size_t length = capital ? 2 : 3; length <= (capital ? 2 : 4); length++) {
        if (strncmp(area + length, "15", 2) != 0)
            continue;
        memmove(digits + 1 + length, area + length + 2, 10 - length + 1);
        memmove(digits + 1, area, length);
        digits[0] = '9';
        return;
    }
}

/* False where the digits are no number of this plan; *out is touched only where they are. */
static bool read_national(const struct phone_plan *plan, const char *digits, struct reading *out)
{
    char scratch[TYPED_DIGITS + 1];
    snprintf(scratch, sizeof scratch, "%s", digits);
    if (plan->code == ARGENTINA)
        mark_argentine_mobile(scratch);
    const char *list = plan->trunk;
    const char *national = scratch + next_prefix(&list, scratch, plan->least, plan->most);
    if (!fits(plan, national))
        return false;
    /* Reserved for harmonised services of social value in all of CEPT's countries. */
    if (strlen(national) == 6 && strncmp(national, "116", 3) == 0)
        return false;
    out->plan = plan;
    memcpy(out->national, national, strlen(national) + 1);
    return true;
}

/* No calling code begins another; *national is what stands behind it, all where there is none. */
static const struct phone_plan *split_code(const char *digits, const char **national)
{
    unsigned code = 0;
    *national = digits;
    for (size_t i = 0; i < 3 && digits[i] != '\0'; i++) {
        code = code * 10 + (unsigned)(digits[i] - '0');
        const struct phone_plan *plan = phone_plan_find(code);
        if (plan != NULL) {
            *national = digits + i + 1;
            return plan;
        }
    }
    return NULL;
}

static bool read_international(const char *digits, struct reading *out)
{
    const char *national;
    const struct phone_plan *plan = split_code(digits, &national);
    return plan != NULL && read_national(plan, national, out);
}

/* How many readings there are behind exit codes; *out is the first. */
static int read_behind_exit(const char *list, const char *digits, struct reading *out)
{
    int found = 0;
    size_t length;
    while ((length = next_prefix(&list, digits, E164_LEAST, E164_DIGITS + 1)) > 0) {
        struct reading other;
        if (!read_international(digits + length, &other))
            continue;
        if (found > 0 && other.plan == out->plan && strcmp(other.national, out->national) == 0)
            continue;
        if (found++ == 0)
            *out = other;
    }
    return found;
}

static bool read_at_home(const struct phone_region *region, const char *digits, struct reading *out)
{
    const struct phone_plan *plan = phone_plan_find(region->code);
    char whole[TYPED_DIGITS + sizeof region->area];
    snprintf(whole, sizeof whole, "%s%s", region->area, digits);
    if (region->area[0] != '\0' && strlen(whole) == plan->most)
        return read_national(plan, whole, out);
    if (read_national(plan, digits, out))
        return true;
    const char *national;
    return split_code(digits, &national) == plan && read_national(plan, national, out);
}

/* Every exit code is tried; two readings that differ are one too many. */
static int read_number(struct typed *typed, const struct phone_region *region, struct reading *out)
{
    if (typed->plus)
        return read_international(typed->digits, out);
    char exits[sizeof((struct phone_plan *)0)->exit + sizeof " 00"];
    snprintf(exits, sizeof exits, "%s 00",
             region == NULL ? "" : phone_plan_find(region->code)->exit);
    const char *list = exits + (exits[0] == ' ');
    const char *rest = list;
    typed->exit = next_prefix(&rest, typed->digits, E164_LEAST, E164_DIGITS + 1) > 0;
    if (typed->exit)
        return read_behind_exit(list, typed->digits, out);
    return region != NULL && read_at_home(region, typed->digits, out);
}

static int refuse_length(const char *found, const struct phone_plan *plan, size_t count,
                         struct fault *fault)
{
    char most[8] = "";
    if (plan->most > plan->least)
        snprintf(most, sizeof most, " to %d", plan->most);
    return fail(fault, COMEBACK_VALUE,
                "customer.phone: found %s, %zu digits, expected %d%s after +%d, the first of them "
                "%c or above",
                found, count, plan->least, most, plan->code, plan->first);
}

/* What was expected depends on how far the number could be understood. */
static int refuse(const struct typed *typed, const struct phone_region *region, int readings,
                  struct fault *fault)
{
    char found[TYPED_DIGITS + 8];
    bool long_enough = typed->count > 2;
    snprintf(found, sizeof found, "\"%s%s\"", long_enough ? "…" : "",
             typed->digits + (long_enough ? typed->count - 2 : 0));
    if (readings > 1)
        return fail(fault, COMEBACK_VALUE,
                    "customer.phone: found %s behind an exit code that can be two, expected a + "
                    "in its place",
                    found);
    const char *national = typed->digits;
    const struct phone_plan *plan = NULL;
    if (typed->plus)
        plan = split_code(typed->digits, &national);
    else if (region != NULL && !typed->exit)
        plan = phone_plan_find(region->code);
    if (plan == NULL)
        return fail(fault, COMEBACK_VALUE,
                    "customer.phone: found %s, %zu digits, expected + and a calling code", found,
                    typed->count);
    return refuse_length(found, plan, strlen(national), fault);
}

int phone_normalise(const char *text, const char country[3], char out[PHONE_TEXT],
                    struct fault *fault)
{
    struct typed typed = {0};
    struct reading reading;
    if (strncasecmp(text, "tel:", 4) == 0)
        text += 4;
    int status = read_digits(text, &typed, fault);
    if (status != COMEBACK_OK)
        return status;
    const struct phone_region *region = phone_region_find(country);
    int found = read_number(&typed, region, &reading);
    if (found != 1)
        return refuse(&typed, region, found, fault);
    char e164[PHONE_TEXT + 8];
    snprintf(e164, sizeof e164, "+%d%s", reading.plan->code, reading.national);
    memcpy(out, e164, PHONE_TEXT);
    return COMEBACK_OK;
}

void phone_ending(const char *e164, char out[3])
{
    size_t length = strlen(e164);
    snprintf(out, 3, "%s", e164 + (length < 2 ? 0 : length - 2));
}
