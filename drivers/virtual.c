/* SPDX-License-Identifier: MIT */
/*
 * virtual:DIR: a printer whose paper is pictures. A job becomes DIR/000001.png, one a sheet with
 * the next free numbers, and its very bytes DIR/000001.escpos beside the first of them. A file
 * appears under its name only when it is whole, which is not for ever: this paper need not outlive
 * a power cut. DIR is made where it is missing, not its parents.
 */
#include "transport.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "paper/paper.h"
#include "shared.h"

enum { MAX_NUMBER = 999999, NAME_BYTES = 64, MAX_DRAFTS = 1000, LONG_FOLDER = 100 };

struct virtual_wire {
    struct transport base;
    int folder_fd;
    const struct profile *profile;
    struct bytes job;
};

static int virtual_check(const char *place, struct drv_fault *fault)
{
    if (place[0] == '/' && place[1] == '/' && place[2] != '/')
        return drv_fail(fault, DRV_UNSUPPORTED,
                        "printer \"virtual:%.80s\": a host is named; expected virtual:/folder",
                        place);
    return DRV_OK;
}

static int virtual_open(const struct transport_target *target, int64_t deadline_ms,
                        struct transport **out, struct drv_fault *fault)
{
    (void)deadline_ms;
    if (shared_mkdir(target->place, 0777) < 0 && errno != EEXIST)
        return drv_fail(fault, DRV_IO, "\"%.80s\": %m", target->place);
    int fd = open(target->place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return drv_fail(fault, DRV_IO, "\"%.80s\": %m", target->place);
    struct virtual_wire *wire = calloc(1, sizeof *wire);
    if (wire == NULL) {
        close(fd);
        return drv_fail(fault, DRV_MEMORY, "\"%.80s\": out of memory", target->place);
    }
    *wire = (struct virtual_wire){
        .base = {&transport_virtual}, .folder_fd = fd, .profile = target->profile};
    *out = &wire->base;
    return DRV_OK;
}

static int virtual_write(struct transport *transport, const uint8_t *bytes, size_t length,
                         size_t *taken, struct drv_fault *fault)
{
    struct virtual_wire *wire = (struct virtual_wire *)transport;
    bytes_add(&wire->job, bytes, length);
    if (wire->job.failed)
        return drv_fail(fault, DRV_MEMORY, "no memory for \"%zu\" bytes", length);
    *taken = length;
    return DRV_OK;
}

static int virtual_wait(struct transport *transport, bool room, int64_t until_ms,
                        struct drv_fault *fault)
{
    (void)transport;
    (void)room;
    (void)until_ms;
    (void)fault;
    return DRV_OK;
}

/* In a long folder the last number is remembered beside the sheets. Only a hint: believed while
 * that sheet is there and no next one is. */
static const char last_name[] = ".last";

static bool has_sheet(int folder_fd, unsigned number)
{
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "%06u.png", number);
    return faccessat(folder_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static unsigned remembered_number(int folder_fd)
{
    char text[NAME_BYTES] = "";
    int fd = openat(folder_fd, last_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return 0;
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    unsigned number = length > 0 ? (unsigned)strtoul(text, NULL, 10) : 0;
    bool last = number > 0 && number <= MAX_NUMBER && has_sheet(folder_fd, number) &&
                !has_sheet(folder_fd, number + 1);
    return last ? number : 0;
}

/* Where it fails, the folder is read once more. */
static void remember_number(int folder_fd, unsigned number)
{
    char text[NAME_BYTES];
    if (number < LONG_FOLDER)
        return;
    int fd = openat(folder_fd, last_name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return;
    int length = snprintf(text, sizeof text, "%06u", number);
    if (shared_fit(fd, folder_fd) == 0)
        (void)!pwrite(fd, text, (size_t)length, 0);
    close(fd);
}

/* 0 where the name does not begin with six digits and a dot. */
static unsigned name_number(const char *name)
{
    for (int i = 0; i < 6; i++)
        if (!isdigit((unsigned char)name[i]))
            return 0;
    return name[6] == '.' ? (unsigned)strtoul(name, NULL, 10) : 0;
}

static int last_number(int folder_fd, unsigned *out, struct drv_fault *fault)
{
    *out = remembered_number(folder_fd);
    if (*out != 0)
        return DRV_OK;
    int fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (folder == NULL) {
        drv_fail(fault, DRV_IO, "reading the folder: %m");
        if (fd >= 0)
            close(fd);
        return DRV_IO;
    }
    unsigned last = 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        unsigned number = name_number(entry->d_name);
        if (last < number)
            last = number;
    }
    closedir(folder);
    *out = last;
    return DRV_OK;
}

static int open_draft(int folder_fd, char name[static NAME_BYTES])
{
    int fd = -1;
    for (int i = 0; fd < 0 && i < MAX_DRAFTS; i++) {
        snprintf(name, NAME_BYTES, ".draft-%ld-%d", (long)getpid(), i);
        fd = openat(folder_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            return -1;
    }
    return fd;
}

static bool write_all(int fd, const uint8_t *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        ssize_t count = write(fd, bytes + at, length - at);
        if (count < 0 && errno != EINTR)
            return false;
        if (count > 0)
            at += (size_t)count;
    }
    return true;
}

/* The bytes under a name that nobody looks at; *name is for publish. */
static int write_draft(int folder_fd, const struct bytes *bytes, char name[static NAME_BYTES],
                       struct drv_fault *fault)
{
    int fd = open_draft(folder_fd, name);
    if (fd < 0)
        return drv_fail(fault, DRV_IO, "\"%s\": %m", name);
    bool whole = shared_fit(fd, folder_fd) == 0 && write_all(fd, bytes->data, bytes->length);
    int status = whole ? DRV_OK : drv_fail(fault, DRV_IO, "\"%s\": %m", name);
    close(fd);
    if (status != DRV_OK)
        unlinkat(folder_fd, name, 0);
    return status;
}

/* Other processes count on in the same folder: who comes second takes the number after. */
static int publish_sheet(int folder_fd, const char *draft, unsigned *number,
                         struct drv_fault *fault)
{
    char name[NAME_BYTES];
    for (unsigned n = *number; n <= MAX_NUMBER; n++) {
        snprintf(name, sizeof name, "%06u.png", n);
        if (renameat2(folder_fd, draft, folder_fd, name, RENAME_NOREPLACE) == 0) {
            *number = n;
            return DRV_OK;
        }
        if (errno != EEXIST)
            return drv_fail(fault, DRV_IO, "\"%s\": %m", name);
    }
    return drv_fail(fault, DRV_LIMIT, "\"%06u.png\" is the last number of a folder", MAX_NUMBER);
}

static int publish_job(int folder_fd, const char *draft, unsigned number, struct drv_fault *fault)
{
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "%06u.escpos", number);
    if (renameat(folder_fd, draft, folder_fd, name) < 0)
        return drv_fail(fault, DRV_IO, "\"%s\": %m", name);
    return DRV_OK;
}

static int put_sheet(int folder_fd, const struct paper_sheet *sheet, unsigned *number,
                     struct drv_fault *fault)
{
    char draft[NAME_BYTES];
    struct bytes png = {0};
    int status = paper_png(sheet, &png, fault);
    if (status == DRV_OK)
        status = write_draft(folder_fd, &png, draft, fault);
    bytes_free(&png);
    if (status != DRV_OK)
        return status;
    status = publish_sheet(folder_fd, draft, number, fault);
    if (status != DRV_OK)
        unlinkat(folder_fd, draft, 0);
    return status;
}

static int put_sheets(const struct virtual_wire *wire, const struct paper *paper,
                      int64_t deadline_ms, size_t *done, unsigned *first, struct drv_fault *fault)
{
    unsigned number = 0;
    int status = last_number(wire->folder_fd, &number, fault);
    for (size_t i = 0; status == DRV_OK && i < paper_sheet_count(paper); i++) {
        /* The first sheet is tried whatever the clock says: a timeout of 0 tries once. */
        if (i > 0 && deadline_left_ms(deadline_ms) == 0)
            return drv_fail(fault, DRV_TIMEOUT, "\"%zu\" sheets made, time is up", i);
        number++;
        status = put_sheet(wire->folder_fd, paper_sheet_at(paper, i), &number, fault);
        if (status != DRV_OK)
            return status;
        if (i == 0)
            *first = number;
        (*done)++;
    }
    remember_number(wire->folder_fd, number);
    return status;
}

static int put_job(const struct virtual_wire *wire, const struct paper *paper, int64_t deadline_ms,
                   size_t *done, struct drv_fault *fault)
{
    char draft[NAME_BYTES];
    unsigned first = 0;
    int status = write_draft(wire->folder_fd, &wire->job, draft, fault);
    if (status != DRV_OK)
        return status;
    status = put_sheets(wire, paper, deadline_ms, done, &first, fault);
    int kept = *done > 0 ? publish_job(wire->folder_fd, draft, first, fault) : DRV_IO;
    if (kept != DRV_OK)
        unlinkat(wire->folder_fd, draft, 0);
    return status != DRV_OK ? status : kept;
}

static int virtual_finish(struct transport *transport, int64_t deadline_ms,
                          enum printer_result *result, struct drv_fault *fault)
{
    const struct virtual_wire *wire = (const struct virtual_wire *)transport;
    struct paper *paper;
    size_t done = 0;
    *result = PRINTER_NOT_PRINTED;
    int status = paper_print(wire->job.data, wire->job.length, wire->profile, &paper, fault);
    if (status != DRV_OK)
        return status;
    if (paper_sheet_count(paper) == 0) {
        *result = PRINTER_PROCESSED;
        goto free_paper;
    }
    status = put_job(wire, paper, deadline_ms, &done, fault);
    if (status == DRV_OK)
        *result = PRINTER_PRINTED;
    else if (done > 0)
        *result = PRINTER_UNCONFIRMED;
free_paper:
    paper_free(paper);
    return status;
}

static void virtual_close(struct transport *transport)
{
    struct virtual_wire *wire = (struct virtual_wire *)transport;
    close(wire->folder_fd);
    bytes_free(&wire->job);
    free(wire);
}

const struct transport_ops transport_virtual = {
    .scheme = "virtual",
    .is_path = true,
    .is_whole = true,
    .check = virtual_check,
    .open = virtual_open,
    .write = virtual_write,
    .wait = virtual_wait,
    .finish = virtual_finish,
    .close = virtual_close,
};
