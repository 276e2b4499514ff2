"""What the user says of himself or herself, kept and given back turns later.

The answer stands in the conversation and nowhere else: half of all values are made up for the
occasion (names nobody bears, any noun, any number), so that nothing but looking back helps. `tell` and
`ask` are apart so that other exchanges can be put between them. A fact never told is said to be
unknown, and the latest word on a fact counts.

Facts are a dict: key -> value, both text. A key is "name" or a kind with what it is of, such as
"favourite colour", "number door code", "pet dog"; see SPECS.
"""
import zlib

from . import lists, smalltalk
from .common import Assistant, User, an, cap, typed
from .memory_wording import (ASIDES, COMBOS, LEADS as WIDE_LEADS, NAME_AND, PAIR_SAYS, QUESTION_LEADS,
                             QUESTION_TAILS, SIGNED, TAILS, WORDS)
from .names import ANIMALS, HELD_NAMES, ROLES, THINGS, WORD_NAMES, NAMES, pseudo_name
from .plots import SPOTS
from .vary import keep_apart


class Spec:
    """One kind of fact. {k} what it is of, {v} the value, {av} the value with its article."""
    __slots__ = ("kinds", "draw", "says", "held_says", "you", "asks", "held_asks", "unknown", "check", "now")

    def __init__(self, draw, says, you, asks, unknown, kinds=("",), held_says=(), held_asks=(), check=(),
                 now=()):
        self.draw, self.says, self.you, self.asks, self.unknown = draw, says, you, asks, unknown
        self.kinds, self.held_says, self.held_asks = kinds, held_says, held_asks
        self.check, self.now = check, now
        assert not {a.lower() for a in says} & {h.lower() for h in held_says}
        assert not {a.lower() for a in asks} & {h.lower() for h in held_asks}


# -- values

def _is_held(word):
    return zlib.crc32(word.encode()) % 40 == 0


_nouns = None


def noun(R, held=False):
    global _nouns
    if _nouns is None:
        all_of_them = lists.nouns()
        _nouns = ([w for w in all_of_them if not _is_held(w)], [w for w in all_of_them if _is_held(w)])
    return R.choice(_nouns[held])


def name(R, held=False):
    if held:
        return R.choice(HELD_NAMES)
    r = R.random()
    return pseudo_name(R) if r < 0.5 else R.choice(NAMES if r < 0.9 else WORD_NAMES)


def digits(R, held=False, least=1, most=6):
    """Any number of so many digits; those that scoring uses are not drawn in training."""
    n = R.randrange(max(3, least) if held else least, most + 1)
    while True:
        v = R.randrange(10 ** (n - 1), 10 ** n)
        if n < 3 or (v % 97 == 13) == held:
            return str(v)


def between(low, high):
    return lambda R, held=False, k="": str(R.randrange(low, high))


def _digits(R, held=False, k=""):
    return digits(R, held, *_DIGITS.get(k, (1, 6)))


_DIGITS = {"lucky number": (1, 4), "favourite number": (1, 4), "house number": (1, 3), "room number": (1, 4),
           "seat number": (1, 3),
           "door code": (4, 6), "phone number": (5, 6), "postcode": (5, 5), "bus number": (1, 3),
           "locker number": (1, 4)}


def _name(R, held=False, k=""):
    return name(R, held)


def _favourite(R, held=False, k=""):
    if R.random() < (0.7 if held else 0.5) or not _OF[k]:
        return noun(R, held)
    return R.choice(_OF[k]).strip("`")


def _of(category):
    return tuple(x.strip("`") for x in lists.BY_NAME[category].circle)


_OF = {"colour": _of("colours"), "color": _of("colours"), "food": _of("meals"), "animal": ANIMALS,
       "fruit": _of("fruits"), "drink": _of("drinks"), "sport": _of("sports"), "flower": _of("flowers"),
       "tree": _of("trees"),
       "season": ("spring", "summer", "autumn", "winter"), "instrument": _of("musical instruments"),
       "city": _of("cities"),
       "vegetable": _of("vegetables"), "bird": _of("birds"), "hobby": _of("hobbies"),
       "subject": _of("school subjects"),
       "language": _of("languages"), "programming language": _of("programming languages"),
       "country": _of("countries"),
       "month": _of("months"), "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
                                       "Sunday"),
       "dessert": _of("desserts"), "cheese": _of("cheeses"), "game": _of("games"),
       "composer": _of("composers"),
       "writer": _of("writers"), "editor": _of("text editors"), "metal": _of("metals"), "tool": _of("tools"),
       "book": ("Dracula", "Moby-Dick", "Emma", "Don Quixote", "The Odyssey", "Peter Pan", "Pinocchio",
                "Treasure Island", "Robinson Crusoe", "The Jungle Book", "Alice in Wonderland", "Heidi",
                "Faust", "Hamlet", "Oliver Twist", "Frankenstein"),
       "music": _of("kinds of music"), "weather": _of("kinds of weather"), "room": _of("rooms"), "word": (),
       "thing": (), "toy": ()}


def _town(R, held=False, k=""):
    return pseudo_name(R) if held or R.random() < 0.5 else R.choice(_OF["city"])


def _job(R, held=False, k=""):
    return R.choice(_JOBS)


_JOBS = tuple(j for j in dict.fromkeys(_of("jobs") + ROLES) if j not in ("giant", "dwarf", "robot", "witch",
                                                                         "wizard"))


def _colour(R, held=False, k=""):
    return R.choice(_OF["colour"])


def _time(R, held=False, k=""):
    return f"{R.randrange(1, 24)}:{R.randrange(0, 60, R.choice((1, 5, 15))):02d}"


def _date(R, held=False, k=""):
    return f"{R.randrange(1, 29)} {R.choice(_OF['month'])}"


def _spot(R, held=False, k=""):
    return R.choice(_HOME) if R.random() < 0.6 else R.choice(SPOTS)


_HOME = tuple(f"{at} the {x}" for at, xs in (
    ("in", "drawer kitchen cellar garage attic car bag box cupboard fridge desk bathroom hall office"),
    ("on", "table shelf chair bed roof window-sill floor piano"),
    ("under", "bed sofa mat stairs table pillow carpet"),
    ("behind", "door curtain mirror clock books")) for x in xs.split())


