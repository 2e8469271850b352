/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "../tap/proxy.h"
#include "arguments.h"
#include "notify.h"
#include "session.h"
#include "tap_look.h"
#include "tap_stand.h"

/* Ports and printers in the order in which they were named: the first belongs to the first. */
struct names {
    const char *option;
    const char *text[PROXY_DOORS];
    int count;
};

struct wishes {
    struct names listen, printer;
    const char *record, *learn, *try, *png;
    bool json;
};

static int take_name(void *context, const char *value)
{
    struct names *names = context;
    if (names->count == PROXY_DOORS)
        return tell(EXIT_USAGE, "--%s: more than %d of them", names->option, PROXY_DOORS);
    names->text[names->count++] = value;
    return EXIT_DONE;
}

static int check_pairs(const struct wishes *wishes)
{
    int ports = wishes->listen.count, printers = wishes->printer.count;
    if (ports == 0)
        return tell(EXIT_USAGE, "tap: --listen ADDR:PORT is needed; see comeback tap --help");
    if (printers != 0 && printers != ports)
        return tell(EXIT_USAGE, "tap: found %d --listen and %d --printer, expected as many", ports,
                    printers);
    return EXIT_DONE;
}

/* The standing tap: ports open and printers behind them. */
struct counter {
    struct tap_stand stand;
    struct lane *lanes[PROXY_DOORS];
    int lane_count;
    struct proxy *proxy;
};

/* Tills that share a printer share its lane. */
static int find_lane(struct counter *counter, const char *uri, struct lane **out)
{
    struct fault fault = {{0}};
    for (int i = 0; i < counter->lane_count; i++)
        if (strcmp(lane_uri(counter->lanes[i]), uri) == 0) {
            *out = counter->lanes[i];
            return EXIT_DONE;
        }
    if (lane_open(counter->stand.tap, uri, out, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    counter->lanes[counter->lane_count++] = *out;
    return EXIT_DONE;
}

static int open_door(struct counter *counter, const char *address, const char *uri)
{
    char place[TCP_PLACE];
    struct fault fault = {{0}};
    struct lane *lane = NULL;
    int status = find_lane(counter, uri, &lane);
    if (status != EXIT_DONE)
        return status;
    if (proxy_listen(counter->proxy, address, lane, place, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "--listen: %s", fault.text);
    printf("listening at %s for %s\n", place, uri);
    return EXIT_DONE;
}

static int open_doors(struct counter *counter, const struct wishes *wishes)
{
    char uri[TAP_STAND_URI];
    int status = EXIT_DONE;
    for (int i = 0; i < wishes->listen.count && status == EXIT_DONE; i++) {
        const char *named = wishes->printer.count == 0 ? NULL : wishes->printer.text[i];
        status = tap_stand_printer(&counter->stand, named, uri);
        if (status == EXIT_DONE)
            status = open_door(counter, wishes->listen.text[i], uri);
    }
    return status;
}

static void close_counter(struct counter *counter)
{
    proxy_free(counter->proxy);
    for (int i = 0; i < counter->lane_count; i++)
        lane_close(counter->lanes[i]);
    tap_stand_close(&counter->stand);
}

static int stand(const struct call *call, const struct wishes *wishes)
{
    struct counter counter = {.lane_count = 0};
    struct fault fault = {{0}};
    int status = tap_stand_open(call, &(const struct tap_stand_wishes){.record = wishes->record},
                                &counter.stand);
    if (status != EXIT_DONE)
        return status;
    if (proxy_new(counter.stand.tap, &counter.proxy, &fault) != COMEBACK_OK)
        status = tell(EXIT_REFUSED, "%s", fault.text);
    if (status == EXIT_DONE)
        status = open_doors(&counter, wishes);
    if (status == EXIT_DONE) {
        fflush(stdout);
        notify("READY=1");
        proxy_serve(counter.proxy);
        notify("STOPPING=1");
    }
    close_counter(&counter);
    return status;
}

/* Recorded receipts: the first is the option's value, the others stand behind. */
static int look(struct call *call, const struct wishes *wishes)
{
    struct tap_look what = {
        .learn = wishes->learn != NULL, .json = wishes->json, .png = wishes->png, .count = 1};
    if ((wishes->learn != NULL) == (wishes->try != NULL))
        return tell(EXIT_USAGE, "tap: either --learn or --try; see comeback tap --help");
    if (wishes->listen.count > 0 || wishes->record != NULL)
        return tell(EXIT_USAGE, "tap: --learn and --try listen nowhere and record nothing");
    if (what.png != NULL && (what.learn || call->count > 0))
        return tell(EXIT_USAGE, "--png: only of one receipt that is tried");
    what.files[0] = what.learn ? wishes->learn : wishes->try;
    for (int i = 0; i < call->count; i++)
        what.files[what.count++] = call->words[i];
    return tap_look(call, &what);
}

static int run(struct call *call)
{
    struct wishes wishes = {.listen = {.option = "listen"}, .printer = {.option = "printer"}};
    const struct argument known[] = {
        {"record", NULL, &wishes.record}, {"learn", NULL, &wishes.learn},
        {"try", NULL, &wishes.try},       {"png", NULL, &wishes.png},
        {"json", &wishes.json, NULL},     {NULL, NULL, NULL},
    };
    const struct argument_list lists[] = {
        {"listen", take_name, &wishes.listen},
        {"printer", take_name, &wishes.printer},
    };
    int status = arguments_read_lists(call, known, lists, 0, TAP_LOOK_FILES - 1);
    if (status != GO_ON)
        return status;
    if (wishes.learn != NULL || wishes.try != NULL)
        return look(call, &wishes);
    if (call->count > 0)
        return tell(EXIT_USAGE, "tap: \"%s\" is one word too many; see comeback tap --help",
                    call->words[0]);
    status = check_pairs(&wishes);
    return status == EXIT_DONE ? stand(call, &wishes) : status;
}

const struct command command_tap = {
    "tap", "put notes into the receipts of a till that loads nothing",
    "--listen ADDR:PORT [--printer URI] … | --learn RECEIPT.bin … | --try RECEIPT.bin …",
    "Stands between a till and its printer: the till prints to ADDR:PORT, what it sends goes to\n"
    "the printer as it is, and a receipt gets its note before the feeds that precede its last\n"
    "cut. What a receipt says is found by the patterns of [tap] in comeback.ini. Whatever goes\n"
    "wrong, the receipt passes as it came. Stays in the foreground; stops on SIGTERM or SIGINT\n"
    "within 5 s.\n\n"
    "  --listen ADDR:PORT  0.0.0.0:9100: every till of the network; port 0: a free one. May be\n"
    "                      given again, each with a --printer of its own\n"
    "  --printer URI       where that port prints; without it the printer of comeback.ini, to\n"
    "                      which relative paths are relative\n"
    "  --record FILE       keeps the next receipt that comes, as it came\n\n"
    "  --learn FILE …      recorded receipts of one till program, better two than one: proposes\n"
    "                      the lines of [tap], and marks what they find\n"
    "  --try FILE …        what the lines of [tap] find in them, and whether a note would go in\n"
    "  --png FILE          the paper of a receipt that is tried, with a note marked SAMPLE\n"
    "  --json              what was found, as JSON\n\n"
    "exit: 0 stopped, or all would get a note; 1 refused, or not; 2 used wrongly\n"
    "example: comeback tap --listen 0.0.0.0:9100 --printer socket://192.168.1.40:9100\n",
    run};
