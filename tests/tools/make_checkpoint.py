#!/usr/bin/python3
"""Write a small checkpoint of random weights, in any shape, in the forms that exporters use.

    make_checkpoint.py OUT FAMILY [KEY=VALUE ...]

FAMILY is qwen3_5_moe, qwen3_next or qwen3_moe. A KEY is a field of config.json (a VALUE is
JSON, `null` removes the field) or one of:

    seed=N            of the generator (0)
    dtype=T           BF16, F16 or F32: of all tensors ("BF16")
    small=T           of A_log, dt_bias and the norms (as dtype)
    fused=true        experts as gate_up_proj and down_proj of all (false)
    flat=true         qwen3_5_moe without text_config, under "model." (false)
    flat_rope=true    rope_theta beside the other fields (as the family has it)
    fp8=true              F8_E4M3 with weight_scale_inv, but not of the modules that stay
                          (false); "values": what those amount to, as F32
    block=[ROWS, COLS]    under one scale ([128, 128])
    scales=T              type of them: BF16 or F32 ("F32")
    mlx=BITS          MLX affine, 2 3 4 5 6 or 8 bits (0: not quantised)
    group=N           of it (64)
    flash_moe=true    that as flash-moe's own folder, with config.json beside it; experts of
                      4 or 2 bits in groups of 64 (false)
    override={"mlp.gate": [8, 32], "switch_mlp.down_proj": [2, 64], "lm_head": null}
                      bits and group by the end of a module's name; null: not quantised
    extra={"NAME": [SHAPE]}  more tensors, to be left out by the reader
    shards=N          files (1)
    scale=X           of the random weights (1)
"""
import json
import os
import struct
import sys

import numpy as np

DEFAULTS = {
    "hidden_size": 96, "num_hidden_layers": 4, "vocab_size": 130, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 24, "max_position_embeddings": 4096,
    "rms_norm_eps": 1e-6, "hidden_act": "silu", "num_experts": 6, "num_experts_per_tok": 2,
    "moe_intermediate_size": 40, "tie_word_embeddings": False,
}
HYBRID = {
    "linear_num_key_heads": 2, "linear_num_value_heads": 4, "linear_key_head_dim": 16,
    "linear_value_head_dim": 24, "linear_conv_kernel_dim": 4,
    "shared_expert_intermediate_size": 56,
}


OPTIONS = {"seed": 0, "dtype": "BF16", "small": None, "fused": False, "flat": False, "flat_rope": None, "mlx": 0,
           "group": 64, "fp8": False, "block": [128, 128], "scales": "F32", "flash_moe": False, "override": {},
           "extra": {}, "shards": 1, "scale": 1.0}


def layer_types(c):
    n = c.get("full_attention_interval", 4)
    return ["linear_attention" if (i + 1) % n else "full_attention" for i in range(c["num_hidden_layers"])]


def parse(argv):
    o = dict(OPTIONS)
    family = argv[2]
    c = dict(DEFAULTS, model_type=family, partial_rotary_factor=0.25, rope_theta=1e6)
    if family == "qwen3_moe":
        c.update(norm_topk_prob=True, partial_rotary_factor=None)
    else:
        c.update(HYBRID)
    for arg in argv[3:]:
        key, value = arg.split("=", 1)
        try:
            value = json.loads(value)
        except ValueError:
            pass
        (o if key in o else c)[key] = value
    c = {k: v for k, v in c.items() if v is not None}
    if "layer_types" not in c and family != "qwen3_moe":
        c["layer_types"] = layer_types(c)
    return o, family, c


KEPT = ("lm_head", "embed_tokens", "mlp.gate", "shared_expert_gate", "in_proj_a", "in_proj_b",
        "in_proj_ba")


def e4m3_values():
    """The value of each code from 0 to 126, which rise; 127 is NaN."""
    code = np.arange(127)
    exponent, mantissa = code >> 3, code & 7
    return np.where(exponent == 0, mantissa * 2.0 ** -9,
                    (8 + mantissa) * 2.0 ** (exponent - 10.0)).astype(np.float32)


