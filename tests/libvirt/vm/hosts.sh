# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What both host VMs of migrate have: libvirt that can be reached from the other one.
# shellcheck source=tests/libvirt/vm/common.sh
. /project/tests/libvirt/vm/common.sh
# shellcheck source=tests/guest/vm/moves.sh
. /project/tests/guest/vm/moves.sh
# shellcheck source=tests/guest/vm/hosts.sh
. /project/tests/guest/vm/hosts.sh

# libvirt_listens N IP NAME: the host's own VF is N; two hosts of one name are one to libvirt
libvirt_listens() {
	hostname "$3"
	echo 4 >"/sys/bus/pci/devices/$PF/sriov_numvfs"
	VF=$(vf_addr 1)
	host_has "$1" "$2" || return
	cat >>/etc/libvirt/libvirtd.conf <<-END
		listen_tls = 0
		listen_tcp = 1
		auth_tcp = "none"
		host_uuid = "$(cat /proc/sys/kernel/random/uuid)"
	END
	LIBVIRTD_OPTIONS=--listen libvirt_up
}

# awaits_domain NAME: what its devices are connected to is there
awaits_domain() {
	mkdir -p "$GUESTS/$1" && mkfifo "$GUESTS/$1/agent.in" "$GUESTS/$1/agent.out"
}

# has_domain NAME: it runs here, and is talked to
has_domain() {
	virsh domstate "$1" && cp "/run/libvirt/qemu/$1.pid" "$GUESTS/$1/pid" &&
		: >>"/artifacts/guest-$1.qemu" && in_guest "$1" true
}
