#!/usr/bin/env python3
"""Scores the demonstration model: what share of its answers is as it should be, by kind of question.

    score.py --program build/app/flashmoe --pack models/demo --cases tests/data/demo/cases.jsonl
             [--thresholds tests/data/demo/thresholds.json] [--json OUT] [--failures N] [--threads N]

The conversations are held by the program itself (flashmoe eval --chats), with its shipped system
prompt and tools; judge.py says what is wrong with an answer. Beside the kinds of the cases there
are three of all answers together: `stops` (they ended by themselves), `calls unasked` (no call
where no tool is on offer) and `calls well formed` (calls of tools on offer, with their arguments).
The thresholds are {kind: percent}; with them, every kind must have one. Ends with 1 when a kind is
below its threshold.
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile

import judge

OVERALL = {"stops": 100.0, "calls unasked": 99.0, "calls well formed": 99.0, "calls exact": 98.0}


def die(text):
    sys.exit(f"score.py: {text}")


def load_cases(path):
    cases = []
    with open(path, encoding="utf-8") as f:
        for n, line in enumerate(f, 1):
            try:
                case = json.loads(line)
                case["kind"], case["id"], case["messages"], case["expect"]
            except (ValueError, KeyError, TypeError) as why:
                die(f"{path}: line {n}: {type(why).__name__}: {why}")
            cases.append(case)
    twice = [i for i, n in collections.Counter(c["id"] for c in cases).items() if n > 1]
    if twice or not cases:
        die(f"{path}: " + (f"twice: {', '.join(twice[:5])}" if twice else "no cases"))
    return cases


def hold(program, pack, cases, threads):
    """{id: reply}. Those with the same tools follow each other: they begin with the same prompt,
    which the engine then has read already."""
    keys = ("id", "messages", "tools", "thinking", "system", "max_tokens")
    ordered = sorted(cases, key=lambda c: (c.get("tools", []), "system" in c))
    with tempfile.TemporaryDirectory(prefix="flashmoe-score-") as home:
        path = os.path.join(home, "cases.jsonl")
        with open(path, "w", encoding="utf-8") as f:
            f.writelines(json.dumps({k: c[k] for k in keys if k in c}) + "\n" for c in ordered)
        # A user's own prompts and settings are not what is scored.
        env = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")} | {"HOME": home}
        command = [program, "eval", pack, "--chats", path] + (["--threads", threads] if threads else [])
        done = subprocess.run(command, env=env, stdout=subprocess.PIPE, encoding="utf-8")
    if done.returncode:
        die(f"{program} ended with {done.returncode}")
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    return {r["id"]: r for r in replies}


def judge_all(cases, replies):
    """[(case, reply, reasons)]"""
    wanted = set()
    for case in cases:
        wanted |= judge.snippets(case, replies[case["id"]])
    errors = judge.compile_all(wanted)
    return [(c, replies[c["id"]], judge.judge(c, replies[c["id"]], errors)) for c in cases]


def count(judged):
    """{kind: [passed, total]}, those of all answers last."""
    kinds = {}
    for case, _, reasons in judged:
        row = kinds.setdefault(case["kind"], [0, 0])
        row[0] += not reasons
        row[1] += 1
    rows = {kind: [0, 0] for kind in OVERALL}
    for case, reply, _ in judged:
        if judge.CALLS & set(case["expect"]):
            rows["calls exact"][0] += not judge.wrong_calls(case, reply)
            rows["calls exact"][1] += 1
        for answer in reply["answers"]:
            rows["stops"][0] += judge.stopped(answer)
            rows["stops"][1] += 1
        offered = case.get("tools", [])
        if not offered:
            rows["calls unasked"][0] += not any(a["tool_calls"] for a in reply["answers"])
            rows["calls unasked"][1] += 1
        for answer in reply["answers"]:
            if offered and (answer["tool_calls"] or answer["warning"]):
                rows["calls well formed"][0] += not judge.bad_calls(answer, offered)
                rows["calls well formed"][1] += 1
    return kinds | rows


def verdicts(kinds, thresholds):
    """{kind: {passed, total, percent, threshold, ok}}; without thresholds the kinds of the cases
    have none and pass."""
    out = {}
    for kind in [*kinds, *(k for k in thresholds or {} if k not in kinds)]:
        passed, total = kinds.get(kind, (0, 0))
        percent = 100.0 * passed / total if total else 100.0
        limit = (thresholds or {}).get(kind, OVERALL.get(kind))
        ok = thresholds is None and limit is None or \
            limit is not None and percent >= limit and (total > 0 or kind in OVERALL)
        out[kind] = {"passed": passed, "total": total, "percent": round(percent, 2), "threshold": limit,
                     "ok": ok}
    return out


def indent(text):
    return "\n".join("    " + line for line in text.split("\n"))


def print_failure(case, reply, reasons):
    print(f"-- {case['id']}" + (f"  tools: {', '.join(case['tools'])}" if case.get("tools") else ""))
    answers, n_open = iter(reply["answers"]), 0  # calls that have no result yet
    given = case["messages"]
    for i, m in enumerate(given):
        print(f"  {m['role']}:\n{indent(m.get('content') or '')}")
        n_open -= m["role"] == "tool"
        due = m["role"] in ("user", "tool") and (
            i + 1 == len(given) or given[i + 1]["role"] != "assistant" and
            not (m["role"] == given[i + 1]["role"] == "tool" and n_open > 0))
        answer = next(answers, None) if due else None
        if answer:
            n_open = len(answer["tool_calls"])
            thinking = f" [{answer['thinking'].strip()}]" if answer["thinking"].strip() else ""
            print(f"  model ({answer['finish']}, {answer['n_tokens']} tokens){thinking}:")
            print(indent(answer["content"]))
            for c in answer["tool_calls"]:
                print(f"    -> {c['name']} {json.dumps(c['arguments'], ensure_ascii=False)}")
    print(f"  expected: {json.dumps(case['expect'], ensure_ascii=False)[:600]}")
    for why in reasons:
        print(f"  wrong: {why}")
    print()


def print_table(table):
    width = max(map(len, table))
    print(f"     {'kind':{width}}  {'passed':>11}  {'percent':>7}  {'threshold':>9}")
    for kind, row in table.items():
        limit = "none" if row["threshold"] is None else f"{row['threshold']:.1f}"
        part = f"{row['passed']}/{row['total']}"
        mark = "ok  " if row["ok"] else "FAIL"
        print(f"{mark} {kind:{width}}  {part:>11}  {row['percent']:7.1f}  {limit:>9}")


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--program", required=True, help="the program flashmoe")
    p.add_argument("--pack", required=True)
    p.add_argument("--cases", required=True)
    p.add_argument("--thresholds", help="JSON, {kind: percent}")
    p.add_argument("--json", help="write the result there")
    p.add_argument("--failures", type=int, default=0, metavar="N",
                   help="show the first N failures of each kind")
    p.add_argument("--threads", metavar="N", help="of the program")
    a = p.parse_args()

    try:
        cases = load_cases(a.cases)
        thresholds = None
        if a.thresholds:
            with open(a.thresholds, encoding="utf-8") as f:
                thresholds = json.load(f)
        judged = judge_all(cases, hold(a.program, a.pack, cases, a.threads))
    except (OSError, ValueError, RuntimeError) as why:
        die(why)
    table = verdicts(count(judged), thresholds)

    shown = collections.Counter()
    for case, reply, reasons in judged:
        if reasons and shown[case["kind"]] < a.failures:
            shown[case["kind"]] += 1
            print_failure(case, reply, reasons)
    print_table(table)
    if a.json:
        with open(a.json, "w", encoding="utf-8") as f:
            json.dump({"kinds": table, "cases": [
                {"id": c["id"], "kind": c["kind"], "passed": not why, "reasons": why, "answers": r["answers"]}
                for c, r, why in judged]}, f, ensure_ascii=False, indent=1)
    bad = sum(not row["ok"] for row in table.values())
    print(f"{len(table) - bad} passed, {bad} failed")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
