/* SPDX-License-Identifier: MIT */
/* What deciding a sale needs at hand; nothing here is owned. */
#ifndef COMEBACK_DESK_H
#define COMEBACK_DESK_H

#include "../config/config.h"
#include "keys.h"
#include "person.h"
#include "store.h"
#include "words.h"

struct desk {
    struct store *store; /* within a transaction */
    struct keys *keys;
    const struct config *config;
    enum language language;  /* of the till */
    uint32_t slip_languages; /* bits of those in which there are slips */
    int64_t settings_origin, settings_seq;
    int64_t now_ms;
    struct person_lot *lot; /* NULL: new persons' numbers are drawn one at a time */
    bool late;              /* the customer is gone: no slips */
    bool paid;              /* nothing can be taken off any more */
    bool note_to_printer;   /* the caller has no receipt to put the note into */
    const char *printer;    /* that slips go to; NULL: the settings' */
};

#endif
