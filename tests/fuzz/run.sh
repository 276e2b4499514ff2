#!/bin/bash
# Fuzzes every target for some seconds: run.sh SECONDS BUILD_DIR [TARGET...]
# Needs clang and its libFuzzer. New inputs are kept in BUILD_DIR/found/TARGET, and what
# crashes in BUILD_DIR/crash-TARGET-*; a crash belongs into corpus/TARGET with its cure.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
seconds=$1
build=$2
shift 2
targets=${*:-calibration conversation flash_moe gguf manifest remote safetensors serve_request snapshot text tokenizer yaml}
if [ ! -f "$build/build.ninja" ]; then
    CC=clang-14 meson setup "$build" "$here/../.." --buildtype=debug -Doptimization=1 -Dfuzz=true \
        -Db_sanitize=address,undefined -Db_lundef=false \
        -Dc_args='-fsanitize=fuzzer-no-link -fno-sanitize-recover=undefined' || exit 1
fi
names=()
for t in $targets; do names+=("tests/fuzz/fuzz_$t"); done
ninja -C "$build" "${names[@]}" || exit 1
bad=0
for t in $targets; do
    mkdir -p "$build/found/$t"
    echo "== $t"
    "$build/tests/fuzz/fuzz_$t" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 \
        -print_final_stats=1 -artifact_prefix="$build/crash-$t-" "$build/found/$t" "$here/corpus/$t" \
        >"$build/fuzz-$t.log" 2>&1 || { bad=1; echo "FAILED, see $build/fuzz-$t.log"; }
    grep -E "stat::number_of_executed|cov:" "$build/fuzz-$t.log" | tail -n 2
done
exit $bad
