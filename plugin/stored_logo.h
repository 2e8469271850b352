/* SPDX-License-Identifier: MIT */
/*
 * What was put into printers' NV graphics by `comeback printers --store-logo`: a small file of JSON
 * beside each printer's journal, with the store's rights, written whole or not at all. Who writes
 * holds that journal. A record is about the printer of that serial number; whoever relies on it
 * has just heard the number, or has it in the URI.
 */
#ifndef COMEBACK_STORED_LOGO_H
#define COMEBACK_STORED_LOGO_H

#include "../drivers/inquiry.h"
#include "../drivers/picture_cache.h"
#include "queue.h"

enum {
    STORED_LOGO_WRITES = 10, /* a day, as printers' manuals allow */
    STORED_LOGO_DAY_MS = 24 * 60 * 60 * 1000,
};

struct stored_logo {
    char printer[QUEUE_URI];
    char serial[INQUIRY_WORD];
    struct picture_stored stored; /* key[0] is 0 where only attempts are known */
    uint16_t width_dots, height_dots;
    int64_t writes_ms[STORED_LOGO_WRITES]; /* of this day, the latest first; 0: none */
};

/* COMEBACK_NOTHING where there is none; COMEBACK_STORE where the file is not whole. */
int stored_logo_read(const char *store_folder, const char *printer, struct stored_logo *out,
                     struct fault *fault);
int stored_logo_write(const char *store_folder, const struct stored_logo *logo,
                      struct fault *fault);

/* The record of that printer, by whatever URI, that has these dots; false: none. */
bool stored_logo_find(const char *store_folder, const char *serial,
                      const uint8_t hash[static PICTURE_HASH], struct stored_logo *out);
/* How often that printer was written to, by whatever URI, in the day before now. */
int stored_logo_writes(const char *store_folder, const char *serial, int64_t now_ms);
/*
 * What the printer at that port keeps, where it is known to be the one that was written to: its URI
 * has a serial number, or it tells its number now, which may take wait_ms. False: send the whole
 * logo. The caller holds the printer.
 */
bool stored_logo_is_there(const char *store_folder, const struct printer_port *port, int wait_ms,
                          struct picture_stored *out);
/* Notes one write more. */
void stored_logo_count(struct stored_logo *logo, int64_t now_ms);

#endif
