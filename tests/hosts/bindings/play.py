# SPDX-License-Identifier: MIT
"""play.py SALES DRIVER…: asks a driver (tell.*, or the address of a web server) what the table
asks, and compares each answer with what the table expects of every way to tell a sale. Prints what
differs; exit 0 where nothing does. SALES is a file, or one line of one.

A line of the table: "ask", a question as of the socket; "expect", some of the answer's keys, codes
written as CODE, and "most_ms"; "command": false where `comeback sale` has no such thing.
"@3.cards" in a scan is the first card given out by line 3.
"""
import base64
import json
import re
import subprocess
import sys
import urllib.request

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
NO_ANSWER = {"tag", "why", "grade", "visit", "prompts", "discount_minor", "scan", "display",
             "notes", "cards", "jobs", "question", "steps", "needs", "consents", "next", "gift",
             "ask", "notice", "status", "error", "slips"}


def read_table(named):
    if named.startswith("{"):
        return [json.loads(named)]
    with open(named, encoding="utf-8") as table:
        return [json.loads(line) for line in table]


def over_pipe(words):
    driver = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              universal_newlines=True)

    def ask(question):
        driver.stdin.write(json.dumps(question) + "\n")
        driver.stdin.flush()
        return json.loads(driver.stdout.readline())
    return ask


def over_http(address):
    def ask(question):
        body = json.dumps(question).encode()
        with urllib.request.urlopen(address, body, timeout=20) as answer:
            return json.load(answer)
    return ask


def put_codes(question, answers):
    def code(text):
        line, _, kind = text[1:].partition(".")
        return answers[int(line)][kind][0] if text.startswith("@") else text
    sale = question.get("sale", {})
    if "scan" in sale:
        sale["scan"] = [code(text) for text in sale["scan"]]
    return question


def slip_fault(form, slip, codes):
    """What is wrong with the bytes of a slip that has one of these codes; '' where nothing is."""
    if form.endswith((".text", ".html")):
        return "" if CODE.findall(slip)[:1] == codes[:1] else "no code"
    data = base64.b64decode(slip, validate=True)
    if form.endswith(".png"):
        whole = data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82")
        return "" if whole else "not a whole PNG"
    whole = codes[0].encode() in data and b"\0" in data and data.startswith(b"\x1b")
    return "" if whole else "not whole ESC/POS with its code"


def check_slips(answer, expected):
    for form, codes in expected.items():
        slip = answer["slips"][form]
        if codes == "":
            wrong = "" if slip == "" else "expected none"
        else:
            wrong = slip_fault(form, slip, answer[codes])
        if wrong:
            yield f"slip {form}: {wrong}"


def differences(answer, expected, is_command):
    for key, value in expected.items():
        if key in ("slips", "most_ms") or is_command and key in ("status", "error", "jobs"):
            continue
        found = CODE.sub("CODE", json.dumps(answer.get(key), ensure_ascii=False, sort_keys=True))
        wanted = json.dumps(value, ensure_ascii=False, sort_keys=True)
        if found != wanted:
            yield f"{key}: found {found}, expected {wanted}"
    if answer.get("ms", 0) > expected.get("most_ms", 5000):
        yield f"took {answer['ms']} ms"
    if not is_command and "tag" in answer:
        yield from check_slips(answer, expected.get("slips", {}))
        missing = NO_ANSWER - answer.keys() - ({"slips"} if "slips" not in expected else set())
        if missing:
            yield f"missing: {sorted(missing)}"


def main():
    words = sys.argv[2:]
    ask = over_http(words[0]) if words[0].startswith("http:") else over_pipe(words)
    is_command = words[-1].endswith("tell_command.py")
    answers, failed = {}, False
    for number, step in enumerate(read_table(sys.argv[1]), 1):
        if is_command and not step.get("command", True):
            continue
        answers[number] = ask(put_codes(step["ask"], answers))
        if is_command and step["ask"]["do"] != "finish":
            continue
        for difference in differences(answers[number], step["expect"], is_command):
            failed = True
            print(f"{number}: {step['ask']['do']}: {difference}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
