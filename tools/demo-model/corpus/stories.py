"""Short stories with two heroes who stay themselves, and the talk that follows a story.

What a small model has to learn here is to bind: a name to an animal, a thing to what happens to it,
and to use what the request gives. So each story keeps its two names, its place and its one thing, the
request gives some of them more often than not, and many of the names it gives are made up. What it leaves
open follows from the first animal, mostly in the same way: see names.py.
"""
import re

from . import plots
from .common import Assistant, User, an, cap, typed
from .names import (ADJECTIVES, ALL_NAMES, ANIMALS, EDIBLE, FAVOURITES, FOODS, FRIEND_NAMES,
                    HELD_NAMES, NAMES, OPEN_NAMES, PARTNERS, PLACE_STARTERS, PLACES, PLOT_STARTERS,
                    ROLES, SEA_ANIMALS, SEA_PLACES, STARTERS, THINGS, _BAD, _END_PARTS, _INNER, _TAKEN,
                    _VOWELS, any_name, pseudo_name)

NUMBERS = {3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}

LEADS = (
    "Tell me {s}.", "Tell me {s}.", "Tell me {s}.", "Can you tell me {s}?", "Could you tell me {s}?",
    "Please tell me {s}.", "Write {s}.", "Write me {s}.", "Can you write {s}?", "Could you write {s}?",
    "I would like to hear {s}.", "I'd like {s}.", "I would like {s}.", "Make up {s}.", "Make up {s} for me.",
    "Could you make up {s} for me?", "I want {s}.", "I want to hear {s}.", "Give me {s}.", "How about {s}?",
    "Let me hear {s}.", "Tell us {s}.", "My daughter would like {s}.", "Can I have {s}?",
    "I want to read {s}.", "Will you tell me {s}?", "{S}, please.", "{S}.", "{S}", "Invent {s}.",
    "Think of {s}.", "It is time for {s}.", "I feel like {s}.", "Now tell me {s}.", "Could I hear {s}?",
    "Please write {s} for my son.", "I need {s}.", "Do you know {s}?", "Do you have {s} for me?",
    "We would love to hear {s}.", "Can you come up with {s}?", "Create {s}.", "Please make up {s}.",
    "It is bedtime, so tell me {s}.", "I am bored. Tell me {s}.", "I cannot sleep. Tell me {s}.",
    "My son is ill in bed. He would love {s}.", "We are on a train and would like {s}.",
    "For my class I need {s}.", "Would you write {s}?", "Would you be so kind and tell me {s}?",
    "May I have {s}?", "May I ask for {s}?",
    "Might I hear {s}?", "Let us have {s}.", "Go on, tell me {s}.",
    "Surprise me with {s}.", "Cheer me up with {s}.", "Compose {s}.", "Please compose {s}.", "Draft {s}.",
    "Produce {s}.", "Generate {s}.", "Spin me {s}.", "Narrate {s}.", "Recount {s}.", "Read me {s}.",
    "Share {s}.",
    "Share {s} with us, please.", "Can you share {s}?", "Do tell me {s}.", "Any chance of {s}?",
    "Is there {s}?", "Is {s} possible?", "What I want is {s}.", "What I would like is {s}.",
    "I could do with {s}.", "I am in the mood for {s}.", "I am looking forward to {s}.", "I wish for {s}.",
    "I'd be glad of {s}.", "I'd be happy to get {s}.", "The children are asking for {s}.",
    "My kids want {s}.", "My little sister wants {s}.", "Grandma wants {s}.", "The baby likes {s}.",
    "Our class would enjoy {s}.", "Can we get {s}?", "Can we have {s} now?", "Could we have {s}?",
    "Can you think of {s}?", "Can you invent {s}?", "Could you compose {s}?", "Could you please write {s}?",
    "Could you give me {s}?", "Will you write {s} for me?", "Write us {s}.",
    "Write {s} for the children.", "Write {s}, would you?", "You must know {s}.", "You surely have {s}.",
    "Start {s}.", "Begin {s}.", "Try {s}.", "Try to write {s}.", "Try your hand at {s}.", "Time for {s}!",
    "Now {s}.", "Next, {s}.", "And now {s}, please.", "{S} please", "{S}!", "{S}, if you can.",
    "{S}, if you would.", "{S}, can you?", "{S} would be nice.", "{S} would be lovely.",
    "{S} is what I want.",
    "{S} is what we need now.", "{S} for my children, please.", "{S} to read aloud, please.",
    "{S} before I go to sleep.", "Today we want {s}.", "Tonight I want {s}.",
    "This evening we would like {s}.",
    "tell me {s}", "write {s}", "i want {s}", "need {s}", "want {s}", "pls tell me {s}", "gimme {s}",
    "can u tell me {s}?", "Hello! I would like {s}.", "Hi, could I get {s}?", "Good evening, I want {s}.",
    "Okay, tell me {s}.", "Be so good as to tell me {s}.", "Do me a favour and write {s}.",
    "It would be lovely to hear {s}.", "It would be kind if you told us {s}.", "Tell my children {s}.",
    "Tell my brother {s}.", "I should like to hear {s}.", "We should like {s}.", "I need to hear {s} now.",
    "My request: {s}.", "Task: {s}.", "Wanted: {s}.", "My wish is {s}.", "I long for {s}.",
)
HELD_LEADS = (
    "Would you mind telling me {s}?", "I could do with {s} right now.",
    "Please invent {s} for the little ones.", "Let's have {s}.", "Entertain me with {s}.",
    "I was hoping for {s}.", "Are you able to write {s}?", "Show me {s}.",
)
HEADS = ("a story", "a story", "a story", "a short story", "a short story", "a tale", "a little story",
         "a bedtime story", "a fairy tale", "a nice story", "a story for children", "a new story",
         "a short tale", "a little tale", "story", "an original story",
         "a story", "a story", "one story", "a sweet story", "a funny story", "a happy story",
         "a lovely story",
         "a cosy story", "a simple story", "a quick story", "an easy story", "a gentle story",
         "an adventure story",
         "a goodnight story", "a fable", "a little fable", "a made-up story", "a nice tale", "a fairy story",
         "a story for kids", "a story for my son", "a story for my daughter", "a story for tonight",
         "a calm story", "a warm little story", "a friendly story", "an adventure", "a yarn",
)
LONG_HEADS = ("a long story", "a longer story", "a rather long story", "a long tale",
              "a story that is long", "a long bedtime story", "a story with many sentences",
              "a big long story",
              "a fairly long story", "quite a long story", "a lengthy story", "a story, a long one,",
)
TINY_HEADS = ("a very short story", "a tiny story", "a very brief story", "a really short story",
              "a mini story",
              "a tiny little story", "a story in a few sentences", "a quick little story",
              "just a very short tale",
              "a story of a few lines", "a minute-long story", "an extremely short story",
)
COUNT_HEADS = ("a story in {n} sentences", "a story of {n} sentences", "a {n} sentence story",
               "a story with {n} sentences", "a short story in {n} sentences",
               "a story that has {n} sentences", "a story, {n} sentences long,", "a tale in {n} sentences",
               "{n} sentences of story", "a little story in exactly {n} sentences",
               "a story made of {n} sentences",
)
HELD_HEADS = ("a small story", "a children's story", "a good story", "a brief tale", "some story")

ABOUT = ("about {w}", "about {w}", "about {w}", "with {w}", "with {w} in it", "that has {w} in it",
         "in which {w} appear", "on {w}",
         "starring {w}", "of {w}", "around {w}", "where we meet {w}", "where {w} turn up", "concerning {w}",
         "which tells of {w}", "that tells about {w}", "that stars {w}", "which has {w} in it",
         "and it should be about {w}", "all about {w}", "to do with {w}",
)
HELD_ABOUT = ("featuring {w}", "that is about {w}", "that involves {w}")
NAMED = ("{k} named {N}", "{k} called {N}", "{N} the {bare}", "{k} named {N}", "{N}, {k}",
         "{k} with the name {N}",
         "{k} who is called {N}", "{k} ({N})", "{N} ({k})", "the {bare} {N}", "{k}, {N},", "{k} known as {N}",
         "{N}, who is {k},", "{k} that is called {N}", "{k} we call {N}", "{k} that everyone calls {N}",
)
HELD_NAMED = ("{k} whose name is {N}", "{k} by the name of {N}")
PAIRS = ("{A} and {B}", "two friends named {A} and {B}", "{A} and {B}", "two friends, {A} and {B}",
         "{A} and a friend called {B}", "two friends called {A} and {B}")
