#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A host VM whose processors stand still, as after a fault of QEMU: it says nothing, and is
# found out long before its time is up. One that has nothing to do is not taken for that.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

# in_vm COMMAND: sets seconds, status
in_vm() {
	printf '%s\n' "$1" >"$tap_dir/script"
	_start=$(date +%s)
	lab/run --vfs 1 --no-guests --timeout 900 "$tap_dir/script" >"$tap_dir/said" 2>&1
	status=$?
	seconds=$(($(date +%s) - _start))
	cat "$tap_dir/said"
	echo "status $status after $seconds s"
}

# It is tried twice.
halted() {
	in_vm 'busybox halt -f'
	[ "$status" -eq 125 ] && [ "$seconds" -lt 300 ] && grep -q 'repeating the run' "$tap_dir/said" &&
		grep -q "the VM's processors stood still" "$tap_dir/said"
}

idle() {
	in_vm 'sleep 60'
	[ "$status" -eq 0 ] && [ "$seconds" -ge 60 ]
}

tap_check 'a host VM that halts silently is found out' halted
tap_check 'one that idles is left alone' idle
tap_end
