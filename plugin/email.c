/* SPDX-License-Identifier: MIT */
#include "email.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

enum {
    EMAIL_POINTS = 1024, /* more than any address has, however it is composed */
    LOCAL_BYTES = 64,
};

static const utf8proc_option_t form = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD;

struct points {
    utf8proc_int32_t *at;
    utf8proc_ssize_t count;
};

static bool is_blank(utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return point == '\t' || point == '\n' || point == '\r' || category == UTF8PROC_CATEGORY_ZS ||
           category == UTF8PROC_CATEGORY_CF;
}

static bool is_refused(utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return is_blank(point) || category == UTF8PROC_CATEGORY_CC ||
           category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
           category == UTF8PROC_CATEGORY_CN ||
           (point < 0x80 && strchr("\"(),:;<>[\\]", (int)point) != NULL);
}

static struct points trim(struct points points)
{
    while (points.count > 0 && is_blank(points.at[0])) {
        points.at++;
        points.count--;
    }
    while (points.count > 0 && is_blank(points.at[points.count - 1]))
        points.count--;
    return points;
}

static int check_points(struct points points, struct fault *fault)
{
    char quoted[FAULT_POINT];
    for (utf8proc_ssize_t i = 0; i < points.count; i++) {
        if (!is_refused(points.at[i]))
            continue;
        fault_quote_point(points.at[i], quoted);
        return fail(fault, COMEBACK_VALUE,
                    "customer.email: found %s, expected an address alone, as ann@example.org",
                    quoted);
    }
    return COMEBACK_OK;
}

static bool is_domain(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && text[0] != '.' && text[length - 1] != '.' && strchr(text, '.') != NULL &&
           strstr(text, "..") == NULL;
}

static int check_parts(const char *address, struct fault *fault)
{
    size_t local = strcspn(address, "@");
    if (address[local] == '\0')
        return fail(fault, COMEBACK_VALUE, "customer.email: found no \"@\", expected one");
    if (strchr(address + local + 1, '@') != NULL)
        return fail(fault, COMEBACK_VALUE,
                    "customer.email: found more than one \"@\", expected one");
    if (local == 0 || local > LOCAL_BYTES)
        return fail(fault, COMEBACK_VALUE,
                    "customer.email: found %zu bytes before the \"@\", expected 1 to %d", local,
                    LOCAL_BYTES);
    if (!is_domain(address + local + 1))
        return fail(fault, COMEBACK_VALUE,
                    "customer.email: found no domain behind the \"@\", expected one with a dot, "
                    "as example.org");
    return COMEBACK_OK;
}

/* Refused before it is known how many bytes the text has in its final form. */
static int refuse_long(struct fault *fault)
{
    return fail(fault, COMEBACK_VALUE,
                "customer.email: found more than %d bytes, expected at most as many",
                EMAIL_TEXT - 1);
}

int email_normalise(const char *text, size_t length, char out[EMAIL_TEXT], struct fault *fault)
{
    utf8proc_int32_t buffer[EMAIL_POINTS + 1];
    if (length == (size_t)-1)
        length = strnlen(text, EMAIL_POINTS + 1);
    if (length > EMAIL_POINTS)
        return refuse_long(fault);
    struct points points = {buffer, 0};
    points.count = utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length,
                                      buffer, EMAIL_POINTS, form);
    if (points.count < 0)
        return fail(fault, COMEBACK_VALUE,
                    "customer.email: found bytes that are not UTF-8, expected an address");
    if (points.count > EMAIL_POINTS)
        return refuse_long(fault);
    points = trim(points);
    int status = check_points(points, fault);
    if (status != COMEBACK_OK)
        return status;
    /* In place, with a NUL: UTF-8 is never longer than code points of four bytes. */
    utf8proc_ssize_t bytes = utf8proc_reencode(points.at, points.count, form);
    if (bytes >= EMAIL_TEXT)
        return refuse_long(fault);
    status = check_parts((const char *)points.at, fault);
    if (status == COMEBACK_OK)
        memcpy(out, points.at, (size_t)bytes + 1);
    return status;
}