HELD_PAIRS = ("my friends {A} and {B}", "{A} together with {B}")
SETTINGS = ("{where}", "that happens {where}", "that takes place {where}", "set {where}",
            "which happens {where}",
            "and it happens {where}", "and it takes place {where}", "somewhere {where}",
            "that is set {where}",
            "with everything happening {where}", "that goes on {where}", "which is set {where}",
)
HELD_SETTINGS = ("that plays out {where}",)
AFTERWARDS = (" The {a} is called {A} and the {b} {B}.", " Call the {a} {A} and the {b} {B}.",
              " The {a} is called {A}, and the {b} is called {B}.", " Name the {a} {A} and the {b} {B}.",
               " They are called {A} and {B}.", " Call them {A} and {B}.", " Their names are {A} and {B}.",
               " Let them be called {A} and {B}.", " Name them {A} and {B}.", " Names: {A} and {B}.",
               " The names are {A} and {B}.", " Their names should be {A} and {B}.",
               " Use the names {A} and {B}.",
               " {A} is the {a} and {B} is the {b}.", " {A} is the {a}, {B} the {b}.",
               " {A} should be the {a} and {B} the {b}.", " Let {A} be the {a} and {B} the {b}.",
               " Let the {a} be {A} and the {b} {B}.", " The {a} is {A}. The {b} is {B}.",
               " The {a}'s name is {A}, the {b}'s name is {B}.", " The {a} goes by {A}, the {b} by {B}.",
               " The {b} is called {B} and the {a} {A}.", " {B} is the {b} and {A} the {a}.",
               " Call the {b} {B} and the {a} {A}.", " The {b} is {B}, and the {a} is {A}.",
               " {A} for the {a} and {B} for the {b}.", " I want the {a} to be {A} and the {b} to be {B}.",
               " The {a} should be called {A} and the {b} should be called {B}.",
               " The {a}: {A}. The {b}: {B}.",
               " The first one is {A}, the second one {B}.", " One is {A} and the other is {B}.",
               " Please call the {a} {A}. The {b} is {B}.",
               " {A} would be nice for the {a}, {B} for the {b}.",
)

