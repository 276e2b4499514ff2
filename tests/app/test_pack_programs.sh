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

cat >"$dir/plan.yaml" <<'EOF'
rules:
  - tensors: experts.down
    layers: [first 1, 3]
    bits: 6
EOF
expect 'a plan is followed' 0 'MB of experts' \
    "$flashmoe" pack --plan "$dir/plan.yaml" "$fixtures/qwen3_5_moe" "$dir/mixed"
expect 'info shows a mixed pack' 0 '^  experts.down        q6/64 (layers 0), q4/64 (layers 1-2), q6/64 (layers 3)$' \
    "$flashmoe" info "$dir/mixed"
expect 'and so does its JSON' 0 '"layers": "1-2"' "$flashmoe" info --json "$dir/mixed"
expect 'a mixed pack verifies' 0 'all checksums are right' "$flashmoe" verify "$dir/mixed"
# With a calibration: the bits, and so the size, stay; the codes do not.
# The fixture's 512 rows have no tokenizer; bytes will do.
src=$dir/src
cp -r "$fixtures/qwen3_5_moe" "$src"
python3 - "$2/../../models/demo/tokenizer.json" "$src/tokenizer.json" <<'EOF' || exit 99
import json, sys
t = json.load(open(sys.argv[1], encoding="utf-8"))
t["added_tokens"], t["model"]["merges"] = [], []
t["model"]["vocab"] = {k: v for k, v in t["model"]["vocab"].items() if v < 256}
json.dump(t, open(sys.argv[2], "w", encoding="utf-8"))
EOF
head -c 3000 "$0" >"$dir/text"
printf 'odd \377' >"$dir/odd"
expect 'a text calibrates' 0 '^note: calibrated with [0-9]* tokens of text (' \
    "$flashmoe" pack --calibrate "$dir/text" "$src" "$dir/cal"
expect 'the note is kept' 0 '^note: calibrated with' "$flashmoe" info "$dir/cal"
expect 'a calibrated pack verifies' 0 'all checksums are right' "$flashmoe" verify "$dir/cal"
[ -e "$dir/cal.draft" ] || [ -e "$dir/cal.calibration" ] &&
    { echo 'FAIL: the calibration left something behind'; ls "$dir"; bad=1; }
"$flashmoe" pack -q "$src" "$dir/uncal"
cmp -s "$dir/cal/experts/layer-01.bin" "$dir/uncal/experts/layer-01.bin" &&
    { echo 'FAIL: the calibration changed nothing'; bad=1; }
expect 'a pack of the same model serves' 0 '' \
    "$flashmoe" pack -q --calibrate "$dir/text" --calibrate-with "$dir/uncal" \
    "$src" "$dir/cal2"
cmp "$dir/cal/experts/layer-01.bin" "$dir/cal2/experts/layer-01.bin" ||
    { echo 'FAIL: the draft and the pack at the default bits calibrate differently'; bad=1; }
expect 'a pack of another model does not' 4 'is a pack of another model than' \
    "$flashmoe" pack --calibrate "$dir/text" --calibrate-with "$dir/q" \
    "$src" "$dir/cal3"
expect 'copying needs no calibration' 4 'nothing of .* will be quantised' \
    "$flashmoe" pack --expert-bits 16 --dense-bits 16 --calibrate "$dir/text" "$src" "$dir/cal3"
printf 'rules: 1\n' >"$dir/bad.yaml"
expect 'a wrong plan is told before a calibration' 4 'bad.yaml:1:8' \
    "$flashmoe" pack --plan "$dir/bad.yaml" --calibrate "$dir/text" "$src" "$dir/cal3"
[ -e "$dir/cal3.draft" ] && { echo 'FAIL: a draft for nothing'; bad=1; }
: >"$dir/empty"
expect 'an empty text is refused' 4 'empty: it has no tokens' \
    "$flashmoe" pack --calibrate "$dir/empty" --calibrate-with "$dir/uncal" \
    "$src" "$dir/cal3"
expect 'a text is UTF-8' 4 "odd: .*UTF-8" "$flashmoe" pack --calibrate "$dir/odd" \
    --calibrate-with "$dir/uncal" "$src" "$dir/cal3"
