"""Whole conversations out of the exchanges of all modules."""
from corpus import (code, copying, dictionary, facts, lists, markdown, memory, program, smalltalk, stories,
                    toolcalls, unknown)
from corpus.common import Assistant
from corpus.vary import is_held, vary

TOOLS = ("get_time", "calculate", "list_files", "read_file", "run_command")
DEFAULT_SYSTEM = "You are a helpful assistant."
SYSTEMS = ["You are a friendly assistant.", "You are the demonstration model of flashmoe.", "Answer briefly.",
           "You are a helpful assistant running in a terminal.", "You answer questions.", "Be kind and clear.",
           "You are a pocket dictionary.", "You are a storyteller.", "Help the user. Use the tools when they help.",
           "You are a careful assistant. Say so when you do not know."]

# How often each module speaks, in a conversation without tools and in one with them.
PLAIN = [(dictionary, 30), (unknown, 9), (facts, 9), (smalltalk, 10), (program, 12), (stories, 10), (lists, 7),
         (memory, 9), (code, 6), (markdown, 5), (toolcalls, 5), (copying, 11)]
WITH_TOOLS = [(toolcalls, 62), (dictionary, 12), (unknown, 5), (facts, 4), (smalltalk, 7), (program, 7), (stories, 6),
              (lists, 3), (memory, 9), (code, 3), (markdown, 2), (copying, 5)]
# Thinking shows in the last answer alone, so short conversations teach it best; long ones teach to look back.
LENGTHS = [1] * 10 + [2] * 4 + [3] * 2 + [4, 5, 8]
LENGTHS_WITH_TOOLS = [1, 1, 2, 2, 3, 3, 4, 5, 6, 9]  # the list of tools is long: it should serve several questions
MAX_CHARACTERS = 5000
THINKING = 0.66  # of the conversations; what is said without it is learned from all earlier answers, too


def _table(weights):
    return [m for m, w in weights for _ in range(w)]


_PLAIN, _WITH_TOOLS = _table(PLAIN), _table(WITH_TOOLS)


def tools_on_offer(R):
    r = R.random()
    if r < 0.60:
        return frozenset()
    if r < 0.88:
        return frozenset(TOOLS)
    return frozenset(R.sample(TOOLS, R.randint(1, 4)))


def system_prompt(R):
    r = R.random()
    return DEFAULT_SYSTEM if r < 0.65 else "" if r < 0.80 else R.choice(SYSTEMS)


def conversation(R):
    """-> (system, tools, turns, thinking)"""
    while True:
        drawn = _draw(R)
        if not is_held(drawn[2]):
            return drawn


def _draw(R):
    tools = tools_on_offer(R)
    modules, lengths = (_WITH_TOOLS, LENGTHS_WITH_TOOLS) if tools else (_PLAIN, LENGTHS)
    turns, told = [], None
    if R.random() < 0.32:
        turns, told = memory.tell(R)
        turns = vary(R, turns)
        if R.random() < 0.2:
            return system_prompt(R), tools, turns, R.random() < THINKING
    size = 0
    for _ in range(R.choice(lengths) + (R.randint(0, 3) if told else 0)):
        new = R.choice(modules).exchange(R, tools)
        size += sum(len(getattr(t, "text", "")) for t in new)
        if size > MAX_CHARACTERS and turns:
            break
        turns += vary(R, new)
    if told:
        turns += vary(R, memory.ask(R, told))
    if R.random() < 0.4:
        # Whatever can be said must come last now and then, also what is told for a later question.
        ends = [i for i, t in enumerate(turns) if isinstance(t, Assistant)]
        turns = turns[:R.choice(ends) + 1]
    return system_prompt(R), tools, turns, R.random() < THINKING
