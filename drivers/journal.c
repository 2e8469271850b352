/* SPDX-License-Identifier: MIT */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include "shared.h"

#define JOURNAL_MAGIC UINT64_C(0x314C4E524A424D43) /* "CMBJRNL1" */

struct record {
    uint64_t magic;
    struct journal_entry entry;
    uint64_t sum; /* FNV-1a of the entry: against a torn write, not against a person */
};

static uint64_t sum_of(const struct journal_entry *entry)
{
    const uint8_t *bytes = (const uint8_t *)entry;
    uint64_t sum = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < sizeof *entry; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(0x100000001B3);
    return sum;
}

static void start_afresh(struct journal_entry *entry)
{
    memset(entry, 0, sizeof *entry);
    /* What was there is not known: an ID that is still to be answered must not be met again. */
    if (getrandom(&entry->next_id, sizeof entry->next_id, GRND_NONBLOCK) < 0)
        entry->next_id = (uint32_t)getpid();
}

static bool read_entry(int fd, struct journal_entry *out)
{
    struct record record = {0};
    ssize_t length = pread(fd, &record, sizeof record, 0);
    bool whole = length == (ssize_t)sizeof record && record.magic == JOURNAL_MAGIC &&
                 record.sum == sum_of(&record.entry);
    if (!whole)
        return false;
    *out = record.entry;
    out->reason[sizeof out->reason - 1] = '\0';
    out->detached[sizeof out->detached - 1] = '\0';
    return true;
}

int journal_peek(const char *path, struct journal_entry *out, struct drv_fault *fault)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return drv_fail(fault, DRV_IO, "\"%.100s\": %m", path);
    bool whole = read_entry(fd, out);
    close(fd);
    return whole ? DRV_OK : drv_fail(fault, DRV_INVALID, "\"%.100s\": not a whole entry", path);
}

int journal_open(const char *path, struct journal *out, struct drv_fault *fault)
{
    int fd = shared_open(path, O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return drv_fail(fault, DRV_IO, "\"%.100s\": %m", path);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int error = errno;
        close(fd);
        if (error == EWOULDBLOCK)
            return drv_fail(fault, DRV_BUSY, "\"%.100s\": another process is at the printer", path);
        errno = error;
        return drv_fail(fault, DRV_IO, "\"%.100s\": %m", path);
    }
    out->fd = fd;
    if (!read_entry(fd, &out->entry))
        start_afresh(&out->entry);
    return DRV_OK;
}

int journal_write(struct journal *journal, bool sync, struct drv_fault *fault)
{
    struct record record;
    memset(&record, 0, sizeof record);
    record.magic = JOURNAL_MAGIC;
    record.entry = journal->entry;
    record.sum = sum_of(&record.entry);
    if (pwrite(journal->fd, &record, sizeof record, 0) != (ssize_t)sizeof record)
        return drv_fail(fault, DRV_IO, "the printer's journal: %m");
    if (sync && fdatasync(journal->fd) != 0)
        return drv_fail(fault, DRV_IO, "the printer's journal: %m");
    return DRV_OK;
}

void journal_close(struct journal *journal)
{
    close(journal->fd);
    journal->fd = -1;
}
