#!/usr/bin/python3
"""Write a checkpoint in the shape of a real model, at the disk's speed, to measure packing.

    make_large_checkpoint.py OUT FORM [KEY=VALUE ...]

FORM is bf16 (fused experts), fp8 (experts one by one, 128x128 blocks), mlx4 or flash_moe. A KEY is a
field of config.json (defaults: Qwen3.5-397B-A17B with 2 layers and a vocabulary of 8192) or
shard_gb=N, the size of a file (5). The weights are slices of one block of random numbers: they
mean nothing, but are as large and as hard to compress as real ones.
"""
import json
import os
import struct
import sys

import numpy as np

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
ITEM = {"F32": 4, "BF16": 2, "U32": 4, "F8_E4M3": 1}
KEPT = ("lm_head", "embed_tokens", "mlp.gate", "shared_expert_gate", "in_proj_a", "in_proj_b")


class Shape:
    """Names, types and shapes, in the order of the file."""

    def __init__(self, form, c):
        self.form, self.c, self.tensors = form, c, []
        self.prefix, self.head = "model.language_model.", "lm_head"
        if form == "mlx4":
            self.prefix, self.head = "language_model.model.", "language_model.lm_head"

    def add(self, name, dtype, *shape):
        self.tensors.append((name, dtype, shape))

    def matrix(self, module, *shape, suffix=".weight"):
        name = module + suffix
        if self.form == "mlx4":
            n = shape[-1]
            self.add(name, "U32", *shape[:-1], n // 8)
            self.add(module + ".scales", "BF16", *shape[:-1], n // 64)
            self.add(module + ".biases", "BF16", *shape[:-1], n // 64)
        elif self.form == "fp8" and not module.endswith(KEPT):
            self.add(name, "F8_E4M3", *shape)
            blocks = [-(-n // 128) for n in shape]
            self.add(name + "_scale_inv", "BF16", *blocks)
        else:
            self.add(name, "BF16", *shape)

    def norm(self, name, n):
        self.add(name + ".weight", "BF16", n)

    def attention(self, at):
        c, h = self.c, self.c["hidden_size"]
        q, kv, d = c["num_attention_heads"], c["num_key_value_heads"], c["head_dim"]
        self.matrix(at + "q_proj", 2 * q * d, h)
        self.matrix(at + "k_proj", kv * d, h)
        self.matrix(at + "v_proj", kv * d, h)
        self.matrix(at + "o_proj", h, q * d)
        self.norm(at + "q_norm", d)
        self.norm(at + "k_norm", d)

    def delta(self, at):
        c, h = self.c, self.c["hidden_size"]
        heads, width = c["linear_num_value_heads"], c["linear_conv_kernel_dim"]
        keys = c["linear_num_key_heads"] * c["linear_key_head_dim"]
        values = heads * c["linear_value_head_dim"]
        self.matrix(at + "in_proj_qkv", 2 * keys + values, h)
        self.matrix(at + "in_proj_z", values, h)
        self.matrix(at + "in_proj_b", heads, h)
        self.matrix(at + "in_proj_a", heads, h)
        self.matrix(at + "out_proj", h, values)
        conv = (width, 1) if self.form == "mlx4" else (1, width)
        self.add(at + "conv1d.weight", "BF16", 2 * keys + values, *conv)
        self.add(at + "A_log", "F32", heads)
        self.add(at + "dt_bias", "BF16", heads)
        self.norm(at + "norm", c["linear_value_head_dim"])

    def experts(self, at):
        h, n, ff = (self.c[k] for k in ("hidden_size", "num_experts", "moe_intermediate_size"))
        if self.form == "mlx4":
            self.matrix(at + "switch_mlp.gate_proj", n, ff, h)
            self.matrix(at + "switch_mlp.up_proj", n, ff, h)
            self.matrix(at + "switch_mlp.down_proj", n, h, ff)
        elif self.form == "bf16":
            self.matrix(at + "experts.gate_up_proj", n, 2 * ff, h, suffix="")
            self.matrix(at + "experts.down_proj", n, h, ff, suffix="")
        else:
            for e in range(n):
                self.matrix(at + f"experts.{e}.gate_proj", ff, h)
                self.matrix(at + f"experts.{e}.up_proj", ff, h)
                self.matrix(at + f"experts.{e}.down_proj", h, ff)

    def run(self):
        c, h = self.c, self.c["hidden_size"]
        self.matrix(self.prefix + "embed_tokens", c["vocab_size"], h)
        self.matrix(self.head, c["vocab_size"], h)
        self.norm(self.prefix + "norm", h)
        for i in range(c["num_hidden_layers"]):
            at = f"{self.prefix}layers.{i}."
            self.norm(at + "input_layernorm", h)
            if (i + 1) % c["full_attention_interval"]:
                self.delta(at + "linear_attn.")
            else:
                self.attention(at + "self_attn.")
            self.norm(at + "post_attention_layernorm", h)
            self.matrix(at + "mlp.gate", c["num_experts"], h)
            self.experts(at + "mlp.")
            shared = c["shared_expert_intermediate_size"]
            self.matrix(at + "mlp.shared_expert.gate_proj", shared, h)
            self.matrix(at + "mlp.shared_expert.up_proj", shared, h)
            self.matrix(at + "mlp.shared_expert.down_proj", h, shared)
            self.matrix(at + "mlp.shared_expert_gate", 1, h)
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
        self.at = 0

    def write(self, f, dtype, n):
        block = memoryview(self.block[dtype])
        while n:
            self.at = (self.at * 5 + 4096 * 7) % (len(block) // 2)
            start = self.at // 4096 * 4096
            k = min(n, len(block) - start)
            f.write(block[start:start + k])
            n -= k


def n_bytes(tensor):
    _, dtype, shape = tensor
    return ITEM[dtype] * int(np.prod(shape, dtype=np.int64))


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


def main(argv):
    if len(argv) < 3 or argv[2] not in ("bf16", "fp8", "mlx4", "flash_moe"):
        sys.exit(__doc__)
    out, form, c, shard_gb = argv[1], argv[2], dict(CONFIG), 5.0
    for arg in argv[3:]:
        key, value = arg.split("=", 1)
        if key == "shard_gb":
            shard_gb = float(value)
        else:
            c[key] = json.loads(value)
    if form == "flash_moe":
        os.makedirs(out, exist_ok=True)
        save_flash_moe(out, c, Numbers())
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
