"""Lists: so many things of a kind as bullets or numbered, sorted if asked, and what is done with a list.

Counting and not repeating is what a small model gets wrong. So the members of a category stand in one
fixed circle: a list begins anywhere and goes on from there, which makes each next item follow from
the one before. Sorted lists do the same along the alphabet. What follows a list (more of them, adding,
removing, sorting, counting) works on the list that stands in the conversation.
"""
import re

from .common import Assistant, User, an, cap, typed, words
from .names import ANIMALS

# plural (other plurals after /) | singular: the circle
_TABLE = """
fruits/kinds of fruit|fruit: apple, pear, plum, banana, cherry, orange, grape, peach, lemon, melon, apricot,
    mango, kiwi, fig, pineapple, raspberry, strawberry, blueberry, quince, papaya
vegetables/kinds of vegetable|vegetable: carrot, potato, onion, cabbage, leek, spinach, pea, pumpkin,
    cucumber, cauliflower, broccoli, celery, turnip, radish, bean, beetroot, parsnip, lettuce, garlic,
    courgette
birds/kinds of bird|bird: robin, sparrow, owl, eagle, swan, crow, heron, falcon, stork, duck, pigeon,
    penguin, parrot, magpie, woodpecker, gull, blackbird, ostrich, goose, raven
animals|animal: dog, elephant, fox, tiger, horse, rabbit, whale, bear, cat, giraffe, wolf, monkey, cow,
    dolphin, lion, sheep, mouse, zebra, camel, hedgehog, otter, squirrel
farm animals|farm animal: cow, pig, sheep, hen, horse, goat, duck, donkey, goose, turkey, rooster, pony, lamb
pets/animals that are kept as pets|pet: cat, dog, hamster, rabbit, goldfish, canary, guinea pig, tortoise,
    parrot, budgerigar, gerbil, mouse
fish/kinds of fish|fish: trout, salmon, cod, herring, carp, tuna, eel, pike, sardine, perch, haddock,
    mackerel, plaice, sole
insects|insect: bee, ant, beetle, butterfly, wasp, fly, moth, grasshopper, ladybird, dragonfly, mosquito,
    cricket, flea, termite
reptiles|reptile: lizard, snake, crocodile, tortoise, turtle, alligator, iguana, gecko, chameleon, viper,
    cobra, python
trees/kinds of tree|tree: oak, birch, pine, maple, willow, beech, ash, elm, fir, larch, poplar, chestnut,
    lime, yew, cedar, spruce, alder, rowan
flowers/kinds of flower|flower: rose, tulip, daisy, lily, violet, sunflower, poppy, orchid, daffodil, iris,
    carnation, pansy, snowdrop, crocus, lavender, marigold, peony, primrose
herbs|herb: basil, parsley, thyme, mint, sage, rosemary, dill, oregano, chives, coriander, tarragon, marjoram
spices|spice: pepper, cinnamon, ginger, nutmeg, paprika, saffron, clove, turmeric, cumin, cardamom, vanilla,
    anise
nuts/kinds of nut|nut: walnut, hazelnut, almond, peanut, cashew, pecan, pistachio, chestnut, macadamia,
    Brazil nut, pine nut, coconut
drinks/beverages|drink: water, tea, coffee, milk, lemonade, apple juice, cocoa, orange juice, cola, beer,
    wine, ginger ale, tomato juice, mineral water
cheeses/kinds of cheese|cheese: Cheddar, Brie, Gouda, Parmesan, Camembert, Emmental, Stilton, Mozzarella,
    Feta, Roquefort, Edam, Ricotta, Gorgonzola, Halloumi
desserts|dessert: ice cream, apple pie, pudding, chocolate cake, cheesecake, trifle, pancakes, fruit salad,
    tiramisu, jelly, custard, sorbet, crumble, waffles
meals/dishes|dish: pizza, soup, curry, lasagne, stew, salad, omelette, risotto, goulash, paella, sushi,
    burger, ratatouille, fish and chips, chilli, noodles
breakfast foods|breakfast food: toast, porridge, eggs, muesli, yoghurt, pancakes, bread, jam, honey, bacon,
    croissant, cereal, cheese
colours/colors|colour: red, blue, green, yellow, orange, purple, brown, black, white, grey, pink, turquoise,
    violet, gold, silver, beige
shapes|shape: circle, square, triangle, rectangle, oval, pentagon, hexagon, star, rhombus, octagon,
    trapezium, crescent, cube, sphere, cone, cylinder
rivers|river: Nile, Amazon, Danube, Rhine, Thames, Mississippi, Volga, Ganges, Seine, Yangtze, Congo, Loire,
    Elbe, Indus, Mekong, Niger, Tiber, Rhone
mountains|mountain: Mount Everest, Mont Blanc, K2, Kilimanjaro, Matterhorn, Ben Nevis, Mount Fuji, Denali,
    Aconcagua, Olympus, Etna, Eiger, Snowdon, Elbrus
lakes|lake: Lake Victoria, Lake Superior, Lake Geneva, Lake Baikal, Loch Ness, Lake Como, Lake Michigan,
    Lake Constance, Lake Titicaca, Lake Ontario, Lake Garda, Lake Huron
countries|country: France, Japan, Brazil, Kenya, Canada, Italy, India, Norway, Egypt, Spain, Mexico, China,
    Poland, Peru, Germany, Ghana, Greece, Australia, Sweden, Turkey, Chile, Ireland
European countries/countries in Europe|European country: France, Italy, Spain, Germany, Poland, Greece,
    Sweden, Portugal, Austria, Norway, Ireland, Hungary, Denmark, Belgium, Finland, Romania, Croatia,
    Switzerland
African countries/countries in Africa|African country: Kenya, Egypt, Ghana, Nigeria, Morocco, Ethiopia,
    Tanzania, Senegal, Uganda, Algeria, Zambia, Mali, Angola, Rwanda, Namibia, Tunisia
Asian countries/countries in Asia|Asian country: Japan, India, China, Vietnam, Thailand, Nepal, Indonesia,
    South Korea, Pakistan, Mongolia, Malaysia, Sri Lanka, Iran, Laos, Cambodia, Bangladesh
cities|city: London, Tokyo, Paris, Cairo, New York, Rome, Nairobi, Berlin, Sydney, Madrid, Delhi, Lima,
    Toronto, Lagos, Vienna, Seoul, Istanbul, Chicago, Lisbon, Warsaw
capital cities/capitals|capital city: London, Paris, Rome, Madrid, Berlin, Vienna, Tokyo, Cairo, Ottawa,
    Lima, Oslo, Athens, Nairobi, Lisbon, Dublin, Prague, Warsaw, Helsinki
islands|island: Iceland, Sicily, Crete, Madagascar, Cuba, Malta, Corsica, Greenland, Cyprus, Java, Jamaica,
    Sardinia, Borneo, Tasmania
languages|language: English, Spanish, French, Chinese, Arabic, German, Hindi, Italian, Russian, Japanese,
    Portuguese, Swahili, Turkish, Polish, Greek, Dutch, Korean, Swedish
programming languages|programming language: Python, C, Java, JavaScript, Rust, Go, Ruby, Haskell, Perl,
    Swift, Kotlin, Lua, Fortran, Pascal, Scala, PHP, Lisp, Erlang, Ada, COBOL
Linux commands/shell commands/Unix commands|Linux command: `ls`, `cd`, `cp`, `mv`, `rm`, `cat`, `grep`,
    `find`, `mkdir`, `pwd`, `chmod`, `tar`, `sort`, `head`, `tail`, `wc`, `echo`, `touch`, `diff`, `du`,
    `df`, `ps`
operating systems|operating system: Linux, Windows, macOS, FreeBSD, Android, iOS, OpenBSD, Solaris, Haiku,
    NetBSD, MS-DOS, AIX
Linux distributions/Linux distros|Linux distribution: Debian, Ubuntu, Fedora, Arch Linux, openSUSE, Linux
    Mint, Gentoo, Alpine Linux, Slackware, Red Hat Enterprise Linux, Manjaro, NixOS
text editors/editors|text editor: Vim, Emacs, nano, VS Code, Notepad, Kate, gedit, Sublime Text, vi, Neovim,
    Helix, ed
data types/types of data|data type: integer, string, boolean, float, character, array, list, pointer,
    structure, enumeration, set, tuple
parts of a computer/computer parts|part of a computer: keyboard, mouse, screen, processor, memory, hard
    disk, fan, power supply, graphics card, network card, speaker, mainboard
file formats/file types|file format: PDF, PNG, JPEG, CSV, JSON, HTML, MP3, ZIP, XML, GIF, WAV, SVG, TAR, YAML
tools|tool: hammer, saw, screwdriver, drill, pliers, spanner, chisel, axe, file, plane, level, clamp, tape
    measure, wrench, crowbar, vice
garden tools|garden tool: spade, rake, hoe, watering can, wheelbarrow, shears, trowel, fork, hose,
    lawnmower, broom, shovel
kitchen utensils/things in a kitchen|kitchen utensil: spoon, knife, fork, pan, whisk, pot, ladle, grater,
    sieve, bowl, rolling pin, corkscrew, spatula, kettle
musical instruments/instruments|musical instrument: piano, violin, guitar, flute, drum, trumpet, cello,
    clarinet, harp, saxophone, trombone, oboe, accordion, organ, tuba, banjo, viola, bassoon
dances|dance: waltz, tango, salsa, polka, foxtrot, samba, ballet, flamenco, jive, rumba, quickstep, mambo
kinds of music/music styles/styles of music|kind of music: jazz, rock, pop, classical, blues, folk, reggae,
    soul, country, techno, opera, funk, gospel, disco
sports/kinds of sport|sport: football, tennis, swimming, cricket, rugby, golf, hockey, rowing, boxing,
    cycling, basketball, volleyball, skiing, running, badminton, fencing, judo, sailing
hobbies|hobby: reading, gardening, painting, cooking, fishing, hiking, knitting, photography, chess,
    dancing, cycling, singing, pottery, swimming, baking, sewing
games|game: chess, draughts, dominoes, hide-and-seek, poker, bingo, hopscotch, backgammon, darts, marbles,
    charades, solitaire, snap, tag
jobs/professions/occupations|job: teacher, doctor, baker, farmer, nurse, carpenter, lawyer, cook, engineer,
    plumber, painter, pilot, tailor, gardener, librarian, mechanic, dentist, journalist, butcher,
    electrician
clothes/pieces of clothing/items of clothing|piece of clothing: shirt, trousers, coat, dress, hat, scarf,
    skirt, jumper, sock, jacket, glove, belt, tie, blouse, shoe, cap
pieces of furniture/furniture|piece of furniture: table, chair, bed, sofa, desk, shelf, wardrobe, stool,
    cupboard, armchair, bench, chest of drawers, bookcase, cabinet
rooms/rooms of a house|room: kitchen, bedroom, bathroom, living room, cellar, attic, hall, dining room,
    study, pantry, nursery, garage
buildings/kinds of building|building: house, church, school, castle, hospital, station, tower, library,
    museum, barn, theatre, factory, hotel, bank, lighthouse, mill
vehicles/means of transport|vehicle: car, bicycle, bus, train, lorry, tram, ship, motorcycle, aeroplane,
    tractor, van, boat, helicopter, taxi, scooter, ferry
materials|material: wood, steel, glass, paper, stone, plastic, wool, leather, cotton, clay, rubber, brick,
    concrete, silk
metals|metal: iron, gold, copper, silver, tin, lead, aluminium, zinc, nickel, platinum, titanium, chromium,
    mercury, tungsten
chemical elements/elements|chemical element: hydrogen, helium, oxygen, carbon, iron, nitrogen, gold, sodium,
    copper, neon, sulphur, calcium, silver, lithium, potassium, zinc, chlorine, uranium
gemstones/gems|gemstone: diamond, ruby, emerald, sapphire, topaz, opal, amethyst, garnet, jade, turquoise,
    amber, pearl
parts of the body/body parts|part of the body: head, arm, leg, hand, foot, eye, ear, nose, knee, shoulder,
    mouth, finger, elbow, neck, back, toe, chin, wrist
organs|organ: heart, liver, lung, kidney, brain, stomach, skin, spleen, bladder, pancreas, intestine, thyroid
feelings/emotions|feeling: joy, fear, anger, sadness, love, hope, surprise, pride, envy, shame, gratitude,
    curiosity, boredom, disgust
kinds of weather/weather words|kind of weather: rain, snow, wind, fog, sunshine, hail, storm, frost,
    drizzle, thunder, sleet, heat, cloud, breeze
school subjects/subjects|school subject: mathematics, history, biology, geography, chemistry, physics,
    music, art, English, French, computing, sport, economics, philosophy
sciences|science: physics, chemistry, biology, astronomy, geology, mathematics, botany, zoology, ecology,
    psychology, linguistics, medicine
scientists/famous scientists|scientist: Albert Einstein, Marie Curie, Isaac Newton, Charles Darwin, Galileo
    Galilei, Niels Bohr, Ada Lovelace, Alan Turing, Louis Pasteur, Max Planck, Lise Meitner, Michael
    Faraday, Johannes Kepler, Dorothy Hodgkin
composers|composer: Mozart, Bach, Beethoven, Haydn, Chopin, Schubert, Verdi, Brahms, Vivaldi, Handel,
    Dvorak, Debussy, Wagner, Liszt
painters/famous painters|painter: Rembrandt, Picasso, Monet, Leonardo da Vinci, Van Gogh, Vermeer, Turner,
    Goya, Frida Kahlo, Cezanne, Michelangelo, Matisse, Raphael, Klimt
writers/authors|writer: Shakespeare, Jane Austen, Tolstoy, Goethe, Charles Dickens, Dante, Mark Twain,
    Virginia Woolf, Cervantes, Kafka, Homer, Moliere, Chekhov, Emily Bronte
Greek gods|Greek god: Zeus, Hera, Athena, Apollo, Poseidon, Hermes, Artemis, Ares, Aphrodite, Hades,
    Demeter, Dionysus, Hephaestus, Hestia
European capitals/capitals of Europe|European capital: Paris, Rome, Madrid, Berlin, Vienna, Oslo, Athens,
    Lisbon, Dublin, Prague, Warsaw, Helsinki, Budapest, Copenhagen, Brussels, Stockholm
months|month: January, February, March, April, May, June, July, August, September, October, November, December
verbs|verb: run, sing, write, eat, sleep, build, think, swim, read, carry, open, laugh, bring, draw, climb,
    learn
adjectives|adjective: big, quiet, happy, cold, bright, slow, brave, green, soft, round, clever, empty,
    sweet, old, narrow, honest
things to take on a journey/things to pack/things for a trip|thing to take: passport, toothbrush, map,
    socks, towel, charger, book, raincoat, soap, comb, water bottle, sunglasses, camera, umbrella
things in a classroom|thing in a classroom: blackboard, desk, chalk, chair, pencil, book, map, ruler, globe,
    clock, sponge, window
""".replace("\n    ", " ").strip().split("\n")  # an indented line continues the one before


