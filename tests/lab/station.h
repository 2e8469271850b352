/* SPDX-License-Identifier: MIT */
/*
 * A virtual printer's body behind a real wire, in a process of its own, and a door through which a
 * judge asks what is on its paper and makes it fail. The body's clock is the machine's.
 *
 * The door is a SOCK_SEQPACKET socket, /run/lab/NAME; one request a packet, one answer:
 *
 *   happen EVENT   an event of body.h, such as paper-out; answers "ok"
 *   script FAULT   body_script, such as unplug@3000b
 *   totals         "name=value" a line
 *   sheets         each piece of paper: "== cut", "== ran-out" or "== still", then its text
 *   quit           the wire is taken down and the program ends
 *
 * and what the wire's own program adds. Anything else is answered "error: ...".
 */
#ifndef COMEBACK_TESTS_LAB_STATION_H
#define COMEBACK_TESTS_LAB_STATION_H

#include <stdbool.h>
#include <stdint.h>

#include "../../drivers/bytes.h"
#include "../../drivers/paper/body.h"

#define STATION_FOLDER "/run/lab"
enum { STATION_ANSWER_MAX_BYTES = 96 * 1024 };

struct station {
    const char *name;
    struct body *body;
    const struct station_wire *wire;
    int door_fd, judge_fd; /* -1: none */
    int64_t started_us;
};

/* What a wire is to its station; each begins its own structure with a struct station. */
struct station_wire {
    /* What to poll for reading, anew each time; -1: none. */
    int (*fd)(struct station *station);
    /* It can be read. */
    void (*take)(struct station *station);
    /* Moves what can be moved between wire and body now. True: something was moved. */
    bool (*pump)(struct station *station, int64_t now_us);
    /* When pump wants to be called again of its own; BODY_NEVER. */
    int64_t (*next_us)(struct station *station, int64_t now_us);
    /* A request of its own; false: not one. */
    bool (*ask)(struct station *station, const char *request, struct bytes *answer);
    void (*add_totals)(struct station *station, struct bytes *answer);
    void (*close)(struct station *station);
};

/*
 * Runs until "quit" and returns an exit code. `options` are what this wire makes of a body; argv[1]
 * on may say more: --profile NAME --buffer BYTES --busy-left BYTES --ready-left BYTES --speed MM_S
 * --silent.
 */
int station_run(struct station *station, const struct station_wire *wire,
                struct body_options options, int argc, char **argv);

/* "error: TEXT" in place of the answer. */
void station_refuse(struct bytes *answer, const char *text);
void station_add_total(struct bytes *answer, const char *name, uint64_t value);

#endif
