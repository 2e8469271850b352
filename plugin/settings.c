/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../drivers/document.h"
#include "../drivers/printer.h"
#include "clock.h"
#include "log.h"
#include "logo.h"
#include "printer_model.h"
#include "settings_local.h"

enum { TRIED_COLUMNS = 42, LOGO_FILE = 4 /* its place in the stamp */ };

int settings_folder(const char *path, char out[STORE_PATH], struct fault *fault)
{
    char copy[STORE_PATH], whole[PATH_MAX];
    if (strlen(path) >= sizeof copy)
        return fail(fault, COMEBACK_CONFIG, "path too long: \"%.100s…\"", path);
    memcpy(copy, path, strlen(path) + 1);
    if (realpath(dirname(copy), whole) == NULL)
        return fail(fault, COMEBACK_CONFIG, "%s: %s", path, strerror(errno));
    if (strlen(whole) >= STORE_PATH)
        return fail(fault, COMEBACK_CONFIG, "path too long: \"%.100s…\"", whole);
    memcpy(out, whole, strlen(whole) + 1);
    return COMEBACK_OK;
}

int settings_path(const char *folder, const char *path, char out[STORE_PATH], struct fault *fault)
{
    int length = path[0] == '/' ? snprintf(out, STORE_PATH, "%s", path)
                                : snprintf(out, STORE_PATH, "%s/%s", folder, path);
    if (length >= STORE_PATH)
        return fail(fault, COMEBACK_CONFIG, "path too long: \"%s/%s\"", folder, path);
    return COMEBACK_OK;
}

/* As many whole lines as there is room for. */
static int config_failed(int status, struct config_faults *faults, struct fault *fault)
{
    static const char more[] = "\nand more: mend these first";
    const char *text = faults->text == NULL ? "" : faults->text;
    const size_t room = sizeof((struct fault *)0)->text - sizeof more;
    size_t length = strlen(text);
    bool cut = length > room;
    if (cut)
        for (length = room; length > 0 && text[length] != '\n';)
            length--;
    while (length > 0 && text[length - 1] == '\n')
        length--;
    fault_set(fault, "%.*s%s", (int)length, text, cut ? more : "");
    config_faults_free(faults);
    return status == CONFIG_MEMORY ? COMEBACK_MEMORY : COMEBACK_CONFIG;
}

int settings_read_text(const char *path, char **text, struct fault *fault)
{
    struct config_faults faults = {0};
    size_t length;
    int status = config_read_file(path, text, &length, &faults);
    if (status != CONFIG_OK)
        return config_failed(status, &faults, fault);
    if (strlen(*text) == length)
        return COMEBACK_OK;
    free(*text);
    *text = NULL;
    return fail(fault, COMEBACK_CONFIG, "%s: a NUL byte inside", path);
}

static int try_once(const struct slip_template *slip, const struct slip_values *values,
                    struct fault *fault)
{
    struct bytes text = {0};
    struct drv_fault why = {{0}};
    struct document *document = NULL;
    int status = slip_expand(slip, values, TRIED_COLUMNS, &text, fault);
    if (status == COMEBACK_OK &&
        document_parse((const char *)text.data, text.length, &document, &why) != DRV_OK)
        status = fail(fault, COMEBACK_CONFIG, "%s", why.text);
    document_free(document);
    bytes_free(&text);
    return status;
}

/* Would it print? With every section there, and with those alone that must be. */
static int try_slip(const char *name, const struct slip_template *slip, unsigned required,
                    const char *logo, struct fault *fault)
{
    const unsigned filled[] = {required, ~0u};
    struct slip_values values = {0};
    struct fault why = {{0}};
    int status = COMEBACK_OK;
    for (int pass = 0; pass < 2 && status == COMEBACK_OK; pass++) {
        for (int i = 0; i < SLIP_FIELDS; i++)
            values.text[i][0] = (filled[pass] & 1u << i) != 0 ? '1' : '\0';
        values.logo = (filled[pass] & 1u << SLIP_SHOP_LOGO) != 0 ? logo : NULL;
        status = try_once(slip, &values, &why);
    }
    return status == COMEBACK_OK ? COMEBACK_OK : fail(fault, status, "%s: %s", name, why.text);
}

