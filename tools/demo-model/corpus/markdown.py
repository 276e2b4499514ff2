"""Answers with form: headings, lists, steps, tables, bold words, quotes, code spans and letters.

Half of the exchanges give a form to what the user wrote (a table of "Ann 12, Bob 15"), which teaches to copy
exactly into Markdown; the other half are small documents on request, whose texts are all in this module.
"""
import re

from . import markdown_wording as wording
from .common import Assistant, User, an, cap, typed, words
from .smalltalk import contract


def table(head, rows):
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def bullets(items):
    return "\n".join("- " + item for item in items)


def numbered(items):
    return "\n".join(f"{i}. {item}" for i, item in enumerate(items, 1))


def split(text):
    return [part.strip() for part in text.split(";")]


# ---- documents ----

RECIPES = {
    "pancakes": ("200 g flour; 2 eggs; 400 ml milk; a pinch of salt; butter for the pan",
                 "Whisk the flour, eggs, milk and salt.; Let the batter rest for ten minutes.; Melt some "
                 "butter in a hot pan.;"
                 "Pour in a ladle of batter and fry both sides until golden."),
    "tomato soup": ("1 kg tomatoes; 1 onion; 2 cloves of garlic; 500 ml stock; olive oil",
                    "Chop the onion and the garlic and fry them in oil.; Add the tomatoes and the stock.; "
                    "Cook for 20 minutes.; Blend the soup and season it."),
    "bread": ("500 g flour; 300 ml warm water; 7 g dry yeast; 2 teaspoons of salt",
              "Mix everything to a dough.; Knead it for ten minutes.; Let it rise for an hour.; Shape a loaf "
              "and let it rise for half an hour.; Bake it at 220 degrees Celsius for 35 minutes."),
    "an omelette": ("3 eggs; a knob of butter; salt and pepper; a handful of cheese",
                    "Beat the eggs with salt and pepper.; Melt the butter in a pan.; Pour in the eggs and "
                    "let them set slowly.; Add the cheese and fold the omelette."),
    "apple pie": ("250 g flour; 125 g butter; 4 apples; 80 g sugar; cinnamon",
                  "Rub the butter into the flour and add a little cold water.; Roll out the dough and line a "
                  "tin.; Slice the apples and mix them with sugar and cinnamon.;"
                  "Fill the tin and bake for 40 minutes at 190 degrees Celsius."),
    "fried rice": ("300 g cooked rice; 2 eggs; peas and carrots; soy sauce; oil",
                   "Heat the oil in a wide pan.; Fry the vegetables for three minutes.; Add the rice and "
                   "stir.; Push it aside and scramble the eggs.; Mix and season with soy sauce."),
    "pasta with tomato sauce": ("400 g pasta; 1 tin of tomatoes; 2 cloves of garlic; olive oil; basil",
                                "Cook the pasta in salted water.; Fry the garlic gently in oil.; Add the "
                                "tomatoes and simmer for 15 minutes.; Mix in the pasta and the basil."),
    "mashed potatoes": ("1 kg potatoes; 200 ml warm milk; 50 g butter; salt and nutmeg",
                        "Peel the potatoes and cut them up.; Boil them for 20 minutes.; Drain and mash "
                        "them.; Stir in the milk, butter, salt and nutmeg."),
    "a green salad": ("1 lettuce; half a cucumber; 2 tablespoons of olive oil; 1 tablespoon of vinegar; salt",
                      "Wash and dry the lettuce.; Slice the cucumber.; Whisk the oil, vinegar and salt.; "
                      "Toss everything just before you eat."),
    "porridge": ("50 g oats; 300 ml milk; a pinch of salt; honey",
                 "Put the oats, milk and salt into a pot.; Bring them to a simmer and stir.; Cook for five "
                 "minutes.; Serve with honey."),
    "oat biscuits": ("150 g oats; 100 g flour; 100 g butter; 80 g sugar",
                     "Melt the butter.; Mix in the oats, flour and sugar.; Shape small balls and flatten "
                     "them.; Bake for 15 minutes at 180 degrees Celsius."),
    "lemonade": ("4 lemons; 100 g sugar; 1 litre of cold water; ice",
                 "Press the lemons.; Dissolve the sugar in a little warm water.; Mix the juice, syrup and "
                 "cold water.; Serve with ice."),
}
HOWTOS = {
    "make tea": "Boil fresh water.; Put a tea bag into a cup.; Pour the water over it.; Wait three to five "
                "minutes.; Take the bag out and enjoy.",
    "make coffee": "Boil water and let it cool for a moment.; Put ground coffee into a filter.; Pour the "
                   "water slowly over it.; Wait until it has run through.",
    "boil an egg": "Bring a pot of water to the boil.; Lower the egg in with a spoon.; Boil it for six to "
                   "ten minutes.; Cool it in cold water.",
    "wash your hands": "Wet your hands.; Rub them with soap for 20 seconds.; Clean between the fingers.; "
                       "Rinse and dry them.",
    "brush your teeth": "Put a little toothpaste on the brush.; Brush all sides of the teeth for two "
                        "minutes.; Spit out the foam.; Rinse the brush.",
    "tie a shoelace": "Cross the laces and pull one under the other.; Make a loop with one lace.; Wind the "
                      "other lace around it.; Pull it through as a second loop.; Pull both loops tight.",
    "plant a seed": "Fill a pot with soil.; Make a small hole.; Put the seed in and cover it.; Water it "
                    "gently.; Set the pot in a light place.",
    "plant a tree": "Choose a good place.; Dig a wide hole.; Set the tree in it upright.; Fill in the soil "
                    "and press it down.; Water it well.",
    "water a plant": "Feel the soil with a finger.; If it is dry, pour water slowly around the stem.; Let "
                     "the water drain.; Empty the saucer.",
    "change a light bulb": "Switch off the light.; Let the bulb cool.; Unscrew the old bulb.; Screw in the "
                           "new one.; Switch the light on.",
    "change a tyre": "Park on firm ground and set the brake.; Loosen the nuts.; Lift the car with the jack.; "
                     "Swap the wheel.; Lower the car and tighten the nuts.",
    "mend a flat bicycle tyre": "Take off the wheel and the tyre.; Find the hole in the tube.; Roughen the "
                                "spot and put on glue.; Press a patch onto it.; Put all back and pump it up.",
    "clean a window": "Mix warm water with a little soap.; Wipe the glass with a wet cloth.; Pull off the "
                      "water.; Dry the edges.",
    "wash dishes": "Scrape off the leftovers.; Fill the sink with hot water and soap.; Wash glasses first "
                   "and pans last.; Rinse and dry everything.",
    "do the laundry": "Sort the clothes by colour.; Put them into the machine.; Add detergent.; Choose a "
                      "programme and start it.; Hang the clothes up to dry.",
    "iron a shirt": "Heat the iron.; Start with the collar.; Go on with the cuffs and sleeves.; Finish with "
                    "the front and the back.; Hang it up.",
    "write a letter": "Begin with the date and a greeting.; Say why you write.; Tell what you have to tell.; "
                      "End with good wishes and your name.",
    "learn a poem": "Read it aloud twice.; Learn the first two lines.; Add two more at a time.; Say it all "
                    "from memory.; Repeat it the next day.",
    "learn new words": "Choose ten words.; Write each in a sentence.; Say them aloud.; Test yourself in the "
                       "evening.; Repeat them after a week.",
    "fall asleep": "Put away all screens.; Make the room dark and cool.; Lie down and breathe slowly.; Let "
                   "your thoughts go.",
    "pack a suitcase": "Make a list.; Put heavy things at the bottom.; Roll up the clothes.; Fill gaps with "
                       "socks.; Keep papers at hand.",
    "wrap a present": "Cut the paper to size.; Set the present in the middle.; Fold the paper over and tape "
                      "it.; Fold the ends in.; Tie a ribbon around it.",
    "make a fire": "Choose a safe place.; Lay dry twigs in a small heap.; Set larger wood around it.; Light "
                   "the twigs from below.; Never leave it alone.",
    "save money": "Write down what you spend.; Set a limit for each week.; Put something aside on the first "
                  "day of the month.; Buy only what is on your list.",
    "back up files": "Get a second disk.; Copy the important folders to it.; Check that the copies open.; "
                     "Repeat it every week.",
    "make a paper boat": "Fold a sheet in half.; Fold the corners to the middle.; Fold the edges up on both "
                         "sides.; Open it to a square.; Pull the ends apart.",
}
COMPARE = {
    ("cats", "dogs"): "Company; often alone; in a pack | Walks; not needed; every day | Sound; meow; bark | "
                      "Washing; clean themselves; need a bath",
    ("tea", "coffee"): "Made from; leaves; beans | Caffeine; less; more | Taste; mild; strong | Colour; "
                       "light; dark",
    ("C", "Python"): "Runs; compiled; interpreted | Speed; fast; slower | Memory; by hand; automatic | "
                     "Typing; static; dynamic",
    ("trains", "planes"): "Speed; fast; very fast | Check-in; short; long | View; fields and towns; clouds | "
                          "Stops; many; few",
    ("books", "films"): "Told by; words; pictures | Length; many hours; about two hours | Pace; your own; "
                        "fixed",
    ("cars", "bicycles"): "Speed; fast; slow | Fuel; needed; none | Exercise; none; good | Cost; high; low",
    ("summer", "winter"): "Weather; warm; cold | Days; long; short | Clothes; light; thick | Sport; "
                          "swimming; skiing",
    ("apples", "oranges"): "Peel; thin; thick | Taste; sweet or sour; sweet and sour | Grow; in cool places; "
                           "in warm places",
    ("gold", "silver"): "Symbol; Au; Ag | Colour; yellow; white | Price; higher; lower | Tarnish; no; yes",
    ("the sun", "the moon"): "Kind; star; moon | Light; its own; reflected | Seen; by day; mostly by night",
    ("lakes", "rivers"): "Water; mostly still; flowing | Shape; round or wide; long | Ends in; itself; the "
                         "sea or a lake",
    ("frogs", "toads"): "Skin; smooth and moist; dry and bumpy | Legs; long; short | Moves; by leaps; by "
                        "short hops",
    ("butter", "oil"): "Form; solid when cool; liquid | Made from; milk; plants | Use; bread and baking; "
                       "frying and salads",
    ("the city", "the country"): "Noise; loud; quiet | Shops; many; few | Air; dusty; fresh | Nights; "
                                 "bright; dark",
    ("pencils", "pens"): "Writes with; graphite; ink | Erased; easily; hardly | Good for; drawing; letters",
    ("violins", "pianos"): "Sound from; strings with a bow; strings with hammers | Size; small; large | "
                           "Notes at once; few; many",
    ("arrays", "linked lists"): "Memory; one block; many nodes | Access by index; fast; slow | Insert in "
                                "front; slow; fast",
    ("email", "letters"): "Speed; seconds; days | Cost; nearly nothing; a stamp | Feels; quick; personal",
    ("owls", "hawks"): "Hunt; mostly at night; by day | Flight; silent; fast | Eyes; face forward; on the "
                       "sides",
    ("bees", "wasps"): "Body; hairy; smooth | Food; nectar and pollen; insects and sweets | Sting; once; "
                       "many times",
    ("wood", "steel"): "Weight; light; heavy | Burns; yes; no | Rusts; no; yes",
}
PROS = {
    "working at home": ("no way to work; quiet; free choice of hours",
                        "few colleagues; work and rest mix; less exercise"),
    "living in a city": ("many shops; short ways; theatres and museums", "noise; high rent; little green"),
    "living in the country": ("fresh air; quiet nights; room for a garden",
                              "long ways; few shops; few buses"),
    "having a dog": ("good company; long walks; a loyal friend",
                     "needs time; costs money; hard to travel with"),
    "having a cat": ("soft and calm; needs no walks; keeps mice away",
                     "scratches chairs; goes its own way; hair on clothes"),
    "riding a bicycle": ("healthy; cheap; no traffic jams",
                         "wet when it rains; slow on long ways; little room for bags"),
    "driving a car": ("fast; dry; room for bags", "costs money; traffic jams; bad for the air"),
    "reading books": ("new ideas; calms the mind; no battery needed",
                      "takes time; takes shelves; little movement"),
    "getting up early": ("quiet hours; a long day; time for breakfast",
                         "tired evenings; dark in winter; less time with friends at night"),
    "growing vegetables": ("fresh food; time outside; cheap", "hard work; pests; depends on the weather"),
    "travelling by train": ("time to read; good view; clean",
                            "late at times; fixed hours; crowded on Fridays"),
    "learning an instrument": ("joy; trains the ear; friends in a band",
                               "takes practice; may be loud; lessons cost money"),
    "writing by hand": ("easy to remember; no machine needed; personal",
                        "slow; hard to change; hard to search"),
    "swimming": ("good for the whole body; easy on the knees; cooling in summer",
                 "needs a pool; wet hair; cold water"),
    "cooking at home": ("cheap; healthy; you know what is in it",
                        "takes time; dishes to wash; needs planning"),
    "open source software": ("anyone can read it; free to use; many hands help",
                             "support is not sure; many choices; some of it is left unfinished"),
}
PACKING = {
    "a day at the beach": "towel; swimsuit; sun cream; hat; water; a book",
    "a camping trip": "tent; sleeping bag; torch; matches; water bottle; warm jumper",
    "a hike": "good boots; map; water; snacks; rain jacket; plasters",
    "a weekend trip": "two shirts; underwear; toothbrush; charger; keys; a book",
    "a week abroad": "passport; money; clothes for seven days; toothbrush; charger; medicine",
    "a ski trip": "skis; gloves; goggles; warm socks; helmet; sun cream",
    "school": "books; pencils; paper; ruler; lunch; water bottle",
    "a picnic": "blanket; sandwiches; fruit; cups; lemonade; napkins",
    "the gym": "trainers; shorts; towel; water bottle; lock",
    "a business trip": "laptop; charger; papers; shirt; jacket; business cards",
    "a bicycle tour": "helmet; pump; spare tube; rain jacket; map; water",
    "a night at a friend's house": "pyjamas; toothbrush; pillow; clean clothes; a game",
}
NOTES = {
    "bees": ("Life; Bees live in colonies with one queen.; Workers gather nectar and pollen. | Use; They "
             "make honey.; They pollinate many plants."),
    "volcanoes": ("What they are; A volcano is an opening in the crust of the Earth.; Molten rock comes out "
                  "of it as lava. | Dangers; Lava, ash and hot gas.; Some eruptions cause floods of mud."),
    "the moon": ("Facts; It goes around the Earth in about 27 days.; It has no air. | Effects; It causes "
                 "most of the tides.; It shows phases from new to full."),
    "rain": ("How it forms; Water rises as vapour and cools.; Drops form in clouds and fall. | Use; It "
             "waters the fields.; It fills rivers and lakes."),
    "trees": ("Parts; Roots, trunk, branches and leaves.; The bark protects the wood. | Use; They give shade "
              "and wood.; They make oxygen."),
    "whales": ("Facts; Whales are mammals and breathe air.; The blue whale is the largest animal. | Food; "
               "Some eat krill.; Others hunt fish and squid."),
    "the heart": ("Work; It pumps blood through the body.; It beats about 70 times a minute at rest. | "
                  "Parts; It has four chambers.; Valves keep the blood flowing one way."),
    "maps": ("What they show; Roads, rivers and towns.; North is usually at the top. | Reading; The scale "
             "tells distances.; A key explains the signs."),
    "bread": ("Ingredients; Flour, water, salt and often yeast.; Some kinds have seeds. | Making; Dough is "
              "kneaded and rises.; It is baked in a hot oven."),
    "music": ("Parts; Melody, rhythm and harmony.; Notes have pitch and length. | Instruments; Strings, "
              "winds and drums.; The voice is one, too."),
    "chess": ("Board; 64 squares, and 16 pieces a side.; White moves first. | Aim; To checkmate the king.; A "
              "draw is possible."),
    "football": ("Teams; Eleven players a side.; One of them is the goalkeeper. | Game; Two halves of 45 "
                 "minutes.; More goals win."),
    "sleep": ("Why; The body rests and mends itself.; The brain sorts memories. | Advice; Go to bed at the "
              "same time.; Keep the room dark."),
    "water": ("Forms; Ice, water and steam.; It freezes at 0 degrees Celsius. | Use; All living things need "
              "it.; It covers most of the Earth."),
    "iron": ("Facts; Its symbol is Fe.; It rusts in damp air. | Use; Steel is made from it.; The blood needs "
             "it."),
    "the sun": ("Facts; It is a star of hot gas.; Its light takes about eight minutes to reach us. | Use; It "
                "gives light and warmth.; Plants live by its light."),
    "spiders": ("Body; Eight legs and two body parts.; They are not insects. | Life; Many spin webs.; They "
                "eat insects."),
    "gardening": ("Tools; Spade, rake and watering can.; Gloves help. | Work; Sow in spring.; Weed and water "
                  "in summer."),
    "computers": ("Parts; Processor, memory and disk.; A screen and a keyboard. | Use; They run programs.; "
                  "They store and send data."),
    "Linux": ("What it is; A free kernel for operating systems.; It was begun in 1991 by Linus Torvalds. | "
              "Use; It runs on servers and phones.; Users often work in a shell."),
    "git": ("Use; It keeps the history of files.; Several people can work together. | Words; A commit is a "
            "saved step.; A branch is a line of work."),
    "testing": ("Why; Tests find mistakes early.; They allow changes without fear. | How; Test one thing at "
                "a time.; Run all tests often."),
    "tea": ("Kinds; Black, green and white tea.; All come from the same plant. | Making; Use hot water.; Let "
            "it draw for a few minutes."),
    "snow": ("How it forms; Vapour freezes to crystals in clouds.; Many crystals have six arms. | Use; It "
             "covers plants in winter.; It is good for sledges."),
    "horses": ("Life; They eat grass and live in herds.; A young one is a foal. | Use; People ride them.; "
               "They used to pull carts and ploughs."),
    "birds": ("Body; Feathers, wings and a beak.; Their bones are light. | Life; They lay eggs.; Many fly "
              "south in winter."),
    "the sea": ("Facts; Its water is salty.; It covers about 70 percent of the Earth. | Life; Fish, whales "
                "and plants live in it.; Most life is near the surface."),
    "paper": ("Making; It is made from wood fibres.; Old paper can be used again. | Use; Books and letters.; "
              "Boxes and bags."),
    "bicycles": ("Parts; Frame, two wheels, chain and brakes.; Lights for the night. | Care; Pump up the "
                 "tyres.; Oil the chain."),
    "honesty": ("What it means; To say what is true.; To keep promises. | Why it matters; People can trust "
                "you.; You need not remember lies."),
    "clouds": ("Kinds; Cumulus are white heaps.; Stratus are grey layers. | What they are; Tiny drops of "
               "water or ice.; They float with the wind."),
    "rivers": ("Course; They begin at a source.; They end at a mouth. | Use; They give water and fish.; "
               "Ships travel on them."),
}
FACTS = {
    "the planets": (("Planet", "Kind", "Diameter in km"),
                    "Mercury; rocky; 4879 | Venus; rocky; 12104 | Earth; rocky; 12756 | Mars; rocky; 6792 | "
                    "Jupiter; gas giant; 142984 | "
                    "Saturn; gas giant; 120536 | Uranus; ice giant; 51118 | Neptune; ice giant; 49528"),
    "units of length": (("Unit", "Sign", "In metres"),
                        "millimetre; mm; 0.001 | centimetre; cm; 0.01 | metre; m; 1 | kilometre; km; 1000"),
    "units of weight": (("Unit", "Sign", "In grams"),
                        "milligram; mg; 0.001 | gram; g; 1 | kilogram; kg; 1000 | tonne; t; 1000000"),
    "units of time": (
        ("Unit", "Is"),
        "minute; 60 seconds | hour; 60 minutes | day; 24 hours | week; 7 days | year; 12 months"),
    "the months": (("Month", "Days"),
                   "January; 31 | February; 28 or 29 | March; 31 | April; 30 | May; 31 | June; 30 | July; 31 "
                   "| August; 31 | September; 30 | October; 31 | November; 30 | December; 31"),
    "the days of the week": (("Number", "Day"),
                             "1; Monday | 2; Tuesday | 3; Wednesday | 4; Thursday | 5; Friday | 6; Saturday "
                             "| 7; Sunday"),
    "Roman numerals": (("Number", "Roman"),
                       "1; I | 2; II | 3; III | 4; IV | 5; V | 6; VI | 7; VII | 8; VIII | 9; IX | 10; X"),
    "powers of two": (("Power", "Value"), "1; 2 | 2; 4 | 3; 8 | 4; 16 | 5; 32 | 6; 64 | 7; 128 | 8; 256"),
    "squares": (("Number", "Square"),
                "1; 1 | 2; 4 | 3; 9 | 4; 16 | 5; 25 | 6; 36 | 7; 49 | 8; 64 | 9; 81 | 10; 100"),
    "mixed colours": (("Mix", "Gives"),
                      "red and yellow; orange | blue and yellow; green | red and blue; purple | black and "
                      "white; grey"),
    "continents": (("Continent", "A country there"),
                   "Africa; Egypt | Asia; India | Europe; France | North America; Canada | South America; "
                   "Brazil"),
    "animals and their young": (
        ("Animal", "Young"), "cat; kitten | dog; puppy | cow; calf | horse; foal | sheep; lamb | goat; kid"),
    "capitals of Europe": (("Country", "Capital"),
                           "France; Paris | Germany; Berlin | Italy; Rome | Spain; Madrid | Poland; Warsaw | "
                           "Norway; Oslo"),
    "the seasons": (("Season", "Months in the north"),
                    "spring; March to May | summer; June to August | autumn; September to November | winter; "
                    "December to February"),
    "metals": (("Metal", "Symbol"), "iron; Fe | copper; Cu | silver; Ag | gold; Au | lead; Pb | tin; Sn"),
    "shell commands": (("Command", "Use"),
                       "`ls`; lists files | `cd`; changes the directory | `cp`; copies files | `mv`; moves "
                       "files | `rm`; deletes files"),
}
WEEKS = {
    "exercise": "Run; Stretch; Swim; Rest; Cycle; Hike; Rest",
    "study": "Maths; Reading; Science; Writing; Languages; Review; Rest",
    "cleaning": "Kitchen; Bathroom; Floors; Windows; Laundry; Garden; Rest",
    "meals": "Soup; Pasta; Rice; Salad; Fish; Pizza; Roast",
    "music practice": "Scales; Songs; Rhythm; Songs; Listening; Concert piece; Rest",
    "gardening": "Water; Weed; Water; Sow; Water; Mow; Rest",
}
PLANS = {
    "a free day": "08:00; Breakfast | 09:30; A walk | 12:30; Lunch | 14:00; Reading | 16:00; Tea with "
                  "friends | 19:00; Dinner | 22:00; Bed",
    "a working day": "07:00; Breakfast | 08:30; Work | 12:30; Lunch | 13:30; Work | 17:30; A walk | 19:00; "
                     "Dinner | 22:30; Bed",
    "a school day": "07:00; Breakfast | 08:00; School | 13:00; Lunch | 14:30; Homework | 16:00; Games | "
                    "18:30; Dinner | 21:00; Bed",
    "a rainy day": "09:00; Breakfast | 10:00; Board games | 12:30; Lunch | 14:00; A film | 16:30; Baking | "
                   "19:00; Dinner",
    "a day in the garden": "08:00; Breakfast | 09:00; Weeding | 12:00; Lunch | 13:30; Planting | 16:00; "
                           "Watering | 18:00; Dinner",
    "a day of study": "08:00; Breakfast | 09:00; First subject | 11:00; Break | 11:30; Second subject | "
                      "13:00; Lunch | 14:30; Review",
}
SIGNS = {
    "bold text": "Put two asterisks on each side: `**word**`.",
    "italic text": "Put one asterisk on each side: `*word*`.",
    "a heading": "Begin the line with a hash sign and a blank: `# Heading`.",
    "a list": "Begin each line with a hyphen and a blank: `- item`.",
    "a numbered list": "Begin each line with a number and a full stop: `1. item`.",
    "a quote": "Begin each line with a greater-than sign: `> text`.",
    "a link": "Put the text in square brackets and the address in round ones: `[text](https://example.com)`.",
    "a code span": "Put a backquote on each side of the code.",
    "a code block": "Put a line of three backquotes before the code and one after it.",
    "a second-level heading": "Begin the line with two hash signs and a blank: `## Heading`.",
    "a table": "Put bars between the cells, and a line of hyphens under the head: `| --- | --- |`.",
    "a horizontal line": "Write three hyphens on a line of their own: `---`.",
}

