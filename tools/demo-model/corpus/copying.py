"""Short exchanges whose answer must be copied out of the message, letter by letter.

Most of the words are made up, so no knowledge helps. Their form changes on the way: what stands with a
capital at the beginning of a sentence is small in the middle of another one, and the other way round;
names, codes and file names keep their form. A family is a text with slots and questions on it; statement
and question are drawn apart, so that the question decides what is copied.

Slots: {x} a word, {X} with a capital, {ax} with its article, {Ax} both; the same for y and z; {n} and {m}
are names.
"""
from . import memory, names
from .common import Assistant, User, an, cap, words
from .memory_wording import Table
from .names import any_name

# -- words

_START = tuple("b c d f g h j k l m n p r s t v w y z".split()) * 3 + tuple(
    "bl br ch cl cr dr dw fl fr gl gn gr kl kn kr pf ph pl pr ps qu rh sc sch scr sh shr sk sl sm sn sp "
    "sph spl spr squ st str sw th thr thw tr ts tw vl vr wh wr zh zw x".split()) + ("",) * 4
_VOWEL = tuple("a e i o u".split()) * 11 + tuple("ai au ay ea ee ei eu ey ia ie io oa oi oo ou oy ui y uu "
    "aa".split())
_MIDDLE = tuple("b c d f g h j k l m n p r s t v w x z".split()) * 2 + tuple(
    "bb cc dd ff gg kk ll mm nn pp rr ss tt zz ck ct ft ld lk lm lp lt mb mp nch nd ng nk nt pt rb rch rd "
    "rk rm rn rp rs rt rv sk sp st tch th vv wl xt zl lph ngl mpl ntr rgl zzl ddl ckl ggl bbl ttl ffl kkr "
    "ttr ffr ppl ssk kw tw dw".split())
_END = ("",) * 8 + tuple("b d g k l m n p r s t x z".split()) * 2 + tuple(
    "ck ff ll ss zz rt rk rm rn rp nd ng nk nt mp lk lt lm st sk sp th sh ch tch ft pt ct x gg dd bb mph "
    "rsk lch nch rst nx".split())
_SUFFIX = ("ness", "ing", "ly", "ish", "er", "le", "y", "ful", "less", "ment", "ation", "able", "ous", "ette",
           "ling", "kin", "oid", "ism", "et", "ine", "ox", "um", "us")
_FORBIDDEN = names._BAD + ("fuck", "sex", "shag", "twat", "wank", "jap", "bitch", "whor", "gook", "spic",
    "boob", "jew", "gay", "homo", "nud", "dyk", "peni", "vagi", "fuu", "coc")
_LENGTH = (1, 1, 1, 2, 2, 2, 2, 3, 3, 4)


def invented(R):
    """A word nobody knows, of one to four syllables."""
    choice = R.choice
    while True:
        word = choice(_START) + choice(_VOWEL)
        for _ in range(choice(_LENGTH) - 1):
            word += choice(_MIDDLE) + choice(_VOWEL)
        word += choice(_END)
        if R.random() < 0.15:
            word += choice(_SUFFIX)
        if 3 <= len(word) <= 14 and not any(b in word for b in _FORBIDDEN):
            return word


_real = {}


def real(R, pos="noun"):
    """A word of the dictionary; what scoring asks for is left out."""
    if not _real:
        for w in words():
            word = w["word"]
            if word.isalpha() and word.islower() and not memory._is_held(word):
                _real.setdefault(w["pos"], []).append(word)
    return R.choice(_real.get(pos) or _real["noun"])


def word(R):
    return invented(R) if R.random() < 0.65 else real(R)


def several(R, n, draw=word):
    found = []
    while len(found) < n:
        w = draw(R)
        if w not in found:
            found.append(w)
    return found


_COLOURS = tuple("red green blue yellow black white brown grey pink purple orange golden silver".split())
_LIKE = tuple("""big small round square heavy light old new soft hard warm cold wet dry loud quiet sweet
sour clean dirty smooth rough thick thin long short fast slow broken empty full sharp flat""".split())
_SPOTS = tuple(f"{at} the {x}" for at, xs in (
    ("in", "drawer kitchen cellar garage car bag box cupboard hall shed"),
    ("on", "table shelf chair bed roof piano"), ("under", "bed sofa mat stairs table pillow"),
    ("behind", "door curtain mirror clock")) for x in xs.split())
_THINGS = tuple("box bag cup dog cat boat car house room bed hat coat key lamp tree river bird fish "
    "robot".split())
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_VERBS = tuple(v.split() for v in """bought buy|saw see|found find|lost lose|broke break|ate eat|sold sell
made make|drew draw|stole steal|caught catch|built build|painted paint|wanted want|ordered order|heard hear
threw throw|carried carry|opened open|cleaned clean|dropped drop|got get|hid hide|repaired repair
borrowed borrow|met meet|burned burn|washed wash|followed follow|won win|missed miss|kept keep
kicked kick|brought bring""".replace(
    "\n", "|").split("|"))
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def code(R):
    """7-K-42, QX 801, 40-22-19, b7f3, A.12."""
    sep = R.choice(("-", "-", "", " ", ".", "/", "_"))
    parts = []
    for _ in range(R.choice((1, 2, 2, 3, 3, 4)) if sep else R.choice((2, 3, 4))):
        r = R.random()
        if r < 0.45:
            parts.append(str(R.randrange(10 ** R.choice((1, 2, 2, 3)))))
        elif r < 0.85:
            parts.append("".join([R.choice(_ALPHABET) for _ in range(R.choice((1, 1, 2, 3)))]))
        else:
            parts.append(R.choice(_ALPHABET).lower() + str(R.randrange(100)))
    text = sep.join(parts)
    return text if len(text) > 2 and not (sep and len(parts) == 1) else str(R.randrange(1000, 10 ** 6))


def slots(R, n, draw=word, names_=2):
    """{x}, {y}, {z} with their forms, and names {n}, {m}, {o}."""
    s = {}
    for k, w in zip("xyz", several(R, n, draw)):
        s[k], s[k.upper()], s["a" + k] = w, cap(w), an(w)
        s["A" + k] = cap(s["a" + k])
    for k, w in zip("nmo", several(R, names_, _person)):
        s[k] = w
    return s


def _person(R):
    return names.pseudo_name(R) if R.random() < 0.5 else any_name(R)


# -- families

FAMILIES = []


