# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A folder that looks to the tool like a machine with one card: what hardware and
# kernels there are that the lab has not got.
#
#	tree			a new one, $ROOT, in which all is well: a PF with virtio-pci
#				and a network VF that is bound and transitional
#	function_at ADDR ID	one more virtio function
#	drive ADDR DRIVER	its driver; none without one
#	modules			none is loaded; this project's and what they need are installed

PF=0000:01:00.0
VF=0000:01:00.1
DEVICES=sys/bus/pci/devices
RELEASE=6.12.1-lab

ROOT=$(mktemp -d)
export VIRTIO_VFIO_ROOT="$ROOT"
# shellcheck disable=SC2154 # of tests/lib/tap.sh
trap 'rm -rf "$ROOT" "$tap_dir"' EXIT

# put FILE TEXT
put() {
	mkdir -p "$ROOT/${1%/*}"
	printf '%s\n' "$2" >"$ROOT/$1"
}

link() {
	mkdir -p "$ROOT/${1%/*}"
	ln -sfn "$2" "$ROOT/$1"
}

drive() {
	rm -f "$ROOT/$DEVICES/$1/driver"
	[ -z "${2-}" ] || {
		mkdir -p "$ROOT/sys/bus/pci/drivers/$2"
		link "$DEVICES/$1/driver" "../../../bus/pci/drivers/$2"
	}
}

function_at() {
	mkdir -p "$ROOT/sys/devices/pci0/$1"
	link "$DEVICES/$1" "../../../devices/pci0/$1"
	put "$DEVICES/$1/vendor" 0x1af4
	put "$DEVICES/$1/device" "0x$2"
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
		echo '0x0000000000000000 0x0000000000000000 0x0000000000000000'
	done >"$ROOT/$DEVICES/$1/resource"
	# in a group of its own
	link "$DEVICES/$1/iommu_group" "../../../kernel/iommu_groups/${1#*.}"
	mkdir -p "$ROOT/sys/kernel/iommu_groups/${1#*.}/devices/$1"
}

# bar0 ADDR: a BAR0 of 64 bytes, ports
bar0() {
	sed -i '1s/.*/0x000000000000c000 0x000000000000c03f 0x0000000000040101/' \
		"$ROOT/$DEVICES/$1/resource"
}

# memory_bar0 ADDR: one of 16 KiB of memory
memory_bar0() {
	sed -i '1s/.*/0x00000000fe000000 0x00000000fe003fff 0x0000000000140204/' \
		"$ROOT/$DEVICES/$1/resource"
}

# features_of DEVICE BIT...: what the driver of that virtio device has agreed on
features_of() {
	_of=$1 _bits=''
	shift
	for _i in $(seq 0 63); do
		case " $* " in *" $_i "*) _bits=${_bits}1 ;; *) _bits=${_bits}0 ;; esac
	done
	put "sys/bus/virtio/devices/$_of/features" "$_bits"
}
# features BIT...: the PF's
features() { features_of virtio0 "$@"; }

tree() {
	rm -rf "${ROOT:?}"/*
	function_at $PF 1041
	drive $PF virtio-pci
	put $DEVICES/$PF/sriov_totalvfs 8
	put $DEVICES/$PF/sriov_numvfs 1
	link $DEVICES/$PF/virtfn0 ../$VF
	mkdir -p "$ROOT/$DEVICES/$PF/virtio0"
	mkdir -p "$ROOT/sys/bus/virtio/devices/virtio0" "$ROOT/sys/bus/virtio/drivers/virtio_net"
	link sys/bus/virtio/devices/virtio0/driver ../../drivers/virtio_net
	features 32 37 41
	function_at $VF 1041
	link $DEVICES/$VF/physfn ../$PF
	drive $VF virtio-vfio-pci
	put $DEVICES/$VF/mode transitional
	put $DEVICES/$VF/mode_reason "default as default_mode says; legacy commands to the PF $PF (backend kernel)"
	put $DEVICES/$VF/backend kernel
	put $DEVICES/$VF/header auto
	put $DEVICES/$VF/legacy/commands 0
	put $DEVICES/$VF/migration on
	put $DEVICES/$VF/migration_reason 'offered the PF offers device parts'
	put proc/sys/kernel/osrelease $RELEASE
	put boot/config-$RELEASE CONFIG_VIRTIO_PCI_ADMIN_LEGACY=y
	put sys/module/virtio_vfio_pci/taint O
	put sys/module/virtio_vfio_pci/version 1.0.0
	put sys/module/virtio_vfio_pci/parameters/default_mode transitional
	put sys/module/virtio_vfio_pci/parameters/mediated Y
}

# unbound: the VF is not bound, and nobody has been
unbound() {
	drive $VF
	(cd "$ROOT/$DEVICES/$VF" && rm -r legacy mode mode_reason backend header migration \
		migration_reason)
}

# own_features BIT...: virtio-pci has it instead, and its driver has agreed on these
own_features() {
	drive $VF virtio-pci
	mkdir -p "$ROOT/$DEVICES/$VF/virtio1"
	features_of virtio1 "$@"
	link sys/bus/virtio/devices/virtio1/driver ../../drivers/virtio_net
}

# migrated: it was, and the last time that went wrong
migrated() {
	printf '%s\n' 'state running' 'changes 9' 'failures 1' 'saved 2' 'loaded 1' 'bytes 1484' \
		'last running running-p2p' 'last_error 110' 'last_us 2000123' 'stopped_us 41500' \
		>"$ROOT/$DEVICES/$VF/migration_state"
}

# plain: it is no VF at all
plain() { rm "$ROOT/$DEVICES/$VF/physfn"; }

# mediated: it is bound, and goes without commands
mediated() {
	put $DEVICES/$VF/backend mediated
	put $DEVICES/$VF/mode_reason 'default as default_mode says; made of its modern registers (backend mediated)'
	put $DEVICES/$VF/migration_reason 'no_commands no commands are sent for it; unplug it'
}

# modern_only REASON: it is bound, but the driver found no legacy interface
modern_only() {
	rm "$ROOT/$DEVICES/$VF/legacy/commands" "$ROOT/$DEVICES/$VF/migration"*
	put $DEVICES/$VF/backend none
	put $DEVICES/$VF/mode modern
	put $DEVICES/$VF/mode_reason "$1"
}

# of_kernel MODULE: its file in the lab's root
of_kernel() { find /lib/modules/*/kernel -name "$1.ko*" | head -n 1; }

index() { /sbin/depmod -b "${1-$ROOT}" $RELEASE; }

# Real files and a real index of them: made once, in $MODULES, and copied.
modules() {
	# shellcheck disable=SC2154 # of tests/lib/tap.sh
	MODULES=$tap_dir/modules
	_folder=lib/modules/$RELEASE
	if [ ! -d "$MODULES" ]; then
		_pci=$MODULES/$_folder/kernel/drivers/vfio/pci
		mkdir -p "$_pci" "$MODULES/$_folder/updates/dkms"
		for _module in vfio vfio-pci-core vfio-pci irqbypass; do
			cp "$(of_kernel $_module)" "$_pci/"
		done
		cp build/"$(ls /lib/modules)"/virtio-*.ko "$MODULES/$_folder/updates/dkms/"
		cp /lib/modules/*/modules.order /lib/modules/*/modules.builtin* \
			"$MODULES/$_folder/"
		index "$MODULES"
	fi
	rm -rf "${ROOT:?}/sys/module" "${ROOT:?}/lib"
	cp -R "$MODULES/lib" "$ROOT/"
}
