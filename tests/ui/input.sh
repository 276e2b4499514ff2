#!/bin/sh
# The input line: paste, new lines, history, search, completion, leaving.
. "$(dirname "$0")/screen.sh"
history=$dir/history.jsonl

start 80x24 --history "$history"
wait_for "Enter sends"

# a paste never submits, and its escapes and carriage returns are gone
printf 'first line\r\nse\033[31mcond\033[0m\nthird' >"$dir/paste"
t load-buffer "$dir/paste"
t paste-buffer -p -r
wait_for "third"
has "  second"
hasnt "[31m"
grep -q submit "$log" && fail "a paste was sent"
keys Enter
wait_log 'submit first line\nsecond\nthird'

# new lines by Ctrl-J and Alt-Enter, Enter sends
keys -l a
keys C-j
keys -l b
keys M-Enter
keys -l c
keys Enter
wait_log 'submit a\nb\nc'

# many lines show a badge, and one undo takes them all
seq 30 >"$dir/paste"
t load-buffer "$dir/paste"
t paste-buffer -p -r
wait_for "[pasted 30 lines]"
keys C-_
wait_gone "[pasted"
has "Enter sends"

# wide characters: the cursor stands behind them
keys -l '漢字é'
wait_for "> 漢字é"
[ "$(t display-message -p '#{cursor_x}')" = 8 ] || fail "cursor behind wide text"
keys Left Left
wait_for "漢字"
for _ in $(seq $looks); do [ "$(t display-message -p '#{cursor_x}')" = 5 ] && break; sleep 0.05; done
[ "$(t display-message -p '#{cursor_x}')" = 5 ] || fail "cursor inside wide text"
keys C-c
wait_gone "漢字é"

# history by Up: the draft, then the last message, whole; rows inside first
keys Up
wait_for "漢字é"
keys Up
wait_for "> a"
has "  c"
keys Up Up
wait_for "  b"
keys Enter
wait_log 'submit a\nb\nc'

# search in the prompt, also by a character of two bytes
keys C-r
wait_for "reverse-i-search"
keys -l 'cond'
wait_for '`cond'
keys C-j
wait_gone "reverse-i-search"
has "third"
keys C-c
wait_gone "> first line"
keys C-r
keys -l 'é'
wait_for "字é"
hasnt "failed"
keys C-c
wait_gone "reverse-i-search"

# unknown sequences leave nothing
keys -l 'x'
t send-keys -H 1b 5b 3c 30 3b 31 30 3b 32 30 4d 1b 5b 39 39 39 7e 1b 5b 49
keys -l 'y'
wait_for "> xy"
keys C-c
wait_gone "> xy"

# a lone Escape does not eat the next key
# (they are one key when the program reads them together: a machine with other work may be
# late several times)
for pause in 0.2 0.2 0.2 1 9; do
    keys -l 'ab'
    wait_for "> ab"
    keys Escape
    sleep $pause
    keys -l 'x'
    keys -l '#'
    wait_for '#'
    kept=$(shot | grep -c "> abx#")
    keys C-c
    wait_gone "> ab"
    [ "$kept" = 1 ] && break
done
[ "$kept" = 1 ] || fail "Escape ate a key"

# without bracketed paste every line is sent, and none is lost
seq 200 | sed 's/^/unbracketed /' >"$dir/paste"
t load-buffer "$dir/paste"
t paste-buffer
wait_log "submit unbracketed 200"
[ "$(grep -c "submit unbracketed" "$log")" = 200 ] || fail "lines were lost"
keys C-u

# completion
keys -l '/h'
keys Tab
wait_for "/history"
has "/help"
keys Tab
wait_for "> /help"
keys Tab
wait_for "> /history"
keys Escape
for _ in $(seq $looks); do shot | grep -qx '   /help *' || break; sleep 0.05; done
shot | grep -qx '   /help *' && fail "the menu did not close"
keys C-c
wait_gone "> /history"

# an editor writes the text
printf '#!/bin/sh\nprintf "from the editor\\nsecond" >"$1"\n' >"$dir/editor"
chmod +x "$dir/editor"
keys C-d
wait_for "EXIT 0"
t respawn-pane -k "EDITOR=$dir/editor TERM=tmux-256color $chat --log $log --history $history; echo EXIT \$?; exec sleep 1000"
wait_for "Enter sends"
keys C-g
wait_for "  second"
printf '#!/bin/sh\nprintf "from the editor\\nthird" >"$1"\n' >"$dir/editor"
keys C-x C-e
wait_for "  third" # which is there behind the editor's end alone
keys Enter
wait_log 'submit from the editor\nthird'

# the history outlived the programs
keys Up Up C-p
wait_for "> unbracketed 200"
keys C-c C-c
wait_for "Ctrl-C again"
wait_gone "Ctrl-C again"
keys C-c C-c # at once: it counts within a second only
wait_for "EXIT 130"
exit $failed
