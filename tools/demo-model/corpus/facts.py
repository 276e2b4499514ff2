"""Simple facts: capitals, the calendar, animals, opposites, plurals, past tenses and the like.

A group of facts is a table with its own phrasings: the phrasing and the row are drawn apart, so the
model meets every fact in many words. Single facts stand in SINGLE with their phrasings; facts_wording.py
has many more of both kinds. Sums of
one-digit numbers are answered from memory, but never when a calculator is on offer.
"""
import re

from .common import Assistant, User, cap, typed
from .facts_wording import wider


def rows(text):
    """'a=b, c=d' -> {a: b, c: d}"""
    return dict(x.strip().split("=") for x in text.replace("\n", " ").split(",") if x.strip())


def lines(text):
    return tuple(x.strip() for x in text.replace("\n", "|").split("|") if x.strip())


CAPITALS = rows("""France=Paris, Germany=Berlin, Italy=Rome, Spain=Madrid, Portugal=Lisbon, England=London,
    Scotland=Edinburgh, Wales=Cardiff, Ireland=Dublin, Belgium=Brussels, the Netherlands=Amsterdam,
    Luxembourg=Luxembourg, Austria=Vienna, Switzerland=Bern, Denmark=Copenhagen, Norway=Oslo,
    Sweden=Stockholm, Finland=Helsinki, Iceland=Reykjavik, Poland=Warsaw, Hungary=Budapest,
    Slovakia=Bratislava, Slovenia=Ljubljana, Croatia=Zagreb, Serbia=Belgrade, Bulgaria=Sofia,
    Romania=Bucharest, Greece=Athens, Albania=Tirana, Estonia=Tallinn, Latvia=Riga, Lithuania=Vilnius,
    Ukraine=Kyiv, Russia=Moscow, Belarus=Minsk, Moldova=Chisinau, Malta=Valletta, Cyprus=Nicosia,
    Turkey=Ankara, Egypt=Cairo, Morocco=Rabat, Algeria=Algiers, Tunisia=Tunis, Libya=Tripoli, Sudan=Khartoum,
    Ethiopia=Addis Ababa, Kenya=Nairobi, Uganda=Kampala, Rwanda=Kigali, Ghana=Accra, Senegal=Dakar,
    Nigeria=Abuja, Angola=Luanda, Zambia=Lusaka, Zimbabwe=Harare, Namibia=Windhoek, Botswana=Gaborone,
    Mali=Bamako, Somalia=Mogadishu, Iran=Tehran, Iraq=Baghdad, Syria=Damascus, Lebanon=Beirut, Jordan=Amman,
    Saudi Arabia=Riyadh, Qatar=Doha, Kuwait=Kuwait City, Afghanistan=Kabul, Pakistan=Islamabad,
    India=New Delhi, Nepal=Kathmandu, Bangladesh=Dhaka, China=Beijing, Japan=Tokyo, South Korea=Seoul,
    North Korea=Pyongyang, Mongolia=Ulaanbaatar, Vietnam=Hanoi, Thailand=Bangkok, Laos=Vientiane,
    Cambodia=Phnom Penh, Malaysia=Kuala Lumpur, the Philippines=Manila, Australia=Canberra,
    New Zealand=Wellington, Canada=Ottawa, the United States=Washington D.C., Mexico=Mexico City, Cuba=Havana,
    Jamaica=Kingston, Panama=Panama City, Costa Rica=San Jose, Guatemala=Guatemala City, Colombia=Bogota,
    Venezuela=Caracas, Ecuador=Quito, Peru=Lima, Brazil=Brasilia, Chile=Santiago, Argentina=Buenos Aires,
    Uruguay=Montevideo, Paraguay=Asuncion""")
