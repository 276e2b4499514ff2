#!/bin/sh
# The screen at rest at every size, against the expected pictures.
. "$(dirname "$0")/screen.sh"

for size in 120x34 80x24 40x12 200x60; do
    start $size
    wait_for "Enter sends"
    same "first-$size"
    keys -l "a question"
    wait_for "> a question"
    keys C-u
    keys /tools Enter
    wait_for "Input/output error"
    same "tools-$size"
done
# F2: all panels, none, the strip
start 80x24
wait_for "page cache"
keys F2
wait_for "MEMORY"
keys F2
wait_gone "MEMORY"
hasnt "page cache"
keys F2
wait_for "page cache"
hasnt "MEMORY"

start 15x4
wait_for "too sm"
same "small-15x4"
resize 80x24
wait_for "flashmoe"

start 80x24 --ascii --mono
wait_for "flashmoe"
keys /stream Enter
wait_for "214 tokens"
LC_ALL=C shot | LC_ALL=C grep -q "$(printf '[\342][\224-\226]')" && fail "frame glyphs in ASCII mode"
keys PageUp
wait_for '`utf8_next`'
keys End
keys F3
wait_for "[tokens]"
keys F3
wait_for "m mixer"
keys q
wait_gone "m mixer"

start 120x34
wait_for "Enter sends"
has "decode       n/a"
keys /unknown Enter
wait_for "/unknown"
has "page cache   n/a"
has "resident      n/a"
hasnt " 0.00"
hasnt "GPU"
keys F1
wait_for "Ctrl-X Ctrl-E"
same help-120x34
keys Escape
wait_gone "Ctrl-X Ctrl-E"
keys F4
wait_for "Conversations"
keys Enter
wait_log sessions
keys F10
wait_for "EXIT 0"

# a GPU that computes has numbers of its own
start 120x40
wait_for "Enter sends"
keys /gpu Enter
wait_for "/gpu"
wait_for "on the GPU  98.2 % hit"
has "copied     75.20 MB a token"
has "copying     22.4 GB/s"
has "by the CPU   1.2 %, 61.3 GB/s"
has "GPU         8.000"
keys F10
wait_for "EXIT 0"
exit $failed
