"""Short stories with two heroes who stay themselves, and the talk that follows a story.

What a small model has to learn here is to bind: a name to an animal, a thing to what happens to it,
and to use what the request gives. So each story keeps its two names, its place and its one thing, the
request gives some of them more often than not, and many names are made up for that one story.
"""
import re

from . import plots
from .common import Assistant, User, an, cap, typed
from .names import (ADJECTIVES, ANIMALS, EDIBLE, FOODS, HELD_NAMES, NAMES, PLACES, ROLES,
                    SEA_ANIMALS, SEA_PLACES,
                    THINGS, any_name, two_names)

NUMBERS = {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}

LEADS = (
    "Tell me {s}.", "Tell me {s}.", "Tell me {s}.", "Can you tell me {s}?", "Could you tell me {s}?",
    "Please tell me {s}.", "Write {s}.", "Write me {s}.", "Can you write {s}?", "Could you write {s}?",
    "I would like to hear {s}.", "I'd like {s}.", "I would like {s}.", "Make up {s}.", "Make up {s} for me.",
    "Could you make up {s} for me?", "I want {s}.", "I want to hear {s}.", "Give me {s}.", "How about {s}?",
    "Let me hear {s}.", "Tell us {s}.", "My daughter would like {s}.", "Can I have {s}?",
    "I want to read {s}.", "Will you tell me {s}?", "{S}, please.", "{S}.", "{S}", "Invent {s}.",
    "Think of {s}.", "It is time for {s}.", "I feel like {s}.", "Now tell me {s}.", "Could I hear {s}?",
    "Please write {s} for my son.", "I need {s}.", "Do you know {s}?", "Do you have {s} for me?",
    "We would love to hear {s}.", "Can you come up with {s}?", "Create {s}.", "Please make up {s}.",
)
HELD_LEADS = (
    "Would you mind telling me {s}?", "I could do with {s} right now.",
    "Please invent {s} for the little ones.", "Let's have {s}.", "Entertain me with {s}.",
    "I was hoping for {s}.", "Are you able to write {s}?", "Show me {s}.",
)
HEADS = ("a story", "a story", "a story", "a short story", "a short story", "a tale", "a little story",
         "a bedtime story", "a fairy tale", "a nice story", "a story for children", "a new story",
         "a short tale", "a little tale", "story", "an original story")
LONG_HEADS = ("a long story", "a longer story", "a rather long story", "a long tale")
TINY_HEADS = ("a very short story", "a tiny story", "a very brief story", "a really short story",
              "a mini story")
COUNT_HEADS = ("a story in {n} sentences", "a story of {n} sentences", "a {n} sentence story",
               "a story with {n} sentences", "a short story in {n} sentences")
HELD_HEADS = ("a small story", "a children's story", "a good story", "a brief tale", "some story")

ABOUT = ("about {w}", "about {w}", "about {w}", "with {w}", "with {w} in it", "that has {w} in it",
         "in which {w} appear", "on {w}")
HELD_ABOUT = ("featuring {w}", "that is about {w}", "that involves {w}")
NAMED = ("{k} named {N}", "{k} called {N}", "{N} the {bare}", "{k} named {N}", "{N}, {k}",
         "{k} with the name {N}")
HELD_NAMED = ("{k} whose name is {N}", "{k} by the name of {N}")
PAIRS = ("{A} and {B}", "two friends named {A} and {B}", "{A} and {B}", "two friends, {A} and {B}",
         "{A} and a friend called {B}", "two friends called {A} and {B}")
HELD_PAIRS = ("my friends {A} and {B}", "{A} together with {B}")
SETTINGS = ("{where}", "that happens {where}", "that takes place {where}", "set {where}",
            "which happens {where}")
HELD_SETTINGS = ("that plays out {where}",)
AFTERWARDS = (" The {a} is called {A} and the {b} {B}.", " Call the {a} {A} and the {b} {B}.",
              " The {a} is called {A}, and the {b} is called {B}.", " Name the {a} {A} and the {b} {B}.")

