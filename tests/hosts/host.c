/* SPDX-License-Identifier: MIT */
#include "host.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS_MAX = 48 };

const char *host_built(const char *name)
{
    static char path[PATH_MAX];
    const char *build = getenv("COMEBACK_BUILD");
    char folder[PATH_MAX];
    if (realpath(build == NULL ? "build" : build, folder) == NULL)
        fail_msg("%s: %s", build == NULL ? "build" : build, strerror(errno));
    snprintf(path, sizeof path, "%.3000s/%.200s", folder, name);
    return path;
}

void host_skip_if_sanitized(void)
{
#ifdef __SANITIZE_ADDRESS__
    print_message("skipped: an interpreter cannot load a sanitized object\n");
    skip();
#endif
}

void *host_load(struct host_api *api, const char **why)
{
    const struct {
        const char *name;
        size_t offset;
    } functions[] = {
        {"comeback_open", offsetof(struct host_api, open)},
        {"comeback_close", offsetof(struct host_api, close)},
        {"comeback_error", offsetof(struct host_api, error)},
        {"comeback_version", offsetof(struct host_api, version)},
        {"comeback_drain", offsetof(struct host_api, drain)},
        {"comeback_sale_begin", offsetof(struct host_api, begin)},
        {"comeback_sale_set", offsetof(struct host_api, set)},
        {"comeback_sale_add_item", offsetof(struct host_api, add_item)},
        {"comeback_sale_item_set", offsetof(struct host_api, item_set)},
        {"comeback_sale_scan", offsetof(struct host_api, scan)},
        {"comeback_sale_look", offsetof(struct host_api, look)},
        {"comeback_sale_finish", offsetof(struct host_api, finish)},
        {"comeback_sale_cancel", offsetof(struct host_api, cancel)},
        {"comeback_sale_tag", offsetof(struct host_api, tag)},
        {"comeback_sale_get", offsetof(struct host_api, get)},
        {"comeback_sale_slip", offsetof(struct host_api, slip)},
        {"comeback_sale_free", offsetof(struct host_api, free)},
    };
    void *object = dlopen(host_built("libcomeback.so"), RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; object != NULL && i < sizeof functions / sizeof functions[0]; i++) {
        void *found = dlsym(object, functions[i].name);
        if (found == NULL)
            object = NULL;
        memcpy((char *)api + functions[i].offset, &found, sizeof found);
    }
    *why = object == NULL ? dlerror() : NULL;
    return object;
}

struct host_api host_need_api(void)
{
    struct host_api api;
    const char *why;
    if (host_load(&api, &why) == NULL)
        fail_msg("%s", why);
    return api;
}

pid_t host_start(const char *const words[], int *out)
{
    int ends[2];
    char *copy[WORDS_MAX + 1] = {NULL};
    for (int i = 0; i < WORDS_MAX && words[i] != NULL; i++)
        copy[i] = (char *)(uintptr_t)words[i];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        execvp(copy[0], copy);
        _exit(127);
    }
    close(ends[1]);
    *out = ends[0];
    return child;
}

pid_t host_fork(void)
{
    static const int faults[] = {SIGBUS, SIGSEGV, SIGFPE, SIGILL, SIGSYS};
    fflush(NULL);
    pid_t child = fork();
    for (int i = 0; child == 0 && i < 5; i++)
        signal(faults[i], SIG_DFL);
    return child;
}

