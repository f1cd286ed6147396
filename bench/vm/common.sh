# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# For the scripts here, which run in the host VM. What they measure are lines of
# "NAME VALUE..." on standard output.

# shellcheck source=lab/vm/lib.sh
. /project/lab/vm/lib.sh

export PF

# bench NAME ARG...: a program of bench/
bench() {
	_program=$1
	shift
	"/project/build/vfio/bench-$_program" "$@"
}

# peer_suffix: the module of another kernel than the one all is measured with has one
peer_suffix() {
	case $(uname -r) in
	6.12.*) ;;
	*) echo -7.x ;;
	esac
}

# have_driver NAME[:NOTE]: stock, ours or peer becomes the driver of VFs from now on.
# The latter two are modules of the same name. With the note it is another name in the
# results.
have_driver() {
	for _vf in "/sys/bus/pci/devices/$PF"/virtfn*; do
		[ ! -e "$_vf/driver" ] || unbind_vf "$(basename "$(readlink "$_vf")")"
	done
	! grep -q '^virtio_vfio_pci ' /proc/modules || rmmod virtio_vfio_pci || exit
	modprobe vfio-pci
	DRIVER_NAME=virtio-vfio-pci
	case ${1%:*} in
	stock)
		DRIVER_NAME=vfio-pci
		return ;;
	ours) load_driver ;;
	peer) insmod "/project/build/bench/peer$(peer_suffix).ko" || exit ;;
	esac
	# whatever the module calls itself
	DRIVER_NAME=$(basename /sys/module/virtio_vfio_pci/drivers/pci:*)
	DRIVER_NAME=${DRIVER_NAME#pci:}
}

# use_vf DRIVER[:NOTE]: VF 1 gets that driver; with the note "mediated", and no commands
use_vf() {
	have_driver "$1"
	bind_vf "$(vf_addr 1)"
	[ "${1#*:}" != mediated ] ||
		echo mediated >"/sys/bus/pci/devices/$(vf_addr 1)/backend" || exit
}
