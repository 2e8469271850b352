/* SPDX-License-Identifier: MIT */
/* Parts of a whole, and how sure one can be of them: Wilson's and Newcombe's intervals. */
#ifndef COMEBACK_REPORT_SHARE_H
#define COMEBACK_REPORT_SHARE_H

#include "report.h"

#define REPORT_Z 1.959963984540054 /* 97.5 % of a normal distribution lie below */

/* Of two arms who have mature ones: fills difference, low and high (method 10 of Newcombe 1998).
 * Else they are 0, -1 and 1. */
void report_difference(struct report_effect *effect);

#endif
