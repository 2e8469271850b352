/* SPDX-License-Identifier: MIT */
/* An own profile as text, such as profile_read_own reads back. */
#ifndef COMEBACK_DRIVERS_PROFILE_WRITER_H
#define COMEBACK_DRIVERS_PROFILE_WRITER_H

#include "bytes.h"
#include "profile.h"

/*
 * What `profile` has otherwise than the one of the table whose name it has, under `source`, which
 * is one line of at most 200 bytes; appended. Memory failure shows in *out.
 */
void profile_write_own(const struct profile *profile, const char *source, struct bytes *out);

#endif
