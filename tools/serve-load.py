#!/usr/bin/env python3
"""Many clients at once against flashmoe serve, good ones and others:

  tools/serve-load.py FLASHMOE [--connections 200] [--minutes 5] [-m PACK] [-- OPTION...]

Starts the server, keeps the connections busy with streams, whole answers and follow-ups, and
among them clients that leave in the middle, read slowly, send half a request, or nonsense.
Every answer of a good client is checked. Prints figures as it goes, and at the end what was
answered, how long it took, and the server's memory, descriptors and threads before and after.
Exit status 1 when an answer was wrong, the server ended, or something was not given back.
"""
import argparse
import asyncio
import collections
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import time

WORDS = ["fox", "tree", "river", "moon", "house", "bread", "ship", "king", "rain", "book"]
CHAT = "/v1/chat/completions"


class Load:
    def __init__(self, port):
        self.port = port
        self.counts = collections.Counter()
        self.seconds = []  # of whole good requests
        self.first_s = []  # until the head of a stream and its first event
        self.tokens = 0
        self.wrong = []
        self.end = 0.0

    async def open(self):
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def post(self, writer, body, extra=""):
        data = json.dumps(body).encode()
        writer.write((f"POST {CHAT} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{extra}"
                      f"Content-Length: {len(data)}\r\n\r\n").encode() + data)
        await writer.drain()

    @staticmethod
    async def head(reader):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(re.findall(r"(?m)^([\w-]+): (.*?)\r?$", head))
        return int(head.split()[1]), {k.lower(): v for k, v in fields.items()}

    @staticmethod
    async def chunks(reader):
        while True:
            size = int(await reader.readline(), 16)
            data = await reader.readexactly(size + 2)
            if not size:
                return
            yield data[:-2]

    async def body(self, reader, fields):
        if "content-length" in fields:
            return await reader.readexactly(int(fields["content-length"]))
        return b"".join([c async for c in self.chunks(reader)])

    def question(self, **more):
        return {"messages": [{"role": "user", "content": f"What is a {random.choice(WORDS)}?"}],
                "max_tokens": random.randint(5, 60), "temperature": 0,
                "chat_template_kwargs": {"enable_thinking": random.random() < 0.5}, **more}

    async def good(self, reader, writer, stream):
        begin = time.monotonic()
        await self.post(writer, self.question(stream=stream, **({"stream_options": {"include_usage": True}} if stream else {})))
        status, fields = await self.head(reader)
        if status == 429:
            await self.body(reader, fields)
            self.counts["429"] += 1
            if int(fields["retry-after"]) < 1:
                self.wrong.append("429 without Retry-After")
            await asyncio.sleep(random.random())
            return
        if status != 200:
            self.wrong.append((status, await self.body(reader, fields)))
            return
        if stream:
            text = b""
            async for chunk in self.chunks(reader):
                if not text:
                    self.first_s.append(time.monotonic() - begin)
                text += chunk
            events = [e[6:] for e in text.decode().split("\n\n") if e.startswith("data: ")]
            if not events or events[-1] != "[DONE]":
                self.wrong.append(text[-300:])
                return
            usage = json.loads(events[-2])["usage"]
        else:
            usage = json.loads(await self.body(reader, fields))["usage"]
        self.tokens += usage["completion_tokens"]
        self.seconds.append(time.monotonic() - begin)
        self.counts["stream" if stream else "whole"] += 1

    async def leaves(self):
        reader, writer = await self.open()
        await self.post(writer, self.question(stream=True))
        if random.random() < 0.5:
            await reader.read(random.randint(1, 2000))
        writer.transport.abort() if random.random() < 0.5 else writer.close()
        self.counts["left"] += 1

    async def half(self):
        reader, writer = await self.open()
        text = f"POST {CHAT} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{"
        writer.write(text[:random.randint(1, len(text))].encode())
        await writer.drain()
        await asyncio.sleep(random.random() * 5)
        writer.close()
        self.counts["half"] += 1

    async def nonsense(self):
        reader, writer = await self.open()
        writer.write(random.randbytes(random.randint(1, 3000)))
        await writer.drain()
        await asyncio.wait_for(reader.read(100), 90)
        writer.close()
        self.counts["nonsense"] += 1

    async def slow(self):
        reader, writer = await self.open()
        await self.post(writer, self.question(stream=True), "Connection: close\r\n")
        while await reader.read(200):
            await asyncio.sleep(0.05)
        writer.close()
        self.counts["slow"] += 1

    async def client(self, i):
        """Four of five are good and keep their connection for some requests."""
        while time.monotonic() < self.end:
            try:
                if i % 5:
                    reader, writer = await self.open()
                    for _ in range(random.randint(1, 8)):
                        await self.good(reader, writer, random.random() < 0.7)
                    writer.close()
                else:
                    await random.choice([self.leaves, self.half, self.nonsense, self.slow])()
            except (ConnectionError, asyncio.IncompleteReadError) as e:
                if i % 5:
                    self.wrong.append(repr(e))
            except Exception as e:  # of the script itself, or an answer that is none
                self.wrong.append(repr(e))
            if len(self.wrong) > 20:
                return


