/* SPDX-License-Identifier: MIT */
/* Compiled, and no more, where a JDK is: does each function stand where its jni.h has it? */
#include "../../../plugin/hosts/java/jni_table.h"

#include <jni.h>

#define SAME(ours, theirs)                                                                         \
    static_assert(offsetof(struct jni_functions, ours) ==                                          \
                      offsetof(struct JNINativeInterface_, theirs),                                \
                  #theirs)

SAME(define_class, DefineClass);
SAME(find_class, FindClass);
SAME(exception_clear, ExceptionClear);
SAME(new_string, NewString);
SAME(get_string_length, GetStringLength);
SAME(new_byte_array, NewByteArray);
SAME(set_byte_array_region, SetByteArrayRegion);
SAME(register_natives, RegisterNatives);
SAME(get_string_region, GetStringRegion);
static_assert(offsetof(struct jni_invocation, get_env) ==
                  offsetof(struct JNIInvokeInterface_, GetEnv),
              "GetEnv");
static_assert(sizeof(struct jni_native) == sizeof(JNINativeMethod), "JNINativeMethod");
static_assert(offsetof(struct jni_native, function) == offsetof(JNINativeMethod, fnPtr), "fnPtr");
static_assert(sizeof(jint) == sizeof(int32_t) && sizeof(jlong) == sizeof(int64_t), "jint, jlong");
static_assert(sizeof(jchar) == sizeof(uint16_t) && sizeof(jbyte) == sizeof(int8_t), "jchar, jbyte");
static_assert(JNI_VERSION == JNI_VERSION_1_6, "the version");
