/* SPDX-License-Identifier: MIT */
/* config/printers as a constant table, which the build makes with drivers/table/profile_table.c. */
#ifndef COMEBACK_DRIVERS_PROFILE_TABLE_H
#define COMEBACK_DRIVERS_PROFILE_TABLE_H

#include "profile.h"

/* By name; ended by an entry whose name is NULL. */
extern const struct profile profile_table[];

#endif
