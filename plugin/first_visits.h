/* SPDX-License-Identifier: MIT */
/*
 * How many customers come for the first time, and how many of them again: what the sums of an
 * experiment rest on before there is one. Of the last year with sales; a first visit is a
 * customer's first business day in the log, however long ago the log begins.
 */
#ifndef COMEBACK_FIRST_VISITS_H
#define COMEBACK_FIRST_VISITS_H

#include "store.h"

enum { FIRST_VISITS_WINDOW_DAYS = 60, FIRST_VISITS_YEAR_DAYS = 365 };

struct first_visits {
    int64_t count; /* in the last `days` days up to the last one with a sale */
    int32_t days;  /* at most a year */
    /* Of those in the year that ended a window ago: they had the window to come again. */
    int64_t mature, returned;
};

/* Reads every standing sale: not for a till. */
int first_visits_count(struct store *store, struct first_visits *out, struct fault *fault);

#endif
