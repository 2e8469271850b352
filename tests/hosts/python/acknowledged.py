# SPDX-License-Identifier: MIT
"""acknowledged.py STORE FILE: is every ref in FILE a sale of that store, once, in a log without
gaps? Says what is not, and exits 1."""
import collections
import json
import sqlite3
import sys

store, name = sys.argv[1:]
told = [line.rstrip("\n") for line in open(name, encoding="ascii") if line.endswith("\n")]
db = sqlite3.connect(store, timeout=10)
rows = {row[0] for row in db.execute("SELECT ref FROM sale")}
events = collections.Counter(
    json.loads(row[0])["ref"] for row in db.execute("SELECT body FROM event WHERE kind = 2")
)
wrong = [f"lost: {ref}" for ref in told if ref not in rows]
wrong += [f"told twice: {ref}" for ref, count in events.items() if count > 1]
wrong += [f"in the log only: {ref}" for ref in events if ref not in rows]
for origin, first, last, count in db.execute(
    "SELECT origin, min(seq), max(seq), count(*) FROM event GROUP BY origin"
):
    if first != 1 or last != count:
        wrong.append(f"gaps: {count} events from {first} to {last}")
print(len(told), "acknowledged,", len(rows), "in the store")
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
