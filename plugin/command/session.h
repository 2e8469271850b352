/* SPDX-License-Identifier: MIT */
/* What a command works on: the shop, or only its settings and a printer. Each tells its error. */
#ifndef COMEBACK_SESSION_H
#define COMEBACK_SESSION_H

#include "../../drivers/profile.h"
#include "../shop.h"
#include "command.h"

/* EXIT_DONE, or EXIT_REFUSED. *out is closed by shop_close. */
int session_open(const struct call *call, struct shop **out);

/* The settings file of this call, without opening anything. */
int session_find_config(const struct call *call, char out[STORE_PATH], struct fault *fault);

/* Where a slip is to come out. */
struct printing {
    struct settings *settings;     /* NULL where there are none; freed by printing_free */
    char shop_folder[STORE_PATH];  /* of these settings */
    const struct profile *profile; /* with the settings' width and cut, unless another is named */
    struct profile model;          /* which it is; so this stays where it is */
    const char *page;              /* as of settings_code_page */
    char uri[256];
    char folder[STORE_PATH]; /* that a relative path in the URI is relative to */
};

/*
 * named: the name of a profile, or a URI, whose profile is then the configured one and whose paths
 * are relative to the folder worked in; NULL: as configured. Where `needs_settings` is false a
 * missing comeback.ini is no failure: the profile is then generic-80 and there may be no URI.
 */
int printing_open(const struct call *call, const char *named, bool needs_settings,
                  struct printing *out);
/* That model instead of the one it was opened with, as it stands in its profile. */
int printing_use_profile(const char *name, struct printing *printing);
void printing_free(struct printing *printing);

#endif
