#!/bin/sh
# Looking for a text, in the conversation and in a page; select mode.
. "$(dirname "$0")/screen.sh"

start 80x24
wait_for "Enter sends"
keys /lines Enter
wait_for "line number 99"
keys /find Space "number" Space "1" Enter
wait_log "found 11"
wait_for "11 of 11: number 1"
has "line number 19"
keys n
wait_for "10 of 11"
keys n n n n n n n n n
wait_for "1 of 11"
wait_for "line number 1"
keys n
wait_for "11 of 11"
keys N
wait_for "1 of 11"
# the present match stands out
t capture-pane -pe | grep -q "$(printf '\033')\[.*7m.*number 1" || fail "the match is not marked"
keys Escape
wait_gone "1 of 11"
keys End
keys /find Space nowhere Enter
wait_log "found 0"
hasnt "of 0"
# whoever writes is done with it, and n is a letter again
keys /find Space "99" Enter
wait_for "1 of 1: 99"
keys -l "x"
wait_for "> x"
hasnt "1 of 1"
keys -l "nN"
wait_for "> xnN"
keys C-u
keys F7
wait_for "> /find"
keys C-c
wait_gone "> /find"

# what is folded is found too (the search before has unfolded all)
keys C-o
keys /tools Enter
wait_for "20 more lines, Ctrl-O shows them"
keys /find Space "row 25" Enter
wait_for "1 of 1: row 25"
hasnt "Ctrl-O shows them"
keys Escape
wait_gone "1 of 1"
keys C-o End
wait_for "20 more lines, Ctrl-O shows them"

# in a page
keys /page Enter
wait_for "row 1"
keys /
wait_for "/"
keys -l "fxo"
keys BSpace BSpace
keys -l "ox"
wait_for "/fox"
keys Enter
wait_for "1 of 2: fox"
has "row 40 has a Fox"
keys n
wait_for "row 80 has a Fox"
keys n
wait_for "1 of 2"
keys N
wait_for "2 of 2"
keys / C-u
keys -l "nothing"
keys Enter
wait_for "not here: nothing"
keys /
wait_gone "not here"
keys Escape
wait_for "not here"
keys Escape
wait_for "Enter sends"

# select mode: the source, on the normal screen, in lines that nobody wrapped
start 40x12
wait_for "Enter sends"
keys /silent Enter
wait_for "214 tokens"
keys F6
wait_for "Enter goes back"
t capture-pane -pJ -S - >"$dir/plain"
grep -qF 'Reversing UTF-8 means reversing *code points*, not bytes: reverse the bytes of every code point, then the **bytes of the whole**.' "$dir/plain" ||
    fail "the source is not there in one line"
grep -qF '| ASCII | 1 | 71 % |' "$dir/plain" || fail "the table's source is not there"
hasnt "flashmoe"
keys Enter
wait_for "ctx"
wait_for "Enter sends"
# an answer goes on meanwhile, and a question waits; Ctrl-C comes back too
keys /endless Enter
wait_for "answering"
keys F6
wait_for "Enter goes back"
keys C-c
wait_for "Esc stops"
hasnt EXIT
keys Escape
wait_log cancel
keys F6
wait_for "Enter goes back"
keys C-z
wait_for "Enter sends"
keys C-d
wait_for "EXIT 0"
exit $failed
