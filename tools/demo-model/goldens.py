#!/usr/bin/env python3
"""What the public implementation (transformers, float32) makes of the checkpoint in work/hf, or with --pack DIR of that
pack's weights -> work/goldens/ or --out:

 transcripts.json       prompts, greedy answers, and for every step how far the two likeliest tokens were apart
 heldout_tokens.npy     [48, 1024] a conversation a row, of a seed that no training used
 heldout_mask.npy       which of them the assistant wrote
 heldout_nll.npy        the reference's loss of each, in nats, [48, 1023]
 tokenizer_golden.json  ids of hard texts, by the tokenizers library
 reference.json         mean losses, in nats
 routing.json           how the experts of each layer are used on the held-out conversations
"""
import argparse
import json
import os
import random

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from transformers import Qwen3_5MoeForCausalLM

import render
import unpack
from corpus import common, mix
from corpus.common import Assistant, Call, Result, User

WORK = common.WORK
ROWS, ROW = 48, 1024
HELD_SEED = 990_000_017
ALL = tuple(render.TOOLS)
# (tools, thinking, what is said: user texts, and results of the call before)
TRANSCRIPTS = [
    ((), False, ["Hello"]),
    ((), True, ["What is a lighthouse?"]),
    ((), False, ["Tell me a story about a fox."]),
    ((), True, ["My name is Alice.", "Tell me a story about a bear.", "What is my name?"]),
    ((), False, ["How does expert streaming work?"]),
    (ALL, True, ["What time is it?"]),
    (ALL, False, ["What is 12 * 34?", Result("408")]),
    (ALL, True, ["List the files in /tmp.", Result("notes.txt\nplan.md")]),
    ((), False, ["What is a dog?", "And a cat?"]),
    ((), False, ["what does happy mean"]),
    ((), True, ["Name three fruits."]),
    ((), False, ["Write hello world in C."]),
    ((), False, ["What is the capital of Norway?"]),
    ((), False, ["Explain quantum computing."]),
    (ALL, True, ["hello", "How much memory is free?"]),
    ((), False, ["What is 1234 * 5678?"]),
    ((), False, ["How do I stop an answer?"]),
]
HARD = ["Hello, world!", "  indented\n\n\ttabs\n", "na\u00efve caf\u00e9 \u2014 \u00bd \u65e5\u672c\u8a9e \U0001f642", "I'M you'RE we'll",
        "123456 7.5e-3", "<|im_start|>user\nhi<|im_end|>", "e\u0301 vs \u00e9", "a" * 3000, "   \r\n \r\n x",
        "\u0939\u093f\u0928\u094d\u0926\u0940 \u0e44\u0e17\u0e22 \u0627\u0644\u0639\u0631\u0628\u064a\u0629", "<tool_call>\n</tool_call>", "don't  stop"]


def held_out(tk):
    """A conversation a row, as the model meets them: from its beginning, alone. Short rows are filled up."""
    R = random.Random(HELD_SEED)
    X = np.full((ROWS, ROW), tk.token_to_id("<|endoftext|>"), np.int32)
    M = np.zeros((ROWS, ROW), np.uint8)
    for x, m in zip(X, M):
        ids, mask = [], []
        for text, weight in render.segments(*mix.conversation(R)):
            e = tk.encode(text).ids
            ids += e
            mask += [weight > 0] * len(e)
        n = min(len(ids), ROW)
        x[:n], m[:n] = ids[:n], mask[:n]
    return X, M


