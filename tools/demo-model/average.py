#!/usr/bin/env python3
"""The mean of two checkpoints of one training, which is better than either: average.py A B OUT [SHARE of B, 0.5]

A, B and OUT are folders in the hub's layout with the same tensors (safetensors, BF16 or F32).
"""
import argparse
import glob
import json
import os
import shutil
import struct
import sys

import numpy as np


def read(path):
    """-> (bytes, where the data begins, {name: entry})"""
    with open(path, "rb") as f:
        data = f.read()
    begin = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:begin])
    header.pop("__metadata__", None)
    return data, begin, header


def as_f32(raw, dtype):
    if dtype == "F32":
        return raw.view(np.float32)
    if dtype == "BF16":
        return (raw.view(np.uint16).astype(np.uint32) << 16).view(np.float32)
    sys.exit(f"average.py: tensors of {dtype} are not known")


def from_f32(x, dtype):
    if dtype == "F32":
        return x.tobytes()
    bits = x.view(np.uint32)
    return ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(np.uint16).tobytes()  # to nearest, ties to even


def average(path_a, path_b, share):
    a, begin_a, tensors = read(path_a)
    b, begin_b, others = read(path_b)
    alike = [{k: (t["dtype"], t["shape"]) for k, t in header.items()} for header in (tensors, others)]
    if alike[0] != alike[1]:
        sys.exit(f"average.py: {path_a} and {path_b} have not the same tensors")
    out = bytearray(a)
    for name, t in tensors.items():
        first, end = t["data_offsets"]
        other = others[name]["data_offsets"][0]
        x = as_f32(np.frombuffer(a, np.uint8, end - first, begin_a + first), t["dtype"])
        y = as_f32(np.frombuffer(b, np.uint8, end - first, begin_b + other), t["dtype"])
        mean = ((1 - share) * x + share * y).astype(np.float32)
        out[begin_a + first:begin_a + end] = from_f32(mean, t["dtype"])
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("a")
    ap.add_argument("b")
    ap.add_argument("out")
    ap.add_argument("share", type=float, nargs="?", default=0.5)
    args = ap.parse_args()
    shards = sorted(glob.glob(os.path.join(args.a, "*.safetensors")))
    if not shards or not 0 <= args.share <= 1:
        ap.error(f"no *.safetensors in {args.a}" if not shards else "the share is from 0 to 1")
    shutil.copytree(args.a, args.out, ignore=shutil.ignore_patterns("*.safetensors"))
    for path in shards:
        name = os.path.basename(path)
        with open(os.path.join(args.out, name), "wb") as f:
            f.write(average(path, os.path.join(args.b, name), args.share))


if __name__ == "__main__":
    main()
