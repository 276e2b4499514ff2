"""More ways to ask for Markdown: for each kind of document and for each form, requests as many people \
    make them."""
import random

from .smalltalk import expand, lines

SLOTS = "thxswucabnmkv"


def _all(text):
    """All phrases of a table, about as many from each of its lines."""
    out, R = [], random.Random(1)
    for line in lines(text):
        for slot in SLOTS:  # slots may stand within alternatives
            line = line.replace("{" + slot + "}", "<" + slot + ">")
        phrases = expand(line)
        phrases = R.sample(phrases, 240) if len(phrases) > 240 else phrases * (120 // len(phrases) or 1)
        for one in phrases:
            for slot in SLOTS:
                one = one.replace("<" + slot + ">", "{" + slot + "}")
            out.append(one)
    return out


DOCUMENTS = {kind: _all(text) for kind, text in {
    "recipe": """
        {What goes into|What is in|What belongs in|Which ingredients are in|Which ingredients do I need \
    for} {t}?
        {How would you|How does one|How can one|How do people|How should I} {make|cook|prepare|fix} {t}?
        {I feel like|I am in the mood for|I have an appetite for|My children want|We are having|Tonight \
    there will be|My guests want} {t}. \
            {What is the recipe|How do I make it|How is it made|Have you a recipe}?
        {I am going to|I want to|I would like to|We want to|I have to|Let us} {cook|prepare|make} {t}{.| \
    today.| for dinner.|, please \
            help.|. A recipe, please.}
        {cooking|making|preparing} {t}{|, how|, please|: how is it done|: what do I need}
        {Instructions|A simple recipe|Ingredients and steps|The recipe|An easy recipe|Ingredients and \
    method} for {t}{, please|}.
        {My grandma made|At a friend's I had|I love|I once ate} {t}. {How is it made|How do I make it|Do \
    you know the recipe}?
        {Share|Write down|Print|Look up|Find|Note down} {a|the|your} recipe for {t}.
        {t}{: recipe|, how is it made|, recipe please|: ingredients and steps|: what is in it and how is \
    it made}
        {Teach me|Explain to me|I never learned|I do not know|I forgot} how to {cook|make|prepare} {t}.
        """,
    "howto": """
        {What do I do|What must I do|What is to be done|What should I do} to {t}?
        {I have never had to|I need to|I have to|I must|I am trying to|My son wants to|I am about to|I \
    would like to} {t}. {What are the \
            steps|How does one do that|How does that go|Please help|What is the order of things|Where do \
    I start}{.|?}
        {Instructions|Directions|A guide|A short guide|Step by step instructions|The steps|Guidance|A \
    numbered guide} {on how |}to {t}{|, \
            please}.
        {How does one|How would you|How should I|How do people|How can one|How might I|how should one} \
    {t}{| properly| correctly}?
        {Walk me through how to|Guide me through the steps to|Help me|Help me to|Remind me how to|I \
    forgot how to|Can you teach me to|Give \
            me instructions to} {t}.
        {What is|What's} the {right|proper|correct|easiest|simplest|usual} way to {t}?
        {Is there a method|What does it take|What is needed|What comes first and what comes next|In which \
    order do I go} to {t}?
        {Write|List|Number|Name|Describe|Note down} {what to do|the steps|each step|all steps} to {t}.
        {I cannot|I am unable to|Nobody taught me to|I am too clumsy to} {t}. {How is it done|Show me \
    how}{?|.}
        {t}: {how|how does it go|steps please|what are the steps|step by step}{?|}
        """,
    "compare": """
        {What distinguishes|What separates|What sets apart} {a} {from|and} {b}?
        {In what way|How|In which points|Where} {do|are} {a} {differ from|different from} {b}?
        {Contrast|Oppose|Set against each other|Put side by side|Hold against each other} {a} and {b}.
        {Put|Set|Place|Hold} {a} {against|beside|next to|opposite} {b}{| in a table}.
        {I cannot decide|I must choose|I have to decide|I waver|Help me choose} between {a} and {b}.
        {Which is better|Which are better|What is better|What would you take|Which should I choose}, {a} \
    or {b}?
        {What are|Tell me|Show me|List|Name|Explain|Describe} the {main |}differences between {a} and \
    {b}{.|, please.}
        {Show|Give|Make|Draw up|Draw|Create} {me |}{a comparison|a table|an overview} {of|for} {a} and \
    {b}{| side by side}.
        {difference|differences|comparison} {between|of} {a} and {b}{|, as a table|?|, please}
        {a} compared {to|with} {b}{|, please|, as a table}
        {a} against {b}{|, in a table}
        {How are|Are} {a} {unlike|different from|other than} {b}{|, and how}?
        {Tell me about|Write about|I want to know about} {a} in comparison {with|to} {b}.
        How do {a} {measure up to|stand against|compare with|compare to} {b}?
        """,
    "pros": """
        {What are|List|Name|Tell me|Show me|Give me|Write down} the {benefits and drawbacks|upsides and \
    downsides|plus and minus \
            points|advantages and drawbacks|arguments for and against|good and bad points|strengths and \
    weaknesses|merits and \
            faults|pluses and minuses} of {t}{.|, please.}
        {Should I consider|Is it wise to think of|What do you think of|What is to be said about|Is there \
    more good or bad in} {t}? {Pros and \
            cons, please|List both sides|Arguments for and against}.
        {I am thinking about|I am considering|We talk at home about|I am not sure about|I cannot make up \
    my mind about} {t}. {What speaks \
            for it and what against|What are the good and the bad sides|Pros and cons|Weigh it up}{.|?}
        {benefits and drawbacks|upsides and downsides|plus and minus|for and against|advantages, \
    disadvantages|pro and contra|both \
            sides}: {t}
        {t}: {pros and cons|good or bad|for and against|advantages and disadvantages|upsides and \
    downsides}{?|}
        {Discuss|Weigh|Balance|Consider} the {pros and cons|two sides|advantages and disadvantages} of {t}.
        {What is nice|What is great|What are the advantages} about {t}, and what is {not|bad|less nice}?
        {What speaks for|What is in favour of|What is good about} {t} and what {speaks |is |}against it?
        """,
    "packing": """
        {What should|What must|What do|What would|What shall} {I|we|one} {bring|take|pack|carry|put in \
    the bag} for {t}?
        {I am|We are|My son is|I will be} {getting ready for|preparing for|about to leave for|off \
    to|packing for} {t}. {What do I take|What \
            belongs in the bag|What should I pack|Make a list of things to take|What must not be \
    forgotten}{?|.}
        {Tomorrow there is|Next week there is|Soon there is|I have planned} {t}. {What do I pack|What \
    should I bring|What goes in the \
            bag|Help me pack}{?|.}
        {What must I not forget|What is not to be forgotten|What do people bring|What goes into the \
    bag|What is useful to have|What should \
            be in my bag} for {t}?
        {Things to take|Things to bring|Things to pack|Checklist|Luggage|Stuff to bring|What to pack|What \
    to bring|A checklist|Equipment} for \
            {t}{|, please|?}
        {List|Name|Write down|Tell me|Note} {the things|all things|everything|the stuff} {to take|to \
    pack|I need|to bring} for {t}.
        {Make|Write|Create|Give me|Draw up} {a checklist|a list of things to pack|a list of what to \
    bring|a list of luggage} for {t}.
        {t}: {what to pack|packing list|what do I take along|what should I bring}{?|}
        """,
    "notes": """
        {Make|Write|Create|Draft|Prepare|Draw up|Produce} {some |a few |short |brief |}notes {about|on} \
    {t}{| with headings| in Markdown|}.
        {Write|Make|Create|Draft|Prepare|Give me|Compose} a {fact sheet|short page|one-page \
    overview|summary page|handout|study sheet|short \
            report|little article|structured summary|Markdown page} {about|on} {t}.
        {I have to give a talk|I have a test|I must hold a talk|My class is learning|We learn in school} \
    about {t}{. Notes, please|. Make \
            notes for me|. Write me some notes|. A page with headings would help}.
        {Summarise|Sum up|Outline|Structure} {the main points|the basics|the most important|what matters} \
    {about|on|of} {t}{| under headings|}.
        {Put|Bring|Write} {the facts|the basics|the main points} {about|on|of} {t} {under headings|into \
    notes|on a page|into a page with \
            headings|under a few headings with bullets}.
        {notes|overview|fact sheet|summary with headings|study notes|handout}: {t}
        {t}: {notes, please|an overview with headings|a page of notes|short notes|headings and bullets}
        {An outline|A page|A sheet|A fact sheet|An overview with headings|Headings and bullets|A page of \
    notes} {about|on} {t}{|, please}.
        {I want|I would like|I need|Could I have|May I have|Can I get} {an overview|a page of notes|a \
    fact sheet|an outline|study notes} \
            {about|on} {t}{| with headings|}.
        """,
    "facts": """
        {Draw|Draw up|Create|Print|Produce|Build|Set up|Lay out} a table {of|with|about|for} {t}{|, please}.
        {I want|I would like|I need|Could I have|Can I see|May I have|Let me see|Can you show me} {a \
    table with|a table about|a table showing} {t}.
        {I want|I would like|I need|Could I have|Can I see|May I have|Let me see} {t} {as a table|in a \
    table|in rows and columns|laid out in \
            a table}.
        {Arrange|Set out|Tabulate|Lay out|Present|Write|Collect|Order} {t} {in rows and columns|as a \
    table|in a table|in tabular form}.
        {t} {as a table|in a table|in table form|in tabular form|in rows and columns}{|, please}
        {tabulate|overview table of|table with|table about|table for|a chart of} {t}
        {What are|Do you know} {t}? {Make a table|A table, please|Put them in a table|Answer with a table}.
        """,
    "week": """
        {Set up|Draw up|Create|Write|Prepare|Draft|Work out} a {schedule|weekly schedule|timetable|week \
    plan|plan from Monday to Sunday} for {t}.
        {I want|I would like|I need} {a schedule|something to do each day|a week plan|a plan from Monday \
    to Sunday|a routine for each day} for {t}.
        {What do I do each day|What should I do on which day|How do I divide up the week|How can I \
    organise my week} for {t}?
        {week plan|weekly schedule|seven-day plan|plan for seven days|schedule for the week}: {t}
        {t}, {Monday to Sunday|day by day|a plan for each day|one week, a table}
        {Organise|Schedule|Divide up|Structure} my week for {t}.
        {From Monday to Sunday|For each day of the week|For seven days|Day by day}, {plan {t}|a plan for \
    {t}|what for {t}}.
        """,
    "plan": """
        {Set up|Draw up|Create|Prepare|Draft|Work out} {a schedule|a timetable|a plan|an hourly plan|an \
    agenda} for {t}.
        {What should|What can|What shall} I do {on|during|with} {t}? {Make a timetable|A plan with \
    hours|Hour by hour|A schedule, please}.
        {How do I|How should I|How would you|How does one} {organise|structure|spend|fill|divide up} {t}?
        {I have|Tomorrow is|I expect|There will be} {t}{. How do I fill it|. Make a schedule|. Give me a \
    schedule|. What do I do and when}{?|.}
        {schedule|timetable|agenda|hourly plan|daily plan|hour by hour}: {t}
        {t}, {hour by hour|a timetable, please|with times|what to do when}
        {A schedule|An agenda|An hourly plan|A timetable|A day plan} for {t}{|, please}.
        {Organise|Structure|Fill|Divide up|Lay out} {t} for me{|, with times}.
        """,
    "sign": """
        {How is|How would one write|How does one write|How do people write|How can I write|How do I \
    type|How do I get|How do I mark up} {t} \
            in Markdown{| done|}?
        {Which signs|What signs|Which characters|What characters|What syntax} {make|give|produce|do I \
    need for|are there for|stand for} {t} in \
            Markdown?
        {Markdown syntax|Markdown notation|The Markdown|Syntax in Markdown|The Markdown signs} for \
    {t}{|?|, please}
        {I want|I need|I would like} {t} in {my README|Markdown|my Markdown text|an .md file|a Markdown \
    file}. {What do I type|How|How is it \
            written|What do I write}?
        {I forgot|I do not know|I never remember|Remind me|Tell me|Explain} how {t} {is written|is \
    made|is typed|works} in Markdown.
        {t} in {markdown|md|a README}{, how|: how|? How is it done}?
        {With Markdown|In Markdown|In a .md file}, how {do I make|do I write|does one get|is it with} {t}?
        """,
    "times": """
        {Draw|Create|Print|Build|Give me|Lay out} {a|the} {multiplication table|times table grid|grid of \
    products|multiplication grid|table of \
            products} {up to|from 1 to|for 1 to|to} {n}{| times {n}|}.
        {multiplication grid|table of products|grid of products|multiplication square} {up to|1 to} {n}
        {All products|The products of all numbers} {up to|from 1 to} {n} {in|as} a {table|grid}.
        {I want|I would like|My child needs|We need} a {multiplication table|grid of products} {up to|for \
    1 to} {n}.
        """,
    "row": """
        {Recite|List|Print|Tell me|Go through|Count through|Give me} the {n} times table{|, please}.
        {What are|List|Name|Show|Write|Show me} the {first ten |}multiples of {n}{| up to {m}}.
        {1 times {n}, 2 times {n} and so on|Once {n}, twice {n}, and so on}{|, up to ten|, up to {m}}.
        {I have to learn|My child has to learn|I am practising|I forgot} the {n} times table. {Show \
    it|Write it down|List it}.
        {{n} times table|multiples of {n}|table of {n}s|the {n}s of multiplication}{|, please|?}
        """,
}.items()}

_PLEASE = "{Make|Create|Write|Give me|Show me|Produce|Build|Draw up|Prepare|I need|I want|I would \
    like|Let me have|Can I have|Could I have}"
FORMS = {kind: _all(text.replace("PLEASE", _PLEASE)) for kind, text in {
    "list": """
        PLEASE {a list|a bullet list|bullets|a bulleted list|an unordered list|bullet points} \
    {of|with|from|out of|for} {{x}|the following: {x}|these: \
            {x}|these things: {x}}
        {Turn|Change|Convert|Transform|Make|Format|Rewrite|Put} {this|these|the following|these \
    words|these things} {into|as} {a list|bullets|bullet points|a \
            bullet list|a bulleted list}: {x}
        {Bullet|Bulletise|Itemise|List} {these|the following|this|these things|for me}: {x}
        {I have|There are|I bought|We need|I see|Here are|Take} {x}. {Make a list|A list, please|Put them \
    in a list|List them|Bullets, please|One bullet \
            each|Write them as bullet points|Show them as a list}.
        {x} {as bullets|as bullet points|as a list|in a list|as a bullet list|one per line with \
    bullets}{|, please}
        {x}: {make a list|as a list|list them|bullets please|make bullets out of that|put these in a list}
        {bullet|bullets|list|bulleted|bullet list|unordered list|itemise}: {x}
        {One bullet for each|A bullet for each|A dash before each|Each on its own line with a bullet}: {x}
        """,
    "numbered": """
        PLEASE {a numbered list|an ordered list|a list with numbers|an enumeration|a list with 1, 2, 3} \
    {of|with|from|out of|for} {{x}|the following: \
            {x}|these: {x}|these things: {x}}
        {Turn|Change|Convert|Transform|Make|Format|Rewrite|Put} {this|these|the following|these words} \
    {into|as} {a numbered list|an ordered list|a list with \
            numbers|numbered points}: {x}
        {Enumerate|Number|Count off|Number off} {these|the following|this|these things|for me|them}: {x}
        {I have|There are|Here are|Take} {x}. {Number them|Make a numbered list|Put numbers in \
    front|Numbered, please|Write them as a numbered list|Give \
            each a number|An ordered list, please}.
        {x} {numbered|as a numbered list|with numbers|in a numbered list|as an ordered list|as 1, 2, \
    3}{|, please}
        {x}: {number them|number these|as a numbered list|make a numbered list|put numbers before them}
        {numbered|numbers|ordered|1. 2. 3.|enumerate|number}: {x}
        {A number before each|Each with a number|Each on its own line with a number}: {x}
        """,
    "headed": """
        PLEASE {a list|bullets|bullet points} {of|with} {x} {under|below|with} the \
    {heading|title|headline} {h}.
        {Heading|Title|Headline}: {h}. {List|Items|Bullets|Below it|Under it}: {x}
        {The title is|The heading is|The heading should be|Title it|Use the heading|With the \
    heading|Start with the heading} {h}{, then list|; the list is|; \
            below it list|; the bullets are} {x}.
        {x} {under the heading|below the title|with the heading|headed|with the title} {h}{|, please}
        {Write|Put|Set} {h} {as a heading|as the title|on top} and {list {x} below|{x} as bullets below \
    it|below it the list {x}|under it {x} as a list}.
        {First the heading|Begin with the title|On top the heading} {h}, {then|and then|below it} {the \
    bullets|a list of|the list} {x}.
        {Make|Create} a {section|page|Markdown section} {h} {with the list|with bullets|that lists} {x}.
        """,
    "bold": """
        {Make|Set|Put|Print|Write|Show|Mark|Highlight|Format|Type} {{w}|the word {w}|only {w}|just \
    {w}|the word "{w}"|"{w}"} {in bold|bold|in bold type|in \
            bold letters} {in|in this|in this sentence|in the text}: {s}
        {I want|I need|I would like|Let me have|Can I have|Could you make} {{w}|the word {w}} {in \
    bold|bold} {here|in this|in this sentence}: {s}
        {s} - {{w} in bold, please|with {w} in bold|please embolden {w}|{w} should be bold|I want {w} \
    bold|bold the word {w}}
        {bold|embolden} {{w}|the word {w}}: {s}
        {Write|Show|Repeat|Print|Copy} {the sentence|this|this sentence|the line} with {{w}|the word \
    {w}|only {w}} {bold|in bold|in bold type}: {s}
        {Two stars around|Double asterisks around|Make bold} {{w}|the word {w}}: {s}
        The word {w} {should be|must be|is to be|has to be} {bold|in bold} {here|in this|in this \
    sentence}: {s}
        """,
    "italic": """
        {Make|Set|Put|Print|Write|Show|Mark|Format|Type} {{w}|the word {w}|only {w}|just {w}} {in \
    italics|italic|in italic type|in slanted letters} {in|in \
            this|in this sentence|in the text}: {s}
        {I want|I need|I would like|Can I have} {{w}|the word {w}} {in italics|italic} {here|in this|in \
    this sentence}: {s}
        {s} - {{w} in italics, please|with {w} in italics|please italicise {w}|{w} should be \
    italic|emphasise {w}}
        {italic|italics|italicise|emphasise} {{w}|the word {w}}: {s}
        {Write|Show|Repeat|Print|Copy} {the sentence|this|this sentence} with {{w}|the word {w}} \
    {italic|in italics}: {s}
        The word {w} {should be|must be|is to be} {italic|in italics} {here|in this|in this sentence}: {s}
        """,
    "all_bold": """
        {Embolden|Put in bold|Set in bold|Print in bold|Write in bold letters|Make all of this bold|Bold, \
    please|All in bold}: {x}
        {I need|I would like|Give me|Let me see|Print|Set|Type|Format} {x} {in bold|in bold letters|in \
    bold type}.
        {x} {should be|must be|has to be} {bold|in bold}
        {Can you|Could you|Would you|Please} {make this bold|put this in bold|print this in bold}: {x}
        """,
    "quote": """
        {Make|Create|Give me|Show me|I need|I want} {a quote|a block quote|a quotation|a Markdown quote} \
    {of|from|with|out of} {this|the following|this \
            sentence}: {s}
        {Turn|Change|Convert|Format|Put|Set|Rewrite} {this|the following|this sentence|the text} \
    {into|as} {a quote|a block quote|a quotation|a Markdown \
            quote}: {s}
        {blockquote|quotation|block quote|quoted|a quote, please|in a quote|with a quote sign}: {s}
        {Somebody said|My friend said|She wrote|He wrote}: {s} {Make it a quote|Quote it|Show it as a \
    quote|Put that in a quote}.
        {Show|Write|Print|Cite|Set} {this|the sentence|the following} {as a citation|as a \
    quotation|quoted|as a block quote}: {s}
        """,
    "heading": """
        {Make|Create|Give me|Show me|I want|I would like|Let me have} {a heading|a title|a headline|a \
    main heading|a top heading|a first-level heading} {of|from|with the \
            words|with the text|that says|saying|out of} {x}
        {Turn|Change|Convert|Format|Put|Set} {this|the following|these words} {into|as} {a heading|a \
    title|a headline|a main heading}: {x}
        {headline|heading please|a title|main heading|top-level heading|h1}: {x}
        {x} {as a heading|as a title|as a headline|as a main heading|should be the heading}{|, please}
        """,
    "subheading": """
        {Make|Create|Give me|Show me|I want|I would like} {a subheading|a second-level heading|a \
    level-two heading|a heading of the second level|a smaller \
            heading} {of|from|with the words|with the text|that says|saying} {x}
        {Turn|Change|Convert|Format|Put|Set} {this|the following|these words} {into|as} {a subheading|a \
    second-level heading|a level-two heading}: {x}
        {sub-heading|second-level heading|a subheading|level 2 heading|h2|heading two}: {x}
        {x} {as a subheading|as a second-level heading|should be a subheading}{|, please}
        """,
    "block": """
        {Make|Create|Give me|I need|I want} {a code block|a fenced block|a block of code} \
    {of|with|from|out of} {this|the following|this line}: {x}
        {Turn|Convert|Format|Put|Set|Wrap|Enclose} {this|the following|this line} {into|in} {a code \
    block|a fenced block|a block of code|a fence}: {x}
        {fence|fenced code|block of code|in a code block|a code block, please|with a fence|code fence}: {x}
        {This is code|Here is code|This is a line of code}, {put it in a code block|show it in a code \
    block|make a code block}: {x}
        """,
    "span": """
        {Make|Set|Put|Write|Show|Print|Format|Wrap} {x} {as inline code|in backticks|between \
    backquotes|in code marks|as a span of code|with backticks}.
        {inline code|backticks|backquotes|a code span|in backticks|code within a line}: {x}
        {x} {as inline code|in backticks|as a code span|between backticks}{|, please}
        {I want|I need|I would like} {x} {as inline code|in backticks|as a code span}.
        """,
    "link": """
        {Make|Create|Write|Give me|Show me|I need|I want|I would like} {a link|a Markdown link|a \
    hyperlink} {to|pointing to|that goes to|leading to} {u} {called|named|with \
            the words|with the label|labelled|that reads|reading} {x}.
        {Make|Create|Write|Give me|I need} {a link|a hyperlink} {called|named|labelled|that reads} {x} \
    {to|pointing to|that goes to|leading to} {u}.
        {Let|Make} {x} {link to|point to|lead to|go to} {u}.
        {The text is|Text|Label} {x}, {the address is|address|the URL is|target} {u}. {Make a link|A \
    link, please|Write the link}.
        {The address is|Address:|URL:} {u}, {the text|label} {x}. {Make a link|A link, please}.
        {link|hyperlink|markdown link}: {x}, {u}
        {Clicking|Who clicks} {x} should {lead|go|bring me} to {u}. {Make that link|Write the link}.
        """,
    "table": """
        PLEASE {a table|a two-column table|a Markdown table|a small table} {of|from|out of|with|for|based \
    on} {this|these|these data|the following|these \
            values|these pairs|this data}: {x}
        {Turn|Change|Convert|Transform|Arrange|Format|Lay out|Rewrite|Put|Set|Show|Present} \
    {this|these|the following|these values|my data|these \
            pairs|this data} {into|as|in} {a table|a Markdown table|rows of a table|a two-column table}: {x}
        {x} {as a table|in a table|in table form|in tabular form}{|, please}
        {x}. {Make a table|A table, please|Put that in a table|Show it as a table|Can I see that as a \
    table?|Make a table of it|Turn it into a table}.
        {Tabulate|Tabulate this|Tabulate these|Make rows of|In tabular form|In a table|In table \
    form|tabular|table please|Rows and columns, please}: {x}
        {My data|The data|The values|My numbers|The scores|The results|Given|Data}: {x}. {Make a table|A \
    table, please|Tabulate them|Put them in a \
            table|I want a table}.
        {We have|There are|I noted|I counted|I measured|These are my numbers:|Somebody sent me} {x}. \
    {Make a table|Put it into a table|Tabulate that|Arrange \
            that in a table|A table of it, please}.
        {Can|Could|Would} you {tabulate|put in a table|make a table out of|arrange in a table|show in a \
    table} {this|these}: {x}
        """,
    "columns": """
        PLEASE {a table|a Markdown table|a small table} {with|that has|having} {columns|the columns|the \
    headings|the column names|the headers} {c} {from|for|out \
            of|with} {this|these rows|the rows|the data|the following}: {x}
        {Turn|Convert|Arrange|Format|Lay out|Put|Set|Show} {this|these|the following|these rows|my data} \
    {into|as|in} a table {with|having} {columns|the \
            columns|the headings|the headers} {c}: {x}
        {The columns are|The headings are|Columns:|Headings:|Headers:|My columns are|The header is} {c}. \
    {The rows are|Rows|The data|Data|Values|The \
            values}: {x}{|. Make a table|. A table, please|. Tabulate that}
        {Here are|These are|I have} {rows|data|values} {for|of|with} {c}: {x}. {Make a table|A table, \
    please|Put them in a table|Tabulate them}.
        {Tabulate|Tabulate this|Table} {with|by|under} {the headings |the columns |}{c}: {x}
        {x}. {Make a table with the columns|A table with the headings|Put this under the \
    headings|Tabulate it with} {c}.
        """,
}.items()}
MORE = {kind: _all(text) for kind, text in {
    "add pair": """
        {Add|Append|Include|Insert|Put in} {{k} with {v}|a row {k}, {v}|one more row: {k} {v}|{k}, who \
    has {v}|{k} = {v}|{k} {v}}{|, please|.|, too}
        {Also|And also|One more:|Next row:|And then|Another row:|I forgot} {k} {v}{.|}
        {{k} {v} is missing.|There is also {k} with {v}.|{k} has {v}, add that.}
        """,
    "to list": """
        {I want|I would like|Give me|Show me|Make} {a list|a bullet list|bullets|it a list|that a list} \
    instead{|, please}.
        {Turn|Change|Convert} {it|that|the table} into {a list|bullets|a bullet list}.
        {As bullets, please.|Bullets instead.|No table, a list.|Rather a list.|List instead of \
    table.|Write that as a list.}
        """,
    "drop": """
        {Remove|Delete|Drop|Strike|Leave out|Cut|Erase|Cross out|Omit} {{k}|the entry {k}|{k} again}{|, \
    please|.}
        {{k} must go.|{k} should not be there.|I do not want {k}.|Everything but {k}.|The same without \
    {k}.|{k} can go.|All except {k}.}
        """,
    "add item": """
        {Add|Append|Include|Insert|Put in|Attach} {{w}|{w} at the end|also {w}|one more: {w}|another \
    item, {w}}{|, please|.}
        {Also|And also|One more:|Next:|I forgot|Another one:|We need also} {w}{.|}
        {{w} is missing.|There should be {w}, too.|{w} belongs there as well.|Do not forget {w}.}
        """,
    "number": """
        {Put numbers before them.|Give them numbers.|Numbered, please.|As a numbered list.|Numbers \
    instead of bullets.|I want numbers.|Make it an ordered \
            list.|Can you number them?|Change the bullets to numbers.|Now number the items.}
        """,
    "bullets": """
        {No numbers, please.|As bullets.|Bullets instead of numbers.|Drop the numbers.|I want \
    bullets.|Make it unordered.|Can I have bullets?|Change the \
            numbers to bullets.|Use bullets.|Turn it into bullet points.}
        """,
    "first bold": """
        {Embolden the first item.|Set the first item in bold.|The first item should be bold.|I want the \
    first one bold.|Highlight the first one in bold.|Bold \
            for the first item.|Write the first one in bold.|Now the first in bold type.|Can the first \
    one be bold?}
        """,
}.items()}
MORE["drop item"] = [t.replace("{k}", "{w}") for t in MORE["drop"]]
for _text in [t for v in (DOCUMENTS, FORMS, MORE) for ts in v.values() for t in ts]:
    assert "|" not in _text, _text
