"""More ways to ask about flashmoe: frames for its keys, commands and topics, and wishes in other words.

People who do not know the name of a thing describe it, so SEEN has what stands on the screen or happens \
    there.
"""
from .smalltalk import expand, lines


def _groups(text):
    return [expand(a) for a in lines(text)]


KEY = _groups("""
    {What is|What's} {the purpose|the task|the role|the point|the job|the idea|the result} of \
    {|pressing \
        |hitting }<k>{| here| in flashmoe}?
    {I hit|I pressed|I touched|I pushed|I just pressed|My cat stepped on|I leaned on} <k> by \
    {accident|mistake|chance}, \
        {what happened|what did that do|what did I do|what have I done}?
    {I hit|I pressed|I pushed|I just pressed|My son pressed} <k>. {What happened|What did that do|What \
    have I \
        done|What now|What was that}?
    {Why is there|Why do you have|What do you have|For what is there} {a key |}<k>?
    {Why|When} {should|would|do|might|must} {I|one|somebody|people} {press|use|hit|need} <k>?
    {What will|What would|What does} {happen after|come of|follow from|happen with} <k>?
    {What does pressing|What does hitting|What is pressing|What good is pressing} <k> {do|do here|do for me}?
    {Pressing|Hitting|Typing|Using} <k> {does what|what does it do|has which effect}{| here| in flashmoe}?
    {What does the program|What does flashmoe|What does the chat|What do you} do {on|when it gets|when I \
    press|at|with|after} <k>?
    {What is bound to|What is mapped to|Which function is on|What action is on|What command is on|What \
    lies on} <k>?
    {The help says|The manual mentions|I read about|Somebody told me about|There is} <k>{. What is it \
    for|. What does it \
        do|, what is it|, what does it do}?
    {purpose of|effect of|function of|use of|meaning of|what about|job of} <k>{|?}
    {<k>: what for|<k>: what does it do|<k>, what is that for|<k>, what is that|<k> does what|<k> is for \
    what}?
    {May|Can|Should} I {press|use|hit} <k>{|, and what for| safely}?
    {I wonder|I would like to know|I want to know|Please say|Say|Remind me|Let me know} what <k> {does|is \
    for|is good for}.
    {I forgot|I do not know|I never learned|I cannot remember|Nobody told me} what <k> {does|is for|is \
    good for}.
    {Remind me|Quick question|One question|Hey}: {what does <k> do|what is <k> for|<k>|<k> does what}?
    {And if|And when|What if|And what if} I {press|hit|use} <k>?
    {Use of|Is there any use for|What can be done with|What use is|Of what use is} <k>?
    {How do I use|How does one use|What can one do with|What do I get with|What do I get from} <k>?
    {Which|What} {action|effect|function|feature|thing} {does <k> have|belongs to <k>|hides behind <k>|is \
    behind <k>}?
    {Nothing seems to happen|I do not see anything|I am not sure what happens} {when|after} I press <k>. \
    What should it do?
    """)
COMMAND = _groups("""
    {What is|What's} {the effect|the purpose|the task|the role|the point|the job|the result|the idea} of \
    {|the \
        command |typing }<c>{| here| in flashmoe}?
    {I typed|I entered|I used|I sent|I just typed} <c>{| by accident| by mistake}, {what happened|what \
    did that do|what did I \
        do|what have I done}?
    {Why is there|Why do you have|For what is there|What do you have} {the command |a command |}<c>{| for}?
    {Why|When} {should|do|might|must|can} {I|one|somebody} {type|use|need|enter} <c>?
    {What does typing|What does entering|What good is|What good does} <c>{| do}?
    {Typing|Entering|Using} <c> {does what|what does it do|has which effect}?
    {What does the program|What does flashmoe|What do you} do {on|when it reads|when I \
    type|at|with|after} <c>?
    {The help says|The help lists|The manual mentions|I read about|Somebody told me about|There is} <c>{. \
    What is it for|. \
        What does it do|, what is it|, what does it do}?
    {purpose of|effect of|function of|use of|meaning of|explanation of|syntax of} <c>{|?}
    {<c>: what for|<c>: what does it do|<c>, what is that for|<c>, what is that|<c> does what|<c> is for \
    what}?
    {I wonder|I would like to know|I want to know|Please say|Say|Remind me|Let me know} what <c> {does|is \
    for|is good for}.
    {I forgot|I do not know|I never learned|I cannot remember|I am not sure} what <c> {does|is for|is \
    good for|means}.
    {Quick question|One question|Hey}: {what does <c> do|what is <c> for|<c>|what happens with <c>}?
    {And if|And when|What if|And what if} I {type|enter|use} <c>?
    {Is there any use for|What can be done with|What use is|What can one do with|What do I get with} <c>?
    {What will|What would} {happen after|come of|happen with|happen on} <c>?
    {What arguments|Which arguments|What parameters} does <c> take?
    {May|Can|Should} I {type|use|enter} <c>{|, and what for}?
    {Teach me|I need help with|Give me help on|A word about|Say something about|I need to understand} \
    <c>{|, please}.
    {Nothing seems to happen|I am not sure what happens} {when|after} I type <c>. What should it do?
    """)
