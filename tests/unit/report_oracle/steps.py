# SPDX-License-Identifier: MIT
"""Of what the shop said that it will do, asked, gave unannounced and withheld."""
import math
from collections import Counter, defaultdict

import chance
from past import ANSWER, SOLD

SEEN_LEAST, RATE, YEAR = 20, 0.2, 365  # of who comes again without promises
HOW = {1: "kept", 2: "not_now", 3: "not_relevant"}


NEED, APPOINTMENT = 1, 2


class Step:
    """Of the sale that began it, and of those that began it once more: each has it while it holds
    and something of what it sold then is left."""

    def __init__(self, sale, begins, person):
        self.sale, self.day, self.due, self.person = sale, sale.day, begins["due"], person
        self.name, self.sort, self.sold = begins["name"], begins["sort"], begins.get("quantity", 0)
        self.back, self.moves, self.closings = [], [], []

    def is_left(self, past, sale, sold):
        back = [quantity for by, key, quantity in self.back
                if key == sale.key and not past.is_voided(by)]
        return not back or sold > sum(back)

    def has(self, past, sale, sold):
        return sale.holds and self.is_left(past, sale, sold)

    def moved_to(self, past):
        return [due for by, due, sold in self.moves if self.has(past, by, sold)]

    def is_withdrawn(self, past):
        over = self.sort == APPOINTMENT and not self.is_left(past, self.sale, self.sold)
        begun = self.has(past, self.sale, self.sold)
        return not begun and (over or not self.moved_to(past))

    def due_day(self, past):
        """None: a need without a day of its own, whose customer was not here since."""
        due = max([self.due] + (self.moved_to(past) if self.sort != APPOINTMENT else []))
        last = max([self.day] + [by.day for by, _, _ in self.moves if by.holds])
        if self.sort != NEED or due > last:
            return due
        visits = [day for day in past.visits.get(past.person(self.person), ()) if day > last]
        return min(visits) if visits else last if self.how() else None

    def how(self):
        closings = [(order, how) for order, by, how in self.closings if by.standing == 1]
        return HOW[min(closings)[1]] if closings else None


def read_steps(past):
    told = [(event, body, past.sales[body["host"], body["kind"], body["ref"]])
            for event, body in past.of_kind(SOLD, ANSWER)]
    steps, touched = {}, defaultdict(list)
    for event, body, sale in told:
        for begins in body.get("begins", ()):
            steps.setdefault(sale.key + (begins["name"],), Step(sale, begins, event["person"]))
    for key, step in steps.items():
        touched[key].append(step)
    for event, body, by in told:
        for move in body.get("moves", ()):
            step = steps.get(name_of(move))
            if step is not None:
                step.moves.append((by, move["due"], move.get("quantity", 0)))
                touched[by.key + (move["name"],)].append(step)
        for close in body.get("closes", ()):
            if name_of(close) in steps:
                order = event["hlc"], event["origin"], event["seq"]
                steps[name_of(close)].closings.append((order, by, close["how"]))
    for _, body, by in told:
        for back in body.get("withdraws", ()):
            for step in touched[name_of(back)]:
                step.back.append((by, name_of(back)[:3], back.get("quantity", math.inf)))
    return steps.values()


def name_of(named):
    return tuple(named[n] for n in ("host", "kind", "ref", "name"))


def count_steps(past, reported, today):
    counts = Counter({"steps." + n: 0 for n in ("due", "kept", "not_now", "not_relevant", "open",
                                                "begun", "withdrawn")})
    for step in read_steps(past):
        withdrawn = step.is_withdrawn(past)
        if step.day in reported:
            counts["steps.begun"] += 1
            counts["steps.withdrawn"] += withdrawn
        due = step.due_day(past)
        if withdrawn or due is None or due not in reported:
            continue
        counted = step.how() or ("open" if due < today else None)
        if counted:
            counts["steps.due"] += 1
            counts["steps." + counted] += 1
    return dict(counts)


def count_questions(past, reported):
    asked, answers = set(), {}
    for _, body in past.of_kind(SOLD, ANSWER):
        key = body["host"], body["kind"], body["ref"]
        if body.get("asked"):
            asked.add((key, body["asked"]))
        if body.get("asked") and body.get("answer"):
            answers.setdefault((key, body["asked"]), body["answer"])
    asked = {(k, q) for k, q in asked if past.sales[k].day in reported}
    answered = [(q, answers[k, q]) for k, q in asked if (k, q) in answers]
    return {"questions.eligible": len(asked), "questions.asked": len(answered),
            "questions.asked_share": len(answered) / len(asked) if asked else None,
            "answers": [{"question": q, "answer": a, "count": n}
                        for (q, a), n in sorted(Counter(answered).items(),
                                                    key=lambda c: (c[0][0], -c[1], c[0][1]))]}


def count_gifts(past, reported):
    """Of sales that stand: who could have had the gift now and then, and who had."""
    drawn = [s.body["drawn"] for s in past.standing if "drawn" in s.body and s.day in reported]
    given = [d for d in drawn if d["given"]]
    return {"gifts.eligible": len(drawn), "gifts.given": len(given),
            "gifts.cost_minor": sum(d["cost"] for d in given)}


class Arm:
    def __init__(self):
        self.first = self.mature = self.returned = 0

    def add(self, day, after, window, end):
        """after: days of later visits."""
        self.first += 1
        if day + window <= end:
            self.mature += 1
            self.returned += any(d <= day + window for d in after)

    def told(self):
        return {"first": self.first, "mature": self.mature, "returned": self.returned}


def rate_of(control, shop):
    """The share that comes again without promises."""
    for seen in (control, shop):
        if seen.mature >= SEEN_LEAST:
            return seen.returned / seen.mature
    return RATE


def compare(control, treated, shop, detect):
    told = {"control": control.told(), "treated": treated.told(),
            "difference": None, "low": None, "high": None}
    if control.mature and treated.mature:
        told["difference"], told["low"], told["high"] = chance.newcombe(
            treated.returned, treated.mature, control.returned, control.mature)
    told["needed"] = chance.needed(rate_of(control, shop), detect)
    told["enough"] = (told["needed"] is not None
                      and min(control.mature, treated.mature) >= told["needed"])
    return told


def holdout_of(past, sale):
    settings = past.settings_of(sale)
    return settings.number("effect", "holdout", 0) if settings else 0


def count_effect(past, end, window, detect):
    arms, shop = {True: Arm(), False: Arm()}, Arm()
    since = None
    for days in past.visits.values():
        ordered = sorted(d for d in days if d <= end)
        if not ordered:
            continue
        if end - window - YEAR < ordered[0] <= end - window:
            shop.add(ordered[0], ordered[1:], window, end)
        first = min(days[ordered[0]], key=lambda s: s.key)
        holdout = holdout_of(past, first)
        if holdout == 0 or "arm" not in first.body:
            continue
        arms[first.body["arm"] < 100 * holdout].add(ordered[0], ordered[1:], window, end)
        since = ordered[0] if since is None else min(since, ordered[0])
    effect = compare(arms[True], arms[False], shop, detect)
    effect["since"] = since
    effect["gift"] = count_gift(past, end, window, detect, shop)
    return effect


def count_gift(past, end, window, detect, shop):
    arms = {True: Arm(), False: Arm()}
    for sale in past.standing:
        drawn = sale.body.get("drawn")
        if drawn is None or sale.person is None or sale.day > end:
            continue
        after = [d for d in past.visits[past.person(sale.person)] if sale.day < d <= end]
        arms[bool(drawn["given"])].add(sale.day, after, window, end)
    return compare(arms[False], arms[True], shop, detect)
