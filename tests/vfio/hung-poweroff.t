#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The host is switched off while its administration queue hangs, with VFs open
# and tasks waiting.
cd "$(dirname "$0")/../.." || exit
artifacts=build/artifacts/vfio-hung-poweroff

# Time that the kernel took for it, in ms, by its own clock; nothing if it did
# not get to the end. Without the driver it is a tenth of a second.
took() {
	sed -n 's/^\[ *\([0-9]*\)\.\([0-9]\{3\}\).*sysrq: Power Off.*/from \1\2/p
		s/^\[ *\([0-9]*\)\.\([0-9]\{3\}\).*reboot: Power down.*/to \1\2/p' \
		$artifacts/console.log |
		awk '$1 == "from" { from = $2 } $1 == "to" { print $2 - from }'
}

rm -f $artifacts/console.log
lab/run --no-guests --hold --vfs 4 --timeout 120 --artifacts $artifacts \
	tests/vfio/vm/hung-poweroff | grep -v '^1\.\.'
ms=$(took)
[ "${ms:-99999}" -lt 15000 ] || bad=not
echo "${bad:+not }ok 3 - poweroff: the host goes down in spite of all"
echo "# took ${ms:-for ever} ms"
echo 1..3
[ -z "${bad-}" ]
