# SPDX-License-Identifier: MIT
"""delivered.py STORE PAPER FILE: do the jobs of that store say the truth about the paper that
`comeback virtual-printer --json` found? Has every ref in FILE a card that is on it whole, or a job
that says otherwise; is none on it twice without its mark? Says what is not, and exits 1."""
import collections
import json
import re
import sqlite3
import sys

MARK = "replaces a torn slip"
REPLACEMENTS = 3
CODE = re.compile(r"\b[A-Z][0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def words(text):
    return re.sub(r"\s+", " ", text)


def code_of(text):
    found = CODE.search(text)
    return found.group() if found else None


def read_paper(name):
    """The text of every sheet that has the beginning and the end of a card on it, by its code:
    [without mark, with it]; and how many sheets there are in all."""
    whole, sheets = collections.defaultdict(lambda: [0, 0]), 0
    for line in open(name, encoding="utf-8"):
        event = json.loads(line)
        if event["event"] != "sheet":
            continue
        sheets += 1
        text = words(event["text"])
        if "FOR A FRIEND" in text and "We ask for no name." in text and code_of(text):
            whole[code_of(text)][MARK in text] += text.count("FOR A FRIEND")
    return whole, sheets


store, paper, name = sys.argv[1:]
told = [line.rstrip("\n") for line in open(name, encoding="ascii") if line.endswith("\n")]
whole, sheets = read_paper(paper)
jobs = collections.defaultdict(list)
for row in sqlite3.connect(store, timeout=10).execute(
    "SELECT ref, id, state, result, reason, torn, replaced, text FROM job ORDER BY id"
):
    jobs[row[0]].append(row)

wrong, counts = [], collections.Counter()
for ref in told:
    if ref not in jobs:
        wrong.append(f"no job: {ref}")
for ref, rows in jobs.items():
    code = code_of(rows[0][7])
    plain, marked = whole.get(code, [0, 0])
    claimed = [0, 0]
    for _, number, state, result, reason, torn, replaced, text in rows:
        counts[f"{result}{', torn' if torn else ''}"] += 1
        if code_of(text) != code:
            wrong.append(f"job {number}: another code than the slip it replaces")
        if (MARK in text) != (replaced > 0):
            wrong.append(f"job {number}: replaced {replaced} times, and its mark says otherwise")
        if torn == 1 and replaced < REPLACEMENTS:
            wrong.append(f"job {number}: torn, and nothing replaces it")
        if state != 2:
            wrong.append(f"job {number}: state {state}")
        if result in ("printed", "processed", "unconfirmed"):
            claimed[replaced > 0] += 1
    torn = [sum(1 for row in rows if row[5] and (row[6] > 0) == m) for m in (False, True)]
    if plain > 1:
        wrong.append(f"doubled without its mark: {ref} {code}")
    for mark, found in enumerate((plain, marked)):
        # What is torn may have come out whole: the till did not live to hear of it.
        if not claimed[mark] <= found <= claimed[mark] + torn[mark]:
            wrong.append(f"{ref} {code}: {claimed[mark]} claimed, {found} found, mark {mark}")
    if plain + marked == 0 and rows[-1][3] != "not printed":
        wrong.append(f"lost: {ref} {code}")
    counts["cards on paper"] += plain + marked > 0

summary = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
print(f"{len(told)} acknowledged, {sheets} sheets; {summary}")
print("\n".join(wrong[:40]))
sys.exit(1 if wrong else 0)
