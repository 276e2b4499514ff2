#!/usr/bin/env python3
"""Fill a manual page: tables.py PAGE.in OUT VERSION DATADIR SOURCE_ROOT

The keys and the commands of the chat come from the tables in the sources, so that the
manual cannot say other things than the program.
"""
import re
import sys

STRING = r'"((?:[^"\\]|\\.)*)"'


def escape(text):
    text = text.replace('\\"', '"').replace('\\', '\\e').replace('-', '\\-')
    text = text.replace('"', '\\(dq')
    return "\\&" + text if text[:1] in ".'" else text


def table(path, name):
    text = open(path, encoding="utf-8").read()
    body = re.search(re.escape(name) + r'\[\] = \{\n(.*?)\n\};', text, re.S)
    if not body:
        sys.exit(f"{path}: no table {name}")
    return re.sub(r'"\s*\n\s*"', '', body.group(1))


def keys(root):
    rows = re.findall(r'\{' + STRING + r',\s*' + STRING + r'\}', table(f"{root}/ui/keys.c", "key_table"))
    return [f".TP\n.B {escape(k)}\n{escape(what)}" for k, what in rows]


def commands(root):
    row = r'\{' + r',\s*'.join([STRING] * 4)
    out = []
    for name, aliases, args, what in re.findall(row, table(f"{root}/app/commands/commands.c", "commands")):
        line = f'.TP\n.BR /{escape(name)}' + (f' " \\fI{escape(args)}\\fR"' if args else '')
        also = ", ".join("/" + escape(a) for a in aliases.split())
        out.append(line + "\n" + escape(what) + (f" (also {also})" if also else "") + ".")
    return out


def main():
    source, target, version, datadir, root = sys.argv[1:]
    page = open(source, encoding="utf-8").read()
    filled = {"@VERSION@": version, "@DATADIR@": datadir}
    if "@KEYS@" in page:
        filled["@KEYS@"], filled["@COMMANDS@"] = "\n".join(keys(root)), "\n".join(commands(root))
        if filled["@KEYS@"].count(".TP") < 5 or filled["@COMMANDS@"].count(".TP") < 5:
            sys.exit("the tables of keys and commands could not be read")
    for word, text in filled.items():
        page = page.replace(word, text)
    page = page.replace(".PP\n.TP", ".TP")
    open(target, "w", encoding="utf-8").write(page)


main()
