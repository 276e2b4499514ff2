"""More words for the questions of facts.py: cores, and the sentences that people put around them.

A core is a line of its group. '=' begins a noun phrase ("the capital of {c}"), '?' a clause in the order
of a statement ("how many legs {a} has"), '-' a whole question or request. (a|b) are alternatives.
"""
import itertools
import re


def expand(text):
    """'(a|b) c' -> a c, b c; an empty alternative leaves no double blank."""
    parts = [p[1:-1].split("|") if p[:1] == "(" and "|" in p else [p]
             for p in re.split(r"(\([^()]*\|[^()]*\))", text)]
    return [re.sub(r" +", " ", "".join(p)).replace(" ,", ",").strip() for p in itertools.product(*parts)]


def _frames(text):
    return [x for line in text.strip().splitlines() for x in expand(line.strip())]


AROUND = {
    "=": _frames("""
        (Tell|Give|Show) me #.
        (Can|Could|Would|Will) you (tell|give) me #?
        (Can|Could) you (name|say|state|work out|find) #?
        I (need|want|would like|am looking for|am after|have to know|require|must find) #.
        #|#, please.|#?|#:|# =|# ...|#!|# please|# pls
        (#|#?|# =|#:)
        What is # (again|then|exactly|called|please)?
        What (might|would|could|was) # be?
        (And|So|Now|OK,|Hey,|Say,|Well,) what is #?
        (Do you|Would you) (know|happen to know|remember|recall) #?
        (Any idea|Got any idea|Do you have any idea|You know|Could you say|Remind me) what # is?
        I (forgot|keep forgetting|never remember|cannot remember) #.
        I (do not know|am not sure about|need help with) #.
        I (wonder|would like to know|want to know|forgot|have no idea|cannot say|need to know) what # is.
        (Remind me of|Look up|Find|Find me|State|Name|Write) #.
        (Write down|Say|Print|Get me|Let me have|Help me find) #.
        # (is what|is called what|equals|would be)?
        (Quiz|Homework|Crossword|Quick question|Trivia|Quick|Question|Test question|Next|Exercise) (:|...) #?
        (My son|My daughter|My teacher|A friend|My boss|Somebody here) (asks for|wants|wants to know|needs) #.
        I (bet|hope|think) you know #.
        (For a quiz|For my homework|For a crossword|For school|For a game|For a text), I need #.
        (I am doing a quiz|I am learning|We are practising)(.|,|:) what is #?
        (I have homework|I am not good at this)(.|,|:) what is #?
        (I am writing something and|I have a test tomorrow and|I am stuck and) need #.
        #(: what is it|, do you know it|, what is that|. Do you know|; any idea| - what is it)?
        What is #? (I forgot.|I need it for school.|It is for a quiz.)
        What is #? (My child asks.|Thanks in advance.|Just curious.)
        It is on the tip of my tongue: #.
        """),
    "?": _frames("""
        (Tell me|Please tell me|Do tell me|Let me know|Kindly tell me|Just tell me|Now tell me) #.
        (Can|Could|Would|Will) you (tell me|say|remind me|let me know|help me out and say|please tell me) #?
        Do you (know|remember|happen to know|have any idea|by any chance know|still know) #?
        I (wonder|was wondering|would like to know|want to know|need to know|wish I knew|forgot) #.
        I (cannot remember|do not know|have to find out|am curious) #.
        I (am not sure|keep forgetting|want to learn) #.
        (Any idea|Who knows|You surely know|Have you any idea|Would you know|Guess) #?
        (My son|My daughter|My teacher|A friend|The quiz|My little brother) (asks|wants to know|asked me) #.
        It would (be nice|be good|help me) to know #.
        (The question is|I have to write down|I must find out|My homework asks) #.
        (Explain to me|Write down|Say) #.
        (I am learning|I am doing a quiz|I have a test tomorrow) and (need to know|want to know|wonder) #.
        """),
    "-": _frames("""
        (Quick question|Quiz|Homework|Question|Trivia|My son asks|A friend asks|Next one|Easy one): #
        (Hey|Hello|Excuse me|So|Tell me|Say|And|OK|Well|Sorry|Please), #
        (I am doing a quiz|I am learning|I have a question|I am curious|Help me|I forgot)(.|:) #
        # (I forgot.|I need it for school.|My child asks.|Just curious.)
        # (It is for a quiz.|Thanks!|Do you know?)
        """),
}


BEGIN = frozenset("""What Which Who Whose Whom Where When How Why In On Of From To At With Is Are Do Does Did
    Has Have Can May Would If The A There After Before Counted Counting Going Put Under Below Among
    Without Mixing Blending Combining""".split())


def around(kind, core):
    """All texts of one core."""
    if kind == "-":
        if not core.endswith("?"):
            return [core]
        first = core.split()[0].rstrip(",:")
        inner = core if first.startswith("{") or first not in BEGIN else core[0].lower() + core[1:]
        return [core] * 40 + [f.replace(", #", ", " + inner).replace("#", core) for f in AROUND["-"]]
    return [f.replace(" :", ":").replace("#", core) for f in AROUND[kind]]


def key(text):
    return re.sub(r"[^a-z0-9{} ]", "", text.lower()).strip()


def wider(held):
    """{name: [texts of a core, ...]}, without those that are held out."""
    held, out, name = {key(t) for t in held}, {}, None
    for line in (GROUPS + SINGLES).strip().splitlines():
        mark, _, rest = line.strip().partition(" ")
        if mark == "@":
            name = rest
            assert name not in out, name
            out[name] = []
        elif mark:
            for core in expand(rest):
                texts = [t for t in around(mark, core) if key(t) not in held]
                if texts:
                    out[name].append(texts)
    return out