def _secret(R, held=False, k=""):
    return noun(R, held) if R.random() < 0.7 else name(R, held)


# -- what can be told

SPECS = {
    "name": Spec(
        _name, ("my name is {v}", "my name is {v}", "I am {v}", "I'm {v}", "people call me {v}",
                "I am called {v}", "call me {v}", "you can call me {v}", "my name's {v}",
                "my first name is {v}", "this is {v}", "my friends call me {v}", "please call me {v}"),
        "your name is {v}",
        ("What is my name?", "What is my name?", "What's my name?", "Do you remember my name?",
         "Do you know my name?", "Who am I?", "What am I called?", "Can you tell me my name?",
         "What was my name?", "What's my name again?", "Tell me my name.", "Say my name.",
         "Do you still know my name?", "Which name did I give you as mine?", "And what is my name?",
         "Do you know who I am?", "What do people call me?", "Could you tell me what my name is?",
         "Do you remember who I am?", "My name is?", "What did I say my name was?", "So what is my name?",
         "Please tell me my name.", "Have I told you my name?", "I wonder if you know my name.",
         "Can you say my name?"),
        "your name",
        held_says=("everyone calls me {v}", "you are speaking with {v}", "the name is {v}", "I go by {v}"),
        held_asks=("Which name do I have?", "Remind me of my name.", "By what name do you know me?",
                   "Have you kept my name in mind?", "Who are you talking to?", "Could you repeat my name?",
                   "Under which name do I go?", "So who am I again?"),
        check=("Is my name {v}?", "Am I {v}?", "My name is {v}, right?", "Am I called {v}?")),
    "age": Spec(
        between(4, 100), ("I am {v} years old", "I'm {v} years old", "I am {v}", "my age is {v}",
                          "I have just turned {v}", "I am aged {v}", "I'm {v}"),
        "you are {v} years old",
        ("How old am I?", "What is my age?", "What's my age?", "Do you remember how old I am?",
         "Do you know my age?", "Do you know how old I am?", "Can you tell me my age?", "And how old am I?",
         "Tell me my age.", "How many years old am I?", "What did I say about my age?",
         "Can you tell me how old I am?", "What was my age?", "Do you still know my age?"),
        "your age", held_says=("my age in years is {v}", "I have reached the age of {v}"),
        held_asks=("Which age did I give?", "How many years have I lived?",
                   "Would you tell me how old I am?"),
        check=("Am I {v} years old?", "Is my age {v}?", "Am I {v}?")),
    "number": Spec(
        _digits, ("my {k} is {v}", "my {k} is {v}", "the {k} is {v}", "my {k} is number {v}", "{v} is my {k}",
                  "I have the {k} {v}", "my {k}: {v}"),
        "your {k} is {v}",
        ("What is my {k}?", "What is my {k}?", "What's my {k}?", "Do you remember my {k}?",
         "Do you know my {k}?", "Tell me my {k}.", "What was my {k}?", "Can you tell me my {k}?",
         "And my {k}?", "What is my {k} again?", "Which {k} do I have?", "What did I say my {k} was?",
         "My {k}, please?", "Which {k} did I tell you?", "Could you tell me my {k}?",
         "I forgot my {k}. What is it?", "Do you still know my {k}?", "Please tell me my {k}.",
         "What {k} did I give you?"),
        "your {k}",
        kinds=("lucky number", "room number", "house number", "phone number", "locker number", "door code",
               "ticket number", "seat number", "order number", "student number", "customer number",
               "favourite number", "bus number", "postcode", "account number", "badge number",
               "parking space", "gate", "code", "number", "score", "booking number", "invoice number",
               "apartment number", "licence number"),
        held_says=("they gave me {v} as my {k}", "write down my {k}, {v}", "I was given the {k} {v}"),
        held_asks=("Remind me of my {k}.", "Would you repeat my {k}?", "How did my {k} go?",
                   "Look up my {k} for me, please.", "Which was it, my {k}?"),
        check=("Is my {k} {v}?", "Is {v} my {k}?", "My {k} is {v}, right?"), now=("my {k} is now {v}",
                                                                                  "I got a new {k}, {v}")),
    "born": Spec(
        between(1930, 2021), ("I was born in {v}", "my year of birth is {v}", "I am born in {v}",
                              "{v} is the year I was born in", "my birth year is {v}"),
        "you were born in {v}",
        ("When was I born?", "In which year was I born?", "What is my year of birth?",
         "Which year was I born in?", "What year was I born?", "Do you know when I was born?",
         "Do you remember my year of birth?", "What's my birth year?", "Tell me my year of birth.",
         "Do you remember when I was born?"),
        "when you were born", held_says=("I came into the world in {v}",),
        held_asks=("In what year did I come into the world?",),
        check=("Was I born in {v}?",)),
    "count": Spec(
        between(2, 60), ("I have {v} {k}", "I own {v} {k}", "I've got {v} {k}",
                         "there are {v} {k} in my house", "I have got {v} {k}", "I have exactly {v} {k}"),
        "you have {v} {k}",
        ("How many {k} do I have?", "How many {k} have I got?", "How many {k} do I own?",
         "What number of {k} do I have?", "Do you know how many {k} I have?",
         "Do you remember how many {k} I have?", "How many {k} did I say I have?",
         "Can you tell me how many {k} I have?", "And how many {k} do I have?",
         "Tell me how many {k} I have."),
        "how many {k} you have",
        kinds=("cats", "dogs", "books", "brothers", "sisters", "cousins", "chairs", "hens", "fish", "plants",
               "children", "friends", "clocks", "cups", "hats", "keys", "windows", "apples", "coins",
               "stamps", "guitars", "computers", "pets", "horses", "goats", "pencils", "shoes", "records"),
        held_says=("the number of my {k} is {v}", "{v} {k} belong to me"),
        held_asks=("What is the number of my {k}?", "How many {k} are there at my place?"),
        check=("Do I have {v} {k}?",), now=("now I have {v} {k}", "I have {v} {k} now")),
    "favourite": Spec(
        _favourite, ("my favourite {k} is {v}", "my favourite {k} is {v}", "my favourite {k} is {v}",
                     "my favorite {k} is {v}", "the {k} I like best is {v}", "{v} is my favourite {k}",
                     "my favourite {k} has always been {v}", "the {k} I like most is {v}",
                     "I like {v} best as a {k}", "my favourite {k}: {v}"),
        "your favourite {k} is {v}",
        ("What is my favourite {k}?", "What is my favourite {k}?", "What is my favourite {k}?",
         "What's my favourite {k}?", "What is my favorite {k}?", "Which {k} do I like best?",
         "What {k} do I like best?", "Do you remember my favourite {k}?", "Do you know my favourite {k}?",
         "Do you know which {k} I like best?", "Which {k} is my favourite?", "Tell me my favourite {k}.",
         "What was my favourite {k}?", "Can you tell me my favourite {k}?", "And my favourite {k}?",
         "Which {k} do I like most?", "What {k} do I like most?", "What did I say my favourite {k} is?",
         "Which {k} did I say I like best?", "Do you still know my favourite {k}?", "What's my favorite {k}?",
         "Please tell me my favourite {k}."),
        "your favourite {k}",
        kinds=tuple(_OF),
        held_says=("the best {k}, if you ask me, is {v}", "if I had to pick a {k}, it would be {v}",
                   "{v} is the {k} for me"),
        held_asks=("Remind me of my favourite {k}.", "Which {k} do I prefer?",
                   "Do you recall the {k} that I love?", "What {k} would I choose?",
                   "Name the {k} that I like above all."),
        check=("Is my favourite {k} {v}?", "Is {v} my favourite {k}?", "My favourite {k} is {v}, right?"),
        now=("my favourite {k} is now {v}", "now my favourite {k} is {v}", "I like {v} best as a {k} now")),
    "town": Spec(
        _town, ("I live in {v}", "my home is in {v}", "I am living in {v}", "I live in a town called {v}",
                "my home town is {v}", "I have a house in {v}", "my town is {v}"),
        "you live in {v}",
        ("Where do I live?", "In which town do I live?", "Which town do I live in?", "What is my home town?",
         "Do you know where I live?", "What town do I live in?", "Do you remember where I live?",
         "Where is my home?", "Tell me where I live.", "What city do I live in?", "Where did I say I live?",
         "What's my home town?", "Can you tell me where I live?", "And where do I live?"),
        "where you live", held_says=("you can find me in {v}",),
        held_asks=("What is the place where I live?",), check=("Do I live in {v}?",),
        now=("I moved to {v}", "I live in {v} now", "I have moved to {v}")),
    "job": Spec(
        _job, ("I work as {av}", "I am {av}", "I'm {av}", "I am {av} by trade", "my job is {v}",
               "I earn my living as {av}", "I work as {av}"),
        "you work as {av}",
        ("What is my job?", "What do I do for a living?", "What do I work as?", "What's my job?",
         "Do you remember my job?", "What is my profession?", "What is my occupation?",
         "Do you know what I do for a living?", "Tell me my job.", "Which job do I have?",
         "What kind of work do I do?", "And my job?"),
        "your job", held_says=("I make my living as {av}",), held_asks=("How do I earn my money?",),
        check=("Do I work as {av}?", "Am I {av}?"),
        now=("now I work as {av}", "I have a new job, I am {av} now")),
    "pet": Spec(
        _name, ("I have a {k} called {v}", "I have a {k} named {v}", "my {k} is called {v}",
                "my {k}'s name is {v}", "my {k} is named {v}", "the name of my {k} is {v}",
                "I own a {k} called {v}", "I've got a {k} called {v}", "{v} is my {k}"),
        "your {k} is called {v}",
        ("What is my {k}'s name?", "What is my {k} called?", "What's my {k}'s name?",
         "What is the name of my {k}?", "Do you remember my {k}'s name?", "Do you know my {k}'s name?",
         "How is my {k} called?", "Tell me my {k}'s name.", "What did I call my {k}?", "And my {k}'s name?",
         "What's the name of my {k}?", "Which name does my {k} have?", "Do you know what my {k} is called?",
         "Can you tell me the name of my {k}?", "What was the name of my {k}?"),
        "the name of your {k}",
        kinds=("dog", "cat", "rabbit", "hamster", "horse", "parrot", "pony", "goldfish", "tortoise", "goat",
               "canary", "mouse", "donkey", "snake", "pig", "hen"),
        held_says=("there is a {k} in my house whose name is {v}", "the {k} that I keep is called {v}"),
        held_asks=("Which name did I give my {k}?", "Remind me what my {k} is called."),
        check=("Is my {k} called {v}?",)),
    "relative": Spec(
        _name, ("my {k} is called {v}", "my {k}'s name is {v}", "my {k} is named {v}",
                "the name of my {k} is {v}", "{v} is my {k}", "I have a {k} called {v}",
                "my {k}'s called {v}"),
        "your {k} is called {v}",
        ("What is my {k}'s name?", "What is my {k} called?", "What's my {k}'s name?",
         "What is the name of my {k}?", "Do you remember my {k}'s name?", "Who is my {k}?",
         "How is my {k} called?", "Tell me my {k}'s name.", "And my {k}?", "What's the name of my {k}?",
         "Do you know who my {k} is?", "Do you know my {k}'s name?", "Can you tell me my {k}'s name?"),
        "the name of your {k}",
        kinds=("sister", "brother", "mother", "father", "wife", "husband", "son", "daughter", "friend",
               "best friend", "teacher", "neighbour", "boss", "cousin", "aunt", "uncle", "doctor",
               "grandmother", "grandfather", "boat"),
        held_says=("they call my {k} {v}",), held_asks=("Remind me of the name of my {k}.",),
        check=("Is my {k} called {v}?",)),
    "colour": Spec(
        _colour, ("my {k} is {v}", "I have a {v} {k}", "my {k} has the colour {v}",
                  "the colour of my {k} is {v}", "I own a {v} {k}", "I painted my {k} {v}"),
        "your {k} is {v}",
        ("What colour is my {k}?", "What is the colour of my {k}?", "Which colour does my {k} have?",
         "What color is my {k}?", "Do you know the colour of my {k}?",
         "Do you remember what colour my {k} is?", "Which colour is my {k}?",
         "Tell me the colour of my {k}."),
        "the colour of your {k}",
        kinds=("car", "bike", "house", "coat", "bag", "door", "kitchen", "bicycle", "hat", "boat", "room",
               "tent", "sofa", "umbrella", "lamp", "shirt"),
        held_says=("the {k} that I have is {v}",), held_asks=("In which colour is my {k}?",),
        check=("Is my {k} {v}?",), now=("now my {k} is {v}", "my {k} is {v} now")),
    "where": Spec(
        _spot, ("I put my {k} {v}", "my {k} is {v}", "I left my {k} {v}", "I have hidden my {k} {v}",
                "I keep my {k} {v}", "my {k} lies {v}", "I hid my {k} {v}"),
        "your {k} is {v}",
        ("Where is my {k}?", "Where did I put my {k}?", "Where did I leave my {k}?",
         "Do you know where my {k} is?", "Where's my {k}?", "Where can I find my {k}?",
         "Do you remember where my {k} is?", "I can't find my {k}. Where is it?", "Tell me where my {k} is.",
         "Where do I keep my {k}?"),
        "where your {k} is", kinds=tuple(t for t in THINGS), held_says=("the place for my {k} is {v}",),
        held_asks=("I am looking for my {k}. Where was it?",),
        now=("I moved my {k}, it is {v} now", "my {k} is now {v}")),
    "time": Spec(
        _time, ("my {k} is at {v}", "I have my {k} at {v}", "my {k} starts at {v}", "my {k} begins at {v}",
                "the time of my {k} is {v}"),
        "your {k} is at {v}",
        ("When is my {k}?", "What time is my {k}?", "At what time is my {k}?", "When does my {k} start?",
         "Do you know when my {k} is?", "Do you remember the time of my {k}?",
         "At what time does my {k} begin?", "Tell me the time of my {k}."),
        "the time of your {k}",
        kinds=("meeting", "train", "flight", "lesson", "concert", "appointment", "bus", "lunch", "film",
               "exam", "interview", "party"),
        held_says=("they expect me for my {k} at {v}",), held_asks=("For what time is my {k} planned?",),
        check=("Is my {k} at {v}?",),
        now=("my {k} is now at {v}", "my {k} was moved to {v}")),
    "birthday": Spec(
        _date, ("my birthday is on {v}", "my birthday is {v}", "I have my birthday on {v}",
                "I was born on {v}", "{v} is my birthday"),
        "your birthday is on {v}",
        ("When is my birthday?", "What is the date of my birthday?", "On which day is my birthday?",
         "Do you remember my birthday?", "Do you know when my birthday is?", "What's my birthday?",
         "Tell me my birthday.", "When do I have my birthday?"),
        "your birthday", held_says=("I celebrate my birthday on {v}",),
        held_asks=("On what date do I celebrate my birthday?",), check=("Is my birthday on {v}?",)),
    "word": Spec(
        _secret, ("the {k} is {v}", "my {k} is {v}", "our {k} is {v}", "the {k} is \"{v}\"",
                  "the {k} for today is {v}", "{v} is the {k}"),
        "the {k} is {v}",
        ("What is the {k}?", "What was the {k}?", "What's the {k}?", "Do you remember the {k}?",
         "Tell me the {k}.", "Do you know the {k}?", "Which {k} did I tell you?", "Can you tell me the {k}?",
         "And the {k}?", "What is our {k}?", "What is my {k}?"),
        "the {k}", kinds=("secret word", "code word", "magic word", "word of the day", "name of the boat",
                          "name of the project", "title of the book", "topic", "name of the shop",
                          "first item", "answer", "name of the street"),
        held_says=("note the {k}, {v}",), held_asks=("Remind me of the {k}.",), check=("Is the {k} {v}?",),
        now=("the {k} is now {v}", "the new {k} is {v}")),
    "keep": Spec(
        lambda R, held=False, k="": digits(R, held) if k == "number" else _favourite(R, held, k),
        ("keep the {k} {v} in mind", "the {k} is {v}", "I give you the {k} {v}", "the {k} to keep is {v}",
         "here is the {k}: {v}"),
        "the {k} is {v}",
        ("What is the {k}?", "What was the {k}?", "Tell me the {k}.", "Which {k} did I give you?",
         "What is the {k} that I gave you?", "Do you still have the {k}?", "Say the {k} again."),
        "the {k}", kinds=("number", "word", "colour", "animal", "city", "fruit"), check=("Is the {k} {v}?",),
        now=("the {k} is now {v}", "the new {k} is {v}")),
    "like": Spec(
        lambda R, held=False, k="": R.choice(_LIKES),
        ("I like {v}", "I really like {v}", "I love {v}", "I am very fond of {v}", "I enjoy {v}",
         "I like {v} very much"),
        "you like {v}",
        ("What do I like?", "What do I love?", "What do I enjoy?", "What did I say I like?",
         "Do you remember what I like?", "Do you know what I like?", "Tell me what I like.",
         "What am I fond of?"),
        "what you like", held_says=("I am a great friend of {v}",), held_asks=("What makes me happy?",),
        check=("Do I like {v}?",)),
    "dislike": Spec(
        lambda R, held=False, k="": R.choice(_LIKES),
        ("I do not like {v}", "I don't like {v}", "I hate {v}", "I dislike {v}", "I cannot stand {v}",
         "I can't stand {v}"),
        "you do not like {v}",
        ("What do I not like?", "What don't I like?", "What do I hate?", "What do I dislike?",
         "Do you remember what I don't like?", "Do you know what I do not like?",
         "Tell me what I don't like.", "What can't I stand?"),
        "what you do not like", held_says=("I am no friend of {v}",), held_asks=("What do I try to avoid?",)),
}
_LIKES = tuple(dict.fromkeys(x for c in ("hobbies", "drinks", "desserts", "kinds of music", "school subjects")
                             for x in _of(c)))

