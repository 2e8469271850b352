/* SPDX-License-Identifier: MIT */
#include "report_tables.h"
#include "report_views.h"

#include <stdio.h>
#include <string.h>

#include "../clock.h"

enum { INDENT = 2 };

void report_print_row(const struct report_row *row)
{
    char date[CLOCK_TEXT];
    clock_iso_date(row->day, date);
    if (row->host[0] == '\0')
        printf("%*s%s  till %s\n", INDENT, "", date, row->ref[0] == '\0' ? "unknown" : row->ref);
    else
        printf("%*s%s  %s %s\n", INDENT, "", date, row->host, row->ref);
}

void report_print_one(const struct report_view *view, enum report_number number)
{
    const struct report_number_text *text = &report_numbers[number];
    char formatted[REPORT_TEXT];
    report_format(formatted, view, number);
    printf("%s: %s\n", text->name, formatted);
    report_print_wrapped(text->counts);
    if (report_is_share(number))
        printf("%*s%s of %s\n", INDENT, "", report_numbers[text->of].name,
               report_numbers[text->among].name);
}

void report_print_list(const struct report_list_text *list)
{
    bool is_list = list - report_list_texts < REPORT_LISTS;
    printf("%s: %s\n", list->name,
           is_list ? "a list, in --all, --html, --json and --csv NAME" : "in --json");
    report_print_wrapped(list->tells);
}

void report_keep_example(struct report_examples *examples, enum report_number number,
                         const struct report_row *row)
{
    struct report_example *rows = examples->rows[number];
    int *count = &examples->counts[number], place = *count;
    while (place > 0 && rows[place - 1].day < row->day)
        place--;
    if (place == REPORT_EXAMPLES)
        return;
    *count += *count < REPORT_EXAMPLES;
    memmove(rows + place + 1, rows + place, (size_t)(*count - 1 - place) * sizeof *rows);
    rows[place].day = row->day;
    snprintf(rows[place].host, sizeof rows[place].host, "%s", row->host);
    snprintf(rows[place].ref, sizeof rows[place].ref, "%s", row->ref);
}

void report_print_explained(const struct report_view *view, const struct report_examples *examples)
{
    for (enum report_number i = 0; i < REPORT_NUMBERS; i++) {
        report_print_one(view, i);
        for (int place = 0; place < examples->counts[i]; place++) {
            const struct report_example *found = &examples->rows[i][place];
            const struct report_row row = {found->host, found->ref, found->day};
            report_print_row(&row);
        }
        puts("");
    }
    for (size_t i = 0; i < REPORT_TEXTS; i++) {
        report_print_list(&report_list_texts[i]);
        puts("");
    }
}
