# SPDX-License-Identifier: MIT
"""Joins what we claimed with what is on paper.

A slip is known by its name, which stands in each of its lines. A sheet is a piece of paper as a
person would pick it up. A slip is whole where all of its lines stand on one sheet, in order, with
nobody else's between them, as high as it should be, and the sheet was cut; anything less is torn.

Claims are words: "printed", "processed" (interpreted), "unconfirmed" (no answer), "torn" (not
printed, some may be on paper), "untouched" (not printed, nothing is on paper).
"""

import dataclasses
import re

MARK = "replaces a torn slip"
KEEP = "KEEP"  # heads a card where its sale's note is not printed, above a cut of its own
PRINTED, PROCESSED, UNCONFIRMED = "printed", "processed", "unconfirmed"
TORN, UNTOUCHED = "torn", "untouched"
UNKNOWN_TO_US = (PROCESSED, UNCONFIRMED)  # whoever reads that knows that nobody knows


@dataclasses.dataclass
class Slip:
    """What should be on paper. `lines` are as the printer reads them; `rows` is 0 where unknown."""

    name: str
    lines: list
    rows: int = 0
    must_come: bool = False  # a card, or the job behind the fault: it is not to be lost


@dataclasses.dataclass
class Claim:
    slip: str
    word: str
    reason: str = ""
    replaces: bool = False
    took_ms: int = 0
    allowed_ms: int = 0  # 0: it is not bound


@dataclasses.dataclass
class Found:
    """Of one slip, how often."""

    whole: int = 0
    marked: int = 0  # whole, and headed by MARK
    torn: int = 0

    def __str__(self):
        parts = [(self.whole, "whole"), (self.marked, "marked"), (self.torn, "torn")]
        return ", ".join(f"{count} {word}" for count, word in parts if count) or "nothing"


def claim_word(result, torn):
    """Of the fields that `print --json` and `queue --json` share."""
    if result != "not printed":
        return result
    return TORN if torn else UNTOUCHED


def without_date(line):
    """A card's last day is of no interest, and another every day."""
    return re.sub(r" until .*", " until", line)


def paper_lines(text):
    """The lines with ink; a line that the head did not finish is "[torn ...]" """
    stripped = (without_date(line.strip()) for line in text.split("\n"))
    return [line for line in stripped if line]


def _unbracketed(line):
    found = re.fullmatch(r"\[torn (.*)\]", line)
    return found.group(1).strip() if found else None


def _is_heading(line):
    return line == MARK or line.startswith(KEEP)


def _owner_of(line, slips):
    """The slips that this line may be of: as a whole, or the part of it that came out."""
    part = _unbracketed(line) or line
    if _is_heading(line) or part in MARK or part in KEEP:
        return [KEEP]
    whole = [slip.name for slip in slips if line in slip.lines]
    if whole:
        return whole
    return [slip.name for slip in slips if any(part in own for own in slip.lines)]


def _is_whole(slip, sheet, lines):
    """Is the slip's text on the sheet in one piece?"""
    count = len(slip.lines)
    starts = range(len(lines) - count + 1)
    in_order = any(lines[at : at + count] == slip.lines for at in starts)
    return in_order and sheet["end"] == "cut"


def _is_marked(slip, lines):
    first = lines.index(slip.lines[0])
    return first > 0 and lines[first - 1] == MARK


def _has_height(slip, sheet, alone):
    return slip.rows == 0 or not alone or sheet["rows"] == slip.rows


@dataclasses.dataclass
class Paper:
    found: dict  # {slip name: Found}
    strange: list = dataclasses.field(default_factory=list)  # lines that nobody meant to print
    joined: list = dataclasses.field(default_factory=list)  # names of slips on one sheet
    blank: int = 0  # strips that were cut off with nothing on them


def read_paper(sheets, slips):
    paper = Paper({slip.name: Found() for slip in slips})
    for sheet in sheets:
        _read_sheet(sheet, slips, paper)
    return paper


