#!/usr/bin/python3
"""Write the weights of a small checkpoint again, in the layout of another exporter.

    relayout_checkpoint.py SRC OUT LAYOUT

SRC is what make_checkpoint.py writes of the family qwen3_5_moe with experts one by one, in one
file of BF16 and F32. LAYOUT is

    fused   the hub's, experts as gate_up_proj and down_proj of all
    mlx     MLX's names, not quantised: norms with their 1, the convolution transposed
    next    qwen3_next with its interleaved projections
    gguf    one file, arch qwen35moe, as llama.cpp's converter has it: value heads tiled, norms
            with their 1, -exp(A_log), a tokenizer of single bytes (OUT is the file)

What is converted is float32 arithmetic on float32 tensors; everything else is bytes that move.
"""
import json
import os
import struct
import sys

import numpy as np

from make_checkpoint import save

P = "model.language_model."
GGUF_TYPE = {"F32": 0, "BF16": 30}
GGUF_NAMES = {
    "input_layernorm.weight": "attn_norm.weight", "post_attention_layernorm.weight": "post_attention_norm.weight",
    "self_attn.q_proj.weight": "attn_q.weight", "self_attn.k_proj.weight": "attn_k.weight",
    "self_attn.v_proj.weight": "attn_v.weight", "self_attn.o_proj.weight": "attn_output.weight",
    "self_attn.q_norm.weight": "attn_q_norm.weight", "self_attn.k_norm.weight": "attn_k_norm.weight",
    "linear_attn.in_proj_qkv.weight": "attn_qkv.weight", "linear_attn.in_proj_z.weight": "attn_gate.weight",
    "linear_attn.in_proj_b.weight": "ssm_beta.weight", "linear_attn.in_proj_a.weight": "ssm_alpha.weight",
    "linear_attn.out_proj.weight": "ssm_out.weight", "linear_attn.conv1d.weight": "ssm_conv1d.weight",
    "linear_attn.A_log": "ssm_a", "linear_attn.dt_bias": "ssm_dt.bias", "linear_attn.norm.weight": "ssm_norm.weight",
    "mlp.gate.weight": "ffn_gate_inp.weight", "mlp.shared_expert.gate_proj.weight": "ffn_gate_shexp.weight",
    "mlp.shared_expert.up_proj.weight": "ffn_up_shexp.weight", "mlp.shared_expert.down_proj.weight": "ffn_down_shexp.weight",
    "mlp.shared_expert_gate.weight": "ffn_gate_inp_shexp.weight",
}


def load(folder):
    """name: array of u2 (BF16) or f4"""
    with open(folder + "/model.safetensors", "rb") as f:
        size = struct.unpack("<Q", f.read(8))[0]
        header, data = json.loads(f.read(size)), f.read()
    out = {}
    for name, t in header.items():
        raw = data[slice(*t["data_offsets"])]
        out[name] = np.frombuffer(raw, {"BF16": "<u2", "F32": "<f4"}[t["dtype"]]).reshape(t["shape"])
    with open(folder + "/config.json", encoding="utf-8") as f:
        return out, json.load(f)


def stack_experts(tensors, c):
    """The experts of a layer as one tensor for each projection: mlp.experts.NAME."""
    out = {k: v for k, v in tensors.items() if ".mlp.experts." not in k}
    for i in range(c["num_hidden_layers"]):
        at = f"{P}layers.{i}.mlp.experts."
        for name in ("gate_proj", "up_proj", "down_proj"):
            out[at + name] = np.stack([tensors[f"{at}{e}.{name}.weight"] for e in range(c["num_experts"])])
    return out


def plus_one(name, x):
    norm = name.endswith("norm.weight") and ".linear_attn." not in name
    return (np.float32(1) + x).astype("<f4") if norm else x


def write_hub(out, tensors, root):
    os.makedirs(out, exist_ok=True)
    save(out + "/model.safetensors",
         [(k, ("BF16" if v.dtype == np.dtype("<u2") else "F32", v.shape, v.tobytes())) for k, v in tensors.items()])
    with open(out + "/config.json", "w", encoding="utf-8") as f:
        json.dump(root, f, indent=1)