class Family:
    """draw(R) -> slots; says: the text; asks: questions with their answers, `key` what is copied."""

    def __init__(self, draw, says, *asks, first=True, keep=False, weight=2):
        self.draw, self.says, self.first, self.keep = draw, Table(says), first, keep
        self.asks = tuple((Table(q), a) for q, a in asks)
        FAMILIES.extend([self] * weight)

    def exchange(self, R):
        s = self.draw(R)
        says = cap(self.says.draw(R).format(**s))
        q, a = R.choice(self.asks)
        ask, answer = q.draw(R).format(**s), a.format(**s)
        r = R.random()
        if self.first and r < 0.12:
            text = ask + " " + says
        elif r < 0.22:
            text = R.choice(_OPENING) + says + " " + ask
        elif r < 0.28:
            text = says + " " + R.choice(_BETWEEN) + " " + ask
        else:
            text = says + " " + ask
        turns = [User(text if self.keep else _typed(R, text)), _told(answer)]
        if R.random() < 0.25:
            q, a = R.choice(self.asks)
            ask = R.choice(_AGAIN) + q.draw(R).format(**s)
            turns += [User(ask if self.keep else _typed(R, ask)), _told(a.format(**s))]
        return turns


def _typed(R, text):
    """Now and then without the first capital or the last stop."""
    r = R.random()
    if r < 0.28 and not text.startswith(("I ", '"')):
        text = text[:1].lower() + text[1:]
    return text[:-1] if r < 0.16 and text[-1] in ".?" and text[-2] not in "._" else text


def _told(answer):
    return Assistant(f"The user told me what I need. I copy it: {answer}", answer)


_OPENING = (
    "Listen: ", "Listen. ", "Reading test. ", "Imagine this. ", "A riddle. ", "Here is a text. ",
    "Read this. ", "A little story. ", "Take care now. ", "A puzzle: ", "Test: ", "Please read: ",
    "Attention! ", "Look: ", "Let us play. ", "Facts first. ", "Suppose this: ", "Text: ",
    "Think about this. ", "Exercise 1. ")
_BETWEEN = (
    "It is raining.", "Now the question:", "Question:", "Now tell me:", "That is all.",
    "Nothing else happened.", "So:", "Well then:", "Here is the question:", "What do you say:",
    "Now think:", "Tell me:", "Your turn:", "It was a fine day.", "One question:", "Quiz:")
_AGAIN = (
    "", "", "", "And now: ", "Again: ", "Good. ", "Right. ", "Next question: ", "Another one: ",
    "Thanks. ", "OK. ", "Fine. ", "Also: ")


def _bought(R):
    s = slots(R, 2)
    s["did"], s["do"] = R.choice(_VERBS)
    s["c"] = R.choice(_COLOURS)
    return s


Family(_bought, """
I {did} {ax}.
[Today|Yesterday|Last week|This morning|In town|On Friday|At last|On my way home] I {did} {ax}.
[Guess what,|You know,|I was out and|I went to town and|I got up early and|I was so happy when] I {did} {ax}.
I {did} {ax} [yesterday|today|in town|last night|this morning|in the park|at the fair|with a friend|after \
lunch].
{Ax} is what I {did}.
It was {ax} that I {did}.
""", ("""
What did I {do}?
[So|And|Now] what did I {do}?
What was it that I {did}?
What [have I said|did I say|did I tell you] I {did}?
[Tell me|Say|Repeat|Name] what I {did}.
Do you know what I {did}?
[Which thing|What thing] did I {do}?
I {did} what?
""", "You {did} {ax}."))

Family(_bought, """
{n} {did} {ax}.
[Yesterday|Today|Last night|In May|One morning|At noon|In the end] {n} {did} {ax}.
{n} {did} {ax} [yesterday|in the park|last week|at school|on the way home|and was happy].
It was {n} who {did} {ax}.
{Ax} is what {n} {did}.
""", ("""
What did {n} {do}?
[So|And|Then] what did {n} {do}?
[Tell me|Say|Do you know] what {n} {did}.
What was it that {n} {did}?
What has been said about {n}?
""", "{n} {did} {ax}."), ("""
Who {did} {ax}?
[Tell me|Say|I wonder] who {did} {ax}.
Who was it that {did} {ax}?
[Which person|Which of them|What person] {did} {ax}?
{Ax}: who {did} it?
""", "{n} {did} {ax}."))


def _holders(R):
    s = slots(R, 2)
    s["c"], s["d"] = R.sample(_COLOURS if R.random() < 0.6 else _LIKE, 2)
    s["ac"], s["ad"] = an(s["c"]), an(s["d"])
    return s


Family(_holders, """
{n} has {ac} {x} and {m} [has |]{ad} {y}.
{n} has {ac} {x}. {m} has {ad} {y}.
{n} [owns|holds|got|brought|carries] {ac} {x}, {m} {ad} {y}.
{n}'s {x} is {c} and {m}'s {y} is {d}.
The {c} {x} [belongs to|is with|is owned by] {n}, the {d} {y} [belongs to|is with|is owned by] {m}.
{n} came with {ac} {x}, while {m} came with {ad} {y}.
""", ("""
Who has the {x}?
[Who|Which of them] [owns|has got|is the owner of] the {x}?
[Whose is|To whom belongs|Who came with] the {x}?
[Tell me|Say|Do you know] who has the {x}.
The {x} is whose?
""", "{n} has the {x}."), ("""
Who has the {y}?
[Who|Which of them] [owns|has got|is the owner of] the {y}?
[Whose is|To whom belongs] the {y}?
[Tell me|Say] who has the {y}.
""", "{m} has the {y}."), ("""
What does {n} have?
What [has {n} got|is {n}'s|belongs to {n}]?
[Tell me|Say|Name] what {n} has.
And {n}, what does {n} have?
""", "{n} has {ac} {x}."), ("""
What does {m} have?
What [has {m} got|is {m}'s|belongs to {m}]?
[Tell me|Say|Name] what {m} has.
""", "{m} has {ad} {y}."), ("""
What is the {x} like?
How is the {x} described?
[Describe|How would you describe] the {x}.
""", "The {x} is {c}."), ("""
Which thing is {d}?
[What|What thing] is {d}?
What here is {d}?
[Name|Tell me] the {d} thing.
""", "The {y} is {d}."), weight=4)

