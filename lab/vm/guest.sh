# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Guests: Debian's QEMU under KVM, with VFs passed through, a Debian kernel whose
# virtio drivers are held to legacy, and commands run in them over a serial port.
#
#	guest_start NAME VFADDR...	boots one and waits until it takes commands; VFADDR
#					may have properties of QEMU's device behind it,
#					"0000:01:00.1,bus=b,addr=1"
#	guest_launch NAME VFADDR...	the same without waiting
#	guest_wait NAME			waits for a launched or a rebooting guest
#	guest_exec NAME COMMAND		its output and exit status; 125 if the guest
#					does not answer (GUEST_TIMEOUT seconds)
#	guest_reboot NAME		from inside, and waits
#	guest_stop NAME			powers off
#	guest_kill NAME			kills its QEMU
#	guest_qmp NAME COMMAND [ARGS]	a command for its QEMU, with ARGS ("a": 1, "b": 2);
#					prints the answer, true if that is no error
#	guest_ip N			the address that a guest gives its VF N
#	function_ip N			and its network function N, of lab/run --function
#
# With GUEST_DISKLESS=1 QEMU gives the guest no kernel: the firmware finds one on a
# disk, which only a VF can be, or with GUEST_BOOT=n in the network. Its kernel's
# arguments are those that are there. The firmware is SeaBIOS, if GUEST_FIRMWARE names no
# other.
#
# GUEST_DEVICES are options of QEMU for more devices; GUEST_BRIDGES, for those behind
# which VFs are. GUEST_QEMU is the QEMU, with options: Debian's, or $PATCHED_QEMU, which is
# the lab's own with the patch that is in the project's qemu/.
#
# Consoles and QEMU's messages are /artifacts/guest-NAME.*.

GUESTS=/run/guests
: "${GUEST_TIMEOUT:=$(patience 180)}"
: "${GUEST_ARGS:=virtio_pci.force_legacy=1}"	# for the guest's kernel
: "${GUEST_MEMORY:=256M}"
: "${GUEST_MACHINE:=pc}"
: "${GUEST_DISKLESS:=}"
: "${GUEST_BOOT:=c}"
: "${GUEST_FIRMWARE:=}"
: "${GUEST_QEMU:=qemu-system-x86_64}"
: "${GUEST_DEVICES:=}"
: "${GUEST_BRIDGES:=}"
# shellcheck disable=SC2034 # for who wants it
PATCHED_QEMU='/job/qemu -L /usr/share/qemu -L /usr/share/seabios'

guest_ip() { echo "192.168.77.$((10 + $1))"; }

function_ip() { echo "192.168.77.$((200 + $1))"; }

# guest_ips ADDR: ",IP" if it has a network
guest_ips() {
	case $1 in
	"${NET_PF%:*}":*) echo ",$(guest_ip "$(vf_number "$1")")" ;;
	*)
		_n=$(sed -n "/^net $1\$/=" /job/functions)
		[ -z "$_n" ] || echo ",$(function_ip "$_n")" ;;
	esac
}

