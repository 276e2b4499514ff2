"""What a word means, what kind of word it is, a sentence with it, and words like it.

An answer is decided by the word alone: which of them show an example or similar words is fixed when
the table is made, so the answer that the model likes best is always the same one. Words of our own
(own_words.py) come first, then WordNet's, most common first; common ones are asked a little more often.
"""
import re
from typing import NamedTuple

from .common import Assistant, User, cap, dot, typed, words
from .own_words import OWN, SIMILAR

N_EXAMPLES = 5000  # among the most common words only: a small model remembers glosses or sentences
N_CASES = 6000     # the cases are drawn from this many of the most common entries

ANY = """{w}|{w}|{w}|{w}?|{w}?|{w}?|define {w}|Define {w}.|define: {w}|definition of {w}|{w} definition
    {w} meaning|{w}: meaning?|meaning of {w}|the meaning of {w}|the meaning of {w}?|What does {w} mean?
    what does {w} mean|What does the word {w} mean?|What does the word {w} stand for?
    What is the meaning of {w}?|what's the meaning of {w}|What is the meaning of the word {w}?
    What is the definition of {w}?|Do you know the word {w}?|Do you know what {w} means?|Do you know {w}?
    Do you know what {w} is?|Can you tell me what {w} means?|Can you explain {w}?
    Could you explain the word {w}?|Could you tell me the meaning of {w}?|Explain {w}.|explain the word {w}
    Explain {w} to me.|Tell me what {w} means.|tell me the meaning of {w}|Tell me about the word {w}.
    I'd like to know what {w} means.|I would like to know what {w} means.|I want to know what {w} means
    I do not know the word {w}.|I don't know what {w} means.|What is meant by {w}?|Look up {w}.
    look up the word {w}|Look {w} up in the dictionary.|What does the dictionary say about {w}?
    Give me the meaning of {w}.|give me the definition of {w}|Give a definition of {w}.
    In one sentence, what does {w} mean?|What do people mean by {w}?|What do you know about the word {w}?
    The word {w}: what does it mean?|I read the word {w}. What does it mean?
    Someone said {w}. What does that mean?|I have never heard of {w}. What does it mean?
    How do you define {w}?|Please define {w}.|what {w} means|word: {w}|What is {w}?|what is {w}|what's {w}
    What's {w}?|whats {w}|My teacher used the word {w}. What does it mean?|My friend asked me what {w} means.
    I need the definition of {w}.|Describe the meaning of {w}.|So what does {w} mean?|Is there a word {w}?
    Is {w} a word? What does it mean?|What does {w} mean in plain words?|What does {w} mean in English?
    I forgot what {w} means.|Remind me what {w} means.|What is the sense of the word {w}?
    {w}, what does it mean?|{w}, meaning?"""
NOUN = """What is {a}?|What is {a}?|what is {a}|What's {a}?|what's {a}|whats {a}|what is {a}?|{a}|{a}?
    Define {a}.|Do you know what {a} is?|Can you tell me what {a} is?|Tell me what {a} is.|tell me about {a}
    Tell me about {w}.|Explain what {a} is.|I'd like to know what {a} is.|I want to know what {a} is.
    I wonder what {a} is.|Describe {a}.|What do you call {a}? I mean, what is it?|I do not know what {a} is.
    what exactly is {a}|What is {a} in simple words?|Explain to me what {a} is.|What do people mean by {a}?
    What are {s}?|what are {s}|What are {s}?|Tell me about {s}.|Do you know what {s} are?
    my child asks what {a} is|Give me a short description of {a}.|What is the meaning of {a}?
    What does {a} mean?|So what is {a}?|What is this thing called {w}?|What sort of thing is {a}?
    Do you know {a}?"""