Family(lambda R: slots(R, 1), """
{X} is my word.
My word is {x}.
[I chose|I picked|I take|I have|I thought of] {x} as my word.
The word {x} is mine.
{X}, that is my word.
[As|For] my word I [take|choose|pick] {x}.
My word: {x}.
{X} shall be my word.
""", ("""
Which [is it|word is mine|word did I choose|word is it]?
What is my word?
[Tell me|Say|Repeat|Give me] my word.
[And|So|Now] what is my word?
What did I [choose|pick] as my word?
What word [do I have|is mine|did I take]?
My word, please.
""", "Your word is {x}."), weight=3)

_LABELS = tuple("""code number key serial licence ticket room gate flight order voucher model version parcel
locker seat
platform account patient customer batch invoice""".split())


def _code(R):
    s = slots(R, 0)
    s["x"], s["k"] = code(R), R.choice(_LABELS)
    if s["k"] in ("key", "code", "number"):
        s["k"] = R.choice(("", "", "door ", "bike ", "safe ", "train ", "part ", "test ")) + s["k"]
    elif R.random() < 0.8:
        s["k"] += R.choice((" code", " number"))
    return s


Family(_code, """
The {k} is {x}.
[Here is|This is|Here comes|Note] the {k}: {x}.
{x} is the {k}.
[On the paper|On the door|In the mail|Here] it says that the {k} is {x}.
The {k}: {x}.
They [sent|gave|told] me the {k}: {x}.
[It says|I read|They say] {x} is the {k}.
""", ("""
What is the {k}?
[So|And|Now] what is the {k}?
[Tell me|Give me|Say|Read back|Read me|Show me] the {k}.
Which {k} [is it|did I give|do we have]?
The {k} [again|is], please?
How does the {k} go?
[Do|Did] you [have|get|note] the {k}?
""", "The {k} is {x}."), ("""
Repeat it.
[Say|Write|Type|Copy|Read] it [back|again|to me|once more|exactly|down].
[Please|Now|Kindly] repeat it [exactly|once more|for me|, just that|].
[Repeat|Copy|Write] just the {k}.
[Only|Nothing but] the {k}[, please|]: repeat it.
""", "{x}"), first=False, keep=True, weight=4)


def _called(R):
    s = slots(R, 2)
    s["a"], s["b"] = R.sample(_THINGS, 2)
    return s


Family(_called, """
Use {x} for the {a} and {y} for the {b}.
[Say|Take|Write|Put] {x} for the {a} and {y} for the {b}.
[We call|I call|Let us call|Call|They call] the {a} {x} and the {b} {y}.
[From now on|Today|In our game|In this game|Here] the {a} is called {x} and the {b} {y}.
{X} is [the name of|what we call|the word for] the {a}, {y} [is |]that [of|for] the {b}.
The {a} is {x}, the {b} is {y}.
{a} = {x}, {b} = {y}.
[Name|Let us name] the {a} {x} and the {b} {y}.
""", ("""
What is the {a} called?
[And|So|Now] what is the {a} called?
[How do we|What do we|What should I] call the {a}?
[Which|What] word [stands for|do we use for|is used for|belongs to] the {a}?
[Tell me|Say|Give me] what the {a} is called.
The {a} is called ...?
The name of the {a}?
""", "The {a} is called {x}."), ("""
What is the {b} called?
[And|So|Now] what is the {b} called?
[How do we|What do we|What should I] call the {b}?
[Which|What] word [stands for|do we use for|is used for|belongs to] the {b}?
[Tell me|Say|Give me] what the {b} is called.
The {b} is called ...?
The name of the {b}?
""", "The {b} is called {y}."), ("""
What is called {x}?
[Which thing|What thing] is called {x}?
What does the word {x} [mean|stand for|name]?
""", "The {a} is called {x}."), weight=3)


def _property(R):
    s = slots(R, 3)
    s["a"], s["b"], s["c"] = R.sample(_LIKE + _COLOURS, 3)
    s["q"], s["v"] = R.choice((("x", "a"), ("y", "b"), ("z", "c")))
    s["q"], s["v"] = s[s["q"]], s[s["v"]]
    s["aq"], s["Aq"] = an(s["q"]), cap(an(s["q"]))
    return s


Family(_property, """
{Ax} is {a}, {ay} is {b} and {az} is {c}.
The {x} is {a}, the {y} {b} and the {z} {c}.
[There are three things|We have three things|I see three things|On the table lie three things]: {ax} that \
is {a}, \
{ay} that is {b} and {az} that is {c}.
[Every|Each] {x} is {a}, [every|each] {y} is {b}, [every|each] {z} is {c}.
{x}: {a}, {y}: {b}, {z}: {c}.
My {x} is {a}, my {y} is {b}, and my {z} is {c}.
The {a} one is the {x}, the {b} one is the {y} and the {c} one is the {z}.
""", ("""
Which [one |thing |of them |of the three |]is {v}?
What is {v}?
[Tell me|Say|Name] the one that is {v}.
[Find|Pick|Choose|Give me|Show me|Point to] the {v} one.
I [want|need|look for|take] the {v} one. Which is it?
[Is there something|Do you see one that is] {v}? Which?
""", "The {q} is {v}."), ("""
What is the {q} like?
[How|Of what kind] is the {q}?
[Describe|Tell me about] the {q}.
What did I say about the {q}?
""", "The {q} is {v}."), weight=4)

_KIND = tuple("""boat bird fish tool hat drink dance game fruit tree house song coat fruit cheese stone
machine wagon
bread flower cake insect dog lamp drum shoe bag chair""".split())


def _meaning(R):
    s = slots(R, 2, lambda R: invented(R))
    s["a"], s["b"] = R.sample(_KIND, 2)
    s["aa"], s["ab"] = an(s["a"]), an(s["b"])
    return s


Family(_meaning, """
{Ax} is a kind of {a}.
In [our game|my story|my dream|this tale|our land|my book], {ax} is a kind of {a}.
{Ax} is a kind of {a} and {ay} is a kind of {b}.
[I made up a word|Here is a new word|A new word]: {ax} is a kind of {a}.
[We say that|Let us say that|Suppose] {ax} is a kind of {a}.
""", ("""
What is {ax}?
[So|And|Now|Then] what is {ax}?
What kind of thing is {ax}?
[Tell me|Say|Explain] what {ax} is.
[In this case|There|By that], what is {ax}?
What does {x} mean [here|now|then]?
""", "{Ax} is a kind of {a}."), ("""
[Which word|What word] [means|stands for] a kind of {a}?
What [do I call|is the word for] that kind of {a}?
What is a kind of {a} [here|then|called]?
""", "{Ax} is a kind of {a}."), first=False, weight=3)

