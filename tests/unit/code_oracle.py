#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads the code on each PNG by zxing-cpp: a line a file, "FORMAT TEXT", "none" where there is none.

Bytes that are not printable ASCII are written as \\xNN."""
import sys

import zxingcpp
from PIL import Image


def plain(text):
    return "".join(c if " " <= c <= "~" else "\\x%02x" % ord(c) for c in text)


for path in sys.argv[1:]:
    found = zxingcpp.read_barcodes(Image.open(path).convert("L"))
    print(" + ".join("%s %s" % (code.format.name, plain(code.text)) for code in found) or "none")
