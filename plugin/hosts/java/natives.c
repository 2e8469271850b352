/* SPDX-License-Identifier: MIT */
#include "natives.h"

#include <stdlib.h>
#include <string.h>

#include "handles.h"
#include "java_text.h"
#include "qr_picture.h"

static int32_t done(const void *taken, int64_t handle, int32_t status)
{
    if (taken != NULL)
        handles_give(handle);
    return status;
}

static int64_t open_shop(struct jni_env *env, struct jni_object *class, struct jni_object *config)
{
    (void)class;
    struct java_text path;
    comeback *shop = NULL;
    int32_t status = comeback_open(java_text_take(env, config, &path), &shop);
    java_text_free(&path);
    if (status != COMEBACK_OK)
        return status;
    int64_t handle = handles_add_shop(shop);
    if (handle != 0)
        return handle;
    comeback_close(shop);
    return COMEBACK_LIMIT;
}

static int32_t close_shop(struct jni_env *env, struct jni_object *class, int64_t handle)
{
    (void)env, (void)class;
    return handles_drop_shop(handle);
}

static struct jni_object *error(struct jni_env *env, struct jni_object *class, int64_t handle)
{
    (void)class;
    comeback *shop = handles_take_shop(handle);
    const char *text = comeback_error(shop);
    struct jni_object *string = java_text_give(env, text, strlen(text));
    done(shop, handle, COMEBACK_OK);
    return string;
}

static struct jni_object *version(struct jni_env *env, struct jni_object *class)
{
    (void)class;
    return java_text_give(env, comeback_version(), strlen(comeback_version()));
}

static int32_t drain(struct jni_env *env, struct jni_object *class, int64_t handle,
                     int32_t timeout_ms)
{
    (void)env, (void)class;
    comeback *shop = handles_take_shop(handle);
    return done(shop, handle, comeback_drain(shop, timeout_ms));
}

static int64_t begin(struct jni_env *env, struct jni_object *class, int64_t handle,
                     struct jni_object *host, struct jni_object *ref)
{
    (void)class;
    struct java_text name, number;
    comeback_sale *sale = NULL;
    comeback *shop = handles_take_shop(handle);
    int32_t status = comeback_sale_begin(shop, java_text_take(env, host, &name),
                                         java_text_take(env, ref, &number), &sale);
    int64_t begun = status == COMEBACK_OK ? handles_add_sale(sale, handle) : status;
    if (begun == 0) {
        comeback_sale_free(sale);
        begun = COMEBACK_LIMIT;
    }
    java_text_free(&name);
    java_text_free(&number);
    done(shop, handle, COMEBACK_OK);
    return begun;
}

static int32_t set_text(struct jni_env *env, int64_t handle, struct jni_object *field,
                        struct jni_object *text, __typeof__(comeback_sale_set) *setter)
{
    struct java_text name, value;
    comeback_sale *sale = handles_take_sale(handle);
    const char *told = java_text_take(env, text, &value);
    int32_t status =
        setter(sale, java_text_take(env, field, &name), told, told == NULL ? 0 : (size_t)-1);
    java_text_free(&name);
    java_text_free(&value);
    return done(sale, handle, status);
}

static int32_t set(struct jni_env *env, struct jni_object *class, int64_t handle,
                   struct jni_object *field, struct jni_object *text)
{
    (void)class;
    return set_text(env, handle, field, text, comeback_sale_set);
}

static int32_t item_set(struct jni_env *env, struct jni_object *class, int64_t handle,
                        struct jni_object *field, struct jni_object *text)
{
    (void)class;
    return set_text(env, handle, field, text, comeback_sale_item_set);
}

static int32_t add_item(struct jni_env *env, struct jni_object *class, int64_t handle,
                        struct jni_object *sku, struct jni_object *name,
                        struct jni_object *category, int64_t quantity_milli, int64_t amount_minor)
{
    (void)class;
    struct java_text texts[3];
    comeback_sale *sale = handles_take_sale(handle);
    int32_t status = comeback_sale_add_item(
        sale, java_text_take(env, sku, &texts[0]), java_text_take(env, name, &texts[1]),
        java_text_take(env, category, &texts[2]), quantity_milli, amount_minor);
    for (int i = 0; i < 3; i++)
        java_text_free(&texts[i]);
    return done(sale, handle, status);
}

static int32_t scan(struct jni_env *env, struct jni_object *class, int64_t handle,
                    struct jni_object *code)
{
    (void)class;
    struct java_text text;
    comeback_sale *sale = handles_take_sale(handle);
    int32_t status = comeback_sale_scan(sale, java_text_take(env, code, &text), (size_t)-1);
    java_text_free(&text);
    return done(sale, handle, status);
}