OPTION = _groups("""
    {What is|What's} {the effect|the purpose|the point|the meaning|the use} of {|the option |the flag }<o>?
    {What happens|What will happen|What changes} {if|when} I {give|pass|add|use|start flashmoe with} <o>?
    {I wonder|I want to know|I forgot|I do not know|Remind me} what {|the option }<o> {does|is for|means}.
    {meaning of|purpose of|effect of|help on|explanation of} {|the option }<o>{|?}
    {I saw|I read about|The help lists|The manual mentions} {|the option }<o>{. What is it for|, what \
    does it do}?
    {<o>: what for|<o>, what is that|<o>: what does it do|<o> does what}?
    {Why is there|For what is there|Why should I use|Should I use} {an option |}<o>?
    {Starting|Running|Calling} flashmoe with <o>{, what does that do| does what}?
    """)
PROGRAM = _groups("""
    {What is|What's} {the effect|the purpose|the point|the meaning|the use} of `?flashmoe <p>`??
    {What happens|What will happen|What do I get} {if|when} I {type|run|call|use} `?flashmoe <p>`??
    {I wonder|I want to know|I forgot|I do not know|Remind me} what `?flashmoe <p>`? {does|is for}.
    {meaning of|purpose of|help on|explanation of} `?flashmoe <p>`?{|?}
    {I saw|I read about|The help lists|The manual mentions} `?flashmoe <p>`?{. What is it for|, what does \
    it do}?
    {Why is there|For what is there|Why should I run|Should I run} `?flashmoe <p>`??
    """)
THING = {False: _groups("""
    {What kind of thing|What sort of thing|What on earth|What in the world|What, please,} is <x>?
    {Define|Clarify|Sum up|Outline} <x>{|, please|| for me| briefly| in short| in a sentence}.
    {Give|Write} me {a short|a brief|the|a good} {definition|explanation|description|account} of <x>.
    {I have never heard of|I keep reading about|I came across|I read about|I stumbled over|Somebody \
    mentioned} <x>. {What is \
        it|What is that|What does it mean}?
    {What is the meaning of|What is the idea behind|What is the point of|What is the purpose of|What is \
    the use of} <x>?
    {How would you explain|How would you describe|How do you explain|How can I picture|How should I \
    imagine} <x>?
    {Help me understand|I want to understand|I would like to understand|I am curious about|I wonder \
    about} <x>.
    {<x>: what is it|<x>: what does it mean|<x>, what is that|what is <x> again|so what is <x>|and what \
    is <x>}?
    {explanation of|definition of|meaning of|a word about|info on|details on} <x>{|?|, please}
    {In simple words|In plain words|For a layman|For a beginner|Briefly|In short}, what is <x>?
    {Say|Tell me} {something|a few words|more|a little} about <x>.
    Why is there such a thing as <x>?
    """), True: _groups("""
    {What kind of things|What sort of things|What on earth|What in the world|What, please,} are <x>?
    {Define|Clarify|Sum up|Outline} <x>{|, please|| for me| briefly| in short| in a sentence}.
    {Give|Write} me {a short|a brief|the|a good} {definition|explanation|description|account} of <x>.
    {I have never heard of|I keep reading about|I came across|I read about|I stumbled over|Somebody \
    mentioned} <x>. {What are \
        they|What does that mean}?
    {What is the meaning of|What is the idea behind|What is the point of|What is the purpose of|What is \
    the use of} <x>?
    {How would you explain|How would you describe|How do you explain|How can I picture|How should I \
    imagine} <x>?
    {Help me understand|I want to understand|I would like to understand|I am curious about|I wonder \
    about} <x>.
    {<x>: what are they|<x>, what is that|what are <x> again|so what are <x>|and what are <x>}?
    {explanation of|definition of|meaning of|a word about|info on|details on} <x>{|?|, please}
    {In simple words|In plain words|For a layman|For a beginner|Briefly|In short}, what are <x>?
    {Say|Tell me} {something|a few words|more|a little} about <x>.
    """)}