Family(_meaning, """
In my language {x} means {a} and {y} means {b}.
[In the language of the elves|In Old Martian|In our secret language|In my own tongue|In their language] \
{x} means {a} \
and {y} means {b}.
[The elves|My robots|The children|We|They] say {x} for {a} and {y} for {b}.
{X} means {a}, {y} means {b}.
{X} is the secret word for {a}, {y} the one for {b}.
""", ("""
What does {x} mean?
[So|And|Then] what does {x} mean?
[Translate|Please translate] {x}.
[Tell me|Say] what {x} means.
The meaning of {x}?
If [I say|someone says] {x}, what do I mean?
""", "{X} means {a}."), ("""
What does {y} mean?
[So|And|Then] what does {y} mean?
[Translate|Please translate] {y}.
[Tell me|Say] what {y} means.
The meaning of {y}?
""", "{Y} means {b}."), ("""
[How do I|How do you|How would one|How do they] say {b}?
What is the word for {b}?
[Which|What] word means {b}?
I want to say {b}. Which word do I [use|take]?
""", "The word for {b} is {y}."), first=False, weight=3)

Family(lambda R: slots(R, 0, names_=3), """
{n} is the capital of {m}.
The capital of {m} is [called |]{n}.
[In my story|In my dream|On my map|In the tale|In our game], the capital of {m} is {n}.
[People in|Those who live in|Everybody in] {m} [know|knows] it: their capital is {n}.
{m} is a made-up land and its capital is {n}.
{n} is a made-up city, the capital of {m}.
""", ("""
What is the capital of {m} [then|there|in it|called|]?
[Which city|Which town] is the capital of {m}?
[Tell me|Say|Name] the capital of {m}.
[And|So] the capital of {m} is ...?
How is the capital of {m} called?
""", "The capital of {m} is {n}."), ("""
[Of which land|Of what land|Of what] is {n} the capital?
[Which land|What land] has {n} as its capital?
{n} is the capital of which land?
""", "{n} is the capital of {m}."), first=False)


def _spot(R):
    s = slots(R, 2)
    s["a"], s["b"] = R.sample(_SPOTS, 2)
    return s


Family(_spot, """
The {x} is {a} and the {y} is {b}.
The {x} is {a}, the {y} {b}.
{n} put the {x} {a} and the {y} {b}.
[There is|You will find|We see] {ax} {a} and {ay} {b}.
[We keep|They keep|I keep] the {x} {a}, the {y} we keep {b}.
{n} left {ax} {a}. {m} left {ay} {b}.
{X} {a}, {y} {b}.
""", ("""
Where is the {x}?
[So|And|Now] where is the {x}?
Where [can I find|would you look for|do I look for|must I look for] the {x}?
[Tell me|Say|Do you know] where the {x} is.
The {x} is where?
I [need|want|look for] the {x}. Where is it?
""", "The {x} is {a}."), ("""
Where is the {y}?
[So|And|Now] where is the {y}?
Where [can I find|would you look for|do I look for] the {y}?
[Tell me|Say] where the {y} is.
I [need|want|look for] the {y}. Where is it?
""", "The {y} is {b}."), ("""
What is {b}?
[What|Which thing] [lies|is|can be found] {b}?
[Tell me|Say] what is {b}.
What would I find {b}?
""", "The {y} is {b}."), ("""
What is {a}?
[What|Which thing] [lies|is|can be found] {a}?
[Tell me|Say] what is {a}.
""", "The {x} is {a}."), weight=3)


def _price(R):
    s = slots(R, 2)
    s["a"], s["b"] = R.sample(range(2, 1000 if R.random() < 0.3 else 99), 2)
    s["c"] = R.choice(("coins", "euros", "dollars", "pounds", "pence", "cents", "pearls", "crowns"))
    return s


Family(_price, """
{Ax} costs {a} {c} and {ay} {b} {c}.
{Ax} costs {a} {c}, {ay} costs {b} {c}.
[For|At] {a} {c} you get {ax}, [for|at] {b} {c} {ay}.
The {x} is {a} {c}, the {y} is {b} {c}.
[Price list|Today|On sale|Prices]: {x} {a} {c}, {y} {b} {c}.
[I paid|We paid|{n} paid] {a} {c} for {ax} and {b} {c} for {ay}.
""", ("""
[How much|What] does {ax} cost?
[How much is|What is the price of|What do I pay for|What do they want for] {ax}?
[Tell me|Say] what {ax} costs.
The price of {ax}?
""", "{Ax} costs {a} {c}."), ("""
[How much|What] does {ay} cost?
[How much is|What is the price of|What do I pay for] {ay}?
[Tell me|Say] what {ay} costs.
The price of {ay}?
""", "{Ay} costs {b} {c}."), ("""
What costs {b} {c}?
[Which thing|What] [can I get|do I get|is sold] for {b} {c}?
[Tell me|Say] what costs {b} {c}.
""", "{Ay} costs {b} {c}."))

Family(lambda R: dict(slots(R, 0), a=R.randrange(1000, 10 ** 6), b=R.randrange(1000, 10 ** 6)), """
{n}'s number is {a} and {m}'s number is {b}.
{n} has the number {a}, {m} has the number {b}.
[Call|Ring|Phone] {n} at {a} and {m} at {b}.
[Numbers|Phone list|My phone book]: {n} {a}, {m} {b}.
You reach {n} at {a}, and {m} at {b}.
Dial {a} for {n} and {b} for {m}.
""", ("""
What is {n}'s number?
[Which|What] number does {n} have?
[I want to call|How do I reach|I need to ring] {n}. Which number?
[Tell me|Give me|Say] {n}'s number.
The number of {n}?
""", "{n}'s number is {a}."), ("""
What is {m}'s number?
[Which|What] number does {m} have?
[I want to call|How do I reach|I need to ring] {m}. Which number?
[Tell me|Give me|Say] {m}'s number.
The number of {m}?
""", "{m}'s number is {b}."), ("""
Whose number is {b}?
[Who|Which of them] has the number {b}?
Who [answers|picks up] when I dial {b}?
{b}, whose number is that?
""", "{b} is {m}'s number."))

