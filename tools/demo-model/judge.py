"""Judges what the model answered in one conversation against what was expected of it.

A case is a line of cases.jsonl, a reply the line that `flashmoe eval --chats` wrote for it. Every
function returns the reasons why something is wrong, in words, so that an empty list is a pass.

Keys of a case's `expect`; all that are given must hold, for the last answer unless said otherwise.
Regular expressions are searched without regard to case, and a dot matches a newline.

    any, all, none   lists of regular expressions of which at least one, every one, none matches
    call             the first answer makes exactly this call {"name", "arguments"}
    calls            a call, or null for none, for each answer in order; when there are fewer than
                     answers, and no null among them, for each answer that calls
    no_call          true: no answer makes a call
    gloss, pos       the explanation of a word, and its part of speech
    list             {"n": 4, "from": [...]}: a Markdown list of n different items, all of them known
    story            {"names": [...], "pool": [...], "said": {"Nina": "fox"}}: the names that must
                     occur, those of which no other may, and what each of them is. Or {"n_names": 2,
                     "pool": [...], "said": ["fox"]}: so many different names of the pool, each at
                     least twice and none joined with itself, and the animals, each of which one of
                     them is
    code             one fence in this language, "c", "python" or "sh", which compiles
    markdown         names of the elements that must occur, all well formed; see ELEMENTS

A call is compared word for word, but for calculate's expression of one + or one *: its two numbers may stand
in either order, 43 * 71 being as right as 71 * 43.
"""
import collections
import concurrent.futures
import os
import re
import shutil
import subprocess
import tempfile
import warnings

# The required arguments of each tool; all of them are text.
TOOLS = {"get_time": (), "calculate": ("expression",), "list_files": ("path",), "read_file": ("path",),
         "run_command": ("command",)}
GLOSS_F1 = 0.8
FLAGS = re.I | re.S
CONTROL = re.compile(r"<\|\w*\|?>|</?(?:tool_call|tool_response|tools|think|function|parameter)\b", re.I)


def judge(case, reply, code_errors):
    """All that is wrong. `code_errors` comes from compile_all."""
    expect, answers = case["expect"], reply["answers"]
    unknown = set(expect) - set(CHECKS)
    if unknown:
        raise ValueError(f"{case['id']}: nothing is known of {', '.join(sorted(unknown))} in expect")
    reasons = [f"the conversation broke off: {reply['broken']}"] if "broken" in reply else []
    if not answers:
        return reasons + ["there is no answer"]
    for answer in answers:
        reasons += form(answer, case.get("thinking", False))
        reasons += bad_calls(answer, case.get("tools", []))
    for key, want in expect.items():
        check = CHECKS[key]
        if check in (call, calls, no_call):
            reasons += check(answers, want)
        elif check is code:
            reasons += check(answers[-1]["content"], want, code_errors)
        else:
            reasons += check(answers[-1]["content"], want)
    return list(dict.fromkeys(reasons))


# -- what holds for every answer


def stopped(answer):
    return answer["finish"] in ("stop", "tool_calls")


def form(answer, thinking):
    reasons = [] if stopped(answer) else [f"it did not end by itself ({answer['finish']})"]
    if bool(answer["thinking"].strip()) != thinking:
        reasons.append("thinking is missing" if thinking else "thinking was not asked for")
    if not answer["content"].strip() and not answer["tool_calls"]:
        reasons.append("the answer is empty")
    for part in ("thinking", "content"):
        reasons += [f"{part}: {why}" for why in repeats(answer[part]) + stray(answer[part])]
    return reasons


def repeats(text):
    # Blank lines do not count, indentation does: three closing braces of code are no loop.
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    for a, b, c in zip(lines, lines[1:], lines[2:]):
        if a == b == c:
            return [f"a line stands three times in a row: {a}"]
    words = re.findall(r"\w+", text.lower())
    grams = collections.Counter(zip(*(words[i:] for i in range(6))))
    for gram, n in grams.most_common(1):
        if n >= 4:
            return [f"{n} times: {' '.join(gram)}"]
    return []