# For a wish: an infinitive, or a state that somebody wants to change (a whole sentence).
WISH = {False: _groups("""
    {How|how} {do|can|would|could|should|might} I <w>?
    {how|How} {to|does one|do you|can one|do people|would one} <w>?
    {Which|What} {key or command|button|shortcut|thing|command or key} {lets me|do I use to|do I need \
    to|is there to|makes it \
        possible to} <w>?
    {I want to|I would like to|I need to|I have to|I must|I am trying to|I wish to} <w>{.|. How?|, how?|, \
    what do I do?|, please \
        help.|, but I do not know how.}
    {Is there a way|Is it possible|Is there a key|Is there a command|Is there some way|Is there an easy \
    way} to <w>?
    {Can|May|Could} I <w>{| here| somehow| in flashmoe| in this program}?
    {What do I|What should I|What must I|What can I|What have I to} {do|press|type|enter} to <w>?
    {Tell me|Show me|Explain|Remind me|Say|Please tell me|Could you tell me|Do you know} how {to|I \
    can|one can} <w>.
    {I do not know|I forgot|I cannot find out|I wonder|I have no idea|I cannot remember} how to <w>.
    {Help me|Let me|Please help me|I cannot figure out how to|I fail to|I am unable to} <w>.
    {<w>: how|<w>, how|to <w>|way to <w>|key to <w>|how do i <w> here|the key to <w>}?
    {What is|What's} the {way|key|command|trick|shortcut|easiest way|quickest way} to <w>?
    {Where|With what} {do|can} I <w>?
    {Does flashmoe|Does this program|Will flashmoe|Does the chat} let me <w>?
    {Suppose I want to|Say I want to|If I want to|When I want to|In case I want to} <w>, {what do I \
    do|what then|how|what do I \
        press or type}?
    {I am new here|I am a beginner|Sorry to ask|Quick question|Silly question}: how do I <w>?
    """), True: _groups("""
    <w>
    <w>
    <w> {What can I do|What do I do|What now|Help|What should I do|How do I do that|Is there a key or \
    command|Any \
        advice|What helps|And now}?
    """)}

