#!/usr/bin/env python3
"""What the bundled model is asked about the program is still true of the program."""
import json
import os
import sys
import unittest

SOURCE = os.environ["FLASHMOE_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "tools", "demo-model"))
from corpus import program  # noqa: E402  (its import fails when an answer names a key that is gone)

with open(os.path.join(os.environ["FLASHMOE_TEST_DATA"], "demo", "cases.jsonl"), encoding="utf-8") as f:
    CASES = [json.loads(line) for line in f]


class Program(unittest.TestCase):
    def test_no_case_is_overtaken_by_the_tables_of_keys_and_commands(self):
        self.assertEqual(program.stale(CASES), [])

    def test_enough_keys_and_commands_are_asked_for(self):
        self.assertGreater(len({c["source"] for c in CASES if "source" in c}), 20)


if __name__ == "__main__":
    ran = unittest.main(argv=sys.argv[:1], verbosity=2, exit=False).result
    bad = len(ran.failures) + len(ran.errors)
    print(f"{ran.testsRun - bad} passed, {bad} failed")
    sys.exit(bad > 0)