_GIVES = """
{n} gives {m} {ax}.
{n} [has|had] {ax} and [gives|gave|hands|handed] it to {m}.
{m} [gets|got|receives|received] {ax} from {n}.
{n} [sends|sent|brings|brought] {ax} to {m}.
{Ax} [goes|went] from {n} to {m}.
"""
Family(lambda R: slots(R, 1), _GIVES, ("""
Who has the {x} now?
Where is the {x} now, [with whom|who has it]?
[With whom|In whose hands] is the {x} now?
[Tell me|Say] who has the {x} now.
[So|And] who has the {x} [in the end|at the end|now]?
""", "{m} has the {x} now."), ("""
From whom did the {x} come?
Who gave the {x} away?
Who had the {x} [before|first]?
[Tell me|Say] who had the {x} [before|first].
Whose was the {x} before?
""", "{n} had the {x} before."), ("""
What did {m} get?
What [does {m} have now|has {m} got now|came to {m}]?
[Tell me|Say] what {m} got.
""", "{m} got {ax}."))

Family(lambda R: slots(R, 2), """
The {x} is now called {y}.
[From now on|Since today|Since May|These days] the {x} is called {y}.
They [renamed|have renamed] the {x}: now it is [the |]{y}.
What was called {x} [yesterday|before|once|last year] is called {y} now.
The old name was {x}, the new name is {y}.
Old name: {x}. New name: {y}.
We no longer say {x}, we say {y}.
""", ("""
What is [the|its] new name?
What is it called now?
[Which|What] name is [new|used now|right now]?
[Tell me|Say|Give me] the new name.
What do we say now?
""", "The new name is {y}."), ("""
What [is|was] [the|its] old name?
What was it called before?
[Which|What] name is [old|no longer used]?
[Tell me|Say|Give me] the old name.
What did we say before?
""", "The old name is {x}."))

Family(lambda R: slots(R, 2), """
The opposite of {x} is {y}.
[In elf language|In our game|In my language|Here|In Martian] the opposite of {x} is {y}.
{X} and {y} are opposites [in my language|here|in our game|among the elves].
[For us|In our club] {x} is the opposite of {y}.
""", ("""
What is the opposite of {x} [then|here|there|]?
[Tell me|Say|Name|Give me] the opposite of {x}.
{X} has which opposite?
Which word is the opposite of {x}?
""", "The opposite of {x} is {y}."), ("""
What is the opposite of {y} [then|here|there|]?
[Tell me|Say|Name|Give me] the opposite of {y}.
Which word is the opposite of {y}?
""", "The opposite of {y} is {x}."), first=False)

_COMPARED = tuple("tall old fast strong young small slow loud kind quick rich quiet".split())


def _more(R):
    s = slots(R, 0, names_=3)
    a = R.choice(_COMPARED)
    s["a"], s["er"], s["est"] = a, a + "er", a + "est"
    return s


Family(_more, """
{n} is {er} than {m}.
{m} is {a}, but {n} is {er}.
[We know that|They say that|It is said that|I see that|Look:] {n} is {er} than {m}.
Compared with {m}, {n} is {er}.
{n} and {m} came, and {n} is {er} than {m}.
""", ("""
Who is {er}?
[Which of them|Which of the two|Which one] is {er}?
Who is {er}, {n} or {m}?
Who is {er}, {m} or {n}?
[Tell me|Say|Name] the {er} one.
[So|And] who is the {er} of the two?
""", "{n} is {er}."))

Family(_more, """
{n} is the {est}, then comes {m}, then {o}.
{n} is {er} than {m}, and {m} is {er} than {o}.
[Of the three|In our class|In the team], {n} is the {est}, {m} is next and {o} comes last.
""", ("""
Who is the {est}?
[Which of them|Which of the three|Which one] is the {est}?
[Tell me|Say|Name] the {est} one.
[So|And|Now] who is the {est} of all?
Who is the {est}, {o}, {m} or {n}?
""", "{n} is the {est}."), weight=1)


def _days(R):
    s = slots(R, 2)
    s["a"], s["b"] = R.sample(_DAYS, 2)
    s["did"] = R.choice("eat play see sing cook read study make buy sell watch draw".split())
    return s


Family(_days, """
On {a} we {did} {x}, on {b} {y}.
We {did} {x} on {a} and {y} on {b}.
[Every|Each] {a} we {did} {x}, [every|each] {b} {y}.
{a}: we {did} {x}. {b}: we {did} {y}.
[Our plan|The plan|Our week]: on {a} we {did} {x} and on {b} we {did} {y}.
""", ("""
What do we {did} on {b}?
[And|So|Now] on {b}, what do we {did}?
[It is|Today is|Tomorrow is] {b}. What do we {did}?
[Tell me|Say] what we {did} on {b}.
""", "On {b} you {did} {y}."), ("""
What do we {did} on {a}?
[And|So|Now] on {a}, what do we {did}?
[It is|Today is|Tomorrow is] {a}. What do we {did}?
[Tell me|Say] what we {did} on {a}.
""", "On {a} you {did} {x}."), ("""
[When|On which day|On what day] do we {did} {x}?
[Which|What] day is for {x}?
[Tell me|Say] when we {did} {x}.
""", "On {a} you {did} {x}."))

_EXT = "txt md c h py sh json csv png jpg log html xml cfg ini zip pdf".split()


def _file(R):
    s = slots(R, 0)
    style = R.choice((lambda a, b: a, lambda a, b: f"{a}_{b}", lambda a, b: f"{a}-{b}", lambda a, b: cap(a),
                      lambda a, b: cap(a) + cap(b), lambda a, b: f"{a}{R.randrange(100)}",
                      lambda a, b: f"{a}/{b}"))
    s["x"], s["y"] = several(R, 2, lambda R: f"{style(word(R), word(R))}.{R.choice(_EXT)}")
    return s


Family(_file, """
The text is in {x} and the picture is in {y}.
[I saved|I wrote|I put|{n} saved] the text to {x} and the picture to {y}.
[We keep|I keep|They keep] the text in {x}, the picture in {y}.
Text file: {x}. Picture file: {y}.
The text is called {x}, the picture {y}.
""", ("""
[Which|What] file has the text?
[In which file|Where] is the text?
[Tell me|Say|Give me] the file of the text.
[Name|Repeat] the text's file.
""", "The text is in {x}."), ("""
[Which|What] file has the picture?
[In which file|Where] is the picture?
[Tell me|Say|Give me] the file of the picture.
[Name|Repeat] the picture's file.
""", "The picture is in {y}."), first=False, keep=True)