/* In a slip that has a place for a logo where there is none. */
static const char any_base64[] = "AAAA";

int settings_parse_slip(const struct settings *settings, enum settings_slip slip, const char *name,
                        const char *text, struct slip_template **out, struct fault *fault)
{
    unsigned required = slip == SETTINGS_NOTE ? SLIP_NOTE_REQUIRED : SLIP_CARD_REQUIRED;
    const char *logo = settings->logo == NULL ? any_base64 : settings->logo;
    struct slip_template *parsed = NULL;
    int status = slip_parse(name, text, required, &parsed, fault);
    if (status == COMEBACK_OK)
        status = try_slip(name, parsed, required, logo, fault);
    if (status == COMEBACK_OK)
        *out = parsed;
    else
        slip_free(parsed);
    return status;
}

static int parse_slips(struct settings *settings, struct fault *fault)
{
    const struct config_print *print = &settings->config.print;
    int status = settings_parse_slip(settings, SETTINGS_NOTE, print->note_slip, settings->note_text,
                                     &settings->note, fault);
    if (status == COMEBACK_OK)
        status = settings_parse_slip(settings, SETTINGS_CARD, print->card_slip, settings->card_text,
                                     &settings->card, fault);
    return status;
}

static int parse_ini(const char *name, const char *text, struct config *out, struct fault *fault)
{
    struct config_faults faults = {0};
    int status = config_parse(name, text, strlen(text), out, &faults);
    return status == CONFIG_OK ? COMEBACK_OK : config_failed(status, &faults, fault);
}

static void stamp_file(const char *path, struct settings_stamp *stamp, int number)
{
    struct stat file;
    if (path[0] == '\0' || stat(path, &file) != 0)
        return;
    stamp->files[number].device = file.st_dev;
    stamp->files[number].inode = file.st_ino;
    stamp->files[number].size = file.st_size;
    stamp->files[number].changed = file.st_mtim;
}

/* The stamp first: what changes while it is read is read again. */
static int read_stamped(const char *path, struct settings *settings, int number, char **text,
                        struct fault *fault)
{
    stamp_file(path, &settings->stamp, number);
    return settings_read_text(path, text, fault);
}

static int read_slip(const char *folder, const char *name, struct settings *settings, int number,
                     char **text, struct fault *fault)
{
    char path[STORE_PATH];
    int status = settings_path(folder, name, path, fault);
    return status == COMEBACK_OK ? read_stamped(path, settings, number, text, fault) : status;
}

static int tell_print(const char *path, const char *ini, const char *key, const char *found,
                      const char *expected, struct fault *fault)
{
    return fail(fault, COMEBACK_CONFIG, "%s:%d: print.%s: found \"%s\", expected %s", path,
                config_line(ini, strlen(ini), "print", key), key, found, expected);
}

static int tell_width(const char *path, const char *ini, const struct fault *why,
                      struct fault *fault)
{
    return fail(fault, COMEBACK_CONFIG, "%s:%d: print.width: %.400s", path,
                config_line(ini, strlen(ini), "print", "width"), why->text);
}

/* Which models there are the reader of the file cannot know. */
static int find_model(const char *path, const char *folder, struct settings *settings,
                      struct fault *fault)
{
    static const char expected[] =
        "one of `comeback printers --profiles`, or the path of a file that ends in .profile";
    const struct config_print *print = &settings->config.print;
    struct fault why = {{0}};
    int status = printer_model_find(folder, print->profile, &settings->profile,
                                    &settings->profile_text, &why);
    if (status == COMEBACK_NOTHING)
        return tell_print(path, settings->ini, "profile", print->profile, expected, fault);
    if (status != COMEBACK_OK)
        return fail(fault, status, "%s", why.text);
    status = printer_model_adjust(&settings->profile, print, &why);
    return status == COMEBACK_OK ? status : tell_width(path, settings->ini, &why, fault);
}