WISHES = {  # source: infinitives; with = first, sentences
    "key:Esc": """
    {stop|halt|end|cut short|abort|break off|kill|silence|interrupt|terminate} {the answer|your \
    answer|this answer|a running answer|the \
        writing|the output|the text that is coming}
    make {you|it|the model} {stop|be quiet|shut up|stop talking|stop writing|pause}
    {get|have} the model to stop {writing|talking|generating}
    ={You go on and on.|It never ends.|You are rambling.|The answer runs on and on.|It keeps writing.|You \
    talk too much.|I have read \
        enough of this answer.|I have seen enough, stop the answer.|The model does not stop writing.}
    """,
    "key:Ctrl-D": """
    {leave|quit|exit|close|end|shut down|get out of|finish|terminate} {flashmoe|the program|this \
    program|this chat|the chat program|the \
        application|the app}
    {log out|say goodbye to flashmoe|go back to my shell for good|be done here}
    ={I am done for today.|I am finished here.|I am trapped in this program.|Let me out of here.|I cannot \
    get out of this program.}
    """,
    "key:Ctrl-J": """
    {start|begin|open|get|put in|insert|add|type|make} {a new line|a fresh line|another line|a line \
    break|a second line|a new paragraph|a \
        blank line} {in my message|in the message|without sending|in what I type|within a message}
    {write|type|compose|enter} {a message with several lines|more than one line in a message|several \
    lines before I send|two lines in one \
        message|a multi-line message|a poem of many lines}
    {break|split} {a line|my message} {in the message|into lines|without sending it}
    =Enter {sends|always sends|just sends} {it|my message} {at once|too early|before I am done}, but I \
    want {another line|a second line|a \
        line break}.
    =I {only need|need|want} a line break, {but the message goes off|without sending the message}.
    """,
    "key:Enter": """
    {send|submit|send off|transmit|post|dispatch|fire off} {my message|the message|what I typed|my \
    text|my question|a message}
    {give you my question|get my message to you|let the model have my message|hand over what I typed}
    =I have {typed|written} my {question|message}{, and it just stands there.|. How do I send it off?| \
    and want you to get it.}
    """,
    "key:PgUp": """
    {scroll|move|page|go|leaf} {up|back|up and down|backwards|up a page} {in the conversation|in the \
    chat|through the chat|in the text|through what \
        was said}
    {read|see|look at|get to} {what was said earlier|the part that went off the screen|the upper part of \
    the answer|the beginning of a long \
        answer|older text|what went by}
    =The {beginning|start|first part|upper part} of {the answer|your answer|the text} {has gone off the \
    screen.|is no longer visible.|has scrolled \
        away.|went by too fast.|is out of sight.}
    """,
    "key:Home": """
    {jump|go|get|return|hop} {right |straight |}to the {top|start|very beginning|first line|very \
    end|end|bottom|last line} of the \
        {conversation|chat|talk}
    {see|reach|find} the {first|very first} {line|words} of {the conversation|the chat|our talk}
    follow the answer again
    """,
    "key:F2": """
    {hide|show|switch off|switch on|toggle|shrink|fold away|bring back|remove|enlarge|dismiss|turn off} \
    the {panels|numbers on the right|right \
        column|column on the right|graphs|panels at the right|statistics on the right|side panels}
    {have|get} {more room for the text|a wider chat|the whole width for the chat|smaller panels|the \
    panels back|rid of the numbers}
    ={The panels are in the way.|The panels take too much room.|I do not want to see all those \
    numbers.|The numbers on the right distract me.|The \
        panels are gone.|My panels have disappeared.|Those graphs annoy me.|I see no panels.}
    """,
    "key:Alt-PgDn": """
    {scroll|move|page} {down |up |}{in the panels|the panels|the right column|through the panels|the \
    panels on the right}
    {see|reach|get to} {the rest of the panels|the lower panels|the panels further down|the panel below \
    the screen|the hidden panels}
    =The {last|lowest|lower} panels {do not fit on the screen.|are cut off.|are below the edge of the \
    screen.}
    """,
    "key:F3": """
    {see|view|inspect|look at|list|watch|examine} {every layer|all the layers|each layer by itself|every \
    single layer|the layers one by \
        one|all layers with their times|the time of every layer|the page of layers}
    {find out|see|know} {which layer takes longest|how long each layer takes|which layer is the \
    slowest|where in the layers the time goes}
    =I want {details on the layers|the layers one by one|a page with every layer|numbers for every layer}.
    """,
    "key:F4": """
    {see|view|list|browse|find|look at|look through|show|display} {my saved conversations|all my chats|my \
    earlier conversations|the conversations I \
        had|all saved chats|the list of conversations|my old chats|our past conversations|my past sessions}
    ={Where did my old chats go?|I had a chat last week; where is the list of them?|I am looking for a \
    list of my conversations.|Which conversations \
        are saved?|What chats do I have?|Is there an overview of my conversations?}
    """,
    "key:F1": """
    {get|find|see|open|call up|read} {help|some help|the help|the help page|the page of keys|an overview \
    of the keys|a page with all keys}
    {learn|see|look up|know} {which keys there are|what keys I can press|all the keys}
    ={I am lost in this program.|I do not know the keys.|I am new to this program and do not know which \
    keys to press.|I need some help with \
        this thing.|Help, I do not know what to press.}
    """,
    "key:Ctrl-T": """
    {see|read|view|unfold|open|expand|display|reveal|look at|hide|fold|collapse|close} {the thinking|the \
    thoughts|your thoughts|the model's \
        thoughts|the folded thinking|what you thought|your reasoning|the reasoning}
    ={It says thought 12 s, but I cannot see the thoughts.|The thinking is folded and I want to read \
    it.|I would love to know what you were \
        thinking.|The thoughts are hidden.|The thoughts fill the whole screen.|I want to know what the \
    model thought.}
    """,
    "key:Ctrl-O": """
    {see|read|view|unfold|open|expand|display|reveal|look at|hide|fold|collapse} {the output of a \
    tool|what the tool printed|the tool's output|the \
        whole output of a tool|the folded tool output|the result of the tool|the output of the command \
    you ran|all that the tool gave back}
    ={The tool output is cut to a few lines.|The output of the tool is folded.|I only see the start of \
    what the tool printed.|The tool printed \
        more than I can see.|The tool output fills the whole screen.}
    """,
    "key:Ctrl-G": """
    {write|edit|compose|draft|change} {my message|a long message|the message|my prompt|what I type} {in \
    my editor|in vim|with nano|in emacs|in an \
        external editor|in a real editor|with $EDITOR}
    {open|start|launch|call|bring up} {my editor|vim|an editor|$EDITOR|emacs|nano|an external editor}{| \
    for the message}
    =I {would rather|prefer to} write {in vim.|in my own editor.|the message in an editor.}
    """,
    "key:Ctrl-R": """
    {search|look through|find something in|dig in|comb} {what I typed before|my input history|the \
    history|my earlier messages|the things I typed|my \
        old prompts}
    {find|get back|recall|bring back|fetch|reuse} {an old prompt|something I typed yesterday|what I typed \
    before|an earlier message of mine|my last \
        prompt|an earlier line}
    =I typed {something similar|it|this} {before|last week|yesterday} and {do not want to type it \
    again.|want it back.}
    """,
    "key:Ctrl-L": """
    {redraw|repaint|refresh|restore|clean|tidy up|fix|draw again} {the screen|the display|the picture|the \
    terminal|a garbled screen|a messed-up screen}
    =The {screen|display|window|picture} {is full of junk.|looks strange.|is messed up.|is garbled.|shows \
    rubbish.|is all mixed up.|looks wrong.}
    =Another program {wrote over|messed up|scribbled over} {the screen.|my screen.|the display.}
    """,
    "key:Ctrl-Z": """
    {suspend|put to sleep|pause|put aside|background|send to the background|stop for a moment} \
    {flashmoe|the program|this program|the chat program}
    {go|get|drop} to the shell {for a moment|for a while|without leaving|and come back later}
    =I need {the shell for a moment|a shell prompt for a minute|my shell briefly} {without leaving \
    flashmoe.|and come back then.}
    """,
    "key:Tab": """
    {complete|finish|autocomplete|fill in} {a command|the command|the name of a command|a slash \
    command|what I began to type after the slash}
    {type less of a command|avoid typing whole commands|get command completion|have commands completed}
    =I do not want to type {the whole command.|whole commands.|long command names.|all of a slash command.}
    """,
    "command:regen": """
    {get|have|see|request|try|ask for} {another answer|a different answer|a fresh answer|a second try|a \
    second version|a new version of the answer|a \
        better answer|an alternative answer}
    {have|let} {you|the model|it} {answer again|try again|try once more|answer once more|have another \
    go|answer the same question again}
    {retry|redo|repeat|regenerate|reroll|redo} {the answer|the last answer|your answer|the reply|the \
    response}
    =That {answer was bad.|answer was poor.|was not what I wanted, I want another answer.|answer is \
    nonsense; I want a new one.}
    """,
    "command:save": """
    {save|keep|store|preserve|name|rename|give a name to|put a name on} {this conversation|the \
    conversation|our chat|this chat|what we said|our talk|this \
        session}
    ={I am afraid of losing this conversation.|Will our talk be lost when I leave?|Is all this kept \
    somewhere?|I want to keep this chat.|I want this \
        conversation to have a name.|This conversation should be called holiday.|Must I do anything to \
    keep this chat?}
    """,
    "command:load": """
    {load|open|resume|reopen|continue|pick up|take up|return to|go back to|get back to|carry on with} {an \
    old conversation|a saved conversation|an earlier \
        chat|yesterday's conversation|my previous chat|a conversation from last week|an old session|one \
    of my saved chats}
    ={I want to carry on where we stopped yesterday.|Yesterday we had a chat and I want to go on with \
    it.|I closed the program and want my \
        conversation back.|I left in the middle of a conversation and want to go on with it.}
    """,
    "command:new": """
    {start|begin|open|have|make} {a new conversation|a fresh conversation|a new chat|an empty chat|a \
    clean chat|another conversation|a conversation from \
        scratch|a new session}
    {start over|start afresh|begin again from nothing|wipe the slate clean|reset the chat|clear the \
    chat|begin from scratch|forget this conversation and \
        begin anew}
    ={I want to talk about something else, with a clean slate.|New subject, new conversation.|Forget all \
    this, a new chat please.|Let us begin a fresh \
        conversation.}
    """,
    "command:edit": """
    {edit|change|correct|reword|rewrite|fix|revise|amend|alter} {my message|what I sent|my last \
    question|the message I sent|an earlier message|something I \
        wrote|my second message|a message that is already sent}
    {fix|correct} {a typo|a mistake|an error} in {a message|my last message|what I sent|a message that I \
    sent}
    {improve|touch up|put words into} {an answer of yours|one of your answers}
    ={I sent it with a typo.|I misspelt something in my message.|Oops, there is a mistake in my \
    message.|I asked the wrong thing and want to change my \
        message.|My last message has an error in it.}
    """,
    "command:branch": """
    make {a fork|another branch|a branch|a second line} of the conversation
    {fork|branch|split} {the conversation|this chat|here|at turn 3}
    try {another way|something else|a different question} from {an earlier turn|turn 3|there} {and keep \
    this|without losing this|as well}
    ={I want to ask something else at turn 3 and keep both.|I would rather go on from there in two ways.|What if \
    I had asked something else at that point? I want to try it.}
    """,
    "command:copy": """
    {copy|take|send|put|get} {your last answer|the answer|what you just wrote|that text|the code above|the last \
    code block|turn 4} {to|onto|into} {the|my} clipboard
    {copy|yank} {the last answer|your answer|only the code|the code you wrote}
    {paste|use} {your answer|the code} {in another program|elsewhere|in my editor}
    ={I need your answer in another window.|I want to paste this code into my editor.|The mouse does not select \
    your answer well, I want to copy it.}
    """,
    "command:tree": """
    {see|show|view|look at} {all branches|the whole conversation as a tree|the tree of turns|an overview of the \
    turns|the numbers of all turns}
    find out {on which branch I am|where I am in the conversation|what number a turn has}
    ={I lost track of the branches.|I have edited so much that I do not know where I am.}
    """,
    "command:goto": """
    {go|get|jump|move|return|switch} to {the other branch|another branch|the branch before|turn 3|the turn with \
    number 7|the first turn}
    {see|read|have} the {old|other|earlier} {answer|version} again
    ={The answer before /regen was better, I want it back.|I want to be back where I was before the edit.}
    """,
    "command:compact": """
    {summarise|sum up|shorten|condense|compress} {the conversation|what we said so far|the old turns|this long \
    chat} {so that there is room|to save context|for the context|and go on}
    {make|get|win} {more room|some room|space} in the context
    put a summary in the place of {old turns|what was said|the first turns}
    ={The context is almost full and I want to go on.|It warns that the context is 75 % full.|We have talked so \
    long that there is no room left.}
    """,
    "command:drop": """
    {leave|keep|take} {a turn|some turns|turn 2|turns 3 to 7|the first messages} out of {what you read|the \
    context|the prompt}
    make you {ignore|forget|skip} {a turn|some turns|turn 4|what I said at first}
    ={You should not read turn 2 any more.|Please do not take the first three turns into account.}
    """,
    "command:undo": """
    {undo|take back|retract|withdraw|revoke|unsend|drop} {my last message|the last message|what I just \
    sent|the last exchange|the last turn|my last question \
        and its answer}
    go {one step|one turn|a turn} back in the conversation
    ={I should not have sent that.|I did not mean to send that message.|Oops, I sent it too early and \
    want it back.|I want my last message gone.}
    """,
    "command:continue": """
    {continue|finish|complete|go on with|carry on with|resume|extend} {a cut answer|an answer that was \
    cut off|an unfinished answer|a broken-off answer|an \
        interrupted answer|the answer I stopped}
    {get|see|have|read} {the rest of the answer|the rest of an answer that was cut|the end of the answer \
    that was cut off|the missing end of the answer}
    ={The answer breaks off in the middle.|You stopped in mid-sentence.|The answer is not finished.|Your \
    answer ended too early.|I stopped the answer, but \
        now I want the rest.}
    """,
    "command:think": """
    {switch|turn} {thinking on|thinking off|the thinking off|the thinking on|off thinking|on \
    thinking|reasoning off|reasoning on}
    {have|let} the model {think first|answer without thinking|think before it answers|skip the thinking}
    {enable|disable|activate|deactivate|allow|forbid} {thinking|the thinking|reasoning}
    ={I do not want you to think so long.|You think too long before you answer.|I want answers at once, \
    without thoughts.|Please think before you \
        answer, in general.}
    """,
    "command:set": """
    {change|set|raise|lower|adjust|tune|alter|modify} {the temperature|the sampling \
    settings|top-p|top-k|the seed|the sampling|min-p|how tokens are chosen|the \
        randomness}
    {make|get} {answers|the answers|your answers} {less random|more random|more creative|more \
    predictable|wilder|more sober|less surprising|repeatable}
    {see|check|look at|show} {the sampling settings|the temperature|all settings of sampling|what the \
    temperature is}
    ={The answers are too wild.|Your answers are too random.|The answers are too boring and always alike.}
    """,
    "command:system": """
    {change|set|see|edit|show|replace|write|view|read|alter} {the system prompt|your system prompt|the \
    instructions of the system prompt|the text before the \
        conversation}
    {tell you for good how to behave|give you a role for the whole conversation|give you standing \
    instructions|make you a pirate for the whole conversation}
    =You should {behave differently|play a role|follow an instruction} {in the whole conversation.|from \
    the start of the conversation on.}
    """,
    "command:tools": """
    {see|list|show|view|know|get} {the tools|all the tools|a list of the tools|which tools there are|the \
    list of tools|which tools you may call}
    {find out|see|check|look up} {which tools are on offer|which tools ask first|what tools the model \
    has|which tools are available}
    """,
    "command:stats": """
    {see|get|view|show|read|have} {the statistics|the numbers of the last answer|the stats|figures on the \
    last turn|the speed of the last turn|the figures in \
        numbers|numbers on speed and memory}
    {find out|see|know|check} {how fast the last answer was|how quickly you wrote the last answer|the \
    tokens per second of the last answer}
    """,
    "command:info": """
    {see|get|view|show|find} {information about the model|details of the model|which model is running|the \
    number of layers and threads|facts about the loaded \
        model|the details of this model}
    {find out|see|know|check} {which model is loaded|which model I am using|how the model runs|what model \
    this is|how many threads it runs with}
    """,
    "command:context": """
    {see|find out|know|check|tell|watch} {how full the context is|how much context is left|how much of \
    the context is used|how much room is left in the \
        context|whether the context is nearly full|how many tokens still fit}
    ={How much more can we talk before the context is full?|Is the context nearly full?|Do we have room \
    left in the context?|How close to its limit \
        is the context?}
    """,
    "command:tokens": """
    {see|view|show|read|look at} {the text that the model reads|what the model really gets|the rendered \
    conversation|the conversation as tokens|the raw \
        prompt|the whole prompt as it is sent to the model}
    {count|find out|see|get} {the tokens of this conversation|how many tokens this conversation has|the \
    number of tokens in the conversation}
    """,
    "command:template": """
    {change|see|set|switch|choose|swap|list|pick} {the chat template|the template|the template of the \
    chat|another chat template|the chat templates}
    {find out|see} {which chat template is used|which templates there are}
    """,
    "command:reload": """
    {reload|reread|load again|read again|refresh} {the tools|the template|my tools|the tool files|the \
    template file|the YAML files}
    {use|load|try} {a changed tool|a new tool|a changed template} without {restarting|leaving|a restart}
    ={I edited a tool's file.|I have just changed my template.|I added a tool while flashmoe runs.|My new \
    tool does not show up yet.}
    """,
    "command:help": """
    {get|find|see|read} {help on one command|help about a command|the explanation of a command|more about \
    one command|the help of a single command}
    {learn|find out|look up|know} {what a command does|how a command is used|what a slash command is for}
    """,
}