ANOTHER = ("Another one.", "Another one, please.", "Tell me another one.", "One more.",
           "Another story, please.", "Tell me another story.", "Can I have another one?",
           "Can you tell me one more?", "And now another one.", "Again, but a different one.",
           "A new one, please.", "Do you have another one?", "More!", "One more story, please.")
HELD_ANOTHER = ("I liked that. Have you got another?", "Yet another story, please.")
SHORTER = ("Make it shorter.", "Can you make it shorter?", "That is too long.", "Shorter, please.",
           "Please shorten it.", "Tell it again, but shorter.", "Can you tell it in a few sentences?",
           "A shorter version, please.", "Please make the story shorter.", "Could you shorten the story?",
           "Sum it up.", "Summarise the story.", "Can you summarise it?")
HELD_SHORTER = ("Give me the short version.", "Condense the story.")
TITLE = ("Give the story a title.", "What is the title of the story?", "What would be a good title?",
         "Find a title for it.", "Can you give it a title?", "It needs a title.", "Give it a title.",
         "Think of a title for the story.", "What is the story called?", "How would you call the story?")
HELD_TITLE = ("Which title would suit the story?", "Please name the story.")
RENAME = ("Call {ta} {N} instead.", "Please change the name {A} to {N}.", "Tell it again, but call {ta} {N}.",
          "Rename {A} to {N}.", "The same story, but with {N} instead of {A}.", "Can you change {A} to {N}?")
# about any story: questions, answer, whether it needs kinds
ASK = (
    (("What was the {a}'s name?", "What is the name of the {a}?", "What was the {a} called?",
      "Who was the {a}?", "And the {a}'s name?", "How was the {a} called?",
      "Do you remember the name of the {a}?"), "The {a}'s name was {A}.", True),
    (("What was the {b}'s name?", "What is the name of the {b}?", "What was the {b} called?",
      "Who was the {b}?", "And the {b}'s name?",
      "What was the name of the {b} again?"), "The {b}'s name was {B}.", True),
    (("Who was {A}?", "What was {A}?", "What kind of character was {A}?", "Remind me who {A} was."),
     "{A} was {an_a}.", True),
    (("Who was {B}?", "What was {B}?", "What kind of character was {B}?", "Remind me who {B} was."),
     "{B} was {an_b}.", True),
    (("Where did they live?", "Where did the story happen?", "Where was that?", "Where did {A} live?",
      "Where does the story take place?",
      "In what place did it happen?"), "The story took place {inpl}.", False),
    (("What were their names?", "Who was in the story?", "Who are the heroes?", "What were the two called?",
      "Name the characters.", "Who were the characters?",
      "What are the names of the two?"), "The two were {Aa} and {Ba}.", False),
    (("What was the story about?", "What is the story about?", "What was it about?"),
     "It was about {Aa}, {Ba} and {at}.", False),
)
HELD_ASK = (
    (("Can you tell me the {a}'s name again?", "The {a} had which name?"), "{A}", True),
    (("I forgot how the {b} was called.", "Which name did the {b} have?"), "{B}", True),
    (("{A} was what, exactly?", "Can you say what {A} was in the story?"), "{a}", True),
    (("What place was the story set in?", "Tell me where all that happened."), "{pl}", False),
)


class Story:
    """One story: `slots` for the sentences, `parts` beat -> sentence still with its slots."""
    __slots__ = ("slots", "parts", "plot", "order")

    def say(self, beats=None):
        s = self.slots
        if beats:
            return " ".join([self.parts[b].format_map(s) for b in beats])
        return "\n\n".join([" ".join([self.parts[b].format_map(s) for b in para]) for para in self.order])

    def short(self):
        return self.say(("open", "trouble", "solved", "closing"))


_PLOTS = list(plots.PLOTS.values())
_DRY = ("mend", "machine", "night", "storm")  # nothing that can be eaten has a part in these
_EATEN = [p for k, p in plots.PLOTS.items() if not p["things"] and k not in _DRY]
_THINGS, _PLACES = tuple(THINGS), tuple(PLACES)
_CLASSIC = tuple(t for t in THINGS if THINGS[t] != ("small", "old", "strange", "fine"))


