#!/usr/bin/env python3
"""Every judge lets a good answer pass and stops a bad one: test_judge.py FLASHMOE"""
import json
import os
import subprocess
import sys
import unittest

BIN = os.path.abspath(sys.argv[1])
SOURCE = os.environ["FLASHMOE_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "tools", "demo-model"))
import judge  # noqa: E402
import score  # noqa: E402

SUM = {"name": "calculate", "arguments": {"expression": "1 + 2"}}


def answer(content="Yes.", calls=(), **more):
    a = {"content": content, "thinking": "", "tool_calls": list(calls), "n_tokens": 9, "warning": "",
         "finish": "tool_calls" if calls else "stop"}
    return a | more


def fence(language, body):
    return f"Here it is:\n\n```{language}\n{body}\n```\n"


class Judge(unittest.TestCase):
    def passes(self, reasons):
        self.assertEqual(reasons, [])

    def fails(self, reasons, says):
        self.assertIn(says, "\n".join(reasons))

    def whole(self, expect, *answers, **case):
        case = {"id": "x", "kind": "k", "messages": [], "expect": expect} | case
        reply = {"id": "x", "answers": list(answers)}
        return judge.judge(case, reply, judge.compile_all(judge.snippets(case, reply)))

    # -- every answer

    def test_an_answer_ends_by_itself(self):
        self.passes(judge.form(answer(), False))
        self.passes(judge.form(answer("", [SUM]), False))
        self.fails(judge.form(answer(finish="length"), False), "did not end")
        self.fails(judge.form(answer(" \n"), False), "empty")

    def test_thinking_is_there_when_and_only_when_it_is_on(self):
        self.passes(judge.form(answer(thinking="The user greets."), True))
        self.fails(judge.form(answer(thinking=" \n"), True), "missing")
        self.fails(judge.form(answer(thinking="The user greets."), False), "not asked")

    def test_repetition_is_found(self):
        self.passes(judge.repeats("a\na\nb\na\n\n        }\n    }\n}\n"))
        self.passes(judge.repeats("She walked to the old mill today. She walked to the old mill again."))
        self.fails(judge.repeats("a\na\n\na"), "three times")
        self.fails(judge.repeats("and the fox and the owl met " * 4), "4 times")

    def test_control_tokens_are_found(self):
        self.passes(judge.stray("if (a < b && c > d) x |= 1; <b>tools</b> #include <time.h>"))
        for text in ("Hi<|im_end|>", "<tool_call>", "</think> so", "<function=calculate>"):
            self.fails(judge.stray(text), "control token")

    def test_calls_must_be_possible(self):
        self.passes(judge.bad_calls(answer("", [SUM]), ["calculate"]))
        self.passes(judge.bad_calls(answer("", [{"name": "get_time", "arguments": {}}]), ["get_time"]))
        self.fails(judge.bad_calls(answer("", [SUM]), []), "not on offer")
        for arguments, says in (("1 + 2", "no object"), ({}, "none"), ({"expression": 3}, "no text"),
                                ({"expression": "1", "x": "2"}, "expression, x")):
            self.fails(judge.bad_calls(answer("", [{"name": "calculate", "arguments": arguments}]), ["calculate"]), says)
        self.fails(judge.bad_calls(answer(warning="a broken call"), ["calculate"]), "a broken call")

    def test_the_tools_are_the_programs(self):
        out = subprocess.run([BIN, "tools", "list", "--json"], capture_output=True, text=True, check=True,
                             env=os.environ | {"XDG_CONFIG_HOME": "/nonexistent"}).stdout
        listed = json.loads(out)
        listed = listed.get("tools", listed) if isinstance(listed, dict) else listed
        functions = [t["function"] for t in listed]
        self.assertEqual({f["name"]: tuple(f["parameters"]["required"]) for f in functions}, judge.TOOLS)
        for f in functions:
            self.assertEqual({p["type"] for p in f["parameters"]["properties"].values()} - {"string"}, set())

    # -- calls

    def test_call_is_the_first_answers(self):
        self.passes(judge.call([answer("", [SUM]), answer("3")], SUM))
        self.fails(judge.call([answer("3")], SUM), "missing")
        self.fails(judge.call([answer("", [SUM, SUM])], SUM), "is to be")
        self.fails(judge.call([answer("", [SUM | {"arguments": {"expression": "1+2"}}])], SUM), "is to be")

    def test_two_numbers_may_change_places_in_a_sum_or_a_product(self):
        def judged(made, wanted, **more):
            made, wanted = ({"name": "calculate", "arguments": {"expression": e}} for e in (made, wanted))
            return judge.call([answer("", [made])], wanted | more)
        for made, wanted in (("43 * 71", "71 * 43"), ("2 + 1", "1 + 2"), ("0.5 * 12", "12 * 0.5"),
                             ("3 + -7", "-7 + 3"), ("8 - 5", "8 - 5")):
            self.passes(judged(made, wanted))
        for made, wanted in (("5 - 8", "8 - 5"), ("2 / 4", "4 / 2"), ("3 ^ 2", "2 ^ 3"), ("1 * 2", "1 + 2"),
                             ("2 + 1", "1 * 2"), ("2+1", "1 + 2"), ("3 + 2 + 1", "1 + 2 + 3"),
                             ("2 * 5 + 1", "1 + 5 * 2"), ("20 * 15 / 100", "15 * 20 / 100"), ("2 + 2", "1 + 2"),
                             ("12 * 34", "43 * 21"), ("(2 + 1)", "(1 + 2)"), (None, "1 + 2")):
            self.fails(judged(made, wanted), "is to be")
        self.fails(judged("2 + 1", "1 + 2", name="run_command"), "is to be")
        talk = [answer("", [SUM]), answer("3")]
        self.passes(judge.calls(talk, [SUM | {"arguments": {"expression": "2 + 1"}}, None]))
        self.fails(judge.calls(talk, [SUM | {"arguments": {"expression": "2 + 2"}}, None]), "is to be")

    def test_calls_go_answer_by_answer(self):
        talk = [answer("", [SUM]), answer("3"), answer("", [SUM]), answer("3")]
        self.passes(judge.calls(talk, [SUM, None, SUM, None]))
        self.passes(judge.calls(talk, [SUM, None]))
        self.passes(judge.calls(talk, [SUM, SUM]))
        self.fails(judge.calls(talk, [None, SUM]), "no call was due")
        self.fails(judge.calls(talk, [SUM]), "2 answers")
        self.fails(judge.calls(talk[:2], [SUM, None, SUM]), "missing")

    def test_no_call_means_none_at_all(self):
        self.passes(judge.no_call([answer(), answer()], True))
        self.fails(judge.no_call([answer(), answer("", [SUM])], True), "no call was due")

    # -- words

    def test_regular_expressions(self):
        self.passes(judge.any_of("A fox\nran.", [r"owl", r"FOX.ran"]))
        self.fails(judge.any_of("A fox", ["owl"]), "none of")
        self.passes(judge.all_of("A fox", ["a", "x$"]))
        self.fails(judge.all_of("A fox", ["a", "owl"]), "'owl'")
        self.passes(judge.none_of("A fox", ["owl"]))
        self.fails(judge.none_of("A fox", ["FOX"]), "'FOX'")

    def test_a_gloss_may_stand_in_a_sentence(self):
        want = "light in a transparent protective case"
        for text in ("**Lantern** (noun): light in a transparent protective case", f"A lantern is a {want}.",
                     f"**Lantern** is a noun. It means: {want}.\n\nFor example: *The lantern was lit.*",
                     f"Lantern is a noun that means {want}. Shall I say more?", f"- *noun*: {want}"):
            self.passes(judge.gloss(text, want))
            self.passes(judge.pos("noun " + text, "noun"))
        self.fails(judge.gloss("**Lantern** (noun): a state of feeling", want), "agrees by")
        self.fails(judge.gloss("", want), "agrees by 0.00")
        self.fails(judge.pos("It is a pronoun.", "noun"), "part of speech")

    def test_a_list_has_known_and_different_items(self):
        want = {"n": 3, "from": ["apple", "plum", "Brazil nut", "pear"]}
        self.passes(judge.list_of("Here:\n\n- Apple\n- **plum**\n- brazil nut.", want))
        self.passes(judge.list_of("1. apple\n2. plum\n3. pear", want))
        self.fails(judge.list_of("- apple\n- plum\n- plum", want), "more than once: plum")
        self.fails(judge.list_of("- apple\n- plum", want), "2 items")
        self.fails(judge.list_of("- apple\n- plum\n- brick", want), "'brick'")
        self.fails(judge.list_of("apple, plum, pear", want), "no list")

    def test_a_story_keeps_to_its_people(self):
        want = {"names": ["Nina", "David"], "pool": ["Nina", "David", "Tom"], "said": {"Nina": "fox", "David": "owl"}}
        good = ("In a mill there lived a brave fox called Nina. Nina was the owl's friend. David, the old owl, met "
                "her. Nina was a friend of the bear, and the owl said to Nina that all was well.")
        self.passes(judge.story(good, want))
        self.fails(judge.story(good.replace("David", "He"), want), "David does not occur")
        self.fails(judge.story(good + " Tom came.", want), "Tom has no part")
        for more in ("A bear named Nina ran.", "Nina the bear ran.", "Nina was a very old bear.", "Nina, a bear, ran.",
                     "The bear Nina ran.", "The bear's name was Nina."):
            self.fails(judge.story(good + " " + more, want), "Nina is called a bear")

    def test_a_story_without_given_names_keeps_to_two(self):
        want = {"n_names": 2, "pool": ["Finn", "Frida", "Otto", "Olga"], "said": ["fox"]}
        good = ("In a mill there lived a brave fox called Finn and an owl named Otto. Otto was the fox's friend, and "
                "Finn and Otto sang. Otto said to Finn that all was well, and Finn nodded.")
        self.passes(judge.story(good, want))
        self.passes(judge.story(good, want | {"said": ["owl", "fox"]}))
        self.passes(judge.story(good, {"n_names": 2, "pool": want["pool"]}))
        self.passes(judge.story(good + " Sigrers, Finnish and Ottos.", want))
        self.fails(judge.story(good.replace("Otto", "Sigrers"), want), "1 known names occur, not 2: Finn")
        self.fails(judge.story(good.replace("Otto", "Finn"), want), "1 known names")
        self.fails(judge.story(good + " Olga and Olga's hat came.", want), "3 known names")
        self.fails(judge.story(good + " Olga came.", want), "Olga occurs only once")
        for more in ("Finn and Finn ran.", "Finn or Finn ran.", "Finn the fox and Finn the owl ran.", "Finn, and Finn.",
                     "Finn, the fox, and Finn.", "Finn and the owl Finn.", "Finn and an owl called Finn.",
                     "Finn with Finn.", "Finn, a small fox, and a big old owl named Finn."):
            self.fails(judge.story(good + " " + more, want), "Finn is joined with itself")
        self.passes(judge.story(good + " Finn saw Otto and the hat, and Finn ran. Finn. And Finn sang.", want))
        self.fails(judge.story(good + " Finn was an old owl.", want), "Finn is called fox and owl")
        self.fails(judge.story(good, want | {"said": ["fox", "bear"]}), "nobody is called a bear")
        self.passes(judge.story(good.replace("Finn", "Frida"), want))

    # -- Markdown

    def test_headings(self):
        self.passes(judge.heading("# One\n\ntext\n\n### Three\n\n```sh\n#!/bin/sh\n```"))
        self.fails(judge.heading("text"), "no heading")
        self.fails(judge.heading("# One\n\n#Two"), "#Two")
        self.fails(judge.heading("####### Seven"), "no heading")

    def test_bullets(self):
        self.passes(judge.bullets("- a\n  - b\n* c"))
        self.fails(judge.bullets("a\n-b"), "no list")
        self.fails(judge.bullets("- a\n-\n"), "empty")

    def test_numbers_count(self):
        self.passes(judge.numbered("1. a\n2. b\n\n3) c\n\n1. again"))
        self.passes(judge.numbered("1. a\n   1. b\n   2. c\n2. d\n   1. e"))
        self.fails(judge.numbered("1. a\n3. b"), "3 after 1")
        self.fails(judge.numbered("2. a"), "2 after 0")
        self.fails(judge.numbered("1. a\n2."), "empty")
        self.fails(judge.numbered("- a"), "no numbered list")

    def test_tables_have_equal_rows(self):
        self.passes(judge.table("So:\n\n| a | b |\n| --- | :-: |\n| 1 | `x | y` |\n\nDone."))
        self.passes(judge.table("a | b\n--- | ---\n1 | 2"))
        self.fails(judge.table("| a | b |\n| --- | --- |\n| 1 |"), "columns")
        self.fails(judge.table("| a | b |\n| --- |\n| 1 | 2 |"), "columns")
        self.fails(judge.table("| a | b |\n| 1 | 2 |"), "row of dashes")
        self.fails(judge.table("| --- | --- |\n| a | b |"), "row of dashes")
        self.fails(judge.table("| a | b |\n| --- | --- |"), "no rows")
        self.fails(judge.table("a, b"), "no table")

    def test_fences_are_closed(self):
        self.passes(judge.fenced(fence("c", "int a;")))
        self.passes(judge.fenced("~~~~\n```\n~~~~"))
        self.fails(judge.fenced("```c\nint a;"), "not closed")
        self.fails(judge.fenced("```\n\n```"), "empty")
        self.fails(judge.fenced("int a;"), "no fence")

    def test_bold_comes_in_pairs(self):
        self.passes(judge.bold("**a** and **b\nc**, `2 ** 3`\n\n```py\n2 ** 3\n```"))
        self.fails(judge.bold("**a and b"), "not closed")
        self.fails(judge.bold("- **a\n- b**"), "not closed")
        self.fails(judge.bold("** a **"), "space")
        self.fails(judge.bold("a"), "no bold")

    def test_quotations(self):
        self.passes(judge.quote("> so\n> it is"))
        self.fails(judge.quote(">\n"), "no quotation")
        self.fails(judge.quote("a > b"), "no quotation")

    def test_markdown_asks_for_each_element(self):
        text = "# T\n\n- **a**\n\n1. b\n\n> q\n\n| a |\n| --- |\n| 1 |\n\n" + fence("", "x")
        self.passes(judge.markdown(text, list(judge.ELEMENTS)))
        for element in judge.ELEMENTS:
            self.assertTrue(judge.markdown("plain words", [element]), element)

    # -- code

    def test_code_compiles(self):
        good = {"c": "#include <stdio.h>\n\nint main(void)\n{\n    puts(\"x\");\n    return 0;\n}",
                "python": "def f(x):\n    return x + 1", "sh": "for f in *; do\n    echo \"$f\"\ndone"}
        bad = {"c": "int main(void)\n{\n    return x;\n}", "python": "def f(x)\n    return x", "sh": "for f in *; do"}
        for language in good:
            self.passes(self.whole({"code": language}, answer(fence(language, good[language]))))
            self.fails(self.whole({"code": language}, answer(fence(language, bad[language]))), "does not compile")
            self.fails(self.whole({"code": language}, answer(good[language])), "0 fences")
            self.fails(self.whole({"code": language}, answer("```" + language + "\n" + good[language])), "not closed")
        self.fails(self.whole({"code": "c"}, answer(fence("c", "int main(void)\n{\n    int unused;\n}"))), "unused")
        self.fails(self.whole({"code": "c"}, answer(fence("c", "int a;") * 2)), "2 fences")
        self.fails(self.whole({"code": "c"}, answer(fence("c", ""))), "empty")

    def test_one_bad_file_among_many_is_the_one_that_is_named(self):
        some = {("c", f"int a{i};\n") for i in range(100)} | {("c", "int;;x\n"), ("c", "#include <nowhere.h>\n")}
        errors = judge.compile_all(some)
        self.assertEqual(sorted(s[1] for s, why in errors.items() if why), ["#include <nowhere.h>\n", "int;;x\n"])

    # -- the whole, and the score

    def test_everything_given_must_hold(self):
        self.passes(self.whole({"any": ["yes"], "no_call": True}, answer("No"), answer("Yes")))
        self.fails(self.whole({"any": ["yes"], "none": ["es"]}, answer("Yes")), "'es' matches")
        self.fails(self.whole({}, answer(finish="length"), answer()), "did not end")
        self.fails(self.whole({}), "no answer")
        self.passes(self.whole({"call": SUM}, answer("", [SUM]), answer("3"), tools=["calculate"]))
        self.fails(self.whole({"call": SUM}, answer("", [SUM]), answer("3")), "not on offer")
        broken = {"id": "x", "answers": [answer()], "broken": "no call to answer"}
        self.fails(judge.judge({"id": "x", "expect": {}}, broken, {}), "broke off: no call")
        with self.assertRaises(ValueError):
            self.whole({"anything": []}, answer())

    def test_kinds_are_counted_against_their_thresholds(self):
        def one(kind, reply, tools=(), **expect):
            case = {"id": kind, "kind": kind, "tools": list(tools), "messages": [], "expect": {"any": ["yes"], **expect}}
            return case, {"answers": [reply]}, judge.judge(case, {"answers": [reply]}, {})
        judged = [one("a", answer("Yes")), one("a", answer("No")), one("b", answer("Yes", [SUM]), call={**SUM, "arguments": {"expression": "0"}}),
                  one("c", answer("Yes", [SUM]), ["calculate"], call=SUM), one("c", answer("Yes", finish="length"))]
        kinds = score.count(judged)
        self.assertEqual(kinds, {"a": [1, 2], "b": [0, 1], "c": [1, 2], "stops": [4, 5], "calls unasked": [3, 4],
                                 "calls well formed": [1, 1], "calls exact": [1, 2]})
        ok = {k: row["ok"] for k, row in score.verdicts(kinds, {"a": 50, "b": 1, "gone": 1, "stops": 80}).items()}
        self.assertEqual(ok, {"a": True, "b": False, "c": False, "stops": True, "calls unasked": False,
                              "calls well formed": True, "calls exact": False, "gone": False})
        self.assertTrue(score.verdicts(kinds, None)["b"]["ok"])
        self.assertFalse(score.verdicts(kinds, None)["stops"]["ok"])


if __name__ == "__main__":
    ran = unittest.main(argv=sys.argv[:1], verbosity=2, exit=False).result
    bad = len(ran.failures) + len(ran.errors)
    print(f"{ran.testsRun - bad} passed, {bad} failed")
    sys.exit(bad > 0)
