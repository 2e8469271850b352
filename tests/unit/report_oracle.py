# SPDX-License-Identifier: MIT
"""Counts a report's numbers anew, by loops over lists of sales, and compares.

report_oracle.py STORE REPORT.json REPORT.csv WINDOW TODAY [FROM TO]: prints each difference; exits 1
where there is one. Days are 2026-11-30; what is promised is told of TODAY.

report_oracle.py --year EXPORT.csv REPORT.json: the same of a year's export of another till, from
its lines alone: nothing of ours has touched them.
"""
import csv
import datetime
import json
import math
import sqlite3
import sys
from collections import Counter, defaultdict
from fractions import Fraction

EPOCH = datetime.date(1970, 1, 1)
CARD = 3 << 53
NEW, REPEAT, REFERRAL = 1, 2, 3
TAGS = {0: "unidentified", NEW: "new", REPEAT: "repeat", REFERRAL: "referral"}
GRACE_DAYS = 3


def day_number(text):
    return (datetime.date.fromisoformat(text) - EPOCH).days


def month_of(day):
    return (EPOCH + datetime.timedelta(day)).strftime("%Y-%m")


class Counts:
    """By month and over all, of days that are asked for."""

    def __init__(self, first, last):
        self.first, self.last = first, last
        self.by_month = defaultdict(Counter)

    def add(self, name, day, amount=1):
        if self.first <= day <= self.last:
            self.by_month["all"][name] += amount
            self.by_month[month_of(day)][name] += amount

    def now(self, name, amount=1):
        self.by_month["all"][name] += amount


def ninetieth(gaps):
    """The least gap that no fewer than 9 of 10 are within."""
    ordered = sorted(min(gap, 1460) for gap in gaps)
    return ordered[math.ceil(Fraction(9, 10) * len(ordered)) - 1]


def count_customers(counts, visits, end, window):
    """visits: of each customer the tags of each day with sales."""
    gaps = []
    for days in visits.values():
        ordered = sorted(days)
        gaps += [b - a for a, b in zip(ordered, ordered[1:])]
    gap = ninetieth(gaps) if len(gaps) >= 20 else None
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
    counts.now("gap.count", len(gaps))
    counts.now("gap.days", gap or 0)
    return gap


class Store:
    def __init__(self, path):
        self.db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
        self.db.row_factory = sqlite3.Row
        self.sales = {(s["host"], s["kind"], s["ref"]): s for s in self.rows("sale")}
        self.now = {a["person"]: a["now"] for a in self.rows("alias")}
        self.uses = defaultdict(list)
        for use in sorted(self.rows("used"), key=lambda u: (u["hlc"], u["origin"], u["seq"])):
            self.uses[use["promise"]].append(use)
        self.codes = {code["id"]: code for code in self.rows("code")}
        self.shown, self.givers = defaultdict(list), defaultdict(list)
        self.voids = {(v["host"], v["original"]) for v in self.sales.values() if v["kind"] == 3}
        for row in self.rows("shown"):
            self.shown[row["code"]].append(self.sale_of(row))
        for row in self.rows("giver"):
            self.givers[row["promise"]].append(self.sale_of(row))

    def rows(self, table):
        return self.db.execute("SELECT * FROM " + table).fetchall()

    def sale_of(self, row):
        return self.sales.get((row["host"], row["kind"], row["ref"]))

    def person(self, number):
        return self.now.get(number, number)

    def voided(self, sale):
        return (sale["host"], sale["ref"]) in self.voids

    def spent(self, promise):
        sales = [self.sale_of(use) for use in self.uses[promise]]
        return any(s["holds"] for s in sales) or sum(s["standing"] >= 0 for s in sales) > 1

    def has_bought(self, person):
        return any(s["holds"] and s["standing"] == 1 and s["person"] is not None
                   and self.person(s["person"]) == self.person(person)
                   for s in self.sales.values())