GROUPS = """
@ capital
= the (capital|capital city|seat of government) of {c}
= {c}'s (capital|capital city)
= the name of (the capital of {c}|{c}'s capital)
= the city that is the capital of {c}
? (which|what) city is (the capital of {c}|{c}'s capital)
? what (the capital of {c}|{c}'s capital) is (called|named)
? where the government of {c} sits
- (Which|What) (city|town) (serves|acts) as the capital of {c}?
- {c} has (which|what) (capital|capital city)?
- {c}'s capital (city|)?
- {c} and its capital?
- {c}: capital?
- {c} - capital
- What capital (does {c} have|has {c}|belongs to {c})?
- In (which|what) city does the government of {c} sit?
- Of {c}, what is the capital?
- For {c}, what is the capital?
- I am travelling to {c}. What is its capital (called|)?
- I am thinking of {c}. Which city is its capital?
- My pen friend lives in the capital of {c}. Which city is that?
- How is the capital of {c} called?
- Fill in: the capital of {c} is ...
- Complete: The capital of {c} is ___
- the capital of {c} is
- {c} is a country. What is its capital?
- As for {c}, which city is the capital?
- capital city {c}
- capital {c}
@ capital-of
= the country (whose capital is {v}|with the capital {v}|that has {v} as its capital)
? (which|what) country (has {v} as its capital|{v} is the capital of|{v} belongs to as its capital)
? whose capital {v} is
- {v} is the capital of (which|what) (country|state|nation)?
- {v} is the capital of ...
- {v} is the capital of?
- Whose capital is {v}?
- Of what is {v} the capital?
- {v} is a capital. Of (which|what) country?
- {v} is a capital city, but of (which|what) country?
- (Which|What) (country|state|nation) has {v} (as its capital|for a capital|as capital city)?
- What is {v} the capital (city|) of?
- I am flying to the capital {v}. Which country is that?
- If the capital is {v}, (what|which) is the country?
- The capital is {v}. What is the country?
- country with capital {v}
- {v}: capital of which country?
- {v} capital of
@ continent
= the continent (of {c}|where {c} is|{c} is on|to which {c} belongs)
? (which|what) continent {c} (is on|is in|belongs to|lies on|is part of)
? where (on the map|on earth|in the world) {c} (is|lies)
- (To|On|In) (which|what) continent (does {c} belong|does {c} lie|is {c} located|can I find {c})?
- {c} (is in|lies on|belongs to|is part of) (which|what) continent?
- (Which|What) part of the world is {c} in?
- Where (in the world|on earth|on the globe|on the map) (is|do I find|can I find|would I find) {c}?
- Where is {c} (located|situated|to be found|exactly)?
- {c}: (which|what) continent?
- {c}, where is that?
- Is {c} in Europe, Africa, Asia or America?
- I want to go to {c}. Which continent is that?
- {c} is a country on (which|what) continent?
- (Which|What) continent would I fly to for {c}?
- {c} location
- On the globe, where is {c}?
- {c} lies in ...
@ day-after
= the (day|weekday) (after|following|that comes after|that follows|right after) {d}
= the (next|following) day after {d}
? (which|what) day (comes after|follows|is after|comes next after) {d}
? what day it is (the day after|after) {d}
- After {d} comes (what|which day)?
- After {d} comes ...
- {d}, and then?
- {d} and then what (day|)?
- {d} is followed by (what|which day)?
- It is {d} today, so (what is tomorrow|what day is tomorrow|tomorrow is)?
- (When|If) it is {d} today, what (is|will be|day will it be) tomorrow?
- Tomorrow is what if today is {d}?
- Yesterday was {d}, what day is (it|it today|today)?
- If yesterday was {d}, what (is|day is) today?
- Today is {d}, tomorrow is ...
- (Next day after|One day after|A day later than) {d}?
- What day do we have after {d}?
- What is one day after {d}?
- Once {d} is over, which day begins?
- When {d} ends, what day starts?
- (What|Which) weekday (follows|comes after|is after) {d}?
- The day after {d} is called (what|)?
- the day that comes after {d}
- {d} + 1
- {d} plus one day
@ day-before
= the (day|weekday) (before|preceding|that comes before|just before|right before) {d}
? (which|what) day (comes before|precedes|is before|is just before) {d}
? what day it was the day before {d}
- Before {d} comes (what|which day)?
- Before {d} comes ...
- (What|Which day) precedes {d}?
- It is {d} today, so (what was yesterday|what day was yesterday|yesterday was)?
- (When|If) it is {d} today, what (was|day was|day was it) yesterday?
- Yesterday was what if today is {d}?
- Tomorrow is {d}, what day is (it|it today|today)?
- If tomorrow is {d}, what (is|day is) today?
- Today is {d}, yesterday was ...
- (One day before|A day earlier than) {d}?
- What is one day before {d}?
- {d} comes after which day?
- {d} follows which day?
- Which day ends when {d} begins?
- (What|Which) weekday (precedes|comes before|is before) {d}?
- {d} - 1
- {d} minus one day
- the day right before {d}
- What day do we have before {d}?
@ month-after
= the (next|following) month after {d}
= the month (following|that comes after|that follows|right after) {d}
? (which|what) month (comes after|follows|is after|comes next after) {d}
- After {d} comes (what|which month)?
- After {d} comes ...
- {d}, and then?
- {d} and then what (month|)?
- {d} is followed by (what|which month)?
- It is {d}, so what is next month?
- (When|If) this month is {d}, what is (next month|the next one|the next month)?
- Next month is what if it is {d} now?
- Last month was {d}, what month is it now?
- If last month was {d}, which month is it?
- (One month after|A month later than) {d}?
- Once {d} is over, which month begins?
- When {d} ends, what month starts?
- In the calendar, what (comes after|follows) {d}?
- Which page of the calendar comes after {d}?
- (What|Which) month do we have after {d}?
- {d} plus one month
- the month that comes after {d}
- We have {d}. What comes next?
@ month-before
= the month (preceding|that comes before|just before|right before|ahead of) {d}
= the previous month, before {d}
? (which|what) month (comes before|precedes|is before|is just before) {d}
- Before {d} comes (what|which month)?
- Before {d} comes ...
- (What|Which month) precedes {d}?
- It is {d}, so what was last month?
- (When|If) this month is {d}, what was (last month|the last one|the previous month)?
- Last month was what if it is {d} now?
- Next month is {d}, what month is it now?
- If next month is {d}, which month is it?
- (One month before|A month earlier than) {d}?
- {d} comes after which month?
- {d} follows which month?
- In the calendar, what (comes before|precedes) {d}?
- Which page of the calendar comes before {d}?
- (What|Which) month do we have before {d}?
- {d} minus one month
- We have {d}. Which month was before?
- Which month ends when {d} begins?
@ month-number
= the (name of the {v} month|{v} month of the calendar|{v} month in the year|month number {n})
? (which|what) month (is number {n}|is the {v}|comes {v} in the year)
? which number {d} has
- Which month comes {v} (in the year|in the calendar|)?
- What month is (number {n}|no. {n}|month {n})?
- Month {n} is (which|what|called)?
- Month {n}?
- Which place has {d} in the year?
- In the calendar, which place has {d}?
- Is {d} the {v} month (of the year|)?
- {d} is (which|what) month of the year?
- What number month is {d}?
- {d} is month number (what|...)
- If I write a date in {d}, what is the number of the month?
- Where in the year does {d} come?
- How is the {v} month called?
- What do we call the {v} month (of the year|)?
@ month-days
= the number of days (of {d}|{d} has|there are in {d})
= the length of {d} in days
? how many days (there are in {d}|are in {d}|{d} has|{d} has got|the month of {d} has)
? how long {d} is
- How many days (does the month of {d}|will {d}|does {d}|can {d}) have?
- How many days (long is|make up|has the month of|has) {d}?
- How long does {d} (last|go on|take)?
- {d} has (how many|what number of) days?
- {d} has ... days
- {d}: how many days?
- {d} days?
- Is {d} (a long month|a short month|30 or 31 days long)?
- Does {d} have (31|30) days?
- Does {d} end on the 30th or the 31st?
- What is the last day of {d}, the 30th or 31st?
- On which number does {d} end?
- When I rent a room for all of {d}, how many days is that?
- In {d}, how many days are there?
- How many days do we have in {d}?
- days of {d}
- length of {d}
@ month-season
= the season (of {d}|{d} belongs to|in {d}|{d} is in|{d} falls in)
? (which|what) season {d} (is in|belongs to|is part of|falls in)
? what season it is in {d}
- (To which season does|In which season does|Into which season does) {d} (belong|fall|lie)?
- {d} (is in|belongs to|falls in) (which|what) season?
- Is {d} in (spring|summer|autumn|winter)?
- Is it (spring|summer|autumn|winter) in {d}?
- Is {d} spring, summer, autumn or winter?
- Is {d} a (winter|summer|spring|autumn) month?
- Which season do we have in {d}?
- When it is {d}, which season is it?
- I travel in {d}. Which season is that?
- {d}: which season?
- What time of year is {d}?
- {d} season
- In {d}, what season is it?
@ season-after
= the season (following|that comes after|that follows|right after) {d}
= the next season after {d}
? (which|what) season (comes after|follows|is after) {d}
- After {d} comes (what|which season)?
- After {d} comes ...
- {d}, and then?
- {d} is followed by (what|which season)?
- Once {d} is over, which season begins?
- When {d} ends, what (season starts|begins|comes)?
- If it is {d} now, what season comes next?
- (What|Which) season do we have after {d}?
- It is {d}. What is the next season?
- {d} turns into which season?
@ sound
= the (sound|noise|cry|call) (of {a}|{a} makes|made by {a}|that {a} makes|of the {w})
= the (verb|word) for the (sound|noise|cry) of {a}
? (what|which) (sound|noise) {a} makes
? how {a} sounds
- What (kind of|sort of|) (sound|noise) (does {a} make|do you hear from {a}|comes from {a})?
- How does {a} (call|cry|talk|speak|make itself heard)?
- How do we call the (sound|noise|cry) of {a}?
- What is it called when {a} makes a noise?
- What does {a} do when it makes a noise?
- What does the {w} say?
- What does the {w} do: does it bark, moo or something else?
- {a} goes how?
- {a} goes ...
- The {w} makes what (sound|noise)?
- What (sound|noise) can you hear from {a}?
- If I hear {a}, what does it do?
- In an English book, what does {a} do? Which sound?
- noise of {a}
- {w} noise
- A cat meows. And {a}?
- A dog barks. What about {a}?
@ young
= the (name|word|term) for (a baby {w}|the young of {a}|a {w}'s baby|a little {w})
= the (young one|baby|little one|offspring) of {a}
? what (a baby {w}|a young {w}|the baby of {a}|the young of {a}|a little {w}) is called
? how one calls a (baby|young|little) {w}
- What (do we|do people|does one|should I) call (a baby {w}|a young {w}|the baby of {a}|the young of {a})?
- What is (the baby of {a}|the offspring of {a}|a little {w}|the {w}'s baby) (called|named)?
- What is the (name|word|term) for the (baby|young|offspring) of {a}?
- Which word means (a baby {w}|a young {w})?
- {a} has a baby. What is it called?
- When {a} has young, what are they called?
- Our {w} had a baby. What is the word for it?
- A cat has kittens. What does {a} have?
- A baby {w} is called (what|a ...|)?
- A young {w} is (a what|called what)?
- How is a young {w} called?
- The little one of {a} is a what?
- {w} baby
- {w} baby name
- the right word for a little {w}
- (another word|one word) for baby {w}
- What does one call the children of {a}?
@ animal-home
= the (home|house|dwelling|place to live) of {a}
= the (name|word) for the (home|house|dwelling) of {a}
? where {a} (lives|sleeps|makes its home|stays|dwells)
? what the (home|house) of {a} is called
- Where (does|do you find|would) {a} (live|at home|stay)?
- Where does {a} (stay|dwell|make its home|have its home|spend the night|rest|go to sleep|hide)?
- What (does one call|do people call|is the word for|is the name of) the (home|house|dwelling) of {a}?
- In what (kind of home|kind of place|place) does {a} live?
- Which (home|dwelling) does {a} have?
- {a} lives (where|in what)?
- {a} lives in a ...
- The home of {a} is called what?
- {w} home
- {w} house?
- What is the {w}'s home called?
- What does {a} live in?
- People live in houses. And {a}?
- A horse lives in a stable. Where does {a} live?
@ legs
= the (number|count) of legs (of {a}|{a} has|on {a})
? how many legs (there are on {a}|{a} walks on|{a} has got|{a} has|the {w} has)
- How many legs (can you count on|will I find on|do you see on|are on) {a}?
- How many legs (should I draw on|do I draw for|belong to|carry) {a}?
- On how many legs does {a} (walk|stand|go|run)?
- {a} has (how many|what number of) legs?
- {a} has ... legs
- Legs on {a}?
- {a}: how many legs?
- Does {a} have (four|six|eight|two) legs?
- Has {a} got (any legs|legs|four legs|six legs)?
- Does {a} have (legs|any legs)?
- I am drawing {a}. How many legs does it need?
- Count the legs of {a}.
- number of legs {w}
- how many legs {w}
- {w} legs
- With how many legs does {a} come into the world?
@ female
= the (female|feminine) (counterpart|form|version|equivalent|word|partner) (of|for|to) {w}
= the word for a female {w}
? what (a female {w}|the female of {w}) is called
? which word is the (female|feminine) (counterpart|form) of {w}
- What is the (woman's|lady's|girl's) word for {w}?
- What is (a female {w}|the female {w}) called?
- If it is male, it is called {w}. And if it is female?
- {w} is (male|masculine). What is (female|feminine)?
- Male: {w}. Female?
- {w} is the male, what is the female?
- The male is called {w}; how is the female called?
- What do we call the female (of the {w}|that goes with a {w})?
- {w} in the feminine?
- Put {w} into the feminine.
- {w} and (what|...)?
- {w}, feminine form
- {w} feminine
- {w} female
- Change {w} to the female form.
@ colour
= the (colour|color) (of {a}|{a} has|that {a} has)
? (what|which) (colour|color) {a} (is|has)
- (What|Which) (colour|color) (would you say is|should I paint|should I use for) {a}?
- (What|Which) (colour|color) (do I need for|do you paint) {a}?
- (What|Which) (colour|color) (does {a} usually have|is {a} normally|comes to mind for)?
- In (what|which) colour do I (paint|draw) {a}?
- Of (what|which) colour is {a}?
- {a} is (what|which) (colour|color)?
- {a} is of what colour?
- {a}: (colour|color)?
- {a} (colour|color)
- How does {a} look, green, red or white?
- Is {a} (red|green|blue|white|black|yellow) or another colour?
- I am painting {a}. Which (colour|color) do I need?
- I want to draw {a}. Which pencil do I take?
- Describe the (colour|color) of {a}.
- {a} is usually coloured how?
@ mixed
= the (result|colour|color) of mixing {a}
= the (colour|color) that {a} (make|give) (together|)
? (what|which) (colour|color) {a} (make|give|become) (together|when mixed|)
? what you get from {a}
- {a} (together|mixed|combined) (make|give|is|are) (what|what colour|which colour|what color)?
- (Mixing|Combining|Blending) {a} (gives|makes|results in) (what|which colour|what color)?
- If I (mix|blend|combine|put together) {a}, (what|which colour|what color) do I get?
- What (happens|comes out) when I (mix|combine|blend) {a} (paint|)?
- I have {a} paint. What can I make from it?
- I mixed {a} in my paint box. What will it be?
- Paint: {a} =
- {a} =
- {a} mixed
- What is {a} together?
- What (colour|color) results from {a}?
@ planet-number
= the {v} planet (of the solar system|counted from the sun|from the sun outwards)
= the (name of the {v} planet|planet in {v} place from the sun)
? (which|what) planet is (the {v}|the {v} from the sun|in {v} place)
- Counted from the sun, which planet is the {v}?
- Counting from the sun, (which|what) is the {v} planet?
- Going out from the sun, which planet comes {v}?
- Which planet comes {v} (from the sun|in the solar system)?
- (Which|What) planet is in the {v} place from the sun?
- Where (does {p} stand|is {p}) among the planets?
- Is {p} the {v} planet?
- In which place from the sun is {p}?
- {p} is (which|what) planet from the sun?
- {p}, which planet from the sun is that?
- Where in the solar system is {p}?
- Tell me the position of {p} (from the sun|in the solar system|among the planets).
- planet {p} position
- {v} planet
- How far out is {p} among the planets?
@ symbol
= the (symbol|chemical symbol|chemical sign|abbreviation in chemistry|element symbol) (of|for) {e}
= {e}'s (chemical symbol|symbol|chemical sign)
= the (letters|letter or letters) for {e} in the periodic table
? (which|what) (symbol|chemical symbol|letters) (stands for|stand for|means) {e}
? how {e} is (abbreviated|written) in (chemistry|the periodic table)
- How (do chemists write|do you write|do I write|is) {e} (in chemistry|in the periodic table|as a symbol)?
- How is {e} (abbreviated|marked|shown|noted) (in chemistry|in the periodic table)?
- What (letters|symbol) (stand for|do chemists use for|does chemistry use for|are used for) {e}?
- What does {e} look like in a chemical formula?
- In chemistry, what (is|stands for) {e}?
- {e} in (chemistry|the periodic table|a formula)?
- (Symbol|Chemical symbol|Element symbol|Chemical sign) {e}
- {e}: symbol?
- {e} (symbol|chemical symbol|element symbol)
- {e} has (which|what) (symbol|chemical symbol)?
- In a formula, {e} is (written|which letter)?
- Under which letters do I find {e} in the periodic table?
- I am learning the elements. {e}?
@ element
= the (element|chemical element) (with the symbol {v}|that {v} stands for|behind the symbol {v}|written {v})
? (which|what) element (has the symbol {v}|{v} is|{v} stands for|is written {v})
? what {v} (means|is|stands for) in chemistry
- What (does|might) {v} (mean|stand for|be|denote) (in the periodic table|in a formula|in chemistry)?
- {v} (stands for|means|is) (which|what) (element|chemical element)?
- {v} is (the chemical symbol|the symbol|short) for what?
- Which (element|chemical element|substance) (is written|is called|is meant by|is shown by) {v}?
- In chemistry, {v} is what?
- In the periodic table, what is {v}?
- In a formula I see {v}. Which element is that?
- element {v}
- {v} element
- chemical symbol {v}, which element?
- I found {v} in the periodic table. What is it?
- Periodic table: {v}?
@ sides
= the number of (sides|corners|edges|angles) (of {a}|{a} has|in {a})
? how many (sides|corners|angles) ({a} has|there are in {a}|{a} has got|are in {a})
- How many (sides|corners|angles|edges) (can you count on|will I find on|belong to|make up|are in) {a}?
- How many (straight lines|lines|sides) do I (draw|need) for {a}?
- {a} has (how many|what number of) (sides|corners|angles)?
- {a} has ... (sides|corners)
- {a}: how many (sides|corners)?
- Count the (sides|corners) of {a}.
- I am drawing {a}. How many (sides|corners) does it need?
- {w} (sides|corners)
- (Sides|Corners) of {a}?
- With how many (sides|corners) is {a} drawn?
- Does {a} have (four|five|six) (sides|corners)?
@ measure
= the (number|count|amount) of {q}
= the number of {what} (there are {one}|{one})
? how many {what} (there are {one}|are {one}|you find {one})
? how many {what} (one has {one}|one counts {one}|are to be found {one})
- How many {what} (do you find|can I count|do we count|does one find|are to be found) {one}?
- How many {what} (would there be|should there be|exist|do we have|have we got|will I find) {one}?
- {one}, how many {what} are there?
- {one}, there are how many {what}?
- There are how many {what} {one}?
- There are ... {what} {one}
- {what} {one}?
- {what} {one}
- {q}: how many?
- {q} (number|count|total|how many)
- How many (of the|) {what} {one}?
- Count the {what} {one}.
- What number of {what} (is|are) there {one}?
- The number of {what} {one}: what is it?
- If I count the {what} {one}, how many do I get?
- {what} {one}, how many?
@ opposite
= the (opposite|antonym|contrary|reverse) of (|the word )"{w}"
= (a word|the word|another word|an adjective or whatever) that means the (opposite|contrary|reverse) of {w}
= the exact (opposite|contrary) of {w}
= (the|an) antonym of the word {w}
= the (word|term) (opposed|opposite) to {w}
? (what|which) word (is the opposite of|is the antonym of|is opposed to|means the contrary of) {w}
? what the (opposite|contrary|reverse|antonym) of {w} (is|might be|is called)
- (What|Which word) is the (exact|very|direct) opposite of {w}?
- What would be the (opposite|contrary|reverse|antonym) of {w}?
- {w} has (which|what) (opposite|antonym)?
- {w} is the opposite of (what|which word)?
- {w} is the (opposite|contrary) of ...
- The opposite of {w} is (what|called what|)?
- The opposite of {w} is ...
- {w}: (opposite|antonym|contrary)?
- {w} (antonym|contrary|reverse)
- If something is not {w}, but just the opposite, what is it?
- Something is the very opposite of {w}. Which word do I need?
- (Opposites|Antonyms): {w} and (what|...|?)
- What is the other end of the scale from {w}?
- I need a word that is the opposite of {w}.
- {w} turned into its opposite?
- Turn {w} (around|into its opposite).
- (Reverse|Invert) the meaning of {w}.
- {w} <-> ?
- {w} versus what?
- {w} vs
- Which word do you use to say the opposite of {w}?
- What do you say if you mean the opposite of {w}?
- What word stands opposite to {w}?
- Say {w} the other way round, with the opposite word.
- We play opposites. I say {w}. (You say|And you)?
- My word is {w}. What is its (opposite|antonym)?
- Take the word {w}: what is its opposite?
- What (counts as|is seen as) the (opposite|antonym) of {w}?
- Find the (opposite|antonym|contrary) (of|for) {w}.
- How do you say the (opposite|contrary) of {w}?
- antonym {w}
- opposite {w}
- opposite word of {w}
- opp. of {w}
@ plural
= the (plural|plural form) (of|for) (|the noun |the word )"{w}"
= the plural of the noun {w}
= the (form|word) for (more than one {w}|several of {w}|two of {w})
= {w} in the plural
= the correct plural of {w}
? (what|which form) the plural of {w} is
? how (one forms|to form|to write|to spell|you make) the plural of {w}
? what one calls (more than one {w}|several of the word {w})
- How (is|do I form|do you form|do you make|does one build|do I get) the plural (of|from) {w}?
- How is {w} written in the plural?
- How do I (pluralise|pluralize|make plural) {w}?
- (Pluralise|Pluralize) {w}.
- Put {w} (in|into) the plural.
- Make {w} plural.
- Turn {w} into (the plural|a plural).
- If there (is more than one {w}|are several), what do I call them: not {w}, but ...?
- I have one {w}. You have two (what|...)?
- One {w}, (three|four|many|several|ten|a hundred) (what|...|?)
- 1 {w}, (2|3|5) ...
- {w} -> plural?
- {w}: plural?
- {w}, plural form?
- {w} in plural
- {w} plural form
- More than one {w} is (called what|what|...)
- What do you call (more than one {w}|two or more of {w}|several of the word {w})?
- What is {w} in the plural?
- What does {w} become in the plural?
- The plural of {w} is (what|...|written how)?
- The word {w} in the plural, please.
- {w} is the singular. What is the plural?
- Singular: {w}. Plural?
- plural {w}
- plural for {w}
- Is the plural of {w} regular? What is it?
- Does {w} have an irregular plural?
- I never know the plural of {w}.
@ past
= the (past tense|past form|simple past|preterite|past) (of|for) (|the verb |the word )"{w}"
= the past tense of to {w}
= the verb {w} in the (past|past tense|simple past)
? (what|which form) the past tense of {w} is
? how (one forms|to form|to write|to say) (the past tense of {w}|{w} in the past|the past of {w})
? what {w} (is|becomes) in the past tense
- How (is|do I form|do you form|does one build|do I make) the (past tense|past|simple past) of {w}?
- How is {w} written in the past tense?
- Put {w} (in|into) the (past|past tense|simple past).
- Turn {w} into the past (tense|).
- Conjugate {w} in the past.
- (Past tense|Past|Simple past|Preterite): {w}
- {w} -> past tense?
- {w}: past tense?
- {w} in the (past|past tense|simple past)
- {w} (past|past form|simple past|preterite)
- Now: {w}. Yesterday: ...
- Now I {w}, yesterday I ...
- Every day I {w}. Yesterday I ...?
- They {w} every day. Last year they ...?
- What does {w} become (in the past|in the past tense|when it was yesterday)?
- What form does {w} take in the past?
- What is {w} in the (past|past tense|simple past)?
- The past tense of {w} is (what|...)
- The verb is {w}. What is its past tense?
- Present: {w}. Past?
- If it happened yesterday, what form of {w} do I use?
- Which form of {w} do I use for yesterday?
- When I tell a story, how do I write {w}?
- {w} is present tense. And past?
- Is {w} an irregular verb? What is the past?
- Is {w} irregular in the past tense?
- past tense {w}
- past of the verb {w}
- the verb to {w}, past tense
@ compare
= the (comparative|superlative|comparative form|superlative form) (of|for) (|the adjective |the word )"{w}"
= the (comparative|superlative) of the adjective {w}
= the degrees of comparison of {w}
= the forms of comparison of {w}
? (how|in what way) the adjective {w} is compared
? how (one forms|to form) the (comparative|superlative) of {w}
- How (is|do I form|do you form|does one build) the (comparative|superlative) of {w}?
- What are the (forms of comparison|degrees of comparison|degrees|comparative forms) of {w}?
- {w}, comparative and superlative?
- {w}, ..., ...
- {w}, and then? Compare it.
- {w}: (comparative|superlative)?
- {w} (superlative|comparative form|superlative form|comparison)
- Compare {w}.
- (Comparative|Superlative|Comparison): {w}
- Put {w} into the (comparative|superlative).
- Make the (comparative|superlative) of {w}.
- What is the (comparative|superlative) form of the word {w}?
- Is it more {w} or {w}er?
- Is it most {w} or {w}est?
- One is {w}, the other is even ...?
- This is {w}, that is even (what|...)?
- {w}, and in the comparative?
- How do I say that something is even more so than {w}?
- comparative and superlative of {w}
@ number-word
= the number {n} (in words|in letters|as a word|written out|spelled out|spelt out)
= {n} (in letters|written out|spelled out|as a word|in full)
= the (word|English word|name) for (the number |the figure |){n}
? how (to write|one writes|to spell|you spell) (the number |){n} (in words|in letters|as a word|)
? how {n} is (written|spelled|spelt) (in words|in letters|)
? what {n} is in words
- How (do I|does one|would you|should I) (write|spell) (the number |){n} (in words|with letters)?
- How (do I|does one|would you|should I) (write|spell) (the number |){n} (out|as a word)?
- How do you (say|read|pronounce) (the number |){n}?
- (Write|Spell) out (the number |){n}.
- Put {n} into words.
- (Turn|Convert|Change) {n} (into words|to words|into a word|into letters).
- {n} (as word|spelled out|in letters|to words|written out)
- {n} -> words
- (Which|What) word (stands for|is|means) (the number |){n}?
- What is the word for {n}?
- What does {n} look like in (words|letters)?
- I have to write {n} (on a cheque|in words|in letters). How?
- {n} in English?
- Say {n} in words.
- in words: {n}
@ digits
= (the number |){v} (in digits|in figures|as a figure|in numerals|as a number)
= the (number|figure|digits) for (the word |){v}
? how (to write|one writes) {v} (in digits|in figures|as a number|with digits)
? (what|which) number {v} is
- How (do I|does one|would you|should I) write {v} (in digits|in figures|with digits|in numerals)?
- How is {v} written (in digits|in figures|as a number)?
- (Turn|Convert|Change) {v} (into digits|to digits|into a number|into figures).
- Put {v} into (digits|figures|numbers).
- {v} (in figures|in numerals|as digits|as number|in numbers)
- {v} -> digits
- (Which|What) (figure|number|digits) (stands for|stand for|is meant by|means) {v}?
- What does {v} look like in (digits|figures|numbers)?
- Write {v} in (figures|numerals|numbers).
- in digits: {v}
- The word is {v}. Which number is it?
- I hear {v}. What do I write in digits?
@ letter
= the {v} letter (in the alphabet|of the ABC|of the English alphabet)
= letter number {n} (of|in) the alphabet
= the (position|place|number) of (the letter |){l} in the alphabet
? (which|what) letter (is the {v}|is number {n}|comes {v}) (in the alphabet|of the alphabet)
? (where|in which place) (the letter |){l} (is|stands|comes) in the alphabet
- (Which|What) letter (comes|stands) (in the {v} place|{v}) (in|of) the alphabet?
- What letter is number {n} (in|of) the alphabet?
- The alphabet's {v} letter?
- In the alphabet, (where|in which place) (is|comes) {l}?
- In the alphabet, what is the {v} letter?
- {l} is (which|what) letter of the alphabet?
- {l} is which number in the alphabet?
- At (which|what) (place|position) in the alphabet (is|stands) (the letter |){l}?
- How far into the alphabet is {l}?
- If A is the first, what is {l}?
- If I count through the alphabet, which letter is the {v}?
- Is {l} the {v} letter (of the alphabet|)?
- alphabet, letter {n}
- letter {n}
- {v} letter
- {l} alphabet position
@ letter-after
= the (next|following) letter after {l}
= the letter (following|that comes after|that follows|right after|behind) {l} (in the alphabet|)
? (which|what) letter (comes after|follows|is after|is next after) {l} (in the alphabet|)
- After (the letter |){l} comes (what|which letter)?
- After {l} comes ...
- {l} is followed by (what|which letter)?
- In the alphabet, (what|which letter) (comes after|follows|comes right after) {l}?
- {l}, and then? In the alphabet I mean.
- The next letter after {l} is?
- Say the alphabet on: {l}, ...
- Going on in the alphabet from {l}, which letter is next?
- In the ABC, what comes after {l}?
- alphabet: {l} and then?
- What is the successor of {l} in the alphabet?
- (What|Which) letter do I say after {l} in the alphabet?
@ letter-before
= the (previous|preceding) letter, before {l}
= the letter (preceding|that comes before|that precedes|right before|in front of) {l} (in the alphabet|)
? (which|what) letter (comes before|precedes|is before|is just before) {l} (in the alphabet|)
- Before (the letter |){l} comes (what|which letter)?
- Before {l} comes ...
- {l} comes after which letter?
- {l} follows which letter (in the alphabet|)?
- In the alphabet, (what|which letter) (comes before|precedes|comes right before) {l}?
- The letter before {l} is?
- Going back in the alphabet from {l}, which letter is next?
- In the ABC, what comes before {l}?
- What is the predecessor of {l} in the alphabet?
- (What|Which) letter do I say before {l} in the alphabet?
- (What|Which letter) precedes {l}?
- letter before {l}
@ vowel
? whether (the letter |){l} is a (vowel|consonant|vowel or a consonant)
? if (the letter |){l} is a (vowel|consonant|vowel or a consonant)
- Is (the letter |){l} (one of the vowels|one of the consonants|among the vowels)?
- Is (the letter |){l} (counted as a vowel|a consonant)?
- (The letter |){l}: vowel or consonant?
- Vowel or consonant: {l}?
- {l}, vowel or consonant
- Does {l} (belong to|count among) the (vowels|consonants)?
- Would you call {l} a (vowel|consonant)?
- What (kind|sort|type) of letter is {l}, vowel or consonant?
- {l} is a vowel or a consonant?
- {l} is a (vowel|consonant), (right|isn't it|is it)?
- Which is {l}: a vowel or a consonant?
- Are the letters like {l} vowels or consonants?
"""

