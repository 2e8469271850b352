/* SPDX-License-Identifier: MIT */
#include "../../drivers/paper/encode.h"

#include "arguments.h"
#include "files.h"

static int make(const char *name, const struct bytes *json, struct bytes *escpos)
{
    struct drv_fault fault = {{0}};
    if (encode_json(json->data, json->length, escpos, &fault) != DRV_OK)
        return tell(EXIT_REFUSED, "%s: %s", name, fault.text);
    return EXIT_DONE;
}

static int run(struct call *call)
{
    const char *out = "-";
    const struct argument known[] = {{"out", NULL, &out}, {NULL, NULL, NULL}};
    struct bytes json = {0}, escpos = {0};
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    const char *name = call->words[0];
    status = file_read(name, ENCODE_MAX_JSON, &json);
    if (status == EXIT_DONE)
        status = make(name, &json, &escpos);
    if (status == EXIT_DONE)
        status = file_write(out, escpos.data, escpos.length);
    bytes_free(&json);
    bytes_free(&escpos);
    return status;
}

const struct command command_encode = {
    "encode", "make a printer's bytes of what decode read", "FILE [--out FILE]",
    "FILE (-: standard input; at most 1 GiB) holds JSON as decode --json writes it. The bytes are\n"
    "those that were decoded; an argument that was edited changes its own. Offsets and lengths\n"
    "may be left as they are. Nothing is written where a command or a field is not right.\n\n"
    "  --out FILE      where the bytes go; else standard output\n\n"
    "exit: 0 written, 1 refused, 2 used wrongly\n"
    "example: comeback decode --json FILE | comeback encode -\n",
    run};
