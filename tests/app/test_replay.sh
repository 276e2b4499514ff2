#!/bin/sh
# A recording played in a terminal and counted: replay and stats as programs.
# test_replay.sh FLASHMOE DATA_DIR; 77 without tmux.
set -u
program=$1
talk=$2/recording/lighthouse.jsonl
command -v tmux >/dev/null || exit 77
export LC_ALL=C.UTF-8
unset TMUX NO_COLOR CLICOLOR_FORCE
dir=$(mktemp -d)
export HOME="$dir" XDG_CONFIG_HOME="$dir/config" XDG_CONFIG_DIRS="$dir/none"
failed=0
server=0
t() { tmux -S "$dir/tmux$server" -f /dev/null "$@"; }
trap 't kill-server 2>/dev/null; rm -rf "$dir"' EXIT
shot() { t capture-pane -p; }
fail() {
    echo "FAILED: $*"
    shot
    failed=1
}
# Sanitizers on a loaded machine are slow: a minute at least
wait_like() { # a line like this
    for _ in $(seq 1200); do
        shot | grep -q -- "$1" && return 0
        sleep 0.05
    done
    fail "never on the screen: $1"
}
wait_for() { # this text
    for _ in $(seq 1200); do
        shot | grep -qF -- "$1" && return 0
        sleep 0.05
    done
    fail "never on the screen: $1"
}
wait_gone() {
    for _ in $(seq 1200); do
        shot | grep -qF -- "$1" || return 0
        sleep 0.05
    done
    fail "still on the screen: $1"
}
size=80x24
play() { # FILE OPTIONS
    file=$1
    shift
    t kill-server 2>/dev/null
    server=$((server + 1)) # the old one may still be on its way out
    t new-session -d -x "${size%x*}" -y "${size#*x}" \
        "TERM=tmux-256color '$program' replay '$file' $*; echo EXIT \$?; exec sleep 1000"
    t set -g status off
    t set -g escape-time 0
}

# to the end: everything is there, and it stays still
play "$talk" --speed 100
wait_for "end     "
wait_for "16 tokens"
wait_for "Lighthouse (noun): a tower"
wait_for "x100"
# paused first, for the clock does not wait for keys; back, token by token
t send-keys . Home
wait_for "paused  0:00 ["
shot | grep -q "Lighthouse (noun)" && fail "the start shows the end"
t send-keys . . F3
wait_for "of answer 1, layer 0"
t send-keys Escape
wait_gone "of answer 1, layer 0" # Escape and a key right behind it are one key
t send-keys End
wait_for "16 tokens"
t send-keys F3
wait_for ">  15"
t send-keys F3 F3
wait_for "experts touched"
t send-keys Escape
wait_gone "experts touched"
wait_for "end     "
t send-keys q
wait_for "EXIT 0"

# paused and played while the clock runs, slower and faster
sed '$s/"t":421/"t":600000/' "$talk" >"$dir/long"
play "$dir/long" --max-pause 0
wait_for "16 tokens"
wait_for "playing "
t send-keys Space
wait_for "paused "
t send-keys - -
wait_for "10:00   x0.25"
t send-keys Space
wait_for "playing "
t send-keys + + +
wait_for "10:00   x2"
t send-keys q
wait_for "EXIT 0"

play "$talk" --ascii --no-color --speed 50
wait_for "end     "
LC_ALL=C shot | LC_ALL=C grep -q "$(printf '[\342][\224-\226]')" && fail "glyphs in ASCII mode"
t send-keys C-c
wait_for "EXIT 0"

# what computed is said where it was written down, and not guessed where it was not
size=120x34
play "$talk" --speed 100
wait_for "k 4 of 64   avx512"
sed 's/"kernel"/"backend":"vulkan",&/; s/"used":0,"max":8192/"used":100000000,"max":1/' "$talk" >"$dir/gpu"
play "$dir/gpu" --speed 0.01
wait_for "k 4 of 64   vulkan avx512"
wait_for "10000000000 %"
t send-keys q
wait_for "EXIT 0"

