/* SPDX-License-Identifier: MIT */
/*
 * The virtual printer's body by the options of a command, whatever wire it is on: values as they
 * were typed, NULL where they were not.
 */
#ifndef COMEBACK_VIRTUAL_BODY_H
#define COMEBACK_VIRTUAL_BODY_H

#include "../../drivers/paper/body.h"

enum { VIRTUAL_BODY_FAULTS = 64 };

struct virtual_body_wishes {
    const char *profile, *answers, *speed, *cut, *buffer, *late;
    bool silent, chatty, nak;
    const char *faults[VIRTUAL_BODY_FAULTS];
    int fault_count;
};

/* Stays where it is: the body knows its profile by address. */
struct virtual_body_made {
    struct profile profile;
    struct body_options options;
    struct body *body;
};

/* For --fault, which may be given more than once; the context is the wishes. */
int virtual_body_take_fault(void *context, const char *value);
/* EXIT_DONE, or the exit code after an error was told. free is due in any case. */
int virtual_body_make(const struct virtual_body_wishes *wishes, struct virtual_body_made *made);
void virtual_body_free(struct virtual_body_made *made);

#endif