[ -e "$dir/cal3.calibration" ] && { echo 'FAIL: a calibration of nothing'; bad=1; }
expect 'one without the other is a usage error' 2 'belongs to --calibrate' \
    "$flashmoe" pack --calibrate-with "$dir/q" "$src" "$dir/cal3"
# What an interrupted run has left is taken up if it is of this text.
printf 'garbage' >"$dir/cal3.calibration"
expect 'no calibration is no calibration' 4 'cal3.calibration is no calibration' \
    "$flashmoe" pack --calibrate "$dir/text" "$src" "$dir/cal3"
rm "$dir/cal3.calibration"
# The disk of the experts' files is full in the middle: the calibration is there already.
expect 'a run is interrupted' 4 'File too large' sh -c "ulimit -f 600; exec \"\$@\"" sh \
    "$flashmoe" pack --calibrate "$dir/text" --calibrate-with "$dir/uncal" \
    "$src" "$dir/cal3"
[ -f "$dir/cal3.calibration" ] || { echo 'FAIL: the calibration is lost'; ls "$dir"; bad=1; }
expect 'another text is refused then' 4 'is left from packing with another text' \
    "$flashmoe" pack --calibrate "$0" --calibrate-with "$dir/uncal" \
    "$src" "$dir/cal3"
cp -r "$src" "$dir/other" # of another time
expect 'another source, too' 4 'is left from packing with another text or source' \
    "$flashmoe" pack --calibrate "$dir/text" --calibrate-with "$dir/uncal" \
    "$dir/other" "$dir/cal3"
expect 'the same goes on' 0 '' "$flashmoe" pack -q --calibrate "$dir/text" \
    --calibrate-with "$dir/none" "$src" "$dir/cal3"
cmp "$dir/cal/experts/layer-01.bin" "$dir/cal3/experts/layer-01.bin" ||
    { echo 'FAIL: what went on differs'; bad=1; }
cp -r "$dir/uncal" "$dir/cal6.draft"
expect "a user's pack is not taken for a draft" 4 'cal6.draft is no draft of a pack of' \
    "$flashmoe" pack --calibrate "$dir/text" "$src" "$dir/cal6"
expect 'nor removed' 0 'all checksums are right' "$flashmoe" verify "$dir/cal6.draft"

# Blocks of GGUF: what keeps its codes is not weighed, what becomes fewer bits is.
gguf=$fixtures/gguf_qwen35moe_q8_0
expect 'blocks that stay need no calibration' 4 'nothing of .* will be quantised' \
    "$flashmoe" pack --calibrate "$dir/text" "$gguf" "$dir/cal4"
expect 'blocks are packed with fewer bits' 0 '' \
    "$flashmoe" pack -q --expert-bits 2 "$gguf" "$dir/blocks"
expect 'and calibrated' 0 '^note: calibrated with [0-9]* tokens of text (' \
    "$flashmoe" pack --expert-bits 2 --calibrate "$dir/text" "$gguf" "$dir/cal4"
expect 'they verify' 0 'all checksums are right' "$flashmoe" verify "$dir/cal4"
cmp -s "$dir/cal4/experts/layer-01.bin" "$dir/blocks/experts/layer-01.bin" &&
    { echo 'FAIL: the calibration of blocks changed nothing'; bad=1; }
cmp "$dir/cal4/dense.bin" "$dir/blocks/dense.bin" ||
    { echo 'FAIL: the calibration changed what keeps its codes'; bad=1; }
expect 'blocks are packed as they are' 0 '' "$flashmoe" pack -q "$gguf" "$dir/cal5"
expect 'info shows the scales of blocks' 0 '^  head                q8/32 f16$' \
    "$flashmoe" info "$dir/cal5"

sed -i 's/bits: 6/bits: 7/' "$dir/plan.yaml"
expect 'a wrong plan is told with its place' 4 'plan.yaml:4:11: bits: 7' \
    "$flashmoe" pack --plan "$dir/plan.yaml" "$fixtures/qwen3_5_moe" "$dir/r"

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
