/* SPDX-License-Identifier: MIT */
#include "built.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

void built_find(const char *name, char path[PATH_MAX])
{
    const char *build = getenv("COMEBACK_BUILD");
    char relative[PATH_MAX];
    snprintf(relative, sizeof relative, "%s/%s", build == NULL ? "build" : build, name);
    if (realpath(relative, path) == NULL) {
        fprintf(stderr, "%s: %m\n", relative);
        exit(1);
    }
    unsetenv("COMEBACK_CONFIG");
}

int built_shell(const char *line)
{
    int status = system(line);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}