SINGLES = """
@ A week has seven days
= (the names of|all|a list of) the days of the week
= the seven (days|weekdays) in (order|a row)
- (List|Recite|Say|Write down|Enumerate|Give me) (the|all|all seven) (days of the week|weekdays).
- (Which|What) days (make up|are there in|belong to|form) a week?
- How are the days of the week called?
- What are the (weekdays|days) called, from Monday to Sunday?
- Monday, Tuesday ... go on with the days.
- weekdays in English
@ The months are
= (the names of|all|a list of) the (months|months of the year|twelve months)
- (List|Recite|Say|Write down|Enumerate|Give me) (the|all|all twelve) months (of the year|in order|).
- (Which|What) months (are there|make up a year|belong to a year|form a year|are in a year)?
- How are the months called?
- January, February ... go on with the months.
- months in order
@ The four seasons
= (the names of|all|a list of) the (seasons|four seasons) (of the year|)
- (List|Say|Write down|Enumerate|Give me) (the|all|all four) seasons (of the year|).
- (Which|What) (four seasons|seasons) (make up a year|are there in a year|are in a year|do we have)?
- How are the seasons called?
- seasons of the year
- Into which seasons is the year divided?
@ The seven continents
= (the names of|all|a list of) the (continents|seven continents) (of the earth|)
- (List|Say|Write down|Enumerate|Give me) (the|all|all seven) continents (of the world|).
- (Which|What) continents (does the earth have|make up the earth|exist)?
- Into which continents is the (world|earth) divided?
- How are the continents called?
- continents of the world
@ The five oceans
= (the names of|all|a list of) the (oceans|five oceans) (of the earth|)
- (List|Say|Write down|Enumerate|Give me) (the|all|all five) oceans (of the world|).
- (Which|What) oceans (does the earth have|exist|are on the globe)?
- How are the oceans called?
- oceans of the world
- Which great seas are called oceans?
@ The eight planets
= (the names of|all|a list of) the planets (of our solar system|of the sun|)
- (List|Say|Write down|Enumerate|Give me|Recite) (the|all|all eight) planets (of the solar system|in order|).
- (Which|What) planets (go round the sun|does the sun have|exist)?
- (Which|What) planets (move around the sun|belong to the solar system)?
- How are the planets called?
- planets in order
- solar system planets
@ The largest planet
= the (largest|biggest) (planet of all|planet we have|planet of the solar system|one of the planets)
= the (giant|largest one) among the planets
? which planet is the (biggest of all|largest one|largest of the eight)
- (Which|What) planet has the greatest size?
- No planet is bigger than which one?
- biggest planet
- Among the planets, which is the (biggest|largest)?
- Is Jupiter the (largest|biggest) planet?
@ The smallest planet
= the (smallest|tiniest) (planet of all|planet we have|planet of the solar system|one of the planets)
? which planet is the (smallest of all|tiniest|smallest one|smallest of the eight)
- (Which|What) planet is (smaller than all others|the least in size)?
- Among the planets, which is the (smallest|tiniest)?
- tiniest planet
- Is Mercury the smallest planet?
@ Mercury is the planet closest
= the planet (closest|nearest|next) to the sun
= the (closest|innermost) planet of the sun
? which planet is (nearest|closest) to the sun
- (Which|What) planet (goes round the sun at the smallest distance|is right beside the sun)?
- (Which|What) planet has the shortest way to the sun?
- (Which|What) is the innermost planet?
- Who is the sun's nearest neighbour among the planets?
- The sun's closest planet?
@ Mars is called
= the planet (people call red|with the red colour|that looks red|called the red one)
? which planet is (known as the red planet|meant by the red planet|red in the sky)
- (Which|What) planet (is known as the red one|looks red|has a red colour|goes by the name red planet)?
- Why do people say red planet, and which one is it?
- What do they mean by the red planet?
- red planet
- Is Mars the red planet?
@ Saturn is the planet
= the planet (with the rings|famous for rings|that wears rings|surrounded by rings)
? which planet (has the famous rings|is known for rings|has big rings around it)
- (Which|What) planet (has big rings around it|is surrounded by rings)?
- (Which|What) planet (wears rings|do people know for its rings)?
- There are rings around one planet. Which one?
- ringed planet
- Does Saturn have rings?
@ The earth moves around
? what the earth (moves around|circles|goes round)
? how long the earth takes (to go round the sun|for one trip around the sun)
- (What|Which body) does the earth (circle|orbit|go round|travel around)?
- How long does (one trip|one journey|one turn) of the earth around the sun take?
- In what time does the earth (circle|orbit) the sun?
- How often does the earth go round the sun?
- Which moves, the earth or the sun?
- Does the earth (circle|orbit|move around) the sun?
- Does the sun (circle|orbit|move around) the earth?
@ The moon moves around
? what the moon (moves around|circles|goes round|orbits)
- (What|Which planet) does the moon (circle|orbit|go round|travel around)?
- What (circles|orbits|moves around) the earth?
- Does the moon (circle|orbit|move around) the earth or the sun?
- The moon circles (what|which planet)?
- orbit of the moon
@ The sun is a star
? whether the sun is a (star|planet|star or a planet)
? what the sun really is
- (Would you call|Do astronomers call) the sun a (star|planet)?
- Does the sun count as a (star|planet)?
- The sun: star or planet?
- What (sort|type) of (body|thing in the sky) is the sun?
- To which kind of heavenly bodies does the sun belong?
@ The sun rises
= the (direction|side|point) where the sun (rises|comes up)
? (where|in which direction|on which side) the sun (rises|comes up)
- (Where|In which direction|On which side|In what quarter) does the sun come up?
- (Where|Which way) do I look to see the sunrise?
- Does the sun (rise|come up) in the east or in the west?
- The sun comes up in the ...
- Where is the sun in the morning?
- direction of sunrise
@ The sun sets
= the (direction|side|point) where the sun (sets|goes down)
? (where|in which direction|on which side) the sun (sets|goes down)
- (Where|In which direction|On which side|In what quarter) does the sun go down?
- (Where|Which way) do I look to see the sunset?
- Does the sun (set|go down) in the east or in the west?
- The sun goes down in the ...
- Where is the sun in the evening?
- direction of sunset
@ The four points of the compass
= (the names of|a list of) the (four points|points|directions) (of the compass|on a compass)
- (List|Say|Name|Give me|Write down) the (four directions|points of the compass|four points of the compass).
- (Which|What) (directions|points) does a compass (show|have)?
- How are the four directions called?
- north, east and what else?
- compass directions
- What stands on a compass?
@ Water freezes at
= the (freezing temperature|temperature of freezing|freezing point) of water
? (when|at what temperature|at how many degrees) water (freezes|turns to ice|becomes ice)
- (When|At what temperature|At how many degrees) does water (turn to ice|become ice|become solid)?
- (How cold|How many degrees) must it be for (ice to form|water to turn to ice|a lake to freeze)?
- Below which temperature does water freeze?
- water freezing temperature
- How cold is freezing water?
@ Water boils at
= the (boiling temperature|temperature of boiling|boiling point) of water
? (when|at what temperature|at how many degrees) water (boils|turns to steam|begins to boil)
- (When|At what temperature|At how many degrees) does water (turn to steam|start to boil)?
- (When|At what temperature|At how many degrees) does water (begin to boil|bubble in the pot)?
- How hot (is boiling water|must a kettle get|does water have to be to boil|is water when it boils)?
- water boiling temperature
- My kettle boils. How hot is the water?
@ Ice is frozen
? what ice is (made of|really)
? what frozen water is called
- (What|Which stuff) is ice made (from|out of)?
- Of what (does ice consist|is ice made)?
- What do (we|you) call water when it is frozen?
- Is ice just (water|frozen water)?
- What (does water turn into|do I get) when it freezes?
- Ice is made of what?
- what is ice
@ The chemical formula of water
= (water's formula|the formula for water|the chemical formula of water)
? what water (is made of|consists of) in chemistry
? what H2O (is|means|stands for)
- How do chemists write water?
- What does H2O (mean|stand for)?
- (Which|What) elements (are in|make up|make) water?
- Of what (does water consist|is water made)?
- Which two elements make water?
- water formula
- H2O?
@ Air is mostly
? what (the air|air) (is made of|consists of|contains)
= the (composition|main gases|contents) of (air|the air)
- Of what (does air consist|is the air made)?
- (Which|What) gases (make up|form|does one find in) (the air|air)?
- What does (the air|air) contain?
- How much oxygen is in the air?
- Air is made of what?
- composition of air
- What is the main gas in the air?
@ People and animals need
? (which|what) gas (we|people|animals|humans) (need|breathe)
= the gas (we breathe|people need to breathe|we need to stay alive)
- (Which|What) gas (keeps us alive|is needed for breathing|do animals breathe|do lungs take from the air)?
- What do (people|animals|humans) need to breathe?
- What in the air do we need?
- Without which gas could we not live?
- Why do (people|animals) need air?
@ Plants need
? what (a plant|plants|flowers|my plant) (need|needs) (to grow|to live|)
- What (must I give|should I give|do I give) my plants?
- What (makes a plant grow|keeps a plant alive|does a seed need to grow|do trees need to grow)?
- (Which|What) (three things|things) does a plant need?
- What do plants (live on|need to stay alive|want)?
- How does a plant grow, what does it need?
- Without what can plants not grow?
@ Bees make
? (who|which animal|what insect) makes honey
? where honey comes from
- (Who|Which animals|What insects|Which creatures) (produce|give us|collect|are behind) honey?
- From where do we get honey?
- How is honey made, and by whom?
- What do bees (produce|give us|collect nectar for)?
- Honey is made by (whom|which animal)?
- honey comes from
- Where do we get honey from?
@ Milk comes
? where (milk|our milk) comes from
? which animals give milk
- From (where|which animal|what animal) (does milk come|do we get milk|comes milk)?
- (Who|What|Which animal) (produces|gives) (milk|the milk we drink)?
- Where (do we get|does one get) milk from?
- Milk is from which animal?
- What does a farmer milk?
- origin of milk
@ Wool comes
? where wool comes from
? which animal (gives|has) wool
- From (where|which animal|what animal) (does wool come|do we get wool)?
- (Who|What|Which animal) (produces|grows|is shorn for) wool?
- Where (do we get|does one get) wool from?
- My jumper is made of wool. Which animal is that from?
- Wool is from which animal?
- origin of wool
@ Eggs come
? where eggs come from
? which animals lay eggs
- From (where|which animal|what animal) (do eggs come|do we get eggs)?
- (Who|What|Which bird) (produces|lays|gives us) (eggs|the eggs we eat)?
- Where (do we get|does one get) eggs from?
- Eggs are laid by (whom|which animals)?
- Which farm animal gives us eggs?
- origin of eggs
@ Butter is
? what butter is (made of|made from)
? how butter is (made|produced)
- (From|Out of|Of) what is butter (made|produced)?
- What (do I need|does one need|do they use) to make butter?
- What is in butter?
- Butter is (made from|made of) what?
- (Which|What) (stuff|ingredient) is turned into butter?
- How do (you|they|people) make butter?
- What becomes butter when it is churned?
@ Cheese is
? what cheese is (made of|made from)
? how cheese is (made|produced)
- (From|Out of|Of) what is cheese (made|produced)?
- What (do I need|does one need|do they use) to make cheese?
- What is in cheese?
- Cheese is (made from|made of) what?
- How do (you|they|people) make cheese?
- (Which|What) (stuff|ingredient) is turned into cheese?
@ Bread is
? what bread is (made of|made from)
? what goes into bread
= the (ingredients|main ingredients) of bread
- (From|Out of|Of) what is bread (made|baked)?
- What (do I need|does one need|do they use|do bakers use) to (make|bake) bread?
- What (ingredients|things) are in bread?
- Bread is (made from|made of) what?
- How do (you|they|people) make bread?
- bread ingredients
@ Paper is
? what paper is (made of|made from)
? how paper is (made|produced)
- (From|Out of|Of) what is paper (made|produced)?
- What (do they use|does one need|is needed) to make paper?
- Paper is (made from|made of) what?
- (Which|What) (material|stuff|raw material) is paper made from?
- What are the pages of a book made of?
- Why do we cut trees for paper?
- Do they make paper from wood?
@ Glass is
? what glass is (made of|made from)
? how glass is (made|produced)
- (From|Out of|Of) what is glass (made|produced)?
- What (do they use|does one need|is melted) to make glass?
- Glass is (made from|made of) what?
- (Which|What) (material|stuff|raw material) is glass made from?
- What are window panes made of?
- How do (they|people) make glass?
@ Wine is
? what wine is (made of|made from)
? which fruit wine is made from
- (From|Out of|Of) (what|which fruit) is wine (made|produced|pressed)?
- What (do they use|does one need|do I need) to make wine?
- Wine is (made from|made of) (what|which fruit)?
- (Which|What) (fruit|berries) (becomes wine|is turned into wine|is in wine)?
- How do (they|people) make wine?
@ Chocolate is
? what chocolate is (made of|made from)
? which beans chocolate is made from
- (From|Out of|Of) what is chocolate (made|produced)?
- What (do they use|does one need|do I need) to make chocolate?
- Chocolate is (made from|made of) what?
- (Which|What) (plant|beans|ingredient) (is in chocolate|do we need for chocolate|gives us chocolate)?
- How do (they|people) make chocolate?
@ The largest animal is
= the (largest|biggest|hugest) (animal of all|living animal|animal alive|creature on earth|animal in the sea)
? (which|what) animal is the (biggest of all|largest of all|biggest in the world)
- (Which|What) animal (grows to the greatest size|is bigger than all others|is the real giant)?
- (Which|What) is the (biggest|largest) creature (alive|in the world|on earth)?
- Is there any animal larger than the blue whale?
- biggest animal ever
- largest animal in the world
@ The largest animal on land
= the (largest|biggest|heaviest) (land animal|animal on land|animal that lives on land)
? (which|what) land animal is the (largest|biggest)
- (Which|What) (animal on land|land animal|four-legged animal) is the largest?
- On land, which animal is the (biggest|largest)?
- (Which|What) is the biggest creature that walks?
- biggest land animal
- largest animal on land
- Leaving out the sea, what is the largest animal?
@ The tallest animal
= the (tallest|highest) (animal of all|animal in the world|living animal|land animal)
= the animal with the (longest|very long) neck
? (which|what) animal is the tallest (of all|)
- (Which|What) animal (grows tallest|is taller than all others|reaches highest|has the longest neck of all)?
- (Which|What) is the tallest creature (on earth|)?
- Who has the longest neck?
- Long neck, long legs: which animal is the tallest?
- tallest creature
@ The fastest animal
= the (fastest|quickest) (animal on land|runner among the animals|land animal|animal on four legs)
? (which|what) animal (runs fastest|is the fastest|is the quickest)
- (Which|What) animal (runs faster than all others|can run the fastest|is the best runner|wins every race)?
- (Which|What) is the (fastest|quickest) (creature|cat|runner) on land?
- Who runs fastest of all animals?
- quickest animal
- top speed: which animal runs fastest on land?
@ The largest bird
= the (largest|biggest|heaviest) (bird of all|bird in the world|living bird|bird)
? (which|what) bird is the (largest|biggest)
- (Which|What) bird (grows to the greatest size|is bigger than all others)?
- Among the birds, which is the (largest|biggest)?
- biggest bird
- largest bird in the world
@ The penguin is
= a bird (that cannot fly|without flight|unable to fly)
? whether (a penguin|penguins|the penguin) can fly
? which bird cannot fly
- (Which|What) bird (is unable to fly|never flies|stays on the ground and swims)?
- (Are penguins|Is the penguin) (birds|a bird) (or fish|or a fish|)?
- Do penguins fly?
- Why do penguins not fly?
- Name a bird that cannot fly.
- flightless bird
@ A whale is
? whether (a whale is a fish|whales are fish|a whale is a mammal|whales are mammals)
- Does (a|the) whale (belong to|count among) the (fish|mammals)?
- (Are|Would you call) whales (mammals|mammals or fish|a kind of fish)?
- (Fish or mammal|Mammal or fish): the whale?
- What (kind|sort|type) of animal is a whale?
- The whale: fish or mammal?
- What is a whale, a fish or a mammal?
@ A bat is
? whether (a bat is a bird|bats are birds|a bat is a mammal|bats are mammals)
- Does (a|the) bat (belong to|count among) the (birds|mammals)?
- (Are|Would you call) bats (mammals|mammals or birds|a kind of bird)?
- (Bird or mammal|Mammal or bird): the bat?
- What (kind|sort|type) of animal is a bat?
- The bat flies. Is it a bird?
- What is a bat, a bird or a mammal?
@ A spider is
? whether (a spider is an insect|spiders are insects)
? why a spider is not an insect
- Does (a|the) spider (belong to|count among) the insects?
- Would you call a spider an insect?
- Why is (a|the) spider not an insect?
- Spider: insect or not?
- Do spiders count as insects?
- What is the difference between a spider and an insect?
- How do insects and spiders differ?
@ A tomato is
? whether (a tomato is a fruit|tomatoes are fruit|a tomato is a vegetable|a tomato is a fruit or a vegetable)
- Does (a|the) tomato (belong to|count among) the (fruits|vegetables)?
- Are tomatoes (fruit|vegetables|fruit or vegetables)?
- (Fruit or vegetable|Vegetable or fruit): the tomato?
- Tomato: fruit or vegetable?
- What is a tomato, a fruit or a vegetable?
- Would you call a tomato a (fruit|vegetable)?
@ The five senses
= (the names of|all|a list of) the (senses|five senses|human senses)
- (List|Say|Enumerate|Give me|Write down) (the|all|all five) senses (of man|of the body|).
- (Which|What) (five senses|senses) (are there|do we have|does a human have|exist)?
- How are the senses called?
- With which senses do we feel the world?
- human senses
- sight, hearing and which other senses?
@ The heart pumps
? what (the heart|my heart|a heart) (does|is for|is good for)
? which organ pumps the blood
= the (job|task|work|purpose|function) of the heart
- (Which|What) (organ|part of the body) (moves|drives|sends round|keeps moving) the blood?
- Why do we have a heart?
- What (work|job) does the heart do?
- What makes the blood flow?
- Why does the heart beat?
- What do we need the heart for?
@ We breathe with
? what (we breathe with|the lungs do|the lungs are for)
? which organ we use for breathing
= the (job|task|purpose|function) of the lungs
- (Which|What) (organ|part of the body) (takes in air|is for breathing|do people use for breathing|breathes)?
- Why do we have lungs?
- What do we need the lungs for?
- With (which organ|what) do (we|people) breathe?
- Where does the air go when we breathe?
@ We see with
? what (we see with|the eyes do|the eyes are for|eyes are good for)
= the (job|task|purpose|function) of the eyes
- (Which|What) (organ|part of the body) (is for seeing|do people use to see|sees)?
- Why do we have eyes?
- What do we (need|use) (the|our) eyes for?
- With (which organ|which part of the body) do (we|people) see?
- To see, what do we need?
@ We hear with
? what (we hear with|the ears do|the ears are for|ears are good for)
= the (job|task|purpose|function) of the ears
- (Which|What) (organ|part of the body) (is for hearing|do people use to hear|hears)?
- Why do we have ears?
- What do we (need|use) (the|our) ears for?
- With (which organ|which part of the body) do (we|people) hear?
- To hear, what do we need?
@ We smell with
? what (we smell with|the nose does|the nose is for|a nose is good for)
= the (job|task|purpose|function) of the nose
- (Which|What) (organ|part of the body) (is for smelling|do people use to smell|smells things)?
- Why do we have a nose?
- What do we (need|use) (the|our) nose for?
- With (which organ|which part of the body) do (we|people) smell?
- To smell a flower, what do we need?
@ We think with
? what (we think with|the brain does|the brain is for|a brain is good for)
= the (job|task|purpose|function) of the brain
- (Which|What) (organ|part of the body) (is for thinking|do people use to think|thinks)?
- Why do we have a brain?
- What do we (need|use) (the|our) brain for?
- With (which organ|which part of the body) do (we|people) think?
- Where in the body do thoughts arise?
@ The largest organ
= the (largest|biggest) (organ of the body|human organ|organ we have|organ of a person)
? which organ is the (largest|biggest) (of the body|)
- (Which|What) organ (covers the whole body|is larger than all others|is the biggest of all)?
- Of all organs, which is the (largest|biggest)?
- biggest organ of the body
- largest human organ
@ The vowels are
= (all|a list of|the names of) the vowels
- (List|Say|Enumerate|Give me|Write down) (the|all|all five) vowels (of the alphabet|).
- (Which|What) letters (are called vowels|count as vowels|are the vowels)?
- (Which|What) vowels (are there|does English have|does the alphabet have)?
- Vowels?
- A, E and which other vowels?
- vowels of the alphabet
@ The alphabet is
= (the whole|the full|the English|the complete) alphabet
= all (the|26) letters of the alphabet
- (List|Recite|Say|Give me|Write down|Show me) (the|all|all 26) letters (of the alphabet|from A to Z).
- (Recite|Say|Write out|Go through|Sing) (the ABC|the alphabet).
- A B C and so on?
- Say the letters from A to Z.
- How does the alphabet go?
- What letters are there in the alphabet?
- a to z please
@ The colours of the rainbow
= (the names of|all|a list of) the (colours|colors) (of|in) (the|a) rainbow
- (List|Say|Enumerate|Give me|Write down) (the|all|all seven) (colours|colors) of the rainbow.
- (Which|What) (colours|colors) (are in a rainbow|make up a rainbow|do you see in a rainbow)?
- (Which|What) (colours|colors) (has a rainbow|appear in a rainbow)?
- How is a rainbow coloured?
- I am painting a rainbow. Which (colours|colors) do I need?
- In which (colours|colors) does a rainbow shine?
- rainbow (colours|colors)
@ The primary colours
= (the names of|all|a list of) the primary (colours|colors)
= the three primary (colours|colors) (of paint|)
- (List|Say|Enumerate|Give me|Write down) the (primary colours|primary colors|three primary colours).
- (Which|What) (colours|colors) (are called primary|count as primary|cannot be mixed from others)?
- From (which|what) three (colours|colors) can I mix the others?
- primary (colors|colours) of paint
@ A traffic light
= the (colours|colors|lights) of a traffic light
? (which|what) (colours|colors) a traffic light (has|shows)
- (Which|What) (colours|colors) (can a traffic light show|are the lights at a crossing)?
- (Which|What) (colours|colors) does a traffic light shine in?
- How is a traffic light coloured?
- List the (colours|colors) of a traffic light.
- I am drawing a traffic light. Which (colours|colors) do I need?
- traffic light (colours|colors)
@ At a red
? what (a red traffic light|a red light) means
? what (to do|one must do|I must do) at a red (traffic light|light)
= the meaning of a red (light|traffic light)
- The (traffic light|light) is red. What (do I do|now|must I do)?
- What does (one|a driver|a car) have to do when the traffic light is red?
- What does red mean (at a traffic light|at a crossing|on the road)?
- May I (drive|walk|go) when the light is red?
- Red light: go or stop?
@ The highest mountain
= the (highest|tallest) (mountain of all|mountain in the world|peak|peak on earth|mountain on the planet)
? (which|what) mountain is the (highest|tallest) (of all|in the world|)
- (Which|What) (mountain|peak) (rises highest|is higher than all others|reaches the greatest height)?
- Where is the highest point on earth? Which mountain?
- No mountain is higher than which one?
- tallest mountain
- highest peak
- Is Mount Everest the highest mountain?
@ The largest ocean
= the (largest|biggest) (ocean of all|ocean on earth|ocean in the world|of the oceans)
? (which|what) ocean is the (largest|biggest) (of all|)
- (Which|What) ocean (covers the most space|is larger than all others|has the most water)?
- Among the oceans, which is the (largest|biggest)?
- biggest ocean
- Is the Pacific the (largest|biggest) ocean?
@ The largest continent
= the (largest|biggest) (continent of all|continent on earth|continent in the world|of the continents)
? (which|what) continent is the (largest|biggest) (of all|)
- (Which|What) continent (covers the most land|is larger than all others)?
- Among the continents, which is the (largest|biggest)?
- biggest continent
- Is Asia the (largest|biggest) continent?
@ The smallest continent
= the (smallest|tiniest) (continent of all|continent on earth|continent in the world|of the continents)
? (which|what) continent is the (smallest|tiniest) (of all|)
- (Which|What) continent (covers the least land|is smaller than all others)?
- Among the continents, which is the (smallest|tiniest)?
- tiniest continent
- Is Australia the smallest continent?
@ The largest country
= the (largest|biggest) (country of all|country on earth|state in the world|of the countries)
? (which|what) country is the (largest|biggest) (of all|)
- (Which|What) (country|state) (covers the most land|is larger than all others|has the greatest area)?
- Among all countries, which is the (largest|biggest)?
- biggest country
- Is Russia the (largest|biggest) country?
@ The smallest country
= the (smallest|tiniest) (country of all|country on earth|state in the world|of the countries)
? (which|what) country is the (smallest|tiniest) (of all|)
- (Which|What) (country|state) (covers the least land|is smaller than all others|has the least area)?
- Among all countries, which is the (smallest|tiniest)?
- tiniest country
- Is Vatican City the smallest country?
@ The largest hot desert
= the (largest|biggest) (hot desert|sandy desert|desert in Africa|desert in the world|of the hot deserts)
? (which|what) desert is the (largest|biggest)
- (Which|What) (desert|hot desert) (covers the most land|is larger than all others)?
- Among the hot deserts, which is the (largest|biggest)?
- biggest desert
- Is the Sahara the (largest|biggest) (desert|hot desert)?
@ February is the shortest
= the shortest (month of all|month of the year|of the months)
= the month with the fewest days
? which month (is the shortest|has the fewest days)
- (Which|What) month (is shorter than all others|is over soonest|has only 28 days|has less than 30 days)?
- Of the twelve months, which is the shortest?
- shortest month
- Is February the shortest month?
@ The first day of the working week
= the (first|opening) (day of the working week|working day|work day)
? (which|what) day the working week (begins|starts) (with|on)
- (When|With which day) does the working week (start|begin)?
- After the weekend, on (which|what) day do people go back to work?
- (Which|What) (is the first working day|day do offices open again after the weekend)?
- first working day
- Is Monday the first day of the working week?
@ Saturday and Sunday
= the (days of the weekend|two weekend days|weekend days)
? (which|what) days (are the weekend|make the weekend|belong to the weekend)
- (Which|What) (two days|days) (make up|form|are part of) the weekend?
- The weekend is which days?
- On which days do people not have to work?
- When do we have a weekend?
- weekend days
@ A leap year
? (what|when|how often) (a leap year is|there is a leap year)
? how many days a leap year has
- How (long|many days long) is a leap year?
- (How often|When|In which years) (does a leap year come|do we have a leap year|is February a day longer)?
- What (makes|is special about) a leap year?
- Explain leap years (to me|).
- What do people mean by a leap year?
- days of a leap year
@ Christmas Day
= the date of (Christmas|Christmas Day)
? (when|on what date|on which day) (Christmas|Christmas Day) is
- (When|On what date|On which day) (is Christmas Day|do people celebrate Christmas)?
- (When|On what date|On which day) (does Christmas come|do we have Christmas)?
- Christmas is on (what|which) (date|day)?
- When does Santa come? I mean, the date of Christmas Day.
- Which day in December is Christmas Day?
- christmas date
@ New Year's Day
= the date of (New Year|New Year's Day)
? (when|on what date|on which day) (New Year's Day is|the year begins|the new year starts)
- (When|On what date|On which day) (does the new year begin|does the year start)?
- (When|On what date|On which day) (is the new year celebrated|do people celebrate New Year's Day)?
- New Year's Day is on (what|which) (date|day)?
- On which day does January begin, and the year with it?
- first day of the year
- new year date
@ Halloween is
= the date of Halloween
? (when|on what date|on which day) Halloween (is|falls)
- (When|On what date|On which day) (do people celebrate Halloween|does Halloween come)?
- (When|On what date|On which day) (do we have Halloween|do children go trick-or-treating)?
- Halloween is on (what|which) (date|day)?
- Which day in October is Halloween?
- halloween date
@ A triangle has
= a (shape|figure) with three (sides|corners|angles)
= the (shape|figure) that has three (sides|corners)
? (which|what) (shape|figure) has three (sides|corners|angles)
- What do you call a (shape|figure) with three (sides|corners)?
- Three sides, three corners: (what is it|which shape|what shape is that)?
- I drew a shape with three corners. What is it?
- (Which|What) (figure|form) has three (angles|corners)?
@ A shape with four
= the (shape|figure) with four equal sides and (right angles|four right angles)
? (which|what) (shape|figure) has four equal sides
- What do you call a (shape|figure) with four (equal sides|sides of the same length)?
- Four equal sides, four right angles: (what is it|which shape|what shape is that)?
- All four sides are equal and the corners are right angles. (Which shape is it|What is it)?
- (Which|What) (figure|form) has four sides of the same length and right angles?
@ A circle is
= a (shape|figure) (without corners|that is round|that has no corners)
? (which|what) (shape|figure) (is round|has no corners)
? how many corners a circle has
- What do you call a (round shape|round figure|shape without corners)?
- Has a circle (corners|any corners|got corners)?
- (Which|What) (figure|form) is round?
- Round and without corners: (what is it|which shape)?
- corners of a circle
@ The angles of a triangle
= the sum of (the|all|all three) angles (of|in) a triangle
? (what|how much) the angles of a triangle (add up to|make together|sum up to)
- How much are the (three angles|angles) of a triangle together?
- Add up the angles of a triangle. What do you get?
- How many degrees (do the angles of a triangle make|has a triangle|does a triangle have)?
- In a triangle, what is the sum of the angles?
- angle sum of a triangle
@ Pi is
= the (value|number|first digits|size) of pi
= the number pi
? (what|how much|how big) pi is
- How (big|large) is (pi|the number pi)?
- Which number is pi?
- What does pi equal?
- (Write|Give me|Say) (the digits of pi|pi to a few digits|pi).
- pi = ?
- pi value
- Pi is about how much?
@ Half of a dozen
= half a dozen (in numbers|as a number|)
? how many (half a dozen|a half dozen) (is|are)
- I want half a dozen eggs. How many is that?
- How many (eggs|things|pieces) are in half a dozen?
- A dozen divided by two is (what|how much)?
- What (number|amount) is half a dozen?
- half a dozen = ?
- half dozen
@ A dozen is
= a dozen (in numbers|as a number)
? how many (a dozen is|are a dozen|are meant by a dozen)
- I want a dozen eggs. How many is that?
- (What|Which) number (is|do people mean by|stands for) a dozen?
- One dozen is (what|how many)?
- dozen = ?
- A dozen, how much is that?
@ A kilogram of feathers
? (what|which) (weighs more|is heavier), a kilo of feathers or a kilo of (iron|stones or iron)
- Is a (kilo|kilogram) of iron heavier than a (kilo|kilogram) of feathers?
- Does a (kilo|kilogram) of (iron weigh more than a kilo of feathers|feathers weigh less than a kilo of iron)?
- One kilo of iron or one kilo of feathers: which is heavier?
- Which is lighter, a (kilo|kilogram) of feathers or a (kilo|kilogram) of iron?
- A kilo of feathers against a kilo of iron, which weighs more?
@ The even numbers
= (all|the|a list of the) even numbers (up to ten|from one to ten|from 1 to 10|until 10|between 1 and 10)
- (List|Say|Write down|Count) the even numbers (up to ten|up to 10|from one to ten|from 1 to 10).
- (Which|What) numbers (from one to ten|from 1 to 10|up to ten) are even?
- (Which|What) even numbers (are there up to ten|come before eleven)?
- Two, four and so on up to ten?
- even numbers 1 to 10
@ The odd numbers
= (all|the|a list of the) odd numbers (up to ten|from one to ten|from 1 to 10|until 10|between 1 and 10)
- (List|Say|Write down|Count) the odd numbers (up to ten|up to 10|from one to ten|from 1 to 10).
- (Which|What) numbers (from one to ten|from 1 to 10|up to ten) are odd?
- (Which|What) odd numbers (are there up to ten|come before eleven)?
- One, three and so on up to ten?
- odd numbers 1 to 10
@ The first prime numbers
= (some|a few|the first few|the first six|a list of) prime numbers
= the (first primes|smallest primes|smallest prime numbers)
- (List|Say|Write down|Give me|Count) (some|a few|the first|the smallest) (primes|prime numbers).
- (Which|What) (are the first primes|numbers are prime|prime numbers are there|prime numbers come first)?
- (Which|What) are the (smallest|first) (primes|prime numbers)?
- primes
- Can you count in primes?
- 2, 3, 5 ... which primes come next?
@ A computer works
= the (two digits|digits|numbers) (of a computer|of the binary system|a computer works with|used in binary)
? (which|what) digits a computer (uses|works with|counts with)
- With (which|what) (digits|numbers) does a computer (count|calculate|work)?
- (Which|What) (two digits|digits) (does the binary system use|make up binary|are in a binary number)?
- How does a computer count, with which digits?
- binary digits
- What digits do bits have?
@ Light is faster
? (what|which) (is faster|travels faster|moves faster), light or sound
? whether (light|sound) is faster than (sound|light)
- (Light or sound|Sound or light): (which is faster|what is faster|which travels faster)?
- Which travels faster, (sound or light|light or sound)?
- Why do I see lightning before I hear thunder?
- Does light travel faster than sound?
- Does sound travel faster than light?
- Is sound slower than light?
@ Fire is hot
? whether (fire|ice) is (hot|cold|hot or cold)
- (Which|What) (is hot|is cold|is hotter), (fire or ice|ice or fire)?
- Fire: hot or cold?
- Ice: hot or cold?
- Is (fire hot or cold|ice cold or hot|fire hotter than ice|ice colder than fire)?
- How do fire and ice feel?
- Does fire feel hot?
@ Winter is the coldest
= the (coldest|chilliest) (season of the year|time of the year|of the four seasons|season)
? (which|what) season is the coldest
- (When|In which season) (is it coldest|is it the coldest|does it get coldest|do we freeze most)?
- (Which|What) season (brings snow and ice|is colder than the others)?
- Is winter the coldest season?
- coldest time of the year
@ Summer is the warmest
= the (warmest|hottest) (season of the year|time of the year|of the four seasons|season)
? (which|what) season is the (warmest|hottest)
- (When|In which season) (is it hottest|is it the warmest|does it get hottest|is it warmest)?
- (Which|What) season (brings heat|is warmer than the others|has the hottest days)?
- Is summer the (warmest|hottest) season?
- hottest time of the year
@ Leaves fall
? (when|in which season) (the leaves|leaves) fall
= the season (when leaves fall|of falling leaves|when the trees lose their leaves)
- (When|In which season|At what time of year) do (trees lose their leaves|the trees drop their leaves)?
- (When|In which season|At what time of year) do the leaves come down?
- (Which|What) season (makes the leaves fall|is the season of falling leaves)?
- The leaves fall in (which season|what season|...)
- falling leaves: which season?
@ In spring the trees
? (when|in which season) (the trees turn green|flowers begin to grow|the first flowers come)
= the season (when trees turn green|when flowers begin to grow|of the first flowers)
- (When|In which season|At what time of year) do (the trees get new leaves|trees become green again)?
- (When|In which season|At what time of year) do (the first flowers come out|flowers start to grow)?
- (Which|What) season (makes the trees green|brings the first flowers|wakes the flowers)?
- The trees turn green in (which season|what season|...)
@ A doctor
? what a doctor (does|is for|does all day)
? who (helps|treats|heals) (sick people|ill people|people who are ill)
= the (job|work|task) of a doctor
- (Who|Which job) (heals|cures|helps|looks after) (the sick|sick people|ill people|people who are ill)?
- I am writing about jobs. What is a doctor's (work|job)?
- What is a doctor (for|good for)?
- Why do people go to a doctor?
- Describe the (work|job) of a doctor.
- Who should sick people go to?
@ A baker
? what a baker (does|makes|is for|does all day)
? who (bakes|makes) (bread|the bread|our bread)
= the (job|work|task) of a baker
- (Who|Which job|Which craftsman) (bakes|makes) (our bread|the bread|loaves and rolls)?
- What is a baker's (work|job)?
- What is a baker (for|good for)?
- Why does a baker get up early? What does he make?
- Describe the (work|job) of a baker.
- What do bakers (make|do|bake)?
@ A teacher
? what a teacher (does|is for|does all day)
? who (teaches children|teaches in a school|helps people to learn)
= the (job|work|task) of a teacher
- (Who|Which job) (teaches children|helps children to learn|gives lessons|stands in front of a class)?
- What is a teacher's (work|job)?
- What is a teacher (for|good for)?
- Describe the (work|job) of a teacher.
- What do teachers do?
- From whom do pupils learn?
@ A farmer
? what a farmer (does|is for|does all day)
? who (works on a farm|grows our food|keeps cows and pigs)
= the (job|work|task) of a farmer
- (Who|Which job) (grows food|grows wheat|keeps cows|looks after a farm|has fields and animals)?
- What is a farmer's (work|job)?
- What is a farmer (for|good for)?
- Describe the (work|job) of a farmer.
- What do farmers do?
@ A dentist
? what a dentist (does|is for|does all day)
? who (looks after|repairs|treats) (teeth|our teeth)
= the (job|work|task) of a dentist
- (Who|Which doctor|Which job) (looks after our teeth|repairs teeth|pulls teeth|is there for teeth)?
- What is a dentist's (work|job)?
- What is a dentist (for|good for)?
- Describe the (work|job) of a dentist.
- What do dentists do?
- Whom do I see about my teeth?
@ A pilot
? what a pilot (does|is for|does all day)
? who (flies|steers) (planes|a plane|an aircraft)
= the (job|work|task) of a pilot
- (Who|Which job) (flies planes|steers a plane|sits in the cockpit|flies an aircraft)?
- What is a pilot's (work|job)?
- What is a pilot (for|good for)?
- Describe the (work|job) of a pilot.
- What do pilots do?
@ A carpenter
? what a carpenter (does|makes|is for|does all day)
? who (makes things from wood|builds tables|works with wood)
= the (job|work|task) of a carpenter
- (Who|Which job|Which craftsman) (works with wood|builds tables and chairs)?
- (Who|Which job|Which craftsman) (makes furniture|makes things from wood)?
- What is a carpenter's (work|job)?
- What is a carpenter (for|good for)?
- Describe the (work|job) of a carpenter.
- What do carpenters (do|make)?
@ A tailor
? what a tailor (does|makes|is for|does all day)
? who (sews|makes) (clothes|suits|dresses)
= the (job|work|task) of a tailor
- (Who|Which job|Which craftsman) (sews suits|makes suits|works with needle and thread|sews dresses)?
- What is a tailor's (work|job)?
- What is a tailor (for|good for)?
- Describe the (work|job) of a tailor.
- What do tailors (do|make)?
@ A gardener
? what a gardener (does|is for|does all day)
? who (looks after plants|works in the garden|cares for flowers)
= the (job|work|task) of a gardener
- (Who|Which job) (cares for plants|works with flowers|waters and cuts the plants|looks after a garden)?
- What is a gardener's (work|job)?
- What is a gardener (for|good for)?
- Describe the (work|job) of a gardener.
- What do gardeners do?
@ You cut paper
? what (you cut paper with|scissors are for|scissors do)
= the (tool|thing) for cutting paper
- (Which|What) (tool|thing|instrument) (do I need|do you need|do people use) to cut paper?
- How do I cut paper?
- What do (I|we|people) (do with|use) scissors (for|)?
- What can I cut paper with?
- What does one do with scissors?
- What is the (use|purpose) of scissors?
@ You hit nails
? what (you hit nails with|a hammer is for|a hammer does)
= the (tool|thing) for (hitting nails|driving nails)
- (Which|What) (tool|thing|instrument) (do I need|do you need|do people use) (to hit a nail|for nails)?
- (Which|What) (tool|thing|instrument) (do I need|do you need|do people use) to drive a nail into wood?
- How do I get a nail into the wall?
- What do (I|we|people) (use a hammer for|need a hammer for|do with a hammer)?
- What is the (use|purpose) of a hammer?
- What can I hit nails with?
@ You eat soup
? what (you eat soup with|a spoon is for)
= the (tool|thing|cutlery) for (eating soup|soup)
- (Which|What) (tool|thing|piece of cutlery) (do I need|do you need|do people use) (to eat soup|for soup)?
- How do I eat soup?
- What do (I|we|people) (use a spoon for|need a spoon for|do with a spoon)?
- What is the (use|purpose) of a spoon?
- Fork, knife or spoon for soup?
@ You open a lock
? what (opens a lock|a key is for|you open a lock with)
= the (tool|thing) for opening a lock
- (Which|What) (tool|thing) (do I need|do you need|do people use) (to open a lock|for a lock)?
- (Which|What) (tool|thing) (do I need|do you need|do people use) to unlock a door?
- What do (I|we|people) (use a key for|need a key for|do with a key)?
- What is the (use|purpose) of a key?
- With what can I unlock my door?
- How does one open a lock?
@ An umbrella
? what (an umbrella is for|an umbrella does|keeps off the rain)
= the (tool|thing) against rain
- (Which|What) (tool|thing) (do I need|do you need) (in the rain|against rain|when it rains)?
- (Which|What) (tool|thing) (do people use|should I take along) (in the rain|against rain|when it rains)?
- What do (I|we|people) (use an umbrella for|need an umbrella for|do with an umbrella)?
- What is the (use|purpose) of an umbrella?
- What protects (me|us) from the rain?
- How do I stay dry in the rain?
@ A clock
? what (a clock is for|a clock does|a clock shows|shows the time)
= the (tool|thing) that shows the time
- (Which|What) (instrument|thing) (shows|tells) (us the time|people the time|the hours)?
- What do (I|we|people) (use a clock for|need a clock for|do with a clock)?
- What is the (use|purpose) of a clock?
- What (can I read|does one read) on a clock?
- Why do people hang a clock on the wall?
@ A fridge
? what (a fridge is for|a fridge does|keeps food cold)
= the (machine|thing) that keeps food cold
- (Which|What) (machine|thing|kitchen machine) (keeps milk cold|keeps food fresh|cools food|cools our food)?
- What do (I|we|people) (use a fridge for|need a fridge for|do with a fridge)?
- What is the (use|purpose) of a (fridge|refrigerator)?
- Where do I (put|store) (food|milk|butter) to keep it cold?
- What does a refrigerator do?
@ Cows eat
? what cows (eat|live on|like to eat|have for food)
? what a cow (eats|lives on|likes to eat)
= the (food|diet) of (cows|a cow)
- What (does a cow|do cows) (live on|feed on|like to eat|have for food)?
- (What|Which food) do I (give|feed) a cow?
- On what do cows feed?
- Do cows eat (grass|meat|hay or meat)?
- cow food
- What is on the menu of a cow?
@ Rabbits eat
? what rabbits (eat|live on|like to eat|have for food)
? what a rabbit (eats|lives on|likes to eat)
= the (food|diet) of (rabbits|a rabbit)
- What (does a rabbit|do rabbits) (live on|feed on|like to eat|have for food)?
- (What|Which food) do I (give|feed) a rabbit?
- On what do rabbits feed?
- Do rabbits eat (grass|meat|plants)?
- rabbit food
@ Lions eat
? what lions (eat|live on|like to eat|have for food)
? what a lion (eats|lives on|likes to eat)
= the (food|diet) of (lions|a lion)
- What (does a lion|do lions) (live on|feed on|like to eat|have for food)?
- (What|Which food) do they (give|feed) a lion in the zoo?
- On what do lions feed?
- Do lions eat (grass|meat|plants)?
- lion food
@ Pandas eat
? what pandas (eat|live on|like to eat|have for food)
? what a panda (eats|lives on|likes to eat)
= the (food|diet) of (pandas|a panda)
- What (does a panda|do pandas) (live on|feed on|like to eat|have for food)?
- (What|Which plant) do pandas eat all day?
- On what do pandas feed?
- Do pandas eat (bamboo|meat|grass)?
- panda food
@ Koalas eat
? what koalas (eat|live on|like to eat|have for food)
? what a koala (eats|lives on|likes to eat)
= the (food|diet) of (koalas|a koala)
- What (does a koala|do koalas) (live on|feed on|like to eat|have for food)?
- (Which|What) leaves do koalas eat?
- On what do koalas feed?
- Do koalas eat (leaves|meat|grass)?
- koala food
@ Cats eat
? what cats (eat|live on|like to eat|have for food)
? what a cat (eats|lives on|likes to eat|catches)
= the (food|diet) of (cats|a cat)
- What (does a cat|do cats) (live on|feed on|like to eat|have for food|hunt)?
- (What|Which food) do I (give|feed) a cat?
- On what do cats feed?
- Do cats eat (fish|meat|grass|mice)?
- cat food
- What does my cat want to eat?
@ Dogs eat
? what dogs (eat|live on|like to eat|have for food)
? what a dog (eats|lives on|likes to eat)
= the (food|diet) of (dogs|a dog)
- What (does a dog|do dogs) (live on|feed on|like to eat|have for food)?
- (What|Which food) do I (give|feed) a dog?
- On what do dogs feed?
- Do dogs eat (fish|meat|grass)?
- dog food
@ Monkeys eat
? what monkeys (eat|live on|like to eat|have for food)
? what a monkey (eats|lives on|likes to eat)
= the (food|diet) of (monkeys|a monkey)
- What (does a monkey|do monkeys) (live on|feed on|like to eat|have for food)?
- On what do monkeys feed?
- Do monkeys eat (fruit|bananas|leaves|insects)?
- monkey food
@ Squirrels eat
? what squirrels (eat|live on|like to eat|have for food)
? what a squirrel (eats|lives on|likes to eat|collects)
= the (food|diet) of (squirrels|a squirrel)
- What (does a squirrel|do squirrels) (live on|feed on|like to eat|have for food|hide for the winter)?
- On what do squirrels feed?
- Do squirrels eat (nuts|seeds|meat)?
- squirrel food
@ Kangaroos live
? (where|on which continent|in which country) (kangaroos|a kangaroo) (live|can be seen)
= the home of (kangaroos|the kangaroo)
- (Where|In which country|On which continent) (can I see wild kangaroos|do you find kangaroos)?
- (Where|In which country|On which continent) (are kangaroos at home|does a kangaroo live)?
- (Where do|From where do|What country do) kangaroos come from?
- Do kangaroos live in (Africa|Australia|Europe)?
- kangaroo home
@ Polar bears live
? where (polar bears|a polar bear) (live|can be seen)
= the home of (polar bears|the polar bear)
- (Where|In which part of the world) (can I see wild polar bears|do you find polar bears)?
- (Where|In which part of the world) (are polar bears at home|does a polar bear live)?
- Do polar bears live in the (Arctic|north|south|Antarctic)?
- Are there polar bears at the (North Pole|South Pole)?
- polar bear home
@ Penguins live
? where (penguins|a penguin) (live|can be seen)
= the home of (penguins|the penguin)
- (Where|In which part of the world) (can I see wild penguins|do you find penguins)?
- (Where|In which part of the world) (are penguins at home|does a penguin live)?
- Do penguins live in the (Arctic|north|south|Antarctic)?
- Are there penguins at the (North Pole|South Pole)?
- penguin home
@ Fish live
? where (fish|a fish) (live|swim)
= the home of (fish|a fish)
- (Where|In what) (do you find fish|are fish at home|does a fish live|do fish swim)?
- Do fish live (on land|in water|in the air)?
- What do fish need around them to live?
- Which element is home to the fish?
@ A caterpillar
? what (a caterpillar becomes|a caterpillar turns into|comes out of a caterpillar)
- Into what does a caterpillar (turn|change|grow)?
- What (will|does) a caterpillar (grow into|change into|be when it is grown up|become one day)?
- What is a caterpillar when it (is grown up|has grown wings)?
- A caterpillar turns into (what|a ...)
- What does a butterfly start as?
@ A tadpole
? what (a tadpole becomes|a tadpole turns into|grows from a tadpole)
- Into what does a tadpole (turn|change|grow)?
- What (will|does) a tadpole (grow into|change into|be when it is grown up|become one day)?
- What is a tadpole when it (is grown up|has grown legs)?
- A tadpole turns into (what|a ...)
- Which animal grows out of a tadpole?
"""

# Which language people speak, for seven countries.
SPOKEN = """
? (which|what) language (people|they|the people) (speak|use|talk) in #
? (which|what) language (is spoken|one speaks|is the language) in #
= the language (of|spoken in|people speak in|they speak in) #
= the (main|official) language of #
- In (which|what) language do people (talk|write|speak) in #?
- (Which|What) (language|tongue) do I (need|hear|have to learn) (in|for) #?
- (Which|What) do people speak in #?
- # speaks (which|what) language?
- What do they talk in #?
- I am travelling to #. Which language do they speak there?
- If I move to #, which language should I learn?
- People in # speak what?
- # language
- spoken language in #
"""
for _c in "France Germany Spain Italy Brazil Japan England".split():
    SINGLES += f"@ People in {_c}\n" + SPOKEN.strip().replace("#", _c) + "\n"
