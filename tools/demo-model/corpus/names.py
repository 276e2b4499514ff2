"""Who and what the texts are about: names, animals, roles, places, things, adjectives.

A list of names alone would teach a small model that list; `pseudo_name` makes new ones, so that what
it learns is to copy a name. HELD_NAMES are for the scoring only.
"""

NAMES = tuple("""
Ada Adam Adele Agnes Ahmed Aisha Akira Alan Albert Alda Alex Alice Alma Amara Amina Amir Amy Anders Andre
Anita
Anja Anna Anton Anwar Arjun Arne Arthur Asha Astrid Aziz Barbara Bart Basil Beatrix Bella Ben Bertha Bettina
Bianca
Birgit Bjorn Boris Bram Brenda Bruno Camilla Carla Carlos Carmen Cecil Celia Cesar Chang Chen Chiara Chidi
Chloe Clara
Claude Connor Cora Cyrus Dana Daniel Daria David Deniz Diego Dina Dmitri Dora Doris Duncan Edith Edgar Edwin
Eileen Elena
Elias Elif Elin Elisa Ella Elmar Elsa Emeka Emil Emily Emma Enzo Erik Erika Esme Esther Ethan Eva Fatima Felix
Fergus Fiona Flora Fredrik Frida Gareth Gemma George Gerda Gianni Gilda Giulia Goran Greta Gustav Hamid Hana
Hanna Harry
Hassan Heidi Helen Helga Henrik Henry Hiro Hilda Hugo Ian Ida Idris Ilona Ilse Imran Ingrid Irene Irina Isaac
Isabel
Ismail Ivan Ivana Jacob Jan Jane Janek Jasper Javier Jelena Jin Joan Johan Jonas Jorge Josef Judith Julia
Julian Juma
Kamal Karen Karim Karl Katja Keiko Kemal Kenji Kerstin Kofi Kurt Kwame Lars Laura Lea Leila Lena Leo Leon
Leonie
Lin Linda Linus Lisa Liv Lorenzo Louis Louise Lucas Lucia Luigi Luis Luna Lydia Magda Maja Malik Malin Manuel
Marco
Margit Maria Marie Marina Mario Marta Martin Mateo Matilda Maya Mehmet Mei Mia Michael Miguel Mila Milan Mina
Mira Miriam
Mohamed Mona Nadia Nadine Naomi Nasser Nathan Nelson Nia Nico Nils Nina Noah Nora Nuno Oda Olaf Oleg Olga
Oliver
Omar Oona Oskar Otto Pablo Paolo Patrick Paul Paula Pedro Pepe Petra Philip Pia Pierre Priya Rafael Rahul Raj
Ramona
Rania Raul Rebecca Rikard Rita Roberto Rolf Rosa Rufus Ruth Sadia Salma Sam Samira Samuel Sandra Sanjay Sara
Sasha Selma
Sergei Sia Sigrid Silvia Simon Sinan Sofia Sonja Stefan Stella Sunita Susan Sven Tamar Tanja Tariq Tatiana
Teresa Theo Thomas
Tilda Timo Tina Tobias Tom Tomas Toshi Ulla Ulrich Umar Ursula Valentin Vera Victor Vikram Viktoria Vincent
Wanda Walter Wei
Werner Wilma Xavier Yan Yara Yasmin Yoko Yuki Yusuf Yvonne Zainab Zara Zeno Zoe Zofia Abena Ayo Bilal Dalia
Ebba Farid Gita Hector Indira Jamal Kirsten Lamin Maeve Nadir Ottilie Pavel Quentin Ravi Sabine Tuan Umberto
Viola Wim Zelda
""".split())

HELD_NAMES = tuple("""
Agatha Alvaro Anouk Aurelio Bogdan Brigitte Casimir Chandra Corinne Dagmar Dimitra Doroteo Eamon Eszter Fabio
Farida Fenella
Gideon Ginevra Hakan Henrietta Ibrahim Imelda Iskander Jolanda Joris Kalinda Kasimir Leopold Lothar Ludmila
Mahmoud Marisol
Mirella Nandini Nikita Odette Olusegun Orsolya Parvati Percival Piotr Quirin Rasmus Rosalind Roxana Saskia
Sebastian Siobhan
Sulaiman Svetlana Tadeusz Thandiwe Tiberius Urbano Valeria Wilhelm Xenia Yolanda Zubaida
""".split())

