/* SPDX-License-Identifier: MIT */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024 };

static int read_all(int fd, const char *path, size_t limit, struct bytes *out)
{
    for (;;) {
        uint8_t *place = bytes_grow(out, CHUNK);
        if (place == NULL)
            return tell(EXIT_REFUSED, "%s: out of memory", path);
        ssize_t count = read(fd, place, CHUNK);
        out->length -= CHUNK - (count > 0 ? (size_t)count : 0);
        if (count < 0 && errno != EINTR)
            return tell(EXIT_REFUSED, "%s: %s", path, strerror(errno));
        if (count == 0)
            return EXIT_DONE;
        if (out->length > limit)
            return tell(EXIT_REFUSED, "%s: more than %zu bytes", path, limit);
    }
}

int file_read(const char *path, size_t limit, struct bytes *out)
{
    if (strcmp(path, "-") == 0)
        return read_all(STDIN_FILENO, "standard input", limit, out);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return tell(EXIT_REFUSED, "%s: %s", path, strerror(errno));
    int status = read_all(fd, path, limit, out);
    close(fd);
    return status;
}

static bool write_all(int fd, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t count = write(fd, bytes, length);
        if (count < 0 && errno != EINTR)
            return false;
        if (count > 0) {
            bytes += count;
            length -= (size_t)count;
        }
    }
    return true;
}

int file_write(const char *path, const void *data, size_t length)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return tell(EXIT_REFUSED, "%s: %s", path, strerror(errno));
    bool whole = write_all(fd, data, length);
    if (!whole)
        tell(EXIT_REFUSED, "%s: %s", path, strerror(errno));
    if (!standard && close(fd) != 0 && whole)
        return tell(EXIT_REFUSED, "%s: %s", path, strerror(errno));
    return whole ? EXIT_DONE : EXIT_REFUSED;
}
