/* SPDX-License-Identifier: MIT */
/*
 * Java's strings are UTF-16 and may hold U+0000 and halves of surrogate pairs, which our texts
 * cannot: both become U+FFFD. JNI's own UTF functions are not used: what they call UTF-8 writes
 * emoji as six bytes and U+0000 as two.
 */
#ifndef COMEBACK_HOSTS_JAVA_JAVA_TEXT_H
#define COMEBACK_HOSTS_JAVA_JAVA_TEXT_H

#include "../../../drivers/bytes.h"
#include "jni_table.h"

/* A longer one is cut here, where no field or path takes it any more. */
enum { JAVA_TEXT_UNITS = 5000 };

struct java_text {
    struct bytes bytes; /* UTF-8 and a NUL */
};

/* The text, of `out` until java_text_free; NULL where string is null or memory is out. */
const char *java_text_take(struct jni_env *env, struct jni_object *string, struct java_text *out);
void java_text_free(struct java_text *text);

/* A new reference; bytes that are no UTF-8 become U+FFFD. Where memory is out, null and nothing
 * thrown. */
struct jni_object *java_text_give(struct jni_env *env, const char *text, size_t length);

/* The two translations; count and the result are units, or bytes. */
void java_text_to_utf8(const uint16_t *units, size_t count, struct bytes *out);
/* units has room for `length`: no text takes more units than bytes. */
size_t java_text_to_utf16(const char *text, size_t length, uint16_t *units);

#endif
