"""What a word means, what kind of word it is, a sentence with it, and words like it.

An answer is decided by the word alone: which of them show an example or similar words is fixed when
the table is made, so the answer that the model likes best is always the same one. Words of our own
(own_words.py) come first, then WordNet's, most common first; common ones are asked a little more often.
"""
import re
from typing import NamedTuple

from .common import Assistant, User, cap, dot, typed, words
from .own_words import OWN, SIMILAR

N_EXAMPLES = 5000  # among the most common words only: a small model remembers glosses or sentences
N_CASES = 6000     # the cases are drawn from this many of the most common entries

ANY = """{w}|{w}|{w}|{w}?|{w}?|{w}?|define {w}|Define {w}.|define: {w}|definition of {w}|{w} definition
    {w} meaning|{w}: meaning?|meaning of {w}|the meaning of {w}|the meaning of {w}?|What does {w} mean?
    what does {w} mean|What does the word {w} mean?|What does the word {w} stand for?
    What is the meaning of {w}?|what's the meaning of {w}|What is the meaning of the word {w}?
    What is the definition of {w}?|Do you know the word {w}?|Do you know what {w} means?|Do you know {w}?
    Do you know what {w} is?|Can you tell me what {w} means?|Can you explain {w}?
    Could you explain the word {w}?|Could you tell me the meaning of {w}?|Explain {w}.|explain the word {w}
    Explain {w} to me.|Tell me what {w} means.|tell me the meaning of {w}|Tell me about the word {w}.
    I'd like to know what {w} means.|I would like to know what {w} means.|I want to know what {w} means
    I do not know the word {w}.|I don't know what {w} means.|What is meant by {w}?|Look up {w}.
    look up the word {w}|Look {w} up in the dictionary.|What does the dictionary say about {w}?
    Give me the meaning of {w}.|give me the definition of {w}|Give a definition of {w}.
    In one sentence, what does {w} mean?|What do people mean by {w}?|What do you know about the word {w}?
    The word {w}: what does it mean?|I read the word {w}. What does it mean?
    Someone said {w}. What does that mean?|I have never heard of {w}. What does it mean?
    How do you define {w}?|Please define {w}.|what {w} means|word: {w}|What is {w}?|what is {w}|what's {w}
    What's {w}?|whats {w}|My teacher used the word {w}. What does it mean?|My friend asked me what {w} means.
    I need the definition of {w}.|Describe the meaning of {w}.|So what does {w} mean?|Is there a word {w}?
    Is {w} a word? What does it mean?|What does {w} mean in plain words?|What does {w} mean in English?
    I forgot what {w} means.|Remind me what {w} means.|What is the sense of the word {w}?
    {w}, what does it mean?|{w}, meaning?"""
NOUN = """What is {a}?|What is {a}?|what is {a}|What's {a}?|what's {a}|whats {a}|what is {a}?|{a}|{a}?
    Define {a}.|Do you know what {a} is?|Can you tell me what {a} is?|Tell me what {a} is.|tell me about {a}
    Tell me about {w}.|Explain what {a} is.|I'd like to know what {a} is.|I want to know what {a} is.
    I wonder what {a} is.|Describe {a}.|What do you call {a}? I mean, what is it?|I do not know what {a} is.
    what exactly is {a}|What is {a} in simple words?|Explain to me what {a} is.|What do people mean by {a}?
    What are {s}?|what are {s}|What are {s}?|Tell me about {s}.|Do you know what {s} are?
    my child asks what {a} is|Give me a short description of {a}.|What is the meaning of {a}?
    What does {a} mean?|So what is {a}?|What is this thing called {w}?|What sort of thing is {a}?
    Do you know {a}?"""
VERB = """What does it mean to {w}?|what does it mean to {w}|to {w}|to {w}?|What does to {w} mean?
    Define to {w}.|What is it to {w}?|What do you do when you {w}?|What does someone do when they {w}?
    Explain what it means to {w}.|Tell me what it means to {w}.|Do you know what it means to {w}?
    What does the verb {w} mean?|Define the verb {w}.|the verb {w}|I want to know what it means to {w}.
    What does it mean if people {w}?|What do people do when they {w}?|Can you tell me what it means to {w}?
    Explain the verb {w}."""
ADJECTIVE = """What does it mean to be {w}?|what does it mean to be {w}|What does it mean if something is {w}?
    What does the adjective {w} mean?|Define the adjective {w}.|When is something {w}?
    When do you call something {w}?|Somebody told me that it is {w}. What does that mean?
    Explain what {w} means.|What is it like to be {w}?|What do you mean when you say that something is {w}?
    What does it mean that something is {w}?|the adjective {w}|Can you tell me what it means to be {w}?
    Do you know what it means to be {w}?"""
DOING = """What is {g}?|what is {g}|What does {g} mean?|what does {g} mean|{g}|define {g}|meaning of {g}
    Explain what {g} is."""
ADVERB = """What does it mean to do something {w}?|What does the adverb {w} mean?|Define the adverb {w}.
    the adverb {w}|When do you use the word {w}?|Explain what {w} means.|What does {w} tell you?
    Explain the adverb {w}."""

HELD_ANY = """How would you explain {w}?|Help me understand the word {w}.
    Could you give me a definition for {w}?|What's {w} mean?|May I ask what {w} means?
    I came across the word {w}. What is it?|What is the dictionary entry for {w}?
    I am not sure what {w} means.|Dictionary: {w}|Would you define {w}?|Any idea what {w} means?
    what would {w} mean|I keep reading {w}, but what does it mean?|I would be glad if you explained {w}.
    Say what {w} means.|Can you define {w} for me?|{w} - what does that mean?"""
HELD_NOUN = """Can you say what {a} is?|Could you tell me what {a} is?|Would you explain what {a} is?
    Any idea what {a} is?|what on earth is {a}|Be so kind and tell me what {a} is.|Help me, what is {a}?"""
HELD_VERB = """If I {w}, what do I do?|How would you explain to {w}?
    Could you tell me what it means to {w}?"""
HELD_ADJECTIVE = """If a thing is {w}, what does that mean?|Could you explain what being {w} means?
    How is something that is {w}?"""
HELD_ADVERB = """If I do it {w}, how do I do it?|Could you tell me how one uses the word {w}?"""

SENTENCE = """Use {w} in a sentence.|use {w} in a sentence|Use the word {w} in a sentence.
    Make a sentence with {w}.|make a sentence with {w}|Give me a sentence with {w}.|Give me an example of {w}.
    a sentence with {w}|Write a sentence with the word {w}.|{w} in a sentence|How do I use the word {w}?
    How is {w} used?|Show me how to use {w}.|Can you use {w} in a sentence?|Can you make a sentence with {w}?
    example sentence {w}|Example sentence for {w}, please.|Form a sentence with {w}.
    I need a sentence with {w}.|example of {w}|Give an example sentence with {w}.
    What is an example of the word {w}?|Put {w} in a sentence."""
