#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The version is in VERSION; whatever else has to name it names the same.
# shellcheck disable=SC2317 # functions are called by tap_check
cd "$(dirname "$0")/../.." || exit
. tests/lib/tap.sh

version=$(cat VERSION)

# names FILE PATTERN: the only thing in FILE that the pattern's group matches
names() {
	_found=$(sed -n "s/$2/\\1/p" "$1")
	echo "$1: ${_found:-none} (VERSION: $version)"
	[ "$_found" = "$version" ]
}

# first FILE PATTERN: of several, the first is the newest
first() {
	_found=$(sed -n "s/$2/\\1/p" "$1" | head -n 1)
	echo "$1: ${_found:-none} (VERSION: $version)"
	[ "$_found" = "$version" ]
}

dotted() { echo "$version" | grep -E '^[0-9]+\.[0-9]+\.[0-9]+$'; }

# range FILE: "LOWEST HIGHEST" of the kernels that the header takes
range() {
	sed -n 's/^#if LINUX_VERSION_CODE \(<\|>=\) KERNEL_VERSION(\([0-9]*\), \([0-9]*\), 0)$/\2.\3/p' "$1" |
		paste -sd ' '
}

# The header takes what is from the first up to, and without, the second.
takes_the_same_kernels() {
	_pattern=$(sed -n 's/^BUILD_EXCLUSIVE_KERNEL="\(.*\)"$/\1/p' dkms.conf)
	# shellcheck disable=SC2046 # two
	set -- $(range compat/compat.h)
	echo "compat.h: from $1, below $2; dkms.conf: $_pattern"
	for _major in 5 6 7 8; do
		for _minor in $(seq 0 30); do
			_kernel=$_major.$_minor
			_built=no _taken=no
			echo "$_kernel.5-amd64" | grep -qE "$_pattern" && _built=yes
			printf '%s\n' "$1" "$_kernel" | sort -CV &&
				! printf '%s\n' "$2" "$_kernel" | sort -CV && _taken=yes
			[ "$_built" = "$_taken" ] || {
				echo "$_kernel: built: $_built, taken: $_taken"
				return 1
			}
		done
	done
}

tap_check 'VERSION is three numbers' dotted
tap_check 'dkms.conf has it' names dkms.conf '^PACKAGE_VERSION="\(.*\)"$'
tap_check 'virtio-vfio-pci has it' names driver/main.c '^MODULE_VERSION("\(.*\)");$'
tap_check 'virtio-owner has it' names owner/main.c '^MODULE_VERSION("\(.*\)");$'
tap_check 'the Debian changelog begins with it' \
	first debian/changelog '^virtio-vfio-pci (\(.*\)) .*'
tap_check 'the changelog begins with it' first CHANGELOG '^## \(.*\)$'
tap_check 'DKMS builds for the kernels that the source takes' takes_the_same_kernels
tap_end
