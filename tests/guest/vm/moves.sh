# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What the tests of guests that are moved share: one QEMU's machine goes on in another
# QEMU, by a file or a socket. For scripts that have common.sh.

# Debian 12's QEMU migrates no VFIO device. That of Debian 13 is from a root that the lab has.
if [ "$LAB_KERNEL" = 6.1 ]; then
	mkdir -p /newer
	mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,ro,cache=loose newer /newer ||
		die "no newer QEMU"
	# its own loader and libraries
	# shellcheck disable=SC2034 # for guest.sh
	GUEST_QEMU="/newer/usr/lib64/ld-linux-x86-64.so.2 --library-path \
/newer/usr/lib/x86_64-linux-gnu /newer/usr/bin/qemu-system-x86_64 \
-L /newer/usr/share/qemu -L /newer/usr/share/seabios"
	export QEMU_MODULE_DIR=/newer/usr/lib/x86_64-linux-gnu/qemu
fi

# Debian's kernels have no IOMMUFD, hence no tracking of what a device writes: QEMU is told
# to migrate all the same, and sends that memory while the machine stands.
MOVABLE=enable-migration=on,x-pre-copy-dirty-page-tracking=off,migration-events=on

# Behind KVM's short cut, QEMU 10.0 looks up where a line of PCI goes when the firmware has
# set that, and not when it was loaded: the interrupts of a guest that has arrived are IRQ 0.
# shellcheck disable=SC2034 # for who includes this
MOVABLE_INTX=$MOVABLE,x-no-kvm-intx=on

# movable ADDR: the VF for guest_launch, as one that can be migrated
movable() { echo "$1,$MOVABLE"; }

# arrives NAME VFADDR...: a QEMU that waits to be told where its machine comes from
arrives() {
	_arriving=$1 _movables=''
	shift
	for _vf; do
		_movables="$_movables $(movable "$_vf")"
	done
	# shellcheck disable=SC2086 # several
	GUEST_DEVICES="${GUEST_DEVICES-} -incoming defer" guest_launch "$_arriving" $_movables
	# its QEMU opens the monitors before it looks at devices
	has_monitor "$_arriving"
}

# has_monitor NAME: with its pipes open, as what is written to them before is lost; its VFs
# are open when it answers
has_monitor() {
	# shellcheck disable=SC2016 # for the inner shell
	timeout "$GUEST_TIMEOUT" sh -c ': <"$1"' sh "$GUESTS/$1/qmp.out" &&
		guest_qmp "$1" query-status && return
	sed 's/^/qemu: /' "/artifacts/guest-$1.qemu"
	return 1
}

# sends FROM TO: begins to send the machine of one QEMU to the other, which waits for it
sends() {
	rm -f "/tmp/$2.sock"
	guest_qmp "$2" migrate-incoming "\"uri\": \"unix:/tmp/$2.sock\", \"exit-on-error\": false" &&
		guest_qmp "$1" migrate "\"uri\": \"unix:/tmp/$2.sock\""
}

# event_ms NAME EVENT: when that was last seen of its QEMU, in ms; of those that came before
# the last answer
event_ms() {
	jq -r --arg event "$2" 'select(.event == $event) | .timestamp |
		.seconds * 1000 + (.microseconds / 1000 | floor)' "$GUESTS/$1/events" | tail -n 1
}

# migration_of NAME: its status in one word; "none" if it has never begun, "unknown" when
# there is no answer, as QEMU gives none while it sends what cannot be sent before
migration_of() {
	guest_qmp "$1" query-migrate >/dev/null 2>&1
	jq -r 'if .return then .return.status // "none" else "unknown" end' \
		"$GUESTS/$1/qmp.answer" 2>/dev/null | grep . || echo unknown
}

# moved NAME [STATUS]: its migration has ended, so
moved() {
	_end=$(($(date +%s) + GUEST_TIMEOUT))
	while [ "$(date +%s)" -lt $_end ] && guest_alive "$1"; do
		_moved=$(migration_of "$1")
		case $_moved in completed | failed | cancelled) break ;; esac
		sleep 0.3
	done
	echo "guest $1: migration $_moved"
	jq -c .return "$GUESTS/$1/qmp.answer"
	sed 's/^/qemu: /' "/artifacts/guest-$1.qemu"
	[ "$_moved" = "${2-completed}" ]
}

# saved NAME FILE: what there is of the machine is in a file, and its QEMU has ended
saved() {
	guest_qmp "$1" migrate "\"uri\": \"file:$2\"" && moved "$1" && ls -l "$2" || return
	guest_kill "$1"
}

# restored NAME FILE VFADDR...: and goes on, as it ran when it was saved or as it stood; the
# VFs are in the same order
restored() {
	_restored=$1 _file=$2
	shift 2
	arrives "$_restored" "$@" || return
	guest_qmp "$_restored" migrate-incoming "\"uri\": \"file:$_file\", \"exit-on-error\": false" &&
		moved "$_restored" && guest_qmp "$_restored" cont && runs "$_restored"
}

# runs NAME: for QEMU, and for who talks to it
runs() {
	guest_qmp "$1" query-status || return
	[ "$(jq -r .return.status "$GUESTS/$1/qmp.answer")" = running ] || return
	in_guest "$1" true
}

