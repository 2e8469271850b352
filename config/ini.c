/* SPDX-License-Identifier: MIT */
#include "ini.h"

#include <errno.h>
#include <fcntl.h>
#include <iniparser/iniparser.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utf8proc.h>

enum { WHERE_SIZE = INI_SECTION_MAX + INI_NAME_MAX + 2 };

struct scan {
    struct ini *ini;
    struct fault_list *faults;
    const struct ini_section *section; /* NULL: none yet, or its header was refused */
    char *accepted;                    /* the lines for iniparser: all of them in a good file */
    size_t accepted_length;
    int line;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct span skip(struct span span, size_t length)
{
    return (struct span){span.text + length, span.length - length};
}

static struct span trim(struct span span)
{
    while (span.length > 0 && is_blank(span.text[span.length - 1]))
        span.length--;
    while (span.length > 0 && is_blank(*span.text))
        span = skip(span, 1);
    return span;
}

static const char *find(struct span span, char c)
{
    return span.length > 0 ? memchr(span.text, c, span.length) : NULL;
}

static struct span before(struct span span, const char *end)
{
    return (struct span){span.text, (size_t)(end - span.text)};
}

static bool starts_comment(struct span span)
{
    return span.length > 0 && (*span.text == ';' || *span.text == '#');
}

/* Rules for every line, comments too. */

static bool is_too_long(struct span line)
{
    return line.length > INI_LINE_MAX;
}

/* The length of the character at the start, 0 where it is not UTF-8. */
static size_t read_character(struct span span, utf8proc_int32_t *point)
{
    utf8proc_ssize_t length =
        utf8proc_iterate((const utf8proc_uint8_t *)span.text, (utf8proc_ssize_t)span.length, point);
    return length > 0 ? (size_t)length : 0;
}

static bool is_not_utf8(struct span line)
{
    utf8proc_int32_t point;
    size_t length = 1;
    for (; line.length > 0 && length > 0; line = skip(line, length))
        length = read_character(line, &point);
    return length == 0;
}

/* Of a line that is UTF-8. */
static bool has_control(struct span line)
{
    for (utf8proc_int32_t point; line.length > 0;) {
        line = skip(line, read_character(line, &point));
        if ((point < 0x20 && point != '\t') || (point >= 0x7F && point < 0xA0))
            return true;
    }
    return false;
}

static bool ends_in_backslash(struct span line)
{
    line = trim(line);
    return line.length > 0 && line.text[line.length - 1] == '\\';
}

static const struct line_rule {
    bool (*is_broken)(struct span line);
    const char *expected;
} line_rules[] = {
    {is_too_long, "at most 1022 bytes in a line"},
    {is_not_utf8, "UTF-8"},
    {has_control, "no control characters"},
    {ends_in_backslash, "no \\ at the end of a line: it would join the next line to this one"},
};

/* What the line should have been, or NULL where no rule is broken. */
static const char *judge_line(struct span line)
{
    for (size_t i = 0; i < sizeof line_rules / sizeof *line_rules; i++) {
        if (line_rules[i].is_broken(line))
            return line_rules[i].expected;
    }
    return NULL;
}

/* A letter, then letters, digits, _ and, of a section, - and single spaces between words. */
static bool is_name(struct span name, bool section)
{
    size_t most = section ? INI_SECTION_MAX : INI_NAME_MAX;
    if (name.length == 0 || name.length > most || name.text[name.length - 1] == ' ')
        return false;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.text[i];
        bool letter = c >= 'a' && c <= 'z';
        bool later = (c >= '0' && c <= '9') || c == '_' ||
                     (section && (c == '-' || (c == ' ' && i > 0 && name.text[i - 1] != ' ')));
        if (!letter && (i == 0 || !later))
            return false;
    }
    return true;
}

static void copy_name(char *out, struct span name)
{
    memcpy(out, name.text, name.length);
    out[name.length] = '\0';
}

