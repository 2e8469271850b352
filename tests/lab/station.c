/* SPDX-License-Identifier: MIT */
#include "station.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int64_t now_us(const struct station *station)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 - station->started_us;
}

void station_refuse(struct bytes *answer, const char *text)
{
    bytes_reset(answer);
    bytes_add_text(answer, "error: ");
    bytes_add_text(answer, text);
}

void station_add_total(struct bytes *answer, const char *name, uint64_t value)
{
    char line[80];
    snprintf(line, sizeof line, "%s=%" PRIu64 "\n", name, value);
    bytes_add_text(answer, line);
}

static void happen(struct station *station, const char *name, struct bytes *answer)
{
    struct drv_fault fault = {"no such event"};
    int event = 0;
    while (event < BODY_EVENT_COUNT && strcmp(body_event_name((enum body_event)event), name) != 0)
        event++;
    if (event == BODY_EVENT_COUNT ||
        body_happen(station->body, (enum body_event)event, &fault) != DRV_OK)
        station_refuse(answer, fault.text);
    else
        bytes_add_text(answer, "ok");
}

static void script(struct station *station, const char *text, struct bytes *answer)
{
    struct drv_fault fault;
    if (body_script(station->body, text, &fault) != DRV_OK)
        station_refuse(answer, fault.text);
    else
        bytes_add_text(answer, "ok");
}

static void totals(struct station *station, const char *unused, struct bytes *answer)
{
    struct body_totals totals;
    (void)unused;
    body_totals(station->body, &totals);
    station_add_total(answer, "received", totals.received_bytes);
    station_add_total(answer, "rows", totals.moved_rows);
    station_add_total(answer, "sheets", body_sheet_count(station->body));
    station_add_total(answer, "losses", body_link_losses(station->body));
    station_add_total(answer, "linked", body_linked(station->body));
    station_add_total(answer, "busy", body_busy(station->body));
    station->wire->add_totals(station, answer);
}

static void sheets(struct station *station, const char *unused, struct bytes *answer)
{
    static const char *const ends[] = {
        [BODY_CUT] = "== cut\n", [BODY_RAN_OUT] = "== ran-out\n", [BODY_STILL] = "== still\n"};
    struct body_sheet sheet;
    (void)unused;
    for (size_t i = 0; body_sheet_at(station->body, i, &sheet); i++) {
        bytes_add_text(answer, ends[sheet.end]);
        bytes_add_text(answer, sheet.sheet->text);
    }
}

static const struct {
    const char *word;
    void (*run)(struct station *station, const char *argument, struct bytes *answer);
} requests[] = {{"happen ", happen}, {"script ", script}, {"totals", totals}, {"sheets", sheets}};

static void answer_request(struct station *station, const char *request, struct bytes *answer)
{
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        size_t length = strlen(requests[i].word);
        if (strncmp(request, requests[i].word, length) == 0) {
            requests[i].run(station, request + length, answer);
            return;
        }
    }
    if (!station->wire->ask(station, request, answer))
        station_refuse(answer, "no such request");
}

static void say(const struct station *station, const char *text, size_t length)
{
    send(station->judge_fd, text, length, MSG_NOSIGNAL);
}

/* False: the judge wants an end. */
static bool serve_judge(struct station *station)
{
    char request[256];
    struct bytes answer = {0};
    ssize_t length = recv(station->judge_fd, request, sizeof request - 1, 0);
    if (length <= 0) {
        close(station->judge_fd);
        station->judge_fd = -1;
        return true;
    }
    request[length] = '\0';
    if (strcmp(request, "quit") == 0)
        return false;
    answer_request(station, request, &answer);
    if (answer.length > STATION_ANSWER_MAX_BYTES)
        station_refuse(&answer, "the answer is too long");
    if (answer.length > 0)
        say(station, (const char *)answer.data, answer.length);
    else
        say(station, "ok", 2);
    bytes_free(&answer);
    return true;
}

static bool open_door(struct station *station)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    mkdir(STATION_FOLDER, 0755);
    snprintf(address.sun_path, sizeof address.sun_path, STATION_FOLDER "/%s", station->name);
    unlink(address.sun_path);
    station->door_fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    return station->door_fd >= 0 &&
           bind(station->door_fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
           listen(station->door_fd, 4) == 0;
}

/* Until neither the clock nor the wire moves anything more. */
static bool settle(struct station *station)
{
    struct drv_fault fault;
    bool moved = true;
    while (moved) {
        int64_t now = now_us(station);
        if (body_advance(station->body, now, &fault) != DRV_OK) {
            fprintf(stderr, "%s: %s\n", station->name, fault.text);
            return false;
        }
        moved = station->wire->pump(station, now);
    }
    return true;
}

static int timeout_ms(struct station *station)
{
    int64_t now = now_us(station);
    int64_t body_us = body_next_us(station->body), wire_us = station->wire->next_us(station, now);
    int64_t next_us = body_us < wire_us ? body_us : wire_us;
    if (next_us == BODY_NEVER)
        return -1;
    return next_us <= now ? 0 : (int)((next_us - now + 999) / 1000);
}

static void serve(struct station *station)
{
    bool goes_on = true;
    while (goes_on && settle(station)) {
        struct pollfd polled[] = {{.fd = station->wire->fd(station), .events = POLLIN},
                                  {.fd = station->judge_fd, .events = POLLIN},
                                  {.fd = station->door_fd, .events = POLLIN}};
        if (poll(polled, 3, timeout_ms(station)) < 0)
            continue;
        if (polled[0].revents != 0)
            station->wire->take(station);
        if (polled[1].revents != 0)
            goes_on = serve_judge(station);
        if (polled[2].revents != 0 && station->judge_fd < 0)
            station->judge_fd = accept(station->door_fd, NULL, NULL);
    }
}

static bool read_options(struct body_options *options, int argc, char **argv)
{
    enum { PROFILE = 4, SILENT };
    static const struct option known[] = {{"buffer", required_argument, NULL, 0},
                                          {"busy-left", required_argument, NULL, 1},
                                          {"ready-left", required_argument, NULL, 2},
                                          {"speed", required_argument, NULL, 3},
                                          {"profile", required_argument, NULL, PROFILE},
                                          {"silent", no_argument, NULL, SILENT},
                                          {NULL, 0, NULL, 0}};
    uint32_t *const numbers[] = {&options->buffer_bytes, &options->busy_left_bytes,
                                 &options->ready_left_bytes, &options->speed_mm_s};
    const char *profile = "epson-tm-l90";
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (option == '?')
            return false;
        if (option == PROFILE)
            profile = optarg;
        else if (option == SILENT)
            options->silent = true;
        else
            *numbers[option] = (uint32_t)strtoul(optarg, NULL, 10);
    }
    options->profile = profile_find(profile);
    return options->profile != NULL;
}

int station_run(struct station *station, const struct station_wire *wire,
                struct body_options options, int argc, char **argv)
{
    struct drv_fault fault = {"used wrongly"};
    station->wire = wire;
    station->judge_fd = -1;
    station->started_us = 0;
    station->started_us = now_us(station);
    if (!read_options(&options, argc, argv) ||
        body_new(&options, &station->body, &fault) != DRV_OK || !open_door(station)) {
        fprintf(stderr, "%s: %s (%s)\n", station->name, fault.text, strerror(errno));
        return 2;
    }
    serve(station);
    wire->close(station);
    say(station, "ok", 2);
    body_free(station->body);
    return 0;
}