def count_sales(store, counts, currency):
    """Returns of each customer the tags by day, and the last day with a sale."""
    standing = [s for s in store.sales.values() if s["standing"] == 1]
    of_day, visits = defaultdict(list), defaultdict(lambda: defaultdict(list))
    for sale in standing:
        if sale["person"] is not None:
            person = store.person(sale["person"])
            of_day[person, sale["day"]].append(sale)
            visits[person][sale["day"]].append(sale["tag"])
    for sale in standing:
        kinds = [TAGS[sale["tag"]]]
        same_visit = [sale]
        if sale["tag"] != 0:
            same_visit = of_day[store.person(sale["person"]), sale["day"]]
            counts.add("sales.identified", sale["day"])
        if sale["tag"] == REFERRAL:
            checked = max(s["via"] for s in same_visit) == 2
            kinds.append("referral_checked" if checked else "referral_paper")
        for kind in kinds + ["all"]:
            counts.add("sales." + kind, sale["day"])
            if sale["currency"] == currency:
                counts.add("value.%s_minor" % kind, sale["day"],
                           sale["total_minor"] - sale["taken_minor"])
        if sale["currency"] != currency:
            counts.add("sales.other_currency", sale["day"])
        if sale["tag"] == 0:
            counts.add("visits.unidentified", sale["day"])
        for bit, name in ((1, "household"), (2, "quick"), (4, "often")):
            if sale["flags"] & bit:
                counts.add("flagged." + name, sale["day"])
    for (_, day), sales in of_day.items():
        best = max(sales, key=lambda s: (s["via"], s["tag"]))
        if best["tag"] == 0:
            continue
        counts.add("visits." + TAGS[best["tag"]], day)
        if best["tag"] == REFERRAL:
            counts.add("visits.referral_" + ("checked" if best["via"] == 2 else "paper"), day)
    return visits, max((s["day"] for s in standing), default=-1)


def count_paper(store, counts):
    for code in store.rows("code"):
        if code["cancelled"] or code["id"] < 0:
            continue  # below 0: never printed, referrer.id standing for a card
        card, day = code["id"] >= CARD, code["issued_day"]
        sort = "cards" if card else "notes"
        counts.add(sort + ".handed", day)
        back = [s for s in store.shown[code["id"]] if s["standing"] == 1]
        if any(s["tag"] == REFERRAL if card else s["day"] > day for s in back):
            counts.add(sort + ".back", day)


def owe(counts, name, most):
    if most:
        counts.now(name, most)
        counts.now("promises.minor", most)
    else:
        counts.now("promises.unbounded")


def must_be_looked_at(store, giver, sale):
    """Flagged, or the giver was sent by this customer within 12 months."""
    def sender(other):
        card = store.codes.get(other["sent_with"])
        return card["person"] if card else other["sent_by"]
    return bool(sale["flags"] & 11) or any(
        other["person"] is not None and store.person(other["person"]) == giver
        and other["standing"] == 1 and other["via"] > 0
        and sale["day"] - 365 <= other["day"] <= sale["day"] and sender(other) is not None
        and store.person(sender(other)) == store.person(sale["person"])
        for other in store.sales.values())


def count_thanks(store, counts, reward, terms, today):
    uses = [(use, store.sale_of(use)) for use in store.uses[reward["number"]]]
    giver = store.person(reward["person"])
    held = {id(sale) for _, sale in uses
            if sale["look"] == 0 and must_be_looked_at(store, giver, sale)}
    earned = [sale["day"] for use, sale in uses if sale["holds"]
              and sale["look"] >= 0 and id(sale) not in held
              and store.person(sale["person"]) != giver
              and use["base_minor"] - sale["taken_minor"] >= reward["minimum_minor"]]
    first = uses[0][1] if uses else None
    waits = (first is not None and first["holds"] and id(first) in held
             and store.person(first["person"]) != giver
             and uses[0][0]["base_minor"] - first["taken_minor"] >= reward["minimum_minor"])
    if store.spent(reward["promise"]):
        counts.now("thanks.paid")
    elif not (earned or waits) or not store.has_bought(reward["person"]):
        counts.now("thanks.clawed_back")
    else:
        due = earned and earned[0] + reward["wait_days"] <= today
        counts.now("promises.thanks_" + ("due" if due else "pending" if earned else "held"))
        owe(counts, "promises.thanks_minor", terms["at_most"])


