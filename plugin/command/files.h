/* SPDX-License-Identifier: MIT */
/* Whole files in and out; "-" is standard input and output. Each tells its own error. */
#ifndef COMEBACK_FILES_H
#define COMEBACK_FILES_H

#include "../../drivers/bytes.h"
#include "command.h"

/* EXIT_DONE, or EXIT_REFUSED where it cannot be read or has more than `limit` bytes. */
int file_read(const char *path, size_t limit, struct bytes *out);
int file_write(const char *path, const void *data, size_t length);

#endif
