/* SPDX-License-Identifier: MIT */
#include "shaped_library.h"

#include <dlfcn.h>
#include <string.h>

static const char library[] = "libpangocairo-1.0.so.0";

#define CALL_PLACE(name) {#name, offsetof(struct shaped_library, name)},

static const struct {
    const char *name;
    size_t place;
} places[] = {CALLS(CALL_PLACE)};

int shaped_library_open(struct shaped_library *out, struct drv_fault *fault)
{
    struct shaped_library found;
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (handle == NULL)
        return drv_fail(fault, DRV_UNSUPPORTED, "no \"%s\" on this machine", library);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        void *call = dlsym(handle, places[i].name);
        if (call == NULL)
            return drv_fail(fault, DRV_UNSUPPORTED, "%s has no \"%s\"", library, places[i].name);
        memcpy((char *)&found + places[i].place, &call, sizeof call);
    }
    *out = found;
    return DRV_OK;
}
