# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# libvirt in the host VM, and guests by it that are otherwise those of lab/vm/guest.sh:
# its functions take them, but for those that start and end them.
# shellcheck source=tests/guest/vm/common.sh
. /project/tests/guest/vm/common.sh

# Without systemd there are neither control groups nor a log daemon, and nobody else
# in this VM from whom QEMU had to be kept apart.
libvirt_up() {
	kvm_up
	cat >>/etc/libvirt/qemu.conf <<-'END'
		user = "root"
		group = "root"
		security_driver = "none"
		cgroup_controllers = [ ]
		namespaces = [ ]
		stdio_handler = "file"
	END
	# what Debian 12 has in a package of its own, with systemd's units
	mkdir -p /var/log/libvirt
	id libvirt-qemu >/dev/null 2>&1 ||
		useradd --system --user-group --no-create-home libvirt-qemu || return
	# shellcheck disable=SC2086 # options, or none
	libvirtd --daemon --verbose ${LIBVIRTD_OPTIONS-} >/artifacts/libvirtd.log 2>&1 &&
		virsh --quiet uri
}

# hostdev_at ADDRESS [PLACE [MANAGED]]: as a user writes it; managed, unless it is told
# otherwise, and with no word about a driver. PLACE are attributes of the address that the
# guest has it at; libvirt's choice without.
hostdev_at() {
	_bus=${1#*:} _slot=${1##*:}
	cat <<END
<hostdev mode='subsystem' type='pci' managed='${3:-yes}'>
  <source>
    <address domain='0x0000' bus='0x${_bus%:*}' slot='0x${_slot%.*}' function='0x${_slot#*.}'/>
  </source>
  ${2:+<address type='pci' domain='0x0000' $2/>}
</hostdev>
END
}

# hostdev ADDRESS [MANAGED [SLOT]]: the guest has VF N at slot N + 1
hostdev() {
	hostdev_at "$1" \
		"bus='0x00' slot='0x0${3:-$(($(vf_number "$1") + 1))}' function='0x0'" "${2-}"
}

# domain NAME VFADDR [MANAGED]: its XML. DOMAIN_MACHINE is the machine, if not pc;
# DOMAIN_DEVICES are devices, if not that VF alone; DOMAIN_QEMU is what goes past libvirt to
# QEMU, and DOMAIN_ARGS are more arguments of the guest's kernel.
domain() {
	cat <<END
<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>$1</name>
  <memory unit='MiB'>256</memory>
  <vcpu>1</vcpu>
  <cpu mode='host-passthrough'/>
  <os>
    <type arch='x86_64' machine='${DOMAIN_MACHINE:-pc}'>hvm</type>
    <kernel>/guest/vmlinux</kernel>
    <initrd>/guest/initramfs</initrd>
    <cmdline>console=ttyS0 quiet panic=-1 mitigations=off audit=0 lsm= rodata=off random.trust_cpu=on no_timer_check tsc=reliable unknown_nmi_panic=1 virtio_pci.force_legacy=1 ${DOMAIN_ARGS-} lab.ips=$(guest_ip "$(vf_number "$2")")</cmdline>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <clock offset='utc'>
    <timer name='hpet' present='no'/>
  </clock>
  <on_reboot>restart</on_reboot>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <controller type='usb' model='none'/>
    <memballoon model='none'/>
    <serial type='file'>
      <source path='/artifacts/guest-$1.console' append='on'/>
      <target port='0'/>
    </serial>
    <serial type='pipe'>
      <source path='$GUESTS/$1/agent'/>
      <target port='1'/>
    </serial>
    ${DOMAIN_DEVICES-$(hostdev "$2" "${3-}")}
  </devices>
  ${DOMAIN_QEMU-}
</domain>
END
}

# domain_define NAME VFADDR [MANAGED]: again, if it is defined already
domain_define() {
	mkdir -p "$GUESTS/$1"
	[ -p "$GUESTS/$1/agent.in" ] ||
		mkfifo "$GUESTS/$1/agent.in" "$GUESTS/$1/agent.out"
	domain "$1" "$2" "${3-}" >"/tmp/$1.xml"
	virsh --quiet undefine "$1" 2>/dev/null
	virsh --quiet define --validate "/tmp/$1.xml"
}

# domain_start NAME: and waits until it takes commands
domain_start() {
	virsh --quiet start "$1" || return
	cp "/run/libvirt/qemu/$1.pid" "$GUESTS/$1/pid"
	: >>"/artifacts/guest-$1.qemu"
	guest_wait "$1"
}

# until_true COMMAND...: soon
until_true() {
	_end=$(($(date +%s) + PATIENCE))
	until "$@"; do
		[ "$(date +%s)" -lt $_end ] || return
		sleep 0.2
	done
}

# has_driver ADDRESS DRIVER
has_driver() {
	[ "$(basename "$(readlink "/sys/bus/pci/devices/$1/driver")")" = "$2" ]
}

is_off() { [ "$(virsh domstate "$1")" = 'shut off' ]; }

driver_of() { basename "$(readlink "/sys/bus/pci/devices/$1/driver")"; }

# starts NAME: or tells why not
starts() {
	domain_start "$1" || {
		virsh destroy "$1"
		tail -n 20 /artifacts/libvirtd.log "/var/log/libvirt/qemu/$1.log"
		return 1
	}
}

# The guest of that name is a legacy one.
legacy_guest_runs() {
	is_transitional "$1" 0x1000 0x0001 64 && has_legacy_driver "$1" virtio_net &&
		traffic "$1"
}

# powered_off NAME: by itself, as a guest that is shut down ends
powered_off() {
	echo 'poweroff 5 '"$(echo 'poweroff -f' | base64 -w 0)" 1<>"$GUESTS/$1/agent.in"
	until_true is_off "$1"
}

destroyed() { virsh destroy "$1" && is_off "$1"; }

# given_back ADDRESS: driven by the host's driver, whose interface carries traffic
given_back() {
	until_true has_driver "$1" virtio-pci || {
		driver_of "$1"
		return 1
	}
	for _dev in "/sys/bus/pci/devices/$1"/virtio*/net/*; do
		_dev=${_dev##*/}
	done
	ip link set "$_dev" up && ip addr add 192.168.77.30/24 dev "$_dev" &&
		busybox ping -c 3 -i 0.2 -W "$PATIENCE" -I "$_dev" "$PEER"
	_status=$?
	ip addr flush dev "$_dev"
	ip link set "$_dev" down
	return "$_status"
}

