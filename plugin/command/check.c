/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "../../config/offers_check.h"
#include "../../drivers/printer.h"
#include "../../drivers/shared.h"
#include "../clock.h"
#include "../keys.h"
#include "../queue.h"
#include "../retention.h"
#include "../rights.h"
#include "../slip_terms.h"
#include "../tap/tap.h"
#include "arguments.h"
#include "check_effect.h"
#include "letters.h"
#include "look.h"
#include "session.h"

enum { DAY_MS = 86400000 };

/* Told while there is still time to make room. */
enum { DISK_LEAST_KIB = 16 * 1024 };

enum { WAIT_MS = 2000, ROOM = 8192 };

/* What the checks find out one after another; each leaves out what an earlier one failed to get. */
struct check {
    const struct call *call;
    char config[STORE_PATH], folder[STORE_PATH];
    char store_folder[STORE_PATH], keys_folder[STORE_PATH];
    struct settings *settings; /* in force */
    struct store *store;
    bool look;       /* nothing is wrong, and the owner should read it all the same */
    char text[ROOM]; /* of the check that runs */
};

/* Whether that is as it should be. */
static bool say(struct check *check, bool good, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool say(struct check *check, bool good, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(check->text, sizeof check->text, format, arguments);
    va_end(arguments);
    return good;
}

static void find_folders(struct check *check)
{
    struct config_store found;
    const struct config_store *where = &found;
    if (check->settings != NULL)
        where = &check->settings->config.store;
    else
        settings_find_store(check->config, &found);
    settings_path(check->folder, where->path, check->store_folder, NULL);
    settings_path(check->folder, where->keys, check->keys_folder, NULL);
}

static bool check_settings(struct check *check)
{
    struct fault fault = {{0}};
    struct stat file;
    char since[CLOCK_TEXT];
    int status = session_find_config(check->call, check->config, &fault);
    if (status == COMEBACK_OK)
        status = settings_folder(check->config, check->folder, &fault);
    if (status != COMEBACK_OK)
        return say(check, false, "%s", fault.text);
    status = settings_read(check->config, &check->settings, &fault);
    find_folders(check);
    if (status == COMEBACK_OK)
        return say(check, true, "%s", check->config);
    if (stat(check->config, &file) != 0)
        return say(check, false, "%s", fault.text);
    clock_format((struct moment){.at_ms = (int64_t)file.st_mtime * 1000}, since);
    return say(check, false,
               "%.800s\nnot in force; written %s, the last good ones go on if there are any",
               fault.text, since);
}

/* What is free for who is not root; -1 where that cannot be told. */
static int64_t disk_free_kib(const char *folder)
{
    struct statvfs disk;
    if (statvfs(folder, &disk) != 0)
        return -1;
    return (int64_t)(disk.f_bavail / 1024 * disk.f_frsize +
                     disk.f_bavail % 1024 * disk.f_frsize / 1024);
}

static bool check_store(struct check *check)
{
    struct fault fault = {{0}};
    if (check->folder[0] == '\0')
        return say(check, false, "not looked for: no settings");
    if (store_open(check->store_folder, WAIT_MS, &check->store, &fault) != COMEBACK_OK)
        return say(check, false, "%s", fault.text);
    if (check->settings == NULL)
        settings_from_log(check->store, &check->settings, NULL);
    int64_t free_kib = disk_free_kib(check->store_folder);
    if (free_kib >= 0 && free_kib < DISK_LEAST_KIB)
        return say(check, false, "%s: %" PRId64 " KiB of its disk are free; make room",
                   check->store_folder, free_kib);
    return say(check, true, "%s", check->store_folder);
}

static bool look_at_printer(struct check *check, const struct config_print *print)
{
    struct drain_setup setup = {.print = *print};
    struct look look;
    snprintf(setup.folder, sizeof setup.folder, "%s", check->folder);
    if (access(check->store_folder, F_OK) == 0)
        snprintf(setup.store_folder, sizeof setup.store_folder, "%s", check->store_folder);
    look_at(&setup, print->printer, &check->settings->profile, &look);
    return say(check, look.ready, "%s, profile %s: %s%s%s", print->printer, print->profile,
               look.words, look.last[0] == '\0' ? "" : "\nlast slip: ", look.last);
}

static bool check_printer(struct check *check)
{
    struct drv_fault fault = {{0}};
    if (check->settings == NULL)
        return say(check, false, "not known: no settings");
    const struct config_print *print = &check->settings->config.print;
    if (print->printer[0] == '\0')
        return say(check, true, "none: we print nothing ourselves");
    if (printer_check(print->printer, &fault) != DRV_OK)
        return say(check, false, "%s", fault.text);
    return look_at_printer(check, print);
}

static bool check_letters(struct check *check)
{
    if (check->settings == NULL)
        return say(check, false, "not known: no settings");
    return letters_are_there(check->settings, &check->settings->profile, check->text,
                             sizeof check->text);
}

static bool check_spool(struct check *check)
{
    struct spool spool;
    if (check->store == NULL)
        return say(check, false, "not looked at: no store");
    spool_open(&spool, check->store_folder);
    int count = spool_count(&spool);
    spool_close(&spool);
    if (count > 0)
        return say(check, true,
                   "sales that wait to be tagged: %d; the next sale, queue run or serve "
                   "takes them in",
                   count);
    return say(check, true, "empty");
}

/* Who can read the key can make codes; who cannot write the serials can hand out none. */
static bool check_keys(struct check *check)
{
    struct keys keys;
    struct stat file;
    struct fault fault = {{0}};
    char path[STORE_PATH + 32];
    if (check->folder[0] == '\0')
        return say(check, false, "not looked for: no settings");
    if (keys_open(check->keys_folder, &keys, &fault) != COMEBACK_OK)
        return say(check, false, "%s", fault.text);
    keys_close(&keys);
    snprintf(path, sizeof path, "%s/comeback.keys", check->keys_folder);
    if (stat(path, &file) != 0)
        return say(check, false, "%s: %s", path, strerror(errno));
    if ((file.st_mode & (S_IROTH | S_IWOTH)) != 0)
        return say(check, false, "%s: mode %03o lets everybody make codes; chmod o= it", path,
                   (unsigned)file.st_mode & 0777U);
    return say(check, true, "%s", check->keys_folder);
}

/* A node or file that slips are written to; "" where the printer is none. */
static void find_device(const struct check *check, char out[STORE_PATH])
{
    static const char *const schemes[] = {"file:", "serial:"};
    const char *uri = check->settings == NULL ? "" : check->settings->config.print.printer;
    out[0] = '\0';
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t length = strlen(schemes[i]);
        if (strncmp(uri, schemes[i], length) != 0)
            continue;
        settings_path(check->folder, uri + length, out, NULL);
        out[strcspn(out, "?")] = '\0';
    }
}

