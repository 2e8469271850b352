/* SPDX-License-Identifier: MIT */
/*
 * The part of the Java Native Interface that we call. A function stands at a fixed place of the
 * table that a JVM hands over; the places never change and new ones are only added behind (JNI
 * specification, chapter 4, "Interface Function Table"; the invocation interface is chapter 5). No
 * JDK is needed to build; where one is, a test compares each place with its jni.h.
 *
 * References (struct jni_object *) are the JVM's and end with the call that got them.
 */
#ifndef COMEBACK_HOSTS_JAVA_JNI_TABLE_H
#define COMEBACK_HOSTS_JAVA_JNI_TABLE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

enum { JNI_OK = 0, JNI_ERR = -1, JNI_VERSION = 0x00010006 /* Java 6 and all after it */ };

struct jni_object;
struct jni_functions;
struct jni_invocation;
/* What the specification calls JNIEnv and JavaVM: a thread's, and the process's. */
struct jni_env {
    const struct jni_functions *functions;
};
struct jni_vm {
    const struct jni_invocation *functions;
};

struct jni_native {
    const char *name;
    const char *signature;
    void *function;
};

struct jni_functions {
    void *unused_0[5];
    /* loader NULL is the bootstrap loader, whose classes every other loader sees */
    struct jni_object *(*define_class)(struct jni_env *env, const char *name,
                                       struct jni_object *loader, const int8_t *bytes,
                                       int32_t length);
    struct jni_object *(*find_class)(struct jni_env *env, const char *name);
    void *unused_7[10];
    void (*exception_clear)(struct jni_env *env);
    void *unused_18[145];
    struct jni_object *(*new_string)(struct jni_env *env, const uint16_t *units, int32_t count);
    int32_t (*get_string_length)(struct jni_env *env, struct jni_object *string);
    void *unused_165[11];
    struct jni_object *(*new_byte_array)(struct jni_env *env, int32_t length);
    void *unused_177[31];
    void (*set_byte_array_region)(struct jni_env *env, struct jni_object *array, int32_t start,
                                  int32_t length, const int8_t *bytes);
    void *unused_209[6];
    int32_t (*register_natives)(struct jni_env *env, struct jni_object *class,
                                const struct jni_native *natives, int32_t count);
    void *unused_216[4];
    void (*get_string_region)(struct jni_env *env, struct jni_object *string, int32_t start,
                              int32_t count, uint16_t *units);
};

struct jni_invocation {
    void *unused_0[6];
    int32_t (*get_env)(struct jni_vm *vm, void **env, int32_t version);
};

static_assert(offsetof(struct jni_functions, define_class) == 5 * sizeof(void *), "");
static_assert(offsetof(struct jni_functions, find_class) == 6 * sizeof(void *), "");
static_assert(offsetof(struct jni_functions, exception_clear) == 17 * sizeof(void *), "");
static_assert(offsetof(struct jni_functions, new_string) == 163 * sizeof(void *), "");
static_assert(offsetof(struct jni_functions, get_string_length) == 164 * sizeof(void *), "");
static_assert(offsetof(struct jni_functions, new_byte_array) == 176 * sizeof(void *), "");
static_assert(offsetof(struct jni_functions, set_byte_array_region) == 208 * sizeof(void *), "");
static_assert(offsetof(struct jni_functions, register_natives) == 215 * sizeof(void *), "");
static_assert(offsetof(struct jni_functions, get_string_region) == 220 * sizeof(void *), "");
static_assert(offsetof(struct jni_invocation, get_env) == 6 * sizeof(void *), "");

#endif
