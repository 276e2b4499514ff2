#!/usr/bin/env python3
"""The real program with the bundled model in a real terminal (tmux): test_tui.py FLASHMOE

Every check waits until the screen shows what it wants, for at most LIMIT seconds, and fails
with the screen otherwise. Files go to a temporary home."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LIMIT = 60.0  # seconds; sanitizer builds on a busy machine are slow


class Screen:
    """One tmux server with one window that runs the program."""

    count = 0

    def __init__(self, command, cols=80, rows=24, home=None, env=None):
        Screen.count += 1
        self.name = "flashmoe-test-%d-%d" % (os.getpid(), Screen.count)
        self.home = home or tempfile.mkdtemp(prefix="flashmoe-tui-")
        self.own_home = home is None
        variables = {
            "HOME": self.home,
            "LC_ALL": "C.UTF-8",
            "XDG_CONFIG_HOME": self.home + "/config",
            "XDG_DATA_HOME": self.home + "/data",
            "XDG_STATE_HOME": self.home + "/state",
            "XDG_CACHE_HOME": self.home + "/cache",
        }
        variables.update(env or {})
        words = ["env"] + ["%s=%s" % kv for kv in variables.items()] + command
        # \r: a killed program leaves the terminal as it had it
        shell = "cd %s; %s; code=$?; printf '\\n\\rexit code %%s\\n' $code; sleep 1000" % (
            quote(self.home),
            " ".join(map(quote, words)),
        )
        self.tmux("new-session", "-d", "-x", str(cols), "-y", str(rows), shell)
        self.tmux("set-option", "-g", "default-terminal", "tmux-256color", check=False)

    def tmux(self, *args, check=True):
        done = subprocess.run(
            ["tmux", "-L", self.name, "-f", "/dev/null", *args],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"},
            timeout=30,
        )
        if check and done.returncode:
            raise RuntimeError(done.stderr.decode())
        return done.stdout.decode()

    def text(self):
        return self.tmux("capture-pane", "-p")

    def keys(self, *names):
        self.tmux("send-keys", *names)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def say(self, text):
        self.wait(r"Enter sends|state restored")  # at rest: while an answer is written, Enter keeps the text
        self.type(text)
        self.keys("Enter")

    def paste(self, text):
        self.tmux("set-buffer", text)
        self.tmux("paste-buffer", "-p")

    def resize(self, cols, rows):
        self.tmux("resize-window", "-x", str(cols), "-y", str(rows))

    def wait(self, pattern, absent=None, limit=LIMIT):
        end = time.monotonic() + limit
        while True:
            text = self.text()
            if re.search(pattern, text, re.M) and not (
                absent and re.search(absent, text, re.M)
            ):
                return text
            if time.monotonic() > end:
                raise AssertionError("no %r on the screen:\n%s" % (pattern, text))
            time.sleep(0.05)

    def wait_gone(self, pattern, limit=LIMIT):
        end = time.monotonic() + limit
        while re.search(pattern, self.text(), re.M):
            if time.monotonic() > end:
                raise AssertionError("%r stays on the screen:\n%s" % (pattern, self.text()))
            time.sleep(0.05)

    def wait_alive(self):
        """A question is deaf to keys for 300 ms, so that typing ahead answers nothing."""
        time.sleep(0.5)

    def pause_after_escape(self):
        """Escape and the next byte within 40 ms are one key, with Alt."""
        time.sleep(0.3)

    def program(self):
        """The process id of the program: the deepest descendant of the window's shell."""
        pid = self.tmux("display-message", "-p", "#{pane_pid}").strip()
        while True:
            children = subprocess.run(["pgrep", "-P", pid], stdout=subprocess.PIPE, check=False)
            first = children.stdout.decode().split()
            if not first:
                return int(pid)
            pid = first[0]

    def kill(self):
        os.kill(self.program(), signal.SIGKILL)

    def close(self):
        """Without its terminal the program still saves: its home goes when it is gone."""
        try:
            pid = self.program()
        except (RuntimeError, ValueError):
            pid = None  # there is no terminal any more
        self.tmux("kill-server", check=False)
        end = time.monotonic() + LIMIT
        while pid and is_running(pid) and time.monotonic() < end:
            time.sleep(0.02)
        if self.own_home:
            shutil.rmtree(self.home, ignore_errors=True)


