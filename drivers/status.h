/* SPDX-License-Identifier: MIT */
/*
 * What a function of drivers/ answers: DRV_OK or one of these negatives. Where it takes a
 * `struct drv_fault *` (which may be NULL) a failure also leaves one line of text there, with the
 * offending value in quotes. Outputs are untouched on failure.
 */
#ifndef COMEBACK_DRIVERS_STATUS_H
#define COMEBACK_DRIVERS_STATUS_H

enum drv_status {
    DRV_OK = 0,
    DRV_INVALID = -1,     /* the input is not what it claims to be */
    DRV_UNSUPPORTED = -2, /* well formed, but not something this part can do */
    DRV_LIMIT = -3,       /* larger than a stated limit */
    DRV_IO = -4,          /* the system said no */
    DRV_TIMEOUT = -5,     /* the deadline passed */
    DRV_MEMORY = -6,
    DRV_GONE = -7, /* the device or the other side is no longer there */
    DRV_BUSY = -8, /* another program holds it */
};

struct drv_fault {
    char text[240];
};

/* Writes the text (if fault is not NULL) and returns status, so that a caller can return it. */
int drv_fail(struct drv_fault *fault, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
