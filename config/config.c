/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ini.h"
#include "keys.h"

/* The French code of the environment, art. L541-15-10: paper of this sort only where asked for. */
static void ask_where_the_law_says_so(struct config *config)
{
    if (strcmp(config->shop.country, "FR") != 0)
        return;
    if (config->print.note == CONFIG_ALWAYS)
        config->print.note = CONFIG_ASK;
    if (config->print.card == CONFIG_ALWAYS)
        config->print.card = CONFIG_ASK;
}

/* *out is the caller's to free unless CONFIG_MEMORY. It is too large for the stack of a host. */
static int judge(const char *text, size_t length, struct fault_list *faults, struct config **out)
{
    struct ini *ini = NULL;
    struct config *config = calloc(1, sizeof *config);
    if (config == NULL)
        return CONFIG_MEMORY;
    int status = ini_read(text, length, faults, &ini);
    if (status == CONFIG_OK)
        keys_judge(ini, config, faults);
    ini_free(ini);
    *out = config;
    return status;
}

int config_parse(const char *name, const char *text, size_t length, struct config *out,
                 struct config_faults *faults)
{
    struct fault_list list = {0};
    struct config *config = NULL;
    if (faults != NULL)
        *faults = (struct config_faults){0};
    int status = judge(text, length, &list, &config);
    int told = fault_tell(&list, name, faults);
    if (status == CONFIG_OK)
        status = told;
    if (status == CONFIG_OK) {
        ask_where_the_law_says_so(config);
        *out = *config;
    }
    free(config);
    return status;
}

int config_find_store(const char *text, size_t length, struct config_store *out)
{
    static const struct config_store standard = {.path = "store", .keys = "keys"};
    struct fault_list list = {0};
    struct config *config = NULL;
    int status = judge(text, length, &list, &config);
    if (status == CONFIG_OK) {
        /* One folder for both is a mistake of these very lines. */
        bool apart = strcmp(config->store.path, config->store.keys) != 0;
        *out = apart ? config->store : standard;
    }
    free(config);
    fault_tell(&list, "", NULL);
    return status;
}

int config_line(const char *text, size_t length, const char *section, const char *key)
{
    struct fault_list list = {0};
    struct ini *ini = NULL;
    int line = 0;
    if (ini_read(text, length, &list, &ini) == CONFIG_OK)
        for (size_t i = 0; i < ini->entry_count; i++)
            if (strcmp(ini->entries[i].section->name, section) == 0 &&
                strcmp(ini->entries[i].key, key) == 0)
                line = ini->entries[i].line;
    ini_free(ini);
    fault_tell(&list, "", NULL);
    return line;
}

static const struct ini_entry *find_staff(const struct ini *ini)
{
    for (size_t i = 0; i < ini->entry_count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        if (strcmp(entry->section->name, "shop") == 0 && strcmp(entry->key, "staff") == 0)
            return entry;
    }
    return NULL;
}

/* What stands behind the value on its line may name them too. */
static char *without_line_end(const char *text, size_t length, const char *from)
{
    size_t before = (size_t)(from - text), after = before;
    while (after < length && text[after] != '\n')
        after++;
    char *copy = malloc(length - (after - before) + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, text, before);
    memcpy(copy + before, text + after, length - after);
    copy[length - (after - before)] = '\0';
    return copy;
}

char *config_without_staff(const char *text, size_t length)
{
    struct fault_list list = {0};
    struct ini *ini = NULL;
    if (ini_read(text, length, &list, &ini) != CONFIG_OK)
        ini = NULL;
    fault_tell(&list, "", NULL);
    if (ini == NULL)
        return NULL;
    const struct ini_entry *staff = find_staff(ini);
    const char *from = text + length;
    if (staff != NULL && staff->written.text != NULL)
        for (from = staff->written.text; from[-1] != '=';)
            from--; /* a quote or blanks */
    char *copy = without_line_end(text, length, from);
    ini_free(ini);
    return copy;
}

void config_faults_free(struct config_faults *faults)
{
    free(faults->text);
    *faults = (struct config_faults){0};
}

/* One line about the file as a whole. */
static int refuse_file(const char *path, int status, const char *reason,
                       struct config_faults *faults)
{
    if (faults == NULL)
        return status;
    faults->count = 1;
    if (asprintf(&faults->text, "%s: %s\n", path, reason) < 0) {
        *faults = (struct config_faults){0};
        return CONFIG_MEMORY;
    }
    return status;
}

static int refuse_by_errno(const char *path, struct config_faults *faults)
{
    return refuse_file(path, CONFIG_IO, strerrordesc_np(errno), faults);
}

/* How many bytes came, or -1 and errno. */
static ssize_t read_all(int fd, char *out, size_t capacity)
{
    size_t length = 0;
    while (length < capacity) {
        ssize_t count = read(fd, out + length, capacity - length);
        if (count == 0)
            break;
        if (count < 0 && errno != EINTR)
            return -1;
        length += count > 0 ? (size_t)count : 0;
    }
    return (ssize_t)length;
}

/* The buffer has room for one byte more than a file may have, and for a NUL. */
static int read_open_file(const char *path, int fd, char *buffer, size_t *length,
                          struct config_faults *faults)
{
    struct stat stat;
    if (fstat(fd, &stat) != 0)
        return refuse_by_errno(path, faults);
    if (!S_ISREG(stat.st_mode))
        return refuse_file(path, CONFIG_IO, "not a regular file", faults);
    ssize_t count = read_all(fd, buffer, INI_FILE_MAX + 1);
    if (count < 0)
        return refuse_by_errno(path, faults);
    if (count > INI_FILE_MAX)
        return refuse_file(path, CONFIG_WRONG, "found more than 65536 bytes, expected at most that",
                           faults);
    buffer[count] = '\0';
    *length = (size_t)count;
    return CONFIG_OK;
}

int config_read_file(const char *path, char **text, size_t *length, struct config_faults *faults)
{
    if (faults != NULL)
        *faults = (struct config_faults){0};
    char *buffer = malloc(INI_FILE_MAX + 2);
    if (buffer == NULL)
        return CONFIG_MEMORY;
    /* Not to wait for the writer of a FIFO. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int status =
        fd < 0 ? refuse_by_errno(path, faults) : read_open_file(path, fd, buffer, length, faults);
    if (fd >= 0)
        close(fd);
    if (status == CONFIG_OK)
        *text = buffer;
    else
        free(buffer);
    return status;
}
