# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# For the scripts here, which run in the host VM, in the project's folder.

# shellcheck source=lab/vm/lib.sh
. lab/vm/lib.sh
# shellcheck source=lab/vm/kernel.sh
. lab/vm/kernel.sh
. tests/lib/tap.sh

# A test that breaks the kernel has failed at once, not when the time is over.
echo 1 >/proc/sys/kernel/panic_on_oops

# the test programs look there too
export PF

# run NAME [ARG...]: a test program
run() {
	_program=$1
	shift
	tap_program "$_program" "build/vfio/$_program" "$@"
}

# needs_virtio_pci NAME: what is about the kernel's own driver of the PF ends here,
# saying so, if the PF has another one
needs_virtio_pci() {
	[ "$LAB_OWNER" != virtio-pci ] || return 0
	tap_skip "$1" "it is about virtio-pci, and the PF has $LAB_OWNER"
	tap_end
}

# What our driver said of a device when it was bound to it last.
mode_in_log() {
	dmesg | grep -F "$DRIVER_NAME $1: " | grep -E 'transitional|modern only' |
		tail -n 1
}

# said ADDRESS TEXT: the log has TEXT for it, once for each time it was bound
said() {
	mode_in_log "$1"
	mode_in_log "$1" | grep -qF "$2"
}
