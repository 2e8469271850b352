# SPDX-License-Identifier: MIT
"""A shop's past, from its log of events alone: who bought when, what stands, what was promised.

The rules are those of plugin/projection.h, looked at anew from all events at once: nothing here
reads a projection. Days are numbers since 1970, money minor units.
"""
import configparser
import datetime
import json
import pathlib
import sqlite3
from collections import defaultdict

EPOCH = datetime.date(1970, 1, 1)
CARD = 3 << 53
SEEN = 2  # what REVIEW says where nothing was decided
UNIDENTIFIED, NEW, REPEAT, REFERRAL = range(4)
TAGS = ("unidentified", "new", "repeat", "referral")
SALE, RETURN, EXCHANGE, VOID, TRAINING, ADVICE = range(6)
SHOWN_REFERRER, SHOWN_ELSEWHERE = 8, 16
SETTINGS, SOLD, JOINED, CONFLICT, CORRECTION, ADDED, CANCELLED = range(1, 8)
GUESS, UNLOCK, FORGOTTEN, ANSWER, REVIEW = range(9, 14)
GOOD, ELSEWHERE, LOCKED = 0, 1, 9


def day_number(text):
    return (datetime.date.fromisoformat(text) - EPOCH).days


def date_of(day):
    return EPOCH + datetime.timedelta(day)


def month_of(day):
    return date_of(day).strftime("%Y-%m")


class Sale:
    """One of any kind, as told; what became of it is found by Past."""

    def __init__(self, event, body):
        self.event, self.body = event, body
        self.key = (body["host"], body["kind"], body["ref"])
        self.host, self.kind, self.ref = self.key
        self.person = event["person"] or None
        self.day, self.total = body["day"], body["total_minor"]
        self.currency, self.original = body["currency"], body.get("original")
        self.shown, self.via, self.tag = (body.get(n, 0) for n in ("shown", "via", "tag"))
        self.flags, self.look, self.applied = body.get("flags", 0), 0, body.get("applied", 0)
        self.paid = body.get("paid", ())
        self.standing, self.taken, self.holds = 0, 0, False

    @property
    def order(self):
        return tuple(self.event[n] for n in ("hlc", "origin", "seq"))

    @property
    def value(self):
        return self.total - self.taken

    def codes_shown(self):
        return codes_shown(self.body)

    def is_bought(self):
        return self.kind in (SALE, EXCHANGE, ADVICE) and self.total >= 0


def codes_shown(body):
    """Those that said something."""
    return [scan["code"] for scan in body.get("scans", ())
            if scan["code"] and scan["verdict"] in (GOOD, ELSEWHERE, LOCKED)]


class Settings:
    """What of an ini the report asks for."""

    def __init__(self, text):
        self.ini = configparser.ConfigParser(inline_comment_prefixes=(";",), interpolation=None,
                                             strict=False)
        self.ini.read_string(text)

    def get(self, section, key, default):
        return self.ini.get(section, key, fallback=default)

    def number(self, section, key, default):
        return int(self.get(section, key, default))


