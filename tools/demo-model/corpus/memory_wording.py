"""How people tell a fact about themselves and ask for it: the tables of memory.py.

A fact has a label ("my name", "the colour of my car"), which goes into frames that serve all kinds, a
clause ("what I am called"), which goes into frames for indirect questions, and wordings of its own.
[a|b] stands for alternatives; {k} is what the fact is of, {ks} its plural, {v} the value, {av} the value
with its article; {n} a label and {c} a clause.
"""
import itertools
import math
import re


def expand(template):
    parts = [p.split("|") for p in re.split(r"\[([^]]*)\]", template)]
    for i in range(0, len(parts), 2):
        parts[i] = ["|".join(parts[i])]
    return tuple(re.sub(" +", " ", "".join(p)).strip() for p in itertools.product(*parts))


class Table:
    """Templates, one a line. Lines with many alternatives are drawn more often, but less than as often."""

    def __init__(self, text):
        self.lines = tuple(expand(line) for line in text.split("\n") if line.strip())
        self.drawn = tuple(line for line in self.lines for _ in range(1 + int(math.log2(len(line)) / 2)))

    def draw(self, R):
        return R.choice(R.choice(self.drawn))

    def all(self):
        return {t for line in self.lines for t in line}


# "What did I say the name I told you is?" will not do
_BEFORE = re.compile("did I|I [a-z ]*(told|gave|given|said|mentioned|wrote)")


def commas(text):
    return tuple(t for part in text.split(";") for t in expand(part.strip()))


# -- frames around a label, to tell

LABEL_SAYS = Table("""
{n} is {v}
{n} is {v}
{n} is {v}
{n}: {v}
{n} = {v}
{n} - {v}
{n} [would be|happens to be|has been|has always been] {v}
{n} is[, by the way,|, as it happens,|, for the record,|, in case you wonder,|, believe it or not,] {v}
{n}, [in case you need it|in case you wonder|if you must know|as it happens|for what it is worth], is {v}
{v} is {n}
{v} [happens to be|would be] {n}
{v}[, that is|, that's|, this is|: that is] {n}
it is {v}, {n}
it's {v}, {n} [I mean|that is]
[as for|as to|regarding|concerning] {n}, it is {v}
[regarding|concerning|about|on] {n}: it is {v}
[about|on the subject of|a word on] {n}: {v}
when it comes to {n}, it's {v}
[if|when|whenever] [anyone|someone|somebody] asks for {n}, [say|it is|tell them] {v}
[for|as] {n} [put|take|use|enter|write|save] {v}
[for|as] {n} you [can|may] [put|take|use|enter|write|save] {v}
[use|take|put|enter|store|save|keep] {v} as {n}
set {n} to {v}
let {n} be {v}
you [can|may|should] [save|store|keep|remember] {v} as {n}
here is {n}: {v}
here you have {n}: {v}
this is {n}: {v}
{n}? {v}
{n}? [It is|That is|It's|That would be|Easy,] {v}
the form says that {n} is {v}
the answer to the question about {n} is {v}
what is {n}? It is {v}
[you asked for|you wanted|you need] {n}: it is {v}
I can give you {n}: {v}
I will tell you {n}: it is {v}
I [wrote|put] {v} on the form as {n}
on the form, under {n}, I [wrote|put] {v}
my papers say that {n} is {v}
everybody here knows that {n} is {v}

all my friends know that {n} is {v}
yes, {n} really is {v}
{n} is {v}, [not more, not less|nothing else|of course|as you see]
""")

# two facts with labels in one breath: {n} {v}, {m} {w}
PAIR_SAYS = Table("""
{n} and {m} are {v} and {w}
{n} and {m} are {v} and {w}, in that order
{n} is {v} and {m} {w}
{n} is {v}, {m} is {w}
{n}: {v}, {m}: {w}
{n}: {v}; {m}: {w}
{n} = {v}, {m} = {w}
{n} {v}, {m} {w}
{n} is {v} [while|whereas|and|but|, and then] {m} is {w}
{v} is {n} and {w} is {m}
{v} is {n}, {w} {m}
{n} is {v}, and as for {m}, it is {w}
two facts: {n} is {v}, {m} is {w}
[apart from|besides] {n}, which is {v}, there is {m}, which is {w}
not only is {n} {v}, but {m} is {w}
""")

# -- around a whole fact

LEADS = Table("""
[Hi|Hello|Hey|Hiya|Good morning|Good day|Good afternoon|Good evening|Hello there|Hi there][,|!]
[By the way|Btw|Just so you know|For your information|FYI|For the record|In case you wonder|In case it \
helps],
[Remember|Please remember|Keep in mind|Bear in mind|Please keep in mind|Do not forget|Don't forget][:| that]
[Note|Please note|Take note|Memo|Reminder|Info|To remember|For later|For your notes|Fact]:
[Make a note|Take it down|Save this|Store this|Keep this|Hold on to this|Memorise this|Learn this|Mark \
this]:
[I want you to know|I would like you to know|You should know|You ought to know|It is good to know] that
[I should tell you|I must tell you|Let me tell you|I have to say|I may say|I can tell you|I tell you] that
[It may help to know|You may want to know|You might like to know|It will be useful to know] that
[Well|So|OK|Right|Now|All right|Listen|Look|Okay so|Ah yes|Oh|Hm],
[A bit about me|About me|Something about me|A fact about me|Some facts|A few words about me|My profile]:
[To introduce myself|Let me introduce myself|An introduction|Before we start|Before I ask anything|To \
begin with]:
[Did you know|Have I told you|Did I mention|Have I said already] that
[I have a secret for you|Here is a fact|Here is something to remember|I have something to tell you|Guess \
what]:
[It is a funny thing, but|You may not believe it, but|It is no secret that|It is true that|The truth is \
that]
[As you may need it later|Since you will need it|Because I will ask you later|Before I forget it], 
[What I wanted to say|What you need to know|What you must remember|The thing to remember] is that
[I was just thinking that|It just came to my mind that|I am glad to say that|I am happy to tell you that]
[Good to meet you|Nice to meet you|Here I am|I am back|I am new here|I just sat down]!
[Today I will test your memory|Let us see if you can remember this|I will ask you about this later]!
[It is raining here|What a day|I am having tea|I just got home|It is late here|The sun is shining]!
[I am typing this on my phone|My tea is getting cold|I have not slept well|It has been a long day]!
""")

TAILS = Table("""
, [just so you know|by the way|for your information|in case you wonder|in case it matters|for the record]
, [please remember that|remember that|do not forget it|please keep that in mind|please note|mark that]
, [so|and] [please keep that in mind|remember it|do not forget it|keep it in mind|store that somewhere]
, [you know|you see|as I said|to be honest|to tell the truth|if you want to know|of course|believe me]
, [and that is that|and that will not change|and that's the truth|and I mean it|and I am proud of it]
, [I will ask you later|I shall ask you about it later|you will need it later|which you should remember]
. [Please remember that|Remember that|Please keep it in mind|Do not forget it|Keep that in mind|Note it, \
please]
. [I will ask you about it later|I'll ask you later|There will be a test|You will need it later|That may \
help]
. [That is all|That's all for now|That is it|There you have it|Now you know|So much for that|More later]
. [Thanks|Thank you|Thank you for listening|Many thanks|Cheers]
. [It is raining here|What a day|It is late here|The sun is shining|My tea is getting cold|It is cold today]
 and [it is raining here|I am glad to be here|I am in a hurry|I hope you are well|I like to talk]
""")

ASIDES = tuple((
    "it is raining here;I am in a good mood;today was a long day;I am having tea;it is late here;"
    "I have some time;I am new here;I just got home;the sun is shining;I am a bit tired;"
    "the coffee is ready;my back hurts;the radio is on;I am in a hurry;it is cold today;"
    "I am glad to be here").split(";"))

SIGNED = tuple((
    "Regards,;Best regards,;Kind regards,;Best wishes,;Cheers,;Yours,;Yours truly,;Sincerely,;Signed,;"
    "Signed:;Best,;All the best,;Warm wishes,;Love,;Thanks,;Bye for now,;So long,;With best wishes,;From;"
    "Written by;--;-").split(";"))

# -- frames around a label, to ask

LABEL_ASKS = Table("""
What [is|was] {n}?
What is {n}?
What's {n}?
So what [is|was] {n}?
[And|Now|Then] what [is|was] {n}?
What [is|was] {n}[, then| once more| now|, please|, do you remember]?
What [is|was] {n} [called|again], you [know|remember]?
[Tell|Give] me {n}[|, please| again| once more| one more time].
[Please|Now|Just|Kindly|Quickly] [tell|give] me {n}.
[Say|State|Name|Repeat|Print|Write|Recall|Show|Type|Spell out] {n}[|, please| again| for me].
[Please|Now] [say|state|name|repeat|print|write|recall|show|type] {n}.
Do you [still |][remember|know|recall] {n}?
Do you [by any chance|happen to|really|also|even|perhaps] [remember|know|recall] {n}?
Do you [still |]have {n}[| noted| written down| stored| somewhere| in mind| in your head| at hand]?
Have you [still |][got|kept|noted|stored|saved] {n}[| somewhere]?
Have you [forgotten|lost] {n}[| already| by now]?
[You have not forgotten|You haven't forgotten|You still know|You do remember|You know] {n}, right?
[Could|Can|Would|Will] you [tell|give] me {n}[| again| once more|, please]?
[Could|Can|Would] you [please|kindly|quickly|also] [tell|give] me {n}?
Can you [recall|say|name|remember|type|write|show me] {n}?
Are you able to [recall|say|name|tell me] {n}?
[May|Can|Could] I [hear|see|have] {n}[|, please| again]?
Would you mind [telling|giving] me {n}[| again]?
Would you be so [kind|good|nice] as to tell me {n}?
I [forgot|have forgotten|can't remember|cannot remember|cannot recall|keep forgetting|don't remember] {n}.
I [forgot|have forgotten|can't remember|cannot remember|don't remember] {n}. [Help me|Do you know it|Can \
you help]?
I [forgot|can't remember|am not sure about] {n}. What [is|was] it[| again]?
I need {n}[| again| now| once more| for a form| for a letter| right now| here].
I need to [know|see|hear|write down] {n}.
I [would like|want|would love|wish] to [hear|see|know] {n}[| again| from you].
I'd like [you to tell me|to know|to hear] {n}.
I [wonder|am wondering] [if|whether] you [know|remember|still know|still have|kept|can tell me] {n}.
I [hope|think|trust|bet] you [know|remember|still know|have kept] {n}.
I am [looking for|trying to recall|trying to remember|asking for|asking about] {n}.
Let me [hear|see] {n}[| again|, please].
Let us see [if|whether] you [know|remember|kept|noted] {n}.
Let's [see|check|test] [if|whether] you [know|remember|noted] {n}.
{n}?
{n}?
{n}, please.
{n}, [do you know it|do you remember|what is it|what was it|any idea]?
{n} - [do you know it|what is it|what was it|tell me]?
{n}[:| =] ?
{n} [is|was] ...?
{n} is [...|what|___|which]?
{n} [is|was], [again|please|you remember]?
[And|Now|Next|What about|How about|And what about|Now to|Next is|Then] {n}?
[Complete|Finish|Continue] [this|the sentence|my sentence|the line]: {n} is ...
Fill in the [gap|blank]: {n} is [___|...].
[Quiz|Quiz time|Test|Memory test|Question|Quick question|Another question|Next question|Riddle]: what is \
{n}?
[Quiz|Test|Memory test|Question|Next question|Quick one|Asking]: {n}?
For [one point|ten points|a biscuit|the jackpot|a gold star]: what is {n}?
What have you [noted|got|stored|written down|saved] [as|for|about|under] {n}?
What did I [say|tell you|write|mention|type|let you know] about {n}?
What did I [give|name|state|enter|call|mention] as {n}?
What did I [say|tell you|write|claim] {n} [is|was]?
[I told|I gave|I have told|I have given] you {n}. [What was it|Do you remember it|Can you say it|Which \
was it]?
I [mentioned|told you|gave you|wrote] {n} [earlier|before|a moment ago|above]. What was it?
I am filling in a form. What is {n}?
The form asks for {n}. What do I [write|enter|put]?
Someone [asks for|wants to know|is asking for|needs] {n}. What [do I say|should I say|is it]?
[My memory is bad|I am forgetful|Help me out|I am getting old|Sorry to ask]: what is {n}?
If you [remember|know|still know|have] {n}, [tell me|say it|type it|let me know].
Is {n} [still in your memory|known to you|something you remember|something you know]?
Did you [note|remember|keep|get|catch|write down|save] {n}?
Were you [paying attention|listening]? What is {n}?
[Show|Prove] that you [know|remember|noted] {n}.
Look back and tell me {n}.
Look it up for me: {n}.
What would you [say|answer] if someone asked for {n}?
[As far as you know|According to me|From what I said|From what I told you], what is {n}?
[How about|What about] telling me {n}?
[Any idea|Any memory] of {n}?
It is [important|urgent], I need {n}.
Out of all I told you, what is {n}?
""")

