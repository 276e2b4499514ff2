"""Ways of asking for what a tool can do. Toolcalls fills them in.

A template has slots ({a}, {d}, ...) and alternatives ([has|had|]); drawn() takes one of each. What is asked
for has to be told by the words that carry it, so that many words stand beside each other at every place.
"""
import itertools
import re

_ALTERNATIVES = re.compile(r"\[([^\]]*)\]")


def compiled(template):
    """Fixed text and tuples of alternatives, in turn."""
    return [tuple(p.split("|")) if i % 2 else p for i, p in enumerate(_ALTERNATIVES.split(template))]


def drawn(R, parts):
    if len(parts) == 1:
        return parts[0]
    text = "".join([R.choice(p) if type(p) is tuple else p for p in parts]).strip()
    return text[:1].upper() + text[1:]


def table(*templates):
    return [compiled(t) for t in templates]


def expanded(parts):
    """Every text that a template can make."""
    for ps in itertools.product(*(p if type(p) is tuple else (p,) for p in parts)):
        yield "".join(ps).strip()


# ---- before and after any question ----

LEADS = (
    "Quick one: ", "Listen, ", "Sorry to bother you. ", "I need help. ", "My boss wants to know. ", "Hello! ",
    "One more thing: ", "Just curious: ", "For my notes: ", "I'm in a hurry. ", "Hello, I am new here. ",
    "Excuse me, ", "Be so kind: ", "My friend asked me this. ", "Next: ", "here's one: ", "Alright, ", "Hm, ",
    "Well, ", "A question: ", "Good morning. ", "Hi there, ", "Something else: ", "ok so ",
        "I was wondering: ",
    "Dear assistant, ", "Let's see: ", "First of all, ", "Now then: ", "Help me out here. ", "yo, ",
    "I can't do it myself. ", "It is urgent. ", "We were just talking about it. ", "Before I forget: ",
    "My eyes are bad, so I ask you. ", "I'm too lazy to look. ", "hey can you help? ")
TAILS = (
    " Thanks!", " Thank you.", " I'm in a hurry.", " Please be quick.", " It is for work.", " I forgot.",
    " It's important.", " I can't do it myself.", " Help me, please.", " Please tell me.", " I need it now.",
    " Just the answer, please.", " My boss is waiting.", " Many thanks in advance.", " I'd be grateful.",
    " I wonder.", " Take your time.", " cheers", " thx", " Can you help?", " I am not sure.", " ok?",
        " Tell me!",
    " That would help.", " I really need to know.")


# ---- calculate ----

# Kind of the numbers, expression, noun phrases; see THINGS in toolcalls. Weight first.
THINGS = (
    (9, "", "{a} + {b}", table(
        "[the |]sum of {a} [and|with|plus] {b}", "{a} and {b} [together|combined|in total|in all|summed up]",
        "{a} [increased|raised] by {b}", "{a} [plus|and] [another|a further] {b}",
        "[the |]addition of {a} and {b}",
        "{a} [along|together] with {b}", "{b} more than {a}", "{a} with {b} [added|on top|added to it]",
        "{a} plus {b}", "{a} + {b}", "the total of {a} [and|plus] {b}", "{a} and {b} put together",
        "{a} joined with {b}")),
    (11, "", "{a} - {b}", table(
        "[the |]difference [between|of] {a} and {b}", "{a} [reduced|decreased|lowered|lessened] by {b}",
        "{b} [subtracted|taken|taken away|deducted|removed] from {a}", "{b} less than {a}", "{a} without {b}",
        "{a} with {b} [taken off|taken away|removed|subtracted]", "{a} minus {b}", "{a} - {b}", "{b} off {a}",
        "the rest of {a} after {b} [is gone|are gone]", "what is left of {a} without {b}",
        "{a} take away {b}",
        "{a} down by {b}", "{b} fewer than {a}", "the subtraction of {b} from {a}")),
    (11, "", "{a} * {b}", table(
        "[the |]product [of|from] {a} and {b}", "{a} multiplied [by|with] {b}", "{a} times {b}",
        "{a} [x|*] {b}",
        "{a} [lots|groups|sets|piles|rows] of {b}", "{a} taken {b} times", "the number {a} times {b}",
        "{a}x{b}",
        "[the |]multiplication of {a} [and|by|with] {b}",
        "{a} and {b} multiplied[| together| with each other]",
        "{a} [repeated|added up] {b} times", "{a} times the number {b}", "{a}*{b}")),
    (11, "div", "{a} / {b}", table(
        "[the |]quotient of {a} and {b}", "{a} divided [by|through] {b}", "{a} over {b}", "{a} / {b}",
        "{a} [split|cut|broken|parted] [into|in] {b}[| parts| equal parts| pieces]",
        "{a} shared [by|among] {b}",
        "[the |]division of {a} by {b}", "[the |]ratio of {a} to {b}", "the fraction {a} over {b}",
        "{a} spread [evenly |]over {b}", "{a}/{b}",
        "each part when {a} is split into {b}", "{a} dealt out to {b}")),
    (7, "pct", "{b} * {a} / 100", table(
        "{a} [percent|per cent|pct] of {b}", "{a}% [of|from|out of] {b}", "{a} hundredths of {b}",
        "a share of {a} [percent|per cent] of {b}", "the {a}% share of {b}",
        "{a} [percent|per cent] from {b}")),
    (3, "", "{a} * {a}", table(
        "{a} squared", "the [square|second power] of {a}", "{a} times {a}", "{a} multiplied by itself",
        "the square of the number {a}", "{a} by itself multiplied", "{a} * {a}")),
    (2, "small", "{a} * {a} * {a}", table(
        "{a} cubed", "the [cube|third power] of {a}", "{a} times {a} times {a}",
        "the cube of the number {a}")),
    (3, "", "{a} / 2", table(
        "half [of |]{a}", "[one|a] half of {a}", "the half of {a}", "{a} halved", "{a} cut in half",
        "half [of |]the number {a}", "{a} split in two")),
    (2, "", "{a} / 3", table("[a|one|the] third of {a}", "{a} split in three", "the third part of {a}")),
    (2, "", "{a} / 4", table("[a|one|the] [quarter|fourth] of {a}", "{a} quartered",
        "the fourth part of {a}")),
    (3, "", "{a} * 2", table(
        "[twice|double] {a}", "{a} doubled", "twice the number {a}", "double the number {a}",
        "two lots of {a}",
        "twice as much as {a}", "the double of {a}")),
    (2, "", "{a} * 3", table("triple {a}", "{a} tripled", "three times {a}", "thrice {a}",
                             "three times as much as {a}", "the threefold of {a}")),
    (1, "", "{a} * 4", table("{a} quadrupled", "four times as much as {a}", "quadruple {a}")),
    (2, "square", "sqrt({a})", table(
        "[the |]square root [of|from] {a}", "the root of {a}", "the number whose square is {a}",
        "root {a}", "the second root of {a}")),
    (2, "pow", "{a} ^ {b}", table(
        "{a} [raised |]to the power [of |]{b}", "{a} to the {bth} power", "the {bth} power of {a}",
        "{a} raised to {b}", "{a}^{b}")),
    (2, "div", "{a} % {b}", table(
        "{a} [mod|modulo] {b}", "the [remainder|rest] [of|when] {a} divided by {b}",
        "the remainder of dividing {a} by {b}", "what is left over when {a} is divided by {b}")),
    (4, "", "{a} + {b} + {c}", table(
        "[the |]sum of {a}, {b} and {c}", "{a} and {b} and {c} [together|in all|summed up]",
        "{a} plus {b} plus {c}",
        "{a}, {b} and {c} [together|combined|in total]", "the total of {a}, {b} and {c}",
        "{a} and {b} plus {c}")),
    (2, "small", "{a} * {b} * {c}", table(
        "the product of {a}, {b} and {c}", "{a} times {b} times {c}", "{a}, {b} and {c} multiplied",
        "{a} by {b} by {c}", "{a} x {b} x {c}")),
    (3, "", "({a} + {b}) / 2", table(
        "[the |][average|mean] of {a} and {b}", "the middle [of|between] {a} and {b}",
        "half the sum of {a} and {b}", "the number halfway between {a} and {b}")),
    (2, "", "({a} + {b} + {c}) / 3", table("[the |][average|mean] of {a}, {b} and {c}",
                                           "a third of the sum of {a}, {b} and {c}")),
    (2, "", "{a} * {b} + {c}", table("{a} times {b}, plus {c}", "{a} multiplied by {b} plus {c}",
                                     "{c} more than {a} times {b}", "the product of {a} and {b}, plus {c}")),
    (2, "", "{a} * {b} - {c}", table("{a} times {b}, minus {c}", "{a} multiplied by {b} less {c}",
                                     "the product of {a} and {b}, minus {c}")),
    (2, "", "({a} + {b}) * {c}", table("the sum of {a} and {b}, times {c}",
                                       "the sum of {a} and {b} multiplied by {c}",
                                       "{c} times the sum of {a} and {b}")),
    (2, "", "({a} - {b}) * {c}", table("the difference of {a} and {b}, times {c}",
                                       "{c} times the difference of {a} and {b}")),
    (2, "", "({a} + {b}) / {c}", table("the sum of {a} and {b}, divided by {c}",
                                       "the sum of {a} and {b} over {c}")),
)
SENTENCES = (
    (6, "", "{a} + {b}", table(
        "[Add|Sum|Total|Combine|Add up|Sum up|Count up|Tot up] {a} and {b}[| for me| please].",
        "[Add|Put|Pile|Count] {b} [to|on top of|onto] {a}.", "[Add|Put] together {a} and {b}.",
        "Increase {a} by {b}.", "Raise {a} by {b}.", "Take {a} and add {b}[| to it].", "{a}, then add {b}.",
        "[Start|Begin] [with|at] {a} and [add|count up] {b}.", "To {a} [add|I add] {b}.",
        "What [do|will|would] [I|you|we] get [if|when] [I|you|we] add {b} [to|onto] {a}?",
        "What comes out when {a} and {b} are added?", "What number is {b} more than {a}?",
        "If I have {a} and [get|add|gain] {b}, what is that?", "{a} [goes|went] up by {b}. What is it now?",
        "What do {a} and {b} [add up to|come to|sum to|total|give]?", "How many are {a} and {b}?",
        "I want {a} and {b} [added|summed|totalled].", "Which number do I get by adding {a} and {b}?",
        "Can you [add|sum|total] {a} and {b}[| for me]?", "{a} and {b} have to be added.",
        "There is {a} and there is {b}. What is the sum?", "sum: {a} and {b}", "adding {a} and {b} gives?",
        "How much is it if {b} [is|gets] added to {a}?", "I would add {b} to {a}. What does it give?")),
    (8, "", "{a} - {b}", table(
        "[Subtract|Deduct|Take|Remove] {b} from {a}[| for me| please].",
        "From {a} [subtract|take|remove|deduct] {b}.",
        "[Reduce|Decrease|Lower|Lessen|Shorten] {a} by {b}.", "Take {a} and [subtract|take away|remove] {b}.",
        "[Take|Strike|Knock] {b} [off|away from] {a}.", "Start [with|at] {a} and [go|count] down {b}.",
        "What [do|will|would] [I|you|we] get [if|when] [I|you|we] [subtract|take|deduct] {b} from {a}?",
        "What [is|would be] left [when|if] {b} is [taken|subtracted|removed] from {a}?",
        "How much [bigger|larger|greater|more] is {a} than {b}?", "How far is it from {b} up to {a}?",
        "What number is {b} less than {a}?", "How much [smaller|less|lower] is {b} than {a}?",
        "What must I add to {b} to [get|reach|make] {a}?", "{b} from {a} leaves what?", "{b} from {a}?",
        "What is the gap between {a} and {b}?", "{a} [drops|falls|goes down|sinks] by {b}. What is it now?",
        "Can you [subtract|take|deduct] {b} from {a}[| for me]?", "I want {b} subtracted from {a}.",
        "If you take {b} off {a}, what [is left|remains|stays]?",
        "With {b} [gone|taken] from {a}, what [is left|remains]?",
        "How much [remains|is left] of {a} once {b} [is|are] [gone|taken off]?", "difference: {a} and {b}",
        "{b} has to come off {a}. What remains?", "What is missing from {b} to {a}?",
        "Out of {a} I take {b}. What stays?", "taking {b} from {a} leaves?",
        "Subtract from {a} the number {b}.")),
    (8, "", "{a} * {b}", table(
        "[Multiply|Times] {a} [by|with|and] {b}[| for me| please].", "Multiply together {a} and {b}.",
        "Take {a} [exactly |]{b} times.",
        "What [do|will|would] [I|you|we] get [if|when] [I|you|we] multiply {a} [by|with] {b}?",
        "What comes out when {a} is multiplied by {b}?", "What does {a} times {b} [give|come to|equal]?",
        "How much are {a} times {b}?", "Can you [multiply|times] {a} [by|with] {b}[| for me]?",
        "I want {a} [multiplied by|times] {b}.", "What do {a} [lots|groups|sets] of {b} make?",
        "How many is {a} rows of {b}?", "{a} multiplied by {b} gives?",
        "If I count {a} exactly {b} times, what do I have?",
        "The factors are {a} and {b}. What is the product?", "What product do {a} and {b} have?",
        "Find the product [of|for] {a} and {b}.", "A rectangle is {a} by {b}. What is its area?",
        "Which number do I get by multiplying {a} and {b}?", "multiplying {a} by {b} gives?",
        "product: {a} and {b}",
        "{a} and {b} have to be multiplied.", "Scale {a} by {b}.", "Let {a} be multiplied by {b}.")),
    (8, "div", "{a} / {b}", table(
        "[Divide|Split|Part] {a} [by|into] {b}[| for me| please].",
        "[Split|Cut|Break] {a} into {b} [equal|even|same] [parts|pieces|shares].",
        "What [do|will|would] [I|you|we] get [if|when] [I|you|we] divide {a} by {b}?",
        "How [often|many times] does {b} [go|fit] into {a}?", 
        "Can you divide {a} by {b}[| for me]?", "I want {a} divided by {b}.",
        "[Share|Spread|Distribute|Deal] {a} [evenly|equally|fairly] [among|between|over] {b}.",
        "{b} goes into {a} how often?",
        "What is one of {b} equal parts of {a}?",
        "If {a} is [split|shared|cut] {b} ways, what is each [part|share]?",
        "Which number do I get by dividing {a} by {b}?", "dividing {a} by {b} gives?",
        "quotient: {a} and {b}",
        "{a} divided by {b} gives?", "What is the quotient when {a} is divided by {b}?",
        "Divide {b} into {a}.",
        "{a} has to be divided by {b}.", "How much does each get if {a} is shared by {b}?",
        "What times {b} makes {a}?", "By what must I multiply {b} to get {a}?",
        "{a} in {b} equal parts, how big is one?")),
    (2, "", "{a} * {a}", table(
        "Square [the number |]{a}[| for me].", "Can you square {a}?", "Multiply {a} [by|with] itself.",
        "What is {a} when squared?", "What do I get when I square {a}?", "Take the square of {a}.",
        "A square has sides of {a}. What is its area?", "Raise {a} to the second power.")),
    (1, "small", "{a} * {a} * {a}", table(
        "Cube [the number |]{a}[| for me].", "Can you cube {a}?", "What do I get when I cube {a}?",
        "Raise {a} to the third power.", "A cube has edges of {a}. What is its volume?")),
    (2, "", "{a} / 2", table(
        "[Halve|Split in half|Cut in two] {a}.", "Take half of {a}.", "Can you halve {a}?",
        "Divide {a} by two[| for me].",
        "What do I get when I halve {a}?", "Share {a} between two.", "What is one half of {a}?")),
    (2, "", "{a} * 2", table(
        "Double [the number |]{a}[| for me].", "Can you double {a}?", "What do I get when I double {a}?",
        "Take {a} twice.",
        "Take {a} two times.", "What is {a} when it is doubled?", "Multiply {a} by two.")),
    (1, "", "{a} * 3", table("Triple [the number |]{a}.", "Can you triple {a}?",
        "What do I get when I triple {a}?",
                             "Take {a} three times.", "Multiply {a} by three.")),
    (1, "square", "sqrt({a})", table(
        "[Take|Find|Get|Draw|Pull] the [square |]root of {a}.",
        "What number times itself [makes|is|gives] {a}?",
        "Which number squared is {a}?", "A square has an area of {a}. How long is a side?",
        "Can you take the root of {a}?")),
    (1, "pow", "{a} ^ {b}", table(
        "Raise {a} to the power [of |]{b}.", "Raise {a} to {b}.",
        "What do I get when I raise {a} to the power of {b}?",
        "Take {a} to the power of {b}.")),
    (3, "", "{a} + {b} + {c}", table(
        "[Add|Sum|Total|Add up|Sum up] {a}, {b} and {c}[| for me].", "[Add|Put] together {a}, {b} and {c}.",
        "What do {a}, {b} and {c} [add up to|come to|sum to|give]?",
        "Can you [add|sum|total] {a}, {b} and {c}?",
        "Take {a}, add {b}, then add {c}.", "How much are {a} and {b} and {c}?", "sum: {a}, {b}, {c}")),
    (4, "pct", "{b} * {a} / 100", table(
        "[Take|Find|Get|Give me] {a}[%| percent| per cent] of {b}.",
        "How much is {a}[%| percent| per cent] of {b}?",
        "If {b} is the whole, what is {a}[%| percent]?", "Out of {b}, what is {a}[%| percent]?",
        "What [amount|number|share] is {a}[%| percent| per cent] of {b}?",
        "The whole is {b}. How much is {a}[%| percent] of it?",
        "I get {a}[%| percent] of {b}. How much is that?", "What do {a} per cent of {b} make?",
        "There is a fee of {a}% on {b}. How much is the fee?", "The tip is {a}% of {b}. How much do I tip?",
        "{a}% tax on {b}, how much tax?", "A discount of {a}% on {b}: how much do I save?")),
    (2, "", "{a} * {b} + {c}", table(
        "Multiply {a} [by|and] {b}[, then| and] add {c}[| to it].", "Take {a} times {b} and add {c}.")),
    (2, "", "{a} * {b} - {c}", table(
        "Multiply {a} [by|and] {b}[, then| and] subtract {c}.", "Take {a} times {b} and take away {c}.")),
    (2, "", "({a} + {b}) * {c}", table(
        "Add {a} and {b}[, then| and] multiply [the sum|that|the result] by {c}.",
        "Sum {a} and {b}, times {c}.")),
    (2, "", "({a} + {b}) / {c}", table(
        "Add {a} and {b}[, then| and] divide [the sum|that|the result] by {c}.")),
    (2, "", "({a} - {b}) * {c}", table(
        "Subtract {b} from {a}[, then| and] multiply [the rest|that|the result] by {c}.")),
    (2, "", "({a} - {b}) / {c}", table(
        "[Subtract|Take] {b} from {a}[, then| and] divide [the rest|that|the result] by {c}.")),
    (1, "", "({a} + {b}) / 2", table(
        "What is {a} and {b} on average?", "[Find|Get|Take] the [average|mean] of {a} and {b}.",
        "Which number lies [halfway|in the middle] between {a} and {b}?")),
)