int host_wait(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int host_run(char *out, size_t room, const char *const words[])
{
    int fd;
    size_t length = 0;
    char rest[512];
    pid_t child = host_start(words, &fd);
    if (child < 0)
        return -1;
    for (ssize_t got = 1; got > 0;) {
        bool full = length + 1 >= room;
        got = full ? read(fd, rest, sizeof rest) : read(fd, out + length, room - 1 - length);
        if (got > 0 && !full)
            length += (size_t)got;
    }
    out[length] = '\0';
    close(fd);
    return host_wait(child);
}

int host_comeback(const struct host_shop *shop, char *out, size_t room, const char *word, ...)
{
    char program[PATH_MAX];
    const char *words[WORDS_MAX + 1] = {program, "-c", shop->config};
    va_list arguments;
    snprintf(program, sizeof program, "%s", host_built("comeback"));
    va_start(arguments, word);
    for (int i = 3; word != NULL && i < WORDS_MAX; i++, word = va_arg(arguments, const char *))
        words[i] = word;
    va_end(arguments);
    return host_run(out, room, words);
}

bool host_init(struct host_shop *shop, const char *root)
{
    char out[HOST_TEXT], program[PATH_MAX];
    snprintf(shop->root, sizeof shop->root, "%s", root);
    snprintf(shop->folder, sizeof shop->folder, "%.200s/shop", root);
    snprintf(shop->config, sizeof shop->config, "%.200s/shop/comeback.ini", root);
    snprintf(program, sizeof program, "%s", host_built("comeback"));
    const char *const words[] = {program, "init", shop->folder, NULL};
    int status = host_run(out, sizeof out, words);
    if (status != 0)
        print_error("%s init: %d: %s\n", program, status, out);
    return status == 0;
}

int host_make_shop(void **state)
{
    const char *place = getenv("TMPDIR");
    char root[HOST_PATH];
    struct host_shop *shop = calloc(1, sizeof *shop);
    snprintf(root, sizeof root, "%.150s/comeback-XXXXXX", place == NULL ? "/tmp" : place);
    if (shop == NULL || mkdtemp(root) == NULL || !host_init(shop, root)) {
        free(shop);
        return 1;
    }
    *state = shop;
    return 0;
}

int host_remove_shop(void **state)
{
    struct host_shop *shop = *state;
    char out[HOST_TEXT];
    const char *const words[] = {"rm", "-rf", shop->root, NULL};
    int status = host_run(out, sizeof out, words);
    free(shop);
    return status;
}

const char *host_sql(const struct host_shop *shop, const char *sql)
{
    static char out[65536];
    static const char script[] = "import sqlite3, sys\n"
                                 "db = sqlite3.connect(sys.argv[1], timeout=10)\n"
                                 "for row in db.execute(sys.argv[2]): print(*row)\n"
                                 "db.commit()\n";
    char path[HOST_PATH + 32];
    snprintf(path, sizeof path, "%s/store/comeback.db", shop->folder);
    const char *const words[] = {"python3", "-c", script, path, sql, NULL};
    if (host_run(out, sizeof out, words) != 0)
        fail_msg("%s: %s", sql, out);
    return out;
}

int64_t host_sql_number(const struct host_shop *shop, const char *sql)
{
    return strtoll(host_sql(shop, sql), NULL, 10);
}

pid_t host_lock_store(const struct host_shop *shop, bool readers_too)
{
    static const char script[] = "import sqlite3, sys, time\n"
                                 "db = sqlite3.connect(sys.argv[1], 10, isolation_level=None)\n"
                                 "db.execute('PRAGMA locking_mode=' + sys.argv[2])\n"
                                 "db.execute('BEGIN EXCLUSIVE')\n"
                                 "sys.stdout.write('!')\n"
                                 "sys.stdout.flush()\n"
                                 "time.sleep(60)\n";
    char path[HOST_PATH + 32], said = 0;
    const char *const words[] = {
        "python3", "-c", script, path, readers_too ? "EXCLUSIVE" : "NORMAL", NULL};
    int out;
    snprintf(path, sizeof path, "%s/store/comeback.db", shop->folder);
    pid_t holder = host_start(words, &out);
    if (holder < 0 || read(out, &said, 1) != 1 || said != '!')
        fail_msg("the store could not be locked");
    close(out);
    return holder;
}

void host_unlock_store(pid_t holder)
{
    kill(holder, SIGTERM);
    host_wait(holder);
}

void host_write(const char *path, const void *data, size_t length)
{
    FILE *file = fopen(path, "we");
    if (file == NULL || fwrite(data, 1, length, file) != length || fclose(file) != 0)
        fail_msg("%s: %s", path, strerror(errno));
}

void host_edit(const struct host_shop *shop, const char *name, const char *old, const char *fresh)
{
    char path[HOST_PATH + 64], text[HOST_TEXT], out[2 * HOST_TEXT];
    snprintf(path, sizeof path, "%s/%s", shop->folder, name);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        fail_msg("%s: %s", path, strerror(errno));
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    if (length == sizeof text)
        fail_msg("%s: longer than %zu bytes", path, sizeof text);
    text[length] = '\0';
    const char *at = strstr(text, old);
    if (at == NULL)
        fail_msg("%s: no \"%s\"", path, old);
    snprintf(out, sizeof out, "%.*s%s%s", (int)(at - text), text, fresh, at + strlen(old));
    host_write(path, out, strlen(out));
}

static const char sections[] = "[step service]\nitems = category:bike\n"
                               "text = We check your bike\ndue = 30 days\n"
                               "[need filter]\ntext = A filter <for> your machine\n"
                               "[need belt]\ntext = A new belt\n"
                               "[question heard]\ntext = How did you hear of us?\n"
                               "answers = friend web\n"
                               "[consent contact]\ntext = May we write to you?\n[effect]";

void host_set_keys(const struct host_shop *shop, const char *host)
{
    char sale[512], path[HOST_PATH + 16], out[HOST_TEXT];
    host_edit(shop, "comeback.ini", "card = always", "card = ask");
    host_edit(shop, "comeback.ini", "[effect]", sections);
    int length = snprintf(sale, sizeof sale,
                          "{\"host\":\"%s\",\"ref\":\"b\",\"at\":\"%s\",\"total_minor\":90000,"
                          "\"customer.id\":\"7\",\"items\":[{\"sku\":\"B\",\"category\":\"bike\","
                          "\"amount_minor\":90000}]}",
                          host, host_day(-40));
    snprintf(path, sizeof path, "%s/sale.json", shop->root);
    host_write(path, sale, (size_t)length);
    assert_int_equal(host_comeback(shop, out, sizeof out, "sale", path, NULL), 0);
}

const char *host_field(const struct host_api *api, const comeback_sale *sale, const char *field)
{
    static char text[HOST_TEXT];
    int status = api->get(sale, field, text, sizeof text, NULL);
    if (status != COMEBACK_OK)
        snprintf(text, sizeof text, "?%d", status);
    return text;
}

void host_set(const struct host_api *api, comeback_sale *sale, const char *field, const char *text)
{
    int status = api->set(sale, field, text, (size_t)-1);
    if (status != COMEBACK_OK)
        fail_msg("%s=%s: %d: %s", field, text, status, host_field(api, sale, "error"));
}

comeback *host_open(const struct host_api *api, const struct host_shop *shop)
{
    comeback *opened = NULL;
    if (api->open(shop->config, &opened) != COMEBACK_OK)
        fail_msg("%s: %s", shop->config, api->error(NULL));
    return opened;
}

comeback_sale *host_begin(const struct host_api *api, comeback *shop, const char *ref)
{
    comeback_sale *sale = NULL;
    int status = api->begin(shop, "till", ref, &sale);
    if (status != COMEBACK_OK)
        fail_msg("begin %s: %d: %s", ref, status, api->error(shop));
    host_set(api, sale, "total_minor", "4250");
    return sale;
}

int host_tell(const struct host_api *api, comeback *shop, const char *ref, const char *customer)
{
    comeback_sale *sale = NULL;
    int status = api->begin(shop, "till", ref, &sale);
    if (status == COMEBACK_OK)
        status = api->set(sale, "total_minor", "4250", 4);
    if (status == COMEBACK_OK && customer != NULL)
        status = api->set(sale, "customer.id", customer, (size_t)-1);
    if (status == COMEBACK_OK)
        status = api->finish(sale);
    api->free(sale);
    return status;
}

const char *host_day(int days)
{
    static char text[32];
    struct tm utc;
    time_t now = time(NULL) + (time_t)days * 86400;
    gmtime_r(&now, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT12:00:00+00:00", &utc);
    return text;
}

int64_t host_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void host_check_clean(const struct host_shop *shop)
{
    char out[HOST_TEXT];
    if (host_comeback(shop, out, sizeof out, "queue", "run", NULL) != 0)
        fail_msg("queue run: %s", out);
    if (host_comeback(shop, out, sizeof out, "verify", NULL) != 0)
        fail_msg("verify: %s", out);
}