Family(lambda R: slots(R, 2), """
{n} says {x} and {m} says {y}.
{n} said {x}, {m} said {y}.
{n} [whispers|shouts|calls|cries|sings] {x}, and {m} answers {y}.
[First|At first] {n} says {x}, then {m} says {y}.
{X}, says {n}. {Y}, says {m}.
"{X}!" says {n}. "{Y}!" says {m}.
""", ("""
What does {n} say?
What [is it that {n} says|did {n} say|was {n}'s word|comes from {n}]?
[Tell me|Repeat|Give me] what {n} says.
{n}'s word?
""", "{n} says {x}."), ("""
What does {m} say?
What [is it that {m} says|did {m} say|was {m}'s word|comes from {m}]?
[Tell me|Repeat|Give me] what {m} says.
{m}'s word?
""", "{m} says {y}."), ("""
Who says {y}?
[Who|Which of them] [said|is saying] {y}?
Whose word is {y}?
{Y}: who says so?
""", "{m} says {y}."))

Family(lambda R: slots(R, 0, names_=3), """
{n} is the [child|friend|teacher|neighbour|cousin|boss] of {m}, and {m} lives in {o}.
{m} lives in {o}. {n} is a friend of {m}.
[My friend|Our neighbour|Old|Little|Dear] {m} lives in {o}, where {n} goes on holiday.
{m}'s home is {o}, and {n} knows {m} well.
""", ("""
Where does {m} live?
[In which town|In what place] does {m} live?
[Tell me|Say] where {m} lives.
{m} lives where?
[So|And] where is {m} at home?
""", "{m} lives in {o}."), ("""
Who lives in {o}?
[Which of them|Which person] lives in {o}?
[Tell me|Say] who lives in {o}.
If I go to {o}, who lives there?
""", "{m} lives in {o}."))


_KEYS = tuple("alpha beta gamma delta key host port user mode size theme path level colour".split())


def _pairs(R):
    s = slots(R, 2)
    s["a"], s["b"] = R.sample(_KEYS, 2)
    return s


Family(_pairs, """
{a}={x}, {b}={y}.
{a} = {x} and {b} = {y}.
{a}: {x}; {b}: {y}.
The value of {a} is {x}, the value of {b} is {y}.
[Set|We set|Let us set] {a} to {x} and {b} to {y}.
{a} stands for {x} and {b} for {y}.
""", ("""
What is the value of {a}?
[Which|What] value does {a} have?
[Tell me|Give me|Print|Show|Say] the value of {a}.
Value of {a}?
What does {a} hold?
""", "The value of {a} is {x}."), ("""
What is the value of {b}?
[Which|What] value does {b} have?
[Tell me|Give me|Print|Show|Say] the value of {b}.
Value of {b}?
What does {b} hold?
""", "The value of {b} is {y}."), first=False)


def _left(R):
    s = slots(R, 3)
    i = R.randrange(3)
    s["l"] = s["xyz"[i]]
    a, b = ["xyz"[j] for j in range(3) if j != i]
    s["a"], s["b"] = s["a" + a], s["a" + b]
    return s


Family(_left, """
I have {ax}, {ay} and {az}. I [lose|sell|give away|break|eat|drop] the {l}.
[In my bag|On my table|In my house|In my hand] I have {ax}, {ay} and {az}, but then I [lose|sell|give away|\
forget] \
the {l}.
I had {ax}, {ay} and {az}. [Someone took|The dog ate|My friend took|I lost|I sold] the {l}.
{Ax}, {ay} and {az} were mine, now the {l} is gone.
""", ("""
What do I [still have|have now|have left]?
What is left?
[Which things|What] [remain|remains|do I keep|are still there]?
[Tell me|Say] what is left.
And now? What do I have?
""", "You have {a} and {b}."), ("""
What [is gone|is missing|do I no longer have|have I no more]?
[Which thing|Which one] is [gone|missing]?
[Tell me|Say] what is gone.
""", "The {l} is gone."))

Family(lambda R: slots(R, 2), """
[First|At first] comes the {x}, then the {y}.
The {x} comes before the {y}.
The {y} comes after the {x}.
The {y} follows the {x}.
[On the road|In the row|In line|In the parade], the {x} goes ahead of the {y}.
The {x} is first, the {y} second.
""", ("""
[What|Which|Which one|Which of them] comes first?
What [is|goes] first?
[Tell me|Say|Name] the first one.
Is the {x} first or the {y}?
Which is ahead?
""", "The {x} comes first."), ("""
[What|Which|Which one|Which of them] comes [second|next]?
What [is|goes] second?
[Tell me|Say|Name] the second one.
Which is behind?
""", "The {y} comes second."))

def _regular(R):
    while True:
        w = invented(R)
        if w[-1] not in "sxzhyoeuifaw":
            return w


Family(lambda R: slots(R, 1, _regular), """
[One|A single] {x}.
[Here is|This is|I see|There is] one {x}.
[I have|You have|We have] {ax}.
This is {ax}.
Look, {ax}!
""", ("""
[What do you call|How would you call|What are] two of them?
[Now|And now|Then|Suddenly] there are two[ of them|]. Two ...?
One {x}, two ...?
""", "Two {x}s."), weight=1)


# -- what is done with words and lists, no statement before

_TASKS = []


def task(asks):
    """For a function (R) -> (slots, answer): the questions that go with it."""
    def register(f):
        _TASKS.append((f, Table(asks)))
        return f
    return register


def _form(R, w):
    r = R.random()
    return w if r < 0.5 else cap(w) if r < 0.8 else w.upper()


@task("""
[Write|Put|Type|Say|Give me] {x} in [lower case|small letters|lowercase|lower-case letters].
[Make|Turn] {x} [lower case|lowercase|small|into small letters].
[Lower case|Small letters|In small letters|In lower case|Lowercase], please: {x}
{x} in [small letters|lower case|lowercase][|, please]
[How does|What does] {x} look in [small letters|lower case]?
[Without a capital|With no capital letters|No capitals]: {x}
[Can|Could] you [write|put] {x} in [small letters|lower case]?
""")
def _lower(R):
    w = word(R)
    return {"x": cap(w) if R.random() < 0.5 else w.upper()}, w