VERB = """What does it mean to {w}?|what does it mean to {w}|to {w}|to {w}?|What does to {w} mean?
    Define to {w}.|What is it to {w}?|What do you do when you {w}?|What does someone do when they {w}?
    Explain what it means to {w}.|Tell me what it means to {w}.|Do you know what it means to {w}?
    What does the verb {w} mean?|Define the verb {w}.|the verb {w}|I want to know what it means to {w}.
    What does it mean if people {w}?|What do people do when they {w}?|Can you tell me what it means to {w}?
    Explain the verb {w}."""
ADJECTIVE = """What does it mean to be {w}?|what does it mean to be {w}|What does it mean if something is {w}?
    What does the adjective {w} mean?|Define the adjective {w}.|When is something {w}?
    When do you call something {w}?|Somebody told me that it is {w}. What does that mean?
    Explain what {w} means.|What is it like to be {w}?|What do you mean when you say that something is {w}?
    What does it mean that something is {w}?|the adjective {w}|Can you tell me what it means to be {w}?
    Do you know what it means to be {w}?"""
DOING = """What is {g}?|what is {g}|What does {g} mean?|what does {g} mean|{g}|define {g}|meaning of {g}
    Explain what {g} is."""
ADVERB = """What does it mean to do something {w}?|What does the adverb {w} mean?|Define the adverb {w}.
    the adverb {w}|When do you use the word {w}?|Explain what {w} means.|What does {w} tell you?
    Explain the adverb {w}."""

HELD_ANY = """How would you explain {w}?|Help me understand the word {w}.
    Could you give me a definition for {w}?|What's {w} mean?|May I ask what {w} means?
    I came across the word {w}. What is it?|What is the dictionary entry for {w}?
    I am not sure what {w} means.|Dictionary: {w}|Would you define {w}?|Any idea what {w} means?
    what would {w} mean|I keep reading {w}, but what does it mean?|I would be glad if you explained {w}.
    Say what {w} means.|Can you define {w} for me?|{w} - what does that mean?"""
HELD_NOUN = """Can you say what {a} is?|Could you tell me what {a} is?|Would you explain what {a} is?
    Any idea what {a} is?|what on earth is {a}|Be so kind and tell me what {a} is.|Help me, what is {a}?"""
HELD_VERB = """If I {w}, what do I do?|How would you explain to {w}?
    Could you tell me what it means to {w}?"""
HELD_ADJECTIVE = """If a thing is {w}, what does that mean?|Could you explain what being {w} means?
    How is something that is {w}?"""
HELD_ADVERB = """If I do it {w}, how do I do it?|Could you tell me how one uses the word {w}?"""

SENTENCE = """Use {w} in a sentence.|use {w} in a sentence|Use the word {w} in a sentence.
    Make a sentence with {w}.|make a sentence with {w}|Give me a sentence with {w}.|Give me an example of {w}.
    a sentence with {w}|Write a sentence with the word {w}.|{w} in a sentence|How do I use the word {w}?
    How is {w} used?|Show me how to use {w}.|Can you use {w} in a sentence?|Can you make a sentence with {w}?
    example sentence {w}|Example sentence for {w}, please.|Form a sentence with {w}.
    I need a sentence with {w}.|example of {w}|Give an example sentence with {w}.
    What is an example of the word {w}?|Put {w} in a sentence."""
SYNONYMS = """What is a synonym of {w}?|synonyms of {w}|synonym for {w}|Synonyms for {w}?
    Give me a synonym for {w}.|{w} synonyms|Give me synonyms of {w}.|What is another word for {w}?
    another word for {w}|What are other words for {w}?|words like {w}|A word similar to {w}?
    a word similar to {w}|Which words are similar to {w}?|Do you know a synonym for {w}?|{w} synonym
    Which word means the same as {w}?|What can I say instead of {w}?|Tell me another word for {w}.
    similar words to {w}|I need another word for {w}.|Can you give me a synonym for {w}?
    Is there another word for {w}?"""
