/* SPDX-License-Identifier: MIT */
/* What `make` built, for tests that use it from outside. */
#ifndef COMEBACK_TESTS_BUILT_H
#define COMEBACK_TESTS_BUILT_H

#include <limits.h>

/* Where `name` of the build ($COMEBACK_BUILD, else build) lies, wherever one goes from here. The
 * shop of who runs the tests is out of its sight. A test that lacks it says so and ends with 1. */
void built_find(const char *name, char path[PATH_MAX]);
/* The exit code of a line of shell; one that a signal ended fails the test. */
int built_shell(const char *line);

#endif
