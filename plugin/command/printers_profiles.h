/* SPDX-License-Identifier: MIT */
/* What is known of printer models, and whence. */
#ifndef COMEBACK_PRINTERS_PROFILES_H
#define COMEBACK_PRINTERS_PROFILES_H

#include <stdbool.h>

/* The models, a line each, or every fact of one; name NULL: all. */
int printers_profiles(const char *name, bool json);

#endif
