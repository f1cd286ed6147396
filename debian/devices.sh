# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What the package's scripts do with devices that are bound to its modules, so that
# no running guest loses its VF and none is left without a driver.

PCI=/sys/bus/pci

# what "virtio-vfio stand-in" writes
# shellcheck disable=SC2034 # for who includes this
STAND_IN=/etc/modprobe.d/virtio-vfio-stand-in.conf

# our_name: what our driver for VFs is called; vfio-pci, if it stands in for that
our_name() {
	for _d in /sys/module/virtio_vfio_pci/drivers/pci:*; do
		[ ! -e "$_d" ] || {
			echo "${_d##*:}"
			return
		}
	done
	echo virtio-vfio-pci
}

loaded() { [ -d "/sys/module/$(echo "$1" | tr - _)" ]; }

# bound DRIVER: the addresses of its devices
bound() {
	for _d in "$PCI/drivers/$1"/*:*:*.*; do
		[ ! -e "$_d" ] || echo "${_d##*/}"
	done
}

# vfs PF: the addresses of its VFs
vfs() {
	for _d in "$PCI/devices/$1"/virtfn*; do
		[ ! -e "$_d" ] || basename "$(readlink "$_d")"
	done
}

# guest_of PID: its name, as QEMU's command line has it
guest_of() {
	tr '\0' '\n' <"/proc/$1/cmdline" 2>/dev/null |
		sed -n '/^-name$/ { n; s/^guest=//; s/,.*//; p; q; }'
}

# holders ADDRESS: a line for each process that has opened the device's group, or
# the device itself
holders() {
	_group=$(readlink "$PCI/devices/$1/iommu_group") || return 0
	_char=$(echo "$PCI/devices/$1"/vfio-dev/vfio*)
	find /proc/[0-9]*/fd -maxdepth 1 \( -lname "/dev/vfio/${_group##*/}" -o \
		-lname "/dev/vfio/noiommu-${_group##*/}" -o \
		-lname "/dev/vfio/devices/${_char##*/}" \) 2>/dev/null |
		cut -d / -f 3 | sort -un | while read -r _pid; do
		_guest=$(guest_of "$_pid")
		echo "$(cat "/proc/$_pid/comm") (process $_pid)${_guest:+, guest $_guest}"
	done
}

# use_of ADDRESS: the holders in one line, or that there are none
use_of() {
	_holders=$(holders "$1" | paste -sd ';' | sed 's/;/; /g')
	echo "${_holders:+in use by $_holders}" | sed 's/^$/not in use/'
}

# tell_use ADDRESS...: a line each
tell_use() {
	for _address; do
		printf '  %s  %s\n' "$_address" "$(use_of "$_address")"
	done
}

# in_use ADDRESS...: those of them that somebody has opened
in_use() {
	for _address; do
		[ -z "$(holders "$_address")" ] || echo "$_address"
	done
}

# What cannot be taken away without somebody else's losing it: our VFs, and, as a PF
# takes its VFs with it, those of our PFs, whatever driver they have.
concerned() {
	{
		bound "$(our_name)"
		for _pf in $(bound virtio-owner); do
			vfs "$_pf"
		done
	} | sort -u
}

# wanted DRIVER: the addresses of devices that are to have it, if it can be had
wanted() {
	{
		bound "$1"
		grep -lsx "$1" "$PCI"/devices/*/driver_override | cut -d / -f 6
	} | sort -u
}

# give_back ADDRESS: to the driver that would have had it
give_back() {
	echo >"$PCI/devices/$1/driver_override"
	[ -e "$PCI/devices/$1/driver" ] || echo "$1" >$PCI/drivers_probe || :
}

# What stood in for vfio-pci has gone: its functions, of any kind, go to vfio-pci, as
# their driver_override says.
back_to_vfio_pci() {
	modprobe vfio-pci 2>/dev/null || return 0
	for _function; do
		[ -e "$PCI/devices/$_function/driver" ] || echo "$_function" >$PCI/drivers_probe || :
	done
}

# remake_vfs PF N ADDRESS...: as many as it had. Those of them that are named are
# vfio-pci's, and the host's own drivers do not have them meanwhile.
remake_vfs() {
	_dir=$PCI/devices/$1 _n=$2
	shift 2
	_autoprobe=$(cat "$_dir/sriov_drivers_autoprobe")
	echo 0 >"$_dir/sriov_drivers_autoprobe"
	echo "$_n" >"$_dir/sriov_numvfs" || :
	echo "$_autoprobe" >"$_dir/sriov_drivers_autoprobe"
	for _vf in $(vfs "${_dir##*/}"); do
		case " $* " in
		*" $_vf "*) echo vfio-pci >"$PCI/devices/$_vf/driver_override" ;;
		*) [ "$_autoprobe" -eq 0 ] || echo "$_vf" >$PCI/drivers_probe || : ;;
		esac
	done
}

# unload [COMMAND...]: unloads both modules, has the command done, and gives their
# devices back. False, and nothing done, if one of these is open.
unload() {
	_name=$(our_name)
	_vfs=$(wanted "$_name") _pfs=$(wanted virtio-owner)
	# shellcheck disable=SC2046 # addresses
	[ -z "$(in_use $(concerned))" ] || return 1
	_counts=$(for _pf in $_pfs; do
		echo "$_pf $(cat "$PCI/devices/$_pf/sriov_numvfs")"
	done)
	! loaded virtio-vfio-pci || rmmod virtio-vfio-pci 2>/dev/null || return 1
	! loaded virtio-owner || rmmod virtio-owner || return 1
	"$@"
	_kept=
	[ "$_name" != vfio-pci ] || _kept=$_vfs
	# the PFs first: without virtio-owner they have no VFs
	[ -z "$_counts" ] || echo "$_counts" | while read -r _pf _n; do
		give_back "$_pf"
		# shellcheck disable=SC2086 # addresses
		[ "$_n" -eq 0 ] || remake_vfs "$_pf" "$_n" $_kept
	done
	if [ "$_name" = vfio-pci ]; then
		# shellcheck disable=SC2086 # addresses
		back_to_vfio_pci $_vfs
		return
	fi
	for _vf in $_vfs; do
		[ ! -e "$PCI/devices/$_vf" ] || give_back "$_vf"
	done
}
