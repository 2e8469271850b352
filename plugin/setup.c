/* SPDX-License-Identifier: MIT */
#include "setup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../config/codes.h"
#include "keys.h"
#include "spool.h"
#include "store.h"
#include "words.h"

enum { GROUPS_MAX = 65536, GROUP_ROOM = 1 << 20 };

static int write_file(const char *folder, const char *name, const char *text, struct fault *fault)
{
    char path[STORE_PATH + 64];
    size_t length = strlen(text);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
    bool whole = write(fd, text, length) == (ssize_t)length && fsync(fd) == 0;
    int error = errno;
    close(fd);
    if (!whole)
        unlink(path);
    return whole ? COMEBACK_OK : fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(error));
}

static const struct config_locale standard = {"IE", "EUR", CONFIG_LANGUAGE_OF_COUNTRY,
                                              CONFIG_ENGLISH};

static int write_defaults(const char *folder, const struct config_locale *locale,
                          struct fault *fault)
{
    int status = COMEBACK_OK;
    char *ini = config_new_ini(locale);
    if (ini == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    for (const struct config_default_file *file = config_default_files(locale->spoken);
         file->name != NULL && status == COMEBACK_OK; file++) {
        bool settings = strcmp(file->name, "comeback.ini") == 0;
        status = write_file(folder, file->name, settings ? ini : file->text, fault);
    }
    free(ini);
    return status;
}

static int find_country(const char *told, struct config_locale *locale, struct fault *fault)
{
    if (told == NULL)
        return COMEBACK_OK;
    if (!codes_is_country(told))
        return fail(fault, COMEBACK_ARGUMENT,
                    "country \"%.60s\": expected a country of ISO 3166 in two capitals, such as IE",
                    told);
    memcpy(locale->country, told, sizeof locale->country);
    return COMEBACK_OK;
}

static int find_currency(const char *told, struct config_locale *locale, struct fault *fault)
{
    uint8_t digits;
    if (told == NULL && !codes_currency(locale->country, locale->currency))
        return fail(fault, COMEBACK_ARGUMENT,
                    "country \"%s\": which currency is paid there? name it with --currency",
                    locale->country);
    if (told == NULL)
        return COMEBACK_OK;
    if (!config_currency_digits(told, &digits))
        return fail(
            fault, COMEBACK_ARGUMENT,
            "currency \"%.60s\": expected a currency of ISO 4217 in three capitals, such as "
            "EUR",
            told);
    memcpy(locale->currency, told, sizeof locale->currency);
    return COMEBACK_OK;
}

static int find_language(const char *told, struct config_locale *locale, struct fault *fault)
{
    int word = CONFIG_LANGUAGE_OF_COUNTRY;
    while (told != NULL && config_language_words[word] != NULL &&
           strcmp(config_language_words[word], told) != 0)
        word++;
    if (config_language_words[word] == NULL)
        return fail(fault, COMEBACK_ARGUMENT,
                    "language \"%.60s\": expected en, de, fr, es, it, nl, pt or pl", told);
    locale->told = (enum config_language)word;
    enum language language = words_language(locale->told, locale->country);
    locale->spoken = CONFIG_ENGLISH;
    while (words_language(locale->spoken, "") != language)
        locale->spoken++;
    return COMEBACK_OK;
}

int setup_find_locale(const char *country, const char *currency, const char *language,
                      struct config_locale *out, struct fault *fault)
{
    struct config_locale locale = standard;
    int status = find_country(country, &locale, fault);
    if (status == COMEBACK_OK)
        status = find_currency(currency, &locale, fault);
    if (status == COMEBACK_OK)
        status = find_language(language, &locale, fault);
    if (status == COMEBACK_OK)
        *out = locale;
    return status;
}

static int make_folder(const char *path, mode_t mode, struct fault *fault)
{
    if (mkdir(path, mode) != 0 && errno != EEXIST)
        return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
    return COMEBACK_OK;
}

static int fill_shop(const char *folder, const struct config_locale *locale, struct fault *fault)
{
    char keys[STORE_PATH + 16], store[STORE_PATH + 16];
    snprintf(keys, sizeof keys, "%s/keys", folder);
    snprintf(store, sizeof store, "%s/store", folder);
    int status = keys_create(keys, fault);
    if (status == COMEBACK_OK)
        status = store_create(store, fault);
    if (status == COMEBACK_OK)
        status = spool_create(store, fault);
    return status == COMEBACK_OK
               ? write_defaults(folder, locale == NULL ? &standard : locale, fault)
               : status;
}

static int check_folder(const char *folder, struct fault *fault)
{
    if (strlen(folder) == 0 || strlen(folder) >= STORE_PATH - 16)
        return fail(fault, COMEBACK_ARGUMENT, "folder \"%.100s\": too long, or empty", folder);
    return COMEBACK_OK;
}

int setup_shop(const char *folder, const struct config_locale *locale, struct fault *fault)
{
    char path[STORE_PATH + 32];
    int status = check_folder(folder, fault);
    if (status == COMEBACK_OK)
        status = make_folder(folder, 0755, fault);
    if (status != COMEBACK_OK)
        return status;
    snprintf(path, sizeof path, "%s/comeback.ini", folder);
    if (access(path, F_OK) == 0)
        return fail(fault, COMEBACK_STORE, "%s: is there already", path);
    snprintf(path, sizeof path, "%s/keys/comeback.keys", folder);
    if (access(path, F_OK) == 0)
        return fail(fault, COMEBACK_STORE,
                    "%s: is there without comeback.ini: a shop that lost its settings, or what a "
                    "broken off init left",
                    path);
    /* Made here, lest it be shared because the folder is. */
    snprintf(path, sizeof path, "%s/store", folder);
    status = make_folder(path, 0700, fault);
    return status == COMEBACK_OK ? fill_shop(folder, locale, fault) : status;
}

static bool is_member(gid_t group)
{
    bool member = geteuid() == 0 || getegid() == group;
    gid_t *groups = calloc(GROUPS_MAX, sizeof *groups);
    int count = groups == NULL ? 0 : getgroups(GROUPS_MAX, groups);
    for (int i = 0; i < count; i++)
        member = member || groups[i] == group;
    free(groups);
    return member;
}

static int find_group(const char *name, gid_t *out, struct fault *fault)
{
    struct group group, *found = NULL;
    char *room = malloc(GROUP_ROOM);
    if (room == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int error = getgrnam_r(name, &group, room, GROUP_ROOM, &found);
    gid_t gid = found == NULL ? 0 : found->gr_gid;
    free(room);
    if (found == NULL && error != 0)
        return fail(fault, COMEBACK_ARGUMENT, "group \"%.60s\": %s", name, strerror(error));
    if (found == NULL)
        return fail(fault, COMEBACK_ARGUMENT, "group \"%.60s\": there is none of this name", name);
    if (!is_member(gid))
        return fail(fault, COMEBACK_ARGUMENT,
                    "group \"%.60s\": you are not in it; a member or root can make the shop", name);
    *out = gid;
    return COMEBACK_OK;
}

static bool is_empty(const char *folder)
{
    int entries = 0;
    DIR *opened = opendir(folder);
    if (opened == NULL)
        return false;
    while (entries <= 2 && readdir(opened) != NULL)
        entries++;
    closedir(opened);
    return entries <= 2;
}

/* One that is there and in use, somebody's home perhaps, is not thrown open. */
static int make_group_folder(const char *folder, gid_t group, struct fault *fault)
{
    int status = make_folder(folder, 0700, fault);
    if (status != COMEBACK_OK)
        return status;
    if (!is_empty(folder))
        return fail(fault, COMEBACK_STORE,
                    "%s: is not empty; a group's shop is a folder of its own", folder);
    if (chown(folder, (uid_t)-1, group) != 0 || chmod(folder, 02770) != 0)
        return fail(fault, COMEBACK_STORE, "%s: %s", folder, strerror(errno));
    return COMEBACK_OK;
}

static int set_modes(const char *folder, struct fault *fault)
{
    static const struct {
        const char *name;
        mode_t mode;
    } modes[] = {
        {"comeback.ini", 0640},       {"note.receipt", 0640}, {"card.receipt", 0640},
        {"keys/comeback.keys", 0640}, {"keys/serials", 0660}, {"keys", 02750},
    };
    char path[STORE_PATH + 32];
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, modes[i].name);
        if (chmod(path, modes[i].mode) != 0)
            return fail(fault, COMEBACK_STORE, "%s: %s", path, strerror(errno));
    }
    return COMEBACK_OK;
}

int setup_group_shop(const char *folder, const struct config_locale *locale, const char *group,
                     struct fault *fault)
{
    gid_t gid;
    int status = check_folder(folder, fault);
    if (status == COMEBACK_OK)
        status = find_group(group, &gid, fault);
    if (status == COMEBACK_OK)
        status = make_group_folder(folder, gid, fault);
    if (status == COMEBACK_OK)
        status = fill_shop(folder, locale, fault);
    return status == COMEBACK_OK ? set_modes(folder, fault) : status;
}