static void find_users(const struct check *check, const char *config, struct rights_users *out)
{
    static const char *const units[] = {
        "/etc/systemd/system/comeback.service",
        "/usr/local/lib/systemd/system/comeback.service",
        "/usr/lib/systemd/system/comeback.service",
    };
    char name[RIGHTS_NAME];
    struct stat folder;
    rights_add_caller(out);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (rights_unit_user(units[i], config, name))
            rights_add_name(out, name);
    if (stat(check->store_folder, &folder) == 0 && shared_folder(check->store_folder))
        rights_add_members(out, folder.st_gid);
}

static bool check_rights(struct check *check)
{
    char config[STORE_PATH], device[STORE_PATH];
    struct bytes lines = {0};
    struct rights_users *users = calloc(1, sizeof *users);
    if (check->folder[0] == '\0' || users == NULL) {
        free(users);
        return say(check, false, "not looked at: no settings");
    }
    snprintf(config, sizeof config, "%.480s/comeback.ini", check->folder);
    find_users(check, config, users);
    find_device(check, device);
    const struct rights_shop shop = {config, check->store_folder, check->keys_folder, device};
    int missing = rights_check(&shop, users, &lines);
    bool good = missing > 0 ? say(check, false, "%.*s", (int)lines.length, (const char *)lines.data)
                : users->count == 1 ? say(check, true, "%s has all", users->list[0].name)
                                    : say(check, true, "%d users have all", users->count);
    bytes_free(&lines);
    free(users);
    return good;
}

