# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The rounds of a VF $n with the address $vf, which has our driver before and after.
# They count what they moved in $mib and guests' boots in $boots. All leave nothing
# running, also when they fail.
# shellcheck disable=SC2154,SC2034 # n, vf; boots, mib

# same_hash GUEST MIB: a transfer each way, compared by hash
same_hash() {
	guest_exec "$1" "wget -q -T $PATIENCE -O /tmp/data http://$PEER/random-$2 &&
wget -q -T $PATIENCE -O /tmp/hash http://$PEER/random-$2.sha256 &&
sha256sum /tmp/data | grep -qf /tmp/hash &&
post /tmp/data $PEER /cgi-bin/sha256 | grep -qf /tmp/hash" || return
	mib=$((mib + 2 * $2))
}

carries_traffic() {
	guest_exec "$1" "ping -c 3 -i 0.2 -W $PATIENCE $PEER >/dev/null" &&
		same_hash "$1" 4
}

# Amid traffic, and without a word to it.
pull_the_plug() {
	guest_exec "$1" "nohup wget -q -O /dev/null http://$PEER/random-64 >/dev/null 2>&1 &"
	sleep "0.$(random 10)"
	guest_kill "$1"
}

one_life() {
	boots=1
	guest_start "$1" "$vf" && carries_traffic "$1" || return
	case $(random 4) in
	0)
		guest_reboot "$1" && boots=2 && carries_traffic "$1" ;;
	1)
		guest_exec "$1" "cd /sys/bus/virtio/drivers/virtio_net &&
echo virtio0 >unbind && echo virtio0 >bind &&
ip addr add $(guest_ip "$n")/24 dev eth0 && ip link set eth0 up" &&
			carries_traffic "$1" ;;
	2)
		pull_the_plug "$1"
		boots=2
		guest_start "$1" "$vf" && carries_traffic "$1" ;;
	esac
}

end_of_life() {
	if [ "$(random 2)" = 0 ]; then
		guest_stop "$1"
	else
		pull_the_plug "$1"
	fi
}

# lost GUEST STATUS: it hangs, but no thread of its QEMU is with our driver. QEMU, when
# it emulates a processor that has guests, at times loses registers of such a guest.
lost() {
	[ "$2" -eq 125 ] && guest_alive "$1" || return
	cat "/proc/$(cat "$GUESTS/$1/pid")"/task/*/stack >"/tmp/stacks.$1"
	! grep -q virtio_vfio_pci "/tmp/stacks.$1"
}

# Who is lost is counted, and has another life.
round_guest() {
	for _try in 1 2; do
		if one_life "g$n"; then
			end_of_life "g$n"
			return 0
		else
			_status=$?
		fi
		lost "g$n" $_status || _try=2
		guest_kill "g$n"
		[ $_try -eq 1 ] || return 1
		echo "=== LOST: guest"
		echo "$n" >>"$SOAK/lost"
	done
}

# What the driver counted ends with the binding.
keep_counts() {
	for _c in $COUNTS; do
		cat "/sys/bus/pci/devices/$vf/legacy/$_c"
	done | xargs echo "$n" >>"$SOAK/legacy"
}

# By the kernel's own driver, from a network namespace of its own.
host_uses_vf() {
	_net=$(ls "/sys/bus/pci/devices/$vf"/virtio*/net) || return
	ip netns add "soak$n" &&
		ip link set "$_net" netns "soak$n" &&
		ip -n "soak$n" addr add "$(guest_ip "$n")/24" dev "$_net" &&
		ip -n "soak$n" link set "$_net" up &&
		ip netns exec "soak$n" ping -q -c 3 -i 0.2 -W "$PATIENCE" "$PEER"
	_status=$?
	ip netns del "soak$n"
	return $_status
}

round_bind() {
	keep_counts
	bind_vf "$vf" virtio-pci && host_uses_vf
	_used=$?
	bind_vf "$vf" && return $_used
}

turn() { /project/build/vfio/soak_vf "$n" "$1" $((500 + $(random 3000))); }
round_stress() { turn stress; }
round_net() { turn net; }
round_killed() { turn killed; }
round_refused() { turn refused; }