static int32_t look(struct jni_env *env, struct jni_object *class, int64_t handle)
{
    (void)env, (void)class;
    comeback_sale *sale = handles_take_sale(handle);
    return done(sale, handle, comeback_sale_look(sale));
}

static int32_t finish(struct jni_env *env, struct jni_object *class, int64_t handle)
{
    (void)env, (void)class;
    comeback_sale *sale = handles_take_sale(handle);
    return done(sale, handle, comeback_sale_finish(sale));
}

static int32_t cancel(struct jni_env *env, struct jni_object *class, int64_t handle)
{
    (void)env, (void)class;
    comeback_sale *sale = handles_take_sale(handle);
    return done(sale, handle, comeback_sale_cancel(sale));
}

static int32_t tag(struct jni_env *env, struct jni_object *class, int64_t handle)
{
    (void)env, (void)class;
    comeback_sale *sale = handles_take_sale(handle);
    return done(sale, handle, comeback_sale_tag(sale));
}

/* Empty where there is no such field. */
static struct jni_object *read_field(struct jni_env *env, const comeback_sale *sale,
                                     const char *field)
{
    size_t length = 0;
    comeback_sale_get(sale, field, NULL, 0, &length);
    char *text = calloc(1, length + 1);
    if (text == NULL)
        return NULL;
    if (comeback_sale_get(sale, field, text, length + 1, NULL) != COMEBACK_OK)
        length = 0;
    struct jni_object *string = java_text_give(env, text, length);
    free(text);
    return string;
}

static struct jni_object *get(struct jni_env *env, struct jni_object *class, int64_t handle,
                              struct jni_object *field)
{
    (void)class;
    struct java_text name;
    comeback_sale *sale = handles_take_sale(handle);
    struct jni_object *string = read_field(env, sale, java_text_take(env, field, &name));
    java_text_free(&name);
    done(sale, handle, COMEBACK_OK);
    return string;
}

static struct jni_object *give_bytes(struct jni_env *env, const uint8_t *bytes, size_t length)
{
    struct jni_object *array = env->functions->new_byte_array(env, (int32_t)length);
    if (array != NULL && length > 0)
        env->functions->set_byte_array_region(env, array, 0, (int32_t)length,
                                              (const int8_t *)bytes);
    env->functions->exception_clear(env);
    return array;
}

static struct jni_object *slip(struct jni_env *env, struct jni_object *class, int64_t handle,
                               struct jni_object *form)
{
    (void)class;
    struct java_text name;
    const uint8_t *bytes = NULL;
    size_t length = 0;
    comeback_sale *sale = handles_take_sale(handle);
    comeback_sale_slip(sale, java_text_take(env, form, &name), &bytes, &length);
    struct jni_object *array = give_bytes(env, bytes, length);
    java_text_free(&name);
    done(sale, handle, COMEBACK_OK);
    return array;
}

static int32_t free_sale(struct jni_env *env, struct jni_object *class, int64_t handle)
{
    (void)env, (void)class;
    return handles_drop_sale(handle);
}

static struct jni_object *qr(struct jni_env *env, struct jni_object *class, struct jni_object *text,
                             int32_t module_dots)
{
    (void)class;
    struct java_text data;
    struct bytes png = {0};
    const char *taken = java_text_take(env, text, &data);
    bool made = taken != NULL && qr_picture(taken, module_dots, &png);
    struct jni_object *array = give_bytes(env, png.data, made ? png.length : 0);
    java_text_free(&data);
    bytes_free(&png);
    return array;
}

#define STRING "Ljava/lang/String;"

static const struct jni_native natives[] = {
    {"open", "(" STRING ")J", open_shop},
    {"close", "(J)I", close_shop},
    {"error", "(J)" STRING, error},
    {"version", "()" STRING, version},
    {"drain", "(JI)I", drain},
    {"begin", "(J" STRING STRING ")J", begin},
    {"set", "(J" STRING STRING ")I", set},
    {"addItem", "(J" STRING STRING STRING "JJ)I", add_item},
    {"itemSet", "(J" STRING STRING ")I", item_set},
    {"scan", "(J" STRING ")I", scan},
    {"look", "(J)I", look},
    {"finish", "(J)I", finish},
    {"cancel", "(J)I", cancel},
    {"tag", "(J)I", tag},
    {"get", "(J" STRING ")" STRING, get},
    {"slip", "(J" STRING ")[B", slip},
    {"free", "(J)I", free_sale},
    {"qr", "(" STRING "I)[B", qr},
};

const struct jni_native *natives_table(size_t *count)
{
    *count = sizeof natives / sizeof natives[0];
    return natives;
}