# plugs NAME ADDRESS: managed, while the guest runs
plugs() {
	hostdev "$2" >"/tmp/$2.xml"
	virsh attach-device "$1" "/tmp/$2.xml" --live
}

# second_vf_works NAME: VF 2, which was plugged in, carries the guest's traffic
# shellcheck disable=SC2016 # run in the guest
second_vf_works() {
	in_guest "$1" 'i=0
until [ -e /sys/class/net/eth1 ]; do
	i=$((i + 1)); [ $i -lt 100 ] || exit; sleep 0.1
done
lspci -n -s 00:03.0 -v
[ $(cat /sys/bus/pci/devices/0000:00:03.0/device) = 0x1000 ] &&
[ $(cut -c 33 /sys/bus/virtio/devices/virtio1/features) = 0 ] &&
ip link set eth0 down && ip addr add 192.168.77.12/24 dev eth1 && ip link set eth1 up' &&
		pings "$1" "$PEER" && download "$1" 4 && upload "$1"
}

# unplugs NAME ADDRESS: what plugs put in; the guest goes on with its first VF
unplugs() {
	virsh detach-device "$1" "/tmp/$2.xml" --live || return
	until_true has_driver "$2" virtio-pci
	driver_of "$2"
	has_driver "$2" virtio-pci || return
	in_guest "$1" '[ ! -e /sys/class/net/eth1 ] && ip link set eth0 up'
	traffic "$1"
}