# narrow: how long, how fast and how to leave
size=40x12
play "$talk" --speed 100
wait_for "q leaves  Space pauses"
wait_like "^ end     \([0-9]*:[0-9]*\) \[=*\] \1 x100" # length and speed
size=24x12
play "$talk" --speed 100
wait_like "^ end \([0-9]*:[0-9]*\) of \1 x100"
# paused, the line takes the room that a wider terminal has
t send-keys . Home
t resize-window -x 80 -y 24
wait_for "paused  0:00 [                        ] "

# a theme that is none
echo 'schema: 2' >"$dir/mine.yaml"
size=80x24
play "$talk" --theme "$dir/mine.yaml"
wait_for "mine.yaml:1:9: "
wait_for "EXIT 3"

# what is no recording is one line on a screen as it was
echo '{"a":1}' >"$dir/bad"
err=$("$program" stats "$dir/bad" 2>&1) && fail "took a file that is no recording"
[ "$err" = "flashmoe: $dir/bad:1: this is not a recording of flashmoe" ] || fail "$err"
"$program" replay "$talk" </dev/null >"$dir/out" 2>&1
[ $? = 2 ] || fail "replay without a terminal"
"$program" stats 2>/dev/null
[ $? = 2 ] || fail "stats without a file"

# figures
"$program" stats "$talk" >"$dir/table" || fail "stats"
[ "$(awk 'NR == 3 { print $1, $3, $5 }' "$dir/table")" = "1 28 16" ] || fail "$(cat "$dir/table")"
"$program" stats --json "$talk" | python3 -c '
import json, sys
o = json.load(sys.stdin)
a = o["answers"]
assert o["model"] == "demo" and o["layers"] == 8 and o["lost_steps"] == 0 and not o["torn"]
assert len(a) == 1 and a[0]["n_generated_tok"] == 16 and 0 < a[0]["token_p50_ms"] <= a[0]["token_max_ms"]
' || fail "json"

# plots, where gnuplot is; without it the package is named
err=$(PATH=/nonexistent "$program" stats "$talk" -o "$dir/x.svg" 2>&1) && fail "plots by nothing"
case $err in *gnuplot-nox*) ;; *) fail "$err" ;; esac
[ -e "$dir/x.svg" ] && fail "an empty plot was left"
"$program" stats "$talk" -o "$dir/x.gif" 2>/dev/null && fail "plots as GIF"
if command -v gnuplot >/dev/null; then
    err=$("$program" stats "$talk" -o "$dir/y.svg" 2>&1) || fail "svg"
    [ -z "$err" ] || fail "gnuplot says: $err"
    sed 's/"page_cache_bytes":[0-9.]*/"page_cache_bytes":null/g' "$talk" >"$dir/unknown"
    err=$("$program" stats "$dir/unknown" -o "$dir/u.svg" 2>&1) || fail "svg without a number"
    [ -z "$err" ] || fail "gnuplot says: $err"
    # nothing was read, nothing is held: a range is there nevertheless
    sed 's/"\(page_cache_bytes\|device_bytes\|decode_tok_s\|total\)":[0-9.][0-9.]*/"\1":0/g' "$talk" >"$dir/zero"
    err=$("$program" stats "$dir/zero" -o "$dir/z.svg" 2>&1) || fail "svg of zeros"
    [ -z "$err" ] || fail "gnuplot says: $err"
    grep -q "held by the page cache: n/a" "$dir/u.svg" || fail "n/a is not in the plot"
    grep -q "<svg" "$dir/y.svg" || fail "this is no SVG"
    grep -q "page-cache hit" "$dir/y.svg" || fail "the SVG lacks a plot"
    "$program" stats "$talk" -o "$dir/y.svg" 2>/dev/null && fail "wrote over a file"
    "$program" stats "$talk" -o "$dir/y.png" && head -c 8 "$dir/y.png" | grep -q PNG || fail "png"
    sed 's/"name":"demo"/"name":"x\x27; system \x22touch '"$(echo "$dir" | sed 's/\//\\\//g')"'\/owned\x5c\x22"/' "$talk" >"$dir/evil"
    "$program" stats "$dir/evil" -o "$dir/evil.svg" 2>/dev/null
    [ -e "$dir/owned" ] && fail "a name in a recording ran a command"
fi
exit $failed
