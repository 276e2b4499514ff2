"""Questions about flashmoe itself: its keys, slash commands, options and subcommands, and how it works.

Keys, commands, options and subcommands come from the tables in the program's sources, as the manual's do,
so the model cannot learn a key that is not there. Better sentences than the tables have stand here beside
the text of the table they were written for; when that text changes, the answer falls back to the table's
own words until somebody writes a new sentence. Every key and command that an answer names must exist, which
is checked at import, and stale() tells which cases a change of the tables has overtaken.
"""
import os
import re
from typing import NamedTuple

from . import program_wording as wording
from .common import Assistant, User
from .smalltalk import ACTIVE, CHOSEN, EXPERTS, PARAMETERS, TOOLS, bare, casual, check, expand, lines

ROOT = os.environ.get("DEMO_ROOT") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
STRING = r'"((?:[^"\\]|\\.)*)"'

# ---- the tables of the program ----


def table(path, name):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        body = re.search(re.escape(name) + r"\[\] = \{\n(.*?)\n\};", f.read(), re.S)
    if not body:
        raise ValueError(f"{path}: no table {name}")
    return re.sub(r'"\s*\n\s*"', "", body.group(1))


def unescape(text):
    return text.replace('\\"', '"').replace("\\\\", "\\")


class Row(NamedTuple):
    names: list   # of a key: those of its row; of a command: its name and its other names
    args: str
    says: str     # the table's own words


def read_keys():
    rows = re.findall(r"\{" + STRING + r",\s*" + STRING + r"\}", table("ui/keys.c", "key_table"))
    return [Row(names.split(", "), "", unescape(says)) for names, says in rows]


def read_commands():
    row = r"\{" + r",\s*".join([STRING] * 4)
    found = re.findall(row, table("app/commands/commands.c", "commands"))
    return [Row([name, *also.split()], unescape(args), unescape(says)) for name, also, args, says in found]


def read_options():
    row = r"\{" + STRING + r",\s*KEY_\w+,\s*(?:" + STRING + r"|NULL),\s*0,\s*" + STRING + r",\s*0\}"
    found = re.findall(row, table("app/option_table.c", "option_table"))
    return [Row([name], args, unescape(says)) for name, args, says in found]


def read_programs():
    row = r"\{" + STRING + r",\s*" + STRING + r",\s*program_"
    found = re.findall(row, table("app/programs/programs.c", "programs"))
    return [Row([name], "", unescape(says)) for name, says in found]


KEY_ROWS, COMMAND_ROWS = read_keys(), read_commands()
OPTION_ROWS, PROGRAM_ROWS = read_options(), read_programs()
KEYS = {k: row for row in KEY_ROWS for k in row.names}
COMMANDS = {c: row for row in COMMAND_ROWS for c in row.names}
OPTIONS = {row.names[0]: row for row in OPTION_ROWS}
PROGRAMS = {row.names[0]: row for row in PROGRAM_ROWS}
for rows, least in ((KEYS, 20), (COMMANDS, 15), (OPTIONS, 15), (PROGRAMS, 8)):
    assert len(rows) >= least, "the tables of the program could not be read"


def source_says(source):
    """The table's text for 'key:F2', 'command:regen', 'option:seed', 'program:bench'; None: not there."""
    kind, _, name = source.partition(":")
    row = {"key": KEYS, "command": COMMANDS, "option": OPTIONS, "program": PROGRAMS}[kind].get(name)
    return row.says if row else None


def stale(cases):
    """The sources that cases name which the program no longer has, or of which it says something else."""
    return sorted({c["source"] for c in cases if "source" in c and source_says(c["source"]) != c.get("says")})


# ---- keys ----

KEY_SENTENCES = {  # (key or "", the table's words): what the answer says; {k} is the key
    ("", "send"): "{k} sends the message.",
    ("", "new line in the message"): "{k} puts a new line into the message without sending it.",
    ("", "stop the answer; clear the line; twice: leave"):
        "{k} stops the answer that is being written. Otherwise it clears the line, and pressed twice it "
        "leaves.",
    ("", "stop the answer, close a page"):
        "{k} stops the answer that is being written, and it closes a page.",
    ("", "leave, on an empty line"): "{k} leaves flashmoe when the line is empty.",
    ("", "by row, then through the history"):
        "{k} moves by a row in the message and, at its edge, through the history of what you typed.",
    ("", "through the history"): "{k} goes through the history of what you typed.",
    ("", "search the history"): "{k} searches the history of what you typed.",
    ("", "complete a /command"): "{k} completes a slash command.",
    ("", "write the message in $VISUAL or $EDITOR"):
        "{k} opens the message in your editor, the one that $VISUAL or $EDITOR names.",
    ("PgUp", "scroll the conversation"): "{k} scrolls the conversation up.",
    ("PgDn", "scroll the conversation"): "{k} scrolls the conversation down.",
    ("Home", "on an empty line: top, and follow"):
        "On an empty line {k} goes to the top of the conversation.",
    ("End", "on an empty line: top, and follow"):
        "On an empty line {k} goes to the end of the conversation and follows the answer.",
    ("Alt-PgUp", "scroll the panels"): "{k} scrolls the panels up.",
    ("Alt-PgDn", "scroll the panels"): "{k} scrolls the panels down.",
    ("", "unfold or fold thinking"): "{k} unfolds the thinking of the model, or folds it again.",
    ("", "unfold or fold the output of tools"): "{k} unfolds the output of tools, or folds it again.",
    ("", "draw the screen again"): "{k} draws the screen again.",
    ("", "suspend"): "{k} suspends flashmoe; `fg` in the shell brings it back.",
    ("", "this page"): "{k} shows the page of all keys.",
    ("", "panels: off, compact, full"): "{k} switches the panels: off, compact or full.",
    ("", "every layer"): "{k} shows every layer on a page of its own, with the time it took.",
    ("", "conversations"): "{k} shows the saved conversations.",
    ("", "leave"): "{k} leaves flashmoe.",
}
# Rows whose keys all do the same thing.
SAME = {"new line in the message", "write the message in $VISUAL or $EDITOR"}
READLINE = {
    "Ctrl-A": "to the start of the line", "Ctrl-E": "to the end of the line", "Ctrl-B": "back by a character",
    "Ctrl-F": "forward by a character"}
READLINE_CUT = {"Ctrl-K": "cuts to the end of the line", "Ctrl-U": "cuts to the start of the line",
                "Ctrl-W": "cuts the word before the cursor", "Ctrl-Y": "puts back what was cut"}
FREE = [k for k in ("F5", "F6", "F7", "F8", "F9", "F11", "F12") if k not in KEYS]


def key_answer(key):
    row = KEYS[key]
    sentence = KEY_SENTENCES.get((key, row.says)) or KEY_SENTENCES.get(("", row.says), f"{{k}}: {row.says}.")
    others = [f"**{k}**" for k in row.names if k != key] if row.says in SAME else []
    more = f" {' and '.join(others)} {'do' if len(others) > 1 else 'does'} the same." if others else ""
    return sentence.replace("{k}", f"**{key}**") + more


def key_forms(key):
    """A key as people write it."""
    if re.fullmatch(r"F\d+", key):
        return [key, key.lower(), f"the {key} key", f"the key {key}"]
    if " " in key:
        return [key, key.lower(), key.replace("-", "+"), " then ".join(key.split())]
    mod, _, rest = key.rpartition("-")
    named = {"PgUp": ["PgUp", "Page Up", "page up", "pgup", "PageUp"],
             "PgDn": ["PgDn", "Page Down", "page down", "pgdn", "PageDown"],
             "Esc": ["Esc", "Escape", "esc", "the escape key", "the Esc key", "ESC"],
             "Enter": ["Enter", "enter", "Return", "the Enter key", "the return key"],
             "Up": ["Up", "the up arrow", "arrow up", "the up key"], "Home": ["Home", "home", "the Home key"],
             "Down": ["Down", "the down arrow", "arrow down", "the down key"], "End": ["End", "the End key"],
             "Tab": ["Tab", "tab", "the Tab key", "TAB"]}.get(rest, [rest])
    if not mod:
        return named
    out = [f"{mod}-{n}" for n in named if not n.startswith("the ")]
    plus = [f"{mod}+{n}" for n in named if not n.startswith("the ")]
    out += plus + [x.lower() for x in out + plus]
    if mod == "Ctrl":
        out += [f"Control-{rest}", f"^{rest}", f"Ctrl {rest}", f"ctrl {rest.lower()}", f"C-{rest.lower()}",
                f"control {rest.lower()}"]
    return out


KEY_FORMS = {k: key_forms(k) * 2 + wording.more_forms(k) for k in [*KEYS, *FREE, *READLINE, *READLINE_CUT]}
ASK_KEY = [expand(a) for a in lines("""
    What does <k> do{| here| in flashmoe| in this program| in the chat}?
    {What is|What's} <k>{| good| there} for{| here| in flashmoe}?
    What happens {when|if} I {press|hit|type|push|use} <k>?
    {Explain|Tell me about|Describe} <k>{| to me}.
    {Tell me|Can you tell me|Do you know|I would like to know} what <k> does{|.}
    {<k>|And <k>|What about <k>|How about <k>}?
    {What can I do with|What is the use of|What is the function of|What is the meaning of|Why would I \
        press} <k>?
    {Does <k> do anything|Is there something on <k>|Is <k> used for anything}{|?| here?}
    What is {on|behind|the job of} <k>?
    """)] + wording.KEY

# ---- commands ----

COMMAND_SENTENCES = {  # (name, the table's words): what the answer says; {c} is command and arguments
    ("help", "commands and keys, or one command"):
        "{c} shows all commands and keys, or explains one command, as in `/help regen`.",
    ("new", "a new conversation; this one stays saved"):
        "{c} begins a new conversation; the present one stays saved.",
    ("save", "name this conversation; turns are saved as they come"):
        "{c} gives the conversation a name. Every turn is saved anyway as it comes.",
    ("load", "go on with a saved conversation"): "{c} goes on with a saved conversation.",
    ("sessions", "the saved conversations, newest first"): "{c} lists the saved conversations, newest first.",
    ("system", "show, set or edit the system prompt"): "{c} shows, sets or edits the system prompt.",
    ("copy", "an answer, a turn N, or its last code to the clipboard"):
        "{c} puts the last answer on the clipboard, or turn N, or with `code` only the last code in it.",
    ("export", "this branch as a document; also --redact-thinking, --overwrite"):
        "{c} writes this branch of the conversation as a document: Markdown, JSON or text.",
    ("edit", "change turn N (your last one), yours or the model's; both are kept"):
        "{c} lets you change a turn, your last one if you give no number, or an answer of mine. What was "
        "there before is kept.",
    ("branch", "go on beside your turn N, or after the model's"):
        "{c} lets the conversation go on another way, beside turn N of yours or after one of mine. The old "
        "branch is kept.",
    ("tree", "all turns with their numbers, and where you are"):
        "{c} shows all turns with their numbers, all branches, and where you are.",
    ("goto", "go to a turn or another branch; nothing is lost"):
        "{c} goes to a turn or to another branch; nothing is lost.",
    ("drop", "leave turns out of what the model reads"):
        "{c} leaves turns out of what the model reads. They stay in the conversation; `/keep` brings them back.",
    ("keep", "let the model read them again"): "{c} lets the model read turns again that `/drop` left out.",
    ("compact", "a summary in place of the turns up to N (all); you see it first"):
        "{c} puts a summary in the place of earlier turns. I write it and you see it before it counts; "
        "`/compact undo` takes it back.",
    ("regen", "answer again; the old answer is kept"):
        "{c} has the last message answered again; the old answer is kept.",
    ("undo", "take back the last message and its answer; both are kept"):
        "{c} takes back the last message and its answer; both are kept in the file.",
    ("continue", "go on with an answer that was cut"): "{c} goes on with an answer that was cut off.",
    ("set", "show or change how tokens are chosen"):
        "{c} shows or changes how tokens are chosen, as in `/set temperature 0.5`.",
    ("think", "let the model think, or only show its thinking"):
        "{c} lets the model think or not (on, off), and shows or hides its thinking on the screen (show, "
        "hide).",
    ("tools", "the tools that the model is offered, or their file in the editor"):
        "{c} lists the tools that the model is offered; `/tools edit` opens their file in the editor.",
    ("template", "show, change or edit the chat template"):
        "{c} shows or changes the chat template; `/template edit` opens it in the editor.",
    ("stats", "speed, experts and memory in numbers"):
        "{c} shows speed, experts and memory of the last turn in numbers.",
    ("info", "the model and how it runs"):
        "{c} shows the model and how it runs: layers, experts, bits, memory.",
    ("context", "how full the context is"): "{c} says how full the context is.",
    ("tokens", "the tokens of this conversation, as rendered"):
        "{c} shows the text that the model reads for this conversation, and how many tokens it has.",
    ("reload", "read template and tools again"): "{c} reads the template and the tools again.",
    ("quit", "leave; everything is saved"): "{c} leaves flashmoe; everything is saved.",
}
WANTED = [c for c in """copy export model delete search branch tree compact layers memory theme paste read
    file serve remove print history config settings stop speed goto cancel train gpu lang run bench""".split()
          if c not in COMMANDS]


def command_answer(name):
    row = COMMANDS[name]
    main, also = row.names[0], row.names[1:]
    shown = f"`/{main}{' ' + row.args if row.args else ''}`"
    sentence = COMMAND_SENTENCES.get((main, row.says), "{c}: " + row.says + ".").replace("{c}", shown)
    if name != main:
        return f"`/{name}` is the same as `/{main}`. " + sentence
    return sentence + (f" Also: {', '.join(f'`/{a}`' for a in also)}." if also else "")


