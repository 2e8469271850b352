/* SPDX-License-Identifier: MIT */
/* The questions of inquiry.h themselves, for who words them. */
#ifndef COMEBACK_DRIVERS_INQUIRY_PARTS_H
#define COMEBACK_DRIVERS_INQUIRY_PARTS_H

#include "answers.h"
#include "bytes.h"
#include "inquiry.h"

/* A question of at most 16 bytes, and the first answer of that kind; DRV_TIMEOUT without one. */
int inquiry_ask(struct inquiry *inquiry, const void *question, size_t length, enum answer_kind kind,
                int wait_ms, struct answer *out, struct drv_fault *fault);
/* Sends a short word to which no answer comes. */
int inquiry_say(struct inquiry *inquiry, uint8_t byte, struct drv_fault *fault);
/*
 * Sends a command of any length. Where it stops in the middle the port's journal knows what the
 * wire is owed.
 */
int inquiry_send(struct inquiry *inquiry, const struct bytes *command, struct drv_fault *fault);

#endif
