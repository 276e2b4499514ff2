#!/usr/bin/env python3
"""Writes tests/data/demo/tokenizer_random.json: random texts and their ids.

A second tokenizer in Python (unicodedata for NFC, the `regex` package for the split, the
plain quadratic merge loop), for the demonstration tokenizer and a fixed seed. White space is
taken as the Unicode property. Run from anywhere:
    tests/tools/make_tokenizer_golden.py
"""
import json
import pathlib
import random
import unicodedata

import regex

TESTS = pathlib.Path(__file__).resolve().parent.parent
FILE = json.loads((TESTS.parent / "models/demo/tokenizer.json").read_text())
VOCAB = FILE["model"]["vocab"]
RANK = {tuple(m): i for i, m in enumerate(FILE["model"]["merges"])}
ADDED = {t["content"]: t["id"] for t in FILE["added_tokens"]}
SPLIT = FILE["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"]
SPLIT = regex.compile(SPLIT.replace(r"\s", r"\p{White_Space}").replace(r"\S", r"\P{White_Space}"))


def alphabet():
    out, n = {}, 0
    for b in range(256):
        if 33 <= b <= 126 or 161 <= b <= 172 or 174 <= b:
            out[b] = chr(b)
        else:
            out[b], n = chr(256 + n), n + 1
    return out


LETTER = alphabet()


def merge(word):
    parts = [LETTER[b] for b in word.encode()]
    while True:
        ranks = [(RANK[p], i) for i, p in enumerate(zip(parts, parts[1:])) if p in RANK]
        if not ranks:
            return [VOCAB[p] for p in parts]
        _, i = min(ranks)
        parts[i:i + 2] = [parts[i] + parts[i + 1]]


def encode(text):
    ids, marks = [], sorted(ADDED, key=len, reverse=True)
    for piece in regex.split("(" + "|".join(regex.escape(m) for m in marks) + ")", text):
        if piece in ADDED:
            ids.append(ADDED[piece])
            continue
        piece = unicodedata.normalize("NFC", piece)
        at = 0
        for m in SPLIT.finditer(piece):
            ids += merge(piece[at:m.start()]) if m.start() > at else []
            ids += merge(m.group())
            at = m.end()
        ids += merge(piece[at:]) if at < len(piece) else []
    return ids


# Ranges whose properties have not changed since Unicode 13, the oldest tables in use.
RANGES = [(0x20, 0x7e)] * 6 + [(0, 0x2ff)] * 2 + [
    (0x300, 0x36e), (0x370, 0x3ff), (0x400, 0x4ff), (0x591, 0x5f4), (0x620, 0x6d0), (0x900, 0x97f), (0xe01, 0xe3a),
    (0x1100, 0x11ff), (0x1e00, 0x1fff), (0x2000, 0x206f), (0x20d0, 0x20f0), (0x2100, 0x218b), (0x2200, 0x22ff),
    (0x3000, 0x30ff), (0x4e00, 0x4eff), (0xac00, 0xacff), (0xf900, 0xfa6d), (0xfb1d, 0xfb4f), (0xff01, 0xff9f),
    (0x1d15e, 0x1d164), (0x1f600, 0x1f64f)]
WORDS = ["'s", "'RE", "I'll", "don't", "'\u017f", "the ", " a", "\n", "\r\n", "\t", "  ", "   \n", "\u180e", "\u00a0",
         "\u2028", "\u3000", "\x1c", "\x85", "123", "\u00bd", "\u0661", "...", "!?\n\n", "e\u0301", "\u0323\u0307",
         "q\u0307\u0323", "\u0344", "\u0958", "\ufb1f", "\u2126", "\u1112\u1161\u11ab", "\U0001d15e", "\0", "<|im_start|>",
         "<|im_end|>", "<think>", "</think>", "<|im_", "start|>", "<tool_call>", "\u093c", "\u200d", "\u0f73\u0f71"]


def main():
    rnd = random.Random(7)
    texts = [""]
    for _ in range(700):
        text = ""
        for _ in range(rnd.randrange(1, 25)):
            if rnd.random() < 0.4:
                text += rnd.choice(WORDS)
            else:
                lo, hi = rnd.choice(RANGES)
                text += "".join(chr(rnd.randint(lo, hi)) for _ in range(rnd.randrange(1, 5)))
        if all(unicodedata.category(c) != "Cn" for c in text):
            texts.append(text)
    path = TESTS / "data/demo/tokenizer_random.json"
    rows = [json.dumps({"text": t, "ids": encode(t)}, separators=(",", ":")) for t in texts]
    path.write_text("[\n" + ",\n".join(rows) + "\n]\n")
    golden = json.loads((TESTS / "data/demo/tokenizer_golden.json").read_text())
    assert all(encode(g["text"]) == g["ids"] for g in golden), "this script disagrees with the reference"
    print(f"{path}: {len(texts)} texts")


if __name__ == "__main__":
    main()