ASK_COMMAND = [expand(a) for a in lines("""
    What does {|the command |the slash command }<c> do{| here| in flashmoe| in the chat}?
    {What is|What's} {|the command }<c>{| good| there} for?
    What happens {when|if} I {type|enter|use|write} <c>?
    {Explain|Tell me about|Describe} {|the command }<c>{| to me}.
    {Tell me|Can you tell me|Do you know|I would like to know} what <c> does{|.}
    {<c>|And <c>|What about <c>|How about <c>}?
    {How do I use <c>|How does one use <c>|How does <c> work|How is <c> used}?
    {What can I do with|What is the use of|When do I need|When would I use|Why would I use} <c>?
    {Help with|Help on|Help me with} <c>{|, please}.
    {Is there a command <c>|Do you have the command <c>|Does <c> exist|Does the command <c> exist}?
    """)] + wording.COMMAND
ASK_OPTION = [expand(a) for a in lines("""
    What does {|the option |the flag }<o> do{| in flashmoe}?
    {What is|What's} {|the option |the flag }<o>{| good} for?
    {Explain|Tell me about|Describe} {the option |the flag |}<o>{| to me}.
    {Tell me|Can you tell me|Do you know} what {|the option }<o> {does|means}{|.}
    {The option <o>|And <o>|What about <o>|flashmoe <o>}?
    {When do I need|Why would I use|How do I use|What can I do with} {|the option }<o>?
    """)] + wording.OPTION
ASK_PROGRAM = [expand(a) for a in lines("""
    What does `?flashmoe <p>`? do?
    {What is|What's} `?flashmoe <p>`?{| good} for?
    {Explain|Tell me about|Describe} `?flashmoe <p>`?{| to me}.
    {Tell me|Can you tell me|Do you know} what `?flashmoe <p>`? does{|.}
    {What does the subcommand <p> do|What is the subcommand <p> for|And flashmoe <p>|What about flashmoe <p>}?
    {When do I need|Why would I use|How do I use|What can I do with} `?flashmoe <p>`??
    """)] + wording.PROGRAM
ASK_PROGRAM = [[a.replace("`?", q) for a in g for q in ("", "`")] for g in ASK_PROGRAM]

# ---- whole lists ----

# "this page" is what the page of keys calls itself.
KEY_WORDS = {k: {"this page": "the page of all keys"}.get(row.says, row.says) for k, row in KEYS.items()}
MAIN_KEYS = [k for k in "Enter Ctrl-J Ctrl-C Esc Ctrl-D PgUp Ctrl-T Ctrl-O F1 F2 F3 F4".split() if k in KEYS]
MAIN_COMMANDS = [c for c in """help new save load sessions edit regen undo continue think set system stats
    tree copy compact quit""".split() if c in COMMANDS]
LISTS = {
    "keys": ("The user wants to know the keys. I list the main ones.",
             "\n".join(f"- **{k}**: {KEY_WORDS[k]}" for k in MAIN_KEYS) + "\n\n**F1** shows all of them.", """
        {List|Show|Show me|Tell me|Give me} {|all }the keys{|.| of flashmoe.| of this program.}
        {What|Which} keys {are there|can I use|can I press|do you have|exist|does flashmoe have|should I \
            know}{|?| here?}
        {What are|Tell me|I need|I want to know} the {|main |important |most important \
            }{keys|shortcuts|keyboard shortcuts}{|.}
        {Keys|Keyboard shortcuts|Shortcuts|Key bindings|Help with the keys|List of keys|Hotkeys}{|?|.|, \
            please.}
        {Is there|Do you have} a list of {|the |all }keys?
        {What are the|Explain the|How do the} {key bindings|keyboard controls|controls|hotkeys}{|?|.}
        How {do I use|can I control} {the keyboard|flashmoe with the keyboard|this program}?
        """),
    "key_table": ("The user wants a table of the keys. I make one of the main keys.",
                  "| Key | What it does |\n|---|---|\n"
                  + "\n".join(f"| {k} | {KEY_WORDS[k]} |" for k in MAIN_KEYS), """
        {Make|Write|Show|Show me|Give me|Print} a table of {|all |the |the main }keys{|.| of flashmoe.}
        {The keys|Keys|All keys|Keyboard shortcuts|The shortcuts} {as|in} a table{|, please}.
        {Can|Could} you {make|show me|give me} a table of the keys?
        I {want|would like|need} a table of {the keys|the keyboard shortcuts|all keys}.
        {List|Show} the {keys|shortcuts} in a table.
        """),
    "commands": ("The user wants to know the commands. I list the main ones.",
                 "\n".join(f"- `/{c}`: {COMMANDS[c].says}" for c in MAIN_COMMANDS)
                 + "\n\n`/help` shows all of them.", """
        {List|Show|Show me|Tell me|Give me} {|all }the {commands|slash commands}{|.| of flashmoe.| of the \
            chat.}
        {What|Which} {commands|slash commands} {are there|can I use|can I type|do you have|exist|does \
            flashmoe have}{|?| here?}
        {What are|Tell me|I need|I want to know} the {|main |important |most important }{commands|slash \
            commands}{|.}
        {Commands|Slash commands|List of commands|Help with the commands|All commands}{|?|.|, please.}
        {Is there|Do you have} a list of {|the |all }{commands|slash commands}?
        {What can I|What may I} {type|write} {after|behind|with} {a|the} slash?
        {What is|What are} {a slash command|slash commands}{|?| good for?}
        """),
    "command_table": ("The user wants a table of the commands. I make one of the main commands.",
                      "| Command | What it does |\n|---|---|\n"
                      + "\n".join(f"| /{c} | {COMMANDS[c].says} |" for c in MAIN_COMMANDS), """
        {Make|Write|Show|Show me|Give me|Print} a table of {|all |the |the main }{commands|slash \
            commands}{|.| of flashmoe.}
        {The commands|Commands|All commands|The slash commands} {as|in} a table{|, please}.
        {Can|Could} you {make|show me|give me} a table of the {commands|slash commands}?
        I {want|would like|need} a table of {the commands|all commands|the slash commands}.
        """),
    "programs": ("The user wants to know the subcommands. I list them.",
                 "\n".join(f"- `flashmoe {p}`: {PROGRAMS[p].says}" for p in PROGRAMS), """
        {List|Show|Show me|Tell me} {|all }the subcommands{|.| of flashmoe.}
        {What|Which} {subcommands|programs} does flashmoe have?
        {What|Which} subcommands {are there|can I use|exist}?
        {What can I|What can one} {run|do with flashmoe} {in the shell|on the command line|from the shell}?
        {Subcommands|Subcommands of flashmoe|The subcommands|Which flashmoe commands are there in the \
            shell}{|?|.}
        """),
    "count_commands": ("The user asks how many commands there are. I know the number.",
                       f"There are {len(COMMAND_ROWS)} slash commands. `/help` shows them all.", """
        How many {commands|slash commands} {are there|do you have|does flashmoe have|can I use|exist}?
        {Tell me|Do you know} how many {commands|slash commands} there are{|.}
        {Number of commands|The number of slash commands|How many commands}{|?}
        """),
}

# ---- wishes: what somebody wants to do, and the key or command for it ----

WISHES = {}


def wish(source, answer, asks):
    WISHES.setdefault(source, []).append((re.sub(r" {2,}", " ", answer), [expand(a) for a in lines(asks)]))


wish("key:Esc", "Press **Esc** or **Ctrl-C**. What was written so far is kept.", """
    How {do|can|would|could} I {stop|cancel|abort|interrupt|end} {an answer|the answer|you|the model|the \
        generation|this}?
    How {do|can} I {make you stop|make it stop|stop you from writing|shut you up|stop the writing}?
    {Which|What} key {stops|cancels|interrupts|ends} {an answer|the answer|the model|the generation}?
    {I want to|I would like to|Can I|Is it possible to} {stop|cancel|interrupt} {an answer|the answer|the \
        model|you}{|.}
    {The answer is too long|You write too much|This takes too long}, how do I stop {it|this|you}?
    {Stop an answer|Stopping an answer|Cancel the answer|Interrupt the model}: {how?|which key?}
    {What do I press|What should I press|What must I press} to stop {an answer|the answer|you}?
    """)
wish("key:Ctrl-D", "Type `/quit`, or press **Ctrl-D** on an empty line, or **F10**. Everything is saved.", """
    How {do|can|would|could} I {quit|leave|exit|close|get out of} {flashmoe|the program|this|this \
        program|the chat|here}?
    {How do I quit|How to quit|How to exit|How to leave|How do I exit|How do I leave|How do I get out}?
    {Which|What} key {quits|leaves|exits|closes|ends} {flashmoe|the program|the chat}?
    {I want to|I would like to|Can I|Let me} {quit|leave|exit} {flashmoe|the program|now|this}{|.}
    {What do I press|What do I type|What should I type} to {quit|leave|exit}?
    {Which|What} command {quits|leaves|ends} {flashmoe|the program|the chat}?
    {Quit|Exit|Leave} flashmoe: how?
    """)
wish("key:Ctrl-J", "Press **Ctrl-J**, **Alt-Enter** or **Shift-Enter**.", """
    How {do|can|would} I {write|type|enter|make|get|add|insert} a {new line|second line|line break|newline}?
    How {do|can} I {write|type|enter} {a message of many lines|several lines|more than one line|many \
        lines|multiple lines}?
    {Which|What} key {makes|gives|adds|inserts} a {new line|line break|newline}?
    {I want to|I would like to|Can I} {write|type|send} {several lines|more than one line|many lines|a \
        longer text}{|.}
    {New line in the message|A line break|Line break|New line|Newline without sending}: {how?|which key?}
    Enter sends the message, {how do I get a new line|but I want a new line|how do I make a line break}?
    """)
wish("key:Enter", "Press **Enter**.", """
    How {do|can} I send {a message|my message|the message|what I wrote|it}?
    {Which|What} key sends {a message|the message|my message|it}?
    {What do I press|What should I press} to send {a message|it|my message}?
    {Send a message|Sending a message|How to send a message|How to send}{|: how?|?}
    I {typed|have written} something, {how do I send it|what now|what next}?
    """)
wish("key:PgUp", "**PgUp** and **PgDn** scroll the conversation.", """
    {Which|What} key {scrolls|scrolls up|scrolls the conversation|scrolls back|scrolls the chat}?
    How {do|can|would} I {scroll|scroll up|scroll back|scroll the conversation|scroll in the chat|scroll \
        down}?
    How {do|can} I {see|read|go back to} {earlier messages|older messages|what was said before|what stands \
        above|the old text}?
    {I want to|I would like to|Can I} {scroll|scroll up|read earlier messages|see older messages}{|.}
    {Scroll the conversation|Scrolling|How to scroll|Scroll up|Scroll keys}{|: how?|?}
    The {text|answer|conversation} is {longer than the screen|gone from the screen}, how do I {scroll|see it}?
    """)
wish("key:Home",
     "On an empty line, **Home** goes to the top of the conversation and **End** back to its end.", """
    How {do|can} I {go|jump|get|scroll} to the {top|start|beginning|first message|end|bottom} of the \
        {conversation|chat}?
    {Which|What} key {goes|jumps} to the {top|start|end|bottom} {|of the conversation|of the chat}?
    How do I follow {the answer|the newest text} again?
    {I want to|Can I} {see the first message|go to the top|jump to the end}{| of the conversation}{|.}
    """)
wish("key:F2", "Press **F2**: it switches the panels off, compact or full.", """
    How {do|can|would} I {hide|switch off|turn off|remove|close|get rid of} the \
        {panels|numbers|graphs|telemetry|right side}?
    How {do|can|would} I {show|switch on|see|open|change|get back} the {panels|numbers|graphs|telemetry}?
    {Which|What} key {shows|hides|changes|switches|toggles} the {panels|numbers|graphs|telemetry}?
    {I want to|I would like to|Can I} {hide|see|change|switch off} the {panels|numbers|graphs}{|.}
    {Hide the panels|Show the panels|Panels off|Switch the panels|Compact panels|Smaller panels}: \
        {how?|which key?}
    {I have no room|The screen is too narrow} for the panels, {what can I do|how do I hide them}?
    """)
wish("key:Alt-PgDn", "**Alt-PgUp** and **Alt-PgDn** scroll the panels.", """
    How {do|can} I scroll the {panels|numbers|telemetry}?
    {Which|What} key scrolls the {panels|numbers|telemetry}?
    {I cannot see all panels|Not all panels fit|Some panels are missing|The memory panel is cut off}, what \
        can I do?
    How {do|can} I see {the other panels|the lower panels|more panels|the rest of the panels}?
    """)
wish("key:F3", "Press **F3**: it shows every layer on a page of its own.", """
    How {do|can} I see {every layer|all layers|each layer|the single layers|the layers}?
    {Which|What} key shows {every layer|all layers|the layers|each layer}?
    {I want to|I would like to|Can I} see {every layer|all layers|which layer is slow|the slowest layer}{|.}
    {Where do I see|How do I find} {the slowest layer|which layer is slow|the time of each layer|the \
        layers in detail}?
    Show me {every layer|all layers|the layers}.
    """)
wish("key:F4", "Press **F4** or type `/sessions`. `/load` goes on with one of them.", """
    How {do|can} I {see|list|find|show|open} {my|the|all|old|earlier} {|saved }{conversations|chats|sessions}?
    {Which|What} key {shows|lists|opens} the {|saved }{conversations|chats|sessions}?
    {Where are|Where do I find|Where can I see} my {|old |saved |earlier }{conversations|chats|sessions}{| \
        listed}?
    {I want to|I would like to|Can I} see my {|old |saved }{conversations|chats}{|.}
    {List|Show|Show me} {my|the|all} {|saved }{conversations|chats|sessions}.
    """)
