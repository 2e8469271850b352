# SPDX-License-Identifier: MIT
"""Holds what a report says against what the log says."""
import json
import math

import counts as counting
import customers
import promises
import steps
from past import date_of, day_number

EXACT, DIGITS = 1e-9, 6  # numbers with a point are told with so many digits
PARTS = (".numerator", ".denominator", ".low", ".high")
FIRST, LAST = "1970-01-01", "2099-12-31"


def is_rounded(found, exact):
    if abs(exact) < EXACT:
        return abs(found) < EXACT
    half = 0.5 * 10 ** (math.floor(math.log10(abs(exact))) + 1 - DIGITS)
    return abs(found - exact) <= half + EXACT * abs(exact)


def alike(found, expected):
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(alike(found.get(k), v) for k, v in expected.items())
    if isinstance(expected, list):
        return (isinstance(found, list) and len(found) == len(expected)
                and all(map(alike, found, expected)))
    if isinstance(expected, float) and isinstance(found, (int, float)):
        return is_rounded(found, expected)
    return found == expected


def first_difference(name, found, expected):
    """Of two lists or objects the place where they part."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            if not alike(found.get(key), value):
                return first_difference("%s.%s" % (name, key), found.get(key), value)
    if isinstance(expected, list) and isinstance(found, list) and len(found) == len(expected):
        for i, value in enumerate(expected):
            if not alike(found[i], value):
                return first_difference("%s[%d]" % (name, i), found[i], value)
    return "%s: found %s, expected %s" % (name, found, expected)


def differences_of(report, expected):
    return [first_difference(name, report.get(name, "nothing"), value)
            for name, value in expected.items() if not alike(report.get(name, "nothing"), value)]


def differences_of_counts(month, told, counted, shares, kept_known):
    for name, expected in counted.items():
        if name in ("customers.kept", "gap.days") and not kept_known:
            expected = None
        if told.get(name, "nothing") != expected:
            yield "%s %s: found %s, expected %s" % (month, name, told.get(name, "nothing"),
                                                    expected)
    for name, (of, among) in shares.items():
        known = counted[among] and (kept_known or name != "customers.kept_share")
        expected = counted[of] / counted[among] if known else None
        if not alike(told[name], expected):
            yield "%s %s: found %s, expected %s" % (month, name, told[name], expected)


def differences_of_months(report, counts, kept_known):
    names = set(counts.by_month["all"])
    months = {"all": report, **{month["month"]: month for month in report["months"]}}
    for month in sorted(set(counts.by_month) - set(months)):
        if any(counts.by_month[month].values()):
            yield "%s: not told" % month
    for month, told in months.items():
        counted = {name: counts.by_month[month][name] for name in names
                   if month == "all" or name not in ("gap.count", "gap.days")}
        counted.update({n: counts.by_month[month][n] for pair in counts.shares.values()
                        for n in pair})
        yield from differences_of_counts(month, told, counted, counts.shares, kept_known)


def differences(past, report, today, window, first=FIRST, last=LAST):
    window, today = int(window), day_number(today)
    currency = report["currency"]
    reported = customers.Days(day_number(first), day_number(last), past.end)
    counts = counting.count_all(past, reported.first, reported.last, currency, window)
    expected = expected_of(past, reported, currency, window, today)
    return [*differences_of_months(report, counts, customers.gap_days(past.visits) is not None),
            *differences_of(report, expected)]


def expected_of(past, reported, currency, window, today):
    now = past.settings_now()
    detect = now.number("effect", "detect", 3) / 100
    effect = steps.count_effect(past, reported.end, window, detect)
    if effect["since"] is not None:
        effect["since"] = str(date_of(effect["since"]))
    return {**customers.count_targets(past, reported, now),
            **steps.count_gifts(past, reported),
            **customers.count_curves(past, reported), **customers.count_cohorts(past, reported),
            **customers.count_upsell(past, reported, currency),
            **customers.count_discounts(past, reported, currency),
            **customers.count_tree(past, reported, currency),
            **promises.count_offers(past, reported, today),
            **steps.count_steps(past, reported, today),
            **steps.count_questions(past, reported), "effect": effect}


def judge(differ, past, reports, *words):
    """reports: REPORT.json,WINDOW[,FROM,TO] each. What a program exits with."""
    found = []
    for one in reports:
        path, *days = one.split(",")
        with open(path, encoding="utf-8") as file:
            found += ["%s: %s" % (one, line)
                      for line in differ(past, json.load(file), *words, *days)]
    print("\n".join(found[:20]))
    return 1 if found else 0
