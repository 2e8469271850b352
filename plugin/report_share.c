/* SPDX-License-Identifier: MIT */
#include "report.h"

/* Newton's; a library of mathematics is not linked for one root. Of 0 or more. */
static double root(double square)
{
    double guess = square < 1 ? 1 : square, before;
    if (square <= 0)
        return 0;
    do {
        before = guess;
        guess = (guess + square / guess) / 2;
    } while (guess < before);
    return before;
}

struct report_share report_wilson(int64_t numerator, int64_t denominator)
{
    const double z = 1.959963984540054; /* 97.5 % of a normal distribution lie below */
    if (denominator <= 0)
        return (struct report_share){numerator, denominator, 0, 0, 1};
    double n = (double)denominator, share = (double)numerator / n;
    double middle = share + z * z / (2 * n), whole = 1 + z * z / n;
    double spread = z * root(share * (1 - share) / n + z * z / (4 * n * n));
    double low = (middle - spread) / whole, high = (middle + spread) / whole;
    /* At 0 and at 1 the bound is exact; the arithmetic is not. */
    return (struct report_share){numerator, denominator, share, numerator == 0 || low < 0 ? 0 : low,
                                 numerator == denominator || high > 1 ? 1 : high};
}

struct report_share report_share(const struct report_period *period, enum report_number number)
{
    const struct report_number_text *text = &report_numbers[number];
    return report_wilson(period->values[text->of], period->values[text->among]);
}
