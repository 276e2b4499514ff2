"""A server of the OpenAI API whose faults are scripted: the name of the model says which.

    with Server() as s: s.url, s.requests

Every answer is written byte by byte as it is asked for, so that what a client makes of it is
the client's doing."""
import http.server
import json
import os
import socket
import ssl
import subprocess
import threading
import time

WORDS = ["A ", "light", "house ", "is ", "a ", "tower ", "with ", "a ", "light."]
ANSWER = "".join(WORDS)


def piece(delta=None, finish=None, **more):
    return {"id": "x", "object": "chat.completion.chunk", "model": "m",
            "choices": [{"index": 0, "delta": delta or {}, "finish_reason": finish}], **more}


def event(o):
    return b"data: " + (o if isinstance(o, bytes) else json.dumps(o).encode()) + b"\n\n"


USAGE = {"choices": [], "usage": {"prompt_tokens": 21, "completion_tokens": 9, "total_tokens": 30,
                                  "prompt_tokens_details": {"cached_tokens": 4},
                                  "completion_tokens_details": {"reasoning_tokens": 2}}}
DONE = event(b"[DONE]")


def text_events(words, **key):
    name = key.get("key", "content")
    return [event(piece({name: w})) for w in words]


def call_events():
    """Two calls whose pieces alternate."""
    def part(i, **f):
        o = {"index": i, **{k: v for k, v in f.items() if k in ("id", "type")}}
        o["function"] = {k: v for k, v in f.items() if k in ("name", "arguments")}
        return event(piece({"tool_calls": [o]}))
    return [part(0, id="call_a", type="function", name="calculate", arguments=""),
            part(1, id="call_b", type="function", name="calculate", arguments='{"expr'),
            part(0, arguments='{"expression":'), part(1, arguments='ession": "2+3"}'),
            part(0, arguments=' "12*34"}'),
            event(piece({}, "tool_calls")), event(USAGE), DONE]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.server.connections.append(self.connection)

    def log_message(self, *args):
        pass

    def head(self, status=200, kind="text/event-stream", length=None, **headers):
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for k, v in headers.items():
            self.send_header(k.replace("_", "-"), v)
        if length is None:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def whole(self, o, status=200, kind="application/json", **headers):
        body = o if isinstance(o, bytes) else json.dumps(o).encode()
        self.head(status, kind, len(body), **headers)
        self.wfile.write(body)

    def write(self, data):
        self.wfile.write(data)
        self.wfile.flush()

    def do_GET(self):
        s = self.server
        s.seen.append({"path": self.path, "key": self.headers.get("Authorization")})
        if s.key and self.headers.get("Authorization") != "Bearer " + s.key:
            return self.whole({"error": {"message": "Invalid API Key"}}, 401)
        if self.path == "/v1/models" and s.drips:
            self.head(200, "application/json")
            while not s.stopping:
                self.write(b" ")
                time.sleep(0.5)
            return None
        if self.path == "/v1/models" and s.raw_models is not None:
            return self.whole(s.raw_models)
        if self.path == "/v1/models" and s.models is not None:
            return self.whole({"object": "list", "data": s.models})
        if self.path == "/metrics" and s.metrics:
            return self.whole(s.metrics.encode(), kind="text/plain; version=0.0.4")
        return self.whole({"error": "not here"}, 404)

    def do_POST(self):
        s = self.server
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        s.seen.append({"path": self.path, "key": self.headers.get("Authorization"), "body": body})
        if s.key and self.headers.get("Authorization") != "Bearer " + s.key:
            return self.whole({"error": {"message": "Invalid API Key"}}, 401)
        name = body["model"].replace("-", "_")
        try:
            getattr(self, "say_" + name)(body)
        except (BrokenPipeError, ConnectionResetError):
            s.gone.set()
        return None

    # -- good ones

    def stream(self, parts):
        self.head()
        for p in parts:
            self.write(p)

    def say_ok(self, body):
        self.stream(text_events(["Hm. ", "A tower."], key="reasoning_content") + text_events(WORDS)
                    + [event(piece({}, "stop")), event(USAGE), DONE])

    say_other = say_ok

    def say_reasoning(self, body):
        self.stream(text_events(["Hm. ", "A tower."], key="reasoning") + text_events(WORDS)
                    + [event(piece({}, "stop")), DONE])

    def say_tags(self, body):
        whole = "<think>\nHm. A tower.\n</think>\n\n" + ANSWER
        self.stream(text_events(list(whole)) + [event(piece({}, "stop")), DONE])

    def say_crlf(self, body):
        """Comments, CRLF, CR, data over two lines, a mark at the start, one byte at a time."""
        raw = b"\xef\xbb\xbf: hello\r\n\r\n" + b"".join(text_events(WORDS[:3])).replace(b"\n", b"\r\n")
        raw += b"".join(text_events(WORDS[3:6])).replace(b"\n", b"\r") + b"retry: 10\nid: 7\n"
        half = json.dumps(piece({"content": "".join(WORDS[6:])}))
        at = half.index(",") + 1
        raw += b"data:" + half[:at].encode() + b"\ndata: " + half[at:].encode() + b"\n\n"
        raw += event(piece({}, "stop")) + event(USAGE) + DONE
        self.head()
        for i in range(len(raw)):
            self.write(raw[i:i + 1])

    def say_whole(self, body):
        self.whole({"choices": [{"index": 0, "finish_reason": "stop", "message": {
            "role": "assistant", "content": ANSWER, "reasoning_content": "Hm."}}], **{k: v for k, v in USAGE.items()
                                                                                      if k == "usage"}})

    def say_calls(self, body):
        if body["messages"][-1]["role"] == "tool":
            results = [m["content"] for m in body["messages"] if m["role"] == "tool"]
            return self.stream(text_events(["They are ", " and ".join(results)])
                               + [event(piece({}, "stop")), event(USAGE), DONE])
        return self.stream(call_events())

    def say_length(self, body):
        self.stream(text_events(WORDS[:4]) + [event(piece({}, "length")), event(USAGE), DONE])

    def say_keep_open(self, body):
        """After the end it neither closes nor says more."""
        self.stream(text_events(WORDS) + [event(piece({}, "stop")), DONE])
        time.sleep(20)

    # -- as others write them: what their documentation and users show

    def say_vllm(self, body):
        """Both names of thinking in one piece, stop_reason, a usage without details behind empty choices."""
        both = [event(piece({"reasoning": w, "reasoning_content": w})) for w in ("Hm. ", "A tower.")]
        end = piece({"content": ""}, "stop")
        end["choices"][0] |= {"logprobs": None, "stop_reason": None, "token_ids": None}
        usage = {"prompt_tokens": 21, "completion_tokens": 9, "total_tokens": 30, "prompt_tokens_details": None}
        self.stream([event(piece({"role": "assistant", "content": ""}, prompt_token_ids=None))] + both
                    + text_events(WORDS) + [event(end), event({"choices": [], "usage": usage}), DONE])

    def say_vllm_error(self, body):
        self.stream(text_events(WORDS[:4]) + [event({"error": {
            "message": "EngineCore encountered an issue", "type": "InternalServerError", "param": None,
            "code": 500}}), DONE])

    def whole_calls(self, body, calls, in_one):
        """Calls that are there at once, in one piece or each in its own."""
        if body["messages"][-1]["role"] == "tool":
            return self.say_calls(body)
        deltas = [calls] if in_one else [[c] for c in calls]
        return self.stream([event(piece({"role": "assistant", "content": "", "tool_calls": d})) for d in deltas]
                           + [event(piece({"role": "assistant", "content": ""}, "tool_calls")), event(USAGE), DONE])

    @staticmethod
    def sums(**more):
        return [more | {"type": "function", "function": {
            "name": "calculate", "arguments": json.dumps({"expression": x})}} for x in ("12*34", "2+3")]

    def say_ollama(self, body):
        """Whole calls without an index."""
        calls = self.sums()
        for i, c in enumerate(calls):
            c["id"] = "call_%d" % i
        self.whole_calls(body, calls, in_one=True)

    def say_ollama_zero(self, body):
        """All of them counted as 0."""
        calls = self.sums(index=0)
        for i, c in enumerate(calls):
            c["id"] = "call_%d" % i
        self.whole_calls(body, calls, in_one=False)

    def say_nameless_calls(self, body):
        """Neither index nor id."""
        self.whole_calls(body, self.sums(), in_one=False)

    def say_sglang(self, body):
        """Every field in every piece, null where there is nothing."""
        def full(finish=None, matched=None, **delta):
            nothing = {"role": None, "content": None, "reasoning_content": None, "tool_calls": None}
            o = piece(nothing | delta, finish, usage=None)
            o["choices"][0] |= {"logprobs": None, "matched_stop": matched}
            return event(o)
        self.stream([full(role="assistant", content="")] + [full(reasoning_content=w) for w in ("Hm. ", "A tower.")]
                    + [full(content=w) for w in WORDS] + [full("stop", 151645), event(USAGE), DONE])

    def say_no_finish(self, body):
        """The end is the end, though no piece says why."""
        self.stream(text_events(WORDS) + [event(USAGE), DONE])

    def narrow(self, body, n_tok):
        """Room for 480 tokens, of four bytes each; an answer has 160, a summary 10."""
        prompt = sum(len(m["content"]) for m in body["messages"]) // 4
        if prompt + n_tok > 480:
            return self.whole({"error": {"code": 400, "message": "This model's maximum context length is 480"}}, 400)
        n = 10 if body["messages"][-1]["content"].startswith("Summarise") else 160
        usage = {"prompt_tokens": prompt, "completion_tokens": n}
        return self.stream(text_events(["foo " * n]) + [
            event(piece({}, "stop")), event({"choices": [], "usage": usage}), DONE])

    def say_narrow(self, body):
        self.narrow(body, body.get("max_tokens", 0))

    def say_narrow_prompt(self, body):
        self.narrow(body, 0)

    # -- bad ones

    def say_cut(self, body):
        self.head()
        self.write(b"".join(text_events(WORDS[:4])) + event(piece({"content": "lost"}))[:30])

    def say_cut_chunked(self, body):
        self.head(length=100000)
        self.write(b"".join(text_events(WORDS[:4])))
        self.close_connection = True

    def say_cut_call(self, body):
        self.head()
        self.write(b"".join(call_events()[:4]))

    def say_bad_json(self, body):
        self.stream(text_events(WORDS[:4]) + [event(b'{"choices": [{"delta": {"content": oops')])
        time.sleep(20)

    def say_error_event(self, body):
        self.stream(text_events(WORDS[:4]) + [event({"error": {"message": "out of memory\non GPU 3", "code": 500}})])

    def say_error_line(self, body):
        self.stream(text_events(WORDS[:4]) + [b'error: {"message": "the slot is gone"}\n\n'])

    def say_bad_arguments(self, body):
        self.stream([event(piece({"tool_calls": [{"index": 0, "id": "a", "function": {
            "name": "calculate", "arguments": "{\"expression\": "}}]})),
                     event(piece({}, "tool_calls")), DONE])

    def say_401(self, body):
        self.whole({"error": {"message": "Invalid API Key", "type": "auth"}}, 401)

    def say_400(self, body):
        self.whole({"object": "error", "message": "top_k is no number"}, 400)

    def say_500(self, body):
        self.whole(b"<html><head><title>Oops</title></head><body><h1>It broke</h1></body></html>", 500, "text/html")

    def say_full(self, body):
        self.whole({"error": {"code": 400, "type": "exceed_context_size_error",
                              "message": "the request exceeds the available context size"}}, 400)

    def busy(self, status, body, **headers):
        n = sum(1 for r in self.server.seen if r["path"].endswith("completions"))
        if n < 3:
            return self.whole({"error": {"message": "come again"}}, status, **headers)
        return self.say_ok(body)

    def say_429(self, body):
        self.busy(429, body, Retry_After="1")

    def say_503(self, body):
        self.busy(503, body)

    def say_busy(self, body):
        self.whole({"error": {"message": "for ever"}}, 503)

    def say_429_long(self, body):
        self.whole({"error": {"message": "come tomorrow"}}, 429, Retry_After="86400")

    def say_html(self, body):
        self.whole(b"<html><body>Please log in</body></html>", 200, "text/html")

    def echo(self):
        return "debug: Authorization: " + self.headers.get("Authorization", "")

    def say_echo_html(self, body):
        self.whole(f"<html><body>{self.echo()}</body></html>".encode(), 200, "text/html")

    def say_echo_401(self, body):
        self.whole({"error": {"message": self.echo()}}, 401)

    def say_echo_long(self, body):
        self.whole({"error": {"message": "." * 290 + self.echo()}}, 400)

    def say_echo_event(self, body):
        self.stream(text_events(WORDS[:4]) + [event({"error": {"message": self.echo()}})])

    def bare_key(self):
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def say_echo_json(self, body):
        """A parser says what it cannot read: of the key the letters up to the first sign."""
        self.stream(text_events(WORDS[:4]) + [event(b'{"choices": ' + self.bare_key().encode())])

    def say_echo_whole(self, body):
        self.whole(self.bare_key().encode())

    def say_echo_type(self, body):
        self.whole(b"hello", kind="x/" + "a" * 52 + self.bare_key())

    def say_echo_name(self, body):
        self.stream([event(piece({"tool_calls": [{"index": 0, "id": "a", "function": {
            "name": "a" * 56 + self.bare_key(), "arguments": "{\"expression\": "}}]})),
                     event(piece({}, "tool_calls")), DONE])

    def say_uncounted(self, body):
        self.stream(text_events(WORDS) + [event(piece({}, "stop")), event({"choices": [], "usage": {}}), DONE])

    def say_counted_none(self, body):
        self.stream(text_events(WORDS) + [event(piece({}, "stop")), event({"choices": [], "usage": {
            "prompt_tokens": 0, "completion_tokens": 0}}), DONE])

    def say_no_type(self, body):
        self.whole(b"hello", 200, None)

    def say_moved(self, body):
        self.whole(b"", 307, "text/plain", Location="http://127.0.0.1:1/v1/chat/completions")

    def say_endless_line(self, body):
        self.head()
        self.write(b"".join(text_events(WORDS[:4])) + b"data: ")
        for _ in range(1 << 16):
            self.write(b"x" * 4096)

    def say_endless_error(self, body):
        self.head(500, "text/plain")
        for _ in range(1 << 16):
            self.write(b"sorry " * 700)

    def say_empty(self, body):
        self.whole(b"", 200, "text/event-stream")

    def say_nothing(self, body):
        """Takes the request and closes without a byte."""
        self.close_connection = True

    def say_slow(self, body):
        self.head()
        for w in WORDS * 20:
            self.write(event(piece({"content": w})))
            time.sleep(0.2)

    def say_flood(self, body):
        """Faster than anybody reads."""
        self.head()
        big = event(piece({"content": "word " * 2000}))
        while not self.server.stopping:
            self.write(big)

    def say_silent(self, body):
        self.head()
        self.write(b"".join(text_events(WORDS[:4])))
        while True:
            time.sleep(0.2)
            if self.server.stopping:
                return

    def say_mute(self, body):
        """No byte at all."""
        while not self.server.stopping:
            time.sleep(0.1)


