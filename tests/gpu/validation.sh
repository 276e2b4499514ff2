#!/bin/sh
# validation.sh PROGRAM [ARGS]: runs it under the validation layers; they must have nothing
# to say. 77 where the layers are not installed.
set -u
out=$(VK_LOADER_LAYERS_ENABLE='*validation' VK_INSTANCE_LAYERS=VK_LAYER_KHRONOS_validation "$@" 2>&1)
code=$?
case $out in
*'a Vulkan layer is missing'*)
    echo "skipped: the validation layers are not installed"
    exit 77
    ;;
esac
[ "$code" = 0 ] || {
    echo "$out" | tail -n 40
    exit "$code"
}
if echo "$out" | grep -E 'VUID|Validation (Error|Warning)'; then
    exit 1
fi
echo "$out" | tail -n 3