@task("""
[Write|Put|Type|Say|Give me] {x} with a [capital|capital letter|big first letter|capital at the beginning].
[Begin|Start] {x} with a [capital|capital letter|big letter].
[Capitalise|Capitalize|Please capitalise|Now capitalise] {x}.
[Capitalise|Capitalize] the [word|name] {x}.
[With a capital|First letter big|Capital first|With a capital letter at the start]: {x}
{x} with a [capital|capital letter][|, please]
[Can|Could] you [write|type] {x} with a [capital|capital letter]?
As [a name|the first word of a sentence], how is {x} written?
""")
def _capital(R):
    w = word(R)
    return {"x": w}, cap(w)


@task("""
[Write|Put|Type|Give me] {x} in [capitals|capital letters|upper case|all caps|block letters|big letters].
[All capitals|In capitals|Upper case|All caps], please: {x}
{x} in [capitals|upper case|all caps]
[Shout|Make it big]: {x} in capitals.
[Can|Could] you [write|put] {x} in [capital letters|upper case|capitals]?
""")
def _upper(R):
    w = word(R)
    return {"x": _form(R, w) if R.random() < 0.5 else w}, w.upper()


@task("""
[Put|Join|Glue|Stick|Write|Link] {x} and {y} together.
[Make|Form|Build] one word of {x} and {y}.
[Combine|Merge|Join] {x} and {y} [into one word|without a space|to one word].
[What do you get|What comes out|What word results] [if you join|when you put together|from] {x} and {y}[| \
in one word]?
{x} plus {y} [in one word|without a space|as one word]?
{x} + {y}, [in one word|without a space].
""")
def _together(R):
    a, b = several(R, 2)
    return {"x": a, "y": b}, a + b


@task("""
[Put|Join|Link|Write] {x} and {y} with a [hyphen|dash] between them.
[Join|Combine|Connect|Link] {x} and {y} with a [hyphen|dash].
{x} and {y} with a [hyphen|dash] between[|, please].
[A hyphen|A dash] between {x} and {y}, please.
[Hyphenate|Please hyphenate] {x} and {y}.
[Write|Give me|Type] {x}, a hyphen and {y}, without spaces.
""")
def _hyphen(R):
    a, b = several(R, 2)
    return {"x": a, "y": b}, f"{a}-{b}"


def _list(R, least=3, most=6, draw=None):
    if draw is None:
        r = R.random()
        draw = word if r < 0.6 else invented if r < 0.8 else real if r < 0.9 else _person
    found = several(R, R.randint(least, most), draw)
    sep = R.choice((", ", ", ", ", ", " ", "; ", " / "))
    return found, sep.join(found)


_WHICH = ("first", "second", "third", "last")


@task("""
[Which|What] word [comes|is] {w} in: {l}?
[Which|What] word [comes|is] {w}: {l}
[Which|What] [is|was] the {w} [word|item|one|entry|element] [of|in] [this list|the list|this row|this line|\
these]: {l}?
[Give|Tell|Show] me the {w} [word|item|one|entry] of [this list|this row|this|these]: {l}
[Name|Say|Repeat|Write|Pick|Find] the {w} [word|one|item] [of|in|out of]: {l}
{l}. [Which|What] [word|one] [comes|is|was] {w}?
{l}. [Say|Repeat|Give me|Tell me|I want|I need] the {w} [word|one].
{l}: the {w} [word|one|item]?
[Here is a list|A list|My words|Take these]: {l}. What is the {w} [word|one|item]?
[From|Of|Out of] {l}, [give me|pick|tell me|take] the {w}[ word| one].
In the list {l}, what comes {w}?
""")
def _nth(R):
    found, text = _list(R)
    w = R.choice(_WHICH)
    if w == "last":  # where the list ends has to be seen
        text = f'"{text}"' if R.random() < 0.3 else ", ".join(found)
    v = found[_WHICH.index(w) if w != "last" else -1]
    return {"l": text, "w": w}, f"The {w} word is {v}."


@task("""
[Which|What] [word|one] is the {w}: {l}?
[Which|What] is the {w} [word|one] [of|in|among] [these|this list|them|the following]: {l}?
{l}. [Which|What] [word|one] is {w}?
{l}. [Give me|Tell me|Name|Say] the {w} [word|one].
[Find|Pick|Name|Say|Tell me|Show me] the {w} [word|one] [of|in|out of|among]: {l}
[Of|Among|From] {l}, which is the {w}?
The {w} [word|one] [of|among|in] {l}?
""")
def _longest(R):
    while True:
        found, text = _list(R, 3, 4)
        found.sort(key=len)
        w = R.choice(("longest", "longest", "shortest"))
        if (len(found[-1]) >= len(found[-2]) + 3) if w == "longest" else len(found[0]) + 2 <= len(found[1]):
            v = found[-1 if w == "longest" else 0]
            R.shuffle(found)
            return {"l": ", ".join(found), "w": w}, f"The {w} word is {v}."


@task("""
[Which|What] [word|one] [begins|starts] with {w}: {l}?
{l}. [Which|What] [word|one|of them] [begins|starts] with {w}?
[Find|Pick|Name|Say|Tell me|Give me] the [word|one] that [begins|starts] with {w}: {l}
[Of|Among|From] {l}, which [begins|starts] with {w}?
I look for the word with {w} at the [beginning|start]: {l}
""")
def _initial(R):
    while True:
        found, _ = _list(R, 3, 5)
        v = R.choice(found)
        if sum(f[0].lower() == v[0].lower() for f in found) == 1:
            return ({"l": ", ".join(found), "w": v[0] if R.random() < 0.6 else v[0].upper()},
                    f"{cap(v)} begins with {v[0]}.")


@task("""
[Repeat|Copy|Say|Write|Echo|Type] [these words|this list|the words|the list|the following][| exactly| as \
they are|, \
please]: {l}
[Repeat|Copy|Echo|Read back]: {l}
[Give|Say|Read] [me |]back[| to me] [these words|this list|the list|what I write]: {l}
[Keep the order|Change nothing|In the same order] and [repeat|copy|say]: {l}
[Can|Could] you [repeat|copy|write] [these words|this list]: {l}
I want [these words|this list] back as [they are|I wrote them|I gave them]: {l}
""")
def _back(R):
    found, text = _list(R, 2, 7)
    if R.random() < 0.15:
        found = [_form(R, f) for f in found]
        text = ", ".join(found)
    if "," not in text:
        return {"l": f'"{text}"'}, text
    return {"l": text}, text