KIND = """What part of speech is {w}?|what part of speech is {w}|Is {w} a noun or a verb?|is {w} a noun
    Is {w} a noun?|Is {w} a verb?|Is {w} an adjective?|is {w} a verb or a noun|Which part of speech is {w}?
    What kind of word is {w}?|what kind of word is {w}|part of speech of {w}|{w} part of speech
    What type of word is {w}?|Is {w} a noun, a verb or an adjective?|Is {w} an adjective or an adverb?
    Tell me the part of speech of {w}.|Do you know what part of speech {w} is?|What sort of word is {w}?
    Is the word {w} a noun?|Is the word {w} a verb?|Which word class does {w} belong to?|word class of {w}"""
HELD_SENTENCE = """Could you write one sentence that has {w} in it?|Please show me {w} in a sentence.
    Write me an example with {w}."""
HELD_SYNONYMS = """Could you tell me a synonym of {w}?|What else can I say for {w}?
    Find me a word that is like {w}."""
HELD_KIND = """To which part of speech does {w} belong?|Would you say {w} is a noun or a verb?
    Tell me what kind of word {w} is."""

FOLLOW = """and {w}?|And {w}?|What about {w}?|what about {w}|And what does {w} mean?|and what is {w}?|{w}?
    Next word: {w}|now {w}"""
FOLLOW_NOUN = """and {a}?|And {a}?|What about {a}?|And what is {a}?|what about {a}"""
USE_IT = """Use it in a sentence.|use it in a sentence|Can you use it in a sentence?|Give me an example.
    an example?|Make a sentence with it."""
LIKE_IT = """Is there another word for it?|synonyms?|Do you know a synonym?|another word for it?
    Which words are similar?"""
KIND_IT = """What part of speech is it?|What kind of word is it?|Is it a noun or a verb?|Is that a noun?"""


AN = re.compile(r"(?!(uni(?!m|n)|us[aeiu]|eu|one|once|ur[aie]|ut[ie]))[aeiou]|hour|honest|honou?r|heir", re.I)


def an(word):
    """The article goes by the sound: a uniform, an hour."""
    return ("an " if AN.match(word) else "a ") + word


def lines(text):
    """The phrasings of a table: they stand one a line, or several with | between."""
    return tuple(x.strip() for x in text.replace("\n", "|").split("|") if x.strip())


def apart(held, *trained):
    """Held-out phrasings, which no training list may have."""
    known = {x.lower().rstrip(".?!") for t in trained for x in t}
    for x in held:
        assert x.lower().rstrip(".?!") not in known, x
    return held


ANY = lines(ANY)
DOING = lines(DOING)
OF_KIND = {"noun": lines(NOUN), "verb": lines(VERB), "adjective": lines(ADJECTIVE), "adverb": lines(ADVERB)}
HELD = {pos: apart(lines(h), ANY, *OF_KIND.values()) for pos, h in (
    ("any", HELD_ANY), ("noun", HELD_NOUN), ("verb", HELD_VERB), ("adjective", HELD_ADJECTIVE),
    ("adverb", HELD_ADVERB))}
USES = {"sentence": lines(SENTENCE), "synonyms": lines(SYNONYMS), "kind": lines(KIND)}
HELD_USES = {"sentence": apart(lines(HELD_SENTENCE), USES["sentence"]),
             "synonyms": apart(lines(HELD_SYNONYMS), USES["synonyms"]),
             "kind": apart(lines(HELD_KIND), USES["kind"])}
FOLLOW, FOLLOW_NOUN = lines(FOLLOW), lines(FOLLOW_NOUN)
IT = {"sentence": lines(USE_IT), "synonyms": lines(LIKE_IT), "kind": lines(KIND_IT)}

# Alone these are no question about a word but a greeting, an order or an answer.
NOT_ALONE = frozenset("""yes no hello hi hey bye goodbye thanks thank please help stop time date day today now
    story poem joke song sorry anybody anyone something anything with without from into than because well why
    what who whom whose which how when where then continue more again next exit quit list read run write code
    program file files good great nice cool right fine sure okay wrong true false go on begin start end more
    less back up down out here there weather news calculate count sum add number numbers name me you it he she
    they we this that these those and but not cancel repeat explain tell say show test summary summarise
    summarize translate answer question hours minutes clock morning evening night welcome cheers really
    perfect correct maybe perhaps never always wait done ready""".split())
