# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2317 # functions are called by tap_check
# For the scripts here, which run in the host VM, in the project's folder.

# shellcheck source=tests/vfio/vm/common.sh
. tests/vfio/vm/common.sh

# shellcheck disable=SC2034 # for who includes this
VF1=$(vf_addr 1) VF2=$(vf_addr 2)

tool() { build/vfio/virtio-vfio "$@"; }

# as somebody who is not root
tool_of_user() { setpriv --reuid 1000 --clear-groups build/vfio/virtio-vfio "$@"; }

# gives STATUS COMMAND...: it returns that, whatever it prints
gives() {
	_wanted=$1
	shift
	_is=0
	"$@" || _is=$?
	echo "status $_is"
	[ $_is = "$_wanted" ]
}

# prints TEXT COMMAND...: it prints that somewhere, whatever it returns
prints() {
	_printed=$1
	shift
	"$@" >/tmp/printed 2>&1
	cat /tmp/printed
	grep -qF -e "$_printed" /tmp/printed
}

# json FILTER COMMAND...: what it prints as JSON is so, for jq
json() {
	_filter=$1
	shift
	"$@" --json >/tmp/printed
	jq . /tmp/printed
	jq -e "$_filter" /tmp/printed
}

# await COMMAND...: until it succeeds
await() {
	for _ in $(seq "$(patience 20)"); do
		"$@" && return
		sleep 0.5
	done
	echo "waited in vain: $*"
	return 1
}

driver_of() { basename "$(readlink "/sys/bus/pci/devices/$1/driver")"; }
override_of() { cat "/sys/bus/pci/devices/$1/driver_override"; }
mode_of() { cat "/sys/bus/pci/devices/$1/mode"; }

# is_as DRIVER OVERRIDE ADDRESS
is_as() {
	echo "$3: $(driver_of "$3"), $(override_of "$3")"
	[ "$(driver_of "$3")" = "$1" ] && [ "$(override_of "$3")" = "$2" ]
}

# group_of ADDRESS: its file
group_of() { echo "/dev/vfio/$(basename "$(readlink "/sys/bus/pci/devices/$1/iommu_group")")"; }

# hold ADDRESS: a process, $holder, has its group open
hold() {
	# shellcheck disable=SC2217 # it is to have it, not to read
	sleep 1000 <"$(group_of "$1")" &
	holder=$!
	until [ "$(cat /proc/$holder/comm)" = sleep ]; do :; done
}

let_go() {
	kill "$holder"
	wait "$holder"
} 2>/dev/null