wish("key:F1", "Press **F1** for the keys, or type `/help` for commands and keys.", """
    How {do|can} I get help{| in flashmoe| with flashmoe| with the program}?
    {Where is|Where do I find|Is there} {the help|help|a help page|some help}{| for flashmoe| in this \
        program}?
    {Which|What} key {shows|gives|opens} {help|the help|a help page}?
    {How do I see|Where do I see|How can I see} {all keys|all the keys|the list of keys}?
    {I need|I want} help {with flashmoe|with the program|with the keys|with this program}{|.}
    """)
wish("key:Ctrl-T", "Press **Ctrl-T**: it unfolds the thinking, or folds it again.", """
    How {do|can} I {see|read|show|unfold|open|expand|fold|collapse} {the thinking|your thinking|your \
        thoughts|the thoughts}?
    {Which|What} key {shows|unfolds|opens|hides|folds|expands} {the thinking|your thinking|the thoughts}?
    {I want to|I would like to|Can I} {see|read} {the thinking|what you think|your thoughts|what the model \
        thinks}{|.}
    {Where is|Where do I see} {the thinking|your thinking|what the model thought}?
    {Unfold the thinking|Show the thinking|Expand the thinking|Read the thinking}: {how?|which key?}
    """)
wish("key:Ctrl-O", "Press **Ctrl-O**: it unfolds the output of tools, or folds it again.", """
    How {do|can} I {see|read|show|unfold|open|expand|fold|collapse} the {output of a tool|output of \
        tools|tool output|result of a tool}?
    {Which|What} key {shows|unfolds|opens|hides|folds} the {output of tools|tool output|tool results}?
    {I want to|Can I} see {what the tool printed|the output of the tool|the whole result of a tool}{|.}
    {Where is|Where do I see} {the output of the tool|what a tool printed|the tool output}?
    """)
wish("key:Ctrl-G", "Press **Ctrl-G** or **Ctrl-X Ctrl-E**: the message opens in $VISUAL or $EDITOR.", """
    How {do|can} I {write|edit|type} {a message|my message|the message} {in an editor|in vim|in my \
        editor|in emacs}?
    {Which|What} key opens {the editor|my editor|an editor}?
    {I want to|I would like to|Can I} {use my editor|use vim|write in my own editor|open an editor}{|.| \
        for the message.}
    {How do I open|Where is} {an editor|my editor|the external editor}{| for a message}?
    """)
wish("key:Ctrl-R", "Press **Ctrl-R** to search what you typed; **Up** and **Ctrl-P** go back through it.", """
    How {do|can} I {search|find something in|look through|go through|use} {the history|my history|what I \
        typed|my old messages}?
    {Which|What} key searches {the history|my history|what I typed|old prompts}?
    {I want to|Can I} {search my history|find an old prompt|use an old message again|repeat an old \
        message}{|.}
    How {do|can} I get {my last message|the last thing I typed|an earlier prompt|what I typed before} back?
    """)
wish("key:Ctrl-L", "Press **Ctrl-L**: it draws the screen again.", """
    How {do|can} I {redraw|refresh|repaint|repair|clean up} the screen?
    {Which|What} key {redraws|refreshes|repaints} the screen?
    The {screen|display|terminal} {is broken|looks broken|is garbled|is full of rubbish|is a mess}{|, what \
        can I do|, help}{|?|.}
    {I want to|Can I} {redraw the screen|refresh the screen|paint the screen again}{|.}
    """)
wish("key:Ctrl-Z", "Press **Ctrl-Z**; `fg` in the shell brings flashmoe back.", """
    How {do|can} I {suspend flashmoe|suspend the program|put flashmoe in the background|get to the \
        shell|go back to the shell for a moment}?
    {Which|What} key {suspends flashmoe|suspends the program|puts it in the background}?
    {I want to|Can I} {suspend the program|go to the shell and come back|pause the program}{|.}
    """)
wish("key:Tab", "Press **Tab**: it completes a slash command.", """
    How {do|can} I complete {a command|a slash command|the name of a command}?
    {Which|What} key completes {a command|commands|a slash command}?
    {Is there|Does flashmoe have} {completion|tab completion|command completion|completion of commands}?
    {Can I|I want to} complete {a command|commands|slash commands}{|.}
    """)
wish("command:regen", "Type `/regen`: the last message is answered again, and the old answer is kept.", """
    How {do|can|would} I {get|have|ask for} {another answer|a new answer|a different answer|a second \
        answer|a better answer}?
    How {do|can} I {regenerate|retry|repeat|redo} {an answer|the answer|the last answer|it}?
    {Which|What} command {regenerates|repeats|retries|redoes} {an answer|the answer|the last answer}?
    {I do not like|I am not happy with} {the answer|this answer|your answer}, {how do I get another \
        one|can I have another one}?
    {I want|I would like|Can I have} {another answer|a different answer|the question answered again}{|.}
    {Answer again|Regenerate the answer|Retry|A new answer to the same question}: {how?|which command?}
    """)
wish("command:save",
     "Every turn is saved as it comes. `/save` with a name gives the conversation that name.", """
    How {do|can|would} I {save|keep|store} {this chat|this conversation|the chat|the conversation|my chat|it}?
    {Which|What} command saves {the chat|the conversation|a conversation|it}?
    {Do I have to|Must I|Should I} save {this chat|the conversation|anything|before I leave}?
    Is {this chat|the conversation|this conversation} {saved|saved automatically|kept|stored}?
    Will {this chat|the conversation|this conversation} be {saved|kept|lost|stored}?
    {I want to|I would like to|Can I} save {this chat|this conversation|what we said}{|.}
    How {do|can} I {name|rename|give a name to|call} {this conversation|the conversation|this chat}?
    """)
wish("command:load",
     "Type `/load` with the name or the start of the ID; `/sessions` lists them. From the shell: \
    `flashmoe -c` for the last one.", """
    How {do|can|would} I {load|open|resume|continue|go on with|go back to} {an old|a saved|an earlier|my \
        last|another} {conversation|chat|session}?
    {Which|What} command {loads|opens|resumes} {a conversation|an old chat|a saved conversation|a session}?
    {I want to|I would like to|Can I} {load|resume|continue|go on with} {an old|a saved|my \
        last|yesterday's} {conversation|chat}{|.}
    {Resume a conversation|Load a chat|Open an old chat|Continue yesterday's chat}: how?
    """)
wish("command:new", "Type `/new`; the present conversation stays saved.", """
    How {do|can|would} I {start|begin|open|make} {a new|a fresh|an empty} {conversation|chat|session}?
    How {do|can} I {clear|reset|empty} {the conversation|the chat|everything|the context}?
    {Which|What} command {starts|begins} a {new|fresh} {conversation|chat}?
    {I want to|I would like to|Can I|Let us} {start over|start again|begin anew|start a new \
        conversation|start a new chat}{|.}
    {New conversation|New chat|Start over|Clear the chat|Start afresh}: {how?|which command?}
    """)
wish("command:edit",
     "Type `/edit` for your last message, or `/edit 3` for turn 3. What was there before is kept.", """
    How {do|can|would} I {edit|change|correct|rewrite|fix} {a message|my message|my last message|an \
        earlier message|what I wrote|my question}?
    {Which|What} command {edits|changes|corrects} {a message|my message|an earlier message}?
    {I want to|I would like to|Can I} {edit|change|correct} {my message|what I wrote|an earlier message|my \
        last question}{|.}
    I made a {typo|mistake} in my {message|question|last message}, {how do I fix it|can I change it|what now}?
    How {do|can} I {change|correct|edit|rewrite} {your answer|an answer|an answer of yours|what you said}?
    """)
wish("command:branch", "Type `/branch`, or `/branch 3` to go on beside turn 3. The old branch is kept.", """
    How {do|can} I {make|start|begin|open} {a branch|a fork|another branch}{| of the conversation| in the \
        conversation}?
    {I want to|I would like to|Can I} {try|take|go} another way {|in the conversation|from an earlier turn}{|.}
    {Which|What} command {makes|starts} {a branch|a fork|another branch}?
    {Can|How can} the conversation go on {another way|differently} from {there|turn 3|an earlier turn}?
    """)
wish("command:copy", "Type `/copy`: the last answer goes to the clipboard. `/copy code` takes its last code.", """
    How {do|can|would} I {copy|get|put} {an answer|the answer|the last answer|this|the code|your code} {to|on|into} \
        the clipboard?
    How {do|can|would} I copy {an answer|the answer|your answer|the code|what you wrote}{| to another program}?
    {Which|What} command copies {an answer|the answer|the code|text|the last answer}?
    {I want to|I would like to|Can I} {copy|paste elsewhere} {your answer|the answer|the code|this program}{|.}
    {Copy the answer|Copy an answer|Copy the code|To the clipboard}: {how?|which command?}
    """)
wish("command:tree", "Type `/tree`: it shows all turns with their numbers, and where you are.", """
    How {do|can|would} I {see|show|list} {all turns|the numbers of the turns|the branches|all branches|the tree}?
    {Which|What} command {shows|lists} {all turns|the turns|the branches|the tree of the conversation}?
    {Where do I see|How do I find out} {the number of a turn|which branch I am on|where I am in the conversation}?
    {I want to|Can I|I would like to} see {the whole tree|all branches|the other branches|all turns}{|.}
    """)
wish("command:goto", "Type `/goto` and the number of a turn, or `/goto next` for the next branch. `/tree` shows them.", """
    How {do|can|would} I {go|get|jump|switch} to {another branch|the other branch|an earlier turn|turn 3|the next \
        branch}?
    {Which|What} command {goes|jumps|switches} to {a turn|another branch|an earlier turn}?
    {I want|I would like} to {go|get|jump} {back to|to} {the other branch|the old answer|an earlier turn|turn 5}{|.}
    How {do|can} I {see|get back} {the old answer|the answer before|my old message} {again|after /regen|after \
        /edit}?
    """)
wish("command:compact",
     "Type `/compact`: a summary takes the place of earlier turns. You see it before it counts.", """
    How {do|can|would} I {shorten|summarise|compress|compact} {the conversation|this conversation|the chat|what was \
        said}?
    {Which|What} command {summarises|shortens|compresses} {the conversation|the chat|earlier turns}?
    How {do|can|would} I {make room|get more room|free room|save tokens} {in the context|in this conversation|for \
        more}?
    {The context is nearly full|The context is 90 % full|Little room is left}, {what can I do|what now|what do I \
        do}?
    {I want|I would like} {a summary in place of the old turns|to go on with a summary|to shorten this chat}{|.}
    """)
wish("command:drop", "Type `/drop 2-5`: the model no longer reads turns 2 to 5. `/keep 2-5` brings them back.", """
    How {do|can|would} I {leave out|drop|hide|exclude} {a turn|some turns|old turns|turns 2 to 5}{| from the \
        context| from what you read}?
    {Which|What} command {drops|leaves out|hides} {turns|a turn|old messages}?
    {I want|I would like} {you to forget turn 3|you not to read some turns|to leave some turns out}{|.}
    How {do|can} I {bring back|restore|undo} {a dropped turn|dropped turns|a /drop}?
    """)
wish("command:undo", "Type `/undo`: it takes back the last message and its answer.", """
    How {do|can|would} I {undo|take back|remove|delete} {my last message|the last message|the last \
        turn|the last question|the last answer}?
    {Which|What} command {undoes|takes back|removes} {the last message|my last message|a message}?
    {I want to|I would like to|Can I} {take back|undo|remove} {my last message|what I said|the last turn}{|.}
    {Undo|Undo the last message|Take back a message}: {how?|which command?}
    """)
wish("command:continue", "Type `/continue`: the model goes on with the answer that was cut.", """
    How {do|can} I {continue|go on with|finish|complete} an answer that was {cut|cut off|stopped|interrupted}?
    {The answer was cut off|The answer stopped in the middle|The answer is not complete|I stopped the \
        answer}, {how do I go on|how does it go on|what now}?
    {Which|What} command {continues|goes on with|finishes} {an answer|a cut answer|an answer that was cut}?
    {I want|I would like} {the rest of the answer|the answer to go on|you to finish the answer that was \
        cut}{|.}
    """)
wish("command:think",
     "Type `/think on` or `/think off`. `/think show` and `/think hide` are for the screen alone.", """
    How {do|can|would} I {switch|turn} {thinking|the thinking} {on|off}?
    How {do|can} I {make you think|stop you from thinking|let the model think|disable thinking|enable \
        thinking|skip the thinking}?
    {Which|What} command {switches|turns} {thinking|the thinking} {on|off|on or off}?
    {I want|I would like} {you to think first|you to answer without thinking|thinking off|thinking on|no \
        thinking}{|.}
    {Thinking off|Thinking on|No thinking|Turn off thinking|Enable thinking}: {how?|which command?}
    """)
wish("command:set", "Type `/set temperature 0.5`, for example. `/set` alone shows all settings.", """
    How {do|can|would} I {change|set|lower|raise} the \
        {temperature|seed|sampling|top-p|top-k|settings|temperature of the model}?
    {Which|What} command {changes|sets} the {temperature|sampling|seed|settings}?
    {I want|I would like} {a lower temperature|a higher temperature|a fixed seed|more random answers|less \
        random answers}{|.}
    How {do|can} I make the answers {more random|less random|more creative|shorter with a limit|repeatable}?
    {Where do I see|How do I see} the {sampling settings|temperature|settings}?
    """)
wish("command:system",
     "Type `/system` with the new text, or `/system edit` for an editor. `/system` alone shows it.", """
    How {do|can|would} I {change|set|edit|see|show|write} the system prompt?
    {Which|What} command {changes|sets|edits|shows} the system prompt?
    {I want to|I would like to|Can I} {change|set|see|edit} the system prompt{|.}
    How {do|can} I {give you instructions for the whole conversation|tell you how to behave|give you a role}?
    """)
