#!/usr/bin/env python3
"""Trains the demonstration model: train.py --minutes M [--resume] [--init DIR], or, to use N GPUs of one machine,
torchrun --standalone --nproc-per-node N train.py ...

Needs CUDA GPUs with bfloat16. Every GPU has its own --rows of each step and its own texts. Writes into work/ (or
$DEMO_WORK): tokenizer.json, made from a sample of the texts at the first run; hf/, the checkpoint in the hub's layout,
at every 1,000 steps and at the end; state.pt, from which --resume goes on. --init starts from a checkpoint or a pack
with fresh optimisers: what is left when state.pt is lost (then put its tokenizer.json into work/ first).

The learning rate rises for 300 steps, stays, and falls to nothing in the last --decay share of the time; a run with
--decay 0 ends at the full rate and is meant to be gone on with.
"""
import argparse
import json
import multiprocessing as mp
import os
import queue
import random
import sys
import threading
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F

import hub
import optimizer
import render
from corpus import common, mix
from model import CONFIG, Model, document_mask

WORK = common.WORK
T = 1536
# set by torchrun
RANK, WORLD, DEVICE = (int(os.environ.get(k, n)) for k, n in (("RANK", 0), ("WORLD_SIZE", 1), ("LOCAL_RANK", 0)))
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>", "<tool_response>",
           "</tool_response>", "<think>", "</think>"]
SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"
         r"|\s*[\r\n]+|\s+(?!\S)|\s+")
READ_WEIGHT = 0.03  # for what the model only reads: it should know the language of questions, too


def sample_texts(seed, n):
    """For the tokenizer: conversations, without the list of tools in most of them."""
    R, out = random.Random(seed), []
    for i in range(n):
        system, tools, turns, thinking = mix.conversation(R)
        out.append("".join(s for s, _ in render.segments(system, tools if i % 200 == 0 else (), turns, thinking)))
    return out


def make_tokenizer(path, n_workers):
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
    tk = Tokenizer(models.BPE())
    tk.normalizer = normalizers.NFC()
    tk.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(SPLIT), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tk.decoder = decoders.ByteLevel()
    with mp.Pool(n_workers) as pool:
        parts = pool.starmap(sample_texts, [(s, 4000) for s in range(n_workers)])
    texts = [t for p in parts for t in p] + [w["word"] + " " + w["gloss"] for w in common.words()]
    tk.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=CONFIG["vocab_size"] - len(SPECIAL) - 7, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    tk.add_tokens([AddedToken(s, special=s in SPECIAL[:3], normalized=False) for s in SPECIAL])
    tk.save(path + ".new")
    os.replace(path + ".new", path)  # other processes wait for it
    print(f"tokenizer: {tk.get_vocab_size()} tokens from {sum(map(len, texts)) / 1e6:.0f} MB", flush=True)


class Encoder:
    """Text -> ids, remembering what comes again."""

    def __init__(self):
        from tokenizers import Tokenizer
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        self.tk = Tokenizer.from_file(os.path.join(WORK, "tokenizer.json"))
        self.end = self.tk.token_to_id("<|endoftext|>")
        self.known = {}

    def __call__(self, text):
        ids = self.known.get(text)
        if ids is None:
            ids = self.tk.encode(text).ids
            if len(self.known) < 100000 and (len(text) < 60 or len(text) > 900):
                self.known[text] = ids
        return ids

    def document(self, R):
        """One conversation -> ids, weights."""
        ids, weights = [], []
        segments = render.segments(*mix.conversation(R))
        for i, (text, weight) in enumerate(segments):
            new = self(text)
            ids += new
            weights += [weight or (READ_WEIGHT if i else 0.0)] * len(new)
        return ids + [self.end], weights + [0.0]


def produce(seed, out, rows):
    """A process that fills rows: documents follow each other; the last is cut."""
    R, encode = random.Random(seed), Encoder()
    while True:
        X = np.zeros((rows, T + 1), np.int16)
        W = np.zeros((rows, T + 1), np.float16)
        S = np.zeros((rows, T + 1), np.bool_)
        for r in range(rows):
            n = 0
            while n < T + 1:
                ids, weights = encode.document(R)
                k = min(len(ids), T + 1 - n)
                X[r, n:n + k], W[r, n:n + k], S[r, n] = ids[:k], weights[:k], True
                n += k
        out.put((X, W, S))


