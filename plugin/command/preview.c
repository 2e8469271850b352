/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "../slip.h"
#include "arguments.h"
#include "typeset.h"
#include "files.h"
#include "picture.h"
#include "sample.h"
#include "session.h"

enum { TEXT_LIMIT = 256 * 1024 };

static int fill_in(const char *path, const char *text, const struct printing *printing,
                   struct bytes *out)
{
    struct slip_template *slip = NULL;
    struct slip_values values;
    struct fault fault = {{0}};
    sample_values(printing->settings, &values);
    if (slip_parse(path, text, 0, &slip, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    int status = slip_expand(slip, &values, printing->profile->columns, out, &fault);
    slip_free(slip);
    return status == COMEBACK_OK ? EXIT_DONE : tell(EXIT_REFUSED, "%s: %s", path, fault.text);
}

/* A file of the owner's; without settings there is nothing to fill its fields with. */
static int expand_file(const char *path, const struct printing *printing, struct bytes *out)
{
    struct bytes text = {0};
    int status = file_read(path, TEXT_LIMIT, &text);
    if (status == EXIT_DONE && printing->settings != NULL) {
        bytes_add_byte(&text, '\0');
        status = text.failed ? tell(EXIT_REFUSED, "%s: out of memory", path)
                             : fill_in(path, (const char *)text.data, printing, out);
    } else if (status == EXIT_DONE) {
        bytes_add(out, text.data, text.length);
    }
    bytes_free(&text);
    return status;
}

static bool is_slip(const char *word)
{
    return strcmp(word, "note") == 0 || strcmp(word, "card") == 0 || strcmp(word, "shift") == 0;
}

/* A slip's name that is mistyped is not looked for as a file. */
static bool is_file(const char *word)
{
    return strcmp(word, "-") == 0 || strpbrk(word, "./") != NULL;
}

struct wishes {
    const char *png, *escpos, *printer;
    bool receiptline, text;
};

static int show_plain(const char *slip, const struct bytes *text, const struct profile *profile)
{
    struct bytes lines = {0};
    struct drv_fault fault = {{0}};
    int status = typeset_plain(text, profile, &lines, &fault);
    if (status == DRV_OK)
        fwrite(lines.data, 1, lines.length, stdout);
    bytes_free(&lines);
    return status == DRV_OK ? EXIT_DONE : tell(EXIT_REFUSED, "%s: %s", slip, fault.text);
}

static int show_printed(const char *slip, const struct bytes *text, const struct printing *printing,
                        const struct wishes *wishes)
{
    const struct profile *profile = printing->profile;
    struct bytes escpos = {0};
    struct drv_fault fault = {{0}};
    int status = EXIT_DONE;
    if (typeset_escpos(text, profile, printing->page, &escpos, &fault) != DRV_OK)
        status = tell(EXIT_REFUSED, "%s: %s", slip, fault.text);
    if (status == EXIT_DONE && wishes->escpos != NULL)
        status = file_write(wishes->escpos, escpos.data, escpos.length);
    if (status == EXIT_DONE && wishes->png != NULL)
        status = picture_as_png(&escpos, profile, wishes->png);
    if (status == EXIT_DONE && wishes->png == NULL && wishes->escpos == NULL)
        status = picture_in_terminal(&escpos, profile);
    bytes_free(&escpos);
    return status;
}

static int show(const char *slip, const struct bytes *text, const struct printing *printing,
                const struct wishes *wishes)
{
    if (wishes->receiptline)
        fwrite(text->data, 1, text->length, stdout);
    if (wishes->text)
        return show_plain(slip, text, printing->profile);
    if (wishes->receiptline && wishes->png == NULL && wishes->escpos == NULL)
        return EXIT_DONE;
    return show_printed(slip, text, printing, wishes);
}

static int run(struct call *call)
{
    struct wishes wishes = {.png = NULL};
    const struct argument known[] = {
        {"png", NULL, &wishes.png},         {"escpos", NULL, &wishes.escpos},
        {"printer", NULL, &wishes.printer}, {"receiptline", &wishes.receiptline, NULL},
        {"text", &wishes.text, NULL},       {NULL, NULL, NULL},
    };
    struct printing printing;
    struct bytes text = {0};
    int status = arguments_read(call, known, 1, 1);
    if (status != GO_ON)
        return status;
    const char *slip = call->words[0];
    if (!is_slip(slip) && !is_file(slip))
        return tell(EXIT_USAGE, "preview: found \"%s\", expected note, card, shift or a file",
                    slip);
    status = printing_open(call, wishes.printer, is_slip(slip), &printing);
    if (status != EXIT_DONE)
        return status;
    status =
        is_slip(slip) ? sample_slip(slip, &printing, &text) : expand_file(slip, &printing, &text);
    if (status == EXIT_DONE)
        status = show(slip, &text, &printing, &wishes);
    bytes_free(&text);
    printing_free(&printing);
    return status;
}

const struct command command_preview = {
    "preview", "a slip as the printer will print it",
    "note|card|shift|FILE [--png FILE] [--escpos FILE] [--receiptline] [--text] [--printer NAME]",
    "Shows a slip of the settings, what a till's shift looks like, or any ReceiptLine text, with\n"
    "the code SAMPLE, which nobody takes. Reads the settings and nothing else; without options it\n"
    "is shown in the terminal, where a line of letters that the printer has not stands as the\n"
    "image that it is sent. Written to, FILE - is standard output; read, standard input.\n\n"
    "  --png FILE      the paper, dot by dot\n"
    "  --escpos FILE   the printer's bytes\n"
    "  --receiptline   the text with its fields filled in\n"
    "  --text          plain lines, in letters whatever the printer has\n"
    "  --printer NAME  a printer profile, or a printer's URI; else the configured one\n\n"
    "exit: 0 shown, 1 refused, 2 used wrongly\n"
    "example: comeback preview card --png card.png\n",
    run};
