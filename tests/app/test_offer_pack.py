#!/usr/bin/python3
"""A checkpoint given as the model: test_offer_pack.py FLASHMOE TEST_DATA. Exits 77 without numpy.

On a pseudo-terminal the program says what packing takes and asks; without one it says which
command packs. The pack is found again, wherever it is.
"""
import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import numpy  # noqa: F401: the generator needs it
except ImportError:
    sys.exit(77)

BIN, DATA = os.path.abspath(sys.argv[1]), sys.argv[2]
SOURCE = os.environ["FLASHMOE_SOURCE"]
MAKE = os.path.join(SOURCE, "tests", "tools", "make_checkpoint.py")
DEMO = os.path.join(SOURCE, "models", "demo")
GGUF = os.path.join(DATA, "fixtures", "gguf_qwen35moe_q4_k", "model.gguf")
LIMIT = 120
SHORT = ["--max-tokens", "2", "--no-tools", "--temp", "0"]


def n_ids():
    with open(os.path.join(DEMO, "manifest.json"), encoding="utf-8") as f:
        return json.load(f)["config"]["n_vocab"]


LINE = b"\x1b[?2004h"  # a new chat reads lines: what is typed before may be lost to the terminal's own line


class Terminal:
    """The program on a pseudo-terminal; `feed`: what is typed when a text has come (and so many seconds later); what
    came before the last one is not looked at again."""

    def __init__(self, env, args, feed):
        pid, fd = pty.fork()
        if pid == 0:
            os.execve(BIN, ["flashmoe", *args], env)
        self.text, end, feed = "", time.monotonic() + LIMIT, list(feed)
        out, at = b"", 0
        while time.monotonic() < end:
            if select.select([fd], [], [], 0.05)[0]:
                try:
                    got = os.read(fd, 65536)
                except OSError:
                    break
                if not got:
                    break
                out += got
            found = out.find(feed[0][0], at) if feed else -1
            if found >= 0:
                text, typed, *wait = feed.pop(0)
                at = found + len(text)
                time.sleep(sum(wait))
                os.write(fd, typed)
        else:
            os.kill(pid, 9)
        os.close(fd)
        self.code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self.text = out.decode("utf-8", "replace").replace("\r\n", "\n")
        self.typed_all = not feed


