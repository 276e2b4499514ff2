#!/bin/sh
# What is being written is told when its writer pauses, and that it is read is said.
. "$(dirname "$0")/screen.sh"

drafts() { grep -c '^draft' "$log"; }

start 80x24 --drafts
wait_for "Enter sends"
keys -l 'Hello wor'
wait_log 'draft Hello wor'
wait_for "reading ahead: 34 tokens"
keys -l 'ld'
wait_log 'draft Hello world'
told=$(drafts)

# keys that change nothing tell nothing, and a message that is sent is no draft any more
keys Left
keys Enter
wait_log 'submit Hello world'
wait_for "Enter sends"
sleep 0.6
[ "$(drafts)" = "$told" ] || fail "told $(drafts) times, not $told"

# a text that is taken back, one that is pasted, and one that the program puts there
keys -l y
wait_log 'draft y'
wait_for "reading ahead"
keys C-u
wait_log 'draft '
wait_gone "reading ahead"
printf 'first\nsecond' >"$dir/paste"
t load-buffer "$dir/paste"
t paste-buffer -p -r
wait_log 'draft first\nsecond'
keys C-u
keys C-u
keys C-u
keys /prefill Enter
wait_for "> to be changed"
sleep 0.6 # nobody wrote it
grep -q 'draft to be' "$log" && fail "told what the program put there"
keys -l '!'
wait_log 'draft to be changed!'

# what a search has found so far is no message
start 80x24 --drafts
wait_for "Enter sends"
keys H e l C-r
sleep 0.6
[ "$(drafts)" = 0 ] || fail "told during a search"
keys C-g
wait_log 'draft Hel'

# nothing where nobody asked for it
start 80x24
wait_for "Enter sends"
keys -l 'Hello'
wait_for "> Hello"
sleep 0.6
[ "$(drafts)" = 0 ] || fail "told without being asked"
exit $failed
