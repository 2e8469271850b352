/* SPDX-License-Identifier: MIT */
#include "printers_who.h"

#include <string.h>
#include <strings.h>

enum { WHO_MS = 3000 };

static bool ask(const struct printer_port *port, struct inquiry_identity *out)
{
    struct inquiry *inquiry;
    if (inquiry_open(port, WHO_MS, &inquiry, NULL) != DRV_OK)
        return false;
    bool told = inquiry_identify(inquiry, out, NULL) == DRV_OK;
    inquiry_close(inquiry);
    return told;
}

bool printers_who(const struct drain_setup *setup, const char *uri, const struct profile *profile,
                  struct inquiry_identity *out)
{
    char path[DRAIN_PATH];
    struct journal journal;
    struct printer_port port = drain_port(setup, uri, profile, NULL);
    *out = (struct inquiry_identity){.maker = ""};
    if (setup->store_folder[0] == '\0')
        return ask(&port, out);
    drain_journal_path(setup->store_folder, uri, path);
    if (journal_open(path, &journal, NULL) != DRV_OK)
        return false;
    port.journal = &journal;
    bool told = ask(&port, out);
    journal_close(&journal);
    return told;
}

static bool is_described(const struct profile *profile, const char *description)
{
    size_t maker = strlen(profile->maker);
    return profile->model[0] != '\0' && strncasecmp(description, profile->maker, maker) == 0 &&
           description[maker] == ' ' && strcasecmp(description + maker + 1, profile->model) == 0;
}

const struct profile *printers_fitting(const struct inquiry_identity *who, const char *description)
{
    const struct profile *fits = profile_for_model(who->maker, who->model);
    for (const struct profile *p = profile_all(); p->name != NULL && fits == NULL; p++)
        if (is_described(p, description))
            fits = p;
    return fits;
}
