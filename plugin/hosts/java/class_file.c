/* SPDX-License-Identifier: MIT */
#include "class_file.h"

#include <string.h>

enum { CONSTANT_UTF8 = 1, CONSTANT_CLASS = 7, VERSION_JAVA_8 = 52 };
enum {
    ACC_PUBLIC = 0x0001,
    ACC_STATIC = 0x0008,
    ACC_FINAL = 0x0010,
    ACC_SUPER = 0x0020,
    ACC_NATIVE = 0x0100
};
/* Constants count from 1; behind these come two a method, its name and its signature. */
enum { THIS_NAME = 1, THIS_CLASS, SUPER_NAME, SUPER_CLASS, FIRST_METHOD };

static void add_u2(struct bytes *out, size_t value)
{
    bytes_add_byte(out, (uint8_t)(value >> 8));
    bytes_add_byte(out, (uint8_t)value);
}

/* ASCII only, where Java's own UTF-8 is UTF-8. */
static void add_utf8(struct bytes *out, const char *text)
{
    bytes_add_byte(out, CONSTANT_UTF8);
    add_u2(out, strlen(text));
    bytes_add_text(out, text);
}

static void add_class(struct bytes *out, int name)
{
    bytes_add_byte(out, CONSTANT_CLASS);
    add_u2(out, (size_t)name);
}

static void add_constants(struct bytes *out, const char *name, const struct jni_native *natives,
                          size_t count)
{
    add_u2(out, FIRST_METHOD + 2 * count);
    add_utf8(out, name);
    add_class(out, THIS_NAME);
    add_utf8(out, "java/lang/Object");
    add_class(out, SUPER_NAME);
    for (size_t i = 0; i < count; i++) {
        add_utf8(out, natives[i].name);
        add_utf8(out, natives[i].signature);
    }
}

static void add_methods(struct bytes *out, size_t count)
{
    add_u2(out, count);
    for (size_t i = 0; i < count; i++) {
        add_u2(out, ACC_PUBLIC | ACC_STATIC | ACC_NATIVE);
        add_u2(out, FIRST_METHOD + 2 * i);
        add_u2(out, FIRST_METHOD + 2 * i + 1);
        add_u2(out, 0); /* attributes */
    }
}

void class_file_write(struct bytes *out, const char *name, const struct jni_native *natives,
                      size_t count)
{
    bytes_add(out, "\xCA\xFE\xBA\xBE", 4);
    add_u2(out, 0);
    add_u2(out, VERSION_JAVA_8);
    add_constants(out, name, natives, count);
    add_u2(out, ACC_PUBLIC | ACC_FINAL | ACC_SUPER);
    add_u2(out, THIS_CLASS);
    add_u2(out, SUPER_CLASS);
    add_u2(out, 0); /* interfaces */
    add_u2(out, 0); /* fields */
    add_methods(out, count);
    add_u2(out, 0); /* attributes */
}
