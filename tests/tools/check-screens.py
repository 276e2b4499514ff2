#!/usr/bin/env python3
"""The screens of README.md are what the program draws: check-screens.py FLASHMOE SOURCE

Takes each of them anew and compares the words; numbers and graphs are of their moment. 77
without tmux."""
import re
import shutil
import subprocess
import sys
import tempfile


def words(text):
    text = re.sub(r"[^A-Za-z ]+", " ", text)
    return {w for w in text.split() if len(w) > 3}


def main():
    program, source = sys.argv[1:]
    if not shutil.which("tmux"):
        sys.exit(77)
    with open(f"{source}/README.md", encoding="utf-8") as f:
        text = f.read()
    pattern = r"<!-- screen (\d+)x(\d+).*? -->\n```\n(.*?)\n```\n"
    kept = re.findall(pattern, text, re.S)
    assert len(kept) >= 2, "README.md lacks screens"
    with tempfile.TemporaryDirectory() as folder:
        copy = f"{folder}/README.md"
        with open(copy, "w", encoding="utf-8") as f:
            f.write(text)
        subprocess.run([f"{source}/tools/screenshot.sh", "--update", copy, program], check=True)
        with open(copy, encoding="utf-8") as f:
            fresh = re.findall(pattern, f.read(), re.S)
    for (cols, rows, old), (_, _, new) in zip(kept, fresh, strict=True):
        for what, shot in (("kept", old), ("fresh", new)):
            lines = shot.split("\n")
            assert len(lines) <= int(rows) and max(map(len, lines)) <= int(cols), (what, shot)
        # a few words come and go with the numbers, as "above" does, or with another kernel
        missing = words(old) ^ words(new)
        assert len(missing) <= 8, f"README.md shows another screen than the program: {missing}\n{new}"


main()
