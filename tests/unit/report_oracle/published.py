# SPDX-License-Identifier: MIT
"""Holds what the report is compared with against what others have published; exits 1 and says
where it differs."""
import math
import random
import sys

import chance
import curves

# Freireich and others, Blood 21 (1963): weeks of remission, and whether it ended.
TREATED = ([(6, True)] * 3 + [(6, False), (7, True), (9, False), (10, True), (10, False),
                              (11, False), (13, True), (16, True), (17, False), (19, False),
                              (20, False), (22, True), (23, True), (25, False), (32, False),
                              (32, False), (34, False), (35, False)])
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
# Kalbfleisch and Prentice; Collett; Kleinbaum and Klein: S at each week.
SURVIVAL = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
# survfit(conf.type = "log-log") of R's package survival.
BOUNDS = {6: (0.6197, 0.9516), 23: (0.1881, 0.6801)}

# Newcombe, Statistics in Medicine 17 (1998): table I, method 3; table II, method 10.
WILSON = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611),
          (1, 29, 0.0061, 0.1718)]
NEWCOMBE = [(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090),
            (6, 7, 2, 7, 0.0582, 0.8062), (5, 56, 0, 29, -0.0381, 0.1926),
            (0, 10, 0, 20, -0.1611, 0.2775), (10, 10, 0, 20, 0.6791, 1.0000)]
# Fleiss: of a rate and a difference how many in each arm, as power.prop.test of R has it.
NEEDED = [(0.20, 0.03, 2943), (0.29, 0.03, 3697), (0.20, 0.05, 1094), (0.50, 0.10, 388)]


def differ(name, found, expected, within):
    if abs(found - expected) > within:
        yield "%s: found %s, published %s" % (name, found, expected)


def judge_curves():
    treated = [curves.Life(0, week, came) for week, came in TREATED]
    placebo = [curves.Life(0, week, True) for week in PLACEBO]
    rows = {row["day"]: row for row in curves.rows_of(treated)}
    for week, survival in SURVIVAL.items():
        yield from differ("S(%d)" % week, rows[week]["survival"], survival, 0.0005)
    for week, (low, high) in BOUNDS.items():
        yield from differ("low of S(%d)" % week, rows[week]["low"], low, 0.00005)
        yield from differ("high of S(%d)" % week, rows[week]["high"], high, 0.00005)
    yield from differ("median", curves.median_day(curves.rows_of(treated)), 23, 0)
    yield from differ("median of placebo", curves.median_day(curves.rows_of(placebo)), 8, 0)
    yield from differ("log-rank", curves.logrank(treated, placebo)["chi2"], 16.79, 0.005)


def judge_shares():
    for of, among, low, high in WILSON:
        found = chance.wilson(of, among)
        yield from differ("low of %d/%d" % (of, among), found[0], low, 0.00005)
        yield from differ("high of %d/%d" % (of, among), found[1], high, 0.00005)
    for *shares, low, high in NEWCOMBE:
        _, found_low, found_high = chance.newcombe(*shares)
        yield from differ("low of %s" % shares, found_low, low, 0.00005)
        yield from differ("high of %s" % shares, found_high, high, 0.00005)


def detections(p, q, size, trials):
    """In how many of so many trials a test of two shares at 5 % tells p from q."""
    draw = random.Random(1998)
    found = 0
    for _ in range(trials):
        a = sum(draw.random() < p for _ in range(size))
        b = sum(draw.random() < q for _ in range(size))
        middle = (a + b) / (2 * size)
        found += abs(a - b) / size > chance.Z * math.sqrt(2 * middle * (1 - middle) / size)
    return found


def judge_power():
    for rate, detect, size in NEEDED:
        yield from differ("needed for %s + %s" % (rate, detect), chance.needed(rate, detect),
                          size, 0)
    # 0.8 of 400, give or take three standard errors.
    yield from differ("trials that tell 0.2 from 0.4", detections(0.2, 0.4, chance.needed(0.2, 0.2),
                                                                  400), 320, 24)


def judge_tail():
    # Of 10 throws of a coin 8 or more heads: 56 of 1,024.
    yield from differ("binomial tail", float(chance.binomial_tail(10, 8, 0.5)), 56 / 1024, 1e-15)


if __name__ == "__main__":
    FOUND = [*judge_curves(), *judge_shares(), *judge_power(), *judge_tail()]
    print("\n".join(FOUND))
    sys.exit(1 if FOUND else 0)