# -- frames around a clause, to ask: {c} is "what I am called"

CLAUSE_ASKS = Table("""
Do you [still |][remember|know|recall] {c}?
Do you [by any chance|happen to|really|also|even|perhaps] [remember|know] {c}?
[Can|Could|Will] you [tell me|say|let me know] {c}[|, please| again]?
[Can|Could] you [please|kindly|quickly|also] tell me {c}?
[Tell me|Say|Let me know][| again| once more| please] {c}[|, please].
[Please|Now|Just|Kindly] tell me {c}.
I [wonder|am wondering|ask myself|was wondering|have been wondering] {c}.
I [wonder|was wondering|am curious] [if|whether] you [know|remember|can say|still know|could tell me] {c}.
I [want|would like|would love|wish|need|have] to [know|hear from you|find out|be told] {c}.
I [forgot|have forgotten|can't remember|don't remember|am not sure|no longer know|do not recall] {c}.
I [forgot|have forgotten|can't remember|don't remember] {c}. [Do you know|Can you help|Do you remember it]?
[Any idea|Do you have any idea|Have you any idea|Any clue|Any memory of] {c}?
[Let's|Let us] [see|check|test|find out] [if|whether] you [remember|know|noted|can say] {c}.
I [told you|have told you|mentioned|let you know] {c}. [Do you remember|What was it|Can you say it]?
I [said|mentioned|wrote] [earlier|before|above] {c}. What was it?
Did you [note|remember|catch|get|notice|write down|keep in mind] {c}?
Have you [forgotten|noted|understood|stored|kept in mind] {c}?
Are you able to [say|tell me|recall] {c}?
Show [me that|that] you [know|remember] {c}.
You [know|remember|still know], [right|I hope], {c}?
You [should|must|ought to] know {c}. [Well|So|Tell me]?
I [bet|hope|think|am sure] you [know|remember|still know] {c}.
Would you be so [kind|good|nice] as to tell me {c}?
Would you mind telling me {c}?
[Someone|Somebody|My friend|The man here|A lady] [asks|wants to know|asked me] {c}. [What is it|What do I \
say]?
It would be [nice|great|helpful|kind] to hear {c}.
It would be [nice|great|helpful] if you could tell me {c}.
If you [remember|know] {c}, [tell me|say it|let me know].
[How about|What about] telling me {c}?
[Quiz|Test|Memory test|Question|Next question|Your task]: say {c}.
The [question|big question|next question] is {c}.
[What I want to know|What I am asking|My question] is {c}.
Look back and [tell me|say] {c}.
""")

# -- around a whole question

QUESTION_LEADS = tuple((
    "Quick question: ;Question: ;Test: ;Quiz: ;Quiz time! ;Memory test! ;Memory test: ;Just checking: ;"
    "Now, ;OK, ;So, ;Well, ;Tell me, ;Tell me: ;Say, ;One more thing: ;One more question: ;Let's see, ;"
    "Let's see. ;Help me out: ;Sorry, I am forgetful. ;I need it for a form. ;Out of curiosity, ;"
    "Back to me: ;Now about me: ;Thanks. ;Thank you. ;Good. ;Great, thanks. ;Fine. ;All right, ;"
    "Here comes the test. ;Let me test you: ;Let me check your memory. ;Are you ready? ;"
    "Do you know this: ;Answer this: ;Remember, I told you. ;I told you before. ;You should know this: ;"
    "For a friend: ;Just for fun: ;By the way, ;Changing the subject: ;Something else: ;Another thing: ;"
    "Excuse me, ;Pardon me, ;Hm, ;Um, ;Wait, ;Alright, ;Oh, and ;And now, ;First, ;Next: ;Listen, ;"
    "I forgot something: ;I have a question. ;May I ask you something? ;I'd like to know: ;I wonder: ;"
    "Be honest, ").split(";"))

QUESTION_TAILS = tuple((
    " I told you.; I told you before.; I told you earlier.; You should know.; You should know that.;"
    " I can't remember.; I forgot.; I have forgotten.; Just checking.; Any idea?; I hope you remember.;"
    " Do you remember?; Do you know?; Do you still know?; Can you tell me?; Tell me.; Tell me, please.;"
    " I said it before.; It's a test.; I need it.; Thanks.; Thank you.; I want to see if you know.;"
    " Think!; Think back.; I mentioned it.; No guessing.; Short answer, please.;"
    " Just that, please.").split(";"))

# -- yes or no

LABEL_CHECKS = Table("""
Is {n} {v}?
Is {n} {v}[, or not| or something else|, yes or no|, do you know|, would you say]?
{n} is {v}, [right|correct|isn't it|is it not|yes|no|is that right|is that so|true|am I right]?
{n} was {v}, [right|correct|wasn't it|yes]?
Is {v} {n}?
{v} is {n}, [right|correct|isn't it|yes|is that so|true]?
Is it [true|right|correct] that {n} is {v}?
Is it {v}, {n}?
[Did I say|Did I tell you|Have I told you|Did I write|Would you say] that {n} is {v}?
[True or false|Yes or no|Right or wrong|Correct]: {n} is {v}?
[Do you think|Are you sure|Do you agree|Can you confirm] that {n} is {v}?
{n}: {v}, [right|correct|yes or no]?
Was {n} {v}?
Was it {v} that I gave as {n}?
[So|And|Then|Now], is {n} {v}?
[I think|I believe|If I remember well,|Someone says] {n} is {v}. Is that [right|correct|true|so]?
""")


class Words:
    """The wordings of one kind of fact."""

    def __init__(self, says="", asks="", labels="", told="", clauses="", checks="", frame_says=True):
        self.says, self.asks = Table(says) if says else None, Table(asks)
        self.labels = commas(labels) if labels else ()
        self.told = self.labels + commas(told) if told else self.labels  # labels to ask with
        self.clauses = commas(clauses) if clauses else ()
        self.checks = Table(checks) if checks else None
        self.frame_says = frame_says and bool(self.labels)

    def say(self, R):
        if self.frame_says and R.random() < 0.33:
            return LABEL_SAYS.draw(R).replace("{n}", R.choice(self.labels))
        return self.says.draw(R)

    def also(self, says="", asks=""):
        """More wordings beside those there are."""
        for table, text in ((self.says, says), (self.asks, asks)):
            more = Table(text)
            table.lines += more.lines
            table.drawn += more.drawn

    def pair(self, R):
        return R.choice(self.labels) if self.frame_says else None

    def ask(self, R):
        r = R.random()
        if r < 0.45 and self.told:
            frame = LABEL_ASKS.draw(R)
            n = R.choice(self.labels if _BEFORE.search(frame) else self.told)
            if frame.startswith("{n}"):
                n = n[:1].upper() + n[1:]
            return frame.replace("{n}", n)
        if r < 0.65 and self.clauses:
            return CLAUSE_ASKS.draw(R).replace("{c}", R.choice(self.clauses))
        return self.asks.draw(R)

    def check(self, R):
        if self.labels and (self.checks is None or R.random() < 0.5):
            n, frame = R.choice(self.labels), LABEL_CHECKS.draw(R)
            if frame.startswith("{n}"):
                n = n[:1].upper() + n[1:]
            return frame.replace("{n}", n)
        return self.checks.draw(R) if self.checks else None

    def all_says(self):
        found = set(self.says.all())
        if self.frame_says:
            found |= {f.replace("{n}", n) for f in LABEL_SAYS.all() for n in self.labels}
        return found

    def all_asks(self):
        return (self.asks.all() | {f.replace("{n}", n) for f in LABEL_ASKS.all() for n in self.told}
                | {f.replace("{c}", c) for f in CLAUSE_ASKS.all() for c in self.clauses})


WORDS = {}

WORDS["name"] = Words("""
[I am|I'm|It is|It's|This is|Here is|Here comes|It's me,|It is me,|It's only me,] {v}
[I am|I'm] {v}[, by the way|, nice to meet you|, pleased to meet you|, hi|, how do you do]
{v} [here|speaking|is here|writing|at the keyboard|is typing|is back|says hello|says hi|greets you|\
reporting]
[I am|I'm|I was] [called|named] {v}
[I answer to|I listen to|I am known as|I'm known as|I sign as] {v}
[I go by|I answer to] the name [of|] {v}
[people|friends|my friends|my mates|most people|all my friends|folks|my family|at home they] call me {v}
[my friends|people here|my family|my colleagues|my neighbours] know me as {v}
[you can|you may|just|please|feel free to|do] call me {v}
[you should|you could|I'd like you to|I want you to|I would like you to|better] call me {v}
[please|do|you can|you may] [address me as|refer to me as|think of me as] {v}
[my parents|my mother|my father|my mum and dad] [named|called] me {v}
[I was given|I have|I bear|I carry|I got|I use] the name {v}
I was [baptised|christened] {v}
[the user|the person at the keyboard|the person typing|the one typing this|the one who types] is [called|\
named] {v}
[the user's|the writer's|the author's] name is {v}
[the user|the person at the keyboard|the person typing this|the human here|the one who types] is {v}
the one who sits here is [called|named] {v}
the human in this chat is [called|named|] {v}
[it is|it's] {v} who [writes|is writing|types|is typing] [this|here|to you]
[name|name is|user name|first name|user|me]: {v}
name's {v}
my name? {v}
[my name|my first name|my own name|my given name] [is|is|was always|has always been] {v}
{v} is [my name|my first name|the name|what I am called|what they call me|how I am called|who I am]
{v}, that is [me|my name|what people call me|who I am|what I am called|how people know me]
{v}. That is [me|my name|what people call me|what I am called|who I am|how my friends know me]
{v}[, at your service|, hello|, hi|, pleased to meet you|, that's me]
if you [need|want] a name for me, [take|use|it is|it's] {v}
if you want to know who I am: [I am|I'm|it is] {v}
[when you talk to me|when you speak to me|when you answer me|from now on|in this chat], [call me|use the \
name] {v}
[in this chat|on the phone|at work|at home|here|online|at school] [I am|I'm] [called|named|known as|] {v}
who am I? [I am|I'm|It is|] {v}
[hello from|hi from|a hello from|good wishes from|kind regards from|written by] {v}
[may I introduce myself?|let me introduce myself.|allow me to introduce myself.] [I am|My name is|I'm] {v}
I [introduce|present] myself: {v}
[on my badge|on my passport|on my door|on my letters] it says {v}
my [badge|passport|letter box|name tag] says {v}
[don't call me user,|do not call me user,|forget the word user,] [call me|I am|my name is] {v}
you would know me as {v}
I'm the one called {v}
I am [the|that] {v} you have heard about
I am {v} and [it is raining here|I am new here|I have a question|I like to talk|I am glad to be here]
I, {v}, [am writing to you|am new here|say hello|greet you|have come to talk]
[pleased|nice|glad|good|lovely] to meet you, [I am|I'm|my name is] {v}
[somebody called|someone named|a person named] {v} is [typing|writing] [this|to you|here]
my [mother|father|wife|boss] calls me {v}[| and so can you| and so should you| and you may, too]
""", """
What [is|was] my [name|first name|given name|own name]?
What [am|was] I [called|named]?
How am I [called|named]?
Who am I[|, then|, please|, really| to you|, do you think|, again|, can you tell]?
Who [is|was] [the user|the person typing|the one asking this|the person at the keyboard]?
Under [which|what] name [am I known|did I introduce myself|do people know me|do my friends call me|did I \
come]?
What [do|should|can|could|may|must|will|would] you call me?
What [do|should|can|would] [people|friends|my friends|others|they] call me?
How [do|should|can|will|would] you [address|call|greet] me?
[What|Which] name [do I go by|do I answer to|did I give you|did I tell you|did I mention|did I use|is mine]?
[What|Which] name [belongs to me|should you call me by|did I say was mine|do you have for me]?
What name [should stand on my letter|goes on my badge|would be on my door|do I sign with|would I sign with]?
How did I [introduce|present] myself?
Who did I [say I am|introduce myself as|say I was|present myself as]?
What did I [introduce myself as|ask you to call me|say I am called|tell you to call me|say they call me]?
Do you [still |][remember|know|recall] [who I am|what I am called|how I am called|who you talk to|me by \
name]?
Do you know [who is typing|who is asking|who types this|who is writing to you|who is talking to you]?
[Who|Whom] do you [think|believe] I am?

Can you [address|call] me by [my|] name?
Have I [told|given] you my name?
Have I introduced myself?
I am [...|who|called ...|called what|named ...], again?
I am called ...?
They call me ...?
[People|My friends] call me ...[|?]
Hello, my name is ...?
I am [so forgetful|confused|getting old]. [Who am I|What is my name|What am I called]?
[It is your turn|Your turn|Now you]: [what is my name|who am I|what am I called]?
You [know|remember] me, [don't you|right]? [What is my name|Who am I|What am I called]?
[What is|What's] the name of [the user|the person typing this|the person at the keyboard|the one who asks]?
[What is|What's] the name [I gave you|I told you|I go by|I mentioned|I introduced myself with|I use]?
[What is|What's] it that [people|friends|my friends] call me?
[Which|What] name did [my parents give me|my mother give me|I introduce myself with|I write above|I sign \
with]?
[Not your name, mine|My name, not yours|I mean my name]: what is it?
I know your name, but what is mine?
What is your user's name? I mean me.
If you wrote me a [letter|card|postcard], what name would [stand on it|you write|it begin with]?
If you [met me in the street|called me over|wanted to greet me], what would you call me?
me, who am i?
name?
my name?
who am i
whats my name
my name pls
user name?
[Guess|Say|Tell me] who I am.
Tell me who [I am|is typing|you talk to|this is|is talking to you].
[Who|What] did I say I [am|was] [called|named|]?
""", (
    "my name; my name; my name; my first name; my given name; my own name; the name I go by; "
    "the name I answer to; the name of the user; the user's name; the name of the person typing"),
     told=(
     "the name I gave you; the name I told you; the name I mentioned; the name I use; "
     "the name people call me; the name my friends use for me"),
     clauses=(
     "who I am; who I am; what my name is; what my name is; what my name was; what I am called; "
     "how I am called; what people call me; what my friends call me; who is typing this; "
     "which name is mine; what name I go by; which name I gave you; what name I told you; "
     "what I said my name was; what to call me; how to address me; who is talking to you; "
     "who you are talking to; who I said I was; what name I gave; which name I use"),
     checks="""
Am I {v}?
Am I [called|named|known as|really|not] {v}?
I am {v}, [right|correct|am I not|aren't I|yes|is that so]?
Do [people|my friends|they] call me {v}?
Did I [say|tell you] [that I am|I am|I was] [called|named|] {v}?
Did I introduce myself as {v}?
[Should|Can|Would|Do] you call me {v}?
[I am called|They call me|You call me|People call me] {v}, [right|correct|yes]?
Are you talking to {v}?
Is [the user|the person typing] called {v}?
Do I go by {v}?
""")

