#!/usr/bin/env python3
"""flashmoe pack killed at any moment, and on a disk that is too small: test_pack_crash.py
FLASHMOE DATA. What is left never opens as a pack, and the same command ends with the same
bytes, without doing finished layers again.
"""
import filecmp
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

BIN = os.path.abspath(sys.argv[1])
SOURCE = os.path.join(sys.argv[2], "fixtures", "qwen3_5_moe_wide")
KILLS = 20


def pack(dst):
    return [BIN, "pack", "-q", "--name", "x", "--expert-bits", "2", SOURCE, dst]


def run(*args):
    return subprocess.run(args, capture_output=True, text=True, check=False)


def files(folder):
    return sorted(os.path.relpath(os.path.join(at, f), folder)
                  for at, _, names in os.walk(folder) for f in names)


def finished(partial):
    """{layer file: its time} of those that the journal calls complete."""
    try:
        with open(os.path.join(partial, "journal"), encoding="utf-8") as f:
            units = [json.loads(line)["unit"] for line in f.read().split("\n")[1:-1]]
        layers = [f for f in files(partial) if "layer-" in f]
        done = units[1 + len(layers):]
        paths = [os.path.join(partial, layers[i]) for i in range(len(done))]
        return {p: os.stat(p).st_mtime_ns for p in paths}
    except FileNotFoundError:
        return {}


class Crash(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="flashmoe-test-")
        self.addCleanup(folder.cleanup)
        self.dir = folder.name
        self.whole = os.path.join(self.dir, "whole")
        start = time.monotonic()
        done = run(*pack(self.whole))
        self.seconds = time.monotonic() - start
        self.assertEqual(done.returncode, 0, done.stderr)

    def same(self, dst):
        self.assertEqual(files(dst), files(self.whole))
        for name in files(dst):
            self.assertTrue(filecmp.cmp(os.path.join(dst, name),
                                        os.path.join(self.whole, name), False), name)

    def killed_run(self, dst, seconds):
        with subprocess.Popen(pack(dst), stderr=subprocess.DEVNULL) as p:
            time.sleep(seconds)
            p.send_signal(signal.SIGKILL)

    def test_killed_at_any_moment(self):
        rng = random.Random(1)
        n_partial = n_resumed = 0
        for k in range(KILLS):
            dst = os.path.join(self.dir, f"p{k}")
            partial = dst + ".partial"
            before = {}
            for _ in range(3):
                self.killed_run(dst, rng.uniform(0, 1.2 * self.seconds))
                for path, mtime in before.items():
                    if os.path.exists(path):
                        self.assertEqual(os.stat(path).st_mtime_ns, mtime, path)
                if os.path.exists(dst):
                    break
                before = finished(partial)
                n_partial += os.path.exists(partial)
                n_resumed += bool(before)
                opened = run(BIN, "info", partial)
                if os.path.exists(os.path.join(partial, "manifest.json")):
                    continue  # whole, but for its name
                self.assertEqual(opened.returncode, 4, opened.stdout)
            if not os.path.exists(dst):
                done = run(*pack(dst))
                self.assertEqual(done.returncode, 0, done.stderr)
            journal = os.path.join(dst, "journal")
            if os.path.exists(journal):
                os.unlink(journal)  # killed behind the rename
            self.same(dst)
            self.assertFalse(os.path.exists(partial))
        self.assertGreater(n_partial, KILLS // 4)
        self.assertGreater(n_resumed, 0)

    def test_a_small_disk(self):
        """Too small, it is told at once; larger, it goes on."""
        mount = os.path.join(self.dir, "disk")
        os.mkdir(mount)
        script = f"""
            mount -t tmpfs -o size=600k none {mount} 2>/dev/null || exit 77
            {' '.join(pack(mount + '/p'))}; echo code $?
            du -k {mount}/p.partial | tail -n 1
            mount -o remount,size=64m {mount}
            {' '.join(pack(mount + '/p'))}; echo code $?
            {BIN} verify {mount}/p; echo code $?
            cmp {mount}/p/manifest.json {self.whole}/manifest.json; echo code $?
            """
        own = [] if os.geteuid() == 0 else ["-r"]
        done = run("unshare", *own, "-m", "sh", "-c", script)
        if done.returncode == 77 or "unshare" in done.stderr:
            self.skipTest("no mounts here")
        self.assertRegex(done.stderr, r"[0-9]+ MB are needed, 0 MB are available, "
                                      r"[0-9]+ MB are missing")
        lines = done.stdout.split("\n")
        self.assertEqual(lines[0], "code 4")
        self.assertLess(int(lines[1].split()[0]), 64)
        self.assertEqual([l for l in lines if l.startswith("code")],
                         ["code 4", "code 0", "code 0", "code 0"], done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
