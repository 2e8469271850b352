/* SPDX-License-Identifier: MIT */
#include "printers_probe.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../drivers/profile_probe.h"
#include "../../drivers/profile_writer.h"
#include "../printer_model.h"
#include "files.h"
#include "hold.h"

enum { HOLD_WAIT_MS = 5000, STRIP_MS = 60000 };

struct probing {
    const struct printing *printing;
    const struct probe_wishes *wishes;
    json_t *json;
    json_t *printed; /* numbers */
    bool asks;
    bool ended; /* nobody answers any more */
    bool ticked[PROBE_NUMBERS];
};

/* Printing */

static int send(const struct probing *probing, const struct bytes *strip)
{
    const struct printer_patience patience = {.job_ms = STRIP_MS};
    struct printer_claim claim = {.result = PRINTER_NOT_PRINTED};
    struct fault fault = {{0}};
    struct hold hold;
    int status = hold_printer(probing->printing, HOLD_WAIT_MS, &hold, &fault);
    if (status == COMEBACK_OK) {
        struct printer_port port = hold_port(&hold, probing->printing);
        port.profile = probing->printing->profile;
        port.process_id = PRINTER_ANSWERS_NOT;
        printer_send(&port, strip->data, strip->length, 0, &patience, &claim);
    }
    hold_end(&hold);
    if (status != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    return claim.result == PRINTER_NOT_PRINTED
               ? tell(EXIT_REFUSED, "%s: not printed: %s", probing->printing->uri, claim.reason)
               : EXIT_DONE;
}

/* Past the tear bar; who has a cutter by its profile cuts. */
static void end_strip(const struct profile *profile, struct bytes *strip)
{
    static const uint8_t feed[] = {0x1b, '@', 0x1b, 'd', 5}, cut[] = {0x1d, 'V', 66, 0};
    bytes_add(strip, feed, sizeof feed);
    if (profile->cut == PROFILE_CUT_GS_V)
        bytes_add(strip, cut, sizeof cut);
}

static int print_strip(struct probing *probing, const struct bytes *strip)
{
    if (strip->failed)
        return tell(EXIT_REFUSED, "out of memory");
    return send(probing, strip);
}

static void note_printed(struct probing *probing, const struct profile_probe *probe)
{
    json_array_append_new(probing->printed, json_pack("{si ss ss}", "number", probe->number, "what",
                                                      probe->what, "right", probe->right));
}

/* All of one kind on one strip. */
static int print_kind(struct probing *probing, enum profile_probe_kind kind)
{
    struct bytes strip = {0};
    const struct profile_probe *probe;
    for (size_t i = 0; (probe = profile_probe_at(i)) != NULL; i++)
        if (probe->kind == kind) {
            profile_probe_put(probe, &strip);
            note_printed(probing, probe);
        }
    end_strip(probing->printing->profile, &strip);
    int status = print_strip(probing, &strip);
    bytes_free(&strip);
    return status;
}

static int print_one(struct probing *probing, const struct profile_probe *probe)
{
    struct bytes strip = {0};
    profile_probe_put(probe, &strip);
    note_printed(probing, probe);
    int status = print_strip(probing, &strip);
    bytes_free(&strip);
    return status;
}

/* Asking */

/* False, and nobody is asked any more, where the answers end. */
static bool says_yes(struct probing *probing)
{
    char answer[16];
    fflush(stdout);
    probing->ended = probing->ended || fgets(answer, sizeof answer, stdin) == NULL;
    return !probing->ended && (answer[0] == 'y' || answer[0] == 'Y');
}

static void ask_one(struct probing *probing, const struct profile_probe *probe)
{
    if (probing->ended)
        return;
    printf("%2u  %s: %s? [y/N] ", probe->number, probe->what, probe->right);
    probing->ticked[probe->number] = says_yes(probing);
}

static void ask_kind(struct probing *probing, enum profile_probe_kind kind)
{
    const struct profile_probe *probe;
    for (size_t i = 0; (probe = profile_probe_at(i)) != NULL; i++)
        if (probe->kind == kind)
            ask_one(probing, probe);
}

static bool may_print_codes(struct probing *probing)
{
    if (!probing->asks)
        return probing->wishes->all;
    if (probing->ended)
        return false;
    printf("Next come codes. A printer that does not know them prints odd letters, and may have to "
           "be\nswitched off and on. Go on? [y/N] ");
    return says_yes(probing);
}

static bool may_cut(struct probing *probing, const struct profile_probe *probe)
{
    if (!probing->asks)
        return probing->wishes->all;
    if (probing->ended)
        return false;
    printf("Next comes a cut by %s. Go on? [y/N] ", probe->what);
    return says_yes(probing);
}

static int try_cuts(struct probing *probing)
{
    const struct profile_probe *probe;
    int status = EXIT_DONE;
    for (size_t i = 0; (probe = profile_probe_at(i)) != NULL && status == EXIT_DONE; i++) {
        if (probe->kind != PROBE_CUT || !may_cut(probing, probe))
            continue;
        status = print_one(probing, probe);
        if (status == EXIT_DONE && probing->asks)
            ask_one(probing, probe);
    }
    return status;
}

static int try_kind(struct probing *probing, enum profile_probe_kind kind)
{
    int status = print_kind(probing, kind);
    if (status == EXIT_DONE && probing->asks)
        ask_kind(probing, kind);
    return status;
}

static int try_all(struct probing *probing)
{
    int status = try_kind(probing, PROBE_HARMLESS);
    if (status == EXIT_DONE && may_print_codes(probing))
        status = try_kind(probing, PROBE_CODES);
    return status == EXIT_DONE ? try_cuts(probing) : status;
}

/* Ticks as words */

static bool is_probe(long number)
{
    const struct profile_probe *probe;
    for (size_t i = 0; (probe = profile_probe_at(i)) != NULL; i++)
        if (probe->number == number)
            return true;
    return false;
}

/* "5" or "5-7"; a number between two that is none is no mistake. */
static bool take_range(const char *word, bool ticked[PROBE_NUMBERS])
{
    char *end;
    long first = strtol(word, &end, 10), last = first;
    if (end == word || word[0] < '0' || word[0] > '9')
        return false;
    if (*end == '-' && end[1] >= '0' && end[1] <= '9')
        last = strtol(end + 1, &end, 10);
    if (*end != '\0' || !is_probe(first) || !is_probe(last) || last < first)
        return false;
    for (long number = first; number <= last; number++)
        ticked[number] = true;
    return true;
}

static int read_ticked(const char *list, bool ticked[PROBE_NUMBERS])
{
    while (*list != '\0') {
        char word[16];
        size_t length = strcspn(list, ",");
        snprintf(word, sizeof word, "%.*s", length < 15 ? (int)length : 15, list);
        if (!take_range(word, ticked))
            return tell(EXIT_USAGE,
                        "--ticked: found \"%s\", expected numbers of the strip, such "
                        "as 1,2,5-7",
                        word);
        list += length + (list[length] == ',');
    }
    return EXIT_DONE;
}

/* Writing */

static const char *name_of(const struct printing *printing)
{
    const struct settings *settings = printing->settings;
    bool own = settings != NULL && strchr(printing->uri, ':') != NULL &&
               strcmp(printing->profile->name, settings->profile.name) == 0;
    return own ? settings->config.print.profile : printing->profile->name;
}

static void write_text(const struct probing *probing, struct bytes *out)
{
    char source[64];
    struct profile profile;
    time_t now = time(NULL);
    struct tm day;
    localtime_r(&now, &day);
    strftime(source, sizeof source, "seen on paper, %Y-%m-%d", &day);
    profile_probe_apply(probing->ticked, probing->printing->profile, &profile);
    profile.answers |= probing->wishes->answers;
    profile_write_own(&profile, source, out);
}

/* The one before is kept as FILE.old; no reader ever sees half a file. */
static int replace(const char *path, const struct bytes *text, bool *kept)
{
    char parent[STORE_PATH], fresh[STORE_PATH + 8], old[STORE_PATH + 8];
    snprintf(parent, sizeof parent, "%s", path);
    snprintf(fresh, sizeof fresh, "%s.new", path);
    snprintf(old, sizeof old, "%s.old", path);
    if (mkdir(dirname(parent), 0777) != 0 && errno != EEXIST)
        return tell(EXIT_REFUSED, "%s: %s", parent, strerror(errno));
    if (file_write(fresh, text->data, text->length) != EXIT_DONE)
        return EXIT_REFUSED;
    unlink(old);
    *kept = link(path, old) == 0;
    if (rename(fresh, path) == 0)
        return EXIT_DONE;
    tell(EXIT_REFUSED, "%s: %s", path, strerror(errno));
    unlink(fresh);
    return EXIT_REFUSED;
}

static void tell_written(const struct probing *probing, const char *path, bool kept,
                         const struct bytes *text)
{
    const char *now = probing->printing->settings->config.print.profile;
    const char *name = name_of(probing->printing);
    if (probing->json != NULL) {
        json_object_set_new(probing->json, "file", json_string(path));
        json_object_set_new(probing->json, "text",
                            json_stringn((const char *)text->data, text->length));
        return;
    }
    printf("%.*s\nwritten to %s%s\n", (int)text->length, (const char *)text->data, path,
           kept ? "; the one before is beside it as .old" : "");
    if (strcmp(name, now) != 0)
        printf("name it in comeback.ini below [print]: profile = %s\n", name);
}

static int write_profile(const struct probing *probing)
{
    const struct printing *printing = probing->printing;
    struct bytes text = {0};
    struct fault fault = {{0}};
    char path[STORE_PATH];
    bool kept = false;
    if (printing->settings == NULL)
        return tell(EXIT_REFUSED, "there is no comeback.ini to write a profile beside");
    if (printer_model_path(printing->shop_folder, name_of(printing), path, &fault) != COMEBACK_OK)
        return tell(EXIT_REFUSED, "%s", fault.text);
    write_text(probing, &text);
    int status = text.failed ? tell(EXIT_REFUSED, "out of memory") : replace(path, &text, &kept);
    if (status == EXIT_DONE)
        tell_written(probing, path, kept, &text);
    bytes_free(&text);
    return status;
}

static void tell_how_to_tick(const struct probing *probing)
{
    size_t i;
    json_t *probe;
    if (probing->json != NULL) {
        json_object_set(probing->json, "probes", probing->printed);
        return;
    }
    puts("on the strip is right what looks so:");
    json_array_foreach(probing->printed, i, probe)
    {
        printf("%2d  %s: %s\n", (int)json_integer_value(json_object_get(probe, "number")),
               json_string_value(json_object_get(probe, "what")),
               json_string_value(json_object_get(probe, "right")));
    }
    puts("tell which numbers came out right with --ticked, such as --ticked 1,2,5-7");
}

static int print_and_ask(struct probing *probing)
{
    int status = try_all(probing);
    if (status != EXIT_DONE)
        return status;
    if (!probing->asks) {
        tell_how_to_tick(probing);
        return EXIT_DONE;
    }
    if (probing->ended)
        return tell(EXIT_REFUSED, "the answers ended; no profile was written");
    return write_profile(probing);
}

int printers_probe(const struct printing *printing, const struct probe_wishes *wishes, json_t *json)
{
    struct probing probing = {.printing = printing,
                              .wishes = wishes,
                              .json = json,
                              .asks = !wishes->yes && json == NULL,
                              .printed = json_array()};
    int status;
    if (wishes->ticked == NULL) {
        status = print_and_ask(&probing);
    } else {
        status = read_ticked(wishes->ticked, probing.ticked);
        if (status == EXIT_DONE)
            status = write_profile(&probing);
    }
    json_decref(probing.printed);
    return status;
}