class Category:
    __slots__ = ("name", "names", "one", "circle", "abc")

    def __init__(self, line):
        head, _, members = line.partition(": ")
        names, _, self.one = head.partition("|")
        self.names = names.split("/")
        self.name = self.names[0]
        self.circle = tuple(members.split(", "))
        self.abc = tuple(sorted(self.circle, key=order))


def order(item):
    return item.strip("`").lower()


CATEGORIES = tuple(Category(line) for line in _TABLE)
BY_NAME = {c.name: c for c in CATEGORIES}
_SET = {c.name: frozenset(c.circle) for c in CATEGORIES}
NUMBER = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PLACE = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

# {n} the number, {c} the category
ASK = (
    "Name {n} {c}.", "Name {n} {c}.", "List {n} {c}.", "List {n} {c}.", "Give me {n} {c}.",
    "Tell me {n} {c}.", "Can you name {n} {c}?", "Could you name {n} {c}?", "Can you list {n} {c}?",
    "Could you list {n} {c}?", "What are {n} {c}?", "Write down {n} {c}.", "I need {n} {c}.",
    "I would like {n} {c}.", "A list of {n} {c}.", "A list of {n} {c}, please.", "Make a list of {n} {c}.",
    "Give me a list of {n} {c}.", "Can you give me a list of {n} {c}?", "Show me {n} {c}.", "{n} {c}",
    "{n} {c}, please.", "Please name {n} {c}.", "Please list {n} {c}.", "Which {n} {c} do you know?",
    "Do you know {n} {c}?", "Tell me the names of {n} {c}.", "Write a list of {n} {c}.",
    "I want a list with {n} {c}.", "Could you write down {n} {c} for me?", "Give {n} examples of {c}.",
    "Mention {n} {c}.", "List {n} {c} for me.", "Please give me {n} {c}.", "I want {n} {c}.",
    "Can I have a list of {n} {c}?", "Can you tell me {n} {c}?", "Name me {n} {c}.",
    "Could you tell me {n} {c}?", "Let me have {n} {c}.", "Create a list of {n} {c}.",
)
ASK_ANY = (
    "Name some {c}.", "List some {c}.", "What {c} do you know?", "Which {c} do you know?",
    "Give me some {c}.", "Tell me some {c}.", "Can you name some {c}?", "Can you name a few {c}?",
    "A list of {c}, please.", "Give me a list of {c}.", "Make a list of {c}.", "What are some {c}?",
    "What are examples of {c}?", "Some {c}, please.", "List {c}.", "Name a few {c}.", "List a few {c}.",
    "Do you know any {c}?", "Write a list of {c}.", "I need a list of {c}.", "Could you list some {c}?",
    "Show me a list of {c}.", "Give me examples of {c}.", "Tell me a few {c}.", "Can you give me some {c}?",
)
ASK_NUMBERED = (
    "Give me a numbered list of {n} {c}.", "A numbered list of {n} {c}.",
    "A numbered list of {n} {c}, please.", "Make a numbered list of {n} {c}.",
    "Name {n} {c} as a numbered list.", "List {n} {c}, numbered.", "List {n} {c} with numbers.",
    "Number {n} {c}.", "Write a numbered list of {n} {c}.", "Can you give me a numbered list of {n} {c}?",
    "{n} {c} in a numbered list.", "{n} {c}, numbered please.", "Could you make a numbered list of {n} {c}?",
    "Name {n} {c} and number them.", "I want {n} {c} as a numbered list.", "Please number {n} {c}.",
    "Give me {n} {c}, numbered.", "An ordered list of {n} {c}.",
)
ASK_BULLETS = (
    "Give me a bullet list of {n} {c}.", "A bullet list of {n} {c}, please.",
    "Name {n} {c} as bullet points.", "{n} {c} as bullets.", "List {n} {c} in bullet points.",
    "Make a bulleted list of {n} {c}.", "Write a bullet list of {n} {c}.", "List {n} {c} as bullet points.",
    "Can you write {n} {c} as a bullet list?", "Name {n} {c} in a bullet list.",
)
ASK_ONE = ("Name a {o}.", "Name one {o}.", "Tell me a {o}.", "Give me an example of a {o}.",
           "Can you name a {o}?", "Do you know a {o}?", "Just one {o}, please.", "Give me one {o}.",
           "Which {o} do you know?", "Can you tell me one {o}?", "An example of a {o}?")