WORDS["age"] = Words("""
[I am|I'm] {v}
[I am|I'm] {v} [years old|years of age|yrs old|years old now|this year|today|already|at the moment|by now]
[I am|I'm] aged {v}
[I have|I've] [just|recently|finally|already|lately] turned {v}
I turned {v} [last week|this year|last month|yesterday|not long ago|in spring|on my last birthday]
I became {v} [last week|this year|last month|yesterday|in summer]
[I have|I've] [lived|been alive|been around|been on this earth] for {v} years
[at the age of|aged|at] {v}, I [still love to learn|am still learning|like to sit here|am still curious|\
feel fine]
[at the age of|aged] {v} I am [not the youngest|still curious|quite happy|as fit as ever|ready to learn]
there were {v} candles on my [last|birthday] cake
my [last|latest] cake had {v} candles
[with|at] {v} years I am [old enough|still young at heart|quite experienced|just right]
[age|my age|user age|years]: {v}
my [age|current age|present age] is {v}
{v} years [is how old I am|is my age|is what I count|have passed since my birth]
{v} is [how old I am|my age|the age I am|my age in full years]
[the user|the one typing|the person typing this|the person at the keyboard] is {v} years old
[my birth was|I was born] {v} years ago
[I look younger, but|believe it or not,|you would not guess, but] I am {v}[| years old]
[people say I look young, but|I feel young, though] I am {v}
[how old am I|my age]? [I am|I'm|It is|] {v}
[they say I am|the doctor says I am] {v} years old
[I have|I've] {v} [birthdays|years] behind me
I count {v} years""", """
How old [am I|was I|would I be|did I say I am|did I say I was]?
How old [am I|was I][| again|, then|, please| now|, do you think|, according to me]?
How many [years old am I|birthdays have I had|candles are on my cake|candles do I need for my cake|years \
am I]?
How many candles [were on|should be on|belong on] my [last |]cake?
What age [am I|did I say|did I mention|did I tell you|do I have]?
[Which|What] age [did I tell you|did I mention|is mine|should I write down|do I have]?
How long have I been [alive|on this earth]?
How old do you think I am?
[Am I young or old|Am I old]? [How old am I|How many years]?
I am ... years old?
I am [how many|what] years old?
i am how old
how old am i
my age pls
age?
If someone asks how old I am, what do I say?
Do you [still |][remember|know] how [old I am|many years I count]?
Not your age, [mine|but mine]: how old am I?
[What is|What's] the age [I told you|I gave you|I mentioned]?
[What|Which] number did I give you as my age?
How old is [the user|the person typing this|the person you talk to]?
""",
    "my age; my age; my age in full years; my current age; my present age; the age of the user",
    told="the age I told you; the age I mentioned; the age I am at",
    clauses=(
    "how old I am; how old I am; what my age is; what age I am; how many years old I am; "
    "how old I said I was; which age I told you; what age I mentioned; how old the user is"),
    checks="""
Am I {v}[| years old| years of age| already| or not]?
I am {v}[| years old], [right|correct|am I not|yes|true]?
Did I [say|tell you] [that I am|I am|I was] {v}[| years old]?
Am I aged {v}?
[Have I turned|Did I just turn] {v}?
Is it true that I am {v}[| years old]?
""")

WORDS["number"] = Words("""
my {k} is {v}
my {k} is [number|no.|exactly|simply|just|now and always] {v}
my {k} [is|reads|runs|says|goes]: {v}
[I have|I've got|I got|I was handed|I drew] {k} {v}
[I have|I've got|I got|I received|I was handed|I was told] {v} as my {k}
[I have|I've got|I got] the {k} {v}
[they|the people there|the office|the clerk|the system] [assigned me|gave me|put me down with|handed me] \
{k} {v}
[the clerk|the office|the system] says [my {k} is|my {k}:] {v}
{v} is [my {k}|the {k} I have|what my {k} is|the {k} I was handed|the {k} for me]
{v}, that is my {k}[|, mind you|, not yours]
{v}. That is my {k}.
{k}: {v}
{k} {v} is mine
mine is {k} {v}
it says {v} [on my paper|on my card|on my note], that is my {k}
[on my card|on the paper|on the note] it says {v} [for|as|under] my {k}
if [they ask|somebody asks|you need it], my {k} is {v}
when they ask for my {k}, I [say|type|answer|write] {v}
I [typed|wrote|noted|entered|use|type|chose|picked] {v} [as|for] my {k}
[we agreed on|I settled on|I decided on] {v} [as|for] my {k}
the digits of my {k} are {v}
for my {k} I have {v}
[with|under] the {k} {v} you will find me
[you find me|they know me|I am listed] under the {k} {v}
[the user's|the customer's] {k} is {v}
I know my {k} by heart: {v}
I must not forget my {k}, [it is|which is|namely] {v}
my {k}, [it's|which is|namely|that is] {v}
my {k}, {v}, is [important|easy to remember|on a card|hard to remember|on my door|what I need today]
I hope nobody sees it, but my {k} is {v}
I looked it up: my {k} is {v}
I just found out that my {k} is {v}
""", """
[What|Which] {k} [do I have|have I|did I give you|did I tell you|did I mention|is mine|was mine|did I get]?
[What|Which] {k} [did I say I have|should I use|do I need|must I enter|am I to write down|do I type]?
[What|Which] [number|digits|figure] did I [give you|tell you|name|mention] [as|for] my {k}?
How does my {k} [go|read|run]?
What does my {k} [say|read]?
[What|Which] are the digits of my {k}?
I am standing here without my {k}. What is it?
They [want|need|ask for] my {k}. [What is it|Which is it|What do I say]?
I [lost|mislaid|cannot find] the [paper|card|note] with my {k}. What was it?
{k}?
my {k}?
my {k} pls
whats my {k}
what {k} do i have
which {k} was mine again
Not yours, my {k}: what is it?
My {k} is the number ...?
The {k} I told you, what was it?
Spell out my {k}.
What [do I type in|do I enter|goes in the field|do I write] for my {k}?
""",
    "my {k}; my {k}; my {k}; my own {k}; the {k} of mine; the user's {k}",
    told="the {k} I gave you; the {k} I told you; the {k} I mentioned; the {k} I have; that {k} of mine; "
         "the digits of my {k}",
    clauses=(
    "what my {k} is; what my {k} is; what my {k} was; which {k} I have; which {k} is mine; "
    "which {k} I told you; what I gave you as my {k}; what I said my {k} was; how my {k} reads; "
    "what {k} I mentioned"),
    checks="""
Do I have [the |]{k} {v}?
Is {k} {v} mine?
Did I give you {v} [as|for] my {k}?
Did I say {v} [for|was] my {k}?
My {k}: is it {v}?
""")

WORDS["born"] = Words("""
I was born in [the year |]{v}
[I am|I'm] from the year {v}
[my life began|it all began for me|I began my life|my mother had me|I arrived|I first saw light] in {v}
[I am|I'm] a child of [the year |]{v}
[my year of birth|my birth year|the year of my birth|the year I was born] [is|was] {v}
{v} [is|was] [my birth year|the year of my birth|when I was born|the year I was born|the year my life began]
[born|year of birth|birth year|yob]: {v}
born in {v}, [that is me|that's me|I have seen a lot|I am still going strong]
my passport says [I was born in|year of birth] {v}
I have been around since {v}
I have been alive since {v}
my parents got me in {v}
[the user|the person typing this] was born in {v}
my mother gave birth to me in {v}
they [wrote|put] {v} in my passport as my year of birth
""", """
When [was I born|did my life begin|did I say I was born|was the year of my birth|did my mother have me]?
[What|Which] year was I born[| in| in again]?
In [which|what] year [was I born|did my life begin|did my mother have me|did I say I was born|did I begin \
my life]?
[What|Which] year [did I tell you I was born in|did I give as my year of birth|stands in my passport as \
birth year]?
Since [when|which year] have I been [alive|around]?
I was born in ...?
The year I was born is ...?
[What|Which] year is my year of birth?
when was i born
birth year?
year of birth?
""", "my year of birth; my birth year; the year of my birth; the year I was born",
    told="the year I told you I was born in; the year in which I was born; the year my life began",
    clauses=(
    "when I was born; when I was born; in which year I was born; what year I was born; "
    "what my year of birth is; which year I was born in; what my birth year is; when I said I was born; "
    "since when I have been alive"),
    checks="""
Was I born in [the year |]{v}?
I was born in {v}, [right|correct|wasn't I|yes|true]?
Did I say I was born in {v}?
Is {v} when I was born?
Is it true that I was born in {v}?
""")

WORDS["count"] = Words("""
I have {v} {k}
[I have|I've got|I own|I keep|I possess|I have got|I hold] [exactly|precisely|a total of|] {v} {k}
[I have|I've got|I own] {v} {k}[, not more|, no more, no less|, can you believe it|, imagine that|, all \
told|, in total]
[there are|you would find|one can count|we have] {v} {k} [at my home|here with me]
{v} {k} are [mine|what I have|what I own|what I call my own|in my possession]
{v} [is how many|is the number of] {k} I [have|own]
I am the [proud|happy|lucky] owner of {v} {k}
[my home has|my household has|my place has] {v} {k}
[how many {k} do I have|my {k}]? {v}
my {k}: {v}
number of {k} I have: {v}
{k}, I have {v} of them
of {k} I have {v}
when it comes to {k}, I have {v}
as for {k}, I [have|own] {v}
[I counted|I have counted|yesterday I counted] my {k}: {v}
I counted {v} {k} [of mine|that I own]
my {k} are {v} in number
[the user|the one typing this|the person at the keyboard] has {v} {k}
with my {v} {k} I am never [bored|lonely|alone]
my {v} {k} [make me happy|mean a lot to me|are dear to me|keep me busy|are the joy of my life]
I have so many {k}, {v} [in all|to be exact|of them|in fact]
it is [because of|about] my {v} {k} that I am writing
""", """
How many {k} [do I have|have I got|have I|do I own|do I possess|did I mention|did I count|did I say are \
mine]?
How many {k} [are mine|do I keep|do I call my own|did I tell you about|have I mentioned|would you say I \
have]?
How many {k} did I [tell you|say] [I have|I own|I had]?
How many of my {k} are there?
[What|Which] number of {k} [do I own|have I got|did I mention|did I tell you]?
My {k}, how many are [they|there]?
My {k}: how many?
How many {k}?
[And|Now] [my {k}|the {k}], how many?
I have [how many|...] {k}?
i have how many {k}
how many {k} have i
Count my {k}.
{k}: how many of them do I have?
Of {k}, how many do I have?
How large is my number of {k}?
What is the [total|count] of my {k}?
If [someone counted|I counted] my {k}, how many would there be?
""", told="", labels="",
    clauses=(
    "how many {k} I have; how many {k} I have; how many {k} I own; how many {k} I have got; "
    "how many {k} are mine; how many {k} I told you about; how many {k} I mentioned; "
    "how many {k} I said I have; what number of {k} I have; how many of my {k} there are"),
    checks="""
Do I [have|own|keep] {v} {k}?
Have I got {v} {k}?
I have {v} {k}, [right|correct|don't I|yes|true]?
Did I [say|tell you] [that I have|I have|I own] {v} {k}?
Is it true that I have {v} {k}?
Are {v} {k} mine?
[Is|Was] {v} the number of {k} I have?
""")