# in_monitor NAME BLOCK [EDIT]: the lines of that block of docs/migration.md, edited by sed;
# true if QEMU had nothing to say to any
in_monitor() {
	doc_block migration.md "$2" | sed "${3-}" >/tmp/monitor
	[ -s /tmp/monitor ] || return
	while read -r _line; do
		echo "(qemu) $_line"
		guest_qmp "$1" human-monitor-command "\"command-line\": \"$_line\"" &&
			jq -e '.return == ""' "$GUESTS/$1/qmp.answer" >/dev/null || return
	done </tmp/monitor
}

# state_of ADDR WORD: a line of what the driver says of the VF's migrations
state_of() { sed -n "s/^$2 //p" "/sys/bus/pci/devices/$1/migration_state"; }

# counts ADDR WORD N: that line is N
counts() {
	cat "/sys/bus/pci/devices/$1/migration_state"
	[ "$(state_of "$1" "$2")" = "$3" ]
}

# no_object_is_left: of device parts, in the card
no_object_is_left() {
	hw get objects && hw get stopped || return
	[ "$(hw get objects)" = 0 ] && [ "$(hw get stopped | tr -d '"')" = '' ]
}

# traffic_begins NAME: iperf3 without an end, and a download that takes its time, and does not
# end before download_is_whole
traffic_begins() {
	in_guest "$1" "rm -f /tmp/iperf /tmp/random* /tmp/go
iperf3 -c $PEER -t 3600 -i 1 -f m --forceflush --connect-timeout ${PATIENCE}000 \
>/tmp/iperf 2>&1 </dev/null &
{ wget -q -O - http://$PEER/random-64 | for i in \$(seq 64); do
	dd bs=1M count=1 iflag=fullblock 2>/dev/null
	[ -e /tmp/go ] || sleep 0.3
	until [ \$i -lt 48 ] || [ -e /tmp/go ]; do sleep 0.3; done
done >/tmp/random; : >/tmp/random.end; } >/dev/null 2>&1 </dev/null &
i=0
until [ -s /tmp/random ] && [ \$(grep -c bits/sec /tmp/iperf) -ge 3 ]; do
	i=\$((i + 1)); [ \$i -lt $PATIENCE ] || break
	sleep 1
done
ls -l /tmp/random; tail -n 3 /tmp/iperf
[ -s /tmp/random ] && grep -q bits/sec /tmp/iperf"
}

# is_amid_traffic NAME: neither has come to its end
is_amid_traffic() {
	in_guest "$1" 'ls -l /tmp/random* && tail -n 3 /tmp/iperf
[ ! -e /tmp/random.end ] && pidof iperf3'
}

# iperf_goes_on NAME: it is the same iperf3, and carries bytes now
iperf_goes_on() {
	in_guest "$1" "grep -c bits/sec /tmp/iperf
was=\$(wc -l </tmp/iperf) i=0
until [ \$(tail -n +\$((was + 1)) /tmp/iperf | grep 'bits/sec' | grep -cv ' 0.00 Bytes') -ge 3 ]; do
	i=\$((i + 1)); [ \$i -lt $PATIENCE ] && pidof iperf3 >/dev/null || { tail /tmp/iperf; exit 1; }
	sleep 1
done
tail -n 3 /tmp/iperf"
}

# download_is_whole NAME: what was downloaded meanwhile, compared by hash
download_is_whole() {
	in_guest "$1" ": >/tmp/go; i=0
until [ -e /tmp/random.end ]; do
	i=\$((i + 1)); [ \$i -lt $((4 * PATIENCE)) ] || break
	sleep 1
done
ls -l /tmp/random
wget -q -T $PATIENCE -O /tmp/hash http://$PEER/random-64.sha256 &&
cat /tmp/hash && sha256sum /tmp/random | tee /tmp/sum && grep -qf /tmp/hash /tmp/sum"
}

# traffic_ends NAME: iperf3's own account of it all
traffic_ends() {
	in_guest "$1" "killall -INT iperf3; sleep 1; tail -n 4 /tmp/iperf; rm -f /tmp/random"
}

# knows_guest DEV: the host, whose interface that is, need not ask where the guest of VF 1 is
knows_guest() { ip neigh replace "$(guest_ip 1)" lladdr "$(vf_mac 1)" nud permanent dev "$1"; }

# pings_begin DEV: the host asks the guest, which answers as long as it does not stand; until
# /tmp/pinging, a process, is killed
pings_begin() {
	knows_guest "$1" && ping -c 1 -w "$PATIENCE" "$(guest_ip 1)" || return
	ping -D -i 0.1 "$(guest_ip 1)" >/tmp/ping 2>&1 &
	echo $! >/tmp/pinging
}

# ping_gap: the longest time without an answer, in ms; since it was asked the last time
ping_gap() {
	tail -n "+$(cat /tmp/ping.seen 2>/dev/null || echo 1)" /tmp/ping | awk '/bytes from/ {
		gsub(/[][]/, "", $1)
		if (last && $1 - last > gap)
			gap = $1 - last
		last = $1
	}
	END { printf "%d\n", gap * 1000 }'
	wc -l </tmp/ping >/tmp/ping.seen
}