# Two names, put in the place of {w} in ABOUT, with a connector {c} where one fits.
CONNECT = ("and",) * 9 + ("and also", "along with", "plus", "as well as", "with", "&")
PAIRS += (
    "{A} {c} {B}", "{A} {c} {B}", "{A} {c} {B}", "{A} {c} {B}", "both {A} and {B}", "{A}, {B}",
    "{A} and then {B}",
    "{A} and his friend {B}", "{A} and her friend {B}", "{A} and a friend named {B}",
    "{A} and the neighbour {B}",
    "the friends {A} and {B}", "the two friends {A} and {B}", "two children, {A} and {B}",
    "two kids called {A} and {B}", "two neighbours, {A} and {B}", "two pals named {A} and {B}",
    "two heroes called {A} and {B}", "two people, {A} and {B}", "a pair of friends, {A} and {B}",
    "a pair called {A} and {B}", "the adventures of {A} and {B}", "the day {A} met {B}", "how {A} met {B}",
    "a girl called {A} and a boy called {B}", "a boy named {A} and his friend {B}",
    "what {A} and {B} did one day",
    "{A}, who has a friend called {B}", "{A}, whose best friend is {B}", "{A}, a good friend of {B}",
    "someone called {A} and someone called {B}", "{A} and {B}, two old friends",
    "{A} and {B}, who are friends",
    "{A} (and {B})", "{A}, and {B} too", "{A} first of all, and also {B}",
    "one called {A} and one called {B}",
    "the characters {A} and {B}", "{A} meeting {B}", "{A} who meets {B}", "{A} helping {B}",
    "the friendship of {A} and {B}", "{A} on one side of the street and {B} on the other",
    "not only {A} but also {B}",
    "{A} and somebody named {B}", "a certain {A} and a certain {B}", "my neighbours {A} and {B}",
    "our children {A} and {B}", "my cousins {A} and {B}", "little {A} and big {B}", "old {A} and young {B}",
)
# The same with kinds: {a} "brave fox", {ka} "a brave fox".
PAIRS_KINDS = (
    "{A} the {a} {c} {B} the {b}", "{A} the {a} {c} {B} the {b}", "{A}, {ka}, {c} {B}, {kb}",
    "{ka} named {A} {c} {kb} named {B}", "{ka} called {A} {c} {kb} called {B}",
    "{ka} called {A} {c} {kb} named {B}",
    "{A} ({ka}) {c} {B} ({kb})", "{A} ({a}) {c} {B} ({b})", "{ka} ({A}) {c} {kb} ({B})",
    "the {a} {A} {c} the {b} {B}", "the {a} {A}, the {b} {B}", "{A} the {a}, {B} the {b}",
    "{A}, who is {ka}, and {B}, who is {kb}", "{A}, which is {ka}, and {B}, which is {kb}",
    "{ka} and {kb} called {A} and {B}", "{ka} and {kb}, named {A} and {B}", "{ka} and {kb}, {A} and {B}",
    "{ka} and {kb} with the names {A} and {B}", "{A} and {B}, {ka} and {kb}", "{A} and {B} ({ka} and {kb})",
    "{A} and {B}, who are {ka} and {kb}", "{ka}, {A}, {c} {kb}, {B}",
    "{ka} who is called {A} {c} {kb} called {B}",
    "{ka} that is called {A} and {kb} that is called {B}", "{A} the {a} with a friend, {B} the {b}",
    "{A} the {a} and his friend {B} the {b}", "{A} the {a} and her friend, {kb} called {B}",
    "{A} the {a} who meets {B} the {b}", "{ka} called {A} who meets {kb} called {B}",
    "{ka} called {A} and his neighbour, {B} the {b}", "{ka} called {A} whose friend is {kb} called {B}",
    "{A}, {ka} with a friend called {B}, {kb}", "both {A} the {a} and {B} the {b}", "{a} {A} and {b} {B}",
    "how {A} the {a} met {B} the {b}", "the adventures of {A} the {a} and {B} the {b}",
    "two friends, {A} the {a} and {B} the {b}", "two friends: {ka} named {A} and {kb} named {B}",
    "two friends, one {ka} called {A}, the other {kb} called {B}",
    "{A} and {B}, where {A} is {ka} and {B} is {kb}",
    "{ka} we call {A} and {kb} we call {B}", "{A}, {ka}, and his friend {B}, {kb}",
    "{A}, {ka}, who likes {B}, {kb}",
    "{ka} known as {A} and {kb} known as {B}", "{ka} and {kb}, the first called {A}, the second {B}",
    "a certain {a}, {A}, and a certain {b}, {B}", "{A} ({a}), {B} ({b})", "my {a} {A} and your {b} {B}",
    "{ka} and {kb} whose names are {A} and {B}", "{ka}, let us say {A}, and {kb}, let us say {B}",
)
# Requests that are built around the pair {P}; {h} "a short story", {x} what else it has.
FRAMES = (
    "Put {P} into {h}{x}.", "Let {P} be in {h}{x}.", "Make {P} the heroes of {h}{x}.", "{P}: {h}{x}, please.",
    "{P}. {H}{x}.", "{P} - {h}{x}", "{P}, please, in {h}{x}.", "{H}{x}, please, with {P} in it.",
    "{H}{x}: {P}.", "{H}{x}, and the heroes are {P}.", "{H}{x} in which the heroes are {P}.",
    "{H}{x}. The heroes: {P}.", "{H}{x}; the characters are {P}.", "I thought of {P}. Make {h}{x} of it.",
    "I have thought up {P}. Now I need {h}{x}.", "For {P} I want {h}{x}.", "With {P} please tell me {h}{x}.",
    "About {P} I would like {h}{x}.", "Do you know {P}? Tell me {h}{x} about them.",
    "Imagine {P}. Write {h}{x}.",
    "Imagine {P} and tell me {h}{x} about them.", "Take {P} and make {h}{x} of it.",
    "If there were {P}, what would happen? Tell me {h}{x}.", "Could {P} be in {h}{x}?",
    "Can {P} have {h}{x}?",
    "Would {P} make {h}{x}? Please write it.", "I love {P}. Do you have {h}{x} for me?",
    "My kids like {P}, so write {h}{x} about them.", "Because we like {P}, tell us {h}{x} with them.",
    "My son keeps talking of {P}. Please tell him {h}{x} about the two.", "What about {P} in {h}{x}?",
    "When I was young there was {h}{x} about {P}. Tell me one like it.",
    "Start {h}{x} with {P}.", "Use {P} in {h}{x}.", "Choose {P} as the heroes and write {h}{x}.",
    "Have {P} meet in {h}{x}.", "It is about {P}. Please write {h}{x}.",
    "They are {P}. Tell me {h}{x} about them.",
    "There was once {P}, and I want {h}{x} about that.",
    "Once there were {P}... can you go on? I want {h}{x}.",
    "My drawing shows {P}. Can you tell me {h}{x} for it?", "My book is about {P}. I need {h}{x}.",
    "We play {P} today. Tell us {h}{x} about them.", "Heroes: {P}. Wanted: {h}{x}.",
    "Characters: {P}. Write {h}{x}.",
    "Cast: {P}. Task: {h}{x}.", "There should be {P} in {h}{x}. Can you write that?",
    "I am thinking of {P}; tell me {h}{x} about them.", "No other heroes than {P}, please, in {h}{x}.",
    "A request from my daughter: {P} in {h}{x}.", "Please, {h}{x}, and let it be about {P}.",
    "{H}{x}. It must be about {P}.", "{H}{x}. I want {P} to be in it.", "{H}{x}. Let it have {P} in it.",
    "{H}{x}, but with {P} as the main characters.", "{H}{x}, this time about {P}.",
    "{H}{x}, the one about {P}.",
    "What happened to {P}? Tell me {h}{x}.", "What did {P} do? I want {h}{x}.", "{h}{x} {P}",
    "story: {P}", "{P} story", "story with {P}", "{P} as heroes of {h}{x}, please.",
)
# Requests without a frame, around one animal or two that have no names; {h} "a story".
FREE_ONE = (
    "What about {ka} as the hero of {h}?", "Let {ka} have an adventure.", "Make {ka} the hero today.",
    "I'd like to hear of {ka} and its adventures.", "Tell me what adventures {ka} might have.",
    "Think of {ka}. Now tell me {h}.", "How about a fairy tale? With {ka}.", "We want to hear what {ka} got up to.",
    "My niece only likes it when there is {ka}. Tell her {h}.", "Surprise me with {ka} in {h}.",
    "Suppose {ka} had an adventure. Tell it.", "Write about {ka} who does something brave.",
    "Everyone here waits for {h} about {ka}.", "I long for {h} about {ka}.", "{h}, and {ka} has the leading part",
    "You may choose the plot, but there has to be {ka}. {H}, please.", "{Ka} and an adventure, that is what I want.",
    "A day in the life of {ka}, as {h}.", "I'll draw {ka} while you tell of its adventures.",
    "Our cat listens too: {h} with {ka}, please.", "{Ka}! {H}!", "{h} {ka}", "tale of {ka}", "adventures of {ka}",
    "{a}: {h}", "{a} fairy tale", "A fable with {ka}.", "Choose a name for {ka} and tell me {h}.",
    "Find a name and a friend for {ka}, and tell me {h}.", "Look, {ka} in our garden! Make {h} of it.",
    "I saw {ka} on the way home. Can you make up {h}?", "Grandma used to tell of {ka}. Can you?",
    "Whoever heard of {ka} that is afraid? Tell me {h}.", "Who is your favourite hero, {ka}? Then tell of it.",
    "Tonight it has to be {ka}. {H}, please.", "Last time there was no {a}. This time let there be one: {h}.",
    "Do you have something to read aloud about {ka}?", "Something about {ka} for the children, {h} maybe.",
    "Perhaps {h} about {ka}?", "{H} please, maybe with {ka}.", "If possible, {h} about {ka}.",
    "Entertain us: {ka}, {h}.", "Amuse the kids with {h} of {ka}.", "Invent {ka} and tell what becomes of it.",
)
FREE_TWO = (
    "{Ka} and {kb} go on a trip. Tell me {h} about that.", "{Ka} helps {kb}: write {h}.", "{ka} + {kb} = {h}",
    "{Ka} plus {kb}, in a fairy tale.", "Where {ka} goes, {kb} goes too. Make up {h}.",
    "{Ka} has lost its way and {kb} helps. Tell {h}.", "First there is {ka}, then comes {kb}. Tell me {h}.",
    "I dreamt of {ka} and {kb}. Tell me {h} of it.", "A fable with {ka} and {kb}.",
    "Choose names for {ka} and {kb} and tell me {h}.", "{Ka} teases {kb}. How does it end? Tell me all.",
    "{Ka} is fond of {kb}. Tell me {h} of that.", "There was a quarrel between {ka} and {kb}. Tell me {h}.",
    "{Ka} rides on the back of {kb}. Tell {h} about that.", "Make {ka} and {kb} travel together in {h}.",
    "At the market {ka} met {kb}. Write {h}.", "{Ka} versus {kb}: {h}", "{ka}, {kb}, {h}", "{a} and {b} story",
    "{Ka}, and with it {kb}. {H}, please.", "Neither {ka} nor {kb} should be missing in {h}.",
    "Two of them, {ka} and {kb}: tell me {h}.", "Think of {ka}, think of {kb}, and tell me {h}.",
    "{Ka} moves in with {kb}. Tell me {h}.", "{Ka} gets a letter from {kb}. Make {h} of it.",
    "{Ka} asks {kb} for help. What happens? {H}, please.", "{Ka} invites {kb} to dinner. Write {h}.",
    "{Ka} has {kb} for a friend. I want {h} about it.", "The friend of {ka} is {kb}. {H}!",
    "Let {ka} and {kb} have an adventure.", "What adventures could {ka} and {kb} have? Tell one.",
    "Our heroes today: {ka} and {kb}. Begin.", "{Ka} or {kb}? No, both! Tell me {h}.",
    "A story with both {ka} and {kb}, if you please.", "Between {ka} and {kb} there is a friendship. Tell me of it.",
    "{Ka} cannot sleep, and {kb} sings. Tell me {h}.", "There go {ka} and {kb}. Where to? Tell me {h}.",
)
# Sentences that give names alone, before the request or after it.
CAST = (
    "The heroes are {A} and {B}.", "Call them {A} and {B}.", "Call the heroes {A} and {B}.",
    "Their names are {A} and {B}.",
    "The names are {A} and {B}.", "Use the names {A} and {B}.", "One is called {A}, the other {B}.",
    "One is called {A} and the other one is called {B}.", "Let one be {A} and the other {B}.",
    "Let one be called {A} and the other one {B}.", "The two are called {A} and {B}.", "Names: {A}, {B}.",
    "The main characters are {A} and {B}.", "The characters are called {A} and {B}.",
    "Let the heroes be {A} and {B}.",
    "The first friend is {A}, the second one is {B}.", "{A} is the hero, and {B} is the friend.",
    "{A} is one of the friends, {B} the other.", "{A} and {B} are friends.", "{A} and {B} are the heroes.",
    "{A} lives next door to {B}.", "{A} has a friend called {B}.", "{A}'s best friend is {B}.",
    "{A} knows {B} well.",
    "My children are called {A} and {B}.", "My names for them are {A} and {B}.",
    "{A} should be in it, and {B} too.",
    "I want {A} and {B} to be in it.", "{A} must be in it. So must {B}.", "It should have {A} and {B} in it.",
    "The friends have the names {A} and {B}.", "I like the names {A} and {B}.", "Heroes: {A} and {B}.",
    "Hero one: {A}. Hero two: {B}.", "Please have {A} and {B} as heroes.", "We want {A}, and we want {B}.",
    "Name one of them {A} and the other {B}.", "There is {A}, and there is {B}.",
    "It is for {A} and {B}, so use their names.",
)
CAST_KINDS = (
    "{A} is {ka} and {B} is {kb}.", "{A} is {ka}, {B} is {kb}.", "{A} is {ka}, {B} is his friend the {b}.",
    "{A} is {ka}, and {B} is her friend, {kb}.", "{A} is {ka}. {B} is {kb}.", "{A} = {a}, {B} = {b}.",
    "{A}: {a}. {B}: {b}.", "{A} ({a}), {B} ({b}).", "Let {A} be {ka} and {B} {kb}.",
    "Let {A} be {ka} and let {B} be {kb}.",
    "The heroes are {A} the {a} and {B} the {b}.", "The heroes are {ka} called {A} and {kb} called {B}.",
    "One is {ka} called {A}, the other {kb} called {B}.", "One is {ka}, {A}; the other is {kb}, {B}.",
    "Let one be {ka} named {A} and the other {kb} named {B}.",
    "Let one be {A} the {a} and the other {B} the {b}.",
    "There is {ka}, {A}, and there is {kb}, {B}.", "There is {ka} called {A}. There is {kb} called {B}.",
    "There are two friends, {A}, {ka}, and {B}, {kb}.", "Characters: {A} ({a}) and {B} ({b}).",
    "Heroes: {a} {A}, {b} {B}.", "My son has two toys, {ka} called {A} and {kb} called {B}.",
    "In my picture there is {ka} called {A} next to {kb} called {B}.",
    "I drew {ka} and {kb}. They are {A} and {B}.",
    "{A} should be {ka}, and {B} should be {kb}.", "I imagine {A} as {ka} and {B} as {kb}.",
    "The first hero is {A}, {ka}. The second one is {B}, {kb}.", "{ka}, {A}, lives next door to {kb}, {B}.",
    "{A} the {a} has a friend, {B} the {b}.", "{A} the {a} knows {B} the {b}.",
    "{A} and {B} are {ka} and {kb}.",
    "My {a} is called {A}, and my {b} is called {B}.", "{ka} is called {A}, {kb} is called {B}.",
    "We want {A} to be {ka} and {B} to be {kb}.", "First friend: {A} the {a}. Second friend: {B} the {b}.",
    "Once {ka} called {A} met {kb} called {B}.", "{A}, {ka}, and {B}, {kb}, should be in it.",
    "Please have {A} be {ka} and {B} be {kb}.", "Make {A} {ka} and {B} {kb}.",
)
# What follows such a sentence: {h}, and {x} what else the story has.
THEN = (
    "Tell me {h} about them{x}.", "{H} about them{x}, please.", "{H}{x}, please.", "{H}{x} please", "{H}{x}.",
    "Tell me {h}{x}.", "Write {h} about them{x}.", "Write {h} about the two{x}.",
    "Please write {h} with them{x}.",
    "Can you make up {h} about them{x}?", "Could you tell me {h} about these two{x}?",
    "I would like {h} about them{x}.",
    "Now tell me {h} about both of them{x}.", "What happens to them? Tell me {h}{x}.",
    "I want {h} about that{x}.",
    "Make {h} of that{x}.", "Make up {h}{x}.", "Could I have {h} about the pair{x}?",
    "Do you know {h} about them{x}?",
    "So tell me {h}{x}.", "Turn that into {h}{x}.", "That should be {h}{x}.", "Invent {h} about them{x}.",
    "Will you write {h} about the two of them{x}?", "My daughter wants {h} about them{x}.",
    "{H} with these two{x}, thanks.",
    "Give me {h} with both of them{x}.", "What do they do? I need {h}{x}.", "Let me hear {h} about them{x}.",
)
# Whom or what it is for, as a sentence of its own, at either end.
ASIDES = (
    "It is for my daughter.", "It is for my little brother.", "It is for a child of five.",
    "My son loves stories.",
    "I want to read it aloud.", "We are sitting by the fire.", "It is raining here.",
    "The children are in bed already.",
    "I am tired.", "We have ten minutes.", "It is for school.", "I have a cold today.", "Take your time.",
    "Nothing scary, please.", "It should end well.", "Make it nice.", "Thank you!", "Thanks in advance.",
    "I love stories.", "My grandson asked for it.", "I had a long day.", "Simple words, please.", "No rush.",
)

