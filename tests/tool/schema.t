#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What subcommands print with --json, and the schemas of tools/schema. What they print
# stays in build/artifacts/tool-schema.
cd "$(dirname "$0")/../.." || exit
MAKELEVEL=1 lab/setup --root readers 2>&1 | sed 's/^/# /'
. tests/lib/tap.sh

artifacts=build/artifacts/tool-schema
rm -rf $artifacts
mkdir -p $artifacts/vm
tap_program trees lab/chroot env JSON="/project/$artifacts" tests/tool/root/json
tap_program host lab/run --no-guests --hold --vfs 2 --owner virtio-owner \
	--artifacts $artifacts/vm tests/tool/vm/json
cp $artifacts/vm/*.json $artifacts/vm/*.jsonl $artifacts/
tap_program schema lab/chroot --root readers tests/tool/root/json-validator $artifacts
tap_end
