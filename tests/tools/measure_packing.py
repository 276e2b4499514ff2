#!/usr/bin/python3
"""Pack generated checkpoints in the shape of a real model beside a plain copy, and say how long
the whole model would take.

    measure_packing.py FLASHMOE FOLDER [form=NAME,...] [layers=N] [rounds=N] [copy_gb=N] [kill=no] [KEY=VALUE ...]

For each FORM of make_large_checkpoint.py (default: all) FOLDER gets one checkpoint of N (2) layers, which
goes when it was measured; KEYs are passed on to that script. In each round the files are dropped from the page
cache and copied (cp and sync, as many of them as copy_gb, 8, allows), then dropped again and packed: time, processor
time, peak of memory, bytes from and to the disk (/proc/PID/io). Then: a run that kill -9 ends in the middle and
another that goes on make the same pack; verify; the pack opens and decodes. Lines of a Markdown table
go to stdout, all else to stderr. Root is not needed; what else runs counts.
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import make_large_checkpoint as large

LAYERS, VOCAB = 60, 248320  # of the whole model


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def files_below(path):
    return sorted(os.path.join(d, f) for d, _, names in os.walk(path) for f in names)


def size_of(path):
    return sum(os.path.getsize(f) for f in files_below(path))


def drop(path):
    for name in files_below(path):
        fd = os.open(name, os.O_RDONLY)
        os.fsync(fd)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)


def source_bytes(form, **changes):
    """Of a checkpoint's tensors."""
    c = {**large.CONFIG, **changes}
    return sum(map(large.n_bytes, large.Shape("mlx4" if form == "flash_moe" else form, c).run()))


class Run:
    """A process to its end, or until kill_s: seconds, processor time, memory and its own reads and writes."""

    def __init__(self, argv, kill_s=None, **kwargs):
        start = time.monotonic()
        p = subprocess.Popen(argv, **kwargs)
        if kill_s:
            time.sleep(kill_s)
            os.kill(p.pid, signal.SIGKILL)  # p.send_signal would take the exit code
        os.waitid(os.P_PID, p.pid, os.WEXITED | os.WNOWAIT)
        self.seconds = time.monotonic() - start
        with open(f"/proc/{p.pid}/io", encoding="ascii") as f:
            io = dict(line.split(": ") for line in f)
        self.read_bytes, self.written_bytes = int(io["read_bytes"]), int(io["write_bytes"])
        _, status, usage = os.wait4(p.pid, 0)
        p.returncode = self.code = os.waitstatus_to_exitcode(status)
        self.cpu, self.peak_bytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
        if not kill_s and self.code:
            sys.exit(f"{argv}: exit code {self.code}")


def copy(src, dst, limit):
    """Seconds and bytes of cp and sync."""
    shutil.rmtree(dst, ignore_errors=True)
    os.mkdir(dst)
    chosen, n = [], 0
    for name in files_below(src):
        if not chosen or n + os.path.getsize(name) <= limit:
            chosen.append(name)
            n += os.path.getsize(name)
    start = time.monotonic()
    subprocess.run(["cp", *chosen, dst], check=True)
    for name in files_below(dst):
        subprocess.run(["sync", name], check=True)
    seconds = time.monotonic() - start
    shutil.rmtree(dst)
    return seconds, n


def sums(pack):
    """What says every byte of a pack."""
    out = []
    for name in ("manifest.json", "experts/checksums.bin"):
        with open(os.path.join(pack, name), "rb") as f:
            out.append(f.read())
    return out


def survives_kill(flashmoe, src, dst, seconds, want):
    killed = Run([flashmoe, "pack", "-q", src, dst], kill_s=0.6 * seconds)
    if os.path.exists(dst):
        return "was too fast to be killed"
    opened = subprocess.run([flashmoe, "info", dst + ".partial"], capture_output=True, check=False)
    if opened.returncode == 0:
        sys.exit("a partial pack opens")
    rest = Run([flashmoe, "pack", "-q", src, dst])
    if sums(dst) != want:
        sys.exit("the resumed pack is another one")
    return (f"killed after {killed.seconds:.1f} s with {killed.written_bytes / 1e9:.2f} GB written, gone on with in "
            f"{rest.seconds:.1f} s with {rest.written_bytes / 1e9:.2f} GB")