def is_running(pid):
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as f:
            return f.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def quote(word):
    return "'" + word.replace("'", "'\\''") + "'"


PROGRAM = []
PACK = r"pack\s+(\S|\n *)*models/"  # a long path has lines of its own
ANSWERED = r"answered|\d+ tokens"


def start(cols=80, rows=24, args=(), **kw):
    screen = Screen(PROGRAM + ["chat", "--temp", "0", *args], cols, rows, **kw)
    screen.wait(r"flashmoe")
    return screen


def session_records(home):
    folder = home + "/data/flashmoe/sessions"
    records = []
    for name in sorted(os.listdir(folder)):
        if name.endswith(".jsonl"):
            with open(folder + "/" + name, encoding="utf-8") as f:
                records.append([json.loads(line) for line in f])
    return records


def answers_and_saves_and_quits():
    s = start()
    s.say("/think off")
    s.say("What is the capital of Norway?")
    s.wait(r"The capital of Norway is .*Oslo")
    s.wait(r"tok/s")
    s.keys("C-d")
    s.wait(r"exit code 0")
    (records,) = session_records(s.home)
    roles = [r.get("role") for r in records if r.get("role")]
    assert roles[-2:] == ["user", "assistant"], roles
    assert "Oslo" in records[-1].get("content", "") or "Oslo" in json.dumps(records[-3:])
    s.close()


def every_size_shows_the_answer():
    for cols, rows in ((200, 60), (120, 34), (80, 24), (40, 12)):
        s = start(cols, rows)
        s.say("/think off")
        s.say("What is the capital of Norway?")
        s.wait(r"Oslo")
        for line in s.text().split("\n"):
            assert len(line) <= cols
        s.keys("C-d")
        s.wait(r"exit code 0")
        s.close()


def resizing_while_it_streams_keeps_the_text():
    s = start(100, 30)
    s.say("/think off")
    s.say("Tell me a story about a fox.")
    for cols, rows in ((60, 20), (140, 40), (30, 10), (15, 4), (200, 50), (80, 24)):
        s.resize(cols, rows)
        time.sleep(0.05)
    s.wait(r"tok/s")
    s.wait(r"assistant")
    s.keys("C-d")
    s.wait(r"exit code 0")
    s.close()


def a_paste_of_lines_is_not_sent():
    s = start()
    s.paste("first line\nsecond line\n\x1b[31mthird\n")
    s.wait(r"second line")
    s.wait(r"third")
    assert "assistant" not in s.text()
    assert "[31m" not in s.text()
    s.keys("C-c")
    s.wait_gone(r"second line")
    s.close()


def escape_stops_an_answer_and_keeps_it():
    s = start(args=("--max-tokens", "4000"))
    s.say("/think off")
    s.say("Tell me a story about a fox and a long story about a bear.")
    s.wait(r"assistant")
    s.keys("Escape")
    s.wait(r"stopped|cancelled|tok/s")
    s.pause_after_escape()
    s.say("/think off")
    s.say("What is the capital of France?")
    s.wait(r"Paris")
    s.close()


def a_tool_asks_and_enter_means_no():
    s = start(100, 34)
    s.say("/think off")
    s.say("How much memory is free?")
    s.wait(r"wants to run a tool")
    s.wait(r"free -h")
    s.wait_alive()
    s.keys("Enter")
    s.wait_gone(r"wants to run a tool")
    s.wait(r"did not allow")
    s.close()


def a_tool_runs_when_allowed():
    s = start(100, 34)
    s.say("/think off")
    s.say("What is 12 * 34?")
    s.wait(r"tool result +calculate\s+408")
    s.say("run pwd")
    s.wait(r"wants to run a tool")
    s.wait_alive()
    s.keys("y")
    s.wait(r"tool result +run_command\s+/")
    s.close()


def a_conversation_survives_a_kill_and_comes_back():
    s = start()
    s.say("/think off")
    s.say("What is the capital of Norway?")
    s.wait(r"Oslo")
    s.wait(r"tok/s")
    s.say("/save north")
    s.wait(r"north")
    s.kill()
    s.wait(r"exit code 137")
    home = s.home
    s.own_home = False
    s.close()
    s = start(home=home)
    s.say("/load north")
    s.wait(r"Oslo")
    s.say("/think off")
    s.say("What is the capital of France?")
    s.wait(r"Paris")
    s.own_home = True
    s.close()