ASK = {
    "recipe": ("Give me a recipe for {t}.", "How do I make {t}?", "recipe for {t}",
               "A recipe for {t}, please.", "Write a recipe for {t}.", "What is a simple recipe for {t}?",
               "How do you cook {t}?",
               "I want to make {t}. How?", "Tell me how to make {t}.", "Do you have a recipe for {t}?",
               "Can you write down a recipe for {t}?", "I'd like to cook {t}.", "what do I need for {t}?",
               "How can I cook {t}?", "Show me how {t} is made.", "an easy recipe for {t}?"),
    "howto": ("How do I {t}?", "How to {t}?", "how do you {t}?", "Tell me how to {t}.",
              "Steps to {t}, please.", "Give me the steps to {t}.", "Explain step by step how to {t}.",
              "What are the steps to {t}?",
              "I want to {t}. How do I do it?", "Can you explain how to {t}?",
              "Write a short guide: how to {t}.", "how can I {t}", "What is the best way to {t}?",
              "Show me how to {t}, step by step.",
              "Please list the steps to {t}.", "I don't know how to {t}.", "Teach me to {t}."),
    "compare": ("Compare {a} and {b}.", "Compare {a} with {b} in a table.",
                "What is the difference between {a} and {b}?", "{a} versus {b}", "{a} vs {b}",
                "Make a table that compares {a} and {b}.",
                "A table of {a} versus {b}, please.", "How do {a} and {b} differ?",
                "Show me {a} and {b} side by side.", "Can you compare {a} and {b}?",
                "comparison of {a} and {b}",
                "What are the differences between {a} and {b}?",
                "Give me a comparison table for {a} and {b}.", "Tell me how {a} and {b} compare.",
                "{a} or {b}? Compare them."),
    "pros": ("What are the pros and cons of {t}?", "pros and cons of {t}", "List the pros and cons of {t}.",
             "What speaks for and against {t}?", "Advantages and disadvantages of {t}?",
             "Tell me the good and bad sides of {t}.", "Give me pros and cons of {t}.",
             "Is {t} a good idea? Give pros and cons.", "What is good and what is bad about {t}?",
             "Weigh up {t} for me.",
             "I think about {t}. What are the pros and cons?", "Can you list what is for and against {t}?"),
    "packing": ("What should I pack for {t}?", "Make a packing list for {t}.", "packing list for {t}",
                "What do I need for {t}?", "Write a list of things to take for {t}.", "Help me pack for {t}.",
                "What do I take with me for {t}?", "A packing list for {t}, please.",
                "Which things should I bring for {t}?", "I'm packing for {t}. What do I need?",
                "Can you write a packing list for {t}?",
                "What belongs in my bag for {t}?", "list what to pack for {t}"),
    "notes": ("Write short notes about {t}.", "Write notes on {t} with headings.",
              "Give me an overview of {t}.", "Short notes on {t}, please.", "notes on {t}",
              "Make a short document about {t}.",
              "Write a small page about {t}.", "Tell me about {t} under headings.",
              "A short summary of {t} with headings and bullets.", "I need notes about {t}.",
              "Can you write a short overview of {t}?",
              "Write something about {t} with headings.", "Make notes about {t} for school.",
              "structure what you know about {t}", "Write up {t} in Markdown."),
    "facts": ("Make a table of {t}.", "Show me a table of {t}.", "table of {t}", "A table of {t}, please.",
              "Give me {t} as a table.", "Put {t} into a table.", "Can you make a table of {t}?",
              "I need a table of {t}.",
              "Write a table of {t}.", "List {t} in a table.", "I'd like a table of {t}.",
              "Show {t} in a table."),
    "week": ("Make a weekly plan for {t}.", "Write a plan of the week for {t}.", "weekly plan for {t}",
             "Plan my week: {t}.", "I need a weekly plan for {t}.",
             "Make a table with a plan for {t}, day by day.",
             "Can you plan a week of {t}?", "A weekly {t} plan, please.",
             "Give me a plan for {t} for every day of the week.", "Plan {t} for the whole week."),
    "plan": ("Make a plan for {t}.", "Plan {t} for me.", "plan for {t}", "Write a timetable for {t}.",
             "How could I spend {t}? Make a plan.", "A plan for {t}, please.", "Can you plan {t}?",
             "I need a plan for {t}.",
             "Give me a timetable for {t}.", "What could {t} look like? Make a timetable.",
             "Schedule {t} for me."),
    "sign": ("How do I write {t} in Markdown?", "How does {t} look in Markdown?", "{t} in Markdown?",
             "What is the Markdown for {t}?", "How do I make {t} with Markdown?", "Markdown for {t}?",
             "Show me how {t} is written in Markdown.", "how do you get {t} in markdown",
             "Tell me the Markdown for {t}.", "What do I type for {t} in Markdown?"),
    "times": ("Make a multiplication table up to {n}.", "multiplication table up to {n}",
              "Show me a times table from 1 to {n}.", "Write a multiplication table for 1 to {n}.",
              "Can you make a multiplication table up to {n}?",
              "A multiplication table from 1 to {n}, please.", "times table up to {n}",
              "I need a multiplication table to {n}."),
    "row": ("Write the times table of {n}.", "times table of {n}", "Show me the multiplication table of {n}.",
            "What is the {n} times table?", "the {n} times table, please",
            "List the multiples of {n} up to {m}.",
            "Say the {n} times table.", "Can you write the {n} times table?", "Multiply {n} by 1 to 10."),
}
ASK = {kind: asks * max(1, len(wording.DOCUMENTS[kind]) // len(asks) // 2) + tuple(wording.DOCUMENTS[kind])
       for kind, asks in ASK.items()}

HELD = {
    "recipe": ("Would you tell me how to prepare {t}, with ingredients?", "I would love a recipe for {t}."),
    "howto": ("Would you walk me through how to {t}?", "In which steps do I {t}?"),
    "compare": ("Set {a} against {b} in a table, please.",
                "I want a table with {a} on one side and {b} on the other."),
    "pros": ("Which pros and cons does {t} have?", "Please write down the pros and the cons of {t}."),
    "packing": ("Which things go into my bag for {t}?", "Please write me a packing list for {t}."),
    "notes": ("Would you put together some notes on {t}, with headings?",
              "Please write a short page with headings about {t}."),
    "facts": ("Would you set up a table of {t}?", "Please show {t} to me as a table."),
    "week": ("Please set up a plan of {t} for each day of the week.",),
    "plan": ("Please draw up a timetable for {t}.",),
    "sign": ("In Markdown, how would I write {t}?",),
    "times": ("Please give me the multiplication table from 1 up to {n}.",),
    "row": ("Please write down the times table of {n}.",),
}

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NAMES = ("Ann", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Ida", "Jack", "Kate", "Leo",
         "Mary", "Nina", "Oscar", "Paul", "Rosa", "Sam", "Tom", "Vera", "Will", "Zoe", "Bob", "Eva", "Max",
         "Lily",
         "Alice", "Carl", "Dora", "Erik", "Fiona", "George", "Hanna", "Ivan", "Julia", "Karl", "Laura",
         "Mark", "Nora", "Otto", "Peter", "Ruth", "Simon", "Tina", "Ursula", "Viktor")
TOWNS = ("Rome", "Oslo", "Paris", "Berlin", "Madrid", "London", "Vienna", "Prague", "Lisbon", "Dublin",
         "Athens", "Warsaw", "Leeds", "York", "Bath", "Bonn", "Cork", "Turin")


def _parts(*parts):
    return "\n\n".join(parts)


def _rows(text):
    return [split(row) for row in text.split("|")]


def _document(kind, key):
    """(thinking, text)"""
    if kind == "recipe":
        things, steps = RECIPES[key]
        title = cap(key.removeprefix("an ").removeprefix("a "))
        return (f"The user wants a recipe for {key}.",
                _parts(f"# {title}", "## Ingredients", bullets(split(things)), "## Steps",
                       numbered(split(steps))))
    if kind == "howto":
        return (f"The user wants to know how to {key}. I give the steps.",
                _parts(f"Here is how to {key}:", numbered(split(HOWTOS[key]))))
    if kind == "compare":
        a, b = key
        return f"The user wants {a} and {b} compared. I make a table.", table(("Aspect", cap(a), cap(b)),
                                                                              _rows(COMPARE[key]))
    if kind == "pros":
        good, bad = PROS[key]
        return (f"The user wants the pros and cons of {key}.",
                _parts("## Pros", bullets(split(good)), "## Cons", bullets(split(bad))))
    if kind == "packing":
        return (f"The user wants to pack for {key}. I make a list.",
                _parts(f"For {key}, pack these things:", bullets(split(PACKING[key]))))
    if kind == "notes":
        parts = [f"# {cap(key)}"]
        for head, *lines in _rows(NOTES[key]):
            parts += [f"## {head}", bullets(lines)]
        return f"The user wants notes about {key}.", _parts(*parts)
    if kind == "facts":
        head, rows = FACTS[key]
        return f"The user wants a table of {key}.", table(head, _rows(rows))
    if kind == "week":
        return f"The user wants a weekly plan for {key}.", table(("Day", "Plan"),
                                                                 list(zip(DAYS, split(WEEKS[key]))))
    if kind == "plan":
        return f"The user wants a plan for {key}.", table(("Time", "What"), _rows(PLANS[key]))
    return f"The user asks how {key} is written in Markdown.", SIGNS[key]


_KEYS = {"recipe": list(RECIPES), "howto": list(HOWTOS), "compare": list(COMPARE), "pros": list(PROS),
         "packing": list(PACKING), "notes": list(NOTES), "facts": list(FACTS), "week": list(WEEKS),
         "plan": list(PLANS), "sign": list(SIGNS)}
_DOCUMENTS = {(kind, key): _document(kind, key) for kind, keys in _KEYS.items() for key in keys}


def _document_question(ask, kind, key):
    if kind == "compare":
        q = ask.replace("{a}", key[0]).replace("{b}", key[1])
        return q[:1].upper() + q[1:] if ask.startswith("{") and q[1:2] != " " else q
    return ask.replace("{t}", key)


def _grid(n):
    head = ["x"] + [str(i) for i in range(1, n + 1)]
    return table(head, [[f"**{i}**"] + [str(i * k) for k in range(1, n + 1)] for i in range(1, n + 1)])


def _row(n):
    return "\n".join(f"- {i} * {n} = {i * n}" for i in range(1, 11))


def _numbers(R):
    if R.random() < 0.35:
        n = R.randrange(2, 7)
        return [User(typed(R, R.choice(ASK["times"])).replace("{n}", str(n))),
                Assistant(f"The user wants a multiplication table up to {n}.", _grid(n))]
    n = R.randrange(2, 21)
    q = typed(R, R.choice(ASK["row"])).replace("{n}", str(n)).replace("{m}", str(10 * n))
    return [User(q), Assistant(f"The user wants the times table of {n}.", _row(n))]


# ---- form for what the user gives ----

_POOL, _NOUNS = [], []


def _words():
    if not _POOL:
        good = [w for w in words() if w["word"].isalpha() and w["word"].isascii() and w["word"].islower()
                and 3 <= len(w["word"]) <= 10]
        _POOL.extend(w["word"] for w in good)
        _NOUNS.extend(w["word"] for w in good if w["pos"] == "noun" and w["level"] <= 35)
    return _POOL


def _items(R, n=None):
    pool, n = _words(), n or R.randrange(2, 7)
    out = R.sample(pool, n)
    if R.random() < 0.12:
        out = [R.choice(("old ", "red ", "two ", "my ", "a ", "small ", "fresh ")) + w for w in out]
    elif R.random() < 0.12:
        out = R.sample(NAMES, n)
    return out


def _enumerated(R, items, held=False):
    r = R.random()
    if r < 0.45 or len(items) == 1:
        return ", ".join(items)
    if r < 0.85:
        return ", ".join(items[:-1]) + " and " + items[-1]
    if held:
        return "; ".join(items)
    if r < 0.9:
        return ", ".join(items[:-1]) + ", and " + items[-1]
    return R.choice(("; ", "\n", " / ", ",", " and ", " + ", ", ")).join(items)


def _sentence(R):
    pool = _words()
    a, b, c = R.sample(pool, 3)
    return R.choice((f"the {a} is next to the {b}", f"we saw the {a} and the {b}",
                     f"{R.choice(NAMES)} likes the {a} and the {b}",
                     f"please bring the {a} to {R.choice(NAMES)}", f"no {a} without {b} and {c}",
                     f"{R.choice(NAMES)} meets {R.choice(NAMES)} on {R.choice(DAYS)}",
                     f"the {a} was {b} and {c}", f"I want {an(a)} with {b}", f"never give up the {a}",
                     f"my {a} is better than your {b}"))


LIST = ("Make a list of {x}.", "Turn this into a list: {x}", "make a list: {x}", "Write {x} as a list.",
        "A bullet list of {x}, please.", "List these: {x}", "Put these into a list: {x}",
        "bullet points: {x}",
        "Show {x} as bullet points.", "Can you make a list of {x}?", "I need a list with {x}.",
        "Format this as a list: {x}", "Make bullets of {x}.", "Write a bulleted list: {x}", "as a list: {x}",
        "Please list {x}.",
        "Convert to a list: {x}", "Here are my things: {x}. Make a list of them.",
        "turn {x} into a bullet list")
NUMBERED = ("Make a numbered list of {x}.", "Number these: {x}", "Turn this into a numbered list: {x}",
            "Write {x} as a numbered list.", "A numbered list of {x}, please.", "numbered list: {x}",
            "Put numbers before these: {x}", "Can you number {x}?", "Format as a numbered list: {x}",
            "I need a numbered list with {x}.", "list {x} with numbers", "Make an ordered list of {x}.",
            "ordered list: {x}")
HEADED = ("Write the heading {h} and a list of {x} under it.", "A heading {h} with the bullets {x}.",
          "Make a list of {x} under the heading {h}.", "Under the heading {h}, list {x}.",
          "heading {h}, then a list of {x}",
          "Put the title {h} over a list of {x}.", "Make a document with the heading {h} and the list {x}.",
          "List {x} and call it {h}.")
BOLD = ("Make the word {w} bold: {s}", "Write this with {w} in bold: {s}", "Put {w} in bold: {s}",
        "bold {w} in: {s}", "Make {w} bold in this sentence: {s}", "Print {w} in bold type: {s}",
        "In this sentence, make {w} bold: {s}", "Show the word {w} in bold: {s}", "{s} - make {w} bold",
        "Set {w} in bold in the sentence: {s}")
ITALIC = ("Make the word {w} italic: {s}", "Write this with {w} in italics: {s}", "Put {w} in italics: {s}",
          "italic {w} in: {s}", "Make {w} italic in this sentence: {s}", "Emphasise {w} in: {s}")
ALL_BOLD = ("Write {x} in bold.", "Make this bold: {x}", "bold: {x}", "{x} in bold, please",
            "Put {x} in bold.", "Show {x} in bold type.", "Can you write {x} in bold?", "I want {x} in bold.")
QUOTE = ("Put this into a quote: {s}", "Quote this: {s}", "Write this as a quote: {s}", "quote: {s}",
         "Make a block quote of this: {s}", "Format as a quote: {s}", "Show this as a quotation: {s}",
         "as a quote: {s}")
HEADING = ("Make a heading of: {x}", "Write {x} as a heading.", "heading: {x}",
           "Turn this into a heading: {x}", "I need the heading {x}.", "Make {x} a title.",
           "A heading that says {x}, please.", "title: {x}")
SUBHEADING = ("Make a second-level heading of: {x}", "Write {x} as a subheading.", "subheading: {x}",
              "Turn this into a subheading: {x}", "I need the subheading {x}.", "A level two heading: {x}")
BLOCK = ("Put this into a code block: {x}", "Write this as code: {x}", "code block: {x}",
         "Format as a code block: {x}", "Show this in a code block: {x}", "Make a code block of {x}",
         "as code: {x}")
SPAN = ("Write {x} as a code span.", "Put {x} in backquotes.", "code span: {x}", "Make {x} inline code.",
        "Format {x} as inline code.", "inline code: {x}")
LINK = ("Make a link to {u} with the text {x}.", "Link {x} to {u}.", "Write a Markdown link {x} to {u}.",
        "link with the text {x} to {u}", "Turn {x} into a link to {u}.",
        "A link to {u} that says {x}, please.")
TABLE = ("Make a table of: {x}", "Make a table: {x}", "Turn this into a table: {x}", "table: {x}",
         "Put this into a table: {x}", "Show this as a table: {x}", "Write a table of {x}",
         "Can you make a table of this? {x}",
         "I have these: {x}. Make a table.", "Format as a table: {x}", "Convert this to a table: {x}",
         "as a table: {x}", "A table, please: {x}", "Here is my data: {x}. Please put it into a table.",
         "Please make a table from {x}", "I need this as a table: {x}", "tabulate {x}",
         "Make a Markdown table of {x}")
COLUMNS = ("Make a table with the columns {c}: {x}", "A table with columns {c}: {x}",
           "Turn this into a table with the headings {c}: {x}", "table with {c}: {x}",
           "Columns {c}. Data: {x}. Make a table.",
           "Put this into a table with {c} as headings: {x}", "Make a table ({c}): {x}",
           "Write a table whose columns are {c}: {x}", "I need a table with {c}. The rows are: {x}")

HELD_FORM = {
    "list": ("Please write these down as bullet points: {x}", "I'd like to have {x} as a list."),
    "numbered": ("Please write these down with numbers: {x}", "I'd like to have {x} as a numbered list."),
    "headed": ("Please write {h} as a heading, and below it a list with {x}.",),
    "bold": ("In the following, {w} should be bold: {s}", "Please write this and make {w} bold: {s}"),
    "italic": ("In the following, {w} should be italic: {s}",), "all_bold": ("Please print {x} in bold.",),
    "quote": ("Please set this as a quote: {s}",), "heading": ("Please use this as a heading: {x}",),
    "block": ("Please set this in a code block: {x}",), "table": ("Would you put this data into a table? {x}",
                                                                  "Please write this as a table: {x}",
                                                                  "Lay this out as a table: {x}"),
    "columns": ("Please lay this out as a table with the columns {c}: {x}",),
}

def _wider(kind, asks):
    more = wording.FORMS[kind]
    return asks * max(1, len(more) // len(asks) // 2) + tuple(more)


LIST = _wider("list", LIST)
NUMBERED = _wider("numbered", NUMBERED)
HEADED = _wider("headed", HEADED)
BOLD = _wider("bold", BOLD)
ITALIC = _wider("italic", ITALIC)
ALL_BOLD = _wider("all_bold", ALL_BOLD)
QUOTE = _wider("quote", QUOTE)
HEADING = _wider("heading", HEADING)
SUBHEADING = _wider("subheading", SUBHEADING)
BLOCK = _wider("block", BLOCK)
SPAN = _wider("span", SPAN)
LINK = _wider("link", LINK)
TABLE = _wider("table", TABLE)
COLUMNS = _wider("columns", COLUMNS)
_TRAIN_FORM = (LIST, NUMBERED, HEADED, BOLD, ITALIC, ALL_BOLD, QUOTE, HEADING, SUBHEADING, BLOCK, SPAN, LINK,
               TABLE, COLUMNS)
COLUMN_NAMES = ("name", "age", "town", "colour", "price", "number", "day", "points", "size", "weight", "team",
                "year", "item", "amount", "room", "score")


def _value(R, column):
    if column in ("name",):
        return R.choice(NAMES)
    if column == "town":
        return R.choice(TOWNS)
    if column == "colour":
        return R.choice(("red", "blue", "green", "yellow", "black", "white", "grey", "brown", "pink",
                         "purple"))
    if column == "day":
        return R.choice(DAYS)
    if column in ("team", "item"):
        return R.choice(_words())
    if column == "age":
        return str(R.randrange(1, 100))
    if column == "year":
        return str(R.randrange(1900, 2031))
    if column == "price":
        if R.random() < 0.5:
            return f"{R.randrange(1, 60)}.{R.randrange(0, 100):02d}"
        return str(R.randrange(1, 200))
    return str(R.randrange(1, 100) if R.random() < 0.8 else R.randrange(100, 10000))


def _pairs(R):
    n, r = R.randrange(2, 7), R.random()
    keys = R.sample(NAMES, n) if r < 0.5 else R.sample(_words(), n)
    if R.random() < 0.15:
        return [(k, R.choice(_words())) for k in keys]
    return [(k, str(R.randrange(1, 100) if R.random() < 0.8 else R.randrange(100, 3000))) for k in keys]


_GLUE = ((" ", ", "), (" ", ", "), (" ", ", "), (": ", ", "), (": ", "; "), ("=", ", "), (" = ", ", "),
         (" is ", ", "), (" has ", ", "), (" - ", ", "), (" ", "\n"), (": ", "\n"), (" ", " and "),
         (" ", "; "),
         (" is ", " and "), (" has ", " and "), (" has ", "; "), (" with ", ", "), (" -> ", ", "),
         ("=", "; "),
         (": ", " / "), ("=", "\n"), (" = ", "\n"), (" - ", "\n"), (", ", "; "), (", ", "\n"),
         (" gets ", ", "), (" got ", ", "), (" is ", "; "), (":", ","), (":", " "), ("=", " "),
         (" => ", ", "),
         (" | ", "\n"), (" equals ", ", "), (" / ", "; "), (" ", " / "), ("\t", "\n"), (" is ", ", and "))


_HELD_GLUE = _GLUE[:12] + ((" ", " and "),)


def _data(R, pairs, held=False):
    if held:
        inner, outer = R.choice(_HELD_GLUE)
        return outer.join(k + inner + v for k, v in pairs)
    inner, outer = R.choice(_GLUE)
    parts = [k + inner + v for k, v in pairs]
    if len(parts) > 1 and outer == ", " and R.random() < 0.4:
        parts[-2:] = [parts[-2] + R.choice((" and ", " and ", ", and ")) + parts[-1]]
    text = outer.join(parts)
    return f"({text})" if R.random() < 0.03 else text


def _ask(R, held, kind, train):
    if held:
        return R.choice(HELD_FORM[kind])
    ask = typed(R, R.choice(train))
    return contract(ask) if R.random() < 0.5 else ask


def _last(text, x):
    """An enumeration at the end of a question has no full stop of its own."""
    return text.replace("{x}", x)


def _form_table(R, held=False):
    pairs = _pairs(R)
    q = _last(_ask(R, held, "table", TABLE), _data(R, pairs, held))
    return q, f"The user gives {len(pairs)} pairs. I put them into a table.", table(("Name", "Value"),
                                                                                    pairs), pairs


_HELD_CELLS = ((", ", "; "), (" ", ", "), (" ", "; "), (", ", "\n"), (" / ", "; "))
_CELLS = (*_HELD_CELLS, (" ", "\n"), (" - ", "; "), (" | ", "\n"), (",", "; "), (",", "\n"), (": ", "; "))


def _form_columns(R, held=False):
    columns = R.sample(COLUMN_NAMES, R.choice((2, 2, 3, 3, 4)))
    rows = [[_value(R, c) for c in columns] for _ in range(R.randrange(2, 5))]
    inner, outer = R.choice(_HELD_CELLS if held else _CELLS)
    x = outer.join(inner.join(row) for row in rows)
    c = ", ".join(columns[:-1]) + R.choice((" and ", ", ")) + columns[-1]
    if not held and R.random() < 0.25:
        c = R.choice((" / ", " | ", ",", "; ", " and ")).join(columns)
    q = _ask(R, held, "columns", COLUMNS).replace("{c}", c).replace("{x}", x)
    return q, f"The user wants a table with {len(columns)} columns.", table([cap(c) for c in columns],
                                                                            rows), (columns, rows)


def _form(R, kind, held=False):
    """(question, thinking, answer, what it is made of)"""
    if kind == "table":
        return _form_table(R, held)
    if kind == "columns":
        return _form_columns(R, held)
    if kind in ("list", "numbered"):
        items = _items(R)
        q = _last(_ask(R, held, kind, LIST if kind == "list" else NUMBERED), _enumerated(R, items, held))
        if kind == "list":
            return q, "The user wants a list of what is given.", bullets(items), items
        return q, "The user wants a numbered list of what is given.", numbered(items), items
    if kind == "headed":
        h, items = R.choice(_words()), _items(R)
        h = cap(h) if R.random() < 0.6 else f"{h} {R.choice(_words())}"
        q = _ask(R, held, kind, HEADED).replace("{h}", h if R.random() < 0.6
                                                else f'"{h}"').replace("{x}", _enumerated(R, items, held))
        think = f"The user wants the heading {h} and a list under it."
        return q, think, f"# {h}\n\n{bullets(items)}", (h, items)
    if kind in ("bold", "italic"):
        s = _sentence(R)
        w = R.choice(s.split(" "))
        while s.split(" ").count(w) > 1:
            w = R.choice(s.split(" "))
        mark = "**" if kind == "bold" else "*"
        q = _ask(R, held, kind, BOLD if kind == "bold" else ITALIC).replace("{w}", w).replace("{s}", s)
        text = " ".join(mark + x + mark if x == w else x for x in s.split(" "))
        return q, f"The user wants the word {w} in {'bold' if kind == 'bold' else 'italics'}.", text, (w, s)
    if kind == "all_bold":
        x = R.choice(_words()) if R.random() < 0.5 else _sentence(R)
        return _last(_ask(R, held, kind, ALL_BOLD), x), "The user wants this in bold.", f"**{x}**", x
    if kind == "quote":
        s = cap(_sentence(R)) + "."
        return _ask(R, held, kind, QUOTE).replace("{s}", s), "The user wants this as a quote.", f"> {s}", s
    if kind in ("heading", "subheading"):
        x = " ".join(R.sample(_words(), R.randrange(1, 4)))
        x = cap(x) if R.random() < 0.6 else x
        q = _last(_ask(R, held, kind, HEADING if kind == "heading" else SUBHEADING), x)
        return q, "The user wants a heading.", ("# " if kind == "heading" else "## ") + x, x
    if kind in ("block", "span"):
        a, b = R.sample(_words(), 2)
        x = R.choice((f"ls {a}", f"{a} = {R.randrange(100)}", f"cp {a} {b}", f"print({a})", f"{a}({b});",
                      f"cat {a}.txt", f"make {a}", f"{a} + {b}", f"git add {a}.c"))
        if kind == "block":
            return _last(_ask(R, held, kind, BLOCK), x), "The user wants a code block.", f"```\n{x}\n```", x
        return _last(_ask(R, held, kind, SPAN), x), "The user wants a code span.", f"`{x}`", x
    a, b = R.sample(_words(), 2)
    u = R.choice((f"https://{a}.org", f"https://example.com/{a}", f"https://www.{a}.net",
                  f"http://{a}.com/{b}"))
    x = R.choice(_words()) if R.random() < 0.6 else f"{R.choice(_words())} {b}"
    return _ask(R, held, kind,
                LINK).replace("{u}", u).replace("{x}", x), "The user wants a link.", f"[{x}]({u})", (x, u)


def _more(R, kind, made):
    """The same thing once more, changed: what is on the screen is the material."""
    if kind == "table":
        pairs = list(made)
        r = R.random()
        if r < 0.5:
            k, v = R.choice([n for n in NAMES if n not in dict(pairs)]), str(R.randrange(1, 100))
            q = R.choice(("Add {k} {v}.", "Add {k} with {v}.", "And {k} {v}.", "Now add {k}: {v}",
                          "Put {k} {v} in, too.", "please add {k} {v}", *wording.MORE["add pair"]))
            return q.replace("{k}", k).replace("{v}", v), f"I add {k} to the table.", table(("Name", "Value"),
                                                                                            pairs + [(k, v)])
        if r < 0.75:
            q = R.choice(("Make it a list.", "Now as a list.", "As a list, please.",
                          "Can you make a list of it?", *wording.MORE["to list"]))
            return typed(R, q), "The user wants the table as a list.", bullets(f"{k}: {v}" for k, v in pairs)
        gone = R.choice(pairs)
        if len(pairs) < 3:
            return None
        q = R.choice(("Remove {k}.", "Take {k} out.", "Now without {k}.", "Delete the row of {k}.",
                      "drop {k}", *wording.MORE["drop"])).replace("{k}", gone[0])
        return q, f"I take {gone[0]} out of the table.", table(("Name", "Value"),
                                                               [p for p in pairs if p != gone])
    if kind in ("list", "numbered"):
        items, form = list(made), bullets if kind == "list" else numbered
        r = R.random()
        if r < 0.4:
            w = R.choice(_words())
            q = R.choice(("Add {w}.", "And {w}.", "Add {w} to the list.", "Now add {w}.",
                          "Put {w} on it, too.", "please add {w}",
                          *wording.MORE["add item"])).replace("{w}", w)
            return q, f"I add {w} to the list.", form(items + [w])
        if r < 0.6:
            other, q = bullets, ("Now with bullets.", "Make it a bullet list.", "Without the numbers.",
                                 *wording.MORE["bullets"])
            if kind == "list":
                other, q = numbered, ("Number them.", "Now with numbers.", "Make it a numbered list.",
                                      *wording.MORE["number"])
            return typed(R, R.choice(q)), "The user wants the other kind of list.", other(items)
        if r < 0.8 and len(items) > 2:
            w = R.choice(items)
            q = R.choice(("Remove {w}.", "Take {w} off the list.", "Now without {w}.",
                          "drop {w}", *wording.MORE["drop item"])).replace("{w}", w)
            return q, f"I take {w} off the list.", form([i for i in items if i != w])
        q = R.choice(("Make the first one bold.", "Put the first one in bold.",
                      "The first one in bold, please.", *wording.MORE["first bold"]))
        return typed(R, q), "The user wants the first item in bold.", form([f"**{items[0]}**"] + items[1:])
    return None


# ---- letters ----

def _letters(R):
    n, m = R.sample(NAMES, 2)
    _words()
    w, day = R.choice(_NOUNS), R.choice(DAYS)
    hour = f"{R.randrange(8, 22)}:" + R.choice(("00", "15", "30", "45"))
    kind = R.choice(("about", "thanks", "invite", "sorry", "ask"))
    what = R.choice(("letter", "short letter", "note", "email"))
    asks, body = {
        "about": (("Write a {what} to {n} about the {w}.", "A {what} to {n} about the {w}, please.",
                   "Can you write {n} a {what} about the {w}?", "{what} to {n} about the {w}",
                   "Help me write a {what} to {n} about the {w}."),
                  f"I am writing to you about the {w}. There is something that I would like to talk over "
                  f"with you. Please tell me when you have time."),
        "thanks": (("Write a {what} to thank {n} for the {w}.", "Thank {n} for the {w} in a {what}.",
                    "A {what} that thanks {n} for the {w}, please.",
                    "I want to thank {n} for the {w}. Write a {what}."),
                   f"Thank you very much for the {w}. It made me very happy. I hope to see you soon."),
        "invite": (("Write a {what} to invite {n} on {d} at {h}.", "Invite {n} to dinner on {d} at {h}.",
                    "An invitation for {n}, {d} at {h}, please.",
                    "Write {n} an invitation to dinner for {d} at {h}."),
                   f"I would like to invite you to dinner on {day} at {hour}. Please let me know if you can "
                   f"come."),
        "sorry": (("Write a {what} to {n} to say sorry about the {w}.",
                   "Say sorry to {n} about the {w} in a {what}.",
                   "A {what} of apology to {n} about the {w}, please.",
                   "I have to apologise to {n} for the {w}. Write a {what}."),
                  f"I am sorry about the {w}. It was my mistake, and I shall be more careful. I hope that "
                  f"you can forgive me."),
        "ask": (("Write a {what} to ask {n} for the {w}.", "Ask {n} for the {w} in a {what}.",
                 "I need the {w} from {n}. Write a {what}.", "A {what} that asks {n} for the {w}, please."),
                f"Could you please send me the {w}? I need it soon. Thank you for your help."),
    }[kind]
    signed = R.random() < 0.4
    q = typed(R, R.choice(asks)).replace("{what}", what).replace("{n}", n).replace("{w}", w)
    q = q.replace("{d}", day).replace("{h}", hour)
    q = q.replace(" a email", " an email").replace("A email", "An email")
    if signed:
        q += R.choice((f" Sign it {m}.", f" From {m}.",
                       f" My name is {m}.")) if q.endswith((".", "?")) else f", from {m}"
    return [User(q), Assistant(f"The user wants a {what} to {n}.".replace("a email", "an email"),
                               f"Dear {n},\n\n{body}\n\nKind regards" + (f"\n{m}" if signed else ""))]


_FORMS = [k for k, n in (("table", 7), ("columns", 6), ("list", 5), ("numbered", 4), ("headed", 3),
                         ("bold", 3), ("italic", 1), ("all_bold", 1), ("quote", 2), ("heading", 2),
                         ("subheading", 1), ("block", 1),
                         ("span", 1), ("link", 1)) for _ in range(n)]
_KINDS = [k for k, n in (("recipe", 3), ("howto", 5), ("compare", 5), ("pros", 3), ("packing", 3),
                         ("notes", 6), ("facts", 3), ("week", 1), ("plan", 1), ("sign", 2)) for _ in range(n)]


def exchange(R, tools):
    r = R.random()
    if r < 0.55:
        kind = R.choice(_FORMS)
        q, think, text, made = _form(R, kind)
        turns = [User(q), Assistant(think, text)]
        if R.random() < 0.2:
            more = _more(R, kind, made)
            if more:
                turns += [User(more[0]), Assistant(more[1], more[2])]
        return turns
    if r < 0.93:
        kind = R.choice(_KINDS)
        key = R.choice(_KEYS[kind])
        think, text = _DOCUMENTS[kind, key]
        return [User(_document_question(typed(R, R.choice(ASK[kind])), kind, key)), Assistant(think, text)]
    return _letters(R) if r < 0.965 else _numbers(R)


# ---- held-out cases ----

_train = {q.lower().rstrip("?.") for asks in ASK.values() for q in asks} | {q.lower().rstrip("?.")
                                                                            for asks in _TRAIN_FORM
                                                                            for q in asks}
_held = {q.lower().rstrip("?.") for asks in HELD.values() for q in asks} | {q.lower().rstrip("?.")
                                                                            for asks in HELD_FORM.values()
                                                                            for q in asks}
assert not _train & _held, _train & _held


def _cells(rows):
    return [r"\|\s*" + r"\s*\|\s*".join(re.escape(c) for c in row) + r"\s*\|" for row in rows]


def _form_cases(R):
    for kind, n in (("table", 6), ("columns", 4), ("list", 3), ("numbered", 3), ("headed", 2), ("bold", 3),
                    ("quote", 1), ("heading", 1), ("block", 1)):
        for i in range(n):
            q, _, text, made = _form(R, kind, True)
            shows = {"table": "table", "columns": "table", "list": "list", "numbered": "numbered",
                     "bold": "bold", "quote": "quote", "block": "code"}.get(kind, "heading")
            expect = {"markdown": [shows], "all": [re.escape(line) for line in text.split("\n") if line
                                                   and "---" not in line]}
            if kind == "table":
                expect["all"] = _cells(made)
            elif kind == "columns":
                expect["all"] = _cells([made[0], *made[1]])
            elif kind == "headed":
                expect["markdown"] = ["heading", "list"]
            yield kind, i, q, expect


def _document_cases(R):
    for kind, n in (("recipe", 2), ("howto", 2), ("compare", 3), ("pros", 1), ("packing", 1), ("notes", 2),
                    ("facts", 2), ("week", 1), ("plan", 1)):
        for i, key in enumerate(R.sample(_KEYS[kind], n)):
            text = _DOCUMENTS[kind, key][1]
            shows = {"recipe": ["heading", "list", "numbered"], "howto": ["numbered"],
                     "pros": ["heading", "list"], "packing": ["list"],
                     "notes": ["heading", "list"]}.get(kind, ["table"])
            q = _document_question(HELD[kind][i % len(HELD[kind])], kind, key)
            yield kind, i, q, {"markdown": shows, "all": [re.escape(text.split("\n")[-1])]}
    yield "times", 0, HELD["times"][0].replace("{n}", "4"), {"markdown": ["table"],
                                                             "all": [r"\b16\b", r"\b12\b"]}


def cases(R):
    for kind, i, q, expect in (*_form_cases(R), *_document_cases(R)):
        yield {"kind": "markdown", "id": f"markdown/{kind}-{i}", "tools": [], "thinking": i == 1,
               "messages": [{"role": "user", "content": q}], "expect": expect}