def _kind(R, other=None, sea=False):
    while True:
        k = R.choice(ANIMALS if R.random() < 0.8 else ROLES)
        if k != other and (sea or k not in SEA_ANIMALS):
            return k


def _where(place, like):
    at, place = PLACES[place][0], like + " " + place if like else place
    return f"{at} the {place}" if place.endswith("sea") else f"{at} {an(place)}"


def make(R, want):
    """A story with what `want` gives: A, a, adj_a, B, b, adj_b, t, at, place, like, plot, n, long."""
    choice, get = R.choice, want.get
    st, s = Story(), {}
    t, place, p = get("t"), get("place"), get("plot")
    a, b, A, B = get("a"), get("b"), get("A"), get("B")
    p = plots.PLOTS[p] if p else None
    while not p or (t and ((p["things"] and t not in p["things"]) or (t in EDIBLE and p not in _EATEN))) \
            or (place and p["places"] and place not in p["places"]):
        p = choice(_PLOTS)
    if not t:
        t = choice(p["things"]) if p["things"] else choice(_CLASSIC)
        while t in EDIBLE and p not in _EATEN:
            t = choice(_CLASSIC)
    kinds = a or not (A or B)
    if kinds and get("friends"):
        kinds = False
    if kinds:
        a = a or _kind(R, b, place in SEA_PLACES)
        b = b or _kind(R, a, a in SEA_ANIMALS)
    if not place:
        place = choice(p["places"] or (SEA_PLACES if kinds and (a in SEA_ANIMALS or b in SEA_ANIMALS)
                                       else _PLACES))
    while not A or not B or A == B:
        x, y = two_names(R)
        A, B = A or x, B or y
        if A == B:
            B = get("B") or y + "a"
    prep, likes = PLACES[place]
    like = get("like") or (choice(likes) if R.random() < 0.6 and "like" not in want else "")
    where = _where(place, like)
    s["A"], s["B"], s["t"], s["T"], s["pl"], s["inpl"] = A, B, t, cap(t), place, prep + " the " + place
    s["where"], s["Where"] = where, cap(where)
    s["at"] = get("at") or (an(choice(THINGS[t]) + " " + t) if R.random() < 0.6 else an(t))
    if kinds:
        aj, bj = get("adj_a"), get("adj_b")
        if aj is None:
            aj = choice(ADJECTIVES) if R.random() < 0.5 else ""
        if bj is None:
            bj = choice(ADJECTIVES) if R.random() < 0.5 else ""
        s["a"], s["b"], s["an_a"], s["an_b"] = a, b, an(a), an(b)
        s["ia"] = an(aj + " " + a if aj else a) + choice((" named ", " called ")) + A
        s["ib"] = an(bj + " " + b if bj else b) + choice((" named ", " called ")) + B
        s["Ia"] = cap(s["ia"])
        s["ta"], s["Ta"], s["Aa"] = "the " + a, "The " + a, A + " the " + a
        s["tb"], s["Tb"], s["Ba"] = "the " + b, "The " + b, B + " the " + b
    else:
        s["ta"] = s["Ta"] = s["Aa"] = s["ia"] = s["Ia"] = A
        s["tb"] = s["Tb"] = s["Ba"] = B
        s["ib"] = "a traveller named " + B
    s["D"], s["spot"], s["dest"], s["job"], s["game"] = (choice(plots.DAYS), choice(plots.SPOTS),
                                                         choice(plots.DESTS),
                                                         choice(plots.JOBS), choice(plots.GAMES))
    s["food"], s["food2"] = choice(FOODS), choice(FOODS)
    s["Dest"] = get("Dest") or s["dest"].title().replace(" Of ", " of ").replace("The ",
                                                                                 "the ").replace(" In ",
                                                                                                 " in ")
    parts = {"open": choice(p["opening"] or (plots.OPEN_KINDS if kinds else plots.OPEN_FRIENDS)),
             "mood": choice(p["moods"]),
             "closing": choice(p["closings"]), "detour": choice(plots.DETOURS)}
    for name, variants in zip(("trouble", "answer", "attempt", "turn", "solved", "thanks"), p["beats"]):
        parts[name] = choice(variants)
    st.slots, st.parts, st.plot = s, parts, p
    n = get("n")
    if n:
        left = ("open", "trouble", "solved", "closing", "answer", "attempt", "turn", "thanks", "mood")[:n]
        order = [("open", "mood"), ("trouble", "answer", "attempt", "turn"), ("solved", "thanks", "closing")]
        order = [[b for b in para if b in left] for para in order]
        st.order = order if n > 5 else [sum(order, [])]
    elif get("long"):
        st.order = (("open", "mood"), ("trouble", "answer"), ("attempt", "detour", "turn"), ("solved",
                                                                                             "thanks",
                                                                                             "closing"))
        if R.random() < 0.5:
            parts["more"] = choice([d for d in plots.DETOURS if d != parts["detour"]])
            st.order = (("open", "mood"), ("trouble", "answer", "attempt"), ("detour", "more", "turn"),
                        ("solved", "thanks", "closing"))
    else:
        r = R.random()
        first = ("open", "mood") if r < 0.6 else ("open",)
        last = ("solved", "thanks", "closing") if r < 0.3 or r > 0.5 else ("solved", "closing")
        r = R.random()
        if r < 0.6:
            st.order = (first, ("trouble", "answer", "attempt", "turn"), last)
        elif r < 0.8:
            st.order = (first + ("trouble", "answer"), ("attempt", "turn") + last)
        else:
            st.order = (first, ("trouble", "attempt", "turn"), last)
    return st