wish("command:tools", "Type `/tools`: it lists the tools and says which of them ask before they run.", """
    How {do|can} I see {the tools|which tools there are|your tools|what tools you have}?
    {Which|What} command {shows|lists} the tools?
    {Where do I see|Where is} {the list of tools|a list of the tools}?
    {List|Show|Show me} {the tools|all tools|your tools}.
    """)
wish("command:stats", "Type `/stats`; the panels show the same live.", """
    How {do|can} I see {the numbers of the last turn|the speed in numbers|the statistics|statistics|the \
        stats}?
    {Which|What} command shows {the numbers|the speed|statistics|the statistics|how fast it was}?
    {Where do I see|How do I find out} {how fast the last answer was|the speed of the last answer|how fast \
        you were}?
    {Show me|I want to see} {the statistics|the numbers of the last turn|the stats}{|.}
    """)
wish("command:info",
     "Type `/info`: it shows the model, its layers and experts, bits, threads and memory.", """
    How {do|can} I see {which model runs|what model is loaded|details of the model|the model|how the model \
        runs}?
    {Which|What} command shows {the model|details of the model|which model is loaded|how the model runs}?
    {Where do I see|How do I find out} {which model is loaded|how many threads are used|which pack is used}?
    {Show me|I want to see} {information about the model|details of the model|the model's details}{|.}
    """)
wish("command:context", "Type `/context`; the last line of the screen shows it, too.", """
    How {do|can} I see {how full the context is|how much context is left|how much room is left|the context}?
    {Which|What} command shows {how full the context is|the context|how much context is used}?
    {How full is|How much is left of|How much is used of} {the context|my context|this context}?
    {Where do I see|How do I find out} how {full the context is|much context I have left|many tokens are \
        left}?
    """)
wish("command:tokens",
     "Type `/tokens`: it shows the text as the model reads it, with the number of tokens.", """
    How {do|can} I see {what the model reads|the text that the model reads|the rendered conversation|the \
        tokens}?
    {Which|What} command shows {the tokens|what the model reads|the rendered text}?
    How many tokens {does this conversation have|has this conversation|are in this conversation|have we used}?
    {I want to|Can I} see {what the model really reads|the tokens of this conversation|the prompt as it is \
        rendered}{|.}
    """)
wish("command:template", "Type `/template` with a name; `/template` alone shows those there are.", """
    How {do|can} I {change|switch|see|set} the {chat template|template}?
    {Which|What} command {changes|shows|sets} the {chat template|template}?
    {I want to|Can I} {use another|change the} {chat template|template}{|.}
    """)
wish("command:reload", "Type `/reload`: template and tools are read again.", """
    I changed {a tool|the template|my tools|a template file|a YAML file}, {how do I load it|how do I \
        reload it|what now}?
    How {do|can} I {reload|refresh|load} the {tools|template|chat template|YAML files}?
    {Which|What} command {reloads|reads again} the {tools|template|files}?
    {Must I|Do I have to} restart {after I changed a tool|to load a new tool|when I change the template}?
    """)
wish("command:help", "Type `/help` and the name of the command, for example `/help regen`.", """
    How {do|can} I get help {on|for|about} {a command|one command|a single command}?
    {Which|What} command {explains|shows|lists} {the commands|other commands|a command|all commands}?
    {How do I learn|Where do I read} {what a command does|about the commands|more about a command}?
    """)

# ---- the rest of what there is to know ----

TOPICS = {}


class Topic(NamedTuple):
    thought: str
    asks: list
    says: list


FRAMES = {  # for a thing, and for things
    False: [expand(a) for a in lines("""
        {What is <x>|What exactly is <x>|What is <x> exactly|What is meant by <x>}?
        What does <x> mean?
        {Explain|Describe} <x>{|.| to me.}
        {Can|Could} you {explain|tell me about|tell me what you know about} <x>?
        {Can you tell me|Do you know|Tell me|I would like to know|I want to know} what <x> is{|.}
        {Tell me about <x>.|Tell me something about <x>.|What about <x>?|How about <x>?}
        I do not {understand|know} {|what }<x>{| is}.
        {What can you tell me about|What do you know about|What should I know about} <x>?
        <x>?
        """)],
    True: [expand(a) for a in lines("""
        {What are <x>|What exactly are <x>|What are <x> exactly|What is meant by <x>}?
        What do <x> mean?
        {Explain|Describe} <x>{|.| to me.}
        {Can|Could} you {explain|tell me about|tell me what you know about} <x>?
        {Can you tell me|Do you know|Tell me|I would like to know|I want to know} what <x> are{|.}
        {Tell me about <x>.|Tell me something about <x>.|What about <x>?|How about <x>?}
        {What can you tell me about|What do you know about|What should I know about} <x>?
        <x>?
        """)]}
ODD = ("I do not know what <x>.", "I do not understand what <x>.", "I do not understand <x> is.",
       "I do not know <x> is.")
FRAMES = {many: [[a for a in g if not a.startswith(ODD)] for g in groups] for many, groups in FRAMES.items()}
FRAMES = {many: groups + wording.THING[many] for many, groups in FRAMES.items()}


def topic(name, what, names, asks, says):
    """`names` fill the frames, those that begin with + as plurals; `asks` are whole questions."""
    groups = [expand(a) for a in lines(asks)]
    for n in [n.strip() for n in names.split(",") if n.strip()]:
        groups += [[a.replace("<x>", n.lstrip("+")) for a in g] for g in FRAMES[n.startswith("+")]]
    TOPICS[name] = Topic(f"The user asks about {what}. I know this part of flashmoe.", groups,
                         [re.sub(r" {2,}", " ", a).replace("\\n", "\n") for a in lines(says)])


topic("flashmoe", "flashmoe", "flashmoe, this program, the program flashmoe, the flashmoe chat", """
    What {does flashmoe do|is flashmoe for|can flashmoe do|is flashmoe good for|does this program do|is \
        this program for}?
    {Why|When} {should|would} I use flashmoe?
    {Introduce|Summarise|Present} flashmoe{| in a sentence| briefly}.
    What is {this|this thing|the program that I am using|running here}?
    What is {special|new|different} about flashmoe?
    {Which|What} program {is this|am I using}?
    """, """
    flashmoe is a chat for the terminal that runs mixture-of-experts models far larger than memory, and \
        shows live what the machine is doing.
    flashmoe runs language models that are larger than memory: it keeps the dense part in memory, reads \
        the experts that a token needs from the SSD, and shows live how it goes.
    """)
topic("not", "what flashmoe is not", "", """
    What is flashmoe not{| made for| good for}?
    {Is flashmoe|Can flashmoe be used as|Does flashmoe have} a server?
    {Can|Could} flashmoe {train|fine-tune} {a model|models|you}?
    {Can|Does} flashmoe {run|load} {dense models|a dense model|Llama|models without experts|GGUF files|a \
        GGUF file}?
    {Is there|Does flashmoe have} {an API|a web interface|an OpenAI API|a REST API|a graphical interface|a \
        GUI}?
    What can flashmoe not do?
    """, """
    flashmoe is no server, no trainer, and it does not run dense models. It is a chat for the terminal and \
        a set of commands for mixture-of-experts models.
    """)
topic("streaming", "expert streaming",
      "expert streaming, the streaming of experts, streaming experts from disk, streaming experts from "
      "the SSD", """
    How does {expert streaming|streaming|flashmoe|this program|the streaming of experts} work?
    How can {a model larger than memory|a model that does not fit into memory|such a large model|a 200 GB \
        model} {run|run here|work|fit}?
    {How do you run|How can flashmoe run|How is it possible to run} {a model larger than memory|models \
        larger than memory|a huge model on a small machine}?
    {Why|How} {are|do} {experts|the experts} {read|come} from {the disk|the SSD|disk}?
    {What is the trick of|What is the idea behind|How does it work inside} flashmoe?
    {What happens|What does flashmoe do} {for each token|for every token|when a token is computed}?
    How {does|can} flashmoe {save|need so little} memory?
    """, """
    Expert streaming: the dense part of the model stays in memory, the experts that a token needs are read \
        from the SSD in parallel, and the page cache keeps those that come back.
    Only a few experts work on each token. flashmoe reads just those from the SSD, several at once, and \
        lets the page cache keep what is used often; the dense part stays in memory.
    """)
topic("moe", "mixtures of experts",
      "a mixture of experts, mixture of experts, MoE, a mixture-of-experts model, +mixture-of-experts "
      "models, an MoE model", """
    How does a {mixture of experts|mixture-of-experts model|MoE model} work?
    What is the {difference between a dense model and a mixture of experts|advantage of a mixture of \
        experts|point of experts}?
    Why {use|have|does a model have} experts?
    What does {MoE|moe} {stand for|mean}?
    """, """
    In a mixture of experts each layer has many small networks, the experts, and a router that picks a few \
        of them for each token. So a model can know much and still compute little.
    A mixture-of-experts model has many experts in each layer and uses only a few of them for each token: \
        much knowledge, little arithmetic.
    """)
topic("expert", "experts",
      "an expert in flashmoe, an expert of a language model, an expert in a layer, an expert here, +the "
      "experts of a layer, +the experts in flashmoe", """
    What {does|do} {an expert|experts|each expert|one expert|the experts} do{| in a layer| in the model| \
        in flashmoe}?
    {What kind of experts are these|Are the experts people|What are the experts experts for|Who are the \
        experts}?
    How many experts {does a layer have|are there in a layer|work on a token|are used for a token}{| here}?
    What is {inside an expert|an expert made of}?
    How {big|large} is {an expert|one expert}{| here| in flashmoe}?
    """, f"""
    An expert is a small network inside a layer. I have {EXPERTS} of them in each layer, and {CHOSEN} work \
        on each token, beside the shared expert.
    Experts are small networks, many to a layer, of which only a few are used for each token. In me they \
        are {EXPERTS} a layer, {CHOSEN} of them for a token.
    """)
topic("router", "the router",
      "the router, the router of a layer, the router in flashmoe, the router of a model, routing of "
      "tokens", """
    What does {the|a} router do{| in a layer| in flashmoe| in a model}?
    {Who|What} {chooses|picks|selects|decides on} the experts{| for a token| of a token}?
    How are {the experts|experts} {chosen|picked|selected}{| for a token}?
    What does router mean in the {panel|layers panel}?
    How does {the model|a layer|flashmoe} {know|decide} which experts to use?
    """, """
    The router is a small matrix in each layer: it gives every expert a score for the token, and the best \
        few are used.
    In each layer the router scores all experts for the token at hand and picks the few with the highest \
        scores.
    """)
topic("k", "the number of experts for a token",
      "the k in the first line, k experts, the number of experts per token, top-k routing, +experts per "
      "token", f"""
    What does {{k {CHOSEN} of {EXPERTS}|k 10 of 512|k 8 of 256|the k at the top|the k on the screen}} mean?
    How many experts {{are used|are active|work}} {{for|on}} {{each|one|a}} token?
    {{Can|May|Should}} I use fewer experts{{| for a token| per token}}?
    What does --experts-per-token {{do|mean}}?
    How {{do|can}} I {{change|reduce|lower}} the number of experts{{| per token}}?
    What happens {{if|when}} I use fewer experts?
    """, f"""
    k is the number of experts that work on each token in each layer: {CHOSEN} of {EXPERTS} in me, 10 of \
        512 in Qwen3.5-397B-A17B. `--experts-per-token` takes fewer, which lowers the quality, and the \
        screen says so.
    """)
topic("shared", "the shared expert", "the shared expert, a shared expert, +shared experts", """
    What does {the|a} shared expert do?
    {Why is there|When does a model have|Why does a model have} a shared expert?
    {What is|Explain} the difference between {the shared expert and the others|a shared expert and a \
        routed expert}{|?}
    Is the shared expert {read from disk|in memory|streamed}?
    """, """
    The shared expert works on every token, beside those that the router picks. As it is always needed, it \
        belongs to the dense part and stays in memory.
    """)
topic("cache", "the page cache and its hit rate",
      "the page cache, page cache hit, the page-cache hit rate, the hit rate, page cache in the panel, "
      "the cache hit rate, a page cache hit", """
    What does {% hit|page cache 98 % hit|the hit rate|page cache hit|the number at page cache} mean{| in \
        the panel}?
    {Is a high hit rate good|What is a good hit rate|Should I want a high hit rate}?
    {How does flashmoe|How do you|Why does flashmoe} use the page cache?
    {Who|What} {keeps|caches|remembers} the experts{| in memory}?
    Does flashmoe have {a cache of its own|its own cache|a cache}?
    """, """
    The page cache is memory in which Linux keeps what was read from files. The hit rate says how many of \
        the expert bytes were there already, just before they were read; only the rest comes from the SSD.
    """)
topic("faster", "why a second answer is faster", "", """
    Why is {the second answer|a second answer|the next answer|it the second time|the second run} \
        {faster|quicker}{| than the first}?
    Why {was|is} the first {answer|run|token|question} {slow|slower|so slow}?
    Why does it {get|become|grow} faster{| with time| after a while| the longer I use it}?
    {Does|Will} it {get|become} faster{| with time| after a while| later}?
    Why does {speed|the speed|the number of tokens per second} go up{| after a while}?
    {The first answer is slow|It was slow at first|It is faster now}, why?
    """, """
    The experts that were read for the first answer are still in the page cache, so fewer must come from \
        the SSD. And what the model has read of the conversation is not computed again.
    """)
topic("ssd", "the SSD panel", "the SSD panel, the panel SSD, the read number in the SSD panel", """
    What does {read|a token|read in the SSD panel|a token in the SSD panel} mean{| in the SSD panel| under \
        SSD}?
    What does {1.00x of the missing|0.64x of the missing|of the missing} mean?
    {Why does flashmoe|Does flashmoe|Do I} need {an SSD|a fast SSD|a fast disk}?
    Will {a hard disk|a slow disk|an old disk|a USB stick} {do|work|be fast enough}?
    {What is shown under SSD|What is shown in the SSD panel|What is in the SSD panel|What does SSD mean on \
        the screen}?
    How fast {must|should} {the SSD|my SSD|my disk} be?
    """, """
    The SSD panel shows what the device really read for flashmoe: bytes a second, bytes for each token, \
        and how that compares with the bytes that were missing in the page cache. The faster the SSD, the \
        faster a large model.
    """)
