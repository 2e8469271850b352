# SPDX-License-Identifier: MIT
"""The rows of the matrix: what is done to a printer, on which wires, and what we may claim.

A row prints slip A0 (`print`), or a card by way of the queue, and then slips B0, B1, ... until one
is taken: the job behind the fault, which must be whole. Faults are the virtual printer's script.
"""

import dataclasses

WIRES = ("socket", "serial", "usb")

# How a slip is confirmed, by the profile that both sides go by.
PROFILES = {"id": "epson-tm-l90", "status": "epson-tm-t88iii", "none": "generic-80"}
SURE = {"id": "printed", "status": "processed", "none": "unconfirmed"}

NO_CARD = "print"
CARD = "card"


@dataclasses.dataclass
class Row:
    fault: str
    confirm: str = "id"
    script: tuple = ()  # of the virtual printer's --fault
    options: tuple = ()  # of the virtual printer, more
    kind: str = "plain"  # of slip A0
    job: str = NO_CARD
    claims: tuple = ()  # words that A0 or the card may be claimed with; (): as when healthy
    by_wire: dict = dataclasses.field(default_factory=dict)  # other words on that wire
    absent: dict = dataclasses.field(default_factory=dict)  # wire: why there is no such row
    timeout_ms: int = 6000
    steps: tuple = ()  # instead of the usual ones
    next_job: bool = True
    at: tuple = ()  # (event, byte of the command in the middle, then what)
    debris: int = 0  # lines that nobody can keep from coming out: bytes that are on their way
    state: str = ""  # words that the claim's state must hold
    held: bool = False  # by somebody else, for a while

    def words(self, wire):
        return self.by_wire.get(wire, self.claims or (SURE[self.confirm],))

    def name(self):
        return f"{self.fault}, {self.job}, {self.confirm}"


def with_each_confirm(**row):
    return [Row(confirm=confirm, **row) for confirm in PROFILES]


def as_print_and_card(**row):
    return [Row(job=job, **row) for job in (NO_CARD, CARD)]


NOT_USB_BAUD = {"usb": "USB has no baud rate"}
ONLY_SOCKET = {"usb": "USB keeps no connection", "serial": "a serial line keeps no connection"}

ROWS = [
    *with_each_confirm(fault="healthy"),
    Row("healthy", job=CARD),
    Row("silent", options=("--silent",), claims=("untouched",), next_job=False),
    Row("silent", "none", options=("--silent",)),
    Row("chatty", options=("--chatty",)),
    Row("chatty", "status", options=("--chatty",)),
    Row("near end", script=("near-end@0ms",), state="paper near its end"),
    *as_print_and_card(fault="paper out", script=("paper-out@120", "paper-in@+1500ms"),
                       claims=("torn",)),
    *as_print_and_card(fault="paper out", confirm="status", claims=("torn",),
                       script=("paper-out@120", "paper-in@+1500ms")),
    Row("paper out", "none", script=("paper-out@120", "paper-in@+1500ms"),
        by_wire={"usb": ("torn", "unconfirmed")}),
    Row("paper out", kind="long", script=("paper-out@120", "paper-in@+1500ms"), claims=("torn",),
        timeout_ms=15000),
    Row("paper out before", script=("paper-out@0ms", "paper-in@+5s"), claims=("untouched",),
        timeout_ms=1500),
    *as_print_and_card(fault="cover", script=("cover-open@120", "cover-close@+1500ms"),
                       claims=("torn",)),
    *as_print_and_card(fault="cutter jam", script=("cutter-jam@120", "cutter-clear@+2s"),
                       claims=("torn",), timeout_ms=9000),
    *as_print_and_card(fault="power loss", script=("power-off@120", "power-on@+1s"),
                       claims=("torn",)),
    Row("power loss", "status", script=("power-off@120", "power-on@+1s"), claims=("torn",)),
    Row("power loss", "none", script=("power-off@120", "power-on@+1s"),
        claims=("unconfirmed", "torn")),
    *as_print_and_card(fault="unplug", script=("unplug@150b", "plug@+1s"), claims=("torn",)),
    Row("unplug", "status", script=("unplug@150b", "plug@+1s"), claims=("torn",)),
    Row("unplug", "none", script=("unplug@150b", "plug@+1s"), claims=("torn", "unconfirmed")),
    *as_print_and_card(fault="reset", script=("reset@120",), claims=("torn",)),
    Row("black hole", script=("black-hole@0ms", "plug@+5s"), claims=("untouched",)),
    Row("black hole", job=CARD, script=("black-hole@0ms", "plug@+5s")),
    Row("black hole", kind="long", script=("black-hole@300b", "plug@+7s"),
        claims=("torn", "unconfirmed"), timeout_ms=5000),
    Row("half-open", script=("unplug@150b", "plug@+9s"), claims=("torn", "unconfirmed"),
        absent=ONLY_SOCKET),
    Row("another client", held=True, claims=("printed", "untouched"), timeout_ms=8000),
    Row("two tills", steps=("both",)),
    Row("short writes", options=("--short", "7"), kind="long", timeout_ms=20000,
        absent={"serial": "a serial line has no packets"}),
    Row("9600 baud", options=("--baud", "9600"), absent=NOT_USB_BAUD),
    Row("9600 baud", job=CARD, options=("--baud", "9600"), absent=NOT_USB_BAUD),
    Row("9600 baud", "none", options=("--baud", "9600"), absent=NOT_USB_BAUD),
    Row("full buffer", options=("--buffer", "45", "--speed", "60"), timeout_ms=12000),
    Row("full buffer", job=CARD, options=("--buffer", "45", "--speed", "60"), timeout_ms=12000),
    Row("full buffer", kind="long", options=("--speed", "200"), timeout_ms=25000),
    # A printer that forgets in which command it was takes what is still on its way for text: on a
    # serial line at most 128 bytes, before it can say that it was switched on.
    *[Row(f"broken off in a {kind}", kind=kind, at=(event, after), claims=("torn",),
          debris=4 * (event == "power-off"))
      for kind in ("picture", "qr", "barcode")
      for event, after in (("unplug", "plug@+1s"), ("power-off", "power-on@+1s"))],
    Row("an old answer comes late", options=("--speed", "20"), steps=("old answer",),
        script=("paper-out@600", "paper-in@+1s"), claims=("unconfirmed",), timeout_ms=1500),
]
