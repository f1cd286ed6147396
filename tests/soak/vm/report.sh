# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What was done in a soak, what it left behind, and what that means.
# shellcheck disable=SC2154 # seconds, faults and guests are the soak's

KINDS='guest bind stress net killed refused'

row() { printf '   %-34s %12s %12s %12s\n' "$@"; }

# meminfo NAME: in KiB
meminfo() { sed -n "s/^$1: *\([0-9]*\).*/\1/p" /proc/meminfo; }

# running NAME...: prints the processes of these programs
running() {
	for _p in /proc/[0-9]*; do
		for _name; do
			[ "$(cat "$_p/comm" 2>/dev/null)" != "$_name" ] ||
				echo "${_p#/proc/} $_name"
		done
	done
}

open_files() { cut -f 1 /proc/sys/fs/file-nr; }
# Kernel threads come and go as they like, and so does what loops at rest wait with.
processes() {
	grep -LE '^(Kthread:.*1|Name:[[:space:]]*sleep)$' /proc/[0-9]*/status 2>/dev/null |
		wc -l
}

# measure WHEN: what the kernel holds now; nothing of the soak runs. The caches of
# files are no part of it.
measure() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
	{
		/project/build/vfio/kernel_holds | tr ' ' '\n' | paste - -
		echo "Slab $(meminfo Slab)"
		echo "SUnreclaim $(meminfo SUnreclaim)"
		echo "MemAvailable $(meminfo MemAvailable)"
		echo "KernelStack $(meminfo KernelStack)"
		echo "Percpu $(meminfo Percpu)"
		echo "rounds $(wc -l <"$SOAK/rounds")"
		echo "files $(open_files)"
		echo "processes $(processes)"
	} | tr '\t' ' ' >"$SOAK/memory.$1"
}

# held WHEN WHAT
held() { sed -n "s/^$2 //p" "$SOAK/memory.$1"; }

keep_counts_of() {
	for _c in $COUNTS; do
		cat "/sys/bus/pci/devices/$(vf_addr "$1")/legacy/$_c"
	done | xargs echo "$1" >>"$SOAK/legacy"
}

# sum OF KIND: a column of the rounds
sum() {
	awk -v kind="$2" -v of="$1" '$2 == kind || kind == "all" {
		n[$3]++; n["rounds"]++; n["mib"] += $5; n["boots"] += $6
	} END { print n[of] + 0 }' "$SOAK/rounds"
}

report_rounds() {
	row Rounds 'done' failed ''
	for _k in $KINDS; do
		row "  $_k" "$(sum rounds "$_k")" "$(sum failed "$_k")" ''
	done
	row '  all' "$(sum rounds all)" "$(sum failed all)" ''
	row 'Guests booted' "$(sum boots all)" '' ''
	row 'Guests lost to the emulation' "$(wc -l <"$SOAK/lost")" '' ''
	row 'MiB compared by hash' "$(sum mib all)" '' ''
	row 'Hardware slow / standing still' "$(grep -c slow "$SOAK/weather")" \
		"$(grep -c stopped "$SOAK/weather")" ''
}

report_memory() {
	row 'Kernel (KiB, or a number)' start 'warmed up' end
	for _w in objects mappings Slab SUnreclaim MemAvailable KernelStack \
		Percpu files processes; do
		row "  $_w" "$(held start $_w)" "$(held 'warmed up' $_w)" \
			"$(held end $_w)"
	done
}

report_counters() {
	hw get counters >/artifacts/counters-at-end.json
	row 'Hardware' '' '' ''
	for _c in common-write common-read device-write device-read notify-info \
		failed kick-member kick-owner kick-command kick-modern; do
		row "  $_c" "$(jq "[.members[].\"$_c\"] | add" \
			/artifacts/counters-at-end.json)" '' ''
	done
	jq -r '."violation-kinds" | to_entries[] | select(.value > 0) |
		"  violation \(.key) \(.value)"' /artifacts/counters-at-end.json |
		while read -r _v _kind _n; do row "  $_v $_kind" "$_n" '' ''; done
	row 'Driver, all VFs and bindings' '' '' ''
	_column=2
	for _c in $COUNTS; do
		row "  $_c" "$(awk -v c=$_column '{ s += $c } END { print s + 0 }' \
			"$SOAK/legacy")" '' ''
		_column=$((_column + 1))
	done
}

