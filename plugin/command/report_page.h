/* SPDX-License-Identifier: MIT */
/* The parts of the owner's page: report_page.c frames it, the others write its sections. A section
 * that has nothing to say is not begun. */
#ifndef COMEBACK_REPORT_PAGE_H
#define COMEBACK_REPORT_PAGE_H

#include "report_say.h"

/* Between them stands what the section says. */
void page_begin_section(struct bytes *out, const char *title, const char *says);
void page_end_section(struct bytes *out);
void page_paragraph(struct bytes *out, const char *text); /* nothing where it is "" */

/* A table with these heads, NULL behind the last: the first column of words, the others of numbers.
 * Its rows are the caller's: page_word begins one, with anybody's text. */
void page_begin_table(struct bytes *out, const char *caption, const char *const *heads);
void page_end_table(struct bytes *out);
void page_word(struct bytes *out, const char *name);
void page_text(struct bytes *out, const char *text);
void page_count(struct bytes *out, int64_t count);
void page_amount(struct bytes *out, const struct report_view *view, int64_t minor);
void page_share(struct bytes *out, double share);  /* "12.3 %" */
void page_month(struct bytes *out, int32_t month); /* as page_word */
void page_end_row(struct bytes *out);

/* report_page_figures.c */
void page_add_tiles(struct bytes *out, const struct report_view *view);
void page_add_months(struct bytes *out, const struct report_view *view);
void page_add_sales(struct bytes *out, const struct report_view *view);
/* report_page_life.c */
void page_add_return(struct bytes *out, const struct report_view *view);
void page_add_staying(struct bytes *out, const struct report_view *view);
void page_add_cohorts(struct bytes *out, const struct report_view *view);
void page_add_upsell(struct bytes *out, const struct report_view *view);
void page_add_discounts(struct bytes *out, const struct report_view *view);
/* report_page_promises.c */
void page_add_offers(struct bytes *out, const struct report_view *view);
void page_add_friends(struct bytes *out, const struct report_view *view);
void page_add_effect(struct bytes *out, const struct report_view *view);
void page_add_steps(struct bytes *out, const struct report_view *view);
void page_add_questions(struct bytes *out, const struct report_view *view);
void page_add_look(struct bytes *out, const struct report_view *view);

#endif