SEEN = {  # topic: questions of people who do not know its name
    "streaming": """
    How {on earth |}can {such a huge model|a model of 200 GB|so large a model} {run|fit|work} on {my \
    laptop|my small \
        computer|16 GB of memory|an ordinary PC}?
    My computer has {little|far too little} memory for {such a model|this model}. {Why does it run all \
    the same?|How can it run?}
    """,
    "moe": """
    Why does a model consist of {many small networks|so many small parts|lots of little networks}?
    What is a model called that uses only {some|a few|a part} of its {networks|parts|experts} for each \
    {word|token}?
    """,
    "router": """
    {Who|What|Which part} {says|determines|tells} which of the experts {get to work|are used|may work} on \
    a {token|word}?
    """,
    "cache": """
    {Where|How} are experts {kept|held} {after they were read|so that they need not be read again|that \
    come back often}?
    What does the percentage {of hits|with the word hit|before hit} {mean|tell me}?
    """,
    "faster": """
    {It was slow in the beginning|The first question took ages|My first question took long}, {but now it \
    is quick|now it is \
        fast|and the next went quickly}. {Why?|How come?|What is the reason?}
    """,
    "panels": """
    What {are all those|are these|is the meaning of the} {numbers|bars|graphs|boxes} {on the right|at the \
    right|on the right-hand \
        side|beside the text}{| of the screen}?
    """,
    "decode": """
    {What is|What does|Which number is} the {speed of writing|writing speed}{| on the screen| in the panel}?
    How many tokens {a second|per second} {do you write|does the model write}, {and where is that \
    shown|and what is that number called}?
    """,
    "first_token": """
    Why {must I wait|do I have to wait|does nothing happen} {so long |}before {the first word comes|you \
    start to write|the answer starts}?
    """,
    "na": """
    Why is there {no number|n/a and no number|n/a where a number should be}{| in the panel| on the screen}?
    """,
    "io_wait": """
    What is the time called that a layer {waits|has to wait} for the {disk|SSD}?
    """,
    "quant": """
    How {can|do} weights {be made|become} {smaller|shorter}{| on disk}?
    {Why|How} are the weights {squeezed|rounded off|made so small}{| into few bits}?
    """,
    "kv": """
    Where does the model keep what it has computed for {earlier tokens|the earlier text|the words before}?
    """,
    "context": """
    How much of {our talk|the conversation|the text} can {you|the model} {see at once|take in|hold}?
    How {long|large} may {my text|the conversation|a conversation} {be|become|get}?
    """,
    "context_full": """
    {What if|What happens when} {there is no more room in the context|our talk gets too long|the \
    conversation becomes too long}?
    {There is no room left|There is no more room|I ran out of room} in the context{.|, what now?|, what \
    can I do?}
    """,
    "sampling": """
    How does the model {decide on|settle on|come to|pick} the next {word|token}?
    I asked twice and got two {different answers|answers}. Why?
    """,
    "seed": """
    {What must I do|What do I do|How do I manage} to get {exactly |}the same {answer|text|words} \
    {again|once more|twice}?
    """,
    "penalty": """
    {The model says the same sentence over and over|It repeats the same words all the time|The answers go \
    in circles}{.|, what \
        helps?|, how do I stop that?}
    """,
    "safety": """
    {Is there a danger|Could it happen|Must I fear} that {a tool|the model|a command} {deletes \
    something|breaks something|harms my files}?
    Do you do things on my computer without {asking me|my consent|telling me}?
    """,
    "own_tools": """
    {I wrote a script|I have a program} {and want you to use it|that you should be able to call|that \
    should become a tool}. How?
    """,
    "sessions": """
    {On which place|At which place|In which directory} of my disk {are the chats|is our talk|are \
    conversations} {kept|to be found|stored}?
    """,
    "export": """
    {I need|I want|How do I get} {our talk|this conversation|the chat} {in a file|on paper|as a \
    document|to show it to a friend}{.|?}
    """,
    "packs": """
    {I downloaded a model|I have the files of a model|I have a checkpoint}. {How does flashmoe get to \
    read it?|What must I do before \
        flashmoe can read it?|How do I prepare it for flashmoe?}
    """,
    "own_model": """
    {You are too small|This model is too stupid for me|The demo model knows too little}, {how do I start \
    a bigger one|how do I use a \
        better model}?
    """,
    "platform": """
    Will it {run|work} on my {laptop|old computer|Windows PC|MacBook|desktop}?
    """,
    "gpu": """
    {I have|I own|My computer has} {an NVIDIA card|a good graphics card|a fast GPU}. {Does it help?|Is it \
    used?|Will it be used?}
    """,
    "slow": """
    {Everything takes ages|I wait for ages|It takes forever|This is like a snail}{.|, what can I do?|, \
    how do I speed it up?|. Why?}
    """,
    "slash": """
    {I want to send|My text is|I want to tell you about} a {path|line} that begins with {a slash|/}{, but \
    it is taken for a \
        command.|. How do I send it?}
    """,
    "licence": """
    {Does flashmoe cost|Do I have to pay|What does flashmoe cost|Must I pay for flashmoe}{| anything| \
    something}?
    """,
    "config": """
    {I do not want to give|I am tired of giving} the same options {each time|every time|at each \
    start}{.|, what can I do?}
    """,
}


