"""Questions said in still other words, by rules that hold for all modules: common phrases are replaced by their
like, something polite or needless is said before or after, a letter slips.

What the answer or the call takes from the question is never touched."""
import re

from corpus.common import Assistant, Result, User

ALIKE = [group.split("|") for group in """
i want to|i would like to|i'd like to|i need to|i wish to|i'd love to|i am hoping to|i feel like i should
i want|i would like|i'd like|i need|i wish for|i'm looking for|i am after|i could use|i'd be glad of|i wouldn't mind
can you|could you|will you|would you|are you able to|is it possible for you to|would you kindly|can u|might you
can i|could i|may i|am i able to|is it possible for me to|am i allowed to
how do i|how can i|how does one|how would i|how should i|what do i do to|how do you|how can one
what is|what's|whats|what exactly is|what would be|just what is
what are|what exactly are|just what are|what might be
tell me about|talk to me about|say something about|let me know about|inform me about|teach me about
tell me|let me know|say to me|inform me|answer me this:
show me|let me see|give me|present me with|get me|display
give me|hand me|provide me with|supply me with|let me have|get me
write me|compose for me|put together for me|produce for me|draft me
write a|compose a|put together a|produce a|draft a|create a|come up with a
make a|create a|produce a|put together a|build me a
explain|describe|clarify|shed light on|make clear
please|kindly|pls|plz|if you please
do you remember|do you recall|can you recall|do you still remember
does it mean|is meant|does one mean
i don't know|i do not know|i have no idea|no idea|i am not sure
i don't understand|i do not understand|i can't make sense of|i do not get
""".strip().splitlines()]
_LIKE = {phrase: [p for p in group if p != phrase] for group in ALIKE for phrase in group}
_FIND = re.compile(r"(?<![\w'])(" + "|".join(re.escape(p) for p in sorted(_LIKE, key=len, reverse=True)) + r")(?![\w'])",
                   re.I)
BEFORE = """Quick question:|One question:|I was wondering:|If you don't mind,|Sorry to bother you, but|One more thing:
By the way,|Listen,|Alright,|All right,|Well,|Um,|Good day.|Hello there.|Hi!|Hello!|Hey!|Right,|Okay then,|Dear computer,
Be so kind:|A small request:|Help me out:|Just curious:|For my homework:|My son asks:|My wife wants to know:|Tell me,
A friend asked me:|I am new here.|Sorry,|Excuse me,|Next:|Then:|Let us see.|Now,|Let's try this:|Another one:|Test:
I have a question.|Can you help me?|Maybe you know this:|Here is something:|Thanks!|Great.|Good.|Nice.|Oh,|Ah,|Hm,
Without further ado:|First of all,|Again:|As I said,|Would you mind?|I need some help.|Let me ask you something.
Seriously,|Honestly,|Just for fun:|Out of interest:|Today I ask myself:|Before I forget:|It is important:""".replace(
    "\n", "|").split("|")
AFTER = """right now|if you can|if possible|for me|today|thank you|thanks a lot|when you have time|I am curious|just asking
for a friend|for my homework|for my son|for a quiz|would you|will you|in short|quickly|as soon as you can|I wonder
my friend|dear|mate|I ask myself|that is what I want to know|if that is all right|that would be nice|many thanks
if I may ask|again|this time|I mean|cheers|will you be so kind|it is for school|before I go""".replace("\n", "|").split("|")
_ASKS = re.compile(r"(can|could|would|will|what|which|who|how|where|tell|show|give|write|make|explain|define|list|name"
                   r"|describe|do|does|is|are|i want|i would|i'd|i need|please)\b", re.I)
_WORD = re.compile(r"[A-Za-z]{5,}")


_HELD = set()


def _bare(text):
    return " ".join(re.findall(r"[\w'`$/*+^%()-]+", text.lower()))


def keep_apart(texts):
    """Texts that are asked in scoring and have no slots: no wording may become one of them."""
    _HELD.update(map(_bare, texts))


def is_held(turns):
    return any(isinstance(t, User) and _bare(t.text) in _HELD for t in turns)


def slip(R, word):
    """One slip of a finger: two letters change places, one is missing, or one comes twice."""
    i = R.randint(1, len(word) - 2)
    return R.choice((word[:i] + word[i + 1] + word[i] + word[i + 2:], word[:i] + word[i + 1:], word[:i] + word[i] + word[i:]))


def vary_text(R, text, taken):
    """text in other words; taken: what the answer takes from it, in lower case."""
    if "`" in text or '"' in text or "\n" in text or text.strip(".!? ").lower() in taken:
        return text
    if R.random() < 0.30:
        def other(m):
            phrase = m.group(1).lower()
            if phrase in taken or R.random() < 0.35:
                return m.group(0)
            new = R.choice(_LIKE[phrase])
            return new[:1].upper() + new[1:] if m.group(0)[:1].isupper() else new
        text = _FIND.sub(other, text)
    if R.random() < 0.05:
        spots = [m for m in _WORD.finditer(text) if m.group(0).lower() not in taken and m.group(0).islower()
                 and text[m.start() - 1:m.start()] in ("", " ") and text[m.end():m.end() + 1] in ("", " ", "?", ".", ",")]
        if spots:
            m = R.choice(spots)
            text = text[:m.start()] + slip(R, m.group(0)) + text[m.end():]
    r = R.random()
    if r < 0.10:
        first = text.split(" ", 1)[0]
        keep = first in ("I", "I'm", "I'd", "I've") or first.lower() in taken or not first[1:].islower()
        text = R.choice(BEFORE) + " " + (text if keep or R.random() < 0.5 else text[:1].lower() + text[1:])
    elif r < 0.16 and _ASKS.match(text):
        end = text[-1] if text[-1] in "?.!" else ""
        text = text[:len(text) - len(end)] + R.choice((" ", ", ")) + R.choice(AFTER) + end
    return text


def vary(R, turns):
    """A copy of an exchange, its questions in other words."""
    out = []
    for i, t in enumerate(turns):
        if isinstance(t, User) and R.random() < 0.6:
            taken = []
            for later in turns[i + 1:]:
                if isinstance(later, User):
                    break
                if isinstance(later, Assistant):
                    taken.append(later.text)
                    if later.call:
                        taken += map(str, later.call.arguments.values())
                elif isinstance(later, Result):
                    taken.append(later.text)
            t = User(vary_text(R, t.text, " ".join(taken).lower()))
        out.append(t)
    return out