topic("panels", "the panels",
      "+the panels, +the panels at the right, +the panels on the right, +the numbers on the right, the "
      "right side of the screen, the telemetry", """
    {What|Which} panels {are there|exist|do you have|does flashmoe have|can I see}?
    What {do the panels show|is in the panels|can I see in the panels|do the numbers on the right mean|do \
        the graphs show}?
    {What is|What is shown} {at the right|on the right|on the right side|beside the chat}?
    {List|Show me|Name} the panels.
    {How do I read|Explain} the {numbers|graphs|panels}{| on the right}{|?}
    """, """
    There are five panels:\\n\\n- **SPEED**: decode, prefill, first token\\n- **LAYERS**: time of every \
        layer\\n- **EXPERTS**: page-cache hits of expert reads\\n- **SSD**: bytes from the device\\n- \
        **MEMORY**: where the memory is, and the context
    """)
topic("decode", "decode",
      "the decode speed, decode in the speed panel, the decode number, decode in flashmoe, decoding of "
      "tokens", """
    What does decode {mean|say|show} {here|in the panel|in the panels|in flashmoe|under SPEED}?
    What does the {decode number|number at decode|tok/s at decode} {mean|say|show}?
    {How fast|How quickly} {do you write|does the model write|are you writing|do you answer}?
    What is tok/s?
    What does {tok/s|tokens per second|tok/s on the screen} mean?
    """, """
    **decode** is how fast the model writes: tokens per second, over the last 16 tokens.
    """)
topic("prefill", "prefill",
      "prefill, the prefill, the prefill speed, prefill in the speed panel, prefill of a prompt, prefill "
      "in flashmoe", """
    What does prefill {mean|say|show}{| here| in the panel| in flashmoe| under SPEED}?
    {Why is prefill|How can prefill be} {faster|so much faster} {than decode|than writing}?
    What is the difference between prefill and decode?
    {Prefill or decode|Prefill versus decode|Prefill and decode}{|: what is the difference}?
    What happens {before the first token|while the model reads|before you answer|while it says reading}?
    """, """
    In **prefill** the model reads what you wrote, many tokens at once; in **decode** it writes its \
        answer, one token after the other. That is why prefill has more tokens per second.
    """)
topic("first_token", "the time to the first token",
      "first token, the first token time, the time to the first token, first token in the speed panel, "
      "time to first token", """
    What does first token {mean|say|show}{| here| in the panel| under SPEED}?
    {How long does it take until|How long do I wait for|What time passes before} the first token{| comes}?
    {Why does it take so long|Why do I wait} {until|before} {you begin|the answer begins|the first word}?
    What is TTFT?
    """, """
    **first token** is the time from sending the message to the first token of the answer. It is mostly \
        the prefill: the longer the new text, the longer it takes.
    """)
topic("limit", "the line 'of limit'", "of limit, of limit in the speed panel, the line of limit", """
    What does of limit {mean|say|show}{| here| in the panel}?
    Why is of limit n/a?
    What does {disk-bound|memory-bound} mean{| here| in the panel}?
    """, """
    **of limit** is the share of what the machine can do at most, by its disk or its memory. Where that is \
        not measured it says n/a.
    """)
topic("na", "n/a", "n/a, n/a in the panels, n/a on the screen", """
    What does n/a {mean|say|stand for}{| here| in the panel| in the panels| on the screen}?
    Why {does it say|is there|do I see|is a number} n/a{| here| in the panel}?
    """, """
    **n/a** means that there is no source for that number at the moment. flashmoe never shows a zero in \
        its place.
    """)
topic("layers", "the layers panel",
      "the layers panel, the panel LAYERS, p50, p50 in the layers panel, max in the layers panel, +the "
      "bars in the layers panel, mixer in the layers panel", """
    What does {p50|mixer|max|total} {mean|show|say} {in the panel|in the layers panel|under LAYERS|here}?
    What do {p50 and max|the bars under LAYERS} {mean|show}?
    What does the number in brackets after max mean?
    What do mixer, router, experts, io wait and other mean?
    What does {mixer 32|mixer} mean under LAYERS?
    {How long|How much time} does {a layer|each layer|one layer} take?
    """, """
    The LAYERS panel shows how long each layer took for the last token: **p50** is the middle of all \
        layers, **max** the slowest, with its number. Below is the share of mixer, router, experts, io \
        wait and other.
    """)
topic("io_wait", "io wait", "io wait, io wait in the layers panel, the io wait, I/O wait", """
    What does io wait {mean|say|show}{| here| in the panel| under LAYERS}?
    Why is {io wait|the io wait} {high|so high|large|low|0}?
    How {do|can} I {lower|reduce} {io wait|the io wait}?
    Is {a high io wait|much io wait} bad?
    """, """
    **io wait** is the time that a layer waited for experts from the SSD and that arithmetic could not \
        hide. A faster SSD or more memory for the page cache lowers it.
    """)
topic("touched", "touched",
      "touched in the experts panel, the touched number, touched experts, touched under EXPERTS", """
    What does touched {mean|say|show} {here|in the panel|in the experts panel|under EXPERTS}?
    What does {100 % of the experts so far|% of the experts so far|touched 18 %} mean?
    """, """
    **touched** is the share of all the model's experts that were used at least once so far.
    """)
topic("experts_panel", "the experts panel",
      "the experts panel, the panel EXPERTS, missing in the experts panel, missing under EXPERTS", """
    What does missing {mean|say|show} {here|in the panel|in the experts panel|under EXPERTS}?
    What does {32 a token|0.88 MB|600 a token|32 a token, 0.88 MB} mean{| under EXPERTS}?
    What {is shown|do I see} in the experts panel?
    """, """
    The EXPERTS panel shows how many experts a token needs and their bytes, how many of these bytes the \
        page cache had (**% hit**), how many were **missing** this turn, and the share of experts \
        **touched** so far.
    """)
topic("memory_panel", "the memory panel",
      "the memory panel, the panel MEMORY, +the numbers in the memory panel", """
    {What do dense, kv, state, buffers, resident and cached mean?|Explain dense, kv, state, buffers, \
        resident and cached.}
    What {is shown|do I see} in the memory panel?
    How much memory {does flashmoe|do you|does this model|does the model} {use|need|take}?
    {Where|How} do I see {how much memory is used|the memory}?
    """, """
    The MEMORY panel, in GiB:\\n\\n- **dense**: the part of the model that is always in memory\\n- **kv**: \
        the attention cache\\n- **state**: of the linear attention\\n- **buffers**: for computing\\n- \
        **resident**: all memory of the program\\n- **cached**: what the page cache holds of the model
    """)
topic("dense", "the dense part",
      "the dense part, the dense part of a model, dense in the memory panel, dense under MEMORY", """
    What does dense {mean|say|show} {here|in the panel|in the memory panel|under MEMORY}?
    {What|Which part of the model} stays in memory{| all the time}?
    {What belongs to|What is in} the dense part?
    """, """
    The dense part is all that every token needs: embedding, attention, routers and shared experts. It \
        stays in memory; only the routed experts are streamed.
    """)
topic("resident", "resident memory",
      "resident in the memory panel, resident under MEMORY, the resident number, resident memory", """
    What does resident {mean|say|show} {here|in the panel|in the memory panel|under MEMORY}?
    What is RSS?
    """, """
    **resident** is the memory that the program itself holds at the moment, as the system counts it (RSS).
    """)
topic("cached", "cached", "cached in the memory panel, cached under MEMORY, the cached number", """
    What does cached {mean|say|show} {here|in the panel|in the memory panel|under MEMORY}?
    How much of the model is {cached|in the page cache}?
    """, """
    **cached** is how much of the model's files the page cache of Linux holds at the moment. The system \
        gives that memory away when others need it.
    """)
topic("state", "the recurrent state",
      "state in the memory panel, state under MEMORY, the recurrent state, the state of linear attention", """
    What does state {mean|say|show} {here|in the panel|in the memory panel|under MEMORY}?
    {Does|Will} the state grow{| with the conversation| with the context}?
    """, """
    **state** is what the layers of linear attention remember of the text. Its size stays the same, \
        however long the text is.
    """)
topic("quant", "quantisation", "quantisation, quantization, quantisation of a model, quantised weights", """
    How {are|were} the weights {stored|quantised|rounded|compressed}?
    {Why|How} {do you|does flashmoe} {quantise|quantize|store weights in few bits}?
    What is a {quantised|quantized} model?
    Does quantisation {hurt|make the model worse|lower the quality|cost quality}?
    {How many|Which} bits {do|does} {the experts|flashmoe|a pack|this model} {have|use}?
    """, """
    Quantisation stores each weight in a few bits, with a scale and an offset for each small group of \
        weights. It makes the model smaller and faster to read, at a small cost in precision.
    """)
topic("bits", "the number of bits",
      "4 bit, 4-bit experts, 8 bit, experts 4-bit rest 8-bit, 2 bit, 4-bit quantisation, 2-bit experts", """
    What does {4-bit|8-bit|experts 4-bit|rest 8-bit|experts 4-bit, rest 8-bit|2-bit} mean{| here| at the \
        top| on the screen}?
    {What is the difference between 4 and|Which is better, 4 or} 8 bits?
    {Can|Should|May} I use {2|3|6|8} bits?
    {Which|What} {bits|numbers of bits} {are possible|can I choose|does flashmoe know}?
    Why are the experts {4 bit|4-bit|in 4 bits} and the rest {8 bit|8-bit|in 8 bits}?
    How {do|can} I choose the bits{| of a pack}?
    """, """
    It is the size of a weight: by default experts have 4 bits and the rest 8. Fewer bits are smaller and \
        faster to read, more bits are more exact. `flashmoe pack` takes 2, 3, 4, 6, 8 or 16 for experts, \
        with `--expert-bits`.
    """)
topic("linear", "linear attention",
      "linear attention, the gated delta net, a gated delta net, delta net, +gated delta nets, a linear "
      "attention layer, the delta net", """
    How does {linear attention|a gated delta net|the delta net} work?
    {Why|Where} is linear attention used{| here}?
    What is the difference between linear and full attention?
    How many {linear attention|delta net} layers {are there|do you have|does this model have}?
    What does {delta net|d} mean {in the page of layers|on the layer page|on the F3 page}?
    """, """
    Linear attention, here a gated delta net, keeps a state of fixed size instead of all earlier tokens: \
        each token updates it. So it costs the same at any length. In Qwen3.5, and in me, three of four \
        layers are of this kind.
    """)
topic("full", "full attention",
      "full attention, a full attention layer, full attention layers, ordinary attention in a model", """
    How does {full attention|attention in a model} work?
    How many {full attention|attention} layers {are there|do you have|does this model have}?
    What does attention {do|mean} in a {language model|model|layer}?
    {Which|What} layers have full attention?
    """, """
    In full attention each token looks back at all tokens before it, whose keys and values are kept in the \
        KV cache. In Qwen3.5, and in me, every fourth layer is of this kind.
    """)
topic("kv", "the KV cache",
      "the KV cache, KV cache, kv in the memory panel, kv under MEMORY, a KV cache, the key-value cache", """
    What does {kv|KV} {mean|stand for|say|show}{| here| in the panel| in the memory panel| under MEMORY}?
    {Why|When} does the KV cache grow?
    How {big|large} is the KV cache?
    What does --kv {do|mean}?
    """, """
    The KV cache keeps the keys and values of all earlier tokens for the layers with full attention, so \
        that they are not computed again. Its size follows from the context; `--kv f32` makes it twice as \
        large as the default, f16.
    """)
topic("context", "the context",
      "the context length, the context window, the context of a model, context in flashmoe, ctx, ctx on "
      "the screen, --ctx", """
    What does ctx {mean|say|show}{| here| at the bottom| on the screen}?
    How {long|large|big} is {the context|your context|the context window|your memory of the conversation}?
    How many tokens {fit|can you read|can you remember|fit into the context}?
    How {do|can} I {change|raise|set|enlarge} the context{| length| size}?
    {How much|How long a} {text can you read|text can I give you|conversation can we have}?
    """, """
    The context is all that the model can see at once: system prompt, conversation and answer. Mine has \
        8192 tokens. `--ctx` sets it; the default is what the model allows, at most 32768.
    """)
topic("context_full", "a full context", "a full context", """
    What happens {when|if} the context is full?
    {The context is full|My context is full|It says the context is full}{|, what now|, what can I do|, \
        what does that mean}{|.|?}
    What {do|can|should} I do when the context is full?
    {Will|Does} {flashmoe|the program|anything} {warn me|tell me|say so} {before the context is full|when the \
        context runs out|when there is no room left}?
    What {comes|happens|do I see|is done} when {there is no room left|no more tokens fit|the conversation gets too \
        long}?
    {Is|Can} {a conversation|this conversation|the chat} {ever too long|too long for you|be endless}?
    {Does flashmoe|Do you} {drop|forget|delete} old messages{| when the context is full}?
    """, """
    flashmoe warns at 75 and at 90 %. When the context is full, the answer stops and you are asked; nothing \
        is dropped in silence. `/compact` puts a summary in the place of what was said, `/drop` leaves turns \
        out, `/new` starts anew, and `--ctx` gives more room at the next start.
    """)
