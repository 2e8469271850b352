/* SPDX-License-Identifier: MIT */
#include "settings_local.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_ROOM = 16 };

static const char *const slip_names[SETTINGS_SLIPS] = {"note", "card"};

static const enum config_language defaults[LANGUAGES] = {
    [LANGUAGE_ENGLISH] = CONFIG_ENGLISH,       [LANGUAGE_GERMAN] = CONFIG_GERMAN,
    [LANGUAGE_FRENCH] = CONFIG_FRENCH,         [LANGUAGE_SPANISH] = CONFIG_SPANISH,
    [LANGUAGE_ITALIAN] = CONFIG_ITALIAN,       [LANGUAGE_DUTCH] = CONFIG_DUTCH,
    [LANGUAGE_PORTUGUESE] = CONFIG_PORTUGUESE, [LANGUAGE_POLISH] = CONFIG_POLISH,
};

static const char *own_name(const struct settings *settings, enum settings_slip slip)
{
    const struct config_print *print = &settings->config.print;
    return slip == SETTINGS_NOTE ? print->note_slip : print->card_slip;
}

static const char *own_text(const struct settings *settings, enum settings_slip slip)
{
    return slip == SETTINGS_NOTE ? settings->note_text : settings->card_text;
}

bool settings_local_path(const char *folder, const struct settings *settings,
                         enum settings_slip slip, enum language language, char out[STORE_PATH])
{
    char whole[STORE_PATH];
    if (settings_path(folder, own_name(settings, slip), whole, NULL) != COMEBACK_OK)
        return false;
    const char *base = strrchr(whole, '/');
    const char *dot = strrchr(base == NULL ? whole : base, '.');
    int length = dot == NULL ? (int)strlen(whole) : (int)(dot - whole);
    int needed = snprintf(out, STORE_PATH, "%.*s.%s%s", length, whole, words_code(language),
                          dot == NULL ? "" : dot);
    return needed < STORE_PATH;
}

static const char *default_text(enum settings_slip slip, enum language language)
{
    char name[KEY_ROOM];
    snprintf(name, sizeof name, "%s.receipt", slip_names[slip]);
    const struct config_default_file *file = config_default_files(defaults[language]);
    while (strcmp(file->name, name) != 0)
        file++;
    return file->text;
}

static bool is_default(const char *text, enum settings_slip slip)
{
    for (int i = 0; i < LANGUAGES; i++)
        if (strcmp(text, default_text(slip, (enum language)i)) == 0)
            return true;
    return false;
}

static void know_defaults(struct settings *settings)
{
    for (int slip = 0; slip < SETTINGS_SLIPS; slip++)
        settings->is_default[slip] =
            is_default(own_text(settings, (enum settings_slip)slip), (enum settings_slip)slip);
}

int settings_local_read(const char *folder, struct settings *settings, struct fault *fault)
{
    char path[STORE_PATH];
    int status = COMEBACK_OK;
    know_defaults(settings);
    for (int i = 0; i < LANGUAGES * SETTINGS_SLIPS && status == COMEBACK_OK; i++) {
        enum settings_slip slip = (enum settings_slip)(i % SETTINGS_SLIPS);
        int language = i / SETTINGS_SLIPS;
        if (settings_local_path(folder, settings, slip, (enum language)language, path) &&
            access(path, F_OK) == 0)
            status = settings_read_text(path, &settings->local[language].text[slip], fault);
        if (status == COMEBACK_OK && settings->local[language].text[slip] != NULL)
            status = settings_parse_slip(settings, slip, strrchr(path, '/') + 1,
                                         settings->local[language].text[slip],
                                         &settings->local[language].slip[slip], fault);
    }
    return status;
}

void settings_local_free(struct settings *settings)
{
    for (int i = 0; i < LANGUAGES * SETTINGS_SLIPS; i++) {
        struct settings_local *local = &settings->local[i / SETTINGS_SLIPS];
        free(local->text[i % SETTINGS_SLIPS]);
        slip_free(local->slip[i % SETTINGS_SLIPS]);
    }
}

static bool has(const struct settings *settings, enum settings_slip slip, enum language language)
{
    return settings->local[language].text[slip] != NULL || settings->is_default[slip];
}

bool settings_local_has(const struct settings *settings, enum language language)
{
    return has(settings, SETTINGS_NOTE, language) && has(settings, SETTINGS_CARD, language);
}

const struct slip_template *settings_local_slip(struct settings *settings, enum settings_slip slip,
                                                enum language language)
{
    struct settings_local *local = &settings->local[language];
    const struct slip_template *own = slip == SETTINGS_NOTE ? settings->note : settings->card;
    if (!settings_local_has(settings, language))
        return own;
    if (local->slip[slip] == NULL)
        slip_parse(slip_names[slip], default_text(slip, language), 0, &local->slip[slip], NULL);
    return local->slip[slip] == NULL ? own : local->slip[slip];
}

static void name_text(char key[KEY_ROOM], int slip, int language)
{
    snprintf(key, KEY_ROOM, "%s.%s", slip_names[slip], words_code((enum language)language));
}

json_t *settings_local_to_json(const struct settings *settings)
{
    char key[KEY_ROOM];
    json_t *object = json_object();
    for (int i = 0; i < LANGUAGES * SETTINGS_SLIPS; i++) {
        const char *text = settings->local[i / SETTINGS_SLIPS].text[i % SETTINGS_SLIPS];
        name_text(key, i % SETTINGS_SLIPS, i / SETTINGS_SLIPS);
        if (text != NULL)
            json_object_set_new(object, key, json_string(text));
    }
    if (json_object_size(object) > 0)
        return object;
    json_decref(object);
    return NULL;
}

int settings_local_from_json(struct settings *settings, const json_t *object, struct fault *fault)
{
    char key[KEY_ROOM];
    int status = COMEBACK_OK;
    know_defaults(settings);
    for (int i = 0; i < LANGUAGES * SETTINGS_SLIPS && status == COMEBACK_OK; i++) {
        struct settings_local *local = &settings->local[i / SETTINGS_SLIPS];
        enum settings_slip slip = (enum settings_slip)(i % SETTINGS_SLIPS);
        name_text(key, slip, i / SETTINGS_SLIPS);
        const char *text = json_string_value(json_object_get(object, key));
        if (text == NULL)
            continue;
        local->text[slip] = strdup(text);
        status = local->text[slip] == NULL
                     ? fail(fault, COMEBACK_MEMORY, "out of memory")
                     : settings_parse_slip(settings, slip, key, text, &local->slip[slip], fault);
    }
    return status;
}
