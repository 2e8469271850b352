# SPDX-License-Identifier: MIT
"""Of customers and their visits: curves, cohorts, basket, discounts, friends."""
import math
from collections import defaultdict
from fractions import Fraction

import chance
import curves
from past import CARD, NEW, REFERRAL, date_of, day_number

GAPS_LEAST, GAP_MOST, YEAR = 20, 1460, 365
PERCENT_MOST = 100000


class Days:
    """The days reported on: from first to last; nothing after end is looked at."""

    def __init__(self, first, last, end):
        self.first, self.last, self.end = first, last, min(end, last)

    def __contains__(self, day):
        return self.first <= day <= self.last


def ninetieth(gaps):
    """The least gap that no fewer than 9 of 10 are within; None of too few."""
    ordered = sorted(min(gap, GAP_MOST) for gap in gaps)
    if len(ordered) < GAPS_LEAST:
        return None
    return ordered[math.ceil(Fraction(9, 10) * len(ordered)) - 1]


def gap_days(visits):
    gaps = []
    for days in visits.values():
        ordered = sorted(days)
        gaps += [b - a for a, b in zip(ordered, ordered[1:])]
    return ninetieth(gaps)


def until(visits, end):
    """Of each customer the days of visits up to end, in order; who had none is nobody."""
    seen = ((person, sorted(d for d in days if d <= end)) for person, days in visits.items())
    return {person: days for person, days in seen if days}


def first_seen(past, end):
    """Who was known at the first visit."""
    return {person: days for person, days in until(past.visits, end).items()
            if past.visit_tag(past.visits[person][days[0]]) in (NEW, REFERRAL)}


def life(days, event_day, reported):
    """From the first of `days` on."""
    first = days[0]
    entry = max(0, reported.first - first)
    if event_day is not None:
        return curves.Life(entry, event_day - first, True)
    return curves.Life(entry, reported.end - first, False)


def lapsed_on(days, gap, end):
    for day, after in zip(days, days[1:] + [end]):
        if after - day > gap:
            return day + gap
    return None


def count_curves(past, reported):
    seen, gap = first_seen(past, reported.end), gap_days(past.visits)
    back = {p: life(d, d[1] if len(d) > 1 else None, reported) for p, d in seen.items()}
    rows = curves.rows_of(list(back.values()))
    staying = []
    if gap is not None:
        staying = curves.rows_of(
            [life(d, lapsed_on(d, gap, reported.end), reported) for d in seen.values()])
    tags = {p: past.visit_tag(past.visits[p][d[0]]) for p, d in seen.items()}
    groups = {tag: [back[p] for p in back if tags[p] == tag] for tag in (NEW, REFERRAL)}
    return {"curves.return": rows, "curves.staying": staying,
            "curves.return_by_origin": {"new": curves.rows_of(groups[NEW]),
                                        "referral": curves.rows_of(groups[REFERRAL])},
            "curves.logrank": curves.logrank(groups[NEW], groups[REFERRAL]),
            "return.median_day": curves.median_day(rows),
            "staying.median_day": curves.median_day(staying)}


def month_number(day):
    date = date_of(day)
    return date.year * 12 + date.month - 1


def has_passed(month, end):
    return (day_number("%04d-%02d-01" % divmod_month(month + 1)) - 1) <= end


def divmod_month(month):
    return month // 12, month % 12 + 1


def count_cohorts(past, reported):
    of_month = defaultdict(set)
    months = {}
    for person, days in first_seen(past, reported.end).items():
        if days[0] in reported:
            of_month[month_number(days[0])].add(person)
            months[person] = {month_number(day) for day in days}
    rows = []
    for month, people in sorted(of_month.items()):
        active, k = [len(people)], 1
        while has_passed(month + k, reported.end):
            active.append(sum(month + k in months[person] for person in people))
            k += 1
        rows.append({"month": "%04d-%02d" % divmod_month(month), "size": len(people),
                     "active": active})
    return {"cohorts": rows}


def value_of(sales, currency):
    """None where a sale is in another currency."""
    if any(s.currency != currency for s in sales):
        return None
    return sum(s.value for s in sales)