static bool check_jobs(struct check *check)
{
    struct fault fault = {{0}};
    struct queue_backlog waiting;
    int64_t unprinted = 0;
    if (check->store == NULL)
        return say(check, false, "not looked at: no store");
    if (queue_waiting(check->store, &waiting, &fault) != COMEBACK_OK)
        return say(check, false, "%s", fault.text);
    if (queue_unprinted(check->store, clock_now_ms() - DAY_MS, &unprinted, &fault) != COMEBACK_OK)
        return say(check, false, "%s", fault.text);
    if (unprinted > 0)
        return say(check, false, "%" PRId64 " not printed in the last day: see `comeback queue`",
                   unprinted);
    if (waiting.count == 0)
        return say(check, true, "none waits");
    return say(check, waiting.reason[0] == '\0',
               "%" PRId64 " wait, the oldest for %" PRId64 " s%s%s", waiting.count,
               waiting.oldest_ms / 1000, waiting.reason[0] == '\0' ? "" : ": ", waiting.reason);
}

static bool check_serve(struct check *check)
{
    char path[STORE_PATH + 32];
    if (check->store_folder[0] == '\0')
        return say(check, true, "not running");
    snprintf(path, sizeof path, "%s/serve.lock", check->store_folder);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno != ENOENT)
        return say(check, true, "cannot tell: %s", strerror(errno));
    bool runs = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0;
    if (fd >= 0)
        close(fd);
    return say(check, true, "%s",
               runs ? "running"
                    : "not running: slips are printed by queue run, "
                      "or by a host that drains");
}

/* Without the fields that may be absent a tap reads nothing at all. */
static bool check_tap(struct check *check)
{
    struct tap_patterns patterns;
    struct fault fault = {{0}};
    if (check->settings == NULL)
        return say(check, false, "not known: no settings");
    tap_patterns_of(&check->settings->config.tap, &patterns);
    for (int field = 0; field < TAP_FIELDS; field++)
        if (tap_pattern_check((enum tap_field)field, patterns.text[field], &fault) != COMEBACK_OK)
            return say(check, false, "[tap] %s: %.500s", tap_field_name((enum tap_field)field),
                       fault.text);
    bool number = patterns.text[TAP_NUMBER][0] != '\0', total = patterns.text[TAP_TOTAL][0] != '\0';
    if (!number && !total)
        return say(check, true, "not taught: `comeback tap --learn` proposes [tap]");
    return number && total ? say(check, true, "the patterns of [tap] can be read")
                           : say(check, false,
                                 "[tap] %s: found nothing; without it no receipt is "
                                 "read",
                                 number ? "total" : "number");
}

static int32_t today(const struct check *check)
{
    return clock_day(clock_now(), check->settings->config.shop.day_starts_minute);
}

static bool check_offers(struct check *check)
{
    struct config_faults found;
    if (check->settings == NULL)
        return say(check, false, "not known: no settings");
    const struct config *config = &check->settings->config;
    int status = offers_check(config, today(check), &found);
    if (status == CONFIG_OK)
        return say(check, true, "%d, none in the way of another", (int)config->offer_count);
    if (status != CONFIG_WRONG)
        return say(check, false, "out of memory");
    check->look = true;
    say(check, true, "%.*s", (int)strlen(found.text) - 1, found.text);
    config_faults_free(&found);
    return true;
}

static bool check_of_effect(struct check *check)
{
    struct fault fault = {{0}};
    if (check->settings == NULL || check->store == NULL)
        return say(check, false, "not known: no %s",
                   check->settings == NULL ? "settings" : "store");
    if (check_effect(check->store, &check->settings->config, today(check), check->text,
                     sizeof check->text, &fault) != COMEBACK_OK)
        return say(check, false, "%s", fault.text);
    return true;
}

static bool check_once(struct check *check)
{
    return say(
        check, true,
        "once means once in this store: `comeback restore --merge` joins those of several tills");
}

static bool check_terms(struct check *check)
{
    struct bytes lines = {0};
    if (check->settings == NULL)
        return say(check, false, "not known: no settings");
    check->look = slip_terms_missing(check->settings, &lines) > 0;
    if (check->look)
        say(check, true, "%.*s", (int)lines.length - 1, (const char *)lines.data);
    else
        say(check, true, "a card says what is offered, on which terms and by whom");
    bytes_free(&lines);
    return true;
}