SYNONYMS = """What is a synonym of {w}?|synonyms of {w}|synonym for {w}|Synonyms for {w}?
    Give me a synonym for {w}.|{w} synonyms|Give me synonyms of {w}.|What is another word for {w}?
    another word for {w}|What are other words for {w}?|words like {w}|A word similar to {w}?
    a word similar to {w}|Which words are similar to {w}?|Do you know a synonym for {w}?|{w} synonym
    Which word means the same as {w}?|What can I say instead of {w}?|Tell me another word for {w}.
    similar words to {w}|I need another word for {w}.|Can you give me a synonym for {w}?
    Is there another word for {w}?"""
KIND = """What part of speech is {w}?|what part of speech is {w}|Is {w} a noun or a verb?|is {w} a noun
    Is {w} a noun?|Is {w} a verb?|Is {w} an adjective?|is {w} a verb or a noun|Which part of speech is {w}?
    What kind of word is {w}?|what kind of word is {w}|part of speech of {w}|{w} part of speech
    What type of word is {w}?|Is {w} a noun, a verb or an adjective?|Is {w} an adjective or an adverb?
    Tell me the part of speech of {w}.|Do you know what part of speech {w} is?|What sort of word is {w}?
    Is the word {w} a noun?|Is the word {w} a verb?|Which word class does {w} belong to?|word class of {w}"""
HELD_SENTENCE = """Could you write one sentence that has {w} in it?|Please show me {w} in a sentence.
    Write me an example with {w}."""
HELD_SYNONYMS = """Could you tell me a synonym of {w}?|What else can I say for {w}?
    Find me a word that is like {w}."""
HELD_KIND = """To which part of speech does {w} belong?|Would you say {w} is a noun or a verb?
    Tell me what kind of word {w} is."""

FOLLOW = """and {w}?|And {w}?|What about {w}?|what about {w}|And what does {w} mean?|and what is {w}?|{w}?
    Next word: {w}|now {w}|and what about {w}?|and the word {w}?|What does {w} mean, then?|then {w}
    next: {w}|Next one: {w}|How about {w}?|how about {w}|And now {w}.|Now the word {w}.|the same for {w}
    Same for {w}?|And what is meant by {w}?|And do you know {w}?|OK, and {w}?|ok and {w}|Thanks. And {w}?
    Thank you. And {w}?|I see. What does {w} mean?|Good. What is {w}?|Another one: {w}|One more: {w}
    also {w}|Also {w}, please.|And the meaning of {w}?|What about the word {w}?|Do you know {w} too?
    Is {w} something else?|or {w}?|Now explain {w}.|Then what does {w} mean?|Then what is {w}?"""
FOLLOW_NOUN = """and {a}?|And {a}?|What about {a}?|And what is {a}?|what about {a}|How about {a}?
    Then what is {a}?|Thanks. And {a}?|OK, and what is {a}?|Now tell me what {a} is.
    And do you know what {a} is?|Next: {a}"""
USE_IT = """Use it in a sentence.|use it in a sentence|Can you use it in a sentence?|Give me an example.
    an example?|Make a sentence with it.|How do I use it?|How is it used?|how to use it
    Show me how to use it.|Could I have a sentence with it?|A sentence, please.|a sentence?|sentence?
    Example?|example please|Do you have an example?|Can you give me an example?
    Write a sentence with that word.|How would I use that?|I need a sentence with it.
    Put it into a sentence.|What would a sentence with it be?|in a sentence?
    Give me a sentence with this word.|Let me see how it is used."""
LIKE_IT = """Is there another word for it?|synonyms?|Do you know a synonym?|another word for it?
    Which words are similar?|A synonym?|synonym?|What is a synonym?|Any synonyms?|What else can I call it?
    Which other word could I use?|How else can I say it?|Give me another word for it.
    Are there similar words?|I need a synonym.|Is there a word like it?|What means the same?
    something similar?|other words?|What can I say instead?|A different word, please.
    Is there an alternative?|another word?"""
KIND_IT = """What part of speech is it?|What kind of word is it?|Is it a noun or a verb?|Is that a noun?
    noun or verb?|Noun or verb?|Is that an adjective?|Is it an adjective?|Is it a verb?
    Is that a verb or a noun?|part of speech?|Which part of speech?|word class?
    What is its part of speech?|What is it, a noun or a verb?|so is it a noun|What is it in grammar?
    Which word class is it?|What type of word is that?|And what kind of word is that?"""

# -- grammars: a lead-in, a core and a tail, drawn apart -----------------------------------------------------

# Before a clause (what it means, whether it is a noun).
LEAD = """Tell me|tell me|Can you tell me|Could you say|Can you say|can u tell me|Would you tell me
    Would you be so kind as to tell me|Might I ask|May I ask|I'd like to ask|I would love to know
    I'd love to hear|I need to know|I have to know|I must find out|I want to find out
    I am trying to find out|I'm trying to understand|I'm not sure|I am not sure|I'm unsure|Not sure
    not sure|No idea|no idea|No clue|I have no idea|I've no idea|I have no clue
    I haven't the faintest idea|I don't get|I do not get|I don't understand|I never understood
    I can't remember|I cannot remember|I have forgotten|I keep forgetting|I never know|I am curious
    I'm curious|I am wondering|I was wondering|I wonder|I've always wondered|I've been asking myself
    I'm asking myself|Nobody could tell me|Nobody here knows|No one can tell me|We were wondering
    We don't know|We are not sure|My son wants to know|My daughter asks|My kid asked me
    My grandmother wants to know|A friend asked me|Somebody asked me|A pupil asked me|My boss asked me
    Let me know|Do tell me|Kindly tell me|Please tell me|pls tell me|please say|Explain|Explain to me
    Please explain|Could you please explain|Can you explain to me|Can somebody explain|Teach me|Remind me
    Could you remind me|Say|Does anybody know|Does anyone here know|Do you happen to know|do u know
    Do you remember|Have you any idea|Do you have any idea|Any idea|any idea|You surely know
    I bet you know|I should know|I ought to know|I thought I knew|It is not clear to me
    It's a mystery to me|What I want to know is|My question is|The question is
    The thing I don't understand is|What puzzles me is|I looked everywhere but do not know
    I am learning English and don't know"""
CLAUSE = """what {w} means|what {w} means|what {w} means|what the word {w} means|what {w} is
    what {w} stands for|what {w} actually means|what {w} really means|what exactly {w} means
    what {w} is supposed to mean|what is meant by {w}|what people mean by {w}|what one understands by {w}
    what somebody means with {w}|what sense {w} has|what meaning {w} has|how {w} is defined
    how to define {w}|what {w} could mean|what that word {w} means|what this word means: {w}
    what the term {w} means|what the expression {w} means|what the meaning of {w} is
    what the definition of {w} is|what they mean when they say {w}|what the word {w} refers to
    what the English word {w} means"""
CLAUSE_OF = {
    "noun": """what {a} is|what exactly {a} is|what {s} are|what sort of thing {a} is
        what kind of thing {a} is|what {a} is supposed to be|what {a} really is|what one calls {a}
        what people call {a}|what the noun {w} means|what {w} is""",
    "verb": """what it means to {w}|what one does when one {s}|what people do when they {w}
        what it is to {w}|what happens when people {w}|what I am doing when I {w}|what the verb {w} means
        what you do when you {w}|what to {w} means|what it means when someone has to {w}|what {g} means
        what {g} is|what somebody does who wants to {w}""",
    "adjective": """what it means to be {w}|what {w} means|when something is {w}
        when one calls something {w}|when a thing is {w}|what something is like when it is {w}
        what the adjective {w} means|what it means that something is {w}|how a thing is that is {w}
        what makes a thing {w}|what being {w} is about""",
    "adverb": """what it means to do something {w}|what the adverb {w} means|how one does a thing {w}
        how something is done when it is done {w}|what {w} means|when to say {w}"""}
