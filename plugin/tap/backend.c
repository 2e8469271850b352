/* SPDX-License-Identifier: MIT */
#include "backend.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pump.h"

enum { BACK_CHANNEL = 3, LEAST_WORDS = 6 };

static const char scheme[] = "comeback:";

bool backend_is_meant(const char *path)
{
    static const char folder[] = "backend";
    const size_t length = sizeof folder - 1;
    const char *end = strrchr(path, '/');
    size_t before = end == NULL ? 0 : (size_t)(end - path);
    return before >= length && memcmp(end - length, folder, length) == 0 &&
           (before == length || end[-1 - (int)length] == '/');
}

static int hex(char digit)
{
    return isdigit((unsigned char)digit) ? digit - '0' : tolower((unsigned char)digit) - 'a' + 10;
}

/* Up to a question mark; false where it does not fit. */
static bool read_path(const char *from, char out[static STORE_PATH])
{
    size_t length = 0;
    for (; *from != '\0' && *from != '?'; length++) {
        bool escaped =
            from[0] == '%' && isxdigit((unsigned char)from[1]) && isxdigit((unsigned char)from[2]);
        if (length + 1 == STORE_PATH)
            return false;
        out[length] = escaped ? (char)(hex(from[1]) << 4 | hex(from[2])) : *from;
        from += escaped ? 3 : 1;
    }
    out[length] = '\0';
    return true;
}

static int read_uri(const char *uri, struct backend_job *job, struct fault *fault)
{
    static const char *const names[] = {"printer", NULL};
    struct drv_fault wrong = {{0}};
    if (uri == NULL || strncmp(uri, scheme, sizeof scheme - 1) != 0)
        return fail(fault, COMEBACK_VALUE,
                    "DEVICE_URI: found \"%.100s\", expected comeback:/path/of/comeback.ini",
                    uri == NULL ? "" : uri);
    const char *place = uri + sizeof scheme - 1;
    if (transport_check_parameters(place, names, &wrong) != DRV_OK)
        return fail(fault, COMEBACK_VALUE, "DEVICE_URI: %s", wrong.text);
    if (!read_path(place, job->config))
        return fail(fault, COMEBACK_VALUE, "DEVICE_URI: path too long: \"%.100s...\"", place);
    /* What an administrator writes for "where it is looked for". */
    if (strcmp(job->config, "/") == 0 || strcmp(job->config, "//") == 0)
        job->config[0] = '\0';
    if (strchr(place, '?') != NULL &&
        !transport_parameter(place, "printer", job->printer, sizeof job->printer))
        return fail(fault, COMEBACK_VALUE, "DEVICE_URI: printer: at most %d bytes",
                    BACKEND_URI - 1);
    return COMEBACK_OK;
}

int backend_read(int count, char *const words[], const char *device_uri, struct backend_job *out,
                 struct fault *fault)
{
    struct backend_job job = {.copies = 1};
    if (count != LEAST_WORDS && count != LEAST_WORDS + 1)
        return fail(fault, COMEBACK_VALUE,
                    "found %d words, expected job, user, title, copies, options and a file",
                    count - 1);
    if (count == LEAST_WORDS + 1) {
        char *end;
        long copies = strtol(words[4], &end, 10);
        job.file = words[6];
        if (*end != '\0' || copies < 1 || copies > BACKEND_COPIES)
            return fail(fault, COMEBACK_VALUE, "copies: found \"%.20s\", expected 1 to %d",
                        words[4], BACKEND_COPIES);
        job.copies = (int)copies;
    }
    job.back_fd = fcntl(BACK_CHANNEL, F_GETFD) >= 0 ? BACK_CHANNEL : -1;
    int status = read_uri(device_uri, &job, fault);
    if (status == COMEBACK_OK)
        *out = job;
    return status;
}

static enum pump_end print_once(struct tap *tap, struct lane *lane, const struct backend_job *job,
                                bool *slips_wait)
{
    int fd = job->file == NULL ? STDIN_FILENO : open(job->file, O_RDONLY | O_CLOEXEC);
    const struct pump_host host = {.in_fd = fd, .out_fd = job->back_fd, .is_deaf = true};
    if (fd < 0) {
        tap_say(tap, TAP_SAYS_HOST, "\"%.200s\": %s", job->file, strerror(errno));
        return PUMP_BROKEN;
    }
    struct pump_result result = pump_run(tap, lane, &host);
    if (job->file != NULL)
        close(fd);
    *slips_wait = *slips_wait || result.slips_wait;
    return result.end;
}

enum backend_exit backend_print(struct tap *tap, struct lane *lane, const struct backend_job *job)
{
    static const enum backend_exit exits[] = {[PUMP_DONE] = BACKEND_OK,
                                              [PUMP_REFUSED] = BACKEND_RETRY_CURRENT,
                                              [PUMP_BROKEN] = BACKEND_FAILED};
    enum pump_end end = PUMP_DONE;
    bool slips_wait = false;
    int printed = 0;
    while (printed < job->copies && end == PUMP_DONE && !tap_stops(tap)) {
        end = print_once(tap, lane, job, &slips_wait);
        printed++;
    }
    lane_drain(lane, slips_wait);
    /* Standard input is read, and a copy that is out would come out again. */
    bool again = job->file != NULL && printed == 1;
    return end == PUMP_REFUSED && !again ? BACKEND_FAILED : exits[end];
}
