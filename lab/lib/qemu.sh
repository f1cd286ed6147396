# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The host VM, as QEMU is told: q35 with a virtual IOMMU, the folders it shares with
# this machine, the SR-IOV hardware behind a root port, serial lines and monitors.

# net_card WIRES PROPS: what is 0000:01:00.0: our card
net_card() {
	_pf="virtio-net-sriov-pci,id=pf,bus=rp1,netdev=pf,mac=52:54:00:77:00:00,vf-mac=52:54:00:77:01:00,vfs=$VFS,vf-netdevs=$1$2"
	printf '%s\n' "$_pf" >job/pf	# for who plugs it in again: hw plug
	echo "-device $_pf"
}

# stock_net_card WIRED PROPS: or QEMU's own device, whose VFs are such devices as well, and
# have to be named before it (its docs/system/sriov.rst); each has a wire
stock_net_card() {
	for _n in $(seq 1 "$1"); do
		echo "-device virtio-net-pci,id=vf$_n,bus=rp1,addr=0x0.0x$_n,sriov-pf=pf,netdev=vf$_n,mac=52:54:00:77:01:$(printf %02x "$_n"),disable-legacy=on,iommu_platform=on"
	done
	echo "-device virtio-net-pci,id=pf,bus=rp1,addr=0x0.0x0,netdev=pf,mac=52:54:00:77:00:00,disable-legacy=on,iommu_platform=on$2"
}

# qemu WIRED ARG...: becomes QEMU. The first WIRED VFs have a tap each; the
# arguments choose the accelerator. Paths are relative, because a socket's may not
# be long.
qemu() {
	_wired=$1
	shift
	_memory=${MEMORY:-3G} _stall=$(patience 20) _args='' _props=''
	if [ "$KERNEL" = debug ]; then
		_memory=${MEMORY:-4G} _args='kasan_multi_shot watchdog_thresh=30'
		_props=$PF_PROPS_DEBUG
	fi
	_cpus=2
	if [ -n "$ICOUNT" ]; then
		_cpus=1
		set -- "$@" -icount shift=0,sleep=off
	fi
	# With icount it is another one.
	[ -z "${LAB_TSC_KHZ-}" ] || [ "$ACCEL$ICOUNT" != tcg ] ||
		_args="$_args tsc_early_khz=$LAB_TSC_KHZ"
	_data=${STOCK_QEMU:-$LAB_ROOT}/usr/share
	set -- "$@" -nodefaults -no-user-config -display none -name lab,debug-threads=on \
		-L "$_data/qemu" -L "$_data/seabios" \
		-smp $_cpus -m "$_memory" -device intel-iommu,intremap=on,eim=on \
		-kernel "$LAB_BOOT/vmlinux" -initrd "$LAB_BOOT/initramfs" \
		-append "console=ttyS0 quiet loglevel=5 panic=-1 intel_iommu=on iommu=pt \
mitigations=off lsm= audit=0 random.trust_cpu=on no_timer_check tsc=reliable \
rcupdate.rcu_cpu_stall_timeout=$_stall sysctl.kernel.panic_on_rcu_stall=1 $_args" \
		-action shutdown=pause,reboot=shutdown,panic=shutdown \
		-chardev file,id=console,path="$ARTIFACTS/console.log" -serial chardev:console
	# Debian 12 may need what is newer: see tests/guest/vm/moves.sh
	_newer=''
	[ "$KERNEL" != 6.1 ] || _newer=newer:$LAB_ROOT:on
	for _s in "root:$HOST_ROOT:on" "project:$PROJECT:on" \
		"guest:$LAB_GUEST:on" ${_newer:+"$_newer"} ${SHARE:+"share:$SHARE:on"} \
		"artifacts:$ARTIFACTS:off" "job:$PWD/job:off"; do
		_path=${_s#*:}
		set -- "$@" -virtfs "local,id=${_s%%:*},mount_tag=${_s%%:*},path=${_path%:*},security_model=none,readonly=${_path##*:},multidevs=remap"
	done

	# the hardware, behind a root port so that it is 0000:01:00.0; the slot is the
	# port's and not ACPI's, so that a card can also be pulled out of it
	set -- "$@" -global ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off
	set -- "$@" -netdev "tap,id=pf,ifname=${JOINS}pf,script=no,downscript=no"
	[ -z "$NO_ACS" ] || set -- "$@" -global pcie-root-port.disable-acs=on
	_wires=''
	for _n in $(seq 1 "$_wired"); do
		set -- "$@" -netdev "tap,id=vf$_n,ifname=${JOINS}vf$_n,script=no,downscript=no"
		_wires=$_wires:vf$_n
	done
	set -- "$@" -device pcie-root-port,id=rp1,chassis=1,slot=1
	# shellcheck disable=SC2046 # words
	if [ -n "$STOCK_QEMU" ]; then
		set -- "$@" $(stock_net_card "$_wired" "${PF:+,$PF}")
	else
		set -- "$@" $(net_card "${_wires#:}" "$_props${PF:+,$PF}")
	fi

	# and the others; the serial device has a name, since consoles are such, too
	set -- "$@" -device virtio-serial-pci,id=lab,max_ports=24
	use_images
	# shellcheck disable=SC2046 # words
	set -- "$@" $(cards)
	# shellcheck disable=SC2046 # words
	set -- "$@" $(functions $((2 + $(wc -l <job/cards))))

	# our monitor, and one that the VM reaches at /dev/virtio-ports/lab.hw
	set -- "$@" -chardev pipe,id=mon,path=mon -mon chardev=mon,mode=control \
		-chardev socket,id=hwmon,path=hw.sock,server=on,wait=off \
		-mon chardev=hwmon,mode=control \
		-chardev socket,id=hw,path=hw.sock \
		-device virtserialport,bus=lab.0,chardev=hw,name=lab.hw
	[ -z "$GDB" ] || set -- "$@" -gdb chardev:gdb \
		-chardev "socket,id=gdb,path=$GDB,server=on,wait=off"
	if [ -n "$SHELL_VM" ]; then
		set -- "$@" -chardev stdio,id=tty,signal=off \
			-device virtconsole,bus=lab.0,chardev=tty
	else
		for _o in out err; do
			set -- "$@" -chardev file,id=$_o,path=$_o \
				-device virtserialport,bus=lab.0,chardev=$_o,name=lab.$_o
		done
	fi
	if [ -n "$STOCK_QEMU" ]; then
		export QEMU_MODULE_DIR="$STOCK_QEMU/usr/lib/x86_64-linux-gnu/qemu"
		exec_in_root "$STOCK_QEMU" "$STOCK_QEMU/usr/bin/qemu-system-x86_64" "$@"
	fi
	exec_in_root "$LAB_ROOT" "$LAB_QEMU/qemu-system-x86_64" "$@"
}
