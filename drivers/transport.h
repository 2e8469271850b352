/* SPDX-License-Identifier: MIT */
/*
 * The wires, one file each, behind one table of operations. printer.c finds the scheme, resolves
 * the path and opens; delivery.c writes, reads and waits; nobody else talks to a wire. One thread
 * at a time. No operation raises SIGPIPE, sleeps without need, or outlives its deadline, which is
 * a time of CLOCK_MONOTONIC in milliseconds. Failures leave a text with the offending value.
 *
 * DRV_GONE says that the device, or the other side, is no longer there: unplugged, hung up, reset.
 * DRV_BUSY says that another program holds it. After either, only close is called.
 */
#ifndef COMEBACK_DRIVERS_TRANSPORT_H
#define COMEBACK_DRIVERS_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "journal.h"
#include "printer.h"
#include "profile.h"
#include "status.h"

struct transport_target {
    const char *place; /* what follows the scheme; a path is absolute by now */
    const struct profile *profile;
    struct journal *journal; /* NULL: nothing is remembered */
};

/* Each wire begins its own structure with this. */
struct transport {
    const struct transport_ops *ops;
};

/* Finds the wire of a port and opens it (printer.c). It ends with its close. */
int transport_open(const struct printer_port *port, int64_t deadline_ms, struct transport **out,
                   struct drv_fault *fault);

struct transport_ops {
    const char *scheme;
    /* The place names a path, relative ones being relative to the configuration. */
    bool is_path;
    /* A job goes out as a whole, in finish, or not at all: none is ever left in the middle. */
    bool is_whole;
    /* Who takes the bytes is not the printer itself, but may lose them before it has them. */
    bool is_relayed;
    /* Is the place one that open could use? Without touching it. */
    int (*check)(const char *place, struct drv_fault *fault);
    int (*open)(const struct transport_target *target, int64_t deadline_ms, struct transport **out,
                struct drv_fault *fault);
    /*
     * Takes what there is room for and returns at once; *taken may be 0. What was taken is on its
     * way or in a buffer of the system; what was not is still the caller's. A failure may have
     * taken bytes too: then *taken counts what may have left, and `pending` what need not have.
     */
    int (*write)(struct transport *transport, const uint8_t *bytes, size_t length, size_t *taken,
                 struct drv_fault *fault);
    /* What has come, at once; *count may be 0. NULL: nothing can ever come over this wire. */
    int (*read)(struct transport *transport, uint8_t *buffer, size_t capacity, size_t *count,
                struct drv_fault *fault);
    /*
     * Sleeps until something can be read or, where `room` is asked for, something can be written;
     * at the latest until then. DRV_OK in each of these cases, and after a signal.
     */
    int (*wait)(struct transport *transport, bool room, int64_t until_ms, struct drv_fault *fault);
    /*
     * What poll(2) can wait for, POLLIN for read and POLLOUT for room, beside other descriptors;
     * ours, and -1 or NULL where this wire has none and `wait` is the only way.
     */
    int (*descriptor)(struct transport *transport);
    /*
     * No more bytes will be written, and the other side is told so; what it says can still be
     * read. What was taken is delivered though close follows. NULL: this wire cannot tell it.
     */
    void (*leave)(struct transport *transport);
    /*
     * Of the bytes taken, how many are not known to have left us: SIOCOUTQ, TIOCOUTQ, a transfer
     * that is not done. Also answered after DRV_GONE, as it was last known. NULL: none, ever.
     */
    size_t (*pending)(struct transport *transport);
    /*
     * The port status of a USB printer, also where no byte gets through. DRV_UNSUPPORTED where
     * this wire or this device has none; NULL: no such thing.
     */
    int (*port_status)(struct transport *transport, uint8_t *status, struct drv_fault *fault);
    /*
     * All was written; *result says what the printer has confirmed so far, and a wire that knows
     * better changes it, also on failure. Takes leave so that nothing taken is lost.
     */
    int (*finish)(struct transport *transport, int64_t deadline_ms, enum printer_result *result,
                  struct drv_fault *fault);
    /*
     * Takes back what has not gone out, so that `pending` is exact; only finish and close may
     * follow. NULL: it is as exact as it gets.
     */
    void (*recall)(struct transport *transport);
    /* Soon, whatever the state: drops what is still pending, gives back what was taken from others
     */
    void (*close)(struct transport *transport);
    /* The wire's own clock, for doubles; NULL: CLOCK_MONOTONIC. */
    int64_t (*now_ms)(struct transport *transport);
    /* URIs of what is attached here now, for `comeback printers`; NULL: cannot be told. */
    int (*list)(transport_visit *visit, void *context, struct drv_fault *fault);
    /* Undoes what a killed process left of this place, by its journal; NULL: nothing is left. */
    int (*recover)(const struct transport_target *target, struct drv_fault *fault);
};

extern const struct transport_ops transport_cups;
extern const struct transport_ops transport_file;
extern const struct transport_ops transport_serial;
extern const struct transport_ops transport_socket;
extern const struct transport_ops transport_usb;
extern const struct transport_ops transport_virtual;

/* The wire of "scheme:place", and the place. DRV_INVALID, DRV_UNSUPPORTED or DRV_LIMIT. */
int transport_find(const char *uri, const struct transport_ops **ops, const char **place,
                   struct drv_fault *fault);
/* Every wire, ended by NULL. */
const struct transport_ops *const *transport_all(void);
/* What of a URI or path is safe to repeat in one line of text; returns out. */
enum { TRANSPORT_QUOTE = 96 };
const char *transport_quote(const char *text, char out[static TRANSPORT_QUOTE]);

/*
 * The value of a parameter in "...?name=value&other=value", %XX decoded; false where it is absent
 * or does not fit. Parameters that are not in `names` (ended by NULL) are DRV_INVALID at check.
 */
bool transport_parameter(const char *place, const char *name, char *out, size_t capacity);
int transport_check_parameters(const char *place, const char *const *names,
                               struct drv_fault *fault);

int64_t deadline_after(int timeout_ms);
int deadline_left_ms(int64_t deadline_ms); /* 0 when it has passed */

#endif