def server_state(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as f:
        text = f.read()
    rss = int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024
    threads = int(re.search(r"Threads:\s+(\d+)", text).group(1))
    return rss, len(os.listdir(f"/proc/{pid}/fd")), threads


def show(name, values):
    if values:
        q = statistics.quantiles(values, n=100) if len(values) > 1 else values * 99
        print(f"{name}: median {q[49]:.2f} s, 95 % {q[94]:.2f} s, most {max(values):.2f} s")


async def run(args, process, port):
    load = Load(port)
    load.end = time.monotonic() + 5
    await asyncio.gather(*(load.client(i) for i in range(args.connections)))
    await asyncio.sleep(2)
    before = server_state(process.pid)
    print(f"warm: {before[0]:.1f} MiB, {before[1]} descriptors, {before[2]} threads", flush=True)
    load.seconds, load.first_s, load.tokens = [], [], 0
    load.counts.clear()
    begin = time.monotonic()
    load.end = begin + args.minutes * 60
    clients = asyncio.gather(*(load.client(i) for i in range(args.connections)))
    most = before
    while not clients.done():
        await asyncio.wait([clients], timeout=10)
        if process.poll() is not None:
            load.wrong.append(f"the server ended with {process.returncode}")
            break
        now = server_state(process.pid)
        most = tuple(map(max, most, now))
        print(f"{time.monotonic() - begin:5.0f} s: {now[0]:.1f} MiB, {now[1]} descriptors, {len(load.seconds)} answers, "
              f"{dict(load.counts)}", flush=True)
    seconds = time.monotonic() - begin
    await asyncio.sleep(5)
    return load, before, most, seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("flashmoe")
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("-m", "--model")
    words = sys.argv[1:]
    at = words.index("--") if "--" in words else len(words)
    args = parser.parse_args(words[:at])
    args.option = words[at + 1:]
    model = ["-m", args.model] if args.model else []
    process = subprocess.Popen([args.flashmoe, "serve", "--port", "0", "--request-timeout", "10", *model, *args.option],
                               stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    port = int(line.rsplit(":", 1)[1])
    load, before, most, seconds = asyncio.run(run(args, process, port))
    bad = bool(load.wrong)
    for what in load.wrong[:10]:
        print("wrong:", what)
    if process.poll() is None:
        after = server_state(process.pid)
        print(f"{args.connections} connections, {seconds:.0f} s: {dict(load.counts)}, {load.tokens / seconds:.0f} tokens/s")
        show("answers", load.seconds)
        show("first event", load.first_s)
        print(f"memory {before[0]:.1f} -> {after[0]:.1f} MiB (most {most[0]:.1f}), descriptors {before[1]} -> {after[1]} "
              f"(most {most[1]}), threads {before[2]} -> {after[2]}")
        if after[1] > before[1] or after[2] > before[2]:
            print("wrong: descriptors or threads were not given back")
            bad = True
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
        bad = bad or code != 0
        print(f"exit status {code}")
    return 1 if bad else 0


sys.exit(main())
