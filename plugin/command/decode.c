/* SPDX-License-Identifier: MIT */
#include "../../drivers/paper/decode.h"

#include <stdio.h>

#include "arguments.h"
#include "files.h"
#include "picture.h"
#include "session.h"

struct wishes {
    bool json, text, strict;
    const char *png, *printer;
};

static int print_json(const char *name, const struct bytes *escpos)
{
    struct bytes json = {0};
    struct drv_fault fault = {{0}};
    int status = decode_json(escpos->data, escpos->length, &json, &fault);
    if (status == DRV_OK) {
        fwrite(json.data, 1, json.length, stdout);
        puts("");
    }
    bytes_free(&json);
    return status == DRV_OK ? EXIT_DONE : tell(EXIT_REFUSED, "%s: %s", name, fault.text);
}

static int show(const char *name, const struct bytes *escpos, const struct profile *profile,
                const struct wishes *wishes)
{
    int status = EXIT_DONE;
    bool shown = wishes->json || wishes->text || wishes->png != NULL || wishes->strict;
    if (wishes->json)
        status = print_json(name, escpos);
    if (wishes->text && status == EXIT_DONE)
        status = picture_as_text(escpos, profile);
    if (wishes->png != NULL && status == EXIT_DONE)
        status = picture_as_png(escpos, profile, wishes->png);
    return shown ? status : picture_in_terminal(escpos, profile);
}

/* What was read is shown all the same, so that one sees where it went wrong. */
static int judge(const char *name, const struct bytes *escpos)
{
    struct drv_fault fault = {{0}};
    if (decode_strict(escpos->data, escpos->length, &fault) != DRV_OK)
        return tell(EXIT_REFUSED, "%s: %s", name, fault.text);
    return EXIT_DONE;
}

static int run(struct call *call)
{
    struct wishes wishes = {.json = false};
    const struct argument known[] = {
        {"json", &wishes.json, NULL},       {"text", &wishes.text, NULL},
        {"png", NULL, &wishes.png},         {"strict", &wishes.strict, NULL},
        {"printer", NULL, &wishes.printer}, {NULL, NULL, NULL},
    };
    struct printing printing;
    struct bytes escpos = {0};
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    const char *name = call->words[0];
    status = printing_open(call, wishes.printer, false, &printing);
    if (status != EXIT_DONE)
        return status;
    status = file_read(name, DECODE_MAX_BYTES, &escpos);
    if (status == EXIT_DONE) {
        int shown = show(name, &escpos, printing.profile, &wishes);
        status = wishes.strict ? judge(name, &escpos) : EXIT_DONE;
        if (status == EXIT_DONE)
            status = shown;
    }
    bytes_free(&escpos);
    printing_free(&printing);
    return status;
}

const struct command command_decode = {
    "decode", "read a printer's bytes back",
    "FILE [--json] [--text] [--png FILE] [--strict] [--printer NAME]",
    "FILE (-: standard input; at most 8 MiB) holds ESC/POS bytes. Without options the paper is\n"
    "shown in the terminal.\n\n"
    "  --json          every command with its place, name and fields; encode makes the bytes "
    "again\n"
    "  --text          the words on the paper\n"
    "  --png FILE      the paper, dot by dot; a second sheet is FILE-2.png\n"
    "  --strict        exit 1 where a byte was not understood, a command was cut off, or a value\n"
    "                  or a function is none that is defined; says where\n"
    "  --printer NAME  the profile to print with; else the configured one, else generic-80\n\n"
    "exit: 0 read, 1 refused or not understood, 2 used wrongly\n"
    "example: comeback decode paper/000001.escpos --json\n",
    run};
