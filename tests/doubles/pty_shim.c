/* SPDX-License-Identifier: MIT */
#include "pty_shim.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))
#define SYSFS "/sys/class/tty/pts/"

enum { PRINTER_LINES = TIOCM_CTS | TIOCM_DSR | TIOCM_CAR | TIOCM_RNG };

int __lxstat(int version, const char *path, struct stat *out);

/* One a process, and a test may make one pty after the other: found anew by its name. */
static struct pty_shim *shim;
static char shim_name[256];
static pthread_mutex_t shim_lock = PTHREAD_MUTEX_INITIALIZER;

static struct pty_shim *map(const char *name)
{
    int fd = (int)syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    void *at = mmap(NULL, sizeof *shim, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    syscall(SYS_close, fd);
    return at == MAP_FAILED ? NULL : at;
}

static struct pty_shim *find(void)
{
    const char *name = getenv(PTY_SHIM_VARIABLE);
    if (name == NULL || strlen(name) >= sizeof shim_name)
        return NULL;
    pthread_mutex_lock(&shim_lock);
    if (strcmp(name, shim_name) != 0) {
        if (shim != NULL)
            munmap(shim, sizeof *shim);
        shim = map(name);
        strcpy(shim_name, name);
    }
    struct pty_shim *found = shim;
    pthread_mutex_unlock(&shim_lock);
    return found;
}

static struct pty_shim *of(int fd)
{
    struct stat info;
    int error = errno;
    struct pty_shim *found = find();
    if (found != NULL && (fstat(fd, &info) != 0 || info.st_rdev != found->device))
        found = NULL;
    errno = error;
    return found;
}

static int waiting(struct pty_shim *pty)
{
    int64_t count = (int64_t)(pty->written - pty->left);
    return count > 0 ? (int)count : 0;
}

static bool is_lines(unsigned long request)
{
    return request == TIOCMGET || request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC;
}

static int lines(struct pty_shim *pty, unsigned long request, int *bits)
{
    int ours = *bits & ~PRINTER_LINES;
    if (pty->missing != 0) {
        errno = ENOTTY;
        return -1;
    }
    if (request == TIOCMGET)
        *bits = pty->lines;
    else if (request == TIOCMSET)
        pty->lines = (pty->lines & PRINTER_LINES) | ours;
    else if (request == TIOCMBIS)
        atomic_fetch_or(&pty->lines, ours);
    else
        atomic_fetch_and(&pty->lines, ~ours);
    return 0;
}

SHOWN int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    struct pty_shim *pty = is_lines(request) || request == TIOCOUTQ ? of(fd) : NULL;
    if (pty != NULL && is_lines(request))
        return lines(pty, request, argument);
    if (pty != NULL && syscall(SYS_ioctl, fd, request, argument) == 0) {
        *(int *)argument = waiting(pty);
        pty->asked++;
        return 0;
    }
    return (int)syscall(SYS_ioctl, fd, request, argument);
}

SHOWN ssize_t write(int fd, const void *bytes, size_t length)
{
    struct pty_shim *pty = of(fd);
    ssize_t count = syscall(SYS_write, fd, bytes, length);
    if (pty != NULL && count > 0) {
        pty->written += (uint64_t)count;
        if ((uint64_t)waiting(pty) > pty->most)
            pty->most = (uint64_t)waiting(pty);
    }
    return count;
}

SHOWN int tcflush(int fd, int which)
{
    return of(fd) != NULL ? 0 : (int)syscall(SYS_ioctl, fd, TCFLSH, which);
}

static void wait_until_sent(struct pty_shim *pty, int fd)
{
    static const struct timespec ms = {.tv_nsec = 1000000};
    int waited_ms = 0;
    /* Gone from the other side: nothing can be waited for. */
    while (waiting(pty) > 0 && waited_ms < PTY_SHIM_CLOSE_MS && isatty(fd)) {
        nanosleep(&ms, NULL);
        waited_ms++;
    }
    pty->waited_ms = waited_ms;
}

SHOWN int close(int fd)
{
    struct pty_shim *pty = of(fd);
    if (pty != NULL)
        wait_until_sent(pty, fd);
    return (int)syscall(SYS_close, fd);
}

SHOWN int __lxstat(int version, const char *path, struct stat *out)
{
    (void)version;
    if (strncmp(path, SYSFS, strlen(SYSFS)) != 0)
        return fstatat(AT_FDCWD, path, out, AT_SYMLINK_NOFOLLOW);
    *out = (struct stat){.st_mode = S_IFLNK | 0777};
    return 0;
}

SHOWN ssize_t readlink(const char *path, char *out, size_t capacity)
{
    if (strncmp(path, SYSFS, strlen(SYSFS)) != 0)
        return syscall(SYS_readlinkat, AT_FDCWD, path, out, capacity);
    return snprintf(out, capacity, "../../devices/virtual/tty/pts%s", path + strlen(SYSFS));
}
