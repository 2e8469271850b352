/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "../../drivers/printer.h"
#include "../clock.h"
#include "../queue.h"
#include "arguments.h"
#include "encode.h"
#include "files.h"
#include "session.h"

enum { TEXT_LIMIT = 64 * 1024, SEND_MS = 30000, LOCK_WAIT_MS = 5000, LOCK_POLL_MS = 50 };

/* serve or a till may be at the printer just now. -1 where there is no store to lock in. */
static bool take_printer(const struct printing *printing, int *lock)
{
    char store[STORE_PATH];
    int64_t until_ms = clock_monotonic_ms() + LOCK_WAIT_MS;
    *lock = -1;
    if (printing->settings == NULL ||
        settings_path(printing->folder, printing->settings->config.store.path, store, NULL) !=
            COMEBACK_OK ||
        access(store, W_OK) != 0)
        return true;
    while ((*lock = queue_lock_printer(store, printing->uri)) < 0 &&
           clock_monotonic_ms() < until_ms)
        usleep(LOCK_POLL_MS * 1000);
    return *lock >= 0;
}

static void send(const struct printing *printing, const struct bytes *escpos,
                 struct printer_claim *claim)
{
    int lock;
    if (!take_printer(printing, &lock)) {
        *claim = (struct printer_claim){PRINTER_NOT_PRINTED, "another process holds the printer"};
        return;
    }
    printer_send(printing->uri, printing->folder, printing->profile, escpos->data, escpos->length,
                 SEND_MS, claim);
    if (lock >= 0)
        close(lock);
}

static int report(const struct printing *printing, const struct printer_claim *claim, bool json)
{
    const char *result = printer_result_name(claim->result);
    bool done = claim->result != PRINTER_NOT_PRINTED;
    if (json) {
        json_t *object = json_pack("{ss ss ss}", "result", result, "reason", claim->reason,
                                   "printer", printing->uri);
        json_dumpf(object, stdout, JSON_INDENT(2));
        puts("");
        json_decref(object);
    } else if (done) {
        printf("%s: %s%s%s\n", printing->uri, result, claim->reason[0] != '\0' ? ": " : "",
               claim->reason);
    }
    return done ? EXIT_DONE
                : tell(EXIT_REFUSED, "%s: %s: %s", printing->uri, result, claim->reason);
}

static int print_file(const char *path, const struct printing *printing, bool json)
{
    struct bytes text = {0}, escpos = {0};
    struct drv_fault fault = {{0}};
    struct printer_claim claim = {.result = PRINTER_NOT_PRINTED};
    int status = file_read(path, TEXT_LIMIT, &text);
    if (status == EXIT_DONE) {
        if (encode_escpos(&text, printing->profile, &escpos, &fault) == DRV_OK)
            send(printing, &escpos, &claim);
        else
            snprintf(claim.reason, sizeof claim.reason, "%.40s: %.110s", path, fault.text);
        status = report(printing, &claim, json);
    }
    bytes_free(&text);
    bytes_free(&escpos);
    return status;
}

static int run(struct call *call)
{
    const char *printer = NULL;
    bool json = false;
    const struct argument known[] = {
        {"printer", NULL, &printer}, {"json", &json, NULL}, {NULL, NULL, NULL}};
    struct printing printing;
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    status = printing_open(call, printer, printer == NULL, &printing);
    if (status != EXIT_DONE)
        return status;
    if (printing.uri[0] == '\0')
        status = tell(EXIT_REFUSED, "print.printer: no printer is named in the settings");
    else
        status = print_file(call->words[0], &printing, json);
    printing_free(&printing);
    return status;
}

const struct command command_print = {
    "print", "print a ReceiptLine file", "FILE [--printer URI] [--json]",
    "Prints FILE (-: standard input; at most 64 KiB) at once, without the queue.\n\n"
    "  --printer URI  file:/dev/usb/lp0, virtual:DIR; else the configured one. Relative paths\n"
    "                 are then relative to the folder worked in\n"
    "  --json         {\"result\", \"reason\", \"printer\"}; result is printed (it said so), "
    "processed\n"
    "                 (interpreted), unconfirmed (all bytes taken, no answer) or not printed\n\n"
    "exit: 0 printed, processed or unconfirmed; 1 not printed; 2 used wrongly\n"
    "example: comeback print hello.receipt --printer virtual:paper\n",
    run};
