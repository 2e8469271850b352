/* SPDX-License-Identifier: MIT */
/* A gift now and then: drawn by a keyed hash of (host, ref), within a budget. */
#ifndef COMEBACK_SURPRISE_H
#define COMEBACK_SURPRISE_H

#include "answer.h"
#include "desk.h"

/* Fills answer->surprise. Only where the sale is being finished is `given` ever true: before that
 * nobody is to know. */
int surprise_draw(const struct desk *desk, const struct sale *sale, struct answer *answer,
                  struct fault *fault);

#endif
