# SPDX-License-Identifier: MIT
"""A host that has no binding: one connection to the socket in $TILL_OPTIONS, lines as they come."""
import json
import os
import socket
import sys
import time

with socket.socket(socket.AF_UNIX) as till:
    till.connect(json.loads(os.environ["TILL_OPTIONS"])["socket"])
    lines = till.makefile("rb")
    for line in sys.stdin:
        began = time.monotonic()
        till.sendall(line.encode())
        answer = json.loads(lines.readline())
        answer["ms"] = (time.monotonic() - began) * 1000
        print(json.dumps(answer), flush=True)