SORTED = (" in alphabetical order", ", sorted", ", in alphabetical order", ", sorted alphabetically",
          " sorted by name", " from A to Z", " in order of the alphabet", ", alphabetically",
          " alphabetically sorted", ", ordered by name")
HELD_ASK = ("Think of {n} {c}.", "Would you name {n} {c} for me?", "I am looking for {n} {c}.",
            "Please write me a list with {n} {c}.", "Help me to find {n} {c}.",
            "It would be nice to have {n} {c}.", "Which are {n} {c} that you know?", "Quick, {n} {c}!")
HELD_ASK_ANY = ("Tell me about some {c} you know.", "Let me see a few {c}.")
HELD_ASK_NUMBERED = ("Please put {n} {c} into a numbered list.",
                     "Think of {n} {c} and put a number before each.")
HELD_SORTED = (" in the order of the alphabet", ", in ABC order")

MORE = ("{n} more.", "{n} more, please.", "Give me {n} more.", "And {n} more?", "Name {n} more.",
        "Can you name {n} more?", "Another {n}, please.", "Another {n}.", "Tell me {n} others.",
        "{n} other {c}, please.", "Now {n} others.", "List {n} more {c}.", "I need {n} more.",
        "Do you know {n} more?", "Can I have {n} more?", "What about {n} more {c}?",
        "Could you add {n} more?",
    "I want {n} more.", "Can you think of {n} more?", "Go on with {n} more.", "Continue with {n} more.",
    "{n} others?",
    "Now {n} more {c}.", "Please give me {n} other {c}.", "Are there {n} more?", "Extend the list by {n}.",
    "Make it longer by {n}.", "Could I get {n} more {c}?", "Show me {n} more.", "plus {n} more",
    "{n} new ones, please.",
    "I could use {n} more.", "Let us have {n} more.", "Tell me {n} more {c}.", "Keep going: {n} more.",
    "Give me another {n} {c}.", "And another {n}?", "Find {n} more.", "{n} additional {c}.",
    "{n} extra {c}, please.",
    "Which {n} others do you know?", "We need {n} more of them.", "Good. {n} more?", "Nice, now {n} more.",
)
HELD_MORE = ("Let me have {n} further {c}.", "That is not enough, {n} more please.")
FIRST = ("Which of these is the {k}?", "What is the {k} one?", "Which one is {k}?", "What was the {k} one?",
         "Tell me the {k} one.", "Which is the {k} item?", "What is {k} on the list?",
         "Which {o} is the {k}?", "The {k} one again?", "What comes {k}?",
         "What is the {k} item of the list?", "Which one did you name {k}?",
    "Which one is in the {k} position?", "What is at the {k} position?", "Name the {k} one.",
    "Say the {k} one again.",
    "And the {k} one?", "{k} one?", "What did you put {k}?", "What did you write {k}?",
    "I want to know the {k} one.",
    "Which item is {k}?", "Which {o} comes {k}?", "Read me only the {k} one.", "Show me the {k} one.",
    "Only the {k} one.",
    "What do we have in {k} position?", "What is the {k} entry?", "Which entry is the {k}?",
    "Just the {k} one, please.",
    "I forgot the {k} one.", "Which was the {k} thing on it?", 
    "Could you tell me the {k} one?", "The {k} one, which is that?", "Can you give me the {k} one?",
)
HELD_FIRST = ("Which of them stands in {k} place?", "Repeat the {k} item, please.")
ADD = ("Add {x} to the list.", "Add {x}.", "Please add {x}.", "Put {x} on the list.", "Can you add {x}?",
       "Could you add {x} to the list?", "And {x}.", "Also {x}.", "I forgot {x}.", "{x} is missing.",
       "Add {x} at the end.", "Please put {x} on the list too.", "Add also {x}, please.", "You forgot {x}.",
       "Append {x}.", "Include {x}.", "Can you put {x} on it as well?",
    "I also need {x}.", "We also need {x}.", "I need {x} too.", "Oh, and {x}.", "Plus {x}.",
    "One more thing: {x}.",
    "Put {x} down too.", "Put down {x} as well.", "Write down {x} too.", "Note {x} as well.",
    "Add {x} as well.",
    "Let's add {x}.", "Let us add {x}.", "Could you include {x}?", "Can {x} go on the list?",
    "{x} should be on it too.",
    "{x} too, please.", "{x} as well.", "{x} has to be on the list.", "Do not forget {x}.",
    "Don't forget {x}.",
    "There should be {x} too.", "Insert {x} at the end.", "At the end put {x}.", "Make room for {x}.",
    "What about {x}? Add it.",
    "Please take {x} onto the list.", "Let {x} be the last one.", "I would like {x} on it too.",
    "I want {x} added.",
    "Extend it with {x}.", "Extend the list with {x}.", "It lacks {x}.", "{x} belongs on the list too.",
    "add {x} pls",
    "Would you put {x} on it?", "Now {x} as well.", "Add one item: {x}.", "And then {x}, please.",
    "Stick {x} at the end.",
)
HELD_ADD = ("Write {x} on the list as well.", "The list also needs {x}.")
REMOVE = ("Remove {x}.", "Remove {x} from the list.", "Take {x} off the list.", "Delete {x}.",
          "Without {x}, please.", "Please remove {x}.", "Can you remove {x}?", "Drop {x}.", "Leave out {x}.",
          "Not {x}.", "Cross out {x}.", "I do not want {x}.", "Take {x} out.",
          "Please take {x} off the list.", "Strike {x}.", "Could you delete {x}?", "Erase {x} from the list.",
    "Get rid of {x}.", "Throw {x} out.", "Take away {x}.", "Take {x} away.", "Scratch {x}.", "Kick {x} out.",
    "{x} can go.", "{x} is not needed.", "I do not need {x} any more.", "We don't need {x}.",
    "No {x}, please.",
    "{x} should not be on it.", "{x} does not belong there.", "{x} is wrong, take it off.", "Forget {x}.",
    "Forget about {x}.",
    "Could you take {x} off?", "Can you take {x} off the list?", "Would you remove {x}?",
    "Please leave {x} out.",
    "Skip {x}.", "Omit {x}.", "Exclude {x}.", "Everything but {x}.", "All except {x}, please.",
    "The list without {x}, please.",
    "The same without {x}.", "I want {x} off the list.", "I have got {x} already, remove it.",
    "{x} is done, cross it out.",
    "Let {x} go.", "Wipe {x} off the list.", "Minus {x}.", "I changed my mind about {x}, take it off.",
    "remove {x} pls",
    "Cut {x}.", "Please scrap {x}.", "Strike {x} off.", "Let us leave {x} out.",
    "Make the list again without {x}.",
)
HELD_REMOVE = ("We can do without {x}.", "Please drop {x} from the list.")
SORT = ("Sort them.", "Sort the list.", "Sort it.", "Can you sort them?", "Now sort them.",
        "Sort them alphabetically.", "In alphabetical order, please.", "Please sort the list.",
        "Can you put them in alphabetical order?", "Put them in order.", "Order them alphabetically.",
        "Sort by name.", "Now in alphabetical order.", "Arrange them alphabetically.",
        "Could you sort the list from A to Z?", "Sorted, please.",
    "Alphabetically, please.", "From A to Z, please.", "A to Z.", "Sort from A to Z.", "Order the list.",
    "Order them.",
    "Put the list in alphabetical order.", "Alphabetise the list.", "Alphabetise them.",
    "Arrange the list from A to Z.",
    "Can you arrange them by the alphabet?", "By the alphabet, please.", "Please order them by name.",
    "sort pls",
    "Could you sort it alphabetically?", "Could they be in alphabetical order?",
    "Is it possible to sort them?",
    "Show them sorted.", "Show me the list sorted.", "Give me the sorted list.",
    "The list in order of the alphabet, please.",
    "I need it in alphabetical order.", "I would like them in alphabetical order.", "It should be sorted.",
    "They are not sorted. Sort them.",
    "Let us sort that.", "Rearrange them alphabetically.", "List them alphabetically.",
    "Now the same sorted by name.",
    "Start with A and end with Z.", "Tidy it up: sort by name.", "Would you sort that for me?",
)
HELD_SORT = ("Bring them into alphabetical order.", "I want them sorted.")
COUNT = ("How many are there?", "How many are on the list?", "How many items are there?",
         "How long is the list?", "Count them.", "How many did you name?", "How many are those?",
         "How many things are on the list?", "What is the number of items?", "Can you count them?",
         "How many is that?",
    "How many items do we have?", "How many do we have now?", "How many is it now?",
    "How many are in the list?",
    "How many lines are there?", "What is the count?", "Give me the count.", "Tell me how many there are.",
    "Count the list.",
    "Number of items?", "How big is the list?", "Size of the list?", "What is the length of the list?",
    "So how many is that in all?",
    "How many in all?", "How many altogether?", "How many in total?", "What is the total number?",
    "Can you say how many there are?",
    "I lost count. How many are there?", "Do you know how many there are?", "How many things are that?",
    "how many?",
    "Please count them for me.", "Could you count what is on the list?", "How many of them are there now?",
)
HELD_COUNT = ("How many entries does the list have?", "Please count the items.")
NUMBER_IT = ("Number them.", "As a numbered list, please.", "Make it a numbered list.",
             "With numbers, please.", "Can you number them?", "Number the list.",
             "Turn it into a numbered list.", "Please number the items.", "I want it numbered.",
    "Put numbers in front.", "Give each a number.", "1, 2, 3, please.", "Can I have numbers?",
    "Replace the bullets by numbers.",
    "Write numbers before the items.", "I need numbers, not bullets.", "Could you number the list?",
    "Now with numbers.",
)
BULLET_IT = ("Make it a bullet list.", "Bullets instead of numbers, please.", "As a bullet list.",
             "Use bullet points.", "Without numbers, please.",
    "Can I have bullets?", "I prefer bullets.", "Now with bullets.", "Take away the numbers.",
    "No numbers, please.",
    "Change it to bullet points.", "Replace the numbers by bullets.", "Could you use bullets?",
)
LINE_IT = ("Put them in one line.", "On one line, please.", "Write them in a sentence.",
           "As a sentence, please.", "Separate them by commas.", "Not as a list, please.",
           "Give them in one line.",
    "All in one line.", "In a single line, please.", "With commas, please.",
    "Can you write them in one sentence?",
    "Now as a sentence.", "One after another with commas.", "I want them in one line.",
    "Join them with commas.",
)
TURN_IT = ("Reverse the list.", "In reverse order, please.", "Turn the list around.", "Now backwards.",
           "The other way round.", "Reverse them.",
    "Backwards, please.", "From the last to the first, please.", "Start with the last one.", "Flip the list.",
    "The last one first, please.", "In the opposite order, please.", "Turn it upside down.",
    "Reverse the order.",
    "Can you reverse it?", "The same in reverse.", "From the bottom to the top.",
    "Change the order: last to first.",
)
SWAP = ("Replace {x} by {y}.", "Replace {x} with {y}.", "Put {y} in place of {x}.",
        "Take {y} instead of {x}.",
        "{y} instead of {x}, please.", "Swap {x} for {y}.", "Exchange {x} for {y}.", "Change {x} to {y}.",
        "Not {x} but {y}.",
        "Make {x} into {y}.", "Can you replace {x} by {y}?", "Could you change {x} into {y}?",
        "I meant {y}, not {x}.",
        "I want {y} rather than {x}.", "Turn {x} into {y}.", "Substitute {y} for {x}.",
        "Instead of {x} write {y}.",
        "{x} should be {y}.", "Rename {x} to {y}.", "Please exchange {x} for {y}.",
        "Where it says {x}, put {y}.",
        "Use {y} in the place of {x}.", "{x} was wrong, it should be {y}.", "Let it be {y}, not {x}.")
