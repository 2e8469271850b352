/* SPDX-License-Identifier: MIT */
/*
 * What the report's lists come to, in a sentence or two for the owner; "" where there is nothing to
 * say. The bounds in brackets hold 95 times in 100.
 */
#ifndef COMEBACK_REPORT_SAY_H
#define COMEBACK_REPORT_SAY_H

#include "report_views.h"

enum { REPORT_SENTENCE = 512 };

void report_say_return(const struct report_view *view, char out[REPORT_SENTENCE]);
void report_say_origin(const struct report_view *view, char out[REPORT_SENTENCE]);
void report_say_staying(const struct report_view *view, char out[REPORT_SENTENCE]);
void report_say_upsell(const struct report_view *view, char out[REPORT_SENTENCE]);
void report_say_discounts(const struct report_view *view, char out[REPORT_SENTENCE]);
void report_say_effect(const struct report_view *view, const struct report_effect *effect,
                       char out[REPORT_SENTENCE]);
void report_say_steps(const struct report_view *view, char out[REPORT_SENTENCE]);
void report_say_questions(const struct report_view *view, char out[REPORT_SENTENCE]);
void report_say_promised(const struct report_view *view, char out[REPORT_SENTENCE]);
/* Below what needs a look. */
#define REPORT_LOOK_WORDS "What to do about them: comeback review."
void report_say_returns(const struct report_view *view, char out[REPORT_SENTENCE]);

#endif
