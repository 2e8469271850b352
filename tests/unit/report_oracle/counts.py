# SPDX-License-Identifier: MIT
"""Counts by month and over all: sales, visits, customers, paper, promises, doubts."""
from collections import Counter, defaultdict

from customers import gap_days
from past import (CARD, CONFLICT, CORRECTION, EXCHANGE, NEW, REFERRAL, REPEAT, RETURN, TAGS,
                  month_of)

GRACE_DAYS = 3
SHARES = {"customers.kept_share": ("customers.kept", "customers.made"),
          "repeat.rate": ("repeat.returned", "repeat.mature"),
          "sales.identified_share": ("sales.identified", "sales.all"),
          "sales.repeat_share": ("sales.repeat", "sales.identified"),
          "notes.back_share": ("notes.back", "notes.handed"),
          "cards.conversion": ("cards.back", "cards.handed"),
          "friends.returned_share": ("friends.returned", "friends.first")}


class Counts:
    """By month and over all, of days that are asked for."""

    def __init__(self, first, last, shares=SHARES):
        self.first, self.last, self.shares = first, last, shares
        self.by_month = defaultdict(Counter)

    def add(self, name, day, amount=1):
        if self.first <= day <= self.last:
            self.by_month["all"][name] += amount
            self.by_month[month_of(day)][name] += amount

    def now(self, name, amount=1):
        self.by_month["all"][name] += amount


def count_customers(counts, visits, end, window):
    """visits: of each customer the tags of each day with sales."""
    gap = gap_days(visits)
    for days in visits.values():
        ordered = sorted(days)
        first, tags = ordered[0], set(days[ordered[0]])
        second = ordered[1] if len(ordered) > 1 else None
        if REFERRAL in tags:
            counts.add("friends.first", first)
            if second is not None:
                counts.add("friends.returned", first)
        if tags & {NEW, REFERRAL} and (REPEAT not in tags or REFERRAL in tags):
            counts.add("customers.first", first)
            mature = first + window <= end
            counts.add("repeat.mature" if mature else "repeat.immature", first)
            if mature and second is not None and second <= first + window:
                counts.add("repeat.returned", first)
        if second is not None:
            counts.add("customers.made", second)
            if gap is not None and end - ordered[-1] < gap:
                counts.add("customers.kept", second)
    counts.now("gap.count", sum(len(days) - 1 for days in visits.values()))
    counts.now("gap.days", gap or 0)


def count_sales(past, counts, currency):
    for sale in past.standing:
        kinds, same_visit = [TAGS[sale.tag]], [sale]
        if sale.tag != 0:
            same_visit = past.visits[past.person(sale.person)][sale.day]
            counts.add("sales.identified", sale.day)
        if sale.tag == REFERRAL:
            checked = max(s.via for s in same_visit) == 2
            kinds.append("referral_checked" if checked else "referral_paper")
        for kind in kinds + ["all"]:
            counts.add("sales." + kind, sale.day)
            if sale.currency == currency:
                counts.add("value.%s_minor" % kind, sale.day, sale.value)
        if sale.currency != currency:
            counts.add("sales.other_currency", sale.day)
        if sale.tag == 0:
            counts.add("visits.unidentified", sale.day)
        for bit, name in ((1, "household"), (2, "quick"), (4, "often"), (8, "circle")):
            if sale.flags & bit:
                counts.add("flagged." + name, sale.day)


def count_visits(past, counts):
    for days in past.visits.values():
        for day, sales in days.items():
            via, tag = max((s.via, s.tag) for s in sales)
            if tag != 0:
                counts.add("visits." + TAGS[tag], day)
            if tag == REFERRAL:
                counts.add("visits.referral_" + ("checked" if via == 2 else "paper"), day)


def count_paper(past, counts):
    for number, code in past.codes.items():
        if past.is_cancelled(number) or number < 0:
            continue  # below 0: never printed, referrer.id standing for a card
        card, day = number >= CARD, code["day"]
        sort = "cards" if card else "notes"
        counts.add(sort + ".handed", day)
        back = [s for s in map(past.sales.get, past.shown[number]) if s.standing == 1]
        if any(s.tag == REFERRAL if card else s.day > day for s in back):
            counts.add(sort + ".back", day)


def count_doubts(past, counts):
    undone = {by for _, by, _ in past.undoes}
    for sale in past.sales.values():
        pays_back = sale.kind == RETURN or (sale.kind == EXCHANGE and sale.total < 0)
        if pays_back and sale.original is None and not past.is_voided(sale):
            matched = (sale.host, sale.ref) in undone
            counts.add("returns.without_original", sale.day)
            counts.add("returns.matched" if matched else "returns.unmatched", sale.day)
    for keys in past.uses.values():
        for sale in [s for s in map(past.sales.get, keys) if s.holds][1:]:
            counts.add("losses", sale.day)
    told = set()
    for event, body in past.of_kind(CONFLICT, CORRECTION):
        name = ("tags.corrected" if event["kind"] == CORRECTION else
                "conflicts.persons" if "other" in body else "conflicts.retold")
        told.add((name, body["host"], body["kind"], body["ref"]))
    for name, *key in told:
        if tuple(key) in past.sales:
            counts.add(name, past.sales[tuple(key)].day)
    for (_, day), count in past.guesses.items():
        counts.add("guesses", day, count)


def count_all(past, first, last, currency, window):
    counts = Counts(first, last)
    count_sales(past, counts, currency)
    count_visits(past, counts)
    tags = {person: {day: [s.tag for s in sales] for day, sales in days.items()}
            for person, days in past.visits.items()}
    count_customers(counts, tags, past.end, window)
    count_paper(past, counts)
    count_doubts(past, counts)
    return counts
