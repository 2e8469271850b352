/* SPDX-License-Identifier: MIT */
/* A page that shows what a printer is, and finds out what it answers. */
#ifndef COMEBACK_PRINTER_TEST_H
#define COMEBACK_PRINTER_TEST_H

#include <jansson.h>

#include "session.h"

/* Asks at the terminal first, unless `yes`. Tells what it found, and the line for comeback.ini, in
 * words, or in *json where that is no NULL. *answers: the enum profile_answers it was heard to
 * give; untouched where nothing was printed. */
int printer_test(const struct printing *printing, bool yes, json_t *json, uint8_t *answers);

#endif