# how often each kind is told
_DRAWN = tuple(k for k, n in (("name", 12), ("age", 3), ("number", 7), ("born", 1), ("count", 3),
                              ("favourite", 10), ("town", 3), ("job", 3), ("pet", 3),
                              ("relative", 3), ("colour", 2), ("where", 3), ("time", 2), ("birthday", 1),
                              ("word", 3), ("keep", 3), ("like", 1), ("dislike", 1))
               for _ in range(n))

LEADS = ("",) * 30 + ("Hi, ", "Hello, ", "Hi! ", "Hello! ", "Hey, ", "By the way, ", "Just so you know, ",
                      "Remember: ", "Please remember: ", "Please remember that ", "Remember that ",
                      "Note that ", "For your information, ", "You should know that ",
                      "Let me tell you that ", "I want you to know that ", "Good morning, ", "Good evening! ",
                      "Please keep in mind that ", "Keep in mind that ", "Note: ", "For later: ", "Well, ",
                      "Do not forget that ", "Don't forget: ", "I should tell you that ", "Fun fact: ",
                      "A bit about me: ", "About me: ")
HELD_LEADS = ("", "", "", "One thing first: ", "Greetings! ")
CORRECT = ("No, {c}.", "Sorry, {c}.", "That is wrong, {c}.", "Wait, {c}.", "I made a mistake: {c}.",
           "Sorry, I meant: {c}.", "That was not right. {C}.", "Correction: {c}.", "Oh no, {c}.",
           "I mistyped that: {c}.", "Actually, {c}.", "Actually no, {c}.", "No no, {c}.", "Not quite: {c}.",
           "Oops, {c}.", "Pardon me, {c}.", "Hold on, {c}.", "My mistake: {c}.", "I got that wrong, {c}.",
           "I must correct myself: {c}.", "Let me correct that: {c}.", "That was a slip, {c}.", "Typo: {c}.",
           "Forget what I said, {c}.", "You have that wrong, {c}.", "This is not right, {c}.", "Nope, {c}.",
           "Excuse me, {c}.", "I misspoke, {c}.", "Scratch that, {c}.", "Please correct this: {c}.",
           "I was wrong: {c}.", "Wrong, {c}.", "That is false. {C}.", "Ah, I lied: {c}.", "In fact, {c}.")
