/* SPDX-License-Identifier: MIT */
/*
 * Printers that do not exist, each with what a test needs to be known or not to be known of one, so
 * that a fact found out about a real model moves no test.
 */
#ifndef COMEBACK_TESTS_PROFILE_HELPER_H
#define COMEBACK_TESTS_PROFILE_HELPER_H

#include "../../drivers/profile.h"

/*
 * "known-80", "known-80-42", "known-58": all commands, QR, four Western pages, GS V 66.
 * "bars-80", "bars-80-42": Code 128, too. "pages-80": eleven pages. "lines-80": no CP1252.
 * "bare-80", "bare-58": nothing but LF, ESC @ ! a d E and GS v 0, a tear bar 4 lines away.
 * The program fails where a name is not there.
 */
const struct profile *test_profile(const char *name);

#endif
