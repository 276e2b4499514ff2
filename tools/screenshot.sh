#!/bin/sh
# The text of a real screen: screenshot.sh FLASHMOE COLSxROWS LINE|key:NAME...
# Sends lines and keys (as tmux names them) to a chat with the bundled model and prints what
# stands there. --update README FLASHMOE takes every picture of a Markdown file anew: those
# below a comment of this form, in which | stands between lines and keys.
#   <!-- screen 80x24 | What is a lighthouse? | key:F3 -->
set -eu

if [ "$1" = --update ]; then
    exec python3 - "$0" "$2" "$3" <<'EOF'
import re
import subprocess
import sys

script, path, program = sys.argv[1:]
text = open(path, encoding="utf-8").read()


def take(match):
    size, *lines = (part.strip() for part in match.group(2).split("|"))
    shot = subprocess.run([script, program, size, *lines], check=True, capture_output=True, text=True)
    return match.group(1) + "```\n" + shot.stdout.rstrip("\n") + "\n```\n"


text, n = re.subn(r"(<!-- screen (.*?) -->\n)```\n.*?\n```\n", take, text, flags=re.S)
if n == 0:
    sys.exit(f"{path}: no screens")
open(path, "w", encoding="utf-8").write(text)
EOF
fi

program=$(realpath "$1")
size=$2
shift 2
home=$(mktemp -d)
name=flashmoe-shot-$$
trap 'tmux -L "$name" kill-server 2>/dev/null; rm -rf "$home"' EXIT
export LC_ALL=C.UTF-8

shot() { tmux -L "$name" capture-pane -p; }
# At rest: the status line offers something, as it does not while an answer is written.
wait_rest() {
    for _ in $(seq 600); do
        shot | grep -qE "Enter sends|Esc closes" && return
        sleep 0.1
    done
    echo "screenshot.sh: the chat does not come to rest" >&2
    shot >&2
    exit 1
}

tmux -L "$name" -f /dev/null new-session -d -x "${size%x*}" -y "${size#*x}" \
    "cd '$home' && env -i HOME='$home' PATH='$PATH' LC_ALL=C.UTF-8 TERM=tmux-256color '$program' chat --temp 0; cat"
tmux -L "$name" set -g status off
wait_rest
for line in "$@"; do
    case $line in
    key:*) tmux -L "$name" send-keys "${line#key:}" ;;
    *)
        tmux -L "$name" send-keys -l "$line"
        tmux -L "$name" send-keys Enter
        ;;
    esac
    sleep 1
    wait_rest
done
shot | sed 's/ *$//'
