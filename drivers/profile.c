/* SPDX-License-Identifier: MIT */
#include "profile.h"

#include <string.h>
#include <strings.h>

#include "profile_table.h"

const struct profile *profile_find(const char *name)
{
    for (const struct profile *p = profile_table; p->name != NULL; p++) {
        if (strcmp(p->name, name) == 0)
            return p;
    }
    return NULL;
}

const struct profile *profile_all(void)
{
    return profile_table;
}

const struct profile *profile_for_model(const char *maker, const char *model)
{
    for (const struct profile *p = profile_table; p->name != NULL; p++) {
        if (p->model[0] != '\0' && strcasecmp(p->maker, maker) == 0 &&
            strcasecmp(p->model, model) == 0)
            return p;
    }
    return NULL;
}

bool profile_set_width(struct profile *profile, unsigned dots)
{
    unsigned cell_dots = profile->dots / profile->columns;
    if (dots > profile->dots || dots < cell_dots)
        return false;
    if (profile->columns_b != 0)
        profile->columns_b = (uint8_t)(dots / (profile->dots / profile->columns_b));
    profile->columns = (uint8_t)(dots / cell_dots);
    profile->dots = (uint16_t)dots;
    return true;
}
