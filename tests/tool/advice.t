#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Each command that explain tells people to give is tried: in the host VM, or where that
# cannot be, in a folder that looks like a machine. One that is new and that no test
# tries fails the last test here.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
if [ "${LAB_KERNEL:-6.12}" != 6.12 ]; then
	echo '1..1'
	echo 'ok 1 - advice # SKIP it is about the files of another kernel, that of Debian 13'
	exit
fi
. tests/lib/tap.sh

artifacts=build/artifacts/tool-advice
rm -f $artifacts/*/tried

# vm SCRIPT OPTION...: in a host VM
vm() {
	_script=$1
	shift
	mkdir -p "$artifacts/$_script"
	tap_program "$_script" lab/run --no-guests --hold --owner virtio-pci "$@" \
		--artifacts "$artifacts/$_script" "tests/tool/vm/advice/$_script"
}

# folder SCRIPT: in the lab's root
folder() {
	mkdir -p "$artifacts/$1"
	tap_program "$1" lab/chroot env TRIED="/project/$artifacts/$1/tried" \
		"tests/tool/root/$1"
}

folder modules
folder neighbours
vm binding --vfs 4
vm pf --vfs 4
vm group --vfs 2 --no-acs --pf notify-info=off
vm module --vfs 1

each_is_tried() {
	sed -n 's/^ADVISE_COMMAND(\(.*\)),$/\1/p' tools/advice.def | sort >"$tap_dir/all"
	cat "$artifacts"/*/tried | sort -u | diff -u "$tap_dir/all" -
}
[ -n "${TEST_FILTER-}" ] || tap_check 'each command of explain was tried' each_is_tried
tap_end
