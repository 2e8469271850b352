/* SPDX-License-Identifier: MIT */
#include "printer_model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../drivers/profile_reader.h"

static const char ending[] = ".profile";

static bool is_path(const char *name)
{
    size_t length = strlen(name), tail = sizeof ending - 1;
    return length > tail && strcmp(name + length - tail, ending) == 0;
}

int printer_model_path(const char *folder, const char *name, char out[STORE_PATH],
                       struct fault *fault)
{
    if (!is_path(name) && (strchr(name, '/') != NULL || name[0] == '\0'))
        return fail(fault, COMEBACK_CONFIG, "\"%.100s\": found a /, expected a name", name);
    int length = name[0] == '/' ? snprintf(out, STORE_PATH, "%s", name)
                 : is_path(name)
                     ? snprintf(out, STORE_PATH, "%s/%s", folder, name)
                     : snprintf(out, STORE_PATH, "%s/printers/%s.profile", folder, name);
    if (length >= STORE_PATH)
        return fail(fault, COMEBACK_CONFIG, "path too long: \"%.100s…\"", out);
    return COMEBACK_OK;
}

/* The mistakes of one file, as far as a fault has room. */
struct mistakes {
    const char *path;
    size_t length;
    char text[sizeof((struct fault *)NULL)->text];
};

static void add_mistake(void *context, unsigned line, const char *text)
{
    struct mistakes *mistakes = context;
    size_t room = sizeof mistakes->text - mistakes->length;
    int length = snprintf(mistakes->text + mistakes->length, room, "%s%s:%u: %s",
                          mistakes->length > 0 ? "\n" : "", mistakes->path, line, text);
    if ((size_t)length < room)
        mistakes->length += (size_t)length;
    else
        mistakes->text[mistakes->length] = '\0';
}

static int read_own(const char *path, const char *text, struct profile *out, struct fault *fault)
{
    struct mistakes mistakes = {.path = path};
    const struct profile_hearer hearer = {.context = &mistakes, .mistake = add_mistake};
    if (profile_read_own(text, strlen(text), profile_all(), &hearer, out) == DRV_OK)
        return COMEBACK_OK;
    return fail(fault, COMEBACK_CONFIG, "%s", mistakes.text);
}

/* COMEBACK_NOTHING where there is no such file. */
static int load(const char *path, char **out, struct fault *fault)
{
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return fail(fault, COMEBACK_NOTHING, "%s: %s", path, strerror(ENOENT));
    FILE *file = fopen(path, "re");
    char *text = calloc(1, PROFILE_FILE_MAX + 2);
    size_t length = file == NULL || text == NULL ? 0 : fread(text, 1, PROFILE_FILE_MAX + 1, file);
    bool failed = file == NULL || ferror(file);
    if (file != NULL)
        fclose(file);
    if (!failed && text != NULL && strlen(text) == length) {
        *out = text;
        return COMEBACK_OK;
    }
    free(text);
    return fail(fault, COMEBACK_CONFIG, "%s: %s", path,
                failed ? strerror(errno) : "a NUL byte inside");
}

int printer_model_of_text(const char *name, const char *own, struct profile *out,
                          struct fault *fault)
{
    if (own != NULL)
        return read_own(name, own, out, fault);
    const struct profile *profile = profile_find(name);
    if (profile == NULL)
        return fail(fault, COMEBACK_NOTHING, "there is no profile \"%.60s\"", name);
    *out = *profile;
    return COMEBACK_OK;
}

int printer_model_find(const char *folder, const char *name, struct profile *out, char **own,
                       struct fault *fault)
{
    char path[STORE_PATH], *text = NULL;
    int status = printer_model_path(folder, name, path, fault);
    if (status == COMEBACK_OK)
        status = load(path, &text, fault);
    if (status == COMEBACK_NOTHING && !is_path(name))
        status = printer_model_of_text(name, NULL, out, fault);
    else if (status == COMEBACK_OK)
        status = read_own(path, text, out, fault);
    if (status == COMEBACK_OK)
        *own = text;
    else
        free(text);
    return status;
}

int printer_model_adjust(struct profile *profile, const struct config_print *print,
                         struct fault *fault)
{
    static const uint8_t cuts[] = {
        [CONFIG_CUT_NONE] = PROFILE_CUT_NONE,
        [CONFIG_CUT_GS_V] = PROFILE_CUT_GS_V,
        [CONFIG_CUT_GS_V0] = PROFILE_CUT_GS_V0,
        [CONFIG_CUT_ESC_I] = PROFILE_CUT_ESC_I,
    };
    if (print->width_dots != 0 && !profile_set_width(profile, (unsigned)print->width_dots))
        return fail(fault, COMEBACK_CONFIG, "found \"%d\", expected at most the %u dots of %s",
                    (int)print->width_dots, (unsigned)profile->dots, print->profile);
    if (print->cut != CONFIG_CUT_OF_PROFILE)
        profile->cut = cuts[print->cut];
    return COMEBACK_OK;
}
