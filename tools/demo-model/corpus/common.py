"""What all generators share: the turns of a conversation, and ways to vary a sentence."""
import gzip
import json
import os
from typing import NamedTuple

WORK = os.environ.get("DEMO_WORK", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "work"))


class User(NamedTuple):
    text: str


class Call(NamedTuple):
    name: str
    arguments: dict  # name -> value, in the order of the tool's definition


class Assistant(NamedTuple):
    thinking: str  # one or two short sentences; shown only when thinking is on
    text: str
    call: Call | None = None  # asked for after the text


class Result(NamedTuple):
    text: str  # what the tool gave back, as the program words it


# An exchange is a list that begins with User and ends with Assistant: one question with its answer,
# with the calls and results between, or several such in a row.


def words():
    """Entries of the dictionary, see words.py."""
    return _load()["words"]


def rare_words():
    """Lemmas that are in WordNet, and which the model is taught not to know."""
    return _load()["rare"]


_data = None


def _load():
    global _data
    if _data is None:
        with gzip.open(os.path.join(WORK, "words.json.gz"), "rt", encoding="utf-8") as f:
            _data = json.load(f)
    return _data


_A = ("uni", "use", "usu", "usa", "uti", "eu", "one", "once", "ute", "ura")  # begin with a consonant's sound
_AN = ("unin", "unim", "unid", "hour", "honest", "honour", "heir")


def an(word):
    w = word.lower()
    vowel = w.startswith(_AN) or w[:1] in tuple("aeiou") and not w.startswith(_A)
    return ("an " if vowel else "a ") + word


def cap(text):
    return text[:1].upper() + text[1:]


def dot(text):
    return text if text.endswith((".", "!", "?")) else text + "."


def some(R, *choices):
    """One of the choices; a choice that is a list or a tuple is drawn from in turn."""
    c = R.choice(choices)
    return some(R, *c) if isinstance(c, (list, tuple)) else c


def fill(R, template, **slots):
    """'{a|b|} text {slot}': alternatives in braces are drawn, then slots are filled. No nesting."""
    out, rest = [], template
    while "{" in rest:
        head, _, tail = rest.partition("{")
        inner, _, rest = tail.partition("}")
        out.append(head)
        out.append(R.choice(inner.split("|")) if "|" in inner else str(slots[inner]))
    return " ".join(("".join(out) + rest).split(" ")).strip()


def typed(R, text):
    """A question the way people type it: now and then without capitals, without its full stop or
    question mark, with a word of politeness or a slip. Code and names keep their form: give them to
    `keep` by not calling this on them."""
    r = R.random()
    if r < 0.30:
        text = text[:1].lower() + text[1:] if not text.startswith(("I ", "I'")) else text
    if r < 0.22 and text.endswith(("?", ".")) and not text.endswith("..."):
        text = text[:-1]
    elif 0.40 < r < 0.44 and text.endswith("?"):
        text = text[:-1] + " ?"
    p = R.random()
    if p < 0.05:
        text = R.choice(["Please ", "please ", "Hey, ", "hey, ", "Hi, ", "So, ", "OK, ", "ok ", "Now ", "And "]) + text[:1].lower() + text[1:]
    elif p < 0.09 and text.endswith("?"):
        text = text[:-1].rstrip() + R.choice([", please?", " please?", ", do you know?"])
    elif p < 0.12 and text.endswith("."):
        text = text[:-1] + R.choice([", please.", " please.", ", thanks."])
    return text