ANOTHER = ("Another one.", "Another one, please.", "Tell me another one.", "One more.",
           "Another story, please.", "Tell me another story.", "Can I have another one?",
           "Can you tell me one more?", "And now another one.", "Again, but a different one.",
           "A new one, please.", "Do you have another one?", "More!", "One more story, please.",
           "Go on, another.", "Once more, with other heroes.", "Tell a different one.",
           "Something else, please.",
           "Next story.", "Next one, please.", "That was nice. Another one?", "Lovely! Now a new one.",
           "Do you know any other story?", "Another tale, please.", "Could we hear one more?",
           "A second story, please.",
           "Can you make up a different one?", "Great, tell me a new one.", "My son wants one more.",
           "I want a new story.",
           "one more story", "A fresh story, please.", "And what other story do you know?",
           "Write another one.",
)
HELD_ANOTHER = ("I liked that. Have you got another?", "Yet another story, please.")
SHORTER = ("Make it shorter.", "Can you make it shorter?", "That is too long.", "Shorter, please.",
           "Please shorten it.", "Tell it again, but shorter.", "Can you tell it in a few sentences?",
           "A shorter version, please.", "Please make the story shorter.", "Could you shorten the story?",
           "Sum it up.", "Summarise the story.", "Can you summarise it?",
           "Now in fewer words.", "Tell it in fewer words.", "Cut it down.", "Can you cut it a bit?",
           "Too long!",
           "It is too long for me, can you shorten it?", "The same in short, please.", "In short?",
           "Make it brief.",
           "Only the main points of the story, please.", "Can I have it shorter?", "Trim the story.",
           "Please sum up the story.", "A summary, please.", "Give me a summary of the story.", "tldr",
           "Boil it down to a few sentences.", "I have little time. Tell it shorter.",
           "Reduce the story a bit.",
)
HELD_SHORTER = ("Give me the short version.", "Condense the story.")
TITLE = ("Give the story a title.", "What is the title of the story?", "What would be a good title?",
         "Find a title for it.", "Can you give it a title?", "It needs a title.", "Give it a title.",
         "Think of a title for the story.", "What is the story called?", "How would you call the story?",
         "What would you call it?", "What should the story be called?", "What should we call this story?",
         "A title for it?", "And the title?", "Title?", "Now a title, please.",
         "Does the story have a title?",
         "I need a title for the story.", "Suggest a title.", "Can you suggest a title?",
         "What is a good name for it?",
         "Which title does it have?", "What is a fitting title?", "Do you have a title for it?",
         "Add a title.",
         "What heading would you put over the story?", "Invent a title for the story.", "The title, please.",
         "How is the story titled?", "What could the title be?", "Put a title on it.", "What's the title?",
)
HELD_TITLE = ("Which title would suit the story?", "Please name the story.")
RENAME = ("Call {ta} {N} instead.", "Please change the name {A} to {N}.", "Tell it again, but call {ta} {N}.",
          "Rename {A} to {N}.", "The same story, but with {N} instead of {A}.", "Can you change {A} to {N}?",
          "I do not like the name {A}. Make it {N}.", "{A} should be called {N}.",
          "Please use {N} and not {A}.",
          "Swap the name {A} for {N}.", "Replace {A} with {N}.", "Replace the name {A} by {N}.",
          "Let {ta} be called {N}.",
          "Could {ta} be called {N}?", "Again, but {A} is now {N}.",
          "Tell the story again with {N} in place of {A}.",
          "Not {A}, but {N}, please.", "Make {A} into {N}.", "Instead of {A} write {N}.",
          "From now on {A} is {N}.",
)
# about any story: questions, answer, whether it needs kinds
ASK = (
    (("What was the {a}'s name?", "What is the name of the {a}?", "What was the {a} called?",
      "Who was the {a}?", "And the {a}'s name?", "How was the {a} called?", "What name did the {a} have?",
      "Do you remember the name of the {a}?", "What was the {a} known as?", "Tell me the name of the {a}.",
      "I forgot the name of the {a}.", "The {a} was called what?", "Who is the {a}?", "name of the {a}?",
      "What do you call the {a}?", "By what name did the {a} go?", "The {a}, what was the name again?",
      "What did they call the {a}?", "Which one was the {a}?", "Which of them was the {a}?",
      "Which friend was the {a}?",
      "And who was the {a}?", "The name of the {a}, please.", "Who was the {a} in the story?"),
     "The {a}'s name was {A}.", True),
    (("What was the {b}'s name?", "What is the name of the {b}?", "What was the {b} called?",
      "Who was the {b}?", "And the {b}'s name?", "What was the name of the {b} again?",
      "What name did the {b} have?",
      "Do you remember the name of the {b}?", "Tell me the name of the {b}.",
      "I forgot the name of the {b}.", "The {b} was called what?", "Who is the {b}?", "name of the {b}?",
      "What do you call the {b}?", "By what name did the {b} go?", "The {b}, what was the name again?",
      "What did they call the {b}?", "Which one was the {b}?", "Which of them was the {b}?",
      "Which friend was the {b}?",
      "And who was the {b}?", "The name of the {b}, please.", "Who was the {b} in the story?"),
     "The {b}'s name was {B}.", True),
    (("Who was {A}?", "What was {A}?", "What kind of character was {A}?", "Remind me who {A} was.",
      "Who is {A}?",
      "Tell me who {A} was.", "What sort of being was {A}?", "What is {A}?", "And {A}, who was that?",
      "I forgot who {A} was.", "And what was {A}?", "{A} was what?", "What kind of hero was {A}?",
      "{A} is who?",
      "Can you tell me what {A} was?", "{A}, who is that again?"), "{A} was {an_a}.", True),
    (("Who was {B}?", "What was {B}?", "What kind of character was {B}?", "Remind me who {B} was.",
      "Who is {B}?",
      "Tell me who {B} was.", "What sort of being was {B}?", "What is {B}?", "And {B}, who was that?",
      "I forgot who {B} was.", "And what was {B}?", "{B} was what?", "What kind of hero was {B}?",
      "{B} is who?",
      "Can you tell me what {B} was?", "{B}, who is that again?"), "{B} was {an_b}.", True),
    (("Where did they live?", "Where did the story happen?", "Where was that?", "Where did {A} live?",
      "Where does the story take place?", "In what place did it happen?", "Where was it?",
      "Where did it happen?",
      "Where are we in the story?", "Where was their home?", "Where is the story set?",
      "Where did {A} and {B} live?",
      "Which place was it?", "What place is the story set in?", "At what place was that?",
      "Where did all that happen?",
      "What was the place?", "Where in the world did they live?", "Where does {A} live?",
      "Where was {A} at home?",
      "Tell me where it happened.", "Tell me where they lived.", "And where was all that?",
      "where do they live",
      "What was the setting?", "In which place did {A} and {B} live?"), "The story took place {inpl}.",
      False),
    (("What were their names?", "Who was in the story?", "Who are the heroes?", "What were the two called?",
      "Name the characters.", "Who were the characters?", "What are the names of the two?",
      "Who were the heroes?",
      "Who were the two?", "Which characters were there?", "Who played a part in the story?",
      "Who were the friends?",
      "What are they called?", "How were they called?", "Tell me their names.", "Their names?",
      "And their names?",
      "What are the names in the story?", "Which names did they have?", "Who appears in it?",
      "Who appeared in the story?",
      "Who were the main characters?", "I forgot their names.", "Remind me of their names.", "Who are they?",
      "Name the heroes.", "What were the friends called?", "What names did you give them?",
      "List the characters."),
     "The two were {Aa} and {Ba}.", False),
    (("What was the story about?", "What is the story about?", "What was it about?", "What is it about?",
      "Tell me what the story was about.", "So what was it all about?", "What did the story deal with?",
      "What happens in it, in one sentence?", "Who and what was it about?",
      "In one sentence, what was it about?"),
     "It was about {Aa}, {Ba} and {at}.", False),
)
# Which animal it was: only where both are animals.
ANIMAL = ("What animal was {N}?", "Which animal was {N}?", "What kind of animal was {N}?",
"What animal is {N}?",
          "{N} was what animal?", "What sort of animal was {N}?", "Was {N} an animal, and which?",
          "Which animal is {N}?",
          "Which animal did {N} stand for?", "And {N}, what animal was that?", "Tell me what animal {N} was.",
          "Do you remember what animal {N} was?", "What species was {N}?")
