/* SPDX-License-Identifier: MIT */
#include "on_load.h"

#include "class_file.h"
#include "natives.h"

static struct jni_object *define(struct jni_env *env, const struct jni_native *natives,
                                 size_t count)
{
    struct bytes file = {0};
    struct jni_object *class = NULL;
    class_file_write(&file, NATIVES_CLASS, natives, count);
    if (!file.failed)
        class = env->functions->define_class(env, NATIVES_CLASS, NULL, (const int8_t *)file.data,
                                             (int32_t)file.length);
    bytes_free(&file);
    return class;
}

int32_t JNI_OnLoad(struct jni_vm *vm, void *reserved)
{
    (void)reserved;
    void *got;
    size_t count;
    const struct jni_native *natives = natives_table(&count);
    if (vm->functions->get_env(vm, &got, JNI_VERSION) != JNI_OK)
        return JNI_ERR;
    struct jni_env *env = got;
    struct jni_object *class = env->functions->find_class(env, NATIVES_CLASS);
    if (class == NULL) {
        env->functions->exception_clear(env);
        class = define(env, natives, count);
    }
    if (class == NULL ||
        env->functions->register_natives(env, class, natives, (int32_t)count) != JNI_OK)
        return JNI_ERR;
    return JNI_VERSION;
}