# Word problems: weight, kind of the numbers, expression, scenes, questions. Any question fits any
# scene. A scene of None: the questions stand alone. N, M: names, t: things, o: one thing, u, v: other things.
STORIES = (
    # minus: some go away
    (8, "less", "{a} - {b}", table(
        "{N} [has|owns|holds|keeps] {a} {t} and [gives away|loses|sells|breaks|drops|uses|eats|hides|throws "
        "out] {b}[| of them].",
        "{N} had {a} {t} and [gave away|lost|sold|broke|dropped|used up|ate|hid|threw out|spent|returned] "
        "{b}[| of them].",
        "{N} had {a} {t}, but {b} [were stolen|got lost|broke|fell off|went missing|were eaten|are gone].",
        "{N} [bought|found|made|baked|got|collected|picked] {a} {t} and [gave|sold|handed|passed|sent|lent] "
        "{b} to {M}.",
        "{N} starts with {a} {t}. {M} takes {b}[| of them| away].",
        "{M} took {b} of the {a} {t} that {N} had.",
        "From {a} {t} {N} [takes|removes|sells|eats] {b}.",
        "{N} [lost|sold|gave up|used] {b} out of {a} {t}.",
        "Out of {N}'s {a} {t}, {b} [broke|were lost|were sold|went to {M}].",
        "{b} of {N}'s {a} {t} [are gone|broke|were lost|were sold].", "Of the {a} {t} {N} had, {b} are gone.",
        "{N} [gave|lent] {M} {b} of {N}'s {a} {t}."), table(
        "How many [are left|remain|stay|are still there|are there now]?",
        "How many {t} [are left|remain|stay]?",
        "How many [{t} |]does {N} [have left|still have|keep|have now]?", "What is left?", "what remains?",
        "How many [{t} |]has {N} [got |]left?", "So how many has {N} now?", "What does {N} have left?",
        "how many left?",
        "Work out what is left.", "I want to know how many remain.", "How many are not gone?")),
    (6, "less", "{a} - {b}", table(
        "There [are|were] {a} {t} in [the|a] [box|bag|shop|room|basket|garden|jar|field|drawer] and {b} [are "
        "taken out|leave|disappear|go|fall out|get sold].",
        "A [shop|farm|box|bus|train|library|museum|bag|shelf] has {a} {t}. {b} [are sold|are taken away|get "
        "lost|are removed|leave].",
        "{b} of {a} {t} [broke|fell down|are broken|were sold|flew off|ran away|went missing|melted].",
        "{a} {t} were there, {b} [left|are gone|vanished|have gone].",
        "From a [pile|heap|stack|group|set|bunch] of {a} {t}, {b} are taken[| away].",
        "{a} {t} minus {b} that [broke|got lost|were eaten].",
        "We had {a} {t}. We [used|lost|sold|ate|burnt|returned] {b}.",
        "I had {a} {t}. I [used|lost|sold|ate|gave away|threw away|donated|returned] {b}.",
        "I have {a} {t} and [lose|sell|give away|donate|return|need|use up|drop] {b}.",
        "Out of {a} {t}, {b} are [gone|lost|broken|sold]."), table(
        "How many [are left|remain|stay|are still there|are there now]?",
        "How many {t} [are left|remain|stay|are there now]?",
        "What is left?", "what remains?", "How many {t} [are still there|are not gone]?", "how many left?",
        "how many now",
        "How many does that leave?", "What number remains?")),
    (2, "less", "{a} - {b}", table(
        "After {b} of [the|my|our] {a} {t} [broke|were sold|were lost|were eaten|had gone],",
        "When {b} out of {a} {t} are [gone|sold|taken|lost],", "If {N} gives {M} {b} of {a} {t},",
        "If I [take|eat|sell|remove|lose] {b} of {a} {t},", "With {b} of {a} {t} [gone|sold|broken|lost],"),
        table(
        "how many [are left|remain|stay|are there still]?", "how many {t} [are left|remain]?",
        "what is left?")),
    # minus: how many more, how many are missing, change
    (4, "less", "{a} - {b}", table(
        "{N} has {a} {t} and {M} [has|only has|owns] {b}.",
        "{N} [found|made|counted|sold|ate|bought] {a} {t}, {M} {b}.",
        "{M} has {b} {t}, {N} has {a}.", "{N} has {a} {t} compared to {b} for {M}."), table(
        "How many more [{t} |]does {N} have[| than {M}]?", "How many fewer [{t} |]does {M} have[| than {N}]?",
        "What is the difference?", "By how many is {N} ahead?", "By how much does {N} beat {M}?",
        "How many more is that for {N}?")),
    (4, "less", "{a} - {b}", table(
        "{N} [needs|wants|must find|must sell] {a} {t} and [has|has got|has found|already has] {b}.",
        "We need {a} {t} and have [only |]{b}.", "{b} of {a} {t} are [done|ready|here|finished|packed].",
        "I have {b} {t} but I need {a}.", "There should be {a} {t}, but there are only {b}."), table(
        "How many are [missing|still missing|still needed|still to come|to go]?",
        "How many more [{t} |]are needed?",
        "How many [{t} |]are missing?", "What is missing?", "How many are lacking?")),
    (3, "less", "{a} - {b}", table(
        "{N} [has|had] {a} [pounds|dollars|euros|coins] and [spends|spent|pays|paid|loses|lends] {b}.",
        "{N} pays with {a} [pounds|dollars|euros] for {an_o} that costs {b}.",
        "The {o} costs {b} and I [pay with|give|hand over] {a}.",
        "I had {a} [pounds|dollars|euros] and [spent|paid out|gave away] {b}.",
        "I have {a}, the {o} costs {b}."), table(
        "How much [is left|remains|stays]?", "What is the change?", "How much money [is left|remains]?",
        "How much comes back?", "How much change is that?", "What stays in the purse?")),
    (2, "less", "{a} - {b}", None, table(
        "The {o} was {a} and now costs {b} less. What does it cost now?",
        "A {a} metre rope loses {b} metres. How long is it now?",
        "A book has {a} pages and {N} has read {b}. How many pages are [left|still to read]?",
        "The road is {a} miles long and {N} has walked {b}. How [far|many miles] [is it still|are left|is "
        "left]?",
        "{N} is {a} and {M} is {b}. How [many years|much] older is {N}?",
        "A bus carries {a} people and {b} get off. How many are still [on it|in the bus]?",
        "A class has {a} children, {b} are [ill|away|absent]. How many are there?",
        "It was {a} degrees and it got {b} degrees colder. How warm is it now?",
        "{N} weighs {a} pounds and loses {b}. What does {N} weigh now?",
        "A tank holds {a} litres and {b} leak out. How much is [left|still in it]?",
        "{b} of the {a} seats are taken. How many are free?",
        "The price of {a} drops by {b}. What is the new price?")),
    # plus: they come together
    (8, "", "{a} + {b}", table(
        "{N} has {a} {t} and [gets|buys|finds|receives|picks|wins|makes|is given] {b} more.",
        "{N} had {a} {t} and [got|bought|found|received|picked|won|made|was given] {b} [more|others|new "
        "ones].",
        "{N} [found|collected|gathered|picked|bought|counted|caught|sold|made|ate] {a} {t} and then [another|"
        "a further] {b}.",
        "{N} [found|collected|gathered|picked|bought|made] {a} {t} on {D} and {b} on {E}.",
        "{N} has {a} {t}. {M} [gives|sends|brings|hands] {N} {b} more.", "To {N}'s {a} {t} {M} adds {b}.",
        "{N} [owns|keeps|has] {a} {t} [at home|upstairs|in a box] and {b} [at work|downstairs|in a bag]."),
        table(
        "How many [{t} |]does {N} have [now|in all|in total|altogether]?",
        "How many [{t} |]is that [in all|in total|altogether|together]?",
        "How many has {N} now?", "What is the total?", "How many all together?", "how many in all",
        "How many {t} are there now?",
        "What does that make?", "Count them all together.", "How many has {N} got in the end?")),
    (7, "", "{a} + {b}", table(
        "{N} [has|found|collected|gathered|picked|bought|made|sold|baked|counted] {a} {t} and {M} {b}.",
        "{N} [found|collected|gathered|picked|brought|made|sold|caught] {a} {t}, {M} [found|collected|"
        "brought|made|got|sold] {b}.",
        "{a} {t} are {N}'s and {b} are {M}'s.", "{N} brings {a} {t} and {M} brings {b}.",
        "There are {a} {t} here and {b} there.",
        "There are {a} [big|red|old|white|new|long] and {b} [small|blue|young|black|used|short] {t}.",
        "One [box|bag|shelf|room|shop|jar|boat] has {a} {t} and [another|the other|the next] has {b}.",
        "{a} {t} [came|arrived|were sold|were made] on {D} and {b} on {E}.",
        "We [saw|found|sold|planted|counted] {a} {t} yesterday and {b} today.",
        "I [saw|found|bought|counted|wrote|read] {a} {t} in the morning and {b} in the evening.",
        "A farm has {a} {t} and {b} {u}.",
        "In the room are {a} {t} and {b} {u}.", "First {a} {t} come, then {b}[| more| others]."), table(
        "How many [is that|are there|are that|does that make] [together|in all|in total|altogether]?",
        "How many in total?",
        "How many is that?", "What is the total[| number]?", "How many [together|altogether|all in all]?",
        "What do they make together?",
        "how many in all", "Give me the total.", "What is the sum?", "How many are there if you count all?",
        "Count both.")),
    (3, "", "{a} + {b}", table(
        "{An_o} costs {a} and {an_p} [costs |]{b}.", "{N} pays {a} for {an_o} and {b} for {an_p}.",
        "The {o} is {a} and the {p} is {b}.", "I spent {a} on {an_o} and {b} on {an_p}.",
        "The price is {a}, delivery is {b}."), table(
        "What do [they|both] cost together?", "How much is that [together|in total|in all|for both]?",
        "What is the total[| price]?",
        "How much in all?", "What do both cost?", "What is the bill?")),
    (2, "", "{a} + {b}", None, table(
        "{N} is {a} years old. How old [is {N}|will {N} be] in {b} years?",
        "{N} is {b} years older than {M}, who is {a}. How old is {N}?",
        "A train has {a} passengers and {b} more get on. How many are there now?",
        "The {o} cost {a} and got {b} dearer. What does it cost now?",
        "How many {t} do {N} and {M} have together if {N} has {a} and {M} has {b}?",
        "{N} ran {a} miles on {D} and {b} on {E}. How far did {N} run?",
        "It was {a} degrees and it got {b} degrees warmer. How warm is it now?",
        "How many {t} are {a} {t} and {b} {t}?",
        "{N} wins {a} points and then {b} more. What is the score?",
        "A pole of {a} metres is put on one of {b} metres. How high is that?",
        "How many {t} will {N} have after getting {b} more, with {a} already there?")),
    # times: so many of the same
    (8, "", "{a} * {b}", table(
        "One {o} [costs|is|sells for|is sold for|goes for] {a}.",
        "{An_o} [costs|sells for|is priced at] {a}.", "Each {o} costs {a}.",
        "The price of [one|a single] {o} is {a}.", "A single {o} costs {a}.",
        "They [ask|want|charge] {a} for one {o}.",
        "The {t} cost {a} [each|apiece]."), table(
        "What do {b}[| of them| of these| {t}] [cost|come to]?",
        "How much [do|will|would] {b}[| of them| {t}] cost?", "What do I pay for {b}[| of them| {t}]?",
        "How much are {b}[| of them| {t}]?",
        "{N} [buys|takes|orders|needs] {b}[| of them]. What does {N} pay?",
        "I [buy|take|need|want] {b}. What is the price?",
        "What is the price of {b}[| {t}]?", "how much for {b}", "And the price for {b}?",
        "What must {N} pay for {b} [of them|{t}]?",
        "How much money do I need for {b}?")),
    (7, "", "{a} * {b}", table(
        "There are {a} [boxes|bags|baskets|shelves|rooms|rows|crates|tables|jars|drawers|trays] [with|of] "
        "{b} {t} each.",
        "{N} has {a} [boxes|bags|baskets|jars|packs|trays|piles|cases], and [each|every one] [has|holds|"
        "contains] {b} {t}.",
        "{a} [boxes|bags|baskets|crates|jars|packs|vans|carts] [hold|carry|contain|have] {b} {t} each.",
        "{a} [children|people|friends|workers|teams] have {b} {t} each.",
        "{N} [buys|packs|fills|carries] {a} [packs|boxes|bags|crates] of {b} {t}.",
        "In each of {a} [rooms|shops|houses|gardens] there are {b} {t}.",
        "Each of {a} [children|workers|friends|guests] [gets|makes|brings|carries|finds] {b} {t}.",
        "{a} [rows|piles|stacks|groups|bundles] of {b} {t}."), table(
        "How many {t} [is that|are there|are that] [in all|in total|altogether]?", "How many {t} is that?",
        "How many [in all|in total|altogether]?", "What is the total?",
        "How many {t} are there?", "how many {t}", "What does that make?",
        "How many {t} do they have [together|in all]?", "Count all the {t}.")),
    (6, "", "{a} * {b}", table(
        "{N} [makes|sells|reads|eats|finds|writes|paints|uses|buys|picks] {a} {t} [every|each|per] {per}.",
        "Every {per} {N} [makes|sells|reads|eats|finds|writes|paints|uses] {a} {t}.",
        "A [machine|worker|shop|farm|factory] [makes|produces|sells|packs] {a} {t} [every|each|per] {per}."),
        table(
        "How many [{t} |]is that [in|after|over] {b} {per}s?",
        "How many [{t} |]does that make in {b} {per}s?", "How many [{t} |]after {b} {per}s?",
        "And in {b} {per}s?", "What is that for {b} {per}s?",
        "It goes on for {b} {per}s. How many {t} [is that|are there]?")),
    (5, "", "{a} * {b}", table(
        "A [box|bag|basket|crate|pack|jar|van|shelf|room|book|case] [holds|has|contains|takes|carries] {a} "
        "{t}.",
        "Each [box|bag|basket|pack|jar|team|class|row|table|house] [holds|has|contains|gets] {a} {t}.",
        "{a} {t} [fit|go|are packed] into [one|each|every] [box|bag|case]."), table(
        "How many {t} are in {b}[| of them| such ones]?", "How many {t} do {b} of them [hold|have|make]?",
        "How many in {b}?", "What about {b} of them, how many {t}?",
        "There are {b} of them. How many {t} [is that|are there]?",
        "{N} has {b} of them. How many {t} is that?")),
    (4, "", "{a} * {b}", None, table(
        "{N} [buys|sells|takes|gets] {b} {t} [at|for] {a} [each|apiece]. [What does it cost?|How much is "
        "that?|What is the price?|What is the total?]",
        "{N} earns {a} [a day|an hour|a week|a month]. How much [is that|does {N} earn] in {b} [days|hours|"
        "weeks|months]?",
        "{N} [runs|walks|drives|swims] {a} miles [a day|every day|each day]. How [far|many miles] [is that|"
        "does {N} get] in {b} days?",
        "{N} saves {a} a [week|month|day]. How much is it after {b} [weeks|months|days]?",
        "What do {b} {t} cost at {a} [each|apiece]?",
        "If one {o} costs {a}, what do {b} cost?",
        "If one {o} [weighs|takes|needs] {a}, what do {b} [weigh|take|need]?",
        "How many {t} are in {a} boxes of {b}?",
        "A garden is {a} metres long and {b} metres wide. How big is it?",
        "A [hall|cinema|field|wall] has {a} rows of {b} {t}. How many {t} is that?",
        "{a} {t} with {b} legs each, how many legs?",
        "One {o} has {a} parts. How many parts do {b} {t} have?",
        "A car goes {a} miles in an hour. How far in {b} hours?",
        "{N} has {a} {t} and {M} has {b} times as many. How many does {M} have?",
        "A {o} weighs {a} grams. What do {b} {t} weigh?")),
    # divided: shared equally
    (8, "div", "{a} / {b}", table(
        "{a} {t} are [shared|split|divided] [equally|evenly|fairly] [among|between|by] {b} [children|friends|"
        "people|players|guests|workers].",
        "{N} [shares|splits|divides|deals] {a} {t} [equally|evenly|fairly] [among|between] {b} [children|"
        "friends|people|players|guests].",
        "{N} gives {a} {t} to {b} [children|friends|people|pupils|cousins], the same to each.",
        "{b} [children|friends|people|players|workers] share {a} {t}[| equally| fairly].",
        "{b} [friends|people|children] get {a} {t} [in equal shares|and share them].",
        "{a} {t} for {b} [children|friends|people|guests], equal shares.",
        "We are {b} people and have {a} {t}[| to share].",
        "{a} {t} go to {b} [children|houses|teams|classes], equally many to each."), table(
        "How many [{t} |]does each [one |][get|have|receive]?", "What does each [get|have|receive]?",
        "How many each?", "How many for each[| one]?", "how many per head",
        "What is the share of each?", "How big is each share?", "How many [{t} |]are there for each?",
        "What does everyone get?", "How many are that per person?")),
    (5, "div", "{a} / {b}", table(
        "{a} {t} are [packed|put|placed|sorted|spread] [evenly|equally] [into|in|over] {b} [boxes|bags|"
        "baskets|rows|rooms|jars|trays].",
        "{N} [packs|puts|sorts|spreads] {a} {t} [evenly|equally] into {b} [boxes|bags|baskets|rows|rooms|"
        "jars].", "{b} [boxes|bags|baskets|jars|shelves|crates] hold {a} {t}, equally many in each.",
        "{a} {t} stand in {b} equal [rows|groups|lines].",
        "In {b} equal [boxes|bags|rows|groups|packs] there are {a} {t}.",
        "{N} makes {b} equal [piles|groups|packs] out of {a} {t}."), table(
        "How many [{t} |]are in each[| one]?", "How many [{t} |]in each?", "How many per one?",
        "What does each hold?", "How many go into each?", "how many in one", "How many {t} has each?")),
    (4, "div", "{a} / {b}", table(
        "{b} {t} [cost|are|sell for|weigh] {a}[| in all| together| altogether].", "{N} pays {a} for {b} {t}.",
        "{a} is the price of {b} {t}.", "For {b} {t} they ask {a}.",
        "I got {b} {t} for {a}."), table(
        "What [does|is] one[| {o}] [then|alone|by itself]?", "How much is [one|a single one|each|one {o}]?",
        "What is the price of one?", "What is it for one?", "And a single one?",
        "What does each make?", "how much per {o}")),
    (4, "div", "{a} / {b}", None, table(
        "{N} [drives|walks|rides|flies] {a} miles in {b} [hours|days]. How many miles is that [an hour|a day|"
        "in one]?", "{b} people pay {a} together. What does each pay?",
        "A rope of {a} metres is cut into {b} [equal |]pieces. How long is each[| piece]?",
        "{N} has {a} {t} and packs {b} into each box. How many boxes [does {N} need|are that|are filled]?",
        "How many boxes of {b} can {N} fill with {a} {t}?",
        "{N} needs {b} {t} for one {o}. How many can {N} make from {a}?",
        "{N} reads {a} pages in {b} days. How many is that a day?",
        "A {o} costs {b}. How many can {N} buy for {a}?",
        "{N} earns {a} in {b} [days|hours|weeks]. What is that [per day|for one|each]?",
        "A bill of {a} is split {b} ways. What does each pay?",
        "{N} eats {b} {t} a day. How long do {a} last?",
        "The {a} {t} stand in rows of {b}. How many rows [is that|are there]?",
        "If {b} {t} cost {a}, what does one cost?", "If {a} {t} are shared by {b}, what does each get?",
        "How many {t} does each of {b} children get from {a}?",
        "How many groups of {b} can be made from {a} {t}?")),
    # half, double, per cent
    (1, "less", "{a} / 2", None, table(
        "{N} has {a} {t} and gives half of them away. How many is that?",
        "Half of {a} {t} are [red|old|new|broken]. How many is that?",
        "{N} and {M} share {a} {t} equally. How many does each get?",
        "Two children share {a} {t} fairly. How many each?")),
    (1, "", "{a} * 2", None, table(
        "{N} has {a} {t} and {M} has twice as many. How many has {M}?", "A {o} costs {a}. What do two cost?",
        "{M} has double {N}'s {a} {t}. How many is that?")),
    (2, "pct", "{b} * {a} / 100", None, table(
        "{a}% of the {b} {t} are [red|old|new|broken|sold]. How many is that?",
        "{N} has {b} {t} and sells {a} per cent of them. How many are sold?",
        "A {o} costs {b} and there is {a}% off. How much [is off|do I save]?",
        "Of {b} {t}, {a} percent are [bad|good|gone]. How many is that?",
        "{N} earns {b} and pays {a}% tax. How much is the tax?")),
    (2, "less", "{a} - {b} - {c}", None, table(
        "{N} has {a} {t}, [loses|sells|eats|uses] {b} and then [gives away|breaks|hides|sells] {c}. How many "
        "are left?",
        "There were {a} {t}. {b} left, then {c} more. How many [remain|are left]?")),
    (2, "", "{a} + {b} + {c}", None, table(
        "{N} has {a} {t}, {M} has {b} and I have {c}. How many [is that|do we have] [together|in all]?",
        "{a} {t}, {b} {u} and {c} others. How many in total?",
        "{N} found {a} {t} on {D}, {b} on {E} and {c} later. How many in all?")),
    (1, "less", "{a} - {b} + {c}", None, table(
        "{N} has {a} {t}, [loses|sells|gives away] {b} and [gets|buys|finds] {c}. How many now?",
        "A bus has {a} people, {b} get off and {c} get on. How many are in it?")),
    (2, "", "{a} * {b} + {c}", None, table(
        "{N} buys {b} {t} for {a} each and {an_p} for {c}. What does it cost in all?",
        "One {o} costs {a}. {N} takes {b} and a bag for {c}. How much is that?")),
)
FRAMES = table(
    "[What|How much] [is|would be|might be] {x}?", "[What's|whats|wats|How much's] {x}[?||, then?]",
        "{x}[| =| = ?|?|...|, please| pls|: result?|, how much?]",
    "[Calculate|Compute|Work out|Determine|Evaluate|Find|Solve|Get|Do|Find out|Give me|Show me|Tell me|Say] "
        "{x}[.|| for me.| please.]",
    "[Can|Could|Would|Will] you [please |kindly |quickly |][calculate|compute|work out|find|determine|tell "
        "me|give me|get me|do|solve|check] {x}[| for me]?",
    "[I need|I want|I require|I'd like|I would like|We need|Let me have|Let me know|i need] [|to know |to "
        "have |the value of |the result of ]{x}.",
    "[Do you know|Can you tell me|Could you say|Any idea|Have you an idea|Can you see|Would you know] what "
        "{x} [is|makes|comes to|equals|gives]?",
    "[What|How much] does {x} [make|equal|give|come to|amount to|work out to|yield]?", "Which number is {x}?",
        "What do [I|you|we] get [for|from|out of] {x}?",
    "{x} [is|makes|equals|gives|comes to] [what|how much|which number]?",
        "[Please|pls|Kindly] [calculate|compute|work out|do|solve] {x}.",
    "[Answer|Result|Solution|Value] of {x}[?|.|]",
        "I [wonder|forgot|don't know|can't work out|am not sure|have to know] what {x} is.",
        "[Use|Take|Get] the calculator [for|on|and do]: {x}",
    "My [homework|teacher|son|boss|book|sister] [asks for|wants|says] {x}. [What is it?|What is that?|Can "
        "you do it?|Help me!]", "[Help|Help me] with {x}[.|, please.|]",
    "How [big|large|much|high] is {x}?", "The [task|exercise|question|sum|problem] is {x}.",
        "[maths|sum|calc|math]: {x}", "What [will|should|could] {x} be?", "Is there a number for {x}?",
    "Please [tell|show|give] me [the value of |the result of |]{x}.",
        "I have to [calculate|work out|solve|compute] {x}[.|. Can you do it?|. What is it?]",
    "If I [type|enter|work out] {x}, what comes out?", "Check {x} for me.",
        "[so|and|ok,|well,|now] [what is|how much is|what's] {x}?", "What answer does {x} have?",
        "Run the numbers: {x}.",
    "We [argue|talk|disagree] about {x}. What is it?", "Put {x} [into|through] the calculator.",
        "I got stuck [at|on|with] {x}.", "Explain what {x} makes.", "for my bill: {x}",
    "Can {x} be [worked out|calculated|computed]?", "Quickly: {x}",
        "What's the [value|result|answer|outcome] [of|for|to] {x}?")