IS_IN = ("Is {x} on the list?", "Did you name {x}?", "Is {x} among them?", "Is {x} there?",
         "Does the list have {x}?", "Is there {x} on the list?",
    "Have we got {x} on it?", "Have I got {x} on the list?", "Does it contain {x}?",
    "Is {x} part of the list?",
    "Did I mention {x}?", "Can you find {x} on the list?", "Is {x} already on it?",
    "And {x}, is it on the list?",
    "Do we have {x} on the list?", "Was {x} on it?", "Check whether {x} is on the list.", "Is {x} listed?",
)

OWN = (
    "My {k} is {i}. Make it a list.", "My {k} is {i}.", "Make a list: {i}.", "Make a list of {i}.",
    "Please make a list of this: {i}.", "Here is my {k}: {i}. Write it as a list.",
    "Turn this into a list: {i}.", "I need {i}. Write that as a list.", "List this: {i}.",
    "Can you write {i} as a list?", "Write {i} as a list.", "My {k}: {i}.", "Put {i} in a list.",
    "This is my {k}: {i}.", "Start a {k} with {i}.", "I want a {k} with {i}.", "Make me a {k}: {i}.",
    "Please write this as bullet points: {i}.", "{i} as a list, please.", "Format this as a list: {i}.",
    "Write a {k} with {i} on it.", "Create a {k}: {i}.", "On my {k} there are {i}.",
)
HELD_OWN = ("I have to remember {i}. Put that into a list.", "Could you turn {i} into a list?",
            "On the {k} I have {i}. Show it as a list.")
