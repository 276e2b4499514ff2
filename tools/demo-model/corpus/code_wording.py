"""The many ways in which people ask for a program: frames for a task, and words for each task.

A task is asked for as a verb ("sort a list"), as what a program does ("that sorts a list"), as a doing
("sorting a list") or as a thing ("a sorted list"). Verbs are written once, here and in code.py; the other
two forms are derived from them. TASKS is keyed by the first way to ask that code.py has for a program,
with the language before it where the words fit only one.
"""
import random
import re

from .smalltalk import expand, lines

IN = {
    "c": ("in C",) * 12 + ("using C", "in the C language", "in plain C", "with C", "in c", "in c",
    "as C code",
                           "in the C programming language", "in standard C", "in ANSI C", "using plain C",
                           "as a C program", "in the language C", "using c", "with the C language",
                           "in C99"),
    "python": ("in Python",) * 8 + ("in python",) * 4 + (
        "using Python", "with Python", "using python", "in Python 3", "in python3", "as Python code",
        "in the Python language", "as a Python program", "as a Python script", "with python",
        "in plain Python",
        "in the language Python", "in py", "using Python 3"),
    "sh": ("in sh", "in sh", "in shell", "in bash", "in bash", "in Bash", "in the shell", "in the shell",
           "as a shell script", "as a shell script", "in a shell script", "with a shell script",
           "in POSIX sh",
           "using bash", "using sh", "using the shell", "with bash", "as a bash script", "in a bash script",
           "in POSIX shell", "with sh", "as an sh script", "on the shell", "in the language of the shell",
           "in shell script", "with the shell"),
}
NAME = {"c": ("C",) * 10 + ("c", "c", "plain C", "ANSI C"),
        "python": ("Python",) * 6 + ("python",) * 4 + ("Python 3", "python3"),
        "sh": ("sh", "sh", "shell", "shell", "shell", "bash", "bash", "Bash", "Shell", "POSIX sh",
               "POSIX shell")}


_A = re.compile(r"\b([Aa]) (?=[aeio](?!ne\b))")
_MARKS = [("{" + m + "}", f"<{m}>") for m in ("L", "in", "do", "Do", "does", "doing", "Doing", "noun")]


def _drawn(line):
    """Every text of a line with alternatives, which may have slots within."""
    for mark, plain in _MARKS:
        line = line.replace(mark, plain)
    for text in expand(line):
        for mark, plain in _MARKS:
            text = text.replace(plain, mark)
        yield _A.sub(r"\1n ", text)


