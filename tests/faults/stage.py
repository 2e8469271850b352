# SPDX-License-Identifier: MIT
"""One row on its stage: a shop in a folder, a printer as a process of its own, a till at it."""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import threading
import time

import judge
import rows
import slips

START_S = 10
QUIET_S = 0.7  # after the till has left: what may still come out
SETTLE_S = 15
LONGEST_S = 120
USB_URI = "usb://EPSON/TM-T20II?serial=J4CF012345"  # of the USB double
TRIES = 20  # of the job behind the fault
HERE = os.path.dirname(os.path.abspath(__file__))


class Tools:
    """What was built. `program` may be another build than the rest: a broken one."""

    def __init__(self, build, program=None):
        self.build = os.path.abspath(build)
        self.printer = f"{self.build}/comeback"
        self.program = os.path.abspath(program) if program else self.printer
        broken = os.path.dirname(self.program)
        self.send_bytes = f"{broken}/tests/faults/send_bytes"
        self.doubles = f"{self.build}/tests/doubles"


class Events:
    """Lines of JSON that a process says, read as they come."""

    def __init__(self, stream, log_path):
        self.list = []
        self.changed = threading.Condition()
        self.last_s = time.monotonic()
        self.thread = threading.Thread(target=self._read, args=(stream, log_path), daemon=True)
        self.thread.start()

    def _read(self, stream, log_path):
        with open(log_path, "w") as log:
            for line in stream:
                log.write(line)
                if line.startswith("{"):
                    self._add(json.loads(line))

    def _add(self, event):
        with self.changed:
            self.list.append(event)
            self.last_s = time.monotonic()
            self.changed.notify_all()

    def named(self, name):
        return [event for event in self.list if event.get("event") == name]

    def wait_for(self, name, timeout_s):
        with self.changed:
            self.changed.wait_for(lambda: self.named(name), timeout_s)
        found = self.named(name)
        return found[0] if found else None

    def wait_until(self, done):
        """Then for a while longer: what comes out late must be seen."""
        start_s = time.monotonic()
        while not done() and time.monotonic() - start_s < SETTLE_S:
            time.sleep(0.1)
        time.sleep(QUIET_S)


def _write(path, data):
    with open(path, "wb" if isinstance(data, bytes) else "w") as file:
        file.write(data)
    return path


def _make_shop(tools, folder, row, uri):
    shop = f"{folder}/shop"
    subprocess.run([tools.printer, "init", shop], check=True, stdout=subprocess.DEVNULL)
    _write(f"{shop}/card.receipt", slips.CARD_TEMPLATE)
    _write(f"{shop}/note.receipt", slips.NOTE_TEMPLATE)
    changes = {"name = ": f'name = "{slips.SHOP_NAME}"', "printer = ": f'printer = "{uri}"',
               "profile = ": f"profile = {rows.PROFILES[row.confirm]}", "note = ": "note = never",
               "stale = ": "stale = 600"}
    with open(f"{shop}/comeback.ini") as file:
        lines = file.read().split("\n")
    for start, line in changes.items():
        lines = [line if old.startswith(start) else old for old in lines]
    _write(f"{shop}/comeback.ini", "\n".join(lines))
    return shop


class Slips:
    """The files of a row's slips and what should be on paper of them."""

    def __init__(self, folder, profile):
        self.folder = folder
        self.profile = profile
        self.list = []

    def add(self, name, kind):
        data, slip = slips.make(name, kind, self.profile)
        self.list.append(slip)
        return _write(f"{self.folder}/{name}.{'bytes' if isinstance(data, bytes) else 'receipt'}",
                      data)


def _steps(row, made):
    if "both" in row.steps:
        return [["both", "A0", made.add("A0", row.kind), "A1", made.add("A1", "plain")]]
    if "old answer" in row.steps:
        return [["print", "A0", made.add("A0", "plain")], ["print", "A1", made.add("A1", "plain")]]
    if row.job == rows.CARD:
        return [["sale", "1"], ["run", 8]]
    path = made.add("A0", row.kind)
    return [["bytes" if path.endswith(".bytes") else "print", "A0", path]]


def _next_step(row, made):
    paths = [made.add(f"B{number}", "plain") for number in range(TRIES)]
    return [["next", "B", paths]] if row.next_job else []


# What the program sends before a slip: four questions, and ASB on where the profile has it.
BEFORE_SLIP = {"id": 12 + 3, "status": 12 + 3, "none": 12}
STARTS = {"picture": b"\x1dv0", "barcode": b"\x1dkI", "qr": b"1P0"}


