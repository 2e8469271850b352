/* SPDX-License-Identifier: MIT */
#include "report_parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "projection.h"

static int count_due(struct report_run *run, struct report_row row, int64_t how,
                     struct fault *fault)
{
    static const enum report_number by_how[] = {[0] = STEPS_OPEN,
                                                [CLOSED_KEPT] = STEPS_KEPT,
                                                [CLOSED_NOT_NOW] = STEPS_NOT_NOW,
                                                [CLOSED_NOT_RELEVANT] = STEPS_NOT_RELEVANT};
    int status = report_add(run, STEPS_DUE, row.day, 1, &row, fault);
    return status == COMEBACK_OK ? report_add(run, by_how[how & 3], row.day, 1, &row, fault)
                                 : status;
}

/* The columns of REPORT_STEPS: host, ref, day, when it is due (null: nobody knows yet), is it one
 * still, CLOSED_ or null. */
static int take_step(struct report_run *run, sqlite3_stmt *step, struct fault *fault)
{
    struct report_row row = {store_text(step, 0), store_text(step, 1), sqlite3_column_int(step, 2)};
    int32_t due_day = sqlite3_column_int(step, 3);
    int64_t how = sqlite3_column_int64(step, 5);
    int status = report_add(run, STEPS_BEGUN, row.day, 1, &row, fault);
    if (status == COMEBACK_OK && sqlite3_column_int(step, 4) == 0)
        return report_add(run, STEPS_WITHDRAWN, row.day, 1, &row, fault);
    bool waits = sqlite3_column_type(step, 3) == SQLITE_NULL;
    if (status != COMEBACK_OK || waits || (how == 0 && due_day >= run->query->today))
        return status;
    row.day = due_day;
    return count_due(run, row, how, fault);
}

/* The columns of REPORT_ASKED: host, ref, day, was it answered? */
static int take_question(struct report_run *run, sqlite3_stmt *asked, struct fault *fault)
{
    const struct report_row row = {store_text(asked, 0), store_text(asked, 1),
                                   sqlite3_column_int(asked, 2)};
    int status = report_add(run, QUESTIONS_ELIGIBLE, row.day, 1, &row, fault);
    if (status == COMEBACK_OK && sqlite3_column_int(asked, 3) != 0)
        status = report_add(run, QUESTIONS_ASKED, row.day, 1, &row, fault);
    return status;
}

/* The columns of REPORT_ANSWERS: question, answer, count. */
static int take_answer(struct report_run *run, sqlite3_stmt *row, struct fault *fault)
{
    struct report *report = run->report;
    size_t count = (size_t)report->answer_count;
    struct report_answer *answers = realloc(report->answers, (count + 1) * sizeof *answers);
    if (answers == NULL)
        return fail(fault, COMEBACK_MEMORY, "out of memory");
    report->answers = answers;
    struct report_answer *answer = &answers[report->answer_count++];
    snprintf(answer->question, sizeof answer->question, "%s", store_text(row, 0));
    snprintf(answer->answer, sizeof answer->answer, "%s", store_text(row, 1));
    answer->count = sqlite3_column_int64(row, 2);
    return COMEBACK_OK;
}

int report_steps(struct report_run *run, struct fault *fault)
{
    static const struct {
        enum statement statement;
        const char *types; /* "ii": of the days reported on */
        int (*take)(struct report_run *, sqlite3_stmt *, struct fault *);
    } parts[] = {
        {REPORT_STEPS, "", take_step},
        {REPORT_ASKED, "", take_question},
        {REPORT_ANSWERS, "ii", take_answer},
    };
    sqlite3_stmt *row;
    int status = COMEBACK_OK;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == COMEBACK_OK; i++) {
        status = store_query(run->store, parts[i].statement, &row, fault, parts[i].types,
                             (int64_t)run->query->from_day, (int64_t)run->query->to_day);
        status = report_each(run, row, status, parts[i].take, fault);
    }
    return status;
}