# ---- get_time: intents as in toolcalls ----

TIME = {
    "time": table(
        "[Got|Have you got|Do you have|Have you|You got] the time[?| there?| on you?| for me?| right now?]",
        "What time [have you got|do you make it|does it say|have we got|are we at]?",
        "[Time|clock|time now|current time|time right now|local time|hour]?",
        "[What is|What's] the [hour|time of day|clock time|right time|present time|correct time|o'clock]?",
        "[Check|Read|Look at|Consult|See] the [clock|watch|time][| for me| please| and tell me].",
        "What [does|do] [the|your] [watch|clock] [say|show|read|tell]?",
        "How late [is it|are we|has it got|has it become][| now| already]?",
        "[Tell|Give|Show|Send|Get] me the [current |present |right |local |][time|hour][| now| of day].",
        "I [need|want|have|would like] to [know|see|check] [the time|what time it is|the hour|how late it "
        "is].", "[My|The] [watch|clock|phone] [is broken|has stopped|is dead|is gone]. What time is it?",
        "[Can|Could|Would|Will] you [tell|give|say|show|check] [me |][the time|what time it is|the hour|how "
        "late it is]?", "[Do you know|Any idea|Can you say|Do you happen to know] [the time|how late it is|"
        "what the time is|what o'clock it is|what hour it is]?",
        "[Is it|Has it gone|Is it past] [noon|midnight|lunch time|five|ten o'clock] [yet|already]?",
        "I [have no watch|lost my watch|can't see a clock|forgot my watch]. [The time?|What time is it?|"
        "Time?|How late is it?]",
        "What time [is it|might it be|would it be] [now|right now|just now|at the moment|where we are|here|"
        "by your clock]?", "I wonder [what time it is|how late it is|what the clock says].",
        "[My train|My bus|The shop|The show|My lesson] is at [eight|nine|five|noon]. What time is it now?",
        "Am I late? [What time is it|What's the time]?", "The [time|hour], please.",
        "what o'clock is it", "Say the time.", "Let me know [the time|what time it is].", "wat time is it",
        "what time it is?", "need the time", "[time|clock] check", "Time, please!"),
    "seconds": table(
        "[What is|What's|Tell me|Give me|Show me] the time [to the second|down to the second|with the "
        "seconds|with seconds].",
        "I need [the time|it] [to the second|with seconds|down to the last second]. What time is it?",
        "[precise|exact] time[?|, please|, with seconds]", "What is the precise time[| now]?",
        "Hours, minutes and seconds, please: what time is it?", "What time is it exactly, to the second?",
        "Tell me the [precise|exact] time[| now|, seconds too]."),
    "date": table(
        "[What|Which] day [do we have|have we got|are we on|are we|is this]?",
        "[What|Which] day [do we have|have we got|is it][ today| now|]?",
        "[What is|Which is] the [day|date|calendar day][| today| of today|, please]?",
        "[Date|Today|day|weekday|today date|current date|date today|the day]?",
        "[Tell|Give|Show|Send] me [today's date|the date|what day it is|which day it is|the day of the week|"
        "the weekday|today's weekday].",
        "I [need|want|would like|have] to [know|write down|fill in] [today's date|the date|what day it is|"
        "the date of today].", "[Can|Could|Would|Will] you [tell|give|show] me [the date|today's date|what "
        "day it is|which weekday it is|what date it is]?",
        "[Do you know|Any idea|Do you happen to know] [the date|today's date|what date it is|which day we "
        "have|which weekday it is]?", "I [forgot|don't know|can't remember|am not sure] [what day it is|"
        "which day today is|today's date|the date]. [Help?|Tell me.|Which is it?]",
        "[Check|Look at|Consult|See] the calendar: what day is [it|today]?", "What is today?",
        "What date is it[| today| now]?", "What's today?", "Which weekday [is it|do we have|is today]?",
        "What day of the [week|month] [is it|is this|is today]?",
        "I'm [filling in a form|writing a letter|signing a paper]. What is the date?",
        "Is today [Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday]?",
        "Is it [Tuesday|Wednesday|Thursday|Friday] [today|already|yet]?",
        "Today is which [day|date|weekday]?", "What do I write as the date?", "what date today",
        "Let me know [the date|what day it is].", "The date, please.", "today's weekday",
        "how's the date today", "I wonder what day it is."),
    "year": table(
        "[What|Which] year [are we in|do we have|have we got|is this|is it][| now| right now| at the "
        "moment]?",
        "[Tell|Give|Show] me [what year it is|the current year|which year we have|this year's number].",
        "[current year|the year|year|year now]?",
        "I [need|want|have] to [know|write] [the year|what year it is].",
        "[Can|Could|Would] you [tell|give] me the [current |]year?",
        "[Do you know|Any idea] [what year this is|the year|which year we are in]?",
        "I [woke up|slept long|lost track]. What year is it?", "In [what|which] year do we live?",
        "What's the year[| now| please]?", "I forgot the year. Which is it?",
        "Is it [2024|2025|2026|2027|2028] [yet|already]?"),
    "month": table(
        "[What|Which] month [are we in|do we have|have we got|is this|is it][| now| right now| at the "
        "moment]?", "[Tell|Give|Show] me [what month it is|the current month|which month we have].",
        "[current month|the month|month now|this month]?",
        "I [need|want|have] to [know|write] [the month|what month it is].",
        "[Can|Could|Would] you [tell|give] me the [current |]month?",
        "[Do you know|Any idea] [what month this is|the month|which month we are in]?",
        "What's the month[| now| please]?", "I forgot the month. Which is it?",
        "Is it [March|April|June|October|May] [yet|already]?"),
    "both": table(
        "[Date and time|Time and date|Day and hour|Day, date and time|date + time][?|, please| now?]",
        "[Tell|Give|Show|Get] me [both |][the date and the time|the time and the date|the day and the time|"
        "date and time].",
        "What [are|is] [today's date and the time|the time and the date|the day and the hour|the date and "
        "the time now]?", "What day and time is it[| now]?",
        "I need [both |]the [day|date] and the [time|hour].",
        "[Can|Could] you tell me the date and the time?",
        "[Which|What] day is it and what time[| is it]?", "What's the date, and how late is it?",
        "I need the full date with the time.", "Time as well as date, please."),
    "tomorrow": table(
        "[What|Which] [day|weekday] [is|will be|do we have|comes] tomorrow?",
        "[Tell me|Do you know|Can you tell me|Say] [what|which] [day|weekday] tomorrow [is|will be].",
        "What will tomorrow be, which weekday?", "tomorrow's [day|weekday]?",
        "Is tomorrow [Monday|Tuesday|Friday|Saturday|Sunday]?", "Which day of the week comes tomorrow?",
        "Tomorrow will be what day?", "I need to know which weekday tomorrow is.", "what day's tomorrow"),
    "yesterday": table(
        "[What|Which] [day|weekday] [was|did we have] yesterday?",
        "[Tell me|Do you know|Can you tell me|Say] [what|which] [day|weekday] yesterday was.",
        "yesterday's [day|weekday]?", "Was yesterday [Monday|Tuesday|Friday|Saturday|Sunday]?",
        "Which day of the week was yesterday?", "Yesterday was what day?",
        "I need to know which weekday yesterday was."),
    "weekend": table(
        "[Is it|Is it already|Do we have|Have we got] [the |]weekend[| now| already| today]?",
        "Is today [part of|in|on] the weekend?",
        "[Tell me|Can you tell me|Do you know] [if|whether] [it's|it is] [the |]weekend[| now| already].",
        "weekend [yet|already|now]?", "Is it a weekend[| day] [today|now]?",
        "Has the weekend [begun|started|come]?", "Are we in the weekend?",
        "Is today a Saturday or a Sunday?"),
    "part": table(
        "Is it [night|evening|afternoon|morning] [now|already|yet|right now]?",
        "[Morning or evening|Day or night|Morning or afternoon|Night or day]?",
        "Is it [day or night|morning or night|evening or night|afternoon or evening][| now| already]?",
        "[Tell me|Do you know|Can you say] whether it is [morning or afternoon|morning or evening|day or "
        "night].", "[What|Which] part of the day [is it|is this|do we have][| now]?",
        "Should I say good morning or good evening?", "Is it still [night|afternoon|evening]?"),
}


