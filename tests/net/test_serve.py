#!/usr/bin/env python3
"""flashmoe serve as a program: test_serve.py FLASHMOE. Exits 77 without the model.

Over real sockets with the bundled model; what it says is its own affair, but with temperature
0 it says the same each time.
"""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

BIN = os.path.abspath(sys.argv[1])
SOURCE = os.environ["FLASHMOE_SOURCE"]
MODEL = os.path.join(SOURCE, "models", "demo")
CHAT, TEXT = "/v1/chat/completions", "/v1/completions"
TIME = 120  # seconds: sanitizers, and other work on the machine
CALCULATE = {"type": "function", "function": {
    "name": "calculate", "description": "Evaluate an arithmetic expression.",
    "parameters": {"type": "object", "required": ["expression"],
                   "properties": {"expression": {"type": "string", "description": "The expression."}}}}}


def user(text):
    return {"role": "user", "content": text}


def plain(text, **more):
    """A request whose answer is always the same."""
    return {"messages": [user(text)], "temperature": 0, "chat_template_kwargs": {"enable_thinking": False}, **more}


class Server:
    def __init__(self, tmp, *args):
        self.env = {"HOME": tmp, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "XDG_CONFIG_DIRS": f"{tmp}/etc",
                    "FLASHMOE_DATA": SOURCE}
        self.env |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        self.log = open(f"{tmp}/log", "w+", encoding="utf-8")
        self.process = subprocess.Popen([BIN, "serve", "-m", MODEL, "--port", "0", "-v", *args], env=self.env,
                                        stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.first_line = self.process.stdout.readline()
        found = re.search(r" on http://(127\.0\.0\.1|0\.0\.0\.0):(\d+)$", self.first_line)
        if not found:
            self.process.kill()
            raise AssertionError((self.first_line, self.logged()))
        self.port = int(found.group(2))

    def logged(self):
        self.log.seek(0)
        return self.log.read()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIME)

    def stop(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        code = self.process.wait(TIME)
        rest = self.process.stdout.read()
        self.process.stdout.close()
        return code, rest


class Serve(unittest.TestCase):
    ARGS = []

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="flashmoe-test-")
        cls.server = Server(cls.folder.name, *cls.ARGS)

    @classmethod
    def tearDownClass(cls):
        code, rest = cls.server.stop()
        logged = cls.server.logged()
        cls.server.log.close()
        cls.folder.cleanup()
        if (code, rest) != (0, "") or "anitizer" in logged:
            raise AssertionError((code, rest, logged))

    def ask(self, method, path, body=None, headers=None):
        c = self.server.connect()
        self.addCleanup(c.close)
        headers = dict(headers or {})
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, (bytes, str)) else json.dumps(body)
        c.request(method, path, body, headers)
        return c.getresponse()

    def answer(self, body, path=CHAT):
        r = self.ask("POST", path, body)
        text = r.read()
        self.assertEqual((r.status, r.getheader("Content-Type")), (200, "application/json"), text)
        return json.loads(text)

    def error(self, status, method, path, body=None, headers=None):
        r = self.ask(method, path, body, headers)
        text = r.read()
        self.assertEqual(r.status, status, text)
        error = json.loads(text)["error"]
        self.assertEqual(sorted(error), ["code", "message", "param", "type"])
        return error, r

    def events(self, body, path=CHAT):
        r = self.ask("POST", path, body | {"stream": True})
        self.assertEqual((r.status, r.getheader("Content-Type")), (200, "text/event-stream; charset=utf-8"))
        out = []
        for block in r.read().decode().split("\n\n")[:-1]:
            if block.startswith(":"):
                continue
            self.assertTrue(block.startswith("data: ") and "\n" not in block, block)
            out.append(block[6:])
        self.assertEqual(out.pop(), "[DONE]")
        return [json.loads(e) for e in out]

    @staticmethod
    def joined(events, key):
        return "".join(e["choices"][0]["delta"].get(key) or "" for e in events if e["choices"])