def count_promises(store, counts, today):
    codes = {code["id"]: code for code in store.rows("code")}
    for code in codes.values():
        if (code["id"] >= CARD and not code["cancelled"] and not store.spent(code["id"])
                and today <= code["until_day"] + GRACE_DAYS):
            counts.now("promises.cards")
            owe(counts, "promises.cards_minor", json.loads(code["terms"])["liability"])
    waiting = {}
    for reward in store.rows("reward"):
        terms = json.loads(reward["terms"])
        if reward["offer"] == "thanks":
            count_thanks(store, counts, reward, terms, today)
        elif (any(s["holds"] for s in store.givers[reward["promise"]])
              and not store.spent(reward["promise"])
              and (reward["offer"] == "visits" or today <= terms["until"] + GRACE_DAYS)):
            waiting[reward["promise"]] = (reward["offer"], terms)
    for promise, (offer, terms) in waiting.items():
        counts.now("promises.gifts" if offer == "visits" else "promises.friends")
        if offer == "friend" and (promise < 0 or promise not in codes):
            most = terms["liability" if promise < 0 else "at_most"]
            owe(counts, "promises.friends_minor", most)


def count_doubts(store, counts):
    undone = {(row["by_host"], row["by_ref"]) for row in store.rows("undone")}
    for sale in store.sales.values():
        pays_back = sale["kind"] == 1 or (sale["kind"] == 2 and sale["total_minor"] < 0)
        if pays_back and sale["original"] is None and not store.voided(sale):
            matched = (sale["host"], sale["ref"]) in undone
            counts.add("returns.without_original", sale["day"])
            counts.add("returns.matched" if matched else "returns.unmatched", sale["day"])
    for uses in store.uses.values():
        for sale in [s for s in map(store.sale_of, uses) if s["holds"]][1:]:
            counts.add("losses", sale["day"])
    told = set()
    for event in store.db.execute("SELECT * FROM event WHERE kind IN (4, 5)"):
        body = json.loads(event["body"])
        name = ("tags.corrected" if event["kind"] == 5 else
                "conflicts.persons" if "other" in body else "conflicts.retold")
        told.add((name, body["host"], body["kind"], body["ref"]))
    for name, *key in told:
        if tuple(key) in store.sales:
            counts.add(name, store.sales[tuple(key)]["day"])
    for row in store.rows("guess"):
        counts.add("guesses", row["day"], row["count"])


SHARES = {"customers.kept_share": ("customers.kept", "customers.made"),
          "repeat.rate": ("repeat.returned", "repeat.mature"),
          "sales.identified_share": ("sales.identified", "sales.all"),
          "sales.repeat_share": ("sales.repeat", "sales.identified"),
          "notes.back_share": ("notes.back", "notes.handed"),
          "cards.conversion": ("cards.back", "cards.handed"),
          "friends.returned_share": ("friends.returned", "friends.first")}
# Counted by another oracle.
ELSEWHERE = ("curves", "return.", "staying.", "cohorts", "upsell.", "discount", "tree", "offers", "effect",
             "gift", "steps.", "questions.", "answers", "look", "targets", "budgets", "flagged.circle")
PARTS = (".numerator", ".denominator", ".low", ".high")
ABOUT = {"currency", "window_days", "first_day", "last_day", "end_day", "months", "month"}
# Of JSON alone; report_oracle/ computes them.
LISTS = {"curves.return", "curves.staying", "curves.return_by_origin", "curves.logrank", "cohorts",
         "discounts", "discount_life", "tree", "offers", "budgets", "effect", "answers", "look",
         "targets"}