# "Who found it?" asked otherwise, and what may stand around any question.
WHO = ("Which of the two ", "Which one of them ", "Which one ", "Which of them ", "Which friend ",
"Who was it that ",
       "Who of the two ", "Which character ", "Tell me who ", "Say, who ", "Do you know who ",
       "Do you remember who ",
       "What was the name of the one who ", "What is the name of the one who ", "And who ",
       "Can you tell me who ",
       "What is the one called who ", "Give me the name of the one who ", "I wonder who ", "Remind me who ",
       "I did not get who ", "In your story, who ")
AROUND = ("One question: {q}", "A question: {q}", "Wait, {q}", "Quick question: {q}",
"My daughter asks: {q}", "{Q} I forgot.",
          "In your story, {q}", "I was not listening. {Q}", "Let me ask you, {q}", "Nice story. {Q}",
          "Thank you. {Q}",
          "Lovely! {Q}", "Sorry, {q}", "But {q}", "Hm, {q}", "Tell me, {q}", "Say, {q}", "Now, {q}",
          "So {q}", "And {q}",
          "About the story: {q}", "My son wants to know: {q}", "That was good. {Q}", "I liked that. {Q}",
          "Let's see: {q}",
          "{Q} Please tell me.", "{Q} Do you still know?", "Before I forget, {q}", "Back to the story: {q}")
HELD_ASK = (
    (("Can you tell me the {a}'s name again?", "The {a} had which name?"), "{A}", True),
    (("I forgot how the {b} was called.", "Which name did the {b} have?"), "{B}", True),
    (("{A} was what, exactly?", "Can you say what {A} was in the story?"), "{a}", True),
    (("What place was the story set in?", "Tell me where all that happened."), "{pl}", False),
)


# Requests that name nobody: {ka} "a fox", {kb} "an owl".
HELD_FREE = (
    "{Ka} sits by the window. What is its tale?",
    "Once there was {ka}... please continue.",
    "Please spin a yarn in which {ka} plays the main part.",
    "Do you happen to know a tale with {ka} in the lead?",
    "Our theme for tonight is {ka}. Go ahead with the story.",
    "Story time! {Ka} should be the star.",
    "If you had to write about {ka}, how would that story go?",
    "There is {ka} on my pyjamas. It deserves a story.",
    "The kids drew {ka} today. What might its story be?",
    "Pick {ka} as your hero and start a story.",
    "Bedtime, and we still have no story about {ka}.",
    "See to it that {ka} gets a little story.",
    "Your next story stars {ka}.",
    "Get me a story centred on {ka}.",
    "Fancy telling a story with {ka} as the hero?",
    "Somebody left us {ka} as a toy. Its story, please!",
    "We all adore every kind of {a}. A story, perhaps?",
    "I'd enjoy something short to read that revolves around {ka}.",
    "Such a lovely {a}! What story goes with it?",
    "Dream up some tale for {ka}.",
    "Improvise a story. The hero is {ka}.",
    "Which story can you tell of {ka}?",
    "Any story will do as long as {ka} is in it.",
    "Nobody ever writes about {ka}. Would you? A short story will do.",
    "Pretend that you are an author and that {ka} is your hero. What is the story?",
    "{Ka} and {kb} become friends. Tell us how, as a story.",
    "Picture {ka} next to {kb}. What is their story?",
    "How would a story with {ka} and {kb} go?",
    "Bring {ka} together with {kb} in one story.",
    "What would {ka} and {kb} do all day? Answer with a story.",
    "Mix {ka} and {kb} into a bedtime tale.",
    "On the cover of the book are {ka} and {kb}. What does the book say? Keep the story short.",
    "Two toys, {ka} and {kb}, await their story.",
    "Say {ka} ran into {kb}: what story comes of it?",
    "{Ka} lives beside {kb}. Please make that a story.",
    "Give {ka} and {kb} a story to share.",
    "I bet that you can tell of {ka} and {kb}. A short story, please.",
    "Whatever {ka} and {kb} did, turn it into a tale.",
    "Story wanted! In it: {ka}, {kb}.",
    "A puppet play for us: {ka}, {kb}. What is the story?",
)


class Story:
    """One story: `slots` for the sentences, `parts` beat -> sentence still with its slots."""
    __slots__ = ("slots", "parts", "plot", "order")

    def say(self, beats=None):
        s = self.slots
        if beats:
            return " ".join([self.parts[b].format_map(s) for b in beats])
        return "\n\n".join([" ".join([self.parts[b].format_map(s) for b in para]) for para in self.order])

    def short(self):
        return self.say(("open", "trouble", "solved", "closing"))


_PLOTS = list(plots.PLOTS.values())
_DRY = ("mend", "machine", "night", "storm")  # nothing that can be eaten has a part in these
_EATEN = [p for k, p in plots.PLOTS.items() if not p["things"] and k not in _DRY]
_THINGS, _PLACES = tuple(THINGS), tuple(PLACES)
_CLASSIC = tuple(t for t in THINGS if THINGS[t] != ("small", "old", "strange", "fine"))


def _kind(R, other=None, sea=False):
    while True:
        k = R.choice(ANIMALS if R.random() < 0.8 else ROLES)
        if k != other and (sea or k not in SEA_ANIMALS):
            return k


def _where(place, like):
    at, place = PLACES[place][0], like + " " + place if like else place
    return f"{at} the {place}" if place.endswith("sea") else f"{at} {an(place)}"


def _likely(R, few, taken="", before=()):
    """One of a few, four times in five the first of them, if it can be none of a story before."""
    few = [x for x in few if x != taken]
    few = [x for x in few if x not in before] or few
    return few[0] if len(few) == 1 or R.random() < 0.8 else R.choice(few[1:])


def _free(R, want, before):
    """`want` with what it leaves open, which follows from the first animal. A story after another one has
    other heroes, another plot, place and thing than the one `before`."""
    w, random = dict(want), R.random
    get = w.get
    a, A, t, place, p = get("a"), get("A"), get("t"), get("place"), get("plot")
    if not a and not A and not get("friends"):
        first = PLOT_STARTERS[p] if p else PLACE_STARTERS.get(place, STARTERS[0])
        if first in before or random() > 0.6:
            other = _likely(R, STARTERS, first, before)
            first = other if first in before or other not in before else first
        a = w["a"] = first
    if a and not get("b"):
        w["b"] = _likely(R, ("owl", "mouse") if before.issuperset(PARTNERS[a]) else PARTNERS[a], a, before)
    b = get("b")
    if not A:
        A = w["A"] = _likely(R, OPEN_NAMES[a] if a else FRIEND_NAMES, get("B"), before)
    if not get("B"):
        w["B"] = _likely(R, OPEN_NAMES[b] if b else FRIEND_NAMES, A, before)
    if not a:
        return w
    home, thing, plot = FAVOURITES[a]
    if (a in SEA_ANIMALS or b in SEA_ANIMALS) and home not in SEA_PLACES:
        home = "bay"
    if not p:
        p = plot
        if p in before or random() > 0.6 or not _fits(plots.PLOTS[p], t, place):
            p = R.choice(_PLOT_KEYS)
            while p in before or not _fits(plots.PLOTS[p], t, place):
                p = R.choice(_PLOT_KEYS)
        w["plot"] = p
    p = plots.PLOTS[p]
    if not t and thing not in before and random() < 0.6 and _fits(p, thing):
        w["t"] = thing
    if not place and home not in before and random() < 0.6 and _fits(p, None, home):
        w["place"] = home
    return w


def _fits(p, t=None, place=None):
    return not (t and (p["things"] and t not in p["things"] or t in EDIBLE and p not in _EATEN)
                or place and p["places"] and place not in p["places"])


