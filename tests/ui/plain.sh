#!/bin/sh
# The chat line by line: roles as words, sentences, questions, nothing drawn.
. "$(dirname "$0")/screen.sh"

# No line of what was said so far has a sequence or a glyph of ours in it.
text_only() {
    t pipe-pane
    LC_ALL=C grep -q "$(printf '[\342][\224-\226]')" "$dir/bytes" && fail "frame glyphs"
    LC_ALL=C grep -q "$(printf '\033\\[[0-9;]*[HJmA]')" "$dir/bytes" && fail "the cursor is moved"
}

# wait_last TEXT: until it is the last line that is not empty
wait_last() {
    for _ in $(seq $looks); do
        [ "$(shot | sed 's/ *$//' | grep . | tail -n 1)" = "$1" ] && return 0
        sleep 0.05
    done
    fail "never the last line: $1"
}

start 80x40 --plain
wait_for "User:"
has "Try    What is a lighthouse?"
t pipe-pane "cat >$dir/bytes"
keys -l "hello"
keys Enter
wait_log "submit hello"
wait_for "Assistant: hello"
[ "$(shot | grep -c 'User: hello')" = 1 ] || fail "what was typed is said again"
keys /silent Enter
wait_for "Assistant is thinking."
wait_for "(thought 12.4 s, 340 tokens)"
wait_for "(214 tokens, 3.91 tok/s)"
has "Assistant: Reversing UTF-8 means reversing *code points*"
hasnt "combining marks"
text_only
# what is on the paper already is not said again
keys /again Enter
wait_for "User: something new"
[ "$(shot | grep -c '^Assistant: hello')" = 1 ] || fail "the same beginning was said twice"
# the rest of an answer is not taken for a note's that came amid it
keys /amid Enter
wait_for "Assistant: Two and three."
[ "$(shot | grep -A1 '^Assistant: One\.' | tail -n 1 | sed 's/ *$//')" = "Note: Between." ] || fail "no note amid"
# an answer that goes on where it was cut
keys /goon Enter
wait_for "Assistant: Begun. Reversing UTF-8 means"
wait_last "User:"
# texts of several lines
keys -l '"""first'
keys Enter
keys -l 'second"""'
keys Enter
wait_log 'submit first\nsecond'
# a text to be changed stands in the line
keys /prefill Enter
wait_for "User: to be changed"
keys -l " now"
keys Enter
wait_log "submit to be changed now"
wait_last "User:"
# the history, here and on disk
keys Up
wait_last "User: to be changed now"
keys C-c
wait_last "User:"
# a question is answered with Enter, which alone means no
keys /ask Enter
wait_for "Question: The model wants to run a tool"
wait_for "command: df -h /home"
wait_for "Answer:"
keys Enter
wait_log "answer n"
keys /ask Enter
wait_last "Answer:"
keys '?' Enter
wait_for "argv: df, -h, /home"
wait_last "Answer:"
keys x Enter
wait_last "Answer:"
keys y Enter
wait_log "answer y"
[ "$(grep -c answer "$log")" = 2 ] || fail "more answers than questions"
# what was typed when it came is there again after the answer
for answer in Enter C-c; do
    keys "/askwhen $dir/now" Enter
    wait_log "submit /askwhen $dir/now"
    keys half
    wait_last "User: half"
    touch "$dir/now"
    wait_last "Answer:"
    keys y
    wait_last "Answer: y"
    keys $answer
    wait_last "User: half"
    keys C-u
    rm "$dir/now"
done
keys /hostile Enter
wait_for "ared b"
hasnt "[31m"
keys /find Space hello Enter
wait_for "places)"
# in a long text at once, and no character is cut in two
keys /rows Enter
wait_for " needle"
t pipe-pane "cat >$dir/found"
keys /find Space needle Enter
wait_log "found 1"
wait_for "(1 place)"
t pipe-pane
iconv -f UTF-8 -t UTF-8 <"$dir/found" >/dev/null || fail "a character was cut"
keys /page Enter
wait_for "row 100"
# Tab completes a file behind its @, and then what is in a folder
keys -l "see @s"
keys Tab
wait_for "User: see @src/"
keys Tab
keys -l "now"
wait_for "User: see @src/main.c now"
keys Enter
wait_log "submit see @src/main.c now"
# Ctrl-C stops an answer, clears a line, and leaves when it comes twice
keys /endless Enter
wait_log "submit /endless"
keys C-c
wait_log cancel
wait_for "(stopped)"
keys -l "not sent"
wait_for "User: not sent"
keys C-c
wait_last "User:" # signals that come together are one
keys C-c
wait_for "Ctrl-C again leaves"
keys C-c
wait_for "EXIT 130"
wait_for "DONE"
cmp "$dir/before" "$dir/after" || fail "the terminal's modes were not restored"
grep -q "submit not sent" "$log" && fail "a cleared line was sent"

# a terminal that cannot do anything, and signals
TERM_IN=dumb start 80x24 --plain
wait_for "User:"
keys -l "hello"
keys Enter
wait_for "Assistant: hello"
t display-message -p '#{pane_pid}' | xargs -I{} pgrep -P {} -f fake_chat | xargs kill -TERM
wait_for "EXIT 143"
wait_for "DONE"
cmp "$dir/before" "$dir/after" || fail "modes after TERM"
# a crash amid a command, when the terminal is in readline's modes
start 80x24 --plain
wait_for "User:"
keys /abort Enter
wait_for "EXIT 134"
wait_for "DONE"
cmp "$dir/before" "$dir/after" || fail "modes after a crash"
TERM_IN=nosuchterm start 80x24 --plain
wait_for "User:"
keys C-d
wait_for "EXIT 0"

# notes one behind another take nothing of what is typed amid them, Ctrl-D neither
start 80x24 --plain
wait_for "User:"
keys /notes Enter
wait_for "Note: 9999"
: >"$dir/notes"
t pipe-pane "cat >$dir/notes"
for _ in $(seq $looks); do # whoever writes them down may come late
    [ "$(grep -c "Note: " "$dir/notes")" -gt 1 ] && break
    sleep 0.05
done
for c in a b c d e f g h i j; do keys $c; done
keys Enter
wait_log "submit abcdefghij"
t pipe-pane
grep -q "$(printf '\033\\[?2004l')" "$dir/notes" && fail "the terminal's modes change with notes"
[ "$(grep -c "Note: " "$dir/notes")" -gt 1 ] || fail "no notes meanwhile"
keys C-d
wait_for "EXIT 0"
wait_for "DONE"
cmp "$dir/before" "$dir/after" || fail "modes after notes"
exit $failed
