# SPDX-License-Identifier: MIT
"""A host in Python that tells what it is asked to, a line of JSON each way; $TILL_OPTIONS are the
arguments of Shop."""
import base64
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../plugin/hosts/python"))
import comeback  # noqa: E402


def told(shop, question):
    if question["do"] == "problem":
        return {"error": shop.problem}
    extra = [question.get("forms", [])] if question["do"] == "finish" else []
    return getattr(shop, question["do"])(question["sale"], *extra)


def answer(shop, question):
    began = time.monotonic()
    found = told(shop, question)
    found["ms"] = (time.monotonic() - began) * 1000
    for form, slip in found.get("slips", {}).items():
        if isinstance(slip, bytes):
            found["slips"][form] = base64.b64encode(slip).decode()
    return found


with comeback.Shop(**json.loads(os.environ["TILL_OPTIONS"])) as this_shop:
    for line in sys.stdin:
        print(json.dumps(answer(this_shop, json.loads(line))), flush=True)