def make(R, want, before=frozenset()):
    """A story with what `want` gives: A, a, adj_a, B, b, adj_b, t, at, place, like, plot, n, long."""
    if "all given" not in want:
        want = _free(R, want, before)
    choice, get = R.choice, want.get
    st, s = Story(), {}
    t, place, p = get("t"), get("place"), get("plot")
    a, b, A, B = get("a"), get("b"), get("A"), get("B")
    p = plots.PLOTS[p] if p else None
    while not p or (t and ((p["things"] and t not in p["things"]) or (t in EDIBLE and p not in _EATEN))) \
            or (place and p["places"] and place not in p["places"]):
        p = choice(_PLOTS)
    if not t:
        t = choice(p["things"]) if p["things"] else choice(_CLASSIC)
        while t in EDIBLE and p not in _EATEN:
            t = choice(_CLASSIC)
    kinds = bool(a)
    if not place:
        place = choice(p["places"] or (SEA_PLACES if kinds and (a in SEA_ANIMALS or b in SEA_ANIMALS)
                                       else _PLACES))
    prep, likes = PLACES[place]
    like = get("like") or (choice(likes) if R.random() < 0.6 and "like" not in want else "")
    where = _where(place, like)
    s["A"], s["B"], s["t"], s["T"], s["pl"], s["inpl"] = A, B, t, cap(t), place, prep + " the " + place
    s["where"], s["Where"] = where, cap(where)
    s["at"] = get("at") or (an(choice(THINGS[t]) + " " + t) if R.random() < 0.6 else an(t))
    if kinds:
        aj, bj = get("adj_a"), get("adj_b")
        if aj is None:
            aj = choice(ADJECTIVES) if R.random() < 0.5 else ""
        if bj is None:
            bj = choice(ADJECTIVES) if R.random() < 0.5 else ""
        s["a"], s["b"], s["an_a"], s["an_b"] = a, b, an(a), an(b)
        s["ia"] = an(aj + " " + a if aj else a) + choice((" named ", " called ")) + A
        s["ib"] = an(bj + " " + b if bj else b) + choice((" named ", " called ")) + B
        s["Ia"] = cap(s["ia"])
        s["ta"], s["Ta"], s["Aa"] = "the " + a, "The " + a, A + " the " + a
        s["tb"], s["Tb"], s["Ba"] = "the " + b, "The " + b, B + " the " + b
    else:
        s["ta"] = s["Ta"] = s["Aa"] = s["ia"] = s["Ia"] = A
        s["tb"] = s["Tb"] = s["Ba"] = B
        s["ib"] = "a traveller named " + B
    s["D"], s["spot"], s["dest"], s["job"], s["game"] = (choice(plots.DAYS), choice(plots.SPOTS),
                                                         choice(plots.DESTS),
                                                         choice(plots.JOBS), choice(plots.GAMES))
    s["food"], s["food2"] = choice(FOODS), choice(FOODS)
    s["Dest"] = get("Dest") or s["dest"].title().replace(" Of ", " of ").replace("The ",
                                                                                 "the ").replace(" In ",
                                                                                                 " in ")
    parts = {"open": choice(p["opening"] or (plots.OPEN_KINDS if kinds else plots.OPEN_FRIENDS)),
             "mood": choice(p["moods"]),
             "closing": choice(p["closings"]), "detour": choice(plots.DETOURS)}
    for name, variants in zip(("trouble", "answer", "attempt", "turn", "solved", "thanks"), p["beats"]):
        parts[name] = choice(variants)
    st.slots, st.parts, st.plot = s, parts, p
    n = get("n")
    if n:
        left = ("open", "trouble", "solved", "closing", "answer", "attempt", "turn", "thanks", "mood")[:n]
        order = [("open", "mood"), ("trouble", "answer", "attempt", "turn"), ("solved", "thanks", "closing")]
        order = [[b for b in para if b in left] for para in order]
        st.order = order if n > 5 else [sum(order, [])]
    elif get("long"):
        st.order = (("open", "mood"), ("trouble", "answer"), ("attempt", "detour", "turn"), ("solved",
                                                                                             "thanks",
                                                                                             "closing"))
        if R.random() < 0.5:
            parts["more"] = choice([d for d in plots.DETOURS if d != parts["detour"]])
            st.order = (("open", "mood"), ("trouble", "answer", "attempt"), ("detour", "more", "turn"),
                        ("solved", "thanks", "closing"))
    else:
        r = R.random()
        first = ("open", "mood") if r < 0.6 else ("open",)
        last = ("solved", "thanks", "closing") if r < 0.3 or r > 0.5 else ("solved", "closing")
        r = R.random()
        if r < 0.6:
            st.order = (first, ("trouble", "answer", "attempt", "turn"), last)
        elif r < 0.8:
            st.order = (first + ("trouble", "answer"), ("attempt", "turn") + last)
        else:
            st.order = (first, ("trouble", "attempt", "turn"), last)
        told = [parts[b] for para in st.order for b in para]
        if sum(["{B}" in x or "{ib}" in x or "{Ba}" in x for x in told]) < 2:  # hardly a hero
            parts["closing"] = p["closings"][0]
    return st


# Two halves of names make a new one that sounds like a name: "Gust" and "ina".
_CUTS = [(n, i) for n in NAMES for i in range(2, len(n) - 1) if n[i] in "aeiou" and n[i - 1] not in "aeiou"]
_HEADS = tuple(sorted({n[:i] for n, i in _CUTS}))
_TAILS = tuple(sorted({n[i:] for n, i in _CUTS}))


def blend(R):
    while True:
        name = R.choice(_HEADS) + R.choice(_TAILS)
        low = name.lower()
        if 3 < len(name) < 11 and low not in _TAKEN and not any(b in low for b in _BAD):
            return name


def name(R):
    """A name for a hero: mostly one that nobody has met before."""
    r = R.random()
    return pseudo_name(R) if r < 0.5 else blend(R) if r < 0.8 else any_name(R, 0)


_BY_LETTER, _HEADS_BY = {}, {}
for _n in NAMES:
    _BY_LETTER.setdefault(_n[0], []).append(_n)
for _n in _HEADS:
    _HEADS_BY.setdefault(_n[0], []).append(_n)


def _alike(R, a):
    """A name that begins as `a` does."""
    r, choice = R.random(), R.choice
    if r < 0.4 and a[0] in _BY_LETTER:
        return choice(_BY_LETTER[a[0]])
    if r < 0.7 and a[0] in _HEADS_BY:
        return choice(_HEADS_BY[a[0]]) + choice(_TAILS)
    i = 1
    while i < len(a) - 1 and a[i] not in "aeiou":
        i += 1
    return a[:i + 1] + choice(_INNER) + choice(_VOWELS) + choice(_END_PARTS)


def two_names(R):
    """Two names for one story; one pair in five begins alike, so that both are read to their ends."""
    a = name(R)
    if R.random() < 0.2:
        for _ in range(9):
            b = _alike(R, a)
            low = b.lower()
            if b not in a and a not in b and 3 < len(b) < 11 and (
                    b in _BY_LETTER.get(b[0], ()) or low not in _TAKEN and not any(x in low for x in _BAD)):
                return a, b
    b = name(R)
    while b[0] == a[0]:
        b = name(R)
    return a, b


def _pair(R, want, x, y):
    """Kinds for the two names, or none, and the words for them: (whether with kinds, slots)."""
    choice, random = R.choice, R.random
    want["A"], want["B"] = x, y
    kinds = random() < 0.58
    ka = kb = a = b = ""
    if kinds:
        a = want["a"] = _kind(R, sea=True)
        b = want["b"] = _kind(R, a, a in SEA_ANIMALS)
        want["adj_a"] = want["adj_b"] = ""
        if random() < 0.2:
            want["adj_a"] = choice(ADJECTIVES)
            want["adj_b"] = choice(ADJECTIVES) if random() < 0.6 else ""
        a = want["adj_a"] + " " + a if want["adj_a"] else a
        b = want["adj_b"] + " " + b if want["adj_b"] else b
        ka, kb = an(a), an(b)
    else:
        want["friends"] = True
    return kinds, {"A": x, "B": y, "a": a, "b": b, "ka": ka, "kb": kb, "c": choice(CONNECT)}


