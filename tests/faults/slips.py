# SPDX-License-Identifier: MIT
"""The slips that are printed: ReceiptLine texts each line of which says whose it is."""

import judge

WORDS = "bread rolls milk cheese apples coffee butter flour sugar salt".split()
CARD_TEMPLATE = """\
BEGIN {{code}}
{{code}} until {{card.until}}
{{shop.name}}
{{code}} line 1
{{code}} line 2
{{code}} line 3
{{code}} line 4
{{code}} line 5
{{code}} line 6
END {{code}}
"""
NOTE_TEMPLATE = judge.KEEP + """ {{shop.name}}
{{#code}}
until {{code.until}}
{{/code}}
"""
SHOP_NAME = "Faults and Sons"


def _lines(name, count):
    return [f"{name} {number:03} {WORDS[number % len(WORDS)]}" for number in range(1, count + 1)]


def _text(name, middle, count):
    """(ReceiptLine, lines on paper) with `middle` (sent, seen) in the middle."""
    lines = _lines(name, count)
    sent, seen = middle
    before, after = [f"BEGIN {name}"] + lines[: count // 2], lines[count // 2 :] + [f"END {name}"]
    return "\n".join(before + sent + after) + "\n", before + seen + after


def _plain(name):
    return _text(name, ([], []), 12)


def _long(name):
    """Longer than the buffer of the TM-T88III."""
    return _text(name, ([], []), 300)


def _qr(name):
    data = (name + "-") * 40
    return _text(name, ([f"{{code:{data};option:qrcode,4,m}}"], [f"[QR {data}]"]), 4)


def _bytes(name, middle, seen):
    before, after = _lines(name, 4)[:2], _lines(name, 4)[2:]
    texts = ["\n".join([f"BEGIN {name}"] + before), "\n".join(after + [f"END {name}"])]
    cut = b"\n\x1dVB\x18"
    data = b"\x1b@" + texts[0].encode() + b"\n" + middle + texts[1].encode() + cut
    return data, texts[0].split("\n") + seen + texts[1].split("\n")


def _picture(name):
    """GS v 0: what follows a broken one is swallowed as dots."""
    width_bytes, height = 24, 96
    noise = bytes(at * 73 % 251 for at in range(width_bytes * height))
    command = b"\x1dv0\0" + bytes([width_bytes, 0, height, 0])
    return _bytes(name, command + noise, [f"[image {width_bytes * 8}x{height}]"])


def _barcode(name):
    """GS k 73: CODE128, too wide for the paper, so that nothing is drawn."""
    data = b"{B" + (name * 50).encode()
    return _bytes(name, b"\x1dkI" + bytes([len(data)]) + data + b"\n", [])


# In dots: a line, and what is fed before the cut: a blank line and half of one. A printer of which
# nothing is known keeps its own line spacing, and its cut's unit is taken for a dot.
HEIGHTS = {"epson-tm-l90": (24, 36), "epson-tm-t88iii": (24, 36), "generic-80": (30, 54)}


def _height(kind, lines, profile):
    """In dots, where it is text alone; 0: not known."""
    line, feed = HEIGHTS.get(profile, (0, 0))
    return line * len(lines) + feed if kind in ("plain", "long") else 0


# Pictures and barcodes as bytes: of a size that no slip of ours would give them.
KINDS = {"plain": _plain, "long": _long, "qr": _qr, "picture": _picture, "barcode": _barcode}


def make(name, kind, profile=""):
    """(ReceiptLine as str or ESC/POS as bytes, judge.Slip)"""
    data, lines = KINDS[kind](name)
    return data, judge.Slip(name, lines, _height(kind, lines, profile))


def of_card(code):
    """The judge.Slip of a card made from CARD_TEMPLATE."""
    lines = [line.replace("{{code}}", code) for line in CARD_TEMPLATE.splitlines()]
    lines = [line.replace("{{shop.name}}", SHOP_NAME) for line in lines]
    return judge.Slip(code, [judge.without_date(line) for line in lines], must_come=True)