def median(values):
    values = sorted(values)
    return values[len(values) // 2] if len(values) % 2 else (values[len(values) // 2 - 1] + values[len(values) // 2]) / 2


def seconds_text(s):
    return f"{s:.0f} s" if s < 100 else f"{s / 60:.1f} min" if s < 5400 else f"{s / 3600:.1f} h"


def measure(flashmoe, folder, form, options, keys):
    src, dst = os.path.join(folder, form), os.path.join(folder, form + ".pack")
    layers = int(options["layers"])
    if not os.path.isdir(src):
        say(f"{form}: writing {layers} layers")
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "make_large_checkpoint.py")
        subprocess.run([sys.executable, script, src, form, f"num_hidden_layers={layers}", *keys], check=True)
    source = os.path.join(src, "model.gguf") if form.startswith("gguf") else src
    n_source, cps, packs = size_of(src), [], []
    for i in range(int(options["rounds"])):
        drop(src)
        seconds, n = copy(src, os.path.join(folder, "copy"), float(options["copy_gb"]) * 1e9)
        cps.append((n / seconds, seconds * n_source / n))
        drop(src)
        shutil.rmtree(dst, ignore_errors=True)
        run = Run([flashmoe, "pack", "-q", source, dst])
        packs.append(run)
        say(f"{form}, round {i + 1}: cp {n / 1e9:.2f} GB in {seconds:.1f} s; pack {run.seconds:.1f} s, processor "
            f"{run.cpu:.1f} s, {run.peak_bytes / 1e6:.0f} MB, read {run.read_bytes / 1e9:.2f} GB, written "
            f"{run.written_bytes / 1e9:.2f} GB; load {os.getloadavg()[0]:.1f}")
    n_pack, want, seconds = size_of(dst), sums(dst), median([r.seconds for r in packs])
    drop(dst)
    verify = Run([flashmoe, "verify", dst], stdout=subprocess.DEVNULL)
    say(f"{form}: verify {verify.seconds:.1f} s")
    done = subprocess.run([flashmoe, "bench", dst, "--mode", "decode", "--prompt", "16", "--gen", "8", "--repeat", "1",
                           "--json"], capture_output=True, text=True, check=True)
    say(f"{form}: decodes {json.loads(done.stdout)['decode']['tok_s']:.1f} tokens a second")
    shutil.rmtree(dst)
    if options["kill"] == "yes":
        drop(src)
        say(f"{form}: {survives_kill(flashmoe, source, dst, seconds, want)}")
    keyed = {k: json.loads(v) for k, v in (key.split("=", 1) for key in keys) if k != "shard_gb"}
    part = source_bytes(form, num_hidden_layers=layers, **keyed)
    whole = source_bytes(form, num_hidden_layers=LAYERS, vocab_size=VOCAB)
    rate_cp = median([r for r, _ in cps])
    print(f"| {form}, {layers} layers | {n_source / 1e9:.2f}, {n_pack / 1e9:.2f} GB | "
          f"{median([r.read_bytes for r in packs]) / 1e9:.2f}, {median([r.written_bytes for r in packs]) / 1e9:.2f} GB | "
          f"{', '.join(f'{s:.1f}' for _, s in cps)} s ({rate_cp / 1e6:.0f} MB/s) | "
          f"{', '.join(f'{r.seconds:.1f}' for r in packs)} s ({n_source / seconds / 1e6:.0f} MB/s); "
          f"{median([r.cpu for r in packs]):.1f} s, {max(r.peak_bytes for r in packs) / 1e6:.0f} MB | "
          f"{verify.seconds:.1f} s | {whole / 1e9:.0f} GB: {seconds_text(seconds * whole / part)} "
          f"(cp {seconds_text(whole / rate_cp)}) |", flush=True)
    shutil.rmtree(src)
    shutil.rmtree(dst, ignore_errors=True)


def main(argv):
    if len(argv) < 3:
        sys.exit(__doc__)
    options = {"form": ",".join(large.FORMS), "layers": "2", "rounds": "3", "copy_gb": "8", "kill": "yes"}
    keys = []
    for arg in argv[3:]:
        key, value = arg.split("=", 1)
        if key in options:
            options[key] = value
        else:
            keys.append(arg)
    os.makedirs(argv[2], exist_ok=True)
    print("| source | source, pack | read, written | cp | pack; processor, memory | verify | the whole |\n|---|---|---|---|---|---|---|")
    for form in options["form"].split(","):
        measure(os.path.abspath(argv[1]), argv[2], form, options, keys)


if __name__ == "__main__":
    main(sys.argv)
