#!/bin/sh
# Puts a newly trained model in its place: packs $DEMO_WORK/hf into models/demo and copies the goldens
# into tests/data/demo. renew.sh PROGRAM pack, then goldens.py --pack on the GPU machine, then
# renew.sh PROGRAM goldens.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$here/../..
work=${DEMO_WORK:-$here/work}
program=${1:-}
case ${2:-} in
pack)
    new=$(mktemp -d)
    trap 'rm -rf "$new"' EXIT
    "$program" pack "$work/hf" "$new/demo" --name demo --expert-bits 4 --dense-bits 8
    for f in dense.bin experts generation.json manifest.json tokenizer.json; do
        rm -rf "$root/models/demo/$f"
        cp -r "$new/demo/$f" "$root/models/demo/$f"
    done
    ;;
goldens)
    data=$root/tests/data/demo
    cp "$work/goldens/heldout_tokens.npy" "$work/goldens/heldout_mask.npy" "$data/"
    cp "$work/pack-goldens/transcripts.json" "$work/goldens/tokenizer_golden.json" "$data/"
    jq -n --slurpfile a "$work/goldens/reference.json" --slurpfile b "$work/pack-goldens/reference.json" \
        '{nll_answers: $a[0].nll_answers, pack_nll_answers: $b[0].nll_answers}' >"$data/reference.json"
    "$root/tests/tools/make_tokenizer_golden.py"
    ;;
*)
    echo "renew.sh PROGRAM pack|goldens" >&2
    exit 2
    ;;
esac
