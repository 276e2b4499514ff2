#!/usr/bin/env python3
"""Trains the demonstration model: train.py --minutes M [--resume] [--init DIR], or, to use N GPUs of one machine,
torchrun --standalone --nproc-per-node N train.py ...

Needs CUDA GPUs with bfloat16. Every GPU has its own --rows of each step and its own texts. Writes into work/ (or
$DEMO_WORK): tokenizer.json, made from a sample of the texts at the first run; hf/, the checkpoint in the hub's layout,
state.pt, from which --resume goes on, and run.json, how far it is: every --every steps and at the end. --init starts from
a checkpoint or a pack with fresh optimisers, with the tokenizer.json that lies there: what is left when state.pt is lost.
With both, --resume counts where there is a state.pt.

--size is small (4 heads, 30.3 million parameters, what models/demo is), large (twice the heads of both kinds, 32.3 million)
or tiny (for a CPU). Without it a run has the size of what it starts from, or small. --init of a small one with --size large
adds heads that are silent at first.

The learning rate rises for 300 steps (30 in a run that goes on), stays, and falls to nothing in the last --decay share of
the time; a run with --decay 0 ends at the full rate and is meant to be gone on with.

With a PyTorch without CUDA it runs on the CPU: only to try the recipe, with --size tiny.
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
import plain
import render
from corpus import common, mix
from model import SIZES, Model, document_mask

WORK = common.WORK
T = 1536
PER = 6  # rows that a process makes at once
# set by torchrun
RANK, WORLD, LOCAL = (int(os.environ.get(k, n)) for k, n in (("RANK", 0), ("WORLD_SIZE", 1), ("LOCAL_RANK", 0)))
DEVICE = torch.device("cpu") if plain.WANTED else torch.device("cuda", LOCAL)
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
        vocab_size=SIZES["small"]["vocab_size"] - len(SPECIAL) - 7, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    tk.add_tokens([AddedToken(s, special=s in SPECIAL[:3], normalized=False) for s in SPECIAL])
    tk.save(path + ".new")
    os.replace(path + ".new", path)  # other processes wait for it
    print(f"tokenizer: {tk.get_vocab_size()} tokens from {sum(map(len, texts)) / 1e6:.0f} MB", flush=True)


class Encoder:
    """Text -> ids, remembering what comes again."""

    def __init__(self, path):
        from tokenizers import Tokenizer
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        self.tk = Tokenizer.from_file(path)
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


def packed(document, length):
    """Rows of whole documents, lists of (ids, weights): the oldest one that waits, then always the longest that still has
    room. A row of documents as they come would cut one off, a long one as a rule, at its end: its last answer."""
    waiting = []
    while True:
        row, room = [], length
        while True:
            while len(waiting) < 32:  # fills 99 % of a row
                d = document()
                if len(d[0]) <= length:
                    waiting.append(d)
            fitting = [i for i, d in enumerate(waiting) if len(d[0]) <= room]
            if not fitting:
                break
            row.append(waiting.pop(max(fitting, key=lambda i: len(waiting[i][0])) if row else 0))
            room -= len(row[-1][0])
        yield row


def produce(seed, out, rows, tokenizer):
    """A process that fills rows; what is left of one is a document that teaches nothing."""
    R, encode = random.Random(seed), Encoder(tokenizer)
    source = packed(lambda: encode.document(R), T + 1)
    while True:
        X = np.full((rows, T + 1), encode.end, np.int16)
        W = np.zeros((rows, T + 1), np.float16)
        S = np.zeros((rows, T + 1), np.bool_)
        for r, row in zip(range(rows), source):
            n = 0
            for ids, weights in row:
                k = len(ids)
                X[r, n:n + k], W[r, n:n + k], S[r, n] = ids, weights, True
                n += k
            S[r, n:n + 1] = True
        out.put((X, W, S))


def batches(n_rows, n_workers, seed, tokenizer):
    """Endless batches on the device, made by processes, moved by a thread; and how many are ready."""
    made = mp.Queue(4 * n_workers)
    for i in range(n_workers):
        mp.Process(target=produce, args=(seed + i, made, PER, tokenizer), daemon=True).start()  # ended in main
    ready = queue.Queue(4)

    def move():
        if DEVICE.type == "cuda":
            torch.cuda.set_device(DEVICE)  # each thread has its own
        while True:
            parts = [torch.from_numpy(np.concatenate(p)) for p in zip(*(made.get() for _ in range(n_rows // PER)))]
            ready.put([p.pin_memory().cuda(non_blocking=True) for p in parts] if DEVICE.type == "cuda" else parts)

    threading.Thread(target=move, daemon=True).start()
    while True:
        n = ready.qsize()
        yield ready.get(), n


def mean_gradients(params):
    """The mean over all GPUs, in place."""
    flat = torch.cat([p.grad.flatten() for p in params])
    dist.all_reduce(flat)
    flat /= WORLD
    plain.copy_all([p.grad for p in params],
                   [g.view_as(p) for p, g in zip(params, flat.split([p.numel() for p in params]))])


def common_time(seconds):
    """The first process' clock, for all of them: they must stop at the same step."""
    t = torch.tensor([seconds], dtype=torch.float64)
    dist.broadcast(t, 0)
    return t.item()


