/* SPDX-License-Identifier: MIT */
#include "tap_look.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../render.h"
#include "../tap/splice.h"
#include "../tap/tap.h"
#include "files.h"
#include "picture.h"
#include "sample.h"

enum { USUAL_DIGITS = 2, MARK = 9 };

static const char *const verdicts[] = {
    [TAP_SALE] = "sale",     [TAP_NOT_PAID] = "not paid", [TAP_COPY] = "copy",
    [TAP_VOIDED] = "voided", [TAP_UNREAD] = "unread",     [TAP_PICTURE] = "picture",
};

/* One receipt under the glass. */
struct sheet {
    const struct looking *looking;
    const char *name;
    struct bytes job;
    struct tap_rows rows;
    struct tap_reading reading;
    struct bytes out; /* what would come out of a tap */
    bool asked;
    int32_t rows_asked; /* of the receipts of this job so far */
    int32_t note_row;   /* the note stands behind so many rows; -1: none */
    char why[256];      /* no note; "" */
};

struct looking {
    const struct tap_look *look;
    struct printing printing;
    uint8_t currency_digits;
    struct tap_patterns patterns;
    struct sheet *sheets;
};

static int read_sheet(const struct looking *looking, const char *path, struct sheet *sheet)
{
    struct fault fault = {{0}};
    *sheet = (struct sheet){.looking = looking, .name = path, .note_row = -1};
    int status = file_read(path, SPLICE_RECEIPT_MAX, &sheet->job);
    if (status == EXIT_DONE && tap_rows(looking->printing.profile, sheet->job.data,
                                        sheet->job.length, &sheet->rows, &fault) != COMEBACK_OK)
        status = tell(EXIT_REFUSED, "%s: %s", path, fault.text);
    return status;
}

static void free_sheets(struct looking *looking)
{
    for (int i = 0; looking->sheets != NULL && i < looking->look->count; i++) {
        bytes_free(&looking->sheets[i].job);
        bytes_free(&looking->sheets[i].out);
        tap_rows_free(&looking->sheets[i].rows);
    }
    free(looking->sheets);
}

/* Learning. */

static int learn(struct looking *looking)
{
    struct tap_rows rows[TAP_LOOK_FILES];
    for (int i = 0; i < looking->look->count; i++)
        rows[i] = looking->sheets[i].rows;
    tap_learn(rows, looking->look->count, looking->currency_digits, &looking->patterns);
    return looking->patterns.text[TAP_TOTAL][0] != '\0'
               ? EXIT_DONE
               : tell(EXIT_REFUSED, "no total was found: is this a whole receipt?");
}

/* Trying. */

static void put_sample(struct sheet *sheet, const struct splice_receipt *receipt,
                       struct bytes *note)
{
    const struct printing *printing = &sheet->looking->printing;
    struct bytes text = {0};
    struct fault fault = {{0}};
    if (sample_slip("note", printing, &text) == EXIT_DONE &&
        render_note_amid(printing->profile, printing->page, (const char *)text.data, text.length,
                         receipt->standing, note, &fault) == COMEBACK_OK)
        bytes_add(note, receipt->fed, receipt->fed_length);
    else
        snprintf(sheet->why, sizeof sheet->why, "%.255s", fault.text);
    bytes_free(&text);
}

/* As the tap asks: of each receipt by itself, where a job has several. */
static enum tap_verdict read_receipt(struct sheet *sheet, const struct splice_receipt *receipt,
                                     int32_t *rows_before)
{
    const struct looking *looking = sheet->looking;
    struct tap_rows rows = {.count = 0}, before = {.count = 0};
    struct tap_reading reading = {.verdict = TAP_UNREAD};
    if (tap_rows(looking->printing.profile, receipt->bytes, receipt->length, &rows, NULL) ==
            COMEBACK_OK &&
        tap_rows(looking->printing.profile, receipt->bytes, receipt->place, &before, NULL) ==
            COMEBACK_OK)
        tap_read(&looking->patterns, &rows, looking->currency_digits, &reading);
    *rows_before = sheet->rows_asked + before.count;
    sheet->rows_asked += rows.count;
    tap_rows_free(&rows);
    tap_rows_free(&before);
    return reading.verdict;
}