UPDATE = ("I changed my mind, {c}.", "I have changed my mind: {c}.", "{C}.", "By the way, {c}.",
          "Something has changed: {c}.", "News: {c}.", "Update: {c}.", "Things have changed, {c}.",
          "Please update this: {c}.", "From now on, {c}.", "As of today, {c}.", "It is different now: {c}.",
           "New information: {c}.", "This is new: {c}.", "Guess what, {c}.", "A change: {c}.",
           "There is news: {c}.",
           "You should know about a change: {c}.", "Since yesterday things are different: {c}.",
           "Now listen, {c}.",
           "Things are different today, {c}.", "One change: {c}.", "Please change your notes: {c}.")
ALL = ("What do you know about me?", "What have I told you about myself?", "What did I tell you about me?",
       "Tell me what you know about me.", "What do you remember about me?", "Sum up what you know about me.",
       "What have I told you so far?", "Do you know anything about me?", "Tell me about myself.",
        "What have you learned about me?", "List what I told you about myself.",
        "Which facts do you have about me?",
        "What did you note about me?", "Give me all you know about me.", "Say everything you know about me.",
        "Describe me.", "What can you say about me?", "Repeat what I told you about myself.",
        "Do you know me?",
        "Summarise what I have told you about me.", "What information do you have about me?",
        "What do you have on me?", "Show me what you remember about me.",
        "What did I let you know about myself?",
        "Which things about me do you know?", "So what do you know of me?", "All you know about me, please.",
        "What have I said about myself?", "How well do you know me? Tell me all.", "Make a summary of me.",
        "Recap what I said about myself.", "Everything I told you about me?")


