#!/usr/bin/env python3
"""Whether training can make a text that is asked in scoring: heldout.py [N] draws N conversations and looks
for the questions that cases.py writes.

Compared are whole messages of users without regard to case and punctuation; where a message alone says little (it stands
between others: "Thanks!", "What is a lantern?"), only the last one of a case counts.
"""
import random
import re
import sys

import cases
from corpus import mix
from corpus.common import User


def plain(text):
    return " ".join(re.findall(r"[\w`$/.*+^%()-]+", text.lower())).strip(".")


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    asked = {}
    for case in cases.cases():
        last = [m["content"] for m in case["messages"] if m["role"] == "user"][-1]
        asked.setdefault(plain(last), []).append(case["id"])
    R, met = random.Random(987), {}
    for _ in range(n):
        for t in mix.conversation(R)[2]:
            if isinstance(t, User) and plain(t.text) in asked:
                met[plain(t.text)] = met.get(plain(t.text), 0) + 1
    ids = [i for text in met for i in asked[text]]
    print(f"{len(ids)} of {sum(map(len, asked.values()))} cases were met in {n} conversations")
    for text, times in sorted(met.items(), key=lambda x: -x[1]):
        print(f"{times:6} {text}  {asked[text]}")


if __name__ == "__main__":
    main()