def stray(text):
    found = CONTROL.search(text)
    return [f"a control token in the text: {found.group()}"] if found else []


# -- calls


def bad_calls(answer, offered):
    """Whether the calls could be run: what is wrong with their form, whatever was expected."""
    reasons = [f"warning: {answer['warning']}"] if answer["warning"] else []
    for c in answer["tool_calls"]:
        name, arguments = c["name"], c["arguments"]
        if name not in offered:
            reasons.append(f"{name} is not on offer")
        elif not isinstance(arguments, dict):
            reasons.append(f"{name}: the arguments are no object")
        elif sorted(arguments) != sorted(TOOLS[name]):
            reasons.append(f"{name}: the arguments are {', '.join(arguments) or 'none'}")
        elif not all(isinstance(v, str) for v in arguments.values()):
            reasons.append(f"{name}: an argument is no text")
    return reasons


_TWO_NUMBERS = re.compile(r"(-?\d+(?:\.\d+)?) ([+*]) (-?\d+(?:\.\d+)?)")


def _turned(want):
    """A call of calculate with its two numbers in the other order; any other call as it is."""
    expression = want["arguments"].get("expression") if want["name"] == "calculate" else None
    m = _TWO_NUMBERS.fullmatch(expression) if isinstance(expression, str) else None
    return want | {"arguments": {**want["arguments"], "expression": f"{m[3]} {m[2]} {m[1]}"}} if m else want


def _same_call(answer, want):
    made = [{"name": c["name"], "arguments": c["arguments"]} for c in answer["tool_calls"]]
    if want is None:
        return [f"no call was due, but: {made}"] if made else []
    want = {"name": want["name"], "arguments": want.get("arguments", {})}
    if made in ([want], [_turned(want)]):
        return []
    return [f"the call is to be {want}, but is {made if made else 'missing'}"]


def call(answers, want):
    return _same_call(answers[0], want)


def calls(answers, want):
    given = answers
    if len(want) < len(answers) and None not in want:
        given = [a for a in answers if a["tool_calls"]]
        if len(given) > len(want):
            return [f"{len(given)} answers make calls, {len(want)} are to"]
    reasons = [] if len(given) >= len(want) else [f"{len(want) - len(given)} calls are missing"]
    return reasons + [why for a, w in zip(given, want) for why in _same_call(a, w)]


CALLS = {"call", "calls"}


def wrong_calls(case, reply):
    """What is wrong with the calls of a case that expects some, whatever is said beside them."""
    expect = case["expect"]
    return (call(reply["answers"], expect["call"]) if "call" in expect else []) + \
        (calls(reply["answers"], expect["calls"]) if "calls" in expect else [])


def no_call(answers, want):
    return [why for a in answers for why in _same_call(a, None)] if want else []


# -- words


def any_of(text, patterns):
    return [] if any(re.search(p, text, FLAGS) for p in patterns) else [f"none of {patterns} matches"]


def all_of(text, patterns):
    return [f"{p!r} does not match" for p in patterns if not re.search(p, text, FLAGS)]


def none_of(text, patterns):
    return [f"{p!r} matches" for p in patterns if re.search(p, text, FLAGS)]


def token_f1(have, want):
    have, want = (collections.Counter(re.findall(r"[\w']+", t.lower())) for t in (have, want))
    common = sum((have & want).values())
    return 2 * common / (sum(have.values()) + sum(want.values())) if common else 0.0


_INTRO = re.compile(r":\s|\)\s|\b(?:is|are|means?|meaning|to|be|that|for|describes)\s|,\s|-\s")


def _gloss_parts(text):
    """Where an explanation may stand: a line or a sentence, or what follows an introduction in it."""
    for line in re.sub(r"[*_`]", "", text).split("\n"):
        for piece in [line] + re.split(r"(?<=[.!?])\s+", line):
            yield piece
            for intro in _INTRO.finditer(piece):
                yield piece[intro.end():]


def gloss(text, want):
    best = max(map(lambda part: token_f1(part, want), _gloss_parts(text)))
    return [] if best >= GLOSS_F1 else [f"the gloss agrees by {best:.2f}, not {GLOSS_F1}: {want}"]