OWN_NUMBERED = ("Make a numbered list of {i}.", "My {k} is {i}. Number it.", "Write {i} as a numbered list.",
                "Number these: {i}.", "Turn this into a numbered list: {i}.", "A numbered list, please: {i}.")
SHOW = ("Show me the list again.", "What is on the list?", "What is on the list now?", "Read the list to me.",
        "The whole list again, please.", "Let me see the list.", "Can I see the list?", "Repeat the list.",
        "Can you repeat the list?", "Show the list.", "List them again.",
    "Show it again.", "Where are we? Show the list.", "What have we got so far?",
    "What does the list look like now?",
    "Print the list.", "Let me look at the list again.", "What do I have on the list?",
    "Tell me the list again.",
    "Say the list again.", "Could you show it once again?", "Please display the list.",
    "Give me the list again.",
)
HELD_SHOW = ("Once more the list, please.",)

# Closed sets, given whole: what they are, its members in their order
WHOLE = tuple((names.split("/"), members.split(", "))
              for names, _, members in (line.partition(": ") for line in """
days of the week/weekdays from Monday to Sunday/seven days of the week: Monday, Tuesday, Wednesday,
    Thursday, Friday, Saturday, Sunday
months of the year/twelve months/months of a year: January, February, March, April, May, June, July, August,
    September, October, November, December
seasons/four seasons/seasons of the year: spring, summer, autumn, winter
planets/planets of the solar system/eight planets: Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus,
    Neptune
continents/seven continents: Africa, Antarctica, Asia, Australia, Europe, North America, South America
oceans/five oceans: Pacific Ocean, Atlantic Ocean, Indian Ocean, Southern Ocean, Arctic Ocean
points of the compass/four directions/cardinal directions: north, east, south, west
five senses/senses: sight, hearing, smell, taste, touch
colours of the rainbow/colors of the rainbow/rainbow colours: red, orange, yellow, green, blue, indigo, violet
vowels/vowels of the alphabet: a, e, i, o, u
primary colours/primary colors: red, yellow, blue
chess pieces/pieces in chess: king, queen, rook, bishop, knight, pawn
fingers of a hand/five fingers: thumb, index finger, middle finger, ring finger, little finger
three states of matter/states of matter: solid, liquid, gas
numbers from one to ten/numbers from 1 to 10: one, two, three, four, five, six, seven, eight, nine, ten
strings of a violin: G, D, A, E
suits in a pack of cards/card suits: clubs, diamonds, hearts, spades
countries of the United Kingdom: England, Scotland, Wales, Northern Ireland
""".replace("\n    ", " ").strip().split("\n")))
ASK_WHOLE = ("List the {c}.", "Name the {c}.", "What are the {c}?", "Tell me the {c}.", "Which are the {c}?",
             "Give me the {c}.", "Can you name the {c}?", "Can you list the {c}?",
             "A list of the {c}, please.", "Do you know the {c}?", "List all the {c}.", "Name all the {c}.",
             "Write down the {c}.", "Could you tell me the {c}?", "I need the {c}.",
             "Make a list of the {c}.", "the {c}", "What are the names of the {c}?")