def wish(R, held=False):
    """What somebody wants a story about, and the words for it: (want, request)."""
    choice, random = R.choice, R.random
    leads, heads, abouts, named, pairs, settings = (
        (HELD_LEADS, HELD_HEADS, HELD_ABOUT, HELD_NAMED, HELD_PAIRS, HELD_SETTINGS) if held else
        (LEADS, HEADS, ABOUT, NAMED, PAIRS, SETTINGS))
    want, who, tail, after, topic = {}, "", "", "", ""
    r = random()
    x, y = (R.sample(HELD_NAMES, 2) if held else two_names(R))
    if r < 0.22:
        pass
    elif r < 0.34:  # an animal
        want["a"] = _kind(R, sea=True)
        want["adj_a"] = choice(ADJECTIVES) if random() < 0.4 else ""
        who = an((want["adj_a"] + " " if want["adj_a"] else "") + want["a"])
    elif r < 0.46:  # two
        a = want["a"] = _kind(R, sea=True)
        b = want["b"] = _kind(R, a, a in SEA_ANIMALS)
        if random() < 0.25:
            want["adj_a"], want["adj_b"] = choice(ADJECTIVES), choice(ADJECTIVES + ("",))
        aa, bb = (an((want.get(k) + " " if want.get(k) else "") + n) for k, n in (("adj_a", a), ("adj_b", b)))
        who = aa + " and " + bb
        if random() < 0.3:
            want["A"], want["B"] = x, y
            after = choice(AFTERWARDS).format(a=a, b=b, A=x, B=y)
    elif r < 0.72:  # one or two with names
        a, A = _kind(R, sea=True), x
        want["a"], want["A"] = a, A
        adj = choice(ADJECTIVES) + " " if random() < 0.2 else ""
        want["adj_a"] = adj.strip() if adj else ""
        who = choice(named).format(k=an(adj + a), N=A, bare=adj + a)
        if random() < 0.6:
            want["b"], want["B"] = b, B = _kind(R, a, a in SEA_ANIMALS), y
            want["adj_b"] = ""
            who += ", and " if ", " in who else " and "
            who += choice(named[:-2] or named).format(k=an(b), N=B, bare=b)
    elif r < 0.90:  # names alone
        want["A"], want["friends"] = x, True
        if random() < 0.75:
            want["B"] = y
            who = choice(pairs).format(A=x, B=y)
        else:
            who = x if random() < 0.6 else choice(("someone", "somebody")) + choice((" called ",
                                                                                     " named ")) + x
    else:
        key = choice(_PLOT_KEYS)
        want["plot"] = key
        if plots.PLOTS[key]["things"] and random() < 0.8:
            want["t"] = choice(plots.PLOTS[key]["things"])
        topic = choice(plots.PLOTS[key]["topics"])
        if "{t}" in topic or "{at}" in topic:
            t = want["t"] = want.get("t") or choice(_CLASSIC)
            while t in EDIBLE and plots.PLOTS[key] not in _EATEN:
                t = want["t"] = choice(_CLASSIC)
            if "{at}" in topic:
                want["at"] = an(t)
        if "{dest}" in topic:
            topic = choice(plots.PLOTS[key]["topics"][:3])
        topic = topic.format(t=want.get("t"), at=want.get("at"))
    if not topic and random() < 0.22:
        t = want["t"] = choice(_THINGS)
        want["at"] = an(choice(THINGS[t]) + " " + t) if random() < 0.35 else an(t)
        if not who:
            who = want["at"]
        else:
            tail += (" with " if after else choice((" and ", " with ", " in which there is "))) + want["at"]
    if random() < 0.15:
        place = choice(plots.PLOTS[want["plot"]]["places"] or _PLACES) if topic else choice(_PLACES)
        want["place"], want["like"] = place, choice(PLACES[place][1]) if random() < 0.4 else ""
        where = _where(place, want["like"])
        tail += " " + choice(settings).format(where=where)
    r = random()
    if held or r < 0.78:
        head = choice(heads)
    elif r < 0.86:
        head, want["n"] = choice(TINY_HEADS), 4
    elif r < 0.92:
        n = want["n"] = R.randrange(3, 9)
        head = choice(COUNT_HEADS).format(n=NUMBERS[n] if random() < 0.6 else n)
    else:
        head, want["long"] = choice(LONG_HEADS), True
    if topic:
        s = head + " about " + topic + tail
    elif who:
        about = choice(abouts)
        if tail and about[-3:] in (" it", "ear"):
            about = "about {w}"
        if "appear" in about and not (" and " in who):
            about = "about {w}"
        s = head + " " + about.format(w=who) + tail
    else:
        s = head + tail
    lead = choice(leads)
    if head == "story":
        lead = "{S}" if lead[:3] != "{S}" else lead
        if s == "story":
            s = "a story"
    text = lead.format(s=s, S=cap(s))
    if after:
        text = (text if text[-1] in ".?" else text + ".") + after
    return want, text


