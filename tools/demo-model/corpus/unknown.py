"""What the model cannot know, so that it says so instead of making something up.

Words: rare ones and invented ones, asked in the same ways as the known ones of dictionary.py, so that
only the word itself tells them apart. Questions: people, news, prices, law, medicine, the user's private
life and so on. A topic has its ways to ask, its answers and slots that are drawn from lists or put
together from syllables; the slots of the held-out cases are others.
"""
import re

from . import dictionary, facts
from .common import Assistant, User, cap, rare_words, typed

lines = dictionary.lines

# -- names, made of syllables or drawn from lists ------------------------------------------------------------

ON = "b c d f g h j k l m n p r s t v w z br cl dr fl gr kr pl pr sh st th tr bl sl sp str qu ch".split()
VOWEL = "a e i o u a e i o ai ea oo ou ee".split()
CODA = " n r l s t m d k p nd rt st ck x ng sh rk lf mp".split(" ")
TAIL = "er le y ish ous ing ment ive al ic a o um it on ate ness et in".split()
RUDE = re.compile(r"shit|fu[ck]|[ck]unt|[ck]o[ck]|di[ck]|tit|nig|pis|fag|rap|se[kx]|arse|slut|porn|whor|"
                  r"jew|nazi|twat|tur[dt]|poo|[ck]rap|pu[bs]|was+h?n|dyke|spi[ck]")


def syllables(R, n):
    c = R.choice
    while True:
        out = "".join([c(ON) + c(VOWEL) + (c(CODA) if R.random() < 0.6 else "") for _ in range(n)])
        if not RUDE.search(out):
            return out


def invented(R):
    """A word that does not exist, or not among the known ones."""
    while True:
        r = R.random()
        w = syllables(R, 1 if r < 0.15 else 2 if r < 0.85 else 3)
        if R.random() < 0.45:
            w += R.choice(TAIL)
        if 4 <= len(w) <= 13 and w not in known_or_rare():
            return w


_all = None


def known_or_rare():
    global _all
    if _all is None:
        _all = dictionary.known() | frozenset(rare_words()) | frozenset(w["word"] for w in dictionary.words())
    return _all


_rare = None


def rare(R, held=False):
    """A rare word of WordNet; every twentieth is kept for the cases."""
    global _rare
    if _rare is None:
        known = dictionary.known()
        every = [w for w in rare_words() if not known.intersection((w, *dictionary.bases(w)))]
        _rare = [w for i, w in enumerate(every) if i % 20], every[::20]
    return R.choice(_rare[held])


FIRST = """Anna Ben Carla David Emma Frank Grace Henry Ida James Karen Liam Mary Nathan Olivia Paul Rachel
    Simon Tina Victor Wendy Peter John Sarah Thomas Laura Michael Susan Robert Linda George Helen Edward Alice
    Charles Julia Albert Martha Arthur Rose Daniel Sofia Marco Elena Hans Greta Pierre Marie Carlos Ana Ivan
    Olga Yuki Kenji Ali Fatima Omar Leila Raj Priya Chen Mei Kwame Amina Lars Ingrid""".split()
LAST = """Smith Jones Brown Taylor Wilson Evans Walker Wright Green Hall Wood Clarke Hughes Turner Parker Cook
    Bailey Carter Murphy Kelly Bell Ward Gray Fisher Palmer Knight Stone Fox Hunter Miller Schmidt Weber
    Garcia Lopez Rossi Costa Silva Novak Kovacs Petrov Tanaka Sato Kim Li Wang Singh Khan Patel Ahmed Hansen
    Berg Lund Dubois Martin Bernard Jansen""".split()
FAMOUS = """Albert Einstein|Isaac Newton|Marie Curie|Charles Darwin|William Shakespeare|Napoleon|Julius Caesar
    Cleopatra|Leonardo da Vinci|Wolfgang Amadeus Mozart|Beethoven|Bach|Pablo Picasso|Vincent van Gogh
    Michelangelo|Galileo|Aristotle|Plato|Socrates|Mahatma Gandhi|Nelson Mandela|Abraham Lincoln
    George Washington|Winston Churchill|Queen Victoria|Queen Elizabeth|King Arthur|Barack Obama|Donald Trump
    Joe Biden|Angela Merkel|Emmanuel Macron|Vladimir Putin|Boris Johnson|Elon Musk|Bill Gates|Steve Jobs
    Jeff Bezos|Mark Zuckerberg|Taylor Swift|Beyonce|Madonna|Michael Jackson|Elvis Presley|Freddie Mercury
    David Bowie|Bob Dylan|Paul McCartney|Lionel Messi|Cristiano Ronaldo|Roger Federer|Serena Williams
    Usain Bolt|Michael Jordan|Muhammad Ali|Tom Hanks|Brad Pitt|Charlie Chaplin|Marilyn Monroe|Audrey Hepburn
    Steven Spielberg|Agatha Christie|Jane Austen|Charles Dickens|Mark Twain|Ernest Hemingway|Goethe|Tolstoy
    Homer|Dante|Alan Turing|Ada Lovelace|Linus Torvalds|Dennis Ritchie|Ken Thompson|Grace Hopper
    Neil Armstrong|Christopher Columbus|Harry Potter|Sherlock Holmes|Batman|Superman|Spider-Man|Santa Claus
    Mickey Mouse|Darth Vader|James Bond|the Pope|the Dalai Lama"""
FAMOUS = lines(FAMOUS)
HELD_FAMOUS = lines("""Stephen Hawking|Rembrandt|Alexander the Great|Greta Thunberg|Adele|Rafael Nadal
    Virginia Woolf|Nikola Tesla|Frodo Baggins""")
CITIES = """London Paris Berlin Rome Madrid Vienna Oslo Dublin Prague Warsaw Athens Lisbon Tokyo Boston
    Chicago Seattle Toronto Sydney Delhi Mumbai Cairo Nairobi Lagos Lima Dallas Denver Hamburg Munich Lyon
    Milan Porto Leeds Bristol Glasgow Geneva Zurich Seville Kyoto Osaka Bangkok Beijing Moscow Istanbul
    Houston Miami""".split()
HELD_CITIES = "Manchester Cologne Turin Marseille Detroit Melbourne Shanghai Gothenburg".split()
TEAMS = """Arsenal|Liverpool|Chelsea|Barcelona|Real Madrid|Bayern|Juventus|Ajax|Manchester United|the Lakers
    the Yankees|the Bulls|Celtic|Everton|the local team|our team|Brazil|Germany|England|the Red Sox
    Inter Milan|the Giants"""
SPORTS = """football|tennis|basketball|cricket|baseball|rugby|hockey|golf|chess|volleyball|cycling|swimming
    boxing"""
EVENTS = """the World Cup|the Olympic Games|the final|the match last night|the game yesterday|the championship
    the Tour de France|Wimbledon|the Champions League|the Super Bowl|the race on Sunday|the league"""
COMPANIES = """Apple|Google|Microsoft|Amazon|Tesla|IBM|Intel|Samsung|Sony|Toyota|Siemens|Nokia|Netflix|Nvidia
    Volkswagen|Shell|Boeing|Nestle"""
GOODS = """petrol|gold|a loaf of bread|a new car|a house|a train ticket|a phone|a cup of coffee|a flight
    a laptop|a bicycle|milk|silver|oil|a stamp|bitcoin|a cinema ticket|electricity|a pair of shoes|a piano"""
PRODUCTS = """phone|laptop|car|camera|television|washing machine|bicycle|vacuum cleaner|browser
    operating system|editor|phone company|airline|hotel|coffee machine|bank|shampoo|printer|guitar|tent
    mattress"""
COUNTRIES = """France|Germany|Spain|Italy|Poland|Brazil|India|China|Japan|Canada|Mexico|Australia|Sweden
    Norway|Turkey|Egypt|Kenya|Russia|Greece|Ireland|Argentina|Portugal|the United States|Great Britain"""
NO_CAPITAL = """Bhutan|Bolivia|Brunei|Burundi|Cameroon|Chad|Comoros|Djibouti|Dominica|Eritrea|Fiji|Gabon
    Gambia|Georgia|Grenada|Guinea|Guyana|Haiti|Honduras|Kiribati|Kyrgyzstan|Lesotho|Liberia|Madagascar|Malawi
    Maldives|Mauritania|Mauritius|Montenegro|Mozambique|Myanmar|Nauru|Nicaragua|Niger|Oman|Palau
    Papua New Guinea|Samoa|Seychelles|Sierra Leone|Sri Lanka|Suriname|Tajikistan|Tanzania|Togo|Tonga
    Turkmenistan|Tuvalu|Uzbekistan|Vanuatu|Yemen|Texas|California|Bavaria|Florida|Ohio|Ontario|Sicily|Tuscany
    Alaska|Catalonia"""
HELD_NO_CAPITAL = "Armenia|Azerbaijan|Barbados|Belize|Benin|El Salvador|Kazakhstan|Queensland|Nevada"
for _c in lines(NO_CAPITAL) + lines(HELD_NO_CAPITAL):
    assert _c not in facts.CAPITALS, _c
ILLS = """a headache|a fever|a cough|a sore throat|back pain|a cold|the flu|an earache|a rash|a stomach ache
    toothache|high blood pressure|asthma|diabetes|a broken arm|hay fever|a burn|a bee sting|an allergy
    a swollen foot|chest pain|migraine|an infection"""
DRUGS = """aspirin|paracetamol|ibuprofen|penicillin|antibiotics|vitamin C|insulin|sleeping pills|iron tablets
    cough syrup"""
LEGAL = """park here|record a phone call|break my contract|keep the deposit|sell a used car without papers
    work without a contract|copy a film|fire a worker|fly a drone|ride a bike without a light
    camp in the forest|cut down a tree in my garden|open a shop on Sunday|build a shed|record my neighbour
    refuse to pay the rent"""
HISTORY = """the battle of Hastings|the battle of Waterloo|the French Revolution|the First World War
    the Second World War|the fall of Rome|the moon landing|the fall of the Berlin Wall|the American Civil War
    the Black Death|the discovery of America|the Russian Revolution|the invention of printing
    the Great Fire of London|the Boston Tea Party|the building of the pyramids|the Thirty Years War
    the Cold War|the first Olympic Games|the sinking of the Titanic|the Industrial Revolution"""
HELD_HISTORY = "the Spanish Armada|the Hundred Years War|the Treaty of Versailles|the Gold Rush"
SCIENCE = """quantum mechanics|general relativity|dark matter|string theory|black holes|the Higgs boson
    the Krebs cycle|plate tectonics|nuclear fusion|DNA replication|superconductivity|the big bang
    natural selection|antimatter|the Riemann hypothesis|Fermat's last theorem|the Doppler effect
    the speed of light|the mass of an electron|neutron stars|the Fourier transform|eigenvalues
    organic chemistry|the immune system|game theory|differential equations"""
HELD_SCIENCE = """quantum entanglement|gene editing|the greenhouse effect|group theory|the periodic table
    tides|laser physics"""
LANGUAGES = """French|German|Spanish|Italian|Portuguese|Dutch|Swedish|Danish|Polish|Russian|Greek|Turkish
    Arabic|Hebrew|Hindi|Chinese|Japanese|Korean|Latin|Finnish|Hungarian|Czech|Welsh|Swahili"""
HELD_LANGUAGES = "Norwegian|Romanian|Vietnamese|Catalan|Icelandic"
PHRASES = """good morning|thank you|I love you|where is the station|how are you|the house is red
    see you tomorrow|good night|a cup of coffee, please|hello|the dog is hungry|happy birthday|I am tired
    what is your name|goodbye|water|the weather is nice|my friend|please help me|the book"""