class Offer(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="flashmoe-test-")
        self.addCleanup(folder.cleanup)
        self.dir = os.path.realpath(folder.name)
        self.home = os.path.join(self.dir, "home")
        self.models = os.path.join(self.home, ".local/share/flashmoe/models")
        os.mkdir(self.home)
        self.env = {"HOME": self.home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color",
                    "XDG_CONFIG_DIRS": self.dir, "FLASHMOE_DATA": SOURCE, "VK_DRIVER_FILES": "/nonexistent.json"}
        self.env |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}

    def make(self, name="a model", **options):
        path = os.path.join(self.dir, name)
        options = {"vocab_size": n_ids(), "hidden_size": 128, "moe_intermediate_size": 64, **options}
        words = [f"{k}={json.dumps(v)}" for k, v in options.items()]
        subprocess.run([sys.executable, MAKE, path, "qwen3_5_moe", *words], check=True)
        shutil.copy(os.path.join(DEMO, "tokenizer.json"), path)
        return path

    def run_it(self, *args, **kwargs):
        return subprocess.run([BIN, *args], input="", capture_output=True, text=True, env=self.env, timeout=LIMIT,
                              check=False, **kwargs)

    def ask(self, src, *args):
        return self.run_it("ask", "-m", src, *SHORT, *args, "hello")

    def on_terminal(self, *args, feed=()):
        return Terminal(self.env, args, feed)

    def packs(self):
        return sorted(os.listdir(self.models)) if os.path.isdir(self.models) else []

    # -- without a terminal

    def test_without_a_terminal_the_command_is_told_and_works(self):
        src = self.make("it's a model")
        for args in (["ask", "-m", src, "hello"], ["-m", src, "-p", "hello"]):
            done = self.run_it(*args)
            self.assertEqual(done.returncode, 4, done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertIn(f"{src} is a checkpoint (hub safetensors) and no pack; this makes one: ", done.stderr)
        self.assertEqual(self.packs(), [])
        command = done.stderr.split("this makes one: ")[1].strip()
        self.assertRegex(command, "^flashmoe pack ")
        bin_dir = os.path.join(self.dir, "bin")
        os.mkdir(bin_dir)
        os.symlink(BIN, os.path.join(bin_dir, "flashmoe"))
        env = {**self.env, "PATH": bin_dir + ":/usr/bin:/bin"}
        subprocess.run(["sh", "-c", command + " -q"], check=True, env=env)
        self.assertEqual(self.packs(), ["it's a model"])
        self.assertEqual(self.ask(src).returncode, 0)
        self.assertEqual(self.ask("it's a model").returncode, 0)

    def test_yes_needs_no_terminal(self):
        src = self.make()
        done = self.ask(src, "--yes")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.packs(), ["a model"])

    def test_other_programs_say_what_it_is(self):
        src = self.make()
        for args in (["bench", src], ["eval", src, "--ids", "x"], ["verify", src], ["verify", GGUF]):
            done = self.run_it(*args)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("is a checkpoint and no pack: 'flashmoe pack' makes one of it", done.stderr)

    def test_a_pack_beside_it_is_used(self):
        src = self.make()
        for where in (os.path.join(self.dir, "other name"), os.path.join(src, "inside")):
            done = self.run_it("pack", "-q", src, where)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.ask(src).returncode, 0)
            shutil.rmtree(where)
        self.assertEqual(self.ask(src).returncode, 4)
        self.assertEqual(self.packs(), [])

    def test_a_pack_of_something_else_is_not(self):
        src, other = self.make(), self.make("other", seed=1)
        self.assertEqual(self.run_it("pack", "-q", other, os.path.join(self.dir, "p")).returncode, 0)
        self.assertEqual(self.ask(src).returncode, 4)
        # Nor is it in the way.
        os.makedirs(self.models, exist_ok=True)
        os.rename(os.path.join(self.dir, "p"), os.path.join(self.models, "a model"))
        self.assertEqual(self.ask(src, "-y").returncode, 0)
        self.assertEqual(self.packs(), ["a model", "a model-2"])

    def pack(self, src, *where, bits):
        path = os.path.join(*where)
        done = self.run_it("pack", "-q", "--expert-bits", str(bits[0]), "--dense-bits", str(bits[1]), src, path)
        self.assertEqual(done.returncode, 0, done.stderr)
        return path

    def test_of_several_packs_the_usual_one_is_used(self):
        src = self.make()
        os.makedirs(self.models)
        few = self.pack(src, self.models, "a few", bits=(2, 8))
        self.assertEqual(self.ask(src).stderr, f"flashmoe: {few} is used for {src}: experts at 2 bits, the rest at 8, where "
                         "packing without options takes 4 and 8\n")
        many = self.pack(src, self.models, "b many", bits=(8, 8))
        less = self.pack(src, self.dir, "c less", bits=(4, 4))
        usual = self.pack(src, src, "inside", bits=(4, 8))
        # The order of places and names does not count, likeness does: experts first, then the rest.
        for best, others in ((usual, (less, few, many)), (less, (few, many)), (few, (many,)), (many, ())):
            said = self.ask(src).stderr
            self.assertTrue(said.startswith(f"flashmoe: {best} is used for {src}: experts at "), said)
            at = [said.index(f"{path} (experts at ") for path in others]
            self.assertEqual(at, sorted(at), said)
            self.assertEqual("a pack's own path in place of the checkpoint's takes that" in said, bool(others))
            for path in others:
                done = self.ask(path)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
            shutil.rmtree(best)
        self.assertEqual(self.ask(src).returncode, 4)

    def test_of_two_as_far_from_usual_the_larger_one_is_used(self):
        src = self.make()
        three = self.pack(src, self.dir, "z", bits=(3, 8))
        five = self.pack(src, self.dir, "b", bits=(5, 8))
        self.assertTrue(self.ask(src).stderr.startswith(f"flashmoe: {five} is used for "))
        same = self.pack(src, self.dir, "a0", bits=(5, 8))
        said = self.ask(src).stderr
        self.assertTrue(said.startswith(f"flashmoe: {same} is used for "), said)  # by name
        self.assertLess(said.index(five), said.index(three))

    def test_the_hub_s_cache_is_read(self):
        """Where links without names of their own lead to the files."""
        src = self.make()
        model = os.path.join(self.dir, "hub", "models--Some-Org--A3B--x-Model")
        blobs, snapshot = os.path.join(model, "blobs"), os.path.join(model, "snapshots", "0af3")
        os.makedirs(blobs)
        os.makedirs(snapshot)
        files = [(os.path.join(src, name), name) for name in os.listdir(src)] + [(GGUF, "Tiny-Q4_K_M.gguf")]
        for i, (path, name) in enumerate(files):
            shutil.copy(path, f"{blobs}/{i:064x}")
            os.symlink(f"../../blobs/{i:064x}", f"{snapshot}/{name}")
        self.assertEqual(self.ask(snapshot, "-y").returncode, 0)
        self.assertEqual(self.packs(), ["x-Model"])
        self.assertEqual(self.ask(snapshot).returncode, 0)
        done = self.ask(os.path.join(snapshot, "Tiny-Q4_K_M.gguf"))
        self.assertIn(f"flashmoe pack {snapshot}/Tiny-Q4_K_M.gguf {self.models}/Tiny-Q4_K_M\n", done.stderr)

    def test_what_cannot_become_a_chat_is_told_before(self):
        src = self.make()
        os.unlink(os.path.join(src, "tokenizer.json"))
        done = self.ask(src, "-y")
        self.assertEqual(done.returncode, 4)
        self.assertIn("has no tokenizer.json, which a chat needs", done.stderr)
        with open(os.path.join(src, "config.json"), encoding="utf-8") as f:
            config = json.load(f)
        config["model_type"] = config["text_config"]["model_type"] = "llama"
        with open(os.path.join(src, "config.json"), "w", encoding="utf-8") as f:
            json.dump(config, f)
        done = self.ask(src, "-y")
        self.assertEqual(done.returncode, 4)
        self.assertIn("llama", done.stderr)
        self.assertEqual(self.packs(), [])

    def test_too_small_a_disk_is_told_with_the_numbers(self):
        src = self.make(vocab_size=8, hidden_size=16384, num_hidden_layers=1, num_experts=1, num_experts_per_tok=1,
                        moe_intermediate_size=64, layer_types=["full_attention"])
        # A vocabulary of 16 million in a file with nothing in it: 500 GB as a pack.
        path, rows = os.path.join(src, "model.safetensors"), 1 << 24
        with open(path, "rb") as f:
            size = struct.unpack("<Q", f.read(8))[0]
            header = json.loads(f.read(size))
            data = f.read()
        tables, kept = ("lm_head.weight", "model.language_model.embed_tokens.weight"), {}
        for name, t in header.items():
            if name not in tables:
                kept[name] = t
        end = len(data)
        for name in tables:
            n = rows * 16384 * 2
            kept[name] = {"dtype": "BF16", "shape": [rows, 16384], "data_offsets": [end, end + n]}
            end += n
        text = json.dumps(kept).encode()
        with open(path, "wb") as f:
            f.write(struct.pack("<Q", len(text)) + text + data)
            try:
                f.truncate(8 + len(text) + end)
            except OSError:
                self.skipTest("no file of that length here")
        with open(os.path.join(src, "config.json"), encoding="utf-8") as f:
            config = json.load(f)
        config["text_config"]["vocab_size"] = rows
        with open(os.path.join(src, "config.json"), "w", encoding="utf-8") as f:
            json.dump(config, f)
        if shutil.disk_usage(self.dir).free > 500e9:
            self.skipTest("this disk is not too small")
        seen = self.on_terminal("ask", "-m", src, "hello")
        self.assertEqual(seen.code, 4, seen.text)
        self.assertRegex(seen.text, r"Space +5\d\d\.\d GB; [\d.]+ GB are free there")
        self.assertRegex(seen.text, r"5\d\d\.\d GB are needed and [\d.]+ GB are free")
        self.assertNotIn("[y/N]", seen.text)

    # -- in a chat

    def chat(self, *feed, screen=()):
        seen = Terminal(self.env, ["chat", "--no-tools", *(screen or ["--plain"])], feed)
        self.assertTrue(seen.typed_all, seen.text)
        self.assertEqual(seen.code, 0, seen.text)
        return seen.text

    def begin(self, src):
        return b"Next ", b"/model " + src.encode() + b"\r"

    def big(self, n_layers=8):
        return self.make(hidden_size=256, moe_intermediate_size=128, num_experts=64, num_hidden_layers=n_layers)

    def test_a_chat_packs_a_checkpoint_while_it_goes_on(self):
        src = self.big()
        text = self.chat(self.begin(src), (b"Answer: ", b"y\r"), (b"It is packed while", b"Hi\r"),
                         (b"/model a model goes on with it.", b"/model a model\r"), (b"This is a model, from", b""),
                         (LINE, b"\x04"))
        self.assertRegex(text, re.compile(
            rf"from: hub safetensors, [\d.]+ MB.*to: {re.escape(self.models)}/a model\n.*experts at 4 bits, the rest at "
            r"8.*free there.*about \d+ s: .* MB/s.*It is packed while the chat goes on.*User: Hi.*Assistant: .*"
            r"a model is packed, after \d+ s", re.S))
        self.assertEqual(self.packs(), ["a model"])
        self.assertEqual(self.run_it("verify", os.path.join(self.models, "a model")).returncode, 0)
        # Now that there is one, it is taken without a question.
        text = self.chat(self.begin(src), (b"This is a model, from", b""),
                         (LINE, b"\x04"))
        self.assertNotIn("Question", text)
        # One that is not as usual is taken, too, and told.
        shutil.rmtree(os.path.join(self.models, "a model"))
        few = self.pack(src, self.dir, "few", bits=(2, 8))
        text = self.chat(self.begin(src), (b"This is a model, from", b""),
                         (LINE, b"\x04"))
        self.assertIn(f"{few} is used for {src}: experts at 2 bits, the rest at 8, where packing without options takes "
                      "4 and 8", text)

    def test_what_is_typed_until_another_model_is_there_is_kept(self):
        src = self.make()
        os.makedirs(self.models)
        self.pack(src, self.models, "a model", bits=(4, 8))
        command, there = self.begin(src)[1], (b"This is a model, from", b"")
        self.chat((b"Next ", command + b"unsent"), there, (b"unsent", b"\x15\x04"))
        self.chat((b"Enter sends", command + b"unsent"), (LINE, b""), (b"unsent", b"\x15\x04"), screen=["--theme", "terminal"])
        # It still goes in the place of the turn that is edited.
        self.chat((b"Enter sends", b"Hi\r"), (b"cut at", command + b"/edit\r"), (LINE, b""), (b"editing turn 1", b"\x15\x04"),
                  screen=["--theme", "terminal", "--max-tokens", "2", "--think", "off"])
        # Of a text of several lines those that were ended, too.
        self.chat((b"Next ", command + b'"""one\rtwo'), there, (b"two", b' three"""\r'), (b"cut at the token limit", b""),
                  (LINE, b"\x04"), screen=["--plain", "--max-tokens", "2"])
        saved = ""
        for entry in os.scandir(os.path.join(self.home, ".local/share/flashmoe/sessions")):
            with open(entry, encoding="utf-8") as f:
                saved += f.read() if entry.name.endswith(".jsonl") else ""
        self.assertIn("one\\ntwo three", saved)

    def test_a_chat_does_not_pack_unasked(self):
        src = self.make()
        text = self.chat(self.begin(src), (b"Answer: ", b"\r"), (b"Not packed. This makes the pack: flashmoe pack", b"\x04"))
        self.assertNotIn("packed while", text)
        self.assertEqual(self.packs(), [])

    def test_packing_in_a_chat_is_stopped_and_goes_on(self):
        src = self.big(n_layers=16)
        text = self.chat(self.begin(src), (b"Answer: ", b"y\r"), (b"Packing: ", b"/model stop\r"),
                         (b"Packing was stopped at ", self.begin(src)[1]), (b"an earlier run is gone on with", b"y\r"),
                         (b"goes on with it.", b"\x04"))
        self.assertRegex(text, rf"Note: Packing was stopped at \d+ %; this goes on: flashmoe pack '{src}' '")
        self.assertEqual(self.packs(), ["a model"])
        # Leaving ends it, too, and says so when the terminal is as it was.
        shutil.rmtree(os.path.join(self.models, "a model"))
        text = self.chat(self.begin(src), (b"Answer: ", b"y\r"), (b"Packing: ", b"\x04"))
        self.assertRegex(text, rf"\nflashmoe: packing was stopped at \d+ %; this goes on: flashmoe pack '{src}' '")
        self.assertEqual(self.packs(), ["a model.partial"])
        self.assertEqual(self.ask(src, "-y").returncode, 0)

    def test_packing_goes_on_with_another_model(self):
        src = self.big()
        os.makedirs(self.models)
        os.symlink(DEMO, os.path.join(self.models, "other"))
        text = self.chat(self.begin(src), (b"Answer: ", b"y\r"), (b"It is packed while", b"/model other\r"),
                         (b"models/other", b"/model\r"), (b"goes on with it.", b"\x04"))
        self.assertIn("a model is packed, after ", text)
        self.assertEqual(self.packs(), ["a model", "other"])

    def test_the_screen_asks_and_shows_how_far_it_is(self):
        src = self.big()
        text = self.chat((b"Enter sends", self.begin(src)[1]), (b"not now", b"y", 0.6), (b"goes on with it.", b"\x04"),
                         screen=["--theme", "terminal"])
        self.assertRegex(text, r"packing \d+ %")
        self.assertEqual(self.packs(), ["a model"])

    def test_what_a_chat_cannot_pack_is_told(self):
        src = self.make()
        os.unlink(os.path.join(src, "tokenizer.json"))
        text = self.chat(self.begin(src), (b"has no tokenizer.json, which a chat needs", b"\x04"))
        self.assertNotIn("Question", text)

    # -- on a terminal

    def test_no_is_the_usual_answer(self):
        src = self.make()
        for typed in (b"n\r", b"\r", b"what\r", b"\x04"):
            seen = self.on_terminal("ask", "-m", src, "hello", feed=[(b"[y/N] ", typed)])
            self.assertEqual(seen.code, 4, seen.text)
            self.assertIn("this makes one: flashmoe pack ", seen.text)
        self.assertRegex(seen.text, re.compile(
            rf"From +hub safetensors, [\d.]+ MB.*To +{re.escape(self.models)}/a model\n.*"
            r"experts at 4 bits, the rest at 8.*Space +\d+ MB; .* are free there.*"
            r"Time +about \d+ s: .* \d+ MB/s", re.S))
        self.assertEqual(self.packs(), [])

    def test_yes_packs_and_the_chat_begins(self):
        src = self.make()
        for args in (["chat", "-m", src], ["-m", src]):
            first = not self.packs()
            feed = [(b"[y/N] ", b"y\r")] if first else []
            seen = self.on_terminal(*args, feed=[*feed, (b"Enter sends", b"\x04")])
            self.assertEqual(seen.code, 0, seen.text)
            self.assertTrue(seen.typed_all, seen.text)
            self.assertEqual("[y/N]" in seen.text, first)
            self.assertEqual("is the pack of" in seen.text, not first)
            self.assertEqual(self.packs(), ["a model"])

    def test_an_interrupted_one_goes_on(self):
        src = self.big()
        seen = self.on_terminal("ask", "-m", src, *SHORT, "hello",
                                feed=[(b"[y/N] ", b"y\r"), (b"packing [", b"\x03")])
        self.assertEqual(seen.code, 130, seen.text)
        self.assertIn("the same command goes on from here", seen.text)
        self.assertEqual(self.packs(), ["a model.partial"])
        seen = self.on_terminal("ask", "-m", src, *SHORT, "hello", feed=[(b"[y/N] ", b"y\r")])
        self.assertEqual(seen.code, 0, seen.text)
        self.assertIn("an earlier run is gone on with", seen.text)
        self.assertEqual(self.packs(), ["a model"])

    def test_every_kind_is_known(self):
        mlx = {"hidden_size": 128, "moe_intermediate_size": 64, "linear_value_head_dim": 32,
               "shared_expert_intermediate_size": 64, "head_dim": 32, "num_attention_heads": 4, "mlx": 4}
        kinds = [(self.make("fp8", fp8=True), "hub safetensors, FP8"), (self.make("mlx", **mlx), "MLX affine"),
                 (self.make("own", flash_moe=True, **mlx), "flash-moe")]
        gguf = os.path.join(self.dir, "model.gguf")
        shutil.copy(GGUF, gguf)
        for src, kind in [*kinds, (gguf, "GGUF")]:
            with self.subTest(kind=kind):
                seen = self.on_terminal("ask", "-m", src, "hello", feed=[(b"[y/N] ", b"n\r")])
                self.assertEqual(seen.code, 4, seen.text)
                self.assertRegex(seen.text, f"From +{kind}, ")
                self.assertIn(f"is a checkpoint ({kind}) and no pack", seen.text)
                self.assertEqual("used where they are" in seen.text, kind == "flash-moe")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
