/* SPDX-License-Identifier: MIT */
/* ESC/POS bytes shown as the printer would print them. Each tells its error. */
#ifndef COMEBACK_PICTURE_H
#define COMEBACK_PICTURE_H

#include "../../drivers/bytes.h"
#include "../../drivers/paper/paper.h"
#include "command.h"

/* To standard output, for the terminal there. */
int picture_in_terminal(const struct bytes *escpos, const struct profile *profile);
/* A picture a sheet: path, then path with -2, -3 … before its ending. */
int picture_as_png(const struct bytes *escpos, const struct profile *profile, const char *path);
/* The words on the paper, to standard output. */
int picture_as_text(const struct bytes *escpos, const struct profile *profile);

#endif