static void ask(void *context, const struct splice_receipt *receipt, struct bytes *note)
{
    struct sheet *sheet = context;
    int32_t rows_before;
    sheet->asked = true;
    if (read_receipt(sheet, receipt, &rows_before) != TAP_SALE)
        return;
    if (receipt->more_follows)
        snprintf(sheet->why, sizeof sheet->why, "more is printed behind its cut");
    else
        put_sample(sheet, receipt, note);
    if (sheet->why[0] == '\0')
        sheet->note_row = rows_before;
}

static void pass(struct sheet *sheet)
{
    const struct settings *settings = sheet->looking->printing.settings;
    const struct splice_options options = {settings->config.tap.power_on, ask, sheet};
    struct splice *splice = NULL;
    struct drv_fault fault = {{0}};
    if (splice_new(&options, &splice, &fault) != DRV_OK) {
        snprintf(sheet->why, sizeof sheet->why, "%s", fault.text);
        return;
    }
    splice_take(splice, sheet->job.data, sheet->job.length, 0, &sheet->out);
    splice_end(splice, 1, &sheet->out);
    if (!sheet->asked)
        snprintf(sheet->why, sizeof sheet->why, "%s", splice_refusal(splice));
    splice_free(splice);
}

static void judge(struct looking *looking, struct sheet *sheet)
{
    tap_read(&looking->patterns, &sheet->rows, looking->currency_digits, &sheet->reading);
    if (looking->look->learn)
        return;
    pass(sheet);
    if (sheet->reading.verdict != TAP_SALE)
        snprintf(sheet->why, sizeof sheet->why, "%s", sheet->reading.why);
    else if (sheet->note_row < 0 && sheet->why[0] == '\0')
        snprintf(sheet->why, sizeof sheet->why, "it is no whole receipt");
}

static int try_patterns(struct looking *looking)
{
    struct fault fault = {{0}};
    const struct settings *settings = looking->printing.settings;
    if (settings == NULL)
        return tell(EXIT_REFUSED,
                    "tap: --try needs the patterns of a comeback.ini: name it by -c FILE");
    tap_patterns_of(&settings->config.tap, &looking->patterns);
    for (int field = 0; field < TAP_FIELDS; field++)
        if (tap_pattern_check((enum tap_field)field, looking->patterns.text[field], &fault) !=
            COMEBACK_OK)
            return tell(EXIT_REFUSED, "[tap] %s: %s", tap_field_name((enum tap_field)field),
                        fault.text);
    return EXIT_DONE;
}

/* Showing. */

/* Of the fields found in that row, the first; a second one is rare and stands in --json. */
static const char *mark_of(const struct sheet *sheet, int row)
{
    for (int field = 0; field < TAP_FIELDS; field++)
        if (sheet->reading.value[field][0] != '\0' && sheet->reading.row[field] == row)
            return tap_field_name((enum tap_field)field);
    return "";
}

static void show_rows(const struct sheet *sheet)
{
    const char *at = (const char *)sheet->rows.text.data;
    printf("%s\n", sheet->name);
    for (int row = 0; row < sheet->rows.count && at != NULL; row++) {
        size_t length = strcspn(at, "\n");
        if (row == sheet->note_row)
            printf("%*s > ------ the note ------\n", MARK, "");
        const char *mark = mark_of(sheet, row);
        printf("%*s %c %.*s\n", MARK, mark, mark[0] == '\0' ? '|' : '>', (int)length, at);
        at += length + 1;
    }
    if (sheet->note_row >= sheet->rows.count)
        printf("%*s > ------ the note ------\n", MARK, "");
}

static void show_value(const char *name, const char *value)
{
    if (value[0] != '\0')
        printf("  %-*s %s\n", MARK, name, value);
}

static void show_reading(const struct sheet *sheet)
{
    const struct tap_reading *reading = &sheet->reading;
    for (int field = 0; field < TAP_FIELDS; field++)
        if (field != TAP_PAID)
            show_value(tap_field_name((enum tap_field)field), reading->value[field]);
    if (sheet->looking->look->learn)
        printf("  %s%s%s\n\n", verdicts[reading->verdict], reading->why[0] == '\0' ? "" : ": ",
               reading->why);
    else
        printf("  %s%s\n\n", sheet->why[0] == '\0' ? "gets its note" : "no note: ", sheet->why);
}