/* Nor which printers. */
static int judge_printer(const char *path, const struct settings *settings, struct fault *fault)
{
    const struct config_print *print = &settings->config.print;
    struct drv_fault why = {""};
    char expected[300];
    if (print->printer[0] == '\0' || printer_check(print->printer, &why) == DRV_OK)
        return COMEBACK_OK;
    const char *what = strstr(why.text, "expected ");
    snprintf(expected, sizeof expected, "%s%s", what == NULL ? "a printer's URI: " : "",
             what == NULL ? why.text : what + strlen("expected "));
    return tell_print(path, settings->ini, "printer", print->printer, expected, fault);
}

static int read_logo(const char *path, const char *folder, struct settings *settings,
                     struct fault *fault)
{
    const char *name = settings->config.shop.logo;
    char place[STORE_PATH];
    struct fault why = {{0}};
    if (name[0] == '\0')
        return COMEBACK_OK;
    int status = settings_path(folder, name, place, &why);
    if (status == COMEBACK_OK) {
        stamp_file(place, &settings->stamp, LOGO_FILE);
        status = logo_read(place, &settings->logo, &why);
    }
    if (status == COMEBACK_OK)
        return COMEBACK_OK;
    return fail(fault, status, "%s:%d: shop.logo: found \"%s\", expected a PNG; %s", path,
                config_line(settings->ini, strlen(settings->ini), "shop", "logo"), name, why.text);
}