def pos(text, want):
    found = re.search(rf"\b{re.escape(want)}\b", text, FLAGS)
    return [] if found else [f"the part of speech is not there: {want}"]


# -- lists and stories


def _plain(item):
    return re.sub(r"[*_`]", "", item).strip().rstrip(".,;:!").strip().casefold()


def items(text):
    found = re.findall(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+(\S.*)$", prose(text), re.M)
    return [_plain(item) for item in found]


def list_of(text, want):
    have, known = items(text), {_plain(k) for k in want["from"]}
    reasons = [f"{item!r} is none of those" for item in dict.fromkeys(have) if item not in known]
    twice = [item for item, n in collections.Counter(have).items() if n > 1]
    if twice:
        reasons.append(f"more than once: {', '.join(twice)}")
    if "n" in want and len(have) != want["n"]:
        reasons.append(f"{len(have)} items, not {want['n']}")
    return reasons if have else ["there is no list"]


ANIMALS = """
fox bear owl rabbit hare hedgehog squirrel badger mouse otter deer wolf beaver mole frog toad duck goose
swan hen rooster crow raven robin sparrow heron stork parrot penguin seal turtle tortoise snail crab lizard
snake crocodile elephant lion tiger leopard zebra giraffe monkey gorilla camel donkey horse pony cow goat
sheep lamb pig dog cat kitten puppy hamster rat bat moose lynx weasel ferret raccoon kangaroo koala panda
llama hippo rhino ostrich eagle falcon pigeon magpie woodpecker dragon bee ladybird grasshopper spider
butterfly beetle whale dolphin octopus seagull pelican
""".split()
_ANIMAL = r"\b(?P<animal>" + "|".join(ANIMALS) + r")\b"
# "a brave old fox", but not "a friend of the fox"
_A_KIND = (r"(?:an?|the)\s+(?:(?!(?:of|to|for|and|with|than|who|as|that|by|from)\b)\w+\s+){0,3}?" + _ANIMAL
           + r"(?!['-])")
_CALLED = (_ANIMAL + r",?\s+(?:called|named|by the name of|whose name was)\s+{0}\b",
           _ANIMAL + r" +{0}\b(?!')",
           _ANIMAL + r"'s name (?:was|is)\s+{0}\b", r"\b{0}\s+the\s+(?:\w+\s+)?" + _ANIMAL,
           r"\b{0},\s+" + _A_KIND + r"(?=\s*[,.;!?])", r"\b{0}\s+(?:was|is)\s+(?:only\s+|just\s+)?" + _A_KIND)


def called(text, name):
    """The animals that sentences of the text say `name` is."""
    patterns = (p.replace("{0}", re.escape(name)) for p in _CALLED)
    return {m.group("animal").lower() for p in patterns for m in re.finditer(p, text, re.I)}


def _occurs(text, name):
    return len(re.findall(rf"\b{re.escape(name)}\b", text))


# "Nina and Nina", "Nina the fox and the owl Nina"
_JOINED = (r"\b({0})\b(?:,? +the +[\w-]+|, +an? +[\w -]+?|,? +who +was +[\w -]+?| +\([\w -]+\))?"
           r",? +(?:and|or|with|&)"
           r" +(?:(?:the|an?|(?:his|her) friend) +(?:[\w-]+ +){{0,3}}?(?:(?:called|named) +)?)?\1\b")


def free_story(text, want):
    """A story whose names were the model's to choose."""
    counts = {n: _occurs(text, n) for n in want["pool"]}
    names = sorted(n for n in counts if counts[n])
    reasons = [] if len(names) == want["n_names"] else \
        [f"{len(names)} known names occur, not {want['n_names']}: {', '.join(names)}"]
    reasons += [f"{n} occurs only once" for n in names if counts[n] < 2]
    for name in names:
        joined = re.search(_JOINED.format(re.escape(name)), text)
        if joined:
            reasons.append(f"{name} is joined with itself: {joined.group()}")
    said = {name: called(text, name) for name in names}
    reasons += [f"{name} is called {' and '.join(sorted(some))}" for name, some in said.items()
                if len(some) > 1]
    reasons += [f"nobody is called a {animal}" for animal in want.get("said", ())
                if not any(animal in some for some in said.values())]
    return reasons


def story(text, want):
    if "n_names" in want:
        return free_story(text, want)
    occurs = {n for n in {*want["names"], *want.get("pool", [])} if re.search(rf"\b{re.escape(n)}\b", text)}
    reasons = [f"{n} does not occur" for n in want["names"] if n not in occurs]
    reasons += [f"{n} has no part in it" for n in sorted(occurs - set(want["names"]))]
    for name, animal in want.get("said", {}).items():
        others = sorted(called(text, name) - {animal.lower()})
        reasons += [f"{name} is called a {other}, not a {animal}" for other in others]
    return reasons


# -- Markdown

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$")


def fences(text):
    """([(language, code)], the lines outside, whether the last one is closed)"""
    found, outside, mark, lines = [], [], None, []
    for line in text.split("\n"):
        m = _FENCE.match(line)
        if mark is None and m:
            mark, language, lines = m.group(1), m.group(2).strip().lower(), []
        elif mark is not None and m and m.group(1).startswith(mark) and not m.group(2).strip():
            found.append((language, "\n".join(lines) + "\n"))
            mark = None
        elif mark is None:
            outside.append(line)
        else:
            lines.append(line)
    if mark is not None:
        found.append((language, "\n".join(lines) + "\n"))
    return found, outside, mark is None


def prose(text):
    return "\n".join(fences(text)[1])


def heading(text):
    lines = [line for line in prose(text).split("\n") if line.startswith("#")]
    bad = [line for line in lines if not re.match(r"#{1,6} \S", line)]
    return [f"no heading: {line}" for line in bad] or ([] if lines else ["there is no heading"])


def bullets(text):
    lines = prose(text).split("\n")
    bad = [line for line in lines if re.match(r"\s*[-*+]\s*$", line)]
    if bad:
        return ["an item of the list is empty"]
    return [] if any(re.match(r"\s*[-*+] +\S", line) for line in lines) else ["there is no list"]


def numbered(text):
    last, n = {}, 0
    for line in prose(text).split("\n"):
        m = re.match(r"(\s*)(\d+)[.)](?: +(\S)|\s*$)", line)
        if not m:
            continue
        indent, number, n = len(m.group(1)), int(m.group(2)), n + 1
        if not m.group(3):
            return ["an item of the numbered list is empty"]
        if number not in (1, last.get(indent, 0) + 1):
            return [f"the list counts {number} after {last.get(indent, 0)}"]
        last = {k: v for k, v in last.items() if k < indent} | {indent: number}
    return [] if n else ["there is no numbered list"]


def _cells(line):
    inner = re.sub(r"\\\||`[^`]*`", "x", line.strip())
    return inner[inner.startswith("|"):len(inner) - (inner.endswith("|") and len(inner) > 1)].split("|")


def table(text):
    lines, n = prose(text).split("\n"), 0
    i = 0
    while i < len(lines):
        block = []
        while i < len(lines) and "|" in lines[i]:
            block.append(lines[i])
            i += 1
        i += 1
        starts = [k for k, line in enumerate(block) if re.fullmatch(r"[\s|:-]+", line) and "-" in line]
        if not starts:
            if any(line.lstrip().startswith("|") for line in block):
                return ["a table has no row of dashes"]
            continue
        if starts[0] != 1 or not all(re.fullmatch(r"\s*:?-+:?\s*", c) for c in _cells(block[1])):
            return ["the row of dashes does not stand under the head of a table"]
        if len(block) < 3:
            return ["a table has no rows"]
        widths = [len(_cells(line)) for line in block]
        if len(set(widths)) > 1:
            return [f"the rows of a table have {', '.join(map(str, widths))} columns"]
        n += 1
    return [] if n else ["there is no table"]


def fenced(text):
    found, _, closed = fences(text)
    if not closed:
        return ["a fence is not closed"]
    if any(not body.strip() for _, body in found):
        return ["a fence is empty"]
    return [] if found else ["there is no fence"]


def bold(text):
    n = 0
    plain = re.sub(r"`[^`\n]*`", "x", prose(text))
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)]|#+) )", plain):
        parts = paragraph.split("**")
        if len(parts) % 2 == 0:
            return [f"bold is opened and not closed: {paragraph.strip()}"]
        for inner in parts[1::2]:
            if not inner or inner != inner.strip():
                return [f"bold has space at its edge: {paragraph.strip()}"]
            n += 1
    return [] if n else ["there is no bold text"]