CLEAR = tuple(x for x in ANY if re.search(r"mean|defin|word|dictionary", x))

TABOO = re.compile(r"\b(kill|murder|rape|sex|drug|nazi|jew|negro|black|slave|whore|drunk|god|christ|bomb|"
                   r"terror|hitler|suicid|kennedy|clinton|bush|nixon|reagan|"
                   r"communis|abort|nude|naked|breast|body|condom|lesbian|homosex|gay|homicid|"
                   r"hell|damn|bastard|bitch|torture|massacre|lynch|incest|prostitut|racis|corpse)", re.I)
NO_ENTRY = frozenset("""rape raped rapist nude negro bastard bitch whore fuck shit piss arse ass penis vagina
    erection orgasm sodomy incest dyke fag faggot queer cunt cock tit tits slut porn condom hooker pimp said
    trouser""".split())
WHOLE = re.compile(r"(i|he|she|it|they|we|you|the \w+ (is|was|are|were|has|had|can|will)|"
                   r"this|there (is|was|are|were)|"
                   r"(his|her|my|our|their|your) \w+ (is|was|are|were|has|had)) ", re.I)
OUR = re.compile(r"\b(discol|col|behavi|flav|fav|hon|lab|neighb|harb|hum|od|vap|rum|arm|tum|vig|endeav|sav)"
                 r"or(?!ous|at|i[zfos]|ial|ar|al)")
BRITISH = (("favorit", "favourit"), ("center", "centre"), ("fiber", "fibre"), ("gray", "grey"),
           ("jewelry", "jewellery"),
           ("travele", "travelle"), ("theater", "theatre"), ("plow", "plough"), ("defense", "defence"),
           ("offense", "offence"),
           ("skillful", "skilful"), ("mold", "mould"), ("catalog ", "catalogue "), ("`", "'"))


class Entry(NamedTuple):
    word: str
    pos: str
    gloss: str
    example: str | None
    similar: tuple
    answer: str      # the whole entry
    line: str        # its first line


def british(text):
    text = OUR.sub(r"\1our", text)
    for a, b in BRITISH:
        text = text.replace(a, b)
    return text


def line(word, pos, gloss):
    return f"**{cap(word)}** ({pos}): {dot(gloss)}"


def entry(word, pos, gloss, example, similar):
    first = line(word, pos, gloss)
    parts = [first]
    if example:
        parts.append(f"*{example}*")
    if similar:
        parts.append(f"Similar {'words' if len(similar) > 1 else 'word'}: {', '.join(similar)}.")
    return Entry(word, pos, gloss, example, tuple(similar), "\n\n".join(parts), first)


def usable(example, word):
    """An example as it is shown: a whole sentence gets its capital and full stop, a phrase does not."""
    if (len(example) > 55 or not re.fullmatch(r"[A-Za-z][A-Za-z',!? -]+", example) or TABOO.search(example)
            or not re.search(rf"\b{word}", example, re.I) or len(example.split()) < 2):
        return None
    return cap(dot(example)) if len(example.split()) > 3 and WHOLE.match(example) else example


def bases(word):
    """What a word may be a form of: a seldom meaning of its own (blinks: a small lettuce) is passed over."""
    for end in ("s", "es", "ed", "ing"):
        if word.endswith(end) and len(word) > len(end) + 2:
            stem = word[:-len(end)]
            yield from (stem, stem + "e") if end != "s" else (stem,)
            if len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1]


PLURAL_ONLY = frozenset("""glasses arms goods clothes news means thanks customs species series headquarters
    works grounds stairs savings spectacles trousers pants scales""".split())


def a_form(w, same):
    """Whether an entry is but a form of another word."""
    if w["word"] in PLURAL_ONLY or not any(b in same or b in OWN for b in bases(w["word"])):
        return False
    return w["count"] <= 2 or w["pos"] == "noun" and w["word"].endswith("s") and not w["word"].endswith("ss")


