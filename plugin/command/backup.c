/* SPDX-License-Identifier: MIT */
#include "../backup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../drivers/shared.h"
#include "../checkout.h"
#include "arguments.h"
#include "files.h"
#include "session.h"

enum { WAIT_MS = 2000, SPOOL_MS = 30000, PATH_ROOM = STORE_PATH + 64, KEYS_LIMIT = 4096 };

struct copy {
    char path[STORE_PATH];
    char keys[PATH_ROOM]; /* "" where none are wanted */
    int taken;            /* sales that waited, taken in first */
    struct backup_report report;
};

static int name_copy(const char *word, bool keys, struct copy *out)
{
    struct stat found;
    char stamp[32] = "";
    time_t now = time(NULL);
    struct tm utc;
    if (stat(word, &found) == 0 && S_ISDIR(found.st_mode)) {
        gmtime_r(&now, &utc);
        strftime(stamp, sizeof stamp, "/comeback-%Y%m%d-%H%M%S.db", &utc);
    }
    if (snprintf(out->path, sizeof out->path, "%s%s", word, stamp) >= (int)sizeof out->path)
        return tell(EXIT_REFUSED, "path too long: \"%.100s…\"", word);
    if (keys)
        snprintf(out->keys, sizeof out->keys, "%s.keys", out->path);
    if (keys && access(out->keys, F_OK) == 0)
        return tell(EXIT_REFUSED, "%s: is there already", out->keys);
    return EXIT_DONE;
}

static int copy_store(struct shop *shop, struct copy *copy)
{
    struct fault fault = {{0}};
    struct store *store;
    int status = checkout_take_spool(shop, SPOOL_MS, &copy->taken, &fault);
    if (status == COMEBACK_OK)
        status = shop_lock(shop, WAIT_MS, &store, &fault);
    if (status == COMEBACK_OK) {
        status = backup_write(store, copy->path, &copy->report, &fault);
        shop_unlock(shop);
    }
    return status == COMEBACK_OK ? EXIT_DONE : tell(EXIT_REFUSED, "%s", fault.text);
}

static int copy_keys(const struct shop *shop, const struct copy *copy)
{
    struct bytes text = {0};
    if (copy->keys[0] == '\0')
        return EXIT_DONE;
    int status = file_read(shop->keys.path, KEYS_LIMIT, &text);
    int fd =
        status == EXIT_DONE ? shared_open(copy->keys, O_WRONLY | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (status == EXIT_DONE &&
        (fd < 0 || write(fd, text.data, text.length) != (ssize_t)text.length || fsync(fd) != 0))
        status = tell(EXIT_REFUSED, "%s: %s", copy->keys, strerror(errno));
    if (fd >= 0)
        close(fd);
    bytes_free(&text);
    return status;
}

static void print_copy(const struct shop *shop, const struct copy *copy, bool json)
{
    if (json) {
        json_t *object =
            json_pack("{ss sI sI si ss*}", "file", copy->path, "events",
                      (json_int_t)copy->report.events, "bytes", (json_int_t)copy->report.bytes,
                      "taken_in", copy->taken, "keys", copy->keys[0] == '\0' ? NULL : copy->keys);
        json_dumpf(object, stdout, JSON_INDENT(2));
        puts("");
        json_decref(object);
        return;
    }
    printf("made: %s, %" PRId64 " events, %" PRId64 " bytes, read back and found whole\n",
           copy->path, copy->report.events, copy->report.bytes);
    if (copy->keys[0] == '\0')
        printf("keys: not in it: who had both could make codes; keep %s apart\n",
               shop->keys_folder);
    else
        printf("keys: %s; who has both files can make codes\n", copy->keys);
}

static int run(struct call *call)
{
    bool json = false, keys = false;
    const struct argument known[] = {
        {"json", &json, NULL}, {"keys", &keys, NULL}, {NULL, NULL, NULL}};
    struct copy copy = {.taken = 0};
    struct shop *shop;
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    status = name_copy(call->words[0], keys, &copy);
    if (status == EXIT_DONE)
        status = session_open(call, &shop);
    if (status != EXIT_DONE)
        return status;
    status = copy_store(shop, &copy);
    if (status == EXIT_DONE)
        status = copy_keys(shop, &copy);
    if (status == EXIT_DONE)
        print_copy(shop, &copy, json);
    shop_close(shop);
    return status;
}

const struct command command_backup = {
    "backup", "copy the store into one file while tills sell", "[--keys] [--json] FILE|FOLDER",
    "Takes in what waits in the spool, copies the store as it is at one moment, reads the copy\n"
    "back, and only then gives it its name. No till waits for it. Never writes over a file; in a\n"
    "folder it is named comeback-DATE-TIME.db. `comeback restore` puts it back.\n\n"
    "It has no keys, so who finds it can make no codes; it has names and what customers said.\n"
    "Copy the keys once, to another place, and again after init --new-code-key.\n\n"
    "  --keys  also FILE.keys, a copy of comeback.keys for this user alone\n"
    "  --json  {\"file\", \"events\", \"bytes\", \"taken_in\", \"keys\"}\n\n"
    "exit: 0 copied and found whole, 1 refused, 2 used wrongly\n"
    "example: comeback backup /media/stick\n",
    run};
