/* SPDX-License-Identifier: MIT */
#include <jansson.h>
#include <stdio.h>

#include "../../drivers/pace.h"
#include "../../drivers/printer.h"
#include "arguments.h"
#include "typeset.h"
#include "files.h"
#include "hold.h"

enum {
    TEXT_LIMIT = 256 * 1024,
    SEND_MS = 30000,
    SEND_MAX_MS = 600000,
    HOLD_WAIT_MS = 5000,
    WORDS_ROOM = 256
};

static void send(const struct printing *printing, const struct bytes *escpos, long timeout_ms,
                 struct printer_claim *claim)
{
    const struct printer_patience patience = {.job_ms = (int)timeout_ms};
    struct fault fault = {{0}};
    struct hold hold;
    if (timeout_ms == 0 && pace_least_ms(printing->uri, 0) > 0) {
        snprintf(claim->reason, sizeof claim->reason, "no time was given");
        return;
    }
    if (hold_printer(printing, HOLD_WAIT_MS, &hold, &fault) == COMEBACK_OK) {
        struct printer_port port = hold_port(&hold, printing);
        printer_send(&port, escpos->data, escpos->length, 0, &patience, claim);
    } else {
        snprintf(claim->reason, sizeof claim->reason, "%.159s", fault.text);
    }
    hold_end(&hold);
}

static int report(const struct printing *printing, const struct printer_claim *claim, bool json)
{
    const char *result = printer_result_name(claim->result), *reason = drain_reason(claim);
    bool done = claim->result != PRINTER_NOT_PRINTED;
    if (json) {
        char words[WORDS_ROOM];
        state_words(&claim->state, words, sizeof words);
        json_t *object = json_pack("{ss ss ss sb ss}", "result", result, "reason", reason,
                                   "printer", printing->uri, "torn", claim->torn, "state", words);
        json_dumpf(object, stdout, JSON_INDENT(2));
        puts("");
        json_decref(object);
    } else if (done) {
        printf("%s: %s%s%s\n", printing->uri, result, reason[0] != '\0' ? ": " : "", reason);
    }
    return done ? EXIT_DONE : tell(EXIT_REFUSED, "%s: %s: %s", printing->uri, result, reason);
}

static int print_file(const char *path, const struct printing *printing, long timeout_ms, bool json)
{
    struct bytes text = {0}, escpos = {0};
    struct drv_fault fault = {{0}};
    struct printer_claim claim = {.result = PRINTER_NOT_PRINTED};
    int status = file_read(path, TEXT_LIMIT, &text);
    if (status == EXIT_DONE) {
        if (typeset_escpos(&text, printing->profile, printing->page, &escpos, &fault) == DRV_OK)
            send(printing, &escpos, timeout_ms, &claim);
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
    const char *printer = NULL, *profile = NULL, *timeout = NULL;
    bool json = false;
    const struct argument known[] = {{"printer", NULL, &printer},
                                     {"profile", NULL, &profile},
                                     {"timeout", NULL, &timeout},
                                     {"json", &json, NULL},
                                     {NULL, NULL, NULL}};
    struct printing printing;
    long timeout_ms = SEND_MS;
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    if (timeout != NULL && !argument_number("--timeout", timeout, 0, SEND_MAX_MS, &timeout_ms))
        return EXIT_USAGE;
    status = printing_open(call, printer, printer == NULL, &printing);
    if (status != EXIT_DONE)
        return status;
    if (profile != NULL)
        status = printing_use_profile(profile, &printing);
    if (status == EXIT_DONE && printing.uri[0] == '\0')
        status = tell(EXIT_REFUSED, "print.printer: no printer is named in the settings");
    else if (status == EXIT_DONE)
        status = print_file(call->words[0], &printing, timeout_ms, json);
    printing_free(&printing);
    return status;
}

const struct command command_print = {
    "print", "print a ReceiptLine file",
    "FILE [--printer URI] [--profile NAME] [--timeout MS] [--json]",
    "Prints FILE (-: standard input; at most 256 KiB) at once, without the queue.\n\n"
    "  --printer URI  usb://MAKE/MODEL, serial:/dev/ttyUSB0?baud=38400, socket://host:9100,\n"
    "                 cups:QUEUE, file:/dev/usb/lp0, virtual:DIR; else the configured one.\n"
    "                 Relative paths are then relative to the folder worked in\n"
    "  --profile NAME its model; else the configured one, else generic-80\n"
    "  --timeout MS   for all of it; default 30000\n"
    "  --json         {\"result\", \"reason\", \"printer\", \"torn\", \"state\"}; result is "
    "printed (it\n"
    "                 said so), processed (interpreted), unconfirmed (all bytes taken, no answer)\n"
    "                 or not printed; torn: some of it may be on paper; state: how the printer "
    "feels\n\n"
    "exit: 0 printed, processed or unconfirmed; 1 not printed; 2 used wrongly\n"
    "example: comeback print hello.receipt --printer virtual:paper\n",
    run};
