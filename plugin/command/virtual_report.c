/* SPDX-License-Identifier: MIT */
#include "virtual_report.h"

#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "files.h"

static const char *const ends[] = {
    [BODY_CUT] = "cut", [BODY_RAN_OUT] = "ran-out", [BODY_STILL] = "still"};

/* Takes the object. */
static void put_json(json_t *object)
{
    json_dumpf(object, stdout, JSON_COMPACT);
    json_decref(object);
    puts("");
    fflush(stdout);
}

void virtual_report_place(const struct virtual_report *report, const char *place, int port)
{
    if (report->json)
        put_json(json_pack("{ss si ss si}", "event", "listening", "at_ms", 0, "place", place,
                           "port", port));
    else
        printf(port == 0 ? "%s\n" : "listening on %s\n", place);
    fflush(stdout);
}

void virtual_report_link(const struct virtual_report *report, int64_t at_us, const char *event)
{
    if (report->json)
        put_json(json_pack("{ss sI}", "event", event, "at_ms", (json_int_t)(at_us / 1000)));
    else
        puts(event);
    fflush(stdout);
}

void virtual_report_fault(const struct virtual_report *report, int64_t at_us, enum body_event event)
{
    const char *name = body_event_name(event);
    if (report->json)
        put_json(json_pack("{ss sI ss}", "event", "fault", "at_ms", (json_int_t)(at_us / 1000),
                           "name", name));
    else
        printf("fault: %s\n", name);
    fflush(stdout);
}

static void tell_sheet(const struct virtual_report *report, const struct body_sheet *sheet)
{
    int number = (int)report->sheets;
    const char *text = sheet->sheet->text;
    if (report->json)
        put_json(json_pack("{ss sI si ss si ss}", "event", "sheet", "at_ms",
                           (json_int_t)(sheet->ended_us / 1000), "number", number, "end",
                           ends[sheet->end], "rows", (int)sheet->sheet->height_dots, "text", text));
    else
        printf("sheet %d: %s, %u rows\n%s", number, ends[sheet->end], sheet->sheet->height_dots,
               text);
    fflush(stdout);
}

static int file_sheet(const struct virtual_report *report, const struct paper_sheet *sheet)
{
    struct bytes png = {0};
    struct drv_fault fault = {{0}};
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.4000s/%06zu.png", report->folder, report->sheets);
    int status = paper_png(sheet, &png, &fault) == DRV_OK
                     ? file_write(path, png.data, png.length)
                     : tell(EXIT_REFUSED, "%s: %s", path, fault.text);
    bytes_free(&png);
    if (status != EXIT_DONE)
        return status;
    snprintf(path, sizeof path, "%.4000s/%06zu.txt", report->folder, report->sheets);
    return file_write(path, sheet->text, strlen(sheet->text));
}

int virtual_report_sheets(struct virtual_report *report, struct body *body, bool still)
{
    struct body_sheet sheet;
    while (body_sheet_at(body, report->sheets, &sheet) && (still || sheet.end != BODY_STILL)) {
        report->sheets++;
        report->cuts += sheet.end == BODY_CUT;
        int status = report->folder == NULL ? EXIT_DONE : file_sheet(report, sheet.sheet);
        if (status != EXIT_DONE)
            return status;
        tell_sheet(report, &sheet);
    }
    body_drop_sheets(body, report->sheets);
    return EXIT_DONE;
}

void virtual_report_totals(const struct virtual_report *report, const struct body *body)
{
    struct body_totals totals;
    body_totals(body, &totals);
    bool none = totals.first_row_us == BODY_NEVER;
    if (report->json)
        put_json(json_pack("{ss sI sI sI sI sI sI sI}", "event", "totals", "at_ms",
                           (json_int_t)(body_now_us(body) / 1000), "sheets",
                           (json_int_t)report->sheets, "received",
                           (json_int_t)totals.received_bytes, "rows", (json_int_t)totals.moved_rows,
                           "starved_ms", (json_int_t)(totals.starved_us / 1000), "printing_ms",
                           (json_int_t)(totals.printing_us / 1000), "first_row_ms",
                           none ? (json_int_t)-1 : (json_int_t)(totals.first_row_us / 1000)));
    else
        printf("%zu sheets, %ju bytes, %ju rows; printed for %jd ms, waited for bytes %jd ms\n",
               report->sheets, (uintmax_t)totals.received_bytes, (uintmax_t)totals.moved_rows,
               (intmax_t)(totals.printing_us / 1000), (intmax_t)(totals.starved_us / 1000));
    fflush(stdout);
}
