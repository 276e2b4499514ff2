#!/bin/bash
# flashmoe ask against the bundled model: what goes to standard output, what beside it, and
# the exit status. Usage: test_ask.sh FLASHMOE. Exits 77 without the model.
set -u
bin=$1
model=$FLASHMOE_SOURCE/models/demo
[ -f "$model/manifest.json" ] || exit 77
command -v jq >/dev/null || exit 77
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export HOME=$tmp XDG_CONFIG_HOME=$tmp/config XDG_DATA_HOME=$tmp/data XDG_STATE_HOME=$tmp/state
export XDG_CACHE_HOME=$tmp/cache
export XDG_CONFIG_DIRS=$tmp/etc FLASHMOE_DATA=$FLASHMOE_SOURCE
unset FLASHMOE_MODEL FLASHMOE_CONFIG
bad=0

ok() { # statement, condition...
    local name=$1
    shift
    if "$@"; then
        echo "ok   $name"
    else
        echo "FAIL $name"
        sed 's/^/     out: /' "$tmp/out" | head -n 5
        sed 's/^/     err: /' "$tmp/err" | head -n 5
        echo "     status: $status"
        bad=1
    fi
}

ask() { # arguments of ask; standard input is ours
    "$bin" ask -m "$model" --temp 0 --think off "$@" >"$tmp/out" 2>"$tmp/err"
    status=$?
}

has() { grep -qF -- "$2" "$tmp/$1"; }
is_status() { [ "$status" = "$1" ]; }
one_line() { [ "$(wc -l <"$tmp/$1")" = 1 ]; }
is_empty() { [ ! -s "$tmp/$1" ]; }
json_is() { [ "$(jq -r "$1" "$tmp/out")" = "$2" ]; }

ask Hello </dev/null
ok "an answer ends with status 0" is_status 0
ok "the answer is one line with its newline" one_line out
ok "standard error stays empty" is_empty err
cp "$tmp/out" "$tmp/hello"

ask -p Hello </dev/null
ok "-p is the prompt" cmp -s "$tmp/out" "$tmp/hello"
printf 'Hello\n' | ask
ok "standard input alone is the prompt" cmp -s "$tmp/out" "$tmp/hello"
ask --no-stream Hello </dev/null
ok "--no-stream gives the same answer" cmp -s "$tmp/out" "$tmp/hello"
ask -v Hello </dev/null
ok "-v puts timings on standard error" has err tok/s
ok "-v leaves standard output alone" cmp -s "$tmp/out" "$tmp/hello"

ask </dev/null
ok "nothing to ask is wrong usage" is_status 2
ok "and said in one line" one_line err
printf 'abc\0def' | ask x
ok "a NUL byte is refused" is_status 2
ok "with its offset" has err 'NUL byte at offset 3'
printf 'abcd\xff' | ask x
ok "invalid UTF-8 is refused" is_status 2
ok "with its offset, too" has err 'offset 4'
ask -f "$tmp/none" x </dev/null
ok "a missing file is named" has err "$tmp/none"
ok "and ends with status 2" is_status 2
"$bin" ask -m "$tmp/none" x </dev/null >"$tmp/out" 2>"$tmp/err"
status=$?
ok "a missing model ends with status 4" is_status 4
ok "in one line" one_line err

ask --json Hello </dev/null
ok "--json is one object of schema 1" json_is .schema 1
ok "with the answer in it" json_is .content "$(cat "$tmp/hello")"
ok "and why it ended" json_is .finish_reason stop
ok "and counts" json_is '.usage.prompt > 10 and .usage.completion > 3 and .usage.thinking == 0' true
ok "and times" json_is '.timings.ttft_ms > 0 and .timings.decode_tok_s > 0' true
ok "and bytes" json_is '.io.expert_bytes > 0 and (.io | has("device_bytes"))' true
ok "and that no GPU computed" json_is 'has("gpu") and .gpu == null' true
ok "and that no expert was left out" json_is '.experts_per_token == .experts_native' true
ok "a limit that was not measured has no share, but the way to it" \
    json_is '.limit_share | .memory == null and .disk == null and .memory_why == "run flashmoe bench --limits"' true
mkdir -p "$XDG_CACHE_HOME/flashmoe"
cat >"$XDG_CACHE_HOME/flashmoe/limits.json" <<'END'
{"version": 2, "time": 1, "machine": {"cpu": "an abacus", "cores": 1, "device": "sand"},
 "memory": {"buffer_bytes": 1, "cache_bytes": 0, "rates": [{"threads": 1, "samples": 1, "median": 1.0, "min": 1.0, "max": 1.0}], "why": null},
 "disk": {"folder": "/", "record_bytes": 4096, "file_bytes": 8192, "scratch": true, "direct": [],
  "buffered": [{"depth": 1, "samples": 1, "median": 1.0, "min": 1.0, "max": 1.0}], "direct_busy": null, "buffered_busy": null, "why": null, "direct_why": null}}
END
ask --json Hello </dev/null
ok "limits of another machine are none" \
    json_is '.limit_share | .memory == null and (.memory_why | endswith(": measured on another machine"))' true