topic("token", "tokens",
      "a token in a model, a token of a language model, +tokens in flashmoe, +tokens of a language model, "
      "a token in flashmoe", """
    {How long|How large|How many letters} is a token{| in a model| for you}?
    {Are|Is} {tokens words|a token a word|a token a letter}?
    What does token mean {here|in flashmoe|for a language model|in tokens per second}?
    Why do you count {tokens|in tokens} and not {words|in words}?
    """, """
    A token is a piece of text that the model reads or writes in one step: a short word, a part of a \
        longer one, or a sign.
    """)
topic("tokenizer", "the tokenizer", "the tokenizer, a tokenizer, a tokeniser, byte-pair encoding, BPE", """
    What does {the|a} tokenizer do?
    How {is text cut|does one turn text|do you turn text|is text turned} into tokens?
    How does byte-pair encoding work?
    How {do|can} I see the tokens of a text{| in the shell}?
    """, """
    The tokenizer cuts text into tokens and turns tokens back into text. It begins with bytes and joins \
        frequent pairs, step by step. `flashmoe tokenize` shows the token ids of a text.
    """)
topic("sampling", "sampling",
      "the sampling of tokens, sampling in a model, sampling in flashmoe, +the sampling settings", """
    How {is the next token|are tokens|is a token|is the next word} {chosen|picked|sampled|selected}?
    How {do you choose|does the model choose|does flashmoe choose} {the next token|tokens|the next word}?
    Why {do you answer differently|is the answer different|do I get another answer} {each time|every \
        time|the second time}?
    {Are|Why are} your answers random?
    {Which|What} sampling {settings|parameters} {are there|can I set|exist}?
    """, """
    Sampling draws the next token from those that the model finds likely. Temperature, top-k, top-p and \
        min-p say how freely; `/set` shows and changes them. The defaults are the model's own.
    """)
topic("temperature", "the temperature",
      "the temperature of a model, the temperature setting, temperature in sampling, --temp, the sampling "
      "temperature", """
    What does {the temperature|temperature 0|a high temperature|a low temperature|the temperature setting} \
        do{| in sampling| here}?
    {Which|What} temperature should I {use|choose|take|set}?
    What is a good temperature{| for the model| for answers}?
    What happens at temperature 0?
    """, """
    The temperature says how freely tokens are drawn: low values stay with the likeliest, high ones give \
        surprising text, and 0 always takes the likeliest. `/set temperature 0.5` changes it.
    """)
topic("top_p", "top-p", "top-p, top_p, the top-p setting, nucleus sampling", """
    What does {top-p|top_p} {do|mean}?
    {Which|What} top-p should I use?
    """, """
    **top-p** draws among the likeliest tokens that together have the probability p, and leaves out the \
        rest; 1 is off. `/set top_p 0.9` changes it.
    """)
topic("top_k", "top-k", "top-k, top_k, the top-k setting, top-k sampling", """
    What does {top-k|top_k} {do|mean}{| in sampling}?
    {Which|What} top-k should I use?
    """, """
    **top-k** draws the next token among the k likeliest only; 0 is off. `/set top_k 20` changes it. (In a \
        layer, top-k is how the router picks its experts.)
    """)
topic("min_p", "min-p", "min-p, min_p, the min-p setting", """
    What does {min-p|min_p} {do|mean}?
    {Which|What} min-p should I use?
    """, """
    **min-p** leaves out tokens that are less likely than p times the likeliest; 0 is off. `/set min_p \
        0.05` changes it.
    """)
topic("seed", "the seed",
      "the seed setting, the seed of an answer, a seed in sampling, --seed, the random seed", """
    What does {the seed|a seed|the seed setting} do {here|in flashmoe|in sampling}?
    How {do|can} I get the same answer {again|twice}?
    How {do|can} I {repeat|reproduce} an answer{| exactly}?
    How {do|can} I {set|fix|change} the seed?
    """, """
    The seed decides the random choices: the same seed gives the same answer again. `/set seed 7` or \
        `--seed 7` sets it; 0 draws a new one for each answer.
    """)
topic("penalty", "penalties",
      "the repetition penalty, the presence penalty, the frequency penalty, +penalties in sampling", """
    How {do|can} I {stop|prevent|avoid} repetitions{| in answers}?
    {What is|What does} the {repetition|presence|frequency} penalty{| do}?
    {The model repeats itself|You repeat yourself|You always say the same|It says the same again and \
        again}, what can I do?
    """, """
    Penalties make tokens less likely that were written already: presence once, frequency for each time, \
        repetition by a factor. `/set repetition_penalty 1.1` sets one, for example.
    """)
topic("thinking", "thinking",
      "thinking in flashmoe, the thinking of a model, thinking mode, the thinking of the model, think off "
      "at the top, --think", """
    What does {think on|think off|think on at the top|thought 12 s} {mean|say}{| on the screen}?
    {Why|When} {do you|does the model} think{| first| before an answer}?
    {Should|When should} I {switch thinking on|use thinking|let you think}?
    Is thinking on {by default|at the start|from the start}?
    """, """
    With thinking on, the model first writes thoughts and then its answer; that takes longer and can help \
        with hard questions. `/think off` switches it off, and **Ctrl-T** unfolds the thoughts.
    """)
topic("tools", "tools",
      "+tools in flashmoe, +the tools of the model, tools 5 at the top, the use of tools, tool calling, "
      "+tool calls", """
    {What|Which} tools {are there in flashmoe|does flashmoe have|is the model offered|exist in flashmoe}?
    What does tools 5 {mean|say}?
    {Can|Do} you {use tools|call tools|run programs|run commands|read files|list files}?
    How do tools work{| here| in flashmoe}?
    What can {the|your} tools do?
    """, """
    There are five tools: `get_time`, `calculate`, `list_files`, `read_file` and `run_command`. I ask for \
        one when a question needs it, and the program runs it; the last three only when you allow it. \
        `/tools` lists them.
    """)
topic("safety", "the safety of tools",
      "the safety of tools, the question before a tool runs, tool approval, the approval of tools", """
    {Are tools safe|Is running tools safe|Are the tools dangerous|Is it safe to allow a tool}?
    {Can|Could} {you|the model|a tool} {delete|destroy|change|damage} my files?
    {Do tools ask before they run|Does a tool ask before it runs|Do you ask before you run something}?
    {What|Which keys} can I answer when {a tool asks|you want to run a tool|the model wants to run a tool}?
    {How do I allow|How do I deny|How do I refuse} a tool?
    What does {a|always in this session} mean when a tool asks?
    {Can|Do} tools run without {asking|a question|my permission}?
    What happens {before|when} a tool runs?
    """, """
    Tools ask before they run, except those that can do no harm. Press **y** for once, **a** for this \
        session, **e** to edit, **?** for details; **n**, Enter or Esc deny it. They run in a sandbox \
        where the system has one: read-only, without network.
    """)
topic("sandbox", "the sandbox", "the sandbox, the sandbox of tools, the sandbox in flashmoe", """
    {Do tools run|Does a tool run|Are tools|Is a tool} in a sandbox?
    {Which|What} sandbox {is used|does flashmoe use}?
    What {is bubblewrap for|is Landlock for|does bubblewrap do|does Landlock do}{| here| in flashmoe}?
    What can a tool see{| of my files| of my machine}?
    Can {a tool|tools} {use the network|write files|reach the internet}?
    """, """
    Tools run in a sandbox, bubblewrap or Landlock, where the system has one. The shipped tools can only \
        read there and have no network; a time limit and limits on memory and files hold, too.
    """)
topic("own_tools", "tools of one's own", "+tools of my own, my own tools", """
    How {do|can} I {write|add|make|define} {a tool|my own tool|a new tool|tools of my own}?
    {Can|May} I {add|write|define} {tools|my own tools|a tool}?
    Where {are|do I put} {the tools|tool files|my tools|tool definitions}?
    How {do|can} I {switch|turn} {tools|the tools} off?
    """, """
    A tool is a few lines of YAML in `~/.config/flashmoe/tools/`: name, parameters, the program that runs, \
        and its policy. `flashmoe tools check` looks for mistakes, and `--no-tools` switches all tools off.
    """)
topic("system_prompt", "the system prompt", "the system prompt, a system prompt, --system", """
    What does {the|a} system prompt do?
    Where is the {default |}system prompt{| kept| stored| written}?
    {Which|What} system prompt {do you have|is used|is the default}?
    """, """
    The system prompt stands before the conversation and tells the model how to behave. `/system` shows or \
        sets it, `-s` gives it on the command line, and the default is: You are a helpful assistant.
    """)
topic("templates", "chat templates",
      "a chat template, +chat templates, the chat template, templates in YAML, a template in flashmoe", """
    What does {the|a} chat template do?
    {Where are|Where do I put} {the templates|chat templates|my own templates}?
    How {do|can} I {write|make|change} {a chat template|a template|my own template}?
    {Why are templates|Why are the templates|Are templates} written in YAML?
    {Which|What} templates {are there|does flashmoe have}?
    """, """
    A chat template says how a conversation becomes the text that the model reads. It is a YAML file; your \
        own go into `~/.config/flashmoe/templates/`, `flashmoe templates check` looks for mistakes, and \
        `/template` changes it.
    """)
topic("sessions", "saved conversations",
      "+saved conversations, +sessions in flashmoe, the saving of conversations", """
    Where is {this chat|the conversation|this conversation|my chat|what we say} {saved|stored|kept|written}?
    Where are {conversations|my chats|sessions|my conversations|the chats} {saved|stored|kept|written}?
    {Where|In which folder|In which file} does flashmoe {save|store|keep} \
        {conversations|chats|sessions|everything}?
    {In which|What} format are {conversations|sessions|chats} {saved|stored}?
    {What happens|Is anything lost|Do I lose my chat} if {the program crashes|flashmoe is killed|the power \
        fails}?
    What does saved {at the bottom|on the screen|in the last line} mean?
    """, """
    Every turn is saved at once in `~/.local/share/flashmoe/sessions/`, one JSONL file for each \
        conversation. Nothing is ever deleted from it; `/sessions` lists them and `/load` goes on with one.
    """)
topic("branches", "branches",
      "+branches of a conversation, a branch of a conversation, branching, editing and branching", """
    What happens to the old {answer|message|text} when I {edit|regenerate|use /edit|use /regen}?
    {Is|Are} {the old answer|old answers|the old message|anything} {lost|deleted|kept} when I {edit|edit a \
        message|regenerate}?
    How do branches work{| in flashmoe}?
    {Can|May} I go {back|another way} in a conversation?
    """, """
    When you change a turn with `/edit`, have it answered again with `/regen` or type `/branch`, the \
        conversation branches off there. Nothing is lost: `/tree` shows all branches, and `/goto` goes to one.
    """)
topic("export", "exporting a conversation", "", """
    How {do|can} I {export|print|share|copy} {a conversation|this conversation|a chat|this chat}{| as \
        Markdown| to a file| to Markdown}?
    {Can|May} I {export|save} {a conversation|this chat|the conversation} as {Markdown|JSON|text|a file}?
    {Which|What} command {exports|writes} a conversation{| as Markdown| to a file}?
    I {want|would like} {this conversation|the chat} as {Markdown|JSON|a text file}.
    How {do|can} I {delete|remove|search} {a saved conversation|saved conversations|old chats}?
    """, """
    `/export md talk.md` writes this conversation as Markdown; json and txt are possible, too. In the shell \
        `flashmoe sessions export ID` does the same, `flashmoe sessions search TEXT` searches all of them, and `flashmoe \
        sessions rm ID` deletes one.
    """)
topic("packs", "packs",
      "a pack in flashmoe, +packs in flashmoe, a model pack, flashmoe pack, the format of a pack", """
    How {do|can|would} I {make|create|write|build} a pack?
    How {do|can} I {convert|pack|prepare|quantise} {a model|a checkpoint|my model|Qwen3.5}{| for flashmoe}?
    What is in a pack?
    {What do I need|What is needed} to make a pack?
    {Can packing be interrupted|Does packing go on after an interruption|What if packing is interrupted}?
    """, """
    A pack is a folder with a model as flashmoe reads it: the dense part and one file of experts for each \
        layer. `flashmoe pack SRC DST` makes one from a checkpoint; the same command goes on after an \
        interruption.
    """)
topic("families", "the models that run",
      "the list of supported models, +supported models, +the models that flashmoe runs", """
    {Which|What} models {can flashmoe run|does flashmoe run|are supported|can I use|can I run|does it \
        support|run here|work}?
    {Can|Does|Will} flashmoe run {Qwen|Qwen3.5|Qwen3|Qwen3-Next|Qwen3-30B-A3B|other models|Qwen3.6}?
    {Which|What} {model families|families|kinds of models|formats} {are supported|does flashmoe know|can \
        flashmoe read}?
    {List|Name|Tell me} the {models|model families} {that flashmoe runs|that are supported}.
    {Where do I get|How do I get|Which is} a {good|larger|real|better} model{| for flashmoe}?
    """, """
    flashmoe runs mixture-of-experts models of three families:\\n\\n- **qwen3_5_moe**: Qwen3.5 and 3.6 \
        MoE\\n- **qwen3_next**\\n- **qwen3_moe**\\n\\nThey are packed from safetensors of the hub or from \
        MLX checkpoints.
    """)
topic("large", "Qwen3.5-397B-A17B",
      "Qwen3.5-397B-A17B, Qwen3.5-397B, the largest model for flashmoe, the 397B model", """
    {How large|How big} is {Qwen3.5-397B-A17B|the 397B model|the large Qwen model|Qwen3.5-397B}?
    How many {layers|experts|experts per token|parameters} does {Qwen3.5-397B-A17B|Qwen3.5-397B|the 397B \
        model} have?
    What does A17B mean?
    {What is|Which is} the largest model that {flashmoe runs|runs here|you can run}?
    How much {disk|room|space} does {Qwen3.5-397B-A17B|the 397B model} need?
    """, """
    Qwen3.5-397B-A17B has 397 billion parameters, of which about 17 billion work on each token: 60 layers \
        with 512 experts each, 10 of them for a token. At 4 bits it takes about 200 GB on disk.
    """)
