/* SPDX-License-Identifier: MIT */
/*
 * The tap as a backend of CUPS, by backend(7): `comeback JOB USER TITLE COPIES OPTIONS [FILE]`, its
 * printer in DEVICE_URI; without words it lists what it is. What is printed comes from FILE, so
 * many times as COPIES says, or from standard input, once. The printer's answers go to descriptor
 * 3, the back channel, where there is one.
 *
 * The queue must be raw: what a driver makes of a receipt is pictures, in which nothing is read.
 *
 *     comeback:/var/lib/comeback/comeback.ini                      prints to print.printer
 *     comeback:/var/lib/comeback/comeback.ini?printer=usb://EPSON/TM-T20II%3Fserial=J4CF012345
 *     comeback:                                                    comeback.ini where it is looked
 * for
 *
 * %XX is that byte; a ? or & within the printer's URI must be written so.
 */
#ifndef COMEBACK_TAP_BACKEND_H
#define COMEBACK_TAP_BACKEND_H

#include "lane.h"

/* What cupsd understands: cups/backend.h. */
enum backend_exit {
    BACKEND_OK = 0,
    BACKEND_FAILED = 1,        /* the queue's error policy says what becomes of the job */
    BACKEND_STOP = 4,          /* no job will ever print until somebody changes the queue */
    BACKEND_RETRY_CURRENT = 7, /* nothing went out: again, soon */
};

enum { BACKEND_URI = 256, BACKEND_COPIES = 100 };

struct backend_job {
    char config[STORE_PATH];   /* "": as the library looks */
    char printer[BACKEND_URI]; /* "": print.printer */
    const char *file;          /* NULL: standard input */
    int copies;
    int back_fd; /* -1: none */
};

/* Is the program run by that path a backend? Its folder says so: …/backend/comeback. */
bool backend_is_meant(const char *path);
/* From the words and environment of a backend's run. COMEBACK_VALUE. */
int backend_read(int count, char *const words[], const char *device_uri, struct backend_job *out,
                 struct fault *fault);
/* Prints it on that lane; text of failures comes by what the tap says. */
enum backend_exit backend_print(struct tap *tap, struct lane *lane, const struct backend_job *job);

#endif