echo '{' >"$XDG_CACHE_HOME/flashmoe/limits.json"
ask --json Hello </dev/null
ok "nor are broken ones, which are named" json_is '.limit_share.memory_why | contains("limits.json")' true
rm -r "$XDG_CACHE_HOME/flashmoe"
ask --json-lines Hello </dev/null
ok "every JSON line has schema 1" json_is '[inputs, .] | all(.schema == 1)' true
ok "the first is start, the last is end" \
    [ "$(jq -rn '[inputs.event] | "\(.[0]) \(.[-1])"' "$tmp/out")" = "start end" ]
ok "the deltas make the answer" \
    [ "$(jq -rjn '[inputs | select(.event == "delta").text] | add' "$tmp/out")" = "$(cat "$tmp/hello")" ]

"$bin" ask -m "$model" --temp 0 --think on --thinking 'Name three fruits.' </dev/null >"$tmp/out" 2>"$tmp/err"
status=$?
cp "$tmp/out" "$tmp/with"
"$bin" ask -m "$model" --temp 0 --think on 'Name three fruits.' </dev/null >"$tmp/out" 2>"$tmp/err"
ok "--thinking writes more" [ "$(wc -c <"$tmp/with")" -gt "$(wc -c <"$tmp/out")" ]
ok "the answer is its end" [ "$(tail -c "$(wc -c <"$tmp/out")" "$tmp/with")" = "$(cat "$tmp/out")" ]

ask --experts-per-token 2 --json Hello </dev/null
ok "fewer experts are said on standard error" has err '2 experts per token'
ok "fewer experts are said in JSON" json_is '"\(.experts_per_token) \(.experts_native)"' '2 4'
ask --experts-per-token 9 Hello </dev/null
ok "more experts than the model has are wrong usage" is_status 2

ask --max-tokens 3 --json Hello </dev/null
ok "--max-tokens cuts" json_is '"\(.finish_reason) \(.usage.completion)"' 'length 3'
ask --ctx 16 'a b c d e f g h i j k l m n o p q r s t u v w x y z' </dev/null
ok "a prompt past the context ends with status 5" is_status 5
ok "and says the limit" has err 'of 16'
ask --seed 1 --temp 100 --top-k 0 --top-p 1 --ctx 64 Hello </dev/null
ok "a context that fills up ends with status 5, too" is_status 5
ok "after what was written" test -s "$tmp/out"

# Nearly uniform sampling: answers of thousands of tokens.
endless=(--temp 100 --top-k 0 --top-p 1 --seed 3)
set -o pipefail
"$bin" ask -m "$model" "${endless[@]}" --think off story </dev/null 2>"$tmp/err" | head -c 20 >"$tmp/out"
status=${PIPESTATUS[0]}
ok "a closed pipe ends it quietly, by SIGPIPE" is_status 141
ok "and nothing is said" is_empty err
signalled() { # signal: sent when something was written, a minute later at the latest
    rm -f "$tmp/out" # what was there before is no sign: the shell's copy would get the signal
    env --default-signal=INT "$bin" ask -m "$model" "${endless[@]}" --think off \
        --kernel scalar --activations f32 --threads 1 story </dev/null >"$tmp/out" 2>"$tmp/err" &
    for _ in $(seq 600); do [ -s "$tmp/out" ] && break; sleep 0.1; done
    kill -"$1" $!
    wait $!
    status=$?
}
signalled INT
ok "SIGINT ends it with status 130" is_status 130
ok "after what was written" test -s "$tmp/out"
ok "which ends with a newline" [ -z "$(tail -c 1 "$tmp/out")" ]
signalled TERM
ok "SIGTERM ends it with status 143" is_status 143
for seconds in 1 8 60; do # long enough for a word on a loaded machine
    "$bin" ask -m "$model" "${endless[@]}" --think off --kernel scalar --activations f32 --threads 1 \
        --timeout $seconds --json story </dev/null >"$tmp/out" 2>"$tmp/err"
    status=$?
    json_is '.content | length > 0' true && break
done
ok "--timeout ends it with status 124" is_status 124
ok "after what was written" json_is '(.content | length > 0) and (.error | contains("time"))' true
ask --timeout 0 Hello </dev/null
ok "no time at all is wrong usage" is_status 2
ask --timeout 100 Hello </dev/null
ok "time that is enough changes nothing" cmp -s "$tmp/out" "$tmp/hello"
"$bin" ask -m "$model" --temp 0 Hello </dev/null >/dev/full 2>"$tmp/err"
status=$?
ok "a full disk is an error" is_status 1

ask --tools=deny 'What is 12 * 34?' </dev/null
ok "a refused tool ends with status 6" is_status 6
ok "and is named" has err calculate
ask --tools=ask --json 'What is 12 * 34?' </dev/null
ok "a tool that is allowed as such runs without asking" json_is '.tool_calls[0].status' ran
ok "and its result is there" json_is '.tool_calls[0].result | contains("408")' true
ask --tools=allow 'How much memory is free?' </dev/null
ok "a shell command is refused even when tools are allowed" is_status 6
ask 'What is 12 * 34?' </dev/null
ok "without --tools none is offered" is_status 0

ask --kernel nosuch Hello </dev/null
ok "an unknown kernel is wrong usage" is_status 2
cp -r "$model" "$tmp/pack" && rm "$tmp/pack/tokenizer.json"
"$bin" ask -m "$tmp/pack" Hello </dev/null >"$tmp/out" 2>"$tmp/err"
status=$?
ok "a pack without tokenizer ends with status 4" is_status 4
ok "and the file is named" has err tokenizer.json

exit $bad
