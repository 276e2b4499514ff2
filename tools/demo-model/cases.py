#!/usr/bin/env python3
"""The held-out questions of all modules -> tests/data/demo/cases.jsonl: cases.py [OUT]

No text of a case may be one that training can make: each module keeps its held-out phrasings apart. What is asked
again with other words (the words of the dictionary, the keys of the program) is held out in its wording only.
fresh.jsonl adds questions that were written without sight of the training texts.
"""
import json
import os
import random
import sys

import render
from corpus import (code, dictionary, facts, lists, markdown, memory, program, smalltalk, stories, toolcalls,
                    unknown)

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20261121
MODULES = (smalltalk, program, dictionary, unknown, facts, stories, lists, memory, toolcalls, code, markdown)


# Kinds whose questions say for themselves which tools are on offer.
OWN_TOOLS = {"calculate", "tool", "tool-trouble", "no-tool", "fact", "unknown"}


def as_in_the_chat(case, n):
    """The chat offers all tools and lets the model think unless told otherwise, so half of the cases have the one and
    half the other; a tool that is not needed must then not be called."""
    if case["kind"] not in OWN_TOOLS:
        case["tools"] = list(render.TOOLS) if n % 2 else []
        case["thinking"] = n % 4 < 2
        case["expect"].setdefault("no_call", True)
    more = case.pop("without_tools", [])  # to say so is right where no tool is on offer
    if more and not case["tools"]:
        case["expect"]["any"] = case["expect"]["any"] + more
    return case


def cases():
    seen = set()
    for module in MODULES:
        for n, case in enumerate(module.cases(random.Random(f"{SEED} {module.__name__}"))):
            as_in_the_chat(case, n)
            if case["id"] in seen:
                raise SystemExit(f"two cases are called {case['id']}")
            seen.add(case["id"])
            yield case
    with open(os.path.join(HERE, "fresh.jsonl"), encoding="utf-8") as f:
        yield from map(json.loads, f)


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..", "tests", "data", "demo", "cases.jsonl")
    kinds = {}
    written = []
    for case in cases():
        written.append(json.dumps(case, ensure_ascii=False) + "\n")
        kinds[case["kind"]] = kinds.get(case["kind"], 0) + 1
    with open(out, "w", encoding="utf-8") as f:
        f.writelines(written)
    print(f"{sum(kinds.values())} cases: " + ", ".join(f"{n} {k}" for k, n in kinds.items()))


if __name__ == "__main__":
    main()