# Before a noun phrase.
GIVE = """Give me|give me|Please give me|Can you give me|Could you give me|Would you give me|I need|i need
    I'm looking for|I am looking for|looking for|I want|I would like|I'd like|Do you have|Have you got
    Let me have|Let me hear|Tell me|Show me|May I have|Can I have|Could I get|can i get|Do you know
    do u know|Could you find me|Find me|We need|My task:|Homework:|Wanted:|My son needs|Help me to
    I could use|It would help me to have"""
THINK_OF = """Think of|Can you think of|Try to think of|How about|Any chance of|Got|Is there|Come up with
    Can you come up with|Write|write|Can you write|Write down|Can you find|Try"""
MEANING = """the meaning of {w}|a definition of {w}|the definition of {w}|a short definition of {w}
    an explanation of {w}|an explanation of the word {w}|a simple explanation of {w}
    the dictionary entry for {w}|the sense of {w}|the meaning of the word {w}|a definition for {w}
    a quick definition of {w}|what a dictionary says about {w}|a one-line definition of {w}
    the entry for {w}"""
# Where the word was met, and the question about it.
MET = """I read {w}.|I read {w} in a book.|I came across {w}.|I came across the word {w}.
    I just heard {w}.|I heard somebody say {w}.|I saw the word {w}.|I saw {w} on a sign.
    In a text it says {w}.|It says {w} here.|In my book there is the word {w}.
    In the newspaper they wrote {w}.|The newspaper says {w}.|My teacher used the word {w}.
    Our teacher said {w} today.|My boss keeps saying {w}.|My father says {w}.
    A colleague used the word {w}.|Somebody wrote {w} to me.|Somebody said {w} on the radio.
    On television: {w}.|There is a word I don't know: {w}.|There's this word, {w}.|Here is a word: {w}.
    I have a word for you: {w}.|I keep reading {w} and have no clue.|I keep seeing {w}.
    I keep hearing {w}.|Everybody says {w}.|People often say {w}.|I never heard of {w}.
    I never heard the word {w}.|I do not understand {w}.|I don't get the word {w}.|I can't remember {w}.
    {w} is new to me.|{w} is a word that I do not know.|The word {w} is new to me.|{w} puzzles me.
    {w} is in my homework.|The word {w} is on my list.|We had the word {w} at school.
    My vocabulary list has {w}.|I must learn the word {w}.|I am stuck at {w}.|I stumbled over {w}.
    I found {w} in a letter.|A crossword has {w} in it.|The next word is {w}.|The word is {w}.
    Take the word {w}.|Let's take {w}.|In a story I found {w}.|In line two there is {w}.
    A song has the word {w}.|She used the word {w}.|He called it {w}.|They wrote {w} in the mail.
    The recipe says {w}.|The text has {w}."""
MET_NOUN = """I heard about {a}.|Somebody spoke of {a}.|In my book there is {a}.|The text mentions {a}.
    My friend wants {a}.|My neighbour has {a}.|I saw {a} in a list.|They talk about {s}.|I read about {s}.
    A story is about {a}.|My uncle always talks about {s}.|The exercise is about {a}."""
MET_VERB = """He told me to {w}.|My teacher told us to {w}.|The text says they {w}.|They want me to {w}.
    Somebody asked me to {w}.|In my book people {w}.|She likes to {w}.|The manual says that I should {w}."""
MET_ADJECTIVE = """She said I am {w}.|Somebody called me {w}.|He said that it was {w}.
    My teacher called it {w}.|The text says that the house is {w}.|They say he is {w}.
    A friend said her day was {w}."""
MET_ADVERB = """He said it {w}.|She did it {w}.|In the book he speaks {w}.|They wrote that he works {w}."""
IT_MEANS = """What does it mean?|What does that mean?|what does it mean|What's that?|What is that?
    What is it?|What is meant?|What's meant by that?|What could that mean?|What does this mean?
    what does that mean??|What might it mean?|Meaning?|meaning?|Meaning please.|Can you explain?
    Can you explain it?|Please explain.|Explain, please.|Could you explain that word?|Do you know it?
    Do you know what it means?|Any idea?|Any idea what it means?|Can you help?|Help me.
    What did they mean?|What is the meaning?|And that means?|Which means?|What is a simple explanation?
    How is that defined?|What's the definition?|definition?|Tell me what it means.|Tell me the meaning.
    What should I understand by that?|What do I make of it?|I don't know what it means.
    I have no idea what that is.|I do not understand it.|No idea what it means.
    I'd like to know what it means.|What am I to understand by it?|Never heard it before. What is it?"""