def snapshots(home):
    folder = home + "/data/flashmoe/sessions"
    return [n for n in os.listdir(folder) if n.endswith(".snapshot")] if os.path.isdir(folder) else []


def a_conversation_goes_on_from_its_snapshot():
    s = start()
    s.say("/think off")
    s.say("What is the capital of Norway?")
    s.wait(r"tok/s")
    end = time.monotonic() + LIMIT
    while not snapshots(s.home):
        assert time.monotonic() < end, "no snapshot was written"
        time.sleep(0.1)
    s.keys("C-d")
    s.wait(r"exit code 0")
    home = s.home
    s.own_home = False
    s.close()
    s = start(home=home, args=["-c", "--think", "off"])
    s.wait(r"Oslo")
    s.wait(r"state restored: (\d+ of )?\d+ tokens in \d+ ms")
    s.say("/context")
    s.wait(r"State on disk: \d+ tokens, (.|\n)*restored in")
    s.say("What is the capital of France?")
    s.wait(r"Paris")
    end = time.monotonic() + LIMIT
    while [r.get("role") for r in session_records(home)[0] if r.get("role")][-4:] != ["user", "assistant"] * 2:
        assert time.monotonic() < end, "the second answer was not saved"
        time.sleep(0.1)
    s.own_home = True
    s.close()


def usages(home):
    """Of all answers that are saved."""
    files = session_records(home) if os.path.isdir(home + "/data/flashmoe/sessions") else []
    return [r["usage"] for f in files for r in f if r.get("role") == "assistant"]


def written_slowly(pause, args=(), **kw):
    """What was read for an answer whose message stood there for so long before it was sent."""
    s = start(args=["--think", "off", *args], **kw)
    s.wait(r"Enter sends")
    s.type("What is the capital of Norway?")
    time.sleep(pause)
    s.keys("Enter")
    s.wait(r"Oslo")
    end = time.monotonic() + LIMIT
    while not usages(s.home):
        assert time.monotonic() < end, "the answer was not saved"
        time.sleep(0.1)
    usage = usages(s.home)[0]
    s.close()
    return usage


def a_message_is_read_while_it_is_written():
    for pause in (1, 4, 16):  # a slow machine has not read it yet
        usage = written_slowly(pause)
        if usage["reused"] == usage["prompt"]:
            break
    assert usage["reused"] == usage["prompt"], usage
    usage = written_slowly(1, ["--no-drafts"])
    assert usage["reused"] == 0, usage
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as settings:
        settings.write("drafts: false\n")
        settings.flush()
        usage = written_slowly(1, env={"FLASHMOE_CONFIG": settings.name})
    assert usage["reused"] == 0, usage


def fewer_experts_are_said_at_every_width():
    for cols, rows in ((40, 12), (80, 24), (200, 60)):
        s = start(cols, rows, args=["--experts-per-token", "2"])
        s.wait(r"REDUCED")
        s.close()


def at_rest_nothing_wakes_it():
    """No thread of it runs: neither the screen's, the engine's nor a worker."""
    s = start()
    s.say("/think off")
    s.say("What is the capital of Norway?")
    s.wait(r"tok/s")
    folder = "/proc/%d/task" % s.program()

    def switches():
        n = 0
        for task in os.listdir(folder):
            with open("%s/%s/status" % (folder, task), encoding="ascii") as f:
                n += sum(int(line.split()[1]) for line in f if "ctxt_switches" in line)
        return n

    end = time.monotonic() + LIMIT
    last, now = -1, 0
    while last != now:  # a snapshot is still being written
        assert time.monotonic() < end, "it does not come to rest"
        time.sleep(1)
        last, now = now, switches()
    time.sleep(3)
    assert switches() == now, "woken at rest: %d then %d" % (now, switches())
    s.close()


