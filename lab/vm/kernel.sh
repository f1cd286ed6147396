# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What the host VM's kernel has to say of a run. The debug kernel looks for much
# more than a stock one.

KMEMLEAK=/sys/kernel/debug/kmemleak

# What the kernel does by itself, whoever drives the devices: an extended regular
# expression, which a script sets. A report or leak in which it is found is not one.
KERNEL_KNOWN=

# unknown START LINES: prints the items of standard input that are not known, each
# from a line that matches START up to the next one or LINES lines; true if there
# is none.
unknown() {
	awk -v start="$1" -v lines="$2" -v known="$KERNEL_KNOWN" '
	function tell() {
		if (text != "" && (known == "" || text !~ known)) {
			printf "%s", text
			bad = 1
		}
		text = ""
	}
	$0 ~ start {
		tell()
		left = lines
	}
	left-- > 0 { text = text $0 "\n" }
	END {
		tell()
		exit bad
	}'
}

# Prints the reports in the log; true if there is none.
kernel_reports_nothing() {
	dmesg | unknown 'BUG[: ]|WARNING:|UBSAN:|ODEBUG:|Oops|general protection fault|refcount_t:|list_(add|del).* corruption|INFO: (task|trying|possible)|rcu: INFO|detected stalls|blocked for more than|nobody cared|turning off the locking' 41
}

# A device that was given the memory it was mapped.
kernel_saw_no_stray_dma() { ! dmesg | grep -E 'DMAR: .*[Ff]ault'; }

# Prints what was allocated and cannot be reached any more; true if that is nothing.
kernel_leaks_nothing() {
	[ -e $KMEMLEAK ] || mount -t debugfs debugfs /sys/kernel/debug || return
	# Only what is older than 5 s and did not change since the scan before counts.
	for _scan in 1 2; do
		sleep 6
		echo scan >$KMEMLEAK || return
	done
	unknown '^unreferenced object' 1000 <$KMEMLEAK
}

# The same as tests; of tests/lib/tap.sh. A guest may well put its queues where it has no
# memory: then the IOMMU says that it has stopped the device, and who knows that sets
# KERNEL_STRAY_DMA.
check_kernel() {
	tap_step 'kernel: no report in the log' kernel_reports_nothing
	[ -n "${KERNEL_STRAY_DMA-}" ] ||
		tap_step 'kernel: no DMA outside what was mapped' kernel_saw_no_stray_dma
	[ "$LAB_KERNEL" != debug ] ||
		tap_step 'kernel: nothing leaked' kernel_leaks_nothing
}