def _script(tools, row, folder, path):
    """The row's script; or one that strikes in the middle of the command in the slip."""
    if not row.at:
        return list(row.script)
    if not path.endswith(".bytes"):
        profile, made = rows.PROFILES[row.confirm], f"{folder}/A0.bytes"
        command = [tools.printer, "preview", path, "--printer", profile, "--escpos", made]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        path = made
    with open(path, "rb") as file:
        data = file.read()
    inside = BEFORE_SLIP[row.confirm] + data.index(STARTS[row.kind]) + 40
    return [f"{row.at[0]}@{inside}b", row.at[1]]


def _printer_words(row, script):
    words = ["--json", "--profile", rows.PROFILES[row.confirm], *row.options]
    return words + [word for fault in script for word in ("--fault", fault)]


@contextlib.contextmanager
def _printer(command, folder):
    """Gone behind the row, whatever becomes of that."""
    with open(f"{folder}/printer.err", "w") as errors:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=errors, text=True)
    try:
        yield process, Events(process.stdout, f"{folder}/printer.json")
    finally:
        process.kill()
        process.wait()


def _till_command(folder):
    return ["python3", "-B", f"{HERE}/client.py", f"{folder}/plan.json", f"{folder}/claims.json"]


def _write_plan(tools, row, folder, uri, steps):
    shop = _make_shop(tools, folder, row, uri)
    plan = {"program": tools.program, "send_bytes": tools.send_bytes, "printer": uri,
            "config": f"{shop}/comeback.ini", "store": f"{shop}/store",
            "profile": rows.PROFILES[row.confirm], "timeout_ms": row.timeout_ms, "steps": steps}
    _write(f"{folder}/plan.json", json.dumps(plan))


def _has_come_out(folder, events, script):
    """All that was scripted has happened, and the last slip that was taken is cut."""
    told = [one for one in _read_claims(folder) if one.get("result") not in (None, "not printed")]
    last = f"END {told[-1]['slip']}\n" if told else ""
    sheets = [sheet["text"] for sheet in events.named("sheet")]
    return (len(events.named("fault")) >= len(script) and
            (not last or any(last in text for text in sheets)))


def _leave(process, events, folder, script):
    """The printer tells what still hangs in it, and its totals."""
    events.wait_until(lambda: _has_come_out(folder, events, script))
    process.send_signal(signal.SIGTERM)
    process.wait(START_S)
    events.thread.join(START_S)


HELD_S = 2.0


def _hold_socket(port):
    """Somebody else, who is served first, says nothing and leaves."""
    other = socket.create_connection(("127.0.0.1", port))
    threading.Timer(HELD_S, other.close).start()
    time.sleep(0.1)


def _hold_port(path):
    """As libserialport does in another program."""
    other = os.open(path, os.O_RDWR | os.O_NOCTTY)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    threading.Timer(HELD_S, os.close, [other]).start()


def _await_listening(events, folder):
    listening = events.wait_for("listening", START_S)
    if listening is not None:
        return listening
    with open(f"{folder}/printer.err") as errors:
        raise RuntimeError("the printer did not start: " + errors.read().strip())


def _play_socket(tools, row, folder, steps, script):
    words = _printer_words(row, script)
    command = [tools.printer, "virtual-printer", "--listen", "127.0.0.1:0", *words]
    with _printer(command, folder) as (process, events):
        port = _await_listening(events, folder)["port"]
        _write_plan(tools, row, folder, f"socket://127.0.0.1:{port}", steps)
        if row.held:
            _hold_socket(port)
        subprocess.run(_till_command(folder), check=True)
        _leave(process, events, folder, script)
    return events


def _baud(row):
    return row.options[row.options.index("--baud") + 1] if "--baud" in row.options else "115200"


def _play_serial(tools, row, folder, steps, script):
    words = _printer_words(row, script)
    if "--baud" not in words:
        words += ["--baud", _baud(row)]
    uri = f"serial:{folder}/port?baud={_baud(row)}&flow=rtscts"
    shim = {"LD_PRELOAD": f"{tools.doubles}/pty_shim.so", "PTY_SHIM": f"{folder}/shim"}
    command = [f"{tools.build}/tests/faults/serial_printer", "--folder", folder, *words]
    with _printer(command, folder) as (process, events):
        _await_listening(events, folder)
        _write_plan(tools, row, folder, uri, steps)
        if row.held:
            _hold_port(f"{folder}/port")
        subprocess.run(_till_command(folder), check=True, env={**os.environ, **shim})
        _leave(process, events, folder, script)
    return events