# Names that are words too: a person may bear one, a story would be hard to judge by them.
WORD_NAMES = tuple("""
Amber April Autumn Bill Bob Chuck Clay Daisy Dawn Dean Drew Faith Frank Grace Grant Hazel Heather Holly Hope
Iris Ivy Jack
Jade Jasmine Joy June Kit Lily Mark May Miles Olive Pat Pearl Penny Pierce Ray Rob Robin Rose Ruby Sage Skye
Sue Summer
Violet Will
""".split())

ANIMALS = tuple("""
fox bear owl rabbit hedgehog squirrel badger mouse otter deer wolf beaver mole frog toad duck goose swan hen
rooster
crow raven robin sparrow heron stork parrot penguin seal turtle tortoise snail crab lizard snake crocodile
elephant lion
tiger leopard zebra giraffe monkey gorilla camel donkey horse pony cow goat sheep lamb pig dog cat kitten
puppy hamster
squirrel rat bat moose lynx weasel ferret raccoon kangaroo koala panda llama hippo rhino ostrich eagle falcon
pigeon
magpie woodpecker dragon bee ladybird grasshopper spider butterfly beetle whale dolphin octopus seagull
pelican
""".split())
ANIMALS = tuple(dict.fromkeys(ANIMALS))
SEA_ANIMALS = frozenset("whale dolphin octopus seal crab".split())

ROLES = tuple("""
baker gardener sailor painter teacher doctor miller farmer tailor carpenter cook clockmaker fisherman
shepherd librarian
potter blacksmith postman musician poet king queen prince princess knight wizard witch pirate robot astronaut
pilot
detective inventor shoemaker weaver beekeeper lighthouse-keeper juggler scientist singer dancer giant dwarf
nurse ferryman
""".split())

# noun -> (how one is there, what it is like)
PLACES = {
    "forest": ("in", "old green quiet dark"), "village": ("in", "small quiet sleepy little"),
    "valley": ("in", "green narrow quiet wide"), "town": ("in", "small busy old little"),
    "city": ("in", "big busy old bright"), "castle": ("in", "old grey tall lonely"),
    "garden": ("in", "wild large old sunny"), "desert": ("in", "wide hot golden lonely"),
    "jungle": ("in", "thick green warm wild"), "meadow": ("in", "sunny wide green quiet"),
    "swamp": ("in", "misty green quiet old"), "cave": ("in", "deep dry cosy large"),
    "harbour": ("in", "small busy old windy"), "park": ("in", "large green quiet pretty"),
    "lighthouse": ("in", "tall white old lonely"), "tower": ("in", "tall old crooked stone"),
    "library": ("in", "large old quiet dusty"), "kingdom": ("in", "small faraway happy old"),
    "bay": ("in", "blue quiet wide warm"), "island": ("on", "small green lonely windy"),
    "farm": ("on", "little old busy quiet"), "mountain": ("on", "high snowy lonely steep"),
    "hill": ("on", "green windy round steep"), "ship": ("on", "big old white proud"),
    "beach": ("on", "long sandy quiet sunny"), "lake": ("by", "blue deep calm quiet"),
    "river": ("by", "wide slow winding clear"), "sea": ("by", "blue wide wild calm"),
    "pond": ("by", "small quiet round green"), "bridge": ("by", "old stone wooden long"),
    "mill": ("in", "old wooden busy white"), "orchard": ("in", "sunny old large quiet"),
}
PLACES = {noun: (at, tuple(like.split())) for noun, (at, like) in PLACES.items()}
SEA_PLACES = ("bay", "island", "harbour", "beach", "sea", "lighthouse")
SNOW_PLACES = ("forest", "village", "valley", "town", "city", "castle", "garden", "park", "tower", "kingdom",
               "farm", "mountain", "hill", "meadow", "lake", "river", "mill", "orchard")

INSTRUMENTS = tuple("""drum flute violin guitar trumpet harp fiddle accordion cello horn banjo bugle
tambourine xylophone piano harmonica
tuba lute""".split())

