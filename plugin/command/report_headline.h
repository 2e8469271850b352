/* SPDX-License-Identifier: MIT */
/* What an owner reads first, for every view: a title, a figure and a few words each. */
#ifndef COMEBACK_REPORT_HEADLINE_H
#define COMEBACK_REPORT_HEADLINE_H

#include "report_views.h"

enum { REPORT_HEADLINES = 12 };

struct report_headline {
    char title[24];
    char figure[24];
    char words[REPORT_TEXT]; /* at most 49 characters, or as few more as its numbers have digits */
    bool of_before;          /* a part of the one before it */
};

void report_headlines(const struct report_view *view, struct report_headline out[REPORT_HEADLINES]);

#endif
