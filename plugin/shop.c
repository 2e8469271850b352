/* SPDX-License-Identifier: MIT */
#include "shop.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "settings_local.h"

int shop_find_config(char out[STORE_PATH], struct fault *fault)
{
    const char *named = getenv("COMEBACK_CONFIG"), *home = getenv("HOME");
    const char *user = getenv("XDG_CONFIG_HOME");
    char places[2][STORE_PATH] = {{0}};
    if (named != NULL && named[0] != '\0') {
        snprintf(out, STORE_PATH, "%s", named);
        return COMEBACK_OK;
    }
    if (user != NULL && user[0] == '/')
        snprintf(places[0], STORE_PATH, "%s/comeback/comeback.ini", user);
    else if (home != NULL)
        snprintf(places[0], STORE_PATH, "%s/.config/comeback/comeback.ini", home);
    snprintf(places[1], STORE_PATH, "/etc/comeback/comeback.ini");
    for (int i = 0; i < 2; i++)
        if (places[i][0] != '\0' && access(places[i], F_OK) == 0) {
            memcpy(out, places[i], STORE_PATH);
            return COMEBACK_OK;
        }
    return fail(fault, COMEBACK_CONFIG,
                "no comeback.ini: none in $COMEBACK_CONFIG, \"%s\" or \"%s\"", places[0],
                places[1]);
}

static int set_paths(struct shop *shop, const struct config_store *where, struct fault *fault)
{
    int status = settings_path(shop->folder, where->path, shop->store_folder, fault);
    return status == COMEBACK_OK
               ? settings_path(shop->folder, where->keys, shop->keys_folder, fault)
               : status;
}

static int open_store(struct shop *shop, int wait_ms, struct fault *fault)
{
    return store_open(shop->store_folder, wait_ms, &shop->store, fault);
}

/* Where the file is wrong, what it says of the store may still be right. */
static int use_kept_settings(struct shop *shop)
{
    struct config_store where;
    settings_find_store(shop->path, &where);
    int status = set_paths(shop, &where, NULL);
    if (status == COMEBACK_OK)
        status = open_store(shop, SHOP_WAIT_MS, NULL);
    return status == COMEBACK_OK ? settings_from_log(shop->store, &shop->settings, NULL) : status;
}

/* Wrong since it was last written, as far as anybody can tell who was not there. */
static int64_t written_ms(const char *path)
{
    struct stat file;
    if (stat(path, &file) != 0)
        return clock_now_ms();
    return (int64_t)file.st_mtim.tv_sec * 1000;
}

static void note_settings_fault(struct shop *shop, const struct fault *why)
{
    shop->settings_fault_ms = written_ms(shop->path);
    snprintf(shop->settings_fault, sizeof shop->settings_fault, "%.500s", why->text);
}

static int open_settings(struct shop *shop, struct fault *fault)
{
    struct fault why = {{0}};
    int status = settings_read(shop->path, &shop->settings, &why);
    if (status == COMEBACK_OK) {
        shop->stamp = shop->settings->stamp;
        status = set_paths(shop, &shop->settings->config.store, fault);
        return status == COMEBACK_OK ? open_store(shop, SHOP_WAIT_MS, fault) : status;
    }
    note_settings_fault(shop, &why);
    if (use_kept_settings(shop) != COMEBACK_OK)
        return fail(fault, COMEBACK_CONFIG, "%s", why.text);
    return COMEBACK_OK;
}

const struct profile *shop_profile(struct shop *shop)
{
    return &shop->settings->profile;
}

/* The host may change its working folder at any time. */
static int make_path_absolute(struct shop *shop, struct fault *fault)
{
    char copy[STORE_PATH];
    int status = settings_folder(shop->path, shop->folder, fault);
    if (status != COMEBACK_OK)
        return status;
    memcpy(copy, shop->path, sizeof copy);
    return settings_path(shop->folder, basename(copy), shop->path, fault);
}

static int open_parts(struct shop *shop, struct fault *fault)
{
    int status = make_path_absolute(shop, fault);
    if (status == COMEBACK_OK)
        status = open_settings(shop, fault);
    if (status == COMEBACK_BUSY) {
        shop->locked_ms = clock_monotonic_ms();
        status = COMEBACK_OK; /* sales go to the spool until the store is free */
    }
    if (status == COMEBACK_OK)
        spool_open(&shop->spool, shop->store_folder);
    if (status == COMEBACK_OK)
        status = keys_open(shop->keys_folder, &shop->keys, fault);
    return status;
}