# ---- list_files and read_file ----
# A path is what stands there, up to the next word of the sentence: it may come first, in the middle or last.

# Fit a folder as they fit a file: what the path looks like tells which it is.
EITHER = table(
    "[Glance|Peer|Dive|Dig|Delve|Nose|Gaze|Squint|Dip] into {p}[.|| for me.| please.| and report.]",
    "[Explore|Examine|Investigate|Reveal|Uncover|Expose|Present|Probe|Study|Unveil|Disclose|Check "
    "out|Inspect] "
    "{p}[.|| for me.| please.]", "[Report|Reveal|State|Say|Divulge] what {p} [holds|contains|has inside].",
    "What [is|'s] [in|inside|within] {p}[| please| now]?",
        "What [does|would] {p} [hold|contain|have in it|have inside]?",
        "What {p} [holds|contains|has inside|has in it]?", "Tell me what {p} [holds|contains|has in it].",
        "[Show me|Tell me|Let me see|Find out|Check|See] what [is|there is] [in|inside] {p}[.||, please.]",
    "[Contents|Content|the contents|inside] of {p}[?|.|]", "[Open|Check|Look into|Look inside|Have a look in|"
        "Have a look into|Take a look at|Inspect] {p}[.|| for me.| please.| and tell me what is there.]",
    "[Can|Could|Would|Will] you [open|look into|check|inspect|have a look at|take a look in] {p}[| for me| "
        "please]?", "[I need|I want|I'd like|I would like] to [see|know|look at|find out|check] [what is in|"
        "what is inside|what's in|the contents of|the content of] {p}.",
    "{p}: [what is in it|what's inside|what is there|what does it hold|contents]?",
        "{p} [contains|holds|has] what?", "What can I find in {p}?",
        "[Do you know|Can you tell me|Can you see|Could you say] what [is in|is inside|we have in] {p}?",
    "I [forgot|don't know|can't remember|am not sure] what [is in|is inside|I put in|I have in] {p}. [Tell "
        "me.|Look, please.|Can you look?|Show me.]",
        "What did [I|we|they|you|{N}] [put|leave|store|keep|save] in {p}?",
        "Show [the contents of|the content of|what is inside|what is in] {p}.",
    "Is there [anything|something] in {p}?", "Is {p} empty?", "I am looking at {p}. What is in it?",
        "The contents of {p}, please.", "Let {p} be shown to me.")
LIST = table(
    "[Browse|Survey|Catalogue|Catalog|Itemise|Itemize|Enumerate|Index|Inventory|Map|Traverse|Scan|Dump|Tour|"
    "Detail|Rummage through|Poke around in|Sift through|Go through|Run through|Leaf through|Comb "
    "through|Search "
    "through|Look over|Look through|Look around in|Nose around in|Skim|Visit|Enter and list|Recount|Report "
    "on|"
    "Review|Walk through|Crawl|Query|Unfold|Expand|Outline] [{d}|the folder {d}|the directory {d}|folder {d}|"
    "directory {d}][.|| for me.| please.]",
    "[Bring up|Pull up|Call up|Put up|Fetch|Get|Print out|Write out|Spell "
    "out|Collect|Gather|Reveal|Present|State|"
    "Report|Mention|Recite|Read off|Type out|Output] [the |all |][files|entries|contents|file names|listing] "
    "[of|in] {d}[.|| for me.| please.]",
    "[Browse|Scan|Search|Survey|Tour] [in |]{d} and [report|tell me what you find|list what you see].",
    "[List|Show|Name|Print|Display|Enumerate|Give] [me |][all |][the |][files|entries|items|things] [in|"
        "inside|of|within|under] {d}[.|| for me.| please.]", "[ls|dir|list|listing of|listing] {d}",
        "[Files|file list|filenames|entries|all files|file names] [in|of|inside] {d}[?|.||, please]",
    "[Which|What] [files|documents|entries|items|things] [are|lie|live|sit|can be found|are stored|are kept|"
        "do I have|do we have|have we got] [in|inside|under|within] {d}?",
        "[Which|What] [files|entries|things] does {d} [have|hold|contain|include|store|keep]?",
        "{d} has [which|what] files?", "{d} [contains|holds] [which|what] files?",
    "[Show|List|Display|Open|Print|Give me|Read out] the [folder|directory] {d}[.|| for me.| please.]",
        "[The |][folder|directory] {d}: [what's in it|what is there|what files|list it|show it]",
        "In {d}, [which files are there|what files do you see|what is there]?",
        "In the [folder|directory] {d}, what [is there|files are there|do you see]?",
    "[What is|What's|Which files are|What files are|What lies] in the [folder|directory] {d}[| now]?",
        "What does the [folder|directory] {d} [contain|hold|have in it]?",
        "The [folder|directory] {d} [contains|holds|has] what?",
        "What the [folder|directory] {d} [holds|contains|has]?",
    "[I need|I want|I'd like|Give me|Get me|Make me|Send me|Show me|Let me have] [a|the] [list|listing|"
        "overview] of [{d}|the files in {d}|what is in {d}|the folder {d}|the directory {d}|everything in "
        "{d}].", "[I need|I want|I'd like|I have] to [see|know] [which|what] files [are in|are inside|there "
        "are in] {d}.",
    "[Can|Could|Will] you [list|show me|name|display|print|tell me] [the files in|all files in|what files "
        "are in|everything in|the entries of] {d}[| for me| please]?", "[Go|Go and look|Look|Look around|"
        "Peek|Check] [in|into|inside] [{d}|the folder {d}|the directory {d}] and [tell me|say|list|show me] "
        "[what is there|what you find|the files|what you see].",
    "[Do|Would] you [see|find|know] [what|which] files [are in|there are in] {d}?",
        "Are there [any |some |]files [in|inside|under] {d}?", "[I'm|I am] looking for [a file|something|my "
        "files] in {d}. [What is there?|Which files are there?|List it.]", "I [saved|stored|put|left] [some "
        "files|my work|something] in {d}. [What is there?|Show me the files.|Which files are there?]",
    "[What|Which files] can you [see|find] [in|inside] {d}?", "[Everything|all|what's] in {d}[, please|?|]",
        "Name [everything|all that is|each file|every file] in {d}.",
        "Take the [folder|directory] {d} and list [it|its files|what it has].", "[see|show|check] folder {d}",
        "folder {d}?", "What are the files in {d} called?",
    "What are the names of the files in {d}?", "I opened {d}. Which files should I see?",
        "Read me the names of the files in {d}.", "Does {d} have files?", "{d}, which files does it have?",
        "How does {d} look inside?", "Tell me about the files in {d}.", "The files of {d}, please.")
LIST_HERE = table(
    "[What is|What's|Which files are|What files are|What lies|What documents are] here?",
        "[List|Show|Name|Print|Display] [me |][the files|all files|everything|all the files|the entries] "
        "[here|in here|in this folder|in this directory|in the current folder|in the working directory].",
        "[ls|dir|list here|files|list the folder|list the files|show files|file list]",
    "[What|Which] files [do I have|do we have|are there|lie|have we got|can you see] [here|in here|in this "
        "folder|in this directory|around here|in the current folder]?", "[What is|What's] in [the current "
        "folder|the current directory|this directory|my folder|here|the working folder]?",
        "[Can|Could|Would] you [list|show me|tell me] [the files here|what is here|what files are here|this "
        "folder|this directory|the current folder]?",
    "[I need|I want|I'd like] to [see|know] [what files are here|the files here|what is in this folder|which "
        "files I have here].", "[Show|Open|List] [this|the current|the working] [folder|directory].",
        "[Give|Get|Make] me [a list of|all] the files [here|in this folder|in the current directory].",
        "Look [here|around|in this folder] and [tell me|say] what [files |]you see.",
        "Contents of [this folder|this directory|the current directory]?",
    "Which files can you see?", "Are there any files [here|in this folder|in here]?",
        "Anything in [this folder|this directory|here]?")
LIST_COUNT = table(
    "How many [files|entries|items|things|documents] [are|are there|lie|do I have|do we have|can you find|"
        "have we got] [in|inside|under] {d}[| now]?",
        "How many [files|entries|items|things] does {d} [have|hold|contain|include]?",
        "[Count|Tell me the number of|Give me the count of|Work out the number of] [the |][files|entries|"
        "items] [in|inside|of] {d}[.|| for me.]",
    "[file count|number of files|count of files|how many] in {d}[?|]",
        "[I need|I want|I'd like] to know how many [files|things|entries] [are in {d}|{d} has|{d} contains].",
        "[Can|Could|Would] you count [the files|what is|the entries|everything] in {d}[| for me]?",
        "{d} has how many [files|entries]?", "In {d}, how many files are there?",
        "What is the number of [files|entries] in {d}?", "How full is the folder {d}, how many files?")
LIST_HAS = table(
    "[Is there|Do I have|Do we have|Have I got|Can you see|Do you see|Do you find|Can you find] [a file |the "
        "file |]{f} [in|inside|within] {d}?", "Is {f} [in|inside|stored in|kept in|part of] {d}?",
        "Does [{d}|the folder {d}] [have|contain|hold|include] [a file |the file |]{f}?",
        "[Check|See|Look|Find out|Tell me|Say] [if|whether] [{f} is in {d}|there is a {f} in {d}|{d} has {f}|"
        "{d} contains {f}].",
    "[Look|Check] in {d} [whether there is|to see if there is a file called] {f}.", "{f} in {d}?",
        "I [need|want] to know [if|whether] {f} is in {d}.", "Did I [put|leave|save] {f} in {d}?",
        "I think {f} is in {d}. [Is it?|Am I right?|Is that true?]", "In {d}, is there a file {f}?",
        "Has {d} got a {f}?", "[Can|Could] you check [if|whether] {f} is in {d}?")
