/* SPDX-License-Identifier: MIT */
/*
 * Which items something is for: lists of sku:, category: and name: as owners write them. A sku and
 * a category are meant whole, a name by how it begins; capitals do not matter, in any alphabet.
 */
#ifndef COMEBACK_SELECT_H
#define COMEBACK_SELECT_H

#include <stdbool.h>

#include "../config/config.h"

/* Does one of the selectors name the item? None does where the list is empty. Texts are UTF-8, not
 * NULL; what is not UTF-8 is compared byte by byte. */
bool select_item(const struct config_selectors *selectors, const char *sku, const char *name,
                 const char *category);

#endif