def write_beside(path, write):
    """A file that is whole or not there, whenever a machine is taken away."""
    write(path + ".new")
    os.replace(path + ".new", path)


def save(model, opts, a, tokenizer, steps, tokens):
    def run(path):
        with open(path, "w", encoding="utf-8") as f:
            json.dump({"steps": steps, "tokens": tokens, "size": a.size, "minutes": a.minutes, "seed": a.seed,
                       "gpus": WORLD}, f)

    state = {"model": model.state_dict(), "optimizers": [o.state_dict() for o in opts], "size": a.size, "steps": steps,
             "tokens": tokens}
    hub.write(model, tokenizer, os.path.join(WORK, "hf"))
    write_beside(os.path.join(WORK, "state.pt"), lambda path: torch.save(state, path))
    write_beside(os.path.join(WORK, "run.json"), run)


def begin(a):
    """The model where this run begins, and what was saved of an earlier one or None. Sets a.size."""
    state = weights = None
    if a.resume:
        state = torch.load(os.path.join(WORK, "state.pt"), map_location=DEVICE)
        weights, size = state["model"], state["size"]
        if a.size not in (None, size):
            sys.exit(f"state.pt is of size {size}; --init grows, --resume does not")
    elif a.init:
        weights = hub.read(a.init)
        size = hub.size_of(weights)
    else:
        size = "small"
    a.size = a.size or size
    model = Model(SIZES[a.size])
    if weights and a.size != size:
        weights = hub.grow(weights, SIZES[size], model.state_dict(), SIZES[a.size])
    if weights:
        model.load_state_dict(weights)
    return model.to(DEVICE), state


def tokenizer_of(a, n_workers):
    """The path of the tokenizer of this run; the first process makes one for a run that begins with nothing."""
    if a.resume:
        return os.path.join(WORK, "hf", "tokenizer.json")
    if a.init:
        return os.path.join(a.init, "tokenizer.json")
    path = os.path.join(WORK, "tokenizer.json")
    if RANK == 0 and not os.path.exists(path):
        make_tokenizer(path, n_workers)
    while not os.path.exists(path):
        time.sleep(0.2)
    return path


def rate_at(a, step, now):
    rate = a.lr * min(1, (step + 1) / (30 if a.resume else 300))
    total = a.minutes * 60
    if a.decay and now > total * (1 - a.decay):
        rate *= max(0.0, (total - now) / (total * a.decay))
    return rate


def arguments():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--minutes", type=float, required=True, help="of this run, its start counted in")
    ap.add_argument("--size", choices=SIZES, help="default: that of what it starts from, or small")
    ap.add_argument("--decay", type=float, default=0.4, help="share of the time in which the rate falls")
    ap.add_argument("--lr", type=float, default=3e-3)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--rows", type=int, default=48, help="of a step on each GPU, a multiple of 6")
    ap.add_argument("--every", type=int, default=1000, help="steps from one checkpoint to the next")
    ap.add_argument("--resume", action="store_true", help="go on from work/state.pt")
    ap.add_argument("--init", help="start from the checkpoint or the pack in this folder")
    a = ap.parse_args()
    if a.rows < PER or a.rows % PER:
        ap.error(f"--rows is to be a multiple of {PER}")
    if a.resume and a.init and not os.path.exists(os.path.join(WORK, "state.pt")):
        a.resume = False
    if not plain.WANTED and not torch.cuda.device_count():
        sys.exit("this PyTorch is made for CUDA, and there is no GPU")
    return a


