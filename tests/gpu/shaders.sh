#!/bin/sh
# shaders.sh VALIDATOR CROSS FILE.spv...: every shader is valid SPIR-V and can be translated
# to Metal's language, so that nothing in it is one vendor's own. What *_coop.spv and *_dot.spv
# do is done by a shader for all devices as well, and *_dot_plain.spv is the latter in words.
set -eu
validator=$1
cross=$2
shift 2
for file in "$@"; do
    "$validator" --target-env vulkan1.2 "$file"
    case $file in *_coop.spv | *_dot.spv) continue ;; esac
    "$cross" --msl --msl-version 20300 "$file" | grep -q 'kernel void' || {
        echo "$file: no Metal kernel came out" >&2
        exit 1
    }
done
echo "$# shaders"