@task("""
[Repeat|Copy|Say|Write|Type] [these words|this list|the words] [backwards|in reverse order|in reverse|from \
last to first|\
the other way round]: {l}
[Reverse|Turn round|Please reverse] [the order of |][these words|this list|the list]: {l}
{l}. [Now backwards|In reverse order, please|Now in reverse order|Last one first, please].
[From the last to the first|In reverse order|Backwards, word by word]: {l}
""")
def _reversed(R):
    found, _ = _list(R, 2, 4)
    return {"l": ", ".join(found)}, ", ".join(found[::-1])


@task("""
Is {x} in [this list|the list]: {l}?
[Does|Do] [this list|these words] [contain|include|have] {x}: {l}?
{l}. Is {x} [among them|one of them|in the list|there]?
[Do you see|Can you find|Is there] {x} in [this list|this row]: {l}?
[Look for|Search for|Check for] {x}: {l}. Is it in the list?
""")
def _member(R):
    found, _ = _list(R, 3, 5, word)
    text = ", ".join(found)
    if R.random() < 0.5:
        v = R.choice(found)
        return {"x": v, "l": text}, f"Yes, {v} is in the list."
    v = word(R)
    if R.random() < 0.6:  # nearly the same
        f = R.choice(found)
        i = R.randrange(len(f))
        v = f[:i] + R.choice("aeioulnrstk") + f[i + 1:]
    return {"x": v, "l": text}, f"Yes, {v} is in the list." if v in found else f"No, {v} is not in the list."


@task("""
[Replace|Exchange] {a} [by|with] {c} in: {l}
[Put|Write|Use|Take] {c} [for|instead of|in place of] {a} in: {l}
[Change|Turn] {a} [to|into] {c}: {l}
{l}. [Now with|The same with] {c} [for|instead of|in place of] {a}.
{l}. [Replace|Swap] {a} [by|for|with] {c}.
""")
def _replaced(R):
    a, b, c = several(R, 3)
    text = R.choice(("the {a} is under the {b}", "the {b} likes the {a}", "one {a} and two trees",
                     "my {b}, my {a}",
                     "a song of the {a}", "I see the {a} near the {b}", "the old {a} sleeps",
                     "{n} has the {a}",
                     "the {a} and the {b} sing", "no {a}, no {b}"))
    n = _person(R)
    return {"a": a, "c": c, "l": text.format(a=a, b=b, n=n)}, text.format(a=c, b=b, n=n)


@task("""
{h} has the {x}. Does {n} have [the {x}|it]?
{h} [owns|holds|has got|carries] the {x}, [right|you know]. Does {n} have it?
{h} has the {x}. Is it true that {n} has it?
The {x} belongs to {h}. Does {n} have the {x}?
{h} has the {x}. [Yes or no|True or false]: {n} has the {x}.
""")
def _has(R):
    n, h = several(R, 2, _person)
    x = word(R)
    if R.random() < 0.5:
        n = h
    return {"n": n, "h": h, "x": x}, f"{'Yes' if n == h else 'No'}, {h} has the {x}."


@task("""
[What|Which] is the first letter of {x}?
[Which|What] letter does {x} [begin|start] with?
[Give|Tell] me the first letter of {x}.
{x}: [which|what] letter comes first?
[How does|With what letter does] {x} [begin|start]?
[Say|Name|Write] the letter that {x} [begins|starts] with.
""")
def _letter(R):
    w = word(R)
    return {"x": w}, f"{cap(w)} begins with {w[0]}."


@task("""
[Repeat|Say|Write|Copy|Type|Echo] {x}
[Repeat|Say|Write|Copy|Type] {x}[, please|, just that|, nothing else|. Only that|, exactly like this].
[Repeat|Copy|Write] [exactly|this|after me|what I say|letter by letter the same]: {x}
[Can|Could] you [repeat|say|write] {x}?
[The word is|Here is a word:|A hard word:|A strange word:] {x}. [Repeat it|Write it|Say it|Copy it][|, \
please].
""")
def _say(R):
    w = _form(R, word(R)) if R.random() < 0.5 else word(R)
    return {"x": w}, w


@task("""
[Spell|Please spell|Now spell] {x}.
[How do you|How does one|How would you] spell {x}?
[Can|Could|Will] you spell {x}[| for me]?
[Spell out|Give me the letters of|The letters of] {x}[|, please].
{x}, [letter by letter|spelled out|spell it][|, please].
""")
def _spell(R):
    while True:
        w = word(R)
        if len(w) < 9:
            return {"x": w}, "-".join(w.upper())


@task("""
[Fill in|Fill the gap|Complete|Fill in the blank]: {s}. {t} ___.
{s}. [So,|Therefore|Then|That means] {u} ...?
{s}. [Complete|Finish|Fill in]: {t} ...
{s}. {t} [what|...]?
[Put in what is missing|What is missing|Which word goes in the gap|Go on]: {s}. {t} ...
""")
def _blank(R):
    s = slots(R, 1)
    n, v = s["n"], s["x"]
    head = R.choice((f"The name of the dog is {{}}|{v}", f"{n} sings of the {{}}|{v}",
                     f"{n} lives near the {{}}|{v}",
                     f"The thing in the box is {{}}|{s['ax']}", f"{n} dreams of {{}}|{s['ax']}",
                     f"The secret of {n} is {{}}|{v}", f"{n} wants {{}}|{s['ax']}",
                     f"The password of {n} is {{}}|{v}"))
    head, v = head.split("|")
    t = head.replace(" {}", "")
    return ({"s": head.format(v), "t": t, "u": t if t.startswith(n) else t[:1].lower() + t[1:]},
            head.format(v) + ".")


def _task(R):
    f, table = R.choice(_TASKS)
    s, answer = f(R)
    q = table.draw(R).format(**s)
    if R.random() < 0.25 and q.split(" ", 1)[0].isalpha() and not q.startswith(tuple(s.values())):
        q = q[:1].lower() + q[1:]
        if R.random() < 0.3:
            q = R.choice(("please ", "now ", "ok, ", "and ", "so, ", "hey, ", "please, ")) + q
    return [User(q), Assistant("The user gives me the words. I use them exactly as they are.", answer)]


def exchange(R, tools=()):
    if R.random() < 0.35:
        turns = _task(R)
        return turns + _task(R) if R.random() < 0.12 else turns
    return R.choice(FAMILIES).exchange(R)


def cases(R):
    """What is copied is scored by the questions of the other modules."""
    return iter(())
