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
export XDG_CACHE_HOME=$tmp/cache
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

bench --mode decode --prompt 8 --gen 5 --repeat 2 --parallel 3 --json
ok "sequences decode together" json '.parallel == 3 and .decode.tok_s > 0'
ok "they share experts" json '.decode.expert_bytes as $b | .model.expert_bytes_per_token * 5 * 2 | $b > . and $b < 3 * .'
bench --mode decode --prompt 8 --gen 5 --repeat 2 --parallel 3
ok "that the rate is of all is said" grep -q '3 sequences together' "$tmp/out"
bench --parallel 3
ok "sequences together are for decode alone" [ "$status" = 2 ]
bench --mode decode --prompt 8 --gen 5 --repeat 3 --warm-up 2 --json
ok "decode alone has no prefill" json '.mode == "decode" and .prefill == null and (.decode.runs | length) == 3'
ok "decode alone has a context for all of its runs" json '.model.ctx == 8 + 2 + 3 * 5'
ok "decode alone asks for its own experts" json '.decode.expert_bytes == .model.expert_bytes_per_token * 5 * 3'
if grep -qE '\[(always|madvise)\]' /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null; then
    ok "copied weights are no part of the rest" \
        json '.dense_copied_bytes > 4e6 and .rest_bytes + .dense_copied_bytes <= .anonymous_bytes'
else
    ok "without large pages nothing is copied" json '.dense_copied_bytes == 0'
fi
bench --mode prefill --prompt 40 --repeat 2 --json
ok "prefill alone has no decode" json '.decode == null and (.prefill.runs | length) == 2'
ok "memory without files is part of the whole" \
    json '.anonymous_bytes == null or (.rest_bytes <= .anonymous_bytes and .anonymous_bytes <= .peak_rss_bytes)'
bench --mode start --repeat 2 --json
ok "a cold start ends with status 0" [ "$status" = 0 ]
ok "a cold start takes longer than its request" \
    json '.start_ms.min >= .request_ms.min and .request_ms.min > 0 and .prompt > 0 and (.start_ms.runs | length) == 2'
bench --mode start --repeat 1
ok "a cold start is told" grep -q '^start to first token' "$tmp/out"

