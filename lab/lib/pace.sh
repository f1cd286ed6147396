# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The pace of this machine. A limit that only ends what hangs is written in seconds of
# the machine that the lab was made on, and stretched by how much slower this one is:
# LAB_SLOWNESS, in percent, from the time that a host VM takes to boot. Too large a
# percentage is patient with what hangs; too small a one fails what works.

# A host VM under TCG goes by the TSC, and finds its rate by a timer. On a busy machine it
# may find a third of it, and all its limits come three times too early: it is told the
# rate that one found when nothing else ran, LAB_TSC_KHZ.

# What lab/vm/uptime takes there, with nothing else running.
REFERENCE_BOOT_MS=6000

# boot_ms LOG: prints how long a host VM takes from here to its end, now
boot_ms() {
	_start=$(now_ms)
	"$PROJECT/lab/run" --kernel 6.12 --vfs 1 "$PROJECT/lab/vm/uptime" \
		>"$1" 2>&1 </dev/null 9>&- || return
	echo $(($(now_ms) - _start))
}

# slowness BOOT_MS: in percent. A faster machine is as patient as the reference.
slowness() {
	_percent=$((($1 * 100 + REFERENCE_BOOT_MS - 1) / REFERENCE_BOOT_MS))
	[ "$_percent" -ge 100 ] || _percent=100
	echo "$_percent"
}

# patience SECONDS: those, on this machine
patience() { echo $((($1 * ${LAB_SLOWNESS:-100} + 99) / 100)); }

# most_jobs PROCESSORS MIB: how many tests run at once. They wait for most of their time:
# two a processor keep it busy. A slower machine bears fewer, but with less than three for
# two processors these would be idle. Each takes a GiB.
most_jobs() {
	_jobs=$(($1 * 200 / ${LAB_SLOWNESS:-100}))
	_least=$((($1 * 3 + 1) / 2))
	[ "$_jobs" -ge "$_least" ] || _jobs=$_least
	[ "$_jobs" -le $(($2 / 1024)) ] || _jobs=$(($2 / 1024))
	[ "$_jobs" -le 8 ] || _jobs=8
	[ "$_jobs" -ge 1 ] || _jobs=1
	echo "$_jobs"
}
