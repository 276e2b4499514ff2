"""The hub's layout of a checkpoint: config.json, tokenizer.json, sharded safetensors in bfloat16."""
import glob
import json
import os
import shutil

import torch
from safetensors.torch import load_file, save_file

from model import SIZES
from unpack import unpack

SHARD_BYTES = 15 << 20


def write(model, tokenizer, folder):
    """Everything that `flashmoe pack` reads, whole or not at all. tokenizer: path of tokenizer.json."""
    target, folder = folder, folder + ".new"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    shards, size = [{}], 0
    for name, p in model.state_dict().items():
        p = (p.float() if name.endswith("A_log") else p.bfloat16()).contiguous().cpu()
        if size + p.numel() * p.element_size() > SHARD_BYTES:
            shards.append({})
            size = 0
        shards[-1]["model." + name] = p
        size += p.numel() * p.element_size()
    place = {}
    for i, shard in enumerate(shards):
        file = f"model-{i + 1:05d}-of-{len(shards):05d}.safetensors"
        save_file(shard, os.path.join(folder, file), metadata={"format": "pt"})
        place.update({name: file for name in shard})
    total = sum(t.numel() * t.element_size() for s in shards for t in s.values())
    _json(folder, "model.safetensors.index.json", {"metadata": {"total_size": total}, "weight_map": place})
    with open(tokenizer, encoding="utf-8") as f:
        ids = {t["content"]: t["id"] for t in json.load(f)["added_tokens"]}
    c = {k: v for k, v in model.c.items() if k not in ("partial_rotary_factor", "rope_theta")}
    full = c["full_attention_interval"]
    _json(folder, "config.json", {
        "architectures": ["Qwen3_5MoeForCausalLM"], "model_type": "qwen3_5_moe_text", "dtype": "bfloat16",
        "tie_word_embeddings": True, "hidden_act": "silu", "attention_bias": False, "max_position_embeddings": 8192,
        "layer_types": ["full_attention" if (i + 1) % full == 0 else "linear_attention"
                        for i in range(c["num_hidden_layers"])],
        "rope_parameters": {"rope_type": "default", "rope_theta": model.c["rope_theta"],
                            "partial_rotary_factor": model.c["partial_rotary_factor"],
                            "mrope_section": [3, 3, 2], "mrope_interleaved": True},
        "bos_token_id": None, "eos_token_id": ids["<|endoftext|>"], "attn_output_gate": True,
        "mamba_ssm_dtype": "float32", **c})
    _json(folder, "generation_config.json", {
        "do_sample": True, "temperature": 0.3, "top_p": 0.95, "top_k": 20,
        "eos_token_id": [ids["<|im_end|>"], ids["<|endoftext|>"]], "pad_token_id": ids["<|endoftext|>"]})
    _json(folder, "tokenizer_config.json", {
        "tokenizer_class": "Qwen2TokenizerFast", "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>",
        "model_max_length": 8192})
    shutil.copy(tokenizer, os.path.join(folder, "tokenizer.json"))
    shutil.rmtree(target, ignore_errors=True)
    os.rename(folder, target)


def read(folder):
    """{name: tensor} of a checkpoint as written above, or of a pack (what its bits left of the weights)."""
    if os.path.exists(os.path.join(folder, "manifest.json")):
        state = {k: torch.from_numpy(v.copy()) for k, v in unpack(folder).items()}
    else:
        state = {}
        for f in sorted(glob.glob(os.path.join(folder, "*.safetensors"))):
            state.update(load_file(f))
    if not state:
        raise SystemExit(f"{folder}: neither a checkpoint nor a pack")
    return {k.removeprefix("model."): v.float() for k, v in state.items()}


def size_of(state):
    """Which of model.SIZES this is."""
    have = {k: state[k].shape for k in ("embed_tokens.weight", "layers.0.linear_attn.dt_bias")}
    for size, c in SIZES.items():
        if list(have.values()) == [(c["vocab_size"], c["hidden_size"]), (c["linear_num_value_heads"],)]:
            return size
    raise SystemExit(f"no size of this model has {have}")


def _longer(old, new, dim, blocks=1):
    """Each of the blocks along dim begins with the old one's and ends as the new one's does."""
    pairs = zip(old.chunk(blocks, dim), new.chunk(blocks, dim))
    return torch.cat([x for o, n in pairs for x in (o, n.narrow(dim, o.shape[dim], n.shape[dim] - o.shape[dim]))], dim)


def grow(old, small, new, large):
    """A state for a configuration with more heads out of one with fewer, which computes the same: what the new heads
    say is multiplied by 0 at first. old, new: states; new: what the new heads begin with."""
    out = {}
    for name, fresh in new.items():
        was, kind = old[name], name.rsplit(".", 2)[-2:]
        if was.shape == fresh.shape:
            out[name] = was
        elif kind[0] in ("in_proj_qkv", "conv1d"):
            parts = [[n * c["linear_key_head_dim"] for n in
                      (c["linear_num_key_heads"], c["linear_num_key_heads"], c["linear_num_value_heads"])]
                     for c in (small, large)]
            out[name] = torch.cat([_longer(o, n, 0) for o, n in zip(was.split(parts[0]), fresh.split(parts[1]))])
        elif kind[0] == "q_proj":  # heads that share keys stand side by side
            out[name] = _longer(was, fresh, 0, small["num_key_value_heads"])
        elif kind[0] == "o_proj":
            out[name] = _longer(was, torch.zeros_like(fresh), 1, small["num_key_value_heads"])
        elif kind[0] == "out_proj":
            out[name] = _longer(was, torch.zeros_like(fresh), 1)
        elif kind[0] in ("in_proj_z", "in_proj_a", "in_proj_b") or kind[1] in ("A_log", "dt_bias"):
            out[name] = _longer(was, fresh, 0)
        else:
            raise SystemExit(f"{name} cannot grow from {tuple(was.shape)} to {tuple(fresh.shape)}")
    return out


def _json(folder, name, value):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        json.dump(value, f, indent=1)
        f.write("\n")
