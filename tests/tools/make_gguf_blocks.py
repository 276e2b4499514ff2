#!/usr/bin/python3
"""Writes tests/data/gguf/blocks.gguf: for every block type a tensor of random blocks, and
beside it, as "TYPE.values" in F32, what they stand for, computed here with numpy from the
format's description and independently of the program.

usage: make_gguf_blocks.py OUT"""
import struct
import sys

import numpy as np

ROWS, INPUTS = 2, 512
rng = np.random.default_rng(20261121)


def half(b, at):
    """f16 at byte `at` of each block, as float64 [n, 1]"""
    return b[:, at : at + 2].copy().view("<f2").astype(np.float64)


def nibbles(q):
    return np.concatenate([q & 15, q >> 4], 1).astype(np.float64)


def bits(q, n):
    """n bits of each block's bytes, lowest first"""
    return np.unpackbits(q, axis=1, bitorder="little")[:, :n].astype(np.float64)


def q4_0(b):
    return half(b, 0) * (nibbles(b[:, 2:]) - 8)


def q4_1(b):
    return half(b, 0) * nibbles(b[:, 4:]) + half(b, 2)


def q5_0(b):
    return half(b, 0) * (nibbles(b[:, 6:]) + 16 * bits(b[:, 2:6], 32) - 16)


def q5_1(b):
    return half(b, 0) * (nibbles(b[:, 8:]) + 16 * bits(b[:, 4:8], 32)) + half(b, 2)


def q8_0(b):
    return half(b, 0) * b[:, 2:].view(np.int8).astype(np.float64)


