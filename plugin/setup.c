/* SPDX-License-Identifier: MIT */
#include "setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../config/config.h"
#include "keys.h"
#include "spool.h"
#include "store.h"

static int write_file(const char *folder, const char *name, const char *text, struct fault *fault)
{
    char path[STORE_PATH + 64];
    size_t length = strlen(text);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
    bool whole = write(fd, text, length) == (ssize_t)length && fsync(fd) == 0;
    int error = errno;
    close(fd);
    return whole ? COMEBACK_OK : fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(error));
}

static int write_defaults(const char *folder, struct fault *fault)
{
    int status = COMEBACK_OK;
    for (const struct config_default_file *file = config_default_files();
         file->name != NULL && status == COMEBACK_OK; file++)
        status = write_file(folder, file->name, file->text, fault);
    return status;
}

int setup_shop(const char *folder, struct fault *fault)
{
    char path[STORE_PATH + 16], store[STORE_PATH + 16];
    if (strlen(folder) == 0 || strlen(folder) >= STORE_PATH - 16)
        return fail(fault, COMEBACK_ARGUMENT, "folder \"%.100s\": too long, or empty", folder);
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        return fail(fault, COMEBACK_STORE, "%s: %s", folder, strerror(errno));
    snprintf(path, sizeof path, "%s/comeback.ini", folder);
    if (access(path, F_OK) == 0)
        return fail(fault, COMEBACK_STORE, "%s: is there already", path);
    snprintf(path, sizeof path, "%s/keys", folder);
    snprintf(store, sizeof store, "%s/store", folder);
    int status = keys_create(path, fault);
    if (status == COMEBACK_OK)
        status = store_create(store, fault);
    if (status == COMEBACK_OK)
        status = spool_create(store, fault);
    return status == COMEBACK_OK ? write_defaults(folder, fault) : status;
}
