#!/bin/sh
# The question, other terminals, suspending, signals, crashes, rest.
. "$(dirname "$0")/screen.sh"

pid() { t display-message -p '#{pane_pid}' | xargs -I{} pgrep -P {} -f fake_chat; }

# a question takes no typed-ahead key, and its default is no
start 80x24
wait_for "Enter sends"
keys /ask Enter y y
wait_for "run_command"
has "df -h /home"
hasnt "[31m"
grep -q answer "$log" && fail "a typed-ahead key answered"
for _ in $(seq $looks); do keys Enter; grep -q answer "$log" && break; sleep 0.1; done
wait_log "answer n"
[ "$(grep -c answer "$log")" = 1 ] || fail "more than one answer"
wait_gone "run_command"
keys C-u
keys /ask Enter
wait_for "run_command"
sleep 0.5 # a question is deaf for 0.3 s
keys '?'
wait_for "argv: df, -h, /home"
keys y
wait_log "answer y"
for size in 40x12 22x7; do # however small, it can be denied
    resize $size
    keys /ask Enter
    wait_for "n deny"
    for _ in $(seq $looks); do
        keys n
        shot | grep -qF "n deny" || break
        sleep 0.1
    done
    wait_gone "n deny"
    keys C-u
done
keys C-d
wait_for "EXIT 0"

# other terminals
for term in screen xterm-256color linux vt100; do
    TERM_IN=$term start 80x24
    wait_for "flashmoe"
    keys /stream Enter
    wait_for "214 tokens"
    keys C-d
    wait_for "EXIT 0"
done
TERM_IN=dumb start 80x24
wait_for "EXIT 1"
TERM_IN=nosuchterm start 80x24
wait_for "EXIT 1"
grep -q "nosuchterm" "$dir/err" || fail "the error does not name the terminal"

# on the normal screen the conversation stays behind
start 80x24 --normal-screen
wait_for "Enter sends"
keys -l "stay here"
keys Enter
wait_log "submit stay here"
wait_for "assistant"
keys C-d
wait_for "EXIT 0"
has "stay here"

# a crash gives the terminal back
start 80x24
wait_for "Enter sends"
keys /abort Enter
wait_for "DONE"
hasnt flashmoe
cmp "$dir/before" "$dir/after" || fail "the terminal's modes were not restored"

# colours of 256 on a terminal with direct colours: no index is taken for a dark blue
if infocmp xterm-direct >/dev/null 2>&1; then
    TERM_IN=xterm-direct start 80x24 --theme dark
    wait_for "Enter sends"
    shot -e | grep -q '38;2;' || fail "no direct colour"
    shot -e | grep -o '38;2;0;0;[0-9]*' && fail "an index taken for a colour"
fi

# leaving by signal
for sig in TERM HUP; do
    start 80x24
    wait_for "Enter sends"
    kill -$sig "$(pid)"
    wait_for "EXIT 143"
    wait_for "DONE"
    cmp "$dir/before" "$dir/after" || fail "modes after $sig"
done

# suspended by a key, continued by the shell
start 80x24
wait_for "Enter sends"
t respawn-pane -k "TERM=tmux-256color PS1='shell> ' bash --norc -i"
wait_for "shell>"
keys "$chat --log $log" Enter
wait_for "flashmoe"
keys -l kept
wait_for "> kept"
keys C-z
wait_for "Stopped"
keys -l "fg"
keys Enter
wait_for "> kept"
keys C-c
wait_gone "> kept"
keys C-d
wait_for "shell>"

# at rest nothing wakes it
start 80x24
wait_for "Enter sends"
p=$(pid)
switches() { awk '/ctxt_switches/ {n += $2} END {print n}' "/proc/$p/status"; }
last=$(switches)
for _ in $(seq 60); do # until the start is over
    sleep 0.5
    now=$(switches)
    [ "$now" = "$last" ] && break
    last=$now
done
sleep 2
[ "$(switches)" = "$last" ] || fail "woken at rest: $last then $(switches)"
exit $failed
