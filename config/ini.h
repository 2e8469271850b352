/* SPDX-License-Identifier: MIT */
/*
 * The strict reader of a .ini text. Our scan judges the bytes and knows the lines; iniparser gives
 * the values from the bytes that the scan accepted. What the scan accepts reads as it stands:
 *
 *   [section]                 alone on its line, once; lower-case words with single spaces between,
 *                             of letters, digits, _ and -
 *   key = value               lower-case letters, digits and _; once in its section
 *   key = value ; comment     a blank before ; or #
 *   key = "value; all of it"  one pair of " or ' around the whole value, no \ inside
 *   ; comment                 or # comment
 *
 * LF or CRLF; tabs count as blanks but not inside a value. Refused, because iniparser 4.1 would
 * read it otherwise than it stands, or prints or truncates: ; or # in a bare value with no blank
 * before it, other quotes, a \ that ends a line (also of a comment), capitals in names, text after
 * a section's bracket. Refused besides: a byte order mark, what is not UTF-8, control characters.
 * Limits: INI_FILE_MAX and the enum below.
 */
#ifndef COMEBACK_CONFIG_INI_H
#define COMEBACK_CONFIG_INI_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"

enum {
    INI_FILE_MAX = 65536,
    INI_LINE_MAX = 1022,  /* bytes without the LF: iniparser's buffer holds 1024 with LF and NUL */
    INI_NAME_MAX = 31,    /* of a key */
    INI_SECTION_MAX = 48, /* of a section */
    INI_SECTIONS_MAX = 96,
    INI_ENTRIES_MAX = 1024,
};

struct ini_section {
    char name[INI_SECTION_MAX + 1];
    int line;
};

struct ini_entry {
    const struct ini_section *section;
    char key[INI_NAME_MAX + 1];
    int line;
    struct span written; /* the value as it stands in the caller's text; text NULL: refused */
    const char *value;   /* the value as iniparser gives it; NULL: refused */
};

/* Sections and entries in the order of the file. */
struct ini {
    struct ini_section sections[INI_SECTIONS_MAX];
    size_t section_count;
    struct ini_entry entries[INI_ENTRIES_MAX];
    size_t entry_count;
    int last_line;
    bool section_lost; /* a section's header was refused, and with it the keys below it */
    struct _dictionary_ *dictionary;
};

/*
 * Tells every mistake of form in *faults and still reads all lines that have none. CONFIG_OK (also
 * with mistakes): *out is the caller's, to be freed by ini_free; `text` must outlive it.
 * CONFIG_IO where the text cannot be handed to iniparser, whose only door is a file name: told in
 * *faults. CONFIG_MEMORY.
 */
int ini_read(const char *text, size_t length, struct fault_list *faults, struct ini **out);
void ini_free(struct ini *ini); /* NULL is fine */

#endif
