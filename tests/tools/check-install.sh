#!/bin/sh
# The installed program finds its data: check-install.sh BUILD_DIR
# Installs below a temporary folder, moves nothing, and asks the bundled model one thing from
# an empty home.
set -eu
build=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
prefix=$(meson introspect "$build" --buildoptions |
    python3 -c 'import json,sys; print(next(o["value"] for o in json.load(sys.stdin) if o["name"]=="prefix"))')
DESTDIR=$root meson install -C "$build" --no-rebuild >"$root/install.log"
bin=$root$prefix/bin/flashmoe
for f in share/flashmoe/prompts/templates/qwen3.5.yaml share/flashmoe/models/demo/manifest.json \
    share/man/man1/flashmoe.1 share/man/man1/flashmoe-serve.1 share/man/man5/flashmoe-config.5 share/bash-completion/completions/flashmoe; do
    test -e "$root$prefix/$f" || { echo "not installed: $f"; exit 1; }
done
mkdir "$root/home"
cd "$root/home"
answer=$(env -i HOME="$root/home" PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "$bin" ask --temp 0 -p Hello </dev/null)
echo "answer: $answer"
test -n "$answer"