class Writer:
    def __init__(self, o, family, c):
        self.o, self.family, self.c = o, family, c
        self.rng = np.random.default_rng(o["seed"])
        self.tensors = {}
        self.mlx = o["mlx"] > 0
        if self.mlx and family == "qwen3_5_moe":
            self.prefix, self.head = "language_model.model.", "language_model.lm_head"
        elif family == "qwen3_5_moe" and not o["flat"]:
            self.prefix, self.head = "model.language_model.", "lm_head"
        else:
            self.prefix, self.head = "model.", "lm_head"

    def store(self, name, x, dtype=None):
        dtype = dtype or self.o["dtype"]
        x = np.asarray(x, np.float32)
        if dtype == "BF16":
            u = x.view(np.uint32).astype(np.uint64)
            raw = ((u + 0x7FFF + ((u >> 16) & 1)) >> 16).astype("<u2")
        else:
            raw = x.astype({"F16": "<f2", "F32": "<f4"}[dtype])
        self.tensors[name] = (dtype, x.shape, raw.tobytes())

    def vector(self, name, x):
        self.store(name, x, self.o["small"])

    def norm(self, name, n):
        one = 1.0 if self.mlx or self.family == "qwen3_moe" or ".linear_attn." in name else 0.0
        self.vector(name + ".weight", one + 0.2 * self.rng.standard_normal(n))

    def fp8(self, module, x, suffix):
        """x as codes of its blocks' scales, or the values of those codes."""
        value, (rows, cols) = e4m3_values(), self.o["block"]
        n_out, n_in = x.shape[-2:]
        at = np.ix_(np.arange(n_out) // rows, np.arange(n_in) // cols)
        tall = np.zeros((*x.shape[:-2], -(-n_out // rows) * rows, -(-n_in // cols) * cols))
        tall[..., :n_out, :n_in] = np.abs(x)
        scale = tall.reshape(*x.shape[:-2], -(-n_out // rows), rows, -(-n_in // cols), cols)
        scale = (scale.max(axis=(-3, -1)) / value[-1]).astype(np.float32)
        name = module + suffix
        self.store(name + "_scale_inv", scale, self.o["scales"])
        if self.o["scales"] == "BF16":
            raw = np.frombuffer(self.tensors[name + "_scale_inv"][2], "<u2")
            scale = (raw.astype(np.uint32) << 16).view(np.float32).reshape(scale.shape)
        each = scale[(..., *at)]
        code = np.searchsorted((value[1:] + value[:-1]) / 2, np.abs(x) / each)
        if self.o["fp8"] == "values":
            del self.tensors[name + "_scale_inv"]
            self.store(name, np.sign(x).astype(np.float32) * value[code] * each, "F32")
            return
        code = code.astype(np.uint8) | np.where(x < 0, 128, 0).astype(np.uint8)
        self.tensors[name] = ("F8_E4M3", x.shape, code.tobytes())

    def bits(self, module):
        best, found = "", [self.o["mlx"], self.o["group"]]
        for end, value in self.o["override"].items():
            if module.endswith(end) and len(end) > len(best):
                best, found = end, value
        return found

    def matrix(self, module, *shape, suffix=".weight", gain=1.0):
        scale = self.o["scale"] * gain / np.sqrt(shape[-1])
        form = self.bits(module) if self.mlx else None
        if self.o["fp8"] and not module.endswith(KEPT):
            self.fp8(module, scale * self.rng.standard_normal(shape), suffix)
            return
        if not form:
            self.store(module + suffix, scale * self.rng.standard_normal(shape))
            return
        bits, group = form
        codes = self.rng.integers(0, 1 << bits, shape, dtype=np.uint32)
        stream = (codes[..., None] >> np.arange(bits, dtype=np.uint32)) & 1
        packed = np.packbits(stream.reshape(*shape[:-1], -1).astype(np.uint8), axis=-1,
                             bitorder="little")
        words = shape[-1] * bits // 32
        self.tensors[module + ".weight"] = ("U32", (*shape[:-1], words), packed.tobytes())
        n = (*shape[:-1], shape[-1] // group)
        step = 3.4 * scale / (1 << bits) * self.rng.uniform(0.5, 1.5, n)
        step *= self.rng.choice([-1.0, 1.0], n)  # a scale may be negative
        mid = 0.3 * scale * self.rng.standard_normal(n)
        self.store(module + ".scales", step)
        self.store(module + ".biases", mid - step * ((1 << bits) - 1) / 2)

    def attention(self, at):
        c, h = self.c, self.c["hidden_size"]
        q, kv, d = c["num_attention_heads"], c["num_key_value_heads"], c["head_dim"]
        gate = 1 if self.family == "qwen3_moe" else 2
        self.matrix(at + "q_proj", q * d * gate, h)
        self.matrix(at + "k_proj", kv * d, h)
        self.matrix(at + "v_proj", kv * d, h)
        self.matrix(at + "o_proj", h, q * d)
        self.norm(at + "q_norm", d)
        self.norm(at + "k_norm", d)

    def delta(self, at):
        c, h = self.c, self.c["hidden_size"]
        hk, hv = c["linear_num_key_heads"], c["linear_num_value_heads"]
        keys, values = hk * c["linear_key_head_dim"], hv * c["linear_value_head_dim"]
        channels, width = 2 * keys + values, c["linear_conv_kernel_dim"]
        if self.family == "qwen3_next":
            self.matrix(at + "in_proj_qkvz", 2 * keys + 2 * values, h)
            self.matrix(at + "in_proj_ba", 2 * hv, h)
        else:
            self.matrix(at + "in_proj_qkv", channels, h)
            self.matrix(at + "in_proj_z", values, h)
            self.matrix(at + "in_proj_b", hv, h)
            self.matrix(at + "in_proj_a", hv, h)
        self.matrix(at + "out_proj", h, values)
        conv = self.rng.standard_normal((channels, width)) / np.sqrt(width)
        self.store(at + "conv1d.weight", conv[:, :, None] if self.mlx else conv[:, None, :])
        self.vector(at + "A_log", np.log(self.rng.uniform(0.05, 8.0, hv)))
        self.vector(at + "dt_bias", self.rng.uniform(-3.0, 1.0, hv))
        self.norm(at + "norm", c["linear_value_head_dim"])

    def experts(self, at):
        c, h, n = self.c, self.c["hidden_size"], self.c["num_experts"]
        ff = c["moe_intermediate_size"]
        if self.mlx:
            self.matrix(at + "switch_mlp.gate_proj", n, ff, h)
            self.matrix(at + "switch_mlp.up_proj", n, ff, h)
            self.matrix(at + "switch_mlp.down_proj", n, h, ff)
        elif self.o["fused"]:
            self.matrix(at + "experts.gate_up_proj", n, 2 * ff, h, suffix="")
            self.matrix(at + "experts.down_proj", n, h, ff, suffix="")
        else:
            for e in range(n):
                self.matrix(at + f"experts.{e}.gate_proj", ff, h)
                self.matrix(at + f"experts.{e}.up_proj", ff, h)
                self.matrix(at + f"experts.{e}.down_proj", h, ff)

    def feed_forward(self, at):
        c, h = self.c, self.c["hidden_size"]
        self.matrix(at + "gate", c["num_experts"], h, gain=3.0)
        self.experts(at)
        shared = c.get("shared_expert_intermediate_size", 0)
        if self.family == "qwen3_moe" or not shared:
            return
        self.matrix(at + "shared_expert.gate_proj", shared, h)
        self.matrix(at + "shared_expert.up_proj", shared, h)
        self.matrix(at + "shared_expert.down_proj", h, shared)
        self.matrix(at + "shared_expert_gate", 1, h)

    def run(self):
        c, h = self.c, self.c["hidden_size"]
        self.matrix(self.prefix + "embed_tokens", c["vocab_size"], h, gain=np.sqrt(h))
        if not c["tie_word_embeddings"]:
            self.matrix(self.head, c["vocab_size"], h, gain=2.0)
        self.norm(self.prefix + "norm", h)
        kinds = c.get("layer_types") or ["full_attention"] * c["num_hidden_layers"]
        for i, kind in enumerate(kinds):
            at = f"{self.prefix}layers.{i}."
            self.norm(at + "input_layernorm", h)
            if kind == "full_attention":
                self.attention(at + "self_attn.")
            else:
                self.delta(at + "linear_attn.")
            self.norm(at + "post_attention_layernorm", h)
            self.feed_forward(at + "mlp.")
        for name, shape in self.o["extra"].items():
            self.store(name, self.rng.standard_normal(shape))


def config_json(o, family, c):
    c = dict(c)
    flat_rope = o["flat_rope"]
    if flat_rope is None:
        flat_rope = family != "qwen3_5_moe"
    if not flat_rope:
        rope = {"rope_theta": c.pop("rope_theta"), "rope_type": "default"}
        if "partial_rotary_factor" in c:
            rope["partial_rotary_factor"] = c.pop("partial_rotary_factor")
        c["rope_parameters"] = rope
    if family != "qwen3_5_moe" or o["flat"]:
        root = c
    else:
        root = {"model_type": family, "text_config": dict(c, model_type=family + "_text"),
                "tie_word_embeddings": c["tie_word_embeddings"]}
    if o["fp8"] is True:
        root["quantization_config"] = {
            "quant_method": "fp8", "activation_scheme": "dynamic", "fmt": "e4m3",
            "weight_block_size": o["block"], "modules_to_not_convert": list(KEPT)}
    if o["mlx"]:
        root["quantization"] = {"bits": o["mlx"], "group_size": o["group"]}
    return root


def save(path, tensors):
    header, at = {}, 0
    for name, (dtype, shape, raw) in tensors:
        header[name] = {"dtype": dtype, "shape": list(shape),
                        "data_offsets": [at, at + len(raw)]}
        at += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for _, (_, _, raw) in tensors:
            f.write(raw)


def save_flash_moe(out, w, c):
    """model_weights.bin and .json, and one file of records for each layer's experts."""
    parts = [f"{m}_proj.{p}" for m in ("gate", "up", "down")
             for p in ("weight", "scales", "biases")]
    at, tensors = 0, {}
    with open(out + "/model_weights.bin", "wb") as f:
        for name in sorted(n for n in w.tensors if ".switch_mlp." not in n):
            dtype, shape, raw = w.tensors[name]
            f.write(b"\0" * (-at % 64))
            at += -at % 64
            tensors[name.replace("language_model.", "", 1)] = {
                "offset": at, "size": len(raw), "shape": list(shape), "dtype": dtype}
            f.write(raw)
            at += len(raw)
    bits = w.bits("mlp.switch_mlp.gate_proj")[0]
    folder = out + "/packed_experts" + ("_2bit" if bits == 2 else "")
    os.makedirs(folder, exist_ok=True)
    for i in range(c["num_hidden_layers"]):
        stacked = [w.tensors[f"{w.prefix}layers.{i}.mlp.switch_mlp.{p}"][2] for p in parts]
        with open(f"{folder}/layer_{i:02}.bin", "wb") as f:
            for e in range(c["num_experts"]):
                for raw in stacked:
                    n = len(raw) // c["num_experts"]
                    f.write(raw[e * n:(e + 1) * n])
    # What its script writes of the config; the rest has defaults.
    left_out = ("model_type", "max_position_embeddings", "hidden_act", "tie_word_embeddings")
    own = {k: v for k, v in c.items() if k not in left_out}
    with open(out + "/model_weights.json", "w") as f:
        json.dump({"model": "x", "num_tensors": len(tensors), "tensors": tensors,
                   "config": own}, f)


def main(argv):
    if len(argv) < 3:
        sys.exit(__doc__)
    o, family, c = parse(argv)
    w = Writer(o, family, c)
    w.run()
    out, n = argv[1], o["shards"]
    os.makedirs(out, exist_ok=True)
    with open(out + "/config.json", "w") as f:
        json.dump(config_json(o, family, c), f, indent=1)
    if o["flash_moe"]:
        save_flash_moe(out, w, c)
        return
    items = list(w.tensors.items())
    if n == 1:
        save(out + "/model.safetensors", items)
        return
    names = [f"model-{i + 1:05}-of-{n:05}.safetensors" for i in range(n)]
    for i, name in enumerate(names):
        save(f"{out}/{name}", items[i::n])
    with open(out + "/model.safetensors.index.json", "w") as f:
        json.dump({"metadata": {}, "weight_map": {
            k: names[i % n] for i, (k, _) in enumerate(items)}}, f)


if __name__ == "__main__":
    main(sys.argv)
