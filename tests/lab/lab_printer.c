/* SPDX-License-Identifier: MIT */
#include "lab.h"

#include <glob.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab_time.h"
#include "station.h"

enum { PRINTERS_MAX = 4, ARGUMENTS_MAX = 16 };

static struct printer {
    char name[16];
    pid_t pid; /* 0: none */
    int door;
} printers[PRINTERS_MAX];

static struct printer *find(const char *name)
{
    for (size_t i = 0; i < PRINTERS_MAX; i++)
        if (printers[i].pid != 0 && strcmp(printers[i].name, name) == 0)
            return &printers[i];
    fail_msg("no printer is called \"%s\"", name);
    return NULL;
}

static struct printer *find_room(void)
{
    size_t i = 0;
    while (i < PRINTERS_MAX && printers[i].pid != 0)
        i++;
    assert_true(i < PRINTERS_MAX);
    return &printers[i];
}

static bool knock(struct printer *printer)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, STATION_FOLDER "/%s", printer->name);
    printer->door = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (connect(printer->door, (const struct sockaddr *)&address, sizeof address) == 0)
        return true;
    close(printer->door);
    return false;
}

void lab_start(const char *const argv[])
{
    char path[64];
    struct printer *printer = find_room();
    int64_t until_ms = lab_now_ms() + GUARD_MS;
    snprintf(printer->name, sizeof printer->name, "%s", argv[1]);
    snprintf(path, sizeof path, STATION_FOLDER "/%s", argv[1]);
    unlink(path);
    printer->pid = fork();
    if (printer->pid == 0) {
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    while (!knock(printer)) {
        if (lab_now_ms() > until_ms || waitpid(printer->pid, NULL, WNOHANG) != 0)
            fail_msg("printer \"%s\" did not start", argv[1]);
        lab_pause();
    }
}

void lab_start_usb(const char *const options[])
{
    const char *argv[ARGUMENTS_MAX] = {"usbip_printer", "usb", "0"};
    for (size_t i = 0; options[i] != NULL && i < ARGUMENTS_MAX - 4; i++)
        argv[3 + i] = options[i];
    lab_await_path(LAB_LP_NODE, false);
    lab_start(argv);
    lab_await_path(LAB_LP_NODE, true);
    assert_int_equal(system("udevadm settle"), 0);
}

static void stop(struct printer *printer)
{
    char answer[16];
    if (printer->pid == 0)
        return;
    if (send(printer->door, "quit", 4, MSG_NOSIGNAL) != 4 ||
        recv(printer->door, answer, sizeof answer, 0) <= 0)
        kill(printer->pid, SIGKILL);
    close(printer->door);
    waitpid(printer->pid, NULL, 0);
    printer->pid = 0;
}

void lab_stop_printers(void)
{
    for (size_t i = 0; i < PRINTERS_MAX; i++)
        stop(&printers[i]);
}

const char *lab_ask(const char *name, const char *request)
{
    static char answer[LAB_ANSWER_BYTES + 1];
    struct printer *printer = find(name);
    assert_int_equal(send(printer->door, request, strlen(request), MSG_NOSIGNAL), strlen(request));
    ssize_t length = recv(printer->door, answer, sizeof answer - 1, 0);
    assert_true(length > 0);
    answer[length] = '\0';
    if (strncmp(answer, "error: ", 7) == 0)
        fail_msg("\"%s\" to \"%s\": %s", request, name, answer);
    return answer;
}

uint64_t lab_total(const char *printer, const char *name)
{
    const char *line = lab_ask(printer, "totals");
    size_t length = strlen(name);
    while (line != NULL && (strncmp(line, name, length) != 0 || line[length] != '=')) {
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    if (line == NULL)
        fail_msg("\"%s\" has no total \"%s\"", printer, name);
    return strtoull(line + length + 1, NULL, 10);
}

void lab_await_total(const char *printer, const char *name, uint64_t least)
{
    int64_t until_ms = lab_now_ms() + GUARD_MS;
    while (lab_total(printer, name) < least) {
        if (lab_now_ms() > until_ms)
            fail_msg("\"%s\" of \"%s\" stays below %" PRIu64, name, printer, least);
        lab_pause();
    }
}

void lab_await_path(const char *path, bool there)
{
    int64_t until_ms = lab_now_ms() + GUARD_MS;
    while ((access(path, F_OK) == 0) != there) {
        if (lab_now_ms() > until_ms)
            fail_msg("\"%s\" %s", path, there ? "does not come" : "does not go");
        lab_pause();
    }
}

static void read_word(const char *path, char *out, size_t capacity)
{
    FILE *file = fopen(path, "r");
    out[0] = '\0';
    if (file == NULL)
        return;
    if (fgets(out, (int)capacity, file) == NULL)
        out[0] = '\0';
    fclose(file);
    out[strcspn(out, "\n")] = '\0';
}

/* By sysfs alone: what our own wire makes of it is not asked. */
void lab_check_driver(const char *wanted)
{
    char vendor[16], link[256], target[256] = "";
    glob_t devices;
    unsigned seen = 0;
    assert_int_equal(glob("/sys/bus/usb/devices/*/idVendor", 0, NULL, &devices), 0);
    for (size_t i = 0; i < devices.gl_pathc; i++) {
        char *path = devices.gl_pathv[i];
        read_word(path, vendor, sizeof vendor);
        if (strcmp(vendor, "04b8") != 0)
            continue;
        path[strlen(path) - strlen("/idVendor")] = '\0';
        snprintf(link, sizeof link, "%s:1.0/driver", path);
        ssize_t length = readlink(link, target, sizeof target - 1);
        target[length > 0 ? length : 0] = '\0';
        seen++;
    }
    globfree(&devices);
    assert_int_equal(seen, 1);
    const char *slash = strrchr(target, '/');
    assert_string_equal(slash != NULL ? slash + 1 : "", wanted);
}