static bool names_equal(const char *name, struct span span)
{
    return strlen(name) == span.length && memcmp(name, span.text, span.length) == 0;
}

/* Section headers. */

static const struct ini_section *find_section(const struct ini *ini, struct span name)
{
    for (size_t i = 0; i < ini->section_count; i++) {
        if (names_equal(ini->sections[i].name, name))
            return &ini->sections[i];
    }
    return NULL;
}

static void lose_section(struct scan *scan)
{
    scan->section = NULL;
    scan->ini->section_lost = true;
}

static void add_section(struct scan *scan, struct span name)
{
    struct ini_section *section = &scan->ini->sections[scan->ini->section_count++];
    copy_name(section->name, name);
    section->line = scan->line;
    scan->section = section;
}

static bool scan_header(struct scan *scan, struct span body)
{
    const char *close = find(body, ']');
    const struct ini_section *first = NULL;
    struct span name = close != NULL ? before(skip(body, 1), close) : body;
    if (close != body.text + body.length - 1)
        fault_add(scan->faults, scan->line, NULL, body, "[section] alone on its line");
    else if (!is_name(name, true))
        fault_add(scan->faults, scan->line, NULL, body,
                  "a section of lower-case letters, digits, _, - and single spaces, at most %d "
                  "bytes",
                  INI_SECTION_MAX);
    else if ((first = find_section(scan->ini, name)) != NULL)
        fault_add(scan->faults, scan->line, first->name, body,
                  "this section once; it stands in line %d already", first->line);
    else if (scan->ini->section_count == INI_SECTIONS_MAX)
        fault_add(scan->faults, scan->line, NULL, body, "at most %d sections", INI_SECTIONS_MAX);
    else {
        add_section(scan, name);
        return true;
    }
    lose_section(scan);
    return false;
}

/* Values. Each reader leaves the value in *value, or answers what was expected. */

static const char *read_quoted(struct span rest, struct span *value)
{
    char quote = *rest.text;
    const char *close = find(skip(rest, 1), quote);
    if (close == NULL)
        return quote == '"' ? "a closing \""
                            : "a closing ', or \" around a value that starts with '";
    struct span inner = before(skip(rest, 1), close);
    struct span after = skip(rest, inner.length + 2);
    if (after.length > 0 && !(is_blank(*after.text) && starts_comment(trim(after))))
        return "one pair of quotes around the whole value, then a comment at most";
    /* iniparser 4.2 would unescape it, 4.1 would not. */
    if (find(inner, '\\') != NULL)
        return "no \\ inside quotes";
    *value = inner;
    return NULL;
}

static const char *read_bare(struct span rest, struct span *value)
{
    size_t end = 0;
    while (end < rest.length && rest.text[end] != ';' && rest.text[end] != '#')
        end++;
    if (end > 0 && end < rest.length && !is_blank(rest.text[end - 1]))
        return "a space before ; or #, or quotes around the whole value";
    *value = trim((struct span){rest.text, end});
    return find(*value, '"') != NULL ? "quotes around the whole value or none" : NULL;
}

static const char *read_value(struct span rest, struct span *value)
{
    bool quoted = rest.length > 0 && (*rest.text == '"' || *rest.text == '\'');
    const char *expected = quoted ? read_quoted(rest, value) : read_bare(rest, value);
    if (expected == NULL && find(*value, '\t') != NULL)
        expected = "spaces in place of tabs inside a value";
    return expected;
}

/* Pairs of key and value. */

static const struct ini_entry *find_entry(const struct scan *scan, struct span key)
{
    for (size_t i = 0; i < scan->ini->entry_count; i++) {
        const struct ini_entry *entry = &scan->ini->entries[i];
        if (entry->section == scan->section && names_equal(entry->key, key))
            return entry;
    }
    return NULL;
}

