#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The judge, judged: on events as the virtual printer tells them."""

import unittest

import judge
from judge import Claim, Slip

LINES = ["BEGIN A0", "A0 001 rolls", "A0 002 milk", "END A0"]
OTHER = ["BEGIN B0", "B0 001 rolls", "END B0"]


def sheet(lines, end="cut", rows=200):
    text = "".join(f"        {line}\n\n" for line in lines)
    return {"event": "sheet", "number": 1, "end": end, "rows": rows, "text": text}


def wrong(word, sheets, must_come=False, more_claims=(), **of_claim):
    slips = [Slip("A0", LINES, 200, must_come), Slip("B0", OTHER)]
    claims = [Claim("A0", word, **of_claim), *more_claims]
    return judge.judge(slips, claims, sheets, {})


class APrintedSlip(unittest.TestCase):
    def test_is_true_where_it_is_whole_once(self):
        self.assertEqual(wrong("printed", [sheet(LINES)]), [])

    def test_is_false_where_nothing_is_on_paper(self):
        told = wrong("printed", [])
        self.assertEqual(told, ["A0: claimed printed, on paper: nothing"])

    def test_is_false_where_the_roll_ended_in_it(self):
        sheets = [sheet(LINES[:2], "ran-out"), sheet(LINES[2:])]
        self.assertEqual(wrong("printed", sheets), ["A0: claimed printed, on paper: 2 torn"])

    def test_is_false_where_it_still_hangs_in_the_printer(self):
        told = wrong("printed", [sheet(LINES, "still")])
        self.assertEqual(told, ["A0: claimed printed, on paper: 1 torn"])

    def test_is_false_where_a_line_is_missing(self):
        told = wrong("printed", [sheet(LINES[:1] + LINES[2:])])
        self.assertEqual(told, ["A0: claimed printed, on paper: 1 torn"])

    def test_is_false_where_lines_changed_places(self):
        told = wrong("printed", [sheet([LINES[i] for i in (0, 2, 1, 3)])])
        self.assertEqual(told, ["A0: claimed printed, on paper: 1 torn"])

    def test_is_false_where_it_is_not_as_high_as_it_should_be(self):
        told = wrong("printed", [sheet(LINES, rows=199)])
        self.assertEqual(told, ["A0: claimed printed, on paper: 1 torn"])

    def test_is_false_where_it_is_there_twice(self):
        told = wrong("printed", [sheet(LINES), sheet(LINES)])
        self.assertEqual(told, ["A0: claimed printed, on paper: 2 whole",
                                "A0: doubled without a mark: 2 whole"])


class ASlipNotPrinted(unittest.TestCase):
    def test_may_be_there_in_part_where_it_is_called_torn(self):
        self.assertEqual(wrong("torn", [sheet(LINES[:2], "still")]), [])

    def test_is_false_where_it_is_called_untouched_and_a_line_came_out(self):
        told = wrong("untouched", [sheet(["[torn BEGIN A0]"], "still")])
        self.assertEqual(told, ["A0: claimed that nothing is on paper, on paper: 1 torn"])

    def test_is_true_where_nothing_came_out(self):
        self.assertEqual(wrong("untouched", [sheet([], "still")]), [])

    def test_is_lost_where_it_had_to_come(self):
        self.assertEqual(wrong("torn", [sheet(LINES[:2])], must_come=True), ["A0: lost: 1 torn"])

    def test_is_not_lost_where_nobody_can_know(self):
        self.assertEqual(wrong("unconfirmed", [], must_come=True), [])