# Of its own: what others have of a file in the page cache is not in our group.
shared=$model
model=$tmp/model
cp -r "$shared" "$model" && sync "$model"/experts/* "$model"/dense.bin
# Waits until the shell's copy has become the program: a signal would end the copy, by its traps.
await_program() { until [ "$(readlink "/proc/$1/exe")" -ef "$bin" ] || ! kill -0 "$1"; do sleep 0.1; done; }
groups() { find /sys/fs/cgroup -type d -name 'flashmoe-bench-*' 2>/dev/null | wc -l; }
before=$(groups)
# Waits for a group of a run that was begun, where groups can be made; prints how many there are.
grouped() {
    for _ in $(seq 300); do
        [ "$by_group" = 1 ] && [ "$(groups)" -le "$before" ] || break
        sleep 0.1
    done
    groups
}
bench --mode stream --cache-limit 8M --prompt 8 --gen 8 --repeat 2 --warm-up 40 --json
ok "a limit of the page cache ends with status 0" [ "$status" = 0 ]
ok "the limit and its method are said" \
    json '.cache_limit | .bytes == 8000000 and (.method | IN("cgroup v1", "cgroup v2", "fadvise"))'
ok "no cgroup has a reason" json '.cache_limit | (.method == "fadvise") == (.no_cgroup != null)'
if [ "$(jq -r '.cache_limit.resident_bytes == null' "$tmp/out")" = false ]; then
    # A group counts in batches of pages, per processor.
    ok "the page cache is near the limit at most" json '.cache_limit.resident_bytes < 12000000'
fi
ok "no group is left" [ "$(groups)" = "$before" ]
bench --mode stream --cache-limit 8M --prompt 8 --gen 2 --repeat 1
ok "the method is printed" grep -q '^cache .* of page cache for the experts, by ' "$tmp/out"
by_group=0
grep -q ' by cgroup' "$tmp/out" && by_group=1
if [ $by_group = 1 ] && command -v python3 >/dev/null; then
    # Mapped by a process outside of the group, the experts cannot be dropped.
    python3 -c 'import mmap, os, sys, time
maps = [mmap.mmap(os.open(f, os.O_RDONLY), 0, prot=mmap.PROT_READ) for f in sys.argv[1:]]
print(sum(sum(m[::4096]) for m in maps) * 0, flush=True)
time.sleep(60)' "$model"/experts/layer-* >"$tmp/held" &
    holder=$!
    for _ in $(seq 100); do [ -s "$tmp/held" ] && break; sleep 0.1; done
    bench --mode stream --cache-limit 4M --prompt 8 --gen 4 --repeat 1
    ok "experts that another process holds are refused" [ "$status" = 1 ]
    ok "and who may hold them is said" grep -q 'does another process use' "$tmp/err"
    kill $holder
    wait $holder 2>/dev/null
fi
# Nobody may make groups; what is in the page cache is told to the owner of a file alone.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && chmod 755 "$tmp" &&
    setpriv --reuid=65534 --regid=65534 --clear-groups "$bin" --version >/dev/null 2>&1; then
    chown -R 65534 "$model"
    as_nobody() {
        setpriv --reuid=65534 --regid=65534 --clear-groups "$bin" bench "$model" --mode stream \
            --cache-limit 8M --prompt 8 --gen 8 --repeat 2 --warm-up 8 --json >"$tmp/out" 2>"$tmp/err" </dev/null
        status=$?
    }
    as_nobody
    ok "without a group the page cache is limited all the same" [ "$status" = 0 ]
    ok "without a group fadvise is named, with the reason" \
        json '.cache_limit | .method == "fadvise" and (.no_cgroup | length) > 0'
    ok "without a group the limit holds" json '.cache_limit.resident_bytes <= 8000000'
    chown -R 0 "$model"
    as_nobody
    ok "a limit that cannot be imposed is refused" [ "$status" = 1 ]
    ok "and says so" grep -q 'the page cache cannot be limited' "$tmp/err"
fi
"$bin" bench "$model" --mode prefill --cache-limit 8M --repeat 1000 >/dev/null 2>&1 </dev/null &
await_program $!
during=$(grouped)
kill -TERM $! # a shell without job control starts it with SIGINT ignored
wait $! 2>/dev/null
ok "it ends by the signal" [ $? = 143 ]
ok "a signal leaves no group" [ "$(groups)" = "$before" ]
if [ "$during" -gt "$before" ]; then
    "$bin" bench "$model" --mode prefill --cache-limit 8M --repeat 1000 >/dev/null 2>&1 </dev/null &
    grouped >/dev/null
    kill -KILL $!
    wait $! 2>/dev/null
    bench --mode prefill --cache-limit 8M --prompt 8 --repeat 1
    ok "what a killed program leaves, the next removes" [ "$(groups)" = "$before" ]
fi

limits() { # without a model
    "$bin" bench --limits --limits-seconds 1 --scratch 16MiB --record 256KiB "$@" \
        >"$tmp/out" 2>"$tmp/err" </dev/null
    status=$?
}
mkdir "$tmp/disk"
on_disk=1
[ "$(stat -f -c %T "$tmp")" = tmpfs ] && on_disk=0
limits --disk "$tmp/disk" --json
ok "limits end with status 0" [ "$status" = 0 ]
ok "limits write nothing on standard error" [ ! -s "$tmp/err" ]
ok "limits are one object" json '(keys == ["limits"]) and (.limits.version == 2)'
ok "memory has a rate for every number of threads" \
    json '.limits.memory | (.rates | length) >= 1 and (.rates | all(.min > 0 and .min <= .median and .median <= .max)) and .bytes_per_s == (.rates | map(.median) | max)'
ok "the buffer is at least four times the cache" \
    json '.limits.memory | .buffer_bytes >= 4 * .cache_bytes'
ok "the machine is named" json '.limits.machine | (.cores > 0) and (.cpu | type) == "string"'
ok "the scratch file is gone" [ -z "$(ls -A "$tmp/disk")" ]
if [ $on_disk = 1 ]; then
    ok "buffered reads have all depths" json '[.limits.disk.buffered[].depth] == [1,2,4,8,16]'
    ok "O_DIRECT has all depths, or says why not" \
        json '.limits.disk | ([.direct[].depth] == [1,2,4,8,16]) != (.direct_why != null)'
    ok "the limits are kept" [ -s "$tmp/cache/flashmoe/limits.json" ]
    ok "what is kept is what was printed" \
        json "(.limits | [.machine, .time, .disk.record_bytes]) == ($(cat "$tmp/cache/flashmoe/limits.json") | [.machine, .time, .disk.record_bytes])"
    ok "what is kept is for the user alone" \
        [ "$(stat -c %a "$tmp/cache/flashmoe/limits.json")" = 600 ]
fi
limits --disk "$tmp/disk"
ok "the table is for people" grep -q '^limits ' "$tmp/out"
limits --disk "$tmp/none"
ok "a missing folder ends with status 1" [ "$status" = 1 ]
ok "a missing folder is named" grep -qF "$tmp/none: No such file" "$tmp/err"
ok "memory is measured all the same" grep -q 'threads' "$tmp/out"
if [ $on_disk = 1 ]; then
    limits --disk "$tmp/disk" --scratch 1000T
    ok "a full disk is said" grep -q 'are free' "$tmp/err"
    limits --disk "$tmp/disk" --scratch 1KiB
    ok "a scratch file that is too small is said" grep -q 'fewer than' "$tmp/err"
fi
if [ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] && [ -w /dev/shm ]; then
    limits --disk /dev/shm --json
    ok "a folder in memory is no error" [ "$status" = 0 ]
    ok "a folder in memory has no disk" \
        json '.limits.disk | .bytes_per_s == null and .direct == [] and (.direct_why | contains("in memory"))'
fi
"$bin" bench --limits --limits-seconds 20 --scratch 64MiB --disk "$tmp/disk" \
    >/dev/null 2>&1 </dev/null &
has_scratch() { find "/proc/$1/fd" -lname "$tmp/disk/*" 2>/dev/null | grep -q .; } # also one without a name
for _ in $(seq 600); do has_scratch $! && break; sleep 0.1; done
ok "there is a scratch file" has_scratch $!
kill -TERM $!
wait $! 2>/dev/null
ok "a signal leaves no scratch file" [ -z "$(ls -A "$tmp/disk")" ]

bench --prompt 8 --gen 2 --repeat 1 --limits --disk "$tmp/disk" --limits-seconds 1 --scratch 16MiB --json
ok "a run and limits end with status 0" [ "$status" = 0 ]
ok "a run with limits has both and the shares" \
    json '(.decode.tok_s > 0) and (.limits.version == 2) and (.limit_share | has("memory") and has("disk"))'
ok "a share is a number or says why not" \
    json '.limit_share | (.memory == null) == (.memory_why != null) and (.disk == null) == (.disk_why != null)'
ok "the record is that of the model" json '.limits.disk.record_bytes < 1000000'
bench --prompt 8 --gen 2 --repeat 1 --limits --disk "$tmp/disk" --limits-seconds 1 --scratch 16MiB
ok "the shares are printed" grep -q '^share of the limit' "$tmp/out"

usage() { # what the message says, arguments...
    local says=$1
    shift
    "$bin" bench "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    [ $? = 2 ] && grep -q -e "$says" "$tmp/err"
}
ok "options of limits need them" usage 'need --limits' --disk "$tmp"
ok "options of a run need a model" usage 'name a MODEL' --limits --gen 4
ok "an unknown mode is refused" usage 'is not all, prefill' "$model" --mode fast
ok "a start has no cache limit" usage 'alone' "$model" --mode start --cache-limit 8M
ok "warm-up is for decode, or a cache that is limited" usage "warm-up" "$model" --warm-up 4
ok "cold and a limit are refused" usage 'do not go together' "$model" --mode stream --cold
ok "no seconds are refused" usage '--limits-seconds' --limits --limits-seconds 0
ok "a record of no size is refused" usage '--record' --limits --record 0
ok "a record beyond all sense is refused" usage '--record' --limits --record 2TiB
ok "a size that is none is refused" usage 'not a size' --limits --scratch big
exit $bad
