#!/bin/sh
# validation.sh PROGRAM [ARGS]: runs it under the validation layers; they must have nothing
# to say. 77 where the layers are not installed, which the loader passes over in silence.
set -u
layer=VK_LAYER_KHRONOS_validation
out=$(VK_LOADER_DEBUG=layer VK_INSTANCE_LAYERS=$layer "$@" 2>&1)
code=$?
# A program that found no device has nothing to check, whatever the layers are.
[ "$code" = 77 ] && exit 77
if ! echo "$out" | grep -q "Insert instance layer \"\{0,1\}$layer"; then
    echo "skipped: the validation layers are not installed"
    exit 77
fi
[ "$code" = 0 ] || {
    echo "$out" | tail -n 40
    exit "$code"
}
if echo "$out" | grep -E 'VUID-|Validation (Error|Warning)'; then
    exit 1
fi
echo "$out" | grep -v '^\(LAYER\|DEBUG\|INFO\|WARNING\)' | tail -n 3
