#!/bin/bash
# flashmoe plan from outside: arguments, figures that follow from the shape, and that more
# memory, fewer experts and fewer bits are never slower. Usage: test_plan.sh FLASHMOE.
set -u
bin=$1
model=$FLASHMOE_SOURCE/models/demo
[ -f "$model/manifest.json" ] || exit 77
command -v jq >/dev/null || exit 77
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export HOME=$tmp XDG_CONFIG_HOME=$tmp/config XDG_DATA_HOME=$tmp/data XDG_CACHE_HOME=$tmp/cache
export XDG_CONFIG_DIRS=$tmp/etc FLASHMOE_DATA=$FLASHMOE_SOURCE
unset FLASHMOE_MODEL FLASHMOE_CONFIG
bad=0 status=0

ok() { # statement, condition...
    local name=$1
    shift
    if "$@"; then
        echo "ok   $name"
    else
        echo "FAIL $name"
        sed 's/^/     out: /' "$tmp/out" | head -n 40
        sed 's/^/     err: /' "$tmp/err" | head -n 5
        echo "     status: $status"
        bad=1
    fi
}

plan() {
    "$bin" plan "$@" >"$tmp/out" 2>"$tmp/err"
    status=$?
}

refused() { # status, text of the error, arguments
    local want=$1 text=$2
    shift 2
    plan "$@"
    [ $status = "$want" ] && grep -qF -- "$text" "$tmp/err" && [ ! -s "$tmp/out" ]
}

json() { [ "$(jq "$1" "$tmp/out")" = true ]; }

ok "a shape is known by name" refused 2 'no shape "1b"' --shape 1b
ok "a shape and a pack exclude each other" refused 2 'not both' --shape 35b-a3b "$model"
ok "one model only" refused 2 'more than one model' a b
ok "bits are of a shape" refused 2 'need --shape' "$model" --expert-bits 4
ok "bits are those of the formats" refused 2 'is not one of' --shape 35b-a3b --expert-bits 7
ok "layers have a limit" refused 2 '--layers' --shape 35b-a3b --layers 300
ok "there are enough experts" refused 2 '7 experts' --shape 35b-a3b --experts 7
ok "a skew is uniform or zipf" refused 2 'neither uniform nor' --shape 35b-a3b --skew zip
ok "memory is a size" refused 2 '--ram' --shape 35b-a3b --ram lots
ok "memory is not nothing" refused 2 '--ram' --shape 35b-a3b --ram 0
ok "a prompt has tokens" refused 2 '--prompt' --shape 35b-a3b --prompt 0
ok "kernels are known by name" refused 2 'no "mmx"' --shape 35b-a3b --kernel mmx
ok "an option that is not known" refused 2 'unrecognized' --shape 35b-a3b --fast
ok "a pack that is not there" refused 4 "$tmp/none" "$tmp/none"
ok "no more experts than the model's" refused 1 'takes 1 to 8' --shape 35b-a3b --experts-per-token 9
ok "no longer a context than the model's" refused 1 'takes 1 to' --shape 35b-a3b --ctx 1000000
ok "a prompt fits the context" refused 1 'a prompt of 512 tokens' --shape 35b-a3b --ctx 100
ok "a folder that is not there" refused 1 "$tmp/none" --shape 35b-a3b --disk "$tmp/none"

# Limits of this machine: measuring them takes long and needs a disk, so the processor's name
# and the device are asked for and the figures made up.
"$bin" bench "$model" --prompt 1 --gen 1 --repeat 1 --json >"$tmp/bench" 2>/dev/null
mkdir -p "$tmp/cache/flashmoe"
limits() { # age in seconds
    jq --argjson time "$(($(date +%s) - $1))" '{version: 2, time: $time,
      machine: {cpu: .machine.cpu, cores: .machine.cores, device: .machine.device},
      memory: {buffer_bytes: 1, cache_bytes: 1, bytes_per_s: 1e9, why: null,
        rates: [{threads: 1, samples: 1, median: 1e9, min: 1e9, max: 1e9}]},
      disk: {folder: "/", record_bytes: 4096, file_bytes: 8192, scratch: true, why: null, direct_why: null,
        direct: [{depth: 1, samples: 1, median: 2e9, min: 2e9, max: 2e9}],
        buffered: [{depth: 1, samples: 1, median: 1e9, min: 1e9, max: 1e9}],
        direct_busy: {samples: 1, disk_share: 0.8, memory_share: 0.7, disk_bytes_per_s: 1.6e9},
        buffered_busy: null}}' \
        "$tmp/bench" >"$tmp/cache/flashmoe/limits.json"
}
limits 60

