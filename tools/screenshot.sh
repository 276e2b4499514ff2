#!/bin/sh
# The text of a real screen, for README: screenshot.sh FLASHMOE COLS ROWS LINE...
# Sends the lines to a chat with the bundled model in tmux and prints what stands there.
set -eu
program=$(realpath "$1")
cols=$2
rows=$3
shift 3
home=$(mktemp -d)
name=flashmoe-shot-$$
trap 'tmux -L "$name" kill-server 2>/dev/null; rm -rf "$home"' EXIT
export LC_ALL=C.UTF-8
tmux -L "$name" -f /dev/null new-session -d -x "$cols" -y "$rows" \
    "cd '$home' && HOME='$home' TERM=tmux-256color '$program' chat --temp 0"
sleep 1
for line in "$@"; do
    tmux -L "$name" send-keys -l "$line"
    tmux -L "$name" send-keys Enter
    sleep 2
done
tmux -L "$name" capture-pane -p | sed 's/ *$//'
