/* SPDX-License-Identifier: MIT */
/*
 * How long a job must be given at least. Who has less does not begin it: a slip broken off by our
 * own deadline is torn paper.
 */
#ifndef COMEBACK_DRIVERS_PACE_H
#define COMEBACK_DRIVERS_PACE_H

#include <stddef.h>

/*
 * In ms, for a printer that is ready: what the wire takes for so many bytes, and the time in which
 * a slip of usual length is printed, cut and answered. 0 where there is no paper to wait for.
 */
int pace_least_ms(const char *uri, size_t length);

#endif
