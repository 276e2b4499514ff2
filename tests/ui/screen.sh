# Sourced by the screen tests: fake_chat in a tmux of its own, driven by keys.
# usage of a test: NAME.sh FAKE_CHAT DATA_DIR; UPDATE=1 writes the expected screens anew.
set -u
chat=$1
data=$2
command -v tmux >/dev/null || exit 77
export LC_ALL=C.UTF-8
unset TMUX NO_COLOR CLICOLOR_FORCE VISUAL EDITOR
dir=$(mktemp -d)
log=$dir/log
failed=0
server=0
t() { tmux -S "$dir/tmux$server" -f /dev/null "$@"; }
trap 't kill-server 2>/dev/null; rm -rf "$dir"' EXIT

# start COLSxROWS [OPTIONS]: a fresh program on a fresh terminal
start() {
    size=$1
    shift
    t kill-server 2>/dev/null
    server=$((server + 1)) # the old one may still be on its way out
    : >"$log"
    t new-session -d -x "${size%x*}" -y "${size#*x}" \
        "stty -a >$dir/before; TERM=${TERM_IN:-tmux-256color} $chat --log $log $* 2>$dir/err; echo EXIT \$?; stty -a >$dir/after; echo DONE; exec sleep 1000"
    t set -g status off
    t set -g escape-time 0
}
keys() { t send-keys "$@"; }
shot() { t capture-pane -p "$@"; }
fail() {
    echo "FAILED: $*"
    echo "--- screen"
    shot
    echo "--- log"
    cat "$log"
    echo "---"
    failed=1
}
# How often a wait looks, 20 times a second: sanitizers on a loaded machine are slow.
looks=1200
# wait_for TEXT: until the screen shows it, about a minute at most
wait_for() {
    for _ in $(seq $looks); do
        shot | grep -qF -- "$1" && return 0
        sleep 0.05
    done
    fail "never on the screen: $1"
    return 1
}
wait_gone() {
    for _ in $(seq $looks); do
        shot | grep -qF -- "$1" || return 0
        sleep 0.05
    done
    fail "still on the screen: $1"
}
wait_log() {
    for _ in $(seq $looks); do
        grep -qxF -- "$1" "$log" && return 0
        sleep 0.05
    done
    fail "never in the log: $1"
}
has() { shot | grep -qF -- "$1" || fail "not on the screen: $1"; }
hasnt() { ! shot | grep -qF -- "$1" || fail "on the screen: $1"; }
# same NAME: the screen is the expected one
same() {
    for _ in $(seq $looks); do
        shot | sed 's/ *$//' >"$dir/screen"
        [ "${UPDATE:-}" ] && sleep 0.5 && shot | sed 's/ *$//' >"$data/$1.txt"
        cmp -s "$dir/screen" "$data/$1.txt" && return 0
        sleep 0.05
    done
    diff -u "$data/$1.txt" "$dir/screen"
    fail "the screen differs from $1.txt"
}
resize() { t resize-window -x "${1%x*}" -y "${1#*x}"; }
