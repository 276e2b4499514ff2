#!/usr/bin/env python3
"""The table of docs/features.md against the tests: check-features.py SOURCE_ROOT

Every row names at least one test; every test that is named exists, with these words in its
file, and is run: its name stands in the meson.build of its folder.
"""
import os
import re
import sys

ROWS = [*range(1, 35), 36]


def is_run(root, path):
    stem = os.path.splitext(os.path.basename(path))[0]
    with open(os.path.join(root, os.path.dirname(path), "meson.build"), encoding="utf-8") as f:
        text = f.read()
    return stem in text or re.search(r"'%s'" % re.escape(re.sub("^test_", "", stem)), text)


def main():
    root = sys.argv[1]
    faults, rows, n = [], [], 0
    with open(os.path.join(root, "docs/features.md"), encoding="utf-8") as f:
        lines = f.read().split("\n")
    for line in lines:
        tests = re.findall(r"`(tests/[^:`]+\.(?:c|sh|py)): ([^`]+)`", line)
        row = re.match(r"\| (\d+) \|", line)
        if row:
            rows.append(int(row.group(1)))
            if not tests:
                faults.append("row %s names no test" % row.group(1))
        for path, words in tests:
            n += 1
            full = os.path.join(root, path)
            if not os.path.isfile(full):
                faults.append("%s does not exist" % path)
                continue
            with open(full, encoding="utf-8") as f:
                if words not in f.read():
                    faults.append("%s has no '%s'" % (path, words))
            if not is_run(root, path):
                faults.append("%s is not run" % path)
    if rows != ROWS:
        faults.append("the rows are %s" % rows)
    for fault in faults:
        print("docs/features.md: " + fault)
    print("%d rows, %d tests named, %d faults" % (len(rows), n, len(faults)))
    return 1 if faults else 0


sys.exit(main())