# noun -> what it is like
THINGS = {
    "key": "small brass old silver", "lantern": "red old tin bright", "map": "old torn large secret",
    "kite": "red yellow paper huge", "hat": "blue straw tall green", "book": "thick old green heavy",
    "bell": "golden small silver old", "ball": "red striped rubber round", "ring": "golden silver thin old",
    "boat": "small wooden white paper", "box": "wooden tin blue heavy", "coat": "warm red woollen long",
    "clock": "tall old wooden golden", "coin": "silver old golden shiny", "compass": "brass old tiny round",
    "cup": "blue cracked silver small", "basket": "round large willow brown",
    "blanket": "soft warm striped blue",
    "umbrella": "yellow black huge old", "bicycle": "red old rusty blue",
    "scarf": "long woollen green striped",
    "feather": "white long golden blue", "stone": "round blue shiny smooth", "shell": "pink white round rare",
    "letter": "long yellow sealed old", "picture": "small bright old painted",
    "chair": "wooden green old comfortable",
    "ladder": "tall old wooden long", "rope": "long strong old thick", "spoon": "wooden silver big old",
    "mirror": "round silver old tiny", "necklace": "golden glass pretty long",
    "crown": "golden paper tiny shiny",
    "candle": "white tall small red", "telescope": "long brass old strong",
    "whistle": "tin silver loud little",
    "wheel": "wooden big old heavy", "bucket": "blue tin large old", "button": "golden round blue shiny",
    "doll": "wooden tiny old pretty", "puppet": "funny wooden little old", "sledge": "red fast wooden old",
    "suitcase": "brown heavy old leather", "teapot": "blue round white old",
    "cake": "big round sweet chocolate",
    "pie": "warm large round sweet", "apple": "red golden huge shiny", "pumpkin": "huge orange round heavy",
    "flower": "blue rare tiny yellow", "seed": "tiny strange round golden", "egg": "blue big golden speckled",
    "drum": "big red round old", "flute": "silver wooden long old", "violin": "small brown old fine",
    "guitar": "brown old little fine", "trumpet": "golden loud shiny old", "harp": "golden tall old small",
    "fiddle": "old brown fine little", "accordion": "red old heavy small", "cello": "big brown old fine",
    "horn": "long golden old loud", "banjo": "old round little fine",
    "lamp": "green old bright small", "chest": "heavy wooden old iron", "sword": "wooden old long shiny",
    "shoe": "red lost old left", "glove": "red woollen left warm", "pencil": "blue short long yellow",
    "notebook": "green thin secret old", "toy": "wooden little old funny",
    "watch": "golden little old silver",
    "jar": "glass round large green", "pot": "iron black big clay", "broom": "old straw long fine",
    "painting": "small bright old large", "cushion": "soft red round velvet",
    "camera": "black old little new",
}
THINGS = {noun: tuple(like.split()) for noun, like in THINGS.items()}
THINGS |= dict.fromkeys("""
fan shirt cap bottle bag sack purse jug bowl plate fork mug pan kettle needle hammer saw shovel rake spade
axe nail screwdriver
magnet brush comb pillow tray vase statue stamp postcard ticket flag badge medal trophy bracelet brooch
diamond pearl ruby
emerald crystal marble bugle tambourine xylophone piano harmonica tuba lute puzzle card balloon swing
skateboard scooter wagon
cart canoe raft paddle oar anchor net hook boot slipper sandal sock belt tie vest jacket cloak apron dress
sweater ribbon
curtain rug carpet tent backpack torch stool bench table desk shelf cupboard bed cradle barrel crate biscuit
sandwich pear
peach plum lemon melon carrot potato onion nut acorn leaf branch stick log pebble bone horseshoe gem diary
newspaper poem
calendar globe radio telephone computer typewriter microscope thimble
""".split(), ("small", "old", "strange", "fine"))
EDIBLE = frozenset("""cake pie apple pumpkin flower seed egg biscuit sandwich pear peach plum lemon melon
carrot potato onion nut
acorn leaf balloon""".split())

ADJECTIVES = tuple("""
brave clever kind shy young old little curious cheerful gentle patient quiet friendly clumsy lazy hungry
sleepy proud grumpy
honest funny lonely wise busy careful tiny strong lucky forgetful dreamy polite stubborn merry tired timid
bold nervous
""".split())