class Past:
    def __init__(self, path):
        self.folder = pathlib.Path(path).parent.parent
        store = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
        store.row_factory = sqlite3.Row
        self.events = store.execute("SELECT * FROM event ORDER BY hlc, origin, seq").fetchall()
        # No projection: whom two tills met before they knew of each other.
        known = store.execute("SELECT hash, person FROM identity WHERE shared=0").fetchall()
        store.close()
        self.bodies = [json.loads(event["body"]) for event in self.events]
        self.sales, self.settings = {}, {}
        self.one = {}
        self.codes, self.cancelled, self.forgotten = {}, set(), set()
        self.uses, self.shown, self.use_events = (defaultdict(list) for _ in range(3))
        self.rewards, self.undoes, self.guesses = [], [], defaultdict(int)
        self.join_identities(known)
        self.read()
        self.find_standing()
        self.find_visits()

    def of_kind(self, *kinds):
        return [(e, b) for e, b in zip(self.events, self.bodies) if e["kind"] in kinds]

    def person(self, number):
        """Who stands for this one: the least of all that are one."""
        while self.one.get(number, number) != number:
            number = self.one[number]
        return number

    def join(self, one, other):
        least, greatest = sorted((self.person(one), self.person(other)))
        self.one[greatest] = least

    def join_identities(self, known):
        first = {}
        for identity, person in known:
            self.join(first.setdefault(identity, person), person)

    def read(self):
        for event, body in self.of_kind(SETTINGS):
            self.settings[event["origin"], event["seq"]] = Settings(body["ini"])
        for event, body in self.of_kind(JOINED):
            self.join(event["person"], body["with"])
        for event, body in self.of_kind(FORGOTTEN):
            for person in body["persons"]:
                self.forgotten.add(person)
                self.join(event["person"], person)
        for event, body in self.of_kind(SOLD):
            sale = Sale(event, body)
            self.sales.setdefault(sale.key, sale)
        for event, body in self.of_kind(SOLD, ADDED):
            self.read_paper(event, body)
        for _, body in self.of_kind(CANCELLED):
            self.cancelled.add(body["code"])
        for event, body in self.of_kind(GUESS, UNLOCK):
            place = body["till"], body["day"]
            self.guesses[place] = self.guesses[place] + 1 if event["kind"] == GUESS else 0
        for event, body in self.of_kind(REVIEW):
            sale = self.sales[body["host"], body["kind"], body["ref"]]
            sale.look = sale.look if sale.look and body["look"] == SEEN else body["look"]

    def read_paper(self, event, body):
        key = body["host"], body["kind"], body["ref"]
        person = event["person"] or None
        if event["kind"] == ADDED and key in self.sales and self.sales[key].person is None:
            self.sales[key].person = person
        for code in body.get("issued", ()):
            self.codes.setdefault(code["code"], {**code, "person": person, "day": body["day"]})
        for code in body.get("sent", ()):
            self.codes.setdefault(
                code["code"], {**code, "person": body.get("referrer"), "day": body["day"]})
        for reward in body.get("rewards", ()):
            self.rewards.append({**reward, "person": person, "to": reward.get("person"),
                                 "by": key, "day": body["day"]})
        for promise in body.get("paid", ()):
            self.uses[promise].append(key)
            base = body["total_minor"] + body.get("applied", 0)
            self.use_events[promise].append((base, self.sales[key]))
        for code in codes_shown(body):
            self.shown[code].append(key)
        for undone in body.get("undoes", ()):
            self.undoes.append((tuple(undone[n] for n in ("host", "kind", "ref")),
                                (body["host"], body["ref"]), undone["minor"]))

    def find_standing(self):
        self.voids = {(s.host, s.original) for s in self.sales.values() if s.kind == VOID}
        back = defaultdict(list)
        for sale in self.sales.values():
            takes = sale.kind == RETURN or (sale.kind == EXCHANGE and sale.total < 0)
            if takes and sale.original and not self.is_voided(sale):
                back[sale.host, sale.original].append(sale)
        unnamed = defaultdict(int)
        for key, by, minor in self.undoes:
            unnamed[key] += 0 if by in self.voids else minor
        for sale in self.sales.values():
            if not sale.is_bought():
                continue
            takers = back[sale.host, sale.ref]
            returns = [abs(s.total) for s in takers if s.kind == RETURN]
            sale.taken = (sum(returns) + sum(-s.total for s in takers if s.kind == EXCHANGE)
                          + unnamed[sale.key])
            gone = bool(returns) and sum(returns) >= sale.total
            sale.standing = -1 if self.is_voided(sale) else 0 if gone else 1
            sale.holds = sale.standing == 1 and (sale.taken == 0 or sale.taken < sale.total)

    def is_voided(self, sale):
        return (sale.host, sale.ref) in self.voids

    def find_visits(self):
        """visits: of each customer, by day, its standing sales; and their tags, found anew."""
        self.standing = [s for s in self.sales.values() if s.standing == 1]
        self.visits = defaultdict(lambda: defaultdict(list))
        for sale in self.standing:
            if sale.person is not None:
                self.visits[self.person(sale.person)][sale.day].append(sale)
        for days in self.visits.values():
            first = min(days)
            for day, sales in days.items():
                referred = day == first and any(s.via for s in sales)
                for sale in sales:
                    sale.tag = self.tag(sale.shown, day == first, referred)
        self.end = max((s.day for s in self.standing), default=-1)

    @staticmethod
    def tag(shown, is_first, referred):
        if shown == 0:
            return UNIDENTIFIED
        if not is_first or shown & SHOWN_ELSEWHERE:
            return REPEAT
        return REFERRAL if referred else NEW

    @staticmethod
    def visit_tag(sales):
        return max((s.via, s.tag) for s in sales)[1]

    def spent(self, promise):
        """By a sale that holds, or by two that were returned: it is given back once."""
        sales = [self.sales[key] for key in self.uses[promise]]
        return any(s.holds for s in sales) or sum(s.standing >= 0 for s in sales) > 1

    def settings_of(self, sale):
        """The last before it of its store; None where there is none."""
        origin, seq = sale.event["origin"], sale.event["seq"]
        before = [place for place in self.settings if place[0] == origin and place[1] < seq]
        return self.settings[max(before)] if before else None

    def is_cancelled(self, number):
        """What was never handed out, and the notes of who is forgotten."""
        return number in self.cancelled or (
            number < CARD and self.codes[number]["person"] in self.forgotten)

    def settings_now(self):
        """Of the file, which a report reads; it may have been edited since the last sale."""
        return Settings((self.folder / "comeback.ini").read_text(encoding="utf-8"))