def batches(n_rows, n_workers, seed):
    """Endless batches on the GPU, made by processes, moved by a thread."""
    made = mp.Queue(4 * n_workers)
    per = 6
    for i in range(n_workers):
        mp.Process(target=produce, args=(seed + i, made, per), daemon=True).start()  # ended in main
    ready = queue.Queue(4)

    def move():
        torch.cuda.set_device(DEVICE)  # each thread has its own
        while True:
            parts = [made.get() for _ in range(n_rows // per)]
            ready.put([torch.from_numpy(np.concatenate(p)).pin_memory().cuda(non_blocking=True) for p in zip(*parts)])

    threading.Thread(target=move, daemon=True).start()
    while True:
        yield ready.get()


def mean_gradients(params):
    """The mean over all GPUs, in place."""
    flat = torch.cat([p.grad.flatten() for p in params])
    dist.all_reduce(flat, op=dist.ReduceOp.AVG)
    torch._foreach_copy_([p.grad for p in params],
                         [g.view_as(p) for p, g in zip(params, flat.split([p.numel() for p in params]))])


def common_time(seconds):
    """The first process' clock, for all of them: they must stop at the same step."""
    t = torch.tensor([seconds], dtype=torch.float64)
    dist.broadcast(t, 0)
    return t.item()


def save(model, opts, a, steps, tokens):
    hub.write(model, os.path.join(WORK, "tokenizer.json"), os.path.join(WORK, "hf"))
    torch.save({"model": model.state_dict(), "optimizers": [o.state_dict() for o in opts], "steps": steps},
               os.path.join(WORK, "state.pt"))
    with open(os.path.join(WORK, "run.json"), "w") as f:
        json.dump({"steps": steps, "tokens": tokens, "minutes": a.minutes, "seed": a.seed, "gpus": WORLD}, f)
    print(f"done: {steps} steps, {tokens / 1e6:.0f} M tokens", flush=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--minutes", type=float, required=True)
    ap.add_argument("--decay", type=float, default=0.4, help="share of the time in which the rate falls")
    ap.add_argument("--lr", type=float, default=3e-3)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--rows", type=int, default=48, help="of a step on each GPU, a multiple of 6")
    ap.add_argument("--resume", action="store_true", help="go on from work/state.pt")
    ap.add_argument("--init", help="start from the checkpoint or the pack in this folder")
    a = ap.parse_args()
    began = time.time()
    torch.set_float32_matmul_precision("high")
    torch.manual_seed(a.seed)
    n_workers = max(1, (os.cpu_count() or 2) // WORLD - 2)
    mp.set_start_method("fork")
    os.makedirs(WORK, exist_ok=True)
    path = os.path.join(WORK, "tokenizer.json")
    if RANK == 0 and not os.path.exists(path):
        make_tokenizer(path, n_workers)
    while not os.path.exists(path):
        time.sleep(0.2)
    done = 0
    if a.resume and os.path.exists(os.path.join(WORK, "run.json")):
        with open(os.path.join(WORK, "run.json"), encoding="utf-8") as f:
            done = json.load(f)["steps"]
    # other texts than before, and than on the other GPUs
    stream = batches(a.rows, n_workers, 1000 * a.seed + 1_000_003 * done + 500_009 * RANK)
    first = next(stream)  # the processes are forked before the GPU is in use
    torch.cuda.set_device(DEVICE)
    if WORLD > 1:
        dist.init_process_group("cpu:gloo,cuda:nccl")
    model = Model().cuda()
    opts = optimizer.make(model, a.lr)
    if a.init:
        hub.read(model, a.init)
    if a.resume:
        state = torch.load(os.path.join(WORK, "state.pt"))
        model.load_state_dict(state["model"])
        for o, s in zip(opts, state["optimizers"]):
            o.load_state_dict(s)
        done = state["steps"]

    def loss_of(x, w, start, mask):
        with torch.autocast("cuda", torch.bfloat16):
            h, aux, counts = model(x[:, :-1], start, mask)
            logits = model.logits(h)
        nll = F.cross_entropy(logits.float().flatten(0, 1), x[:, 1:].flatten(), reduction="none")
        w = w[:, 1:].float().flatten()
        answers = (w > 0.5).float()
        return ((nll * w).sum() / w.sum(), (nll * answers).sum() / answers.sum(), aux, counts)

    compiled, mask_of = torch.compile(loss_of), torch.compile(document_mask)
    params, per_step = list(model.parameters()), a.rows * T * WORLD
    if RANK == 0:
        print(f"{sum(p.numel() for p in params)} parameters, {WORLD} x {n_workers} processes make texts", flush=True)
    step, t0, seen = 0, None, torch.zeros(CONFIG["num_hidden_layers"], CONFIG["num_experts"], device="cuda")
    total, n_lost = a.minutes * 60, torch.zeros((), dtype=torch.int64, device="cuda")
    while True:
        now = time.time() - began
        if WORLD > 1:
            now = common_time(now)
        if now >= total:
            break
        x, w, start = first if step == 0 else next(stream)
        rate = a.lr * min(1, (step + 1) / 300)
        if a.decay and now > total * (1 - a.decay):
            rate *= max(0.0, (total - now) / (total * a.decay))
        loss, answers, aux, counts = compiled(x.long(), w, start[:, :-1], mask_of(start[:, :-1]))
        (loss + 0.01 * aux).backward()
        if WORLD > 1:
            mean_gradients(params)
        lost = ~torch.isfinite(torch.nn.utils.clip_grad_norm_(params, 1.0))
        for p in params:  # a step whose gradient is no number is left out
            p.grad.masked_fill_(lost, 0)
        n_lost += lost
        for o in opts:
            for g in o.param_groups:
                g["lr"] = rate
            o.step()
            o.zero_grad(set_to_none=True)
        seen += counts
        step += 1
        if step == 20:
            torch.cuda.synchronize()
            t0 = time.time()
        if step % 200 == 0 and RANK == 0:
            speed = (step - 20) * per_step / (time.time() - t0)
            share = seen / seen.sum(1, keepdim=True)
            print(f"{done + step} loss {loss.item():.4f} answers {answers.item():.4f} balance {aux.item():.3f} "
                  f"least expert {share.min().item() * 64:.2f} most {share.max().item() * 64:.1f} rate {rate:.1e} "
                  f"{speed / 1e3:.0f}k tok/s {time.time() - began:.0f} s, {n_lost.item()} steps left out", flush=True)
            seen.zero_()
        if step % 1000 == 0 and RANK == 0:
            hub.write(model, path, os.path.join(WORK, "hf"))
            print("wrote hf", flush=True)
    if RANK == 0:
        save(model, opts, a, done + step, (done + step) * per_step)
    for p in mp.active_children():
        p.kill()
    os._exit(0)  # the thread that moves batches has no end of its own


if __name__ == "__main__":
    sys.exit(main())
