#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random ESC/POS streams and the paper that they leave, reckoned by a second interpreter.

It shares nothing with drivers/paper: it follows Epson's ESC/POS command reference and the TM-T88III
specification, standard mode and page mode, and is slow and plain. Its only characters are those
that a stream defines by ESC &, and the blank. What the reference leaves open it does as paper.h
says.

usage: paper_oracle.py FIRST COUNT > streams: for each stream, little endian, dots of the head (2
bytes), dots an inch (2), lines to the blade (1), length of the stream (4), the stream, count of
sheets (4), and for each sheet whether it was cut (1), its rows (4), and the rows, of whole bytes
with the most significant bit leftmost."""
import random
import struct
import sys

FONTS = ((12, 24), (9, 17))
SPACING_DOTS = 30
BASE_DOTS, BELOW_DOTS = 21, 3
MAX_FEED_INCHES = 40
MOST_ROWS = 20000  # of paper.h


def pairs(low, high):
    return low | high << 8


def turned_half(rows, width):
    """Rows are integers of which bit x is the dot at x."""
    return [int(format(row, "0%db" % width)[::-1], 2) if width else 0 for row in reversed(rows)]


def widened(row, width, times):
    if times == 1:
        return row
    return sum(((1 << times) - 1) << x * times for x in range(width) if row >> x & 1)


class Mode:
    """What standard and page mode keep a value of their own for (ESC L)."""

    def __init__(self, parts):
        self.space_dots = 0
        self.spacing_steps = SPACING_DOTS * parts


class Printer:
    def __init__(self, dots, dpi, blade_lines):
        self.dots, self.dpi, self.blade_dots = dots, dpi, blade_lines * SPACING_DOTS
        self.parts = 2 if dpi == 180 else 1  # vertical motion units a dot
        self.carry = 0
        self.rows, self.sheets = [], []
        self.page_most = 3324 * dpi // 360
        self.direction = 0
        self.stamps = {}
        self.initialize()

    # Settings

    def initialize(self):
        self.font = 0
        self.wide = self.high = 1
        self.underline, self.underline_dots = False, 1
        self.bold = self.double = self.inverted = self.quarter = self.upside_down = False
        self.user, self.use_user = {}, False
        self.justify = 0
        self.unit_x, self.unit_y = self.dpi, self.dpi * self.parts
        self.modes = Mode(self.parts), Mode(self.parts)
        self.margin, self.area = 0, self.dots
        self.stops = [8 * 12 * (i + 1) for i in range(32)]
        self.end_page()
        self.direction = 0
        self.clear_line()

    @property
    def mode(self):
        return self.modes[self.in_page]

    @property
    def sideways(self):
        return self.in_page and self.direction % 2 == 1

    @property
    def unit_along(self):
        return self.unit_y if self.sideways else self.unit_x

    @property
    def unit_across(self):
        return self.unit_x if self.sideways else self.unit_y

    def to_dots(self, value, unit):
        return value * self.dpi // unit

    def to_steps(self, value):
        per_inch = self.dpi * self.parts
        return min(value * per_inch // self.unit_across, MAX_FEED_INCHES * per_inch)

    # The line that waits

    def clear_line(self):
        self.pieces = []  # (x, width, rows)
        self.x = self.end = self.height = 0
        self.filled = False
        self.line_margin = self.margin
        self.line_area = min(self.area, self.dots - self.margin)

    def put_piece(self, width, rows, height):
        self.pieces.append((self.x, width, rows))
        self.x += width
        self.end = max(self.end, self.x)
        self.height = max(self.height, height)
        self.filled = True

    def feed(self, steps):
        self.carry += steps
        dots, self.carry = divmod(self.carry, self.parts)
        return dots

    def justified(self, width, turned):
        room = max(self.line_area - width, 0)
        left = room * self.justify // 2
        return self.line_margin + (room - left if turned else left)

    def print_line(self, steps):
        if self.in_page:
            self.x, self.y = 0, self.y + steps // self.parts
            return
        canvas = [0] * self.height
        for x, _, rows in self.pieces:
            for y, row in enumerate(rows, self.height - len(rows)):
                canvas[y] |= row << x
        if self.upside_down:
            canvas = turned_half(canvas, self.end)
        x = self.justified(self.end, self.upside_down)
        canvas += [0] * (self.feed(steps) - self.height)
        self.rows += [row << x for row in canvas]
        self.clear_line()

    # Characters

    def stamp(self, code):
        space = self.mode.space_dots
        turned = self.quarter and not self.in_page
        bold = self.bold or self.double
        underline = self.underline_dots if self.underline else 0
        glyph = self.user.get((self.font, code)) if self.use_user else None
        key = (glyph, self.font, self.wide, self.high, space, turned, bold, underline, self.inverted)
        if key not in self.stamps:
            self.stamps[key] = self.draw(*key)
        return self.stamps[key]

    def draw(self, glyph, font, wide, high, space, turned, bold, underline, inverted):
        width, height = FONTS[font]
        rows = list(glyph or [0] * height)
        if bold:
            rows = [(row | row << 1) & (1 << width) - 1 for row in rows]
        rows = [widened(row, width, wide) for row in rows for _ in range(high)]
        width, height = width * wide, height * high
        if turned:  # clockwise: the left column becomes the upper row
            rows = [sum((rows[y] >> x & 1) << height - 1 - y for y in range(height))
                    for x in range(width)]
            width, height = height, width
        width += space * (high if turned else wide)
        if underline and not turned and not inverted:
            rows[-underline:] = [(1 << width) - 1] * underline
        if inverted:
            rows = [row ^ (1 << width) - 1 for row in rows]
        width = min(width, self.dots)
        return width, height, [row & (1 << width) - 1 for row in rows]

    def character(self, code):
        width, height, rows = self.stamp(code)
        if self.in_page:
            if self.x > 0 and self.x + width > self.line_dots:
                self.print_line(self.mode.spacing_steps)
            self.put_on_page(width, rows, self.y + BELOW_DOTS - height)
            return
        if self.x + width > self.line_area:
            if self.x > 0:
                self.print_line(self.mode.spacing_steps)
            if width > self.line_area:  # GS W: to the right, then to the left
                self.line_margin = min(self.line_margin, self.dots - width)
                self.line_area = width
        self.put_piece(width, rows, height)

    # The page

    def end_page(self):
        self.in_page = False
        self.page = {}  # rows by y
        self.page_end = 0
        self.window = 0, 0, self.dots, 1662 * self.dpi // 360

    def go_home(self):
        self.x, self.y = 0, BASE_DOTS

    @property
    def line_dots(self):
        return self.window[3 if self.sideways else 2] if self.in_page else self.line_area

    @property
    def depth_dots(self):
        return self.window[2 if self.sideways else 3]

    def on_page(self, x, y):
        left, top, width, height = self.window
        right, foot = left + width - 1, top + height - 1
        return ((left + x, top + y), (left + y, foot - x), (right - x, foot - y),
                (right - y, top + x))[self.direction]

    def put_on_page(self, width, rows, top):
        self.page_end = max(self.page_end, self.window[1] + self.window[3])
        for y, row in enumerate(rows, top):
            if 0 <= y < self.depth_dots:
                row &= (1 << max(self.line_dots - self.x, 0)) - 1
                self.put_row(row, y)
        self.x += width

    def put_row(self, row, y):
        if self.direction == 0:
            page_y = self.window[1] + y
            self.page[page_y] = self.page.get(page_y, 0) | row << self.window[0] + self.x
            return
        for x in range(row.bit_length()):
            if row >> x & 1:
                page_x, page_y = self.on_page(self.x + x, y)
                self.page[page_y] = self.page.get(page_y, 0) | 1 << page_x

    def print_page(self):
        if self.in_page:
            self.rows += [self.page.get(y, 0) for y in range(self.page_end)]

    def clear_window(self):
        left, top, width, height = self.window
        for y in range(top, top + height):
            if self.in_page and y in self.page:
                self.page[y] &= ~((1 << width) - 1 << left)

    def set_window(self, b):
        x, width = (self.to_dots(pairs(b[i], b[i + 1]), self.unit_x) for i in (0, 4))
        y, height = (self.to_dots(pairs(b[i], b[i + 1]), self.unit_y) for i in (2, 6))
        if x >= self.dots or y >= self.page_most or width == 0 or height == 0:
            return
        self.window = x, y, min(width, self.dots - x), min(height, self.page_most - y)
        if self.in_page:
            self.go_home()

    # Commands; the bytes behind the command's own, of which all streams here have defined ones

    def begin_page(self, _):
        if not self.in_page and not self.filled:
            self.in_page = True
            self.go_home()

    def leave_page(self, _):
        if self.in_page:
            self.end_page()
            self.clear_line()

    def form_feed(self, _):
        self.print_page()
        self.leave_page(_)

    def set_direction(self, b):
        self.direction = b[0] % 48
        if self.in_page:
            self.go_home()

    def set_space(self, b):
        self.mode.space_dots = self.to_dots(b[0], self.unit_along)

    def set_spacing(self, b):
        self.mode.spacing_steps = self.to_steps(b[0])

    def set_default_spacing(self, _):
        self.mode.spacing_steps = SPACING_DOTS * self.parts

    def print_mode(self, b):
        n = b[0]
        self.font, self.bold, self.underline = n & 1, bool(n & 8), bool(n & 128)
        self.high, self.wide = 1 + (n >> 4 & 1), 1 + (n >> 5 & 1)

    def set_size(self, b):
        self.wide, self.high = (b[0] >> 4) + 1, (b[0] & 7) + 1

    def set_font(self, b):
        self.font = b[0] & 1

    def set_bold(self, b):
        self.bold = bool(b[0] & 1)

    def set_double(self, b):
        self.double = bool(b[0] & 1)

    def set_inverted(self, b):
        self.inverted = bool(b[0] & 1)

    def set_upside_down(self, b):
        if self.in_page or not self.filled:
            self.upside_down = bool(b[0] & 1)

    def set_quarter(self, b):
        self.quarter = b[0] % 48 > 0

    def set_underline(self, b):
        self.underline = b[0] % 48 > 0
        self.underline_dots = b[0] % 48 or self.underline_dots

    def set_justify(self, b):
        if self.in_page or not self.filled:
            self.justify = b[0] % 48

    def set_units(self, b):
        self.unit_x, self.unit_y = b[0] or self.dpi, b[1] or self.dpi * self.parts

    def set_margin(self, b):
        if self.in_page or not self.filled:
            self.margin = min(self.to_dots(pairs(*b), self.unit_x), self.dots)
            self.open_line()

    def set_area(self, b):
        if self.in_page or not self.filled:
            self.area = min(self.to_dots(pairs(*b), self.unit_x), self.dots)
            self.open_line()

    def open_line(self):
        if not self.in_page:
            self.clear_line()

    def set_stops(self, columns):
        cell = (FONTS[self.font][0] + self.mode.space_dots) * self.wide
        self.stops = [n * cell for n in columns]

    def tab(self, _):
        stop = self.next_stop()
        if stop is not None and stop > self.line_dots and self.x >= self.line_dots:
            self.print_line(self.mode.spacing_steps)
            stop = self.next_stop()
        if stop is not None:
            self.move(min(stop, self.line_dots))

    def next_stop(self):
        return next((stop for stop in self.stops if stop > self.x), None)

    def move(self, x):
        self.x = x
        if not self.in_page:
            self.end = max(self.end, x)
            self.filled = True

    def move_to(self, b):
        x = self.to_dots(pairs(*b), self.unit_along)
        if x <= self.line_dots:
            self.move(x)

    def signed_dots(self, b, unit):
        n = pairs(*b)
        return self.to_dots(n, unit) if n < 32768 else -self.to_dots(65536 - n, unit)

    def move_by(self, b):
        way = self.signed_dots(b, self.unit_along)
        if way < 0 or pairs(*b) >= 32768:
            if self.x + way >= 0:
                self.move(self.x + way)
        elif self.x + way <= self.line_dots:
            self.move(self.x + way)

    def move_down_to(self, b):
        y = self.to_dots(pairs(*b), self.unit_across)
        if self.in_page and y <= self.depth_dots:
            self.y = y

    def move_down_by(self, b):
        y = self.in_page and self.y + self.signed_dots(b, self.unit_across)
        if self.in_page and 0 <= y <= self.depth_dots:
            self.y = y

    def line_feed(self, _):
        self.print_line(self.mode.spacing_steps)

    def feed_lines(self, b):
        if b[0] == 0 and not self.in_page and self.filled:
            self.print_line(0)
        for _ in range(b[0]):
            self.print_line(self.mode.spacing_steps)

    def feed_units(self, b):
        self.print_line(self.to_steps(b[0]))

    def cut(self, _):
        if self.in_page or self.filled:
            return
        kept = max(len(self.rows) - self.blade_dots, 0)
        below = self.rows[kept:] if self.blade_dots else []
        self.cut_at(kept if self.blade_dots else len(self.rows))
        self.rows = below if any(below) else []

    def feed_and_cut(self, b):
        if not self.in_page and not self.filled:
            self.rows += [0] * self.feed(self.to_steps(b[0]))
            self.cut_at(len(self.rows))

    def cut_at(self, count):
        if count:
            self.sheets.append((True, self.rows[:count]))
        self.rows = []

    def raster(self, mode, stride, height, data):
        width = 8 * stride
        rows = [int.from_bytes(data[y * stride:(y + 1) * stride], "big") for y in range(height)]
        rows = [int(format(row, "0%db" % width)[::-1], 2) for row in rows]
        rows = [widened(row, width, 1 + (mode & 1)) for row in rows for _ in range(1 + (mode >> 1))]
        width *= 1 + (mode & 1)
        if self.in_page:
            self.put_on_page(width, rows, self.y - len(rows))
        elif not self.filled:
            x = self.justified(width, False) - self.line_margin
            room = (1 << max(self.line_area - x, 0)) - 1
            self.rows += [(row & room) << x + self.line_margin for row in rows]

    def columns(self, mode, columns):
        """ESC *: 8 dots a column are of 60 dots an inch, thrice as high; 0 and 32 are twice as wide."""
        count = 3 if mode >= 32 else 1
        times = 1 if mode & 1 else 2
        rows = [0] * 24
        for x in range(len(columns) // count):
            dots = int.from_bytes(columns[x * count:(x + 1) * count], "big")
            for y in range(24):
                if dots >> 8 * count - 1 - (y if count == 3 else y // 3) & 1:
                    rows[y] |= (1 << times) - 1 << x * times
        width = len(columns) // count * times
        if self.in_page:
            self.put_on_page(width, rows, self.y + BELOW_DOTS - 24)
            return
        shown = min(width, max(self.line_area - self.x, 0))
        self.put_piece(shown, [row & (1 << shown) - 1 for row in rows], 24)

    def define(self, first, last, wide, columns):
        """ESC & of three bytes a column: what is beyond the font's cell is not there."""
        width, height = FONTS[self.font]
        for index in range(last - first + 1):
            glyph = [0] * height
            for x in range(min(wide, width)):
                at = (index * wide + x) * 3
                dots = int.from_bytes(columns[at:at + 3], "big")
                for y in range(height):
                    glyph[y] |= (dots >> 23 - y & 1) << x
            self.user[self.font, first + index] = tuple(glyph)

    def set_user(self, b):
        self.use_user = bool(b[0] & 1)

    # The stream: commands of a fixed length here, the others in take

    FIXED = {
        b"\n": (0, line_feed), b"\r": (0, None), b"\t": (0, tab), b"\f": (0, form_feed),
        b"\x18": (0, lambda self, _: self.clear_window()),
        b"\x1b\x0c": (0, lambda self, _: self.print_page()),
        b"\x1b ": (1, set_space), b"\x1b!": (1, print_mode), b"\x1b$": (2, move_to),
        b"\x1b%": (1, set_user), b"\x1b-": (1, set_underline),
        b"\x1b2": (0, set_default_spacing), b"\x1b3": (1, set_spacing),
        b"\x1b@": (0, lambda self, _: self.initialize()),
        b"\x1bE": (1, set_bold), b"\x1bG": (1, set_double), b"\x1bJ": (1, feed_units),
        b"\x1bL": (0, begin_page), b"\x1bM": (1, set_font), b"\x1bS": (0, leave_page),
        b"\x1bT": (1, set_direction), b"\x1bV": (1, set_quarter), b"\x1bW": (8, set_window),
        b"\x1b\\": (2, move_by), b"\x1ba": (1, set_justify), b"\x1bd": (1, feed_lines),
        b"\x1bi": (0, cut), b"\x1bm": (0, cut), b"\x1b{": (1, set_upside_down),
        b"\x1d!": (1, set_size), b"\x1d$": (2, move_down_to), b"\x1dB": (1, set_inverted),
        b"\x1dL": (2, set_margin), b"\x1dP": (2, set_units), b"\x1dV\x00": (0, cut),
        b"\x1dV\x01": (0, cut), b"\x1dVA": (1, feed_and_cut), b"\x1dVB": (1, feed_and_cut),
        b"\x1dW": (2, set_area), b"\x1d\\": (2, move_down_by),
    }

    def take(self, s, at):
        """Runs what stands at `at`; where the next one stands."""
        for length in (3, 2, 1):
            if s[at:at + length] in self.FIXED:
                count, run = self.FIXED[s[at:at + length]]
                end = at + length + count
                if run is not None:
                    run(self, s[at + length:end])
                return end
        if s[at:at + 2] == b"\x1bD":
            end = s.index(0, at + 2)
            self.set_stops(s[at + 2:end])
            return end + 1
        if s[at:at + 2] == b"\x1b*":
            end = at + 5 + pairs(s[at + 3], s[at + 4]) * (3 if s[at + 2] >= 32 else 1)
            self.columns(s[at + 2], s[at + 5:end])
            return end
        if s[at:at + 3] == b"\x1dv0":
            stride, height = pairs(s[at + 4], s[at + 5]), pairs(s[at + 6], s[at + 7])
            end = at + 8 + stride * height
            self.raster(s[at + 3], stride, height, s[at + 8:end])
            return end
        if s[at:at + 3] == b"\x1b&\x03":
            width = s[at + 5]
            end = at + 5 + (s[at + 4] - s[at + 3] + 1) * (1 + 3 * width)
            glyphs = b"".join(s[i + 1:i + 1 + 3 * width] for i in range(at + 5, end, 1 + 3 * width))
            self.define(s[at + 3], s[at + 4], width, glyphs)
            return end
        self.character(s[at])
        return at + 1

    def run(self, stream):
        at = 0
        while at < len(stream):
            at = self.take(stream, at)
        if self.rows:
            self.sheets.append((False, self.rows))
        return self.sheets