WRITERS = """Shakespeare|Homer|Goethe|Edgar Allan Poe|Emily Dickinson|Walt Whitman|Lord Byron|Keats|Dr. Seuss
    Bob Dylan|Hemingway|Tolkien|Dickens|Kafka|Jane Austen|Mark Twain|Virgil|Pushkin|Oscar Wilde"""
HELD_WRITERS = "Wordsworth|Sylvia Plath|Rilke|Chaucer"
SUBJECTS = """love|the sea|war|climate change|the economy|democracy|my town|artificial intelligence
    the history of Europe|education|space travel|social media|the French Revolution|globalisation
    animal rights|the meaning of life|energy|immigration|globalization|philosophy|religion"""
ADJ = """silent lost golden dark last hidden broken red secret long quiet burning empty blue frozen wild
    stolen distant""".split()
THING = """garden river city mirror winter train letter kingdom forest summer bridge island road song storm
    tower house promise""".split()
THINGS = """key|keys|phone|glasses|wallet|umbrella|book|bag|passport|pen|hat|cat|bike|ring|shoes|watch|scarf
    coat|other sock|ticket|charger"""
DID = """eat yesterday|do last weekend|dream last night|buy on Monday|wear yesterday|say to my mother
    have for breakfast|do on my holiday|promise my friend|read last week|eat for lunch|cook on Sunday
    watch last night|pay for my shoes|do this morning"""
MINE = """favourite colour|favourite food|birthday|address|phone number|favourite film|job|shoe size
    eye colour|favourite song|middle name|blood type|star sign|password|favourite animal|hobby|height
    bank account number|mother's maiden name|age|house number"""
KIN = """mother father brother sister wife husband boss neighbour teacher dog cat friend son daughter uncle
    grandmother""".split()
FUTURE = """win the lottery|win the election|be rich|find a job|pass my exam|get married|move to another city
    meet someone|win the match|live to be a hundred|become famous|be happy next year|get the flat"""
WILL = """robots take over the world|the world end|prices go up|it snow at Christmas|people live on Mars
    the shares rise|there be a war|the team win|it be a good summer|the train be late|petrol get cheaper
    a computer think like a person"""
DISHES = """lasagne|pancakes|an apple pie|chicken curry|sushi|onion soup|a chocolate cake|paella|bread
    pizza dough|risotto|goulash|tomato sauce|a birthday cake|fried rice|dumplings|mayonnaise|a cheese cake"""
ACTIONS = """book a flight to {city}|order a pizza|send an email to {first}|call my {kin}|turn off the light
    play some music|buy me {goods}|book a table for two|set an alarm|wake me up at six|call a taxi
    open the door|print my letter|show me a picture of {city}|post this on the internet|take a photo
    reserve a room in {city}|order a new {product}|send a message to {first}|play a song"""
ADDRESSES = """the phone number of {person}|the address of {person}|the email address of {person}
    the phone number of a taxi in {city}|the address of a good dentist in {city}|the website of {company}
    the post code of {city}|the phone number of the town hall in {city}"""


FIX = """change a tyre|fix a leaking tap|paint a wall|tie a tie|sew on a button|iron a shirt|plant a tree
    knit a scarf|build a shelf|remove a red wine stain|unblock a sink|play the guitar|ride a horse
    swim faster|prune roses|hang a picture|put up a tent|make a fire|fold a paper plane|train a dog
    cut my own hair|drive a car|ski|get rid of ants|clean an oven|wire a plug|repair a bicycle chain
    start a business|dance the tango|juggle|grow tomatoes|sharpen a knife|lay tiles|jump-start a car
    sell my house|tune a piano|milk a cow|sail a boat"""
DEVICE = """printer|phone|car|washing machine|dishwasher|fridge|television|radio|heating|bicycle|camera
    watch|oven|lawn mower|coffee machine|doorbell|router|vacuum cleaner|alarm clock|lamp|toaster|tap
    sewing machine"""
MORE_OF = {
    "goods": """a haircut|a kilo of apples|a taxi ride|a wedding dress|a dozen eggs|a tooth filling
        a puppy|a flat|a bottle of wine|a litre of diesel|a parcel to {country}|a night in a hotel|a sofa
        a boat|a barrel of oil|a cup of tea|a concert ticket|a hamburger|a new roof|a driving licence
        copper|wheat|a horse""",
    "product": """headphone|fridge|toaster|dishwasher|watch|bed|sofa|keyboard|monitor|tablet|scooter
        drone|lawn mower|pram|backpack|credit card|newspaper|sewing machine|drill|razor|game console
        fountain pen""",
    "ill": """a nosebleed|a broken toe|measles|insomnia|dizziness|a black eye|heartburn|a snake bite
        sunburn|nausea|a stiff neck|cramp|warts|gout|anaemia|pneumonia|a swollen knee|depression|an itch
        a hangover|chickenpox""",
    "drug": """morphine|cortisone|vitamin D|magnesium|eye drops|painkillers|cough drops|beta blockers
        melatonin|zinc|this ointment|these tablets|herbal tea|nose spray|statins""",
    "legal": """download music|swim naked in the lake|drive without shoes|keep a snake
        burn leaves in the garden|marry my cousin|carry a knife|film the police|sublet my flat
        open a letter for my neighbour|keep found money|take a photo of a stranger|sell home-made jam
        leave work early|keep chickens|fish without a licence""",
    "subject": """friendship|poverty|nuclear power|football|school uniforms|the internet|pollution
        freedom|happiness|the environment|globalisation and trade|women's rights|smartphones in school
        modern art|the Middle Ages|recycling|technology|tourism|my holidays|the death penalty
        healthy food|language|music|history|advertising""",
    "mine": """wife's name|neighbour's name|weight|shirt size|nickname|favourite book|salary|lucky number
        tax number|favourite sport|date of birth|surname|best friend|post code|PIN|passport number
        allergy|nationality""",
    "future": """find love|lose my job|get rich|be a grandmother|have children|get well|become a doctor
        move house|travel to the moon|buy a house|win a prize|get the job|be alone|see {city}
        pass the driving test|grow taller""",
    "action": """remind me to call {first}|remind me tomorrow|order a taxi|send a mail to my {kin}
        write {first} a message|open a web page|open the website of {company}|play music|play some jazz
        play the radio|turn up the volume|turn the heating on|switch off the television|lock the door
        feed the cat|walk the dog|wash the dishes|make coffee|make me a sandwich|bring me a beer
        clean the kitchen|pay my bill|transfer {n} euros to {first}|buy a ticket to {city}
        book a hotel in {city}|order pizza for four|order flowers for my {kin}|cancel my appointment
        make an appointment with the dentist|call {first}|phone the doctor|call an ambulance
        call the police|invite {first} to dinner|draw a picture of a horse|draw me a cat|paint my house
        take a picture|show me a photo of {person}|show me a video|show me a map of {city}|sing me a song
        set a timer for ten minutes|wake me tomorrow|add an appointment to my calendar|post a picture
        download a film|download some music|check my mail|read my emails|send a fax|print this page
        scan my passport|dim the lights|start the car|drive me to {city}|fly to the moon|come here
        shake my hand|cook dinner|water the plants|vote for me|sell my {thing}|buy shares of {company}
        rent a car in {city}|reserve two seats|ring {first} up|reply to {first}
        forward this mail to {first}|share this with {first}|follow {person}|like my post|record a song
        turn on the camera|start a video call|dial {n}|order a new {thing}|deliver a parcel to {city}""",
    "address": """the telephone number of {company}|the email of {first}|the house number of {person}
        the nearest dentist's number|the mobile number of {first}|the address of {company}
        the number of the police in {city}|the street where {person} lives
        the address of the {country} embassy|the web address of {person}""",
    "dish": """tomato soup|fish and chips|dumplings|fried rice|a cheesecake|mashed potatoes|an omelette
        goulash|apple sauce|scones|a roast chicken|vegetable stew|meatballs|waffles|pea soup|tiramisu
        biscuits|banana bread|gravy|jam""",
    "thing": """wallet|laptop|gloves|letter|dog|headphones|homework|watch|diary|toothbrush|tablet|bike
        jacket|purse|driving licence|remote control|hammer|shopping list|ball|earring|socks|sunglasses
        slippers""",
    "will": """the world stand still|it be a cold winter|it rain all summer|there be peace
        there be another war|people stop working|people live for ever|robots drive all cars
        the train come on time|the team win""",
    "science": """photosynthesis|radioactivity|magnetism|evolution|the ozone layer|entropy|the ice ages
        gravitational waves|cell division|protein folding|neural networks|cryptography
        the Pythagorean theorem|prime numbers|enzymes|electromagnetism|thermodynamics|the human brain
        lasers|semiconductors|volcanoes|topology|calculus|probability theory|chaos theory|viruses
        stem cells|acid rain|the water cycle|tides|comets|red giants""",
    "history": """the Vietnam War|the Crusades|the Renaissance|the battle of Trafalgar
        the Great Depression|the Stone Age|the murder of Caesar|the Reformation|the Magna Carta
        the Ottoman Empire|the Roman Empire|the Bronze Age|the Peasants' Revolt|the Wall Street crash
        the Suez crisis|the Battle of Britain|the Trojan War|the Korean War|the Spanish Civil War
        the abolition of slavery|the Viking Age|the Norman conquest""",
}


def person(R):
    r = R.random()
    if r < 0.25:
        return R.choice(FAMOUS)
    first = R.choice(FIRST) if r < 0.75 else cap(syllables(R, 2)[:9])
    last = R.choice(LAST) if R.random() < 0.45 else cap(syllables(R, 2)[:10])
    return f"{first} {last}"


def title(R):
    r = R.random()
    a, t = cap(R.choice(ADJ)), cap(R.choice(THING))
    if r < 0.5:
        return f"The {a} {t}"
    if r < 0.75:
        return f"{a} {t}"
    return f"The {t} of {cap(syllables(R, 2)[:8])}" if r < 0.9 else cap(syllables(R, 2)[:9])


def place(R):
    if R.random() < 0.55:
        return R.choice(CITIES)
    return cap(syllables(R, 2)[:9]) + R.choice(("", "", "ville", "ton", "burg", "ham", "berg"))


def of(text):
    table = lines(text) if isinstance(text, str) else tuple(text)
    return lambda R: R.choice(table)


def filled(text):
    """A slot whose values have slots themselves."""
    table = [(t, slots_of(t)) for t in lines(text)]

    def draw(R):
        t, names = R.choice(table)
        return t.format(**{n: SLOTS[n](R) for n in names})
    return draw


def slots_of(template):
    return tuple(dict.fromkeys(x.partition("}")[0] for x in template.split("{")[1:]))


SLOTS = {"person": person, "title": title, "place": place, "first": of(FIRST), "city": of(CITIES),
         "team": of(TEAMS), "sport": of(SPORTS),
         "event": of(EVENTS), "company": of(COMPANIES), "goods": of(GOODS), "product": of(PRODUCTS),
         "country": of(COUNTRIES),
         "nocap": of(NO_CAPITAL), "ill": of(ILLS), "drug": of(DRUGS), "legal": of(LEGAL),
         "history": of(HISTORY), "science": of(SCIENCE),
         "language": of(LANGUAGES), "phrase": of(PHRASES), "writer": of(WRITERS), "subject": of(SUBJECTS),
         "thing": of(THINGS), "did": of(DID),
         "mine": of(MINE), "kin": of(KIN), "future": of(FUTURE), "will": of(WILL), "dish": of(DISHES),
         "year": lambda R: str(1500 + int(R.random() * 530)),
         "n": lambda R: str(100 * (3 + int(R.random() * 40)))}
SLOTS["fix"], SLOTS["device"] = of(FIX), of(DEVICE)
SLOTS["action"], SLOTS["address"] = filled(ACTIONS), filled(ADDRESSES)


