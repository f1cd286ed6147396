# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What the whole-guest tests share; they run in the host VM. A case is a function
# that prints what it sees and fails at the first thing that is wrong ("and"),
# run by tap_check.
# shellcheck source=lab/vm/lib.sh
. /project/lab/vm/lib.sh
# shellcheck source=lab/vm/kernel.sh
. /project/lab/vm/kernel.sh
# shellcheck source=tests/lib/tap.sh
. /project/tests/lib/tap.sh

PEER=192.168.77.1

# in_guest NAME COMMAND: as guest_exec, telling what was run
in_guest() {
	echo "guest $1: $2"
	guest_exec "$@"
}

# is_transitional GUEST DEVICE SUBSYSTEM PORTS: the guest's VF at 0000:00:02.0, whose
# BAR0 has so many I/O ports (IORESOURCE_IO is 0x100), taken by the legacy driver
is_transitional() {
	in_guest "$1" "lspci -n -s 00:02.0 -v; cd /sys/bus/pci/devices/0000:00:02.0
[ \$(cat vendor) = 0x1af4 ] && [ \$(cat device) = $2 ] &&
[ \$(cat revision) = 0x00 ] && [ \$(cat subsystem_device) = $3 ] || exit
read -r start end flags <resource; echo \$start \$end \$flags
[ \$((flags & 0x100)) -ne 0 ] && [ \$((end - start + 1)) -eq $4 ] &&
grep virtio-pci-legacy /proc/ioports"
}

# has_legacy_driver GUEST DRIVER: bit 32 of the features is VIRTIO_F_VERSION_1
has_legacy_driver() {
	in_guest "$1" "cd /sys/bus/virtio/devices/virtio0 && cat features
[ \$(cut -c 33 features) = 0 ] && [ \$(basename \$(readlink driver)) = $2 ]"
}

vf_mac() { printf '52:54:00:77:01:%02x\n' "$1"; }

# What is waited for in the network, in seconds
PATIENCE=$(patience 30)

# pings GUEST ADDRESS: small packets and full ones
pings() {
	in_guest "$1" "ping -c 3 -i 0.2 -W $PATIENCE $2 && ping -c 2 -i 0.2 -W $PATIENCE -s 1400 $2"
}

# iperf GUEST ADDRESS [OPTION]: 2 s of TCP, which must have carried something
iperf() {
	in_guest "$1" "iperf3 -c $2 -t 2 -f m --connect-timeout ${PATIENCE}000 ${3-} >/tmp/iperf || { cat /tmp/iperf; exit 1; }
tail -n 4 /tmp/iperf
awk '\$NF == \"receiver\" && \$7 >= 1 { ok = 1 } END { exit !ok }' /tmp/iperf"
}

# download GUEST MIB: random bytes, compared by hash
download() {
	in_guest "$1" "wget -q -T $PATIENCE -O /tmp/random http://$PEER/random-$2 &&
wget -q -T $PATIENCE -O /tmp/hash http://$PEER/random-$2.sha256 &&
cat /tmp/hash && sha256sum /tmp/random | tee /tmp/sum &&
grep -qf /tmp/hash /tmp/sum"
}

# upload GUEST: what was downloaded, which the peer tells the hash of
upload() {
	in_guest "$1" "post /tmp/random $PEER /cgi-bin/sha256 | tee /tmp/sum &&
grep -qf /tmp/hash /tmp/sum"
}

# traffic GUEST: the short proof that a VF works
traffic() {
	pings "$1" $PEER && download "$1" 4 && upload "$1"
}

# kicks VF PATH: as the hardware counted them; PATH is member, owner or command
kicks() { hw counter "members.$1.kick-$2"; }

# kicks_only_by VF PATH: no kick of the VF came another way
kicks_only_by() {
	for _p in member owner command modern; do
		_k=$(kicks "$1" $_p)
		echo "kicks of VF $1 by $_p: $_k"
		if [ $_p = "$2" ]; then
			[ "$_k" -gt 0 ] || return 1
		else
			[ "$_k" -eq 0 ] || return 1
		fi
	done
}

# doc_block PAGE NAME: the block of docs/PAGE behind the comment that ends in ": NAME"
# shellcheck disable=SC2016 # not for the shell
doc_block() {
	sed -n "/^<!-- .*: $2 -->\$/,/^\`\`\`\$/p" "/project/docs/$1" | sed '1,/^```./d; /^```$/d'
}

# use_vf GUEST N: the guest's network is its VF N, by its MAC address, which must be a
# legacy device: with I/O ports as BAR0 that the legacy driver has, and without VERSION_1.
# The guest is given time to find one that was plugged in.
use_vf() {
	in_guest "$1" "i=0
until dev=\$(grep -l $(vf_mac "$2") /sys/class/net/eth*/address); do
	i=\$((i + 1)); [ \$i -lt $PATIENCE ] || { echo 'no interface has $(vf_mac "$2")'; exit 1; }
	sleep 1
done
dev=\${dev%/address} pci=\$(readlink -f \$dev/device/..)
read -r start end flags <\$pci/resource
echo \${dev##*/} \${pci##*/} \$(cat \$pci/device) BAR0 \$start \$end \$flags
[ \$(cat \$pci/device) = 0x1000 ] && [ \$((flags & 0x100)) -ne 0 ] && [ \$((start)) -ne 0 ] &&
[ \$(cut -c 33 \$dev/device/features) = 0 ] &&
grep \"\$(printf '%04x-%04x : virtio-pci-legacy' \$start \$end)\" /proc/ioports || exit
for other in /sys/class/net/eth*; do
	ip link set \${other##*/} down && ip addr flush dev \${other##*/}
done
ip addr add $(guest_ip "$2")/24 dev \${dev##*/} && ip link set \${dev##*/} up"
}

# works GUEST N, works_well GUEST N: traffic through that VF alone; a little, or files
works() { use_vf "$1" "$2" && pings "$1" $PEER; }
works_well() { use_vf "$1" "$2" && traffic "$1"; }

# monitor GUEST LINE: true if QEMU had nothing to say to it
monitor() {
	echo "(qemu) $2"
	guest_qmp "$1" human-monitor-command "\"command-line\": \"$2\"" || return
	jq -e '.return == ""' "$GUESTS/$1/qmp.answer" >/dev/null
}

# gone N: the QEMU of g1 has let go of its device vfN
gone() {
	monitor g1 "device_del vf$1" || return
	for _i in $(seq "$PATIENCE"); do
		guest_qmp g1 qom-list '"path": "/machine/peripheral"' >/dev/null || return
		grep -q "\"vf$1\"" "$GUESTS/g1/qmp.answer" || return 0
		sleep 1
	done
	echo "vf$1 is still there"
	return 1
}

# The kernel's own administration commands are not padded to 8 bytes: that rule
# is not ours to keep.
no_violation() {
	hw get counters | tee /tmp/counters | jq -e '."violation-kinds" |
		to_entries | map(select(.key != "buffer-size" and .value > 0)) |
		(., length == 0)' || { cat /tmp/counters; return 1; }
}

driver_warns_of_nothing() {
	! dmesg --level=emerg,alert,crit,err,warn | grep "$DRIVER"
}