def k_scales(sc):
    """12 bytes are a stream of 6-bit numbers only in their first half: written out"""
    s, m = np.zeros((len(sc), 8)), np.zeros((len(sc), 8))
    for j in range(8):
        if j < 4:
            s[:, j], m[:, j] = sc[:, j] % 64, sc[:, j + 4] % 64
        else:
            s[:, j] = sc[:, j + 4] % 16 + 16 * (sc[:, j - 4] // 64)
            m[:, j] = sc[:, j + 4] // 16 + 16 * (sc[:, j] // 64)
    return s, m


def k_codes(qs):
    """128 bytes: of each 32 the low halves, then the high ones -> [n, 8, 32]"""
    q = qs.reshape(-1, 4, 32)
    return np.stack([q & 15, q >> 4], 2).reshape(-1, 8, 32).astype(np.float64)


def k_values(b, codes):
    s, m = k_scales(b[:, 4:16].astype(int))
    d, dmin = half(b, 0), half(b, 2)
    return ((d * s)[:, :, None] * codes - (dmin * m)[:, :, None]).reshape(len(b), 256)


def q4_k(b):
    return k_values(b, k_codes(b[:, 16:144]))


def q5_k(b):
    high = (b[:, None, 16:48] >> np.arange(8)[None, :, None]) & 1
    return k_values(b, k_codes(b[:, 48:176]) + 16.0 * high)


def q6_k(b):
    d, sc = half(b, 208), b[:, 192:208].view(np.int8).astype(np.float64)
    out = np.zeros((len(b), 256))
    for i in range(256):
        part, l = i % 128 // 32, i % 32
        ql = b[:, i // 128 * 64 + part % 2 * 32 + l].astype(int)
        qh = b[:, 128 + i // 128 * 32 + l].astype(int)
        q = (ql // 16 if part > 1 else ql % 16) + 16 * (qh // 4**part % 4)
        out[:, i] = d[:, 0] * sc[:, i // 16] * (q - 32)
    return out


def q3_k(b):
    d, out = half(b, 108), np.zeros((len(b), 256))
    low = np.concatenate([b[:, 96:104] & 15, b[:, 96:104] >> 4], 1).astype(int)
    for i in range(256):
        j = i // 16
        high = b[:, 104 + j % 4].astype(int) // 4 ** (j // 4) % 4
        scale = low[:, j] + 16 * high - 32
        q = b[:, 32 + i // 128 * 32 + i % 32].astype(int) // 4 ** (i % 128 // 32) % 4
        set_ = b[:, i % 32].astype(int) // 2 ** (i // 32) % 2
        out[:, i] = d[:, 0] * scale * (q - np.where(set_ == 1, 0, 4))
    return out


def q2_k(b):
    d, dmin, out = half(b, 80), half(b, 82), np.zeros((len(b), 256))
    for i in range(256):
        sc = b[:, i // 16].astype(int)
        q = b[:, 16 + i // 128 * 32 + i % 32].astype(int) // 4 ** (i % 128 // 32) % 4
        out[:, i] = d[:, 0] * (sc % 16) * q - dmin[:, 0] * (sc // 16)
    return out


IQ4 = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113.0])


def iq4_nl(b):
    return half(b, 0) * IQ4[nibbles(b[:, 2:]).astype(int)]


def iq4_xs(b):
    d, high = half(b, 0), b[:, 2].astype(int) + 256 * b[:, 3].astype(int)
    out = np.zeros((len(b), 256))
    for j in range(8):
        s = b[:, 4 + j // 2].astype(int) // 16 ** (j % 2) % 16 + 16 * (high // 4**j % 4) - 32
        v = IQ4[nibbles(b[:, 8 + 16 * j : 24 + 16 * j]).astype(int)]
        out[:, 32 * j : 32 * j + 32] = d * s[:, None] * v
    return out


def mxfp4(b):
    e2m1 = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6])
    q = nibbles(b[:, 1:]).astype(int)
    return 2.0 ** (b[:, :1].astype(float) - 127) * np.where(q > 7, -1, 1) * e2m1[q % 8]


# name: (id, values, bytes, where the f16 numbers are, function)
TYPES = {
    "q4_0": (2, 32, 18, [0], q4_0),
    "q4_1": (3, 32, 20, [0, 2], q4_1),
    "q5_0": (6, 32, 22, [0], q5_0),
    "q5_1": (7, 32, 24, [0, 2], q5_1),
    "q8_0": (8, 32, 34, [0], q8_0),
    "q2_k": (10, 256, 84, [80, 82], q2_k),
    "q3_k": (11, 256, 110, [108], q3_k),
    "q4_k": (12, 256, 144, [0, 2], q4_k),
    "q5_k": (13, 256, 176, [0, 2], q5_k),
    "q6_k": (14, 256, 210, [208], q6_k),
    "iq4_nl": (20, 32, 18, [0], iq4_nl),
    "iq4_xs": (23, 256, 136, [0], iq4_xs),
    "mxfp4": (39, 32, 17, [], mxfp4),
}


def blocks(name):
    _, values, n_bytes, halves, _ = TYPES[name]
    n = ROWS * INPUTS // values
    b = rng.integers(0, 256, (n, n_bytes), dtype=np.uint8)
    for at in halves:  # of the size that weights have, some negative
        x = np.exp(rng.uniform(-9, -3, n)) * rng.choice([1, 1, 1, -1], n)
        b[:, at : at + 2] = x.astype("<f2")[:, None].view(np.uint8)
    if name == "q6_k":  # signed scales near the size that a quantiser gives them
        b[:, 192:208] = rng.choice(np.r_[40:128, 129:216], (n, 16)).astype(np.uint8)
    if name == "mxfp4":
        b[:, 0] = rng.integers(110, 125, n)
        b[0, 0], b[1, 0] = 0, 200
    return b


def text(s):
    return struct.pack("<Q", len(s)) + s.encode()


def main():
    tensors = []
    for name, (type_id, _, _, _, fn) in TYPES.items():
        b = blocks(name)
        tensors.append((name, type_id, b.tobytes()))
        tensors.append((name + ".values", 0, fn(b).astype("<f4").tobytes()))
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), 1)
    head += text("general.architecture") + struct.pack("<I", 8) + text("none")
    at, data = 0, b""
    for name, type_id, raw in tensors:
        head += text(name) + struct.pack("<IQQIQ", 2, INPUTS, ROWS, type_id, at)
        data += raw + bytes(-len(raw) % 32)
        at = len(data)
    with open(sys.argv[1], "wb") as f:
        f.write(head + bytes(-len(head) % 32) + data)


main()