_OWN_KINDS = (
    ("shopping list", ("milk", "eggs", "bread", "butter", "rice", "cheese", "tea", "coffee", "sugar", "flour",
                       "apples", "onions", "carrots", "soap", "honey", "jam", "salt", "pasta", "oil",
                       "tomatoes", "yoghurt", "potatoes", "bananas", "matches", "candles", "paper",
                       "biscuits", "lemons", "pepper", "beans", "ham", "juice", "garlic", "cream", "nuts",
                       "oats", "batteries")),
    ("packing list", ("socks", "passport", "map", "towel", "camera", "tent", "rope", "knife", "shirt",
                      "raincoat", "soap", "book", "torch", "blanket", "charger", "boots", "hat", "gloves",
                      "compass", "water", "comb", "pillow", "cup", "scarf", "tickets")),
    ("to-do list", ("washing up", "calling Grandma", "shopping", "homework", "gardening", "cooking",
                    "cleaning the windows", "feeding the cat", "paying the bills", "ironing",
                    "writing letters", "watering the plants", "mending the bike", "baking a cake", "reading",
                    "sweeping", "the laundry", "booking the train", "practising the piano",
                    "sorting papers")),
    ("guest list", None),
    ("list", None),
)


_nouns = None


def nouns():
    global _nouns
    if _nouns is None:
        _nouns = tuple(w["word"] for w in words() if w["pos"] == "noun") or ANIMALS
    return _nouns


def bullets(items):
    return "- " + "\n- ".join(items)


def numbered(items):
    return "\n".join([f"{i}. {x}" for i, x in enumerate(items, 1)])


def joined(items):
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def _type(R, text):
    return text.lower() if R.random() < 0.05 else typed(R, text)


def draw(R, c, n, abc=False):
    """n members one after another in the circle, or along the alphabet."""
    if abc:
        i = R.randrange(len(c.abc) - n + 1)
        return list(c.abc[i:i + n])
    i = R.randrange(len(c.circle))
    return list((c.circle + c.circle)[i:i + n])


def following(c, items, n):
    """The n members after the last of `items` in the circle that are not among them."""
    known, out = [x for x in items if x in _SET[c.name]], []
    i = c.circle.index(known[-1]) if known else 0
    while len(out) < n and len(out) + len(items) < len(c.circle):
        i = (i + 1) % len(c.circle)
        if c.circle[i] not in items:
            out.append(c.circle[i])
    return out


