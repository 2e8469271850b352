# SPDX-License-Identifier: MIT
"""The past of a shop whose sales came in from another till's export, from its lines alone: nothing
of ours has touched them. Tickets whose number begins with C are returns that name no sale.

year.py EXPORT.csv REPORT.json,WINDOW[,FROM,TO]...: prints each difference; exits 1 where there is
one.
"""
import csv
import sys
from collections import defaultdict
from fractions import Fraction

import compare
import counts as counting
import customers
from chance import half_up
from past import NEW, REPEAT, UNIDENTIFIED, day_number

RETURN_DAYS = 14
# An export knows of no paper.
SHARES = {name: pair for name, pair in counting.SHARES.items()
          if not name.startswith(("notes.", "cards."))}


class Ticket:
    """As Past has sales, as far as a history has what they have."""

    def __init__(self, line):
        self.ref, self.at, self.person = line["InvoiceNo"], line["InvoiceDate"], line["CustomerID"]
        self.person = self.person or None
        self.day = day_number(self.at[:10])
        self.currency, self.via, self.flags, self.applied = "GBP", 0, 0, 0
        self.paid = ()
        self.total = self.taken = 0
        self.items = defaultdict(int)
        self.tag = UNIDENTIFIED

    def add(self, line):
        # Half a penny is a penny, of what is paid and of what is paid back.
        exact = Fraction(line["UnitPrice"]) * int(line["Quantity"]) * 100
        minor = half_up(abs(exact)) * (-1 if exact < 0 else 1)
        self.total += minor
        self.items[line["StockCode"] or line["Description"]] += minor

    @property
    def value(self):
        return self.total - self.taken

    def is_return(self):
        return self.ref.startswith("C")

    def take_back(self, bought):
        """From its last purchases of its items, as far as something of them is left."""
        wanted, left = dict(self.items), -self.total
        for sale in sorted(bought, key=lambda s: (s.day, s.at), reverse=True):
            if not self.day - RETURN_DAYS <= sale.day <= self.day or sale.value <= 0:
                continue
            here = [item for item in wanted if sale.items.get(item, 0) > 0]
            minor = min(sum(abs(wanted.pop(item)) for item in here), sale.value, left)
            sale.taken += minor
            left -= minor


class Year:
    def __init__(self, path):
        tickets = {}
        with open(path, newline="", encoding="utf-8") as file:
            for line in csv.DictReader(file):
                tickets.setdefault(line["InvoiceNo"], Ticket(line)).add(line)
        self.standing = []
        self.visits = defaultdict(lambda: defaultdict(list))
        bought = defaultdict(list)
        for ticket in sorted(tickets.values(), key=lambda t: t.at):
            if ticket.is_return():
                if ticket.person is not None and ticket.total < 0:
                    ticket.take_back(bought[ticket.person])
                continue
            if ticket.total < 0:
                continue
            self.standing.append(ticket)
            if ticket.person is not None:
                bought[ticket.person].append(ticket)
                self.visits[ticket.person][ticket.day].append(ticket)
        for days in self.visits.values():
            for day, sales in days.items():
                for sale in sales:
                    sale.tag = REPEAT if day > min(days) else NEW
        self.end = max(s.day for s in self.standing)
        self.shown, self.codes = {}, {}

    @staticmethod
    def person(number):
        return number

    @staticmethod
    def visit_tag(sales):
        return max(s.tag for s in sales)


def differences(year, report, window, first=compare.FIRST, last=compare.LAST):
    currency = report["currency"]
    days = customers.Days(day_number(first), day_number(last), year.end)
    counts = counting.Counts(days.first, days.last, SHARES)
    counting.count_sales(year, counts, currency)
    counting.count_visits(year, counts)
    tags = {person: {day: [s.tag for s in sales] for day, sales in visits.items()}
            for person, visits in year.visits.items()}
    counting.count_customers(counts, tags, year.end, int(window))
    expected = {**customers.count_curves(year, days), **customers.count_cohorts(year, days),
                **customers.count_upsell(year, days, currency),
                **customers.count_discounts(year, days, currency),
                **customers.count_tree(year, days, currency)}
    return [*compare.differences_of_months(report, counts, True),
            *compare.differences_of(report, expected)]


if __name__ == "__main__":
    sys.exit(compare.judge(differences, Year(sys.argv[1]), sys.argv[2:]))
