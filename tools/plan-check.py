#!/usr/bin/env python3
"""Holds what `flashmoe plan` predicts against what `flashmoe bench` measures.

    tools/plan-check.py build/app/flashmoe PACK... [--shares 1,1/3,1/6] [--rounds 3] [--skew uniform]

For every pack and every share of its experts that the page cache may hold: plan, decode, prefill,
in turns, `rounds` times. Of each the median counts, since a machine's rates drift. Exit status 1
when a prediction is further off than --within."""
import argparse
import json
import os
import statistics
import subprocess
import sys
from fractions import Fraction

WARM_UP = {True: 200, False: 60}  # tokens until a page cache that is limited, or not, is as it stays


def run(program, *args):
    return json.loads(subprocess.run([program, *args, "--json"], stdout=subprocess.PIPE, check=True).stdout)


def expert_bytes(pack):
    folder = os.path.join(pack, "experts")
    return sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))


def one_round(o, pack, share, result):
    limit = ["--cache-limit", str(int(expert_bytes(pack) * share))] if share < 1 else []
    if share == 1:  # all of them where they are to stay
        for folder, _, names in os.walk(pack):
            for name in names:
                with open(os.path.join(folder, name), "rb") as f:
                    while f.read(8 << 20):
                        pass
    plan = run(o.flashmoe, "plan", pack, "--skew", o.skew, *limit)["rows"][0]
    decode = run(o.flashmoe, "bench", pack, "--mode", "stream" if limit else "decode", *limit, "--prompt", "32",
                 "--gen", str(o.gen), "--repeat", "2", "--warm-up", str(WARM_UP[bool(limit)]))["decode"]
    again = run(o.flashmoe, "plan", pack, "--skew", o.skew, *limit)["rows"][0]
    prefill = run(o.flashmoe, "bench", pack, "--mode", "prefill", *limit, "--prompt", "512", "--repeat", "3",
                  *(["--warm-up", str(WARM_UP[True])] if limit else []))["prefill"]
    for p in plan, again:
        result["decode", "predicted"].append(p["decode_tok_s"])
        result["prefill", "predicted"].append(p["prefill_tok_s"])
        result["hit", "predicted"].append(p["hit"])
    result["decode", "measured"] += decode["runs"]
    result["prefill", "measured"] += prefill["runs"]
    result["hit", "measured"].append(decode["resident_bytes"] / decode["expert_bytes"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flashmoe")
    parser.add_argument("pack", nargs="+")
    parser.add_argument("--shares", default="1,1/3,1/6")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--gen", type=int, default=48)
    parser.add_argument("--skew", default="uniform", help="that the packs were made with")
    parser.add_argument("--within", type=float, default=0.2)
    o = parser.parse_args()
    shares = [Fraction(s) for s in o.shares.split(",")]
    keys = [(what, how) for what in ("decode", "prefill", "hit") for how in ("predicted", "measured")]
    results = {(pack, share): {k: [] for k in keys} for pack in o.pack for share in shares}
    for number in range(o.rounds):
        for (pack, share), result in results.items():
            print(f"round {number + 1} of {o.rounds}: {pack}, {share}", file=sys.stderr)
            one_round(o, pack, share, result)

    far = 0
    print("| pack | cached | what | predicted | measured | off |\n|---|---|---|---|---|---|")
    for (pack, share), result in results.items():
        for what in "decode", "prefill":
            predicted, measured = (statistics.median(result[what, how]) for how in ("predicted", "measured"))
            low, high = min(result[what, "measured"]), max(result[what, "measured"])
            off = predicted / measured - 1
            far += abs(off) > o.within
            print(f"| {os.path.basename(pack.rstrip('/'))} | {share} | {what}, tok/s | {predicted:.1f} | "
                  f"{measured:.1f} ({low:.1f} to {high:.1f}) | {off:+.0%} |")
        hit = [statistics.median(result["hit", how]) for how in ("predicted", "measured")]
        print(f"| | | found, % | {100 * hit[0]:.0f} | {100 * hit[1]:.0f} | |")
    sys.exit(1 if far else 0)


main()
