/* SPDX-License-Identifier: MIT */
/*
 * What the virtual printer tells while it works, a line an event, each flushed at once: in words,
 * or as JSON. Sheets also become files.
 */
#ifndef COMEBACK_VIRTUAL_REPORT_H
#define COMEBACK_VIRTUAL_REPORT_H

#include "../../drivers/paper/body.h"

struct virtual_report {
    bool json;
    const char *folder; /* of NNNNNN.png and NNNNNN.txt; NULL: none */
    size_t sheets;      /* told so far */
    size_t cuts;        /* of these */
    size_t faults;
};

/* Where it can be reached; port 0 for a pty. */
void virtual_report_place(const struct virtual_report *report, const char *place, int port);
/* "linked", "lost" */
void virtual_report_link(const struct virtual_report *report, int64_t at_us, const char *event);
void virtual_report_fault(const struct virtual_report *report, int64_t at_us,
                          enum body_event event);
/*
 * The sheets that have come out since, and with `still` what hangs in the printer; then the body
 * forgets them. EXIT_DONE, or the exit code after an error was told.
 */
int virtual_report_sheets(struct virtual_report *report, struct body *body, bool still);
void virtual_report_totals(const struct virtual_report *report, const struct body *body);

#endif