assert set(WORDS) == set(SPECS)
keep_apart(q for s in SPECS.values() for q in s.held_asks if "{" not in q)
for _kind, _words in WORDS.items():
    _known = {h.lower() for h in SPECS[_kind].held_says}
    assert not _known & {t.lower() for t in _words.all_says()}, _kind
    _known = {h.lower() for h in SPECS[_kind].held_asks}
    assert not _known & {t.lower() for t in _words.all_asks()}, _kind
for _text in NAME_AND.all():
    assert not any(h.lower() in _text.lower() for h in SPECS["name"].held_says), _text


def _several(k):
    """What a kind is called when there is more than one of it."""
    if k in ("music", "weather"):
        return "kinds of " + k
    return k[:-1] + "ies" if k.endswith("y") and k[-2] not in "aeiou" else k + "s"


def _fill(text, key, value):
    kind, _, k = key.partition(" ")
    return text.format(k=k, v=value, av=an(value) if "{av}" in text else "",
                       ks=_several(k) if "{ks}" in text else "")


def _spec(key):
    return SPECS[key.partition(" ")[0]]


def you(key, value):
    """What the model says of a fact: "your favourite colour is red"."""
    return _fill(_spec(key).you, key, value)


def fact(R, kind=None, taken=(), held=False):
    """(key, value) of a kind, not one of `taken`; two facts never share what they are of."""
    while True:
        kind_ = kind or R.choice(_DRAWN)
        spec = SPECS[kind_]
        k = R.choice(spec.kinds)
        key = f"{kind_} {k}" if k else kind_
        if key in taken or (k and any(t.partition(" ")[2] == k for t in taken)):
            continue
        return key, spec.draw(R, held, k)


def _type(R, text, last="."):
    """Statements as people type them: now and then all small or without their last stop."""
    r = R.random()
    if r < 0.06:
        return text.lower() if not any(c.isdigit() or c == '"' for c in text) else text
    if r < 0.2:
        text = text[:1].lower() + text[1:] if text.split(" ")[0].lower() in _SMALL else text
    if r < 0.14 or r > 0.93:
        text = text.rstrip(".")
    return text


