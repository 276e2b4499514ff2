#!/usr/bin/env python3
"""The chat in a terminal that is treated badly: test_crash.py FLASHMOE [TEST...]

The real program with the bundled model on a pseudo-terminal, as the job of a session leader, so
that it can be stopped as a shell would. It is killed at random moments, crashed, hung up,
stopped, resized without end, and typed at byte by byte. What must hold: the terminal's modes
are as before, and every turn that was on disk stays there.

Every wait is for a state, at most LIMIT seconds; the only sleeps choose the moment of a kill."""
import fcntl
import json
import os
import pty
import random
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

LIMIT = 90.0
BIN = os.path.abspath(sys.argv[1])
SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[ -/]*[0-~])")


def lead(slave, command, env, status):
    """The session leader: starts the job in a group of its own, tells what becomes of it."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for s in (signal.SIGTTOU, signal.SIGTTIN, signal.SIGTSTP, signal.SIGHUP):
        signal.signal(s, signal.SIG_IGN)
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(slave, os.getpid())
        for s in (signal.SIGTTOU, signal.SIGTTIN, signal.SIGTSTP, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(s, signal.SIG_DFL)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        os.closerange(3, 64)
        os.execve(command[0], command, env)
    os.write(status, b"pid %d\n" % job)
    while True:
        _, code = os.waitpid(job, os.WUNTRACED)
        if os.WIFSTOPPED(code):
            os.write(status, b"stopped 0\n")
        elif os.WIFSIGNALED(code):
            os.write(status, b"ended %d\n" % -os.WTERMSIG(code))
            return
        else:
            os.write(status, b"ended %d\n" % os.WEXITSTATUS(code))
            return


class Chat:
    def __init__(self, home, *args, cols=80, rows=24, env=None):
        self.home = home
        self.plain = "--plain" in args
        self.master, self.slave = pty.openpty()
        self.resize(cols, rows)
        self.modes = termios.tcgetattr(self.slave)
        full = {"HOME": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color",
                "XDG_CONFIG_DIRS": home, **(env or {})}
        full |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS") or k == "FLASHMOE_DATA"}
        self.status, write = os.pipe()
        self.leader = os.fork()
        if self.leader == 0:
            os.close(self.master)
            try:
                lead(self.slave, [BIN, "chat", "--temp", "0", "--think", "off", *args], full, write)
            finally:
                os._exit(0)
        os.close(write)
        self.out = b""      # of the terminal, since the start
        self.told = b""     # by the leader
        self.pid = int(self.wait_told(rb"pid (\d+)\n"))

    def resize(self, cols, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def read(self, seconds):
        """Takes what has come; true when something has."""
        fds = [fd for fd in (self.master, self.status) if fd >= 0]
        ready = select.select(fds, [], [], seconds)[0]
        for fd in ready:
            try:
                got = os.read(fd, 65536)
            except OSError:
                got = b""
            if fd == self.master:
                self.out += got
            else:
                self.told += got
                if not got:
                    os.close(self.status)
                    self.status = -1
        return bool(ready)

    def until(self, what, holds):
        end = time.monotonic() + LIMIT
        while True:
            got = holds()
            if got:
                return got
            if time.monotonic() > end:
                raise AssertionError(f"never: {what}\n--- terminal\n{self.text()[-3000:]}")
            self.read(0.02)

    def wait_told(self, pattern):
        found = self.until(f"told {pattern}", lambda: re.search(pattern, self.told))
        self.told = self.told[found.end():]
        return found.group(1)

    def text(self):
        return SEQUENCE.sub(b"", self.out).decode("utf-8", "replace")

    def wait_text(self, text):
        self.until(f"'{text}' in the terminal", lambda: text in self.text())

    def ready(self):
        self.wait_text("User:" if self.plain else "Enter sends")
        return self

    def type(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        while data:
            n = os.write(self.master, data[:256])
            data = data[n:]
            self.read(0)

    def kill(self, sig):
        os.kill(self.pid, sig)

    def ended(self):
        return int(self.wait_told(rb"ended (-?\d+)\n"))

    def assert_restored(self, shown=True):
        while self.read(0.05):
            pass
        assert termios.tcgetattr(self.slave) == self.modes, "the terminal's modes are not as before"
        if shown:
            assert self.out.rfind(b"\x1b[?2004l") > self.out.rfind(b"\x1b[?2004h"), "bracketed paste is still on"
            assert self.plain or self.out.rfind(b"\x1b[?1049l") > self.out.rfind(b"\x1b[?1049h"), "the other screen is still shown"

    def close(self):
        for fd in (self.master, self.slave, self.status):
            if fd >= 0:
                os.close(fd)
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.leader, 0)


def records(home):
    """The whole records of all conversations; a torn last line is no record."""
    folder = home + "/.local/share/flashmoe/sessions"
    found = []
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.endswith(".jsonl"):
            with open(f"{folder}/{name}", "rb") as f:
                lines = f.read().split(b"\n")
            found += [json.loads(line) for line in lines[:-1]]
    return found


def turns(home):
    return [(r["role"], r.get("content")) for r in records(home) if "role" in r]


def quit_with_zero(chat):
    chat.type("\x15\x04")  # empty the line, end of file
    assert chat.ended() == 0
    chat.assert_restored()
    chat.close()


def answer_to(chat, text, n):
    """Sends a message and waits until the answer is the n-th turn on disk."""
    chat.type(text + "\r")
    chat.until(f"{n} turns on disk", lambda: len(turns(chat.home)) >= n)


# -- the tests

def killed_at_any_moment_it_loses_no_turn(home):
    chance = random.Random(20261121)
    kept = []
    n_answers = 0
    for i in range(14):
        chat = Chat(home, *(["-c"] if kept else []), "--max-tokens", "40").ready()
        chat.type(f"What is the capital of Norway, for the {i}. time?\r")
        limit = chance.choice([0.0, 0.01, 0.05, 0.2, 0.6, 1.5]) * chance.random()
        end = time.monotonic() + limit
        while time.monotonic() < end:
            chat.read(0.005)
        before = turns(home)
        chat.kill(signal.SIGKILL)
        assert chat.ended() == -9
        chat.close()
        now = turns(home)  # every whole line is a record
        assert now[:len(kept)] == kept, "turns of an earlier run have changed"
        assert now[:len(before)] == before, "a turn that was on disk is gone"
        kept = now
        n_answers += bool(now) and now[-1][0] == "assistant"
        # What the program itself makes of the file.
        shown = subprocess.run([BIN, "sessions", "list", "--json"], capture_output=True, text=True, check=True,
                               env={"HOME": home, "PATH": "/usr/bin:/bin"})
        listed = [e for e in json.loads(shown.stdout) if e.get("turns")]
        assert bool(listed) == bool(kept), shown.stdout
    chat = Chat(home, *(["-c"] if kept else []), "--max-tokens", "40").ready()
    answer_to(chat, "What is the capital of France?", len(kept) + 2)
    quit_with_zero(chat)
    assert turns(home)[:len(kept)] == kept


def a_torn_line_is_set_aside(home):
    chat = Chat(home, "--max-tokens", "8").ready()
    answer_to(chat, "Hello", 2)
    chat.kill(signal.SIGKILL)
    chat.ended()
    chat.close()
    kept = turns(home)
    folder = home + "/.local/share/flashmoe/sessions"
    (name,) = [n for n in os.listdir(folder) if n.endswith(".jsonl")]
    with open(f"{folder}/{name}", "ab") as f:
        f.write(b'{"id":"01KB0000000000000000000000","parent":"')
    chat = Chat(home, "-c", "--max-tokens", "8").ready()
    answer_to(chat, "And again", 4)
    quit_with_zero(chat)
    assert turns(home)[:2] == kept
    assert os.path.exists(f"{folder}/{name}.bad")


def a_crash_gives_the_terminal_back(home):
    signals = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL)
    for sig, *args in [(sig,) for sig in signals] + [(sig, "--plain") for sig in signals]:
        chat = Chat(home, *args).ready()
        if sig in (signal.SIGSEGV, signal.SIGABRT):  # in the middle of an answer
            n = len(turns(home))
            chat.type("Tell me a story about a fox.\r")
            chat.until("the question is on disk", lambda: len(turns(home)) > n)
        chat.kill(sig)
        assert chat.ended() != 0
        chat.assert_restored()
        chat.close()


def it_leaves_properly_when_told_to(home):
    for sig in (signal.SIGTERM, signal.SIGHUP):
        for busy in (False, True):
            chat = Chat(home).ready()
            n = len(turns(home))
            if busy:
                chat.type("Tell me a story about a fox.\r")
                chat.until("the question is on disk", lambda: len(turns(home)) > n)
            chat.kill(sig)
            code = chat.ended()
            assert code == 143, (sig, busy, code)
            chat.assert_restored()
            chat.close()
            assert len(turns(home)) >= n + busy


def a_question_is_no_obstacle_to_leaving(home):
    chat = Chat(home, rows=34).ready()
    chat.type("run pwd\r")
    chat.wait_text("wants to run a tool")
    chat.kill(signal.SIGTERM)
    assert chat.ended() == 143
    chat.assert_restored()
    chat.close()


def without_a_terminal_it_ends(home):
    chat = Chat(home).ready()
    chat.type("Tell me a story about a fox.\r")
    chat.until("the question is on disk", lambda: len(turns(home)) > 0)
    os.close(chat.slave)
    os.close(chat.master)
    chat.master = chat.slave = -1
    chat.ended()  # whatever the code: it does not stay and spin
    chat.close()
    assert turns(home)[0][0] == "user"


def stopped_and_continued_it_goes_on(home):
    chat = Chat(home).ready()
    chat.type("kept text")
    chat.wait_text("kept text")
    for _ in range(5):
        chat.type("\x1a")
        chat.wait_told(rb"(stopped) 0\n")
        chat.assert_restored()
        chat.out = b""
        os.killpg(chat.pid, signal.SIGCONT)
        chat.wait_text("kept text")  # drawn again
        chat.until("bracketed paste is on", lambda: b"\x1b[?2004h" in chat.out)
    chat.type("\x15")
    n = len(turns(home))
    chat.type("Tell me a story about a fox.\r")
    chat.until("the question is on disk", lambda: len(turns(home)) > n)
    chat.type("\x1a")
    chat.wait_told(rb"(stopped) 0\n")
    os.killpg(chat.pid, signal.SIGCONT)
    chat.until("the answer is on disk", lambda: len(turns(home)) > n + 1)
    quit_with_zero(chat)


def a_storm_of_sizes_changes_nothing(home):
    chance = random.Random(7)
    chat = Chat(home).ready()
    chat.type("Tell me a story about a fox.\r")
    chat.until("the question is on disk", lambda: len(turns(home)) > 0)
    for i in range(400):
        chat.resize(chance.choice([1, 2, 15, 20, 21, 40, 80, 119, 200, 500]), chance.choice([1, 2, 5, 6, 12, 24, 60, 200]))
        chat.read(0)
    chat.resize(80, 24)
    chat.until("the answer is on disk", lambda: len(turns(home)) > 1)
    chat.out = b""
    chat.type("still here")
    chat.wait_text("still here")
    quit_with_zero(chat)


def the_smallest_size_works(home):
    chat = Chat(home, "--max-tokens", "8", cols=20, rows=5)
    chat.until("paste mode", lambda: b"\x1b[?2004h" in chat.out)
    answer_to(chat, "Hello", 2)
    quit_with_zero(chat)


def characters_and_pastes_arrive_in_pieces(home):
    chat = Chat(home, "--max-tokens", "8").ready()
    for byte in "é漢字👩‍💻 ".encode():
        chat.type(bytes([byte]))
        chat.read(0.01)
    chat.wait_text("漢字")
    chat.type(b"\x1b[200~")
    for piece in (b"first\r", b"\nsec", b"ond\xe6", b"\xbc", b"\xa2\x1b", b"[31mred\x1b[0", b"m\rthird"):
        chat.type(piece)
        chat.read(0.02)
    chat.type(b"\x1b[201~")
    chat.wait_text("third")
    assert turns(home) == [], "a paste was sent"
    answer_to(chat, "", 2)
    assert turns(home)[0] == ("user", "é漢字👩‍💻 first\nsecond漢red\nthird"), turns(home)[0]
    quit_with_zero(chat)


def main():
    chosen = sys.argv[2:]
    failed = 0
    skip = {"main", "lead", "records", "turns", "quit_with_zero", "answer_to"}
    for name, test in list(globals().items()):
        if not getattr(test, "__code__", None) or name in skip or (chosen and name not in chosen):
            continue
        home = tempfile.mkdtemp(prefix="flashmoe-crash-")
        start = time.monotonic()
        try:
            test(home)
            print(f"ok   {name} ({time.monotonic() - start:.1f} s)", flush=True)
        except (AssertionError, OSError, ValueError, subprocess.CalledProcessError) as why:
            print(f"FAIL {name}: {type(why).__name__}: {why}", flush=True)
            failed += 1
        shutil.rmtree(home, ignore_errors=True)
    print("failed: %d" % failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