def wish(R, held=False):
    """What somebody wants a story about, and the words for it: (want, request)."""
    choice, random = R.choice, R.random
    leads, heads, abouts, named, pairs, settings = (
        (HELD_LEADS, HELD_HEADS, HELD_ABOUT, HELD_NAMED, HELD_PAIRS, HELD_SETTINGS) if held else
        (LEADS, HEADS, ABOUT, NAMED, PAIRS, SETTINGS))
    want, who, tail, after, topic = {}, "", "", "", ""
    r = random()
    x, y = (R.sample(HELD_NAMES, 2) if held else two_names(R))
    if not held:
        if random() < 0.14:  # animals without names
            r = 0.22 + random() * 0.24
        elif random() < 0.33:
            return wish_pair(R, want, x, y)
        elif 0.46 < r < 0.9 and random() < 0.5:
            r = random() * 0.46
    if r < 0.22:
        pass
    elif r < 0.34:  # an animal
        want["a"] = _kind(R, sea=True)
        want["adj_a"] = choice(ADJECTIVES) if random() < 0.4 else ""
        who = an((want["adj_a"] + " " if want["adj_a"] else "") + want["a"])
    elif r < 0.46:  # two
        a = want["a"] = _kind(R, sea=True)
        b = want["b"] = _kind(R, a, a in SEA_ANIMALS)
        if random() < 0.25:
            want["adj_a"], want["adj_b"] = choice(ADJECTIVES), choice(ADJECTIVES + ("",))
        aa, bb = (an((want.get(k) + " " if want.get(k) else "") + n) for k, n in (("adj_a", a), ("adj_b", b)))
        who = aa + " and " + bb
        if random() < 0.3:
            want["A"], want["B"] = x, y
            after = choice(AFTERWARDS[:4] if held else AFTERWARDS).format(a=a, b=b, A=x, B=y)
    elif r < 0.72:  # one or two with names
        a, A = _kind(R, sea=True), x
        want["a"], want["A"] = a, A
        adj = choice(ADJECTIVES) + " " if random() < 0.2 else ""
        want["adj_a"] = adj.strip() if adj else ""
        who = choice(named).format(k=an(adj + a), N=A, bare=adj + a)
        if random() < 0.6:
            want["b"], want["B"] = b, B = _kind(R, a, a in SEA_ANIMALS), y
            want["adj_b"] = ""
            who += ", and " if ", " in who else " and "
            who += choice(named[:-2] or named).format(k=an(b), N=B, bare=b)
    elif r < 0.90:  # names alone
        want["A"], want["friends"] = x, True
        if random() < 0.75:
            want["B"] = y
            who = choice(pairs).format(A=x, B=y, c="and")
        else:
            who = x if random() < 0.6 else choice(("someone", "somebody")) + choice((" called ",
                                                                                     " named ")) + x
    else:
        key = choice(_PLOT_KEYS)
        want["plot"] = key
        if plots.PLOTS[key]["things"] and random() < 0.8:
            want["t"] = choice(plots.PLOTS[key]["things"])
        topic = choice(plots.PLOTS[key]["topics"])
        if "{t}" in topic or "{at}" in topic:
            t = want["t"] = want.get("t") or choice(_CLASSIC)
            while t in EDIBLE and plots.PLOTS[key] not in _EATEN:
                t = want["t"] = choice(_CLASSIC)
            if "{at}" in topic:
                want["at"] = an(t)
        if "{dest}" in topic:
            topic = choice(plots.PLOTS[key]["topics"][:3])
        topic = topic.format(t=want.get("t"), at=want.get("at"))
    if not topic and random() < 0.22:
        t = want["t"] = choice(_THINGS)
        want["at"] = an(choice(THINGS[t]) + " " + t) if random() < 0.35 else an(t)
        if not who:
            who = want["at"]
        else:
            tail += (" with " if after else choice((" and ", " with ", " in which there is "))) + want["at"]
    if random() < 0.15:
        place = choice(plots.PLOTS[want["plot"]]["places"] or _PLACES) if topic else choice(_PLACES)
        want["place"], want["like"] = place, choice(PLACES[place][1]) if random() < 0.4 else ""
        where = _where(place, want["like"])
        tail += " " + choice(settings).format(where=where)
    r = random()
    if held or r < 0.78:
        head = choice(heads)
    elif r < 0.86:
        head, want["n"] = choice(TINY_HEADS), 4
    elif r < 0.92:
        n = want["n"] = R.randrange(3, 9)
        head = choice(COUNT_HEADS).format(n=NUMBERS[n] if random() < 0.6 else n)
    else:
        head, want["long"] = choice(LONG_HEADS), True
    if topic:
        s = head + " about " + topic + tail
    elif who:
        about = choice(abouts)
        if tail and about[-3:] in (" it", "ear"):
            about = "about {w}"
        if about[-3:] in ("ear", " up") and (" and " not in who or "," in who or not held and tail):
            about = "about {w}"
        if not held and tail and (about[:5] == "and i" or "," in who):
            about = "about {w}"
        s = head + " " + about.format(w=who) + tail
    else:
        s = head + tail
    lead = choice(leads)
    if head == "story":
        lead = "{S}" if lead[:3] != "{S}" else lead
        if s == "story":
            s = "a story"
    text = lead.format(s=s, S=cap(s))
    if not held and who and not topic and not after and not want.get("A") and random() < 0.4 \
            and tail[:7] != " and it":
        two = bool(want.get("b"))  # nobody has a name: the request is built around the animals
        frame = choice(FRAMES if two else _ONE_FRAMES)
        h = choice(_PLAIN) if head in HEADS else head
        x = tail[4:] if tail[:5] == " and " else tail
        x = " with" + x if tail[:5] == " and " else x
        text = cap(frame.format(P=cap(who) if frame[:3] == "{P}" else who, h=h, H=cap(h), x=x))
        if want.get("a") and not tail and random() < 0.5:
            ka, _, kb = who.partition(" and ")
            text = cap(choice(FREE_TWO if two else FREE_ONE).format(
                ka=ka, kb=kb, Ka=cap(ka), a=want["a"], b=want.get("b"), h=h, H=cap(h)))
    if not held:
        text = _tidy(text)
    if after:
        text = (text if text[-1] in ".?" else text + ".") + after
    return want, text


_PLOT_KEYS = list(plots.PLOTS)
_KEY_OF = {id(p): k for k, p in plots.PLOTS.items()}


def _head(R, want):
    r = R.random()
    if r < 0.8:
        return R.choice(_PLAIN)
    if r < 0.87:
        want["n"] = 4
        return R.choice(TINY_HEADS)
    if r < 0.93:
        n = want["n"] = R.randrange(3, 9)
        return R.choice(COUNT_HEADS).format(n=NUMBERS[n] if R.random() < 0.6 else n)
    want["long"] = True
    return R.choice(LONG_HEADS)


_PLAIN = tuple(h for h in HEADS if h != "story")
_ONE_FRAMES = tuple(f for f in FRAMES if not re.search(r"hero|them|\bthey|\btwo|were|are \{P|chara|Cast|meet",
                                                      f, re.I))
_MEETS = ("how ", "the adv", "the day", "what ", "the frie")


def wish_pair(R, want, x, y):
    """A request that gives two names: in a phrase, around it, or in a sentence before or after it."""
    choice, random = R.choice, R.random
    kinds, slots = _pair(R, want, x, y)
    h, tail = _head(R, want), ""
    r = random()
    if r < 0.14:
        t = want["t"] = choice(_THINGS)
        want["at"] = an(choice(THINGS[t]) + " " + t) if random() < 0.35 else an(t)
        tail = choice((" with ", " and ", " that has to do with ", " in which there is ",
        " about ")) + want["at"]
    elif r < 0.26:
        place = want["place"] = choice(_PLACES)
        want["like"] = choice(PLACES[place][1]) if random() < 0.4 else ""
        tail = " " + choice(SETTINGS).format(where=_where(place, want["like"]))
    r = random()
    if r < 0.36:  # a phrase in the request
        pair = choice(PAIRS_KINDS if kinds else PAIRS).format_map(slots)
        about = choice(ABOUT) if not tail and not pair.startswith(_MEETS) else "about {w}"
        if about[-3:] in (" it", "ear", " up") and ("," in pair or "who" in pair or " and " not in pair):
            about = "with {w}"
        if tail[:5] == " and " or tail[:6] == " about":
            tail = " with " + want["at"] if "at" in want else tail
        text = choice(LEADS).format(s=h + " " + about.format(w=pair) + tail,
                                    S=cap(h) + " " + about.format(w=pair) + tail)
    elif r < 0.60:  # the request around a phrase
        if tail[:5] == " and " and "at" in want:
            tail = " with " + want["at"]
        pairs = PAIRS_KINDS if kinds else PAIRS
        pair = choice(pairs)
        while pair.startswith(_MEETS):
            pair = choice(pairs)
        pair = pair.format_map(slots)
        frame = choice(FRAMES)
        text = frame.format(P=cap(pair) if frame[:3] == "{P}" else pair, h=h, H=cap(h), x=tail)
        text = cap(text)
    else:
        if tail[:5] == " and " and "at" in want:
            tail = " with " + want["at"]
        cast = cap(choice(CAST_KINDS if kinds else CAST).format_map(slots))
        if kinds and random() < 0.4:  # kinds in the request, names in the sentence
            who = " " + choice(ABOUT[:5]).format(w=slots["ka"] + " and " + slots["kb"])
            text = _sentence(choice(LEADS).format(s=h + who + tail, S=cap(h) + who + tail))
            cast = choice(AFTERWARDS).format_map({"a": want["a"], "b": want["b"], "A": x, "B": y})
            text += cast
        elif random() < 0.6:
            text = cast + " " + choice(THEN).format(h=h, H=cap(h), x=tail)
        else:
            who = choice((" about two friends", " about two", "", "", " with two heroes", "",
            " for the two of us"))
            if tail[:6] == " about":
                who = ""
            text = _sentence(choice(LEADS).format(s=h + who + tail, S=cap(h) + who + tail)) + " " + cast
    if random() < 0.1:
        aside = choice(ASIDES)
        first = random() < 0.45 and aside[:5] != "Thank"
        text = aside + " " + cap(text) if first else _sentence(text) + " " + aside
    return want, _tidy(text)


def _tidy(text):
    return text.replace(",.", ".").replace(",?", "?").replace(",,", ",").replace(",!", "!").replace(",:", ":")


def _sentence(text):
    return text if text[-1] in ".?!" else cap(text) + "."


