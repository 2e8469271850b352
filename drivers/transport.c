/* SPDX-License-Identifier: MIT */
#include "transport.h"

#include <string.h>
#include <time.h>

enum { URI_MAX_BYTES = 1023, QUOTE_BYTES = 96 };

static const struct transport_ops *const wires[] = {&transport_file, &transport_virtual};

/* What of a URI is safe to repeat in one line of text. */
static const char *quote(const char *uri, char out[static QUOTE_BYTES])
{
    size_t i = 0;
    for (; i < QUOTE_BYTES - 1 && uri[i] != '\0'; i++)
        out[i] = (uint8_t)uri[i] < 0x20 || uri[i] == 0x7F ? '?' : uri[i];
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
    for (size_t i = 0; i < sizeof wires / sizeof wires[0]; i++)
        if (strlen(wires[i]->scheme) == length && memcmp(wires[i]->scheme, uri, length) == 0)
            return wires[i];
    return NULL;
}

int transport_find(const char *uri, const struct transport_ops **ops, const char **place,
                   struct drv_fault *fault)
{
    char quoted[QUOTE_BYTES];
    quote(uri, quoted);
    if (strlen(uri) > URI_MAX_BYTES)
        return drv_fail(fault, DRV_LIMIT, "printer \"%s...\": a URI has at most %d bytes", quoted,
                        URI_MAX_BYTES);
    const char *colon = strchr(uri, ':');
    if (colon == NULL || colon == uri || has_control(uri))
        return drv_fail(fault, DRV_INVALID,
                        "printer \"%s\": expected a URI such as file:/dev/usb/lp0", quoted);
    const struct transport_ops *found = find_scheme(uri, (size_t)(colon - uri));
    if (found == NULL)
        return drv_fail(fault, DRV_UNSUPPORTED,
                        "printer \"%s\": expected the scheme file or virtual", quoted);
    if (colon[1] == '\0')
        return drv_fail(fault, DRV_INVALID, "printer \"%s\": nothing follows the scheme", quoted);
    int status = found->check(colon + 1, fault);
    if (status != DRV_OK)
        return status;
    *ops = found;
    *place = colon + 1;
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
