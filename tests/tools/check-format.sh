#!/bin/sh
# Every C file is as clang-format writes it.
cd "$(dirname -- "$0")/../.." || exit 1
find app core gpu net ui tests tools -name '*.[ch]' -print0 |
    xargs -0 clang-format --dry-run --Werror
