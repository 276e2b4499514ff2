#!/usr/bin/env python3
"""A look at the texts: preview.py MODULE|mix [N] [SEED] prints exchanges of one module, or whole conversations."""
import importlib
import random
import sys
import time

import render
from corpus import common


def show(turns):
    for t in turns:
        if isinstance(t, common.Assistant):
            call = f"\n  [{t.call.name} {t.call.arguments}]" if t.call else ""
            print(f"< ({t.thinking})\n{t.text}{call}")
        else:
            print(f"{'=' if isinstance(t, common.Result) else '>'} {t.text}")
    print()


def main():
    module = importlib.import_module("corpus." + sys.argv[1])
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    R = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    offers = [frozenset(), frozenset(render.TOOLS)]
    for i in range(n):
        if sys.argv[1] == "mix":
            for text, weight in render.segments(*module.conversation(R)):
                sys.stdout.write(f"\033[{36 if weight else 0}m{text}\033[0m")
            print("=" * 80)
        else:
            show(module.exchange(R, offers[i % 2]))
    if sys.argv[1] != "mix":
        began = time.perf_counter()
        for i in range(5000):
            module.exchange(R, offers[i % 2])
        print(f"{(time.perf_counter() - began) / 5000 * 1e6:.0f} us an exchange")


if __name__ == "__main__":
    main()