IT_FIRST = """What does it mean when a text says {w}?|What do they mean when they say {w}?
    What is this: {w}?|what does this word mean: {w}|What does this mean: {w}?|Explain this word: {w}.
    This word please: {w}.|What is meant if someone says {w}?|What do I understand by {w}?
    What should I understand by {w}?|What is one to think of when one hears {w}?
    What would a dictionary say about {w}?|What do dictionaries say about {w}?
    How would a dictionary define {w}?|How does the dictionary define {w}?
    What is written under {w} in a dictionary?|Open the dictionary at {w}.|Entry for {w}?|dictionary {w}
    dictionary entry {w}|vocabulary: {w}|vocab {w}|lexicon: {w}|glossary {w}|word meaning {w}|{w} = ?
    {w} = what?|{w} means?|{w} means what?|{w} is what?|{w} explained|{w} in plain English
    {w} in plain words|{w} in simple terms|{w} for beginners|{w} for dummies|{w} as a word: meaning?
    {w}. Meaning?|{w}. What does it mean?|{w}. What's that?|{w} - what is that?|{w} - meaning please
    {w}... what is that?|{w}: what is that?|{w}, what is that?|{w}, please explain.|{w}: explain
    {w} - explain please|explain: {w}|explanation {w}|explanation of {w}|sense of {w}|def {w}|def of {w}
    defn {w}|mean {w}|wtf is {w}|wat is {w}|what means {w}|What means {w}?|what mean {w}
    what is mean by {w}|what does mean {w}|What does {w} means?|whats {w} mean|whats the meaning of {w}
    wots {w}|what dose {w} mean|meaning {w}|meaning {w}?|Explain {w} to a child.
    Explain {w} to a child of six.|explain {w} like I'm five|explain {w} as if I were ten
    How do I explain {w} to my son?|Explain {w} simply.|Explain {w} in simple words.
    Explain {w} in plain English.|explain {w} briefly|Explain {w} in one sentence.|Make {w} clear to me.
    Shed some light on {w}.|Enlighten me about {w}.|Fill me in on the word {w}.
    Tell me everything about the word {w}.|Say something about the word {w}.|Clarify {w}.
    What's the deal with the word {w}?|What's the sense of {w}?|What's the definition of {w}?
    What is {w} exactly?|What exactly is {w}?|What actually is {w}?|What on earth is {w}?
    What on earth does {w} mean?|What the heck is {w}?|What the heck does {w} mean?
    What in the world is {w}?|What would {w} be?|What might {w} mean?|What could {w} mean?
    What can {w} mean?|What would you say {w} means?|What do you understand by {w}?
    What do we mean by {w}?|What does one mean by {w}?|What is the idea of {w}?|What does it mean, {w}?
    What does the term {w} mean?|What does the expression {w} mean?|What does the English word {w} mean?
    What does the word {w} refer to?|What does {w} refer to?|What does {w} stand for?|What does {w} say?
    What does {w} express?|What does {w} describe?|What does the word {w} describe?
    What's behind the word {w}?|What lies behind the word {w}?|What is called {w}?
    What do people call {w}?|What do you call {w}?|What is to be understood by {w}?|How is {w} defined?
    How is the word {w} defined?|How can {w} be defined?|How would you define {w}?
    How should one define {w}?|How can one describe {w}?|How would one describe {w}?|Is {w} a real word?
    Does {w} mean anything?|Does the word {w} exist?|Has {w} a meaning?|Ever heard of {w}?|Ever heard {w}?
    Have you heard the word {w}?|Does the word {w} tell you anything?|Does {w} ring a bell?|You know {w}?
    Are you familiar with {w}?|Are you familiar with the word {w}?|Is the word {w} known to you?
    Do you have {w} in your dictionary?|Is {w} in your dictionary?|Can you define {w}?
    Could you define {w}?|Would you define {w} for me?|Can you look up {w}?
    Could you look up the word {w} for me?|Please look up {w}.|Let's look up {w}.
    Check the meaning of {w}.|check {w} in the dictionary|I'd like a definition of {w}.
    I am after the meaning of {w}.|I'm interested in the meaning of {w}.
    I wonder about the meaning of {w}.|I forgot the meaning of {w}.|I'm not familiar with {w}.
    I am not familiar with the word {w}.|I don't know the meaning of {w}.
    I have trouble with the word {w}.|I do not understand the word {w}.|I'm confused by the word {w}.
    The meaning of {w} escapes me.|The word {w} means nothing to me.|{w} means nothing to me.
    {w} is a mystery to me.|Nobody could explain {w} to me.|Next: {w}|First word: {w}
    When would I say {w}?|When do people say {w}?|In English, what is {w}?|In plain English, what is {w}?
    In simple words, what is {w}?|In short, what does {w} mean?|For a child, what does {w} mean?
    If someone says {w}, what do they mean?|If I read {w}, what is meant?
    When people say {w}, what do they mean?|When I hear {w}, what should I think of?
    The word {w}, what is that?|The term {w} stands for what?|The meaning of {w} is what?
    By {w} people mean what?|With {w}, what is meant?"""
DIRECT_OF = {
    "noun": """What kind of thing is {a}?|What is {a} exactly?|What exactly is {a}?
        What is {a} supposed to be?|How would you describe {a}?|How would you define {a}?
        What would {a} be?|So {a} is what?|{a} is what?|{a}, what is that?|{a} - what's that?
        Is {a} a thing?|What makes a thing {a}?|When is a thing {a}?|When is something called {a}?
        What does one call {a}?|What do you know about {s}?|Explain {a}.|explain {a} to me
        Explain {s} to a child.|explain {a} like I'm five|Do you know {s}?|What do you understand by {a}?
        What are {s} exactly?|What exactly are {s}?|What kind of things are {s}?
        What should I imagine when I hear of {a}?|If someone talks of {a}, what do they mean?
        What sort of a thing is {w}?|What would you say {a} is?|What's {a} in plain English?
        In plain English, what is {a}?|{s}?|what r {s}|In one sentence, what is {a}?
        Never heard of {a}. What is that?|I have never seen {a}. What is it?
        My daughter asked what {a} was.|Imagine I had never heard of {a}. What is it?
        How do you explain {a}?|Give me a definition of {a}.|define {a}|definition of {a}
        What's the definition of {a}?|def of {a}|What does the noun {w} mean?|Define the noun {w}.
        the noun {w}|the noun {w}, what does it mean?""",
    "verb": """What am I doing when I {w}?|What am I doing if I {w}?|What happens when people {w}?
        What happens when someone starts to {w}?|What do people do who {w}?
        What is somebody doing when they {w}?|How does one {w}, I mean what does the word mean?
        What do I do if they ask me to {w}?|If people {w}, what do they do?
        When I {w}, what is it that I do?|They told me to {w}. What does it mean?
        I was told to {w}. What is that?|to {w} means what?|to {w} = ?|to {w}, what is that?
        To {w}, what does it mean?|to {w}: meaning?|meaning of to {w}|definition of to {w}|Explain to {w}.
        Explain the word to {w}.|What's it mean to {w}?|whats it mean to {w}|What means to {w}?
        What would it mean to {w}?|What does one do to {w}?|What is meant by to {w}?|What is meant by {g}?
        What does {g} involve?|What is {g} about?|{g}, what is that?|explain {g}|What do they mean by {g}?
        Somebody who {s}, what does he do?|she {s} - what does she do?|he {s}: what does that mean?
        What do I do when I {w} something?|What does someone who {s} do?|Describe what it means to {w}.
        Say what it means to {w}.|the verb to {w}|verb {w}|{w} (verb)|the verb {w}, what does it mean?""",
    "adjective": """When would you call something {w}?|When would you call a person {w}?
        If a thing is {w}, how is it?|How is a thing when it is {w}?|What is something {w} like?
        What are {w} things like?|What is a {w} thing?|What is a {w} person like?|Who is called {w}?
        If someone is {w}, what are they like?|If I am {w}, how am I?
        What does one mean by calling something {w}?|When do people say that something is {w}?
        When do we say a thing is {w}?|What makes something {w}?|If I call it {w}, what do I mean?
        Something is {w}: what does that mean?|it is {w} - what does that mean?
        When can I call a thing {w}?|What quality is {w}?|What does {w} tell me about a thing?
        How is it to be {w}?|What kind of thing is called {w}?|When someone says it is {w}, what is meant?
        being {w}, what is that?|What does being {w} mean?|what's it mean to be {w}|to be {w}?
        to be {w} means what?|adjective {w}|{w} (adjective)|the adjective {w}, what does it mean?
        Explain the adjective {w}.""",
    "adverb": """How do you do something {w}?|How does one do something {w}?|How is something done {w}?
        to do something {w} means what?|Somebody acts {w}: what does that mean?|When do people say {w}?
        When can I say {w}?|adverb {w}|{w} (adverb)|What does it mean if it happens {w}?
        What does it mean when someone does something {w}?|What does {w} say about how a thing is done?
        doing something {w}, what is that?|the adverb {w}, what does it mean?
        In what way is a thing done if it is done {w}?"""}