CONTINENT = {}
for _continent, _countries in (
        ("Europe",
         """France, Germany, Italy, Spain, Portugal, England, Scotland, Ireland, Belgium, the Netherlands,
            Austria, Switzerland, Denmark, Norway, Sweden, Finland, Iceland, Poland, Hungary, Croatia,
            Bulgaria, Romania, Greece, Ukraine"""),
        ("Africa",
         """Egypt, Morocco, Algeria, Tunisia, Libya, Sudan, Ethiopia, Kenya, Uganda, Ghana, Senegal, Nigeria,
            Angola, Zambia, Namibia"""),
        ("Asia",
         """Iran, Iraq, India, Pakistan, Nepal, China, Japan, South Korea, Mongolia, Vietnam, Thailand,
            Malaysia, the Philippines"""),
        ("North America", "Canada, the United States, Mexico, Cuba"),
        ("South America", "Colombia, Venezuela, Ecuador, Peru, Brazil, Chile, Argentina, Uruguay, Paraguay")):
    CONTINENT.update((x.strip(), _continent) for x in _countries.split(","))

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
MONTH_DAYS = {m: "28 days, and 29 in a leap year" if m == "February" else "31 days" for m in MONTHS}
MONTH_DAYS.update((m, "30 days") for m in ("April", "June", "September", "November"))
ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second
    twenty-third twenty-fourth twenty-fifth twenty-sixth""".split()
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen""".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def number(n):
    if n < 20:
        return SMALL[n]
    if n == 100:
        return "one hundred"
    return TENS[n // 10 - 2] + (f"-{SMALL[n % 10]}" if n % 10 else "")


SEASON_MONTHS = rows("""December=winter, January=winter, February=winter, March=spring, April=spring,
    May=spring, June=summer, July=summer, August=summer, September=autumn, October=autumn, November=autumn""")
SEASONS = ["spring", "summer", "autumn", "winter"]
SOUND = rows("""dog=barks, cat=meows, cow=moos, sheep=bleats, pig=grunts, horse=neighs, donkey=brays,
    lion=roars, wolf=howls, snake=hisses, frog=croaks, duck=quacks, owl=hoots, bee=buzzes, mouse=squeaks,
    bird=sings, crow=caws, hen=clucks, rooster=crows, elephant=trumpets, goat=bleats, pigeon=coos,
    bear=growls, goose=honks""")
YOUNG = rows("""dog=puppy, cat=kitten, cow=calf, sheep=lamb, pig=piglet, horse=foal, goat=kid, hen=chick,
    duck=duckling, goose=gosling, lion=cub, bear=cub, wolf=cub, fox=cub, tiger=cub, deer=fawn, frog=tadpole,
    kangaroo=joey, elephant=calf, whale=calf, swan=cygnet, owl=owlet, eagle=eaglet, butterfly=caterpillar,
    seal=pup, hare=leveret""")
ANIMAL_HOME = rows("""bird=nest, bee=hive, dog=kennel, pig=sty, horse=stable, spider=web, rabbit=burrow,
    lion=den, fox=den, bear=den, cow=shed, hen=coop, ant=anthill, beaver=lodge, badger=sett""")
LEGS = rows("""dog=four, cat=four, cow=four, horse=four, elephant=four, mouse=four, lion=four, frog=four,
    bird=two, hen=two, duck=two, penguin=two, person=two, spider=eight, ant=six, bee=six, butterfly=six,
    fly=six, beetle=six, insect=six, crab=ten, snake=no, fish=no, worm=no""")
FEMALE = rows("""bull=cow, stallion=mare, rooster=hen, ram=ewe, drake=duck, lion=lioness, boar=sow, stag=doe,
    king=queen, prince=princess, father=mother, uncle=aunt, son=daughter, brother=sister, nephew=niece,
    husband=wife, actor=actress, boy=girl, man=woman""")
COLOUR = rows("""grass=green, snow=white, blood=red, a lemon=yellow, a banana=yellow, coal=black, milk=white,
    the sky=blue, a carrot=orange, a ripe tomato=red, a strawberry=red, a crow=black, a swan=white,
    a flamingo=pink, an elephant=grey, a frog=green, chocolate=brown, gold=yellow, cream=white, a ruby=red,
    an emerald=green, a sapphire=blue, the sea=blue, salt=white, a polar bear=white, a leaf=green,
    a plum=purple, a violet=purple, the sun=yellow, a raven=black""")
MIXED = rows("""red and yellow=orange, blue and yellow=green, red and blue=purple, black and white=grey,
    red and white=pink""")
PLANETS = "Mercury Venus Earth Mars Jupiter Saturn Uranus Neptune".split()
ELEMENTS = rows("""hydrogen=H, helium=He, carbon=C, nitrogen=N, oxygen=O, iron=Fe, gold=Au, silver=Ag,
    copper=Cu, lead=Pb, tin=Sn, zinc=Zn, sodium=Na, potassium=K, calcium=Ca, sulphur=S, chlorine=Cl, neon=Ne,
    aluminium=Al, silicon=Si, mercury=Hg, nickel=Ni, uranium=U, phosphorus=P, magnesium=Mg, iodine=I""")
SIDES = rows("""triangle=three, square=four, rectangle=four, pentagon=five, hexagon=six, heptagon=seven,
    octagon=eight, nonagon=nine, decagon=ten""")
MEASURE = {"seconds in a minute": "60", "minutes in an hour": "60", "hours in a day": "24",
           "days in a week": "7", "months in a year": "12",
           "weeks in a year": "52", "days in a year": "365", "days in a leap year": "366",
           "years in a decade": "10",
           "years in a century": "100", "years in a millennium": "1000", "centimetres in a metre": "100",
           "millimetres in a centimetre": "10",
           "metres in a kilometre": "1000", "grams in a kilogram": "1000", "millilitres in a litre": "1000",
           "kilograms in a tonne": "1000",
           "inches in a foot": "12", "feet in a yard": "3", "pence in a pound": "100",
           "cents in a dollar": "100", "eggs in a dozen": "12",
           "bits in a byte": "8", "degrees in a circle": "360", "degrees in a right angle": "90",
           "letters in the alphabet": "26",
           "vowels in the alphabet": "5", "players in a football team": "11", "strings on a violin": "4",
           "strings on a guitar": "6",
           "wheels on a bicycle": "2", "wheels on a car": "4", "seasons in a year": "4",
           "continents on the earth": "7",
           "planets in the solar system": "8", "colours in a rainbow": "7",
           "teeth in the mouth of an adult": "32",
           "bones in the body of an adult": "206", "fingers on a hand": "5", "squares on a chess board": "64",
           "minutes in half an hour": "30",
           "days in a fortnight": "14", "keys on a piano": "88", "cards in a pack": "52",
           "sides on a cube": "6", "hours in two days": "48",
           "arms on an octopus": "8", "days in a weekend": "2", "zeros in a million": "6",
           "zeros in a thousand": "3"}
OPPOSITES = rows("""hot=cold, big=small, tall=short, long=short, high=low, fast=slow, good=bad, happy=sad,
    old=young, new=old, rich=poor, strong=weak, light=dark, heavy=light, hard=soft, full=empty, open=closed,
    clean=dirty, wet=dry, early=late, easy=difficult, loud=quiet, noisy=quiet, thick=thin, wide=narrow,
    deep=shallow, near=far, left=right, right=wrong, true=false, up=down, in=out, on=off, over=under,
    above=below, front=back, first=last, begin=end, start=stop, come=go, give=take, buy=sell, push=pull,
    win=lose, love=hate, laugh=cry, live=die, remember=forget, ask=answer, open=close, always=never,
    everything=nothing, everybody=nobody, yes=no, day=night, black=white, summer=winter, north=south,
    east=west, friend=enemy, war=peace, life=death, beginning=end, top=bottom, inside=outside, brave=cowardly,
    polite=rude, kind=cruel, clever=stupid, beautiful=ugly, sharp=blunt, smooth=rough, sweet=sour,
    safe=dangerous, alive=dead, asleep=awake, same=different, cheap=expensive, correct=wrong,
    possible=impossible, visible=invisible, known=unknown, lucky=unlucky, simple=complicated,
    strange=familiar, public=private, many=few, more=less, most=least, large=small, quick=slow, hungry=full,
    sick=healthy, tight=loose, straight=crooked, careful=careless, honest=dishonest, patient=impatient,
    generous=mean, proud=ashamed, lazy=hard-working, calm=nervous, modern=ancient, male=female,
    success=failure, victory=defeat, question=answer, entrance=exit, arrive=leave, rise=fall,
    increase=decrease, accept=refuse, build=destroy, catch=throw, find=lose, sit=stand, whisper=shout,
    lend=borrow, appear=disappear, freeze=melt, teach=learn, save=waste, before=after, forwards=backwards,
    quickly=slowly, often=seldom, together=apart, here=there, today=yesterday, absent=present, bright=dark,
    guilty=innocent, float=sink, praise=blame, hope=despair, joy=sorrow, truth=lie, minimum=maximum,
    positive=negative, plus=minus, solid=liquid, rough=smooth""")
for _a, _b in list(OPPOSITES.items()):
    OPPOSITES.setdefault(_b, _a)
PLURALS = rows("""child=children, man=men, woman=women, foot=feet, tooth=teeth, goose=geese, mouse=mice,
    louse=lice, ox=oxen, person=people, sheep=sheep, deer=deer, fish=fish, salmon=salmon, aircraft=aircraft,
    series=series, species=species, knife=knives, wife=wives, life=lives, leaf=leaves, loaf=loaves,
    half=halves, calf=calves, wolf=wolves, shelf=shelves, thief=thieves, scarf=scarves, elf=elves,
    self=selves, potato=potatoes, tomato=tomatoes, hero=heroes, echo=echoes, photo=photos, piano=pianos,
    city=cities, baby=babies, lady=ladies, story=stories, fly=flies, berry=berries, party=parties,
    country=countries, box=boxes, fox=foxes, bus=buses, glass=glasses, dish=dishes, church=churches,
    watch=watches, crisis=crises, analysis=analyses, oasis=oases, cactus=cacti, fungus=fungi,
    phenomenon=phenomena, criterion=criteria, index=indices, gentleman=gentlemen, policeman=policemen,
    grandchild=grandchildren, roof=roofs, chief=chiefs, key=keys, day=days, toy=toys, dog=dogs, cat=cats,
    house=houses, horse=horses, tree=trees, book=books, apple=apples, bird=birds, car=cars, lantern=lanterns,
    table=tables""")
PAST = rows("""go=went, be=was or were, have=had, do=did, say=said, make=made, get=got, know=knew,
    think=thought, take=took, see=saw, come=came, give=gave, find=found, tell=told, become=became, leave=left,
    feel=felt, put=put, bring=brought, begin=began, keep=kept, hold=held, write=wrote, stand=stood,
    hear=heard, let=let, mean=meant, set=set, meet=met, run=ran, pay=paid, sit=sat, speak=spoke, lead=led,
    read=read, grow=grew, lose=lost, fall=fell, send=sent, build=built, understand=understood, draw=drew,
    break=broke, spend=spent, cut=cut, rise=rose, drive=drove, buy=bought, wear=wore, choose=chose, eat=ate,
    drink=drank, sleep=slept, sing=sang, swim=swam, fly=flew, throw=threw, catch=caught, teach=taught,
    fight=fought, sell=sold, win=won, forget=forgot, ride=rode, shake=shook, steal=stole, swear=swore,
    tear=tore, wake=woke, bite=bit, blow=blew, freeze=froze, hide=hid, hit=hit, hurt=hurt, ring=rang,
    shine=shone, shoot=shot, shut=shut, sink=sank, feed=fed, dig=dug, bend=bent, lend=lent, stick=stuck,
    strike=struck, sweep=swept, hang=hung, light=lit, spread=spread, cost=cost, walk=walked, play=played,
    jump=jumped, stop=stopped, try=tried, cry=cried, carry=carried, love=loved, open=opened, help=helped""")
COMPARE = {"good": "better, best", "bad": "worse, worst", "far": "further, furthest", "little": "less, least",
           "many": "more, most"}
for _w in """tall short long small cold warm fast slow old young high low deep strong weak clean hard soft
    cheap rich poor sweet dark""".split():
    COMPARE[_w] = f"{_w}er, {_w}est"
for _w in "happy funny easy heavy early busy pretty dirty lucky angry hungry noisy".split():
    COMPARE[_w] = f"{_w[:-1]}ier, {_w[:-1]}iest"
for _w in "big hot thin fat sad wet red".split():
    COMPARE[_w] = f"{_w}{_w[-1]}er, {_w}{_w[-1]}est"
for _w in "large nice wise brave late safe wide strange".split():
    COMPARE[_w] = f"{_w}r, {_w}st"
for _w in """beautiful careful difficult expensive interesting important dangerous useful famous
    comfortable""".split():
    COMPARE[_w] = f"more {_w}, most {_w}"


def an(word):
    return ("an " if word[0] in "aeiou" else "a ") + word


def table(name, of, trained, held, answer):
    """A group of facts: the rows as (slots, answer), and the ways to ask."""
    return name, [(slots, answer.format(**slots)) for slots in of], lines(trained), lines(held)


GROUPS = [
    (6, table("capital", [{"c": c, "v": v} for c, v in CAPITALS.items()],
     """What is the capital of {c}?|what is the capital of {c}|What's the capital of {c}?|capital of {c}
        capital of {c}?|the capital of {c}|Which city is the capital of {c}?|Tell me the capital of {c}.
        Do you know the capital of {c}?|Name the capital of {c}.|Can you tell me the capital of {c}?
        I'd like to know the capital of {c}.|{c} capital|What is the capital city of {c}?
        what city is the capital of {c}|I forgot the capital of {c}.|Which is the capital of {c}?
        The capital of {c} is?|whats the capital of {c}""",
     """Could you name the capital city of {c}?|Which town is {c}'s capital?|I need the capital of {c}.
        so the capital of {c} is what?""",
     "The capital of {c} is {v}.")),
    (2, table("capital-of", [{"c": c, "v": v} for c, v in CAPITALS.items() if c != v],
     """What country is {v} the capital of?|Which country has the capital {v}?
        {v} is the capital of which country?|Of which country is {v} the capital?
        {v} is the capital of what country|Which country's capital is {v}?""",
     """Tell me which country {v} is the capital of.""", "{v} is the capital of {c}.")),
    (2, table("continent", [{"c": c, "v": v} for c, v in CONTINENT.items()],
     """On which continent is {c}?|Which continent is {c} in?|what continent is {c} in
        What continent is {c} on?|continent of {c}|Where is {c}?|where is {c}|Tell me the continent of {c}.
        In which part of the world is {c}?|Do you know where {c} is?|{c} is on which continent?
        Where does {c} lie?|In what continent is {c}?|{c} continent""",
     """Could you tell me on which continent {c} lies?
     In which continent would I find {c}?""", "{c} is in {v}.")),
    (2, table("day-after", [{"d": DAYS[i], "v": DAYS[(i + 1) % 7]} for i in range(7)],
     """What day comes after {d}?|what day is after {d}|Which day follows {d}?|What is the day after {d}?
        the day after {d}|If today is {d}, what day is tomorrow?|Today is {d}. What day is tomorrow?
        day after {d}?|Tell me the day after {d}.|which day comes after {d}""",
     """When {d} is over, which day begins?
     Name the day that comes next after {d}.""", "The day after {d} is {v}.")),
    (2, table("day-before", [{"d": DAYS[i], "v": DAYS[i - 1]} for i in range(7)],
     """What day comes before {d}?|what day is before {d}|Which day is before {d}?|What is the day before {d}?
        the day before {d}|If today is {d}, what day was yesterday?|Today is {d}. What day was yesterday?
        Tell me the day before {d}.|which day comes before {d}""",
     """Name the day that is just before {d}.""", "The day before {d} is {v}.")),
    (2, table("month-after", [{"d": MONTHS[i], "v": MONTHS[(i + 1) % 12]} for i in range(12)],
     """What month comes after {d}?|what month is after {d}|Which month follows {d}?
        What is the month after {d}?|the month after {d}|If it is {d} now, what is next month?
        month after {d}?|Tell me the month after {d}.|which month comes after {d}
        What is the next month after {d}?""",
     """When {d} ends, which month begins?
     Name the month that comes next after {d}.""", "The month after {d} is {v}.")),
    (2, table("month-before", [{"d": MONTHS[i], "v": MONTHS[i - 1]} for i in range(12)],
     """What month comes before {d}?|what month is before {d}|Which month is before {d}?
        What is the month before {d}?|the month before {d}|Tell me the month before {d}.
        which month comes before {d}|If it is {d} now, what was last month?""",
     """Name the month that is just before {d}.""", "The month before {d} is {v}.")),
    (2, table("month-number", [{"d": m, "v": ORDINALS[i], "n": i + 1} for i, m in enumerate(MONTHS)],
     """What is the {v} month of the year?|What is the {v} month?|which month is the {v}
        Which month is the {v} of the year?|the {v} month|Tell me the {v} month.|Which month is number {n}?
        What number is the month of {d}?|Which month of the year is {d}?|is {d} the first month?""",
     """Name the {v} month of a year.
     What place does {d} have among the months?""", "{d} is the {v} month of the year.")),
    (2, table("month-days", [{"d": m, "v": v} for m, v in MONTH_DAYS.items()],
     """How many days are in {d}?|how many days does {d} have|How many days has {d}?
        How many days are there in {d}?|days in {d}|How long is {d}?|Number of days in {d}?
        Tell me how many days {d} has.|Does {d} have 30 or 31 days?|What is the number of days in {d}?""",
     """Of how many days is {d} made?|Could you tell me how many days there are in {d}?""", "{d} has {v}.")),
    (1, table("month-season", [{"d": m, "v": v} for m, v in SEASON_MONTHS.items()],
     """What season is {d}?|Which season is {d} in?|In which season is {d}?|what season is it in {d}
        Is {d} in summer or in winter?|season of {d}|What season is {d} in Europe?
        Tell me the season of {d}.""",
     """To which season does {d} belong?""", "In Europe, {d} is in {v}.")),
    (1, table("season-after", [{"d": SEASONS[i], "v": SEASONS[(i + 1) % 4]} for i in range(4)],
     """What season comes after {d}?|which season is after {d}|Which season follows {d}?
        What is the season after {d}?|the season after {d}
        What comes after {d}?""", """When {d} is over, which season begins?""", "After {d} comes {v}.")),
    (2, table("sound", [{"a": an(a), "w": a, "v": v} for a, v in SOUND.items()],
     """What sound does {a} make?|what sound does {a} make|What noise does {a} make?|What does {a} say?
        sound of {a}|What is the sound of {a}?|How does {a} sound?|Which sound does {a} make?
        Tell me what sound {a} makes.|What do you call the sound of {a}?|{w} sound
        What noise does the {w} make?""",
     """Which noise comes from {a}?|Do you know how {a} sounds?""", "{a} {v}.")),
    (2, table("young", [{"a": an(a), "w": a, "v": an(v)} for a, v in YOUNG.items()],
     """What is a young {w} called?|what is a baby {w} called|What do you call a young {w}?
        What do you call a baby {w}?|baby {w}|a young {w}|What is the young of {a}?
        What is the name for a young {w}?|How do you call a baby {w}?|What is a baby {w}?|name of a baby {w}
        What is the child of {a} called?|Tell me what a young {w} is called.|What's a baby {w} called?
        young of {a}""",
     """Which word is used for a baby {w}?|How is a young {w} called?""", "A young {w} is called {v}.")),
    (1, table("animal-home", [{"a": an(a), "w": a, "v": an(v)} for a, v in ANIMAL_HOME.items()],
     """Where does {a} live?|where does {a} live|What is the home of {a} called?
        What do you call the home of {a}?|home of {a}|the home of {a}|In what does {a} live?
        Tell me where {a} lives.|What is the house of {a}?|Where does the {w} sleep?""",
     """What is the name for the home of {a}?|Where would I find {a} at home?""", "The home of {a} is {v}.")),
    (2,
     table("legs",
           [{"a": an(a), "w": a, "v": v, "s": "leg" if v == "one" else "legs"} for a, v in LEGS.items()],
     """How many legs does {a} have?|how many legs does {a} have|How many legs has {a}?|legs of {a}
        number of legs of {a}|How many legs has {a} got?|Tell me how many legs {a} has.
        How many legs are there on {a}?|Do you know how many legs {a} has?|What is the number of legs of {a}?
        How many feet does {a} stand on?|How many legs does the {w} have?|{w} legs?""",
     """On how many legs does {a} walk, if any?|Count the legs of {a} for me.""", "{a} has {v} {s}.")),
    (1, table("female", [{"w": a, "v": v} for a, v in FEMALE.items()],
     """What is the female of {w}?|what is the female form of {w}|What is the feminine of {w}?
        Which word is the female of {w}?|female of {w}|What do you call a female {w}?
        What is the female word for {w}?|feminine of {w}?""",
     """Which word do I use instead of {w} for a female?""", "The female counterpart of *{w}* is *{v}*.")),
    (2, table("colour", [{"a": a, "v": v} for a, v in COLOUR.items()],
     """What colour is {a}?|what colour is {a}|What color is {a}?|what color is {a}|Which colour is {a}?
        the colour of {a}|colour of {a}|What is the colour of {a}?|Which colour does {a} have?
        Tell me the colour of {a}.|What's the colour of {a}?|Do you know the colour of {a}?
        What colour does {a} have?""", """In which colour would I paint {a}?
     Could you tell me the colour of {a}?""", "{a} is {v}.")),
    (1, table("mixed", [{"a": a, "v": v} for a, v in MIXED.items()],
     """What colour do you get if you mix {a}?|what do {a} make|Which colour do {a} make?
        Mix {a}. What colour is it?|mixing {a}|What colour do {a} give?|What do you get when you mix {a}?
        What colour comes from {a}?|{a} make what colour?|What happens if I mix {a}?""",
     """I stir together {a} paint. Which colour is it?""", "If you mix {a}, you get {v}.")),
    (1, table("planet-number", [{"p": p, "v": ORDINALS[i]} for i, p in enumerate(PLANETS)],
     """What is the {v} planet from the sun?|Which planet is the {v} from the sun?|the {v} planet
        what is the {v} planet|What place does {p} have from the sun?|Tell me the {v} planet.
        Which planet from the sun is {p}?|Name the {v} planet from the sun.|Is {p} close to the sun?
        Is {p} a planet?|Which place among the planets has {p}?""",
     """Counting from the sun, what is the {v} planet?""", "{p} is the {v} planet from the sun.")),
    (2, table("symbol", [{"e": e, "v": v} for e, v in ELEMENTS.items()],
     """What is the chemical symbol of {e}?|what is the chemical symbol for {e}|What is the symbol of {e}?
        symbol of {e}|chemical symbol for {e}|What's the symbol for {e}?|Which symbol does {e} have?
        Tell me the symbol of {e}.|the symbol for {e}|Do you know the chemical symbol of {e}?
        How is {e} written in chemistry?""",
     """Which letters stand for {e} in chemistry?
     Could you give me the chemical symbol for {e}?""", "The chemical symbol of {e} is {v}.")),
    (1, table("element", [{"e": e, "v": v} for e, v in ELEMENTS.items()],
     """Which element has the symbol {v}?|What element is {v}?|{v} is the symbol of which element?
        what does {v} stand for in chemistry|Which element is {v}?
        What is the element with the symbol {v}?""",
     """Name the element whose symbol is {v}.""", "{v} is the chemical symbol of {e}.")),
    (1, table("sides", [{"a": an(a), "w": a, "v": v} for a, v in SIDES.items()],
     """How many sides does {a} have?|how many sides does {a} have|How many sides has {a}?|sides of {a}
        number of sides of {a}|How many corners does {a} have?|What is the number of sides of {a}?
        Tell me how many sides {a} has.|How many corners has {a}?|How many sides are there in {a}?|{w} sides?
        How many angles does {a} have?""",
     """Count the sides of {a}.
     I drew {a}. How many sides are there?""", "{a} has {v} sides and {v} corners.")),
    (4, table("measure", [{"q": q, "v": v, "one": " ".join(q.split()[1:]), "what": q.split()[0],
                           "are": "There are" if v != "1" else "There is"} for q, v in MEASURE.items()],
     """How many {q}?|how many {q}|How many {what} are {one}?|how many {what} are there {one}
        How many {what} are there {one}?|number of {q}|Tell me how many {what} are {one}.
        Do you know how many {what} are {one}?|What is the number of {q}?
        I'd like to know how many {what} are {one}.|Can you tell me how many {what} there are {one}?""",
     """Say how many {what} there are {one}.|What number of {what} is there {one}?""", "{are} {v} {q}.")),
    (6, table("opposite", [{"w": w, "v": v} for w, v in OPPOSITES.items()],
     """What is the opposite of {w}?|what is the opposite of {w}|What's the opposite of {w}?|opposite of {w}
        opposite of {w}?|the opposite of {w}|Which word is the opposite of {w}?|Tell me the opposite of {w}.
        Give me the opposite of {w}.|{w} opposite|What is the antonym of {w}?|antonym of {w}
        Do you know the opposite of {w}?|the opposite of {w}?|Name the opposite of {w}.
        What word means the opposite of {w}?|Give me an antonym for {w}.|What is the contrary of {w}?
        Can you tell me the opposite of {w}?|not {w} but the opposite?|whats the opposite of {w}
        I need the opposite of the word {w}.|what is the opposite of "{w}"
        What is the opposite of the word {w}?""",
     """If it is not {w} but the opposite, what is it?|Which word means the reverse of {w}?
        Could you give me the opposite of {w}?""",
     "The opposite of *{w}* is *{v}*.")),
    (4, table("plural", [{"w": w, "v": v} for w, v in PLURALS.items()],
     """What is the plural of {w}?|what is the plural of {w}|What's the plural of {w}?|plural of {w}
        plural of {w}?|the plural of {w}|Tell me the plural of {w}.|Give me the plural of {w}.
        What is the plural form of {w}?|{w} plural|Do you know the plural of {w}?|One {w}, two what?
        How do you write the plural of {w}?|Which word is the plural of {w}?|One {w}, many?
        What is the plural of the word {w}?|How do you say more than one {w}?
        Can you tell me the plural of {w}?|plural form of {w}""",
     """I have one {w} and get another one. What are they called?|Could you form the plural of {w}?
        What do I write for two or more of {w}?""",
     "The plural of *{w}* is *{v}*.")),
    (5, table("past", [{"w": w, "v": v} for w, v in PAST.items()],
     """What is the past tense of {w}?|what is the past tense of {w}|What's the past tense of {w}?
        past tense of {w}|past tense of {w}?|past of {w}|Tell me the past tense of {w}.
        Give me the past tense of {w}.|{w} past tense|What is the past of {w}?|the past tense of {w}
        What is the past tense of the verb {w}?|Which form is the past tense of {w}?
        Do you know the past tense of {w}?|past form of {w}|What is the simple past of {w}?|simple past of {w}
        How do you say {w} in the past?|Today I {w}. Yesterday I?|the past of to {w}""",
     """How does one write {w} in the past tense?|Could you put the verb {w} into the past?
        If it happened yesterday, what becomes of {w}?""",
     "The past tense of *{w}* is *{v}*.")),
    (2, table("compare", [{"w": w, "v": v.split(", ")[0], "s": v.split(", ")[1]} for w, v in COMPARE.items()],
     """What is the comparative of {w}?|comparative of {w}|What is the superlative of {w}?|superlative of {w}
        {w} comparative|Compare the adjective {w}.|What are the comparative and the superlative of {w}?
        Tell me the comparative of {w}.|Give me the superlative of {w}.|comparative form of {w}
        What is the superlative form of {w}?|How do you compare {w}?""",
     """Could you give me the forms of comparison of {w}?|What comes after {w} when I compare things?""",
     "The comparative of *{w}* is *{v}*, and the superlative is *{s}*.")),
    (2, table("number-word", [{"n": n, "v": number(n)} for n in range(101)],
     """How do you write {n} in words?|how do you write {n} in words|What is {n} in words?|{n} in words
        write {n} in words|Write the number {n} in words.|Spell the number {n}.|How do you spell {n}?
        Write {n} as a word.|The number {n} as a word?|How is {n} written in words?
        Write {n} with letters.""",
     """Put the number {n} into words.|Which word stands for {n}?""", "{n} in words is *{v}*.")),
    (1, table("digits", [{"n": n, "v": number(n)} for n in range(101)],
     """How do you write {v} as a number?|What number is {v}?|{v} in digits|write {v} in digits
        Write {v} as a number.|What is {v} in digits?|Which number is {v}?|{v} as a number
        Write the number {v} with digits.|What number does the word {v} stand for?""",
     """Put {v} into digits.""", "*{v}* in digits is {n}.")),
    (2, table("letter", [{"l": x, "v": ORDINALS[i], "n": i + 1} for i, x in enumerate(ALPHABET)],
     """What is the {v} letter of the alphabet?|what is the {v} letter of the alphabet
        Which letter is the {v} in the alphabet?|the {v} letter|Tell me the {v} letter of the alphabet.
        What is letter number {n}?|Which place has {l} in the alphabet?|What number is the letter {l}?
        letter number {n} of the alphabet|What is the {v} letter?|Where in the alphabet is {l}?
        Which letter of the alphabet is {l}?""",
     """Name the {v} letter in the alphabet.
     At which place of the alphabet is the letter {l}?""", "{l} is the {v} letter of the alphabet.")),
    (1, table("letter-after", [{"l": ALPHABET[i], "v": ALPHABET[i + 1]} for i in range(25)],
     """What letter comes after {l}?|which letter is after {l}|Which letter follows {l}?
        What is the letter after {l}?|the letter after {l}|What comes after {l} in the alphabet?
        Tell me the letter after {l}.|letter after {l}?|which letter comes after {l}""",
     """What is the next letter when I am at {l}?""", "The letter after {l} is {v}.")),
    (1, table("letter-before", [{"l": ALPHABET[i + 1], "v": ALPHABET[i]} for i in range(25)],
     """What letter comes before {l}?|which letter is before {l}|What is the letter before {l}?
        the letter before {l}|What comes before {l} in the alphabet?|Tell me the letter before {l}.
        which letter comes before {l}""",
     """What letter stands just before {l}?""", "The letter before {l} is {v}.")),
    (1,
     table("vowel",
           [{"l": x, "v": "a vowel" if x in "AEIOU" else "a consonant"} for x in ALPHABET if x != "Y"],
     """Is {l} a vowel?|is {l} a consonant|Is {l} a vowel or a consonant?|is {l} a vowel or a consonant
        Is the letter {l} a vowel?
        What is {l}, a vowel or a consonant?""", """Would you call {l} a vowel?""", "{l} is {v}.")),
]

SUM = lines("""What is {a} {o} {b}?|what is {a} {o} {b}|{a} {o} {b}|{a} {o} {b}?|{a} {o} {b} =
    What's {a} {o} {b}?|whats {a} {o} {b}|How much is {a} {o} {b}?|how much is {a} {o} {b}
    What is {a} {w} {b}?|what is {a} {w} {b}|How much is {a} {w} {b}?|{a} {w} {b}|{a} {w} {b}?
    What do you get for {a} {o} {b}?|Can you tell me what {a} {o} {b} is?|Do you know what {a} {w} {b} is?
    Tell me what {a} {o} {b} is.|{a}{o}{b}|{a}{o}{b}=|{a}{o}{b}=?|{A} {w} {B}|What is {A} {w} {B}?
    what is {A} {w} {B}|How much is {A} {w} {B}?|{a} {o} {b} makes?""")
HELD_SUM = lines("""So how much would {a} {o} {b} be?|Say, what makes {a} {w} {b}?
    Could you tell me {a} {o} {b}?""")

# One fact a line, indented lines continue it: its answer, then the phrasings; after ! the held-out ones.
SINGLE = """
A week has seven days: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday and Sunday. = What are the days
    of the week?|days of the week|Name the days of the week.|list the days of the week|Tell me the days of the
    week.|Which days does a week have?|What days are in a week?|What are the seven days? ! Which are the seven
    days of a week?|Could you name all days of the week?
The months are January, February, March, April, May, June, July, August, September, October, November and
    December. = What are the months of the year?|months of the year|Name the months.|Name the months of the
    year.|list the months|What are the twelve months?|Tell me the months of the year.|Which months does a year
    have? ! Could you name all months of a year?
The four seasons are spring, summer, autumn and winter. = What are the seasons?|What are the four seasons?|the
    four seasons|Name the seasons.|name the four seasons|What seasons are there?|Which seasons does a year
    have?|Tell me the seasons.|list the seasons ! Could you name all seasons of a year?
The seven continents are Africa, Antarctica, Asia, Australia, Europe, North America and South America. = What
    are the continents?|What are the seven continents?|Name the continents.|name all continents|list the
    continents|Which continents are there?|What continents are there?|Tell me the continents. ! Could you name
    all the continents of the earth?
The five oceans are the Arctic, the Atlantic, the Indian, the Pacific and the Southern Ocean. = What are the
    oceans?|What are the five oceans?|Name the oceans.|list the oceans|Which oceans are there?|What oceans are
    there?|names of the oceans ! Could you name all the oceans of the earth?
The eight planets are Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus and Neptune. = What are the
    planets?|Name the planets.|list the planets|What are the planets of the solar system?|Which planets are
    there?|the eight planets|Tell me the planets.|What planets are in the solar system? ! Could you name all
    planets that circle the sun?
The largest planet of the solar system is Jupiter. = What is the largest planet?|What is the biggest
    planet?|which planet is the biggest|largest planet|Which planet is the largest?|What is the largest planet
    in the solar system? ! Name the planet that is bigger than all others.
The smallest planet of the solar system is Mercury. = What is the smallest planet?|which planet is the
    smallest|smallest planet|Which planet is the smallest in the solar system? ! Name the planet that is
    smaller than all others.
Mercury is the planet closest to the sun. = Which planet is closest to the sun?|What is the closest planet to
    the sun?|planet nearest to the sun|Which planet is nearest to the sun? ! Name the planet that is nearest
    the sun.
Mars is called the red planet. = Which planet is called the red planet?|What is the red planet?|the red
    planet|Which planet is red? ! What planet do people call red?
Saturn is the planet that is famous for its rings. = Which planet has rings?|What planet is known for its
    rings?|planet with rings|Which planet is famous for its rings? ! Name the planet with the great rings.
The earth moves around the sun once a year. = What does the earth move around?|How long does the earth need to
    go around the sun?|How long does it take the earth to go around the sun?|Does the earth go around the
    sun?|Does the sun go around the earth? ! What is it that the earth circles in a year?
The moon moves around the earth. = What does the moon move around?|What goes around the earth?|Does the moon
    go around the earth?|around what does the moon move ! What does the moon circle?
The sun is a star. = Is the sun a star?|is the sun a star or a planet|Is the sun a planet?|What kind of thing
    is the sun?|what is the sun, a star or a planet? ! Would you say the sun is a star?
The sun rises in the east. = Where does the sun rise?|where does the sun rise|In which direction does the sun
    rise?|the sun rises where? ! On which side does the sun come up?
The sun sets in the west. = Where does the sun set?|where does the sun go down|In which direction does the sun
    set?|the sun sets where? ! On which side does the sun go down at night?
The four points of the compass are north, east, south and west. = What are the points of the compass?|What are
    the four directions?|name the points of the compass|Which directions are on a compass? ! Could you name
    the four points of the compass?
Water freezes at 0 degrees Celsius. = At what temperature does water freeze?|When does water freeze?|freezing
    point of water|what is the freezing point of water|How cold must it be for water to freeze?|At how many
    degrees does water freeze? ! At which temperature does water turn to ice?
Water boils at 100 degrees Celsius. = At what temperature does water boil?|When does water boil?|boiling point
    of water|what is the boiling point of water|How hot must water be to boil?|At how many degrees does water
    boil? ! At which temperature does water turn to steam?
Ice is frozen water. = What is ice made of?|is ice water|What is frozen water called?|What does water become
    when it freezes? ! What do you get from water when it is very cold?
The chemical formula of water is H2O: it is made of hydrogen and oxygen. = What is the chemical formula of
    water?|formula of water|chemical formula for water|What is water made of?|What is H2O? ! Which formula
    does water have?
Air is mostly nitrogen, with about one fifth oxygen. = What is air made of?|what is in the air|Which gases are
    in the air?|what does air consist of|What is the air made of? ! Which gas is most of the air?
People and animals need oxygen to breathe. = What gas do we need to breathe?|Which gas do people need to
    breathe?|What do we breathe?|why do we need air ! Which part of the air do people need?
Plants need light, water and air to grow. = What do plants need to grow?|what do plants need|What does a plant
    need?|What do flowers need to grow?|what do plants need to live ! What must I give a plant so that it
    grows?
Bees make honey. = Who makes honey?|What animal makes honey?|Which insect makes honey?|Where does honey come
    from?|where does honey come from|what do bees make|What do bees make? ! Which animals does honey come
    from?
Milk comes from cows and other mammals. = Where does milk come from?|where does milk come from|Which animal
    gives milk?|What animal gives us milk? ! Which animals does our milk come from?
Wool comes from sheep. = Where does wool come from?|where does wool come from|Which animal gives wool?|What
    animal gives us wool? ! Which animals does wool come from?
Eggs come from hens and other birds. = Where do eggs come from?|Which animal lays eggs?|Who lays eggs?|what
    animals lay eggs ! From which animal do we get eggs?
Butter is made from cream. = What is butter made of?|what is butter made from|How is butter made?|Where does
    butter come from? ! From what do people make butter?
Cheese is made from milk. = What is cheese made of?|what is cheese made from|Where does cheese come from? !
    From what do people make cheese?
Bread is made from flour, water, salt and yeast. = What is bread made of?|what is bread made from
    |What is in bread?
    ! From what do people make bread?
Paper is made from wood. = What is paper made of?|what is paper made from|Where does paper come from?|How is
    paper made? ! From what do people make paper?
Glass is made from sand. = What is glass made of?|what is glass made from|Where does glass come from? ! From
    what do people make glass?
Wine is made from grapes. = What is wine made of?|what is wine made from|Where does wine come from? ! From
    what do people make wine?
Chocolate is made from cocoa beans. = What is chocolate made of?|what is chocolate made from|Where does
    chocolate come from? ! From what do people make chocolate?
The largest animal is the blue whale. = What is the largest animal?|what is the biggest animal|Which animal is
    the biggest?|biggest animal in the world|What is the largest animal on earth? ! Name the animal that is
    bigger than all others.
The largest animal on land is the elephant. = What is the largest land animal?|what is the biggest animal on
    land|Which land animal is the biggest? ! Name the largest animal that lives on land.
The tallest animal is the giraffe. = What is the tallest animal?|which animal is the tallest|tallest
    animal|Which animal has the longest neck?|What animal has a very long neck? ! Name the animal that is
    taller than all others.
The fastest animal on land is the cheetah. = What is the fastest animal?|which animal is the fastest|fastest
    land animal|What is the fastest land animal?|Which animal runs fastest? ! Name the animal that can run
    faster than all others.
The largest bird is the ostrich. = What is the largest bird?|what is the biggest bird|Which bird is the
    largest? ! Name the bird that is bigger than all others.
The penguin is a bird that cannot fly. = Which bird cannot fly?|Can penguins fly?|can a penguin fly|Is a
    penguin a bird?|What bird cannot fly? ! Would a penguin be able to fly?
A whale is a mammal, not a fish. = Is a whale a fish?|is a whale a fish or a mammal|Is a whale a mammal?|Are
    whales fish? ! Would you call a whale a fish?
A bat is a mammal, not a bird. = Is a bat a bird?|is a bat a bird or a mammal|Is a bat a mammal?|Are bats
    birds? ! Would you call a bat a bird?
A spider is not an insect: it has eight legs, and insects have six. = Is a spider an insect?|are spiders
    insects|Is the spider an insect? ! Would you call a spider an insect?
A tomato is a fruit, though it is eaten as a vegetable. = Is a tomato a fruit?|is a tomato a fruit or a
    vegetable|Is a tomato a vegetable? ! Would you call a tomato a fruit?
The five senses are sight, hearing, smell, taste and touch. = What are the five senses?|five senses|Name the
    five senses.|What are the senses?|Which senses do people have?|list the senses ! Could you name all the
    senses of the body?
The heart pumps the blood through the body. = What does the heart do?|what does the heart do|What pumps the
    blood?|Which organ pumps blood?|What is the heart for? ! What is the task of the heart?
We breathe with the lungs. = What do we breathe with?|What are the lungs for?|Which organ do we breathe
    with?|what do the lungs do|What do the lungs do? ! What part of the body is it that we breathe with?
We see with the eyes. = What do we see with?|With what do we see?|What are eyes for?|what do the eyes do !
    What part of the body is it that we see with?
We hear with the ears. = What do we hear with?|With what do we hear?|What are ears for?|what do the ears do !
    What part of the body is it that we hear with?
We smell with the nose. = What do we smell with?|With what do we smell?|What is the nose for?|what does the
    nose do ! What part of the body is it that we smell with?
We think with the brain. = What do we think with?|With what do we think?|What is the brain for?|what does the
    brain do ! What part of the body is it that we think with?
The largest organ of the body is the skin. = What is the largest organ of the body?|what is the biggest
    organ|Which organ is the largest? ! Name the organ that is bigger than all others.
The vowels are A, E, I, O and U. = What are the vowels?|the vowels|Name the vowels.|Which letters are
    vowels?|list the vowels|what are the five vowels ! Could you name all the vowels?
The alphabet is A B C D E F G H I J K L M N O P Q R S T U V W X Y Z. = What is the alphabet?|Say the
    alphabet.|say the abc|Tell me the alphabet.|the alphabet|Write the alphabet.|What are the letters of the
    alphabet?|recite the alphabet ! Could you write down the whole alphabet?
The colours of the rainbow are red, orange, yellow, green, blue, indigo and violet. = What are the colours of
    the rainbow?|colours of the rainbow|Name the colours of the rainbow.|Which colours does a rainbow
    have?|what colors are in a rainbow|colors of the rainbow|Tell me the colours of the rainbow. ! Could you
    name all the colours in a rainbow?
The primary colours of paint are red, yellow and blue. = What are the primary colours?|primary colours|Name
    the primary colours.|Which colours are primary?|what are the primary colors ! Could you name the primary
    colours of paint?
A traffic light is red, yellow and green. = What colours does a traffic light have?|What colours are on a
    traffic light?|colours of a traffic light|Which colours does a traffic light show? ! Could you name the
    colours of traffic lights?
At a red traffic light you must stop. = What does a red traffic light mean?|What does a red light mean?|what
    do I do at a red light|What must you do at a red light? ! The traffic light is red. What must I do?
The highest mountain on earth is Mount Everest. = What is the highest mountain?|what is the tallest
    mountain|Which mountain is the highest?|highest mountain in the world|What is the highest mountain on
    earth? ! Name the mountain that is higher than all others.
The largest ocean is the Pacific Ocean. = What is the largest ocean?|what is the biggest ocean|Which ocean is
    the largest?|largest ocean ! Name the ocean that is bigger than all others.
The largest continent is Asia. = What is the largest continent?|what is the biggest continent|Which continent
    is the largest?|largest continent ! Name the continent that is bigger than all others.
The smallest continent is Australia. = What is the smallest continent?|Which continent is the
    smallest?|smallest continent ! Name the continent that is smaller than all others.
The largest country is Russia. = What is the largest country?|what is the biggest country|Which country is the
    largest?|largest country in the world ! Name the country that is bigger than all others.
The smallest country is Vatican City. = What is the smallest country?|Which country is the smallest?|smallest
    country in the world ! Name the country that is smaller than all others.
The largest hot desert is the Sahara. = What is the largest desert?|what is the biggest desert|Which desert is
    the largest?|largest hot desert ! Name the hot desert that is bigger than all others.
February is the shortest month. = What is the shortest month?|Which month is the shortest?|which month has the
    fewest days|shortest month of the year ! Name the month that is shorter than all others.
The first day of the working week is Monday. = What is the first day of the working week?|which day does the
    working week begin with|On which day does the working week start? ! When does the working week begin?
Saturday and Sunday are the weekend. = Which days are the weekend?|What days are the weekend?|when is the
    weekend|Which days belong to the weekend? ! Tell me which days make up the weekend.
A leap year comes about every four years and has 366 days. = What is a leap year?|How often is there a leap
    year?|how many days does a leap year have|leap year|When is a leap year? ! How long is a leap year?
Christmas Day is on 25 December. = When is Christmas?|when is christmas|What day is Christmas?|On which date
    is Christmas?|date of christmas ! On what day do people have Christmas?
New Year's Day is on 1 January. = When is New Year?|When is New Year's Day?|what day does the year begin|On
    which date does the year begin?|What is the first day of the year? ! On what day does a year begin?
Halloween is on 31 October. = When is Halloween?|when is halloween|On which date is Halloween?|What day is
    Halloween? ! On what day do people have Halloween?
A triangle has three sides and three corners. = Which shape has three sides?|What has three sides?|What shape
    has three corners?|a shape with three sides ! Name the shape with three sides.
A shape with four equal sides and four right angles is a square. = Which shape has four equal sides?|What
    shape has four equal sides and right angles?|a shape with four equal sides ! Name the shape with four
    equal sides.
A circle is round and has no corners. = Which shape is round?|What shape has no corners?|How many corners does
    a circle have?|does a circle have corners ! Name the shape without corners.
The angles of a triangle add up to 180 degrees. = What do the angles of a triangle add up to?|sum of the
    angles of a triangle|How many degrees are in a triangle?|What is the sum of the angles in a triangle? ! To
    what do the three angles of a triangle add up?
Pi is about 3.14159. = What is pi?|what is the value of pi|value of pi|How much is pi?|Tell me the value of
    pi.|what's pi ! Which number is pi?
Half of a dozen is six. = What is half a dozen?|how many is half a dozen|How many are half a dozen? ! What
    number is half a dozen?
A dozen is twelve. = how many is a dozen|How many are a dozen?|How many is a dozen? ! What number is a dozen?
A kilogram of feathers weighs as much as a kilogram of iron: one kilogram. = What is heavier, a kilogram of
    feathers or a kilogram of iron?|which is heavier, a kilo of feathers or a kilo of iron|What weighs more, a
    kilogram of iron or a kilogram of feathers? ! Does a kilogram of iron weigh more than a kilogram of
    feathers?
The even numbers up to ten are 2, 4, 6, 8 and 10. = What are the even numbers up to ten?|even numbers up to
    10|Name the even numbers to ten.|Which numbers up to 10 are even? ! Could you name the even numbers up to
    ten?
The odd numbers up to ten are 1, 3, 5, 7 and 9. = What are the odd numbers up to ten?|odd numbers up to
    10|Name the odd numbers to ten.|Which numbers up to 10 are odd? ! Could you name the odd numbers up to
    ten?
The first prime numbers are 2, 3, 5, 7, 11 and 13. = What are the first prime numbers?|first prime
    numbers|Name some prime numbers.|What are prime numbers? Name some.|prime numbers|list some prime numbers
    ! Could you name a few prime numbers?
A computer works with the two digits 0 and 1. = Which digits does a computer use?|What are the binary
    digits?|what digits are in binary|Which numbers does a computer work with? ! Name the two digits that a
    computer works with.
Light is faster than sound. = What is faster, light or sound?|which is faster, light or sound|Is light faster
    than sound?|is sound faster than light ! Does light travel faster than sound?
Fire is hot and ice is cold. = Is fire hot?|is fire hot or cold|Is ice cold?|is ice hot or cold|What is hot
    and what is cold, fire or ice? ! Would you say fire is hot?
Winter is the coldest season. = What is the coldest season?|Which season is the coldest?|coldest season|When
    is it coldest? ! Name the season that is colder than all others.
Summer is the warmest season. = What is the warmest season?|Which season is the warmest?|hottest season|When
    is it hottest? ! Name the season that is warmer than all others.
Leaves fall in autumn. = When do the leaves fall?|when do leaves fall|In which season do the leaves
    fall?|Which season do leaves fall in? ! When do trees lose their leaves?
In spring the trees turn green and flowers begin to grow. = When do flowers begin to grow?|In which season do
    flowers begin to grow?|which season do the trees turn green in|When do the trees turn green? ! When do the
    first flowers come out?
A doctor helps people who are ill. = Who helps people who are ill?|what does a doctor do|What does a doctor
    do?|Who do I see when I am ill?|Who treats sick people? ! To whom do people go when they are ill?
A baker makes bread. = Who makes bread?|what does a baker do|What does a baker do?|Who bakes bread?|What does
    a baker make? ! Whose job is it to make bread?
A teacher helps people to learn. = Who teaches at a school?|what does a teacher do|What does a teacher do?|Who
    works at a school? ! Whose job is it to teach children?
A farmer grows food and keeps animals. = Who works on a farm?|what does a farmer do|What does a farmer do?|Who
    grows our food? ! Whose job is it to grow food?
A dentist looks after teeth. = Who looks after teeth?|what does a dentist do|What does a dentist do?|Who
    treats teeth? ! Whose job is it to look after teeth?
A pilot flies aircraft. = Who flies a plane?|what does a pilot do|What does a pilot do?|Who flies aircraft? !
    Whose job is it to fly planes?
A carpenter makes things out of wood. = Who makes things out of wood?|what does a carpenter do|What does a
    carpenter do?|Who makes tables and chairs? ! Whose job is it to work with wood?
A tailor makes clothes. = Who makes clothes?|what does a tailor do|What does a tailor do?|Who sews clothes? !
    Whose job is it to make clothes?
A gardener looks after plants. = Who works in a garden?|what does a gardener do|What does a gardener do?|Who
    looks after plants? ! Whose job is it to look after a garden?
You cut paper with scissors. = What do you cut paper with?|With what do I cut paper?|which tool cuts
    paper|What are scissors for?|what are scissors used for ! Which tool do I need to cut paper?
You hit nails with a hammer. = What do you hit nails with?|With what do I hit a nail?|What is a hammer
    for?|what is a hammer used for ! Which tool do I need for a nail?
You eat soup with a spoon. = What do you eat soup with?|With what do I eat soup?|What is a spoon for?|what is
    a spoon used for ! What do I need to eat soup?
You open a lock with a key. = What opens a lock?|With what do I open a lock?|What is a key for?|what is a key
    used for|How do you open a lock? ! What do I need to open a lock?
An umbrella keeps off the rain. = What is an umbrella for?|what is an umbrella used for|What keeps off the
    rain?|What do I need when it rains?|What do you use in the rain? ! What should I take with me when it
    rains?
A clock shows the time. = What shows the time?|What is a clock for?|what is a clock used for|what does a clock
    show ! Which thing shows the time?
A fridge keeps food cold. = What is a fridge for?|what is a fridge used for|What keeps food cold?|Where do I
    keep milk? ! Which thing keeps food cold?
Cows eat grass. = What do cows eat?|what do cows eat|What does a cow eat?|What is the food of cows? ! Tell me
    the food of a cow.
Rabbits eat grass and other plants. = What do rabbits eat?|what do rabbits eat|What does a rabbit eat? ! Tell
    me the food of a rabbit.
Lions eat meat. = What do lions eat?|what do lions eat|What does a lion eat? ! Tell me the food of a lion.
Pandas eat bamboo. = What do pandas eat?|what do pandas eat|What does a panda eat? ! Tell me the food of a
    panda.
Koalas eat the leaves of eucalyptus trees. = What do koalas eat?|what do koalas eat|What does a koala eat? !
    Tell me the food of a koala.
Cats eat meat and fish, and they catch mice. = What do cats eat?|what do cats eat|What does a cat eat?|What do
    cats catch? ! Tell me the food of a cat.
Dogs eat mostly meat. = What do dogs eat?|what do dogs eat|What does a dog eat? ! Tell me the food of a dog.
Monkeys eat fruit, leaves and insects. = What do monkeys eat?|what do monkeys eat|What does a monkey eat? !
    Tell me the food of a monkey.
Squirrels eat nuts and seeds. = What do squirrels eat?|what do squirrels eat|What does a squirrel eat? ! Tell
    me the food of a squirrel.
Kangaroos live in Australia. = Where do kangaroos live?|where do kangaroos live|In which country do kangaroos
    live?|What animals live in Australia? ! Where would I find a kangaroo?
Polar bears live in the Arctic. = Where do polar bears live?|where do polar bears live|Do polar bears live at
    the North Pole? ! Where would I find a polar bear?
Penguins live in the far south of the earth. = Where do penguins live?|where do penguins live|Do penguins live
    at the South Pole? ! Where would I find a penguin?
Fish live in water. = Where do fish live?|where do fish live|In what do fish live? ! Where would I find a
    fish?
A caterpillar becomes a butterfly or a moth. = What does a caterpillar become?|what does a caterpillar turn
    into|What becomes of a caterpillar? ! What will a caterpillar be one day?
A tadpole becomes a frog or a toad. = What does a tadpole become?|what does a tadpole turn into|What becomes
    of a tadpole? ! What will a tadpole be one day?
People in France speak French. = What language do they speak in France?|which language is spoken in
    France|What do people speak in France?|language of France ! Which language do people in France use?
People in Germany speak German. = What language do they speak in Germany?|which language is spoken in
    Germany|What do people speak in Germany?|language of Germany ! Which language do people in Germany use?
People in Spain speak Spanish. = What language do they speak in Spain?|which language is spoken in Spain|What
    do people speak in Spain?|language of Spain ! Which language do people in Spain use?
People in Italy speak Italian. = What language do they speak in Italy?|which language is spoken in Italy|What
    do people speak in Italy?|language of Italy ! Which language do people in Italy use?
People in Brazil speak Portuguese. = What language do they speak in Brazil?|which language is spoken in
    Brazil|What do people speak in Brazil?|language of Brazil ! Which language do people in Brazil use?
People in Japan speak Japanese. = What language do they speak in Japan?|which language is spoken in Japan|What
    do people speak in Japan?|language of Japan ! Which language do people in Japan use?
People in England speak English. = What language do they speak in England?|which language is spoken in
    England|What do people speak in England?|language of England ! Which language do people in England use?
"""


def _single():
    for text in re.sub(r"\n +", " ", SINGLE).strip().splitlines():
        answer, _, asks = text.partition(" = ")
        trained, _, held = asks.partition(" ! ")
        yield answer, lines(trained), lines(held)


SINGLE = list(_single())


def _check():
    trained, held = list(SUM), list(HELD_SUM)
    for _, asks, left in SINGLE + [(0, asks, left) for _, (_, _, asks, left) in GROUPS]:
        trained += asks
        held += left
    trained = {t.lower().rstrip(".?") for t in trained}
    for t in held:
        assert t.lower().rstrip(".?") not in trained, t


_check()
WIDER = wider([t for _, _, held in SINGLE for t in held] + [t for _, (_, _, _, held) in GROUPS for t in held])


def _single_wider():
    """For each single fact the texts of its cores; an answer is known there by how it begins."""
    out, used = [], {name for _, (name, *_) in GROUPS}
    for answer, trained, _ in SINGLE:
        names = [n for n in WIDER if answer.startswith(n) and n not in used]
        assert len(names) < 2, names
        used.update(names)
        out.append((answer, [[t] for t in trained] + (WIDER[names[0]] if names else [])))
    assert not set(WIDER) - used, set(WIDER) - used
    return out


SINGLE_WIDER = _single_wider()
WEIGHTED = [g for n, g in GROUPS for _ in range(n)] + ["single"] * 20
OPERATORS = (("+", "plus"), ("-", "minus"), ("*", "times"))


def a_sum(R, asks):
    """(question, answer) of a sum, difference or product of one-digit numbers; 3 in 5 are sums."""
    i = (0, 0, 0, 1, 2)[int(R.random() * 5)]
    a, b = int(R.random() * 10), int(R.random() * 10)
    if i == 1 and a < b:
        a, b = b, a
    o, w = OPERATORS[i]
    n = (a + b, a - b, a * b)[i]
    if o == "*" and R.random() < 0.3:
        o = "x"
    A, B = SMALL[a], SMALL[b]
    return R.choice(asks).format(a=a, b=b, A=A, B=B, o=o, w=w), f"{cap(A)} {w} {B} is {n}."


def fact(R, tools):
    """(question, answer)"""
    if "calculate" not in tools and R.random() < 0.08:
        return a_sum(R, SUM)
    g = R.choice(WEIGHTED)
    if g == "single":
        answer, cores = R.choice(SINGLE_WIDER)
        return cap(R.choice(R.choice(cores))), answer
    name, facts, trained, _ = g
    slots, answer = R.choice(facts)
    template = R.choice(trained if R.random() < 0.25 else R.choice(WIDER[name]))
    return cap(template.format(**slots)), cap(answer)


def held_fact(R):
    """(question in held-out words, the words that an answer has to say)"""
    r = R.random()
    if r < 0.08:
        text, answer = a_sum(R, HELD_SUM)
        return text, [answer[:-1].split()[-1]]
    if r < 0.35:
        answer, _, held = R.choice(SINGLE)
        text = R.choice(held)
        asked = re.findall(r"\w+", text.lower())
        told = re.findall(r"[\w.]*\w", answer)
        return text, [w for w in told if w.lower() not in asked and w.lower() not in NOT_NEEDED]
    _, (_, facts, _, held) = R.choices(GROUPS, [n for n, _ in GROUPS])[0]
    slots, answer = R.choice(facts)
    template = R.choice(held)
    return (cap(template.format(**slots)),
            [str(v) for k, v in slots.items() if k in "vscdplen" and "{" + k + "}" not in template and str(v) in answer])


THINK = ("The user asks for a simple fact. I know it.",
         "This is a question about a simple fact, and I know the answer.")
FOLLOW = ("And {}", "and {}", "{}", "{}", "Next question: {}", "OK. {}", "Thanks. {}")


def question(R, text):
    """As people type; facts about chemical symbols and letters keep their capitals."""
    if R.random() < 0.12:
        return text.lower()
    return typed(R, text)


def exchange(R, tools):
    text, answer = fact(R, tools)
    turns = [User(question(R, text)), Assistant(R.choice(THINK), answer)]
    if R.random() < 0.08:
        text, answer = fact(R, tools)
        lead = R.choice(FOLLOW)
        text = text[:1].lower() + text[1:] if lead[:3] in ("And", "and") else text
        turns += [User(lead.format(text)), Assistant(R.choice(THINK), answer)]
    return turns


def cases(R):
    seen = set()
    while len(seen) < 60:
        text, told = held_fact(R)
        if text in seen:
            continue
        assert told, text
        seen.add(text)
        yield {"kind": "fact", "id": f"fact/{len(seen)}", "tools": [], "thinking": R.random() < 0.25,
               "messages": [{"role": "user", "content": text}],
               "expect": {"all": [rf"(?<!\w){re.escape(w)}(?!\w)" for w in told]}}


# Words of the answers in SINGLE that may be missing in a good one.
NOT_NEEDED = frozenset("""the a an is are was of in on to and with there has have no not it its they that we
    you at than who which about because called one out other comes come animals people mostly part place what
    for first makes make made from these while becomes do land body plants need circle eat live because
    largest smallest tallest fastest closest highest helps people work works day year four five seven eight up
    off must keeps things colours numbers turn turns famous month season sides corners planet days
    speak""".split())
