"""Conversations as the chat template renders them, with a mark on what the model is to learn.

The text is that of prompts/templates/qwen3.5.yaml and prompts/tools/default.yaml, which are read here, so that a
change of them is trained. check_render.py holds the result against `flashmoe templates render`.
"""
import json
import os

import yaml

from corpus.common import Result, User

ROOT = os.environ.get("DEMO_ROOT", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))


def _yaml(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return yaml.safe_load(f)


T = _yaml("prompts/templates/qwen3.5.yaml")
TOOLS = {t["function"]["name"]: {"type": t["type"], "function": t["function"]}
         for t in _yaml("prompts/tools/default.yaml")["tools"]}
SYSTEM = _yaml("prompts/system/default.yaml")["text"]
# Weights of what an assistant wrote, last and earlier: answers are asked for in the last form, which has the thinking.
FINAL, HISTORY = 1.0, 0.4


def call_text(call):
    c = T["calls"]
    parameters = "".join(c["parameter"].format(name=k, value=v) for k, v in call.arguments.items())
    return c["call"].format(name=call.name, parameters=parameters)


def system_text(system, tools):
    if not tools:
        return system
    t = T["tools"]
    listed = "".join(t["tool"].format(tool=json.dumps(TOOLS[n], ensure_ascii=False)) for n in TOOLS if n in tools)
    block = t["block"].replace("{tools}", listed)
    return block + t["separator"] + system if system else block


def segments(system, tools, turns, thinking):
    """[(text, weight)]: what the template makes of the turns, the last of which is the assistant's."""
    out = []
    head = system_text(system, tools)
    if head:
        out.append((T["turns"]["system"].format(content="\0").replace("\0", head.strip()), 0.0))
    before, after = T["turns"]["assistant"].split("{thinking}{content}{calls}")
    end = after.rstrip("\n")
    query = max(i for i, t in enumerate(turns) if isinstance(t, User))
    for i, t in enumerate(turns):
        if isinstance(t, User):
            out.append((T["turns"]["user"].replace("{content}", t.text.strip()), 0.0))
        elif isinstance(t, Result):
            results = T["results"]["result"].replace("{content}", t.text.strip())
            out.append((T["turns"]["tool"].replace("{results}", results), 0.0))
        else:
            body = t.text.strip()
            if t.call:
                body += (T["calls"]["after_content"] if body else "") + call_text(t.call)
            if i < query:
                out += [(before, 0.0), (body + end, HISTORY), ("\n", 0.0)]
            elif thinking:
                out += [(before + T["generation"]["thinking"], 0.0),
                        (f"{t.thinking.strip()}\n</think>\n\n{body}{end}", FINAL), ("\n", 0.0)]
            else:
                out += [(before + T["generation"]["no_thinking"], 0.0), (body + end, FINAL), ("\n", 0.0)]
    return out


def messages(system, tools, turns, thinking):
    """The same conversation for `flashmoe templates render`: its form of messages and tools."""
    out = [{"role": "system", "content": system}] if system else []
    for t in turns:
        if isinstance(t, User):
            out.append({"role": "user", "content": t.text})
        elif isinstance(t, Result):
            out.append({"role": "tool", "content": t.text})
        else:
            m = {"role": "assistant", "content": t.text}
            if thinking:
                m["reasoning_content"] = t.thinking
            if t.call:
                m["tool_calls"] = [{"type": "function",
                                    "function": {"name": t.call.name, "arguments": dict(t.call.arguments)}}]
            out.append(m)
    return {"messages": out, "tools": [TOOLS[n] for n in TOOLS if n in tools]}
