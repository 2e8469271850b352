/* SPDX-License-Identifier: MIT */
/*
 * The quick way for what most lines are: letters of font A in their columns, nothing over anything
 * else. Sixteen letters become 24 bytes of eight rows at once.
 */
#ifndef COMEBACK_DRIVERS_PAPER_WEAVE_H
#define COMEBACK_DRIVERS_PAPER_WEAVE_H

#include "line.h"

/* Onto white rows, as line_burn. False, and nothing done, where the line is not of that kind. */
bool weave(const struct line *line, uint8_t *rows, size_t x);

#endif
