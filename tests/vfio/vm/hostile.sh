# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# For the scripts whose guests and VMMs are at their worst; after common.sh.

bind_four() {
	load_driver
	for n in 1 2 3 4; do
		bind_vf "$(vf_addr $n)"
	done
}

# As check_kernel, but that a guest may well put its queues where it has no
# memory: then the IOMMU says that it has stopped the device.
check_kernel_but_dma() {
	tap_check 'kernel: no report in the log' kernel_reports_nothing
	[ "$LAB_KERNEL" != debug ] ||
		tap_check 'kernel: nothing leaked' kernel_leaks_nothing
}
