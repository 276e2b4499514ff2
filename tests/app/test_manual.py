#!/usr/bin/env python3
"""The manual and --help say what the program does: test_manual.py FLASHMOE MAN_DIR

The pages are compared with the program's own help and with the tables in the sources, in both
directions: what is not documented fails, and so does what is documented and not there."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BIN, MAN = (os.path.abspath(p) for p in sys.argv[1:3])
SOURCE = os.environ["FLASHMOE_SOURCE"]
PAGES = ["flashmoe-config.5", "flashmoe-recording.5", "flashmoe-serve.1", "flashmoe-session.5", "flashmoe-templates.5", "flashmoe-tools.5", "flashmoe.1"]
# Fields of the API that are refused or say nothing new, and are not told of one by one.
REFUSED = {"best_of", "functions", "function_call", "suffix", "echo", "audio"}
ARGP = {"--help", "--usage", "--version"}  # of every command


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def source(path):
    return read(f"{SOURCE}/{path}")


def sources(*folders):
    for folder in folders:
        for root, _, files in os.walk(f"{SOURCE}/{folder}"):
            for name in sorted(files):
                if name.endswith((".c", ".h")):
                    yield os.path.join(root, name)


def shown(raw):
    """The lines of a page without their marks, as many as in the source."""
    lines = []
    for line in raw.split("\n"):
        macro = re.match(r"\.(B|I|BR|RB|BI|IR|RI|SH|SS|TH)\b ?(.*)", line)
        if macro:
            words = [w[1] or w[0] for w in re.findall(r'("((?:[^"\\]|\\.)*)"|\S+)', macro.group(2))]
            line = ("" if len(macro.group(1)) == 2 and macro.group(1)[0] != "S" else " ").join(words)
        for mark, char in ((r"\\f.", ""), (r"\\[&|]", ""), (r"\\\(dq", '"'), (r"\\\(aq", "'"), (r"\\-", "-"),
                           (r"\\[ ~]", " "), (r"\\e", r"\\")):
            line = re.sub(mark, char, line)
        lines.append(line)
    return lines


def page(name):
    return "\n".join(shown(read(os.path.join(MAN, name))))


def entries(name, start, end):
    """The tags of the tagged paragraphs between two sections, in order."""
    raw = read(os.path.join(MAN, name))
    at = raw.index(f"\n.SH {start}\n")
    raw = raw[at:raw.index(f"\n.SH {end}\n", at)]
    lines = shown(raw)
    return [lines[i + 1] for i, line in enumerate(raw.split("\n")) if line == ".TP"]


def key_tables(path):
    """All words of the tables `keys[]` of a loader, which refuse every other word."""
    text = source(path)
    words = set()
    for body in re.findall(r"const keys\[\] = \{(.*?)\}", text, re.S):
        words |= set(re.findall(r'"(\w+)"', body))
    return words


class Manual(unittest.TestCase):
    def run_it(self, *args):
        env = {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "FLASHMOE_DATA": SOURCE}
        env |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        return subprocess.run([BIN, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=env,
                              timeout=60)

    def commands(self):
        text = self.run_it("--help").stdout
        found = re.findall(r"(?m)^  (\w+) +\w", text[text.index("Commands:"):text.index("Examples:")])
        found = [c for c in found if c not in ("h", "V")]
        table = re.findall(r'\{"(\w+)", "', source("app/programs/programs.c"))
        self.assertEqual(found, table)
        self.assertGreater(len(table), 10)
        return table

    def options(self, command):
        """{long options}, {short options} of --help."""
        long, short = set(), set()
        for line in self.run_it(command, "--help").stdout.splitlines():
            if names := re.match(r" {2,6}(?:(-\S), )?(--[\w-]+)?", line):
                short |= {names.group(1)} - {None}
                long |= {names.group(2)} - {None}
            elif names := re.match(r" {2,6}(-\w)\b", line):
                short.add(names.group(1))
        self.assertIn("--help", long, command)
        return long - ARGP, short - {"-?", "-h", "-V"}

    # -- the pages themselves

    def test_all_pages_are_there_and_clean(self):
        self.assertEqual(sorted(f for f in os.listdir(MAN) if re.search(r"\.[1-9]$", f)), PAGES)
        checked = 0
        for name in PAGES:
            path = os.path.join(MAN, name)
            self.assertIsNone(re.search("@[A-Z]+@", read(path)), name)
            for checker in (["groff", "-man", "-ww", "-z", "-Tutf8"], ["mandoc", "-T", "lint", "-W", "warning"]):
                if shutil.which(checker[0]):
                    r = subprocess.run([*checker, path], capture_output=True, text=True)
                    self.assertEqual((name, r.stdout + r.stderr), (name, ""))
                    checked += 1
        if not checked:
            self.skipTest("neither groff nor mandoc is here")

    def test_every_page_has_its_sections(self):
        for name in PAGES:
            heads = re.findall(r'(?m)^\.SH "?(.*?)"?$', read(os.path.join(MAN, name)))
            self.assertEqual(heads[:1], ["NAME"], name)
            self.assertIn("DESCRIPTION", heads, name)
            self.assertEqual(heads[-1], "SEE ALSO", name)
        heads = re.findall(r'(?m)^\.SH "?(.*?)"?$', read(os.path.join(MAN, "flashmoe.1")))
        for wanted in ("SYNOPSIS", "COMMANDS", "OPTIONS", "INTERACTIVE KEYS", "COMMANDS IN CHAT", "ENVIRONMENT",
                       "FILES", "EXIT STATUS", "EXAMPLES", "SECURITY", "BUGS"):
            self.assertIn(wanted, heads)

    def test_every_reference_leads_to_a_page(self):
        known = {p.replace(".", "(") + ")" for p in PAGES}
        texts = {name: page(name) for name in PAGES}
        texts |= {c: self.run_it(c, "--help").stdout for c in self.commands()}
        texts["--help"] = self.run_it("--help").stdout
        texts["README"] = source("README.md")
        texts |= {path: read(path) for path in sources("app", "ui", "core")}
        seen = set()
        for name, text in texts.items():
            for reference in re.findall(r"\bflashmoe(?:-[a-z]+)?\(\d\)", text.replace(" (", "(")):
                self.assertIn(reference, known, name)
                seen.add(reference)
        self.assertEqual(seen, known)

    # -- flashmoe(1)

    def test_every_command_has_narrow_help_with_examples(self):
        for command in self.commands():
            r = self.run_it(command, "--help")
            self.assertEqual((command, r.returncode, r.stderr), (command, 0, ""))
            self.assertLessEqual(max(map(len, r.stdout.splitlines())), 80, command)
            self.assertIn("Usage: flashmoe " + command, r.stdout)
            self.assertTrue("Examples:" in r.stdout, command)
            self.assertIn("flashmoe " + command, r.stdout[r.stdout.index("Examples:"):])

    def test_the_commands_are_those_of_the_program(self):
        tags = entries("flashmoe.1", "COMMANDS", "OPTIONS")
        self.assertEqual(sorted(t.split()[0] for t in tags), sorted(self.commands()))

    def test_every_option_is_in_the_manual(self):
        for command in self.commands():
            text = page("flashmoe.1") + (page(f"flashmoe-{command}.1") if f"flashmoe-{command}.1" in PAGES else "")
            long, short = self.options(command)
            for option in long | short:
                self.assertTrue(re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text), (command, option))

    def test_the_manual_has_no_option_that_is_not_there(self):
        known = ARGP | set(re.findall(r"--[a-z-]+", source("app/commands/commands.c")))
        for command in self.commands():
            long, short = self.options(command)
            known |= long | short
        for name in PAGES:
            for option in re.findall(r"(?<![\w\-\[(])--[a-z][a-z-]+", page(name)):
                self.assertTrue(option in known, (name, option))

    def test_the_servers_options_are_described_where_it_is(self):
        rows = re.findall(r'(?m)^    \{"([a-z-]+)", KEY_\w+, ("[^"]*"|NULL)', source("app/programs/serve.c"))
        self.assertGreater(len(rows), 8)
        tags = entries("flashmoe-serve.1", "OPTIONS", "WHAT CAN BE ASKED")
        self.assertEqual(sorted(re.match(r"--([a-z-]+)=", t).group(1) for t in tags), sorted([r[0] for r in rows] + ["api-key-file"]))

    def test_the_servers_paths_and_fields_are_those_of_the_manual(self):
        paths = re.findall(r'(?m)^    \{"(/[a-z0-9/]+)", ROUTE_', source("net/serve_http.c"))
        paths += [p + "NAME" for p in re.findall(r'(?m)^static const char \w+_of\[\] = "(/[a-z0-9/]+/)"', source("net/serve_http.c"))]
        self.assertGreater(len(paths), 5)
        tags = entries("flashmoe-serve.1", "WHAT CAN BE ASKED", "ANSWERS")
        self.assertEqual(sorted(t.split()[1] for t in tags if t.startswith(("GET ", "POST "))), sorted(paths))
        fields = set(re.findall(r'take_(?:bool|int)\(\w+, "(\w+)"', source("net/serve_request.c")))
        fields |= set(re.findall(r'field\(\w+, "(\w+)"', source("net/serve_request.c")))
        self.assert_words("flashmoe-serve.1", fields - REFUSED)
        counts = re.findall(r'"(server_\w+)"', source("net/serve_metrics.c"))
        self.assertGreater(len(counts), 6)
        for name in counts:
            self.assertIn("flashmoe_" + name, page("flashmoe-serve.1"))

    def test_shared_options_are_described_once(self):
        rows = re.findall(r'^    \{"([a-z-]+)", KEY_\w+, ("[^"]*"|NULL)', source("app/option_table.c"), re.M)
        self.assertGreater(len(rows), 25)
        tags = entries("flashmoe.1", "OPTIONS", "MEASURING")
        for name, arg in rows:
            mine = [t for t in tags if re.search(rf"(?<![\w-])--{name}(?![\w-])", t)]
            self.assertEqual(len(mine), 1, (name, mine))
            self.assertEqual("=" in mine[0], arg != "NULL", mine[0])

    def test_every_exit_status_is_in_the_manual(self):
        codes = re.findall(r"= (\d+),", source("app/exit.h"))
        self.assertGreater(len(codes), 5)
        self.assertEqual(sorted(entries("flashmoe.1", "EXIT STATUS", "EXAMPLES"), key=int),
                         sorted(set(codes), key=int))

    def test_keys_and_commands_of_the_chat_are_those_of_the_tables(self):
        def strings(path, table):
            body = re.search(re.escape(table) + r"\[\] = \{\n(.*?)\n\};", source(path), re.S).group(1)
            return re.sub(r'"\s*\n\s*"', "", body)

        keys = re.findall(r'(?m)^    \{"((?:[^"\\]|\\.)*)", ?\s*"', strings("ui/keys.c", "key_table"))
        self.assertGreater(len(keys), 15)
        self.assertEqual(list(entries("flashmoe.1", "INTERACTIVE KEYS", "COMMANDS IN CHAT")),
                         [k.replace('\\"', '"').replace("\\\\", "\\") for k in keys])
        names = re.findall(r'(?m)^    \{"(\w+)",', strings("app/commands/commands.c", "commands"))
        self.assertGreater(len(names), 20)
        self.assertEqual([t.split()[0] for t in entries("flashmoe.1", "COMMANDS IN CHAT", "SETTINGS")],
                         ["/" + n for n in names])

    def test_the_environment_is_the_one_that_is_read(self):
        used = set()
        for path in sources("app", "ui", "core", "gpu"):
            used |= set(re.findall(r'(?:getenv|env_set|xdg\w*|from_env|non_empty_env)\("([A-Z_]+)"', read(path)))
            used |= set(re.findall(r'"((?:XDG_\w+_HOME|FLASHMOE_[A-Z_]+|CLICOLOR\w*|NO_COLOR|VISUAL|EDITOR|ACCESSIBLE))"',
                                   read(path)))
        told = set(re.findall(r"\b[A-Z][A-Z_]{3,}\b", " ".join(entries("flashmoe.1", "ENVIRONMENT", "FILES"))))
        self.assertGreater(len(used), 10)
        told -= {"INPUTRC"}  # readline's
        self.assertEqual(told, used)

    # -- the files

    def test_settings_keys_are_those_of_the_manual(self):
        text = source("app/config.c")
        keys = re.findall(r'^    "([a-z_.]+)",$', text[:text.index("NULL,")], re.M)
        self.assertGreater(len(keys), 20)
        tags = entries("flashmoe-config.5", "KEYS", "EXAMPLES")
        self.assertEqual([t.split()[0].split("(")[0] for t in tags], keys)
        options = set().union(*(self.options(c)[0] for c in self.commands()))
        for tag in tags:
            self.assertIn(re.search(r"\((--[\w-]+)\)", tag).group(1), options)

    def test_the_example_of_settings_sets_every_key(self):
        raw = page("flashmoe-config.5")
        example = raw[raw.index("model: qwen35"):raw.index(".RE")]
        with tempfile.TemporaryDirectory() as home:
            path = os.path.join(home, "config.yaml")
            with open(path, "w", encoding="utf-8") as f:
                f.write(example)
            env = {"HOME": home, "PATH": "/usr/bin:/bin", "FLASHMOE_CONFIG": path, "XDG_CONFIG_DIRS": home}
            env |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
            r = subprocess.run([BIN, "config", "check"], env=env, capture_output=True, text=True)
            self.assertEqual((r.returncode, r.stderr), (0, ""))
            shown = subprocess.run([BIN, "config", "show"], env=env, capture_output=True, text=True).stdout
        text = source("app/config.c")
        keys = re.findall(r'^    "([a-z_.]+)",$', text[:text.index("NULL,")], re.M)
        self.assertEqual(len(re.findall(r"  # ", shown)), len(keys))

    def test_the_example_of_a_theme_is_valid_and_every_role_is_told(self):
        raw = page("flashmoe-config.5")
        text = raw[raw.index(".nf", raw.index("A theme is a YAML file")):raw.index("SEE ALSO")]
        example = text[text.index("schema: 1"):text.index(".RE")]
        with tempfile.TemporaryDirectory() as home:
            with open(f"{home}/mine.yaml", "w", encoding="utf-8") as f:
                f.write(example)
            with open(f"{home}/config.yaml", "w", encoding="utf-8") as f:
                f.write(f"theme: {home}/mine.yaml\n")
            env = {"HOME": home, "PATH": "/usr/bin:/bin", "FLASHMOE_CONFIG": f"{home}/config.yaml",
                   "XDG_CONFIG_DIRS": home}
            env |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
            r = subprocess.run([BIN, "config", "check"], env=env, capture_output=True, text=True)
            self.assertEqual((r.returncode, r.stderr), (0, ""))
        roles = re.findall(r'\[THEME_[A-Z_ +0-9]+\] = \{"(\w+)"', source("ui/theme_load.c"))
        self.assertGreater(len(roles), 25)
        told = [w for tag in entries("flashmoe-config.5", "THEMES", "SEE ALSO") for w in re.findall(r"\w+", tag)]
        told = [w for w in told if not re.match(r"heat\d|to$", w)] + [f"heat{i}" for i in range(1, 9)]
        self.assertEqual(sorted(told), sorted(roles))

    def assert_words(self, name, words):
        text = page(name)
        self.assertGreater(len(words), 8)
        for word in words:
            self.assertTrue(re.search(rf"\b{word}\b", text), f"{word} is not in {name}")

    def test_every_key_of_tool_files_is_in_the_manual(self):
        self.assert_words("flashmoe-tools.5", key_tables("app/tools.c") | key_tables("app/tool_schema.c"))

    def test_every_key_of_templates_is_in_the_manual(self):
        self.assert_words("flashmoe-templates.5", key_tables("core/text/template.c"))

    def test_every_field_of_conversations_is_in_the_manual(self):
        fields = set()
        for path in ("app/conversation_record.c", "app/turn_meta.c", "app/turn_gpu.c", "app/chat_calls.c"):
            fields |= set(re.findall(r'json_object_set_new\(\w+,\s*"(\w+)"', source(path)))
        self.assert_words("flashmoe-session.5", fields)

    def constant(self, path, name):
        value = re.search(rf"\b{name} = ([^,;]+)[,;]", source(path)).group(1)
        return eval(re.sub(r"\((?:rlim_t|uint64_t)\)", "", value).split("/*")[0])  # "2 << 30"

    def test_the_limits_of_tools_are_those_of_the_manual(self):
        text = re.sub(r"\s+", " ", page("flashmoe-tools.5"))
        run, launch, load = "app/tool_run.c", "app/tool_launch.c", "app/tools.c"
        for words in (f"ask for {self.constant('app/chat_calls.c', 'MAX_PER_TURN')} calls",
                      f"request for {self.constant('app/chat_calls.c', 'MAX_PER_REQUEST')};",
                      f"{self.constant(launch, 'MAX_MEMORY') >> 30} GiB of address space",
                      f"files of {self.constant(launch, 'MAX_FILE') >> 20} MiB",
                      f"{self.constant(launch, 'MAX_FILES')} open files",
                      f"{self.constant(launch, 'MAX_MORE_TASKS')} more processes",
                      f"more than {self.constant(run, 'MAX_KIN')} processes",
                      f"less than {self.constant(run, 'KEEP_BYTES') >> 30} GiB",
                      f"1 to {self.constant(load, 'MAX_TIMEOUT_S')}; the default is "
                      f"{self.constant(load, 'DEFAULT_TIMEOUT_S')}.",
                      f"256 to {self.constant(load, 'MAX_OUTPUT')}; the default is "
                      f"{self.constant(load, 'DEFAULT_OUTPUT')}."):
            self.assertTrue(words in text, f"'{words}' is not in flashmoe-tools(5)")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
