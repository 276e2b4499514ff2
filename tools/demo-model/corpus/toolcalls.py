"""Calls of the five tools of prompts/tools/default.yaml: when to make one, with which exact arguments, how to
answer from what came back, and what to say when no tool fits.

A result here is worded as the program words it (app/tool_run.c, app/tool_plan.c, app/chat_calls.c,
app/calculate.c), because the model reads those very bytes. One intent belongs to one tool: without that
tool on offer the answer is in words, also where a shell could do it, so that the rule is simple enough to
learn. Names of files and words are drawn from the whole dictionary: what has to be learned is to copy
them.
"""
import datetime
import re

from . import toolcalls_wording as wording
from .common import Assistant, Call, Result, User, an, cap, dot, typed, words
from .vary import keep_apart

ORDER = ("get_time", "calculate", "list_files", "read_file", "run_command")
DESCRIPTIONS = {
    "get_time": "returns the current local date and time",
    "calculate": "evaluates an arithmetic expression",
    "list_files": "lists the files in a directory",
    "read_file": "reads a text file",
    "run_command": "runs a shell command and returns its output",
}


def put(template, **slots):
    """Fills slots only: commands and files may have bars of their own, so `fill` is not for them."""
    for key, value in slots.items():
        mark = "{" + key + "}"
        if mark in template:
            template = template.replace(mark, str(value))
    return template


# ---- calculate: what the program computes ----

_TOKEN = re.compile(r"\s*(\d+\.\d*|\.\d+|\d+|\*\*|[-+*/%^()]|sqrt)")


class _Error(Exception):
    pass


def calculate(expression):
    """The text that app/calculate.c gives: exact integers while possible, otherwise %.10g."""
    tokens, at = _TOKEN.findall(expression), 0

    def peek():
        return tokens[at] if at < len(tokens) else ""

    def take():
        nonlocal at
        at += 1
        return tokens[at - 1]

    def atom():
        t = take()
        if t == "(":
            v = total()
            take()
            return v
        if t == "sqrt":
            v = atom()
            if v < 0:
                raise _Error("the result is no finite number")
            d = float(v) ** 0.5
            return int(d) if d == int(d) else d
        return float(t) if "." in t else int(t)

    def power():
        v = atom()
        if peek() in ("**", "^"):
            take()
            e = unary()
            if isinstance(v, int) and isinstance(e, int) and e >= 0 and abs(v ** e) < 1 << 63:
                return v ** e
            return float(v) ** e
        return v

    def unary():
        if peek() == "-":
            take()
            return -unary()
        return power()

    def product():
        v = unary()
        while peek() in ("*", "/", "%") and peek():
            op, b = take(), unary()
            if op == "*":
                v = v * b
            elif b == 0:
                raise _Error("division by zero")
            elif isinstance(v, int) and isinstance(b, int):
                if op == "%":
                    v = abs(v) % abs(b) * (-1 if v < 0 else 1)
                else:
                    v = v // b if v % b == 0 else v / b
            else:
                v = v / b if op == "/" else v % b
        return v

    def total():
        v = product()
        while peek() in ("+", "-") and peek():
            op, b = take(), product()
            v = v + b if op == "+" else v - b
        return v

    try:
        v = total()
    except _Error as e:
        return f"error: {e} in '{expression}'"
    return str(v) if isinstance(v, int) else "%.10g" % (v or 0.0)


_SMALL = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
          "sixteen "
          "seventeen eighteen nineteen").split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = _SMALL + [t + ("-" + _SMALL[i] if i else "") for t in _TENS for i in range(10)] + ["a hundred"]


def _digits(R):
    r = R.random()
    if r < 0.28:
        return R.randrange(1, 13)
    if r < 0.62:
        return R.randrange(10, 100)
    if r < 0.84:
        return R.randrange(100, 1000)
    if r < 0.95:
        return R.randrange(1000, 10000)
    return R.randrange(10000, 100000)


def _decimal(R):
    d = R.randrange(1, 100) if R.random() < 0.5 else 10 * R.randrange(1, 10)
    return f"{R.randrange(0, 60)}.{d:02d}".rstrip("0")


def _said(R, number, may_word=True):
    """A number as a person may write it: in digits, in words up to a hundred, with a comma of thousands."""
    n = int(number) if number.isdigit() else -1
    if may_word and 0 <= n <= 100 and R.random() < 0.22:
        w = NUMBER_WORDS[n]
        return w.replace("-", " ") if R.random() < 0.15 else w
    if n >= 1000 and R.random() < 0.10:
        return f"{n:,}"
    return number


