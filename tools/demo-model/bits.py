#!/usr/bin/env python3
"""What fewer bits for the experts cost: packs work/hf at 8, 6, 4, 3 and 2 bits (the rest at 8), measures each and prints
a Markdown table: bits.py PROGRAM [FOLDER FOR THE PACKS]

loss: nats a token on the held-out answers; exact calls and well formed: as score.py counts them; cases passed: of all scored ones.
"""
import json
import os
import subprocess
import sys
import tempfile

from score import OVERALL

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "..", "tests", "data", "demo")
WORK = os.environ.get("DEMO_WORK", os.path.join(HERE, "work"))


def run(*command, fine=(0,)):
    p = subprocess.run(command, capture_output=True, text=True, check=False)
    if p.returncode not in fine:
        sys.exit(f"{' '.join(command)}: {p.stderr}")
    return p.stdout


def main():
    program = sys.argv[1]
    folder = sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()
    cases = os.path.join(DATA, "cases.jsonl")
    print("| experts | MB | loss | exact calls | well formed | cases passed |\n|---|---|---|---|---|---|")
    for bits in (8, 6, 4, 3, 2):
        pack, out = os.path.join(folder, f"experts-{bits}"), os.path.join(folder, f"score-{bits}.json")
        if not os.path.exists(pack):
            run(program, "pack", os.path.join(WORK, "hf"), pack, "--name", "demo", "--expert-bits", str(bits), "--dense-bits", "8")
        loss = json.loads(run(program, "eval", pack, "--activations", "int8", "--kv", "f16",
                              "--tokens", os.path.join(DATA, "heldout_tokens.npy"),
                              "--mask", os.path.join(DATA, "heldout_mask.npy")))["nll_masked"]
        run(sys.executable, os.path.join(HERE, "score.py"), "--program", program, "--pack", pack, "--cases", cases,
            "--json", out, "--failures", "0", fine=(0, 1))  # 1: a kind of everything is below its mark
        with open(out, encoding="utf-8") as f:
            score = json.load(f)
        size = sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(pack) for f in fs)
        kinds = score["kinds"]
        of = lambda *rows: f"{sum(r['passed'] for r in rows)} of {sum(r['total'] for r in rows)}"
        cases_alone = [k for name, k in kinds.items() if name not in OVERALL]
        print(f"| {bits} bits | {size / 1e6:.1f} | {loss:.4f} | {of(kinds['calls exact'])} | {of(kinds['calls well formed'])} "
              f"| {of(*cases_alone)} |", flush=True)


if __name__ == "__main__":
    main()
