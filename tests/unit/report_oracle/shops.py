# SPDX-License-Identifier: MIT
"""Random small shops, told sale by sale to the library, and what their reports say beside the log.

shops.py FIRST COUNT PROGRAM LIBRARY FOLDER: makes the shops with the seeds from FIRST on below
FOLDER, and prints the differences, each with its seed; exits 1 where there is one. COMEBACK_KEEP
in the environment: the first shop that differs is left there.
"""
import datetime
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

HOSTS = pathlib.Path(__file__).parent.parent.parent.parent / "plugin" / "hosts" / "python"
sys.path.insert(0, str(HOSTS))
import comeback  # noqa: E402  (found by the line above)
import compare   # noqa: E402
from past import Past  # noqa: E402

PAST_DAYS = 200
MANY = 100  # shops, of which one at least has each number
NEVER = ("guesses",)  # nobody has a code whose check is good by accident
ITEMS = [("4711", "Brown loaf", "bread", 320), ("4712", "Rolls", "bread", 150),
         ("B1", "City bike", "bike", 2500), ("SERVICE", "Inspection", "work", 1900),
         ("F1", "Machine filter", "filter", 800), ("C1", "Coffee", "drinks", 280)]
NAMED = [{"customer.id": "%d" % n} for n in range(8)] + [
    {"customer.phone": "085 012 34%02d" % (n % 3)} for n in range(4)] + [
    {"customer.id": "3", "customer.phone": "085 012 3401"},
    {"customer.email": "a@example.com"}, {"customer.id": "5", "customer.email": "a@example.com"}]

SECTIONS = {
    "friend": ["for = friend\npercent = 10\nminimum = 5.00\nat_most = 5.00\ndays = 90\nreturn_days = 5",
               "for = friend\namount = 3.00\nminimum = 4.00\ndays = 30\nreturn_days = 0\n"
               "budget_month = 20.00\ntotal = 9",
               "for = friend\npercent = 20\ndays = 60\noffline_limit = 2.00"],
    "thanks": ["for = referrer\nservice = We fit your next purchase, free\ncost = 4.00",
               "for = referrer\npercent = 10\nat_most = 4.00\nminimum = 3.00"],
    "early": ["for = next\namount = 1.00\nminimum = 2.00\ndays = 30\nvisit = 1-3\n"
              "stage = first growing",
              "for = next\npercent = 20\nitems = category:bread, sku:B1\nat_most = 2.00\n"
              "days = 20\nweekdays = mon-thu\nper_customer = 2\nbudget_month = 9.00"],
    "later": ["for = next\nservice = A coffee on the house\ncost = 0.40\ndays = 60\naway = 5-",
              "for = next\nitem = category:bread\nat_most = 3.20\ncost = 1.00\ndays = 9"],
    "visits": ["for = visits\nevery = 3\ngift = a small present\ncost = 1.00",
               "for = visits\nevery = 2\npercent = 50\nat_most = 2.00"],
}
STEPS = """[step service]
items = category:bike
text = We check your bike, free
due = 2 months
closes = sku:SERVICE
[step bread]
items = category:bread
text = Fresh rolls for you
due = 10 days
closes = sku:4712
[need filter]
text = A filter for your machine
due = 3 weeks
closes = category:filter
[need chat]
text = How is the tea?
[question heard]
text = How did you hear of us?
answers = friend walked_by web
stage = first
[question like]
text = What do you like?
answers = bread coffee
"""


def settings(rng, base):
    """comeback.ini's text, drawn; base is that of a new shop."""
    ini = base[:base.index("[offer friend]")] + base[base.index("[tap]"):]
    for name, choices in SECTIONS.items():
        if rng.random() < 0.8:
            ini += "[offer %s]\n%s\n" % (name, rng.choice(choices))
    if rng.random() < 0.8:
        ini += STEPS
    if rng.random() < 0.7:
        ini += ("[gift]\ntext = a chocolate\none_in = %d\ncost = 0.60\nbudget_month = %s\n"
                % (rng.choice((2, 3, 10)), rng.choice(("1.20", "30.00"))))
    if rng.random() < 0.7:
        ini += "[effect]\nholdout = %d\ndetect = %d\n" % (rng.choice((10, 50)),
                                                          rng.choice((3, 20)))
    if rng.random() < 0.5:
        ini += "[stage]\nmature_visits = %d\nmature = %s\n" % (rng.choice((2, 3)),
                                                               rng.choice(("any", "service")))
    if rng.random() < 0.5:
        ini += "[targets]\nmade = 3\nkept = 60\n"
    every = "card_every = %d" % rng.choice((1, 30))
    return ini.replace("card_every = 30", every).replace("least = 5.00", "least = 1.00")