_SMALL = frozenset("""my the please hi hello hey by just remember note call you people this for no sorry that
wait do there""".split())


def _joined(parts):
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _acknowledge(R, told):
    """The answer to facts told: greets by name, and says the rest back."""
    rest = [you(k, v) for k, v in told if k != "name"]
    name_ = next((v for k, v in told if k == "name"), None)
    if name_ is None:
        said = _joined(rest)
        return R.choice((f"Good to know: {said}.", f"I will remember that {said}.",
                         f"Thank you for telling me. {cap(said)}."))
    hello = R.choice((f"Nice to meet you, {name_}.", f"Hello, {name_}! It is nice to meet you.",
                      f"Hello, {name_}!"))
    return hello + (f" I will remember that {_joined(rest)}." if rest else "")


# what a lead that ends with "that" or "but" cannot go before
_NO_CLAUSE = frozenset("""
please call just feel do don't use take put enter store save keep set let let's look meet mark may
who pleased nice hello hi name name's here hello, hi, remember good yes sincerely born spare stay
town city home memorise learn note hold bear
""".split())
_ASKING = ("Did ", "Have ")


def _worded(text, key, value):
    if key.partition(" ")[2][:1] in tuple("aeiou"):
        text = text.replace(" a {k}", " an {k}")
    return _fill(text, key, value)


def _says(R, key, value):
    spec = _spec(key)
    text = R.choice(spec.says) if R.random() < 0.25 else WORDS[key.partition(" ")[0]].say(R)
    return _worded(text, key, value)


def _two(R, first, second):
    """Two facts in one sentence, or None where there is no such sentence."""
    (key, a), (other, b) = first, second
    kind, _, k = key.partition(" ")
    kind2, _, k2 = other.partition(" ")
    table = COMBOS.get((kind, kind2))
    if table and R.random() < 0.8:
        return table.draw(R).format(a=a, b=b, B=an(b), k=k2, ks=_several(k2))
    n, m = WORDS[kind].pair(R), WORDS[kind2].pair(R)
    if not n or not m:
        return None
    return PAIR_SAYS.draw(R).format(n=n.format(k=k), m=m.format(k=k2), v=a, w=b)


def _plain(clause):
    """Whether something may go on behind "and that": a clause with a subject, of one sentence."""
    return not (clause.split(" ", 1)[0].lower() in _NO_CLAUSE or ". " in clause
                or any(c in clause for c in ":=?-"))


def _clauses(R, told):
    told = list(told)
    clauses = []
    r = R.random()
    if len(told) > 1 and told[0][0] == "name" and r < 0.35:
        (_, name_), (key, value) = told[:2]
        clause = _says(R, key, value)
        if not _plain(clause):
            clause = _worded(R.choice(_spec(key).says), key, value)
        clauses, told = [NAME_AND.draw(R).format(v=name_, c=clause)], told[2:]
    elif len(told) > 1 and r < 0.6:
        text = _two(R, told[0], told[1])
        if text:
            clauses, told = [text], told[2:]
    elif len(told) > 1 and told[0][0] == "name" and R.random() < 0.3:
        told = told[1:] + told[:1]
    return clauses + [_says(R, k, v) for k, v in told]


def _wide_statement(R, told):
    """Facts as people tell them, with or without other talk before, after and between."""
    if told[0][0] == "name" and R.random() < 0.08:
        parts = _clauses(R, told[1:]) or [R.choice(ASIDES)]
        if R.random() < 0.4:
            parts.insert(0, R.choice(("hello", "hello there", "good morning", "good evening", "hi",
                                      R.choice(ASIDES))))
        sign = R.choice(SIGNED)
        return ". ".join([cap(c) for c in parts]) + R.choice((". ", ".\n", ".\n\n")) + sign + R.choice(
            " \n" if sign[-1] in ",:" else " ") + told[0][1]
    clauses = _clauses(R, told)
    whole = any(". " in c or "? " in c for c in clauses)  # sentences of their own
    r = R.random()
    if r < 0.06:
        clauses.insert(R.randrange(len(clauses) + 1), R.choice(ASIDES))
    r = R.random()
    if len(clauses) == 1:
        text = clauses[0]
    elif whole or r < 0.4:
        text = ". ".join([clauses[0]] + [cap(c) for c in clauses[1:]])
    elif r < 0.7:
        text = _joined(clauses)
    elif len(clauses) == 2:
        text = R.choice((", and ", "; ", ", ", " and also, ", " and ", ". Also, ", ", oh and ", ", plus ",
                         " and then ", ". By the way, ", " while ", ", and by the way ")).join(clauses)
    else:
        text = "; ".join(clauses)
    r = R.random()
    lead = "" if r < 0.5 else R.choice(LEADS) if r < 0.65 else WIDE_LEADS.draw(R) + " "
    if lead.endswith(("that ", "but ", "is ")) and (
            text.split(" ", 1)[0].lower() in _NO_CLAUSE or whole or any(c in text for c in ":=?-")):
        lead = ""
    if not lead or lead[-2:] in ("! ", ". "):
        text = cap(text)
    text = lead + text
    if lead.startswith(_ASKING):
        return text + "?"
    if R.random() < 0.14 and not (whole or ":" in text or "=" in text):
        tail = TAILS.draw(R)
        text += tail if tail[0] in ",." else " " + tail
    return text + "."


def _statement(R, told, held=False):
    if not held:
        return _wide_statement(R, told)
    clauses = [_fill(R.choice(_spec(k).held_says), k, v) for k, v in told]
    if len(clauses) > 1:  # one held wording is enough
        clauses[1:] = [_fill(_spec(k).says[0], k, v) for k, v in told[1:]]
    r = R.random()
    if len(clauses) == 1:
        text = clauses[0]
    elif r < 0.45:
        text = _joined(clauses)
    elif r < 0.6:
        text = ", and ".join(clauses) if len(clauses) == 2 else _joined(clauses)
    else:
        text = clauses[0] + "".join([". " + cap(c) for c in clauses[1:]])
    lead = R.choice(HELD_LEADS)
    return (lead + (cap(text) if not lead or lead[-2:] == "! " else text)) + "."


