/* SPDX-License-Identifier: MIT */
#include "stored_logo.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../drivers/shared.h"
#include "drain.h"

enum { FILE_MOST = 4096, HASH_TEXT = 2 * PICTURE_HASH + 1 };

static const char lock_end[] = ".lock", logo_end[] = ".logo";

static void path_of(const char *store_folder, const char *printer, char out[DRAIN_PATH])
{
    drain_journal_path(store_folder, printer, out);
    memcpy(out + strlen(out) - strlen(lock_end), logo_end, sizeof logo_end);
}

static bool copy_text(const json_t *object, const char *name, char *out, size_t capacity)
{
    const char *text = json_string_value(json_object_get(object, name));
    if (text == NULL || strlen(text) >= capacity)
        return false;
    memcpy(out, text, strlen(text) + 1);
    return true;
}

static bool copy_hash(const json_t *object, uint8_t out[PICTURE_HASH])
{
    char text[HASH_TEXT];
    size_t length = 0;
    return copy_text(object, "hash", text, sizeof text) &&
           sodium_hex2bin(out, PICTURE_HASH, text, strlen(text), NULL, &length, NULL) == 0 &&
           length == PICTURE_HASH;
}

static bool copy_dots(const json_t *object, const char *name, uint16_t *out)
{
    json_int_t value = json_integer_value(json_object_get(object, name));
    *out = (uint16_t)value;
    return value >= 0 && value <= PICTURE_HEIGHT_MOST;
}

static bool from_json(const json_t *object, struct stored_logo *out)
{
    struct stored_logo logo = {.printer = ""};
    char key[3];
    const json_t *writes = json_object_get(object, "writes_ms");
    bool whole = copy_text(object, "printer", logo.printer, sizeof logo.printer) &&
                 copy_text(object, "serial", logo.serial, sizeof logo.serial) &&
                 copy_text(object, "key", key, sizeof key) && copy_hash(object, logo.stored.hash) &&
                 copy_dots(object, "width_dots", &logo.width_dots) &&
                 copy_dots(object, "height_dots", &logo.height_dots);
    if (!whole || (strlen(key) != 0 && strlen(key) != 2))
        return false;
    memcpy(logo.stored.key, key, sizeof logo.stored.key);
    for (size_t i = 0; i < STORED_LOGO_WRITES; i++)
        logo.writes_ms[i] = json_integer_value(json_array_get(writes, i));
    *out = logo;
    return true;
}

static json_t *to_json(const struct stored_logo *logo)
{
    char hash[HASH_TEXT];
    json_t *writes = json_array();
    sodium_bin2hex(hash, sizeof hash, logo->stored.hash, PICTURE_HASH);
    for (size_t i = 0; i < STORED_LOGO_WRITES && logo->writes_ms[i] != 0; i++)
        json_array_append_new(writes, json_integer(logo->writes_ms[i]));
    return json_pack("{ss ss ss# ss si si so}", "printer", logo->printer, "serial", logo->serial,
                     "key", logo->stored.key, logo->stored.key[0] == '\0' ? 0 : 2, "hash", hash,
                     "width_dots", logo->width_dots, "height_dots", logo->height_dots, "writes_ms",
                     writes);
}

static int read_file(const char *path, struct stored_logo *out, struct fault *fault)
{
    char text[FILE_MOST];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(fault, errno == ENOENT ? COMEBACK_NOTHING : COMEBACK_STORE, "%s: %s", path,
                    strerror(errno));
    ssize_t length = read(fd, text, sizeof text);
    close(fd);
    json_t *object = length > 0 ? json_loadb(text, (size_t)length, 0, NULL) : NULL;
    bool whole = from_json(object, out);
    json_decref(object);
    return whole ? COMEBACK_OK : fail(fault, COMEBACK_STORE, "%s: not a whole record", path);
}

int stored_logo_read(const char *store_folder, const char *printer, struct stored_logo *out,
                     struct fault *fault)
{
    char path[DRAIN_PATH];
    struct stored_logo logo;
    path_of(store_folder, printer, path);
    int status = read_file(path, &logo, fault);
    if (status != COMEBACK_OK)
        return status;
    if (strcmp(logo.printer, printer) != 0)
        return fail(fault, COMEBACK_STORE, "%s: of another printer, \"%s\"", path, logo.printer);
    *out = logo;
    return COMEBACK_OK;
}

static bool write_whole(int fd, const char *text)
{
    size_t length = strlen(text);
    return write(fd, text, length) == (ssize_t)length && fdatasync(fd) == 0;
}

