#!/bin/sh
# flashmoe pack, verify and info from outside: exit codes, messages, what lies on the disk.
# usage: test_pack_programs.sh FLASHMOE DATA
set -u
flashmoe=$1 fixtures=$2/fixtures
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
bad=0

# expect NAME CODE PATTERN COMMAND...: exit code, and a line of the output
expect() {
    name=$1 code=$2 pattern=$3
    shift 3
    "$@" >"$dir/out" 2>&1
    got=$?
    if [ $got -ne "$code" ] ||
        { [ -n "$pattern" ] && ! grep -q -- "$pattern" "$dir/out"; }; then
        echo "FAIL: $name (exit code $got, wanted $code and \"$pattern\"):"
        cat "$dir/out"
        bad=1
    fi
}

expect 'a checkpoint is packed' 0 'MB of experts' \
    "$flashmoe" pack "$fixtures/qwen3_5_moe" "$dir/p" --expert-bits 8
expect 'a pack verifies' 0 'all checksums are right' "$flashmoe" verify "$dir/p"
expect 'info shows the formats' 0 '^expert matrices: 12 x q8/64' "$flashmoe" info "$dir/p"
expect 'info prints JSON' 0 '"parameters": 2080568' "$flashmoe" info --json "$dir/p"
expect 'info reads checkpoints' 0 '^unused tensors: 21' \
    "$flashmoe" info "$fixtures/qwen3_5_moe"
odd=$dir/$(printf 'odd\377')
cp -r "$dir/p" "$odd"
expect 'a path need not be UTF-8' 0 ': pack "qwen3_5_moe"' "$flashmoe" info "$odd"
cp -r "$fixtures/qwen3_moe" "$odd.src"
expect 'a name must be UTF-8' 4 'its name is not valid UTF-8' \
    "$flashmoe" pack "$odd.src" "$dir/s"
expect 'a name can be given' 0 '' "$flashmoe" pack -q "$odd.src" "$dir/s" --name s
expect 'quiet is quiet' 0 '' "$flashmoe" pack -q "$fixtures/qwen3_moe" "$dir/q"
[ -s "$dir/out" ] && { echo 'FAIL: pack -q printed something'; bad=1; }

expect 'an existing target is refused' 4 'File exists' \
    "$flashmoe" pack "$fixtures/qwen3_moe" "$dir/p"
expect 'a missing source is a model error' 4 'config.json: No such file' \
    "$flashmoe" pack "$dir/none" "$dir/r"
expect 'one argument is a usage error' 2 'SRC and DST are needed' "$flashmoe" pack "$dir/p"
expect 'odd bits are a usage error' 2 'is not one of' \
    "$flashmoe" pack --expert-bits 7 "$fixtures/qwen3_moe" "$dir/r"
expect 'unknown options are a usage error' 2 'unrecognized option' "$flashmoe" verify --x
expect 'verify needs a pack' 4 'manifest.json: No such file' "$flashmoe" verify "$dir"

printf 'x' | dd of="$dir/p/experts/layer-01.bin" bs=1 seek=40000 conv=notrunc 2>/dev/null
expect 'damage is found' 4 'layer-01.bin is damaged: checksum of expert' \
    "$flashmoe" verify "$dir/p"

# Killed in the middle, the same command goes on and gives the same bytes.
"$flashmoe" pack -q "$fixtures/qwen3_5_moe_wide" "$dir/whole" --name x
for delay in 0.01 0.02 0.03; do
    "$flashmoe" pack -q "$fixtures/qwen3_5_moe_wide" "$dir/k" --name x 2>/dev/null &
    pid=$!
    sleep $delay
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
done
[ -d "$dir/k" ] || expect 'a killed run goes on' 0 '' \
    "$flashmoe" pack -q "$fixtures/qwen3_5_moe_wide" "$dir/k" --name x
diff -r "$dir/whole" "$dir/k" || { echo 'FAIL: the continued pack differs'; bad=1; }
[ -e "$dir/k.partial" ] && { echo 'FAIL: a partial folder is left'; bad=1; }
exit $bad
