#!/bin/bash
# What a GPU reaches with flashmoe: correctness first, then the operations beside the rate of
# the memory, then whole models of the 35B-A3B shape under several memory budgets.
#
#   gpu-bench.sh [run]       from a build with Vulkan; needs about 45 GB in $DIR
#   gpu-bench.sh pack FILE   a .tar.xz with the programs and the libraries they need, for a
#                            machine without compilers: unpack it there, start gpu-bench.sh
#
# Environment: BUILD (the build folder), DIR (where packs are written, /dev/shm), OUT (full
# outputs, ./gpu-bench), FLASHMOE_DATA (prompts and models), GPU (of flashmoe info --gpu),
# BRIEF=1 (the demonstration model alone), PARTS (words of: tests ops model budgets bits demo
# cpu), TABLES (of ops: words of: products rows chunks tiles copies).
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$here")
BUILD=${BUILD:-$root/build}

pack() { # FILE
    local to dir=$root lib
    to=$(mktemp -d) || exit 1
    mkdir -p "$to/bin" "$to/lib" "$to/data"
    cp "$BUILD/app/flashmoe" "$BUILD/tools/bench-gpu" "$BUILD"/tests/gpu/test_gpu_{ops,golden,state} "$to/bin/" || exit 1
    strip "$to"/bin/*
    cp "$here/gpu-bench.sh" "$to/"
    cp -r "$dir/prompts" "$to/data/"
    # All but the largest; what the layers' states should be is not looked at.
    mkdir "$to/data/tests"
    tar -C "$dir/tests/data" --exclude='hidden_*' --exclude=qwen3_5_moe_wide --exclude="gguf_*" -cf - fixtures | tar -C "$to/data/tests" -xf -
    # The machine's own C library is newer or equal, and goes with its loader.
    ldd "$to"/bin/* | awk '$2 == "=>" {print $3}' | sort -u |
        grep -vE '/(libc|libm|libpthread|libdl|librt)\.so' | while read -r lib; do
        cp -L "$lib" "$to/lib/"
    done
    for lib in "${GL_LIBS:-/nowhere}"/*; do
        [ -f "$lib" ] && cp -L "$lib" "$to/lib/"
    done
    tar -C "$to" -cJf "$1" . && ls -l "$1"
    rm -rf "$to"
}

line() {
    printf '\n== %s (%d s)\n' "$1" "$SECONDS"
}

test_one() { # NAME [ARGUMENT]...: the tail of a test's output
    local name=$1 code
    shift
    timeout 90 "$bin_tests/test_gpu_$name" "$@" >"$OUT/test_$name.log" 2>&1
    code=$?
    echo "test $name: exit $code; $(grep -cE '\[ +OK' "$OUT/test_$name.log") passed ($SECONDS s)"
    grep -E 'largest|relative' "$OUT/test_$name.log" | sort -g -k6 | tail -n 4
    [ $code = 0 ] || grep -vE 'RUN|OK' "$OUT/test_$name.log" | tail -n 12
    return $code
}

# Whole models beside each other: they wait for the compiler of the shaders most of the time.
tests() {
    local data=$here/data/tests pids=() pid
    [ -d "$data" ] || data=$root/tests/data
    export FLASHMOE_TEST_DATA=$data FLASHMOE_TEST_SHADERS=$DIR/cache
    mkdir -p "$DIR/cache"
    # Those of GGUF files hold other cases than prompts.
    test_one golden $(ls "$data/fixtures" | grep -v ^gguf_) & pids+=($!)
    test_one state & pids+=($!)
    test_one ops & pids+=($!)
    for pid in "${pids[@]}"; do
        wait "$pid" || failures=$((failures + 1))
    done
}

bench() { # TITLE, arguments of flashmoe bench
    local title=$1 log
    shift
    log=$OUT/bench-$(echo "$title" | tr -c 'a-zA-Z0-9\n' -).log
    line "$title"
    rm -f "$OUT/engine.log"
    timeout 100 "$bin/flashmoe" bench --log "$OUT/engine.log" "$@" >"$log" 2>&1
    local code=$?
    [ $code = 0 ] || {
        echo "exit $code"
        failures=$((failures + 1))
    }
    grep -E '^(flashmoe:|engine|memory|prefill|decode)|a token takes|a chunk takes|experts asked|experts on the GPU|copied to|experts of the CPU|mixers|routers|experts  |io wait|head  |other  |total  ' "$log"
    grep -ohE 'recorded a token.*' "$OUT/engine.log" 2>/dev/null | tail -n 1
}

# Under another name until it is whole: an interrupted one is begun anew.
synth() { # NAME, options
    local name=$1
    shift
    [ -d "$DIR/$name" ] && return
    rm -rf "$DIR/$name.new"
    "$bin/flashmoe" synth --shape 35b-a3b -q "$@" "$DIR/$name.new" && mv "$DIR/$name.new" "$DIR/$name"
}

failures=0 # of tests and measurements so far

wants() {
    case " $PARTS " in *" $1 "*) return 0 ;; esac
    return 1
}

run() {
    local gpu=() misses
    OUT=${OUT:-$PWD/gpu-bench}
    DIR=${DIR:-/dev/shm/flashmoe-gpu}
    PARTS=${PARTS:-tests ops model budgets bits demo cpu}
    [ "${BRIEF:-}" = 1 ] && PARTS='tests demo'
    mkdir -p "$OUT" "$DIR"
    if [ -d "$here/bin" ]; then
        bin=$here/bin
        bin_ops=$bin bin_tests=$bin
        export LD_LIBRARY_PATH=$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    else
        bin=$BUILD/app bin_ops=$BUILD/tools bin_tests=$BUILD/tests/gpu
    fi
    export XDG_CACHE_HOME=$DIR/cache
    # A driver that the loader does not find by itself.
    if ! "$bin/flashmoe" info --gpu 2>/dev/null | grep -q 'can be used' &&
        [ -f /usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json ]; then
        export VK_DRIVER_FILES=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
    fi
    [ -n "${GPU:-}" ] && gpu=(--gpu "$GPU") && export FLASHMOE_TEST_GPU=$GPU
    line "the machine"
    "$bin/flashmoe" info --gpu || exit 1
    echo "$(nproc) cores, $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo)"

    if wants model || wants budgets || wants cpu; then
        synth 35b &
    fi
    if wants tests; then
        line "correctness"
        tests
    fi
    if wants ops; then
        line "operations"
        timeout 100 "$bin_ops/bench-gpu" "${GPU:--1}" ${TABLES:-} 2>&1 | tee "$OUT/ops.log"
        [ "${PIPESTATUS[0]}" = 0 ] || failures=$((failures + 1))
    fi
    wait
    wants bits && synth 35b-q2 --expert-bits=2 &
    if wants model; then
        bench "35B all in VRAM, 2048 then 256" "$DIR/35b" --backend vulkan "${gpu[@]}" --prompt 2048 --gen 256 --repeat 3 --ctx 8192
        bench "35B all in VRAM, answers in f32" "$DIR/35b" --backend vulkan "${gpu[@]}" --mode decode --activations f32 --prompt 512 --gen 128 --repeat 2 --ctx 8192
    fi
    wait
    if wants bits; then
        bench "35B experts of 2 bits, all in VRAM" "$DIR/35b-q2" --backend vulkan "${gpu[@]}" --prompt 2048 --gen 256 --repeat 3 --ctx 8192
    fi
    if wants budgets; then
        bench "35B in 24 GB" "$DIR/35b" --backend vulkan "${gpu[@]}" --vram 24GB --prompt 512 --gen 64 --repeat 2 --ctx 4096
        for misses in copy cpu auto; do
            bench "35B in 8 GB, misses $misses" "$DIR/35b" --backend vulkan "${gpu[@]}" --vram 8GB --gpu-misses $misses --prompt 512 --gen 64 --repeat 1 --ctx 4096
        done
    fi
    if wants demo; then
        bench "the demonstration model" --backend vulkan "${gpu[@]}" -m demo --prompt 256 --gen 64 --repeat 3
    fi
    if wants cpu; then
        bench "35B on the CPU beside it" "$DIR/35b" --mode decode --prompt 32 --gen 24 --repeat 1 --ctx 4096
    fi
    line "end"
    [ $failures = 0 ] || echo "$failures failed" >&2
    [ $failures = 0 ]
}

case ${1:-run} in
pack) pack "${2:?gpu-bench.sh pack FILE}" ;;
run) run ;;
*)
    echo "usage: gpu-bench.sh [run | pack FILE]" >&2
    exit 2
    ;;
esac
