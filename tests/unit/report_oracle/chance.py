# SPDX-License-Identifier: MIT
"""Shares, their bounds and what they could show, each found otherwise than by its closed form."""
import math
from fractions import Fraction

Z = 1.959963984540054  # of 95 %, two-sided
Z_SIZE, Z_POWER = 1.959964, 0.841621  # the same and of 80 %, as the page's formula has them


def bisect(function, low, high):
    """Where a function that rises from below 0 to above 0 is 0."""
    for _ in range(200):
        middle = (low + high) / 2
        if function(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def wilson(numerator, denominator):
    """The shares p from which numerator / denominator is 1.96 standard errors away: the score test
    turned round."""
    if denominator == 0:
        return 0.0, 1.0
    share = numerator / denominator

    def away(p):
        return (p - share) - Z * math.sqrt(p * (1 - p) / denominator)

    def below(p):
        return (p - share) + Z * math.sqrt(p * (1 - p) / denominator)

    low = 0.0 if numerator == 0 else bisect(below, 0.0, share)
    high = 1.0 if numerator == denominator else bisect(away, share, 1.0)
    return low, high


def newcombe(of, among, other_of, other_among):
    """The difference of two shares and its bounds, Newcombe's method 10 (1998)."""
    p, q = of / among, other_of / other_among
    (low, high), (other_low, other_high) = wilson(of, among), wilson(other_of, other_among)
    return (p - q, p - q - math.hypot(p - low, other_high - q),
            p - q + math.hypot(high - p, q - other_low))


def needed(p, detect):
    """How many in each arm show p against p + detect."""
    q = p + detect
    if q > 1:
        return None
    middle = (p + q) / 2
    wide = Z_SIZE * math.sqrt(2 * middle * (1 - middle))
    narrow = Z_POWER * math.sqrt(p * (1 - p) + q * (1 - q))
    return math.ceil(((wide + narrow) / (p - q)) ** 2)


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle]) / 2


def half_up(value):
    return math.floor(value + Fraction(1, 2))


def binomial_tail(tries, least, p):
    """P(X >= least), exactly: p is a fraction."""
    p = Fraction(p)
    return sum(math.comb(tries, x) * p ** x * (1 - p) ** (tries - x)
               for x in range(least, tries + 1))
