"""The hub's layout of a checkpoint: config.json, tokenizer.json, sharded safetensors in bfloat16."""
import glob
import json
import os
import shutil

import torch
from safetensors.torch import load_file, save_file

from model import CONFIG
from unpack import unpack

SHARD_BYTES = 15 << 20


def write(model, tokenizer, folder):
    """Everything that `flashmoe pack` reads. tokenizer: path of tokenizer.json."""
    os.makedirs(folder, exist_ok=True)
    for f in glob.glob(os.path.join(folder, "*.safetensors")):
        os.unlink(f)
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
    c = {k: v for k, v in CONFIG.items() if k not in ("partial_rotary_factor", "rope_theta")}
    full = CONFIG["full_attention_interval"]
    _json(folder, "config.json", {
        "architectures": ["Qwen3_5MoeForCausalLM"], "model_type": "qwen3_5_moe_text", "dtype": "bfloat16",
        "tie_word_embeddings": True, "hidden_act": "silu", "attention_bias": False, "max_position_embeddings": 8192,
        "layer_types": ["full_attention" if (i + 1) % full == 0 else "linear_attention"
                        for i in range(CONFIG["num_hidden_layers"])],
        "rope_parameters": {"rope_type": "default", "rope_theta": CONFIG["rope_theta"],
                            "partial_rotary_factor": CONFIG["partial_rotary_factor"],
                            "mrope_section": [3, 3, 2], "mrope_interleaved": True},
        "bos_token_id": None, "eos_token_id": ids["<|endoftext|>"], "attn_output_gate": True,
        "mamba_ssm_dtype": "float32", **c})
    _json(folder, "generation_config.json", {
        "do_sample": True, "temperature": 0.3, "top_p": 0.95, "top_k": 20,
        "eos_token_id": [ids["<|im_end|>"], ids["<|endoftext|>"]], "pad_token_id": ids["<|endoftext|>"]})
    _json(folder, "tokenizer_config.json", {
        "tokenizer_class": "Qwen2TokenizerFast", "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>",
        "model_max_length": 8192})
    if os.path.abspath(tokenizer) != os.path.abspath(os.path.join(folder, "tokenizer.json")):
        shutil.copy(tokenizer, folder)


def read(model, folder):
    """folder: a checkpoint as written above, or a pack (what its bits left of the weights)."""
    if os.path.exists(os.path.join(folder, "manifest.json")):
        state = {k: torch.from_numpy(v) for k, v in unpack(folder).items()}
        model.load_state_dict({k.removeprefix("model."): v for k, v in state.items()})
        return
    state = {}
    for f in sorted(glob.glob(os.path.join(folder, "*.safetensors"))):
        state.update(load_file(f))
    model.load_state_dict({k.removeprefix("model."): v.float() for k, v in state.items()})


def _json(folder, name, value):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        json.dump(value, f, indent=1)
        f.write("\n")