FOODS = ("warm bread", "apple cake", "honey biscuits", "hot soup", "berry pie", "fresh rolls", "plum jam",
         "cheese and grapes", "pancakes", "roast chestnuts", "carrot stew", "lemon cake", "ginger biscuits",
         "mushroom soup", "cherry tart", "nut bread", "almond cake", "sweet porridge", "oat cakes",
         "blackberry cake")

_ONSETS = """b c d f g h j k l m n p r s t v w y z br ch cr dr fl gl gr kl kr pr sh sk sl sn st th tr vr
zh""".split() + [""]
_VOWELS = "a e i o u a e i o a e a i o u e ai ea ia io".split()
_ENDS = "n r l s m k th x nd rn sh lin ra na lo mi ris dor vik wen tas ".split(" ")
_END_PARTS = tuple(e for e in _ENDS if e)
_FIRST = tuple(_ONSETS) * 2 + tuple("b d f g k l m n p r s t v z".split()) * 2
_INNER = tuple("b d f g k l m n p r s t v z l r n m rr ll lm nd rk rd lv st".split())
_BAD = ("shit", "fuk", "fuc", "cunt", "cock", "dick", "nig", "fag", "rape", "slut", "kike", "coon", "piss",
        "tit", "anal", "arse", "ass", "nazi", "porn", "cum", "hitl", "satan", "kill", "die", "poo", "pee",
        "stal", "crap", "dam", "suc", "hor")
_TAKEN = frozenset(n.lower() for n in NAMES + HELD_NAMES + WORD_NAMES)


def pseudo_name(R):
    """A name that nobody bears, two or three syllables that can be spoken."""
    choice = R.choice
    while True:
        name = choice(_FIRST) + choice(_VOWELS) + choice(_INNER) + choice(_VOWELS)
        if R.random() < 0.2:
            name += choice(_INNER) + choice(_VOWELS)
        name += choice(_ENDS)
        if 4 <= len(name) <= 10 and name not in _TAKEN and not any(b in name for b in _BAD):
            return name.capitalize()


def any_name(R, made_up=0.4):
    r = R.random()
    return pseudo_name(R) if r < made_up else R.choice(NAMES if r < 0.97 else WORD_NAMES)


def two_names(R, made_up=0.4):
    a = b = any_name(R, made_up)
    while b[:3] == a[:3]:
        b = any_name(R, made_up)
    return a, b


assert not set(NAMES) & set(HELD_NAMES) and not set(WORD_NAMES) & set(NAMES + HELD_NAMES)
assert len(HELD_NAMES) == 60