WORDS["favourite"] = Words("""
my [favourite|favorite|favourite|fav|fave] {k} is {v}
my [favourite|favorite|very favourite|absolute favourite|all-time favourite] {k} [is|has always been|will \
always be] {v}
my [number one|no. 1|top|most loved|best-loved|preferred|go-to|dearest|beloved] {k} is {v}
my {k} of choice is {v}
[favourite|favorite|fav|top] {k}: {v}
[favourite|favorite] {k} = {v}
the {k} [I like|I love] [best|most|more than any other|above all others|the most] is {v}
the {k} I [adore|cannot resist|can never resist|treasure|always choose|always pick|would always take] is {v}
the {k} [closest to my heart|at the top of my list|that makes me happiest|for me|that wins my heart] is {v}
the {k} of my [choice|heart|dreams] is {v}
{v} is my [favourite|favorite|favourite|number one|top|most loved|best-loved|preferred|absolute \
favourite] {k}
{v} is the {k} [I like best|I love most|I like most|I adore|I cannot resist|I always choose]
{v} is the [best|greatest|finest|most beautiful] {k} [for me|to me|in my eyes|in my book|in my view]
{v} is [the one|number one] for me among {ks}
I [like|love] {v} [best|most|more than anything] [of all {ks}|among {ks}|as a {k}|as far as {ks} go]
I [like|love] {v} more than any other {k}
I prefer {v} to [every|any] other {k}
I [choose|pick|favour] {v} over [every|any] other {k}
I cannot resist {v}, [my favourite {k}|it is my favourite {k}|the best {k} there is]
I [adore|love] {v}, it is [my favourite|my favorite|my number one|my top] {k}
[when it comes to|as for|speaking of|talking of] {ks}, [I like {v} best|{v} is my favourite|{v} wins|I \
love {v} most]
[when it comes to|as for|among|of all] {ks}, [nothing beats {v}|{v} is the one I love|{v} comes first|I \
choose {v}]
[of all|among all|among the] {ks}, [I like {v} best|I love {v} most|{v} is my favourite|{v} is number one]
[no|no other] {k} [beats|comes close to|is better than|can compete with|is as good as] {v}
there is no [better {k} than|{k} like] {v}
[nothing beats|give me] {v}, my favourite {k}
[for|as] a {k}, {v} is [my favourite|the one I like best|what I like most|my first choice|number one]
as a {k}, I would [always|any day] [choose|pick|take] {v}
[my heart belongs to|I have a weakness for|I am mad about|I am crazy about] {v}, my favourite {k}
in the [list|ranking] of my {ks}, {v} is [number one|at the top|in first place]
first place among {ks} goes to {v}
my favourite among [all|the] {ks} is {v}
[which {k} do I like best|my favourite {k}|what {k} do I love]? {v}
[the user's|my own|my personal] favourite {k} is {v}
[the user|the person typing this] likes {v} best as a {k}
I have many {ks} I like, but {v} is [my favourite|the best]
I vote for {v} as the best {k}
[ever since I was a child|for years|all my life|since school], my favourite {k} has been {v}
my favourite {k}, {v}, [makes me happy|always cheers me up|is what I need today|never lets me down|is on \
my mind]
[today I thought about|I was just thinking of|I could talk for hours about] {v}, my favourite {k}
""", """
What [is|was] my [favourite|favorite|fav|number one|top|most loved|best-loved] {k}?
[Which|What] {k} do I [like|love] [best|most|the most|above all|more than any other]?
[Which|What] {k} [is|was] [my favourite|my favorite|my number one|number one for me|the one I like best|\
my top one]?
[Which|What] {k} [is at the top of my list|wins my heart|makes me happiest|is dearest to me|can I not \
resist]?
[Which|What] {k} [do I always pick|do I adore|do I choose first|do I love so much]?
[Which|What] {k} did I [name|mention|give|state|call|pick] as my [favourite|favorite|number one|\
best-loved one]?
[Which|What] {k} did I say [I like best|I love most|is my favourite|was my favourite|I adore|wins|I like \
most]?
[Which|What] {k} did I tell you [I like best|I love most|is my favourite|about]?
Which [of all|among all|of the many] {ks} [do I like best|is my favourite|do I love most|is number one \
for me]?
[Of all|Among all|Out of all] {ks}, which [one |][is my favourite|do I like best|do I love most]?
[When it comes to|As for|Speaking of|Talking of] {ks}, [which is my favourite|what do I like best|which \
do I love most]?
[As a {k}|For a {k}], what [do I like best|do I love most|would I choose|is my first choice]?
My favourite among [all|the] {ks}, what is it?
If you wanted to [please me|make me happy] with a {k}, which [one would it be|would you choose]?
What do I like best [as a {k}|among {ks}]?
What do I love most [as a {k}|among {ks}]?
[Favourite|Favorite|Fav|Top] {k}?
[favourite|favorite|fav] {k} of mine?
my [fav|favourite|favorite] {k} pls
whats my [favourite|favorite|fav] {k}
which {k} do i like best
The {k} I like best is ...?
The {k} I love most is ...?
I like ... best of all {ks}. What is it?
Not your favourite {k}, [mine|but mine]. What is it?
What would I answer if someone asked for my favourite {k}?
You know my taste: which {k} do I like best?
[Which|What] {k} comes first [for me|with me|in my heart]?
""", (
    "my favourite {k}; my favourite {k}; my favourite {k}; my favorite {k}; my favorite {k}; my fav {k}; "
    "my number one {k}; my top {k}; my most loved {k}; my best-loved {k}; my all-time favourite {k}; "
    "my {k} of choice; the {k} I like best; the {k} I love most; the {k} I like most; "
    "the {k} at the top of my list"),
    told=(
    "the {k} I called my favourite; the {k} I said I like best; the {k} I cannot resist; "
    "the {k} I adore; the {k} that I named as my favourite"),
    clauses=(
    "what my favourite {k} is; what my favourite {k} is; what my favorite {k} is; which {k} I like best; "
    "which {k} I love most; which {k} is my favourite; what {k} I like most; "
    "which {k} is number one for me; what I said my favourite {k} is; which {k} I named as my favourite; "
    "which {k} I cannot resist; which of all {ks} I like best; what {k} I love more than any other"),
    checks="""
Do I like {v} best[| as a {k}| of all {ks}| among {ks}]?
Do I love {v} [more than any other {k}|most of all {ks}]?
Is {v} [the {k} I like best|the {k} I love most|my number one {k}|my top {k}|my {k} of choice]?
Did I [say|tell you] [that my favourite {k} is {v}|I like {v} best as a {k}|that {v} is my favourite {k}]?
As a {k}, do I like {v} best?
Did I name {v} as my favourite {k}?
""")

