# SPDX-License-Identifier: MIT
"""A made-up shop's ten months, told to the library sale by sale: what docs/report.png is of.

report_shop.py LIBRARY COMEBACK.INI: the shop was made by `comeback init` and has no sales yet. Its
customers come back, lose interest, carry notes and pass on cards by chance, always the same chance.
"""
import datetime
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "plugin" / "hosts" / "python"))
import comeback  # noqa: E402  (found by the line above)

DAYS = 300
OFFERS = """[offer friend]
for = friend
percent = 10
minimum = 10.00
at_most = 5.00
days = 90
return_days = 14
budget_month = 200.00

[offer thanks]
for = referrer
service = We fit your next purchase, free
cost = 4.00

[offer early]
for = next
amount = 3.00
minimum = 20.00
days = 45
visit = 1-3
stage = first growing

[offer visits]
for = visits
every = 6
gift = a small present
cost = 2.00

[effect]
holdout = 10

[step service]
items = category:bike
text = We check your bike, free
due = 2 months
closes = sku:SERVICE

[need filter]
text = A filter for your machine
due = 1 month
closes = category:filter

[question heard]
text = How did you hear of us?
answers = friend walked_by web
stage = first

[gift]
text = a chocolate
one_in = 20
cost = 0.60
budget_month = 30.00

[targets]
made = 20
kept = 60
"""


class Customer:
    def __init__(self, rng, card=None):
        self.rng, self.card = rng, card
        self.notes, self.cards, self.visits = [], [], 0
        self.loyal = rng.random() < (0.62 if card else 0.45)
        self.named = {"customer.id": "%d" % rng.randrange(10**9)} if rng.random() < 0.5 else {}

    def next_day(self, day):
        """When they come again, if they do."""
        stays = self.rng.random() < (0.93 if self.loyal else 0.25)
        return day + 1 + int(self.rng.expovariate(1 / 24)) if stays else None


def ticket(rng, count, customer, at):
    basket = rng.choice(([("LOAF", "bread", 320)], [("BELL", "parts", 1290)], [("TYRE", "parts", 2450)],
                         [("BIKE", "bike", 24900)], [("PUMP", "parts", 3190)]))
    told = {"host": "shop", "ref": "R%d" % count, "at": at.isoformat() + "+00:00",
            "till": "till %d" % rng.randrange(1, 3), "cashier": "c%d" % rng.randrange(3),
            "items": [{"sku": s, "name": s.title(), "category": c, "amount_minor": m}
                      for s, c, m in basket],
            "total_minor": sum(m for _, _, m in basket), **customer.named}
    shown = customer.notes[-1:] if rng.random() < 0.8 else []
    told["scan"] = shown + ([customer.card] if customer.card and customer.visits == 0 else [])
    for chance, more in ((0.25, {"print": "card"}), (0.1, {"need": "filter"}),
                         (0.5, {"answer.heard": rng.choice(("friend", "web", "walked_by"))}),
                         (0.3, {"answer.service": rng.choice(("kept", "kept", "not_now"))}),
                         (0.3, {"answer.filter": rng.choice(("kept", "not_relevant"))})):
        if rng.random() < chance:
            told.update(more)
    return told


def sell(shop, told, customer):
    offered = shop.look(told)["discount_minor"]
    if offered and offered <= told["total_minor"]:
        told["discount.applied_minor"] = offered
        told["total_minor"] -= offered
    answer = shop.finish(told)
    customer.notes += answer["notes"]
    customer.cards += answer["cards"]
    customer.visits += 1


def live(shop, rng):
    start = datetime.date.today() - datetime.timedelta(DAYS)
    due = {day: [] for day in range(DAYS)}
    count = 0
    for day in range(DAYS):
        due[day] += [Customer(rng) for _ in range(rng.randrange(0, 5))]
        for customer in due[day]:
            count += 1
            at = datetime.datetime.combine(start + datetime.timedelta(day),
                                           datetime.time(rng.randrange(9, 18), rng.randrange(60)))
            sell(shop, ticket(rng, count, customer, at), customer)
            again = customer.next_day(day)
            if again is not None and again < DAYS:
                due[again].append(customer)
            if customer.cards and rng.random() < 0.5:
                friend = Customer(rng, customer.cards.pop())
                first = day + 1 + int(rng.expovariate(1 / 12))
                if first < DAYS:
                    due[first].append(friend)


def main(library, path):
    ini = pathlib.Path(path)
    text = ini.read_text()
    ini.write_text(text[:text.index("[offer friend]")] + OFFERS + "\n" + text[text.index("[tap]"):])
    shop = comeback.Shop(os.path.abspath(path), library=library)
    live(shop, random.Random(7))
    shop.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