# vf_number ADDR: the inverse of vf_addr
vf_number() {
	_bus=${1#*:}
	_slot=${_bus#*:}
	echo $((0x${_slot%.*} * 8 + ${_slot#*.}))
}

kvm_up() {
	[ -e /dev/kvm ] && return
	if grep -qw svm /proc/cpuinfo; then
		modprobe kvm_amd
	else
		modprobe kvm_intel
	fi
	[ -e /dev/kvm ] || die "no /dev/kvm in the host VM"
}

guest_launch() {
	_name=$1 _g=$GUESTS/$1 _ips='' _vfs=''
	shift
	kvm_up
	[ ! -e "$_g/pid" ] || guest_kill "$_name"
	mkdir -p "$_g"
	rm -f "$_g"/*
	mkfifo "$_g/agent.in" "$_g/agent.out" "$_g/monitor.in" "$_g/monitor.out" \
		"$_g/qmp.in" "$_g/qmp.out"
	for _a; do
		_vfs="$_vfs -device vfio-pci,host=$_a"
		_ips=$_ips$(guest_ips "${_a%%,*}")
	done
	if [ -n "$GUEST_DISKLESS" ]; then
		# the firmware tells on the console what it does
		set -- -machine graphics=off -boot "order=$GUEST_BOOT,strict=on" \
			${GUEST_FIRMWARE:+-bios "$GUEST_FIRMWARE"}
	else
		set -- -kernel /guest/vmlinux -initrd /guest/initramfs \
			-append "console=ttyS0 quiet panic=-1 mitigations=off audit=0 \
lsm= rodata=off random.trust_cpu=on no_timer_check tsc=reliable unknown_nmi_panic=1 $GUEST_ARGS lab.ips=${_ips#,}"
	fi
	# shellcheck disable=SC2086 # several devices
	$GUEST_QEMU -name "$_name" -nodefaults -no-user-config -display none \
		-machine "$GUEST_MACHINE",usb=off,hpet=off -accel kvm -cpu host -m "$GUEST_MEMORY" \
		"$@" \
		-chardev "file,id=console,path=/artifacts/guest-$_name.console,append=on" \
		-serial chardev:console \
		-chardev "pipe,id=monitor,path=$_g/monitor" -mon chardev=monitor \
		-chardev "pipe,id=qmp,path=$_g/qmp" -mon chardev=qmp,mode=control \
		-chardev "pipe,id=agent,path=$_g/agent" -serial chardev:agent \
		$GUEST_BRIDGES $_vfs $GUEST_DEVICES \
		>>"/artifacts/guest-$_name.qemu" 2>&1 </dev/null &
	echo $! >"$_g/pid"
}

# guest_uses_kvm NAME: its QEMU has virtual processors of KVM
guest_uses_kvm() {
	for _fd in "/proc/$(cat "$GUESTS/$1/pid")"/fd/*; do
		case $(readlink "$_fd") in anon_inode:kvm-vcpu*) return 0 ;; esac
	done
	return 1
}

guest_alive() { kill -0 "$(cat "$GUESTS/$1/pid")" 2>/dev/null; }

# guest_lost NAME WHAT: tells what happened, with the console's end. A guest that
# hangs is made to say where, which takes it a while.
guest_lost() {
	if guest_alive "$1"; then
		echo nmi 1<>"$GUESTS/$1/monitor.in"
		for _i in 1 2 3 4 5 6 7 8; do
			_said=$(wc -c <"/artifacts/guest-$1.console")
			sleep 3
			[ "$_said" != "$(wc -c <"/artifacts/guest-$1.console")" ] || break
		done
	fi
	echo "guest $1: $2; its console's last lines:" >&2
	tail -n 40 "/artifacts/guest-$1.console" | tr -d '\r' | sed 's/^/    | /' >&2
	sed 's/^/    qemu: /' "/artifacts/guest-$1.qemu" >&2
}

# guest_talk NAME SECONDS ID [COMMAND]: sends a request, if there is one, and
# prints its output until its end. Returns its status, 125 without an answer.
guest_talk() {
	# the guest keeps to the time, and should be the one to say so
	timeout $(($2 + $(patience 10))) sh /project/lab/vm/exchange "$GUESTS/$1" "$3" "$2" "${4-}"
	_status=$?
	[ ! -s "$GUESTS/$1/status" ] || return "$(cat "$GUESTS/$1/status")"
	if guest_alive "$1"; then
		guest_lost "$1" "no answer for $2 s"
	else
		guest_lost "$1" "its QEMU has ended"
	fi
	return 125
}

guest_wait() { guest_talk "$1" "$GUEST_TIMEOUT" 0; }

guest_start() {
	guest_launch "$@"
	guest_wait "$1"
}

guest_exec() {
	read -r _id _ </proc/uptime
	guest_talk "$1" "$GUEST_TIMEOUT" "$_id" "$2"
}

guest_reboot() {
	printf '%s 5 %s\n' reboot "$(echo 'reboot -f' | base64 -w 0)" \
		1<>"$GUESTS/$1/agent.in"
	guest_wait "$1"
}

guest_stop() {
	guest_alive "$1" || return 0
	printf '%s 5 %s\n' poweroff "$(echo 'poweroff -f' | base64 -w 0)" \
		1<>"$GUESTS/$1/agent.in"
	timeout "$(patience 30)" tail -f --pid="$(cat "$GUESTS/$1/pid")" /dev/null || guest_kill "$1"
	rm -f "$GUESTS/$1/pid"
}

# What came before, greetings and events, is kept.
guest_qmp() {
	_arguments=${3-}
	read -r _id _ </proc/uptime
	# the first is refused from the second time on
	printf '{"execute": "%s", "arguments": {%s}, "id": "%s"}\n' \
		qmp_capabilities '' '' "$2" "$_arguments" "$_id" 1<>"$GUESTS/$1/qmp.in"
	timeout "$(patience 30)" sed -u "/\"id\": \"$_id\"/q" \
		<"$GUESTS/$1/qmp.out" >"$GUESTS/$1/qmp.lines"
	grep '"event": ' "$GUESTS/$1/qmp.lines" >>"$GUESTS/$1/events"
	grep "\"id\": \"$_id\"" "$GUESTS/$1/qmp.lines" >"$GUESTS/$1/qmp.answer"
	cat "$GUESTS/$1/qmp.answer"
	grep -q '"return": ' "$GUESTS/$1/qmp.answer"
}

guest_kill() {
	kill -9 "$(cat "$GUESTS/$1/pid")" 2>/dev/null
	wait "$(cat "$GUESTS/$1/pid")" 2>/dev/null
	rm -f "$GUESTS/$1/pid"
}
