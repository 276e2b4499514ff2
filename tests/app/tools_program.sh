#!/bin/sh
# flashmoe tools, run as a user would; $1 is the program. Exit codes are those of the manual.
set -u
flashmoe=$(realpath "$1")
bad=0
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 99
export XDG_CONFIG_HOME="$dir/config"
printf 'one line\n' >notes.txt

expect() { # code, text, arguments...
    want=$1 text=$2
    shift 2
    out=$("$flashmoe" tools "$@" 2>&1 </dev/null)
    got=$?
    if [ "$got" != "$want" ] || ! printf '%s' "$out" | grep -qF -- "$text"; then
        printf 'tools %s: exit %s (wanted %s), "%s" not in:\n%s\n' "$*" "$got" "$want" "$text" "$out"
        bad=1
    fi
}

expect 0 'run_command' list
expect 0 '"name": "calculate"' list --json
expect 0 '5 tools' check
expect 0 '42' run calculate '{"expression": "6 * 7"}'
expect 1 'division by zero' run calculate '{"expression": "1 / 0"}'
expect 1 'no JSON object' run calculate 'nonsense'
expect 1 "no tool 'nope'" run nope
expect 6 'not allowed' run read_file '{"path": "notes.txt"}'
expect 6 'not allowed' run read_file '{"path": "notes.txt"}' --tools=deny
expect 6 'not allowed' run run_command '{"command": "id"}' --tools=allow
expect 1 'outside the folder' run read_file '{"path": "/etc/passwd"}' --tools=allow
expect 2 'is needed'
expect 2 'list, check' bogus
expect 2 'ask, allow or deny' list --tools=maybe
printf 'schema: 1\ntools:\n  - typ: function\n' >broken.yaml
expect 3 'broken.yaml:3:' check -f broken.yaml
expect 3 'No such file' check -f missing.yaml
exit $bad