def held_person(R):
    if R.random() < 0.4:
        return R.choice(HELD_FAMOUS)
    first = R.choice(("Oswin", "Tamsin", "Delphine", "Bruno", "Ximena", "Halvard"))
    return f"{first} {cap(syllables(R, 2)[:9])}"


HELD_SLOTS = {**SLOTS, "person": held_person, "history": of(HELD_HISTORY), "science": of(HELD_SCIENCE),
              "language": of(HELD_LANGUAGES),
              "writer": of(HELD_WRITERS), "nocap": of(HELD_NO_CAPITAL), "city": of(HELD_CITIES),
              "place": of(HELD_CITIES)}
for _n, _text in MORE_OF.items():
    _old, _new = SLOTS[_n], filled(_text)
    SLOTS[_n] = lambda R, old=_old, new=_new: (old if R.random() < 0.45 else new)(R)

# -- topics: (weight, name, asks, held-out asks, answers, thinking) -----------------------------------------

SELF = "I am a very small model; I know common words, a few facts, stories and tools."

TOPICS = [
    (8, "person",
     """Who is {person}?|who is {person}|Who was {person}?|who was {person}|Do you know {person}?
        Do you know who {person} is?|Tell me about {person}.|tell me about {person}
        What do you know about {person}?|Who's {person}?|whos {person}|I'd like to know who {person} is.
        {person}|{person}?|Have you heard of {person}?|Can you tell me who {person} was?
        Give me some facts about {person}.|Who on earth is {person}?|who is this {person}
        Is {person} a singer?|What is {person} famous for?|Why is {person} famous?|Explain who {person} is.
        Are you {person}?""",
     """Could you say who {person} might be?|Does the name {person} mean anything to you?
        My friend talks about {person}. Who is that?""",
     ("I do not know who {person} is. " + SELF,
      "I do not know who {person} is. I know nothing about people."),
     "The user asks about a person, {person}. I do not know people."),
    (3, "life",
     """When was {person} born?|when was {person} born|How old is {person}?|Where was {person} born?
        When did {person} die?|Is {person} still alive?|How tall is {person}?|Where does {person} live?
        Is {person} married?|What did {person} do?|What did {person} invent?|What did {person} write?
        How rich is {person}?|Which films did {person} make?|What is the best book by {person}?
        Who is the wife of {person}?|how old was {person}|What did {person} say?
        What does {person} think about {subject}?""",
     """In which town did {person} grow up?|How many children does {person} have?""",
     ("I do not know that about {person}. I know nothing about people.",
      "I do not know that. I know nothing about people, only common words and a few facts."),
     "The user asks about the life of {person}. I do not know people."),
    (4, "news",
     """What is in the news?|what's new in the world|What happened today?|What happened in {place} today?
        Tell me the news.|tell me the latest news|what are the headlines|What is going on in {country}?
        What happened in {country} last week?|Any news about {company}?|What's the latest news?
        Is there any news from {place}?|news|today's news|What do the papers say?|Give me the headlines.
        Did anything important happen this week?|What is happening in {place}?
        what's going on in the world""",
     """Has anything happened in {country} since yesterday?|I missed the papers today. What was in them?
        What are people in {place} talking about?""",
     ("I do not know the news. I cannot see anything outside this conversation.",
      "I do not know what happened. The news does not reach me; I only see this conversation."),
     "The user asks for news. I cannot know any."),
    (5, "weather",
     """What is the weather like?|what's the weather|How is the weather?|How's the weather today?
        Will it rain tomorrow?|will it rain today|weather|weather {place}|What is the weather in {place}?
        what's the weather like in {place}|How is the weather in {place}?|Is it raining in {place}?
        Is it cold in {place}?|How warm is it outside?|What is the temperature in {place}?
        temperature in {place}|Do I need an umbrella today?|Is it sunny?|Will it snow in {place}?
        What will the weather be like tomorrow?|Tell me the weather for {place}.|weather forecast
        weather forecast for {place}|Is it going to rain?|What should I wear outside today?
        How hot is it in {place}?|Is the sun shining?""",
     """Could I leave my coat at home in {place} today?|Is there a storm coming to {place}?
        Say, how warm will it get tomorrow?""",
     ("I do not know the weather. I cannot look outside or at a forecast.",
      "I do not know the weather, because I cannot look outside."),
     "The user asks about the weather. I cannot know it."),
    (4, "price",
     """How much does {goods} cost?|how much is {goods}|What is the price of {goods}?|price of {goods}
        What does {goods} cost?|How expensive is {goods}?|What is the stock price of {company}?
        {company} stock price|How are the shares of {company} doing?|share price of {company}
        Should I buy shares of {company}?|What is {company} worth?|How much is a share of {company}?
        What does {goods} cost in {place}?|What is the exchange rate of the euro?
        How many dollars do I get for ten euros?|Where is {goods} cheapest?|How much do I pay for {goods}?
        How much does a {product} cost?|Tell me the price of {goods}.""",
     """About how much money do I need for {goods}?|Did the shares of {company} go up today?
        Is {goods} cheaper in {country}?""",
     ("I do not know prices. They change all the time, and I cannot look them up.",
      "I do not know that price, and I cannot look it up."),
     "The user asks for a price. I cannot know prices."),
    (4, "sport",
     """Who won {event}?|who won {event}|What was the score of {team}?|Did {team} win?
        did {team} win yesterday|How did {team} play?|When does {team} play?|Who is the best {sport} player?
        Who will win {event}?|What is the result of {event}?|Tell me the result of {event}.|results of {event}
        Who won {event} in {year}?|Who is the coach of {team}?|{team} score|How many goals did {team} score?
        Who plays for {team}?|What place is {team} in?|Is {team} a good team?
        Who is the world champion in {sport}?|latest {sport} results""",
     """By how much did {team} win?|Can {team} still win {event}?|Who holds the record in {sport}?""",
     ("I do not know sports results. I cannot follow any games.",
      "I do not know that. I know nothing about sports, teams or results."),
     "The user asks about sport. I cannot know results."),
    (4, "politics",
     """Who is the president of {country}?|who is the president|Who is the prime minister of {country}?
        Who governs {country}?|who rules {country}|Who won the election in {country}?
        Which party should I vote for?|Who should I vote for?|What do you think about the government?
        Is the government of {country} good?|What is your opinion on {subject}?|Who is the king of {country}?
        Is {country} a democracy?|Who is the mayor of {city}?|When is the next election in {country}?
        What parties are there in {country}?|Are you left or right in politics?
        Who is the chancellor of {country}?|president of {country}|Why is there a war?""",
     """Which party rules {country}?|How would you vote in {country}?
        Tell me who leads {country} at the moment.""",
     ("I do not know that. Politics is nothing that I have learned about.",
      "I do not know anything about politics, so I cannot say."),
     "The user asks about politics. I know nothing about it."),
    (3, "law",
     """Is it legal to {legal}?|is it legal to {legal}|Am I allowed to {legal}?|Can I {legal}?
        May my landlord {legal}?|Is it against the law to {legal}?|What does the law say if I {legal}?
        Can I be punished if I {legal}?|What is the fine if I {legal}?|Do I have to pay a fine if I {legal}?
        Can they sue me if I {legal}?|Is it legal in {country} to {legal}?|Do I need a lawyer?
        How do I write a will?|How much tax do I have to pay?|What taxes are there in {country}?
        Do I need a visa for {country}?|What are my rights as a tenant?""",
     """Would the police stop me if I {legal}?|What would a court in {country} say if I {legal}?
        Do the rules let me {legal}?""",
     ("I do not know the law. Please ask a lawyer or an office that gives advice.",
      "I do not know what the law says. A lawyer or an advice centre can tell you."),
     "The user asks about the law. I do not know it."),
    (4, "medicine",
     """I have {ill}. What should I do?|i have {ill} what can i do|What helps against {ill}?
        what helps with {ill}|How do I treat {ill}?|Is {ill} dangerous?|What causes {ill}?|Can I take {drug}?
        How much {drug} may I take?|Is {drug} safe?|Can I take {drug} for {ill}?|What is the dose of {drug}?
        What are the side effects of {drug}?|Do I have {ill}?|My child has {ill}. What now?
        How long does {ill} last?|Why do I have {ill}?|My {kin} has {ill}.|Which medicine is good for {ill}?
        treatment for {ill}|symptoms of {ill}|Should I see a doctor about {ill}?|Can {drug} cure {ill}?""",
     """Since yesterday I have had {ill}. Can you help?|Would {drug} be good against {ill}?
        Is there a cure for {ill}?""",
     ("I do not know medicine. Please ask a doctor or a chemist.",
      "I do not know enough about medicine to help. A doctor or a chemist can tell you."),
     "The user asks a medical question. I do not know medicine."),
    (4, "history",
     """When was {history}?|when was {history}|In which year was {history}?|Tell me about {history}.
        What do you know about {history}?|Why did {history} happen?|What happened in {year}?
        what happened in {year}|Who started {history}?|How long was {history}?|date of {history}
        What was {history}?|Who was the king of {country} in {year}?|Explain {history}.|Who won {history}?
        What caused {history}?|What was important about {history}?|Where was {history}?
        How many people lived in {country} in {year}?|Which wars were there in {year}?|history of {country}
        Tell me the history of {place}.""",
     """Could you say in what year {history} took place?|What do the history books say about {history}?
        What did people do in {year}?""",
     ("I do not know history. I have learned no dates and no events.",
      "I do not know that. History is nothing that I have learned."),
     "The user asks about history. I have learned none."),
    (4, "science",
     """Explain {science}.|explain {science} to me|How does {science} work?|What do you know about {science}?
        Tell me about {science}.|What can you tell me about {science}?|Can you explain {science}?
        Who discovered {science}?|Why is {science} important?|Give me the formula for {science}.
        Prove {science}.|I need help with {science}.|teach me {science}|What is the theory of {science}?
        Help me with my homework on {science}.|i do not understand {science}
        What are the newest results on {science}?|Could you explain {science} in simple words?
        What's {science} about?""",
     """I have to give a talk on {science}. What is it?|Please help me understand {science}.
        Do you know anything about {science}?""",
     ("I do not know enough about {science}. I am a very small model.",
      "I do not know much science, so I cannot explain {science}."),
     "The user asks about {science}. That is beyond the few facts I know."),
    (4, "translation",
     """Translate "{phrase}" into {language}.|translate {phrase} to {language}
        How do you say {phrase} in {language}?|how do i say "{phrase}" in {language}
        What is {phrase} in {language}?|What does "{phrase}" mean in {language}?|Say {phrase} in {language}.
        Can you translate into {language}?|Do you speak {language}?|do you speak {language}
        Can you speak {language}?|Write a sentence in {language}.|Answer in {language}.
        Talk to me in {language}.|{phrase} in {language}|Please translate this into {language}: {phrase}
        Teach me some {language}.|What is the {language} word for {phrase}?|Count to ten in {language}.
        Say hello in {language}.|I want to learn {language}.|Do you understand {language}?""",
     """Which words would someone use for "{phrase}" in {language}?|Could we speak {language} instead?
        I need "{phrase}" in {language}.""",
     ("I do not know {language}. I have learned English only.",
      "I do not know any {language}; English is my only language."),
     "The user wants something in {language}. I know only English."),
    (3, "style",
     """Write a poem in the style of {writer}.|write like {writer}|Write a poem like {writer}.
        Write a sonnet in the style of {writer}.|Tell me a poem by {writer}.|Recite something by {writer}.
        Quote {writer}.|Give me a quote from {writer}.|Write a story in the style of {writer}.
        Talk like {writer}.|Write a letter in the manner of {writer}.|a poem by {writer}
        Pretend to be {writer}.|How would {writer} say it?|Write a song in the style of {writer}.
        Write about {subject} in the style of {writer}.|What did {writer} write about {subject}?""",
     """Make me a few lines the way {writer} wrote them.|Could you sound like {writer}?""",
     ("I do not know how {writer} wrote. I can tell a short story of my own kind.",
      "I do not know the works of {writer}, so I cannot write like that."),
     "The user wants something like {writer}. I do not know how that sounds."),
    (4, "essay",
     """Write an essay about {subject}.|write an essay on {subject}|Write a long text about {subject}.
        Write {n} words about {subject}.|write a {n} word essay about {subject}
        Write my homework about {subject}.|Write a report on {subject}.|Write a speech about {subject}.
        Write an article about {subject}.|I need an essay about {subject}.|Write a book about {subject}.
        Write a novel about {subject}.|Write my thesis on {subject}.|Write a blog post about {subject}.
        Can you write an essay about {subject}?|Write five pages on {subject}.|Discuss {subject} in detail.
        Write a long letter about {subject}.""",
     """My teacher wants {n} words on {subject}. Please write them.
        Could you write a few pages on {subject} for me?|Please compose a long article about {subject}.""",
     ("I do not know how to write long texts about that. I can write a sentence or tell a short story.",
      "I do not know enough to write a long text. I can write a sentence or tell a short story."),
     "The user wants a long text. I can write only short ones."),
    (4, "product",
     """Which {product} should I buy?|which {product} is best|What is the best {product}?|best {product}
        Can you recommend a {product}?|Is {company} better than {company2}?|What do you think of {company}?
        Which {product} is the best for me?|Recommend a {product}.|Should I buy a new {product}?
        Is the {product} from {company} any good?|What is a good {product}?|Which {product} do you like?
        Do you like {company}?|I need a new {product}. Which one?|Are {product}s from {company} good?
        {company} or {company2}?|Is it worth buying a {product} from {company}?
        Which company makes the best {product}?|Review the new {product} from {company}.""",
     """I want to spend money on a {product}. Which one would you take?
     Between {company} and {company2}, what would you choose?""",
     ("I do not know products, so I have no opinion on that.",
      "I do not know which one is good. I have tried no products and read no tests."),
     "The user asks for an opinion on a product. I know no products."),
    (7, "private",
     """Where is my {thing}?|where are my {thing}|Where did I put my {thing}?
        I cannot find my {thing}. Where is it?|have you seen my {thing}|What did I {did}?|what did i {did}
        Do you know what I {did2}?|What is my {mine}?|what's my {mine}|Do you know my {mine}?
        Tell me my {mine}.|Can you tell me my {mine}?|What is the name of my {kin}?|how old is my {kin}
        Where does my {kin} live?|What does my {kin} do?|Is my {kin} at home?|Why is my {kin} angry with me?
        When is the birthday of my {kin}?|Where was I yesterday?|What am I thinking of?|what am i thinking
        Where am I?|Where do I live?|What am I wearing?|What did I do in {year}?|Who called me yesterday?
        What is in my pocket?|How many brothers do I have?|Am I tall?|What do I look like?
        Do I have a {thing}?|Did I lock the door?|What is my {kin}'s {mine}?
        When do I have to get up tomorrow?|What did my {kin} say to me?|Did I pay the rent?
        Does my {kin} like me?""",
     """I lost my {thing}. Any idea where it might be?|Can you remember what I {did2}?
        Say, which {mine} do I have?|What present would my {kin} like?""",
     ("I do not know that. You have not told me, and I know only what you write here.",
      "I do not know. You have not told me, and I cannot see it."),
     "The user asks about something private. I was not told, so I cannot know."),
    (4, "future",
     """Will I {future}?|will i {future}|When will I {future}?|Am I going to {future}?|Will {will}?
        will {will}|When will {will}?|What will happen tomorrow?|Tell me my future.|Predict the future.
        What will {company} do next year?|What will the world be like in a hundred years?
        What are the lottery numbers?|What will happen in {country}?
        Who will win the next election in {country}?|Read my horoscope.|What is my horoscope for today?
        Will {person} win?|Tell me the winning numbers.|How will my day be?|What will I do next year?
        What will happen to me?|Do you think I will {future}?""",
     """Are you able to see whether I will {future}?|How likely is it that {will2}?
        What does the future hold for me?""",
     ("I do not know the future. Nobody can tell me what will happen, so I do not guess.",
      "I do not know what will happen. I cannot see the future."),
     "The user asks about the future. I cannot know it."),
    (4, "title",
     """Who wrote {title}?|Have you read {title}?|have you seen {title}|What is the book {title} about?
        What is the film {title} about?|Who plays in {title}?|Is {title} a good film?|How does {title} end?
        Who sings {title}?|Who is the author of {title}?|Tell me about the film {title}.|Who made {title}?
        What are the words of the song {title}?|lyrics of {title}|When did {title} come out?
        Do you know the song {title}?|Do you know the book {title}?|What happens in {title}?
        Do you like the series {title}?|Summarise the novel {title}.|Who is the hero of {title}?""",
     """Could you tell me the plot of {title}?|Is {title} worth reading?|Which actor is in {title}?""",
     ("I do not know *{title}*. I know no books, films or songs.",
      "I do not know *{title}*; books, films and songs are nothing that I have learned."),
     "The user asks about {title}. I know no books, films or songs."),
    (4, "place",
     """Tell me about {place}.|What do you know about {place}?|How many people live in {place}?
        What can I see in {place}?|How far is it from {place} to {city}?|how far is {city} from here
        What is the best restaurant in {place}?|Where can I eat in {place}?|How do I get to {place}?
        When does the train to {city} leave?|Which bus goes to {place}?|How big is {place}?
        population of {place}|What is {place} famous for?|Is {place} nice?|Should I visit {place}?
        Which hotels are there in {place}?|What language do they speak in {place}?
        Is there a chemist near here?|Where is the nearest station?|Where is the next petrol station?
        When does the shop in {place} open?|Is the museum in {place} open today?
        What is the longest street in {place}?""",
     """I want to go to {place}. What is there to see?|How long is the drive from {place} to {city}?
        Could you name a good hotel in {place}?""",
     ("I do not know that. Apart from some capitals, I know little about places.",
      "I do not know that place well enough, and I have no map."),
     "The user asks about a place. I know only some capitals."),
    (4, "capital",
     """What is the capital of {nocap}?|what is the capital of {nocap}|What's the capital of {nocap}?
        capital of {nocap}|capital of {nocap}?|Which city is the capital of {nocap}?
        Tell me the capital of {nocap}.|Do you know the capital of {nocap}?|Name the capital of {nocap}.
        {nocap} capital|What is the capital city of {nocap}?|the capital of {nocap}
        Can you tell me the capital of {nocap}?|I'd like to know the capital of {nocap}.
        What is the capital of {made}?|capital of {made}|Which city is the capital of {made}?
        Do you know the capital of {made}?|What's the capital of {made}?""",
     """Could you name the capital city of {nocap}?|I need the capital of {nocap}.
        I need the capital of {made}.""",
     ("I do not know the capital of {nocap}. I know only some capitals.",),
     "The user asks for the capital of {nocap}. I do not know that one."),
    (2, "sense",
     """Can you see me?|What do you see?|Can you hear me?|What song is playing?|What is on this picture?
        What colour is my shirt?|Look at this photo.|How do I look?|Can you smell that?
        Who is standing behind me?|Is somebody at the door?|What is that noise?|Is my coffee cold?
        Do you see the {thing} on my table?|How many fingers am I holding up?
        What animal is outside my window?|Is the light on?|Is it dark outside?|Is it loud here?
        Who is in the room?""",
     """Guess what I am holding in my hand.|Can you see the {thing} in front of me?""",
     ("I do not know. I cannot see or hear; I only read what you write.",),
     "The user asks for something that must be seen or heard. I can only read."),
    (3, "address",
     """What is {address}?|what is {address}|Give me {address}.|Tell me {address}.|Do you know {address}?
        I need {address}.|Find {address}.|look up {address}|Can you give me {address}?
        Where do I find {address}?""",
     """Could you look for {address}?|Please write down {address} for me.""",
     ("I do not know that. I know no addresses and no numbers, and I cannot look them up.",),
     "The user wants an address or a number. I know none."),
    (3, "recipe",
     """How do I cook {dish}?|how do you make {dish}|How do I make {dish}?|Recipe for {dish}?
        recipe for {dish}|Give me a recipe for {dish}.|What do I need for {dish}?|Tell me how to make {dish}.
        How long does {dish} take to cook?|I want to cook {dish}.|Which ingredients are in {dish}?
        How many eggs go into {dish}?|Do you know how to make {dish}?|What can I cook today?
        What shall I cook for six people?""",
     """Friends are coming and want {dish}. How do I make it?|Could you write down how {dish} is made?""",
     ("I do not know that recipe. I know how to cook a few simple dishes only.",),
     "The user asks for a recipe. I know none."),
    (3, "action",
     """{Action}.|{action}|Can you {action}?|Please {action}.|Could you {action}?|can you {action} for me
        I want you to {action}.|{Action} for me.|Would you {action}?|Will you {action}?|please {action}
        I need you to {action}.|Are you able to {action}?""",
     """It would be nice if you could {action}.|Help me and {action}.""",
     ("I do not know how to do that. I can only answer with text here.",),
     "The user wants me to do something outside this conversation. I cannot."),
]

