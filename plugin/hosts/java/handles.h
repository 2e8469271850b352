/* SPDX-License-Identifier: MIT */
/*
 * Java holds numbers where C holds pointers, and a script may hold one too long, give a shop where
 * a sale is meant, or call from two threads at once. So a number is looked up here, and one that
 * does not fit is NULL for the library, which refuses NULL.
 *
 * A handle is a place in the table and the count of how often that place was used, so that a number
 * never comes to mean another object within four thousand million uses of its place. 0 is none.
 *
 * Used by all threads; nothing here waits but for the table itself. The table is one a process, as
 * the classes of a JVM are: a native has nothing else in which it could be kept.
 */
#ifndef COMEBACK_HOSTS_JAVA_HANDLES_H
#define COMEBACK_HOSTS_JAVA_HANDLES_H

#include <stdint.h>

#include "../../comeback.h"

enum { HANDLES_MAX = 1024 };

/* The table takes the object over; 0 where it is full, and the object stays the caller's. */
int64_t handles_add_shop(comeback *shop);
/* shop is held until the sale is freed. */
int64_t handles_add_sale(comeback_sale *sale, int64_t shop);

/* Each take that gave an object needs its give. A sale is one caller's at a time: NULL while
 * another thread has it. */
comeback *handles_take_shop(int64_t handle);
comeback_sale *handles_take_sale(int64_t handle);
void handles_give(int64_t handle);

/* The handle is worth nothing from now on. Its object is freed at once, or, where a thread is in a
 * call on it or a shop has sales, by the last of these. COMEBACK_ARGUMENT where it is no such
 * handle; a sale that another thread has is none. */
int handles_drop_shop(int64_t handle);
int handles_drop_sale(int64_t handle);

#endif