# Names are told and asked in more ways than anything else: constructions crossed with their like.
WORDS["name"].also("""
the name [to remember|to use|you need|you want|you are looking for|for your records|on my door|I was born \
with|I sign with|I introduce myself with|I prefer|my parents picked|in my passport|of this user] is {v}
the [right|correct|proper|full|only|best] name for me is {v}
[name of|the name of] [the user|your user|the person here|the human here|yours truly|your guest|your \
visitor]: {v}
[my|the user's|your visitor's|your guest's] name [happens to be|would be|reads|sounds like this:|has always \
been|remains] {v}
the name {v} [belongs to me|is mine|was given to me|is the one I bear|is how people know me|is on my papers|\
suits me|is my own|has been mine since birth|fits me well]
the name {v} is [mine|my own], [not yours|and I like it|so use it|please remember it]
{v} [is|was] the name [my parents chose|my mother picked|I was born with|I was given|I use|I prefer|on my \
badge|that belongs to me|I sign with|I bear|that goes with my face]
{v} is [how you may address me|how to address me|how they greet me at work|the name to use for me|what it \
says on my badge|what stands in my passport|what you may call me|what you can call me]
[who is|guess who is] [at the keyboard|typing|writing|there|here|on the line|at the other end]? [It is|It's|\
That is|That's|Why,|None other than|] {v}
[at|behind|in front of] the [keyboard|screen|computer|terminal] [sits|is|you find|you will find] {v}
[at this keyboard|behind this keyboard|on this side of the screen|at this end of the line|on this chair], \
[it's|it is|there is|you have|you find|sits] {v}
the [hands|fingers] on [this|the] keyboard [belong to|are those of] {v}
the one [at the keyboard|behind the keyboard|in front of the screen|pressing these keys|writing to you|\
asking \
you things|on this chair] is {v}
[the keyboard is in the hands of|these lines are written by|this message comes from|this message was sent \
by|this was typed by|today's user is|your user today is|your user is|your guest is|your visitor is|you are \
being used by] {v}
[you have|now you have] {v} [at the keyboard|on the line|in front of you|here|as your user|as your guest]
[you're chatting with|you're talking with|you are chatting with|you are writing to|you're texting with|you \
are in a chat with|you are dealing with|you have the pleasure of talking to|you now talk with|your partner \
in this chat is|the one you chat with is|the person you answer is|the one you are talking with is] {v}
[meet|please meet|say hello to|say hi to|please welcome|greet|welcome] {v}[|, your user|, your new friend|, \
that's me|: that is me]
[it is|it's] {v} [you're chatting with|you are talking to|on the line|at the keyboard|again|behind these \
words|\
at your door|who asks you|who needs you|whom you hear]
[hello|hi|hey|good morning|good evening|greetings|howdy|good day|hiya|hello there], [it is|it's|this is|here \
is|here comes] {v}
[hello|hi|hey|good morning|good evening|howdy|good day|hiya|hello there], {v} [here|speaking|again|is here|\
is my name|it is]
[hello|hi|hey|good morning|good evening|howdy|good day|hiya], [I'm|I am|my name's|my name is|call me] {v}
[hello|hi|hey|good morning|good day] [from|there from] [me, |your user |]{v}
[a warm hello|a good morning|greetings|best wishes|a big hello|a friendly hello] from {v}[|, that's me]
[hello|hi|good day], [I don't think we have met|we have not met|we haven't met yet|we are strangers]: [I am|\
I'm|my name is] {v}
how do you do, [I am|I'm|my name's] {v}
[some|many|most people|the neighbours|the children|my pals|my grandparents|my classmates|my team|my sister|\
my \
brother|my teacher|they|others|people at work|the people here] [call|calls] me {v}
[they|people|my neighbours|the locals|my classmates|old friends] [say|shout|use] {v} when they [want|mean|\
need|\
call] me
[I got|I received|I was born with|I inherited|I was given|I live with|I grew up with|I ended up with] the \
name {v}
[I was|I have been] [named|called] {v} [by my parents|after my grandparent|at birth|since I was born|all my \
life|from day one]
[by name|by birth|as a person|to my friends|to everybody|for short|for you|to you|in real life], I [am|am \
called] {v}
[for you|for short|to friends|to you|in this chat], [I'm|it's|it is|just] {v}
[make that|put me down as|note me as|write me down as|save me as|store me as|log me in as|register me as|\
list \
me as|file me under|enter me as|sign me in as|book me in as|remember me as|keep me in mind as|treat me as] {v}
[you may|you can|please|kindly] [put me down as|note me as|remember me as|save me as|keep me in mind as|\
address me as|greet me as|greet me with the name] {v}
I [introduce myself as|present myself as|would like to be called|want to be called|prefer to be called|like \
being called|wish to be called|am happy to be called|like to be known as|use] {v}
I [respond|react|listen|turn round] [to the name of|when you say|when someone calls] {v}
[shout|say|call|type] {v} and [I will come|I come running|I listen|I will answer|you mean me]
[if you call|when you call|whoever calls] {v}, [I will answer|I will come|I listen|that is me]
I'm [none other than|no other than|the famous|the one and only|just|simply|only|still] {v}
[user|username|nickname|name|me|I|person|first name|given name|login] [=|is|->|-] {v}
[some call me this, some that, but|I have a name, and|a name? Of course:|you want a name?|my name you ask?|\
for the introduction:|to introduce myself:|first things first:|as for my name:|about my name:] [it is|it's|\
I am|I'm] {v}
I am [a person|a human|someone|somebody|a user|a friend] [called|named|by the name of|with the name] {v}
[here speaks|here writes|here types|it's me again,|yours truly,|remember me?|here stands] {v}
I, {v}, [say good morning|am your user|am the one who types|sit at this keyboard|would like to talk|bid you \
welcome|greet you warmly|am here again]
[address|label|name tag|passport|signature|caller|sender|author|user|visitor|guest|speaker]: {v}
[nobody|none] but {v} [is here|writes this|types this|uses this keyboard]
[wherever I go|all over town|in my village|in my street|at the office|among friends|in the club|at the \
pub], [people|they|folks] call me {v}
[let's get to know each other|let us be friends|nice to see you|good to see you|I'm new|first time here]: \
[I'm|I \
am|my name is|call me] {v}
my [mum|dad|gran|aunt|uncle|teacher|colleague|best friend|partner] [says|calls me|shouts|named me] {v}
the [letters|letter|parcel|bill|invitation] [on my table|in my hand|here] [are|is] addressed to {v}, [and \
that \
is me|which is me|that's me]
[you were wondering|in case you wondered|if you wonder|should you wonder|so that you know] who [I am|is here|\
writes this|this is]: {v}
[you'd|you would|one would|you will] [find me|know me] under [the name|] {v}
""", """
[Which|What] name [is mine|is my own|would be mine|is the one I have|is the one that belongs to me|was \
mine|do \
I bear|do I carry|should be on my badge]?
[What|Which name|Who] do you have me [down as|in your notes as|noted as|saved as|stored as|written down as]?
[As what|As whom|Under what name] [do you have me|am I noted|did you note me|am I saved|do you remember me|\
did \
I sign in|do you know me]?
[What|Which name] [have you got|do you have|did you save|did you note|did you keep|did you store|did you \
write \
down|is noted|is on file] for me?
Who [is this|is here|is that|is it|is there|is at the keyboard|is on the line|is behind the keyboard|is in \
front of you|is your user|is using you|sits here|is chatting with you|writes these lines|might I be|could I \
be|would I be|have I been all along]?
Who [is this|is here|is at the keyboard|is writing|is it], [do you know|do you remember|can you say|I wonder|\
any idea|again|once more|then]?
[Who|Whom] [are you chatting with|are you writing with|do you chat with|do you have in front of you|have you \
been chatting with|is it you talk to|do you see in me|am I to you|do you have the pleasure with]?
With whom [are you chatting|are you talking|do you have the pleasure|do you speak]?
[Whose|Now whose] [hands are on the keyboard|fingers are typing|words are these|messages are these|chat is \
this]?
[Does|Do] [my name ring a bell|you know my face and name|you have a name for me|you have my name|you know me \
by now|my name come to mind]?
[Does my name ring a bell|Do you have my name|Do you know my name by heart|Did my name stick|Has my name \
stuck]? [What is it|Say it|Which is it|Tell me]?
What [was it that|is it that|is it] [they|people|my pals|others|folks] [call me|shout when they want me|say \
when they mean me]?
How [did I sign|did I say I am called|do people refer to me|do you refer to me|would you refer to me|\
should one \
address me|does one call me|am I to be called|am I known]?
[Put|Could you put|Can you put] a name to [me|my face|the person typing|your user][.|?|, please.]
[Jog|Refresh] my memory: [what am I called|what is my name|who am I|what's my name|how am I called]?
[Name|Please name|Greet|Address|Please greet|Kindly greet] [me|your user|the user|the person at the keyboard]\
[.|, please.| by name.| with my name.]
[Write|Type|Print|Spell out|State|Give|Drop|Share|Recite] [my name|the user's name|the name of your user|the \
name you know me by|the name I gave][.|, please.| here.| again.| for me.]
[Say|Write|Give me] hello [with|and] my name[.|, please.]
What would you [write on my cake|put on my name tag|write on a card for me|call out to me|shout to wake me|\
print \
on my ticket|engrave on my cup] as my name?
[What|Which name] [should I put on the form|do I write on the form|goes on the label|do I have to sign \
with|do I \
tell the doctor|do I give at the desk|do I put on the envelope] [for me|as my name|for myself]?
If [the phone rang|someone rang|a friend called|my boss came in] and asked for me, what name would [they say|\
they use|I hear|be said]?
If you had to [introduce|greet|present|announce] me, [what name would you use|what would you call me|what \
would you say my name is|who would I be]?
[Introduce|Present|Announce] me to [my friend|the others|the class|your friends|the world] by name.
I go by [what|which] name, [please|again|do you recall|you think]?
I am known [as|under] [what|which name|...][?|, do you know?]
I was named [what|how]?
My parents named me [what|...]?
My parents gave me [what name|which name|a name: which one|a name. What is it]?
[Everybody has a name|You have a name|A name is a nice thing|I have a name as well|I also have one]. What \
is [mine|\
my own]?
[Your name I know|I know yours|Never mind your name|Enough about you]. [What is mine|And mine|What's mine|\
What am \
I called]?
And [my name|me, who am I|me, what am I called|who is this]?
[You and who|It's you and who]? [I mean me|Me, I mean], by name.
[Did|Have] you [catch|caught|noted|note|remember|remembered|got|memorise|memorised] [my name|who I am|what \
I am \
called]?
[You remember|You recall|You know|You noted|You have|You've got|You caught] [my name|who I am|what I am \
called], \
[right|don't you|yes|I hope|surely]? [What is it|Say it|Tell me|Which is it]?
[Fill in the blank|Complete|Finish the sentence|Fill the gap]: [my name is|I am called|people call me|the \
user is \
called|this is] [...|___|____]
[Let's see if you were listening|Were you listening|Did you pay attention|Attention check|Memory check|Pop \
quiz|\
A test]: [who am I|what is my name|what's my name|what am I called|name me|which name is mine]?
[I lost my badge|I forgot my own name|I am confused today|I bumped my head|I woke up puzzled]. [Who am I|\
What is \
my name|What am I called|Which name is mine]?
[Am I someone to you|Am I just a user|Am I a stranger]? [What is my name|Who am I|Say my name|Which name \
is mine]?
[name of mine|whos this|who is this|who dis|my name again|me again who|and i am|i am called|remember my \
name|know \
my name|what was my name again|what am i called|the user is called|who r u talking with|whats the user \
called|\
what name do u have for me]?
[What|Which] [name have I got|name was I given|name was given to me|name did I get|name did I come with|name \
stands in my passport|name is in my passport|name do my letters bear|name did I start with]?
[By|With|Under] [which|what] name [should you greet me|do I sign|did I greet you|am I registered|am I \
listed|was \
I born|will you remember me|do you address me]?
What [handle|moniker|first name|given name] [do I have|is mine|do I use|did I give|belongs to me]?
""")

WORDS["favourite"].also("""
{v} is the {k} for me[, any day|, no doubt|, always|, every time|, hands down|, without question]
{v} is my {k}[|, any day|, all the way|, any day of the week|, hands down|, now and for ever|, beyond doubt]
for me[,|] {v} [beats every other|is better than any other|tops every|wins over every|is miles ahead of any \
other] {k}
for me[,|] the [best|greatest|finest|nicest] {k} [is|was|will always be|remains] {v}
for me[,|] it is {v} [all the way|any day|every time|first and last] [as a {k}|when it comes to {ks}|where \
{ks} \
are concerned|as far as {ks} go]
{v} [all the way|any day|every time|hands down|for ever|over everything|before all else|above all] [as a \
{k}|as \
my {k}|when it comes to {ks}|for my {k}|where {ks} are concerned]
{v} [beats everything|beats all|beats the lot|beats them all|tops everything|tops them all|comes out on \
top|wins \
by a mile|leads the field|takes the crown|takes the cake|takes first prize|is unbeatable|has no rival|is \
second to \
none] [as a {k}|when it comes to {ks}|among {ks}|where {ks} are concerned|in the world of {ks}|for a {k}]
{v} [beats|tops|surpasses|outdoes|trumps] [every other|any other|every single] {k}[|, I say|\
, if you \
ask me|, in my opinion|, for me]
{v}: [the best {k}|my kind of {k}|the {k} I love|the queen of {ks}|the king of {ks}|number one among {ks}|\
no better {k}|\
what a {k}][|, if you ask me|, I say|, for me|, in my book]
{v}, [what a {k}|a {k} like no other|the best of all {ks}|my {k} for ever|the {k} I love most|my dearest {k}]
{v}, that is [the {k} for me|my kind of {k}|my {k}|the {k} I like best|the {k} of my heart]
[any day|all day long|every day|at any time|always], [I would take|I'd take|I would pick|I'd choose|give \
me] {v} \
[as my {k}|over any other {k}|for a {k}]
I [would take|would pick|will take|will have|would choose] {v} [any day|every time|at any time|always] [as \
a {k}|\
over any other {k}|before any other {k}]
[my pick|my choice|my vote|the winner|my number one|first choice] [of {k}|for best {k}|among {ks}] [is|:|\
is clearly|\
is always] {v}
[my vote|first prize|my heart|the crown|the medal|the gold medal] [among {ks}|for the best {k}|in the \
contest of {ks}] \
goes to {v}
[you can keep all other|forget all other|leave me alone with other|I do not need other] {ks}, [it is {v} \
for me|{v} is \
mine|just give me {v}|I love {v}]
[give me|bring me|I want] {v} [over any other {k}|before any other {k}|and you can keep every other {k}]
[I am|I'm] [a fan of|very fond of|in love with|devoted to|loyal to] {v}, [the best {k}|my favourite {k}|\
the {k} I \
love most]
[there are many|I know a lot of|the world is full of|I have tried many] {ks}, but [{v} is the one|{v} \
beats them \
all|{v} wins|none like {v}|I love {v} most|give me {v}]
[hands down|no doubt|without a doubt|no question|clearly|easily], {v} is [the best|my favourite|the finest|\
the \
greatest] {k}[| for me]
my {k}[, you ask?|?] {v}[, of course|, any day|, all the way|, always|]
I [rank|put|place|rate] {v} [above all other|higher than all other|before all other|top of all] {ks}
my love [for|among] {ks} [begins and ends with|starts with] {v}
[no contest|easy choice|simple]: {v} is [the {k} for me|my {k}|the best {k}]
""", """
[Which|What] {k} [beats everything|beats all|tops the list|wins|comes out on top|takes the crown|is \
unbeatable|is \
second to none] [for me|in my book|in my eyes|if you ask me]?
[Which|What] {k} [would I take any day|would I pick any day|is it all the way for me|am I a fan of|am I \
mad about|am \
I fond of|would I vote for|do I rate highest|do I rank first|do I favour]?
[Which|What] {k} is [the one for me|the best for me|dearest to me|closest to my heart|my thing|my pick|my \
choice|of my \
choice]?
[What|Which] is [my pick|my choice|my number one|the best] [among|of all] {ks}[ for me| in my opinion| in \
my eyes]?
[What's|What is] the {k} [I like most of all|that beats all for me|I rave about|for me|I would take any \
day|I am \
fondest of]?
[Give me a|I'd like a|Someone wants to buy me a] {k}: which [one|] would [make me happy|please me most|I \
like best]?
[Fill in the blank|Complete|Finish this]: my favourite {k} is [...|___]
[Which|What] {k} [have I got a soft spot for|has won my heart|has my vote|do I swear by|do I put above all \
others]?
""")

# A name and another fact {c} in one sentence.
NAME_AND = Table("""
{v} is [my name|what they call me|what I am called|the name they gave me|who I am|how I sign], and {c}
{v} is [my name|what people call me|who is typing], [by the way|and you should know that|and I can add \
that|but also] {c}
[the user|the person at the keyboard|the one typing this|your user|your guest] is [called |]{v}, and {c}
[a note|a message|a line|news|a word|greetings] from {v}: {c}
[it's|it is|this is|here is|here writes] {v}, and {c}
[it's|it is|this is|here is] {v} [writing|typing|speaking|again]; {c}
[it's|it is|this is|here is] {v}[, and just so you know,|, and by the way| -] {c}
{c}, and [it's|it is|this is] {v} [who says so|who writes this|you are chatting with|at the keyboard|who \
tells you]
{c}, [says|writes|and that comes from|so says|signed] {v}
{c}, and [my name is|they call me|I am called|people call me|I'm|I am|you may call me|call me|I bear the \
name|\
I sign as|the name I use is|my friends say] {v}
{c}, [by the way, I'm|oh, and I'm|and as for my name, it is|and my own name is|and about me: I'm] {v}
[you're chatting with|you have in front of you|you are writing to|meet|say hello to|please greet] {v}, and {c}
[the name to remember is|the name to use for me is|the name I sign with is|the right name for me is] {v}, \
and {c}
[the name to remember is|the name for your notes is|the name I use is] {v}; {c}
[hello|hi|hey|good morning|good day], {v} here, [and|just to say that|I wanted to say that|to tell you \
that] {c}
[hello|hi|hey|good morning|good evening], [it's|this is|I'm|I am|call me] {v}, and {c}
[people|they|my friends|my family|most people|folks] call me {v}[, and| and] {c}
[my parents|my mother|my father] named me {v}, and {c}
[put me down as|note me as|save me as|remember me as|call me|just call me|address me as] {v}, and [note \
that|remember \
that|keep in mind that|also that|know that] {c}
[at the keyboard|behind this screen|on this chair] [is|sits] {v}, and {c}
I, {v}, [tell you that|let you know that|want to say that|confirm that|can say that|declare that] {c}
[as sure as my name is|as true as I am called|as I am] {v}, {c}
[I was given|I bear|I have|I go through life with] the name {v}, and {c}
[you can|you may] call me {v}[, and| and] {c}
who is [here|typing|at the keyboard]? {v}, and {c}
[two things|two facts|for your notes|remember both|first things first]: [I am|I'm|my name is|call me|they \
call me] {v} \
and {c}
{v} speaking[, and|:|;] {c}
{v} [here|speaking|at the keyboard|writing]. [By the way,|Also,|Just so you know,|Besides,|Oh, and] {c}
""")

