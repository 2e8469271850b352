/* SPDX-License-Identifier: MIT */
#include "power.h"

#include <math.h>

/* Of a normal distribution 97.5 and 80 % lie below. */
static const double z_error = 1.959964, z_power = 0.841621;

int64_t power_needed(double rate, double difference)
{
    double other = rate + difference, mean = rate + difference / 2;
    if (!(rate >= 0 && rate <= 1 && other >= 0 && other <= 1) || rate == other)
        return 0;
    double pooled = 2 * mean * (1 - mean);
    double apart = rate * (1 - rate) + other * (1 - other);
    double root = z_error * sqrt(pooled) + z_power * sqrt(apart);
    double needed = ceil(root * root / (difference * difference));
    return needed < 9e15 ? (int64_t)needed : 0;
}

int64_t power_customers(int64_t needed, int32_t holdout)
{
    int64_t hundredfold;
    int32_t smaller = holdout < 50 ? holdout : 100 - holdout;
    if (smaller < 1 || needed < 0 || __builtin_mul_overflow(needed, 100, &hundredfold))
        return 0;
    return hundredfold / smaller + (hundredfold % smaller > 0);
}

double power_rate(struct power_seen without, struct power_seen shop)
{
    struct power_seen seen = without.mature < POWER_SEEN_LEAST ? shop : without;
    return seen.mature < POWER_SEEN_LEAST ? POWER_RATE_PERCENT / 100.0
                                          : (double)seen.returned / (double)seen.mature;
}