def _all(text):
    """All phrases of a table, about as many from each of its lines."""
    out, R = [], random.Random(1)
    for line in lines(text):
        phrases = list(_drawn(line))
        out += R.sample(phrases, 48) if len(phrases) > 48 else phrases * (24 // len(phrases) or 1)
    return out


DO = _all("""
    {how |How }{do|can|would|could|should} I {do} {in}?
    How {does|would|can|could} one {do} {in}?
    {how |How }{do|would|can|could} {you|we} {do} {in}?
    What is {the|a good|an easy|the best|the simplest|the usual|the normal|the right|a short} way to {do} \
    {in}?
    I {need to|want to|have to|must|am trying to|would like to|am supposed to|should|shall} {do} {in}.
    I {need to|want to|have to|must|am trying to|would like to} {do}. {How does that go|How do I do \
    that|How \
        would that look|What is the code|What do I write|Can that be done} {in}?
    I {need to|want to|have to|must|am going to} {do}, {how|how does it go|what is the code|what do I \
    write} {in}?
    Is there {a way|an easy way|a short way|some way|a neat way} to {do} {in}?
    {L} {code|program|snippet|example|source} to {do}{|, please|, quickly|?}
    {Give|Show|Send} me {a {L} snippet|a {L} example|a small {L} program|a few lines of {L}|the {L} code} \
    to {do}.
    My {task|homework|job|exercise|assignment} is to {do} {in}.
    {The task|The exercise|Task|Exercise|Homework|To do|Wanted|Problem}: {do} {in}.
    {Task|Exercise|Problem|Goal}: {do}. Language: {L}.
    Language: {L}. {Task: |Goal: |}{Do}.
    {do}, language {L}
    {L}. {Do}.
    {do} ({L})
    [{L}] {do}
    {L} - {do}
    {L}, {do}
    {do}, {in}
    {do} - {L}
    {do} {in} pls
    {do} {in} plz, thx
    {L} {how to|howto} {do}
    {L}: {how do I|how to|how can I|how would you|please} {do}{?|}
    howto {do} {in}
    {L} question: how do I {do}?
    For my {L} {course|class|lesson|homework} I {must|have to|need to} {do}.
    I am {learning|new to|a beginner in|just starting with} {L}. How {do|would|can} I {do}?
    I am new to {L} and {want|need|would like} to {do}.
    I {do not know|forgot|never remember|cannot remember|have no idea|wonder|would like to know} how to \
    {do} {in}.
    No idea how to {do} {in}.
    {Let me see|I want to see|I would like to see|Could you show me|Please show me} how {to|you|you \
    would} {do} {in}.
    My {teacher|boss|colleague|friend|tutor} {wants|asked|told} me to {do} {in}.
    Would you {kindly |please |}{do} {in}?
    {What would|What should} the {L} {code |}look like to {do}?
    What is the {L} code to {do}?
    What do I {write|type|put} {in} to {do}?
    I need to {do}, and it has to be {in}.
    {Suppose|Say|Imagine} I want to {do} {in}{. How?|.|, what then?}
    Say I want to {do}; what is the {L} for that?
    Let us {do} {in}.
    {Do} for me {in}.
    Teach me {how to|to} {do} {in}.
    {Explain with code|Demonstrate|Tell me} how to {do} {in}.
    {Code|Some code|A program|A snippet|A few lines|Lines|Source} to {do}, {in}.
    {Code|Some code|A program|A snippet|A few lines} {in} to {do}.
    {It is for a lecture|It is for my homework|I have a small problem|Quick question}: {how do I|how to} \
    {do} {in}?
    With {L}, how {do|would|can} I {do}?
    In {L}, how {do|would|can|does} {I|one} {do}?
    In {L}, I {want|need|have|would like} to {do}.
    Using {L}, {do}.
    Using {L}, {please|how do I|show me how to|I want to} {do}{.|}
    {Could|Can} {L} {do}? {Show me|Show me how|How|Write it}.
    {Write|Code|Program|Make|Create} {something|a program|some code|a small program|the code} {in} to {do}.
    {Write|Code|Make|Create} a {L} {program|snippet|example} to {do}.
    I could use {some |}{L} to {do}.
    Any {L} to {do}?
    Do you have {L} code to {do}?
    {Does anyone know|Can somebody tell me} how to {do} {in}?
    please, {do}, {in}
    """)
DOES = _all("""
    {L} {code|program|snippet|source|lines} {that|which} {does}
    {Write|Make|Create|Give me|Show me|I need|I want|I would like|Please write} a {|small |short |tiny \
    |simple \
        |little }{L} {program|snippet|example} {that|which} {does}.
    {Write|Give me|Show me|I need|I want|I would like|Please write|Let me have} {L} code {that|which} {does}.
    {I need something|I am looking for something|I want something|Something|Anything|I need a few lines} \
    {in} \
        {that|which} {does}.
    I am looking for {L} code {that|which} {does}.
    {Is there|Do you have|Have you got|Could I have} {L} code that {does}?
    a {little|small|short|tiny} program {in} that {does}
    How {do|would|can|should} I write {a program|code|something} {in} that {does}?
    {Something|Code|A program} that {does}, {in}.
    {Make|Write|Code|Create|Program|Build} {a program|code|something} that {does} {in}.
    What does {L} code {that|which} {does} look like?
    {Please code|Please program|Please make} something that {does} {in}.
    I would love a {L} program which {does}.
    {L}: {code|a program|something|lines} that {does}
    In {L}, {write|make|I need|give me} {a program|code|something} that {does}.
    {Can|Could|Would} you {write|make|give me|show me|create} {a program|code|something} {in} \
    {that|which} {does}?
    {Can|Could} you write a {L} program that {does}?
    I have to {write|hand in|deliver} {a program|code} that {does}, {in}.
    The program {should be written in {L}|must be {in}|is to be {in}|has to be {in}}: it {does}.
    {My program|The code} {in} should be one that {does}. How?
    What {in} {does}?
    Which {L} code {does}?
    """)
DOING = _all("""
    {L} {code|snippet|example|program|lines} for {doing}
    {a snippet|code|an example|some code|a few lines|a program} for {doing} {in}
    {doing} {in}{|?|, please}
    {Doing} {in}{: how|, how|, how is it done|, how does it go|, an example|, any idea}?
    What is the {usual |easy |best |normal |}{L} way of {doing}?
    How {does|would|could} {doing} {work|go|look} {in}?
    How is {doing} done {in}?
    How about {doing} {in}?
    {An example|A demonstration|An instance|A sample} of {doing} {in}{|, please}.
    {I need help with|Help me with|I am stuck with|I have trouble with|I struggle with|I need code for|I \
    want \
        code for} {doing} {in}.
    How {do I|does one|would you} go about {doing} {in}?
    {Show me|Demonstrate|Explain|Teach me|Let me see} {doing} {in}.
    {L} and {doing}: how?
    {L}: {doing}
    {L}, {doing}
    {What about|Any idea about|What is the code for|What do I write for|What is there for} {doing} {in}?
    I would like an example of {doing} {in}.
    {Doing} is my {task|homework|problem}. {L}, please.
    I want {doing} done {in}.
    In {L}, how does {doing} work?
    We are {doing} {in} today. {Show me how|What is the code|How does it look}.
    """)
NOUN = _all("""
    {noun} {in}{|, please|?|, thanks}
    {Write|Show me|Give me|Make|Code|Program|Build|Create|Write me|Make me|Let me have|Let me see|Please \
    write|Please \
        make|Send me|Produce|Draft} {noun} {in}.
    {I need|I want|I would like|I am looking for|I am after|I must write|I have to write|I want to see|I \
    could \
        use|I have to hand in|I am trying to write} {noun} {in}.
    What {does|would|should} {noun} look like {in}?
    How {does|would|should} {noun} look {in}?
    How {do|would|can|should} I {write|make|code|get|program} {noun} {in}?
    How {does one|do you|would you} {write|make|code} {noun} {in}?
    {Can|Could|Would} you {write|make|show me|give me|code|write me} {noun} {in}?
    {Can|Could|May} I {have|see|get} {noun} {in}?
    {L}: {noun}
    {L}, {noun}
    {L} - {noun}
    {L} {code|source|example} for {noun}
    {noun} ({L})
    {noun}, language: {L}
    {Code|The code|Source|Source code|A snippet|Some lines} for {noun}{| please}, {in}.
    {An example|A sample} of {noun} {in}{|, please}.
    My {homework|task|exercise|problem} is {noun} {in}.
    {Task|Homework|Exercise|Wanted|Problem}: {noun} {in}.
    {Do you have|Have you got|Is there} {noun} {in}?
    I want {noun}, written {in}.
    In {L}, {write|I need|show me|give me|make} {noun}.
    Using {L}, {write|make} {noun}.
    {What is|What is the code for} {noun} {in}?
    How about {noun} {in}?
    How is {noun} {written|made|done|coded} {in}?
    I do not know how to write {noun} {in}.
    I am learning {L} and {need|want to write|have to write} {noun}.
    {For my {L} course I need|Our teacher wants|My boss wants|A friend wants} {noun} {in}.
    """)
AGAIN = _all("""
    And in {L}?
    {and |and what about |what about |How about |how about |What about }{L}?
    {Now|And now|Next|Then} {in}{.|, please.}
    {The same|The same thing|The same program|That|This|It|The equivalent} {in}{, please.|.|?}
    {How|And how} {does|would|will} {that|it|this} look {in}?
    {Can|Could} you {do|write|give me|show me|make} {that|it|this|the same} {in}{| too| as well}?
    {Translate|Convert|Port|Rewrite|Change} {it|that|this} {to|into} {L}.
    {Write|Show me|Give me|Make|Do|Redo} {it|that|this|the same} {in}{| now| instead|, too}.
    I {need|want|would like} {it|that|this|the same} {in}{| instead|, too| as well}.
    {What is it|What would it be|What would that be|What is that} {in}?
    {in}?
    {L} version{|, please|?}
    {The {L} version, please.|I would rather have {L}.|I meant {L}.|I prefer {L}.|Do the same with {L}.}
    """)

TERM = [f.replace("<t>", "{t}") for f in _all("""
    {Define|Describe|Clarify|Please define} <t>{| for me| briefly| in short| in a sentence| for a beginner}.
    {What|And what|So what|What then} is <t>{| exactly| actually| really| anyway}?
    {Give|Tell|Write} me {the|a short} {definition|explanation|meaning} of <t>.
    {I have never understood|I never got|Nobody ever told me|I keep forgetting|I forgot|I wonder} what \
    <t> is.
    {My book|The manual|My teacher|A colleague|A text} {speaks of|mentions|talks about} <t>. What is \
    {that|it|meant}?
    {I read about|I keep hearing of|I came across|I stumbled over|Everybody talks about} <t>. What is it?
    {Help me understand|I want to understand|I need to know|I want to know|Teach me} what <t> is.
    How {would you describe|do you define|would you define|can one explain} <t>?
    {<t>?|<t>, what is that?|<t>: what is it?|what about <t>?|definition of <t>|meaning of <t>}
    What {sort|kind} of {thing|a thing} is <t>?
    {What do programmers call|What do you call} <t>, {and what is it|what does it mean}?
    {What is the meaning of|What is the idea of|What is the point of} <t>?
    {Explain in simple words|In simple words,|In plain English,|For a beginner:} what is <t>?
    """) if not f.startswith("What do")]
SHELL = [f.replace("<c>", "{c}") for f in _all("""
    {What is|What's} {the use|the purpose|the job|the point|the task|the meaning} of {`<c>`|the command <c>}?
    {Tell me about|Describe|Say what is done by|Give me a word about} {`<c>`|the command <c>|the shell \
    command <c>}.
    {When|Why} {do|would|should} {I|one|people} {use|type|need|run} {`<c>`|<c> in a shell|the command <c>}?
    {I saw|I found|I came across|Somebody typed|A script has|My notes say} `<c>`. What {is it|does it do}?
    {I do not know|I wonder|I forgot|I never remember|I want to know|I need to know} what {`<c>`|the \
    command <c>} does.
    {The command <c>|`<c>`|shell: <c>|terminal: <c>|`<c>` in the shell}: {what is it|what does it do|what \
    is it for}?
    What {would happen if I typed|will happen when I type|do I get from|comes out of} `<c>`{| in a terminal}?
    {What good is|What can I do with|What is there to say about|How would you explain} `<c>`?
    {meaning of|purpose of|explanation of|what is} `<c>`{?|}
    """)]

# ---- verbs in their other forms ----

_DOUBLE = set("stop get put set run swap drop cut sum let tap begin flip trap strip tar zip".split())
_DOUBLE |= {"output", "input"}
_SECOND = set("greet free print show say pack add write read sort count open put let".split())
_NO_FORMS = ("write a ", "write an ", "make sure", "have ", "be ", "do something")


def _ing(verb):
    if verb in _DOUBLE:
        return verb + verb[-1] + "ing"
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return verb + "ing"


def _s(verb):
    if verb.endswith(("s", "sh", "ch", "x", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb[:-1] + "ies"
    return verb + "s"


def _form(text, form):
    head, *rest = text.split(" ")
    for i in range(1, len(rest)):
        if rest[i - 1] in ("and", "or") and rest[i] in _SECOND:
            rest[i] = form(rest[i])
    return " ".join([form(head), *rest])


# One of these for another makes another way to say it.
SWAPS = [
    (r"^print ", ("output ", "display ", "show ", "write out ", "put out ")),
    (r"^compute ", ("calculate ", "work out ", "determine ", "get ", "figure out ")),
    (r"^find (?=the |how)", ("determine ", "work out ", "figure out ", "find out ")),
    (r"^(check if|test whether|find out if|see if|check whether) ",
     ("check whether ", "see whether ", "find out whether ", "determine if ", "tell whether ", "test if ",
      "decide whether ", "know if ", "see if ", "ask whether ")),
    (r"^make (?=an? )", ("create ", "build ", "set up ", "construct ")),
    (r"^(loop over|go through) ", ("go through ", "iterate over ", "walk through ", "step through ",
                                   "run through ", "loop over ", "cycle through ", "walk over ")),
    (r"^(add up|sum) ", ("sum up ", "total ", "add together ", "add up ", "sum ", "total up ")),
    (r"\blargest (?=n|e|o|v)", ("biggest ", "greatest ", "highest ", "maximum ")),
    (r"^remove ", ("delete ", "drop ", "throw out ", "get rid of ", "take out ", "strip out ")),
    (r"\bfolder\b", ("directory",)), (r"\bdirectory\b", ("folder",)),
    (r"\bthe file @file@", ("@file@", "a file called @file@", "the text file @file@")),
    (r"^(swap|exchange) (?=two|a and|the values|the contents)", ("exchange ", "interchange ", "switch ",
        "swap ", "flip ", "trade ")),
    (r"\bfrom @a@ to @b@", ("from @a@ up to @b@", "from @a@ through @b@",
        "starting at @a@ and ending at @b@",
                            "between @a@ and @b@", "in the range @a@ to @b@", "@a@ to @b@",
                            "from @a@ until @b@")),
    (r"^(get|find) (?=a |an |the )", ("obtain ", "get ")),
    (r"^replace ", ("substitute ", )), (r"^list ", ("show ", "print ", "name ", "display ")),
    (r"^read (?=the |@)", ("go over ", "take in ", "work through ")),
    (r"^(store|save) (?!the word)", ("keep ", "store ", "save ", "put ")),
    (r"\bstring\b", ("text",)), (r"^handle ", ("deal with ", "cope with ", "treat ")),
    (r"^define ", ("declare ", "create ", "set up ", "make ", "write ")),
    (r"^declare ", ("define ", "create ", "set up ", "make ")),
    (r"\bthe numbers @l@", ("these numbers, @l@", "@l@", "the values @l@", "the integers @l@")),
    (r"^convert ", ("change ", "translate ", "transform ", "recalculate ")),
    (r"\bthe user\b", ("somebody", "the person at the keyboard", "whoever runs it")),
    (r"\b@n@ times", ("@n@ times in a row", "@n@ times over")),
    (r"^search for ", ("look for ", "hunt for ", "search ")),
]
SWAPS = [(re.compile(a), b) for a, b in SWAPS]
_NOT_READ = re.compile(r"^(go over|take in|work through) .*(JSON|json|name|number|int|input|csv)|"
                       r"^substitute .* (by|with) |^search @w@ in|^show and|^put .* as JSON|"
                       r" (of|for) (between|in the|starting|@a@ to)|numbers (between @a@ and @b@ down)")


def swapped(asks):
    """The ways to ask, and those that differ from one of them by a word."""
    out = dict.fromkeys(asks)
    for _ in range(2):
        for ask in list(out):
            if ask.startswith("!"):
                continue
            for pattern, others in SWAPS:
                if pattern.search(ask):
                    for other in others:
                        text = pattern.sub(other, ask, count=1)
                        if not _NOT_READ.search(text):
                            out[text] = None
        if len(out) > 60:
            break
    return list(out)


class Ways:
    """How a program is asked for: whole questions, verbs, what it does, doings, things."""

    def __init__(self, lang, asks, kept_out):
        given = TASKS.get(asks[0], {}), TASKS.get(lang + " " + asks[0], {})
        verbs = list(asks) + [d for g in given for d in g.get("d", ())]
        verbs = [v for v in swapped(verbs) if v.lower().strip("!?.") not in kept_out]
        self.whole = [v[1:] for v in verbs if v.startswith("!")] + [w for g in given for w in g.get("w", ())]
        self.do = [v for v in verbs if not v.startswith("!")]
        plain = [v for v in self.do if not v.startswith(_NO_FORMS)]
        self.does = [_form(v, _s) for v in plain]
        self.doing = [_form(v, _ing) for v in plain]
        self.noun = [n for g in given for n in g.get("n", ())]
        self.kinds = [k for k, n, ways in (("whole", 3, self.whole), ("do", 8, self.do), ("does", 3,
            self.does),
                                           ("doing", 3, self.doing), ("noun", 5, self.noun))
                      if ways for _ in range(n)]


def _tasks(text):
    out, key = {}, None
    for line in lines(text):
        kind, rest = line[0], " ".join(line[2:].split())
        if kind == "=":
            keys = rest.split(" = ")
            for key in keys:
                out.setdefault(key, {})
        else:
            for key in keys:
                out[key].setdefault(kind, []).extend(_drawn(rest))
    return out


# = is the first way to ask of code.py; d verbs, n things, w whole questions.
TASKS = _tasks("""
= print hello world
d {greet the world|say hello world|output the words hello world|put hello world on the screen}
d {show|display|output|write} {hello world|a greeting to the world|the usual hello world}
n {a|the|the classic|the famous|the usual|the simplest} hello world {program|example|code}
n {a|the} {first program|program for beginners|smallest program|greeting to the world}
n {helloworld|hello, world|hello world}
w I have never used {L} before. What does the first program look like?
w {My first|A first|The very first|A beginner's} {L} program, please.
w {How|With what} does everybody begin {in}? {Hello world, I think.|Hello world, right?}
= print the text "@w@ @v@"
d {output|display|say|put out|emit} {|the text |the string |the words |the line }"@w@ @v@"
d {show|print|write} {the message|the string|the line|the words} "@w@ @v@"{| on the terminal| on the screen}
d make "@w@ @v@" appear on the screen
n a {line|program|statement} that {prints|shows|outputs|says} "@w@ @v@"
n the output "@w@ @v@"
w "@w@ @v@" {should appear on the screen|is what I want to see printed|must be printed}, {in}.
w The program should say "@w@ @v@". {L}, please.
= print the numbers from @a@ to @b@
d {count up|count|number} from @a@ to @b@
d {output|list|show|display} {all |}{the |}{numbers|integers} from @a@ to @b@
d run a loop from @a@ to @b@
d let {i|a variable|a counter} {run|go} from @a@ to @b@
n a {for loop|loop|counting loop|count} from @a@ to @b@
n {a list of |}the {numbers|integers} from @a@ to @b@
n a loop {that counts|counting|running|going} from @a@ to @b@
w {From @a@ to @b@, counted|Numbers @a@ to @b@|All the integers @a@ to @b@}, {in}.
w Start at @a@, stop at @b@, print each number. {L}.
w I want to see @a@, then the next, and so on up to @b@, {in}.
= print the even numbers from @a@ to @b@
d {print|show|output|display|list} {only |}the even {numbers|ones|integers} {from @a@ to @b@|between @a@ \
    and @b@}
d {skip|leave out} the odd numbers from @a@ to @b@
d {loop over|go through|count} the even numbers from @a@ to @b@
n the even {numbers|integers} {from @a@ to @b@|between @a@ and @b@}
n a {loop over|list of|print of} the even numbers from @a@ to @b@
w From @a@ to @b@, but only the even ones, {in}.
w {No odd numbers, just the even ones|Only even numbers}, @a@ to @b@. {L}, please.
= count down from @n@
d {count|go|run} {down|backwards} from @n@ {to 1|to one|}
d {show|output|display|run} a countdown {from|starting at|that starts with} @n@
d print the numbers from @n@ down{| to 1}
n a countdown {from|starting at|that starts at|beginning with} @n@
n a {while loop|loop} that {counts down|goes down|counts backwards} from @n@
n the numbers from @n@ down to 1
w Like a rocket start: from @n@ down to 1, {in}.
w Start at @n@ and go down to 1. {L}, please.
= compute the factorial of a number
d {compute|calculate|find|get|work out|determine} {the factorial of n|factorials|the factorial of an \
    integer|n!}
d multiply all numbers {from 1 to n|up to n}
d {define|write|implement} {a|the} factorial function
n {a|the} {factorial function|factorial|function for factorials|function for n!}
n a function that {computes|returns|calculates|gives} {n!|the factorial|the factorial of a number|factorials}
n the product of {all numbers up to n|the numbers from 1 to n}
w {n! {in}, please.|n factorial {in}?|5! is 120; a function for that {in}.}
= print the first @n@ Fibonacci numbers
d {print|list|generate|show|output|display} {the first |}@n@ {Fibonacci numbers|fibonacci numbers|numbers \
    of the \
    Fibonacci sequence|terms of the Fibonacci series}
d {compute|generate|print} the Fibonacci {sequence|series} up to the {term|number} @n@
n the first @n@ {Fibonacci numbers|fibonacci terms|numbers of the Fibonacci sequence}
n {a|the} Fibonacci {sequence|series} {with|of} @n@ {numbers|terms}
n a program for @n@ {Fibonacci|fibonacci} numbers
w 1, 1, 2, 3, 5 and so on, @n@ of them, {in}.
w Each number is the sum of the two before it. Print @n@ of them {in}.
= c find the largest number in an array
d {find|get|return|determine|look for} the {largest|biggest|highest|greatest|maximum} \
    {value|element|number|entry|item} \
    {in|of} an array{| of ints}
d {find|get|compute|return|determine} the {max|maximum} of an array
n {a|the} {maximum|max|largest element|biggest number|highest value} of an array
n a function {that returns|for|that finds} the {maximum|largest element|biggest value|highest number} \
    {of|in} an array
w Which {number|element} of {my|an} array is the {largest|biggest|highest}? {L}, please.
w I have an array and {want|need} its {maximum|largest value|biggest element}, {in}.
= c add up the numbers in an array
d {add up|sum up|total|sum} {an array|all elements of an array|the elements of an array|the values of an \
    array}
d {compute|calculate|get|find} the {sum|total} of {an array|all elements of an array|the numbers in an array}
n {a|the} {sum|total} of {an array|all elements of an array|the values in an array}
n a function {for the sum|that returns the sum|that computes the sum|that gives the total} of an array
w I have an array and {want|need} its {sum|total}, {in}.
= add up the numbers @l@
d {add up|sum up|total|add|sum} {|these numbers: |the numbers |the values |the list }@l@
d {compute|calculate|get|find|print} the {sum|total} of {|the numbers |the values }@l@
d {add|put} @l@ together
n the {sum|total} of {|the numbers |the values |the list }@l@
w I have {the numbers |}@l@ and {want|need} {their sum|the total|the sum}, {in}.
w @l@: {add them up|what is the sum|sum these|total them} {in}.
w {How much is|What is} @l@ {together|in total|altogether}? {L} code, please.
= c compute the average of an array
d {compute|calculate|find|get|determine|work out} the {average|mean|arithmetic mean|mean value|average \
    value} of \
    {an array|the elements of an array|the numbers in an array}
d average {an array|the values of an array}
n {the|an} {average of an array|average function|average over an array}
n a function {for|that returns|that computes|that gives} the {average|mean} of an array
w I have an array and {want|need} its {average|mean}, {in}.
= python compute the average of a list
d {compute|calculate|find|get|determine|work out} the {average|mean|arithmetic mean|mean value|average \
    value} of \
    {a list|the elements of a list|the numbers in a list|some numbers}
d average {a list|the values of a list|numbers}
n {the|an} {average of a list|average function|average of numbers|average over a list}
n a function {for|that returns|that computes|that gives} the {average|mean} of a list
w I have a list and {want|need} its {average|mean}, {in}.
= reverse a string
d {reverse|flip|invert|mirror} {a string|a text|the letters of a string|a word|the characters of a string}
d {write|print|spell|turn} a {word|string|text} backwards
d {turn|flip} a {word|string|text} {around|round|back to front|end to front}
n a {string|word|text} {backwards|in reverse|reversed|turned around|back to front}
n a function {that reverses|for reversing|to reverse|that turns around} a {string|word|text}
n {string reversal|a string reverser|a reversed string}
w Make abc into cba, {in}.
w {The last letter first|The letters in reverse order}: {how in {L}|how would I do that to a string {in}}?
= read the file @file@ line by line
d {read|go through|process|print|loop over} {the file |}@file@ {one line at a time|line after line|line \
    for line|line \
    by line}
d {read|get|fetch|print|process|show|handle} {each|every} line of {the file |}@file@
d {read|show|output|get|go over} {the|all} lines {of|in|from} {the file |}@file@
n a {loop|program} that {goes through|reads|reads in} @file@ {line by line|one line at a time}
n {the lines of @file@, one by one|a loop over the lines of @file@|a line by line read of @file@}
w I have a file {called|named} @file@ and {want|need} {its lines|every line of it|to see each line}, {in}.
w @file@ {has many lines|should be read line by line|is to be read one line at a time}. {How {in}|{L}, \
    please}?
w There is {a text file|a file} @file@. How do I {read|get} its lines {in}?
= write "@w@" to the file @file@
d {write|put|store|save|output} {the word |the text |the string |}"@w@" {to|into|in} {the file |a file \
    called |}@file@
d {make|create} {the file|a file} @file@ {with|that contains|containing} {the text |}"@w@"
d {fill|overwrite} @file@ with "@w@"
n {a|the} file @file@ {with|containing|that holds} {"@w@"|the text "@w@"}
w "@w@" {should go into|belongs in|has to be in|must be written to} {the file |}@file@, {in}.
w I need {a file |}@file@ {with|that contains} "@w@" {in it|as text}. {L}, please.
= c count the words of its input = python count the words of a text
d {count|find|get|determine|tell} {the number of words|how many words there are}
d count {all the|the|all} words
n a word {counter|count}
n {the|a} number of words
n a {program|tool} {that counts|for counting} words
w How many words {are there|were typed|did I write}? {L} code, please.
= c count the words of its input
d count the words {on|from|in|of} {stdin|standard input|the input|what is typed}
n a word {counter|count} {for|on|of} {stdin|standard input|the input}
= python count the words of a text
d {count|get the number of|find the number of|count the} words {in|of} a {text|string|sentence}
n a word count {for|of} a {string|text|sentence}
n a function {that counts|for counting|that returns the number of} {the |}words {in|of} a \
    {string|text|sentence}
w How many words does a {sentence|string|text} have, {in}?
= python count the words in @file@
d {count|count all the|get the number of|find the number of} words {in|of} {the file |}@file@
d {tell|find out|see|determine} how many words {@file@ has|there are in @file@|are in @file@|@file@ contains}
n {the number of words|a word count|the word count} {in|of|for} {the file |}@file@
n a {program|script} {that counts|for counting} the words {in|of} @file@
w How many words {does @file@ have|are in @file@|has the file @file@|are there in @file@}? {L} code, please.
w @file@: count the words {in}.
w I have {a text|a text file|a file} @file@ and {want to know|need to know} how many words it has, {in}.
= sort the numbers @l@
d {sort|order|arrange|rank} {|the numbers |these numbers: |the values |the list }@l@
d {put|bring|get} {|the numbers |the values }@l@ {in|into} {order|ascending order|the right order|sorted \
    order}
d {sort|arrange} @l@ {from small to large|in ascending order|by size|ascending}
n {a sorted list of|the sorted numbers of|a sort of|the sorted values of} @l@
n @l@ {in order|sorted|in ascending order|from smallest to largest}
w I have {the numbers |}@l@ and {want|need} {them sorted|them in order|the smallest first}, {in}.
w @l@: {sort them|sort these|put them in order|please sort|smallest first} {in}.
w {These are out of order|Not in order yet}: @l@. {Sort them|Put them in order} {in}.
= !a {L} struct called @s@ with the ints @k@ and @m@
d {define|declare|make|create|write} a {struct|structure} {|called |named }@s@ with {the fields |the \
    members \
    |two ints, |two int fields, |}@k@ and @m@
d {put|group|bundle} two ints @k@ and @m@ {in|into} a struct @s@
n a {struct|structure} {called|named} @s@ {with|that has|that holds|which has} {the |two \
    |}{fields|members|ints} @k@ and @m@
n a {struct|structure} @s@ {with|holding|of} @k@ and @m@
n {the|a} type @s@, a struct with @k@ and @m@
w I need {a structure|a struct} @s@; its {fields|members} are @k@ and @m@. {L}, please.
w @k@ and @m@ {belong together in a struct|should be members of a struct|are to be fields of a struct} \
    @s@, {in}.
= make a linked list
d {build|create|implement|write|set up|define} {a|a singly} linked list
d {insert|put|prepend|push|add} {a node|a value|an element|an item} {to|into|at the head of|in front of} \
    a linked list
n a {linked list|singly linked list|simple linked list|node of a linked list|chain of nodes|list of nodes}
n a {linked list|chain} {of ints|of nodes|with nodes|with a push function}
w How do nodes point to the next one {in}? {A linked list, please.|Show me a linked list.}
w Each node shall point to the next. How {in}?
= swap two numbers = swap two variables
d {swap|exchange|switch|interchange|flip|trade} {a and b|two values|the values of two variables|two \
    variables|two \
    numbers|the contents of two variables}
d {make|let} two variables {change places|trade places|trade values}
d {turn|put} a into b and b into a
n {a|the} {swap|exchange} of two {variables|values|numbers}
n {a swap|swapping code|a switch of a and b|a value swap}
w {a should get the value of b and b that of a|a and b should trade places}, {in}.
= c swap two numbers
d {swap|exchange|interchange} two {ints|integers|numbers} {through|with|using|by} pointers
n a {swap function|function that swaps two ints|function that exchanges two numbers|swap with pointers}
= c find the length of a string
d {find|get|compute|determine|measure|count|return} {the length of a text|how long a string is|the number \
    of \
    characters in a string|the size of a string}
d {tell|know|find out} how {long|many characters} a string is
d {write|implement} {strlen|my own strlen}
n {the length of a string|a string length function|a function for the length of a string|a home-made \
    strlen|the \
    number of characters of a string}
w How {long|many characters long} is a string? {L} code, please.
= python find the length of the string "@w@"
d {get|find|compute|print|show|determine|measure} {the length of|the number of letters in|the number of \
    characters \
    in|how long is} {|the string |the word |the text }"@w@"
d {count|number} the {characters|letters} {of|in} {|the word |the string }"@w@"
n the {length|number of characters|number of letters} of {|the string |the word }"@w@"
w How {long is|many letters has|many characters are in|many letters are in} "@w@"? {L} code, please.
w "@w@": how {long|many letters} {is it|}, {in}?
= compare the strings "@w@" and "@v@"
d {compare|check|test} {|the strings |the words |the texts }"@w@" {and|with|against} "@v@"{| for equality}
d {check|see|find out|test} {if|whether} "@w@" {equals|is equal to|is the same as} "@v@"
d {see|tell|find out} whether "@w@" and "@v@" are {the same|equal|identical|alike}
n {a comparison|a comparison of strings:|the comparison} of "@w@" {and|with} "@v@"
n a test {whether|if} "@w@" and "@v@" are {equal|the same}
w {Are|Is it that} "@w@" and "@v@" {the same|equal}? {Check it|Test it|Write a program for that} {in}.
= c print the arguments of a program
d {print|show|list|output|display|loop over} {the command line arguments|all arguments|argv|every \
    argument|what was \
    given on the command line|the command line parameters}
n a {program|loop} {that prints|over|that shows|that lists} {its arguments|argv|the command line arguments}
n {all|the} command line {arguments|parameters}
w What was {typed|given} {after the program's name|on the command line}? {Print it {in}|{L} code, please}.
= sh print the arguments of a script
d {print|show|list|output|display|loop over|go through} {the command line arguments|all arguments|every \
    argument|what was \
    given on the command line|the parameters of a script|$@}
n a {script|loop} {that prints|over|that shows|that lists} {its arguments|"$@"|the command line arguments}
n {all|the} {command line arguments|command line parameters|script arguments}
w What was {typed|given} {after the script's name|on the command line}? {Print it {in}|{L} code, please}.
= check if a number is even
d {see|find out|check|test|tell|decide|determine} {if|whether} {a number|n|an integer|x} is {even|even or \
    odd|odd or \
    even|divisible by two|divisible by 2|a multiple of two}
d {tell|distinguish|separate} {even numbers from odd ones|even and odd numbers|odd from even}
n {an|the} {even or odd test|even test|even number test|even check|even-odd check|is_even function}
n a {test|check|function} {for even numbers|whether a number is even|for even and odd}
w Is {a number|my number|n} {even or odd|even|divisible by two}? {L} code, please.
w Even or odd? Write that {in}.
= check if a number is prime
d {see|find out|check|test|tell|decide|determine} {if|whether} {a number|n|an integer|x} is {prime|a \
    prime|a prime \
    number}
d {test|check} {numbers for primality|for primes|a number for being prime|primality}
n {a|the} {primality test|prime test|prime number test|prime check|is_prime function|prime checker}
n a {test|check|function} {for prime numbers|whether a number is prime|for primes|for primality}
w Is {a number|my number|n} {prime|a prime|a prime number}? {L} code, please.
w Does n have {no divisors but 1 and itself|only itself and 1 as divisors}? {L} code, please.
= find the greatest common divisor
d {find|get|compute|calculate|work out|determine} the {gcd|greatest common divisor|greatest common \
    factor|largest common \
    divisor|highest common factor|biggest common divisor}{| of a and b| of two integers| of two numbers}
d {use|implement|write|apply} {Euclid's algorithm|the Euclidean algorithm|the algorithm of Euclid}
n {the|a} {gcd|gcd function|greatest common divisor|greatest common factor|Euclidean algorithm|highest \
    common factor}
n a function {for|that returns|that computes} the {gcd|greatest common divisor|highest common factor}{| \
    of two numbers}
w What is the largest number that divides both a and b? {L} code, please.
= c !a {L} function called @f@ that multiplies two doubles
d {define|write|make|create} a function {called|named|with the name|} @f@ {that multiplies|which \
    multiplies|for \
    multiplying|that returns the product of|to multiply} two {doubles|doubles, x and y|floating-point \
    numbers}
d multiply two doubles in a function {called|named} @f@
n a {function|routine} {called|named|with the name} @f@ {that multiplies|for the product of|which returns \
    the product \
    of|to multiply} two doubles
n @f@, a function {that multiplies|for the product of} two doubles
w {Call the function|The function is called|Name it} @f@; it {multiplies|should multiply|returns the \
    product of} two \
    doubles. {L}, please.
= c !a {L} function called @f@ that adds two ints
d {define|write|make|create} a function {called|named|with the name|} @f@ {that adds|which adds|for \
    adding|that returns \
    the sum of|to add} two {ints|integers}
d add two ints in a function {called|named} @f@
n a {function|routine} {called|named|with the name} @f@ {that adds|for the sum of|which returns the sum \
    of|to add} two \
    {ints|integers}
n @f@, a function {that adds|for the sum of} two ints
w {Call the function|The function is called|Name it} @f@; it {adds|should add|returns the sum of} two \
    ints. {L}, please.
= c !a {L} function called @f@ that subtracts two ints
d {define|write|make|create} a function {called|named|with the name|} @f@ {that subtracts|which \
    subtracts|for \
    subtracting|that returns the difference of|to subtract} two {ints|integers}
d subtract two ints in a function {called|named} @f@
n a {function|routine} {called|named|with the name} @f@ {that subtracts|for the difference of|which \
    returns the \
    difference of|to subtract} two {ints|integers}
n @f@, a function {that subtracts|for the difference of} two ints
w {Call the function|The function is called|Name it} @f@; it {subtracts|should subtract|returns the \
    difference of} two \
    ints. {L}, please.
= c !a {L} function called @f@ that adds @n@ to an int = python !a {L} function called @f@ that adds @n@ \
    to a number
d {define|write|make|create} a function {called|named|with the name|} @f@ {that adds|which adds|for \
    adding|to add} @n@ \
    to {a number|its argument|what it is given|a value}
d add @n@ to a number in a function {called|named} @f@
n a {function|routine} {called|named|with the name} @f@ {that adds|which adds|to add|for adding} @n@ to \
    {a number|its \
    argument|a value|n}
n @f@, a function that {adds @n@ to its argument|returns n plus @n@|gives n + @n@|increases a number by @n@}
w {Call the function|The function is called|Name it} @f@; it {adds @n@ to|should add @n@ to|returns @n@ \
    more than} its \
    argument. {L}, please.
= python !a {L} function called @f@ that multiplies two numbers
d {define|write|make|create} a function {called|named|with the name|} @f@ {that multiplies|which \
    multiplies|for \
    multiplying|that returns the product of|to multiply} two {numbers|values}
d multiply two numbers in a function {called|named} @f@
n a {function|routine} {called|named|with the name} @f@ {that multiplies|for the product of|which returns \
    the product \
    of|to multiply} two {numbers|values}
n @f@, a function {that multiplies|for the product of} two numbers
w {Call the function|The function is called|Name it} @f@; it {multiplies|should multiply|returns the \
    product of} two \
    numbers. {L}, please.
= python !a {L} function called @f@ that adds two numbers
d {define|write|make|create} a function {called|named|with the name|} @f@ {that adds|which adds|for \
    adding|that returns \
    the sum of|to add} two {numbers|values}
d add two numbers in a function {called|named} @f@
n a {function|routine} {called|named|with the name} @f@ {that adds|for the sum of|which returns the sum \
    of|to add} two \
    {numbers|values}
n @f@, a function {that adds|for the sum of} two numbers
w {Call the function|The function is called|Name it} @f@; it {adds|should add|returns the sum of} two \
    numbers. {L}, \
    please.
= allocate an array of @n@ ints
d {allocate|reserve|get|ask for|obtain} {memory|room|space|heap memory} for @n@ {ints|integers}{| on the \
    heap| with malloc}
d {put|create|make} an array of @n@ ints on the heap
d {malloc|allocate} @n@ ints{| and free them|}
n an array of @n@ {ints|integers} {on the heap|made with malloc|in dynamic memory|from malloc}
n {a malloc|an allocation|dynamic memory|heap memory} {for|of} @n@ {ints|integers}
w {I need room for @n@ ints at run time|@n@ ints should live on the heap|Where do I get memory for @n@ \
    ints}, {in}?
= c read a number from the user
d {read|get|input|take|accept|scan|ask for} {a number|an int|an integer|a number from the keyboard|a \
    number from stdin|a \
    whole number}
d let the user {type|enter|give} a number
n {a|the} {number typed by the user|input of a number|prompt for a number|scanf for an int}
n a program that {reads|asks for} {a number|an int}
w The user {types|enters} a number. How do I {read|get} it {in}?
= !an enum @s@ in {L} with @k@ and @m@
d {declare|make|write|create} an {enum|enumeration} {|called |named }@s@ {with|of|that has} @k@ and @m@
n an {enum|enumeration} {|called |named }@s@ {with|of|that has|for} {|the values |the constants |the \
    members }@k@ and @m@
w I need {an enum|an enumeration} @s@; its {values|constants} are @k@ and @m@. {L}, please.
w @k@ and @m@ {should be|are to be|are} the {values|constants} of an enum @s@, {in}.
= convert Celsius to Fahrenheit
d {convert|change|turn|recalculate} {degrees Celsius|Celsius|a temperature in Celsius|a temperature from \
    Celsius|°C|degrees \
    C} {into|to} {degrees Fahrenheit|Fahrenheit|F}
d {get|compute|calculate} {degrees Fahrenheit|Fahrenheit|the temperature in Fahrenheit} from {degrees \
    Celsius|Celsius}
n {a|the} {Celsius to Fahrenheit conversion|conversion of Celsius to Fahrenheit|Celsius-Fahrenheit \
    converter|temperature \
    converter from Celsius to Fahrenheit|C to F converter}
n a function {from Celsius to Fahrenheit|for degrees Fahrenheit from Celsius|that gives Fahrenheit for \
    Celsius}
w How {much|hot|many degrees Fahrenheit} is a Celsius temperature in Fahrenheit? {L} code, please.
w My thermometer says Celsius, I want Fahrenheit, {in}.
= count how often a character is in a string
d {count|find|tell|get} {how often|how many times} {a letter|a char|a character} {occurs|appears|is \
    found|comes up} in \
    a {string|text|word}
d count {a given letter|the occurrences of a character|one character|a char} in a {string|text|word}
n {a|the} {count of a character|number of times a letter occurs|number of occurrences of a char} in a \
    {string|text}
n a function that counts {a character|a letter|a char} {in|of} a {string|text}
w How often does {a letter|a character|a char} {occur|appear|come up} in a {string|text}? {L} code, please.
= declare an array of @n@ ints called @f@
d {define|make|create|set up} an {array|int array} {called|named} @f@ {of|with|for|that holds} @n@ \
    {ints|elements|integers}
d {declare|define} @f@ as an array of @n@ ints
n an {array|int array} {called|named|} @f@ {of|with|for} @n@ {ints|elements|integers}
w I need an array; its name is @f@, and it has @n@ ints. {L}, please.
w @f@ {should be|is to be|shall be} an array {of|with} @n@ ints, {in}.
= check if x is greater than @n@
d {check|see|test|find out} {if|whether} x is {more than|larger than|bigger than|above|over|> } @n@
d {compare x with|test x against|check x against} @n@
n an if {statement|} {for x greater than @n@|that checks if x is larger than @n@|with x > @n@|for x above \
    @n@}
n a {condition|test|check} {for|that} x {is |}{greater than|larger than|bigger than|above} @n@
w Is x {more than|above|bigger than|larger than|over} @n@? {L} code, please.
w Only if x is {above|over|more than|larger than} @n@: {how|what do I write} {in}?
= sh check if n is greater than @n@
d {check|see|test|find out} {if|whether} {n|a number|$n} is {more than|larger than|bigger \
    than|above|over} @n@
d {compare n with|test n against|check n against} @n@
n an if {statement|} {for n greater than @n@|that checks if n is larger than @n@|with n above @n@|for a \
    number above @n@}
n a {condition|test|check} {whether|if} n is {greater than|larger than|bigger than|above} @n@
w Is n {more than|above|bigger than|larger than|over} @n@? {L} code, please.
w Only if n is {above|over|more than|larger than} @n@: {how|what do I write} {in}?
= print the word "@w@" @n@ times
d {print|say|write|output|show|repeat|display} {|the word |the text }"@w@" @n@ times{| over| in a row| in \
    a loop}
d {repeat|loop} the {word|output} "@w@" @n@ times
n {the word |}"@w@" @n@ times{| in a row| on the screen|}
n a loop that {prints|says|writes|repeats} "@w@" @n@ times
w "@w@" {should be printed|must appear|is to be repeated} @n@ times, {in}.
w I {must|have to} write "@w@" @n@ times, {let {L} do it|do it for me {in}|like lines at school}. {L}, \
    please.
= python find the largest number in a list
d {find|get|return|determine|look for} the {largest|biggest|highest|greatest|maximum} \
    {value|element|number|entry|item} \
    {in|of} a list{| of numbers}
d {find|get|compute|return|determine} the {max|maximum} of a list
n {a|the} {maximum|max|largest element|biggest number|highest value} of a list
n a function {that returns|for|that finds} the {maximum|largest element|biggest value|highest number} \
    {of|in} a list
w Which {number|element} of {my|a} list is the {largest|biggest|highest}? {L}, please.
w I have a list and {want|need} its {maximum|largest value|biggest element}, {in}.
= python find the largest of @l@
d {find|get|print|pick|determine} the {largest|biggest|highest|maximum|greatest} {of|among|value \
    of|number of} {|the numbers \
    |these: }@l@
n the {maximum|largest|biggest|highest value|max|greatest} of {|the numbers |the list }@l@
w Which of @l@ is the {largest|biggest|highest|greatest}? {L} code, please.
w I have {the numbers |}@l@ and {want|need} {the largest|the biggest one|the maximum|the highest}, {in}.
w @l@: {which is the biggest|find the largest|get the maximum|print the maximum} {in}.
= python sort the words @w@, @v@ and @u@
d {sort|order|alphabetise|arrange} {|the words |these words: |the strings }@w@, @v@ and @u@{| \
    alphabetically| by the \
    alphabet|}
d {put|bring} @w@, @v@ and @u@ {in|into} {alphabetical order|order|order from a to z}
n {the words |}@w@, @v@ and @u@ {in alphabetical order|sorted|sorted from a to z}
n {a sorted list of|a sort of} {|the words }@w@, @v@ and @u@
w I have {the words |}@w@, @v@ and @u@ and {want|need} {them sorted|them in alphabetical order}, {in}.
w @w@, @v@, @u@: {sort these words|sort them from a to z|alphabetical order}, {in}.
= python make a list of @w@, @v@ and @u@
d {create|define|write|build|declare} a list {with|of|that holds|containing} {|the words |the strings \
    |the elements }@w@, \
    @v@ and @u@
d {put|store|keep} @w@, @v@ and @u@ {in|into} a list
n a list {with|of|that holds|containing} {|the words |the strings |the elements }@w@, @v@ and @u@
w @w@, @v@ and @u@ {should be in|belong in|go into} a list, {in}.
w I have {the words |three words, |}@w@, @v@ and @u@. {Put them in a list|Make a list of them} {in}.
= !a {L} class called @S@ with @k@ and @m@
d {make|write|create|declare} a class {called|named|} @S@ {with|that has} {|the attributes |the fields \
    |the members }@k@ \
    and @m@
n a class {called|named|with the name} @S@ {with|that has|that stores} {|the attributes |the fields |two \
    attributes, }@k@ \
    and @m@
n {the|a} class @S@ {whose attributes are|with} @k@ and @m@
w I need a class @S@; {its attributes are|it has} @k@ and @m@. {L}, please.
w Objects of {the|a} class @S@ {should have|have} @k@ and @m@. {How {in}|{L} code, please}?
= !a {L} class @S@ with a method @f@ that prints "@w@"
d {write|create|define} a class {called |named |}@S@ {with|that has} a method {called |named |}@f@ that \
    {prints|says|shows|outputs} \
    "@w@"
n a class {called |named |}@S@ {with|that has} {a|the} method {called |named |}@f@ {that|which} \
    {prints|says|shows|outputs} "@w@"
n a class @S@ {whose method @f@|where @f@} {prints|says|shows|outputs} "@w@"
w I need a class @S@; its method @f@ {prints|says|should print|shows} "@w@". {L}, please.
= make a dict with @k@ and @m@ set to @a@ and @b@
d {create|define|write|build} a {dict|dictionary} {with|where|in which} @k@ {is|equals|=} @a@ and @m@ \
    {is|equals|=} @b@
d {map|set} @k@ to @a@ and @m@ to @b@ in a {dict|dictionary}
d {store|keep|put} @k@ = @a@ and @m@ = @b@ in a {dict|dictionary}
n a {dict|dictionary} {with|where} @k@ {is|as|set to|equal to} @a@ and @m@ {is|as|set to|equal to} @b@
n a {dict|dictionary} that maps @k@ to @a@ and @m@ to @b@
w @k@ is @a@ and @m@ is @b@: {put that|store it|how do I keep that} in a {dict|dictionary}, {in}.
= loop over a dict
d {iterate over|walk through|go through|loop through|step through|run over|traverse} {a dict|a \
    dictionary|the items of a \
    dict|the keys and values of a dict|all entries of a dictionary}
d {print|show|output|list} {all keys and values|every key with its value|each key and value|the contents} \
    of a \
    {dict|dictionary}
n a loop {over|through} {a dict|a dictionary|the items of a dict|keys and values}
n {iteration over a dict|a dict loop|the keys and values of a dictionary}
w I have a {dict|dictionary} and {want|need} every {key with its value|entry}, {in}.
= make a list of the squares from @a@ to @b@
d {get|make|compute|build|list|print|create} the squares {of the numbers |}from @a@ to @b@
d {square|multiply by itself} {all|every one of|each of} the numbers from @a@ to @b@
d {use|write} a list comprehension for the squares {from|of} @a@ to @b@
n {a list of |}the {squares|square numbers} {from @a@ to @b@|of the numbers @a@ to @b@|between @a@ and @b@}
n a list comprehension {for|with|that gives} the squares {from|of} @a@ to @b@
w n times n for every n from @a@ to @b@, {in}.
= catch an exception
d {catch|handle|deal with|cope with|trap} {an exception|exceptions|errors|an error|a division by zero|a \
    ZeroDivisionError}
d {keep|stop} a program from crashing {at|on} an {exception|error}
d use {try|try/except|a try block|try ... except}
n {an example of |}{try and except|try/except|exception handling|error handling}
n {a try block|a handled exception|a caught exception|a safe division|an except clause}
w My program {crashes|stops} {with|because of} an exception. How do I {catch|handle} it {in}?
w What do I do against {a division by zero|an exception|errors} {in}?
= read the argument @k@ with argparse
d {read|take|get|accept|parse|handle} {an argument|a command line argument|the command line argument|a \
    parameter|the \
    argument} {called |named |}@k@{| with argparse|}
d {use|set up} argparse {for|with} {an|the} argument @k@
d add {an|the} argument @k@ {with|to} argparse
n {an argparse parser|argparse code|an argument parser|a command line} {for|with} {the|an} argument @k@
n a program {with|that takes|that reads} {the|an} argument @k@
w The program gets @k@ {as an argument|on the command line}. How do I {read|get} it {in}?
= read the JSON file @w@.json
d {read|load|open|parse|get|import} {the data|the JSON|the contents} {in|of|from} {the JSON file |the \
    file |}@w@.json
d {load|open|parse|decode|get} {the file |the JSON file |}@w@.json
n {the data|the contents|the JSON|a load} {from|of} @w@.json
n a {program|script|reader} {that reads|for|that loads|that parses} {the JSON file |}@w@.json
w I have {a JSON file|a file} @w@.json and {want|need} {its data|what is in it|the data in it}, {in}.
w @w@.json: {read it|load it|parse it} {in}.
= write a dict to @w@.json
d {save|dump|store|write|put|export} {a dict|a dictionary|data|my data|an object} {to|into|in} {the JSON \
    file |the file |}@w@.json
d {save|dump|write|store} {a dict|data} as JSON {to|into|in} @w@.json
d {create|make|write} the JSON file @w@.json
n {a JSON dump|a dump of a dict|JSON output} {to|into} @w@.json
n {a|the} JSON file @w@.json {with|from} {a dict|my data}
w I have {a dict|data|some data} and {want|need} it {saved|stored|written} as JSON in @w@.json, {in}.
w My dict {should go into|belongs in} @w@.json. {How {in}|{L} code, please}?
= loop over all .@x@ files
d {loop over|go through|visit|iterate over|walk through|run over|process} {all|all the|every one of the} \
    {.@x@ files|*.@x@ \
    files|files ending in .@x@|files with the ending .@x@}
d {show|print|list|name} {all|all the|the} {.@x@ files|*.@x@ files|files ending in .@x@} {here|in this \
    folder|in the \
    current directory|in the current folder|}
d {handle|take|print} {every|each} .@x@ file
n a loop {over|through} {all|the|all the} {.@x@ files|*.@x@ files|files ending in .@x@}
n {a list of|the names of} {all|the} {.@x@ files|*.@x@ files}
w {For|With} {every|each} .@x@ file in this {folder|directory} I want to do something, {in}.
w I have many .@x@ files. How do I {go through|loop over|visit} them {in}?
= python ask the user for a name and greet them = sh ask the user for a name and greet them
d {ask|request|get|read|prompt} for {a name|the name of the user|the user's name}{| and say hello| and \
    greet|}
d {ask|prompt} {the user|somebody|people} for {a name|their name|the name}
d {let|have} the user {type|enter} {a name|their name}{| and greet them}
d {greet|say hello to|welcome} {the user|somebody|people} by name
n {a program|something} {that asks for a name|that greets the user by name|that asks your name and says \
    hello}
n {a greeting|a hello} {by name|with the name of the user}
n {the input of a name|a prompt for a name|a question for a name}
w The {program|computer} should ask {who I am|my name|for my name} and {greet me|say hello}. {L}, please.
= remove duplicates from a list
d {remove|drop|delete|throw out|get rid of|filter out|kill} {the |all |}{duplicates|double \
    elements|doubles|repeated \
    elements|double entries|duplicate values} {from|of|in} a list
d {keep|get|return} {each element once|only unique elements|the unique elements|every value only once} \
    {of|in} a list
d {make|get} a list {without duplicates|unique|with every value only once}
n {a list without duplicates|a list without double elements|the unique elements of a list|a list of unique \
    values|deduplication of a list}
n a function that {removes duplicates|drops double elements} from a list
w Some {elements|values} are in my list {twice|several times}. How do I {drop the doubles|keep only one} \
    {in}?
w Each element only once, please: a list {in}.
= get a random number from @a@ to @b@
d {draw|roll|pick|generate|choose|make|produce|print} {a random number|a random integer|a number at \
    random|some random \
    number} {from @a@ to @b@|between @a@ and @b@}
d {roll|throw} a {die|dice} {from @a@ to @b@|with numbers from @a@ to @b@}
n a random {number|integer|value} {from @a@ to @b@|between @a@ and @b@|in the range @a@ to @b@}
n a {number|integer} {from @a@ to @b@|between @a@ and @b@} {at random|by chance}
w Any number from @a@ to @b@, {by chance|at random}, {in}.
= print today's date
d {show|output|display|get|find|tell} {the date|today's date|the current date|the date of today|what day \
    it is}
d {find out|print|tell} {which date it is|the current day|today's day}
n {today's date|the date of today|the current date|the date}
n a program {for|that prints|that shows|that tells} {today's date|the date|the current date}
w {What is the date today|Which date is it|What day is it today}? {L} code, please.
= print a list with numbers
d {number|enumerate} {a list|the items of a list|the elements of a list|list items}
d {print|show|output|display} {a list|the elements of a list|list items} with {numbers|their index|their \
    numbers|an index|a \
    number before each}
d {loop over|go through|iterate over} a list {with an index|with its indexes|and its index|with \
    numbers|with enumerate}
n {a numbered list|a list with numbers|an enumeration of a list|the use of enumerate|a loop with index|a \
    list with indexes}
w I want 1, 2, 3 before the elements of my list, {in}.
= check if a word is a palindrome
d {see|find out|check|test|tell|decide|determine} {if|whether} {a word|a string|a text|something} is {a \
    palindrome|the same \
    backwards|the same forwards and backwards}
d {recognise|detect|find|spot} {palindromes|a palindrome}
n {a|the} {palindrome test|palindrome check|palindrome checker|test for palindromes|is_palindrome function}
n a function {for palindromes|that tests for palindromes|that recognises palindromes}
w {Is a word|Does a word read} the same {from behind|backwards|from both sides}? {L} code, please.
= read the CSV file @w@.csv
d {read|load|open|parse|import|print} {the rows of |the data of |the table in |the lines of |}{the CSV \
    file |the file |}@w@.csv
d {go through|loop over|show|get} the rows {of|in} {the CSV file |}@w@.csv
n {the rows|the data|a read|a listing} {of|from} {the CSV file |}@w@.csv
n a {program|script|reader|parser} {that reads|for|that prints the rows of} @w@.csv
w I have {a CSV file|a table} @w@.csv and {want|need} {its rows|to see the rows|to read it}, {in}.
w @w@.csv: {read it|print its rows|parse it} {in}.
= loop over @w@, @v@ and @u@
d {go through|iterate over|walk through|step through|cycle through} {|the words |the values |the list \
    |the items }@w@, @v@ \
    and @u@
d {print|show|echo} {|the words }@w@, @v@ and @u@ {one by one|one after the other|in a loop|with a \
    loop|each on its own line}
n a {loop|for loop} {over|through|with} {|the words |the values }@w@, @v@ and @u@
w I have {the words |}@w@, @v@ and @u@. {Loop over them|Go through them|Handle them one by one} {in}.
w {For|With} each of @w@, @v@ and @u@ {do something|I want to do something}, {in}.
= find all .@x@ files
d {find|look for|search for|locate|list} {all|all the|every one of the} {.@x@ files|*.@x@ files|files \
    ending in .@x@|files \
    with the ending .@x@}{| below this folder| in all subfolders| in this folder and below|}
d {search|comb} {the folders|all subfolders|this folder and all below} for .@x@ files
n {a search for|a find for|a hunt for} {all |}{.@x@ files|*.@x@ files|files ending in .@x@}
w Where are {all |}my .@x@ files? {Find them|Look for them|Search for them} {in}.
w There are .@x@ files {somewhere below this folder|in the subfolders}. {Find them|Search for them} {in}.
= find .@x@ files below @d@
d {find|look for|locate|search for|list} {all |}{.@x@ files|*.@x@ files|files ending in .@x@} \
    {below|under|in and \
    below|somewhere in|inside} {|the folder |the directory }@d@
d search {|the folder |the directory }@d@ for {all |}.@x@ files
n {a search|a find} for .@x@ files {below|under|in} {|the folder |the directory }@d@
n {all|the} .@x@ files {below|under} {|the folder |the directory }@d@
w Where below @d@ are {the |}.@x@ files? {Find them|Search for them} {in}.
w There {are|must be} .@x@ files {somewhere below|under|inside} @d@. {Find them|Search for them} {in}.
= search for @w@ in @file@
d {find|look for|grep for|hunt for|search} {|the word |the text |the string }@w@ in {|the file }@file@
d {print|show|get|list|filter} {the|all|only the} lines {of|in|from} @file@ {with|that \
    contain|containing|that have|that \
    mention} {|the word }@w@
d {grep|search} {|the file }@file@ for {|the word |the text }@w@
n {a search for|a grep for} {|the word }@w@ in {|the file }@file@
n {all|the} lines {of|in} @file@ {with|that contain|containing} {|the word }@w@
w {Where|In which lines} {in @file@ does @w@ occur|of @file@ is @w@}? {L}, please.
w The word @w@ {is|must be} somewhere in @file@. {Find it|Show me the lines|Search for it} {in}.
= sh read the file @file@ line by line
d {use|write} a {while loop|while read loop|loop} over the lines of @file@
n a {while loop|while read loop} {over|for} {the lines of |}@file@
= check if the file @file@ exists
d {check|see|test|find out|know} {if|whether} {there is a file|the file exists:|there is a file called|I \
    have a \
    file} @file@
d {check|see|test|find out} {if|whether} {|the file }@file@ {is there|exists|is present|can be found|is \
    missing}
d {test|check} for {the existence of |the file |}@file@
n a {test|check} {for|whether there is|for the file|for the existence of} @file@
n {an if|a condition} {for an existing file|whether the file exists:} @file@
w {Is there|Do I have} a file {called |named |}@file@? {L} code, please.
w {Does|Is} {|the file }@file@ {exist|there}? {Test it|Check it} {in}.
= make the folder @d@ if it is not there
d {make|create|add} {the folder|the directory|a folder called|a directory named} @d@ {if it is missing|if \
    there is none|unless \
    it is there|when it does not exist|if it does not exist yet}
d {ensure|guarantee} that {the folder|the directory} @d@ {exists|is there}
n {the|a} {folder|directory} @d@{, but only if it is missing|, made if it is missing| if there is none|, \
    unless it exists}
w The {folder|directory} @d@ {must|should|has to} exist; {make it if not|create it when it does not}, {in}.
w No folder @d@? Then make one, {in}.
= !a {L} function called @f@ that prints its argument
d {define|write|make|create} a function {called|named|} @f@ {that prints|that echoes|which shows|to \
    print|that outputs} its \
    {argument|first argument|first parameter}
n a function {called|named|with the name} @f@ {that prints|that echoes|which shows|that outputs|to print} \
    {its|the} {argument|first \
    argument|first parameter}
n @f@, a function {that prints|that echoes} {its argument|what it is given}
w {Call the function|The function is called|Name it} @f@; it {prints|echoes|should print} its \
    {argument|first argument}. {L}, \
    please.
= !a {L} function called @f@ that prints "@w@"
d {define|write|make|create} a function {called|named|} @f@ {that prints|that echoes|which says|to \
    print|that outputs} "@w@"
n a function {called|named|with the name} @f@ {that prints|that echoes|which says|that outputs|to \
    print|that shows} "@w@"
n @f@, a function {that prints|that echoes|that says} "@w@"
w {Call the function|The function is called|Name it} @f@; it {prints|echoes|should print|says} "@w@". \
    {L}, please.
= check that an argument is given
d {stop|exit|fail|complain|end} {if|when} {no argument is given|there is no argument|the argument is \
    missing|arguments are \
    missing}
d {make sure|check|test|see} {that|whether} {there is an argument|an argument was given|the script got an \
    argument}
d {require|demand|insist on} an argument
n a script {that needs an argument|that stops without an argument|with a required argument|that complains \
    when the argument \
    is missing}
n a {check|test} {for a missing argument|of the number of arguments|that an argument is there}
w My script {needs|wants|requires} an argument. How do I check for it {in}?
= count the lines of @file@ that have @w@
d {count|find|get} {the number of |how many |}lines {in|of} @file@ {contain|that contain|with|containing} \
    {|the word }@w@
d {tell|find out|see} how many lines of @file@ {have|contain|mention} @w@
d {pipe|send|feed} {grep for @w@ in @file@|the lines of @file@ with @w@} {into|to} wc
n the number of lines {in|of} @file@ {with|that have|that contain|containing} {|the word }@w@
n a {pipe|count} {of the lines of @file@ with @w@|for the number of lines with @w@ in @file@}
w How many lines {of|in} @file@ {have|contain|mention} {|the word }@w@? {L}, please.
= check the exit status of a command
d {check|test|see|find out|know|tell} {if|whether} {a command worked|a command succeeded|a command \
    failed|the last command \
    failed|the last command went well|a program ended well}
d {look at|read|test|get|check} {the exit status|the exit code|the return code|$?|the status of the last \
    command}
n {a|the} {check of the exit status|exit status check|test of the exit code|check for a failed \
    command|check for success}
w {Did|How do I know that} the last command {work|worked|fail|failed}{?|} {How do I see that {in}|{L} \
    code, please}?
= count the files in @d@
d {count|get|print|show|tell} {the number of files|how many files there are|all the files|how many files \
    are} in {|the folder \
    |the directory }@d@
d {find out|see|tell} how many files {are in|there are in|lie in} {|the folder |the directory }@d@
n {the number of|a count of|the count of} {|all |the }files in {|the folder |the directory }@d@
w How many files {are in|are there in|has|lie in} {|the folder |the directory }@d@? {L}, please.
= set the variable @k@ to @n@
d {define|make|create|declare|set} {a|the} variable {called |named |}@k@ {with|that has|holding|as} {the \
    value |}@n@
d {give|assign} {the variable |}@k@ the value @n@
d {let|set} @k@ {be|to|equal to} @n@
d {put|store|keep|save} @n@ {in|into} {a variable called |the variable |}@k@
n a variable {called |named |}@k@ {with|that has|holding} {the value |}@n@
w I need a variable @k@; its value is @n@. {L}, please.
w @k@ {should be|shall be|is to be|equals} @n@, {in}.
= write a case statement for @w@ and @v@
d {use|make|write|build} a case {statement |}{with|for|on} {|the words |the values |the branches }@w@ and @v@
d {tell|distinguish|decide between|choose between|branch on} @w@ and @v@ {with|using|by} case
n a case {statement |block |construct |}{with|for} {|the words |the values |the branches }@w@ and @v@
w {Depending on|For} @w@ or @v@ do {different|other} things, with case, {in}.
= add @a@ and @b@
d {add|sum|total} {|the numbers |the values }@a@ {and|plus|to} @b@
d {compute|calculate|get|print|work out|find} {the sum of @a@ and @b@|@a@ plus @b@|@a@ + @b@|what @a@ and \
    @b@ make}
n {the sum of|an addition of} {|the numbers }@a@ and @b@
n {@a@ plus @b@|@a@ + @b@}
w {How much is|What is|What makes} @a@ {plus|and|+} @b@? {L} code, please.
= multiply @a@ by @b@
d {multiply|take the product of} {|the numbers |the values }@a@ {and|with} @b@
d {compute|calculate|get|print|work out|find} {the product of @a@ and @b@|@a@ times @b@|@a@ * @b@|what \
    @a@ times @b@ makes}
n {the product of|a multiplication of} {|the numbers }@a@ and @b@
n {@a@ times @b@|@a@ * @b@}
w {How much is|What is|What makes} @a@ {times|multiplied by|*} @b@? {L} code, please.
= rename all .@x@ files to .bak
d {rename|change|turn} {all|all the|every one of the} {.@x@ files|*.@x@ files|files ending in .@x@} \
    {to|into} {.bak|.bak \
    files|files ending in .bak}
d {change|replace|turn} the {ending|extension|suffix} .@x@ {to|into|with} .bak
d {give|put} {all|the} .@x@ files {the ending|the extension|the suffix} .bak
n a {rename|loop that renames|mass rename|renaming} {of |}{all |}{.@x@ files|*.@x@ files} to .bak
w My .@x@ files {should end in|should be called|must become|are to be} .bak{| instead| files}, {in}.
w {Every|Each} .@x@ file shall get the ending .bak, {in}.
= back up the folder @d@
d {back up|archive|save|pack|tar|zip up} {|the folder |the directory |my folder |everything in }@d@{| \
    into an archive| with \
    tar|}
d {make|create|take} {a backup|an archive|a tar archive|a tarball|a safety copy} of {|the folder |the \
    directory }@d@
d {put|pack|squeeze} {|the folder |the directory |everything in }@d@ into {an archive|a tar file|a tarball}
n {a backup|an archive|a tarball|a tar archive|a safety copy|a packed copy} of {|the folder |the \
    directory |my folder }@d@
w I do not want to lose {|the folder |the directory }@d@. {Back it up|Pack it|Make a backup} {in}.
w {My folder|The folder|The directory} @d@ {needs a backup|should go into an archive}, {in}.
= save @d@ as @w@.tar.gz
d {pack|archive|back up|tar|put|store|compress} {|the folder |the directory }@d@ {as|to|into|in} @w@.tar.gz
d {make|create|build} {the archive|the tarball|a tarball|an archive} @w@.tar.gz {of|from|out of} {|the \
    folder |the \
    directory }@d@
n {an archive|a tarball|a backup|the archive} @w@.tar.gz {of|from} {|the folder |the directory }@d@
w {The folder |The directory |}@d@ {should go into|belongs in|is to be packed into} @w@.tar.gz, {in}.
= print "@w@" every @n@ seconds
d {print|echo|say|output|show|repeat|write} {|the word |the text }"@w@" {every @n@ seconds|each @n@ \
    seconds|with a pause of @n@ \
    seconds|once in @n@ seconds|again and again, every @n@ seconds}
d {wait|sleep|pause} @n@ seconds between {prints|outputs|echoes} of "@w@"
n a loop that {prints|says|echoes|writes} "@w@" {every @n@ seconds|each @n@ seconds|and sleeps @n@ seconds}
n "@w@" {every|each} @n@ seconds
w {Every @n@ seconds|Each @n@ seconds} "@w@" should {appear|be printed|come up}, {in}.
= compare a variable with "@w@"
d {check|see|test|find out} {if|whether} {$1|the argument|a variable|the first argument} {is|equals|is \
    equal to|is the \
    same as} "@w@"
d {compare|test|check} {$1|the argument|a variable|the first argument} {with|against|to} "@w@"
n a {comparison|test} of {a variable|$1|the argument|the first argument} {with|against} "@w@"
n {a test|an if} whether {$1|the argument|a variable} {is|equals} "@w@"
w Is {the argument|$1|my variable|the first argument} {"@w@"|equal to "@w@"}? {L} code, please.
= append "@w@" to @file@
d {append|add|attach} {|the line |the text |the word }"@w@" {to|at the end of|to the end of|at the bottom \
    of} {|the file }@file@
d {put|write} "@w@" {at the end of|after the last line of|at the bottom of|behind the text of} {|the file \
    }@file@
d {extend|lengthen} {|the file }@file@ by {the line |}"@w@"
n {a line|one more line|another line|a last line} "@w@" {in|for|at the end of|at the bottom of} @file@
w @file@ {needs|should get|shall get} {another|one more|a new} line: "@w@". {L}, please.
w "@w@" {should come after the rest of|belongs at the end of|goes to the end of} {the file |}@file@, {in}.
= replace @w@ by @v@ in @file@
d {replace|change|exchange} {|the word |every |each |all }@w@ {with|for|by} @v@ in {|the file }@file@
d {put|write|use} @v@ {in place of|instead of|for} {|every |the word }@w@ in {|the file }@file@
d {turn|change} {every|each|all} @w@ into @v@ in {|the file }@file@
d substitute @v@ for @w@ in {|the file }@file@
n {a replacement of|the replacement of} @w@ {by|with} @v@ in {|the file }@file@
n @v@ {instead of|in place of} @w@ in {|the file }@file@
w In @file@ {every|each} @w@ {should|must|has to} {become|be|turn into} @v@, {in}.
w @file@ says @w@ where it should say @v@. {Fix that|Replace it} {in}.
= sort the lines of @file@
d {sort|order|arrange|alphabetise} {|all |the |all the }lines {of|in} {|the file }@file@
d {put|bring|get} {the lines of @file@|@file@} {in|into} {order|alphabetical order}
d {print|show|output} {the lines of |}@file@ {sorted|in order|in alphabetical order|from a to z}
n {a sorted|an ordered|an alphabetical} {copy|print|view|listing} of {|the file }@file@
n the {sorted lines of|lines of|contents of} @file@{| in order| from a to z}
w The lines {of|in} @file@ {are out of order|should be sorted|are not in order}. {Sort them|Put them in \
    order} {in}.
w @file@: {sort it|sort the lines|alphabetical order, please|put the lines in order}, {in}.
= print the first @n@ lines of @file@
d {print|show|get|see|display|output|take|read} {|only }the {first|top|initial|opening} @n@ lines \
    {of|from|in} {|the file }@file@
d {show|print|see|get} the {top|beginning|start|head} of @file@, @n@ lines
n the {first|top|initial|opening|upper} @n@ lines {of|from|in} {|the file }@file@
n the {top|beginning|start|head} of @file@, @n@ lines{| long|}
w I only {want|need} the {first|top} @n@ lines of @file@, {in}.
w @file@: {just |only |}the {first|top} @n@ lines, {in}.
w How does @file@ begin? @n@ lines of it {in}.
= print the last @n@ lines of @file@
d {print|show|get|see|display|output|take|read} {|only }the {last|final|bottom|closing} @n@ lines \
    {of|from|in} {|the file }@file@
d {show|print|see|get} the {end|tail|bottom} of @file@, @n@ lines
n the {last|final|bottom|lower|closing} @n@ lines {of|from|in} {|the file }@file@
n the {end|tail|bottom} of @file@, @n@ lines{| long|}
w I only {want|need} the {last|final|bottom} @n@ lines of @file@, {in}.
w @file@: {just |only |}the {last|final|bottom} @n@ lines, {in}.
w How does @file@ end? @n@ lines of it {in}.
= stop a script at the first error
d {stop|end|exit|quit|abort|leave} {a script|my script} {at the first error|when a command fails|as soon \
    as something \
    fails|on errors|on the first failure|if something goes wrong}
d {make|have|let} a script {stop|end|exit|abort} {at errors|at the first error|when a command fails|on \
    failure}
n a script that {stops|ends|exits|aborts} {at the first error|when a command fails|on errors|as soon as \
    something fails|at \
    errors}
n {set -e|the use of set -e}
w My script {goes on|runs on|continues} after {an error|a failed command}. How do I {stop|make it stop} {in}?
= store the date in a variable
d {store|save|put|keep|capture|catch|get} {the output of a command|a command's output|what a command \
    prints|the output of \
    date|the date|today's date} in a variable
d {assign|give} the output of {date|a command} to a variable
n a variable {with|that holds|for} {the output of a command|the date|the output of date|what a command \
    prints}
n {command substitution|the output of a command in a variable|the date in a variable}
w A command prints something and I want it in a variable. How {in}?
""")