def _digits(R, n):
    return NUMBER[n] if R.random() < 0.6 else str(n)


def request(R, c=None):
    """(turns, category, items, form): a request for a list and the list."""
    c = c or R.choice(CATEGORIES)
    r = R.random()
    name = c.names[0] if len(c.names) == 1 or R.random() < 0.65 else R.choice(c.names[1:])
    n = R.choice((2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 7, 8, 9, 10))
    form, abc = bullets, False
    if r < 0.16:
        n, text = 5, R.choice(ASK_ANY).format(c=name)
    elif r < 0.36:
        form, text = numbered, R.choice(ASK_NUMBERED).format(n=_digits(R, n), c=name)
    elif r < 0.43:
        text = R.choice(ASK_BULLETS).format(n=_digits(R, n), c=name)
    else:
        text = R.choice(ASK).format(n=_digits(R, n), c=name)
    text = cap(text)
    if R.random() < 0.14:
        abc = True
        tail = R.choice(SORTED)
        text = text[:-1] + tail + text[-1] if text[-1] in ".?" else text + tail
        text = text.replace(", please in", " in").replace(", please, ", ", ")
    if 0.43 < r and R.random() < 0.02:  # more than a list has room for
        text, n = R.choice(ASK).format(n=R.choice((12, 15, 20, 25, 30, 50, 100, 1000)), c=name), 10
        items = draw(R, c, n)
        thought = f"The user wants very many {c.name}. I list ten, which is the most I can keep apart."
        answer = f"I list ten at most. Here are ten {c.name}:\n\n{bullets(items)}"
        return [User(_type(R, cap(text))), Assistant(thought, answer)], c, items, bullets
    items = draw(R, c, n, abc)
    order_ = " in alphabetical order" if abc else ""
    kind = "numbered list" if form is numbered else "list"
    return ([User(_type(R, text)),
             Assistant(f"The user wants a {kind} of {c.name}{order_}. I name {NUMBER[n]} of them.",
             f"Here are {NUMBER[n]} {c.name}{order_}:\n\n{form(items)}")], c, items, form)


def own(R):
    """(turns, None, items, form): a list the user gives."""
    r = R.random()
    kind, pool = R.choice(_OWN_KINDS)
    n = R.choice((2, 3, 3, 4, 4, 5, 6))
    if pool is None and kind == "guest list":
        from .names import any_name
        items = list(dict.fromkeys(any_name(R) for _ in range(n)))
    elif pool is None or r < 0.25:
        items = list(dict.fromkeys(R.choice(nouns()) for _ in range(n)))
    else:
        items = R.sample(pool, n)
    form = bullets
    if R.random() < 0.15:
        form, text = numbered, R.choice(OWN_NUMBERED)
    else:
        text = R.choice(OWN)
    said = ", ".join(items) if R.random() < 0.2 and "{i} as" not in text else joined(items)
    text = text.format(k=kind, i=said)
    title = f"Here is your {kind}:" if kind != "list" and kind in text else "Here is the list:"
    if not text.startswith(said):
        text = _type(R, text)
    return ([User(text), Assistant("The user gives me the items of a list. I write it down as it is.",
                                   f"{title}\n\n{form(items)}")],
            None, items, form)


def follow(R, c, items, form, asks=None):
    """(turns, items, form): one step further with a list. `asks` replaces the wordings (for scoring)."""
    r, choice = R.random(), R.choice
    n = len(items)
    if c and r < 0.22 and n <= len(c.circle) - 1:
        m = min(choice((1, 2, 2, 3, 3, 4, 5)), len(c.circle) - n, 10)
        new = following(c, items, m)
        word = NUMBER[m]
        text = cap(choice(MORE).format(n=_digits(R, m), c=c.name if m > 1 else c.one))
        if m == 1:
            text = choice(("One more.", "One more, please.", "Another one.", "Another one, please.",
                           "And one more?", "Name another one."))
            answer = f"Here is one more {c.one}:\n\n{form(new)}"
        else:
            answer = f"Here are {word} more {c.name}:\n\n{form(new)}"
        return ([User(_type(R, text)),
                 Assistant(f"The user wants {word} more. I name {c.name} that are not on the list yet.",
                           answer)],
                items + new if n + m <= 10 else None, form)
    if r < 0.38:
        i = R.randrange(n) if R.random() < 0.7 else n - 1
        last = i == n - 1 and R.random() < 0.7 and n > 1
        word = "last" if last else PLACE[i]
        text = choice(FIRST).format(k=word, o=c.one if c else "item")
        return ([User(_type(R, text)), Assistant(f"The user asks for the {word} item of the list.",
                                                 f"The {word} one is {items[i]}.")], items, form)
    if r < 0.54 and n < 10:
        if c and R.random() < 0.6:
            x = choice(c.circle)
        elif c is None and R.random() < 0.6:
            x = choice(choice(_OWN_KINDS[:3])[1])
        else:
            x = choice(nouns())
        if x in items:
            return ([User(_type(R, choice(ADD[:8]).format(x=x))),
                     Assistant(f"The user wants {x} on the list. It is there already.",
                     f"{cap(x)} is on the list already:\n\n{form(items)}")], items, form)
        items = items + [x]
        text = choice(ADD).format(x=x)
        return ([User(_type(R, text)), Assistant(f"The user wants {x} on the list. I add it at the end.",
                 f"Here is the list with {x}:\n\n{form(items)}")], items, form)
    if r < 0.68 and n > 2:
        x = choice(items)
        items = [i for i in items if i != x]
        return ([User(_type(R, choice(REMOVE).format(x=x))),
                 Assistant(f"The user does not want {x} on the list. I leave it out.",
                 f"Here is the list without {x}:\n\n{form(items)}")], items, form)
    if r < 0.78:
        items = sorted(items, key=order)
        return ([User(_type(R, choice(SORT))), Assistant("The user wants the list sorted by the alphabet.",
                 f"Here they are in alphabetical order:\n\n{form(items)}")], items, form)
    if r < 0.87:
        be = "is one item" if n == 1 else f"are {NUMBER[n]} items"
        return ([User(_type(R, choice(COUNT))),
                 Assistant("The user asks how long the list is. I count the items.",
                 f"There {be} on the list.")], items, form)
    if r < 0.89:
        return ([User(_type(R, choice(SHOW))), Assistant("The user wants to see the list again.",
                                                         f"Here is the list:\n\n{form(items)}")],
                items, form)
    if r < 0.92:
        if form is bullets:
            return ([User(_type(R, choice(NUMBER_IT))), Assistant("The user wants the list with numbers.",
                     f"Here is the numbered list:\n\n{numbered(items)}")], items, numbered)
        return ([User(_type(R, choice(BULLET_IT))), Assistant("The user wants the list with bullets.",
                 f"Here is the list with bullets:\n\n{bullets(items)}")], items, bullets)
    if r < 0.945:
        return ([User(_type(R, choice(LINE_IT))),
                 Assistant("The user wants the items in one line.", f"{cap(joined(items))}.")], items, form)
    if r < 0.958:
        items = items[::-1]
        return ([User(_type(R, choice(TURN_IT))),
                 Assistant("The user wants the list from its end to its start.",
                 f"Here is the list in reverse order:\n\n{form(items)}")], items, form)
    if r < 0.978:
        x, y = choice(items), choice(c.circle) if c and R.random() < 0.7 else choice(nouns())
        if y not in items:
            items = [y if i == x else i for i in items]
            return ([User(_type(R, choice(SWAP).format(x=x, y=y))),
                     Assistant(f"The user wants {y} in the place of {x}.",
                     f"Here is the list with {y} instead of {x}:\n\n{form(items)}")], items, form)
    x = choice(items) if R.random() < 0.5 else choice(c.circle) if c else choice(nouns())
    yes = f"Yes, {x} is on the list." if x in items else f"No, {x} is not on the list."
    return ([User(_type(R, choice(IS_IN).format(x=x))),
             Assistant(f"The user asks whether {x} is on the list. I look.", yes)], items, form)


