# SPDX-License-Identifier: MIT
"""Kaplan and Meier's curve by its definition: at each time, who was there and to whom it came."""
import math
from fractions import Fraction

from chance import Z


class Life:
    """Of one customer: under watch after the age `entry`, until `exit`, where it came or not."""

    def __init__(self, entry, exit_age, event, group=None):
        self.entry, self.exit, self.event, self.group = entry, exit_age, event, group

    def at_risk(self, age):
        return self.entry < age <= self.exit

    def comes(self, age):
        return self.event and self.exit == age and self.at_risk(age)


def rows_of(lives):
    """{"day", "at_risk", "events", "survival", "low", "high"} of each age at which it came to one
    of those at risk or one of them was seen no longer."""
    rows, survival, variance = [], Fraction(1), 0.0
    for age in sorted({life.exit for life in lives if life.at_risk(life.exit)}):
        there = sum(life.at_risk(age) for life in lives)
        came = sum(life.comes(age) for life in lives)
        survival *= Fraction(there - came, there)
        if came < there:  # else the curve is at 0, whose bounds need none
            variance += came / (there * (there - came))
        low, high = bounds(float(survival), variance)
        rows.append({"day": age, "at_risk": there, "events": came, "survival": float(survival),
                     "low": low, "high": high})
    return rows


def bounds(survival, variance):
    if survival in (0.0, 1.0):
        return survival, survival
    theta = Z * math.sqrt(variance) / abs(math.log(survival))
    return survival ** math.exp(theta), survival ** math.exp(-theta)


def median_day(rows):
    return next((row["day"] for row in rows if row["survival"] <= 0.5), None)


def logrank(one, other):
    """Of the 2 x 2 table at each age: what came to `one` beside what was to be expected."""
    came = expected = variance = 0.0
    both = one + other
    for age in sorted({life.exit for life in both if life.comes(life.exit)}):
        there_one = sum(life.at_risk(age) for life in one)
        there = sum(life.at_risk(age) for life in both)
        events = sum(life.comes(age) for life in both)
        came += sum(life.comes(age) for life in one)
        expected += events * there_one / there
        if there > 1:
            variance += (events * there_one / there * (there - there_one) / there
                         * (there - events) / (there - 1))
    if variance == 0:
        return None
    chi2 = (came - expected) ** 2 / variance
    return {"chi2": chi2, "p": math.erfc(math.sqrt(chi2 / 2))}
