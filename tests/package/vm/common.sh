# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What the tests of the packages share in the host VM, where these are installed.
export DEBIAN_FRONTEND=noninteractive
RELEASE=$(uname -r)

# Nothing is to be had from the network, and apt's lists take an emulated processor
# half a minute to read.
rm -rf /var/lib/apt/lists/*

# Leaves only those of the kernel's own modules that are loaded, and vfio-pci: depmod takes minutes
# to look through all of them, for the same reason.
hide_kernel_modules() {
	_all=/lib/modules/$RELEASE/kernel
	mkdir /tmp/kernel
	{
		cut -d ' ' -f 1 /proc/modules | xargs modinfo -F filename | grep "^$_all/"
		find "$_all" -name 'vfio-pci.ko*'
	} | (cd "$_all" && sed "s,^$_all/,," | sort -u | xargs cp --parents -t /tmp/kernel)
	mount --bind /tmp/kernel "$_all"
}

# has_driver ADDRESS DRIVER
has_driver() {
	readlink "/sys/bus/pci/devices/$1/driver"
	[ "$(basename "$(readlink "/sys/bus/pci/devices/$1/driver")")" = "$2" ]
}