/* Under another name first; a name that a killed writer left is taken away. */
static int replace_file(const char *path, const char *text, struct fault *fault)
{
    char draft[DRAIN_PATH + 8];
    snprintf(draft, sizeof draft, "%s.new", path);
    unlink(draft);
    int fd = shared_open(draft, O_WRONLY | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", draft, strerror(errno));
    bool whole = write_whole(fd, text);
    int error = errno;
    close(fd);
    if (whole && rename(draft, path) == 0)
        return COMEBACK_OK;
    if (whole)
        error = errno;
    unlink(draft);
    return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(error));
}

int stored_logo_write(const char *store_folder, const struct stored_logo *logo, struct fault *fault)
{
    char path[DRAIN_PATH];
    json_t *object = to_json(logo);
    char *text = object == NULL ? NULL : json_dumps(object, JSON_INDENT(2));
    json_decref(object);
    if (text == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    path_of(store_folder, logo->printer, path);
    int status = replace_file(path, text, fault);
    free(text);
    return status;
}

static bool is_record(const char *name)
{
    size_t length = strlen(name), end = strlen(logo_end);
    return strncmp(name, "printer-", 8) == 0 && length > end &&
           strcmp(name + length - end, logo_end) == 0;
}

/* The next record of that printer; false behind the last. */
static bool next_record(DIR *folder, const char *store_folder, const char *serial,
                        struct stored_logo *out)
{
    char path[STORE_PATH + 256];
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        if (!is_record(entry->d_name))
            continue;
        snprintf(path, sizeof path, "%s/%s", store_folder, entry->d_name);
        if (read_file(path, out, NULL) == COMEBACK_OK && strcmp(out->serial, serial) == 0)
            return true;
    }
    return false;
}

bool stored_logo_find(const char *store_folder, const char *serial,
                      const uint8_t hash[static PICTURE_HASH], struct stored_logo *out)
{
    DIR *folder = opendir(store_folder);
    struct stored_logo logo;
    bool found = false;
    while (folder != NULL && !found && next_record(folder, store_folder, serial, &logo))
        found = logo.stored.key[0] != '\0' && memcmp(logo.stored.hash, hash, PICTURE_HASH) == 0;
    if (folder != NULL)
        closedir(folder);
    if (found)
        *out = logo;
    return found;
}

static int writes_since(const struct stored_logo *logo, int64_t since_ms)
{
    int count = 0;
    for (size_t i = 0; i < STORED_LOGO_WRITES; i++)
        count += logo->writes_ms[i] > since_ms;
    return count;
}

int stored_logo_writes(const char *store_folder, const char *serial, int64_t now_ms)
{
    DIR *folder = opendir(store_folder);
    struct stored_logo logo;
    int count = 0;
    while (folder != NULL && next_record(folder, store_folder, serial, &logo))
        count += writes_since(&logo, now_ms - STORED_LOGO_DAY_MS);
    if (folder != NULL)
        closedir(folder);
    return count;
}

static bool tells_serial(const struct printer_port *port, const char *serial, int wait_ms)
{
    struct inquiry *inquiry;
    struct inquiry_identity who;
    if (inquiry_open(port, wait_ms, &inquiry, NULL) != DRV_OK)
        return false;
    bool told = inquiry_identify(inquiry, &who, NULL) == DRV_OK && strcmp(who.serial, serial) == 0;
    inquiry_close(inquiry);
    return told;
}

/* A USB device that has another number is not opened by that URI. */
static bool names_serial(const char *uri)
{
    return strncmp(uri, "usb:", 4) == 0 && strstr(uri, "serial=") != NULL;
}

bool stored_logo_is_there(const char *store_folder, const struct printer_port *port, int wait_ms,
                          struct picture_stored *out)
{
    enum { NEEDED = PROFILE_GS_NV | PROFILE_GS_I };
    struct stored_logo logo;
    if ((port->profile->commands & NEEDED) != NEEDED ||
        stored_logo_read(store_folder, port->uri, &logo, NULL) != COMEBACK_OK ||
        logo.stored.key[0] == '\0' || logo.serial[0] == '\0')
        return false;
    if (!names_serial(port->uri) && !tells_serial(port, logo.serial, wait_ms))
        return false;
    *out = logo.stored;
    return true;
}

void stored_logo_count(struct stored_logo *logo, int64_t now_ms)
{
    memmove(logo->writes_ms + 1, logo->writes_ms, sizeof logo->writes_ms - sizeof *logo->writes_ms);
    logo->writes_ms[0] = now_ms;
}