topic("own_model", "using another model", "the option -m, -m PACK", """
    How {do|can|would} I {use|run|load|open|chat with|start} {my own model|another model|a different \
        model|a larger model|a real model|a pack}?
    How {do|can} I {change|switch|choose|select} the model?
    {Which|What} option {chooses|sets|loads|changes} the model?
    {I want to|I would like to|Can I} {use|run|load} {my own model|another model|a larger model}{|.}
    {Where do I say|How does flashmoe know|How do I say} which model {to use|to run|I want}?
    What does -m {do|mean}?
    """, """
    First `flashmoe pack SRC DST` makes a pack from the checkpoint, then `flashmoe -m DST` chats with it. \
        `model:` in the settings file makes it the default.
    """)
topic("ask", "flashmoe ask", "flashmoe ask, the use of flashmoe in pipes, flashmoe in a script", """
    How {do|can} I {use|call|run} flashmoe in {a pipe|pipes|a script|scripts|a shell script}?
    How {do|can} I {ask about a file|give a file to the model|ask one question from the shell|get one \
        answer only}?
    How {do|can} I get {JSON|an answer as JSON|JSON output|the answer in a script}?
    {Can|Does} flashmoe {work|run|be used} {without a terminal|in a pipe|in scripts|without the chat}?
    What does {--json|-p} do{| in flashmoe ask| with flashmoe ask}?
    """, """
    `flashmoe ask` writes one answer to standard output and nothing else, for example `flashmoe ask \
        'Summarise:' <notes.txt`. `--json` gives one JSON object. Nothing is saved, and tools are off \
        unless `--tools` is given.
    """)
topic("bench", "flashmoe bench", "flashmoe bench, the benchmark of flashmoe, benchmarking in flashmoe", """
    How {do|can} I {measure|test|benchmark} {the speed|how fast it is|flashmoe|my machine|a model|a pack}?
    {Which|What} {command|program} measures {the speed|how fast a model is|speed}?
    How fast is {flashmoe|this model|my machine|a model here}{| exactly}?
    What does --cold do?
    """, """
    `flashmoe bench` measures prefill and decode speed, where the time goes, and what is read. `--cold` \
        drops the experts from the page cache before each run, and `--json` is for programs.
    """)
topic("info_verify", "flashmoe info and flashmoe verify", "flashmoe info, flashmoe verify", """
    How {do|can} I {check|verify} {a pack|that a pack is whole|the checksums of a pack|whether my pack is \
        damaged}?
    How {do|can} I see {the shape of a model|how large a model is before I pack it|what is in a pack|the \
        size of a model}?
    {Which|What} {command|program} {checks|verifies|describes} a pack?
    Is my pack {damaged|corrupt|complete|all right}?
    """, """
    `flashmoe info` shows the shape of a pack or a checkpoint, its sizes, and what is read for each token. \
        `flashmoe verify` reads a whole pack and compares all checksums.
    """)
topic("eval", "flashmoe eval", "flashmoe eval, flashmoe tokenize", """
    How {do|can} I {compare flashmoe with a reference|get logits|measure the loss|see logits|check that \
        the results are right}?
    {Which|What} {command|program} {prints|gives|measures} {logits|the loss|token ids}?
    {Are the results|Are the logits|How do I know that the results are|How do I know that the logits are} \
        {right|correct}?
    """, """
    `flashmoe eval` runs token ids through a model and prints logits or the loss, to compare them with a \
        reference; it can also hold scripted chats and print the answers. `flashmoe tokenize` shows the token ids of a text.
    """)
topic("licence", "the licence",
      "the licence of flashmoe, the license of flashmoe, the licence of this program, flashmoe's licence", """
    {Under which|What|Which} {licence|license} {is flashmoe|does flashmoe have|is this program|is it}{| \
        under}?
    {Is flashmoe|Is this|Is this program} {free|open source|free software|GPL|MIT}?
    {May|Can} I {copy|share|change|sell|use} flashmoe{| freely| at work| in a company}?
    Why is the {binary|program|whole} under the GPL?
    """, """
    The sources are under the MIT licence. The chat links GNU readline, so the binary as a whole is \
        distributed under the GPL, version 3.
    """)
topic("platform", "where flashmoe runs", "", """
    Where does flashmoe run?
    {Does|Will|Can} flashmoe {run|work} on {Windows|macOS|a Mac|Linux|Debian|my phone|Android|BSD|a \
        Raspberry Pi|Ubuntu}?
    {Which|What} {operating systems|systems|platforms|computers} {are supported|does flashmoe need|does it \
        run on}?
    {What|Which} {machine|hardware|processor|computer} do I need{| for flashmoe}?
    {How much|What} {memory|RAM} do I need{| for flashmoe| for a large model}?
    Is there a version for {Windows|macOS|Mac|Linux}?
    """, """
    flashmoe runs on Linux, in a terminal; it is made on Debian 12. It uses AVX2 or AVX-512 where the \
        processor has them. A fast SSD helps, and the dense part of the model must fit into memory.
    """)
topic("gpu", "GPUs", "", """
    {Does|Can|Will} {flashmoe|it|this|this program} use {a GPU|the GPU|my GPU|my graphics \
        card|CUDA|Vulkan|Metal}?
    {Is there|Do you have|What about} {GPU support|a GPU back end|support for GPUs|CUDA|CUDA support|a \
        Vulkan back end}?
    {Do I need|Does it need} a {GPU|graphics card}?
    {How do I use|How can I use|How do I turn on|How do I choose} {the GPU|my GPU|my graphics card|a GPU}?
    {Why does flashmoe not use the GPU|Why is my GPU idle|Why is the GPU not used}?
    {GPU|CUDA|Graphics card}?
    """, """
    Yes, if you ask for it: `--backend vulkan` computes on a GPU through Vulkan. `flashmoe info --gpu` lists \
        the devices, `--gpu` picks one and `--vram` bounds its memory. The default is the processor.
    flashmoe computes on the processor unless you start it with `--backend vulkan`; then it uses a GPU \
        through Vulkan. `flashmoe info --gpu` lists what there is, and `--gpu` picks one of them.
    """)
topic("cpu", "the kernels",
      "cpu avx512 at the top, +the kernels of flashmoe, a kernel in flashmoe, avx512 on the screen", """
    What does {cpu avx512|avx512|avx2|scalar|cpu avx2} {mean|say}{| here| on the screen| at the top}?
    {Which|What} {processors|instruction sets|CPUs} are supported?
    How {do|can} I choose the {kernel|instruction set}?
    How many threads {does flashmoe use|are used}?
    """, """
    That is the instruction set that flashmoe computes with: avx512, avx2 or scalar, the best that the \
        processor has. `--kernel` chooses another, and `--threads` says how many cores work; the default \
        is all.
    """)
topic("config", "the settings file",
      "the settings file, the configuration file, the config file, config.yaml, flashmoe config", """
    Where {is|are} {the settings|the settings file|the configuration|the config file|my settings}?
    How {do|can} I {configure flashmoe|change the defaults|set defaults|make a setting permanent|keep my \
        settings}?
    {What|Which} {settings|keys} can {I put into config.yaml|the settings file have|I set in the settings \
        file}?
    Is there a {config file|settings file|configuration file}?
    """, """
    The settings are in `~/.config/flashmoe/config.yaml`: model, think, tools, sampling and more, all \
        optional. `flashmoe config show` says what is set and where.
    """)
topic("history", "the history of what was typed",
      "the history file, the input history, history in flashmoe", """
    Where is {the history|my history|what I typed|the history of my messages} {saved|stored|kept}?
    {Does flashmoe|Do you} {keep|store|remember} what I {type|typed}?
    How {do|can} I {switch off|turn off|avoid|disable} the history?
    What does --no-history do?
    """, """
    What you type is kept in `~/.local/state/flashmoe/history.jsonl`; **Up** and **Ctrl-R** bring it back. \
        `--no-history` stores nothing.
    """)
topic("demo", "this demonstration model",
      "the demo model, the demonstration model, the bundled model, this demo", f"""
    What can {{the demo model|this demo model|the bundled model|the demonstration model}} do?
    What is {{the demo model|this demo model|the bundled model|the demonstration model}} {{for|good for}}?
    Why is there a {{demo model|demonstration model|bundled model}}?
    {{Can the demo model replace|Can the bundled model replace|Is the demo model as good as}} a real model?
    What is the {{difference between you and a real model|use of such a small model}}?
    """, f"""
    The demonstration model is tiny, about {PARAMETERS} parameters, {ACTIVE} at work on each token, but \
        built like the large ones. It explains common words, tells short stories, writes small programs \
        and answers questions about flashmoe; it knows little else and makes mistakes.
    """)
topic("memory_max", "a limit of memory", "--memory-max, the memory limit", """
    How {do|can} I limit {the memory|how much memory is used|memory}?
    {Which|What} option limits {the memory|memory}?
    What happens {when|if} {there is too little memory|memory is short|the model needs too much memory}?
    """, """
    `--memory-max 12GiB` makes flashmoe refuse to start when its plan needs more. The experts do not \
        count, as they are streamed; the page cache takes only what is free.
    """)
topic("slow", "a slow model", "", """
    Why {is it|is the model|is flashmoe|are you|is it all|is a large model} {slow|so slow}?
    How {do|can} I make {it|flashmoe|the model|answers} faster?
    {It is slow|This is slow|It is too slow|The model is slow}{|, what can I do|, why}{|.|?}
    What {limits|decides|determines} the speed{| of a model}?
    """, """
    A large model waits mostly for experts from the SSD. A faster SSD, more free memory for the page \
        cache, or fewer bits for the experts help; the panels show **io wait** and the hit rate.
    """)
topic("markdown", "Markdown", "Markdown in flashmoe, Markdown in the chat", """
    {Can|Does} {flashmoe|the chat|the screen} {show|display|render|understand} {Markdown|tables|code \
        blocks|bold text|lists}?
    {Can|Could} you {write|answer in|use} Markdown?
    How is code shown{| on the screen| in the chat}?
    """, """
    Yes: the chat shows Markdown while it is written, with headings, lists, tables, bold text and code blocks.
    """)
topic("slash", "messages that begin with a slash", "", """
    How {do|can} I {send|write|type} a {message|text|line} that {starts|begins} with a slash?
    How {do|can} I send a slash?
    What does // {do|mean}{| at the start}?
    My message begins with a slash{|, what can I do|, how do I send it}{|?|.}
    """, """
    Begin the message with two slashes: `//text` sends `/text`. A line with one slash is a command and is \
        never sent to the model.
    """)
topic("paste", "pasting text", "", """
    {Can|May} I paste {text|several lines|a long text|code|a file}{| here| into the chat}?
    How {do|can} I paste {text|code|many lines}?
    What happens when I paste {several lines|many lines|a long text}?
    """, """
    Yes, just paste it: several lines stay one message and nothing is sent before you press **Enter**.
    """)
topic("verdict", "commands that continue in the shell",
      "flashmoe -c, flashmoe -r, the option -c, --continue", """
    How {do|can} I {continue|go on with} the last conversation {from the shell|when I start flashmoe|at \
        the start}?
    What does {-c|-r|flashmoe -c|flashmoe -r|--resume|--continue} do?
    """, """
    `flashmoe -c` goes on with the last conversation, and `flashmoe -r` with the one whose ID or name you \
        give.
    """)
topic("who_wrote", "how flashmoe is written", "", """
    {In which|In what} language is flashmoe {written|programmed}?
    {What is flashmoe written in|What language is flashmoe written in|How is flashmoe built|What is \
        flashmoe made of}?
    How {do|can} I {build|compile|install} flashmoe?
    {Where|How} do I {start|begin} to read the source{| code}?
    """, """
    flashmoe is written in C. `./run` builds and starts it, and `meson setup build && meson install -C \
        build` installs it. CONTRIBUTING.md has the map of the source.
    """)
topic("plain", "screen readers and plain terminals", "--ascii, --plain, the ASCII mode", """
    {Can|Does} flashmoe work {with a screen reader|without colours|in a plain terminal|without Unicode}?
    How {do|can} I {switch off|turn off} {colours|the colours|colors|the alternate screen|Unicode signs}?
    What does {--ascii|--plain|--no-alt-screen|--color} do?
    """, """
    `--ascii` draws with ASCII alone, `--color never` without colours, and `--no-alt-screen` stays on the \
        normal screen. For screen readers `flashmoe ask` works line by line.
    """)

for _name, _groups in wording.seen().items():
    TOPICS[_name].asks.extend(_groups * 2)

# What answers name must be there: keys in bold, and commands, options and subcommands in code.
A_KEY = re.compile(r"(Ctrl|Alt|Shift|F\d|Enter|Esc|PgUp|PgDn|Home|End|Tab|Up|Down)\b")


def missing(answer):
    """Names in an answer that the program does not have."""
    keys = filter(A_KEY.match, re.findall(r"\*\*([^*]+)\*\*", answer))
    return ([f"key:{k}" for k in keys if k not in KEYS]
            + [f"command:{c}" for c in re.findall(r"`/([a-z]+)", answer) if c not in COMMANDS and c != "text"]
            + [f"option:{o}" for o in re.findall(r"`--([a-z-]+)", answer)
               if o not in OPTIONS and o not in ("json", "cold", "expert-bits")]
            + [f"program:{p}" for p in re.findall(r"`flashmoe ([a-z]+)", answer) if p not in PROGRAMS])


for _source, _list in WISHES.items():
    assert source_says(_source) is not None, f"{_source}: the program has no such thing"
    for _answer, _ in _list:
        assert not missing(_answer), f"{_source}: {missing(_answer)} is not in the program's tables"