def fused(out, tensors, root, c):
    tensors = stack_experts(tensors, c)
    for i in range(c["num_hidden_layers"]):
        at = f"{P}layers.{i}.mlp.experts."
        tensors[at + "gate_up_proj"] = np.concatenate([tensors.pop(at + "gate_proj"), tensors.pop(at + "up_proj")], 1)
    write_hub(out, tensors, root)


def mlx(out, tensors, root, c):
    new = {}
    for name, x in stack_experts(tensors, c).items():
        if name.endswith("conv1d.weight"):
            x = x.transpose(0, 2, 1)
        x = plus_one(name, x)
        if ".mlp.experts." in name:
            name = name.replace(".experts.", ".switch_mlp.") + ".weight"
        name = name.replace(P, "language_model.model.") if name.startswith(P) else "language_model." + name
        new[name] = np.ascontiguousarray(x)
    write_hub(out, new, root)


def next_family(out, tensors, root, c):
    """Of each key head together: its q, k, and the v and z of its value heads; its b and a."""
    hk, hv, dk, dv = (c["linear_" + k] for k in ("num_key_heads", "num_value_heads", "key_head_dim", "value_head_dim"))
    new = {}
    for name, x in tensors.items():
        name = name.replace(P, "model.")
        if ".in_proj_" not in name:
            new[name] = x
    for i in range(c["num_hidden_layers"]):
        at = f"{P}layers.{i}.linear_attn."
        if at + "A_log" not in tensors:
            continue
        qkv, z, b, a = (tensors[f"{at}in_proj_{k}.weight"] for k in ("qkv", "z", "b", "a"))
        q, k, v = qkv[:hk * dk], qkv[hk * dk:2 * hk * dk], qkv[2 * hk * dk:]
        heads = [x.reshape(hk, -1, x.shape[1]) for x in (q, k, v, z)]
        at = at.replace(P, "model.")
        new[at + "in_proj_qkvz.weight"] = np.concatenate(heads, 1).reshape(-1, z.shape[1])
        new[at + "in_proj_ba.weight"] = np.concatenate(
            [b.reshape(hk, hv // hk, -1), a.reshape(hk, hv // hk, -1)], 1).reshape(2 * hv, -1)
    flat = {k: v for k, v in c.items() if k != "rope_parameters"}
    rope = c["rope_parameters"]
    write_hub(out, new, dict(flat, model_type="qwen3_next", rope_theta=rope["rope_theta"],
                             partial_rotary_factor=rope["partial_rotary_factor"]))


def tiled(x, c, axis, span):
    """Value heads of `span` along the axis: head (key, r) goes to place r * n_key + key."""
    hk, hv = c["linear_num_key_heads"], c["linear_num_value_heads"]
    shape = x.shape
    x = x.reshape(*shape[:axis], hk, hv // hk, span, *shape[axis + 1:])
    return x.swapaxes(axis, axis + 1).reshape(shape)


def tile(name, x, c):
    keys = 2 * c["linear_num_key_heads"] * c["linear_key_head_dim"]
    dv = c["linear_value_head_dim"]
    if name.endswith((".in_proj_qkv.weight", ".conv1d.weight")):
        return np.concatenate([x[:keys], tiled(x[keys:], c, 0, dv)])
    if name.endswith(".in_proj_z.weight"):
        return tiled(x, c, 0, dv)
    if name.endswith(".linear_attn.out_proj.weight"):
        return tiled(x, c, 1, dv)
    if name.endswith((".in_proj_a.weight", ".in_proj_b.weight", ".A_log", ".dt_bias")):
        return tiled(x, c, 0, 1)
    return x


def gguf_name(name):
    top = {P + "embed_tokens.weight": "token_embd.weight", P + "norm.weight": "output_norm.weight",
           "lm_head.weight": "output.weight"}
    if name in top:
        return top[name]
    layer, rest = name[len(P + "layers."):].split(".", 1)
    if rest.startswith("mlp.experts."):
        return f"blk.{layer}.ffn_{rest.split('.')[2].split('_')[0]}_exps.weight"
    return f"blk.{layer}.{GGUF_NAMES[rest]}"


def gguf_tensors(tensors, c):
    for name, x in stack_experts(tensors, c).items():
        x = tile(name, plus_one(name, x), c)
        if name.endswith(".A_log"):
            x = -np.exp(x)
        if name.endswith(".conv1d.weight"):
            x = x[:, 0]
        if name.endswith(".shared_expert_gate.weight"):
            x = x[0]
        yield gguf_name(name), x


def text(s):
    s = s.encode()
    return struct.pack("<Q", len(s)) + s


def value(v):
    if isinstance(v, bool):
        return struct.pack("<I?", 7, v)
    if isinstance(v, int):
        return struct.pack("<II", 4, v)
    if isinstance(v, float):
        return struct.pack("<If", 6, v)
    if isinstance(v, str):
        return struct.pack("<I", 8) + text(v)
    words = all(isinstance(x, str) for x in v)
    body = b"".join(text(x) if words else struct.pack("<i", x) for x in v)
    return struct.pack("<IIQ", 9, 8 if words else 5, len(v)) + body


def byte_letters():
    """The letter that stands for each byte in a byte-level vocabulary."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    other = (chr(256 + i) for i in range(256))
    return [chr(b) if b in printable else next(other) for b in range(256)]


def metadata(c):
    rope, n = c["rope_parameters"], c["vocab_size"]
    letters = byte_letters()
    a = {"block_count": c["num_hidden_layers"], "context_length": c["max_position_embeddings"],
         "embedding_length": c["hidden_size"], "attention.head_count": c["num_attention_heads"],
         "attention.head_count_kv": c["num_key_value_heads"], "attention.key_length": c["head_dim"],
         "attention.value_length": c["head_dim"], "attention.layer_norm_rms_epsilon": c["rms_norm_eps"],
         "rope.freq_base": float(rope["rope_theta"]),
         "rope.dimension_count": int(c["head_dim"] * rope["partial_rotary_factor"]),
         "expert_count": c["num_experts"], "expert_used_count": c["num_experts_per_tok"],
         "expert_feed_forward_length": c["moe_intermediate_size"],
         "expert_shared_feed_forward_length": c["shared_expert_intermediate_size"],
         "full_attention_interval": c.get("full_attention_interval", 4), "ssm.conv_kernel": c["linear_conv_kernel_dim"],
         "ssm.state_size": c["linear_key_head_dim"], "ssm.group_count": c["linear_num_key_heads"],
         "ssm.time_step_rank": c["linear_num_value_heads"],
         "ssm.inner_size": c["linear_num_value_heads"] * c["linear_value_head_dim"]}
    out = {"general.architecture": "qwen35moe", "general.alignment": 32}
    out.update({"qwen35moe." + k: v for k, v in a.items()})
    names = letters + [f"<|{i}|>" for i in range(n - 256)]
    out.update({"tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "qwen35", "tokenizer.ggml.tokens": names,
                "tokenizer.ggml.token_type": [1] * 256 + [3] * (n - 256),
                "tokenizer.ggml.merges": [], "tokenizer.ggml.eos_token_id": 256})
    return out


def gguf(out, tensors, root, c):
    meta, infos, bodies, at = metadata(c), b"", [], 0
    for name, x in gguf_tensors(tensors, c):
        kind = "BF16" if x.dtype == np.dtype("<u2") else "F32"
        infos += text(name) + struct.pack("<I", x.ndim) + struct.pack(f"<{x.ndim}Q", *x.shape[::-1])
        infos += struct.pack("<IQ", GGUF_TYPE[kind], at)
        raw = np.ascontiguousarray(x).tobytes()
        bodies.append(raw + b"\0" * (-len(raw) % 32))
        at += len(bodies[-1])
    head = b"GGUF" + struct.pack("<IQQ", 3, len(bodies), len(meta))
    head += b"".join(text(k) + value(v) for k, v in meta.items()) + infos
    with open(out, "wb") as f:
        f.write(head + b"\0" * (-len(head) % 32) + b"".join(bodies))


def main(argv):
    layouts = {"fused": fused, "mlx": mlx, "next": next_family, "gguf": gguf}
    if len(argv) != 4 or argv[3] not in layouts:
        sys.exit(__doc__)
    tensors, root = load(argv[1])
    layouts[argv[3]](argv[2], tensors, root, root["text_config"])


if __name__ == "__main__":
    main(sys.argv)
