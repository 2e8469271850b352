#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""client.py PLAN OUT: a till at one printer. Does the steps of PLAN (JSON) with the real program
and writes each claim to OUT as a line of JSON. A process of its own, because behind the USB double
it must be that double's child.

PLAN: {"program", "send_bytes", "config", "folder", "printer", "profile", "timeout_ms", "steps"}.
Steps: ["print", NAME, FILE]     one slip, at once
       ["bytes", NAME, FILE]     ESC/POS as it stands, with the shop's journal
       ["sale", REF]             a card in the queue
       ["run", TIMES]            the queue, until nothing waits
       ["both", NAME, FILE, NAME, FILE]  two tills at the same time
       ["next", PREFIX, FILES]   one slip after the other until one goes out: the job behind
       ["sleep", MS]
"""

import json
import subprocess
import sys
import time

GRACE_MS = 8000  # beyond its --timeout: starting, 5 s for a lock, taking leave; a busy machine
HANG_MS = 20000


class Till:
    def __init__(self, plan, out):
        self.plan = plan
        self.out = out

    def tell(self, **what):
        self.out.write(json.dumps(what) + "\n")
        self.out.flush()

    def start(self, *words, stdin=None):
        command = [self.plan["program"], "-c", self.plan["config"], *words]
        return self.start_command(command, stdin)

    def start_command(self, command, stdin=None):
        process = subprocess.Popen(
            command, text=True, stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return process, time.monotonic(), stdin

    def end(self, started):
        """(what it said as JSON, how long it took); a run that hangs is killed, and told."""
        process, start_s, stdin = started
        limit_s = (self.plan["timeout_ms"] + HANG_MS) / 1000
        try:
            said, error = process.communicate(stdin, timeout=limit_s)
        except subprocess.TimeoutExpired:
            process.kill()
            said, error = process.communicate()
        took_ms = round((time.monotonic() - start_s) * 1000)
        try:
            return json.loads(said), took_ms
        except ValueError:
            self.tell(broken=f"{process.args[3:]}: exit {process.returncode}: {error.strip()}")
            return {}, took_ms

    def claim(self, name, answer, took_ms):
        allowed_ms = self.plan["timeout_ms"] + GRACE_MS
        self.tell(slip=name, took_ms=took_ms, allowed_ms=allowed_ms, **{
            key: answer.get(key, "") for key in ("result", "torn", "reason", "state")})
        return answer.get("result")

    def start_print(self, path):
        return self.start("print", path, "--timeout", str(self.plan["timeout_ms"]), "--json")

    def print(self, name, path):
        return self.claim(name, *self.end(self.start_print(path)))

    def both(self, one, one_path, other, other_path):
        started = self.start_print(one_path), self.start_print(other_path)
        self.claim(one, *self.end(started[0]))
        self.claim(other, *self.end(started[1]))

    def bytes(self, name, path):
        plan = self.plan
        command = [plan["send_bytes"], plan["store"], plan["printer"], plan["profile"],
                   str(plan["timeout_ms"]), path]
        return self.claim(name, *self.end(self.start_command(command)))

    def sale(self, ref):
        sale = {"ref": ref, "total_minor": 4250, "customer.id": "C" + ref}
        answer, _ = self.end(self.start("sale", "-", stdin=json.dumps(sale)))
        for card in answer.get("cards", []):
            self.tell(card=card, ref=ref)

    def jobs(self):
        return self.end(self.start("queue", "--json"))[0].get("jobs", [])

    def run(self, times):
        """Each round ends when its time is up or nothing waits."""
        allowed_ms = self.plan["timeout_ms"] + GRACE_MS
        for _ in range(times):
            _, took_ms = self.end(
                self.start("queue", "run", "--timeout", str(self.plan["timeout_ms"]), "--json"))
            self.tell(run=True, took_ms=took_ms, allowed_ms=allowed_ms)
            if all(job["state"] not in ("waiting", "begun") for job in self.jobs()):
                break
            time.sleep(0.2)
        self.tell(jobs=self.jobs())

    def next(self, prefix, paths):
        for number, path in enumerate(paths):
            if self.print(f"{prefix}{number}", path) != "not printed":
                break
            time.sleep(0.5)

    def sleep(self, ms):
        time.sleep(ms / 1000)


def main():
    with open(sys.argv[1]) as plan_file, open(sys.argv[2], "w") as out:
        plan = json.load(plan_file)
        till = Till(plan, out)
        for name, *words in plan["steps"]:
            getattr(till, name)(*words)


main()