REASON = """I'm learning English.|English is not my first language.|My English is not so good.
    I have a question.|Quick question.|quick question:|Quick one:|One question:|One word:|Another word:
    For my homework:|For school:|For a crossword:|We play a word game.|I'm doing a crossword.
    I am reading a book.|I'm reading a letter.|Hello!|Hi there.|Hello dear,|Sorry to bother you.
    Excuse me.|Sorry, stupid question:|Maybe a silly question:|Tell me:|I need your help.|Help me, please.
    Vocabulary question:|My test is tomorrow.|I have to learn words.|Just curious:|Out of curiosity:
    I can't sleep and think about words.|Good morning!|Good evening.|Well,|hmm,|Now then:|Right,
    My son is doing his homework.|My son asked me.|I asked my mother but she did not know.|I like words.
    ok so"""
TAIL = """in simple words|in plain English|in plain words|in one sentence|in a few words|in short
    in English|exactly|actually|really|again|please|pls|then|anyway|for a child|for a beginner|as a word
    roughly|basically|in your own words|by the way|if you know|if I may ask|if you don't mind|thank you
    thanks in advance"""

# What a request begins with, before a verb.
REQUEST = """Can you|can you|Could you|Would you|Will you|Please|please|pls|Can you please
    Could you please|Would you please|I want you to|I'd like you to|I need you to|I would like to see you
    Try to|Let's|Now|Kindly|Would you be able to|Are you able to|Be so kind and|Would it be possible to
    How would you|Is it possible to|Do you know how to|My homework is to|I have to|I must|We have to
    I'm supposed to|My teacher wants me to|Help me to|help me"""
DO_SENTENCE = """use {w} in a sentence|use {w} in one sentence|use the word {w} in a sentence
    make a sentence with {w}|write a sentence with {w}|write a sentence with the word {w}
    build a sentence with {w}|form a sentence with {w}|put {w} into a sentence
    put the word {w} in a sentence|place {w} in a sentence|make up a sentence with {w}
    construct a sentence with {w}|compose a sentence using {w}|write something with the word {w}
    write one line with {w}|give an example of {w} in use|give an example for {w}|say a sentence with {w}
    say something with the word {w}|show how {w} is used|show how the word {w} is used|use {w} correctly
    use {w} in context|show {w} in context|demonstrate how to use {w}|illustrate {w} with an example
    illustrate the use of {w}|invent a sentence with {w}|create a sentence with {w}
    create a sentence using {w}|come up with a sentence for {w}|come up with an example for {w}
    work {w} into a sentence|write an example with {w}|apply {w} in a sentence|quote a sentence with {w}"""
A_SENTENCE = """a sentence with {w}|a sentence using {w}|a sentence containing {w}
    a sentence with the word {w}|a sentence that uses {w}|an example sentence with {w}
    an example sentence for {w}|an example of {w}|an example for the word {w}|an example with {w}
    an example of the use of {w}|an example of how to use {w}|a sample sentence with {w}
    a short sentence with {w}|a simple sentence with {w}|an easy sentence with {w}|one sentence with {w}
    some sentence with {w}|a phrase with {w}|a phrase with the word {w}|a line with {w}
    an example where {w} is used|a sentence where {w} occurs|a sentence in which {w} is used
    an example for {w}|a usage example for {w}|an example of {w} in use|an example of {w} in a sentence
    a nice sentence with {w}"""
ASK_SENTENCE = """How do you use {w}?|How do I use {w}?|how to use {w}|how to use the word {w}
    How is {w} used in a sentence?|How can I use the word {w}?|How would one use {w} in a sentence?
    How does {w} look in a sentence?|What does a sentence with {w} look like?
    What would be a sentence with {w}?|What is a good sentence with {w}?
    In which sentence could I use {w}?|In what sentence can I use {w}?|{w} in context|{w} in use
    {w} example|{w}, example sentence|{w}: example?|{w}: a sentence please|{w} used in a sentence
    sentence: {w}|sentence with {w}|sentence with {w}?|sentence using {w}|sentence for {w}|example: {w}
    example for {w}|example with {w}|usage of {w}|{w} usage|I don't know how to use {w}.
    I'm not sure how to use {w}.|I do not know how {w} is used in a sentence.
    I know what {w} means, but how do I use it?|I know the word {w}, but I need an example.
    The word {w}: how is it used?|The word {w}, in a sentence?|Where would I use the word {w}?
    How can {w} be used?|How do people use {w} in a sentence?|What sentence would you write with {w}?
    Which sentence shows the use of {w}?|{w}. Example please.|I have to write a sentence with {w}.
    My homework: a sentence with {w}.|Got an example for {w}?"""
A_SYNONYM = """a synonym of {w}|a synonym for {w}|synonyms of {w}|synonyms for {w}|some synonyms of {w}
    a few synonyms for {w}|another word for {w}|other words for {w}|a different word for {w}
    an alternative to {w}|alternatives to {w}|an alternative word for {w}|a word like {w}|words like {w}
    a word similar to {w}|similar words to {w}|words similar to {w}|a word that means the same as {w}
    words that mean the same as {w}|a replacement for {w}|a word with the same meaning as {w}
    words with the meaning of {w}|a word close to {w}|words close to {w}|a word I can use instead of {w}
    something to say instead of {w}|a word in place of {w}|a substitute for {w}|an equivalent of {w}
    an equivalent word for {w}|a better word for {w}|a nicer word for {w}|a related word to {w}
    another way to say {w}|another way of saying {w}|a different way to say {w}|other ways to say {w}
    another term for {w}|another expression for {w}|a word which says the same as {w}
    words near {w} in meaning"""
DO_SYNONYM = """name a synonym of {w}|name a synonym for {w}|find a synonym for {w}
    find another word for {w}|list synonyms of {w}|list words like {w}|list similar words to {w}
    say {w} in another way|say {w} differently|replace {w} by another word|replace {w} with another word
    swap {w} for another word|suggest a synonym for {w}|suggest another word for {w}
    suggest an alternative to {w}|put {w} another way|exchange {w} for a similar word
    think of a word like {w}|name words that mean {w}|find a word that can replace {w}
    offer a synonym for {w}|avoid {w} by using another word"""
ASK_SYNONYM = """What is a synonym for {w}?|what's a synonym for {w}|whats another word for {w}
    What's another word for {w}?|What is the synonym of {w}?|What are synonyms of {w}?
    What are some synonyms for {w}?|Which synonyms does {w} have?|Does {w} have a synonym?
    Does {w} have any synonyms?|Has {w} got a synonym?|Are there synonyms for {w}?
    Are there other words for {w}?|Is there a synonym for {w}?|Is there a word like {w}?
    Is there a better word than {w}?|Is there a different word for {w}?|Which word is close to {w}?
    Which word can replace {w}?|What can replace {w}?|Which word could I use in place of {w}?
    What could I write instead of {w}?|What should I write instead of {w}?
    What do people say instead of {w}?|What other word could I use for {w}?|What other words mean {w}?
    What words mean the same as {w}?|What means the same as {w}?|What word is similar to {w}?
    What is similar to {w}?|Which words have the same meaning as {w}?|Which words are like {w}?
    How else can I say {w}?|how else to say {w}|How else could one put {w}?|How can I say {w} differently?
    How do I say {w} in another way?|{w}, synonym?|{w}: synonym?|{w} - another word?|{w} another word
    {w} other word|{w} thesaurus|thesaurus {w}|thesaurus: {w}|syn {w}|synonym {w}|synonyms {w}
    synonym: {w}|alternative to {w}|alternatives for {w}|instead of {w}?|similar to {w}
    words similar to {w}|different word for {w}|I use the word {w} too often.
    I keep writing {w}. Another word?|I've written {w} three times, what else is there?
    I do not want to say {w} again, is there another word?|I already used {w}. What other word is there?
    My text has {w} twice. What could replace it?|I don't like the word {w}, is there another?
    I am tired of the word {w}. A synonym?|My teacher wants a different word than {w}.
    The crossword needs a synonym of {w}.|The word {w}: what is similar?|Besides {w}, what could I say?
    Apart from {w}, which word could I use?|Instead of {w}, what could I write?"""