WORDS["town"] = Words("""
[I live|I reside|I dwell|I stay|I am at home|I make my home|I have my home] in {v}
[I am|I'm] [living|based|settled|at home|housed|resident] in {v}
[I live|I have lived] in {v} [now|these days|at the moment|for years|since last year|with my family|all \
my life]
[I live in|my home is in|I am at home in] [the town of|the city of|a place called|a little town named|the \
lovely town of] {v}
[my home|my house|my flat|my apartment|my address|my bed|my place] is in {v}
[my home town|my hometown|my town|my city|my home city|my place of residence|my place] is [called |]{v}
{v} is [where I live|my home town|my home|the town I live in|where my house is|where I am at home|my city]
{v}, that is where [I live|my home is|my house stands]
[town|city|home town|home|residence|address|place]: {v}
[here in|over here in|at home in] {v}, where I live, [it is raining|the sun is shining|life is quiet|it \
is cold today]
[I write to you from|hello from|I am writing from] {v}, where I live
my [house|home|cottage|flat] stands in {v}
I [rent|own|bought|have] a [flat|house|room|small place] in {v} [and live there|where I live]
[people who visit me|my guests|my visitors] have to [come|travel] to {v}
when I go home, I go [home |]to {v}
the town [where|in which] I live is [called|named|] {v}
[the user|the person typing this|the one at the keyboard] lives in {v}
my neighbours and I live in {v}
[where do I live|my home town]? [In|It is] {v}
I am a citizen of {v}
I am an inhabitant of {v}
letters to me must be sent to {v}, where I live
""", """
Where [do I live|do I reside|am I at home|is my home|is my house|is my flat|did I say I live|am I based]?
Where [do I have my home|do I dwell|does the user live|did I tell you I live|is it that I live|do I stay]?
In [which|what] [town|city|place] [do I live|is my home|am I at home|is my house|do I reside|did I say I \
live]?
[Which|What] [town|city|place] do I [live in|call home|call my home|come home to|reside in]?
[Which|What] [town|city|place] [is my home|is home to me|did I say I live in|did I mention as my home|is \
mine]?
[Which|What] [town|city] did I tell you about as my home?
What [is|was] [my home town|my hometown|my city|my town|my place of residence|the town I live in] [called|\
again]?
What is the name of [my home town|my town|the town I live in|the city I live in|the place where my house \
is]?
To which [town|city] do I go home?
To which town would you send me a [letter|card|postcard]?
If you [visited me|sent me a letter|came to see me], which town would it be?
I live in ...?
My home is in ...?
My town is called ...?
where do i live
what town am i in
home town?
my city?
Where would a taxi have to take me to get home?
Where am I [at home|living]?
""", "my home town; my home town; my town; my city; my hometown; my place of residence; the town I live in; "
     "the city I live in; the name of my home town; the town that is my home",
    told="the town I told you about; the place I call home; the town where my house is",
    clauses=(
    "where I live; where I live; where my home is; where my house is; in which town I live; "
    "which town I live in; what town I call home; what my home town is; which city I live in; "
    "where I said I live; where I am at home; which place I call home; what my town is called"),
    checks="""
Do I [live|reside] in {v}?
Is my [home|house|flat] in {v}?
I live in {v}, [right|correct|don't I|yes|true]?
Did I [say|tell you] [that I live|I live] in {v}?
Am I at home in {v}?
Is {v} [where I live|my home town|the town I live in]?
Is it true that I live in {v}?
""")

WORDS["job"] = Words("""
[I am|I'm] {av}
I [work|serve|am employed|am working|have been working] as {av}
[I am|I'm] {av} [by trade|by profession|by day|by training|for a living|by occupation|, that is my job|at \
heart and by trade]
[I work|I have worked] as {av} [for years|since last year|all my life|every day|in a small place|here in \
town]
my [job|profession|occupation|trade|work|calling|line of work] is {v}
my [job|profession|occupation|work] is [that of|being|to be] {av}
my [job|profession|occupation] is [that of|being] {av}[|, and I like it|, which I enjoy]
[job|profession|occupation|work|trade]: {v}
{av} is what I am[| by trade| by profession]
being {av} is [my job|how I pay the rent|what I do all day|my daily work|my trade]
[I pay my rent|I get paid|I feed my family] by working as {av}
[for a living|for my daily bread|for money|to pay the rent|as a job] I [work as|am] {av}
[I have a job|I found work|I got work|I was hired|I started] as {av}
[they hired me|they employ me|my boss hired me] as {av}
I trained for it and now work as {av}
[the user|the person typing this|the one at the keyboard] [works as|is] {av}
[on weekdays|during the day|from nine to five|day in, day out|every morning] I [work as|am] {av}
in my [working life|job|day job] I am {av}
my day job is {v}
my business card says {v}
it says {v} on my business card
as {av}, I [work long hours|get up early|have much to do|meet many people|am rarely bored|like my job]
working as {av}, I [have little time|get up early|see a lot|am often tired|meet many people]
[what is my job|my job|my profession]? [I am|I'm|I work as] {av}
""", """
What [is|was] my [job|profession|occupation|trade|line of work|calling|day job|work]?
What do I [do for a living|do for work|work as|do all day at work|do as a job|do by trade|do \
professionally]?
What do I do [to pay the rent|for my daily bread|from nine to five|on weekdays|for money]?
[Which|What] [job|profession|trade|occupation|work] [do I have|is mine|did I mention|did I tell you|do I \
do|have I got]?
[Which|What] [job|profession|trade] did I say I [have|had|do]?
[Which|What] kind of [work|job] [do I do|do I have|is mine|did I mention]?
As what [do I work|am I employed|was I hired|did I say I work]?
In [which|what] job do I work?
What am I [by trade|by profession|employed as|in my working life|for a living]?
What [did I say|did I tell you] [I do for a living|I work as|my job is|my job was|my profession is]?
What does it say on my business card?
What does the user do for a living?
How do I [pay my rent|feed my family|make money]?
I work as ...?
My job is ...?
what do i work as
whats my job
my job pls
job?
profession?
What is it that I do [at work|for a living|all day]?
If someone asks what I do for a living, what do I say?
""", "my job; my job; my profession; my occupation; my trade; my line of work; my day job",
    told="the job I have; the job I told you about; the work I do; the profession I mentioned",
    clauses=(
    "what my job is; what my job is; what I do for a living; what I do for a living; what I work as; "
    "what my profession is; which job I have; what I am by trade; what kind of work I do; "
    "what I do for work; what I said my job was; as what I work; what my occupation is"),
    checks="""
Do I work as {av}?
Am I {av}[| by trade| by profession]?
I [am|work as] {av}, [right|correct|yes|true|is that so]?
Did I [say|tell you] [that I am|I am|I work as] {av}?
Is my [job|profession|occupation] {v}?
Is it true that I [am|work as] {av}?
""")

NAMED_SAYS = """
my {k} is [called|named] {v}
my {k}'s name [is|has always been|happens to be] {v}
the name of my {k} is {v}
[I have|I've got] one {k}, {v}
[I have|I've got] a {k} [called|named|by the name of|with the name|who is called|who is named] {v}
[I have|I've got] a {k}, [called|named|and the name is|the name is|whose name is] {v}
[I have|I've got] a {k}. The name is {v}
{v} is [my {k}|the name of my {k}|my {k}'s name|what my {k} is called|what I call my {k}|how my {k} is \
called]
{v}, that is my {k}
{v} is what I call my {k}
my {k} [goes by|answers to|listens to] [the name |]{v}
my {k} [goes by|answers to|listens to] {v}
my {k} [bears|carries|has] the name {v}
[name of my {k}|my {k}'s name|my {k}|{k}]: {v}
my {k} {v} [says hello|is here with me|is fine|is in the garden|makes me laugh|is asleep|sends greetings]
[today|yesterday|last week|this morning] I [was|went|sat] [outside|in the park|in the garden] with {v}, \
my {k}
{v}, my {k}, [says hello|is here with me|is fine|is in the garden|makes me laugh|is asleep|is looking at me]
my {k}, {v}, [is here with me|is in the garden|makes me laugh|is fine|is asleep|is my joy|sends greetings]
I call my {k} {v}
we call my {k} {v}
[you can|you may] call my {k} {v}
I [share my home|spend my days|live] with my {k} {v}
[the user's|the writer's] {k} is called {v}
[my dear|my old|my good|my lovely|my beloved] {k} is [called|named] {v}
the name I use for my {k} is {v}
[what is my {k} called|my {k}'s name]? {v}
I am [waiting for|thinking of|talking about|proud of|looking for] {v}, my {k}
I love my {k} {v}
I [miss|adore|like] my {k}, {v}
"""
NAMED_ASKS = """
What [is|was] my {k} [called|named]?
What [is|was] my {k}'s name?
What [is|was] the name of my {k}?
How is my {k} [called|named]?
[What|Which] name [does my {k} have|belongs to my {k}|has my {k}|does my {k} go by|does my {k} answer to]?
[What|Which] name did I [tell you|mention|use|say] for my {k}?
[What|Which] name did I mention for my {k}?
What do I call my {k}[| at home|, do you know]?
What did I [say|tell you] [my {k} is called|my {k}'s name is|the name of my {k} is|my {k} was called]?
What did I call my {k}[| earlier| a while ago| when I told you]?
[To what name|To which name] does my {k} [answer|listen]?
What does my {k} [answer to|listen to|go by]?
What name [should I call|do I call] my {k} [by|with]?
If [you met|you saw] my {k}, what name would you [call|say]?
My {k} is called ...?
My {k}'s name is ...?
The name of my {k} is ...?
My {k}, [what is the name|what was the name|called what|what name|do you know the name]?
I have a {k}, [what is the name|called what|and the name is ...|what was the name]?
I have a {k}. What [is|was] the name?
I told you about my {k}. What [is|was] the name?
whats my {k}'s name
what is my {k} called
my {k}'s name?
name of my {k}?
my {k} is called what
How did I say my {k} is called?
[Which|What] {k} do I have, by name?
Who was it I told you about, my {k}? What is the name?
"""
NAMED_LABELS = (
    "the name of my {k}; the name of my {k}; my {k}'s name; my {k}'s name; the name my {k} goes by; "
    "the name that my {k} has")
NAMED_TOLD = "the name I told you for my {k}; the name I mentioned for my {k}; the name my {k} answers to"
NAMED_CLAUSES = (
    "what my {k} is called; what my {k} is called; what my {k}'s name is; how my {k} is called; "
    "what the name of my {k} is; which name my {k} has; what I call my {k}; "
    "what I said my {k} is called; what name my {k} goes by; what name I mentioned for my {k}")
NAMED_CHECKS = """
Is my {k} [called|named|really called|known as] {v}?
My {k} is called {v}, [right|correct|isn't it|yes|true]?
Is {v} my {k}?
Do I call my {k} {v}?
Did I [say|tell you] [that my {k} is called|my {k} is called|my {k}'s name is] {v}?
Do I have a {k} [called|named] {v}?
Does my {k} answer to {v}?
Is it true that my {k} is called {v}?
"""

WORDS["pet"] = Words(NAMED_SAYS + """
[I own|I keep|I look after|I feed|I take care of] a {k} [called|named|by the name of|with the name] {v}
[at home|with me|here|in my life] there is a {k} [called|named] {v}
[I bought|I adopted|I found|I got] a {k} and [named it|called it|gave it the name] {v}
[we named|I named|I decided to name|my children named] my {k} {v}
[we named|I named] our {k} {v}
when I shout {v}, my {k} comes [running|to me|at once]
[I have to feed|I must feed|I just fed|I walked with|I play with|I am sitting with] {v}, my {k}
""", NAMED_ASKS + """
What did I name my {k}?
[What|Which] name did I [choose|pick] for my {k}?
How did I name my {k}?
What do I shout when I call my {k}?
What name do I shout to call my {k}?
""", NAMED_LABELS, NAMED_TOLD, NAMED_CLAUSES + "; what I named my {k}", NAMED_CHECKS)

