#!/usr/bin/env python3
"""The chat's screen with a server whose faults are scripted, in a real terminal (tmux):
test_remote_tui.py FLASHMOE. No fault loses a turn or hangs the screen."""
import glob
import json
import os
import re
import shutil
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "app"))
from faulty_server import Flashmoe, Server  # noqa: E402
from test_tui import Screen  # noqa: E402

BIN = os.path.abspath(sys.argv[1])
BEGUN = "A lighthouse is"


class RemoteScreen(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="flashmoe-remote-tui-")
        self.addCleanup(shutil.rmtree, self.home)

    def start(self, url, *args, cols=120, rows=40):
        screen = Screen([BIN, "chat", "--remote", url, *args], cols, rows, home=self.home)
        self.addCleanup(screen.close)
        screen.wait(r"flashmoe")
        return screen

    def records(self):
        paths = glob.glob(self.home + "/data/flashmoe/sessions/*.jsonl")
        self.assertEqual(len(paths), 1)
        with open(paths[0], encoding="utf-8") as f:
            return [json.loads(line) for line in f]

    def turns(self):
        return [r["message"]["content"] if "message" in r else r.get("content") for r in self.records()
                if r.get("role") or "message" in r]

    def test_an_answer_and_what_is_known_of_it(self):
        with Server(models=["ok", "other"]) as server:
            s = self.start(server.url, "-m", "ok")
            s.wait(r"ok   at " + re.escape(server.url + "/v1"))
            s.say("What is a lighthouse?")
            text = s.wait(r"9 tokens")
            self.assertIn("A lighthouse is a tower with a light.", text)
            self.assertRegex(text, r"round trip +[\d.]+ ms")
            self.assertRegex(text, r"context +30 of 4096")
            self.assertRegex(text, r"page cache +n/a")
            self.assertRegex(text, r"of limit +n/a")
            self.assertRegex(text, r"first token +[\d.]+ s")
            for command, said in (("/tokens", "applies the chat template itself"),
                                  ("/template qwen3", "applies its own chat template"),
                                  ("/context", "30 of 4096 tokens, as the server counted"),
                                  ("/reload", "The tools are read again"),
                                  ("/model nowhere", "The next answer is from nowhere. The server does not list"),
                                  ("/model other", "The next answer is from other"),
                                  ("/model other", "That is the model of this chat")):
                s.say(command)
                s.wait(re.escape(said))
            s.wait(r"other   at http")
            for command, said in (("/info", r"server +" + re.escape(server.url)),
                                  ("/model", r"now: other(.|\n)*others there:\n +ok"),
                                  ("/stats", r"round trip +[\d.]+ ms(.|\n)*resident memory +n/a"),
                                  ("/set", "What is not here is as the server has it")):
                s.say(command)
                s.wait(said)
                s.keys("Escape")
                s.pause_after_escape()
            s.say("Again")
            s.wait(r"you  3(.|\n)*9 tokens(.|\n)*Enter sends")
            self.assertEqual([p["model"] for p in server.posts()], ["ok", "other"])
        self.assertEqual(self.records()[0]["model"]["name"], "ok at " + server.url + "/v1")

    def test_what_nobody_counted_is_not_shown_as_nothing(self):
        with Server() as server:
            s = self.start(server.url, "-m", "uncounted")
            s.say("What is a lighthouse?")
            s.wait(r"tokens n/a")
            for command, said in (("/stats", r"prompt +n/a\s+written +n/a"),
                                  ("/stats json", r'"n_prompt_tok": null(.|\n)*"n_generated_tok": null')):
                s.say(command)
                s.wait(said)
                s.keys("Escape")
                s.pause_after_escape()

    def test_a_cut_keeps_what_was_written(self):
        with Server() as server:
            s = self.start(server.url, "-m", "cut")
            s.say("What is a lighthouse?")
            text = s.wait(r"The answer was broken off: POST(.|\n)*the stream ended in the")
            self.assertIn(BEGUN, text)
            s.say("/model ok")
            s.wait("The next answer is from ok")
            s.say("Go on.")
            s.wait(r"9 tokens")
            # what was cut is part of the conversation
            self.assertEqual([m["content"] for m in server.posts()[1]["messages"][1:]],
                             ["What is a lighthouse?", BEGUN, "Go on."])
        self.assertIn(BEGUN, json.dumps(self.records()))

    def test_a_refusal_is_told_and_the_message_stays(self):
        with Server() as server:
            s = self.start(server.url, "-m", "401")
            s.say("What is a lighthouse?")
            s.wait(r"The message was not answered: POST(.|\n)*401 Unauthorized: Invalid")
            s.say("/model ok")
            s.wait("The next answer is from ok")
            s.say("/regen")
            s.wait(r"9 tokens|nothing to|no answer")
            self.assertIn("What is a lighthouse?", json.dumps(self.records()))

    def test_a_full_context_asks(self):
        with Server() as server:
            s = self.start(server.url, "-m", "full")
            s.say("What is a lighthouse?")
            s.wait(r"exceeds the available(.|\n)*The context is full")
            s.wait_alive()
            s.keys("n")
            s.wait("Enter sends")
            s.say("/model ok")
            s.wait("The next answer is from ok")
            s.say("/compact")
            s.wait(r"There is nothing to summarise yet|A summary of the conversation")

    def test_a_summary_takes_what_the_server_has_room_for(self):
        told = {"id": "narrow", "max_model_len": 480}
        for model, sizes in ((told, [5]), ({"id": "narrow-prompt"}, [7, 3])):
            with self.subTest(model["id"]), Server(models=[model]) as server:
                s = self.start(server.url, "--system", "")
                for i, text in enumerate(("one", "two", "three")):
                    s.say(text)
                    s.wait(r"you  %d(.|\n)*160 tokens(.|\n)*Enter sends" % (2 * i + 1))
                s.say("four")
                s.wait(r"The context is full(.|\n)*maximum context length")
                s.wait_alive()
                s.keys("c")
                s.wait(r"A summary of the conversation")
                s.wait_alive()
                asked = [p["messages"] for p in server.posts()[4:]]
                self.assertEqual([len(m) for m in asked], sizes)
                self.assertTrue(all(m[-1]["content"].startswith("Summarise our") for m in asked))
                s.keys("y")
                s.wait(r"four(.|\n)*160 tokens(.|\n)*Enter sends")
                last = server.posts()[-1]["messages"]
                self.assertEqual(last[-1]["content"], "four")
                self.assertEqual(len(last), 1 + 7 - (sizes[-1] - 1))  # the summary stands for what it was made of
                s.say("/quit")
                s.wait("exit code 0")

    def test_a_server_without_room_for_a_summary_says_so(self):
        with Server(models=["full", "ok"]) as server:
            s = self.start(server.url, "-m", "ok")
            for i in range(3):
                s.say("What is a lighthouse?")
                s.wait(r"you  %d(.|\n)*9 tokens(.|\n)*Enter sends" % (2 * i + 1))
            s.say("/model full")
            s.wait("The next answer is from full")
            s.say("/compact")
            s.wait(r"no summary, nothing is changed. Not even the first turns(.|\n)*Enter sends")
            self.assertEqual([len(p["messages"]) for p in server.posts()[3:]], [8, 4])

    def test_a_slow_answer_leaves_the_screen_alive(self):
        with Server() as server:
            s = self.start(server.url, "-m", "slow")
            s.say("What is a lighthouse?")
            s.wait(BEGUN)
            s.type("typed meanwhile")
            s.wait("typed meanwhile")
            s.keys("Escape")
            began = time.monotonic()
            s.wait(r"stopped")
            self.assertLess(time.monotonic() - began, 10)
            self.assertTrue(server.http.gone.wait(20))  # the server need not go on
            self.assertIn(BEGUN, json.dumps(self.records()))

    def test_a_server_that_says_nothing_can_be_left(self):
        with Server() as server:
            s = self.start(server.url, "-m", "mute")
            s.say("What is a lighthouse?")
            s.wait("waiting for the server")
            s.resize(80, 24)
            s.wait("waiting for the server")
            s.keys("C-c")
            s.wait("Enter sends")
            s.keys("C-d")
            s.wait("exit code 0")

    def test_a_server_that_goes_is_waited_for(self):
        with Server() as server:
            port = server.port
            s = self.start(server.url)
            s.say("/think off")
        s.say("What is a lighthouse?")
        s.wait(r"no connection, trying again in \d s")
        with Server(port=port):
            s.wait(r"9 tokens")

    def test_a_conversation_goes_on_without_the_server_it_was_held_with(self):
        key = os.path.join(self.home, "key")
        with open(key, "w", encoding="ascii") as f:
            f.write("sk-very-secret\n")
        os.chmod(key, 0o600)
        with Server(key="sk-very-secret") as server:
            s = self.start(server.url, "--api-key-file", key)
            s.say("What is a lighthouse?")
            s.wait(r"9 tokens")
            s.say("/quit")
            s.wait("exit code 0")
        with Server(models=["length"]) as server:
            s = self.start(server.url, "-c")
            s.wait(r"A lighthouse is a tower")
            s.say("More")
            s.wait(r"cut at the token limit")
            self.assertEqual(len(server.posts()[0]["messages"]), 4)
        self.assertNotIn("sk-", json.dumps(self.records()))

    def test_tools_ask_here_and_answer_there(self):
        with Server() as server:
            s = self.start(server.url, "-m", "calls")
            s.say("What is 12*34 and 2+3?")
            s.wait(r"calculate(.|\n)*408(.|\n)*They are 408 and 5")
            self.assertEqual([m["role"] for m in server.posts()[1]["messages"]][-3:], ["assistant", "tool", "tool"])

    def test_a_recording_of_it_plays(self):
        recording = os.path.join(self.home, "talk.rec")
        with Server() as server:
            s = self.start(server.url, "--record", recording)
            s.say("What is a lighthouse?")
            s.wait(r"9 tokens")
            s.say("/quit")
            s.wait("exit code 0")
        s = Screen([BIN, "replay", recording], 120, 40, home=self.home)
        self.addCleanup(s.close)
        s.wait(r"ok   at " + re.escape(server.url) + r"(.|\n)*A lighthouse is a tower with a light")

    def test_a_flashmoe_server_fills_the_panels(self):
        metrics = ("flashmoe_dense_bytes 5368709120\nflashmoe_page_cache_bytes 7516192768\n"
                   "flashmoe_expert_bytes 1000\nflashmoe_expert_resident_bytes 800\nflashmoe_resident_known 1\n"
                   + "".join('flashmoe_layer_%s{layer="%d",kind="delta net"} %s\n' % (n, i, v)
                             for i in range(4) for n, v in (("mixer_ms", 0.5), ("n_used", 8))))
        model = {"id": "ok", "owned_by": "flashmoe", "max_model_len": 4096}
        with Server(models=[model], metrics=metrics) as server:
            s = self.start(server.url)
            s.say("What is a lighthouse?")
            s.wait(r"LAYERS +p50 0\.5(.|\n)*page cache +80\.0 % hit(.|\n)*dense +5\.000(.|\n)*cached +7\.000")

    def test_our_own_server_fills_them_too(self):
        with Flashmoe(BIN, self.home) as server:
            s = self.start(server.url, "--temp", "0")
            s.say("/think off")
            s.say("What is a lighthouse?")
            s.wait(r"round trip +[\d.]+ ms(.|\n)*LAYERS +p50 \d(.|\n)*page cache +[\d.]+ % hit(.|\n)*"
                   r"dense +0\.007(.|\n)*context +\d+ of 8192")


if __name__ == "__main__":
    if not shutil.which("tmux"):
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