# Warnings and worse, alike ones together.
warnings() {
	dmesg --level=emerg,alert,crit,err,warn |
		sed 's/^\[[^]]*\] //; s/0x[0-9a-f]*/0x*/g; s/[0-9][0-9]*/*/g'
}

report_log() {
	echo '   Lines of the log, warnings and worse'
	warnings | sort | uniq -c | sort -rn | head -n 12 | cut -c 1-110
}

report() {
	echo
	report_rounds
	echo
	report_counters
	echo
	report_memory
	echo
	report_log
	echo
	grep -h -A 12 '=== FAILED' /artifacts/[1-8].log | head -n 60
}

every_kind_was_there() {
	for _k in $KINDS; do
		case $_k in
		refused) [ "$faults" = yes ] || continue ;;
		guest) [ "$guests" -gt 0 ] || continue ;;
		esac
		[ "$(sum ok "$_k")" -gt 0 ] || { echo "no round of $_k"; return 1; }
	done
}

# QEMU's own fault is a rare one.
few_guests_lost() {
	_lost=$(wc -l <"$SOAK/lost")
	echo "$_lost of $(sum boots all)"
	[ "$_lost" -le $(($(sum boots all) / 8)) ]
}

# Each VF may tell of refused commands, 3 lines and then 3 in 30 s.
few_lines() {
	_lines=$(grep -c "$DRIVER.*\(failed\|late\|opened\)" /artifacts/kernel.log)
	_most=$((VFS * (3 + seconds / 10)))
	echo "$_lines lines, expected $_most at most"
	[ "$_lines" -le $_most ]
}

# Not ours: what virtio_pci does itself, the queues that a guest invents, and what it
# does to modern registers.
no_rule_broken() {
	jq -e '."violation-kinds" | to_entries |
		map(select(.key != "buffer-size" and .key != "doorbell-queue" and
			(.key | startswith("modern-") | not) and .value > 0)) |
		(., length == 0)' /artifacts/counters-at-end.json
}

# A thing left behind in every fourth round is seen.
memory_is_flat() {
	_rounds=$(($(held end rounds) - $(held 'warmed up' rounds)))
	_more=$(($(held end objects) - $(held 'warmed up' objects)))
	_maps=$(($(held end mappings) - $(held 'warmed up' mappings)))
	_kib=$(($(held end SUnreclaim) - $(held 'warmed up' SUnreclaim)))
	echo "$_rounds rounds: $_more objects, $_maps mappings, $_kib KiB of slabs"
	[ $_more -le $((_rounds / 4 + 32)) ] &&
		[ $_maps -le $((_rounds / 4 + 16)) ] && [ $_kib -le 2048 ]
}

nothing_left() {
	running qemu-system-x86 soak_vf wget | tee /tmp/left
	[ ! -s /tmp/left ] &&
		[ "$(held end processes)" -le $(($(held 'warmed up' processes) + 2)) ] &&
		[ "$(held end files)" -le $(($(held 'warmed up' files) + 64)) ]
}

passed=0 failed=0

# check TEXT COMMAND...
check() {
	_text=$1
	shift
	if "$@" >/tmp/checked 2>&1; then
		passed=$((passed + 1))
		echo "ok   $_text"
	else
		failed=$((failed + 1))
		echo "FAIL $_text"
		head -n 60 /tmp/checked | sed 's/^/     /'
	fi
}

verdict() {
	passed=$((passed + $(sum ok all))) failed=$((failed + $(sum failed all)))
	echo
	echo "$passed passed, $failed failed"
	[ $failed -eq 0 ]
	exit
}