def quote(text):
    lines = [line for line in prose(text).split("\n") if line.startswith(">")]
    return [] if any(re.match(r">\s*\S", line) for line in lines) else ["there is no quotation"]


ELEMENTS = {"heading": heading, "list": bullets, "numbered": numbered, "table": table, "code": fenced,
            "bold": bold, "quote": quote}


def markdown(text, want):
    return [why for element in want for why in ELEMENTS[element](text)]


# -- code


def code(text, language, code_errors):
    found, _, closed = fences(text)
    if not closed:
        return ["a fence is not closed"]
    ours = [body for lang, body in found if lang == language]
    if len(ours) != 1:
        return [f"{len(ours)} fences are {language}, not one"]
    if not ours[0].strip():
        return ["the fence is empty"]
    why = code_errors[language, ours[0]]
    return [f"it does not compile: {why}"] if why else []


def snippets(case, reply):
    """What compile_all needs for this case."""
    language = case["expect"].get("code")
    if not language or not reply["answers"]:
        return set()
    return {s for s in fences(reply["answers"][-1]["content"])[0] if s[0] == language}


def compile_all(wanted):
    """{(language, code): what is wrong, or ""} for pairs, some hundreds of them in a second: one
    compiler takes many files."""
    wanted = sorted(wanted)
    out = {s: _python(s[1]) for s in wanted if s[0] == "python"}
    with tempfile.TemporaryDirectory(prefix="flashmoe-judge-") as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        c = [s for s in wanted if s[0] == "c"]
        for done in pool.map(lambda i: _c(folder, c[i:i + 32], i), range(0, len(c), 32)):
            out.update(done)
        shell = [s for s in wanted if s[0] == "sh"]
        out.update(zip(shell, pool.map(lambda s: _sh(s[1]), shell)))
    return out


