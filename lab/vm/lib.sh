# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Functions for scripts that run in the host VM: the driver, VFs, guests. A script
# sources it as /project/lab/vm/lib.sh.

NET_PF=0000:01:00.0	# the card that every run has
PF=$NET_PF
CARD=pf		# its name in QEMU
DRIVER=virtio-vfio-pci
DRIVER_NAME=$DRIVER	# what the driver is called; vfio-pci if it stands in for that

die() { echo "$*" >&2; exit 1; }

# shellcheck source=lab/lib/pace.sh
. /project/lab/lib/pace.sh

# vf_addr N: the PCI address of VF N (1, 2, ...) of $PF, which follow it on its bus
vf_addr() { printf '%s:%02x.%x\n' "${PF%:*}" $(($1 / 8)) $(($1 % 8)); }

# card_pf TYPE: the PF of a card that lab/run --card made
card_pf() { sed -n "s/^$1 //p" /job/cards; }

# function_addr N: the address of function N (1, 2, ...) that lab/run --function made
function_addr() { sed -n "${1}s/^.* //p" /job/functions; }

# use_card TYPE: from here on $PF is that card's, and all here that goes by it
use_card() {
	PF=$(card_pf "$1")
	[ -n "$PF" ] || die "this run has no $1 card"
	CARD=$1
	[ "$1" != 9p ] || CARD=p9
	own_pf
	# virtio_pci makes VFs only of a PF that has a driver of its type
	for _virtio in "/sys/bus/pci/devices/$PF"/virtio*; do
		[ ! -e "$_virtio/modalias" ] || [ -e "$_virtio/driver" ] ||
			modprobe -q "$(cat "$_virtio/modalias")" ||
			die "no driver for the $1 card"
	done
}

# load_module NAME [PARAMETER...]: one of this project's, as it was built in the
# project's folder, or as it is installed if lab/run laid a layer over the root
load_module() {
	_ko=/project/build/$(uname -r)/$1.ko
	[ -d "/sys/module/$(echo "$1" | tr - _)" ] && return
	if [ "${LAB_MODULES-}" = installed ]; then
		modprobe "$@" || die "modprobe $1 failed"
		return
	fi
	[ -e "$_ko" ] || die "no $1 built for this kernel: run make module"
	_module=$1
	shift
	insmod "$_ko" "$@" || die "insmod $_ko failed"
	[ -z "${LAB_GDB-}" ] || gdb_waits "$_module" "$_ko"
}

# gdb_waits NAME KO: leaves a script for gdb that loads the symbols of a module, and waits
# until it was run; the paths are those outside.
gdb_waits() {
	_sections=/sys/module/$(echo "$1" | tr - _)/sections
	_script=$LAB_GDB_ARTIFACTS/gdb-$1
	: >"/artifacts/gdb-$1.waits"
	{
		echo "set substitute-path /project/build/$(uname -r)/src $LAB_GDB_PROJECT"
		printf 'add-symbol-file %s%s %s' "$LAB_GDB_PROJECT" "${2#/project}" \
			"$(cat "$_sections/.text")"
		for _s in .data .bss .rodata .text.unlikely; do
			[ ! -e "$_sections/$_s" ] ||
				printf ' -s %s %s' $_s "$(cat "$_sections/$_s")"
		done
		printf '\nshell rm -f %s.waits\n' "$_script"
	} >"/artifacts/gdb-$1.new"
	mv "/artifacts/gdb-$1.new" "/artifacts/gdb-$1"
	cat >&2 <<-END
		$1 is loaded, and waits until gdb has its symbols:
		  gdb -ex 'target remote $LAB_GDB' -ex 'source $_script'
		(or only the second, if it is attached) and then "break ..." and "continue"
	END
	while [ -e "/artifacts/gdb-$1.waits" ]; do
		sleep 0.5
	done
}

# load_driver [PARAMETER...]
load_driver() {
	[ "$DRIVER_NAME" = $DRIVER ] || set -- driver_name="$DRIVER_NAME" "$@"
	load_module $DRIVER "$@"
}

# install_driver: modprobe finds our module, as if the package were installed. Of the
# kernel's own only those stay that are loaded, and vfio-pci: depmod takes minutes to look
# through all of them here.
install_driver() {
	_modules=/lib/modules/$(uname -r)
	mkdir -p /tmp/modules "$_modules/updates"
	{
		cut -d ' ' -f 1 /proc/modules | xargs modinfo -F filename 2>/dev/null |
			grep "^$_modules/kernel/"
		find "$_modules/kernel" -name 'vfio-pci.ko*'
	} | sed "s,^$_modules/kernel/,," | sort -u |
		(cd "$_modules/kernel" && xargs cp --parents -t /tmp/modules) || return
	mount --bind /tmp/modules "$_modules/kernel" &&
		cp "/project/build/$(uname -r)/$DRIVER.ko" "$_modules/updates/" && depmod
}

# own_pf: the PF gets the driver that this run is to have for it
own_pf() {
	[ "$(basename "$(readlink /sys/bus/pci/devices/"$PF"/driver)")" != "$LAB_OWNER" ] ||
		return 0
	[ "$LAB_OWNER" != virtio-owner ] || load_module virtio-owner
	bind_vf "$PF" "$LAB_OWNER"
}

# enable_vfs N: N VFs, which no driver of the host takes
enable_vfs() {
	echo 0 >/sys/bus/pci/devices/$PF/sriov_drivers_autoprobe
	echo "$1" >/sys/bus/pci/devices/$PF/sriov_numvfs || die "cannot enable $1 VFs"
}

# bind_vf ADDR [DRIVER]
bind_vf() {
	_dev=/sys/bus/pci/devices/$1
	[ -d "$_dev" ] || die "no device $1"
	[ ! -e "$_dev/driver" ] || echo "$1" >"$_dev/driver/unbind"
	echo "${2-$DRIVER_NAME}" >"$_dev/driver_override"
	echo "$1" >/sys/bus/pci/drivers_probe
	[ -e "$_dev/driver" ] || die "$1 was not bound to ${2-$DRIVER_NAME}"
}

unbind_vf() {
	_dev=/sys/bus/pci/devices/$1
	[ ! -e "$_dev/driver" ] || echo "$1" >"$_dev/driver/unbind"
	echo >"$_dev/driver_override"
}

# hw ARG...: looks into the emulated hardware from outside, see lab/hw
hw() { /project/build/vfio/hw -p "/machine/peripheral/$CARD" "$@"; }

# shellcheck source=lab/vm/guest.sh
. /project/lab/vm/guest.sh

own_pf
