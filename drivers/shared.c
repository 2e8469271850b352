/* SPDX-License-Identifier: MIT */
#include "shared.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FILE_MODE = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP,
    FOLDER_MODE = S_ISGID | S_IRWXU | S_IRWXG,
    TRIES = 16, /* for a file that others make and remove meanwhile */
};

static bool is_shared(const struct stat *folder)
{
    return (folder->st_mode & S_ISGID) != 0 && (folder->st_mode & S_IWGRP) != 0;
}

bool shared_folder(const char *folder)
{
    struct stat found;
    return stat(folder, &found) == 0 && is_shared(&found);
}

static int stat_parent(const char *path, struct stat *out)
{
    char copy[PATH_MAX];
    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return stat(dirname(copy), out);
}

static bool give(int fd, const struct stat *folder)
{
    return geteuid() != 0 || fchown(fd, folder->st_uid, folder->st_gid) == 0;
}

static bool fit(int fd, const struct stat *folder)
{
    return give(fd, folder) && (!is_shared(folder) || fchmod(fd, FILE_MODE) == 0);
}

int shared_fit(int fd, int folder_fd)
{
    struct stat folder;
    if (fstat(folder_fd, &folder) != 0)
        return -1;
    return fit(fd, &folder) ? 0 : -1;
}

static void close_keeping_errno(int fd)
{
    int error = errno;
    close(fd);
    errno = error;
}

static void remove_keeping_errno(const char *path)
{
    int error = errno;
    remove(path);
    errno = error;
}

static int make_private(const char *path, int flags, mode_t mode, const struct stat *folder)
{
    int fd = open(path, flags | O_CREAT | O_EXCL, mode);
    if (fd < 0 || give(fd, folder))
        return fd;
    close_keeping_errno(fd);
    remove_keeping_errno(path);
    return -1;
}

static int make_shared(const char *path, int flags, const struct stat *folder)
{
    char draft[PATH_MAX];
    if (snprintf(draft, sizeof draft, "%s.XXXXXX", path) >= (int)sizeof draft) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = mkostemp(draft, flags & ~(O_CREAT | O_EXCL | O_ACCMODE));
    if (fd < 0)
        return -1;
    if (!fit(fd, folder) || link(draft, path) != 0) {
        close_keeping_errno(fd);
        fd = -1;
    }
    remove_keeping_errno(draft);
    return fd;
}

static int make(const char *path, int flags, mode_t mode)
{
    struct stat folder;
    if (stat_parent(path, &folder) != 0)
        return -1;
    return is_shared(&folder) ? make_shared(path, flags, &folder)
                              : make_private(path, flags, mode, &folder);
}

int shared_open(const char *path, int flags, mode_t mode)
{
    int fd = -1;
    errno = EEXIST;
    for (int i = 0; i < TRIES && fd < 0 && errno == EEXIST; i++) {
        if ((flags & O_EXCL) != 0)
            return make(path, flags, mode);
        fd = open(path, flags & ~O_CREAT);
        if (fd < 0 && errno == ENOENT)
            fd = make(path, flags, mode);
    }
    return fd;
}

/* A mode that is right already is not set: a service may be forbidden to set setgid, which a folder
 * takes over from the one it is made in. */
static bool fit_folder(const char *path, const struct stat *parent)
{
    struct stat made;
    if (geteuid() == 0 && chown(path, parent->st_uid, parent->st_gid) != 0)
        return false;
    return stat(path, &made) == 0 &&
           ((made.st_mode & ALLPERMS) == FOLDER_MODE || chmod(path, FOLDER_MODE) == 0);
}

static int mkdir_shared(const char *path, const struct stat *parent)
{
    char draft[PATH_MAX];
    unsigned number = 0;
    if (access(path, F_OK) == 0) {
        errno = EEXIST;
        return -1;
    }
    if (getrandom(&number, sizeof number, GRND_NONBLOCK) < 0)
        number = (unsigned)getpid();
    if (snprintf(draft, sizeof draft, "%s.%08x", path, number) >= (int)sizeof draft) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (mkdir(draft, FOLDER_MODE & ACCESSPERMS) != 0)
        return -1;
    if (fit_folder(draft, parent) &&
        renameat2(AT_FDCWD, draft, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return 0;
    remove_keeping_errno(draft);
    return -1;
}

int shared_mkdir(const char *path, mode_t mode)
{
    struct stat parent;
    if (stat_parent(path, &parent) != 0)
        return -1;
    if (is_shared(&parent))
        return mkdir_shared(path, &parent);
    if (mkdir(path, mode) != 0)
        return -1;
    return geteuid() == 0 ? chown(path, parent.st_uid, parent.st_gid) : 0;
}