# Whether a file is in a folder: {f} first, {d} first, and the same once the folder has been listed.
HAS = table(
    "[Is|Was] {f} [there in|in|already in|also in|still in|to be found in] {d}[?| or not?| now?]",
    "{f}: [is it|does it lie|is that|do we have it] in {d}[?| or not?]", "{f}, [is it|was it put] in {d}?",
    "Has {f} [been put|been saved|landed|ended up|been stored|been copied] in {d}?",
    "Is {f} [one of|among] the [files|entries|things] [in|of] {d}?",
    "Does {f} [exist|lie|sit|belong|live|show up|appear] in {d}?",
    "{f} [should|ought to|is meant to|has to|is supposed to] be in {d}. "
    "[Is it?|Is it there?|Check that.|Can you check?]",
    "I [can't find|miss|lost|am searching for|am looking for] {f}. [Is it|Does it lie|Did I put it] in {d}?",
    "[Find out|Check|Verify|Make sure|Confirm|Tell me|Say] [if|whether] {f} [exists|lies|is stored|is kept] "
    "in {d}.", "Did {f} [get|make it|go] into {d}?", "[Am I right|Is it true|Is it correct] that {f} is in "
    "{d}?",
    "Is there [such a file as|anything called|something named|any file named] {f} in {d}?",
    "[Yes or no|Just yes or no|Tell me yes or no]: is {f} in {d}?", "{f} is in {d}, [isn't it|right|yes or "
    "no]?",
    "[Would|Will|Do|Can] I find {f} in {d}?", "Do you [spot|notice|see|find] {f} [anywhere |]in {d}?",
    "Is the file {f} [in|inside|part of|stored in] [the folder {d}|the directory {d}|{d}]?",
    "Someone [asked me|wants to know] [if|whether] {f} is in {d}.", "[exists|have we] {f} in {d}?",
    "Does {d} [hold|list|store|include|keep|show|have] [a|the|any] file [called|named] {f}?",
    "[In|Inside|Within] {d}, [is there|do you see|can you find|do I have|have we] [a file |the file |]{f}?",
    "{d}: [is {f} there|is {f} in it|has it {f}|does it have {f}|do you see {f}|any {f}|{f} in it]?",
    "[Look|Go|Peek|Search] [in|into|through] {d}[.| for me.| please.] "
    "[Is {f} there?|Do you see {f}?|Is there a {f}?|Does it have {f}?]",
    "Among the [files|entries] [in|of] {d}, is there [one called |a |]{f}?",
    "[Search|Scan|Check|Go through|Look through] {d} for [the file |]{f}[.| please.]",
    "[Open|List|Take|Inspect] {d} and [see|tell me|say|check] [if|whether] "
    "[{f} is there|it has {f}|there is a {f}|{f} is in it].",
    "The folder {d}, [does it have|does it hold|has it got|is there a file] {f}?",
    "My folder {d} should [have|hold|contain] {f}. [Is it there?|Does it?|Right?]",
    "Is there [a|any] {f} in the [folder|directory] {d}?", "Has the [folder|directory] {d} got [a file "
    "|]{f}?",
    "Yes or no, does {d} [have|contain|hold] {f}?", "In {d}, is {f} one of the files?",
    "I [looked|was] in {d}. [Is {f} there?|Did I miss {f}?]", "[Has|Have] {d} the file {f}?")
HAS_THEN = table(
    "Is {f} [among them|there|in it|in there|one of them|in the list|part of it|listed|with them]?",
    "[And|So|OK, and|Then] is {f} [there|in it|among them]?", "Is there [a|any|also a|a file called] {f}[| "
    "there]?",
    "[Do you see|Can you see|Did you find|Did you see|Do you have] [a |]{f}[| there| in it| among them]?",
    "Does it [have|hold|contain|include|list] [a file |]{f}?", "{f}, is [it|that] [there|in it|among them]?",
    "Was {f} in [the list|it|that folder|there]?", "So there [is|was] a {f}?", "Has it [got |]{f}?",
    "I [miss|am looking for|need|expected] {f}. Is it [there|in it|among them|in the list]?",
    "Is one of them [called |named |]{f}?", "And {f}, is it [there|in it]?", "Is {f} missing or is it there?",
    "[Tell me|Check|Say] [if|whether] {f} is [there|in it|among them].", "Would {f} be one of them?")
LIST_KIND = table(
    "[Which|What] .{x} files [are|are there|lie|do I have|can you find] in {d}?",
        "[Which|What] .{x} files does {d} [have|hold|contain]?",
        "[List|Show|Name|Print|Display|Give me|Show me|Name me] [all |][the |].{x} files in {d}[.|| please.]",
        ".{x} files in {d}[?|]", "[Are there|Do you see] [any |].{x} files in {d}?",
    "[I need|I want|I'd like] [to see |][all |]the .{x} files in {d}.",
        "[Can|Could] you [list|show me] [all |]the .{x} files in {d}?", "Does {d} have .{x} files?",
        "In {d}, which files end in .{x}?", "Which files in {d} end with .{x}?",
        "Only the .{x} files in {d}, please.")
LIST_READ = table(
    "[Read|Show me|Open|Print] the first file [in|of] {d}.",
        "Which is the first file in {d}, and what does it say?",
        "[List|Look into|Open] {d} and [read|open|show me|print] [the first file|the first one].",
        "What is [written |]in the first file of {d}?", "The first file of {d}: what does it say?")
LIST_READ_KIND = table(
    "[Read|Show me|Open|Print] the .{x} file [in|of|from|inside] {d}.",
        "[List|Look into|Open|Go through] {d} and [read|open|show me|print] the .{x} file.",
        "What is [written |]in the .{x} file of {d}?",
        "[Find|Look for] the .{x} file in {d} and [read|open|print] it.",
        "The .{x} file in {d}: what does it say?")
LIST_READ_LAST = table(
    "[Read|Show me|Open|Print] the last file [in|of] {d}.", "What does the last file [in|of] {d} say?",
    "[List|Look into|Open|Go through] {d} and [read|open|show me|print] the last [file|one|of them].",
    "Which is the last file in {d}, and what does it say?", "The last file of {d}: [read it|what is in it?]")
LIST_READ_ONLY = table(
    "[Read|Show me|Open|Print] the [only|one|single] file [in|of] {d}.", "There is one file in {d}. Read it.",
    "[List|Look into|Open] {d} and [read|open|show me] the file [there|you find|that is there|in it].",
    "[Find|See] which file is in {d} and [read|open|print] it.", "What does the [only|one|single] file in "
    "{d} say?",
    "Whatever file is in {d}, [read it|show it to me|what does it say?]",
    "[Find|Take] the file in {d} and tell me what it says.")
LIST_READ_SUM = table(
    "[Add up|Sum|Total|Sum up] the numbers in the .{x} file [in|of|from] {d}.",
    "[List|Look into|Open] {d} and [add up|sum|total] the numbers in the .{x} file.",
    "What [is the sum of|is the total of|do we get by adding] the numbers in the .{x} file [in|of] {d}?",
    "[Find|Look for] the .{x} file in {d} and [add up its numbers|sum its numbers|total it].",
    "There is a .{x} file with numbers in {d}. [Add them up.|What is the sum?|What do they make?]")
LIST_READ_KEY = table(
    "[What is|Tell me|Find|Look up|Give me] the {k} in the .{x} file [in|of|from] {d}.",
    "[List|Look into|Open] {d}, read the .{x} file and tell me the {k}.",
    "[Which|What] {k} does the .{x} file [in|of] {d} [have|set|give]?",
    "[Find|Look for] the .{x} file in {d} and [tell me|say|give me] [the|its] {k}.",
    "There is a .{x} file in {d}. [Which {k} does it have?|What is the {k} in it?]")
READ = table(
    "[Peruse|Skim|Study|Fetch|Retrieve|Load|Present|Relay|Transcribe|Recite|Pull up|Bring up|Call up|Put "
    "up|Go "
    "through|Run through|Leaf through|Look over|Read out|Print out|Write out|Spell "
    "out|Type|Dictate|Reproduce|"
    "Read aloud|Disclose|Copy out|Flash up|Unroll] [{f}|the file {f}][.|| for me.| please.]",
    "[Read|Open|Print|Display|Show|Quote|Recite|Type out|View|Output] {f}[.|| for me.| please.| to me.]",
        "[Read|Open|Print|Display|Show me|View|Get|Load|Let me see|Let me read|Let me have] the [text |]file "
        "{f}[.|| please.]", "[Show|Read|Give|Print|Get] me {f}[.|| please.| now.]",
        "What {f} [says|reads|tells us]?",
    "What does {f} [say|tell|tell us|read|state|look like]?",
        "What does the [text|text file|document|note|file] {f} [say|contain|hold|tell us]?",
        "What is [written|noted|stored|saved|said|the text] in {f}?", "[Tell|Show] me what [{f} says|is "
        "written in {f}|the file {f} says|stands in {f}|the file {f} holds].",
    "[I need|I want|I'd like|I would like|Give me|Let me have|Show me|Print] the [text|contents|content|"
        "words|lines] [of|in|from] [{f}|the file {f}].", "[I need|I want|I'd like|I would like|I have] to "
        "[see|read|view|open] [{f}|the file {f}|what {f} says|the text of {f}].",
        "[Can|Could|Would|Will] you [read|open|show me|print|display|quote|view] [{f}|the file {f}|the text "
        "of {f}|what {f} says][| for me| please]?",
    "[text|contents|content|lines] of {f}[?|.|, please|]", "{f}[, what does it say?|: read it|, please read "
        "it|: what is written there?|, what's in it?|. Read it.| please, the whole text]",
        "The file {f} [says|reads|contains] what?", "{f} says what?",
        "What the file {f} [holds|says|contains]?",
        "[Open|Take|Load|Get] {f} and [read it|show me the text|tell me what it says|print it|read it out].",
    "[Open|Take|Load|Get] the file {f} and [read it|show me the text|tell me what it says|print it].",
        "I [wrote|saved|left|found|got] [a note in|something in|a file called|a text in] {f}. What does it "
        "say?", "[{N}|Somebody|My boss|A friend] [wrote|sent me|gave me|left] {f}. What does it say?",
        "What [did I|did {N}|did we] [write|note|write down|say] in {f}?",
        "I'm [curious about|looking at|working on] {f}. [Read it to me.|Show me the text.|What does it say?]",
    "[see|view|show] file {f}", "file {f}?",
        "[Have a|Take a] look at {f} and [read it to me|tell me what it says|show me].",
        "Which text is in {f}?", "Which words are in {f}?", "What are the lines of {f}?",
        "How does {f} read?", "In {f}, what is written?", "Put the text of {f} on the screen.",
        "Let {f} be read.", "Repeat what {f} says.", "Does {f} say anything?", "I want {f} read to me.",
    "I need {f} on the screen.", "{f}, out loud please.", "The text in {f}, please.",
        "My note {f}, what did it say?")
# A file of a folder that has been listed before: the folder has to be put before its name.
READ_THEN = table(
    "[Read|Open|Show me|Print|Display|View|Quote] {f} [now|next|then|too|as well|first|from there|from "
    "it|from "
    "that folder|out of that folder|of these|from the list|for me|to me].",
    "[And|Now|Then|Next|OK,|So|Fine,] [read|open|show me|print|view] {f}[.|| please.| from there.| to me.]",
    "What does {f} [there|in it|then] say?", "[And|Now|So|OK,] what [does {f} say|is in {f}|is written in "
    "{f}]?",
    "[I want|I need|I'd like|I would like] to [see|read|view|open] {f} [next|now|too|then|first|from there].",
    "[Go on|Continue|Begin|Start] with {f}.", "{f} [next|now|then|please], [show me|read it|open it].",
    "[Of these|From these|Of them|From that list|Of those files], [read|open|show me] {f}.",
    "Take {f} [and read it|and show me the text|and tell me what it says].",
    "The [one|file] called {f}: [read it.|what does it say?|open it.|show me.]",
    "[Let me|I'd like to|May I] [see|read] {f} [from that list|of these|there|now].",
    "[Pick|Choose|Take] {f} and [read|open|print|show] it[.| for me.| please.]",
    "{f} [sounds|looks|seems] [good|interesting|important|new]. [Read it.|Open it.|What does it say?|Show "
    "me.]",
    "[Could|Can|Would|Will] you [open|read|show me|print] {f} [next|then|as well|from that list|from "
    "there|now]?",
    "[Can|Could|Will] you now [open|read|show me|print] {f}?", "[What about|How about|And] {f}, what does it "
    "say?",
    "Which text is in {f} there?", "And {f} [please|next|now]: what is in it?", "read {f} [there|then|for "
    "us]",
    "[Look|Have a look|Peek] into {f} [next|now|there|for me].", "Now I want {f} [read|shown|opened] to me.",
    "Is {f} of any interest? Read it.", "[Show|Read|Print] {f} in full.", "Now for {f}, read it to me.",
    "So {f} is there. [Read it.|Open it.|What does it say?|Show it to me.]", "In there, open {f}.",
    "That {f} there, what does it say?", "What do I find in {f}?", "[open|read] {f} so that I can see it")
READ_ONE = table(
    "[Read|Open|Show me|Print] the {w} [one|file|of them|entry|of these][.|| please.| for me.]",
    "What does the {w} [one|file|of them] say?", "[And|Now|Then] the {w} one, read it.",
    "[I'd like|I want] to [see|read] the {w} [one|file|of them].", "What is in the {w} [one|file]?",
    "[Can|Could] you [read|open|show me] the {w} [one|of them]?", "Take the {w} one and read it.")
# A file and its folder, told apart.
READ_IN = table(
    "[Read|Open|Print|Show me|Display|View] [the file |]{f} [in|from|inside|out of] [{d}|the folder {d}|the "
    "directory {d}][.| for me.| please.]", "What does [the file |]{f} [in|from|inside] [{d}|the folder {d}] "
    "say?",
    "In {d} there is [a|a file|a file called] {f}. [Read it.|What does it say?|Show it to me.|Open it.]",
    "[Go to|Look into|Open|Go into] [{d}|the folder {d}] and [read|open|show me|print] {f}[.| there.]",
    "The folder {d} has a file [called |]{f}. [Read it.|What does it say?|Open it.]",
    "[From|In|Inside] [{d}|the folder {d}], [read|open|show me|print] [the file |]{f}[.| please.]",
    "[Can|Could|Would] you [read|open|show me] [the file |]{f} [in|from] {d}[?| please?| for me?]",
    "[I want|I'd like|I need] to [see|read] {f} [in|from] [{d}|the folder {d}].", "{d}: read {f} there",
    "What is [written |]in [the file |]{f} of [the folder |]{d}?", "I [put|saved|left] {f} in {d}. Read it "
    "to me.")
KEY_THEN = table(
    "[And|What about|How about|Now] [the|its] {k}?", "[And|So|OK,|] which {k} does it "
    "[have|set|use|give|name]?",
    "[And|So|] what is the {k} [there|in it|then]?", "What {k} does it [have|set|use|give|name]?",
    "Does it [have|set|name|give|define|contain] [any|the|some] {k}?", "Is [the|any] {k} [set|given|in "
    "it|there]?",
    "[And|Now] tell me the {k}[.| too.| as well.| please.]", "Which {k} [is set|stands there|is in it|is "
    "given]?",
    "[I also need|I need|Give me] the {k}[.| too.| as well.| from it.]", "The {k}, [too|please|as well].",
    "What [does it say about|is set as] the {k}?", "[Can|Could|Do] you see [any|the] {k} [there|in it]?",
    "And {k}?", "{k}?", "How is the {k} set [there|in it]?", "Look for the {k} [in it|there|too].")
