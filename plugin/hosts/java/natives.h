/* SPDX-License-Identifier: MIT */
/* What Java calls, as Comeback.java beside this declares and explains it: comeback.h by handles. No
 * native throws, or leaves an exception pending. */
#ifndef COMEBACK_HOSTS_JAVA_NATIVES_H
#define COMEBACK_HOSTS_JAVA_NATIVES_H

#include "jni_table.h"

#define NATIVES_CLASS "org/comeback/Comeback"

const struct jni_native *natives_table(size_t *count);

#endif