# With a shell on offer these might be answered after all.
# More ways to ask for each topic and for one more; [a/b/] draws one of the alternatives.
MORE = {
    "person": """[I read about/I heard of/They talk about] {person}. Who is [that/it]?
        [My book mentions/Somebody mentioned] {person}. Who is [that/it]?
        [I have/I've/] no idea who {person} is.|I [wonder/forgot/don't know] who {person} [was/is].
        {person}, who [is/was] [that/he/she]?|{person} - who's that?
        Who [exactly/again/] [is/was] {person}?
        [Say/Write] [something/a few words/two sentences] about {person}.
        [bio/biography/life] of {person}
        [Our teacher/My son/My boss] [wants to know/asked me/is asking] who {person} [was/is].
        Does the name {person} [mean/say/tell] [you anything/something to you]?|Ever heard of {person}?
        Introduce {person} to me.|Describe {person}.
        Is {person} [famous/a writer/a politician/an actor/real]?
        What [kind of person/sort of man/sort of woman] is {person}?|[profile/facts]: {person}
        {person} biography|I have to [give a talk/write/report] about {person}. Who is [it/that]?
        person: {person}|[Any idea/Can you say/Please tell me] who {person} is[?/ and what he did?]
        [Any idea/Can you say/Please tell me] who {person} is and why he is known?
        The name is {person}. [Do you know the person?/Who is it?]
        I met {person} [today/yesterday]. Who is that?""",
    "life": """When [did/was] {person} [live/alive]?
        In [which/what] [year/town/country] was {person} born?
        [birthday/age/wife/husband/job/children/books/net worth/nationality] of {person}
        {person}'s [age/birthday/job]|How [did/does] {person} [earn money/become famous/live/look]?
        What is {person} doing [now/today/these days]?
        What was the [job/profession/religion] of {person}?
        Which [school/prize/instrument/team] did {person} [have/win/choose]?|Who was {person} married to?
        Where [is/was] {person} [buried/from/now]?
        Did {person} [win a prize/have children/ever marry/write a book]?
        [Tell me/I want to know/Do you know] [when/where] {person} was born.|What did {person} die of?
        I need the [age/birthday/birthplace] of {person}.
        What is the name of {person}'s [wife/dog/son/first book]?
        Why did {person} [leave/resign/go to prison/become famous]?
        What [nationality/eye colour] has {person}?""",
    "news": """What's [happening/up/going on] [in the world/out there] [today/now/these days]?
        What's [happening/up/going on] [in {place}/in {country}] [today/now/these days]?
        [Read/Show/Give/Bring] me [the/today's] [news/papers/headlines/latest news].
        news [from/about/in] {country}
        [Has/Did] anything [happened/happen] in {place} [today/lately/last night]?|breaking news
        headlines [today/]
        What was on [the radio/television/the front page] [today/this morning/last night]?
        What did I miss [today/]?|[Any/Is there any] news [about/from/on] {country}?
        Is there [a war/a strike/an election] in {country}?
        [What is/What's] the latest [on/from/about] {company}?|What happened to {company}?|{country} news
        [Did/Have] they [catch/caught] the thief in {place}?
        What are people talking about [today/this week]?
        What was [announced/decided] [today/yesterday/this week]?|Bring me up to date with the world.
        I have not read the paper. What [happened/is new/did I miss]?
        Was there [a fire/an accident] in {place}?""",
    "weather": """[Should/Must/Do] I [take/need/bring] [an umbrella/a coat] [today/tomorrow/in {place}]?
        [Should/Must/Do] I [take/need/bring] [sunglasses/a hat] [today/tomorrow/in {place}]?
        [Is/Will] it [be/get] [warm/cold/windy/foggy/sunny/stormy] [today/tomorrow/in {place}]?
        [Is/Will] it [be/get] [warm/cold/windy/foggy/sunny/stormy] [tonight/outside]?
        How many degrees [is it/are there/does it have] [outside/in {place}/right now]?
        {place} weather [today/]
        [weather/forecast/temperature] [today/tomorrow/for the weekend/next week/here]
        rain [today/tomorrow]?
        Can [we/I] [hang the washing out/have a picnic/go swimming/sit outside] [today/tomorrow]?
        What [does/do] the [sky/clouds/forecast] [look like/say/promise] [in {place}/today]?
        What [does/do] the [sky/clouds/forecast] [look like/say/promise] for tomorrow?
        [Is/Will] there [snow/rain/a storm/fog/sun] [coming/tomorrow/in {place}/on Sunday]?
        Does it [rain/snow] now?
        I [want/plan] to go [hiking/sailing/out] [tomorrow/today]. Will it [rain/stay dry/be cold]?
        [I am/I'm] travelling to {place}. [How's the weather/What will the weather be]?
        [I am/I'm] travelling to {place}. Is it warm there?
        What will it be like outside [tomorrow/tonight]?|How is the climate in {place} [now/in May]?""",
    "price": """What [do/will/would] [I/they/you] [pay/charge/have to pay/ask] for {goods}?
        What's the price [of/for] {goods}?|[cost/costs/price] of {goods} [in {place}/today/]
        {goods} price|{goods}: how much?|How [dear/cheap] is {goods}?
        [Is/Has] {goods} [expensive/cheap/become dearer] [now/in {place}/]?
        How much money do I need for {goods}?
        [I want to buy/I need/I'd like] {goods}. [How much is that?/What will it cost?]
        [I want to buy/I need/I'd like] {goods}. What does it cost?
        What [is/was] {goods} [worth/selling for] [today/now/last year]?
        Where can I [get/buy] {goods} [cheaply/cheap]?|[rate/course] of the [dollar/euro/pound/yen]
        How many [euros/dollars/yen] [are/is] ten pounds?
        What's the [dollar/euro/pound] worth [today/now]?
        How do [stocks/shares/the markets] stand [today/]?
        Is now a good time to [buy/sell] [shares/gold/shares of {company}/a house]?
        How much [tax/rent] is usual?|Is {goods} [on sale/reduced] [anywhere/in {place}]?
        How much does {company} pay [its people/an engineer]?
        What is the [salary/wage] of [a teacher/a nurse/a pilot/an engineer]?|{company} shares [today/]""",
    "sport": """[Who/Which team] [is winning/won/lost/is leading] [in {sport}/{event}/the league]?
        {event} [result/winner/score]|How did {event} [end/go/finish]?
        Did {team} [lose/draw/score/play] [today/on Sunday/yesterday]?
        [Who/What] did {team} play [against/yesterday]?
        How many [goals/points] did {team} [get/make] [yesterday/]?
        [When/Where] is the next [match/game] of {team}?|Is {team} [first/top/last] [in the league/]?
        Which [player/star] left {team}?|Who is the [captain/trainer/keeper/best man] of {team}?
        {team} [results/news]
        [Tell me/Give me/I want to know] [the score of {team}/who won {event}/how {team} played].
        {sport} [scores/news]|What's the [score/record] in {sport}?
        Who holds the world record in {sport}?|Was {event} [exciting/good]?
        I missed {event}. [Who won?/How did it end?/What was the score?]
        Which team is the best in {sport}?""",
    "politics": """[Who/What party] [is in power/governs/leads] [in {country}/now in {country}]?
        Who is [in charge of/running] {country}?
        [Who's/Who is] [the president/the prime minister] [of/in] {country}?
        [Who's/Who is] [the head of state/the minister of finance] [of/in] {country}?
        [prime minister/king/queen/leader/head of state/government] of {country}
        {country} [president/government]
        [Name/Tell me] the [president/leader/king/chancellor] of {country}.
        Does {country} have a [king/president]?
        How many [parties/ministers] [are there in/has] {country}?|Who [won/lost] the vote in {country}?
        What [is/do you think of] the foreign policy of {country}?|Is {country} in the [EU/UN/NATO]?
        Which [politician/party] [is right/do you like/is best]?
        Should {country} [leave the EU/go to war/elect a king]?
        What is the [constitution/parliament] of {country} [like/called]?
        Who represents {country} at the UN?|I [wonder/forgot/need to know] who [governs/leads] {country}.
        Are [taxes/politicians] [too high/honest]?""",
    "law": """[Would/Will] I [get into trouble/be fined/go to prison] if I {legal}?
        What happens if I {legal}?
        [I want to/I'd like to] {legal}. Is that [legal/allowed/permitted/OK by law]?
        My neighbour says I may {legal}. Is that [legal/allowed/permitted/OK by law]?
        [Do/Does] [I/one] need [a permit/permission/a licence] to {legal}?
        Does the law [allow/forbid] me to {legal}?
        [law/rules/legal advice] [on/for] [tenants/divorce/copyright/inheritance/parking]
        legal to {legal}?|Which law [forbids/allows] people to {legal}?
        Is {country} [strict/easy] if people {legal}?
        How do I [get a divorce/sue somebody/make a contract]?
        How do I [file a complaint/appeal a fine/change my name]?
        [Can/May] my [boss/landlord/neighbour/bank] [fire me/raise the rent/read my mail]?
        [Can/May] my [boss/landlord/neighbour/bank] [enter my flat/record me]?
        [I got/They sent me] [a fine/a letter from a lawyer]. What [now/can I do/should I do]?
        [I got/They sent me] a summons. What [now/can I do/should I do]?
        How [many days of holiday/much notice] [do I have/must they give me] by law?
        Do I have to answer the police?|What does [paragraph/section] {n} say?
        How long is the [sentence/prison term] for [theft/fraud/speeding]?|Is my contract valid?
        Where do I [hand in/send] my tax return?|What tax is there on [wine/shares/gifts]?""",
    "medicine": """[What/Which medicine] [can/should/do] I take [for/against] {ill}?
        [cure/remedy/home remedy/help] [for/against] {ill}
        I [think I have/may have/woke up with] {ill}[. Help!/. What can I do?/, what now?]
        I [suffer from/got] {ill}[. Help!/. What can I do?/, what now?]
        My {kin} [has/got/complains of] {ill}. What [helps/can we do/should we do]?
        {ill} - what [helps/can I do]?|[How/What] do I get rid of {ill}?
        How [bad/serious/common] is {ill}?|Is {ill} [catching/fatal/a bad sign]?
        Where does {ill} come from?|How do people get {ill}?|How can I [prevent/avoid/soothe] {ill}?
        {ill} [cure/symptoms]|[How many/How often/When] [should/may/can] I take {drug}?
        {drug} [dose/side effects/for children]?
        [Can/May] [a child/my {kin}/a pregnant woman] take {drug}?|{drug} or {drug2}?
        Does {drug} help with {ill}?|May I drink [wine/beer/milk] with {drug}?|What is in {drug}?
        What is {drug} [for/good for/used for]?
        [It hurts/I feel pain] [when I walk/in my knee]. What [is it/could it be]?
        [It hurts/I feel pain] [when I breathe/behind my eye]. What [is it/could it be]?
        Is [sugar/coffee/salt/running] [healthy/bad for the heart]?|How do I lose weight?
        How much should I weigh?|My [blood test/x-ray] says {n}. Is that [bad/normal]?
        I cannot [sleep/breathe well]. Which pill helps?""",
    "history": """[What was/What do you know about] {history}[?/, please/ in short]
        [Say something about/Describe] {history}[?/, please/ in short]
        [Tell me/Do you know] [when/why/where] {history} [was/happened/took place].
        [I wonder/I need to know] [when/why/where] {history} [was/happened/took place].
        [year/date/causes/end/results/summary] of {history}|{history} [date/when/cause/summary]
        {history}?|[Which/What] year [was/saw/brought] {history}?
        Who [took part in/was to blame for/was behind] {history}?
        How did {history} [begin/end/come about/change the world]?
        How many people [died in/saw] {history}?|Who [ruled/conquered/founded] {country} in {year}?
        What was going on in [{country}/the world] in {year}?
        What did [people/farmers] [eat/wear] in {year}?|Who was [pope/emperor/king/queen] in {year}?
        the year {year}
        I have [a test/homework/to write] about {history}. [What should I know?/Tell me about it.]
        I have [a test/homework/to write] about {history}. Help me.
        When did {country} become [independent/a republic/a kingdom]?|How old is [{country}/{city}]?
        Who [built/founded/destroyed] {city}?|Was {history} before {history2}?|What came after {history}?""",
    "science": """[What's/What is] the idea [of/behind] {science}?
        I [need to understand/must learn/have an exam on] {science}[./. Help me.]
        [Describe/Summarise/Teach us/Go through] {science}[./ step by step.]
        [Describe/Summarise/Teach us/Go through] {science}[, please./ in a few sentences.]
        How [was/did they find/do scientists explain/can one prove] {science}[?/, roughly?]
        {science} [explained/proof/formula]|[introduction/short introduction] to {science}
        What follows from {science}?|Is {science} [real/proven/true]?
        [What/Which] [equation/formula/law/experiment] [is behind/describes/shows] {science}?
        Derive {science}.|Who [found/invented/came up with] {science}?
        What [do physicists/does science] [say/know] about {science}?
        What is [special/new/difficult] about {science}?
        I don't get {science}. [Can you help?/Explain it, please.]
        [Our professor/My teacher] [talked about/asks about] {science}. How does that work?
        [Our professor/My teacher] [talked about/asks about] {science}. What is it about?
        What is the value of {science}?|Why [do/can't] we [see/use] {science}?
        Give [me/us] a lecture on {science}.""",
    "translation": """[Translate/Put/Turn] [this/my text/the following/it] [into/to] {language}[./: {phrase}]
        {language} for {phrase}?|What [do/would] [they/people/you] say for {phrase} in {language}?
        {language} translation of [{phrase}/"{phrase}"]
        [I'm going/I travel] to {city}. How do I say {phrase} in {language}?
        {phrase} [translated to/into] {language}
        [How/What] is "{phrase}" [called/said/written] in {language}?
        Tell me how to say {phrase} in {language}.|Can [you/we] [write/talk/chat] in {language}?
        Let's [speak/talk] {language}.|Do you know [any/some/a word of/a few words of] {language}?
        Is your {language} good?|Speak {language}!
        [My friend/My grandmother] speaks only {language}. Translate {phrase}.
        [My friend/My grandmother] speaks only {language}. How do I say {phrase}?
        [Switch/Change] to {language}[./, please./ now.]|in {language} please
        [Correct/Check] my {language} [text/letter/homework].
        How do you spell {phrase} in {language}?|What is the {language} alphabet?
        Give me a [lesson/phrase/proverb] in {language}.|Say {phrase} the {language} way.""",
    "style": """[Imitate/Copy/Channel] {writer}[./ for me./ in a few lines.]
        [Compose/Write/Make] [a verse/a ballad/a letter/an ode] [like/as] {writer}.
        [What did/How did] {writer} [write like/begin his books/say about {subject}]?
        something [by/from/like] {writer}
        [I'd like/I want] [a text/a verse/a line/something] [by/in the manner of] {writer}.
        [Give me/Read me] [a text/a verse/a line/something] [by/in the manner of] {writer}.
        [I'd like/I want] [a text/a verse/a line/something] that sounds like {writer}.
        [Give me/Read me] [a text/a verse/a line/something] that sounds like {writer}.
        If you were {writer}, what would you write about {subject}?|Be {writer} for [a moment/a day].
        {writer} quote|[Continue/Finish] the poem by {writer}.|Rewrite this [as/like] {writer}.
        the most famous [line/poem] by {writer}|Speak to me like {writer} [would/did].
        Which works did {writer} write?|A few lines of {writer}, please.""",
    "essay": """[Compose/Draft/Produce/Prepare] [an essay/a paper/a talk] [on/about] {subject}.
        [Compose/Draft/Produce/Prepare] [an article/a report/a long text] [on/about] {subject}.
        I [need/have to hand in/must write] [a paper/an essay/a talk] [on/about] {subject}.
        I [need/have to hand in/must write] [{n} words/ten pages] [on/about] {subject}.
        [Can/Could/Would] you [draft/prepare/write] [a speech/a paper] [on/about] {subject}?
        [Can/Could/Would] you [draft/prepare/write] a column [on/about] {subject}?
        [Can/Could/Would] you [draft/prepare/write] [a report/a chapter] [on/about] {subject}?
        [essay/paper/article/presentation/speech/thesis]: {subject}
        [essay/article/paper] [on/about] {subject}, {n} words
        [Give/Hold] [a lecture/a talk/a sermon] [on/about] {subject}.
        My homework is an essay [on/about] {subject}.
        Argue [for/against] {subject} [in detail/on two pages].
        Write [pros and cons/both sides/arguments] of {subject}.
        Help me [with/write] my [essay/thesis/paper/talk] [on/about] {subject}.
        a long [text/article] on {subject}
        [Fill/Write] [a page/two pages/ten pages] [about/with thoughts on] {subject}.""",
    "product": """[Suggest/Name/Find/Pick] [me/] a [good/cheap/decent] {product}[./ for me./ for my {kin}.]
        [What/Which] {product} [do you recommend/would you buy/would you choose]?
        [What/Which] {product} [lasts longest/is cheapest/is the latest]?
        My {product} is [old/broken/too slow]. [Which one should I buy?/What should I get?]
        My {product} is [old/broken/too slow]. What do you recommend?
        I [want/would like/am going] to buy a {product}. [Which?/What is good?]
        I [want/would like/am going] to buy a {product}. [Any advice?/What should I look for?]
        [Is/Are] [{company} {product}s/{product}s by {company}] [good/reliable/worth the money]?
        {product} [test/review]|[Compare/Rank] {company} [and/with] {company2}.
        Who makes [better/cheaper] {product}s, {company} or {company2}?
        [review/test/opinion] of the {company} {product}|good {product}?
        What's [the/a] [cheapest/safest] {product}?
        [Does/Is] the new {company} {product} [work well/good/any better]?|top ten {product}s
        {company} vs {company2}|Can I trust {company}?|What does {company} [make/sell/do]?
        Who [owns/founded/leads] {company}?|Where is {company} based?
        How many people work [at/for] {company}?|When was {company} founded?""",
    "private": """[Any idea/Do you know] where [my {thing} went/I left my {thing}/I put my {thing}]?
        [Can you tell me/Have you seen] where [my {thing} went/I left my {thing}/I put my {thing}]?
        I [lost/can't find/mislaid/am looking for] my {thing}[./. Any idea?]
        I [lost/can't find/mislaid/am looking for] my {thing}. Where could it be?
        I [lost/can't find/mislaid/am looking for] my {thing}, where did I put it?
        [Guess/Say/What's/Tell me] my {mine}[./, if you can.]
        [Who/What] [is/was] my [first teacher/best friend/ex/neighbour]?
        When [is/was] my [appointment/holiday/exam/flight/wedding/next meeting/dentist appointment]?
        What [is/was] on my [shopping list/plate/desk/calendar/mind/bank account]?
        What do I [want/need/like/feel]?
        [How much money/How many friends/How many books/What car] do I have?
        Who [is/was] [at my party/in my house]?
        What [did/does] my {kin} [want/think/buy] [today/yesterday/for Christmas]?
        What [did/does] my {kin} [eat/dream/have in mind] [today/yesterday/for Christmas]?
        Where is my {kin} [now/today]?|Is my {kin} [ill/happy/asleep/coming]?
        What colour are my [eyes/walls/shoes]?|[How/What] [is/was] my {kin} [called/doing]?
        Have I [eaten/paid/slept enough/met {first}]?|Who am I married to?
        What [time/day] [did I get up/do I start work/is my train/is my appointment]?
        Am I [rich/ill/late/happy]?
        Did [{first}/my {kin}/the postman] [call/write/come/ask for me] [today/yesterday]?
        Where does {first} live?|How [old/heavy/clever] am I?|Which school did I go to?
        What do my neighbours say about me?
        Why [did/does] [{first}/my {kin}] not [call/write to/talk to/love] me?
        Read my [mind/thoughts/diary].|What's in my [fridge/bag/inbox/drawer/garden]?
        Who sent me the [letter/flowers/bill]?""",
    "future": """[What/How] will [my life/things/my luck] be [next year/in ten years/like one day]?
        [Do you think/Can you predict whether/Will it happen that] I will {future}?
        [Am I ever going to/Is it certain that] I will {future}?
        [Shall/Will/Do] I [ever/soon/one day] {future}?|When [am I going to/do I/shall I] {future}?
        {future} - will I?|[Predict/Foresee/Tell me/Guess] [next year/my fate/my luck].
        [Predict/Foresee/Tell me/Guess] [what comes next/the winner of {event}].
        [How will/Who will] [the election end/{event} end/win the next war/be the next president]?
        What [numbers/horse/team] should I bet on?
        What's going to happen [to me/next week/to {country}/to {company}]?
        Will {company} [go bankrupt/survive/fire people/sell more]?
        Will [{first}/my {kin}] [come back/forgive me/marry me]?
        [horoscope/fortune/forecast] for [Leo/Virgo/Aries/Libra/Pisces]
        What do the [stars/cards] say [for me/today]?|Look into your crystal ball.
        What will be [invented/in fashion] in [twenty/fifty] years?""",
    "title": """[I read/I saw/I watched] {title}. [What is it about?/Who made it?/Do you know it?]
        [I am reading/My son loves] {title}. [What is it about?/Who made it?/Do you know it?]
        Somebody recommended {title}. [What is it about?/Who made it?/Do you know it?]
        [plot/summary/author/ending/cast/lyrics/review] of {title}
        What [did you think of/do you think of] {title}?|[What's/What is] {title} [about/all about]?
        [Tell me/Summarise] the [plot/story/ending] of {title}.
        Who [directed/composed/published/starred in] {title}?
        [Explain/Retell] [the end of/the film/the novel] {title}.
        When was {title} [made/written/filmed/published]?
        Which [song/film/book] is better, {title} or {title2}?|[Sing/Play/Read] {title}.
        How many pages has {title}?|Where can I [watch/read/hear/buy] {title}?
        Give me the [words/chords/text] of {title}.|Who dies in {title}?
        Do you know [the poem/the game/the opera/the play] {title}?
        Who is the [villain/murderer] in {title}?""",
    "place": """[What/Which sights] [should/can/must] I [see/visit/do] in {place}?
        [map/sights/hotels/restaurants/schools/population] [of/in] {place}
        How [old/safe/large/expensive/far] is {place}?|Is {place} [big/safe/old/far]?
        [I'm/I am/We are] going to {place}. [What can I see there?/Where can I sleep?]
        [I'm/I am/We are] going to {place}. [Any tips?/What should I do there?]
        [Show/Tell] me the way to [{place}/the station/the airport/the post office].
        directions to {place}|[Which/What] [train/road/bus/flight] [goes/leads/takes me] to {place}?
        When [is/goes] the [next/last] bus to {city}?|Describe {place}.
        Where [is/can I find] [a bank/a chemist/a toilet] [here/in {place}/nearby]?
        Where [is/can I find] [a supermarket/a doctor/parking] [here/in {place}/nearby]?
        [Recommend/Find/Suggest] a [hotel/restaurant/bar/beach] in {place}.
        Does the [bank/shop/pool] open on Sunday?
        [opening hours/entrance fee] of the [museum/zoo/castle] in {place}
        What is the [river/airport] of {place} called?
        Is there [an airport/a zoo/a beach/a university] in {place}?
        Do people in {place} speak {language}?
        Which [country/city] is [richer/older], {country} or {country2}?
        What is the longest river in {country}?|How many people [are there in/live in/has] {country}?
        What is the highest mountain in {country}?|Which countries border {country}?|flag of {country}""",
    "capital": """[capital city/name of the capital] of {nocap}|{nocap}: [capital/capital city]?
        {nocap}, what is the capital?
        [I forgot/I wonder about/I'm looking for/Please tell me] the capital of {nocap}.|capital {nocap}
        And what's the capital of {nocap}?|Which [town/city] is capital of {nocap}?|{nocap}'s capital
        What do they call the capital of {nocap}?|The capital of {nocap} is [which city/called what]?
        [My homework asks for/Geography quiz:] the capital of {nocap}.|Has {nocap} got a capital?
        Where does the government of {nocap} sit?
        [I'd like to know/Any idea] what the capital of {nocap} is""",
    "sense": """[Can/Could] you [see/hear/feel/smell/taste] [this/it/my dog]?
        [Can/Could] you [see/hear/feel/smell/taste] [the music/what I cooked/the rain]?
        What [am I holding/am I looking at/is in front of me/is on my desk/is behind me]?
        [Look at/Listen to] [me/this/that/my voice].
        [What/Which] [colour/shape/size] is [my car/this/my hair]?
        [What/Which] [colour/shape/size] is [the sky over me/the thing in my hand]?
        What does [this smell/my voice/my room/it] [remind you of/sound like/look like]?
        Describe [my face/what you see].
        [Who/What] [do you see/is there/is knocking/is making that sound]?
        Do [I/these shoes] look [good/tired/old]?|Is my [tea/soup/screen] [hot/cold/on/dirty]?
        How does my [voice/singing] sound?|Watch [me/this]!
        How many people are in [this room/the picture]?
        What is written on the [wall/sign/screen] behind me?""",
    "address": """[Where does/In which street does] {person} live?|[contact/phone/mail] of {person}
        [I want to/How can I] [write to/call/reach] {person}[./?]
        [Please find/Have you got/Could I have/I'm looking for/Where is] {address}[./?]|{address}
        {address}?|[Which/What] number do I [call/dial] for [a plumber/the bank/{company}]?
        [Which/What] number do I [call/dial] for [the town hall/a taxi in {city}]?
        [telephone number/email/address/website] of {company}|How do I [reach/contact] {company}?""",
    "recipe": """[How/In what way] [does one/do you/can I/should I] [prepare/make/cook/bake] {dish}?
        [recipe/ingredients/instructions]: {dish}
        [I'd like to/I want to] [make/prepare/serve] {dish}[./. How?]
        [I'd like to/I want to] [make/prepare/serve] {dish}[. What do I need?/. Any recipe?]
        [We are going to/My {kin} wants me to] [make/prepare/serve] {dish}[./. How?]
        We are going to [make/prepare/serve] {dish}[. What do I need?/. Any recipe?]
        My {kin} wants me to [make/prepare/serve] {dish}[. What do I need?/. Any recipe?]
        What [goes into/is in/belongs in/do I put in] {dish}?
        [Teach me/Show me how] to [cook/make/prepare] {dish}.
        How [much salt/much flour/many eggs/long in the oven] for {dish}?
        {dish} [recipe/how to/ingredients]
        [Is there/Have you got] a [good/simple/quick] recipe for {dish}[?/, please?]
        [Do you have/I need] a [good/simple/quick] recipe for {dish}[?/, please?]
        What [should/shall/could] I [eat/cook/make] [tonight/for dinner/for lunch/for my guests]?
        What goes well with {dish}?
        I have [eggs and flour/rice and carrots/potatoes/only cheese]. What can I cook?
        How hot must the oven be for {dish}?""",
    "action": """[I'd like you to/Be so kind and/Go and/Go ahead and/Now/Quickly] {action}[./]
        [Just/Kindly/You should/Don't forget to/Would it be possible that you/Hey,] {action}[./]
        [Could you please/Would you mind to/Can you please/Can u] {action}?
        [Is it possible that you/Are you capable to/Do you know how to] {action}?
        {Action} [now/tomorrow/at once][./, please./]
        {Action} [for my {kin}/as soon as you can/when you have time][./, please./]
        [I have no time./I'm tired./I am in a hurry.] [Please/Can you/Could you] {action}.
        [It is urgent./My hands are full.] [Please/Can you/Could you] {action}.|Why don't you {action}?
        What about this: you {action}.|{action} [pls/please/thx/asap/for me]|I wish you could {action}.
        My {kin} asked if you can {action}.""",
    "howto": """[How/In what way] [do I/can I/does one/should I/would you] {fix}?|how to {fix}
        Help me [to/] {fix}.|[Tell me/Show me/Teach me/Explain] how to {fix}[./, please.]
        [I don't know/I'd like to learn/Do you know] how to {fix}[./, please.]
        [I have to/I need to/I want to] {fix}. [How?/Where do I begin?/What do I need?]
        [I must/I'm trying to] {fix}. [How?/Where do I begin?/What do I need?]
        [I have to/I need to/I want to/I must/I'm trying to] {fix}. [Any tips?/Can you help?]
        My {device} [is broken/does not start][./. What can I do?/. Why?/. Help!]
        My {device} makes a strange noise[./. What can I do?/. Why?/. Help!]
        My {device} [won't work/is dead/keeps stopping][./. What can I do?/. Why?/. Help!]
        [Why/How come] [does/is] my {device} [not work/broken/not start/so loud]?
        How do I [clean/reset/repair/use/open] my {device}?
        What [tool/material/screw/paint] do I need to {fix}?|instructions to {fix}|{fix}: how?
        My {device} needs a repair.|[repair/fix/manual for] my {device}
        Can you [repair/fix/check] my {device}?|Is it [hard/easy] to {fix}?""",
}

