/* SPDX-License-Identifier: MIT */
/* The program as a backend of CUPS; the manual is in tap/backend.h. */
#ifndef COMEBACK_TAP_BACKEND_COMMAND_H
#define COMEBACK_TAP_BACKEND_COMMAND_H

#include <stdbool.h>

/* Was this process started as one? */
bool tap_backend_is_meant(void);
/* CUPS's exit code. */
int tap_backend_run(int count, char **words);

#endif
