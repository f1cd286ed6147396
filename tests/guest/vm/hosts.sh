# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What both host VMs of migrate-hosts have. For scripts that have moves.sh.
# shellcheck source=lab/vm/far.sh
. /project/lab/vm/far.sh

# shellcheck disable=SC2034 # for who includes this
HOST_IP=192.168.77.9 FAR_IP=192.168.77.109

# host_has N IP: VF N is the host's own, and no VF of the other host with an address has that
# number, since those of the same one have the same MAC
host_has() {
	modprobe virtio_net
	bind_vf "$(vf_addr "$1")" virtio-pci
	for _dev in "/sys/bus/pci/devices/$(vf_addr "$1")"/virtio*/net/*; do
		HOST_DEV=${_dev##*/}
	done
	ip addr add "$2/24" dev "$HOST_DEV" && ip link set "$HOST_DEV" up
}

# host_up N IP: VF 1 is for guests, VF N the host's own
host_up() {
	load_driver
	enable_vfs 4
	VF=$(vf_addr 1)
	bind_vf "$VF"
	host_has "$1" "$2"
}

# awaited NAME: a QEMU that waits for a machine from the other host
awaited() {
	arrives "$1" "$VF" &&
		guest_qmp "$1" migrate-incoming '"uri": "tcp:0:4444", "exit-on-error": false'
}

# is_sent NAME IP: begins
is_sent() { guest_qmp "$1" migrate "\"uri\": \"tcp:$2:4444\""; }

# goes_on_here NAME: the machine runs, soon
goes_on_here() {
	for _try in $(seq $((10 * GUEST_TIMEOUT))); do
		guest_qmp "$1" query-status >/dev/null
		[ "$(jq -r .return.status "$GUESTS/$1/qmp.answer")" != running ] || return 0
		guest_alive "$1" || break
		sleep 0.1
	done
	moved "$1"
	return 1
}