static bool say_retention(struct check *check, const struct config *config)
{
    struct fault fault = {{0}};
    int32_t before_day;
    int64_t due;
    if (!retention_before(config, clock_day(clock_now(), config->shop.day_starts_minute),
                          &before_day))
        return say(check, true, "who it was is kept for ever");
    if (retention_count(check->store, before_day, &due, &fault) != COMEBACK_OK)
        return say(check, false, "%s", fault.text);
    return say(check, true, "who it was is kept for %d months; due: %" PRId64 "%s",
               config->privacy.keep_months, due,
               due > 0 ? ", forgotten by `comeback serve` or `comeback forget --due`" : "");
}

static bool asks_for_profiling(const struct config *config)
{
    for (int32_t i = 0; i < config->consent_count; i++)
        if (strcmp(config->consents[i].name, "profiling") == 0)
            return true;
    return false;
}

static bool check_privacy(struct check *check)
{
    if (check->settings == NULL || check->store == NULL)
        return say(check, false, "not looked at: no settings or no store");
    const struct config *config = &check->settings->config;
    bool good = say_retention(check, config);
    if (config->privacy.profiling != CONFIG_PROFILING_CONSENT || asks_for_profiling(config))
        return good;
    check->look = good;
    size_t used = strlen(check->text);
    snprintf(check->text + used, sizeof check->text - used,
             "\nprofiling = consent, and there is no [consent profiling]: nobody can consent, and "
             "what goes by tags, visit, away or stage is for nobody");
    return good;
}

static const struct {
    const char *name;
    bool (*run)(struct check *check);
} checks[] = {
    {"settings", check_settings}, {"store", check_store},     {"printer", check_printer},
    {"letters", check_letters},   {"keys", check_keys},       {"spool", check_spool},
    {"jobs", check_jobs},         {"serve", check_serve},     {"rights", check_rights},
    {"tap", check_tap},           {"offers", check_offers},   {"effect", check_of_effect},
    {"once", check_once},         {"privacy", check_privacy}, {"terms", check_terms},
};

static void print_lines(const char *name, bool good, bool look, const char *text)
{
    printf("%-8s  %-5s  ", name, !good ? "WRONG" : look ? "look" : "ok");
    for (; *text != '\0'; text++) {
        putchar(*text);
        if (*text == '\n')
            printf("%17s", "");
    }
    puts("");
}

static int run_checks(struct check *check, bool json)
{
    json_t *list = json_array();
    bool all_good = true;
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        check->look = false;
        bool good = checks[i].run(check);
        all_good = all_good && good;
        if (!json)
            print_lines(checks[i].name, good, check->look, check->text);
        json_array_append_new(list, json_pack("{ss sb sb ss}", "name", checks[i].name, "good", good,
                                              "look", check->look, "text", check->text));
    }
    if (json) {
        json_t *object = json_pack("{sb sO}", "good", all_good, "checks", list);
        json_dumpf(object, stdout, JSON_INDENT(2));
        puts("");
        json_decref(object);
    }
    json_decref(list);
    return all_good ? EXIT_DONE : EXIT_REFUSED;
}

static int run(struct call *call)
{
    bool json = false;
    const struct argument known[] = {{"json", &json, NULL}, {NULL, NULL, NULL}};
    struct check check = {.call = call};
    int status = arguments_read(call, known, 0, 0);
    if (status != GO_ON)
        return status;
    status = run_checks(&check, json);
    store_close(check.store);
    settings_free(check.settings);
    return status;
}

const struct command command_check = {
    "check", "settings, printer, store, keys, jobs: is all as it should be?", "[--json]",
    "Looks and changes nothing; asks the printer how it feels and prints nothing. Every mistake "
    "in\n"
    "the settings is told with its line, and offers that contradict each other, never apply or\n"
    "lose money. A line with \"look\" is not wrong and wants to be read.\n\n"
    "  --json  {\"good\", \"checks\": [{\"name\", \"good\", \"look\", \"text\"}]}\n\n"
    "exit: 0 all is well, 1 something is wrong, 2 used wrongly\n"
    "example: comeback check\n",
    run};