KIND_CLAUSE = """what part of speech {w} is|which part of speech {w} is|what kind of word {w} is
    what type of word {w} is|what sort of word {w} is|which word class {w} is in|what word class {w} has
    whether {w} is a noun or a verb|whether {w} is a verb or a noun|whether {w} is a noun
    whether {w} is a verb|whether {w} is an adjective|if {w} is a noun|if {w} is a verb
    if {w} is a noun or a verb|if {w} is an adjective or an adverb|if {w} is an adjective
    whether {w} is an adjective or a noun|what {w} is grammatically|what {w} is in grammar
    which class of words {w} is in|what kind of word {w} is in grammar"""
ASK_KIND = """{w}: noun or verb?|{w}, noun or verb?|{w} noun or verb|{w} a noun or a verb?
    {w}: noun, verb or adjective?|{w} - verb or noun?|{w} adjective or adverb?|{w}: part of speech?
    {w}: what part of speech?|{w} word class|{w} word type|{w}, which word class?|word type of {w}
    kind of word: {w}|part of speech: {w}|part of speech {w}|pos of {w}|grammar: {w}|noun or verb: {w}
    noun or verb? {w}|verb or noun? {w}|noun, verb or adjective: {w}?|Is {w} a verb or a noun?
    Is {w} a noun or an adjective?|Is {w} an adjective or a noun?|Is {w} an adverb?
    Is {w} a verb or an adjective?|Is {w} a verb, a noun or an adjective?|Is the word {w} an adjective?
    Is the word {w} a verb or a noun?|Is the word {w} an adverb or an adjective?
    Should {w} be called a noun?|Does {w} count as a noun?|Does {w} count as a verb?
    Does {w} count as an adjective?|Is {w} used as a noun?|Is {w} used as a verb?|Can {w} be a verb?
    Can {w} be a noun?|Can {w} be an adjective?|{w} is a noun, right?|{w} is a verb, isn't it?
    {w} is an adjective, isn't it?|I think {w} is a noun. Am I right?
    I think {w} is a verb. Is that right?|I say {w} is a verb, my friend says it's a noun. Who is right?
    In grammar, what is {w}?|Grammatically, what is {w}?|What is {w} in grammar?
    What is {w} grammatically?|What is {w}, a noun or a verb?|What is {w}: noun, verb, adjective?
    what is {w} noun or verb|Which is {w}, noun or verb?|What word class is {w}?
    What word class does {w} have?|Which word class is {w}?|Which type of word is {w}?
    Which kind of word is {w}?|Which sort of word is {w}?|What class of word is {w}?
    What grammatical category is {w}?|Of what kind is the word {w}?
    The word {w}: what part of speech is it?|The word {w}, is it a noun?|The word {w} is a verb or a noun?
    What's {w}, verb or adjective?|What's the part of speech of {w}?|What is the part of speech of {w}?
    What is the word class of {w}?|How would a grammar book classify {w}?|How do grammarians classify {w}?
    Classify the word {w}.|Name the part of speech of {w}.|Name the word class of {w}.
    Determine the part of speech of {w}.|Say which part of speech {w} is.
    Sort {w}: noun, verb, adjective or adverb?|I need the part of speech of {w}.
    I need the word class of {w}.|For my grammar homework: {w}, what part of speech?"""


AN = re.compile(r"(?!(uni(?!m|n)|us[aeiu]|eu|one|once|ur[aie]|ut[ie]))[aeiou]|hour|honest|honou?r|heir", re.I)


def an(word):
    """The article goes by the sound: a uniform, an hour."""
    return ("an " if AN.match(word) else "a ") + word


def lines(text):
    """The phrasings of a table: they stand one a line, or several with | between."""
    return tuple(x.strip() for x in text.replace("\n", "|").split("|") if x.strip())


def apart(held, *trained):
    """Held-out phrasings, which no training list may have."""
    known = {x.lower().rstrip(".?!") for t in trained for x in t}
    for x in held:
        assert x.lower().rstrip(".?!") not in known, x
    return held


ANY = lines(ANY) + lines(IT_FIRST)
DOING = lines(DOING)
OF_KIND = {"noun": lines(NOUN), "verb": lines(VERB), "adjective": lines(ADJECTIVE), "adverb": lines(ADVERB)}
OF_KIND = {pos: own + lines(DIRECT_OF[pos]) for pos, own in OF_KIND.items()}
HELD = {pos: apart(lines(h), ANY, *OF_KIND.values()) for pos, h in (
    ("any", HELD_ANY), ("noun", HELD_NOUN), ("verb", HELD_VERB), ("adjective", HELD_ADJECTIVE),
    ("adverb", HELD_ADVERB))}
USES = {"sentence": lines(SENTENCE) + lines(ASK_SENTENCE), "synonyms": lines(SYNONYMS) + lines(ASK_SYNONYM),
        "kind": lines(KIND) + lines(ASK_KIND)}
HELD_USES = {"sentence": apart(lines(HELD_SENTENCE), USES["sentence"]),
             "synonyms": apart(lines(HELD_SYNONYMS), USES["synonyms"]),
             "kind": apart(lines(HELD_KIND), USES["kind"])}
_LEFT = frozenset(x.lower().rstrip(".?!") for t in (*HELD.values(), *HELD_USES.values()) for x in t)
ASKING = re.compile(r"(can|could|would|do|does|have|might|may|any|got|is|are|will|how)\b", re.I)


def crossed(leads, cores):
    """Each lead-in with each core, as a question or a statement; held-out ones are left out."""
    out = [f"{a} {b}" for a in lines(leads) for b in lines(cores)]
    return tuple(x + ("?" if ASKING.match(x) else "" if x[0].islower() else ".")
                 for x in out if x.lower() not in _LEFT)


LED = crossed(LEAD, CLAUSE)
LED_OF = {pos: crossed(LEAD, text) for pos, text in CLAUSE_OF.items()}
GIVEN = crossed(GIVE, MEANING)
USES_LED = {"sentence": (crossed(GIVE + "|" + THINK_OF, A_SENTENCE), crossed(REQUEST, DO_SENTENCE),
                         tuple(cap(x) + "." for x in lines(DO_SENTENCE)) + lines(A_SENTENCE)),
            "synonyms": (crossed(GIVE + "|" + THINK_OF, A_SYNONYM), crossed(REQUEST, DO_SYNONYM),
                         tuple(cap(x) + "." for x in lines(DO_SYNONYM)) + lines(A_SYNONYM)),
            "kind": (crossed(LEAD, KIND_CLAUSE),)}