_entries = None


def entries():
    global _entries
    if _entries is None:
        raw = [w for w in words() if w["word"] not in OWN and w["word"] not in NO_ENTRY]
        same = {w["word"]: w for w in raw}
        raw = [w for w in raw if not a_form(w, same)]
        same = {w["word"]: w for w in raw}
        out = [entry(w, pos, gloss, example, SIMILAR.get(w, ())) for w, (pos, gloss, example) in OWN.items()]
        for w in raw:
            # Words are similar when both have this meaning as their first one.
            similar = [x for x in w["similar"] if x in same and w["word"] in same[x]["similar"]
                       and x[:5] != w["word"][:5] and british(x) != w["word"]][:2]
            similar = [british(x) for x in similar]
            examples = [usable(british(x), w["word"]) for x in w["examples"]] if len(out) < N_EXAMPLES else []
            examples = sorted((x for x in examples if x), key=lambda x: not x.endswith((".", "!", "?")))
            gloss = british(w["gloss"])
            if w["pos"] == "verb":
                gloss = gloss.removeprefix("to ")
            both = {w["word"], british(w["word"])}
            if re.fullmatch(r"(?!cap|as)\w{3,}ize", w["word"]) and w["level"] <= 20:
                both.add(w["word"][:-2] + "se")
            for word in sorted(both - OWN.keys()):
                example = examples[0] if examples and word in examples[0].lower() else None
                out.append(entry(word, w["pos"], gloss, example, similar))
        _entries = out
    return _entries


_known = None


def known():
    global _known
    if _known is None:
        _known = frozenset(e.word for e in entries())
    return _known


def pick(R):
    """An entry, common ones somewhat more often than rare ones."""
    e = entries()
    return e[int(len(e) * R.random() ** 1.25)]


def plural(word):
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def doing(word):
    """walk: walking; for questions only, so a slip in the spelling does no harm."""
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + "ing"
    if len(word) < 5 and re.fullmatch(r"[^aeiou]+[aeiou][bdglmnprt]", word):
        return word + word[-1] + "ing"
    return word + "ing"


MASS = """water milk bread butter cheese rice sugar salt pepper tea coffee juice wine beer meat food sand snow
rain grass blood gold silver iron cotton wool software hardware data music money love joy anger fear
peace art science magic weather thunder lightning fog internet nature garlic pasta police people
scissors trousers everything flour dust advice information furniture luggage traffic air oxygen
steel wood glass paper chess tennis football news homework"""
MASS = re.compile(r".*(ness|ity|ism|ics|ing|ance|ence|ology|age|dom|ship|hood)|" + "|".join(MASS.split()))


def ask(R, word, pos):
    """A question what a word means. Also used for words that the model does not know."""
    r = R.random()
    if word in NOT_ALONE:
        t = R.choice(CLEAR)
    elif r < 0.45 and not (pos == "noun" and MASS.fullmatch(word) and r < 0.35):
        t = R.choice(OF_KIND.get(pos, ANY))
    else:
        t = R.choice(ANY)
    if pos == "verb" and r > 0.95 and word not in NOT_ALONE and doing(word) not in known():
        return typed(R, R.choice(DOING).format(g=doing(word)))
    if "{w}" in t:
        q = R.random()
        if q < 0.12:
            word = ('"%s"', "'%s'", '"%s"', "*%s*")[int(q * 33)] % word
        elif q < 0.15:
            word = cap(word)
        return typed(R, t.format(w=word))
    return typed(R, t.format(a=an(word)) if "{a}" in t else t.format(s=plural(word)))


def think(R, e):
    if R.random() < 0.5:
        return f"The user asks about the word {e.word}. I know that word; it is {an(e.pos)}."
    return f"The user wants to know what {e.word} means. I know that word; it is {an(e.pos)}."


