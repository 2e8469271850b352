/* SPDX-License-Identifier: MIT */
/* Slips as they will be, with the code SAMPLE, which nobody takes. */
#ifndef COMEBACK_SAMPLE_H
#define COMEBACK_SAMPLE_H

#include "../slip.h"
#include "session.h"

/* "note" or "card" as the settings have it; appends the expanded text. Tells its error. */
int sample_slip(const char *slip, const struct printing *printing, struct bytes *out);
/* For any template: what a note says beside what a card says. */
void sample_values(const struct settings *settings, struct slip_values *out);
/* Draws both slips as they are sent, and drops them: the first row that has to be drawn costs a
 * process some 50 to 90 ms (drivers/shaped.h), which a till that asks would wait for. Where no row
 * has to be, nothing is opened. */
void sample_warm(struct settings *settings);

#endif
