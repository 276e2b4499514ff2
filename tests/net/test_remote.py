#!/usr/bin/env python3
"""flashmoe --remote against a server with scripted faults: test_remote.py FLASHMOE

What a fault does to a turn: the exit status, what of the answer is kept, what is said, and how
long it takes. The screen is in test_remote_tui.py."""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import faulty_server
from faulty_server import ANSWER, Flashmoe, Server

BIN = os.path.abspath(sys.argv[1])
BEGUN = "A lighthouse is"
LIMIT = 60


class Remote(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="flashmoe-remote-")
        self.addCleanup(shutil.rmtree, self.home)
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("FLASHMOE_", "XDG_")) or
                    k == "FLASHMOE_SOURCE"}
        # a proxy that is not there: this machine is reached without one
        self.env |= {"HOME": self.home, "LC_ALL": "C.UTF-8", "http_proxy": "http://127.0.0.1:1"}

    def start(self, *args, **how):
        return subprocess.Popen([BIN, "ask", *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.env, cwd=self.home, **how)

    def ask(self, url, *args, status=0):
        """What --json says, with what went to standard error as "said"."""
        p = self.start("--remote", url, "--json", *args, "What is a lighthouse?")
        try:
            out, err = p.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            p.kill()
            raise
        self.assertEqual(p.returncode, status, err.decode())
        o = json.loads(out) if out else {}
        o["said"] = err.decode()
        return o

    def key_file(self, text="sk-very-secret\n", mode=0o600):
        path = os.path.join(self.home, "key")
        with open(path, "w", encoding="ascii") as f:
            f.write(text)
        os.chmod(path, mode)
        return path

    def fails(self, model, said, content="", status=1, finish="error"):
        with Server() as s:
            o = self.ask(s.url, "-m", model, status=status)
            self.assertRegex(o["said"], said)
            self.assertEqual(o["content"], content)
            self.assertEqual(o["finish_reason"], finish)
            self.assertIn(s.url + "/v1/chat/completions", o["error"])
        return o

    # -- what works

    def test_thinking_answer_and_counts_arrive(self):
        with Server() as s:
            o = self.ask(s.url)
            self.assertEqual((o["content"], o["thinking"]), (ANSWER, "Hm. A tower."))
            self.assertEqual(o["usage"], {"prompt": 21, "reused": 4, "completion": 9, "thinking": 2})
            self.assertEqual(o["url"], s.url + "/v1")
            self.assertIsNone(o["io"]["expert_bytes"])
            self.assertIsNone(o["experts_per_token"])

    def test_the_forms_of_a_stream_are_all_understood(self):
        for model, thinking in (("crlf", ""), ("reasoning", "Hm. A tower."), ("tags", "Hm. A tower."),
                                ("whole", "Hm.")):
            with self.subTest(model), Server() as s:
                o = self.ask(s.url, "-m", model)
                self.assertEqual((o["content"], o["thinking"]), (ANSWER, thinking))

    def test_other_servers_are_understood(self):
        counted = {"prompt": 21, "reused": 4, "completion": 9, "thinking": 2}
        for model, thinking, usage in (("vllm", "Hm. A tower.", counted | {"reused": 0, "thinking": 0}),
                                       ("sglang", "Hm. A tower.", counted), ("no-finish", "", counted)):
            with self.subTest(model), Server() as s:
                o = self.ask(s.url, "-m", model)
                self.assertEqual((o["content"], o["thinking"], o["finish_reason"]), (ANSWER, thinking, "stop"))
                self.assertEqual((o["usage"], o.get("warning") or ""), (usage, ""))
        self.fails("vllm-error", "the server broke off: EngineCore encountered an issue", BEGUN)

    def test_whole_calls_in_any_form_are_all_run(self):
        for model in ("ollama", "ollama-zero", "nameless-calls"):
            with self.subTest(model), Server() as s:
                o = self.ask(s.url, "-m", model, "--tools", "allow")
                self.assertEqual([c["result"] for c in o["tool_calls"]], ["408", "5"])
                self.assertEqual(o["content"], "They are 408 and 5")
                told = s.posts()[1]["messages"][-3:]
                ids = [c["id"] for c in told[0]["tool_calls"]]
                self.assertEqual(len(set(ids)), 2)
                self.assertEqual(ids, [m["tool_call_id"] for m in told[1:]])

    def test_what_is_not_counted_is_not_known(self):
        with Server() as s:
            o = self.ask(s.url, "-m", "reasoning")
            self.assertEqual(set(o["usage"].values()), {None})

    def test_the_end_is_the_end_though_the_connection_stays(self):
        with Server() as s:
            began = time.monotonic()
            self.assertEqual(self.ask(s.url, "-m", "keep-open")["content"], ANSWER)
            self.assertLess(time.monotonic() - began, 15)

    def test_a_request_says_what_the_user_set_and_nothing_else(self):
        with Server() as s:
            self.ask(s.url, "--system", "")
            self.ask(s.url, "--temp", "0.3", "--top-k", "7", "--seed", "5", "--max-tokens", "99", "--think", "off",
                     "--system", "Be brief.", "--tools", "ask")
            bare, full = s.posts()
        self.assertEqual(set(bare), {"model", "messages", "stream", "stream_options"})
        self.assertEqual(bare["messages"], [{"role": "user", "content": "What is a lighthouse?"}])
        self.assertEqual(full["messages"][0], {"role": "system", "content": "Be brief."})
        self.assertEqual((full["temperature"], full["top_k"], full["seed"], full["max_tokens"]), (0.3, 7, 5, 99))
        self.assertEqual(full["chat_template_kwargs"], {"enable_thinking": False})
        self.assertNotIn("top_p", full)
        self.assertIn("calculate", [t["function"]["name"] for t in full["tools"]])

    def test_calls_of_tools_are_run_and_their_results_go_back(self):
        with Server() as s:
            o = self.ask(s.url, "-m", "calls", "--tools", "allow")
            self.assertEqual(o["content"], "They are 408 and 5")
            self.assertEqual([c["result"] for c in o["tool_calls"]], ["408", "5"])
            told = s.posts()[1]["messages"][-3:]
            self.assertEqual([m["role"] for m in told], ["assistant", "tool", "tool"])
            self.assertEqual([c["id"] for c in told[0]["tool_calls"]], [m["tool_call_id"] for m in told[1:]])
            self.assertIsInstance(told[0]["tool_calls"][0]["function"]["arguments"], str)

    def test_text_is_streamed_as_it_comes(self):
        with Server() as s:
            p = self.start("--remote", s.url, "-m", "slow", "Hi")
            self.assertEqual(p.stdout.read(2), b"A ")
            self.assertIsNone(p.poll())
            p.kill()
            p.communicate()

    def test_a_limit_of_the_server_is_said(self):
        with Server() as s:
            o = self.ask(s.url, "-m", "length")
            self.assertEqual((o["content"], o["finish_reason"]), (BEGUN, "length"))
            self.assertIn("limit of its own", o["warning"])

    # -- which model, which server

    def test_one_model_is_taken_and_several_are_offered(self):
        with Server(models=["tiny", "ok"]) as s:
            o = self.ask(s.url, status=1)
            self.assertRegex(o["said"], r"has 2 models, choose one with --model: tiny, ok")
        with Server(models=[]) as s:
            self.assertRegex(self.ask(s.url, status=1)["said"], "has no model")

    def test_a_base_of_its_own_is_taken_as_it_is(self):
        with Server() as s:
            self.assertEqual(self.ask(s.url + "/v1/")["content"], ANSWER)
            self.assertRegex(self.ask(s.url + "/openai", status=1)["said"], r"GET .*/openai/models: 404 Not Found")
            self.assertEqual(self.ask(s.url.replace("http://", ""))["content"], ANSWER)

    def test_a_server_without_a_list_needs_a_name(self):
        with Server() as s:
            s.http.models = None
            self.assertRegex(self.ask(s.url, status=1)["said"], r"GET .*/v1/models: 404 Not Found: not here")
            self.assertEqual(self.ask(s.url, "-m", "ok")["content"], ANSWER)

    def test_a_wrong_address_is_said_at_once(self):
        for url, said in (("ftp://host", "neither http"), ("http://u:geheim@host", "no user and no password"),
                          ("http://host/?a=b", "query"), ("http://", "no address"), ("http://ho st", "no address")):
            with self.subTest(url):
                o = self.ask(url, status=2)
                self.assertRegex(o["said"], said)
                self.assertNotIn("geheim", o["said"])

    def test_nobody_there_is_said_within_seconds(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        began = time.monotonic()
        o = self.ask("http://127.0.0.1:%d" % port, status=1)
        self.assertRegex(o["said"], r"GET http://127.0.0.1:%d/v1/models: .*[Rr]efused|Failed to connect" % port)
        self.assertLess(time.monotonic() - began, LIMIT / 2)

    def test_options_of_this_machine_are_refused(self):
        with Server() as s:
            o = self.ask(s.url, "--threads", "2", status=2)
            self.assertRegex(o["said"], "--threads is for a model on this machine")

    def test_the_settings_name_a_server(self):
        with Server(key="sk-very-secret") as s, Server() as other:
            path = os.path.join(self.home, "config.yaml")
            with open(path, "w", encoding="utf-8") as f:
                f.write("remote:\n  url: %s\n  api_key_file: %s\n  model: ok\n" % (s.url, self.key_file()))
            self.env["FLASHMOE_CONFIG"] = path
            p = self.start("Hi")
            self.assertEqual(p.communicate(timeout=LIMIT)[0].decode(), ANSWER + "\n")
            self.assertEqual(self.ask(other.url)["content"], ANSWER)
            # its key is for that server and no other
            self.assertEqual({r["key"] for r in other.http.seen}, {None})
            p = self.start("--remote", "", "--think", "off", "--max-tokens", "3", "Hi")
            self.assertEqual((p.wait(LIMIT), p.stdout.close(), p.stderr.close()), (0, None, None))
            self.assertEqual(len(s.posts()), 1)

    # -- faults

    def test_a_cut_keeps_what_was_written(self):
        self.fails("cut", "the stream ended in the middle of the answer", BEGUN)
        self.fails("cut-chunked", "the connection was lost in the middle", BEGUN)
        o = self.fails("cut-call", "ended in the middle")
        self.assertRegex(o["warning"], "nothing was run")

    def test_nonsense_ends_the_answer_at_once(self):
        self.fails("bad-json", "a piece of the answer is broken: it is no JSON object", BEGUN)
        self.fails("endless-line", "longer than 8 MiB", BEGUN)
        self.fails("html", "text/html and no stream of events: Please log in")
        self.fails("no-type", "of no type and no stream")
        self.fails("empty", "the answer is empty")

    def test_what_a_server_says_is_told(self):
        self.fails("error-event", "the server broke off: out of memory on GPU 3", BEGUN)
        self.fails("error-line", "the slot is gone", BEGUN)
        self.fails("400", "400 Bad Request: top_k is no number")
        self.fails("401", r"401 Unauthorized: Invalid API Key \(--api-key-file FILE gives a key\)")
        self.fails("500", "500 Internal Server Error: Oops It broke")
        self.fails("endless-error", "500 Internal Server Error: sorry sorry")
        self.fails("moved", "307.*sends elsewhere")
        self.fails("full", "exceeds the available context size", status=5, finish="context")

    def test_a_broken_call_is_not_run(self):
        with Server() as s:
            o = self.ask(s.url, "-m", "bad-arguments", "--tools", "allow")
            self.assertEqual((o["tool_calls"], o["finish_reason"]), ([], "stop"))
            self.assertIn("calculate are no JSON object", o["warning"])

    def test_a_busy_server_is_asked_again(self):
        for model, least in (("429", 2.0), ("503", 0.8)):
            with self.subTest(model), Server() as s:
                began = time.monotonic()
                self.assertEqual(self.ask(s.url, "-m", model)["content"], ANSWER)
                self.assertEqual(len(s.posts()), 3)
                self.assertGreaterEqual(time.monotonic() - began, least)  # Retry-After is kept
        self.fails("429-long", r"it asks to wait for 86400 s")

    def test_after_the_first_byte_nothing_is_asked_twice(self):
        for model in ("cut", "cut-chunked", "bad-json", "500", "400", "html"):
            with self.subTest(model), Server() as s:
                self.ask(s.url, "-m", model, status=1)
                self.assertEqual(len(s.posts()), 1)

    def test_a_silent_server_is_given_up(self):
        path = os.path.join(self.home, "config.yaml")
        with open(path, "w", encoding="utf-8") as f:
            f.write("remote:\n  idle_timeout: 1\n")
        self.env["FLASHMOE_CONFIG"] = path
        self.fails("silent", "no byte for 1 s", BEGUN)
        self.fails("mute", "no byte for 1 s")

    def test_a_signal_ends_it_at_once_and_the_server_sees_it(self):
        for model in ("slow", "mute"):
            with self.subTest(model), Server() as s:
                p = self.start("--remote", s.url, "-m", model, "--json", "Hi")
                end = time.monotonic() + LIMIT
                while not s.posts() and time.monotonic() < end:
                    time.sleep(0.01)
                time.sleep(0.5)
                p.send_signal(signal.SIGINT)
                began = time.monotonic()
                out, _ = p.communicate(timeout=LIMIT)
                self.assertLess(time.monotonic() - began, LIMIT / 2)
                self.assertEqual(p.returncode, 130)
                self.assertEqual(json.loads(out)["finish_reason"], "cancelled")
                if model == "slow":
                    self.assertTrue(s.http.gone.wait(10))

    def test_a_list_of_models_that_never_ends_is_given_up(self):
        with Server(drips=True) as s:
            o = self.ask(s.url, "--idle-timeout", "2", status=1)
            self.assertRegex(o["said"], "/v1/models: no whole answer within 2 s")

    def test_what_nobody_counted_is_not_known(self):
        for model in ("uncounted", "counted-none"):
            with self.subTest(model), Server() as s:
                o = self.ask(s.url, "-m", model)
                self.assertEqual(o["content"], ANSWER)
                self.assertIsNone(o["usage"]["prompt"])

    # -- the key

    def test_a_key_that_is_sent_back_is_not_shown(self):
        key = "sk-very-secret-0123456789"
        for model in ("echo-html", "echo-401", "echo-long", "echo-event"):
            with self.subTest(model), Server(key=key) as s:
                o = self.ask(s.url, "-m", model, "--api-key-file", self.key_file(key + "\n"), status=1)
                self.assertEqual(len(s.posts()), 1)
                self.assertNotIn("sk-very", json.dumps(o))
                if model != "echo-long":
                    self.assertIn("***", o["said"])

    def test_no_part_of_a_key_is_shown_where_a_message_is_cut(self):
        key = "VerySecret-0123456789"
        file = self.key_file(key + "\n")
        for model, status in (("echo-json", 1), ("echo-whole", 1), ("echo-type", 1), ("echo-name", 0)):
            with self.subTest(model), Server(key=key) as s:
                o = self.ask(s.url, "-m", model, "--api-key-file", file, status=status)
                self.assertEqual(len(s.posts()), 1)
                self.assertNotIn("verys", json.dumps(o).lower())
        for raw in (key, '{"data": [' + key, json.dumps({"data": [{"id": "a" * 295}, {"id": key}]})):
            with self.subTest(raw), Server(key=key) as s:
                s.http.raw_models = raw.encode()
                o = self.ask(s.url, "--api-key-file", file, status=1)
                self.assertIn("/v1", o["said"])
                self.assertNotIn("verys", o["said"].lower())

    def test_a_key_opens_and_is_never_shown(self):
        log = os.path.join(self.home, "log")
        with Server(key="sk-very-secret") as s:
            o = self.ask(s.url, status=1)
            self.assertRegex(o["said"], r"/v1/models: 401 Unauthorized: Invalid API Key \(--api-key-file")
            text = "# of the lab\n\n  sk-very-secret \nsecond\n"
            o = self.ask(s.url, "--api-key-file", self.key_file(text), "--log", log, "-v")
            self.assertEqual(o["content"], ANSWER)
            o = self.ask(s.url, "--api-key-file", self.key_file("sk-another\n"), "--log", log, status=1)
            self.assertIn("does not take this key", o["said"])
        for root, _, files in os.walk(self.home):
            for name in files:
                if name != "key":
                    with open(os.path.join(root, name), "rb") as f:
                        self.assertNotIn(b"sk-", f.read(), name)

    def test_a_key_file_is_for_one_reader_and_has_a_key(self):
        for text, mode, said in (("k\n", 0o644, "chmod 600"), ("# none\n", 0o600, "has no key"),
                                 ("two words\n", 0o600, "a space")):
            with self.subTest(said):
                o = self.ask("http://127.0.0.1:1", "--api-key-file", self.key_file(text, mode), status=2)
                self.assertRegex(o["said"], said)
                self.assertNotIn("two words", o["said"])

    def test_a_key_is_not_sent_where_others_can_read_it(self):
        key = self.key_file()
        o = self.ask("http://192.0.2.1", "--api-key-file", key, status=2)
        self.assertRegex(o["said"], "not encrypted")

    # -- TLS

    def certificate(self, name, address):
        """A certificate that signs itself, for this address; (file, key file)."""
        crt, key = (os.path.join(self.home, name + ext) for ext in (".crt", ".key"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-keyout", key, "-out", crt, "-days", "2", "-subj", "/CN=tests", "-addext",
                        "subjectAltName=" + address], check=True, capture_output=True)
        return crt, key

    @unittest.skipUnless(shutil.which("openssl"), "openssl makes the certificates")
    def test_a_certificate_is_verified(self):
        good, other = self.certificate("good", "IP:127.0.0.1"), self.certificate("other", "DNS:elsewhere.example")
        with Server(certificate=good) as s:
            self.assertRegex(self.ask(s.url, status=1)["said"], r"GET https://.*[Ss][Ss][Ll].*certificate")
            self.assertEqual(self.ask(s.url, "--remote-ca", good[0])["content"], ANSWER)
            key = self.key_file()
            self.assertEqual(self.ask(s.url, "--remote-ca", good[0], "--api-key-file", key)["content"], ANSWER)
            o = self.ask(s.url, "--remote-ca", os.path.join(self.home, "none"), status=2)
            self.assertRegex(o["said"], "No such file")
        with Server(certificate=other) as s:
            o = self.ask(s.url, "--remote-ca", other[0], "--api-key-file", self.key_file(), status=1)
            self.assertRegex(o["said"], r"(?i)127\.0\.0\.1")
            self.assertEqual(s.http.seen, [])
        with Server() as s:  # no TLS there
            began = time.monotonic()
            self.assertRegex(self.ask("https://127.0.0.1:%d" % s.port, status=1)["said"], r"(?i)ssl|tls")
            self.assertLess(time.monotonic() - began, LIMIT / 2)


    # -- another flashmoe

    def test_our_own_server_answers_as_the_model_does_here(self):
        ways = (["--think", "on", "What is a lighthouse?"], ["--think", "off", "Tell me a story about a fox."],
                ["--think", "off", "--tools", "allow", "What is 12*34?"])
        key = self.key_file()
        # The server keeps states of the requests before, so prompts are read in other pieces: only f32 rounds alike.
        exact = ["--activations", "f32"]
        with Flashmoe(BIN, self.home, "--api-key-file", key, *exact) as s:
            for way in ways:
                told = []
                for where in (["--remote", s.url, "--api-key-file", key], exact):
                    p = self.start(*where, "--json", "--temp", "0", *way)
                    out, err = p.communicate(timeout=LIMIT)
                    self.assertEqual((p.returncode, err), (0, b""))
                    o = json.loads(out)
                    o["usage"].pop("reused")  # the server has read a beginning of it before
                    told.append([o[k] for k in ("content", "thinking", "usage")] +
                                [[(c["name"], c["arguments"], c["result"]) for c in o["tool_calls"]]])
                self.assertEqual(*told)
                self.assertTrue(told[0][0])
            self.assertRegex(self.ask(s.url, status=1)["said"], "401 Unauthorized")


class Faults(unittest.TestCase):
    def test_every_fault_of_the_server_is_tried(self):
        with open(__file__, encoding="utf-8") as f:
            text = f.read()
        for model in faulty_server.MODELS:
            if model not in ("ok", "other", "nothing", "flood", "busy", "narrow", "narrow-prompt"):  # other tests have these
                self.assertTrue(re.search('"%s"' % model, text), model)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