_DIAGNOSTIC = re.compile(r"^(/[^:\n]+):(\d+):(?:\d+:)? (?:fatal )?((?:error|warning): .*)$", re.M)


def _c(folder, some, first):
    compiler = shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        raise FileNotFoundError("C code cannot be judged without gcc or clang")
    paths = [os.path.join(folder, f"{first + i}.c") for i in range(len(some))]
    for path, (_, body) in zip(paths, some):
        with open(path, "w", encoding="utf-8") as f:
            f.write(body)
    try:
        done = subprocess.run([compiler, "-fsyntax-only", "-Wall", *paths], capture_output=True, text=True,
                              timeout=120, stdin=subprocess.DEVNULL, env=os.environ | {"LC_ALL": "C"})
    except subprocess.TimeoutExpired:
        return {s: "the compiler does not come to an end" for s in some}
    why = {}
    for path, line, what in _DIAGNOSTIC.findall(done.stderr):
        why.setdefault(path, f"line {line}: {what}")
    if done.returncode and not why:
        raise RuntimeError(f"{compiler}: {done.stderr.strip()[:400]}")
    return {s: why.get(path, "") for path, s in zip(paths, some)}


def _python(body):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(body, "answer", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as why:
        return str(why)
    return ""


def _sh(body):
    try:
        done = subprocess.run(["sh", "-n"], input=body, capture_output=True, text=True, timeout=20)
    except subprocess.TimeoutExpired:
        return "the shell does not come to an end"
    return done.stderr.strip() or "syntax error" if done.returncode else ""


CHECKS = {"any": any_of, "all": all_of, "none": none_of, "call": call, "calls": calls, "no_call": no_call,
          "gloss": gloss, "pos": pos, "list": list_of, "story": story, "code": code, "markdown": markdown}
