#!/bin/sh
# What the screen costs while an answer comes: processor time of the whole program, which
# here has nothing else to do. Sanitizers make it many times as much.
. "$(dirname "$0")/screen.sh"

bound=20 # thousandths of a core
grep -qa -e __asan_init -e __tsan_init "$chat" && bound=400

# an answer at 20 pieces a second, with panels
for size in 80x24 200x60; do
    start $size --step 50
    wait_for "Enter sends"
    keys /endless Enter
    wait_for "answering"
    p=$(t display-message -p '#{pane_pid}' | xargs -I{} pgrep -P {} -f fake_chat)
    ticks() { awk '{print $14 + $15}' "/proc/$p/stat"; }
    before=$(ticks)
    sleep 6
    used=$((($(ticks) - before) * 10 / 6)) # a tick is a hundredth of a second
    echo "$size: $used thousandths of a core"
    [ "$used" -le "$bound" ] || fail "$used thousandths of a core at $size, more than $bound"
    has "answering"
    keys C-c
done
exit $failed
