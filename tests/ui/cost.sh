#!/bin/bash
# What the screen costs: processor time of the thread that draws, while an answer comes, in a
# conversation of 100,000 lines, and for a paste of a megabyte.
. "$(dirname "$0")/screen.sh"

begin() {
    start "$@" --drafts
    wait_for "Enter sends"
    p=$(t display-message -p '#{pane_pid}' | xargs -I{} pgrep -P {} -f fake_chat)
}
cpu_ns() { cut -d' ' -f1 "/proc/$p/task/$p/schedstat"; }
# bound WHAT VALUE MOST UNIT
bound() {
    echo "$1: $2 $4"
    [ "$2" -le "$3" ] || fail "$1: $2 $4, more than $3"
}
# share WHAT: thousandths of a core over 3 seconds, 20 at most; the least of three on a machine
# whose cores others slow down
share() {
    local before now least=1000
    for _ in 1 2 3; do
        before=$(cpu_ns)
        sleep 3
        now=$((($(cpu_ns) - before) / 3000000))
        [ "$now" -ge "$least" ] || least=$now
        [ "$least" -gt 20 ] || break
    done
    bound "$1" "$least" 20 "thousandths of a core"
}
# settle: until nothing was computed for 0.3 s, 30 s at most
settle() {
    local last now
    last=$(cpu_ns)
    for _ in $(seq 100); do
        sleep 0.3
        now=$(cpu_ns)
        [ "$now" = "$last" ] && return
        last=$now
    done
    fail "does not come to rest"
}
# time_of WHAT MOST_US KEY...: microseconds for these keys, with the drawing, at rest again
time_of() {
    local what=$1 most=$2 before
    shift 2
    before=$(cpu_ns)
    keys "$@"
    settle
    bound "$what" $((($(cpu_ns) - before) / 1000)) "$most" "us"
}

# an answer at 20 pieces a second, with panels
for size in 80x24 200x60; do
    begin $size --step 50
    keys /endless Enter
    wait_for "answering"
    share "20 pieces a second at $size"
    has "answering"
    keys C-c
done

# the same behind a block of 500 lines that is still open
begin 80x24 --step 50
keys /open Enter
wait_for "answering"
sleep 1
share "20 pieces a second in an open block of 500 lines"
keys C-c

# a conversation of 100,000 lines
begin 80x24
keys /long Enter
wait_for "row 98 of answer 999"
settle
time_of "a page up in 100,000 lines, the first" 1000000 PgUp
time_of "a page up" 5000 PgUp
time_of "a line typed below it" 5000 x
keys C-u
settle
time_of "100 pages up" 200000 -N 100 PgUp
time_of "to the top, all lines made" 500000 Home
has "row 1 of answer 0"
time_of "to the end" 5000 End
has "row 98 of answer 999"
time_of "to the top again" 5000 Home
before=$(cpu_ns)
resize 100x30
settle
bound "a new width in 100,000 lines" $((($(cpu_ns) - before) / 1000)) 1000000 us

# a megabyte pasted
begin 80x24
seq -f 'this is line number %.0f of what was copied somewhere' 20000 | head -c 1048576 >"$dir/paste"
t load-buffer "$dir/paste"
before=$(cpu_ns)
t paste-buffer -p
wait_for "lines]"
settle
bound "a megabyte pasted" $((($(cpu_ns) - before) / 1000)) 100000 us
exit $failed
