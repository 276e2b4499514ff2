#!/usr/bin/env python3
"""The program as a shell sees it: test_shell.py FLASHMOE

Usage errors, options, settings files and their order, where data is found, the small
programs and the completions. Needs no model.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BIN = os.path.abspath(sys.argv[1])
SOURCE = os.environ["FLASHMOE_SOURCE"]
ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
COMMANDS = ["chat", "ask", "eval", "pack", "synth", "verify", "tokenize", "info", "bench", "plan", "serve", "replay",
            "stats", "tools", "sessions", "templates", "doctor", "config"]


class Shell(unittest.TestCase):
    def setUp(self):
        self.tmp = tempfile.mkdtemp(prefix="flashmoe-test-")
        self.env = {"HOME": self.tmp, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
                    "XDG_CONFIG_DIRS": f"{self.tmp}/etc", "FLASHMOE_DATA": SOURCE,
                    # No GPU drivers: they differ, and one that is unloaded may look like a leak.
                    "VK_DRIVER_FILES": "/nonexistent.json"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]

    def tearDown(self):
        shutil.rmtree(self.tmp)

    def run_it(self, *args, stdin="", **env):
        full = {k: v for k, v in (self.env | env).items() if v is not None}
        return subprocess.run([BIN, *args], input=stdin, capture_output=True, text=True, env=full,
                              timeout=60)

    def write(self, path, text):
        path = os.path.join(self.tmp, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def config(self, text):
        return self.write(".config/flashmoe/config.yaml", text)

    def assert_usage(self, result, text):
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertIn(text, result.stderr)
        self.assertIn("help", result.stderr)

    # -- the door

    def test_help_is_narrow_and_lists_every_command(self):
        for flag in ("--help", "-h", "-?"):
            r = self.run_it(flag)
            self.assertEqual((r.returncode, r.stderr), (0, ""))
            self.assertLessEqual(max(map(len, r.stdout.splitlines())), 80)
            self.assertIn("Examples:", r.stdout)
            for command in COMMANDS:
                self.assertRegex(r.stdout, rf"(?m)^  {command} +\w")

    def test_every_command_has_narrow_help(self):
        for command in COMMANDS:
            for flag in ("--help", "-h"):
                r = self.run_it(command, flag)
                self.assertEqual((command, r.returncode, r.stderr), (command, 0, ""))
                self.assertLessEqual(max(map(len, r.stdout.splitlines())), 80, command)

    def test_help_works_with_broken_settings(self):
        self.config("nonsense: [")
        self.assertEqual(self.run_it("ask", "--help").returncode, 0)

    def test_version_names_the_build(self):
        r = self.run_it("-V")
        self.assertRegex(r.stdout, r"^flashmoe \d+\.\d+\.\d+ \(")
        for args in (("--version", "--json"), ("--json", "-V")):
            o = json.loads(self.run_it(*args).stdout)
            self.assertIn("scalar", o["kernels"])
            self.assertIn("jansson", o["libraries"])
        self.assertIn(o["version"], self.run_it("ask", "-V").stdout)

    def test_an_unknown_command_is_not_a_prompt(self):
        r = self.run_it("sesions", "list")
        self.assert_usage(r, "did you mean 'sessions'")
        self.assert_usage(self.run_it("xyzzy"), "no command 'xyzzy'")
        self.assertNotIn("did you mean", self.run_it("xyzzy").stderr)
        self.assert_usage(self.run_it("-j", "2", "xyzzy"), "no command 'xyzzy'")

    def test_words_with_spaces_and_after_dashes_are_prompts(self):
        # They get as far as the model, which is not there.
        for args in (("a prompt",), ("--", "xyzzy"), ("-p", "xyzzy"), ("-j", "2", "a prompt")):
            r = self.run_it(*args, FLASHMOE_MODEL="/nowhere")
            self.assertEqual(r.returncode, 4, (args, r.stderr))
            self.assertIn("/nowhere", r.stderr)

    def test_shared_options_may_stand_before_the_command(self):
        r = self.run_it("-m", "/nowhere", "--temp=0", "ask", "hello")
        self.assertEqual(r.returncode, 4, r.stderr)
        self.assertIn("/nowhere", r.stderr)

    def test_nothing_to_ask_is_wrong_usage(self):
        self.assertEqual(self.run_it().returncode, 2)

    def test_a_chat_needs_a_terminal(self):
        r = self.run_it("chat")
        self.assertEqual(r.returncode, 2)
        self.assertIn("terminal", r.stderr)

    # -- options

    def test_numbers_are_strict(self):
        for args, says in ((("--ctx", "12x"), "whole number"), (("--ctx", ""), "whole number"),
                           (("--ctx", " 12"), "whole number"), (("--ctx", "-1"), "between"),
                           (("-j", "99999999999999999999"), "between"),
                           (("--experts-per-token", "0"), "between"),
                           (("--memory-max", "12Q"), "size"), (("--memory-max", "-1"), "size"),
                           (("--memory-max", "99999999999T"), "large"),
                           (("--temp", "hot"), "temp"), (("--temp", "nan"), "temp"),
                           (("--top-p", "2"), "top_p"), (("--seed", "x"), "seed"),
                           (("--think", "maybe"), "off or on"), (("--kv", "f8"), "f16 or f32"),
                           (("--tools", "yes"), "ask, allow, deny or none"),
                           (("--color", "red"), "auto, never or always"),
                           (("--bogus",), "bogus")):
            r = self.run_it("ask", *args, "hello")
            self.assertEqual(r.returncode, 2, (args, r.stderr))
            self.assertIn(says, r.stderr, args)
            self.assertIn("--help", r.stderr, args)
        self.assert_usage(self.run_it("ask", "hello", "--ctx"), "requires an argument")

    def test_valid_options_are_taken(self):
        r = self.run_it("ask", "--ctx", "128", "--memory-max=2GiB", "--temp", "0.5", "--seed", "7",
                        "--kv=f32", "-j1", "--no-tools", "-m", "/nowhere", "hello")
        self.assertEqual(r.returncode, 4, r.stderr)

    def test_a_log_that_cannot_be_opened_is_told(self):
        r = self.run_it("ask", "--log", "/nowhere/log", "hello")
        self.assertEqual(r.returncode, 1)
        self.assertIn("/nowhere/log", r.stderr)

    # -- settings

    def show(self, **env):
        r = self.run_it("config", "show", **env)
        self.assertEqual(r.returncode, 0, r.stderr)
        return r.stdout

    def test_later_files_win_key_by_key(self):
        self.write("etc/flashmoe/config.yaml", "max_tokens: 1\nengine: {ctx: 1, threads: 1}\n")
        self.config("max_tokens: 2\nengine: {ctx: 2}\n")
        extra = self.write("extra.yaml", "max_tokens: 3\n")
        text = self.show(FLASHMOE_CONFIG=extra)
        self.assertRegex(text, r"max_tokens: 3 +# .*extra\.yaml:1:13")
        self.assertRegex(text, r"  ctx: 2 +# .*config/flashmoe/config\.yaml:2:15")
        self.assertRegex(text, r"  threads: 1 +# .*etc/flashmoe")
        again = self.write("again.yaml", re.sub(r" +# .*", "", text))
        os.remove(f"{self.tmp}/.config/flashmoe/config.yaml")
        self.assertEqual(re.sub(r" +# .*", "", self.show(FLASHMOE_CONFIG=again)),
                         re.sub(r" +# .*", "", text))

    def test_the_first_system_folder_wins(self):
        self.write("one/flashmoe/config.yaml", "max_tokens: 1\n")
        self.write("two/flashmoe/config.yaml", "max_tokens: 2\n")
        self.assertIn("max_tokens: 1", self.show(XDG_CONFIG_DIRS=f"{self.tmp}/one:{self.tmp}/two"))

    def test_the_model_comes_from_option_environment_settings_in_this_order(self):
        self.config("model: /from-settings\n")
        self.assertIn("/from-settings", self.run_it("ask", "x").stderr)
        self.assertIn("/from-env", self.run_it("ask", "x", FLASHMOE_MODEL="/from-env").stderr)
        r = self.run_it("ask", "-m", "/from-option", "x", FLASHMOE_MODEL="/from-env")
        self.assertIn("/from-option", r.stderr)
        self.assertEqual(r.returncode, 4)

    def test_a_model_is_found_by_name(self):
        os.makedirs(f"{self.tmp}/.local/share/flashmoe/models/mine")
        self.assertIn("models/mine", self.run_it("ask", "-m", "mine", "x").stderr)
        r = self.run_it("ask", "-m", "other", "x")
        self.assertEqual(r.returncode, 4)
        self.assertIn("no model 'other'", r.stderr)
        self.assertEqual(self.run_it("ask", "-m", "..", "x").returncode, 4)

    def test_wrong_settings_are_refused_with_their_place(self):
        for text, says in (("modell: x\n", ":1:1: .*model"), ("- a\n", ":1:1: "),
                           ("engine: {thread: 1}\n", ":1:10: .*threads"),
                           ("engine: 3\n", ":1:9: engine must be a map"),
                           ("model: [a]\n", ":1:8: "), ("think: yes\n", ":1:8: think: 'yes'"),
                           ("max_tokens: many\n", ":1:13: max_tokens"),
                           ("ascii: 1\n", ":1:8: ascii"),
                           ("a: 1\n\tb: 2\n", ":2:"), ("model: a\nmodel: b\n", ":2:1: "),
                           ("sampling: {temperature: 900}\n", ":1:25: .*temperature"),
                           ("engine: {kv: f8}\n", ":1:14: engine.kv")):
            path = self.config(text)
            for command in (("config", "check"), ("ask", "hello")):
                r = self.run_it(*command)
                self.assertEqual((text, r.returncode), (text, 3), r.stderr)
                self.assertRegex(r.stderr, re.escape(path) + says, text)
                self.assertEqual(r.stderr.count("\n"), 1)

    def test_empty_settings_are_valid(self):
        for text in ("", "# nothing\n"):
            self.config(text)
            r = self.run_it("config", "check")
            self.assertEqual((r.returncode, r.stderr), (0, ""))

    def test_a_settings_file_asked_for_must_exist(self):
        r = self.run_it("config", "check", FLASHMOE_CONFIG=f"{self.tmp}/none.yaml")
        self.assertEqual(r.returncode, 3)
        self.assertIn("none.yaml", r.stderr)

    def test_flags_in_settings_are_taken_the_right_way_round(self):
        for text in ("history: true\nalt_screen: false\nascii: true\nplain: false\n",
                     "tools: none\ncolor: never\nthink: off\nsystem: ''\n",
                     "template: qwen3\nengine: {memory_max: 12GiB, kernel: scalar}\n"):
            self.config(text)
            r = self.run_it("config", "check")
            self.assertEqual((r.returncode, r.stderr), (0, ""), text)

    # -- themes

    def test_a_theme_is_built_in_named_or_a_file(self):
        mine = self.write(".config/flashmoe/themes/mine.yaml", "schema: 1\n")
        for name in ("terminal", "dark", "light", "mine", mine, "~/.config/flashmoe/themes/mine.yaml"):
            self.config(f"theme: {name}\n")
            r = self.run_it("config", "check")
            self.assertEqual((name, r.returncode, r.stderr), (name, 0, ""))
        for name, says in (("none", "themes/none.yaml"), ("/no/such.yaml", "/no/such.yaml"),
                           ("such.yaml", "such.yaml"), ("''", "theme: empty")):
            self.config(f"theme: {name}\n")
            r = self.run_it("config", "check")
            self.assertEqual((name, r.returncode), (name, 3))
            self.assertIn(says, r.stderr)
        self.write(".config/flashmoe/themes/mine.yaml", "schema: 1\nroles: {user: blurple}\n")
        self.config("theme: mine\n")
        r = self.run_it("config", "check")
        self.assertEqual(r.returncode, 3)
        self.assertRegex(r.stderr, r"themes/mine\.yaml:2:15: user: 'blurple'")
        self.assert_usage(self.run_it("ask", "--theme", "", "hello"), "theme: empty")

    # -- folders

    def test_relative_and_empty_xdg_values_are_ignored(self):
        self.config("max_tokens: 5\n")
        for value in ("", "relative/path"):
            self.assertIn("max_tokens: 5", self.show(XDG_CONFIG_HOME=value))
        self.assertEqual(self.show(XDG_CONFIG_HOME=f"{self.tmp}/other"), "")

    def test_paths_are_listed(self):
        r = self.run_it("config", "path", FLASHMOE_CONFIG="/x.yaml")
        self.assertEqual([line.split("  ")[0] for line in r.stdout.splitlines()],
                         [f"{self.tmp}/etc/flashmoe/config.yaml",
                          f"{self.tmp}/.config/flashmoe/config.yaml", "/x.yaml"])

    def test_looking_creates_nothing(self):
        for args in (("sessions", "list"), ("templates", "list"), ("config", "show"), ("--help",)):
            self.assertEqual(self.run_it(*args).returncode, 0)
        self.assertEqual(os.listdir(self.tmp), [])

    def test_data_is_found_from_the_build_folder_and_beside_a_copy(self):
        r = self.run_it("templates", "list", FLASHMOE_DATA=None)
        self.assertIn(f"{SOURCE}/prompts/templates/qwen3.5.yaml", r.stdout)
        prefix = f"{self.tmp}/moved"
        os.makedirs(f"{prefix}/bin")
        shutil.copy(BIN, f"{prefix}/bin/flashmoe")
        shutil.copytree(f"{SOURCE}/prompts", f"{prefix}/share/flashmoe/prompts")
        r = subprocess.run([f"{prefix}/bin/flashmoe", "templates", "list"], capture_output=True,
                           text=True, env={k: v for k, v in self.env.items() if k != "FLASHMOE_DATA"})
        self.assertIn(f"{prefix}/bin/../share/flashmoe/prompts/templates/qwen3.yaml", r.stdout)

    def test_no_build_path_is_in_the_program(self):
        with open(BIN, "rb") as f:
            strings = f.read()
        self.assertNotIn((SOURCE + "/prompts").encode(), strings)

    # -- templates

    def test_a_template_of_the_user_comes_first(self):
        path = f"{self.tmp}/.config/flashmoe/templates/qwen3.yaml"
        os.makedirs(os.path.dirname(path))
        shutil.copy(f"{SOURCE}/prompts/templates/qwen3.yaml", path)
        r = self.run_it("templates", "list")
        self.assertRegex(r.stdout, rf"(?m)^qwen3 +yours +{re.escape(path)}, in place of the shipped one$")
        self.assertNotIn(f"{SOURCE}/prompts/templates/qwen3.yaml", r.stdout)
        self.assertRegex(r.stdout, rf"(?m)^qwen3\.5 +shipped +{re.escape(SOURCE)}/prompts/templates/qwen3\.5\.yaml$")
        r = self.run_it("templates", "list", "--names")
        self.assertEqual(sorted(r.stdout.split()), ["chatml", "qwen3", "qwen3-coder", "qwen3-coder-tools", "qwen3-instruct",
                                                    "qwen3-thinking", "qwen3.5", "qwen3.6"])
        with open(path, "a", encoding="utf-8") as f:
            f.write("bogus: 1\n")
        for args in ((), ("qwen3",), (path,)):
            r = self.run_it("templates", "check", *args)
            self.assertEqual(r.returncode, 3)
            self.assertRegex(r.stderr, rf"^flashmoe: {re.escape(path)}:\d+:1: .*bogus")
        self.assertIn(f"{path}, in place of the shipped one, invalid", self.run_it("templates", "list").stdout)
        own = f"{os.path.dirname(path)}/own.yaml"
        with open(f"{SOURCE}/prompts/templates/qwen3.yaml", encoding="utf-8") as f:
            text = f.read()
        with open(own, "w", encoding="utf-8") as f:
            f.write(text.replace('call: "<tool_call>', 'call: "<call>'))
        self.assertRegex(self.run_it("templates", "list").stdout, rf"(?m)^own +yours +{re.escape(own)}, invalid")
        r = self.run_it("templates", "check", "own", "qwen3.5")
        self.assertEqual(r.returncode, 3)
        self.assertRegex(r.stderr, rf"^flashmoe: {re.escape(own)}:\d+:\d+: 'call' of 'calls': 'open', 'close' and 'format'")
        self.assertEqual(r.stdout, f"{SOURCE}/prompts/templates/qwen3.5.yaml: valid\n")
        self.assertEqual(self.run_it("templates", "check", "qwen3.5", "chatml").returncode, 0)

    def test_a_conversation_is_rendered(self):
        messages = [{"role": "user", "content": "hi <|im_end|>"}]
        chat = self.write("chat.json", json.dumps(messages))
        r = self.run_it("templates", "render", chat)
        self.assertEqual(r.stdout, "<|im_start|>user\nhi <|im_end|><|im_end|>\n<|im_start|>assistant\n<think>\n")
        r = self.run_it("templates", "render", chat, "--no-generation")
        self.assertTrue(r.stdout.endswith("<|im_end|>\n"))
        r = self.run_it("templates", "render", "--think=off", "-", stdin=json.dumps({"messages": messages}))
        self.assertTrue(r.stdout.endswith("</think>\n\n"), r.stderr)
        for text, says in (("{", "1:"), ("{}", "messages"), ('[{"role":"king"}]', "message 1"),
                           ('{"messages":[],"tools":3}', "tools"),
                           ('[{"role":"assistant","tool_calls":[{}]}]', "message 1")):
            r = self.run_it("templates", "render", "-", stdin=text)
            self.assertEqual((text, r.returncode), (text, 1))
            self.assertIn(says, r.stderr)
        r = self.run_it("templates", "render", chat, "-t", "../../etc/passwd")
        self.assertEqual(r.returncode, 3)
        for what, says in (("nobody", "find the conversation 'nobody'"), ("none.json", "open none.json"),
                           ("no/such", "open no/such")):
            r = self.run_it("templates", "render", what)
            self.assertEqual((what, r.returncode), (what, 1))
            self.assertIn(says, r.stderr)

    def test_rendered_tokens_are_those_of_the_text(self):
        chat = self.write("chat.json", json.dumps([{"role": "system", "content": "s"}, {"role": "user", "content": "hi é"}]))
        for name in ("qwen3.5", "qwen3-coder"):
            text = self.run_it("templates", "render", chat, "-t", name).stdout
            r = self.run_it("templates", "render", chat, "-t", name, "--tokens")
            self.assertEqual(r.returncode, 0, r.stderr)
            ids = json.loads(r.stdout)
            self.assertGreater(len(ids), 5)
            self.assertEqual(self.run_it("tokenize", "--decode", stdin=r.stdout).stdout, text)
        r = self.run_it("templates", "render", chat, "--tokens", "-t", "qwen3", "-m", self.tmp)
        self.assertEqual(r.returncode, 1)
        self.assertIn("tokenizer.json", r.stderr)

    def test_a_saved_conversation_is_rendered_by_its_own_template(self):
        path = self.session({"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}, name="foxes")
        asked = "<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\n"
        for what in ("foxes", ID, path):
            r = self.run_it("templates", "render", what, "--no-generation")
            self.assertEqual(r.stdout, f"{asked}<think>\n\n</think>\n\na<|im_end|>\n", r.stderr)
        with open(path, encoding="utf-8") as f:
            text = f.read()
        with open(path, "w", encoding="utf-8") as f:
            f.write(text.replace('"name": "tiny"}', '"name": "tiny"}, "template": {"name": "chatml"}', 1))
        r = self.run_it("templates", "render", "foxes", "--no-generation")
        self.assertEqual(r.stdout, f"{asked}a<|im_end|>\n", r.stderr)
        for args in (("-t", "qwen3.5"), ("-m", f"{SOURCE}/models/demo")):
            r = self.run_it("templates", "render", "foxes", "--no-generation", *args)
            self.assertIn("<think>", r.stdout, r.stderr)
        r = self.run_it("templates", "render", "foxes", "-m", self.tmp)
        self.assertEqual(r.returncode, 3)
        self.assertIn("manifest.json", r.stderr)

    # -- sessions

    def session(self, *turns, id=ID, name=None):
        lines = [{"schema": 1, "id": id, "created": 1700000000000, "model": {"name": "tiny"}}]
        if name:
            lines.append({"type": "name", "name": name})
        parent = None
        for i, turn in enumerate(turns):
            this = id[:-1] + "0123456789"[i]
            lines.append({"id": this, "parent": parent} | turn)
            parent = this
        return self.write(f".local/share/flashmoe/sessions/{id}.jsonl",
                          "".join(json.dumps(line) + "\n" for line in lines))

    def test_sessions_are_listed_shown_and_searched(self):
        self.assertEqual(self.run_it("sessions", "list").stdout, "")
        self.session({"role": "user", "content": "Die Größe\nof a fox"},
                     {"role": "assistant", "thinking": "secret", "content": "red"}, name="foxes")
        self.assertIn("foxes: Die Größe of a fox", self.run_it("sessions", "list").stdout)
        (entry,) = json.loads(self.run_it("sessions", "list", "--json").stdout)
        self.assertEqual((entry["id"], entry["turns"], entry["name"]), (ID, 2, "foxes"))
        self.assertEqual(self.run_it("sessions", "list", "--names").stdout, f"foxes\n{ID}\n")
        for what in (ID, "01a", "foxes"):
            self.assertIn("User: Die Größe\nof a fox\n", self.run_it("sessions", "show", what).stdout)
        r = self.run_it("sessions", "show", ID, "--redact-thinking")
        self.assertNotIn("secret", r.stdout)
        r = self.run_it("sessions", "search", "GRÖSSE")
        self.assertEqual((r.returncode, r.stdout), (0, f"{ID}  user: Die Größe\n"))
        self.assertEqual(self.run_it("sessions", "search", "wolf").returncode, 1)
        self.assertEqual(self.run_it("sessions", "search", "").returncode, 2)
        self.assertEqual(self.run_it("sessions", "show", "wolf").returncode, 1)

    def test_exports_in_three_formats(self):
        call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"a": "```"}'}}
        self.session({"role": "user", "content": "q"},
                     {"role": "assistant", "content": None, "tool_calls": [call]},
                     {"role": "tool", "content": "````\nr", "tool_call_id": "c1"})
        md = self.run_it("sessions", "export", ID).stdout
        self.assertTrue(md.startswith(f'---\nid: "{ID}"\nmodel: "tiny"\n'))
        self.assertIn('````json\n{"a": "```"}\n````\n', md)
        self.assertIn("`````text\n````\nr\n`````\n", md)
        text = self.run_it("sessions", "export", ID, "-f", "json").stdout
        self.assertEqual([m["role"] for m in json.loads(text)["messages"]], ["user", "assistant", "tool"])
        r = self.run_it("templates", "render", "-", stdin=text)
        self.assertIn("<function=f>", r.stdout, r.stderr)
        out = f"{self.tmp}/out.txt"
        self.assertEqual(self.run_it("sessions", "export", ID, "-f", "txt", "-o", out).returncode, 0)
        with open(out, encoding="utf-8") as f:
            self.assertTrue(f.read().startswith("User: q\n"))
        self.assertEqual(self.run_it("sessions", "export", ID, "-o", out).returncode, 1)
        self.assertEqual(self.run_it("sessions", "export", ID, "-f", "pdf").returncode, 2)

    def test_a_fork_is_a_conversation_of_its_own(self):
        path = self.session({"role": "user", "content": "q"}, {"role": "assistant", "content": "a"})
        with open(path, "rb") as f:
            before = f.read()
        r = self.run_it("sessions", "fork", ID, "other end")
        self.assertEqual(r.returncode, 0, r.stderr)
        new = r.stdout.strip()
        self.assertNotEqual(new, ID)
        r = self.run_it("sessions", "export", "other end", "-f", "json")
        self.assertEqual([(m["role"], m["content"]) for m in json.loads(r.stdout)["messages"]],
                         [("user", "q"), ("assistant", "a")])
        self.assertIn(new, self.run_it("sessions", "list").stdout)
        with open(path, "rb") as f:
            self.assertEqual(f.read(), before)
        self.assertEqual(self.run_it("sessions", "fork", "nothing").returncode, 1)
        self.assertEqual(self.run_it("sessions", "fork").returncode, 2)
        self.assertEqual(self.run_it("sessions", "fork", ID, "a", "b").returncode, 2)

    def test_deleting_asks_or_needs_yes_and_never_leaves_the_folder(self):
        path = self.session({"role": "user", "content": "q"})
        outside = self.write("keep.jsonl", "x")
        inside = os.path.dirname(path)
        self.assertEqual(self.run_it("sessions", "rm", ID, stdin="y\n").returncode, 2)
        for what in (outside, "../../../../keep", f"{inside}/../../../../keep.jsonl"):
            self.assertEqual(self.run_it("sessions", "rm", "-y", what).returncode, 1, what)
        r = subprocess.run([BIN, "sessions", "rm", "-y", "keep.jsonl"], cwd=self.tmp, env=self.env,
                           capture_output=True, text=True)
        self.assertEqual(r.returncode, 1)
        self.assertIn("neither an id nor a name", r.stderr)
        self.assertTrue(os.path.exists(outside) and os.path.exists(path))
        self.assertEqual(self.run_it("sessions", "rm", "-y", ID).returncode, 0)
        self.assertFalse(os.path.exists(path))
        self.assertEqual(self.run_it("sessions", "rm", "-y", ID).returncode, 1)

    def test_a_broken_session_is_told_and_hides_no_other(self):
        self.session({"role": "user", "content": "fine"})
        self.write(".local/share/flashmoe/sessions/01ARZ3NDEKTSV4RRFFQ69G5FAA.jsonl", "{}\n")
        out = self.run_it("sessions", "list").stdout
        self.assertIn("fine", out)
        self.assertIn("cannot be read", out)

    # -- doctor

    def checks(self, *args, **env):
        r = self.run_it("doctor", "--json", *args, **env)
        o = json.loads(r.stdout)
        self.assertEqual((o["schema"], o["ok"]), (1, r.returncode == 0))
        return r.returncode, {(c["group"], c["name"]): c for c in o["checks"]}

    def test_doctor_tries_what_the_program_uses(self):
        code, checks = self.checks("-m", f"{SOURCE}/models/demo")
        self.assertEqual(code, 0)
        for key in (("terminal", "type"), ("terminal", "colours"), ("terminal", "characters"),
                    ("kernel", "cachestat"), ("kernel", "RWF_NOWAIT"), ("kernel", "O_DIRECT"),
                    ("kernel", "io_uring"), ("kernel", "Landlock"), ("kernel", "user namespaces"),
                    ("disk", "free"), ("disk", "rate"), ("memory", "free"), ("memory", "experts"),
                    ("GPU", "device"), ("sandbox", "rung"), ("instruments", "clock"),
                    ("model", "pack")):
            self.assertTrue(checks[key]["value"], key)
            self.assertEqual(checks[key]["mark"] == "ok", checks[key]["cost"] == "", key)
        self.assertIn("bench --limits", checks["disk", "rate"]["value"])
        r = self.run_it("doctor", "-m", f"{SOURCE}/models/demo")
        short = r.stdout.replace(self.tmp, "/tmp/" + os.path.basename(self.tmp))  # paths are never broken
        self.assertLessEqual(max(map(len, short.splitlines())), 80)
        self.assertNotRegex(r.stdout, r"(?m) $")
        quiet = self.run_it("doctor", "-q", "-m", f"{SOURCE}/models/demo").stdout
        self.assertNotRegex(quiet, r"(?m)^ok ")
        self.assertRegex(quiet, r"(?m)^-- type ")
        self.assertEqual(os.listdir(self.tmp), [])

    def test_doctor_says_what_is_missing_and_ends_with_1(self):
        code, checks = self.checks("-m", "/nowhere")
        self.assertEqual(code, 1)
        self.assertEqual(checks["model", "pack"]["mark"], "missing")
        self.assertIn("/nowhere", checks["model", "pack"]["value"])
        self.config("modell: x\n")
        code, checks = self.checks("-m", f"{SOURCE}/models/demo")
        self.assertEqual((code, checks["files", "settings"]["mark"]), (1, "missing"))
        _, checks = self.checks(TERM="nosuchterm", LC_ALL="C")
        self.assertIn("nosuchterm", checks["terminal", "type"]["value"])
        self.assertEqual(checks["terminal", "characters"]["mark"], "costs")
        self.assertIn("NO_COLOR", self.checks(NO_COLOR="1")[1]["terminal", "colours"]["value"])
        self.assertEqual(self.run_it("doctor", "now").returncode, 2)

    # -- completions

    def test_the_completions_are_valid_and_know_every_command(self):
        for name, shell in (("flashmoe.bash", "bash"), ("_flashmoe", "zsh"), ("flashmoe.fish", "fish")):
            path = f"{SOURCE}/completions/{name}"
            with open(path, encoding="utf-8") as f:
                text = f.read()
            for command in COMMANDS:
                self.assertRegex(text, rf"\b{command}\b", name)
            if shutil.which(shell):
                r = subprocess.run([shell, "-n", path], capture_output=True, text=True)
                self.assertEqual((name, r.returncode, r.stderr), (name, 0, ""))

    def options(self, command):
        """Those of --help: of each line the names before the text."""
        found = set()
        for line in self.run_it(command, "--help", COLUMNS="100").stdout.splitlines():
            if names := re.match(r" {2,6}(?:-\S, )?--?[\w?][\w-]*", line):
                found |= set(re.findall(r"--?[\w?][\w-]*", names.group()))
        self.assertIn("--help", found, command)
        return found - {"-?", "--help", "-h", "--usage", "-V", "--version"}

    def fish_options(self, command):
        """What is offered behind a command: its lines' conditions are of three forms."""
        with open(f"{SOURCE}/completions/flashmoe.fish", encoding="utf-8") as f:
            text = f.read()
        not_shared = re.search(r'shared "not __fish_seen_subcommand_from (.*)"', text).group(1).split()
        found = set()
        for condition, rest in re.findall(r"(?m)^complete -c flashmoe -n (\$\w+|'[^']*'\$?\w*)(.*)", text):
            seen = re.match(r"'__fish_seen_subcommand_from ([\w ]+?)(; or )?'", condition)
            if seen and command in seen.group(1).split() or condition == "$shared" and command not in not_shared:
                rest = re.sub(r"'[^']*'", "", rest)
                found |= {"-" + o for o in re.findall(r" -s (\S)", rest)} | {"--" + o for o in re.findall(r" -l (\S+)", rest)}
        return found

    def zsh_options(self, command):
        with open(f"{SOURCE}/completions/_flashmoe", encoding="utf-8") as f:
            text = f.read()
        section = re.search(rf"(?ms)^        {command}\) _arguments(.*?);;", text)
        section = section.group(1) if section else ""
        if "$shared" in section:
            section += re.search(r"(?ms)^    shared=\((.*?)^    \)", text).group(1)
        # '(-q --quiet)'{-q,--quiet}'[text]', '--json[text]', '--gen=[text]:number:'
        return set(re.findall(r"(?:[{,]|')(--?[A-Za-z][a-z-]*)(?==?[\[,}])", section))

    def test_the_completions_offer_every_option_and_no_other(self):
        for command in COMMANDS:
            options = self.options(command)
            self.assertEqual((command, options), (command, self.fish_options(command)))
            self.assertEqual((command, options), (command, self.zsh_options(command)))
            long = {o for o in options if o.startswith("--")}
            self.assertEqual((command, long), (command, set(self.complete(command, "--")) - {"--help", "--usage", "--version"}))

    def complete(self, *words):
        script = (f'source "{SOURCE}/completions/flashmoe.bash"; shift; COMP_WORDS=("$@"); '
                  'COMP_CWORD=$(($# - 1)); _flashmoe; printf "%s\\n" "${COMPREPLY[@]}"')
        r = subprocess.run(["bash", "-c", script, "bash", "x", BIN, *words], capture_output=True,
                           text=True, env=self.env)
        self.assertEqual(r.stderr, "")
        return r.stdout.split("\n")[:-1]

    def test_bash_completes_commands_options_and_names(self):
        self.session({"role": "user", "content": "q"}, name="old $(talk)")
        self.assertEqual(self.complete("ses"), ["sessions"])
        self.assertEqual(self.complete("ask", "--mem"), ["--memory-max"])
        self.assertEqual(self.complete("sessions", "ex"), ["export"])
        self.assertEqual(self.complete("sessions", "show", "old"), ["old\\ \\$\\(talk\\)"])
        self.assertEqual(self.complete("chat", "-r", "01A"), [ID])
        self.assertEqual(self.complete("-t", "qwen3.5"), ["qwen3.5"])
        self.assertEqual(self.complete("ask", "--tools", "de"), ["deny"])
        self.assertEqual(self.complete("chat", "--theme", "da"), ["dark"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