def seen():
    return {name: _groups(text) for name, text in SEEN.items()}


def wishes():
    """(source, groups) of whole questions."""
    for source, text in WISHES.items():
        groups = []
        for line in lines(text):
            ways = WISH[line.startswith("=")]
            wants = expand(line.removeprefix("="))
            groups += [[a.replace("<w>", w) for a in group for w in wants[at::len(ways)]]
                       for at, group in enumerate(ways)]
        yield source, [g for g in groups if g]


def more_forms(key):
    """A key as still more people write it."""
    mod, _, k = key.rpartition("-")
    forms = {"Ctrl": ("control-<l>", "Control <k>", "Ctrl + <k>", "control+<l>", "CTRL-<k>", "CTRL+<k>",
                      "control and <k>", "the control key with <k>", "the key Ctrl-<k>", "ctrl and <l>",
                      "the shortcut Ctrl-<k>", "ctl-<l>", "the combination Ctrl+<k>", "Control+<k>"),
             "": ("the <k> button", "the button <k>", "the key called <k>", "key <k>", "the <l> key",
                  "the key labelled <k>", "`<k>`", '"<k>"')}
    other = ("<m> + <k>", "<m> and <k>", f"{mod.lower()} <l>", "the <m> key with <k>",
             "the combination <m>+<k>", "the keys <m>-<k>", f"{mod.upper()}-<k>")
    return [f.replace("<m>", mod).replace("<k>", k).replace("<l>", k.lower()) for f in forms.get(mod, other)]