def _in_words(n):
    """A number below a thousand in words."""
    if n <= 100:
        return NUMBER_WORDS[n]
    rest = n % 100
    return _SMALL[n // 100] + " hundred" + (" and " + NUMBER_WORDS[rest] if rest else "")


def _told(R, number, may_word=True):
    """As _said, but in words up to a thousand."""
    often = 0.26 if len(number) < 3 else 0.12 if len(number) < 4 else 0
    if may_word and number.isdigit() and R.random() < often:
        w = _in_words(int(number))
        r = R.random()
        return w.replace("-", " ") if r < 0.15 else w.replace(" and ", " ") if r < 0.3 else w
    if len(number) > 3 and number.isdigit() and R.random() < 0.12:
        return f"{int(number):,}"
    return number


# What is asked for as a thing, with its expression; it goes into a frame ("What is ...?"). The first number
# tells how often it is drawn, the second what numbers it takes (see _numbers).
THINGS = (
    (10, "", "{a} + {b}", ["{a} + {b}", "{a}+{b}", "{a} plus {b}", "{a} and {b} added up",
                           "the sum of {a} and {b}",
                           "{a} added to {b}", "{a} + {b}", "{a} plus {b}", "the total of {a} and {b}"]),
    (10, "", "{a} - {b}", ["{a} - {b}", "{a}-{b}", "{a} minus {b}", "{a} less {b}", "{a} take away {b}",
                           "the difference between {a} and {b}", "{a} - {b}", "{a} minus {b}"]),
    (12, "", "{a} * {b}", ["{a} * {b}", "{a}*{b}", "{a} x {b}", "{a}x{b}", "{a} times {b}",
                           "{a} multiplied by {b}",
                           "the product of {a} and {b}", "{a} \u00d7 {b}", "{a} times {b}", "{a} * {b}",
                           "{a} X {b}"]),
    (10, "div", "{a} / {b}", ["{a} / {b}", "{a}/{b}", "{a} divided by {b}", "{a} over {b}", "{a} \u00f7 {b}",
                              "the quotient of {a} and {b}", "{a} divided by {b}", "{a} / {b}"]),
    (7, "pct", "{b} * {a} / 100", ["{a}% of {b}", "{a} % of {b}", "{a} percent of {b}", "{a} per cent of {b}",
                                   "{a}% of {b}"]),
    (3, "", "{a} * {a}", ["{a} squared", "the square of {a}", "{a} times itself", "square of {a}"]),
    (2, "small", "{a} * {a} * {a}", ["{a} cubed", "the cube of {a}", "cube of {a}"]),
    (3, "", "{a} / 2", ["half of {a}", "one half of {a}", "half {a}"]),
    (2, "", "{a} / 3", ["a third of {a}", "one third of {a}"]),
    (2, "", "{a} / 4", ["a quarter of {a}", "one quarter of {a}", "a fourth of {a}"]),
    (3, "", "{a} * 2", ["twice {a}", "double {a}", "two times {a}", "the double of {a}"]),
    (2, "", "{a} * 3", ["three times {a}", "triple {a}", "the triple of {a}"]),
    (2, "square", "sqrt({a})", ["the square root of {a}", "square root of {a}", "sqrt({a})",
                                "the root of {a}"]),
    (2, "pow", "{a} ^ {b}", ["{a} to the power of {b}", "{a}^{b}", "{a} ^ {b}", "{a} to the power {b}"]),
    (2, "div", "{a} % {b}", ["{a} modulo {b}", "{a} mod {b}", "the remainder of {a} divided by {b}",
                             "the remainder of {a} / {b}"]),
    (5, "", "{a} + {b} + {c}", ["{a} + {b} + {c}", "{a}+{b}+{c}", "{a} plus {b} plus {c}",
                                "the sum of {a}, {b} and {c}", "{a}, {b} and {c} added up",
                                "the total of {a}, {b} and {c}"]),
    (2, "small", "{a} * {b} * {c}", ["{a} * {b} * {c}", "{a}*{b}*{c}", "{a} times {b} times {c}",
                                     "{a} x {b} x {c}",
                                     "the product of {a}, {b} and {c}"]),
    (2, "", "{a} - {b} - {c}", ["{a} - {b} - {c}", "{a} minus {b} minus {c}"]),
    (2, "", "{a} + {b} - {c}", ["{a} + {b} - {c}", "{a}+{b}-{c}", "{a} plus {b} minus {c}"]),
    (3, "", "{a} * {b} + {c}", ["{a} * {b} + {c}", "{a}*{b}+{c}", "{a} times {b} plus {c}",
                                "{a} x {b} + {c}"]),
    (2, "", "{a} * {b} - {c}", ["{a} * {b} - {c}", "{a}*{b}-{c}", "{a} times {b} minus {c}"]),
    (2, "", "{a} + {b} * {c}", ["{a} + {b} * {c}", "{a}+{b}*{c}", "{a} plus {b} times {c}"]),
    (3, "", "({a} + {b}) * {c}", ["({a} + {b}) * {c}", "({a}+{b})*{c}", "({a} + {b}) x {c}",
                                  "({a} plus {b}) times {c}"]),
    (2, "", "({a} - {b}) * {c}", ["({a} - {b}) * {c}", "({a}-{b})*{c}", "({a} minus {b}) times {c}"]),
    (3, "", "{a} * ({b} + {c})", ["{a} * ({b} + {c})", "{a}*({b}+{c})", "{a} x ({b} + {c})",
                                  "{a} times ({b} plus {c})"]),
    (2, "", "{a} * ({b} - {c})", ["{a} * ({b} - {c})", "{a}*({b}-{c})", "{a} times ({b} minus {c})"]),
    (2, "", "({a} + {b}) / {c}", ["({a} + {b}) / {c}", "({a}+{b})/{c}", "({a} plus {b}) divided by {c}"]),
    (2, "", "{a} / ({b} + {c})", ["{a} / ({b} + {c})", "{a}/({b}+{c})"]),
    (3, "", "({a} + {b}) / 2", ["the average of {a} and {b}", "the mean of {a} and {b}",
                                "average of {a} and {b}"]),
    (2, "", "({a} + {b} + {c}) / 3", ["the average of {a}, {b} and {c}", "the mean of {a}, {b} and {c}"]),
    (1, "zero", "{a} / 0", ["{a} / 0", "{a} divided by 0", "{a} divided by zero", "{a}/0", "{a} over zero"]),
)
SENTENCES = (
    ("", "{a} + {b}", ["Add {a} and {b}.", "Add {b} to {a}.", "Sum {a} and {b}.", "Add up {a} and {b}.",
                       "What do {a} and {b} make?", "What do I get if I add {b} to {a}?",
                       "Put {a} and {b} together.",
                       "What do you get when you add {a} and {b}?",
                       "How much do {a} and {b} make together?"]),
    ("", "{a} - {b}", ["Subtract {b} from {a}.", "Take {b} from {a}.", "From {a} take {b}.",
                       "Take {b} away from {a}.",
                       "What is left if I take {b} from {a}?", "What remains of {a} after {b} is taken away?",
                       "By how much is {a} more than {b}?"]),
    ("", "{a} * {b}", ["Multiply {a} by {b}.", "Multiply {a} and {b}.", "Multiply {a} with {b}.",
                       "What do I get if I multiply {a} by {b}?", "What does {a} times {b} make?",
                       "Can you multiply {a} by {b}?", "Take {a} {b} times."]),
    ("div", "{a} / {b}", ["Divide {a} by {b}.", "How often does {b} go into {a}?",
                          "Split {a} into {b} equal parts.",
                          "What do I get if I divide {a} by {b}?", "Can you divide {a} by {b}?",
                          "Share {a} equally among {b}."]),
    ("", "{a} * {a}", ["Square {a}.", "Can you square {a}?", "Multiply {a} by itself."]),
    ("", "{a} / 2", ["Halve {a}.", "Divide {a} in two.", "Cut {a} in half."]),
    ("", "{a} * 2", ["Double {a}.", "Can you double {a}?"]),
    ("", "{a} + {b} + {c}", ["Add {a}, {b} and {c}.", "Add up {a}, {b} and {c}.", "Sum {a}, {b} and {c}.",
                             "What do {a}, {b} and {c} make together?",
                             "What do you get for {a}, {b} and {c} added up?"]),
    ("pct", "{b} * {a} / 100", ["Take {a}% of {b}.", "How much is {a} percent if the whole is {b}?",
                                "What do {a}% of {b} come to?"]),
    ("", "{a} * {b} + {c}", ["Multiply {a} by {b} and add {c}.", "Multiply {a} by {b}, then add {c}."]),
    ("", "({a} + {b}) * {c}", ["Add {a} and {b} and multiply the sum by {c}.",
                               "Add {a} and {b}, then multiply by {c}."]),
    ("", "({a} - {b}) / {c}", ["Subtract {b} from {a} and divide the rest by {c}.",
                               "Take {b} from {a}, then divide by {c}."]),
)
STORIES = (
    ("less", "{a} - {b}", [
        "I have {a} {t} and eat {b}. How many are left?",
        "I have {a} {t} and give away {b}. How many do I have left?",
        "{N} has {a} {t} and loses {b} of them. How many are left?",
        "There are {a} {t} in a box. I take out {b}. How many remain?",
        "{N} had {a} {t} and sold {b}. How many does {N} have now?",
        "Of {a} {t}, {b} are broken. How many are fine?",
        "i had {a} {t}, {b} are gone. how many now?", "A shop has {a} {t} and sells {b}. How many are left?",
        "{N} is {a} years old and I am {b}. How many years older is {N}?",
        "I owe {a} and paid back {b}. How much do I still owe?"]),
    ("", "{a} + {b}", [
        "I have {a} {t} and get {b} more. How many do I have?",
        "{N} has {a} {t} and {M} has {b}. How many do they have together?",
        "There are {a} red and {b} blue {t}. How many is that in all?",
        "I bought {a} {t} on Monday and {b} on Tuesday. How many in total?",
        "{N} is {a} years old. How old will {N} be in {b} years?",
        "i have {a} {t}, {N} gives me {b}. how many now?",
        "I walked {a} steps before lunch and {b} after it. How many steps was that?"]),
    ("", "{a} * {b}", [
        "A book costs {a} and I buy {b}. What do I pay?", "One ticket costs {a}. How much are {b} tickets?",
        "There are {a} boxes with {b} {t} each. How many {t} is that?",
        "{N} runs {a} miles a day for {b} days. How many miles is that?",
        "I buy {b} {t} for {a} each. What is the price?",
        "a room has {a} rows of {b} chairs. how many chairs?",
        "I save {a} every week. How much is that after {b} weeks?",
        "A box holds {a} {t}. How many are in {b} boxes?",
        "I work {a} hours a day, {b} days a week. How many hours is that?"]),
    ("div", "{a} / {b}", [
        "{a} {t} are shared by {b} children. How many does each get?",
        "I share {a} {t} equally among {b} friends. How many does each one get?",
        "{b} tickets cost {a}. What does one cost?", "I drive {a} miles in {b} hours. How fast is that?",
        "{N} packs {a} {t} into {b} boxes. How many go into each box?",
        "We pay {a} for dinner and are {b} people. What does each of us pay?"]),
    ("less", "{a} - {b} - {c}", [
        "I have {a} {t}, eat {b} and give away {c}. How many are left?",
        "{N} has {a} coins and spends {b} and then {c}. How many are left?"]),
    ("", "{a} * {b} + {c}", [
        "I buy {b} {t} for {a} each and a bag for {c}. What do I pay?",
        "A ticket costs {a}. We buy {b} tickets and a map for {c}. How much is that?"]),
)
FRAMES = (
    "What is {x}?", "What is {x}?", "What's {x}?", "what is {x}", "whats {x}", "How much is {x}?",
    "how much is {x}",
    "{x}", "{x}", "{x} =", "{x} = ?", "{x}?", "Calculate {x}.", "calculate {x}", "Compute {x}.",
    "Work out {x}.",
    "Can you work out {x}?", "Can you calculate {x}?", "Could you compute {x}?", "Tell me {x}.",
    "I need to know {x}.", "I'd like to know {x}.", "Do you know what {x} is?",
    "Can you tell me what {x} is?",
    "Evaluate {x}.", "Give me {x}.", "Find {x}.", "What does {x} make?", "What does {x} equal?",
    "What do I get for {x}?",
    "Use the calculator: {x}.", "Quick question: what is {x}?", "What would {x} be?",
    "Please calculate {x} for me.",
    "I want to know how much {x} is.", "Help me with {x}.", "My homework says {x}. What is it?",
    "so what is {x}?",
    "Do the sum: {x}.", "Any idea what {x} is?", "What is the value of {x}?", "What is the result of {x}?",
    "solve {x}",
)
NOW_WHAT = (
    (("Now add {b}.", "Add {b} to that.", "plus {b}", "And plus {b}?", "and {b} more?", "Add another {b}."),
     "{v} + {b}"),
    (("Now subtract {b}.", "minus {b}", "And minus {b}?", "Take {b} away from that.", "less {b}"),
     "{v} - {b}"),
    (("Now multiply that by {b}.", "times {b}", "And times {b}?", "Multiply it by {b}.", "that times {b}?"),
     "{v} * {b}"),
    (("Now divide that by {b}.", "Divide it by {b}.", "And divided by {b}?", "divided by {b}",
      "that over {b}?"), "{v} / {b}"),
    (("And half of that?", "half of it?", "Now halve it.", "What is half of that?"), "{v} / 2"),
    (("Double it.", "And twice that?", "Now double that.", "What is the double of that?"), "{v} * 2"),
    (("And {b}% of that?", "What is {b}% of it?", "Take {b}% of that."), "{v} * {b} / 100"),
    (("Square it.", "And that squared?", "Now square that number."), "{v} * {v}"),
)
AGAIN = ("What was the result again?", "Say that number again.", "what did you get?", "Sorry, what was it?",
         "What was the answer?",
         "And the result was?", "Can you repeat the result?", "Once more, what was the result?",
         "Repeat that, please.")

HELD_FRAMES = ("Would you reckon up {x} for me?", "Let me have the answer to {x}.", "Figure out {x}.",
               "I wonder what {x} comes to.",
               "What number is {x}?", "hey what's the answer to {x}", "How many is {x}?",
               "Please find out what {x} is.")
HELD_SENTENCES = (
    ("", "{a} + {b}", ["If you add {a} to {b}, what comes out?", "Please add the numbers {a} and {b}."]),
    ("", "{a} - {b}", ["Please subtract {b} from {a} for me.", "If I take {b} off {a}, what is left?"]),
    ("", "{a} * {b}", ["Please multiply {a} by {b} for me.", "What comes out when I multiply {a} and {b}?"]),
    ("div", "{a} / {b}", ["Please divide {a} by {b} for me.", "What comes out when {a} is divided by {b}?"]),
    ("", "{a} + {b} + {c}", ["Please add up {a}, {b} and {c} for me."]),
)
HELD_STORIES = (
    ("less", "{a} - {b}", ["I had {a} {t} and ate {b} of them. How many do I still have?",
                           "{N} picks {a} {t} and drops {b}. How many are left?"]),
    ("", "{a} + {b}", ["{N} finds {a} {t}, and {M} finds {b}. How many have they found together?"]),
    ("", "{a} * {b}", ["One {o} costs {a}. What do {b} of them cost?",
                       "There are {b} bags with {a} {t} each. How many {t} are there?"]),
    ("div", "{a} / {b}", ["{b} friends share {a} {t} equally. How many for each?"]),
)
OBJECTS = ("apple", "book", "pencil", "cake", "ticket", "egg", "orange", "coin", "marble", "stamp", "card",
           "flower",
           "shell", "plum", "candle", "cookie", "nut", "bottle", "pear", "button", "cup", "lamp", "ball",
           "hat")
NAMES = ("Ann", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Ida", "Jack", "Kate", "Leo",
         "Mary", "Nina",
         "Oscar", "Paul", "Rosa", "Sam", "Tom", "Vera", "Will", "Zoe", "Lucy", "Max", "Nora", "Peter")

_THINGS = [t for t in THINGS for _ in range(t[0])]


def _numbers(R, kind):
    """Three numbers in digits that suit the expression."""
    a, b, c = _digits(R), _digits(R), _digits(R)
    if kind == "div":
        b = R.randrange(2, 13) if R.random() < 0.6 else R.randrange(2, 100)
        if R.random() < 0.6:
            a = b * R.randrange(2, 130)
    elif kind == "pct":
        a = R.choice((1, 2, 3, 4, 5, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 75, 80, 90,
                      R.randrange(1, 100)))
        if R.random() < 0.4:
            b = 10 * R.randrange(1, 100)
    elif kind == "small":
        a, b, c = R.randrange(2, 30), R.randrange(2, 30), R.randrange(2, 30)
    elif kind == "square":
        a = R.randrange(2, 40) ** 2 if R.random() < 0.7 else a
    elif kind == "pow":
        a, b = (2, R.randrange(3, 21)) if R.random() < 0.4 else (R.randrange(2, 13), R.randrange(2, 7))
    elif kind == "less":
        c = R.randrange(1, 30)
        b = R.randrange(1, 60)
        a = b + c + R.randrange(0, 80)
    a, b, c = str(a), str(b), str(c)
    if kind == "":
        if R.random() < 0.10:
            a = _decimal(R)
        if R.random() < 0.08:
            b = _decimal(R)
    return a, b, c


def _sum(R, held=False):
    """(question, expression)"""
    r = R.random()
    if r < 0.66:
        _, kind, expr, phrases = R.choice(_THINGS)
        a, b, c = _numbers(R, kind)
        x = R.choice(phrases)
        may_word = not any(s in x for s in "+*/^%(-")
        if R.random() < 0.03 and x.startswith("{a} ") and expr.startswith("{a} ") and a.isdigit():
            a = "-" + a
        q = put(x, a=_said(R, a, may_word), b=_said(R, b, may_word), c=_said(R, c, may_word))
        frame = R.choice(HELD_FRAMES if held else FRAMES)
        q = frame.replace("{x}", q)
        if frame.startswith("{x}") and q[:1].isalpha() and R.random() < 0.5:
            q = q[:1].upper() + q[1:]
        if not held:
            q = typed(R, q)
    else:
        stories = r > 0.84
        table = (HELD_STORIES if held else STORIES) if stories else (HELD_SENTENCES if held else SENTENCES)
        kind, expr, phrases = R.choice(table)
        a, b, c = _numbers(R, kind)
        q = R.choice(phrases)
        if "years" in q or "hours" in q or "people" in q:
            a, b = str(R.randrange(20, 90)), str(R.randrange(2, 20))
            if "hours a day" in q:
                a, b = str(R.randrange(2, 12)), str(R.randrange(2, 8))
        if stories:
            a, b, c = (n if n.isdigit() and 1 < int(n) < 3000 else str(R.randrange(2, 90)) for n in (a, b, c))
            if kind == "less" and int(a) < int(b):
                a, b = b, a
            if " cost" in q and R.random() < 0.3:
                a = _decimal(R)
        if not held:
            q = typed(R, q)
        o = R.choice(OBJECTS)
        n, m = R.sample(NAMES, 2)
        may_word = "%" not in q
        q = put(q, a=_said(R, a, may_word), b=_said(R, b, may_word), c=_said(R, c, may_word), t=o + "s", o=o,
                N=n, M=m)
    return q, put(expr, a=a, b=b, c=c)


# ---- the questions of the training texts ----

def _plain(phrases):
    return [[p] for p in phrases]


def _halves(one, other):
    """Both halves with the same chance, however many phrases they have."""
    return (one, other)


def _ask(R, table):
    """A phrase from one of the two halves of a table; what may stand around any question."""
    q = typed(R, wording.drawn(R, R.choice(R.choice(table))))
    r = R.random()
    if r < 0.07:
        return _led(R, q)
    if r < 0.12 and q[-1] != "}":
        return dot(q) + R.choice(wording.TAILS)
    return q


def _led(R, q):
    lead = R.choice(wording.LEADS)
    return lead + (q[:1].lower() + q[1:] if lead[-2:] == ", " and q[:2] != "I " else q)


ASK_FRAME = _halves(_plain(FRAMES), wording.FRAMES)
_ALL_THINGS = _THINGS, [t for t in wording.THINGS for _ in range(t[0])]
_ALL_SENTENCES = (SENTENCES, [t[1:] for t in wording.SENTENCES for _ in range(t[0])])
_ALL_STORIES = (STORIES, [t[1:] for t in wording.STORIES for _ in range(t[0])])
_NO_COUNT = ("ness", "ity", "tion", "sion", "ing", "ment", "ism", "ance", "ence", "men", "man", "ship", "s",
             "ics", "phy", "ty", "dom", "hood", "cy", "ry")
_NOT_COUNTED = frozenset((
    "half third quarter dozen pair number hour year minute week day month second "
    "hundred thousand total sum difference product rest time times people child foot "
    "tooth mouse goose wife life knife leaf shelf wolf thief sheep fish deer ox "
    "percent zero ").split())
_COUNTED = []


def _things(R):
    """(plural, singular) of something that can be counted; also odd ones: the sum does not hang on them."""
    if not _COUNTED:
        for w in words():
            n = w["word"]
            if (w["pos"] == "noun" and n.isalpha() and n.isascii() and n.islower() and 3 <= len(n) <= 11
                    and w["level"] <= 50 and not n.endswith(_NO_COUNT) and n not in _NOT_COUNTED
                    and not n.isdigit() and n not in NUMBER_WORDS):
                many = (n + "es" if n.endswith(("x", "ch", "sh", "z")) else
                        n[:-1] + "ies" if n.endswith("y") and n[-2] not in "aeiou" else n + "s")
                _COUNTED.append((many, n))
    if R.random() < 0.4:
        o = R.choice(OBJECTS)
        return o + "s", o
    return R.choice(_COUNTED)


def _bth(n):
    return {"2": "second", "3": "third", "4": "fourth", "5": "fifth", "6": "sixth"}.get(n, n + "th")


def _ask_sum(R):
    """(question, expression)"""
    r = R.random()
    if r < 0.45:
        _, kind, expr, phrases = R.choice(R.choice(_ALL_THINGS))
        a, b, c = _numbers(R, kind)
        x = R.choice(phrases)
        if type(x) is list:
            x = wording.drawn(R, x)
            x = x[:1].lower() + x[1:]
        may_word = not any(s in x for s in "+*/^%(-")
        if R.random() < 0.03 and x.startswith("{a} ") and expr.startswith("{a} ") and a.isdigit():
            a = "-" + a
        x = put(x, a=_told(R, a, may_word), b=_told(R, b, may_word), c=_told(R, c, may_word), bth=_bth(b))
        q = _ask(R, ASK_FRAME).replace("{x}", x)
        if q.startswith(x) and R.random() < 0.5:
            q = cap(q)
        return q, put(expr, a=a, b=b, c=c)
    if r < 0.65:
        kind, expr, phrases = R.choice(R.choice(_ALL_SENTENCES))
        a, b, c = _numbers(R, kind)
        q = R.choice(phrases)
        q = typed(R, wording.drawn(R, q) if type(q) is list else q)
        may_word = "%" not in q
        q = put(q, a=_told(R, a, may_word), b=_told(R, b, may_word), c=_told(R, c, may_word))
        return q, put(expr, a=a, b=b, c=c)
    return _story(R)


PERIODS = ("day", "week", "month", "hour", "year", "night", "minute")


def _story(R):
    old = R.random() < 0.15
    if old:
        kind, expr, phrases = R.choice(STORIES)
        q = R.choice(phrases)
    else:
        kind, expr, scenes, questions = R.choice(_ALL_STORIES[1])
        q = wording.drawn(R, R.choice(questions))
        if scenes:
            scene = wording.drawn(R, R.choice(scenes))
            r = R.random()
            if scene[-1] == ",":
                q = scene + " " + q
            elif r < 0.10 and q[0].isupper() and q[-1] == "?":
                q = f"{scene[:-1] if scene[-1] == '.' else scene}; {q[:1].lower()}{q[1:]}"
            elif r < 0.16:
                q = f"{scene[:-1] if scene[-1] == '.' else scene}, {q[:1].lower()}{q[1:]}"
            elif r < 0.21 and q[0].isupper():
                q = f"{q} {scene}"
            else:
                q = f"{dot(scene)} {q}"
    a, b, c = _numbers(R, kind)
    if "years" in q or "hours" in q or "people" in q or "degrees" in q:
        a, b = str(R.randrange(20, 90)), str(R.randrange(2, 20))
        if "hours a day" in q:
            a, b = str(R.randrange(2, 12)), str(R.randrange(2, 8))
    a, b, c = (n if n.isdigit() and 1 < int(n) < 3000 else str(R.randrange(2, 90)) for n in (a, b, c))
    if kind == "less" and int(a) < int(b):
        a, b = b, a
    if (" cost" in q or "price" in q) and R.random() < 0.3 and kind in ("", "less"):
        a = _decimal(R)
        if kind == "less":
            a, b = str(int(b) + 1) + a[-3:] if "." in a else str(int(b) + 1), b
    q = typed(R, q)
    if q[0] != "{" and R.random() < 0.08:
        q = _led(R, q)
    t, o = _things(R)
    u, p = _things(R)
    n, m = R.sample(NAMES, 2)
    i = R.randrange(6)
    may_word = "%" not in q
    q = put(q, a=_told(R, a, may_word), b=_told(R, b, may_word), c=_told(R, c, may_word), t=t, o=o, u=u, p=p,
            N=n, M=m, D=DAYS[i], E=DAYS[R.randrange(i + 1, 7)], an_o=an(o), An_o=cap(an(o)), an_p=an(p),
            per=R.choice(PERIODS)) if "{" in q else q
    return q[:1].upper() + q[1:] if R.random() < 0.7 else q, put(expr, a=a, b=b, c=c)


def _sum_answer(expression, result):
    if result.startswith("error: division by zero"):
        return f"{expression} has no value, because division by zero is not possible."
    if result.startswith("error: "):
        return f"{expression} could not be worked out: {result[7:]}."
    return f"{expression} = **{result}**."


def _call(thinking, name, **arguments):
    return Assistant(thinking, "", Call(name, arguments))


def _say(text, thinking="The tool gave its result. I answer from it."):
    return Assistant(thinking, text)


def _calculation(R, question, expression):
    result = calculate(expression)
    return [User(question), _call(f"The user wants {expression}. I call calculate with it.", "calculate",
                                  expression=expression),
            Result(result), _say(_sum_answer(expression, result),
                                 f"calculate says {result}. I give that to the user.")], result


def _calculate(R):
    turns, result = _calculation(R, *_ask_sum(R))
    while R.random() < 0.22 and not result.startswith(("-", "e")) and "e" not in result:
        r = R.random()
        if r < 0.25:
            turns += [User(typed(R, R.choice(AGAIN))),
                      Assistant(f"The result was {result}; I need no new call.",
                                f"The result was **{result}**.")]
            continue
        if r < 0.75:
            phrases, expr = R.choice(NOW_WHAT)
            b = str(R.randrange(2, 60))
            more, result = _calculation(R, put(typed(R, R.choice(phrases)), b=b), put(expr, v=result, b=b))
        else:
            more, result = _calculation(R, *_ask_sum(R))
        turns += more
    return turns


# ---- get_time ----

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")

TIME = {
    "time": ("What time is it?", "What's the time?", "what time is it", "time?", "Tell me the time.",
             "Can you tell me the time?",
             "Do you know what time it is?", "What is the time now?", "What is the current time?",
             "How late is it?", "Current time?",
             "I need to know the time.", "What does the clock say?", "Give me the time.",
             "Have you got the time?", "Could you check the time?",
             "i'd like to know the time", "Show me the time.", "what's the time right now?",
             "Look at the clock for me.", "Is it late already?",
             "the time please", "What is the local time?", "I've lost track of time. What time is it?"),
    "seconds": ("What is the exact time?", "What time is it, with seconds?",
                "Tell me the time to the second.", "exact time with seconds?",
                "Give me the time including the seconds.", "I need the exact time."),
    "date": ("What is the date today?", "What's today's date?", "what day is it", "What day is it today?",
             "date?", "Tell me the date.",
             "What is the date?", "Which day is today?", "Can you tell me today's date?",
             "Do you know what day it is?", "What weekday is it?",
             "Which day of the week is it?", "What is the current date?", "I need today's date.",
             "today's date please", "Give me the date of today.",
             "What day of the week is today?", "Which date do we have today?",
             "I forgot what day it is. Can you check?", "is it monday today?",
             "What's the date right now?", "I'd like to know the date."),
    "year": ("What year is it?", "Which year is it?", "What is the current year?", "Tell me the year.",
             "Do you know what year it is?",
             "what year are we in", "Can you tell me which year it is?", "Which year do we have?"),
    "month": ("What month is it?", "Which month is it?", "What is the current month?", "Tell me the month.",
              "Do you know what month it is?",
              "which month are we in?", "Can you tell me which month it is?", "month?"),
    "both": ("What are the date and the time?", "What is the date and time?",
             "Tell me the date and the time.", "date and time please",
             "I need the date and the time.", "Give me the current date and time.",
             "What time is it, and what day?", "Day and time?"),
    "tomorrow": ("What day is it tomorrow?", "Which day is tomorrow?", "what weekday is tomorrow",
                 "Tell me what day tomorrow is.",
                 "What day of the week will it be tomorrow?", "tomorrow is which day?"),
    "yesterday": ("What day was it yesterday?", "Which day was yesterday?", "what weekday was yesterday",
                  "Tell me what day it was yesterday.",
                  "Yesterday was which day?"),
    "weekend": ("Is it the weekend?", "Is it weekend yet?", "is today a weekend day?", "Do we have weekend?",
                "Is it the weekend today?",
                "Tell me whether it is the weekend."),
    "part": ("Is it morning or evening?", "Is it morning or afternoon now?", "What part of the day is it?",
             "is it night already?",
             "Is it still morning?", "Is it afternoon yet?"),
}
HELD_TIME = {
    "time": ("Please check what the time is.", "Would you mind telling me the time?",
             "How much time is on the clock?", "tell me what time we have",
             "What time do you have?"),
    "date": ("Which date is it today, please?", "May I have today's date?",
             "Can you look up what day today is?", "What's the day today?"),
    "year": ("In which year are we?", "May I know the current year?"),
    "month": ("In which month are we?", "May I know the current month?"),
    "both": ("Please give me both the date and the time.", "I want to know the day and the time."),
}
_TIME = [k for k, n in (("time", 8), ("seconds", 1), ("date", 7), ("year", 2), ("month", 2), ("both", 2),
                        ("tomorrow", 1), ("yesterday", 1),
                        ("weekend", 1), ("part", 1)) for _ in range(n)]
ASK_TIME = {intent: (_plain(TIME[intent]),) + (wording.TIME[intent],) * 2 for intent in TIME}
_FIRST, _LAST = datetime.date(2023, 1, 1).toordinal(), datetime.date(2032, 1, 1).toordinal()


def _clock(R):
    return datetime.date.fromordinal(R.randrange(_FIRST, _LAST)), (R.randrange(24), R.randrange(60),
                                                                   R.randrange(60))


def _stamp(day, clock):
    return f"{DAYS[day.weekday()]} {day.isoformat()} %02d:%02d:%02d" % clock


def _time_answer(intent, day, clock):
    hm, name = "%02d:%02d" % clock[:2], DAYS[day.weekday()]
    if intent == "time":
        return f"It is {hm}."
    if intent == "seconds":
        return "It is %02d:%02d:%02d." % clock
    if intent == "year":
        return f"The year is {day.year}."
    if intent == "month":
        return f"It is {MONTHS[day.month - 1]} {day.year}."
    if intent == "both":
        return f"It is {name}, {day.isoformat()}, {hm}."
    if intent == "tomorrow":
        return f"Today is {name}, so tomorrow is {DAYS[(day.weekday() + 1) % 7]}."
    if intent == "yesterday":
        return f"Today is {name}, so yesterday was {DAYS[(day.weekday() + 6) % 7]}."
    if intent == "weekend":
        return f"Yes, today is {name}." if day.weekday() > 4 else f"No, today is {name}."
    if intent == "part":
        h = clock[0]
        return f"It is {hm}, so it is " + ("night" if h < 5 or h > 22 else "morning" if h < 12
                                           else "afternoon" if h < 18 else "evening") + "."
    return f"Today is {name}, {day.isoformat()}."


_TIME_WISH = {"time": "the time", "seconds": "the exact time", "date": "the date", "year": "the year",
              "month": "the month",
              "both": "the date and the time", "tomorrow": "the day", "yesterday": "the day",
              "weekend": "the day", "part": "the time"}


def _time_call(intent):
    return _call(f"The user asks for {_TIME_WISH[intent]}. I call get_time.", "get_time")


def _get_time(R):
    intent = R.choice(_TIME)
    day, clock = _clock(R)
    turns = [User(_ask(R, ASK_TIME[intent])), _time_call(intent), Result(_stamp(day, clock)),
             _say(_time_answer(intent, day, clock), "get_time answered. I tell the user what was asked for.")]
    r = R.random()
    if r < 0.15:
        other = R.choice(("date", "year", "month", "tomorrow", "weekend"))
        if other != intent:
            turns += [User(_ask(R, ASK_TIME[other])),
                      Assistant("The result from before tells that, too.", _time_answer(other, day, clock))]
    elif r < 0.25:
        minutes = clock[0] * 60 + clock[1] + R.randrange(1, 50)
        if minutes < 1440:
            later = (minutes // 60, minutes % 60, R.randrange(60))
            turns += [User(typed(R, R.choice(("And now?", "Check the time again.", "What time is it now?",
                                              "And what time is it now?", "look again")))),
                      _time_call("time"), Result(_stamp(day, later)),
                      _say(_time_answer("time", day, later),
                           "get_time answered. I tell the user what was asked for.")]
    return turns


# ---- names of files ----

EXTENSIONS = ("txt",) * 6 + ("md",) * 3 + ("c", "h", "py", "sh", "json", "csv", "log", "yaml", "toml", "html",
                                           "ini", "conf", "tex", "xml",
                                           "dat", "js", "css", "cpp", "rs", "go")
TEXTS = ("txt",) * 6 + ("md",) * 3 + ("csv", "log", "ini", "conf", "json", "py", "sh", "c", "yaml", "toml")
_FIXED = ("README.md", "Makefile", "LICENSE", "TODO", "notes.txt", "main.c", "setup.py", "config.ini",
          "data.csv", "todo.txt", "index.html",
          "CHANGELOG.md", "build.sh", "test.py", "log.txt")
_FOLDERS = ("src", "docs", "tests", "build", "lib", "data", "images", "music", "Documents", "Downloads",
            "Pictures", "notes", "backup", "photos", "bin")
_SYSTEM_FILES = ("/etc/hosts", "/etc/fstab", "/etc/passwd", "/etc/os-release", "/etc/issue", "/etc/resolv.conf",
                 "/etc/motd", "/etc/timezone", "/etc/machine-id", "/proc/cpuinfo", "/proc/version", "/etc/shells",
                 "/etc/crontab", "/etc/hostname", "~/.bashrc", "~/.profile")  # known to be files, not folders
_NAMES = []


def _pool():
    if not _NAMES:
        _NAMES.extend(w["word"] for w in words() if w["word"].isalpha() and w["word"].isascii()
                      and w["word"].islower()
                      and 3 <= len(w["word"]) <= 9)
    return _NAMES


def _stem(R):
    pool = _pool()
    w, r = R.choice(pool), R.random()
    if r < 0.55:
        return w
    if r < 0.66:
        return w + "_" + R.choice(pool)
    if r < 0.77:
        return w + "-" + R.choice(pool)
    if r < 0.87:
        return w + str(R.randrange(1, 30 if r < 0.84 else 2030))
    if r < 0.94:
        return w.capitalize()
    return w.upper()


def file_name(R, extensions=EXTENSIONS):
    if extensions is EXTENSIONS and R.random() < 0.08:
        return R.choice(_FIXED)
    return _stem(R) + "." + R.choice(extensions)


def folder_name(R):
    r = R.random()
    if r < 0.15:
        return R.choice(_FOLDERS)
    w = R.choice(_pool()) if r < 0.65 else _stem(R)
    if r < 0.76:
        return w
    if r < 0.88:
        return R.choice(_FOLDERS if r < 0.82 else _pool()) + "/" + w
    if r < 0.91:
        return "./" + w
    if r < 0.93:
        return "../" + w
    if r < 0.95:
        return "/home/" + R.choice(NAMES).lower() + "/" + w
    if r < 0.96:
        return w + "/"
    return R.choice(("/tmp", "/etc", "/var/log", "..", "/usr/share", "/home", "/opt/" + w, "/srv/" + w))


def path_name(R, extensions=EXTENSIONS):
    f, r = file_name(R, extensions), R.random()
    if r < 0.70:
        return f
    if r < 0.90:
        return R.choice(_FOLDERS if r < 0.78 else _pool()) + "/" + f
    if r < 0.93:
        return R.choice(_pool()) + "/" + R.choice(_pool()) + "/" + f
    if r < 0.95:
        return "./" + f
    if r < 0.97:
        return "../" + f
    if r < 0.985 and extensions is TEXTS:
        return R.choice(_SYSTEM_FILES)
    return "/home/" + R.choice(NAMES).lower() + "/" + f


def _join(folder, name):
    return name if folder == "." else folder.rstrip("/") + "/" + name


def _quoted(R, path):
    """Now and then a person puts a name into quotes."""
    r = R.random()
    return f"`{path}`" if r < 0.07 else f'"{path}"' if r < 0.11 else f"'{path}'" if r < 0.13 else path


# ---- list_files ----

LIST = ("What files are in {d}?", "What is in {d}?", "What's in {d}?", "List {d}.", "list the files in {d}",
        "Show me the files in {d}.",
        "Which files are in {d}?", "Which files does {d} have?", "What does {d} contain?",
        "Show the contents of the folder {d}.",
        "Can you list {d}?", "Could you list the files in {d}?", "List everything in {d}.",
        "I'd like to see what is in {d}.",
        "Please list the folder {d}.", "Look into {d} for me.", "Look at the folder {d}.",
        "What do I have in {d}?", "list folder {d}",
        "Give me a list of the files in {d}.", "files in {d}?", "Tell me which files are in {d}.",
        "What can you find in {d}?", "list directory {d}",
        "Show me what is inside {d}.", "Do you see any files in {d}?", "I want to know what {d} contains.",
        "Open the folder {d}.",
        "Are there any files in {d}?", "what's inside the folder {d}",
        "Have a look at {d} and tell me what is there.", "contents of {d}?",
        "Name the files in {d}.", "what files do we have in {d}")
LIST_HERE = ("What files are here?", "List the files here.", "What is in this folder?",
             "List the current directory.", "Which files are in the current folder?",
             "Show me the files.", "list files", "What files do I have?",
             "Show the contents of this directory.", "What's in the working directory?",
             "Which files are there?", "list everything here", "Look around in this folder.",
             "What do you see in this directory?",
             "Can you list the files in this folder?", "files here?")
LIST_COUNT = ("How many files are in {d}?", "How many entries does {d} have?", "Count the files in {d}.",
              "how many things are in {d}",
              "Can you count what is in {d}?", "Tell me how many files {d} has.")
LIST_HAS = ("Is there a file {f} in {d}?", "Is {f} in {d}?", "Does {d} have a file called {f}?",
            "Does {d} contain {f}?", "Check whether {f} is in {d}.",
            "is there {f} in {d}", "Can you see {f} in {d}?", "Do I have {f} in {d}?",
            "Look whether {d} has {f}.")
LIST_KIND = ("Which .{x} files are in {d}?", "List the .{x} files in {d}.", "Show me all .{x} files in {d}.",
             "Are there .{x} files in {d}?",
             "what .{x} files does {d} have")
HELD_LIST = ("Would you show me everything in {d}?", "I need a list of what {d} holds.",
             "Please tell me what files {d} holds.", "what have we got in {d}",
             "Peek into {d}.", "Which things are in the folder {d}?", "Can I see the files of {d}?",
             "Get me the names of all files in {d}.")
HELD_LIST_HERE = ("Please show me what is in the current directory.", "What do we have here in this folder?")
HELD_LIST_COUNT = ("What number of files does {d} have?",)
HELD_LIST_HAS = ("Please see if {f} is in {d}.", "Could {f} be in {d}?")


def _renamed(table, slot):
    """A table for paths as one for folders or for files."""
    return [[p.replace("{p}", slot) if type(p) is str else p for p in parts] for parts in table]


def _thirds(old, *new):
    """The new phrases twice as often as the old ones; a table for _ask."""
    return (_plain(old),) + new + new[:1] * (2 - len(new))


ASK_LIST = _thirds(LIST, wording.LIST, _renamed(wording.EITHER, "{d}"))
ASK_LIST_HERE = _thirds(LIST_HERE, wording.LIST_HERE)
ASK_LIST_COUNT = _thirds(LIST_COUNT, wording.LIST_COUNT)
ASK_LIST_HAS = _thirds(LIST_HAS, wording.LIST_HAS, wording.HAS, wording.HAS)
ASK_HAS_THEN = _halves(wording.HAS_THEN, wording.HAS_THEN)
ASK_LIST_KIND = _thirds(LIST_KIND, wording.LIST_KIND)


def _entries(R, n=None):
    if n is None:
        r = R.random()
        n = R.randrange(1, 9) if r < 0.93 else R.randrange(12, 19)
    names = {file_name(R) if R.random() < 0.8 else _stem(R) for _ in range(n)}
    return sorted(names)


def _where(folder):
    return "here" if folder == "." else f"in `{folder}`"


def _bullets(names):
    return "\n".join(f"- `{n}`" for n in names)


def _list_answer(folder, names):
    if not names:
        return "This folder is empty." if folder == "." else f"The folder `{folder}` is empty."
    if len(names) == 1:
        return f"There is 1 entry {_where(folder)}:\n\n- `{names[0]}`"
    if len(names) > 8:
        return f"There are many entries {_where(folder)}. The first six are:\n\n{_bullets(names[:6])}"
    return f"There are {len(names)} entries {_where(folder)}:\n\n{_bullets(names)}"


def _list_call(folder):
    shown = "this folder" if folder == "." else f"the folder {folder}"
    return _call(f"The user wants to see {shown}. I call list_files.", "list_files", path=folder)


def _listing(folder, names):
    return [_list_call(folder), Result("\n".join(names) or "[no output]"),
            _say(_list_answer(folder, names), "These are the entries. I list them.")]


def _count_answer(folder, names):
    n = len(names)
    if not n:
        return _list_answer(folder, names)
    return f"There {'is 1 entry' if n == 1 else f'are {n} entries'} {_where(folder)}."


def _has_answer(folder, name, names):
    if name in names:
        return f"Yes, `{name}` is {_where(folder)}."
    return f"No, `{name}` is not {_where(folder)}."


def _kind_answer(folder, x, names):
    found = [n for n in names if n.endswith("." + x)]
    if not found:
        return f"There are no .{x} files {_where(folder)}."
    return f"These .{x} files are {_where(folder)}:\n\n{_bullets(found)}"


def _near(R, name):
    """A name that is almost this one."""
    stem, _, x = name.partition(".")
    x, r, i = "." + x if x else "", R.random(), R.randrange(len(stem))
    if r < 0.25:
        return stem + "." + R.choice(EXTENSIONS)
    if r < 0.40:
        return stem.rstrip("0123456789") + str(R.randrange(1, 30)) + x
    if r < 0.50:
        return (stem[:-1] if len(stem) > 3 and R.random() < 0.5 else stem + "s") + x
    if r < 0.60:
        return stem[:i] + R.choice("abcdeghilmnoprstu") + stem[i + 1:] + x
    if r < 0.70:
        return stem + R.choice("_-") + R.choice(_pool()) + x
    if r < 0.78:
        return R.choice(_pool()) + R.choice("_-") + stem + x
    if r < 0.84:
        return (stem.lower() if stem != stem.lower() else stem.capitalize()) + x
    return R.choice(_pool()) + x


def _has_question(R, names=None):
    """(name, names, whether it is among them): as often as not."""
    there = R.random() < 0.5
    if names:
        name = R.choice(names)
        if there:
            return name, names, True
        name = _near(R, name) if R.random() < 0.5 else file_name(R)
        return name, names, name in names
    name = file_name(R) if R.random() < 0.85 else _stem(R)
    names = set(_entries(R)[:-1])
    if R.random() < 0.6:
        names.update(_near(R, name) for _ in range(R.randrange(1, 4)))
    names.discard(name)
    if there:
        names.add(name)
    elif not names:
        names.add(file_name(R, ("txt",)) if not name.endswith(".txt") else _near(R, name + ".md"))
    names = sorted(names)
    return name, names, name in names


def _has_thought(name, there):
    return f"{name} {'is' if there else 'is not'} in the listing."


def _list_files(R, tools):
    r = R.random()
    if r < 0.14:
        folder, q = ".", _ask(R, ASK_LIST_HERE)
    else:
        folder = folder_name(R)
        q = put(_ask(R, ASK_LIST), d=_quoted(R, folder), N=R.choice(NAMES))
    think = "The listing answers the question."
    if r < 0.52:
        names = [] if R.random() < 0.05 else _entries(R)
        turns = [User(q)] + _listing(folder, names)
    elif r < 0.59:
        names = _entries(R, R.randrange(1, 9))
        q = put(_ask(R, ASK_LIST_COUNT), d=_quoted(R, folder))
        return [User(q), _list_call(folder), Result("\n".join(names)),
                _say(_count_answer(folder, names), think)]
    elif r < 0.82:
        f, names, there = _has_question(R)
        q = put(_ask(R, ASK_LIST_HAS), d=_quoted(R, folder), f=_quoted(R, f))
        turns = [User(q), _list_call(folder), Result("\n".join(names)),
                 _say(_has_answer(folder, f, names), _has_thought(f, there))]
    elif r < 0.88:
        x = R.choice(EXTENSIONS)
        names = set(_entries(R, R.randrange(1, 5)))
        names.update(_stem(R) + "." + x for _ in range(R.randrange(0, 4)))
        names = sorted(names)
        q = put(_ask(R, ASK_LIST_KIND), d=_quoted(R, folder), x=x)
        return [User(q), _list_call(folder), Result("\n".join(names)),
                _say(_kind_answer(folder, x, names), think)]
    elif "read_file" in tools:
        return _list_then_read(R, tools, folder)
    else:
        names = _entries(R)
        turns = [User(q)] + _listing(folder, names)
    chance = 0.5
    while names and R.random() < chance:
        turns += _after_list(R, tools, folder, names)
        chance = 0.25
    return turns


def _after_list(R, tools, folder, names):
    """A second question on a listing: from what is known, or by a second call."""
    r = R.random()
    think = "The listing from before answers that."
    if r < 0.12 and len(names) <= 8:
        q = R.choice(("How many are there?", "How many entries is that?", "how many?",
                      "And how many files is that in all?", "Count them."))
        return [User(typed(R, q)), Assistant(think, _count_answer(folder, names))]
    if r < 0.32:
        f, _, there = _has_question(R, names)
        q = put(_ask(R, ASK_HAS_THEN), f=_quoted(R, f))
        return [User(q), Assistant(f"{think} {_has_thought(f, there)}", _has_answer(folder, f, names))]
    if r < 0.40:
        which, f = R.choice((("first", names[0]), ("last", names[-1])))
        q = R.choice(("Which one is the {w}?", "What is the {w} one?", "Name the {w} file.",
                      "What is the {w} entry called?"))
        return [User(put(typed(R, q), w=which)), Assistant(think, f"The {which} entry is `{f}`.")]
    if r < 0.90 and "read_file" in tools:
        return _read_listed(R, tools, folder, names)
    d = folder_name(R)
    q = R.choice(("And {d}?", "And what is in {d}?", "Now {d}.", "And the folder {d}?", "What about {d}?",
                  "now list {d}"))
    return [User(put(typed(R, q), d=d))] + _listing(d, _entries(R))


def _read_listed(R, tools, folder, names):
    """A file of a folder that was listed: its path is put together from both."""
    r, f = R.random(), R.choice(names)
    path = _join(folder, f)
    if r < 0.12:
        which, f = R.choice((("first", names[0]), ("last", names[-1])))
        path = _join(folder, f)
        return [User(put(_ask(R, ASK_READ_ONE), w=which))] + _reading(path, _content(R, f))
    if r < 0.24:
        settings, key, text = _settings_text(R, f)
        return [User(put(_ask(R, ASK_READ_KEY), f=_quoted(R, f), k=key))] + \
            _key_found(path, key, settings, text)
    if r < 0.34 and "calculate" in tools:
        return [User(put(_ask(R, ASK_READ_TOTAL), f=_quoted(R, f)))] + _adding(R, path)
    q = put(_ask(R, ASK_READ_THEN), f=_quoted(R, f), N=R.choice(NAMES))
    return [User(q)] + _reading(path, _content(R, f))


LIST_READ = ("List {d} and show me the first file.", "Look into {d} and read the first file there.",
             "Show me the first file in {d}.",
             "What does the first file in {d} say?", "Read the first file of the folder {d}.")
LIST_READ_KIND = ("Read the .{x} file in {d}.", "Find the .{x} file in {d} and show it to me.",
                  "What does the .{x} file in {d} say?",
                  "There is a .{x} file in {d}. Read it.", "Show me the .{x} file that is in {d}.")


ASK_LIST_READ = _thirds(LIST_READ, wording.LIST_READ)
ASK_LIST_READ_KIND = _thirds(LIST_READ_KIND, wording.LIST_READ_KIND)
ASK_LIST_READ_LAST = _halves(wording.LIST_READ_LAST, wording.LIST_READ_LAST)
ASK_LIST_READ_ONLY = _halves(wording.LIST_READ_ONLY, wording.LIST_READ_ONLY)
ASK_LIST_READ_SUM = _halves(wording.LIST_READ_SUM, wording.LIST_READ_SUM)
ASK_LIST_READ_KEY = _halves(wording.LIST_READ_KEY, wording.LIST_READ_KEY)


def _list_then_read(R, tools, folder):
    names = [file_name(R, TEXTS)] + [file_name(R) for _ in range(R.randrange(0, 5))]
    r, x, key, rest = R.random(), "", "", None
    if r < 0.25:
        names, ask = sorted(set(names)), ASK_LIST_READ
        f = names[0]
    elif r < 0.37:
        names, ask = sorted(set(names)), ASK_LIST_READ_LAST
        f = names[-1]
    elif r < 0.49:
        names, ask = names[:1], ASK_LIST_READ_ONLY
        f = names[0]
    else:
        kinds, ask = ("txt", "md", "csv", "log", "ini", "json"), ASK_LIST_READ_KIND
        if r > 0.85:
            kinds, ask = ("ini", "conf", "yaml", "toml", "txt"), ASK_LIST_READ_KEY
        elif r > 0.70 and "calculate" in tools:
            kinds, ask = ("txt", "csv", "dat", "log"), ASK_LIST_READ_SUM
        x = R.choice(kinds)
        names = sorted({n for n in names if not n.endswith("." + x)} | {_stem(R) + "." + x})
        f = next(n for n in names if n.endswith("." + x))
    path = _join(folder, f)
    if ask is ASK_LIST_READ_SUM:
        rest = _adding(R, path)[1:]
    elif ask is ASK_LIST_READ_KEY:
        settings, key, text = _settings_text(R, f)
        rest = _key_found(path, key, settings, text)[1:]
    else:
        text = _content(R, f)
        rest = [Result(text), _say(_read_answer(path, text))]
    return [User(put(_ask(R, ask).replace("{x}", x), d=folder, k=key)), _list_call(folder),
            Result("\n".join(names)),
            _call(f"The file to read is {f}. I call read_file with its path.", "read_file", path=path)] + rest


# ---- read_file ----

READ = ("What does {f} say?", "Read {f}.", "read the file {f}", "Show me {f}.", "What is in {f}?",
        "What's in the file {f}?", "Open {f}.",
        "Print {f}.", "Show the contents of {f}.", "Can you read {f}?", "Could you read me {f}?",
        "Please read {f} for me.", "I'd like to see {f}.",
        "Display {f}.", "show {f}", "What is written in {f}?", "Tell me what {f} says.", "Let me see {f}.",
        "What does the file {f} contain?",
        "Have a look at the file {f}.", "I want to read {f}.", "contents of the file {f}?",
        "Give me the text of {f}.", "Read me the file {f}, please.",
        "Open the file {f} and show me what it says.", "Do you see what {f} says?",
        "what's written in the file {f}", "Can you open {f}?",
        "Look into the file {f}.", "What did I write in {f}?", "quote {f}", "Can you show me the file {f}?",
        "I need the contents of {f}.")
READ_KEY = ("What is the {k} in {f}?", "Which {k} does {f} have?", "What {k} is set in {f}?",
            "Look up the {k} in {f}.", "what's the {k} in {f}",
            "Tell me the {k} from {f}.", "Which {k} is in {f}?", "Find the {k} in {f}.",
            "Read {f} and tell me the {k}.")
READ_TOTAL = ("What do the numbers in {f} add up to?", "Add up the numbers in {f}.",
              "What is the sum of the numbers in {f}?",
              "Read {f} and add up the numbers.", "What is the total of {f}?",
              "Sum the numbers in the file {f}.")
HELD_READ = ("Would you open {f} and tell me what it says?", "Please show me what is in the file {f}.",
             "I'd love to know what {f} says.",
             "Get me the contents of {f}.", "what do we have in the file {f}",
             "Take a look at the text in {f}.", "Can you tell me what is written in {f}?",
             "Let me have a look at {f}.")
HELD_READ_KEY = ("Could you look up which {k} {f} has?", "I need the {k} that is set in {f}.")
HELD_READ_TOTAL = ("Please sum all the numbers that are in {f}.",)
ASK_READ = _thirds(READ, wording.READ, _renamed(wording.EITHER, "{f}"))
ASK_READ_THEN = (wording.READ_THEN,) * 3 + ASK_READ
ASK_READ_ONE = _halves(wording.READ_ONE, wording.READ_ONE)
ASK_READ_IN = _halves(wording.READ_IN, wording.READ_IN)
ASK_KEY_THEN = _halves(wording.KEY_THEN, wording.KEY_THEN)
ASK_TOTAL_THEN = _halves(wording.TOTAL_THEN, wording.TOTAL_THEN)
ASK_READ_KEY = _thirds(READ_KEY, wording.READ_KEY)
ASK_READ_TOTAL = _thirds(READ_TOTAL, wording.READ_TOTAL)
KEYS = ("port", "host", "name", "size", "colour", "width", "height", "level", "mode", "user", "path", "limit",
        "title", "speed", "theme", "timeout",
        "language", "owner", "version", "depth")
MORE_KEYS = tuple("""address age alias amount area author backup batch border brand budget buffer cache
    capacity category channel charset city client code comment compression country
    course currency database date day deadline delay device domain editor email
    encoding engine factor fee file filter flag folder font format frequency group
    height id index input interval key label length license line location log_level
    log_file manager margin mask max_size min_size max_users model month note offset
    order output page password period phone pin place policy pressure price priority
    product profile protocol proxy queue range rate region repeat resolution retries
    role room root scale schedule season seed server shape shell status step street
    style subject tag tax team temperature text thickness threads time timezone token
    tool topic total type unit update url value vendor volume weight window workers
    year zone""".split())
VALUES = ("on", "off", "true", "false", "yes", "no", "auto", "none", "low", "high", "blue-green", "utf-8",
          "10 s", "5 MB", "localhost", "127.0.0.1", "10.0.0.7", "example.org", "/tmp/x", "/var/lib", "en",
          "de", "2.0.1", "0.5", "3 days", "100%")


def _sentence(R):
    pool = _pool()
    w, v, r = R.choice(pool), R.choice(pool), R.randrange(9)
    if r == 0:
        return f"The {w} is next to the {v}."
    if r == 1:
        return f"Call {R.choice(NAMES)} at {R.randrange(7, 22)}:{R.randrange(0, 60):02d}."
    if r == 2:
        return f"Remember the {w}."
    if r == 3:
        return f"{R.choice(NAMES)} wants {R.randrange(2, 40)} of them."
    if r == 4:
        return f"Ask {R.choice(NAMES)} about the {w}."
    if r == 5:
        return f"The word of the day is {w}."
    if r == 6:
        return f"Meet {R.choice(NAMES)} on {R.choice(DAYS)}."
    if r == 7:
        return f"No {w} without {v}."
    return f"{R.choice(NAMES)} likes the {w} and the {v}."


def _any_line(R):
    """Words, numbers and signs that nothing foretells: they can only be copied."""
    pool = _pool()

    def word():
        w, r = R.choice(pool), R.random()
        return (w if r < 0.6 else w.capitalize() if r < 0.8 else R.choice(NAMES) if r < 0.86 else
                str(R.randrange(10 ** R.randrange(1, 6))) if r < 0.95 else w.upper() if r < 0.97 else file_name(R))
    line = " ".join(word() + R.choice(("",) * 9 + (",", ":", ";", "!")) for _ in range(R.randrange(1, 9)))
    r = R.random()
    if r < 0.08:
        return f"[{R.choice(pool)}]"
    if r < 0.16:
        return f"{R.choice(KEYS + MORE_KEYS)}{R.choice(('=', ' = ', ': '))}{word()}"
    return line + R.choice((".", ".", "", "", "!", "?")) if r < 0.9 else R.choice(("* ", "- ", "> ", "# ", "1. ")) + line


def _settings(R, n):
    out = {}
    for k in R.sample(KEYS, min(n, len(KEYS))):
        out[k] = str(R.randrange(1, 10000)) if R.random() < 0.5 else R.choice(_pool())
    return out


def _content(R, name, n=None):
    """Lines that a file of this name may have."""
    n = n or (R.randrange(1, 6) if R.random() < 0.9 else R.randrange(12, 20))
    x = name.rpartition(".")[2]
    pool = _pool()
    if x not in ("json", "py", "sh", "c") and R.random() < 0.3:
        return "\n".join(_any_line(R) for _ in range(min(n, 6)))
    if x in ("ini", "conf", "toml"):
        heading = f"[{R.choice(pool)}]\n" if R.random() < 0.4 else ""
        return heading + "\n".join(f"{k} = {v}" for k, v in _settings(R, n).items())
    if x == "yaml":
        return "\n".join(f"{k}: {v}" for k, v in _settings(R, n).items())
    if x == "json":
        return "{" + ", ".join(f'"{k}": ' + (v if v.isdigit() else f'"{v}"') for k,
                               v in _settings(R, min(n, 4)).items()) + "}"
    if x == "csv":
        return "\n".join(["name,number"] + [f"{R.choice(NAMES)},{R.randrange(1, 100)}" for _ in range(n)])
    if x == "log":
        h, d = R.randrange(24), R.randrange(1, 29)
        return "\n".join(f"2026-0{R.randrange(1, 10) if not i else 9}-{d:02d} {h:02d}:{min(59, i * 3):02d} "
                         f"{R.choice(('info', 'warning', 'error'))}: "
                         f"{R.choice(pool)} "
                         f"{R.choice(('started', 'stopped', 'failed', 'is ready', 'not found'))}"
                         for i in range(n))
    if x == "py":
        w = R.choice(pool)
        return R.choice((f'print("{w}")', f'{w} = {R.randrange(100)}\nprint({w})',
                         f'def {w}():\n    return {R.randrange(100)}\n\n\nprint({w}())'))
    if x == "sh":
        return R.choice((f"#!/bin/sh\necho {R.choice(pool)}",
                         f"#!/bin/sh\nset -e\nmkdir -p {R.choice(pool)}\ncp *.{R.choice(EXTENSIONS)} "
                         f"{R.choice(pool)}"))
    if x == "c":
        return ("#include <stdio.h>\n\nint main(void)\n{\n"
                f'    printf("{R.choice(pool)}\\n");\n    return 0;\n}}')
    if x == "md" and R.random() < 0.7:
        return f"# {R.choice(pool).capitalize()}\n\n" + "\n".join(_sentence(R) for _ in range(n))
    r = R.random()
    if r < 0.3:
        return "\n".join(f"- {R.choice(('buy', 'find', 'clean', 'sell', 'paint', 'move', 'check', 'fetch'))} "
                         f"{R.choice(pool)}" for _ in range(n))
    if r < 0.45:
        return "\n".join(R.choice(pool) for _ in range(n))
    if r < 0.55:
        return "\n".join(str(R.randrange(1, 1000)) for _ in range(n))
    return "\n".join(_sentence(R) for _ in range(n))


def _joined(lines):
    return "\n".join(lines)


def _fence(text):
    return f"```\n{text}\n```"


def _read_answer(path, text):
    lines = text.split("\n")
    if len(lines) > 10:
        return (f"`{path}` is long. It begins:\n\n{_fence(_joined(lines[:5]))}\n\n"
                "The rest is left out here.")
    return f"`{path}` says:\n\n{_fence(text)}"


def _read_call(path):
    return _call(f"The user wants to see the file {path}. I call read_file.", "read_file", path=path)


def _reading(path, text):
    return [_read_call(path), Result(text), _say(_read_answer(path, text),
                                                 f"This is the text of {path}. I show it.")]


def _key_answer(path, key, settings):
    if key in settings:
        return f"In `{path}` the {key} is `{settings[key]}`."
    return f"There is no {key} in `{path}`."


def _other_key(R, settings):
    while True:
        key = R.choice(KEYS if R.random() < 0.6 else MORE_KEYS)
        if key not in settings:
            return key


def _settings_text(R, path):
    """(settings, key, text): the key is in them as often as not."""
    settings = {}
    for _ in range(R.randrange(1, 7)):
        v = R.random()
        settings[_other_key(R, settings)] = str(R.randrange(1, 10000)) if v < 0.45 else R.choice(
            _pool() if v < 0.85 else VALUES)
    key = R.choice(list(settings)) if R.random() < 0.5 else _other_key(R, settings)
    if path.endswith("json"):
        return settings, key, "{" + ", ".join(f'"{k}": "{v}"' for k, v in settings.items()) + "}"
    sep = ": " if path.endswith("yaml") else "=" if path.endswith("conf") else " = "
    if R.random() < 0.15:
        sep = R.choice((": ", "=", " = ", " "))
    return settings, key, "\n".join(k + sep + v for k, v in settings.items())


def _key_found(path, key, settings, text):
    there = f"The {key} is in the text." if key in settings else f"The text has no {key}."
    return [_read_call(path), Result(text), _say(_key_answer(path, key, settings), there)]


def _adding(R, path):
    """A file of numbers is read, and their sum worked out at once."""
    numbers, text = _some_numbers(R, path)
    return [_read_call(path), Result(text)] + _calculation(R, "", " + ".join(numbers))[0][1:]


def _some_numbers(R, path):
    n = R.choice((2, 3, 3, 3, 4, 4, 5))
    most = R.choice((20, 100, 500, 500, 2000))
    numbers = [str(R.randrange(1, most)) for _ in range(n)]
    if R.random() < 0.07:
        numbers = [f"{x}.{R.randrange(1, 10)}" for x in numbers]
    r = R.random()
    if path.endswith("csv") and r < 0.5:
        return numbers, "\n".join(["name,number"] + [f"{R.choice(NAMES)},{x}" for x in numbers])
    if r < 0.80:
        return numbers, "\n".join(numbers)
    if r < 0.88:
        return numbers, R.choice((" ", ", ")).join(numbers)
    sep = R.choice((" ", ": ", " = "))
    return numbers, "\n".join(R.choice(_pool()) + sep + x for x in numbers)


def _key_question(R, held=False):
    path = path_name(R, ("ini", "conf", "toml", "yaml", "txt"))
    settings = _settings(R, R.randrange(1, 7))
    key = R.choice(list(settings)) if R.random() < 0.85 else R.choice(KEYS)
    sep = ": " if path.endswith("yaml") else "=" if path.endswith("conf") else " = "
    return path, settings, key, "\n".join(k + sep + v for k, v in settings.items())


def _key_then(R, path, settings):
    key = R.choice(list(settings)) if R.random() < 0.5 else _other_key(R, settings)
    return [User(put(_ask(R, ASK_KEY_THEN), k=key)),
            Assistant("I have read that file already.", _key_answer(path, key, settings))]


def _read_file(R, tools):
    path, r = path_name(R, TEXTS), R.random()
    if r < 0.24:
        path = path_name(R, ("ini", "conf", "toml", "yaml", "txt", "txt", "json"))
        settings, key, text = _settings_text(R, path)
        turns = [User(put(_ask(R, ASK_READ_KEY), f=_quoted(R, path), k=key))]
        turns += _key_found(path, key, settings, text)
        if R.random() < 0.4:
            turns += _key_then(R, path, settings)
        return turns
    if r < 0.42 and "calculate" in tools:
        path = path_name(R, TEXTS + ("dat",) * 3)
        return [User(put(_ask(R, ASK_READ_TOTAL), f=_quoted(R, path)))] + _adding(R, path)
    if r < 0.47 and "calculate" in tools:
        numbers, text = _some_numbers(R, path)
        turns = [User(put(_ask(R, ASK_READ), f=_quoted(R, path), N=R.choice(NAMES)))] + _reading(path, text)
        return turns + _calculation(R, _ask(R, ASK_TOTAL_THEN), " + ".join(numbers))[0]
    if r < 0.52:
        path = path_name(R, ("ini", "conf", "toml", "yaml", "txt"))
        settings, _, text = _settings_text(R, path)
        turns = [User(put(_ask(R, ASK_READ), f=_quoted(R, path), N=R.choice(NAMES)))] + _reading(path, text)
        return turns + _key_then(R, path, settings)
    if r < 0.60:
        folder, name = folder_name(R), file_name(R, TEXTS)
        path = _join(folder, name)
        q = put(_ask(R, ASK_READ_IN), f=_quoted(R, name), d=_quoted(R, folder))
        return [User(q)] + _reading(path, _content(R, name))
    q = _ask(R, ASK_READ)
    text = _content(R, path)
    turns = [User(put(q, f=_quoted(R, path), N=R.choice(NAMES)))] + _reading(path, text)
    r = R.random()
    if r < 0.12:
        other = path_name(R, TEXTS)
        q = R.choice(("And {f}?", "And what does {f} say?", "Now read {f}.", "What about {f}?", "now {f}"))
        turns += [User(put(typed(R, q), f=other))] + _reading(other, _content(R, other))
    elif r < 0.22:
        lines = text.split("\n")
        which, line = R.choice((("first", lines[0]), ("last", lines[-1])))
        q = R.choice(("What is the {w} line?", "And the {w} line?", "Which is the {w} line of it?",
                      "repeat the {w} line"))
        turns += [User(put(typed(R, q), w=which)), Assistant("I have read that file already.",
                                                             f"The {which} line is:\n\n{_fence(line)}")]
    elif r < 0.28 and "run_command" in tools:
        n = text.count("\n") + 1
        turns += [User(typed(R, R.choice(("How many lines does it have?", "Count its lines.",
                                          "How many lines is that?", "And how many lines has it?")))),
                  _call(f"The user wants the number of lines of {path}.", "run_command",
                        command=f"wc -l {path}"), Result(f"{n} {path}"),
                  _say(f"`{path}` has {n} line{'s' if n != 1 else ''}.")]
    return turns


# ---- run_command ----
# Phrasings, command, what it prints (a function of R and the slots, None: nothing), how to answer (None:
# quote it).
# Slots: f, g files; d, e folders; w, v words; n a number; x an extension; p a program; N a name.


def _o_df(R, s):
    return ("Filesystem      Size  Used Avail Use% Mounted on\n"
            f"/dev/sda{R.randrange(1, 5)}       {R.randrange(40, 900)}G  {R.randrange(10, 40)}G  "
            f"{R.randrange(10, 400)}G  {R.randrange(2, 99)}% /")


def _o_free(R, s):
    return (f"              total        used        free\nMem:           {R.randrange(4, 128)}Gi       "
            f"{R.randrange(1, 4)}.{R.randrange(10)}Gi"
            f"       {R.randrange(1, 9)}.{R.randrange(10)}Gi\nSwap:         {R.randrange(1, 9)}.0Gi          "
            f"0B       1.0Gi")


def _o_uptime(R, s):
    return (f" {R.randrange(24):02d}:{R.randrange(60):02d}:{R.randrange(60):02d} up {R.randrange(2, 90)} "
            f"days,  {R.randrange(1, 24)}:{R.randrange(60):02d},  "
            f"{R.randrange(1, 5)} users,  load average: 0.{R.randrange(100):02d}, 0.{R.randrange(100):02d}, "
            f"0.{R.randrange(100):02d}")[1:]


def _kernel(R):
    return f"{R.randrange(5, 7)}.{R.randrange(1, 20)}.0-{R.randrange(1, 60)}-amd64"


def _o_lines(R, s, n=None):
    line = _any_line if R.random() < 0.4 else _sentence
    return "\n".join(line(R) for _ in range(min(n or R.randrange(1, 6), 8)))


def _o_n_lines(R, s):
    return _o_lines(R, s, int(s["n"]))


def _o_grep(R, s):
    at, out = 0, []
    for _ in range(R.randrange(1, 4)):
        at += R.randrange(1, 20)
        out.append(f"{at}:" + R.choice(("the {w} is {v}", "{v} and {w}", "{w}: {v}", "no {w} today",
                                        "a {v} {w}")).replace("{w}", s["w"])
                   .replace("{v}", R.choice(_pool())))
    return "\n".join(out)


def _o_rgrep(R, s):
    return "\n".join(f"{_join(s['d'], file_name(R))}:{R.choice(_pool())} {s['w']} {R.choice(_pool())}"
                     for _ in range(R.randrange(1, 4)))


def _o_ls_l(R, s):
    out = [f"total {4 * R.randrange(1, 30)}"]
    for f in _entries(R, R.randrange(1, 4)):
        out.append(f"-rw-r--r-- 1 {R.choice(NAMES).lower()} users {R.randrange(10, 90000)} "
                   f"{R.choice(MONTHS)[:3]} {R.randrange(10, 29)} "
                   f"{R.randrange(10, 24)}:{R.randrange(10, 60)} {f}")
    return "\n".join(out)


def _o_ls_a(R, s):
    return "\n".join([".", "..", "." + R.choice(_pool())] + _entries(R, R.randrange(1, 5)))


def _o_entries(R, s):
    return "\n".join(_entries(R, R.randrange(1, 6)))


def _o_find(R, s):
    return "\n".join(_join(s["d"], _stem(R) + "." + s["x"]) for _ in range(R.randrange(1, 5)))


def _o_sorted(R, s):
    return "\n".join(sorted(R.choice(_pool()) for _ in range(R.randrange(2, 6))))


def _o_numbers(R, s):
    return "\n".join(map(str, sorted(R.randrange(1, 999) for _ in range(R.randrange(2, 6)))))


def _o_uniq(R, s):
    return "\n".join(f"      {R.randrange(1, 10)} {w}" for w in sorted(R.sample(_pool(), R.randrange(1, 5))))


def _o_reversed(R, s):
    return "\n".join(_o_sorted(R, s).split("\n")[::-1])


def _o_numbered(R, s):
    return "\n".join(f"{i + 1:6}\t{line}" for i, line in enumerate(_o_lines(R, s).split("\n")))


def _o_diff(R, s):
    a, b = R.choice(_pool()), R.choice(_pool())
    return f"{s['n']}c{s['n']}\n< {a}\n---\n> {b}\n[exit status 1]"


def _o_words(R, s):
    return "\n".join(R.choice(_pool()) for _ in range(R.randrange(1, 5)))


def _o_upper(R, s):
    return _o_lines(R, s).upper()


def _hex(R, n):
    return "%0*x" % (n, R.getrandbits(4 * n))


def _o_git_status(R, s):
    if R.random() < 0.4:
        return "On branch main\nnothing to commit, working tree clean"
    return f"On branch main\nChanges not staged for commit:\n\tmodified:   {path_name(R)}"


def _o_git_log(R, s):
    what = ("add", "fix", "remove", "rename", "test")
    return "\n".join(f"{_hex(R, 7)} {R.choice(what)} {R.choice(_pool())}" for _ in range(min(int(s["n"]), 6)))


def _o_git_diff(R, s):
    f = path_name(R)
    return f"--- a/{f}\n+++ b/{f}\n@@ -1 +1 @@\n-{R.choice(_pool())}\n+{R.choice(_pool())}"


def _o_ps(R, s):
    return "\n".join([f"{'USER':8} {'PID':>5} COMMAND"]
                     + [f"{R.choice(NAMES).lower():8} {R.randrange(1, 32000):5} "
                        f"{R.choice(('bash', 'vim', 'ssh', 'python3', 'top', 'less', 'make'))}"
                                                          for _ in range(R.randrange(1, 5))])


def _o_stat(R, s):
    return f"  File: {s['f']}\n  Size: {R.randrange(1, 90000)}\tBlocks: 8\tregular file"[2:]


def _o_home(R, s):
    return "/home/" + R.choice(NAMES).lower()


def _o_cal(R, s):
    return ("     March 2026\nSu Mo Tu We Th Fr Sa\n 1  2  3  4  5  6  7\n 8  9 10 11 12 13 14\n"
            "15 16 17 18 19 20 21\n22 23 24 25 26 27 28\n29 30 31")


def _o_seq(R, s):
    return "\n".join(str(i + 1) for i in range(int(s["n"])))


def _o_env(R, s):
    return f"PATH=/usr/local/bin:/usr/bin:/bin\nLC_ALL=C.UTF-8\nTERM=dumb\nHOME=/tmp\nPWD={_o_home(R, s)}"


def _o_file(R, s):
    return f"{s['f']}: " + R.choice(("ASCII text", "JSON data", "PNG image data", "C source, ASCII text",
                                     "empty", "data"))


WISHES = (
    (("How much disk space is left?", "Show the disk usage of the system.", "Is the disk full?",
      "How full is my disk?", "free disk space?", "show disk space",
      "How much space do I have on the disk?"), "df -h", _o_df, None),
    (("Show all system information.", "What system is this?", "Which operating system runs here?",
      "system info please", "Tell me about this machine.",
      "What kind of system am I on?"), "uname -a",
     lambda R, s: f"Linux {R.choice(_pool())} {_kernel(R)} x86_64 GNU/Linux", None),
    (("Which kernel version is running?", "What kernel do I have?", "kernel version?",
      "Tell me the kernel release.", "Which Linux kernel is this?"), "uname -r",
     lambda R, s: _kernel(R), lambda s, o: f"The kernel is `{o}`."),
    (("How many processors does this machine have?", "How many cores do I have?", "how many cpus?",
      "number of cores", "Count the CPU cores.",
      "How many CPU cores are there?"), "nproc",
     lambda R, s: str(R.choice((1, 2, 4, 6, 8, 12, 16, 24, 32, 64, 128))),
     lambda s, o: "This machine has 1 processor." if o == "1" else f"This machine has {o} processors."),
    (("How much memory is free?", "Show the memory usage.", "How much RAM do I have?", "free memory?",
      "Is there enough memory?", "show memory"), "free -h", _o_free, None),
    (("How long has this machine been running?", "What is the uptime?", "uptime?",
      "Since when is the computer on?", "Show the system load."), "uptime", _o_uptime, None),
    (("Which user am I?", "Who am I logged in as?", "What is my user name?", "whoami?",
      "Tell me my login name."), "whoami",
     lambda R, s: R.choice(NAMES).lower(), lambda s, o: f"You are logged in as `{o}`."),
    (("What is the name of this computer?", "What is the hostname?", "hostname?",
      "What is this machine called?", "Tell me the host name."), "hostname",
     lambda R, s: R.choice(_pool()), lambda s, o: f"This machine is called `{o}`."),
    (("Which directory am I in?", "What is the current directory?", "Where am I in the file system?",
      "print the working directory", "What folder is this?",
      "Show me the path of this folder."), "pwd",
     lambda R, s: f"/home/{R.choice(NAMES).lower()}/{R.choice(_pool())}",
     lambda s, o: f"The current directory is `{o}`."),
    (("Which groups am I in?", "Show my user id.", "What is my user ID?", "user and group ids?"), "id",
     lambda R, s: (lambda n, u: f"uid={u}({n}) gid={u}({n}) groups={u}({n})")(R.choice(NAMES).lower(),
                                                                              R.randrange(1000, 1100)), None),
    (("Who is logged in?", "Which users are logged in?", "Show the users who are on this machine.",
      "who else is here?"), "who",
     lambda R, s: f"{R.choice(NAMES).lower()}    pts/{R.randrange(9)}   2026-03-{R.randrange(10, 29)} "
                  f"{R.randrange(10, 24)}:{R.randrange(10, 60)}", None),
    (("Show a calendar.", "Show me this month's calendar.", "calendar?", "Print a calendar of this month."),
     "cal", _o_cal, None),
    (("Show the environment variables.", "Which environment variables are set?", "print the environment",
      "List all environment variables."), "env", _o_env, None),
    (("What is my PATH?", "Show the PATH variable.", "What is in PATH?", "print the search path"),
     "echo $PATH", lambda R, s: "/usr/local/bin:/usr/bin:/bin", None),
    (("Where is my home directory?", "What is my home folder?", "print HOME", "Which folder is my home?"),
     "echo $HOME", _o_home, lambda s, o: f"Your home directory is `{o}`."),
    (("Which processes are running?", "Show the running processes.", "list processes",
      "What programs are running now?", "Show all processes."), "ps aux", _o_ps, None),
    (("What processor does this machine have?", "Show information about the CPU.", "cpu info?",
      "Which CPU is this?"), "lscpu",
     lambda R, s: f"Architecture:  x86_64\nCPU(s):        {R.choice((2, 4, 8, 16))}\nModel name:    "
                  f"{R.choice(_pool()).capitalize()} {R.randrange(100, 9999)}", None),
    (("Which disks are there?", "List the block devices.", "show my drives",
      "What drives does this machine have?"), "lsblk",
     lambda R, s: f"NAME   SIZE TYPE\nsda    {R.randrange(100, 999)}G disk\nsda1   {R.randrange(10, 99)}G "
                  f"part", None),
    (("What is my IP address?", "Show the network addresses.", "ip address?",
      "Which addresses does this machine have?"), "ip addr",
     lambda R, s: f"1: lo: inet 127.0.0.1/8\n2: eth0: inet 192.168.{R.randrange(9)}.{R.randrange(2, 250)}/24",
     None),
    (("Which ports are open?", "Show the listening ports.", "open ports?", "What listens on this machine?"),
     "ss -tln",
     lambda R, s: f"State  Local Address:Port\nLISTEN 127.0.0.1:{R.randrange(1000, 9999)}", None),
    (("How many lines does {f} have?", "Count the lines of {f}.", "Number of lines in {f}?", "lines in {f}?",
      "How long is {f} in lines?", "Can you count the lines in {f}?"),
     "wc -l {f}", lambda R, s: f"{R.randrange(2, 5000)} {s['f']}",
     lambda s, o: f"`{s['f']}` has {o.split()[0]} lines."),
    (("How many words are in {f}?", "Count the words of {f}.", "Number of words in {f}?", "word count of {f}",
      "Can you count the words in {f}?"),
     "wc -w {f}", lambda R, s: f"{R.randrange(2, 9000)} {s['f']}",
     lambda s, o: f"`{s['f']}` has {o.split()[0]} words."),
    (("How many bytes does {f} have?", "Count the bytes of {f}.", "size of {f} in bytes?",
      "How big is {f} in bytes?"),
     "wc -c {f}", lambda R, s: f"{R.randrange(2, 90000)} {s['f']}",
     lambda s, o: f"`{s['f']}` has {o.split()[0]} bytes."),
    (("Show the first {n} lines of {f}.", "First {n} lines of {f}, please.", "head of {f}, {n} lines",
      "Print the first {n} lines of the file {f}.", "Give me the top {n} lines of {f}.",
      "What are the first {n} lines in {f}?"), "head -n {n} {f}", _o_n_lines, None),
    (("Show the last {n} lines of {f}.", "Last {n} lines of {f}, please.", "tail of {f}, {n} lines",
      "Print the last {n} lines of the file {f}.", "Give me the bottom {n} lines of {f}.",
      "What are the last {n} lines in {f}?"), "tail -n {n} {f}", _o_n_lines, None),
    (("Search {f} for {w}.", "Find the lines with {w} in {f}.", "Which lines of {f} have the word {w}?",
      "grep for {w} in {f}", "Look for {w} in {f}.", "Where is {w} in {f}?",
      "Find {w} in {f} with line numbers.", "Does the word {w} occur in {f}?"), "grep -n {w} {f}", _o_grep,
     None),
    (("How many lines of {f} have {w}?", "Count the lines with {w} in {f}.",
      "How often is there a line with {w} in {f}?"), "grep -c {w} {f}",
     lambda R, s: str(R.randrange(2, 60)), lambda s, o: f"{o} lines of `{s['f']}` have {s['w']}."),
    (("Search the folder {d} for {w}.", "Which files in {d} have the word {w}?", "grep for {w} in all of {d}",
      "Find {w} in the files below {d}.", "Look for {w} everywhere in {d}."),
     "grep -r {w} {d}", _o_rgrep, None),
    (("How big is the folder {d}?", "How much space does {d} take?", "size of {d}?", "disk usage of {d}",
      "How large is {d}?", "What is the size of the folder {d}?"), "du -sh {d}",
     lambda R, s: f"{R.randrange(1, 900)}{R.choice(('K', 'M', 'G'))}\t{s['d']}",
     lambda s, o: f"`{s['d']}` takes {o.split()[0]}."),
    (("Make a folder {e}.", "Create a directory called {e}.", "mkdir {e}", "Create the folder {e}.",
      "I need a new folder named {e}.", "new folder {e}", "Please make a directory {e}.",
      "Can you create a folder {e}?"), "mkdir {e}", None, None),
    (("Make the folder {d}/{e} with all folders above it.", "Create {d}/{e} and its parents.",
      "mkdir with parents: {d}/{e}"), "mkdir -p {d}/{e}", None, None),
    (("Remove the empty folder {e}.", "Delete the empty directory {e}.", "rmdir {e}"), "rmdir {e}", None,
     None),
    (("Delete the file {f}.", "Remove {f}.", "delete {f}", "Can you delete {f}?", "Get rid of {f}.",
      "I don't need {f} any more, delete it."), "rm {f}", None, None),
    (("Delete the folder {e} with everything in it.", "Remove the directory {e} and all its files.",
      "delete the whole folder {e}"), "rm -r {e}", None, None),
    (("Copy {f} to {g}.", "Make a copy of {f} called {g}.", "copy {f} as {g}", "Can you copy {f} to {g}?",
      "I need a copy of {f} named {g}."), "cp {f} {g}", None, None),
    (("Rename {f} to {g}.", "Move {f} to {g}.", "Change the name of {f} to {g}.", "rename {f} into {g}",
      "Can you rename {f} to {g}?"), "mv {f} {g}", None, None),
    (("Move {f} into the folder {e}.", "Put {f} into the folder {e}.", "move {f} into {e}/"), "mv {f} {e}/",
     None, None),
    (("Create an empty file {f}.", "Make an empty file called {f}.", "touch {f}", "new empty file {f}",
      "Can you create an empty file {f}?"), "touch {f}", None, None),
    (("List {d} with sizes and dates.", "Show a long listing of {d}.", "Who owns the files in {d}?",
      "List {d} with details.", "detailed list of {d}"), "ls -l {d}", _o_ls_l, None),
    (("Show the hidden files in {d}, too.", "List {d} with hidden files.", "Are there hidden files in {d}?",
      "all files in {d}, also hidden ones"), "ls -a {d}", _o_ls_a, None),
    (("Which file in {d} is the newest?", "List {d} with the newest files first.",
      "Sort the files in {d} by time."), "ls -t {d}", _o_entries, None),
    (("Which files in {d} are the biggest?", "List {d} with the biggest files first.",
      "Sort the files in {d} by size."), "ls -S {d}", _o_entries, None),
    (("Find all .{x} files below {d}.", "Find every .{x} file in {d} and its subfolders.",
      "search for .{x} files under {d}", "Where are the .{x} files below {d}?"),
     "find {d} -name '*.{x}'", _o_find, None),
    (("Find the file {f}.", "Where is the file {f}?", "Search for a file called {f}.", "find {f}",
      "I can't find {f}. Can you search for it?"), "find . -name {f}",
     lambda R, s: "./" + _join(folder_name(R).strip("./") or "src", s["f"]), None),
    (("Sort {f}.", "Sort the lines of {f}.", "Show {f} in alphabetical order.", "sort the file {f}"),
     "sort {f}", _o_sorted, None),
    (("Sort {f} by number.", "Sort the numbers in {f}.", "numeric sort of {f}"), "sort -n {f}", _o_numbers,
     None),
    (("Sort {f} in reverse.", "Show {f} in reverse order, from z to a.", "Sort {f} backwards."),
     "sort -r {f}", _o_reversed, None),
    (("Show the different lines of {f}, sorted.", "Sort {f} and drop the double lines.",
      "unique lines of {f}"), "sort -u {f}", _o_sorted, None),
    (("How often does each line of {f} occur?", "Count each different line of {f}.",
      "Count the double lines in {f}."), "sort {f} | uniq -c", _o_uniq, None),
    (("Show column {n} of {f}, separated by commas.", "Print field {n} of the comma-separated file {f}.",
      "cut column {n} out of {f} at commas"), "cut -d, -f{n} {f}", _o_words, None),
    (("Compare {f} and {g}.", "What is the difference between the files {f} and {g}?", "diff {f} and {g}",
      "How do {f} and {g} differ?", "Show the differences between {f} and {g}."),
     "diff {f} {g}", _o_diff, None),
    (("Show {f} with line numbers.", "Print {f} with numbered lines.", "number the lines of {f}"),
     "cat -n {f}", _o_numbered, None),
    (("What type of file is {f}?", "What kind of file is {f}?", "file type of {f}?"), "file {f}", _o_file,
     None),
    (("When was {f} changed?", "Show the details of the file {f}.", "stat of {f}"), "stat {f}", _o_stat,
     None),
    (("Make {f} executable.", "Make the script {f} executable.", "Let me run {f} as a program.",
      "set the x bit of {f}"), "chmod +x {f}", None, None),
    (("What is the SHA-256 sum of {f}?", "Checksum of {f}, please.", "sha256 of {f}"), "sha256sum {f}",
     lambda R, s: f"{_hex(R, 64)}  {s['f']}", None),
    (("What is the MD5 sum of {f}?", "md5 of {f}"), "md5sum {f}", lambda R, s: f"{_hex(R, 32)}  {s['f']}",
     None),
    (("Pack the folder {e} into {w}.tar.gz.", "Make an archive {w}.tar.gz of {e}.",
      "tar up {e} as {w}.tar.gz"), "tar -czf {w}.tar.gz {e}", None, None),
    (("Unpack {w}.tar.gz.", "Extract the archive {w}.tar.gz.", "untar {w}.tar.gz"), "tar -xzf {w}.tar.gz",
     None, None),
    (("What is in the archive {w}.tar.gz?", "List the archive {w}.tar.gz."), "tar -tzf {w}.tar.gz",
     _o_entries, None),
    (("Compress {f}.", "Compress {f} with gzip.", "gzip {f}"), "gzip {f}", None, None),
    (("Uncompress {f}.gz.", "gunzip {f}.gz", "Unpack {f}.gz with gunzip."), "gunzip {f}.gz", None, None),
    (("What is the git status?", "Show the state of the git repository.", "git status?",
      "Are there uncommitted changes?", "Did I change anything in git?"), "git status", _o_git_status, None),
    (("Show the last {n} commits.", "What were the last {n} commits?", "git log, {n} commits",
      "List the {n} newest commits."), "git log --oneline -n {n}", _o_git_log, None),
    (("Show my changes in git.", "What did I change in the repository?", "git diff?", "Show the git diff."),
     "git diff", _o_git_diff, None),
    (("Which git branch am I on?", "Which branches are there?", "List the git branches.", "git branches?"),
     "git branch", lambda R, s: f"* main\n  {R.choice(_pool())}", None),
    (("Add {f} to git.", "Stage {f} in git.", "git add {f}"), "git add {f}", None, None),
    (("Run the Python script {w}.py.", "Start {w}.py with Python.", "run {w}.py", "Execute {w}.py.",
      "python {w}.py"), "python3 {w}.py", _o_words, None),
    (("Run the script {w}.sh.", "Start the shell script {w}.sh.", "run {w}.sh", "Execute {w}.sh."),
     "sh {w}.sh", _o_words, None),
    (("Which Python version is installed?", "What version of Python do I have?", "python version?"),
     "python3 --version", lambda R, s: f"Python 3.{R.randrange(8, 15)}.{R.randrange(12)}", None),
    (("Which version of gcc is installed?", "What C compiler version do I have?", "gcc version?"),
     "gcc --version", lambda R, s: f"gcc (Debian {R.randrange(9, 15)}.2.0)", None),
    (("Build the program with make.", "Run make.", "make it", "Build the project."), "make",
     lambda R, s: f"cc -O2 -o {R.choice(_pool())} main.c", None),
    (("Run the tests with make.", "make the tests run", "Run make test."), "make test",
     lambda R, s: f"{R.randrange(2, 90)} tests passed", None),
    (("Clean the build with make.", "Run make clean.", "Remove the build files with make."), "make clean",
     lambda R, s: "rm -f *.o", None),
    (("Compile {w}.c.", "Compile the C program {w}.c to {w}.", "Build {w} from {w}.c with gcc.",
      "gcc {w}.c to {w}"), "gcc -o {w} {w}.c", None, None),
    (("Echo the word {w}.", "Let the shell say {w}.", "echo {w}", "Print {w} in the shell."), "echo {w}",
     lambda R, s: s["w"], None),
    (("Print the numbers from 1 to {n} in the shell.", "Use seq to count to {n}.", "seq to {n}"), "seq {n}",
     _o_seq, None),
    (("Where is the program {p}?", "Is {p} installed?", "Which {p} is used?", "which {p}", "Do I have {p}?"),
     "which {p}", lambda R, s: f"/usr/bin/{s['p']}", lambda s, o: f"`{s['p']}` is at `{o}`."),
    (("Show {f} in capital letters.", "Print {f} in upper case.", "Turn the letters of {f} into capitals."),
     "tr a-z A-Z < {f}", _o_upper, None),
    (("Replace {w} by {v} in {f} and show it.", "Show {f} with {v} in place of {w}.",
      "sed {w} to {v} in {f}"), "sed 's/{w}/{v}/g' {f}", _o_lines, None),
    (("Kill process {k}.", "Stop the process {k}.", "End process number {k}.", "kill {k}"), "kill {k}", None,
     None),
    (("What is the Unix time?", "How many seconds since 1970?", "unix timestamp?",
      "Seconds since the epoch?"), "date +%s", lambda R, s: str(R.randrange(1700000000, 1900000000)), None),
    (("Make a link {g} to {f}.", "Create a symbolic link from {g} to {f}.", "symlink {f} as {g}"),
     "ln -s {f} {g}", None, None),
    (("Wait {n} seconds.", "Sleep for {n} seconds.", "sleep {n}"), "sleep {n}", None, None),
    (("Ping {h}.", "Can you reach {h}?", "Is {h} reachable?", "ping {h} once"), "ping -c 1 {h}",
     lambda R, s: f"1 packets transmitted, 1 received, 0% packet loss, time {R.randrange(1, 90)}ms", None),
)
HELD_WISHES = (
    ("Would you check how much room is left on the disk?", "df -h", _o_df, None),
    ("Please find out how many CPU cores this computer has.", "nproc", lambda R, s: "12",
     lambda s, o: f"{o}"),
    ("Which release of the kernel do we have?", "uname -r", lambda R, s: "6.7.0-9-amd64", lambda s, o: o),
    ("I want to know how many lines {f} has.", "wc -l {f}", lambda R, s: f"{R.randrange(20, 5000)} {s['f']}",
     lambda s, o: o.split()[0]),
    ("Please count all words in {f}.", "wc -w {f}", lambda R, s: f"{R.randrange(20, 5000)} {s['f']}",
     lambda s, o: o.split()[0]),
    ("Could I have the first {n} lines of {f}?", "head -n {n} {f}", _o_n_lines, None),
    ("Please let me see the last {n} lines of {f}.", "tail -n {n} {f}", _o_n_lines, None),
    ("In which lines of {f} does {w} occur?", "grep -n {w} {f}", _o_grep, None),
    ("Please tell me how big the folder {d} is.", "du -sh {d}",
     lambda R, s: f"{R.randrange(2, 900)}M\t{s['d']}", lambda s, o: o.split()[0]),
    ("Would you make a new folder called {e}?", "mkdir {e}", None, None),
    ("Please copy the file {f} to {g}.", "cp {f} {g}", None, None),
    ("Give {f} the new name {g}: rename it.", "mv {f} {g}", None, None),
    ("Show me the current state of git, please.", "git status", _o_git_status, None),
    ("Please sort the lines in {f}.", "sort {f}", _o_sorted, None),
    ("In what way do the files {f} and {g} differ?", "diff {f} {g}", _o_diff, None),
    ("Please run the python script {w}.py for me.", "python3 {w}.py", _o_words, None),
)
RUN = ("Run `{c}`.", "run `{c}`", "Run the command `{c}`.", "Please run `{c}`.", "Execute `{c}`.",
       "Can you run `{c}`?", "What does `{c}` print?", "Run `{c}` and show me the output.",
       "`{c}`", "Try `{c}`.", "Start `{c}` for me.", "I'd like you to run `{c}`.", "Use the shell: `{c}`.",
       "What is the output of `{c}`?", "Do `{c}`.", "Call `{c}` in the shell.",
       "Could you execute the command `{c}`?", "Let's run `{c}`.", "exec `{c}`", "Run this: `{c}`",
       "Run this command for me: `{c}`", "shell: `{c}`", "please do `{c}` now")
RUN_BARE = ("run {c}", "Run {c}", "execute {c}", "Run the command {c}", "please run {c}",
            "run the command {c}", "Run this: {c}", "shell: {c}", "$ {c}", "Execute the command {c}",
            "Run this command: {c}", "I want you to run this: {c}", "Can you run this for me: {c}",
            "do this in the shell: {c}", "Please execute {c}")
HELD_RUN = ("I want you to run the command `{c}`.", "Please try the command `{c}` and tell me what it says.",
            "Would you run `{c}` for me?", "Give `{c}` to the shell.", "Have `{c}` run and tell me what it printed.")
PROGRAMS = ("git", "gcc", "python3", "vim", "make", "curl", "ssh", "tar", "awk", "sed", "perl", "gdb", "tmux",
            "rsync", "cmake", "nano", "less", "jq", "node", "ruby", "cargo", "go")


def _slots(R):
    f, e = path_name(R), _stem(R)
    return {"f": f, "g": file_name(R), "d": folder_name(R), "e": e, "w": R.choice(_pool()),
            "v": R.choice(_pool()), "n": str(R.randrange(2, 21)), "x": R.choice(EXTENSIONS),
            "p": R.choice(PROGRAMS), "k": str(R.randrange(100, 32000)),
            "h": R.choice(("example.com", "localhost", "192.168.1." + str(R.randrange(2, 250)),
                           R.choice(_pool()) + ".org"))}


def _random_command(R):
    """Any command line: what stands between the backquotes has to be copied, whatever it is."""
    s, r = _slots(R), R.random()
    if r < 0.35:
        return put(R.choice(WISHES)[1], **s)
    if r < 0.55:
        c = R.choice(("cat", "less", "head", "tail", "touch", "rm", "stat", "cp -r", "echo", "printf", "ls",
                      "wc", "du", "find", "sort", "nl", "od", "xxd"))
        return c + R.choice((" ", " -" + R.choice("abcdfhilmnprstvx") + " ")) + R.choice((s["f"], s["d"],
                                                                                          s["w"], s["e"]))
    if r < 0.70:
        return put(R.choice(("cat {f} | grep {w}", "grep {w} {f} | wc -l", "ls {d} | sort -r",
                             "cat {f} | sort | uniq", "sort {f} | head -n {n}", "cat {f} | tr a-z A-Z",
                             "ls -1 {d} | wc -l",
                             "cut -d: -f{n} {f} | sort", "du -a {d} | sort -n | tail -n {n}",
                             "ps aux | grep {p}", "grep -v {w} {f} | tail -n {n}", "echo {w} {v} > {f}",
                             "echo {w} >> {f}",
                             "cat {f} {g} > {w}.txt")), **s)
    if r < 0.80:
        return put(R.choice(("cd {d} && ls", "mkdir -p {e} && cd {e}", "make -j{n} && ./{w}",
                             "test -f {f} && echo {w}", "rm -f {f}; ls {d}", "{p} --version", "{p} --help",
                             "which {p} {w}",
                             "for f in *.{x}; do echo $f; done", "git commit -m \"{w} {v}\"",
                             "git checkout {w}", "git show {e}", "awk '{print ${n}}' {f}", "echo \"{w} {v}\"",
                             "printf '%s\\n' {w} {v}",
                             "ls -l --color=never {d}", "head -c {n} {f}", "./{w} --{v}={n}",
                             "./{w}.sh {v} {n}", "python3 -c 'print({n} * {k})'")), **s)
    return " ".join(R.choice((s["w"], s["v"], "-" + R.choice("abcdefghknoprstuvx"), "--" + R.choice(_pool()),
                              s["n"], s["f"], s["e"], R.choice(_pool())))
                    if i else R.choice((s["w"], s["p"])) for i in range(R.randrange(1, 5)))


def _run_call(command):
    return _call(f"The user wants a command to be run: {command}. I call run_command.", "run_command",
                 command=command)


def _run_answer(command, output):
    """How any output is told, with the notes that the program puts at its end."""
    lines = output.split("\n")
    status = None
    if lines[-1].startswith("[exit status "):
        status = lines.pop()[13:-1]
    body, mark, errors = _joined(lines).partition("[stderr]\n")
    body = body.rstrip("\n")
    if output == "[no output]":
        return f"`{command}` ran and printed nothing."
    if output.startswith("[stopped: "):
        return f"`{command}` was stopped because it took longer than {output[27:-3]} seconds."
    if output.startswith("[cancelled"):
        return f"You cancelled `{command}`, so there is no result."
    if output.startswith("[ended by signal "):
        return f"`{command}` was ended by signal {output[17:-1]}."
    if status is not None:
        if errors:
            return f"`{command}` failed with exit status {status}:\n\n{_fence(errors)}"
        if not body:
            return f"`{command}` printed nothing and ended with exit status {status}."
        return f"`{command}` ended with exit status {status} and printed:\n\n{_fence(body)}"
    if mark:
        return f"`{command}` printed:\n\n{_fence(_joined([body] * bool(body) + [errors]))}"
    left_out = next((line for line in lines if line.startswith("[... ")), None)
    if left_out:
        return (f"`{command}` printed a lot. It begins:\n\n{_fence(lines[0])}\n\n"
                f"{left_out.split()[1]} bytes were left out.")
    if len(lines) > 10:
        return (f"`{command}` printed a lot. It begins:\n\n{_fence(_joined(lines[:6]))}\n\n"
                "The rest is left out here.")
    return f"`{command}` printed:\n\n{_fence(body)}"


def _trim(text):
    return text.rstrip("\n\t ")


ASK_RUN = _thirds(RUN, wording.RUN)
ASK_RUN_BARE = RUN_BARE + wording.RUN_BARE
ASK_WISH = {command: _thirds(phrases, wording.WISHES[command]) if command in wording.WISHES
            else (_plain(phrases),)
            for phrases, command, _, _ in WISHES}


def _ask_run(R):
    """A command to be run as it stands."""
    command = _random_command(R)
    return put(R.choice(ASK_RUN_BARE) if R.random() < 0.3 else _ask(R, ASK_RUN), c=command), command


def _ask_command(R):
    """(question, command, what it prints or None, how to answer, slots)"""
    _, template, out, say = R.choice(WISHES)
    s = _slots(R)
    return put(_ask(R, ASK_WISH[template]), **s), put(template, **s), out, say, s


def _run_command(R):
    if R.random() < 0.33:
        q, command = _ask_run(R)
        r = R.random()
        make = None if r < 0.2 else _o_words if r < 0.4 else _o_lines if r < 0.8 else _o_numbers
        output = make(R, None) if make else "[no output]"
        answer = _run_answer(command, output)
    else:
        q, command, out, say, s = _ask_command(R)
        output = _trim(out(R, s)) if out else "[no output]"
        answer = say(s, output) if say else _run_answer(command, output)
    turns = [User(q), _run_call(command), Result(output),
             _say(answer, "The command has run. I tell what it printed.")]
    r = R.random()
    if r < 0.08:
        turns += [User(typed(R, R.choice(("Run it again.", "Once more, please.", "again", "Do that again.",
                                          "Run that command again.")))), _run_call(command), Result(output),
                  _say(answer)]
    elif r < 0.12:
        turns += [User(typed(R, R.choice(("Which command did you run?", "What was the command?",
                                          "How did you find that out?", "what command was that")))),
                  Assistant("I ran it just now and need no new call.", f"I ran `{command}`.")]
    elif r < 0.2:
        command = _random_command(R)
        output = _o_words(R, None)
        turns += [User(put(R.choice(("And now `{c}`.", "And `{c}`?", "Now run `{c}`.", "then `{c}`")),
                           c=command)), _run_call(command), Result(output),
                  _say(_run_answer(command, output))]
    return turns


# ---- trouble ----

REFUSED = ("error: the user did not allow this call", "The user did not allow this call.")
DENIED = "error: the user does not allow this tool"


def _reached(R, path, kind):
    """A path that is not there, or one outside the folder of the tool."""
    if kind not in ("missing", "outside") or (path[0] == "/" or path.startswith("..")) == (kind == "outside"):
        return path
    inside = path.lstrip("./") or _stem(R)
    return inside if kind == "missing" else R.choice(("/etc/", "/home/", "/var/", "../", "../../", "/",
                                                      "/opt/")) + inside


def _ask_wish(R, name, kind=None):
    """As _wish, for training. Without a kind of trouble the tool is not on offer: then every question that
    the tool could have answered is asked."""
    r = R.random()
    if name == "get_time":
        intent = R.choice(_TIME)
        return _ask(R, ASK_TIME[intent]), _time_call(intent), f"tell {_TIME_WISH[intent]}", ""
    if name == "calculate":
        q, expr = _ask_sum(R)
        return q, _call(f"The user wants {expr}. I call calculate with it.", "calculate",
                        expression=expr), f"work out {expr}", expr
    if name == "list_files":
        if not kind and r < 0.12:
            return _ask(R, ASK_LIST_HERE), _list_call("."), "list this folder", "."
        d = _reached(R, folder_name(R), kind)
        table = ASK_LIST
        if not kind and r > 0.65:
            table = ASK_LIST_COUNT if r < 0.77 else ASK_LIST_HAS if r < 0.9 else ASK_LIST_KIND
        q = put(_ask(R, table), d=_quoted(R, d), f=file_name(R), x=R.choice(EXTENSIONS), N=R.choice(NAMES))
        return q, _list_call(d), f"list `{d}`", d
    if name == "read_file":
        f = _reached(R, path_name(R, TEXTS), kind)
        table = ASK_READ
        if not kind and r > 0.7:
            table = ASK_READ_KEY if r < 0.9 else ASK_READ_TOTAL
        q = put(_ask(R, table), f=_quoted(R, f), k=R.choice(KEYS), N=R.choice(NAMES))
        return q, _read_call(f), f"read `{f}`", f
    if r < 0.4:
        q, c = _ask_run(R)
    else:
        q, c = _ask_command(R)[:2]
    return q, _run_call(c), f"run `{c}`", c


def _wish(R, name, held=False):
    """(question, call turn, words for what was to be done, path or command)"""
    if name == "get_time":
        intent = R.choice(("time", "date", "year", "month"))
        q = R.choice(HELD_TIME[intent]) if held else typed(R, R.choice(TIME[intent]))
        return q, _time_call(intent), f"tell {_TIME_WISH[intent]}", ""
    if name == "calculate":
        q, expr = _sum(R, held)
        return q, _call(f"The user wants {expr}. I call calculate with it.", "calculate",
                        expression=expr), f"work out {expr}", expr
    if name == "list_files":
        d = folder_name(R)
        q = put(R.choice(HELD_LIST) if held else _ask(R, ASK_LIST), d=d)
        return q, _list_call(d), f"list `{d}`", d
    if name == "read_file":
        f = path_name(R, TEXTS)
        q = put(R.choice(HELD_READ) if held else _ask(R, ASK_READ), f=f)
        return q, _read_call(f), f"read `{f}`", f
    if R.random() < 0.5:
        c = _random_command(R)
        q = put(R.choice(HELD_RUN) if held else typed(R, R.choice(RUN)), c=c)
    else:
        s = _slots(R)
        if held:
            q, c = R.choice(HELD_WISHES)[:2]
        else:
            w = R.choice(WISHES)
            q, c = typed(R, R.choice(w[0])), w[1]
        q, c = put(q, **s), put(c, **s)
    return q, _run_call(c), f"run `{c}`", c


def _home(R):
    return f"/home/{R.choice(NAMES).lower()}/{R.choice(_pool())}"


MISSING, FORBIDDEN, READ_ONLY = "No such file or directory", "Permission denied", "Read-only file system"


def _shell_error(R, command):
    """(what the shell or the program says on stderr, exit status)"""
    first, _, rest = command.partition(" ")
    last = rest.split(" ")[-1].strip("'\"") if rest else ""
    if R.random() < 0.25 or not last:
        return f"/bin/sh: 1: {first}: not found", 127
    if first in ("cat", "wc", "sha256sum", "md5sum", "cut", "diff", "grep"):
        return f"{first}: {last}: {R.choice((MISSING, FORBIDDEN))}", 2 if first in ("grep", "diff") else 1
    if first in ("ls", "du", "stat", "chmod"):
        verb = "statx" if first == "stat" else "access"
        return f"{first}: cannot {verb} '{last}': {MISSING}", 2 if first == "ls" else 1
    if first in ("head", "tail"):
        return f"{first}: cannot open '{last}' for reading: {MISSING}", 1
    if first == "mkdir":
        why = R.choice((READ_ONLY, "File exists", FORBIDDEN))
        return f"mkdir: cannot create directory \u2018{last}\u2019: {why}", 1
    if first == "rm":
        return f"rm: cannot remove '{last}': {R.choice((MISSING, READ_ONLY, 'Is a directory'))}", 1
    if first in ("cp", "mv"):
        return f"{first}: cannot stat '{rest.split(' ')[0]}': {MISSING}", 1
    if first == "touch":
        return f"touch: cannot touch '{last}': {READ_ONLY}", 1
    if first == "git":
        return "fatal: not a git repository (or any of the parent directories): .git", 128
    if first == "make":
        return "make: *** No targets specified and no makefile found.  Stop.", 2
    if first == "sort":
        return f"sort: cannot read: {last}: {MISSING}", 2
    return f"{first}: {last}: {R.choice((MISSING, FORBIDDEN, 'invalid argument'))}", R.choice((1, 2))


PROGRAM = {"get_time": "/usr/bin/date", "list_files": "/usr/bin/ls", "read_file": "/usr/bin/head"}
TROUBLES = {
    "get_time": ("denied", "cannot", "unknown", "late", "other"),
    "calculate": ("denied", "unknown", "other"),
    "list_files": ("refused",) * 3 + ("missing",) * 3 + ("outside", "outside", "permission", "denied", "late",
                                                         "cancelled", "unknown", "edited", "cannot", "empty",
                                                         "other"),
    "read_file": ("refused",) * 3 + ("missing",) * 3 + ("outside", "outside", "permission", "denied", "late",
                                                        "cancelled", "unknown", "edited", "cannot", "empty",
                                                        "folder", "cut", "other"),
    "run_command": ("refused",) * 3 + ("failed",) * 4 + ("status", "late", "late", "cancelled", "signal",
                                                         "denied", "unknown", "empty", "edited", "cut",
                                                         "other", "partly"),
}


def _trouble(R, name, held=False, kind=None):
    """[question, call, result, answer]: a call that came to nothing; one sentence tells how."""
    if held:
        q, call, wish, slot = _wish(R, name, held)
        kind = kind or R.choice(TROUBLES[name])
    else:
        kind = kind or R.choice(TROUBLES[name])
        q, call, wish, slot = _ask_wish(R, name, kind)
    think = "The call came to nothing. I say why and do not try again."
    if kind == "refused":
        return [User(q), call, Result(R.choice(REFUSED)),
                _say(f"You did not allow the call, so I could not {wish}.", think)]
    if kind == "denied":
        return [User(q), call, Result(DENIED),
                _say(f"The tool `{name}` is not allowed here, so I could not {wish}.", think)]
    if kind == "unknown":
        return [User(q), call, Result(f"error: there is no tool '{name}'"),
                _say(f"There is no tool `{name}` here, so I could not {wish}.", think)]
    if kind == "cannot":
        program = PROGRAM[name]
        why = R.choice(("No such file or directory", "Permission denied"))
        return [User(q), call, Result(f"error: the program of {name}, {program}, cannot be run: {why}"),
                _say(f"The program of `{name}`, `{program}`, cannot be run here, so I could not {wish}.",
                     think)]
    if kind == "other":
        program = PROGRAM.get(name, "/bin/sh")
        busy = "Resource temporarily unavailable"
        why = R.choice((f"start {program}: {busy}", f"start {program}: Cannot allocate memory",
                        "make a pipe: Too many open files",
                        f"start a thread for the tool {name}: {busy}",
                        f"{R.choice(_pool())} {R.choice(_pool())}: Input/output error"))
        return [User(q), call, Result("error: " + why), _say(f"I could not {wish}: {why}.", think)]
    if kind == "late":
        s = 30 if name == "run_command" else 5
        return [User(q), call, Result(f"[stopped: it took longer than {s} s]"),
                _say(f"`{slot or name}` was stopped because it took longer than {s} seconds."
                     if name == "run_command" else f"I could not {wish}: it took longer than {s} seconds.",
                     think)]
    if kind == "cancelled":
        return [User(q), call, Result("[cancelled by the user]"),
                _say(f"You cancelled `{slot}`, so there is no result." if name == "run_command" else
                                                                         f"You cancelled the call, so I "
                     f"could not {wish}.", think)]
    if kind in ("missing", "outside") and (slot[0] == "/" or slot.startswith("..")) != (kind == "outside"):
        inside = slot.lstrip("./")
        there = inside if kind == "missing" else R.choice(("/etc/", "/home/", "/var/", "../", "../../", "/",
                                                           "/opt/")) + inside
        q, wish = q.replace(slot, there), wish.replace(slot, there)
        call, slot = (_list_call if name == "list_files" else _read_call)(there), there
    if kind == "missing":
        thing = "folder" if name == "list_files" else "file"
        return [User(q), call, Result(f"error: {slot}: No such file or directory"),
                _say(f"There is no {thing} `{slot}`.", think)]
    if kind == "outside":
        home = _home(R)
        return [User(q), call, Result(f"error: {slot}: outside the folder that this tool may use ({home})"),
                _say(f"I could not {wish}, because it is outside the folder for this tool, `{home}`.",
                     think)]
    if kind == "permission":
        return [User(q), call, Result(f"error: {slot}: Permission denied"),
                _say(f"I could not {wish}: permission denied.", think)]
    if kind == "folder":
        return [User(q), call,
                Result(f"[stderr]\n/usr/bin/head: error reading '{_home(R)}/{slot}': Is a directory\n[exit "
                       f"status 1]"),
                _say(f"`{slot}` is a folder and not a file, so I could not read it.", think)]
    if kind == "edited":
        if name == "run_command":
            other = _random_command(R)
            arg, output = "command", _o_words(R, None)
            answer = f"You changed the call. {_run_answer(other, output)}"
        elif name == "read_file":
            other = path_name(R, TEXTS)
            arg, output = "path", _content(R, other, R.randrange(1, 5))
            answer = f"You changed the call. {_read_answer(other, output)}"
        else:
            other = folder_name(R)
            names = _entries(R, R.randrange(1, 6))
            arg, output = "path", "\n".join(names)
            answer = f"You changed the call. {_list_answer(other, names)}"
        quoted = other.replace("\\", "\\\\").replace('"', '\\"')
        return [User(q), call,
                Result(f'[the user changed the arguments to {{"{arg}": "{quoted}"}}]\n{output}'),
                _say(answer, "The user changed the arguments. I answer for the new ones.")]
    if kind == "empty":
        answer = f"`{slot}` ran and printed nothing."
        if name != "run_command":
            answer = f"The file `{slot}` is empty." if name == "read_file" else _list_answer(slot, [])
        return [User(q), call, Result("[no output]"), _say(answer, "There was no output. I say so.")]
    if kind == "cut":
        n = R.randrange(2000, 900000)
        line = _sentence(R)
        output = f"{line}\n{_o_lines(R, None)}\n[... {n} bytes left out ...]\n{_o_lines(R, None)}"
        if name == "run_command":
            return [User(q), call, Result(output), _say(_run_answer(slot, output),
                                                        "The output was cut. I show its beginning.")]
        return [User(q), call, Result(output),
                _say(f"`{slot}` is long. It begins:\n\n{_fence(line)}\n\n{n} bytes were left out.",
                     "The output was cut. I show its beginning.")]
    if kind == "status":
        output = f"[exit status {R.randrange(1, 20)}]"
        if R.random() < 0.4:
            output = f"{_o_words(R, None)}\n{output}"
    elif kind == "signal":
        output = f"[ended by signal {R.choice((6, 9, 11, 15))}]"
    elif kind == "partly":
        warning = f"warning: {R.choice(_pool())} {R.choice(('not found', 'is old', 'is unused'))}"
        output = f"{_o_words(R, None)}\n[stderr]\n{warning}"
    else:
        why, status = _shell_error(R, slot)
        output = f"[stderr]\n{why}\n[exit status {status}]"
    return [User(q), call, Result(output), _say(_run_answer(slot, output), think)]


RETRY = ("Try again.", "Try once more.", "Please try it again.", "ok, now it should work",
         "I allow it now. Try again.", "again please", "Now try it again.")


def _retry(R, turns):
    """The user asks for it: then the same call is right, once."""
    call = turns[1].call
    name, arg = call.name, next(iter(call.arguments.values()), "")
    q = [User(typed(R, R.choice(RETRY))), turns[1]]
    if name == "list_files":
        names = _entries(R, R.randrange(1, 7))
        return q + [Result("\n".join(names)), _say(_list_answer(arg, names))]
    if name == "read_file":
        text = _content(R, arg)
        return q + [Result(text), _say(_read_answer(arg, text))]
    if name == "run_command":
        output = _o_words(R, None)
        return q + [Result(output), _say(_run_answer(arg, output))]
    return []


# ---- without the tool ----

LACKS = {
    "get_time": "I have no clock here.",
    "calculate": "I have no calculator here.",
    "list_files": "I cannot see folders here.",
    "read_file": "I cannot open files here.",
    "run_command": "I cannot run commands here.",
}


def _lack(R, name):
    q, _, wish, _ = _ask_wish(R, name)
    return [User(q), Assistant(f"The user wants me to {wish}. The tool {name} is not on offer, so I answer "
                               f"in words.",
                               _lack_answer(name, wish))]


def _lack_answer(name, wish):
    if name == "get_time":
        wish = wish.replace("tell ", "tell you ")
    return f"{LACKS[name]} With the tool `{name}` I could {wish}."


WHICH = ("What tools do you have?", "Which tools do you have?", "What tools can you use?", "list your tools",
         "Which tools are on offer?", "Do you have any tools?", "What are your tools?",
         "Tell me which tools you have.", "Can you use tools?", "tools?", "What tools are available?",
         "Name your tools.", "Show me your tools.", "which tools can you call",
         "I'd like to know what tools you have.", "Do you have tools here?", "What can you do with tools?",
         "Which functions can you call?")
HELD_WHICH = ("Please tell me all the tools you can use.", "What tools are there for you?",
              "Are there tools that you can call?")
GREET = ("Hello!", "Hi!", "hi", "hello", "Hey there!", "Good morning!", "Good evening!", "Hello there.",
         "hey", "Hi there!", "Good afternoon!")
THANK = ("Thanks!", "Thank you.", "thanks a lot", "thank you very much", "Great, thanks.", "thx",
         "Thank you for your help.", "That helps, thanks.", "Perfect, thank you.")
BYE = ("Bye!", "Goodbye.", "see you", "That is all, bye.", "Good night!", "See you later.", "That was all.",
       "bye for now")
PURPOSE = ("What does {t} do?", "What is the tool {t} for?", "what is {t}?", "Explain the tool {t}.",
           "What can you do with {t}?", "Tell me about the tool {t}.")
HAVE = ("Do you have the tool {t}?", "Do you have {t}?", "Can you use {t}?", "Is {t} on offer?",
        "Is the tool {t} available?")
HELD_PLAIN = ("What is a dog?", "Tell me a joke.", "How are you today?", "Write a short story about a fox.",
              "What is the capital of France?", "Give me three words for happy.", "What colour is the sky?",
              "Write a hello world program in C.", "Who are you?", "What is the opposite of hot?",
              "Say something nice.", "What is a noun?", "Hello, nice to meet you.",
              "Thank you so much for that.",
              "Name four fruits.")


def _which_answer(names):
    if not names:
        return "I have no tools here."
    lines = "\n".join(f"- `{n}`: {DESCRIPTIONS[n]}" for n in names)
    return f"I have {'this tool' if len(names) == 1 else 'these tools'}:\n\n{lines}"


def _talk(R, names):
    r = R.random()
    if r < 0.40:
        return [User(typed(R, R.choice(WHICH))),
                Assistant("The user asks about my tools. I name those on offer.", _which_answer(names))]
    if r < 0.52:
        t = R.choice(ORDER)
        return [User(put(typed(R, R.choice(PURPOSE)), t=t)),
                Assistant(f"The user asks about the tool {t}. I explain it.", f"`{t}` {DESCRIPTIONS[t]}.")]
    if r < 0.64:
        t = R.choice(ORDER)
        return [User(put(typed(R, R.choice(HAVE)), t=t)),
                Assistant(f"The user asks whether {t} is on offer.",
                          f"Yes, I have the tool `{t}`." if t in names
                          else f"No, I have no tool `{t}` here.")]
    if r < 0.78:
        return [User(R.choice(GREET)), Assistant("The user greets me. I greet back; no tool is needed.",
                                                 "Hello! How can I help you?")]
    if r < 0.92:
        return [User(R.choice(THANK)), Assistant("The user thanks me. No tool is needed.",
                                                 "You are welcome!")]
    return [User(R.choice(BYE)), Assistant("The user says goodbye. No tool is needed.", "Goodbye!")]


# ---- several tools for one question ----

TIME_AND_SUM = ("What time is it, and what is {x}?", "Tell me the time and what {x} is.",
                "I need the time and {x}.", "First the time, then {x}.",
                "What's the time? And how much is {x}?")


def _time_and_sum(R):
    _, kind, expr, phrases = R.choice(_THINGS[:42])
    a, b, c = _numbers(R, kind)
    expr = put(expr, a=a, b=b, c=c)
    q = put(typed(R, R.choice(TIME_AND_SUM)), x=put(R.choice(phrases), a=a, b=b, c=c))
    day, clock = _clock(R)
    result = calculate(expr)
    return [User(q), _call("The user asks for the time and for a sum. First I call get_time.", "get_time"),
            Result(_stamp(day, clock)),
            _call(f"Now the sum: {expr}.", "calculate", expression=expr), Result(result),
            _say(f"{_time_answer('time', day, clock)} {_sum_answer(expr, result)}")]


_WEIGHTS = {"get_time": 11, "calculate": 33, "list_files": 23, "read_file": 22, "run_command": 19}


def exchange(R, tools):
    turns = _exchange(R, tools)
    if R.random() < 0.15:  # other programs leave the end of the last line
        turns = [Result(t.text + "\n") if isinstance(t, Result) else t for t in turns]
    return turns


def _exchange(R, tools):
    names = [n for n in ORDER if n in tools]
    r = R.random()
    if not names:
        return _talk(R, names) if r < 0.10 else _lack(R, R.choice(ORDER))
    if r < 0.10:
        return _talk(R, names)
    if len(names) < 5 and r < 0.36:
        return _lack(R, R.choice([n for n in ORDER if n not in tools]))
    name = R.choices(names, [_WEIGHTS[n] for n in names])[0]
    if R.random() < (0.18 if name not in ("get_time", "calculate") else 0.05):
        turns = _trouble(R, name)
        return turns + (_retry(R, turns) if R.random() < 0.08 else [])
    if name == "get_time":
        return _time_and_sum(R) if "calculate" in tools and R.random() < 0.15 else _get_time(R)
    if name == "calculate":
        return _calculate(R)
    if name == "list_files":
        return _list_files(R, tools)
    if name == "read_file":
        return _read_file(R, tools)
    return _run_command(R)


# ---- held-out cases ----

def _overlap():
    train, held = set(), set()
    for table in (FRAMES, LIST, LIST_HERE, LIST_COUNT, LIST_HAS, LIST_KIND, READ, READ_KEY, READ_TOTAL, RUN,
                  RUN_BARE, WHICH, GREET, THANK, BYE, AGAIN):
        train.update(t.lower().rstrip("?.!") for t in table)
    for table in (HELD_FRAMES, HELD_LIST, HELD_LIST_HERE, HELD_LIST_COUNT, HELD_LIST_HAS, HELD_READ,
                  HELD_READ_KEY, HELD_READ_TOTAL, HELD_RUN, HELD_WHICH, HELD_PLAIN):
        held.update(t.lower().rstrip("?.!") for t in table)
    for table, out in ((SENTENCES, train), (STORIES, train), (HELD_SENTENCES, held), (HELD_STORIES, held)):
        out.update(t.lower().rstrip("?.!") for row in table for t in row[2])
    train.update(t.lower().rstrip("?.!") for row in TIME.values() for t in row)
    held.update(t.lower().rstrip("?.!") for row in HELD_TIME.values() for t in row)
    train.update(t.lower().rstrip("?.!") for row in WISHES for t in row[0])
    held.update(row[0].lower().rstrip("?.!") for row in HELD_WISHES)
    for table in wording.tables():
        for parts in table:
            train.update(t.lower().rstrip("?.!") for t in wording.expanded(parts))
    return train & held


assert not _overlap(), _overlap()
keep_apart(HELD_PLAIN + HELD_WHICH + tuple(q for several in HELD_TIME.values() for q in several))


def _rx(text):
    return re.escape(text)


def _case(kind, number, tools, thinking, messages, expect):
    return {"kind": kind, "id": f"{kind}/{number}", "tools": sorted(tools, key=ORDER.index),
            "thinking": thinking, "messages": messages, "expect": expect}


def _user(text):
    return {"role": "user", "content": text}


def _tool(text):
    return {"role": "tool", "content": text}


def _expect_call(call, **more):
    return {"call": {"name": call.name, "arguments": dict(call.arguments)}, **more}


def _some_tools(R, name):
    return {name} | {n for n in ORDER if R.random() < 0.5}


def _calculate_cases(R):
    for i in range(70):
        q, expr = _sum(R, True)
        result = calculate(expr)
        final = [r"no value|not possible|zero"] if result.startswith("error") else [r"(?<![\d.])"
                                                                                    + _rx(result)
                                                                                    + r"(?!\.?\d)"]
        call = Call("calculate", {"expression": expr})
        yield _case("calculate", i, _some_tools(R, "calculate"), i % 4 == 0, [_user(q), _tool(result)],
                    _expect_call(call, all=final))
    for i in range(70, 80):
        q, expr = _sum(R, True)
        while calculate(expr).startswith(("-", "error")) or "e" in calculate(expr):
            q, expr = _sum(R, True)
        result, b = calculate(expr), str(R.randrange(11, 60))
        text, then = R.choice((("Multiply that number by {b}, please.", "{v} * {b}"),
                               ("What if I add {b} to it?", "{v} + {b}"),
                               ("Please take {b} away from it.", "{v} - {b}")))
        then = put(then, v=result, b=b)
        last = calculate(then)
        yield _case("calculate", i, {"calculate"}, False,
                    [_user(q), _tool(result), _user(put(text, b=b)), _tool(last)],
                    {"calls": [{"name": "calculate", "arguments": {"expression": expr}}, None,
                               {"name": "calculate", "arguments": {"expression": then}}, None],
                     "all": [r"(?<![\d.])" + _rx(last) + r"(?!\.?\d)"]})


def _tool_cases(R):
    n = 0
    for intent, count in (("time", 5), ("date", 4), ("year", 2), ("month", 2), ("both", 2)):
        for i in range(count):
            day, clock = _clock(R)
            name = DAYS[day.weekday()]
            final = {"time": ["%02d:%02d" % clock[:2]], "date": [name, day.isoformat()],
                     "year": [str(day.year)], "month": [MONTHS[day.month - 1]],
                     "both": ["%02d:%02d" % clock[:2], day.isoformat()]}[intent]
            yield _case("tool", f"get_time-{n}", _some_tools(R, "get_time"), i == 0,
                        [_user(HELD_TIME[intent][i % len(HELD_TIME[intent])]), _tool(_stamp(day, clock))],
                        _expect_call(Call("get_time", {}), all=final))
            n += 1
    for i in range(20):
        d = folder_name(R)
        names = _entries(R, 1 + i % 7)
        tools = _some_tools(R, "list_files")
        if i < 13:
            q, final = put(HELD_LIST[i % len(HELD_LIST)], d=d), [_rx(f) for f in names]
        elif i < 15:
            d, q, final = ".", HELD_LIST_HERE[i % 2], [_rx(f) for f in names]
        elif i == 15:
            q, final = put(HELD_LIST_COUNT[0], d=d), [rf"\b{len(names)}\b"]
        elif i < 18:
            f = names[-1] if i == 16 else file_name(R)
            q, final = put(HELD_LIST_HAS[i % 2], d=d, f=f), [r"^Yes\b" if i == 16 else r"^No\b"]
        else:
            f = names[-1]
            text = _content(R, f, 2)
            yield _case("tool", f"list_files-{i}", {"list_files", "read_file"}, False,
                        [_user(put(HELD_LIST[i % len(HELD_LIST)], d=d)), _tool("\n".join(names)),
                         _user(f"Please read {f} for me now."), _tool(text)],
                        {"calls": [{"name": "list_files", "arguments": {"path": d}}, None,
                                   {"name": "read_file", "arguments": {"path": _join(d, f)}}, None],
                         "all": [_rx(text.split(chr(10))[0])]})
            continue
        yield _case("tool", f"list_files-{i}", tools, i % 4 == 0, [_user(q), _tool("\n".join(names))],
                    _expect_call(Call("list_files", {"path": d}), all=final))
    for i in range(20):
        f = path_name(R, TEXTS)
        if i < 14:
            text = _content(R, f, R.randrange(1, 5))
            yield _case("tool", f"read_file-{i}", _some_tools(R, "read_file"), i % 4 == 0,
                        [_user(put(HELD_READ[i % len(HELD_READ)], f=f)), _tool(text)],
                        _expect_call(Call("read_file", {"path": f}),
                                     all=[_rx(line) for line in text.split("\n") if line.strip()]))
        elif i < 18:
            f, settings, key, text = _key_question(R)
            final = [rf"\b{_rx(settings[key])}\b"] if key in settings else [r"\bno\b"]
            yield _case("tool", f"read_file-{i}", _some_tools(R, "read_file"), False,
                        [_user(put(HELD_READ_KEY[i % 2], f=f, k=key)), _tool(text)],
                        _expect_call(Call("read_file", {"path": f}), all=final))
        else:
            numbers = [str(R.randrange(10, 400)) for _ in range(3)]
            expr = " + ".join(numbers)
            yield _case("tool", f"read_file-{i}", {"read_file", "calculate"}, False,
                        [_user(put(HELD_READ_TOTAL[0], f=f)), _tool("\n".join(numbers)),
                         _tool(calculate(expr))],
                        {"calls": [{"name": "read_file", "arguments": {"path": f}},
                                   {"name": "calculate", "arguments": {"expression": expr}}, None],
                         "all": [rf"\b{calculate(expr)}\b"]})
    for i in range(25):
        if i < len(HELD_WISHES):
            q, c, out, say = HELD_WISHES[i]
            s = _slots(R)
            q, c = put(q, **s), put(c, **s)
            output = _trim(out(R, s)) if out else "[no output]"
            final = [_rx(output.split("\n")[0].strip())] if out else [r"nothing|no output"]
            if say:
                final = [_rx(say(s, output))]
        else:
            c = _random_command(R)
            q, output = put(HELD_RUN[i % len(HELD_RUN)], c=c), _o_words(R, None)
            final = [_rx(line) for line in output.split("\n")]
        yield _case("tool", f"run_command-{i}", _some_tools(R, "run_command"), i % 4 == 0,
                    [_user(q), _tool(output)], _expect_call(Call("run_command", {"command": c}), all=final))


_SAID = {
    "refused": "not allow", "denied": "not allow", "unknown": "no tool",
    "missing": "no (file|folder)|not exist", "outside": "outside", "permission": "permission",
    "late": "longer than|took too long",
    "cancelled": "cancel", "empty": "empty|nothing", "folder": "folder|directory", "cut": "left out",
    "status": "exit status", "signal": "signal",
    "failed": "failed|exit status",
}


def _trouble_cases(R):
    plan = ([("list_files", k) for k in ("refused", "missing", "outside", "late", "empty", "permission",
                                         "denied", "cancelled")]
            + [("read_file", k) for k in ("refused", "missing", "missing", "outside", "permission", "empty",
                                          "folder", "cut", "denied", "late")]
            + [("run_command", k) for k in ("refused", "refused", "failed", "failed", "failed", "status",
                                            "signal", "late", "empty", "cut", "cancelled", "denied")])
    for i, (name, kind) in enumerate(plan):
        user, call, result, _ = _trouble(R, name, True, kind)
        slot = next(iter(call.call.arguments.values()))
        yield _case("tool-trouble", i, _some_tools(R, name), i % 5 == 0,
                    [_user(user.text), _tool(result.text)],
                    {"calls": [{"name": name, "arguments": {**call.call.arguments}}, None],
                     "any": [_SAID[kind]], "all": [_rx(slot)] if kind not in ("failed",) else [_SAID[kind]]})


def _no_tool_cases(R):
    for i in range(20):
        name = ORDER[i % 5]
        q = _wish(R, name, True)[0]
        yield _case("no-tool", i, (), i % 5 == 0, [_user(q)],
                    {"no_call": True, "all": [rf"{name}|no tool|cannot|no clock|no calculator"]})
    for i in range(20, 35):
        name = ORDER[i % 5]
        others = [n for n in ORDER if n != name and R.random() < 0.6] or [n for n in ORDER if n != name]
        q = _wish(R, name, True)[0]
        yield _case("no-tool", i, others, i % 5 == 0, [_user(q)],
                    {"no_call": True, "all": [rf"{name}|cannot|no clock|no calculator"]})
    for i in range(35, 50):
        yield _case("no-tool", i, ORDER, i % 5 == 0, [_user(HELD_PLAIN[i - 35])], {"no_call": True})
    for i in range(3):
        offered = [n for n in ORDER if R.random() < 0.6]
        yield _case("no-tool", f"which-{i}", offered, False, [_user(HELD_WHICH[i])],
                    {"no_call": True, "all": [_rx(n) for n in offered] or ["no tool"],
                     "none": [_rx(n) for n in ORDER if n not in offered]})


def cases(R):
    yield from _calculate_cases(R)
    yield from _tool_cases(R)
    yield from _trouble_cases(R)
    yield from _no_tool_cases(R)