# The streams

def word(n):
    return struct.pack("<H", n)


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.pick = self.random.randrange

    def glyphs(self):
        out = b""
        for font, (width, _) in enumerate(FONTS):
            out += b"\x1bM%c\x1b&\x03AD" % font
            out += (b"%c" % width + b"\xff\xff\xff" * width)
            for _ in range(3):
                out += b"%c" % width + self.random.randbytes(3 * width)
        return out + b"\x1bM\0\x1b%\1"

    def text(self):
        return bytes(self.random.choice(b"AABBCD ") for _ in range(self.pick(1, 12)))

    def long_text(self):
        return bytes(self.random.choice(b"ABCD ") for _ in range(self.pick(30, 90)))

    def stops(self):
        return b"\x1bD" + bytes(sorted(set(self.pick(1, 60) for _ in range(self.pick(0, 6))))) + b"\0"

    def area(self):
        if self.pick(3):  # an area that text has room in
            x, y, width, height = (self.pick(200), self.pick(300), self.pick(60, 600),
                                   self.pick(60, 700))
        else:
            x, y, width, height = (self.pick(0, most) for most in (700, 2000, 900, 4000))
        return b"\x1bW" + word(x) + word(y) + word(width) + word(height)

    def columns(self):
        mode, count = self.random.choice((0, 1, 32, 33)), self.pick(1, 120)
        return b"\x1b*%c" % mode + word(count) + \
            self.random.randbytes(count * (3 if mode >= 32 else 1))

    def raster(self):
        stride, height = self.pick(1, self.random.choice((10, 90))), self.pick(1, 30)
        return b"\x1dv0%c" % self.pick(4) + word(stride) + word(height) + \
            self.random.randbytes(stride * height)

    def size(self):
        return b"\x1d!%c" % self.random.choice((0, 0x11, 1, 0x10, 0x22, self.pick(256) & 0x77))

    def some(self, head, *values):
        return lambda: head + bytes((self.random.choice(values),))

    def byte(self, head, most):
        return lambda: head + bytes((self.pick(most),))

    def number(self, head, most, signed=False):
        return lambda: head + word(
            65536 - self.pick(1, most) if signed and self.pick(2) else self.pick(most))

    def plain(self, *all_bytes):
        return lambda: self.random.choice(all_bytes)

    def parts(self, in_page):
        both = [
            (12, self.text), (2, self.long_text), (10, self.plain(b"\n")), (1, self.plain(b"\r")),
            (3, self.plain(b"\t")), (1, self.stops), (3, self.number(b"\x1b$", 600)),
            (3, self.number(b"\x1b\\", 200, True)), (3, self.some(b"\x1ba", 0, 1, 2, 49, 50)),
            (2, self.byte(b"\x1b!", 256)), (3, self.size), (2, self.some(b"\x1bM", 0, 1, 48, 49)),
            (2, self.byte(b"\x1b ", 20)), (1, self.plain(b"\x1b2")), (2, self.byte(b"\x1b3", 160)),
            (1, self.byte(b"\x1bd", 4)), (2, self.byte(b"\x1bJ", 200)),
            (1, self.number(b"\x1dL", 700)), (1, self.number(b"\x1dW", 700)),
            (1, lambda: b"\x1dP" + bytes((self.random.choice((0, 0, 90, 180, 203, self.pick(20, 256)))
                                          for _ in "xy"))),
            (2, self.some(b"\x1bE", 0, 1)), (1, self.some(b"\x1bG", 0, 1)),
            (2, self.some(b"\x1b-", 0, 1, 2, 49, 50)), (2, self.some(b"\x1dB", 0, 1)),
            (2, self.some(b"\x1bV", 0, 1, 2, 48, 49)), (2, self.some(b"\x1b{", 0, 1)),
            (2, self.raster), (2, self.columns), (1, self.some(b"\x1bT", 0, 1, 2, 3, 48, 51)),
            (1, self.plain(b"\x1dV\0", b"\x1dV\1", b"\x1bi", b"\x1bm")),
            (1, self.random.choice((self.byte(b"\x1dVA", 200), self.byte(b"\x1dVB", 200)))),
        ]
        page = [
            (4, self.some(b"\x1bT", 0, 1, 2, 3)), (3, self.area), (3, self.number(b"\x1d$", 700)),
            (2, self.number(b"\x1d\\", 300, True)), (2, self.plain(b"\f")),
            (1, self.plain(b"\x1b\x0c")), (1, self.plain(b"\x18")), (1, self.plain(b"\x1bS")),
        ]
        return both + page if in_page else both + [(1, self.area)]

    def within_limits(self, printer):
        while True:
            stream = self.stream()
            sheets = printer().run(stream)
            if max([len(rows) for _, rows in sheets] + [0]) <= MOST_ROWS:
                return stream, sheets

    def stream(self):
        out, pages = self.glyphs(), self.pick(3) == 0
        parts = {False: self.parts(False), True: self.parts(True)}
        in_page = False
        for _ in range(self.pick(3, 70)):
            if pages and not in_page and self.pick(8) == 0:
                out, in_page = out + b"\n\x1bL", True
            if self.pick(60) == 0:
                out, in_page = out + b"\x1b@" + self.glyphs(), False
            part = self.random.choices([run for _, run in parts[in_page]],
                                       [often for often, _ in parts[in_page]])[0]()
            out += part
            in_page = in_page and part not in (b"\f", b"\x1bS")
        return out + (b"\f" if in_page else b"") + b"\n"


def packed(rows, dots):
    stride = (dots + 7) // 8
    return b"".join(
        int(format(row, "0%db" % dots)[::-1] + "0" * (8 * stride - dots), 2).to_bytes(stride, "big")
        for row in rows)


def main(first, count):
    for seed in range(first, first + count):
        writer = Writer(seed)
        dots, dpi = writer.random.choice(((512, 180), (576, 203), (384, 203), (420, 180)))
        blade_lines = writer.random.choice((0, 3))
        stream, sheets = writer.within_limits(lambda: Printer(dots, dpi, blade_lines))
        sys.stdout.buffer.write(struct.pack("<HHBI", dots, dpi, blade_lines, len(stream)) + stream +
                                struct.pack("<I", len(sheets)))
        for cut, rows in sheets:
            sys.stdout.buffer.write(struct.pack("<BI", cut, len(rows)) + packed(rows, dots))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