class Answers(Serve):
    ARGS = ["--parallel", "4"]

    def test_the_first_line_says_where_and_what(self):
        self.assertTrue(self.server.first_line.startswith("flashmoe: demo (4 at once) answers on http://127.0.0.1:"))

    def test_health_and_models(self):
        r = self.ask("GET", "/health")
        self.assertEqual((r.status, json.loads(r.read())), (200, {"status": "ok"}))
        models = json.loads(self.ask("GET", "/v1/models").read())
        self.assertEqual([m["id"] for m in models["data"]], ["demo"])
        self.assertGreater(models["data"][0]["max_model_len"], 1000)
        r = self.ask("HEAD", "/health")
        self.assertEqual((r.status, r.read()), (200, b""))

    def test_a_stream_says_what_the_whole_answer_says(self):
        whole = self.answer(plain("What is a fox?", model="demo"))
        self.assertEqual(whole["object"], "chat.completion")
        choice = whole["choices"][0]
        self.assertEqual(choice["finish_reason"], "stop")
        self.assertGreater(len(choice["message"]["content"]), 10)
        self.assertNotIn("reasoning_content", choice["message"])
        events = self.events(plain("What is a fox?", stream_options={"include_usage": True}))
        self.assertEqual(self.joined(events, "content").strip(), choice["message"]["content"])
        self.assertEqual(events[0]["choices"][0]["delta"]["role"], "assistant")
        self.assertEqual(len({e["id"] for e in events}), 1)
        self.assertEqual(events[-2]["choices"][0]["finish_reason"], "stop")
        usage = events[-1]["usage"]
        self.assertEqual(events[-1]["choices"], [])
        self.assertEqual(usage["completion_tokens"], whole["usage"]["completion_tokens"])
        self.assertEqual(usage["total_tokens"], usage["prompt_tokens"] + usage["completion_tokens"])
        self.assertTrue(all("usage" not in e for e in self.events(plain("Hello"))))

    def test_thinking_is_apart(self):
        body = plain("What is a fox?") | {"chat_template_kwargs": {"enable_thinking": True}}
        whole = self.answer(body)
        message = whole["choices"][0]["message"]
        self.assertTrue(message["reasoning_content"] and message["content"])
        self.assertGreater(whole["usage"]["completion_tokens_details"]["reasoning_tokens"], 0)
        events = self.events(body)
        self.assertEqual(self.joined(events, "reasoning_content").strip(), message["reasoning_content"])
        self.assertEqual(self.joined(events, "content").strip(), message["content"])

    def test_a_follow_up_reads_only_what_is_new(self):
        first = plain("Tell me a story about a dragon. " + "It lives in a very old tree on a hill. " * 6)
        answer = self.answer(first)
        text = answer["choices"][0]["message"]["content"]
        messages = first["messages"] + [{"role": "assistant", "content": text}, user("And then?")]
        usage = self.answer(plain("") | {"messages": messages})["usage"]
        known = usage["prompt_tokens_details"]["cached_tokens"]
        # An answer is read anew: it was written behind words that an earlier turn does not have.
        self.assertGreater(known, 60)
        self.assertLess(usage["prompt_tokens"] - known, answer["usage"]["completion_tokens"] + 30)
        self.assertGreater(self.answer(first)["usage"]["prompt_tokens_details"]["cached_tokens"], 60)

    def test_a_tool_is_called_and_its_result_read(self):
        body = plain("What is 12 * 34?", tools=[CALCULATE], tool_choice="auto")
        whole = self.answer(body)["choices"][0]
        self.assertEqual(whole["finish_reason"], "tool_calls")
        call = whole["message"]["tool_calls"][0]
        self.assertEqual((call["type"], call["function"]["name"]), ("function", "calculate"))
        self.assertIn("expression", json.loads(call["function"]["arguments"]))
        self.assertIsNone(whole["message"]["content"])
        events = self.events(body)
        pieces = [p for e in events for p in e["choices"][0]["delta"].get("tool_calls", [])]
        self.assertEqual("".join(p["function"].get("arguments", "") for p in pieces), call["function"]["arguments"])
        self.assertEqual({p["index"] for p in pieces}, {0})
        self.assertEqual((pieces[0]["function"]["name"], pieces[0]["type"]), ("calculate", "function"))
        self.assertEqual(events[-1]["choices"][0]["finish_reason"], "tool_calls")
        back = body | {"messages": body["messages"] + [whole["message"],
                                                       {"role": "tool", "tool_call_id": call["id"], "content": "408"}]}
        last = self.answer(back)["choices"][0]
        self.assertEqual(last["finish_reason"], "stop")
        self.assertIn("408", last["message"]["content"])
        none = self.answer(body | {"tool_choice": "none"})["choices"][0]
        self.assertNotIn("tool_calls", none["message"])

    def test_sampling_and_lengths_are_the_requests(self):
        body = plain("Tell me a story.") | {"temperature": 1.5, "seed": 7}
        one, two = self.answer(body), self.answer(body)
        other = self.answer(body | {"seed": 8})
        text = [a["choices"][0]["message"]["content"] for a in (one, two, other)]
        self.assertEqual(text[0], text[1])
        self.assertNotEqual(text[0], text[2])
        short = self.answer(plain("Tell me a story.", max_tokens=5))
        self.assertEqual((short["choices"][0]["finish_reason"], short["usage"]["completion_tokens"]), ("length", 5))
        short = self.answer(plain("Tell me a story.", max_tokens=50, max_completion_tokens=3))
        self.assertEqual(short["usage"]["completion_tokens"], 3)

    def test_parts_and_the_developers_role_are_read(self):
        parts = [{"type": "text", "text": "What is "}, {"type": "text", "text": "a fox?"}]
        a = self.answer(plain("") | {"messages": [{"role": "developer", "content": "Be brief."},
                                                  {"role": "user", "content": parts}]})
        b = self.answer(plain("") | {"messages": [{"role": "system", "content": "Be brief."}, user("What is a fox?")]})
        self.assertEqual(a["choices"][0]["message"], b["choices"][0]["message"])

    def test_an_answer_goes_on(self):
        whole = self.answer(plain("What is a fox?"))["choices"][0]["message"]["content"]
        cut = whole[:whole.rindex(" ", 0, len(whole) // 2)]
        body = plain("") | {"messages": [user("What is a fox?"), {"role": "assistant", "content": cut}],
                            "continue_final_message": True}
        more = self.answer(body)["choices"][0]["message"]["content"]
        self.assertEqual(cut + more, whole)
        self.assertEqual(cut + self.joined(self.events(body), "content"), whole)

    def test_a_call_can_be_asked_for(self):
        other = {"type": "function", "function": {"name": "get_time", "parameters": {"type": "object", "properties": {}}}}
        for tools, choice, wanted in (([CALCULATE], "required", "calculate"),
                                      ([CALCULATE, other], {"type": "function", "function": {"name": "get_time"}}, "get_time")):
            a = self.answer(plain("Hello", tools=tools, tool_choice=choice))["choices"][0]
            self.assertEqual((a["finish_reason"], a["message"]["tool_calls"][0]["function"]["name"]), ("tool_calls", wanted))
        for text in ("What is 12 * 34?", "Hello", "Tell me a story."):
            a = self.answer(plain(text, tools=[CALCULATE, other], tool_choice="required"))["choices"][0]
            self.assertEqual(a["finish_reason"], "tool_calls")
            self.assertIn(a["message"]["tool_calls"][0]["function"]["name"], ("calculate", "get_time"))

    def test_a_text_ends_the_answer_and_is_not_in_it(self):
        whole = self.answer(plain("What is a fox?"))["choices"][0]["message"]["content"]
        word = whole.split()[4]
        for body in (plain("What is a fox?", stop=word), plain("What is a fox?", stop=["no such text", word])):
            a = self.answer(body)["choices"][0]
            self.assertEqual((a["finish_reason"], a["message"]["content"]), ("stop", whole[:whole.index(word)]))
            self.assertEqual(self.joined(self.events(body), "content"), whole[:whole.index(word)])

    def test_log_probabilities_spell_the_answer(self):
        body = plain("What is a fox?", logprobs=True, top_logprobs=2)
        a = self.answer(body)["choices"][0]
        tokens = a["logprobs"]["content"]
        self.assertEqual(b"".join(bytes(t["bytes"]) for t in tokens).decode().strip(), a["message"]["content"])
        for t in tokens:
            self.assertLessEqual(t["logprob"], 0)
            self.assertEqual(t["top_logprobs"][0]["token"], t["token"])  # greedy
            self.assertEqual(len(t["top_logprobs"]), 2)
        streamed = [t for e in self.events(body) if e["choices"][0]["logprobs"] for t in e["choices"][0]["logprobs"]["content"]]
        self.assertEqual([t["token"] for t in streamed], [t["token"] for t in tokens])

    def test_a_text_goes_on(self):
        body = {"prompt": "Once upon a time", "max_tokens": 12, "temperature": 0}
        a = self.answer(body, TEXT)
        self.assertEqual((a["object"], a["choices"][0]["finish_reason"]), ("text_completion", "length"))
        events = self.events(body, TEXT)
        self.assertEqual("".join(e["choices"][0]["text"] for e in events), a["choices"][0]["text"])
        short = self.answer(body | {"max_tokens": 3, "logprobs": 1}, TEXT)["choices"][0]
        self.assertEqual("".join(short["logprobs"]["tokens"]), short["text"])
        self.assertTrue(a["choices"][0]["text"].startswith(short["text"]))

    # -- what is refused

    def test_faults_of_requests_are_400_and_say_what(self):
        for body, words in (("{", "JSON"), ({}, "messages"), (plain("x", n=2), "\"n\""),
                            (plain("x", temperature="hot"), "temperature"), (b"[" * 5000, "too deep"),
                            ({"messages": [{"role": "assistant", "content": "x"}]}, "user"),
                            ({"messages": [user([{"type": "image_url", "image_url": {"url": "x"}}])]}, "image_url")):
            error, _ = self.error(400, "POST", CHAT, body)
            self.assertIn(words, error["message"])
            self.assertEqual(error["type"], "invalid_request_error")

    def test_a_conversation_that_does_not_fit_is_the_requests_fault(self):
        for stream in (False, True):
            error, _ = self.error(400, "POST", CHAT, plain("word " * 20000, stream=stream))
            self.assertEqual(error["code"], "context_length_exceeded")

    def test_statuses_for_paths_methods_types_and_models(self):
        self.error(404, "GET", "/v1/nothing")
        self.error(404, "POST", "/", {})
        error, _ = self.error(404, "POST", CHAT, plain("x", model="gpt-4"))
        self.assertEqual((error["code"], error["param"]), ("model_not_found", "model"))
        _, r = self.error(405, "GET", CHAT)
        self.assertEqual(r.getheader("Allow"), "POST")
        _, r = self.error(405, "POST", "/health", {})
        self.assertEqual(r.getheader("Allow"), "GET, HEAD")
        self.error(415, "POST", CHAT, "{}", {"Content-Type": "text/plain"})
        self.error(413, "POST", CHAT, "x" * (9 << 20))
        with socket.create_connection(("127.0.0.1", self.server.port), TIME) as s:
            s.sendall(f"POST {CHAT} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      f"Content-Length: {9 << 20}\r\nExpect: 100-continue\r\n\r\n".encode())
            self.assertTrue(s.recv(100).startswith(b"HTTP/1.1 413 "))  # before any of the body was sent

    def test_names_that_are_not_this_machines_are_refused(self):
        error, _ = self.error(403, "GET", "/v1/models", headers={"Host": "evil.example"})
        self.assertIn("evil.example", error["message"])
        self.error(403, "POST", CHAT, plain("x"), {"Host": "127.0.0.1.evil.example"})
        for host in ("localhost", "LOCALHOST:1", "127.0.0.1:99", "[::1]:5"):
            self.assertEqual(self.ask("GET", "/health", headers={"Host": host}).status, 200, host)

    def test_pages_of_other_sites_get_no_permission(self):
        r = self.ask("GET", "/v1/models", headers={"Origin": "https://evil.example"})
        self.assertIsNone(r.getheader("Access-Control-Allow-Origin"))
        self.error(405, "OPTIONS", CHAT, headers={"Origin": "https://evil.example"})

    # -- many, slow and broken ones

    def test_twenty_at_once_get_each_their_own(self):
        words = ["fox", "tree", "river", "moon", "house"]
        alone = {w: self.answer(plain(f"What is a {w}?"))["choices"][0]["message"]["content"] for w in words}
        results = {}

        def one(i):
            w = words[i % len(words)]
            if i % 2:
                results[i] = self.joined(self.events(plain(f"What is a {w}?")), "content").strip() == alone[w]
            else:
                results[i] = self.answer(plain(f"What is a {w}?"))["choices"][0]["message"]["content"] == alone[w]

        threads = [threading.Thread(target=one, args=(i,)) for i in range(20)]
        for t in threads:
            t.start()
        for t in threads:
            t.join(TIME)
        self.assertEqual(results, {i: True for i in range(20)})

    def metric(self, name):
        text = self.ask("GET", "/metrics").read().decode()
        found = re.search(rf"(?m)^{re.escape(name)} (\S+)$", text)
        return float(found.group(1)) if found else None

    def wait_until_idle(self):
        end = time.monotonic() + TIME
        while self.metric("flashmoe_server_running") and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(self.metric("flashmoe_server_running"), 0)

    def test_who_leaves_in_the_middle_is_no_burden(self):
        gone = self.metric("flashmoe_server_clients_gone_total")
        for n_bytes in (0, 200, 2000):
            c = self.server.connect()
            c.request("POST", CHAT, json.dumps(plain("Tell me a long story.", stream=True, temperature=1.2)),
                      {"Content-Type": "application/json"})
            if n_bytes:
                c.getresponse().read(n_bytes)
            c.sock.close()
            c.close()
        for half in (b"POST /v1/chat/comp", b"POST " + CHAT.encode() + b" HTTP/1.1\r\nHost: localhost\r\n"
                     b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"messages\":"):
            with socket.create_connection(("127.0.0.1", self.server.port)) as s:
                s.sendall(half)
        self.wait_until_idle()
        self.assertGreater(self.metric("flashmoe_server_clients_gone_total"), gone)
        self.answer(plain("Hello"))

    def test_slow_ones_do_not_stop_others(self):
        slow = []
        for i in range(30):
            s = socket.create_connection(("127.0.0.1", self.server.port))
            s.sendall(b"GET /health HTTP/1.1\r\nHo" if i % 2 else b"")
            slow.append(s)
        begin = time.monotonic()
        self.answer(plain("Hello"))
        self.assertLess(time.monotonic() - begin, 20)
        for s in slow:
            s.close()

    def test_one_connection_takes_many_requests(self):
        c = self.server.connect()
        for _ in range(3):
            c.request("POST", CHAT, json.dumps(plain("Hello")), {"Content-Type": "application/json"})
            self.assertEqual(json.loads(c.getresponse().read())["object"], "chat.completion")
            c.request("GET", "/health")
            self.assertEqual(c.getresponse().read(), b'{"status":"ok"}\n')
        c.close()

    # -- metrics and log

    def test_metrics_are_well_formed_and_grow(self):
        before = self.metric("flashmoe_server_generated_tokens_total")
        n = self.answer(plain("Hello"))["usage"]["completion_tokens"]
        self.assertEqual(self.metric("flashmoe_server_generated_tokens_total"), before + n)
        r = self.ask("GET", "/metrics")
        self.assertEqual(r.getheader("Content-Type"), "text/plain; version=0.0.4; charset=utf-8")
        names = set()
        for line in r.read().decode().splitlines():
            if typed := re.fullmatch(r"# TYPE (flashmoe_\w+) (gauge|counter)", line):
                self.assertNotIn(typed.group(1), names)
                names.add(typed.group(1))
                continue
            found = re.fullmatch(r'(\w+)(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.]+(e[+-]?\d+)?', line)
            self.assertTrue(found and found.group(1) in names, line)
        for name in ("phase", "decode_tok_s", "ttft_ms", "n_generated_tok", "expert_bytes", "ctx_max_tok",
                     "layer_mixer_ms", "model", "model_n_layer", "server_answers_total"):
            self.assertIn("flashmoe_" + name, names)

    def test_requests_are_logged(self):
        self.answer(plain("Hello"))
        self.assertRegex(self.server.logged(), r"(?m)^flashmoe: POST /v1/chat/completions 200 \d+ ms, \d+ tokens read")


class Guarded(Serve):
    """With keys, CORS and a queue without places."""

    @classmethod
    def setUpClass(cls):
        with tempfile.NamedTemporaryFile("w", delete=False) as f:  # mode 0600
            f.write("# mine\nsk-secret\nsk-other\n")
        cls.keys = f.name
        cls.ARGS = ["--api-key-file", f.name, "--host", "0.0.0.0", "--cors", "https://chat.example", "--queue", "0",
                    "--request-timeout", "1", "--model-name", "mine"]
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        os.unlink(cls.keys)
        super().tearDownClass()

    AUTH = {"Authorization": "Bearer sk-secret"}

    def test_nothing_but_health_is_for_those_without_a_key(self):
        self.assertEqual(self.ask("GET", "/health").status, 200)
        for headers in ({}, {"Authorization": "Bearer sk-secre"}, {"Authorization": "Bearer sk-secret2"},
                        {"Authorization": "sk-secret"}):
            for method, path, body in (("GET", "/v1/models", None), ("GET", "/metrics", None), ("GET", "/none", None),
                                       ("POST", CHAT, plain("Hello"))):
                error, r = self.error(401, method, path, body, headers)
                self.assertEqual(error["code"], "invalid_api_key")
                self.assertEqual(r.getheader("WWW-Authenticate"), "Bearer")
        for key in ("sk-secret", "sk-other"):
            r = self.ask("GET", "/v1/models", headers={"Authorization": f"Bearer {key}"})
            self.assertEqual(json.loads(r.read())["data"][0]["id"], "mine")
        r = self.ask("POST", CHAT, plain("Hello", model="mine"), self.AUTH)
        self.assertEqual(r.status, 200, r.read())

    def test_pages_of_the_named_site_may_ask(self):
        asked = {"Origin": "https://chat.example", "Access-Control-Request-Method": "POST",
                 "Access-Control-Request-Headers": "authorization,content-type,x-stainless-os"}
        r = self.ask("OPTIONS", CHAT, headers=asked)
        self.assertEqual(r.status, 204)
        self.assertEqual(r.getheader("Access-Control-Allow-Origin"), "https://chat.example")
        self.assertIn("x-stainless-os", r.getheader("Access-Control-Allow-Headers"))
        r = self.ask("GET", "/v1/models", headers=self.AUTH | {"Origin": "https://chat.example"})
        self.assertEqual(r.getheader("Access-Control-Allow-Origin"), "https://chat.example")
        r = self.ask("GET", "/v1/models", headers=self.AUTH | {"Origin": "https://other.example"})
        self.assertIsNone(r.getheader("Access-Control-Allow-Origin"))

    def test_who_finds_no_place_is_told_when_to_come_back(self):
        body = plain("Tell me a long story.", temperature=1.5, stream=True)
        statuses = []

        def one():
            r = self.ask("POST", CHAT, body, self.AUTH)
            statuses.append((r.status, r.getheader("Retry-After")))
            r.read()

        threads = [threading.Thread(target=one) for _ in range(8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join(TIME)
        self.assertIn((200, None), statuses)
        refused = [s for s in statuses if s[0] == 429]
        self.assertEqual(len(refused) + sum(s[0] == 200 for s in statuses), 8)
        self.assertTrue(refused and all(int(s[1]) >= 1 for s in refused), statuses)

    def chat(self, messages):
        r = self.ask("POST", CHAT, plain("") | {"messages": messages, "max_tokens": 20}, self.AUTH)
        body = json.loads(r.read())
        self.assertEqual(r.status, 200, body)
        return body["choices"][0]["message"], body["usage"]["prompt_tokens_details"]["cached_tokens"]

    def test_a_conversation_is_known_again_after_others(self):
        """There is one place: the others had it, and the state comes back from disk."""
        first = [user("Tell me a story about a dragon. " + "It lives in a very old tree on a hill. " * 50)]
        answer, _ = self.chat(first)
        self.chat([user("Write about the sea. " + "The water is cold and deep today. " * 50)])
        _, known = self.chat([*first, answer, user("And then?")])
        self.assertGreater(known, 300)

    def test_a_request_that_does_not_come_is_hung_up_on(self):
        with socket.create_connection(("127.0.0.1", self.server.port)) as s:
            begin = time.monotonic()
            s.settimeout(TIME)
            try:
                while time.monotonic() - begin < TIME:
                    s.sendall(b"G")
                    time.sleep(0.05)
            except OSError:
                pass
            self.assertLess(time.monotonic() - begin, 15)


class Start(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="flashmoe-test-")
        self.addCleanup(folder.cleanup)
        self.tmp = folder.name

    def refused(self, status, words, *args):
        env = {"HOME": self.tmp, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "FLASHMOE_DATA": SOURCE}
        env |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        r = subprocess.run([BIN, "serve", "-m", MODEL, *args], env=env, capture_output=True, text=True, timeout=TIME)
        self.assertEqual((r.returncode, r.stdout), (status, ""), r.stderr)
        self.assertIn(words, r.stderr)

    def test_what_is_not_safe_or_not_there_is_refused(self):
        self.refused(1, "--api-key-file", "--host", "0.0.0.0")
        self.refused(1, "no.such.host.invalid", "--host", "no.such.host.invalid")
        keys = f"{self.tmp}/keys"
        self.refused(3, keys, "--api-key-file", keys)
        with open(keys, "w", encoding="utf-8") as f:
            f.write("sk\n")
        os.chmod(keys, 0o644)
        self.refused(3, "chmod 600", "--api-key-file", keys)
        self.refused(2, "--port", "--port", "70000")
        self.refused(2, "what is 'word' for?", "word")
        self.refused(2, "--remote", "--port", "0", "--remote", "http://127.0.0.1:1")
        self.refused(4, "/none", "--port", "0", "-m", "/none")
        with socket.create_server(("127.0.0.1", 0)) as s:
            self.refused(1, "Address already in use", "--port", str(s.getsockname()[1]))

    def test_as_many_at_once_as_there_is_memory_for(self):
        for args, n in (([], "4"), (["--memory-max", "40MiB"], "[123]"), (["--parallel", "2"], "2")):
            server = Server(self.tmp, *args)
            self.assertRegex(server.first_line, r"^flashmoe: demo \(%s at once\) answers on " % n)
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(server.process.wait(TIME), 0)
            server.process.stdout.close()
            server.log.close()
        self.refused(1, "the limit is 40 MiB", "--port", "0", "--memory-max", "40MiB", "--parallel", "4")

    def test_signals_let_answers_end_and_the_second_does_not(self):
        for sign, second in ((signal.SIGINT, False), (signal.SIGTERM, True)):
            server = Server(self.tmp, "--grace", "60")
            c = server.connect()
            c.request("POST", CHAT, json.dumps(plain("Tell me a story.", stream=True)),
                      {"Content-Type": "application/json"})
            r = c.getresponse()
            r.read(100)
            server.process.send_signal(sign)
            if second:
                server.process.send_signal(sign)
            rest = r.read().decode()
            self.assertTrue("[DONE]" in rest or (second and "shutting down" in rest), rest)
            self.assertEqual(server.process.wait(TIME), 0)
            server.process.stdout.close()
            server.log.close()
            c.close()


if __name__ == "__main__":
    if not os.path.exists(f"{MODEL}/manifest.json"):
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
