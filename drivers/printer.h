/* SPDX-License-Identifier: MIT */
/*
 * One job to one printer, named by URI. Each call opens the wire, sends the bytes, asks what the
 * printer says of them and closes again; it ends by the deadline whatever the printer does.
 * The caller holds the printer's lock. Nothing here keeps state between calls.
 */
#ifndef COMEBACK_DRIVERS_PRINTER_H
#define COMEBACK_DRIVERS_PRINTER_H

#include <stddef.h>
#include <stdint.h>

#include "profile.h"
#include "status.h"

enum printer_result {
    PRINTER_PRINTED,     /* the printer itself said that it is on paper */
    PRINTER_PROCESSED,   /* interpreted, not known to be on paper */
    PRINTER_UNCONFIRMED, /* all bytes were taken and no answer came */
    PRINTER_NOT_PRINTED, /* nothing of it came out; reason says why */
};

struct printer_claim {
    enum printer_result result;
    char reason[160];
};

/* DRV_OK where the URI is one that printer_send can use; DRV_INVALID or DRV_UNSUPPORTED with text.
 */
int printer_check(const char *uri, struct drv_fault *fault);

/*
 * `folder`: what a relative path in the URI is relative to (absolute, no trailing slash).
 * Always fills *claim, also on failure; timeout_ms is finite, 0 tries without waiting.
 */
int printer_send(const char *uri, const char *folder, const struct profile *profile,
                 const uint8_t *bytes, size_t length, int timeout_ms, struct printer_claim *claim);

/* "printed", "processed", "unconfirmed", "not printed" */
const char *printer_result_name(enum printer_result result);

#endif