for _name, _topic in TOPICS.items():
    for _answer in _topic.says:
        assert not missing(_answer), f"{_name}: {missing(_answer)} is not in the program's tables"

# ---- drawing an exchange ----


def put(R, groups, mark, what):
    text = R.choice(R.choice(groups)).replace(mark, what)
    if text.startswith("the "):
        text = "T" + text[1:]
    return casual(R, text)


def about_key(R, tools):
    r = R.random()
    if r < 0.08:
        k = R.choice(FREE)
        return [User(put(R, ASK_KEY, "<k>", R.choice(KEY_FORMS[k]))),
                Assistant(f"The user asks about the key {k}. It is not a key of flashmoe.",
                          f"**{k}** does nothing in flashmoe. **F1** shows all keys.")]
    if r < 0.14:
        k = R.choice((*READLINE, *READLINE_CUT))
        what = f"moves {READLINE[k]}" if k in READLINE else READLINE_CUT[k]
        return [User(put(R, ASK_KEY, "<k>", R.choice(KEY_FORMS[k]))),
                Assistant(f"The user asks about the key {k}. It is one of readline's.",
                          f"**{k}** is one of readline's editing keys: it {what}.")]
    k = R.choice(ALL_KEYS)
    return [User(put(R, ASK_KEY, "<k>", R.choice(KEY_FORMS[k]))),
            Assistant(f"The user asks what {k} does. I know the keys of flashmoe.", KEY_ANSWERS[k])]


ALL_KEYS = list(KEYS)
KEY_ANSWERS = {k: key_answer(k) for k in KEYS}
COMMAND_NAMES = [row.names[0] for row in COMMAND_ROWS] * 3 + list(COMMANDS)
COMMAND_ANSWERS = {c: command_answer(c) for c in COMMANDS}


def about_command(R, tools):
    if R.random() < 0.10:
        c = R.choice(WANTED)
        more = {"export": " In the shell, `flashmoe sessions export` writes a conversation.",
                "search": " In the shell, `flashmoe sessions search` looks through all conversations.",
                "delete": " In the shell, `flashmoe sessions rm` deletes a conversation.",
                "model": " The option `-m` chooses the model.", "layers": " **F3** shows every layer.",
                "stop": " **Esc** stops an answer.", "bench": " In the shell there is `flashmoe bench`.",
                "config": " In the shell there is `flashmoe config`."}.get(c, "")
        return [User(put(R, ASK_COMMAND, "<c>", "/" + c)),
                Assistant(f"The user asks about /{c}. There is no such command.",
                          f"There is no command `/{c}`." + (more or " `/help` shows those there are."))]
    c = R.choice(COMMAND_NAMES)
    shown = R.choice((f"/{c}", f"/{c}", f"/{c}", f"`/{c}`"))
    return [User(put(R, ASK_COMMAND, "<c>", shown)),
            Assistant(f"The user asks what /{c} does. I know the commands of the chat.", COMMAND_ANSWERS[c])]


def about_option(R, tools):
    row = R.choice(OPTION_ROWS)
    name = row.names[0]
    return [User(put(R, ASK_OPTION, "<o>", R.choice((f"--{name}", f"`--{name}`", f"--{name}")))),
            Assistant(f"The user asks about the option --{name}. I know the options.", option_answer(row))]


def option_answer(row):
    return f"`--{row.names[0]}{' ' + row.args if row.args else ''}`: {row.says}."


def about_program(R, tools):
    row = R.choice(PROGRAM_ROWS)
    name = row.names[0]
    return [User(put(R, ASK_PROGRAM, "<p>", name)),
            Assistant(f"The user asks about flashmoe {name}. I know the subcommands.",
                      f"`flashmoe {name}`: {row.says}.")]


LIST_ASKS = {n: [expand(a) for a in lines(asks)] for n, (_, _, asks) in LISTS.items()}
LIST_NAMES = list(LISTS)


def about_list(R, tools):
    name = R.choice(LIST_NAMES)
    thought, answer, _ = LISTS[name]
    return [User(casual(R, R.choice(R.choice(LIST_ASKS[name])))), Assistant(thought, answer)]


for _source, _groups in wording.wishes():
    WISHES[_source][0][1].extend(_groups)
ALL_WISHES = [(s, a, g) for s, several in WISHES.items() for a, g in several]


def about_wish(R, tools):
    source, answer, groups = R.choice(ALL_WISHES)
    kind, _, name = source.partition(":")
    thing = f"the key {name}" if kind == "key" else f"the command /{name}"
    return [User(casual(R, R.choice(R.choice(groups)))),
            Assistant(f"The user wants to do something in flashmoe. I name {thing}.", answer)]


TOPIC_NAMES = list(TOPICS)


def about_topic(R, tools):
    t = TOPICS[R.choice(TOPIC_NAMES)]
    text = R.choice(R.choice(t.asks))
    return [User(casual(R, text)), Assistant(t.thought, R.choice(t.says))]


KINDS = ([about_topic] * 50 + [about_wish] * 22 + [about_key] * 14 + [about_command] * 12 + [about_list] * 5
         + [about_option] * 4 + [about_program] * 2)


def exchange(R, tools):
    out = R.choice(KINDS)(R, tools)
    if R.random() < 0.10:
        out += R.choice(KINDS)(R, tools)
    return out


# ---- scoring ----

# Phrasings that are never trained on; "key:..." and "command:..." name the row of the tables that decides.
HELD = [
    ("key:F2", "What will F2 do for me?", [r"panel"]),
    ("key:F2", "I pressed F2 and the numbers vanished, what was that?", [r"panel"]),
    ("key:F3", "And F3, what will that show?", [r"every layer|layers"]),
    ("key:F4", "what would pressing F4 give me", [r"conversation"]),
    ("key:F1", "Say, what is the F1 key used for?", [r"keys|help"]),
    ("key:F10", "If I push F10, what then?", [r"leave|quit|exit"]),
    ("key:Ctrl-T", "what's the effect of ctrl-t", [r"think"]),
    ("key:Ctrl-O", "Which effect has Ctrl-O?", [r"tool"]),
    ("key:Ctrl-L", "Is Ctrl-L for clearing the conversation?", [r"screen"]),
    ("key:Ctrl-R", "What shall I use Ctrl-R for?", [r"history|search"]),
    ("key:Ctrl-Z", "ctrl+z does what exactly?", [r"suspend"]),
    ("key:Tab", "To what end would I press Tab?", [r"complet"]),
    ("key:Ctrl-J", "Which key do I need for starting a second line in my message?",
     [r"Ctrl-J|Alt-Enter|Shift-Enter"]),
    ("key:Esc", "You are writing too much, which key makes you stop?", [r"\bEsc\b|Ctrl-C"]),
    ("key:Esc", "how can one halt an answer while it is running", [r"\bEsc\b|Ctrl-C"]),
    ("key:Ctrl-D", "I am finished, how can I close this program?", [r"/quit|Ctrl-D|F10"]),
    ("key:PgUp", "Which keys are for scrolling?", [r"PgUp|PgDn"]),
    ("key:PgUp", "How would I get to see the messages further up?", [r"PgUp"]),
    ("key:F2", "These panels take too much room, how can they be hidden?", [r"\bF2\b"]),
    ("key:F3", "Is there a way to look at each of the layers?", [r"\bF3\b"]),
    ("key:Ctrl-G", "May I write my message in my own editor instead?", [r"Ctrl-G|Ctrl-X"]),
    ("key:Ctrl-T", "Where could I read what you have been thinking?", [r"Ctrl-T"]),
    ("key:F4", "Where will I find the chats of last week?", [r"\bF4\b|/sessions|sessions"]),
    ("", "does the F9 key do something", [r"nothing|no key|not"]),
    ("", "Please give me a list of the most useful keys.", [r"\bF1\b|\bEsc\b"], ["list"]),
    ("", "Could I get the keys as a table?", [r"\bF1\b|\bEsc\b"], ["table"]),
    ("command:regen", "what is it that /regen does", [r"again"]),
    ("command:undo", "What would /undo do now?", [r"take|back"]),
    ("command:think", "Please explain what /think is for.", [r"think"]),
    ("command:set", "In which cases is /set of use?", [r"token|sampl|temperature|setting"]),
    ("command:context", "What will /context tell me?", [r"context"]),
    ("command:fork", "what about the command /fork, is that something", [r"branch|another way"]),
    ("command:continue", "What effect does /continue have?", [r"cut|go(es)? on"]),
    ("command:stats", "And which numbers does /stats give me?", [r"speed|memory|numbers"]),
    ("command:regen", "That was not good. How may I get you to answer once more?", [r"/regen"]),
    ("command:save", "How would I keep this conversation for later?", [r"sav"]),
    ("command:load", "How may I carry on with a chat from yesterday?", [r"/load|flashmoe -c|/sessions"]),
    ("command:new", "Please tell me how one begins an empty conversation.", [r"/new"]),
    ("command:edit", "There is a typo in my last question, can it be corrected?", [r"/edit"]),
    ("command:think", "In what way can thinking be turned off?", [r"/think"]),
    ("command:system", "By which command can the system prompt be replaced?", [r"/system"]),
    ("command:info", "How would I find out which model I have loaded?", [r"/info"]),
    ("command:copy", "What is to be typed so that my clipboard has your answer?", [r"/copy"]),
    ("command:compact", "This chat has grown long, may it be boiled down somehow?", [r"/compact"]),
    ("command:tree", "Is there an overview of everything that branched off?", [r"/tree"]),
    ("command:drop", "Could certain turns be kept from you?", [r"/drop"]),
    ("command:export", "Does something like /export exist?", [r"document|Markdown"]),
    ("", "Show me a list with the slash commands, please.", [r"/help|/regen"], ["list"]),
    ("flashmoe", "In short, what does flashmoe do?", [r"mixture|larger than memory|experts"]),
    ("streaming", "How is it that a model larger than my memory runs at all?", [r"SSD|disk|expert"]),
    ("moe", "Would you explain how mixtures of experts work?", [r"expert"]),
    ("router", "How does the router pick among the experts?", [r"score|best|highest"]),
    ("k", "k 4 of 64 stands at the top, what is that?", [r"expert"]),
    ("cache", "And that page cache hit percentage, what is it?", [r"memory|page cache"]),
    ("faster", "Why does the second question get a quicker answer?", [r"page cache|cache"]),
    ("decode", "What does the decode line in the panel tell me?", [r"tokens? (per|a) second|how fast"]),
    ("prefill", "Is prefill the same as decode?", [r"reads?|one token|many"]),
    ("io_wait", "What would a large io wait tell me?", [r"SSD|wait"]),
    ("memory_panel", "Which things does the MEMORY panel list?", [r"dense|cache"]),
    ("bits", "Which meaning has experts 4-bit, rest 8-bit?", [r"weight|size|bits"]),
    ("linear", "In what way does linear attention work?", [r"state|fixed"]),
    ("kv", "For what is there a KV cache?", [r"keys|earlier tokens"]),
    ("context", "How much text fits into your context?", [r"8,?192|tokens"]),
    ("context_full", "And if the context fills up, what will happen?", [r"/new|stops"]),
    ("temperature", "What would change with a higher temperature?", [r"surpris|freely|likel"]),
    ("seed", "By what means do I get exactly the same answer once more?", [r"seed"]),
    ("tools", "Which of your tools could you use for me?", [r"calculate|get_time"], None, [r"I have no tools"]),
    ("safety", "Might a tool destroy my files without asking?", [r"ask|deny|sandbox"]),
    ("sessions", "In what place does flashmoe keep my conversations?", [r"\.local/share|JSONL"]),
    ("packs", "Which steps make a pack from a checkpoint?", [r"flashmoe pack"]),
    ("families", "With which models does flashmoe work?", [r"qwen3"]),
    ("large", "How many experts has Qwen3.5-397B-A17B got?", [r"\b512\b"]),
    ("own_model", "What must I do to chat with a model of my own?", [r"-m\b|flashmoe pack"]),
    ("ask", "Is flashmoe of any use in shell scripts?", [r"flashmoe ask"]),
    ("licence", "What is the licence that flashmoe comes with?", [r"MIT|GPL"]),
    ("gpu", "Will my graphics card be of use to it?", [r"--backend|Vulkan"]),
    ("platform", "Would flashmoe run on my Windows computer?", [r"Linux"]),
    ("config", "In which file are the settings kept?", [r"config\.yaml"]),
    ("demo", "What would you say this little demo model is able to do?", [r"words|stories|tiny|small"]),
]


def cases(R):
    seen = {}
    for i, (source, text, regexes, *rest) in enumerate(HELD):  # rest: Markdown; what is right without tools
        name = source or "list"
        seen[name] = seen.get(name, 0) + 1
        expect = {"any": regexes, "no_call": True}
        if rest and rest[0]:
            expect["markdown"] = rest[0]
        case = {"kind": "program", "id": f"program/{name}/{seen[name]}",
                "tools": TOOLS if i % 3 == 1 else [],
                "thinking": i % 2 == 0, "messages": [{"role": "user", "content": text}], "expect": expect}
        if len(rest) > 1:
            case["without_tools"] = rest[1]
        if ":" in source:
            case |= {"source": source, "says": source_says(source)}
        yield case


def trained():
    """Every phrasing of the tables, as bare() has it, with keys and commands filled in."""
    for groups in (*(t.asks for t in TOPICS.values()), *(g for _, _, g in ALL_WISHES), *LIST_ASKS.values()):
        for group in groups:
            yield from map(bare, group)
    for groups, mark, things in ((ASK_KEY, "<k>", [f for forms in KEY_FORMS.values() for f in forms]),
                                 (ASK_COMMAND, "<c>", ["/" + c for c in (*COMMANDS, *WANTED)])):
        for group in groups:
            for text in group:
                yield from (bare(text.replace(mark, x)) for x in things)


check([text for _, text, *_ in HELD], trained())