MODELS = [n[4:].replace("_", "-") for n in dir(Handler) if n.startswith("say_")]


class Server:
    def __init__(self, models=None, key=None, certificate=None, metrics=None, port=0, drips=False):
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.http.handle_error = lambda *args: None  # clients that go are what is tested
        self.http.daemon_threads = True
        self.http.seen, self.http.gone, self.http.stopping = [], threading.Event(), False
        self.http.connections, self.http.raw_models = [], None
        self.http.key, self.http.metrics, self.http.drips = key, metrics, drips
        self.http.models = [{"id": m, "object": "model", "owned_by": "tests", "max_model_len": 4096}
                            if isinstance(m, str) else m for m in (["ok"] if models is None else models)]
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
            scheme = "https"
        self.port = self.http.server_address[1]
        self.url = "%s://127.0.0.1:%d" % (scheme, self.port)

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *args):
        self.http.stopping = True
        self.http.shutdown()
        self.http.server_close()
        for c in self.http.connections:  # kept alive, they would be answered all the same
            try:
                c.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def posts(self):
        return [r["body"] for r in self.http.seen if "body" in r]


class Flashmoe:
    """`flashmoe serve` with the bundled model, without a fault."""

    def __init__(self, binary, home, *args):
        env = {"HOME": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "XDG_CONFIG_DIRS": home}
        env |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        model = os.environ["FLASHMOE_SOURCE"] + "/models/demo"
        self.process = subprocess.Popen([binary, "serve", "-m", model, "--port", "0", *args], env=env,
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.process.terminate()
        self.process.wait(60)
        self.process.stdout.close()


if __name__ == "__main__":  # for a test in C: says its port, lives as long as standard input
    import sys
    with Server(models=MODELS) as server:
        print(server.port, flush=True)
        sys.stdin.read()
