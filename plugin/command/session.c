/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../printer_model.h"

static const char usual_profile[] = "generic-80";

int session_open(const struct call *call, struct shop **out)
{
    struct fault fault = {{0}};
    if (shop_open(call->config, out, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    return EXIT_DONE;
}

int session_find_config(const struct call *call, char out[STORE_PATH], struct fault *fault)
{
    if (call->config == NULL)
        return shop_find_config(out, fault);
    if (snprintf(out, STORE_PATH, "%s", call->config) >= STORE_PATH)
        return fail(fault, COMEBACK_CONFIG, "path too long: \"%.100s…\"", call->config);
    return COMEBACK_OK;
}

static int read_settings(const struct call *call, bool needed, struct printing *out)
{
    char path[STORE_PATH];
    struct fault fault = {{0}};
    int status = session_find_config(call, path, &fault);
    if (status != COMEBACK_OK && !needed)
        return EXIT_DONE;
    if (status == COMEBACK_OK)
        status = settings_read(path, &out->settings, &fault);
    if (status == COMEBACK_OK)
        status = settings_folder(path, out->shop_folder, &fault);
    memcpy(out->folder, out->shop_folder, sizeof out->folder);
    if (status == COMEBACK_OK) {
        snprintf(out->uri, sizeof out->uri, "%s", out->settings->config.print.printer);
        out->page = settings_code_page(&out->settings->config.print);
    }
    return status == COMEBACK_OK ? EXIT_DONE : tell(EXIT_REFUSED, "%s", fault.text);
}

static int use_uri(const char *uri, struct printing *out)
{
    if (snprintf(out->uri, sizeof out->uri, "%s", uri) >= (int)sizeof out->uri ||
        getcwd(out->folder, sizeof out->folder) == NULL)
        return tell(EXIT_REFUSED, "printer \"%.60s\": too long a path", uri);
    return EXIT_DONE;
}

static int unknown_profile(const char *name)
{
    const char *names[64];
    size_t count = 0;
    for (const struct profile *p = profile_all(); p->name != NULL && count < 64; p++)
        names[count++] = p->name;
    const char *near = nearest_name(name, names, count);
    return tell(EXIT_REFUSED, "printer: found \"%s\", expected a URI or a profile such as %s", name,
                near == NULL ? usual_profile : near);
}

/* What is named stands as it is; the width and cut of the settings are about what they name. */
static int find_model(const char *named, struct printing *out)
{
    const char *folder = out->settings == NULL ? "." : out->shop_folder;
    struct fault fault = {{0}};
    char *own = NULL;
    if (named == NULL && out->settings != NULL) {
        out->profile = &out->settings->profile;
        return EXIT_DONE;
    }
    int status = printer_model_find(folder, named == NULL ? usual_profile : named, &out->model,
                                    &own, &fault);
    free(own);
    out->profile = &out->model;
    if (status == COMEBACK_NOTHING)
        return unknown_profile(named);
    return status == COMEBACK_OK ? EXIT_DONE : tell(EXIT_REFUSED, "%s", fault.text);
}

int printing_open(const struct call *call, const char *named, bool needs_settings,
                  struct printing *out)
{
    *out = (struct printing){.settings = NULL};
    int status = read_settings(call, needs_settings, out);
    bool is_uri = named != NULL && strchr(named, ':') != NULL;
    if (status == EXIT_DONE && is_uri)
        status = use_uri(named, out);
    if (status == EXIT_DONE)
        status = find_model(is_uri ? NULL : named, out);
    if (status != EXIT_DONE)
        printing_free(out);
    return status;
}

int printing_use_profile(const char *name, struct printing *printing)
{
    return find_model(name, printing);
}

void printing_free(struct printing *printing)
{
    settings_free(printing->settings);
    printing->settings = NULL;
}