def _thought(R, st, want):
    s = st.slots
    text = f"The user wants a story with {s['Aa']} and {s['Ba']}." if want.get("A") and want.get("B") else \
        f"The user wants a story with {s['Aa']}." if want.get("A") else \
        f"The user wants a story about {an(want['a'])} and {an(want['b'])}." if want.get("b") else \
        f"The user wants a story about {an(want['a'])}." if want.get("a") else \
        "The user wants a story."
    return (f"{text} The heroes are {s['Aa']} and {s['Ba']}; "
            f"the place is the {s['pl']}, and it is about {s['at']}.")


_NEVER = ("\0",)


def _type(R, text, names=_NEVER):
    if R.random() < (0.06 if names == _NEVER else 0.02):  # a small word should seldom turn out to be a name
        return text.lower()
    if text.startswith(names):  # a name keeps its capital
        return text if R.random() < 0.8 or text[-1] != "." else text[:-1]
    return typed(R, text)


def tell(R, want, text, before=frozenset()):
    st = make(R, want, before)
    return st, [User(text), Assistant(_thought(R, st, want), st.say())]


def question(R, st):
    """A question on a story told, and its answer. Only what was said is asked."""
    s, own, choice, random = st.slots, st.plot["questions"], R.choice, R.random
    told = st.say().lower()
    animals = s.get("a") in _ANIMALS and s["b"] in _ANIMALS
    while True:
        if random() < 0.55:
            forms, answer, *needs = choice(own)
            if needs and not any(n in told for n in needs[0]):  # words that tell it
                continue
            q = choice(forms)
            if q[:4].lower() == "who " and "{" not in q[4:].replace("{t}", "") and answer[:4] in ("{A} ",
            "{B} ") and answer[4:7] != "and":
                r = random()
                if r < 0.35:
                    q = choice(WHO) + q[4:]
                    if q[:4] in _INDIRECT:
                        q = q[:-1] + "."
                elif r < 0.5 and animals:
                    q, answer = "Which animal " + q[4:], "{" + answer[1] + "a}" + answer[3:]
        elif animals and random() < 0.2:
            side = choice("AB")
            q, answer = choice(ANIMAL).replace("{N}", "{" + side + "}"), _WAS[side]
        else:
            forms, answer, kinds = choice(ASK)
            if kinds and "a" not in s:
                continue
            q = choice(forms)
        q, answer = cap(q.format_map(s)), answer.format_map(s)
        # what the answer names was said in the story
        if not all(s[k].lower() in told for k in ("spot", "dest", "job", "game", "food") if s[k] in answer):
            continue
        if random() < 0.2:
            small = q if q.startswith((s["A"], s["B"], "I ")) else q[:1].lower() + q[1:]
            q = cap(choice(AROUND).format(q=small, Q=q))
        return q, answer


_ANIMALS = frozenset(ANIMALS)
_WAS = {"A": "{A} was {an_a}.", "B": "{B} was {an_b}."}
_INDIRECT = ("Tell", "Give", "I wo", "Remi", "I di")


def _follow(R, st, want, text):
    r, s = R.random(), st.slots
    if r < 0.13:
        before = {s.get(k) for k in ("A", "B", "a", "b", "t", "pl")} | {_KEY_OF[id(st.plot)]}
        again, turns = tell(R, want, _type(R, R.choice(ANOTHER)), before)
        return again, turns
    if r < 0.22 and sum(map(len, st.order)) > 5:
        return st, [User(_type(R, R.choice(SHORTER))),
                    Assistant("The user wants the same story in fewer sentences.", st.short())]
    if r < 0.30:
        title = st.plot["title"].format_map(s)
        return st, [User(_type(R, R.choice(TITLE))),
                    Assistant("The user wants a title for the story.", f"A good title would be \"{title}\".")]
    if r < 0.34:
        new = name(R)
        if new not in (s["A"], s["B"]):
            ask = R.choice(RENAME).format(N=new, **s)
            old = s["A"]
            st.slots = {k: re.sub(rf"\b{old}\b", new, v) for k, v in s.items()}
            thought = f"The user wants the name {old} changed to {new}. I tell the story again."
            return st, [User(_type(R, ask)), Assistant(thought, st.say())]
    q, answer = question(R, st)
    return st, [User(_type(R, q)), Assistant("The user asks about the story I told. I look it up there.",
                                             answer)]


def exchange(R, tools=()):
    want, text = wish(R)
    st, turns = tell(R, want, _type(R, text, tuple(want[k] for k in ("A", "B") if k in want) or _NEVER))
    if R.random() < 0.34:
        _ask(R, st, turns)
    while R.random() < 0.3 and len(turns) < 8:
        st, more = _follow(R, st, want, text)
        turns += more
        if R.random() < 0.3:
            _ask(R, st, turns)
    return turns


def _ask(R, st, turns):
    """One to three questions on the story, each of them once."""
    answers = set()
    for _ in range(R.choice((1, 1, 1, 2, 2, 3))):
        q, answer = question(R, st)
        if answer not in answers:
            answers.add(answer)
            turns += [User(_type(R, q, (st.slots["A"], st.slots["B"]))),
                      Assistant("The user asks about the story I told. I look it up there.", answer)]


def _case(kind, name, messages, expect):
    return {"kind": kind, "id": f"{kind}/{name}", "tools": [], "thinking": False, "messages": messages,
            "expect": expect}


def cases(R):
    """60 requests with names and wordings that training has not, then 20 questions on scripted stories."""
    pool = list(NAMES) + list(HELD_NAMES)
    seen, n = set(), 0
    while n < 60:
        want, text = wish(R, held=True)
        # every case gives something that can be checked
        given = any(want.get(k) for k in ("A", "a", "t", "place"))
        if text in seen or not given or (n < 40 and not want.get("A")):
            continue
        seen.add(text)
        names = [want[k] for k in "AB" if want.get(k)]
        expect = {"all": [rf"\b{want[k]}\b" for k in ("a", "b", "t", "place") if want.get(k)]}
        if names:
            # with one name given, the other is the model's to choose
            others = pool if len(names) == 2 else HELD_NAMES
            expect["story"] = {"names": names, "pool": [x for x in others if x not in names],
                               "said": {want[k]: want[k.lower()] for k in "AB" if want.get(k)
                                        and want.get(k.lower())}}
        if not expect["all"]:
            del expect["all"]
        n += 1
        yield _case("story", f"{n:02d}", [{"role": "user", "content": text}], expect)
    for i in range(20):
        x, y = R.sample(HELD_NAMES, 2)
        a = _kind(R)
        want = {"A": x, "B": y, "a": a, "b": _kind(R, a), "all given": True}
        st = make(R, want)
        first = R.choice(HELD_LEADS).format(s=f"a story about {x} the {a} and {y} the {want['b']}")
        forms, answer, _ = HELD_ASK[i % len(HELD_ASK)]
        s = st.slots
        yield _case("story-question", f"{i + 1:02d}",
                    [{"role": "user", "content": first}, {"role": "assistant", "content": st.say()},
                     {"role": "user", "content": R.choice(forms).format_map(s)}],
                    {"any": [rf"\b{answer.format_map(s)}\b"]})
    pool = sorted({*ALL_NAMES, *HELD_NAMES})
    for i, form in enumerate(HELD_FREE):
        kinds = [_kind(R, sea=True)]
        if "{kb}" in form:
            kinds.append(_kind(R, kinds[0], kinds[0] in SEA_ANIMALS))
        ka = an(kinds[0])
        text = form.format(a=kinds[0], ka=ka, Ka=cap(ka), kb=an(kinds[-1]))
        expect = {"all": [rf"\b{k}\b" for k in kinds],
                  "story": {"n_names": 2, "pool": pool, "said": [k for k in kinds if k in _ANIMALS]}}
        yield _case("story-free", f"{i + 1:02d}", [{"role": "user", "content": text}], expect)


def _disjoint(train, held):
    assert not {t.lower() for t in train} & {h.lower() for h in held}, set(train) & set(held)


for _t, _h in ((LEADS, HELD_LEADS), (HEADS + LONG_HEADS + TINY_HEADS, HELD_HEADS), (ABOUT, HELD_ABOUT),
               (NAMED, HELD_NAMED),
               (PAIRS, HELD_PAIRS), (SETTINGS, HELD_SETTINGS), (ANOTHER, HELD_ANOTHER), (SHORTER,
                                                                                         HELD_SHORTER),
               (TITLE, HELD_TITLE),
               (LEADS + FRAMES + THEN, HELD_LEADS),
               (LEADS + FRAMES + FREE_ONE + FREE_TWO + THEN + CAST + CAST_KINDS + ASIDES, HELD_FREE),
               ([q for f, _, _ in ASK for q in f]
                + [q for p in _PLOTS for f, *_ in p["questions"] for q in f],
                [q for f, _, _ in HELD_ASK for q in f])):
    _disjoint(_t, _h)
# No request without names begins as one that training makes.
_PREFIXES = tuple(f.partition("{")[0] for f in LEADS + FRAMES + FREE_ONE + FREE_TWO
                  if len(f.partition("{")[0]) > 3)
assert len(HELD_FREE) == len(set(HELD_FREE)) == 40
assert all(re.search("{[kK]?a}", f) for f in HELD_FREE)
assert not any(f.startswith(_PREFIXES) for f in HELD_FREE), [f for f in HELD_FREE if f.startswith(_PREFIXES)]
