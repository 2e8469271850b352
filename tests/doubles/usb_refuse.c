/* SPDX-License-Identifier: MIT */
/*
 * Preloaded before umockdev: a node of its testbed that somebody else holds, or that this user has
 * no right to. umockdev's nodes are plain files, which open for root whatever their mode says. The
 * file $UMOCKDEV_DIR/refuse/dev_usb_lp0 holds the error number that opening /dev/usb/lp0 ends with.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

EXPORTED int open(const char *path, int flags, ...);
EXPORTED int open64(const char *path, int flags, ...);
/* What the two are where a program was built with _FORTIFY_SOURCE. */
EXPORTED int __open_2(const char *path, int flags);
EXPORTED int __open64_2(const char *path, int flags);

static int refusal(const char *path)
{
    char name[PATH_MAX], digits[8] = "";
    const char *folder = getenv("UMOCKDEV_DIR");
    if (folder == NULL || strncmp(path, "/dev/", 5) != 0)
        return 0;
    int prefix = snprintf(name, sizeof name, "%s/refuse/", folder);
    int length = snprintf(name + prefix, sizeof name - (size_t)prefix, "%s", path + 1);
    for (char *at = name + prefix; length > 0 && *at != '\0'; at++)
        if (*at == '/')
            *at = '_';
    long fd = syscall(SYS_openat, AT_FDCWD, name, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return 0;
    ssize_t count = read((int)fd, digits, sizeof digits - 1);
    close((int)fd);
    return count > 0 ? atoi(digits) : 0;
}

static int open_unless_refused(const char *name, const char *path, int flags, int mode)
{
    int (*next)(const char *, int, ...);
    int error = errno;
    int refused = refusal(path);
    errno = refused != 0 ? refused : error;
    if (refused != 0)
        return -1;
    *(void **)&next = dlsym(RTLD_NEXT, name);
    return next(path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, int) : 0;
    va_end(arguments);
    return open_unless_refused("open", path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    int mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, int) : 0;
    va_end(arguments);
    return open_unless_refused("open64", path, flags, mode);
}

int __open_2(const char *path, int flags)
{
    return open_unless_refused("open", path, flags, 0);
}

int __open64_2(const char *path, int flags)
{
    return open_unless_refused("open64", path, flags, 0);
}
