#!/usr/bin/env python3
"""Counts the tests inside the executables that meson ran: count-tests.py testlog.json

cmocka prints "[  PASSED  ] 12 test(s)."; a script prints "N passed, N failed" or nothing and
then counts as one test."""
import json
import re
import sys

total = 0
with open(sys.argv[1], encoding="utf-8") as log:
    for line in log:
        run = json.loads(line)
        if run["result"] != "OK":
            continue
        text = run.get("stdout", "") + "\n" + run.get("stderr", "")
        inner = re.findall(r"\[  PASSED  \] (\d+) test", text)
        inner += re.findall(r"^(\d+) passed, \d+ failed", text, re.M)
        total += sum(map(int, inner)) if inner else 1
print(total)
