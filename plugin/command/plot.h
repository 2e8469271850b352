/* SPDX-License-Identifier: MIT */
/* Curves in a terminal, to standard output: in Braille dots, or in ASCII where the locale has no
 * UTF-8. No line is longer than 80 columns. */
#ifndef COMEBACK_PLOT_H
#define COMEBACK_PLOT_H

#include <stdbool.h>

#include "curve.h"

/* The curve whole, its bounds as single dots above and below it. Nothing where it has no point. */
void plot_curve(const struct curve *curve, bool utf8);

enum { PLOT_BAR = 36 };
/* A bar of PLOT_BAR cells where `value` is `most`, less for less; in eighths of a cell in UTF-8. */
void plot_bar(double value, double most, bool utf8);

#endif
