#!/usr/bin/env python3
"""flashmoe tokenize as a program. Arguments: the program, tests/data, the tokenizer.json of the goldens."""
import json
import pathlib
import subprocess
import sys
import unicodedata

program, data = sys.argv[1], pathlib.Path(sys.argv[2])
tokenizer = ["--tokenizer", sys.argv[3]]
special = {t["content"]: t["id"] for t in json.loads(pathlib.Path(sys.argv[3]).read_text())["added_tokens"]}


def run(*args, stdin=b"", code=0):
    p = subprocess.run([program, "tokenize", *args], input=stdin, capture_output=True, timeout=60)
    assert p.returncode == code, (args, stdin[:60], p.returncode, p.stderr)
    assert (p.stderr == b"") == (code == 0), p.stderr
    assert code == 0 or p.stderr.count(b"\n") <= 3, p.stderr
    return p.stdout if code == 0 else p.stderr.decode()


golden = json.loads((data / "demo/tokenizer_golden.json").read_text())
for g in golden:
    assert json.loads(run(*tokenizer, stdin=g["text"].encode())) == g["ids"], g["text"]

lines = "".join(json.dumps(g["text"]) + "\n" for g in golden).encode()
out = run(*tokenizer, "--jsonl", stdin=lines).decode().splitlines()
assert [json.loads(line) for line in out] == [g["ids"] for g in golden]
assert run(*tokenizer, "--jsonl", stdin=lines[:-1]).decode().splitlines() == out

back = run(*tokenizer, "--jsonl", "--decode", stdin="\n".join(out).encode()).decode().splitlines()
assert [json.loads(line) for line in back] == [unicodedata.normalize("NFC", g["text"]) for g in golden]
transcripts = json.loads((data / "demo/transcripts.json").read_text())
for t in transcripts:
    assert run(*tokenizer, "--decode", stdin=json.dumps(t["prompt_ids"]).encode()) == t["prompt"].encode()
    assert json.loads(run(*tokenizer, stdin=t["prompt"].encode())) == t["prompt_ids"]

# added tokens in the input, NUL, nothing, halves of characters
assert json.loads(run(*tokenizer, stdin=b"<|im_end|>")) == [special["<|im_end|>"]]
assert len(json.loads(run(*tokenizer, "--no-special", stdin=b"<|im_end|>"))) > 1
ids = run(*tokenizer, stdin=b"a\0b")
assert run(*tokenizer, "--decode", stdin=ids) == b"a\0b"
assert json.loads(run(*tokenizer, "--jsonl", stdin=b'"a\\u0000b"')) == json.loads(ids)
assert json.loads(run(*tokenizer, "--jsonl", "--decode", stdin=ids)) == "a\0b"
assert run(*tokenizer) == b"[]\n"
assert run(*tokenizer, "--jsonl") == b""
assert run(*tokenizer, "--decode", stdin=b"[]") == b""
half = json.loads(run(*tokenizer, stdin="日".encode()))[:-1]
assert json.loads(run(*tokenizer, "--jsonl", "--decode", stdin=json.dumps(half).encode())) == "\ufffd"

# refusals
assert "byte 1" in run(*tokenizer, stdin=b"a\xff", code=1)
assert "line 2" in run(*tokenizer, "--jsonl", stdin=b'"a"\n17\n', code=1)
assert "line 2" in run(*tokenizer, "--jsonl", stdin=b'"a"\n\n', code=1)
assert "no id 99999999999" in run(*tokenizer, "--decode", stdin=b"[1, 99999999999]", code=1)
assert "no id -1" in run(*tokenizer, "--decode", stdin=b"[-1]", code=1)
assert "item 0" in run(*tokenizer, "--decode", stdin=b"[true]", code=1)
assert "array" in run(*tokenizer, "--decode", stdin=b'"x"', code=1)
assert "not JSON" in run(*tokenizer, "--decode", stdin=b"[1,", code=1)
assert "/nonexistent" in run("--tokenizer", "/nonexistent/t.json", code=4)
assert "/nonexistent" in run("-m", "/nonexistent", code=4)
run("surplus", code=2)
run("-m", "x", "--tokenizer", "y", code=2)
