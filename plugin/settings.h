/* SPDX-License-Identifier: MIT */
/*
 * The settings in force: comeback.ini, its two slips and its logo, read together. Found good they
 * are kept as an event, so that every sale can name what it rested on, and so that a file that
 * turns bad while the shop runs leaves the last good settings in force.
 */
#ifndef COMEBACK_SETTINGS_H
#define COMEBACK_SETTINGS_H

#include <sys/stat.h>

#include "../config/config.h"
#include "../drivers/profile.h"
#include "slip.h"
#include "store.h"

enum settings_slip { SETTINGS_NOTE, SETTINGS_CARD, SETTINGS_SLIPS };

enum {
    SETTINGS_FOLDERS = 5, /* the places in a stamp: first of the five files, then of the folders */
    SETTINGS_LOCAL = SETTINGS_FOLDERS + SETTINGS_SLIPS, /* of slips, in which others may appear */
    SETTINGS_FILES = SETTINGS_LOCAL + LANGUAGES * SETTINGS_SLIPS,
};

/* What the files looked like when they were last read. Of slips in other languages, which mostly
 * are not there, those are looked at that were when their folder last changed. */
struct settings_stamp {
    struct {
        dev_t device;
        ino_t inode;
        off_t size;
        struct timespec changed;
    } files[SETTINGS_FILES];
};

/* A slip in one more language: see settings_local.h. */
struct settings_local {
    char *text[SETTINGS_SLIPS]; /* of the owner's file; NULL: there is none */
    struct slip_template *slip[SETTINGS_SLIPS];
};

struct settings {
    struct config config;
    char *ini; /* without the staff's ids: what is kept in the log */
    char *note_text, *card_text;
    char *profile_text;          /* of an own profile; NULL where the table's is meant */
    struct profile profile;      /* in force: with the width and cut that the settings name */
    char *logo;                  /* base64 of a PNG, read once; NULL: none */
    struct settings_stamp stamp; /* from before each file was read; zero out of the log */
    struct slip_template *note, *card;
    struct settings_local local[LANGUAGES];
    bool is_default[SETTINGS_SLIPS]; /* the owner's own is one of the built-in defaults */
    int64_t origin, seq;             /* of their event; 0 while not yet in the log */
};

/* Absolute folder of the file, without a trailing slash. */
int settings_folder(const char *path, char out[STORE_PATH], struct fault *fault);
/* path as it stands in the settings, relative to folder. */
int settings_path(const char *folder, const char *path, char out[STORE_PATH], struct fault *fault);

/* Where the file says that store and keys lie, though it be wrong otherwise: relative to it. */
void settings_find_store(const char *path, struct config_store *out);
/* COMEBACK_CONFIG with every mistake, a line each. */
int settings_read(const char *path, struct settings **out, struct fault *fault);
void settings_free(struct settings *settings); /* NULL is fine */

/* True where a file changed since the stamp; the stamp is renewed. */
bool settings_changed(const char *path, const struct settings *settings,
                      struct settings_stamp *stamp);

/* A file's text without NUL bytes; *text is the caller's. */
int settings_read_text(const char *path, char **text, struct fault *fault);
/* Parses a slip and tries whether it would print; name stands before the line of a mistake. */
int settings_parse_slip(const struct settings *settings, enum settings_slip slip, const char *name,
                        const char *text, struct slip_template **out, struct fault *fault);

/* The code page that print.code_page names, as iconv calls it; NULL: the best of the profile's. */
const char *settings_code_page(const struct config_print *print);

/* The last good settings of this store's log; COMEBACK_NOTHING where there are none. */
int settings_from_log(struct store *store, struct settings **out, struct fault *fault);
/* Within a write transaction: finds them as the log's last, else appends them. Fills origin, seq.
 */
int settings_keep(struct store *store, struct settings *settings, struct fault *fault);

#endif
