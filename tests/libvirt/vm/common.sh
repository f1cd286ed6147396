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
	libvirtd --daemon --verbose >/artifacts/libvirtd.log 2>&1 &&
		virsh --quiet uri
}

# hostdev_at VFADDR [PLACE]: as a user writes it; managed, and with no word about a driver.
# PLACE are attributes of the address that the guest has it at; libvirt's choice without.
hostdev_at() {
	_bus=${1#*:} _slot=${1##*:}
	cat <<END
<hostdev mode='subsystem' type='pci' managed='yes'>
  <source>
    <address domain='0x0000' bus='0x${_bus%:*}' slot='0x${_slot%.*}' function='0x${_slot#*.}'/>
  </source>
  ${2:+<address type='pci' domain='0x0000' $2/>}
</hostdev>
END
}

# hostdev VFADDR: the guest has VF N at slot N + 1
hostdev() {
	hostdev_at "$1" "bus='0x00' slot='0x0$(($(vf_number "$1") + 1))' function='0x0'"
}

# domain NAME VFADDR: its XML. DOMAIN_MACHINE is the machine, if not pc; DOMAIN_DEVICES
# are devices, if not that VF alone; DOMAIN_QEMU is what goes past libvirt to QEMU, and
# DOMAIN_ARGS are more arguments of the guest's kernel.
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
    ${DOMAIN_DEVICES-$(hostdev "$2")}
  </devices>
  ${DOMAIN_QEMU-}
</domain>
END
}

# domain_define NAME VFADDR
domain_define() {
	mkdir -p "$GUESTS/$1"
	mkfifo "$GUESTS/$1/agent.in" "$GUESTS/$1/agent.out"
	domain "$1" "$2" >"/tmp/$1.xml"
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