for _led in USES_LED.values():
    for _table in _led:
        apart(_LEFT, _table)
MET = lines(MET)
MET_OF = {"noun": lines(MET_NOUN), "verb": lines(MET_VERB), "adjective": lines(MET_ADJECTIVE),
          "adverb": lines(MET_ADVERB)}
IT_MEANS, REASON, TAIL = lines(IT_MEANS), lines(REASON), lines(TAIL)
FOLLOW, FOLLOW_NOUN = lines(FOLLOW), lines(FOLLOW_NOUN)
IT = {"sentence": lines(USE_IT), "synonyms": lines(LIKE_IT), "kind": lines(KIND_IT)}

# Alone these are no question about a word but a greeting, an order or an answer.
NOT_ALONE = frozenset("""yes no hello hi hey bye goodbye thanks thank please help stop time date day today now
    story poem joke song sorry anybody anyone something anything with without from into than because well why
    what who whom whose which how when where then continue more again next exit quit list read run write code
    program file files good great nice cool right fine sure okay wrong true false go on begin start end more
    less back up down out here there weather news calculate count sum add number numbers name me you it he she
    they we this that these those and but not cancel repeat explain tell say show test summary summarise
    summarize translate answer question hours minutes clock morning evening night welcome cheers really
    perfect correct maybe perhaps never always wait done ready""".split())
CLEAR = tuple(x for x in ANY if re.search(r"mean|defin|word|dictionary|[Ee]xplain (?!that)", x))

TABOO = re.compile(r"\b(kill|murder|rape|sex|drug|nazi|jew|negro|black|slave|whore|drunk|god|christ|bomb|"
                   r"terror|hitler|suicid|kennedy|clinton|bush|nixon|reagan|"
                   r"communis|abort|nude|naked|breast|body|condom|lesbian|homosex|gay|homicid|"
                   r"hell|damn|bastard|bitch|torture|massacre|lynch|incest|prostitut|racis|corpse)", re.I)
WHOLE = re.compile(r"(i|he|she|it|they|we|you|the \w+ (is|was|are|were|has|had|can|will)|"
                   r"this|there (is|was|are|were)|"
                   r"(his|her|my|our|their|your) \w+ (is|was|are|were|has|had)) ", re.I)
OUR = re.compile(r"\b(discol|col|behavi|flav|fav|hon|lab|neighb|harb|hum|od|vap|rum|arm|tum|vig|endeav|sav)"
                 r"or(?!ous|at|i[zfos]|ial|ar|al)")
BRITISH = (("favorit", "favourit"), ("center", "centre"), ("fiber", "fibre"), ("gray", "grey"),
           ("jewelry", "jewellery"),
           ("travele", "travelle"), ("theater", "theatre"), ("plow", "plough"), ("defense", "defence"),
           ("offense", "offence"),
           ("skillful", "skilful"), ("mold", "mould"), ("catalog ", "catalogue "), ("`", "'"))


class Entry(NamedTuple):
    word: str
    pos: str
    gloss: str
    example: str | None
    similar: tuple
    answer: str      # the whole entry
    line: str        # its first line


def british(text):
    text = OUR.sub(r"\1our", text)
    for a, b in BRITISH:
        text = text.replace(a, b)
    return text


def line(word, pos, gloss):
    return f"**{cap(word)}** ({pos}): {dot(gloss)}"


def entry(word, pos, gloss, example, similar):
    first = line(word, pos, gloss)
    parts = [first]
    if example:
        parts.append(f"*{example}*")
    if similar:
        parts.append(f"Similar {'words' if len(similar) > 1 else 'word'}: {', '.join(similar)}.")
    return Entry(word, pos, gloss, example, tuple(similar), "\n\n".join(parts), first)


def usable(example, word):
    """An example as it is shown: a whole sentence gets its capital and full stop, a phrase does not."""
    if (len(example) > 55 or not re.fullmatch(r"[A-Za-z][A-Za-z',!? -]+", example) or TABOO.search(example)
            or not re.search(rf"\b{word}", example, re.I) or len(example.split()) < 2):
        return None
    return cap(dot(example)) if len(example.split()) > 3 and WHOLE.match(example) else example


def bases(word):
    """What a word may be a form of: a seldom meaning of its own (blinks: a small lettuce) is passed over."""
    for end in ("s", "es", "ed", "ing"):
        if word.endswith(end) and len(word) > len(end) + 2:
            stem = word[:-len(end)]
            yield from (stem, stem + "e") if end != "s" else (stem,)
            if len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1]


PLURAL_ONLY = frozenset("""glasses arms goods clothes news means thanks customs species series headquarters
    works grounds stairs savings spectacles trousers pants scales""".split())


def a_form(w, same):
    """Whether an entry is but a form of another word."""
    if w["word"] in PLURAL_ONLY or not any(b in same or b in OWN for b in bases(w["word"])):
        return False
    return w["count"] <= 2 or w["pos"] == "noun" and w["word"].endswith("s") and not w["word"].endswith("ss")


_entries = None


def entries():
    global _entries
    if _entries is None:
        raw = [w for w in words() if w["word"] not in OWN]
        same = {w["word"]: w for w in raw}
        raw = [w for w in raw if not a_form(w, same)]
        same = {w["word"]: w for w in raw}
        out = [entry(w, pos, gloss, example, SIMILAR.get(w, ())) for w, (pos, gloss, example) in OWN.items()]
        for w in raw:
            # Words are similar when both have this meaning as their first one.
            similar = [x for x in w["similar"] if x in same and w["word"] in same[x]["similar"]
                       and x[:5] != w["word"][:5] and british(x) != w["word"]][:2]
            similar = [british(x) for x in similar]
            examples = [usable(british(x), w["word"]) for x in w["examples"]] if len(out) < N_EXAMPLES else []
            examples = sorted((x for x in examples if x), key=lambda x: not x.endswith((".", "!", "?")))
            gloss = british(w["gloss"])
            if w["pos"] == "verb":
                gloss = gloss.removeprefix("to ")
            both = {w["word"], british(w["word"])}
            if re.fullmatch(r"(?!cap|as)\w{3,}ize", w["word"]) and w["level"] <= 20:
                both.add(w["word"][:-2] + "se")
            for word in sorted(both - OWN.keys()):
                example = examples[0] if examples and word in examples[0].lower() else None
                out.append(entry(word, w["pos"], gloss, example, similar))
        _entries = out
    return _entries


_known = None


def known():
    global _known
    if _known is None:
        _known = frozenset(e.word for e in entries())
    return _known


def pick(R):
    """An entry, common ones somewhat more often than rare ones."""
    e = entries()
    return e[int(len(e) * R.random() ** 1.25)]


def plural(word):
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def doing(word):
    """walk: walking; for questions only, so a slip in the spelling does no harm."""
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + "ing"
    if len(word) < 5 and re.fullmatch(r"[^aeiou]+[aeiou][bdglmnprt]", word):
        return word + word[-1] + "ing"
    return word + "ing"


