#!/bin/sh
# An answer as it streams: the final text, resizing, scrolling, folding, stopping.
. "$(dirname "$0")/screen.sh"

for size in 120x34 80x24 40x12; do
    start $size
    wait_for "Enter sends"
    keys /silent Enter
    wait_for "214 tokens"
    same "stream-$size"
done

# what the window was while it streamed makes no difference
start 120x34
wait_for "Enter sends"
keys /silent Enter
wait_for "thinking"
for size in 80x24 40x12 15x4 200x60 21x5 79x30 60x10 119x33 30x40; do
    resize $size
    shot >/dev/null
done
resize 120x34
wait_for "214 tokens"
same stream-120x34

# a scrolled view stays
start 80x24
wait_for "Enter sends"
keys /lines Enter
wait_for "line number 99"
keys PageUp PageUp
wait_for "End to follow"
top=$(shot | grep -m1 'line number')
keys -l /endless
keys Enter
wait_for "answering"
keys PageUp PageUp PageUp
wait_for "new line"
wait_for "new lines, End"
before=$(shot | sed -n 3,12p)
wait_gone "$(shot | grep -o '[0-9]* new lines, End')"
[ "$before" = "$(shot | sed -n 3,12p)" ] || fail "streaming moved a scrolled-up view"
keys End
wait_gone "End to follow"

# while it runs: text waits, commands go, Escape stops
keys -l 'not now'
keys Enter
wait_for "Esc stops it"
has "> not now"
grep -q 'submit not now' "$log" && fail "sent while an answer ran"
keys Escape
wait_log cancel
wait_for "stopped"
keys Enter
wait_log 'submit not now'

# Ctrl-C stops too and does not leave
keys /endless Enter
wait_for "answering"
keys C-c
for _ in $(seq $looks); do [ "$(grep -cx cancel "$log")" = 2 ] && break; sleep 0.05; done
[ "$(grep -cx cancel "$log")" = 2 ] || fail "Ctrl-C did not stop the answer"
hasnt EXIT

# folding
keys /stream Enter
wait_for "214 tokens"
keys C-t PageUp PageUp
keys C-t C-l

# nothing of what the model says reaches the terminal as a sequence
keys /hostile Enter
wait_for "ared b"
has "xx c d"
has "&#27;[2J e"
hasnt "[31m"
exit $failed