READ_KEY = table(
    "[What is|What's|Which is|Tell me|Give me|Show me|Find|Look up|Get] the {k} in {f}?",
        "[What|Which] {k} [does {f} have|is in {f}|is set in {f}|does {f} set|does {f} give|stands in {f}|"
        "does {f} name|is given in {f}]?",
        "[Look|Check|See] in {f} [for the {k}|what the {k} is|which {k} is set].",
        "[Read|Open|Look into|Check] {f} and [tell me|give me|say] the {k}.",
        "The {k} [in|from|of] {f}[?|, please.]",
    "[I need|I want|I'd like] [to know |to have |]the {k} [from|in|of] {f}.",
        "[Can|Could|Would] you [tell me|find|look up|get me] the {k} [in|from] {f}?",
        "{f}: [which|what] {k}?", "How is the {k} set in {f}?",
        "What does {f} [say about the {k}|set as the {k}|have as {k}|give as {k}]?",
        "In {f}, what is the {k}?", "To what is the {k} set in {f}?", "Which value has the {k} in {f}?",
    "[Does|Did] {f} [set|have|give|name|define|contain|mention] [any|the|some] {k}?",
    "Is [any|the] {k} [set|given|defined|named|there|to be found] in {f}?",
    "According to {f}, [what is the {k}|which {k} do we use|which {k} is set|what {k} is it]?",
    "The {k} that {f} [sets|has|gives|uses|names]?", "{k} in {f}[?|]", "{k} of {f}?", "{f}, [the|its] "
    "{k}[?|, please]",
    "Which {k} did [I|we|they|you] [set|put|write|choose|leave] in {f}?", "Which {k} [comes with|belongs to] "
    "{f}?",
    "[Go through|Search|Scan|Check] {f} for [the|its|any] {k}[.| please.| and tell me.]",
    "[Has|Does] {f} [a value for|the value of] the {k}[?| in it?]",
    "I [forgot|don't know|can't remember] [the|which] {k} in {f}. [Look it up.|Tell me.|Can you look?]",
    "[Open|Read|Take] {f}. [Which|What] {k} does it [have|set|give|use]?",
    "[Open|Read|Take] {f}: what is the {k}?", "How [big|high|large] or small, what is the {k} in {f}?",
    "Under {k}, what does {f} say?", "What value does {f} give [for the|to the|as] {k}?",
    "Is there [any|a value for the] {k} in {f}, and which?", "[Fetch|Extract|Pull|Pick] the {k} [from|out "
    "of] {f}.",
    "My {f} should [have|set] the {k}. [What is it?|Which is it?|Does it?]")
READ_TOTAL = table(
    "[Add|Sum|Total|Add up|Sum up] [all |]the numbers [in|from|of] {f}.",
        "What is the [sum|total] of [all |]the numbers [in|from] {f}?",
        "What do [all |]the numbers in {f} [make together|sum to|come to|add up to in all]?",
        "[Read|Open|Take] {f} and [sum|add|total] the numbers.",
        "[Can|Could] you [add up|sum|total] the numbers in {f}?",
        "{f} has numbers. [Add them up.|What is their sum?|Sum them.]",
    "[sum|total] of the numbers in {f}", "I need the [sum|total] of the numbers in {f}.",
    "[Read|Open|Load|Look at|Take|View] {f} and [add up|sum up|total|tot up|count up] [the numbers|what is "
    "in "
    "it|all numbers|its numbers|the lines|the figures|the values][.|| for me.]",
    "[Read|Open|Load|Take] {f} and [add|sum|total] [them up|it all up|everything].",
    "What do the [numbers|lines|figures|values|amounts] in {f} [add up to|come to|make|total|sum to|give]?",
    "How much do the [numbers|figures|values|amounts] in {f} [come to|make|add up to]?",
    "What is the [sum|total|grand total|sum total] [of|in|for] {f}?",
    "[Total|Sum|Add up|Tot up|Sum up|Count together|Add together] {f}[.| for me.| please.]",
    "{f}: [sum|total|add it up|what is the total|what does it add up to|the sum of all|sum it][?|]",
    "[Figures|numbers|amounts|values] in {f}: [total|sum|what do they make]?",
    "How much is [everything|it all|all of it] in {f} [together|in total|in all|added up]?",
    "If I add [up |]the [numbers|values|figures|amounts] in {f}, what do I get?",
    "[Give me|Work out|Calculate|Compute|Find|Tell me|Determine] the [sum|total] of [{f}|all values in "
    "{f}|the "
    "numbers in {f}|the figures in {f}|the amounts in {f}].",
    "In {f} there are [numbers|figures|amounts]. [Add them.|Sum them up.|What is the total?|What do they "
    "make?]",
    "{f} holds [some numbers|my expenses|a few values|amounts]. [Add them.|What is the sum?|How much is it "
    "in all?]",
    "[Put|Count|Add|Sum] together [the numbers|the figures|all values|what you find] in {f}.",
    "[Can|Could|Would] you [total|sum up|add up|work out the sum of] [{f}|the values in {f}|what is in {f}]?",
    "My [costs|numbers|points|bills] are in {f}. [What is the total?|Add them up.|How much is that in all?]",
    "[sum|total|add] {f}", "[I want|I'd like|I need] [the total of|the sum of|everything added up in] {f}.",
    "What [sum|total] do [you get|we get|I get] from {f}?", "Do the sum of {f} for me.",
    "From {f} take the [numbers|values] and add them.", "All the numbers in {f} together, [please|what do "
    "they make?]")
# Its numbers have been shown already.
TOTAL_THEN = table(
    "[Add|Sum|Total|Tot] [them|these|those|the numbers|the lines|the values] up[.|, please.| for me.]",
    "[Sum|Total|Add] [them|these|those numbers|the numbers|it all][.|, please.]", "What [is|was] the "
    "[sum|total]?",
    "What do [they|these|the numbers|those] [add up to|come to|make|give in all|sum to]?",
    "[And|So|Now] the [sum|total][?|, please.]", "How much is [that|it|this] [in all|together|in "
    "total|altogether]?",
    "[And|Now|Then] [add them up|sum them|what is the total|add it all up|the sum of them]",
    "[Can|Could|Will] you [add them up|sum them|total them|add these]?", "And [together|in total|in all]?",
    "[I need|Give me|Tell me|Work out] [the sum|the total|their sum|the sum of these].")


# ---- run_command ----

RUN = table(
    "[Run|Execute|Start|Launch|Perform|Call|Do|Invoke|Try|Type|Enter|Use] `{c}`[.|| for me.| please.| now.| "
        "and tell me what it says.]", "[Run|Execute|Start|Try|Perform|Issue|Enter] the [command|shell "
        "command|command line|line] `{c}`[.|| for me.| please.]",
        "[Can|Could|Will] you [run|execute|start|try|launch|do|type] `{c}`[| for me| please| in the shell]?",
    "What [does|will|would] `{c}` [give|print|show|say|do|output|return]?",
        "What is the [output|result] of [running |]`{c}`?",
        "[I need|I want|I'd like|Show me|Give me|Get me] the output of `{c}`.",
        "[Please|pls|Kindly] [run|execute|start] `{c}`.",
        "[In|On] the [shell|terminal|command line|console]: `{c}`",
        "`{c}`[, please| please|, run it| in the shell|, and the output please|?]",
    "I [want|need|would like] [you to run|to run] `{c}`[.| here.]",
        "The command is `{c}`. [Run it.|Please run it.|Execute it.]",
        "What [results from|do I get from|is printed by|is returned by|will I see from|comes back from] `{c}`?",
    "[Which|What] output [does|will|would] `{c}` [have|give|make|produce]?",
    "See what `{c}` [prints|says|gives|does].", "Let `{c}` run.",
        "What happens [if|when] [I|you|we] run `{c}`?", "Go ahead and run `{c}`.",
        "Put `{c}` into the shell.", "Run `{c}` in the [shell|terminal|console].", "command: `{c}`",
        "Next command: `{c}`")
RUN_BARE = ("start the command {c}", "Run the shell command {c}", "could you run {c}", "can you execute {c}",
    "type this into the shell: {c}", "in the terminal: {c}", "command: {c}", "Please run the command {c}",
            "Try this command: {c}", "execute this: {c}", "execute this command: {c}", "now run {c}",
        "I need you to run {c}", "Let's run {c}", "terminal: {c}", "sh: {c}", "Run this line: {c}",
        "on the command line: {c}")