static struct ini_entry *add_entry(struct scan *scan, struct span key)
{
    struct ini_entry *entry = &scan->ini->entries[scan->ini->entry_count++];
    entry->section = scan->section;
    entry->line = scan->line;
    copy_name(entry->key, key);
    return entry;
}

static bool split_pair(struct span body, struct span *key, struct span *rest)
{
    const char *equals = find(body, '=');
    if (equals == NULL)
        return false;
    *key = trim(before(body, equals));
    *rest = trim(skip(body, (size_t)(equals - body.text) + 1));
    return true;
}

static void name_key(char *where, const struct ini_section *section, struct span key)
{
    snprintf(where, WHERE_SIZE, "%s.%.*s", section->name, (int)key.length, key.text);
}

/* The new entry, or NULL where the key cannot stand here. */
static struct ini_entry *enter_key(struct scan *scan, const char *where, struct span key,
                                   struct span rest)
{
    const struct ini_entry *first = find_entry(scan, key);
    if (first != NULL)
        fault_add(scan->faults, scan->line, where, rest,
                  "this key once; it stands in line %d already", first->line);
    else if (scan->ini->entry_count == INI_ENTRIES_MAX)
        fault_add(scan->faults, scan->line, where, rest, "at most %d keys", INI_ENTRIES_MAX);
    else
        return add_entry(scan, key);
    return NULL;
}

static bool scan_value(struct scan *scan, struct span key, struct span rest)
{
    char where[WHERE_SIZE];
    name_key(where, scan->section, key);
    struct ini_entry *entry = enter_key(scan, where, key, rest);
    if (entry == NULL)
        return false;
    struct span value;
    const char *expected = read_value(rest, &value);
    if (expected != NULL) {
        fault_add(scan->faults, scan->line, where, rest, "%s", expected);
        return false;
    }
    entry->written = value;
    return true;
}

static bool scan_pair(struct scan *scan, struct span body)
{
    struct span key;
    struct span rest;
    if (!split_pair(body, &key, &rest))
        fault_add(scan->faults, scan->line, NULL, body, "key = value, [section] or ; comment");
    else if (!is_name(key, false))
        fault_add(scan->faults, scan->line, NULL, key,
                  "a key of lower-case letters, digits and _, at most %d bytes", INI_NAME_MAX);
    else if (scan->section != NULL)
        return scan_value(scan, key, rest);
    else if (!scan->ini->section_lost)
        fault_add(scan->faults, scan->line, NULL, key, "a [section] above the first key");
    return false;
}

/* A line with a broken rule still says which section or key it meant, so neither is missed. */
static void scan_broken(struct scan *scan, struct span line, const char *expected)
{
    struct span body = trim(line);
    struct span key;
    struct span rest;
    char where[WHERE_SIZE];
    const char *told = NULL;
    if (body.length > 0 && *body.text == '[') {
        lose_section(scan);
    } else if (scan->section != NULL && split_pair(body, &key, &rest) && is_name(key, false)) {
        name_key(where, scan->section, key);
        told = where;
        if (find_entry(scan, key) == NULL && scan->ini->entry_count < INI_ENTRIES_MAX)
            add_entry(scan, key);
    }
    fault_add(scan->faults, scan->line, told, line, "%s", expected);
}

static bool scan_line(struct scan *scan, struct span line)
{
    struct span body = trim(line);
    const char *expected = judge_line(line);
    if (expected != NULL) {
        scan_broken(scan, line, expected);
        return false;
    }
    if (body.length == 0 || starts_comment(body))
        return true;
    return *body.text == '[' ? scan_header(scan, body) : scan_pair(scan, body);
}

static struct span skip_byte_order_mark(struct scan *scan, struct span text)
{
    if (text.length < 3 || memcmp(text.text, "\xEF\xBB\xBF", 3) != 0)
        return text;
    fault_add(scan->faults, 1, NULL, (struct span){"U+FEFF", 6}, "no byte order mark");
    return skip(text, 3);
}