def use(what, e):
    """(thinking, answer) of the questions about how a word is used."""
    if what == "sentence":
        thinking = f"The user wants an example with the word {e.word}. "
        if e.example:
            return thinking + "I know one.", f"For example: *{e.example}*\n\n{e.line}"
        return (thinking + "I have none.",
                f"I have no example with **{e.word}**, but I know the word.\n\n{e.line}")
    if what == "synonyms":
        thinking = f"The user wants a word similar to {e.word}. "
        if e.similar:
            of = f"*{e.similar[0]}*" + (f" and *{e.similar[1]}*" if len(e.similar) > 1 else "")
            return (thinking + f"I know {e.similar[0]}.",
                    f"{('A word', 'Words')[len(e.similar) > 1]} similar to **{e.word}**: {of}.\n\n{e.line}")
        return thinking + "I know none.", f"I know no other word for **{e.word}**.\n\n{e.line}"
    return (f"The user asks what kind of word {e.word} is. It is {an(e.pos)}.",
            f"I know **{e.word}** as {an(e.pos)}.\n\n{e.line}")


def has(e, what):
    return what == "kind" or (e.example if what == "sentence" else e.similar)


def pick_for(R, what):
    """Words that have what is asked for, three times of four."""
    e = pick(R)
    if R.random() < 0.75:
        for _ in range(12):
            if has(e, what):
                break
            e = pick(R)
    return e


def exchange(R, tools):
    r = R.random()
    if r < 0.12:
        what = ("sentence", "synonyms", "kind")[int(r * 25)]
        e = pick_for(R, what)
        word = f'"{e.word}"' if R.random() < 0.1 else e.word
        return [User(typed(R, R.choice(USES[what]).format(w=word))), Assistant(*use(what, e))]
    if r < 0.16:
        what = ("sentence", "synonyms", "kind")[int((r - 0.12) * 75)]
        e = pick_for(R, what)
        return [User(ask(R, e.word, e.pos)), Assistant(think(R, e), e.answer),
                User(R.choice(IT[what])), Assistant(*use(what, e))]
    e = pick(R)
    turns = [User(ask(R, e.word, e.pos)), Assistant(think(R, e), e.answer)]
    if r < 0.22:
        e = pick(R)
        if e.pos == "noun" and R.random() < 0.5 and not MASS.fullmatch(e.word):
            text = R.choice(FOLLOW_NOUN).format(a=an(e.word))
        else:
            text = R.choice(CLEAR if e.word in NOT_ALONE else FOLLOW).format(w=e.word)
        turns += [User(text), Assistant(think(R, e), e.answer)]
    return turns


def cases(R):
    all_of_them = entries()[:N_CASES]
    chosen = R.sample(all_of_them, 560)
    for e in chosen[:500]:
        mass = e.pos == "noun" and MASS.fullmatch(e.word)
        own = R.random() < 0.4 and e.word not in NOT_ALONE and not mass
        text = R.choice(HELD[e.pos if own and e.pos in HELD else "any"]).format(w=e.word, a=an(e.word))
        yield {"kind": "definition", "id": f"definition/{e.word}", "tools": [], "thinking": R.random() < 0.25,
               "messages": [{"role": "user", "content": text}], "expect": {"gloss": e.gloss, "pos": e.pos}}
    rest = chosen[500:] + R.sample(all_of_them, 600)
    done = set()
    for i in range(30):
        what = ("sentence", "synonyms", "kind")[i % 3]
        e = next(x for x in rest if x.word not in done and has(x, what))
        done.add(e.word)
        expect = {"sentence": [re.escape(e.example or "")], "kind": [rf"\b{e.pos}\b"],
                  "synonyms": [rf"\b{x}\b" for x in e.similar]}[what]
        yield {"kind": "word-use", "id": f"word-use/{what}/{e.word}", "tools": [],
               "thinking": R.random() < 0.25,
               "messages": [{"role": "user", "content": R.choice(HELD_USES[what]).format(w=e.word)}],
               "expect": {"all": expect}}