WORDS["relative"] = Words(NAMED_SAYS + """
[I visited|I met|I rang|I called|I wrote to|I thought of] {v}, my {k}, [today|yesterday|last week|this \
morning]
[this evening|tomorrow|today|on Sunday] I [see|meet|visit] {v}, my {k}
meet my {k}, {v}
may I introduce my {k}? [It is|This is|The name is] {v}
""", NAMED_ASKS + """
Who [is|was] my {k}[| again|, please|, by name]?
My {k} is who?
Do you know my {k} by name?
[Name|Tell me who is] my {k}.
""", NAMED_LABELS, NAMED_TOLD, NAMED_CLAUSES, NAMED_CHECKS)

WORDS["colour"] = Words("""
my {k} is [|painted |all |completely |quite |] {v}
my {k} is {v} [in colour|in color|all over|from top to bottom|and quite new|and I like it]
[I have|I own|I've got|I use|I bought|I chose] a {v} {k}
[the colour|the color|the shade] of my {k} is {v}
my {k}'s [colour|color] is {v}
my {k} [has|comes in|shines in|was painted in] [the colour |]{v}
my {k} has [a|the] {v} colour
{v} is [the colour of my {k}|the color of my {k}|what my {k} looks like|my {k}'s colour]
[I painted|we painted|somebody painted] my {k} {v}
for my {k} I chose the colour {v}
[colour|color] of my {k}: {v}
my {k}: {v}
my {v} {k} [is my pride|is quite old|looks good|is new|was cheap|cost a lot|stands out|is easy to spot]
you can [tell|spot|recognise] my {k} by its colour, {v}
look for a {v} {k}, that one is mine
the {v} {k} [is mine|belongs to me|over there is mine|you see is mine]
if you see a {v} {k}, it is mine
as for [colour|the colour], my {k} is {v}
[the user's|the writer's] {k} is {v}
mine is a {v} {k}
""", """
What [colour|color] [is|was|has] my {k}?
[Which|What] [colour|color] does my {k} [have|come in|show]?
[Which|What] [colour|color] did I [say|tell you] my {k} [is|was|has]?
[Which|What] [colour|color] did I [mention|give|choose|pick] for my {k}?
Of [which|what] colour is my {k}?
How would you [recognise|spot] my {k} by colour?
What [is|was] the [colour|color|shade] of my {k}?
My {k} is [which colour|what colour|what color|painted ...|coloured ...]?
My {k} has the colour ...?
What [colour|color] would a [photo|picture] show my {k} in?
what color is my {k}
color of my {k}?
colour of my {k} pls
I have a {k}, what colour is it?
If I painted a picture of my {k}, what colour would I need?
""",
    "the colour of my {k}; the color of my {k}; my {k}'s colour; my {k}'s color",
    told="the colour that my {k} has; the colour I told you for my {k}",
    clauses=(
    "what colour my {k} is; what color my {k} is; which colour my {k} has; what the colour of my {k} is; "
    "which colour I told you for my {k}; what colour I said my {k} is; how my {k} is coloured"),
    checks="""
Is my {k} {v}[| in colour| or not]?
Do I have a {v} {k}?
My {k} is {v}, [right|correct|isn't it|yes|true]?
Did I say my {k} is {v}?
Is it true that my {k} is {v}?
Is {v} the colour of my {k}?
""")

WORDS["where"] = Words("""
I [put|left|placed|hid|laid|stored|dropped|stowed] my {k} {v}
I have [put|left|placed|hidden|laid|stored|dropped] my {k} {v}
[I keep|I store|I hide|I always keep|I usually keep] my {k} {v}
my {k} [is|lies|rests|sits|is lying|is kept|is hidden|is waiting|can be found|must be|should be|is now] {v}
[you will find|you can find|one finds|look for|you find] my {k} {v}
{v}, that is where [my {k} is|I keep my {k}|I put my {k}|you find my {k}|I left my {k}]
{v} is where [my {k} is|I keep my {k}|I put my {k}|I left my {k}|my {k} lies]
{v} [lies|is|you will find|I keep|I have] my {k}
[my {k}|place of my {k}|location of my {k}]: {v}
the [spot|location|hiding place|usual place] of my {k} is {v}
[if you look for|if I look for|should anyone need|in case somebody needs] my {k}, it is {v}
[yesterday|this morning|last night|a minute ago|before lunch] I [put|left|placed|laid] my {k} {v}
someone [put|left|hid] my {k} {v}
I asked them to leave my {k} {v}
I will not need my {k} today, so I put it {v}
I took my {k} and [put|laid|hid|left] it {v}
I [cleaned|washed|repaired|used] my {k} and [put|left] it {v}
my {k}? It is {v}
[the user's|the writer's] {k} is {v}
as for my {k}, [it is|it lies|I left it|I put it|I keep it] {v}
nobody knows it, but my {k} is {v}
it is my {k} that [is|lies] {v}
""", """
Where [is|was] my {k}?
Where [did|do] I [put|leave|keep|hide|store|place|lay] my {k}?
Where have I [put|left|hidden|placed|laid|stored] my {k}?
Where [can|could|do|will|should|would] I find my {k}?
Where [should|must|do] I look for my {k}?
Where did I [say|tell you] [my {k} is|I put my {k}|I left my {k}|my {k} was|I keep my {k}]?
Where [does my {k} lie|is my {k} lying|is my {k} hidden|is my {k} kept|has my {k} gone|might my {k} be]?
[In|At] [which|what] [place|spot] [is my {k}|did I put my {k}|do I keep my {k}|can I find my {k}]?
[Which|What] [place|spot|location] did I [tell you|mention|name|give] for my {k}?
[Which|What] is the [spot|location|hiding place] of my {k}?
What have I done with my {k}? Where is it?
I [need|want|miss] my {k}. Where [is it|did I put it|did I leave it|do I find it|should I look]?
I [cannot|can't] find my {k}. [Where did I put it|Do you know where it is|Any idea where it is|Help me]?
Help me find my {k}.
Have you [seen|noticed] where I put my {k}?
Did I tell you where my {k} is?
My {k} is where?
My {k}, where is it?
My {k} lies ...?
where is my {k}
wheres my {k}
where did i put my {k}
my {k}?
{k}: where?
My {k} has gone. Where did I say it was?
Someone wants to borrow my {k}. Where is it?
""",
    labels="the location of my {k}; the spot of my {k}; my {k}'s location; the hiding place of my {k}",
    told="the spot where I put my {k}; the place where my {k} is; the place where I left my {k}",
    clauses=(
    "where my {k} is; where my {k} is; where I put my {k}; where I left my {k}; where I keep my {k}; "
    "where to find my {k}; where I said my {k} is; where to look for my {k}; where I have put my {k}; "
    "in which place my {k} is; where my {k} lies; where my {k} can be found"),
    checks="""
Is my {k} {v}?
Did I [put|leave|hide|place] my {k} {v}?
My {k} is {v}, [right|correct|isn't it|yes|true]?
Do I keep my {k} {v}?
Did I say my {k} is {v}?
Can I find my {k} {v}?
Is it true that my {k} is {v}?
Should I look for my {k} {v}?
""", frame_says=False)

WORDS["time"] = Words("""
my {k} [is|starts|begins|is set|is planned|is due|takes place] at {v}
my {k} is [at|scheduled for|planned for|set for|fixed for] {v}
I've got my {k} at {v}
at {v} [I have my {k}|my {k} begins|my {k} starts|it is time for my {k}|comes my {k}|my {k} takes place]
[the time|the hour|the start] of my {k} is {v}
my {k}'s [time|start] is {v}
{v} is [the time of my {k}|when my {k} starts|when my {k} is|when I have my {k}|when my {k} begins]
{v}, that is when my {k} [starts|begins|is]
[time of my {k}|my {k}|{k}]: {v}
my {k}: at {v}
I must be [ready|there|on time] for my {k} at {v}
I have to [leave|be there|be on time], my {k} is at {v}
I must not [miss|forget] my {k} at {v}
[today|tomorrow|this time|as always] my {k} is at {v}
[today|tomorrow] at {v} I have my {k}
the clock will [show|strike] {v} when my {k} starts
for my {k} I have to be there at {v}
they [set|put|fixed|planned] my {k} for {v}
it says {v} [on my plan|in my calendar|on the paper] for my {k}
in my calendar my {k} is at {v}
as for my {k}, it [is|starts|begins] at {v}
[the user's|the writer's] {k} is at {v}
""", """
When [is|was|starts|begins] my {k}?
When [does|will|did you say] my {k} [start|begin|take place]?
When do I have my {k}?
When do I [have|need] to be [ready|there|on time] for my {k}?
What time [is|was] my {k}?
What time [does|will] my {k} [start|begin|be]?
[What|Which] time did I [tell you|mention|give|name|say] for my {k}?
At [what|which] [time|hour] [is my {k}|do I have my {k}|does my {k} start|does my {k} begin|must I be \
there for my {k}]?
When exactly is my {k}?
When did I [say|tell you] [my {k} is|my {k} starts|my {k} was|I have my {k}]?
What does my calendar say about my {k}?
What does the clock show when my {k} [starts|begins]?
My {k} is at what time?
My {k} is at ...?
My {k} starts at ...?
My {k}, when is it?
My {k}: when?
when is my {k}
what time is my {k}
my {k}?
time of my {k}?
I must not miss my {k}. When is it?
I don't want to be late for my {k}. When [is it|does it start|does it begin]?
By when must I be there for my {k}?
""",
    (
    "the time of my {k}; the time of my {k}; my {k}'s time; the hour of my {k}; the start of my {k}; "
    "my {k} time"),
    told="the time I told you for my {k}; the time when my {k} starts; the time I mentioned for my {k}",
    clauses=(
    "when my {k} is; when my {k} is; at what time my {k} is; when my {k} starts; when my {k} begins; "
    "what time my {k} is; at what time my {k} begins; when I have my {k}; "
    "when I have to be there for my {k}; what time I told you for my {k}; when I said my {k} is"),
    checks="""
Is my {k} at {v}?
Does my {k} [start|begin] at {v}?
Do I have my {k} at {v}?
My {k} is at {v}, [right|correct|isn't it|yes|true]?
Did I say my {k} is at {v}?
Is it true that my {k} is at {v}?
Must I be there for my {k} at {v}?
""")

WORDS["birthday"] = Words("""
my birthday is [on |]{v}
my birthday [is always|falls|comes|will be|takes place] on {v}
my [birthday|birth date|date of birth|birthday party|bday|big day] is {v}
[birthday|bday|my bday|date of birth|birth date]: {v}
[I was born|my mother had me|I turn a year older|I become a year older|I get a year older] on {v}
[I have my birthday|it is my birthday|I get my presents|I have a cake with candles] on {v}
on {v} [I have my birthday|it is my birthday|I get older|I was born|I turn a year older|I invite friends \
to my birthday]
{v} is [my birthday|the day I was born|the date of my birthday|when my birthday is|my day|when I was born]
{v}, that is my birthday
[every year|each year] on {v} I [have my birthday|get older|turn a year older]
[you can|please|do] congratulate me on {v}, it is my birthday
[don't|do not] forget my birthday on {v}
[the user's|the writer's] birthday is on {v}
my passport says I was born on {v}
the day of my birth is {v}
mark {v} in your calendar, it is my birthday
""", """
When [is|was] my [birthday|bday|birth date|big day]?
When [do I have my birthday|do I turn a year older|do I get older|did I say my birthday is|do I get my \
presents]?
On [which|what] [day|date] [is my birthday|was I born|do I have my birthday|do I get older|does my \
birthday fall]?
[Which|What] [day|date] is [my birthday|my birthday on|my bday]?
[Which|What] [day|date] did I [tell you|mention|give|name] [as|for] my birthday?
[What is|What's|What was] the [date|day] of my [birthday|birth]?
When should you congratulate me?
When [can|must|should] you wish me a happy birthday?
When do I need a cake with candles?
On which day would you bring me a cake?
My birthday is on ...?
My birthday is when?
My birthday, when is it?
when is my birthday
my bday?
birthday?
date of my birthday?
[Which|What] day of the year do I have my birthday?
What should I mark in the calendar as my birthday?
""", "my birthday; my birthday; my birthday; the date of my birthday; the day of my birthday; my birth date",
    told="the date I told you for my birthday; the day I was born; the day when I have my birthday",
    clauses=(
    "when my birthday is; when my birthday is; on which day my birthday is; on what day I was born; "
    "what the date of my birthday is; when I have my birthday; which day is my birthday; "
    "when to congratulate me; when I said my birthday is; what day my birthday falls on"),
    checks="""
Is my birthday [on |]{v}?
Was I born on {v}?
Do I have my birthday on {v}?
My birthday is on {v}, [right|correct|isn't it|yes|true]?
Did I say my birthday is on {v}?
Is it true that my birthday is on {v}?
Should you congratulate me on {v}?
""")

