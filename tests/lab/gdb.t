#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# lab/run --gdb: gdb stops the driver at a function of its source.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
command -v gdb >/dev/null || {
	echo '1..0 # SKIP this machine has no gdb'
	exit 0
}

artifacts=$PWD/build/artifacts/lab-gdb
script=$artifacts/gdb-virtio-vfio-pci

cat >"$tap_dir/bind" <<'END'
. /project/lab/vm/lib.sh
load_driver
enable_vfs 1
bind_vf "$(vf_addr 1)"
echo 'the VF is bound'
END

waits() {
	rm -rf "$artifacts"
	lab/run --gdb --hold --vfs 1 --artifacts "$artifacts" "$tap_dir/bind" >"$tap_dir/run" 2>&1 &
	run=$!
	while kill -0 "$run"; do
		! grep 'and then "break' "$tap_dir/run" || return 0
		sleep 0.2
	done
	cat "$tap_dir/run"
	return 1
}

# The driver's probe, whatever it is called.
stops() {
	probe=$(nm build/*/virtio-vfio-pci.ko | awk '$2 == "t" && $3 ~ /^[^_].*_probe$/ { print $3; exit }')
	# a debugger that hangs is no reason to wait
	# shellcheck source=lab/lib/pace.sh
	(. lab/lib/pace.sh && timeout "$(patience 60)" gdb -nx -batch \
		-ex "target remote $PWD/build/gdb.sock" -ex "source $script" \
		-ex "break $probe" -ex continue -ex 'info args' -ex list) \
		>"$tap_dir/gdb" 2>&1
	cat "$tap_dir/gdb"
	grep "hit Breakpoint 1, $probe" "$tap_dir/gdb" && grep '^pdev = 0x' "$tap_dir/gdb" &&
		grep "^[0-9]*[[:space:]].*$probe(struct pci_dev" "$tap_dir/gdb"
}

# gdb has detached
goes_on() {
	wait "$run"
	_status=$?
	cat "$tap_dir/run"
	[ "$_status" -eq 0 ] && grep -x 'the VF is bound' "$tap_dir/run"
}

tap_check 'a module that was loaded waits, and says for what' waits
tap_check 'gdb has its symbols and its source, and stops it' stops
[ -e "$script.waits" ] && kill "$run"
tap_check 'without gdb, the host VM goes on to its end' goes_on
tap_end
