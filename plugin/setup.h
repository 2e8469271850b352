/* SPDX-License-Identifier: MIT */
/* A ready shop in a folder: comeback.ini, slips, keys, an empty store with its spool. */
#ifndef COMEBACK_SETUP_H
#define COMEBACK_SETUP_H

#include "fault.h"

/*
 * Makes the folder (its parent must be there) and everything in it. Refuses where a comeback.ini,
 * a store or keys are there already; then nothing of them is touched.
 */
int setup_shop(const char *folder, struct fault *fault);

#endif