class AReplacement(unittest.TestCase):
    torn_and_replaced = [sheet(LINES[:2], "ran-out"), sheet([judge.MARK] + LINES, rows=260)]

    def test_makes_a_torn_card_good(self):
        again = Claim("A0", "printed", replaces=True)
        self.assertEqual(wrong("torn", self.torn_and_replaced, True, [again]), [])

    def test_may_double_a_slip_that_came_out_whole_after_all(self):
        again = Claim("A0", "printed", replaces=True)
        sheets = [sheet(LINES), sheet([judge.MARK] + LINES)]
        self.assertEqual(wrong("torn", sheets, True, [again]), [])

    def test_is_false_without_its_mark(self):
        again = Claim("A0", "printed", replaces=True)
        told = wrong("torn", [sheet(LINES), sheet(LINES)], True, [again])
        self.assertEqual(told, ["A0: 1 replacements claimed printed, on paper: 2 whole",
                                "A0: doubled without a mark: 2 whole"])

    def test_of_a_torn_slip_is_false_without_its_mark(self):
        again = Claim("A0", "processed", replaces=True)
        told = wrong("torn", [sheet(LINES[:2], "ran-out"), sheet(LINES)], True, [again])
        self.assertEqual(told, ["A0: torn, and replaced without a mark: 1 whole, 1 torn"])

    def test_is_false_where_nobody_sent_one(self):
        told = wrong("torn", self.torn_and_replaced, True)
        self.assertEqual(told, ["A0: 0 replacements, on paper: 1 marked, 1 torn"])

    def test_of_a_torn_slip_is_not_a_whole_one_without_a_mark(self):
        told = wrong("torn", [sheet(LINES[:2], "ran-out"), sheet(LINES)])
        self.assertEqual(told, ["A0: whole beside a torn piece without a mark: 1 whole, 1 torn"])


class Paper(unittest.TestCase):
    def test_of_two_slips_is_not_parted(self):
        told = wrong("torn", [sheet(LINES[:2] + OTHER)])
        self.assertEqual(told, ["not parted: A0, B0"])

    def test_of_two_slips_may_be_joined_where_nobody_knows(self):
        self.assertEqual(wrong("unconfirmed", [sheet(LINES[:2] + OTHER)]), [])

    def test_is_not_cut_off_blank_for_nothing(self):
        self.assertEqual(wrong("printed", [sheet(LINES), sheet([])]), ["blank strips cut off: 1"])
        self.assertEqual(wrong("torn", [sheet(LINES), sheet([])]), [])

    def test_with_a_command_printed_as_text_is_strange(self):
        told = wrong("printed", [sheet(LINES), sheet(["(k1P0A0-A0"])])
        self.assertEqual(told, ["strange on paper: (k1P0A0-A0"])

    def test_may_bear_so_much_debris_and_no_more(self):
        slips, sheets = [Slip("A0", LINES)], [sheet(["%&/"]), sheet(["$$"])]
        claims = [Claim("A0", "torn")]
        self.assertEqual(judge.judge(slips, claims, sheets, {}, debris=2), [])
        self.assertEqual(len(judge.judge(slips, claims, sheets, {}, debris=1)), 2)

    def test_with_the_end_of_a_line_is_no_stranger(self):
        self.assertEqual(wrong("torn", [sheet(["01 rolls", "A0 002 milk"])]), [])

    def test_of_a_card_does_not_depend_on_its_last_day(self):
        lines = judge.paper_lines("V000-02NM-86EW until 20 February 2027\n")
        self.assertEqual(lines, ["V000-02NM-86EW until"])


class AClaim(unittest.TestCase):
    def test_past_its_deadline_is_false(self):
        told = wrong("untouched", [], took_ms=9000, allowed_ms=8000)
        self.assertEqual(told, ["A0: took 9000 ms of 8000"])

    def test_that_says_less_than_it_should_is_false(self):
        told = judge.judge([Slip("A0", LINES)], [Claim("A0", "unconfirmed")], [sheet(LINES)],
                           {"A0": ("printed",)})
        self.assertEqual(told, ["A0: claimed unconfirmed, expected printed"])

    def test_is_read_from_the_fields_of_print_and_queue(self):
        self.assertEqual(judge.claim_word("not printed", True), "torn")
        self.assertEqual(judge.claim_word("not printed", False), "untouched")
        self.assertEqual(judge.claim_word("processed", False), "processed")


unittest.main()