def main():
    began = time.time()
    a = arguments()
    torch.set_float32_matmul_precision("high")
    torch.manual_seed(a.seed)
    n_workers = max(1, (os.cpu_count() or 2) // WORLD - 2)
    mp.set_start_method("fork")
    os.makedirs(WORK, exist_ok=True)
    tokenizer, done = tokenizer_of(a, n_workers), 0
    if a.resume:
        with open(os.path.join(WORK, "run.json"), encoding="utf-8") as f:
            done = json.load(f)["steps"]
    # other texts than before, and than on the other GPUs
    stream = batches(a.rows, n_workers, 1000 * a.seed + 1_000_003 * done + 500_009 * RANK, tokenizer)
    first = next(stream)  # the processes are forked before the GPU is in use
    if DEVICE.type == "cuda":
        torch.cuda.set_device(DEVICE)
    if WORLD > 1:
        dist.init_process_group("cpu:gloo,cuda:nccl" if DEVICE.type == "cuda" else "gloo")
    model, saved = begin(a)
    opts = optimizer.make(model, a.lr)
    tokens = 0
    if saved:
        for o, s in zip(opts, saved["optimizers"]):
            o.load_state_dict(s)
        done, tokens = saved["steps"], saved["tokens"]
        del saved

    kind = DEVICE.type

    def loss_of(x, w, start, mask):
        with torch.autocast(kind, torch.bfloat16):
            h, aux, counts = model(x[:, :-1], start, mask)
            logits = model.logits(h)
        nll = F.cross_entropy(logits.float().flatten(0, 1), x[:, 1:].flatten(), reduction="none")
        w = w[:, 1:].float().flatten()
        answers = (w > 0.5).float()
        return ((nll * w).sum() / w.sum(), (nll * answers).sum() / answers.sum(), aux, counts)

    compiled, mask_of = plain.compiled(loss_of), plain.compiled(document_mask)
    params, per_step = list(model.parameters()), a.rows * T * WORLD
    n_experts = model.c["num_experts"]
    if RANK == 0:
        print(f"{sum(p.numel() for p in params)} parameters, {WORLD} x {n_workers} processes make texts, after "
              f"{done} steps", flush=True)
    step, t0, seen = 0, None, torch.zeros(model.c["num_hidden_layers"], n_experts, device=DEVICE)
    n_lost, lost_before = torch.zeros((), dtype=torch.int64, device=DEVICE), 0
    while True:
        now = time.time() - began
        if WORLD > 1:
            now = common_time(now)
        if now >= a.minutes * 60:
            break
        (x, w, start), n_ready = first if step == 0 else next(stream)
        loss, answers, aux, counts = compiled(x.long(), w, start[:, :-1], mask_of(start[:, :-1]))
        (loss + 0.01 * aux).backward()
        if WORLD > 1:
            mean_gradients(params)
        lost = ~torch.isfinite(torch.nn.utils.clip_grad_norm_(params, 1.0))
        for p in params:  # a step whose gradient is no number teaches nothing
            p.grad.masked_fill_(lost, 0)
        n_lost += lost
        rate = rate_at(a, step, now)
        for o in opts:
            for g in o.param_groups:
                g["lr"] = rate
            o.step()
            o.zero_grad(set_to_none=True)
        seen += counts
        step += 1
        tokens += per_step
        if step == 20:
            n_lost.item()  # waits for the GPU
            t0 = time.time()
        if step % 200 == 0 or step % a.every == 0:
            share = seen / seen.sum(1, keepdim=True) * n_experts
            n = n_lost.item()
            speed = f"{(step - 20) * per_step / (time.time() - t0) / 1e3:.0f}k tok/s " if step > 20 else ""
            if RANK == 0:
                print(f"{done + step} loss {loss.item():.4f} answers {answers.item():.4f} balance {aux.item():.3f} "
                      f"least expert {share.min().item():.2f} most {share.max().item():.1f} rate {rate:.1e} {speed}"
                      f"{time.time() - began:.0f} s, {n} steps left out, {n_ready} batches wait", flush=True)
            if n - lost_before > 50:  # the weights are no numbers any more; what was saved stays
                sys.exit("too many steps have no gradient")
            seen.zero_()
            lost_before = n
        if step % a.every == 0 and RANK == 0:
            save(model, opts, a, tokenizer, done + step, tokens)
            print("wrote hf", flush=True)
    if RANK == 0:
        save(model, opts, a, tokenizer, done + step, tokens)
        print(f"done: {done + step} steps, {tokens / 1e6:.0f} M tokens", flush=True)
    for p in mp.active_children():
        p.kill()
    os._exit(0)  # the thread that moves batches has no end of its own


if __name__ == "__main__":
    sys.exit(main())
