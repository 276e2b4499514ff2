#!/usr/bin/python3
"""One set of random weights in the layouts of several exporters gives the same model:
test_layouts.py FLASHMOE. Exits 77 without numpy.

The checkpoints come from tests/tools/make_checkpoint.py, whose writing of each format is
independent of the program's reading.
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

try:
    import numpy as np
except ImportError:
    sys.exit(77)

BIN = os.path.abspath(sys.argv[1])
TOOLS = os.path.join(os.environ["FLASHMOE_SOURCE"], "tests", "tools")
MAKE, RELAYOUT = TOOLS + "/make_checkpoint.py", TOOLS + "/relayout_checkpoint.py"
# No dimension is a multiple of a block's 128, and some are less.
ODD = {"hidden_size": 160, "moe_intermediate_size": 72, "shared_expert_intermediate_size": 136,
       "head_dim": 40, "linear_value_head_dim": 40}


def run(*args):
    return subprocess.run(args, capture_output=True, text=True, check=False)


class Layouts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="flashmoe-test-")
        self.addCleanup(folder.cleanup)
        self.dir = folder.name

    def make(self, name, family, **options):
        path = os.path.join(self.dir, name)
        words = [f"{k}={json.dumps(v)}" for k, v in options.items()]
        done = run(sys.executable, MAKE, path, family, *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return path

    def pack(self, src, *args):
        dst = src + ".pack" + "".join(args)
        done = run(BIN, "pack", "-q", "--name", "x", src, dst, *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return dst

    def pack_fails(self, src, why):
        done = run(BIN, "pack", "-q", src, os.path.join(self.dir, "none"))
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn(why, done.stderr)

    def logits(self, pack):
        ids, out = os.path.join(self.dir, "ids.json"), os.path.join(self.dir, "out.npy")
        with open(ids, "w", encoding="utf-8") as f:
            json.dump({"prompt": [5, 17, 3, 99, 42, 42, 7, 120, 64, 1]}, f)
        done = run(BIN, "eval", pack, "--ids", ids, "--logits", out, "--kernel", "scalar")
        self.assertEqual(done.returncode, 0, done.stderr)
        return np.load(out)

    def same(self, a, b, *args):
        a, b = self.logits(self.pack(a, *args)), self.logits(self.pack(b, *args))
        self.assertGreater(np.abs(a).max(), 0.1)
        self.assertLess(np.abs(a - b).max(), 1e-5)

    def test_one_set_of_weights_in_every_layout(self):
        o = {"num_hidden_layers": 4, "vocab_size": 300, "small": "F32", "linear_num_key_heads": 2,
             "linear_num_value_heads": 6, "hidden_size": 128, "moe_intermediate_size": 64}
        single = self.make("single", "qwen3_5_moe", **o)
        want = self.logits(self.pack(single, "--expert-bits=16", "--dense-bits=16"))
        self.assertGreater(np.abs(want).max(), 0.1)
        for layout in ("fused", "mlx", "next", "gguf"):
            with self.subTest(layout=layout):
                other = os.path.join(self.dir, layout + (".gguf" if layout == "gguf" else ""))
                done = run(sys.executable, RELAYOUT, single, other, layout)
                self.assertEqual(done.returncode, 0, done.stderr)
                got = self.logits(self.pack(other, "--expert-bits=16", "--dense-bits=16"))
                self.assertLess(np.abs(got - want).max(), 1e-5)
        # Such a difference would be seen: heads in another order, norms without their 1.
        other = self.make("other", "qwen3_5_moe", **o, seed=1)
        got = self.logits(self.pack(other, "--expert-bits=16", "--dense-bits=16"))
        self.assertGreater(np.abs(got - want).max(), 1e-2)

    def test_fp8_is_its_dequantised_values(self):
        for k, (family, more) in enumerate([
                ("qwen3_5_moe", {}), ("qwen3_5_moe", {"fused": True}),
                ("qwen3_next", {"scales": "BF16"}), ("qwen3_5_moe", {"block": [32, 64]}),
                ("qwen3_moe", {"moe_intermediate_size": 128, "hidden_size": 256})]):
            with self.subTest(family=family, more=more):
                o = {**ODD, **more}
                fp8 = self.make(f"a{k}", family, fp8=True, **o)
                values = self.make(f"b{k}", family, fp8="values", **o)
                self.same(fp8, values, "--expert-bits", "16", "--dense-bits", "16")
        # What is quantised on the way is quantised from the same values.
        self.same(fp8, values)

    def test_fp8_that_cannot_be_read_is_named(self):
        name = "model.layers.1.mlp.experts.2.up_proj.weight"
        src = self.make("nan", "qwen3_moe", fp8=True)
        path = os.path.join(src, "model.safetensors")
        with open(path, "r+b") as f:
            size = int.from_bytes(f.read(8), "little")
            at = json.loads(f.read(size))[name]["data_offsets"][0]
            f.seek(8 + size + at + 100)
            f.write(b"\xff")
        self.pack_fails(src, name + " holds a value that is not finite")
        for why, block in [("weight_block_size is not two numbers", [128]),
                           ("weight_block_size is not two numbers", [0, 128]),
                           ("_scale_inv has the shape", [64, 16])]:
            with open(os.path.join(src, "config.json"), encoding="utf-8") as f:
                config = json.load(f)
            config["quantization_config"]["weight_block_size"] = block
            with open(os.path.join(src, "config.json"), "w", encoding="utf-8") as f:
                json.dump(config, f)
            self.pack_fails(src, why)

    def test_more_shards_than_descriptors(self):
        one = self.make("one", "qwen3_moe")
        many = self.make("many", "qwen3_moe", shards=90)
        few = ["sh", "-c", 'ulimit -n 40; exec "$0" "$@"', BIN]
        done = run(*few, "pack", "-q", "--name", "x", many, many + ".pack")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run(*few, "info", many).returncode, 0)
        one = self.pack(one)
        for name in ["dense.bin"] + [f"experts/layer-{i:02}.bin" for i in range(4)]:
            with open(f"{one}/{name}", "rb") as a, open(f"{many}.pack/{name}", "rb") as b:
                self.assertEqual(a.read(), b.read(), name)

    def flash_moe(self, name, **options):
        """The same weights as MLX and as flash-moe's folder."""
        o = {"hidden_size": 128, "moe_intermediate_size": 64, "linear_value_head_dim": 32,
             "shared_expert_intermediate_size": 64, "head_dim": 32, "num_attention_heads": 4,
             **options}
        mlx = self.make(name + "-mlx", "qwen3_5_moe", **o)
        return mlx, self.make(name, "qwen3_5_moe", flash_moe=True, **o)

    def test_flash_moe_is_the_mlx_checkpoint(self):
        for k, o in enumerate([
                {"mlx": 4}, {"mlx": 4, "override": {"switch_mlp.gate_proj": [2, 64],
                                                    "switch_mlp.up_proj": [2, 64],
                                                    "switch_mlp.down_proj": [2, 64]}},
                # Records of whole blocks, as real ones are: they can be read directly.
                {"mlx": 4, "hidden_size": 512, "moe_intermediate_size": 128}]):
            with self.subTest(o=o):
                mlx, own = self.flash_moe(f"f{k}", **o)
                self.same(mlx, own)
                pack = own + ".pack"
                self.assertEqual(os.listdir(os.path.join(pack, "experts")),
                                 ["checksums.bin"])
                with open(os.path.join(pack, "manifest.json"), encoding="utf-8") as f:
                    experts = json.load(f)["experts"]
                self.assertTrue(all(p.startswith(own + "/packed_experts")
                                    for p in experts["files"]))
                stride = experts["layers"][0]["stride_bytes"]
                self.assertEqual(stride % 4096 == 0, "hidden_size" in o)
                self.assertEqual(run(BIN, "verify", pack).returncode, 0)
        info = run(BIN, "info", pack).stdout
        self.assertIn("experts are used in place, from " + own, info)
        self.assertEqual(run(BIN, "info", own).returncode, 0)

    def test_flash_moe_needs_no_config_beside_it(self):
        mlx, own = self.flash_moe("f", mlx=4)
        os.unlink(os.path.join(own, "config.json"))
        self.same(mlx, own)

    def test_a_pack_inside_the_folder_moves_with_it(self):
        mlx, own = self.flash_moe("f", mlx=4)
        os.mkdir(os.path.join(own, "packs"))
        inside = os.path.join(own, "packs", "p")
        self.assertEqual(run(BIN, "pack", "-q", own, inside).returncode, 0)
        os.rename(own, own + ".moved")
        moved = os.path.join(own + ".moved", "packs", "p")
        self.assertLess(np.abs(self.logits(moved) - self.logits(self.pack(mlx))).max(), 1e-5)
        self.assertEqual(run(BIN, "verify", moved).returncode, 0)

    def test_flash_moe_that_is_not_whole_is_told(self):
        _, own = self.flash_moe("f", mlx=4)
        pack = self.pack(own)
        layer = os.path.join(own, "packed_experts", "layer_02.bin")
        with open(layer, "r+b") as f:
            f.seek(20000)
            f.write(b"\x55\xaa\x55")
        done = run(BIN, "verify", pack)
        self.assertEqual(done.returncode, 4)
        self.assertIn("layer_02.bin is damaged: checksum of expert 1", done.stderr)
        os.truncate(layer, os.path.getsize(layer) - 1)
        self.pack_fails(own, "layer_02.bin has")
        done = run(BIN, "info", pack)
        self.assertEqual(done.returncode, 4)
        self.assertIn("uses experts where they were when it was made", done.stderr)
        os.unlink(layer)
        self.pack_fails(own, "layer_02.bin: No such file")
        done = run(BIN, "info", pack)
        self.assertIn("layer_02.bin: No such file", done.stderr)
        os.rename(os.path.join(own, "packed_experts"), os.path.join(own, "packed_experts_lz4"))
        self.pack_fails(own, "packed_experts_lz4 is not supported")

    def test_flash_moe_with_wrong_numbers_is_refused(self):
        _, own = self.flash_moe("f", mlx=4)
        path = os.path.join(own, "model_weights.json")
        name = "model.norm.weight"
        with open(path, encoding="utf-8") as f:
            good = json.load(f)
        for why, change in [
                ("shape, size and offset that do not fit", {"size": 3}),
                ("shape, size and offset that do not fit", {"offset": -1}),
                ("shape, size and offset that do not fit", {"shape": [1 << 62, 1 << 62]}),
                ("shape, size and offset that do not fit", {"shape": "x"}),
                ("(truncated?)", {"offset": 1 << 40}),
                ("(truncated?)", {"offset": (1 << 63) - 1}),
                ("no dtype that is known", {"dtype": "I8"}),
                ("overlap", {"offset": 0}),
                ("has the shape", {"shape": [64], "size": 128})]:
            bad = json.loads(json.dumps(good))
            bad["tensors"][name].update(change)
            with open(path, "w", encoding="utf-8") as f:
                json.dump(bad, f)
            self.pack_fails(own, why)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
