#!/usr/bin/env python3
"""Which tests of a run by meson failed: failed-tests.py testlog.json

A line each: "again" or "final", a tab, the test's name without its project and suites. "final" is what a second run could not
make good: a sanitizer's report is a fault of the program, however seldom it comes."""
import json
import re
import sys

REPORT = re.compile(r"(?:ERROR|WARNING|SUMMARY): \w+Sanitizer|: runtime error: |VUID-")

with open(sys.argv[1], encoding="utf-8") as log:
    for line in log:
        run = json.loads(line)
        if run["result"] not in ("OK", "SKIP", "EXPECTEDFAIL"):
            text = run.get("stdout", "") + "\n" + run.get("stderr", "")
            print("final" if REPORT.search(text) else "again", run["name"].rsplit(" / ", 1)[-1], sep="\t")