def count_upsell(past, reported, currency):
    count = above = 0
    percents = []
    for person, days in until(past.visits, reported.end).items():
        valued = [(d, value_of(past.visits[person][d], currency)) for d in days]
        valued = [(d, v) for d, v in valued if v is not None]
        for i in range(3, len(valued)):
            day, value = valued[i]
            if day not in reported:
                continue
            own = chance.median([v for _, v in valued[:i]])
            count += 1
            above += value > own
            if own > 0:
                percents.append(min(max(chance.half_up(100 * value / own), 0), PERCENT_MOST))
    low, high = chance.wilson(above, count)
    told = count > 0
    return {"upsell.visits": count, "upsell.above": above,
            "upsell.above_share": above / count if told else None,
            "upsell.above_share.low": low if told else None,
            "upsell.above_share.high": high if told else None,
            "upsell.median_percent":
                chance.half_up(chance.median(percents)) if percents else None}


def count_kept(past, end):
    """Of those made in the year that ended gap.days before end, who came since."""
    gap = gap_days(past.visits)
    before = None if gap is None else end - gap
    made = [] if gap is None else [days for days in until(past.visits, end).values()
                                   if len(days) > 1 and before - YEAR < days[1] <= before]
    kept = sum(any(day > before for day in days) for days in made)
    low, high = chance.wilson(kept, len(made)) if made else (None, None)
    return {"made": len(made), "kept": kept, "share": kept / len(made) if made else None,
            "low": low, "high": high}


def count_targets(past, reported, settings):
    """Customers made in the calendar month of end, and those of the year who were kept."""
    month = month_number(reported.end) if reported.end >= 0 else None
    seconds = [sorted(days)[1] for days in past.visits.values() if len(days) > 1]
    made = sum(month_number(day) == month and day <= reported.end for day in seconds)
    return {"targets": {
        "made": {"target": settings.number("targets", "made", 0) or None,
                 "month": None if month is None else "%04d-%02d" % divmod_month(month),
                 "this_month": None if month is None else made},
        "kept": {"target": settings.number("targets", "kept", 0) or None,
                 **count_kept(past, reported.end)}}}


class Taken:
    def __init__(self):
        self.sales = self.taken = self.paid = 0

    def add(self, sale, currency):
        self.sales += 1
        if sale.currency == currency:
            self.taken += sale.applied if sale.paid else 0
            self.paid += sale.value

    def row(self, name, number):
        whole = self.taken + self.paid
        return {name: number, "sales": self.sales, "taken_minor": self.taken,
                "paid_minor": self.paid, "share": self.taken / whole if whole else None}


def count_discounts(past, reported, currency):
    by_visit, by_tenth = defaultdict(Taken), defaultdict(Taken)
    for person, days in until(past.visits, reported.end).items():
        for i, day in enumerate(days):
            for sale in past.visits[person][day] if day in reported else ():
                by_visit[min(i + 1, 13)].add(sale, currency)
                if len(days) >= 10:
                    by_tenth[10 * i // len(days) + 1].add(sale, currency)
    return {"discounts": [by_visit[n].row("visit", n) for n in range(1, 14)],
            "discount_life": [by_tenth[n].row("tenth", n) for n in range(1, 11)]}


def giver_of(past, sales):
    """Who gave the card of a first visit, of several the first of the sale told first; or None."""
    for sale in sorted(sales, key=lambda s: s.order[1:]):
        if not sale.via:
            continue
        for code in sale.codes_shown():
            if code >= CARD and code in past.codes:
                return past.person(past.codes[code]["person"])
        if sale.body.get("referrer"):
            return past.person(sale.body["referrer"])
    return None


def givers(past, seen):
    """Of each friend who sent them, None where that is nobody known here."""
    found = {}
    for person, days in seen.items():
        sales = past.visits[person][days[0]]
        if past.visit_tag(sales) == REFERRAL:
            found[person] = giver_of(past, sales)
    return found


def generation(person, giver):
    """Steps from friend to giver, up to who was not sent or was met already."""
    met = []
    while person in giver and person not in met:
        met.append(person)
        person = giver[person]
    return len(met)


def count_tree(past, reported, currency):
    seen = until(past.visits, reported.end)
    giver = givers(past, seen)
    rows = defaultdict(lambda: [0, 0, 0])
    for person in giver:
        days = seen[person]
        if days[0] not in reported:
            continue
        row = rows[generation(person, giver)]
        row[0] += 1
        row[1] += len(days) > 1
        row[2] += sum(s.value for d in days for s in past.visits[person][d]
                      if s.currency == currency)
    return {"tree": [{"generation": g, "friends": rows[g][0], "again": rows[g][1],
                      "value_minor": rows[g][2]} for g in range(1, max(rows, default=0) + 1)]}
