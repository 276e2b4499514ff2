#!/bin/sh
# Installs the Debian packages that are missing: packages.sh NAME...
# Sourced by nobody; called by ./run and ./check. Asks for root only when needed.
set -eu

missing=
for name in "$@"; do
    status=$(dpkg-query -W -f '${Status}' "$name" 2>/dev/null) || status=
    [ "$status" = 'install ok installed' ] || missing="$missing $name"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "flashmoe: please install:$missing" >&2
    exit 1
fi
as_root=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "flashmoe: please install as root: apt-get install$missing" >&2
        exit 1
    fi
    as_root=sudo
fi

echo "flashmoe: installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# The package lists may be absent (a fresh container) or too old to find a package.
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 || {
    $as_root apt-get update -qq >&2
    $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