def differences_of_month(month, told, counted, kept_known):
    for name, value in told.items():
        if name in ABOUT or name in SHARES or name.endswith(PARTS) or name.startswith(ELSEWHERE):
            continue
        expected = counted[name]
        if name in ("customers.kept", "gap.days") and not kept_known:
            expected = None
        if value != expected:
            yield "%s %s: found %s, expected %s" % (month, name, value, expected)
    for name in set(counted) - set(told):
        if month == "all":
            yield "%s: counted and not told" % name
    for name, (of, among) in SHARES.items():
        known = counted[among] and (kept_known or name != "customers.kept_share")
        expected = counted[of] / counted[among] if known else None
        found = told[name]
        if (found is None) != (expected is None) or (known and abs(found - expected) > 1e-5):
            yield "%s %s: found %s, expected %s" % (month, name, found, expected)


def differences(report, counts, kept_known):
    yield from differences_of_month("all", report, counts.by_month["all"], kept_known)
    told = {month["month"]: month for month in report["months"]}
    for month in sorted(set(counts.by_month) - {"all"} - set(told)):
        if any(counts.by_month[month].values()):
            yield "%s: not told" % month
    for month, numbers in told.items():
        yield from differences_of_month(month, numbers, counts.by_month[month], kept_known)


def differences_of_csv(report, path):
    """Says the CSV the same as the JSON?"""
    of_month = {"all": report, **{month["month"]: month for month in report["months"]}}
    lines = list(csv.DictReader(open(path, newline="")))
    for line in lines:
        told = of_month[line["month"]][line["name"]]
        if told is None or abs(float(line["value"]) - told) > 1e-5 * max(1, abs(told)):
            yield "CSV: %s, JSON: %s" % (line, told)
    names = {(line["month"], line["name"]) for line in lines}
    for month, numbers in of_month.items():
        for name, value in numbers.items():
            told = (month, name) in names
            if name not in ABOUT | LISTS and not name.endswith(PARTS) and told != (value is not None):
                yield "%s %s: in one of CSV and JSON" % (month, name)


def judge(found):
    found = list(found)
    print("\n".join(found[:20]))
    return 1 if found else 0


def compare(path, report_path, csv_path, window, today, first="1970-01-01", last="2099-12-31"):
    store, report = Store(path), json.load(open(report_path))
    counts = Counts(day_number(first), day_number(last))
    visits, end = count_sales(store, counts, report["currency"])
    gap = count_customers(counts, visits, end, int(window))
    count_paper(store, counts)
    count_promises(store, counts, day_number(today))
    count_doubts(store, counts)
    return judge([*differences(report, counts, gap is not None),
                  *differences_of_csv(report, csv_path)])


def compare_year(path, report_path):
    """Only what the lines themselves tell, with tags of our own making."""
    report, counts = json.load(open(report_path)), Counts(0, 1 << 31)
    sales = {}
    for line in csv.DictReader(open(path, newline="", encoding="utf-8")):
        sale = sales.setdefault(line["InvoiceNo"], [line["InvoiceDate"], line["CustomerID"], 0])
        sale[2] += Fraction(line["UnitPrice"]) * int(line["Quantity"])
    visits, end = defaultdict(dict), 0
    for ref, (at, customer, total) in sorted(sales.items(), key=lambda s: s[1][0]):
        if ref.startswith("C") or total < 0:
            continue
        day = day_number(at[:10])
        end = max(end, day)
        counts.add("sales.all", day)
        if customer == "":
            counts.add("sales.unidentified", day)
            continue
        tag = REPEAT if visits[customer] and min(visits[customer]) < day else NEW
        if day not in visits[customer]:
            counts.add("visits." + TAGS[tag], day)
        visits[customer].setdefault(day, [tag])
        counts.add("sales." + TAGS[tag], day)
        counts.add("sales.identified", day)
    count_customers(counts, visits, end, report["window_days"])
    names = set(counts.by_month["all"])
    for numbers in [report, *report["months"]]:
        for name in list(numbers):
            if name not in names and name not in ABOUT and name not in SHARES:
                del numbers[name]
    return judge(differences(report, counts, True))


if __name__ == "__main__":
    if sys.argv[1] == "--year":
        sys.exit(compare_year(*sys.argv[2:]))
    sys.exit(compare(*sys.argv[1:]))
