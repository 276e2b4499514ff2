#!/usr/bin/env python3
"""Write a GGUF file of a real model's shape with random weights, for llama.cpp and its relatives.

The values follow the laws of `flashmoe synth` (core/model/synth_values.h): the same scale of every
matrix, the same spread of the routers' choices. So the file and a pack made with the same --skew
are used alike, and at 4 bits both have 4.5 bits a weight. What it writes means nothing.

Needs numpy. The format is that of the public GGUF specification, version 3.
"""
import argparse
import errno
import math
import mmap
import os
import queue
import struct
import sys
import threading
import time

import numpy as np

ALIGN = 4096  # of every tensor, so that it begins on a page
CHUNK = 36864 * 224  # about 8 MB; whole blocks of every type and whole pages
FIXED = 0.3  # component of the embedding along the direction that carries the skew
RUN = 64  # inputs that share a sign of that direction
ROUTER_GAIN = 1.28

COMMON = dict(kv=2, head=256, rope=64, k_heads=16, lin=128, conv=4, vocab=248320)
SHAPES = {
    "35b-a3b": dict(COMMON, layers=40, hidden=2048, experts=256, used=8, ff=512, heads=16, v_heads=32),
    "122b-a10b": dict(COMMON, layers=48, hidden=3072, experts=256, used=8, ff=1024, heads=32, v_heads=64),
    "397b-a17b": dict(COMMON, layers=60, hidden=4096, experts=512, used=10, ff=1024, heads=32, v_heads=64),
}
# id, weights and bytes of a block, general.file_type
TYPES = {"F32": (0, 1, 4, 0), "Q4_0": (2, 32, 18, 2), "Q4_K": (12, 256, 144, 14), "Q6_K": (14, 256, 210, 18)}


def tensors(c, kind, head_kind):
    """(name, sizes with the fastest first, type, law) in the order of the file."""
    d, key, value = c["hidden"], c["k_heads"] * c["lin"], c["v_heads"] * c["lin"]
    query, pair = c["heads"] * c["head"], c["kv"] * c["head"]
    yield "token_embd.weight", (d, c["vocab"]), kind, "embed"
    yield "output_norm.weight", (d,), "F32", "one"
    yield "output.weight", (d, c["vocab"]), head_kind, "plain"
    for i in range(c["layers"]):
        mixer = [
            ("attn_qkv.weight", (d, 2 * key + value), kind, "plain"),
            ("attn_gate.weight", (d, value), kind, "plain"),
            ("ssm_conv1d.weight", (c["conv"], 2 * key + value), "F32", "conv"),
            ("ssm_dt.bias", (c["v_heads"],), "F32", "dt"),
            ("ssm_a", (c["v_heads"],), "F32", "decay"),
            ("ssm_beta.weight", (d, c["v_heads"]), "F32", "plain"),
            ("ssm_alpha.weight", (d, c["v_heads"]), "F32", "plain"),
            ("ssm_norm.weight", (c["lin"],), "F32", "one"),
            ("ssm_out.weight", (value, d), kind, "writer"),
        ] if i % 4 != 3 else [
            ("attn_q.weight", (d, 2 * query), kind, "plain"),
            ("attn_k.weight", (d, pair), kind, "plain"),
            ("attn_v.weight", (d, pair), kind, "plain"),
            ("attn_output.weight", (query, d), kind, "writer"),
            ("attn_q_norm.weight", (c["head"],), "F32", "one"),
            ("attn_k_norm.weight", (c["head"],), "F32", "one"),
        ]
        for name, sizes, type_, law in [
            ("attn_norm.weight", (d,), "F32", "one"),
            ("post_attention_norm.weight", (d,), "F32", "one"),
            *mixer,
            ("ffn_gate_inp.weight", (d, c["experts"]), "F32", f"router {i}"),
            ("ffn_gate_exps.weight", (d, c["ff"], c["experts"]), kind, "plain"),
            ("ffn_up_exps.weight", (d, c["ff"], c["experts"]), kind, "plain"),
            ("ffn_down_exps.weight", (c["ff"], d, c["experts"]), kind, "expert writer"),
            ("ffn_gate_inp_shexp.weight", (d,), "F32", "plain"),
            ("ffn_gate_shexp.weight", (d, c["ff"]), kind, "plain"),
            ("ffn_up_shexp.weight", (d, c["ff"]), kind, "plain"),
            ("ffn_down_shexp.weight", (c["ff"], d), kind, "writer"),
        ]:
            yield f"blk.{i}.{name}", sizes, type_, law