HELP = frozenset(("weather", "news", "price", "address", "sense", "action", "sport", "place", "howto"))

MADE = lambda R: cap(syllables(R, 2)[:8]) + R.choice(("ia", "land", "istan", "a", "o", ""))  # noqa: E731
SLOTS["made"] = HELD_SLOTS["made"] = MADE
PAST = {"eat": "ate", "do": "did", "dream": "dreamt", "buy": "bought", "wear": "wore", "say": "said",
        "have": "had", "promise": "promised",
        "read": "read", "cook": "cooked", "watch": "watched", "pay": "paid"}


def past(text):
    verb, _, rest = text.partition(" ")
    return f"{PAST[verb]} {rest}"


def _will(text):
    """robots take over the world: that robots take over the world; it snow: that it will snow."""
    for subject in ("there", "the world", "the team", "the train", "the shares", "a computer", "it", "robots",
                    "prices", "people", "petrol"):
        if text.startswith(subject + " "):
            return f"{subject} will {text[len(subject) + 1:]}"
    raise ValueError(text)


DERIVED = {"did2": lambda R, S: past(S["did"](R)), "will2": lambda R, S: _will(S["will"](R)),
           "company2": lambda R, S: S["company"](R)}

AN = re.compile(r"\b(a) (?=[aeio])")
PICK = re.compile(r"\[([^]]*)\]")


