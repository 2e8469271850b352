/* SPDX-License-Identifier: MIT */
/*
 * What must be known of one printer from one job to the next, whatever happens to the process: a
 * small file that is also the lock of that printer. Who holds it talks to the printer; nobody else
 * does. An entry is written whole, with a checksum, and is on disk before the first byte of a slip
 * goes out, so that after a kill we know whether a slip may have come out, which IDs were used,
 * and what the wire is owed: a command that was cut off swallows what comes next.
 */
#ifndef COMEBACK_DRIVERS_JOURNAL_H
#define COMEBACK_DRIVERS_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "status.h"

enum journal_stage {
    JOURNAL_IDLE = 0,
    JOURNAL_SENDING = 1, /* from before the first byte of that slip until its claim */
    JOURNAL_ENDED = 2,   /* result, torn and reason say how */
};

struct journal_entry {
    int64_t ticket; /* the caller's number of the job last sent; 0: none, or a job without one */
    uint32_t stage;
    uint32_t result; /* enum printer_result */
    uint32_t torn;
    uint32_t next_id; /* of GS ( H; counts on for ever, so that no old answer confirms a new slip */
    uint32_t owed_nuls; /* to end the command that the printer may be inside of */
    uint32_t owed_cut;  /* then LF, feed and cut part what it holds from the next slip */
    char detached[32];  /* the USB interface whose usblp we have taken away, as sysfs names it */
    char reason[160];   /* how it ended; while it is sent: what is waited for, "" nothing */
};

struct journal {
    int fd;
    struct journal_entry entry;
};

/*
 * Locks and reads; a file that is missing or damaged gives an empty entry with a random next_id.
 * DRV_BUSY where another descriptor holds it, at once.
 */
int journal_open(const char *path, struct journal *out, struct drv_fault *fault);
/*
 * Reads without the lock, for who only looks; another process may be at the printer. DRV_IO where
 * there is none, DRV_INVALID where it is not whole, which it may be the next time.
 */
int journal_peek(const char *path, struct journal_entry *out, struct drv_fault *fault);
/* Writes entry; `sync` also waits for the disk. */
int journal_write(struct journal *journal, bool sync, struct drv_fault *fault);
void journal_close(struct journal *journal); /* lets the lock go */

#endif