def round_up(n):
    return -(-n // ALIGN) * ALIGN


def n_bytes(sizes, type_):
    _, weights, size, _ = TYPES[type_]
    assert sizes[0] % weights == 0, (sizes, type_)
    return math.prod(sizes) // weights * size


# -- the head of the file --

U32, F32, BOOL, STRING, ARRAY, I32 = 4, 6, 7, 8, 9, 5


def text(s):
    b = s.encode()
    return struct.pack("<Q", len(b)) + b


def value_of(type_, v):
    return text(v) if type_ == STRING else struct.pack({U32: "<I", I32: "<i", F32: "<f", BOOL: "<?"}[type_], v)


def pair(key, type_, v):
    return text(key) + struct.pack("<I", type_) + value_of(type_, v)


def array(key, type_, values):
    return text(key) + struct.pack("<IIQ", ARRAY, type_, len(values)) + b"".join(value_of(type_, v) for v in values)


def tokenizer(n_vocab):
    """Bytes, pairs of letters, made-up words that no merge reaches, three control tokens."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    other = [b for b in range(256) if b not in plain]
    code = {**{b: chr(b) for b in plain}, **{b: chr(256 + i) for i, b in enumerate(other)}}
    letters = "abcdefghijklmnopqrstuvwxyz"
    merges = [f"{a} {b}" for a in letters for b in letters]
    tokens = [code[b] for b in range(256)] + [m.replace(" ", "") for m in merges]
    control = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokens += [f"{code[32]}w{i}" for i in range(n_vocab - len(tokens) - len(control))] + control
    types = [1] * (n_vocab - len(control)) + [3] * len(control)
    yield pair("tokenizer.ggml.model", STRING, "gpt2")
    yield pair("tokenizer.ggml.pre", STRING, "qwen2")
    yield array("tokenizer.ggml.tokens", STRING, tokens)
    yield array("tokenizer.ggml.token_type", I32, types)
    yield array("tokenizer.ggml.merges", STRING, merges)
    yield pair("tokenizer.ggml.eos_token_id", U32, n_vocab - 1)
    yield pair("tokenizer.ggml.padding_token_id", U32, n_vocab - 3)
    yield pair("tokenizer.ggml.add_bos_token", BOOL, False)


def metadata(c, a):
    yield pair("general.architecture", STRING, "qwen35moe")
    yield pair("general.name", STRING, f"synthetic {a.shape}, skew {a.skew}, seed {a.seed}: random weights")
    yield pair("general.alignment", U32, ALIGN)
    yield pair("general.file_type", U32, TYPES[a.type][3])
    yield pair("general.quantization_version", U32, 2)
    for key, v in {
        "block_count": c["layers"], "context_length": 262144, "embedding_length": c["hidden"],
        "attention.head_count": c["heads"], "attention.head_count_kv": c["kv"],
        "attention.key_length": c["head"], "attention.value_length": c["head"],
        "expert_count": c["experts"], "expert_used_count": c["used"],
        "expert_feed_forward_length": c["ff"], "expert_shared_feed_forward_length": c["ff"],
        "ssm.conv_kernel": c["conv"], "ssm.state_size": c["lin"], "ssm.group_count": c["k_heads"],
        "ssm.time_step_rank": c["v_heads"], "ssm.inner_size": c["v_heads"] * c["lin"],
        "full_attention_interval": 4, "rope.dimension_count": c["rope"], "vocab_size": c["vocab"],
    }.items():
        yield pair("qwen35moe." + key, U32, v)
    yield pair("qwen35moe.rope.freq_base", F32, 1e7)
    yield pair("qwen35moe.attention.layer_norm_rms_epsilon", F32, 1e-6)
    yield array("qwen35moe.rope.dimension_sections", I32, [11, 11, 10, 0])
    yield from tokenizer(c["vocab"])


def head(c, a, plan):
    pairs = list(metadata(c, a))
    out = [b"GGUF", struct.pack("<IQQ", 3, len(plan), len(pairs)), *pairs]
    offset = 0
    for name, sizes, type_, _ in plan:
        out += [text(name), struct.pack(f"<I{len(sizes)}QIQ", len(sizes), *sizes, TYPES[type_][0], offset)]
        offset += round_up(n_bytes(sizes, type_))
    data = b"".join(out)
    return data + bytes(round_up(len(data)) - len(data))


# -- values --

class Values:
    def __init__(self, c, zipf, seed):
        self.c, self.zipf = c, zipf
        self.rng = np.random.Generator(np.random.SFC64(seed))
        self.sign = np.where(self.rng.integers(0, 2, c["hidden"] // RUN), 1.0, -1.0)

    def floats(self, sizes, law):
        n, draw = math.prod(sizes), self.rng
        if law == "one":
            return np.ones(n)
        if law == "conv":
            return draw.uniform(-1, 1, n) * math.sqrt(3 / sizes[0])
        if law == "decay":
            return -np.exp(draw.uniform(0, math.log(16), n))
        if law == "dt":
            return np.log(np.expm1(np.exp(draw.uniform(math.log(0.001), math.log(0.1), n))))
        if law.startswith("router"):
            return self.router(int(law.split()[1]))
        return draw.standard_normal(n) / math.sqrt(sizes[0])

    def router(self, layer):
        """Rows without a part along the fixed direction but one that gives each expert its weight."""
        c = self.c
        rows = self.rng.standard_normal((c["experts"], c["hidden"])) * (ROUTER_GAIN / math.sqrt(c["hidden"]))
        if self.zipf > 0:
            direction = np.repeat(self.sign, RUN)
            weight = -self.zipf * np.log(np.arange(1, c["experts"] + 1))
            weight = self.rng.permutation(weight - weight.mean())
            # Norms divide the fixed component by the rms of the residual stream here.
            rms = math.sqrt(1 + (layer + 0.5) / c["layers"])
            part = (weight * rms / FIXED - rows @ direction) / c["hidden"]
            rows += part[:, None] * direction
        return rows

    def std(self, sizes, law):
        if law == "embed":  # looked up: its rows are the outputs
            return math.sqrt(1 - FIXED**2) if self.zipf > 0 else 1
        gain = 1 / math.sqrt(self.c["layers"]) if law.endswith("writer") else 1
        if law == "expert writer":
            gain *= math.sqrt(self.c["used"])
        return gain / math.sqrt(sizes[0])

    def fill(self, type_, sizes, law):
        """A function (out, first block) that fills an array of bytes with whole blocks."""
        std = self.std(sizes, law)
        if type_ == "Q6_K":
            return lambda out, first: self.q6_k(out, std)
        if type_ == "Q4_0":
            if law == "embed" and self.zipf > 0:
                sys.exit("make_gguf: Q4_0 cannot carry the skew: use Q4_K or --skew uniform")
            return lambda out, first: self.q4_0(out, std)
        columns = sizes[0] // 256
        fixed = np.zeros((1, 8))
        if law == "embed" and self.zipf > 0:
            fixed = FIXED * np.repeat(self.sign, RUN // 32).reshape(columns, 8)
        table = self.q4_k_heads(std, fixed)
        return lambda out, first: self.q4_k(out, first, table)

    def words(self, out):
        out.view(np.uint64)[:] = self.rng.integers(0, 1 << 64, len(out) // 8, dtype=np.uint64)

    def q4_k_heads(self, std, fixed):
        """[columns][65536][2] words: scales from 0.75 to 1.25 of their mean, minima that centre the codes."""
        columns, n = len(fixed), 65536
        scale = self.rng.integers(31, 52, (columns, n, 8))
        d = std / math.sqrt(21.25) / math.sqrt(np.mean(np.arange(31, 52) ** 2.0))
        dmin = (d * 51 * 7.5 + FIXED * (fixed.any())) / 63
        low = np.rint((d * scale * 7.5 - fixed[:, None, :]) / dmin).astype(np.int64)
        out = np.zeros((columns, n, 16), np.uint8)
        out[..., 0:4] = np.frombuffer(np.array([d, dmin], np.float16).tobytes(), np.uint8)
        out[..., 4:8] = scale[..., :4] | scale[..., 4:] >> 4 << 6
        out[..., 8:12] = low[..., :4] | low[..., 4:] >> 4 << 6
        out[..., 12:16] = scale[..., 4:] & 15 | (low[..., 4:] & 15) << 4
        return out.view(np.uint64)

    def q4_k(self, out, first, table):
        self.words(out)
        block = out.view(np.uint64).reshape(-1, 18)
        pick = (block[:, 0] & np.uint64(65535)).astype(np.intp)
        column = (first + np.arange(len(block))) % len(table)
        block[:, :2] = table[column, pick] if len(table) > 1 else table[0][pick]

    def q4_0(self, out, std):
        self.words(out)
        block = out.reshape(-1, 18)
        # Codes are from -8 to 7: a scale of either sign, so that their mean is no common offset.
        d = np.array([std / math.sqrt(21.5), -std / math.sqrt(21.5)], np.float16)
        block[:, :2] = d[block[:, 0] & 1].view(np.uint8).reshape(-1, 2)

    def q6_k(self, out, std):
        self.words(out)
        block = out.reshape(-1, 210)
        scale = (block[:, 192:208] & 31).astype(np.int8) + 48
        block[:, 192:208] = np.where(block[:, 192:208] & 128, -scale, scale).view(np.uint8)
        d = np.float16(std / 18.48 / 64.2)
        block[:, 208:210] = np.frombuffer(d.tobytes(), np.uint8)


# -- writing --

class Writer:
    """Past the page cache, by a thread of its own, two buffers."""

    def __init__(self, path):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        self.fd = os.open(path, flags | os.O_DIRECT, 0o644)
        self.free, self.full = queue.Queue(), queue.Queue()
        self.failed, self.written = None, 0
        for _ in range(2):
            self.free.put(mmap.mmap(-1, CHUNK))
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while (job := self.full.get()) is not None:
            buf, n = job
            try:
                done = 0
                while done < n and not self.failed:
                    done += os.write(self.fd, memoryview(buf)[done:n])
                self.written += done
            except OSError as e:
                self.failed = e
            self.free.put(buf)

    def buffer(self):
        if self.failed:
            raise self.failed
        return self.free.get()

    def put(self, buf, n):
        whole = round_up(n)
        buf[n:whole] = bytes(whole - n)
        self.full.put((buf, whole))

    def finish(self):
        self.full.put(None)
        self.thread.join()
        if self.failed:
            raise self.failed
        os.fsync(self.fd)
        os.close(self.fd)


def write_bytes(w, data):
    for at in range(0, len(data), CHUNK):
        buf, part = w.buffer(), data[at:at + CHUNK]
        buf[:len(part)] = part
        w.put(buf, len(part))


def write_tensor(w, values, sizes, type_, law):
    if type_ == "F32":
        write_bytes(w, values.floats(sizes, law).astype(np.float32).tobytes())
        return
    total, block = n_bytes(sizes, type_), TYPES[type_][2]
    fill = values.fill(type_, sizes, law)
    step = CHUNK if CHUNK % (8 * block) == 0 else CHUNK // math.lcm(block, ALIGN) * math.lcm(block, ALIGN)
    for at in range(0, total, step):
        n = min(step, total - at)
        buf = w.buffer()
        fill(np.frombuffer(buf, np.uint8, n), at // block)
        w.put(buf, n)


def parse_skew(arg):
    if arg == "uniform":
        return 0.0
    s = float(arg[5:]) if arg.startswith("zipf:") else math.nan
    if not 0 < s <= 4:
        raise argparse.ArgumentTypeError(f'"{arg}" is neither uniform nor zipf:S with S above 0, up to 4')
    return s


def arguments():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("out")
    p.add_argument("--shape", choices=SHAPES, default="35b-a3b")
    p.add_argument("--layers", type=int, default=0, help="default: the shape's")
    p.add_argument("--type", choices=["Q4_K", "Q4_0"], default="Q4_K", help="of all matrices but router, alpha, beta")
    p.add_argument("--head-type", choices=["Q4_K", "Q4_0", "Q6_K"], help="of the output head (default: --type)")
    p.add_argument("--skew", default="uniform", help="uniform or zipf:S, as of flashmoe synth")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    try:
        a.zipf = parse_skew(a.skew)
    except (ValueError, argparse.ArgumentTypeError) as e:
        p.error(f"--skew: {e}")
    if not 0 <= a.layers <= 256 or a.seed < 0:
        p.error("--layers is 1 to 256, --seed at least 0")
    return a


def main():
    a = arguments()
    c = dict(SHAPES[a.shape])
    c["layers"] = a.layers or c["layers"]
    plan = list(tensors(c, a.type, a.head_type or a.type))
    start = head(c, a, plan)
    total = len(start) + sum(round_up(n_bytes(s, t)) for _, s, t, _ in plan)
    partial = a.out + ".partial"
    if os.path.exists(a.out):
        sys.exit(f"make_gguf: {a.out} exists")
    folder = os.path.dirname(os.path.abspath(a.out))
    if not os.path.isdir(folder):
        sys.exit(f"make_gguf: {folder} is no folder")
    room = os.statvfs(folder)
    if room.f_bavail * room.f_frsize < total + (64 << 20):
        sys.exit(f"make_gguf: {a.out} takes {total / 1e9:.1f} GB, {room.f_bavail * room.f_frsize / 1e9:.1f} GB are free")
    values, begin = Values(c, a.zipf, a.seed), time.monotonic()
    w = None
    try:
        w = Writer(partial)
        write_bytes(w, start)
        for i, (_, sizes, type_, law) in enumerate(plan):
            write_tensor(w, values, sizes, type_, law)
            if sys.stderr.isatty():
                print(f"\r{w.written / 1e9:.1f} of {total / 1e9:.1f} GB", end="", file=sys.stderr)
        w.finish()
        assert w.written == total == os.path.getsize(partial)
        os.rename(partial, a.out)
    except OSError as e:
        what = "its file system cannot bypass the page cache" if e.errno == errno.EINVAL else e.strerror
        if w:
            os.unlink(partial)
        sys.exit(f"make_gguf: write {partial}: {what}")
    except KeyboardInterrupt:
        os.unlink(partial)
        sys.exit(130)
    took = time.monotonic() - begin
    print(f"{a.out}: {total} bytes, {took:.1f} s, {total / took / 1e6:.0f} MB/s")


if __name__ == "__main__":
    main()