MASS = """water milk bread butter cheese rice sugar salt pepper tea coffee juice wine beer meat food sand snow
rain grass blood gold silver iron cotton wool software hardware data music money love joy anger fear
peace art science magic weather thunder lightning fog internet nature garlic pasta police people
scissors trousers everything flour dust advice information furniture luggage traffic air oxygen
steel wood glass paper chess tennis football news homework"""
MASS = re.compile(r".*(ness|ity|ism|ics|ing|ance|ence|ology|age|dom|ship|hood)|" + "|".join(MASS.split()))


MARKS = ('"%s"',) * 8 + ("'%s'",) * 4 + ("*%s*", "**%s**", "**%s**", "`%s`", "_%s_", "\u201c%s\u201d", "<%s>")


def marked(R, t, word):
    """The word as it is put into the text: bare, mostly, or in quotes, bold or in capitals."""
    q = R.random()
    if q < 0.14:
        return R.choice(MARKS) % word
    if q < 0.17 or q < 0.45 and t.startswith("{w}"):
        return cap(word)
    return word.upper() if q > 0.985 else word


def put(R, t, word):
    return t.format(w=marked(R, t, word), a=an(word), s=plural(word), g=doing(word))


def tail(R, t):
    """The question with some words after it: what is a pump, in plain English?"""
    end = t[-1] if t[-1] in ".?" else ""
    if end == "." and not t.startswith(("Explain", "Tell", "Please", "Define", "I'd", "I want")):
        return t
    return t.rstrip(".?") + R.choice((" ", " ", ", ")) + R.choice(TAIL) + end


def ask(R, word, pos):
    """A question what a word means. Also used for words that the model does not know."""
    alone = word not in NOT_ALONE
    r, own = R.random(), R.random()
    own = own < (0.15 if pos == "noun" and MASS.fullmatch(word) else 0.5) and pos in OF_KIND
    if pos == "verb" and r > 0.97 and alone and doing(word) not in known():
        return typed(R, R.choice(DOING).format(g=doing(word)))
    if r < 0.03 and alone:
        t = R.choice(("{w}", "{w}", "{w}?"))
    elif r < 0.50:
        t = R.choice(OF_KIND[pos] if own and alone else ANY if alone else CLEAR)
        if 0.44 < r < 0.48 and len(t) > 10:
            t = tail(R, t)
    elif r < 0.72:
        t = R.choice(LED_OF[pos] if own else LED)
        if r > 0.70:
            t = tail(R, t)
    elif r < 0.77:
        t = R.choice(GIVEN)
    elif r < 0.91:
        t = R.choice(MET_OF[pos] if own else MET) + " " + R.choice(IT_MEANS)
    else:
        t = R.choice(REASON) + " " + R.choice(CLEAR if not own or not alone else OF_KIND[pos])
    return typed(R, put(R, t, word))


def ask_use(R, what, word):
    """A question how a word is used."""
    r = R.random()
    if r < 0.5:
        t = R.choice(USES[what])
    else:
        t = R.choice(R.choice(USES_LED[what]))
    if r < 0.08 or r > 0.94:
        t = R.choice(REASON) + " " + t
    elif r > 0.90:
        t = tail(R, t)
    return typed(R, put(R, t, word))


def think(R, e):
    if R.random() < 0.5:
        return f"The user asks about the word {e.word}. I know that word; it is {an(e.pos)}."
    return f"The user wants to know what {e.word} means. I know that word; it is {an(e.pos)}."


def use(what, e):
    """(thinking, answer) of the questions about how a word is used."""
    if what == "sentence":
        thinking = f"The user wants an example with the word {e.word}. "
        if e.example:
            return thinking + "I know one.", f"For example: *{e.example}*\n\n{e.line}"
        return (thinking + "I have none.",
                f"I have no example with **{e.word}**, but I know the word.\n\n{e.line}")
    if what == "synonyms":
        thinking = f"The user wants a word similar to {e.word}. "
        if e.similar:
            of = f"*{e.similar[0]}*" + (f" and *{e.similar[1]}*" if len(e.similar) > 1 else "")
            return (thinking + f"I know {e.similar[0]}.",
                    f"{('A word', 'Words')[len(e.similar) > 1]} similar to **{e.word}**: {of}.\n\n{e.line}")
        return thinking + "I know none.", f"I know no other word for **{e.word}**.\n\n{e.line}"
    return (f"The user asks what kind of word {e.word} is. It is {an(e.pos)}.",
            f"I know **{e.word}** as {an(e.pos)}.\n\n{e.line}")


def has(e, what):
    return what == "kind" or (e.example if what == "sentence" else e.similar)


def pick_for(R, what):
    """Words that have what is asked for, three times of four."""
    e = pick(R)
    if R.random() < 0.75:
        for _ in range(12):
            if has(e, what):
                break
            e = pick(R)
    return e


def exchange(R, tools):
    r = R.random()
    if r < 0.12:
        what = ("sentence", "synonyms", "kind")[int(r * 25)]
        e = pick_for(R, what)
        return [User(ask_use(R, what, e.word)), Assistant(*use(what, e))]
    if r < 0.16:
        what = ("sentence", "synonyms", "kind")[int((r - 0.12) * 75)]
        e = pick_for(R, what)
        return [User(ask(R, e.word, e.pos)), Assistant(think(R, e), e.answer),
                User(R.choice(IT[what])), Assistant(*use(what, e))]
    e = pick(R)
    turns = [User(ask(R, e.word, e.pos)), Assistant(think(R, e), e.answer)]
    if r < 0.22:
        e = pick(R)
        if e.pos == "noun" and R.random() < 0.5 and not MASS.fullmatch(e.word):
            text = R.choice(FOLLOW_NOUN).format(a=an(e.word))
        else:
            text = put(R, R.choice(CLEAR if e.word in NOT_ALONE else FOLLOW), e.word)
        turns += [User(text), Assistant(think(R, e), e.answer)]
    return turns


def cases(R):
    all_of_them = entries()[:N_CASES]
    chosen = R.sample(all_of_them, 560)
    for e in chosen[:500]:
        mass = e.pos == "noun" and MASS.fullmatch(e.word)
        own = R.random() < 0.4 and e.word not in NOT_ALONE and not mass
        text = R.choice(HELD[e.pos if own and e.pos in HELD else "any"]).format(w=e.word, a=an(e.word))
        yield {"kind": "definition", "id": f"definition/{e.word}", "tools": [], "thinking": R.random() < 0.25,
               "messages": [{"role": "user", "content": text}], "expect": {"gloss": e.gloss, "pos": e.pos}}
    rest = chosen[500:] + R.sample(all_of_them, 600)
    done = set()
    for i in range(30):
        what = ("sentence", "synonyms", "kind")[i % 3]
        e = next(x for x in rest if x.word not in done and has(x, what))
        done.add(e.word)
        expect = {"sentence": [re.escape(e.example or "")], "kind": [rf"\b{e.pos}\b"],
                  "synonyms": [rf"\b{x}\b" for x in e.similar]}[what]
        yield {"kind": "word-use", "id": f"word-use/{what}/{e.word}", "tools": [],
               "thinking": R.random() < 0.25,
               "messages": [{"role": "user", "content": R.choice(HELD_USES[what]).format(w=e.word)}],
               "expect": {"any" if what == "synonyms" else "all": expect}}
