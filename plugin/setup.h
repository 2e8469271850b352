/* SPDX-License-Identifier: MIT */
/*
 * A ready shop in a folder: comeback.ini, slips, keys, an empty store with its spool.
 *
 * For its owner alone, or for a group, when tills run as different users:
 *
 *                          owner alone   group
 *   the shop's folder      0755          2770   a printer's paper may be made there
 *   comeback.ini, slips    0644          0640
 *   store/ and its files   0700 0600     2770 0660
 *   keys/                  0700          2750   nobody but the owner puts another key there
 *   keys/comeback.keys     0600          0640   every till mints
 *   keys/serials           0600          0660
 */
#ifndef COMEBACK_SETUP_H
#define COMEBACK_SETUP_H

#include "../config/config.h"
#include "fault.h"

/*
 * What is NULL is not told: a country is IE, a currency the country's, a language what is spoken
 * there, English where that is several or none of ours. COMEBACK_ARGUMENT where a word is none of
 * its sort, or the country has not one currency and none is told.
 */
int setup_find_locale(const char *country, const char *currency, const char *language,
                      struct config_locale *out, struct fault *fault);

/*
 * Makes the folder (its parent must be there) and everything in it. Refuses where a comeback.ini,
 * a store or keys are there already; then nothing of them is touched. `locale` may be NULL: the
 * default files as they stand.
 */
int setup_shop(const char *folder, const struct config_locale *locale, struct fault *fault);

/* As setup_shop, for that group; a folder that is there must be empty. COMEBACK_ARGUMENT where the
 * group is unknown, or the caller is neither in it nor root. */
int setup_group_shop(const char *folder, const struct config_locale *locale, const char *group,
                     struct fault *fault);

#endif
