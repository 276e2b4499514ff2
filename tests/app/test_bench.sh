#!/bin/bash
# flashmoe bench on the bundled model, short. Usage: test_bench.sh FLASHMOE. Exits 77
# without the model.
set -u
bin=$1
model=$FLASHMOE_SOURCE/models/demo
[ -f "$model/manifest.json" ] || exit 77
command -v jq >/dev/null || exit 77
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export HOME=$tmp XDG_CONFIG_HOME=$tmp/config XDG_DATA_HOME=$tmp/data XDG_CONFIG_DIRS=$tmp/etc
unset FLASHMOE_MODEL FLASHMOE_CONFIG
bad=0

ok() { # statement, condition...
    local name=$1
    shift
    if "$@"; then
        echo "ok   $name"
    else
        echo "FAIL $name"
        head -n 5 "$tmp/out" "$tmp/err"
        bad=1
    fi
}

bench() {
    "$bin" bench "$model" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    status=$?
}

json() { [ "$(jq "$1" "$tmp/out")" = true ]; }

bench --prompt 40 --gen 6 --repeat 3 --json
ok "it ends with status 0" [ "$status" = 0 ]
ok "nothing is on standard error" [ ! -s "$tmp/err" ]
ok "the output is JSON of schema 1" json '.schema == 1'
ok "every run is there" json '(.prefill.runs | length) == 3 and (.decode.runs | length) == 3'
ok "the median is among them" json '.decode.tok_s as $m | .decode.runs | any(. == $m)'
ok "the phases sum to the whole" \
    json '.decode.phases_ms | ((to_entries | map(select(.key != "total" and .key != "missed_share").value) | add) - .total) | fabs < 0.001'
ok "a token asks for the experts it was computed to touch" \
    json '.decode.expert_bytes == .model.expert_bytes_per_token * 6 * 3'
ok "every layer is there" json '(.decode.layers | length) == 8'
ok "the share of resident bytes is at most all" json '.decode.resident_bytes <= .decode.expert_bytes'
bench --prompt 8 --gen 2 --repeat 1 --experts-per-token 2
ok "fewer experts are said" grep -q "FEWER than the model's 4" "$tmp/out"
ok "warm is said" grep -q 'warm' "$tmp/out"
bench --prompt 8 --gen 2 --repeat 1 --cold --text "$FLASHMOE_SOURCE/README.md"
ok "cold is said" grep -q 'cold: expert files dropped' "$tmp/out"
ok "tokens of a text are said" grep -q 'from a text' "$tmp/out"
bench --prompt 100000 --gen 2
ok "more than the context holds is refused" [ "$status" = 1 ]
bench --prompt 0
ok "no prompt is wrong usage" [ "$status" = 2 ]
bench --prompt 8 --gen 2 --text "$tmp/none"
ok "a missing text is named" grep -qF "$tmp/none" "$tmp/err"
exit $bad
