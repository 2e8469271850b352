/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "report_headline.h"

/* "  of these kept        2,333  of 2,790, 84 % (82 to 85); target 60 %" */
static void print_headline(const struct report_headline *headline)
{
    int width = headline->of_before ? 15 : 17;
    printf("%s%-*s %11s%s%s\n", headline->of_before ? "  " : "", width, headline->title,
           headline->figure, headline->words[0] == '\0' ? "" : "  ", headline->words);
}

void report_print_screen(const struct report_view *view)
{
    struct report_headline headlines[REPORT_HEADLINES];
    char words[2 * REPORT_TEXT];
    if (view->report->all.values[SALES_ALL] == 0) {
        report_format_nothing(words, sizeof words, view);
        puts(view->config->shop.name);
        report_print_wrapped(words);
        return;
    }
    report_format_days(words, sizeof words, view->report);
    printf("%s, %s\n", view->config->shop.name, words);
    report_headlines(view, headlines);
    for (size_t i = 0; i < REPORT_HEADLINES; i++)
        print_headline(&headlines[i]);
    puts("(a to b): 95 times in 100 between a and b. More: report --all, --html, --explain");
}