WORDS["word"] = Words("""
the {k} is {v}
the {k} [is|will be|shall be|has to be|must be|is simply|is now and always|of course is] {v}
the {k} [is|reads|says|goes]: {v}
the {k} is "{v}"
{k}: {v}
{k} = {v}
[our|my|today's] {k} is {v}
{v} is [the {k}|our {k}|to be the {k}|what we use as the {k}|the {k} we chose|now the {k}]
"{v}" is the {k}
{v}, that is the {k}
[we|I] [chose|picked|took|use|decided on|agreed on|want] {v} as the {k}
[we|I] [chose|picked|took|settled for] {v} for the {k}
[let us|let's|we should|we will|we shall] [use|take|have] {v} as the {k}
[let us|let's] say the {k} is {v}
[if they ask for|when they ask for|should anyone ask for] the {k}, [say|answer|reply with|it is|type] {v}
[nobody else knows it, but|between you and me,|just between us,|keep it to yourself:] the {k} is {v}
I [whisper|tell you|give you|trust you with] the {k}: {v}
everybody agreed that the {k} is {v}
it was decided that the {k} is {v}
the {k} that [we use|I use|I chose|we chose|counts] is {v}
someone asked for the {k}, and [it is|I said] {v}
""", """
What [is|was] [the|our|that|my] {k}?
[What|Which] {k} did [I tell you|I give you|I mention|we choose|we agree on|I choose|I name|we pick]?
What did I [tell you|say] the {k} is?
What did [I|we] [choose|pick|use|take|agree on|decide on|settle on] as the {k}?
What did I [say|tell you] [the {k} is|the {k} was|about the {k}]?
What [should I|do I|must I|shall I|would I] [say|answer|type|write|enter] when they ask for the {k}?
They ask for the {k}. What [do I say|is it|do I answer]?
How does the {k} [go|read|run]?
The {k} is ...?
The {k}, what [is|was] it[| again]?
The {k}?
the {k} pls
whats the {k}
{k}?
what was the {k} again
Someone at the door asks for the {k}. What do I say?
[What|Which] is the {k} [I told you|we chose|I gave you|we agreed on|I mentioned]?
Whisper the {k} to me.
[Can|May] I have the {k}, please?
The {k} has slipped my mind. What is it?
""", "the {k}; the {k}; the {k}; our {k}",
    told="the {k} I told you; the {k} I gave you; the {k} we agreed on; the {k} I mentioned; that {k}",
    clauses=(
    "what the {k} is; what the {k} is; what the {k} was; what our {k} is; what I told you as the {k}; "
    "what I said the {k} is; what we chose as the {k}; how the {k} goes; "
    "what to say when they ask for the {k}"),
    checks="""
Did I [say|tell you] [that the {k} is|the {k} is] {v}?
Did we choose {v} as the {k}?
The {k} is {v}, [right|correct|isn't it|yes|true]?
Is {v} the {k}?
Is the {k} {v}?
""")

# Something to be given back, of no meaning to anybody.
WORDS["keep"] = Words("""
[keep|hold|bear] the {k} {v} in mind[| for me|, please|, will you| until later]
[memorise|learn|note|take down|write down|store|save] [the|this] {k}: {v}
[memorise|learn|note|take down|store|save] the {k} {v}[| for me|, please| for later]
[don't|do not] [forget|lose] the {k} {v}
[here is|I have|this is|there is] a {k} [for you|to keep|to learn by heart|you will need]: {v}
[a|one] {k} [for you|to keep|to take note of|you should know]: {v}
[I give you|I hand you|I leave you|you get|take] [the {k} {v}|a {k}: {v}]
the {k} [I want you to know|you are to keep|you should keep|to keep in mind|of this test|I give you] is {v}
the {k} is {v}
[I am thinking|I think] of [the {k} {v}|a {k}, and it is {v}]
[my|our|the] {k} [for now|for today|of the day] is {v}
[let us|let's|we] [take|use] the {k} {v}
[in a minute|later|soon] I will ask you for a {k}[: it|, and it|. It] is {v}
this is a test of your memory. The {k} is {v}
""", """
[What|Which] {k} did I [give you|want you to keep|tell you to keep|leave with you|think of|hand you]?
[What|Which] [is|was] the {k} [I gave you|that I told you|you were to keep|I spoke of|of the test|to keep]?
[What|Which] {k} [are you keeping|have you kept|do you have|should you have kept|do you keep] for me?
[What|Which] {k} [should|must] you not [forget|lose]?
What [is|was] the {k}[| again| now]?
[Tell me|Say|Repeat|Give me back|Name|Write] the {k}[| again| now|, please].
[And|So|Now,|Well,] [what|which] [is|was] the {k}?
[Do|Did] you [still have|keep|note|learn|retain] the {k}?
[Can|Could] you [tell me|repeat|say|give me back] the {k}[| now| I gave you]?
The {k}[?| please.|, please!| again?]
Time for the test: the {k}?
I have forgotten the {k}. [You have not, have you?|What was it?|Help me.]
""", "the {k}; the {k}; the {k} to keep; the {k} for today",
    told="the {k} I gave you; the {k} I told you; the {k} you keep for me; that {k}",
    clauses="what the {k} is; what the {k} was; which {k} I gave you; which {k} you keep for me",
    checks="""
Was the {k} {v}?
Is {v} the {k}?
Did I give you the {k} {v}?
The {k} is {v}, [right|correct|isn't it]?
""")

WORDS["like"] = Words("""
I [like|love|enjoy|adore|really like|really love|am fond of|am very fond of|am keen on|am mad about] {v}
I [like|love|enjoy] {v} [a lot|very much|so much|a great deal|more than I can say|every day|, you know]
[I am|I'm] [a fan of|a big fan of|a lover of|crazy about|fond of|keen on|into|hooked on] {v}
{v} can [make me happy|cheer me up|make my day]
[nothing makes me happier than|my heart beats for|I cannot get enough of|I can't live without] {v}
[I have|I've] [a weakness|a soft spot|a passion] for {v}
{v}, [I like that|I love that|that is what I like|that makes me happy]
something I [like|love|enjoy]: {v}
[what I like|what I love|what I enjoy|a thing I like|my passion] is {v}
[likes|I like|my likes]: {v}
[the user|the one typing this] [likes|loves|enjoys] {v}
[my friends know|everybody knows|it is well known] that I [like|love] {v}
you can [please me|make me happy] with {v}
""", """
What do I [like|love|enjoy|adore|really like|care for|like so much|find so nice]?
What am I [fond of|keen on|crazy about|a fan of|into|mad about]?
What did I [say|tell you|mention] [I like|I love|I enjoy|that I like|that I love]?
What [gives me joy|can cheer me up|is my passion]?
[Which|What] thing do I [like|love|enjoy]?
What is it that I [like|love|enjoy]?
With what could you [please me|make me happy]?
What have I got a [weakness|soft spot|passion] for?
I like ...?
I am fond of ...?
what do i like
my likes?
Something I like is ...?
""", "", clauses="what I like; what I like; what I love; what I enjoy; what I am fond of; what I am keen on; "
                 "what I said I like; what I told you I like; what I have a passion for",
    checks="""
Do I [like|love|enjoy] {v}?
Am I [fond of|keen on|a fan of] {v}?
I like {v}, [right|correct|don't I|yes]?
Did I say I like {v}?
""")

WORDS["dislike"] = Words("""
I [do not|don't|never did|really don't|do not really|just don't] like {v}
I [hate|dislike|detest|loathe|can't stand|cannot stand|can't bear|cannot bear|avoid] {v}
I [do not|don't|never] [enjoy|care for] {v}
[I am|I'm] [not fond of|not keen on|not a fan of|not into|no fan of] {v}
{v} is [not for me|nothing for me|not my thing|not my cup of tea|something I do not like|what I dislike]
[please spare me|spare me|keep me away from|stay away from me with] {v}[|, I do not like it]
you can [chase me away|drive me out] with {v}
[what I do not like|what I dislike|something I hate|a thing I cannot stand] is {v}
[dislikes|I dislike|my dislikes|do not like]: {v}
[the user|the one typing this] does not like {v}
[my friends know|everybody knows] that I [hate|do not like|can't stand] {v}
{v}? [No thanks, not for me|I hate it|I don't like it|I do not like that]
""", """
What do I [not like|dislike|hate|detest|not enjoy|not care for|not want|avoid|loathe]?
What don't I [like|enjoy|care for]?
What can't I [stand|bear]?
What can I not [stand|bear]?
What am I [not fond of|not keen on|no fan of|not a fan of|not into]?
What did I [say|tell you|mention] [I hate|I dislike|I don't like|I do not like|that I cannot stand]?
What is [not for me|not my thing|not my cup of tea]?
[Which|What] thing do I [hate|dislike|not like]?
What should you [keep away from me|spare me|never offer me]?
With what could you [chase me away|annoy me]?
I do not like ...?
I can't stand ...?
what do i hate
what do i not like
my dislikes?
""", "", clauses=(
    "what I do not like; what I don't like; what I dislike; what I hate; what I cannot stand; "
    "what I can't bear; what is not for me; what I said I do not like; what I am not fond of"),
    checks="")

# -- two kinds in one sentence: {a} the first value, {b} the second, {B} with its article, {k} its kind

COMBOS = {
    ("name", "age"): Table("""
[I am|I'm] {a}, {b}
[I am|I'm] {a} and [I am |]{b} years old
[I am|I'm] {a}, {b} years old
[I am|I'm|this is|it is] {a}, aged {b}
{a}, {b} years old
{a}, {b} years old, [says hello|is typing this|greets you]
{a} here, {b} years [old|of age|young]
{a} is my name and {b} my age
my name is {a} and [I am|I'm|my age is] {b}
[name: {a}, age: {b}|name {a}, age {b}|name: {a}. Age: {b}]
I am {b} years old and [my name is|called|they call me|people call me] {a}
at {b} years I, {a}, am [still learning|full of plans|quite curious]
"""),
    ("name", "town"): Table("""
[I am|I'm|it is|this is] {a} from {b}, where I live
[I am|I'm] {a} and I [live|reside|am at home] in {b}
[I am|I'm] {a}, living in {b}
my name is {a} and [my home is|I live|I have my home] in {b}
{a} is my name and {b} [my home town|my town|where I live]
{a} here, I live in {b}
[name: {a}, town: {b}|name {a}, home town {b}]
I live in {b} and [am called|my name is|people call me|go by] {a}
in {b}, where I live, [people|my neighbours] call me {a}
"""),
    ("name", "job"): Table("""
[I am|I'm|this is|it is] {a}, {B}
[I am|I'm] {a}, {B} by [trade|profession]
[I am|I'm] {a} and [I work|work] as {B}
my name is {a} and [I am|I'm|I work as] {B}
{a} is my name, {b} my job
{a} here, I work as {B}
[name: {a}, job: {b}|name {a}, profession {b}]
I am {B} and [called|my name is|they call me] {a}
I work as {B} and go by {a}
I, {a}, work as {B}
"""),
    ("name", "pet"): Table("""
[I am|I'm] {a} and my {k} is [called |]{b}
[I am|I'm|this is] {a}, and this is {b}, my {k}
{a} and {b} here: {b} is my {k}
my name is {a} and my {k}'s {b}
my name is {a}, my {k}'s name is {b}
{a} is my name and {b} that of my {k}
I, {a}, have a {k} called {b}
I am called {a}, my {k} {b}
my {k} is called {b} and I am [called |]{a}
"""),
    ("name", "favourite"): Table("""
[I am|I'm] {a} and my [favourite|favorite] {k} is {b}
my name is {a} and [I like {b} best of all {ks}|the {k} I love most is {b}|{b} is my favourite {k}]
{a} is my name and {b} my favourite {k}
{a} here, favourite {k}: {b}
name: {a}, favourite {k}: {b}
I, {a}, [like {b} best as a {k}|love {b} more than any other {k}]
they call me {a}, and no {k} beats {b}
my favourite {k} is {b} and I am [called |]{a}
"""),
    ("name", "number"): Table("""
[I am|I'm] {a}, {k} {b}
[I am|I'm] {a} and my {k} is {b}
{a}, {k} {b}
my name is {a} and I have the {k} {b}
name: {a}, {k}: {b}
my {k} is {b} and my name [is |]{a}
{a} is my name, my {k} is {b}
"""),
    ("age", "town"): Table("""
[I am|I'm] {a} [years old|years of age|] and live in {b}
[I am|I'm] {a} years old, living in {b}
I live in {b} and am {a} years old
"""),
    ("age", "job"): Table("""
[I am|I'm] {a} years old and [I |]work as {B}
[I am|I'm] {B}, {a} years old
[I am|I'm] {B} of {a} years
"""),
    ("town", "job"): Table("""
[I am|I'm] {B} and live in {a}
I live in {a} and work as {B}
my home is in {a}, my job is {b}
"""),
}
COMBOS["name", "relative"] = COMBOS["name", "pet"]
