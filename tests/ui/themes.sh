#!/bin/sh
# What colours reach the terminal: each theme with 256, 16 and 8 colours and with none.
. "$(dirname "$0")/screen.sh"
esc=$(printf '\033')
# colour ROW TEXT SGR: the line with TEXT begins its TEXT with this colour
colour() {
    shot -e | grep -F -- "$1" | grep -qF -- "$esc[$2m$1" && return
    shot -e | grep -F -- "$1" | cat -v
    fail "'$1' is not in '$2'"
}
begin() { # TERM OPTIONS
    TERM_IN=$1
    shift
    start 120x34 "$@"
    wait_for "Enter sends"
    keys /tools Enter
    wait_for "Input/output error"
}

begin tmux-256color
colour you 34
colour error 31
has " n/a"
begin tmux-256color --theme dark
colour you "1m$esc[38;5;75"
begin tmux-256color --theme light
colour you "1m$esc[38;5;25"
# 16 and 8 colours (a terminal of 16 is not among those every system knows): no index of the 256 leaks
infocmp -x xterm-256color | sed 's/^xterm-256color[^,]*/xterm-16/; s/colors#0x100/colors#16/; s/pairs#0x[0-9a-f]*/pairs#256/' >"$dir/ti"
tic -x -o "$dir/terminfo" "$dir/ti"
export TERMINFO_DIRS="$dir/terminfo:"
for term in xterm-16 xterm; do
    begin $term --theme light
    colour you "1m$esc[34"
    shot -e | grep -q "38;5;" && fail "one of 256 colours with $term"
    # greys are dimmed text
    shot -e | grep -F "Enter sends" | grep -q "$esc\[2m" || fail "the status line is not dim"
done
# direct colours: those of a file as they are, others as the 256 have them
if infocmp xterm-direct >/dev/null 2>&1; then
    printf 'schema: 1\nbase: dark\nroles: {user: "#123456"}\n' >"$dir/direct.yaml"
    begin xterm-direct --theme "$dir/direct.yaml"
    colour you "38;2;18;52;86"
    colour error "1m$esc[38;2;255;95;95"
    begin xterm-direct
    colour error 31
fi
# none: the same words, labels are bold
begin tmux-256color --mono --theme dark
colour you 1
shot -e | grep -q "$esc\[[0-9;]*3[0-8]" && fail "colours with --mono"
begin vt100
shot -e | grep -q "$esc\[[0-9;]*3[0-8]" && fail "colours on a vt100"

# a file, and one that is wrong, which leaves the terminal as it was
printf 'schema: 1\nbase: dark\nroles: {user: "#ff8700 underline"}\n' >"$dir/mine.yaml"
begin tmux-256color --theme "$dir/mine.yaml"
colour you "4m$esc[38;5;208"
printf 'schema: 1\nroles: {usr: red}\n' >"$dir/mine.yaml"
start 120x34 --theme "$dir/mine.yaml"
wait_for "EXIT 1"
grep -q "mine.yaml:2:9: .*user" "$dir/err" || fail "$(cat "$dir/err")"
exit $failed
