#!/usr/bin/env python3
"""flashmoe eval --chats as a program: test_eval_chats.py FLASHMOE. Exits 77 without the model.

What the bundled model says is its own affair; tested is what is asked, how a conversation
goes on, and what is refused.
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

BIN = os.path.abspath(sys.argv[1])
SOURCE = os.environ["FLASHMOE_SOURCE"]
MODEL = os.path.join(SOURCE, "models", "demo")
SUM = {"role": "user", "content": "What is 12 * 34?"}


def user(text):
    return {"role": "user", "content": text}


def result(text, **more):
    return {"role": "tool", "content": text, **more}


class EvalChats(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="flashmoe-test-")
        self.addCleanup(folder.cleanup)
        self.tmp = folder.name
        self.env = {"HOME": self.tmp, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
                    "XDG_CONFIG_DIRS": f"{self.tmp}/etc", "FLASHMOE_DATA": SOURCE}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]
        self.path = os.path.join(self.tmp, "cases.jsonl")

    def run_text(self, text, *args, pack=MODEL):
        with open(self.path, "w", encoding="utf-8", newline="") as f:
            f.write(text)
        return subprocess.run([BIN, "eval", pack, "--chats", self.path, *args], env=self.env, text=True,
                              capture_output=True, timeout=120)

    def answers(self, *cases, args=()):
        r = self.run_text("".join(json.dumps(c) + "\n" for c in cases), *args)
        self.assertEqual((r.returncode, r.stderr), (0, ""))
        out = [json.loads(line) for line in r.stdout.splitlines()]
        self.assertEqual([o["id"] for o in out], [c["id"] for c in cases])
        for o in out:
            for a in o["answers"]:
                self.assertEqual(sorted(a), ["content", "finish", "n_tokens", "thinking", "tool_calls", "warning"])
        return out

    def test_every_turn_that_is_due_is_answered_and_joins_the_history(self):
        first, both, again, given = self.answers(
            {"id": "one", "messages": [user("What is a fox?")]},
            {"id": "two", "messages": [user("Hello"), user("What is a fox?")]},
            {"id": "again", "messages": [user("What is a fox?")], "kind": "unknown keys are fine"},
            {"id": "given", "messages": [user("Hello"), {"role": "assistant", "content": "Good day."},
                                         user("What is a fox?")]})
        self.assertEqual(first["answers"], again["answers"])
        self.assertEqual([len(o["answers"]) for o in (first, both, given)], [1, 2, 1])
        for a in first["answers"] + both["answers"] + given["answers"]:
            self.assertEqual((a["finish"], a["thinking"], a["tool_calls"]), ("stop", "", []))
            self.assertTrue(a["content"])
            self.assertGreater(a["n_tokens"], 3)
        self.assertNotIn("broken", both)

    def test_a_scripted_result_answers_the_call(self):
        with_id, plain = self.answers(
            {"id": "id", "tools": ["calculate"], "messages": [SUM, result("408", tool_call_id="x")]},
            {"id": "plain", "tools": ["calculate"], "messages": [SUM, result("408"), user("Thanks!")]})
        self.assertEqual(with_id["answers"][0]["tool_calls"],
                         [{"name": "calculate", "arguments": {"expression": "12 * 34"}}])
        self.assertEqual([a["finish"] for a in plain["answers"]], ["tool_calls", "stop", "stop"])
        self.assertIn("408", with_id["answers"][1]["content"])
        self.assertEqual(with_id["answers"], plain["answers"][:2])

    def test_results_of_calls_that_follow_each_other_are_answered_one_by_one(self):
        read, = self.answers(
            {"id": "sum", "tools": ["calculate", "read_file"],
             "messages": [user("What is the sum of the numbers in tuxedo.txt?"), result("304\n253\n192"), result("749")]})
        self.assertEqual([c["name"] for a in read["answers"] for c in a["tool_calls"]], ["read_file", "calculate"])
        self.assertIn("749", read["answers"][2]["content"])
        self.assertNotIn("broken", read)

    def test_a_conversation_that_cannot_go_on_is_broken_and_the_next_one_runs(self):
        no_call, no_result, missing, fine = self.answers(
            {"id": "no call", "messages": [user("Hello"), result("408"), user("Hello")]},
            {"id": "no result", "tools": ["calculate"], "messages": [SUM, user("And then?")]},
            {"id": "one call, two results", "tools": ["calculate"],
             "messages": [SUM, result("408"), result("408")]},
            {"id": "fine", "messages": [user("Hello")]})
        self.assertEqual((no_call["broken"], len(no_call["answers"])), ("no call to answer", 1))
        self.assertEqual((no_result["broken"], len(no_result["answers"])), ("no result for a call", 1))
        self.assertEqual((missing["broken"], len(missing["answers"])), ("no call to answer", 2))
        self.assertEqual(fine["answers"][0], no_call["answers"][0])

    def test_thinking_is_on_only_when_asked_for(self):
        on, off = self.answers({"id": "on", "thinking": True, "messages": [user("Name three fruits.")]},
                               {"id": "off", "thinking": False, "messages": [user("Name three fruits.")]})
        self.assertTrue(on["answers"][0]["thinking"])
        self.assertNotIn(on["answers"][0]["thinking"], on["answers"][0]["content"])
        self.assertEqual(off["answers"][0]["thinking"], "")

    def test_length_and_system_prompt_are_the_cases_own(self):
        hello = [user("Hello")]
        default, same, in_messages, as_key, cut = (o["answers"][0] for o in self.answers(
            {"id": "default", "messages": hello},
            {"id": "same", "system": "You are a helpful assistant.", "messages": hello},
            {"id": "in messages", "messages": [{"role": "system", "content": "Be a pirate."}] + hello},
            {"id": "as key", "system": "Be a pirate.", "messages": hello},
            {"id": "cut", "max_tokens": 3, "messages": hello}))
        self.assertEqual(default, same)
        self.assertEqual(in_messages, as_key)
        self.assertEqual((cut["finish"], cut["n_tokens"]), ("length", 3))

    def test_options_of_the_engine_are_taken(self):
        case = {"id": "a", "messages": [user("Hello")]}
        self.assertTrue(self.answers(case, args=("--activations=f32", "--kv=f32", "-j1", "--kernel=scalar")))
        r = self.run_text(json.dumps(case), "--experts-per-token=2")
        self.assertEqual(r.returncode, 0)
        self.assertIn("2 experts per token", r.stderr)
        self.assertEqual(self.run_text(json.dumps(case), "--chunk=4").returncode, 2)
        self.assertEqual(self.run_text(json.dumps(case), "--ids=x.json").returncode, 2)
        self.assertEqual(self.run_text("").stdout, "")

    def test_a_malformed_line_is_named_before_anything_runs(self):
        good = json.dumps({"id": "a", "messages": [user("Hello")]}) + "\n"
        for line, says in (
                ("{", "column"), ("", "column"), ("[]", "not an object"), ('{"id":1}', '"id" is not a string'),
                ('{"messages":[]}', '"id" is missing'), ('{"id":"a"}', '"messages" is not a list'),
                ('{"id":"a","id":"b","messages":[]}', "duplicate"),
                ('{"id":"a","messages":[]}', "nothing for the model"),
                ('{"id":"a","messages":[{"role":"assistant","content":"x"}]}', "nothing for the model"),
                ('{"id":"a","messages":[{"role":"king","content":"x"}]}', "message 1"),
                ('{"id":"a","messages":[{"role":"user","content":4}]}', "message 1"),
                ('{"id":"a","messages":[{"role":"user","content":"x"},{"role":"system","content":"x"}]}', "message 2"),
                ('{"id":"a","system":"s","messages":[{"role":"system","content":"x"},'
                 '{"role":"user","content":"x"}]}', "two system prompts"),
                ('{"id":"a","tools":"calculate","messages":[{"role":"user","content":"x"}]}', "list of names"),
                ('{"id":"a","tools":["fly"],"messages":[{"role":"user","content":"x"}]}', 'no tool "fly"'),
                ('{"id":"a","tools":[3],"messages":[{"role":"user","content":"x"}]}', "not a string"),
                ('{"id":"a","thinking":1,"messages":[{"role":"user","content":"x"}]}', "thinking"),
                ('{"id":"a","max_tokens":0,"messages":[{"role":"user","content":"x"}]}', "max_tokens"),
                ('{"id":"a","max_tokens":2.5,"messages":[{"role":"user","content":"x"}]}', "max_tokens")):
            r = self.run_text(good + line + "\n" + good)
            self.assertEqual((line, r.returncode, r.stdout), (line, 1, ""))
            self.assertIn(f"{self.path}: line 2: ", r.stderr)
            self.assertIn(says, r.stderr)
            self.assertEqual(r.stderr.count("\n"), 1)

    def test_what_cannot_be_opened_is_named(self):
        r = subprocess.run([BIN, "eval", MODEL, "--chats", "/nowhere.jsonl"], env=self.env, text=True,
                           capture_output=True, timeout=60)
        self.assertEqual(r.returncode, 1)
        self.assertIn("/nowhere.jsonl", r.stderr)
        r = self.run_text("", pack="/nowhere")
        self.assertEqual(r.returncode, 4)
        self.assertIn("/nowhere", r.stderr)


if __name__ == "__main__":
    if not os.path.exists(os.path.join(MODEL, "manifest.json")):
        sys.exit(77)
    ran = unittest.main(argv=sys.argv[:1], verbosity=2, exit=False).result
    bad = len(ran.failures) + len(ran.errors)
    print(f"{ran.testsRun - bad} passed, {bad} failed")
    sys.exit(bad > 0)