def each(template):
    """All that a template with [a/b] can become."""
    head, found, rest = template.partition("[")
    if not found:
        return [template]
    inner, _, rest = rest.partition("]")
    return [head + x + y for x in inner.split("/") for y in each(rest)]


_TOPICS = {}
for _w, _name, _asks, _held, _answers, _thinking in (t for t in TOPICS):
    _asks, _held = tuple(x.strip() for x in lines(_asks)), tuple(x.strip() for x in lines(_held))
    _asks += lines(MORE[_name])
    dictionary.apart(_held, [x for t in _asks for x in each(t)])
    _TOPICS[_name] = (_asks, _held, _answers, _thinking, {t: slots_of(t) for t in _asks + _held})
_HOWTO = lines(MORE["howto"])
_TAUGHT = {**_TOPICS, "howto": (
    _HOWTO, (), ("I do not know how to do that. I know words and a few facts, but no practical advice.",
                 "I do not know how that is done; I have learned nothing about practical things."),
    "The user wants practical advice. I know none.", {t: slots_of(t) for t in _HOWTO})}
DRAWN = [name for w, name, *_ in TOPICS for _ in range(w)]
TRAINED = DRAWN + ["howto"] * 4
for _t in lines(DID):
    past(_t)
for _t in lines(WILL):
    _will(_t)


