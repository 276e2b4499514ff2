#!/bin/sh
# The pages of F3 with the numbers of a scripted answer, at every size.
. "$(dirname "$0")/screen.sh"

for size in 80x24 120x40 200x60 20x5; do
    start $size
    wait_for ">"
    keys /steps Enter
    wait_for "/steps"
    case $size in 200x60 | 120x40) same "panels-$size" ;; esac
    keys F3
    same "view-tokens-$size"
    keys F3
    same "view-last-$size"
    keys F3
    same "view-experts-$size"
    keys F3
    same "view-time-$size"
done

# all panels at 80x24: scales and whole numbers, and that there is more
start 80x24
wait_for "Enter sends"
keys /steps Enter
wait_for "/steps"
keys F2
same panels-80x24
keys M-PageDown
same panels-more-80x24
keys M-PageUp
same panels-80x24

# the cursor: another cell, another phase, a log scale; what follows and what does not
start 80x24
wait_for "Enter sends"
keys F3
wait_for "n/a: no token was written"
keys Escape
wait_gone "n/a: no token was written"
keys /steps Enter
wait_for "/steps"
keys F3
wait_for "follows"
keys Up Up Right Right p g
wait_for "token 198 of answer 1, layer 2"
has "io wait  log, up to 7 ms"
has "2 newer below"
keys Home
wait_for "token 1 of answer 1"
has "199 newer below"
same view-cursor-80x24
keys PageDown PageDown
wait_for "token 23 of answer 1"
keys End
wait_for "follows"
keys 3 Down Down
wait_for "layer 4 "

# what the cursor was on is gone with the conversation, and with the model
for next in /few /steps /other; do
    start 80x24
    wait_for "Enter sends"
    keys /steps Enter
    wait_for "/steps"
    keys F3 Up
    wait_for "1 newer below"
    keys Escape
    wait_for "Enter sends"
    [ "$next" = /other ] || keys /new Enter
    keys $next Enter
    wait_for "$next"
    keys F3
    wait_for "follows"
    case $next in
        /steps) has "> 200" ;;
        /few) has ">   3" && hasnt "   4 " && hasnt " 199 " ;;
        /other) has ">100000" && hasnt " 199 " ;;
    esac
    keys Up
    wait_for "1 newer below"
done

# one slow token does not make all others empty: it is above the scale
start 80x24
wait_for "Enter sends"
keys /slow Enter
wait_for "/slow"
keys F3
wait_for "0-7 ms, 68 above"
keys p
wait_for "io wait  0-5 ms, 68 above"
keys p
wait_for "experts  0-1.5 ms "
hasnt "above"
keys Escape
wait_for "Enter sends"

# numbers stand whole or not at all
for size in 80x24 40x12 20x5; do
    start $size
    wait_for ">"
    keys /other Enter
    wait_for "/other"
    keys F3
    wait_for ">100000"
    case $size in
        80x24) has "█ mixer 0.85  ▒ router 0.050  ▓ experts 1.1  ░ io wait 2.3  · other 0.012" ;;
        40x12) has "█ 0.85 ▒ 0.050 ▓ 1.1 ░ 2.3 · 0.012" && has "100000/1 layer 1 delta net  4.3 ms" ;;
        20x5) shot | grep -qx "  100000/1 layer [0-9]* *" || fail "a number is cut" ;;
    esac
done

# without colours and without glyphs
start 40x12 --ascii --mono
wait_for "Enter sends"
keys /steps Enter
wait_for "/steps"
keys F3 Up
wait_for "199/1 layer 0"
same view-tokens-ascii-40x12
keys F3
wait_for "[last]"
keys F3
wait_for "touched"
same view-experts-ascii-40x12
keys F3
wait_for "% hit"
same view-time-ascii-40x12
LC_ALL=C shot | LC_ALL=C grep -q "$(printf '[\342][\224-\226]')" && fail "frame glyphs in ASCII mode"
exit $failed