def _first_come(told):
    return f"The user tells me something to remember: {_joined([you(k, v) for k, v in told])}."


def tell(R, n=None):
    """(turns, facts): one to four facts in one or two messages, said back by the model."""
    n = n or R.choice((1, 1, 1, 2, 2, 2, 3, 3, 4))
    facts, turns, told = {}, [], []
    for i in range(n):
        key, value = fact(R, taken=facts)
        facts[key] = value
        told.append((key, value))
        if i == n - 1 or len(told) == 3 or R.random() < 0.45:
            told.sort(key=lambda f: f[0] != "name")
            turns += [User(_type(R, _statement(R, told))), Assistant(_first_come(told), _acknowledge(R,
                                                                                                     told))]
            told = []
    if R.random() < 0.12:
        turns += change(R, facts)
    return turns, facts


def change(R, facts):
    """One fact is put right or has changed; `facts` has the new value afterwards."""
    key = R.choice(list(facts))
    spec, k = _spec(key), key.partition(" ")[2]
    value = spec.draw(R, False, k)
    if value == facts[key]:
        return []
    old, facts[key] = facts[key], value
    if spec.now and R.random() < 0.5:
        c, form = _worded(R.choice(spec.now), key, value), R.choice(UPDATE)
        answer = f"All right, I will remember that {you(key, value)} now."
        thought = f"Something changed: {you(key, value)} now."
    else:
        c, form = _says(R, key, value), R.choice(CORRECT)
        if "? " in c or ". " in c:
            c = _fill(spec.says[0], key, value)
        elif R.random() < 0.12:
            c = R.choice(("{c}, not {old}", "not {old}, {c}", "it is not {old}, {c}", "{c} and not {old}",
                          "I wrote {old}, but {c}", "I said {old}, but {c}", "forget {old}, {c}",
                          "{c}, no longer {old}")).format(c=c, old=old)
        thought = f"The user corrects me: {you(key, value)}."
        answer = f"Thank you for the correction: {you(key, value)}."
        if key == "name":
            answer = f"I am sorry, {value}. I will remember your name."
    return [User(_type(R, form.format(c=c, C=cap(c)))), Assistant(thought, answer)]


def _asks(R, key):
    spec = _spec(key)
    return _worded(R.choice(spec.asks) if R.random() < 0.2 else WORDS[key.partition(" ")[0]].ask(R), key, "")


def _after(lead, q):
    """The question behind a lead-in: small where the lead-in goes on."""
    if lead[-2:-1] in ",:" or lead.endswith(("and ", "And ")):
        if not q.startswith(("I ", "I'")):
            q = q[:1].lower() + q[1:]
    return lead + q


def _wrapped(R, q):
    r = R.random()
    if r < 0.2:
        return _after(R.choice(QUESTION_LEADS), q)
    if r < 0.28 and q[-1] in "?." and not q.endswith("..."):
        return q + R.choice(QUESTION_TAILS)
    return q


def _wrong(R, facts, key, value):
    """Another value that could be taken for the right one: that of another fact, or nearly the same."""
    spec, k = _spec(key), key.partition(" ")[2]
    r = R.random()
    if r < 0.45:
        alike = [v for o, v in facts.items() if v != value and (_spec(o).draw is spec.draw or v.isdigit()
                                                                and value.isdigit())]
        if alike:
            return R.choice(alike)
    if r < 0.8 and value.isdigit():
        i = R.randrange(len(value))
        v = value[:i] + R.choice("123456789") + value[i + 1:]
        if len(v) < 3 or int(v) % 97 != 13:
            return v
    if r < 0.7 and spec.draw is _name and len(value) > 3:
        i = R.randrange(1, len(value))
        v = value[:i] + R.choice("aeioulmnrst") + value[i + 1:]
        if v not in HELD_NAMES:
            return v
    return spec.draw(R, False, k)


def _check(R, key, value):
    spec = _spec(key)
    text = R.choice(spec.check) if spec.check and R.random() < 0.2 else WORDS[key.partition(" ")[0]].check(R)
    return text and _worded(text, key, value)


def question(R, facts, key=None):
    """(question, answer, thinking) on a fact, which may be one that was never told."""
    key = key or R.choice(list(facts))
    spec = _spec(key)
    r = R.random()
    if key not in facts:
        q = _check(R, key, spec.draw(R, False, key.partition(" ")[2])) if r < 0.12 else None
        what = _fill(spec.unknown, key, "")
        return (_wrapped(R, q or _asks(R, key)), f"You have not told me {what} yet.",
                f"The user asks for {what}. I was not told.")
    value = facts[key]
    said = you(key, value)
    if r < 0.13:
        v = value if R.random() < 0.5 else _wrong(R, facts, key, value)
        q = _check(R, key, v)
        if q:
            return (_wrapped(R, q), f"Yes, {said}." if v == value else f"No, {said}.",
                    f"The user told me that {said}.")
    return _wrapped(R, _asks(R, key)), cap(said) + ".", f"The user told me that {said}."


_BOTH = ("Tell me {a}.", "Do you remember {a}?", "Do you still know {a}?", "Do you know {a}?",
         "I forgot {a}.",
         "Can you tell me {a}?", "Could you tell me {a}?", "Please tell me {a}.", "I have forgotten {a}.",
         "I would like to know {a}.", "I want to know {a}.", "Would you tell me {a}, please?",
         "Now tell me {a}.",
         "I can't remember {a}.", "Let's see if you know {a}.", "Say {a}.", "Do you recall {a}?",
         "I wonder if you remember {a}.", "Have you forgotten {a}?", "Did you note {a}?")
_ARE = ("What are {a}?", "{A}?", "{A}, please.", "Give me {a}.", "What were {a}?", "I need {a}.",
        "Quiz: {a}?",
        "What about {a}?", "Repeat {a}.", "Do you still have {a}?", "What did I tell you about {a}?",
        "Name {a}.",
        "Write down {a}.", "And {a}?", "List {a}.")


