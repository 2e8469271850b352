/* SPDX-License-Identifier: MIT */
/*
 * The upper halves of code pages that iconv does not know: Katakana (ESC t 1), 853 Turkish (12),
 * Thai 42, 11 and 18 (20, 21, 26), TCVN-3 (30) and its capitals (31), 720 Arabic (32) and 1098
 * Farsi (41). The assignments are those of the makers' printed tables as npm codepage-encoder's
 * lists have them; 720 is also Windows's own.
 */
#ifndef COMEBACK_DRIVERS_PAPER_PAGES_TABLE_H
#define COMEBACK_DRIVERS_PAPER_PAGES_TABLE_H

#include <stdint.h>

/* Code points of 80h to FFh, 0 where the byte means nothing; NULL where no page has that name. */
const uint16_t *page_table_find(const char *name);

#endif
