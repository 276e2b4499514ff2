#!/bin/sh
# flashmoe synth from outside: arguments, sizes, what lies on the disk.
# usage: test_synth.sh FLASHMOE
set -u
flashmoe=$1
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

expect 'a shape is needed' 2 '--shape is needed' "$flashmoe" synth "$dir/p"
expect 'a target is needed' 2 'DST is needed' "$flashmoe" synth --shape 35b-a3b
expect 'one target only' 2 'too many arguments' "$flashmoe" synth --shape 35b-a3b a b
expect 'shapes are known by name' 2 'no shape "1b"' "$flashmoe" synth --shape 1b "$dir/p"
expect 'bits are those of the formats' 2 'is not one of' \
    "$flashmoe" synth --shape 35b-a3b --expert-bits 7 "$dir/p"
expect 'the head has 4 to 8 or 16 bits' 2 'is not one of' \
    "$flashmoe" synth --shape 35b-a3b --head-bits 2 "$dir/p"
expect 'layers are counted from 1' 2 'is no number from 1' \
    "$flashmoe" synth --shape 35b-a3b --layers 0 "$dir/p"
expect 'layers have a limit' 2 '300 layers' \
    "$flashmoe" synth --shape 35b-a3b --layers 300 "$dir/p"
expect 'there are enough experts' 2 '7 experts (8 to' \
    "$flashmoe" synth --shape 35b-a3b --experts 7 "$dir/p"
for skew in zip zipf: zipf:0 zipf:x zipf:-1 zipf:nan zipf:9; do
    expect "skew $skew" 2 'is neither uniform nor zipf:S' \
        "$flashmoe" synth --shape 35b-a3b --skew "$skew" "$dir/p"
done
for seed in -1 x '' 99999999999999999999; do
    expect "seed $seed" 2 'is no number from 0' \
        "$flashmoe" synth --shape 35b-a3b --seed "$seed" "$dir/p"
done

expect 'sizes of the 397B' 0 '^experts: 217432.7 MB in records of 7.08 MB' \
    "$flashmoe" synth --shape 397b-a17b --dry-run
expect 'bytes of a token' 0 '^experts of one token: 849.3 MB' \
    "$flashmoe" synth --shape next-80b --dry-run "$dir/p"
expect 'fewer layers' 0 '^shape: 35b-a3b, 4 layers, 32 experts of which 8 are used' \
    "$flashmoe" synth --shape 35b-a3b --layers 4 --experts 32 --dry-run
[ -e "$dir/p" ] && { echo 'FAIL: --dry-run wrote something'; bad=1; }

mkdir "$dir/there"
expect 'a target that exists is refused' 4 'there: File exists' \
    "$flashmoe" synth --shape 35b-a3b --layers 1 "$dir/there"
mkdir "$dir/left.partial"
expect 'a partial folder is refused' 4 'left.partial: File exists' \
    "$flashmoe" synth --shape 35b-a3b --layers 1 "$dir/left"
[ -d "$dir/left.partial" ] || { echo 'FAIL: a foreign folder was removed'; bad=1; }
if [ "$(df -Pk "$dir" | awk 'NR == 2 {print $4}')" -lt 2000000000 ]; then
    expect 'a full disk is noticed first' 4 'MB are needed' \
        "$flashmoe" synth --shape 397b-a17b --layers 256 --experts 4096 "$dir/p"
    [ -e "$dir/p.partial" ] && { echo 'FAIL: a partial folder is left'; bad=1; }
fi

# An interruption: the bytes go, and the exit code says which signal it was.
"$flashmoe" synth --shape 397b-a17b --layers 1 --experts 10 "$dir/p" 2>"$dir/out" &
pid=$!
while [ ! -d "$dir/p.partial" ] && kill -0 $pid 2>/dev/null; do :; done
kill -TERM $pid
wait $pid
got=$?
[ $got -eq 143 ] || { echo "FAIL: exit code $got after SIGTERM"; cat "$dir/out"; bad=1; }
[ -e "$dir/p.partial" ] || [ -e "$dir/p" ] && { echo 'FAIL: something is left'; bad=1; }
exit $bad
