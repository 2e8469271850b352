/* SPDX-License-Identifier: MIT */
#include "http_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

static const char library[] = "libmicrohttpd.so.12";

#define CALL_PLACE(name) {#name, offsetof(struct http_library, name)},

static const struct {
    const char *name;
    size_t place;
} places[] = {HTTP_CALLS(CALL_PLACE)};

int http_library_open(struct http_library *out, struct fault *fault)
{
    struct http_library found;
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (handle == NULL)
        return fail(fault, COMEBACK_CONFIG, "no \"%s\" on this machine", library);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        void *call = dlsym(handle, places[i].name);
        if (call == NULL)
            return fail(fault, COMEBACK_CONFIG, "%s has no \"%s\"", library, places[i].name);
        memcpy((char *)&found + places[i].place, &call, sizeof call);
    }
    *out = found;
    return COMEBACK_OK;
}