_PLOT_KEYS = list(plots.PLOTS)


def _thought(R, st, want):
    s = st.slots
    text = f"The user wants a story with {s['Aa']} and {s['Ba']}." if want.get("A") and want.get("B") else \
        f"The user wants a story with {s['Aa']}." if want.get("A") else \
        f"The user wants a story about {an(want['a'])} and {an(want['b'])}." if want.get("b") else \
        f"The user wants a story about {an(want['a'])}." if want.get("a") else \
        "The user wants a story."
    return (f"{text} The heroes are {s['Aa']} and {s['Ba']}; "
            f"the place is the {s['pl']}, and it is about {s['at']}.")


def _type(R, text):
    if R.random() < 0.06:
        return text.lower()
    return typed(R, text)


def tell(R, want, text):
    st = make(R, want)
    return st, [User(text), Assistant(_thought(R, st, want), st.say())]


def question(R, st):
    """A question on a story told, and its answer. Only what was said is asked."""
    s, own = st.slots, st.plot["questions"]
    while True:
        if R.random() < 0.5:
            forms, answer = R.choice(own)
        else:
            forms, answer, kinds = R.choice(ASK)
            if kinds and "a" not in s:
                continue
        q, answer = cap(R.choice(forms).format_map(s)), answer.format_map(s)
        told = st.say().lower()
        # what the answer names was said in the story
        if all(s[k].lower() in told for k in ("spot", "dest", "job", "game", "food") if s[k] in answer):
            return q, answer


