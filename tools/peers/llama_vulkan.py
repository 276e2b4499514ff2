#!/usr/bin/env python3
"""Prefill and decode of llama.cpp on a GPU, beside `flashmoe bench --backend vulkan`.

    llama_vulkan.py FOLDER FILE.gguf [--prompt N] [--gen N] [--repeat N] [--layers N]

FOLDER holds the shared libraries of a build of llama.cpp, as npm's package @node-llama-cpp/linux-x64-vulkan
has them (bins/linux-x64-vulkan): for machines where nothing can be built. FILE.gguf is one of make_gguf.py.
As llama-bench does: random tokens, one warm-up, the prompt in batches of 2,048, then token by token.
Nothing but Python is needed; the structures below are those of llama.h of August 2026, and what a build
says its defaults are is looked at before anything else is believed.
"""
import argparse
import ctypes as c
import glob
import os
import random
import statistics
import sys
import time


class ModelParams(c.Structure):
    _fields_ = [("devices", c.c_void_p), ("overrides", c.c_void_p), ("n_gpu_layers", c.c_int32),
                ("split_mode", c.c_int32), ("load_mode", c.c_int32), ("main_gpu", c.c_int32),
                ("tensor_split", c.c_void_p), ("progress", c.c_void_p), ("progress_data", c.c_void_p),
                ("kv_overrides", c.c_void_p)] + [(f"flag{i}", c.c_bool) for i in range(16)]


class ContextParams(c.Structure):
    _fields_ = ([(n, c.c_uint32) for n in ("n_ctx", "n_batch", "n_ubatch", "n_seq_max", "n_rs_seq", "n_outputs_max")] +
                [(n, c.c_int32) for n in ("n_threads", "n_threads_batch", "ctx_type", "rope", "pooling", "attention",
                                          "flash")] +
                [(n, c.c_float) for n in ("freq_base", "freq_scale", "yarn_ext", "yarn_attn", "yarn_fast",
                                          "yarn_slow")] +
                [("yarn_ctx", c.c_uint32), ("defrag", c.c_float), ("cb_eval", c.c_void_p), ("cb_data", c.c_void_p),
                 ("type_k", c.c_int32), ("type_v", c.c_int32), ("abort", c.c_void_p), ("abort_data", c.c_void_p)] +
                [(f"flag{i}", c.c_bool) for i in range(8)] +
                [("samplers", c.c_void_p), ("n_samplers", c.c_size_t), ("other", c.c_void_p)] +
                [("room", c.c_uint8 * 64)])


class Batch(c.Structure):
    _fields_ = [("n_tokens", c.c_int32), ("token", c.POINTER(c.c_int32)), ("embd", c.c_void_p), ("pos", c.c_void_p),
                ("n_seq_id", c.c_void_p), ("seq_id", c.c_void_p), ("logits", c.c_void_p)]


def die(text):
    sys.exit(f"llama_vulkan.py: {text}")


def library(folder, name):
    found = sorted(glob.glob(os.path.join(folder, name)))
    if not found:
        die(f"{folder} has no {name}")
    try:
        return c.CDLL(found[0], mode=c.RTLD_GLOBAL)
    except OSError as e:
        die(str(e))


def function(lib, name, result, *arguments):
    f = getattr(lib, name)
    f.restype, f.argtypes = result, arguments
    return f


class Llama:
    def __init__(self, args):
        folder = args.folder
        base = library(folder, "libggml-base*.so*")
        ggml = library(folder, "libggml.*")
        lib = library(folder, "libllama.*")
        function(ggml, "ggml_backend_load_all_from_path", None, c.c_char_p)(folder.encode())
        count = function(ggml, "ggml_backend_dev_count", c.c_size_t)()
        get = function(ggml, "ggml_backend_dev_get", c.c_void_p, c.c_size_t)
        describe = function(base, "ggml_backend_dev_description", c.c_char_p, c.c_void_p)
        print("devices:", "; ".join(describe(get(i)).decode() for i in range(count)))
        function(lib, "llama_backend_init", None)()

        mp = function(lib, "llama_model_default_params", ModelParams)()
        cp = function(lib, "llama_context_default_params", ContextParams)()
        if (mp.n_gpu_layers, cp.n_ctx, cp.n_batch, cp.n_ubatch, cp.n_seq_max, cp.type_k) != (-1, 512, 2048, 512, 1, 1):
            die("this build's structures are not those that this script knows")
        mp.n_gpu_layers = args.layers
        model = function(lib, "llama_model_load_from_file", c.c_void_p, c.c_char_p, ModelParams)(
            args.file.encode(), mp)
        if not model:
            die(f"{args.file} cannot be loaded")
        cp.n_ctx, cp.n_ubatch = args.prompt + args.gen + 64, args.ubatch
        cp.n_threads = cp.n_threads_batch = os.cpu_count()
        self.ctx = function(lib, "llama_init_from_model", c.c_void_p, c.c_void_p, ContextParams)(model, cp)
        if not self.ctx:
            die("no context")
        vocab = function(lib, "llama_model_get_vocab", c.c_void_p, c.c_void_p)(model)
        self.n_vocab = function(lib, "llama_vocab_n_tokens", c.c_int32, c.c_void_p)(vocab)
        self._decode = function(lib, "llama_decode", c.c_int32, c.c_void_p, Batch)
        self._one = function(lib, "llama_batch_get_one", Batch, c.POINTER(c.c_int32), c.c_int32)
        self._sync = function(lib, "llama_synchronize", None, c.c_void_p)
        self._memory = function(lib, "llama_get_memory", c.c_void_p, c.c_void_p)
        self._clear = function(lib, "llama_memory_clear", None, c.c_void_p, c.c_bool)

    def clear(self):
        self._clear(self._memory(self.ctx), True)

    def run(self, n, batch):
        """Seconds for n random tokens, so many at a time."""
        ids = (c.c_int32 * n)(*(random.randrange(self.n_vocab) for _ in range(n)))
        begin = time.perf_counter()
        for i in range(0, n, batch):
            part = c.cast(c.byref(ids, 4 * i), c.POINTER(c.c_int32))
            if self._decode(self.ctx, self._one(part, min(batch, n - i))) != 0:
                die("decoding failed")
            self._sync(self.ctx)
        return time.perf_counter() - begin


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("file")
    p.add_argument("--prompt", type=int, default=2048)
    p.add_argument("--gen", type=int, default=256)
    p.add_argument("--repeat", type=int, default=3)
    p.add_argument("--ubatch", type=int, default=2048, help="tokens that are computed together")
    p.add_argument("--layers", type=int, default=999, help="that the GPU computes")
    args = p.parse_args()
    random.seed(1)
    llama = Llama(args)
    prefill, decode = [], []
    for i in range(args.repeat + 1):
        llama.clear()
        a = args.prompt / llama.run(args.prompt, 2048)
        b = args.gen / llama.run(args.gen, 1)
        if i > 0:  # the first compiles the shaders
            prefill.append(a)
            decode.append(b)
    for name, r in (("prefill", prefill), ("decode", decode)):
        print(f"llama.cpp {name:8s} {statistics.median(r):9.2f} tok/s   median of {len(r)}, {min(r):.2f} to {max(r):.2f}")


if __name__ == "__main__":
    main()
