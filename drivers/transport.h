/* SPDX-License-Identifier: MIT */
/*
 * The wires, one file each, behind one table of operations. printer.c finds the scheme, resolves
 * the path, and calls open, write, finish, close in this order; nobody else talks to a wire.
 * A deadline is a time of CLOCK_MONOTONIC in milliseconds; no operation outlives it.
 */
#ifndef COMEBACK_DRIVERS_TRANSPORT_H
#define COMEBACK_DRIVERS_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "printer.h"
#include "profile.h"
#include "status.h"

struct transport_target {
    const char *place; /* what follows the scheme; a path is absolute by now */
    const struct profile *profile;
};

/* Each wire begins its own structure with this. */
struct transport {
    const struct transport_ops *ops;
};

struct transport_ops {
    const char *scheme;
    /* The place names a path, relative ones being relative to the configuration. */
    bool is_path;
    /* Is the place one that open could use? Without touching it. */
    int (*check)(const char *place, struct drv_fault *fault);
    int (*open)(const struct transport_target *target, int64_t deadline_ms, struct transport **out,
                struct drv_fault *fault);
    /* *taken counts the bytes that left us, also on failure; what is behind them was not sent. */
    int (*write)(struct transport *transport, const uint8_t *bytes, size_t length,
                 int64_t deadline_ms, size_t *taken, struct drv_fault *fault);
    /* What the printer says of it. *result is set also on failure. */
    int (*finish)(struct transport *transport, int64_t deadline_ms, enum printer_result *result,
                  struct drv_fault *fault);
    void (*close)(struct transport *transport);
};

extern const struct transport_ops transport_file;
extern const struct transport_ops transport_virtual;

/* The wire of "scheme:place", and the place. DRV_INVALID, DRV_UNSUPPORTED or DRV_LIMIT. */
int transport_find(const char *uri, const struct transport_ops **ops, const char **place,
                   struct drv_fault *fault);

int64_t deadline_after(int timeout_ms);
int deadline_left_ms(int64_t deadline_ms); /* 0 when it has passed */

#endif