class Till:
    def __init__(self, rng, folder, library, keys=None):
        self.rng, self.folder, self.base = rng, folder, (folder / "comeback.ini").read_text()
        if keys is not None:
            self.base = self.base.replace("keys = keys", "keys = %s" % keys)
        self.write_settings()
        self.shop = comeback.Shop(str(folder / "comeback.ini"), library=library)
        self.host = folder.name
        self.count, self.told = 0, []

    def write_settings(self):
        (self.folder / "comeback.ini").write_text(settings(self.rng, self.base))

    def moment(self, day):
        time = datetime.time(self.rng.randrange(8, 20), self.rng.randrange(60))
        return datetime.datetime.combine(day, time).isoformat() + "+00:00"

    def sale(self, day, codes):
        rng = self.rng
        self.count += 1
        items = [{"sku": sku, "name": name, "category": category, "amount_minor": minor}
                 for sku, name, category, minor in rng.sample(ITEMS, rng.randrange(1, 4))]
        told = {"host": self.host, "ref": "S%d" % self.count, "at": self.moment(day),
                "till": "T%d" % rng.randrange(2), "cashier": "C%d" % rng.randrange(3)}
        if rng.random() < 0.9:
            told["items"] = items
        told["total_minor"] = sum(i["amount_minor"] for i in items) if "items" in told \
            else rng.randrange(4000)
        if rng.random() < 0.6:
            told.update(rng.choice(NAMED))
        if codes and rng.random() < 0.5:
            told["scan"] = [rng.choice(codes[-20:]) for _ in range(rng.choice((1, 1, 1, 2)))]
        for chance, more in ((0.03, {"currency": "USD"}), (0.3, {"print": "card"}),
                             (0.08, {"referrer.id": "%d" % rng.randrange(8)}),
                             (0.1, {"need": rng.choice(("filter", "chat", "other"))}),
                             (0.05, {"next.at": str(day + datetime.timedelta(rng.randrange(1, 20))),
                                     "next.text": "Fitting"}),
                             (0.1, {"answer.service": rng.choice(("kept", "not_now"))}),
                             (0.1, {"answer.filter": rng.choice(("not_relevant", "2"))}),
                             (0.1, {"answer.bread": "not_now"}),
                             (0.3, {"answer.heard": rng.choice(("friend", "1", "web"))}),
                             (0.2, {"answer.like": "bread"}), (0.03, {"kind": "exchange"}),
                             (0.02, {"answer.who": "someone_else"})):
            if rng.random() < chance:
                told.update(more)
        if rng.random() < 0.04:
            told.update({"kind": "advice", "total_minor": 0, "items": None})
        return told

    def sell(self, day, codes):
        told = self.sale(day, codes)
        offered = self.shop.look(told)["discount_minor"] if self.rng.random() < 0.7 else 0
        if offered and offered <= told["total_minor"] and self.rng.random() < 0.9:
            told["discount.applied_minor"] = offered
            told["total_minor"] -= offered
        self.finish(told, codes)

    def finish(self, told, codes):
        answer = self.shop.finish(told)
        if answer["status"] < 0 and answer["status"] != -8:
            raise RuntimeError("%s: %s" % (told, answer["error"]))
        codes += [*answer["notes"], *answer["cards"]]
        self.told.append(told)
        return answer

    def undo(self, day, codes):
        first = self.rng.choice(self.told)
        kind = self.rng.choice(("return", "return", "void"))
        self.count += 1
        told = {"host": self.host, "ref": "U%d" % self.count, "at": self.moment(day), "kind": kind,
                "total_minor": -first["total_minor"] if self.rng.random() < 0.5
                else -self.rng.randrange(1, 500)}
        if kind == "void" or self.rng.random() < 0.7:
            told["original"] = first["ref"]
        if self.rng.random() < 0.7:
            told["items"] = first.get("items")
        told.update({n: first[n] for n in ("customer.id", "customer.phone") if n in first})
        if told.get("items") and kind == "return":
            told["items"] = [{**i, "amount_minor": -i["amount_minor"]} for i in told["items"]]
        self.finish(told, codes)

    def sell_at(self, minute, day, codes, more):
        told = self.sale(day, ())
        told = {n: told[n] for n in ("host", "ref", "total_minor")}
        told.update({"at": "%sT12:%02d:00+00:00" % (day, minute), "till": "T0", **more})
        told["discount.applied_minor"] = self.shop.look(told)["discount_minor"]
        return self.finish(told, codes)

    def crowd(self, day, codes):
        """One customer more than four times a day."""
        for minute in range(6):
            self.sell_at(minute, day, codes, {"customer.id": "1"})

    def hurry(self, day, codes):
        """A card comes back before its giver can have met anybody."""
        giver = {"customer.id": "G%d" % self.count, "print": "card"}
        for card in self.sell_at(0, day, codes, giver)["cards"]:
            self.sell_at(3, day, codes, {"scan": [card]})

    def tell_again(self, codes):
        told = dict(self.rng.choice(self.told[-3:]))
        told.update(self.rng.choice(({}, {"print": "card"}, {"print": "note"},
                                     {"answer.heard": "web"}, {"answer.bread": "kept"},
                                     {"need": "filter"}, {"total_minor": 7777})))
        self.shop.finish(told)

    def live(self, day, codes):
        draw = self.rng.random()
        if draw < 0.1 and self.told:
            self.undo(day, codes)
        elif draw < 0.16 and self.told:
            self.tell_again(codes)
        elif draw < 0.18:
            self.write_settings()
        elif draw < 0.19:
            self.crowd(day, codes)
        elif draw < 0.21:
            self.hurry(day, codes)
        else:
            self.sell(day, codes)


