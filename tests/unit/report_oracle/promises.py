# SPDX-License-Identifier: MIT
"""What was promised and what became of it: counts of today, and each offer's row."""
import hashlib
from collections import defaultdict

from past import CARD

GRACE_DAYS = 3
HOLDS_THANKS = 1 | 2 | 8  # flags of a friend's sale by which the giver's thanks wait
WORDS = ("service", "gift")


def promise_number(person, name, number):
    """Of a reward: a hash of who it was promised to, the offer and which one."""
    text = (person.to_bytes(8, "little", signed=True) + name.encode() + b"\0"
            + number.to_bytes(8, "little", signed=True))
    digest = hashlib.blake2b(text, digest_size=16).digest()[:8]
    return int.from_bytes(digest, "little", signed=True) | -(1 << 63)


class Promise:
    def __init__(self, number, name, sort, terms, day):
        self.number, self.name, self.sort, self.terms, self.day = number, name, sort, terms, day
        self.until = terms.get("until", 0)

    def is_spent(self, past):
        return past.spent(self.number)

    def is_open(self, past, today):
        in_time = self.until == 0 or today <= self.until + GRACE_DAYS
        return in_time and not self.is_spent(past)

    def is_words(self):
        return any(word in self.terms for word in WORDS)

    def most(self):
        """What it may cost; 0: nobody can know, or nothing."""
        if self.sort == "thanks" and "liability" not in self.terms:
            return self.terms.get("at_most", 0)
        return self.terms.get("liability", 0)


def cards(past):
    """What each promises the friend, and what may then be its giver's."""
    for number, code in past.codes.items():
        if (number >= CARD or number < 0) and not past.is_cancelled(number):
            terms = dict(code["terms"], until=code["until"])
            yield Promise(number, terms.get("name", "friend"), "friend", terms, code["day"])


def of_notes(past):
    """visits and next, of whose sales one holds, or that were used before none did; the earliest
    of these sales is its day."""
    made = defaultdict(list)
    for reward in past.rewards:
        if reward["offer"] != "friend":
            name = reward.get("name", reward["offer"])
            number = promise_number(reward["to"] or reward["person"], name, reward["number"])
            made[number].append(reward)
    for number, rewards in made.items():
        holding = [r for r in rewards if past.sales[r["by"]].holds]
        if holding or past.spent(number):
            first = min(holding or rewards, key=lambda r: r["day"])
            # Named again it has no terms: the first ones are in force.
            terms = next((r["terms"] for r in rewards if "terms" in r), {})
            yield Promise(number, first.get("name", first["offer"]), first["offer"], terms,
                          first["day"])


class Thanks(Promise):
    """Of who gave a card that was used."""

    def __init__(self, past, card, code):
        terms = code["terms"].get("giver", code["terms"])
        self.person, self.card = code["person"], card
        self.wait, self.minimum = (code["terms"].get(n, 0) for n in ("return_days", "minimum"))
        self.uses = past.use_events[card]
        super().__init__(promise_number(self.person, "thanks", card),
                         terms.get("name", "friend"), "thanks", terms, self.uses[0][1].day)
        self.until = 0

    def earned(self, past):
        """The sale that first used the card, holds, is worth it still and is somebody else's."""
        for base, sale in self.uses:
            other = sale.person is None or past.person(sale.person) != past.person(self.person)
            if sale.holds and other and base - sale.taken >= self.minimum:
                return sale
        return None

    def is_held(self, past):
        sale = self.earned(past)
        return sale is not None and bool(sale.flags & HOLDS_THANKS) and sale.look != 1

    def state(self, past, today):
        if self.is_spent(past):
            return "paid"
        sale = self.earned(past)
        if sale is None or not has_bought(past, self.person):
            return "clawed_back"
        if self.is_held(past):
            return "held"
        return "due" if sale.day + self.wait <= today else "pending"


def has_bought(past, person):
    return any(s.holds and s.person is not None and past.person(s.person) == past.person(person)
               for s in past.standing)


def thanks(past):
    for card in past.use_events:
        code = past.codes.get(card)
        if code and (code["terms"].get("referrer", 0) > 0 or "giver" in code["terms"]):
            yield Thanks(past, card, code)


def all_promises(past, today):
    yield from cards(past)
    yield from of_notes(past)
    for one in thanks(past):
        if one.state(past, today) != "clawed_back":
            yield one


class Row:
    def __init__(self):
        self.counts = defaultdict(int)
        self.sort = ""

    def add(self, past, promise, today):
        self.sort = "referrer" if promise.sort == "thanks" else promise.sort
        self.counts["promised"] += 1
        if promise.is_spent(past):
            self.counts["used"] += 1
            self.add_cost(past, promise)
        elif promise.is_open(past, today):
            self.counts["open"] += 1
            self.counts["open_minor"] += promise.most()
        else:
            self.counts["expired"] += 1

    def add_cost(self, past, promise):
        if promise.is_words():
            self.counts["cost_minor"] += promise.terms.get("cost", 0)
            return
        holding = [s for s in map(past.sales.get, past.uses[promise.number]) if s.holds]
        self.counts["taken_minor"] += holding[0].applied if holding else 0

    def told(self, name):
        return {"offer": name, "for": self.sort,
                **{n: self.counts[n] for n in ("promised", "used", "open", "expired", "taken_minor",
                                               "cost_minor", "open_minor")}}


def count_offers(past, reported, today):
    rows = defaultdict(Row)
    for promise in sorted(all_promises(past, today), key=lambda p: p.sort == "friend"):
        if promise.day in reported:
            rows[promise.name].add(past, promise, today)
    return {"offers": [rows[name].told(name) for name in sorted(rows)]}