static void scan_text(struct scan *scan, struct span text)
{
    text = skip_byte_order_mark(scan, text);
    while (text.length > 0) {
        const char *end = find(text, '\n');
        struct span line = end != NULL ? before(text, end) : text;
        size_t whole = line.length + (end != NULL);
        if (end != NULL && line.length > 0 && line.text[line.length - 1] == '\r')
            line.length--;
        scan->ini->last_line = ++scan->line;
        if (scan_line(scan, line)) {
            memcpy(scan->accepted + scan->accepted_length, text.text, whole);
            scan->accepted_length += whole;
        }
        text = skip(text, whole);
    }
}

/* iniparser */

static bool write_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, data, length);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            data += written;
            length -= (size_t)written;
        }
    }
    return true;
}

/* A file without a name in any folder, for a library that takes nothing but names. -1: errno. */
static int hold_in_memory(const char *data, size_t length)
{
    int fd = memfd_create("comeback.ini", MFD_CLOEXEC);
    if (fd >= 0 && !write_all(fd, data, length)) {
        int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

/* iniparser prints on stderr where it cannot open its file, so we must know before that it can. */
static bool can_open(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 && close(fd) == 0;
}

static int load(struct scan *scan)
{
    char path[32];
    int status = CONFIG_IO;
    int fd = hold_in_memory(scan->accepted, scan->accepted_length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || !can_open(path)) {
        fault_add(scan->faults, 1, NULL, span_of(strerrordesc_np(errno)),
                  "a file in memory, readable through /proc/self/fd");
        goto close_memory;
    }
    scan->ini->dictionary = iniparser_load(path);
    status = scan->ini->dictionary != NULL ? CONFIG_OK : CONFIG_MEMORY;
close_memory:
    if (fd >= 0)
        close(fd);
    return status;
}

/* A dictionary that ran out of memory comes back without its rest and without an error. */
static int take_value(struct scan *scan, struct ini_entry *entry)
{
    char name[WHERE_SIZE];
    snprintf(name, sizeof name, "%s:%s", entry->section->name, entry->key);
    const char *value = iniparser_getstring(scan->ini->dictionary, name, NULL);
    if (value == NULL)
        return CONFIG_MEMORY;
    if (names_equal(value, entry->written))
        entry->value = value;
    else
        fault_add(scan->faults, entry->line, name, entry->written,
                  "a value that iniparser reads as it stands, not as \"%s\"", value);
    return CONFIG_OK;
}

static int take_values(struct scan *scan)
{
    int status = load(scan);
    for (size_t i = 0; i < scan->ini->entry_count && status == CONFIG_OK; i++) {
        struct ini_entry *entry = &scan->ini->entries[i];
        if (entry->written.text != NULL)
            status = take_value(scan, entry);
    }
    return status;
}

int ini_read(const char *text, size_t length, struct fault_list *faults, struct ini **out)
{
    if (length > INI_FILE_MAX) {
        char found[32];
        snprintf(found, sizeof found, "%zu bytes", length);
        fault_add(faults, 1, NULL, span_of(found), "a file of at most %d bytes", INI_FILE_MAX);
        return CONFIG_WRONG;
    }
    struct scan scan = {
        .ini = calloc(1, sizeof *scan.ini), .faults = faults, .accepted = malloc(length + 1)};
    int status = CONFIG_MEMORY;
    if (scan.ini != NULL && scan.accepted != NULL) {
        scan_text(&scan, (struct span){text, length});
        status = take_values(&scan);
    }
    free(scan.accepted);
    if (status == CONFIG_OK)
        *out = scan.ini;
    else
        ini_free(scan.ini);
    return status;
}

void ini_free(struct ini *ini)
{
    if (ini == NULL)
        return;
    if (ini->dictionary != NULL)
        iniparser_freedict(ini->dictionary);
    free(ini);
}