def without_a_screen_it_is_line_by_line():
    for args, env in ((["--plain"], {}), ([], {"ACCESSIBLE": "1"}), ([], {"TERM": "dumb"})):
        s = Screen(PROGRAM + ["chat", "--temp", "0", "--think", "off", *args], 100, 40, env=env)
        s.wait(r"^User:")
        s.type("What is the capital of Norway?")
        s.keys("Enter")
        text = s.wait(r"^Assistant: .*Oslo(.|\n)*tok/s\)\n+User:")
        assert not re.search("[\u2500-\u25ff]", text), text
        s.type("/tree")
        s.keys("Enter")
        s.wait(r"The turns of this conversation:")
        s.keys("C-d")
        s.wait(r"exit code 0")
        s.close()


def another_model_goes_on_with_the_conversation():
    home = tempfile.mkdtemp(prefix="flashmoe-tui-")
    os.makedirs(home + "/data/flashmoe/models")
    demo = os.environ["FLASHMOE_SOURCE"] + "/models/demo"
    os.symlink(demo, home + "/data/flashmoe/models/other")
    s = start(100, 30, home=home)
    s.say("/think off")
    s.say("What is the capital of Norway?")
    s.wait(r"tok/s")
    s.say("/model")
    text = s.wait(r"A larger one")
    assert "models/other" in text and "flashmoe pack" in text, text
    s.keys("q")
    s.wait_gone("A larger one")
    s.say("/model nowhere")
    s.wait(r"no model 'nowhere' here(.|\n)* stays")
    s.say("/model other")
    s.wait(r"state restored|Enter sends", absent=r"no model")
    s.wait(r"Oslo")
    s.say("/info")
    s.wait(PACK + "other")
    s.keys("q")
    s.wait_gone("parameters")
    s.say("What is the capital of France?")
    s.wait(r"Paris")
    s.own_home = True
    s.close()


def _home_with_models():
    """A home with two models beside the bundled one: a link to it, and one without a tokenizer."""
    home = tempfile.mkdtemp(prefix="flashmoe-tui-")
    models = home + "/data/flashmoe/models"
    demo = os.environ["FLASHMOE_SOURCE"] + "/models/demo"
    os.makedirs(models + "/broken")
    os.symlink(demo, models + "/other")
    for name in os.listdir(demo):
        os.symlink(demo + "/" + name, models + "/broken/" + name)
    os.unlink(models + "/broken/tokenizer.json")
    with open(models + "/broken/tokenizer.json", "w", encoding="ascii") as f:
        f.write("{}")
    return home


def _start_with_models(*args):
    s = start(100, 30, home=_home_with_models(), args=["--think", "off", *args])
    s.own_home = True
    return s


def _is_on(s, model):
    s.say("/info")
    s.wait(PACK + model)
    s.keys("q")
    s.wait_gone("parameters")


def a_recording_goes_on_with_another_model():
    s = _start_with_models("--record", "talk.rec")
    s.say("What is the capital of Norway?")
    s.wait(r"tok/s")
    s.say("/model other")
    s.wait(r"state restored")  # the screen of the chat that goes on
    _is_on(s, "other")
    s.say("What is the capital of France?")
    s.wait(r"Paris")
    s.wait(r"Enter sends", absent=r"Esc stops")
    s.keys("C-d")
    s.wait(r"exit code 0")
    out = subprocess.run(PROGRAM + ["stats", s.home + "/talk.rec", "--json"], stdout=subprocess.PIPE, check=True)
    assert len(json.loads(out.stdout)["answers"]) == 2, out.stdout
    with open(s.home + "/talk.rec", encoding="utf-8") as f:
        assert len(re.findall(r'"k":"model"', f.read())) == 2
    s.close()


def a_chat_that_does_not_begin_leaves_no_recording():
    s = Screen(PROGRAM + ["chat", "-r", "nothing", "--record", "talk.rec"])
    s.wait(r"exit code [1-9]")
    assert not os.path.exists(s.home + "/talk.rec")
    s.close()


