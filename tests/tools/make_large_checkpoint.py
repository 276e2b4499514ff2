#!/usr/bin/python3
"""Write a checkpoint in the shape of a real model, at the disk's speed, to measure packing.

    make_large_checkpoint.py OUT FORM [KEY=VALUE ...]

FORM is bf16 (fused experts), fp8 (experts one by one, 128x128 blocks), mlx4, flash_moe, gguf (one
file OUT/model.gguf: experts Q4_K, other matrices Q8_0), or gguf_q6 (its experts Q6_K). A KEY is a
field of config.json (defaults: Qwen3.5-397B-A17B with 2 layers and a vocabulary of 8192) or
shard_gb=N, the size of a file (5). The weights are slices of one block of random numbers: they
mean nothing, but are as large and as hard to compress as real ones.
"""
import json
import os
import struct
import sys

import numpy as np

from make_checkpoint import KEPT, OPTIONS, Writer, layer_types
from relayout_checkpoint import gguf_name, metadata, text, value

CONFIG = {
    "model_type": "qwen3_5_moe_text", "hidden_size": 4096, "num_hidden_layers": 2,
    "vocab_size": 8192, "num_attention_heads": 32, "num_key_value_heads": 2, "head_dim": 256,
    "max_position_embeddings": 262144, "rms_norm_eps": 1e-6, "hidden_act": "silu",
    "num_experts": 512, "num_experts_per_tok": 10, "moe_intermediate_size": 1024,
    "shared_expert_intermediate_size": 1024, "linear_num_key_heads": 16,
    "linear_num_value_heads": 64, "linear_key_head_dim": 128, "linear_value_head_dim": 128,
    "linear_conv_kernel_dim": 4, "full_attention_interval": 2, "tie_word_embeddings": False,
    "rope_parameters": {"rope_theta": 1e7, "partial_rotary_factor": 0.25,
                        "rope_type": "default"},
}
ITEM = {"F32": 4, "BF16": 2, "U32": 4, "F8_E4M3": 1, "Q4_K": 144 / 256, "Q6_K": 210 / 256, "Q8_0": 34 / 32}
GGUF_TYPE = {"F32": 0, "Q8_0": 8, "Q4_K": 12, "Q6_K": 14}
BLOCK_BYTES = {"Q8_0": 34, "Q4_K": 144, "Q6_K": 210}
FORMS = ("bf16", "fp8", "mlx4", "flash_moe", "gguf", "gguf_q6")