def report(program, folder, *options):
    told = subprocess.run([program, "-c", folder / "comeback.ini", "report", "--json", *options],
                          stdout=subprocess.PIPE, check=True)
    return json.loads(told.stdout)


def run(program, *words):
    subprocess.run([program, *words], stdout=subprocess.DEVNULL, check=True)


def show_everywhere(tills, day, codes):
    """One card at every till, which do not know of each other."""
    card = tills[0].rng.choice(codes[-9:])
    for till in tills:
        till.sell_at(30, day, codes, {"scan": [card], "total_minor": 2000})


def live(seed, program, library, folder):
    rng = random.Random(seed)
    today = datetime.date.today()
    tills, codes = [], []
    for name in ("a", "b")[:rng.choice((1, 1, 2))]:
        run(program, "init", folder / name)
        tills.append(Till(rng, folder / name, library, keys=folder / "a" / "keys"))
    steps = rng.randrange(30, 120)
    for step in range(steps):
        day = today - datetime.timedelta(PAST_DAYS - PAST_DAYS * step // steps + rng.choice(
            (0, 0, 0, 0, rng.randrange(20))))
        rng.choice(tills).live(day, codes)
        if len(tills) > 1 and codes and rng.random() < 0.1:
            show_everywhere(tills, day, codes)
    for till in tills:
        till.shop.close()
    for till in tills[1:]:
        run(program, "restore", "--merge", till.folder, tills[0].folder)
    return today


def differences(program, folder, today, tried):
    """tried: names of what was more than nothing in any report."""
    from_day, to_day = (str(today - datetime.timedelta(n)) for n in (120, 40))
    found = []
    past = Past(folder / "store" / "comeback.db")
    for window, *days in (("60",), ("7",), ("30", from_day, to_day)):
        options = ["--from", days[0], "--to", days[1]] if days else []
        told = report(program, folder, "--window", window, *options)
        found += compare.differences(past, told, str(today), window, *days)
        tried.update({name: tried.get(name) or bool(value) for name, value in told.items()})
    return found


def main(first, count, program, library, folder):
    folder = pathlib.Path(folder)
    status, tried = 0, {}
    for seed in range(int(first), int(first) + int(count)):
        place = folder / ("seed%d" % seed)
        place.mkdir()
        found = differences(program, place / "a", live(seed, program, library, place), tried)
        for line in found[:5]:
            print("seed %d: %s" % (seed, line))
        status |= bool(found)
        if found and "COMEBACK_KEEP" in os.environ:
            break
        shutil.rmtree(place)
    never = [name for name, tries in tried.items() if not tries and name not in NEVER]
    if int(count) >= MANY and never:
        print("never tried: %s" % " ".join(never))
    return status or (int(count) >= MANY and bool(never))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