def another_model_loses_nothing_that_is_not_saved():
    s = _start_with_models("--no-tools")
    with open(s.home + "/data/flashmoe/sessions", "w", encoding="ascii"):
        pass  # no folder can be made here
    s.say("/system Be brief and kind.")
    s.wait(r"system prompt is set")
    s.say("/save north")
    s.wait(r"It will be saved as north")
    s.say("/model other")
    s.wait(r"Enter sends", absent=r"It will be saved")
    _is_on(s, "other")
    s.say("/system")
    s.wait(r"Be brief and kind")
    s.keys("q")
    s.wait_gone(r"Be brief and kind")
    s.say("What is the capital of Norway?")
    s.wait(r"could not be saved")
    s.wait(r"Oslo")
    s.wait(r"Enter sends", absent=r"Esc stops")
    s.say("/model demo")
    s.wait(r"Oslo", absent=r"could not be saved")
    s.wait(r"NOT SAVED")
    _is_on(s, "demo")
    os.unlink(s.home + "/data/flashmoe/sessions")
    s.say("What is the capital of France?")
    s.wait(r"Paris")
    s.wait_gone(r"NOT SAVED")
    (records,) = session_records(s.home)
    text = json.dumps(records)
    assert "Oslo" in text and "Be brief" in text and "north" in text, text
    s.wait(r"Enter sends", absent=r"Esc stops")
    s.keys("C-d")
    s.wait(r"exit code 0")
    s.close()


def what_was_chosen_holds_with_another_model():
    s = _start_with_models()
    s.say("/deny calculate")
    s.wait(r"does not run in this session")
    s.say("/allow read_file")
    s.say("/set top_k 7")
    s.wait(r"top_k is now 7")
    s.say("/think on")
    s.say("/template qwen3")
    s.wait(r"template is now qwen3")
    s.say("/model other")
    s.wait(r"template of /template is not kept: (.|\n)*asked about again")
    s.wait(r"think on")
    s.say("/tools")
    s.wait(r"calculate +denied by /deny")
    s.keys("q")
    s.wait_gone(r"denied by /deny")
    s.say("/set")
    s.wait(r"top_k +7\b")
    s.close()


def a_model_that_does_not_start_is_none_and_the_chat_goes_on():
    s = _start_with_models()
    s.say("/deny calculate")
    s.say("What is the capital of Norway?")
    s.wait(r"tok/s")
    s.say("/model broken")
    s.wait(r"tokenizer(.|\n)* stays\.")
    s.wait(r"Oslo")
    _is_on(s, "demo")
    s.say("/tools")
    s.wait(r"calculate +denied by /deny")
    s.keys("q")
    s.wait_gone(r"denied by /deny")
    s.say("What is the capital of France?")
    s.wait(r"Paris")
    s.wait(r"Enter sends", absent=r"Esc stops")
    s.keys("C-d")
    s.wait(r"exit code 0")
    s.close()


def plain_text_is_copied_from_select_mode():
    s = start(60, 20)
    s.say("/think off")
    s.say("What is the capital of Norway?")
    s.wait(r"tok/s")
    s.keys("F6")
    s.wait(r"copy from here; Enter goes back")
    s.wait(r"^The capital of Norway is")
    s.keys("Enter")
    s.wait(r"F1 help")
    s.say("/find CAPITAL")
    s.wait(r"\d of \d: CAPITAL")
    s.keys("n")
    s.keys("Escape")
    s.wait_gone(r"of \d: CAPITAL")
    s.close()


def the_first_screen_says_what_to_do():
    s = start(110, 30)
    text = s.wait(r"Next +/model")
    for word in ("larger than memory", "bundled model", "Try ", "Watch ", "flashmoe doctor"):
        assert word in text, text
    s.close()


def an_edited_turn_makes_a_branch():
    s = start()
    s.say("/think off")
    s.say("What is the capital of Norway?")
    s.wait(r"Oslo")
    s.wait(r"tok/s")
    s.say("/edit 1")
    s.wait(r"> .*Norway")
    s.keys("C-e", "C-u")
    s.type("What is the capital of Spain?")
    s.keys("Enter")
    s.wait(r"Madrid")
    s.wait_gone(r"Oslo")
    s.keys("C-d")
    s.wait(r"exit code 0")
    (records,) = session_records(s.home)
    text = json.dumps(records)
    assert "Oslo" in text and "Madrid" in text
    s.close()


