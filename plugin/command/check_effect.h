/* SPDX-License-Identifier: MIT */
/* How many customers it takes to know whether promises bring anybody back, before anyone is
 * refused one, and how far it is once some are. */
#ifndef COMEBACK_CHECK_EFFECT_H
#define COMEBACK_CHECK_EFFECT_H

#include <stddef.h>

#include "../../config/config.h"
#include "../store.h"

/* Two lines. Reads every standing sale. */
int check_effect(struct store *store, const struct config *config, int32_t today, char *out,
                 size_t capacity, struct fault *fault);

#endif