WISHES = {
    "df -h": table("[How much|What] [disk space|space on the disk|free disk space|room on the disk|storage] "
        "[is left|is free|do I have|is there|remains|have I got]?",
        "Is the [disk|drive|hard disk] [full|nearly full|getting full|out of space]?",
        "[Check|Show|Print|Tell me] the [disk space|free disk space|disk usage|free space on the disks].",
        "[disk|drive] [space|usage|full]?",
        "Do I have [enough|any] [disk space|space on the disk|room on the drive][| left]?",
        "How much of the disk is [used|free|taken]?", "I'm afraid the disk is full. Is it?"),
    "uname -a": table(
        "[What|Which] [OS|system|operating system|machine] [is this|am I on|do I have|do I use|are we on]?",
        "[Show|Tell|Give] me [all |the |][system information|system info|system details].",
        "[os|system|uname|system information]?",
        "[Can|Could] you tell me [which|what] operating system [this is|runs here|I use]?", "Am I on Linux?",
        "I need the system information."),
    "uname -r": table("[What|Which] [kernel|kernel version|kernel release|version of the kernel|Linux "
        "version] [is this|do I run|runs here|am I on|is installed|is in use]?",
        "[Show|Tell|Give] me the [kernel version|kernel release|version of the kernel].",
        "[kernel|kernel release|linux kernel]?", "How [new|old] is my kernel, which version?",
        "I need the kernel [version|release]."),
    "nproc": table("How many [CPUs|processors|cores|CPU cores|processor cores] [do I have|are there|does "
        "this computer have|has this machine|can I use|are in this machine|does it have]?",
        "[Count|Tell me the number of|Give me the number of|Show the number of] [the |][CPUs|processors|"
        "cores|CPU cores].", "[cores|cpus|processors|core count|cpu count]?",
        "What is the number of [cores|processors|CPUs][| here]?",
        "I need to know how many [cores|processors|CPUs] I have."),
    "free -h": table("How much [memory|RAM|main memory] [is left|is free|is used|is there|do I have|have I "
        "got|is in use|does this machine have]?",
        "[Show|Check|Print|Tell me] the [memory|free memory|RAM|memory use|RAM usage].",
        "[ram|memory|memory usage|free ram]?", "[Do I have|Is there] [enough|any] [memory|RAM][| left]?",
        "Am I running out of [memory|RAM]?", "Is the memory full?"),
    "uptime": table("[How long|Since when] has [this machine|the computer|the system|this box|the server] "
        "[been up|been on|been running]?",
        "[Show|Tell me|Check|Print] the [uptime|system load|load|load average].",
        "[up since when|load|system load|load average]?", "When was the [computer|machine] started?",
        "How [busy|loaded] is the [machine|system|computer]?",
        "What is the load[| of this machine| average]?", "For how long has the system been on?"),
    "whoami": table(
        "[What|Which] [user|user name|login|login name|account] [am I|do I have|am I using|is mine|is this]?",
        "Who am I [on this machine|here|in the shell|to the system|as a user]?",
        "[Tell|Show|Give] me my [user name|login|account name|username].",
        "[username|my login|user|login name]?", "Under which [name|account|user] am I logged in?",
        "As whom am I logged in?", "I forgot my [user name|login name]. [What is it?|Tell me.]"),
    "hostname": table("[What|How] is this [machine|computer|box|server|host] [called|named]?",
        "[Tell|Show|Give] me the [hostname|host name|name of this machine|name of the computer|name of this "
        "computer].", "What [name|hostname] does this [machine|computer|host] have?",
        "[host|host name|machine name|computer name]?", "Which [machine|computer|host] am I on?",
        "What is the [machine|computer|host] called?",
        "What's the [hostname|host name|computer's name|machine's name]?"),
    "pwd": table("[What|Which] [folder|directory] [am I in|are we in|is the current one|am I standing in]?",
        "Where am I[ in the shell| in the tree| in the folders| right now, which folder]?",
        "[Tell|Show|Give] me the [current path|working directory|path I am in|path of the current directory|"
        "name of this folder].", "[pwd|current folder|current path|working directory|which folder]?",
        "What is the [path|full path] of [this folder|the current folder|this directory]?",
        "In which [folder|directory] are we?", "What's the working directory called?"),
    "id": table("[Show|Tell|Give] me my [user id|UID|user and group ids|groups|group ids].",
        "[What|Which] [groups|group ids] [do I belong to|am I a member of|have I]?",
        "[uid|my id|groups|my groups|id]?",
        "What [is my UID|are my user and group ids|number does my user have]?",
        "To which groups do I belong?"),
    "who": table("[Who is|Who else is|Which users are] [on this machine|logged in here|on the system|logged "
        "on][| now| right now| too]?",
        "[Show|List|Tell me|Print] the [logged-in users|users that are logged in|users on this system].",
        "[logged in users|users logged in|who is on]?", "Is anybody else logged in?",
        "Am I the only user here?", "Who else uses this machine now?"),
    "cal": table("[Show|Print|Display|Draw] [me |][a|the] [calendar|calendar of this month|month calendar|"
        "calendar sheet].", "[calendar|month view|calendar please|cal]",
        "[I need|I want|Give me] [a|the] calendar[| of this month| for this month].",
        "[Can|Could] you [show|print] [me |]a calendar[| of the month]?",
        "How does this month's calendar look?"),
    "env": table("[Show|List|Print|Display|Dump] [me |][all |][the |my ][environment variables|variables of "
        "the environment|shell environment].", "[env|environment|environment variables|env vars]?",
        "[What|Which] [environment variables|env vars] [do I have|are there|are defined|exist]?",
        "What is in my environment?", "What does the environment look like?",
        "I need all environment variables."),
    "echo $PATH": table("[Show|Tell|Give] me [my|the] [PATH|search path|PATH variable|command search path].",
        "[path variable|PATH|search path|value of PATH]?",
        "What [does PATH hold|is PATH set to|is the search path|stands in PATH]?", "How is PATH set?",
        "Where does the shell look for programs?", "In which folders are programs searched?",
        "What's the value of PATH?"),
    "echo $HOME": table("[Where|What] is my [home|home directory|home folder|HOME]?",
        "[Show|Tell|Give] me [my home directory|my home folder|the path of my home|the HOME variable].",
        "[home|home directory|my home|home folder]?",
        "Which [path|directory|folder] is my home[| directory]?", "What is HOME set to?",
        "Where do I live in the file system?", "Where are my own files, which home folder?"),
    "ps aux": table("[What|Which] [processes|programs|tasks|jobs] [are running|run|are active|are there|are "
        "alive][| now| right now| here]?", "[Show|List|Print|Give] me [all |the |][running processes|"
        "processes|active tasks|processes that run].", "[processes|ps|running tasks|process list]?",
        "What is running[| here| now| on this machine]?", "I [need|want] to see [the|all] processes.",
        "What is this machine busy with?"),
    "lscpu": table("[What|Which] [CPU|processor|chip] [is this|do I have|is in this machine|runs here|is in "
        "here|does this computer have]?", "[Show|Tell|Give] me [the |all |][CPU details|processor details|"
        "CPU information|details of the processor].", "[cpu|processor|cpu model|lscpu|processor info]?",
        "What kind of [CPU|processor] [is it|do I have|is in here]?", "What model is my [CPU|processor]?",
        "I need to know about the CPU."),
    "lsblk": table("[What|Which] [disks|drives|block devices|partitions] [are there|do I have|has this "
        "machine|exist|are connected|are in this computer]?",
        "[Show|List|Print] [me |][all |the ][disks|drives|block devices|partitions].",
        "[disks|drives|partitions|block devices|lsblk]?", "How is the disk divided into partitions?",
        "I need a list of the [drives|disks|partitions].", "How many drives are in here, and which?"),
    "ip addr": table("[What|Which] [IP|IP address|network address|address on the network] [do I have|is mine|"
        "has this machine|am I using|does this computer use]?",
        "[Show|Tell|Give] me [my|the] [IP|IP address|network addresses|addresses of this machine].",
        "[ip|my ip|network address|ip addr]?", "What's [my|the] [IP|IP address|network address]?",
        "Under which address can this machine be reached?",
        "How can others reach this machine, at which address?", "I need my IP[| address]."),
    "ss -tln": table("[What|Which] [ports|TCP ports|sockets] [are open|listen|are listening|are in use|wait "
        "for connections][| here| now]?",
        "[Show|List|Print] [me |][all |the ][open|listening] [ports|TCP ports|sockets].",
        "[listening ports|ports|tcp ports]?", "[What|Who] is listening on this machine?", "Is any port open?",
        "On which ports [does this machine listen|are servers waiting]?"),
    "wc -l {f}": table("How many lines [are in|has|are there in] {f}?",
        "[Count|Tell me|Give me|I need] the [lines|number of lines|line count] [in|of] {f}.",
        "[line count|number of lines|lines|how many lines] [of|in] {f}[?|]", "How long is {f}, in lines?",
        "{f} has how many lines?", "{f}: how many lines?",
        "[Can|Could] you [count|tell me] the [lines|number of lines] of {f}?",
        "In {f}, how many lines are there?", "Let me know how many lines {f} has."),
    "wc -w {f}": table("How many words [are there in|has] {f}?", "How many words does {f} have?",
        "[Count|Tell me|Give me|I need] the [words|number of words|word count] [in|of] {f}.",
        "[words|number of words|how many words] [of|in] {f}[?|]", "{f} has how many words?",
        "{f}: how many words?", "[Can|Could] you [count|tell me] the [words|number of words] of {f}?",
        "Did I write enough words in {f}? Count them.", "I want to know how many words {f} has.",
        "How long is {f}, in words?"),
    "wc -c {f}": table("How many bytes [are in|are there in|has] {f}?",
        "[Count|Tell me|Give me|I need] the [bytes|number of bytes|byte count] [in|of] {f}.",
        "[bytes|number of bytes|how many bytes|byte count] [of|in] {f}[?|]", "{f} has how many bytes?",
        "{f}: how many bytes?", "[Can|Could] you [count|tell me] the bytes of {f}?",
        "How [large|big|long] is {f}, in bytes?"),
    "head -n {n} {f}": table("[Show|Give|Read] me the [first|top|opening] {n} lines [of|from|in] {f}.",
        "[Only the|Just the|The|the] first {n} lines of {f}[, please|.|]",
        "How does {f} begin? {n} lines[, please|].", "What do the first {n} lines of {f} say?",
        "From {f} [show|print|read] the first {n} lines.", "{f}: first {n} lines",
        "Show the [beginning|start|head] of {f}, {n} lines.",
        "[Can|Could] you show me the [first|top] {n} lines of {f}?", "I need the first {n} lines of {f}."),
    "tail -n {n} {f}": table(
        "[Show|Give|Read] me the [last|bottom|final|closing] {n} lines [of|from|in] {f}.",
        "[Only the|Just the|The|the] last {n} lines of {f}[, please|.|]",
        "How does {f} end? {n} lines[, please|].", "What do the last {n} lines of {f} say?",
        "From {f} [show|print|read] the last {n} lines.", "{f}: last {n} lines",
        "Show the [end|tail] of {f}, {n} lines.",
        "[Can|Could] you show me the [last|final] {n} lines of {f}?", "I need the last {n} lines of {f}."),
    "grep -n {w} {f}": table("[Search|Look through|Check|Scan|Go through] {f} for [the word |]{w}.",
        "[Find|Look for|Search for|Locate] [the word |]{w} in [the file |]{f}.",
        "[Which|What] lines [of|in] {f} [have|contain|mention|hold|talk about] [the word |]{w}?",
        "[Where|In which lines] [does {f} mention|does {f} have] {w}?",
        "Does {f} [mention|contain] the word {w}?", "Is the word {w} in {f}?", "[grep|search] {f} for {w}",
        "In {f}, where [is|stands] [the word |]{w}?",
        "Show [me |]the lines [of|in] {f} [with|that have|that mention] {w}.",
        "[Can|Could] you [find|look for|search for] {w} in {f}?"),
    "grep -c {w} {f}": table("How many lines [in|of] {f} [contain|mention|hold] {w}?",
        "[Count|Give me the number of|Tell me the number of] [the |]lines [in|of] {f} [with|that have|that "
        "mention] {w}.", "How many lines with {w} [are in|has|are there in] {f}?",
        "In {f}, how many lines have {w}?", "number of lines with {w} in {f}"),
    "grep -r {w} {d}": table("[Search|Look through|Go through|Scan] [all files in|all of|the folder|"
        "everything in|the whole folder] {d} for [the word |]{w}.", "[Find|Look for|Search for] [the word |"
        "]{w} in [all files of|all files in|the folder|the whole folder] {d}.",
        "Which files [in|of|below|under] {d} [mention|contain|talk about|hold] [the word |]{w}?",
        "Where in the folder {d} [is|do I find] the word {w}?", "Does any file in {d} [mention|contain] {w}?",
        "[Can|Could] you search the folder {d} for {w}?"),
    "du -sh {d}": table("How [big|large|heavy] is [the folder |the directory |]{d}[| in all| altogether]?",
        "How much [space|disk space|room] does [the folder |]{d} [take|take up|use|need|fill]?",
        "[Show|Tell|Give] me the [size|total size|disk usage] of [the folder |the directory |]{d}.",
        "[size|total size|folder size] of {d}[?|]",
        "What [is the size|is the total size] of [the folder |]{d}?", "Does {d} take much space?",
        "[Can|Could] you tell me how big {d} is?", "I want to know how large {d} is."),
    "mkdir {e}": table("[Make|Create|Add|Set up] [me |][a|a new] [folder|directory] [called|named|with the "
        "name|by the name of] {e}.",
        "[I need|I want|I'd like] a [folder|directory|new directory] [called|named] {e}.",
        "[new directory|create folder|make folder|make dir|create directory] {e}",
        "[Can|Could|Would] you [make|create|set up] [a|the] [folder|directory] [called |named |]{e}[| for "
        "me]?", "There should be a folder {e}. [Make it.|Create it.]", "Let there be a folder {e}.",
        "A new folder, please: {e}"),
    "mkdir -p {d}/{e}": table("[Make|Create] [the folder |the directory |]{d}/{e} [and its parents|with its "
        "parents|and all folders above it|and the folders above it|with all parents].",
        "[I need|I want] {d}/{e} with all [folders above it|parents].",
        "[Can|Could] you [make|create] {d}/{e} and the folders above it?",
        "Create {d}/{e}, with parents if needed."),
    "rmdir {e}": table("[Remove|Delete|Get rid of|Throw away|Drop] the empty [folder|directory] {e}.",
        "The [folder|directory] {e} is empty. [Remove it.|Delete it.|Get rid of it.]",
        "[Can|Could] you [remove|delete] the empty [folder|directory] {e}?",
        "I don't need the empty folder {e}. [Delete it.|Remove it.]", "remove empty folder {e}"),
    "rm {f}": table("[Delete|Remove|Erase|Throw away|Get rid of|Discard|Wipe] [the file |]{f}[.|| for me.| "
        "please.| now.]",
        "[Can|Could|Would] you [delete|remove|erase|throw away] [the file |]{f}[| for me| please]?",
        "I [don't need|no longer need|am done with|don't want] {f}[. Delete it.|. Remove it.|, delete it.|, "
        "so erase it.]", "{f} [can go|must go|should be deleted|has to go|is to be deleted].",
        "The file {f} is useless, [delete|remove] it.", "[rm|del|erase] {f}",
        "I want {f} [deleted|gone|removed]."),
    "rm -r {e}": table(
        "[Delete|Remove|Erase|Get rid of|Throw away] the [whole|entire|complete] [folder|directory] {e}.",
        "[Delete|Remove|Erase] the [folder|directory] {e} [and everything in it|and all that is in it|with "
        "all its files|and its contents|with its contents].", "The folder {e} can go with everything in it.",
        "[Can|Could] you [delete|remove] the whole [folder|directory] {e}?",
        "I want the folder {e} and all its files [gone|deleted]."),
    "cp {f} {g}": table("[Copy|Duplicate] [the file |]{f} [to|as|into the file|under the name] {g}.",
        "[Make|Create|I need|I want|Save] a [copy|duplicate] of {f} [called|named|as|under the name] {g}.",
        "[Can|Could|Would] you [copy|duplicate] {f} [to|as] {g}?",
        "{f} should also exist as {g}. [Copy it.|Make a copy.]", "Take {f} and copy it to {g}.",
        "[cp|copy] {f} to {g}", "Back up {f} as {g}.", "A copy of {f} as {g}, please."),
    "mv {f} {g}": table("[Rename|Move] [the file |]{f} [to|into] {g}.", "Give {f} the [new |]name {g}.",
        "[Can|Could|Would] you [rename|move] {f} to {g}?",
        "{f} should be [called|named] {g}[.| instead.| from now on.]", "Call {f} {g} from now on.",
        "[mv|rename] {f} to {g}", "I want {f} to be [called|named] {g}.",
        "The new name of {f} is {g}. Rename it."),
    "mv {f} {e}/": table(
        "[Move|Put|Shift|Bring] [the file |]{f} [into|to|inside] the [folder|directory] {e}.",
        "[Can|Could] you [move|put] {f} into the [folder|directory] {e}?",
        "{f} belongs [in|into] the folder {e}. [Move it.|Put it there.]",
        "I want {f} in the folder {e}. Move it there.", "The file {f} should go into the folder {e}."),
    "touch {f}": table("[Make|Create|Add] [me |][an empty|a new empty] file [called |named |]{f}[.| please.]",
        "[I need|I want] an empty file [called |named |]{f}.",
        "[Can|Could] you [make|create|touch] [the empty file|an empty file called] {f}?",
        "There should be an empty file {f}. [Make it.|Create it.]",
        "[empty file|create file|create empty file] {f}", "Touch the file {f}."),
    "ls -l {d}": table("[Show|List|Print|Give me] {d} [with details|in detail|in the long form|with owners "
        "and sizes|with all details|with sizes and dates].",
        "[Show|Print|Give me|I need] [a|the] [long listing|detailed listing|detailed list] of {d}.",
        "[Who|Which user] owns the files in {d}?",
        "How [big|old] are the files in {d}? [Show details.|List them with sizes.]",
        "[Can|Could] you list {d} with [details|sizes|dates]?", "The files in {d} with their sizes, please.",
        "long list of {d}"),
    "ls -a {d}": table(
        "[Show|List|Print] [all files|everything] in {d}, [also|including|even] the hidden [ones|files].",
        "[Which|What] hidden files [are|are there|lie] in {d}?",
        "[Does {d} have|Has {d} got|Does {d} contain] [any |]hidden files?",
        "List {d}, hidden files [too|included|as well].", "[Can|Could] you show the hidden files in {d}?",
        "hidden files in {d}?"),
    "ls -t {d}": table("[What|Which] is the [newest|latest|most recent] file in {d}?",
        "[Which|What] file in {d} [changed last|is the latest|is the most recent]?",
        "[List|Show|Sort] [the files in |]{d} by [time|date|age].", "[List|Show] {d}, newest first.",
        "What was changed last in {d}?", "newest files in {d}"),
    "ls -S {d}": table("[What|Which] is the [biggest|largest] file in {d}?",
        "[List|Show|Sort] [the files in |]{d} by size.", "[List|Show] {d}, [biggest|largest] first.",
        "Which files in {d} are the largest?", "What takes the most space in {d}, which file?",
        "biggest files in {d}"),
    "find {d} -name '*.{x}'": table("[Find|Search for|Look for|Locate] all .{x} files [below|under] {d}.",
        "[Find|Look for] all .{x} files in {d} and [below|its subfolders|the folders below].",
        "[Which|What] .{x} files are [below|under|somewhere under] {d}?", "Where under {d} are .{x} files?",
        "Search {d} and [all |]its subfolders for .{x} files.",
        "[Can|Could] you find all .{x} files below {d}?"),
    "find . -name {f}": table("[Find|Locate|Search for|Look for] [the file|a file called|a file named] {f}.",
        "[Where|In which folder] [is|did I put|can I find] the file {f}?", "I [lost|can't find|misplaced|am "
        "looking for] [the file |]{f}. [Where is it?|Find it.|Search for it.|Can you find it?]",
        "[Can|Could] you [find|locate|search for] the file {f}?", "Where has {f} gone?",
        "[locate|find file|search file] {f}", "Where did I [save|put|leave] {f}?"),
    "sort {f}": table("[Sort|Order|Arrange] [the lines of |the lines in |the file |]{f}[.| alphabetically.| "
        "from a to z.| by the alphabet.]",
        "[Show|Print|Give me] [the lines of |]{f} [sorted|in order|in sorted order|alphabetically].",
        "[Can|Could] you sort [the lines of |the file |]{f}?", "Bring {f} into alphabetical order.",
        "I need {f} sorted.", "{f} sorted, please."),
    "sort -n {f}": table(
        "[Sort|Order|Arrange] [the numbers in |]{f} [numerically|by number|by value|from small to large].",
        "[Show|Print|Give me] the numbers [in|of] {f} [in order|sorted|from small to big].",
        "[Can|Could] you sort the numbers in {f}?", "I need the numbers in {f} in order.",
        "numbers of {f} sorted"),
    "sort -r {f}": table(
        "[Sort|Order|Arrange] {f} [in reverse|backwards|from z to a|the other way round|in reverse order].",
        "[Show|Print|Give me] {f} [sorted backwards|in reverse order|sorted from z to a|in reverse "
        "alphabetical order].", "[Can|Could] you sort {f} [in reverse|backwards|from z to a]?",
        "I need {f} sorted from z to a.", "reverse sort of {f}"),
    "sort -u {f}": table("[Sort|Show|Print] {f} without [double lines|doubles|repeated lines|duplicates].",
        "[Show|Give me|List] the [unique|different|distinct] lines of {f}[| in order|, sorted].",
        "Sort {f} and [remove|drop|leave out] [the duplicates|the doubles|repeated lines].",
        "[Can|Could] you sort {f} without duplicates?", "Which different lines does {f} have?"),
    "sort {f} | uniq -c": table(
        "[Count|Tell me|Show] how often each line [of|in] {f} [occurs|appears|comes up].",
        "How [often|many times] does each line [in|of] {f} [appear|come up|occur]?",
        "How many times is each line in {f}?", "[Count|Tally] the [repeated|equal|same] lines in {f}.",
        "line counts of {f}"),
    "cut -d, -f{n} {f}": table("[Show|Print|Give me|Cut out|Extract|Get] [column|field] {n} of {f}[, split "
        "at commas|, separated by commas|, comma-separated].",
        "[What is|What's] in column {n} of [the comma-separated file |the CSV file |]{f}?",
        "I need [column|field] {n} of {f}, [split|cut] at the commas.",
        "[Can|Could] you cut out column {n} of {f}?", "From {f} take the column {n}, split at commas.",
        "column {n} of {f}"),
    "diff {f} {g}": table("[Compare|Diff] [the files |]{f} [and|with|to] {g}.",
        "[What|Where] is the difference between {f} and {g}?",
        "[How|Where] do [the files |]{f} and {g} differ?",
        "[Show|Tell|Give] me [the difference|the differences|what differs] between {f} and {g}.",
        "Are {f} and {g} [the same|equal|alike|identical]?", "Is {f} the same as {g}?",
        "What changed between {f} and {g}?", "[Can|Could] you compare {f} with {g}?",
        "What does {g} have that {f} has not?"),
    "cat -n {f}": table("[Show|Print|Display|Give me|Read] {f} with [line numbers|numbered lines|the lines "
        "numbered|a number on each line].", "Number the lines of {f}[| and show them].",
        "[Can|Could] you [number the lines of {f}|show {f} with line numbers]?",
        "I need {f} with line numbers.", "{f} with line numbers, please."),
    "file {f}": table("[What|Which] [type|kind|sort] of file is {f}?",
        "[Tell|Give] me the [file type|type|kind] of [the file |]{f}.",
        "What [is {f} for a file|format does {f} have|file type has {f}|type does {f} have]?",
        "Is {f} a text file or [something else|a picture|data]?", "Is {f} text or binary?", "type of {f}",
        "[Can|Could] you tell me the type of {f}?"),
    "stat {f}": table("[When|At what time] was {f} [last |][changed|modified|edited|saved|written]?",
        "[Show|Tell|Give] me [the details|all details|the dates] of [the file |]{f}.",
        "When did [I|somebody] last [change|edit|save] {f}?", "[stat|details|dates] of {f}",
        "How old is the file {f}?", "I need the details of the file {f}."),
    "chmod +x {f}": table("Make [the script |the file |]{f} [executable|runnable].",
        "Give {f} the [right|permission] to [run|be executed].",
        "[Set|Add] the [x|execute|executable] bit [of|on|to] {f}.",
        "[Can|Could] you make {f} [executable|runnable]?", "{f} should be [executable|runnable].",
        "I want to be able to run {f} as a program.", "{f} is not executable. Change that.",
        "executable: {f}"),
    "sha256sum {f}": table("[Show|Tell|Give] me the [SHA-256|SHA256|sha256] [sum|checksum|hash] of {f}.",
        "[What is|What's] the [SHA256|sha256] [hash|sum|checksum] of {f}?",
        "[checksum|SHA-256|sha256sum|SHA-256 hash] of {f}[?|]",
        "[Compute|Work out|I need] the [checksum|SHA-256 sum] of [the file |]{f}.",
        "What checksum does {f} have?"),
    "md5sum {f}": table("[Show|Tell|Give] me the [MD5|md5] [sum|checksum|hash] of {f}.",
        "[What is|What's] the [MD5|md5] [hash|checksum] of {f}?", "[md5sum|MD5 hash|MD5 sum] of {f}[?|]",
        "[Compute|Work out|I need] the MD5 [sum|hash] of [the file |]{f}.", "What MD5 sum does {f} have?"),
    "tar -czf {w}.tar.gz {e}": table(
        "[Pack|Archive|Tar|Put|Bundle] [the folder|the directory] {e} [into|as|up as|in] {w}.tar.gz.",
        "[Make|Create] [an|the] archive {w}.tar.gz [of|from|out of] [the folder |]{e}.",
        "[Can|Could] you pack [the folder |]{e} into {w}.tar.gz?", "I need [the folder |]{e} as {w}.tar.gz.",
        "{w}.tar.gz should hold the folder {e}. Make it."),
    "tar -xzf {w}.tar.gz": table(
        "[Unpack|Extract|Untar|Open up|Unzip] [the archive |the file |]{w}.tar.gz[.| here.| please.]",
        "[Can|Could] you [unpack|extract|untar] {w}.tar.gz?",
        "I [want|need] {w}.tar.gz [unpacked|extracted].", "Take everything out of {w}.tar.gz.",
        "[extract|unpack] {w}.tar.gz"),
    "tar -tzf {w}.tar.gz": table("[What files are|Which files are] in [the archive |]{w}.tar.gz?",
        "[List|Show] [the files of|the files in|the contents of] {w}.tar.gz.",
        "What does the archive {w}.tar.gz [hold|contain]?", "[Can|Could] you list the archive {w}.tar.gz?",
        "archive {w}.tar.gz, what is in it?", "What did I pack into {w}.tar.gz?"),
    "gzip {f}": table("[Compress|Zip|Shrink|Gzip] [the file |]{f}[.| with gzip.| please.]",
        "[Can|Could] you [compress|gzip] {f}?", "{f} is too big. Compress it.",
        "I want {f} [compressed|gzipped].", "Make {f} smaller with gzip."),
    "gunzip {f}.gz": table("[Uncompress|Decompress|Gunzip|Unzip|Expand] [the file |]{f}.gz[.| please.]",
        "[Can|Could] you [uncompress|decompress|gunzip] {f}.gz?",
        "I want {f}.gz [uncompressed|decompressed].", "{f}.gz is compressed. Undo that."),
    "git status": table(
        "[Show|Check|Print] [the |][git status|state of the repository|status of git|status of the repo].",
        "[git state|repo status|status of the repo|git st]?",
        "Are there [uncommitted|open|unsaved] changes [in git|in the repo]?",
        "Is the [working tree|repository|repo] clean?", "What is [not committed|uncommitted][| yet]?",
        "Is everything committed?", "How does the repository stand?", "Have I anything to commit?"),
    "git log --oneline -n {n}": table(
        "[Show|List|Print|Give] me the [last|latest|newest|most recent] {n} commits.",
        "What [are|were] the [latest|newest|most recent] {n} commits?", "[last|latest|newest] {n} commits",
        "[Can|Could] you [list|show me] the last {n} commits?",
        "The last {n} [entries|lines] of the git log, please.", "git history, {n} commits",
        "What has been committed lately? {n} commits."),
    "git diff": table("[Show|Print] [me |]what I changed in [git|the repo|the repository].",
        "[What have I changed|Which lines did I change] [in git|in the repo]?",
        "[diff|my changes|git changes]?",
        "[Show|Print|Give me] [the |my ][git diff|diff of my changes|uncommitted changes as a diff].",
        "How does my work differ from the last commit?", "[Can|Could] you show me the git diff?"),
    "git branch": table("[What|Which] [branch|git branch] [am I on|is this|is checked out|are we on]?",
        "[Show|List|Print] [me |][the |all ][git branches|branches][| of the repo].",
        "[branch|branches|current branch|git branch]?",
        "[What|Which] branches [do I have|exist|does the repo have]?", "On which branch [am I|do I work]?",
        "[Can|Could] you list the branches?"),
    "git add {f}": table("[Add|Stage|Put] [the file |]{f} [in git|into the index|for the next commit].",
        "[Can|Could] you [add {f} to git|stage {f}]?", "Stage [the file |]{f}.",
        "{f} should be in the next commit. Stage it.", "Let git track {f}.",
        "Add the file {f} to the index."),
    "python3 {w}.py": table(
        "[Run|Start|Execute|Launch] [the |my ][Python script|Python program|script|program] {w}.py.",
        "[Can|Could] you [run|start|execute|launch] {w}.py?", "[python3|python run|start|launch] {w}.py",
        "What does {w}.py [print|output] when it runs?", "Let {w}.py run.", "What happens when I run {w}.py?",
        "Use Python to run {w}.py."),
    "sh {w}.sh": table("[Run|Start|Execute|Launch] [the |my ][shell script|script|program] {w}.sh.",
        "[Can|Could] you [run|start|execute|launch] {w}.sh?", "[sh|start|launch] {w}.sh",
        "What does {w}.sh [print|output] when it runs?", "Let {w}.sh run.",
        "What happens when I run {w}.sh?"),
    "python3 --version": table("[What|Which] [version of Python|Python version|Python] [is this|is here|do I "
        "have|is installed|is on this machine|runs here]?",
        "[Show|Tell|Give] me the [Python version|version of Python].",
        "[version of python|python3 version|which python version]?", "How new is my Python, which version?",
        "I need the Python version."),
    "gcc --version": table("[What|Which] [version of gcc|gcc version|gcc|C compiler version] [is this|is "
        "here|do I have|is installed|is on this machine]?",
        "[Show|Tell|Give] me the [gcc version|version of gcc|version of the C compiler].",
        "[version of gcc|which gcc version|compiler version]?", "How new is my gcc, which version?",
        "I need the gcc version."),
    "make": table("Build [the |my |this ][project|program|software|code][| with make].",
        "[Can|Could] you [build the project|build the program|run make|call make]?",
        "[Start the build|Call make|Execute make|Do a build].",
        "[make|build|just make|build it|build everything]", "I want to build the program.",
        "Does the program build?"),
    "make test": table("[Run|Start|Do|Execute] [the |all |my ]tests[| with make| of the project].",
        "[Can|Could] you run the tests?", "[make test|run tests|test it|test run]", "Do the tests pass?",
        "Are the tests green?", "Test the [project|program]."),
    "make clean": table("[Clean|Clean up|Tidy] [the |my ][build|project|build tree][| with make].",
        "[Remove|Delete|Throw away] [the |all ][build files|build products|object files] [with make|by make "
        "clean].", "[Can|Could] you [clean the build|run make clean]?",
        "[make clean|clean build|clean it up with make]", "I want a clean tree. Use make."),
    "gcc -o {w} {w}.c": table(
        "[Compile|Build|Translate] [the C program |the C file |]{w}.c[| into {w}| with gcc| to {w}].",
        "[Can|Could] you compile {w}.c?", "[compile|cc|build] {w}.c",
        "[Make|Build] the program {w} [from|out of] {w}.c.", "I need {w}.c compiled.", "Does {w}.c compile?"),
    "echo {w}": table("Make the shell [print|echo|write] [the word |]{w}.",
        "[Echo|Print|Say|Write] [the word |]{w} [in|from|with] the shell.",
        "[Can|Could] you [echo|print] [the word |]{w} in the [shell|terminal]?", "Have the shell say {w}.",
        "Echo {w}."),
    "seq {n}": table("[Print|List|Show] the numbers [from one |from 1 |]up to {n} [in|with] the shell.",
        "[Let|Have] the shell count [up |]to {n}.", "[Can|Could] you count to {n} in the shell?",
        "[Use|Run] seq up to {n}.", "Count up to {n} with seq."),
    "which {p}": table("[Where|In which folder] is [the program |]{p} [installed|stored|found|to be found]?",
        "[Have I got|Do we have|Do you see] {p} [installed|on this machine]?", "Which file is run for {p}?",
        "[Tell|Show] me [where|in which folder] {p} [is|is installed].", "Is there a program {p} here?",
        "location of {p}?", "What is the path of the program {p}?", "Can I use {p} on this machine?",
        "{p} installed?"),
    "tr a-z A-Z < {f}": table(
        "[Show|Print|Give me|Display] {f} in [capitals|upper case|uppercase|big letters].",
        "[Turn|Change|Convert] [the text of |all letters of |]{f} [into|to] [capitals|upper case|capital "
        "letters].", "[Can|Could] you show {f} in [capitals|upper case|big letters]?",
        "All capitals for {f}, please.", "I need {f} in [capitals|upper case]."),
    "sed 's/{w}/{v}/g' {f}": table(
        "[Show|Print|Give me] {f} with {w} [replaced|exchanged|swapped] [by|for|with] {v}.",
        "[Replace|Exchange|Swap] [the word |every |each |]{w} [by|with|for] {v} in {f}[| and show it].",
        "In {f}, replace {w} [by|with] {v}.", "Change {w} to {v} in {f} and show it.",
        "[Can|Could] you replace {w} with {v} in {f}?", "Every {w} in {f} should be {v}. Show it."),
    "kill {k}": table(
        "[Kill|Stop|End|Terminate|Finish|Shut down] [the |]process [number |with the number |]{k}.",
        "[Can|Could] you [kill|stop|end|terminate] [the |]process {k}?",
        "Process {k} [hangs|is stuck|must go|should stop]. [Kill it.|Stop it.|End it.]",
        "[terminate|end process|stop process] {k}", "I want process {k} gone.", "Get rid of process {k}."),
    "date +%s": table("[Tell me|Show me|Give me] the [Unix time|Unix timestamp|epoch time|timestamp in "
        "seconds since 1970].",
        "How many seconds [have passed|are there|is it|have gone by] since [1970|the epoch|the Unix epoch]?",
        "[epoch|unix time|timestamp|epoch time|epoch seconds]?",
        "[Can|Could] you give me a Unix [timestamp|time]?",
        "I need [the|a] [Unix timestamp|Unix time|epoch time].", "What's the [epoch|Unix timestamp] now?"),
    "ln -s {f} {g}": table("[Make|Create|Set|Add] [a|the] [link|symlink|symbolic link|soft link] [called |"
        "named |]{g} [to|for|that points to] {f}.",
        "[Can|Could] you [link {g} to {f}|make a symlink {g} to {f}]?",
        "{g} should [point|be a link|link] to {f}.", "Link {g} to {f}.",
        "I need {g} as a [link|symlink] to {f}."),
    "sleep {n}": table("[Wait|Sleep|Pause|Rest] [for |]{n} seconds.",
        "[Can|Could] you [wait|sleep|pause] [for |]{n} seconds?", "Do nothing for {n} seconds.",
        "Let the shell [wait|sleep] [for |]{n} seconds.", "A pause of {n} seconds, please."),
    "ping -c 1 {h}": table("[Ping|Try to reach] [the host |]{h}[.| once.| please.]",
        "[Can|Could] you [ping|reach] [the host |]{h}?", "Is {h} [up|alive|online|there]?",
        "Does {h} [answer|reply|respond]?", "[Check|See|Test|Tell me] [if|whether] {h} [is up|is alive|"
        "answers|can be reached|replies|is online].", "Can this machine reach {h}?", "{h} up?"),
}


def tables():
    """All tables of phrases that must not meet a held-out one."""
    for group in (THINGS, SENTENCES):
        yield from (row[-1] for row in group)
    yield from (row[-1] for row in STORIES)
    yield from (FRAMES, EITHER, LIST, LIST_HERE, LIST_COUNT, LIST_HAS, LIST_KIND, LIST_READ, LIST_READ_KIND,
        READ, READ_KEY,
                READ_TOTAL, HAS, HAS_THEN, READ_THEN, READ_ONE, READ_IN, KEY_THEN, TOTAL_THEN, LIST_READ_LAST,
                LIST_READ_ONLY, LIST_READ_SUM, LIST_READ_KEY, RUN, [compiled(t) for t in RUN_BARE])
    yield from TIME.values()
    yield from WISHES.values()
    for slot in ("{d}", "{f}"):
        yield [[p.replace("{p}", slot) if type(p) is str else p for p in parts] for parts in EITHER]
