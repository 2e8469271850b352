/* SPDX-License-Identifier: MIT */
/*
 * How many customers it takes until two shares can be told apart: the normal approximation for two
 * proportions with the pooled variance under the hypothesis that they are one (Fleiss), 80 % power
 * at 5 %, two-sided. 20 % against 25 % takes 1,094 in each arm, against 23 % 2,943; without pooling
 * it would be 1,091 and 2,940.
 */
#ifndef COMEBACK_POWER_H
#define COMEBACK_POWER_H

#include <stdint.h>

/*
 * In each arm, rounded up, where one has the share `rate` and the other `rate + difference`, in
 * parts of 1. 0 where these are no two shares between 0 and 1.
 */
int64_t power_needed(double rate, double difference);
/* In both arms together, so that the smaller one has that many where `holdout` percent of all, 1 to
 * 99, are in one of them. 0 where it is none of these, or more than an int64_t. */
int64_t power_customers(int64_t needed, int32_t holdout);

/* First visits that had the time to be followed by another, and of them those that were. */
struct power_seen {
    int64_t mature, returned;
};
enum { POWER_SEEN_LEAST = 20, POWER_RATE_PERCENT = 20 };
/* The share that comes again without promises: of those who had none where at least
 * POWER_SEEN_LEAST of them are mature, else of the shop's, else POWER_RATE_PERCENT. */
double power_rate(struct power_seen without, struct power_seen shop);

#endif
