#!/bin/bash
# clang-tidy over the sources of the program: check-tidy.sh BUILD_DIR
# analyzer and bugprone findings are errors (.clang-tidy); the others are printed.
cd "$(dirname -- "$0")/../.." || exit 1
find app core gpu net ui -name '*.c' -print0 |
    xargs -0 -P 2 -n 1 clang-tidy --quiet -p "$1" 2>/dev/null
