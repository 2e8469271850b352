# SPDX-License-Identifier: MIT
"""Counts reports' numbers anew, by loops over the events of the log, and compares.

report_oracle STORE TODAY REPORT.json,WINDOW[,FROM,TO]...: prints each difference; exits 1 where
there is one. Days are 2026-11-30; what is promised is told of TODAY.
"""
import sys

import compare
from past import Past

if __name__ == "__main__":
    STORE, TODAY, *REPORTS = sys.argv[1:]
    sys.exit(compare.judge(compare.differences, Past(STORE), REPORTS, TODAY))
