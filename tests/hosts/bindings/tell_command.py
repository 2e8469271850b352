# SPDX-License-Identifier: MIT
"""What the others are compared with: finish as `comeback sale` does it. It has no look, and its
slips wait in the queue, so of these nothing is answered."""
import json
import os
import subprocess
import sys

options = json.loads(os.environ["TILL_OPTIONS"])
for line in sys.stdin:
    question = json.loads(line)
    if question["do"] == "finish":
        ran = subprocess.run([options["program"], "-c", options["config"], "sale", "-"],
                             input=json.dumps(question["sale"]), stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, universal_newlines=True, check=False)
        answer = json.loads(ran.stdout)
        answer["status"] = 0
        print(json.dumps(answer), flush=True)
    else:
        print("{}", flush=True)