def _together(R, facts, keys):
    """One message that asks for two or three facts."""
    words_ = [WORDS[k.partition(" ")[0]] for k in keys]
    r = R.random()
    if r < 0.3 and all(w.labels for w in words_):
        a = _joined([R.choice(w.labels).format(k=k.partition(" ")[2])
                     for w, k in zip(words_, keys)])
        q = R.choice(_ARE).format(a=a, A=cap(a))
    elif r < 0.65 and all(w.clauses for w in words_):
        parts = [R.choice(w.labels if w.labels and R.random() < 0.4 else w.clauses) for w in words_]
        q = R.choice(_BOTH).format(a=_joined([_fill(p, k, "") for p, k in zip(parts, keys)]))
    elif r < 0.8:
        q = " ".join([_asks(R, k) for k in keys])
    else:
        asks = [_fill(_spec(k).asks[0], k, "") for k in keys]
        if R.random() < 0.4:
            q = " ".join(asks[:1] + [_after(R.choice(("And now, ", "Also, ", "And then, ", "Next, ", "And ",
                                                      "Second, ", "Then, ", "")), x) for x in asks[1:]])
        else:
            asks = [x.rstrip("?.") for x in asks]
            q = asks[0] + R.choice((" and ", ", and ", ", ")) + R.choice((" and ", ", and ")).join(
                [x[:1].lower() + x[1:] for x in asks[1:]]) + "?"
    said = [you(k, facts[k]) for k in keys]
    return (q, cap(", and ".join(said)) + ".", "The user told me that " + ", and that ".join(said) + ".")


# The same is asked of the model now and then, for the difference between "my" and "your".
_OF_ME = {"name": ("name", "who"), "age": ("age",), "born": ("age",), "town": ("where",),
          "favourite": ("favourite",),
          "relative": ("family",), "pet": ("family",), "like": ("favourite",)}
_OF_ME = {k: tuple(n for n in names_ if n in smalltalk.PLAIN) for k, names_ in _OF_ME.items()}


def _of_me(R, facts):
    kind = R.choice(list(facts)).partition(" ")[0] if facts else "name"
    return smalltalk.turn(R, R.choice(_OF_ME.get(kind) or _OF_ME["name"]))


def ask(R, facts):
    """Questions on facts told before, in any order, with what was never told among them."""
    turns, keys = [], list(facts)
    R.shuffle(keys)
    n = R.choice((1, 1, 1, 2, 2, 3) if len(keys) < 2 else (1, 1, 2, 2, 3))
    if R.random() < 0.08:
        turns += _of_me(R, facts)
    if not keys or R.random() < 0.05:
        if keys:
            answer = f"You told me that {_joined([you(k, v) for k, v in facts.items()])}."
        else:
            answer = "You have not told me anything about yourself yet."
        turns += [User(typed(R, _wrapped(R, R.choice(ALL)))),
                  Assistant("The user asks what I was told. I say it all.", answer)]
        n -= 1
    if len(keys) > 1 and n and R.random() < 0.14:
        some_ = keys[:R.choice((2, 2, 3))]
        q, answer, thought = _together(R, facts, some_)
        turns += [User(typed(R, q)), Assistant(thought, answer)]
        keys, n = keys[len(some_):] + some_, n - 1
    for key in keys[:n]:
        if R.random() < 0.08:
            key = fact(R, taken=facts)[0]
            key = "name" if "name" not in facts and R.random() < 0.12 else key
        q, answer, thought = question(R, facts, key)
        turns += [User(typed(R, q)), Assistant(thought, answer)]
        if R.random() < 0.03:
            turns += _of_me(R, facts)
    return turns


def exchange(R, tools=()):
    turns, facts = tell(R)
    turns += ask(R, facts)
    if R.random() < 0.1:
        more = change(R, facts)
        if more:
            key = next(iter(facts)) if len(facts) == 1 else R.choice(list(facts))
            q, answer, thought = question(R, facts, key)
            turns += more + [User(typed(R, q)), Assistant(thought, answer)]
    return turns


_BETWEEN = (
    lambda R: R.choice(("How are you?", "Good morning!", "Thanks!", "Hello!", "Nice to talk to you.",
                        "What can you do?")),
    lambda R: R.choice(("What is {}?", "What does the word {} mean?", "What is the meaning of {}?")).format(
        R.choice(("lantern", "harbour", "thunder", "bridge", "honey", "island", "kettle", "shadow", "orchard",
                  "wheel"))),
    lambda R: f"Name {R.choice(lists.NUMBER[3:6])} {R.choice(lists.CATEGORIES).name}.",
    lambda R: f"Tell me a very short story about {an(R.choice(ANIMALS))}.",
)


def cases(R):
    """80 conversations: facts in the first two messages, two to four other things, then the question."""
    seen = set()
    plan = [("name", 30), ("number", 25), ("favourite", 25)]
    for group, n in plan:
        for i in range(n):
            kind = group if group != "number" or i % 5 else "count"
            while True:
                key, value = fact(R, kind, held=True)
                if value not in seen:
                    break
            seen.add(value)
            others = {}
            for other in R.sample([k for k in ("age", "town", "job", "pet", "favourite", "number", "name")
                                   if k != group], 2):
                k, v = fact(R, other, taken={key, *others}, held=True)
                others[k] = v
            (k1, v1), (k2, v2) = others.items()
            if R.random() < 0.5:
                first = [_statement(R, [(key, value), (k1, v1)], held=True), _statement(R, [(k2, v2)],
                                                                                        held=True)]
            else:
                first = [_statement(R, [(k1, v1)], held=True), _statement(R, [(key, value), (k2, v2)],
                                                                          held=True)]
            between_ = [f(R) for f in R.sample(_BETWEEN, R.randrange(2, 5))]
            last = _fill(R.choice(_spec(key).held_asks), key, "")
            known = [v for v in (v1, v2) if v != value]
            yield {"kind": "memory", "id": f"memory/{group}-{i + 1:02d}", "tools": [], "thinking": False,
                   "messages": [{"role": "user", "content": text} for text in first + between_ + [last]],
                   "expect": {"all": [rf"\b{value}\b"], "none": ["have not told",
                                                                 "do not know"] + [rf"\b{v}\b"
                                                                                   for v in known]}}