def _read_sheet(sheet, slips, paper):
    lines = paper_lines(sheet["text"])
    owners = [_owner_of(line, slips) for line in lines]
    paper.strange += [line for line, own in zip(lines, owners) if not own]
    paper.blank += not lines and sheet["end"] == "cut"
    here = [slip for slip in slips if [slip.name] in owners]
    alone = len(here) == 1 and MARK not in lines
    for slip in here:
        of = paper.found[slip.name]
        if not _is_whole(slip, sheet, lines) or not _has_height(slip, sheet, alone):
            of.torn += 1
        elif _is_marked(slip, lines):
            of.marked += 1
        else:
            of.whole += 1
    if len(here) > 1:
        paper.joined.append([slip.name for slip in here])


def _judge_claim(claim, found):
    paper = str(found)
    if claim.took_ms > claim.allowed_ms > 0:
        yield f"{claim.slip}: took {claim.took_ms} ms of {claim.allowed_ms}"
    if claim.replaces:
        return
    if claim.word == PRINTED and (found.whole != 1 or found.torn > 0):
        yield f"{claim.slip}: claimed printed, on paper: {paper}"
    if claim.word == UNTOUCHED and found.whole + found.torn > 0:
        yield f"{claim.slip}: claimed that nothing is on paper, on paper: {paper}"


def _judge_replacements(name, claims, found):
    sent = [claim for claim in claims if claim.replaces]
    printed = sum(claim.word == PRINTED for claim in sent)
    if printed > found.marked:
        yield f"{name}: {printed} replacements claimed printed, on paper: {found}"
    if sent and sent[-1].word in (PRINTED, PROCESSED) and found.torn and not found.marked:
        yield f"{name}: torn, and replaced without a mark: {found}"
    if found.marked > len(sent):
        yield f"{name}: {len(sent)} replacements, on paper: {found}"


def _judge_slip(slip, claims, found):
    """What holds of all claims of one slip together."""
    last = claims[-1].word if claims else UNTOUCHED
    replaced = any(claim.replaces for claim in claims)
    if found.whole > 1:
        yield f"{slip.name}: doubled without a mark: {found}"
    if found.whole > 0 and found.torn > 0 and not replaced:
        yield f"{slip.name}: whole beside a torn piece without a mark: {found}"
    if slip.must_come and found.whole + found.marked == 0 and last not in UNKNOWN_TO_US:
        yield f"{slip.name}: lost: {found}"


def _judge_sheets(paper, claims, debris):
    """Where nobody knows, or something is torn, some paper is well spent on parting slips."""
    said = {(claim.slip, claim.word) for claim in claims}
    if len(paper.strange) > debris:
        yield from (f"strange on paper: {line}" for line in paper.strange)
    for names in paper.joined:
        if not any((name, UNCONFIRMED) in said for name in names):
            yield f"not parted: {', '.join(names)}"
    if paper.blank and not {TORN, UNCONFIRMED} & {word for _, word in said}:
        yield f"blank strips cut off: {paper.blank}"


def judge(slips, claims, sheets, expected, debris=0):
    """
    What is wrong, [] where all is true. `expected`: {slip name: words of which its first claim
    must be one}; a build that always says "unconfirmed" would be true, and of no use. `debris`:
    so many strange lines are let pass.
    """
    paper = read_paper(sheets, slips)
    wrong = list(_judge_sheets(paper, claims, debris))
    for slip in slips:
        own = [claim for claim in claims if claim.slip == slip.name]
        for claim in own:
            wrong += _judge_claim(claim, paper.found[slip.name])
        wrong += _judge_replacements(slip.name, own, paper.found[slip.name])
        wrong += _judge_slip(slip, own, paper.found[slip.name])
        words = expected.get(slip.name)
        if words and (not own or own[0].word not in words):
            said = own[0].word if own else "nothing"
            wrong.append(f"{slip.name}: claimed {said}, expected {' or '.join(words)}")
    return wrong