def about(R, name, held=False):
    """(question, thinking, answer) of a topic."""
    asks, left, answers, thinking, names = _TAUGHT[name]
    template = R.choice(left if held else asks)
    bare = template
    if "[" in template:
        bare = " ".join(PICK.sub(lambda m: R.choice(m[1].split("/")), template).split())
    S = HELD_SLOTS if held else SLOTS
    slots = {}
    for n in names[template]:
        slots[n] = DERIVED[n](R, S) if n in DERIVED else cap(S["action"](R)) if n == "Action" \
            else S[n.rstrip("2")](R)
    if slots.get("company2") == slots.get("company"):
        slots["company2"] = "Philips"
    if "made" in slots:
        slots["nocap"] = slots["made"]
    if slots.get("thing", "").endswith("s"):
        for one, many in (("Where is my", "Where are my"), ("Where is it", "Where are they"),
                          ("a {thing}", "{thing}"),
                          ("it might be", "they might be")):
            bare = bare.replace(one, many)
    answer = answers[0] if len(answers) == 1 or R.random() < 0.7 else answers[1]
    return AN.sub(r"\1n ", bare.format(**slots)), thinking.format(**slots), answer.format(**slots)


# -- subjects ------------------------------------------------------------------------------------------------
# Things to explain of which the model knows nothing. What is one word is asked for in ways in which no word
# is looked up, and only if the dictionary does not have it: "Explain lantern." is a question about a word.

TERMS = """quantum computing|quantum physics|quantum mechanics|quantum field theory|quantum tunnelling
    quantum cryptography|machine learning|deep learning|reinforcement learning|computer vision
    edge computing|cloud computing|distributed computing|grid computing|artificial intelligence
    augmented reality|virtual reality|the internet of things|big data|data mining|data science
    public key cryptography|elliptic curve cryptography|zero-knowledge proofs|smart contracts
    proof of work|proof of stake|double-entry bookkeeping|supply and demand|monetary policy|fiscal policy
    quantitative easing|compound interest|hedge funds|venture capital|game theory|behavioural economics
    comparative advantage|cosmic inflation|dark energy|dark matter|string theory|loop gravity
    special relativity|general relativity|nuclear fission|nuclear fusion|cold fusion|black body radiation
    the photoelectric effect|the uncertainty principle|wave-particle duality|quantum superposition
    the strong force|the standard model|the cosmic background radiation|stellar evolution|red shift
    white dwarfs|solar wind|natural selection|gene therapy|gene expression|DNA sequencing|RNA splicing
    cell respiration|protein synthesis|the nitrogen cycle|the carbon cycle|the Calvin cycle
    the citric acid cycle|the nervous system|blood clotting|the endocrine system|muscle contraction
    kidney dialysis|bone marrow transplants|magnetic resonance imaging|ocean acidification
    continental drift|the jet stream|the Gulf Stream|El Nino|carbon capture|wind power|heat pumps
    fuel cells|solar panels|lithium batteries|combustion engines|jet engines|rocket propulsion
    fibre optics|radio waves|signal processing|error correction|data compression|image recognition
    speech synthesis|functional programming|object-oriented programming|garbage collection
    operating systems|relational databases|compiler construction|formal verification|automata theory
    lambda calculus|complexity theory|set theory|category theory|number theory|graph theory|knot theory
    linear algebra|abstract algebra|complex analysis|differential geometry|measure theory|fluid dynamics
    statistical mechanics|organic synthesis|gas chromatography|mass spectrometry|acid-base reactions
    covalent bonds|chemical equilibrium|social contract theory|moral relativism|cognitive dissonance
    classical conditioning|operant conditioning|the placebo effect|attachment theory
    existential philosophy|German idealism|critical theory|liberation theology|Zen Buddhism
    gothic architecture|twelve-tone music|abstract expressionism|constitutional law|international law
    common law|trade unions|the electoral college|the gold standard|the stock market|income tax
    the European Union|the United Nations|photosynthesis in plants|neural plasticity|ray tracing
    3D printing|CRISPR methods|5G networks"""
FIELD_OF = """inflation in cosmology|symmetry in physics|entropy in physics|spin in quantum physics
    inflation in economics|elasticity in economics|equilibrium in chemistry|bonding in chemistry
    gauge in physics|recursion in mathematics|continuity in mathematics|limits in mathematics
    fields in algebra|rings in algebra|groups in algebra|kernels in algebra|harmony in music
    counterpoint in music|perspective in painting|alienation in Marx|the sublime in Kant
    transference in psychology|selection in biology|drift in biology|succession in ecology
    inheritance in genetics|linkage in genetics|resistance in medicine|rejection in medicine
    imaging in medicine|torsion in engineering|fatigue in metals|turbulence in fluids
    resonance in circuits|precedent in English law|consideration in contract law|tone in Chinese
    case in Latin|aspect in Russian|leverage in finance|arbitrage in finance|hedging in finance
    liquidity in banking|offside in football"""
ONE_WORD = """blockchain|photosynthesis|superconductivity|cryptocurrency|electromagnetism|thermochemistry
    nanotechnology|bioinformatics|cybersecurity|cryptography|epigenetics|immunotherapy|hydroponics
    neuroscience|astrophysics|antimatter|supersymmetry|stoicism|existentialism|utilitarianism
    structuralism|cubism|dadaism|mercantilism|keynesianism|feudalism|glycolysis|mitosis|meiosis|osmosis
    homeostasis|chemotherapy|radiotherapy|dialysis|virtualization|kubernetes|steganography|topology
    trigonometry|eigenvalues|tensors|seismology"""
