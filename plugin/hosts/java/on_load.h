/* SPDX-License-Identifier: MIT */
/*
 * What a JVM calls when it loads libcomeback.so: System.load("/usr/lib/libcomeback.so.0") is all
 * that a program or a script has to do, in Java 8 and all after it. Where the loader of the caller
 * has a class org.comeback.Comeback (from Comeback.java, compiled into the program), its natives
 * are bound. Where it has none, the class is made from bytes and given to the bootstrap loader, so
 * that every loader sees it. A second class loader's System.load is refused by the JVM itself; the
 * class that it wants is there already.
 *
 * Hosts that are no JVM never call it. Fails, with the JVM's own exception left pending for the
 * caller of System.load, where the class that is there lacks a native of ours.
 */
#ifndef COMEBACK_HOSTS_JAVA_ON_LOAD_H
#define COMEBACK_HOSTS_JAVA_ON_LOAD_H

#include "../../comeback.h"
#include "jni_table.h"

COMEBACK_API int32_t JNI_OnLoad(struct jni_vm *vm, void *reserved);

#endif
