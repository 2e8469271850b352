#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes glyphs.c from a 12x24 BDF on standard input.

glyphs.c was made from Debian's xfonts-terminus 4.48, in its bold weight: a head burns thick strokes.
    zcat /usr/share/fonts/X11/misc/ter-u24b_unicode.pcf.gz > font.pcf
    pcf2bdf font.pcf | ./glyphs.py > glyphs.c
"""
import sys

HEAD = """/* SPDX-License-Identifier: OFL-1.1 */
/*
 * The font "Till 12x24", written by glyphs.py. Its outlines are those of a font that is
 * Copyright (c) 2010-2019 Dimitar Toshkov Zhekov, under the SIL Open Font License 1.1 (OFL.txt).
 */
#include "glyphs.h"

/* clang-format off */
const struct glyph glyph_table[] = {"""


def glyphs(lines):
    """(code point, [24 rows of 12 bits]) for each character that a printer can be told to print."""
    code, rows, inside = None, [], False
    for line in map(str.strip, lines):
        if line.startswith("ENCODING "):
            code = int(line.split()[1])
        elif line.startswith("BBX ") and line != "BBX 12 24 0 -5":
            sys.exit(f"U+{code:04X}: found {line!r}, expected a full 12x24 cell")
        elif line == "BITMAP":
            rows, inside = [], True
        elif line == "ENDCHAR":
            inside = False
            if code >= 0x20 and not 0xE000 <= code <= 0xF8FF:
                yield code, rows
        elif inside:
            rows.append(int(line, 16) >> 4)


def main():
    table = sorted(glyphs(sys.stdin))
    print(HEAD)
    for code, rows in table:
        words = [f"0x{row:03x}" for row in rows]
        print(f"    {{0x{code:04x}, {{{', '.join(words[:12])},")
        print(f"              {', '.join(words[12:])}}}}},")
    print("};\n/* clang-format on */\n")
    print("const size_t glyph_count = sizeof glyph_table / sizeof glyph_table[0];")


main()