def whole(R):
    names, members = R.choice(WHOLE)
    name = R.choice(names)
    text, form = R.choice(ASK_WHOLE).format(c=name), bullets
    if R.random() < 0.25:
        form = numbered
        text = text[:-1] + R.choice((" as a numbered list", ", numbered", " with numbers",
                                     " in a numbered list")) + text[-1]
    return [User(_type(R, cap(text))),
            Assistant(f"The user wants the {name}. There are {len(members)} of them.",
                                                 f"Here are the {name}:\n\n{form(members)}")]


def exchange(R, tools=()):
    r = R.random()
    if r < 0.05:
        c = R.choice(CATEGORIES)
        text = R.choice(ASK_ONE).format(o=c.one)
        if c.one[0] in "aeiouAEIO":
            text = text.replace(" a " + c.one, " an " + c.one)
        return [User(_type(R, text)), Assistant(f"The user wants one {c.one}.",
                                                f"One example of {an(c.one)}: {R.choice(c.circle)}.")]
    if r < 0.09:
        return whole(R)
    turns, c, items, form = own(R) if r < 0.28 else request(R)
    while items and R.random() < 0.45 and len(turns) < 10:
        more, items, form = follow(R, c, items, form)
        turns += more
    return turns


def cases(R):
    """60 requests in wordings that training has not, 15 changes of a list that is there."""
    def case(kind, i, messages, expect):
        return {"kind": kind, "id": f"{kind}/{i:02d}", "tools": [], "thinking": False,
                "messages": [{"role": role, "content": text} for role, text in messages], "expect": expect}

    for i, c in enumerate(R.sample(CATEGORIES, 60)):
        n, abc = R.randrange(2, 11), False
        if i % 6 == 4:
            n, text = 5, R.choice(HELD_ASK_ANY).format(c=c.name)
        elif i % 6 == 3:
            text = R.choice(HELD_ASK_NUMBERED).format(n=_digits(R, n), c=c.name)
        elif i % 6 == 5:
            abc, text = True, R.choice(ASK[:8]).format(n=_digits(R, n), c=c.name)
            text = text[:-1] + R.choice(HELD_SORTED) + text[-1]
        else:
            text = cap(R.choice(HELD_ASK).format(n=_digits(R, n), c=c.name))
        expect = {"list": {"n": n, "from": list(c.circle)}}
        if i % 6 == 3:
            expect["markdown"] = ["numbered"]
        yield case("list", i + 1, [("user", text)], expect)
    for i in range(15):
        c = CATEGORIES[(7 * i + 3) % len(CATEGORIES)]
        n = R.randrange(3, 7)
        items = draw(R, c, n)
        first = [("user", cap(R.choice(HELD_ASK).format(n=NUMBER[n], c=c.name))),
                 ("assistant", f"Here are {NUMBER[n]} {c.name}:\n\n{bullets(items)}")]
        what = i % 5
        if what == 0:
            x = next(m for m in c.circle if m not in items)
            text, expect = R.choice(HELD_ADD).format(x=x), {"list": {"n": n + 1, "from": items + [x]}}
        elif what == 1:
            x = R.choice(items)
            text, expect = R.choice(HELD_REMOVE).format(x=x), {"list": {"n": n - 1, "from": [m for m in items
                                                                                             if m != x]}}
        elif what == 2:
            text = R.choice(HELD_SORT)
            expect = {"list": {"n": n, "from": items}, "any": [".*".join(re.escape(m.strip("`"))
                                                                         for m in sorted(items, key=order))]}
        elif what == 3:
            text = R.choice(HELD_MORE).format(n="two", c=c.name)
            expect = {"list": {"n": 2, "from": [m for m in c.circle if m not in items]}}
        else:
            text, expect = R.choice(HELD_COUNT), {"any": [rf"\b({NUMBER[n]}|{n})\b"]}
        yield case("list-edit", i + 1, first + [("user", text)], expect)


for _t, _h in ((ASK, HELD_ASK), (ASK_ANY, HELD_ASK_ANY), (ASK_NUMBERED, HELD_ASK_NUMBERED), (SORTED,
                                                                                             HELD_SORTED),
               (MORE, HELD_MORE),
               (FIRST, HELD_FIRST), (ADD, HELD_ADD), (REMOVE, HELD_REMOVE), (SORT, HELD_SORT), (COUNT,
                                                                                                HELD_COUNT),
               (OWN, HELD_OWN),
               (SHOW, HELD_SHOW)):
    assert not {t.lower() for t in _t} & {h.lower() for h in _h}, set(_t) & set(_h)
for _c in CATEGORIES:
    assert len(_SET[_c.name]) == len(_c.circle) >= 12, _c.name