/* As the reader of comeback.ini wants it. */
static void show_setting(const char *name, const char *pattern)
{
    bool quotes = strpbrk(pattern, ";#") != NULL;
    if (pattern[0] != '\0')
        printf(quotes ? "%s = \"%s\"\n" : "%s = %s\n", name, pattern);
}

static void show_patterns(const struct looking *looking)
{
    puts("[tap]");
    for (int field = 0; field < TAP_FIELDS; field++)
        show_setting(tap_field_name((enum tap_field)field), looking->patterns.text[field]);
}

/* In JSON. */

static json_t *found_json(const struct sheet *sheet)
{
    json_t *found = json_object();
    for (int field = 0; field < TAP_FIELDS; field++)
        if (sheet->reading.value[field][0] != '\0')
            json_object_set_new(found, tap_field_name((enum tap_field)field),
                                json_pack("{s:s, s:i}", "value", sheet->reading.value[field], "row",
                                          (int)sheet->reading.row[field]));
    return found;
}

static json_t *sheet_json(const struct sheet *sheet)
{
    const struct tap_reading *reading = &sheet->reading;
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:o}", "file", sheet->name, "verdict",
                  verdicts[reading->verdict], "why", reading->why, "found", found_json(sheet));
    if (!sheet->looking->look->learn && object != NULL) {
        json_object_set_new(object, "note_row", json_integer(sheet->note_row));
        json_object_set_new(object, "no_note", json_string(sheet->why));
    }
    return object;
}

static void show_json(const struct looking *looking)
{
    json_t *patterns = json_object(), *receipts = json_array();
    for (int field = 0; field < TAP_FIELDS; field++)
        json_object_set_new(patterns, tap_field_name((enum tap_field)field),
                            json_string(looking->patterns.text[field]));
    for (int i = 0; i < looking->look->count; i++)
        json_array_append_new(receipts, sheet_json(&looking->sheets[i]));
    json_t *all = json_pack("{s:o, s:o}", "patterns", patterns, "receipts", receipts);
    json_dumpf(all, stdout, JSON_INDENT(2));
    puts("");
    json_decref(all);
}

static void show(const struct looking *looking)
{
    if (looking->look->json) {
        show_json(looking);
        return;
    }
    for (int i = 0; i < looking->look->count; i++) {
        show_rows(&looking->sheets[i]);
        show_reading(&looking->sheets[i]);
    }
    if (looking->look->learn)
        show_patterns(looking);
}

static bool all_are_well(const struct looking *looking)
{
    for (int i = 0; i < looking->look->count; i++) {
        const struct sheet *sheet = &looking->sheets[i];
        if (sheet->reading.verdict != TAP_SALE || sheet->why[0] != '\0')
            return false;
    }
    return true;
}

static int look_at_sheets(struct looking *looking)
{
    const struct tap_look *look = looking->look;
    int status = EXIT_DONE;
    for (int i = 0; i < look->count && status == EXIT_DONE; i++)
        status = read_sheet(looking, look->files[i], &looking->sheets[i]);
    if (status == EXIT_DONE)
        status = look->learn ? learn(looking) : try_patterns(looking);
    if (status != EXIT_DONE)
        return status;
    for (int i = 0; i < look->count; i++)
        judge(looking, &looking->sheets[i]);
    show(looking);
    if (look->png != NULL)
        status = picture_as_png(&looking->sheets[0].out, looking->printing.profile, look->png);
    return status == EXIT_DONE && !all_are_well(looking) ? EXIT_REFUSED : status;
}

int tap_look(const struct call *call, const struct tap_look *look)
{
    struct looking looking = {.look = look, .currency_digits = USUAL_DIGITS};
    int status = printing_open(call, NULL, false, &looking.printing);
    if (status != EXIT_DONE)
        return status;
    if (looking.printing.settings != NULL)
        looking.currency_digits = looking.printing.settings->config.currency_digits;
    looking.sheets = calloc((size_t)look->count, sizeof *looking.sheets);
    status =
        looking.sheets == NULL ? tell(EXIT_REFUSED, "out of memory") : look_at_sheets(&looking);
    free_sheets(&looking);
    printing_free(&looking.printing);
    return status;
}