# Where a request leaves it open: animal or role, its two names, the two friends it may have, its place,
# thing and plot. A flat choice among hundreds leaves a small model undecided, so that its most likely
# letters are no name.
_OPEN = """
fox Finn Frida / owl bear / forest lantern quest
bear Bruno Berta / rabbit fox / mountain basket share
owl Olga Otto / mouse hedgehog / tower book night
rabbit Rosie Ronny / fox hedgehog / meadow kite lost
hedgehog Henry Hedda / squirrel mouse / garden blanket snow
squirrel Sally Simon / badger owl / park ladder quest
badger Basil Betty / mole fox / hill clock mend
mouse Mimi Max / cat owl / mill button lost
otter Oscar Ollie / beaver duck / river boat journey
deer Dora Derek / fox rabbit / valley scarf storm
wolf Wanda Walter / sheep fox / forest bell guest
beaver Benny Bella / otter frog / river wheel machine
mole Molly Milo / mouse badger / garden key map
frog Freddy Fritz / duck mouse / pond crown contest
toad Toby Trudy / frog snail / swamp umbrella secret
duck Donna Duncan / frog goose / pond hat storm
goose Greta Gus / duck fox / farm bell night
swan Sophie Stella / duck frog / lake mirror secret
hen Hetty Hanna / duck rabbit / farm basket market
rooster Roger Ricky / hen cat / farm clock contest
crow Carla Colin / raven owl / tower ring share
raven Ralph Rhoda / crow fox / castle key secret
robin Robbie Rita / sparrow hedgehog / garden scarf snow
sparrow Suzy Sven / robin cat / city coin share
heron Harold Helen / frog duck / lake mirror guest
stork Stanley Sigrid / frog goose / village letter journey
parrot Polly Pablo / monkey sailor / ship whistle quest
penguin Pia Percy / seal bear / bay sledge contest
seal Selma Sam / penguin seagull / bay shell lost
turtle Tilda Tim / rabbit snail / beach compass journey
tortoise Tessa Theo / rabbit mouse / island compass contest
snail Sheila Sid / frog mouse / garden lamp night
crab Clara Chris / seagull turtle / beach shell share
lizard Lizzy Lloyd / snake mouse / desert mirror lost
snake Silas Sonja / lizard mouse / desert rope guest
crocodile Cora Carlos / hippo monkey / swamp watch mend
elephant Ella Emil / mouse lion / jungle umbrella storm
lion Leo Lena / mouse elephant / desert crown lost
tiger Tara Tyler / lion monkey / jungle ball share
leopard Laura Lars / tiger zebra / jungle telescope quest
zebra Zoe Zack / giraffe lion / river camera mend
giraffe Gina George / zebra elephant / desert scarf storm
monkey Mona Mario / parrot elephant / jungle hat share
gorilla Gordon Gerda / monkey parrot / mountain chair guest
camel Cleo Kamal / donkey lizard / desert bell journey
donkey Dolly Diego / horse goat / farm basket market
horse Heidi Hector / pony dog / valley wheel mend
pony Paula Pepe / horse goat / meadow bell contest
cow Connie Clyde / goat dog / meadow bell lost
goat Gilda Gary / sheep donkey / mountain rope map
sheep Shirley Sean / dog goat / hill blanket snow
lamb Lotta Luke / dog sheep / meadow ball lost
pig Peggy Peter / cow hen / farm bucket machine
dog David Dina / cat rabbit / village ball lost
cat Cathy Carl / dog mouse / town ball night
kitten Katie Kim / puppy mouse / garden ball share
puppy Patty Paul / kitten duck / park shoe lost
hamster Hilda Harry / mouse cat / library wheel machine
rat Remy Rachel / mouse cat / harbour rope map
bat Barney Beth / owl mouse / cave lantern night
moose Marta Morris / beaver bear / lake lamp snow
lynx Linda Linus / fox rabbit / mountain key quest
weasel Wendy Wilbur / rabbit mole / forest glove secret
ferret Flora Felix / rabbit dog / park compass map
raccoon Rufus Roxy / squirrel fox / city lamp secret
kangaroo Kira Kenny / koala parrot / desert suitcase journey
koala Kelly Kofi / kangaroo parrot / park cushion guest
panda Pam Pedro / monkey tiger / mountain umbrella mend
llama Lola Luis / goat donkey / mountain hat market
hippo Hugo Hattie / crocodile elephant / river bucket contest
rhino Ryan Rhonda / elephant zebra / river drum mend
ostrich Oona Orson / zebra camel / desert necklace secret
eagle Edgar Edith / falcon owl / mountain telescope storm
falcon Faye Floyd / eagle crow / castle glove contest
pigeon Pierre Priya / sparrow cat / city letter lost
magpie Maggie Marvin / crow squirrel / orchard ring lost
woodpecker Willy Winnie / squirrel owl / forest clock night
dragon Dennis Debbie / knight princess / cave candle guest
bee Bea Ben / butterfly bear / meadow jar market
ladybird Lucy Louis / bee snail / garden button lost
grasshopper Greg Gwen / bee snail / meadow whistle contest
spider Sandra Steve / beetle bee / castle rope mend
butterfly Betsy Bobby / bee ladybird / garden lamp storm
beetle Bert Britta / ladybird spider / forest button machine
whale Wally Wilma / dolphin seagull / sea bell journey
dolphin Delia Dylan / whale turtle / sea ring quest
octopus Orla Oleg / crab dolphin / bay chest map
seagull Shane Sasha / crab sailor / harbour boat storm
pelican Petra Phil / seagull turtle / harbour bucket share
baker Becky Barry / miller cat / village basket market
gardener Gabby Glenn / cook hedgehog / garden bucket mend
sailor Saul Sara / parrot cook / ship compass storm
painter Pascal Phoebe / poet cat / town picture secret
teacher Tina Tony / librarian dog / village book snow
doctor Doris Dirk / nurse farmer / town umbrella storm
miller Millie Martin / baker donkey / mill wheel mend
farmer Fergus Farah / cow shepherd / farm ladder market
tailor Thomas Thelma / weaver king / town coat secret
carpenter Casper Carol / painter farmer / village chair mend
cook Conrad Karen / baker king / castle spoon contest
clockmaker Claude Chloe / inventor teacher / town clock mend
fisherman Franz Fleur / sailor cat / lake boat storm
shepherd Sheldon Shona / sheep dog / hill whistle snow
librarian Libby Lionel / poet mouse / library book night
potter Patrick Pippa / painter farmer / village cup market
blacksmith Blake Blanche / knight horse / village sword mend
postman Preston Prue / baker dog / hill letter snow
musician Myra Murray / singer dancer / city violin music
poet Paco Pola / painter singer / park notebook guest
king Arthur Alfred / queen knight / kingdom crown lost
queen Anna Alma / king princess / kingdom necklace lost
prince Philip Edwin / princess dragon / castle ring quest
princess Emma Elsa / dragon prince / castle mirror quest
knight Kurt Roland / dragon king / castle sword quest
wizard Merlin Morgan / owl witch / tower candle machine
witch Minna Martha / cat wizard / forest broom lost
pirate Jim Jenny / parrot sailor / island chest map
robot Zeno Zelda / inventor cat / city lamp night
astronaut Adam Astrid / robot pilot / mountain telescope journey
pilot Amy Alan / doctor pigeon / island map journey
detective Nora Nick / dog cat / city watch lost
inventor Ivan Ida / robot cat / tower wheel machine
shoemaker Hans Inga / tailor mouse / town shoe secret
weaver Vera Victor / spider shepherd / valley blanket secret
beekeeper Bernard Bridget / bear gardener / orchard jar market
lighthouse-keeper Jonas Judith / sailor seagull / lighthouse lamp storm
juggler Judy Joey / clockmaker dancer / park ball contest
scientist Nina Nathan / robot mouse / tower microscope machine
singer Celine Cyril / musician robin / city bell music
dancer Dana Damon / musician singer / town shoe contest
giant Gustav Gemma / dwarf mouse / mountain chair guest
dwarf Igor Ilse / giant rabbit / cave lantern map
nurse Nancy Nils / doctor teacher / town cup snow
ferryman Jasper Joan / duck fisherman / river lantern guest
"""
_OPEN = [[part.split() for part in line.split(" / ")] for line in _OPEN.strip().splitlines()]
OPEN_NAMES = {kind: (a, b) for (kind, a, b), _, _ in _OPEN}
PARTNERS = {kind[0]: tuple(two) for kind, two, _ in _OPEN}
FAVOURITES = {kind[0]: tuple(rest) for kind, _, rest in _OPEN}  # place, thing, plot
FRIEND_NAMES = ("Tom", "Mia")  # a friend of whom no kind is known
STARTERS = ("fox", "bear", "rabbit")  # where nobody is given
PLOT_STARTERS = dict(lost="rabbit", quest="fox", storm="otter", contest="frog", mend="badger", secret="raven",
                     journey="turtle", machine="inventor", night="owl", market="hen", snow="hedgehog",
                     music="robin", map="mole", share="bear", guest="wolf")
PLACE_STARTERS = {}
for _kind, (_place, _, _) in FAVOURITES.items():
    PLACE_STARTERS.setdefault(_place, _kind)
ALL_NAMES = tuple(dict.fromkeys([n for two in OPEN_NAMES.values() for n in two] + list(FRIEND_NAMES + NAMES)))

assert set(OPEN_NAMES) == set(ANIMALS + ROLES)
assert len({n for two in OPEN_NAMES.values() for n in two} | set(FRIEND_NAMES)) == 2 * len(OPEN_NAMES) + 2
assert not set(ALL_NAMES) & set(HELD_NAMES + WORD_NAMES)
assert all(k not in two and set(two) <= set(OPEN_NAMES) for k, two in PARTNERS.items())
assert all(place in PLACES and thing in THINGS for place, thing, _ in FAVOURITES.values())