FIELD = """quantum nuclear particle plasma stellar atomic molecular thermal optical magnetic cosmic
    genetic cellular neural digital computational statistical differential algebraic stochastic synthetic
    organic inorganic industrial financial monetary cognitive evolutionary marine tropical polar solar
    lunar orbital electric electronic acoustic seismic volcanic nonlinear relativistic photonic spectral
    chemical medical forensic historical political social behavioural environmental structural mechanical
    hydraulic thermodynamic""".split()
STUDY = """computing|physics|chemistry|theory|dynamics|engineering|analysis|imaging|modelling|geometry
    logic|networks|resonance|radiation|fusion|encryption|optics|mechanics|biology|economics|simulation
    storage|sensors|signals|spectroscopy|synthesis|therapy|regulation|decay|instability|diffusion
    turbulence|inflation|algorithms|transport|collapse|cycles|systems|processes|reactions|anomalies|waves
    fields|oscillations"""
STUDIED = """theory|theorem|effect|paradox|law|principle|equation|hypothesis|conjecture|experiment
    constant|transform|process|cycle|method|test|model|distribution|inequality|algorithm|series|syndrome
    scale|number"""
SCHOLARS = """Bell Gauss Euler Planck Maxwell Kepler Bohr Pauli Fermi Dirac Noether Riemann Hilbert
    Cauchy Laplace Lagrange Hamilton Boltzmann Carnot Faraday Ohm Hall Zeeman Compton Hubble
    Chandrasekhar Keynes Nash Pareto Pavlov Piaget Jung Freud Kant Hegel Hume Locke Marx Weber Mendel
    Lamarck Haber Krebs Turing Church Shannon Bayes Markov Poisson Monty Fibonacci Mercalli Heisenberg
    Banach Galois Cantor Zipf Moore Peltier Josephson Coriolis Bernoulli Venturi Navier Lorenz Doppler
    Casimir Hawking Penrose Drake Fermat Goldbach Collatz""".split()
FIRMS = """Corporation|Group|Holdings|Systems|Industries|Bank|Airlines|Motors|Pharma|Software|Energy|Labs
    Foods|Steel|Robotics|Insurance|Logistics|Media"""
TERMS, FIELD_OF, STUDY, STUDIED, FIRMS = map(lines, (TERMS, FIELD_OF, STUDY, STUDIED, FIRMS))
_one = None


def _one_words():
    """Subjects and companies that the dictionary does not have."""
    global _one
    if _one is None:
        known = dictionary.known()
        _one = tuple([w for w in lines(table)
                      if not known.intersection((w.lower(), *dictionary.bases(w.lower())))]
                     for table in (ONE_WORD, COMPANIES))
    return _one


def subject(R):
    """A thing to explain that the model does not know: more than one word."""
    r = R.random()
    if r < 0.36:
        return R.choice(TERMS)
    if r < 0.62:
        return f"{R.choice(FIELD)} {R.choice(STUDY)}"
    if r < 0.70:
        return R.choice(FIELD_OF)
    if r < 0.88:
        name = R.choice(SCHOLARS) if R.random() < 0.7 else cap(syllables(R, 2)[:9])
        kind = R.choice(STUDIED)
        if R.random() < 0.25:
            other = R.choice(SCHOLARS)
            name = f"{name}-{other}" if other != name else name
        return f"{name}'s {kind}" if R.random() < 0.3 else f"the {name} {kind}"
    return R.choice(_one_words()[1]) if r < 0.93 else f"{cap(syllables(R, 2)[:9])} {R.choice(FIRMS)}"


EXPLAIN = lines("""[Explain/Describe/Clarify/Outline/Present/Sketch] {s}[./ to me./, please.]
    [Explain/Describe/Outline] {s} [in detail/in simple words/in a few sentences/briefly][./, please.]
    [Explain/Describe/Summarise] [how/why] {s} works.
    Explain to me [what {s} is/how {s} works/the idea of {s}].
    [Can/Could/Would/Will] you explain {s}[?/ to me?/ in simple terms?/ step by step?/ in detail?/, please?]
    [How/How exactly/In what way] does {s} work[?/ in detail?/ in practice?]|how does {s} work
    [Tell me/Say something/Talk to me/Teach me/Inform me] about {s}[./, please.]
    [Tell me/Teach me] [something/more/everything/a bit/what you know/all] about {s}.
    What [do you know/can you tell me/can you say/should I know] about {s}?
    What is {s}[?/ about?/ good for?/ exactly?/ in simple words?]|what is {s}|{s} explained|explain {s}
    tell me about {s}|[Do/Did] you [know about/understand/learn about/study] {s}?
    [I want/I'd like/I need] to [understand/learn about/know more about/know how to explain] {s}.
    I [do not understand/have questions about/am interested in/read about] {s}. [Explain it./Help.]
    I [heard of/read of/came across] {s}. [Explain it./What is it?/How does it work?]
    Give me [an overview/a summary/the basics/a short account/an explanation] of {s}.
    [Why/How] [was/is] {s} [important/used/discovered/so well known]?|What is meant by {s}?
    What is the [idea/point/main idea/basic idea/use/principle] [of/behind] {s}?|[Who/What] is behind {s}?
    [An introduction/A short introduction/The basics] [to/of] {s}, please.|{s}: how does it work?|{s}?|{s}
    What are the [basics/main ideas/limits/uses] of {s}?|Walk me through {s}.|Shed some light on {s}.
    I have [a test/an exam/homework] on {s}. [Explain it./What must I know?/How does it work?]
    I have [a test/an exam/homework] on {s}. [Tell me about it./What is it?]""")
EXPLAIN_ONE = lines("""How [does/exactly does] {s} work[?/ in detail?/ in practice?/ step by step?]
    how does {s} work
    [Explain/Describe/Outline] {s} in [detail/depth/full][./, please.]
    Explain [how {s} works/the process of {s}].
    [Can/Could] you explain {s} in [detail/depth][?/, please?]|[Explain/Describe] {s} step by step.
    Give me [an overview/a summary/the basics/an introduction] [of/to] {s}.|Walk me through {s}.
    Teach me [everything/all/the basics] [about/of] {s}.|What is the science [of/behind] {s}?
    What are the [basics/main ideas/steps/uses] of {s}?|What do scientists know about {s}?
    I have [a test/an exam/homework] on {s}. [How does it work?/What must I know?/Tell me about it.]""")


dictionary.apart([t for name in ("science", "history", "person") for t in _TOPICS[name][1]],
                 [x.replace("{s}", "{" + n + "}") for t in EXPLAIN + EXPLAIN_ONE for x in each(t)
                  for n in ("science", "history", "person")])
MANY = (("does {s} work", "do {s} work"), ("{s} works", "{s} work"), ("is {s}", "are {s}"),
        ("was {s}", "were {s}"))


def _plural(s):
    head = s.partition(" in ")[0]
    return head.endswith("s") and not head.endswith(("ss", "us", "is", "ics", "series")) and "'" not in head \
        and (head.islower() or "3D" in head) or head in ("5G networks", "CRISPR methods")


def subject_exchange(R):
    one = R.random() < 0.10
    s = R.choice(_one_words()[0]) if one else subject(R)
    text = R.choice(EXPLAIN_ONE if one else EXPLAIN)
    if "[" in text:
        text = PICK.sub(lambda m: R.choice(m[1].split("/")), text)
    if _plural(s):
        for single, many in MANY:
            text = text.replace(single, many)
    r = R.random()
    if r < 0.05:
        s = " ".join([w if w in ("the", "of", "in") else cap(w) for w in s.split()])
    elif r < 0.09:
        s = s.lower()
    elif r < 0.11 and not one:
        s = s.removeprefix("the ")
    text = typed(R, text).replace("{s}", s)
    return [User(text),
            Assistant(f"The user asks about {s}. That is beyond the few things I know.",
                      f"I do not know enough about {s}. I am a very small model.")]


# -- words ---------------------------------------------------------------------------------------------------

WORD_ANSWERS = ("I do not know the word *{w}*.",
                "I do not know the word *{w}*. I know only common English words.")


def ending(w):
    """The part of speech that a word looks like, for the way to ask."""
    if w.endswith("ly"):
        return "adverb"
    if w.endswith(("ous", "ish", "al", "ic", "ive", "able", "ed", "less", "ful")):
        return "adjective"
    return "verb" if w.endswith(("ate", "ise", "ize", "ify")) else "noun"


def word_question(R, w):
    pos = ending(w) if R.random() < 0.6 else ("noun", "noun", "verb", "adjective")[int(R.random() * 4)]
    return dictionary.ask(R, w, pos)


def strange(R):
    return rare(R) if R.random() < 0.5 else invented(R)


def word_answer(R, w):
    return Assistant(f"The user asks about the word {w}. I do not know that word.",
                     WORD_ANSWERS[R.random() < 0.3].format(w=w))


OPENING = lines("""Quick question:|One question:|Hello.|Hi there.|Sorry to bother you.|Excuse me.
    Tell me:|I need help.|Just curious:|Out of curiosity:|I was wondering:|Another thing:|Something else:
    By the way:|Listen:|Well,|My friend asks:|My son wants to know:|Good morning.|You surely know this:
    Let me ask you something.|ok so""")
CLOSING = (" by the way", ", my friend", ", if you know", ", as far as you know", " please", " pls",
           ", if I may ask", " then", ", do you think")


def exchange(R, tools):
    r = R.random()
    if R.random() < 0.18:
        turns = subject_exchange(R)
        # The next question is about a word, and is answered.
        return turns + dictionary.exchange(R, tools)[:2] if r < 0.2 else turns
    if r < 0.40:
        w = strange(R)
        if r < 0.05:
            text = dictionary.ask_use(R, R.choice(("sentence", "synonyms", "kind")), w)
        else:
            text = word_question(R, w)
        turns = [User(text), word_answer(R, w)]
        if r > 0.36:
            return turns + [t for t in dictionary.exchange(R, tools)][:2]
        return turns
    if r < 0.45:  # a known word, and then another one
        w = strange(R)
        text = dictionary.put(R, R.choice(dictionary.FOLLOW), w)
        return [t for t in dictionary.exchange(R, tools)][:2] + [User(text), word_answer(R, w)]
    while True:
        name = R.choice(TRAINED)
        if name not in HELP or "run_command" not in tools:
            break
    text, thinking, answer = about(R, name)
    q = R.random()
    if q < 0.08:
        text = f"{R.choice(OPENING)} {text}"
    elif q < 0.11:
        text = text.rstrip("?.") + R.choice(CLOSING) + ("?" if text.endswith("?") else "")
    return [User(typed(R, text)), Assistant(thinking, answer)]


ADMITS = r"do not know|don't know|know neither|know nothing|cannot know|no way to|cannot tell|cannot say|cannot see"


def cases(R):
    names = list(_TOPICS)
    seen = set()
    while len(seen) < 80:
        name = names[len(seen) % len(names)]
        text, _, _ = about(R, name, held=True)
        if text in seen:
            continue
        seen.add(text)
        yield {"kind": "unknown", "id": f"unknown/{name}/{len(seen)}", "tools": [],
               "thinking": R.random() < 0.25,
               "messages": [{"role": "user", "content": text}], "expect": {"any": [ADMITS]}}
    for i in range(30):
        w = rare(R, held=True) if i % 2 else invented(R)
        text = R.choice(dictionary.HELD["any"] + dictionary.HELD["noun"]).format(w=w, a=dictionary.an(w))
        yield {"kind": "unknown-word", "id": f"unknown-word/{w}", "tools": [], "thinking": R.random() < 0.25,
               "messages": [{"role": "user", "content": text}],
               "expect": {"any": [ADMITS], "all": [rf"\b{w}\b"]}}
