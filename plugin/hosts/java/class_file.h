/* SPDX-License-Identifier: MIT */
/*
 * A Java class that has nothing but static native methods, as a JVM reads it: the class file format
 * of the JVM specification, chapter 4, in version 52, which Java 8 and all after it take. A native
 * method has no code, so there is nothing in it to be verified.
 */
#ifndef COMEBACK_HOSTS_JAVA_CLASS_FILE_H
#define COMEBACK_HOSTS_JAVA_CLASS_FILE_H

#include "../../../drivers/bytes.h"
#include "jni_table.h"

/* Adds the class to out; name is "org/comeback/Comeback". count is at most 1000. */
void class_file_write(struct bytes *out, const char *name, const struct jni_native *natives,
                      size_t count);

#endif
