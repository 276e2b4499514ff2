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
     ("I do not know enough about {science}. I know words and a few simple facts.",
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
     ("I do not know recipes. I know what some dishes are, but not how to cook them.",),
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
HELP = frozenset(("weather", "news", "price", "address", "sense", "action", "sport", "place"))

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

_TOPICS = {}
for _w, _name, _asks, _held, _answers, _thinking in (t for t in TOPICS):
    _asks, _held = tuple(x.strip() for x in lines(_asks)), tuple(x.strip() for x in lines(_held))
    dictionary.apart(_held, _asks)
    _TOPICS[_name] = (_asks, _held, _answers, _thinking, {t: slots_of(t) for t in _asks + _held})
DRAWN = [name for w, name, *_ in TOPICS for _ in range(w)]
for _t in lines(DID):
    past(_t)
for _t in lines(WILL):
    _will(_t)


def about(R, name, held=False):
    """(question, thinking, answer) of a topic."""
    asks, left, answers, thinking, names = _TOPICS[name]
    template = R.choice(left if held else asks)
    S = HELD_SLOTS if held else SLOTS
    slots = {}
    for n in names[template]:
        slots[n] = DERIVED[n](R, S) if n in DERIVED else cap(S["action"](R)) if n == "Action" else S[n](R)
    if slots.get("company2") == slots.get("company"):
        slots["company2"] = "Philips"
    if "made" in slots:
        slots["nocap"] = slots["made"]
    if slots.get("thing", "").endswith("s"):
        for one, many in (("Where is my", "Where are my"), ("Where is it", "Where are they"),
                          ("a {thing}", "{thing}"),
                          ("it might be", "they might be")):
            template = template.replace(one, many)
    answer = answers[0] if len(answers) == 1 or R.random() < 0.7 else answers[1]
    return template.format(**slots), thinking.format(**slots), answer.format(**slots)


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


def exchange(R, tools):
    r = R.random()
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
        name = R.choice(DRAWN)
        if name not in HELP or "run_command" not in tools:
            break
    text, thinking, answer = about(R, name)
    return [User(typed(R, text)), Assistant(thinking, answer)]


ADMITS = r"do not know|don't know|cannot know|no way to know|cannot tell|cannot say|cannot see"


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