plan "$model" --json
ok "a pack is planned" json '.model.pack and (.rows | length == 3) and .limits_measured_now == false'
ok "with all experts in memory" json '.rows | all(.fits and .cached == 1 and .hit == 1 and .phases_ms.io_wait == 0)'
ok "with what bench says that a token touches" \
    json ".rows[0].touched_bytes == $(jq '.model.dense_bytes_per_token + .model.expert_bytes_per_token' "$tmp/bench")"
ok "and the memory that a session takes" json '.rows[0].memory_plan_bytes | .dense > 0 and .buffers > 0'
ok "fewer experts are not slower" json '[.rows[].decode_tok_s] | . == sort'
ok "a longer context is not faster" json '[.contexts[].phases_ms.mixer] | . == sort'
"$bin" bench "$model" --prompt 256 --gen 16 --repeat 1 --ctx 8192 --json >"$tmp/bench2" 2>/dev/null
plan "$model" --ctx 8192 --json
for part in dense kv state buffers; do
    ok "the memory of $part is what bench takes" \
        json ".rows[0].memory_plan_bytes.$part == $(jq ".memory_plan_bytes.$part" "$tmp/bench2")"
done

plan --shape 35b-a3b --layers 8 --ram 64GiB --json
ok "a shape has a row for every precision" json '[.rows[].expert_bits] | unique == [2, 3, 4, 5, 6, 8]'
ok "and for numbers of experts" json '[.rows[].experts_per_token] | unique == [2, 4, 8]'
ok "more bits take more disk" json '[.rows[] | select(.experts_per_token == 8) | .disk_bytes] | . == sort'
ok "phases are the token" \
    json '.rows | all((.phases_ms | .mixer + .experts + .io_wait + .head) - 1000 / .decode_tok_s | fabs < 0.001)'
for cache in 0 400MB 1200MB 4GB; do
    plan --shape 35b-a3b --layers 8 --expert-bits 4 --experts-per-token 8 --ram 64GiB --cache-limit $cache --json
    ok "a row alone, $cache" json '.rows | length == 1'
    ok "a warm start is no later than a cold one, $cache" json '.rows[0] | .first_token_warm_s <= .first_token_cold_s'
    jq '.rows[0].hit' "$tmp/out"
done >"$tmp/log"
grep -v '^[0-9]' "$tmp/log"
grep -q '^FAIL' "$tmp/log" && bad=1
ok "a larger cache hits more often" [ "$(grep '^[0-9]' "$tmp/log" | sort -g | uniq | tr '\n' ' ')" = \
    "$(grep '^[0-9]' "$tmp/log" | tr '\n' ' ')" ]
ok "none never, all always" [ "$(grep '^[0-9]' "$tmp/log" | sed -n '1p;4p' | tr '\n' ' ')" = "0 1 " ]
plan --shape 35b-a3b --layers 8 --expert-bits 4 --experts-per-token 8 --ram 64GiB --cache-limit 1200MB --skew zipf --json
ok "skew hits more often than uniform" json ".rows[0].hit > $(grep '^[0-9]' "$tmp/log" | sed -n 3p)"
plan --shape 397b-a17b --ram 1GiB --json
ok "what does not fit is said" json '.rows | all(.fits == false)'
plan --shape 397b-a17b --expert-bits 4 --experts-per-token 10 --ram 1GiB
ok "for people, too" grep -q 'it does not fit' "$tmp/out"
ok "with an exit status of 0" [ $status = 0 ]
ok "where the limits come from" grep -q '(bench --limits)' "$tmp/out"
ok "nothing on standard error" [ ! -s "$tmp/err" ]
plan "$model"
ok "what it takes, for people" grep -q 'it fits, and all experts stay in memory' "$tmp/out"
ok "lines are not too long" [ "$(wc -L <"$tmp/out")" -le 120 ]
exit $bad
