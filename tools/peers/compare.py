#!/usr/bin/env python3
"""Measure flashmoe beside llama.cpp and ik_llama.cpp, in turn, on one machine, as ratios.

See README.md in this folder. Standard library only; Linux; memory limits and loop devices need root.
"""
import argparse
import contextlib
import functools
import json
import os
import platform
import re
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time

MIB = 1 << 20
SAMPLE_S = 0.02
UBATCH = 512
TRIES = 5
CASES = ("resident", "third", "sixth", "first")


class Failed(Exception):
    """One line for the person who runs this."""


# -- the two models --

def gguf_experts(path):
    """(bytes of all experts, bytes of everything else, share of the experts that a token uses), from
    the head of the file."""
    sizes = {0: 1, 1: 2, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
    with open(path, "rb") as f:
        def number(form):
            return struct.unpack("<" + form, f.read(struct.calcsize("<" + form)))[0]

        def skip(type_):
            if type_ == 8:
                f.seek(number("Q"), os.SEEK_CUR)
            elif type_ == 9:
                item, n = number("I"), number("Q")
                if item == 8:
                    for _ in range(n):
                        skip(8)
                else:
                    f.seek(n * sizes[item], os.SEEK_CUR)
            else:
                f.seek(sizes[type_], os.SEEK_CUR)

        try:
            if f.read(4) != b"GGUF" or number("I") != 3:
                raise Failed(f"{path}: not a GGUF file of version 3")
            n_tensors, n_pairs = number("Q"), number("Q")
            counts = {}
            for _ in range(n_pairs):
                key, type_ = f.read(number("Q")).decode(), number("I")
                if type_ == 4:
                    counts[key.split(".")[-1]] = number("I")
                else:
                    skip(type_)
            at = []
            for _ in range(n_tensors):
                name = f.read(number("Q")).decode()
                f.seek(8 * number("I") + 4, os.SEEK_CUR)
                at.append((number("Q"), "_exps." in name))
            used = counts["expert_used_count"] / counts["expert_count"]
            start = -(-f.tell() // 4096) * 4096  # the alignment that make_gguf.py writes
        except (struct.error, KeyError, UnicodeDecodeError, ZeroDivisionError, OverflowError, MemoryError) as e:
            raise Failed(f"{path}: damaged GGUF header") from e
    at.sort()
    ends = [a[0] for a in at[1:]] + [os.path.getsize(path) - start]
    experts = sum(end - begin for (begin, is_expert), end in zip(at, ends) if is_expert)
    return experts, os.path.getsize(path) - experts, used


def pack_files(path):
    return [os.path.join(d, n) for d, _, names in os.walk(path) for n in names]


def drop(paths):
    """Out of the page cache. Mapped pages stay, so this comes before a start."""
    for p in paths:
        fd = os.open(p, os.O_RDONLY)
        try:
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(fd)


def warm(paths):
    buf = bytearray(8 * MIB)
    for p in paths:
        with open(p, "rb", buffering=0) as f:
            while f.readinto(buf):
                pass


# -- the machine --

def read_text(path):
    with open(path) as f:
        return f.read()


class Cgroup:
    """A memory cgroup, of version 2 or 1, that lives as long as the `with`."""

    def __init__(self, limit_bytes):
        self.limit = limit_bytes

    def __enter__(self):
        v2 = "/sys/fs/cgroup/cgroup.controllers"
        if os.path.exists(v2) and "memory" in read_text(v2).split():
            root, limit = "/sys/fs/cgroup", "memory.max"
            extra = ("memory.swap.max", "0")
        elif os.path.exists("/sys/fs/cgroup/memory/memory.limit_in_bytes"):
            root, limit = "/sys/fs/cgroup/memory", "memory.limit_in_bytes"
            extra = ("memory.swappiness", "0")
        else:
            raise Failed("no memory cgroup (version 1 or 2) below /sys/fs/cgroup: the limited runs need one")
        self.path = os.path.join(root, f"flashmoe-peers-{os.getpid()}")
        try:
            os.mkdir(self.path)
            for name, value in ((limit, str(self.limit)), extra):
                if name == limit or os.path.exists(os.path.join(self.path, name)):
                    with open(os.path.join(self.path, name), "w") as f:
                        f.write(value)
        except OSError as e:
            with contextlib.suppress(OSError):
                os.rmdir(self.path)
            raise Failed(f"memory cgroup {e.filename or self.path}: {e.strerror} (limited runs need root)") from e
        return self

    def enter_child(self):
        with open(os.path.join(self.path, "cgroup.procs"), "w") as f:
            f.write("0")

    def __exit__(self, *_):
        for _ in range(50):
            try:
                os.rmdir(self.path)
                return
            except OSError:
                time.sleep(0.1)
        print(f"compare: {self.path} could not be removed", file=sys.stderr)


class Loop:
    """The file as a read-only block device with a read-ahead of its own."""

    def __init__(self, path, kib):
        if not shutil.which("losetup"):
            raise Failed("no losetup (of util-linux), which the tuned read-ahead needs")
        out = subprocess.run(["losetup", "--find", "--show", "--read-only", "--direct-io=on", path],
                             capture_output=True, text=True, check=False)
        if out.returncode:
            raise Failed(f"losetup {path}: {out.stderr.strip()} (the tuned read-ahead needs root)")
        self.dev = out.stdout.strip()
        try:
            with open(f"/sys/block/{os.path.basename(self.dev)}/queue/read_ahead_kb", "w") as f:
                f.write(str(kib))
        except OSError as e:
            self.close()
            raise Failed(f"read-ahead of {self.dev}: {e.strerror}") from e

    def close(self):
        out = subprocess.run(["losetup", "--detach", self.dev], capture_output=True, text=True, check=False)
        if out.returncode:
            print(f"compare: {self.dev} could not be detached: {out.stderr.strip()}", file=sys.stderr)


def device_read_ahead(path):
    dev = os.stat(path).st_dev
    base = f"/sys/dev/block/{os.major(dev)}:{os.minor(dev)}"
    for p in (f"{base}/queue/read_ahead_kb", f"{base}/../queue/read_ahead_kb"):
        if os.path.exists(p):
            return int(read_text(p))
    return None


def busy_ticks():
    """Of all processors and processes; idling and waiting for a device do not count."""
    n = [int(x) for x in read_text("/proc/stat").split("\n", 1)[0].split()[1:9]]
    return sum(n) - n[3] - n[4]


# -- one process --

class Run:
    """A process: its lines with the time they came, its bytes read from a device over time, and the share of
    the processors that others took meanwhile. One that fails, crashes or takes too long raises Failed."""

    def __init__(self, cmd, cgroup, timeout_s):
        self.out, self.err, self.reads, self.anon_kib, self.cpu_ticks = [], [], [], 0, 0
        self.cmd = cmd
        busy, self.begin, late = busy_ticks(), time.monotonic(), False
        with tempfile.TemporaryDirectory() as cwd:  # ik_llama.cpp leaves a log where it runs
            try:
                self.proc = subprocess.Popen(cmd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd, text=True,
                                             errors="replace", preexec_fn=cgroup.enter_child if cgroup else None)
            except (OSError, subprocess.SubprocessError) as e:
                raise Failed(f"{cmd[0]} could not be started: {e}") from e
            readers = [threading.Thread(target=self.read, args=a)
                       for a in ((self.proc.stdout, self.out), (self.proc.stderr, self.err))]
            for t in readers:
                t.start()
            try:
                late = self.sample(timeout_s)
            finally:
                if self.proc.poll() is None:
                    self.proc.kill()
                self.proc.wait()
                for t in readers:
                    t.join()
        self.end = time.monotonic()
        ticks = (self.end - self.begin) * os.cpu_count() * os.sysconf("SC_CLK_TCK")
        self.others_share = max(0.0, busy_ticks() - busy - self.cpu_ticks) / ticks
        if late:
            self.fail(f"took more than {timeout_s} s")
        elif self.proc.returncode < 0:
            name = signal.Signals(-self.proc.returncode).name
            self.fail(f"crashed: {name}" + (", perhaps out of memory" if name == "SIGKILL" and cgroup else ""))
        elif self.proc.returncode:
            self.fail(f"exit status {self.proc.returncode}")

    def fail(self, why):
        """With the last that it said, on standard error first."""
        tail = [l for _, l in (self.err or self.out) if l.strip()][-3:]
        raise Failed(f"{why}: {' '.join(self.cmd)}: {' | '.join(tail)}")

    @staticmethod
    def read(stream, lines):
        for line in stream:
            lines.append((time.monotonic(), line.rstrip("\n")))

    def sample(self, timeout_s):
        """True when it was too late."""
        base = f"/proc/{self.proc.pid}"
        while self.proc.poll() is None:
            if time.monotonic() - self.begin >= timeout_s:
                return True
            with contextlib.suppress(OSError):
                n = re.search(r"^read_bytes: (\d+)", read_text(f"{base}/io"), re.M)
                self.reads.append((time.monotonic(), int(n.group(1))))
                rss = re.search(r"^RssAnon:\s+(\d+)", read_text(f"{base}/status"), re.M)
                self.anon_kib = max(self.anon_kib, int(rss.group(1)) if rss else 0)
                fields = read_text(f"{base}/stat").rpartition(")")[2].split()
                self.cpu_ticks = int(fields[11]) + int(fields[12])
            time.sleep(SAMPLE_S)
        return False

    def read_between(self, a, b):
        def at(t):
            before = [n for when, n in self.reads if when <= t]
            return before[-1] if before else 0
        return at(b) - at(a)

    def row(self):
        """The last line of JSON that both benches print, one of them among its log, and when."""
        for when, l in reversed(self.out + self.err):
            if m := re.search(r'\{.*"speed_tg".*\}', l):
                return when, json.loads(m.group())
        return self.fail("printed no result")

    def object(self):
        """All of its output, of flashmoe."""
        try:
            return json.loads("\n".join(l for _, l in self.out))
        except ValueError:
            return self.fail("printed no JSON")


# -- the engines: each returns prefill and decode in tok/s and device bytes per token --

def result(pp, pp_bytes, tg, tg_bytes, run):
    return {"prefill_tok_s": pp, "prefill_bytes": pp_bytes, "decode_tok_s": tg, "decode_bytes": tg_bytes,
            "anon_bytes": run.anon_kib << 10, "others_share": run.others_share, "seconds": run.end - run.begin,
            "command": " ".join(run.cmd)}


class Llama:
    name = "llama.cpp"

    def __init__(self, a):
        self.a = a

    def command(self, model, more):
        return [self.a.llama_bench, "-m", model, "-t", str(self.a.threads), "-b", str(UBATCH), "-ub", str(UBATCH),
                "--output-format", "jsonl", *more]

    def run(self, model, n_gen, passes, cgroup, timeout_s):
        # Weights rearranged at load are a copy in memory; under a limit they are used where they are mapped.
        more = ["--no-repack"] if cgroup else []
        n = self.a.prompt
        run = Run(self.command(model, ["-c", str(n + n_gen + 64), "-npp", str(n), "-ntg", str(n_gen), "-npl",
                                       ",".join(["1"] * passes), *more]), cgroup, timeout_s)
        end, row = run.row()
        middle = end - row["t_tg"]
        return result(row["speed_pp"], run.read_between(middle - row["t_pp"], middle) / n, row["speed_tg"],
                      run.read_between(middle, end) / n_gen, run)

    def first_token(self, model, timeout_s):
        # It always reads 16 tokens before it measures; then one of prompt, one more.
        run = Run(self.command(model, ["-c", "256", "-npp", "1", "-ntg", "1", "-npl", "1", "--no-repack"]), None, timeout_s)
        return run.row()[0] - run.begin, run


class Ik:
    name = "ik_llama.cpp"

    def __init__(self, a):
        self.a = a

    def command(self, model, n, passes, more):
        return [self.a.ik_llama_bench, "-m", model, "-t", str(self.a.threads), "-c", str(n * passes), "-b", str(n),
                "-ub", str(n), "--no-warmup", "--output-format", "jsonl", *more]

    def prefetch(self):
        n = self.a.prefetch_threads
        return ["--prefetch-experts", "--prefetch-experts-threads", str(n)] if n else []

    def run(self, model, n_gen, passes, cgroup, timeout_s):
        # It decodes first, then reads the prompt; a second pass goes on behind the first.
        n = self.a.prompt
        more = self.prefetch() if cgroup else ["-rtr"]
        run = Run(self.command(model, n, passes, ["-n", str(n_gen), *more]), cgroup, timeout_s)
        end, row = run.row()
        middle = end - row["t_pp"]
        return result(row["speed_pp"], run.read_between(middle, end) / n, row["speed_tg"],
                      run.read_between(middle - row["t_tg"], middle) / n_gen, run)

    def first_token(self, model, timeout_s):
        run = Run(self.command(model, 32, 1, ["-n", "1", "--defer-experts", *self.prefetch()]), None, timeout_s)
        return run.row()[0] - run.begin, run


class Flashmoe:
    name = "flashmoe"

    def __init__(self, a):
        self.a = a

    def run(self, model, n_gen, passes, cgroup, timeout_s):
        # It makes one pass that does not count by itself.
        n, runs = self.a.prompt, passes - 1
        cmd = [self.a.flashmoe, "bench", model, "--json", "--threads", str(self.a.threads), "--prompt", str(n), "--gen",
               str(n_gen), "--repeat", str(runs)]
        run = Run(cmd, cgroup, timeout_s)
        r = run.object()
        pp, tg = r["prefill"], r["decode"]
        out = result(pp["tok_s"], pp["device_bytes"] / n / runs, tg["tok_s"], tg["device_bytes"] / n_gen / runs, run)
        out["missed_share"] = tg["phases_ms"]["missed_share"]
        return out

    def first_token(self, model, timeout_s):
        run = Run([self.a.flashmoe, "ask", "-m", model, "--max-tokens", "1", "--temp", "0", "--system", "",
                   self.a.question], None, timeout_s)
        return run.end - run.begin, run


# -- what is measured --

class Case:
    """What is cached of the experts (1: all, no limit), and who runs: (row, engine, tuned read-ahead, tokens,
    passes over prompt and tokens, of which the last counts)."""

    def __init__(self, title, share, rows):
        self.title, self.share, self.rows = title, share, rows


def cases(a, engines):
    def rows(share):
        for e in engines:
            own = isinstance(e, Flashmoe)
            if own or share == 1:
                yield e.name, e, False, a.gen, 2
                continue
            # With the device's read-ahead a token takes seconds, and waits for what was read for nothing.
            if not a.tuned_only:
                yield e.name, e, False, min(a.gen, 6), 1
            yield f"{e.name}, read-ahead {a.tuned_kib} KiB", e, True, a.gen, 2

    for name, title, share in (("resident", "all in memory", 1), ("third", "a third of the experts cached", 1 / 3),
                               ("sixth", "a sixth of the experts cached", 1 / 6)):
        yield name, Case(title, share, list(rows(share)))


class Bench:
    def __init__(self, a, engines):
        self.a, self.engines = a, engines
        self.expert_bytes, self.rest_bytes, self.used = gguf_experts(a.gguf)
        self.files = {True: pack_files(a.pack) if a.pack else [], False: [a.gguf]}
        self.loop = None

    def limit_bytes(self, share):
        return int(share * self.expert_bytes) + self.rest_bytes + self.a.slack_mib * MIB

    def model(self, engine, tuned):
        if isinstance(engine, Flashmoe):
            return self.a.pack
        if tuned and not self.loop:
            self.loop = Loop(self.a.gguf, self.a.tuned_kib)
        return self.loop.dev if tuned else self.a.gguf

    def drop_all(self):
        drop(self.files[True] + self.files[False] + ([self.loop.dev] if self.loop else []))

    def one(self, share, engine, tuned, n_gen, passes):
        self.drop_all()
        model = self.model(engine, tuned)
        if share == 1 and isinstance(engine, Flashmoe):
            warm(self.files[True])  # the others read all of their file when they start
        with Cgroup(self.limit_bytes(share)) if share < 1 else contextlib.nullcontext() as group:
            return engine.run(model, n_gen, passes, group, self.a.timeout)

    def first_token(self, engine):
        self.drop_all()
        seconds, run = engine.first_token(self.model(engine, False), self.a.timeout)
        return {"first_token_s": seconds, "read_bytes": run.reads[-1][1] if run.reads else 0,
                "others_share": run.others_share, "command": " ".join(run.cmd)}

    def alone(self, measure):
        """Again, a few times, when others took more of the processors than --others-max: threads that wait for
        each other in a loop lose most of their speed then. The quietest counts."""
        tries = [measure()]
        while len(tries) < TRIES and tries[-1]["others_share"] > self.a.others_max:
            print(f"  again: others took {100 * tries[-1]['others_share']:.0f} % of the processors", file=sys.stderr)
            tries.append(measure())
        return min(tries, key=lambda r: r["others_share"])

    def in_turn(self, jobs):
        """{row: [a result a round]} of (row, function); one that fails says why, the others go on."""
        out = {name: [] for name, _ in jobs}
        for i in range(self.a.rounds):
            for name, measure in jobs:
                print(f"compare: round {i + 1}: {name}", file=sys.stderr)
                try:
                    out[name].append(self.alone(measure))
                    print("  " + ", ".join(f"{k} {v:.4g}" for k, v in out[name][-1].items() if isinstance(v, float)),
                          file=sys.stderr)
                except Failed as why:
                    print(f"compare: {why}", file=sys.stderr)
                    out[name].append({"failed": str(why)})
        return out

    def case(self, case):
        return self.in_turn([(name, functools.partial(self.one, case.share, *what)) for name, *what in case.rows])

    def first(self):
        return self.in_turn([(e.name, functools.partial(self.first_token, e)) for e in self.engines])

    def close(self):
        if self.loop:
            self.loop.close()


# -- the report --

def values(results, key):
    return [r[key] for r in results if r.get(key) is not None]


def middle(results, key):
    v = values(results, key)
    return statistics.median(v) if v else None


def cell(results, key, digits):
    v, n_failed = values(results, key), sum("failed" in r for r in results)
    failed = f"FAILED {n_failed} of {len(results)}" if n_failed else ""
    if not v:
        return failed or "n/a"
    spread = f" ({min(v):.{digits}f}-{max(v):.{digits}f})" if len(v) > 1 else ""
    return f"{statistics.median(v):.{digits}f}{spread}" + (f", {failed}" if failed else "")


def others(results):
    v = values(results, "others_share")
    return f"{100 * max(v):.0f} %" if v else "n/a"


def print_failures(out):
    for name, results in out.items():
        for why in sorted({r["failed"] for r in results if "failed" in r}):
            print(f"\n{name} FAILED: {why}")


def ratio(ours, theirs):
    return f"{ours / theirs:.2f}" if ours and theirs else "n/a"


def table(rows):
    width = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    for n, r in enumerate(rows):
        print("| " + " | ".join(c.ljust(w) for c, w in zip(r, width)) + " |")
        if n == 0:
            print("|" + "|".join("-" * (w + 2) for w in width) + "|")


def print_case(case, bench, out):
    limit = f" (limit {bench.limit_bytes(case.share) / MIB:.0f} MiB)" if case.share < 1 else ""
    needed = bench.expert_bytes * bench.used
    print(f"\n## {case.title}{limit}")
    rows = [["", "decode tok/s", "flashmoe is", "read MB/token", "of its experts", "disk MB/s", "prefill tok/s",
             "flashmoe is", "read MB/token", "own memory MB", "others' CPU"]]
    ours = out.get(Flashmoe.name, [])
    for name, results in out.items():
        tok_s, read = middle(results, "decode_tok_s"), middle(results, "decode_bytes")
        rows.append([
            name, cell(results, "decode_tok_s", 2), ratio(middle(ours, "decode_tok_s"), tok_s),
            "n/a" if read is None else f"{read / 1e6:.1f}", "n/a" if read is None else f"{100 * read / needed:.0f} %",
            "n/a" if read is None else f"{read * tok_s / 1e6:.0f}", cell(results, "prefill_tok_s", 1),
            ratio(middle(ours, "prefill_tok_s"), middle(results, "prefill_tok_s")),
            "n/a" if read is None else f"{middle(results, 'prefill_bytes') / 1e6:.1f}",
            "n/a" if read is None else f"{middle(results, 'anon_bytes') / 1e6:.0f}", others(results)])
    table(rows)
    print_failures(out)


def print_first(out):
    print("\n## empty cache, start of the process to the first token")
    ours = middle(out.get(Flashmoe.name, []), "first_token_s")
    rows = [["", "seconds", "times flashmoe's", "read GB", "others' CPU"]]
    for name, results in out.items():
        s, n = middle(results, "first_token_s"), middle(results, "read_bytes")
        rows.append([name, cell(results, "first_token_s", 2), ratio(s, ours), "n/a" if n is None else f"{n / 1e9:.2f}",
                     others(results)])
    table(rows)
    print_failures(out)


def machine(a):
    model = re.search(r"model name\s*: (.*)", read_text("/proc/cpuinfo"))
    out = {"cpu": model.group(1) if model else platform.machine(), "threads": a.threads, "kernel": platform.release(),
           "memory_bytes": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
           "read_ahead_kib": device_read_ahead(a.gguf), "limits": None}
    if a.flashmoe:
        run = subprocess.run([a.flashmoe, "bench", "--limits", "--json", "--disk", os.path.dirname(os.path.abspath(a.gguf))],
                             capture_output=True, text=True, check=False)
        if run.returncode:
            raise Failed(f"flashmoe bench --limits: {run.stderr.strip()}")
        out["limits"] = json.loads(run.stdout)["limits"]
    return out


def print_machine(m):
    print(f"machine: {m['cpu']}, {m['threads']} threads, {m['memory_bytes'] / 1e9:.1f} GB, Linux {m['kernel']}, read-ahead "
          f"{m['read_ahead_kib']} KiB")
    if limits := m["limits"]:
        parts = [f"{r['median'] / 1e9:.1f} GB/s with {r['threads']} threads" for r in limits["memory"]["rates"]]
        print(f"memory: {', '.join(parts)}")
        for how in ("direct", "buffered"):
            parts = [f"{r['median'] / 1e9:.2f} GB/s at depth {r['depth']}" for r in limits["disk"][how]]
            print(f"disk, {how}: {', '.join(parts)}")


def binary(p, path, what):
    if path and not (shutil.which(path) and os.access(path, os.X_OK)):
        p.error(f"{what}: {path} is no program")
    return shutil.which(path) if path else None


def arguments():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("--gguf", required=True, help="made by make_gguf.py")
    p.add_argument("--pack", help="made by flashmoe synth")
    p.add_argument("--flashmoe", default=os.environ.get("FLASHMOE"), help="the program (default: $FLASHMOE)")
    p.add_argument("--llama-bench", default=os.environ.get("LLAMA_BENCH"), help="llama-batched-bench (default: $LLAMA_BENCH)")
    p.add_argument("--ik-llama-bench", default=os.environ.get("IK_LLAMA_BENCH"),
                   help="llama-sweep-bench of ik_llama.cpp (default: $IK_LLAMA_BENCH)")
    p.add_argument("--cases", default=",".join(CASES),
                   help="comma-separated (default: %(default)s)")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--prompt", type=int, default=512)
    p.add_argument("--gen", type=int, default=64)
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--prefetch-threads", type=int, default=8, help="of ik_llama.cpp; 0: none (default: %(default)s)")
    p.add_argument("--tuned-kib", type=int, default=128, help="the tuned read-ahead (default: %(default)s)")
    p.add_argument("--tuned-only", action="store_true", help="leave the device's read-ahead out for the peers")
    p.add_argument("--slack-mib", type=int, default=512, help="beside experts and dense part (default: %(default)s)")
    p.add_argument("--question", default="Hi", help="of flashmoe's first token")
    p.add_argument("--timeout", type=int, default=600, help="seconds a run (default: %(default)s)")
    p.add_argument("--others-max", type=float, default=0.1, help="share of the processors that others may take; a "
                   f"measurement with more is made again, {TRIES} times at most (default: %(default)s)")
    p.add_argument("--json", help="write everything to this file")
    a = p.parse_args()
    if not os.path.isfile(a.gguf):
        p.error(f"--gguf: {a.gguf} is no file: make it with make_gguf.py")
    if a.flashmoe and not (a.pack and os.path.isfile(os.path.join(a.pack, "manifest.json"))):
        p.error("--pack: a folder made by flashmoe synth is needed beside --flashmoe")
    a.pack = os.path.abspath(a.pack) if a.pack else None
    a.gguf = os.path.abspath(a.gguf)
    a.flashmoe = binary(p, a.flashmoe, "--flashmoe")
    a.llama_bench = binary(p, a.llama_bench, "--llama-bench")
    a.ik_llama_bench = binary(p, a.ik_llama_bench, "--ik-llama-bench")
    a.cases = a.cases.split(",")
    if unknown := [c for c in a.cases if c not in CASES]:
        p.error(f"--cases: no case {unknown[0]}: {', '.join(CASES)}")
    if not (a.llama_bench or a.ik_llama_bench or a.flashmoe):
        p.error("no program to measure: give --flashmoe, --llama-bench or --ik-llama-bench")
    if a.prompt % 32 or not 32 <= a.prompt <= UBATCH or a.gen < 1 or a.rounds < 1 or a.threads < 1:
        p.error(f"--prompt is a multiple of 32 up to {UBATCH}; --gen, --rounds and --threads are at least 1")
    return a


def check_memory(a, bench):
    """All in memory needs room for the weights beside the system."""
    need = bench.expert_bytes + bench.rest_bytes + 2048 * MIB
    have = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if "resident" in a.cases and have < need:
        raise Failed(f"the case resident needs {need / 1e9:.1f} GB of memory, here are {have / 1e9:.1f}: leave it out "
                     "of --cases or use fewer --layers")


def main():
    a = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    engines = [e(a) for e, have in ((Llama, a.llama_bench), (Ik, a.ik_llama_bench), (Flashmoe, a.flashmoe)) if have]
    known, bench = dict(cases(a, engines)), None
    report = {"arguments": dict(vars(a)), "cases": {}}
    try:
        bench = Bench(a, engines)
        check_memory(a, bench)
        bench.drop_all()
        report["machine"] = machine(a)
        print_machine(report["machine"])
        for name in a.cases:
            if name == "first":
                report["cases"][name] = out = bench.first()
                print_first(out)
                continue
            case = known[name]
            report["cases"][name] = out = bench.case(case)
            print_case(case, bench, out)
            sys.stdout.flush()
    except Failed as why:
        sys.exit(f"compare: {why}")
    finally:
        if bench:
            bench.close()
        if a.json:
            with open(a.json, "w") as f:
                json.dump(report, f, indent=1)
    if any("failed" in r for out in report["cases"].values() for results in out.values() for r in results):
        sys.exit("compare: not everything could be measured, see above")


if __name__ == "__main__":
    main()
