/* SPDX-License-Identifier: MIT */
#include "report_share.h"

#include <math.h>

struct report_share report_wilson(int64_t numerator, int64_t denominator)
{
    const double z = REPORT_Z;
    if (denominator <= 0)
        return (struct report_share){numerator, denominator, 0, 0, 1};
    double n = (double)denominator, share = (double)numerator / n;
    double middle = share + z * z / (2 * n), whole = 1 + z * z / n;
    double spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n));
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

void report_difference(struct report_effect *effect)
{
    struct report_share control = report_wilson(effect->control.returned, effect->control.mature);
    struct report_share treated = report_wilson(effect->treated.returned, effect->treated.mature);
    effect->known = control.denominator > 0 && treated.denominator > 0;
    effect->difference = 0;
    effect->low = -1;
    effect->high = 1;
    if (!effect->known)
        return;
    effect->difference = treated.share - control.share;
    effect->low =
        effect->difference - hypot(treated.share - treated.low, control.high - control.share);
    effect->high =
        effect->difference + hypot(treated.high - treated.share, control.share - control.low);
}

double report_discount_share(const struct report_discount *discount)
{
    double taken = (double)discount->taken_minor, paid = (double)discount->paid_minor;
    return taken + paid > 0 ? taken / (taken + paid) : 0;
}