static int leave_out_staff(struct settings *settings, struct fault *fault)
{
    char *copy = config_without_staff(settings->ini, strlen(settings->ini));
    if (copy == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    free(settings->ini);
    settings->ini = copy;
    return COMEBACK_OK;
}

/* The stamp first, as of the others. */
static int read_model(const char *path, const char *folder, struct settings *settings,
                      struct fault *fault)
{
    char own[STORE_PATH];
    if (printer_model_path(folder, settings->config.print.profile, own, NULL) == COMEBACK_OK)
        stamp_file(own, &settings->stamp, 3);
    return find_model(path, folder, settings, fault);
}

/* before: the stamp of last time; NULL: look for all of them. */
static void stamp_local(const char *folder, const struct settings *settings,
                        struct settings_stamp *stamp, const struct settings_stamp *before)
{
    char path[STORE_PATH];
    for (int slip = 0; slip < SETTINGS_SLIPS; slip++) {
        int place = SETTINGS_FOLDERS + slip;
        settings_local_path(folder, settings, (enum settings_slip)slip, LANGUAGE_ENGLISH, path);
        stamp_file(dirname(path), stamp, place);
        bool same = before != NULL && memcmp(&stamp->files[place], &before->files[place],
                                             sizeof stamp->files[place]) == 0;
        for (int i = 0; i < LANGUAGES; i++) {
            int file = SETTINGS_LOCAL + i * SETTINGS_SLIPS + slip;
            if ((before == NULL || !same || before->files[file].inode != 0) &&
                settings_local_path(folder, settings, (enum settings_slip)slip, (enum language)i,
                                    path))
                stamp_file(path, stamp, file);
        }
    }
}

static int read_all(const char *path, struct settings *settings, struct fault *fault)
{
    const struct config_print *print = &settings->config.print;
    char folder[STORE_PATH];
    int status = settings_folder(path, folder, fault);
    if (status == COMEBACK_OK)
        status = read_stamped(path, settings, 0, &settings->ini, fault);
    if (status == COMEBACK_OK)
        status = parse_ini(path, settings->ini, &settings->config, fault);
    if (status == COMEBACK_OK)
        status = read_model(path, folder, settings, fault);
    if (status == COMEBACK_OK)
        status = judge_printer(path, settings, fault);
    if (status == COMEBACK_OK)
        status = leave_out_staff(settings, fault);
    if (status == COMEBACK_OK)
        status = read_slip(folder, print->note_slip, settings, 1, &settings->note_text, fault);
    if (status == COMEBACK_OK)
        status = read_slip(folder, print->card_slip, settings, 2, &settings->card_text, fault);
    if (status == COMEBACK_OK)
        status = read_logo(path, folder, settings, fault);
    if (status == COMEBACK_OK)
        status = parse_slips(settings, fault);
    if (status == COMEBACK_OK)
        stamp_local(folder, settings, &settings->stamp, NULL);
    return status == COMEBACK_OK ? settings_local_read(folder, settings, fault) : status;
}

void settings_find_store(const char *path, struct config_store *out)
{
    static const struct config_store standard = {.path = "store", .keys = "keys"};
    char *text = NULL;
    if (settings_read_text(path, &text, NULL) != COMEBACK_OK ||
        config_find_store(text, strlen(text), out) != CONFIG_OK)
        *out = standard;
    free(text);
}

int settings_read(const char *path, struct settings **out, struct fault *fault)
{
    struct settings *settings = calloc(1, sizeof *settings);
    if (settings == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    int status = read_all(path, settings, fault);
    if (status == COMEBACK_OK)
        *out = settings;
    else
        settings_free(settings);
    return status;
}

void settings_free(struct settings *settings)
{
    if (settings == NULL)
        return;
    slip_free(settings->note);
    slip_free(settings->card);
    free(settings->ini);
    free(settings->note_text);
    free(settings->card_text);
    free(settings->profile_text);
    free(settings->logo);
    settings_local_free(settings);
    free(settings);
}

bool settings_changed(const char *path, const struct settings *settings,
                      struct settings_stamp *stamp)
{
    char folder[STORE_PATH], paths[SETTINGS_FOLDERS][STORE_PATH] = {{0}};
    struct settings_stamp now;
    memset(&now, 0, sizeof now);
    if (settings_folder(path, folder, NULL) != COMEBACK_OK || strlen(path) >= STORE_PATH)
        return false;
    memcpy(paths[0], path, strlen(path) + 1);
    if (settings != NULL) {
        settings_path(folder, settings->config.print.note_slip, paths[1], NULL);
        settings_path(folder, settings->config.print.card_slip, paths[2], NULL);
        printer_model_path(folder, settings->config.print.profile, paths[3], NULL);
        if (settings->config.shop.logo[0] != '\0')
            settings_path(folder, settings->config.shop.logo, paths[LOGO_FILE], NULL);
    }
    for (int i = 0; i < SETTINGS_FOLDERS; i++)
        stamp_file(paths[i], &now, i);
    if (settings != NULL)
        stamp_local(folder, settings, &now, stamp);
    bool changed = memcmp(&now, stamp, sizeof now) != 0;
    *stamp = now;
    return changed;
}

const char *settings_code_page(const struct config_print *print)
{
    static const char *const pages[] = {
        [CONFIG_PAGE_OF_PROFILE] = NULL, [CONFIG_PAGE_437] = "CP437",   [CONFIG_PAGE_850] = "CP850",
        [CONFIG_PAGE_858] = "CP858",     [CONFIG_PAGE_1252] = "CP1252",
    };
    return pages[print->code_page];
}

static char *copy_text(const json_t *body, const char *name)
{
    const char *text = json_string_value(json_object_get(body, name));
    return text == NULL ? NULL : strdup(text);
}

static int from_body(const json_t *body, struct settings *settings, struct fault *fault)
{
    settings->ini = copy_text(body, "ini");
    settings->note_text = copy_text(body, "note");
    settings->card_text = copy_text(body, "card");
    settings->logo = copy_text(body, "logo");
    if (settings->ini == NULL || settings->note_text == NULL || settings->card_text == NULL)
        return fail(fault, COMEBACK_STORE, "a settings event lacks its texts");
    settings->profile_text = copy_text(body, "profile");
    int status = parse_ini("kept settings", settings->ini, &settings->config, fault);
    if (status == COMEBACK_OK)
        status = printer_model_of_text(settings->config.print.profile, settings->profile_text,
                                       &settings->profile, fault);
    if (status == COMEBACK_OK)
        status = printer_model_adjust(&settings->profile, &settings->config.print, fault);
    if (status == COMEBACK_OK)
        status = parse_slips(settings, fault);
    return status == COMEBACK_OK
               ? settings_local_from_json(settings, json_object_get(body, "local"), fault)
               : status;
}

int settings_from_log(struct store *store, struct settings **out, struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, EVENT_LAST_SETTINGS, &row, fault, "i", store->origin);
    if (status < 0)
        return status;
    if (status == 0) {
        store_done(row);
        return fail(fault, COMEBACK_NOTHING, "no settings were ever kept");
    }
    struct settings *settings = calloc(1, sizeof *settings);
    json_t *body = json_loads(store_text(row, 2), 0, NULL);
    status = settings == NULL ? fail(fault, COMEBACK_MEMORY, "out of memory")
                              : from_body(body, settings, fault);
    if (status == COMEBACK_OK) {
        settings->origin = sqlite3_column_int64(row, 0);
        settings->seq = sqlite3_column_int64(row, 1);
        *out = settings;
    } else {
        settings_free(settings);
    }
    json_decref(body);
    store_done(row);
    return status;
}

/* NULL is a text that there is none of. */
static bool same_text(const json_t *body, const char *name, const char *text)
{
    const char *kept = json_string_value(json_object_get(body, name));
    return kept == NULL || text == NULL ? kept == text : strcmp(kept, text) == 0;
}

static bool same_local(const json_t *body, const struct settings *settings)
{
    json_t *local = settings_local_to_json(settings);
    const json_t *kept = json_object_get(body, "local");
    bool same = kept == NULL || local == NULL ? kept == local : json_equal(kept, local);
    json_decref(local);
    return same;
}

static int find_same(struct store *store, struct settings *settings, bool *same,
                     struct fault *fault)
{
    sqlite3_stmt *row;
    int status = store_query(store, EVENT_LAST_SETTINGS, &row, fault, "i", store->origin);
    if (status < 0)
        return status;
    json_t *body = status == 1 ? json_loads(store_text(row, 2), 0, NULL) : NULL;
    *same = same_text(body, "ini", settings->ini) && same_text(body, "note", settings->note_text) &&
            same_text(body, "card", settings->card_text) &&
            same_text(body, "profile", settings->profile_text) &&
            same_text(body, "logo", settings->logo) && same_local(body, settings);
    if (*same) {
        settings->origin = sqlite3_column_int64(row, 0);
        settings->seq = sqlite3_column_int64(row, 1);
    }
    json_decref(body);
    store_done(row);
    return COMEBACK_OK;
}

int settings_keep(struct store *store, struct settings *settings, struct fault *fault)
{
    bool same;
    int status = settings->seq != 0 ? COMEBACK_OK : find_same(store, settings, &same, fault);
    if (status != COMEBACK_OK || settings->seq != 0)
        return status;
    json_t *body =
        json_pack("{ss ss ss ss* ss* so*}", "ini", settings->ini, "note", settings->note_text,
                  "card", settings->card_text, "profile", settings->profile_text, "logo",
                  settings->logo, "local", settings_local_to_json(settings));
    if (body == NULL)
        return fail(fault, COMEBACK_CONFIG, "settings are not UTF-8 text");
    struct event event = {.kind = EVENT_SETTINGS, .at_ms = clock_now_ms(), .body = body};
    status = log_append(store, &event, fault);
    if (status == COMEBACK_OK)
        status = store_run(store, META_SETTINGS, fault, "i", event.seq);
    if (status == COMEBACK_OK) {
        settings->origin = event.origin;
        settings->seq = event.seq;
    }
    json_decref(body);
    return status;
}