def the_tree_is_seen_and_an_answer_is_copied_and_exported():
    s = start()
    s.tmux("set-option", "-g", "set-clipboard", "on")
    s.say("/think off")
    s.say("What is the capital of Norway?")
    s.wait(r"tok/s")
    s.say("/edit 2")
    s.wait(r"editing turn 2")
    s.keys("C-u")
    s.type("It is *Oslo*, I think.")
    s.keys("Enter")
    s.wait(r"in your words")
    s.say("/tree")
    text = s.wait(r"The turns of this conversation")
    assert re.search("● 1  you        What is the capital of Norway", text), text
    assert re.search("  ├─ 2  assistant  ", text), text
    assert re.search("▶ └─ 3  assistant  It is ", text), text
    s.keys("q")
    s.wait_gone(r"The turns of")
    s.say("/copy")
    s.wait(r"Copied turn 3")
    assert s.tmux("show-buffer") == "It is *Oslo*, I think.", s.tmux("show-buffer")
    s.say("/export talk.txt")
    s.wait(r"Written to talk.txt")
    assert os.stat(s.home + "/talk.txt").st_mode & 0o777 == 0o600
    s.say("/export talk.txt")
    s.wait(r"is there already")
    s.close()


def a_full_context_asks_and_goes_on_with_a_summary():
    s = start(args=["--ctx", "200", "--no-tools", "--system", ""])
    s.say("/think off")
    for i, question in enumerate(("a river", "a mountain", "a house", "a ship", "a town", "a bird")):
        s.say("What is %s?" % question)
        text = s.wait(r"assistant +%d(.|\n)*\d tokens" % (2 * i + 2), absent=r"Esc stops")
        if "c summarise" in text or "context is full" in text:
            break
    s.wait(r"The context is full")
    s.wait_alive()
    s.keys("c")
    s.wait(r"A summary of the conversation")
    s.wait_alive()
    s.keys("y")
    s.wait(r"Enter sends", absent=r"Esc stops|y use it")
    s.keys("Home")
    s.wait(r"reads this summary in place|scrolled up")
    (records,) = session_records(s.home)
    assert [r for r in records if r.get("type") == "summary"], records
    s.close()


def history_comes_back_with_up_and_control_r():
    s = start()
    s.say("/think off")
    s.say("/help")
    s.wait(r"/sessions")
    s.keys("Escape")
    s.wait_gone(r"/sessions")
    s.pause_after_escape()
    s.keys("Up")
    s.wait(r"> /help")
    s.keys("C-c")
    s.keys("C-r")
    s.type("thi")
    s.wait(r"/think off")
    s.close()


def multi_line_prompts_grow():
    s = start()
    s.type("one")
    s.keys("C-j")
    s.type("two")
    text = s.wait(r"two")
    assert re.search(r"one\s*\n.*two", text)
    s.keys("C-c")
    s.close()


def unknown_commands_are_not_sent():
    s = start()
    s.say("/hlep")
    s.wait(r"/help")
    assert "assistant" not in s.text()
    s.close()


def panels_cycle():
    s = start(140, 40)
    s.wait(r"SPEED")
    s.keys("F2")
    s.keys("F2")
    s.wait_gone(r"LAYERS")
    s.close()


def the_strip_has_no_cut_words_and_no_zeros_for_small_rates():
    s = start(80, 24)
    s.say("/think off")
    s.say("What is the capital of Norway?")
    s.wait(r"tok/s")
    s.wait(r"limit n/a run flashmoe bench --limits *$")
    s.wait(r"ssd +(0\.00 MB/s|n/a|(?!0\.00)[\d.]+ [GMk]B/s)")
    s.close()


def main():
    if not shutil.which("tmux"):
        return 77
    PROGRAM.append(os.path.abspath(sys.argv[1]))
    chosen = sys.argv[2:]
    passed = failed = 0
    for name, test in list(globals().items()):
        if not callable(test) or getattr(test, "__code__", None) is None:
            continue
        if test.__code__.co_argcount or name in ("main",) or name.startswith("_"):
            continue
        if chosen and name not in chosen:
            continue
        try:
            test()
            print("ok   " + name, flush=True)
            passed += 1
        except (AssertionError, RuntimeError, OSError, ValueError) as why:
            print("FAIL %s: %s" % (name, why), flush=True)
            failed += 1
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