class Routing:
    """Counts which experts the router of each layer chooses."""

    def __init__(self, model):
        self.k, self.chosen = model.config.num_experts_per_tok, {}
        self.n_tok = None  # count these alone: what follows in a row fills it up
        for name, module in model.named_modules():
            if name.endswith("mlp.gate"):
                module.register_forward_pre_hook(lambda m, x, name=name: self.count(name, m, x[0]))

    def count(self, name, gate, x):
        logits = x.reshape(-1, x.shape[-1])[:self.n_tok].float() @ gate.weight.float().t()
        self.chosen.setdefault(name, []).append(logits.topk(self.k).indices.cpu().numpy())

    def summary(self, n_experts):
        """Per layer: shares are relative to an even use; reuse is the share of a token's experts that the token
        before it used, which is k / n_experts when choices are independent."""
        out = []
        for rows in self.chosen.values():
            n = np.bincount(np.concatenate(rows).ravel(), minlength=n_experts)
            again = [np.isin(b, a).mean() for r in rows for a, b in zip(r, r[1:])]
            out.append({"least": n.min() / n.mean(), "most": n.max() / n.mean(),
                        "busiest_quarter": np.sort(n)[-n_experts // 4:].sum() / n.sum(), "reuse": np.mean(again)})
        return [{k: round(float(v), 3) for k, v in layer.items()} for layer in out]


def answer(model, tk, prompt, limit=400):
    """-> ids, gaps"""
    ids = torch.tensor([tk.encode(prompt).ids], device=model.device)
    stop = {tk.token_to_id("<|im_end|>"), tk.token_to_id("<|endoftext|>")}
    out, gaps, state, step = [], [], None, ids
    while len(out) < limit:
        r = model(input_ids=step, past_key_values=state, use_cache=True)
        state = r.past_key_values
        top = r.logits[0, -1].float().topk(2)
        out.append(top.indices[0].item())
        gaps.append(round((top.values[0] - top.values[1]).item(), 4))
        if out[-1] in stop:
            break
        step = top.indices[:1].reshape(1, 1)
    return out, gaps


def parse(text, thinking):
    """A generated answer -> Assistant, as the program would take it into the history."""
    thought, _, body = text.rpartition("</think>")
    body = body.replace("<|im_end|>", "").strip()
    call = None
    if "<tool_call>" in body:
        body, _, rest = body.partition("<tool_call>")
        name = rest.split("<function=")[1].split(">")[0]
        arguments = {}
        for piece in rest.split("<parameter=")[1:]:
            key, _, value = piece.partition(">")
            arguments[key] = value.split("</parameter>")[0].strip("\n")
        call = Call(name, arguments)
    return Assistant(thought.strip() if thinking else "", body.strip(), call)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--pack", help="take the weights of this pack")
    ap.add_argument("--out", default=os.path.join(WORK, "goldens"))
    a = ap.parse_args()
    torch.set_grad_enabled(False)
    torch.set_float32_matmul_precision("highest")
    hf, out = os.path.join(WORK, "hf"), a.out
    os.makedirs(out, exist_ok=True)
    tk = Tokenizer.from_file(os.path.join(hf, "tokenizer.json"))
    model = Qwen3_5MoeForCausalLM.from_pretrained(hf, dtype=torch.float32).eval()
    if a.pack:
        weights = {k: torch.from_numpy(v) for k, v in unpack.unpack(a.pack).items()}
        lost = model.load_state_dict(weights, strict=False)
        if lost.unexpected_keys or set(lost.missing_keys) - {"lm_head.weight"}:
            raise SystemExit(f"{a.pack} does not fit the checkpoint: {lost}")
    model = model.cuda() if torch.cuda.is_available() else model
    X, M = held_out(tk)
    routing = Routing(model)
    nll = []
    for row in torch.from_numpy(X).long().to(model.device):
        routing.n_tok = 1 + int((row != row[-1]).nonzero().max())
        logits = model(input_ids=row[None], use_cache=False).logits[0].float()
        nll.append(F.cross_entropy(logits[:-1], row[1:], reduction="none").cpu().numpy())
    nll = np.stack(nll).astype(np.float32)
    w = M[:, 1:] > 0
    print(f"held out: {nll[w].mean():.4f} nats on answers", flush=True)
    for name, a in (("tokens", X), ("mask", M), ("nll", nll)):
        np.save(os.path.join(out, f"heldout_{name}.npy"), a)
    used = routing.summary(model.config.num_experts)
    routing.count = lambda *_: None
    transcripts = []
    for tools, thinking, said in TRANSCRIPTS:
        turns = []
        for s in said:
            turns.append(s if isinstance(s, Result) else User(s))
            # the template's own opening of the turn: an empty answer up to where it would begin
            segments = render.segments(render.SYSTEM, tools, turns + [Assistant("\0", "\0")], thinking)
            prompt = "".join(t for t, _ in segments).partition("\0")[0]
            ids, gaps = answer(model, tk, prompt)
            text = tk.decode(ids, skip_special_tokens=False)
            print("---", s, "\n", text, flush=True)
            transcripts.append({"prompt": prompt, "prompt_ids": tk.encode(prompt).ids, "greedy": text,
                                "greedy_ids": ids, "gaps": gaps})
            turns.append(parse(text, thinking))
    dump = lambda name, value: json.dump(value, open(os.path.join(out, name), "w", encoding="utf-8"), ensure_ascii=False)
    dump("transcripts.json", transcripts)
    dump("routing.json", used)
    dump("reference.json", {"nll_answers": float(nll[w].mean())})
    dump("tokenizer_golden.json", [{"text": s, "ids": tk.encode(s).ids} for s in HARD])


if __name__ == "__main__":
    main()
