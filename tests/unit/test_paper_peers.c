/* SPDX-License-Identifier: MIT */
/*
 * Text that other libraries were given, read back from the bytes they made of it: an oracle that is
 * not ours. The samples lie beside the project; without them the test counts as skipped.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <jansson.h>

#include "paper_sheet.h"

#define JOB     "../shared/peers/job.json"
#define OUTPUTS "../shared/data/escpos/bench-outputs/"

/* dashes: what a library that has no dashes sends in their place. */
struct peer {
    const char *file, *dashes;
};
static const struct peer peers[] = {
    {"receiptline.bin", NULL}, {"rl_generic.bin", NULL},  {"rpe.bin", NULL},
    {"ntp.bin", NULL},         {"escpos.bin", "?"},       {"nodeescpos_core.bin", "?"},
    {"pe_raster.bin", NULL},   {"pe_graphics.bin", NULL}, {"pe_column.bin", NULL},
    {"php_bit.bin", NULL},     {"php_column.bin", NULL},  {"php_graphics.bin", NULL},
    {"floor.bin", "-"},
};

static struct paper *print_file(const char *name)
{
    static uint8_t bytes[1 << 16];
    char path[256];
    struct profile profile = sheet_profile(576);
    struct paper *paper = NULL;
    struct drv_fault fault = {""};
    profile.commands = 0; /* the code pages of Epson's numbers */
    snprintf(path, sizeof path, "%s%s", OUTPUTS, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    if (paper_print(bytes, length, &profile, &paper, &fault) != DRV_OK)
        fail_msg("%s: %s", name, fault.text);
    return paper;
}

/* U+2013 and U+2014. */
static void replace_dashes(const char *from, const char *dashes, char *out)
{
    while (*from != '\0') {
        bool dash =
            dashes != NULL && (strncmp(from, "\u2013", 3) == 0 || strncmp(from, "\u2014", 3) == 0);
        if (dash)
            *out++ = *dashes;
        else
            *out++ = *from;
        from += dash ? 3 : 1;
    }
    *out = '\0';
}

static void check_line(const struct peer *peer, const char *text, const char *line)
{
    char wanted[256];
    assert_true(strlen(line) < sizeof wanted);
    replace_dashes(line, peer->dashes, wanted);
    if (strstr(text, wanted) == NULL)
        fail_msg("%s: \"%s\" is not in\n%s", peer->file, wanted, text);
}

static void check_peer(const struct peer *peer, const json_t *job)
{
    struct paper *paper = print_file(peer->file);
    if (paper == NULL)
        fail_msg("no %s%s", OUTPUTS, peer->file);
    const char *text = sheet_first(paper)->text;
    check_line(peer, text, json_string_value(json_object_get(job, "heading")));
    for (size_t i = 0; i < json_array_size(json_object_get(job, "lines")); i++)
        check_line(peer, text, json_string_value(json_array_get(json_object_get(job, "lines"), i)));
    check_line(peer, text, "\n[EAN-13 5901234123457]\n");
    paper_free(paper);
}

static void what_other_libraries_were_given_stands_on_the_paper(void **state)
{
    (void)state;
    json_t *job = json_load_file(JOB, 0, NULL);
    if (job == NULL) {
        print_message("skipped: no %s\n", JOB);
        skip();
    }
    for (size_t i = 0; i < sizeof peers / sizeof peers[0]; i++)
        check_peer(&peers[i], job);
    json_decref(job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_other_libraries_were_given_stands_on_the_paper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