int shop_open(const char *path, struct shop **out, struct fault *fault)
{
    struct shop *shop = calloc(1, sizeof *shop);
    if (shop == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    shop->pid = getpid();
    shop->poke_fd = shop->keys.serials_fd = shop->spool.fd = -1;
    pthread_mutex_init(&shop->mutex, NULL);
    pthread_mutex_init(&shop->spool_mutex, NULL);
    int status = path == NULL ? shop_find_config(shop->path, fault) : COMEBACK_OK;
    if (path != NULL && snprintf(shop->path, STORE_PATH, "%s", path) >= STORE_PATH)
        status = fail(fault, COMEBACK_CONFIG, "path too long: \"%.100s…\"", path);
    if (status == COMEBACK_OK)
        status = open_parts(shop, fault);
    if (status == COMEBACK_OK)
        *out = shop;
    else
        shop_close(shop);
    return status;
}

bool shop_lock_mutex(pthread_mutex_t *mutex, int wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &until) == 0;
}

static bool is_idle(struct shop *shop)
{
    bool idle = shop_lock_mutex(&shop->mutex, 0);
    if (idle)
        pthread_mutex_unlock(&shop->mutex);
    bool spool_idle = shop_lock_mutex(&shop->spool_mutex, 0);
    if (spool_idle)
        pthread_mutex_unlock(&shop->spool_mutex);
    return idle && spool_idle;
}

/* In a forked child SQLite's locks are the parent's: closing an idle connection there gives back
 * memory and descriptors and touches no lock. Where a thread of the parent was at work just then,
 * everything is left as it is. */
void shop_close(struct shop *shop)
{
    if (shop == NULL || (shop->pid != getpid() && !is_idle(shop)))
        return;
    store_close(shop->store);
    spool_close(&shop->spool);
    keys_close(&shop->keys);
    settings_free(shop->settings);
    if (shop->poke_fd >= 0)
        close(shop->poke_fd);
    pthread_mutex_destroy(&shop->mutex);
    pthread_mutex_destroy(&shop->spool_mutex);
    free(shop);
}

int shop_lock(struct shop *shop, int wait_ms, struct store **store, struct fault *fault)
{
    int64_t until_ms = clock_monotonic_ms() + wait_ms;
    if (!shop_lock_mutex(&shop->mutex, wait_ms))
        return fail(fault, COMEBACK_BUSY, "another thread of this process holds the store");
    int status =
        shop->store == NULL ? open_store(shop, clock_left_ms(until_ms), fault) : COMEBACK_OK;
    if (status != COMEBACK_OK)
        shop_unlock(shop);
    else
        *store = shop->store;
    return status;
}

void shop_unlock(struct shop *shop)
{
    pthread_mutex_unlock(&shop->mutex);
}

enum language shop_language(const struct shop *shop)
{
    const struct config_shop *told = &shop->settings->config.shop;
    return words_language(told->language, told->country);
}

static uint32_t slip_languages(const struct settings *settings)
{
    uint32_t bits = 0;
    for (int i = 0; i < LANGUAGES; i++)
        bits |= settings_local_has(settings, (enum language)i) ? 1u << i : 0;
    return bits;
}

struct desk shop_desk(struct shop *shop, bool note_to_printer)
{
    return (struct desk){
        .store = shop->store,
        .keys = &shop->keys,
        .config = &shop->settings->config,
        .language = shop_language(shop),
        .slip_languages = slip_languages(shop->settings),
        .settings_origin = shop->settings->origin,
        .settings_seq = shop->settings->seq,
        .now_ms = clock_now_ms(),
        .note_to_printer = note_to_printer || shop->settings->config.print.note_on_printer,
    };
}

static bool is_elsewhere(const struct shop *shop, const struct config_store *where)
{
    char store[STORE_PATH], keys[STORE_PATH];
    return settings_path(shop->folder, where->path, store, NULL) != COMEBACK_OK ||
           settings_path(shop->folder, where->keys, keys, NULL) != COMEBACK_OK ||
           strcmp(store, shop->store_folder) != 0 || strcmp(keys, shop->keys_folder) != 0;
}

static void refresh(struct shop *shop)
{
    struct settings *fresh = NULL, *before = shop->settings;
    struct fault why = {{0}};
    if (!settings_changed(shop->path, before, &shop->stamp))
        return;
    if (settings_read(shop->path, &fresh, &why) != COMEBACK_OK) {
        note_settings_fault(shop, &why);
        return;
    }
    shop->settings = fresh;
    settings_free(before);
    shop->stamp = fresh->stamp;
    shop->settings_fault[0] = '\0';
    shop->store_moved = is_elsewhere(shop, &fresh->config.store);
}

void shop_refresh(struct shop *shop)
{
    if (!shop_lock_mutex(&shop->mutex, 0))
        return;
    refresh(shop);
    shop_unlock(shop);
}

void shop_fill_currency(const struct shop *shop, struct sale *sale)
{
    if (sale->currency[0] == '\0')
        memcpy(sale->currency, shop->settings->config.shop.currency, sizeof sale->currency);
}