class Shape(Writer):
    """The same tensors as make_checkpoint.py's, in its order: names, types and shapes."""

    def __init__(self, form, c):
        super().__init__({**OPTIONS, "mlx": 4 if form == "mlx4" else 0, "fused": form == "bf16"}, "qwen3_5_moe",
                         dict(c, layer_types=layer_types(c)))
        self.form, self.gguf, self.tensors = form, form.startswith("gguf"), []

    @property
    def expert_block(self):
        return "Q6_K" if self.form == "gguf_q6" else "Q4_K"

    def add(self, name, dtype, *shape):
        self.tensors.append((name, dtype, shape))

    def store(self, name, x, dtype=None):
        shape = x.shape[::2] if self.gguf and x.ndim == 3 else x.shape
        self.add(name, "F32" if self.gguf or name.endswith("A_log") else "BF16", *shape)

    def norm(self, name, n):
        self.store(name + ".weight", np.empty(n))

    def matrix(self, module, *shape, suffix=".weight", gain=1.0):
        name = module + suffix
        if self.form == "mlx4":
            n = shape[-1]
            self.add(name, "U32", *shape[:-1], n // 8)
            self.add(module + ".scales", "BF16", *shape[:-1], n // 64)
            self.add(module + ".biases", "BF16", *shape[:-1], n // 64)
        elif self.gguf:
            small = module.endswith(KEPT[2:])
            self.add(name, "F32" if small else self.expert_block if ".experts." in name else "Q8_0", *shape)
        elif self.form == "fp8" and not module.endswith(KEPT):
            self.add(name, "F8_E4M3", *shape)
            blocks = [-(-n // 128) for n in shape]
            self.add(name + "_scale_inv", "BF16", *blocks)
        else:
            self.add(name, "BF16", *shape)

    def experts(self, at):
        if not self.gguf:
            super().experts(at)
            return
        h, n, ff = (self.c[k] for k in ("hidden_size", "num_experts", "moe_intermediate_size"))
        for name, shape in (("gate", (n, ff, h)), ("up", (n, ff, h)), ("down", (n, h, ff))):
            self.matrix(f"{at}experts.{name}_proj", *shape, suffix="")

    def run(self):
        super().run()
        return self.tensors


class Numbers:
    """Bytes of each type, cut from blocks that are made once."""

    def __init__(self):
        rng = np.random.default_rng(0)
        x = (0.02 * rng.standard_normal(1 << 24)).astype("<f4")
        half = (x.view("<u4") >> 16).astype("<u2")
        code = rng.integers(0, 256, 1 << 25, dtype=np.uint8)
        code[code & 0x7F == 0x7F] = 0
        self.block = {"F32": x.tobytes(), "BF16": half.tobytes(), "F8_E4M3": code.tobytes(),
                      "U32": rng.integers(0, 256, 1 << 25, dtype=np.uint8).tobytes()}
        for name, size, scales in (("Q8_0", 34, 1), ("Q4_K", 144, 2)):
            b = rng.integers(0, 256, (1 << 18, size), dtype=np.uint8)
            b[:, :2 * scales] = rng.uniform(1e-4, 1e-3, (1 << 18, scales)).astype("<f2").view(np.uint8)
            self.block[name] = b.tobytes()
        b = rng.integers(0, 256, (1 << 18, 210), dtype=np.uint8)  # its scale is the last
        b[:, 208:] = rng.uniform(1e-5, 1e-4, (1 << 18, 1)).astype("<f2").view(np.uint8)
        self.block["Q6_K"] = b.tobytes()
        self.at = 0

    def write(self, f, dtype, n):
        block = memoryview(self.block[dtype])
        while n:
            self.at = (self.at * 5 + 4096 * 7) % (len(block) // 2)
            step = BLOCK_BYTES.get(dtype, 4096)
            start = self.at // step * step
            k = min(n, len(block) - start)
            f.write(block[start:start + k])
            n -= k


def n_bytes(tensor):
    _, dtype, shape = tensor
    return int(ITEM[dtype] * int(np.prod(shape, dtype=np.int64)))


def save(path, tensors, numbers):
    header, at = {}, 0
    for t in tensors:
        header[t[0]] = {"dtype": t[1], "shape": list(t[2]), "data_offsets": [at, at + n_bytes(t)]}
        at += n_bytes(t)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for t in tensors:
            numbers.write(f, t[1], n_bytes(t))


def save_flash_moe(out, c, numbers):
    tensors, at = {}, 0
    parts = [t for t in Shape("mlx4", dict(c, num_hidden_layers=1)).run()
             if ".switch_mlp." in t[0]]
    with open(out + "/model_weights.bin", "wb") as f:
        for t in Shape("mlx4", c).run():
            if ".switch_mlp." in t[0]:
                continue
            tensors[t[0].replace("language_model.", "", 1)] = {
                "offset": at, "size": n_bytes(t), "shape": list(t[2]), "dtype": t[1]}
            numbers.write(f, t[1], n_bytes(t))
            at += n_bytes(t)
    with open(out + "/model_weights.json", "w", encoding="utf-8") as f:
        json.dump({"tensors": tensors, "config": c}, f)
    os.makedirs(out + "/packed_experts", exist_ok=True)
    for i in range(c["num_hidden_layers"]):
        with open(f"{out}/packed_experts/layer_{i:02}.bin", "wb") as f:
            for _ in range(c["num_experts"]):
                for t in parts:
                    numbers.write(f, t[1], n_bytes(t) // c["num_experts"])


def save_gguf(out, form, c, numbers):
    tensors, infos, at = Shape(form, c).run(), b"", 0
    for t in tensors:
        shape = t[2][-1:] if t[0].endswith("shared_expert_gate.weight") else t[2]
        infos += text(gguf_name(t[0])) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape[::-1])
        infos += struct.pack("<IQ", GGUF_TYPE[t[1]], at)
        at += n_bytes(t) + -n_bytes(t) % 32
    meta = metadata(c)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(meta))
    head += b"".join(text(k) + value(v) for k, v in meta.items()) + infos
    with open(out + "/model.gguf", "wb") as f:
        f.write(head + b"\0" * (-len(head) % 32))
        for t in tensors:
            numbers.write(f, t[1], n_bytes(t))
            f.write(b"\0" * (-n_bytes(t) % 32))


def main(argv):
    if len(argv) < 3 or argv[2] not in FORMS:
        sys.exit(__doc__)
    out, form, c, shard_gb = argv[1], argv[2], dict(CONFIG), 5.0
    for arg in argv[3:]:
        key, value = arg.split("=", 1)
        if key == "shard_gb":
            shard_gb = float(value)
        else:
            c[key] = json.loads(value)
    if form == "flash_moe" or form.startswith("gguf"):
        os.makedirs(out, exist_ok=True)
        if form == "flash_moe":
            save_flash_moe(out, c, Numbers())
        else:
            save_gguf(out, form, c, Numbers())
        return
    shards, room = [[]], shard_gb * 1e9
    for t in Shape(form, c).run():
        if shards[-1] and sum(map(n_bytes, shards[-1])) + n_bytes(t) > room:
            shards.append([])
        shards[-1].append(t)
    os.makedirs(out, exist_ok=True)
    root = {"model_type": "qwen3_5_moe", "text_config": c, "tie_word_embeddings": False}
    if form == "fp8":
        root["quantization_config"] = {"quant_method": "fp8", "weight_block_size": [128, 128]}
    with open(out + "/config.json", "w", encoding="utf-8") as f:
        json.dump(root, f, indent=1)
    numbers, where = Numbers(), {}
    for i, tensors in enumerate(shards):
        name = f"model-{i + 1:05}-of-{len(shards):05}.safetensors"
        save(os.path.join(out, name), tensors, numbers)
        where.update({t[0]: name for t in tensors})
    with open(out + "/model.safetensors.index.json", "w", encoding="utf-8") as f:
        json.dump({"metadata": {}, "weight_map": where}, f)


if __name__ == "__main__":
    main(sys.argv)