def _follow(R, st, want, text):
    r, s = R.random(), st.slots
    if r < 0.13:
        again, turns = tell(R, want, _type(R, R.choice(ANOTHER)))
        return again, turns
    if r < 0.22 and sum(map(len, st.order)) > 5:
        return st, [User(_type(R, R.choice(SHORTER))),
                    Assistant("The user wants the same story in fewer sentences.", st.short())]
    if r < 0.30:
        title = st.plot["title"].format_map(s)
        return st, [User(_type(R, R.choice(TITLE))),
                    Assistant("The user wants a title for the story.", f"A good title would be \"{title}\".")]
    if r < 0.34:
        new = any_name(R)
        if new not in (s["A"], s["B"]):
            ask = R.choice(RENAME).format(N=new, **s)
            old = s["A"]
            st.slots = {k: re.sub(rf"\b{old}\b", new, v) for k, v in s.items()}
            thought = f"The user wants the name {old} changed to {new}. I tell the story again."
            return st, [User(_type(R, ask)), Assistant(thought, st.say())]
    q, answer = question(R, st)
    return st, [User(_type(R, q)), Assistant("The user asks about the story I told. I look it up there.",
                                             answer)]


def exchange(R, tools=()):
    want, text = wish(R)
    st, turns = tell(R, want, _type(R, text))
    while R.random() < 0.4 and len(turns) < 8:
        st, more = _follow(R, st, want, text)
        turns += more
    return turns


def _case(kind, name, messages, expect):
    return {"kind": kind, "id": f"{kind}/{name}", "tools": [], "thinking": False, "messages": messages,
            "expect": expect}


def cases(R):
    """60 requests with names and wordings that training has not, then 20 questions on scripted stories."""
    pool = list(NAMES) + list(HELD_NAMES)
    seen, n = set(), 0
    while n < 60:
        want, text = wish(R, held=True)
        # every case gives something that can be checked
        given = any(want.get(k) for k in ("A", "a", "t", "place"))
        if text in seen or not given or (n < 40 and not want.get("A")):
            continue
        seen.add(text)
        names = [want[k] for k in "AB" if want.get(k)]
        expect = {"all": [rf"\b{want[k]}\b" for k in ("a", "b", "t", "place") if want.get(k)]}
        if names:
            # with one name given, the other is the model's to choose
            others = pool if len(names) == 2 else HELD_NAMES
            expect["story"] = {"names": names, "pool": [x for x in others if x not in names],
                               "said": {want[k]: want[k.lower()] for k in "AB" if want.get(k)
                                        and want.get(k.lower())}}
        if not expect["all"]:
            del expect["all"]
        n += 1
        yield _case("story", f"{n:02d}", [{"role": "user", "content": text}], expect)
    for i in range(20):
        x, y = R.sample(HELD_NAMES, 2)
        a = _kind(R)
        want = {"A": x, "B": y, "a": a, "b": _kind(R, a)}
        st = make(R, want)
        first = R.choice(HELD_LEADS).format(s=f"a story about {x} the {a} and {y} the {want['b']}")
        forms, answer, _ = HELD_ASK[i % len(HELD_ASK)]
        s = st.slots
        yield _case("story-question", f"{i + 1:02d}",
                    [{"role": "user", "content": first}, {"role": "assistant", "content": st.say()},
                     {"role": "user", "content": R.choice(forms).format_map(s)}],
                    {"any": [rf"\b{answer.format_map(s)}\b"]})


def _disjoint(train, held):
    assert not {t.lower() for t in train} & {h.lower() for h in held}, set(train) & set(held)


for _t, _h in ((LEADS, HELD_LEADS), (HEADS + LONG_HEADS + TINY_HEADS, HELD_HEADS), (ABOUT, HELD_ABOUT),
               (NAMED, HELD_NAMED),
               (PAIRS, HELD_PAIRS), (SETTINGS, HELD_SETTINGS), (ANOTHER, HELD_ANOTHER), (SHORTER,
                                                                                         HELD_SHORTER),
               (TITLE, HELD_TITLE),
               ([q for f, _, _ in ASK for q in f], [q for f, _, _ in HELD_ASK for q in f])):
    _disjoint(_t, _h)
