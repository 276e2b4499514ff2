#!/usr/bin/env python3
"""The files that the tests of a suite need, for ninja: suite-targets.py BUILD_DIR SUITE"""
import json
import os
import subprocess
import sys

build, suite = sys.argv[1:]


def introspect(what):
    return json.loads(subprocess.check_output(["meson", "introspect", build, what]))


needed = set()
for test in introspect("--tests"):
    if any(name.split(":")[-1] == suite for name in test["suite"]):
        needed.update(test["depends"])
for target in introspect("--targets"):
    if target["id"] in needed:
        print(*(os.path.relpath(name, build) for name in target["filename"]))
