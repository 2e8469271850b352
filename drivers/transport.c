/* SPDX-License-Identifier: MIT */
#include "transport.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { URI_MAX_BYTES = 1023, SCHEMES_ROOM = 128 };

static const struct transport_ops *const wires[] = {
    &transport_cups,
    &transport_file,
    &transport_serial,
    &transport_socket,
    &transport_usb,
    &transport_virtual,
    NULL,
};

const struct transport_ops *const *transport_all(void)
{
    return wires;
}

const char *transport_quote(const char *text, char out[static TRANSPORT_QUOTE])
{
    size_t i = 0;
    for (; i < TRANSPORT_QUOTE - 1 && text[i] != '\0'; i++)
        out[i] = (uint8_t)text[i] < 0x20 || text[i] == 0x7F ? '?' : text[i];
    out[i] = '\0';
    return out;
}

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((uint8_t)*text < 0x20 || *text == 0x7F)
            return true;
    return false;
}

static const struct transport_ops *find_scheme(const char *uri, size_t length)
{
    for (const struct transport_ops *const *wire = wires; *wire != NULL; wire++)
        if (strlen((*wire)->scheme) == length && memcmp((*wire)->scheme, uri, length) == 0)
            return *wire;
    return NULL;
}

/* "usb, serial or file" */
static const char *schemes(char out[static SCHEMES_ROOM])
{
    size_t length = 0;
    for (const struct transport_ops *const *wire = wires; *wire != NULL; wire++)
        length += (size_t)snprintf(out + length, SCHEMES_ROOM - length, "%s%s",
                                   wire == wires     ? ""
                                   : wire[1] == NULL ? " or "
                                                     : ", ",
                                   (*wire)->scheme);
    return out;
}

int transport_find(const char *uri, const struct transport_ops **ops, const char **place,
                   struct drv_fault *fault)
{
    char quoted[TRANSPORT_QUOTE], known[SCHEMES_ROOM];
    transport_quote(uri, quoted);
    if (strlen(uri) > URI_MAX_BYTES)
        return drv_fail(fault, DRV_LIMIT, "printer \"%s...\": a URI has at most %d bytes", quoted,
                        URI_MAX_BYTES);
    const char *colon = strchr(uri, ':');
    if (colon == NULL || colon == uri || has_control(uri))
        return drv_fail(fault, DRV_INVALID,
                        "printer \"%s\": expected a URI such as socket://192.168.1.40:9100 or "
                        "file:/dev/usb/lp0",
                        quoted);
    const struct transport_ops *found = find_scheme(uri, (size_t)(colon - uri));
    if (found == NULL)
        return drv_fail(fault, DRV_UNSUPPORTED, "printer \"%s\": expected the scheme %s", quoted,
                        schemes(known));
    if (colon[1] == '\0')
        return drv_fail(fault, DRV_INVALID, "printer \"%s\": nothing follows the scheme", quoted);
    int status = found->check(colon + 1, fault);
    if (status != DRV_OK)
        return status;
    *ops = found;
    *place = colon + 1;
    return DRV_OK;
}

static int hex_digit(char digit)
{
    return isdigit((unsigned char)digit) ? digit - '0' : (tolower((unsigned char)digit) - 'a') + 10;
}

/* One character of a URI; *from moves on. */
static char decoded(const char **from)
{
    const char *at = *from;
    if (at[0] == '%' && isxdigit((unsigned char)at[1]) && isxdigit((unsigned char)at[2])) {
        *from += 3;
        return (char)(hex_digit(at[1]) << 4 | hex_digit(at[2]));
    }
    (*from)++;
    return at[0];
}

static bool copy_value(const char *value, size_t length, char *out, size_t capacity)
{
    const char *end = value + length;
    size_t used = 0;
    for (const char *at = value; at < end; used++) {
        if (used + 1 >= capacity)
            return false;
        out[used] = decoded(&at);
    }
    out[used] = '\0';
    return true;
}

/* The parameter at or behind `at` of a query; NULL at its end. */
static const char *next_parameter(const char *at, size_t *name, size_t *whole)
{
    at += strspn(at, "?&");
    *whole = strcspn(at, "&");
    *name = strcspn(at, "=&");
    return *whole == 0 ? NULL : at;
}

bool transport_parameter(const char *place, const char *name, char *out, size_t capacity)
{
    size_t named, whole;
    const char *at = strchr(place, '?');
    while (at != NULL && (at = next_parameter(at, &named, &whole)) != NULL) {
        if (named < whole && strlen(name) == named && memcmp(name, at, named) == 0)
            return copy_value(at + named + 1, whole - named - 1, out, capacity);
        at += whole;
    }
    return false;
}

static bool is_known(const char *const *names, const char *name, size_t length)
{
    for (; *names != NULL; names++)
        if (strlen(*names) == length && memcmp(*names, name, length) == 0)
            return true;
    return false;
}

int transport_check_parameters(const char *place, const char *const *names, struct drv_fault *fault)
{
    size_t named, whole;
    char quoted[TRANSPORT_QUOTE];
    const char *at = strchr(place, '?');
    while (at != NULL && (at = next_parameter(at, &named, &whole)) != NULL) {
        if (!is_known(names, at, named))
            return drv_fail(fault, DRV_INVALID, "parameter \"%.*s\" is not known here",
                            (int)(named < 40 ? named : 40), transport_quote(at, quoted));
        if (named == whole)
            return drv_fail(fault, DRV_INVALID, "parameter \"%.*s\" has no value",
                            (int)(named < 40 ? named : 40), transport_quote(at, quoted));
        at += whole;
    }
    return DRV_OK;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t deadline_after(int timeout_ms)
{
    return now_ms() + (timeout_ms > 0 ? timeout_ms : 0);
}

int deadline_left_ms(int64_t deadline_ms)
{
    int64_t left = deadline_ms - now_ms();
    return left > 0 ? (int)left : 0;
}
