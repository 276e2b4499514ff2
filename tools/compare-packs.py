#!/usr/bin/env python3
"""How far packs are from the unquantised model: compare-packs.py PROGRAM REFERENCE TOKENS.npy MASK.npy PACK... [--rows FIRST-LAST]

REFERENCE is a pack at 16 bits. TOKENS and MASK are as flashmoe eval takes them. Printed for each pack: the loss in nats on the tokens
of the mask and on all, and over all tokens two distances to the reference's distribution of the next token: the Kullback-Leibler
divergence, and the share of the probability that moved (half the sum of differences), which a few odd tokens cannot sway."""
import argparse
import json
import os
import subprocess
import tempfile

import numpy as np


def evaluate(program, pack, *args):
    p = subprocess.run([program, "eval", pack, *args], capture_output=True, text=True, check=False)
    if p.returncode:
        raise SystemExit(p.stderr)
    return json.loads(p.stdout)


def log_probabilities(program, pack, ids, folder):
    prompt, out = os.path.join(folder, "ids.json"), os.path.join(folder, "logits.npy")
    with open(prompt, "w", encoding="utf-8") as f:
        json.dump({"prompt": ids.tolist()}, f)
    evaluate(program, pack, "--ids", prompt, "--logits", out)
    x = np.load(out)[:-1]
    x -= x.max(1, keepdims=True)
    return x - np.log(np.exp(x).sum(1, keepdims=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("reference")
    parser.add_argument("tokens")
    parser.add_argument("mask")
    parser.add_argument("packs", nargs="+")
    parser.add_argument("--rows", default="")
    a = parser.parse_args()
    tokens, mask = np.load(a.tokens), np.load(a.mask)
    if a.rows:
        first, last = map(int, a.rows.split("-"))
        tokens, mask = tokens[first:last + 1], mask[first:last + 1]

    with tempfile.TemporaryDirectory() as folder:
        rows = [os.path.join(folder, name) for name in ("tokens.npy", "mask.npy")]
        np.save(rows[0], tokens)
        np.save(rows[1], mask)
        kl, moved = np.zeros((2, len(a.packs)))
        for ids in tokens:  # one row of logits at a time: a vocabulary is large
            want = log_probabilities(a.program, a.reference, ids, folder)
            for i, pack in enumerate(a.packs):
                got = log_probabilities(a.program, pack, ids, folder)
                kl[i] += (np.exp(want) * (want - got)).sum(1).mean() / len(tokens)
                moved[i] += np.abs(np.exp(want) - np.exp(got)).sum(1).mean() / 2 / len(tokens)
        print("| pack | loss masked / all | KL | moved |\n|---|---|---|---|")
        for i, pack in enumerate(a.packs):
            loss = evaluate(a.program, pack, "--activations", "int8", "--tokens", rows[0], "--mask", rows[1])
            print(f"| {os.path.basename(os.path.normpath(pack))} | {loss['nll_masked']:.4f} / {loss['nll_all']:.4f} "
                  f"| {kl[i]:.4f} | {100 * moved[i]:.2f} % |")


if __name__ == "__main__":
    main()
