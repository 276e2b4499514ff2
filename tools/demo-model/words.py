#!/usr/bin/env python3
"""WordNet 3.0 -> work/words.json.gz: the words of the demonstration model's dictionary.

Debian's wordnet-base has the glosses and how often each sense was met in the tagged texts (SemCor);
a word's meaning here is its most frequent one. Which words are common is SCOWL's to say (Debian's
scowl, its lists 10 to 35); WordNet has about 19,500 of them.

{"words": [{"word", "pos", "gloss", "level", "count", "examples", "similar"}...], most common first,
 "rare": [lemma...]}: words of WordNet that are in no list, which the model shall say it does not know.
"""
import argparse
import gzip
import json
import os
import re

# Neither defined nor drawn to fill a text with; the last two are forms of other words.
LEFT_OUT = frozenset("""rape raped rapist nude negro bastard bitch whore fuck shit piss arse ass penis vagina
    erection orgasm sodomy incest dyke fag faggot queer cunt cock tit tits slut porn condom hooker pimp said
    trouser""".split())
KINDS = {"noun": "noun", "verb": "verb", "adj": "adjective", "adv": "adverb"}


def counts(root):
    by_sense = {}
    with open(f"{root}/index.sense", encoding="latin-1") as f:
        for line in f:
            key, offset, number, n = line.split()
            lemma, rest = key.split("%")
            pos = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}[rest[0]]
            by_sense[lemma, pos, offset] = int(n), int(number)
    return by_sense


def synsets(root):
    for pos in KINDS:
        with open(f"{root}/data.{pos}", encoding="latin-1") as f:
            for line in f:
                if line.startswith("  "):
                    continue
                head, gloss = line.rstrip().split(" | ", 1)
                p = head.split()
                lemmas = [re.sub(r"\(\w+\)$", "", p[4 + 2 * i]).replace("_", " ") for i in range(int(p[3], 16))]
                yield pos, p[0], lemmas, gloss


def plain(gloss):
    """The definition without its examples and without notes in brackets at its start."""
    text = re.sub(r'\s*;?\s*"[^"]*"[^;"]*', "", gloss)
    text = re.sub(r"^\([^)]*\)\s*", "", text.strip())
    text = re.sub(r"\s+", " ", text).strip(" ;,:-")
    first = text.split("; ")
    text = first[0] if len(first[0]) >= 25 or len(first) == 1 else "; ".join(first[:2])
    if len(text) > 110:
        text = re.sub(r"\s*\([^()]*\)", "", text)
    return text if text.count("(") == text.count(")") else ""


def levels(root):
    """Word -> level of the SCOWL list that has it: 10 are the most common words, 50 rarer ones."""
    of = {}
    for level in (10, 20, 35, 40, 50):
        for region in ("english", "american"):
            with open(f"{root}/{region}-words.{level}", encoding="latin-1") as f:
                for line in f:
                    of.setdefault(line.strip(), level)
    return of


def fit(lemma, text):
    """Whether a definition is of use: whole, short, free of what nobody asked for."""
    return (8 <= len(text) <= 140 and not re.search(rf"\b{lemma}\b", text)
            and not re.search(r"slang|obscene|offensive|slur|disparag|vulgar|sexual|genital|excre|prostitut|racial", text))


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--wordnet", default="/usr/share/wordnet")
    ap.add_argument("--scowl", default="/usr/share/dict/scowl")
    ap.add_argument("--out", default=os.path.join(os.environ.get("DEMO_WORK", os.path.join(here, "work")), "words.json.gz"))
    a = ap.parse_args()
    by_sense, level = counts(a.wordnet), levels(a.scowl)
    senses, seen = {}, {}
    for pos, offset, lemmas, gloss in synsets(a.wordnet):
        text = plain(gloss)
        examples = [e.strip() for e in re.findall(r'"([^"]{8,90})"', gloss)]
        for lemma in lemmas:
            seen[lemma] = min(seen.get(lemma, 99), len(lemmas))
            n, number = by_sense.get((lemma.lower(), pos, offset), (0, 99))
            if lemma not in LEFT_OUT and level.get(lemma, 99) <= 35 and re.fullmatch(r"[a-z]{3,14}", lemma):
                senses.setdefault(lemma, []).append((-n, number, list(KINDS).index(pos), text, lemmas, examples))
    words = []
    for lemma, all_of_it in senses.items():
        n, number, kind, text, lemmas, examples = min(all_of_it)
        if fit(lemma, text):
            words.append({"word": lemma, "pos": list(KINDS.values())[kind], "gloss": text, "level": level[lemma], "count": -n,
                          "examples": [e for e in examples if re.search(rf"\b{lemma}", e, re.I)][:2],
                          "similar": [x for x in lemmas if x != lemma and re.fullmatch(r"[a-z][a-z -]{2,20}", x)][:3]})
    words.sort(key=lambda w: (w["level"], -w["count"], w["word"]))
    rare = sorted(w for w in seen if re.fullmatch(r"[a-z]{6,14}", w) and w not in level
                  and not any(w.endswith(e) and (w[:-len(e)] in level or w[:-len(e)] + "e" in level)
                              for e in ("s", "es", "d", "ed", "r", "er", "ing", "ly", "ness", "ist", "ism", "able", "ity")))
    os.makedirs(os.path.dirname(a.out), exist_ok=True)
    with gzip.GzipFile(a.out, "wb", mtime=0) as f:
        f.write(json.dumps({"words": words, "rare": rare}, ensure_ascii=False, separators=(",", ":")).encode())
    print(f"{len(words)} words ({sum(w['level'] <= 20 for w in words)} of the most common lists), {len(rare)} unknown ones -> {a.out}")


main()
