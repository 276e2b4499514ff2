"""A pack's weights as float32 under the hub's names: what the quantised model is, for the reference to run."""
import json
import os

import numpy as np

ALIGN = 64  # of scales and biases in dense.bin; an expert's parts lie close to each other


def _bf16(raw):
    return (raw.view("<u2").astype(np.uint32) << 16).view(np.float32)


def _matrix(raw, dtype, group, rows, columns, align):
    """raw: uint8, from the matrix's first byte on."""
    if dtype == "f32":
        return raw[:rows * columns * 4].view("<f4").reshape(rows, columns)
    if dtype == "bf16":
        return _bf16(raw[:rows * columns * 2]).reshape(rows, columns)
    bits = int(dtype[1:])
    up = lambda n: -(-n // align) * align
    n_data, n_scales = rows * columns * bits // 8, rows * (columns // group) * 2
    scales, biases = up(n_data), up(up(n_data) + n_scales)
    stream = np.unpackbits(raw[:n_data].reshape(rows, -1), axis=1, bitorder="little")
    q = (stream.reshape(rows, columns, bits) * (1 << np.arange(bits))).sum(-1).reshape(rows, -1, group)
    s = _bf16(raw[scales:scales + n_scales]).reshape(rows, -1, 1)
    b = _bf16(raw[biases:biases + n_scales]).reshape(rows, -1, 1)
    return (s * q.astype(np.float32) + b).reshape(rows, columns)


NAMES = {"input_norm": "input_layernorm.weight", "post_norm": "post_attention_layernorm.weight",
         "qkv": "linear_attn.in_proj_qkv.weight", "z": "linear_attn.in_proj_z.weight",
         "a": "linear_attn.in_proj_a.weight", "b": "linear_attn.in_proj_b.weight",
         "out": "linear_attn.out_proj.weight", "conv": "linear_attn.conv1d.weight",
         "neg_exp_a": "linear_attn.A_log", "dt_bias": "linear_attn.dt_bias", "gdn_norm": "linear_attn.norm.weight",
         "q": "self_attn.q_proj.weight", "k": "self_attn.k_proj.weight", "v": "self_attn.v_proj.weight",
         "o": "self_attn.o_proj.weight", "q_norm": "self_attn.q_norm.weight", "k_norm": "self_attn.k_norm.weight",
         "router": "mlp.gate.weight", "shared_gate": "mlp.shared_expert.gate_proj.weight",
         "shared_up": "mlp.shared_expert.up_proj.weight", "shared_down": "mlp.shared_expert.down_proj.weight",
         "shared_expert_gate": "mlp.shared_expert_gate.weight"}


def unpack(folder):
    """-> {name: float32 array}"""
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as f:
        manifest = json.load(f)
    dense = np.fromfile(os.path.join(folder, "dense.bin"), np.uint8)
    out = {}
    for name, t in manifest["dense"]["tensors"].items():
        w = _matrix(dense[t["offset"]:], t["dtype"], t["group"], *t["shape"], ALIGN)
        if name == "embed":
            out["model.embed_tokens.weight"] = w
            continue
        if name == "final_norm":
            out["model.norm.weight"] = w[0] - 1
            continue
        _, i, kind = name.split(".")
        if kind in ("input_norm", "post_norm", "q_norm", "k_norm"):
            w = w[0] - 1  # a pack has the multiplier itself
        elif kind == "neg_exp_a":
            w = np.log(-w[0])
        elif kind in ("dt_bias", "gdn_norm"):
            w = w[0]
        elif kind == "conv":
            w = w[:, None]
        out[f"model.layers.{i}.{NAMES[kind]}"] = w
    c = manifest["config"]
    for i, layout in enumerate(manifest["experts"]["layers"]):
        file = np.fromfile(os.path.join(folder, "experts", f"layer-{i:02d}.bin"), np.uint8)
        parts = {"gate": [], "up": [], "down": []}
        for e in range(c["n_expert"]):
            at = e * layout["stride_bytes"]
            for kind in parts:
                rows, columns = (c["hidden"], c["expert_ff"]) if kind == "down" else (c["expert_ff"], c["hidden"])
                p = layout[kind]
                parts[kind].append(_matrix(file[at:], p["dtype"], p["group"], rows, columns, 1))
                bits = {"f32": 32, "bf16": 16}.get(p["dtype"]) or int(p["dtype"][1:])
                at += rows * columns * bits // 8 + (rows * (columns // p["group"]) * 4 if p["group"] else 0)
        gate, up, down = (np.stack(parts[k]) for k in ("gate", "up", "down"))
        out[f"model.layers.{i}.mlp.experts.gate_up_proj"] = np.concatenate([gate, up], 1)
        out[f"model.layers.{i}.mlp.experts.down_proj"] = down
    return out
