/* SPDX-License-Identifier: MIT */
/*
 * The strict reader of one printer's profile. The build reads the models of config/printers with
 * it, a shop an owner's own profile.
 *
 *   # a comment, alone on its line
 *   like = generic-80             of an own profile alone, and before every fact
 *   source = where the facts below come from, until the next source
 *   maker = EPSON                 as GS I 66 tells it; not in an own profile
 *   model = TM-T88V               GS I 67
 *   dots = 512                    of the head
 *   dpi = 180
 *   columns = 42                  of font A
 *   columns_b = 56                of font B
 *   units_per_dot = 2             vertical motion units of a dot row
 *   page = 19 CP858 euro          a line a code page, the preferred one first; or: page = none
 *   commands = esc-t esc-r gs-v0  words of profile_words.h, or none; so are the three below
 *   codes = ean13 qr
 *   answers = realtime asb
 *   cut = gs-v
 *   blade_lines = 4
 *   qr_module_most = 16
 *   raster_rows_most = 2303
 *   graphics_rows_most = 1662
 *   buffer_bytes = 4096
 *
 * A key stands once, but for source and page. What an own profile leaves out is as in the one that
 * it is like; its first page takes the place of all of those. LF or CRLF, UTF-8 or any other bytes
 * but control characters in a source or comment. Every mistake is told, up to
 * PROFILE_MISTAKES_MOST.
 */
#ifndef COMEBACK_DRIVERS_PROFILE_READER_H
#define COMEBACK_DRIVERS_PROFILE_READER_H

#include <stddef.h>

#include "profile.h"
#include "status.h"

enum {
    PROFILE_FILE_MAX = 16384,
    PROFILE_LINE_MAX = 255, /* bytes without the LF */
    PROFILE_MISTAKES_MOST = 100,
};

/* The texts live during the call that tells them. */
struct profile_fact {
    unsigned line;
    const char *key, *value;
    const char *source; /* "" in an own profile that names none */
};

/* Who hears what is found; each may be NULL. */
struct profile_hearer {
    void *context;
    /* `line` 0: of the file as a whole. */
    void (*mistake)(void *context, unsigned line, const char *text);
    /* Facts in the order of the file, without like and source. */
    void (*fact)(void *context, const struct profile_fact *fact);
};

/*
 * A model, with every fact that a profile must have and a source for each. DRV_INVALID where there
 * were mistakes, DRV_LIMIT where the text is too long; both are told. *out has no name, maker nor
 * model: they are the hearer's to keep.
 */
int profile_read_model(const char *text, size_t length, const struct profile_hearer *hearer,
                       struct profile *out);
/* An own profile; what it is like is one of the table, and gives it its name. */
int profile_read_own(const char *text, size_t length, const struct profile *table,
                     const struct profile_hearer *hearer, struct profile *out);

#endif