def _play_usb(tools, row, folder, steps, script):
    """The bus lives as long as the till, which is its child, and until nothing more comes out."""
    _write_plan(tools, row, folder, USB_URI, steps)
    words = _printer_words(row, script)
    if row.held:
        words += ["--held", str(round(HELD_S * 1000))]
    command = [f"{tools.doubles}/usb_printer", *words, "--", *_till_command(folder)]
    with _printer(command, folder) as (process, events):
        process.wait(LONGEST_S)
        events.thread.join(START_S)
    return events


PLAYS = {"socket": _play_socket, "serial": _play_serial, "usb": _play_usb}


def _read_claims(folder):
    with open(f"{folder}/claims.json") as file:
        return [json.loads(line) for line in file]


def _claims_of_prints(told):
    return [judge.Claim(one["slip"], judge.claim_word(one["result"], one["torn"]), one["reason"],
                        took_ms=one["took_ms"], allowed_ms=one["allowed_ms"])
            for one in told if "slip" in one]


def _claims_of_jobs(told, cards):
    """The first job of a sale is the card itself, those behind it replace it."""
    jobs, seen = [one["jobs"] for one in told if "jobs" in one], set()
    claims = []
    for job in sorted(jobs[-1] if jobs else [], key=lambda job: job["id"]):
        waits = job["state"] in ("waiting", "begun")
        word = judge.UNTOUCHED if waits else judge.claim_word(job["result"], job["torn"])
        claims.append(judge.Claim(cards[job["ref"]], word, job["reason"],
                                  replaces=job["ref"] in seen))
        seen.add(job["ref"])
    return claims


def _in_time(told):
    return [f"the queue took {one['took_ms']} ms of {one['allowed_ms']}"
            for one in told if "run" in one and one["took_ms"] > one["allowed_ms"]]


def _only_told(made, claims):
    """Slips of tries that were not needed are nobody's."""
    names = {claim.slip for claim in claims}
    return [slip for slip in made if slip.name in names]


def _next_is_whole(row, claims, found):
    tried = [claim for claim in claims if claim.slip.startswith("B")]
    if not row.next_job:
        return []
    if not tried or tried[-1].word in (judge.UNTOUCHED, judge.TORN):
        return [f"the next job: {tried[-1].word + ': ' + tried[-1].reason if tried else 'none'}"]
    last = found[tried[-1].slip]
    return [] if last.whole == 1 else [f"the next job, {tried[-1].word}, on paper: {last}"]


def _has_state(row, told):
    states = [one["state"] for one in told if "slip" in one]
    return [] if row.state in states[0] else [f"state: \"{states[0]}\", expected {row.state}"]


def _fault_came(row, events, script):
    came = {event["name"] for event in events.named("fault")}
    missing = {fault.split("@")[0] for fault in script} - came
    return [f"the fault did not come: {', '.join(sorted(missing))}"] if missing else []


def run_row(tools, row, wire, folder):
    """{"claim", "reason", "paper", "wrong"}"""
    os.makedirs(folder)
    made = Slips(folder, rows.PROFILES[row.confirm])
    steps = _steps(row, made)
    script = _script(tools, row, folder, steps[0][-1])
    steps += _next_step(row, made)
    events = PLAYS[wire](tools, row, folder, steps, script)
    told = _read_claims(folder)
    cards = {one["ref"]: one["card"] for one in told if "card" in one}
    claims = _claims_of_prints(told) + _claims_of_jobs(told, cards)
    wanted = _only_told(made.list, claims) + [slips.of_card(card) for card in cards.values()]
    return _verdict(row, wire, told, claims, wanted, events, script)


def _verdict(row, wire, told, claims, wanted, events, script):
    first = next(claim for claim in claims if not claim.slip.startswith("B"))
    sheets = events.named("sheet")
    found = judge.read_paper(sheets, wanted).found
    wrong = [one["broken"] for one in told if "broken" in one] + _in_time(told)
    wrong += judge.judge(wanted, claims, sheets, {first.slip: row.words(wire)},
                         row.debris)
    wrong += _next_is_whole(row, claims, found) + _fault_came(row, events, script)
    if row.state:
        wrong += _has_state(row, told)
    return {"claim": first.word, "reason": first.reason, "paper": str(found[first.slip]),
            "wrong": wrong}
