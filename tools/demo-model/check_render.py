#!/usr/bin/env python3
"""Whether render.py writes what the program writes: check_render.py PROGRAM [N]

Renders N conversations of the training texts with both and compares the bytes, the opening of the last turn too.
"""
import json
import os
import random
import subprocess
import sys

import render
from corpus import mix


def program(flashmoe, conversation, thinking, *options):
    run = subprocess.run([flashmoe, "templates", "render", "-", "--think", "on" if thinking else "off", *options],
                         input=json.dumps(conversation), capture_output=True, text=True, check=False,
                         env={**os.environ, "FLASHMOE_DATA": render.ROOT})
    if run.returncode != 0:
        sys.exit(f"{flashmoe}: {run.stderr}")
    return run.stdout


def main():
    flashmoe, n = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200
    R = random.Random(4711)
    for i in range(n):
        system, tools, turns, thinking = mix.conversation(R)
        segments = render.segments(system, tools, turns, thinking)
        pairs = [("".join(t for t, _ in segments),
                  program(flashmoe, render.messages(system, tools, turns, thinking), thinking, "--no-generation")),
                 ("".join(t for t, _ in segments[:-2]),
                  program(flashmoe, render.messages(system, tools, turns[:-1], thinking), thinking))]
        for ours, theirs in pairs:
            if ours != theirs:
                at = next((k for k, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
                sys.exit(f"conversation {i} differs at {at}:\n  {ours[at - 60:at + 60]!r}\n  {theirs[at - 60:at + 60]!r}")
    print(f"{2 * n} renderings agree")


if __name__ == "__main__":
    main()
